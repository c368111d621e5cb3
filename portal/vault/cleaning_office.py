"""Documents of Word, Excel and LibreOffice: nothing in them but a document, and a copy without who made it.

They are zips of XML. No XML parser comes near them: entities are bombs. Names and attributes are found by expression,
after what XML offers to hide them (other encodings, numbered characters) is undone.
"""

from __future__ import annotations

import html
import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from portal.domain.errors import Refused
from portal.vault.cleaning import Clean, bare_picture

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_MEMBERS = 5000
MOST_BYTES = 200_000_000
RATIO = 200
SMALL = 1_000_000
"""Under this many bytes nothing is a bomb, whatever its ratio: an empty form packs well."""
END = b"PK\5\6"
END_SIZE = 22
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
PACKED = "EncryptedPackage".encode("utf-16-le")
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}

XML = (".xml", ".rels", ".vml", ".svg", ".rdf")
BEFORE = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"
OOXML = "[Content_Types].xml"
MANIFEST = "META-INF/manifest.xml"
MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
MIMETYPE = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
TEXTS = {
    "docx": re.compile(r"word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml"),
    "xlsx": re.compile(r"xl/(?:sharedStrings|comments\d*|worksheets/sheet\d+)\.xml"),
    "odt": re.compile(r"content\.xml"),
    "ods": re.compile(r"content\.xml"),
}

PLAIN = re.compile(
    r"""(?ix) [^:\\\0]* (?:/ | \.(?:xml | rels | vml | rdf
        | png | jpe?g | gif | bmp | tiff? | emf | wmf | wdp | svg | svm | webp | odttf | ttf | otf | fntdata)
    ) | mimetype | layout-cache | ObjectReplacements/[^/:\\\0]+ | (?:word|xl)/printerSettings/[^/:\\\0]+\.bin"""
)
"""The names of members that a document has. All else is a program or another file."""
MACROS = re.compile(r"(?i)vba(?:project|data)|(?:^|/)(?:activex|macrosheets|basic|scripts|dialogs)/")
MACRO_WORDS = re.compile(
    r"""(?ix) macroEnabled | vnd\.ms-office\.(?:vba|activeX) | relationships/(?:vbaProject|control)\b
    | vnd\.sun\.star\.script: | <(?:[\w.-]+:)?(?:event-listener|libraries|module|script)\b"""
)
OUTER_WORDS = re.compile(r"(?i)<(?:[\w.-]+:)?(?:ddeLink|oleLink|dde-source|dde-connection-decl)\b|<!(?:DOCTYPE|ENTITY)")
FIELD = re.compile(
    r"""<(?:[\w.-]+:)?(?: instrText\b[^<>]*>([^<]*) | fldSimple\b[^<>]*?\binstr\s*=\s*["']([^"'<]*) | fldChar\b )""",
    re.VERBOSE,
)
FIELD_WORDS = re.compile(r"(?i)\n\s*(?:DDE(?:AUTO)?|INCLUDE(?:TEXT|PICTURE)|IMPORT|LINK|DATABASE)\b")
TAG = re.compile(r"""<([A-Za-z_][\w:.-]*)\s((?:[^<>"']|"[^"<]*"|'[^'<]*')*+)>""")
OUTSIDE = re.compile(r"""(?i)\bTargetMode\s*=\s*["']\s*External""")
HYPERLINK = re.compile(r"""(?i)\bType\s*=\s*["'][^"']*/hyperlink\s*["']""")
FETCHED = re.compile(r"""(?i)\b[\w.-]+:href\s*=\s*["']\s*(?:[a-z][a-z0-9+.-]+:|//|\\\\|\.\./|/)""")
LINKS = {"text:a", "draw:a", "form:button", "meta:template", "a"}
LINE = re.compile(r"</(?:w:p|text:p|text:h|si|v|c|t)>|<(?:w:tab|w:br|text:tab|text:line-break|text:s)\b[^<>]*>")
ANY = re.compile(r"<[^<>]*>")

_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
EMPTIED = {
    "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_CORE}"/>',
    "docProps/app.xml": f'<Properties xmlns="{_OFFICE}/extended-properties"/>',
    "docProps/custom.xml": f'<Properties xmlns="{_OFFICE}/custom-properties"/>',
    "meta.xml": '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'office:version="1.3"><office:meta/></office:document-meta>',
}
"""The parts that tell who made a document, where and when; each stays there, as it may be, with nothing in it."""
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def clean_office(content: bytes, form: str) -> Clean:
    """Make the copy of a `docx`, `xlsx`, `odt` or `ods`: the same members, packed anew, without its makers."""
    if content.startswith(OLD_OFFICE):
        raise Refused("file_encrypted" if PACKED in content else "file_not_what_it_says", "files")
    members = _members(content)
    if form in MAIN:
        _office_open(members, form)
    else:
        _open_document(members, form)
    stripped = set[str]()
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, data in sorted(members.items(), key=lambda member: (member[0] != "mimetype", member[0] != OOXML)):
            bare = _bare(name, data, stripped)
            member = zipfile.ZipInfo(name)  # dated 1980: the same copy each time
            member.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(member, bare)
    texts = [_plain(_xml(data)) for name, data in members.items() if TEXTS[form].fullmatch(name)]
    return Clean(made.getvalue(), tuple(sorted(stripped)), "\n".join(texts))


