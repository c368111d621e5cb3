"""What an address names is read through sight or accounts, with the actor or the fenced session, and no other way."""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
PORTALS = frozenset({"public", "auth", "client", "employee", "functionaris", "management", "admin"})
VIEWS = [
    *(path for portal in sorted(PORTALS) for path in sorted((ROOT / "portal" / portal).glob("*.py"))),
    *(ROOT / "portal" / "web" / f"{name}.py" for name in ("acts", "partyacts", "caseviews")),
]
OBJECTS = frozenset({"reference", "item", "token", "file", "paper"})
NO_OBJECTS = frozenset({"slug", "wanted", "version", "original", "part"})
"""A step of the form, a language, which version of a judgment, whether the original is wanted, which page of items: none
is of anybody."""
READERS = ("portal.sight.", "portal.accounts.", "portal.casework.retention.of")
"""What falls due is read above sight: who is in office is known there."""
WRITERS = ("portal.casework.",)
SCOPED = frozenset({"state.session()", "state.me()", "session"})
ONLY_SHOWN = frozenset({"url_for", "page"})
BY_SIGNATURE = "portal.post.links.read_token"


@dataclass(frozen=True)
class Source:
    """A module: what it imports, and its functions."""

    tree: ast.Module

    @property
    def imports(self) -> dict[str, str]:
        found = {}
        for one in ast.walk(self.tree):
            if isinstance(one, ast.ImportFrom):
                found |= {alias.asname or alias.name: f"{one.module}.{alias.name}" for alias in one.names}
        return found

    @property
    def functions(self) -> dict[str, ast.FunctionDef]:
        return {one.name: one for one in ast.walk(self.tree) if isinstance(one, ast.FunctionDef)}

    def called(self, call: ast.Call) -> str:
        """The full name of what is called, as far as the imports tell it."""
        first, _, rest = ast.unparse(call.func).partition(".")
        return ".".join(filter(None, (self.imports.get(first, first), rest)))


@cache
def source(path: str) -> Source:
    return Source(ast.parse(Path(path).read_text()))


def uses(function: ast.FunctionDef, name: str) -> Iterator[tuple[ast.Name, list[ast.AST]]]:
    """Each place where a name stands, with all that stands round it, the nearest first."""

    def walk(node: ast.AST, around: list[ast.AST]) -> Iterator[tuple[ast.Name, list[ast.AST]]]:
        if isinstance(node, ast.Name) and node.id == name:
            yield node, around
        for child in ast.iter_child_nodes(node):
            yield from walk(child, [node, *around])

    for one in function.body:
        yield from walk(one, [])


def faults(of: Source, function: ast.FunctionDef, name: str) -> list[str]:
    """The uses of what an address named that go past sight and accounts."""
    found, read, written = [], False, False
    for use, around in uses(function, name):
        if isinstance(use.ctx, ast.Del):
            continue
        call = next((one for one in around if isinstance(one, ast.Call) and not plain(one)), None)
        target = of.called(call) if call is not None else ""
        if target in {"flask.url_for", "portal.web.page.page", BY_SIGNATURE}:
            continue
        if call is not None and target in of.functions:
            found += faults(of, of.functions[target], parameter(of.functions[target], call, use))
        elif compared(of, around) or (call is not None and target.startswith(READERS) and scoped(call)):
            read = True
        elif call is not None and target.startswith(WRITERS) and scoped(call):
            written = True
        else:
            found.append(f"{function.name}, line {use.lineno}: {ast.unparse(call or use)}")
    if written and not read and not function.name.startswith("_"):
        found.append(f"{function.name}: changed without being read")
    return found


def plain(call: ast.Call) -> bool:
    return ast.unparse(call.func) in {"str", "UUID"}


def scoped(call: ast.Call) -> bool:
    given = [*call.args, *(one.value for one in call.keywords)]
    return any(ast.unparse(one) in SCOPED or ast.unparse(one).startswith("take(state.session()") for one in given)


