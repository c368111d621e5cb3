"""The operator's commands: each does one thing, says so in one line, and ends with a status."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast
from urllib.parse import quote

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import create_engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from portal import tenancy
from portal.accounts import organisations, people
from portal.casework.register import standard_lists
from portal.domain.calendar import local_date
from portal.domain.errors import Refused
from portal.domain.regulation import CHOOSABLE, PRESETS, Regime
from portal.models.base import new_id
from portal.models.journal import faults, seal
from portal.models.organisation import Organisation
from portal.models.person import Link, RoleName
from portal.operations import copies, erased, keys, migrations, printing
from portal.operations.checking import check
from portal.operations.worker import Worker
from portal.post.links import Links
from portal.vault.keys import unlock
from portal.vault.sealing import Ring
from portal.web.organisation import allowed_slug

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from flask import Flask
    from werkzeug.local import LocalProxy

    from config import Config

REGULATIONS = Path(__file__).resolve().parents[2] / "templates" / "regulation"
PATIENCE = 10
ADDRESS = re.compile(r"[^@\s\x00-\x20]{1,64}@[^@\s\x00-\x20]+\.[^@\s\x00-\x20.]{2,}")


def settings() -> Config:
    """Give the settings."""
    found: Config = current_app.config["WEDERHOOR"]
    return found


def _app() -> Flask:
    """Give the application itself, for what runs outside this context."""
    return cast("LocalProxy[Flask]", current_app)._get_current_object()  # noqa: SLF001  werkzeug documents it so


def stop(why: str) -> NoReturn:
    """Stop with one sentence."""
    click.echo(why, err=True)
    sys.exit(1)


def as_owner(config: Config) -> AbstractContextManager[Session]:
    """Open a session as the owner of the database: only the operator's commands do."""
    return connected(config.owner_url, config)


def connected(url: str, config: Config) -> AbstractContextManager[Session]:
    """Open a session of its own, fenced as any other."""
    engine = create_engine(url, poolclass=NullPool)
    tenancy.guard(engine)
    unlock(engine, Ring(config.master_keys))
    session = Session(engine, expire_on_commit=False)
    tenancy.fence(session)
    return session


@click.command("init")
@with_appcontext
def init() -> None:
    """Prepare an empty installation: the database and its locks."""
    config = settings()
    config.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    migrations.upgrade(config.owner_url, config.database_url, master_keys=config.master_keys)
    _bury(config)
    click.echo("The database is ready.")


def _bury(config: Config) -> None:
    """Erase again what a copy of before brought back."""
    count = erased.replay(config, datetime.now(UTC))
    if count:
        click.echo(f"Erased {count} cases again, which the copy still held.")


group = AppGroup("organisation", help="Add, list and suspend organisations.")


@group.command("add")
@click.argument("slug")
@click.argument("name")
@click.argument("admin_email")
@click.option("--regime", type=click.Choice([one.value for one in CHOOSABLE]), default=Regime.OPDRACHT.value)
def add(slug: str, name: str, admin_email: str, regime: str) -> None:
    """Add an organisation and print, once, the invitation of its first admin."""
    config, now = settings(), datetime.now(UTC)
    if not allowed_slug(slug):
        stop("The address must be 2 to 40 of a-z, 0-9 and -, and not one of the platform's own words.")
    if not ADDRESS.fullmatch(admin_email):
        stop("The mail address of the first admin is not one.")
    with tenancy.entered(new_id(), write=True) as scope, as_owner(config) as session:
        if _taken(session, slug):
            stop(f"There is an organisation {slug} already.")
        text = (REGULATIONS / f"{regime}.nl.txt").read_text()
        organisations.add(session, slug=slug, name=name, now=now)
        organisations.publish_regulation(
            session, parameters=PRESETS[Regime(regime)], text=text, valid_from=local_date(now), now=now
        )
        standard_lists(session)
        try:
            people.invite_staff(session, admin_email, "Beheerder", "", [RoleName.ADMIN], now, None)
        except Refused as error:
            stop(f"The invitation was refused: {error.reason}.")
        session.flush()
        link = session.scalars(select(Link)).one()
        seal(session, scope.tenant or new_id())
        session.commit()
    links = Links(config.base_url, slug, None, config.secret_keys)
    click.echo(f"Added {slug}. Invitation of its first admin, valid for 14 days:")
    click.echo(links.to(f"uitnodiging/{links.token(link.id)}"))


