"""What happens in one case changes nothing on the pages of anybody else: no row, no number, no count, no gap."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from tests.leaks.crawl import ACT, crawl
from tests.leaks.reader import Reader, normal
from tests.leaks.scenario import UNTIL, option

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.leaks.reader import Record

WATCHERS = ("hanneke", "kees", "yasmina", "bram", "gerda", "petra", "ursula", "victor", "vincent", "ada", "xander")
"""Everybody but the deputy, who handles it, and management, whose totals may grow."""


def pages(one: Reader) -> dict[str, Any]:
    """Every page of somebody, but for the forms of acts and the letters one by one."""
    walk = crawl(one, leaving_out=lambda path: ACT.match(path) or "/brieven/" in path or path.startswith("/klacht"))
    return {path: normal(page) for path, page in walk.pages.items() if page.mimetype == "text/html"}


@pytest.fixture
def watched(own_app: Flask, record: Record) -> dict[str, Reader]:
    return {person: Reader(own_app, record, person) for person in WATCHERS}


def test_a_complaint_about_the_functionaris_is_silent(
    watched: dict[str, Reader], own_app: Flask, record: Record
) -> None:
    for one in watched.values():
        pages(one)  # so that everybody has looked, and what is new after this happened after it
    before = {person: pages(one) for person, one in watched.items()}
    with time_machine.travel(record.built.now + timedelta(seconds=1), tick=False):
        number = filed(Reader(own_app, record, "anonymous here"))
        handled(Reader(own_app, record, "rutger"), number)
    for person, one in watched.items():
        after = pages(one)
        assert after.keys() == before[person].keys(), person
        changed = [path for path in after if after[path] != before[person][path]]
        assert not changed, f"{person} sees that something happened, at {', '.join(changed)}"
    for query in (f"register?nummer={number}", "register?nummer=KW-2026-9999"):
        page = watched["hanneke"].get(f"/functionaris/{query}").text
        assert "/zaak/KW" not in page
    found = [watched["hanneke"].get(f"/functionaris/register?nummer={one}").text for one in (number, "KW-2026-9999")]
    assert found[0].replace(number, "") == found[1].replace("KW-2026-9999", "")


def filed(visitor: Reader) -> str:
    """A complaint about the functionaris comes in."""
    steps = {
        "voor-wie": {"on_behalf": "no", "capacity": "candidate"},
        "gebeurd": {"text": "De functionaris belt niet terug.", "happened_when": "gisteren"},
        "met-wie": {"about_whom": "de functionaris", "about_functionaris": "yes"},
        "waarover": {"grounds": ["performance"]},
        "wens": {"wish": "Een ander."},
        "gegevens": {"name": "Nieuwe klager", "email": "nieuw@post.example", "language": "nl"},
    }
    for slug, values in steps.items():
        assert visitor.post(f"/klacht/{slug}", values).status_code == 302, slug
    assert visitor.post("/klacht/controle", {"truth": "y"}).status_code == 302
    visitor.trusted = True
    number = re.search(r"KW-2026-\d{4}", visitor.get("/klacht/ontvangst").text)
    assert number
    return number.group()


def handled(deputy: Reader, number: str) -> None:
    """The deputy takes it into handling; an employee is named and informed."""
    deputy.trusted = True
    base = f"/functionaris/zaak/{number}"
    otto = next(one.word for one in deputy.built.canaries if one.by == "otto" and one.kind == "staff")

    def act(slug: str, values: Callable[[str], dict[str, Any]] = lambda _: {}) -> None:
        page = deputy.get(f"{base}/{slug}").text
        version = re.search(r'name="version"[^>]*value="(\d+)"', page)
        given = {"version": version.group(1) if version else "", "sure": "y", **values(page)}
        assert deputy.post(f"{base}/{slug}", given).status_code == 302, slug

    act("vertrouwelijk")
    act("niet-betrokken")
    act("beoordelen")
    act("onderwerpen", lambda page: {"categories": [option(page, "Bejegening")]})
    act("medewerker", lambda page: {"person_id": option(page, otto)})
    act("onderdelen", lambda page: {"text_0": "Onderdeel", "about_0": [option(page, otto)]})
    page = deputy.get(f"{base}/onderdelen").text
    act("in-behandeling", lambda _: {f"edition_{option(page, otto)}": "De tekst.", "until": UNTIL})
    act("notitie", lambda _: {"text": "Een notitie."})
