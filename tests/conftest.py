"""The ground of all tests: an application on each database, an organisation with its people, and a clock."""

from __future__ import annotations

import dataclasses
import os
import pkgutil
import shutil
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import _lru_cache_wrapper
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from jinja2 import BytecodeCache
from sqlalchemy import create_engine
from werkzeug.routing import Rule

import portal
from config import Config
from portal import create_app, tenancy
from portal.operations import migrations
from portal.web.extensions import db
from tests.support import postgres
from tests.support.untraced import untraced
from tests.support.world import World, careless

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path
    from types import CodeType

    from flask import Flask
    from jinja2.bccache import Bucket
    from sqlalchemy import Dialect, Engine

pytest_plugins = ("tests.support.counts",)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEYS = ("a test key that is long enough to be one 0123456789",)
APP_ROLE = "wederhoor_app"
MEASURED = ("tests/casework/", "tests/domain/", "tests/journeys/", "tests/models/", "tests/operations/")
"""The tests that reach every branch that must be tested. The others are as fast as Python is: a tracer doubles that.
`MEASURE=all` measures all of them."""

# Loaded here, so that what a module does when it is loaded is measured.
MODULES = [import_module(module.name) for module in pkgutil.walk_packages(portal.__path__, "portal.")]
GATE = ("portal.casework.", "portal.domain.", "portal.sight.", "portal.tenancy")
REMEMBERED = [
    one
    for module in MODULES
    for one in vars(module).values()
    if type(one) is _lru_cache_wrapper and one.__module__.startswith(GATE)
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let two processes begin with what takes longest: one builds the large world on PostgreSQL, one has the browser.

    Each gets half of the tests and takes from the other's end when it has done its own. Begun by both, the world would
    be built twice; begun last, a walk through a whole case would leave the other process with nothing to do.
    """
    worlds = [item for item in items if "postgres_app" in item.fixturenames]
    walks = [item for item in items if item.get_closest_marker("browser")]
    apart = {*worlds, *walks}
    others = [item for item in items if item not in apart]
    here = max(0, len(items) // 2 - len(worlds))
    items[:] = [*worlds, *others[:here], *walks, *others[here:]]


def is_measured(item: pytest.Item) -> bool:
    return item.nodeid.startswith(MEASURED) or os.environ.get("MEASURE") == "all"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    with nullcontext() if is_measured(item) else untraced():
        done = yield
    if not is_measured(item) and (nextitem is None or is_measured(nextitem)):
        for one in REMEMBERED:
            one.cache_clear()  # what is made once in a process would otherwise have been made where nobody measured
    return done


def config_for(url: str, folder: Path, owner: str = "") -> Config:
    return Config(
        database_url=url,
        migration_database_url=owner,
        secret_keys=KEYS,
        master_keys=KEYS,
        instance=folder,
        testing=True,
        hash_memory_kib=64,
        filing_seconds=0,
        trusted_hosts=("localhost",),
        base_url="http://localhost",
    )


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "wederhoor.db"
    migrations.upgrade(f"sqlite:///{file}")
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    server = postgres.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Server) -> str:
    from sqlalchemy.engine import make_url

    url = make_url(postgres_server.url)
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {APP_ROLE} LOGIN NOBYPASSRLS")
        connection.exec_driver_sql("CREATE DATABASE template_wederhoor")
    admin.dispose()
    owner = url.set(database="template_wederhoor").render_as_string(hide_password=False)
    role = url.set(database="template_wederhoor", username=APP_ROLE).render_as_string(hide_password=False)
    migrations.upgrade(owner, role)
    return owner


@pytest.fixture(scope="session")
def counter() -> Iterator[int]:
    return iter(range(1_000_000))


@pytest.fixture
def sqlite_database(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """A migrated SQLite file: its address, and no other one for its owner."""
    return _sqlite(request, tmp_path), ""


@pytest.fixture
def postgres_database(request: pytest.FixtureRequest, counter: Iterator[int]) -> Iterator[tuple[str, str]]:
    """A migrated PostgreSQL database: its address for web and worker, and for its owner."""
    from sqlalchemy.engine import make_url

    owner = make_url(request.getfixturevalue("postgres_template"))
    name = f"test_{next(counter)}"
    admin = create_engine(owner.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template_wederhoor")
    admin.dispose()
    made = owner.set(database=name)
    yield (
        made.set(username=APP_ROLE).render_as_string(hide_password=False),
        made.render_as_string(hide_password=False),
    )
    _drop(owner, name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> tuple[str, str]:
    return request.getfixturevalue(f"{request.param}_database")


def _drop(owner: object, name: str) -> None:
    admin = create_engine(owner.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


def _sqlite(request: pytest.FixtureRequest, folder: Path) -> str:
    file = folder / "wederhoor.db"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
    return f"sqlite:///{file}"


def make_app(url: str, owner: str, folder: Path, **changes: object) -> Flask:
    with untraced():
        app = create_app(dataclasses.replace(config_for(url, folder, owner), **changes))
    app.jinja_env.bytecode_cache = TEMPLATES
    with app.app_context():
        _knows_the_statements(db.engine)
        careless(db.engine)
    return app


COMPILED: dict[str, tuple[Dialect, object]] = {}


def _knows_the_statements(engine: Engine) -> None:
    """Give an application of a test what others before it compiled, which takes a tenth of the time of a journey.

    A running application keeps it as well, for as long as it runs.
    """
    engine.dialect, engine._compiled_cache = COMPILED.setdefault(
        engine.dialect.name,
        (engine.dialect, engine._compiled_cache),
    )
    engine.pool._dialect = engine.dialect


class Templates(BytecodeCache):
    """What the templates became, for every application of this process: compiling them takes longer than drawing."""

    def __init__(self) -> None:
        self.code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[bucket.key, bucket.checksum] = bucket.code


TEMPLATES = Templates()
BUILDERS: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}
_compile_builder = Rule._compile_builder


def _builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """What writes the address of a route: Werkzeug compiles two for each, and they are the same in every application."""
    which = (*rule._trace, *(rule.defaults or {}).items(), append_unknown)
    if which not in BUILDERS:
        BUILDERS[which] = _compile_builder(rule, append_unknown)
    return BUILDERS[which]


Rule._compile_builder = _builder


@pytest.fixture
def both_app(database: tuple[str, str], tmp_path: Path) -> Iterator[Flask]:
    """An application, once on SQLite and once on PostgreSQL."""
    app = make_app(*database, tmp_path)
    yield app
    _dispose(app)


@pytest.fixture
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on SQLite."""
    app = make_app(_sqlite(request, tmp_path), "", tmp_path)
    yield app
    _dispose(app)


def _dispose(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def world(app: Flask) -> World:
    return World(app, NOW)


@pytest.fixture
def both_world(both_app: Flask) -> World:
    return World(both_app, NOW)


@pytest.fixture(autouse=True)
def nowhere() -> Iterator[None]:
    """No test leaves an organisation entered."""
    yield
    assert tenancy.current() == tenancy.Scope()
