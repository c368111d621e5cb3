"""The bars that no tool checks: how long modules and views are, and that nothing is waved through."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
PORTALS = ("public", "auth", "client", "employee", "functionaris", "management", "admin")
MODULES = sorted((ROOT / "portal").rglob("*.py"))


def test_no_module_is_longer_than_a_person_reads():
    long = {str(one.relative_to(ROOT)): count for one in MODULES if (count := len(one.read_text().splitlines())) > 400}
    assert not long


def test_views_are_thin():
    lengths = {f"{portal}.{name}": length for portal in PORTALS for name, length in views(portal).items()}
    assert len(lengths) > 60
    assert not {name: length for name, length in lengths.items() if length > 25}
    assert median(lengths.values()) <= 9


def views(portal: str) -> dict[str, int]:
    """How many lines the body of each view has, its docstring left out."""
    tree = ast.parse((ROOT / "portal" / portal / "views.py").read_text())
    found = {}
    for one in tree.body:
        if isinstance(one, ast.FunctionDef) and any("blueprint." in ast.unparse(mark) for mark in one.decorator_list):
            body = one.body[1:] if ast.get_docstring(one) else one.body
            found[one.name] = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
    return found


def test_nothing_is_waved_through():
    for module in [*MODULES, *sorted((ROOT / "tests").rglob("*.py")), ROOT / "config.py", ROOT / "wsgi.py"]:
        assert "type: " + "ignore" not in module.read_text(), module
