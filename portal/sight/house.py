"""What everybody may know of an organisation: its name, how to reach it, who is functionaris, its regulation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from portal.models.identity import Deviation
from portal.models.organisation import Appointment, Organisation, Post, RegulationVersion
from portal.models.person import Person, Role, RoleName

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.domain.regulation import Regulation


@dataclass(frozen=True, slots=True)
class House:
    """An organisation as anybody may know it."""

    tenant_id: UUID
    slug: str
    name: str
    address: str
    phone: str
    email: str
    accent: str
    route: str
    demo: bool
    keep_years: int
    file_mb: int
    piece_files: int
    case_mb: int
    version: int


@dataclass(frozen=True, slots=True)
class OneForAll:
    """That who handles complaints manages too, and why: whoever complains may know (E03)."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class RegulationView:
    """A version of the regulation."""

    number: int
    parameters: Regulation
    text: str
    valid_from: date
    published_at: datetime
    current: bool


def house(session: Session) -> House:
    """Read the entered organisation."""
    return House(**session.execute(_HOUSE).one()._asdict())


_HOUSE = select(
    Organisation.tenant_id,
    Organisation.slug,
    Organisation.name,
    Organisation.address,
    Organisation.phone,
    Organisation.email,
    Organisation.accent,
    Organisation.route,
    Organisation.demo,
    Organisation.keep_years,
    Organisation.file_mb,
    Organisation.piece_files,
    Organisation.case_mb,
    Organisation.version,
)
"""The columns of a `House`. Built once: every page asks it."""


def one_for_all(session: Session) -> OneForAll | None:
    """Tell whether one person manages and handles complaints here."""
    row = session.execute(
        select(Person.name, Deviation.reason)
        .join(Deviation, and_(Deviation.tenant_id == Person.tenant_id, Deviation.person_id == Person.id))
        .where(Deviation.ended_at.is_(None))
        .limit(1)
    ).first()
    return OneForAll(row.name, row.reason) if row else None


def functionaris_name(session: Session, today: date) -> str:
    """Name the functionaris in office, who still has the role; that is public (art. 5.1)."""
    found = session.scalars(
        select(Person.name)
        .join(Appointment, and_(Appointment.tenant_id == Person.tenant_id, Appointment.person_id == Person.id))
        .join(Role, and_(Role.tenant_id == Person.tenant_id, Role.person_id == Person.id))
        .where(
            Role.name == RoleName.FUNCTIONARIS,
            Role.ended_at.is_(None),
            Appointment.post == Post.FUNCTIONARIS,
            Appointment.from_on <= today,
            or_(Appointment.until_on.is_(None), Appointment.until_on >= today),
        )
        .order_by(Appointment.from_on)
        .limit(1),
    ).one_or_none()
    return found or ""


def regulations(session: Session, today: date) -> tuple[RegulationView, ...]:
    """List the versions of the regulation, the newest first; the first that is valid is the current one."""
    rows = session.scalars(select(RegulationVersion).order_by(RegulationVersion.number.desc())).all()
    current = next((row.number for row in rows if row.valid_from <= today), None)
    return tuple(
        RegulationView(row.number, row.parameters, row.text, row.valid_from, row.published_at, row.number == current)
        for row in rows
    )


def regulation(session: Session, today: date) -> RegulationView | None:
    """Read the version that is valid today."""
    return next((one for one in regulations(session, today) if one.current), None)
