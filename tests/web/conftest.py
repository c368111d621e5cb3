"""What the tests of the web share: an application that answers its own faults, and a count of every table."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.pool import NullPool

from portal.web.extensions import db
from tests.conftest import NOW, make_app
from tests.support.rows import tables
from tests.support.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def live(database, tmp_path) -> Iterator[World]:
    """A world whose application answers a fault of ours with a page, as it does in earnest, on each database."""
    yield from _live(database, tmp_path)


@pytest.fixture
def lite_live(sqlite_database, tmp_path) -> Iterator[World]:
    """The same on SQLite alone."""
    yield from _live(sqlite_database, tmp_path)


@pytest.fixture
def postgres_live(postgres_database, tmp_path) -> Iterator[World]:
    """The same on PostgreSQL alone."""
    yield from _live(postgres_database, tmp_path)


def _live(database, folder) -> Iterator[World]:
    app = make_app(*database, folder, testing=False)
    app.extensions["hint"] = lambda: None
    yield World(app, NOW)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def standing(sqlite_template, tmp_path_factory) -> Iterator[World]:
    """A world on SQLite for all tests of a module that only read."""
    folder = tmp_path_factory.mktemp("standing")
    file = folder / "wederhoor.db"
    shutil.copyfile(sqlite_template, file)
    app = make_app(f"sqlite:///{file}", "", folder)
    yield World(app, NOW)
    with app.app_context():
        db.engine.dispose()


def counts(world: World) -> dict[str, int]:
    """How many rows each table has, organisations apart or not."""
    engine = create_engine(world.app.config["WEDERHOOR"].owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables()
        }


@pytest.fixture
def grown() -> Callable[[World], Callable[[], dict[str, int]]]:
    """Give a function that tells which tables grew since, and by how many rows."""

    def since(world: World) -> Callable[[], dict[str, int]]:
        before = counts(world)

        def told() -> dict[str, int]:
            return {name: after - before[name] for name, after in counts(world).items() if after != before[name]}

        return told

    return since
