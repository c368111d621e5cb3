"""The second step of signing in, codes by mail, and showing once more who one is before what cannot be undone."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from portal.accounts import factors, passkeys, sessions, throttle
from portal.accounts.entrance import KNOWN, Awaited, Came, From, TooOften, come_in, join, live_link, proceed, slowed
from portal.accounts.invitations import to_case
from portal.accounts.people import by_email, new_person
from portal.domain.errors import Refused
from portal.models.complaint import Complaint, Part, Participant
from portal.models.identity import Way
from portal.models.journal import Line, note
from portal.models.person import Link, LinkPurpose, Person
from portal.post.letters import Reader, private_link, write
from portal.post.links import mail_codes
from portal.tenancy import tenant

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.accounts.factors import Held
    from portal.accounts.passkeys import Site
    from portal.accounts.secrets import Secrets
    from portal.sight.actor import Actor


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-in that waits for its second step. `claim` is an invitation to a case, to be joined after it."""

    link_id: UUID
    person_id: UUID
    passkeys: bool
    code_app: bool
    recovery: bool
    claim: UUID | None


def pending(session: Session, link_id: UUID | None, now: datetime) -> Pending | None:
    """Read which sign-in waits here."""
    link = live_link(session, link_id, now, LinkPurpose.SECOND)
    person = session.get(Person, (tenant(), link.person_id)) if link else None
    if link is None or person is None or person.disabled_at is not None:
        return None
    has = factors.held(session, person)
    claim = (link.values or {}).get("claim")
    return Pending(link.id, person.id, has.passkeys > 0, has.code_app, has.recovery > 0, UUID(claim) if claim else None)


def pass_code(session: Session, keys: Secrets, found: Pending, typed: str, now: datetime, origin: From) -> Came | None:
    """Come in with a one-time code or a recovery code; None when it is not right.

    Raises:
        TooOften: too many wrong codes.

    """
    person = session.get_one(Person, (tenant(), found.person_id))
    way = _way_of_code(session, keys, person, typed, now, origin.where)
    return None if way is None else _passed(session, found, person, way, now, origin)


def pass_key(session: Session, site: Site, found: Pending, answer: object, now: datetime, origin: From) -> Came:
    """Come in with a passkey of this account.

    Raises:
        Refused: `passkey_wrong`.

    """
    person = passkeys.check(session, site, answer, now, found.person_id)
    return _passed(session, found, person, Way.PASSKEY, now, origin)


def _passed(session: Session, found: Pending, person: Person, way: Way, now: datetime, origin: From) -> Came:
    link = session.get_one(Link, (tenant(), found.link_id), with_for_update=True)
    if link.used_at is not None:
        raise Refused("link_dead")
    link.used_at = now
    return come_in(session, person, now, way, origin, whole=True)


def key_alone(session: Session, site: Site, answer: object, now: datetime, origin: From) -> Came:
    """Come in with a passkey and nothing else: it is both something one has and something one is or knows.

    Raises:
        Refused: `passkey_wrong`.

    """
    person = passkeys.check(session, site, answer, now)
    return come_in(session, person, now, Way.PASSKEY, origin, whole=True)


def _way_of_code(session: Session, keys: Secrets, person: Person, typed: str, now: datetime, where: str) -> Way | None:
    _slow(session, throttle.SECOND, now, person.id.hex, where)
    if not sessions.came_from(session, person.id, where, now - KNOWN):
        _slow(session, throttle.SECOND_ACCOUNT, now, person.id.hex)
    if factors.check_code(session, person.id, keys.ring, typed, now):
        way = Way.CODE
    elif factors.use_recovery_code(session, person, typed, now):
        way = Way.RECOVERY
    else:
        return None
    throttle.forget(session, throttle.SECOND, person.id.hex, where)
    return way


def _slow(session: Session, limit: throttle.Limit, now: datetime, *who: str) -> None:
    delay = throttle.wait(session, limit, now, *who)
    if delay:
        raise TooOften(int(delay.total_seconds()) + 1)


