"""Cases are sorted by the date of their next step, and each person sees what is new since they last looked.

Until its next step a case keeps the date of its judgment as that date. Nobody is known to have looked before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN = sa.text("stage <> 'closed'")
CHECKS = {
    "complaint": {
        "ck_complaint_stage": "stage IN ('received', 'handling', 'judged', 'signing', 'closed')",
        "ck_complaint_ending": "ending IN ('signed', 'unsigned', 'not_satisfied', 'declined', 'referred', 'withdrawn')",
        "ck_complaint_channel": "channel IN ('portal', 'letter', 'mail', 'phone')",
        "ck_complaint_ending_when_closed": "(stage = 'closed') = (ending IS NOT NULL)",
        "ck_complaint_closed_on_when_closed": "(stage = 'closed') = (closed_on IS NOT NULL)",
    },
    "participant": {
        "ck_participant_part": "part IN ('complainant', 'representative', 'support', 'employee', 'functionaris', "
        "'manager', 'outsider')",
        "ck_participant_side": "side IN ('complainant', 'employee', 'functionaris', 'system')",
    },
}
"""SQLite makes these tables anew, and does not tell which checks they had."""


def upgrade() -> None:
    """Add both columns, fill the date, and let the index of the inbox follow it."""
    op.add_column("participant", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_link_tenant_id_participant_id", "link", ["tenant_id", "participant_id"])
    op.add_column("complaint", sa.Column("next_on", sa.Date(), nullable=True))
    if op.get_context().dialect.name == "postgresql":
        # The fence hides every row from the owner too. It is put back, with all locks, at the end of this run.
        op.execute("ALTER TABLE complaint NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE complaint SET next_on = due_on")
    op.drop_index("ix_complaint_open", table_name="complaint")
    with _anew("complaint") as batch:
        batch.alter_column("next_on", existing_type=sa.Date(), nullable=False)
    _index("next_on")


def downgrade() -> None:
    """Take both columns away and sort by the judgment's date again."""
    op.drop_index("ix_complaint_open", table_name="complaint")
    with _anew("complaint") as batch:
        batch.drop_column("next_on")
    _index("due_on")
    op.drop_index("ix_link_tenant_id_participant_id", table_name="link")
    with _anew("participant") as batch:
        batch.drop_column("seen_at")


def _index(day: str) -> None:
    op.create_index(
        "ix_complaint_open", "complaint", ["tenant_id", day, "reference"], sqlite_where=OPEN, postgresql_where=OPEN
    )


def _anew(table: str):  # noqa: ANN202  what batch_alter_table gives has no name of its own
    checks = [sa.CheckConstraint(text, name=op.f(name)) for name, text in CHECKS[table].items()]
    return op.batch_alter_table(table, table_args=checks)
