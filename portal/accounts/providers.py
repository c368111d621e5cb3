"""An organisation's own sign-in: which one that is, and whose account somebody is who came from there.

Somebody is known by issuer and subject, never by a mail address. An account is tied to them by its holder, or by who
opens an invitation; nothing is made or tied by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, select

from portal.accounts import factors, people, sessions, throttle
from portal.accounts.claims import follow_roles, see_domain, strong
from portal.accounts.entrance import TooOften, live_link, proceed
from portal.domain.errors import Gone, Refused
from portal.models.base import new_id
from portal.models.identity import OutsideIdentity, Provider, Way
from portal.models.journal import Line, note
from portal.models.person import Link, LinkPurpose, Person, PersonSession, RoleName
from portal.post.letters import private_link
from portal.tenancy import tenant
from portal.vault.sealing import place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.accounts.entrance import Awaited, Came, From
    from portal.sight.actor import Actor
    from portal.vault.sealing import Ring

STARTS = throttle.Limit("provider", 60, timedelta(minutes=10))
"""How often one network may set out for a provider: each time a row is written, and the provider is asked."""
TESTS = throttle.Limit("provider_test", 20, timedelta(minutes=10))


@dataclass(frozen=True, slots=True)
class Settings:
    """The organisation's own sign-in as the admin sees it, without its secret."""

    name: str
    issuer: str
    client_id: str
    domains: tuple[str, ...]
    role_claim: str
    role_map: tuple[tuple[str, RoleName], ...]
    enabled: bool
    version: int


@dataclass(frozen=True, slots=True)
class Outside:
    """The organisation's own sign-in as it is asked."""

    name: str
    issuer: str
    client_id: str
    domains: tuple[str, ...]
    role_claim: str
    version: int
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """Somebody who was sent to the provider: to sign in, to tie an account to it, or to open an invitation with it."""

    link_id: UUID
    outside: Outside
    onward: str
    person_id: UUID | None
    session_id: UUID | None
    invite_id: UUID | None


@dataclass(frozen=True, slots=True)
class Mine:
    """What somebody sees of it at the own account."""

    name: str
    tied: bool
    offered: bool


# ---- the organisation's own sign-in ----------------------------------------------------------------------------------


def _row(session: Session) -> Provider | None:
    return session.scalars(select(Provider)).one_or_none()


def offered(session: Session) -> str:
    """Give the name of the organisation's own sign-in, if one is in use; else nothing."""
    row = _row(session)
    return row.name if row is not None and row.enabled else ""


def settings(session: Session) -> Settings | None:
    """Give what was set."""
    row = _row(session)
    if row is None:
        return None
    roles = tuple((value, RoleName(role)) for value, role in row.role_map.items())
    return Settings(
        row.name, row.issuer, row.client_id, tuple(row.domains), row.role_claim, roles, row.enabled, row.version
    )


def change(session: Session, ring: Ring, wanted: Settings, secret: str, seen: str, now: datetime, by: UUID) -> None:
    """Set the organisation's own sign-in. Without a secret the one that stands is kept.

    A secret goes to the provider that it was given for and to no other: another issuer or client takes another secret.

    Raises:
        Gone: somebody else changed it meanwhile.
        Refused: `provider_secret` when a secret is needed.

    """
    row = session.scalars(select(Provider).with_for_update()).one_or_none()
    if seen != (str(row.version) if row is not None else "0"):
        raise Gone("changed_meanwhile")
    if not secret and (row is None or (row.issuer, row.client_id) != (wanted.issuer, wanted.client_id)):
        raise Refused("provider_secret", "client_password")
    values: dict[str, Any] = {
        "name": wanted.name,
        "issuer": wanted.issuer,
        "client_id": wanted.client_id,
        "domains": list(wanted.domains),
        "role_claim": wanted.role_claim,
        "role_map": {value: role.value for value, role in wanted.role_map},
        "enabled": wanted.enabled,
    }
    changed = sorted(name for name, value in values.items() if row is None or getattr(row, name) != value)
    if row is None:
        row = Provider(id=new_id(), secret=b"", **values, changed_at=now)
        session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    if secret:
        row.secret = ring.seal(secret.encode(), place(tenant(), "provider", "secret", row.id))
        changed.append("secret")
    row.changed_at = now
    session.flush()
    note(session, Line(tenant(), by.hex, "provider_changed", now, {"fields": changed}))


