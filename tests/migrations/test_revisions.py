"""Every revision, up and down and with data in every table, on both databases, with the locks in place after each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, MetaData, Table, create_engine, event, insert, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from portal import tenancy
from portal.models import Base, locks
from portal.operations import migrations
from portal.vault.keys import unlock
from tests.support.rows import RING, Rows, in_clear, tables

if TYPE_CHECKING:
    from sqlalchemy import Connection

ROLE = "wederhoor_app"
SEALED_SINCE = "0007"
REVISIONS = [one.revision for one in reversed(list(ScriptDirectory(str(migrations.FOLDER)).walk_revisions()))]
BY_NAME = {table.name: table for table in tables()}


class Empty:
    """A database without a single table, as its owner has it."""

    def __init__(self, url: str, app_url: str = "") -> None:
        self.url, self.app_url = url, app_url
        self.lite = url.startswith("sqlite")

    def up(self, revision: str = "head") -> None:
        migrations.upgrade(self.url, self.app_url, revision, master_keys=RING.keys)

    def down(self, revision: str = "base") -> None:
        migrations.downgrade(self.url, self.app_url, revision, master_keys=RING.keys)

    def connect(self):
        engine = create_engine(self.url, poolclass=NullPool)
        unlock(engine, RING)
        if self.lite:
            event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys=ON"))
        return engine.connect()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request, tmp_path, counter):
    if request.param == "sqlite":
        yield Empty(f"sqlite:///{tmp_path / 'empty.db'}")
        return
    url = make_url(request.getfixturevalue("postgres_template"))
    name = f"empty_{next(counter)}"
    admin = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    made = url.set(database=name)
    yield Empty(
        made.render_as_string(hide_password=False), made.set(username=ROLE).render_as_string(hide_password=False)
    )
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


def fill(connection: Connection, there: dict[str, Table], revision: str = "9999") -> dict[str, dict]:
    """A row in every table that this revision has, in the columns that it has."""
    rows = Rows()
    kept = {}
    for name, table in there.items():
        columns = [column.name for column in table.columns]
        row = {column: value for column, value in rows.all[name].items() if column in columns}
        assert set(columns) == set(row), f"{name}: what goes into {set(columns) - set(row)}?"
        connection.execute(insert(BY_NAME[name]).values(row if revision >= SEALED_SINCE else in_clear(row)))
        kept[name] = row
    connection.commit()
    return kept


def reflected(connection: Connection) -> dict[str, Table]:
    found = MetaData()
    found.reflect(connection)
    return {name: table for name, table in found.tables.items() if name != "alembic_version"}


def triggers(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        return set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars())
    return set(connection.exec_driver_sql("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal").scalars())


def check_locks(connection: Connection) -> None:
    """Every table of this revision that the list names has its triggers, and on PostgreSQL its fence."""
    there = set(inspect(connection).get_table_names()) - {"alembic_version"}
    wanted = {f"{name}_no_update" for name in locks.UNCHANGEABLE if name in there}
    wanted |= {f"{name}_no_delete" for name in locks.UNDELETABLE if name in there}
    assert triggers(connection) == wanted
    if connection.dialect.name == "sqlite":
        return
    fenced = connection.exec_driver_sql(
        "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid "
        "WHERE relrowsecurity AND relforcerowsecurity AND polname = 'tenant' AND polcmd = '*'"
    )
    assert set(fenced.scalars()) == there
    readable = connection.exec_driver_sql(
        "SELECT table_name FROM information_schema.role_table_grants WHERE grantee = %s AND privilege_type = 'SELECT'",
        (ROLE,),
    )
    assert set(readable.scalars()) == there | {"alembic_version"}


def test_the_revisions_stand_in_one_row():
    script = ScriptDirectory(str(migrations.FOLDER))
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1
    numbers = [f"{number:04d}" for number in range(1, len(REVISIONS) + 1)]
    assert numbers == REVISIONS
    assert migrations.newest() == REVISIONS[-1]
    assert all(one.doc and one.module.__doc__ for one in script.walk_revisions())


def test_models_and_head_agree(empty):
    empty.up()
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
        names = {
            (table.name, one["name"])
            for table in tables()
            for one in inspect(connection).get_check_constraints(table.name)
        }
    checks = {
        (table.name, one.name) for table in tables() for one in table.constraints if isinstance(one, CheckConstraint)
    }
    assert names == checks
    assert len(checks) > 10


def test_up_and_down_and_up_again_leaves_nothing_behind(empty):
    empty.up()
    with empty.connect() as connection:
        first = shape(connection)
    empty.down()
    with empty.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
        assert triggers(connection) == set()
    empty.up()
    with empty.connect() as connection:
        assert shape(connection) == first


def shape(connection: Connection) -> dict:
    """Columns, keys and indexes of every table."""
    look = inspect(connection)
    return {
        name: (
            [(column["name"], str(column["type"]), column["nullable"]) for column in look.get_columns(name)],
            sorted(str(one) for one in look.get_foreign_keys(name)),
            sorted(str(one) for one in look.get_unique_constraints(name)),
            sorted(str({**one, "dialect_options": _plain(one["dialect_options"])}) for one in look.get_indexes(name)),
        )
        for name in look.get_table_names()
    }


def _plain(options: dict) -> dict:
    """What an index is limited to, as text: two reflections of it are two objects."""
    return {key: str(value) for key, value in options.items()}


def test_one_step_at_a_time_the_locks_are_in_place(empty):
    for revision in REVISIONS:
        empty.up(revision)
        with empty.connect() as connection:
            check_locks(connection)
    for revision in [*reversed(REVISIONS[:-1]), "base"]:
        empty.down(revision)
        with empty.connect() as connection:
            check_locks(connection)


@pytest.mark.parametrize("revision", REVISIONS)
def test_the_data_of_every_table_survives_the_way_up(empty, revision):
    empty.up(revision)
    with empty.connect() as connection:
        kept = fill(connection, reflected(connection), revision)
    empty.up()
    with empty.connect() as connection:
        for name, row in kept.items():
            table = BY_NAME[name]
            columns = [table.c[column] for column in row if column in table.c]
            found = [dict(one._mapping) for one in connection.execute(select(*columns))]
            assert found == [{column.name: row[column.name] for column in columns}], name
        check_locks(connection)


def test_data_stays_when_the_newest_revision_is_put_on_again(empty):
    empty.up()
    with empty.connect() as connection:
        kept = fill(connection, reflected(connection))
    empty.up()
    with empty.connect() as connection:
        counts = {name: len(connection.execute(select(BY_NAME[name])).all()) for name in kept}
    assert set(counts.values()) == {1}, counts


def test_down_with_data_in_every_table_ends_empty(empty):
    empty.up()
    with empty.connect() as connection:
        fill(connection, reflected(connection))
    empty.down()
    with empty.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}


def test_a_revision_that_fails_half_way_leaves_nothing_of_itself(empty, monkeypatch):
    """Tables, locks and the number of the revision are one transaction."""

    def fail(*_args, **_more):
        raise KeyError("half way")

    monkeypatch.setattr(locks, "install", fail)
    with pytest.raises(KeyError):
        empty.up()
    monkeypatch.undo()
    with empty.connect() as connection:
        assert inspect(connection).get_table_names() == []
    empty.up()
    with empty.connect() as connection:
        check_locks(connection)


def test_a_row_that_points_nowhere_stops_the_revision(tmp_path):
    """SQLite's keys rest while tables are rebuilt, so they are checked at the end."""
    empty = Empty(f"sqlite:///{tmp_path / 'empty.db'}")
    empty.up()
    engine = create_engine(empty.url)  # keys are off by default here
    with engine.begin() as connection:
        connection.execute(insert(BY_NAME["kept_form"]).values(Rows().all["kept_form"]))
    engine.dispose()
    with pytest.raises(RuntimeError, match="points nowhere"):
        empty.up()


def test_web_and_worker_can_do_their_work_after_the_way_up(empty):
    """As their role, under all locks: a row in each table of two organisations, one after the other."""
    empty.up()
    engine = create_engine(empty.app_url or empty.url)
    tenancy.guard(engine)
    unlock(engine, RING)
    for rows in (Rows(), Rows()):
        with tenancy.entered(rows.tenant, write=True), engine.begin() as connection:
            for name, table in BY_NAME.items():
                connection.execute(insert(table).values(rows.all[name]))
        with tenancy.entered(rows.tenant), engine.connect() as connection:
            for table in BY_NAME.values():
                of_theirs = select(table.c.tenant_id).where(table.c.tenant_id == rows.tenant)
                assert connection.execute(of_theirs).scalars().all() == [rows.tenant]
    engine.dispose()
