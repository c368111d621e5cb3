"""Article 7.4: the dossier of one reader, ordered as the case stands. It is no act: it changes nothing of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.models.journal import Line, note
from portal.papers import orders
from portal.papers.bundle import source_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.sight.rows import Seat


def name_of(session: Session, seat: Seat, language: str) -> str:
    """Name the state of the case that a dossier would be made from now."""
    del language
    seq, last = source_of(session, seat.complaint_id)
    return f"{seq}-{last[:16]}"


def order_dossier(session: Session, seat: Seat, language: str, now: datetime) -> UUID:
    """Order the dossier as this person may see it; without an act in between it is the one that is there."""
    made = orders.dossier(
        session, seat.complaint_id, seat.participant_id, language, name_of(session, seat, language), now
    )
    note(session, Line(seat.complaint_id, seat.ref, "exported", now, {"paper": made.hex}))
    return made
