"""The locks themselves, tried with statements that no page would make: organisations apart, and rows that stay."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.exc import DBAPIError

from portal import tenancy
from portal.models import Base, TenantOwned
from portal.models.dossier import Entry
from portal.models.journal import JournalRow, faults
from portal.models.locks import UNCHANGEABLE, UNDELETABLE
from portal.models.organisation import Organisation
from portal.models.register import Category
from portal.models.sealed import Ciphertext, Sealed
from portal.web.extensions import db
from tests.leaks.cast import HERE, THERE
from tests.leaks.reader import Reader, rows
from tests.leaks.seen import words_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from tests.leaks.reader import Record
    from tests.leaks.scenario import Built

MODELS = [mapper.class_ for mapper in Base.registry.mappers]
PLANTED: dict[str, set[str]] = {
    "allegation": {"text"},
    "category": {"label"},
    "complaint": {"original_place", "happened_when", "about_whom"},
    "decision": {"reason", "owner"},
    "draft": {"fields"},
    "entry": {"body"},
    "filing_draft": {"answers"},
    "judgment": {"written"},
    "judgment_part": {"reasons"},
    "letter": {"to_address", "values"},
    "mandate": {"proof"},
    "organisation": {"route"},
    "participant": {"name", "function", "email", "phone", "address", "relation"},
    "periodic_report": {"remarks"},
    "person": {"email", "name", "function"},
    "recommendation": {"text", "evidence", "owner"},
    "release": {"body", "ground"},
    "review": {"present", "minutes"},
    "start_notice": {"client_reference"},
    "talk": {"place"},
}
"""Where what people wrote may lie. The journal, the sessions, the numbers and the forms' keys are not among them."""


def test_what_people_wrote_lies_where_it_should(shared_app: Flask) -> None:
    for name, table in Base.metadata.tables.items():
        found = set()
        for row in rows(shared_app, name):
            found |= {
                column.name for column, value in zip(table.columns, row, strict=True) if words_in(repr(value).encode())
            }
        assert found == PLANTED.get(name, set()), name


def test_letters_hold_the_name_of_who_handles_it_and_no_other(shared_app: Flask, record: Record) -> None:
    place = list(Base.metadata.tables["letter"].columns.keys()).index("values")
    words = {number for row in rows(shared_app, "letter") for number in words_in(repr(row[place]).encode())}
    assert {record.canaries[number].kind for number in words} <= {"officer"}


# ---- organisations apart ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__tablename__)
def test_the_fence_shows_one_organisation(model: type[TenantOwned], shared_app: Flask, built: Built) -> None:
    with shared_app.app_context():
        for slug in (HERE, THERE):
            with tenancy.entered(built.tenants[slug]):
                found = set(db.session.scalars(select(model.tenant_id)))
                assert found <= {built.tenants[slug]}
                counted = db.session.scalar(select(func.count()).select_from(model))
                db.session.rollback()
            stored = [row for row in rows(shared_app, model.__tablename__) if row[0] == built.tenants[slug]]
            assert counted == len(stored)


def test_the_fence_refuses_what_it_cannot_see_through(shared_app: Flask, built: Built) -> None:
    with shared_app.app_context(), tenancy.entered(built.tenants[HERE]):
        for statement in (
            text("SELECT * FROM entry"),
            select(Entry.__table__),
            select(Entry).from_statement(text("SELECT 1")),
        ):
            with pytest.raises(tenancy.UnfencedError):
                db.session.execute(statement)
        db.session.rollback()
    with shared_app.app_context(), pytest.raises(tenancy.NoOrganisationError):
        db.session.scalars(select(Organisation)).all()


def test_the_stamp_refuses_a_row_of_another_organisation(own_app: Flask, built: Built) -> None:
    with own_app.app_context(), tenancy.entered(built.tenants[HERE], write=True):
        for row in (Category(code="x", tenant_id=built.tenants[THERE]),):
            db.session.add(row)
            with pytest.raises(tenancy.ForeignRowError):
                db.session.flush()
            db.session.rollback()
        own = Category(code="eigen")
        db.session.add(own)
        db.session.flush()
        assert own.tenant_id == built.tenants[HERE]
        db.session.rollback()


def test_the_database_refuses_to_write_for_another(own_app: Flask, built: Built) -> None:
    with raw(own_app, built.tenants[HERE]) as connection:
        for name, table in Base.metadata.tables.items():
            theirs = table.c.tenant_id == built.tenants[THERE]
            for statement in (
                table.update().where(theirs).values(tenant_id=built.tenants[HERE]),
                table.update().where(theirs).values({one.name: table.c[one.name] for one in table.columns}),
                table.delete().where(theirs),
            ):
                if any(row[0] == built.tenants[THERE] for row in rows(own_app, name)):
                    refused(connection, statement, "tenant guard")
            first = next((row for row in rows(own_app, name) if row[0] == built.tenants[THERE]), None)
            if first is not None:
                refused(
                    connection,
                    table.insert().values(as_kept(table, first)),
                    "tenant guard",
                )


# Of these the story has no row; tests/models/test_locks.py tries them with the others.
NOT_TOLD = {"release_file", "tombstone"}


@pytest.mark.parametrize("table", sorted({*UNCHANGEABLE, *UNDELETABLE} - NOT_TOLD))
def test_the_database_keeps_what_must_stay(table: str, own_app: Flask, built: Built) -> None:
    one = Base.metadata.tables[table]
    assert rows(own_app, table), "nothing to try it on"
    with raw(own_app, built.tenants[HERE]) as connection:
        mine = one.c.tenant_id == built.tenants[HERE]
        if table in UNCHANGEABLE:
            refused(connection, one.update().where(mine).values(tenant_id=one.c.tenant_id), "never")
        if table in UNDELETABLE:
            refused(connection, one.delete().where(mine), "never")


