"""Small files of every kind that may be attached, made here: nobody's photo, nobody's letter."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from functools import cache

import pikepdf
import pillow_heif
from PIL import Image

CANARY = "Kanarie-7f3a"
"""Stands wherever a file can tell of its making: no copy may hold it."""
PLACE = (52.0, 22.0, 12.0)
BSN = "123456782"

_GPS = 0x8825
_ORIENTATION = 0x0112
_MAKE = 0x010F
_TURNED = 6
_NS_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NS_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_NS_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OPEN = "application/vnd.openxmlformats-officedocument"
_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{CANARY}</dc:creator></cp:coreProperties>'
)


def picture(width: int = 60, height: int = 40) -> Image.Image:
    """Draw something whose left upper corner is red and whose rest is a slope of grey."""
    drawn = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    drawn.paste((250, 0, 0), (0, 0, width // 3, height // 3))
    return drawn


def exif(orientation: int = _TURNED) -> Image.Exif:
    """Make what a telephone tells: who made it, how it was held, and where."""
    told = Image.Exif()
    told[_MAKE] = CANARY
    told[_ORIENTATION] = orientation
    told.get_ifd(_GPS).update({1: "N", 2: PLACE, 3: "E", 4: PLACE, 29: CANARY})
    return told


def photo(form: str, orientation: int = _TURNED) -> bytes:
    """Make a photo in a format of Pillow, with all that it tells."""
    made = io.BytesIO()
    picture().save(made, form, exif=exif(orientation))
    return made.getvalue()


def pdf() -> bytes:
    """Make a PDF of one page with a word on it, and its maker's name."""
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(200, 100))
        page = document.pages[0]
        page.Contents = document.make_stream(b"BT /F1 12 Tf 20 50 Td (Dag) Tj ET")
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(
                F1=pikepdf.Dictionary(
                    Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
                )
            )
        )
        document.docinfo["/Author"] = CANARY
        made = io.BytesIO()
        document.save(made, static_id=True)
        return made.getvalue()


