"""One-time codes of an app, recovery codes, and codes by mail (security rows 16 and 18)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pyotp
import pytest
from sqlalchemy import select

from portal.accounts import factors, second
from portal.models.identity import CodeApp, RecoveryCode
from portal.models.person import LinkPurpose, PersonSession
from portal.vault.sealing import Ring, place
from tests.support.world import PASSWORD

if TYPE_CHECKING:
    from tests.support.world import Browser, World

BRAM = "medewerker@noorderhaven.example"
SEED = re.compile(r'<code class="w-code">([A-Z2-7]{32})</code>')
CODE = re.compile(r'<code class="w-code">([2-9A-Z]{4}(?:-[2-9A-Z]{4}){5})</code>')


def enrolled(world: World, who: str = "medewerker") -> tuple[Browser, pyotp.TOTP, list[str]]:
    """Somebody who set up an app with codes, with the recovery codes that came with it."""
    browser = world.sign_in(who)
    browser.post("/account/code", {"action": "start"})
    found = SEED.search(browser.get("/account/code").text)
    assert found
    app = pyotp.TOTP(found.group(1))
    browser.post("/account/code", {"code": app.at(world.now)})
    codes = CODE.findall(browser.get("/account/herstelcodes").text)
    assert len(set(codes)) == 10
    return browser, app, codes


def half_way(world: World, email: str = BRAM) -> Browser:
    browser = world.visitor()
    where = browser.post("/inloggen", {"email": email, "password": PASSWORD}).headers["Location"]
    assert where == "/noorderhaven/inloggen/stap-2"
    return browser


def came_by(world: World) -> list[str]:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return [row.came_by.value for row in session.scalars(select(PersonSession).order_by(PersonSession.started_at))]


def test_an_app_is_set_up_and_asked_for_from_then_on(both_world: World) -> None:
    _, app, _ = enrolled(both_world)
    both_world.now += timedelta(seconds=30)
    browser = half_way(both_world)
    browser.get("/medewerker/", expect=302)
    wrong = browser.post("/inloggen/stap-2", {"code": "000000"}, expect=422)
    assert "Deze code klopt niet" in wrong.text
    browser.post("/inloggen/stap-2", {"code": app.at(both_world.now)})
    browser.get("/medewerker/")
    assert came_by(both_world)[-1] == "code"


def test_a_code_works_once(world: World) -> None:
    _, app, _ = enrolled(world)
    half_way(world).post("/inloggen/stap-2", {"code": app.at(world.now)}, expect=422)  # it took the app into use
    world.now += timedelta(seconds=30)
    code = app.at(world.now)
    half_way(world).post("/inloggen/stap-2", {"code": code})
    half_way(world).post("/inloggen/stap-2", {"code": code}, expect=422)


@pytest.mark.parametrize(("seconds", "right"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_clock_may_differ_by_one_step(world: World, seconds: int, right: bool) -> None:
    _, app, _ = enrolled(world)
    world.now += timedelta(minutes=10)
    world.now = world.now.replace(second=0)
    typed = app.at(world.now + timedelta(seconds=seconds))
    half_way(world).post("/inloggen/stap-2", {"code": f" {typed[:3]} {typed[3:]} "}, expect=302 if right else 422)


def test_an_older_code_is_not_taken_after_a_newer_one(world: World) -> None:
    _, app, _ = enrolled(world)
    world.now += timedelta(minutes=5)
    half_way(world).post("/inloggen/stap-2", {"code": app.at(world.now + timedelta(seconds=30))})
    half_way(world).post("/inloggen/stap-2", {"code": app.at(world.now)}, expect=422)


def test_codes_are_not_guessed_without_end_and_nobody_else_waits(world: World) -> None:
    _, app, _ = enrolled(world)
    world.now += timedelta(seconds=30)
    browser = half_way(world)
    for _turn in range(5):
        browser.post("/inloggen/stap-2", {"code": "123456"}, expect=422)
    answer = browser.post("/inloggen/stap-2", {"code": app.at(world.now)}, expect=429)
    assert int(answer.headers["Retry-After"]) > 0
    other = half_way(world)
    other.client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    other.post("/inloggen/stap-2", {"code": app.at(world.now)})


def test_codes_are_not_guessed_from_many_networks_and_the_holder_is_not_kept_out(world: World) -> None:
    _, app, _ = enrolled(world)
    person = world.person(BRAM).id
    with world.owner(world.tenants["noorderhaven"]) as session:
        for turn in range(50):
            second.count_failure(session, person, f"203.0.{turn}.0/24", world.now)
    world.now += timedelta(seconds=30)
    far = half_way(world)
    far.client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    far.post("/inloggen/stap-2", {"code": app.at(world.now)}, expect=429)
    half_way(world).post("/inloggen/stap-2", {"code": app.at(world.now)})


def test_a_recovery_code_opens_once_and_its_holder_is_told(both_world: World) -> None:
    _, _, codes = enrolled(both_world)
    browser = half_way(both_world)
    browser.post("/inloggen/stap-2", {"code": codes[3].lower().replace("-", " ")})
    browser.get("/medewerker/")
    assert len(both_world.letters("recovery_used")) == 1
    half_way(both_world).post("/inloggen/stap-2", {"code": codes[3]}, expect=422)
    half_way(both_world).post("/inloggen/stap-2", {"code": codes[4]})
    assert came_by(both_world)[-1] == "recovery"


def test_new_recovery_codes_end_the_old_ones_and_are_shown_for_ten_minutes(world: World) -> None:
    browser, _, codes = enrolled(world)
    world.now += timedelta(minutes=11)
    assert not CODE.findall(browser.get("/account/herstelcodes").text)
    browser.confirm = lambda: browser.post("/bevestigen", {"code": codes[0]})
    browser.post("/account/herstelcodes")
    fresh = CODE.findall(browser.get("/account/herstelcodes").text)
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)
    half_way(world).post("/inloggen/stap-2", {"code": codes[1]}, expect=422)


def test_the_database_holds_no_seed_and_no_code(world: World) -> None:
    _, app, codes = enrolled(world)
    ring = Ring(world.app.config["WEDERHOOR"].master_keys)
    with world.owner(world.tenants["noorderhaven"]) as session:
        [row] = session.scalars(select(CodeApp))
        assert app.secret.encode() not in row.seed
        assert ring.open(row.seed, place(row.tenant_id, "code_app", "seed", row.id)).decode() == app.secret
        digests = {one.digest for one in session.scalars(select(RecoveryCode))}
    assert not {one for one in codes if one in str(digests) or one.replace("-", "") in str(digests)}


def test_another_app_takes_the_place_of_the_first(world: World) -> None:
    browser, app, _ = enrolled(world)
    browser.post("/account/code", {"action": "start"})
    seed = SEED.search(browser.get("/account/code").text)
    assert seed
    assert seed.group(1) != app.secret
    browser.post("/account/code", {"code": "000000"}, expect=422)
    world.now += timedelta(seconds=30)
    half_way(world).post("/inloggen/stap-2", {"code": app.at(world.now)})  # until it is proved, the old one works
    other = pyotp.TOTP(seed.group(1))
    browser.post("/account/code", {"code": other.at(world.now)})
    world.now += timedelta(seconds=30)
    half_way(world).post("/inloggen/stap-2", {"code": app.at(world.now)}, expect=422)
    half_way(world).post("/inloggen/stap-2", {"code": other.at(world.now)})


def test_an_app_that_was_never_proved_is_not_asked_for(world: World) -> None:
    browser = world.sign_in("medewerker")
    browser.post("/account/code", {"action": "start"})
    again = world.visitor()
    assert again.post("/inloggen", {"email": BRAM, "password": PASSWORD}).headers["Location"].endswith("/medewerker/")


def test_an_app_is_removed_where_the_roles_allow_it(world: World) -> None:
    browser, _, _ = enrolled(world)
    browser.post("/account/code/verwijderen")
    assert "App instellen" in browser.get("/account").text
    boss = world.sign_in("functionaris")
    boss.post("/account/code", {"action": "start"})
    seed = SEED.search(boss.get("/account/code").text)
    assert seed
    boss.post("/account/code", {"code": pyotp.TOTP(seed.group(1)).at(world.now)})
    boss.post("/account/code/verwijderen")


# ---- who must --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "home", "must"),
    [
        ("functionaris", "/functionaris/", True),
        ("waarnemer", "/functionaris/", True),
        ("directie", "/directie/", True),
        ("beheer", "/beheer/", True),
        ("medewerker", "/medewerker/", False),
    ],
)
def test_some_roles_take_more_than_a_password(world: World, who: str, home: str, must: bool) -> None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        factors.let_go(session, world.person(f"{who}@noorderhaven.example").id)
    browser = world.visitor()
    browser.post("/inloggen", {"email": f"{who}@noorderhaven.example", "password": PASSWORD})
    answer = browser.get(home, expect=302 if must else 200)
    if not must:
        return
    assert answer.headers["Location"] == "/noorderhaven/account"
    page = browser.get("/account").text
    assert "Uw rol vraagt een tweede stap" in page
    browser.email = ""
    browser.post("/account/code", {"action": "start"})
    seed = SEED.search(browser.get("/account/code").text)
    assert seed
    browser.post("/account/code", {"code": pyotp.TOTP(seed.group(1)).at(world.now)})
    browser.get(home)
    assert "Uw rol vraagt een tweede stap" not in browser.get("/account").text


def test_in_a_demo_a_password_is_enough_until_somebody_enrols(world: World) -> None:
    world.add("proef", "Proef (fictief)", demo=True)
    with world.owner(world.tenants["proef"]) as session:
        factors.let_go(session, world.person("functionaris@proef.example", "proef").id)
    browser = world.visitor("proef")
    browser.post("/inloggen", {"email": "functionaris@proef.example", "password": PASSWORD})
    browser.get("/functionaris/")
    other = world.visitor("proef")
    answer = other.post("/inloggen", {"email": "beheer@proef.example", "password": PASSWORD})
    assert answer.headers["Location"] == "/proef/inloggen/stap-2"


# ---- without a password ----------------------------------------------------------------------------------------------


def asked(world: World) -> tuple[Browser, str]:
    number = world.file()
    browser = world.visitor()
    told = {"reference": number, "code": world.filed.code, "action": "follow"}
    browser.post("/klacht/status", told)
    return browser, number


def test_a_receipt_code_and_a_code_by_mail_open_the_case(both_world: World) -> None:
    browser, number = asked(both_world)
    [letter] = both_world.letters("sign_in_code")
    assert letter.to_address == "marloes@post.example"
    code = both_world.mail_code()
    browser.post("/klacht/code", {"code": f"{code[:4]} {code[4:]}"})
    browser.accept("klager", number)
    assert "Sinds november" in browser.get(f"/klager/zaak/{number}/").text
    assert came_by(both_world) == ["mail"]


def test_what_was_done_without_a_password_stays_when_one_is_chosen(both_world: World) -> None:
    browser, number = asked(both_world)
    browser.post("/klacht/code", {"code": both_world.mail_code()})
    browser.accept("klager", number)
    browser.act("klager", number, "bericht", {"text": "Ik heb nog een vraag."})
    assert "U heeft geen wachtwoord." in browser.get("/account").text
    browser.post("/account/wachtwoord", {"password": PASSWORD})
    other = both_world.sign_in("marloes@post.example")
    assert "Ik heb nog een vraag." in other.get(f"/klager/zaak/{number}/").text


def test_who_has_no_password_confirms_with_a_code_by_mail(world: World) -> None:
    browser, number = asked(world)
    browser.post("/klacht/code", {"code": world.mail_code()})
    browser.accept("klager", number)
    world.now += timedelta(minutes=6)
    browser.post("/account/wachtwoord", {"password": PASSWORD}, expect=302)
    assert len(world.letters("confirm_code")) == 1


def test_a_code_by_mail_works_once_for_ten_minutes_and_five_guesses(world: World) -> None:
    browser, _ = asked(world)
    code = world.mail_code()
    thief = world.visitor()
    thief.post(
        "/klacht/status", {"reference": "K-2026-0001", "code": "AAAA-AAAA-AAAA-AAAA", "action": "follow"}, expect=422
    )
    thief.get("/klacht/code", expect=302)
    for _turn in range(5):
        browser.post("/klacht/code", {"code": "00000000"}, expect=422)
    browser.post("/klacht/code", {"code": code}, expect=422)
    again = world.visitor()
    again.post("/klacht/status", {"reference": "K-2026-0001", "code": world.filed.code, "action": "follow"})
    fresh = world.mail_code()
    world.now += timedelta(minutes=10, seconds=1)
    assert "werkt niet meer" in again.post("/klacht/code", {"code": fresh}, expect=422).text


def test_who_has_a_password_is_told_so_by_mail_alone(world: World) -> None:
    client, number = world.client()
    code = world.filed.code
    pages = []
    for known in (True, False):
        if not known:
            number, code = world.file("Ander", "ander@post.example"), world.filed.code
        browser = world.visitor()
        browser.post("/klacht/status", {"reference": number, "code": code, "action": "follow"})
        page = browser.get("/klacht/code").text
        pages.append(re.sub(r'value="[^"]*"', "", page))
    assert pages[0] == pages[1]
    assert [one.to_address for one in world.letters("sign_in_here")] == ["marloes@post.example"]
    assert [one.to_address for one in world.letters("sign_in_code")] == ["ander@post.example"]
    del client


def test_a_code_by_mail_does_not_pass_a_second_step(world: World) -> None:
    """Of an account that has a passkey and no password, the mailbox is not enough."""
    browser, number = asked(world)
    browser.post("/klacht/code", {"code": world.mail_code()})
    world.equip("marloes@post.example")
    other = world.visitor()
    other.post("/klacht/status", {"reference": number, "code": world.filed.code, "action": "follow"})
    where = other.post("/klacht/code", {"code": world.mail_code()}).headers["Location"]
    assert where.startswith("/noorderhaven/inloggen/stap-2")
    other.get(f"/klager/zaak/{number}/", expect=302)


def test_a_reset_by_mail_does_not_pass_a_second_step(world: World) -> None:
    """Security row 19."""
    visitor = world.visitor()
    visitor.post("/wachtwoord", {"email": "functionaris@noorderhaven.example"})
    visitor.get(world.link(LinkPurpose.RESET), expect=302)
    where = visitor.post("/uitnodiging", {"password": "een heel ander wachtwoord 7"}).headers["Location"]
    assert where == "/noorderhaven/inloggen/stap-2"
    visitor.get("/functionaris/", expect=302)
    visitor.show_key("functionaris@noorderhaven.example")
    visitor.get("/functionaris/")
