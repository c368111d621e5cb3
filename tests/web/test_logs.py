"""What is logged: one JSON object a line, and in it no name, no address, no token and no word of a case."""

from __future__ import annotations

import json
import logging
import re

import pytest
import structlog
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.models.base import new_id
from portal.models.person import KeptForm, Link
from portal.operations import worker
from portal.web import logs, transaction
from portal.web.extensions import db
from tests.conftest import NOW, make_app
from tests.support.world import PASSWORD, World

PERSON = {"name": "Canarina Kanariepiet", "email": "canarina.kanariepiet@canary.example", "phone": "0612340987"}
CANARIES = {
    "gebeurd": {"text": "CNRYTEXT de kanarie zong zacht in de mijn.", "happened_when": "CNRYWHEN in mei"},
    "met-wie": {"about_whom": "CNRYWHOM de mijnwerker", "about_functionaris": "no"},
    "wens": {"wish": "CNRYWISH een kooi met uitzicht."},
    "gegevens": {**PERSON, "address": "CNRYSTRAAT 7", "language": "nl"},
}
WORDS = (
    "CNRY",
    "Canarina",
    "anariepiet",
    "canary.example",
    "0612340987",
    PASSWORD,
    "203.0.113.77",
    "2001:db8:77:1::99",
)


@pytest.fixture
def watched(sqlite_database, tmp_path, capfd):
    """A world at DEBUG that answers its own faults, and all that came out of it: both streams and every logger."""
    app = make_app(*sqlite_database, tmp_path, testing=False, log_level="DEBUG")
    app.extensions["hint"] = lambda: None
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record):
            lines.append(logging.Formatter().format(record))

    handler = Kept(logging.NOTSET)
    logging.getLogger().addHandler(handler)
    world = World(app, NOW)

    def told() -> list[str]:
        out, err = capfd.readouterr()
        lines.extend([*out.splitlines(), *err.splitlines()])
        return lines

    yield world, told
    logging.getLogger().removeHandler(handler)
    with app.app_context():
        db.engine.dispose()
    logs.prepare("INFO")


class Broken:
    """A mail server that repeats in its refusal what it was told."""

    def send(self, message):
        raise OSError(f"550 {message['To']} unknown; said: {message.get_content()}")


def tokens(world: World) -> list[str]:
    """The secret part of every private link there is."""
    with world.owner(world.tenants["noorderhaven"]) as session:
        return [world.path(row).rpartition("/")[2] for row in session.scalars(select(Link).order_by(Link.made_at))]


def ways_in(world: World):
    """A whole journey with everything that can go wrong in it, from addresses that can be recognised."""
    base = {"environ_base": {"REMOTE_ADDR": "203.0.113.77"}}
    other = {"environ_base": {"REMOTE_ADDR": "2001:db8:77:1::99"}}
    visitor = world.visitor()
    visitor.post("/klacht/gebeurd", {"text": "CNRYTEXT\x07", "happened_when": "CNRYWHEN"}, expect=422, **base)
    client, number = world.client(PERSON["name"], PERSON["email"], **CANARIES)
    secrets = tokens(world)
    client.get(f"/klager/zaak/{number}/", **base)
    client.post("/uitloggen", page="/account/wachtwoord")
    told = {"User-Agent": "CNRYAGENT", "Referer": "http://CNRY"}
    for path in ("inloggen?next=/CNRYNEXT", f"uitnodiging/{secrets[0]}", f"klacht/verder/{secrets[0]}", "CNRY%0aPATH"):
        with time_machine.travel(world.now, tick=False):
            client.client.get(f"/noorderhaven/{path}", headers=told, **other)
    hidden = client.form("/inloggen")
    for turn in range(8):
        wrong = {"email": PERSON["email"], "password": f"CNRYGUESS{turn}", "key": f"{turn}"}
        with time_machine.travel(world.now, tick=False):
            client.client.post("/noorderhaven/inloggen", data={**hidden, **wrong}, **base)
    client.post("/wachtwoord", {"email": PERSON["email"]}, **base)
    secrets = tokens(world)
    with time_machine.travel(world.now, tick=False):
        client.client.get(f"/noorderhaven/wachtwoord/{secrets[-1]}", **other)
        client.client.post("/noorderhaven/csp", json={"csp-report": {"document-uri": "http://x/CNRYREPORT"}}, **base)
    officer = world.sign_in("functionaris")
    officer.accept("functionaris", number)
    officer.get(f"/functionaris/zaak/{number}/")
    officer.get(f"/klager/zaak/{number}/", expect=404)
    return officer, number, secrets


