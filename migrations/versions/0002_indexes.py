"""Indexes along which the lists of a large organisation are read.

The inbox and the register are filled along an index in their own order, and nobody's case is looked for in the whole
organisation. Nothing of the data changes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN = sa.text("stage <> 'closed'")
NEW = {
    "complaint": (
        ("received_on", "reference"),
        ("closed_on", "ending"),
        ("issued_on", "received_on"),
    ),
    "participant": (("person_id", "complaint_id"), ("complaint_id", "id")),
    "letter": (("state", "written_at"),),
    "role": (("name",),),
}
OLD = {"complaint": (("stage", "due_on"),), "participant": (("person_id",), ("complaint_id",))}


def upgrade() -> None:
    """Put the new indexes in the place of the old."""
    _drop(OLD)
    _make(NEW)
    op.create_index(
        "ix_complaint_open",
        "complaint",
        ["tenant_id", "due_on", "reference"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    """Put the old ones back."""
    op.drop_index("ix_complaint_open", table_name="complaint")
    _drop(NEW)
    _make(OLD)


def _make(indexes: dict[str, tuple[tuple[str, ...], ...]]) -> None:
    for table, found in indexes.items():
        for columns in found:
            op.create_index(_name(table, columns), table, ["tenant_id", *columns])


def _drop(indexes: dict[str, tuple[tuple[str, ...], ...]]) -> None:
    for table, found in indexes.items():
        for columns in found:
            op.drop_index(_name(table, columns), table_name=table)


def _name(table: str, columns: tuple[str, ...]) -> str:
    return "_".join(("ix", table, "tenant_id", *columns))
