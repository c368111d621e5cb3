"""Another mail address for an account: proved by a link to the new one, told to the old one.

Whoever can read cases in office does not do this alone: two others see to it (see `mending`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.accounts import sessions, throttle
from portal.accounts.entrance import TooOften, live_link, normal_email
from portal.accounts.people import by_email, roles_of
from portal.domain.calendar import local_date
from portal.domain.errors import Refused
from portal.models.complaint import Complaint, Participant
from portal.models.journal import Line, note
from portal.models.person import LinkPurpose, Person, RoleName
from portal.post.letters import LIFETIMES, Reader, private_link, write
from portal.tenancy import tenant

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.sight.actor import Actor


@dataclass(frozen=True, slots=True)
class Proof:
    """An address that waits for its confirmation."""

    link_id: UUID
    email: str


def alone(session: Session, person_id: UUID) -> bool:
    """Whether somebody may change the own address alone."""
    return RoleName.FUNCTIONARIS not in roles_of(session, person_id)


def ask(session: Session, actor: Actor, email: str, now: datetime) -> None:
    """Mail a link to another address. Of an address that has an account here nothing is said.

    Raises:
        Refused: `address_by_two` for who can read cases in office, `address_same`.
        TooOften: too many letters were asked.

    """
    wanted = normal_email(email)
    if not alone(session, actor.person_id):
        raise Refused("address_by_two", "email")
    if wanted == actor.email:
        raise Refused("address_same", "email")
    delay = throttle.wait(session, throttle.CODES_SENT, now, actor.person_id.hex)
    if delay:
        raise TooOften(int(delay.total_seconds()) + 1)
    throttle.count(session, throttle.CODES_SENT, now, actor.person_id.hex)
    note(session, Line(tenant(), actor.person_id.hex, "address_asked", now))
    if by_email(session, wanted) is not None:
        return
    link = private_link(session, LinkPurpose.ADDRESS, now, person_id=actor.person_id, values={"email": wanted})
    until = local_date(now + LIFETIMES[LinkPurpose.ADDRESS]).isoformat()
    write(
        session,
        "prove_address",
        Reader(actor.language, wanted, person_id=actor.person_id),
        {"date": until},
        now,
        link=link,
    )


def question(session: Session, link_id: UUID | None, now: datetime) -> Proof | None:
    """Read which address is to be confirmed."""
    link = live_link(session, link_id, now, LinkPurpose.ADDRESS)
    person = session.get(Person, (tenant(), link.person_id)) if link else None
    if link is None or person is None or person.disabled_at is not None:
        return None
    return Proof(link.id, str((link.values or {}).get("email", "")))


def move(session: Session, link_id: UUID, now: datetime) -> None:
    """Take the confirmed address into use: every session ends, and the old address is told.

    Raises:
        Refused: `link_dead`, also where the address was taken meanwhile, or the role of this account has changed.

    """
    found = question(session, link_id, now)
    if found is None or by_email(session, found.email) is not None:
        raise Refused("link_dead")
    link = live_link(session, link_id, now, LinkPurpose.ADDRESS)
    person = session.get(Person, (tenant(), link.person_id), with_for_update=True) if link else None
    if link is None or person is None or not alone(session, person.id):
        raise Refused("link_dead")
    link.used_at = now
    change(session, person, found.email, now)
    person.email_proved_at = now


def change(session: Session, person: Person, email: str, now: datetime) -> None:
    """Write another address down for an account, in its open cases too, and tell the old one."""
    old = Reader(person.language, person.email, person_id=person.id, path="contact")
    person.email = email
    rows = session.scalars(
        select(Participant)
        .join(Complaint, Complaint.id == Participant.complaint_id)
        .where(Participant.person_id == person.id, Participant.left_at.is_(None), Complaint.closed_on.is_(None))
    )
    for row in rows:
        row.email = email
    sessions.end_all(session, person.id, now)
    write(session, "address_changed", old, {"date": local_date(now).isoformat()}, now)
    note(session, Line(tenant(), person.id.hex, "address_changed", now))
