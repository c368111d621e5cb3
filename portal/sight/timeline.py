"""What happened in a case and the pieces that came of it, as one reader may see them.

A piece is visible if and only if the reader's side wrote it, or an edition was released to that side, or the reader
is the functionaris of the case. The text of an original that was released in a redacted edition never leaves the
database for the reader of that edition.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import and_, case, exists, literal, or_, select
from sqlalchemy.orm import aliased

from portal.domain.disclosure import Kind
from portal.domain.facts import Side
from portal.models.complaint import CaseEvent, Part
from portal.models.dossier import Entry, Release
from portal.models.files import Attachment, ReleaseFile
from portal.models.sealed import opened
from portal.sight import files
from portal.sight.files import FileLine
from portal.sight.knowing import knows
from portal.sight.people import CASE, ME, MINE, Someone, bound, may_know

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import Any

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.orm import Session

    from portal.domain.acts import Act
    from portal.sight.rows import Seat


@dataclass(frozen=True, slots=True)
class Shared:
    """That an edition of a piece went to somebody."""

    recipient_id: UUID
    name: str
    side: Side
    at: datetime
    redacted: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece as this reader may read it. `cut`: it is their own, and another reads it with parts left out."""

    id: UUID
    kind: Kind
    by: str
    by_side: Side
    own: bool
    at: datetime
    text: str
    redacted: bool
    late: bool
    happened_on: date | None
    medium: str
    answers_id: UUID | None
    readers: tuple[str, ...]
    employees: tuple[str, ...] = ()
    shared: tuple[Shared, ...] = ()
    owner: str = ""
    new: bool = False
    cut: bool = False
    files: tuple[FileLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened, with the pieces that came of it."""

    id: UUID
    act: Act
    article: str
    at: datetime
    by: str
    by_side: Side
    own: bool
    old_on: date | None
    new_on: date | None
    late: bool
    pieces: tuple[Piece, ...] = ()

    @property
    def told(self) -> bool:
        """Whether the complainant got a piece of it, as the functionaris may know."""
        return any(one.side is Side.COMPLAINANT for piece in self.pieces for one in piece.shared)


# Statements are built once for each kind of seat; who reads which case is bound when they are asked.


def _own() -> ColumnElement[bool]:
    return or_(Entry.author_id == ME, Entry.side_id == MINE)


def _visible(*, competent: bool) -> ColumnElement[bool]:
    """The one sentence of this file."""
    if competent:
        return literal(value=True)
    edition = aliased(Release)
    released = exists().where(
        edition.tenant_id == Entry.tenant_id,
        edition.entry_id == Entry.id,
        edition.recipient_id == MINE,
    )
    return or_(_own(), released)


@cache
def _timeline(side: Side, *, competent: bool, seated: bool) -> Select[*tuple[Any, ...]]:
    mine = Release.recipient_id == MINE
    whole = literal(value=True) if competent else _own()
    statement = (
        select(
            CaseEvent.id,
            CaseEvent.act,
            CaseEvent.article,
            CaseEvent.at,
            CaseEvent.participant_id,
            CaseEvent.old_on,
            CaseEvent.new_on,
            CaseEvent.late,
            Entry.id.label("entry_id"),
            Entry.kind,
            Entry.author_id,
            Entry.side_id,
            Entry.at.label("entry_at"),
            Entry.happened_on,
            Entry.medium,
            Entry.answers_id,
            Entry.late.label("entry_late"),
            case((whole, opened(Entry.body))).label("body"),
            Release.recipient_id,
            Release.at.label("released_at"),
            Release.redacted,
            Release.edition,
            case((mine, opened(Release.body))).label("edition_body"),
            *files.COLUMNS,
            ReleaseFile.release_id.label("file_went"),
        )
        .select_from(CaseEvent)
        .outerjoin(
            Entry,
            and_(Entry.tenant_id == CaseEvent.tenant_id, Entry.event_id == CaseEvent.id, _visible(competent=competent)),
        )
        .outerjoin(Release, and_(Release.tenant_id == Entry.tenant_id, Release.entry_id == Entry.id))
        .outerjoin(Attachment, and_(*_with_piece(competent=competent)))
        .outerjoin(
            ReleaseFile,
            and_(
                ReleaseFile.tenant_id == Release.tenant_id,
                ReleaseFile.release_id == Release.id,
                ReleaseFile.attachment_id == Attachment.id,
            ),
        )
        .where(CaseEvent.complaint_id == CASE)
    )
    if not competent:
        statement = statement.where(or_(Entry.id.is_not(None), _knows(side, seated=seated)))
    return statement.order_by(CaseEvent.seq, Entry.at, Entry.id, Release.at, Attachment.at, Attachment.id)


def _with_piece(*, competent: bool) -> tuple[ColumnElement[bool], ...]:
    """The files of a piece that this reader may have: an edition without a file does not show it."""
    of_piece = (Attachment.tenant_id == Entry.tenant_id, Attachment.entry_id == Entry.id)
    return of_piece if competent else (*of_piece, files.visible(_own(), MINE))


def _knows(side: Side, *, seated: bool) -> ColumnElement[bool]:
    """Say which events this side may know of, apart from the pieces they made."""
    own = CaseEvent.participant_id == ME
    if not seated:
        return own
    return knows(side, ME, MINE)


def moments_of(session: Session, seat: Seat, names: dict[UUID, Someone]) -> tuple[Moment, ...]:
    events: dict[UUID, list[Row[*tuple[Any, ...]]]] = {}
    statement = _timeline(seat.side, competent=seat.competent, seated=seat.side_id is not None)
    for row in session.execute(statement, bound(seat)):
        events.setdefault(row.id, []).append(row)
    return tuple(_moment(seat, rows, names) for rows in events.values())


def _moment(seat: Seat, rows: list[Row[*tuple[Any, ...]]], names: dict[UUID, Someone]) -> Moment:
    first = rows[0]
    entries: dict[UUID, list[Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        if row.entry_id is not None:
            entries.setdefault(row.entry_id, []).append(row)
    by, side = _named(seat, names.get(first.participant_id))
    return Moment(
        id=first.id,
        act=first.act,
        article=first.article,
        at=first.at,
        by=by,
        by_side=side,
        own=first.participant_id == seat.participant_id,
        old_on=first.old_on,
        new_on=first.new_on,
        late=first.late,
        pieces=tuple(_piece(seat, group, names) for group in entries.values()),
    )


def _named(seat: Seat, one: Someone | None) -> tuple[str, Side]:
    if one is None:
        return "", Side.SYSTEM
    return (one.name if may_know(seat, one) else ""), one.side


def _piece(seat: Seat, rows: list[Row[*tuple[Any, ...]]], names: dict[UUID, Someone]) -> Piece:
    first = rows[0]
    mine = [row for row in rows if row.edition_body is not None]
    text, redacted, at = first.body, False, first.entry_at
    if text is None:
        newest = max(mine, key=lambda row: row.edition)
        text, redacted, at = newest.edition_body, newest.redacted, newest.released_at
    by, side = _named(seat, names.get(first.author_id))
    own = first.author_id == seat.participant_id or first.side_id == seat.side_id
    return Piece(
        id=first.entry_id,
        kind=first.kind,
        by=by,
        by_side=side,
        own=own,
        at=at,
        text=text,
        redacted=redacted,
        late=first.entry_late,
        happened_on=first.happened_on,
        medium=first.medium,
        answers_id=first.answers_id,
        readers=_readers(seat, first, rows, names),
        employees=_employees(seat, first, rows, names),
        shared=_shared(rows, names) if seat.competent else (),
        owner=str(first.side_id) if seat.competent else "",
        new=not own and seat.seen_at is not None and at > seat.seen_at,
        files=_files(seat, rows),
        cut=own and not seat.competent and any(row.redacted for row in rows if row.recipient_id is not None),
    )


def _files(seat: Seat, rows: list[Row[*tuple[Any, ...]]]) -> tuple[FileLine, ...]:
    found = {row.file_id: row for row in rows if row.file_id is not None}
    went = {
        key: tuple(
            dict.fromkeys(row.recipient_id for row in rows if row.file_id == key and row.file_went)
            if seat.competent
            else ()
        )
        for key in found
    }
    return tuple(files.line(row, went[key]) for key, row in found.items())


def _readers(
    seat: Seat, first: Row[*tuple[Any, ...]], rows: list[Row[*tuple[Any, ...]]], names: dict[UUID, Someone]
) -> tuple[str, ...]:
    """Name who can see this piece, in sides where a name is not this reader's to know."""
    ids = _ids(first, rows)
    sides = dict.fromkeys(names[one].side.value for one in ids if one in names and may_know(seat, names[one]))
    if seat.side_id is not None and not seat.competent:
        sides.setdefault(seat.side.value)
    sides.setdefault(Side.FUNCTIONARIS.value)
    return tuple(sides)


def _ids(first: Row[*tuple[Any, ...]], rows: list[Row[*tuple[Any, ...]]]) -> list[UUID]:
    return [first.side_id, *(row.recipient_id for row in rows if row.recipient_id is not None)]


def _employees(
    seat: Seat, first: Row[*tuple[Any, ...]], rows: list[Row[*tuple[Any, ...]]], names: dict[UUID, Someone]
) -> tuple[str, ...]:
    """Name the employees who can see this piece, where this reader may know of more than one."""
    known = {one.id: one.name for one in names.values() if one.part is Part.EMPLOYEE and may_know(seat, one)}
    found = {one for one in _ids(first, rows) if one in known}
    return tuple(sorted(known[one] for one in found)) if len(known) > 1 else ()


def _shared(rows: list[Row[*tuple[Any, ...]]], names: dict[UUID, Someone]) -> tuple[Shared, ...]:
    editions = {(row.recipient_id, row.edition): row for row in rows if row.recipient_id is not None}
    return tuple(
        Shared(
            row.recipient_id, names[row.recipient_id].name, names[row.recipient_id].side, row.released_at, row.redacted
        )
        for row in editions.values()
    )
