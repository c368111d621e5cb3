"""Why a case is kept for longer, and what is left to show of one that was erased: for the functionaris alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from portal.domain.retention import due_on
from portal.models.complaint import Complaint, Part, Participant
from portal.models.retention import LegalHold, Tombstone

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session

    from portal.domain.facts import Facts
    from portal.domain.retention import Office
    from portal.sight.actor import Actor

SHOWN = 50
"""How many of those that were erased are listed, the newest first."""


@dataclass(frozen=True, slots=True)
class Hold:
    """That a case is kept for longer."""

    reason: str
    review_on: date


def with_hold(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Read with a case how long it is kept, and why for longer, in the same question."""
    standing = and_(
        LegalHold.tenant_id == Complaint.tenant_id,
        LegalHold.complaint_id == Complaint.id,
        LegalHold.lifted_at.is_(None),
    )
    columns = (Complaint.keep_years, LegalHold.reason, LegalHold.review_on)
    return statement.add_columns(*columns).outerjoin(LegalHold, standing)


@dataclass(frozen=True, slots=True)
class Kept:
    """Until when a case is kept, once it was closed, and why for longer."""

    until: date | None = None
    hold: Hold | None = None


NOT_KEPT = Kept()
"""What who may not know of it is told."""


def kept_of(row: Row[*tuple[Any, ...]], facts: Facts) -> Kept:
    """Make of what `with_hold` reads how long a case is kept."""
    return Kept(due_on(facts, row.keep_years), None if row.review_on is None else Hold(row.reason, row.review_on))


@dataclass(frozen=True, slots=True)
class Erased:
    """That a case was erased: what the statement of it says."""

    id: UUID
    reference: str
    closed_on: date
    erased_at: datetime
    head: str
    counts: dict[str, int]
    decided_as: Office
    decided_on: date
    confirmed_as: Office
    confirmed_on: date


def erased(session: Session, actor: Actor) -> tuple[Erased, ...]:
    """List the cases that were erased and in which this functionaris has a seat, the newest first."""
    rows = session.scalars(
        select(Tombstone)
        .join(Participant, Participant.complaint_id == Tombstone.complaint_id)
        .where(
            Participant.person_id == actor.person_id,
            Participant.part == Part.FUNCTIONARIS,
            Participant.left_at.is_(None),
        )
        .order_by(Tombstone.erased_at.desc(), Tombstone.reference)
        .limit(SHOWN)
    )
    return tuple(
        Erased(
            id=row.complaint_id,
            reference=row.reference,
            closed_on=row.closed_on,
            erased_at=row.erased_at,
            head=row.head,
            counts=row.counts,
            decided_as=row.decided_as,
            decided_on=row.decided_on,
            confirmed_as=row.confirmed_as,
            confirmed_on=row.confirmed_on,
        )
        for row in rows
    )
