"""What may be attached, what may not, and what others see of it."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import zipfile

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageCms, ImageOps

from portal.domain.errors import Refused
from portal.vault import checking
from portal.vault.checking import REASONS, STRIPPED, Checked, FileKind, check, checked_apart, framed, numbers
from tests.support import files
from tests.support.files import BSN, CANARY, KINDS, sample

OFFICE = ("docx", "xlsx", "odt", "ods")
PICTURES = ("jpeg", "png", "webp", "heic")


def looked_at(kind: str, content: bytes) -> Checked:
    return check(f"naam.{kind}", content, staff=True)


def reason(kind: str, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        looked_at(kind, content)
    assert refused.value.field == "files"
    assert refused.value.reason in REASONS
    return refused.value.reason


def inside(content: bytes) -> bytes:
    """All that a file tells, unpacked."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return b"".join(package.read(name) for name in package.namelist())


# ---- every kind ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_what_it_says(kind):
    checked = looked_at(kind, sample(kind))
    assert checked.kind == kind
    assert checked.original == sample(kind)
    assert checked.extension == {"jpeg": "jpg"}.get(kind, kind)
    assert set(checked.stripped) <= set(STRIPPED)


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_is_the_same_each_time_and_may_be_kept_itself(kind):
    checked = looked_at(kind, sample(kind))
    assert checked == looked_at(kind, sample(kind))
    assert (checked.copy is None) == (kind in {"txt", "eml"}) == (checked.copy_kind is None)
    if checked.copy is not None:
        again = looked_at(str(checked.copy_kind), checked.copy)
        assert again.kind == checked.copy_kind
        assert not {"location", "photo_details", "tags"} & set(again.stripped)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"txt", "eml"}))
def test_a_copy_does_not_tell_who_made_it(kind):
    assert CANARY.encode() in inside(sample(kind))
    assert CANARY.encode() not in inside(looked_at(kind, sample(kind)).copy)
    assert {"author", "photo_details", "tags"} & set(looked_at(kind, sample(kind)).stripped)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_by_another_name_is_refused(kind):
    for name in set(KINDS) - {kind}:
        if (kind, name) != ("eml", "txt"):  # a letter is a text
            assert reason(name, sample(kind)) in {"file_not_what_it_says", "file_broken"}, name


def test_a_name_tells_the_kind_in_capitals_and_in_short():
    assert check("C:\\Foto's\\IMG 1.JPG ", sample("jpeg"), staff=False).kind is FileKind.JPEG
    assert check("../../a.heif", sample("heic"), staff=False).kind is FileKind.HEIC


@pytest.mark.parametrize(
    "name", ["", "pdf", "klacht", "klacht.", "a.pdf.exe", "a.docm", "a.zip", "a.svg", "a.html", "a.pdf\0.exe"]
)
def test_other_kinds_are_refused_by_name(name):
    with pytest.raises(Refused, match=r"^file_type$"):
        check(name, sample("pdf"), staff=True)
    with pytest.raises(Refused, match=r"^file_type$"):
        checked_apart(name, sample("pdf"), staff=True)


def test_a_file_begins_as_its_kind_does():
    # libmagic calls this what it calls many a song: bytes.
    assert reason("mp3", bytes(10) + sample("mp3")) == "file_not_what_it_says"


