"""Checking a file that somebody brings: what was changed, what was added, who vouches, and bytes of any kind."""

from __future__ import annotations

import io
import logging
import re
import socket
import time
import zlib
from datetime import timedelta
from random import Random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from portal.papers import checking
from portal.papers.certificates import make_authority, make_identity
from portal.papers.checking import Checked, check_pdf
from portal.papers.signing import Field, prepared, time_stamper
from tests.papers.conftest import NOW, ORGANISATION
from tests.support import timestamps

SPREAD = 220
RANGE = re.compile(rb"/ByteRange \[0 (\d+) (\d+) (\d+)")


def gaps(pdf):
    """Where the signatures themselves stand: from the `<` to after the `>`."""
    return [(int(found[1]), int(found[2])) for found in RANGE.finditer(pdf)]


def flipped(pdf, place, bit):
    changed = bytearray(pdf)
    changed[place] ^= bit
    return bytes(changed)


def length_of_der(pdf, gap):
    """How many bytes of a gap hold the signature; the rest is zeros."""
    contents = bytes.fromhex(pdf[gap[0] + 1 : gap[1] - 1].decode())
    size = contents[1] & 0x7F
    return 2 * (2 + size + int.from_bytes(contents[2 : 2 + size], "big"))


# ---- bytes that were changed


def test_no_byte_can_be_changed(bench, stamped):
    """Each byte is covered, but for a few in the frame of the last signature: those tell nothing of who signed what."""
    pdf, _ = stamped
    dice = Random(7)
    step = len(pdf) / SPREAD
    start, end = gaps(pdf)[-1]
    known = facts(bench.check(pdf))
    for place in [int(number * step + dice.random() * step) for number in range(SPREAD)]:
        checked = bench.check(flipped(pdf, place, 1 << dice.randrange(8)))
        if checked.whole:
            assert start < place < end
            assert facts(checked) == known


def facts(checked):
    """All but the time stamp: whoever has a file can take away that of the last signature, which nothing covers."""
    return [(one.field, one.signer, one.role, one.organisation, one.intact, one.ours) for one in checked.signatures]


def test_what_separates_and_pads_cannot_be_changed(bench, signed):
    """Every byte round the gaps, the padding of each, and letters of another case."""
    for start, end in gaps(signed):
        der = start + 1 + length_of_der(signed, (start, end))
        for place in (start - 1, start, start + 1, der - 1, der, der + 1, end - 2, end - 1, end):
            assert not bench.check(flipped(signed, place, 1)).whole
        letter = next(place for place in range(start + 1, end) if signed[place] in b"ABCDEF")
        assert not bench.check(flipped(signed, letter, 0x20)).whole


def test_a_file_that_was_cut_or_added_to_is_not_whole(bench, signed):
    dice = Random(3)
    for _ in range(15):
        place = dice.randrange(1, len(signed))
        assert not bench.check(signed[:place]).whole
        assert not bench.check(signed[:place] + dice.randbytes(1 + dice.randrange(9)) + signed[place:]).whole
        assert not bench.check(signed[:place] + signed[place + 1 :]).whole
    for added in (b"\n", b" ", b"%%EOF\n", b"\0"):
        checked = bench.check(signed + added)
        assert not checked.whole
        assert [(one.intact, one.covers_all, one.ours) for one in checked.signatures] == [(True, False, True)] * 3


def test_an_earlier_state_is_whole_as_far_as_it_went(bench, signed):
    ends = [end + int(found[3]) for found, (_, end) in zip(RANGE.finditer(signed), gaps(signed), strict=True)]
    for count, end in enumerate(ends, start=1):
        checked = bench.check(signed[:end])
        assert (checked.whole, len(checked.signatures)) == (True, count)


# ---- what was added afterwards


def updating(change):
    def updated(pdf):
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        change(writer)
        made = io.BytesIO()
        writer.write(made)
        return made.getvalue()

    return updated


