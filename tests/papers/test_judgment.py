"""A judgment on paper: its text, what proves it, and the boxes to sign in."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from portal.papers.judgment import Signer, judgment_pdf
from tests.papers import samples
from tests.papers.reading import assert_valid, bare, drawn, pages, printed, tags


def signers(number: int) -> tuple[Signer, ...]:
    return tuple(Signer(f"field{n}", f"Rol {n}", f"Naam {n}") for n in range(number))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_text_is_printed_in_full_and_in_order(language: str) -> None:
    paper = replace(samples.judgment(language), signers=())
    found = printed(judgment_pdf(paper).pdf)
    _, _, rest = paper.text.partition("\n")
    assert bare("".join(line.removeprefix("# ") for line in rest.splitlines())) in found
    assert bare(paper.text.splitlines()[0].removeprefix("# ")) in found


def test_headings_are_headings() -> None:
    structure = tags(judgment_pdf(samples.judgment(signers=())).pdf)
    assert structure.count("/Document/H1") == samples.judgment().text.count("# ") - 1
    assert tags(judgment_pdf(samples.judgment()).pdf).count("/Document/H1") == structure.count("/Document/H1") + 1


def test_only_the_first_line_of_a_block_can_be_a_heading() -> None:
    paper = replace(samples.judgment(), text="# Titel\nmeer\n\nx\n# geen kop\n\n# Kop\nonder de kop", signers=())
    pdf = judgment_pdf(paper).pdf
    assert tags(pdf).count("/Document/H1") == 1
    assert "meerx#geenkopKoponderdekop" in printed(pdf)


def test_a_text_without_a_title_is_called_a_judgment() -> None:
    found = printed(judgment_pdf(replace(samples.judgment(), text="Zomaar.\n\n# Kop", signers=())).pdf)
    assert "OordeelKenmerkVEER-2026-0042" in found
    assert "Zomaar.Kop" in found


def test_it_says_whose_which_and_what_proves_it() -> None:
    paper = samples.judgment()
    found = printed(judgment_pdf(paper).pdf)
    assert (
        bare("Kenmerk VEER-2026-0042 Vastgesteld op 30 maart 2026 Uitgave 2 Exemplaar voor mevrouw S. de Wit") in found
    )
    assert f"Controlegetal(SHA-256):{paper.digest}" in found
    assert f"Standvanhetlogboekbijhetvaststellen:{paper.journal_head}" in found
    assert "Exemplaar" not in printed(judgment_pdf(replace(paper, for_whom="")).pdf)


def test_each_page_says_that_it_is_confidential() -> None:
    pdf = judgment_pdf(samples.judgment()).pdf
    assert printed(pdf).count("Vertrouwelijk") == pages(pdf)
    assert printed(pdf).count("VEER-2026-0042Vertrouwelijk") == pages(pdf) - 1


def test_an_edition_to_read_has_no_boxes() -> None:
    made = judgment_pdf(samples.judgment(signers=()))
    assert made.boxes == ()
    assert "Ondertekening" not in printed(made.pdf)
    assert not any(drawn(made.pdf, number) for number in range(pages(made.pdf)))


@pytest.mark.parametrize("number", [1, 3, 5, 6, 11])
@pytest.mark.parametrize("filler", ["", "Een zin.\n\n" * 80])
def test_boxes_are_where_they_are_said_to_be(number: int, filler: str) -> None:
    paper = samples.judgment(signers=signers(number))
    made = judgment_pdf(replace(paper, text=paper.text + filler))
    assert_valid(made.pdf)
    assert [box.field for box in made.boxes] == [f"field{n}" for n in range(number)]
    assert made.boxes[-1].page == pages(made.pdf) - 1
    for sheet in range(pages(made.pdf)):
        said = [(box.x0, box.y0, box.x1, box.y1) for box in made.boxes if box.page == sheet]
        seen = drawn(made.pdf, sheet)
        assert len(seen) == len(said)
        for one, other in zip(sorted(said), sorted(seen), strict=True):
            assert one == pytest.approx(other, abs=0.1)


def test_boxes_stand_apart_and_on_the_page() -> None:
    boxes = judgment_pdf(samples.judgment(signers=signers(5))).boxes
    for above, below in pairwise(boxes):
        assert above.y0 > below.y1
    assert all(0 < box.x0 < box.x1 < 595 and 72 < box.y0 < box.y1 < 842 for box in boxes)


def test_each_signer_is_named_beside_the_box() -> None:
    found = printed(judgment_pdf(samples.judgment()).pdf)
    assert "KlagermevrouwS.deWitKlachtenfunctionarisNoorAbbinkBetrokkenmedewerkerdeheerJ.Bakker" in found
    long = judgment_pdf(samples.judgment(signers=(Signer("x", "r" * 500, "n" * 500),)))
    assert "r" * 89 + "…" + "n" * 89 + "…" in printed(long.pdf)
    assert_valid(long.pdf)
