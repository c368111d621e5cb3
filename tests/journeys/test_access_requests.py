"""Article 15 AVG: who asks what is kept about them gets an answer item by item, and nothing that was held back."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select, update

from portal.casework import access
from portal.domain.access import Decision, What
from portal.domain.errors import Refused
from portal.models.access import AccessItem, AccessRequest
from portal.models.complaint import Complaint, Participant
from portal.models.journal import JournalRow, faults
from portal.models.organisation import Post
from portal.models.person import Person, RoleName
from portal.sight.actor import Actor, Door
from portal.sight.readings import PAGE
from portal.sight.rows import Seat, find
from tests.journeys.test_files import put
from tests.support import poppler
from tests.support.files import sample
from tests.support.journey import Officer, employee, informed, officer, option

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.world import Browser, World

HERE = "noorderhaven"
HELD = "Kanarie die niemand hoort"
CUT = "Kanarie achter zwart"
NOTE = "Notitie over de koekoek"
FIELD = re.compile(r'name="decision_([a-z]+_[0-9a-f]+)"')


def base(number: str) -> str:
    return f"/functionaris/zaak/{number}/inzage"


def asked(one: Officer, who: str = "Marloes", day: str = "2026-03-02") -> str:
    """Put down that somebody asked, and give the address of the request."""
    path = base(one.number)
    form = one.browser.get(path).text
    one.browser.post(path, {"about": option(form, who), "asked_on": day})
    found = re.findall(rf'{path}/([0-9a-f-]{{36}})"', one.browser.get(path).text)
    return f"{path}/{found[0]}"


def parts(browser: Browser, path: str) -> dict[int, str]:
    """Every page of items."""
    found, number = {}, 1
    while True:
        found[number] = browser.get(f"{path}/{number}").text
        if f"{path}/{number + 1}" not in found[number]:
            return found
        number += 1


def places(page: str) -> dict[str, str]:
    """The items on a page: where each is decided, with its heading."""
    heads = re.findall(r'<h2 id="deel-([a-z]+_[0-9a-f]+)">\d+\. (.*?)</h2>', page)
    return {place: unescape(title) for place, title in heads}


def text(page: str, place: str) -> str:
    found = re.search(rf'<textarea[^>]*name="text_{place}"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    assert found
    return unescape(found.group(1))


def give_all(browser: Browser, path: str, other: dict[str, dict[str, str]] | None = None) -> None:
    """Decide on every item: what is not named is given."""
    for number, page in parts(browser, path).items():
        values: dict[str, object] = {}
        for place in places(page):
            said = (other or {}).get(place, {"decision": "give"})
            values |= {f"{name}_{place}": value for name, value in said.items()}
        browser.post(f"{path}/{number}", values)


def printed(browser: Browser, path: str, folder: Path) -> tuple[bytes, str]:
    answer = browser.get(f"{path}/antwoord")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    (folder / "antwoord.pdf").write_bytes(answer.data)
    return answer.data, " ".join(poppler.run("pdftotext", folder / "antwoord.pdf", "-").split())


def hearing(world: World) -> tuple[Browser, str, Officer, Browser]:
    """Both sides wrote, the functionaris made a note, a file came along."""
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    client.act("klager", number, "standpunt", {"text": f"Ik belde op maandag. {CUT}."})
    page = f"/medewerker/zaak/{number}/standpunt"
    put(bram, page, ("foto.jpg", sample("jpeg")), text=HELD)
    bram.act("medewerker", number, "standpunt", {"text": HELD})
    one.act("notitie", {"text": NOTE})
    one.case()
    return client, number, one, bram


def every(browser: Browser, path: str) -> tuple[list[str], str]:
    """The headings of all items, and all pages in one."""
    pages = parts(browser, path)
    return [title for page in pages.values() for title in places(page).values()], "".join(pages.values())


def place_of(shown: str, said: str) -> str:
    """Where the item is decided that has this text."""
    for place in FIELD.findall(shown):
        if said in text(shown, place):
            return str(place)
    raise AssertionError(said)


def test_what_is_held_back_is_in_no_byte_of_the_answer(both_world: World, tmp_path: Path) -> None:
    world = both_world
    _client, number, one, _bram = hearing(world)
    path = asked(one)
    items, shown = every(one.browser, path)
    for said in (HELD, CUT, NOTE, "marloes@post.example", "Onderdeel over"):
        assert said in unescape(shown), said
    assert {"Wie u bent en hoe wij u bereiken", "Wat bij de klacht is opgegeven", "Wat er in de zaak gebeurde",
            "Wie naar uw stukken keek", "Klachtonderdeel 1"} <= set(items)  # fmt: skip
    assert any(title.startswith("Interne notitie, ") for title in items)
    assert any(title.startswith("Brief aan u, ") for title in items)
    assert any(title.startswith("Bestand bij: Standpunt, ") for title in items)
    assert "Bram" not in "".join(items)
    other = {
        place_of(shown, HELD): {"decision": "withhold", "ground": "rights_of_others", "reason": "Van een ander."},
        place_of(shown, CUT): {
            "decision": "blacken", "text": "Ik belde op maandag. ▇▇▇.", "ground": "rights_of_others", "reason": "",
        },
    }  # fmt: skip
    give_all(one.browser, path, other)
    draft, words = printed(one.browser, path, tmp_path)
    assert "Dit is een concept." in words
    one.browser.show_key(one.browser.email, "/bevestigen")
    one.browser.post(path)
    world.later(days=40)
    one = officer(world, number)
    content, words = printed(one.browser, path, tmp_path)
    assert content == printed(one.browser, path, tmp_path)[0] != draft
    assert "concept" not in words
    for secret in (HELD, CUT):
        assert secret not in words
        assert secret.encode() not in content
        assert secret.encode("utf-16-be") not in content
    for said in (NOTE, "Ik belde op maandag. ▇▇▇.", "Van een ander.", "De rechten van anderen", "niet gegeven",
                 "marloes@post.example", "foto.jpg", "Antwoord op een verzoek om inzage"):  # fmt: skip
        assert said in words, said
    with world.owner(world.tenants[HERE]) as session:
        rows = session.scalars(select(JournalRow).where(JournalRow.act == "access_answered")).all()
        assert [(row.detail["withhold"], row.detail["blacken"]) for row in rows] == [(1, 1)]
        assert rows[0].detail["give"] == len(items) - 2
        assert len(rows[0].detail["digest"]) == 64
        assert list(faults(session, world.tenants[HERE])) == []
        case = session.scalars(select(Complaint)).one()
        assert rows[0].chain == case.id
        held = session.scalars(select(AccessItem).where(AccessItem.decision == Decision.WITHHOLD)).one()
        assert (held.text, held.reason) == ("", "Van een ander.")


def test_progress_is_kept_page_by_page_and_what_lacks_is_said_beside_it(world: World) -> None:
    _client, _number, one, _bram = hearing(world)
    path = asked(one)
    pages = parts(one.browser, path)
    assert len(pages) > 1
    total = sum(len(places(page)) for page in pages.values())
    assert f"0 van {total} besloten" in one.browser.get(path).text
    here = list(places(pages[1]))
    first, second, third = here[0], here[1], here[2]
    whole = text(pages[1], second)
    for values, said in (
        (
            {f"decision_{second}": "blacken", f"text_{second}": whole, f"ground_{second}": "deliberation"},
            "onleesbaar wat",
        ),
        (
            {f"decision_{second}": "blacken", f"text_{second}": " ", f"ground_{second}": "deliberation"},
            "onleesbaar wat",
        ),
        ({f"decision_{second}": "blacken", f"text_{second}": "▇▇▇"}, "Kies een grond."),
        ({f"decision_{second}": "withhold", f"ground_{second}": "legal_claims"}, "Geef een reden."),
        ({f"decision_{second}": "burn"}, "keuze"),
    ):
        answer = one.browser.post(f"{path}/1", {f"decision_{first}": "give", **values}, expect=422).text
        assert said in answer
        assert f"0 van {total} besloten" in answer
    where = one.browser.post(f"{path}/1", {
        f"decision_{first}": "give",
        f"decision_{second}": "blacken", f"text_{second}": "▇▇▇", f"ground_{second}": "deliberation",
        f"reason_{second}": "Overleg.",
        f"decision_{third}": "withhold", f"ground_{third}": "legal_claims", f"reason_{third}": "Er loopt een zaak.",
    }).headers["Location"]  # fmt: skip
    assert where.endswith(f"{path}/2?gedaan=access")
    page = one.browser.get(f"{path}/1").text
    assert f"3 van {total} besloten" in page
    assert text(page, second) == "▇▇▇"
    assert 'value="Overleg."' in page
    assert 'value="Er loopt een zaak."' in page
    one.browser.post(f"{path}/1", {f"decision_{third}": "give"})
    assert 'value="Er loopt een zaak."' not in one.browser.get(f"{path}/1").text
    refused = one.browser.post(path, page=f"{path}/1", expect=422).text
    assert "Beslis eerst over elk onderdeel." in refused
    last = max(pages)
    assert one.browser.post(f"{path}/{last}", {}).headers["Location"].endswith(f"{path}?gedaan=access")
    for wrong in ("0", "99", "x"):
        one.browser.get(f"{path}/{wrong}", expect=404)


def test_a_piece_that_comes_meanwhile_is_decided_on_too_and_afterwards_nothing_changes(world: World) -> None:
    client, number, one, _bram = hearing(world)
    path = asked(one)
    give_all(one.browser, path)
    client.act("klager", number, "bericht", {"text": "Nog iets."})
    assert "Antwoord vaststellen" not in one.browser.get(path).text
    give_all(one.browser, path)
    assert "Antwoord vaststellen" in one.browser.get(path).text
    world.now += timedelta(minutes=6)
    form = one.browser.form(path)
    with time_machine.travel(world.now, tick=False):
        where = one.browser.client.post(f"/{HERE}{path}", data=form).headers["Location"]
    assert "/bevestigen?next=" in where
    assert "Antwoord vaststellen" in one.browser.get(path).text
    one.browser.post(path)
    page = one.browser.get(path).text
    assert "Antwoord downloaden (PDF)" in page
    one.browser.get(f"{path}/1", expect=404)
    assert "al beantwoord" in one.browser.post(path, page=base(number), expect=422).text
    with world.owner(world.tenants[HERE]) as session:
        item = session.scalars(select(AccessItem)).first()
        request = session.scalars(select(AccessRequest)).one()
        assert item is not None
        seat, who = seated(world, session, number)
        thing = access.Thing(item.place, item.what, item.title, item.text)
        choice = access.Choice(thing, Decision.GIVE)
        with pytest.raises(Refused, match="access_finished"):
            access.decide(session, seat, who, request.id, [choice], world.now)
        with pytest.raises(Refused, match="not_there"):
            access.decide(session, seat, who, item.id, [choice], world.now)


def seated(world: World, session, number: str, email: str = "functionaris@noorderhaven.example") -> tuple[Seat, object]:
    """The seat of a functionaris, as the gate finds it."""
    person = session.scalars(select(Person).where(Person.email == email)).one()
    actor = Actor(
        tenant_id=world.tenants[HERE], person_id=person.id, session_id=person.id, name="", email="", language="nl",
        roles=frozenset({RoleName.FUNCTIONARIS}), posts=frozenset({Post.FUNCTIONARIS}), today=world.today,
    )  # fmt: skip
    seat = find(session, actor, Door.FUNCTIONARIS, number)
    assert seat is not None
    return seat, person.id


def test_an_employee_asks_too_and_who_left_is_told_what_is_kept(world: World) -> None:
    _client, number, one, bram = hearing(world)
    for _time in range(2):
        bram.get(f"/medewerker/zaak/{number}/")
    path = asked(one, "Bram")
    items, shown = every(one.browser, path)
    assert HELD in shown
    assert "Wie naar uw stukken keek" in items
    with world.owner(world.tenants[HERE]) as session:
        session.execute(update(Participant).where(Participant.name == "Bram Terhorst").values(left_at=world.now))
    items, _shown = every(one.browser, path)
    assert "Wie naar uw stukken keek" not in items
    page = one.browser.get(base(number)).text
    assert "Bram Terhorst (betrokken medewerker)" in page
    assert "Hanneke Oudeveld (" not in page


def test_every_reading_is_told_however_many(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _client, _number, one, _bram = hearing(world)
    path = asked(one)
    before = text_of_readings(one, path)
    monkeypatch.setattr("portal.sight.readings.PAGE", 1)
    assert text_of_readings(one, path) == before
    assert PAGE > 1


def text_of_readings(one: Officer, path: str) -> str:
    _items, shown = every(one.browser, path)
    return text(shown, f"{What.READINGS}_0")


def test_the_month_is_told_and_red_once_it_is_over(world: World) -> None:
    number = world.file()
    one = officer(world, number)
    one.begin()
    one.act("niet-behandelen", {"reason": "Dit gaat over iets anders."})
    path = asked(one, day="2026-01-31")
    page = one.browser.get(path).text
    assert "zaterdag 28 februari 2026" in page
    assert "Te laat" in page
    assert "w-badge--late" in one.browser.get(base(number)).text
    asked(one, day="2026-03-02")
    page = one.browser.get(base(number)).text
    assert "Antwoord uiterlijk 2 apr 2026" in page
    assert "Verzoeken om inzage" in one.case()


def test_who_does_not_handle_the_case_decides_nothing(world: World) -> None:
    number = world.file()
    one = officer(world, number)
    one.begin()
    path = asked(one)
    one.act("overdragen", {"reason": "Vakantie."})
    form = one.browser.get(base(number)).text
    values = {"about": option(form, "Marloes"), "asked_on": "2026-03-02"}
    assert "Dit kunt u in deze zaak niet doen." in one.browser.post(base(number), values, expect=422).text
    place = next(iter(places(one.browser.get(f"{path}/1").text)))
    one.browser.post(f"{path}/1", {f"decision_{place}": "give"}, expect=422)
    one.browser.post(path, page=base(number), expect=422)
    deputy = officer(world, number, "waarnemer")
    deputy.browser.accept("functionaris", number)
    deputy.browser.post(f"{path}/1", {f"decision_{place}": "give"})


def test_a_day_to_come_and_somebody_of_another_case_are_refused(world: World) -> None:
    number = world.file()
    one = officer(world, number)
    one.begin()
    form = one.browser.get(base(number)).text
    about = option(form, "Marloes")
    one.browser.post(base(number), {"about": about, "asked_on": "2026-03-03"}, expect=422)
    one.browser.post(base(number), {"about": "x", "asked_on": "2026-03-02"}, expect=422)
    with world.owner(world.tenants[HERE]) as session:
        seat, who = seated(world, session, number)
        with pytest.raises(Refused, match="nobody_here"):
            access.start(session, seat, who, about="x", asked_on=world.today, now=world.now)
        with pytest.raises(Refused, match="contact_in_future"):
            access.start(session, seat, who, about=about, asked_on=world.today.replace(day=3), now=world.now)


def test_a_request_is_of_its_case_alone(world: World) -> None:
    number, other = world.file(), world.file("Ricardo Monsanto", "ricardo@post.example")
    one, two = officer(world, number), officer(world, other)
    one.begin()
    two.begin()
    path = asked(one)
    wrong = path.replace(number, other)
    for page in (wrong, f"{wrong}/1", f"{wrong}/antwoord", f"{base(number)}/x"):
        two.browser.get(page, expect=404)
    for who in ("medewerker", "directie", "beheer", "waarnemer"):
        world.sign_in(who).get(path, expect=404)


# ---- a statement beside a piece (AVG, article 16) --------------------------------------------------------------------


def test_a_party_puts_a_statement_beside_a_piece_also_when_the_case_is_closed(world: World) -> None:
    client, number, one, bram = hearing(world)
    client.act("klager", number, "intrekken", {"reason": ""})
    page = client.get(f"/klager/zaak/{number}/aanvullende-verklaring").text
    assert HELD not in page
    values = {"piece": option(page, CUT), "text": "Het was op dinsdag."}
    before = client.get(f"/klager/zaak/{number}/").text
    client.act("klager", number, "aanvullende-verklaring", values)
    for shown in (client.get(f"/klager/zaak/{number}/").text, one.case()):
        assert "Het was op dinsdag." in shown
        assert CUT in shown
        assert shown.count("Hierbij is een verklaring gegeven:") == 1
        assert shown.count("Bij: <a") == 1
    assert CUT in before
    shown = bram.get(f"/medewerker/zaak/{number}/").text
    assert "dinsdag." not in shown
    bram.act(
        "medewerker",
        number,
        "aanvullende-verklaring",
        {"piece": option(bram.get(f"/medewerker/zaak/{number}/aanvullende-verklaring").text, HELD), "text": "Nee."},
    )
    client.act("klager", number, "aanvullende-verklaring", {"piece": "x", "text": "Nee."}, 422)
    _items, shown = every(one.browser, asked(one))
    assert "Het was op dinsdag." in shown


def test_such_a_statement_is_shared_as_a_standpoint_is(world: World) -> None:
    client, number, one, bram = hearing(world)
    page = client.get(f"/klager/zaak/{number}/aanvullende-verklaring").text
    client.act("klager", number, "aanvullende-verklaring", {"piece": option(page, CUT), "text": "Het was op dinsdag."})
    one.share("Aanvullende verklaring", "Bram")
    shown = bram.get(f"/medewerker/zaak/{number}/").text
    assert "Het was op dinsdag." in shown
    assert CUT not in shown
    assert "Bij: <a" not in shown