def as_kept(table: Table, row: Any) -> dict[str, Any]:
    """A row to write once more: what is sealed goes in as if it were, for it is refused before anybody opens it."""
    values = dict(zip(table.columns.keys(), row, strict=True))
    sealed = {column.name for column in table.columns if isinstance(column.type, Sealed)}
    return {name: Ciphertext("x") if name in sealed else value for name, value in values.items()}


@contextmanager
def raw(app: Flask, tenant: Any) -> Iterator[Connection]:
    """A connection of the application itself, below its fence."""
    with app.app_context(), tenancy.entered(tenant, write=True), db.engine.connect() as connection:
        yield connection


def refused(connection: Connection, statement: Any, why: str) -> None:
    with pytest.raises(DBAPIError, match=why), connection.begin():
        connection.execute(statement)


# ---- the journal -----------------------------------------------------------------------------------------------------


def test_the_journal_holds_and_shows_any_change(own_app: Flask, built: Built) -> None:
    tenant = built.tenants[HERE]
    with own_app.app_context(), tenancy.entered(tenant):
        assert list(faults(db.session(), tenant)) == []
        db.session.rollback()
    table = Base.metadata.tables["journal"]
    mine = [row for row in rows(own_app, "journal") if row[0] == tenant and row[1] == tenant]
    changes = ({"actor": "x"}, {"act": "x"}, {"detail": {"x": 1}}, {"digest": "0" * 64}, {"hash": "0" * 64}, None)
    for place, change in enumerate(changes, 1):
        row = mine[10 * place]
        where = (table.c.tenant_id == row[0], table.c.chain == row[1], table.c.seq == row[2])
        statement = table.delete().where(*where) if change is None else table.update().where(*where).values(change)
        assert damaged(own_app, tenant, statement) & {row[2], row[2] + 1}, change


def damaged(app: Flask, tenant: Any, statement: Any) -> set[int]:
    """Change the journal with its lock taken off, and tell where that is seen."""
    with raw(app, tenant) as connection, connection.begin():
        for verb in ("update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS journal_no_{verb}")
        connection.execute(statement)
    with app.app_context(), tenancy.entered(tenant):
        found = {fault.seq for fault in faults(db.session(), tenant)}
        db.session.rollback()
    return found


@pytest.mark.parametrize(
    ("person", "path", "act"),
    [
        ("kees", "/klager/zaak/{hearing}/", "read"),
        ("bram", "/medewerker/zaak/{hearing}/", "read"),
        ("hanneke", "/functionaris/zaak/{hearing}/", "read"),
        ("kees", "/klager/zaak/{judged}/", "denied"),
        ("petra", "/functionaris/", "denied"),
    ],
)
def test_who_read_or_tried_stands_in_the_journal(
    person: str, path: str, act: str, own_app: Flask, record: Record
) -> None:
    one = Reader(own_app, record, person)
    before = journal(own_app)
    one.get(path.format(**record.built.numbers))
    new = [row for row in journal(own_app) if row not in before]
    assert [row["act"] for row in new] == [act]


def journal(app: Flask) -> list[dict[str, Any]]:
    names = JournalRow.__table__.columns.keys()
    found = [dict(zip(names, row, strict=True)) for row in rows(app, "journal")]
    return sorted(found, key=lambda row: (row["at"], str(row["chain"]), row["seq"]))


# ---- on PostgreSQL, with the fence taken down ------------------------------------------------------------------------


@pytest.fixture
def without_the_fence() -> Iterator[None]:
    """The read fence of the application is off: the policies of the database stand alone."""
    from sqlalchemy import event

    factory = db.session.session_factory
    event.remove(factory, "do_orm_execute", tenancy._fence_reads)
    yield
    event.listen(factory, "do_orm_execute", tenancy._fence_reads)


@pytest.mark.postgres
@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_policies_alone_keep_organisations_apart(table: str, postgres_app: Flask) -> None:
    built = postgres_app.extensions["built"]
    one = Base.metadata.tables[table]
    with raw(postgres_app, built.tenants[HERE]) as connection:
        with connection.begin():
            found = {row[0] for row in connection.execute(one.select())}
            assert found <= {built.tenants[HERE]}
            assert connection.execute(select(func.count()).select_from(one)).scalar() == sum(
                row[0] == built.tenants[HERE] for row in rows(postgres_app, table)
            )
        theirs = next((row for row in rows(postgres_app, table) if row[0] == built.tenants[THERE]), None)
        if theirs is not None:
            refused(connection, one.insert().values(as_kept(one, theirs)), "row-level security|permission denied")
    with raw(postgres_app, None) as connection, connection.begin():
        assert connection.execute(one.select()).all() == []


@pytest.mark.postgres
@pytest.mark.parametrize("person", ["kees", "bram", "petra", "victor", "dirk", "anonymous here"])
def test_pages_without_the_fence(
    person: str, without_the_fence: None, postgres_reader: Callable[[str], Reader]
) -> None:
    from tests.leaks.crawl import ACT, crawl

    one = postgres_reader(person)
    walk = crawl(one, leaving_out=lambda path: ACT.match(path) or "/brieven/" in path)
    assert not walk.dead
