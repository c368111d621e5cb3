"""Counts for reports and management: no names, no text, and no cell so small that it points at somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from portal.models.complaint import Complaint, ComplaintCategory, Series
from portal.models.judgment import Judgment
from portal.models.register import Category

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

FOUR_WEEKS = 28


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, or None where it is smaller than may be shown."""

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


def partition(counts: dict[str, int], threshold: int) -> tuple[Cell, ...]:
    """Show the parts of a whole. One hidden part alone could be told from the rest, so a second is hidden with it."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    hidden = {code for code, count in ordered if 0 < count < threshold}
    if len(hidden) == 1:
        rest = [code for code, count in reversed(ordered) if code not in hidden and count > 0]
        hidden |= set(rest[:1])
    return tuple(Cell(code, None if code in hidden else count) for code, count in ordered)


def figures(session: Session, from_on: date, until_on: date, today: date, threshold: int, *, whole: bool) -> Figures:
    """Count a period, both days included. `whole` counts cases about the functionaris too; never for the latter."""
    mine = (Complaint.series != Series.KW,)
    received = (Complaint.received_on >= from_on, Complaint.received_on <= until_on)
    period = (*received, *mine)
    closed = (Complaint.closed_on >= from_on, Complaint.closed_on <= until_on, *mine)
    issued = (Complaint.issued_on >= from_on, Complaint.issued_on <= until_on, *mine)
    running = (Complaint.closed_on.is_(None), *mine)
    judged = _count(session, issued)
    in_time = _in_time(session, issued)
    hidden = shown(in_time, threshold) is None or shown(judged - in_time, threshold) is None
    return Figures(
        from_on=from_on,
        until_on=until_on,
        received=shown(_count(session, period), threshold),
        running=shown(_count(session, running), threshold),
        handled=shown(_count(session, closed), threshold),
        overdue=shown(_count(session, (*running, Complaint.due_on < today, Complaint.issued_on.is_(None))), threshold),
        waiting_for_deputy=_waiting(session) if whole else 0,
        judged=shown(judged, threshold),
        in_four_weeks=None if hidden else in_time,
        share_in_four_weeks=None if hidden or not judged else round(100 * in_time / judged),
        outcomes=partition(_outcomes(session, issued), threshold),
        endings=partition(_endings(session, closed), threshold),
        categories=_categories(session, closed, threshold),
        threshold=threshold,
        about_functionaris=shown(_count(session, (*received, Complaint.series == Series.KW)), threshold)
        if whole
        else 0,
    )


def _count(session: Session, where: tuple[ColumnElement[bool], ...]) -> int:
    return session.scalar(select(func.count()).select_from(Complaint).where(*where)) or 0


def _in_time(session: Session, where: tuple[ColumnElement[bool], ...]) -> int:
    days = (Complaint.received_on, Complaint.issued_on)
    rows = session.execute(select(*days, func.count().label("hits")).where(*where).group_by(*days))
    return sum(row.hits for row in rows if row.issued_on <= row.received_on + timedelta(days=FOUR_WEEKS))


def _waiting(session: Session) -> int:
    rows = session.scalars(select(Complaint.facts).where(Complaint.closed_on.is_(None), Complaint.issued_on.is_(None)))
    return sum(facts.handler is None for facts in rows)


def _outcomes(session: Session, where: tuple[ColumnElement[bool], ...]) -> dict[str, int]:
    rows = session.execute(
        select(Judgment.outcome, func.count(Judgment.id))
        .join(Complaint, and_(Complaint.tenant_id == Judgment.tenant_id, Complaint.id == Judgment.complaint_id))
        .where(*where)
        .group_by(Judgment.outcome),
    )
    return {row[0].value: row[1] for row in rows}


def _endings(session: Session, where: tuple[ColumnElement[bool], ...]) -> dict[str, int]:
    rows = session.execute(
        select(Complaint.ending, func.count()).where(*where).group_by(Complaint.ending),
    )
    return {row[0].value: row[1] for row in rows if row[0] is not None}


def _categories(session: Session, where: tuple[ColumnElement[bool], ...], threshold: int) -> tuple[Cell, ...]:
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
        .group_by(Category.code, Category.label)
        .order_by(func.count(ComplaintCategory.complaint_id).desc(), Category.code),
    )
    return tuple(Cell(row.code, shown(row.hits, threshold), row.label) for row in rows)
