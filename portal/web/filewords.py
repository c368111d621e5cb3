"""Words for files: what they are, and what others do not get of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.vault.checking import FileKind
from portal.web.lazy import _

if TYPE_CHECKING:
    from collections.abc import Iterable

STRIPPED = {
    "location": _("waar de foto of opname is gemaakt"),
    "photo_details": _("gegevens over de foto of het toestel"),
    "other_images": _("andere beelden in hetzelfde bestand"),
    "scripts": _("programma's"),
    "actions": _("dingen die vanzelf gebeuren, en onveilige links"),
    "embedded_files": _("ingesloten bestanden"),
    "media": _("film en geluid"),
    "forms": _("invulformulier"),
    "author": _("wie het maakte"),
    "tags": _("titels en andere woorden bij het geluid"),
}
KINDS = {
    FileKind.PDF: "PDF",
    FileKind.JPEG: _("foto"),
    FileKind.PNG: _("afbeelding"),
    FileKind.WEBP: _("afbeelding"),
    FileKind.HEIC: _("foto"),
    FileKind.TXT: _("tekst"),
    FileKind.DOCX: "Word",
    FileKind.XLSX: "Excel",
    FileKind.ODT: "ODT",
    FileKind.ODS: "ODS",
    FileKind.M4A: _("geluid"),
    FileKind.MP3: _("geluid"),
    FileKind.EML: _("e-mail"),
}


def stripped(found: Iterable[str]) -> str:
    """Say what others do not get."""
    return ", ".join(str(STRIPPED[word]) for word in found)
