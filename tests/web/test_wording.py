"""What a page says fits what it shows: one minute, a letter in its own language, a proposal in full."""

from __future__ import annotations

import re

import pytest

from portal.accounts.entrance import TooOften
from portal.web.errors import too_often
from tests.support.journey import employee, informed, officer, option
from tests.support.world import World
from tests.web.test_bad_input import filled

ENGLISH = {"name": "Marloes Veenstra", "email": "marloes@post.example", "language": "en"}


def test_a_letter_is_marked_with_its_own_language(world: World) -> None:
    one = officer(world, world.file(gegevens=ENGLISH))
    one.begin()
    found = re.search(r"/functionaris/brieven/[0-9a-f-]+", one.case())
    assert found
    page = one.browser.get(found.group()).text
    assert '<html lang="nl"' in page
    assert re.search(r'<article[^>]* lang="en"', page)


def test_the_mailbox_of_a_demo_marks_each_letter(world: World) -> None:
    world.add("proef", "Proef", demo=True)
    world.file(slug="proef", gegevens=ENGLISH)
    world.file(slug="proef")
    page = world.visitor("proef").get("/demo/postvak").text
    assert set(re.findall(r'<h2 id="brief-[^"]+" lang="(\w+)">', page)) == {"nl", "en"}


@pytest.mark.parametrize(("seconds", "said"), [(30, "over een minuut"), (60, "over een minuut"), (300, "5 minuten")])
def test_one_minute_is_one(world: World, seconds: int, said: str) -> None:
    with world.app.test_request_context("/nergens"):
        answer = too_often(TooOften(seconds))
    assert said in answer.get_data(as_text=True)


def test_a_long_proposal_stands_in_full_where_it_is_answered(world: World) -> None:
    client, number = world.client()
    informed(world, number)
    bram = employee(world, number)
    text = "Wij spreken een vaste dag af. " * 8 + "Dit is het slot."
    bram.act("medewerker", number, "voorstel", {"text": text})
    page = client.get(f"/klager/zaak/{number}/voorstel-aanvaarden").text
    assert "Dit is het slot." in page
    client.act("klager", number, "voorstel-aanvaarden", {"proposal": option(page, "Bram Terhorst")})


def test_nothing_serious_is_chosen_beforehand(world: World) -> None:
    one = informed(world, world.file())
    assert "Maak een keuze" in one.page("oorzaak")
    assert "Maak een keuze" in one.page("directie-inzage")
    assert "Oorzaak: Maak een keuze." in one.act("oorzaak", {}, expect=422)
    admin = world.sign_in("beheer")
    answer = {"post": "functionaris", "from_on": "2026-04-01"}
    assert "Wie? Maak een keuze." in admin.post("/beheer/benoemingen", answer, expect=422).text


def test_parts_of_a_complaint_ask_about_nobody_when_nobody_is_named(world: World) -> None:
    one = officer(world, world.file())
    one.begin()
    one.categorise("Bejegening")
    assert "Over wie gaat onderdeel" not in one.page("onderdelen")


def test_what_a_browser_filled_in_where_nobody_sees_it_is_not_kept(world: World) -> None:
    visitor = filled(world)
    page = visitor.post("/klacht/controle", {"truth": "y", "website": "http://spam"}, expect=422).text
    assert "http://spam" not in page
