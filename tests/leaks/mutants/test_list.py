"""The list of mutants fits the program as it stands: `make mutants` would not stop halfway."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.leaks.mutants.list import LAYERS, MUTANTS
from tests.leaks.mutants.run import RESULTS, Outcome, result

ROOT = Path(__file__).parents[3]
TRIED = [*MUTANTS, *LAYERS]


@pytest.fixture(autouse=True)
def at_that_moment():
    """In place of that of the leak tests: the list needs no built world."""


def test_there_are_enough():
    assert len(MUTANTS) >= 45
    assert [name for name, count in Counter(one.name for one in TRIED).items() if count > 1] == []


@pytest.mark.parametrize("one", TRIED, ids=lambda one: one.name)
def test_it_can_be_made(one):
    """Every edit fits exactly once, one after another, and what comes of it is still a program."""
    texts: dict[str, str] = {}
    for edit in one.edits:
        text = texts.get(edit.file) or (ROOT / edit.file).read_text()
        assert text.count(edit.old) == 1, edit
        assert edit.new != edit.old
        texts[edit.file] = text.replace(edit.old, edit.new)
    assert texts
    for file, text in texts.items():
        before = (ROOT / file).read_text()
        assert ast.dump(ast.parse(text)) != ast.dump(ast.parse(before)), f"{file}: nothing changes"


@pytest.mark.parametrize("one", TRIED, ids=lambda one: one.name)
def test_its_tests_are_there(one):
    assert one.tests
    assert one.why
    for test in one.tests:
        file, _, name = test.partition("::")
        text = (ROOT / file).read_text()
        assert not name or f"def {name.partition('[')[0]}(" in text, test


def test_each_stands_in_the_page():
    page = (ROOT / "docs" / "leaks.md").read_text()
    told = re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \| ", page, re.MULTILINE)
    assert told == [(one.name, one.why) for one in MUTANTS]


def headline(ran: dict[str, Any] | None) -> str:
    """What the page must say: what the last full run showed, or that there was none. Nobody counts by hand."""
    if ran is None:
        return "**Not yet run.**"
    names = [*ran["killed"], *ran["survived"]]
    layers = len(ran["held"]) + len(ran["broke"])
    since = len({one.name for one in MUTANTS} - set(names))
    added = f" {since} were added since and not yet run." if since else ""
    return (
        f"**{len(names)} mutants, {len(ran['killed'])} killed; {layers} layers, {len(ran['held'])} hold.** "
        f"Run at commit `{ran['commit']}` on {ran['date']}, in {round(ran['seconds'] / 60)} minutes.{added}"
    )


def test_the_page_says_what_the_last_full_run_showed():
    ran = json.loads(RESULTS.read_text()) if RESULTS.exists() else None
    page = " ".join((ROOT / "docs" / "leaks.md").read_text().split())
    assert headline(ran) in page, f"docs/leaks.md must say: {headline(ran)}"
    assert page.count("layers, ") + page.count("**Not yet run.**") == 1
    for name in (*ran["survived"], *ran["broke"]) if ran else ():
        assert f"`{name}` survived" in page or f"`{name}` broke" in page, f"docs/leaks.md must say why: {name}"


def test_a_run_is_written_down_as_it_went():
    done = [
        Outcome("fence-reads", good=True, told="killed", seconds=3),
        Outcome("fence-text", good=False, told="survived", seconds=4),
        Outcome("database-alone", good=True, told="holds", seconds=50),
        Outcome("application-alone", good=False, told="does not hold", seconds=60),
    ]
    ran = result(done, 117.4, "abc1234", "2026-03-02")
    assert json.loads(json.dumps(ran)) == {
        "commit": "abc1234", "date": "2026-03-02", "seconds": 117, "killed": ["fence-reads"],
        "survived": ["fence-text"], "held": ["database-alone"], "broke": ["application-alone"],
    }  # fmt: skip
    assert headline(ran) == (
        "**2 mutants, 1 killed; 2 layers, 1 hold.** Run at commit `abc1234` on 2026-03-02, in 2 minutes. "
        f"{len(MUTANTS) - 2} were added since and not yet run."
    )
    assert headline(None) == "**Not yet run.**"
