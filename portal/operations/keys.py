"""Changing the master keys: what an older one sealed is sealed anew by the newest, while the application serves.

A master key seals the key of each organisation, and a few things by itself: seeds of apps with codes, the secret of an
organisation's own sign-in, and forms that are kept for a day. Everything else hangs below the organisation's key and
stays as it is.
"""

from __future__ import annotations

import base64
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import create_engine, select, update
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from portal import tenancy
from portal.models.identity import CodeApp, Provider
from portal.models.organisation import Organisation
from portal.models.person import KeptForm
from portal.models.sealed import OrganisationKey
from portal.vault.keys import as_bytes, rewrap, unlock
from portal.vault.sealing import Ring, SealError, place
from portal.web.keeping import SEALED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from config import Config

ROUTINE = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Spot:
    """A column whose values the ring seals by itself, and how a value stands in it."""

    model: Any
    column: str
    bare: Callable[[Any], bytes | None]
    dressed: Callable[[bytes], Any]


def _same(value: bytes) -> bytes:
    return value


def _in_form(fields: dict[str, Any]) -> bytes | None:
    return base64.b64decode(fields[SEALED]) if SEALED in fields else None


def _as_form(value: bytes) -> dict[str, str]:
    return {SEALED: base64.b64encode(value).decode()}


SPOTS = (
    Spot(CodeApp, "seed", _same, _same),
    Spot(Provider, "secret", _same, _same),
    Spot(KeptForm, "fields", _in_form, _as_form),
)


@dataclass(frozen=True, slots=True)
class Age:
    """How much an older key of the ring sealed, and how much no key of it opens."""

    old: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class _Value:
    spot: Spot
    id: UUID
    kept: Any
    sealed: bytes


def _values(session: Session) -> Iterator[_Value]:
    for spot in SPOTS:
        for row in session.execute(select(spot.model.id, getattr(spot.model, spot.column)).order_by(spot.model.id)):
            sealed = spot.bare(row[1])
            if sealed:
                yield _Value(spot, row[0], row[1], sealed)


def _bytes(kept: str) -> bytes:
    try:
        return as_bytes(kept)
    except SealError:
        return b""


def age(session: Session, ring: Ring) -> Age:
    """Count what is sealed by an older key in the entered organisation."""
    sealed = [_bytes(one) for one in session.scalars(select(OrganisationKey.wrapped))]
    sealed += [one.sealed for one in _values(session)]
    return Age(
        sum(not ring.newest(one) and ring.knows(one) for one in sealed), sum(not ring.knows(one) for one in sealed)
    )


def renew(session: Session, ring: Ring) -> Age:
    """Seal anew what an older key sealed; what somebody changed meanwhile is left as they left it.

    Raises:
        SealError: the organisation's own key opens with no key of the ring.

    """
    done, lost = rewrap(session), 0
    for one in _values(session):
        if ring.newest(one.sealed):
            continue
        try:
            done += _renewed(session, ring, one)
        except SealError:
            lost += 1
    return Age(done, lost)


def _renewed(session: Session, ring: Ring, one: _Value) -> int:
    model, name = one.spot.model, one.spot.column
    where = place(tenancy.tenant(), model.__tablename__, name, one.id)
    value = one.spot.dressed(ring.seal(ring.open(one.sealed, where), where))
    unchanged = () if isinstance(one.kept, dict) else (getattr(model, name) == one.kept,)  # a form is written once
    changed = session.execute(
        update(model)
        .where(model.id == one.id, *unchanged)
        .values({name: value})
        .returning(model.id)
        .execution_options(**ROUTINE)
    )
    return len(changed.all())


def _connected(config: Config) -> AbstractContextManager[Session]:
    engine = create_engine(config.owner_url, poolclass=NullPool)
    tenancy.guard(engine)
    unlock(engine, Ring(config.master_keys))
    session = Session(engine, expire_on_commit=False)
    tenancy.fence(session)
    return session


def _organisations(config: Config) -> list[tuple[UUID, str]]:
    with tenancy.entered(None, everywhere=True), _connected(config) as session:
        return [(one.tenant_id, one.slug) for one in session.scalars(select(Organisation).order_by(Organisation.slug))]


@click.command("keys")
@with_appcontext
def keys() -> None:
    """Seal anew, by the newest master key, what older ones sealed. After that the older ones can be dropped."""
    config: Config = current_app.config["WEDERHOOR"]
    wrong = 0
    for tenant_id, slug in _organisations(config):
        with tenancy.entered(tenant_id, write=True), _connected(config) as session:
            try:
                done = renew(session, Ring(config.master_keys))
            except SealError:
                session.rollback()
                done = Age(0, 1)
            session.commit()
        wrong += done.lost
        lost = f", {done.lost} open with no key of MASTER_KEYS" if done.lost else ""
        click.echo(f"{slug}: {done.old} sealed anew{lost}")
    sys.exit(1 if wrong else 0)


def told(config: Config) -> tuple[str, bool]:
    """Say for `doctor` how old the keys are that are still in use, and whether something does not open at all."""
    ring, old, lost = Ring(config.master_keys), 0, 0
    for tenant_id, _ in _organisations(config):
        with tenancy.entered(tenant_id), _connected(config) as session:
            found = age(session, ring)
            old, lost = old + found.old, lost + found.lost
    if lost:
        return f"{lost} sealed values open with no key of MASTER_KEYS: put the key that is missing back", True
    if old:
        return f"{old} sealed values still take an older one of MASTER_KEYS: run keys before dropping it", False
    spare = len(config.master_keys) - 1
    return f"the newest of MASTER_KEYS sealed everything{f'; {spare} older can be dropped' if spare else ''}", False
