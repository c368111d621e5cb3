"""Who looked at a case: everything for the functionaris, and for a party who looked at the pieces of their own side.

The journal says who opened the file, and when. What a reader saw then follows from what that reader could see: their
own, and what was released to them by that moment. A party learns of nobody whom they may not know of: of the other side
it is told as a side, whoever of them it was, and of a colleague nothing at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, func, or_, select

from portal.domain.calendar import local_date
from portal.domain.facts import Side
from portal.models.complaint import Mandate, Part, Participant
from portal.models.dossier import Entry, Release
from portal.models.journal import JournalRow
from portal.sight.people import CASE, ME, MINE, bound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session

    from portal.domain.disclosure import Kind
    from portal.sight.rows import Seat

PAGE = 100
READ, DOSSIER, INSIGHT = "read", "dossier", "insight"
ASIDE = frozenset({"calendar", "letter", "readings"})
"""What a functionaris opens that shows no piece. Any other page of a case lays its whole file before them."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line of the journal, for the functionaris. Of somebody who was erased the part is left, or nothing."""

    at: datetime
    name: str
    part: Part | None
    here: bool
    what: str


@dataclass(frozen=True, slots=True)
class ReadPiece:
    """A piece of one's own side that somebody looked at."""

    id: UUID
    kind: Kind
    own: bool = True


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody looked at pieces of one's own side on a day.

    A functionaris goes by name. `side` stands alone for the other side; `part` for management and for who stands on
    one's own side.
    """

    on: date
    name: str
    part: Part | None
    side: Side
    pieces: tuple[ReadPiece, ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """One page of it: lines for the functionaris, or looks for a party; `more` stand on the next."""

    number: int
    more: bool
    lines: tuple[ReadLine, ...] = ()
    looks: tuple[Look, ...] = ()


def readings(session: Session, seat: Seat, number: int) -> Readings:
    """List who looked at this case, newest first, a page at a time."""
    begin = (number - 1) * PAGE
    if seat.competent:
        rows = session.execute(_lines().limit(PAGE + 1).offset(begin), bound(seat)).all()
        return Readings(number, len(rows) > PAGE, lines=tuple(_line(row) for row in rows[:PAGE]))
    looks = _looks(session, seat)[begin : begin + PAGE + 1]
    return Readings(number, len(looks) > PAGE, looks=looks[:PAGE])


def _lines() -> Select[*tuple[Any, ...]]:
    reader = and_(
        Participant.tenant_id == JournalRow.tenant_id,
        Participant.complaint_id == JournalRow.chain,
        Participant.ref == JournalRow.actor,
    )
    return (
        select(JournalRow.at, JournalRow.detail, Participant.name, Participant.part, Participant.left_at)
        .outerjoin(Participant, reader)
        .where(JournalRow.chain == CASE, JournalRow.act == READ)
        .order_by(JournalRow.seq.desc())
    )


def _line(row: Row[*tuple[Any, ...]]) -> ReadLine:
    here = row.part is not None and row.left_at is None
    return ReadLine(row.at, row.name or "", row.part, here, str(row.detail.get("what", "")))


# ---- for a party -----------------------------------------------------------------------------------------------------


class _Reader(NamedTuple):
    """Somebody who opened the case. A representative reads for the complainant since the mandate was accepted."""

    id: UUID
    name: str
    part: Part
    side: Side
    side_id: UUID | None
    since: datetime | None


class _Own(NamedTuple):
    """A piece of one's own side, and since when each other party could read it."""

    shown: ReadPiece
    author_id: UUID
    at: datetime
    released: dict[UUID, datetime]


class _Told(NamedTuple):
    """How a reader is called to this party."""

    name: str
    part: Part | None
    side: Side


