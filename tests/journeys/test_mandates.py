"""Article 1: a representative comes in later, acts within the mandate, and is out the moment it ends (E04)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.models.complaint import Mandate, Part, Participant
from portal.models.person import Link, LinkPurpose
from tests.journeys.test_intake import BEHALF
from tests.support.journey import informed, officer
from tests.support.world import PASSWORD

if TYPE_CHECKING:
    from tests.support.world import Browser, World

LOTTE = {
    "name": "Lotte Veenstra",
    "email": "lotte@post.example",
    "relation": "dochter",
    "decides": "yes",
    "until_on": "",
}


def agent_of(world: World, number: str) -> Participant:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return session.scalars(select(Participant).where(Participant.part == Part.REPRESENTATIVE)).one()


def joined(world: World, number: str, client: Browser, **more: str) -> Browser:
    """Somebody whom the complainant named, and the functionaris invited."""
    client.act("klager", number, "vertegenwoordiger", {**LOTTE, **more})
    clerk = world.sign_in("functionaris")
    clerk.act("functionaris", number, "uitnodigen", {"person": str(agent_of(world, number).id)})
    with world.owner(world.tenants["noorderhaven"]) as session:
        link = session.scalars(
            select(Link).where(Link.purpose == LinkPurpose.CLAIM, Link.participant_id == agent_of(world, number).id)
        ).one()
    browser = world.visitor()
    browser.get(world.path(link), expect=302)
    browser.post("/uitnodiging", {"password": PASSWORD})
    browser.accept("klager", number)
    return browser


def test_a_representative_who_comes_in_later_reads_and_acts_for_the_complainant(both_world: World) -> None:
    client, number = both_world.client()
    informed(both_world, number, "Bram Terhorst")
    lotte = joined(both_world, number, client)
    assert "Sinds november" in lotte.get(f"/klager/zaak/{number}/").text
    lotte.act("klager", number, "standpunt", {"text": "Namens mijn moeder."})
    assert "Namens mijn moeder." in client.get(f"/klager/zaak/{number}/").text
    taken = client.post(f"/klager/zaak/{number}/vertegenwoordiger", {**LOTTE, "email": "b@post.example"}, expect=422)
    assert "Er is al een vertegenwoordiger" in taken.text


def test_the_mandate_ends_and_the_door_is_shut_at_once(both_world: World) -> None:
    client, number = both_world.client()
    officer(both_world, number).begin()
    lotte = joined(both_world, number, client)
    client.act("klager", number, "machtiging-intrekken")
    lotte.get(f"/klager/zaak/{number}/", expect=404)
    assert "Sinds november" not in lotte.get("/klager/").text
    with both_world.owner(both_world.tenants["noorderhaven"]) as session:
        assert session.scalars(select(Mandate)).one().ends_on == both_world.today
    client.act("klager", number, "vertegenwoordiger", {**LOTTE, "email": "ander@post.example"})


def test_a_mandate_holds_until_its_last_day_and_not_a_day_longer(world: World) -> None:
    client, number = world.client()
    officer(world, number).begin()
    last = world.today + timedelta(days=3)
    joined(world, number, client, until_on=last.isoformat())
    world.later(days=3)
    again = world.sign_in("lotte@post.example")
    again.get(f"/klager/zaak/{number}/")
    world.later(days=1)
    over = world.sign_in("lotte@post.example")
    over.get(f"/klager/zaak/{number}/", expect=404)
    assert number not in over.get("/klager/").text


def test_who_may_not_decide_reads_and_writes_and_decides_nothing(world: World) -> None:
    client, number = world.client()
    informed(world, number, "Bram Terhorst")
    lotte = joined(world, number, client, decides="no")
    bram = world.sign_in("medewerker")
    bram.accept("medewerker", number)
    bram.act("medewerker", number, "voorstel", {"text": "Een vaste dag."})
    lotte.act("klager", number, "standpunt", {"text": "Wij wachten al lang."})
    page = lotte.get(f"/klager/zaak/{number}/").text
    for slug in ("intrekken", "voorstel-aanvaarden", "voorstel-afwijzen"):
        assert f"/{slug}" not in page
        lotte.get(f"/klager/zaak/{number}/{slug}", expect=409)
    client.act("klager", number, "standpunt", {"text": "Dat klopt."})
    assert "/voorstel-aanvaarden" in client.get(f"/klager/zaak/{number}/").text


def test_nobody_but_the_complainant_hands_on_a_mandate(world: World) -> None:
    client, number = world.client()
    officer(world, number).begin()
    lotte = joined(world, number, client)
    assert "/vertegenwoordiger" not in lotte.get(f"/klager/zaak/{number}/").text
    other = {**LOTTE, "email": "tweede@post.example"}
    page = lotte.post(f"/klager/zaak/{number}/vertegenwoordiger", other, expect=422)
    assert "Dit kan alleen de klager zelf." in page.text
    lotte.act("klager", number, "machtiging-intrekken")
    lotte.get(f"/klager/zaak/{number}/", expect=404)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": "marloes@post.example"}, "eigen e-mailadres"),
        ({"name": ""}, "Vul dit in."),
        ({"decides": ""}, "Maak een keuze."),
        ({"until_on": "2020-01-01"}, ""),
    ],
)
def test_what_does_not_fit_is_said_and_kept(world: World, wrong: dict[str, str], words: str) -> None:
    client, number = world.client()
    page = client.post(f"/klager/zaak/{number}/vertegenwoordiger", {**LOTTE, **wrong}, expect=422).text
    assert words in page
    assert "dochter" in page


def test_the_functionaris_writes_down_what_a_paper_shows(world: World) -> None:
    number = world.file()
    one = officer(world, number)
    one.begin()
    path = f"/functionaris/zaak/{number}/vertegenwoordiger"
    one.browser.post(path, {**LOTTE, "proof": ""}, expect=422)
    one.act("vertegenwoordiger", {**LOTTE, "proof": "Beschikking van de kantonrechter, gezien aan de balie."})
    with world.owner(world.tenants["noorderhaven"]) as session:
        row = session.scalars(select(Mandate)).one()
    assert row.accepted_at is not None
    assert "kantonrechter" in row.proof
    one.act("machtiging-intrekken")
    assert agent_of(world, number).left_at is not None


def test_a_mandate_of_who_filed_ends_with_the_receipt_code_too(world: World) -> None:
    number = world.file("Said Boutaleb", "said@post.example", **BEHALF)
    code = world.filed.code
    asked = world.visitor()
    asked.get(world.link(LinkPurpose.MANDATE), expect=302)
    asked.post("/machtiging", {"answer": "yes"})
    one = officer(world, number)
    one.begin()
    one.act("machtiging-intrekken")
    world.visitor().post("/klacht/status", {"reference": number, "code": code}, expect=422)
