"""A judgment on paper, from the text that was frozen: to read, or to sign (articles 5.5 and 5.6)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.papers.typesetting import frame, in_full, lines, narrow, one_line, paragraphs, shortened, typeset
from portal.papers.words import JUDGMENT, PAPERS

_HEADING: Final = "# "
_POINTS: Final = 72 / 25.4
_PAGE_HEIGHT: Final = 297.0
_BOX_LEFT: Final = 91.0
_BOX_TOP: Final = 62.0
_BOX_WIDTH: Final = 88.0
_BOX_HEIGHT: Final = 28.0
_BOX_STEP: Final = 36.0
_BOXES_ON_A_PAGE: Final = 5
_LONGEST_NAME: Final = 90


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, and the name of the field for it."""

    field: str
    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Box:
    """Where a field belongs: its page, counted from 0, and its corners in points from the lower left of that page."""

    field: str
    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Typeset:
    """A paper with the places that were left open in it."""

    pdf: bytes
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class JudgmentPaper:
    """What a judgment says. `text` is the frozen one: blocks between empty lines, a heading starts with '# '.

    The first heading is the title. Without `signers` it is an edition to read.
    """

    organisation: str
    sender: tuple[str, ...]
    reference: str
    text: str
    for_whom: str
    edition: int
    digest: str
    journal_head: str
    issued: date
    language: str
    signers: tuple[Signer, ...] = ()


def judgment_pdf(paper: JudgmentPaper) -> Typeset:
    """Print a judgment as PDF/A-2a and PDF/UA-1; the same judgment gives the same bytes.

    Signers have a box each, on pages of their own at the end. A box is ruled and empty: the field itself is put there
    by who signs it.
    """
    words = PAPERS[paper.language]
    title, blocks = _read(paper.text, paper.language)
    title = title or words["judgment"]
    issued = in_full(paper.issued, paper.language)
    about = [
        (words["reference"], paper.reference),
        (words["issued"], issued),
        (words["edition"], str(paper.edition)),
        (words["for_whom"], paper.for_whom),
    ]
    proof = [(words["digest"], paper.digest), (words["journal"], paper.journal_head)]
    running = words["judgment_running"].format(edition=paper.edition)
    pdf = typeset(
        "judgment.typ",
        {
            "frame": frame(
                language=paper.language,
                title=title,
                organisation=paper.organisation,
                about=f"{words['issued']} {issued}",
                running=f"{paper.organisation}, {running}",
                head=(paper.reference, words["confidential"]),
                day=paper.issued,
            ),
            "confidential": words["confidential"],
            "sender": lines(paper.sender),
            "facts": [(label, shown) for label, value in about if (shown := one_line(value))],
            "blocks": blocks,
            "proof": [(label, shown) for label, value in proof if (shown := one_line(value))],
            "proof_title": words["proof"],
            "digest_use": words["digest_use"] if paper.digest else "",
            "signing": words["signing"],
            "signing_intro": words["signing_intro"].format(reference=one_line(paper.reference), date=issued),
            "signing_boxes": words["signing_boxes"],
            "signers": [
                {
                    "role": narrow(shortened(signer.role, _LONGEST_NAME)),
                    "name": narrow(shortened(signer.name, _LONGEST_NAME)),
                    "top": _top(n),
                    "first": _row(n) == 0,
                }
                for n, signer in enumerate(paper.signers)
            ],
            "box": {"left": _BOX_LEFT, "width": _BOX_WIDTH, "height": _BOX_HEIGHT},
        },
    )
    return Typeset(pdf, _boxes(pdf, paper.signers))


def _read(text: str, language: str) -> tuple[str, list[dict[str, str]]]:
    """Take a frozen text apart into its title and its blocks; a word that tells what follows is set apart."""
    found = JUDGMENT[language]
    labels = found.labels
    title = ""
    blocks: list[dict[str, str]] = []
    for block in paragraphs(text):
        first, _, rest = block.partition("\n")
        if first.startswith(_HEADING):
            heading = first.removeprefix(_HEADING)
            if title or blocks:
                blocks.append({"kind": "heading", "label": "", "text": heading})
            else:
                title = heading
            block = rest  # noqa: PLW2901  what stands below it in the same block
        label = next((label for label in labels if block.startswith(f"{label}: ")), "")
        if block:
            kind = "basis" if label == found.based_on else "text"
            blocks.append(
                {"kind": kind, "label": label and f"{label}:", "text": block[len(label) + 2 :] if label else block}
            )
    return title, blocks


def _row(number: int) -> int:
    return number % _BOXES_ON_A_PAGE


def _top(number: int) -> float:
    """How far the box of a signer stands from the top of its page."""
    return _BOX_TOP + _row(number) * _BOX_STEP


def _boxes(pdf: bytes, signers: tuple[Signer, ...]) -> tuple[Box, ...]:
    """Tell where the boxes stand: at fixed places, on the last pages."""
    if not signers:
        return ()
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        first = len(opened.pages) - _page(len(signers) - 1) - 1
    return tuple(
        Box(
            field=signer.field,
            page=first + _page(n),
            x0=_BOX_LEFT * _POINTS,
            y0=(_PAGE_HEIGHT - _top(n) - _BOX_HEIGHT) * _POINTS,
            x1=(_BOX_LEFT + _BOX_WIDTH) * _POINTS,
            y1=(_PAGE_HEIGHT - _top(n)) * _POINTS,
        )
        for n, signer in enumerate(signers)
    )


def _page(number: int) -> int:
    return number // _BOXES_ON_A_PAGE