def test_letters_are_kept_by_staff_only():
    with pytest.raises(Refused, match=r"^file_type$"):
        check("a.eml", sample("eml"), staff=False)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_no_file(kind):
    assert reason(kind, b"") == "file_empty"


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"txt", "eml", "mp3"}))
def test_half_a_file_is_broken(kind):
    # Half a text is a text, and half a song a song.
    assert reason(kind, sample(kind)[: len(sample(kind)) // 2]) == "file_broken"


def test_what_a_parser_raises_is_a_refusal(monkeypatch):
    monkeypatch.setattr("portal.vault.cleaning.ImageOps", None, raising=False)
    monkeypatch.setattr("PIL.ImageOps.exif_transpose", lambda picture: 1 // 0)
    assert reason("jpeg", sample("jpeg")) == "file_broken"


# ---- pictures --------------------------------------------------------------------------------------------------------


def drawn(checked: Checked) -> Image.Image:
    return Image.open(io.BytesIO(checked.copy)).convert("RGB")


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_a_photo_that_was_taken_sideways_stands_upright(kind):
    checked = looked_at(kind, sample(kind))
    assert drawn(checked).size == (40, 60)
    red, *_ = drawn(checked).getpixel((36, 4))
    assert red > 200  # the left upper corner has become the right one
    assert Image.open(io.BytesIO(checked.copy)).getexif() == {}


@pytest.mark.parametrize("kind", PICTURES)
def test_the_place_is_left_out_and_that_is_told(kind):
    assert "location" in looked_at(kind, sample(kind)).stripped


def test_a_place_in_xmp_is_a_place():
    made = io.BytesIO()
    files.picture().save(made, "JPEG", xmp=f"<x exif:GPSLatitude='{CANARY}'/>".encode(), comment=CANARY)
    checked = looked_at("jpeg", made.getvalue())
    assert checked.stripped == ("location", "photo_details")
    assert CANARY.encode() not in checked.copy


def test_a_photo_of_a_telephone_becomes_one_that_browsers_show():
    checked = looked_at("heic", sample("heic"))
    assert (checked.kind, checked.media_type, checked.copy_kind) == (FileKind.HEIC, "image/heic", FileKind.JPEG)
    assert drawn(checked).size == (60, 40)


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")]
    + [("JPEG", mode) for mode in ("L", "RGB", "CMYK")]
    + [("WEBP", "RGBA")],
)
def test_every_way_of_colouring_stays_as_it_looks(form, mode):
    made = io.BytesIO()
    picture = files.picture()
    if mode == "RGBA":
        picture.putalpha(200)
    (picture.convert("I").convert(mode) if mode == "I;16" else picture.convert(mode)).save(made, form)
    checked = looked_at(form.lower(), made.getvalue())
    copy = Image.open(io.BytesIO(checked.copy or checked.original))
    assert copy.mode == mode
    assert copy.convert("RGB").getpixel((2, 2)) == pytest.approx(
        Image.open(made).convert("RGB").getpixel((2, 2)), abs=12
    )


def test_what_shines_through_stays_so():
    made = io.BytesIO()
    files.picture().convert("P").save(made, "PNG", transparency=0, exif=files.exif())
    assert Image.open(io.BytesIO(looked_at("png", made.getvalue()).copy)).info["transparency"] == 0


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_only_the_first_of_moving_pictures_is_kept(kind):
    made = io.BytesIO()
    files.picture().save(made, kind, save_all=True, append_images=[ImageOps.invert(files.picture())])
    checked = looked_at(kind, made.getvalue())
    assert "other_images" in checked.stripped
    assert getattr(Image.open(io.BytesIO(checked.copy)), "n_frames", 1) == 1


def test_a_small_profile_of_colours_is_kept_and_another_is_not():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for given_profile, kept in ((profile, True), (profile + bytes(9000), False), (b"<script>" + profile, False)):
        made = io.BytesIO()
        files.picture().save(made, "JPEG", icc_profile=given_profile)
        assert ("icc_profile" in Image.open(io.BytesIO(looked_at("jpeg", made.getvalue()).copy)).info) is kept


def test_words_in_a_picture_are_left_out():
    made = io.BytesIO()
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Author", CANARY)
    words.add_itxt("Comment", CANARY)
    files.picture().save(made, "PNG", pnginfo=words)
    checked = looked_at("png", made.getvalue())
    assert checked.stripped == ("photo_details",)
    assert CANARY.encode() not in checked.copy


# ---- PDF -------------------------------------------------------------------------------------------------------------


def script() -> Dictionary:
    return Dictionary(Type=Name.Action, S=Name.JavaScript, JS=String("app.alert(1)"))


def put(holder, **values):
    for key, value in values.items():
        holder[f"/{key}"] = value


def annotation(**more) -> Dictionary:
    return Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **({"Subtype": Name.Link} | more))


def on_page(document, *annotations):
    document.pages[0].Annots = document.make_indirect(Array([document.make_indirect(one) for one in annotations]))


def enclosed(document):
    return document.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F="a",
            EF=Dictionary(F=document.make_stream(b"MZ" + CANARY.encode(), Type=Name.EmbeddedFile)),
        )
    )


def field(document, **more):
    made = document.make_indirect(Dictionary(FT=Name.Tx, T="veld", **more))
    document.Root.AcroForm = Dictionary(Fields=[made])


