"""E14, E23: a complainant without mail or account, from the letter to the signature on paper."""

from __future__ import annotations

import re
from html import unescape

from sqlalchemy import select

from portal.casework.recording import Said, record_for_party
from portal.domain.acts import Act
from portal.models.journal import faults
from portal.models.letter import Letter, LetterState
from tests.casework.test_refusals import desk, refused
from tests.journeys.test_intake import registration
from tests.support.journey import Officer, employee, informed, officer, option
from tests.support.world import Browser, World

SLUG = "namens-iemand-vastleggen"
LETTER = {"happened_on": "2026-03-02", "medium": "letter", "place": "map 12"}


def by_letter(world: World, **more: str) -> tuple[Browser, str]:
    clerk = world.sign_in("functionaris")
    clerk.post("/functionaris/registreren", registration(**more))
    return clerk, "K-2026-0001"


def record(one: Officer, what: str, text: str = "", expect: int = 302, **more: str) -> str:
    page = one.page(SLUG)
    return one.act(SLUG, {"said": option(page, f"Ada Jansen: {what}"), "text": text, **LETTER, **more}, expect)


def test_a_complainant_on_paper_is_heard_answers_and_signs(both_world: World) -> None:
    world = both_world
    by_letter(world)
    number = "K-2026-0001"
    one = informed(world, number)
    bram = employee(world, number)
    bram.act("medewerker", number, "standpunt", {"text": "Ik zei het anders."})
    record(one, "geeft een standpunt", "Zo kwam het op mij over.")
    record(one, "houdt de zaak vertrouwelijk")
    letters = world.letters("n10b")
    assert [letter.to_address for letter in letters] == ["", ""]
    page = one.case()
    assert "Zo kwam het op mij over." in page
    assert "Terug te vinden: map 12" in page
    theirs = bram.get(f"/medewerker/zaak/{number}/").text
    assert "Zo kwam het op mij over." not in theirs
    assert "map 12" not in theirs
    one.judge("upheld", "not_upheld")
    record(one, "is tevreden met de afhandeling", "Dank u.")
    bram.act("medewerker", number, "ondertekenen")
    one.act("ondertekenen")
    paper = one.page("handtekening-op-papier")
    one.act(
        "handtekening-op-papier", {"person": option(paper, "Ada Jansen"), "signed_on": "2026-03-02", "place": "map 12"}
    )
    assert "Afgesloten" in one.case()
    with world.owner(world.tenants["noorderhaven"]) as session:
        assert list(faults(session, world.tenants["noorderhaven"])) == []


def test_what_was_said_on_paper_keeps_the_rules_of_the_procedure(world: World) -> None:
    by_letter(world)
    one = informed(world, "K-2026-0001")
    page = one.page(SLUG)
    assert "is tevreden met de afhandeling" not in page
    assert "Bram Terhorst" not in page
    early = record(one, "geeft een standpunt", "Mijn verhaal.", 422, happened_on="2026-05-01")
    assert "Mijn verhaal." in early
    assert "Vul in wat er is geschreven of gezegd." in record(one, "geeft een standpunt", "", 422)
    said = option(page, "Ada Jansen: geeft een standpunt")
    forged = {"said": said.replace("give_standpoint", "answer_satisfaction") + "yes", "text": "", **LETTER}
    one.act(SLUG, forged, 422)
    with_account = option(one.page("bericht"), "Bram Terhorst")
    one.act(SLUG, {"said": f"{with_account}|waive_standpoint|", "text": "", **LETTER}, 422)
    record(one, "ziet af van een reactie")
    assert "ziet af van een reactie" not in one.page(SLUG)
    record(one, "trekt de klacht in", "Het hoeft niet meer.")
    assert "Ingetrokken" in one.case()
    record(one, "stuurt u een bericht", "Dank voor uw hulp.")
    assert "Dank voor uw hulp." in one.case()


def test_a_proposal_is_answered_on_paper(world: World) -> None:
    by_letter(world)
    number = "K-2026-0001"
    one = informed(world, number)
    bram = employee(world, number)
    bram.act("medewerker", number, "voorstel", {"text": "Een vaste dag."})
    bram.act("medewerker", number, "voorstel", {"text": "Een andere begeleider."})
    page = unescape(one.page(SLUG))
    assert "aanvaardt een voorstel (Bram Terhorst: Een vaste dag.)" in page
    record(one, "aanvaardt een voorstel niet (Bram Terhorst: Een andere begeleider.)", "Liever niet.")
    record(one, "stelt een oplossing voor", "Excuses.")
    record(one, "aanvaardt een voorstel (Bram Terhorst: Een vaste dag.)")
    assert "Opgelost" in one.case()
    record(one, "wil toch een volledig oordeel")
    assert "Opgelost" not in one.case()


