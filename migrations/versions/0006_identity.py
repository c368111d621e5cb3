"""Passkeys, one-time codes, an organisation's own sign-in, the mending of accounts, absence, and mandates with an end.

Who was signed in by a password alone keeps that session: it counts as not strong, so that whoever must show more is
asked for it. A representative keeps the whole mandate that was given.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
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


def _by_person(*tables: str) -> None:
    for table in tables:
        op.create_index(f"ix_{table}_tenant_id_person_id", table, ["tenant_id", "person_id"])


def upgrade() -> None:
    """Add the tables and columns."""
    _factors()
    _provider()
    _mending()
    _keyed(
        "absence",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        person_id="person",
        by_person_id="person",
    )
    _keyed(
        "deviation",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_person_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        person_id="person",
        by_person_id="person",
    )
    _by_person("passkey", "code_app", "recovery_code", "outside_identity", "account_mend", "absence")
    op.add_column("person", sa.Column("handle", sa.LargeBinary(length=32), nullable=True))
    op.add_column("participant", sa.Column("until_on", sa.Date(), nullable=True))
    op.add_column("participant", sa.Column("may_decide", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("person_session", sa.Column("came_by", sa.String(length=40), nullable=True))
    op.add_column("person_session", sa.Column("strong", sa.Boolean(), nullable=True))
    op.add_column("person_session", sa.Column("confirmed_at", MOMENT, nullable=True))
    op.add_column("person_session", sa.Column("confirmed_by", sa.String(length=40), nullable=True))
    op.execute("UPDATE person_session SET came_by = 'password', strong = false")
    with op.batch_alter_table("person_session") as batch:
        batch.alter_column("came_by", existing_type=sa.String(length=40), nullable=False)
        batch.alter_column("strong", existing_type=sa.Boolean(), nullable=False)
    with op.batch_alter_table("link") as batch:
        batch.add_column(sa.Column("values", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("mend_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_link_tenant_id_mend_id_account_mend"),
            "account_mend",
            ["tenant_id", "mend_id"],
            ["tenant_id", "id"],
            **LATER,
        )


def _factors() -> None:
    _keyed(
        "passkey",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.UniqueConstraint("tenant_id", "credential_id", name=op.f("uq_passkey_tenant_id_credential_id")),
        person_id="person",
    )
    _keyed(
        "code_app",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("proved_at", MOMENT, nullable=True),
        person_id="person",
    )
    _keyed(
        "recovery_code",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("batch", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        person_id="person",
    )


def _provider() -> None:
    _keyed(
        "provider",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("role_claim", sa.String(length=60), nullable=False),
        sa.Column("role_map", sa.JSON(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_provider_tenant_id")),
    )
    _keyed(
        "outside_identity",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.UniqueConstraint(
            "tenant_id", "issuer", "subject", name=op.f("uq_outside_identity_tenant_id_issuer_subject")
        ),
        person_id="person",
    )


def _mending() -> None:
    _keyed(
        "account_mend",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("agreed_by_id", sa.Uuid(), nullable=True),
        sa.Column("agreed_at", MOMENT, nullable=True),
        sa.Column("from_at", MOMENT, nullable=True),
        sa.Column("refused_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.CheckConstraint("what IN ('factors', 'address')", name=op.f("ck_account_mend_what")),
        person_id="person",
        asked_by_id="person",
        agreed_by_id="person",
    )


def downgrade() -> None:
    """Take them away again: whoever came in without a password is signed out with it."""
    with op.batch_alter_table("link") as batch:
        batch.drop_constraint("fk_link_tenant_id_mend_id_account_mend", type_="foreignkey")
        batch.drop_column("mend_id")
        batch.drop_column("values")
    op.execute(
        "UPDATE letter SET link_id = NULL WHERE link_id IN (SELECT id FROM link WHERE purpose IN "
        "('address', 'object', 'second', 'code', 'ceremony', 'provider'))"
    )
    op.execute("DELETE FROM link WHERE purpose IN ('address', 'object', 'second', 'code', 'ceremony', 'provider')")
    op.execute("DELETE FROM person_session WHERE came_by <> 'password'")
    for name in ("confirmed_by", "confirmed_at", "strong", "came_by"):
        op.drop_column("person_session", name)
    op.drop_column("participant", "may_decide")
    op.drop_column("participant", "until_on")
    op.drop_column("person", "handle")
    for table in (
        "deviation",
        "absence",
        "account_mend",
        "outside_identity",
        "provider",
        "recovery_code",
        "code_app",
        "passkey",
    ):
        op.drop_table(table)