ACTIVE = {
    "open": (lambda d: put(d.Root, OpenAction=script()), ()),
    "catalog": (lambda d: put(d.Root, AA=Dictionary(WC=script())), ("actions",)),
    "page": (lambda d: put(d.pages[0].obj, AA=Dictionary(O=script())), ("actions",)),
    "names": (
        lambda d: put(d.Root, Names=Dictionary(JavaScript=Dictionary(Names=["a", script()]))),
        ("scripts",),
    ),
    "annotation": (lambda d: on_page(d, annotation(A=script())), ("scripts",)),
    "indirect": (lambda d: on_page(d, annotation(A=d.make_indirect(script()))), ("scripts",)),
    "next": (lambda d: on_page(d, annotation(A=Dictionary(S=Name.GoTo, D="a", Next=Array([script()])))), ("scripts",)),
    "deeper": (
        lambda d: on_page(d, annotation(A=Dictionary(S=Name.GoTo, D="a", Next=Dictionary(S=Name.GoTo, Next=script())))),
        ("scripts",),
    ),
    "trigger": (lambda d: on_page(d, annotation(AA=Dictionary(E=script()))), ("actions",)),
    "field": (lambda d: field(d, AA=Dictionary(K=script())), ("actions",)),
    "bookmark": (
        lambda d: put(
            d.Root, Outlines=d.make_indirect(Dictionary(First=d.make_indirect(Dictionary(Title="x", A=script()))))
        ),
        ("scripts",),
    ),
    "nowhere": (lambda d: put(d.Root, Eigen=Dictionary(Ding=Array([Array([script()])]))), ("scripts",)),
    "trailer": (lambda d: put(d.trailer, Eigen=d.make_indirect(script())), ()),
    "form": (
        lambda d: put(d.Root, AcroForm=Dictionary(Fields=[], XFA=d.make_stream(b"<script/>"))),
        ("forms",),
    ),
    "launch": (lambda d: on_page(d, annotation(A=Dictionary(S=Name.Launch, F="cmd.exe"))), ("actions",)),
    "submit": (lambda d: on_page(d, annotation(A=Dictionary(S=Name.SubmitForm, F="https://x.example"))), ("actions",)),
    "import": (lambda d: on_page(d, annotation(A=Dictionary(S=Name.ImportData, F="a"))), ("actions",)),
    "elsewhere": (lambda d: on_page(d, annotation(A=Dictionary(S=Name.GoToR, F="//x/y"))), ("actions",)),
    "enclosure": (lambda d: on_page(d, annotation(A=Dictionary(S=Name.GoToE, T=Dictionary()))), ("actions",)),
    "unheard of": (lambda d: on_page(d, annotation(A=Dictionary(S=Name("/Nieuw")))), ("actions",)),
    "no link": (lambda d: on_page(d, annotation(A=Dictionary(S=Name.URI))), ("actions",)),
    "script as link": (
        lambda d: on_page(d, annotation(A=Dictionary(S=Name.URI, URI="javascript:alert(1)"))),
        ("actions",),
    ),
    "file as link": (
        lambda d: on_page(d, annotation(A=Dictionary(S=Name.URI, URI="file:///etc/passwd"))),
        ("actions",),
    ),
    "embedded": (
        lambda d: put(d.Root, Names=Dictionary(EmbeddedFiles=Dictionary(Names=["a", enclosed(d)]))),
        ("embedded_files",),
    ),
    "attached": (lambda d: on_page(d, annotation(Subtype=Name.FileAttachment, FS=enclosed(d))), ("embedded_files",)),
    "associated": (lambda d: put(d.Root, AF=Array([enclosed(d)])), ("embedded_files",)),
    "portfolio": (lambda d: put(d.Root, Collection=Dictionary()), ("embedded_files",)),
    "film": (lambda d: on_page(d, annotation(Subtype=Name.RichMedia, RichMediaContent=Dictionary())), ("media",)),
    "screen": (lambda d: on_page(d, annotation(Subtype=Name.Screen)), ("media",)),
    "sound": (lambda d: on_page(d, annotation(Subtype=Name.Sound, Sound=d.make_stream(b"x"))), ("media",)),
    "movie": (lambda d: on_page(d, annotation(Subtype=Name.Movie, Movie=Dictionary(F="a"))), ("media",)),
    "3D": (lambda d: on_page(d, annotation(Subtype=Name("/3D"))), ("media",)),
    "xmp": (lambda d: put(d.Root, Metadata=d.make_stream(CANARY.encode(), Type=Name.Metadata)), ()),
    "xmp of a page": (lambda d: put(d.pages[0].obj, Metadata=d.make_stream(CANARY.encode())), ()),
    "pieces": (lambda d: put(d.pages[0].obj, PieceInfo=Dictionary(A=Dictionary(Private=CANARY))), ()),
}
MARKS = (
    b"/JavaScript",
    b"/JS",
    b"alert",
    b"/AA",
    b"/OpenAction",
    b"/Launch",
    b"/SubmitForm",
    b"/ImportData",
    b"/GoToR",
    b"/GoToE",
    b"/Nieuw",
    b"/URI",
    b"/EmbeddedFile",
    b"/EF",
    b"/AF",
    b"/FileAttachment",
    b"/Collection",
    b"/RichMedia",
    b"/Screen",
    b"/Sound",
    b"/Movie",
    b"/3D",
    b"/XFA",
    b"/Metadata",
    b"/PieceInfo",
    b"/Author",
    CANARY.encode(),
)


