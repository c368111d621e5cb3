"""Requests for access in one case, and what was decided on each item: for the functionaris with a seat in it alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from portal.domain.access import What, overdue
from portal.domain.calendar import local_date
from portal.models.access import AccessItem, AccessRequest
from portal.models.complaint import Part, Participant
from portal.sight.readings import readings
from portal.sight.rows import seat_of

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.domain.access import Decision, Ground
    from portal.sight.readings import Look
    from portal.sight.rows import Seat

ASKERS = (Part.COMPLAINANT, Part.EMPLOYEE)
"""Who of a case may ask here: its parties, those who left it too."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: about whom, by when it is answered, and on how many items was decided."""

    id: UUID
    participant_id: UUID
    name: str
    part: Part
    asked_on: date
    due_on: date
    finished_at: datetime | None
    decided: int

    def late(self, today: date) -> bool:
        """Whether its term is over, or was when it was answered."""
        return overdue(self.due_on, None if self.finished_at is None else local_date(self.finished_at), today)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on one item."""

    place: str
    what: What
    title: str
    decision: Decision
    ground: Ground | None
    reason: str
    text: str


def requests(session: Session, seat: Seat) -> tuple[Request, ...]:
    """List the requests of a case, the newest first."""
    counted = (
        select(AccessItem.request_id, func.count(AccessItem.id).label("decided"))
        .where(AccessItem.complaint_id == seat.complaint_id)
        .group_by(AccessItem.request_id)
        .subquery()
    )
    asker = and_(Participant.tenant_id == AccessRequest.tenant_id, Participant.id == AccessRequest.participant_id)
    rows = session.execute(
        select(
            AccessRequest.id,
            AccessRequest.participant_id,
            Participant.name,
            Participant.part,
            AccessRequest.asked_on,
            AccessRequest.due_on,
            AccessRequest.finished_at,
            func.coalesce(counted.c.decided, 0).label("decided"),
        )
        .join(Participant, asker)
        .outerjoin(counted, counted.c.request_id == AccessRequest.id)
        .where(AccessRequest.complaint_id == seat.complaint_id)
        .order_by(AccessRequest.asked_on.desc(), AccessRequest.id.desc())
    )
    return tuple(Request(*row) for row in rows) if seat.competent else ()


def find(session: Session, seat: Seat, wanted: str) -> Request | None:
    """Find one request of this case."""
    return next((one for one in requests(session, seat) if str(one.id) == wanted), None)


def decided(session: Session, seat: Seat, request: UUID) -> tuple[Decided, ...]:
    """List what was decided, in the order of the items."""
    rows = session.execute(
        select(
            AccessItem.place,
            AccessItem.what,
            AccessItem.title,
            AccessItem.decision,
            AccessItem.ground,
            AccessItem.reason,
            AccessItem.text,
        ).where(AccessItem.complaint_id == seat.complaint_id, AccessItem.request_id == request)
    )
    return tuple(sorted((Decided(*row) for row in rows), key=lambda one: rank(one.what, one.place)))


def rank(what: What, place: str) -> tuple[int, str]:
    """Give the order of items: by what they are, and then as they came, which their ids tell."""
    return list(What).index(what), place


def looks(session: Session, seat: Seat, participant: UUID) -> tuple[Look, ...]:
    """List who looked at the pieces of this party, as that party is told of it. Who left the case is told nothing."""
    theirs = seat_of(session, seat.complaint_id, participant)
    found: list[Look] = []
    number, more = 1, theirs is not None
    while theirs is not None and more:
        one = readings(session, theirs, number)
        found += one.looks
        number, more = number + 1, one.more
    return tuple(found)
