"""The code on a receipt: what a case is followed with by who has no account."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from portal.accounts.sessions import digest as secret_digest

if TYPE_CHECKING:
    from uuid import UUID

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_GROUPS = 4


def receipt_code(key: str, complaint_id: UUID) -> str:
    """Make the receipt code of a case: 16 signs in groups of four, none that look alike (about 78 bits).

    It follows from the key ring and the case's random id, so that the receipt can be drawn again while the page is
    open, and stands nowhere.
    """
    number = int.from_bytes(hmac.digest(key.encode(), b"receipt" + complaint_id.bytes, hashlib.sha256), "big")
    signs = []
    for _ in range(4 * CODE_GROUPS):
        number, place = divmod(number, len(CODE_ALPHABET))
        signs.append(CODE_ALPHABET[place])
    return "-".join("".join(signs[at : at + 4]) for at in range(0, len(signs), 4))


def code_digest(reference: str, code: str) -> str:
    """Digest a receipt code as typed: spaces, dashes and case do not matter."""
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    return secret_digest(f"{reference.strip().upper()}|{typed}")
