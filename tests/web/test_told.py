"""What a page tells is so: of a case that ended unheard, of who reads what, of who handles it, of what was searched."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from portal.models.base import new_id
from portal.models.person import LinkPurpose
from portal.sight import standing
from tests.journeys.test_intake import BEHALF, claim_of, represented
from tests.support.journey import Officer, employee, informed, officer, option
from tests.support.world import CODE, PASSWORD
from tests.web.test_bad_input import filled

if TYPE_CHECKING:
    from tests.support.world import Browser, World

ABOUT = {"met-wie": {"about_functionaris": "yes"}}
APPOINTS = "De organisatie wijst eerst iemand aan die uw klacht behandelt. De termijn loopt gewoon door."
UNREAD = "De klachtenfunctionaris zelf leest die nu niet, en later alleen wat nodig is om te reageren."


def plain(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def case_of(browser: Browser, number: str, portal: str = "klager") -> str:
    return browser.get(f"/{portal}/zaak/{number}/").text


def ended(world: World, number: str, slug: str) -> Officer:
    one = officer(world, number)
    one.begin()
    one.categorise()
    one.act(slug, {"reason": "Maak bezwaar bij de gemeente."})
    return one


def supporter(world: World, party: Browser, portal: str, number: str, one: Officer) -> Browser:
    """A support person of this party who reads along."""
    given = {"name": "Maat Verbeek", "email": "maat@post.example", "relation": "vriend"}
    party.act(portal, number, "steunpersoon", given)
    one.act("uitnodigen", {"person": option(one.page("uitnodigen"), "Maat")})
    browser = world.visitor()
    browser.get(claim_of(world, "maat@post.example"), expect=302)
    browser.post("/uitnodiging", {"password": PASSWORD})
    browser.accept(portal, number)
    return browser


def readers(page: str, words: str) -> str:
    [block] = [one for one in page.split('<article class="w-piece"')[1:] if words in one]
    return plain(block.split("w-piece__audience")[1].split("</p>")[0]).partition("Wie kan dit zien: ")[2]


# ---- a case that ended without being heard ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "decided", "warned", "onward"),
    [
        ("doorverwijzen", "De klacht is doorverwezen", True, False),
        ("niet-behandelen", "De klacht wordt niet behandeld", False, True),
    ],
)
def test_a_decision_is_to_be_read_now(world: World, slug: str, decided: str, *, warned: bool, onward: bool) -> None:
    client, number = world.client()
    ended(world, number, slug)
    page = case_of(client, number)
    box = page.split('<section class="w-turn')[1].split("</section>")[0]
    assert decided in box
    assert "Lees dit nu" in box
    assert ("daar kan een korte termijn gelden" in plain(box)) is warned
    [piece] = re.findall(r'href="#(stuk-[^"]+)"[^>]*>Lees de beslissing', box)
    assert "Maak bezwaar" in page.split(f'id="{piece}"')[1].split("</article>")[0]
    assert "U hoeft nu niets te doen" not in page
    assert "Oordeel uiterlijk" not in page
    assert "Waarom die datum" not in page
    assert ("Niet tevreden?" in page) is onward
    assert "De klacht is doorverwezen" not in case_of(world.client("Ada", "ada@post.example")[0], "K-2026-0002")


def test_a_withdrawn_case_awaits_no_judgment(world: World) -> None:
    client, number = world.client()
    assert "Oordeel uiterlijk" in case_of(client, number)
    client.act("klager", number, "intrekken", {"reason": ""})
    page = case_of(client, number)
    assert "Oordeel uiterlijk" not in page
    assert "Niet tevreden?" not in page
    found = world.visitor().post("/klacht/status", {"reference": number, "code": world.filed.code}, expect=200).text
    assert "Ingetrokken" in found
    assert "Oordeel uiterlijk" not in found


def test_a_support_person_of_the_complainant_is_led_to_the_decision_too(world: World) -> None:
    client, number = world.client()
    one = officer(world, number)
    one.begin()
    support = supporter(world, client, "klager", number, one)
    page = case_of(support, number)
    assert "Uw klacht" not in page
    assert "Sinds november" in page
    assert "U ziet wat de klager ziet." in page
    one.categorise()
    one.act("doorverwijzen", {"reason": "Maak bezwaar bij de gemeente."})
    assert "Lees de beslissing" in case_of(support, number)


def test_a_representative_whose_mandate_never_came_is_told_that_the_case_is_closed(world: World) -> None:
    agent, number = represented(world)
    world.later(days=40)
    one = officer(world, number)
    one.begin()
    one.act("niet-behandelen", {"reason": "Er is geen machtiging."})
    agent = world.sign_in("tineke@bond.example")
    page = case_of(agent, number)
    assert "De zaak is afgesloten op" in page
    assert "Zorg voor een machtiging" not in page
    assert "Lees de beslissing" not in page


# ---- about the functionaris, or nobody to handle it ------------------------------------------------------------------


def nobody_in_office(world: World) -> None:
    admin = world.sign_in("beheer")
    page = admin.get("/beheer/benoemingen").text
    for end in (part.split('"')[0] for part in page.split("/beheer/benoemingen/")[1:]):
        admin.post(f"/beheer/benoemingen/{end}", {"until_on": "2026-03-01"})


def status_of(world: World, number: str) -> str:
    found = world.visitor().post("/klacht/status", {"reference": number, "code": world.filed.code}, expect=200)
    return plain(found.text)


def test_the_deputy_reads_a_complaint_about_the_functionaris(world: World) -> None:
    visitor = filled(world)
    assert "leest de klachtenfunctionaris uw klacht" in visitor.get("/klacht/controle").text
    visitor.post("/klacht/met-wie", {"about_whom": "Hanneke", "about_functionaris": "yes"})
    page = plain(visitor.get("/klacht/controle").text)
    assert f"Na het versturen leest de waarnemend klachtenfunctionaris uw klacht. {UNREAD}" in page
    number = world.file(**ABOUT)
    page = plain(world.filed.get("/klacht/ontvangst").text)
    assert "De waarnemend klachtenfunctionaris leest uw klacht en bevestigt binnen vijf werkdagen" in page
    assert UNREAD in page
    assert APPOINTS not in page
    shown = status_of(world, number)
    assert "De waarnemend klachtenfunctionaris leest uw klacht en bevestigt wie die behandelt. Verwacht" in shown
    assert "Die behandelt de klacht niet. Om te reageren leest die op een moment wat daarvoor nodig is." in shown
    one = officer(world, number, "waarnemer")
    one.begin()
    assert "De waarnemend klachtenfunctionaris behandelt uw klacht." in status_of(world, number)


def test_the_complainant_reads_of_the_deputy_in_the_case_as_well(world: World) -> None:
    client, number = world.client(**ABOUT)
    assert "De waarnemend klachtenfunctionaris leest uw klacht" in case_of(client, number)
    other, second = world.client("Ada", "ada@post.example")
    assert "waarnemend" not in case_of(other, second)


@pytest.mark.parametrize("about", [True, False])
def test_where_nobody_handles_it_the_organisation_appoints_somebody_first(world: World, *, about: bool) -> None:
    nobody_in_office(world)
    visitor = filled(world)
    visitor.post("/klacht/met-wie", {"about_whom": "Hanneke", "about_functionaris": "yes" if about else "no"})
    page = plain(visitor.get("/klacht/controle").text)
    assert "Na het versturen wijst de organisatie eerst iemand aan die uw klacht behandelt." in page
    assert (UNREAD in page) is about
    number = world.file(**(ABOUT if about else {}))
    receipt = plain(world.filed.get("/klacht/ontvangst").text)
    assert APPOINTS in receipt
    assert "leest uw klacht en bevestigt" not in receipt
    assert (UNREAD in receipt) is about
    shown = status_of(world, number)
    assert APPOINTS in shown
    assert "leest uw klacht en bevestigt" not in shown


# ---- on behalf of somebody -------------------------------------------------------------------------------------------


def test_who_files_for_another_reads_of_the_mandate(world: World) -> None:
    visitor = filled(world)
    visitor.post("/klacht/voor-wie", {"on_behalf": "yes", "capacity": "candidate"})
    visitor.post("/klacht/gegevens", BEHALF["gegevens"])
    page = visitor.get("/klacht/controle").text
    assert "Deze persoon krijgt begeleiding" in page
    assert "Ik krijg begeleiding" not in page
    world.file("Said Boutaleb", "said@post.example", **BEHALF)
    page = plain(world.filed.get("/klacht/ontvangst").text)
    assert "Er is een machtiging nodig" in page
    assert "Wij vragen de klager om uiterlijk donderdag 12 maart 2026 te bevestigen dat dit mag." in page
    assert "Zonder machtiging kunnen wij de klacht niet behandelen." in page
    assert "De klager en de medewerker mogen allebei" in page
    world.file()
    assert "machtiging" not in world.filed.get("/klacht/ontvangst").text


def test_the_complainant_reads_who_represents_them_and_how_to_end_it(world: World) -> None:
    agent, number = represented(world)
    assert readers(case_of(agent, number), "Sinds november") == "de klager, u en de klachtenfunctionaris"
    client = world.visitor()
    client.get(world.link(LinkPurpose.MANDATE), expect=302)
    question = plain(client.get("/machtiging").text)
    assert "Zegt u nee, dan houdt deze persoon geen enkele toegang." in question
    assert "niets te zien" not in question
    client.post("/machtiging", {"answer": "yes"})
    client.get(claim_of(world, "said@post.example"), expect=302)
    client.post("/uitnodiging", {"password": PASSWORD})
    client.accept("klager", number)
    page = plain(case_of(client, number))
    assert "Vertegenwoordiger Tineke Rozeboom (vakbond)" in page
    along = "u, de klachtenfunctionaris en wie met u meeleest"
    assert readers(case_of(client, number), "Sinds november") == along
    assert readers(case_of(agent, number), "Sinds november") == "de klager, u en de klachtenfunctionaris"
    for path in ("/hoe-het-werkt", "/privacy"):
        told = world.visitor().get(path).text
        assert "Wilt u de machtiging intrekken, laat het de klachtenfunctionaris weten." in told
        assert "machtiging altijd intrekken" not in told


# ---- a support person of the employee --------------------------------------------------------------------------------


def test_a_support_person_is_not_told_what_the_employee_must_do(world: World) -> None:
    _client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    support = supporter(world, bram, "medewerker", number, one)
    assert "schrijf uw standpunt" in case_of(bram, number, "medewerker")
    page = case_of(support, number, "medewerker")
    assert "schrijf uw standpunt" not in page
    assert "U ziet wat de betrokken medewerker ziet. U kunt hier niets versturen." in page
    bram.act("medewerker", number, "standpunt", {"text": "Zo zie ik het."})
    page = case_of(support, number, "medewerker")
    assert readers(page, "Zo zie ik het.") == "de betrokken medewerker, u en de klachtenfunctionaris"
    assert "Bram Terhorst · " in plain(page.split('class="w-piece__meta"')[1].split("</p>")[0] + " ")
    along = "u, de klachtenfunctionaris en wie met u meeleest"
    assert readers(case_of(bram, number, "medewerker"), "Zo zie ik het.") == along


# ---- a mailed link to what was sent since ----------------------------------------------------------------------------


def test_a_link_to_a_sent_complaint_shows_no_code(live: World) -> None:
    visitor = filled(live)
    visitor.post("/klacht/bewaren", {"save_email": "ada@post.example"})
    link = live.link(LinkPurpose.DRAFT)
    early = live.visitor()
    early.get(link, expect=302)
    visitor.post("/klacht/controle", {"truth": "y"})
    assert CODE.search(visitor.get("/klacht/ontvangst").text)
    visitor.get(link, expect=302)
    assert CODE.search(visitor.get("/klacht/ontvangst").text)
    late = live.visitor()
    assert late.get(link, expect=302).headers["Location"] == "/noorderhaven/klacht/ontvangst"
    for page in (late.get("/klacht/ontvangst").text, early.get("/klacht/ontvangst").text):
        assert "Deze klacht is al verstuurd." in page
        assert "K-2026-0001" in page
        assert "30 maart 2026" in page
        assert CODE.search(page) is None
        assert "Uw ontvangstcode" not in page
    with live.owner(live.tenants["noorderhaven"]) as session:
        assert standing.received(session, new_id()) is None
    late.get("/klacht/controle", expect=302)
    assert CODE.search(late.get("/klacht/ontvangst").text) is None
    assert live.visitor().get("/klacht/ontvangst", expect=302).headers["Location"] == "/noorderhaven/klacht"


# ---- the register ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "said", "kept"),
    [
        ("jaar=abc", "Dit is geen jaar.", 'value="abc"'),
        ("jaar=0000", "Dit is geen jaar.", 'value="0000"'),
        ("jaar=20²6", "Dit is geen jaar.", 'value="20²6"'),
        ("fase=xx", "Dit is geen fase.", '<option value="xx" selected>'),
        ("onderwerp=%3Cq%3E", "Dit is geen onderwerp.", '<option value="&lt;q&gt;" selected>'),
    ],
)
def test_what_is_no_filter_is_said_to_be_none(world: World, asked: str, said: str, kept: str) -> None:
    number = world.file()
    page = world.sign_in("functionaris").get(f"/functionaris/register?{asked}").text
    assert said in page
    assert kept in page
    assert 'aria-invalid="true"' in page
    assert number in page


def test_a_good_filter_is_not_said_to_be_wrong(world: World) -> None:
    world.file()
    page = world.sign_in("functionaris").get("/functionaris/register?jaar=2025&fase=received").text
    assert "Dit is geen" not in page
    assert "Geen klacht past hierbij." in page


def test_the_register_says_who_complained_and_about_what(both_world: World) -> None:
    first, second = both_world.file(), both_world.file("Ada Jansen", "ada@post.example")
    one = officer(both_world, first)
    assert "Marloes Veenstra" not in one.browser.get("/functionaris/register").text
    one.begin()
    page = one.page("onderwerpen")
    topics = [option(page, label) for label in ("Bejegening", "Overig", "Planning en doorlooptijd")]
    one.act("onderwerpen", {"categories": topics, "main": topics[1]})
    lines = one.browser.get("/functionaris/register").text.split('<th scope="row"')[1:]
    shown = [plain(line.split("</tr>")[0]) for line in lines]
    assert len(shown) == 2
    assert second in shown[0]
    assert "te lezen in de zaak nog niet vastgelegd" in shown[0]
    assert f"{first}" in shown[1]
    assert "Marloes Veenstra Overig, Bejegening, Planning en doorlooptijd" in shown[1]
    found = one.browser.get(f"/functionaris/register?onderwerp={topics[0]}").text
    assert "Overig, Bejegening, Planning en doorlooptijd" in found
    assert second not in found


# ---- the regulation --------------------------------------------------------------------------------------------------


def test_a_case_leads_to_its_own_version_of_the_regulation(world: World) -> None:
    client, number = world.client()
    one = officer(world, number)
    one.begin()
    for page in (case_of(client, number), one.case()):
        found = re.search(r'Versie van de regeling</dt><dd><a href="/noorderhaven([^"]+)">Versie 1</a>', page)
        assert found
        assert "versie 1, geldig vanaf" in client.get(unescape(found.group(1))).text
