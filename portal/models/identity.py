"""With what somebody shows who they are, how that is mended when lost, and who is away or holds two posts."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Row, of_organisation, points_to, words


class Way(StrEnum):
    """With what somebody showed who they are; it stands beside a signature too.

    `password_mail` is a password and a code by mail, `mail` a code by mail alone (with a receipt code before it).
    `provider` is the organisation's own sign-in, `password` a password and nothing else.
    """

    PASSKEY = "passkey"
    CODE = "code"
    RECOVERY = "recovery"
    PROVIDER = "provider"
    PASSWORD_MAIL = "password_mail"  # noqa: S105  the name of a way, no password
    MAIL = "mail"
    PASSWORD = "password"  # noqa: S105  the name of a way, no password


class Passkey(Row, Base):
    """A passkey: the public half, and how often it was used as its own counter tells."""

    __tablename__ = "passkey"
    __table_args__ = (
        of_organisation(),
        points_to("person_id", "person"),
        UniqueConstraint("tenant_id", "credential_id"),
        Index("ix_passkey_tenant_id_person_id", "tenant_id", "person_id"),
    )

    person_id: Mapped[UUID]
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(60))
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class CodeApp(Row, Base):
    """An app that shows one-time codes. Its seed is sealed; `last_step` is the newest code that was used."""

    __tablename__ = "code_app"
    __table_args__ = (
        of_organisation(),
        points_to("person_id", "person"),
        Index("ix_code_app_tenant_id_person_id", "tenant_id", "person_id"),
    )

    person_id: Mapped[UUID]
    seed: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    added_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]


class RecoveryCode(Row, Base):
    """One code for who lost the rest. Only its digest is kept; it works once."""

    __tablename__ = "recovery_code"
    __table_args__ = (
        of_organisation(),
        points_to("person_id", "person"),
        Index("ix_recovery_code_tenant_id_person_id", "tenant_id", "person_id"),
    )

    person_id: Mapped[UUID]
    batch: Mapped[UUID]
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Provider(Row, Base):
    """The organisation's own sign-in (OpenID Connect). One for each organisation; the secret is sealed.

    `domains` are the mail domains whose addresses it may speak for. `role_claim` with `role_map` (a value of the claim
    to the name of a role) gives and takes staff roles at sign-in; empty means that the admin does.
    """

    __tablename__ = "provider"
    __table_args__ = (of_organisation(), UniqueConstraint("tenant_id"))

    name: Mapped[str] = mapped_column(String(60))
    issuer: Mapped[str] = mapped_column(String(255))
    client_id: Mapped[str] = mapped_column(String(255))
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    domains: Mapped[list[str]] = mapped_column(JSON)
    role_claim: Mapped[str] = mapped_column(String(60), default="")
    role_map: Mapped[dict[str, str]] = mapped_column(JSON)
    enabled: Mapped[bool]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  read once by the mapper


class OutsideIdentity(Row, Base):
    """That an account is somebody at a provider: issuer and subject, never an address."""

    __tablename__ = "outside_identity"
    __table_args__ = (
        of_organisation(),
        points_to("person_id", "person"),
        UniqueConstraint("tenant_id", "issuer", "subject"),
        Index("ix_outside_identity_tenant_id_person_id", "tenant_id", "person_id"),
    )

    person_id: Mapped[UUID]
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    linked_at: Mapped[datetime]


class Mend(StrEnum):
    """What is mended of an account whose holder cannot do it: the second step, or the address."""

    FACTORS = "factors"
    ADDRESS = "address"


class AccountMend(Row, Base):
    """The mending of an account: asked by one, agreed to by another where cases can be read, after a day of waiting.

    `from_at` is when it may take effect; until then the holder can refuse.
    """

    __tablename__ = "account_mend"
    __table_args__ = (
        of_organisation(),
        points_to("person_id", "person"),
        points_to("asked_by_id", "person"),
        points_to("agreed_by_id", "person"),
        Index("ix_account_mend_tenant_id_person_id", "tenant_id", "person_id"),
    )

    person_id: Mapped[UUID]
    what: Mapped[Mend] = mapped_column(words(Mend, checked="what"))
    email: Mapped[str] = mapped_column(String(254), default="")
    asked_by_id: Mapped[UUID]
    asked_at: Mapped[datetime]
    agreed_by_id: Mapped[UUID | None]
    agreed_at: Mapped[datetime | None]
    from_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class Absence(Row, Base):
    """Days on which who holds an office is away, first and last day included (E29, E30)."""

    __tablename__ = "absence"
    __table_args__ = (
        of_organisation(),
        points_to("person_id", "person"),
        points_to("by_person_id", "person"),
        Index("ix_absence_tenant_id_person_id", "tenant_id", "person_id"),
    )

    person_id: Mapped[UUID]
    from_on: Mapped[date]
    until_on: Mapped[date]
    by_person_id: Mapped[UUID]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Deviation(Row, Base):
    """What an organisation that is too small for two people recorded: who handles complaints manages too (E03)."""

    __tablename__ = "deviation"
    __table_args__ = (of_organisation(), points_to("person_id", "person"), points_to("by_person_id", "person"))

    person_id: Mapped[UUID]
    reason: Mapped[str] = mapped_column(Text)
    by_person_id: Mapped[UUID]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
