"""What the tests of operations share: the commands as an operator gives them, and mail servers of several minds."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from portal.operations import worker
from portal.web.extensions import db
from tests.conftest import make_app
from tests.support.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage

    from click.testing import Result
    from flask import Flask


@contextmanager
def _running(url: str, owner: str, folder, **changes) -> Iterator[Flask]:
    app = make_app(url, owner, folder, **changes)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def bare(tmp_path) -> Iterator[Flask]:
    """An application beside which there is nothing yet."""
    folder = tmp_path / "instance"
    with _running(f"sqlite:///{folder / 'wederhoor.db'}", "", folder) as app:
        yield app


@pytest.fixture
def run() -> Callable[..., Result]:
    """Give a command and return what came of it."""

    def given(app: Flask, *words: str, ok: bool = True) -> Result:
        done = app.test_cli_runner().invoke(args=list(words))
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert (done.exit_code == 0) is ok, done.output
        return done

    return given


class Server:
    """A mail server that keeps what it gets, or refuses with an error."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error
        self.sent: list[EmailMessage] = []

    def send(self, message: EmailMessage) -> None:
        if self.error is not None:
            raise self.error
        self.sent.append(message)

    @property
    def readers(self) -> list[str]:
        return [str(message["To"]) for message in self.sent]


def sweep(world: World, carrier: Server | None = None, now=None) -> int:
    return worker.sweep(world.app, world.app.config["WEDERHOOR"], now or world.now, carrier)
