"""The judgment: what follows for the whole from its parts, and the text that is frozen."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.judgment import (
    JudgmentDraft,
    JudgmentKind,
    JudgmentWords,
    Outcome,
    PartText,
    composed,
    departs,
    outcome_of,
    overall,
    quoted,
)

YES, PARTLY, NO, NONE = Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.NOT_UPHELD, Outcome.NO_FINDING

outcomes = st.lists(st.sampled_from(Outcome), max_size=6)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([], NONE),
        ([NONE], NONE),
        ([NONE, NONE], NONE),
        ([YES], YES),
        ([YES, YES], YES),
        ([NO, NO], NO),
        ([PARTLY, PARTLY], PARTLY),
        ([YES, NO], PARTLY),
        ([YES, YES, NO], PARTLY),
        ([YES, PARTLY], PARTLY),
        ([NO, PARTLY], PARTLY),
        ([YES, NONE], YES),
        ([NO, NONE], NO),
        ([NO, NONE, YES], PARTLY),
    ],
)
def test_the_whole_follows_from_its_parts(parts: list[Outcome], whole: Outcome) -> None:
    assert overall(parts) is whole


@given(parts=outcomes, data=st.data())
def test_neither_order_nor_number_matters(parts: list[Outcome], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(parts))
    assert overall(shuffled) is overall(parts)
    assert overall(parts + parts) is overall(parts)


@given(parts=outcomes)
def test_a_part_without_a_finding_changes_nothing(parts: list[Outcome]) -> None:
    assert overall([*parts, NONE]) is overall(parts)


@given(parts=outcomes)
def test_the_whole_says_what_its_parts_say(parts: list[Outcome]) -> None:
    whole = overall(parts)
    found = [one for one in parts if one is not NONE]
    assert (whole is NONE) is (not found)
    assert (whole is YES) is (bool(found) and all(one is YES for one in found))
    assert (whole is NO) is (bool(found) and all(one is NO for one in found))


@given(parts=outcomes)
def test_the_whole_counts_as_one_part(parts: list[Outcome]) -> None:
    assert overall([overall(parts)]) is overall(parts)


def test_the_words_that_are_stored() -> None:
    assert [one.value for one in Outcome] == ["upheld", "partly_upheld", "not_upheld", "no_finding"]
    assert [one.value for one in JudgmentKind] == ["judgment", "settlement"]


# ---- the text --------------------------------------------------------------------------------------------------------

WORDS = JudgmentWords(
    allegation="Klachtonderdeel",
    finding="Oordeel",
    reasons="Motivering",
    based_on="Gebaseerd op",
    agreements="Afspraken",
    considerations="Overwegingen",
    whole="Slotsom",
    recommendations="Aanbevelingen",
    route="Niet eens met dit oordeel?",
    terms="Termijnen",
    departs="Anders dan de onderdelen",
    corrected="Hersteld",
)
DRAFT = JudgmentDraft(
    title="Oordeel K-2026-0001",
    intro="Op 2 maart 2026 is een klacht ontvangen.",
    considerations="\nBeiden zijn gehoord.\n\nDe stukken zijn gelezen. ",
    parts=(
        PartText(" Niet bereikbaar. ", "gegrond", " Er is vier keer gebeld. ", ("klacht (2 maart)", "standpunt")),
        PartText("Geen excuses.", "ongegrond", "Die zijn gemaakt."),
    ),
    whole="De klacht is deels gegrond.",
    agreements="Voortaan op donderdag.",
    recommendations="Spreek een vervanger af.",
    route="De bevoegde rechtbank.",
    terms="Het oordeel is op tijd.",
)
FULL = """# Oordeel K-2026-0001

Op 2 maart 2026 is een klacht ontvangen.

# Overwegingen

Beiden zijn gehoord.

De stukken zijn gelezen.

# Klachtonderdeel 1

Niet bereikbaar.

Oordeel: gegrond.

Motivering: Er is vier keer gebeld.

