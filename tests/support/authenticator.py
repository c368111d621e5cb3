"""A passkey made of software: what a browser and its authenticator would answer, for people who walk the pages."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from portal.models.identity import Passkey

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.models.person import Person

KEY = ec.derive_private_key(0x5EED, ec.SECP256R1())
PRESENT_AND_VERIFIED = 0x05
WITH_CREDENTIAL = 0x40


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def public_key(key: ec.EllipticCurvePrivateKey = KEY) -> bytes:
    """The public half as COSE."""
    numbers = key.public_key().public_numbers()
    x, y = (one.to_bytes(32, "big") for one in (numbers.x, numbers.y))
    return b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" + x + b"\x22\x58\x20" + y


def credential_id(email: str, slug: str) -> bytes:
    return hashlib.sha256(f"{slug}|{email}".encode()).digest()


def equip(session: Session, person: Person, slug: str, now: datetime) -> None:
    """Give an account a passkey, as if its holder had added it."""
    person.handle = hashlib.sha256(b"handle" + credential_id(person.email, slug)).digest()
    session.add(
        Passkey(
            person_id=person.id,
            credential_id=credential_id(person.email, slug),
            public_key=public_key(),
            sign_count=0,
            name="telefoon",
            added_at=now,
        )
    )


def answer(asked: dict[str, Any], email: str, slug: str, **more: Any) -> dict[str, Any]:
    """Answer what the server asks of a browser. `more` spoils a part of it, for who tries what must not work.

    origin, host: another address than that of the page. flags: what the authenticator says it did. count: how often
    it was used. key: another private key. challenge: another one than was asked. handle: somebody else's.
    """
    origin = more.get("origin", "http://localhost")
    host = more.get("host", "localhost")
    challenge = more.get("challenge", asked["challenge"])
    told = json.dumps(
        {"type": more.get("type", "webauthn.get"), "challenge": challenge, "origin": origin, "crossOrigin": False}
    ).encode()
    flags, count = more.get("flags", PRESENT_AND_VERIFIED), more.get("count", 0)
    data = hashlib.sha256(host.encode()).digest() + bytes([flags]) + int(count).to_bytes(4, "big")
    signed = more.get("key", KEY).sign(data + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
    raw = credential_id(email, slug)
    handle = more.get("handle", hashlib.sha256(b"handle" + raw).digest())
    return {
        "id": b64(raw),
        "rawId": b64(raw),
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": b64(told),
            "authenticatorData": b64(data),
            "signature": b64(signed),
            "userHandle": b64(handle),
        },
    }


def made(asked: dict[str, Any], email: str, slug: str, **more: Any) -> dict[str, Any]:
    """Make a new passkey, as the server asked."""
    told = json.dumps(
        {
            "type": "webauthn.create",
            "challenge": more.get("challenge", asked["challenge"]),
            "origin": more.get("origin", "http://localhost"),
            "crossOrigin": False,
        }
    ).encode()
    raw = credential_id(email, slug)
    flags = more.get("flags", PRESENT_AND_VERIFIED) | WITH_CREDENTIAL
    data = hashlib.sha256(more.get("host", "localhost").encode()).digest() + bytes([flags]) + bytes(4)
    data += bytes(16) + len(raw).to_bytes(2, "big") + raw + public_key()
    attested = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58" + bytes([len(data)]) + data
    return {
        "id": b64(raw),
        "rawId": b64(raw),
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {"clientDataJSON": b64(told), "attestationObject": b64(attested), "transports": ["internal"]},
    }