def other_words(writer):
    page, _ = writer.find_page_for_modification(0)
    page.get_object()["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.mark_update(page)


def other_words_in_place(writer):
    page, _ = writer.find_page_for_modification(0)
    contents = page.get_object().raw_get("/Contents")
    writer.objects[0, contents.idnum] = generic.StreamObject(stream_data=b"BT ET")


def another_page(writer):
    writer.insert_page(
        generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Page"),
                pdf_name("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
                pdf_name("/Resources"): generic.DictionaryObject(),
                pdf_name("/Contents"): writer.add_object(generic.StreamObject(stream_data=b"BT ET")),
            }
        )
    )


def a_page_less(writer):
    writer.root["/Pages"]["/Kids"].pop()
    writer.root["/Pages"]["/Count"] = generic.NumberObject(1)
    writer.update_container(writer.root["/Pages"])


def _widget(writer):
    return writer.root["/AcroForm"]["/Fields"][0]


def another_picture(writer):
    picture = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 145, 60))),
        },
        stream_data=b"0 0 145 60 re f",
    )
    _widget(writer)["/AP"] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(picture)})
    writer.update_container(_widget(writer))


def another_picture_in_place(writer):
    picture = _widget(writer)["/AP"].raw_get("/N")
    changed = picture.get_object()
    writer.objects[0, picture.idnum] = generic.StreamObject(
        {key: changed.raw_get(key) for key in ("/Type", "/Subtype", "/BBox")}, stream_data=b"0 0 145 60 re f"
    )


def another_place(writer):
    _widget(writer)["/Rect"] = generic.ArrayObject(map(generic.NumberObject, (70, 400, 215, 460)))
    writer.update_container(_widget(writer))


def another_note(writer):
    page, _ = writer.find_page_for_modification(0)
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Contents"): generic.pdf_string("ongegrond"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (70, 400, 215, 460))),
        }
    )
    page.get_object()["/Annots"] = generic.ArrayObject([writer.add_object(note)])
    writer.mark_update(page)


def a_field_to_sign(writer):
    append_signature_field(writer, SigFieldSpec("vierde", on_page=0, box=(70, 400, 215, 460)))


def a_field_that_nobody_sees(writer):
    append_signature_field(writer, SigFieldSpec("vierde"))


def a_field_to_fill(writer):
    field = generic.DictionaryObject(
        {
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): generic.pdf_string("x"),
            pdf_name("/V"): generic.pdf_string("y"),
        }
    )
    writer.root["/AcroForm"]["/Fields"].append(writer.add_object(field))
    writer.update_container(writer.root["/AcroForm"]["/Fields"])
    writer.update_container(writer.root["/AcroForm"])


def a_field_less(writer):
    del writer.root["/AcroForm"]["/Fields"][1]
    writer.update_container(writer.root["/AcroForm"]["/Fields"])
    writer.update_container(writer.root["/AcroForm"])


def no_signature(writer):
    del _widget(writer)["/V"]
    writer.update_container(_widget(writer))


def another_title(writer):
    writer.set_info(generic.DictionaryObject({pdf_name("/Title"): generic.pdf_string("Ander oordeel")}))


def a_script(writer):
    script = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("app.alert(1)")}
    writer.root["/OpenAction"] = writer.add_object(generic.DictionaryObject(script))
    writer.update_root()


def an_object_that_nothing_names(writer):
    writer.add_object(generic.pdf_string("los"))


def the_same_again(writer):
    page, _ = writer.find_page_for_modification(0)
    writer.mark_update(page)


ADDED = [
    other_words,
    other_words_in_place,
    another_page,
    a_page_less,
    another_picture,
    another_picture_in_place,
    another_place,
    another_note,
    a_field_to_sign,
    a_field_that_nobody_sees,
    a_field_to_fill,
    a_field_less,
    no_signature,
    another_title,
    a_script,
    an_object_that_nothing_names,
    the_same_again,
]


@pytest.mark.parametrize("change", ADDED, ids=lambda change: change.__name__)
def test_what_is_added_after_all_have_signed_is_seen(bench, signed, change):
    changed = updating(change)(signed)
    assert changed.startswith(signed)
    checked = bench.check(changed)
    assert not checked.whole
    assert [(one.intact, one.covers_all, one.ours) for one in checked.signatures] == [(True, False, True)] * 3


