"""Whether a file may be kept as an attachment, and the copy of it that others than its uploader read.

The name says one thing, the first bytes another, the parser a third: a file is taken only when they agree. The
original is evidence and stays as it came. The copy is what people open who did not make it: nothing in it acts by
itself, and nothing tells what the uploader did not mean to tell, such as where a photo was taken.

The parsers are C, fed by strangers: a web server calls `checked_apart`, which does this in a process of its own.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from threading import Thread, Timer
from typing import TYPE_CHECKING, Any

from portal.domain.errors import Refused
from portal.vault.cleaning import Clean, clean_heic, clean_m4a, clean_mp3, clean_picture
from portal.vault.cleaning_mail import clean_mail
from portal.vault.cleaning_office import clean_office
from portal.vault.cleaning_pdf import clean_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import BinaryIO

TEXT = 200_000
LOOK = 262_144
"""As much as libmagic looks at."""
PATIENCE = 20
MOST_ANSWER = 256_000_000
"""The most that a process may answer: a parser that was taken over must not fill the memory of the server."""
ROOT = Path(__file__).parents[2]
BULLETS = "•••••"


class FileKind(StrEnum):
    """What may be attached."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    TXT = "txt"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"
    ODS = "ods"
    M4A = "m4a"
    MP3 = "mp3"
    EML = "eml"


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept."""

    kind: FileKind
    media_type: str
    extension: str
    original: bytes
    copy: bytes | None
    """What others read; None when it is the original itself."""
    copy_kind: FileKind | None
    stripped: tuple[str, ...]
    """What the copy leaves out, in words that stand in the catalogue."""
    text: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """One kind: how it is served, what libmagic may call it, how it begins, and who cleans it."""

    media_type: str
    hints: re.Pattern[str]
    clean: Callable[[bytes], Clean]
    begins: re.Pattern[bytes] = re.compile(b"")
    extension: str = ""


def _text(content: bytes) -> Clean:
    _, text = _decoded(content)
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", text):
        raise Refused("file_not_what_it_says", "files")
    return Clean(text=text)


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", _by(content, "utf-16")
    try:
        return "utf-8", content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "windows-1252", _by(content, "cp1252")


def _by(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused("file_not_what_it_says", "files") from error


_PACKAGE = r"application/(?:zip|octet-stream|vnd\.openxmlformats-officedocument.*|vnd\.oasis\.opendocument\..*|x-ole.*|"
_PACKAGE += r"encrypted|cdfv2.*|msword|vnd\.ms-.*)"
"""libmagic often knows of a package that it is one and no more. The locked ones have a reason of their own."""
_PACKED = re.compile(rb"PK\x03\x04|\xd0\xcf\x11\xe0")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ODF = "application/vnd.oasis.opendocument."


def _package(media_type: str, form: str) -> _Rule:
    return _Rule(media_type, re.compile(_PACKAGE), lambda content: clean_office(content, form), _PACKED)


def _picture(form: str, begins: bytes, extension: str = "") -> _Rule:
    name = f"image/{form.lower()}"
    return _Rule(name, re.compile(name), lambda content: clean_picture(content, form), re.compile(begins), extension)


RULES: Mapping[FileKind, _Rule] = {
    FileKind.PDF: _Rule("application/pdf", re.compile("application/pdf"), clean_pdf, re.compile(b"%PDF-")),
    FileKind.JPEG: _picture("JPEG", rb"\xff\xd8\xff", "jpg"),
    FileKind.PNG: _picture("PNG", rb"\x89PNG\r\n\x1a\n"),
    FileKind.WEBP: _picture("WEBP", rb"(?s)RIFF.{4}WEBP"),
    FileKind.HEIC: _Rule(
        "image/heic", re.compile("image/hei[cf].*"), clean_heic, re.compile(rb"(?s).{4}ftyp(?:hei|hev|mif1|msf1)")
    ),
    FileKind.TXT: _Rule(
        # libmagic sees a program in many a text. A page is none: a browser that guesses would show it as one.
        "text/plain",
        re.compile(r"text/(?!html|xml).*|application/(?:json|csv|x-ndjson|octet-stream)|message/.*"),
        _text,
    ),
    FileKind.DOCX: _package(_WORD, "docx"),
    FileKind.XLSX: _package(_SHEET, "xlsx"),
    FileKind.ODT: _package(f"{_ODF}text", "odt"),
    FileKind.ODS: _package(f"{_ODF}spreadsheet", "ods"),
    FileKind.M4A: _Rule(
        "audio/mp4",
        re.compile(r"audio/(?:x-m4a|mp4|3gpp)|video/(?:mp4|3gpp|quicktime)"),
        clean_m4a,
        re.compile(rb"(?s).{4}ftyp(?:M4A|M4B|mp4|iso|3gp|dash|qt)"),
    ),
    FileKind.MP3: _Rule(
        "audio/mpeg", re.compile(r"audio/mpeg|application/octet-stream"), clean_mp3, re.compile(rb"ID3|\xff[\xe0-\xff]")
    ),
    FileKind.EML: _Rule("message/rfc822", re.compile(r"message/.*|text/(?!html|xml).*"), clean_mail),
}
EXTENSIONS = {"jpg": FileKind.JPEG, "heif": FileKind.HEIC} | {str(kind): kind for kind in FileKind}
REASONS = frozenset(
    {
        "file_empty",
        "file_type",
        "file_not_what_it_says",
        "file_broken",
        "file_has_macros",
        "file_encrypted",
        "file_too_large_inside",
        "file_active",
    }
)
STRIPPED = (
    "location",
    "photo_details",
    "other_images",
    "scripts",
    "actions",
    "embedded_files",
    "media",
    "forms",
    "author",
    "tags",
)
"""The words for what a copy leaves out."""


def check(name: str, content: bytes, *, staff: bool) -> Checked:
    """Look at one file, and make its copy.

    Raises:
        Refused: it may not be kept; the reason is one of `REASONS`.

    """
    if not content:
        raise Refused("file_empty", "files")
    kind = _kind(name, staff=staff)
    rule = RULES[kind]
    if not rule.begins.match(content) or not rule.hints.fullmatch(_hint(content)):
        raise Refused("file_not_what_it_says", "files")
    try:
        clean = rule.clean(content)
    except Refused:
        raise
    except Exception as error:
        # Nobody knows all that these libraries raise for rubbish. Whatever it is: they could not read the file.
        raise Refused("file_broken", "files") from error
    return _checked(kind, content, clean)


def _kind(name: str, *, staff: bool) -> FileKind:
    _, dot, extension = name.strip().lower().rpartition(".")
    kind = EXTENSIONS.get(extension) if dot else None
    if kind is None or (kind is FileKind.EML and not staff):
        raise Refused("file_type", "files")
    return kind


def _hint(content: bytes) -> str:
    import_module("pylibmagic")  # when it is loaded, it tells the next one where its library is
    import magic

    return magic.from_buffer(content[:LOOK], mime=True).lower()


def _checked(kind: FileKind, content: bytes, clean: Clean) -> Checked:
    rule = RULES[kind]
    encoding = f"; charset={_decoded(content)[0]}" if kind is FileKind.TXT else ""
    copied = FileKind.JPEG if kind is FileKind.HEIC else kind
    return Checked(
        kind=kind,
        media_type=rule.media_type + encoding,
        extension=rule.extension or kind.value,
        original=content,
        copy=None if clean.copy == content else clean.copy,
        copy_kind=None if clean.copy in {None, content} else copied,
        stripped=tuple(word for word in STRIPPED if word in clean.stripped),
        text=clean.text[:TEXT],
    )


# ---- numbers that do not belong in a complaint -----------------------------------------------------------------------

NUMBER = 9
RUN = re.compile(r"(?<![0-9])[0-9](?:[. \u00a0]?[0-9]){7,}(?![0-9])")
ABROAD = re.compile(r"(?:\+|00)[0-9]{1,3}[. \u00a0]?$")


def numbers(text: str) -> tuple[str, ...]:
    """Find burgerservicenummers, and tell them with only their last digits: each once, in the order of the text."""
    found: dict[str, None] = {}
    for run in RUN.finditer(text):
        digits = re.sub(r"[^0-9]", "", run[0])
        # A longer row is several numbers, or one of another kind; a telephone's `06 12345678` is one of these.
        for one in [digits] if len(digits) in {NUMBER - 1, NUMBER} else _nines(run[0]):
            before = text[max(0, run.start() - 6) : run.start()]
            if _proven(one.zfill(NUMBER)) and not ABROAD.search(before) and not before.endswith("+"):
                found[one.zfill(NUMBER)] = None
    return tuple(BULLETS + one[-4:] for one in found)


def _nines(run: str) -> list[str]:
    parts = [part.replace(".", "") for part in re.split(r"[ \u00a0]", run)]
    return [
        part for at, part in enumerate(parts) if len(part) == NUMBER and parts[at - 1 : at] not in (["31"], ["0031"])
    ]


def _proven(digits: str) -> bool:
    """Apply the test of eleven."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return total % 11 == 0 and bool(int(digits))


