"""Finding planted words in whatever was sent: as they stand, escaped, encoded, compressed, or in a cookie."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from html import unescape
from urllib.parse import unquote

WORD = re.compile(rb"cnry([a-z]{2,40})(\d{4})")
RUN = re.compile(rb"[A-Za-z0-9+/_=-]{12,}")
HEX = re.compile(rb"434e5259(?:[0-9a-f]{2}){3,60}|636e7279(?:[0-9a-f]{2}){3,60}", re.IGNORECASE)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
UUID = re.compile(rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
NUMBER = re.compile(r"\bKW?-\d{4}-\d{4}\b")
HINT = re.compile(r'-hint">[^<]*')


def _encoded_forms() -> tuple[bytes, ...]:
    """The heads that any base64 of a planted word has, at each of the three places where it can begin."""
    heads = []
    for word in (b"CNRY", b"cnry"):
        for lead in range(3):
            text = base64.b64encode(b"\0" * lead + word)
            first = -(-lead * 8 // 6)
            heads.append(text[first : (lead + len(word)) * 8 // 6])
    return tuple(heads)


HEADS = _encoded_forms()


def words_in(sent: bytes) -> set[int]:
    """Tell which planted words occur, by their numbers, in whatever dress."""
    found = _plain(sent)
    if any(head in sent for head in HEADS):
        for run in RUN.findall(sent):
            if any(head in run for head in HEADS):
                found |= _decoded(run)
    for run in HEX.findall(sent):
        found |= _plain(binascii.unhexlify(run[: len(run) // 2 * 2]))
    if sent.startswith(b"%PDF"):
        for stream in STREAM.findall(sent):
            found |= words_in(_inflated(stream)) if not stream.startswith(b"%PDF") else set()
    return found


def _plain(sent: bytes) -> set[int]:
    low = sent.lower()
    found = {int(number) for _, number in WORD.findall(low)}
    if b"\0" in sent:
        found |= {int(number) for _, number in WORD.findall(low.replace(b"\0", b""))}
    if b"&#" in sent or b"%" in sent:
        text = unquote(unescape(low.decode("utf-8", "replace")))
        found |= {int(number) for _, number in WORD.findall(text.encode())}
    return found


def _decoded(run: bytes) -> set[int]:
    text = run.replace(b"-", b"+").replace(b"_", b"/").replace(b"=", b"")
    found: set[int] = set()
    for lead in range(4):
        part = text[lead:]
        found |= _plain(base64.b64decode(part[: len(part) // 4 * 4]))
    return found


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return b""


def in_cookie(value: str) -> set[int]:
    """Tell which planted words a signed cookie carries, packed or not."""
    payload = value.removeprefix(".").partition(".")[0].encode()
    raw = base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4))
    return words_in(_inflated(raw) if value.startswith(".") else raw)


def numbers_in(text: str) -> set[str]:
    """Tell which case numbers occur; the example in the hint of a field is nobody's."""
    return set(NUMBER.findall(HINT.sub("", text)))


def ids_in(sent: bytes) -> set[str]:
    """Tell which ids of rows occur."""
    return {one.decode() for one in UUID.findall(sent)}
