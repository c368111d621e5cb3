"""What is typed to break a portal breaks none: in every address, every question mark and every field of every form."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import time_machine
from sqlalchemy import func, select

from portal.models.complaint import Complaint
from tests.support.html import check_page
from tests.support.journey import employee, informed

if TYPE_CHECKING:
    import pytest
    from werkzeug.routing import Rule

    from tests.support.world import Browser, World

ROOT = Path(__file__).resolve().parents[2]
HOME = "/noorderhaven"
PAYLOADS = (
    "' OR '1'='1",
    "1'; DROP TABLE complaint; --",
    '") UNION SELECT name FROM person --',
    "%s %(x)s {0} {{7*7}} ${7*7} %n",
    "\x00\x1b[2J",
    "../../../../etc/passwd",
    "!" * 43,
    "9" * 4400,
    "9999-99-99_K-2026-0001",
    "2026-03-01_\x00' OR 1=1",
    "[]",
    "-1",
)
ODD = ("%ff%fe", "%c0%80", "%ed%a0%80", "%00")
"""Bytes of an address that are no text."""
ASKED = (
    "gedaan",
    "next",
    "versie",
    "terug",
    "jaar",
    "stuk",
    "na",
    "fase",
    "onderwerp",
    "nummer",
    "aan",
    "vanaf",
    "tot",
)
READ = {
    "auth.sign_in",
    "functionaris.home",
    "functionaris.register",
    "functionaris.release",
    "management.home",
    "public.regulation",
    "public.regulation_paper",
    "public.step",
}
"""The pages that read something behind the question mark, besides the word of success that every page reads."""
PLACES = 14
"""In how many places of the code something is read there, where it is defined included."""
FEW = (PAYLOADS[0], PAYLOADS[3], PAYLOADS[4], PAYLOADS[7], PAYLOADS[9])
ANSWERS = {200, 302, 303, 308, 400, 404, 405, 409, 413, 415, 422, 429}
ROLES = {"client", "employee", "functionaris", "management", "admin", "public", "auth"}
KEPT = {"csrf_token", "key", "version"}
NAME = re.compile(r"<(?:input|select|textarea)[^>]*\bname=\"([^\"]+)\"")
VALUE = re.compile(r"<input[^>]*type=\"hidden\"[^>]*>")
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def people(world: World) -> dict[str, tuple[Browser, str]]:
    """Everybody in one case, each behind their own door."""
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    visitor = world.visitor()
    return {
        "client": (client, number),
        "employee": (bram, number),
        "functionaris": (one.browser, number),
        "management": (world.sign_in("directie"), number),
        "admin": (world.sign_in("beheer"), number),
        "public": (visitor, number),
        "auth": (visitor, number),
    }


def rules(world: World, method: str) -> list[Rule]:
    every = sorted(world.app.url_map.iter_rules(), key=lambda rule: rule.rule)
    return [rule for rule in every if method in (rule.methods or ()) and rule.endpoint.partition(".")[0] in ROLES]


def address(rule: Rule, number: str, filled: str | None = None) -> str:
    """The address of a rule, with this in the place of every argument, or only of what is no case's number."""
    path = re.sub(r"<any\('([^']+)'[^>]*>", r"\1", rule.rule)
    if filled is None:
        path = path.replace("<reference>", number)
    return HOME + re.sub(r"<[^>]+>", filled if filled is not None else "nothing", path)


def ask(browser: Browser, path: str, **more: object) -> int:
    """Open an address as it is. A fault of the portal is raised here and not answered."""
    with time_machine.travel(browser.world.now, tick=False):
        response = browser.client.get(path, **more)
    assert response.status_code in ANSWERS, (path, response.status_code)
    if response.status_code == 200 and "\x00" in str(more):
        check_page(response.text, path=path)
    return response.status_code


def test_no_address_breaks_a_page(both_world: World, request: pytest.FixtureRequest) -> None:
    world = both_world
    tried = FEW if "postgres" in request.node.name else PAYLOADS
    there, known = people(world), {rule.endpoint.partition(".")[0] for rule in rules(world, "GET")}
    assert known == ROLES
    for rule in rules(world, "GET"):
        browser, number = there[rule.endpoint.partition(".")[0]]
        if "<" not in rule.rule or "any(" in rule.rule:
            continue
        for payload in (*(quote(one, safe="") for one in tried), *ODD):
            assert ask(browser, address(rule, number, payload)) in {302, 308, 404}, (rule.rule, payload)


def test_no_question_breaks_a_page(both_world: World) -> None:
    there = people(both_world)
    for rule in rules(both_world, "GET"):
        browser, number = there[rule.endpoint.partition(".")[0]]
        for payload in PAYLOADS if rule.endpoint in READ else PAYLOADS[4:5]:
            ask(browser, address(rule, number), query_string=dict.fromkeys(ASKED, payload))


def test_no_form_breaks_a_page(world: World) -> None:
    there, taken = people(world), 0
    for rule in rules(world, "POST"):
        if rule.endpoint in {"auth.sign_out", "auth.account"}:
            continue
        browser, number = there[rule.endpoint.partition(".")[0]]
        for payload in FEW:
            taken += handed_in(browser, address(rule, number), payload)
    assert taken > 100
    with world.owner(world.tenants["noorderhaven"]) as session:
        assert session.scalar(select(func.count(Complaint.id))) == 1


def handed_in(browser: Browser, path: str, payload: str) -> bool:
    """Fill every field of a page with the payload and hand it in; say whether there was a form."""
    with time_machine.travel(browser.world.now, tick=False):
        page = browser.client.get(path)
        if page.status_code != 200 or "<form" not in page.text:
            return False
        main = page.text.partition("<main")[2]
        hidden = [dict(ATTRIBUTE.findall(tag)) for tag in VALUE.findall(main)]
        own = {one["name"]: one.get("value", "") for one in hidden if one["name"] in KEPT}
        response = browser.client.post(path, data=dict.fromkeys(NAME.findall(main), payload) | own)
    assert response.status_code in ANSWERS, (path, payload, response.status_code)
    if response.status_code == 422 and "\x00" in payload:
        check_page(response.text, path=path)
    return True


def test_an_address_is_read_in_one_place() -> None:
    """There what no text holds is taken out, before a database or a page gets it."""
    read = {path.name for path in (ROOT / "portal").rglob("*.py") if "request.args" in path.read_text(encoding="utf-8")}
    assert read == {"typed.py"}
    asked = [re.findall(r"\bquery\(", path.read_text(encoding="utf-8")) for path in (ROOT / "portal").rglob("*.py")]
    assert sum(len(one) for one in asked) == PLACES


def test_no_search_finds_more_than_was_asked(both_world: World) -> None:
    _client, number = both_world.client()
    clerk = both_world.sign_in("functionaris")
    assert number in clerk.get("/functionaris/register").text
    for payload in PAYLOADS:
        found = clerk.get("/functionaris/register", query_string={"nummer": payload}).text
        assert number not in found.partition("<tbody")[2], payload
