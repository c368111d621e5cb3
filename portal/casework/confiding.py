"""Article 6.1 for whoever reads a single shared piece: the confidentiality notice, once in each case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.domain.acts import Act
from portal.models.complaint import Participant
from portal.models.journal import Line, note

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.sight.insight import Reading


def accepted(session: Session, seat: Reading) -> bool:
    """Say whether this reader accepted the notice of this case."""
    return _reader(session, seat).notice_accepted_at is not None


def accept(session: Session, seat: Reading, now: datetime) -> None:
    """Accept it, once. It is no step of the procedure."""
    reader = _reader(session, seat)
    if reader.notice_accepted_at is None:
        reader.notice_accepted_at = now
        note(session, Line(seat.complaint_id, seat.ref, Act.ACCEPT_NOTICE.value, now))


def _reader(session: Session, seat: Reading) -> Participant:
    return session.scalars(
        select(Participant).where(Participant.complaint_id == seat.complaint_id, Participant.ref == seat.ref),
    ).one()
