"""Counts for reports and management: no names, no text, and nothing so small that it points at somebody.

A number is not shown when it is small, nor when what is shown beside it would tell such a number (decision 0019).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, exists, func, select, union
from sqlalchemy.orm import aliased

from portal.models.complaint import Complaint, ComplaintCategory, Series
from portal.models.judgment import Judgment
from portal.models.register import Category

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

FOUR_WEEKS = 28
TOTALS = ("in_four_weeks", "overdue", "running", "judged", "received", "handled")
"""The totals, in the order in which one is given up for the others: with what was handled goes what it was about."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a part that has a name; None, without a name, for all parts that are not told."""

    code: str
    count: int | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a period: received, running and handled; how they ended; what they were about.

    `about_functionaris` were received about the functionaris. They stand in no other figure: whoever holds two tables
    that differ by them alone could subtract one from the other.
    """

    from_on: date
    until_on: date
    received: int | None
    running: int | None
    handled: int | None
    overdue: int | None
    waiting_for_deputy: int
    judged: int | None
    in_four_weeks: int | None
    share_in_four_weeks: int | None
    outcomes: tuple[Cell, ...]
    endings: tuple[Cell, ...]
    categories: tuple[Cell, ...]
    threshold: int
    about_functionaris: int | None = 0


def shown(count: int, threshold: int) -> int | None:
    """Give a count, or None when it is above nought and below the threshold."""
    return None if 0 < count < threshold else count


REST = Cell("", None)


def partition(counts: Mapping[str, int], threshold: int, whole: int | None = None) -> tuple[Cell, ...]:
    """Show the parts of a whole. When what is left is small, another part is hidden with it."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    total = sum(counts.values()) if whole is None else whole
    kept = [code for code, count in ordered if count and not _small(count, total, threshold)]
    if 0 < total - sum(counts[code] for code in kept) < threshold:
        kept = kept[:-1]
    return tuple(Cell(code, count if code in kept or not count else None) for code, count in ordered)


def _small(count: int, total: int, threshold: int) -> bool:
    """Say whether a part, or all the rest beside it, is too small to show."""
    return 0 < count < threshold or 0 < total - count < threshold


def breakdown(
    counts: Mapping[str, int], threshold: int, whole: int | None, labels: Mapping[str, str] | None = None
) -> tuple[Cell, ...]:
    """List the parts that may be shown, and one cell for all others; nothing when the whole is not shown.

    A part that is not shown is not named either: the name alone would say that it happened.
    """
    if whole is None:
        return ()
    cells = partition(counts, threshold, whole)
    told = tuple(Cell(one.code, one.count, (labels or {}).get(one.code, "")) for one in cells if one.count)
    return (*told, REST) if told and any(one.count is None for one in cells) else told


def totals(sets: Mapping[frozenset[str], int], threshold: int) -> dict[str, int | None]:
    """Count the totals and hide those that are small, or that would tell a small number.

    `sets` says how many complaints belong to exactly these totals. Totals that are added and subtracted tell a number
    where they count each complaint once or not at all, such as what was received less what is running: what was
    handled.
    """
    counts = {name: sum(count for marks, count in sets.items() if name in marks) for name in TOTALS}
    open_ = [name for name in TOTALS if counts[name] >= threshold]
    while (told := _telling(sets, counts, open_, threshold)) is not None:
        open_.remove(told)
    return {name: count if name in open_ or not count else None for name, count in counts.items()}


def _telling(
    sets: Mapping[frozenset[str], int], counts: Mapping[str, int], names: Sequence[str], threshold: int
) -> str | None:
    """Name a total to hide, of the fewest that together tell a small number."""
    for signs in sorted(product((0, 1, -1), repeat=len(names)), key=lambda one: sum(map(abs, one))):
        sum_of = dict(zip(names, signs, strict=True))
        value = sum(sign * counts[name] for name, sign in sum_of.items())
        if 0 < value < threshold and all(
            sum(sum_of.get(name, 0) for name in marks) in {0, 1} for marks, count in sets.items() if count
        ):
            return next(name for name, sign in sum_of.items() if sign)
    return None


