"""Sealing bytes with AES-256-GCM, bound to the place where they stand: a value that is moved does not open.

A sealed value is the first four bytes of its key's digest, a nonce, and what AES-GCM makes of the rest. The ring holds
the newest key first: it seals; all of them open.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from uuid import UUID

NAME = 4
NONCE = 12


class SealError(Exception):
    """What was sealed does not open here: another key, another place, or it was changed."""


@dataclass(frozen=True, slots=True)
class Ring:
    """The master keys of an installation, newest first: texts of at least 32 random characters."""

    keys: tuple[str, ...] = field(repr=False)

    def seal(self, plain: bytes, place: bytes) -> bytes:
        """Seal bytes for one place."""
        key = _key(self.keys[0])
        nonce = os.urandom(NONCE)
        return _name(key) + nonce + AESGCM(key).encrypt(nonce, plain, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Open what was sealed for this place.

        Raises:
            SealError: no key of the ring made it, it stands elsewhere than where it was sealed, or it was changed.

        """
        name, nonce, rest = sealed[:NAME], sealed[NAME : NAME + NONCE], sealed[NAME + NONCE :]
        key = next((one for one in map(_key, self.keys) if _name(one) == name), None)
        if key is None:
            raise SealError("no key of the ring made this")
        try:
            return AESGCM(key).decrypt(nonce, rest, place)
        except (InvalidTag, ValueError) as error:
            raise SealError("this was changed, or stands where it was not sealed") from error

    def newest(self, sealed: bytes) -> bool:
        """Whether the newest key of the ring made this."""
        return sealed[:NAME] == _name(_key(self.keys[0]))

    def knows(self, sealed: bytes) -> bool:
        """Whether a key of the ring made this."""
        return any(sealed[:NAME] == _name(_key(one)) for one in self.keys)


def place(tenant: UUID, table: str, column: str, row: UUID) -> bytes:
    """Name the place of one value: organisation, table, column and row."""
    return f"{tenant.hex}|{table}|{column}|{row.hex}".encode()


def _key(text: str) -> bytes:
    return hashlib.sha256(b"wederhoor seal" + text.encode()).digest()


def _name(key: bytes) -> bytes:
    return hashlib.sha256(b"name" + key).digest()[:NAME]
