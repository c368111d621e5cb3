"""Guessing: of a thousand tries few are looked at, and whoever holds the account comes in all the same."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
import time_machine

from portal.accounts.passwords import QUEUE, BusyError, Hasher
from tests.support.world import PASSWORD

TRIES = 1_000
MOST = 100
HOLDER = "medewerker@noorderhaven.example"
HOME = "198.51.100.7"


@pytest.fixture
def checked(monkeypatch):
    """How often a password was looked at."""
    found: list[str] = []
    real = Hasher.verify

    def verify(self, kept, password):
        found.append(password)
        return real(self, kept, password)

    monkeypatch.setattr(Hasher, "verify", verify)
    return found


def stranger(world):
    """A browser that opened the page, and the token of its form."""
    client = world.app.test_client()
    with time_machine.travel(world.now, tick=False):
        page = client.get("/noorderhaven/inloggen").text
    return client, re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)


def try_in(world, stranger, *, where: str, email: str = HOLDER, password: str = PASSWORD, seconds: float = 0) -> int:
    """Sign in from an address, some seconds later."""
    client, token = stranger
    data = {"csrf_token": token, "email": email, "password": password}
    with time_machine.travel(world.now + timedelta(seconds=seconds), tick=False):
        answer = client.post("/noorderhaven/inloggen", data=data, environ_overrides={"REMOTE_ADDR": where})
    return answer.status_code


def come(world, **more) -> int:
    return try_in(world, stranger(world), **more)


def guess(world, sources, emails, *, every: float) -> None:
    """Hand in a thousand wrong passwords with one browser, from these addresses in turn."""
    one = stranger(world)
    for turn in range(TRIES):
        more = {"where": sources(turn), "email": emails(turn), "password": f"fout wachtwoord {turn}"}
        assert try_in(world, one, **more, seconds=turn * every) in {422, 429}


def test_of_a_thousand_guesses_at_one_account_few_are_looked_at_and_its_holder_still_comes_in(world, checked):
    guess(world, lambda _: "203.0.113.9", lambda _: HOLDER, every=1)
    assert 5 <= len(checked) <= 30
    assert come(world, where="203.0.113.9", seconds=TRIES) == 429
    assert come(world, where=HOME, seconds=TRIES) == 302


def test_from_a_thousand_networks_no_more_and_not_where_its_holder_came_from_before(world, checked):
    assert come(world, where=HOME) == 302
    checked.clear()
    guess(world, lambda turn: f"203.{turn % 250}.{turn // 250}.9", lambda _: HOLDER, every=1)
    assert 5 <= len(checked) <= MOST
    assert come(world, where="192.0.2.1", seconds=TRIES) == 429
    assert come(world, where=HOME, seconds=TRIES) == 302


def test_a_thousand_accounts_from_one_network_are_not_tried_either(world, checked):
    guess(world, lambda _: "203.0.113.9", lambda turn: f"naam{turn}@noorderhaven.example", every=0.5)
    assert 5 <= len(checked) <= MOST
    assert come(world, where=HOME, seconds=TRIES / 2) == 302


def test_no_account_is_shut_for_good(world, checked):
    """Whoever never came in before waits for the others to stop, and no longer than an hour."""
    for turn in range(60):
        come(world, where=f"203.0.{turn}.9", password="fout wachtwoord", seconds=turn)
    assert come(world, where=HOME, seconds=60) == 429
    assert come(world, where=HOME, seconds=3_700) == 302


# ---- more at once than one process checks ----------------------------------------------------------------------------


def test_more_passwords_at_once_than_are_checked_are_sent_away_at_once():
    hasher, busy = Hasher(64), []

    def wait() -> None:
        try:
            hasher.verify(None, "x")
        except BusyError:
            busy.append(1)

    with hasher._one:  # somebody is being looked at, and takes long
        crowd = [threading.Thread(target=wait) for _ in range(QUEUE + 1 + 20)]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join(0.2 if len(busy) == 20 else 2)
            if len(busy) == 20:
                break
    for one in crowd:
        one.join()
    assert len(busy) == 20


def test_who_is_sent_away_hears_when_to_come_back(lite_live, monkeypatch):
    def full(*_):
        raise BusyError

    monkeypatch.setattr(Hasher, "verify", full)
    visitor = lite_live.visitor()
    answer = visitor.post("/inloggen", {"email": HOLDER, "password": PASSWORD}, expect=429)
    assert answer.headers["Retry-After"] == "3"
    assert "Het is even druk" in answer.text