def made_pdf(change, **how) -> bytes:
    with pikepdf.open(io.BytesIO(sample("pdf"))) as document:
        change(document)
        made = io.BytesIO()
        document.save(made, **how)
    return made.getvalue()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("what", ACTIVE)
def test_nothing_in_the_copy_of_a_pdf_acts_or_is_enclosed(what, packed):
    change, words = ACTIVE[what]
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    checked = looked_at("pdf", made_pdf(change, object_stream_mode=mode))
    assert not [mark for mark in MARKS if mark in checked.copy]
    assert set(words) <= set(checked.stripped)
    assert checked.copy == looked_at("pdf", made_pdf(change, object_stream_mode=mode)).copy
    with pikepdf.open(io.BytesIO(checked.copy)) as document:
        assert document.pages[0].Contents.read_bytes().startswith(b"BT")
        assert not list(document.pages[0].get("/Annots", [])) or what not in {"attached", "film", "screen", "sound"}


def test_a_name_that_is_spelt_in_numbers_is_the_name():
    plain = made_pdf(lambda d: on_page(d, annotation(A=script())), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    hidden = plain.replace(b"/JavaScript", b"/#4aavaScript")
    assert hidden != plain
    copy = looked_at("pdf", hidden).copy
    assert b"avaScript" not in copy
    assert b"alert" not in copy


def test_links_and_pages_stay():
    link = Dictionary(S=Name.URI, URI="https://www.example.org")
    content = made_pdf(lambda d: on_page(d, annotation(A=link), annotation(A=Dictionary(S=Name.GoTo, D="a"))))
    checked = looked_at("pdf", content)
    assert checked.stripped == ("author",)
    with pikepdf.open(io.BytesIO(checked.copy)) as document:
        assert [str(one.A.S) for one in document.pages[0].Annots] == ["/URI", "/GoTo"]


def test_what_cannot_be_taken_out_of_a_pdf_is_refused():
    def hidden(document):
        document.pages[0].Contents = document.make_stream(b"1 0 obj <</S /JavaScript>> endobj")

    assert reason("pdf", made_pdf(hidden, compress_streams=False)) == "file_active"


def test_a_pdf_behind_a_password_is_refused_and_one_that_opens_is_not():
    locked = made_pdf(lambda d: None, encryption=pikepdf.Encryption(user="geheim", owner="geheim"))
    assert reason("pdf", locked) == "file_encrypted"
    checked = looked_at("pdf", made_pdf(lambda d: None, encryption=pikepdf.Encryption(user="", owner="geheim")))
    with pikepdf.open(io.BytesIO(checked.copy)) as document:
        assert not document.is_encrypted


@pytest.mark.parametrize("packed", [False, True])
def test_a_photo_in_a_pdf_does_not_tell_where_it_was_taken(packed):
    import zlib

    def put(document):
        image = document.make_stream(zlib.compress(sample("jpeg")) if packed else sample("jpeg"))
        image.stream_dict = Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=60,
            Height=40,
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Array([Name.FlateDecode, Name.DCTDecode] if packed else [Name.DCTDecode]),
        )
        document.pages[0].Resources.XObject = Dictionary(I=image)

    checked = looked_at("pdf", made_pdf(put))
    assert "photo_details" in checked.stripped
    assert CANARY.encode() not in checked.copy
    with pikepdf.open(io.BytesIO(checked.copy)) as document:
        assert pikepdf.PdfImage(document.pages[0].Resources.XObject.I).as_pil_image().size == (60, 40)


