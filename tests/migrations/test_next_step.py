"""Revision 0004 with data: the date of the next step is filled, checks stay, and the way back keeps every row."""

from __future__ import annotations

import pytest
from sqlalchemy import column as sql_column
from sqlalchemy import create_engine, insert, select, table, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool

from portal.operations import migrations
from tests.migrations.test_revisions import BY_NAME, Empty, empty, fill, reflected
from tests.support.rows import TODAY, Rows, in_clear

__all__ = ["empty"]
COMPLAINT, PARTICIPANT = BY_NAME["complaint"], BY_NAME["participant"]


def test_until_its_next_step_a_case_keeps_the_date_of_its_judgment(empty: Empty) -> None:
    empty.up("0003")
    with empty.connect() as connection:
        fill(connection, reflected(connection), "0004")
    empty.up("0004")
    with empty.connect() as connection:
        assert connection.execute(select(COMPLAINT.c.next_on)).scalars().all() == [TODAY]
        assert connection.execute(select(PARTICIPANT.c.seen_at)).scalars().all() == [None]
        with pytest.raises(IntegrityError):
            connection.execute(COMPLAINT.update().values(next_on=None))
        connection.rollback()
        for column in ("stage", "channel"):
            with pytest.raises(IntegrityError):
                connection.execute(update(table("complaint", sql_column(column))).values({column: "elsewhere"}))
            connection.rollback()


def test_down_again_every_row_is_there(empty: Empty) -> None:
    empty.up("0004")
    with empty.connect() as connection:
        kept = fill(connection, reflected(connection), "0004")
    empty.down("0003")
    with empty.connect() as connection:
        there = reflected(connection)
        assert "next_on" not in there["complaint"].c
        assert "seen_at" not in there["participant"].c
        counts = {name: len(connection.execute(select(one)).all()) for name, one in there.items()}
        assert counts == dict.fromkeys(kept, 1)
        for name, column in (("complaint", "stage"), ("participant", "side")):
            with pytest.raises(IntegrityError):
                connection.execute(update(table(name, sql_column(column))).values({column: "elsewhere"}))
            connection.rollback()
    empty.up("0004")


@pytest.mark.postgres
def test_an_owner_who_is_no_superuser_fills_it_too(postgres_template: str, counter) -> None:
    """The fence hides every row from the owner of the tables as well, until it enters an organisation."""
    url = make_url(postgres_template)
    name, owner = f"plain_{next(counter)}", f"owner_{next(counter)}"
    admin = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {owner} LOGIN NOBYPASSRLS")
        connection.exec_driver_sql(f"CREATE DATABASE {name} OWNER {owner}")
    mine = url.set(database=name, username=owner)
    address = mine.render_as_string(hide_password=False)
    migrations.upgrade(address, address, "0003")
    rows = Rows()
    engine = create_engine(mine, poolclass=NullPool)
    entering = text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": str(rows.tenant)}
    with engine.begin() as connection:
        there = reflected(connection)
        connection.execute(*entering)
        for one in ("organisation", "regulation_version", "complaint"):
            row = {key: value for key, value in rows.all[one].items() if key in there[one].c and key != "cause_id"}
            connection.execute(insert(BY_NAME[one]).values(in_clear(row)))
    migrations.upgrade(address, address, "0004")
    with engine.begin() as connection:
        assert connection.execute(select(COMPLAINT.c.next_on)).scalars().all() == []
        connection.execute(*entering)
        assert connection.execute(select(COMPLAINT.c.next_on)).scalars().all() == [TODAY]
    engine.dispose()
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        connection.exec_driver_sql(f"DROP ROLE {owner}")
    admin.dispose()
