"""The case: the complaint, who takes part, what is judged separately, and what happened."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.acts import Act
from portal.domain.facts import Ending, Facts, Side, Stage
from portal.domain.regulation import Capacity, Channel
from portal.models.base import Base, Row, TenantOwned, Typed, of_organisation, points_to, words
from portal.models.sealed import Sealed


class Series(StrEnum):
    """The gapless yearly series: K for complaints, KW for those about the functionaris himself (E01)."""

    K = "K"
    KW = "KW"


def _sealed(column: str) -> Sealed:
    return Sealed("complaint", column, owner="id")


OPEN = text("stage <> 'closed'")
"""Which cases the index of the inbox holds: however many are closed, it stays small."""


class Complaint(Row, Base):
    """A complaint, which is also the case. `facts` is the state of the procedure; the columns beside it serve lists."""

    __tablename__ = "complaint"
    __table_args__ = (
        of_organisation(),
        points_to("regulation_version_id", "regulation_version"),
        points_to("cause_id", "cause"),
        UniqueConstraint("tenant_id", "reference"),
        UniqueConstraint("tenant_id", "series", "year", "number"),
        Index("ix_complaint_open", "tenant_id", "next_on", "reference", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_complaint_tenant_id_received_on_reference", "tenant_id", "received_on", "reference"),
        Index("ix_complaint_tenant_id_closed_on_ending", "tenant_id", "closed_on", "ending"),
        Index("ix_complaint_tenant_id_issued_on_received_on", "tenant_id", "issued_on", "received_on"),
        CheckConstraint("(stage = 'closed') = (ending IS NOT NULL)", name="ending_when_closed"),
        CheckConstraint("(stage = 'closed') = (closed_on IS NOT NULL)", name="closed_on_when_closed"),
    )

    reference: Mapped[str] = mapped_column(String(20))
    series: Mapped[Series] = mapped_column(words(Series))
    year: Mapped[int]
    number: Mapped[int]
    stage: Mapped[Stage] = mapped_column(words(Stage, checked="stage"))
    ending: Mapped[Ending | None] = mapped_column(words(Ending, checked="ending"))
    due_on: Mapped[date]
    next_on: Mapped[date]
    issued_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    erased_on: Mapped[date | None]
    keep_years: Mapped[int | None]
    received_at: Mapped[datetime]
    received_on: Mapped[date]
    registered_at: Mapped[datetime]
    channel: Mapped[Channel] = mapped_column(words(Channel, checked="channel"))
    original_place: Mapped[str] = mapped_column(_sealed("original_place"), default="", deferred=True)
    language: Mapped[str] = mapped_column(String(2), default="nl")
    grounds: Mapped[list[str]] = mapped_column(JSON)
    capacity: Mapped[Capacity] = mapped_column(words(Capacity))
    happened_when: Mapped[str] = mapped_column(_sealed("happened_when"), default="", deferred=True)
    about_whom: Mapped[str] = mapped_column(_sealed("about_whom"), default="", deferred=True)
    about_functionaris: Mapped[bool] = mapped_column(default=False)
    on_behalf: Mapped[bool] = mapped_column(default=False)
    receipt_digest: Mapped[str | None] = mapped_column(String(64))
    regulation_version_id: Mapped[UUID]
    cause_id: Mapped[UUID | None]
    facts: Mapped[Facts] = mapped_column(Typed(Facts))
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  read once by the mapper


class Part(StrEnum):
    """The part a person plays in one case."""

    COMPLAINANT = "complainant"
    REPRESENTATIVE = "representative"
    SUPPORT = "support"
    EMPLOYEE = "employee"
    FUNCTIONARIS = "functionaris"
    MANAGER = "manager"
    OUTSIDER = "outsider"


class Participant(Row, Base):
    """One person in one case. `side_id` is the party on whose side this person reads and acts.

    `until_on` is the last day of a seat that was given for a time. Who `may_decide` takes decisions for the party too:
    a mandate may leave those to the complainant (art. 1, E04).

    A representative has no `side_id` until the mandate is accepted. `ref` is the random reference under which this
    person stands in the case's journal; erasing a case empties this table, and the references lose their meaning.
    """

    __tablename__ = "participant"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        points_to("person_id", "person"),
        UniqueConstraint("tenant_id", "complaint_id", "ref"),
        Index("ix_participant_tenant_id_person_id_complaint_id", "tenant_id", "person_id", "complaint_id"),
        Index("ix_participant_tenant_id_complaint_id_id", "tenant_id", "complaint_id", "id"),
    )

    complaint_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    ref: Mapped[str] = mapped_column(String(16))
    part: Mapped[Part] = mapped_column(words(Part, checked="part"))
    side: Mapped[Side] = mapped_column(words(Side, checked="side"))
    side_id: Mapped[UUID | None]
    of_id: Mapped[UUID | None]
    name: Mapped[str]
    function: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(Sealed("participant", "phone"), default="")
    address: Mapped[str] = mapped_column(Sealed("participant", "address"), default="")
    relation: Mapped[str] = mapped_column(Sealed("participant", "relation"), default="")
    language: Mapped[str] = mapped_column(String(2), default="nl")
    joined_at: Mapped[datetime]
    informed_at: Mapped[datetime | None]
    notice_accepted_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    until_on: Mapped[date | None]
    may_decide: Mapped[bool] = mapped_column(server_default=true())


class Mandate(Row, Base):
    """The power of a representative: asked, accepted or refused, by whom, and until when (art. 1)."""

    __tablename__ = "mandate"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        points_to("participant_id", "participant"),
        points_to("decided_by_id", "participant"),
    )

    complaint_id: Mapped[UUID]
    participant_id: Mapped[UUID]
    asked_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None]
    seen_on: Mapped[date | None]
    proof: Mapped[str] = mapped_column(Sealed("mandate", "proof"), default="")
    ends_on: Mapped[date | None]


class Allegation(Row, Base):
    """A klachtonderdeel."""

    __tablename__ = "allegation"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        Index("ix_allegation_tenant_id_complaint_id", "tenant_id", "complaint_id"),
    )

    complaint_id: Mapped[UUID]
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Sealed("allegation", "text"))


class ComplaintCategory(TenantOwned, Base):
    """A category of a complaint; many to many, one marked as main for charts only (art. 8.1, 8.2)."""

    __tablename__ = "complaint_category"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        points_to("category_id", "category"),
        Index("ix_complaint_category_tenant_id_category_id", "tenant_id", "category_id"),
    )

    complaint_id: Mapped[UUID] = mapped_column(primary_key=True)
    category_id: Mapped[UUID] = mapped_column(primary_key=True)
    main: Mapped[bool] = mapped_column(default=False)


class CaseEvent(Row, Base):
    """What happened: one row per act, written once and never changed. It holds no text of the case."""

    __tablename__ = "case_event"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        points_to("participant_id", "participant"),
        points_to("for_id", "participant"),
        UniqueConstraint("tenant_id", "complaint_id", "seq"),
    )

    complaint_id: Mapped[UUID]
    seq: Mapped[int]
    act: Mapped[Act] = mapped_column(words(Act))
    article: Mapped[str] = mapped_column(String(8))
    participant_id: Mapped[UUID | None]
    for_id: Mapped[UUID | None]
    stage_from: Mapped[Stage | None] = mapped_column(words(Stage))
    stage_to: Mapped[Stage] = mapped_column(words(Stage))
    old_on: Mapped[date | None]
    new_on: Mapped[date | None]
    late: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
