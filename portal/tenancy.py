"""Tenants apart: one organisation is entered at a time, reads are fenced to it, writes are stamped with it.

The scope is a context variable that the engine reads when a transaction begins, so it survives commit and rollback.
No organisation entered means refusal. Below this fence stand row-level security on PostgreSQL and, on SQLite,
temporary triggers that refuse a write for another organisation (reads there rest on this fence; see the threat model).
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.orm import Session, with_loader_criteria

from portal.models.base import TenantOwned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy import Connection, Engine
    from sqlalchemy.orm import ORMExecuteState


class NoOrganisationError(RuntimeError):
    """A query was made, or a row written, without an organisation having been entered."""


class ForeignRowError(RuntimeError):
    """A row of another organisation was about to be written."""


class UnfencedError(RuntimeError):
    """A statement that the fence cannot see through: raw text, or a table instead of a model."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which organisation, and whether this transaction may write. `everywhere` is the operator's, never a portal's."""

    tenant: UUID | None = None
    write: bool = False
    everywhere: bool = False


_NOWHERE = Scope()
_scope: ContextVar[Scope] = ContextVar("wederhoor_scope", default=_NOWHERE)


def current() -> Scope:
    """Tell which scope is entered."""
    return _scope.get()


def tenant() -> UUID:
    """Tell which organisation is entered.

    Raises:
        NoOrganisationError: none is.

    """
    entered = _scope.get().tenant
    if entered is None:
        msg = "no organisation was entered"
        raise NoOrganisationError(msg)
    return entered


@contextmanager
def entered(tenant_id: UUID | None, *, write: bool = False, everywhere: bool = False) -> Iterator[Scope]:
    """Enter an organisation for the block. Do it before a transaction begins: an open one keeps the old scope."""
    scope = Scope(tenant_id, write, everywhere)
    token = _scope.set(scope)
    try:
        yield scope
    finally:
        _scope.reset(token)


def enter(scope: Scope) -> object:
    """Enter without a block, for a request; give what `leave` wants back."""
    return _scope.set(scope)


def leave(token: Any) -> None:
    """Leave what `enter` entered."""
    _scope.reset(token)


def fence(session_class: type[Session] | Any) -> None:
    """Put the read fence and the write stamp on a session class or factory."""
    if not event.contains(session_class, "do_orm_execute", _fence_reads):
        event.listen(session_class, "do_orm_execute", _fence_reads)
        event.listen(session_class, "before_flush", _stamp_writes)


def _fence_reads(state: ORMExecuteState) -> None:
    scope = _scope.get()
    if scope.everywhere or state.is_column_load or state.is_relationship_load:
        return
    if not state.is_orm_statement or state.is_from_statement:
        msg = "only statements over models go through a session"
        raise UnfencedError(msg)
    here = tenant()
    if not state.is_insert:
        state.statement = state.statement.options(
            with_loader_criteria(
                TenantOwned, lambda model: model.tenant_id == here, include_aliases=True, track_closure_variables=True
            ),
        )


def _stamp_writes(session: Session, _context: object, _instances: object) -> None:
    here = tenant()
    for row in session.new:
        if isinstance(row, TenantOwned) and getattr(row, "tenant_id", None) is None:
            row.tenant_id = here
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, TenantOwned) and row.tenant_id != here:
            msg = f"a row of another organisation: {type(row).__name__}"
            raise ForeignRowError(msg)


def guard(engine: Engine) -> None:
    """Let the engine set the scope whenever a transaction begins, and lock SQLite against foreign writes."""
    event.listen(engine, "begin", _begin)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _connected)
        event.listen(engine, "checkin", _given_back)


def _begin(connection: Connection) -> None:
    scope = _scope.get()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "select set_config('app.tenant', %s, true), set_config('transaction_read_only', %s, true)",
            ("" if scope.tenant is None else str(scope.tenant), "off" if scope.write else "on"),
        )
    else:
        connection.exec_driver_sql(f"PRAGMA query_only={int(not scope.write)}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if scope.write else "BEGIN")


def _current_tenant() -> str | None:
    entered_now = _scope.get().tenant
    return None if entered_now is None else entered_now.hex


def _connected(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "recursive_triggers=ON",  # so that REPLACE, too, runs into the locks on DELETE
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("current_tenant", 0, _current_tenant)
    for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
        columns = {row[1] for row in connection.execute(f"PRAGMA main.table_info({name})")}
        if "tenant_id" in columns:
            _lock(connection, name)


def _given_back(connection: sqlite3.Connection | None, _record: object) -> None:
    """End what a failed commit left open: SQLite keeps that transaction, and with it the lock on the database."""
    if connection is not None and connection.in_transaction:
        connection.rollback()


def _lock(connection: sqlite3.Connection, table: str) -> None:
    for verb, sides in (("INSERT", ("new",)), ("UPDATE", ("old", "new")), ("DELETE", ("old",))):
        foreign = " OR ".join(f"{side}.tenant_id IS NOT current_tenant()" for side in sides)
        connection.execute(
            f"CREATE TEMP TRIGGER fence_{table}_{verb.lower()} BEFORE {verb} ON main.{table} WHEN {foreign} "
            "BEGIN SELECT RAISE(ABORT, 'tenant guard'); END",
        )