@pytest.mark.parametrize("change", ADDED, ids=lambda change: change.__name__)
def test_what_is_added_between_two_signatures_is_seen(bench, change):
    """The last signature covers it, the first two do not: who signed first saw something else."""
    changed = bench.sign(updating(change)(bench.signed(("klager", "functionaris"))), "medewerker")
    checked = bench.check(changed)
    assert not checked.whole
    assert not any(one.covers_all for one in checked.signatures[:-1])


def test_what_a_later_signer_adds_along_with_a_signature_is_seen(bench, monkeypatch):
    """One revision that holds a signature and a change."""
    from portal.papers import signing

    usual = signing._draw

    def drawn(writer, place, lines):
        usual(writer, place, lines)
        other_words(writer)

    pdf = bench.signed(("klager", "functionaris"))
    monkeypatch.setattr(signing, "_draw", drawn)
    checked = bench.check(bench.sign(pdf, "medewerker"))
    assert [one.intact for one in checked.signatures] == [True] * 3
    assert [one.covers_all for one in checked.signatures] == [False, False, True]
    assert not checked.whole


def test_a_signature_of_somebody_else_afterwards_is_told_apart(bench):
    """It was not there to be signed in our fields: who vouches for us does not vouch for that."""
    theirs = make_authority("Elders", NOW)
    outsider = make_identity(theirs, "Mr. X", "Advocaat", "Elders", NOW)
    pdf = bench.sign(bench.signed(("klager", "functionaris")), "medewerker", authority=theirs, identity=outsider)
    checked = bench.check(pdf)
    assert [(one.signer, one.ours, one.intact) for one in checked.signatures][2] == ("Mr. X", False, True)
    assert [(one.ours, one.intact, one.covers_all) for one in checked.signatures][:2] == [(True, True, False)] * 2
    assert not checked.whole


# ---- who vouches


def test_another_organisation_does_not_vouch_for_us(bench, signed):
    other = make_authority("Noorderhaven", NOW)
    checked = check_pdf(signed, [other.certificate])
    assert [(one.intact, one.ours) for one in checked.signatures] == [(True, False)] * 3
    assert not checked.whole
    assert check_pdf(signed, [other.certificate, bench.authority.certificate]).whole
    assert not any(one.ours for one in check_pdf(signed, []).signatures)


def test_an_authority_of_the_same_name_is_not_ours(bench):
    forged = make_authority(ORGANISATION, NOW)
    identity = make_identity(forged, "Zoë de Vries-Šušteršič", "Klager", ORGANISATION, NOW)
    pdf = bench.sign(bench.prepared, "klager", authority=forged, identity=identity)
    (found,) = bench.check(pdf).signatures
    assert (found.signer, found.organisation) == ("Zoë de Vries-Šušteršič", ORGANISATION)
    assert (found.ours, bench.check(pdf).whole) == (False, False)
    with_our_certificate = bench.sign(bench.prepared, "klager", authority=bench.authority, identity=identity)
    assert not bench.check(with_our_certificate).signatures[0].ours


def test_a_signer_vouches_for_nobody(bench):
    """The certificate of a signer is no authority, even if somebody takes it for one."""
    signer = bench.identities["klager"]
    child = make_identity(type(bench.authority)(signer.certificate, signer.key), "Kind", "Klager", ORGANISATION, NOW)
    pdf = bench.sign(bench.prepared, "klager", identity=child)
    assert not bench.check(pdf).signatures[0].ours
    assert not check_pdf(pdf, [signer.certificate]).signatures[0].ours


def test_who_signs_before_or_after_the_certificate_is_valid_is_not_ours(bench):
    for at in (NOW - timedelta(days=1), NOW + timedelta(days=3651)):
        (found,) = bench.check(bench.sign(bench.prepared, "klager", at=at)).signatures
        assert (found.intact, found.ours, found.at) == (True, False, at)


# ---- time stamps


