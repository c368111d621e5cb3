"""Coming in: a password, an invitation, a forgotten password. One answer for known and unknown addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from portal.accounts import sessions, throttle
from portal.accounts.factors import held
from portal.accounts.passwords import check_new
from portal.accounts.people import by_email, give_role, roles_of
from portal.domain.calendar import local_date
from portal.domain.errors import Refused
from portal.domain.facts import Side
from portal.models.complaint import Complaint, Participant
from portal.models.identity import Way
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


__all__ = ["KNOWN", "Awaited", "Came", "From", "Joined", "Person", "TooOften"]
KNOWN = timedelta(days=90)
"""How long a place from which somebody signed in stays known."""


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


@dataclass(frozen=True, slots=True)
class Awaited:
    """Somebody showed the first thing; this link waits for the second."""

    link_id: UUID


@dataclass(frozen=True, slots=True)
class From:
    """Where somebody comes from: a network (never finer), and what the browser calls itself."""

    where: str
    device: str


def normal_email(email: str) -> str:
    """Write an address the way accounts are found by."""
    return email.strip().lower()


def slowed(session: Session, now: datetime, address: str, where: str) -> None:
    """Make who tries too often wait. No network can make an account wait where its holder signed in before.

    Raises:
        TooOften: this network tried this account or any account too often, or others did at an account or a house
            where this network is not known.

    """
    delay = max(
        throttle.wait(session, throttle.SIGN_IN, now, address, where),
        throttle.wait(session, throttle.SIGN_IN_NETWORK, now, where),
    )
    if not delay:
        wider = max(
            throttle.wait(session, throttle.SIGN_IN_ACCOUNT, now, address),
            throttle.wait(session, throttle.SIGN_IN_HOUSE, now),
        )
        delay = wider if wider and not _trusted(session, address, where, now) else delay
    if delay:
        raise TooOften(int(delay.total_seconds()) + 1)


def _trusted(session: Session, address: str, where: str, now: datetime) -> bool:
    person = by_email(session, address)
    return person is not None and sessions.came_from(session, person.id, where, now - KNOWN)


def sign_in(
    session: Session, hasher: Hasher, email: str, password: str, now: datetime, origin: From, *, claim: str = ""
) -> Came | Awaited | None:
    """Check address and password. None is the one answer to everything that is not right.

    `claim` is an invitation to a case, to be joined once it is sure who this is.

    Raises:
        TooOften: too many tries.
        BusyError: too many passwords at once.

    """
    address = normal_email(email)
    slowed(session, now, address, origin.where)
    person = session.scalars(select(Person).where(Person.email == address)).one_or_none()
    good = hasher.verify(person.password_hash if person else None, password)
    if person is None or not good or person.disabled_at is not None:
        return None
    if person.password_hash and hasher.outdated(person.password_hash):
        person.password_hash = hasher.hash(password)
    throttle.forget(session, throttle.SIGN_IN, address, origin.where)
    return proceed(session, person, Way.PASSWORD, now, origin, claim=claim)


def proceed(
    session: Session,
    person: Person,
    way: Way,
    now: datetime,
    origin: From,
    *,
    strong: bool = False,
    claim: str = "",
) -> Came | Awaited:
    """Let in whoever showed one thing, or await the second where the account has one.

    `strong`: the organisation's own sign-in took a second step already.
    """
    has = held(session, person)
    if has.second and not strong:
        link = private_link(
            session,
            LinkPurpose.SECOND,
            now,
            person_id=person.id,
            values={"way": way.value} | ({"claim": claim} if claim else {}),
        )
        session.flush()
        return Awaited(link.id)
    enough = {Way.PASSWORD_MAIL} | ({Way.PASSWORD} if has.demo else set())
    whole = strong or way in enough or (way in {Way.MAIL, Way.PROVIDER} and not has.password)
    return come_in(session, person, now, way, origin, whole=whole and not has.second, strong=strong)


def count_failure(session: Session, email: str, where: str, now: datetime) -> None:
    """Count a failed sign-in and journal it: whose account it was, where there is one, never what was typed.

    This is written after the page is drawn, and looks the same up for every address.
    """
    person = by_email(session, email)
    _count(session, normal_email(email), where, now)
    who = person.id.hex if person else "nobody"
    note(session, Line(tenant(), who, "sign_in_failed", now, {"network": where}))


def _count(session: Session, address: str, where: str, now: datetime) -> None:
    throttle.count(session, throttle.SIGN_IN, now, address, where)
    throttle.count(session, throttle.SIGN_IN_NETWORK, now, where)
    throttle.count(session, throttle.SIGN_IN_ACCOUNT, now, address)
    throttle.count(session, throttle.SIGN_IN_HOUSE, now)


def come_in(
    session: Session, person: Person, now: datetime, way: Way, origin: From, *, whole: bool, strong: bool = False
) -> Came:
    """Begin a session for somebody who was recognised. From a place that is not known, the holder is told."""
    usual = sessions.known_place(session, person.id, origin.device, origin.where, now - KNOWN)
    secret = sessions.start(
        session,
        person,
        roles_of(session, person.id),
        now,
        sessions.Shown(way, whole=whole, strong=strong or way in sessions.STRONG),
        device=origin.device,
        where=origin.where,
    )
    if not usual:
        reader = Reader(person.language, person.email, person_id=person.id, path="account")
        write(session, "signin_unusual", reader, {"date": local_date(now).isoformat()}, now)
        note(session, Line(tenant(), person.id.hex, "sign_in_unusual", now))
    return Came(secret, person.id, person.language)


def live_link(session: Session, link_id: UUID | None, now: datetime, *purposes: LinkPurpose) -> Link | None:
    """Find a private link that still works for one of these purposes."""
    link = session.get(Link, (tenant(), link_id)) if link_id else None
    if link is None or link.purpose not in purposes or link.expires_at <= now:
        return None
    return None if link.used_at is not None and link.purpose is not LinkPurpose.DRAFT else link


def ask_reset(session: Session, email: str, now: datetime, where: str, language: str = "nl") -> None:
    """Send a link to set a new password, or word that no account has this address: the same work, the same answer.

    Raises:
        TooOften: this network asked too often.

    """
    delay = throttle.wait(session, throttle.RESET, now, where)
    if delay:
        raise TooOften(int(delay.total_seconds()) + 1)
    throttle.count(session, throttle.RESET, now, where)
    address = normal_email(email)
    person = session.scalars(select(Person).where(Person.email == address)).one_or_none()
    if person is not None and (person.disabled_at is not None or person.password_hash is None):
        person = None
    link = private_link(session, LinkPurpose.RESET, now, person_id=person.id if person else None)
    whose = person.id if person else None
    reader = Reader(person.language if person else language, address, person_id=whose, path="klacht/status")
    notice = "reset_password" if person else "reset_nobody"
    write(session, notice, reader, {}, now, link=link if person else None)
    note(session, Line(tenant(), person.id.hex if person else "nobody", "reset_asked", now))


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


def own(session: Session, actor: Actor) -> Person:
    """Give the account of who is signed in."""
    return session.get_one(Person, (tenant(), actor.person_id))


def speak(session: Session, person_id: UUID, language: str) -> None:
    """Remember the language a person chose."""
    person = session.get(Person, (tenant(), person_id))
    if person is not None:
        person.language = language


def change_password(session: Session, hasher: Hasher, actor: Actor, password: str, now: datetime, origin: From) -> Came:
    """Choose another password for one's own account, or a first one: every session ends, and a new one begins here.

    It was shown just before who asks this.

    Raises:
        Refused: the new one is too short, too long or easily guessed.

    """
    person = own(session, actor)
    set_password(session, hasher, person, password, now)
    way = actor.confirmed_by or Way.PASSWORD
    return come_in(session, person, now, way, origin, whole=actor.confirmed_by is not None, strong=actor.strong)


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
