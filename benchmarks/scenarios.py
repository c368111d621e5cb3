"""What is measured: sites of two sizes on either database, the people in them, and the pages they open."""

from __future__ import annotations

import re
import statistics
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url

from benchmarks.generator import HASH_KIB, OTHER, PASSWORD, Filled, Size, fill
from config import Config
from portal import create_app
from portal.domain.calendar import local_date
from portal.sight.actor import Door
from portal.web import state
from portal.web.extensions import db
from tests.support import authenticator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from werkzeug.routing import Rule
    from werkzeug.test import TestResponse

    from tests.support.postgres import Server

KEYS = ("a key for measuring that is long enough to be one",)
APP_ROLE = "wederhoor_app"
ROUNDS = 5
NOBODY = "00000000-0000-7000-8000-000000000000"
INPUT = re.compile(r'<input[^>]*type="hidden"[^>]*>')
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
PEOPLE = {Door.FUNCTIONARIS: "functionaris", Door.MANAGEMENT: "directie", Door.ADMIN: "beheer"}
SKIPPED = frozenset({"public.regulation_paper", "public.resume", "auth.link", "static"})
"""The paper is made by another program; links need a token that works once."""


# ---- sites -----------------------------------------------------------------------------------------------------------


@dataclass
class Site:
    """The portal on a filled database."""

    name: str
    app: Flask
    filled: dict[str, Filled]
    seconds: float

    def count(self) -> Counted:
        """Count the statements that this site sends."""
        with self.app.app_context():
            return Counted(db.engine)


def config_for(url: str, folder: Path, owner: str = "") -> Config:
    """Make the settings of a site: those of a real one, but for a cheap hash of passwords."""
    return Config(
        database_url=url,
        migration_database_url=owner,
        secret_keys=KEYS,
        master_keys=KEYS,
        instance=folder,
        hash_memory_kib=HASH_KIB,
        filing_seconds=0,
        trusted_hosts=("localhost",),
        base_url="http://localhost",
        log_level="ERROR",
    )


def on_sqlite(folder: Path, size: Size) -> Site:
    """Fill a SQLite file and put the portal on it."""
    folder = folder / f"sqlite-{size.complaints}"
    folder.mkdir()
    url = f"sqlite:///{folder / 'wederhoor.db'}"
    return _site(f"SQLite {size.complaints:,}", config_for(url, folder), size)


def on_postgresql(folder: Path, server: Server, size: Size) -> Site:
    """Fill a database of its own on the server, and put the portal on it in the role that sees one organisation."""
    folder = folder / f"postgresql-{size.complaints}"
    folder.mkdir()
    admin, name = make_url(server.url), f"size_{size.complaints}"
    engine = create_engine(admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if not connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (APP_ROLE,)).first():
            connection.exec_driver_sql(f"CREATE ROLE {APP_ROLE} LOGIN NOBYPASSRLS")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    owner = admin.set(database=name).render_as_string(hide_password=False)
    url = admin.set(database=name, username=APP_ROLE).render_as_string(hide_password=False)
    return _site(f"PostgreSQL {size.complaints:,}", config_for(url, folder, owner), size)


def _site(name: str, config: Config, size: Size) -> Site:
    began = time.perf_counter()
    app_url = config.database_url if config.migration_database_url else ""
    filled = fill(config.owner_url, size, local_date(datetime.now(UTC)), app_url=app_url)
    return Site(name, create_app(config), filled, time.perf_counter() - began)


class Counted:
    """Counts the statements that go to a database, and keeps what they were."""

    def __init__(self, engine: Any) -> None:
        self.statements: list[str] = []
        event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        self.statements.append(statement)

    def of(self, call: Callable[[], object]) -> list[str]:
        """Tell which statements a call sends."""
        self.statements.clear()
        call()
        return list(self.statements)


def selects(statements: list[str]) -> int:
    """Count the questions among statements; setting the scope of a transaction is none."""
    return sum(one.startswith("SELECT") for one in statements)


# ---- people ----------------------------------------------------------------------------------------------------------


