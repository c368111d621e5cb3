"""One's own account: sessions, sign-ins, another address, and what an admin and others can do about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.accounts import factors, mending
from portal.casework.clockwork import sweep
from portal.models.complaint import Participant
from portal.models.identity import AccountMend, Passkey
from portal.models.journal import JournalRow
from portal.models.person import LinkPurpose, Person, PersonSession
from tests.support.world import PASSWORD

if TYPE_CHECKING:
    from tests.support.world import Browser, World

NEW = "nieuw@post.example"
BOSS = "functionaris@noorderhaven.example"


def all_of(world: World, table: type) -> list[Any]:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return list(session.scalars(select(table)))


def journalled(world: World, what: str) -> int:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return len([row for row in session.scalars(select(JournalRow)) if row.act == what])


def swept(world: World) -> None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        sweep(session, world.now, world.app.config["WEDERHOOR"].secret_keys[0])


# ---- where one is signed in ------------------------------------------------------------------------------------------


def test_one_sees_where_one_is_signed_in_and_ends_another_session(both_world: World) -> None:
    here, there = both_world.sign_in("medewerker"), both_world.sign_in("medewerker")
    stranger = both_world.sign_in("collega")
    page = here.get("/account/sessies").text
    assert page.count("Hier uitloggen") == 1
    assert "Dit apparaat" in page
    path = page.split('action="/noorderhaven/account/sessies/')[1].split('"')[0]
    stranger.post(f"/account/sessies/{path}", page="/account/sessies", expect=404)
    here.post(f"/account/sessies/{path}", page="/account/sessies")
    there.get("/medewerker/", expect=302)
    here.get("/medewerker/")
    stranger.get("/medewerker/")


def test_signing_out_everywhere_ends_this_one_too(both_world: World) -> None:
    here, there = both_world.sign_in("medewerker"), both_world.sign_in("medewerker")
    here.post("/account/sessies/alle", page="/account/sessies")
    here.get("/medewerker/", expect=302)
    there.get("/medewerker/", expect=302)
    assert all(row.ended_at for row in all_of(both_world, PersonSession))


def test_a_sign_in_from_a_place_nobody_knows_is_told(world: World) -> None:
    world.sign_in("medewerker")
    assert world.letters("signin_unusual") == []
    same = world.visitor()
    same.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"  # another network, the same device
    same.post("/inloggen", {"email": "medewerker@noorderhaven.example", "password": PASSWORD})
    assert world.letters("signin_unusual") == []
    other = world.visitor()
    other.client.environ_base |= {"REMOTE_ADDR": "198.51.100.9", "HTTP_USER_AGENT": "Somebody else's browser"}
    other.post("/inloggen", {"email": "medewerker@noorderhaven.example", "password": PASSWORD})
    [letter] = world.letters("signin_unusual")
    assert letter.to_address == "medewerker@noorderhaven.example"
    page = other.get("/account/sessies").text
    assert "Somebody else&#39;s browser" in page
    assert "198.51.100.0/24" in page
    assert "198.51.100.9" not in page
    assert journalled(world, "sign_in_unusual") == 1


# ---- another address -------------------------------------------------------------------------------------------------


def test_another_address_is_proved_before_it_counts_and_the_old_one_is_told(both_world: World) -> None:
    client, number = both_world.client()
    client.post("/account/adres", {"email": NEW})
    assert both_world.person("marloes@post.example").email == "marloes@post.example"
    [letter] = both_world.letters("prove_address")
    assert letter.to_address == NEW
    visitor = both_world.visitor()
    link = both_world.link(LinkPurpose.ADDRESS).replace("klacht/verder", "adres")
    visitor.get(link, expect=302)
    assert NEW in visitor.get("/adres").text
    visitor.post("/adres")
    client.get("/klager/", expect=302)
    [told] = both_world.letters("address_changed")
    assert told.to_address == "marloes@post.example"
    assert both_world.sign_in(NEW).get(f"/klager/zaak/{number}/")
    both_world.visitor().post("/inloggen", {"email": "marloes@post.example", "password": PASSWORD}, expect=422)
    assert {one.email for one in all_of(both_world, Participant) if one.part == "complainant"} == {NEW}
    visitor.get(link, expect=302)
    visitor.get("/adres", expect=404)


def test_an_address_that_is_in_use_is_told_to_nobody(world: World) -> None:
    browser = world.sign_in("medewerker")
    pages = []
    for email in ("collega@noorderhaven.example", NEW):
        browser.post("/account/adres", {"email": email})
        pages.append(browser.get("/account?gedaan=address_asked").text)
    assert [one.to_address for one in world.letters("prove_address")] == [NEW]
    browser.post("/account/adres", {"email": "medewerker@noorderhaven.example"}, expect=422)


def test_who_reads_cases_in_office_does_not_change_the_address_alone(world: World) -> None:
    boss = world.sign_in("functionaris")
    assert "wijzigen daarom twee anderen samen" in boss.get("/account").text
    hidden = boss.form("/account/wachtwoord")
    boss.post("/account/adres", {"email": NEW, **hidden}, page="/account/wachtwoord", expect=422)
    assert world.letters("prove_address") == []


# ---- mending ---------------------------------------------------------------------------------------------------------


def key_of(world: World, email: str) -> str:
    person = world.person(email)
    return str(person.listed_as or person.id)


def asked(world: World, what: str = "factors", email: str = "", who: str = BOSS) -> Browser:
    admin = world.sign_in("beheer")
    admin.post(f"/beheer/medewerkers/{key_of(world, who)}/herstellen", {"what": what, "email": email})
    return admin


def agreed(world: World) -> Browser:
    boss = world.sign_in("directie")
    [row] = all_of(world, AccountMend)
    boss.post(f"/directie/bezetting/herstel/{row.id}", {"answer": "yes"})
    return boss


def test_two_people_and_a_day_mend_an_account_that_reads_cases(both_world: World) -> None:
    asked(both_world)
    assert [one.to_address for one in both_world.letters("mend_to_agree")] == ["directie@noorderhaven.example"]
    boss = agreed(both_world)
    assert "Goedgekeurd" in boss.get("/directie/bezetting").text
    assert [one.to_address for one in both_world.letters("mend_notice")] == [BOSS]
    assert [one.to_address for one in both_world.letters("mend_other")] == ["waarnemer@noorderhaven.example"]
    both_world.now += timedelta(hours=23, minutes=59)
    swept(both_world)
    both_world.sign_in("functionaris").get("/functionaris/")
    both_world.now += timedelta(minutes=1)
    swept(both_world)
    assert [row for row in all_of(both_world, Passkey) if row.person_id == both_world.person(BOSS).id] == []
    [letter] = both_world.letters("account_mended")
    assert letter.to_address == BOSS
    assert journalled(both_world, "account_mended") == 1
    with both_world.owner(both_world.tenants["noorderhaven"]) as session:
        link = next(one for one in session.scalars(select(_link())) if one.id == letter.link_id)
    fresh = both_world.visitor()
    fresh.get(both_world.path(link), expect=302)
    fresh.post("/uitnodiging", {"password": "een heel ander wachtwoord 7"})
    assert fresh.get("/functionaris/", expect=302).headers["Location"] == "/noorderhaven/account"


def _link() -> type:
    from portal.models.person import Link

    return Link


@pytest.mark.parametrize("way", ["link", "account", "management"])
def test_the_holder_can_refuse_and_nothing_changes(world: World, way: str) -> None:
    asked(world)
    boss = agreed(world)
    [row] = all_of(world, AccountMend)
    if way == "link":
        visitor = world.visitor()
        visitor.get(world.link(LinkPurpose.OBJECT).replace("klacht/verder", "bezwaar"), expect=302)
        assert "Petra Lubbers" in visitor.get("/bezwaar").text
        visitor.post("/bezwaar")
        visitor.get("/bezwaar", expect=404)
    elif way == "account":
        holder = world.sign_in("functionaris")
        assert "Anderen willen uw account herstellen" in holder.get("/account").text
        holder.post("/account/herstel/stoppen", page="/account/wachtwoord")
    else:
        boss.post(f"/directie/bezetting/herstel/{row.id}", {"answer": "no"})
    world.now += timedelta(hours=25)
    swept(world)
    world.sign_in("functionaris").get("/functionaris/")
    assert world.letters("account_mended") == []


def test_one_person_is_not_two(world: World) -> None:
    """Who asks it does not agree to it, nor does whose account it is."""
    with world.owner(world.tenants["noorderhaven"]) as session:
        from portal.accounts import people
        from portal.models.person import RoleName

        both = session.scalars(select(Person).where(Person.email == "beheer@noorderhaven.example")).one()
        people.give_role(session, both, RoleName.MANAGEMENT, world.now, None)
    admin = asked(world)
    [row] = all_of(world, AccountMend)
    page = admin.get(f"/directie/bezetting/herstel/{row.id}").text
    assert "Ik ben het ermee eens" not in page
    admin.post(f"/directie/bezetting/herstel/{row.id}", {"answer": "yes"}, expect=422)
    with world.owner(world.tenants["noorderhaven"]) as session, pytest.raises(mending.Refused):
        mending.agree(session, row.id, world.now, row.person_id)
    assert (
        "Het verzoek ligt bij de directie." in admin.get(f"/beheer/medewerkers/{key_of(world, BOSS)}/herstellen").text
    )
    with world.owner(world.tenants["noorderhaven"]) as session, pytest.raises(mending.Refused):
        mending.ask(session, row.person_id, mending.Mend.FACTORS, "", world.now, row.asked_by_id)


def test_another_address_is_given_by_two_and_the_old_one_is_told(world: World) -> None:
    asked(world, "address", NEW)
    agreed(world)
    world.now += timedelta(hours=24)
    swept(world)
    assert world.person(NEW).password_hash is None
    assert [one.to_address for one in world.letters("address_changed")] == [BOSS]
    assert [one.to_address for one in world.letters("account_mended")] == [NEW]


def test_without_cases_behind_it_the_admin_mends_at_once_and_it_is_told(world: World) -> None:
    world.equip("medewerker@noorderhaven.example")
    asked(world, who="medewerker@noorderhaven.example")
    assert [one.to_address for one in world.letters("account_mended")] == ["medewerker@noorderhaven.example"]
    with world.owner(world.tenants["noorderhaven"]) as session:
        person = session.scalars(select(Person).where(Person.email == "medewerker@noorderhaven.example")).one()
        assert not factors.held(session, person).second
    admin = world.sign_in("beheer")
    path = f"/beheer/medewerkers/{key_of(world, 'collega@noorderhaven.example')}/herstellen"
    admin.post(path, {"what": "address", "email": ""}, expect=422)
    admin.post(path, {"what": "address", "email": BOSS}, expect=422)
    admin.get(f"/beheer/medewerkers/{key_of(world, 'beheer@noorderhaven.example')}/herstellen", expect=404)


def test_nobody_gives_an_account_another_address_alone(both_world: World) -> None:
    """Who gives the address gives the account, and with it the holder's side of every case."""
    who = "medewerker@noorderhaven.example"
    asked(both_world, "address", NEW, who=who)
    assert both_world.person(who).password_hash is not None
    both_world.sign_in("medewerker").get("/medewerker/")
    assert [one.to_address for one in both_world.letters("mend_to_agree")] == ["directie@noorderhaven.example"]
    agreed(both_world)
    assert [one.to_address for one in both_world.letters("mend_notice")] == [who]
    assert both_world.letters("mend_other") == []
    both_world.now += timedelta(hours=24)
    swept(both_world)
    assert both_world.person(NEW).password_hash is None


