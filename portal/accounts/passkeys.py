"""Passkeys: what a browser is asked, and whether what it answers is right.

The challenge of a ceremony is the id of a private link under its signature: made here, for five minutes, for one use.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from portal.accounts import factors
from portal.domain.errors import Refused
from portal.models.identity import Passkey
from portal.models.person import Link, LinkPurpose, Person
from portal.post.letters import private_link
from portal.post.links import read_signed, signed
from portal.tenancy import tenant

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Site:
    """The address as a browser sees it, and whose it is."""

    host: str
    origin: str
    name: str
    keys: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Key:
    """A passkey as its holder sees it."""

    id: UUID
    name: str
    added_at: datetime
    used_at: datetime | None


def passkeys(session: Session, person_id: UUID) -> tuple[Key, ...]:
    """List the passkeys of an account, the oldest first."""
    rows = session.scalars(select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.added_at, Passkey.id))
    return tuple(Key(row.id, row.name, row.added_at, row.used_at) for row in rows)


def ask_new(session: Session, person: Person, site: Site, now: datetime) -> dict[str, Any]:
    """Say what a browser needs to make a passkey."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import AuthenticatorSelectionCriteria, ResidentKeyRequirement
    from webauthn.helpers.structs import UserVerificationRequirement as Verified

    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_name=person.email,
        user_display_name=person.own_name or person.name,
        user_id=factors.handle_of(person),
        challenge=_challenge(session, site, now, person.id),
        exclude_credentials=_known(session, person.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=Verified.REQUIRED
        ),
    )
    found: dict[str, Any] = json.loads(options_to_json(options))
    return found


def add(session: Session, person: Person, site: Site, answer: object, name: str, now: datetime) -> None:
    """Keep a passkey that a browser made.

    Raises:
        Refused: `passkey_wrong`, or `passkey_there` for one that is known already.

    """
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    given = _given(answer)
    expected = _asked(session, given, site, now, person.id)
    try:
        made = verify_registration_response(
            credential=given,
            expected_challenge=expected,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Refused("passkey_wrong") from error
    if session.scalars(select(Passkey.id).where(Passkey.credential_id == made.credential_id)).first() is not None:
        raise Refused("passkey_there")
    session.add(
        Passkey(
            person_id=person.id,
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            name=name.strip()[:60] or "passkey",
            added_at=now,
        )
    )
    factors.told(session, person, "factor_added", now)


def ask(session: Session, site: Site, now: datetime, person_id: UUID | None = None) -> dict[str, Any]:
    """Say what a browser needs to show a passkey: any of this organisation, or one of this account."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement as Verified

    options = generate_authentication_options(
        rp_id=site.host,
        challenge=_challenge(session, site, now, person_id),
        allow_credentials=_known(session, person_id) if person_id else None,
        user_verification=Verified.REQUIRED,
    )
    found: dict[str, Any] = json.loads(options_to_json(options))
    return found


def check(session: Session, site: Site, answer: object, now: datetime, person_id: UUID | None = None) -> Person:
    """Find whose passkey was shown. It is looked up in this organisation alone.

    Raises:
        Refused: `passkey_wrong`: not known here, of another account than asked, another site, used before, or its
            counter went back.

    """
    from webauthn import verify_authentication_response
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    given = _given(answer)
    expected = _asked(session, given, site, now, person_id)
    try:
        credential_id = base64url_to_bytes(str(given.get("rawId", "")))
        handle = base64url_to_bytes(str(_response(given).get("userHandle") or ""))
    except ValueError as error:
        raise Refused("passkey_wrong") from error
    row = session.scalars(
        select(Passkey).where(Passkey.credential_id == credential_id).with_for_update(),
    ).one_or_none()
    person = session.get(Person, (tenant(), row.person_id)) if row else None
    if row is None or person is None or person.disabled_at is not None or (handle and handle != person.handle):
        raise Refused("passkey_wrong")
    if person_id not in {None, person.id}:
        raise Refused("passkey_wrong")
    try:
        seen = verify_authentication_response(
            credential=given,
            expected_challenge=expected,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Refused("passkey_wrong") from error
    row.sign_count, row.used_at = seen.new_sign_count, now
    return person


def remove(session: Session, person: Person, key_id: UUID, now: datetime) -> None:
    """Let go of a passkey.

    Raises:
        Refused: `last_factor` when the roles of this account take a second step and nothing else is there.

    """
    has = factors.held(session, person)
    if has.passkeys == 1 and not has.code_app:
        factors.see_not_last(session, person)
    session.execute(
        delete(Passkey)
        .where(Passkey.person_id == person.id, Passkey.id == key_id)
        .execution_options(synchronize_session=False)
    )
    factors.told(session, person, "factor_removed", now)


def _known(session: Session, person_id: UUID) -> list[Any]:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    ids = session.scalars(select(Passkey.credential_id).where(Passkey.person_id == person_id))
    return [PublicKeyCredentialDescriptor(id=one) for one in ids]


def _challenge(session: Session, site: Site, now: datetime, person_id: UUID | None) -> bytes:
    link = private_link(session, LinkPurpose.CEREMONY, now, person_id=person_id)
    session.flush()
    return signed(link.id, site.keys)


def _given(answer: object) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise Refused("passkey_wrong")
    return answer


def _response(given: dict[str, Any]) -> dict[str, Any]:
    found = given.get("response")
    return found if isinstance(found, dict) else {}


def _asked(session: Session, given: dict[str, Any], site: Site, now: datetime, person_id: UUID | None) -> bytes:
    """Find the challenge that this answers, and use it up: a right answer works once."""
    from webauthn.helpers import base64url_to_bytes

    try:
        told = json.loads(base64url_to_bytes(str(_response(given).get("clientDataJSON", ""))))
        raw = base64url_to_bytes(str(told["challenge"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("passkey_wrong") from error
    link_id = read_signed(raw, site.keys)
    link = session.get(Link, (tenant(), link_id), with_for_update=True) if link_id else None
    if link is None or link.purpose is not LinkPurpose.CEREMONY or link.used_at is not None:
        raise Refused("passkey_wrong")
    if link.expires_at <= now or link.person_id != person_id:
        raise Refused("passkey_wrong")
    link.used_at = now
    return raw
