"""An organisation with a kept form whose day is over is due too.

Nothing of the tables changes. On PostgreSQL `organisations_due` asks one thing more; it is put in place anew after this
revision, as all locks are. The revision is there so that an installation that did not run it says so.
"""

from __future__ import annotations

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the locks be put in place anew."""


def downgrade() -> None:
    """Leave it: an older program asks the same question and deletes less."""
