"""What clamd says, and all that is not saying anything."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager

import pytest

from portal.vault.clamd import Clamd, Verdict

CONTENT = bytes(range(256)) * 1000


@contextmanager
def serving(answer: bytes, *, unix=None, most=10**9, slowly=0.0, part=10**6):
    """Listen like clamd, for one file: take it in pieces, up to the size that it takes, and answer."""
    listener = socket.socket(socket.AF_UNIX) if unix else socket.create_server(("127.0.0.1", 0))
    if unix:
        listener.bind(str(unix))
        listener.listen()
    received = []

    def serve():
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as stream:
            received.append(stream.read(10))
            taken = b""
            while (size := int.from_bytes(stream.read(4))) and len(taken) <= most:
                taken += stream.read(size)
            received.append(taken)
            try:
                for at in range(0, len(answer), part):
                    time.sleep(slowly)
                    connection.sendall(answer[at : at + part])
            except OSError:
                return

    thread = threading.Thread(target=serve)
    thread.start()
    with listener:
        yield f"unix:{unix}" if unix else f"127.0.0.1:{listener.getsockname()[1]}", received
        thread.join()


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (b"stream: OK\0", Verdict.CLEAN),
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", Verdict.INFECTED),
        (b"stream: OK FOUND\0", Verdict.INFECTED),
        (b"INSTREAM size limit exceeded. ERROR\0", Verdict.UNKNOWN),
        (b"stream: Can't allocate memory ERROR\0", Verdict.UNKNOWN),
        (b"stream: OK", Verdict.UNKNOWN),
        (b"stream: NOT OK\0", Verdict.UNKNOWN),
        (b"OK\0", Verdict.UNKNOWN),
        (b"UNKNOWN COMMAND: FOUND\0", Verdict.UNKNOWN),
        (b"", Verdict.UNKNOWN),
        (b"x" * 100_000, Verdict.UNKNOWN),
    ],
)
def test_only_a_clear_answer_is_one(answer, verdict):
    with serving(answer) as (where, received):
        assert Clamd(where).scan(CONTENT) is verdict
    assert received == [b"zINSTREAM\0", CONTENT]


def test_it_may_listen_at_a_path(tmp_path):
    with serving(b"stream: OK\0", unix=tmp_path / "s") as (where, received):
        assert Clamd(where).scan(CONTENT) is Verdict.CLEAN
    assert received[1] == CONTENT


def test_a_file_that_is_more_than_it_takes_is_unknown():
    with serving(b"", most=1000) as (where, _):
        assert Clamd(where).scan(CONTENT * 50) is Verdict.UNKNOWN


@pytest.mark.parametrize("part", [100, 1])
def test_one_that_is_too_slow_says_nothing(part):
    with serving(b"stream: OK\0", slowly=0.1, part=part) as (where, _):
        assert Clamd(where, patience=0.05 if part == 100 else 0.35).scan(b"x") is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "where", ["unix:/nowhere/clamd.ctl", "127.0.0.1:1", "clamd", "unix:", "127.0.0.1:x", "127.0.0.1:99999"]
)
def test_one_that_is_not_there_says_nothing(where):
    assert Clamd(where).scan(b"x") is Verdict.UNKNOWN
