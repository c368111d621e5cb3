"""A live server with an organisation on it, and people who come to it with a browser of their own."""

from __future__ import annotations

import atexit
import os
import threading
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.browser.person import WIDE, Person
from tests.support.browser import LAUNCH_ARGS, executable
from tests.support.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask

    Meet = Callable[..., Person]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": executable(), "args": list(LAUNCH_ARGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "nl-NL",
        "timezone_id": "Europe/Amsterdam",
        "viewport": WIDE,
        "reduced_motion": "reduce",
    }


@pytest.fixture(scope="session")
def base_url() -> str:
    """No address of the plugin's: people know their own."""
    return ""


@pytest.fixture(scope="session")
def _pw_artifacts_folder() -> TemporaryDirectory[str]:
    """The plugin's own folder, cleared by the process itself: one of several does not clear it otherwise."""
    folder = TemporaryDirectory(prefix="playwright-")
    atexit.register(folder.cleanup)
    return folder


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """Where pictures of the pages go, when SHOTS is set."""
    return tmp_path_factory.mktemp("shots", numbered=False) if os.environ.get("SHOTS") else None


class Quiet(WSGIRequestHandler):
    """Handles requests without telling of each."""

    def log_request(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def world(app: Flask) -> World:
    """The organisation, now."""
    return World(app, datetime.now(UTC))


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    """The application on a free port of this machine, as it is there for who comes from outside."""
    made = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    made.daemon_threads = True
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://localhost:{made.server_port}"
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def meet(
    request: pytest.FixtureRequest, world: World, server: str, new_context: Callable[..., Any], shots: Path | None
) -> Iterator[Meet]:
    """Meet somebody: a name, and a browser that nobody else uses."""
    met: list[Person] = []
    if shots is not None:
        shots = shots / request.node.originalname
        shots.mkdir()

    def one(name: str, *, scripted: bool = True) -> Person:
        met.append(Person(name, new_context(java_script_enabled=scripted), world, server, shots, scripted=scripted))
        return met[-1]

    yield one
    for person in met:
        person.without_fault()
