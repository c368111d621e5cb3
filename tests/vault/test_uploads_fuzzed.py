"""Files that were damaged or made to harm: each is kept or refused, soon, and no copy holds what it must not.

`check` itself is called, which must withstand them without the process around it; the worst go through that too.
"""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from portal.domain.errors import Refused
from portal.vault.checking import REASONS, Checked, FileKind, check, checked_apart
from tests.support import files
from tests.support.files import CANARY, KINDS, sample

SOON = 5.0
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCRIPT = b"<script>alert(1)</script>"
HTML = b"<!DOCTYPE html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"
PHP = b"<?php system($_GET['c']); ?>"
NEVER = (CANARY.encode(), b"<script", b"/JavaScript", b"<?php")


def unpacked(copy: bytes) -> bytes:
    if not copy.startswith(b"PK"):
        return copy
    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        return b"".join(package.read(name) for name in package.namelist())


def outcome(kind: str, content: bytes) -> Checked | str:
    """See what becomes of a file, and that it does so as it should."""
    begun = time.monotonic()
    try:
        checked = check(f"naam.{kind}", content, staff=True)
    except Refused as refused:
        checked = refused.reason
    assert time.monotonic() - begun < SOON
    if isinstance(checked, str):
        assert checked in REASONS
        return checked
    assert checked.original == content
    assert checked.kind == kind
    if checked.copy is not None:
        # Words on a page of a PDF stay words: what acts in it has names of its own, which are looked for.
        marks = [mark for mark in NEVER if checked.kind is not FileKind.PDF or mark != b"<script"]
        assert not [mark for mark in marks if mark in unpacked(checked.copy)]
    return checked