def test_a_pdf_without_pages_is_broken():
    with pikepdf.new() as document:
        made = io.BytesIO()
        document.save(made)
    assert reason("pdf", made.getvalue()) == "file_broken"


# ---- documents -------------------------------------------------------------------------------------------------------

RELATION = '<Relationships><Relationship Id="r" Type="http://x/{}" Target="https://x.example/{}" TargetMode="External"/></Relationships>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
REFUSED = [
    ("docx", {"word/vbaProject.bin": b"\xcc\x61"}, "file_has_macros"),
    ("docx", {"word/vbaData.xml": "<a/>"}, "file_has_macros"),
    ("docx", {"word/activeX/activeX1.xml": "<a/>"}, "file_has_macros"),
    ("docx", {"word/embeddings/oleObject1.bin": b"x"}, "file_has_macros"),
    ("docx", {"word/embeddings/klacht.docx": b"PK\3\4"}, "file_has_macros"),
    ("docx", {"word/a.zip": b"PK\3\4"}, "file_has_macros"),
    ("docx", {"word/a.exe": b"MZ"}, "file_has_macros"),
    ("docx", {"word/afchunk.mht": b"MIME"}, "file_has_macros"),
    ("docx", {"word/media/a.svg": "<svg><script>alert(1)</script></svg>"}, "file_has_macros"),
    ("xlsx", {"xl/macrosheets/sheet1.xml": "<a/>"}, "file_has_macros"),
    (
        "xlsx",
        {"xl/externalLinks/externalLink1.xml": "<externalLink><ddeLink ddeService='cmd'/></externalLink>"},
        "file_active",
    ),
    (
        "docx",
        {
            "[Content_Types].xml": '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
        },
        "file_has_macros",
    ),
    (
        "docx",
        {
            "[Content_Types].xml": '<Types><Override ContentType="application/vnd.ms-word.document.macro&#69;nabled.main+xml"/></Types>'
        },
        "file_has_macros",
    ),
    (
        "docx",
        {
            "[Content_Types].xml": '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'.encode(
                "utf-16"
            )
        },
        "file_has_macros",
    ),
    ("docx", {"[Content_Types].xml": "<Types/>"}, "file_not_what_it_says"),
    ("docx", {"[Content_Types].xml": None}, "file_not_what_it_says"),
    ("docx", {"word/_rels/settings.xml.rels": RELATION.format("attachedTemplate", "a.dotm")}, "file_active"),
    (
        "docx",
        {"word/_rels/document.xml.rels": RELATION.format("image", "a.png").replace("External", "&#x45;xternal")},
        "file_active",
    ),
    ("docx", {"word/_rels/document.xml.rels": RELATION.format("frame", "hyperlink")}, "file_active"),
    ("docx", {"word/media/rels.png": RELATION.format("oleObject", "a")}, "file_active"),
    ("docx", {"word/styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "file_active"),
    ("docx", {"word/header1.xml": f"<w:p {W}><w:instrText> DDEAUTO c:\\\\cmd.exe</w:instrText></w:p>"}, "file_active"),
    (
        "docx",
        {
            "word/header1.xml": f"<w:p {W}><w:instrText>PAGE</w:instrText><w:fldChar/><w:instrText> DD</w:instrText><w:instrText>E c</w:instrText></w:p>"
        },
        "file_active",
    ),
    ("docx", {"word/header1.xml": f"<w:p {W}><w:fldSimple w:instr='INCLUDEPICTURE http://x'/></w:p>"}, "file_active"),
    ("docx", {"word/styles.xml": "<?xml version='1.0' encoding='utf-7'?><a/>"}, "file_broken"),
    ("docx", {"word/styles.xml": "<a/>".encode("utf-16-le")}, "file_broken"),
    ("docx", {"../../etc/passwd.xml": "<a/>"}, "file_broken"),
    ("docx", {"/etc/passwd.xml": "<a/>"}, "file_broken"),
    ("docx", {"word\\a.xml": "<a/>"}, "file_broken"),
    ("docx", {"c:/a.xml": "<a/>"}, "file_broken"),
    ("docx", {"WORD/document.xml": "<a/>"}, "file_broken"),
    ("odt", {"Basic/Standard/Module1.xml": "<a/>"}, "file_has_macros"),
    ("odt", {"Scripts/python/a.py": "import os"}, "file_has_macros"),
    (
        "ods",
        {
            "content.xml": '<office:document-content><script:event-listener xlink:href="vnd.sun.star.script:a"/></office:document-content>'
        },
        "file_has_macros",
    ),
    ("ods", {"content.xml": '<a><office:dde-source office:dde-application="cmd"/></a>'}, "file_active"),
    ("odt", {"content.xml": '<a><draw:image xlink:href="https://x.example/a.png"/></a>'}, "file_active"),
    ("odt", {"content.xml": '<a><draw:image y:href="//x.example/a.png"/></a>'}, "file_active"),
    ("odt", {"META-INF/manifest.xml": "<manifest:encryption-data/>"}, "file_encrypted"),
    ("odt", {"Object 1": b"\xd0\xcf\x11\xe0"}, "file_has_macros"),
    ("odt", {"mimetype": "application/vnd.oasis.opendocument.text-template"}, "file_not_what_it_says"),
    ("odt", {"content.xml": None}, "file_not_what_it_says"),
]


def document(kind, changes) -> bytes:
    members = files.members(kind) | changes
    return files.package({name: data for name, data in members.items() if data is not None})


@pytest.mark.parametrize(("kind", "changes", "why"), REFUSED)
def test_a_document_with_more_than_a_document_is_refused(kind, changes, why):
    assert reason(kind, document(kind, changes)) == why


HARMLESS = [
    ("docx", {"word/_rels/document.xml.rels": RELATION.format("relationships/hyperlink", "a>b")}),
    ("docx", {"word/header1.xml": f'<w:p {W}><w:instrText> HYPERLINK "https://x/link"</w:instrText></w:p>'}),
    ("docx", {"word/media/": b"", "word/fonts/a.odttf": b"x", "customXml/item1.xml": "<a/>"}),
    ("xlsx", {"xl/printerSettings/printerSettings1.bin": b"x"}),
    ("odt", {"content.xml": '<a><text:a xlink:href="https://x.example">hier</text:a><office:scripts/></a>'}),
    ("odt", {"Thumbnails/thumbnail.png": b"x", "layout-cache": b"x", "ObjectReplacements/Object 1": b"x"}),
]


@pytest.mark.parametrize(("kind", "changes"), HARMLESS)
def test_what_documents_have_they_may_have(kind, changes):
    assert looked_at(kind, document(kind, changes)).kind == kind


@pytest.mark.parametrize("kind", OFFICE)
def test_the_copy_of_a_document_is_one(kind):
    with zipfile.ZipFile(io.BytesIO(looked_at(kind, sample(kind)).copy)) as copy:
        assert copy.testzip() is None
        assert set(copy.namelist()) == set(files.members(kind))
        assert copy.namelist()[0] == ("mimetype" if kind in {"odt", "ods"} else "[Content_Types].xml")
        assert copy.infolist()[0].compress_type == (
            zipfile.ZIP_STORED if kind in {"odt", "ods"} else zipfile.ZIP_DEFLATED
        )
        if kind == "docx":
            assert Image.open(io.BytesIO(copy.read("word/media/image1.jpeg"))).convert("RGB").size == (60, 40)


@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_a_photo_in_a_document_does_not_tell_where_it_was_taken(kind):
    content = document("odt", {f"Pictures/a.{kind}": sample(kind)})
    checked = looked_at("odt", content)
    assert "photo_details" in checked.stripped
    assert CANARY.encode() in inside(content)
    assert CANARY.encode() not in inside(checked.copy)
    with zipfile.ZipFile(io.BytesIO(checked.copy)) as copy:
        shown = Image.open(io.BytesIO(copy.read(f"Pictures/a.{kind}")))
        assert shown.tobytes() == Image.open(io.BytesIO(sample(kind))).tobytes()


@pytest.mark.parametrize("kind", OFFICE)
def test_a_locked_document_is_refused_as_such(kind):
    old = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
    assert reason(kind, old + "EncryptedPackage".encode("utf-16-le") + bytes(512)) == "file_encrypted"
    assert reason(kind, old + bytes(512)) == "file_not_what_it_says"


def test_a_locked_member_is_refused():
    content = bytearray(sample("docx"))
    content[content.index(b"PK\1\2") + 8] |= 1
    assert reason("docx", bytes(content)) == "file_encrypted"


def test_what_stands_behind_a_document_is_refused():
    assert reason("docx", sample("docx") + b"<script>") == "file_broken"


# ---- texts, letters, sound -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("één klacht\n".encode(), "utf-8"),
        ("één klacht\r\n".encode("utf-8-sig"), "utf-8"),
        ("één klacht\t".encode("utf-16"), "utf-16"),
        ("één klacht €".encode("cp1252"), "windows-1252"),
    ],
)
def test_a_text_in_the_encodings_of_people(content, charset):
    checked = looked_at("txt", content)
    assert checked.media_type == f"text/plain; charset={charset}"
    assert checked.text.startswith("één klacht")
    assert checked.copy is None