def compared(of: Source, around: list[ast.AST]) -> bool:
    """Whether it only picks one out of a list that sight or accounts gave."""
    if not around or not isinstance(around[0], ast.Compare):
        return False
    lists = (one for one in around if isinstance(one, ast.GeneratorExp))
    made = [loop.iter for one in lists for loop in one.generators]
    return bool(made) and all(
        isinstance(one, ast.Call) and of.called(one).startswith(READERS) and scoped(one) for one in made
    )


def parameter(function: ast.FunctionDef, call: ast.Call, use: ast.Name) -> str:
    """What a function of the same module calls what it is given."""
    for place, one in enumerate(call.args):
        if any(inner is use for inner in ast.walk(one)):
            return function.args.args[place].arg
    return next(one.arg or "" for one in call.keywords if any(inner is use for inner in ast.walk(one.value)))


def asked(of: Source) -> list[str]:
    """What a module asks of a session by itself."""
    held = {"state.session()"}
    for one in ast.walk(of.tree):
        if isinstance(one, ast.Assign):
            names, values = one.targets[0], one.value
            both = isinstance(names, ast.Tuple) and isinstance(values, ast.Tuple)
            pairs = zip(names.elts, values.elts, strict=True) if both else [(names, values)]
            held |= {ast.unparse(to) for to, value in pairs if ast.unparse(value) == "state.session()"}
    return [
        f"line {one.lineno}: {ast.unparse(one)}"
        for one in ast.walk(of.tree)
        if isinstance(one, ast.Attribute) and ast.unparse(one.value) in held and one.attr != "flush"
    ]


def unwrapped(view: Callable[..., object]) -> tuple[str, str]:
    inner = inspect.unwrap(view)
    return inspect.getsourcefile(inner) or "", inner.__name__


def test_every_object_of_an_address_is_read_through_sight_or_accounts(app):
    seen = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] not in PORTALS:
            continue
        assert rule.arguments <= OBJECTS | NO_OBJECTS, f"{rule}: what does this name?"
        path, name = unwrapped(app.view_functions[rule.endpoint])
        for argument in rule.arguments & OBJECTS:
            # two views of acts.py have one name; each is looked at
            for function in (one for one in ast.walk(source(path).tree) if isinstance(one, ast.FunctionDef)):
                if function.name == name and argument in {one.arg for one in function.args.args}:
                    assert faults(source(path), function, argument) == [], rule
                    seen.add((path, function.lineno))
    assert len(seen) > 20


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_view_asks_the_session_itself(path):
    assert asked(source(str(path))) == []


GOOD = (
    "def view(item):\n    return learning.report(state.session(), item)",
    "def view(item):\n    return next((o for o in people.offices(state.session(), day) if str(o.id) == item), None)",
    "def view(item):\n    found = _find(item)\n\ndef _find(one):\n    return insight.piece(state.session(), me, one)",
    "def view(item):\n    del item",
    "def view(item):\n    return url_for('.x', item=item)",
)
BAD = (
    "def view(item):\n    return state.session().get(Report, item)",
    "def view(item):\n    session = state.session()\n    return session.get(Report, UUID(item))",
    "def view(item):\n    return learning.report(item)",
    "def view(item):\n    return next(o for o in Report.all() if str(o.id) == item)",
    "def view(item):\n    return _find(item)\n\ndef _find(one):\n    return db.session.get(Report, one)",
    "def view(item):\n    register.switch_category(state.session(), category=item)",
    "def view(item):\n    return lookup[item]",
    "def view(item):\n    return helpers.report(state.session(), item)",
)
HEAD = (
    "from flask import url_for\nfrom portal.accounts import people\nfrom portal.sight import insight, learning\n"
    "from portal.casework import register\nfrom portal.web import helpers, state\n"
)


@pytest.mark.parametrize(("text", "fine"), [*((one, True) for one in GOOD), *((one, False) for one in BAD)])
def test_the_rule_itself(text, fine):
    of = Source(ast.parse(HEAD + text))
    assert (faults(of, of.functions["view"], "item") == []) is fine


@pytest.mark.parametrize("text", BAD[:2])
def test_a_view_that_asks_the_session_is_found(text):
    assert len(asked(Source(ast.parse(HEAD + text)))) == 1
