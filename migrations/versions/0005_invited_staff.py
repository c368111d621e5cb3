"""An invitation to the staff leaves an account that was there as it is, until it is accepted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NEW = ("invited_at", "accepted_at", "own_name", "own_function", "listed_as")


def upgrade() -> None:
    """Add what is kept of an invitation; nobody has one yet that the account does not show."""
    op.add_column("person", sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("person", sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("person", sa.Column("own_name", sa.String(length=200), nullable=True))
    op.add_column("person", sa.Column("own_function", sa.String(length=200), nullable=True))
    op.add_column("person", sa.Column("listed_as", sa.Uuid(), nullable=True))


def downgrade() -> None:
    """Give everybody their own name back, and let the invitations go."""
    op.execute("UPDATE person SET name = own_name, function = own_function WHERE own_name IS NOT NULL")
    for name in NEW:
        op.drop_column("person", name)
