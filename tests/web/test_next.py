"""Where one goes after signing in: a path within this organisation, whatever the address asked for."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import time_machine
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.web.gate import safe_next
from tests.support.world import PASSWORD

HOME = "/noorderhaven/home"
GOOD = (
    "/noorderhaven/",
    "/noorderhaven/functionaris/",
    "/noorderhaven/functionaris/zaak/K-2026-0001/notitie",
    "/noorderhaven/functionaris/register?fase=received&jaar=2026",
    "/noorderhaven/klacht?terug=1#boven",
    "/noorderhaven/zoek?q=a%20b%2Fc",
)
BAD = (
    None,
    "",
    " ",
    "/",
    "//",
    "///",
    "//evil.example",
    "///evil.example",
    "////evil.example/noorderhaven/",
    "//evil.example/noorderhaven/",
    "//noorderhaven/",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "/noorderhaven/\\evil.example",
    "/noorderhaven/\\..\\nexxtep",
    "/noorderhaven//evil.example",
    "/noorderhaven///evil.example",
    "/noorderhaven",
    "/noorderhavenx/",
    "/noorderhaven.evil.example/",
    "/noorderhaven@evil.example/",
    "/Noorderhaven/",
    "/NOORDERHAVEN/",
    "/nexxtep/functionaris/",
    "/noorderhaven/../nexxtep/",
    "/noorderhaven/./../nexxtep/",
    "/noorderhaven/..",
    "/noorderhaven/a/../../nexxtep/",
    "/noorderhaven/%2e%2e/nexxtep/",
    "/noorderhaven/%2E%2E/nexxtep/",
    "/noorderhaven/.%2e/nexxtep/",
    "/noorderhaven/%2e./nexxtep/",
    "%2f%2fevil.example",
    "%2F%2Fevil.example/noorderhaven/",
    "/%2f/evil.example",
    "/%2fevil.example",
    "/%5cevil.example",
    "noorderhaven/",
    "./noorderhaven/",
    "evil.example",
    "evil.example/noorderhaven/",
    "?next=/noorderhaven/",
    "#/noorderhaven/",
    "http://evil.example",
    "https://evil.example/noorderhaven/",
    "HTTPS://evil.example",
    "http:evil.example",
    "http:/noorderhaven/",
    "http:///noorderhaven/",
    "https://localhost/noorderhaven/",
    "ftp://localhost/noorderhaven/",
    "javascript:alert(1)",
    "JavaScript:alert(1)//noorderhaven/",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "mailto:x@evil.example",
    "file:///etc/passwd",
    "\t//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "/\r\n/evil.example",
    "\x00//evil.example",
    " //evil.example",
    " /noorderhaven/",
    "\u00a0/noorderhaven/",
    "/noorderhaven/\r\nSet-Cookie: s=x",
    "/noorderhaven/\nLocation: //evil.example",
    "/noorderhaven/\tx",
    "/noorderhaven/\x00",
    "/noorderhaven/\x0b/evil",
    "/noorderhaven/\x7f",
    "\uff0f\uff0fevil.example",
    "/\uff0fevil.example",
    "//evil。example",
    "//[::1]/noorderhaven/",
    "//user:pass@evil.example/",
    "/noorderhaven/http://evil.example",
)


@pytest.fixture(scope="module")
def asked(module_app):
    def ask(target, root="/noorderhaven"):
        with module_app.test_request_context("/inloggen", environ_overrides={"SCRIPT_NAME": root}):
            return safe_next(target, HOME if root else "/home")

    return ask


@pytest.fixture(scope="module")
def module_app(sqlite_template):
    from tests.conftest import make_app

    return make_app(f"sqlite:///{sqlite_template}", "", sqlite_template.parent)


def test_there_are_sixty_ways_to_try():
    assert len(set(BAD)) >= 60


@pytest.mark.parametrize("target", GOOD)
def test_a_path_of_ours_is_followed(asked, target):
    assert asked(target) == target


@pytest.mark.parametrize("target", BAD)
def test_anything_else_leads_home(asked, target):
    assert asked(target) == HOME


def as_a_browser_reads(target: str, page: str) -> str:
    """What a browser makes of a Location: white space away, backslashes turned, dots (also written as %2e) resolved."""
    read = re.sub(r"[\t\r\n]", "", target.strip("".join(map(chr, range(33))))).replace("\\", "/")
    head, mark, tail = re.match(r"([^?#]*)([?#]?)(.*)", read, re.DOTALL).groups()
    head = "/".join("." * (len(unquote(one))) if unquote(one) in {".", ".."} else one for one in head.split("/"))
    return urljoin(page, head + mark + tail)


ALPHABET = st.sampled_from(
    ["/", "\\", ".", "..", "%2e", "%2f", "%5c", ":", "@", "?", "#", "\t", "\r", "\n", " ", "\x00"]
)
PIECES = (
    ALPHABET | st.sampled_from(["noorderhaven", "nexxtep", "evil.example", "http", "javascript"]) | st.text(max_size=3)
)
TARGETS = st.lists(PIECES, max_size=8).map("".join)


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TARGETS | TARGETS.map(lambda tail: f"/noorderhaven/{tail}") | st.text(max_size=30))
@example("/noorderhaven/%2e%2e/nexxtep/")
@example("/noorderhaven/..\t/nexxtep")
def test_whatever_is_asked_for_a_browser_stays_within_the_organisation(asked, target):
    page = "https://localhost/noorderhaven/inloggen"
    where = urlsplit(as_a_browser_reads(asked(target), page))
    assert (where.scheme, where.netloc) == ("https", "localhost")
    assert where.path.startswith("/noorderhaven/")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TARGETS | TARGETS.map(lambda tail: f"/{tail}"))
def test_on_a_host_of_its_own_a_browser_stays_on_that_host(asked, target):
    where = urlsplit(as_a_browser_reads(asked(target, ""), "https://klachten.haven.example/inloggen"))
    assert (where.scheme, where.netloc) == ("https", "klachten.haven.example")


@pytest.mark.parametrize(("target", "where"), [(GOOD[2], GOOD[2]), ("//evil.example", "/noorderhaven/medewerker/")])
def test_signing_in_goes_there(world, target, where):
    visitor = world.visitor()
    hidden = visitor.form("/inloggen")
    data = {**hidden, "email": "medewerker@noorderhaven.example", "password": PASSWORD}
    with time_machine.travel(world.now, tick=False):
        answer = visitor.client.post("/noorderhaven/inloggen", query_string={"next": target}, data=data)
        again = visitor.client.get("/noorderhaven/inloggen", query_string={"next": target})
    assert (answer.status_code, answer.headers["Location"]) == (302, where)
    assert (again.status_code, again.headers["Location"]) == (302, where)


@pytest.mark.parametrize(
    "referer", ["https://evil.example/noorderhaven/", "//evil.example", "http://localhost/nexxtep/"]
)
def test_choosing_a_language_goes_back_to_a_page_of_ours(world, referer):
    with time_machine.travel(world.now, tick=False):
        answer = world.app.test_client().get("/noorderhaven/taal/en", headers={"Referer": referer})
    assert answer.headers["Location"] == "/noorderhaven/"
