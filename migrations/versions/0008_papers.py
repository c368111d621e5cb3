"""Files that come with a piece, papers that the worker makes, and the certificates that sign them.

Organisations begin with 20 MB for a file, 10 files for a piece and 250 MB for a case. Letters of before wait for no
paper.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LATER = {"deferrable": True, "initially": "DEFERRED"}
LIMITS = (("file_mb", "20"), ("piece_files", "10"), ("case_mb", "250"))
STATES = "state IN ('waiting', 'sent', 'given_up', 'to_print', 'posted')"


def _keyed(name: str, key: tuple[str, ...], *columns: sa.Column | sa.Constraint, **points: str) -> None:
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
    own = [sa.Column("id", sa.Uuid(), nullable=False)] if key == ("id",) else []
    op.create_table(
        name,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        *own,
        *columns,
        *keys,
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["organisation.tenant_id"], name=op.f(f"fk_{name}_tenant_id_organisation"), **LATER
        ),
        sa.PrimaryKeyConstraint("tenant_id", *key, name=op.f(f"pk_{name}")),
    )


def upgrade() -> None:
    """Add the tables and columns."""
    for name, size in LIMITS:
        op.add_column("organisation", sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text(size)))
    _files()
    _papers()
    with _letters() as batch:
        batch.add_column(sa.Column("paper_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_letter_tenant_id_paper_id_paper"),
            "paper",
            ["tenant_id", "paper_id"],
            ["tenant_id", "id"],
            **LATER,
        )


def _letters():  # noqa: ANN202  what batch_alter_table gives has no name of its own
    check = sa.CheckConstraint(STATES, name=op.f("ck_letter_letter_state"))
    return op.batch_alter_table("letter", table_args=[check])


def _files() -> None:
    _keyed(
        "attachment",
        ("id",),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=True),
        sa.Column("participant_id", sa.Uuid(), nullable=True),
        sa.Column("act", sa.String(length=40), nullable=True),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("copy_kind", sa.String(length=8), nullable=False),
        sa.Column("stripped", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("numbers", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("scanned_at", MOMENT, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("state IN ('ready', 'held', 'refused')", name=op.f("ck_attachment_file_state")),
        complaint_id="complaint",
        participant_id="participant",
        entry_id="entry",
        draft_id="filing_draft",
    )
    for column in ("complaint_id", "draft_id"):
        op.create_index(f"ix_attachment_tenant_id_{column}", "attachment", ["tenant_id", column])
    op.create_index("ix_attachment_state", "attachment", ["state"])
    _keyed(
        "release_file",
        ("release_id", "attachment_id"),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=False),
        release_id="release",
        attachment_id="attachment",
    )
    op.create_index("ix_release_file_tenant_id_attachment_id", "release_file", ["tenant_id", "attachment_id"])


def _papers() -> None:
    _keyed(
        "paper",
        ("id",),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("judgment_id", sa.Uuid(), nullable=True),
        sa.Column("recipient_id", sa.Uuid(), nullable=True),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("stored", sa.String(length=120), nullable=False),
        sa.Column("failure", sa.String(length=80), nullable=False),
        sa.CheckConstraint("kind IN ('judgment', 'signing', 'dossier')", name=op.f("ck_paper_paper_kind")),
        sa.CheckConstraint("state IN ('waiting', 'made', 'failed')", name=op.f("ck_paper_paper_state")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_paper_tenant_id_name")),
        complaint_id="complaint",
        judgment_id="judgment",
        recipient_id="participant",
        about_id="participant",
    )
    op.create_index("ix_paper_tenant_id_complaint_id", "paper", ["tenant_id", "complaint_id"])
    op.create_index("ix_paper_state_next_at", "paper", ["state", "next_at"])
    _keyed(
        "signing_authority",
        (),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
    )
    _keyed(
        "signer_certificate",
        ("id",),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.UniqueConstraint(
            "tenant_id",
            "complaint_id",
            "participant_id",
            name=op.f("uq_signer_certificate_tenant_id_complaint_id_participant_id"),
        ),
        complaint_id="complaint",
        participant_id="participant",
    )


def downgrade() -> None:
    """Take them away again; what lies in the store stays there, sealed."""
    with _letters() as batch:
        batch.drop_constraint("fk_letter_tenant_id_paper_id_paper", type_="foreignkey")
        batch.drop_column("paper_id")
    for table in ("signer_certificate", "signing_authority", "paper", "release_file", "attachment"):
        op.drop_table(table)
    for name, _ in LIMITS:
        op.drop_column("organisation", name)
