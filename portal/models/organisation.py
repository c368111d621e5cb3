"""Organisations, the versions of their regulation, and who was functionaris or deputy when."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.regulation import Regulation
from portal.models.base import Base, Row, TenantOwned, Typed, of_organisation, points_to, words


class Organisation(TenantOwned, Base):
    """A service firm that runs its klachtenregeling here. Its own key is the tenant of every other row."""

    __tablename__ = "organisation"

    slug: Mapped[str] = mapped_column(String(40), unique=True)
    host: Mapped[str | None] = mapped_column(String(253), unique=True)
    name: Mapped[str]
    address: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    accent: Mapped[str] = mapped_column(String(7), default="#154273")
    route: Mapped[str] = mapped_column(Text, default="")
    demo: Mapped[bool] = mapped_column(default=False)
    file_mb: Mapped[int] = mapped_column(server_default=text("20"))
    piece_files: Mapped[int] = mapped_column(server_default=text("10"))
    case_mb: Mapped[int] = mapped_column(server_default=text("250"))
    keep_years: Mapped[int] = mapped_column(server_default=text("2"))
    suspended_at: Mapped[datetime | None]
    swept_on: Mapped[date | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  read once by the mapper


class RegulationVersion(Row, Base):
    """One version of the regulation: its text and its parameters, frozen once published (art. 2.2, 4.1)."""

    __tablename__ = "regulation_version"
    __table_args__ = (of_organisation(), UniqueConstraint("tenant_id", "number"))

    number: Mapped[int]
    parameters: Mapped[Regulation] = mapped_column(Typed(Regulation))
    text: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    published_at: Mapped[datetime]


class Post(StrEnum):
    """An office under the regulation."""

    FUNCTIONARIS = "functionaris"
    DEPUTY = "deputy"


class Appointment(Row, Base):
    """A dated appointment to an office; `external` is a person from outside the organisation."""

    __tablename__ = "appointment"
    __table_args__ = (
        of_organisation(),
        points_to("person_id", "person"),
        Index("ix_appointment_tenant_id_post", "tenant_id", "post"),
    )

    person_id: Mapped[UUID]
    post: Mapped[Post] = mapped_column(words(Post, checked="post"))
    external: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    by_person_id: Mapped[UUID | None]
    at: Mapped[datetime]


class StartNotice(Row, Base):
    """Proof that a client was told of the regulation at the start of the service (art. 4.1)."""

    __tablename__ = "start_notice"
    __table_args__ = (of_organisation(), points_to("regulation_version_id", "regulation_version"))

    client_reference: Mapped[str] = mapped_column(String(80))
    told_on: Mapped[date]
    channel: Mapped[str] = mapped_column(String(40))
    regulation_version_id: Mapped[UUID]
    at: Mapped[datetime]
