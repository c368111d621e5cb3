"""Files as one reader may get them: those of their own pieces, and those that went along with an edition for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, exists, or_, select

from portal.models.dossier import Entry, Release
from portal.models.files import Attachment, FileState, ReleaseFile
from portal.vault.checking import RULES, FileKind

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.orm import Session

    from portal.sight.rows import Seat


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file beside its piece. `copy`: others read a copy from which `stripped` was left out.

    `went_to` names, for the functionaris, the parties with whose edition it went along.
    """

    id: UUID
    name: str
    kind: FileKind
    size: int
    state: FileState
    scanned: bool
    copy: bool
    stripped: tuple[str, ...]
    numbers: int = 0
    went_to: tuple[UUID, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether it can be had."""
        return self.state is FileState.READY


@dataclass(frozen=True, slots=True)
class Found:
    """A file to hand over: its key, its name in the store, and what it is served as."""

    owner_id: UUID
    blob: str
    media_type: str
    file_name: str
    state: FileState


COLUMNS = (
    Attachment.id.label("file_id"),
    Attachment.name.label("file_name"),
    Attachment.kind.label("file_kind"),
    Attachment.size.label("file_size"),
    Attachment.state.label("file_state"),
    Attachment.scanned_at.label("file_scanned"),
    Attachment.copy_kind.label("file_copy"),
    Attachment.stripped.label("file_stripped"),
    Attachment.numbers.label("file_numbers"),
)


def line(row: Row[*tuple[Any, ...]], went_to: tuple[UUID, ...] = ()) -> FileLine:
    """Make a line of what `COLUMNS` select."""
    return FileLine(
        id=row.file_id,
        name=row.file_name,
        kind=FileKind(row.file_kind),
        size=row.file_size,
        state=row.file_state,
        scanned=row.file_scanned is not None,
        copy=bool(row.file_copy),
        stripped=tuple(word for word in row.file_stripped.split(",") if word),
        numbers=row.file_numbers,
        went_to=went_to,
    )


def visible(own: ColumnElement[bool], mine: Any) -> ColumnElement[bool]:
    """Say that a file may be had: it is one's own, or it went along with an edition for one's side."""
    edition = exists().where(
        ReleaseFile.tenant_id == Attachment.tenant_id,
        ReleaseFile.attachment_id == Attachment.id,
        Release.tenant_id == ReleaseFile.tenant_id,
        Release.id == ReleaseFile.release_id,
        Release.recipient_id == mine,
    )
    return or_(own, edition.correlate(Attachment))


def waiting(session: Session, *holds: ColumnElement[bool]) -> tuple[FileLine, ...]:
    """List the files that lie in a tray, oldest first."""
    rows = session.execute(select(*COLUMNS).where(*holds).order_by(Attachment.at, Attachment.id))
    return tuple(line(row) for row in rows)


def find(session: Session, seat: Seat, wanted: str, *, original: bool) -> Found | None:
    """Find a file that the holder of this seat may have. Not theirs and not there are one answer.

    The party whose file it is has the original, and the functionaris who asks for it; everybody else has the copy.
    """
    try:
        key = UUID(wanted)
    except ValueError:
        return None
    mine = seat.side_id or seat.participant_id
    own = or_(Entry.side_id == mine, Entry.author_id == seat.participant_id)
    in_tray = and_(Attachment.entry_id.is_(None), Attachment.participant_id == seat.participant_id)
    statement = (
        select(
            Attachment.id,
            Attachment.owner_id,
            Attachment.tenant_id,
            Attachment.kind,
            Attachment.copy_kind,
            Attachment.state,
            or_(own, in_tray).label("own"),
        )
        .outerjoin(Entry, and_(Entry.tenant_id == Attachment.tenant_id, Entry.id == Attachment.entry_id))
        .where(Attachment.id == key, Attachment.complaint_id == seat.complaint_id)
    )
    if seat.competent:
        statement = statement.where(or_(Attachment.entry_id.is_not(None), in_tray))
    else:
        statement = statement.where(visible(or_(own, in_tray), mine))
    row = session.execute(statement).one_or_none()
    if row is None:
        return None
    return _found(row, copy=bool(row.copy_kind) and not row.own and not (seat.competent and original))


def _found(row: Row[*tuple[Any, ...]], *, copy: bool) -> Found:
    rule = RULES[FileKind(row.copy_kind if copy else row.kind)]
    extension = rule.extension or (row.copy_kind if copy else row.kind)
    return Found(
        owner_id=row.owner_id,
        blob=f"{row.tenant_id.hex}/{row.id.hex}/{'copy' if copy else 'original'}",
        media_type=rule.media_type,
        file_name=f"bijlage-{row.id.hex[-8:]}.{extension}",
        state=row.state,
    )
