"""The worker: sends letters and keeps time. The outbox is the truth; the queue is only a hint to look at it now."""

from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select

from portal import tenancy
from portal.casework import clockwork, scanning
from portal.domain.calendar import local_date
from portal.models.journal import seal
from portal.models.letter import Letter, LetterState
from portal.models.lookup import organisations_due
from portal.models.organisation import Organisation
from portal.operations import erased
from portal.papers import bundle, judging, press
from portal.post import delivery
from portal.post.links import Links
from portal.vault.clamd import Clamd, Verdict
from portal.vault.storage import Store
from portal.web import vocabularies
from portal.web.extensions import db

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from flask import Flask
    from huey import Huey
    from sqlalchemy.orm import Session

    from config import Config
    from portal.post.delivery import Carrier

log = structlog.get_logger()
FRESH_SECONDS = 180
ROUNDS = 30
"""How often in one sweep an organisation's orders are taken up, so that no other waits for long."""
SIGN = "worker"
GIVEN_UP_SECONDS = 24 * 3600
GIVEN_UP = "letter_given_up"
SCANNER_SECONDS = 10
"""After a scanner took this long and said nothing, no other file is offered to it until the next sweep."""


class Worker:
    """The queue of one installation and its two tasks: look now, and look each minute."""

    def __init__(self, app: Flask, config: Config) -> None:
        from huey import crontab

        self.app, self.config = app, config
        self.queue = _queue(config)
        self.look = self.queue.task(name="look")(self.sweep)
        self.every = self.queue.periodic_task(crontab(minute="*"), name="every_minute")(self.sweep)

    def sweep(self) -> int:
        """Look at the outbox and the clock, and leave a sign of life."""
        sign = self.config.instance / SIGN
        sign.parent.mkdir(parents=True, exist_ok=True)
        sign.touch()
        return sweep(self.app, self.config, datetime.now(UTC))

    def run(self) -> None:
        """Work until told to stop; a letter under way is finished first. What was erased is seen to stay so."""
        erased.replay(self.config, datetime.now(UTC))
        self.sweep()
        self.queue.create_consumer(workers=1, worker_type="thread", periodic=True, graceful_signal="TERM").run()


def _queue(config: Config) -> Huey:
    """Open the queue: a SQLite file of its own by default, PostgreSQL or Redis by setting."""
    import huey  # the largest of what only a worker needs

    if config.queue_url.startswith("redis"):
        return huey.RedisHuey("wederhoor", url=config.queue_url)
    if config.queue_url.startswith("postgresql"):
        return huey.PostgresHuey("wederhoor", dsn=config.queue_url)
    config.instance.mkdir(parents=True, exist_ok=True)
    return huey.SqliteHuey("wederhoor", filename=str(config.instance / "queue.db"))


def hint(app: Flask, config: Config) -> None:
    """Ask the worker to look at the outbox now. If that fails, it looks within a minute anyway."""
    with contextlib.suppress(Exception):
        made: Worker | None = app.extensions.get("worker")
        if made is None:
            made = app.extensions["worker"] = Worker(app, config)
        made.look()


def beating(config: Config) -> bool | str:
    """Say whether the worker gave a sign of life in the last minutes."""
    sign = config.instance / SIGN
    alive = sign.exists() and time.time() - sign.stat().st_mtime < FRESH_SECONDS
    return True if alive else "no sign of life"


def arriving(config: Config) -> bool | str:
    """Say whether a letter was given up in the last day. Which one stands in the log and on the list of letters."""
    sign = config.instance / GIVEN_UP
    lately = sign.exists() and time.time() - sign.stat().st_mtime < GIVEN_UP_SECONDS
    return "a letter was given up in the last day" if lately else True


