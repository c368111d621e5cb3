"""That somebody opened a case: no step of the procedure, and it changes nothing of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from portal.models.complaint import Participant

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.sight.rows import Seat


def seen(session: Session, seat: Seat, now: datetime) -> None:
    """Remember when this person last opened the case: what comes after it is new to them."""
    session.execute(
        update(Participant)
        .where(Participant.id == seat.participant_id)
        .values(seen_at=now)
        .execution_options(synchronize_session=False),
    )
