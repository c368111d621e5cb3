"""Showing once more who one is before what cannot be undone, at most five minutes ago (security row 6)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from portal.domain.acts import Act
from portal.models.judgment import Signature
from portal.models.person import PersonSession
from portal.web import gate
from portal.web.gate import confirmed
from tests.support.journey import employee, informed, officer
from tests.support.world import PASSWORD

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.world import Browser, World

DECLARED = """
client       sign
employee     sign
functionaris open_hearing inform_employee release grant_insight issue_judgment issue_settlement sign
functionaris record_paper_signature correct_judgment
admin        invite member close appointments end_appointment mend reopen provider
management   appoint mend deviation keeping
functionaris keeping_case access_request
auth         password address code_app remove_code_app recovery_codes ask_new_key new_key remove_key
auth         end_session end_sessions
auth         link_provider unlink_provider
"""
"""Written by hand: what releases, judges, signs, exports, or changes an address, a way in, a role or an office."""


def test_every_page_that_asks_it_is_on_the_list_and_no_other(app: Flask) -> None:
    wanted = {f"{portal}.{name}" for portal, *names in map(str.split, DECLARED.strip().splitlines()) for name in names}
    found = {rule.endpoint for rule in app.url_map.iter_rules() if confirmed(rule.endpoint)}
    assert found == wanted & {rule.endpoint for rule in app.url_map.iter_rules()}
    assert wanted <= {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {
        one.partition(".")[2]
        for one in wanted
        if not one.startswith(("admin", "management", "auth", "functionaris.keeping", "functionaris.access"))
    } == {one.value for one in gate.CONFIRMED_ACTS}


def posted(browser: Browser, path: str, values: dict[str, str], page: str = "") -> str:
    """Hand in a form as it is, and say where that leads."""
    hidden = browser.form(page or path)
    with time_machine.travel(browser.world.now, tick=False):
        answer = browser.client.post(f"/{browser.slug}{path}", data={**hidden, **values})
    return answer.headers.get("Location", str(answer.status_code))


@pytest.mark.parametrize(("seconds", "asked"), [(300, False), (301, True)])
def test_five_minutes_and_not_a_second_more(world: World, seconds: int, asked: bool) -> None:
    browser = world.sign_in("beheer")
    world.now += timedelta(seconds=seconds)
    values = {"name": "Nieuw", "email": "nieuw@noorderhaven.example", "function": "", "roles": "employee"}
    assert ("/bevestigen?" in posted(browser, "/beheer/medewerkers/uitnodigen", values)) is asked


def test_what_was_typed_comes_back_and_is_done_after_it(both_world: World) -> None:
    number = both_world.file()
    one = officer(both_world, number)
    one.begin()
    one.categorise()
    refs = one.name("Bram Terhorst")
    one.allege(("Niet bereikbaar", refs))
    both_world.now += timedelta(minutes=10)
    path = f"/functionaris/zaak/{number}/in-behandeling"
    values = {f"edition_{refs[0]}": "Een versie die ik lang schreef.", "until": "2026-03-16"}
    hidden = one.browser.form(path)
    where = posted(one.browser, path, {**values, "sure": "y"})
    assert where.startswith("/noorderhaven/bevestigen?next=")
    one.browser.show_key(one.browser.email, "/bevestigen")
    page = one.browser.get(path).text
    assert "Wat u eerder typte staat hieronder." in page
    assert any(text in page for text in values.values())
    del hidden


def test_a_password_alone_is_confirmed_with_a_code_by_mail_too(both_world: World) -> None:
    browser = both_world.sign_in("medewerker")
    where = posted(browser, "/account/wachtwoord", {"password": "een heel ander wachtwoord 7"})
    assert where.endswith("/bevestigen?next=/noorderhaven/account/wachtwoord")
    page = browser.get("/bevestigen").text
    assert "Stuur mij een code" in page
    browser.post("/bevestigen/code", page="/bevestigen")
    code = both_world.mail_code()
    browser.post("/bevestigen", {"code": code, "password": "niet dit"}, expect=422)
    browser.post("/bevestigen", {"code": "12345678", "password": PASSWORD}, expect=422)
    with both_world.owner(both_world.tenants["noorderhaven"]) as session:
        before = session.scalars(select(PersonSession.digest)).one()
    browser.post("/bevestigen?next=/noorderhaven/account/wachtwoord", {"code": code, "password": PASSWORD})
    with both_world.owner(both_world.tenants["noorderhaven"]) as session:
        row = session.scalars(select(PersonSession)).one()
    assert row.digest != before  # another secret: who held the old one is out
    assert (row.confirmed_by, row.strong) == ("password_mail", False)
    browser.post("/account/wachtwoord", {"password": "een heel ander wachtwoord 7"})


def test_a_code_of_one_session_does_not_confirm_another(world: World) -> None:
    here, there = world.sign_in("medewerker"), world.sign_in("medewerker")
    here.post("/bevestigen/code", page="/bevestigen")
    code = world.mail_code()
    there.post("/bevestigen", {"code": code, "password": PASSWORD}, expect=422)
    here.post("/bevestigen", {"code": code, "password": PASSWORD})
    here.post("/bevestigen", {"code": code, "password": PASSWORD}, expect=422)


def test_a_password_does_not_confirm_an_account_with_a_passkey(world: World) -> None:
    browser = world.sign_in("functionaris")
    world.now += timedelta(minutes=6)
    page = browser.get("/bevestigen").text
    assert "data-passkey" in page
    assert 'name="password"' not in page
    browser.post("/bevestigen", {"password": PASSWORD, "code": "12345678"}, expect=422)


def test_codes_are_not_sent_without_end(world: World) -> None:
    browser = world.sign_in("medewerker")
    for _turn in range(6):
        browser.post("/bevestigen/code", page="/bevestigen")
    browser.post("/bevestigen/code", page="/bevestigen", expect=429)


def test_a_visitor_is_asked_to_sign_in_and_next_stays_within(world: World) -> None:
    visitor = world.visitor()
    answer = visitor.get("/bevestigen?next=//evil.example/", expect=302)
    assert "/inloggen?next=" in answer.headers["Location"]
    browser = world.sign_in("medewerker")
    assert 'href="//evil' not in browser.get("/bevestigen?next=//evil.example/").text
    browser.post("/bevestigen/code", page="/bevestigen")
    answer = browser.post("/bevestigen?next=https://evil.example/", {"code": world.mail_code(), "password": PASSWORD})
    assert answer.headers["Location"] == "/noorderhaven/account"


def test_what_was_used_stands_beside_the_signature(both_world: World) -> None:
    client, number = both_world.client()
    one = informed(both_world, number, "Bram Terhorst")
    bram = both_world.sign_in("medewerker")
    bram.accept("medewerker", number)
    bram.act("medewerker", number, "standpunt", {"text": "Ik belde."})
    client.act("klager", number, "standpunt", {"text": "Ik wachtte."})
    one.judge("upheld", "upheld")
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    client.act("klager", number, "ondertekenen")
    bram.act("medewerker", number, "ondertekenen")
    one.act("ondertekenen")
    with both_world.owner(both_world.tenants["noorderhaven"]) as session:
        found = [row.assurance for row in session.scalars(select(Signature).order_by(Signature.id))]
    assert found == ["password_mail", "password_mail", "passkey"]
    page = client.get(f"/klager/zaak/{number}/oordeel").text
    assert "bevestigd met een passkey" in page
    assert "bevestigd met een wachtwoord en een code per e-mail" in page


def test_saving_a_draft_asks_nothing(world: World) -> None:
    number = world.file()
    one = officer(world, number)
    one.begin()
    one.categorise()
    one.allege(("Niet bereikbaar", one.name("Bram Terhorst")))
    world.now += timedelta(minutes=20)
    where = posted(one.browser, f"/functionaris/zaak/{number}/in-behandeling", {"action": "save"})
    assert where.endswith("?gedaan=draft")
    assert Act.OPEN_HEARING in gate.CONFIRMED_ACTS


@pytest.mark.parametrize("said", [{"action": "save"}, {"action": "preview"}, {"action": "files"}, {"remove": "x"}])
def test_a_page_that_keeps_nothing_asks_whatever_its_form_says(world: World, said: dict[str, str]) -> None:
    client, number = world.client()
    one, bram = informed(world, number), employee(world, number)
    bram.act("medewerker", number, "standpunt", {"text": "Ik zei het anders."})
    client.act("klager", number, "standpunt", {"text": "Zo kwam het op mij over."})
    one.judge("upheld", "upheld")
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    world.now += timedelta(minutes=20)
    where = posted(client, f"/klager/zaak/{number}/ondertekenen", {"sure": "y", **said})
    assert "/bevestigen?" in where
    with world.owner(world.tenants["noorderhaven"]) as session:
        assert session.scalars(select(Signature)).all() == []
