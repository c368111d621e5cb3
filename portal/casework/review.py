"""Article 8.4: at least once a year the reports and recommendations are discussed and put to decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.domain.calendar import local_date
from portal.domain.errors import Refused
from portal.models.journal import Line, note
from portal.models.register import Review
from portal.tenancy import tenant

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from portal.sight.actor import Actor


def record(session: Session, actor: Actor, *, held_on: date, present: str, minutes: str, now: datetime) -> None:
    """Record a meeting: the day, who was there, and the minutes.

    Raises:
        Refused: `contact_in_future`.

    """
    if held_on > local_date(now):
        raise Refused("contact_in_future", "held_on")
    row = Review(
        held_on=held_on, present=present.strip(), minutes=minutes.strip(), by_person_id=actor.person_id, at=now
    )
    session.add(row)
    note(session, Line(tenant(), actor.person_id.hex, "review_held", now, {"review": row.id.hex}))
