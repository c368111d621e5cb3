"""How long what is kept stays, when a case falls due to be erased, and who decides on that (AVG, T28).

No law names a term, so the organisation reasons one. Nothing is ever erased by silence: two people say so, or nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from portal.domain.facts import Ending
from portal.domain.term import Term, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from portal.domain.facts import Facts

Who = TypeVar("Who")

YEARS = range(1, 8)
"""How many years an organisation may keep the file of a case that it handled."""
YEARS_USUAL = 2
AHEAD = timedelta(days=30)
"""How long before its day a case is listed."""
AGAIN = timedelta(days=7)
"""How often is asked what nobody decided."""
RED = timedelta(days=60)
"""How long after its day a case that nobody decided on stands in red."""


class Kept(StrEnum):
    """A class of what is kept."""

    DRAFT = "draft"
    HANDLED = "handled"
    UNHANDLED = "unhandled"
    KERNEL = "kernel"
    REPORTS = "reports"
    LOG = "log"
    START_NOTICE = "start_notice"
    POST = "post"
    COPIES = "copies"


class Then(StrEnum):
    """What becomes of it."""

    DELETED = "deleted"
    ERASED = "erased"
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Class:
    """For how long, and what then. No term: it holds no personal data, and stays."""

    term: Term | None
    then: Then


class Office(StrEnum):
    """In which office somebody decided on erasing."""

    FUNCTIONARIS = "functionaris"
    DEPUTY = "deputy"
    MANAGEMENT = "management"


class Choice(StrEnum):
    """What was decided on a case that falls due."""

    ERASE = "erase"
    LATER = "later"


CLASSES: Mapping[Kept, Class] = MappingProxyType(
    {
        Kept.DRAFT: Class(Term(30, Unit.DAY), Then.DELETED),
        Kept.HANDLED: Class(Term(12 * YEARS_USUAL, Unit.MONTH), Then.ERASED),
        Kept.UNHANDLED: Class(Term(12, Unit.MONTH), Then.ERASED),
        Kept.KERNEL: Class(None, Then.STAYS),
        Kept.REPORTS: Class(Term(84, Unit.MONTH), Then.DELETED),
        Kept.LOG: Class(Term(60, Unit.MONTH), Then.DELETED),
        Kept.START_NOTICE: Class(Term(24, Unit.MONTH), Then.DELETED),
        Kept.POST: Class(Term(90, Unit.DAY), Then.DELETED),
        Kept.COPIES: Class(Term(35, Unit.DAY), Then.DELETED),
    }
)
"""What is kept → for how long. `HANDLED` is the usual term: an organisation sets its own."""

_UNHANDLED = frozenset({Ending.DECLINED, Ending.REFERRED, Ending.WITHDRAWN})


def term(ending: Ending, years: int) -> Term:
    """Say how long the file of a case stays: that of one that was not handled to the end always a year."""
    short = CLASSES[Kept.UNHANDLED].term
    return short if short is not None and ending in _UNHANDLED else Term(12 * years, Unit.MONTH)


def due_on(facts: Facts, years: int | None) -> date | None:
    """Give the day on which a case falls due: its last closing and the term. An open or erased one has none.

    `years` is what the organisation had set when it was closed, and what the letter then told (N17).
    """
    if facts.closed_on is None or facts.ending is None or facts.erased_on is not None:
        return None
    return term(facts.ending, years or YEARS_USUAL).after(facts.closed_on)


def obstacle(facts: Facts, years: int | None, today: date, *, held: bool, reported: bool) -> str | None:
    """Say what stands in the way of erasing a case now: a stable word, or None (the guard of T28).

    Args:
        facts: the state of the case.
        years: how long the organisation kept what it handled, when the case was closed.
        today: the Dutch local date.
        held: whether a legal hold stands.
        reported: whether a report covers the day on which the case was closed.

    """
    due = due_on(facts, years)
    if due is None or today < due:
        return "still_kept"
    if held:
        return "on_hold"
    return None if reported else "not_reported"


def listed(due: date, today: date) -> bool:
    """Whether a case is put before who decides."""
    return due <= today + AHEAD


def red(due: date, today: date) -> bool:
    """Whether it waits for too long."""
    return today > due + RED


def erased(facts: Facts, on: date) -> Facts:
    """Note that nothing is left of a case but its number, dates, categories and outcome."""
    return replace(facts, erased_on=on)


def decider(handler: Who | None, seated: Iterable[Who], here: frozenset[Who]) -> Who | None:
    """Name who decides: who handled the case, or else who took its seat, as far as they are in office."""
    return next((one for one in (handler, *seated) if one is not None and one in here), None)


def confirmers(here: Iterable[Who], decided: Who | None, barred: frozenset[Who]) -> tuple[Who, ...]:
    """Name who may confirm that in office: anybody but who decided, and nobody who may not handle the case.

    Where there is none, management confirms, and sees a number.
    """
    return tuple(one for one in here if one != decided and one not in barred)
