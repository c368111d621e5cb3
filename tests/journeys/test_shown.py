"""What a page shows is what happened, to who may know of it: the steps, the proofs of a duty, who reads a piece."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from portal.casework.desk import digest
from portal.domain.disclosure import Kind
from portal.models.complaint import Complaint
from portal.models.dossier import Entry, Release
from portal.models.judgment import Judgment, Signature
from portal.models.person import LinkPurpose, Person
from portal.operations import worker
from tests.journeys.test_judged import heard
from tests.support.journey import Officer, employee, informed, officer, option
from tests.support.world import PASSWORD, Browser, World

BRAM, YASMINA = "Bram Terhorst", "Yasmina Aydin"


def plain(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def states(page: str) -> list[str]:
    return re.findall(r'<li class="is-(\w+)"', page.split('<ol class="w-steps"')[1].split("</ol>", maxsplit=1)[0])


# ---- the steps of a closed case --------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["niet-behandelen", "doorverwijzen"])
def test_a_case_that_was_not_handled_skipped_what_never_happened(world: World, slug: str) -> None:
    client, number = world.client()
    one = officer(world, number)
    one.begin()
    one.categorise()
    assert states(client.get(f"/klager/zaak/{number}/").text) == ["now", "todo", "todo", "todo", "todo"]
    one.act(slug, {"reason": "Dit hoort bij een ander.", "where": "Bel het loket."})
    page = client.get(f"/klager/zaak/{number}/").text
    assert states(page) == ["done", "skipped", "skipped", "skipped", "done"]
    assert page.count("Overgeslagen: ") == 3


def test_a_case_that_was_withdrawn_while_it_was_handled(world: World) -> None:
    client, number = world.client()
    informed(world, number)
    bram = employee(world, number)
    client.act("klager", number, "intrekken", {"reason": ""})
    for page in (client.get(f"/klager/zaak/{number}/").text, bram.get(f"/medewerker/zaak/{number}/").text):
        assert states(page) == ["done", "skipped", "skipped", "skipped", "done"]


def test_a_case_that_was_withdrawn_after_somebody_spoke(world: World) -> None:
    client, number = world.client()
    informed(world, number)
    client.act("klager", number, "standpunt", {"text": "Zo ging het."})
    client.act("klager", number, "intrekken", {"reason": ""})
    assert states(client.get(f"/klager/zaak/{number}/").text) == ["done", "done", "skipped", "skipped", "done"]


def test_a_case_that_did_not_satisfy_was_not_signed(world: World) -> None:
    client, number = world.client()
    one, bram = heard(world, number, client)
    one.judge("upheld", "upheld")
    client.act("klager", number, "tevreden", {"satisfied": "no", "text": ""})
    one.act("afsluiten")
    for page in (client.get(f"/klager/zaak/{number}/").text, bram.get(f"/medewerker/zaak/{number}/").text):
        assert states(page) == ["done", "done", "done", "skipped", "done"]


def test_a_case_that_somebody_signed(world: World) -> None:
    client, number = world.client()
    one, bram = heard(world, number, client)
    one.judge("upheld", "upheld")
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    client.act("klager", number, "ondertekenen")
    one.act("ondertekenen")
    bram.act("medewerker", number, "ondertekenen")
    assert states(client.get(f"/klager/zaak/{number}/").text) == ["done"] * 5


# ---- the duties ------------------------------------------------------------------------------------------------------


def duties(page: str) -> dict[str, str]:
    """For each duty that has a proof: its words, and the words of the moment that its link goes to."""
    found = {}
    for line in page.split('<ol class="w-duties">')[1].split("</ol>", maxsplit=1)[0].split("<li ")[1:]:
        link = re.search(r'href="#(moment-\d+)">(.*?)</a>', line)
        if link:
            [moment] = re.findall(rf'<li id="{link.group(1)}">.*?w-moment__what">(.*?)</p>', page, re.DOTALL)
            assert unescape(link.group(2)) == f"bekijk: {unescape(moment)}"
            found[plain(line.split("<br>")[0]).partition("Art. ")[2]] = unescape(moment)
    return found


def test_each_duty_that_was_met_leads_to_what_shows_it(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    one.act("bericht", {"to": [option(one.page("bericht"), "Marloes")], "text": "Wij horen nu beide kanten."})
    one.act("bericht", {"to": [option(one.page("bericht"), "Bram")], "text": "Aan de medewerker."})
    client.act("klager", number, "bericht", {"text": "Vraag."})
    client.act("klager", number, "standpunt", {"text": "Zo was het."})
    bram.act("medewerker", number, "standpunt", {"text": "Zo niet."})
    found = duties(one.case())
    assert found["1 De klacht is schriftelijk vastgelegd"] == "Klacht ingediend"
    assert found["5.2 De medewerker is geïnformeerd"] == "Klacht in behandeling genomen"
    assert found["5.2 Beide kanten konden hun standpunt toelichten"] == "Standpunt gegeven"
    assert found["7.3 De klager is op de hoogte gehouden"] == "Bericht gestuurd"
    assert found["8.1 De klacht is geregistreerd en ingedeeld"] == "Onderwerpen vastgelegd"
    assert not [words for words in found if "Oordeel binnen de termijn" in words]
    told = re.search(r'#(moment-\d+)">bekijk: Bericht gestuurd', one.case())
    assert told
    order = re.findall(r'<li id="(moment-\d+)">.*?w-moment__what">(.*?)</p>', one.case(), re.DOTALL)
    sent = [moment for moment, words in reversed(order) if words == "Bericht gestuurd"]
    assert told.group(1) == sent[0], "a message to the employee, or by the complainant, tells the complainant nothing"


# ---- who can read a piece --------------------------------------------------------------------------------------------


def readers(page: str, words: str) -> set[str]:
    """Who stands in the line under the piece that holds these words. Those it was shared with at once have no order."""
    [block] = [one for one in page.split('<article class="w-piece"')[1:] if words in one]
    line = plain(block.split("w-piece__audience")[1].split("</p>")[0]).partition("Wie kan dit zien: ")[2]
    *most, last = line.split(" en ")
    return {last, *", ".join(most).split(", ")}


def test_of_several_employees_each_is_named_to_who_may_know(world: World) -> None:
    client, number = world.client()
    one = informed(world, number, BRAM, YASMINA)
    bram, yasmina = employee(world, number), employee(world, number, "collega")
    bram.act("medewerker", number, "standpunt", {"text": "Bram schrijft dit."})
    one.share("Standpunt", "Marloes")
    mine = client.get(f"/klager/zaak/{number}/").text
    assert readers(one.case(), "Bram schrijft dit.") == {BRAM, "de klager", "u"}
    assert readers(mine, "Bram schrijft dit.") == {BRAM, "u", "de klachtenfunctionaris"}
    one.share("Standpunt", "Yasmina", text="Bram schrijft dit.")
    yasmina.act("medewerker", number, "standpunt", {"text": "Zij schrijft dat."})
    assert readers(one.case(), "Bram schrijft dit.") == {BRAM, YASMINA, "de klager", "u"}
    assert readers(one.case(), "Zij schrijft dat.") == {YASMINA, "u"}
    mine = client.get(f"/klager/zaak/{number}/").text
    assert readers(mine, "Bram schrijft dit.") == {BRAM, YASMINA, "u", "de klachtenfunctionaris"}
    his, hers = bram.get(f"/medewerker/zaak/{number}/").text, yasmina.get(f"/medewerker/zaak/{number}/").text
    assert readers(his, "Bram schrijft dit.") == {"u", "de klager", "de klachtenfunctionaris"}
    assert "Yasmina" not in his
    assert readers(hers, "Bram schrijft dit.") == {"de klager", "u", "de klachtenfunctionaris"}
    assert "Terhorst" not in hers


def test_a_complainant_does_not_learn_of_an_employee_who_was_not_informed(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    one.name(YASMINA)
    bram.act("medewerker", number, "standpunt", {"text": "Bram schrijft dit."})
    one.share("Standpunt", "Marloes")
    assert readers(one.case(), "Bram schrijft dit.") == {BRAM, "de klager", "u"}
    mine = client.get(f"/klager/zaak/{number}/").text
    assert readers(mine, "Bram schrijft dit.") == {"de betrokken medewerker", "u", "de klachtenfunctionaris"}
    assert "Yasmina" not in mine


# ---- a judgment in the language of its reader ------------------------------------------------------------------------


def speaks(world: World, who: str, language: str) -> None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        person = session.scalars(select(Person).where(Person.email == f"{who}@noorderhaven.example")).one()
        person.language = language


def two_heard(world: World) -> tuple[Browser, str, Officer, Browser, Browser]:
    speaks(world, "collega", "en")
    client, number = world.client()
    one = informed(world, number, BRAM, YASMINA)
    bram, yasmina = employee(world, number), employee(world, number, "collega")
    for browser in (bram, yasmina):
        browser.act("medewerker", number, "standpunt", {"text": "Zo was het."})
    client.act("klager", number, "standpunt", {"text": "Ik blijf erbij."})
    return client, number, one, bram, yasmina


def sheet(browser: Browser, portal: str, number: str) -> tuple[str, str]:
    """The language of the judgment and its text."""
    page = browser.get(f"/{portal}/zaak/{number}/oordeel").text
    found = re.search(r'<article class="w-sheet w-flow" lang="(\w\w)">(.*?)</article>', page, re.DOTALL)
    assert found
    return found.group(1), plain(found.group(2))


def test_an_employee_reads_and_signs_their_part_in_their_own_language(both_world: World) -> None:
    world = both_world
    client, number, one, bram, yasmina = two_heard(world)
    one.judge("upheld", "not_upheld", "no_finding", cite="De klacht")
    spoken, hers = sheet(yasmina, "medewerker", number)
    assert spoken == "en"
    for words in (
        f"Judgment on complaint {number}", "Considerations", "Finding: not upheld.", "The complaint is not upheld.",
        "Time taken", "That date was met.", "If you do not agree", "received a complaint from", "Based on: the complaint",
    ):  # fmt: skip
        assert words in hers, words
    assert "Beide kanten zijn gehoord." in hers, "what the functionaris typed stays as it was typed"
    assert "Dat blijkt uit de stukken." in hers
    for browser, portal in ((bram, "medewerker"), (client, "klager"), (one.browser, "functionaris")):
        spoken, text = sheet(browser, portal, number)
        assert (spoken, f"Oordeel op klacht {number}" in text) == ("nl", True)
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    assert '<div class="w-flow" lang="en">' in yasmina.get(f"/medewerker/zaak/{number}/ondertekenen").text
    yasmina.act("medewerker", number, "ondertekenen")
    with world.owner(world.tenants["noorderhaven"]) as session:
        entry = session.scalars(select(Entry).where(Entry.kind == Kind.JUDGMENT)).one()
        [signature] = session.scalars(select(Signature)).all()
        edition = session.scalars(
            select(Release).where(Release.entry_id == entry.id, Release.recipient_id == signature.about_id)
        ).one()
        judgment = session.scalars(select(Judgment)).one()
    assert edition.body.startswith("# Judgment on complaint")
    assert signature.digest == digest(edition.body) != judgment.digest == digest(entry.body)


def test_a_settlement_too_is_written_for_each_employee(world: World) -> None:
    client, number, one, bram, yasmina = two_heard(world)
    client.act("klager", number, "voorstel", {"text": "Elke donderdag bellen."})
    for browser in (bram, yasmina):
        path = f"/medewerker/zaak/{number}/voorstel-aanvaarden"
        proposal = option(browser.get(path).text, "Elke donderdag")
        browser.act("medewerker", number, "voorstel-aanvaarden", {"proposal": proposal, "text": ""})
    one.act("afdoening", {"agreements": "Elke donderdag bellen.", "route": "De rechtbank.", "recommendations": ""})
    spoken, hers = sheet(yasmina, "medewerker", number)
    assert spoken == "en"
    assert "What was agreed Elke donderdag bellen." in hers
    assert "The complaint has been resolved." in hers
    for browser, portal in ((bram, "medewerker"), (client, "klager")):
        assert sheet(browser, portal, number)[0] == "nl"


def test_one_text_for_all_is_in_the_language_of_the_case(world: World) -> None:
    speaks(world, "medewerker", "en")
    client, number = world.client()
    one, bram = heard(world, number, client)
    one.judge("upheld", "upheld")
    spoken, his = sheet(bram, "medewerker", number)
    assert (spoken, "Oordeel op klacht" in his) == ("nl", True)


# ---- letters ---------------------------------------------------------------------------------------------------------


def mailed(world: World, notice: str) -> str:
    """The newest letter of a kind, as it is read."""
    from portal.post.links import Links
    from portal.post.writing import written

    letter = world.letters(notice)[-1]
    links = Links("http://localhost", "noorderhaven", None, world.app.config["WEDERHOOR"].secret_keys)
    made = written(letter, None, links, "Noorderhaven", "010 000 00 00")
    return f"{made.subject}\n{made.body}"


@pytest.mark.parametrize(
    ("employees", "said"),
    [((), ""), ((BRAM,), "de betrokken medewerker geïnformeerd"), ((BRAM, YASMINA), "de betrokken medewerkers")],
)
def test_the_letter_on_taking_into_handling_names_no_employee_who_is_not_there(
    world: World, employees: tuple[str, ...], said: str
) -> None:
    _client, number = world.client()
    one = officer(world, number)
    one.begin()
    one.categorise()
    refs = one.name(*employees)
    one.allege(("Onderdeel", refs))
    one.inform(refs)
    text = mailed(world, "n04")
    assert said in text
    assert ("medewerker" in text) is bool(employees)
    assert "uw klacht toelichten" in text


def test_an_address_that_nobody_proved_reads_of_no_complaint_as_its_own(world: World) -> None:
    world.file()
    text = mailed(world, "claim_case")
    assert "uw klacht" not in text.lower()
    assert "Is dat door u gedaan?" in text
    assert "geen kosten" in text


@pytest.mark.parametrize("notice", ["n07", "n12b", "n19b"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_letter_tells_nothing_of_content_or_of_the_other_side(notice: str, language: str) -> None:
    from portal.post.writing import FOLDER

    text = (FOLDER / notice / f"{language}.txt").read_text().lower()
    for word in ("de klager", "the complainant", "gaat over", "is about"):
        assert word not in text, word


# ---- coming in to read -----------------------------------------------------------------------------------------------


def test_who_is_a_party_still_comes_in_to_read_a_closed_case_and_no_support_does(world: World) -> None:
    number = world.file()
    one = informed(world, number)
    bram = employee(world, number)
    bram.act("medewerker", number, "steunpersoon", {"name": "Maat", "email": "maat@post.example", "relation": ""})
    page = one.page("uitnodigen")
    maat = option(page, "Maat")
    for days in (7, 4):
        world.later(days=days)
        worker.sweep(world.app, world.app.config["WEDERHOOR"], world.now)
    one = officer(world, number)
    one.judge("upheld", "upheld", cite="")
    world.later(days=40)
    one = officer(world, number)
    one.act("afsluiten")
    page = one.page("uitnodigen")
    assert "Maat" not in page
    with world.owner(world.tenants["noorderhaven"]) as session:
        assert session.scalars(select(Complaint)).one().closed_on
    refused = one.act("uitnodigen", {"person": maat}, expect=422)
    assert "Maat" not in refused
    one.act("uitnodigen", {"person": option(page, "Marloes")})
    client = world.visitor()
    client.get(world.link(LinkPurpose.CLAIM), expect=302)
    client.post("/uitnodiging", {"password": PASSWORD})
    client.accept("klager", number)
    assert "Oordeel op klacht" in client.get(f"/klager/zaak/{number}/oordeel").text


# ---- words on pages --------------------------------------------------------------------------------------------------


def test_the_deputy_hands_over_to_the_other_functionaris(world: World) -> None:
    _client, number = world.client()
    one = officer(world, number)
    one.begin()
    assert "Overdragen aan de andere functionaris" in one.case()
    one.act("overdragen", {"reason": "Vakantie."})
    two = officer(world, number, "waarnemer")
    two.browser.accept("functionaris", number)
    assert "Overdragen aan de andere functionaris" in two.case()
    assert "Overdragen aan de waarnemer" not in two.case()


def test_reporting_what_was_done_is_no_decision(world: World) -> None:
    clerk, boss = world.sign_in("functionaris"), world.sign_in("directie")
    page = clerk.get("/functionaris/aanbevelingen/nieuw").text
    values = {"text": "Bel terug.", "evidence": "", "category": option(page, "Bereikbaarheid")}
    clerk.post("/functionaris/aanbevelingen/nieuw", values)
    found = re.search(r"/directie/aanbevelingen/[0-9a-f-]{36}", boss.get("/directie/aanbevelingen").text)
    assert found
    path = found.group()
    assert "Uw besluit" in boss.get(path).text
    boss.post(path, {"move": "adopt", "owner": "Teamleider", "due_on": "2026-05-01"})
    page = boss.get(path).text
    assert "Uw besluit" not in page
    assert "Wat wilt u melden?" in page
    assert "Melden wat er is gedaan" in page
    assert "Wat is er gedaan?" in boss.post(path, {"move": "report_done", "reason": ""}, expect=422).text
    boss.post(path, {"move": "report_done", "reason": "Rooster gemaakt."})


def test_what_was_filed_shows_also_to_who_has_nothing_to_do(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    client.act("klager", number, "steunpersoon", {"name": "Zus", "email": "zus@post.example", "relation": "zus"})
    one.act("uitnodigen", {"person": option(one.page("uitnodigen"), "Zus")})
    support = world.visitor()
    support.get(world.link(LinkPurpose.CLAIM), expect=302)
    support.post("/uitnodiging", {"password": PASSWORD})
    support.accept("klager", number)
    page = support.get(f"/klager/zaak/{number}/").text
    assert 'id="doen"' not in page
    assert "Bij de klacht opgegeven" in page
