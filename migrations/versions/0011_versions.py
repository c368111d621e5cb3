"""Corrected judgments: what was typed of a judgment, and of a corrected one what was mended and why.

Both are sealed; a judgment of before was not kept apart from its text, and has nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("judgment", sa.Column("written", sa.Text(), nullable=True))
    op.add_column("judgment", sa.Column("correction", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take them away again; the texts of judgments stand in their pieces."""
    op.drop_column("judgment", "correction")
    op.drop_column("judgment", "written")
