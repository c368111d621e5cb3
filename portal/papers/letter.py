"""A letter on paper, for who cannot be reached otherwise: its address stands behind the window of an envelope."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.papers.typesetting import frame, in_full, lines, narrow, one_line, paragraphs, typeset
from portal.papers.words import PAPERS

_ADDRESS: Final = re.compile(r"(https?://\S*[^\s.,;:!?)])")


@dataclass(frozen=True, slots=True)
class LetterPaper:
    """What a letter says. Texts are plain; an empty line starts a paragraph.

    `sender` and `to` are lines of an address, the name first in `to`. A web address in `body` is printed in
    letters that can be told apart. `attachment` is printed below the letter, under a heading of its own.
    """

    organisation: str
    sender: tuple[str, ...]
    to: tuple[str, ...]
    day: date
    subject: str
    body: str
    closing: str
    language: str
    signed_by: str = ""
    reference: str = ""
    attachment: str = ""


def letter_pdf(paper: LetterPaper) -> bytes:
    """Print a letter as PDF/A-2a and PDF/UA-1; the same letter gives the same bytes."""
    words = PAPERS[paper.language]
    day = in_full(paper.day, paper.language)
    about = [(words["date"], day)]
    if paper.reference:
        about.append((words["reference"], one_line(paper.reference)))
    running = words["letter"].format(date=day)
    return typeset(
        "letter.typ",
        {
            "frame": frame(
                language=paper.language,
                title=paper.subject,
                organisation=paper.organisation,
                about=running,
                running=f"{paper.organisation}, {running}",
                head=(paper.reference, paper.subject),
                day=paper.day,
            ),
            "sender": [narrow(line) for line in lines(paper.sender)],
            "to": lines(paper.to),
            "facts": about,
            "subject": words["subject"],
            "body": [[_line(line) for line in paragraph.split("\n")] for paragraph in paragraphs(paper.body)],
            "closing": one_line(paper.closing),
            "signed_by": one_line(paper.signed_by),
            "annex": words["annex"],
            "attachment": paragraphs(paper.attachment),
        },
    )


def _line(text: str) -> list[dict[str, object]]:
    """Set web addresses apart from what stands around them."""
    return [{"text": part, "address": n % 2 == 1} for n, part in enumerate(_ADDRESS.split(text)) if part]