def test_not_satisfied_and_not_signing_are_recorded(world: World) -> None:
    by_letter(world)
    number = "K-2026-0001"
    one = informed(world, number)
    record(one, "ziet af van een reactie")
    employee(world, number).act("medewerker", number, "geen-standpunt")
    one.judge("upheld", "not_upheld")
    record(one, "is tevreden met de afhandeling")
    record(one, "ondertekent niet", "Ik teken nooit iets.")
    assert "niet getekend" in one.case()


def test_a_phone_call_is_confirmed_and_added_to(world: World) -> None:
    by_letter(world, channel="phone", original_place="")
    one = Officer(world.sign_in("functionaris"), "K-2026-0001")
    one.begin()
    record(one, "wat er is opgeschreven klopt", medium="phone")
    record(one, "vult de klacht aan", "Het gebeurde twee keer.", medium="phone")
    page = one.case()
    assert "Samenvatting van de klacht bevestigd" in page
    assert "Het gebeurde twee keer." in page
    assert "wat er is opgeschreven klopt" not in one.page(SLUG)


def test_the_confirmation_on_paper_has_a_code_that_opens_the_status(world: World) -> None:
    clerk, number = by_letter(world)
    page = clerk.get("/functionaris/brieven").text
    path = page[page.index("/functionaris/brieven/") :].split('"')[0]
    letter = clerk.get(path).text
    assert "Ada Jansen<br>Straat 1" in letter
    found = re.search(r"(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}", letter)
    assert found
    status = world.visitor().post("/klacht/status", {"reference": number, "code": found.group()}, expect=200).text
    assert "Ingediend" in status


def test_the_confirmation_by_mail_has_no_code(world: World) -> None:
    clerk, number = by_letter(world, email="ada@post.example", address="")
    case = clerk
    case.accept("functionaris", number)
    page = case.get(f"/functionaris/zaak/{number}/").text
    path = page[page.index("/functionaris/brieven/") :].split('"')[0]
    assert not re.search(r"(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}", clerk.get(path).text)


def test_the_settlement_is_told_to_each_employee_in_words_of_their_own(world: World) -> None:
    client, number = world.client()
    one = informed(world, number, "Bram Terhorst", "Yasmina Aydin")
    bram, yasmina = employee(world, number), employee(world, number, "collega")
    bram.act("medewerker", number, "voorstel", {"text": "Bram biedt excuses aan."})
    page = client.get(f"/klager/zaak/{number}/voorstel-aanvaarden").text
    client.act("klager", number, "voorstel-aanvaarden", {"proposal": option(page, "Bram"), "text": ""})
    assert world.letters("n12") == []
    assert "Opgelost" not in one.case()
    yasmina.act("medewerker", number, "voorstel", {"text": "Yasmina belt elke week."})
    page = client.get(f"/klager/zaak/{number}/voorstel-aanvaarden").text
    client.act("klager", number, "voorstel-aanvaarden", {"proposal": option(page, "Yasmina"), "text": ""})
    assert "Opgelost" in one.case()
    form = one.page("afdoening")
    own = dict(re.findall(r'name="(own_[0-9a-f-]{36})"[^>]*>\s*([^<]*)</textarea>', form))
    assert sorted(own.values()) == ["Bram biedt excuses aan.", "Yasmina belt elke week."]
    whole = "Bram biedt excuses aan.\n\nYasmina belt elke week."
    assert "Vul dit in." in one.act(
        "afdoening", {"agreements": whole, "route": "De rechtbank.", next(iter(own)): ""}, 422
    )
    one.act("afdoening", {"agreements": whole, "route": "De rechtbank."})
    assert "Yasmina belt elke week." in client.get(f"/klager/zaak/{number}/oordeel").text
    mine = bram.get(f"/medewerker/zaak/{number}/oordeel").text
    assert "Bram biedt excuses aan." in mine
    assert "Yasmina" not in mine
    assert "Bram" not in yasmina.get(f"/medewerker/zaak/{number}/oordeel").text


