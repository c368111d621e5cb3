"""Is it alive, is it ready, what does it count."""

from __future__ import annotations

import os
import time

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from portal.operations.worker import FRESH_SECONDS, GIVEN_UP, GIVEN_UP_SECONDS, SIGN, Worker
from portal.web.extensions import db
from tests.conftest import make_app
from tests.operations.conftest import Server, sweep

TOKEN = "a metrics token that nobody guesses"


def test_alive_means_that_the_process_answers(bare):
    """No database is needed for that: there is none here."""
    answer = bare.test_client().get("/healthz")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"ok\n", "text/plain")


def test_ready_means_a_database_at_the_newest_revision(both_world):
    client = both_world.app.test_client()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "database": True,
        "keys": True,
        "mail": "letters wait in the outbox: MAIL_URL is not set",
        "letters": True,
        "worker": "no sign of life",
        "erased": True,
    }
    engine = create_engine(both_world.app.config["WEDERHOOR"].owner_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["database"]) == (503, "migrations are behind")


def test_without_a_database_it_is_not_ready_and_says_so(bare):
    for _ in range(2):
        answer = bare.test_client().get("/readyz")
        assert answer.status_code == 503
        assert answer.json["database"] is not True


@pytest.mark.postgres
def test_without_its_server_it_is_not_ready_and_says_so(tmp_path):
    app = make_app(f"postgresql+psycopg://x@/x?host={tmp_path}", "", tmp_path, testing=False)
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert str(tmp_path) not in answer.text
    assert app.test_client().get("/healthz").status_code == 200


def test_a_worker_gives_a_sign_of_life_that_grows_old(world):
    worker = Worker(world.app, world.app.config["WEDERHOOR"])
    worker.sweep()
    client = world.app.test_client()
    assert client.get("/readyz").json["worker"] is True
    old = time.time() - FRESH_SECONDS - 1
    os.utime(world.app.config["WEDERHOOR"].instance / SIGN, (old, old))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["worker"]) == (200, "no sign of life")


def test_a_letter_that_was_given_up_shows_for_a_day(world):
    world.file()
    for _ in range(8):
        sweep(world, Server(OSError()))
        world.later(hours=3)
    client = world.app.test_client()
    assert client.get("/readyz").json["letters"] == "a letter was given up in the last day"
    old = time.time() - GIVEN_UP_SECONDS - 1
    os.utime(world.app.config["WEDERHOOR"].instance / GIVEN_UP, (old, old))
    assert client.get("/readyz").json["letters"] is True


def test_a_mail_server_that_is_set_is_not_named(sqlite_database, tmp_path):
    app = make_app(*sqlite_database, tmp_path, mail_url="smtp://user:secret@mail.example:587")
    answer = app.test_client().get("/readyz")
    assert answer.json["mail"] == "configured"
    assert "secret" not in answer.text
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def counted(sqlite_database, tmp_path):
    app = make_app(*sqlite_database, tmp_path, metrics_token=TOKEN)
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "header", [None, "", TOKEN[:-1], f"{TOKEN}x", "Bearer", "Bearer ", f"Bearer {TOKEN}x", "Bearer é", "Basic x"]
)
def test_counts_are_for_who_shows_the_token(counted, header):
    answer = counted.get("/metrics", headers={} if header is None else {"Authorization": header})
    assert answer.status_code == 404


def test_counts_can_be_read_and_grow(counted):
    def refused() -> float:
        answer = counted.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        families = {one.name: one for one in text_string_to_metric_families(answer.text)}
        return families["wederhoor_csp_reports"].samples[0].value

    before = refused()
    counted.post("/csp", json={})
    assert refused() == before + 1


def test_without_a_token_there_are_no_counts(world):
    client = world.app.test_client()
    for header in ({}, {"Authorization": "Bearer "}, {"Authorization": ""}):
        assert client.get("/metrics", headers=header).status_code == 404


def test_the_platform_lists_no_customers_but_those_of_the_demo(both_world):
    client = both_world.app.test_client()
    assert "Noorderhaven" not in client.get("/").text
    both_world.add("nexxtep", "Nexxtep (fictief)", demo=True)
    both_world.add("proef", "Proef (fictief)", demo=True)
    page = client.get("/").text
    assert "Nexxtep (fictief)" in page
    assert "Noorderhaven" not in page
    assert "Proef" not in page
