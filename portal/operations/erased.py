"""Seeing to it that what was erased is gone, and stays so when a copy of the database is put back.

Tombstones lie in the store, apart from the database. A case that has one and still has a key was put back: it is erased
again before anybody reads it.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from portal import tenancy
from portal.casework import erasing
from portal.models.journal import seal
from portal.vault.keys import unlock
from portal.vault.sealing import Ring
from portal.vault.storage import Store, StoreError
from portal.web.extensions import db

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from flask import Flask

    from config import Config

log = structlog.get_logger()
SEEN = "tombstones_seen"


def carry_out(app: Flask, config: Config, tenant_id: UUID, now: datetime) -> int:
    """Erase what two people decided on in one organisation, each case in a transaction of its own."""
    with app.app_context(), tenancy.entered(tenant_id):
        due = erasing.ready(db.session(), now)
        db.session.rollback()
    for item in due:
        with app.app_context(), tenancy.entered(tenant_id, write=True):
            erasing.carry_out(db.session(), Store(config.store_url), item, now)
            seal(db.session(), tenant_id)
            db.session.commit()
    if due:
        log.info("cases_erased", count=len(due))
        _leave_no_trace(config)
    return len(due)


def _leave_no_trace(config: Config) -> None:
    """Write the pages of a SQLite file anew: old ones, and the log, still hold what was deleted."""
    if config.database_url.startswith("sqlite"):
        engine = create_engine(config.database_url, poolclass=NullPool)
        with contextlib.closing(engine.raw_connection()) as held:
            raw = held.driver_connection
            if raw is not None:
                raw.isolation_level = None
                raw.execute("VACUUM")
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def replay(config: Config, now: datetime) -> int:
    """Erase again what a copy of before brought back, as the owner of the database; return how many cases."""
    there = _tombstones(config)
    done = sum(_replay(config, tenant_id, items, now) for tenant_id, items in there.items())
    if done:
        _leave_no_trace(config)
    return done


def _replay(config: Config, tenant_id: UUID, items: list[UUID], now: datetime) -> int:
    with _connected(config, tenant_id) as session:
        found = erasing.unburied(session, items)
        for item in found:
            erasing.replay(session, Store(config.store_url), item, now)
        seal(session, tenant_id)
        session.commit()
    return len(found)


def buried(app: Flask, config: Config) -> bool | str:
    """Say whether nothing that was erased is there again. Asked until it is so, and then remembered."""
    if not app.extensions.get(SEEN):
        try:
            there = _tombstones(config)
        except StoreError:
            return "the store cannot be read"
        if any(_unburied(tenant_id, items) for tenant_id, items in there.items()):
            return "cases that were erased are there again: start the worker"
        app.extensions[SEEN] = True
    return True


def _unburied(tenant_id: UUID, items: list[UUID]) -> bool:
    with tenancy.entered(tenant_id):
        found = erasing.unburied(db.session(), items)
        db.session.rollback()
    return bool(found)


def _tombstones(config: Config) -> dict[UUID, list[UUID]]:
    """List the cases that were erased, for each organisation."""
    found: dict[UUID, list[UUID]] = {}
    for name in Store(config.store_url).names(erasing.TOMBSTONES):
        _, tenant_id, item = name.split("/")
        found.setdefault(UUID(tenant_id), []).append(UUID(item))
    return found


@contextlib.contextmanager
def _connected(config: Config, tenant_id: UUID) -> Iterator[Session]:
    engine = create_engine(config.owner_url, poolclass=NullPool)
    tenancy.guard(engine)
    unlock(engine, Ring(config.master_keys))
    with tenancy.entered(tenant_id, write=True), Session(engine, expire_on_commit=False) as session:
        tenancy.fence(session)
        yield session