class Visitor:
    """Somebody with a browser, signed in or not, in one organisation."""

    def __init__(self, site: Site, slug: str, address: str = "127.0.0.1") -> None:
        self.slug, self.client = slug, site.app.test_client()
        self.client.environ_base["REMOTE_ADDR"] = address

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.client.get(f"/{self.slug}{path}")

    def fields(self, path: str) -> dict[str, str]:
        """Open a page and give the hidden fields of its last form."""
        form = self.get(path).text.rpartition("<form")[2]
        return {
            one["name"]: one.get("value", "") for one in (dict(ATTRIBUTE.findall(tag)) for tag in INPUT.findall(form))
        }

    def post(self, path: str, **values: Any) -> None:
        """Fill in the form of a page and hand it in."""
        self.send(path, {**self.fields(path), **values})

    def send(self, path: str, values: dict[str, Any]) -> None:
        """Hand in a form that is filled in already."""
        answer = self.client.post(f"/{self.slug}{path}", data=values)
        if answer.status_code != 302:  # noqa: PLR2004  on to the next page
            raise RuntimeError(f"{path} answered {answer.status_code}")

    def sign_in(self, email: str) -> Visitor:
        """Sign in with the password that everybody has."""
        self.post("/inloggen", email=email, password=PASSWORD)
        return self

    def show_key(self, email: str) -> Visitor:
        """Sign in with a passkey, as the staff does that takes more than a password."""
        headers = {"X-CSRFToken": self.fields("/inloggen")["csrf_token"]}
        asked = self._told("/inloggen/sleutel/vraag", {}, headers)
        self._told("/inloggen/sleutel", authenticator.answer(asked, email, self.slug), headers)
        return self

    def _told(self, path: str, values: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
        answer = self.client.post(f"/{self.slug}{path}", json=values, headers=headers)
        if answer.status_code != 200 or answer.json is None:  # noqa: PLR2004  what a script of a page reads
            raise RuntimeError(f"{path} answered {answer.status_code}")
        told: dict[str, Any] = answer.json
        return told


def people(site: Site, slug: str) -> dict[str, Visitor]:
    """Give a signed-in visitor for each portal, and one for the public pages."""
    filled = site.filled[slug]
    found = {door: Visitor(site, slug).show_key(f"{name}@{slug}.example") for door, name in PEOPLE.items()}
    for door, email in ((Door.CLIENT, filled.client), (Door.EMPLOYEE, filled.employee)):
        found[door] = Visitor(site, slug).sign_in(email)
    for door, visitor in found.items():
        status = visitor.get(f"{site.app.blueprints[door].url_prefix}/").status_code
        if status != 200:  # noqa: PLR2004  a door that opens
            raise RuntimeError(f"the portal of {door} answered {status}")
    signed_in = {door.value: visitor for door, visitor in found.items()}
    return signed_in | {"public": Visitor(site, slug), "auth": Visitor(site, slug)}


# ---- pages -----------------------------------------------------------------------------------------------------------


class Page(NamedTuple):
    """A page: its endpoint, who opens it, and its path."""

    endpoint: str
    who: str
    path: str


def pages(site: Site, slug: str) -> list[Page]:
    """List every page of an organisation that can be opened."""
    filled = site.filled[slug]
    found = []
    for rule in site.app.url_map.iter_rules():
        who = rule.endpoint.partition(".")[0]
        if "GET" in (rule.methods or ()) and rule.endpoint not in SKIPPED and who in {*Door, "public", "auth"}:
            found.append(Page(rule.endpoint, who, _path(rule, filled)))
    return sorted(found)


def _path(rule: Rule, filled: Filled) -> str:
    name = rule.endpoint.partition(".")[2]
    items = {"member": "person", "close": "person", "end_appointment": "appointment"}
    given = {
        "reference": filled.judged if name == "judgment" else filled.running,
        "item": filled.items.get(items.get(name, name), NOBODY),
        "slug": "gebeurd",
        "wanted": "nl",
        "token": NOBODY,
    }
    path = re.sub(r"<(?:[^:<>]+(?:\([^)]*\))?:)?(\w+)>", lambda match: given[match[1]], rule.rule)
    return path or "/"


# ---- measuring -------------------------------------------------------------------------------------------------------


def cpu(call: Callable[[], object], times: int) -> float:
    """Measure the CPU time of a call in seconds, averaged over so many."""
    began = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - began) / times


def side_by_side(*calls: Callable[[], object], times: int = 20) -> list[float]:
    """Measure the CPU time of calls by turns, and keep the best round of each: what others do meanwhile drops out."""
    for call in calls:
        call()
    rounds = [[cpu(call, times) for call in calls] for _ in range(ROUNDS)]
    return [min(column) for column in zip(*rounds, strict=True)]


def medians(clock: Callable[[], float], *calls: Callable[[], object], times: int = 3) -> list[float]:
    """Measure the median time of calls by turns, and keep the best round of each.

    The CPU's clock where the database is in this process, the one on the wall where it is not.
    """
    for call in calls:
        call()
    rounds = [[_median(clock, call, times) for call in calls] for _ in range(ROUNDS)]
    return [min(column) for column in zip(*rounds, strict=True)]


def _median(clock: Callable[[], float], call: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        began = clock()
        call()
        taken.append(clock() - began)
    return statistics.median(taken)


@contextmanager
def nothing_written() -> Iterator[None]:
    """Let pages be opened without a note in the journal or of the session."""
    with patch.object(state, "later", lambda _job: None):
        yield


# ---- filing ----------------------------------------------------------------------------------------------------------

ANSWERS: dict[str, dict[str, Any]] = {
    "voor-wie": {"on_behalf": "no", "capacity": "candidate"},
    "gebeurd": {"text": "Sinds november bel ik mijn jobcoach zonder antwoord.", "happened_when": "sinds november"},
    "met-wie": {"about_whom": "Bram Terhorst", "about_functionaris": "no"},
    "waarover": {"grounds": ["performance"]},
    "wens": {"wish": "Een vaste contactdag."},
    "gegevens": {"name": "Aya Benali", "phone": "", "address": "Kade 1", "language": "nl"},
}


def ready_to_file(site: Site, number: int) -> Callable[[], None]:
    """Fill in a complaint up to its last button, and give what presses it."""
    address = f"10.{number // 250}.{number % 250}.1"
    visitor = Visitor(site, OTHER, address)
    email = f"nieuw{number}@post.example"
    for slug, values in ANSWERS.items():
        visitor.post(f"/klacht/{slug}", **values, **({"email": email} if "name" in values else {}))
    last = {**visitor.fields("/klacht/controle"), "truth": "y"}
    return lambda: visitor.send("/klacht/controle", last)