def test_a_stamp_is_told_with_who_set_it(bench, stamped):
    pdf, stamper = stamped
    ours = [bench.authority.certificate]
    for believed in ([], [stamper]):
        checked = check_pdf(pdf, ours, believed)
        assert [(one.stamped, one.stamper, one.at) for one in checked.signatures] == [
            (True, "Tijdstempels", NOW + timedelta(seconds=3))
        ] * 3
    checked = check_pdf(pdf, ours, [bench.authority.certificate])
    assert [(one.stamped, one.stamper, one.at) for one in checked.signatures] == [(False, "", NOW)] * 3
    assert checked.whole


def test_a_time_stamp_authority_may_be_believed_by_way_of_another():
    def made(name, *, by=None, ca=True):
        key = ec.generate_private_key(ec.SECP256R1())
        called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer, signing = by or (None, key)
        certificate = (
            x509.CertificateBuilder(issuer.subject if issuer else called, called, key.public_key(), 1, NOW, NOW)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .sign(signing, hashes.SHA256())
        )
        return certificate, key

    root = made("root")
    middle = made("middle", by=root)
    leaf, stranger = made("leaf", by=middle, ca=False), made("stranger")
    leads_to = checking._leads_to
    assert leads_to((leaf[0],), (leaf[0],))
    assert leads_to((leaf[0],), (middle[0],))
    assert leads_to((leaf[0], stranger[0], middle[0]), (root[0],))
    assert not leads_to((leaf[0],), (root[0],))
    assert not leads_to((leaf[0], middle[0], root[0]), (stranger[0],))
    assert not leads_to((root[0],), (leaf[0],))


def test_a_stamp_at_a_moment_at_which_nobody_vouched_makes_it_not_ours(bench):
    with timestamps.authority(lambda: NOW + timedelta(days=12 * 365)) as late:
        pdf = bench.sign(bench.prepared, "klager", tsa=time_stamper(late.url))
    (found,) = bench.check(pdf).signatures
    assert (found.intact, found.stamped, found.ours) == (True, True, False)


def test_a_stamp_of_another_signature_does_not_hold(bench, stamped):
    """The token of the first signature, put beside the third."""
    from pyhanko.sign.general import cms

    pdf, _ = stamped
    first, *_, last = gaps(pdf)
    messages = [cms.ContentInfo.load(bytes.fromhex(pdf[a + 1 : b - 1].decode())) for a, b in (first, last)]
    token, changed = (message["content"]["signer_infos"][0]["unsigned_attrs"] for message in messages)
    changed[0] = token[0]
    made = messages[1].dump(force=True)
    text = made.hex().upper().encode().ljust(last[1] - last[0] - 2, b"0")
    checked = bench.check(pdf[: last[0] + 1] + text + pdf[last[1] - 1 :])
    assert not checked.whole
    assert [one.intact for one in checked.signatures] == [True, True, False]


# ---- bytes of any kind


@pytest.mark.parametrize("junk", [b"", b"hallo", b"PK\3\4", b"\0" * 2000, b"x" * 1100 + b"%PDF-1.7"])
def test_what_is_no_pdf(bench, junk):
    assert bench.check(junk) == Checked("not_a_pdf", (), whole=False)


def test_what_nobody_signed(bench):
    for pdf in (bench.paper, bench.prepared, b"%PDF-1.7\n%%EOF"):
        assert bench.check(pdf) == Checked("unsigned", (), whole=False)


