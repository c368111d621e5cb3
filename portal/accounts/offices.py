"""Who was appointed functionaris or deputy, who is away, and the exception of an organisation of one (art. 1, 5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import exists, or_, select

from portal.accounts import sessions
from portal.accounts.people import give_role, roles_of, take_role
from portal.domain.calendar import local_date
from portal.domain.errors import Refused
from portal.models.identity import Absence, Deviation
from portal.models.journal import Line, note
from portal.models.organisation import Appointment, Post
from portal.models.person import Person, Role, RoleName
from portal.tenancy import tenant

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

BACK = timedelta(days=31)
"""How far back an admin appoints: time to record what was decided, not to change who was competent long before."""
LATE = timedelta(days=1)
"""How far back an appointment ends: who left yesterday is recorded today."""


@dataclass(frozen=True, slots=True)
class Office:
    """A line of the appointments."""

    id: UUID
    person_id: UUID
    name: str
    post: Post
    external: bool
    from_on: date
    until_on: date | None
    now: bool


def holds_office(session: Session, person_id: UUID, today: date) -> bool:
    """Say whether somebody holds an office today."""
    return any(office.person_id == person_id and office.now for office in offices(session, today))


def appoint(
    session: Session,
    person_id: UUID,
    post: Post,
    from_on: date,
    now: datetime,
    by: UUID | None,
    *,
    external: bool = False,
) -> Appointment:
    """Appoint somebody functionaris or deputy from a day; the role comes with it.

    The operator (`by` is None) may name any day: an organisation that comes here has offices already.

    Raises:
        Refused: `not_there`, `mixed_roles` when the person manages or administers, `other_post` when the person holds
            the other post in that time (the deputy handles what is about the functionaris), or `appointed_long_ago`.

    """
    person = session.get(Person, (tenant(), person_id), with_for_update=True)
    if person is None:
        raise Refused("not_there", "person")
    if roles_of(session, person_id) & _barring(session, person_id):
        raise Refused("mixed_roles", "person")
    if by is not None and from_on < local_date(now) - BACK:
        raise Refused("appointed_long_ago", "from_on")
    others = select(Appointment.until_on).where(Appointment.person_id == person_id, Appointment.post != post)
    if any(until is None or until >= from_on for until in session.scalars(others)):
        raise Refused("other_post", "person")
    give_role(session, person, RoleName.FUNCTIONARIS, now, by)
    row = Appointment(person_id=person_id, post=post, external=external, from_on=from_on, by_person_id=by, at=now)
    session.add(row)
    session.flush()
    who = by.hex if by else "operator"
    note(session, Line(tenant(), who, "appointed", now, _dated(row)))
    return row


def _dated(row: Appointment) -> dict[str, str]:
    """Say in the journal who holds which post from when until when."""
    until = {"until_on": row.until_on.isoformat()} if row.until_on else {}
    return {"person": row.person_id.hex, "post": row.post.value, "from_on": row.from_on.isoformat(), **until}


def end_appointment(session: Session, appointment_id: UUID, last_day: date, now: datetime, by: UUID) -> None:
    """End an appointment after a day.

    What was done in office stays done in office: it ends yesterday at the earliest, and what is over stays over.

    Raises:
        Refused: `not_there`, `appointment_over`, `date_before_start`, or `ended_long_ago`.

    """
    today = local_date(now)
    row = session.get(Appointment, (tenant(), appointment_id), with_for_update=True)
    if row is None:
        raise Refused("not_there")
    if row.until_on is not None and row.until_on < today:
        raise Refused("appointment_over")
    if last_day < row.from_on:
        raise Refused("date_before_start", "until_on")
    if last_day < today - LATE:
        raise Refused("ended_long_ago", "until_on")
    row.until_on = last_day
    sessions.end_all(session, row.person_id, now)
    note(session, Line(tenant(), by.hex, "appointment_ended", now, _dated(row)))


def offices(session: Session, today: date) -> tuple[Office, ...]:
    """List every appointment, the newest first."""
    rows = session.execute(
        select(Appointment, Person.name)
        .join(Person, Person.id == Appointment.person_id)
        .order_by(Appointment.from_on.desc(), Appointment.id.desc()),
    )
    return tuple(
        Office(
            id=row.id,
            person_id=row.person_id,
            name=name,
            post=row.post,
            external=row.external,
            from_on=row.from_on,
            until_on=row.until_on,
            now=row.from_on <= today and (row.until_on is None or row.until_on >= today),
        )
        for row, name in rows
    )


def in_office(session: Session, post: Post, today: date, *, present: bool = True) -> tuple[Person, ...]:
    """Name who holds a post today and has the role that opens the portal, longest in office first.

    Who is away today is left out, unless `present` is False.
    """
    role = exists().where(Role.person_id == Person.id, Role.name == RoleName.FUNCTIONARIS, Role.ended_at.is_(None))
    away = exists().where(Absence.person_id == Person.id, *_on(today))
    found = (
        select(Person)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(
            Appointment.post == post,
            Appointment.from_on <= today,
            or_(Appointment.until_on.is_(None), Appointment.until_on >= today),
            Person.disabled_at.is_(None),
            role,
        )
        .order_by(Appointment.from_on, Appointment.id)
    )
    return tuple(session.scalars(found.where(~away) if present else found))


def _on(today: date) -> tuple[ColumnElement[bool], ...]:
    return (Absence.from_on <= today, Absence.until_on >= today, Absence.ended_at.is_(None))


def functionaris_since(session: Session, since: date) -> frozenset[UUID]:
    """Name who is functionaris, or was it on that day or after: none of them handles a complaint about that (E01)."""
    held = select(Appointment.person_id).where(
        Appointment.post == Post.FUNCTIONARIS,
        or_(Appointment.until_on.is_(None), Appointment.until_on >= since),
    )
    return frozenset(session.scalars(held))


# ---- away ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which somebody is away."""

    id: UUID
    person_id: UUID
    name: str
    from_on: date
    until_on: date


