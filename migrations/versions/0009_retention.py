"""How long cases are kept, why one is kept for longer, what was decided on erasing, and what is left of a case then.

Organisations begin with two years, which is what the letter at closing told so far. Nothing was erased before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LATER = {"deferrable": True, "initially": "DEFERRED"}
OFFICES = "IN ('functionaris', 'deputy', 'management')"


def _keyed(name: str, key: str, *columns: sa.Column | sa.Constraint, **points: str) -> None:
    """Make a table of an organisation, with pointers of a column to the table it names."""
    keys = [
        sa.ForeignKeyConstraint(
            ["tenant_id", column],
            [f"{table}.tenant_id", f"{table}.id"],
            name=op.f(f"fk_{name}_tenant_id_{column}_{table}"),
            **LATER,
        )
        for column, table in points.items()
    ]
    op.create_table(
        name,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column(key, sa.Uuid(), nullable=False),
        *columns,
        *keys,
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisation.tenant_id"], name=op.f(f"fk_{name}_tenant_id_organisation"), **LATER
        ),
        sa.PrimaryKeyConstraint("tenant_id", key, name=op.f(f"pk_{name}")),
    )


def upgrade() -> None:
    """Add the tables and columns."""
    op.add_column("organisation", sa.Column("keep_years", sa.Integer(), nullable=False, server_default=sa.text("2")))
    op.add_column("complaint", sa.Column("erased_on", sa.Date(), nullable=True))
    op.add_column("complaint", sa.Column("keep_years", sa.Integer(), nullable=True))
    _keyed(
        "legal_hold",
        "id",
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("lifted_by_id", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", MOMENT, nullable=True),
        complaint_id="complaint",
        by_person_id="person",
        lifted_by_id="person",
    )
    op.create_index("ix_legal_hold_tenant_id_complaint_id", "legal_hold", ["tenant_id", "complaint_id"])
    _keyed(
        "erasure",
        "id",
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_as", sa.String(length=40), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("refused_at", MOMENT, nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_as", sa.String(length=40), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.CheckConstraint("choice IN ('erase', 'later')", name=op.f("ck_erasure_choice")),
        sa.CheckConstraint(f"decided_as {OFFICES}", name=op.f("ck_erasure_decided_as")),
        sa.CheckConstraint(f"confirmed_as {OFFICES}", name=op.f("ck_erasure_confirmed_as")),
        complaint_id="complaint",
        decided_by_id="person",
        confirmed_by_id="person",
    )
    op.create_index("ix_erasure_tenant_id_complaint_id", "erasure", ["tenant_id", "complaint_id"])
    _keyed(
        "tombstone",
        "complaint_id",
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("erased_at", MOMENT, nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("decided_as", sa.String(length=40), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("confirmed_as", sa.String(length=40), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.CheckConstraint(f"decided_as {OFFICES}", name=op.f("ck_tombstone_decided_as")),
        sa.CheckConstraint(f"confirmed_as {OFFICES}", name=op.f("ck_tombstone_confirmed_as")),
        complaint_id="complaint",
    )


def downgrade() -> None:
    """Take them away again. What was erased stays erased; that it was stands in the journal."""
    for table in ("tombstone", "erasure", "legal_hold"):
        op.drop_table(table)
    op.drop_column("complaint", "keep_years")
    op.drop_column("complaint", "erased_on")
    op.drop_column("organisation", "keep_years")
