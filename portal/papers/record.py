"""The file of a case on paper: what it is about, what happened when, and every piece in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.papers.typesetting import frame, narrow, one_line, paragraphs, typeset
from portal.papers.words import PAPERS

_DATE: Final = 14
_ARTICLE: Final = 8
"""How long a word may be in the columns for these."""


@dataclass(frozen=True, slots=True)
class RecordMoment:
    """Something that happened."""

    when: str
    what: str
    by: str
    article: str


@dataclass(frozen=True, slots=True)
class RecordPiece:
    """A piece as its reader may read it. `note` says what is not plain, for instance that parts were left out."""

    number: int
    kind: str
    by: str
    when: str
    readers: str
    text: str
    note: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordPaper:
    """What a file holds. `made_from` is the sentence that says up to which act it goes."""

    organisation: str
    reference: str
    for_whom: str
    day: date
    language: str
    made_from: str
    facts: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, str], ...]
    moments: tuple[RecordMoment, ...]
    pieces: tuple[RecordPiece, ...]
    signatures: tuple[tuple[str, str, str], ...]


def record_pdf(paper: RecordPaper) -> bytes:
    """Print a file as PDF/A-2a and PDF/UA-1; the same file gives the same bytes."""
    words = PAPERS[paper.language]
    reference = one_line(paper.reference)
    running = words["record_running"].format(reference=reference)
    facts = [(words["for_whom"], paper.for_whom), *paper.facts]
    return typeset(
        "record.typ",
        {
            "frame": frame(
                language=paper.language,
                title=words["record"].format(reference=reference),
                organisation=paper.organisation,
                about=paper.made_from,
                running=f"{paper.organisation}, {running}",
                head=(reference, words["confidential"]),
                day=paper.day,
            ),
            "words": dict(words),
            "facts": [(narrow(label), shown) for label, value in facts if (shown := one_line(value))],
            "moments": [
                [narrow(one.when, _DATE), one_line(one.what), narrow(one.by), narrow(one.article, _ARTICLE)]
                for one in paper.moments
            ],
            "terms": [[one_line(label), one_line(value)] for label, value in paper.terms],
            "pieces": [
                {
                    "heading": words["piece"].format(number=piece.number, kind=one_line(piece.kind)),
                    "facts": [
                        (label, shown)
                        for label, value in (
                            (words["by"], piece.by),
                            (words["when"], piece.when),
                            (words["readers"], piece.readers),
                            (words["files"], "\n".join(one_line(file) for file in piece.files)),
                        )
                        if (shown := "\n".join(paragraphs(value)))
                    ],
                    "note": one_line(piece.note),
                    "paragraphs": paragraphs(piece.text),
                }
                for piece in paper.pieces
            ],
            "signatures": [[narrow(who), narrow(when), one_line(how)] for who, when, how in paper.signatures],
        },
    )
