"""Columns that are sealed at rest: bound to their row, opened on the way out, and never written in clear.

A row seals itself when it is flushed, under the key of its case (`owner`), at its own place (organisation, table,
column, row). Reading brings the wrapped keys along in the same question, so that it takes no more of them. This room
knows no key: whoever makes an engine gives it a `Locksmith`; without one, nothing sealed is read or written.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import (
    Column,
    Text,
    TypeDecorator,
    and_,
    case,
    cast,
    event,
    func,
    inspect,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.elements import Label

from portal.models.base import Base, Row, TenantOwned, of_organisation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Dialect, Engine

SPLIT = "."


class OrganisationKey(TenantOwned, Base):
    """The key of an organisation, wrapped by a master key: it wraps the keys of its cases."""

    __tablename__ = "organisation_key"
    __table_args__ = (of_organisation(),)

    wrapped: Mapped[str] = mapped_column(Text)


class SealingKey(Row, Base):
    """The key of one case, or of one draft, with its id; wrapped by the organisation's. Deleting it erases the case."""

    __tablename__ = "sealing_key"
    __table_args__ = (of_organisation(),)

    wrapped: Mapped[str] = mapped_column(Text)


class UnsealedError(RuntimeError):
    """Something confidential was about to be written in clear, or no key was given to read it with."""


class Locksmith(Protocol):
    """Seals and opens; knows the keys."""

    def seal(self, session: Session, owner: UUID, row: str, plain: bytes) -> str:
        """Seal for a place, under the key of a case."""

    def open(self, kept: Kept) -> bytes:
        """Open what stands at a place."""


class Kept:
    """What a question brings of a sealed value: the wrapped keys, where it stands, and the value."""

    __slots__ = ("case_key", "organisation_key", "owner", "place", "sealed", "tenant")

    def __init__(self, brought: str, table: str, column: str) -> None:
        self.organisation_key, self.case_key, tenant, owner, row, self.sealed = brought.split(SPLIT, 5)
        self.tenant, self.owner = UUID(tenant), UUID(owner)
        self.place = f"{table}|{column}|{plain_row(row)}"


def plain_row(row: str) -> str:
    """Write the key of a row one way on every database: an id has no dashes."""
    return row.replace("-", "")


LOCKSMITHS: WeakKeyDictionary[Dialect, Locksmith] = WeakKeyDictionary()


def equip(engine: Engine, locksmith: Locksmith) -> None:
    """Let an engine read and write what is sealed."""
    LOCKSMITHS[engine.dialect] = locksmith


def _locksmith(dialect: Dialect) -> Locksmith:
    found = LOCKSMITHS.get(dialect)
    if found is None:
        raise UnsealedError("this engine was given no keys")
    return found


class Ciphertext(str):
    """A text that was sealed already, as it goes into the database."""

    __slots__ = ()


class SealedText(str):
    """A text with what became of it: it reads as the text, and is written sealed."""

    __slots__ = ("ciphertext",)
    ciphertext: Ciphertext


class SealedFields(dict[str, Any]):
    """Fields with what became of them."""

    ciphertext: Ciphertext


class Opened(TypeDecorator[Any]):
    """What an expression over a sealed column gives: opened when it is read."""

    impl = Text
    cache_ok = True

    def __init__(self, table: str, column: str, *, fields: bool = False) -> None:
        super().__init__()
        self.table, self.column, self.fields = table, column, fields

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        """Write what is empty or sealed."""
        del dialect
        if value is None or (not self.fields and not value):
            return value
        ciphertext = value if isinstance(value, Ciphertext) else getattr(value, "ciphertext", None)
        if ciphertext is None:
            raise UnsealedError(f"{self.table}.{self.column} is sealed by the row it stands in")
        return str(ciphertext)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any | None:
        """Open it."""
        if not value:
            return value
        plain = _locksmith(dialect).open(Kept(value, self.table, self.column)).decode()
        return json.loads(plain) if self.fields else plain

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """Compare with nothing but itself: what is sealed is not searched."""
        del op, value
        return self