@pytest.mark.parametrize(
    "content",
    [
        b"a\0b",
        b"a\x1b[2Jb",
        b"een\x81twee",
        b"\xff\xfea",
        b"\xff\xfe\x00\xd8a\0",
        "a\u0085b".encode(),
        b"<html><script>alert(1)</script></html>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    ],
)
def test_what_is_no_text_is_refused(content):
    assert reason("txt", content) == "file_not_what_it_says"


def test_a_long_text_is_looked_at_in_part():
    assert len(looked_at("txt", b"een klacht " * 100_000).text) == 200_000


def test_a_letter_needs_a_sender_and_parts_that_end():
    assert reason("eml", b"Geachte heer,\n\ndag\n") == "file_not_what_it_says"
    assert reason("eml", sample("eml").replace(b"Dag", b"D\0g")) in {"file_broken", "file_not_what_it_says"}
    many = b"From: a\nTo: b\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\na\n" * 1100 + b"--x--\n"
    assert reason("eml", many) == "file_too_large_inside"


def test_sound_keeps_its_place_and_loses_its_words():
    checked = looked_at("m4a", sample("m4a"))
    assert checked.stripped == ("location", "tags")
    assert len(checked.copy) == len(checked.original)
    assert checked.copy.index(b"mdat") == checked.original.index(b"mdat")
    assert checked.copy[: checked.copy.index(b"moov")] == checked.original[: checked.copy.index(b"moov")]


@pytest.mark.parametrize(
    "extra",
    [
        files.atom(b"uuid", b"<script>"),
        files.atom(b"evil", b"<script>"),
        files.atom(b"meta", b"<script>"),
        (1).to_bytes(4) + b"free" + (24).to_bytes(8) + b"<script>",
        bytes(4) + b"skip<script>",
    ],
)
def test_what_is_no_sound_is_blanked(extra):
    checked = looked_at("m4a", sample("m4a") + extra)
    assert b"<script" not in checked.copy
    assert len(checked.copy) == len(checked.original)


def test_sound_without_sound_is_broken():
    assert (
        reason("m4a", sample("m4a").replace((2000).to_bytes(4), bytes(4)).replace((88200).to_bytes(4), bytes(4)))
        == "file_broken"
    )
    assert reason("m4a", files.atom(b"ftyp", b"M4A \0\0\0\0") + files.atom(b"moov")) == "file_broken"
    assert reason("m4a", sample("m4a") + b"\0\0\0\x05abcd") == "file_broken"
    assert reason("m4a", sample("m4a") + b"<script>alert(1)</script>") == "file_broken"


def test_a_song_is_its_frames_and_nothing_else():
    song = files.mp3()[len(files.mp3(0)) :]
    assert looked_at("mp3", song).copy is None
    around = files.mp3(20) + b"<script>alert(1)</script>\xff\xfb\x90\0<script>" + song + b"TAG" + bytes(125)
    checked = looked_at("mp3", around)
    assert checked.stripped == ("tags",)
    assert checked.copy == song + song[: 19 * 417]  # the last before the text has no other behind it
    assert reason("mp3", files.mp3(10) + b"<script>" * 2000) == "file_broken"


# ---- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("123456782", ("•••••6782",)),
        ("BSN:123.456.782.", ("•••••6782",)),
        ("123 456 782", ("•••••6782",)),
        ("1234.56.782", ("•••••6782",)),
        ("010000008", ("•••••0008",)),
        ("10000008", ("•••••0008",)),
        ("123456782 en 111222333", ("•••••6782", "•••••2333")),
        ("123456782 111222333", ("•••••6782", "•••••2333")),
        ("123456782, 123456782", ("•••••6782",)),
        ("123456783", ()),
        ("000000000", ()),
        ("00000000", ()),
        ("1234567820", ()),
        ("x0123456782", ()),
        ("06 12345672", ()),
        ("+31 611111119", ()),
        ("NL91ABNA0417164300", ()),
        ("2 maart 2026, € 1.250,00", ()),
        ("١٢٣٤٥٦٧٨٢", ()),
    ],
)
def test_numbers_that_identify_people_are_found_and_masked(text, found):
    assert numbers(text) == found


