"""Rows of a form, each of one thing in the case: what was typed goes to its own row, wherever that stands now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from werkzeug.datastructures import MultiDict

from portal.web.typed import whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Placed:
    """What was typed, each row in its own place; the fields nobody typed in, and texts that found no place."""

    typed: MultiDict[str, str]
    filled: frozenset[str]
    left_over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a form. `known` names what stands in each place now, "" for a row to spare.

    A row is known by the hidden field `key`, never by its place: what was typed may be older than the case.
    `stands` are the values of rows that were not before the person at all.
    """

    key: str
    text: str
    more: tuple[str, ...]
    known: tuple[str, ...]
    stands: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def spare(self) -> frozenset[str]:
        """The fields of the rows to spare."""
        empty = [place for place, one in enumerate(self.known) if not one]
        return frozenset(f"{name}_{place}" for place in empty for name in (self.text, *self.more))

    def place(self, typed: MultiDict[str, str]) -> Placed:
        """Put what was typed in the rows of today."""
        numbers = [name.rpartition("_")[2] for name in typed if name.rpartition("_")[0] == self.text]
        ids = {number: typed.get(f"{self.key}_{number}", self._by_place(number)) for number in numbers}
        of = {one: number for number, one in ids.items() if one}
        new = [number for number, one in ids.items() if not one and self._said(typed, number)]
        found = MultiDict([pair for pair in typed.items(multi=True) if not self.has(pair[0])])
        filled: set[str] = set()
        used: set[str] = set()
        for place, one in enumerate(self.known):
            found[f"{self.key}_{place}"] = one
            number = of.get(one) if one else (new.pop(0) if new else None)
            used |= {number} if number is not None else set()
            for name in (self.text, *self.more):
                here = f"{name}_{place}"
                if number is None and one:
                    filled.add(here)
                values = self.stands.get(here, []) if number is None else typed.getlist(f"{name}_{number}")
                found.setlist(here, values)
        return Placed(found, frozenset(filled), self._rest(typed, [one for one in numbers if one not in used]))

    def _by_place(self, number: str) -> str:
        """Name what stands in a place, for who sends no id: the version of the case says whether they saw it."""
        place = whole_number(number)
        return self.known[place] if place is not None and place < len(self.known) else ""

    def has(self, name: str) -> bool:
        """Say whether a field is of a row, whatever its place."""
        return name.rpartition("_")[0] in {self.key, self.text, *self.more}

    def _said(self, typed: MultiDict[str, str], number: str) -> str:
        return typed.get(f"{self.text}_{number}", "").strip()

    def _rest(self, typed: MultiDict[str, str], numbers: Sequence[str]) -> tuple[str, ...]:
        return tuple(said for number in numbers if (said := self._said(typed, number)))
