"""Files that go along with a piece: put down while it is written, handed in with it, shared or not (art. 6.1)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select, update

from portal.domain.errors import Refused
from portal.models.base import new_id
from portal.models.files import Attachment, FileState, ReleaseFile
from portal.models.organisation import Organisation
from portal.tenancy import tenant
from portal.vault import storage
from portal.vault.checking import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from portal.domain.acts import Act
    from portal.models.dossier import Entry, Release
    from portal.vault.checking import Checked
    from portal.vault.storage import Store

MEGABYTE = 1024 * 1024
NAME = 120
ORIGINAL, COPY = "original", "copy"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may come along: bytes of a file and of a case, and files with one piece."""

    file: int
    files: int
    case: int


@dataclass(frozen=True, slots=True)
class Tray:
    """Where files lie until their piece is handed in: with one act of one person in a case, or with a draft."""

    owner_id: UUID
    complaint_id: UUID | None = None
    participant_id: UUID | None = None
    act: Act | None = None
    draft_id: UUID | None = None

    def holds(self) -> tuple[ColumnElement[bool], ...]:
        """Say which files lie in it."""
        return (
            Attachment.owner_id == self.owner_id,
            Attachment.entry_id.is_(None),
            Attachment.act == self.act if self.act else Attachment.act.is_(None),
            Attachment.participant_id == self.participant_id
            if self.participant_id
            else Attachment.draft_id.is_not(None),
        )


def limits(session: Session) -> Limits:
    """Read what this organisation takes."""
    row = session.execute(select(Organisation.file_mb, Organisation.piece_files, Organisation.case_mb)).one()
    return Limits(row.file_mb * MEGABYTE, row.piece_files, row.case_mb * MEGABYTE)


def blob(row_id: UUID, which: str) -> str:
    """Name what lies in the store: ids and nothing else."""
    return f"{tenant().hex}/{row_id.hex}/{which}"


def put_down(
    session: Session, tray: Tray, name: str, checked: Checked, store: Store, now: datetime, *, scanned: bool
) -> UUID:
    """Put a file that was checked down in a tray. `scanned`: it waits until it was looked at for viruses.

    Raises:
        Refused: `file_too_many` or `file_case_full`.
        StoreError: it cannot be kept.

    """
    most = limits(session)
    if (session.scalar(select(func.count(Attachment.id)).where(*tray.holds())) or 0) >= most.files:
        raise Refused("file_too_many", "files")
    used = session.scalar(select(func.sum(Attachment.size)).where(Attachment.owner_id == tray.owner_id)) or 0
    if used + len(checked.original) > most.case:
        raise Refused("file_case_full", "files")
    row = Attachment(
        id=new_id(),
        owner_id=tray.owner_id,
        complaint_id=tray.complaint_id,
        participant_id=tray.participant_id,
        act=tray.act,
        draft_id=tray.draft_id,
        name=name[-NAME:],
        kind=checked.kind.value,
        copy_kind=checked.copy_kind.value if checked.copy_kind else "",
        stripped=",".join(checked.stripped),
        size=len(checked.original),
        digest=hashlib.sha256(checked.original).hexdigest(),
        numbers=len(numbers(checked.text)),
        state=FileState.HELD if scanned else FileState.READY,
        at=now,
    )
    storage.keep_with(session, store, tray.owner_id, blob(row.id, ORIGINAL), checked.original)
    if checked.copy is not None:
        storage.keep_with(session, store, tray.owner_id, blob(row.id, COPY), checked.copy)
    session.add(row)
    return row.id


def take_away(session: Session, tray: Tray, wanted: str) -> tuple[str, ...]:
    """Take a file out of a tray, and name what then lies in the store for nothing."""
    rows = session.scalars(select(Attachment).where(*tray.holds())).all()
    row = next((one for one in rows if str(one.id) == wanted), None)
    if row is None:
        return ()
    session.delete(row)
    return blob(row.id, ORIGINAL), blob(row.id, COPY)


def hand_in(session: Session, tray: Tray, entry: Entry, releases: Iterable[Release]) -> dict[str, str]:
    """Let the files of a tray go along with a piece, and with the editions of it that are shared in the same step.

    Returns the digest of each, for the journal.
    """
    rows = session.scalars(select(Attachment).where(*tray.holds()).order_by(Attachment.at, Attachment.id)).all()
    for row in rows:
        row.entry_id = entry.id
    share(session, releases, rows)
    return {row.id.hex: row.digest for row in rows}


def share(session: Session, releases: Iterable[Release], rows: Sequence[Attachment]) -> None:
    """Let files go along with editions."""
    for release in releases:
        session.add_all(ReleaseFile(release_id=release.id, attachment_id=row.id) for row in rows)


def of_piece(session: Session, entry: Entry, wanted: Iterable[str]) -> list[Attachment]:
    """Find chosen files of a piece.

    Raises:
        Refused: `no_such_file`: it belongs to another piece.

    """
    rows = session.scalars(select(Attachment).where(Attachment.entry_id == entry.id).order_by(Attachment.id)).all()
    known = {str(row.id): row for row in rows}
    if any(one not in known for one in wanted):
        raise Refused("no_such_file", "files")
    return [row for row in rows if str(row.id) in set(wanted)]


def move(session: Session, draft_id: UUID, complaint_id: UUID, participant_id: UUID, entry: Entry) -> dict[str, str]:
    """Let the files of a draft go along with the complaint that it became: sealed with the same key."""
    rows = session.scalars(
        select(Attachment).where(Attachment.draft_id == draft_id).order_by(Attachment.at, Attachment.id)
    ).all()
    values = {
        "owner_id": complaint_id,
        "complaint_id": complaint_id,
        "participant_id": participant_id,
        "entry_id": entry.id,
        "draft_id": None,
    }
    mine = update(Attachment).where(Attachment.draft_id == draft_id).values(**values)
    session.execute(mine.execution_options(synchronize_session=False))
    return {row.id.hex: row.digest for row in rows}
