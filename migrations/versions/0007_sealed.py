"""Confidential texts are sealed: every organisation gets a key, every case and draft too, and what stood in clear goes.

After the run the pages that held the clear texts are written anew (`VACUUM`, see env.py), so that neither the database
file nor its log holds them. Taking the revision back opens everything again.
"""

from __future__ import annotations

import os
from uuid import UUID

import sqlalchemy as sa
from alembic import context, op

from portal.models.sealed import plain_row
from portal.vault import keys
from portal.vault.sealing import Ring

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LATER = {"deferrable": True, "initially": "DEFERRED"}
CASE, OWN = "complaint_id", "id"
SEALED = (
    ("complaint", OWN, ("id",), ("happened_when", "about_whom", "original_place")),
    ("participant", CASE, ("id",), ("phone", "address", "relation")),
    ("mandate", CASE, ("id",), ("proof",)),
    ("allegation", CASE, ("id",), ("text",)),
    ("entry", CASE, ("id",), ("body",)),
    ("release", CASE, ("id",), ("body", "ground")),
    ("draft", CASE, ("participant_id", "act"), ("fields",)),
    ("judgment", CASE, ("id",), ("outcome_reason",)),
    ("judgment_part", "owner_id", ("id",), ("reasons",)),
    ("filing_draft", OWN, ("id",), ("answers",)),
)
IDS = frozenset({"id", "tenant_id", "complaint_id", "participant_id", "owner_id"})
PARTICIPANT = {
    "ck_participant_part": "part IN ('complainant', 'representative', 'support', 'employee', 'functionaris', "
    "'manager', 'outsider')",
    "ck_participant_side": "side IN ('complainant', 'employee', 'functionaris', 'system')",
}
"""SQLite makes this table anew, and does not tell which checks it had."""
WIDER = (("phone", sa.String(length=40)), ("relation", sa.String(length=200)))


def upgrade() -> None:
    """Make the keys and seal what stands in clear."""
    for name in ("organisation_key", "sealing_key"):
        own = [] if name == "organisation_key" else [sa.Column("id", sa.Uuid(), nullable=False)]
        op.create_table(
            name,
            sa.Column("tenant_id", sa.Uuid(), nullable=False),
            *own,
            sa.Column("wrapped", sa.Text(), nullable=False),
            sa.ForeignKeyConstraint(
                ["tenant_id"], ["organisation.tenant_id"], name=op.f(f"fk_{name}_tenant_id_organisation"), **LATER
            ),
            sa.PrimaryKeyConstraint("tenant_id", *(one.name for one in own), name=op.f(f"pk_{name}")),
        )
    _unlock()
    op.add_column("judgment_part", sa.Column("owner_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE judgment_part SET owner_id = (SELECT complaint_id FROM judgment "
        "WHERE judgment.tenant_id = judgment_part.tenant_id AND judgment.id = judgment_part.judgment_id)"
    )
    outcomes = "outcome IN ('upheld', 'partly_upheld', 'not_upheld', 'no_finding')"
    check = sa.CheckConstraint(outcomes, name=op.f("ck_judgment_part_outcome"))
    with op.batch_alter_table("judgment_part", table_args=[check]) as batch:
        batch.alter_column("owner_id", existing_type=sa.Uuid(), nullable=False)
    _types(sa.Text(), WIDER, sa.JSON(), sa.Text())
    _walk(_make_keys(), keys.sealed)
    context.config.attributes["sealed"] = [table for table, *_ in SEALED]


def downgrade() -> None:
    """Open everything and let go of the keys. What was erased stays erased: it is empty afterwards."""
    _unlock()
    _walk(_known_keys(), keys.opened)
    _types(None, WIDER, sa.Text(), sa.JSON())
    outcomes = "outcome IN ('upheld', 'partly_upheld', 'not_upheld', 'no_finding')"
    check = sa.CheckConstraint(outcomes, name=op.f("ck_judgment_part_outcome"))
    with op.batch_alter_table("judgment_part", table_args=[check]) as batch:
        batch.drop_column("owner_id")
    op.drop_table("sealing_key")
    op.drop_table("organisation_key")


def _types(wide: sa.Text | None, columns: tuple, before: sa.types.TypeEngine, after: sa.types.TypeEngine) -> None:
    checks = [sa.CheckConstraint(text, name=op.f(name)) for name, text in PARTICIPANT.items()]
    with op.batch_alter_table("participant", table_args=checks) as batch:
        for name, narrow in columns:
            batch.alter_column(name, existing_type=narrow if wide else sa.Text(), type_=wide or narrow)
    for table, column in (("draft", "fields"), ("filing_draft", "answers")):
        with op.batch_alter_table(table) as batch:
            using = f"{column}::{'text' if isinstance(after, sa.Text) else 'json'}"
            batch.alter_column(column, existing_type=before, type_=after, postgresql_using=using)


def _unlock() -> None:
    """Let the owner change what is otherwise written once. Locks and fences come back at the end of this run."""
    pg = op.get_context().dialect.name == "postgresql"
    for table, *_ in SEALED:
        op.execute(f"DROP TRIGGER IF EXISTS {table}_no_update" + (f" ON {table}" if pg else ""))
    if pg:
        tables = [table for table, *_ in SEALED] + ["organisation", "organisation_key", "sealing_key"]
        for table in tables:
            op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(one, sa.Uuid() if one in IDS else sa.Text()) for one in columns))


