"""Somebody who reads: a browser that looks at everything it is sent, and fails at the first word it may not have."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from contextlib import contextmanager
from html import unescape
from typing import TYPE_CHECKING, Any

from flask import before_render_template
from sqlalchemy import create_engine, event

from portal.models import Base
from portal.vault.keys import unlock
from portal.vault.sealing import Ring
from portal.web.extensions import db
from tests.leaks import access
from tests.leaks.cast import CASES, PEOPLE
from tests.leaks.scenario import PROBE
from tests.leaks.seen import in_cookie, numbers_in, words_in
from tests.support import authenticator
from tests.support.world import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.test import TestResponse

    from tests.leaks.access import Canary
    from tests.leaks.scenario import Built

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
VARIES = re.compile(r'(name="(?:csrf_token|key)"[^>]*value=")[^"]+|(value=")[^"]+("[^>]*name="(?:csrf_token|key)")')
TOKEN_PATHS = ("/taal/", "/static/")
"""Addresses that only choose a language, and files that are the same for everybody."""
OWN = frozenset({"g", "request", "session", "config", "actor", "house"})


class Record:
    """What each person may read, computed once from the access table."""

    requests = 0
    planted = 0

    def __init__(self, built: Built) -> None:
        self.built = built
        Record.planted = len(built.canaries)
        self.canaries = {int(one.word[-4:]): one for one in built.canaries}
        self.may = {
            number: access.may_read(one) if one.kind != "replaced" else frozenset()
            for number, one in self.canaries.items()
        }
        self.must: dict[str, set[int]] = {person: set() for person in PEOPLE}
        for number, one in self.canaries.items():
            for person in access.must_find(one) if one.kind != "replaced" else ():
                self.must[person].add(number)

    def told(self, number: int) -> str:
        one: Canary = self.canaries[number]
        return f"{one.word} ({one.kind} by {one.by} in {one.case or one.org})"


class Reader:
    """One person with a browser."""

    def __init__(self, app: Flask, record: Record, person: str, slug: str = "") -> None:
        self.app, self.record, self.person = app, record, person
        self.built = record.built
        self.slug = slug or PEOPLE[person].org
        self.client = app.test_client()
        self.found: set[int] = set()
        self.numbers: set[str] = set()
        self.token = ""
        self.given: list[str] = []
        self.trusted = False
        """Whether a page may say anything to this one: what comes to who holds a link is looked at by its own test."""
        self.told: set[str] = set()
        """Numbers that this one holds or typed, besides those of their own cases."""
        if access.is_anonymous(person):
            self.fetch_token("/wachtwoord")
        else:
            self.sign_in()

    def sign_in(self) -> None:
        email = self.built.emails[self.person]
        self.fetch_token("/inloggen")
        if (self.slug, email) in self.built.keys:
            self.show_key(email)
        else:
            assert self.post("/inloggen", {"email": email, "password": PASSWORD}).status_code == 302
        self.fetch_token("/account")

    def show_key(self, email: str, path: str = "/inloggen") -> None:
        """Show the passkey of one's own account."""
        heads = {"X-CSRFToken": self.token}
        asked = self.ask("POST", f"{path}/sleutel/vraag", json={}, headers=heads)
        shown = authenticator.answer(asked.json or {}, email, self.slug)
        assert self.ask("POST", f"{path}/sleutel", json=shown, headers=heads).status_code == 200

    def fetch_token(self, path: str = "/inloggen") -> str:
        found = TOKEN.search(self.get(path).text)
        assert found, path
        self.token = found.group(1)
        return self.token

    # ---- asking ------------------------------------------------------------------------------------------------------

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.ask("GET", path, **more)

    def post(
        self, path: str, values: Mapping[str, Any] | None = None, *, token: bool = True, **more: Any
    ) -> TestResponse:
        data = {**({"csrf_token": self.token} if token else {}), **(values or {})}
        return self.ask("POST", path, data=data, **more)

    def ask(self, method: str, path: str, **more: Any) -> TestResponse:
        """Ask for a page and look at everything that comes back."""
        Record.requests += 1
        response = self.client.open(f"/{self.slug}{path}", method=method, **more)
        self.look(f"{method} {path}", response)
        return response  # what was typed into the address comes back in the way to sign in, and tells nothing

    def look(self, where: str, response: TestResponse) -> None:
        """Fail on every planted word and case number that this person may not have, wherever it stands."""
        if self.trusted:
            return
        heads = "\n".join(f"{name}: {value}" for name, value in response.headers)
        words = words_in(response.data) | words_in(heads.encode())
        for cookie in response.headers.getlist("Set-Cookie"):
            words |= in_cookie(cookie.partition("=")[2].partition(";")[0]) if cookie.startswith("s=") else set()
        text = "" if response.mimetype == "application/pdf" else response.text
        self.judge(where, words, numbers_in(text + heads))
        assert PROBE[:5] not in text or response.mimetype != "text/html", f"{where}: not escaped"

    def judge(self, where: str, words: set[int], numbers: set[str]) -> None:
        self.found |= words
        self.numbers |= numbers
        wrong = sorted(self.record.told(one) for one in words if self.person not in self.record.may[one])
        assert not wrong, f"{self.person} may not read, at {where}: {', '.join(wrong)}"
        strange = sorted(one for one in numbers if not self.knows(one) and one not in where)
        assert not strange, f"{self.person} may not know of {', '.join(strange)}, at {where}"

    def knows(self, number: str) -> bool:
        key = self.built.by_number[self.slug].get(number)
        return number in self.told or (key is not None and self.person in access.knows_number(key))

    # ---- what the templates were given -------------------------------------------------------------------------------

    @contextmanager
    def behind_the_page(self) -> Iterator[None]:
        """Look at what templates are given as well: more than a page shows is a leak in waiting."""

        def seen(_sender: object, template: Any, context: dict[str, Any], **_more: Any) -> None:
            texts: list[str] = []
            for name, value in context.items():
                if name not in OWN and not callable(value):
                    _collect(value, texts, 0)
            self.judge(f"what {template.name} was given", words_in("\n".join(texts).encode()), set())

        before_render_template.connect(seen, self.app)
        try:
            yield
        finally:
            before_render_template.disconnect(seen, self.app)


