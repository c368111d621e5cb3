"""From address to organisation: exactly one, or nothing at all."""

from __future__ import annotations

import pytest
import time_machine
from flask import request
from sqlalchemy import select

from portal.accounts.sessions import network as shortened
from portal.models.lookup import Address
from portal.models.organisation import Organisation
from portal.models.person import LinkPurpose
from portal.operations import worker
from portal.web.extensions import db
from portal.web.organisation import KEY, OPEN, RESERVED, Addresses, OrganisationMiddleware, allowed_slug, host_of
from tests.conftest import make_app
from tests.support.world import World

OWN = "klachten.haven.example"


@pytest.fixture(scope="module")
def housed(standing):
    """Two organisations, of which one has a host of its own, for all tests that only ask."""
    return with_a_host(standing)


@pytest.fixture
def changing(world):
    """The same for a test of its own."""
    return with_a_host(world)


def with_a_host(world: World) -> World:
    world.add("nexxtep", "Nexxtep (fictief)")
    with world.owner(world.tenants["noorderhaven"]) as session:
        session.scalars(select(Organisation)).one().host = OWN
    world.app.extensions["addresses"].forget()
    return world


def ask(world: World, path: str, host: str = "localhost", **headers: str):
    with time_machine.travel(world.now, tick=False):
        return world.app.test_client().get(path, headers={"Host": host, **headers})


# ---- paths -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/noorderhaven/", 200),
        ("/noorderhaven", 308),
        ("/nexxtep/", 200),
        ("/NOORDERHAVEN/", 404),
        ("/Noorderhaven/", 404),
        ("/noorderhaven%20/", 404),
        ("/noorderhaven%00/", 404),
        ("/%6eoorderhaven/", 200),
        ("/noorderhave/", 404),
        ("/noorderhaven2/", 404),
        ("/noorderhaven.nexxtep/", 404),
        ("/noorderhaven%2Fnexxtep/", 404),
        ("/nergens/", 404),
        ("/nergens/noorderhaven/", 404),
        ("/_/", 404),
        ("/_", 404),
        ("/_/nowhere", 404),
        ("/_/noorderhaven/", 404),
        ("/noorderhaven/_/", 404),
        ("/noorderhaven/_/nowhere", 404),
        ("/noorderhaven/noorderhaven/", 404),
        ("/noorderhaven/healthz/x", 404),
        ("/a" * 3000, 404),
        ("/" + "a" * 3000, 404),
        ("/é☂/", 404),
        ("/../noorderhaven/", 404),
        ("/", 200),
    ],
)
def test_a_path_names_one_organisation_or_nothing(housed, path, status):
    answer = ask(housed, path)
    assert answer.status_code == status
    if status == 308:
        assert answer.headers["Location"].endswith("/noorderhaven/")


def test_the_page_of_one_organisation_does_not_name_another(housed):
    assert "Nexxtep" not in ask(housed, "/noorderhaven/").text
    assert "Noorderhaven" not in ask(housed, "/nexxtep/").text
    for nothing in ("/", "/nergens/", "/_/"):
        assert not {"Nexxtep", "Noorderhaven"} & set(ask(housed, nothing).text.replace("(", " ").split()), nothing


def test_an_unknown_page_looks_the_same_wherever_it_is_asked_for(housed):
    """Whether an organisation is a customer is not told by the words of a page that is not there."""
    pages = {ask(housed, path).text for path in ("/nergens/", "/nergens/klacht", "/api/", "/demo/", "/_/x")}
    assert len(pages) == 1


def test_a_suspended_organisation_is_not_there(changing):
    assert ask(changing, "/noorderhaven/").status_code == 200
    with changing.owner(changing.tenants["noorderhaven"]) as session:
        session.scalars(select(Organisation)).one().suspended_at = changing.now
    changing.app.extensions["addresses"].forget()
    assert ask(changing, "/noorderhaven/").text == ask(changing, "/nergens/").text
    assert ask(changing, "/", OWN).status_code == 404


@pytest.mark.parametrize("slug", sorted(RESERVED | OPEN | {"_", "a", "A-B", "ab_c", "é", "x" * 41, "", "a b", "a/b"}))
def test_words_of_the_platform_are_no_slug(slug):
    assert not allowed_slug(slug)


@pytest.mark.parametrize("slug", ["nh", "noorderhaven", "a-1", "x" * 40])
def test_other_words_are(slug):
    assert allowed_slug(slug)


def test_every_first_word_of_the_platforms_own_pages_is_reserved(app):
    """An organisation with the slug of a page of the platform would take its place."""
    platform = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules() if rule.endpoint.startswith("health.")}
    assert platform - {"_", "csp"} <= RESERVED
    assert OPEN <= RESERVED


# ---- hosts -----------------------------------------------------------------------------------------------------------

