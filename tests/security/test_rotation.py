"""A new master key: put before the old one, everything sealed anew while people go on, and the old one taken away."""

from __future__ import annotations

import copy
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import create_engine, select, update
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

import portal
from portal import create_app, tenancy
from portal.accounts import providers
from portal.models.dossier import Entry
from portal.models.identity import CodeApp, Provider
from portal.models.sealed import OrganisationKey
from portal.operations import keys as rotating
from portal.vault import keys
from portal.vault.sealing import Ring
from portal.web.extensions import db
from tests.auth.test_codes import enrolled, half_way
from tests.conftest import KEYS, config_for
from tests.journeys.test_files import links, put
from tests.support.journey import employee, informed
from tests.support.provider import SECRET, use
from tests.support.untraced import untraced
from tests.support.world import Browser, World, careless
from tests.web.test_sessions import come_back, too_late

OLD, NEW = KEYS[0], "a new master key that is long enough to be one 56789"
HERE, THERE = "noorderhaven", "nexxtep"
TEXT = "Sinds november bel ik mijn jobcoach."


@contextmanager
def started(world: World, *ring: str):
    """The same installation in a process of its own, started with these master keys."""
    config = world.app.config["WEDERHOOR"]
    made = config_for(config.database_url, config.instance, config.migration_database_url)
    with untraced():
        app = create_app(replace(made, master_keys=ring, testing=False))
    app.extensions["hint"] = lambda: None
    with app.app_context():
        careless(db.engine)
    there = copy.copy(world)
    there.app = app
    yield there
    with app.app_context():
        db.engine.dispose()


def moved(browser: Browser, world: World) -> Browser:
    """The same browser, now that the installation was started anew."""
    there = copy.copy(browser)
    there.world, there.client = world, world.app.test_client()
    for cookie in browser.client._cookies.values():
        there.client.set_cookie(cookie.key, cookie.value, domain="localhost", path=cookie.path)
    return there


def run(world: World, *words: str):
    return world.app.test_cli_runner().invoke(args=list(words))


@dataclass
class Filled:
    """An installation in which something is sealed everywhere, by the old key.

    By itself it seals the keys of two organisations, a seed, a secret, and two forms: one that came too late, and one
    that waited while somebody showed who they are.
    """

    world: World
    number: str
    client: Browser
    bram: Browser
    app: pyotp.TOTP
    late: tuple[str, str]

    def opens(self, world: World) -> None:
        """All of it opens, as it was."""
        client, bram = moved(self.client, world), moved(self.bram, world)
        page = client.get(f"/klager/zaak/{self.number}/").text
        assert TEXT in page
        [path] = links(page).values()
        assert client.get(path).data == b"Een brief."
        assert "Mijn concept." in bram.get(f"/medewerker/zaak/{self.number}/standpunt").text
        half_way(world).post("/inloggen/stap-2", {"code": self.app.at(world.now)})
        with world.owner(world.tenants[HERE]) as session:
            assert _secret(session, world) == SECRET

    def comes_back(self, world: World) -> None:
        """So does what was typed when a session had ended."""
        where, path = self.late
        browser = world.visitor()
        come_back(browser, where)
        assert "Wat ik typte: &lt;i&gt;" in browser.get(path).text


def _secret(session: Session, world: World) -> str:
    row = session.scalars(select(Provider)).one()
    ring = Ring(world.app.config["WEDERHOOR"].master_keys)
    return ring.open(row.secret, providers.place(row.tenant_id, "provider", "secret", row.id)).decode()


@pytest.fixture
def filled(both_world: World) -> Filled:
    world = both_world
    world.add(THERE, "Nexxtep (fictief)")
    _, path, answer = too_late(world)
    client, number = world.client()
    informed(world, number)
    bram = employee(world, number)
    bram.post(f"/medewerker/zaak/{number}/standpunt/concept", {"text": "Mijn concept."}, 204,
              page=f"/medewerker/zaak/{number}/standpunt")  # fmt: skip
    put(client, f"/klager/zaak/{number}/standpunt", ("brief.txt", b"Een brief."), text="Zo ging het.")
    client.act("klager", number, "standpunt", {"text": "Zo ging het."})
    _, app, _ = enrolled(world)
    use(world, "https://login.example")
    world.now += timedelta(seconds=60)
    return Filled(world, number, client, bram, app, (answer.headers["Location"], path))


