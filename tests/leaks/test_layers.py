"""Two layers keep organisations apart, the application and the database. Each is tried with the other taken down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, event, func, select, update
from sqlalchemy.exc import DBAPIError

from portal import tenancy
from portal.models import Base
from portal.models.complaint import Participant
from portal.models.dossier import Entry
from portal.models.person import Person
from portal.models.register import Category
from portal.web.extensions import db
from tests.leaks.cast import HERE, THERE
from tests.leaks.crawl import ACT, crawl
from tests.leaks.reader import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from tests.leaks.reader import Reader
    from tests.leaks.scenario import Built

MODELS = (Person, Participant, Entry, Category)


def own(app: Flask, built: Built, model: type[Base]) -> int:
    """How many rows of a table are of the organisation that is entered."""
    return sum(row[0] == built.tenants[HERE] for row in rows(app, model.__tablename__))


# ---- the database alone ----------------------------------------------------------------------------------------------


@pytest.fixture
def without_the_application() -> Iterator[None]:
    """Neither the fence nor the stamp of the session."""
    factory = db.session.session_factory
    taken = (("do_orm_execute", tenancy._fence_reads), ("before_flush", tenancy._stamp_writes))
    for name, lock in taken:
        event.remove(factory, name, lock)
    yield
    for name, lock in taken:
        event.listen(factory, name, lock)


@pytest.mark.postgres
def test_the_database_alone_keeps_organisations_apart(without_the_application: None, postgres_app: Flask) -> None:
    built: Built = postgres_app.extensions["built"]
    here, there = built.tenants[HERE], built.tenants[THERE]
    with postgres_app.app_context(), tenancy.entered(here, write=True):
        session = db.session()
        for model in MODELS:
            assert set(session.scalars(select(model.tenant_id))) == {here}
            assert session.scalars(select(model).where(model.tenant_id == there)).all() == []
        assert session.execute(update(Person).values(language="en")).rowcount == own(postgres_app, built, Person)
        session.rollback()
        session.add(Category(code="x", tenant_id=there))
        with pytest.raises(DBAPIError, match="row-level security"):
            session.flush()
        session.rollback()
    with postgres_app.app_context(), tenancy.entered(None):
        assert db.session.scalar(select(func.count()).select_from(Entry)) == 0
        db.session.rollback()


# ---- the application alone -------------------------------------------------------------------------------------------


@pytest.fixture
def without_the_policies(postgres_app: Flask) -> Iterator[None]:
    """Row-level security is off, for every table."""
    owner = create_engine(postgres_app.config["WEDERHOOR"].owner_url, isolation_level="AUTOCOMMIT")

    def turn(way: str) -> None:
        with owner.connect() as connection:
            for table in Base.metadata.tables:
                connection.exec_driver_sql(f"ALTER TABLE {table} {way} ROW LEVEL SECURITY")

    turn("DISABLE")
    yield
    turn("ENABLE")
    owner.dispose()


@pytest.mark.postgres
def test_the_application_alone_keeps_organisations_apart(
    without_the_policies: None, postgres_app: Flask, postgres_reader: Callable[[str], Reader]
) -> None:
    built: Built = postgres_app.extensions["built"]
    entry = Base.metadata.tables["entry"]
    with postgres_app.app_context(), tenancy.entered(built.tenants[HERE]):
        with db.engine.connect() as connection:
            assert set(connection.execute(select(entry.c.tenant_id)).scalars()) == set(built.tenants.values())
        for model in MODELS:
            assert set(db.session.scalars(select(model.tenant_id))) == {built.tenants[HERE]}
        db.session.rollback()
    for person in ("kees", "victor", "petra"):
        walk = crawl(postgres_reader(person), leaving_out=lambda path: ACT.match(path) or "/brieven/" in path)
        assert not walk.dead


def test_the_session_alone_refuses_to_write_for_another(
    built: Built, copied: Callable[[], Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite, without the triggers that refuse it as well."""
    monkeypatch.setattr(tenancy, "_lock", lambda *_: None)
    app, there = copied(), built.tenants[THERE]
    table = Base.metadata.tables["person"]
    with app.app_context(), tenancy.entered(built.tenants[HERE], write=True):
        with db.engine.connect() as connection:
            raw = connection.execute(table.update().where(table.c.tenant_id == there).values(language="en"))
            assert raw.rowcount > 0, "the triggers are still there"
            connection.rollback()
        session = db.session()
        session.add(Category(code="x", tenant_id=there))
        with pytest.raises(tenancy.ForeignRowError):
            session.flush()
        session.rollback()
        assert session.execute(update(Person).values(language="en")).rowcount == own(app, built, Person)
        session.rollback()
