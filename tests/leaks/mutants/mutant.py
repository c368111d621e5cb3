"""What a mutant is: which lock is taken out, where, and whose tests must notice."""

from __future__ import annotations

from dataclasses import dataclass

ROUTES = "tests/leaks/test_routes.py::test_what_is_not_yours_is_not_there"
READERS = "tests/leaks/test_readers.py::test_nobody_reads_what_is_not_theirs"
ROADS = "tests/leaks/test_other_roads.py::test_"
LOCKS = "tests/leaks/test_locks.py::test_"
GAPS = "tests/leaks/test_gaps.py::test_"


@dataclass(frozen=True)
class Edit:
    """Words that stand exactly once in a file, and what stands there instead."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Mutant:
    """One lock, and how it is taken out.

    `tests` run first. `grown`: the lock works while something is written, so that the built world is built with the
    lock out; any other mutant reads the world that the whole program built.
    """

    name: str
    why: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]
    grown: bool = False


@dataclass(frozen=True)
class Layer:
    """A whole layer taken out. The tests must pass: the other layer holds alone."""

    name: str
    why: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]


def without(name: str, why: str, where: tuple[str, str, str], *tests: str, grown: bool = False) -> Mutant:
    """Take a lock out by one edit: (file, old, new)."""
    return Mutant(name, why, (Edit(*where),), tests, grown)