def count_failure(session: Session, person_id: UUID, where: str, now: datetime) -> None:
    """Count and journal a second step that was not right."""
    throttle.count(session, throttle.SECOND, now, person_id.hex, where)
    throttle.count(session, throttle.SECOND_ACCOUNT, now, person_id.hex)
    note(session, Line(tenant(), person_id.hex, "second_failed", now, {"network": where}))


# ---- codes by mail ---------------------------------------------------------------------------------------------------


def _right_mail_code(session: Session, keys: Secrets, link: Link, typed: str, now: datetime) -> bool:
    """Check a code by mail, and use it up. After five wrong ones it is over."""
    if throttle.wait(session, throttle.MAIL_CODE, now, link.id.hex):
        return False
    digits = "".join(sign for sign in typed if sign.isdigit())
    right = any(hmac.compare_digest(one, digits) for one in mail_codes(link.id, keys.keys))
    if right:
        link.used_at = now
    return right


def count_mail_failure(session: Session, link_id: UUID, now: datetime) -> None:
    """Count and journal a code by mail that was not right."""
    throttle.count(session, throttle.MAIL_CODE, now, link_id.hex)
    link = session.get(Link, (tenant(), link_id))
    who = link.person_id.hex if link and link.person_id else "visitor"
    note(session, Line(tenant(), who, "mail_code_failed", now))


def follow(session: Session, reference: str, digest: str, now: datetime) -> UUID:
    """Send a code to whoever filed a complaint and knows its receipt code; return the link that waits for it.

    Whoever has a password there signs in with it: the mail says so, and the page does not tell the difference.

    Raises:
        Refused: `no_address` when no mail address is known.
        TooOften: too many codes were sent.

    """
    one = _filer(session, reference, digest)
    if one is None or not one.email:
        raise Refused("no_address")
    _slow(session, throttle.CODES_SENT, now, one.id.hex)
    throttle.count(session, throttle.CODES_SENT, now, one.id.hex)
    link = private_link(session, LinkPurpose.CODE, now, participant_id=one.id, values={"way": Way.MAIL.value})
    person = session.get(Person, (tenant(), one.person_id)) if one.person_id else by_email(session, one.email)
    if person is None or person.password_hash is None:
        reader = Reader(one.language, one.email, participant_id=one.id, path="klacht/status")
        write(session, "sign_in_code", reader, {}, now, link=link)
    elif one.person_id is None:
        to_case(session, one, now)
    else:
        write(
            session,
            "sign_in_here",
            Reader(person.language, person.email, person_id=person.id, path="inloggen"),
            {},
            now,
        )
    session.flush()
    return link.id


def _filer(session: Session, reference: str, digest: str) -> Participant | None:
    """Find who holds the receipt code: the representative who filed, or else the complainant."""
    row = session.execute(
        select(Complaint.id, Complaint.on_behalf).where(
            Complaint.reference == reference, Complaint.receipt_digest == digest
        )
    ).one_or_none()
    if row is None:
        return None
    part = Part.REPRESENTATIVE if row.on_behalf else Part.COMPLAINANT
    return session.scalars(
        select(Participant)
        .where(Participant.complaint_id == row.id, Participant.part == part, Participant.left_at.is_(None))
        .order_by(Participant.id)
        .limit(1),
    ).first()


def pass_mail(
    session: Session, keys: Secrets, link_id: UUID | None, typed: str, now: datetime, origin: From
) -> tuple[Came | Awaited, str] | None:
    """Come in with the code that was mailed to who knew a receipt code; return the case with it. None: not right.

    Raises:
        Refused: `code_over` when the code no longer works.

    """
    link = live_link(session, link_id, now, LinkPurpose.CODE)
    one = session.get(Participant, (tenant(), link.participant_id)) if link and link.participant_id else None
    if link is None or one is None:
        raise Refused("code_over")
    if not _right_mail_code(session, keys, link, typed, now):
        return None
    person = session.get(Person, (tenant(), one.person_id)) if one.person_id else by_email(session, one.email)
    if person is None:
        person = new_person(session, one.email, one.name, now, language=one.language)
    if person.password_hash is not None:
        raise Refused("code_over")
    person.email_proved_at = person.email_proved_at or now
    joined = join(session, one.id, person, now)
    return proceed(session, person, Way.MAIL, now, origin), joined.reference