def package(members: Mapping[str, str | bytes]) -> bytes:
    """Make a zip of these members, in this order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, data in members.items():
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            packed.writestr(member, data)
    return made.getvalue()


def members(kind: str) -> dict[str, str | bytes]:
    """Tell what stands in the sample of a `docx`, `xlsx`, `odt` or `ods`."""
    if kind in {"odt", "ods"}:
        return _open_document({"odt": "text", "ods": "spreadsheet"}[kind])
    folder, main, part, of = {
        "docx": ("word", "document", "wordprocessingml.document", "officeDocument"),
        "xlsx": ("xl", "workbook", "spreadsheetml.sheet", "officeDocument"),
    }[kind]
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{folder}/{main}.xml" ContentType="{_OPEN}.{part}.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="http://schemas.openxmlformats'
        f'.org/officeDocument/2006/relationships/{of}" Target="{folder}/{main}.xml"/></Relationships>',
        "docProps/core.xml": _CORE,
    }
    if kind == "docx":
        made["word/document.xml"] = (
            f'<w:document xmlns:w="{_NS_WORD}"><w:body><w:p><w:r><w:t>Beste mevrouw, mijn nummer is {BSN[:4]}</w:t>'
            f"</w:r><w:r><w:t>{BSN[4:]}.</w:t></w:r></w:p></w:body></w:document>"
        )
        made["word/media/image1.jpeg"] = photo("JPEG")
    else:
        made["xl/workbook.xml"] = f'<workbook xmlns="{_NS_SHEET}"><sheets/></workbook>'
        made["xl/sharedStrings.xml"] = f'<sst xmlns="{_NS_SHEET}"><si><t>Uren</t></si><si><t>{BSN}</t></si></sst>'
    return made


def _open_document(kind: str) -> dict[str, str | bytes]:
    spaces = f'xmlns:office="{_NS_ODF}:office:1.0" xmlns:text="{_NS_ODF}:text:1.0"'
    body = f"<office:{kind}><text:p>Mijn nummer is {BSN}.</text:p></office:{kind}>"
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    return {
        "mimetype": media_type,
        "content.xml": f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>'
        f"<office:body>{body}</office:body></office:document-content>",
        "meta.xml": f"<office:document-meta {spaces}><office:meta><dc:creator xmlns:dc="
        f'"http://purl.org/dc/elements/1.1/">{CANARY}</dc:creator></office:meta></office:document-meta>',
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_NS_ODF}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media_type}"/></manifest:manifest>',
    }


def mp3(frames: int = 40) -> bytes:
    """Make silence of 128 kbit/s, behind a tag that tells who spoke."""
    name = b"\x03" + CANARY.encode()
    told = b"TIT2" + len(name).to_bytes(4) + b"\0\0" + name
    head = b"ID3\x03\0\0" + len(told).to_bytes(4)  # under 128 bytes this is its length in sevens too
    return head + told + (bytes.fromhex("fffb9000") + bytes(413)) * frames


def atom(kind: bytes, *inside: bytes) -> bytes:
    """Make an atom of a recording."""
    body = b"".join(inside)
    return struct.pack(">I", 8 + len(body)) + kind + body


def m4a() -> bytes:
    """Make the shell of a recording of two seconds by a telephone, which tells where it was."""
    told = atom(b"udta", atom(b"\xa9xyz", b"\0\x10\x15\xc7+52.37+004.89/" + CANARY.encode()))
    coder = bytes.fromhex("0319 000000 0411 4015 000000 00000000 00000000 0502 1208 0601 02")
    sound = struct.pack(">HHII", 1, 16, 0, 44100 << 16)
    entry = atom(b"mp4a", bytes(6), b"\0\1", bytes(8), sound, atom(b"esds", bytes(4), coder))
    table = atom(
        b"stbl",
        atom(b"stsd", bytes(4), struct.pack(">I", 1), entry),
        atom(b"stts", bytes(4), struct.pack(">III", 1, 87, 1024)),
        atom(b"stsc", bytes(4), struct.pack(">IIII", 1, 1, 87, 1)),
        atom(b"stsz", bytes(4), struct.pack(">II", 4, 87)),
        atom(b"stco", bytes(4), struct.pack(">II", 1, 40)),
    )
    media = atom(
        b"mdia",
        atom(b"mdhd", bytes(12), struct.pack(">II", 44100, 88200), bytes(4)),
        atom(b"hdlr", bytes(8), b"soun", bytes(13)),
        atom(b"minf", atom(b"smhd", bytes(8)), table),
    )
    track = atom(b"trak", atom(b"tkhd", bytes(84)), media, atom(b"udta", atom(b"name", CANARY.encode())))
    times = atom(b"mvhd", bytes(12), struct.pack(">II", 1000, 2000), bytes(80))
    return atom(b"ftyp", b"M4A \0\0\0\0M4A isom") + atom(b"mdat", bytes(348)) + atom(b"moov", times, track, told)


def eml() -> bytes:
    """Make a letter with a text and a page."""
    return (
        b"From: Jan <jan@example.org>\r\nTo: Piet <piet@example.org>\r\nSubject: Uw klacht\r\n"
        b"Date: Mon, 2 Mar 2026 09:00:00 +0100\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/alternative; boundary="een"\r\n\r\n'
        b"--een\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nMijn nummer is " + BSN.encode() + b".\r\n"
        b"--een\r\nContent-Type: text/html\r\n\r\n<p>Dag</p>\r\n--een--\r\n"
    )


def _heic() -> bytes:
    made = io.BytesIO()
    pillow_heif.from_pillow(picture()).save(made, exif=exif(1).tobytes())
    return made.getvalue()


_MAKERS = {
    "pdf": pdf,
    "jpeg": lambda: photo("JPEG"),
    "png": lambda: photo("PNG"),
    "webp": lambda: photo("WEBP"),
    "heic": _heic,
    "txt": f"Geachte heer,\n\nIk heb een klacht. Mijn nummer is {BSN}.\n".encode,
    "docx": lambda: package(members("docx")),
    "xlsx": lambda: package(members("xlsx")),
    "odt": lambda: package(members("odt")),
    "ods": lambda: package(members("ods")),
    "m4a": m4a,
    "mp3": mp3,
    "eml": eml,
}
KINDS = tuple(_MAKERS)


@cache
def sample(kind: str) -> bytes:
    """Give the file of one kind: the word is the kind's own, and the extension of a name for it."""
    return _MAKERS[kind]()