def test_an_employee_without_an_account_is_heard_on_paper_once_informed(world: World) -> None:
    client, number = world.client()
    one = officer(world, number)
    one.begin()
    one.categorise("Bejegening")
    one.act("medewerker", {"name": "Wim Oud", "email": "wim@post.example", "function": "", "person_id": ""})
    one.browser.get(f"/functionaris/zaak/{number}/{SLUG}")
    assert "Wim Oud" not in one.page(SLUG)
    refs = [option(one.page("onderdelen"), "Wim Oud")]
    one.allege(("Onderdeel", refs))
    one.inform(refs)
    said = option(one.page(SLUG), "Wim Oud: geeft een standpunt")
    told = {"said": said, "text": "Ik was er toen niet bij.", **LETTER}
    assert "kon worden gezegd" in one.act(SLUG, {**told, "happened_on": "2026-03-01"}, 422)
    one.act(SLUG, told)
    assert "Ik was er toen niet bij." in one.case()
    assert "Ik was er toen niet bij." not in client.get(f"/klager/zaak/{number}/").text


def test_who_has_an_account_acts_alone(world: World) -> None:
    _client, number = world.client()
    informed(world, number)
    with desk(world, number) as case:
        for party, act in ((case.facts.complainant, Act.WITHDRAW), (str(case.author.id), Act.SEND_MESSAGE)):
            with refused("acts_alone"):
                record_for_party(
                    case, said=Said(party, act), text="", happened_on=case.today, medium="letter", place="map"
                )


def test_the_term_is_kept_on_the_day_of_posting(world: World) -> None:
    by_letter(world)
    number = "K-2026-0001"
    one = informed(world, number)
    record(one, "ziet af van een reactie")
    employee(world, number).act("medewerker", number, "geen-standpunt")
    one.judge("upheld", "not_upheld")
    page = one.case()
    assert "Doe het oordeel op de post" in page
    assert "Op tijd" not in page
    text = one.browser.get(f"/functionaris/zaak/{number}/oordeel").text
    assert "gaat per post naar de klager" in text
    assert "de gelegenheid gegeven om te reageren" in text
    assert "gehaald" not in text
    world.later(days=1)
    one = officer(world, number)
    one.act("oordeel-gepost", {"posted_on": "2026-03-01"}, 422)
    one.act("oordeel-gepost", {"posted_on": "2026-03-03"})
    assert "Op tijd" in one.case()
    assert [letter.state.value for letter in world.letters("n14")] == ["posted"]
    one.browser.get(f"/functionaris/zaak/{number}/oordeel-gepost", expect=409)


def test_posting_the_letter_of_the_judgment_posts_the_judgment(world: World) -> None:
    by_letter(world)
    number = "K-2026-0001"
    one = informed(world, number)
    record(one, "ziet af van een reactie")
    employee(world, number).act("medewerker", number, "geen-standpunt")
    one.judge("upheld", "not_upheld")
    (letter,) = world.letters("n14")
    path = f"/functionaris/brieven/{letter.id}"
    world.later(days=40)
    one = officer(world, number)
    one.browser.post(path, {"posted_on": "2026-03-01"}, expect=422)
    one.browser.post(path, {"posted_on": "2026-04-11"})
    assert "Te laat" in one.case()


def test_a_signature_on_paper_keeps_its_own_day(world: World) -> None:
    by_letter(world)
    number = "K-2026-0001"
    one = informed(world, number)
    record(one, "ziet af van een reactie")
    employee(world, number).act("medewerker", number, "geen-standpunt")
    one.judge("upheld", "not_upheld")
    record(one, "is tevreden met de afhandeling")
    world.later(days=3)
    one = officer(world, number)
    paper = one.page("handtekening-op-papier")
    signed = {"person": option(paper, "Ada Jansen"), "place": "map 12"}
    early = one.act("handtekening-op-papier", {**signed, "signed_on": "2026-03-01"}, 422)
    assert "vanaf het oordeel" in early
    one.act("handtekening-op-papier", {**signed, "signed_on": "2026-03-03"})
    assert "getekend op dinsdag 3 maart 2026" in one.case()
    assert len(world.letters("n10b")) == 3


def test_a_judgment_whose_mail_failed_is_posted_and_was_given_before(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    client.act("klager", number, "geen-standpunt")
    employee(world, number).act("medewerker", number, "geen-standpunt")
    one.judge("upheld", "not_upheld")
    with world.owner(world.tenants["noorderhaven"]) as session:
        letter = session.scalars(select(Letter).where(Letter.notice == "n14")).one()
        letter.state = LetterState.GIVEN_UP
        path = f"/functionaris/brieven/{letter.id}"
    one.browser.post(path, {"posted_on": "2026-03-02"})
    assert "Op tijd" in one.case()
    assert "Oordeel per post verstuurd" not in one.case()