def _collect(value: object, into: list[str], depth: int) -> None:
    if isinstance(value, str):
        into.append(value)
    elif isinstance(value, Mapping) and depth < 8:
        for key, one in value.items():
            _collect(key, into, depth + 1)
            _collect(one, into, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset) and depth < 8:
        for one in value:
            _collect(one, into, depth + 1)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type) and depth < 8:
        for field in dataclasses.fields(value):
            _collect(getattr(value, field.name), into, depth + 1)
    elif hasattr(value, "data") and hasattr(value, "_fields"):
        _collect(value.data, into, depth + 1)


def normal(response: TestResponse) -> tuple[int, tuple[tuple[str, str], ...], str]:
    """An answer without what differs from one request to the next: tokens, keys, cookies."""
    heads = tuple(
        sorted(
            (name, value) for name, value in response.headers if name not in {"Set-Cookie", "Date", "Content-Length"}
        )
    )
    return response.status_code, heads, VARIES.sub(r"\1\2…\3", response.text)


def plain(html: str) -> str:
    """The words of a page, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rows(app: Flask, table: str) -> list[tuple[Any, ...]]:
    """Every row of a table, of every organisation, as the owner of the database sees it."""
    config = app.config["WEDERHOOR"]
    engine = create_engine(config.owner_url)
    unlock(engine, Ring(config.master_keys))
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(Base.metadata.tables[table].select())]
    engine.dispose()
    return found


ASIDE = frozenset({"journal", "chain_head", "person_session", "attempt"})
"""What reading itself writes down."""
SEEN = ("participant", "seen_at")


def contents(app: Flask) -> dict[str, list[str]]:
    """Every row of every table, but for what reading itself writes down."""
    return {name: sorted(map(repr, _without_seen(app, name))) for name in Base.metadata.tables if name not in ASIDE}


def _without_seen(app: Flask, table: str) -> list[tuple[Any, ...]]:
    """Every row of a table but for when somebody last opened a case: that too is what reading writes down."""
    kept = [place for place, column in enumerate(Base.metadata.tables[table].c) if (table, column.name) != SEEN]
    return [tuple(row[place] for place in kept) for row in rows(app, table)]


@contextmanager
def unchanged(app: Flask) -> Iterator[None]:
    """Nothing of a case changes in this block."""
    before = contents(app)
    yield
    after = contents(app)
    changed = sorted(name for name in before if before[name] != after[name])
    assert not changed, f"changed: {', '.join(changed)}"


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Collect the statements of this block."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def case_of(built: Built, number: str, org: str) -> str:
    return built.by_number[org][number]


def cases_of(org: str) -> list[str]:
    return [key for key, case in CASES.items() if case.org == org]