def _ring() -> Ring:
    found = context.config.attributes.get("master_keys") or ()
    if not found:
        raise RuntimeError("this revision seals texts, and needs MASTER_KEYS for it")
    return Ring(tuple(found))


Held = dict[tuple[UUID, UUID], bytes]


def _make_keys() -> Held:
    connection, held = op.get_bind(), {}
    organisations = connection.execute(sa.select(_table("organisation", "tenant_id").c.tenant_id)).scalars().all()
    made: dict[UUID, str] = {}
    for tenant in organisations:
        made[tenant] = keys.wrap_organisation(_ring(), tenant, os.urandom(keys.LENGTH))
        row = {"tenant_id": tenant, "wrapped": made[tenant]}
        connection.execute(sa.insert(_table("organisation_key", "tenant_id", "wrapped")).values(row))
    for name in ("complaint", "filing_draft"):
        known = _table(name, "tenant_id", "id")
        for tenant, owner in connection.execute(sa.select(known.c.tenant_id, known.c.id)).all():
            if (tenant, owner) in held:
                continue
            key = held[tenant, owner] = os.urandom(keys.LENGTH)
            wrapped = keys.wrap_case(_ring(), made[tenant], tenant, owner, key)
            row = {"tenant_id": tenant, "id": owner, "wrapped": wrapped}
            connection.execute(sa.insert(_table("sealing_key", "tenant_id", "id", "wrapped")).values(row))
    return held


def _known_keys() -> Held:
    connection = op.get_bind()
    organisations = dict(connection.execute(sa.select(*_table("organisation_key", "tenant_id", "wrapped").c)).all())
    found = connection.execute(sa.select(*_table("sealing_key", "tenant_id", "id", "wrapped").c)).all()
    return {
        (tenant, owner): keys.unwrapped(_ring(), organisations[tenant], wrapped, tenant, owner)
        for tenant, owner, wrapped in found
    }


def _walk(held: Held, change) -> None:  # noqa: ANN001  sealing or opening
    connection = op.get_bind()
    for name, owner, row, columns in SEALED:
        table = _table(name, *dict.fromkeys(("tenant_id", owner, *row, *columns)))
        for found in connection.execute(sa.select(*table.c)).mappings().all():
            key = held.get((found["tenant_id"], found[owner]))
            place = plain_row("|".join(found[one].hex if one in IDS else found[one] for one in row))
            values = {
                column: _changed(change, key, found[column], f"{found['tenant_id'].hex}|{name}|{column}|{place}")
                for column in columns
                if found[column]
            }
            if values:
                here = [table.c.tenant_id == found["tenant_id"], *(table.c[one] == found[one] for one in row)]
                if name == "draft":
                    here.append(table.c.complaint_id == found["complaint_id"])
                connection.execute(sa.update(table).where(*here).values(values))
    if connection.dialect.name == "postgresql":
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")  # tables with checks that wait are not altered


def _changed(change, key: bytes | None, value: str, place: str) -> str:  # noqa: ANN001
    if change is keys.sealed:
        if key is None:
            raise RuntimeError("a text belongs to no case")
        return keys.as_text(keys.sealed(key, value.encode(), place.encode()))
    empty = "{}" if place.split("|")[1] in {"draft", "filing_draft"} else ""
    return empty if key is None else keys.opened(key, keys.as_bytes(value), place.encode()).decode()