def test_a_whole_journey_tells_the_log_nothing_of_it(watched):
    world, told = watched
    _, number, secrets = ways_in(world)
    worker.sweep(world.app, world.app.config["WEDERHOOR"], world.now, Broken())
    text = "\n".join(told())
    assert len(secrets) > 1
    for word in (*WORDS, *secrets, number, "Sinds november"):
        assert word not in text, text
    assert "csp_report" in text


def test_a_fault_of_ours_tells_where_and_not_what(watched, monkeypatch):
    """The message of an error quotes the values it failed on; the log has files and lines instead."""
    world, told = watched
    officer, number, _ = ways_in(world)
    path = f"/functionaris/zaak/{number}/notitie"
    hidden = officer.form(path)
    real = transaction.seal

    def seal(session, tenant):
        session.add(KeptForm(person_id=new_id(), path="CNRYPATH", fields={"text": "CNRYFIELD"}, until=world.now))
        real(session, tenant)
        raise IntegrityError("INSERT INTO entry", {"body": "CNRYBODY"}, ValueError("CNRYORIG"))

    monkeypatch.setattr(transaction, "seal", seal)
    with time_machine.travel(world.now, tick=False):
        answer = officer.client.post(f"/noorderhaven{path}", data={**hidden, "text": "CNRYNOTE"})
    assert answer.status_code == 500
    lines = told()
    text = "\n".join(lines)
    assert "CNRY" not in text
    [incident] = [json.loads(line) for line in lines if '"incident"' in line]
    assert incident["kind"] == "IntegrityError"
    assert incident["endpoint"] == "functionaris.write_note"
    assert any("test_logs.py" in step for step in incident["trace"])


def test_a_fault_after_the_page_tells_no_more(watched, monkeypatch):
    """Outside the views it is Flask that reports; it must not do so in its own words."""
    world, told = watched
    browser = world.sign_in("medewerker")

    def fail():
        raise IntegrityError("UPDATE x", {"email": PERSON["email"]}, ValueError("CNRYORIG"))

    monkeypatch.setattr(transaction, "settle", fail)
    with time_machine.travel(world.now, tick=False):
        answer = browser.client.get("/noorderhaven/functionaris/zaak/CNRY-2026-0001/")
    assert answer.status_code == 500
    text = "\n".join(told())
    for word in WORDS:
        assert word not in text, text
    assert '"incident"' in text


def test_a_statement_that_fails_does_not_repeat_its_values(watched):
    world, _ = watched
    with world.app.app_context():
        assert db.engine.hide_parameters


def test_libraries_do_not_log_statements_or_mail_however_loud_the_rest_is(watched):
    """Somebody who turns every logger to DEBUG still gets no row of the record."""
    world, told = watched
    before = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        ways_in(world)
        text = "\n".join(told())
    finally:
        logging.getLogger().setLevel(before)
    for word in WORDS:
        assert word not in text, next(line for line in text.splitlines() if word in line)


def test_more_than_a_form_asks_for_is_counted_and_not_repeated(watched):
    """Extra keys change nothing; where and how many is told, never what."""
    world, told = watched
    admin = world.sign_in("beheer")
    own = str(world.person("beheer@noorderhaven.example").id)
    invited = {"name": "Lotte Nieuw", "email": "lotte@post.example", "function": "", "roles": ["employee"]}
    more = {"CNRYKEY": "CNRYVALUE", "tenant_id": "CNRYTENANT", "password_hash": "CNRYHASH", "id": own, "by": own}
    told().clear()
    admin.post("/beheer/medewerkers/uitnodigen", {**invited, **more})
    admin.post("/beheer/medewerkers/uitnodigen", {**invited, "email": "x", "CNRYKEY": "1"}, expect=422)
    visitor = world.visitor()
    visitor.post("/klacht/gebeurd", {"text": "CNRYTEXT", "happened_when": "", "CNRYKEY": ["1", "2"], "action": "save"})
    lines = [json.loads(line) for line in told() if '"unknown_fields"' in line]
    found = [(line["kind"], line["level"], line["endpoint"], line["count"]) for line in lines]
    expected = [("admin.invite", 5), ("admin.invite", 1), ("public.step", 1)]
    assert found == [("security", "warning", *one) for one in expected]
    assert all(set(line) == {"event", "kind", "level", "endpoint", "count", "timestamp"} for line in lines)
    assert "CNRY" not in "\n".join(told())
    one = world.person("lotte@post.example")
    assert one.password_hash is None
    assert one.tenant_id == world.tenants["noorderhaven"]


