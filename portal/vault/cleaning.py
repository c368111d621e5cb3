"""Copies of pictures and sound without what they tell besides what is seen and heard: places, cameras, names.

Each function gets the bytes of one kind, refuses what does not parse, and makes the copy that others may read. What
the parsers raise else is the caller's to catch: they are C, and what they raise for rubbish is anyone's guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from portal.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image as Picture

PIXELS = 40_000_000
PROFILE = 4096
"""The largest colour profile that is kept. A telephone's is 548 bytes; larger ones have room for other things."""
GPS = 0x8825
QUALITY = 90
PACKING = 3
"""Of a PNG: a screen's picture comes out as small, and a photo in a third of the time."""

START_OF_SCAN = 0xDA
PLAIN_SEGMENTS = {0xE0, 0xE2, 0xEE}
"""Of the application segments of a JPEG only these tell how to draw it: JFIF, the colour profile, Adobe's colours."""
TOLD_CHUNKS = {b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"}
CHUNK = 12

ATOM = 8
LARGE_ATOM = 16
PLAIN_ATOMS = {b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"mfra", b"sidx", b"wide"}
TOLD_ATOMS = {b"udta", b"meta", b"uuid", b"free", b"skip"}
PLACES = (b"\xa9xyz", b"location.ISO6709", b"loci")

TAG = 10
OLD_TAG = 128
FOOTER = 0x10
BITRATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
LAYER_THREE = 1
VERSION_ONE = 3


@dataclass(frozen=True, slots=True)
class Clean:
    """What one kind's function made of a file: the copy, what it left out, and the text it found."""

    copy: bytes | None = None
    stripped: tuple[str, ...] = ()
    text: str = ""


def clean_picture(content: bytes, form: str) -> Clean:
    """Draw a JPEG, PNG or WEBP anew. Whatever else the file was (a page, a program) is not drawn."""
    from PIL import Image

    try:
        with Image.open(BytesIO(content), formats=[form]) as picture:
            return _drawn(picture, form, content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("file_too_large_inside", "files") from error


def clean_heic(content: bytes) -> Clean:
    """Draw the photo of a telephone as a JPEG, which every browser shows."""
    import pillow_heif

    # Opened by name of the function, not through a plug-in: that would teach Pillow the format in the whole process.
    photo = pillow_heif.open_heif(content, convert_hdr_to_8bit=True)
    _fits(*photo.size)
    return _drawn(photo.to_pillow(), "JPEG", content)


def _fits(width: int, height: int) -> None:
    if width * height > PIXELS:
        raise Refused("file_too_large_inside", "files")


def _drawn(picture: Picture, form: str, content: bytes) -> Clean:
    from PIL import ImageOps

    _fits(picture.width, picture.height)
    picture.load()
    stripped = _told(picture, content)
    upright = ImageOps.exif_transpose(picture)
    profile = upright.info.get("icc_profile")
    seen = {"transparency": upright.info["transparency"]} if "transparency" in upright.info and form == "PNG" else {}
    drawn = upright.convert(_mode(upright, form))
    # Pillow writes some of what it finds here into the file, by its own choice and differing between formats.
    drawn.info = dict[Any, Any](seen) if drawn.mode == upright.mode else {}
    made = BytesIO()
    drawn.save(
        made, form, quality=QUALITY, compress_level=PACKING, icc_profile=profile if _plain_profile(profile) else None
    )
    return Clean(made.getvalue(), stripped)


def _mode(picture: Picture, form: str) -> str:
    kept = {"JPEG": ("L", "RGB", "CMYK"), "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"), "WEBP": ("RGB", "RGBA")}
    if picture.mode in kept[form]:
        return picture.mode
    return "RGBA" if form != "JPEG" and picture.has_transparency_data else "RGB"


def _plain_profile(profile: object) -> bool:
    return (
        isinstance(profile, bytes)
        and len(profile) <= PROFILE
        and profile[36:40] == b"acsp"
        and int.from_bytes(profile[:4]) == len(profile)
        and b"<s" not in profile.lower()
    )


def _told(picture: Picture, content: bytes) -> tuple[str, ...]:
    exif = picture.getexif()
    place = bool(exif.get_ifd(GPS)) or b"GPSLatitude" in content
    details = bool(exif) or any(picture.info.get(key) for key in ("xmp", "comment", "XML:com.adobe.xmp"))
    texts = bool(getattr(picture, "text", None))
    others = getattr(picture, "n_frames", 1) > 1
    found = {"location": place, "photo_details": details or texts, "other_images": others}
    return tuple(word for word, there in found.items() if there)


def bare_picture(data: bytes) -> bytes:
    """Leave out what a JPEG or PNG inside a document tells of its making. What it shows stays as it is, byte by byte.

    Anything else comes back unchanged.
    """
    if data.startswith(b"\xff\xd8"):
        return _bare_jpeg(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _bare_png(data)
    return data


def _bare_jpeg(data: bytes) -> bytes:
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != START_OF_SCAN:  # noqa: PLR2004  every marker
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if marker == 0xFF:  # noqa: PLR2004  may be repeated before a marker
            at += 1
            continue
        told = marker == 0xFE or (marker & 0xF0 == 0xE0 and marker not in PLAIN_SEGMENTS)  # noqa: PLR2004  a comment
        kept += [] if told else [data[at : at + 2 + size]]
        at += 2 + size
    return b"".join(kept) + data[at:]


def _bare_png(data: bytes) -> bytes:
    kept, at = [data[:8]], 8
    while at + CHUNK <= len(data):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        kept += [] if kind in TOLD_CHUNKS else [data[at : at + CHUNK + size]]
        at += CHUNK + size
        if kind == b"IEND":
            break
    return b"".join(kept)


def clean_m4a(content: bytes) -> Clean:
    """Blank every atom of a recording that is not sound. They keep their length: the sound is found by its offset."""
    _sounds(content, "a.m4a")
    copy = bytearray(content)
    kinds = set()
    for kind, start, body, end in _atoms(content, 0, len(content)):
        kinds.add(kind)
        if kind == b"moov":
            _blank_told(copy, content, body, end)
        elif kind not in PLAIN_ATOMS:
            _blank(copy, start, body, end)
    if not {b"ftyp", b"moov", b"mdat"} <= kinds:
        raise Refused("file_broken", "files")
    place = any(word in content for word in PLACES)
    stripped = (*(["location"] if place else []), *(["tags"] if bytes(copy) != content else []))
    return Clean(bytes(copy), stripped)


def _blank_told(copy: bytearray, content: bytes, at: int, end: int) -> None:
    for kind, start, body, close in _atoms(content, at, end):
        if kind in TOLD_ATOMS:
            _blank(copy, start, body, close)
        elif kind == b"trak":
            _blank_told(copy, content, body, close)


def _blank(copy: bytearray, start: int, body: int, end: int) -> None:
    copy[start + 4 : start + ATOM] = b"free"
    copy[body:end] = bytes(end - body)


def _atoms(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    while at < end:
        size, kind, body = int.from_bytes(content[at : at + 4]), content[at + 4 : at + ATOM], at + ATOM
        if size == 1:
            size, body = int.from_bytes(content[body : body + 8]), at + LARGE_ATOM
        size = size or end - at  # nought is "to the end"
        if at + size > end or body > at + size or len(kind) < 4:  # noqa: PLR2004  the length of a name
            raise Refused("file_broken", "files")
        yield kind, at, body, at + size
        at += size


def clean_mp3(content: bytes) -> Clean:
    """Keep the frames of sound and nothing between, before or after them: tags, pictures and texts are no frames."""
    _sounds(content, "a.mp3")
    start, end = _tags(content)
    kept, at = [], start
    while at < end:
        size = _frame(content, at)
        # A frame is a frame when another follows, or it is the last: eleven bits are soon found in a text.
        if size and (at + size == end or (at + size < end and _frame(content, at + size))):
            kept.append(content[at : at + size])
            at += size
        else:
            following = content.find(b"\xff", at + 1, end)
            at = following if following >= 0 else end
    copy = b"".join(kept)
    if not copy or len(copy) < (end - start) // 2:
        raise Refused("file_broken", "files")
    return Clean(copy, ("tags",) if copy != content else ())


def _tags(content: bytes) -> tuple[int, int]:
    start, end = 0, len(content)
    while content[start : start + 3] == b"ID3" and start + TAG <= end:
        size = 0
        for byte in content[start + 6 : start + TAG]:
            size = size << 7 | byte & 0x7F
        start += TAG + size + (TAG if content[start + 5] & FOOTER else 0)
    if content[end - OLD_TAG : end - OLD_TAG + 3] == b"TAG":
        end -= OLD_TAG
    return start, max(start, end)


def _frame(content: bytes, at: int) -> int:
    """Tell how long the frame is that begins here; nought when none does."""
    head = content[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0 or head[1] >> 1 & 3 != LAYER_THREE:  # noqa: PLR2004
        return 0
    version, rate, bitrate = head[1] >> 3 & 3, head[2] >> 2 & 3, head[2] >> 4
    if version not in RATES or rate == 3 or bitrate in {0, 15}:  # noqa: PLR2004  kept free by the standard
        return 0
    first = version == VERSION_ONE
    return (144 if first else 72) * BITRATES[first][bitrate] * 1000 // RATES[version][rate] + (head[2] >> 1 & 1)


def _sounds(content: bytes, name: str) -> None:
    from tinytag import TinyTag

    heard = TinyTag.get(name, file_obj=BytesIO(content), tags=False)
    if not heard.duration or heard.duration <= 0:
        raise Refused("file_broken", "files")