# ---- showing once more who one is ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of somebody before what cannot be undone: the strongest thing that the account has."""

    passkeys: bool
    code: bool
    password: bool
    mail: bool
    sent: bool


def question(session: Session, actor: Actor, now: datetime) -> Question:
    """Say what this person is asked."""
    has = _held(session, actor)
    sent = _sent(session, actor, now) is not None
    if has.second:
        return Question(has.passkeys > 0, code=True, password=False, mail=False, sent=sent)
    return Question(passkeys=False, code=False, password=has.password, mail=not (has.demo and has.password), sent=sent)


def _held(session: Session, actor: Actor) -> Held:
    return factors.held(session, session.get_one(Person, (tenant(), actor.person_id)))


def send_code(session: Session, actor: Actor, now: datetime) -> None:
    """Mail a code to somebody who is signed in.

    Raises:
        TooOften: too many codes were sent.

    """
    _slow(session, throttle.CODES_SENT, now, actor.person_id.hex)
    throttle.count(session, throttle.CODES_SENT, now, actor.person_id.hex)
    link = private_link(
        session,
        LinkPurpose.CODE,
        now,
        person_id=actor.person_id,
        values={"session": actor.session_id.hex},
    )
    reader = Reader(actor.language, actor.email, person_id=actor.person_id, path="bevestigen")
    write(session, "confirm_code", reader, {}, now, link=link)


def _sent(session: Session, actor: Actor, now: datetime) -> Link | None:
    """Find the code that was last mailed in this session and still works."""
    rows = session.scalars(
        select(Link)
        .where(
            Link.purpose == LinkPurpose.CODE,
            Link.person_id == actor.person_id,
            Link.used_at.is_(None),
            Link.expires_at > now,
        )
        .order_by(Link.made_at.desc(), Link.id.desc())
    )
    return next((row for row in rows if (row.values or {}).get("session") == actor.session_id.hex), None)


def confirm(
    session: Session, keys: Secrets, actor: Actor, password: str, typed: str, now: datetime, where: str
) -> str | None:
    """Check what was asked; return the new secret of the session, or None when it is not right.

    Raises:
        TooOften: too many wrong ones.

    """
    asked = question(session, actor, now)
    person = session.get_one(Person, (tenant(), actor.person_id))
    if asked.code:
        way = _way_of_code(session, keys, person, typed, now, where)
        return None if way is None else sessions.confirm(session, actor, way, now)
    way = Way.MAIL
    if asked.password:
        slowed(session, now, actor.email, where)
        if not keys.hasher.verify(person.password_hash, password):
            return None
        way = Way.PASSWORD_MAIL if asked.mail else Way.PASSWORD
    if asked.mail:
        link = _sent(session, actor, now)
        if link is None or not _right_mail_code(session, keys, link, typed, now):
            return None
    return sessions.confirm(session, actor, way, now)


def confirm_by_key(session: Session, site: Site, actor: Actor, answer: object, now: datetime) -> str:
    """Check a passkey of one's own; return the new secret of the session.

    Raises:
        Refused: `passkey_wrong`.

    """
    passkeys.check(session, site, answer, now, actor.person_id)
    return sessions.confirm(session, actor, Way.PASSKEY, now)


def count_confirm_failure(session: Session, actor: Actor, where: str, now: datetime) -> None:
    """Count and journal that somebody who is signed in could not show who they are."""
    for limit, who in ((throttle.SIGN_IN, actor.email), (throttle.SECOND, actor.person_id.hex)):
        throttle.count(session, limit, now, who, where)
    link = _sent(session, actor, now)
    if link is not None:
        throttle.count(session, throttle.MAIL_CODE, now, link.id.hex)
    note(session, Line(tenant(), actor.person_id.hex, "confirm_failed", now, {"network": where}))
