"""Answering a request for access (AVG, article 15): started, decided item by item, and finished once, by who handles.

It is no act of the procedure: it changes nothing of the case, and is open as long as there is a case.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.casework.holding import handles
from portal.domain import access as rules
from portal.domain.access import Decision
from portal.domain.calendar import local_date
from portal.domain.errors import Refused
from portal.models.access import AccessItem, AccessRequest
from portal.models.complaint import Participant
from portal.models.journal import Line, note
from portal.sight.access import ASKERS, decided
from portal.tenancy import tenant

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.domain.access import Ground, What
    from portal.sight.rows import Seat


@dataclass(frozen=True, slots=True)
class Thing:
    """One item: which, what it is called in the answer, its text, and whether who asked can read it already."""

    place: str
    what: What
    title: str
    text: str
    known: bool = False
    entry_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What is decided on an item. `text`: what is left of it, where a part is blackened."""

    thing: Thing
    decision: Decision
    text: str = ""
    ground: Ground | None = None
    reason: str = ""


def start(session: Session, seat: Seat, person_id: UUID, *, about: str, asked_on: date, now: datetime) -> UUID:
    """Begin with the request of a party.

    Raises:
        Refused: `not_yours`, `nobody_here`, or `contact_in_future` for a day that is still to come.

    """
    _handled(session, seat, person_id, now)
    mine = select(Participant).where(Participant.complaint_id == seat.complaint_id, Participant.part.in_(ASKERS))
    asker = next((one for one in session.scalars(mine) if str(one.id) == about), None)
    if asker is None:
        raise Refused("nobody_here", "about")
    if asked_on > local_date(now):
        raise Refused("contact_in_future", "asked_on")
    row = AccessRequest(
        complaint_id=seat.complaint_id,
        participant_id=asker.id,
        asked_on=asked_on,
        due_on=rules.due_on(asked_on),
        started_at=now,
        started_by_id=seat.participant_id,
    )
    session.add(row)
    session.flush()
    detail = {"request": row.id.hex, "about": asker.ref, "due": row.due_on.isoformat()}
    note(session, Line(seat.complaint_id, seat.ref, "access_asked", now, detail))
    return row.id


def decide(
    session: Session, seat: Seat, person_id: UUID, request: UUID, choices: Iterable[Choice], now: datetime
) -> None:
    """Keep what was decided on some items. What is given is kept as it stands now.

    Raises:
        Refused: `not_yours`, `access_finished`, or what a decision lacks, in the field of that item.

    """
    _handled(session, seat, person_id, now)
    row = _open(session, seat, request)
    there = {one.place: one for one in session.scalars(select(AccessItem).where(AccessItem.request_id == row.id))}
    for one in choices:
        thing = one.thing
        _whole(one)
        item = there.get(thing.place)
        if item is None:
            item = AccessItem(complaint_id=seat.complaint_id, request_id=row.id, place=thing.place, what=thing.what)
            item.entry_id = thing.entry_id
            session.add(item)
        given = one.decision is Decision.GIVE
        item.title, item.decision, item.decided_at = thing.title, one.decision, now
        item.text = {Decision.GIVE: thing.text, Decision.BLACKEN: one.text.strip()}.get(one.decision, "")
        item.ground, item.reason = (None, "") if given else (one.ground, one.reason.strip())
    session.flush()


def _whole(one: Choice) -> None:
    lacking = rules.lacks(one.decision, one.thing.text, one.text, one.ground, one.reason)
    field = f"{lacking}_{one.thing.place}"
    if lacking == "text":
        raise Refused("nothing_blackened", field)
    if lacking == "ground":
        raise Refused("ground_missing", field)
    if lacking is not None:
        raise Refused("reason_missing", field)


def finish(session: Session, seat: Seat, person_id: UUID, request: UUID, places: Iterable[str], now: datetime) -> None:
    """Finish the answer once every item was decided on: from then on it stays as it is.

    Raises:
        Refused: `not_yours`, `access_finished`, or `items_undecided`.

    """
    _handled(session, seat, person_id, now)
    row = _open(session, seat, request)
    found = decided(session, seat, row.id)
    if not set(places) <= {one.place for one in found}:
        raise Refused("items_undecided")
    row.finished_at, row.finished_by_id = now, seat.participant_id
    counts = Counter(one.decision.value for one in found)
    said = [[one.place, one.title, one.decision, one.ground, one.reason, one.text] for one in found]
    detail = {
        "request": row.id.hex,
        **{one.value: counts[one.value] for one in Decision},
        "digest": hashlib.sha256(json.dumps(said).encode()).hexdigest(),
    }
    note(session, Line(seat.complaint_id, seat.ref, "access_answered", now, detail))


def _handled(session: Session, seat: Seat, person_id: UUID, now: datetime) -> None:
    if not handles(session, seat.complaint_id, person_id, local_date(now)):
        raise Refused("not_yours")


def _open(session: Session, seat: Seat, request: UUID) -> AccessRequest:
    """Find a request of this case that was not answered, and let nobody else decide on it meanwhile."""
    row = session.get(AccessRequest, (tenant(), request), with_for_update=True, populate_existing=True)
    if row is None or row.complaint_id != seat.complaint_id:
        raise Refused("not_there")
    if row.finished_at is not None:
        raise Refused("access_finished")
    return row
