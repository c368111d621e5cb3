"""What somebody typed, in a field or in an address, made fit to be looked for, kept and shown."""

from __future__ import annotations

import unicodedata

from flask import request

SHORT_NUMBER = 10
KEEPABLE = frozenset("\n\t")
UNSEEN = "\N{REPLACEMENT CHARACTER}"


def tidy(value: object) -> str:
    """Bring line ends and accents to one form; leave everything else as typed.

    A sign that no text holds, such as a control character, becomes one that can be seen, so that the person finds
    it where it stands. A file where text belongs is nothing.
    """
    text = value if isinstance(value, str) else ""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(UNSEEN if unkeepable(sign) else sign for sign in lines)


def unkeepable(sign: str) -> bool:
    """Say whether a sign cannot stand in a text."""
    never = ord(sign) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(sign) <= 0xFDEF  # noqa: PLR2004  what Unicode sets apart
    return never or (unicodedata.category(sign) in {"Cc", "Cs"} and sign not in KEEPABLE)


def stripped(value: str | None) -> str | None:
    """Take the white space off both ends."""
    return value.strip() if value else value


def whole_number(text: str | None) -> int | None:
    """Read a number that came back from a page; None for what is no number, or larger than anything counted here."""
    return int(text) if text and text.isdecimal() and len(text) < SHORT_NUMBER else None


def query(name: str) -> str:
    """Read what stands behind the question mark of the address under a name; nothing is an empty text."""
    return tidy(request.args.get(name))
