"""The operator's commands: each does one thing, says so, and ends with a status."""

from __future__ import annotations

import re
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from portal.models import locks
from portal.models.journal import JournalRow
from portal.models.organisation import Organisation, RegulationVersion
from portal.models.person import LinkPurpose, Person, Role
from portal.models.register import Category
from portal.operations import commands
from tests.conftest import APP_ROLE, NOW, make_app
from tests.support.rows import tables
from tests.support.world import PASSWORD, World


def file_of(app) -> Path:
    return Path(make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database)


def organisations(app) -> list[tuple]:
    engine = create_engine(app.config["WEDERHOOR"].owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(Organisation.slug, Organisation.name).order_by("slug"))]


def counts(url: str) -> dict[str, int]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables()
        }


# ---- init and doctor -------------------------------------------------------------------------------------------------


def test_from_nothing_to_a_first_organisation(bare, run):
    assert "not ready: run init" in run(bare, "doctor", ok=False).output
    assert run(bare, "init").output == "The database is ready.\n"
    assert run(bare, "init").output == "The database is ready.\n"
    assert "ok database: ready" in run(bare, "doctor").output
    assert run(bare, "organisation", "list").output == ""
    said = run(bare, "organisation", "add", "nexxtep", "Nexxtep B.V.", "beheer@nexxtep.example").output
    assert run(bare, "organisation", "list").output == "nexxtep\tactive\tNexxtep B.V.\n"
    assert "0 faults" in run(bare, "verify").output
    link = re.search(r"http://localhost/nexxtep(/uitnodiging/[\w-]{43})\n", said).group(1)
    browser = bare.test_client()
    assert browser.get(f"/nexxtep{link}").status_code == 302
    assert "beheer@nexxtep.example" in browser.get("/nexxtep/uitnodiging").text


def test_asking_the_doctor_makes_nothing(bare, run):
    run(bare, "doctor", ok=False)
    assert not file_of(bare).exists()