def test_a_form_as_its_page_has_it_is_not_told_of(watched):
    world, told = watched
    ways_in(world)
    assert "unknown_fields" not in "\n".join(told())


def test_every_line_of_ours_is_one_json_object(watched, monkeypatch):
    world, told = watched
    ways_in(world)
    monkeypatch.setattr(transaction, "seal", lambda *_: 1 / 0)
    visitor = world.visitor()
    hidden = visitor.form("/klacht/voor-wie")
    with time_machine.travel(world.now, tick=False):
        visitor.client.post(
            "/noorderhaven/klacht/voor-wie", data={**hidden, "on_behalf": "no", "capacity": "candidate"}
        )
    lines = [line for line in told() if line.startswith("{")]
    assert len(lines) >= 2
    for line in lines:
        found = json.loads(line)
        assert {"event", "level", "timestamp"} <= set(found)
        assert set(found) <= logs.SAFE_KEYS | {"trace"}
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", found["timestamp"])


# ---- the cleaning itself ---------------------------------------------------------------------------------------------


@pytest.fixture
def said(capsys):
    logs.prepare("DEBUG")

    def say(event, **values):
        structlog.get_logger().debug(event, **values)
        out = capsys.readouterr().out
        assert out.endswith("\n")
        return out[:-1]

    yield say
    logs.prepare("INFO")


@pytest.mark.parametrize("sign", [*map(chr, range(32)), "\x7f", "\x85", "\u2028", "\u2029", "\x1b[31m", "\r\n{}"])
def test_no_sign_of_control_comes_out_as_itself(said, sign):
    line = said(f"a{sign}b", where=f"c{sign}d")
    assert all(one.isprintable() for one in line)
    assert json.loads(line)["event"] == f"a{sign}b"


def test_what_is_not_known_to_be_harmless_is_left_out(said):
    line = json.loads(said("x", name="Canarina", body="text", email="a@b.example", password="p", status=200))
    assert set(line) == {"event", "level", "timestamp", "status"}


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("mail to a.b+c@d.example failed", "mail to … failed"),
        ("<a@b.example>", "<…>"),
        ("GET /nh/uitnodiging/" + "A" * 43, "GET /nh/uitnodiging/…"),
        ("GET /nh/wachtwoord/" + "-_9" * 14 + "x?y", "GET /nh/wachtwoord/…?y"),
        ("from 203.0.113.77", "from 203.0.113.0"),
        ("from 203.0.113.77:8000", "from 203.0.113.0:8000"),
        ("from 2001:db8:77:1::99", "from …"),
        ("from 2001:0db8:0077:0001:0000:0000:0000:0099 x", "from … x"),
        ("from [::1]:80", "from […]:80"),
        ("at 09:00:00", "at 09:00:00"),
        ("portal/web/gate.py:12:gate", "portal/web/gate.py:12:gate"),
        ("", ""),
    ],
)
def test_a_text_is_cleaned(said, text, clean):
    assert json.loads(said("x", where=text))["where"] == clean
    assert json.loads(said(text))["event"] == clean


def test_what_is_no_text_stays(said):
    assert json.loads(said("x", status=500, count=3.5))["status"] == 500


def test_an_error_gives_its_kind_and_its_steps(said):
    def deep():
        raise ValueError("Canarina")

    with pytest.raises(ValueError, match="Canarina") as caught:
        deep()
    line = said("x", exc_info=caught.value)
    found = json.loads(line)
    assert found["kind"] == "ValueError"
    assert [step.split(":")[0] for step in found["trace"]] == ["test_logs.py"] * 2
    assert "Canarina" not in line


def test_a_long_trace_is_cut(said):
    def deep(level):
        return deep(level - 1) if level else 1 / 0

    with pytest.raises(ZeroDivisionError) as caught:
        deep(50)
    assert len(json.loads(said("x", exc_info=caught.value))["trace"]) == 12


def test_a_quieter_level_says_less(capsys):
    logs.prepare("ERROR")
    structlog.get_logger().warning("not this")
    structlog.get_logger().error("this")
    assert [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()] == ["this"]
    logs.prepare("INFO")
