"""Sessions: rows on the server. The cookie holds a random id; ending the row ends the session at the next request."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, or_, select, update

from portal.domain.calendar import local_date
from portal.models.identity import Way
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
SHOWN = 20
"""How many of somebody's sign-ins are shown."""
FRESH = timedelta(minutes=5)
STRONG = frozenset({Way.PASSKEY, Way.CODE, Way.RECOVERY})
"""Ways that take more than a password or a mailbox."""


@dataclass(frozen=True, slots=True)
class Shown:
    """With what somebody came in.

    `whole`: this is the strongest thing that the account has, so that nothing more is asked for five minutes.
    `strong`: it took more than a password or a mailbox.
    """

    way: Way
    whole: bool
    strong: bool


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
    session: Session,
    person: Person,
    roles: frozenset[RoleName],
    now: datetime,
    shown: Shown,
    *,
    device: str = "",
    where: str = "",
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
            came_by=shown.way,
            strong=shown.strong,
            confirmed_at=now if shown.whole else None,
            confirmed_by=shown.way if shown.whole else None,
        ),
    )
    note(
        session,
        Line(person.tenant_id, person.id.hex, "signed_in", now, {"person": person.id.hex, "by": shown.way.value}),
    )
    return secret


def confirm(session: Session, actor: Actor, way: Way, now: datetime) -> str:
    """Note that somebody showed once more who they are, and give the session another secret (the old one is over)."""
    secret = secrets.token_urlsafe(32)
    row = session.get_one(PersonSession, (actor.tenant_id, actor.session_id))
    row.digest, row.confirmed_at, row.confirmed_by = digest(secret), now, way
    row.strong = row.strong or way in STRONG
    note(session, Line(actor.tenant_id, actor.person_id.hex, "confirmed", now, {"by": way.value}))
    return secret


_TODAY: BindParameter[date] = bindparam("today")
_OPEN = (
    select(
        PersonSession.id.label("session_id"),
        PersonSession.seen_at,
        PersonSession.idle_minutes,
        PersonSession.strong,
        PersonSession.confirmed_at,
        PersonSession.confirmed_by,
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
    today = local_date(now)
    values = {"digest": digest(secret), "now": now, "today": today}
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
        strong=first.strong,
        confirmed_by=first.confirmed_by if first.confirmed_at and now - first.confirmed_at <= FRESH else None,
        today=today,
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


@dataclass(frozen=True, slots=True)
class Open:
    """A session as its holder sees it."""

    id: UUID
    device: str
    network: str
    came_by: Way
    started_at: datetime
    seen_at: datetime
    here: bool


def open_sessions(session: Session, actor: Actor, now: datetime) -> tuple[Open, ...]:
    """List where this person is signed in, the latest used first."""
    rows = session.scalars(
        select(PersonSession)
        .where(
            PersonSession.person_id == actor.person_id, PersonSession.ended_at.is_(None), PersonSession.ends_at > now
        )
        .order_by(PersonSession.seen_at.desc(), PersonSession.id.desc())
    )
    return tuple(
        Open(row.id, row.device, row.network, row.came_by, row.started_at, row.seen_at, here=row.id == actor.session_id)
        for row in rows
        if now - row.seen_at <= timedelta(minutes=row.idle_minutes)
    )


def recent(session: Session, person_id: UUID, since: datetime) -> tuple[Open, ...]:
    """List when and how somebody signed in lately, the newest first."""
    rows = session.scalars(
        select(PersonSession)
        .where(PersonSession.person_id == person_id, PersonSession.started_at > since)
        .order_by(PersonSession.started_at.desc(), PersonSession.id.desc())
        .limit(SHOWN)
    )
    return tuple(
        Open(row.id, row.device, row.network, row.came_by, row.started_at, row.seen_at, here=False) for row in rows
    )


def known_place(session: Session, person_id: UUID, device: str, where: str, since: datetime) -> bool:
    """Whether somebody signed in before with this device or from this network; the first time is not unusual."""
    here = or_(PersonSession.device == device[:80], PersonSession.network == where)
    before = select(func.count(PersonSession.id), func.count(PersonSession.id).filter(here)).where(
        PersonSession.person_id == person_id, PersonSession.started_at > since
    )
    every, same = session.execute(before).one()
    return every == 0 or same > 0


def came_from(session: Session, person_id: UUID, where: str, since: datetime) -> bool:
    """Whether somebody signed in from this network before."""
    found = select(PersonSession.id).where(
        PersonSession.person_id == person_id, PersonSession.network == where, PersonSession.started_at > since
    )
    return session.scalars(found.limit(1)).first() is not None


def end_one(session: Session, actor: Actor, session_id: UUID, now: datetime) -> bool:
    """End one of one's own sessions; False when there is no such session."""
    row = session.get(PersonSession, (actor.tenant_id, session_id))
    if row is None or row.person_id != actor.person_id or row.ended_at is not None:
        return False
    row.ended_at = now
    note(session, Line(actor.tenant_id, actor.person_id.hex, "session_ended", now))
    return True


def end_all(session: Session, person_id: UUID, now: datetime, *, but: UUID | None = None) -> None:
    """End every session of a person: after a new password, another role, or leaving."""
    statement = update(PersonSession).where(PersonSession.person_id == person_id, PersonSession.ended_at.is_(None))
    if but is not None:
        statement = statement.where(PersonSession.id != but)
    session.execute(statement.values(ended_at=now).execution_options(synchronize_session=False))
