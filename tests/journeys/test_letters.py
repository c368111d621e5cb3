"""Whoever gets a letter can do what it says: with mail by a link of their own, on paper with the piece beside it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from portal.functionaris.posting import ENCLOSED
from portal.models.complaint import Part, Participant
from portal.models.letter import Letter, LetterState
from portal.models.person import Link
from portal.operations import worker
from portal.operations.demo import loader
from portal.post import writing
from portal.post.links import Links
from portal.post.writing import FOLDER, PATHS, written
from tests.journeys.test_intake import BEHALF, registration
from tests.support.journey import employee, informed, officer
from tests.support.world import PASSWORD

if TYPE_CHECKING:
    from portal.post.writing import Written
    from tests.support.world import Browser, World

STEPS = ["n03", "n04", "n14", "n17"]
TO_PARTIES = sorted(
    one.name
    for one in FOLDER.iterdir()
    if one.is_dir() and one.name.startswith("n") and one.name not in {"n22f", "n23", "n24", "n24d", "n25", "n26", "n27"}
)
VALUES = {
    "reference": "K-2026-0001", "received_on": "2026-03-02", "due_on": "2026-03-30", "old_due_on": "2026-03-23",
    "date": "2026-03-12", "period": "2028-03-30", "name": "Hanneke Oudeveld", "count": 2,
}  # fmt: skip


def links(world: World) -> Links:
    return Links("http://localhost", "noorderhaven", None, world.app.config["WEDERHOOR"].secret_keys)


def link_of(world: World, letter: Letter) -> Link | None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return session.get(Link, (letter.tenant_id, letter.link_id)) if letter.link_id else None


def read(world: World, letter: Letter) -> Written:
    """A letter as its reader gets it."""
    return written(letter, link_of(world, letter), links(world), "Noorderhaven", "010 000 00 00")


def newest(world: World, notice: str, email: str | None = None) -> Letter:
    return [one for one in world.letters(notice) if email in {None, one.to_address}][-1]


def path_in(text: str) -> str:
    """The page of the private link in a letter."""
    found = re.search(r"http://localhost/noorderhaven(/\w+/[\w-]{43})(?!\S)", text)
    assert found, text
    return found.group(1)


def judged(world: World, number: str) -> None:
    """Handle a case until there is a judgment."""
    informed(world, number)
    employee(world, number).act("medewerker", number, "standpunt", {"text": "Ik zei het anders."})
    for days in (7, 4):
        world.later(days=days)
        worker.sweep(world.app, world.app.config["WEDERHOOR"], world.now)
    officer(world, number).judge("upheld", "not_upheld", cite="")


def closed(world: World, number: str) -> None:
    """Close it after the time to say whether one is satisfied."""
    judged(world, number)
    world.later(days=40)
    officer(world, number).act("afsluiten")


def by_letter(world: World, **more: str) -> Browser:
    clerk = world.sign_in("functionaris")
    clerk.post("/functionaris/registreren", registration(**more))
    return clerk


def sheet(world: World, clerk: Browser, notice: str) -> str:
    """The page of the newest letter of a kind."""
    return unescape(clerk.get(f"/functionaris/brieven/{newest(world, notice).id}").text)


# ---- with mail and without an account --------------------------------------------------------------------------------


def test_a_complainant_without_an_account_reads_the_judgment_by_the_link_in_its_letter(both_world: World) -> None:
    world = both_world
    number = world.file()
    closed(world, number)
    letters = [newest(world, one, "marloes@post.example") for one in STEPS]
    assert [one.link_id is not None for one in letters] == [True, True, True, False]
    told = newest(world, "n14")
    text = read(world, told).body
    assert "klacht/status" not in text
    link = link_of(world, told)
    assert link is not None
    assert writing.day(link.expires_at.date(), "nl") in text
    world.now = told.written_at + timedelta(days=1)
    client = world.visitor()
    client.get(path_in(text), expect=302)
    client.post("/uitnodiging", {"password": PASSWORD})
    client.accept("klager", number)
    assert "Oordeel op klacht" in client.get(f"/klager/zaak/{number}/oordeel").text


def test_a_link_in_an_earlier_letter_still_leads_to_the_case_after_joining(world: World) -> None:
    number = world.file()
    informed(world, number)
    early, late = (read(world, newest(world, one)).body for one in ("n03", "n04"))
    client = world.visitor()
    client.get(path_in(late), expect=302)
    client.post("/uitnodiging", {"password": PASSWORD})
    again = world.visitor()
    again.get(path_in(early), expect=302)
    again.post("/uitnodiging", {"password": PASSWORD})
    again.accept("klager", number)


def test_an_informed_employee_without_an_account_joins_by_the_letter_that_asks_for_a_reaction(world: World) -> None:
    number = world.file()
    one = officer(world, number)
    one.begin()
    one.categorise()
    outside = {"person_id": "", "name": "Sander Vlieger", "function": "coach", "email": "sander@post.example"}
    one.act("medewerker", outside)
    page = one.page("onderdelen")
    ref = re.search(r'value="([0-9a-f-]{36})"[^>]*>\s*(?:<[^>]+>\s*)*Sander', page)
    assert ref
    one.allege(("Onderdeel", [ref.group(1)]))
    one.inform([ref.group(1)])
    guest = world.visitor()
    guest.get(path_in(read(world, newest(world, "n05")).body), expect=302)
    guest.post("/uitnodiging", {"password": PASSWORD})
    guest.accept("medewerker", number)


def test_whoever_has_an_account_gets_the_address_of_the_case_and_no_link(world: World) -> None:
    _client, number = world.client()
    officer(world, number).begin()
    letter = newest(world, "n03")
    assert letter.link_id is None
    assert f"/klager/zaak/{number}" in read(world, letter).body


# ---- on paper --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("notice", TO_PARTIES)
def test_a_letter_on_paper_sends_nobody_to_a_portal_they_cannot_open(world: World, notice: str, language: str) -> None:
    link = newest_link(world)
    body, mailed = (
        written(row(world, notice, language, to), link, links(world), "Noorderhaven", "010 000 00 00").body
        for to in ("", "ada@post.example")
    )
    assert "http" not in body
    assert "portaal" not in body
    assert "portal" not in body
    assert "\n\n\n" not in body + mailed
    assert "{" not in body + mailed
    assert all(part == part.strip() and "\n" not in part for part in (body + "\n" + mailed).strip().split("\n\n"))
    if notice in ENCLOSED:
        assert "deze brief" in body or "this letter" in body


def newest_link(world: World) -> Link | None:
    world.file()
    return link_of(world, newest(world, "claim_case"))


def row(world: World, notice: str, language: str, to: str) -> Letter:
    state = LetterState.WAITING if to else LetterState.TO_PRINT
    return Letter(
        notice=notice, language=language, to_address=to, values=VALUES, path="klacht/status", state=state,
        written_at=world.now,
    )  # fmt: skip


def test_the_page_of_a_letter_says_what_to_enclose_and_where_it_is_printed(world: World) -> None:
    by_letter(world)
    number = "K-2026-0001"
    judged(world, number)
    clerk = world.sign_in("functionaris")
    page = sheet(world, clerk, "n14")
    assert "U vindt het oordeel bij deze brief." in page
    assert f'/functionaris/zaak/{number}/papieren"' in page
    assert "dit erbij zit: het oordeel" in page
    assert '/regeling"' in sheet(world, clerk, "n03")
    assert "dit erbij zit" not in sheet(world, clerk, "n01")


def test_mail_that_was_given_up_is_printed_as_a_letter(world: World) -> None:
    number = world.file()
    letter = newest(world, "claim_case")
    with world.owner(world.tenants["noorderhaven"]) as session:
        session.get_one(Letter, (letter.tenant_id, letter.id)).state = LetterState.GIVEN_UP
    clerk = world.sign_in("functionaris")
    clerk.accept("functionaris", number)
    page = sheet(world, clerk, "claim_case")
    assert "Daarom krijgt u deze brief." in page
    assert "Bevestig dat dit uw adres is" not in page


# ---- the authorisation -----------------------------------------------------------------------------------------------


def test_the_representative_is_asked_to_send_a_mandate_and_the_complainant_to_confirm(world: World) -> None:
    world.file("Said Boutaleb", "said@post.example", **BEHALF)
    agent, client = newest(world, "n02b"), newest(world, "n02")
    assert (agent.to_address, client.to_address) == ("tineke@bond.example", "said@post.example")
    text = read(world, agent).body
    assert "donderdag 12 maart 2026" in text
    assert "http" not in text
    assert "machtiging" in path_in(read(world, client).body)
    assert "vertegenwoordiger? Stuur" not in read(world, client).body


def test_on_paper_a_mandate_is_signed_and_no_link_is_typed_over(world: World) -> None:
    clerk = by_letter(world, representative="Tineke Rozeboom", representative_email="tineke@bond.example")
    assert newest(world, "n02").link_id is None
    page = sheet(world, clerk, "n02")
    assert "Stuur ons een ondertekende machtiging, of bel ons." in page
    assert not any(f"/{one}/" in page.partition("<article")[2].partition("</article")[0] for one in PATHS.values())


# ---- the sheet, and where it goes ------------------------------------------------------------------------------------


def test_a_letter_looks_like_one(world: World) -> None:
    clerk = by_letter(world, address="Straat 1\n1234 AB Haven")
    letter = sheet(world, clerk, "n01").partition("<article")[2].partition("</article")[0]
    order = ["Noorderhaven (fictief)", "Kade 1", "Ada Jansen", "Straat 1", "1234 AB Haven", "maandag 2 maart 2026",
             "<h1>Wij hebben", "Met vriendelijke groet,", "Noorderhaven (fictief)"]  # fmt: skip
    at = 0
    for part in order:
        at = letter.find(part, at)
        assert at >= 0, part


def test_an_english_letter_is_english_to_its_last_word(world: World) -> None:
    letter = sheet(world, by_letter(world, language="en"), "n01").partition("<article")[2].partition("</article")[0]
    assert "Monday 2 March 2026" in letter
    assert "Kind regards," in letter


def test_whoever_has_no_address_is_called(world: World) -> None:
    clerk = by_letter(world, address="", phone="06 0000 0000")
    page = sheet(world, clerk, "n01")
    assert "geen postadres bekend" in page
    assert "Bel 06 0000 0000" in page
    assert "op de post" not in page.partition("<main")[2]
    path = f"/functionaris/brieven/{newest(world, 'n01').id}"
    clerk.post(path, {"posted_on": "2026-03-02"})
    assert newest(world, "n01").state is LetterState.POSTED
    assert "gepost of telefonisch doorgegeven" in clerk.get(path).text.lower()


def test_a_judgment_is_not_told_by_phone_alone(world: World) -> None:
    by_letter(world, address="", phone="06 0000 0000")
    judged(world, "K-2026-0001")
    page = sheet(world, world.sign_in("functionaris"), "n14")
    assert "vraag waar u het naartoe kunt sturen" in page
    assert "Telefonisch doorgegeven op" not in page


def test_whoever_has_neither_address_nor_phone_is_said_to_have_none(world: World) -> None:
    clerk = by_letter(world, address="", phone="06 0000 0000")
    with world.owner(world.tenants["noorderhaven"]) as session:
        letter = newest(world, "n01")
        seat = session.get_one(Participant, (letter.tenant_id, letter.participant_id))
        assert seat.part is Part.COMPLAINANT
        seat.phone = ""
    assert "ook geen telefoonnummer" in sheet(world, clerk, "n01")


# ---- what waits ------------------------------------------------------------------------------------------------------


def test_the_inbox_says_how_many_letters_wait(both_world: World) -> None:
    world = both_world
    clerk = world.sign_in("functionaris")
    assert "op u" not in clerk.get("/functionaris/").text.partition("<main")[2].partition("<h2>")[0]
    by_letter(world)
    assert "1 brief wacht op u" in clerk.get("/functionaris/").text
    by_letter(world)
    page = clerk.get("/functionaris/").text
    assert "2 brieven wachten op u" in page
    assert '/functionaris/brieven"' in page.partition("<main")[2]
    assert "brief" not in world.sign_in("waarnemer").get("/functionaris/").text.partition("<main")[2]
    for letter in world.letters("n01"):
        clerk.post(f"/functionaris/brieven/{letter.id}", {"posted_on": "2026-03-02"})
    assert "wacht op u" not in clerk.get("/functionaris/").text.partition("<h2>")[0]


def test_in_a_demo_mail_stands_in_the_mailbox_of_the_demo(world: World) -> None:
    world.add("proef", "Proef", demo=True)
    for slug, said in (("noorderhaven", "wacht op verzending"), ("proef", "staat in het postvak van de demo")):
        number = world.file(slug=slug)
        clerk = world.sign_in("functionaris", slug)
        clerk.accept("functionaris", number)
        assert said in clerk.get(f"/functionaris/zaak/{number}/").text


# ---- where else ------------------------------------------------------------------------------------------------------


def test_the_closing_says_that_the_judgment_tells_where_else_if_there_was_one(world: World) -> None:
    closed(world, world.file())
    assert "In het oordeel staat waar" in read(world, newest(world, "n17", "marloes@post.example")).body
    other = row(world, "n17", "nl", "ada@post.example")
    assert "oordeel" not in written(other, None, links(world), "Noorderhaven", "010").body


def test_the_route_of_the_demo_speaks_of_a_term() -> None:
    assert "korte termijn" in loader.ROUTE
