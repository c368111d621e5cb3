"""Signatures under a paper: PAdES, each over all that came before it, with a time stamp where there is an authority.

The paper comes from the typesetter as PDF/A-2a and PDF/UA-1. Its boxes become fields once, before anybody signs; each
signature fills one and adds to the file, so that those before it stay valid. A file with fields and signatures is no
longer PDF/UA-1: the unsigned one is kept beside it and is the copy to read and to archive.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from portal.papers.certificates import Authority, Identity
from portal.papers.checking import has_sound_stamp

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.timestamps import TimeStamper

_DIGEST: Final = "sha256"
_ROOM: Final = 8 * 1024
_ROOM_WITH_STAMP: Final = 24 * 1024
"""Digits kept free for a signature, two for each byte. The token of a time stamp brings certificates along."""

_TSA_SECONDS: Final = 10

_STAMP: Final = b"""
#let data = json(bytes(sys.inputs.data))
#set page(width: data.width * 1pt, height: data.height * 1pt, margin: (x: 5pt, y: 3pt), fill: none)
#set text(font: "Libertinus Serif", lang: "nl", region: "NL", hyphenate: false, ligatures: false)
#set par(leading: 0.6em)
#let drawn(size) = {
  set text(size: size * 1pt, fill: rgb("#55606e"))
  for (place, line) in data.lines.enumerate() {
    if place == 0 { text(fill: rgb("#1d2733"), size: 1.1em, line) } else { line }
    linebreak()
  }
}
#layout(room => {
  let size = 9
  while size > 4 and measure(drawn(size), width: room.width).height > room.height { size -= 0.5 }
  block(width: 100%, height: 100%, clip: true, align(start + horizon, drawn(size)))
})
"""


class NoStampError(Exception):
    """The time stamp authority gave no stamp, or none that holds. Nothing was signed; it can be tried again."""


@dataclass(frozen=True, slots=True)
class Field:
    """A box for a signature: its name, its name for people, the page from 0, and left, bottom, right, top in points."""

    name: str
    readable: str
    page: int
    box: tuple[float, float, float, float]


def _waited_for(making: Coroutine[Any, Any, Any]) -> Any:
    """Run it to its end in a thread of its own: in ours something else may be waiting for something already."""
    with ThreadPoolExecutor(max_workers=1) as aside:
        return aside.submit(asyncio.run, making).result()


def prepared(pdf: bytes, fields: Sequence[Field]) -> bytes:
    """Make the boxes of a paper fields to sign in, all of them before the first signature; the same bytes each time."""
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    writer = _writer(pdf)
    for one in fields:
        left, bottom, right, top = (round(edge) for edge in one.box)
        append_signature_field(
            writer,
            SigFieldSpec(
                one.name,
                on_page=one.page,
                box=(left, bottom, right, top),
                readable_field_name=one.readable,
            ),
        )
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def time_stamper(url: str) -> TimeStamper | None:
    """Return what asks the authority at this address for time stamps; nothing for no address."""
    if not url:
        return None
    from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

    return RequestsHTTPTimeStamper(url, timeout=_TSA_SECONDS)


def sign(
    pdf: bytes,
    field: str,
    identity: Identity,
    authority: Authority,
    *,
    name: str,
    reason: str,
    location: str = "",
    stamp: Sequence[str],
    at: datetime,
    tsa: TimeStamper | None,
) -> bytes:
    """Sign a prepared paper in one of its fields and show the lines of `stamp` in its box.

    With a time stamp authority the signature is PAdES-B-T, without one PAdES-B-B.

    Raises:
        NoStampError: the time stamp authority gave no stamp that holds.
        ValueError: there is no such field, or it is signed already.

    """
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    writer = _writer(pdf)
    steps = PdfCMSEmbedder().write_cms(field, writer, existing_fields_only=True)
    try:
        place = next(steps).get_object()
    except SigningError as error:
        raise ValueError(f"{field!r} is no field that can be signed") from error
    _draw(writer, place, stamp)
    signature = SignatureObject(
        timestamp=at,
        subfilter=SigSeedSubFilter.PADES,
        name=name,
        location=location,
        reason=reason,
        bytes_reserved=_ROOM if tsa is None else _ROOM_WITH_STAMP,
    )
    steps.send(SigObjSetup(signature))
    covered, made = steps.send(SigIOSetup(md_algorithm=_DIGEST, output=io.BytesIO()))
    steps.send(_over(covered.document_digest, identity, authority, tsa))
    return bytes(made.getvalue())


def _over(digest: bytes, identity: Identity, authority: Authority, tsa: TimeStamper | None) -> Any:
    """Make the signature itself, over the digest of all else in the file."""
    from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1 as certificate
    from pyhanko.keys.internal import translate_pyca_cryptography_key_to_asn1 as private_key
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.timestamps import TimestampRequestError
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415  as heavy as pyHanko itself

    chain: Any = SimpleCertificateStore.from_certs
    signer = SimpleSigner(
        signing_cert=certificate(x509.load_der_x509_certificate(identity.certificate)),
        signing_key=private_key(serialization.load_der_private_key(identity.key, password=None)),
        cert_registry=chain([certificate(x509.load_der_x509_certificate(authority.certificate))]),
    )
    making = signer.async_sign(digest, _DIGEST, use_pades=True, timestamper=tsa)
    if tsa is None:
        return _waited_for(making)
    try:
        made = _waited_for(making)
    except (TimestampRequestError, ValueError, TypeError, KeyError) as error:  # what does not answer, and what babbles
        raise NoStampError("the time stamp authority gave no stamp") from error
    contents = made.dump()
    if not has_sound_stamp(contents) or 2 * len(contents) > _ROOM_WITH_STAMP:
        raise NoStampError("the stamp of the time stamp authority does not hold, or is too large")
    return made


def _draw(writer: IncrementalPdfFileWriter, place: Any, lines: Sequence[str]) -> None:
    """Show lines in a box, typeset with a font that goes along with the file. A box without room shows nothing."""
    import typst
    from pyhanko.pdf_utils.generic import DictionaryObject, NameObject
    from pyhanko.pdf_utils.reader import PdfFileReader

    left, bottom, right, top = (float(edge) for edge in place["/Rect"])
    width, height = abs(right - left), abs(top - bottom)
    if not width or not height:
        return
    shown = {"width": width, "height": height, "lines": [_one_line(line) for line in lines]}
    drawn = typst.compile(
        _STAMP,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(shown, ensure_ascii=False)},
        timestamp=0,
        pdf_tags=False,
    )
    image = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(drawn)))
    place[NameObject("/AP")] = DictionaryObject({NameObject("/N"): image})


def _writer(pdf: bytes) -> IncrementalPdfFileWriter:
    """Return what adds to a file and leaves all else in it as it is."""
    from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Adding(IncrementalPdfFileWriter):
        """Keeps the metadata, which name the time at which the paper was made, and draws no lots for its number."""

        def _update_meta(self) -> None:
            pass

        @classmethod
        def _handle_id(cls, prev: PdfFileReader) -> ArrayObject:
            made = ByteStringObject(hashlib.sha256(pdf).digest()[:16])
            known = "/ID" in prev.trailer
            return ArrayObject([ByteStringObject(prev.trailer["/ID"][0].original_bytes) if known else made, made])

    return Adding(io.BytesIO(pdf))


def _one_line(text: str) -> str:
    return "".join(char for char in " ".join(text.split()) if char.isprintable())