def wrapped(world: World) -> list[str]:
    engine = create_engine(world.app.config["WEDERHOOR"].owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        return sorted(connection.execute(select(OrganisationKey.__table__.c.wrapped)).scalars())


def test_a_new_key_takes_the_place_of_the_old_one(filled):
    """Before it is sealed anew both keys open everything; afterwards the new one alone does, and the old one nothing."""
    with started(filled.world, NEW, OLD) as world:
        filled.opens(world)
        world.now += timedelta(seconds=60)
        fresh = world.file("Kees Kool", "kees@kool.example")
        doctor = run(world, "doctor")
        assert "ok keys: 6 sealed values still take an older one of MASTER_KEYS: run keys" in doctor.output
        done = run(world, "keys")
        assert (done.exit_code, done.output) == (0, "nexxtep: 1 sealed anew\nnoorderhaven: 5 sealed anew\n")
        assert (
            "ok keys: the newest of MASTER_KEYS sealed everything; 1 older can be dropped"
            in run(world, "doctor").output
        )
        assert run(world, "keys").output == "nexxtep: 0 sealed anew\nnoorderhaven: 0 sealed anew\n"
        filled.opens(world)
        world.now += timedelta(seconds=60)
    with started(filled.world, NEW) as world:
        world.now = filled.world.now + timedelta(seconds=180)
        filled.opens(world)
        filled.comes_back(world)
        clerk = world.sign_in("functionaris")
        clerk.accept("functionaris", fresh)
        assert TEXT in clerk.get(f"/functionaris/zaak/{fresh}/").text
        assert "ok keys: the newest of MASTER_KEYS sealed everything\n" in run(world, "doctor").output
        with world.owner(world.tenants[HERE]) as session:
            assert sum(body == TEXT for body in session.scalars(select(Entry.body))) == 3
    with started(filled.world, OLD) as world:
        assert moved(filled.client, world).get(f"/klager/zaak/{filled.number}/", expect=500)
        doctor = run(world, "doctor")
        assert doctor.exit_code == 1
        assert "!! keys: 6 sealed values open with no key of MASTER_KEYS" in doctor.output


def test_without_the_key_a_page_fails_loudly_and_tells_nothing_else(filled):
    """Nothing is shown for what does not open, nothing is written in its place, and the command changes nothing."""
    before = wrapped(filled.world)
    with started(filled.world, NEW) as world:
        client = moved(filled.client, world)
        page = client.get(f"/klager/zaak/{filled.number}/", expect=500).text
        assert re.search(r"[0-9a-f]{8}", page), "it gives the number of an incident"
        assert TEXT not in page
        for path in ("bericht", "standpunt"):
            client.get(f"/klager/zaak/{filled.number}/{path}", expect=500)
        browser = world.visitor()
        hidden = browser.form("/klacht/gebeurd")
        given = {**hidden, "text": "Nieuw.", "happened_when": "nu"}
        assert world.app.test_client().post(f"/{HERE}/klacht/gebeurd", data=given).status_code in {400, 500}
        with pytest.raises(AssertionError, match=r"500"):
            half_way(world).post("/inloggen/stap-2", {"code": filled.app.at(world.now)})
        done = run(world, "keys")
        assert done.exit_code == 1
        assert done.output == (
            "nexxtep: 0 sealed anew, 1 open with no key of MASTER_KEYS\n"
            "noorderhaven: 0 sealed anew, 1 open with no key of MASTER_KEYS\n"
        )
        assert run(world, "doctor").exit_code == 1
    assert wrapped(filled.world) == before
    with started(filled.world, OLD) as world:
        world.now += timedelta(seconds=60)
        filled.opens(world)


def test_what_begins_before_and_ends_after_goes_on(filled):
    """A request that read the old wrapping writes under the same key: the case's own never changes."""
    with started(filled.world, NEW, OLD) as world:
        engine = create_engine(world.app.config["WEDERHOOR"].database_url)
        tenancy.guard(engine)
        keys.unlock(engine, Ring((NEW, OLD)))
        with tenancy.entered(world.tenants[HERE], write=True), Session(engine) as session:
            tenancy.fence(session)
            case = session.scalars(select(Entry.complaint_id).order_by(Entry.id)).first()
            keys.keys_of(session).held(session, case)
            session.commit()
            assert run(world, "keys").exit_code == 0
            keys.new_key(session, filled.world.tenants[THERE])
            made = keys.keys_of(session).seal(session, case, "entry|body|x", b"midden")
            session.commit()
        engine.dispose()
    with started(filled.world, NEW) as world, world.owner(world.tenants[HERE]) as session:
        tenant, key = keys.keys_of(session).held(session, case)
        assert keys.opened(key, keys.as_bytes(made), f"{tenant.hex}|entry|body|x".encode()) == b"midden"
        assert len(keys.keys_of(session).held(session, filled.world.tenants[THERE])[1]) == keys.LENGTH


def test_a_page_that_is_asked_for_in_the_middle_is_answered(filled, monkeypatch):
    with started(filled.world, NEW, OLD) as world:
        client, seen, waiting = moved(filled.client, world), [], []
        renewed = rotating._renewed

        def slowly(*given: Any) -> int:
            ask = threading.Thread(target=lambda: seen.append(client.get(f"/klager/zaak/{filled.number}/").text))
            ask.start()
            ask.join(0.3)
            waiting.append(ask)
            return renewed(*given)

        monkeypatch.setattr(rotating, "_renewed", slowly)
        assert run(world, "keys").exit_code == 0
        for one in waiting:
            one.join(15)
        assert len(seen) == 4
        assert all(TEXT in page for page in seen)


def test_what_somebody_sets_meanwhile_is_not_written_over(filled, monkeypatch):
    """An admin who gives another secret while the command runs keeps that one."""
    ring = Ring((NEW, OLD))
    with started(filled.world, NEW, OLD) as world, world.owner(world.tenants[HERE]) as session:
        row = session.scalars(select(Provider)).one()
        [stale] = [one for one in rotating._values(session) if one.spot.model is Provider]
        where = providers.place(row.tenant_id, "provider", "secret", row.id)
        another = update(Provider).values(secret=ring.seal(b"another", where)).execution_options(**rotating.ROUTINE)
        session.execute(another)
        version = row.version
        assert rotating._renewed(session, ring, stale) == 0
        session.expire_all()
        row = session.scalars(select(Provider)).one()
        assert ring.open(row.secret, where) == b"another"
        assert row.version == version, "who is on their way to the provider is not sent back"


def test_one_that_does_not_open_is_told_and_stops_no_other(filled):
    with started(filled.world, NEW, OLD) as world:
        with world.owner(world.tenants[HERE]) as session:
            session.scalars(select(CodeApp)).one().seed = b"lost" + bytes(60)
        done = run(world, "keys")
        assert done.exit_code == 1
        assert "noorderhaven: 4 sealed anew, 1 open with no key of MASTER_KEYS\n" in done.output
        assert "!! keys: 1 sealed values open with no key" in run(world, "doctor").output
        with world.owner(world.tenants[THERE]) as session:
            session.scalars(select(OrganisationKey)).one().wrapped = "zomaar"
        assert "nexxtep: 0 sealed anew, 1 open with no key of MASTER_KEYS\n" in run(world, "keys").output
        assert "!! keys: 2 sealed values open with no key" in run(world, "doctor").output


SEALS = re.compile(r"ring(?:\(\))?\.seal\(|Ring\([^)]*\)\.seal\(")


def test_the_command_knows_every_place_that_the_ring_seals_by_itself():
    """A new place is one that the command must seal anew as well."""
    folder = Path(portal.__file__).parent
    found = {str(one.relative_to(folder)) for one in folder.rglob("*.py") if SEALS.search(one.read_text())}
    assert found == {
        "accounts/factors.py", "accounts/providers.py", "operations/keys.py", "vault/keys.py", "web/keeping.py",
    }  # fmt: skip
    assert {(one.model.__tablename__, one.column) for one in rotating.SPOTS} == {
        ("code_app", "seed"),
        ("provider", "secret"),
        ("kept_form", "fields"),
    }
