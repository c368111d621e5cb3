"""From an outbox row to the text a person reads, in the language of the letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.domain.calendar import local_date
from portal.models.letter import LetterState
from portal.models.person import LinkPurpose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.models.letter import Letter
    from portal.models.person import Link
    from portal.post.links import Links

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "letters"
FORMATS = {"nl": "EEEE d MMMM y", "en": "EEEE d MMMM y"}
DATES = frozenset({"date", "due_on", "old_due_on", "received_on", "last_review_on", "period"})
CLOSINGS = {"nl": "Met vriendelijke groet,", "en": "Kind regards,"}
BY_POST = frozenset({LetterState.TO_PRINT, LetterState.GIVEN_UP, LetterState.POSTED})
PATHS = {
    LinkPurpose.INVITE: "uitnodiging",
    LinkPurpose.CLAIM: "uitnodiging",
    LinkPurpose.RESET: "wachtwoord",
    LinkPurpose.MANDATE: "machtiging",
    LinkPurpose.DRAFT: "klacht/verder",
    LinkPurpose.ADDRESS: "adres",
    LinkPurpose.OBJECT: "bezwaar",
}


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as it is read. Its day and its closing words stand on paper alone."""

    subject: str
    body: str
    day: str
    closing: str


@cache
def _environment() -> Environment:
    return Environment(  # noqa: S701  plain text, not HTML
        loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, keep_trailing_newline=False, trim_blocks=True
    )


def day(value: date, language: str) -> str:
    """Write a date in full: maandag 30 maart 2026."""
    return format_date(value, FORMATS[language], locale=language)


def readable(values: Mapping[str, object], language: str) -> dict[str, object]:
    """Write the dates among the values in full."""
    return {key: _readable(key, value, language) for key, value in values.items()}


def _readable(key: str, value: object, language: str) -> object:
    if key not in DATES or not isinstance(value, str) or not value:
        return value
    try:
        return " – ".join(day(date.fromisoformat(one), language) for one in value.split(" – "))
    except ValueError:
        return value


def _overdue(letter: Letter) -> bool:
    """Whether the day by which a judgment is promised had passed when the letter was written."""
    due = str(letter.values.get("due_on") or "")
    return bool(due) and date.fromisoformat(due) < local_date(letter.written_at)


def written(
    letter: Letter,
    link: Link | None,
    links: Links,
    organisation: str,
    phone: str,
    *,
    code: str = "",
    told: str = "",
) -> Written:
    """Write a letter. The subject is the first line of its template.

    `code` is a receipt code, for paper alone; a letter with a code by mail makes that of its link. `told` is what an
    appointment says, for paper alone too: its reader has no portal.
    """
    leads = link is not None and link.purpose in PATHS
    address = links.to(f"{PATHS[link.purpose]}/{links.token(link.id)}") if link and leads else links.to(letter.path)
    if link is not None and link.purpose is LinkPurpose.CODE:
        digits = links.code(link.id)
        code = f"{digits[:4]} {digits[4:]}"
    values: dict[str, object] = {"date": "", "name": "", "last_review_on": "", "informed": 0, "judged": 0}
    values |= {"count": 0, "past": 0, "reviews": 0}
    # Mail that could not be delivered is printed after all: whoever reads it is not at the portal either.
    paper = not letter.to_address or letter.state in BY_POST
    text = (
        _environment()
        .get_template(f"{letter.notice}/{letter.language}.txt")
        .render(
            readable(values | letter.values, letter.language)
            | {
                "link": address,
                "organisation": organisation,
                "phone": phone,
                "code": code,
                "paper": paper,
                "told": told,
            }
            | {"overdue": _overdue(letter), "until": day(local_date(link.expires_at), letter.language) if link else ""}
        )
    )
    subject, _, body = text.partition("\n")
    dated = day(local_date(letter.written_at), letter.language)
    return Written(" ".join(subject.split()), body.strip() + "\n", dated, CLOSINGS[letter.language])
