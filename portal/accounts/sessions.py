"""Sessions: rows on the server. The cookie holds a random id; ending the row ends the session at the next request."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, or_, select, update

from portal.domain.calendar import local_date
from portal.models.journal import Line, note
from portal.models.organisation import Appointment
from portal.models.person import STAFF, Person, PersonSession, Role
from portal.sight.actor import Actor

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import BindParameter
    from sqlalchemy.orm import Session

    from portal.models.person import RoleName

ABSOLUTE = timedelta(hours=12)
IDLE_STAFF = 30
IDLE_CLIENT = 60
FRESH = timedelta(minutes=5)


def digest(secret: str) -> str:
    """Digest a secret under which a row is found."""
    return hashlib.sha256(secret.encode()).hexdigest()


def network(address: str | None) -> str:
    """Shorten an address to its network (/24 or /64): nothing finer is ever kept."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 64), strict=False))  # noqa: PLR2004  the IP versions


def start(
    session: Session, person: Person, roles: frozenset[RoleName], now: datetime, *, device: str = "", where: str = ""
) -> str:
    """Begin a session and return the secret that the cookie holds."""
    secret = secrets.token_urlsafe(32)
    session.add(
        PersonSession(
            person_id=person.id,
            digest=digest(secret),
            started_at=now,
            seen_at=now,
            idle_minutes=IDLE_STAFF if roles & STAFF else IDLE_CLIENT,
            ends_at=now + ABSOLUTE,
            device=device[:80],
            network=where,
        ),
    )
    note(session, Line(person.tenant_id, person.id.hex, "signed_in", now, {"person": person.id.hex}))
    return secret


_TODAY: BindParameter[date] = bindparam("today")
_OPEN = (
    select(
        PersonSession.id.label("session_id"),
        PersonSession.seen_at,
        PersonSession.idle_minutes,
        PersonSession.started_at,
        Person.tenant_id,
        Person.id,
        func.coalesce(Person.own_name, Person.name).label("called"),
        Person.email,
        Person.language,
        Role.name.label("role"),
        Appointment.post,
    )
    .join(Person, and_(Person.tenant_id == PersonSession.tenant_id, Person.id == PersonSession.person_id))
    .outerjoin(
        Role,
        and_(Role.tenant_id == Person.tenant_id, Role.person_id == Person.id, Role.ended_at.is_(None)),
    )
    .outerjoin(
        Appointment,
        and_(
            Appointment.tenant_id == Person.tenant_id,
            Appointment.person_id == Person.id,
            Appointment.from_on <= _TODAY,
            or_(Appointment.until_on.is_(None), Appointment.until_on >= _TODAY),
        ),
    )
    .where(
        PersonSession.digest == bindparam("digest"),
        PersonSession.ended_at.is_(None),
        PersonSession.ends_at > bindparam("now"),
        Person.disabled_at.is_(None),
    )
)
"""Built once: every page of somebody who is signed in asks it."""


def find(session: Session, secret: str, now: datetime) -> Actor | None:
    """Load session, person, roles and posts in one SELECT; None when the session is over, for whatever reason."""
    values = {"digest": digest(secret), "now": now, "today": local_date(now)}
    rows = session.execute(_OPEN, values).all()
    if not rows or now - rows[0].seen_at > timedelta(minutes=rows[0].idle_minutes):
        return None
    first = rows[0]
    return Actor(
        tenant_id=first.tenant_id,
        person_id=first.id,
        session_id=first.session_id,
        name=first.called,
        email=first.email,
        language=first.language,
        roles=frozenset(row.role for row in rows if row.role is not None),
        posts=frozenset(row.post for row in rows if row.post is not None),
        reauthenticated=now - first.started_at <= FRESH,
        seen_at=first.seen_at,
    )


def whose(session: Session, secret: str) -> UUID | None:
    """Tell whose session this was, ended or not, so that a form posted too late can be kept for that person."""
    return session.scalar(select(PersonSession.person_id).where(PersonSession.digest == digest(secret)))


def touch(session: Session, session_id: UUID, now: datetime) -> None:
    """Remember when the session was last used."""
    session.execute(
        update(PersonSession)
        .where(PersonSession.id == session_id)
        .values(seen_at=now)
        .execution_options(synchronize_session=False),
    )


def end(session: Session, actor: Actor, now: datetime) -> None:
    """Sign out."""
    session.execute(
        update(PersonSession)
        .where(PersonSession.id == actor.session_id)
        .values(ended_at=now)
        .execution_options(synchronize_session=False),
    )
    note(session, Line(actor.tenant_id, actor.person_id.hex, "signed_out", now))


def end_all(session: Session, person_id: UUID, now: datetime, *, but: UUID | None = None) -> None:
    """End every session of a person: after a new password, another role, or leaving."""
    statement = update(PersonSession).where(PersonSession.person_id == person_id, PersonSession.ended_at.is_(None))
    if but is not None:
        statement = statement.where(PersonSession.id != but)
    session.execute(statement.values(ended_at=now).execution_options(synchronize_session=False))
