"""Checking a paper that anybody holds: a signed judgment, an edition to read, or a dossier (art. 5.6, 7.4)."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.papers import verify
from portal.papers.checking import check_pdf
from portal.vault.storage import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from portal.papers.checking import SignatureFound

MOST = 400 * 1024 * 1024
MEMBERS = 2000


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was found of one file.

    `known`: we made exactly this file. `whole`: every signature holds and nothing was added, or the dossier holds.
    """

    name: str
    kind: str
    known: bool
    whole: bool
    signatures: tuple[SignatureFound, ...] = ()
    faults: tuple[str, ...] = ()


def inspect(
    name: str, content: bytes, authorities: Sequence[bytes], stampers: Sequence[bytes], known: Callable[[str], bool]
) -> tuple[Inspected, ...]:
    """Look at a PDF, or at a dossier and the PDFs in it. It never raises, whatever the bytes are."""
    if content.startswith(b"PK"):
        return _dossier(name, content, authorities, stampers, known)
    return (_pdf(name, content, authorities, stampers, known),)


def _pdf(
    name: str, content: bytes, authorities: Sequence[bytes], stampers: Sequence[bytes], known: Callable[[str], bool]
) -> Inspected:
    found = check_pdf(content, authorities, stampers)
    return Inspected(name, found.kind, known(digest(content)), found.whole, found.signatures)


def _dossier(
    name: str, content: bytes, authorities: Sequence[bytes], stampers: Sequence[bytes], known: Callable[[str], bool]
) -> tuple[Inspected, ...]:
    try:
        files = _unpacked(content)
        faults = tuple(verify.faults(files))
    except Exception:  # noqa: BLE001  whatever a stranger's ZIP does, it is no dossier
        return (Inspected(name, "not_a_dossier", known=False, whole=False),)
    first = Inspected(name, "dossier", known(digest(content)), not faults, (), faults)
    signed = (one for one in sorted(files) if one.startswith("oordeel/") and one.endswith(".pdf"))
    return (first, *(_pdf(one, files[one], authorities, stampers, known) for one in signed))


def _unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        listed = packed.infolist()
        names = [one.filename for one in listed]
        if len(listed) > MEMBERS or len(set(names)) != len(names) or sum(one.file_size for one in listed) > MOST:
            raise ValueError("too much in it")
        return {one.filename: packed.read(one) for one in listed if not one.is_dir()}
