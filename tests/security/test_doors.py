"""Doors: each is declared or there is no start, nobody has an account from the beginning, and no mail goes astray."""

from __future__ import annotations

import pytest
import time_machine
from flask import Blueprint

from portal import create_app
from portal.models import Base
from portal.operations import migrations
from portal.web import gate
from tests.conftest import config_for, make_app
from tests.support.rows import tables
from tests.web.conftest import counts

WEAK = ("admin", "root", "beheer", "test", "wachtwoord", "password", "wederhoor", "wederhoor-demo", "changeme", "")


# ---- every door is declared ------------------------------------------------------------------------------------------


def with_route(app, portal: str, rule: str):
    """The application with one more route, as if somebody had added a portal."""
    extra = Blueprint(portal, __name__)
    extra.add_url_rule(rule, "page", lambda **_: "open")
    app._got_first_request = False
    app.register_blueprint(extra)
    return app


@pytest.mark.parametrize(
    ("portal", "rule", "why"),
    [
        ("statistics", "/cijfers", "no door is declared for /cijfers"),
        ("statistics", "/zaak/<reference>", "no door is declared"),
    ],
)
def test_a_route_without_a_declared_door_stops_the_start(app, portal, rule, why):
    with pytest.raises(RuntimeError, match=why):
        gate.check_declared(with_route(app, portal, rule))


def test_nobody_reaches_a_case_from_a_portal_that_is_open(app):
    app.add_url_rule("/volg/<reference>", "public.follow", lambda **_: "open")
    with pytest.raises(RuntimeError, match="a case is reached without a gate at /volg/<reference>"):
        gate.check_declared(app)


def test_the_start_looks_at_every_door(tmp_path, monkeypatch):
    looked = []
    monkeypatch.setattr(gate, "check_declared", lambda app: looked.append(len(list(app.url_map.iter_rules()))))
    app = create_app(config_for(f"sqlite:///{tmp_path / 'none.db'}", tmp_path))
    assert looked == [len(list(app.url_map.iter_rules()))]


# ---- nobody is there from the beginning ------------------------------------------------------------------------------


def test_a_new_installation_holds_no_account_and_nothing_else(tmp_path):
    from sqlalchemy import create_engine, func, select

    url = f"sqlite:///{tmp_path / 'new.db'}"
    migrations.upgrade(url)
    with create_engine(url).connect() as connection:
        for table in tables():
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0, table.name


def test_the_first_admin_has_no_password_until_the_invitation_is_taken_up(app, tmp_path):
    """The invitation is told once; nothing that is guessed opens the account before that."""
    words = ["organisation", "add", "nieuw", "Nieuw BV", "beheer@nieuw.example"]
    said = app.test_cli_runner().invoke(args=words).output
    assert said.count("/uitnodiging/") == 1
    assert "/uitnodiging/" not in app.test_cli_runner().invoke(args=["organisation", "list"]).output
    person = Base.metadata.tables["person"]
    from sqlalchemy import create_engine, select

    with create_engine(app.config["WEDERHOOR"].owner_url).connect() as connection:
        assert connection.execute(select(person.c.email, person.c.password_hash)).all() == [
            ("beheer@nieuw.example", None)
        ]
    client = app.test_client()
    token = (
        client.get("/nieuw/inloggen").text.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    )
    for turn, password in enumerate(WEAK):
        for email in ("beheer@nieuw.example", "admin@nieuw.example"):
            data = {"csrf_token": token, "email": email, "password": password}
            answer = client.post("/nieuw/inloggen", data=data, environ_overrides={"REMOTE_ADDR": f"203.0.{turn}.1"})
            assert answer.status_code == 422


def test_the_password_of_the_demo_opens_nothing_but_a_demo(world):
    for who in ("functionaris", "medewerker", "beheer"):
        email = f"{who}@noorderhaven.example"
        world.visitor().post("/inloggen", {"email": email, "password": "wederhoor-demo"}, expect=422)
    assert world.visitor().get("/demo/postvak", expect=404).status_code == 404


# ---- and everybody finds the way out ---------------------------------------------------------------------------------


def test_every_page_behind_a_door_has_a_button_to_sign_out(world):
    client, number = world.client()
    officer = world.sign_in("functionaris")
    officer.accept("functionaris", number)
    asked = {
        client: ("/klager/", f"/klager/zaak/{number}/", f"/klager/zaak/{number}/aanvullen", "/account"),
        officer: ("/functionaris/", "/functionaris/register", f"/functionaris/zaak/{number}/", "/account/wachtwoord"),
        world.sign_in("medewerker"): ("/medewerker/", "/regeling"),
        world.sign_in("directie"): ("/directie/", "/account"),
        world.sign_in("beheer"): ("/beheer/", "/beheer/medewerkers/uitnodigen"),
    }
    for browser, paths in asked.items():
        for path in paths:
            with time_machine.travel(world.now, tick=False):
                text = browser.client.get(f"/noorderhaven{path}").text
            assert '<form method="post" action="/noorderhaven/uitloggen"' in text, path


# ---- the address of a letter is ours ---------------------------------------------------------------------------------

POISON = (
    "evil.example",
    "localhost.evil.example",
    "localhost@evil.example",
    "localhost, evil.example",
    "evil.example:80",
)


@pytest.mark.parametrize("host", POISON)
def test_a_form_for_another_host_sends_no_letter(world, host):
    visitor = world.visitor()
    data = {**visitor.form("/wachtwoord"), "email": "medewerker@noorderhaven.example"}
    before = counts(world)
    with time_machine.travel(world.now, tick=False):
        answer = visitor.client.post("/noorderhaven/wachtwoord", data=data, headers={"Host": host})
    assert answer.status_code in {400, 404}
    assert "evil" not in answer.text + str(answer.headers)
    assert counts(world) == before


def test_no_answer_repeats_the_host_that_was_asked_for(world):
    for path in ("/noorderhaven/functionaris/", "/noorderhaven/functionaris", "/noorderhaven", "/noorderhaven/taal/en"):
        for told in (
            {"X-Forwarded-Host": "evil.example"},
            {"X-Host": "evil.example"},
            {"Forwarded": "host=evil.example"},
        ):
            answer = world.app.test_client().get(path, headers=told)
            assert answer.status_code in {302, 308}
            assert "evil" not in answer.headers["Location"]


def test_a_real_installation_shows_no_fault_and_no_tool(sqlite_database, tmp_path):
    """Nothing turns debugging on: no setting, and no word in the environment of Flask."""
    app = make_app(*sqlite_database, tmp_path, testing=False)
    assert app.debug is False
    assert app.config["DEBUG"] is False
    assert not app.config.get("PROPAGATE_EXCEPTIONS")
    assert "debugtoolbar" not in app.blueprints
    assert not any(name in app.extensions for name in ("debugtoolbar", "profiler"))
