"""Requests for access (AVG, article 15): who asked what is kept about them in a case, and what was decided on it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.access import Decision, Ground, What
from portal.models.base import Base, Row, of_organisation, points_to, words
from portal.models.sealed import Sealed


class AccessRequest(Row, Base):
    """That a party asked. `participant_id` is about whom; once `finished_at` stands, its items never change."""

    __tablename__ = "access_request"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        points_to("participant_id", "participant"),
        points_to("started_by_id", "participant"),
        points_to("finished_by_id", "participant"),
        Index("ix_access_request_tenant_id_complaint_id", "tenant_id", "complaint_id"),
    )

    complaint_id: Mapped[UUID]
    participant_id: Mapped[UUID]
    asked_on: Mapped[date]
    due_on: Mapped[date]
    started_at: Mapped[datetime]
    started_by_id: Mapped[UUID]
    finished_at: Mapped[datetime | None]
    finished_by_id: Mapped[UUID | None]


class AccessItem(Row, Base):
    """What was decided on one item. `place` says which item it is; `text` is what is given of it, as it stood then."""

    __tablename__ = "access_item"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        points_to("request_id", "access_request"),
        points_to("entry_id", "entry"),
        UniqueConstraint("tenant_id", "request_id", "place"),
        Index("ix_access_item_tenant_id_complaint_id", "tenant_id", "complaint_id"),
    )

    complaint_id: Mapped[UUID]
    request_id: Mapped[UUID]
    place: Mapped[str] = mapped_column(String(60))
    what: Mapped[What] = mapped_column(words(What, checked="access_what"))
    entry_id: Mapped[UUID | None]
    title: Mapped[str] = mapped_column(Sealed("access_item", "title"))
    decision: Mapped[Decision] = mapped_column(words(Decision, checked="access_decision"))
    ground: Mapped[Ground | None] = mapped_column(words(Ground, checked="access_ground"))
    reason: Mapped[str] = mapped_column(Sealed("access_item", "reason"), default="")
    text: Mapped[str] = mapped_column(Sealed("access_item", "text"), default="")
    decided_at: Mapped[datetime]
