"""Papers: what the worker typesets, signs or gathers from frozen texts, and the certificates that sign them.

A waiting row is the order; the worker makes the paper, puts it sealed into the store, and says so in one commit.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Row, TenantOwned, of_organisation, points_to, words
from portal.models.sealed import Sealed


class PaperKind(StrEnum):
    """What a paper is: an edition of the judgment, the document that is signed, or the dossier."""

    JUDGMENT = "judgment"
    SIGNING = "signing"
    DOSSIER = "dossier"


class PaperState(StrEnum):
    """Whether it is there."""

    WAITING = "waiting"
    MADE = "made"
    FAILED = "failed"


class Paper(Row, Base):
    """One paper of a case. `recipient_id` is whose edition it is, `about_id` the employee of a signing document.

    `revision` counts the signatures in it. `source` tells what it was made from: the state of the journal for a
    dossier, so that a second one without an act in between is the same. `digest` is of its bytes, `stored` its name in
    the store.
    """

    __tablename__ = "paper"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        points_to("judgment_id", "judgment"),
        points_to("recipient_id", "participant"),
        points_to("about_id", "participant"),
        UniqueConstraint("tenant_id", "name"),
        Index("ix_paper_tenant_id_complaint_id", "tenant_id", "complaint_id"),
        Index("ix_paper_state_next_at", "state", "next_at"),
    )

    complaint_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[PaperKind] = mapped_column(words(PaperKind, checked="paper_kind"))
    judgment_id: Mapped[UUID | None]
    recipient_id: Mapped[UUID | None]
    about_id: Mapped[UUID | None]
    language: Mapped[str] = mapped_column(String(2), default="nl")
    revision: Mapped[int] = mapped_column(default=0)
    source: Mapped[str] = mapped_column(String(80), default="")
    state: Mapped[PaperState] = mapped_column(words(PaperState, checked="paper_state"))
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    size: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
    stored: Mapped[str] = mapped_column(String(120), default="")
    failure: Mapped[str] = mapped_column(String(80), default="")


class SigningAuthority(TenantOwned, Base):
    """An organisation's own authority, which certifies who signs. Its key is sealed under the organisation's."""

    __tablename__ = "signing_authority"
    __table_args__ = (of_organisation(),)

    certificate: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]


class SignerCertificate(Row, Base):
    """The certificate of one signer in one case; its key goes with the case."""

    __tablename__ = "signer_certificate"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        points_to("participant_id", "participant"),
        UniqueConstraint("tenant_id", "complaint_id", "participant_id"),
    )

    complaint_id: Mapped[UUID]
    participant_id: Mapped[UUID]
    certificate: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Sealed("signer_certificate", "key"))
    made_at: Mapped[datetime]
