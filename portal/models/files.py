"""Files that came with a piece: who put them there, what they are, and with which edition of the piece they went along.

What is in a file lies sealed in the store; here stands what it is. A file that waits for its form has no piece yet.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.acts import Act
from portal.models.base import Base, Row, TenantOwned, of_organisation, points_to, words
from portal.models.sealed import Sealed


class FileState(StrEnum):
    """What may be done with a file: `held` until it was looked at for viruses, `refused` when one was found."""

    READY = "ready"
    HELD = "held"
    REFUSED = "refused"


class Attachment(Row, Base):
    """A file of a case, or of a complaint that is being written (`draft_id`).

    `owner_id` names the key it is sealed with: that of the case, or of the draft until it is sent. `digest` is of the
    original. `kind` says what the original is, `copy_kind` what others read, where that is a copy; `stripped` what was
    left out of it. `scanned_at` stands when a scanner found nothing.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        points_to("participant_id", "participant"),
        points_to("entry_id", "entry"),
        points_to("draft_id", "filing_draft"),
        Index("ix_attachment_tenant_id_complaint_id", "tenant_id", "complaint_id"),
        Index("ix_attachment_tenant_id_draft_id", "tenant_id", "draft_id"),
        Index("ix_attachment_state", "state"),
    )

    owner_id: Mapped[UUID]
    complaint_id: Mapped[UUID | None]
    participant_id: Mapped[UUID | None]
    act: Mapped[Act | None] = mapped_column(words(Act))
    entry_id: Mapped[UUID | None]
    draft_id: Mapped[UUID | None]
    name: Mapped[str] = mapped_column(Sealed("attachment", "name", owner="owner_id"))
    kind: Mapped[str] = mapped_column(String(8))
    copy_kind: Mapped[str] = mapped_column(String(8), default="")
    stripped: Mapped[str] = mapped_column(default="")
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    numbers: Mapped[int] = mapped_column(default=0)
    state: Mapped[FileState] = mapped_column(words(FileState, checked="file_state"))
    scanned_at: Mapped[datetime | None]
    at: Mapped[datetime]


class ReleaseFile(TenantOwned, Base):
    """That a file went along with an edition of its piece: an edition without it does not show it."""

    __tablename__ = "release_file"
    __table_args__ = (
        of_organisation(),
        points_to("release_id", "release"),
        points_to("attachment_id", "attachment"),
        Index("ix_release_file_tenant_id_attachment_id", "tenant_id", "attachment_id"),
    )

    release_id: Mapped[UUID] = mapped_column(primary_key=True)
    attachment_id: Mapped[UUID] = mapped_column(primary_key=True)
