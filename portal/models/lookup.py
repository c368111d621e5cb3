"""The two questions that are asked before an organisation is entered, and nothing more.

On PostgreSQL each is a SECURITY DEFINER function, since the role of web and worker sees no row without an
organisation; on SQLite the same question is a plain select.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Address:
    """What an address stands for."""

    tenant_id: UUID
    slug: str
    host: str | None
    demo: bool


_SQLITE_AT = """
SELECT tenant_id, slug, host, demo FROM organisation
WHERE suspended_at IS NULL AND (slug = ? OR (? <> '' AND host = ?))
"""
_SQLITE_DUE = """
SELECT o.tenant_id FROM organisation o WHERE o.suspended_at IS NULL AND (
  o.swept_on IS NULL OR o.swept_on < ?
  OR EXISTS (SELECT 1 FROM kept_form k WHERE k.tenant_id = o.tenant_id AND k.until <= ?)
  OR EXISTS (SELECT 1 FROM account_mend m WHERE m.tenant_id = o.tenant_id AND m.from_at <= ?
             AND m.done_at IS NULL AND m.refused_at IS NULL)
  OR EXISTS (SELECT 1 FROM paper p WHERE p.tenant_id = o.tenant_id AND p.state = 'waiting' AND p.next_at <= ?
             AND (p.leased_until IS NULL OR p.leased_until < ?))
  OR EXISTS (SELECT 1 FROM attachment a WHERE a.tenant_id = o.tenant_id AND a.state = 'held')
  OR EXISTS (SELECT 1 FROM letter l WHERE l.tenant_id = o.tenant_id AND l.state = 'waiting' AND l.next_at <= ?
             AND (l.leased_until IS NULL OR l.leased_until < ?)))
"""


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def organisation_at(connection: Connection, slug: str, host: str = "") -> Address | None:
    """Find the organisation of a slug or of a host of its own; a suspended one is not there."""
    if connection.dialect.name == "postgresql":
        rows = connection.exec_driver_sql("SELECT * FROM organisation_at(%s, %s)", (slug, host)).all()
    else:
        rows = connection.exec_driver_sql(_SQLITE_AT, (slug, host, host)).all()
    return Address(_uuid(rows[0][0]), rows[0][1], rows[0][2], bool(rows[0][3])) if rows else None


def organisations_due(connection: Connection, at: datetime, today: date) -> tuple[UUID, ...]:
    """Name the organisations with something to do: a letter, paper, file, form or account, or a day to keep."""
    if connection.dialect.name == "postgresql":
        rows = connection.exec_driver_sql("SELECT * FROM organisations_due(%s, %s)", (at, today)).all()
    else:
        moment = at.strftime("%Y-%m-%d %H:%M:%S.%f")
        rows = connection.exec_driver_sql(_SQLITE_DUE, (today.isoformat(), *([moment] * 6))).all()
    return tuple(_uuid(row[0]) for row in rows)
