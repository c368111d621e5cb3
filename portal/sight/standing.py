"""What a receipt says, and what its code shows afterwards: where a case stands, and no piece or name of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from portal.domain.status import badge, status, turns
from portal.domain.talks import seen_by
from portal.models.complaint import Complaint
from portal.models.organisation import RegulationVersion

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.domain.facts import Facts
    from portal.domain.status import Badge, Status, Turn


@dataclass(frozen=True, slots=True)
class Standing:
    """What a receipt code shows: stage, dates and who acts next; no piece, no name.

    `about_functionaris`: the deputy handles it. `handled`: somebody does; else the organisation first appoints one.
    """

    reference: str
    status: Status
    badge: Badge
    received_on: date
    due_on: date
    first_due_on: date
    turns: tuple[Turn, ...]
    closed_on: date | None
    about_functionaris: bool
    handled: bool


def by_receipt(session: Session, reference: str, digest: str, today: date) -> Standing | None:
    """Find a case by its number and receipt code."""
    row = session.execute(
        select(Complaint.reference, Complaint.facts, Complaint.about_functionaris, RegulationVersion.parameters)
        .join(
            RegulationVersion,
            and_(
                RegulationVersion.tenant_id == Complaint.tenant_id,
                RegulationVersion.id == Complaint.regulation_version_id,
            ),
        )
        .where(Complaint.reference == reference, Complaint.receipt_digest == digest),
    ).one_or_none()
    if row is None:
        return None
    facts: Facts = row.facts
    return Standing(
        reference=row.reference,
        status=status(facts, today),
        badge=badge(facts, today),
        received_on=facts.received_on,
        due_on=facts.deadline.due_on,
        first_due_on=facts.first_due_on,
        turns=turns(seen_by(facts, facts.complainant), row.parameters, today),
        closed_on=facts.closed_on,
        about_functionaris=row.about_functionaris,
        handled=facts.handler is not None,
    )


@dataclass(frozen=True, slots=True)
class Received:
    """What a receipt says. `mandate_until`: by when the complainant confirms who filed on their behalf."""

    complaint_id: UUID
    reference: str
    received_on: date
    due_on: date
    about_functionaris: bool
    handled: bool
    mandate_until: date | None


def received(session: Session, complaint_id: UUID) -> Received | None:
    """Read what the receipt of a case says, for who has just filed it."""
    row = session.execute(
        select(
            Complaint.id,
            Complaint.reference,
            Complaint.received_on,
            Complaint.due_on,
            Complaint.about_functionaris,
            Complaint.facts,
        ).where(Complaint.id == complaint_id),
    ).one_or_none()
    if row is None:
        return None
    facts: Facts = row.facts
    return Received(
        complaint_id=row.id,
        reference=row.reference,
        received_on=row.received_on,
        due_on=row.due_on,
        about_functionaris=row.about_functionaris,
        handled=facts.handler is not None,
        mandate_until=facts.mandate_until,
    )