HERE = ("localhost", "LOCALHOST", "LocalHost", "localhost:80", "localhost:8000", "localhost:65535")
CUSTOM = (OWN, OWN.upper(), f"{OWN}:443", f"{OWN}:8443")
NOWHERE = (
    "evil.example",
    "localhost.evil.example",
    "evil.localhost",
    "xlocalhost",
    "localhostx",
    "localhost.",
    "local host",
    "localhost evil.example",
    "localhost,evil.example",
    "localhost;evil.example",
    "localhost@evil.example",
    "evil.example@localhost",
    "evil.example#localhost",
    "evil.example?localhost",
    "evil.example/localhost",
    "evil.example\\localhost",
    "localhost%00.evil.example",
    "localhost%2eevil",
    "%6c%6f%63%61%6c%68%6f%73%74",
    "\uff4cocalhost",
    "127.0.0.1.nip.io",
    "127.1",
    "2130706433",
    "0x7f.1",
    "[::1]",
    "[::1]:8000",
    "[localhost]evil",
    "0.0.0.0",
    "noorderhaven",
    "noorderhaven.localhost",
    f"x.{OWN}",
    f"{OWN}.evil.example",
    f"{OWN}.",
    f"evil-{OWN}",
    "haven.example",
    "*",
    "%",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "a" * 5000,
    "..",
    ":80",
    "",
)


def test_there_are_forty_hosts_to_try():
    assert len({*HERE, *CUSTOM, *NOWHERE}) >= 40


@pytest.mark.parametrize("host", HERE)
def test_a_host_of_the_platform_serves_organisations_by_path(housed, host):
    assert "Noorderhaven" in ask(housed, "/noorderhaven/", host).text
    assert "Nexxtep" in ask(housed, "/nexxtep/", host).text


@pytest.mark.parametrize("host", CUSTOM)
def test_a_host_of_its_own_serves_that_organisation_and_no_other(housed, host):
    answer = ask(housed, "/", host)
    assert "Noorderhaven" in answer.text
    assert 'href="/klacht"' in answer.text
    for path in ("/nexxtep/", "/noorderhaven/", "/_/", "/_/nowhere"):
        assert ask(housed, path, host).status_code == 404, path


@pytest.mark.parametrize("host", NOWHERE)
def test_any_other_host_serves_nothing(housed, host):
    for path in ("/noorderhaven/", "/nexxtep/klacht", "/", "/functionaris/"):
        answer = ask(housed, path, host)
        assert answer.status_code in {400, 404, 421}, (path, answer.status_code)
        assert "Noorderhaven" not in answer.text
        assert "Nexxtep" not in answer.text
        assert "evil.example" not in answer.text + answer.headers.get("Location", "")
        assert "script>alert" not in answer.text
        assert "Set-Cookie" not in answer.headers


SAID = ("X-Forwarded-Host", "X-Host", "X-Original-Host", "X-Forwarded-Server", "Forwarded")


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_host_that_is_only_said_to_be_is_ignored(housed, tmp_path, proxies):
    app = make_app(housed.app.config["WEDERHOOR"].database_url, "", tmp_path, proxies=proxies)
    for header in SAID:
        said = {header: f"host={OWN}" if header == "Forwarded" else OWN}
        for headers in (said, {**said, "X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https"}):
            with time_machine.travel(housed.now, tick=False):
                answer = app.test_client().get("/", headers={"Host": "localhost", **headers})
            assert "Noorderhaven" not in answer.text, header
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("header", ["X-Original-URL", "X-Rewrite-URL", "X-Script-Name", "X-Forwarded-Prefix"])
def test_a_path_that_is_only_said_to_be_is_ignored(housed, header):
    answer = ask(housed, "/nexxtep/", **{header: "/noorderhaven/"})
    assert "Nexxtep" in answer.text
    assert "oorderhaven" not in answer.text


@pytest.mark.parametrize(("proxies", "secure", "network"), [(0, False, "127.0.0.0/24"), (1, True, "203.0.113.0/24")])
def test_what_a_proxy_says_counts_where_there_is_one(housed, tmp_path, proxies, secure, network):
    app = make_app(housed.app.config["WEDERHOOR"].database_url, "", tmp_path, proxies=proxies)
    told = []
    app.before_request(lambda: told.append((request.is_secure, shortened(request.remote_addr))))
    headers = {"X-Forwarded-For": "198.51.100.9, 203.0.113.7", "X-Forwarded-Proto": "https"}
    app.test_client().get("/noorderhaven/", headers=headers)
    assert told == [(secure, network)]
    with app.app_context():
        db.engine.dispose()


def test_the_organisation_is_never_taken_from_what_a_client_sends(housed):
    """The key is the middleware's own: what stood there before is thrown away."""
    stolen = Address(housed.tenants["noorderhaven"], "noorderhaven", None, demo=False)
    answer = housed.app.test_client().get("/nergens/", environ_overrides={KEY: stolen})
    assert answer.status_code == 404
    answer = housed.app.test_client().get("/", environ_overrides={KEY: stolen})
    assert "Noorderhaven" not in answer.text


