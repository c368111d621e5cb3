"""Addresses in letters. They are made from the configured origin, never from a request's Host header.

A private link carries the id of its row under a signature made with the key ring, so that the database alone holds
nothing that opens a door.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field
from uuid import UUID

SIZE = 16
LENGTH = 43


@dataclass(frozen=True, slots=True)
class Links:
    """Makes the addresses of one organisation. `keys` is the ring, newest first; old ones still open what they made."""

    base_url: str
    slug: str
    host: str | None
    keys: tuple[str, ...] = field(repr=False)

    def to(self, path: str) -> str:
        """Give the full address of a path within the organisation."""
        if self.host:
            return f"https://{self.host}/{path.lstrip('/')}"
        return f"{self.base_url}/{self.slug}/{path.lstrip('/')}"

    def token(self, link_id: UUID) -> str:
        """Make the secret part of a private link."""
        return _written(signed(link_id, self.keys))

    def code(self, link_id: UUID) -> str:
        """Make the code of eight digits that goes by mail, as it is typed."""
        return mail_codes(link_id, self.keys[:1])[0]


DIGITS = 8


def signed(link_id: UUID, keys: tuple[str, ...]) -> bytes:
    """Write the id of a link under its signature: nobody but this installation can make it."""
    return link_id.bytes + _signature(link_id, keys[0])


def read_signed(raw: bytes, keys: tuple[str, ...]) -> UUID | None:
    """Read which link was signed; None when it was not made here."""
    if len(raw) != 2 * SIZE:
        return None
    link_id = UUID(bytes=raw[:SIZE])
    good = any(hmac.compare_digest(raw[SIZE:], _signature(link_id, key)) for key in keys)
    return link_id if good else None


def mail_codes(link_id: UUID, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Give the code of a link under each key of the ring. It follows from key and id, and stands nowhere."""
    made = (hmac.digest(key.encode(), b"code" + link_id.bytes, hashlib.sha256) for key in keys)
    return tuple(f"{int.from_bytes(one[:8], 'big') % 10**DIGITS:0{DIGITS}}" for one in made)


def derived(link_id: UUID, what: str, key: str) -> str:
    """Derive a secret of 43 signs from a link, for one use alone."""
    return _written(hmac.digest(key.encode(), what.encode() + b"|" + link_id.bytes, hashlib.sha256))


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _signature(link_id: UUID, key: str) -> bytes:
    return hmac.digest(key.encode(), b"link" + link_id.bytes, hashlib.sha256)[:SIZE]


def read_token(token: str, keys: tuple[str, ...]) -> UUID | None:
    """Read which link a token stands for; None when it was not made here."""
    if len(token) != LENGTH:
        return None
    try:
        raw = base64.urlsafe_b64decode(token + "=")
    except (binascii.Error, ValueError):
        return None
    if _written(raw) != token:  # there are more ways than one to write the same bytes
        return None
    return read_signed(raw, keys)
