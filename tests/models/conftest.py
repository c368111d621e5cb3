"""Two organisations with a row in every table, reached as web and worker reach them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, create_engine, insert
from sqlalchemy.orm import Session

from portal import tenancy
from portal.vault.keys import unlock
from tests.support.rows import RING, Rows, tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


class Fenced(Session):
    """A session like those of web and worker."""


tenancy.fence(Fenced)


@dataclass
class Two:
    """Organisations a and b; `engine` is that of web and worker, `sessions` makes fenced sessions."""

    engine: Engine
    owner_url: str
    a: Rows
    b: Rows

    def sessions(self) -> Fenced:
        return Fenced(self.engine, expire_on_commit=False)

    def session_on(self, connection: Connection) -> Fenced:
        return Fenced(connection)

    @property
    def lite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def rows(self, table, rows: Rows) -> int:
        """Count the rows of one organisation, from inside."""
        with tenancy.entered(rows.tenant), self.engine.connect() as connection:
            return len(connection.execute(table.select().where(table.c.tenant_id == rows.tenant)).all())


@pytest.fixture
def two(database: tuple[str, str]) -> Iterator[Two]:
    """Both organisations, once on SQLite and once on PostgreSQL."""
    yield from _two(*database)


@pytest.fixture
def lite(sqlite_database: tuple[str, str]) -> Iterator[Two]:
    """Both organisations on SQLite, where triggers stand guard."""
    yield from _two(*sqlite_database)


@pytest.fixture
def post(postgres_database: tuple[str, str]) -> Iterator[Two]:
    """Both organisations on PostgreSQL, where row-level security stands guard."""
    yield from _two(*postgres_database)


def _two(url: str, owner: str) -> Iterator[Two]:
    engine = create_engine(url)
    tenancy.guard(engine)
    unlock(engine, RING)
    a, b = Rows(), Rows()
    for one in (a, b):
        with tenancy.entered(one.tenant, write=True), engine.begin() as connection:
            fill(connection, one)
    yield Two(engine, owner or url, a, b)
    engine.dispose()


def fill(connection: Connection, rows: Rows) -> None:
    for table in tables():
        connection.execute(insert(table), rows.all[table.name])
