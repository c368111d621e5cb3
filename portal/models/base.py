"""The ground under every table: keys, types, and what makes a row one organisation's.

Every row's key is `(tenant_id, id)` and every pointer carries `tenant_id` along, so that a row of one organisation
cannot point into another, whatever the code above does. Models have no relationships: use cases name ids, and the
door of sight selects columns. Foreign keys are deferred to the commit, so that the order of inserts does not matter.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import DateTime, Enum, ForeignKeyConstraint, MetaData, String, Text, TypeDecorator, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

if TYPE_CHECKING:
    from enum import StrEnum

    from sqlalchemy import Dialect

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


_ORDER = Lock()
_last, _turn = 0, 0


def new_id() -> UUID:
    """Make a UUIDv7: growing with time, so that an index grows at its end, and random in its last 62 bits.

    Of those that one process makes in the same millisecond the later is the larger: what one act writes at one
    moment keeps the order in which it was written.
    """
    global _last, _turn  # noqa: PLW0603  one clock for the process
    with _ORDER:
        stamp = time.time_ns() // 1_000_000
        _turn = (_turn + 1) & 0xFFF if stamp == _last else 0
        _last, turn = stamp, _turn
    noise = int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=(stamp << 80) | (0x7 << 76) | (turn << 64) | (0b10 << 62) | noise)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Naive values are refused; what comes back is in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite keeps it without the zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "an instant needs a time zone"
            raise ValueError(msg)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware instant."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Typed(TypeDecorator[Any]):
    """A frozen dataclass of the domain, kept as JSON text."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        """Write JSON."""
        del dialect
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any | None:
        """Read it back into the dataclass; what does not fit raises."""
        del dialect
        return None if value is None else msgspec.json.decode(value, type=self.kind)


def words(kind: type[StrEnum], *, checked: str | None = None) -> Enum:
    """Make a column type for a closed list of words; `checked` names a database constraint on it."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=checked is not None,
        name=checked,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """The declarative base of the whole record."""

    metadata = MetaData(naming_convention=CONVENTION)
    type_annotation_map: ClassVar = {datetime: UtcDateTime, UUID: Uuid, str: String(200)}


class TenantOwned:
    """A row that belongs to one organisation. `tenant_id` is stamped on the way in and fenced on the way out."""

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-20)


class Row(TenantOwned):
    """A tenant-owned row with an id of its own, known before it is written."""

    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-10)

    def __init__(self, **values: Any) -> None:
        values.setdefault("id", new_id())
        super().__init__(**values)


def points_to(column: str, table: str) -> ForeignKeyConstraint:
    """Point into another table of the same organisation: the composite key that no code can get round."""
    return ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{table}.tenant_id", f"{table}.id"],
        deferrable=True,
        initially="DEFERRED",
    )


def of_organisation() -> ForeignKeyConstraint:
    """Belong to an organisation that exists."""
    return ForeignKeyConstraint(["tenant_id"], ["organisation.tenant_id"], deferrable=True, initially="DEFERRED")