def test_a_redirect_to_the_path_with_its_stroke_stays_here(housed):
    answer = ask(housed, "/noorderhaven/functionaris")
    assert answer.status_code == 308
    assert answer.headers["Location"] in {"http://localhost/noorderhaven/functionaris/", "/noorderhaven/functionaris/"}


# ---- the middleware alone --------------------------------------------------------------------------------------------


def test_an_address_is_looked_up_once_in_half_a_minute_and_a_missing_one_each_time(monkeypatch):
    asked: list[tuple[str, str]] = []
    clock = [100.0]
    here = Address(None, "nh", None, demo=False)

    def find(slug, host):
        asked.append((slug, host))
        return here if slug == "nh" else None

    monkeypatch.setattr("portal.web.organisation.time.monotonic", lambda: clock[0])
    addresses = Addresses(find)
    assert [addresses.at("nh", "") for _ in range(3)] == [here] * 3
    assert asked == [("nh", "")]
    clock[0] += 29.9
    addresses.at("nh", "")
    assert len(asked) == 1
    clock[0] += 0.2
    addresses.at("nh", "")
    assert len(asked) == 2
    addresses.forget()
    addresses.at("nh", "")
    assert len(asked) == 3
    assert [addresses.at("nergens", "") for _ in range(2)] == [None, None]
    assert len(asked) == 5


def test_what_is_remembered_has_a_bound():
    addresses = Addresses(lambda slug, host: Address(None, slug, host, demo=False))
    for number in range(25_000):
        addresses.at(f"slug-{number}", "")
    assert len(addresses._known) <= 10_001


def test_the_middleware_moves_the_organisation_and_nothing_else():
    seen: list[tuple[str, str, str | None]] = []
    here = Address(None, "nh", None, demo=False)

    def app(environ, _start):
        found = environ.get(KEY)
        seen.append((environ.get("SCRIPT_NAME", ""), environ["PATH_INFO"], found and found.slug))
        return []

    outer = OrganisationMiddleware(app, Addresses(lambda slug, _host: here if slug == "nh" else None), frozenset({"h"}))
    for path in ("/nh/x/y", "/nh", "/nh/", "/other/x", "/healthz", "/static/a.css", "", "/_/x"):
        outer({"PATH_INFO": path, "HTTP_HOST": "h:1", "SCRIPT_NAME": ""}, None)
    assert seen == [
        ("/nh", "/x/y", "nh"),
        ("/nh", "", "nh"),
        ("/nh", "/", "nh"),
        ("", "/_/other/x", None),
        ("", "/healthz", None),
        ("", "/static/a.css", None),
        ("", "/_/", None),
        ("", "/_/nowhere", None),
    ]


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("a.b", "a.b"),
        ("A.B:80", "a.b"),
        ("[::1]:8000", "::1"),
        ("[::1]", "::1"),
        ("", ""),
        (":80", ""),
        ("[", "["),
        ("[a]b", "[a]b"),
    ],
)
def test_a_host_is_read_without_its_port(header, host):
    assert host_of(header) == host


# ---- mail ------------------------------------------------------------------------------------------------------------


class Kept:
    """Takes the mail and keeps it."""

    def __init__(self):
        self.taken = []

    def send(self, message):
        self.taken.append(message)


def mailed(world: World) -> list[str]:
    taken = Kept()
    worker.sweep(world.app, world.app.config["WEDERHOOR"], world.now, taken)
    return [message.get_content() for message in taken.taken]


POISON = (
    {"Host": "localhost:6666"},
    {"Host": "LOCALHOST"},
    {"X-Forwarded-Host": "evil.example"},
    {"Forwarded": "host=evil.example;proto=https"},
    {"Origin": "http://localhost", "X-Forwarded-Proto": "gopher"},
)


def test_a_mail_never_takes_its_address_from_a_request(changing):
    for headers in POISON:
        visitor = changing.visitor("nexxtep")
        hidden = visitor.form("/wachtwoord")
        data = {**hidden, "email": "medewerker@nexxtep.example"}
        with time_machine.travel(changing.now, tick=False):
            answer = visitor.client.post("/nexxtep/wachtwoord", data=data, headers={"Host": "localhost", **headers})
        assert answer.status_code == 302
        [text] = mailed(changing)
        assert "http://localhost/nexxtep/wachtwoord/" in text
        assert "evil" not in text
        assert "6666" not in text


def test_a_mail_of_an_organisation_with_a_host_leads_to_that_host(changing):
    visitor = changing.visitor()
    visitor.post("/wachtwoord", {"email": "medewerker@noorderhaven.example"})
    [text] = mailed(changing)
    assert f"https://{OWN}{changing.link(LinkPurpose.RESET)}" in text
