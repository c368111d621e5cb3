"""Files from strangers: what is too much, breaks off, lies about its name or harms is refused, and leaves nothing."""

from __future__ import annotations

import http.client
import io
import os
import re
import shutil
import socket
import subprocess
import time
from datetime import UTC, datetime
from email.message import Message
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
import time_machine
from flask import request
from sqlalchemy import select

from portal.models.files import Attachment
from portal.vault.storage import Store, StoreError
from portal.web import uploads
from portal.web.bodies import Bodies
from tests.conftest import KEYS, make_app
from tests.journeys.test_files import links, put
from tests.journeys.test_papers import judged
from tests.journeys.test_papers import links as papers
from tests.security.test_server import command, send, status
from tests.support import files
from tests.support.files import sample
from tests.support.journey import informed
from tests.support.world import Browser, World
from tests.vault.test_uploads_fuzzed import EICAR, HTML, PHP, SCRIPT, SVG, bomb, lying, packed_objects, png

HERE = "noorderhaven"


def rows(world: World) -> list[Attachment]:
    with world.owner(world.tenants[HERE]) as session:
        return list(session.scalars(select(Attachment).order_by(Attachment.at, Attachment.id)))


def objects(world: World) -> list[str]:
    return Store(world.app.config["WEDERHOOR"].store_url).names(world.tenants[HERE].hex)


def left(world: World) -> tuple[int, int]:
    return len(rows(world)), len(objects(world))


# ---- over the wire ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(sqlite_template, tmp_path_factory):
    """A running server, and a complainant who is signed in at it and has a form with files before them."""
    folder = tmp_path_factory.mktemp("served")
    url = f"sqlite:///{folder / 'wederhoor.db'}"
    shutil.copyfile(sqlite_template, folder / "wederhoor.db")
    world = World(make_app(url, "", folder), datetime.now(UTC))
    client, number = world.client()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"DATABASE_URL": url, "SECRET_KEY": KEYS[0], "MASTER_KEYS": KEYS[0], "INSTANCE_PATH": str(folder)}
    running = subprocess.Popen(command(port), env={**os.environ, **settings, "LOG_LEVEL": "ERROR"})
    until = time.monotonic() + 30
    while not answers(port):
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.05)
    page = f"/klager/zaak/{number}/bericht"
    hidden = client.form(page)
    cookies = "; ".join(f"{one.key}={one.value}" for one in client.client._cookies.values())
    yield SimpleNamespace(port=port, world=world, page=f"/{HERE}{page}", hidden=hidden, cookies=cookies)
    running.terminate()
    running.wait()


