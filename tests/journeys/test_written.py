"""Writing a judgment: what is missing, what each will read, another outcome with a reason, and a corrected one."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.casework.composing import Judging
from portal.models.complaint import Complaint, Participant
from portal.models.dossier import Draft, Entry, Release
from portal.models.journal import faults
from portal.models.judgment import Citation, Judgment, JudgmentPart, Signature
from portal.models.letter import Letter
from tests.support.journey import employee, informed, officer, option

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.support.journey import Officer
    from tests.support.world import Browser, World

HOUSE = "noorderhaven"
CANARY = "CNRYPREVIEW"
BLOCKS = re.compile(r"<(h3|p class=\"w-pre\")>(.*?)</(?:h3|p)>", re.DOTALL)


def record(world: World) -> Session:
    return world.owner(world.tenants[HOUSE])


def ready(world: World, number: str, client: Browser, *employees: str) -> tuple[Officer, list[Browser]]:
    """A case in which everybody answered."""
    one = informed(world, number, *employees)
    browsers = [employee(world, number, who) for who in ("medewerker", "collega")[: max(1, len(employees))]]
    for place, browser in enumerate(browsers):
        browser.act("medewerker", number, "standpunt", {"text": f"Zo zag medewerker {place} het."})
    client.act("klager", number, "standpunt", {"text": "Zo kwam het op mij over."})
    return one, browsers


def written(page: str, *outcomes: str, cite: str = "De klacht", **more: object) -> dict[str, object]:
    """What one types in the form of a judgment."""
    values: dict[str, object] = {"considerations": "Beide kanten zijn gehoord.", "recommendations": "Bel terug."}
    for place, outcome in enumerate(outcomes):
        block = page[page.index(f'name="cited_{place}"') - 400 :]
        values |= {f"outcome_{place}": outcome, f"reasons_{place}": f"Dat blijkt uit de stukken ({place})."}
        values[f"cited_{place}"] = [option(block, cite)] if cite else []
    return values | more


def send(one: Officer, slug: str, action: str, values: dict[str, object], expect: int = 200) -> str:
    """Press another button of the form than the one that hands it in."""
    path = f"/functionaris/zaak/{one.number}/{slug}"
    return one.browser.post(path, {**values, "action": action}, expect=expect).text


def editions(page: str) -> dict[str, str]:
    """Each edition of a preview, by the name of its reader, as the text that it would be."""
    found = {}
    for section in page.split('aria-labelledby="editie-')[1:]:
        name = re.search(r"Zoals (.*?) \(", section)
        assert name
        card = section.split('<div class="w-card', 1)[1].split("</section>")[0]
        blocks = [("# " if kind == "h3" else "") + unescape(text) for kind, text in BLOCKS.findall(card)]
        found[unescape(name.group(1))] = "\n\n".join(blocks) + "\n"
    return found


def frozen(world: World) -> dict[str, str]:
    """The newest judgment as it lies in the record: for all, and for each who got an edition."""
    with record(world) as session:
        row = session.scalars(select(Judgment).order_by(Judgment.edition.desc())).first()
        assert row is not None
        entry = session.get_one(Entry, (row.tenant_id, row.entry_id))
        names = {one.id: one.name for one in session.scalars(select(Participant))}
        releases = session.scalars(select(Release).where(Release.entry_id == entry.id))
        return {"": entry.body} | {names[one.recipient_id]: one.body for one in releases}


def links(page: str) -> dict[str, str]:
    """What the list of what is missing says, and where it leads."""
    part = page.split('id="controle-titel"')[1].split("</section>", maxsplit=1)[0]
    return {unescape(text): field for field, text in re.findall(r'<a href="[^"#]*#([^"]*)">(.*?)</a>', part)}


def counted(world: World) -> tuple[int, ...]:
    with record(world) as session:
        return tuple(len(session.scalars(select(one.id)).all()) for one in (Entry, Release, Judgment, Letter))


# ---- what is missing -------------------------------------------------------------------------------------------------


def test_the_page_says_what_is_missing_before_and_after_saving(world: World) -> None:
    client, number = world.client()
    one, _browsers = ready(world, number, client)
    page = one.page("oordeel-geven")
    before = links(page)
    assert before["Onderdeel 1: Kies een oordeel."] == "outcome_0"
    assert before["Onderdeel 2: Schrijf de motivering."] == "reasons_1"
    assert before["Schrijf de overwegingen."] == "considerations"
    assert all(f'id="{field}"' in page for field in before.values())
    assert "Beide kanten hebben de gelegenheid gehad om te reageren." in page
    typed = written(page, "upheld", "not_upheld", route=" ") | {
        "reasons_1": "",
        "considerations": "Derhalve weeg ik dit.",
    }
    send(one, "oordeel-geven", "save", typed, 302)
    page = one.page("oordeel-geven")
    after = links(page)
    assert set(after.values()) == {"reasons_1", "route", "considerations"}
    assert after["Overwegingen: “derhalve”: schrijf liever “daarom”"] == "considerations"
    refused = one.act("oordeel-geven", {**typed, "considerations": "Beide gewogen."}, expect=422)
    assert set(links(refused).values()) == {"reasons_1", "route"}
    send(one, "oordeel-geven", "save", written(page, "upheld", "not_upheld"), 302)
    assert "Er ontbreekt niets." in one.page("oordeel-geven")
    one.act("oordeel-geven", written(page, "upheld", "not_upheld"))


def test_a_piece_that_not_everybody_could_read_is_told_with_its_part(world: World) -> None:
    client, number = world.client()
    one, _browsers = ready(world, number, client)
    typed = written(one.page("oordeel-geven"), "upheld", "upheld", cite="Standpunt")
    send(one, "oordeel-geven", "save", typed, 302)
    assert set(links(one.page("oordeel-geven")).values()) == {"cited_0", "cited_1"}
    refused = one.act("oordeel-geven", typed, expect=422)
    assert "niet met iedereen gedeeld" in refused


# ---- what each will read ---------------------------------------------------------------------------------------------


def test_each_reads_what_the_preview_showed(both_world: World) -> None:
    world = both_world
    client, number = world.client()
    one, (bram, yasmina) = ready(world, number, client, "Bram Terhorst", "Yasmina Aydin")
    typed = written(
        one.page("oordeel-geven"), "upheld", "not_upheld", "no_finding", considerations=f"Gewogen {CANARY}."
    )
    before = counted(world)
    world.now += timedelta(minutes=10)  # looking is not issuing: nobody is asked who they are
    page = send(one, "oordeel-geven", "preview", typed)
    assert counted(world) == before
    assert "Er is nog niets uitgebracht of verstuurd." in page
    shown = editions(page)
    assert list(shown) == ["Marloes Veenstra", "Bram Terhorst", "Yasmina Aydin"]
    assert len(set(shown.values())) == 3
    assert "Klachtonderdeel 3" in shown["Marloes Veenstra"]
    assert "Klachtonderdeel 2" not in shown["Yasmina Aydin"]
    for browser, folder in ((client, "klager"), (bram, "medewerker"), (yasmina, "medewerker")):
        for path in (f"/{folder}/", f"/{folder}/zaak/{number}/"):
            assert CANARY not in browser.get(path).text
        browser.get(f"/{folder}/zaak/{number}/oordeel", expect=404)
    form = one.page("oordeel-geven")
    assert f"Gewogen {CANARY}." in form
    assert "Dat blijkt uit de stukken (2)." in form
    one.browser.show_key(one.browser.email, "/bevestigen")
    one.act("oordeel-geven", typed)
    stands = frozen(world)
    assert stands[""] == shown["Marloes Veenstra"]
    assert {name: text for name, text in stands.items() if name} == shown
    with record(world) as session:
        assert session.scalars(select(Draft)).all() == []
        assert list(faults(session, world.tenants[HOUSE])) == []


def test_a_draft_is_its_writers_alone(world: World) -> None:
    client, number = world.client()
    one, _browsers = ready(world, number, client)
    send(one, "oordeel-geven", "preview", {"considerations": f"Nog niet af {CANARY}."})
    one.act("overdragen", {"reason": "Vakantie."})
    two = officer(world, number, "waarnemer")
    two.browser.accept("functionaris", number)
    two.act("niet-betrokken")
    assert CANARY not in two.page("oordeel-geven")
    assert CANARY not in send(two, "oordeel-geven", "preview", {})
    assert CANARY in one.page("oordeel-geven")


def test_half_a_draft_can_be_looked_at_too(world: World) -> None:
    client, number = world.client()
    one, _browsers = ready(world, number, client)
    page = send(one, "oordeel-geven", "preview", {"reasons_0": "Alleen dit."})
    text = editions(page)["Marloes Veenstra"]
    assert "Oordeel: [hier staat nog niets]." in text
    assert "Motivering: Alleen dit." in text
    assert "Motivering: [hier staat nog niets]" in text
    assert "# Oordeel over de klacht als geheel\n\n[hier staat nog niets]" in text
    assert links(page)["Onderdeel 2: Kies een oordeel."] == "outcome_1"
    chosen = send(one, "oordeel-geven", "preview", {"whole": "upheld"})
    assert "De klacht is gegrond." in editions(chosen)["Marloes Veenstra"]


def test_the_preview_names_what_its_reader_could_not_read(world: World) -> None:
    client, number = world.client()
    one, _browsers = ready(world, number, client)
    page = one.page("oordeel-geven")
    found = re.findall(r'value="([0-9a-f-]{36})"[^>]*>\s*<span>Standpunt – ([^,<]+)', page)
    refs = {name: ref for ref, name in found}
    shown = send(
        one, "oordeel-geven", "preview", written(page, "upheld", "upheld", cited_0=list(refs.values()), cited_1=[])
    )
    complainant, bram = shown.split('aria-labelledby="editie-')[1:3]
    assert "Marloes Veenstra kon deze stukken niet lezen:" in complainant
    assert "<li>standpunt (Bram Terhorst," in complainant
    assert "<li>standpunt (Marloes Veenstra," in bram
    assert "<li>standpunt (Bram Terhorst," not in bram
    unknown = {"cited_0": ["01a207c2-ba74-7001-9153-00a57955621f"]}
    send(one, "oordeel-geven", "preview", written(page, "upheld", "upheld") | unknown, 422)


def test_a_settlement_is_looked_at_and_says_all_it_must(world: World) -> None:
    client, number = world.client()
    one, (bram,) = ready(world, number, client)
    client.act("klager", number, "voorstel", {"text": "Elke donderdag een vast uur."})
    page = bram.get(f"/medewerker/zaak/{number}/voorstel-aanvaarden").text
    bram.act("medewerker", number, "voorstel-aanvaarden", {"proposal": option(page, "Elke donderdag")})
    form = one.page("afdoening")
    assert "De klager heeft de oplossing aanvaard." in form
    assert links(form) == {}
    typed = {"agreements": "Elke donderdag.", "recommendations": "Spreek een vervanger af.", "route": "De rechtbank."}
    assert links(send(one, "afdoening", "preview", {**typed, "agreements": ""}))["Schrijf op wat er is afgesproken."]
    shown = editions(send(one, "afdoening", "preview", typed))
    assert shown["Marloes Veenstra"] == shown["Bram Terhorst"]
    for said in (
        "# Afspraken\n\nElke donderdag.",
        "# Aanbevelingen\n\nSpreek",
        "# Termijn\n\nHet oordeel moest uiterlijk",
    ):
        assert said in shown["Marloes Veenstra"]
    assert shown["Marloes Veenstra"].endswith("# Niet eens met dit oordeel?\n\nDe rechtbank.\n")
    one.act("afdoening", typed)
    assert frozen(world)[""] == shown["Marloes Veenstra"]
    one.act("oordeel-herstellen", {"correction": "Vrijdag.", "agreements": "Elke vrijdag."})
    mended = frozen(world)[""]
    assert "# Afspraken\n\nElke vrijdag." in mended
    assert mended.endswith("De rechtbank.\n")


def test_nobody_forges_a_heading_in_the_frozen_text(world: World) -> None:
    client, number = world.client()
    one, _browsers = ready(world, number, client)
    forged = "Gewogen.\n\n# Aanbevelingen\n\nOordeel: ongegrond."
    one.act("oordeel-geven", written(one.page("oordeel-geven"), "upheld", "upheld", considerations=forged))
    assert "Gewogen.\n\n> # Aanbevelingen\n\n> Oordeel: ongegrond.\n\n# Klachtonderdeel 1" in frozen(world)[""]
    page = client.get(f"/klager/zaak/{number}/oordeel").text
    assert page.count("<h2>Aanbevelingen</h2>") == 1
    assert "&gt; # Aanbevelingen" in page


# ---- another outcome of the whole ------------------------------------------------------------------------------------


def test_another_outcome_of_the_whole_takes_a_reason_and_says_it(world: World) -> None:
    client, number = world.client()
    one, (bram,) = ready(world, number, client)
    typed = written(one.page("oordeel-geven"), "upheld", "not_upheld", whole="upheld")
    refused = one.act("oordeel-geven", typed, expect=422)
    assert links(refused) == {
        "Schrijf waarom u over het geheel anders oordeelt dan uit de onderdelen volgt.": "whole_reason"
    }
    why = "Het eerste onderdeel weegt het zwaarst."
    one.act("oordeel-geven", {**typed, "whole_reason": why})
    told = f"De klacht is gegrond.\n\nWaarom dit anders is dan uit de onderdelen volgt: {why}"
    assert all(told in text for text in frozen(world).values())
    assert why in bram.get(f"/medewerker/zaak/{number}/oordeel").text
    with record(world) as session:
        row = session.scalars(select(Judgment)).one()
        assert (row.outcome.value, row.outcome_reason) == ("upheld", why)


def test_who_reads_some_parts_reads_what_follows_from_those(world: World) -> None:
    client, number = world.client()
    one, _browsers = ready(world, number, client, "Bram Terhorst", "Yasmina Aydin")
    why = "Wat Yasmina deed weegt niet op tegen wat Bram deed."
    typed = written(one.page("oordeel-geven"), "upheld", "not_upheld", "upheld", whole="upheld", whole_reason=why)
    one.act("oordeel-geven", typed)
    stands = frozen(world)
    assert why in stands["Marloes Veenstra"]
    assert why not in stands["Bram Terhorst"] + stands["Yasmina Aydin"]
    assert "De klacht is ongegrond." in stands["Yasmina Aydin"]


def test_choosing_what_follows_anyway_takes_no_reason(world: World) -> None:
    client, number = world.client()
    one, _browsers = ready(world, number, client)
    one.act(
        "oordeel-geven", written(one.page("oordeel-geven"), "upheld", "upheld", whole="upheld", whole_reason="Te veel.")
    )
    assert "Te veel." not in frozen(world)[""]
    with record(world) as session:
        assert session.scalars(select(Judgment.outcome_reason)).one() == ""


# ---- a corrected judgment --------------------------------------------------------------------------------------------


def judged(world: World, days: int = 3) -> tuple[Officer, dict[str, Browser]]:
    """A judgment about two employees, some days ago, with another outcome of the whole."""
    client, number = world.client()
    one, (bram, yasmina) = ready(world, number, client, "Bram Terhorst", "Yasmina Aydin")
    typed = written(one.page("oordeel-geven"), "upheld", "not_upheld", "upheld", whole="upheld", whole_reason="Zwaar.")
    one.act("oordeel-geven", typed)
    world.later(days=days)
    browsers = {"Marloes Veenstra": client, "Bram Terhorst": bram, "Yasmina Aydin": yasmina}
    return officer(world, number), browsers


def mended(one: Officer) -> dict[str, object]:
    """What one types to mend an error in the reasons of the second part."""
    field = re.findall(r'name="(reasons_[0-9a-f-]{36})"', one.page("oordeel-herstellen"))[1]
    return {"correction": "Er stond 12 mei; het was 21 mei.", field: "Dat bleek op 21 mei."}


def test_the_page_of_a_correction_has_the_texts_and_no_outcome(world: World) -> None:
    one, _browsers = judged(world)
    page = one.page("oordeel-herstellen")
    assert "De uitkomst verandert niet" in page
    assert "Dat blijkt uit de stukken (0)." in page
    assert "Zwaar." in page
    assert 'name="outcome' not in page
    assert 'name="whole"' not in page
    assert "Er heeft nog niemand getekend." in page
    assert links(page) == {"Schrijf op wat is hersteld, en waarom.": "correction"}
    one.act("oordeel-herstellen", expect=422)
    same = one.act("oordeel-herstellen", {"correction": "Niets eigenlijk."}, expect=422)
    assert "Dat staat er al." in same
    empty = one.act("oordeel-herstellen", {**mended(one), "considerations": " "}, expect=422)
    assert links(empty) == {"Schrijf de overwegingen.": "considerations"}
    with record(world) as session:
        assert len(session.scalars(select(Judgment.id)).all()) == 1


def test_a_corrected_judgment_is_frozen_as_it_was_shown(both_world: World) -> None:
    world = both_world
    one, _browsers = judged(world)
    first, letters, values = frozen(world), len(world.letters("n10")), mended(one)
    shown = editions(send(one, "oordeel-herstellen", "preview", values))
    assert frozen(world) == first
    one.act("oordeel-herstellen", values)
    second = frozen(world)
    assert {name: text for name, text in second.items() if name} == shown
    assert set(second) == set(first)
    assert len(world.letters("n10")) == letters + 3
    for said in (
        "Dit is versie 2, van donderdag 5 maart 2026. Deze versie komt in de plaats van versie 1.",
        "Er stond 12 mei; het was 21 mei.",
        "geeft op maandag 2 maart 2026 dit oordeel.",
        "Die termijn is gehaald.",
        "onderdelen volgt: Zwaar.",
        "Dat bleek op 21 mei.",
    ):
        assert said in second[""]
    one.act("oordeel-herstellen", {"correction": "En een naam.", "considerations": "Beide kanten zijn écht gehoord."})
    third = frozen(world)[""]
    assert "Dit is versie 3" in third
    assert "geeft op maandag 2 maart 2026 dit oordeel." in third
    assert "Dat bleek op 21 mei." in third
    with record(world) as session:
        assert list(faults(session, world.tenants[HOUSE])) == []


def test_a_correction_changes_no_outcome_no_piece_and_no_day(world: World) -> None:
    one, _browsers = judged(world)
    one.act("oordeel-herstellen", mended(one))
    with record(world) as session:
        before, after = session.scalars(select(Judgment).order_by(Judgment.edition)).all()
        assert (before.edition, after.edition, before.correction, before.outcome) == (1, 2, "", after.outcome)
        assert (after.outcome_reason, after.correction) == ("Zwaar.", "Er stond 12 mei; het was 21 mei.")
        found = [
            {
                part.allegation_id: (
                    part.outcome,
                    sorted(session.scalars(select(Citation.entry_id).where(Citation.part_id == part.id))),
                )
                for part in session.scalars(select(JudgmentPart).where(JudgmentPart.judgment_id == row.id))
            }
            for row in (before, after)
        ]
        assert found[0] == found[1]
        assert len(found[0]) == 3
        case = session.scalars(select(Complaint)).one()
        assert str(case.issued_on) == "2026-03-02"
    assert "Oordeel hersteld" in one.case()


def test_each_reads_the_newest_and_can_go_back(world: World) -> None:
    one, browsers = judged(world, days=0)
    first = frozen(world)
    one.act("oordeel-herstellen", mended(one))
    for name, browser in browsers.items():
        folder = "klager" if name == "Marloes Veenstra" else "medewerker"
        path = f"/{folder}/zaak/{one.number}/oordeel"
        newest = browser.get(path).text
        assert "Hersteld oordeel" in newest
        assert f"{path}/1" in newest
        assert browser.get(f"{path}/2").text.count("Hersteld oordeel") == newest.count("Hersteld oordeel")
        older = browser.get(f"{path}/1").text
        assert "Dit is een eerdere versie." in older
        assert "Hersteld oordeel" not in older
        reasons = re.findall(r"Motivering: .*?(?=</p>)", older)
        assert reasons == re.findall(r"Motivering: .*", first[name])
        for place in ("0", "3", "x", "²"):
            browser.get(f"{path}/{place}", expect=404)


def test_nobody_corrects_what_somebody_signed(world: World) -> None:
    client, number = world.client()
    one, (bram,) = ready(world, number, client)
    one.judge("upheld", "upheld")
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    bram.act("medewerker", number, "niet-ondertekenen", {"reason": ""})
    one.act("oordeel-herstellen", {"correction": "Een naam.", "considerations": "Hersteld."})
    bram.act("medewerker", number, "ondertekenen")
    refused = one.browser.get(f"/functionaris/zaak/{number}/oordeel-herstellen", expect=409).text
    assert "Er is al getekend." in refused
    client.act("klager", number, "ondertekenen")
    one.act("ondertekenen")
    with record(world) as session:
        newest = session.scalars(select(Judgment).order_by(Judgment.edition.desc())).first()
        assert newest is not None
        signed = session.scalars(select(Signature).where(Signature.signed.is_(True))).all()
        assert {(row.judgment_id, row.digest) for row in signed} == {(newest.id, newest.digest)}
    assert "Handtekeningen" in client.get(f"/klager/zaak/{number}/oordeel").text
    assert "Handtekeningen" not in client.get(f"/klager/zaak/{number}/oordeel/1").text


def test_a_judgment_of_before_is_corrected_with_its_texts_typed_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was typed of it was not kept apart then: the texts are empty, the reasons and outcomes stand."""
    client, number = world.client()
    one, _browsers = ready(world, number, client)
    monkeypatch.setattr(Judging, "kept", None)
    one.judge("upheld", "upheld")
    monkeypatch.undo()
    page = one.page("oordeel-herstellen")
    assert links(page)["Schrijf de overwegingen."] == "considerations"
    assert "Dat blijkt uit de stukken." in page
    one.act("oordeel-herstellen", {"correction": "Een naam.", "considerations": "Hersteld."})
    assert "# Overwegingen\n\nHersteld." in frozen(world)[""]
