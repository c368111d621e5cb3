"""The contracts in pyproject.toml hold every room that there is."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
ABOVE = {"web", "operations"}  # these may know Flask and the database


def test_each_room_stands_in_a_contract_about_libraries():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    bound = {module for contract in contracts for module in contract.get("source_modules", [])}
    packages = {path.parent.name for path in (ROOT / "portal").glob("*/__init__.py")}
    modules = {path.stem for path in (ROOT / "portal").glob("*.py")} - {"__init__"}
    assert not {f"portal.{room}" for room in (packages | modules) - ABOVE} - bound
