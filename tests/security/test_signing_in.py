"""What signing in rests on: cookies that a browser binds, codes that cannot be guessed and end, sessions one can end."""

from __future__ import annotations

import math
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from portal.accounts import factors
from portal.models.identity import RecoveryCode
from portal.models.organisation import Organisation
from portal.models.person import Person
from tests.support.world import PASSWORD

if TYPE_CHECKING:
    from tests.support.world import Browser, World

OWN = "klachten.haven.example"
CODE = re.compile(rf"[{factors.ALPHABET}]{{4}}(?:-[{factors.ALPHABET}]{{4}}){{5}}")


# ---- cookies ---------------------------------------------------------------------------------------------------------


def cookies(world: World, path: str, base: str) -> dict[str, set[str]]:
    """What is said of each cookie in the answers to the page of signing in and to a choice of language."""
    found = {}
    client = world.app.test_client()
    for page in ("inloggen", "taal/en"):
        for line in client.get(f"{path}{page}", base_url=base).headers.getlist("Set-Cookie"):
            name, *said = (part.strip() for part in line.split(";"))
            found[name.partition("=")[0]] = set(said)
    return found


def test_on_a_shared_host_every_cookie_is_bound_by_its_name_and_its_path(world: World) -> None:
    found = cookies(world, "/noorderhaven/", "https://localhost")
    assert set(found) == {"__Secure-s", "__Secure-taal"}
    for name, said in found.items():
        assert said >= {"Secure", "HttpOnly", "SameSite=Lax", "Path=/noorderhaven/"}, name
        assert not any(one.startswith("Domain") for one in said), name


def test_on_a_host_of_its_own_every_cookie_is_bound_to_that_host(world: World) -> None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        session.scalars(select(Organisation)).one().host = OWN
    world.app.extensions["addresses"].forget()
    found = cookies(world, "/", f"https://{OWN}")
    assert set(found) == {"__Host-s", "__Host-taal"}
    for name, said in found.items():
        assert said >= {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"}, name
        assert not any(one.startswith("Domain") for one in said), name


def test_the_language_that_was_chosen_is_read_back_over_https_and_only_by_that_name(world: World) -> None:
    client = world.app.test_client()
    page = {"path": "/noorderhaven/contact", "base_url": "https://localhost"}
    client.set_cookie("taal", "en", domain="localhost", path="/noorderhaven/")
    assert '<html lang="nl"' in client.get(**page).text
    client.get("/noorderhaven/taal/en", base_url="https://localhost")
    assert '<html lang="en"' in client.get(**page).text


# ---- codes -----------------------------------------------------------------------------------------------------------


def test_a_recovery_code_is_too_long_to_be_found_from_its_digest(world: World) -> None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        person = session.scalars(select(Person).where(Person.email.startswith("medewerker@"))).one()
        factors.make_recovery_codes(session, person, world.app.config["WEDERHOOR"].secret_keys, world.now)
        session.flush()
        shown = factors.new_codes(session, person.id, world.app.config["WEDERHOOR"].secret_keys, world.now)
        kept = {row.digest for row in session.scalars(select(RecoveryCode))}
    assert len(set(shown)) == len(kept) == factors.CODES
    for code in shown:
        assert CODE.fullmatch(code)
        assert len(code.replace("-", "")) * math.log2(len(set(factors.ALPHABET))) > 112
    assert not any(code in digest or code.replace("-", "") in digest for code in shown for digest in kept)


@pytest.mark.parametrize(("seconds", "status"), [(600 - 1, 302), (600, 422)])
def test_a_code_by_mail_confirms_for_ten_minutes_and_not_a_second_more(world: World, seconds: int, status: int) -> None:
    browser = world.sign_in("medewerker")
    browser.post("/bevestigen/code", page="/bevestigen")
    code = world.mail_code()
    world.now += timedelta(seconds=seconds)
    browser.post("/bevestigen", {"code": code, "password": PASSWORD}, expect=status)


# ---- one's own sessions ----------------------------------------------------------------------------------------------


def pressed(browser: Browser, path: str) -> str:
    """Press a button of the page of one's sessions, and tell where that leads."""
    hidden = browser.form("/account/sessies")
    with time_machine.travel(browser.world.now, tick=False):
        answer = browser.client.post(f"/noorderhaven{path}", data=hidden)
    assert answer.status_code == 302
    return answer.headers["Location"]


@pytest.mark.parametrize("which", ["one", "all"])
def test_ending_a_session_takes_showing_who_one_is(world: World, which: str) -> None:
    here, there = world.sign_in("medewerker"), world.sign_in("medewerker")
    world.now += timedelta(minutes=6)
    page = here.get("/account/sessies").text
    one = page.split('action="/noorderhaven/account/sessies/')[1].split('"')[0]
    path = f"/account/sessies/{one if which == 'one' else 'alle'}"
    assert pressed(here, path).startswith("/noorderhaven/bevestigen?")
    there.get("/medewerker/")
    here.confirm()
    assert "/bevestigen" not in pressed(here, path)
    there.get("/medewerker/", expect=302)
    here.get("/medewerker/", expect=200 if which == "one" else 302)