def go_away(session: Session, person_id: UUID, from_on: date, until_on: date, now: datetime, by: UUID) -> None:
    """Record that who holds an office is away (E29). Cases go to the deputy from the first day; no date moves.

    Raises:
        Refused: `no_office` for who holds none, `date_before_start`, `date_over` for days that are over, or
            `away_already`.

    """
    today = local_date(now)
    if session.get(Person, (tenant(), person_id), with_for_update=True) is None or not holds_office(
        session, person_id, today
    ):
        raise Refused("no_office", "person")
    if until_on < from_on:
        raise Refused("date_before_start", "until_on")
    if until_on < today:
        raise Refused("date_over", "until_on")
    if any(
        one.person_id == person_id and one.from_on <= until_on and from_on <= one.until_on
        for one in away(session, today)
    ):
        raise Refused("away_already", "from_on")
    session.add(Absence(person_id=person_id, from_on=from_on, until_on=until_on, by_person_id=by, at=now))
    session.flush()
    days = {"person": person_id.hex, "from_on": from_on.isoformat(), "until_on": until_on.isoformat()}
    note(session, Line(tenant(), by.hex, "away", now, days))


def come_back(session: Session, absence_id: UUID, now: datetime, by: UUID) -> None:
    """End an absence: this person is here again.

    Raises:
        Refused: `not_there`.

    """
    row = session.get(Absence, (tenant(), absence_id), with_for_update=True)
    if row is None or row.ended_at is not None:
        raise Refused("not_there")
    row.ended_at = now
    note(session, Line(tenant(), by.hex, "back", now, {"person": row.person_id.hex}))


def away(session: Session, today: date) -> tuple[Away, ...]:
    """List who is or will be away, the first day first."""
    rows = session.execute(
        select(Absence, Person.name)
        .join(Person, Person.id == Absence.person_id)
        .where(Absence.until_on >= today, Absence.ended_at.is_(None))
        .order_by(Absence.from_on, Absence.id)
    )
    return tuple(Away(row.id, row.person_id, name, row.from_on, row.until_on) for row, name in rows)


# ---- an organisation of one ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OneForAll:
    """That one person manages and handles complaints, and why."""

    id: UUID
    person_id: UUID
    name: str
    reason: str
    at: datetime


def _barring(session: Session, person_id: UUID) -> frozenset[RoleName]:
    """Name the roles that keep somebody out of office."""
    return frozenset({RoleName.ADMIN} if deviates(session, person_id) else {RoleName.MANAGEMENT, RoleName.ADMIN})


def deviates(session: Session, person_id: UUID) -> bool:
    """Whether it was recorded that this manager handles complaints too (E03)."""
    return any(one.person_id == person_id for one in deviations(session))


def deviations(session: Session) -> tuple[OneForAll, ...]:
    """List the exceptions in force."""
    rows = session.execute(
        select(Deviation, Person.name)
        .join(Person, Person.id == Deviation.person_id)
        .where(Deviation.ended_at.is_(None))
        .order_by(Deviation.at)
    )
    return tuple(OneForAll(row.id, row.person_id, name, row.reason, row.at) for row, name in rows)


def deviate(session: Session, person_id: UUID, reason: str, now: datetime) -> None:
    """Record, as a manager, that one handles complaints oneself for lack of another, and be appointed (E03).

    Raises:
        Refused: `deviation_needless` while somebody else is functionaris, `own_roles` for an admin, who manages
            accounts, or `deviation_there`.

    """
    roles = roles_of(session, person_id)
    today = local_date(now)
    if RoleName.MANAGEMENT not in roles or RoleName.ADMIN in roles:
        raise Refused("own_roles")
    if deviates(session, person_id):
        raise Refused("deviation_there")
    if in_office(session, Post.FUNCTIONARIS, today, present=False):
        raise Refused("deviation_needless")
    session.add(Deviation(person_id=person_id, reason=reason.strip(), by_person_id=person_id, at=now))
    session.flush()
    note(session, Line(tenant(), person_id.hex, "deviation_recorded", now))
    appoint(session, person_id, Post.FUNCTIONARIS, today, now, person_id)


def end_deviation(session: Session, person_id: UUID, now: datetime) -> None:
    """End the exception: the appointment and the role of functionaris end with it.

    Raises:
        Refused: `not_there`.

    """
    row = session.scalars(
        select(Deviation).where(Deviation.person_id == person_id, Deviation.ended_at.is_(None))
    ).one_or_none()
    person = session.get(Person, (tenant(), person_id))
    if row is None or person is None:
        raise Refused("not_there")
    row.ended_at = now
    yesterday = local_date(now) - LATE
    for held in session.scalars(
        select(Appointment).where(
            Appointment.person_id == person_id,
            or_(Appointment.until_on.is_(None), Appointment.until_on > yesterday),
        )
    ):
        held.until_on = max(yesterday, held.from_on)
    take_role(session, person, RoleName.FUNCTIONARIS, now, person_id)
    note(session, Line(tenant(), person_id.hex, "deviation_ended", now))
