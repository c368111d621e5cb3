"""A letter: its address behind the window, its web address whole, its annex below."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pytest

from portal.papers.letter import letter_pdf
from tests.papers import samples
from tests.papers.reading import bare, pages, printed, tags

MILLIMETRE = 72 / 25.4


def starts(pdf: bytes) -> list[tuple[float, float]]:
    """List where on the first page pieces of text start: millimetres from the left and from the top."""
    found: list[tuple[float, float]] = []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        here, kept = pikepdf.Matrix(), []
        place = pikepdf.Matrix()
        for step in pikepdf.parse_content_stream(opened.pages[0]):
            operator = str(step.operator)
            if operator == "q":
                kept.append(here)
            elif operator == "Q":
                here = kept.pop()
            elif operator == "cm":
                here = pikepdf.Matrix(*map(float, step.operands)) @ here
            elif operator == "Tm":
                place = pikepdf.Matrix(*map(float, step.operands))
            elif operator in {"Tj", "TJ"}:
                x, y = (place @ here).transform((0, 0))
                found.append((x / MILLIMETRE, 297 - y / MILLIMETRE))
    return found


def test_the_address_stands_behind_the_window() -> None:
    in_window = [y for x, y in starts(letter_pdf(samples.letter())) if abs(x - 25) < 1 and 50 <= y <= 90]
    assert len(in_window) == 3
    assert 50 < min(in_window) < 55


def test_a_long_address_moves_the_letter_down_and_nothing_over_another() -> None:
    pdf = letter_pdf(replace(samples.letter(), to=tuple(f"regel {n}" for n in range(14))))
    lines = sorted(y for x, y in starts(pdf) if abs(x - 25) < 1)
    assert all(below - above > 3 for above, below in pairwise(lines))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "nl",
            ("Datum30maart2026", "KenmerkVEER-2026-0042", "OnderwerpUw", "Bijlagebijdezebrief", "briefvan30maart2026"),
        ),
        ("en", ("Date30March2026", "ReferenceVEER-2026-0042", "SubjectUw", "Annextothisletter", "letterof30March2026")),
    ],
)
def test_its_fixed_words_are_in_its_language(language: str, words: tuple[str, ...]) -> None:
    found = printed(letter_pdf(samples.letter(language)))
    for word in words:
        assert word in found


def test_a_web_address_is_whole_and_in_letters_of_its_own() -> None:
    pdf = letter_pdf(samples.letter())
    assert bare(f"U volgt uw zaak hier: {samples.LINK}.") in printed(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fonts = {str(font.BaseFont).partition("+")[2] for font in opened.pages[0].Resources.Font.values()}
        assert "DejaVuSansMono" in fonts
        assert "/Annots" not in opened.pages[0]


def test_lines_stay_lines_and_the_closing_comes_last() -> None:
    found = printed(letter_pdf(replace(samples.letter(), attachment="")))
    assert "Ukunt:-eenstuktoevoegen-bellenMetvriendelijkegroet,NoorAbbinkVeer&ZonenVeer&Zonen,brief" in found


def test_without_a_name_the_organisation_signs() -> None:
    found = printed(letter_pdf(replace(samples.letter(), signed_by="", attachment="", reference="")))
    assert "Metvriendelijkegroet,Veer&Zonen" in found
    assert "Kenmerk" not in found


def test_subject_and_annex_are_headings() -> None:
    structure = tags(letter_pdf(samples.letter()))
    assert [path.rpartition("/")[2] for path in structure if path.rpartition("/")[2] in {"H1", "H2"}] == ["H1", "H2"]


def test_the_second_page_says_what_it_belongs_to() -> None:
    pdf = letter_pdf(replace(samples.letter(), body="Een zin.\n\n" * 60))
    assert pages(pdf) == 3
    assert printed(pdf).count("VEER-2026-0042Uwklachtisontvangen") == 2
