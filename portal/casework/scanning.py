"""Looking for viruses in files that are held until somebody did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, select

from portal.casework.files import ORIGINAL, blob
from portal.models.files import Attachment, FileState
from portal.models.journal import Line, note
from portal.vault import storage
from portal.vault.clamd import Verdict

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.vault.clamd import Clamd
    from portal.vault.storage import Store

BATCH = 20


@dataclass(frozen=True, slots=True)
class Held:
    """A file that waits."""

    id: UUID
    owner_id: UUID


def held(session: Session, after: UUID | None = None) -> list[Held]:
    """List the files that wait, oldest first. Those up to `after` had their turn and come last.

    A file that the scanner never takes, since it is too large for it, keeps no other one waiting.
    """
    had = case((Attachment.id <= after, 1), else_=0) if after else Attachment.tenant_id
    rows = session.execute(
        select(Attachment.id, Attachment.owner_id)
        .where(Attachment.state == FileState.HELD)
        .order_by(had, Attachment.id)
        .limit(BATCH)
    )
    return [Held(row.id, row.owner_id) for row in rows]


def look(session: Session, one: Held, store: Store, scanner: Clamd) -> Verdict:
    """Let the scanner look at a file.

    Raises:
        StoreError: it is not there.

    """
    return scanner.scan(storage.fetch(session, store, one.owner_id, blob(one.id, ORIGINAL)))


def settle(session: Session, one: Held, verdict: Verdict, now: datetime) -> None:
    """Note what was found; a file about which nothing is known stays held."""
    row = session.scalars(select(Attachment).where(Attachment.id == one.id).with_for_update()).one_or_none()
    if row is None or verdict is Verdict.UNKNOWN:
        return
    row.state = FileState.READY if verdict is Verdict.CLEAN else FileState.REFUSED
    row.scanned_at = now
    if row.complaint_id is not None and verdict is Verdict.INFECTED:
        note(session, Line(row.complaint_id, "system", "virus_found", now, {"file": row.id.hex, "digest": row.digest}))
