"""The single piece that a functionaris shared with a named manager. The manager sees that alone, with its ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from portal.models.complaint import Part, Participant
from portal.models.dossier import Entry, Release
from portal.sight.actor import Door

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.domain.disclosure import Kind
    from portal.sight.actor import Actor


@dataclass(frozen=True, slots=True)
class Insight:
    """A piece as shared, and why. It carries no number and no name of the case."""

    id: UUID
    kind: Kind
    text: str
    ground: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """What of the seat the journal needs."""

    complaint_id: UUID
    ref: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A shared piece, with the seat through which it is read."""

    shown: Insight
    seat: Reading


def _all(session: Session, actor: Actor) -> tuple[Opened, ...]:
    if not actor.opens(Door.MANAGEMENT):
        return ()
    seats = select(Participant.id).where(Participant.person_id == actor.person_id, Participant.part == Part.MANAGER)
    rows = session.execute(
        select(Release.id, Entry.kind, Release.body, Release.ground, Release.at, Release.complaint_id, Participant.ref)
        .join(Entry, and_(Entry.tenant_id == Release.tenant_id, Entry.id == Release.entry_id))
        .join(Participant, and_(Participant.tenant_id == Release.tenant_id, Participant.id == Release.recipient_id))
        .where(
            Release.recipient_id.in_(seats),
            Participant.person_id == actor.person_id,
            Participant.part == Part.MANAGER,
            Participant.left_at.is_(None),
        )
        .order_by(Release.at.desc(), Release.id),
    )
    return tuple(
        Opened(Insight(row.id, row.kind, row.body, row.ground, row.at), Reading(row.complaint_id, row.ref))
        for row in rows
    )


def pieces(session: Session, actor: Actor) -> tuple[Insight, ...]:
    """List what was shared with this manager."""
    return tuple(one.shown for one in _all(session, actor))


def piece(session: Session, actor: Actor, wanted: str) -> Opened | None:
    """Find one shared piece."""
    return next((one for one in _all(session, actor) if str(one.shown.id) == wanted), None)