def may_test(session: Session, now: datetime, by: UUID) -> None:
    """See that the admin does not try it too often: each time an address is opened.

    Raises:
        TooOften: too many times.

    """
    _slow(session, TESTS, now, by.hex)


def count_test(session: Session, now: datetime, by: UUID) -> None:
    """Count and journal that the admin tried it."""
    throttle.count(session, TESTS, now, by.hex)
    note(session, Line(tenant(), by.hex, "provider_tested", now))


def _slow(session: Session, limit: throttle.Limit, now: datetime, who: str) -> None:
    delay = throttle.wait(session, limit, now, who)
    if delay:
        raise TooOften(int(delay.total_seconds()) + 1)


def outside(session: Session, ring: Ring) -> Outside | None:
    """Give the organisation's own sign-in as it is asked, if one is in use."""
    row = _row(session)
    if row is None or not row.enabled:
        return None
    secret = ring.open(row.secret, place(row.tenant_id, "provider", "secret", row.id)).decode()
    return Outside(row.name, row.issuer, row.client_id, tuple(row.domains), row.role_claim, row.version, secret=secret)


# ---- there and back --------------------------------------------------------------------------------------------------


def set_out(session: Session, now: datetime, where: str, values: Mapping[str, str]) -> UUID:
    """Note that somebody is sent to the provider, and for what.

    `next`: where to go on; `person` and `session`: whose account is to be tied to it; `invite`: which invitation is
    opened with it.

    Raises:
        Refused: `not_there` when the organisation has no sign-in of its own in use.
        TooOften: this network set out too often.

    """
    if not offered(session):
        raise Refused("not_there")
    _slow(session, STARTS, now, where)
    throttle.count(session, STARTS, now, where)
    link = private_link(session, LinkPurpose.PROVIDER, now, values=values)
    session.flush()
    return link.id


def invited(session: Session, link_id: UUID | None, now: datetime) -> bool:
    """Whether a private link is an invitation to the staff, which can be opened with the organisation's own sign-in."""
    link = live_link(session, link_id, now, LinkPurpose.INVITE)
    person = session.get(Person, (tenant(), link.person_id)) if link is not None and link.person_id else None
    return person is not None and person.disabled_at is None and person.invited_at is not None


def sent(session: Session, ring: Ring, link_id: UUID | None, now: datetime) -> Sent | None:
    """Read who was sent to the provider by this link, while it works and the provider is in use."""
    link = live_link(session, link_id, now, LinkPurpose.PROVIDER)
    found = outside(session, ring) if link is not None else None
    if link is None or found is None:
        return None
    values = link.values or {}
    person, here, invite = (UUID(values[name]) if name in values else None for name in ("person", "session", "invite"))
    return Sent(link.id, found, str(values.get("next", "")), person, here, invite)


def _back(session: Session, found: Sent, now: datetime) -> Provider:
    """Use up the link of who came back: once, and only while the provider is the one that was asked.

    Raises:
        Refused: `provider_refused`.

    """
    link = session.get(Link, (tenant(), found.link_id), with_for_update=True, populate_existing=True)
    row = _row(session)
    if link is None or link.used_at is not None or link.expires_at <= now:
        raise Refused("provider_refused")
    if row is None or not row.enabled or row.version != found.outside.version:
        raise Refused("provider_refused")
    link.used_at = now
    return row


def _identity(session: Session, issuer: str, subject: str) -> OutsideIdentity | None:
    return session.scalars(
        select(OutsideIdentity).where(OutsideIdentity.issuer == issuer, OutsideIdentity.subject == subject)
    ).one_or_none()


def sign_in(session: Session, found: Sent, claims: Mapping[str, Any], now: datetime, origin: From) -> Came | Awaited:
    """Come in as whom the provider says, if an account here is tied to that.

    Raises:
        Refused: `provider_refused`, `provider_domain`, or `provider_unknown`, also for an account that is closed.

    """
    row = _back(session, found, now)
    see_domain(found.outside.domains, claims)
    known = _identity(session, found.outside.issuer, str(claims["sub"]))
    person = session.get(Person, (tenant(), known.person_id)) if known is not None else None
    if person is None or person.disabled_at is not None:
        raise Refused("provider_unknown")
    follow_roles(session, row, person, claims, now)
    return proceed(session, person, Way.PROVIDER, now, origin, strong=strong(claims))


