"""Coming in: a password, an invitation, a forgotten password. One answer for known and unknown addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from portal.accounts import sessions, throttle
from portal.accounts.passwords import check_new
from portal.accounts.people import by_email, give_role, roles_of
from portal.domain.calendar import local_date
from portal.domain.errors import Refused
from portal.domain.facts import Side
from portal.models.complaint import Complaint, Participant
from portal.models.journal import Line, note
from portal.models.organisation import Organisation
from portal.models.person import Link, LinkPurpose, Person, RoleName
from portal.post.letters import Reader, private_link, write
from portal.sight.actor import OPENS, Door
from portal.tenancy import tenant

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.accounts.passwords import Hasher
    from portal.sight.actor import Actor


class TooOften(Refused):
    """Too many tries: `seconds` until the next."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too_often")
        self.seconds = max(1, seconds)


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody came in: the secret for the cookie, and the language they read."""

    secret: str
    person_id: UUID
    language: str


def normal_email(email: str) -> str:
    """Write an address the way accounts are found by."""
    return email.strip().lower()


def sign_in(
    session: Session, hasher: Hasher, email: str, password: str, now: datetime, *, where: str, device: str
) -> Came | None:
    """Check address and password. None is the one answer to everything that is not right.

    Raises:
        TooOften: this network tried this account, or any account, too often.
        BusyError: too many passwords at once.

    """
    address = normal_email(email)
    delay = max(
        throttle.wait(session, throttle.SIGN_IN, now, address, where),
        throttle.wait(session, throttle.SIGN_IN_NETWORK, now, where),
    )
    if delay:
        raise TooOften(int(delay.total_seconds()) + 1)
    person = session.scalars(select(Person).where(Person.email == address)).one_or_none()
    good = hasher.verify(person.password_hash if person else None, password)
    if person is None or not good or person.disabled_at is not None:
        return None
    if person.password_hash and hasher.outdated(person.password_hash):
        person.password_hash = hasher.hash(password)
    throttle.forget(session, throttle.SIGN_IN, address, where)
    return come_in(session, person, now, where=where, device=device)


def count_failure(session: Session, email: str, where: str, now: datetime) -> None:
    """Count a failed sign-in and journal it: whose account it was, where there is one, never what was typed.

    This is written after the page is drawn, and looks the same up for every address.
    """
    person = by_email(session, email)
    _count(session, normal_email(email), where, now)
    who = person.id.hex if person else "nobody"
    note(session, Line(tenant(), who, "sign_in_failed", now, {"network": where}))


def count_wrong_password(session: Session, actor: Actor, where: str, now: datetime) -> None:
    """Count that somebody who is signed in did not know the password, as a failed sign-in to that account."""
    _count(session, actor.email, where, now)
    note(session, Line(tenant(), actor.person_id.hex, "password_wrong", now, {"network": where}))


def _count(session: Session, address: str, where: str, now: datetime) -> None:
    throttle.count(session, throttle.SIGN_IN, now, address, where)
    throttle.count(session, throttle.SIGN_IN_NETWORK, now, where)


def come_in(session: Session, person: Person, now: datetime, *, where: str, device: str) -> Came:
    """Begin a session for somebody who was recognised."""
    roles = roles_of(session, person.id)
    secret = sessions.start(session, person, roles, now, device=device, where=where)
    return Came(secret, person.id, person.language)


def live_link(session: Session, link_id: UUID | None, now: datetime, *purposes: LinkPurpose) -> Link | None:
    """Find a private link that still works for one of these purposes."""
    link = session.get(Link, (tenant(), link_id)) if link_id else None
    if link is None or link.purpose not in purposes or link.expires_at <= now:
        return None
    return None if link.used_at is not None and link.purpose is not LinkPurpose.DRAFT else link


def ask_reset(session: Session, email: str, now: datetime, where: str) -> None:
    """Send a link to set a new password, if there is such an account. The answer is the same if there is not.

    Raises:
        TooOften: this network asked too often.

    """
    delay = throttle.wait(session, throttle.RESET, now, where)
    if delay:
        raise TooOften(int(delay.total_seconds()) + 1)
    throttle.count(session, throttle.RESET, now, where)
    person = session.scalars(select(Person).where(Person.email == normal_email(email))).one_or_none()
    if person is None or person.disabled_at is not None or person.password_hash is None:
        return
    link = private_link(session, LinkPurpose.RESET, now, person_id=person.id)
    write(session, "reset_password", Reader(person.language, person.email, person_id=person.id), {}, now, link=link)
    note(session, Line(tenant(), person.id.hex, "reset_asked", now))


def set_password(session: Session, hasher: Hasher, person: Person, password: str, now: datetime) -> None:
    """Set a password: every session ends, and the address is told.

    Raises:
        Refused: the password is too short, too long or easily guessed.

    """
    organisation = session.scalars(select(Organisation)).one()
    check_new(password, about=(person.email, person.name, organisation.name, organisation.slug, "klacht", "wederhoor"))
    had_one = person.password_hash is not None
    person.password_hash, person.password_at = hasher.hash(password), now
    sessions.end_all(session, person.id, now)
    if had_one:
        reader = Reader(person.language, person.email, person_id=person.id, path="inloggen")
        write(session, "password_changed", reader, {"date": local_date(now).isoformat()}, now)
    note(session, Line(tenant(), person.id.hex, "password_set", now))


def use(session: Session, link: Link, now: datetime) -> Person:
    """Use up an invitation or a reset link, and return whose it is.

    Raises:
        Refused: the account is gone or closed.

    """
    person = session.get(Person, (tenant(), link.person_id)) if link.person_id else None
    if person is None or person.disabled_at is not None:
        raise Refused("link_dead")
    link.used_at = now
    person.email_proved_at = person.email_proved_at or now
    return person


def speak(session: Session, person_id: UUID, language: str) -> None:
    """Remember the language a person chose."""
    person = session.get(Person, (tenant(), person_id))
    if person is not None:
        person.language = language


def change_password(
    session: Session,
    hasher: Hasher,
    actor: Actor,
    current: str,
    password: str,
    now: datetime,
    *,
    where: str,
    device: str,
) -> Came:
    """Change one's own password: every session ends, and a new one begins here.

    Raises:
        Refused: `password_wrong`, or the new one is too short, too long or easily guessed.
        TooOften: the current password was guessed at too often.

    """
    delay = throttle.wait(session, throttle.SIGN_IN, now, actor.email, where)
    if delay:
        raise TooOften(int(delay.total_seconds()) + 1)
    person = session.get(Person, (tenant(), actor.person_id))
    if person is None or not hasher.verify(person.password_hash, current):
        raise Refused("password_wrong", "current")
    set_password(session, hasher, person, password, now)
    throttle.forget(session, throttle.SIGN_IN, actor.email, where)
    return come_in(session, person, now, where=where, device=device)


@dataclass(frozen=True, slots=True)
class Joined:
    """A case that somebody joined, and the portal it is read in."""

    reference: str
    door: Door


DOORS = {Side.COMPLAINANT: Door.CLIENT, Side.EMPLOYEE: Door.EMPLOYEE}


def join_case(session: Session, link_id: UUID, person_id: UUID, now: datetime) -> Joined:
    """Join the case of an invitation to an account that its owner just proved.

    Raises:
        Refused: `link_dead`.

    """
    link = live_link(session, link_id, now, LinkPurpose.CLAIM)
    person = session.get(Person, (tenant(), person_id))
    if link is None or link.participant_id is None or person is None:
        raise Refused("link_dead")
    link.used_at = now
    return join(session, link.participant_id, person, now)


def join(session: Session, participant_id: UUID, person: Person, now: datetime) -> Joined:
    """Join a part in a case to the account of whoever proved the address, with the role that reads it.

    Raises:
        Refused: `link_dead` when the part in the case ended or belongs to another account, or the account is closed;
            `functionaris_is_party` for who handles this case.

    """
    one = session.get(Participant, (tenant(), participant_id))
    if one is None or one.left_at is not None or one.person_id not in {None, person.id}:
        raise Refused("link_dead")
    if person.disabled_at is not None or one.side not in DOORS:
        raise Refused("link_dead")
    complaint = session.get_one(Complaint, (tenant(), one.complaint_id))
    if _handles(session, complaint, person):
        raise Refused("functionaris_is_party")
    door = DOORS[one.side]
    if not roles_of(session, person.id) & OPENS[door]:
        give_role(session, person, RoleName.CLIENT if door is Door.CLIENT else RoleName.GUEST, now, None)
    one.person_id = person.id
    note(session, Line(complaint.id, one.ref, "joined", now))
    return Joined(complaint.reference, door)


def _handles(session: Session, complaint: Complaint, person: Person) -> bool:
    handler = complaint.facts.handler
    seat = session.get(Participant, (tenant(), UUID(handler))) if handler else None
    return seat is not None and seat.person_id == person.id
