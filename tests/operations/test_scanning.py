"""The scanner in the worker: what is held is looked at and served, refused, or goes on being held."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from portal.casework import scanning
from portal.models.files import Attachment, FileState
from portal.models.journal import JournalRow, faults
from portal.operations import worker
from portal.vault import clamd
from portal.vault.storage import Store
from portal.web.extensions import db
from tests.conftest import NOW, make_app
from tests.journeys.test_files import links, put
from tests.support.files import sample
from tests.support.journey import employee, informed
from tests.support.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = "noorderhaven"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
OK, FOUND, TOO_LARGE = b"stream: OK\0", b"stream: Eicar FOUND\0", b"INSTREAM size limit exceeded. ERROR\0"


def usual(content: bytes) -> bytes:
    return FOUND if EICAR in content else OK


class Clam:
    """A clamd that takes files one after the other, remembers them, and answers as it is told."""

    def __init__(self) -> None:
        self.answer: Callable[[bytes], bytes | None] = usual
        self.seen: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.where = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._take, args=(connection,), daemon=True).start()

    def _take(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            taken = b""
            while size := int.from_bytes(stream.read(4)):
                taken += stream.read(size)
            self.seen.append(taken)
            answer = self.answer(taken)
            if answer is None:
                connection.recv(1)  # it never answers: the other side goes away
            else:
                connection.sendall(answer)

    def close(self) -> None:
        if self.listener.fileno() >= 0:
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)


@pytest.fixture
def scanner() -> Iterator[Clam]:
    fake = Clam()
    yield fake
    fake.close()


@contextmanager
def patient(seconds: float) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        real = clamd.Clamd
        patch.setattr(worker, "Clamd", lambda where: real(where, seconds))
        patch.setattr(worker, "SCANNER_SECONDS", seconds)
        yield


@pytest.fixture
def watched(database: tuple[str, str], tmp_path, scanner: Clam) -> Iterator[World]:
    """A world whose files are looked at."""
    app = make_app(*database, tmp_path, clamd=scanner.where)
    yield World(app, NOW)
    with app.app_context():
        db.engine.dispose()


def states(world: World) -> dict[str, FileState]:
    with world.owner(world.tenants[HERE]) as session:
        return {row.name: row.state for row in session.scalars(select(Attachment))}


def scanned(world: World) -> set[object]:
    with world.owner(world.tenants[HERE]) as session:
        return set(session.scalars(select(Attachment.scanned_at)))


def key_of(world: World, name: str) -> str:
    with world.owner(world.tenants[HERE]) as session:
        return next(str(row.id) for row in session.scalars(select(Attachment)) if row.name == name)


def test_what_is_held_is_served_once_it_was_found_clean(watched: World, scanner: Clam) -> None:
    world = watched
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    page = f"/medewerker/zaak/{number}/standpunt"
    put(bram, page, ("foto.jpg", sample("jpeg")), text="x")
    put(bram, page, ("brief.txt", b"Een brief."), text="x")
    assert set(states(world).values()) == {FileState.HELD}
    assert scanned(world) == {None}
    assert unescape(bram.get(page).text).count("wordt nog op virussen gecontroleerd") == 2
    bram.act("medewerker", number, "standpunt", {"text": "x"})
    key = key_of(world, "foto.jpg")
    for browser, door in ((bram, "medewerker"), (one.browser, "functionaris")):
        path = f"/{door}/zaak/{number}"
        assert links(browser.get(f"{path}/").text) == {}
        assert "Wordt nog op virussen gecontroleerd" in browser.get(f"{path}/").text
        browser.get(f"{path}/bestand/{key}", expect=409)
    one.browser.get(f"/functionaris/zaak/{number}/origineel/{key}", expect=409)
    world.now += timedelta(minutes=1)
    world.work()
    assert sorted(scanner.seen) == sorted([sample("jpeg"), b"Een brief."])
    assert set(states(world).values()) == {FileState.READY}
    assert scanned(world) == {world.now}
    case = one.case()
    assert set(links(case)) == {"foto.jpg", "brief.txt"}
    assert "virussen" not in case
    assert bram.get(f"/medewerker/zaak/{number}/bestand/{key}").data == sample("jpeg")
    client.get(f"/klager/zaak/{number}/bestand/{key}", expect=404)
    world.work()
    assert len(scanner.seen) == 2, "what was found clean is not looked at again"


def test_what_has_a_virus_nobody_opens_and_its_sender_reads_why(watched: World) -> None:
    world = watched
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    page = f"/medewerker/zaak/{number}/standpunt"
    put(bram, page, ("goed.txt", b"Een brief."), text="x")
    put(bram, page, ("slecht.txt", EICAR), text="x")
    bram.act("medewerker", number, "standpunt", {"text": "x"})
    world.work()
    assert states(world) == {"goed.txt": FileState.READY, "slecht.txt": FileState.REFUSED}
    for browser, door in ((bram, "medewerker"), (one.browser, "functionaris")):
        path = f"/{door}/zaak/{number}"
        shown = browser.get(f"{path}/").text
        assert set(links(shown)) == {"goed.txt"}
        assert "Hierin is een virus gevonden. Niemand kan het openen." in shown
        for road in ("bestand", *(["origineel"] if door == "functionaris" else [])):
            answer = browser.get(f"{path}/{road}/{key_of(world, 'slecht.txt')}", expect=409)
            assert "In dit bestand is een virus gevonden." in answer.text
            assert EICAR not in answer.data
    client.get(f"/klager/zaak/{number}/bestand/{key_of(world, 'slecht.txt')}", expect=404)
    with world.owner(world.tenants[HERE]) as session:
        [line] = session.scalars(select(JournalRow).where(JournalRow.act == "virus_found"))
        bad = session.scalars(select(Attachment).where(Attachment.state == FileState.REFUSED)).one()
        assert line.detail == {"file": bad.id.hex, "digest": bad.digest}
        assert line.actor == "system"
        assert line.chain == bad.complaint_id
        assert list(faults(session, world.tenants[HERE])) == []


def test_a_virus_in_what_is_not_handed_in_yet_is_told_there_and_can_be_taken_away(watched: World) -> None:
    world = watched
    client, number = world.client()
    one = informed(world, number)
    page = f"/klager/zaak/{number}/standpunt"
    put(client, page, ("slecht.txt", EICAR), text="x")
    world.work()
    shown = unescape(client.get(page).text)
    assert "wordt nog op virussen" not in shown
    assert "Hierin is een virus gevonden. Niemand kan het openen." in shown
    client.get(f"/klager/zaak/{number}/bestand/{key_of(world, 'slecht.txt')}", expect=409)
    wanted = re.search(r'name="remove" value="([^"]+)"', shown)
    assert wanted
    client.post(page, {"remove": wanted.group(1), "text": "x"})
    assert states(world) == {}
    with time_machine.travel(world.now, tick=False):
        assert Store(world.app.config["WEDERHOOR"].store_url).names(world.tenants[HERE].hex) == []
    assert "virus" not in one.case()


@pytest.mark.parametrize("how", ["down", "slow", "too large", "nonsense", "broken off"])
def test_about_what_nothing_is_known_is_held_and_served_to_nobody(watched: World, scanner: Clam, how: str) -> None:
    world = watched
    client, number = world.client()
    one = informed(world, number)
    page = f"/klager/zaak/{number}/standpunt"
    put(client, page, ("brief.txt", b"Een brief."), text="x")
    client.act("klager", number, "standpunt", {"text": "x"})
    if how == "down":
        scanner.close()
    told = {"slow": None, "too large": TOO_LARGE, "nonsense": b"stream: maybe\0", "broken off": b"stream: OK"}
    scanner.answer = lambda _: told[how]
    with patient(0.2):
        world.work()
        world.work()
    assert states(world) == {"brief.txt": FileState.HELD}
    for browser, door in ((client, "klager"), (one.browser, "functionaris")):
        path = f"/{door}/zaak/{number}"
        assert links(browser.get(f"{path}/").text) == {}
        answer = browser.get(f"{path}/bestand/{key_of(world, 'brief.txt')}", expect=409)
        assert b"Een brief." not in answer.data
    if how != "down":
        scanner.answer = usual
        world.work()
        assert states(world) == {"brief.txt": FileState.READY}


def test_files_that_it_never_takes_keep_no_other_waiting(watched: World, scanner: Clam, monkeypatch) -> None:
    """The oldest are not looked at again and again while newer ones wait behind them."""
    world = watched
    monkeypatch.setattr(scanning, "BATCH", 2)
    client, number = world.client()
    informed(world, number)
    page = f"/klager/zaak/{number}/standpunt"
    scanner.answer = lambda content: TOO_LARGE if b"groot" in content else OK
    for name in ("a", "b", "c"):
        put(client, page, (f"{name}.txt", b"groot"), text="x")
    put(client, page, ("klein.txt", b"klein"), text="x")
    for _ in range(3):
        world.now += timedelta(minutes=1)
        world.work()
    assert states(world)["klein.txt"] is FileState.READY
    assert states(world)["a.txt"] is FileState.HELD
    assert "Niet op virussen" not in client.get(page).text


def test_a_scanner_that_is_away_keeps_no_letter_waiting(watched: World, scanner: Clam) -> None:
    """Of one that does not answer no second file is asked in the same minute."""
    world = watched
    client, number = world.client()
    informed(world, number)
    page = f"/klager/zaak/{number}/standpunt"
    for name in ("a", "b", "c"):
        put(client, page, (f"{name}.txt", b"x"), text="x")
    scanner.answer = lambda _: None
    with patient(0.2):
        world.work()
    assert len(scanner.seen) == 1
    scanner.answer = usual
    world.work()
    assert set(states(world).values()) == {FileState.READY}


def test_a_file_that_is_not_in_the_store_keeps_no_other_waiting(watched: World) -> None:
    world = watched
    client, number = world.client()
    informed(world, number)
    page = f"/klager/zaak/{number}/standpunt"
    put(client, page, ("weg.txt", b"x"), text="x")
    store = Store(world.app.config["WEDERHOOR"].store_url)
    for name in store.names(world.tenants[HERE].hex):
        store.delete(name)
    put(client, page, ("er.txt", b"y"), text="x")
    world.work()
    assert states(world) == {"weg.txt": FileState.HELD, "er.txt": FileState.READY}


def test_one_who_takes_a_file_away_meanwhile_is_not_stopped(watched: World, scanner: Clam) -> None:
    """The row went while clamd was looking: nothing is noted, and nothing comes back."""
    world = watched
    client, number = world.client()
    informed(world, number)
    page = f"/klager/zaak/{number}/standpunt"
    put(client, page, ("brief.txt", b"x"), text="x")

    def slowly(_: bytes) -> bytes:
        wanted = re.search(r'name="remove" value="([^"]+)"', client.get(page).text)
        assert wanted
        client.post(page, {"remove": wanted.group(1), "text": "x"})
        return FOUND

    scanner.answer = slowly
    world.work()
    assert states(world) == {}
    with world.owner(world.tenants[HERE]) as session:
        assert session.scalars(select(JournalRow).where(JournalRow.act == "virus_found")).all() == []


def test_without_a_scanner_the_page_says_that_nobody_looked(world: World, monkeypatch) -> None:
    monkeypatch.setattr(worker, "Clamd", None)
    client, number = world.client()
    one = informed(world, number)
    page = f"/klager/zaak/{number}/standpunt"
    put(client, page, ("brief.txt", b"Een brief."), text="x")
    client.act("klager", number, "standpunt", {"text": "x"})
    world.work()
    assert states(world) == {"brief.txt": FileState.READY}
    assert "Niet op virussen gecontroleerd." in one.case()
    assert "Niet op virussen gecontroleerd." in client.get(f"/klager/zaak/{number}/").text


def test_what_is_held_stays_so_when_the_scanner_is_taken_away(watched: World) -> None:
    """An operator who takes the setting away lets nothing out that nobody looked at."""
    world = watched
    client, number = world.client()
    informed(world, number)
    put(client, f"/klager/zaak/{number}/standpunt", ("brief.txt", b"x"), text="x")
    without = replace(world.app.config["WEDERHOOR"], clamd="")
    worker.sweep(world.app, without, world.now)
    assert states(world) == {"brief.txt": FileState.HELD}