def _members(content: bytes) -> Mapping[str, bytes]:
    """Unpack a zip that is a zip from its first byte to its last, and no bomb."""
    if not content.startswith(b"PK\3\4"):
        raise Refused("file_not_what_it_says", "files")
    if content[-END_SIZE : -END_SIZE + 4] != END:  # a comment, or something behind it
        raise Refused("file_broken", "files")
    with zipfile.ZipFile(BytesIO(content)) as package:
        listed = package.infolist()
        # What is told here is the most that is unpacked: `read` stops there, and then the sum is wrong.
        unpacked = sum(one.file_size for one in listed)
        if len(listed) > MOST_MEMBERS or unpacked > MOST_BYTES or unpacked > max(SMALL, RATIO * len(content)):
            raise Refused("file_too_large_inside", "files")
        for one in listed:
            _named_well(one)
        if len({one.filename.lower() for one in listed}) < len(listed):
            raise Refused("file_broken", "files")
        return {one.filename: package.read(one) for one in listed}


def _named_well(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename
    if member.flag_bits & 1:
        raise Refused("file_encrypted", "files")
    if name.startswith("/") or "\\" in name or "\0" in name or ":" in name or ".." in name.split("/"):
        raise Refused("file_broken", "files")
    if MACROS.search(name) or not PLAIN.fullmatch(name):
        raise Refused("file_has_macros", "files")
    if member.compress_type not in METHODS:
        raise Refused("file_broken", "files")


def _office_open(members: Mapping[str, bytes], form: str) -> None:
    for text in _parts(members):
        _no_macros(text)
        _no_fields(text)
        _nothing_outside(text)
    if f'"{MAIN[form]}"' not in _xml(members.get(OOXML, b"")).replace("'", '"'):
        raise Refused("file_not_what_it_says", "files")


def _parts(members: Mapping[str, bytes]) -> Iterator[str]:
    """Read what is XML by its name or by its look: a list in the package may call a picture a part."""
    for name, data in members.items():
        if name.lower().endswith(XML) or data[:64].lstrip(BEFORE)[:1] == b"<":
            yield _xml(data)


def _no_macros(text: str) -> None:
    if MACRO_WORDS.search(text):
        raise Refused("file_has_macros", "files")
    if OUTER_WORDS.search(text):
        raise Refused("file_active", "files")


def _no_fields(text: str) -> None:
    """Look for fields of Word that fetch or start something. One instruction may be cut in pieces."""
    pieces = (f"\n{one[2]}" if one[2] else one[1] or "\n" for one in FIELD.finditer(text))
    if FIELD_WORDS.search("\n" + "".join(pieces)):
        raise Refused("file_active", "files")


def _nothing_outside(text: str) -> None:
    """Links that a person clicks may lead outside; pictures, templates and frames that are fetched may not."""
    outside = len(OUTSIDE.findall(text))
    if outside > sum(bool(OUTSIDE.search(one[2]) and HYPERLINK.search(one[2])) for one in TAG.finditer(text)):
        raise Refused("file_active", "files")


def _open_document(members: Mapping[str, bytes], form: str) -> None:
    if members.get("mimetype", b"").strip() != MIMETYPE[form] or "content.xml" not in members:
        raise Refused("file_not_what_it_says", "files")
    if "encryption-data" in _xml(members.get(MANIFEST, b"")):
        raise Refused("file_encrypted", "files")
    for text in _parts(members):
        _no_macros(text)
        if any(FETCHED.search(tag[2]) and tag[1] not in LINKS for tag in TAG.finditer(text)):
            raise Refused("file_active", "files")


def _bare(name: str, data: bytes, stripped: set[str]) -> bytes:
    if name in EMPTIED:
        stripped.add("author")
        return (DECLARATION + EMPTIED[name]).encode()
    bare = bare_picture(data)
    if bare != data:
        stripped.add("photo_details")
    return bare


def _xml(data: bytes) -> str:
    """Read a part as its reader would. A part in another encoding than these is no part of a document."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    text = data.decode(encoding)
    if "\0" in text or re.match(r"""<\?xml[^>]*encoding\s*=\s*["'](?!utf-?(?:8|16)["'])""", text, re.IGNORECASE):
        raise Refused("file_broken", "files")
    return re.sub(r"&#(?:\d+|[xX][0-9a-fA-F]+);", lambda one: _character(one[0]), text)


def _character(reference: str) -> str:
    # Signs that would end a tag or a value stay written out: undone, they would make tags where there are none.
    character = html.unescape(reference)
    return reference if character in "<>&\"'" else character


def _plain(text: str) -> str:
    return html.unescape(ANY.sub("", LINE.sub("\n", text)))