def test_an_instance_folder_is_for_its_owner_alone(bare, run):
    folder = bare.config["WEDERHOOR"].instance
    run(bare, "init")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_doctor_says_what_is_missing(world, run):
    said = run(world.app, "doctor").output
    assert "MAIL_URL is not set: letters wait in the outbox" in said
    assert "http://localhost" in said
    engine = create_engine(world.app.config["WEDERHOOR"].owner_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    assert "!! database: not ready" in run(world.app, "doctor", ok=False).output


@pytest.mark.postgres
def test_the_doctor_looks_at_the_rights_of_the_owner(postgres_database, tmp_path, run):
    url, owner = postgres_database
    assert "ok" in run(make_app(url, owner, tmp_path), "doctor").output
    weak = make_app(url, url, tmp_path)
    said = run(weak, "doctor", ok=False).output
    assert "BYPASSRLS" in said


@pytest.mark.postgres
def test_the_doctor_survives_a_server_that_is_not_there(tmp_path, run):
    nowhere = f"postgresql+psycopg://x@/x?host={tmp_path}"
    assert "!! database" in run(make_app(nowhere, nowhere, tmp_path), "doctor", ok=False).output


# ---- organisations ---------------------------------------------------------------------------------------------------


def test_an_organisation_begins_with_its_regulation_its_topics_and_one_admin(world, run):
    run(world.app, "organisation", "add", "nexxtep", "Nexxtep", "Beheer@Nexxtep.example", "--regime", "advocatuur")
    engine = create_engine(world.app.config["WEDERHOOR"].owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        tenant = connection.execute(select(Organisation.tenant_id).where(Organisation.slug == "nexxtep")).scalar_one()
        people = connection.execute(
            select(Person.email, Person.password_hash, Role.name)
            .join(Role, Role.person_id == Person.id)
            .where(Person.tenant_id == tenant)
        ).all()
        texts = (
            connection.execute(select(RegulationVersion.text).where(RegulationVersion.tenant_id == tenant))
            .scalars()
            .all()
        )
        topics = connection.execute(
            select(func.count()).select_from(Category).where(Category.tenant_id == tenant)
        ).scalar_one()
        acts = connection.execute(select(JournalRow.act).where(JournalRow.tenant_id == tenant)).scalars().all()
    assert [tuple(row) for row in people] == [("beheer@nexxtep.example", None, "admin")]
    assert texts == [(commands.REGULATIONS / "advocatuur.nl.txt").read_text()]
    assert topics > 5
    assert {"organisation_added", "regulation_published"} <= set(acts)
    assert "2 organisations checked, 0 faults." in run(world.app, "verify").output
    assert world.app.test_client().get("/nexxtep/").status_code == 200


@pytest.mark.parametrize("slug", ["static", "healthz", "A", "a", "Nexxtep", "a b", "é", "x" * 41, "_", "a/b", "-" * 41])
def test_a_slug_that_is_none_is_refused(world, run, slug):
    said = run(world.app, "organisation", "add", "--", slug, "X", "a@x.example", ok=False).output
    assert "2 to 40 of a-z" in said
    assert organisations(world.app) == [("noorderhaven", "Noorderhaven (fictief)")]


def test_a_slug_that_is_taken_is_refused(both_world, run):
    said = run(both_world.app, "organisation", "add", "noorderhaven", "X", "a@x.example", ok=False).output
    assert "There is an organisation noorderhaven already." in said
    assert organisations(both_world.app) == [("noorderhaven", "Noorderhaven (fictief)")]


@pytest.mark.parametrize(
    "email", ["", "x", "@x.example", "a@", "a@b@c.example", "a b@x.example", "a@x.example\nBcc: b@x.example"]
)
def test_an_address_that_is_none_is_refused(world, run, email):
    run(world.app, "organisation", "add", "--", "nexxtep", "Nexxtep", email, ok=False)
    assert organisations(world.app) == [("noorderhaven", "Noorderhaven (fictief)")]


def test_an_unknown_regime_is_refused(world, run):
    run(world.app, "organisation", "add", "nexxtep", "Nexxtep", "a@x.example", "--regime", "mystery", ok=False)


def test_adding_listing_and_suspending_on_both_databases(both_world, run):
    app = both_world.app
    run(app, "organisation", "add", "nexxtep", "Nexxtep", "a@x.example")
    assert app.test_client().get("/nexxtep/").status_code == 200
    assert run(app, "organisation", "suspend", "nexxtep").output == "Suspended nexxtep.\n"
    assert run(app, "organisation", "list").output.splitlines() == [
        "nexxtep\tsuspended\tNexxtep",
        "noorderhaven\tactive\tNoorderhaven (fictief)",
    ]
    app.extensions["addresses"].forget()
    assert app.test_client().get("/nexxtep/").status_code == 404
    assert app.test_client().get("/noorderhaven/").status_code == 200
    assert "There is no organisation nergens." in run(app, "organisation", "suspend", "nergens", ok=False).output


def test_the_first_admin_comes_in_by_the_invitation_and_by_it_once(world, run):
    said = run(world.app, "organisation", "add", "nexxtep", "Nexxtep", "a@x.example").output
    path = re.search(r"(/uitnodiging/[\w-]{43})", said).group(1)
    world.tenants["nexxtep"] = None
    from datetime import UTC, datetime

    world.now = datetime.now(UTC)
    browser = world.visitor("nexxtep")
    browser.get(path, expect=302)
    browser.post("/uitnodiging", {"password": PASSWORD})
    assert browser.get("/beheer/", expect=302).headers["Location"] == "/nexxtep/account"
    assert "Uw rol vraagt een tweede stap" in browser.get("/account").text
    browser.post("/account/code", {"action": "start"})
    seed = re.search(r'<code class="w-code">([A-Z2-7]{32})</code>', browser.get("/account/code").text).group(1)
    browser.post("/account/code", {"code": pyotp.TOTP(seed).at(world.now)})
    assert "Nexxtep" in browser.get("/beheer/").text
    late = world.visitor("nexxtep")
    late.get(path, expect=302)
    late.get("/uitnodiging", expect=404)


# ---- verify ----------------------------------------------------------------------------------------------------------


def test_verify_names_organisation_chain_row_and_kind(both_world, run):
    number = both_world.file()
    app = both_world.app
    assert run(app, "verify").output == "1 organisations checked, 0 faults.\n"
    engine = create_engine(app.config["WEDERHOOR"].owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        case = connection.exec_driver_sql("SELECT id FROM complaint").scalar_one()
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER journal_no_update")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        connection.exec_driver_sql("UPDATE journal SET actor = 'somebody else' WHERE act = 'file'")
        connection.commit()
    said = run(app, "verify", ok=False).output
    chain = str(case) if "-" in str(case) else f"{case[:8]}-{case[8:12]}-{case[12:16]}-{case[16:20]}-{case[20:]}"
    assert f"noorderhaven: chain {chain} row 1: changed" in said
    assert "1 organisations checked, 1 faults." in said
    assert number not in said


# ---- backup and restore ----------------------------------------------------------------------------------------------


def grown(database, folder) -> World:
    """A world with something of everything that a journey makes."""
    world = World(make_app(*database, folder), NOW)
    world.add("nexxtep", "Nexxtep (fictief)")
    client, number = world.client()
    officer = world.sign_in("functionaris")
    officer.accept("functionaris", number)
    officer.act("functionaris", number, "niet-betrokken")
    client.get(f"/klager/zaak/{number}/")
    world.file("Ander", "ander@post.example", slug="nexxtep")
    return world


def test_a_copy_put_back_elsewhere_is_the_same_installation(sqlite_database, tmp_path, run, bare):
    world = grown(sqlite_database, tmp_path)
    copy = tmp_path / "copy.db"
    assert run(world.app, "backup", str(copy)).output.startswith(f"Copied the database to {copy}.\n")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert "Now run verify." in run(bare, "restore", str(copy)).output
    assert stat.S_IMODE(file_of(bare).stat().st_mode) == 0o600
    assert counts(bare.config["WEDERHOOR"].owner_url) == counts(world.app.config["WEDERHOOR"].owner_url)
    assert "2 organisations checked, 0 faults." in run(bare, "verify").output
    assert "ok database: ready" in run(bare, "doctor").output
    with closing(sqlite3.connect(file_of(bare))) as raw:
        kept = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert kept == locks.trigger_names()
    again = World.__new__(World)
    again.app, again.now, again.tenants, again.keys = bare, world.now, world.tenants, world.keys
    assert "Marloes Veenstra" in again.sign_in("functionaris").get("/functionaris/zaak/K-2026-0001/").text


def test_a_copy_is_made_while_somebody_writes(sqlite_database, tmp_path, run):
    """The copy is of one moment: what was not committed is not in it, and the writer is not stopped."""
    world = grown(sqlite_database, tmp_path)
    with closing(sqlite3.connect(file_of(world.app), isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE person SET name = 'half written'")
        run(world.app, "backup", str(tmp_path / "copy.db"))
        writer.execute("COMMIT")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM person WHERE name = 'half written'").fetchone() == (0,)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_copy_is_nobody_elses_from_its_first_moment(sqlite_database, tmp_path, run, bare, monkeypatch, command):
    world = grown(sqlite_database, tmp_path)
    copy = tmp_path / "copy.db"
    if command == "restore":
        run(world.app, "backup", str(copy))
    monkeypatch.setattr(Path, "chmod", lambda *_: None)
    run(*((world.app, "backup") if command == "backup" else (bare, "restore")), str(copy))
    made = copy if command == "backup" else file_of(bare)
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_nothing_is_written_over(world, tmp_path, run):
    there = tmp_path / "there.db"
    there.write_text("precious")
    assert "exists already" in run(world.app, "backup", str(there), ok=False).output
    assert there.read_text() == "precious"
    run(world.app, "backup", str(tmp_path / "copy.db"))
    before = file_of(world.app).read_bytes()
    assert "exists already" in run(world.app, "restore", str(tmp_path / "copy.db"), ok=False).output
    assert file_of(world.app).read_bytes() == before
    run(world.app, "restore", str(tmp_path / "nowhere.db"), ok=False)


def test_what_is_no_copy_is_not_put_back(bare, tmp_path, run):
    for content in (b"", b"hello", b"SQLite format 3\x00" + b"\x00" * 100):
        (tmp_path / "odd.db").write_bytes(content)
        run(bare, "restore", str(tmp_path / "odd.db"), ok=False)
        assert not file_of(bare).exists(), content


@pytest.mark.postgres
def test_a_copy_of_postgresql_put_back_elsewhere_is_the_same(
    postgres_database, postgres_server, tmp_path, run, counter, monkeypatch
):
    monkeypatch.setenv("PATH", str(postgres_server.binaries), prepend=":")
    world = grown(postgres_database, tmp_path)
    copy = tmp_path / "copy.dump"
    run(world.app, "backup", str(copy))
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    owner = make_url(postgres_database[1])
    name = f"restored_{next(counter)}"
    admin = create_engine(owner.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    there = owner.set(database=name)
    app = make_app(
        there.set(username=APP_ROLE).render_as_string(hide_password=False),
        there.render_as_string(hide_password=False),
        tmp_path / "elsewhere",
    )
    run(app, "restore", str(copy))
    assert counts(app.config["WEDERHOOR"].owner_url) == counts(world.app.config["WEDERHOOR"].owner_url)
    assert "2 organisations checked, 0 faults." in run(app, "verify").output
    assert "ok database: ready" in run(app, "doctor").output
    assert app.test_client().get("/noorderhaven/").status_code == 200
    run(app, "restore", str(copy), ok=False)
    for one in (app, world.app):
        from portal.web.extensions import db

        with one.app_context():
            db.engine.dispose()
    engine = create_engine(there, poolclass=NullPool)
    with engine.connect() as connection:
        fenced = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid "
            "WHERE relrowsecurity AND relforcerowsecurity"
        ).scalar_one()
        triggers = connection.exec_driver_sql("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal").scalars().all()
    assert fenced == len(tables())
    assert set(triggers) == locks.trigger_names()
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.postgres
def test_without_the_programs_of_postgresql_the_copy_is_not_made(postgres_database, tmp_path, run, monkeypatch):
    app = make_app(*postgres_database, tmp_path)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    said = run(app, "backup", str(tmp_path / "copy.dump"), ok=False).output
    assert "pg_dump is missing" in said
    assert not (tmp_path / "copy.dump").exists()


# ---- serve -----------------------------------------------------------------------------------------------------------


def test_a_taken_port_is_said_in_one_sentence(bare, run, monkeypatch):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        said = run(bare, "serve", ok=False).output
    assert "is taken" in said
    monkeypatch.setenv("PORT", "eight thousand")
    assert "PORT must be a number." in run(bare, "serve", ok=False).output
    assert not file_of(bare).exists()


def test_the_invitation_of_the_operator_has_a_purpose_of_its_own(world, run):
    run(world.app, "organisation", "add", "nexxtep", "Nexxtep", "a@x.example")
    engine = create_engine(world.app.config["WEDERHOOR"].owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT purpose, used_at FROM link").all()
    assert [tuple(row) for row in found] == [(LinkPurpose.INVITE.value, None)]
