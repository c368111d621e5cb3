"""Who is it: people, their roles, sessions, links, and the counting of attempts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Row, TenantOwned, of_organisation, points_to, words
from portal.models.identity import Way
from portal.models.sealed import Sealed


class RoleName(StrEnum):
    """A role in an organisation, and the portal it opens.

    `client` is a complainant, a representative or who supports one; `guest` is somebody outside the staff with
    access to one case on the employee's side. Neither is shown to the admin.
    """

    CLIENT = "client"
    GUEST = "guest"
    EMPLOYEE = "employee"
    FUNCTIONARIS = "functionaris"
    MANAGEMENT = "management"
    ADMIN = "admin"


STAFF = frozenset({RoleName.EMPLOYEE, RoleName.FUNCTIONARIS, RoleName.MANAGEMENT, RoleName.ADMIN})


class Person(Row, Base):
    """An account in one organisation. The same address elsewhere is another account.

    Who is invited to the staff goes by the name and function that the admin typed, whether the address was known or
    not; `invited_at` stands until they accept. `own_name` and `own_function` keep what a known account had until then,
    and `listed_as` stands for it in addresses of the admin: an id tells when it was made. `handle` is the random name
    under which passkeys know the account.
    """

    __tablename__ = "person"
    __table_args__ = (of_organisation(), UniqueConstraint("tenant_id", "email"))

    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str]
    function: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(2), default="nl")
    password_hash: Mapped[str | None] = mapped_column(String(255))
    password_at: Mapped[datetime | None]
    email_proved_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    own_name: Mapped[str | None]
    own_function: Mapped[str | None]
    listed_as: Mapped[UUID | None]
    handle: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  read once by the mapper


class Role(Row, Base):
    """A role of a person, since when and by whom; ended, never deleted."""

    __tablename__ = "role"
    __table_args__ = (
        of_organisation(),
        points_to("person_id", "person"),
        Index("ix_role_tenant_id_person_id", "tenant_id", "person_id"),
        Index("ix_role_tenant_id_name", "tenant_id", "name"),
    )

    person_id: Mapped[UUID]
    name: Mapped[RoleName] = mapped_column(words(RoleName, checked="role_name"))
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    by_person_id: Mapped[UUID | None]


class PersonSession(Row, Base):
    """A signed-in session. The cookie holds its secret and nothing of the person; the row can be ended at any time.

    `came_by` is how somebody came in, `strong` whether that took more than a password or a code by mail.
    `confirmed_at` is when the strongest thing that the account has was last shown, `confirmed_by` what that was.
    """

    __tablename__ = "person_session"
    __table_args__ = (
        of_organisation(),
        points_to("person_id", "person"),
        Index("ix_person_session_tenant_id_person_id", "tenant_id", "person_id"),
    )

    person_id: Mapped[UUID]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    idle_minutes: Mapped[int]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(80), default="")
    network: Mapped[str] = mapped_column(String(45), default="")
    came_by: Mapped[Way] = mapped_column(words(Way))
    strong: Mapped[bool]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[Way | None] = mapped_column(words(Way))


class LinkPurpose(StrEnum):
    """What a private link is for. The last ones never stand in a letter as an address: they are steps of signing in.

    `second`: a password was right, and the second step is awaited. `code`: a code by mail is awaited. `ceremony`: a
    passkey is asked. `provider`: somebody was sent to the organisation's own sign-in.
    """

    INVITE = "invite"
    RESET = "reset"
    CLAIM = "claim"
    MANDATE = "mandate"
    DRAFT = "draft"
    ADDRESS = "address"
    OBJECT = "object"
    SECOND = "second"
    CODE = "code"
    CEREMONY = "ceremony"
    PROVIDER = "provider"


class Link(Row, Base):
    """A private link. Its secret is not kept: the address carries the id under a signature made with the key ring.

    `values` is what the step after it must know: an address to confirm, a way in that was shown, where to go.
    """

    __tablename__ = "link"
    __table_args__ = (
        of_organisation(),
        points_to("person_id", "person"),
        points_to("participant_id", "participant"),
        points_to("draft_id", "filing_draft"),
        points_to("mend_id", "account_mend"),
        Index("ix_link_tenant_id_participant_id", "tenant_id", "participant_id"),
    )

    purpose: Mapped[LinkPurpose] = mapped_column(words(LinkPurpose))
    person_id: Mapped[UUID | None]
    participant_id: Mapped[UUID | None]
    draft_id: Mapped[UUID | None]
    mend_id: Mapped[UUID | None]
    values: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempt(TenantOwned, Base):
    """How often something was tried: a digest of who or from where, never the address itself."""

    __tablename__ = "attempt"
    __table_args__ = (of_organisation(),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    since: Mapped[datetime]
    last_at: Mapped[datetime]


class KeptForm(Row, Base):
    """A form that was posted after the session ended: kept a day for the same person, who finds it back."""

    __tablename__ = "kept_form"
    __table_args__ = (of_organisation(), points_to("person_id", "person"))

    person_id: Mapped[UUID]
    path: Mapped[str] = mapped_column(Text)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    until: Mapped[datetime]


class FilingDraft(Row, Base):
    """A complaint that is being written by somebody who has no account (30 days)."""

    __tablename__ = "filing_draft"
    __table_args__ = (of_organisation(),)

    answers: Mapped[dict[str, Any]] = mapped_column(Sealed("filing_draft", "answers", owner="id", fields=True))
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
