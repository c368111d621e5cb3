"""What somebody typed, in a field or in an address, made fit to be looked for, kept and shown."""

from __future__ import annotations

import re
import unicodedata

from flask import request
from werkzeug.datastructures import MultiDict

SHORT_NUMBER = 10
UNSEEN = "\N{REPLACEMENT CHARACTER}"
_NEVER = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
UNKEEPABLE = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NEVER}]")
"""Signs that no text holds: control characters but for line end and tab, halves of pairs, what Unicode sets apart."""


def tidy(value: object) -> str:
    """Bring line ends and accents to one form; leave everything else as typed.

    A sign that no text holds, such as a control character, becomes one that can be seen, so that the person finds
    it where it stands. A file where text belongs is nothing.
    """
    text = value if isinstance(value, str) else ""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return UNKEEPABLE.sub(UNSEEN, lines)


def stripped(value: str | None) -> str | None:
    """Take the white space off both ends."""
    return value.strip() if value else value


def whole_number(text: str | None) -> int | None:
    """Read a number that came back from a page; None for what is no number, or larger than anything counted here."""
    return int(text) if text and text.isdecimal() and len(text) < SHORT_NUMBER else None


def query(name: str) -> str:
    """Read what stands behind the question mark of the address under a name; nothing is an empty text."""
    return tidy(request.args.get(name))


def queries() -> MultiDict[str, str]:
    """Read all that stands behind the question mark, for who must see that something stands there twice."""
    pairs = request.args.items(multi=True)
    return MultiDict((tidy(name), tidy(value)) for name, value in pairs)
