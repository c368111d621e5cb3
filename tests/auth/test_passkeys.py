"""Passkeys: what is right comes in, and everything that is nearly right does not (security row 17)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select

from portal.models.identity import Passkey
from portal.models.person import Link, LinkPurpose, PersonSession
from tests.support import authenticator
from tests.support.authenticator import answer

if TYPE_CHECKING:
    from tests.support.world import Browser, World

HANNEKE = "functionaris@noorderhaven.example"


ASK, SHOW = "/inloggen/sleutel/vraag", "/inloggen/sleutel"


def rows(world: World, table: type, slug: str = "noorderhaven") -> list[Any]:
    with world.owner(world.tenants[slug]) as session:
        return list(session.scalars(select(table)))


def shown(browser: Browser, email: str = HANNEKE, expect: int = 200, **spoilt: Any) -> dict[str, Any]:
    asked = browser.send_json(ASK, {})
    return browser.send_json(SHOW, answer(asked, email, browser.slug, **spoilt), expect=expect)


def test_a_passkey_alone_is_enough_and_strong(both_world: World) -> None:
    browser = both_world.visitor()
    assert shown(browser)["to"] == "/noorderhaven/functionaris/"
    browser.get("/functionaris/")
    [session] = rows(both_world, PersonSession)
    assert (session.came_by, session.strong, session.confirmed_by) == ("passkey", True, "passkey")


NEARLY = (
    {"origin": "http://evil.example"},
    {"origin": "https://localhost"},
    {"origin": "http://localhost:1"},
    {"host": "evil.example"},
    {"host": "noorderhaven"},
    {"flags": 0x01},  # present, and not verified: no finger, face or pin
    {"flags": 0x04},
    {"flags": 0x00},
    {"key": ec.generate_private_key(ec.SECP256R1())},
    {"type": "webauthn.create"},
    {"challenge": authenticator.b64(bytes(32))},
    {"challenge": authenticator.b64(b"")},
    {"challenge": "é"},
    {"handle": b"somebody else"},
)


def test_what_is_nearly_right_does_not_come_in(world: World) -> None:
    for spoilt in NEARLY:
        browser = world.visitor()
        told = shown(browser, expect=422, **spoilt)
        assert "Deze passkey kennen wij hier niet" in told["error"], spoilt
        browser.get("/functionaris/", expect=302)


def test_garbage_is_refused_in_words(world: World) -> None:
    browser = world.visitor()
    right = answer(browser.send_json(ASK, {}), HANNEKE, browser.slug)
    for garbage in (
        None, [], "x", 7, {}, {"rawId": "x"}, {**right, "rawId": "%%%"}, {**right, "rawId": "é"}, {"response": None},
        {"response": {"clientDataJSON": "bm8"}}, {"response": {"clientDataJSON": "e30"}},
        {**right, "response": {**right["response"], "authenticatorData": "YQ"}},
        {**right, "response": {**right["response"], "signature": 7}},
        {"id": "a", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": 7}},
    ):  # fmt: skip
        assert "error" in browser.send_json(SHOW, garbage, expect=422), garbage


def test_a_challenge_works_once_and_for_five_minutes(world: World) -> None:
    browser = world.visitor()
    asked = browser.send_json(ASK, {})
    given = answer(asked, HANNEKE, browser.slug)
    browser.send_json(SHOW, given)
    other = world.visitor()
    other.send_json(ASK, {})
    other.send_json(SHOW, given, expect=422)
    late = other.send_json(ASK, {})
    world.now += timedelta(minutes=5, seconds=1)
    other.send_json(SHOW, answer(late, HANNEKE, other.slug), expect=422)


def test_a_challenge_of_another_person_or_of_nobody_does_not_fit(world: World) -> None:
    """What was asked to confirm who one is does not sign anybody in, and the other way round."""
    browser = world.sign_in("functionaris")
    asked = browser.send_json("/bevestigen/sleutel/vraag", {})
    thief = world.visitor()
    thief.send_json(SHOW, answer(asked, HANNEKE, thief.slug), expect=422)
    anyone = thief.send_json(ASK, {})
    browser.send_json("/bevestigen/sleutel", answer(anyone, HANNEKE, browser.slug), expect=422)
    other = world.sign_in("waarnemer")
    own = other.send_json("/bevestigen/sleutel/vraag", {})
    other.send_json("/bevestigen/sleutel", answer(own, HANNEKE, other.slug), expect=422)


def test_a_counter_that_goes_back_is_a_copy(world: World) -> None:
    shown(world.visitor(), count=9)
    shown(world.visitor(), count=10)
    shown(world.visitor(), expect=422, count=10)
    shown(world.visitor(), expect=422, count=3)
    assert next(row.sign_count for row in rows(world, Passkey) if row.used_at) == 10


def test_a_passkey_of_another_organisation_opens_nothing_here(world: World) -> None:
    world.add("nexxtep", "Nexxtep (fictief)")
    browser = world.visitor("nexxtep")
    asked = browser.send_json(ASK, {})
    browser.send_json(SHOW, answer(asked, HANNEKE, "noorderhaven"), expect=422)
    here = world.visitor()
    foreign = here.send_json(ASK, {})
    browser.send_json(SHOW, answer(foreign, "functionaris@nexxtep.example", "nexxtep"), expect=422)
    shown(browser, "functionaris@nexxtep.example")


def test_a_closed_account_does_not_come_in_with_its_passkey(world: World) -> None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        from portal.models.person import Person

        session.scalars(select(Person).where(Person.email == HANNEKE)).one().disabled_at = world.now
    shown(world.visitor(), expect=422)


# ---- one's own -------------------------------------------------------------------------------------------------------


def add_key(browser: Browser, email: str, name: str = "laptop", **spoilt: Any) -> dict[str, Any]:
    asked = browser.send_json("/account/sleutels/vraag", {})
    made = {**authenticator.made(asked, email, browser.slug, **spoilt), "name": name}
    return browser.send_json("/account/sleutels", made, expect=422 if spoilt else 200)


def test_an_employee_adds_a_passkey_and_comes_in_with_it(both_world: World) -> None:
    email = "medewerker@noorderhaven.example"
    browser = both_world.sign_in("medewerker")
    browser.confirm()
    before = rows(both_world, PersonSession)[0].digest
    told = add_key(browser, email)
    assert told["to"] == "/noorderhaven/account/herstelcodes?gedaan=factor_added"
    assert rows(both_world, PersonSession)[0].digest != before
    assert browser.get("/account/herstelcodes").text.count('class="w-code"') == 10
    page = browser.get("/account").text
    assert "laptop" in page
    assert [one.to_address for one in both_world.letters("factor_added")] == [email]
    handle = both_world.person(email).handle
    assert handle is not None
    assert len(handle) == 32
    other = both_world.visitor()
    assert shown(other, email, handle=handle)["to"] == "/noorderhaven/medewerker/"
    again = both_world.visitor()
    asked = again.post("/inloggen", {"email": email, "password": "vier-losse-woorden-samen"})
    assert asked.headers["Location"] == "/noorderhaven/inloggen/stap-2"
    again.get("/medewerker/", expect=302)
    assert shown(again, email, handle=handle)["to"] == "/noorderhaven/medewerker/"


def test_adding_one_takes_showing_who_one_is_just_now(world: World) -> None:
    browser = world.sign_in("medewerker")
    token = browser.form("/account/wachtwoord")["csrf_token"]
    with time_machine.travel(world.now, tick=False):
        answered = browser.client.post("/noorderhaven/account/sleutels/vraag", json={}, headers={"X-CSRFToken": token})
    assert answered.json == {"to": "/noorderhaven/bevestigen?next=/noorderhaven/account/sleutels/nieuw"}


@pytest.mark.parametrize(
    "spoilt", [{"origin": "http://evil.example"}, {"host": "evil.example"}, {"flags": 0x01}], ids=str
)
def test_a_passkey_that_was_made_elsewhere_is_not_kept(world: World, spoilt: dict[str, Any]) -> None:
    browser = world.sign_in("medewerker")
    browser.confirm()
    assert "error" in add_key(browser, "medewerker@noorderhaven.example", **spoilt)
    assert len(rows(world, Passkey)) == 4  # those of the staff that has one


def test_the_last_second_step_stays_where_a_role_takes_one(world: World) -> None:
    boss = world.sign_in("functionaris")
    [key] = [row for row in rows(world, Passkey) if row.person_id == world.person(HANNEKE).id]
    page = boss.post(f"/account/sleutels/{key.id}/verwijderen", expect=422)
    assert "Stel eerst een andere in" in page.text
    other = world.sign_in("waarnemer")
    other.get(f"/account/sleutels/{key.id}/verwijderen", expect=404)
    employee = world.equip("medewerker@noorderhaven.example")
    [own] = [row for row in rows(world, Passkey) if row.person_id == world.person("medewerker@noorderhaven.example").id]
    employee.post(f"/account/sleutels/{own.id}/verwijderen")
    assert own.id not in {row.id for row in rows(world, Passkey)}
    assert len(world.letters("factor_removed")) == 1


def test_a_link_of_a_ceremony_is_no_door(world: World) -> None:
    browser = world.visitor()
    browser.send_json(ASK, {})
    [link] = [row for row in rows(world, Link) if row.purpose is LinkPurpose.CEREMONY]
    token = world.path(link).rpartition("/")[2]
    for folder in ("uitnodiging", "wachtwoord", "machtiging", "adres", "bezwaar"):
        browser.get(f"/{folder}/{token}", expect=302)
        browser.get(f"/{'uitnodiging' if folder == 'wachtwoord' else folder}", expect=404)
