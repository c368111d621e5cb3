"""Appointments for a talk (art. 5.2): when and where, who is invited, and what each let know."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.talks import Coming, Where
from portal.models.base import Base, Row, of_organisation, points_to, words
from portal.models.sealed import Sealed


class Talk(Row, Base):
    """One appointment, as it stands now. What was told of it stands frozen in the pieces that its acts made.

    `uid` and `sequence` are for calendars: random, and counted up with each change. The place stands in a calendar
    only where the functionaris said so.
    """

    __tablename__ = "talk"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        UniqueConstraint("tenant_id", "uid"),
        Index("ix_talk_tenant_id_complaint_id", "tenant_id", "complaint_id"),
    )

    complaint_id: Mapped[UUID]
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    how: Mapped[Where] = mapped_column(words(Where, checked="talk_how"))
    place: Mapped[str] = mapped_column(Sealed("talk", "place"))
    in_calendar: Mapped[bool] = mapped_column(default=False)
    uid: Mapped[str] = mapped_column(String(36))
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class TalkGuest(Row, Base):
    """A party that is invited, and what it let know last."""

    __tablename__ = "talk_guest"
    __table_args__ = (
        of_organisation(),
        points_to("talk_id", "talk"),
        points_to("participant_id", "participant"),
        UniqueConstraint("tenant_id", "talk_id", "participant_id"),
    )

    talk_id: Mapped[UUID]
    participant_id: Mapped[UUID]
    answer: Mapped[Coming | None] = mapped_column(words(Coming, checked="coming"))
    answered_at: Mapped[datetime | None]
