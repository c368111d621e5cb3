"""Signing a paper: authorities, signers, boxes, three signatures in any order, and time stamps."""

from __future__ import annotations

import dataclasses
import io
import socket
import time
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from portal.papers.certificates import Authority, make_authority, make_identity
from portal.papers.checking import check_pdf, has_sound_stamp
from portal.papers.signing import Field, NoStampError, prepared, time_stamper
from tests.support import poppler

NOW = datetime(2026, 3, 2, 9, 0, 30, 123456, tzinfo=UTC)
ORDERS = list(permutations(("klager", "functionaris", "medewerker")))


def name_of(certificate, what=NameOID.COMMON_NAME):
    return certificate.subject.get_attributes_for_oid(what)[0].value


def signatures(pdf):
    """The signature dictionaries of a file, as another library reads them."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fields = [one for one in opened.Root.AcroForm.Fields if "/V" in one]
        return {
            str(one.T): {key: str(one.V[key]) for key in ("/SubFilter", "/Name", "/Reason", "/M")} for one in fields
        }


# ---- authorities and signers


def test_an_authority_vouches_for_signers_and_nothing_else():
    made = x509.load_der_x509_certificate(make_authority("Veer & Zonen", NOW).certificate)
    limits = made.extensions.get_extension_for_class(x509.BasicConstraints)
    usage = made.extensions.get_extension_for_class(x509.KeyUsage)
    assert (limits.critical, limits.value.ca, limits.value.path_length) == (True, True, 0)
    assert (usage.critical, usage.value.key_cert_sign, usage.value.digital_signature) == (True, True, False)
    assert isinstance(made.public_key().curve, ec.SECP256R1)
    assert made.not_valid_before_utc <= NOW <= made.not_valid_after_utc
    assert made.not_valid_after_utc - NOW > timedelta(days=3649)
    assert name_of(made, NameOID.ORGANIZATION_NAME) == "Veer & Zonen"
    made.verify_directly_issued_by(made)


def test_a_signer_signs_and_vouches_for_nobody():
    authority = make_authority("Veer", NOW)
    made = x509.load_der_x509_certificate(make_identity(authority, "Zoë Šušteršič", "Klager", "Veer", NOW).certificate)
    usage = made.extensions.get_extension_for_class(x509.KeyUsage).value
    assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    assert (name_of(made), name_of(made, NameOID.TITLE)) == ("Zoë Šušteršič", "Klager")
    made.verify_directly_issued_by(x509.load_der_x509_certificate(authority.certificate))


def test_a_signer_is_vouched_for_no_longer_than_the_authority_is():
    authority = make_authority("Veer", NOW)
    later = NOW + timedelta(days=9 * 365)
    made = x509.load_der_x509_certificate(make_identity(authority, "A", "B", "Veer", later).certificate)
    assert made.not_valid_after_utc == x509.load_der_x509_certificate(authority.certificate).not_valid_after_utc


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("x" * 64, "x" * 64),
        ("x" * 65, "x" * 61 + "…"),
        ("ë" * 32, "ë" * 32),
        ("ë" * 33, "ë" * 30 + "…"),
        ("A\x00B\nC\t D", "AB C D"),
        ("", "–"),
        ("\u202e\x00", "–"),
    ],
)
def test_a_name_fits_in_a_certificate(given, kept):
    made = make_identity(make_authority(given, NOW), given, given, given, NOW)
    certificate = x509.load_der_x509_certificate(made.certificate)
    said = (NameOID.COMMON_NAME, NameOID.TITLE, NameOID.ORGANIZATION_NAME)
    assert {name_of(certificate, what) for what in said} == {kept}


def test_a_key_is_never_shown():
    authority = make_authority("Veer", NOW)
    identity = make_identity(authority, "A", "B", "Veer", NOW)
    assert "key" not in repr(authority) + repr(identity)
    assert isinstance(serialization.load_der_private_key(identity.key, None), ec.EllipticCurvePrivateKey)


def test_an_authority_with_another_kind_of_key_is_refused():
    key = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(TypeError):
        make_identity(Authority(make_authority("Veer", NOW).certificate, key), "A", "B", "Veer", NOW)


# ---- boxes


def test_boxes_become_fields_and_all_else_stays(bench):
    assert bench.prepared.startswith(bench.paper)
    with pikepdf.open(io.BytesIO(bench.prepared)) as made, pikepdf.open(io.BytesIO(bench.paper)) as given:
        found = [(str(one.T), str(one.TU), [int(edge) for edge in one.Rect]) for one in made.Root.AcroForm.Fields]
        assert found == [(one.name, one.readable, list(one.box)) for one in bench.fields]
        assert [len(page.get("/Annots", [])) for page in made.pages] == [0, 3]
        assert made.Root.Metadata.read_bytes() == given.Root.Metadata.read_bytes()
        assert str(made.trailer.ID[0]) == str(given.trailer.ID[0])
    assert bench.check(bench.prepared).kind == "unsigned"


def test_boxes_are_prepared_the_same_each_time(bench):
    time.sleep(1.1)  # dates in a PDF go by the second
    assert prepared(bench.paper, bench.fields) == bench.prepared
    assert prepared(bench.paper, bench.fields[:2]) != bench.prepared


def test_a_file_without_a_number_is_prepared_the_same_each_time(bench):
    with pikepdf.open(io.BytesIO(bench.paper)) as given:
        made = io.BytesIO()
        given.save(made, deterministic_id=True)
    bare = made.getvalue().replace(b"/ID", b"/XX")
    assert prepared(bare, bench.fields) == prepared(bare, bench.fields)


def test_edges_may_lie_between_points(bench):
    made = prepared(bench.paper, [Field("a", "A", 0, (10.4, 20.6, 110.49, 60.51))])
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert [int(edge) for edge in opened.Root.AcroForm.Fields[0].Rect] == [10, 21, 110, 61]


# ---- signing


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_three_sign_in_any_order_and_all_stay_valid(bench, order):
    pdf = bench.prepared
    for count, who in enumerate(order, start=1):
        before, pdf = pdf, bench.sign(pdf, who)
        assert pdf.startswith(before)
        checked = bench.check(pdf)
        assert (checked.kind, checked.whole) == ("signed", True)
        assert [one.field for one in checked.signatures] == list(order[:count])
        assert all(one.intact and one.covers_all and one.ours and not one.stamped for one in checked.signatures)
        assert {one.at for one in checked.signatures} == {bench.now}


def test_a_signature_says_who_and_why(bench, signed):
    found = signatures(signed)
    assert found["klager"] == {
        "/SubFilter": "/ETSI.CAdES.detached",
        "/Name": "Zoë de Vries-Šušteršič",
        "/Reason": "Getekend als klager",
        "/M": "D:20260302090000Z",
    }
    first = bench.check(signed).signatures[0]
    assert (first.signer, first.role, first.organisation) == ("Zoë de Vries-Šušteršič", "Klager", "Nexxtep B.V.")


def test_the_metadata_of_the_paper_stay(bench, signed):
    with pikepdf.open(io.BytesIO(signed)) as made, pikepdf.open(io.BytesIO(bench.paper)) as given:
        assert made.Root.Metadata.read_bytes() == given.Root.Metadata.read_bytes()
        assert dict(made.docinfo) == dict(given.docinfo)


def test_the_box_shows_who_signed(signed, tmp_path):
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed)
    shown = poppler.run("pdftotext", "-layout", file, "-")
    for line in ("Getekend door Zoë de Vries-Šušteršič", "Getekend door Ünal Žižek", "aangetoond met een code"):
        assert line in shown


def test_the_font_of_a_box_goes_along(signed):
    with pikepdf.open(io.BytesIO(signed)) as opened:
        for one in opened.Root.AcroForm.Fields:
            (font,) = one.AP.N.Resources.Font.values()
            assert "/FontFile3" in font.DescendantFonts[0].FontDescriptor
            assert "/ToUnicode" in font
            assert [float(edge) for edge in one.AP.N.BBox] == [0, 0, 170, 60]


@pytest.mark.parametrize(
    "stamp",
    [
        [],
        [""],
        ["x" * 500],
        ["woorden " * 400] * 4,
        ['#read("/etc/passwd")', "*vet* $x^2$ #panic()", "\\ ] } )"],
        ["\u0000\u202e", "漢字 \U0001f600", "\ufffe"],
    ],
    ids=["none", "empty", "a long word", "much", "markup", "odd signs"],
)
def test_any_lines_can_be_shown(bench, stamp, tmp_path):
    pdf = bench.sign(bench.prepared, "klager", stamp=stamp)
    assert bench.check(pdf).whole
    file = tmp_path / "signed.pdf"
    file.write_bytes(pdf)
    shown = poppler.run("pdftotext", "-layout", "-f", "2", file, "-")
    assert "root:" not in shown
    if "#read" in "".join(stamp):
        assert '#read("/etc/passwd")' in shown


def test_a_box_without_room_is_signed_all_the_same(bench):
    pdf = prepared(bench.paper, [dataclasses.replace(bench.fields[0], box=(0, 0, 0, 0))])
    assert bench.check(bench.sign(pdf, "klager")).whole


def test_nobody_signs_twice_or_elsewhere(bench, signed):
    with pytest.raises(ValueError, match="klager"):
        bench.sign(signed, "klager")
    with pytest.raises(ValueError, match="klager"):
        bench.sign(bench.paper, "klager")
    with pytest.raises(ValueError, match="klager"):
        bench.sign(prepared(bench.paper, bench.fields[1:]), "klager")


# ---- time stamps


def test_no_address_is_no_time_stamper():
    assert time_stamper("") is None


def test_each_signature_gets_a_time_stamp(bench, stamping):
    pdf = bench.signed(tsa=time_stamper(stamping.url))
    checked = check_pdf(pdf, [bench.authority.certificate], [stamping.certificate])
    assert checked.whole
    assert [(one.stamped, one.stamper) for one in checked.signatures] == [(True, "Tijdstempels")] * 3
    assert {one.at for one in checked.signatures} == {bench.now + timedelta(seconds=3)}
    assert stamping.asked == 3


@pytest.mark.parametrize("mood", ["refuses", "babbles", "breaks", "mistakes", "silent", "brags"])
def test_without_a_stamp_that_holds_nothing_is_signed(bench, stamping, mood):
    stamping.mood = mood
    with pytest.raises(NoStampError):
        bench.sign(bench.prepared, "klager", tsa=time_stamper(stamping.url))
    stamping.mood = "well"
    assert bench.check(bench.sign(bench.prepared, "klager", tsa=time_stamper(stamping.url))).whole


def test_an_authority_that_is_not_there_gives_no_stamp(bench):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NoStampError):
            bench.sign(bench.prepared, "klager", tsa=time_stamper(f"http://127.0.0.1:{taken.getsockname()[1]}/"))


@pytest.mark.parametrize("contents", [b"", b"\0" * 40, b"\x30\x80" * 400, b"nonsense"])
def test_what_is_no_signature_has_no_stamp(contents):
    assert not has_sound_stamp(contents)
