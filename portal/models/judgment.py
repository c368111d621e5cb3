"""The judgment, its parts, and the signatures under it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.judgment import JudgmentKind, Outcome
from portal.models.base import Base, Row, TenantOwned, of_organisation, points_to, words
from portal.models.sealed import Sealed


class Judgment(Row, Base):
    """A judgment as issued: frozen, with the digest of its whole text (art. 5.4, 5.5).

    `written`: what was typed of it beside its parts, in case it must be corrected; a judgment of before has none.
    `correction`: in a corrected judgment, what was mended and why.
    """

    __tablename__ = "judgment"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        points_to("entry_id", "entry"),
        UniqueConstraint("tenant_id", "complaint_id", "edition"),
    )

    complaint_id: Mapped[UUID]
    entry_id: Mapped[UUID]
    edition: Mapped[int] = mapped_column(default=1)
    kind: Mapped[JudgmentKind] = mapped_column(words(JudgmentKind, checked="kind"))
    outcome: Mapped[Outcome] = mapped_column(words(Outcome, checked="outcome"))
    outcome_reason: Mapped[str] = mapped_column(Sealed("judgment", "outcome_reason"), default="")
    written: Mapped[dict[str, Any] | None] = mapped_column(Sealed("judgment", "written", fields=True))
    correction: Mapped[str | None] = mapped_column(Sealed("judgment", "correction"))
    digest: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime]


class JudgmentPart(Row, Base):
    """The finding on one allegation. `owner_id` is the case, whose key it is sealed with."""

    __tablename__ = "judgment_part"
    __table_args__ = (
        of_organisation(),
        points_to("judgment_id", "judgment"),
        points_to("allegation_id", "allegation"),
        UniqueConstraint("tenant_id", "judgment_id", "allegation_id"),
    )

    owner_id: Mapped[UUID]
    judgment_id: Mapped[UUID]
    allegation_id: Mapped[UUID]
    outcome: Mapped[Outcome] = mapped_column(words(Outcome, checked="outcome"))
    reasons: Mapped[str] = mapped_column(Sealed("judgment_part", "reasons", owner="owner_id"))


class Citation(TenantOwned, Base):
    """A piece on which the reasons of a part rest."""

    __tablename__ = "citation"
    __table_args__ = (of_organisation(), points_to("part_id", "judgment_part"), points_to("entry_id", "entry"))

    part_id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(primary_key=True)


class Means(StrEnum):
    """How a signature was set."""

    PORTAL = "portal"
    PAPER = "paper"


class Signature(Row, Base):
    """A signature or a refusal under one document; `about_id` is the employee of that document, if several."""

    __tablename__ = "signature"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        points_to("judgment_id", "judgment"),
        points_to("participant_id", "participant"),
        points_to("about_id", "participant"),
        points_to("recorded_by_id", "participant"),
        Index("ix_signature_tenant_id_complaint_id", "tenant_id", "complaint_id"),
    )

    complaint_id: Mapped[UUID]
    judgment_id: Mapped[UUID]
    participant_id: Mapped[UUID]
    about_id: Mapped[UUID | None]
    signed: Mapped[bool]
    means: Mapped[Means] = mapped_column(words(Means, checked="means"))
    recorded_by_id: Mapped[UUID | None]
    assurance: Mapped[str] = mapped_column(String(40), default="")
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