# ---- leaving and coming back -----------------------------------------------------------------------------------------


def test_who_comes_back_begins_anew_with_the_roles_of_before(both_world: World) -> None:
    admin = both_world.sign_in("beheer")
    browser = both_world.equip("medewerker@noorderhaven.example")
    key = key_of(both_world, "medewerker@noorderhaven.example")
    admin.get(f"/beheer/medewerkers/{key}/openen", expect=404)
    admin.post(f"/beheer/medewerkers/{key}/sluiten")
    browser.get("/medewerker/", expect=302)
    both_world.visitor().post(
        "/inloggen", {"email": "medewerker@noorderhaven.example", "password": PASSWORD}, expect=422
    )
    admin.post(f"/beheer/medewerkers/{key}/openen")
    both_world.visitor().post(
        "/inloggen", {"email": "medewerker@noorderhaven.example", "password": PASSWORD}, expect=422
    )
    visitor = both_world.visitor()
    visitor.get(both_world.link(LinkPurpose.INVITE), expect=302)
    visitor.post("/uitnodiging", {"password": "een heel ander wachtwoord 7"})
    visitor.get("/medewerker/")


def test_the_admin_sees_who_has_which_role_since_when_and_by_whom(world: World) -> None:
    admin = world.sign_in("beheer")
    key = key_of(world, "collega@noorderhaven.example")
    page = admin.get(f"/beheer/medewerkers/{key}").text
    assert "bij de inrichting" in page
    version = page.split('name="version"')[1].split('value="')[1].split('"')[0]
    admin.post(f"/beheer/medewerkers/{key}", {"roles": ["employee", "management"], "version": version})
    page = admin.get(f"/beheer/medewerkers/{key}").text
    assert "Rollen door de tijd" in page
    assert "Petra Lubbers" in page.partition("Rollen door de tijd")[2]
