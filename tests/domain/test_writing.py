"""What a judgment that is being written still lacks, and where it is hard to read."""

from __future__ import annotations

import pytest

from portal.domain.acts import Act
from portal.domain.facts import Allegation, Finding
from portal.domain.formal_words import DUTCH, ENGLISH
from portal.domain.writing import (
    PARAGRAPH_WORDS,
    SENTENCE_WORDS,
    WANTED,
    Hardness,
    Hint,
    Lack,
    hints,
    lacks,
    unwritten,
)
from tests.domain.cases import M1, OPDRACHT, F, K, agreed, findings, handled, heard

TEXTS = {"considerations": "Beiden zijn gehoord.", "route": "De rechtbank."}
BOTH = frozenset({K, M1})


def missing(case, given, texts=TEXTS, on=20, act=Act.ISSUE_JUDGMENT):
    return lacks(case.facts, case.deed(act, F, on, findings=given), OPDRACHT, texts)


def test_nothing_is_missing_from_what_can_be_issued() -> None:
    case = heard(M1)
    assert missing(case, findings(case, cited={"piece": BOTH})) == ()
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 20, findings=findings(case)) is None


def test_each_part_says_what_it_lacks_and_where() -> None:
    case = heard(M1).change(allegations=(Allegation("a", (M1,)), Allegation("b"), Allegation("c", (M1,))))
    given = (
        Finding("a", "", reasoned=False),
        Finding("b", "upheld", reasoned=False, cited={"piece": frozenset({K})}),
        Finding("c", "upheld", reasoned=True, cited={"piece": frozenset({K})}),
    )
    assert missing(case, given) == (
        Lack("outcome_missing", "outcome_0", 1),
        Lack("reasons_missing", "reasons_0", 1),
        Lack("reasons_missing", "reasons_1", 2),
        Lack("only_shared_pieces_cited", "cited_2", 3),
    )


def test_a_part_that_is_not_there_at_all_is_told_too() -> None:
    assert missing(heard(M1), ()) == (Lack("every_allegation_judged"),)


def test_a_reason_for_the_exception_is_enough() -> None:
    case = heard(M1)
    assert missing(case, findings(case, cited={"piece": frozenset({K})}, exception=True)) == ()


def test_what_the_procedure_waits_for_comes_first_and_has_no_field() -> None:
    case = handled(M1).change(categories=0)
    found = missing(case, findings(case), {"considerations": "", "route": " "}, on=5)
    assert found == (
        Lack("has_category"),
        Lack("both_had_their_say"),
        Lack("considerations_missing", "considerations"),
        Lack("route_missing", "route"),
    )


def test_a_settlement_lacks_its_own_things() -> None:
    case = agreed(M1)
    texts = {"agreements": "", "route": "De rechtbank.", f"own_{M1}": " "}
    assert missing(case, (), texts, act=Act.ISSUE_SETTLEMENT, on=8) == (
        Lack("agreements_missing", "agreements"),
        Lack("agreements_missing", f"own_{M1}"),
    )
    assert missing(heard(M1), (), {"agreements": "x"}, act=Act.ISSUE_SETTLEMENT, on=8) == (Lack("solution_accepted"),)


def test_each_text_that_is_asked_for_is_missed() -> None:
    assert [one.reason for one in unwritten(dict.fromkeys(WANTED, " \n"))] == list(WANTED.values())
    assert unwritten(dict.fromkeys(WANTED, "x")) == ()


# ---- hints -----------------------------------------------------------------------------------------------------------


def kinds(text: str, language: str = "nl") -> list[Hardness]:
    return [one.kind for one in hints({"text": text}, language)]


def test_a_sentence_is_long_from_26_words_on() -> None:
    assert SENTENCE_WORDS == 25
    assert kinds(" ".join(["woord"] * 25) + ".") == []
    (found,) = hints({"text": " ".join(["woord"] * 26) + "."}, "nl")
    assert found == Hint(Hardness.LONG_SENTENCE, "text", "woord woord woord woord woord woord woord woord …", 26)


@pytest.mark.parametrize("between", [". ", "! ", "? ", "… ", ".” ", ".\n", "\n", "\n\n"])
def test_where_a_sentence_ends(between: str) -> None:
    assert kinds(between.join(["Een " + " ".join(["woord"] * 20)] * 2)) == []


def test_an_abbreviation_or_a_number_does_not_end_it() -> None:
    assert kinds("Dit was o.a. zo, zie art. 5 en p. 3, " + " ".join(["en"] * 20)) == [Hardness.LONG_SENTENCE]


def test_a_paragraph_is_long_from_101_words_on() -> None:
    short = "Wij belden hem op. " * (PARAGRAPH_WORDS // 4)
    assert kinds(short) == []
    assert kinds(f"{short}Nu.") == [Hardness.LONG_PARAGRAPH]
    assert kinds(f"{short}\n \nNu.") == []


@pytest.mark.parametrize(
    ("text", "found", "instead"),
    [
        ("Derhalve is de klacht gegrond.", "derhalve", "daarom"),
        ("Hij kwam teneinde te praten.", "teneinde", "om"),
        ("Zij dient\nte bellen.", "dient te", "moet"),
        ("Met betrekking  tot de brief.", "met betrekking tot", "over"),
    ],
)
def test_formal_words_have_a_simpler_one(text: str, found: str, instead: str) -> None:
    assert hints({"reasons_0": text}, "nl") == (Hint(Hardness.FORMAL_WORD, "reasons_0", found, 1, instead),)


def test_a_word_within_a_word_is_another_and_each_is_told_once() -> None:
    assert kinds("De rechter zag de aanvangstijd.") == []
    (found,) = hints({"text": "Tevens dit. Tevens dat."}, "nl")
    assert found.count == 2


def test_passives_that_pile_up() -> None:
    assert kinds("Er werd gebeld.") == []
    assert kinds("Er werd gebeld en er werd niet opgenomen.") == [Hardness.PASSIVE]
    assert kinds("He was called.", "en") == []
    assert kinds("He was called and was not quickly answered, and it is widely known and was written.", "en") == [
        Hardness.PASSIVE
    ]


def test_english_has_its_own_list_and_other_languages_none() -> None:
    assert hints({"text": "Notwithstanding that, derhalve."}, "en") == (
        Hint(Hardness.FORMAL_WORD, "text", "notwithstanding", 1, "despite"),
    )
    assert hints({"text": "Derhalve notwithstanding."}, "fr") == ()


def test_each_text_is_read_by_itself() -> None:
    found = hints({"considerations": "Thans dit.", "recommendations": "Bel terug."}, "nl")
    assert [one.field for one in found] == ["considerations"]


def test_the_lists_hold_words_that_somebody_could_write() -> None:
    assert 50 < len(DUTCH) < 90
    assert 20 < len(ENGLISH) < len(DUTCH)
    for words in (DUTCH, ENGLISH):
        assert list(words) == [one.casefold().strip() for one in words]
        assert all(simple and simple not in words for simple in words.values())