@st.composite
def damage(draw, content: bytes) -> bytes:
    """Flip, cut, double or put in some bytes, once or a few times."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        size = draw(st.sampled_from([1, 2, 4, 16, 300]))
        match draw(st.sampled_from(["flip", "flip", "cut", "double", "put", "end"])):
            case "flip":
                content = content[:at] + draw(st.binary(min_size=1, max_size=4)) + content[at + 1 :]
            case "cut":
                content = content[:at] + content[at + size :]
            case "double":
                content = content[: at + size] + content[at:]
            case "put":
                piece = st.sampled_from([SCRIPT, PHP, b"\0" * 9, b"\xff" * 9, b"/S /JavaScript /JS (a)", b"PK\3\4"])
                content = content[:at] + draw(piece) + content[at:]
            case _:
                content = content[:at]
    return content


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_file_is_kept_or_refused(kind, data):
    outcome(kind, data.draw(damage(sample(kind))))


@settings(max_examples=60, deadline=None)
@given(kind=st.sampled_from(KINDS), start=st.integers(0, 20), rest=st.binary(max_size=400))
def test_what_only_begins_well_is_kept_or_refused(kind, start, rest):
    outcome(kind, sample(kind)[:start] + rest)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a/*" + bytes(9) + b"*/=1;" + SCRIPT,
        HTML,
        SVG,
        b"MZ" + bytes(200),
        b"\x7fELF" + bytes(200),
        b"%!PS-Adobe",
        b"Rar!\x1a\7\0" + bytes(99),
        b"#!/bin/sh\nrm -rf /\n" + bytes(9),
    ],
)
def test_a_harmful_file_under_a_good_name_is_refused(kind, content):
    assert outcome(kind, content) in {"file_not_what_it_says", "file_broken"}


def test_a_zip_is_no_document_and_no_pdf():
    assert outcome("docx", files.package({"a.txt": "a"})) == "file_has_macros"
    assert outcome("docx", files.package({"a.xml": "<a/>"})) == "file_not_what_it_says"
    assert outcome("odt", files.package({"a.xml": "<a/>"})) == "file_not_what_it_says"
    assert outcome("pdf", files.package({"a.txt": "%PDF-1.4"})) == "file_not_what_it_says"


def test_the_test_file_of_scanners_is_a_text_like_another():
    assert isinstance(outcome("txt", EICAR), Checked)
    assert outcome("pdf", EICAR) == "file_not_what_it_says"


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "heic"])
@pytest.mark.parametrize("behind", [PHP, SCRIPT, files.package({"a.txt": "a"}), EICAR])
def test_what_hides_behind_a_picture_is_not_in_the_copy(kind, behind):
    result = outcome(kind, sample(kind) + behind)
    assert isinstance(result, Checked) or kind == "heic"
    if isinstance(result, Checked):
        assert behind not in result.copy


def test_what_hides_in_a_picture_is_not_in_the_copy():
    photo = files.picture()
    made = io.BytesIO()
    photo.save(made, "JPEG", comment=SCRIPT + PHP)
    assert isinstance(outcome("jpeg", made.getvalue()), Checked)


@pytest.mark.parametrize("behind", [b"", b"\n%%EOF"])
def test_what_hides_behind_a_pdf_is_not_in_the_copy(behind):
    zipped = files.package({"a.txt": SCRIPT * 100})
    result = outcome("pdf", sample("pdf") + zipped + behind)
    assert isinstance(result, Checked)
    assert zipped not in result.copy
    assert outcome("pdf", HTML + sample("pdf")) == "file_not_what_it_says"


# ---- bombs -----------------------------------------------------------------------------------------------------------


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9))) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    content = sample("jpeg")
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">HH", height, width) + content[at + 4 :]


def heic(width: int, height: int) -> bytes:
    content = sample("heic")
    at = content.index(b"ispe") + 8
    return content[:at] + struct.pack(">II", width, height) + content[at + 8 :]


@pytest.mark.parametrize("size", [(8000, 5001), (20_000, 5_000), (50_000, 50_000), (65_500, 65_500)])
def test_a_picture_of_too_many_points_is_not_drawn(size):
    for kind, made in (("png", png(*size)), ("jpeg", jpeg(*size))):
        assert outcome(kind, made) == "file_too_large_inside"
    assert outcome("heic", heic(*size)) in {"file_too_large_inside", "file_broken"}


def test_a_chunk_that_unpacks_without_end_is_not_unpacked():
    words = zlib.compress(b"a" * 200_000_000)
    content = sample("png")
    bomb = content[:33] + chunk(b"zTXt", b"a\0\0" + words) + content[33:]
    assert outcome("png", bomb) == "file_broken"


def bomb(size: int, name: str = "word/media/a.bmp", times: int = 1) -> bytes:
    members = files.members("docx") | {f"{at}{name}": bytes(size) for at in range(times)}
    return files.package(members)


@pytest.mark.parametrize(
    "content",
    [lambda: bomb(3_000_000, times=10), lambda: bomb(0, times=5001), lambda: lying(bomb(3000), 3_000_000_000)],
)
def test_a_zip_that_unpacks_without_end_is_not_unpacked(content):
    assert outcome("docx", content()) == "file_too_large_inside"


def lying(content: bytes, size: int) -> bytes:
    """Change what the list of a zip says of the size of its last member."""
    at = content.rindex(b"PK\1\2") + 24
    return content[:at] + size.to_bytes(4, "little") + content[at + 4 :]


def test_a_zip_that_says_too_little_is_broken():
    assert outcome("docx", lying(bomb(300_000), 300)) == "file_broken"


def test_a_zip_in_a_zip_is_refused():
    inner = files.package({f"{at}.txt": bytes(100_000) for at in range(9)})
    assert outcome("docx", files.package(files.members("docx") | {"word/a.zip": inner})) == "file_has_macros"


def test_words_that_grow_are_not_grown():
    lol = "<!DOCTYPE a [" + "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10)) + "]><a>&a9;</a>"
    assert outcome("docx", files.package(files.members("docx") | {"word/document.xml": lol})) == "file_active"


@pytest.mark.parametrize(
    "text",
    [
        "<a " * 300_000,
        '<a b="' * 200_000,
        "<w:instrText " * 100_000,
        "&#" * 500_000,
        "<" * 500_000,
        "<Relationship TargetMode='External" * 20_000,
    ],
)
def test_no_expression_takes_long(text):
    for kind, name in (("docx", "word/document.xml"), ("odt", "content.xml")):
        outcome(kind, files.package(files.members(kind) | {name: text}))


def nested(depth: int) -> bytes:
    """Make a PDF in which a stream is packed in a stream in a stream."""
    data = bytes(100_000_000)
    for _ in range(depth):
        data = zlib.compress(data, 9)
    with pikepdf.open(io.BytesIO(sample("pdf"))) as document:
        page = document.pages[0]
        page.Contents = document.make_stream(data)
        page.Contents.stream_dict = Dictionary(Filter=Array([Name.FlateDecode] * depth))
        made = io.BytesIO()
        document.save(made, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return made.getvalue()


def test_streams_in_streams_of_a_pdf_stay_packed():
    content = nested(3)
    assert len(content) < 10_000
    result = outcome("pdf", content)
    assert isinstance(result, Checked)
    assert len(result.copy) < 10_000


def packed_objects(size: int) -> bytes:
    """Make a PDF whose list of objects stands in a stream that unpacks to this many bytes."""
    table = zlib.compress(bytes(size), 9)
    head = b"<</Type/XRef/Size 9/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>" % len(table)
    body = b"%PDF-1.5\n1 0 obj\n" + head + b"\nstream\n" + table + b"\nendstream\nendobj\n"
    return body + b"startxref\n9\n%%EOF"


def test_a_list_of_objects_that_unpacks_without_end_is_broken():
    content = packed_objects(250_000_000)
    with pytest.raises(Refused, match=r"^file_broken$"):
        checked_apart("a.pdf", content, staff=False)
    assert outcome("pdf", content) == "file_broken"


def test_what_stands_in_itself_without_end_comes_to_one():
    deep = b"%PDF-1.4\n1 0 obj\n" + b"[" * 100_000 + b"]" * 100_000 + b"\nendobj\n"
    assert outcome("pdf", deep + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF") == "file_broken"
    letter = b"".join(b"Content-Type: multipart/mixed; boundary=a%d\n\n--a%d\n" % (at, at) for at in range(3000))
    assert outcome("eml", b"From: a\nTo: b\n" + letter) in {"file_broken", "file_too_large_inside"}
    told = files.atom(b"moov", files.atom(b"trak", files.atom(b"udta", CANARY.encode())))
    assert isinstance(outcome("m4a", sample("m4a") + told * 2000), Checked)
    inner = b""
    for _ in range(2000):
        inner = files.atom(b"trak", inner)
    assert outcome("m4a", sample("m4a") + files.atom(b"moov", inner)) == "file_broken"


@pytest.mark.parametrize("kind", ["pdf", "docx", "png", "mp3"])
def test_a_process_of_its_own_takes_what_is_damaged_as_well(kind):
    half = sample(kind)[: len(sample(kind)) // 2] + bytes(100)
    try:
        expected = check(f"a.{kind}", half, staff=False)
    except Refused as refused:
        with pytest.raises(Refused, match=refused.reason):
            checked_apart(f"a.{kind}", half, staff=False)
    else:
        assert checked_apart(f"a.{kind}", half, staff=False) == expected
