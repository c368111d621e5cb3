"""Locks in the database itself: rows that never change, and rows that only their organisation sees.

One list, installed anew after every migration (a rebuilt SQLite table loses its triggers) and compared by a test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect

from portal.models.base import Base

if TYPE_CHECKING:
    from sqlalchemy import Connection

UNCHANGEABLE = (
    "journal",
    "case_event",
    "entry",
    "release",
    "judgment",
    "judgment_part",
    "citation",
    "signature",
    "release_file",
    "decision",
    "regulation_version",
    "periodic_report",
    "tombstone",
)
"""Tables whose rows are written once."""

UNDELETABLE = (
    "journal",
    "case_event",
    "signature",
    "judgment",
    "decision",
    "regulation_version",
    "periodic_report",
    "tombstone",
)
"""Tables whose rows stay."""

LOOKUP = """
CREATE OR REPLACE FUNCTION organisation_at(wanted_slug text, wanted_host text)
RETURNS TABLE (tenant_id uuid, slug text, host text, demo boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT o.tenant_id, o.slug::text, o.host::text, o.demo FROM organisation o
  WHERE o.suspended_at IS NULL AND (o.slug = wanted_slug OR (wanted_host <> '' AND o.host = wanted_host))
$$
"""

DUE = """
CREATE OR REPLACE FUNCTION organisations_due(at timestamptz, today date)
RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT o.tenant_id FROM organisation o
  WHERE o.suspended_at IS NULL AND (
    o.swept_on IS NULL OR o.swept_on < today
    OR EXISTS (SELECT 1 FROM kept_form k WHERE k.tenant_id = o.tenant_id AND k.until <= at)
{mends}{papers}    OR EXISTS (SELECT 1 FROM letter l WHERE l.tenant_id = o.tenant_id AND l.state = 'waiting'
               AND l.next_at <= at AND (l.leased_until IS NULL OR l.leased_until < at)))
$$
"""

MENDS = """    OR EXISTS (SELECT 1 FROM account_mend m WHERE m.tenant_id = o.tenant_id AND m.from_at <= at
               AND m.done_at IS NULL AND m.refused_at IS NULL)
"""
"""Asked since the revision that made the table."""

PAPERS = """    OR EXISTS (SELECT 1 FROM paper p WHERE p.tenant_id = o.tenant_id AND p.state = 'waiting'
               AND p.next_at <= at AND (p.leased_until IS NULL OR p.leased_until < at))
    OR EXISTS (SELECT 1 FROM attachment a WHERE a.tenant_id = o.tenant_id AND a.state = 'held')
"""

REFUSE = """
CREATE OR REPLACE FUNCTION wederhoor_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = 'this row is never changed: ' || TG_TABLE_NAME,
    ERRCODE = 'integrity_constraint_violation';
END $$
"""


def trigger_names() -> set[str]:
    """Name every lock trigger there must be."""
    return {f"{table}_no_update" for table in UNCHANGEABLE} | {f"{table}_no_delete" for table in UNDELETABLE}


def install(connection: Connection, *, app_role: str | None = None) -> None:
    """Put every lock in place; safe to run again. `app_role` is the PostgreSQL role of web and worker."""
    existing = set(inspect(connection).get_table_names())
    if connection.dialect.name == "postgresql":
        _install_postgresql(connection, existing, app_role)
    else:
        _install_sqlite(connection, existing)


def _wanted(existing: set[str]) -> list[tuple[str, str]]:
    return [(t, "UPDATE") for t in UNCHANGEABLE if t in existing] + [
        (t, "DELETE") for t in UNDELETABLE if t in existing
    ]


def _install_sqlite(connection: Connection, existing: set[str]) -> None:
    for table, verb in _wanted(existing):
        name = f"{table}_no_{verb.lower()}"
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'this row is never changed: {table}'); END",
        )


def _install_postgresql(connection: Connection, existing: set[str], app_role: str | None) -> None:
    connection.exec_driver_sql(REFUSE)
    for table, verb in _wanted(existing):
        name = f"{table}_no_{verb.lower()}"
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION wederhoor_refuse()"
        )
    for table in sorted(existing & set(Base.metadata.tables)):
        _fence(connection, table)
    if "organisation" not in existing:
        return
    due = DUE.replace("{mends}", MENDS if "account_mend" in existing else "")
    due = due.replace("{papers}", PAPERS if "paper" in existing else "")
    for function, signature in ((LOOKUP, "organisation_at(text, text)"), (due, "organisations_due(timestamptz, date)")):
        connection.exec_driver_sql(function)
        connection.exec_driver_sql(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        if app_role:
            connection.exec_driver_sql(f'GRANT EXECUTE ON FUNCTION {signature} TO "{app_role}"')
    if app_role:
        _grant(connection, sorted(existing & set(Base.metadata.tables)), app_role)


def _fence(connection: Connection, table: str) -> None:
    mine = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"
    connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    connection.exec_driver_sql(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    connection.exec_driver_sql(f"DROP POLICY IF EXISTS tenant ON {table}")
    connection.exec_driver_sql(f"CREATE POLICY tenant ON {table} USING ({mine}) WITH CHECK ({mine})")


def _grant(connection: Connection, tables: list[str], role: str) -> None:
    connection.exec_driver_sql(f'GRANT USAGE ON SCHEMA public TO "{role}"')
    for table in tables:
        verbs = "SELECT, INSERT" if table in UNCHANGEABLE and table in UNDELETABLE else "SELECT, INSERT, UPDATE, DELETE"
        connection.exec_driver_sql(f'GRANT {verbs} ON {table} TO "{role}"')
    connection.exec_driver_sql(f'GRANT SELECT ON alembic_version TO "{role}"')
