"""The keys of what is sealed: a master key wraps an organisation's, that wraps a case's, and that seals its texts.

Destroying the key of a case erases everything that was sealed with it, in the database and in the store.
"""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import and_, delete, select

from portal.models.sealed import LOCKSMITHS, Kept, OrganisationKey, SealingKey, equip
from portal.vault.sealing import NONCE, Ring, SealError, place

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

LENGTH = 32
HELD = "sealing_keys"


class ErasedError(SealError):
    """The key of a case was destroyed: what was sealed with it is gone."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Seals and opens with the keys of cases, which the master ring unwraps."""

    ring: Ring

    def seal(self, session: Session, owner: UUID, row: str, plain: bytes) -> str:
        """Seal a value for its place, under the key of a case."""
        tenant, key = self.held(session, owner)
        return as_text(sealed(key, plain, f"{tenant.hex}|{row}".encode()))

    def open(self, kept: Kept) -> bytes:
        """Open what a question brought.

        Raises:
            ErasedError: the key was destroyed.
            SealError: it stands elsewhere than where it was sealed, or was changed.

        """
        if not kept.case_key:
            raise ErasedError("the key of this case was destroyed")
        key = unwrapped(self.ring, kept.organisation_key, kept.case_key, kept.tenant, kept.owner)
        return opened(key, as_bytes(kept.sealed), f"{kept.tenant.hex}|{kept.place}".encode())

    def held(self, session: Session, owner: UUID) -> tuple[UUID, bytes]:
        """Give the organisation and the key of a case, asked for once in a session.

        Raises:
            ErasedError: there is none, or no more.

        """
        found = self._held(session, owner)
        return found.tenant, found.key

    def _held(self, session: Session, owner: UUID) -> _Held:
        known: dict[UUID, _Held] = session.info.setdefault(HELD, {})
        if owner not in known:
            row = session.execute(
                select(SealingKey.tenant_id, SealingKey.wrapped, OrganisationKey.wrapped.label("by"))
                .join(OrganisationKey, and_(OrganisationKey.tenant_id == SealingKey.tenant_id))
                .where(SealingKey.id == owner)
            ).one_or_none()
            if row is None:
                raise ErasedError("there is no key for this case")
            key = unwrapped(self.ring, row.by, row.wrapped, row.tenant_id, owner)
            known[owner] = _Held(row.tenant_id, key, row.by)
        return known[owner]

    def made_for(self, session: Session, owner: UUID, like: UUID | None) -> SealingKey:
        """Make the row of a new key, and hold the key: another's, or one of its own."""
        if like is not None:
            before = self._held(session, like)
            tenant, key, by = before.tenant, before.key, before.organisation
        else:
            row = session.execute(select(OrganisationKey.tenant_id, OrganisationKey.wrapped)).one()
            tenant, key, by = row.tenant_id, os.urandom(LENGTH), row.wrapped
        session.info.setdefault(HELD, {})[owner] = _Held(tenant, key, by)
        return SealingKey(id=owner, wrapped=wrap_case(self.ring, by, tenant, owner, key))


@dataclass(frozen=True, slots=True)
class _Held:
    """A key that a session asked for; `organisation` is the wrapped key that wraps it."""

    tenant: UUID
    key: bytes = field(repr=False)
    organisation: str = field(repr=False)


def keys_of(session: Session) -> Keys:
    """Give the keys that the engine of this session was equipped with.

    Raises:
        SealError: it was given none.

    """
    found = LOCKSMITHS.get(session.get_bind().dialect)
    if not isinstance(found, Keys):
        raise SealError("this engine was given no keys")
    return found


def unlock(engine: Engine, ring: Ring) -> None:
    """Let an engine read and write what is sealed."""
    equip(engine, Keys(ring))


def found_organisation(session: Session, tenant: UUID) -> None:
    """Make the key of a new organisation."""
    wrapped = wrap_organisation(keys_of(session).ring, tenant, os.urandom(LENGTH))
    session.add(OrganisationKey(tenant_id=tenant, wrapped=wrapped))
    session.flush()


