"""The built world, once for all workers; an application on a copy of it; and a reader for each person."""

from __future__ import annotations

import fcntl
import pickle
import shutil
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import create_engine

from portal.operations import migrations
from portal.web.extensions import db
from tests.conftest import APP_ROLE, make_app
from tests.leaks import stories
from tests.leaks.reader import Reader, Record
from tests.support import counts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask

    from tests.leaks.scenario import Built


@pytest.fixture(scope="session")
def built_file(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The database of the built world. The first worker who asks builds it, the others wait for that."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "built-world"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "built").exists():
            _build(folder)
    return folder / "wederhoor.db"


def _build(folder: Path) -> None:
    file = folder / "wederhoor.db"
    migrations.upgrade(f"sqlite:///{file}")
    app = make_app(f"sqlite:///{file}", "", folder)
    built = stories.build(app)
    with app.app_context():
        db.engine.dispose()
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    (folder / "built").write_bytes(pickle.dumps(built))


@pytest.fixture(scope="session")
def built(built_file: Path) -> Built:
    found: Built = pickle.loads((built_file.parent / "built").read_bytes())  # noqa: S301  written a moment ago, by us
    return found


@pytest.fixture(scope="session")
def copied(built_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Flask]]:
    """Make an application on a fresh copy of the built world."""
    made: list[Flask] = []

    def make() -> Flask:
        folder = tmp_path_factory.mktemp("leaks")
        shutil.copyfile(built_file, folder / "wederhoor.db")
        app = make_app(f"sqlite:///{folder / 'wederhoor.db'}", "", folder)
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def shared_app(copied: Callable[[], Flask]) -> Flask:
    """The application of all tests that change nothing of a case."""
    return copied()


@pytest.fixture
def own_app(copied: Callable[[], Flask]) -> Flask:
    """An application of this test alone."""
    return copied()


@pytest.fixture(autouse=True)
def at_that_moment(built: Built) -> Iterator[None]:
    with time_machine.travel(built.now, tick=False):
        yield


@pytest.fixture(scope="session")
def record(built: Built) -> Record:
    return Record(built)


@pytest.fixture
def reader(shared_app: Flask, record: Record) -> Callable[[str], Reader]:
    return lambda person: Reader(shared_app, record, person)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keep how much was asked, for whoever tells it at the end."""
    counts.add(session.config, counts.Asked(Record.requests, Record.planted))


# ---- the same on PostgreSQL ------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_app(postgres_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The built world on PostgreSQL, built there, since rows cannot be carried over."""
    from sqlalchemy.engine import make_url

    owner = make_url(postgres_template)
    admin = create_engine(owner.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE built_world TEMPLATE template_wederhoor")
    admin.dispose()
    made = owner.set(database="built_world")
    role = made.set(username=APP_ROLE).render_as_string(hide_password=False)
    app = make_app(role, made.render_as_string(hide_password=False), tmp_path_factory.mktemp("leaks"))
    app.extensions["built"] = stories.build(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def postgres_reader(postgres_app: Flask) -> Callable[[str], Reader]:
    record = Record(postgres_app.extensions["built"])
    return lambda person: Reader(postgres_app, record, person)
