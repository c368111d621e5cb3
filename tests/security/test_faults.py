"""Faults: a page of our own with a number and nothing else, and a door that cannot be checked stays shut."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
import time_machine
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, default_exceptions

from portal.accounts import entrance, sessions
from portal.public import views
from portal.sight import rows
from portal.web import gate
from portal.web.extensions import db
from tests.conftest import make_app
from tests.support.world import PASSWORD

KEPT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
INSIDE = ("Traceback", "sqlite", "sqlalchemy", "SELECT", "Error", ".py", "werkzeug", "secret words")


def check(answer, status: int) -> None:
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    for name, value in KEPT.items():
        assert answer.headers[name] == value, name
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    for word in INSIDE:
        assert word not in answer.text, word


def check_fault(answer) -> None:
    check(answer, 500)
    assert "Er ging bij ons iets mis" in answer.text
    assert re.search(r"\b[0-9a-f]{8}\b", answer.text)


def gone(world) -> None:
    """Take the database away, as if its disk went."""
    with world.app.app_context():
        file = Path(db.engine.url.database)
        db.engine.dispose()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
    file.mkdir()


@pytest.mark.parametrize("forgotten", [False, True], ids=["while its address is known", "at the very door"])
def test_without_its_database_a_page_says_that_it_is_our_fault(lite_live, forgotten):
    officer, visitor = lite_live.sign_in("functionaris"), lite_live.visitor()
    hidden = visitor.form("/inloggen")
    gone(lite_live)
    if forgotten:
        lite_live.app.extensions["addresses"].forget()
    with time_machine.travel(lite_live.now, tick=False):
        check_fault(officer.client.get("/noorderhaven/functionaris/"))
        check_fault(officer.client.get("/noorderhaven/inloggen"))
        typed = {**hidden, "email": "medewerker@noorderhaven.example", "password": PASSWORD}
        check_fault(visitor.client.post("/noorderhaven/inloggen", data=typed))
        assert visitor.client.get("/healthz").status_code == 200
        assert visitor.client.get("/readyz").status_code == 503
        with visitor.client.get("/static/wederhoor.css") as file:
            assert file.status_code == 200


@pytest.mark.postgres
def test_nor_without_the_server_of_its_database(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = make_app(f"postgresql+psycopg://x@127.0.0.1:{port}/x", "", tmp_path, testing=False)
    check_fault(app.test_client().get("/noorderhaven/inloggen"))


def broken(*_args, **_named):
    raise OperationalError("SELECT secret words", {}, Exception("secret words"))


@pytest.mark.parametrize(
    ("where", "what", "path"),
    [
        (sessions, "find", "/functionaris/"),
        (rows, "find", "/functionaris/zaak/{number}/"),
        (gate, "_denied", "/directie/"),
    ],
)
def test_a_door_that_cannot_be_checked_stays_shut(lite_live, monkeypatch, where, what, path):
    number = lite_live.file()
    officer = lite_live.sign_in("functionaris")
    officer.accept("functionaris", number)
    monkeypatch.setattr(where, what, broken)
    with time_machine.travel(lite_live.now, tick=False):
        answer = officer.client.get(f"/noorderhaven{path.format(number=number)}")
    check_fault(answer)
    assert number not in answer.text
    assert "Marloes" not in answer.text


@pytest.mark.parametrize("what", ["slowed", "come_in", "proceed"])
def test_who_cannot_be_recognised_for_sure_does_not_come_in(lite_live, monkeypatch, what):
    monkeypatch.setattr(entrance, what, broken)
    visitor = lite_live.visitor()
    hidden = visitor.form("/inloggen")
    with time_machine.travel(lite_live.now, tick=False):
        typed = {**hidden, "email": "medewerker@noorderhaven.example", "password": PASSWORD}
        check_fault(visitor.client.post("/noorderhaven/inloggen", data=typed))
        assert visitor.client.get("/noorderhaven/medewerker/").status_code == 302


def test_each_fault_has_a_number_of_its_own(lite_live, monkeypatch, capsys):
    monkeypatch.setattr(views, "_functionaris", broken)
    client = lite_live.app.test_client()
    told = [re.search(r"\b[0-9a-f]{8}\b", client.get("/noorderhaven/contact").text).group() for _ in range(3)]
    assert len(set(told)) == 3
    logged = capsys.readouterr().out
    assert all(one in logged for one in told)


@pytest.mark.parametrize("status", sorted(set(default_exceptions) - {304}))
def test_every_error_of_the_protocol_has_a_page_of_ours(lite_live, monkeypatch, status):
    def refuse():
        class Odd(HTTPException):
            code = status
            description = "secret words"

        raise Odd

    monkeypatch.setattr(views, "_functionaris", refuse)
    answer = lite_live.app.test_client().get("/noorderhaven/contact")
    check(answer, status)
    assert "<h1>" in answer.text
