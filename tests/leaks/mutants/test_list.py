"""The list of mutants fits the program as it stands: `make mutants` would not stop halfway."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.leaks.mutants.list import LAYERS, MUTANTS

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
    assert f"**{len(MUTANTS)} mutants, {len(MUTANTS)} killed; {len(LAYERS)} layers, {len(LAYERS)} hold.**" in page
