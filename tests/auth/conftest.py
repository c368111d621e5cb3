"""Providers to sign in at: two real ones for all tests, and one that a test can spoil."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from portal.accounts import discovery
from portal.web.extensions import db
from tests.conftest import NOW, make_app
from tests.support import provider
from tests.support.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

BACKS = ("http://localhost/noorderhaven", "http://localhost/zuidhaven")


@pytest.fixture(scope="session")
def _real() -> Iterator[provider.Real]:
    with provider.real(*BACKS) as one:
        yield one


@pytest.fixture(scope="session")
def _other() -> Iterator[provider.Real]:
    with provider.real(*BACKS) as one:
        yield one


@pytest.fixture
def real(_real: provider.Real) -> provider.Real:
    """A real provider, up again if the test before this one took it down."""
    discovery.forget()
    _real.start()
    return _real


@pytest.fixture
def other(_other: provider.Real) -> provider.Real:
    """Another real provider: the same client, the same people, another address."""
    _other.start()
    return _other


@pytest.fixture(scope="session")
def _fake() -> Iterator[provider.Fake]:
    one = provider.Fake()
    yield one
    one.close()


@pytest.fixture
def fake(_fake: provider.Fake) -> provider.Fake:
    """A provider that tells what a test wants."""
    discovery.forget()
    _fake.forget()
    return _fake


@pytest.fixture
def today(app: Flask) -> World:
    """A world of this moment: a real provider reads the clock of the machine."""
    return World(app, datetime.now(UTC))


@pytest.fixture(scope="module")
def one_world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world that the tests of a module share: in most of them nothing may happen to it."""
    folder = tmp_path_factory.mktemp("one")
    file = folder / "wederhoor.db"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
    app = make_app(f"sqlite:///{file}", "", folder)
    yield World(app, NOW)
    with app.app_context():
        db.engine.dispose()
