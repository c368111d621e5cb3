"""The server as it is started: what it lets through, what it cuts off, and that the slow do not hold it up."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack
from types import SimpleNamespace

import pytest

from portal.operations import commands
from tests.conftest import KEYS, NOW, make_app
from tests.support.world import World

PAGE = "/noorderhaven/inloggen"
HEAD = f"GET {PAGE} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n".encode()
FORM = (
    f"POST {PAGE} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n"
).encode()


def command(port: int) -> list[str]:
    """How the program starts its server."""
    started: list[list[str]] = []

    def start(words, **_):
        started.append(words)
        return SimpleNamespace(poll=lambda: 0, wait=lambda _: None)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(commands.subprocess, "Popen", start)
        patched.setattr(commands.signal, "signal", lambda *_: None)
        with pytest.raises(SystemExit):
            commands._run_both("127.0.0.1", port)
    return started[0]


@pytest.fixture(scope="module")
def server(sqlite_template, tmp_path_factory):
    """The port of a running server with an organisation."""
    folder = tmp_path_factory.mktemp("served")
    url = f"sqlite:///{folder / 'wederhoor.db'}"
    shutil.copyfile(sqlite_template, folder / "wederhoor.db")
    World(make_app(url, "", folder), NOW)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {"DATABASE_URL": url, "SECRET_KEY": KEYS[0], "MASTER_KEYS": KEYS[0], "INSTANCE_PATH": str(folder)}
    running = subprocess.Popen(command(port), env={**os.environ, **told, "LOG_LEVEL": "ERROR"})
    until = time.monotonic() + 20
    while True:
        try:
            if ask(port, "/healthz").status == 200:
                break
        except OSError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.05)
    yield port
    running.terminate()
    running.wait()


def ask(port: int, path: str = PAGE, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path, headers={"Host": "localhost", **headers})
    answer = connection.getresponse()
    answer.body = answer.read()
    connection.close()
    return answer


def send(port: int, data: bytes) -> bytes:
    """Send these bytes, and give all that comes back."""
    found = b""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        try:
            line.sendall(data)
            while piece := line.recv(65_536):
                found += piece
        except (ConnectionError, TimeoutError):
            pass
    return found


def status(found: bytes) -> int:
    return int(found.split(b" ")[1]) if found else 0


@pytest.mark.parametrize(
    "path", [PAGE, "/", "/nergens", "/static/wederhoor.css", "/static/", "/healthz", "/noorderhaven/klacht"]
)
def test_no_answer_tells_a_version_or_a_list_of_files(server, path):
    answer = ask(server, path)
    for name in ("Server", "X-Powered-By", "Via", "X-Runtime"):
        assert not re.search(r"\d", answer.headers.get(name, "")), name
    assert b"Index of" not in answer.body
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(rb"(?i)granian|werkzeug|flask|python/", answer.body)


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND", "DEBUG", "TRACK", "X"])
@pytest.mark.parametrize("path", [PAGE, "/static/wederhoor.css", "/healthz", "/"])
def test_no_method_but_those_of_a_page_is_taken(server, method, path):
    answer = ask(server, path, method, **{"X-Told": "canary"})
    assert answer.status in {400, 405}
    assert b"canary" not in answer.body


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (HEAD + b"".join(b"X-%d: 1\r\n" % turn for turn in range(200)) + b"\r\n", 431),
        (HEAD + b"X-Long: " + b"a" * 1_000_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (FORM + b"Content-Length: 100000000\r\n\r\nemail=x", 413),
        (FORM + b"Content-Length: -1\r\n\r\n", 400),
        (FORM + b"Content-Length: 1e3\r\n\r\n", 400),
        (HEAD + b"X-Null: a\x00b\r\n\r\n", 400),
        (HEAD + b"X-Bare: a\rb\r\n\r\n", 400),
        (HEAD + b"X Space: 1\r\n\r\n", 400),
        (b"GET " + PAGE.encode() + b" HTTP/9.9\r\nHost: localhost\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64, 400),
    ],
    ids=[
        "many headers", "long header", "long address", "large body", "size below nothing", "size that is no number",
        "null", "bare return", "space in a name", "version", "not http",
    ],
)  # fmt: skip
def test_what_is_too_much_or_makes_no_sense_is_cut_off(server, data, wanted):
    assert status(send(server, data)) == wanted
    assert ask(server).status == 200


def test_a_body_without_a_size_is_cut_off_where_it_is_too_large(server):
    chunk = b"10000\r\n" + b"a" * 65_536 + b"\r\n"
    assert status(send(server, FORM + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 200 + b"0\r\n\r\n")) in {0, 413}
    assert ask(server).status == 200


HIDDEN = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
KEPT = FORM.replace(b"Connection: close\r\n", b"")


@pytest.mark.parametrize(
    ("data", "answers"),
    [
        (KEPT + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\naaaaaa" + HIDDEN, [400]),
        (KEPT + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN, [400]),
        (KEPT + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + HIDDEN, [400]),
        (KEPT + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + HIDDEN, [400]),
        (KEPT + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n" + HIDDEN, [411]),
        (KEPT + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN, [411]),
        (KEPT + b"Content-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN + HIDDEN, [400, 200]),
    ],
    ids=["two sizes", "unknown coding", "coding after chunks", "space", "no chunk", "chunks before size", "size"],
)
def test_where_a_request_ends_is_read_in_one_way(server, data, answers):
    """What stands in the body of one request is never taken for another: only what comes after it is."""
    found = send(server, data)
    assert [int(one) for one in re.findall(rb"HTTP/1\.1 (\d{3}) ", found)] == answers
    if len(answers) > 1:
        assert found.endswith(b"ok\n")


def test_fifty_who_never_finish_asking_hold_nobody_up(server):
    """Each sends the beginning of a request and no more."""
    with ExitStack() as lines:
        for turn in range(50):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", server), timeout=5))
            line.sendall(HEAD + b"X-Slow: %d\r\n" % turn)
        began = time.monotonic()
        for _ in range(5):
            assert ask(server).status == 200
        assert time.monotonic() - began < 3


def test_bodies_that_never_end_hold_up_no_page(server):
    """Fifty senders who stop half way: the pages of others are drawn meanwhile, and the fifty get an answer or wait."""
    with ExitStack() as lines:
        for _ in range(50):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", server), timeout=5))
            line.sendall(FORM + b"Content-Length: 1000\r\n\r\nemail=x")
        answers = [ask_patiently(server) for _ in range(5)]
        assert [one.status for one in answers] == [200] * 5
    assert ask(server, "/healthz").status == 200


def ask_patiently(port: int) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    connection.request("GET", PAGE, headers={"Host": "localhost"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_a_body_without_a_length_is_not_waited_for(server):
    assert status(send(server, FORM + b"Transfer-Encoding: chunked\r\n\r\n")) == 411
