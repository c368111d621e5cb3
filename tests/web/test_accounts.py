"""Accounts: guesses are counted, roles keep their version, and who is in office can open the portal."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.accounts import offices, people
from portal.models.journal import JournalRow
from portal.models.organisation import Post
from portal.models.person import Person, Role, RoleName
from tests.support.journey import officer
from tests.support.world import PASSWORD

if TYPE_CHECKING:
    from tests.support.world import Browser, World

OTHER = "heel-ander-geheim-woord"
WRONG = "iets heel anders dan dat"


def journal(world: World, act: str) -> list[tuple[str, set[str]]]:
    """Who did this, and what else is said of it."""
    with world.owner(world.tenants["noorderhaven"]) as session:
        found = select(JournalRow.actor, JournalRow.detail).where(JournalRow.act == act).order_by(JournalRow.seq)
        return [(row.actor, set(row.detail)) for row in session.execute(found)]


def member(world: World, who: str) -> str:
    return f"/beheer/medewerkers/{world.person(f'{who}@noorderhaven.example').id}"


def roles(world: World, who: str) -> set[str]:
    with world.owner(world.tenants["noorderhaven"]) as session:
        person = people.by_email(session, f"{who}@noorderhaven.example")
        return {one.value for one in people.roles_of(session, person.id)} if person else set()


def ticked(text: str) -> set[str]:
    boxes = re.findall(r'<input[^>]*name="roles"[^>]*>', text)
    return {box.split('value="')[1].split('"')[0] for box in boxes if "checked" in box}


# ---- guesses ---------------------------------------------------------------------------------------------------------


def guess(browser: Browser, times: int) -> None:
    for _ in range(times):
        page = browser.post("/bevestigen", {"password": WRONG, "code": "1"}, expect=422)
        assert "Dit klopt niet." in page.text


def test_the_password_of_an_account_that_is_open_is_not_guessed_without_end(both_world: World) -> None:
    browser = both_world.sign_in("medewerker")
    browser.post("/bevestigen/code", page="/bevestigen")
    code = both_world.mail_code()
    guess(browser, 5)
    waiting = browser.post("/bevestigen", {"password": PASSWORD, "code": code}, expect=429)
    assert int(waiting.headers["Retry-After"]) > 0
    person = both_world.person("medewerker@noorderhaven.example").id.hex
    assert journal(both_world, "confirm_failed") == [(person, {"network"})] * 5
    assert journal(both_world, "password_set") == []
    both_world.visitor().post(
        "/inloggen", {"email": "medewerker@noorderhaven.example", "password": PASSWORD}, expect=429
    )
    both_world.now += timedelta(seconds=3)
    browser.post("/bevestigen", {"password": PASSWORD, "code": code}, expect=422)  # five wrong ones ended that code
    both_world.now += timedelta(seconds=5)
    browser.post("/account/wachtwoord", {"password": OTHER})


def test_a_new_password_that_will_not_do_is_no_guess(world: World) -> None:
    browser = world.sign_in("medewerker")
    for _ in range(7):
        browser.post("/account/wachtwoord", {"password": "kort"}, expect=422)
    assert journal(world, "confirm_failed") == []


def test_the_journal_says_whose_account_was_tried(both_world: World) -> None:
    visitor = both_world.visitor()
    pages = [
        visitor.post("/inloggen", {"email": email, "password": WRONG}, expect=422).text
        for email in (" Medewerker@noorderhaven.example", "wie-is-dit@noorderhaven.example")
    ]
    person = both_world.person("medewerker@noorderhaven.example").id.hex
    assert journal(both_world, "sign_in_failed") == [(person, {"network"}), ("nobody", {"network"})]
    said = [re.findall(r"<li>([^<]*)</li>", page.partition("w-errors")[2])[0] for page in pages]
    assert said[0] == said[1]


# ---- roles -----------------------------------------------------------------------------------------------------------


def test_who_is_in_office_keeps_the_role(both_world: World) -> None:
    number = both_world.file()
    boss, admin = both_world.sign_in("functionaris"), both_world.sign_in("beheer")
    path = member(both_world, "functionaris")
    page = unescape(admin.post(path, {"roles": ["employee"]}, expect=422).text)
    assert "Beëindig eerst de benoeming van deze persoon." in page
    assert roles(both_world, "functionaris") == {"functionaris"}
    assert number in boss.get("/functionaris/").text
    admin.post(path, {"roles": ["functionaris", "employee"]})
    assert roles(both_world, "functionaris") == {"functionaris", "employee"}
    ends = admin.get("/beheer/benoemingen").text.split("<tr")
    row = next(one for one in ends if "Hanneke" in one)
    found = re.search(r"/beheer/benoemingen/[0-9a-f-]{36}/beeindigen", row)
    assert found
    admin.post(found.group(), {"until_on": (both_world.today - timedelta(days=1)).isoformat()})
    admin.post(path, {"roles": ["employee"]})
    assert roles(both_world, "functionaris") == {"employee"}


def test_an_appointment_without_the_role_makes_nobody_competent(world: World) -> None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        of = select(Person.id).where(Person.email == "functionaris@noorderhaven.example")
        session.scalars(select(Role).where(Role.person_id.in_(of))).one().ended_at = world.now
        session.flush()
        assert offices.in_office(session, Post.FUNCTIONARIS, world.today) == ()
        assert [one.name for one in offices.in_office(session, Post.DEPUTY, world.today)] == ["Rutger Smeenk"]
    assert "Er is nog geen" in world.sign_in("beheer").get("/beheer/").text
    number = world.file()
    officer(world, number, "waarnemer").begin()


def test_of_two_admins_the_last_one_is_told(both_world: World) -> None:
    admin, path = both_world.sign_in("beheer"), member(both_world, "medewerker")
    old = admin.form(path)["version"]
    admin.post(path, {"roles": ["management"]})
    chosen = {"roles": ["employee", "admin"]}
    late = unescape(admin.post(path, {**chosen, "version": old}, expect=409).text)
    assert "Iemand anders heeft dit intussen gewijzigd." in late
    assert re.search(r"Rollen nu:\s*Directie", late)
    assert ticked(late) == {"employee", "admin"}
    assert roles(both_world, "medewerker") == {"management"}
    for none in ("", "x", "99"):
        admin.post(path, {**chosen, "version": none}, expect=409)
    shown = re.search(r'name="version"[^>]*value="(\d+)"', late)
    assert shown
    admin.post(path, {**chosen, "version": shown.group(1)})
    assert roles(both_world, "medewerker") == {"employee", "admin"}


def test_there_and_back_again_is_a_change_too(world: World) -> None:
    admin, path = world.sign_in("beheer"), member(world, "medewerker")
    old = admin.form(path)["version"]
    admin.post(path, {"roles": ["management"]})
    admin.post(path, {"roles": ["employee"]})
    admin.post(path, {"roles": [], "version": old}, expect=409)


def test_the_version_of_roles_tells_the_admin_nothing_of_a_case(world: World) -> None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        person = people.by_email(session, "medewerker@noorderhaven.example")
        assert person is not None
        before = people.roles_version(session, person.id)
        people.give_role(session, person, RoleName.CLIENT, world.now, None)
        assert people.roles_version(session, person.id) == before
