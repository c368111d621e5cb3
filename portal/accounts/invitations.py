"""What a private link leads to: an account to open, a case to join, a mandate to decide on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.accounts import people
from portal.accounts.entrance import live_link, set_password
from portal.accounts.passwords import Hasher
from portal.domain.calendar import local_date
from portal.domain.errors import Refused
from portal.models.complaint import Complaint, Mandate, Part, Participant
from portal.models.person import LinkPurpose, Person
from portal.post.letters import LIFETIMES, Reader, private_link, write
from portal.tenancy import tenant

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models.person import Link


@dataclass(frozen=True, slots=True)
class Invitation:
    """What somebody was invited to: an account, or a case by way of an address that is proved by opening the link.

    `known`: the address has an account, whose password is asked. `claims`: the complaint is their own to follow.
    """

    link_id: UUID
    email: str
    known: bool
    claims: bool


def to_case(session: Session, one: Participant, now: datetime) -> None:
    """Send the link with which somebody in a case proves the address that was written down for them.

    Whoever opens it joins the case to an account, new or their own. Nothing is joined before: a party may have typed
    the address of anybody.
    """
    link = private_link(session, LinkPurpose.CLAIM, now, participant_id=one.id)
    until = local_date(now + LIFETIMES[LinkPurpose.CLAIM]).isoformat()
    reader = Reader(one.language, one.email, participant_id=one.id)
    write(session, "invite_party", reader, {"date": until}, now, link=link)


def invitation(session: Session, link_id: UUID | None, now: datetime) -> Invitation | None:
    """Read an invitation that still works."""
    link = live_link(session, link_id, now, LinkPurpose.INVITE, LinkPurpose.CLAIM, LinkPurpose.RESET)
    if link is None:
        return None
    if link.purpose is LinkPurpose.CLAIM:
        one = session.get(Participant, (tenant(), link.participant_id))
        if one is None or one.left_at is not None or not one.email:
            return None
        account = people.by_email(session, one.email)
        if account is not None and account.disabled_at is not None:
            return None
        known = account is not None and account.password_hash is not None
        return Invitation(link.id, one.email, known, claims=one.part in {Part.COMPLAINANT, Part.REPRESENTATIVE})
    person = session.get(Person, (tenant(), link.person_id))
    if person is None or person.disabled_at is not None:
        return None
    return Invitation(link.id, person.email, known=False, claims=False)


def open_account(session: Session, hasher: Hasher, link_id: UUID, password: str, now: datetime) -> tuple[Person, Link]:
    """Set the password that an invitation or a reset asks for; the address is proved by it.

    Raises:
        Refused: `link_dead`, or the password is too short, too long or easily guessed.

    """
    link = live_link(session, link_id, now, LinkPurpose.INVITE, LinkPurpose.CLAIM, LinkPurpose.RESET)
    if link is None:
        raise Refused("link_dead")
    person = _claimant(session, link, now) if link.purpose is LinkPurpose.CLAIM else _invited(session, link)
    set_password(session, hasher, person, password, now)
    if link.purpose is LinkPurpose.INVITE:
        people.accept(person, now)
    link.used_at = now
    person.email_proved_at = person.email_proved_at or now
    return person, link


def _invited(session: Session, link: Link) -> Person:
    person = session.get(Person, (tenant(), link.person_id)) if link.person_id else None
    if person is None or person.disabled_at is not None:
        raise Refused("link_dead")
    return person


def _claimant(session: Session, link: Link, now: datetime) -> Person:
    one = session.get(Participant, (tenant(), link.participant_id))
    if one is None or one.left_at is not None:
        raise Refused("link_dead")
    person = people.by_email(session, one.email)
    if person is not None and (person.password_hash is not None or person.disabled_at is not None):
        raise Refused("link_dead")
    if person is None:
        person = people.new_person(session, one.email, one.name, now, function=one.function, language=one.language)
    return person


@dataclass(frozen=True, slots=True)
class MandateQuestion:
    """What the complainant is asked about a representative."""

    complaint_id: UUID
    participant_id: UUID
    reference: str
    representative: str
    relation: str


def mandate_question(session: Session, link_id: UUID | None, now: datetime) -> MandateQuestion | None:
    """Read the question behind a mandate link, while it is open."""
    link = live_link(session, link_id, now, LinkPurpose.MANDATE)
    if link is None:
        return None
    row = session.execute(
        select(Participant, Complaint.reference)
        .join(Complaint, Complaint.id == Participant.complaint_id)
        .join(Mandate, Mandate.participant_id == Participant.id)
        .where(
            Participant.id == link.participant_id,
            Participant.left_at.is_(None),
            Mandate.accepted_at.is_(None),
            Mandate.refused_at.is_(None),
        ),
    ).first()
    if row is None or row[0].of_id is None:
        return None
    agent, reference = row
    return MandateQuestion(agent.complaint_id, row[0].of_id, reference, agent.name, agent.relation)


def use_link(session: Session, link_id: UUID, now: datetime) -> None:
    """Use up a link."""
    link = live_link(session, link_id, now, *LinkPurpose)
    if link is not None:
        link.used_at = now
