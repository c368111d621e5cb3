"""The list of locks and the database say the same."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, inspect

from portal.models import locks
from tests.support.rows import tables


@pytest.fixture
def owner(database):
    url, owner_url = database
    engine = create_engine(owner_url or url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def in_place(connection) -> set[str]:
    """The triggers that are there, whoever made them."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        found = connection.exec_driver_sql(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' AND tgtype & 2 = 2"
        )
    return set(found.scalars())


def test_the_triggers_are_those_of_the_list(owner):
    assert in_place(owner) == locks.trigger_names()
    assert len(locks.trigger_names()) == len(locks.UNCHANGEABLE) + len(locks.UNDELETABLE)


def test_the_list_names_tables_that_there_are(owner):
    names = set(inspect(owner).get_table_names())
    assert set(locks.UNCHANGEABLE) | set(locks.UNDELETABLE) <= names
    assert names == {table.name for table in tables()} | {"alembic_version"}


def test_what_stays_is_also_never_changed():
    assert set(locks.UNDELETABLE) <= set(locks.UNCHANGEABLE)


def test_the_locks_can_be_put_in_place_again(owner):
    before = in_place(owner)
    locks.install(owner, app_role="wederhoor_app" if owner.dialect.name == "postgresql" else None)
    assert in_place(owner) == before


@pytest.fixture
def server(postgres_database):
    engine = create_engine(postgres_database[1])
    with engine.connect() as connection:
        yield connection
    engine.dispose()


MINE = "(tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::uuid)"


@pytest.mark.postgres
def test_every_table_is_fenced_for_everybody(server):
    found = server.exec_driver_sql(
        "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
    ).all()
    assert {tuple(row) for row in found} == {(table.name, True, True) for table in tables()} | {
        ("alembic_version", False, False)
    }


@pytest.mark.postgres
def test_every_table_has_one_policy_for_reading_and_writing(server):
    found = server.exec_driver_sql(
        "SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies"
    ).all()
    assert {tuple(row) for row in found} == {
        (table.name, "tenant", "PERMISSIVE", "{public}", "ALL", MINE, MINE) for table in tables()
    }


@pytest.mark.postgres
def test_there_are_no_views_to_look_round_the_fence(server):
    """A view reads with the rights of its owner."""
    assert (
        server.exec_driver_sql(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'public' AND relkind IN ('v', 'm', 'f')"
        ).all()
        == []
    )


@pytest.mark.postgres
def test_the_role_of_web_and_worker_was_granted_what_it_needs_and_no_more(server):
    found: dict[str, set[str]] = {}
    for table, verb in server.exec_driver_sql(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = 'wederhoor_app'"
    ):
        found.setdefault(table, set()).add(verb)
    add_only = {"SELECT", "INSERT"}
    wanted = {
        table.name: add_only if table.name in locks.UNDELETABLE else add_only | {"UPDATE", "DELETE"}
        for table in tables()
    }
    assert found == wanted | {"alembic_version": {"SELECT"}}
    public = server.exec_driver_sql(
        "SELECT count(*) FROM information_schema.role_table_grants WHERE grantee = 'PUBLIC' AND table_schema = 'public'"
    ).scalar_one()
    assert public == 0
