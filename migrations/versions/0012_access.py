"""Requests for access: who asked what is kept about them in a case, and what was decided on each item."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LATER = {"deferrable": True, "initially": "DEFERRED"}
WHAT = "what IN ('person', 'filed', 'allegation', 'piece', 'file', 'letter', 'events', 'readings')"
DECISION = "decision IN ('give', 'blacken', 'withhold')"
GROUND = "ground IN ('rights_of_others', 'deliberation', 'legal_claims')"


def _keyed(name: str, *columns: sa.Column | sa.Constraint, **points: str) -> None:
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
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        *keys,
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisation.tenant_id"], name=op.f(f"fk_{name}_tenant_id_organisation"), **LATER
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{name}")),
    )
    op.create_index(f"ix_{name}_tenant_id_complaint_id", name, ["tenant_id", "complaint_id"])


def upgrade() -> None:
    """Add the tables."""
    _keyed(
        "access_request",
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("started_by_id", sa.Uuid(), nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("finished_by_id", sa.Uuid(), nullable=True),
        complaint_id="complaint",
        participant_id="participant",
        started_by_id="participant",
        finished_by_id="participant",
    )
    _keyed(
        "access_item",
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.CheckConstraint(WHAT, name=op.f("ck_access_item_access_what")),
        sa.CheckConstraint(DECISION, name=op.f("ck_access_item_access_decision")),
        sa.CheckConstraint(GROUND, name=op.f("ck_access_item_access_ground")),
        sa.UniqueConstraint("tenant_id", "request_id", "place", name=op.f("uq_access_item_tenant_id_request_id_place")),
        complaint_id="complaint",
        request_id="access_request",
        entry_id="entry",
    )


def downgrade() -> None:
    """Take them away again; that a request was answered stands in the journal of its case."""
    op.drop_table("access_item")
    op.drop_table("access_request")
