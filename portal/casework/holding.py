"""Keeping a case for longer than its term, for a reason that is looked at again. Meanwhile it does not fall due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.casework.retention import decider, here, places
from portal.domain.calendar import local_date
from portal.domain.errors import Refused
from portal.models.complaint import Complaint
from portal.models.journal import Line, note
from portal.models.retention import Erasure, LegalHold
from portal.tenancy import tenant

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

HAND = "functionaris"
"""Whose hand it was, in the chain of the case: no reference, for who decides need not be in it under one."""


@dataclass(frozen=True, slots=True)
class Held:
    """A case that is kept for longer, for who handles it. `due`: it is time to look at it again."""

    reference: str
    review_on: date
    due: bool


def held(session: Session, person_id: UUID, today: date) -> tuple[Held, ...]:
    """List the cases on hold that this functionaris handles, the first to look at again first."""
    rows = session.execute(
        select(Complaint, LegalHold.review_on)
        .join(LegalHold, LegalHold.complaint_id == Complaint.id)
        .where(LegalHold.lifted_at.is_(None))
        .order_by(LegalHold.review_on, Complaint.reference)
    ).all()
    seats = places(session, select(LegalHold.complaint_id).where(LegalHold.lifted_at.is_(None)))
    office = frozenset(here(session, today))
    return tuple(
        Held(complaint.reference, review_on, due=review_on <= today)
        for complaint, review_on in rows
        if decider(complaint.facts, seats[complaint.id], office) == person_id
    )


def handles(session: Session, complaint_id: UUID, person_id: UUID, today: date) -> bool:
    """Whether this functionaris is the one who handles the case, and so decides on keeping it."""
    complaint = session.get_one(Complaint, (tenant(), complaint_id))
    seats = places(session, select(Complaint.id).where(Complaint.id == complaint_id))[complaint_id]
    return decider(complaint.facts, seats, frozenset(here(session, today))) == person_id


def hold(session: Session, person_id: UUID, complaint_id: UUID, *, reason: str, review_on: date, now: datetime) -> None:
    """Keep a case for longer, for a reason, until that is looked at again. What was decided on erasing it falls.

    Raises:
        Refused: `not_yours`, `reason_missing`, or `date_lies_ahead` for a day that is not after today.

    """
    today = local_date(now)
    if not handles(session, complaint_id, person_id, today):
        raise Refused("not_yours")
    if not reason.strip():
        raise Refused("reason_missing", "reason")
    if review_on <= today:
        raise Refused("date_lies_ahead", "review_on")
    _lift(session, complaint_id, person_id, now)
    row = LegalHold(
        complaint_id=complaint_id, reason=reason.strip(), review_on=review_on, by_person_id=person_id, set_at=now
    )
    session.add(row)
    decided = session.scalars(select(Erasure).where(Erasure.complaint_id == complaint_id)).one_or_none()
    if decided is not None:
        session.delete(decided)
    session.flush()
    note(session, Line(complaint_id, HAND, "held", now, {"hold": row.id.hex, "review": review_on.isoformat()}))


def lift(session: Session, person_id: UUID, complaint_id: UUID, now: datetime) -> None:
    """Keep a case no longer than others.

    Raises:
        Refused: `not_yours`, or `no_hold`.

    """
    if not handles(session, complaint_id, person_id, local_date(now)):
        raise Refused("not_yours")
    if not _lift(session, complaint_id, person_id, now):
        raise Refused("no_hold")


def _lift(session: Session, complaint_id: UUID, person_id: UUID, now: datetime) -> bool:
    standing = select(LegalHold).where(LegalHold.complaint_id == complaint_id, LegalHold.lifted_at.is_(None))
    row = session.scalars(standing).one_or_none()
    if row is None:
        return False
    row.lifted_by_id, row.lifted_at = person_id, now
    note(session, Line(complaint_id, HAND, "hold_lifted", now, {"hold": row.id.hex}))
    return True