# ---- apart: the same, in a process that may crash --------------------------------------------------------------------


def checked_apart(name: str, content: bytes, *, staff: bool, seconds: float = PATIENCE) -> Checked:
    """Do what `check` does in a process of its own, with bounds on its time, its memory and what it may open.

    Raises:
        Refused: as `check` does; or that process crashed, took too long or wanted too much.

    """
    if not content:
        raise Refused("file_empty", "files")
    kind = _kind(name, staff=staff)  # most that is refused, is so by its name
    command = [sys.executable, "-s", "-B", "-X", "utf8", "-m", "portal.vault.checking_process"]
    # It gets no environment: there are the keys. A thread's own heap would count for its bound of memory.
    process = subprocess.Popen(  # noqa: S603  a program of ours; a stranger's words are no part of it
        command,
        cwd=ROOT,
        env={"MALLOC_ARENA_MAX": "2"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        timer = Timer(seconds, process.kill)
        request = framed({"name": f"file.{kind}", "staff": staff, "seconds": seconds}, content)
        feeder = Thread(target=_feed, args=(process.stdin, request), daemon=True)
        timer.start()
        feeder.start()
        try:
            answer = process.stdout.read(MOST_ANSWER) if process.stdout else b""
        finally:
            timer.cancel()
            process.kill()
            feeder.join()
    try:
        header, copy = unframed(answer)
    except (ValueError, RecursionError) as error:
        raise Refused("file_broken", "files") from error
    return _answered(kind, content, header, copy)


def _feed(pipe: BinaryIO, request: bytes) -> None:
    try:
        with pipe:
            pipe.write(request)
    except OSError:
        return  # it ended before it read all; what it answered, if anything, is looked at


def _answered(kind: FileKind, content: bytes, header: Mapping[str, Any], copy: bytes) -> Checked:
    """Believe no more of the answer than must be: what the file is was known before."""
    reason = header.get("reason")
    if reason is not None:
        if reason not in REASONS:
            raise Refused("file_broken", "files")
        raise Refused(reason, "files")
    words, text = header.get("stripped"), header.get("text")
    if not isinstance(words, list) or not isinstance(text, str):
        raise Refused("file_broken", "files")
    return _checked(kind, content, Clean(copy or None, tuple(map(str, words)), text))


def framed(header: Mapping[str, Any], body: bytes) -> bytes:
    """Put a message in a frame: the length of its header, the header, the length of its body, the body."""
    head = json.dumps(header).encode()
    return len(head).to_bytes(4) + head + len(body).to_bytes(8) + body


def unframed(message: bytes) -> tuple[Mapping[str, Any], bytes]:
    """Take a message out of its frame.

    Raises:
        ValueError: it is not whole.

    """
    start = 4 + int.from_bytes(message[:4])
    header, body = json.loads(message[4:start]), message[start + 8 :]
    if not isinstance(header, dict) or int.from_bytes(message[start : start + 8]) != len(body):
        raise ValueError("a message that is not whole")
    return header, body
