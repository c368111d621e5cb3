"""What every answer carries: pages of every portal, errors of every kind, files and forms."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from portal.models.organisation import Organisation
from portal.web import headers as module
from tests.conftest import NOW, make_app
from tests.support.world import PASSWORD, World

STATIC = Path(module.__file__).parents[1] / "static"
PUBLIC = {"/huisstijl.css"}  # the colour of an organisation, for everybody
ROLES = {"employee": "medewerker", "management": "directie", "admin": "beheer"}
FILLED = {
    "item": str(UUID(int=7)),
    "token": "A" * 43,
    "wanted": "nl",
    "slug": "gebeurd",
    "version": "1",
    "file": str(UUID(int=7)),
    "paper": str(UUID(int=7)),
    "part": str(UUID(int=7)),
    "original": "yes",
}


def check(answer, *, where: str, secure: bool = False) -> None:
    """All that must stand on any answer."""
    found = answer.headers
    assert found["X-Content-Type-Options"] == "nosniff", where
    assert found["Referrer-Policy"] == "same-origin", where
    assert found["Cross-Origin-Opener-Policy"] == "same-origin", where
    assert found["Cross-Origin-Resource-Policy"] == "same-origin", where
    assert "camera=()" in found["Permissions-Policy"], where
    check_policy(found.getlist("Content-Security-Policy"), where)
    for name in ("Server", "X-Powered-By", "Access-Control-Allow-Origin", "X-XSS-Protection"):
        assert name not in found, (where, name)
    if secure:
        age = int(re.search(r"max-age=(\d+)", found["Strict-Transport-Security"]).group(1))
        assert age >= 31_536_000, where
        assert "includeSubDomains" in found["Strict-Transport-Security"], where
    for line in found.getlist("Set-Cookie"):
        check_cookie(line, where, secure=secure)


def check_policy(policies: list[str], where: str) -> None:
    assert len(policies) == 1, where
    told = dict(part.strip().partition(" ")[::2] for part in policies[0].split(";"))
    report = told.pop("report-uri", None)
    assert report is None or re.fullmatch(r"(/[a-z0-9-]+)?/csp", report), where
    assert told["default-src"] == "'none'", where
    assert told["frame-ancestors"] == "'none'", where
    assert told["base-uri"] == "'none'", where
    assert told["form-action"] == "'self'", where
    assert set(told.values()) == {"'none'", "'self'"}, where
    assert "unsafe" not in policies[0], where


def check_cookie(line: str, where: str, *, secure: bool) -> None:
    name, _, rest = line.partition("=")
    parts = {part.strip() for part in rest.split(";")[1:]}
    assert name in ({"__Secure-s", "__Secure-taal"} if secure else {"s", "taal"}), (where, name)
    assert {"HttpOnly", "SameSite=Lax", "Path=/noorderhaven/"} <= parts, (where, line)
    assert ("Secure" in parts) is secure, (where, line)
    assert not any(one.startswith("Domain") for one in parts), (where, line)
    assert len(line) < 4096, where


def check_not_kept(answer, where: str) -> None:
    assert answer.headers.get("Cache-Control") == "no-store", where


@pytest.fixture
def peopled(world):
    """Somebody of every role, in a case that is under way."""
    client, number = world.client()
    officer = world.sign_in("functionaris")
    officer.accept("functionaris", number)
    people = {
        "visitor": world.visitor(),
        "client": client,
        "functionaris": officer,
        "medewerker": world.sign_in("medewerker"),
        "directie": world.sign_in("directie"),
        "beheer": world.sign_in("beheer"),
    }
    return world, number, people


def addresses(world, number):
    """Each rule once, filled in."""
    with world.app.test_request_context("/"):
        adapter = world.app.url_map.bind("localhost")
        for rule in world.app.url_map.iter_rules():
            if rule.endpoint.startswith("health.") or rule.rule.startswith("/_"):
                continue
            values = {name: number if name == "reference" else FILLED[name] for name in rule.arguments}
            yield rule, f"/noorderhaven{adapter.build(rule.endpoint, values)}"


def test_every_page_for_every_role(peopled):
    world, number, people = peopled
    asked = 0
    seen = set()
    with time_machine.travel(world.now, tick=False):
        for rule, path in addresses(world, number):
            if "GET" not in rule.methods or rule.rule == "/regeling.pdf":
                continue
            portal = rule.endpoint.partition(".")[0]
            for who in {"visitor", "client", "functionaris", ROLES.get(portal, "directie")}:
                answer = people[who].client.get(path)
                where = f"{who}: {rule.rule} ({answer.status_code})"
                assert answer.status_code in {200, 302, 404, 409}, where
                check(answer, where=where)
                if rule.rule not in PUBLIC:
                    check_not_kept(answer, where)
                seen.add(answer.status_code)
                asked += 1
    assert asked > 400
    assert seen == {200, 302, 404, 409}


def test_every_form_without_its_token(peopled):
    world, number, people = peopled
    asked = 0
    with time_machine.travel(world.now, tick=False):
        for rule, path in addresses(world, number):
            for method in sorted({"POST", "PUT", "PATCH", "DELETE"} & rule.methods):
                for who in ("visitor", "functionaris"):
                    answer = people[who].client.open(path, method=method)
                    assert answer.status_code == 400, (who, method, path, answer.status_code)
                    check(answer, where=f"{who}: {method} {path}")
                    check_not_kept(answer, path)
                    asked += 1
    assert asked > 100


ELSEWHERE = [
    ({}, False),
    ({"Sec-Fetch-Site": "same-origin"}, False),
    ({"Sec-Fetch-Site": "none"}, False),
    ({"Sec-Fetch-Site": "same-site"}, True),
    ({"Sec-Fetch-Site": "cross-site"}, True),
    ({"Sec-Fetch-Site": ""}, True),
    ({"Origin": "http://localhost"}, False),
    ({"Origin": "http://LOCALHOST"}, False),
    ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, False),
    ({"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}, True),
    ({"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"}, True),
    ({"Origin": "null"}, True),
    ({"Origin": ""}, True),
    ({"Origin": "https://localhost"}, True),
    ({"Origin": "http://localhost:8000"}, True),
    ({"Origin": "http://localhost.evil.example"}, True),
    ({"Origin": "http://evil.example"}, True),
]


@pytest.mark.parametrize(("told", "foreign"), ELSEWHERE)
def test_a_form_from_a_page_elsewhere_is_not_taken_whatever_its_token(world, told, foreign):
    browser = world.visitor()
    filled = {**browser.form("/klacht/voor-wie"), "on_behalf": "no", "capacity": "candidate"}
    with time_machine.travel(world.now, tick=False):
        answer = browser.client.post("/noorderhaven/klacht/voor-wie", data=filled, headers=told)
        assert answer.status_code == (400 if foreign else 302)
        assert ("De pagina was verlopen" in answer.text) is foreign
        check(answer, where=str(told))
        assert browser.client.get("/noorderhaven/klacht/voor-wie", headers=told).status_code == 200
        report = browser.client.post("/noorderhaven/csp", json={}, headers=told)
        assert report.status_code == 204


def test_what_came_from_elsewhere_is_not_answered_with_what_the_same_form_led_to_before(world):
    browser = world.visitor()
    filled = {**browser.form("/klacht/voor-wie"), "on_behalf": "no", "capacity": "candidate"}
    with time_machine.travel(world.now, tick=False):
        for headers, status in (({}, 302), ({"Origin": "http://evil.example"}, 400), ({}, 302)):
            answer = browser.client.post("/noorderhaven/klacht/voor-wie", data=filled, headers=headers)
            assert answer.status_code == status


@pytest.mark.parametrize(
    ("host", "proto", "origin", "status"),
    [
        ("localhost", "https", "https://localhost", 302),
        ("localhost:443", "https", "https://localhost", 302),
        ("localhost", "https", "http://localhost", 400),
        ("localhost:8443", "https", "https://localhost:8443", 302),
        ("localhost:8443", "https", "https://localhost", 400),
        ("klachten.example", "https", "https://klachten.example", 302),
        ("klachten.example", "https", "https://localhost", 400),
    ],
)
def test_a_page_behind_a_proxy_and_on_a_host_of_its_own(sqlite_database, tmp_path, host, proto, origin, status):
    world = World(make_app(*sqlite_database, tmp_path, base_url="https://localhost", proxies=1), NOW)
    with world.owner(world.tenants["noorderhaven"]) as session:
        session.scalars(select(Organisation)).one().host = "klachten.example"
    root = "" if host == "klachten.example" else "/noorderhaven"
    client = world.app.test_client()
    came = {"Host": host, "X-Forwarded-Proto": proto, "X-Forwarded-For": "192.0.2.7"}
    with time_machine.travel(world.now, tick=False):
        page = client.get(f"{root}/klacht/voor-wie", headers=came, base_url=f"https://{host}")
        hidden = dict(re.findall(r'name="(csrf_token|key)"[^>]*value="([^"]*)"', page.text))
        answer = client.post(
            f"{root}/klacht/voor-wie",
            data={**hidden, "on_behalf": "no", "capacity": "candidate"},
            headers={**came, "Origin": origin, "Referer": f"https://{host.removesuffix(':443')}/x"},
            base_url=f"https://{host}",
        )
    assert answer.status_code == status, answer.text[-600:]


def test_every_method_that_a_page_does_not_take(peopled):
    world, number, people = peopled
    with time_machine.travel(world.now, tick=False):
        for rule, path in addresses(world, number):
            for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
                answer = people["functionaris"].client.open(path, method=method)
                assert answer.status_code in {400, 405}, (method, path, answer.status_code)
                check(answer, where=f"{method} {rule.rule}")


def test_a_page_over_https(standing):
    for path in ("/noorderhaven/", "/noorderhaven/inloggen", "/noorderhaven/klacht/voor-wie", "/noorderhaven/nergens"):
        answer = standing.app.test_client().get(path, base_url="https://localhost")
        check(answer, where=path, secure=True)
    answer = standing.app.test_client().get("/noorderhaven/taal/en", base_url="https://localhost")
    check(answer, where="taal", secure=True)
    assert any(line.startswith("__Secure-taal=") for line in answer.headers.getlist("Set-Cookie"))


def test_over_plain_http_nothing_is_promised_about_https(standing):
    assert "Strict-Transport-Security" not in standing.app.test_client().get("/noorderhaven/").headers


# ---- errors ----------------------------------------------------------------------------------------------------------


def errors(world):
    """An answer of each status that an error can have."""
    visitor = world.visitor()
    hidden = visitor.form("/inloggen")
    with time_machine.travel(world.now, tick=False):
        yield 400, visitor.client.post("/noorderhaven/inloggen", data={"email": "x"})
        yield 404, visitor.client.get("/noorderhaven/nergens")
        yield 404, visitor.client.get("/nergens/")
        yield 404, visitor.client.get("/nergens/", headers={"Host": "evil.example"})
        yield 405, visitor.client.get("/noorderhaven/uitloggen")
        yield 405, visitor.client.delete("/noorderhaven/")
        yield 413, visitor.client.post("/noorderhaven/klacht/gebeurd", data={**hidden, "text": "x" * 1_100_000})
        many = {f"field{number}": "" for number in range(500)}
        form = "multipart/form-data"
        yield 413, visitor.client.post("/noorderhaven/klacht/gebeurd", data=many, content_type=form)
        data = {**hidden, "email": "beheer@noorderhaven.example", "password": "x" * 12}
        for turn in range(8):
            answer = visitor.client.post("/noorderhaven/inloggen", data={**data, "key": f"k{turn}"})
        yield 429, answer
        yield 422, visitor.client.post("/noorderhaven/klacht/voor-wie", data=hidden)


def test_every_error_carries_them_too(world):
    seen = set()
    for status, answer in errors(world):
        assert answer.status_code == status, answer.text[-800:]
        check(answer, where=str(status))
        check_not_kept(answer, str(status))
        assert answer.mimetype == "text/html"
        assert "Werkzeug" not in answer.text
        seen.add(status)
        if status == 405:
            assert "Allow" in answer.headers
        if status == 429:
            assert int(answer.headers["Retry-After"]) >= 1
    assert seen == {400, 404, 405, 413, 422, 429}


def test_a_fault_of_ours_carries_them_too(lite_live, monkeypatch):
    from portal.public import views

    monkeypatch.setattr(views, "_functionaris", lambda: 1 / 0)
    answer = lite_live.app.test_client().get("/noorderhaven/contact")
    assert answer.status_code == 500
    check(answer, where="500")
    check_not_kept(answer, "500")
    assert "ZeroDivisionError" not in answer.text


def test_a_fault_of_ours_after_the_page_carries_them_too(lite_live, monkeypatch):
    from portal.web import transaction

    browser = lite_live.sign_in("functionaris")
    monkeypatch.setattr(transaction, "settle", lambda: 1 / 0)
    with time_machine.travel(lite_live.now, tick=False):
        answer = browser.client.get("/noorderhaven/directie/")  # denied by the gate, which then fails to note it
    assert answer.status_code == 500
    check(answer, where="500 after")
    check_not_kept(answer, "500 after")
    assert "ZeroDivisionError" not in answer.text


# ---- files and the platform ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", ["http://localhost", "https://localhost"])
def test_every_file_of_ours(sqlite_database, tmp_path, base):
    app = make_app(*sqlite_database, tmp_path, base_url=base)
    World(app, NOW)
    client = app.test_client()
    files = [path.relative_to(STATIC) for path in STATIC.rglob("*") if path.is_file()]
    assert len(files) > 5
    for file in files:
        for prefix in ("", "/noorderhaven"):
            with client.get(f"{prefix}/static/{file}", base_url=base) as answer:
                assert answer.status_code == 200, file
                check(answer, where=str(file), secure=base.startswith("https"))
                assert "max-age=" in answer.headers["Cache-Control"]
                assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static",
        "/static/nergens.css",
        "/static/../__init__.py",
        "/static/..%2f__init__.py",
        "/static/%2e%2e/__init__.py",
        "/static/....//__init__.py",
        "/static/vendor/",
        "/static//etc/passwd",
        "/static/%00",
        "/noorderhaven/static/../../config.py",
        "/noorderhaven/static/",
    ],
)
def test_nothing_but_files_of_ours(standing, path):
    answer = standing.app.test_client().get(path)
    assert answer.status_code in {301, 302, 308, 404}
    assert "import" not in answer.text
    assert "Index of" not in answer.text
    check(answer, where=path)


def test_a_paper(standing):
    answer = standing.app.test_client().get("/noorderhaven/regeling.pdf", base_url="https://localhost")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    check(answer, where="paper", secure=True)
    assert answer.headers["Content-Disposition"].startswith("inline; filename=")


def test_pages_of_the_platform_itself(standing):
    client = standing.app.test_client()
    for path, status in (("/", 200), ("/healthz", 200), ("/readyz", 200), ("/metrics", 404), ("/nergens", 404)):
        answer = client.get(path)
        assert answer.status_code == status, path
        check(answer, where=path)
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("prefix", ["", "/noorderhaven"])
def test_what_a_browser_refused_is_taken_without_a_token_and_without_a_word(standing, capsys, prefix):
    report = {"csp-report": {"document-uri": "https://localhost/x?canary", "blocked-uri": "inline"}}
    answer = standing.app.test_client().post(f"{prefix}/csp", json=report)
    assert (answer.status_code, answer.data) == (204, b"")
    check(answer, where="csp")
    assert "canary" not in capsys.readouterr().out


def test_signing_out_clears_what_the_browser_kept(world):
    browser = world.sign_in("beheer")
    answer = browser.post("/uitloggen", page="/account/wachtwoord")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    check(answer, where="sign out")
    assert PASSWORD not in answer.text
