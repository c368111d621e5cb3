"""Certificates for signing: an authority per organisation, and one certificate for each who signs.

They are made here and vouched for by the organisation alone: what they prove is that the organisation says so. Keys
are PKCS8 in DER without a password; whoever keeps them seals them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_YEARS: Final = 10
_A_YEAR: Final = timedelta(days=365)
_LEEWAY: Final = timedelta(minutes=5)
"""A certificate is valid from a little before it is made: the clock of a time stamp authority may be behind."""

_LONGEST: Final = 64
"""In bytes: X.520 allows no longer name in a certificate. The whole name stands in the paper itself."""


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority of an organisation: its certificate, and the key with which it makes those of signers."""

    certificate: bytes
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """The certificate of one signer, and the key with which that signer signs."""

    certificate: bytes
    key: bytes = field(repr=False)


def make_authority(organisation: str, now: datetime) -> Authority:
    """Make the authority of an organisation, for ten years. It makes certificates of signers and nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(_fitting(f"Ondertekening {organisation}"), organisation)
    made = (
        _builder(name, key.public_key(), now)
        .issuer_name(name)
        .not_valid_after(_second(now) + _YEARS * _A_YEAR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(_der(made), _pkcs8(key))


def make_identity(authority: Authority, name: str, role: str, organisation: str, now: datetime) -> Identity:
    """Make the certificate of one who signs, valid as long as that of the authority and no longer than ten years."""
    issuer = x509.load_der_x509_certificate(authority.certificate)
    issuing = serialization.load_der_private_key(authority.key, password=None)
    if not isinstance(issuing, ec.EllipticCurvePrivateKey):
        raise TypeError("the key of an authority is one on an elliptic curve")
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        _builder(_name(_fitting(name), organisation, _fitting(role)), key.public_key(), now)
        .issuer_name(issuer.subject)
        .not_valid_after(min(_second(now) + _YEARS * _A_YEAR, issuer.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
                issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
            ),
            critical=False,
        )
        .sign(issuing, hashes.SHA256())
    )
    return Identity(_der(made), _pkcs8(key))


def _builder(subject: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_second(now) - _LEEWAY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(common: str, organisation: str, role: str = "") -> x509.Name:
    said = [
        (NameOID.COUNTRY_NAME, "NL"),
        (NameOID.ORGANIZATION_NAME, _fitting(organisation)),
        (NameOID.COMMON_NAME, common),
    ]
    if role:
        said.append((NameOID.TITLE, role))
    return x509.Name([x509.NameAttribute(what, text) for what, text in said])


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _fitting(text: str) -> str:
    """Keep what can be seen, on one line, as long as fits in a certificate; a name that is nothing is a dash."""
    seen = "".join(char for char in " ".join(text.split()) if char.isprintable())
    room = seen.encode()[: _LONGEST - len("…".encode())].decode(errors="ignore").rstrip()
    return (seen if len(seen.encode()) <= _LONGEST else f"{room}…") or "–"


def _second(moment: datetime) -> datetime:
    """Leave out what a certificate cannot say."""
    return moment.replace(microsecond=0)


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _pkcs8(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def certificates_in(content: bytes) -> tuple[bytes, ...]:
    """Read the certificates in a file of PEM or DER, as DER.

    Raises:
        ValueError: there is none in it.

    """
    if b"-----BEGIN" in content:
        found = x509.load_pem_x509_certificates(content)
    else:
        found = [x509.load_der_x509_certificate(content)]
    return tuple(one.public_bytes(serialization.Encoding.DER) for one in found)
