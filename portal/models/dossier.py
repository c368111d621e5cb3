"""The pieces of a case, and the editions of them that were shared."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.acts import Act
from portal.domain.disclosure import Kind
from portal.models.base import Base, Row, TenantOwned, of_organisation, points_to, words
from portal.models.sealed import Sealed


class Entry(Row, Base):
    """One piece, as its author wrote it. Never changed; what others read is a `Release`.

    `side_id` is the party whose own piece it is, `author_id` who wrote it, `event_id` the act that made it.
    """

    __tablename__ = "entry"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        points_to("event_id", "case_event"),
        points_to("author_id", "participant"),
        points_to("side_id", "participant"),
        points_to("answers_id", "entry"),
        Index("ix_entry_tenant_id_complaint_id", "tenant_id", "complaint_id"),
        Index("ix_entry_tenant_id_event_id", "tenant_id", "event_id"),
    )

    complaint_id: Mapped[UUID]
    event_id: Mapped[UUID]
    author_id: Mapped[UUID]
    side_id: Mapped[UUID]
    kind: Mapped[Kind] = mapped_column(words(Kind))
    body: Mapped[str] = mapped_column(Sealed("entry", "body"))
    answers_id: Mapped[UUID | None]
    happened_on: Mapped[date | None]
    medium: Mapped[str] = mapped_column(String(40), default="")
    late: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]


class Release(Row, Base):
    """An edition of a piece for one party: frozen, possibly redacted."""

    __tablename__ = "release"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        points_to("entry_id", "entry"),
        points_to("recipient_id", "participant"),
        points_to("released_by_id", "participant"),
        UniqueConstraint("tenant_id", "entry_id", "recipient_id", "edition"),
        Index("ix_release_tenant_id_recipient_id", "tenant_id", "recipient_id"),
    )

    complaint_id: Mapped[UUID]
    entry_id: Mapped[UUID]
    recipient_id: Mapped[UUID]
    released_by_id: Mapped[UUID]
    edition: Mapped[int] = mapped_column(default=1)
    body: Mapped[str] = mapped_column(Sealed("release", "body"))
    redacted: Mapped[bool] = mapped_column(default=False)
    ground: Mapped[str] = mapped_column(Sealed("release", "ground"), default="")
    at: Mapped[datetime]


class Draft(TenantOwned, Base):
    """What somebody is writing in the form of one act: theirs alone, gone when the act is done."""

    __tablename__ = "draft"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        points_to("participant_id", "participant"),
    )

    complaint_id: Mapped[UUID] = mapped_column(primary_key=True)
    participant_id: Mapped[UUID] = mapped_column(primary_key=True)
    act: Mapped[Act] = mapped_column(words(Act), primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(
        Sealed("draft", "fields", row=("participant_id", "act"), fields=True),
    )
    saved_at: Mapped[datetime]