def sweep(app: Flask, config: Config, now: datetime, carrier: Carrier | None = None) -> int:
    """Do what is due, one organisation at a time; return how many letters were sent."""
    with app.app_context(), tenancy.entered(None, everywhere=True), db.engine.connect() as connection:
        waiting = organisations_due(connection, now, local_date(now))
    sent = 0
    for tenant_id in waiting:
        with _told():
            _keep_time(app, config, tenant_id, now)
        with _told():
            erased.carry_out(app, config, tenant_id, now)
        with _told():
            _look_for_viruses(app, config, tenant_id, now)
        with _told():
            _press(app, config, tenant_id, now)
        with _told():
            sent += _deliver(app, config, tenant_id, now, carrier)
    return sent


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Let what fails stop nothing but itself, and say so in the log."""
    try:
        yield
    except Exception as error:
        log.exception("sweep_failed", exc_info=error)


def _keep_time(app: Flask, config: Config, tenant_id: UUID, now: datetime) -> None:
    with app.app_context(), tenancy.entered(tenant_id, write=True):
        clockwork.sweep(db.session(), now, config.secret_keys[0])
        seal(db.session(), tenant_id)
        db.session.commit()


def _press(app: Flask, config: Config, tenant_id: UUID, now: datetime) -> None:
    """Make the papers that were ordered, each in a commit of its own."""
    tools = press.Tools(Store(config.store_url), config.tsa_url)
    for _round in range(ROUNDS):
        with app.app_context(), tenancy.entered(tenant_id, write=True):
            bundle.VOCABULARIES.update(vocabularies.both())
            judging.certify(db.session(), now)
            orders = press.due(db.session(), now)
            db.session.commit()
        if not orders:
            return
        for order in orders:
            with _told():
                _print(app, tenant_id, order, tools, now)


def _print(app: Flask, tenant_id: UUID, order: press.Order, tools: press.Tools, now: datetime) -> None:
    with app.app_context(), tenancy.entered(tenant_id):
        made = press.make(db.session(), order, tools)
        db.session.rollback()
    with app.app_context(), tenancy.entered(tenant_id, write=True):
        press.settle(db.session(), order, made, tools, now)
        seal(db.session(), tenant_id)
        db.session.commit()


def _look_for_viruses(app: Flask, config: Config, tenant_id: UUID, now: datetime) -> None:
    """Let the scanner look at what is held; a file that it cannot look at stays held, and has its turn later.

    One that does not answer is asked no more in this sweep: letters would wait for it.
    """
    if not config.clamd:
        return
    turns: dict[UUID, UUID] = app.extensions.setdefault("scanned", {})
    began = time.monotonic()
    with app.app_context(), tenancy.entered(tenant_id):
        held = scanning.held(db.session(), turns.get(tenant_id))
        db.session.rollback()
    for one in held:
        turns[tenant_id], verdict = one.id, Verdict.UNKNOWN
        with _told():
            verdict = _look_at(app, config, tenant_id, one, now)
        if verdict is Verdict.UNKNOWN and time.monotonic() - began > SCANNER_SECONDS:
            return


def _look_at(app: Flask, config: Config, tenant_id: UUID, one: scanning.Held, now: datetime) -> Verdict:
    with app.app_context(), tenancy.entered(tenant_id):
        verdict = scanning.look(db.session(), one, Store(config.store_url), Clamd(config.clamd))
        db.session.rollback()
    with app.app_context(), tenancy.entered(tenant_id, write=True):
        scanning.settle(db.session(), one, verdict, now)
        seal(db.session(), tenant_id)
        db.session.commit()
    return verdict


def _deliver(app: Flask, config: Config, tenant_id: UUID, now: datetime, carrier: Carrier | None) -> int:
    """Send the letters of one organisation. Without a mail server they wait in the outbox."""
    taker = carrier or (delivery.Smtp(config.mail_url) if config.mail_url else None)
    if taker is None:
        return 0
    with app.app_context(), tenancy.entered(tenant_id, write=True):
        ids = delivery.due(db.session(), now)
        db.session.commit()
    return sum(_send(app, config, tenant_id, letter_id, now, taker) for letter_id in ids)


def _send(app: Flask, config: Config, tenant_id: UUID, letter_id: UUID, now: datetime, carrier: Carrier) -> bool:
    with app.app_context(), tenancy.entered(tenant_id, write=False):
        session = db.session()
        letter = session.get(Letter, (tenant_id, letter_id))
        if letter is None or letter.state is not LetterState.WAITING:
            return False
        failure = _hand_over(carrier, session, letter, config)
        session.rollback()
    with app.app_context(), tenancy.entered(tenant_id, write=True):
        session = db.session()
        letter = session.get(Letter, (tenant_id, letter_id))
        if letter is not None:
            delivery.settle(letter, now, failure)
            if letter.state is LetterState.GIVEN_UP:
                log.error("letter_given_up", letter=letter_id.hex)
                config.instance.mkdir(parents=True, exist_ok=True)
                (config.instance / GIVEN_UP).touch()
        session.commit()
    return failure is None


def _hand_over(carrier: Carrier, session: Session, letter: Letter, config: Config) -> str | None:
    """Write a message and hand it over; say what kind of thing went wrong, never what the server said."""
    slug, host = session.execute(select(Organisation.slug, Organisation.host)).one()
    try:
        message = delivery.message(session, letter, Links(config.base_url, slug, host, config.secret_keys))
        session.rollback()
        carrier.send(message)
    except Exception as error:  # noqa: BLE001  whatever a mail server does, the letter is tried again
        return type(error).__name__
    return None
