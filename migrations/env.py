"""Run revisions as the owner, all of them and the locks in one transaction, on either database."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from portal.models import Base, locks

URL = context.config.attributes["url"]
APP_ROLE = context.config.attributes.get("app_role")


def run() -> None:
    """Upgrade or downgrade. SQLite rebuilds tables, so foreign keys rest meanwhile and are checked at the end."""
    engine = create_engine(URL, poolclass=NullPool)
    lite = make_url(URL).get_backend_name() == "sqlite"
    with engine.connect() as connection:
        if lite:
            raw = connection.connection.dbapi_connection
            raw.isolation_level = None
            raw.execute("PRAGMA journal_mode=WAL")
            raw.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=lite,
            transactional_ddl=True,
            transaction_per_migration=False,
            compare_type=True,
        )
        with context.begin_transaction():
            if lite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            context.run_migrations()
            locks.install(connection, app_role=APP_ROLE)
            if lite and connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                msg = "a row points nowhere after this revision"
                raise RuntimeError(msg)
        connection.commit()
        _leave_no_trace(connection, lite=lite)
    engine.dispose()


def _leave_no_trace(connection: Connection, *, lite: bool) -> None:
    """Write anew what held texts in clear before this run sealed them: old pages and the log still do."""
    sealed = context.config.attributes.pop("sealed", ())
    if lite and sealed:
        raw = connection.connection.dbapi_connection
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    elif sealed:
        outside = connection.execution_options(isolation_level="AUTOCOMMIT")
        for table in sealed:
            outside.exec_driver_sql(f"VACUUM (FULL) {table}")


run()
