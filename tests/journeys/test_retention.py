"""T28: what falls due is put before who handles it; two people decide, the worker erases, and nothing of it is left."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import JSON, String, Text, func, select

from portal.casework import erasing, holding, retention
from portal.domain.errors import Gone
from portal.models.complaint import Complaint, Participant
from portal.models.identity import Deviation
from portal.models.journal import JournalRow, faults
from portal.models.letter import Letter
from portal.models.organisation import Appointment, Organisation, Post
from portal.models.person import FilingDraft, Link, LinkPurpose, Person, PersonSession, Role
from portal.models.register import PeriodicReport
from portal.models.retention import Erasure, LegalHold, Tombstone
from portal.models.sealed import Sealed, SealingKey
from portal.operations import worker
from portal.vault.storage import Store
from tests.support.journey import employee, officer, option
from tests.support.rows import pointers, tables
from tests.support.world import PASSWORD

if TYPE_CHECKING:
    from tests.support.world import Browser, World

HERE = "noorderhaven"
MARCH = {"from_on": "2026-03-01", "until_on": "2026-03-31", "remarks": "Rustig."}


def sweep(world: World) -> None:
    worker.sweep(world.app, world.app.config["WEDERHOOR"], world.now)


def declined(world: World, **answers: object) -> str:
    """A case that was declined on 2 March 2026: kept for a year."""
    number = world.file(**answers)
    one = officer(world, number)
    one.begin()
    one.act("niet-behandelen", {"reason": "Dit gaat over iets anders."})
    return number


def until(world: World, year: int, month: int, day: int) -> None:
    world.now = world.now.replace(year=year, month=month, day=day)


def publish(world: World) -> None:
    world.sign_in("functionaris").post("/functionaris/verslagen/nieuw", MARCH)


def item(browser: Browser, number: str) -> str:
    """The address of a case on the list of what falls due."""
    page = browser.get("/functionaris/bewaren").text
    found = re.search(rf'/functionaris/bewaren/([0-9a-f-]{{36}})">{number}', page)
    assert found, page
    return f"/functionaris/bewaren/{found.group(1)}"


def decide(world: World, number: str, choice: str = "erase", expect: int = 302, **more: str) -> str:
    clerk = world.sign_in("functionaris")
    return clerk.post(item(clerk, number), {"choice": choice, **more}, expect=expect).text


def confirm(world: World, number: str, answer: str = "yes") -> None:
    deputy = world.sign_in("waarnemer")
    deputy.post(item(deputy, number), {"answer": answer})


def rows(world: World, statement: object) -> list[object]:
    with world.owner(world.tenants[HERE]) as session:
        return list(session.scalars(statement))


def told(world: World, notice: str) -> list[tuple[str, dict[str, object], str]]:
    return [(one.to_address.partition("@")[0], one.values, one.path) for one in world.letters(notice)]


# ---- two people ------------------------------------------------------------------------------------------------------


def test_a_month_before_its_day_who_handles_it_hears_and_two_people_decide(both_world: World) -> None:
    world = both_world
    number = declined(world)
    until(world, 2027, 1, 30)
    sweep(world)
    assert told(world, "n23") == []
    clerk = world.sign_in("functionaris")
    assert "geen dossier" in clerk.get("/functionaris/bewaren").text
    until(world, 2027, 1, 31)
    sweep(world)
    said = {"count": 1, "date": "2027-03-02", "past": 0, "reviews": 0}
    assert told(world, "n23") == [("functionaris", said, "functionaris/bewaren")]
    assert world.letters("n23")[0].complaint_id is None
    refused = decide(world, number, expect=422)
    assert "staat nog in geen verslag" in refused
    publish(world)
    decide(world, number)
    assert "wacht op akkoord van een ander" in world.sign_in("functionaris").get("/functionaris/bewaren").text
    world.later(days=1)
    sweep(world)
    assert told(world, "n23c") == [("waarnemer", {"count": 1}, "functionaris/bewaren")]
    deputy = world.sign_in("waarnemer")
    page = deputy.get(item(deputy, number)).text
    assert "Marloes" not in page
    deputy.get(f"/functionaris/zaak/{number}/", expect=404)
    deputy.post(item(deputy, number), {"answer": "yes"})
    page = world.sign_in("functionaris")
    assert "wordt gewist" in page.get("/functionaris/bewaren").text
    assert "Twee mensen hebben besloten" in page.get(item(page, number)).text
    who, [case] = world.person("functionaris@noorderhaven.example"), rows(world, select(Complaint.id))
    with world.owner(world.tenants[HERE]) as session, pytest.raises(retention.Refused, match="not_there"):
        retention.decide(session, who.id, retention.Office.FUNCTIONARIS, case, retention.Choice.LATER, world.now)
    sweep(world)
    assert rows(world, select(Tombstone)) == []
    until(world, 2027, 3, 2)
    sweep(world)
    [stone] = rows(world, select(Tombstone))
    assert (stone.reference, stone.decided_as, stone.confirmed_as) == (number, "functionaris", "deputy")
    assert (stone.decided_on, stone.confirmed_on) == (date(2027, 1, 31), date(2027, 2, 1))
    sweep(world)
    world.sign_in("functionaris").get(f"/functionaris/zaak/{number}/", expect=404)


def test_the_second_person_can_refuse_and_the_first_can_think_again(world: World) -> None:
    number = declined(world)
    until(world, 2027, 3, 2)
    publish(world)
    decide(world, number)
    confirm(world, number, "no")
    clerk = world.sign_in("functionaris")
    assert "De ander was het er niet mee eens." in clerk.get("/functionaris/bewaren").text
    decide(world, number)
    decide(world, number, "later")
    assert "U besloot om later te beslissen." in world.sign_in("functionaris").get("/functionaris/bewaren").text
    deputy = world.sign_in("waarnemer")
    assert number not in deputy.get("/functionaris/bewaren").text
    sweep(world)
    assert rows(world, select(Tombstone)) == []


def test_what_nobody_decides_is_asked_weekly_turns_red_and_is_never_erased(world: World) -> None:
    number = declined(world)
    until(world, 2027, 3, 3)
    for days in (0, 1, 6, 7):
        world.later(days=days)
        sweep(world)
    assert [one[1]["past"] for one in told(world, "n23")] == [1, 1, 1]
    until(world, 2027, 5, 1)
    clerk = world.sign_in("functionaris")
    assert "is-late" not in clerk.get("/functionaris/bewaren").text
    publish(world)
    decide(world, number)
    until(world, 2027, 5, 2)
    clerk, deputy = world.sign_in("functionaris"), world.sign_in("waarnemer")
    for browser in (clerk, deputy):
        page = browser.get("/functionaris/bewaren").text
        assert "is-late" in page
        assert "meer dan 60 dagen" in page
    until(world, 2030, 1, 1)
    sweep(world)
    assert rows(world, select(Tombstone)) == []


def test_where_no_deputy_may_management_confirms_a_number(world: World) -> None:
    numbers = [declined(world), declined(world, name="Ricardo Monsanto", email="ricardo@post.example")]
    with world.owner(world.tenants[HERE]) as session:
        deputy = session.scalars(select(Appointment).where(Appointment.post == Post.DEPUTY)).one()
        deputy.until_on = date(2026, 12, 31)
    until(world, 2027, 5, 2)
    publish(world)
    for number in numbers:
        decide(world, number)
    sweep(world)
    assert told(world, "n23c") == [("directie", {"count": 2}, "directie/bewaren")]
    boss = world.sign_in("directie")
    page = boss.get("/directie/bewaren").text
    assert "2 dossiers wachten op uw akkoord" in page
    assert "al meer dan 60 dagen" in page
    assert not re.search(r"K-\d{4}", page)
    stale = boss.form("/directie/bewaren")
    boss.post("/directie/bewaren", {"answer": "no"})
    assert "wacht nu niets" in boss.get("/directie/bewaren").text
    for number in numbers:
        decide(world, number, "later")
        decide(world, number)
    boss.post("/directie/bewaren", {"seen": "another", "answer": "yes"}, expect=422)
    boss.post("/directie/bewaren", {"answer": "yes"})
    del stale
    with world.owner(world.tenants[HERE]) as session, pytest.raises(Gone):
        retention.confirm_all(session, world.person("directie@noorderhaven.example").id, "", world.now, agreed=True)
    sweep(world)
    assert {one.confirmed_as for one in rows(world, select(Tombstone))} == {"management"}


def test_who_is_a_party_or_decided_confirms_nothing(world: World) -> None:
    """A manager who complained, and an organisation of one, who is both."""
    number = declined(world, email="directie@noorderhaven.example")
    with world.owner(world.tenants[HERE]) as session:
        session.scalars(select(Appointment).where(Appointment.post == Post.DEPUTY)).one().until_on = date(2026, 12, 31)
        boss = session.scalars(select(Person).where(Person.email == "directie@noorderhaven.example")).one()
        mine = select(Participant).where(Participant.email == boss.email)
        session.scalars(mine).one().person_id = boss.id
    until(world, 2027, 3, 2)
    publish(world)
    decide(world, number)
    assert "wacht nu niets" in world.sign_in("directie").get("/directie/bewaren").text
    sweep(world)
    assert told(world, "n23c") == []
    assert rows(world, select(Deviation)) == []


def test_a_case_about_the_functionaris_is_confirmed_by_no_functionaris(world: World) -> None:
    number = world.file(**{"met-wie": {"about_whom": "Hanneke", "about_functionaris": "yes"}})
    one = officer(world, number, "waarnemer")
    one.begin()
    one.act("niet-behandelen", {"reason": "Dit gaat over iets anders."})
    until(world, 2027, 3, 2)
    publish(world)
    deputy = world.sign_in("waarnemer")
    deputy.post(item(deputy, number), {"choice": "erase"})
    assert number not in world.sign_in("functionaris").get("/functionaris/bewaren").text
    boss = world.sign_in("directie")
    assert "1 dossier wacht op uw akkoord" in boss.get("/directie/bewaren").text


def test_who_took_the_seat_of_one_who_left_decides(world: World) -> None:
    number = declined(world)
    world.later(days=1)
    with world.owner(world.tenants[HERE]) as session:
        first = session.scalars(select(Appointment).where(Appointment.post == Post.FUNCTIONARIS)).one()
        first.until_on = date(2026, 3, 3)
    until(world, 2027, 2, 10)
    sweep(world)
    deputy = world.sign_in("waarnemer")
    deputy.get(item(deputy, number))


def test_nothing_of_somebody_elses_is_decided(world: World) -> None:
    number = declined(world)
    until(world, 2027, 2, 10)
    clerk, deputy = world.sign_in("functionaris"), world.sign_in("waarnemer")
    path = item(clerk, number)
    deputy.get(path, expect=404)
    deputy.get("/functionaris/bewaren/x", expect=404)
    clerk.get(f"{path}/verklaring", expect=404)
    with world.owner(world.tenants[HERE]) as session:
        case = session.scalars(select(Complaint)).one()
        other = session.scalars(select(Person).where(Person.email.startswith("waarnemer"))).one()
        for act in (
            lambda: retention.decide(
                session, other.id, retention.Office.DEPUTY, case.id, retention.Choice.LATER, world.now
            ),
            lambda: retention.confirm(session, other.id, retention.Office.DEPUTY, case.id, world.now, agreed=True),
            lambda: retention.confirm(session, other.id, retention.Office.DEPUTY, other.id, world.now, agreed=True),
        ):
            with pytest.raises(retention.Refused, match="not_there"):
                act()


# ---- keeping for longer ----------------------------------------------------------------------------------------------


def test_while_a_hold_stands_nothing_falls_due(both_world: World) -> None:
    world = both_world
    number = declined(world)
    clerk = world.sign_in("functionaris")
    path = f"/functionaris/zaak/{number}/bewaarblokkade"
    clerk.post(path, {"reason": "", "review_on": "2027-02-01"}, expect=422)
    clerk.post(path, {"reason": "Een rechtszaak.", "review_on": "2026-03-02"}, expect=422)
    clerk.post(path, {"reason": "Een rechtszaak.", "review_on": "2027-02-01"})
    page = clerk.get(f"/functionaris/zaak/{number}/").text
    assert "Een rechtszaak." in page
    assert "dinsdag 2 maart 2027" in page
    assert "Opheffen" in clerk.get(path).text
    until(world, 2027, 2, 10)
    clerk = world.sign_in("functionaris")
    page = clerk.get("/functionaris/bewaren").text
    assert "Nu bekijken" in page
    assert "geen dossier" in page
    sweep(world)
    assert told(world, "n23") == [
        ("functionaris", {"count": 0, "date": "2027-02-10", "past": 0, "reviews": 1}, "functionaris/bewaren")
    ]
    clerk.post(path)
    assert "Een rechtszaak." not in clerk.get(f"/functionaris/zaak/{number}/").text
    publish(world)
    decide(world, number)
    confirm(world, number)
    clerk = world.sign_in("functionaris")
    clerk.post(path, {"reason": "Toch nog nodig.", "review_on": "2028-02-01"})
    assert rows(world, select(Erasure)) == []
    until(world, 2027, 3, 3)
    sweep(world)
    assert rows(world, select(Tombstone)) == []


def test_from_the_list_a_case_is_kept_for_longer(world: World) -> None:
    number = declined(world)
    until(world, 2027, 2, 10)
    clerk = world.sign_in("functionaris")
    path = item(clerk, number)
    assert clerk.post(path, {"choice": "hold"}, expect=422).text.count("Vul dit in.") >= 2
    clerk.post(path, {"choice": "hold", "reason": "Een rechtszaak.", "review_on": "2028-02-01"})
    clerk.get(path, expect=404)
    [row] = rows(world, select(LegalHold.review_on))
    assert row == date(2028, 2, 1)


def test_who_does_not_handle_a_case_holds_nothing(world: World) -> None:
    number = world.file()
    one = officer(world, number)
    one.begin()
    one.act("overdragen", {"reason": "Vakantie."})
    path = f"/functionaris/zaak/{number}/bewaarblokkade"
    values = {"reason": "Een rechtszaak.", "review_on": "2027-02-01"}
    assert "Dit kunt u in deze zaak niet doen." in one.browser.post(path, values, expect=422).text
    deputy = officer(world, number, "waarnemer")
    deputy.browser.accept("functionaris", number)
    deputy.browser.post(path, values)
    one.browser.post(path, {}, expect=422)
    with world.owner(world.tenants[HERE]) as session:
        case = session.scalars(select(Complaint)).one()
        handler = session.scalars(select(Person).where(Person.email.startswith("waarnemer"))).one()
        with pytest.raises(holding.Refused, match="reason_missing"):
            holding.hold(session, handler.id, case.id, reason=" ", review_on=date(2027, 1, 1), now=world.now)
        holding.lift(session, handler.id, case.id, world.now)
        with pytest.raises(holding.Refused, match="no_hold"):
            holding.lift(session, handler.id, case.id, world.now)


# ---- nothing is left -------------------------------------------------------------------------------------------------

CANARIES = {
    "name": "Kanarina Zangersma",
    "email": "kanarina@kooi.example",
    "phone": "0612345678",
    "address": "Kooistraat 77, 7777 KK Vogelwijk",
    "text": "Het vinkje floot om half vier in de ochtend.",
    "wish": "Ik wens een gouden zitstok.",
    "about": "Bram Terhorst en zijn merel",
    "when": "op de dag van de lijster",
    "standpoint": "De merel zat op het dak.",
    "other": "De spreeuw heeft het gedaan.",
    "support": "Zusje Zwaluw",
    "support_email": "zwaluw@kooi.example",
    "relation": "buurvrouw met papegaai",
    "note": "Notitie over de koekoek.",
    "part": "Onderdeel over de ooievaar",
    "reasons": "Dat blijkt uit het gezang.",
    "message": "Bericht aan de uil.",
    "draft": "Een zin die nooit werd verstuurd, over de reiger.",
    "refusal": "Ik teken niet, zei de kraai.",
}


def sung(world: World) -> str:
    """A whole case with a canary in every text, name, address and number, closed on 2 March 2026."""
    said = CANARIES
    client, number = world.client(
        said["name"],
        said["email"],
        gebeurd={"text": said["text"], "happened_when": said["when"]},
        **{"met-wie": {"about_whom": said["about"], "about_functionaris": "no"}},
        wens={"wish": said["wish"]},
        gegevens={
            "name": said["name"], "email": said["email"], "phone": said["phone"], "address": said["address"],
            "language": "nl",
        },
    )  # fmt: skip
    one = officer(world, number)
    one.begin()
    one.categorise()
    refs = one.name("Bram Terhorst")
    one.allege((said["part"], refs))
    one.inform(refs, said["text"])
    bram = employee(world, number)
    who = {"name": said["support"], "email": said["support_email"], "relation": said["relation"]}
    client.act("klager", number, "steunpersoon", who)
    one.act("uitnodigen", {"person": option(one.page("uitnodigen"), said["support"])})
    client.act("klager", number, "standpunt", {"text": said["standpoint"]})
    bram.act("medewerker", number, "standpunt", {"text": said["other"]})
    one.act("notitie", {"text": said["note"]})
    one.browser.post(f"/functionaris/zaak/{number}/notitie", {"text": said["draft"], "action": "save"})
    client.act("klager", number, "bericht", {"text": said["message"]})
    page = one.page("oordeel-geven")
    values = {
        "considerations": said["reasons"],
        "recommendations": "",
        "outcome_0": "upheld",
        "reasons_0": said["reasons"],
    }
    values["cited_0"] = [option(page[page.index('name="cited_0"') - 400 :], "De klacht")]
    one.act("oordeel-geven", values)
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    client.act("klager", number, "ondertekenen")
    one.act("ondertekenen")
    bram.act("medewerker", number, "niet-ondertekenen", {"reason": said["refusal"]})
    return number


def in_clear(world: World) -> bytes:
    """Everything that the database file, its log and the store hold."""
    folder = world.app.config["WEDERHOOR"].instance
    places = [*folder.glob("wederhoor.db*"), *(one for one in folder.glob("files/**/*") if one.is_file())]
    return b"\n".join(one.read_bytes() for one in places)


def birds(found: bytes | str) -> list[str]:
    text = found.decode("latin-1") if isinstance(found, bytes) else found
    return [name for name, word in CANARIES.items() if word.encode().decode("latin-1") in text or word in text]


def walk(browser: Browser, first: str) -> str:
    """All that a person reads who follows every link of a portal."""
    seen: set[str] = set()
    waiting, text = [first], ""
    while waiting:
        path = waiting.pop()
        if path in seen or len(seen) > 60:
            continue
        seen.add(path)
        with time_machine.travel(browser.world.now, tick=False):
            answer = browser.client.get(f"/{browser.slug}{path}")
        page = answer.text if answer.mimetype == "text/html" else ""
        text += page
        folder = "/" + first.split("/")[1] + "/"
        waiting += [one for one in re.findall(rf'href="/{browser.slug}([^"#]*)"', page) if one.startswith(folder)]
    return text


def closed_and_erased(world: World) -> str:
    number = sung(world)
    until(world, 2028, 3, 2)
    publish(world)
    decide(world, number)
    confirm(world, number)
    world.later(days=1)
    sweep(world)
    return number


def test_nothing_of_an_erased_case_is_left_anywhere(world: World) -> None:
    number = sung(world)
    until(world, 2028, 3, 2)
    publish(world)
    figures = world.sign_in("directie").get("/directie/?jaar=2026").text
    report = [one.figures for one in rows_of_reports(world)]
    assert birds(in_clear(world))
    decide(world, number)
    confirm(world, number)
    world.later(days=1)
    sweep(world)
    assert birds(in_clear(world)) == []
    with world.owner(world.tenants[HERE]) as session:
        assert list(faults(session, world.tenants[HERE], world.app.config["WEDERHOOR"].secret_keys)) == []
        case = session.scalars(select(Complaint)).one()
        assert case.facts.erased_on == case.erased_on == date(2028, 3, 3)
        chains = session.scalars(select(JournalRow.chain).where(JournalRow.act == "erased")).all()
        assert sorted(chains) == sorted([case.id, world.tenants[HERE]])
        assert session.scalars(select(SealingKey)).all() == []
        assert {one.ref != "" and one.name == one.email == one.phone == one.address for one in
                session.scalars(select(Participant))} == {True}  # fmt: skip
        assert session.scalar(select(func.count(Letter.id)).where(Letter.complaint_id == case.id)) == 0
    clerk = world.sign_in("functionaris")
    for who, first in (("functionaris", "/functionaris/"), ("waarnemer", "/functionaris/"), ("medewerker", "/medewerker/"),
                       ("directie", "/directie/"), ("beheer", "/beheer/")):  # fmt: skip
        assert birds(walk(world.sign_in(who), first)) == [], who
    assert number not in world.sign_in("medewerker").get("/medewerker/").text
    register = clerk.get("/functionaris/register").text
    assert f'<span class="w-nowrap">{number}</span>' in register
    assert "Opgeschoond" in register
    assert "Gegrond" in register
    assert "Bejegening" in register
    clerk.get(f"/functionaris/zaak/{number}/", expect=404)
    world.sign_in("medewerker").get(f"/medewerker/zaak/{number}/", expect=404)
    assert [one.figures for one in rows_of_reports(world)] == report
    assert numbers_in(world.sign_in("directie").get("/directie/?jaar=2026").text) == numbers_in(figures)


def numbers_in(page: str) -> list[str]:
    return re.findall(r"<dd[^>]*>\s*([^<]*)", page)


def rows_of_reports(world: World) -> list[object]:
    return rows(world, select(PeriodicReport))


def test_an_account_of_that_case_alone_is_emptied_and_one_of_the_staff_is_not(world: World) -> None:
    closed_and_erased(world)
    with world.owner(world.tenants[HERE]) as session:
        gone = session.scalars(select(Person).where(Person.email.endswith("@erased.invalid"))).one()
        assert (gone.name, gone.password_hash) == ("", None)
        assert session.scalars(select(PersonSession).where(PersonSession.person_id == gone.id)).all() == []
        assert session.scalars(select(Role).where(Role.person_id == gone.id, Role.ended_at.is_(None))).all() == []
        assert session.scalars(select(Link).where(Link.participant_id.is_not(None))).all() == []
        bram = session.scalars(select(Person).where(Person.email.startswith("medewerker"))).one()
        assert bram.name == "Bram Terhorst"
    visitor = world.visitor()
    visitor.post("/inloggen", {"email": CANARIES["email"], "password": PASSWORD}, expect=422)


def test_who_has_another_case_keeps_the_account(world: World) -> None:
    client, number = world.client()
    other = world.file("Marloes Veenstra", "marloes@post.example")
    client.get(world.link(LinkPurpose.CLAIM, case=other), expect=302)
    one = officer(world, number)
    one.begin()
    one.act("niet-behandelen", {"reason": "Dit gaat over iets anders."})
    with world.owner(world.tenants[HERE]) as session:
        case = session.scalars(select(Complaint).where(Complaint.reference == other)).one()
        seat = select(Participant).where(
            Participant.complaint_id == case.id, Participant.email == "marloes@post.example"
        )
        person = session.scalars(select(Person).where(Person.email == "marloes@post.example")).one()
        session.scalars(seat).one().person_id = person.id
    until(world, 2027, 3, 2)
    publish(world)
    decide(world, number)
    confirm(world, number)
    world.later(days=1)
    sweep(world)
    assert world.person("marloes@post.example").name == "Marloes Veenstra"
    page = world.sign_in("marloes@post.example").get("/klager/").text
    assert other in page
    assert number not in page


def test_a_receipt_code_shows_nothing_any_more(world: World) -> None:
    number = declined(world)
    code = world.filed.code
    until(world, 2027, 3, 2)
    publish(world)
    decide(world, number)
    confirm(world, number)
    world.later(days=1)
    sweep(world)
    visitor = world.visitor()
    visitor.post("/klacht/status", {"reference": number, "code": code}, expect=422)


def test_the_statement_says_who_decided_and_how_much_went(world: World) -> None:
    closed_and_erased(world)
    clerk = world.sign_in("functionaris")
    page = clerk.get("/functionaris/bewaren").text
    found = re.search(r"/functionaris/bewaren/[0-9a-f-]{36}/verklaring", page)
    assert found
    answer = clerk.get(found.group())
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    world.sign_in("waarnemer").get(found.group(), expect=404)
    [stone] = rows(world, select(Tombstone))
    assert stone.counts["accounts"] == 1
    assert stone.counts["people"] == 4
    assert len(stone.head) == 64


def test_a_copy_of_before_is_cleaned_by_the_tombstones(world: World) -> None:
    number = sung(world)
    until(world, 2028, 3, 2)
    publish(world)
    decide(world, number)
    confirm(world, number)
    config = world.app.config["WEDERHOOR"]
    store = Store(config.store_url)
    with world.owner(world.tenants[HERE]) as session:
        [due] = erasing.ready(session, world.now)
        erasing.carry_out(session, store, due, world.now)
        session.rollback()
        assert erasing.unburied(session, [due]) == (due,)
        erasing.replay(session, store, due, world.now)
    assert store.names("tombstones") == [f"tombstones/{world.tenants[HERE].hex}/{due.hex}"]
    [stone] = rows(world, select(Tombstone))
    assert stone.decided_as == "functionaris"
    with world.owner(world.tenants[HERE]) as session:
        assert erasing.unburied(session, [due]) == ()
        assert erasing.ready(session, world.now) == ()


# ---- terms -----------------------------------------------------------------------------------------------------------


def test_the_admin_sets_the_years_and_the_letter_tells_the_day(world: World) -> None:
    admin = world.sign_in("beheer")
    page = admin.get("/beheer/organisatie").text
    assert re.search(r'<option selected value="2"', page)
    values = {
        "name": "Noorderhaven", "address": "Kade 1", "phone": "010 000 00 00", "email": "klachten@noorderhaven.example",
        "route": "De rechtbank.", "accent": "#154273",
        "file_mb": "20",
        "piece_files": "10",
        "case_mb": "250",
    }  # fmt: skip
    admin.post("/beheer/organisatie", {**values, "keep_years": "8"}, expect=422)
    admin.post("/beheer/organisatie", {**values, "keep_years": "5"})
    assert rows(world, select(Organisation.keep_years)) == [5]
    sung(world)
    assert {one.values["period"] for one in world.letters("n17")} == {"2031-03-02"}
    admin = world.sign_in("beheer")
    admin.post("/beheer/organisatie", {**values, "keep_years": "1"})
    until(world, 2027, 3, 2)
    assert "geen dossier" in world.sign_in("functionaris").get("/functionaris/bewaren").text


def test_unfinished_filings_lose_their_key_with_their_text(world: World) -> None:
    browser = world.visitor()
    browser.post("/klacht/voor-wie", {"on_behalf": "no", "capacity": "candidate"})
    browser.post("/klacht/gebeurd", {"text": "Halverwege.", "happened_when": "toen"})
    assert len(rows(world, select(SealingKey))) == 1
    world.later(days=31)
    sweep(world)
    assert rows(world, select(FilingDraft)) == []
    assert rows(world, select(SealingKey)) == []


def test_post_of_no_case_goes_after_ninety_days(world: World) -> None:
    world.visitor().post("/wachtwoord", {"email": "beheer@noorderhaven.example"})
    number = world.file()
    world.later(days=91)
    sweep(world)
    kept = {one.notice for one in world.letters() if one.complaint_id is None and one.written_at < world.now}
    assert kept == set()
    assert any(one.complaint_id is not None for one in world.letters())
    assert officer(world, number)


# ---- no table is forgotten -------------------------------------------------------------------------------------------

FATES = {
    "deleted": "access_item access_request attachment draft kept_form letter link paper release_file signer_certificate sealing_key",
    "emptied": "participant mandate legal_hold complaint person account_mend",
    "sealed or nameless": "allegation case_event citation complaint_category entry erasure judgment judgment_part "
    "recommendation_origin release signature talk talk_guest tombstone",
}
"""What becomes of each table. Rows of the last stay: what they tell of anybody is sealed, or ids, dates and words."""
WORDS = (
    "act article kind medium stage_from stage_to choice decided_as confirmed_as outcome digest means assurance how uid "
    "answer reference head counts"
)
"""Their columns in clear: words of a list, digests, numbers."""


def test_every_table_of_a_case_is_erased_emptied_or_names_nobody() -> None:
    of_a_case = {
        table.name
        for table in tables()
        if {"complaint_id", "participant_id"} & set(table.columns.keys())
        or {"complaint", "participant"} & set(pointers(table).values())
    }
    assert of_a_case <= {name for fate in FATES.values() for name in fate.split()}
    for table in tables():
        if table.name in FATES["sealed or nameless"].split():
            clear = {
                column.name
                for column in table.columns
                if isinstance(column.type, String | Text | JSON) and not isinstance(column.type, Sealed)
            }
            assert clear <= set(WORDS.split()), table.name