def figures(session: Session, from_on: date, until_on: date, today: date, threshold: int, *, whole: bool) -> Figures:
    """Count a period, both days included. `whole` counts cases about the functionaris too; never for the latter."""
    mine = (Complaint.series != Series.KW,)
    received = (Complaint.received_on >= from_on, Complaint.received_on <= until_on)
    closed = (Complaint.closed_on >= from_on, Complaint.closed_on <= until_on, *mine)
    issued = (Complaint.issued_on >= from_on, Complaint.issued_on <= until_on, *mine)
    running = Complaint.closed_on.is_(None)
    marks = {
        "received": and_(*received),
        "running": running,
        "handled": and_(*closed),
        "overdue": and_(running, Complaint.due_on < today, Complaint.issued_on.is_(None)),
        "judged": and_(*issued),
    }
    shows = totals(_sets(session, marks, mine), threshold)
    judged = shows["judged"]
    in_time = None if judged is None else shows["in_four_weeks"]
    return Figures(
        from_on=from_on,
        until_on=until_on,
        received=shows["received"],
        running=shows["running"],
        handled=shows["handled"],
        overdue=shows["overdue"],
        waiting_for_deputy=_waiting(session) if whole else 0,
        judged=judged,
        in_four_weeks=in_time,
        share_in_four_weeks=None if in_time is None or not judged else round(100 * in_time / judged),
        outcomes=breakdown(_outcomes(session, issued), threshold, judged),
        endings=breakdown(_endings(session, closed), threshold, shows["handled"]),
        categories=_categories(session, closed, threshold, shows["handled"]),
        threshold=threshold,
        about_functionaris=shown(_count(session, (*received, Complaint.series == Series.KW)), threshold)
        if whole
        else 0,
    )


def _count(session: Session, where: tuple[ColumnElement[bool], ...]) -> int:
    return session.scalar(select(func.count()).select_from(Complaint).where(*where)) or 0


def _sets(
    session: Session, marks: Mapping[str, ColumnElement[bool]], mine: tuple[ColumnElement[bool], ...]
) -> Counter[frozenset[str]]:
    """Count how many complaints belong to exactly which totals, in one statement.

    Which complaints those are is found along the index of each total: an OR would look through the organisation.
    """
    days = [
        case((marks["judged"], day)).label(name)
        for name, day in (("since", Complaint.received_on), ("given", Complaint.issued_on))
    ]
    flags = [case((mark, 1), else_=0).label(name) for name, mark in marks.items()]
    ids = union(*(select(Complaint.id).where(mark) for mark in marks.values()))
    each = select(*flags, *days).where(Complaint.id.in_(ids), *mine).subquery()
    found: Counter[frozenset[str]] = Counter()
    for row in session.execute(select(*each.c, func.count().label("hits")).group_by(*each.c)):
        names = {name for name in marks if getattr(row, name)}
        if row.given is not None and row.given <= row.since + timedelta(days=FOUR_WEEKS):
            names.add("in_four_weeks")
        found[frozenset(names)] += row.hits
    return found


def _waiting(session: Session) -> int:
    rows = session.scalars(select(Complaint.facts).where(Complaint.closed_on.is_(None), Complaint.issued_on.is_(None)))
    return sum(facts.handler is None for facts in rows)


def _outcomes(session: Session, where: tuple[ColumnElement[bool], ...]) -> dict[str, int]:
    """Count one outcome for each complaint: that of the last judgment, where a settlement was reopened."""
    later = aliased(Judgment)
    newer = exists().where(
        later.tenant_id == Judgment.tenant_id,
        later.complaint_id == Judgment.complaint_id,
        later.edition > Judgment.edition,
    )
    rows = session.execute(
        select(Judgment.outcome, func.count(Judgment.id))
        .join(Complaint, and_(Complaint.tenant_id == Judgment.tenant_id, Complaint.id == Judgment.complaint_id))
        .where(*where, ~newer)
        .group_by(Judgment.outcome),
    )
    return {row[0].value: row[1] for row in rows}


def _endings(session: Session, where: tuple[ColumnElement[bool], ...]) -> dict[str, int]:
    rows = session.execute(
        select(Complaint.ending, func.count()).where(*where).group_by(Complaint.ending),
    )
    return {row[0].value: row[1] for row in rows if row[0] is not None}


def _categories(
    session: Session, where: tuple[ColumnElement[bool], ...], threshold: int, whole: int | None
) -> tuple[Cell, ...]:
    rows = session.execute(
        select(Category.code, Category.label, func.count(ComplaintCategory.complaint_id).label("hits"))
        .join(
            ComplaintCategory,
            and_(ComplaintCategory.tenant_id == Category.tenant_id, ComplaintCategory.category_id == Category.id),
        )
        .join(
            Complaint,
            and_(Complaint.tenant_id == ComplaintCategory.tenant_id, Complaint.id == ComplaintCategory.complaint_id),
        )
        .where(*where)
        .group_by(Category.code, Category.label),
    )
    found = rows.all()
    counts, labels = {row.code: row.hits for row in found}, {row.code: row.label for row in found}
    return breakdown(counts, threshold, whole, labels)
