"""The register and what the organisation learns: categories, causes, reports, reviews, recommendations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.recommendation import Move, State
from portal.models.base import Base, Row, TenantOwned, of_organisation, points_to, words


class Category(Row, Base):
    """A topic (art. 8.1). Standard ones have a code whose words stand in the catalogue; own ones have a label."""

    __tablename__ = "category"
    __table_args__ = (of_organisation(), UniqueConstraint("tenant_id", "code"))

    code: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)


class Cause(Row, Base):
    """A root cause, apart from the topic (art. 3 b)."""

    __tablename__ = "cause"
    __table_args__ = (of_organisation(), UniqueConstraint("tenant_id", "code"))

    code: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class Recommendation(Row, Base):
    """An improvement of procedures, written without anybody in it (art. 8.3). It does not say from which case."""

    __tablename__ = "recommendation"
    __table_args__ = (
        of_organisation(),
        points_to("category_id", "category"),
        UniqueConstraint("tenant_id", "year", "number"),
        Index("ix_recommendation_tenant_id_state", "tenant_id", "state"),
    )

    year: Mapped[int]
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text, default="")
    category_id: Mapped[UUID | None]
    state: Mapped[State] = mapped_column(words(State, checked="state"))
    owner: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    proposed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  read once by the mapper


class RecommendationOrigin(TenantOwned, Base):
    """From which case a recommendation came: known to who handles that case, to nobody else."""

    __tablename__ = "recommendation_origin"
    __table_args__ = (
        of_organisation(),
        points_to("recommendation_id", "recommendation"),
        points_to("complaint_id", "complaint"),
    )

    recommendation_id: Mapped[UUID] = mapped_column(primary_key=True)
    complaint_id: Mapped[UUID] = mapped_column(primary_key=True)


class Decision(Row, Base):
    """A move in the life of a recommendation, with its reason (art. 8.4)."""

    __tablename__ = "decision"
    __table_args__ = (
        of_organisation(),
        points_to("recommendation_id", "recommendation"),
        points_to("by_person_id", "person"),
        Index("ix_decision_tenant_id_recommendation_id", "tenant_id", "recommendation_id"),
    )

    recommendation_id: Mapped[UUID]
    move: Mapped[Move] = mapped_column(words(Move, checked="move"))
    state: Mapped[State] = mapped_column(words(State))
    reason: Mapped[str] = mapped_column(Text, default="")
    owner: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    by_person_id: Mapped[UUID]
    at: Mapped[datetime]


class PeriodicReport(Row, Base):
    """A frozen report on the handled complaints of a period (art. 8.3)."""

    __tablename__ = "periodic_report"
    __table_args__ = (of_organisation(), points_to("by_person_id", "person"))

    from_on: Mapped[date]
    until_on: Mapped[date]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    remarks: Mapped[str] = mapped_column(Text, default="")
    by_person_id: Mapped[UUID]
    published_at: Mapped[datetime]


class Review(Row, Base):
    """A meeting in which reports and recommendations were discussed (art. 8.4)."""

    __tablename__ = "review"
    __table_args__ = (of_organisation(), points_to("by_person_id", "person"))

    held_on: Mapped[date]
    present: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[str] = mapped_column(Text, default="")
    by_person_id: Mapped[UUID]
    at: Mapped[datetime]