def new_key(session: Session, owner: UUID, *, like: UUID | None = None) -> None:
    """Make the key of a new case or draft. `like`: a case goes on with the key of the draft that it was."""
    session.add(keys_of(session).made_for(session, owner, like))


def destroy(session: Session, owner: UUID) -> None:
    """Destroy the key of a case or draft: what was sealed with it is gone."""
    session.execute(delete(SealingKey).where(SealingKey.id == owner).execution_options(synchronize_session=False))
    session.info.get(HELD, {}).pop(owner, None)


def seal_for_organisation(session: Session, where: str, plain: bytes) -> str:
    """Seal a secret of the organisation itself, under its key, for one place."""
    tenant, key = _own(session)
    return as_text(sealed(key, plain, f"{tenant.hex}|{where}".encode()))


def open_for_organisation(session: Session, where: str, kept: str) -> bytes:
    """Open a secret of the organisation itself.

    Raises:
        SealError: it was changed, or stands elsewhere than where it was sealed.

    """
    tenant, key = _own(session)
    return opened(key, as_bytes(kept), f"{tenant.hex}|{where}".encode())


def _own(session: Session) -> tuple[UUID, bytes]:
    row = session.execute(select(OrganisationKey.tenant_id, OrganisationKey.wrapped)).one()
    return row.tenant_id, _organisation(keys_of(session).ring, row.wrapped, row.tenant_id)


def rewrap(session: Session) -> int:
    """Wrap the organisation's key anew, by the newest master key; say whether that changed anything."""
    ring = keys_of(session).ring
    row = session.scalars(select(OrganisationKey).with_for_update()).one()
    if ring.newest(as_bytes(row.wrapped)):
        return 0
    row.wrapped = wrap_organisation(ring, row.tenant_id, _organisation(ring, row.wrapped, row.tenant_id))
    return 1


# ---- wrapping --------------------------------------------------------------------------------------------------------


def wrap_organisation(ring: Ring, tenant: UUID, key: bytes) -> str:
    """Wrap the key of an organisation by the newest master key."""
    return as_text(ring.seal(key, place(tenant, "organisation_key", "wrapped", tenant)))


def wrap_case(ring: Ring, organisation: str, tenant: UUID, owner: UUID, key: bytes) -> str:
    """Wrap the key of a case by the organisation's."""
    by = _organisation(ring, organisation, tenant)
    return as_text(sealed(by, key, place(tenant, "sealing_key", "wrapped", owner)))


@lru_cache(maxsize=64)
def _organisation(ring: Ring, wrapped: str, tenant: UUID) -> bytes:
    return ring.open(as_bytes(wrapped), place(tenant, "organisation_key", "wrapped", tenant))


@lru_cache(maxsize=512)
def unwrapped(ring: Ring, organisation: str, wrapped: str, tenant: UUID, owner: UUID) -> bytes:
    """Unwrap the key of a case."""
    by = _organisation(ring, organisation, tenant)
    return opened(by, as_bytes(wrapped), place(tenant, "sealing_key", "wrapped", owner))


def sealed(key: bytes, plain: bytes, at: bytes) -> bytes:
    """Seal bytes with a key, for a place."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, at)


def opened(key: bytes, kept: bytes, at: bytes) -> bytes:
    """Open bytes that were sealed with this key for this place.

    Raises:
        SealError: with another key, elsewhere, or changed since.

    """
    try:
        return AESGCM(key).decrypt(kept[:NONCE], kept[NONCE:], at)
    except (InvalidTag, ValueError) as error:
        raise SealError("this was changed, or stands where it was not sealed") from error


def as_text(kept: bytes) -> str:
    """Write sealed bytes as text."""
    return base64.urlsafe_b64encode(kept).decode()


def as_bytes(kept: str) -> bytes:
    """Read them back.

    Raises:
        SealError: this is no sealed value.

    """
    try:
        return base64.urlsafe_b64decode(kept)
    except (binascii.Error, ValueError) as error:
        raise SealError("this is no sealed value") from error