@given(st.text(alphabet="0123456789 .x", max_size=60))
def test_a_found_number_is_never_told_whole(text):
    for one in numbers(text):
        assert one.startswith("•••••")
        assert len(one) == 9


@pytest.mark.parametrize("kind", ["txt", *OFFICE, "eml"])
def test_a_number_is_found_in_every_kind_of_text(kind):
    assert numbers(looked_at(kind, sample(kind)).text) == (f"•••••{BSN[-4:]}",)


# ---- apart -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_process_of_its_own_says_the_same(kind):
    assert checked_apart(f"a.{kind}", sample(kind), staff=True) == looked_at(kind, sample(kind))


def test_a_process_of_its_own_refuses_the_same():
    with pytest.raises(Refused, match=r"^file_has_macros$"):
        checked_apart("a.docx", document("docx", {"word/vbaProject.bin": b"x"}), staff=False)
    with pytest.raises(Refused, match=r"^file_empty$"):
        checked_apart("a.docx", b"", staff=False)


def instead(monkeypatch, tmp_path, script):
    """Run this in place of Python."""
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))


@pytest.mark.parametrize(
    "script",
    ["exit 1", "kill -SEGV $$", "exec /bin/sleep 9", "echo nonsense", "exec /bin/cat /dev/zero", "exec /bin/cat"],
)
def test_a_process_that_crashes_or_hangs_or_raves_is_a_broken_file(monkeypatch, tmp_path, script):
    monkeypatch.setattr(checking, "MOST_ANSWER", 100_000)
    instead(monkeypatch, tmp_path, script)
    with pytest.raises(Refused, match=r"^file_broken$"):
        checked_apart("a.pdf", sample("pdf") * 1000, staff=False, seconds=1)