def _looks(session: Session, seat: Seat) -> tuple[Look, ...]:
    own = _own(session, seat)
    people = _readers(session, seat)
    found: dict[tuple[date, _Told], dict[UUID, ReadPiece]] = {}
    rows = session.execute(
        select(JournalRow.at, JournalRow.actor, JournalRow.detail)
        .where(JournalRow.chain == CASE, JournalRow.act == READ)
        .order_by(JournalRow.seq.desc()),
        bound(seat),
    )
    for row in rows:
        reader = people.get(row.actor)
        told = None if reader is None else _told(seat, reader)
        if reader is not None and told is not None:
            pieces = {one.id: one for one in _seen(seat, reader, row.detail.get("what"), row.at, own)}
            if pieces:
                found.setdefault((local_date(row.at), told), {}).update(pieces)
    order = {one.shown.id: place for place, one in enumerate(own)}
    return tuple(
        Look(on, *told, tuple(pieces[key] for key in sorted(pieces, key=order.__getitem__)))
        for (on, told), pieces in found.items()
    )


def _own(session: Session, seat: Seat) -> tuple[_Own, ...]:
    """Read which pieces are of one's own side, and when each was first released to whom."""
    rows = session.execute(
        select(Entry.id, Entry.kind, Entry.author_id, Entry.at, Release.recipient_id, Release.at.label("released_at"))
        .outerjoin(Release, and_(Release.tenant_id == Entry.tenant_id, Release.entry_id == Entry.id))
        .where(Entry.complaint_id == CASE, or_(Entry.author_id == ME, Entry.side_id == MINE))
        .order_by(Entry.at, Entry.id, Release.at),
        bound(seat),
    )
    found: dict[UUID, _Own] = {}
    for row in rows:
        one = found.setdefault(row.id, _Own(ReadPiece(row.id, row.kind), row.author_id, row.at, {}))
        if row.recipient_id is not None:
            one.released.setdefault(row.recipient_id, row.released_at)
    return tuple(found.values())


def _readers(session: Session, seat: Seat) -> dict[str, _Reader]:
    accepted = func.min(Mandate.accepted_at)
    of = Participant
    rows = session.execute(
        select(of.ref, of.id, of.name, of.part, of.side, of.side_id, accepted.label("since"))
        .outerjoin(Mandate, and_(Mandate.tenant_id == of.tenant_id, Mandate.participant_id == of.id))
        .where(of.complaint_id == CASE)
        .group_by(of.ref, of.id, of.name, of.part, of.side, of.side_id),
        bound(seat),
    )
    return {row.ref: _Reader(row.id, row.name, row.part, row.side, row.side_id, row.since) for row in rows}


def _told(seat: Seat, reader: _Reader) -> _Told | None:
    """Say how this party may know the reader; None for oneself, and for whom this party may not know of."""
    if reader.id == seat.participant_id:
        return None
    if reader.part is Part.FUNCTIONARIS:
        return _Told(reader.name, reader.part, reader.side)
    if seat.side_id is None:
        return None
    if reader.side_id == seat.side_id or reader.part is Part.MANAGER:
        return _Told("", reader.part, reader.side)
    colleague = seat.side is Side.EMPLOYEE and reader.side is Side.EMPLOYEE
    return None if colleague else _Told("", None, reader.side)


def _seen(seat: Seat, reader: _Reader, what: object, at: datetime, own: tuple[_Own, ...]) -> Iterator[ReadPiece]:
    """Give the pieces of one's own side that this reader saw by opening that, then."""
    for one in own:
        if reader.part is Part.FUNCTIONARIS:
            saw = what not in ASIDE and one.at <= at
        elif what not in {DOSSIER, INSIGHT}:
            saw = False
        elif reader.side_id is not None and reader.side_id == seat.side_id:
            saw = one.at <= at and (reader.since is None or reader.since <= at or one.author_id == reader.id)
        else:
            since = one.released.get(reader.side_id) if reader.side_id is not None else None
            saw = since is not None and since <= at and (reader.since is None or reader.since <= at)
        if saw:
            yield one.shown
