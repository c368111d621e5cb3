"""A statement on paper: that data were erased, or what the answer is to who asked for theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.papers.typesetting import frame, in_full, narrow, one_line, paragraphs, typeset
from portal.papers.words import PAPERS


@dataclass(frozen=True, slots=True)
class AccessItem:
    """One thing that was asked for: what it is, what was decided and on which ground, and its text when given."""

    number: int
    what: str
    decision: str
    ground: str
    text: str


@dataclass(frozen=True, slots=True)
class CertificatePaper:
    """What is stated. `rows` are names with values; `items` follow below them, each under a heading of its own."""

    organisation: str
    reference: str
    day: date
    language: str
    title: str
    sentences: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    items: tuple[AccessItem, ...] = ()


def certificate_pdf(paper: CertificatePaper) -> bytes:
    """Print a statement as PDF/A-2a and PDF/UA-1; the same statement gives the same bytes."""
    words = PAPERS[paper.language]
    reference = one_line(paper.reference)
    rows = [(words["reference"], reference), (words["date"], in_full(paper.day, paper.language)), *paper.rows]
    return typeset(
        "certificate.typ",
        {
            "frame": frame(
                language=paper.language,
                title=paper.title,
                organisation=paper.organisation,
                running=f"{paper.organisation}, {paper.title}",
                head=(reference, words["confidential"]),
                day=paper.day,
            ),
            "confidential": words["confidential"],
            "sentences": [one for sentence in paper.sentences for one in paragraphs(sentence)],
            "facts": [(narrow(label), shown) for label, value in rows if (shown := "\n".join(paragraphs(value)))],
            "items_title": words["items"],
            "items": [
                {
                    "heading": words["item"].format(number=item.number, what=one_line(item.what)),
                    "facts": [
                        (label, shown)
                        for label, value in ((words["decision"], item.decision), (words["ground"], item.ground))
                        if (shown := one_line(value))
                    ],
                    "paragraphs": paragraphs(item.text),
                }
                for item in paper.items
            ],
        },
    )
