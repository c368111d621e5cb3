"""The appointments of a case: as the functionaris planned them, and as a calendar of somebody invited may hold one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import and_, bindparam, case, exists, literal, select

from portal.domain.calendar import AMSTERDAM
from portal.domain.talks import Where
from portal.models.sealed import opened
from portal.models.talk import Talk, TalkGuest
from portal.sight.people import CASE, MINE, bound

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from portal.sight.rows import Seat


@dataclass(frozen=True, slots=True)
class Slot:
    """What a calendar may hold of a talk: time and length, and the place where the functionaris ticked that it may."""

    uid: str
    starts_at: datetime
    minutes: int
    sequence: int
    changed_at: datetime
    cancelled: bool
    place: str


@dataclass(frozen=True, slots=True)
class Planned:
    """An appointment as it stands, for the functionaris who changes it. `starts_at` is Dutch local time."""

    ref: str
    starts_at: datetime
    minutes: int
    how: Where
    place: str
    in_calendar: bool


def slot(session: Session, seat: Seat, wanted: str) -> Slot | None:
    """Find the slot of a talk for somebody on the side of a guest, or for the functionaris; else it is not there."""
    try:
        talk_id = UUID(wanted)
    except ValueError:
        return None
    row = session.execute(_slot(competent=seat.competent), {**bound(seat), "talk": talk_id}).one_or_none()
    if row is None:
        return None
    # A link to a video talk lets in whoever has it: it never stands in a calendar, not even typed as a place.
    place = "" if "://" in row.place or "www." in row.place.lower() else row.place
    cancelled = row.cancelled_at is not None
    return Slot(row.uid, row.starts_at, row.minutes, row.sequence, row.changed_at, cancelled, place)


@cache
def _slot(*, competent: bool) -> Select[*tuple[Any, ...]]:
    may_stand = and_(Talk.in_calendar.is_(True), Talk.how == Where.ON_SITE)
    statement = select(
        Talk.uid,
        Talk.starts_at,
        Talk.minutes,
        Talk.sequence,
        Talk.changed_at,
        Talk.cancelled_at,
        case((may_stand, opened(Talk.place)), else_=literal("")).label("place"),
    ).where(Talk.complaint_id == CASE, Talk.id == bindparam("talk"))
    if competent:
        return statement
    return statement.where(
        exists().where(
            TalkGuest.tenant_id == Talk.tenant_id, TalkGuest.talk_id == Talk.id, TalkGuest.participant_id == MINE
        )
    )


def planned(session: Session, seat: Seat) -> tuple[Planned, ...]:
    """List the appointments of a case as they stand, for the functionaris alone."""
    if not seat.competent:
        return ()
    rows = session.execute(
        select(Talk.id, Talk.starts_at, Talk.minutes, Talk.how, Talk.place, Talk.in_calendar)
        .where(Talk.complaint_id == seat.complaint_id, Talk.cancelled_at.is_(None))
        .order_by(Talk.starts_at, Talk.id)
    )
    return tuple(
        Planned(str(row.id), row.starts_at.astimezone(AMSTERDAM), row.minutes, row.how, row.place, row.in_calendar)
        for row in rows
    )
