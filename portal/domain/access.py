"""Asking what is kept about oneself (AVG, article 15): by when it is answered, and what may be decided on each item."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from portal.domain.term import Term, Unit

if TYPE_CHECKING:
    from datetime import date

WITHIN: Final = Term(1, Unit.MONTH)
"""The law allows two more months for what is complex (article 12.3). A case is not, so there is no extending here."""


class What(StrEnum):
    """What an item is, in the order in which items are shown."""

    PERSON = "person"
    FILED = "filed"
    ALLEGATION = "allegation"
    PIECE = "piece"
    FILE = "file"
    LETTER = "letter"
    EVENTS = "events"
    READINGS = "readings"


class Decision(StrEnum):
    """What was decided on an item."""

    GIVE = "give"
    BLACKEN = "blacken"
    WITHHOLD = "withhold"


class Ground(StrEnum):
    """Why a part or all of an item is not given."""

    OTHERS = "rights_of_others"
    DELIBERATION = "deliberation"
    LEGAL_CLAIMS = "legal_claims"


def due_on(asked_on: date) -> date:
    """Give the last day for the answer: the same day of the next month, or that month's last."""
    return WITHIN.after(asked_on)


def overdue(due: date, finished_on: date | None, today: date) -> bool:
    """Whether the answer came, or still has to come, after its day."""
    return (finished_on or today) > due


def lacks(decision: Decision, original: str, text: str, ground: Ground | None, reason: str) -> str | None:
    """Name the field that a decision still lacks: `text` when nothing was blackened, `ground`, `reason`, or None."""
    if decision is Decision.GIVE:
        return None
    if decision is Decision.BLACKEN and (not text.strip() or text.strip() == original.strip()):
        return "text"
    if ground is None:
        return "ground"
    return "reason" if decision is Decision.WITHHOLD and not reason.strip() else None
