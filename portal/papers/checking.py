"""Checking a paper that somebody brings: who signed it, and whether it is still what they signed.

Anybody may bring any file, so it is looked at in two steps. First by bytes alone: what the signatures say they cover is
digested and their mathematics are done. Only bytes that a signature by one of the given authorities covers are then
taken apart as a PDF, to see that signatures, and nothing else, were added to what each signer saw. A file that somebody
else made up is never taken apart: it could be made to take hours.

Nothing is fetched, no clock is read, and whether a certificate has ended since does not matter: what counts is that it
was valid when it signed.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
    from pyhanko.sign.diff_analysis import DiffPolicy
    from pyhanko.sign.validation import EmbeddedPdfSignature

Kind = Literal["signed", "unsigned", "not_a_pdf"]

_MOST: Final = 24
"""A file that says to have more signatures is not one of ours."""

_LONGEST: Final = 256 * 1024
"""A signature takes no more bytes, as it stands in the file."""

_DEEPEST: Final = 5
"""Between a time stamp authority and one that is believed stand no more certificates."""

_LONGEST_NAME: Final = 200
_DIGESTS: Final = {"sha256", "sha384", "sha512"}
_Covers = tuple[int, int, int, int]
_RANGE: Final = re.compile(rb"/ByteRange\s{0,8}\[\s{0,8}0\s{1,8}(\d{1,10})\s{1,8}(\d{1,10})\s{1,8}(\d{1,10})\s{0,64}\]")


@dataclass(frozen=True, slots=True)
class SignatureFound:
    """A signature in a file, and what can be said of it.

    `at` is the moment of the time stamp if there is one, else the moment that the signer named. `stamper` set the time
    stamp. `intact`: what it covers, and the signature itself, are unchanged. `covers_all`: nothing but later signatures
    came after. `ours`: one of the given authorities vouches for the signer. Where a file was not taken apart, the field
    and the moment that the signer named are not known.
    """

    field: str
    signer: str
    role: str
    organisation: str
    at: datetime | None
    stamped: bool
    stamper: str
    intact: bool
    covers_all: bool
    ours: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file is. `whole`: every signature is intact, the last one is ours, and nothing else was added."""

    kind: Kind
    signatures: tuple[SignatureFound, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class _Trust:
    """Whose certificates count: those who vouch for signers, and the time stamp authorities that are believed."""

    vouching: tuple[x509.Certificate, ...]
    believed: tuple[x509.Certificate, ...]


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A time stamp that holds: its moment, and the certificates of who set it, that of the authority first."""

    moment: datetime
    chain: tuple[x509.Certificate, ...]


@dataclass(frozen=True, slots=True)
class _Seal:
    """A signature as its bytes tell it: what it covers, who made it, and whether it holds."""

    covers: _Covers
    contents: bytes
    found: SignatureFound
    certificate: x509.Certificate


def check_pdf(pdf: bytes, authorities: Sequence[bytes], stampers: Sequence[bytes] = ()) -> Checked:
    """Say what a file is and what can be said of its signatures. Any bytes may come; it raises for none.

    `authorities` are the certificates of those who vouch for signers. `stampers` are those of time stamp authorities
    that are believed; without any, each time stamp that holds is believed, and who set it is only told.
    """
    trust = _Trust(_loaded(authorities), _loaded(stampers))
    if b"%PDF-" not in pdf[:1024]:
        return Checked("not_a_pdf", (), whole=False)
    ranges = sorted({_range(match) for match in itertools.islice(_RANGE.finditer(pdf), _MOST + 1)}, key=_end)
    if not ranges:
        return Checked("unsigned", (), whole=False)
    seals = [seal for covers in ranges[:_MOST] if (seal := _seal(pdf, covers, trust))]
    end = max((_end(seal.covers) for seal in seals if seal.found.intact and seal.found.ours), default=0)
    inside = _inside(pdf[:end], {seal.covers: seal for seal in seals})
    if not inside:
        return Checked("signed", tuple(seal.found for seal in seals), whole=False)
    if end == len(pdf):
        return Checked("signed", inside, whole=all(one.intact and one.covers_all for one in inside))
    later = tuple(seal.found for seal in seals if _end(seal.covers) > end)
    return Checked("signed", tuple(replace(one, covers_all=False) for one in inside) + later, whole=False)


def has_sound_stamp(contents: bytes) -> bool:
    """Tell whether a signature, as it stands in a file, has a time stamp that holds."""
    stamp, _ = _stamp_and_whether_sound(contents)
    return stamp is not None


# ---- by bytes alone --------------------------------------------------------------------------------------------------


def _range(match: re.Match[bytes]) -> _Covers:
    before, start, after = (int(number) for number in match.groups())
    return 0, before, start, after


def _end(covers: _Covers) -> int:
    return covers[2] + covers[3]


def _seal(pdf: bytes, covers: _Covers, trust: _Trust) -> _Seal | None:
    """Read a signature; nothing where there is none that can be read."""
    try:
        return _read(pdf, covers, trust)
    except Exception:  # noqa: BLE001  bytes that anybody brought: parsers meet them with errors of every kind
        return None


def _read(pdf: bytes, covers: _Covers, trust: _Trust) -> _Seal:
    from pyhanko.sign.validation.generic_cms import extract_certs_for_validation

    _, before, start, _ = covers
    gap = pdf[before:start]
    if len(gap) > _LONGEST or _end(covers) > len(pdf):
        raise ValueError("it covers no file like this")
    contents = bytes.fromhex(gap[1:-1].decode("ascii"))
    message = _message(contents)
    shown = extract_certs_for_validation(message)
    certificate = _certificate(shown.signer_cert)
    ours = any(_issued(certificate, one) for one in trust.vouching)
    strangers = {_certificate(one) for one in shown.other_certs}.difference(trust.vouching)
    stamp, sound = _stamp_and_whether_sound(contents)
    if stamp and trust.believed and not _leads_to(stamp.chain, trust.believed):
        stamp = None
    return _Seal(
        covers,
        contents,
        SignatureFound(
            field="",
            signer=_said(certificate, NameOID.COMMON_NAME),
            role=_said(certificate, NameOID.TITLE),
            organisation=_said(certificate, NameOID.ORGANIZATION_NAME),
            at=stamp.moment if stamp else None,
            stamped=stamp is not None,
            stamper=_said(stamp.chain[0], NameOID.COMMON_NAME) if stamp else "",
            intact=sound
            and not (ours and strangers)
            and _as_written(gap, contents)
            and _holds(message, "data", pdf[:before] + pdf[start : _end(covers)]),
            covers_all=False,
            ours=ours,
        ),
        certificate,
    )


def _as_written(gap: bytes, contents: bytes) -> bool:
    """Tell whether a signature stands in its gap as one writes it, so that no byte of it can be another unseen."""
    return gap in {b"<%b>" % text.encode() for text in (contents.hex(), contents.hex().upper())}


def _message(contents: bytes) -> Any:
    """Parse what stands in a signature; after it come only zeros."""
    from pyhanko.sign.validation.generic_cms import cms

    message = cms.ContentInfo.load(contents)
    if any(contents[len(message.dump()) :]):
        raise ValueError("something stands after the signature")
    return message["content"]


def _holds(message: Any, kind: str, signed: bytes) -> bool:
    """Do the mathematics of a signature over these bytes."""
    from pyhanko.sign.general import extract_signer_info
    from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity

    signer = extract_signer_info(message)
    method = signer["digest_algorithm"]["algorithm"].native
    if method not in _DIGESTS:
        return False
    digest = hashlib.new(method, signed).digest()
    shown = extract_certs_for_validation(message).signer_cert
    return validate_sig_integrity(signer, shown, kind, digest) == (True, True)


# ---- time stamps and certificates ------------------------------------------------------------------------------------


def _stamp_and_whether_sound(contents: bytes) -> tuple[_Stamp | None, bool]:
    from pyhanko.sign.general import extract_signer_info

    try:
        return _stamp(extract_signer_info(_message(contents))), True
    except Exception:  # noqa: BLE001  it was made elsewhere, and anybody may have changed it
        return None, False


def _stamp(signer: Any) -> _Stamp | None:
    """Read the time stamp beside a signature, if there is one. Raises any error for one that does not hold."""
    from pyhanko.sign.validation.generic_cms import extract_certs_for_validation

    beside = list(signer["unsigned_attrs"] or ())
    if not beside:
        return None
    (attribute,) = beside
    (token,) = attribute["values"]
    if attribute["type"].native != "signature_time_stamp_token":
        raise ValueError("something stands beside the signature that is no time stamp")
    content = token["content"]["encap_content_info"]["content"]
    told = content.parsed
    imprint = told["message_imprint"]
    method = imprint["hash_algorithm"]["algorithm"].native
    signature = signer["signature"].native
    if method not in _DIGESTS or hashlib.new(method, signature).digest() != imprint["hashed_message"].native:
        raise ValueError("the time stamp is of something else")
    if not _holds(token["content"], "tst_info", bytes(content)):
        raise ValueError("the time stamp does not hold")
    moment: datetime = told["gen_time"].native.astimezone(UTC)
    shown = extract_certs_for_validation(token["content"])
    chain = tuple(_certificate(one) for one in (shown.signer_cert, *shown.other_certs))
    purpose = chain[0].extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    only_stamps = purpose.critical and list(purpose.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    if not only_stamps or not _valid(chain[0], moment):
        raise ValueError("who set the time stamp is no time stamp authority")
    return _Stamp(moment, chain)


def _leads_to(chain: Sequence[x509.Certificate], believed: Sequence[x509.Certificate]) -> bool:
    """Tell whether the first certificate is believed, or issued by one that is, directly or by way of others."""
    at, others = chain[0], chain[1:]
    for _ in range(_DEEPEST):
        if any(at == one or _issued(at, one) for one in believed):
            return True
        above = next((one for one in others if one != at and _issued(at, one)), None)
        if above is None:
            return False
        at = above
    return False


def _issued(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
        return authority.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False


def _valid(certificate: x509.Certificate, moment: datetime | None) -> bool:
    return moment is not None and certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc


def _loaded(certificates: Sequence[bytes]) -> tuple[x509.Certificate, ...]:
    return tuple(x509.load_der_x509_certificate(one) for one in certificates)


def _certificate(shown: Any) -> x509.Certificate:
    return x509.load_der_x509_certificate(shown.dump())


def _said(certificate: x509.Certificate, what: x509.ObjectIdentifier) -> str:
    """Return what a certificate says of its owner: somebody wrote it, so it is kept short and to what can be seen."""
    text = " ".join(str(one.value) for one in certificate.subject.get_attributes_for_oid(what))
    return "".join(char for char in text if char.isprintable())[:_LONGEST_NAME]


# ---- taken apart -----------------------------------------------------------------------------------------------------


def _inside(pdf: bytes, seals: Mapping[_Covers, _Seal]) -> tuple[SignatureFound, ...]:
    """Take a file apart, of which a signature of ours covers every byte; nothing where it is no proper file."""
    try:
        return tuple(_found(pdf, seals)) if pdf else ()
    except Exception:  # noqa: BLE001  what we signed may have been brought to us, and not be a file as it should be
        return ()


def _found(pdf: bytes, seals: Mapping[_Covers, _Seal]) -> list[SignatureFound]:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    reader = PdfFileReader(io.BytesIO(pdf))
    signatures = list(reader.embedded_signatures)
    if len(list(enumerate_sig_fields(reader, filled_status=True))) != len(signatures):
        raise ValueError("a field is filled with something that is no signature")
    policy = _policy()
    found = []
    for one in signatures:
        zero, before, start, after = (int(number) for number in one.byte_range)
        seal = seals.get((zero, before, start, after))
        if seal is None or seal.contents != one.pkcs7_content:
            raise ValueError("a signature covers something else than it says")
        at = seal.found.at or one.self_reported_timestamp
        found.append(
            replace(
                seal.found,
                field=str(one.field_name),
                at=at,
                covers_all=_covers_all(reader, one, signatures, policy),
                ours=seal.found.ours and _valid(seal.certificate, at),
            )
        )
    return found


def _covers_all(
    reader: PdfFileReader,
    signature: EmbeddedPdfSignature,
    signatures: Sequence[EmbeddedPdfSignature],
    policy: DiffPolicy,
) -> bool:
    """Tell whether after a signature came only others, each in a field that stood there when it was set."""
    from pyhanko.sign.diff_analysis import SuspiciousModification
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if reader.xrefs.hybrid_xrefs_present or signature.docmdp_level or signature.fieldmdp:
        return False
    if signature.evaluate_signature_coverage() < SignatureCoverageLevel.ENTIRE_REVISION:
        return False
    later = range(signature.signed_revision + 1, reader.xrefs.total_revisions)
    if not {one.signed_revision for one in signatures}.issuperset(later):
        return False
    seen = reader.get_historical_resolver(signature.signed_revision)
    try:
        for revision in later:
            shown = reader.get_historical_resolver(revision)
            policy.apply(seen, shown)
            if _fields(seen) != _fields(shown):
                return False
    except SuspiciousModification:
        return False
    return True


def _fields(shown: HistoricalResolver) -> list[int]:
    return [one.idnum for one in shown.root["/AcroForm"]["/Fields"]]


def _policy() -> DiffPolicy:
    """Say what may be added: a signature and its picture, in a field that was there. Neither fields nor metadata."""
    from pyhanko.sign.diff_analysis import (
        CatalogModificationRule,
        FormUpdatingRule,
        ModificationLevel,
        ObjectStreamRule,
        SigFieldModificationRule,
        StandardDiffPolicy,
        XrefStreamRule,
    )

    return StandardDiffPolicy(
        global_rules=[
            CatalogModificationRule(ignored_keys=frozenset({"/AcroForm"})),
            XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
            ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        ],
        form_rule=FormUpdatingRule(
            [SigFieldModificationRule(allow_in_place_appearance_stream_changes=False)],
            ignored_acroform_keys=frozenset(),
        ),
        ignore_orphaned_objects=False,
        ignore_identical_objects=False,
    )
