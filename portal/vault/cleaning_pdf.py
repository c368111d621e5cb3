"""A copy of a PDF in which nothing happens by itself, nothing is enclosed, and nobody is named by the program.

The whole of the file is swept, object by object, and not only the places where a reader looks for actions: what is
found at no known place may be found by another reader.
"""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from portal.domain.errors import Refused
from portal.vault.cleaning import Clean, bare_picture

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

MOST_OBJECTS = 100_000
MOST_BYTES = 200_000_000
TAIL = 1024
"""A PDF ends with its mark within so many bytes, as readers ask. One that was cut off does not."""

KEYS = {
    "/OpenAction": "",
    "/AA": "actions",
    "/JavaScript": "scripts",
    "/JS": "scripts",
    "/EmbeddedFiles": "embedded_files",
    "/EF": "embedded_files",
    "/AF": "embedded_files",
    "/Collection": "embedded_files",
    "/XFA": "forms",
    "/NeedsRendering": "",
    "/Renditions": "media",
    "/RichMediaContent": "media",
    "/RichMediaSettings": "media",
    "/3DD": "media",
    "/Metadata": "",
    "/PieceInfo": "",
    "/SpiderInfo": "",
    "/LastModified": "",
    "/Thumb": "",
    "/Perms": "",
}
"""What is left out wherever it stands, and the word by which people are told. Some is not worth telling."""
ACTIONS = {
    "/JavaScript": "scripts",
    "/Launch": "actions",
    "/SubmitForm": "actions",
    "/ImportData": "actions",
    "/ResetForm": "actions",
    "/GoToE": "actions",
    "/GoToR": "actions",
    "/GoToDp": "actions",
    "/Hide": "actions",
    "/SetOCGState": "actions",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/Trans": "media",
    "/GoTo3DView": "media",
    "/RichMediaExecute": "media",
}
HARMLESS = {"/GoTo", "/Named", "/Thread", "/URI"}
LINK = re.compile(rb"\s*(?:https?://|mailto:|tel:)", re.IGNORECASE)
SUBTYPES = {
    "/FileAttachment": "embedded_files",
    "/RichMedia": "media",
    "/3D": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/Screen": "media",
}
MARKS = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/SubmitForm", b"/ImportData")


def clean_pdf(content: bytes) -> Clean:
    """Make the copy, and look in it once more: what could not be taken out is refused."""
    from pikepdf import PasswordError, Pdf
    from pikepdf.settings import set_qpdf_limits

    # These hold for the process. It makes no PDF of its own: `checked_apart` starts one for each file.
    set_qpdf_limits(
        flate_max_memory=MOST_BYTES,
        run_length_max_memory=MOST_BYTES,
        png_max_memory=MOST_BYTES,
        tiff_max_memory=MOST_BYTES,
    )
    if b"%%EOF" not in content[-TAIL:]:
        raise Refused("file_broken", "files")
    try:
        pdf = Pdf.open(BytesIO(content), conversion_mode="explicit")
    except PasswordError as error:
        raise Refused("file_encrypted", "files") from error
    with pdf:
        return _cleaned(pdf)


def _cleaned(pdf: Pdf) -> Clean:
    from pikepdf import Name, ObjectStreamMode, StreamDecodeLevel

    if len(pdf.objects) > MOST_OBJECTS:
        raise Refused("file_too_large_inside", "files")
    if not len(pdf.pages):
        raise Refused("file_broken", "files")
    stripped = {"author"} if Name.Info in pdf.trailer else set[str]()
    for key in set(pdf.trailer.keys()) - {"/Root", "/Size", "/ID"}:
        del pdf.trailer[key]
    for item in pdf.objects:
        _sweep(item, stripped)
    made = BytesIO()
    # Streams stay packed as they came: unpacking is where bombs go off. Objects are unpacked, so that marks show.
    pdf.save(
        made,
        compress_streams=False,
        stream_decode_level=StreamDecodeLevel.none,
        object_stream_mode=ObjectStreamMode.disable,
        encryption=False,
        deterministic_id=True,
    )
    copy = made.getvalue()
    if any(mark in copy for mark in MARKS):
        raise Refused("file_active", "files")
    return Clean(copy, tuple(sorted(stripped)))


def _sweep(item: Object, stripped: set[str]) -> None:
    """Sweep one object and what stands in it. What it refers to has its own turn."""
    from pikepdf import Array, Dictionary, Stream

    pending = [item]
    while pending:
        holder = pending.pop()
        if isinstance(holder, Stream):
            _bare(holder, stripped)
        for place, value in _entries(holder):
            word = KEYS[str(place)] if place in KEYS else _forbidden(value, place)
            if word is not None:
                del holder[place]
                stripped |= {word} - {""}
            elif isinstance(value, Dictionary | Array) and not value.is_indirect:
                pending.append(value)


def _entries(holder: Object) -> list[tuple[str | int, Object | None]]:
    """List what stands in an object: an array from its end, so that the places of the others stay as they are."""
    from pikepdf import Array, Dictionary, Stream

    if isinstance(holder, Array):
        return [(place, holder[place]) for place in reversed(range(len(holder)))]
    if isinstance(holder, Dictionary | Stream):
        return [(key, holder.get(key)) for key in holder.keys()]  # noqa: SIM118  a stream is iterated otherwise
    return []


def _forbidden(value: object, key: str | int) -> str | None:
    """Tell by which word people are told that this value is left out; None when it may stay."""
    from pikepdf import Dictionary, Name, Stream, String

    if not isinstance(value, Dictionary | Stream):
        return None
    subtype, action = str(value.get(Name.Subtype)), str(value.get(Name.S))
    if value.get(Name.Type) == Name.EmbeddedFile:
        return "embedded_files"
    if subtype in SUBTYPES:
        return SUBTYPES[subtype]
    if action in ACTIONS:
        return ACTIONS[action]
    if action == "/URI":
        link = value.get(Name.URI)
        return None if isinstance(link, String) and LINK.match(bytes(link)) else "actions"
    if key in {"/A", "/PA", "/Next"} and isinstance(value.get(Name.S), Name):
        return None if action in HARMLESS else "actions"
    return None


def _bare(stream: Object, stripped: set[str]) -> None:
    """Leave out what a photo in a PDF tells of where it was taken: a telephone puts it in with all of that."""
    from pikepdf import Array, Dictionary, Name

    filters = stream.get(Name.Filter)
    names = [str(one) for one in filters] if isinstance(filters, Array) else [str(filters)]
    if names not in (["/DCTDecode"], ["/FlateDecode", "/DCTDecode"]):
        return
    photo = stream.read_raw_bytes()
    parameters = stream.get(Name.DecodeParms)
    if len(names) > 1:
        if parameters is not None:
            return
        photo = zlib.decompressobj().decompress(photo, MOST_BYTES)
    bare = bare_picture(photo)
    kept = parameters if isinstance(parameters, Dictionary | Array) else None
    if bare != photo:
        stripped.add("photo_details")
        stream.write(bare, filter=Name.DCTDecode, decode_parms=kept)