BASE = b"%PDF-1.7\n"
ODD = [
    BASE + b"/ByteRange [0 1 2 3]",
    BASE + b"/ByteRange [0 0 0 0]",
    BASE + b"/ByteRange [0 9999999999 9999999999 9999999999]",
    BASE + b"/ByteRange [0 12 8 2]",
    BASE + b"/ByteRange [0 9 30 2] <" + b"30" * 9 + b">",
    BASE + b"<" + b"3080" * 20000 + b"> /ByteRange [0 9 80011 26]",
    BASE + b"/ByteRange [0 1 2 3]\n" * 5000,
    BASE + b"/ByteRange" + b" " * 100_000 + b"[0 1 2 3]",
    (BASE + b"/ByteRange [0 " + b" " * 1000) * 1000,
    b"%PDF-" * 1000 + b"[" * 100_000 + b"/ByteRange [0 1 2 3]",
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_what_pretends_to_be_signed(bench, odd):
    checked = bench.check(odd)
    assert not checked.whole
    assert checked.signatures == ()


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_bytes_of_any_kind_are_checked_without_an_error(bench, signed, stamped, data):
    pdf = bytearray(data.draw(st.sampled_from([signed, stamped[0]])))
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(pdf)))
        how = data.draw(st.sampled_from(["flip", "cut", "insert", "repeat", "drop"]))
        if how == "flip" and place < len(pdf):
            pdf[place] ^= data.draw(st.integers(1, 255))
        elif how == "cut":
            del pdf[place:]
        elif how == "insert":
            pdf[place:place] = data.draw(st.binary(min_size=1, max_size=40))
        elif how == "repeat":
            pdf[place:place] = pdf[place : place + data.draw(st.integers(1, 4000))]
        else:
            del pdf[place : place + data.draw(st.integers(1, 4000))]
    checked = bench.check(bytes(pdf))
    assert checked.whole is (bytes(pdf) in states(signed) | states(stamped[0]))


def states(pdf):
    """What a file was when each had signed: to cut it off there is to have the earlier file."""
    return {pdf[: end + int(found[3])] for found, (_, end) in zip(RANGE.finditer(pdf), gaps(pdf), strict=True)}


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400))
def test_a_pdf_of_chance_is_checked_without_an_error(bench, chance):
    assert not bench.check(b"%PDF-1.7\n/ByteRange [0 9 20 9]" + chance).whole


# ---- files that are made to be slow


def a_maze(levels=60):
    """Objects that each name the next one twice: there are more ways through it than anybody can walk."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R /Maze 4 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"]
    objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>")
    objects += [b"[%d 0 R %d 0 R]" % (number, number) for number in range(5, 5 + levels)]
    objects.append(b"null")
    return written(objects)


def written(objects):
    made, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(made)


def endless_table():
    """A table of objects that says to have a thousand million entries, of no bytes each."""
    made = b"%PDF-1.7\n"
    data = zlib.compress(b"")
    place = len(made)
    made += (
        b"1 0 obj\n<< /Type /XRef /Size 1000000001 /Index [0 1000000000] /W [0 0 0] /Root 1 0 R"
        b" /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream\nendobj\n" % (len(data), data)
    )
    return made + b"startxref\n%d\n%%%%EOF\n" % place


def test_a_file_that_another_made_to_be_slow_is_not_taken_apart(bench):
    theirs = make_authority("Elders", NOW)
    outsider = make_identity(theirs, "Mr. X", "Advocaat", "Elders", NOW)
    maze = prepared(a_maze(), [Field("klager", "K", 0, (0, 0, 0, 0)), Field("functionaris", "F", 0, (0, 0, 0, 0))])
    pdf = bench.sign(maze, "klager", authority=theirs, identity=outsider, stamp=[])
    pdf = bench.sign(pdf, "functionaris", authority=theirs, identity=outsider, stamp=[])
    started = time.perf_counter()
    checked = bench.check(pdf)
    assert [(one.signer, one.intact, one.ours) for one in checked.signatures] == [("Mr. X", True, False)] * 2
    assert time.perf_counter() - started < 2


def test_what_is_added_to_be_slow_is_not_taken_apart(bench, signed):
    started = time.perf_counter()
    for added in (endless_table(), a_maze()):
        checked = bench.check(signed + added)
        assert [(one.intact, one.covers_all, one.ours) for one in checked.signatures] == [(True, False, True)] * 3
        assert bench.check(added).kind == "unsigned"
    assert time.perf_counter() - started < 2


def test_nothing_is_fetched_and_nothing_is_logged(bench, signed, stamped, monkeypatch, caplog):
    def refuse(*_, **__):
        raise AssertionError("it goes out")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    with caplog.at_level(logging.WARNING):
        assert bench.check(signed).whole
        assert bench.check(stamped[0]).whole
        assert not bench.check(updating(other_words)(signed)).whole
        assert not bench.check(flipped(signed, 2000, 1)).whole
    assert caplog.records == []