Gebaseerd op: klacht (2 maart); standpunt.

# Klachtonderdeel 2

Geen excuses.

Oordeel: ongegrond.

Motivering: Die zijn gemaakt.

# Slotsom

De klacht is deels gegrond.

# Afspraken

Voortaan op donderdag.

# Aanbevelingen

Spreek een vervanger af.

# Termijnen

Het oordeel is op tijd.

# Niet eens met dit oordeel?

De bevoegde rechtbank.
"""
SHORT = """# Afdoening K-2026-0001

Partijen kwamen tot een oplossing.

# Afspraken

Voortaan op donderdag.
"""

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
parts_of = st.lists(st.builds(PartText, texts, texts, texts, st.lists(texts, max_size=2).map(tuple)), max_size=3)
drafts = st.builds(
    JudgmentDraft,
    **{one.name: texts for one in fields(JudgmentDraft) if one.name != "parts"},
    parts=parts_of.map(tuple),
)


def test_the_whole_text() -> None:
    assert composed(DRAFT, WORDS) == FULL


def test_what_is_empty_has_no_heading() -> None:
    short = JudgmentDraft(
        title="Afdoening K-2026-0001",
        intro="Partijen kwamen tot een oplossing.",
        considerations=" \n ",
        agreements="Voortaan op donderdag.",
    )
    assert composed(short, WORDS) == SHORT


@given(draft=drafts)
def test_the_same_draft_gives_the_same_text(draft: JudgmentDraft) -> None:
    again = replace(draft, parts=tuple(replace(part) for part in draft.parts))
    assert composed(again, WORDS) == composed(draft, WORDS)


@given(draft=drafts)
def test_nothing_that_was_written_is_left_out(draft: JudgmentDraft) -> None:
    text = composed(draft, WORDS)
    written = [draft.considerations, draft.agreements, draft.recommendations, draft.route, draft.correction]
    ours = [draft.title, draft.intro, draft.whole, draft.terms, draft.corrects]
    written.append(draft.whole_reason)
    for part in draft.parts:
        written += [part.allegation, part.reasons]
        ours += part.cited
    assert all(line.strip() in text for one in written for line in one.strip().splitlines())
    assert all(" ".join(one.split()) in text for one in ours)
    assert text.endswith("\n")


@given(draft=drafts, number=st.integers(0, 2))
def test_another_outcome_gives_another_text(draft: JudgmentDraft, number: int) -> None:
    parts = (*draft.parts, PartText("Deel", "gegrond", "Omdat."))
    at = number % len(parts)
    other = replace(parts[at], outcome=parts[at].outcome + " anders")
    changed = replace(draft, parts=(*parts[:at], other, *parts[at + 1 :]))
    assert composed(changed, WORDS) != composed(replace(draft, parts=parts), WORDS)


# ---- what somebody typed never looks like ours -----------------------------------------------------------------------

FORGED = "# Aanbevelingen"
FINDING = "Oordeel: gegrond."
LOOKS = [
    (FORGED, True),
    (FINDING, True),
    ("## Aanbevelingen", True),
    ("#\tAanbevelingen", True),
    ("#", True),
    ("   # Aanbevelingen", True),
    ("\N{NO-BREAK SPACE}# Aanbevelingen", True),
    ("\N{ZERO WIDTH SPACE}# Aanbevelingen", True),
    ("\N{VARIATION SELECTOR-16}# Aanbevelingen", True),
    ("\N{FULLWIDTH NUMBER SIGN} Aanbevelingen", True),
    ("OORDEEL : gegrond.", True),
    ("Oor\N{SOFT HYPHEN}deel: gegrond.", True),
    ("  Motivering: omdat.", True),
    ("Gebaseerd op: de klacht.", True),
    ("Anders dan de onderdelen: daarom.", True),
    ("#1 stond in de mail.", False),
    ("De hashtag #klacht.", False),
    ("Het oordeel: dat volgt.", False),
    ("Oordeelt u zelf.", False),
    ("Mijn motivering: te laat gebeld.", False),
    ("- een punt", False),
    ("> een citaat", False),
]
THEIRS = [one.name for one in fields(JudgmentDraft) if one.name not in {"title", "parts"}]


@pytest.mark.parametrize(("line", "marked"), LOOKS)
def test_only_what_would_look_like_ours_is_marked(line: str, marked: bool) -> None:
    text = f"Eerst dit.\n\n{line}\nEn dit."
    assert quoted(text, WORDS) == (f"Eerst dit.\n\n> {line}\nEn dit." if marked else text)


def headings(text: str) -> list[str]:
    return [line for line in text.splitlines() if re.match(r"\s*#+(\s|$)", line)]


@pytest.mark.parametrize("name", THEIRS)
@pytest.mark.parametrize(
    "between", ["\n\n", "\n", "\r\n\r\n", "\N{LINE SEPARATOR}\N{LINE SEPARATOR}", "\n \n\n\n", "\x0b"]
)
def test_no_text_makes_a_heading_or_a_finding(name: str, between: str) -> None:
    forged = composed(replace(DRAFT, **{name: f"Wat ik vind.{between}{FORGED}{between}{FINDING}"}), WORDS)
    plain = composed(replace(DRAFT, **{name: "Wat ik vind."}), WORDS)
    assert headings(forged) == headings(plain)
    assert [line for line in forged.splitlines() if line.startswith("Oordeel: ")] == [
        "Oordeel: gegrond.",
        "Oordeel: ongegrond.",
    ]


@pytest.mark.parametrize("field", ["allegation", "outcome", "reasons", "cited"])
def test_no_text_of_a_part_does_so_either(field: str) -> None:
    said = f"Wat ik vind.\n\n{FORGED}\n\n{FINDING}"
    parts = (replace(DRAFT.parts[0], **{field: (said,) if field == "cited" else said}), DRAFT.parts[1])
    forged = composed(replace(DRAFT, parts=parts), WORDS)
    assert headings(forged) == headings(FULL)
    assert len([line for line in forged.splitlines() if line.startswith("Oordeel: ")]) == len(DRAFT.parts)


@given(draft=drafts)
def test_however_strange_only_our_headings_stand_there(draft: JudgmentDraft) -> None:
    text = composed(draft, WORDS)
    ours = {
        "Hersteld",
        "Overwegingen",
        "Slotsom",
        "Afspraken",
        "Aanbevelingen",
        "Termijnen",
        "Niet eens met dit oordeel?",
    }
    ours |= {f"Klachtonderdeel {number}" for number in (1, 2, 3)}
    _title, *rest = headings(text)
    assert all(line.removeprefix("# ") in ours for line in rest)


# ---- another outcome of the whole, and a corrected judgment ----------------------------------------------------------


@given(parts=outcomes)
def test_the_whole_is_computed_unless_somebody_says_otherwise(parts: list[Outcome]) -> None:
    assert outcome_of(parts, None) is overall(parts)
    assert not departs(parts, None)
    for chosen in Outcome:
        assert outcome_of(parts, chosen) is chosen
        assert departs(parts, chosen) is (chosen is not overall(parts))


def test_the_reason_of_another_outcome_stands_below_it() -> None:
    text = composed(replace(DRAFT, whole_reason="Het eerste weegt zwaar."), WORDS)
    assert (
        "# Slotsom\n\nDe klacht is deels gegrond.\n\nAnders dan de onderdelen: Het eerste weegt zwaar.\n\n# Afspr"
        in text
    )


def test_a_correction_stands_first() -> None:
    text = composed(replace(DRAFT, corrects="Dit is versie 2.", correction="De datum was fout."), WORDS)
    assert "2026 is een klacht ontvangen.\n\n# Hersteld\n\nDit is versie 2.\n\nDe datum was fout.\n\n# Overw" in text