def test_a_process_that_raves_is_not_heard_out(monkeypatch, tmp_path):
    monkeypatch.setattr(checking, "MOST_ANSWER", 100_000)
    instead(monkeypatch, tmp_path, "exec /bin/cat /dev/zero")
    begun = time.monotonic()
    with pytest.raises(Refused, match=r"^file_broken$"):
        checked_apart("a.pdf", sample("pdf"), staff=False, seconds=4)
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(
    "header", [{"reason": "anders"}, {"stripped": "a", "text": ""}, {"stripped": [], "text": 1}, {}]
)
def test_no_more_is_believed_than_must_be(monkeypatch, tmp_path, header):
    (tmp_path / "answer").write_bytes(framed(header, b""))
    instead(monkeypatch, tmp_path, f"exec /bin/cat {tmp_path}/answer")
    with pytest.raises(Refused, match=r"^file_broken$"):
        checked_apart("a.pdf", sample("pdf"), staff=False)


def test_words_that_are_not_known_are_not_told(monkeypatch, tmp_path):
    (tmp_path / "answer").write_bytes(framed({"stripped": ["<b>", "author"], "text": ""}, b"x"))
    instead(monkeypatch, tmp_path, f"exec /bin/cat {tmp_path}/answer")
    assert checked_apart("a.pdf", sample("pdf"), staff=False).stripped == ("author",)


def test_the_process_gets_no_keys(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    instead(monkeypatch, tmp_path, f"/usr/bin/env > {tmp_path}/env")
    with pytest.raises(Refused):
        checked_apart("a.pdf", sample("pdf"), staff=False)
    names = {line.partition("=")[0] for line in (tmp_path / "env").read_text().splitlines()}
    assert names <= {"MALLOC_ARENA_MAX", "PWD", "_", "SHLVL", "OLDPWD"}


@pytest.mark.parametrize(
    "wish",
    [
        "bytearray(2 * 1024**3)",
        "import tempfile; tempfile.TemporaryFile(buffering=0).write(b'x')",
        "[open('/dev/null') for _ in range(99)]",
    ],
)
def test_the_process_cannot_take_much(wish):
    program = (
        "from portal.vault.checking_process import bound; bound()\ntry:\n    "
        + wish
        + "\nexcept (MemoryError, OSError):\n    print('no')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=checking.ROOT
    )
    assert done.stdout == "no\n"
