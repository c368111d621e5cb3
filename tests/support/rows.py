"""Rows for any table of the record, made from what its columns want, so that no table is forgotten."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    Enum,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Uuid,
    literal,
)

from portal.domain.acts import Act
from portal.domain.facts import Ending, Facts, Moments, Stage
from portal.domain.regulation import PRESETS, Regime, Regulation
from portal.domain.term import deadline
from portal.models import Base
from portal.models.base import Typed, UtcDateTime, new_id
from portal.models.sealed import Ciphertext, Sealed, SealedFields, SealedText
from portal.vault import keys
from portal.vault.sealing import Ring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
RING = Ring(("a master key of tests, 0123456789",))
KEY = b"k" * keys.LENGTH


def tables() -> list[Table]:
    """Every table of the record, by name."""
    return [Base.metadata.tables[name] for name in sorted(Base.metadata.tables)]


def pointers(table: Table) -> dict[str, str]:
    """The columns of a table that point at a row of the same organisation, and the tables they point into."""
    found = {}
    for constraint in table.constraints:
        if isinstance(constraint, ForeignKeyConstraint) and len(constraint.column_keys) > 1:
            found[constraint.column_keys[1]] = constraint.referred_table.name
    return found


class Rows:
    """One filled row for each table of one organisation; each points at the others."""

    numbers = itertools.count(1)  # one count for all, since some columns are unique over all organisations

    def __init__(self, tenant: UUID | None = None) -> None:
        self.tenant = tenant or new_id()
        self.ids = {table.name: new_id() for table in tables()}
        # One key for all that is sealed: that of the case.
        self.ids["sealing_key"] = self.ids["filing_draft"] = self.ids["complaint"]
        self.organisation_key = keys.wrap_organisation(RING, self.tenant, KEY)
        self.all = {table.name: self.row(table) for table in tables()}

    def row(self, table: Table, **given: Any) -> dict[str, Any]:
        """Make one more row of a table, every column filled, pointing at this organisation's own rows."""
        number = next(Rows.numbers)
        row = {column.name: self._value(table, column, number) for column in table.columns}
        if table.name == "complaint":
            row |= {"stage": Stage.CLOSED, "ending": Ending.DECLINED}
        row |= given
        if table.name == "organisation_key":
            row["wrapped"] = self.organisation_key
        if table.name == "sealing_key":
            row["wrapped"] = keys.wrap_case(RING, self.organisation_key, self.tenant, row["id"], KEY)
        for column in table.columns:
            if isinstance(column.type, Sealed):
                row[column.name] = self._sealed(column.type, row, row[column.name])
        return row

    def _sealed(self, kind: Sealed, row: dict[str, Any], value: Any) -> Any:
        place = f"{self.tenant.hex}|{kind.table}|{kind.column}|{kind.row_of(row)}"
        made = SealedFields(value) if kind.fields else SealedText(value)
        plain = json.dumps(value) if kind.fields else value
        made.ciphertext = Ciphertext(keys.as_text(keys.sealed(KEY, plain.encode(), place.encode())))
        return made

    def another(self, table: Table, **given: Any) -> dict[str, Any]:
        """Make a second row, with a key of its own where the key is not made of pointers."""
        row = self.row(table, **given)
        if "id" in row and "id" not in given:
            row["id"] = new_id()
        return row

    def _value(self, table: Table, column: Column[Any], number: int) -> Any:
        pointed = pointers(table).get(column.name)
        if column.name == "tenant_id":
            return self.tenant
        if column.name == "id":
            return self.ids[table.name]
        if pointed:
            return self.ids[pointed]
        if column.name == "owner_id":
            return self.ids["complaint"]
        return value_for(column, number)


def in_clear(row: dict[str, Any]) -> dict[str, Any]:
    """A row as a revision that sealed nothing wrote it."""

    def clear(value: Any) -> Any:
        if isinstance(value, SealedFields):
            return literal(dict(value), JSON())
        return Ciphertext(str(value)) if isinstance(value, SealedText) else value

    return {name: clear(value) for name, value in row.items()}


def value_for(column: Column[Any], number: int) -> Any:
    """Make a value that a column takes; texts and numbers differ from row to row."""
    kind = column.type
    if isinstance(kind, Sealed):
        return {"n": number, "é": ["☂"]} if kind.fields else f"{number}{column.name} — é☂"
    if isinstance(kind, Typed):
        return _document(kind.kind)
    if isinstance(kind, Enum):
        return next(iter(kind.enum_class)) if kind.enum_class else kind.enums[0]
    if isinstance(kind, UtcDateTime):
        return NOW + timedelta(seconds=number)
    simple: tuple[tuple[type, Any], ...] = (
        (Uuid, new_id()),
        (Boolean, True),
        (Integer, number),
        (Date, TODAY),
        (JSON, {"n": number, "é": ["☂"]}),
        (LargeBinary, f"{number}☂".encode()),
    )
    for type_, value in simple:
        if isinstance(kind, type_):
            return value
    if isinstance(kind, String | Text):
        return f"{number}{column.name} — é☂"[: kind.length or 200]
    raise NotImplementedError(f"{column}: {kind!r}")


def _document(kind: type) -> Any:
    if kind is Regulation:
        return PRESETS[Regime.OPDRACHT]
    if kind is Facts:
        regulation = PRESETS[Regime.OPDRACHT]
        counted = deadline(TODAY, regulation.judgment, regulation.weekend)
        return Facts(
            Stage.RECEIVED,
            TODAY,
            TODAY,
            counted,
            counted.due_on,
            complainant=str(new_id()),
            acts={Act.FILE: Moments(TODAY, TODAY)},
        )
    raise NotImplementedError(str(kind))


def foreign_keys() -> Iterator[tuple[Table, ForeignKeyConstraint]]:
    """Every foreign key of the record, with the table it stands in."""
    for table in tables():
        for constraint in sorted(table.foreign_key_constraints, key=lambda one: tuple(one.column_keys)):
            yield table, constraint
