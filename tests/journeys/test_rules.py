"""What the regulation asks, seen on the pages: who handles a case, what was asked, and what is kept of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.models.complaint import Allegation
from portal.models.dossier import Entry
from tests.journeys.test_intake import registration, represented
from tests.support.journey import employee, informed, officer, option

if TYPE_CHECKING:
    from tests.support.world import World


def notes(world: World) -> list[str]:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return list(session.scalars(select(Entry.body).where(Entry.kind == "note").order_by(Entry.at, Entry.id)))


def test_who_gave_a_case_away_does_not_take_it_back_by_a_conflict(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    one.act("overdragen", {"reason": "Vakantie."})
    two = officer(world, number, "waarnemer")
    two.browser.accept("functionaris", number)
    two.act("niet-betrokken")
    letters = len(world.letters("n22"))
    assert "overdragen" not in one.case()
    one.browser.get(f"/functionaris/zaak/{number}/overdragen", expect=409)
    one.act("wel-betrokken", {"reason": "Bram is mijn broer."})
    one.browser.get(f"/functionaris/zaak/{number}/", expect=404)
    assert len(world.letters("n22")) == letters
    two.act("bericht", {"to": [option(two.page("bericht"), "Marloes")], "text": "Ik ga door."})
    assert "Rutger Smeenk" in client.get(f"/klager/zaak/{number}/").text


def test_what_was_proposed_to_the_organisation_waits_for_who_handles_it_now(world: World) -> None:
    client, number = world.client()
    one = officer(world, number)
    one.begin()
    one.categorise()
    one.allege(("De organisatie belde niet.", []))
    one.inform([])
    client.act("klager", number, "voorstel", {"text": "Een vaste belafspraak."})
    one.act("overdragen", {"reason": "Ziek."})
    two = officer(world, number, "waarnemer")
    two.browser.accept("functionaris", number)
    assert "Verklaar of u bij de zaak betrokken bent" in two.browser.get("/functionaris/").text
    two.browser.get(f"/functionaris/zaak/{number}/voorstel-aanvaarden", expect=409)
    two.act("niet-betrokken")
    two.act("voorstel-aanvaarden", {"proposal": option(two.page("voorstel-aanvaarden"), "belafspraak"), "text": ""})
    assert "Opgelost" in two.case()
    two.browser.get(f"/functionaris/zaak/{number}/oordeel-geven", expect=409)


def test_a_part_that_is_worded_anew_keeps_its_old_words_and_asks_again(both_world: World) -> None:
    world = both_world
    client, number = world.client()
    one = informed(world, number)
    employee(world, number).act("medewerker", number, "geen-standpunt")
    client.act("klager", number, "geen-standpunt")
    one.page("oordeel-geven")
    with world.owner(world.tenants["noorderhaven"]) as session:
        rows = session.scalars(select(Allegation).order_by(Allegation.position)).all()
        kept = [(str(row.id), row.text) for row in rows]
    bram = option(one.page("onderdelen"), "Bram")
    same = {"id_0": kept[0][0], "text_0": kept[0][1], "about_0": [bram]}
    one.act("onderdelen", {**same, "id_1": kept[1][0], "text_1": kept[1][1], "about_1": [bram]})
    assert notes(world) == []
    one.act("onderdelen", {**same, "id_1": kept[1][0], "text_1": "Heel iets anders.", "about_1": [bram]})
    assert notes(world) == [f"De oude tekst van een klachtonderdeel:\n\n{kept[1][1]}"]
    one.browser.get(f"/functionaris/zaak/{number}/oordeel-geven", expect=409)
    assert "Vraag een reactie op het nieuwe klachtonderdeel" in one.case()


def test_that_the_complainant_agreed_to_a_third_extension_is_kept(world: World) -> None:
    _client, number = world.client()
    one = informed(world, number)
    for until in ("2026-04-10", "2026-04-20"):
        one.act("verlengen", {"until": until, "reason": "De tolk is ziek."})
    assert "De datum is nu maandag 20 april 2026." in one.page("verlengen")
    refused = one.act("verlengen", {"until": "2026-04-30", "reason": "Nog eens."}, 422)
    assert "instemming" in refused
    assert not [text for text in notes(world) if "ingestemd" in text]
    one.act("verlengen", {"until": "2026-04-30", "reason": "Nog eens.", "consent": "y"})
    assert [text for text in notes(world) if "ingestemd" in text]


def test_reply_dates_lie_before_the_judgment_is_due(world: World) -> None:
    _client, number = world.client()
    one = informed(world, number)
    world.later(days=24)
    one = officer(world, number)
    page = one.page("reactie-vragen")
    assert "Het oordeel moet uiterlijk maandag 30 maart 2026 klaar zijn." in page
    assert 'value="2026-03-30"' in page
    world.later(days=3)
    one = officer(world, number)
    assert 'value="2026-04-01"' in one.page("reactie-vragen")


def test_who_denied_a_mandate_awaits_no_judgment(world: World) -> None:
    agent, number = represented(world)
    one = officer(world, number)
    one.browser.accept("functionaris", number)
    one.browser.get(f"/functionaris/zaak/{number}/machtiging", expect=409)
    one.act("niet-betrokken")
    assert len(world.letters("n03")) == 1
    one.act("machtiging-weigeren")
    agent.get(f"/klager/zaak/{number}/", expect=404)
    one.act("overdragen", {"reason": "Ziek."})
    two = officer(world, number, "waarnemer")
    two.browser.accept("functionaris", number)
    two.act("niet-betrokken")
    assert len(world.letters("n03")) == 1
    two.act("niet-behandelen", {"reason": "Er is geen machtiging."})
    assert len(world.letters("n06")) == 1


def test_whose_name_was_used_goes_on_alone_on_paper(world: World) -> None:
    clerk = world.sign_in("functionaris")
    clerk.post(
        "/functionaris/registreren",
        registration(representative="Tineke Rozeboom", representative_email="tineke@bond.example"),
    )
    one = officer(world, "K-2026-0001")
    one.browser.accept("functionaris", one.number)
    one.act("niet-betrokken")
    slug, said = "namens-iemand-vastleggen", {"text": "", "happened_on": "2026-03-02", "medium": "phone", "place": "x"}
    one.act(slug, {"said": option(one.page(slug), "Ada Jansen: heeft niemand gemachtigd"), **said})
    one.act(slug, {"said": option(one.page(slug), "Ada Jansen: wil zelf verder"), **said})
    assert "Wacht op machtiging" not in one.case()


def test_the_first_step_names_whom_it_is_about(world: World) -> None:
    _client, number = world.client()
    one = officer(world, number)
    one.begin()
    one.categorise()
    page = one.case()
    assert "Noem de betrokken medewerker, of leg vast dat het alleen over de organisatie gaat" in page
    assert "Het gaat alleen over de organisatie" in page
    one.name("Bram Terhorst")
    assert "Leg de klachtonderdelen vast, en over wie elk gaat" in one.case()


CUT = "De ander leest een versie waarin delen zijn weggelaten"


def test_whose_text_was_cut_is_told_so_and_nobody_else(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    bram.act("medewerker", number, "standpunt", {"text": "Ik was ziek. Ik heb gebeld."})
    assert CUT not in bram.get(f"/medewerker/zaak/{number}/").text
    one.share("Standpunt", "Marloes", text="[weggelaten] Ik heb gebeld.")
    assert CUT in bram.get(f"/medewerker/zaak/{number}/").text
    page = client.get(f"/klager/zaak/{number}/").text
    assert CUT not in page.partition("[weggelaten]")[0].rpartition("<article")[2]
    assert "Deels onleesbaar gemaakt" in page
    assert CUT not in one.case()


@pytest.mark.parametrize(("yes", "said"), [("yes", "dat u tevreden bent"), ("no", "dat u niet tevreden bent")])
def test_what_one_answered_stands_on_ones_own_page(world: World, yes: str, said: str) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    bram.act("medewerker", number, "geen-standpunt")
    client.act("klager", number, "geen-standpunt")
    one.judge("upheld", "upheld")
    assert said not in client.get(f"/klager/zaak/{number}/").text
    client.act("klager", number, "tevreden", {"satisfied": yes, "text": ""})
    page = client.get(f"/klager/zaak/{number}/").text
    assert f"U liet weten {said} met de afhandeling." in page
    assert "U liet weten" not in bram.get(f"/medewerker/zaak/{number}/").text


@pytest.mark.parametrize(("received", "late"), [("2026-01-05", True), ("2026-02-02", False), ("2026-03-02", False)])
def test_no_letter_promises_a_day_that_is_over(world: World, received: str, late: bool) -> None:
    clerk = world.sign_in("functionaris")
    clerk.post("/functionaris/registreren", registration(received_on=received))
    one = officer(world, "K-2026-0001")
    one.browser.accept("functionaris", one.number)
    one.act("niet-betrokken")
    found = set(re.findall(r"/functionaris/brieven/[0-9a-f-]{36}", clerk.get("/functionaris/brieven").text))
    assert len(found) == 2
    for path in found:
        assert ("Het oordeel had er uiterlijk" in clerk.get(path).text) is late


def test_a_closed_case_says_how_to_speak_still(world: World) -> None:
    client, number = world.client()
    client.act("klager", number, "intrekken", {"reason": ""})
    page = client.get(f"/klager/zaak/{number}/").text
    assert "Is er iets nieuws, of wordt een afspraak niet nagekomen?" in page


def test_who_reads_a_complaint_about_the_functionaris_is_the_deputy(world: World) -> None:
    client, number = world.client(**{"met-wie": {"about_whom": "Hanneke", "about_functionaris": "yes"}})
    page = client.get(f"/klager/zaak/{number}/").text
    assert "Wie kan dit zien: u en de waarnemend klachtenfunctionaris" in page
    other, second = world.client("Ada Jansen", "ada@post.example")
    assert "Wie kan dit zien: u en de klachtenfunctionaris" in other.get(f"/klager/zaak/{second}/").text
