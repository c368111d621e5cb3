"""Who read what: all of it for the functionaris, by day and role for a party, and nothing that is not theirs to know."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from sqlalchemy import select, update

from portal.models.complaint import Complaint, Mandate, Part, Participant
from portal.models.journal import Line, note
from portal.sight.readings import PAGE
from tests.journeys.test_intake import claim_of, represented
from tests.support.journey import employee, informed, officer, option
from tests.support.world import PASSWORD, Browser, World

MINUTE = timedelta(minutes=1)
CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)


def table(browser: Browser, portal: str, number: str, at: str = "") -> list[tuple[str, ...]]:
    """The lines of the page, as they are read."""
    page = browser.get(f"/{portal}/zaak/{number}/gelezen{at}").text.partition("<main")[2]
    rows = [CELL.findall(row) for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)]
    clean = [tuple(" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in row) for row in rows]
    return [row for row in clean if row]


def who(browser: Browser, portal: str, number: str) -> set[tuple[str, str]]:
    """Who is said to have read which pieces, whatever the day."""
    return {(row[1], piece.strip()) for row in table(browser, portal, number) for piece in row[2].split(" , ")}


HANNEKE = "Hanneke Oudeveld klachtenfunctionaris"
THEIRS, OURS = "De kant van de betrokken medewerker", "De kant van de klager"


def test_a_party_reads_who_looked_at_its_own_pieces_and_on_which_day(world: World) -> None:
    client, number = world.client()
    assert table(client, "klager", number) == []
    assert "niemand anders heeft gekeken" in client.get(f"/klager/zaak/{number}/gelezen").text
    one = informed(world, number)
    one.case()
    assert who(client, "klager", number) == {(HANNEKE, "Uw klacht"), (HANNEKE, "Wat u hoopt te bereiken")}
    world.later(days=1)
    bram = employee(world, number)
    client = world.sign_in("marloes@post.example")
    assert ("dinsdag 3 maart 2026", THEIRS, "Uw klacht") in table(client, "klager", number)
    assert (THEIRS, "Wat u hoopt te bereiken") not in who(client, "klager", number)
    client.act("klager", number, "standpunt", {"text": "Mijn standpunt."})
    bram.get(f"/medewerker/zaak/{number}/")
    assert (THEIRS, "Standpunt") not in who(client, "klager", number)
    one = officer(world, number)
    one.case()
    assert (HANNEKE, "Standpunt") in who(client, "klager", number)
    world.now += MINUTE
    one.share("Standpunt", "Bram")
    assert (THEIRS, "Standpunt") not in who(client, "klager", number)
    bram.get(f"/medewerker/zaak/{number}/")
    assert (THEIRS, "Standpunt") in who(client, "klager", number)
    assert {row[1] for row in table(bram, "medewerker", number)} == set()
    bram.act("medewerker", number, "standpunt", {"text": "Van mij."})
    one.case()
    client.get(f"/klager/zaak/{number}/")
    assert who(bram, "medewerker", number) == {(HANNEKE, "Standpunt")}
    one.share("Standpunt", "Marloes")
    client.get(f"/klager/zaak/{number}/")
    assert who(bram, "medewerker", number) == {(HANNEKE, "Standpunt"), (OURS, "Standpunt")}
    page = client.get(f"/klager/zaak/{number}/").text
    assert f"/klager/zaak/{number}/gelezen" in page


def test_a_letter_and_this_list_are_no_look_at_a_piece(world: World) -> None:
    client, number = world.client()
    one = officer(world, number)
    one.browser.accept("functionaris", number)
    letter = next(one for one in world.letters() if one.complaint_id)
    one.browser.get(f"/functionaris/brieven/{letter.id}")
    one.browser.get(f"/functionaris/zaak/{number}/gelezen")
    assert table(client, "klager", number) == []
    one.page("niet-betrokken")
    assert who(client, "klager", number) == {(HANNEKE, "Uw klacht"), (HANNEKE, "Wat u hoopt te bereiken")}


def test_the_functionaris_reads_all_of_it_by_name(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    employee(world, number)
    letter = next(one for one in world.letters() if one.complaint_id)
    one.browser.get(f"/functionaris/brieven/{letter.id}")
    client.get(f"/klager/zaak/{number}/standpunt")
    lines = table(one.browser, "functionaris", number)
    assert lines[0] == ("maandag 2 maart 2026, 10:00", "Marloes Veenstra klager", "Het formulier “Standpunt gegeven”")
    assert lines[1][1:] == (HANNEKE, "Een brief")
    assert ("Bram Terhorst betrokken medewerker", "Het hele dossier") in {row[1:] for row in lines}
    again = table(one.browser, "functionaris", number)
    assert again[0][1:] == (HANNEKE, "Deze lijst")
    assert len(again) == len(lines) + 1
    assert "gelezen" in one.case()


def test_a_colleague_and_who_supports_the_other_side_stay_unknown(world: World) -> None:
    client, number = world.client()
    one = informed(world, number, "Bram Terhorst", "Yasmina Aydin")
    bram = employee(world, number)
    employee(world, number, "collega")
    bram.act(
        "medewerker", number, "steunpersoon", {"name": "Kanarie Maat", "email": "maat@post.example", "relation": ""}
    )
    one.act("uitnodigen", {"person": option(one.page("uitnodigen"), "Kanarie")})
    support = world.visitor()
    support.get(claim_of(world, "maat@post.example"), expect=302)
    support.post("/uitnodiging", {"password": PASSWORD})
    support.accept("medewerker", number)
    world.later(days=1)
    support = world.sign_in("maat@post.example")
    support.get(f"/medewerker/zaak/{number}/")
    client = world.sign_in("marloes@post.example")
    assert ("dinsdag 3 maart 2026", THEIRS, "Uw klacht") in table(client, "klager", number)
    page = client.get(f"/klager/zaak/{number}/gelezen").text
    assert "Kanarie" not in page
    assert "steunpersoon" not in page
    bram, yasmina = world.sign_in("medewerker"), world.sign_in("collega")
    bram.act("medewerker", number, "standpunt", {"text": "Van Bram."})
    support.get(f"/medewerker/zaak/{number}/")
    one = officer(world, number)
    one.share("Standpunt", "Yasmina")
    yasmina.get(f"/medewerker/zaak/{number}/")
    assert {row[1] for row in table(bram, "medewerker", number)} == {"Steunpersoon", HANNEKE}
    assert who(support, "medewerker", number) == {(HANNEKE, "Standpunt")}
    assert "Yasmina" not in bram.get(f"/medewerker/zaak/{number}/gelezen").text
    assert table(yasmina, "medewerker", number) == []
    full = {row[1] for row in table(one.browser, "functionaris", number)}
    assert {"Kanarie Maat steunpersoon", "Yasmina Aydin betrokken medewerker"} <= full


def test_management_that_was_shown_a_piece_is_told_of_as_such(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    page = one.page("directie-inzage")
    values = {"piece": option(page, "De klacht"), "manager": option(page, "Ilse"), "ground": "Schade."}
    one.act("directie-inzage", values)
    boss = world.sign_in("directie")
    assert "Directie" not in {row[1] for row in table(client, "klager", number)}
    page = boss.get("/directie/gedeeld").text
    path = page[page.index("/directie/gedeeld/") :].split('"')[0]
    boss.post(f"{path}/vertrouwelijk", {})
    boss.get(path)
    assert ("Directie", "Uw klacht") in who(client, "klager", number)
    assert ("Directie", "Wat u hoopt te bereiken") not in who(client, "klager", number)
    assert "Ilse" not in client.get(f"/klager/zaak/{number}/gelezen").text
    assert ("Ilse van Dalfsen directie", "Eén stuk, met de directie gedeeld") in {
        row[1:] for row in table(one.browser, "functionaris", number)
    }


def test_a_representative_reads_for_the_complainant_since_the_mandate(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    bram.act("medewerker", number, "standpunt", {"text": "Van Bram."})
    one.share("Standpunt", "Marloes")
    client.act("klager", number, "standpunt", {"text": "Van Marloes."})
    given = {"name": "Gerda", "email": "gerda@post.example", "relation": "zus", "decides": "yes", "until_on": ""}
    client.act("klager", number, "vertegenwoordiger", given)
    one.act("uitnodigen", {"person": option(one.page("uitnodigen"), "Gerda")})
    agent = world.visitor()
    agent.get(claim_of(world, "gerda@post.example"), expect=302)
    agent.post("/uitnodiging", {"password": PASSWORD})
    agent.accept("klager", number)
    agent.get(f"/klager/zaak/{number}/")
    assert ("Vertegenwoordiger", "Standpunt") in who(client, "klager", number)
    assert (OURS, "Standpunt") in who(bram, "medewerker", number)
    world.later(days=1)
    with world.owner(world.tenants["noorderhaven"]) as session:
        session.execute(update(Mandate).values(accepted_at=world.now))
    client, bram = world.sign_in("marloes@post.example"), world.sign_in("medewerker")
    assert ("Vertegenwoordiger", "Standpunt") not in who(client, "klager", number)
    assert (OURS, "Standpunt") not in who(bram, "medewerker", number)


def test_who_filed_for_another_and_waits_for_the_mandate_learns_of_the_functionaris_alone(world: World) -> None:
    agent, number = represented(world)
    with world.owner(world.tenants["noorderhaven"]) as session:
        one = session.scalars(select(Participant).where(Participant.part == Part.COMPLAINANT)).one()
        note(session, Line(one.complaint_id, one.ref, "read", world.now, {"what": "dossier"}))
    one = officer(world, number)
    one.browser.accept("functionaris", number)
    one.case()
    assert {row[1] for row in table(agent, "klager", number)} == {HANNEKE}


def test_who_left_stays_readable_and_more_than_a_page_is_turned(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    employee(world, number)
    with world.owner(world.tenants["noorderhaven"]) as session:
        case = session.scalars(select(Complaint).where(Complaint.reference == number)).one()
        people = {one.part: one for one in session.scalars(select(Participant))}
        people[Part.EMPLOYEE].left_at = world.now
        people[Part.EMPLOYEE].name = ""
        for days in range(PAGE + 5):
            moment = world.now.replace(year=2027) + (world.now - world.now.replace(day=1)) * days
            note(session, Line(case.id, people[Part.FUNCTIONARIS].ref, "read", moment, {"what": "dossier"}))
        note(session, Line(case.id, "gone", "read", world.now, {"what": "dossier"}))
        note(session, Line(case.id, "gone", "read", world.now))
    first = table(one.browser, "functionaris", number)
    assert len(first) == PAGE
    assert first[0][1:] == ("Iemand die niet meer bekend is", "Een formulier")
    second = table(one.browser, "functionaris", number, "?bladzijde=2")
    assert 0 < len(second) < PAGE
    assert "Betrokken medewerker betrokken medewerker · doet niet meer mee" in {row[1] for row in second}
    assert table(one.browser, "functionaris", number, "?bladzijde=99") == []
    assert "Verder terug is er niets." in one.browser.get(f"/functionaris/zaak/{number}/gelezen?bladzijde=99").text
    mine = table(client, "klager", number)
    assert len(mine) == PAGE
    page = client.get(f"/klager/zaak/{number}/gelezen?bladzijde=x").text
    assert "bladzijde=2" in page
    older = client.get(f"/klager/zaak/{number}/gelezen?bladzijde=2").text
    assert "bladzijde=1" in older
    assert "bladzijde=3" not in older
    assert 0 < len(table(client, "klager", number, "?bladzijde=2")) < PAGE
