"""The term clock: when something is due, and what an extension does to that.

The day of an event never counts; the first day of a term is the day after (article 5.4 speaks of four weeks *after*
receipt). A term lasts to the end of its last day. Everything here is a Dutch calendar date, so daylight saving
cannot move it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from portal.domain.calendar import add_working_days, next_working_day, previous_working_day


class Unit(StrEnum):
    """What a term is counted in."""

    DAY = "day"
    WORKDAY = "workday"
    WEEK = "week"
    MONTH = "month"


class WeekendRule(StrEnum):
    """What happens when the last day of a term is not a working day."""

    STRICT = "strict"
    """Nothing: a term of a contract, such as this regulation, ends on that day."""
    FORWARD = "forward"
    """The Algemene termijnenwet: a term set by law ends on the next working day."""
    BACKWARD = "backward"
    """The working day before it, as for a target that one sets oneself."""


_LONGEST_IN_THE_ACT: Final[Mapping[Unit, int]] = MappingProxyType({Unit.DAY: 90, Unit.WEEK: 12, Unit.MONTH: 3})
"""The longest terms that the Algemene termijnenwet prolongs (article 4). One in working days never needs it."""

_MONTHS_PER_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time in days, working days, weeks or months. Raises ValueError for less than one."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse a term that is over before it starts."""
        if self.count < 1:
            raise ValueError(f"a term is at least one {self.unit}")

    def after(self, start: date) -> date:
        """Give the last day of this term when it starts running after that day, not shifted by any weekend rule.

        Months keep the number of the day, or end on the last day of a month that is too short for it.
        """
        if self.unit is Unit.DAY:
            return start + timedelta(days=self.count)
        if self.unit is Unit.WEEK:
            return start + timedelta(weeks=self.count)
        if self.unit is Unit.WORKDAY:
            return add_working_days(start, self.count)
        years, months = divmod(start.month - 1 + self.count, _MONTHS_PER_YEAR)
        year, month = start.year + years, months + 1
        return date(year, month, min(start.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date and how it came about."""

    counted_on: date
    """The last day as counted; an extension counts from here."""
    due_on: date
    """The last day on which it is on time, by the weekend rule."""
    target_on: date
    """The internal target: the last working day up to the day counted, or the receipt in a very short term."""


def shifted(day: date, rule: WeekendRule) -> date:
    """Move that day to a working day, the way the rule says."""
    if rule is WeekendRule.STRICT:
        return day
    return next_working_day(day) if rule is WeekendRule.FORWARD else previous_working_day(day)


def deadline(received_on: date, term: Term, rule: WeekendRule) -> Deadline:
    """Count a term that starts to run with a receipt (article 5.4).

    Of the Algemene termijnenwet only article 1 is applied. Article 2 (at least two working days in a term of three
    days or more) cannot matter for terms of a week or longer, and no statutory regime here has a shorter one.
    """
    return _ending(term.after(received_on), term, rule, not_before=received_on)


def extended(deadline: Deadline, by: Term | date, rule: WeekendRule) -> Deadline:
    """Extend a term (article 5.4), by a further term or to a fixed date.

    A further term counts from the old last day as counted, not from the notice nor from a shifted due date. A fixed
    date is a promise to the complainant and so is due as it stands, whatever the rule.
    Raises ValueError when the new due date does not lie after the old one.
    """
    if isinstance(by, Term):
        new = _ending(by.after(deadline.counted_on), by, rule, not_before=deadline.target_on)
    else:
        target_on = max(previous_working_day(by), deadline.target_on)
        new = Deadline(counted_on=by, due_on=by, target_on=target_on)
    if new.due_on <= deadline.due_on:
        raise ValueError(f"an extension ends after {deadline.due_on}, not on {new.due_on}")
    return new


def _ending(counted_on: date, term: Term, rule: WeekendRule, *, not_before: date) -> Deadline:
    """Make the deadline of a term whose last day is known."""
    outside_the_act = term.count > _LONGEST_IN_THE_ACT.get(term.unit, term.count)
    due_on = counted_on if rule is WeekendRule.FORWARD and outside_the_act else shifted(counted_on, rule)
    # A term of a day or two over a weekend would otherwise be due, or aimed at, before it began.
    return Deadline(
        counted_on=counted_on,
        due_on=max(due_on, not_before),
        target_on=max(previous_working_day(counted_on), not_before),
    )
