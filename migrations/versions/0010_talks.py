"""Appointments for a talk, with who is invited."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LATER = {"deferrable": True, "initially": "DEFERRED"}


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


def upgrade() -> None:
    """Add the tables."""
    _keyed(
        "talk",
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("in_calendar", sa.Boolean(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.CheckConstraint("how IN ('on_site', 'phone', 'video')", name=op.f("ck_talk_talk_how")),
        sa.UniqueConstraint("tenant_id", "uid", name=op.f("uq_talk_tenant_id_uid")),
        complaint_id="complaint",
    )
    op.create_index("ix_talk_tenant_id_complaint_id", "talk", ["tenant_id", "complaint_id"])
    _keyed(
        "talk_guest",
        sa.Column("talk_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint("answer IN ('yes', 'no', 'another_moment')", name=op.f("ck_talk_guest_coming")),
        sa.UniqueConstraint(
            "tenant_id", "talk_id", "participant_id", name=op.f("uq_talk_guest_tenant_id_talk_id_participant_id")
        ),
        talk_id="talk",
        participant_id="participant",
    )


def downgrade() -> None:
    """Take them away again; the pieces that told of a talk stay in their cases."""
    op.drop_table("talk_guest")
    op.drop_table("talk")
