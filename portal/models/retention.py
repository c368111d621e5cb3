"""Keeping and erasing: why a case is kept for longer, what was decided on erasing it, what is left to show of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.retention import Choice, Office
from portal.models.base import Base, Row, TenantOwned, of_organisation, points_to, words
from portal.models.sealed import Sealed


class LegalHold(Row, Base):
    """That a case is kept for longer, why, and when that is looked at again. While it stands nothing falls due."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        points_to("by_person_id", "person"),
        points_to("lifted_by_id", "person"),
        Index("ix_legal_hold_tenant_id_complaint_id", "tenant_id", "complaint_id"),
    )

    complaint_id: Mapped[UUID]
    reason: Mapped[str] = mapped_column(Sealed("legal_hold", "reason"))
    review_on: Mapped[date]
    by_person_id: Mapped[UUID]
    set_at: Mapped[datetime]
    lifted_by_id: Mapped[UUID | None]
    lifted_at: Mapped[datetime | None]


class Erasure(Row, Base):
    """What two people decided on erasing a case, one row for each. `refused_at`: the second did not agree."""

    __tablename__ = "erasure"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        points_to("decided_by_id", "person"),
        points_to("confirmed_by_id", "person"),
        Index("ix_erasure_tenant_id_complaint_id", "tenant_id", "complaint_id"),
    )

    complaint_id: Mapped[UUID]
    choice: Mapped[Choice] = mapped_column(words(Choice, checked="choice"))
    decided_by_id: Mapped[UUID]
    decided_as: Mapped[Office] = mapped_column(words(Office, checked="decided_as"))
    decided_at: Mapped[datetime]
    refused_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[UUID | None]
    confirmed_as: Mapped[Office | None] = mapped_column(words(Office, checked="confirmed_as"))
    confirmed_at: Mapped[datetime | None]


class Tombstone(TenantOwned, Base):
    """That a case was erased: when, who decided by office, how much went, and where its chain ended then.

    `head` is the hash at the end of the case's chain just before, `counts` how many of what went.
    """

    __tablename__ = "tombstone"
    __table_args__ = (of_organisation(), points_to("complaint_id", "complaint"))

    complaint_id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20))
    closed_on: Mapped[date]
    erased_at: Mapped[datetime]
    head: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    decided_as: Mapped[Office] = mapped_column(words(Office, checked="decided_as"))
    decided_on: Mapped[date]
    confirmed_as: Mapped[Office] = mapped_column(words(Office, checked="confirmed_as"))
    confirmed_on: Mapped[date]