def answers(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def head(served, length: int, page: str = "", kind: str = "multipart/form-data; boundary=e-e-n") -> bytes:
    return (
        f"POST {page or served.page} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: {served.cookies}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def body(served, name: str = "brief.txt", content: bytes = b"Een brief.", end: bytes = b"--e-e-n--\r\n") -> bytes:
    fields = {**served.hidden, "action": "files", "text": "x"}
    parts = [
        f'--e-e-n\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    told = f'--e-e-n\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
    return b"".join(parts) + told + content + b"\r\n" + end


def test_what_is_whole_is_kept(served):
    """So that the others are refused for what they are."""
    whole = body(served)
    before = left(served.world)
    assert status(send(served.port, head(served, len(whole)) + whole)) == 302
    assert left(served.world) == (before[0] + 1, before[1] + 1)


@pytest.mark.parametrize("length", [2 * 1024**3, uploads.MOST + 1, 10**30])
def test_more_than_any_form_may_be_is_refused_unread(served, length):
    before, began = left(served.world), time.monotonic()
    assert status(send(served.port, head(served, length) + body(served))) in {400, 413}
    assert time.monotonic() - began < 3, "it did not wait for the rest"
    assert left(served.world) == before


@pytest.mark.parametrize(
    "where", ["/noorderhaven/inloggen", "/noorderhaven/klacht/gebeurd", "/noorderhaven/nergens", "/csp"]
)
def test_a_page_that_takes_no_files_refuses_a_large_body_unread(served, where):
    """The rest of it never comes, and is not waited for."""
    began = time.monotonic()
    found = send(served.port, head(served, 200 * 1024 * 1024, where) + body(served))
    assert status(found) in {204, 404, 413}
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("share", [0.1, 0.5, 0.98])
def test_a_body_that_breaks_off_stores_nothing(served, share):
    before = left(served.world)
    whole = body(served, content=b"a" * 400_000)
    with socket.create_connection(("127.0.0.1", served.port), timeout=5) as line:
        line.sendall(head(served, len(whole)) + whole[: int(len(whole) * share)])
        line.shutdown(socket.SHUT_WR)
        line.settimeout(5)
        answer = line.recv(1000)
    assert status(answer) in {0, 400}
    assert left(served.world) == before
    assert answers(served.port)


@pytest.mark.parametrize(
    "end",
    [b"", b"--e-e-n", b"--twee--\r\n", b"--e-e-n\r\nContent-Disposition: form-data; name=x"],
    ids=lambda end: end.hex()[:9],
)
def test_parts_without_an_end_store_nothing(served, end):
    before = left(served.world)
    whole = body(served, end=end)
    assert status(send(served.port, head(served, len(whole)) + whole)) in {400, 422}
    assert left(served.world) == before


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("multipart/form-data", lambda text: text),
        ("multipart/form-data; boundary=", lambda text: text),
        ("multipart/form-data; boundary=twee", lambda text: text),
        ("multipart/form-data; boundary=" + "a" * 100_000, lambda text: text),
        ("multipart/form-data; boundary=e-e-n", lambda text: text.replace(b"\r\n\r\n", b"\r\n")),
        ("multipart/form-data; boundary=e-e-n", lambda _: b"--e-e-n\r\n\r\n" * 5000 + b"--e-e-n--\r\n"),
        ("multipart/form-data; boundary=e-e-n", lambda _: b"\r\n--e-e-n" * 50_000),
        ("multipart/mixed; boundary=e-e-n", lambda text: text),
    ],
    ids=range(8),
)
def test_parts_that_make_no_sense_store_nothing(served, kind, change):
    before, whole = left(served.world), change(body(served))
    began = time.monotonic()
    assert status(send(served.port, head(served, len(whole), kind=kind) + whole)) in {400, 413, 422, 431}
    assert time.monotonic() - began < 4
    assert left(served.world) == before
    assert answers(served.port)


# ---- the door before the pages ---------------------------------------------------------------------------------------


def asked(path: str, length: int, kind: str = "multipart/form-data; boundary=x") -> tuple[bool, str]:
    """Whether the body of such a request is read before a page looks at it, and what is answered when it breaks off."""
    read, told = [], []

    class Stream:
        def read(self, _size: int) -> bytes:
            read.append(True)
            return b""

    door = Bodies(lambda *_: [b""], 1_000_000, uploads.MOST, lambda environ: environ["PATH_INFO"] == "/files")
    environ = {"CONTENT_LENGTH": str(length), "CONTENT_TYPE": kind, "PATH_INFO": path, "wsgi.input": Stream()}
    list(door(environ, lambda line, _: told.append(line)))
    return bool(read), "".join(told)


@pytest.mark.parametrize(
    ("path", "length", "kind", "read"),
    [
        ("/", 1_000_000, "text/plain", True),
        ("/", 1_000_001, "text/plain", False),
        ("/", 1_000_001, "multipart/form-data; boundary=x", False),
        ("/files", 1_000_001, "multipart/form-data; boundary=x", True),
        ("/files", 1_000_001, "text/plain", False),
        ("/files", uploads.MOST, "multipart/form-data; boundary=x", True),
        ("/files", uploads.MOST + 1, "multipart/form-data; boundary=x", False),
    ],
)
def test_a_large_body_is_read_where_files_are_taken_and_nowhere_else(path, length, kind, read):
    assert asked(path, length, kind) == (read, "400 Bad Request" if read else "")


def test_only_pages_with_files_take_a_large_body(world):
    """The address is asked, with its method, as the pages themselves are found by."""
    app, base = world.app, {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}

    def takes(path: str, method: str = "POST") -> bool:
        return uploads.taken_at(app, {**base, "REQUEST_METHOD": method, "PATH_INFO": path})

    assert takes("/klager/zaak/K-2026-0001/bericht")
    assert takes("/klacht/controle")
    assert takes("/controle")
    for path in ("/inloggen", "/klacht/gebeurd", "/nergens", "/klager/zaak/K-2026-0001/tevreden", "/klager/", "/csp"):
        assert not takes(path)
    assert not takes("/klager/zaak/K-2026-0001/bericht", "DELETE")
    assert set(app.view_functions) >= uploads.ENDPOINTS


# ---- names -----------------------------------------------------------------------------------------------------------

NAMES = {
    "a\r\nSet-Cookie: s=1.txt": "a%0D%0ASet-Cookie: s=1.txt",
    'a"; filename="b.txt': 'a"; filename="b.txt',
    "jpg.\u202etxt": "jpg.txt",
    "../../../../etc/passwd.txt": "passwd.txt",
    "..\\..\\windows\\win.txt": "win.txt",
    "/etc/cron.d/x.txt": "x.txt",
    "a\0.txt": "a.txt",
    "<script>alert(1)</script>.txt": "script>.txt",
    "a\u200b\ufeffb\u2066.txt": "ab.txt",
    "'; DROP TABLE attachment; --.txt": "'; DROP TABLE attachment; --.txt",
    "{{7*7}}%s%(a)s.txt": "{{7*7}}%s%(a)s.txt",
    "é☂漢字.txt": "é☂漢字.txt",
    "a" * 300 + ".txt": "a" * 76 + ".txt",
    ".txt": ".txt",
    "CON.txt": "CON.txt",
}


@pytest.fixture
def writing(world) -> tuple[Browser, str]:
    client, number = world.client()
    informed(world, number)
    return client, f"/klager/zaak/{number}/standpunt"


def test_no_name_reaches_a_header_or_the_store(world, writing):
    client, page = writing
    kept: dict[str, str] = {}
    for name, wanted in NAMES.items():
        answer = sent(client, page, name, b"Een brief.")
        assert answer.status_code in {302, 422}, name
        fresh = [row for row in rows(world) if str(row.id) not in kept]
        if answer.status_code == 302:
            [row] = fresh
            kept[str(row.id)] = row.name
            assert row.name == wanted, name
            client.post(page, {"remove": str(row.id), "text": "x"})
            put(client, page, ("gewoon.txt", b"x"), text="x")
            client.post(page, {"remove": str(rows(world)[-1].id), "text": "x"})
        assert left(world) == (0, 0)
    assert len(kept) >= len(NAMES) - 2


def sent(browser: Browser, page: str, name: str, content: bytes):
    """Send one file under a name as it is, whatever a client would make of it."""
    hidden = {**browser.form(page), "action": "files", "text": "x"}
    parts = [
        f'--e-e-n\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in hidden.items()
    ]
    plain = name.replace("\\", "\\\\").replace('"', '\\"').replace("\r\n", "%0D%0A").replace("\0", "")
    told = f'--e-e-n\r\nContent-Disposition: form-data; name="files"; filename="{plain}"\r\n\r\n'
    whole = "".join(parts).encode() + told.encode() + content + b"\r\n--e-e-n--\r\n"
    with time_machine.travel(browser.world.now, tick=False):
        return browser.client.post(
            f"/{browser.slug}{page}", data=whole, content_type="multipart/form-data; boundary=e-e-n", buffered=True
        )


@pytest.mark.parametrize("name", ['a"b.txt', "a\u202eb.txt", "../a.txt", "<b>.txt", "é☂.txt"])
def test_a_download_has_a_name_that_was_made_here(world, writing, name):
    client, page = writing
    assert sent(client, page, name, b"Een brief.").status_code == 302
    client.act("klager", page.split("/")[3], "standpunt", {"text": "x"})
    shown = client.get(f"/klager/zaak/{page.split('/')[3]}/").text
    assert "<b>.txt" not in shown
    [path] = links(shown).values()
    answer = client.get(path)
    told = Message()
    told["Content-Disposition"] = answer.headers["Content-Disposition"]
    assert re.fullmatch(r"bijlage-[0-9a-f]{8}\.txt", told.get_filename() or "")
    assert name not in str(answer.headers)
    for one in objects(world):
        assert re.fullmatch(r"[0-9a-f]{32}/[0-9a-f]{32}/(original|copy)", one)


# ---- what is handed over ---------------------------------------------------------------------------------------------


def is_kept_by_the_browser(answer) -> None:
    """It is never shown, run or guessed at, and nobody else keeps it."""
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert "allow-" not in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.mimetype not in {"text/html", "image/svg+xml", "text/plain", "message/rfc822", "application/xml"}


def test_everything_that_is_handed_over_is_for_keeping(world):
    client, number, one, _bram = judged(world, files=True)
    page = f"/functionaris/zaak/{number}/notitie"
    kinds = ("pdf", "jpeg", "png", "webp", "heic", "txt", "docx", "xlsx", "odt", "ods", "m4a", "mp3", "eml")
    put(one.browser, page, *((f"a.{kind}", sample(kind)) for kind in kinds[:7]), text="x")
    put(one.browser, page, *((f"a.{kind}", sample(kind)) for kind in kinds[7:10]), text="x")
    one.act("notitie", {"text": "x"})
    put(one.browser, page, *((f"a.{kind}", sample(kind)) for kind in kinds[10:]), text="x")
    one.act("notitie", {"text": "x"})
    found = {**links(one.case())}
    assert {f"a.{kind}" for kind in kinds} <= set(found)
    for path in found.values():
        is_kept_by_the_browser(one.browser.get(path))
        is_kept_by_the_browser(one.browser.get(path.replace("/bestand/", "/origineel/")))
    client.post(f"/klager/zaak/{number}/papieren", {})
    world.work()
    mine = papers(client, "klager", number)
    assert len(mine) == 2
    for path in mine.values():
        is_kept_by_the_browser(client.get(path))


# ---- hostile files ---------------------------------------------------------------------------------------------------


def with_script() -> bytes:
    with pikepdf.open(io.BytesIO(sample("pdf"))) as document:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        made = io.BytesIO()
        document.save(made)
        return made.getvalue()


def locked() -> bytes:
    with pikepdf.open(io.BytesIO(sample("pdf"))) as document:
        made = io.BytesIO()
        document.save(made, encryption=pikepdf.Encryption(user="a", owner="b"))
        return made.getvalue()


HOSTILE = {
    "leeg.txt": b"",
    "leeg.pdf": b"",
    "pagina.txt": HTML,
    "pagina.pdf": HTML + sample("pdf"),
    "beeld.svg": SVG,
    "beeld.png": SVG,
    "programma.exe": b"MZ" + bytes(200),
    "programma.pdf": b"MZ" + bytes(200),
    "programma.txt": b"\x7fELF" + bytes(200),
    "brief.docm": sample("docx"),
    "brief.doc": b"\xd0\xcf\x11\xe0" + bytes(600),
    "brief.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "macro.docx": files.package(files.members("docx") | {"word/vbaProject.bin": b"x"}),
    "bom.docx": bomb(3_000_000, times=10),
    "liegt.docx": lying(bomb(3000), 3_000_000_000),
    "bom.png": png(50_000, 50_000),
    "bom.pdf": packed_objects(250_000_000),
    "half.pdf": sample("pdf")[:200],
    "half.heic": sample("heic")[: len(sample("heic")) // 2],
    "slot.pdf": locked(),
    "twee.jpg": sample("jpeg") + files.package({"a.php": PHP}),
    "script.pdf": with_script(),
    "eicar.txt": EICAR,
    "php.txt": PHP + b"\n",
    "zip.zip": files.package({"a.txt": "a"}),
    "brief.eml": sample("eml"),
    "geen": b"x",
    "dubbel.pdf.exe": sample("pdf"),
    "nul.txt": b"a\0b",
    "wild.txt": bytes(range(256)) * 10,
    "diep.pdf": b"%PDF-1.4\n1 0 obj\n" + b"[" * 100_000,
}
KEPT = {"twee.jpg", "script.pdf", "eicar.txt", "php.txt"}


def test_a_hostile_file_is_refused_with_a_reason_or_kept_and_leaves_nothing_else(world, writing):
    """Through the page itself: none is a fault of ours, and of one that is refused neither a row nor an object stays."""
    client, page = writing
    kept: set[str] = set()
    for name, content in HOSTILE.items():
        before = left(world)
        answer = sent(client, page, name, content)
        assert answer.status_code in {302, 422}, (name, answer.status_code)
        if answer.status_code == 302:
            kept.add(name)
            [row] = rows(world)
            path = f"/klager/zaak/{page.split('/')[3]}/bestand/{row.id}"
            is_kept_by_the_browser(client.get(path))
            client.post(page, {"remove": str(row.id), "text": "x"})
        else:
            assert name in unescape(answer.text), name
            assert SCRIPT.decode() not in answer.text
        assert left(world) == before == (0, 0), name
    assert kept == KEPT


def test_a_store_that_fails_half_way_leaves_nothing(lite_live, monkeypatch):
    """The original lies there already when its copy cannot be kept: it goes again, with the file before it."""
    world = lite_live
    client, number = world.client()
    informed(world, number)
    page, real = f"/klager/zaak/{number}/standpunt", Store.put

    def half(self, name: str, content: bytes) -> None:
        if name.endswith("copy"):
            raise StoreError("away")
        real(self, name, content)

    monkeypatch.setattr(Store, "put", half)
    put(client, page, ("goed.txt", b"x"), ("foto.jpg", sample("jpeg")), expect=500, text="x")
    assert left(world) == (0, 0)
    monkeypatch.undo()
    put(client, page, ("goed.txt", b"x"), ("foto.jpg", sample("jpeg")), text="x")
    assert left(world) == (2, 3)


def test_a_commit_that_fails_leaves_nothing_in_the_store(lite_live, monkeypatch):
    world = lite_live
    client, number = world.client()
    informed(world, number)
    page = f"/klager/zaak/{number}/standpunt"

    def broken(*_: object) -> None:
        if request.method == "POST":
            raise RuntimeError("the disk is full")

    monkeypatch.setattr("portal.web.transaction.seal", broken)
    put(client, page, ("goed.txt", b"x"), expect=500, text="x")
    monkeypatch.undo()
    assert left(world) == (0, 0)
    put(client, page, ("goed.txt", b"x"), text="x")
    client.get(page)
    client.post(page, {"text": ""}, expect=422)
    assert left(world) == (1, 1), "what was kept before stays when a later form is refused"
    assert Path(world.app.config["WEDERHOOR"].instance).exists()