def _taken(session: Session, slug: str) -> bool:
    here = tenancy.current()
    with tenancy.entered(here.tenant, write=True, everywhere=True):
        return session.scalars(select(Organisation.tenant_id).where(Organisation.slug == slug)).first() is not None


def _everybody(session: Session) -> Iterator[Organisation]:
    yield from session.scalars(select(Organisation).order_by(Organisation.slug))


@group.command("list")
def list_all() -> None:
    """List the organisations of this installation."""
    with tenancy.entered(None, everywhere=True), as_owner(settings()) as session:
        for one in _everybody(session):
            click.echo(f"{one.slug}\t{'suspended' if one.suspended_at else 'active'}\t{one.name}")


@group.command("suspend")
@click.argument("slug")
def suspend(slug: str) -> None:
    """Suspend an organisation: its address is no longer there. Nothing is deleted."""
    with tenancy.entered(None, everywhere=True), as_owner(settings()) as session:
        found = next((one.tenant_id for one in _everybody(session) if one.slug == slug), None)
    if found is None:
        stop(f"There is no organisation {slug}.")
    with tenancy.entered(found, write=True), as_owner(settings()) as session:
        session.scalars(select(Organisation)).one().suspended_at = datetime.now(UTC)
        session.commit()
    click.echo(f"Suspended {slug}.")


@click.command("verify")
@with_appcontext
def verify() -> None:
    """Walk every journal and say where one does not hold."""
    config, wrong = settings(), 0
    with tenancy.entered(None, everywhere=True), as_owner(config) as session:
        known = [(one.tenant_id, one.slug) for one in _everybody(session)]
    for tenant_id, slug in known:
        with tenancy.entered(tenant_id), connected(config.database_url, config) as session:
            for fault in faults(session, tenant_id, config.secret_keys):
                wrong += 1
                click.echo(f"{slug}: chain {fault.chain} row {fault.seq}: {fault.what}")
    click.echo(f"{len(known)} organisations checked, {wrong} faults.")
    sys.exit(1 if wrong else 0)


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check settings, database and worker, and say what is missing."""
    config = settings()
    behind = not _ready(config)
    wrong = _say("database", "ready" if not behind else "not ready: run init", bad=behind)
    if not behind:
        wrong += _say("owner", _owner(config), bad=_owner(config) != "sees every organisation")
        how, bad = keys.told(config)
        wrong += _say("keys", how, bad=bad)
    wrong += _say("mail", "set" if config.mail_url else "MAIL_URL is not set: letters wait in the outbox", bad=False)
    wrong += _say("address", config.base_url, bad=False)
    sys.exit(1 if wrong else 0)


def _ready(config: Config) -> bool:
    """Whether the database is there, at the newest revision. Asking makes none."""
    if config.owner_url.startswith("sqlite") and not _file(config).exists():
        return False
    try:
        with create_engine(config.owner_url, poolclass=NullPool).connect() as connection:
            row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    except SQLAlchemyError:
        return False
    return row is not None and row[0] == migrations.newest()


def _file(config: Config) -> Path:
    return Path(config.database_url.removeprefix("sqlite:///"))


def _owner(config: Config) -> str:
    """On PostgreSQL the owner must pass row-level security, or no address is ever found."""
    if not config.owner_url.startswith("postgresql"):
        return "sees every organisation"
    with create_engine(config.owner_url, poolclass=NullPool).connect() as connection:
        row = connection.exec_driver_sql(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).one()
    return "sees every organisation" if row[0] else "lacks BYPASSRLS: grant it to the owner"


def _say(what: str, how: str, *, bad: bool) -> int:
    click.echo(f"{'!!' if bad else 'ok'} {what}: {how}")
    return int(bad)


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@with_appcontext
def backup(target: Path) -> None:
    """Copy the whole database to a file: SQLite online, PostgreSQL by pg_dump. Old copies beside it are deleted."""
    config = settings()
    if target.exists():
        stop(f"{target} exists already.")
    if not config.database_url.startswith("sqlite"):
        _program("pg_dump")
    _empty(target)
    if config.database_url.startswith("sqlite"):
        with create_engine(config.database_url, poolclass=NullPool).connect() as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(target),))
    else:
        _tool("pg_dump", "--format=custom", f"--file={target}", _plain(config.owner_url))
    click.echo(f"Copied the database to {target}.")
    click.echo(copies.tidied(target, local_date(datetime.now(UTC))))


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@with_appcontext
def restore(source: Path) -> None:
    """Put a copy back into an empty installation, and erase again what was erased since."""
    config = settings()
    if config.database_url.startswith("sqlite"):
        target = _file(config)
        if target.exists():
            stop(f"{target} exists already: move it away first.")
        if not _whole(source):
            stop(f"{source} is not a copy that was made by backup.")
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _empty(target)
        shutil.copyfile(source, target)
    else:
        _tool("pg_restore", "--exit-on-error", f"--dbname={_plain(config.owner_url)}", str(source))
    if _ready(config):
        _bury(config)
        click.echo("Put the copy back. Now run verify.")
    else:
        click.echo("Put the copy back. It is of an older release: now run init, then verify.")


def _empty(target: Path) -> None:
    """Make an empty file that only its owner reads, from its first moment."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _whole(source: Path) -> bool:
    """Whether a file is a whole SQLite database of ours."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{quote(str(source))}?mode=ro", uri=True)) as copy:
            known = copy.execute("SELECT count(*) FROM alembic_version").fetchone()
            return bool(known == (1,) and copy.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


def _program(name: str) -> str:
    return shutil.which(name) or stop(f"{name} is missing: install PostgreSQL's client programs.")


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _tool(name: str, *arguments: str) -> None:
    path = _program(name)
    if subprocess.run([path, *arguments], check=False).returncode:  # noqa: S603  fixed program, own settings
        stop(f"{name} failed.")


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Send letters and keep time until told to stop."""
    app = _app()
    Worker(app, settings()).run()