def tie(session: Session, found: Sent, claims: Mapping[str, Any], actor: Actor | None, now: datetime) -> None:
    """Tie one's own account to whom the provider says.

    Raises:
        Refused: `provider_refused` when another is signed in here than who set out, `provider_domain`, or
            `provider_taken` when it is tied already.

    """
    if actor is None or (actor.person_id, actor.session_id) != (found.person_id, found.session_id):
        raise Refused("provider_refused")
    _back(session, found, now)
    see_domain(found.outside.domains, claims)
    person = session.get_one(Person, (tenant(), actor.person_id))
    _tie(session, person, found.outside.issuer, str(claims["sub"]), now)


def _tie(session: Session, person: Person, issuer: str, subject: str, now: datetime) -> None:
    mine = select(OutsideIdentity.id).where(OutsideIdentity.person_id == person.id, OutsideIdentity.issuer == issuer)
    if _identity(session, issuer, subject) is not None or session.scalars(mine).first() is not None:
        raise Refused("provider_taken")
    session.add(OutsideIdentity(person_id=person.id, issuer=issuer, subject=subject, linked_at=now))
    session.flush()
    factors.told(session, person, "provider_tied", now)


def open_invitation(
    session: Session, found: Sent, claims: Mapping[str, Any], now: datetime, origin: From
) -> Came | Awaited:
    """Open an account by its invitation, with the provider in the place of a password; the address is proved by it.

    Raises:
        Refused: `provider_refused`, `provider_domain`, `provider_taken`, or `link_dead`.

    """
    row = _back(session, found, now)
    see_domain(found.outside.domains, claims)
    if not invited(session, found.invite_id, now):
        raise Refused("link_dead")
    link = session.get_one(Link, (tenant(), found.invite_id), with_for_update=True)
    person = session.get_one(Person, (tenant(), link.person_id))
    _tie(session, person, found.outside.issuer, str(claims["sub"]), now)
    people.accept(person, now)
    link.used_at = now
    person.email_proved_at = person.email_proved_at or now
    follow_roles(session, row, person, claims, now)
    return proceed(session, person, Way.PROVIDER, now, origin, strong=strong(claims))


# ---- one's own account -----------------------------------------------------------------------------------------------


def mine(session: Session, person_id: UUID) -> Mine | None:
    """Tell somebody how the own account stands to it; None where there is nothing to tell."""
    row = _row(session)
    tied = session.scalars(select(OutsideIdentity.id).where(OutsideIdentity.person_id == person_id)).first() is not None
    if row is None or not (row.enabled or tied):
        return None
    return Mine(row.name, tied, row.enabled)


def untie(session: Session, actor: Actor, now: datetime) -> None:
    """Untie one's own account; sessions elsewhere end.

    Raises:
        Refused: `provider_only_way` when there is nothing else to sign in with, `not_there` when nothing is tied.

    """
    person = session.get_one(Person, (tenant(), actor.person_id))
    held = factors.held(session, person)
    if not held.provider:
        raise Refused("not_there")
    if not held.password and not held.passkeys:
        raise Refused("provider_only_way")
    session.execute(
        delete(OutsideIdentity)
        .where(OutsideIdentity.person_id == person.id)
        .execution_options(synchronize_session=False)
    )
    sessions.end_all(session, person.id, now, but=actor.session_id)
    factors.told(session, person, "provider_untied", now)


def came_by(session: Session, actor: Actor) -> bool:
    """Whether this session began at the provider."""
    row = session.get(PersonSession, (actor.tenant_id, actor.session_id))
    return row is not None and row.came_by is Way.PROVIDER


def count_refusal(session: Session, why: str, where: str, now: datetime) -> None:
    """Journal that nobody came in by the provider, and why; never what it said."""
    note(session, Line(tenant(), "visitor", "provider_failed", now, {"why": why, "network": where}))
