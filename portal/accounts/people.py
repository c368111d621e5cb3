"""People of an organisation: accounts, roles, and who was appointed functionaris or deputy (art. 1, 5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from portal.accounts import sessions
from portal.domain.calendar import local_date
from portal.domain.errors import Refused
from portal.models.base import new_id
from portal.models.journal import Line, note
from portal.models.person import STAFF, Link, LinkPurpose, Person, Role, RoleName
from portal.post.letters import LIFETIMES, Reader, private_link, write
from portal.tenancy import tenant

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A line of the staff list. `key` stands for the person in addresses of the admin."""

    id: UUID
    key: UUID
    name: str
    email: str
    function: str
    roles: tuple[RoleName, ...]
    active: bool
    invited: bool


def roles_of(session: Session, person_id: UUID) -> frozenset[RoleName]:
    """Name the roles a person has now."""
    return frozenset(session.scalars(select(Role.name).where(Role.person_id == person_id, Role.ended_at.is_(None))))


def by_email(session: Session, email: str) -> Person | None:
    """Find an account by its address, in this organisation alone."""
    return session.scalars(select(Person).where(Person.email == email.strip().lower())).one_or_none()


def new_person(
    session: Session,
    email: str,
    name: str,
    now: datetime,
    *,
    function: str = "",
    language: str = "nl",
    invited_at: datetime | None = None,
) -> Person:
    """Make an account without a password: only an invitation opens it."""
    person = Person(
        email=email.strip().lower(),
        name=name.strip(),
        function=function.strip(),
        language=language,
        created_at=now,
        invited_at=invited_at,
    )
    session.add(person)
    session.flush()
    return person


def give_role(session: Session, person: Person, role: RoleName, now: datetime, by: UUID | None) -> None:
    """Give a role, unless the person has it."""
    if role in roles_of(session, person.id):
        return
    session.add(Role(person_id=person.id, name=role, since=now, by_person_id=by))
    session.flush()
    who = by.hex if by else "operator"
    note(session, Line(tenant(), who, "role_given", now, {"person": person.id.hex, "role": role.value}))


def take_role(session: Session, person: Person, role: RoleName, now: datetime, by: UUID) -> None:
    """End a role; the person is signed out everywhere."""
    rows = session.scalars(
        select(Role).where(Role.person_id == person.id, Role.name == role, Role.ended_at.is_(None)),
    ).all()
    for row in rows:
        row.ended_at = now
    if rows:
        sessions.end_all(session, person.id, now)
        note(session, Line(tenant(), by.hex, "role_taken", now, {"person": person.id.hex, "role": role.value}))


def invite(session: Session, person: Person, now: datetime, *, staff: bool) -> None:
    """Send the link with which a person sets a password. Staff letters are the admin's to see, others are not."""
    link = private_link(session, LinkPurpose.INVITE, now, person_id=person.id)
    until = local_date(now + LIFETIMES[LinkPurpose.INVITE]).isoformat()
    reader = Reader(person.language, person.email, person_id=person.id)
    write(session, "invite_staff" if staff else "invite_party", reader, {"date": until}, now, link=link)


def mixed(roles: frozenset[RoleName]) -> bool:
    """Say whether somebody would both handle complaints and manage or administer (hard rule of access)."""
    return RoleName.FUNCTIONARIS in roles and bool(roles & {RoleName.MANAGEMENT, RoleName.ADMIN})


def invite_staff(
    session: Session, email: str, name: str, function: str, roles: Iterable[RoleName], now: datetime, by: UUID | None
) -> Person:
    """Make or find the account of a staff member, give the roles, and invite.

    Whether the address was known, as that of a party, shows nowhere: the same steps, the same letter, and the name
    that was typed.

    Raises:
        Refused: `role_missing` when no staff role was chosen, `staff_already` for an address on the staff list, where
            roles are changed, `mixed_roles` for two that exclude each other.

    """
    wanted = [role for role in roles if role in STAFF]
    if not wanted:
        raise Refused("role_missing", "roles")
    known = by_email(session, email)
    held = roles_of(session, known.id if known else new_id())
    if held & STAFF:
        raise Refused("staff_already", "email")
    if mixed(held | frozenset(wanted)):
        raise Refused("mixed_roles", "roles")
    if known is None:
        person = new_person(session, email, name, now, function=function, invited_at=now)
    else:
        person = _listed(session, known, name, function, now)
    for role in wanted:
        give_role(session, person, role, now, by)
    invite(session, person, now, staff=True)
    return person


def _listed(session: Session, person: Person, name: str, function: str, now: datetime) -> Person:
    """Put an account of somebody else's making on the staff list, as it would stand there had it just been made."""
    person.own_name, person.own_function = person.name, person.function
    person.name, person.function = name.strip(), function.strip()
    person.listed_as, person.invited_at, person.accepted_at = new_id(), now, None
    session.flush()
    return person


def _not_accepted(person: Person) -> bool:
    return person.invited_at is not None or (person.password_hash is None and person.accepted_at is None)


def accept(person: Person, now: datetime) -> None:
    """Take the name and function of the staff list: the person came in by an invitation to an account."""
    if person.invited_at is not None:
        person.own_name = person.own_function = person.invited_at = None
        person.accepted_at = now


def withdraw(session: Session, person: Person, now: datetime) -> None:
    """Take an invitation back that was not accepted: the account is again what it was, and the link is dead."""
    if person.own_name is not None:
        person.name, person.function = person.own_name, person.own_function or ""
    person.own_name = person.own_function = person.listed_as = person.invited_at = None
    session.execute(
        update(Link)
        .where(Link.person_id == person.id, Link.purpose == LinkPurpose.INVITE, Link.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )


def staff(session: Session) -> tuple[StaffMember, ...]:
    """List the staff, by name. Nobody who is only a party or a guest in a case is among them."""
    rows = session.execute(
        select(Person, Role.name)
        .join(Role, Role.person_id == Person.id)
        .where(Role.ended_at.is_(None), Role.name.in_(STAFF))
        .order_by(Person.name, Person.id),
    )
    found: dict[UUID, StaffMember] = {}
    for person, role in rows:
        before = found[person.id].roles if person.id in found else ()
        found[person.id] = StaffMember(
            person.id,
            person.listed_as or person.id,
            person.name,
            person.email,
            person.function,
            (*before, role),
            person.disabled_at is None,
            _not_accepted(person),
        )
    return tuple(found.values())


def staff_member(session: Session, wanted: str) -> StaffMember | None:
    """Find one member of the staff by key."""
    return next((one for one in staff(session) if str(one.key) == wanted), None)


def roles_version(session: Session, person_id: UUID) -> int:
    """Number the staff roles of a person as they stand: it grows with every role that is given or taken."""
    staff = select(func.count(Role.id) + func.count(Role.ended_at)).where(
        Role.person_id == person_id, Role.name.in_(STAFF)
    )
    return session.scalars(staff).one()


def invite_again(session: Session, person_id: UUID, now: datetime) -> None:
    """Invite a member of the staff once more, who has not yet chosen a password."""
    person = session.get(Person, (tenant(), person_id))
    if person is not None and _not_accepted(person) and person.disabled_at is None:
        invite(session, person, now, staff=True)


def with_role(session: Session, role: RoleName) -> tuple[Person, ...]:
    """List who has a role now and can sign in."""
    return tuple(
        session.scalars(
            select(Person)
            .join(Role, Role.person_id == Person.id)
            .where(Role.name == role, Role.ended_at.is_(None), Person.disabled_at.is_(None))
            .order_by(Person.name, Person.id),
        ),
    )