@click.command("demo")
@with_appcontext
def load_demo() -> None:
    """Fill an empty database with the demo."""
    from portal.operations import demo

    config = settings()
    try:
        cases = demo.load(_app(), config)
    except demo.NotEmptyError:
        stop("This database holds something else; the demo does not load into it.")
    click.echo(f"Loaded the demo with {cases} cases.")


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Migrate, load the demo when the database is empty, and run server and worker until Ctrl-C."""
    from portal.operations import demo

    config = settings()
    host, asked = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    if not asked.isdigit():
        stop("PORT must be a number.")
    port = int(asked)
    _free(host, port)
    config.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    migrations.upgrade(config.owner_url, config.database_url, master_keys=config.master_keys)
    _bury(config)
    app = _app()
    if demo.empty(config):
        click.echo("Loading the demo …")
        demo.load(app, config)
    demo.introduce(config)
    _run_both(host, port)


def _free(host: str, port: int) -> None:
    with socket.socket() as probe:
        try:
            probe.bind((host, port))
        except OSError:
            stop(f"Port {port} is taken: stop what listens there, or choose another with PORT=…")


def _run_both(host: str, port: int) -> None:
    """Run server and worker in sessions of their own; pass on a stop and wait for both."""
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "wsgi:app", "--host", host, "--port", str(port)]
    server += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    labour = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    children = [subprocess.Popen(one, start_new_session=True) for one in (server, labour)]  # noqa: S603  own programs
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        while all(child.poll() is None for child in children):
            time.sleep(0.3)
    failed = any(child.poll() not in {None, 0} for child in children)
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
    sys.exit(1 if failed else 0)


ALL = (init, verify, doctor, backup, restore, worker, load_demo, serve, printing.docs, check, keys.keys)