class Sealed(Opened):
    """A sealed column. `owner` names the column with the id of the case; `row` what makes the row itself."""

    cache_ok = True

    def __init__(
        self,
        table: str,
        column: str,
        *,
        owner: str = "complaint_id",
        row: tuple[str, ...] = ("id",),
        fields: bool = False,
    ) -> None:
        super().__init__(table, column, fields=fields)
        self.owner, self.row = owner, row

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Bring along what opening takes."""
        bare = column.element if isinstance(column, Label) else column
        return opened(bare) if isinstance(bare, Column) else column

    def row_of(self, values: Mapping[str, Any]) -> str:
        """Write the key of a row."""
        return plain_row("|".join(_word(values[name]) for name in self.row))


def _word(value: Any) -> str:
    return value.hex if isinstance(value, UUID) else str(value)


def opened(column: Any) -> ColumnElement[Any]:
    """Read a sealed column within an expression: the wrapped keys, the place, and the value, in one text."""
    bare: Any = column.__clause_element__() if hasattr(column, "__clause_element__") else column
    kind, of = bare.type, bare.table.c
    keys, organisations = SealingKey.__table__, OrganisationKey.__table__
    wrapped = (
        select(organisations.c.wrapped.concat(_SPLIT).concat(keys.c.wrapped))
        .select_from(keys)
        .join(organisations, organisations.c.tenant_id == keys.c.tenant_id)
        .where(and_(keys.c.tenant_id == of.tenant_id, keys.c.id == of[kind.owner]))
        .correlate(bare.table)
        .scalar_subquery()
    )
    brought: Any = func.coalesce(wrapped, _SPLIT)
    row = [cast(of[name], Text) for name in kind.row]
    for one in (cast(of.tenant_id, Text), cast(of[kind.owner], Text), row[0]):
        brought = brought.concat(_SPLIT).concat(one)
    for one in row[1:]:
        brought = brought.concat(_BAR).concat(one)
    plain = type_coerce(bare, Text)
    kept = case((plain == _EMPTY, _EMPTY), else_=brought.concat(_SPLIT).concat(plain))
    return type_coerce(kept, Opened(kind.table, kind.column, fields=kind.fields))


_SPLIT: Any = literal_column("'.'", Text)
_BAR: Any = literal_column("'|'", Text)
_EMPTY: Any = literal_column("''", Text)


@cache
def sealed_columns(model: Any) -> tuple[tuple[str, Sealed], ...]:
    """Name the sealed attributes of a model."""
    mapper: Any = inspect(model)
    found = ((one.key, one.columns[0].type) for one in mapper.column_attrs)
    return tuple((name, kind) for name, kind in found if isinstance(kind, Sealed))


def sealed(session: Session, column: Any, owner: UUID, row: Mapping[str, Any], value: Any) -> Any:
    """Seal a value for a row that no flush will see, such as one that is made or changed in one statement."""
    kind: Sealed = column.type
    if value is None or (not kind.fields and not value):
        return value
    plain = json.dumps(value) if kind.fields else str(value)
    place = f"{kind.table}|{kind.column}|{kind.row_of(row)}"
    made: SealedFields | SealedText = SealedFields(value) if kind.fields else SealedText(value)
    made.ciphertext = Ciphertext(
        _locksmith(session.get_bind().dialect).seal(session, owner, place, plain.encode()),
    )
    return made


def _seal_rows(session: Session, _context: object, _instances: object) -> None:
    rows: list[Any] = [*session.new, *session.dirty]
    for one in rows:
        columns = sealed_columns(one.__class__)
        state = inspect(one)
        for name, kind in columns:
            if one in session.new or state.attrs[name].history.has_changes():
                value = getattr(one, name)
                row = {part: getattr(one, part) for part in kind.row}
                setattr(one, name, sealed(session, getattr(type(one), name), getattr(one, kind.owner), row, value))


event.listen(Session, "before_flush", _seal_rows)
