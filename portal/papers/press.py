"""The press: takes what was ordered, makes it from what is frozen, and puts it sealed into the store.

A row is leased, made outside any write, and settled in one commit under the number of the attempt; what a press that
was killed left behind is made again, from the same input. What lies in the store is named by its own digest.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, or_, select

from portal.models.journal import Line, note
from portal.models.paper import Paper, PaperKind, PaperState
from portal.papers import bundle, judging
from portal.papers.signing import NoStampError, time_stamper
from portal.vault import storage
from portal.vault.storage import Store, StoreError

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

LEASE = timedelta(minutes=10)
TRIES = 8
KILLED = 40
"""How often a paper is taken up at most, also by a press that never came back."""
BATCH = 10
WAIT = timedelta(seconds=5)
ORDER = {PaperKind.JUDGMENT: 0, PaperKind.SIGNING: 1, PaperKind.DOSSIER: 2}


@dataclass(frozen=True, slots=True)
class Tools:
    """Where papers lie, and who sets time stamps, if anybody."""

    store: Store
    tsa_url: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A leased order."""

    id: UUID
    attempt: int


def due(session: Session, now: datetime) -> list[Order]:
    """Lease what is to be made now: judgments first, then signatures in their order, then dossiers."""
    free = or_(Paper.leased_until.is_(None), Paper.leased_until < now)
    order = case(ORDER, value=Paper.kind, else_=9)
    rows = session.scalars(
        select(Paper)
        .where(Paper.state == PaperState.WAITING, Paper.next_at <= now, free)
        .order_by(order, Paper.asked_at, Paper.revision, Paper.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True),
    ).all()
    orders = []
    for row in rows:
        if row.attempts >= KILLED:  # whoever takes it up dies of it
            row.state, row.failure = PaperState.FAILED, "killed"
            continue
        row.leased_until, row.attempts = now + LEASE, row.attempts + 1
        orders.append(Order(row.id, row.attempts))
    return orders


def make(session: Session, order: Order, tools: Tools) -> bytes | str:
    """Make one paper, or say why it cannot be made now: a word, never what went wrong."""
    row = session.scalars(select(Paper).where(Paper.id == order.id)).one_or_none()
    if row is None or row.state is not PaperState.WAITING or row.attempts != order.attempt:
        return "not_ours"
    try:
        if row.kind is PaperKind.JUDGMENT:
            return judging.reading(session, row)
        if row.kind is PaperKind.SIGNING:
            return judging.signed(session, row, tools.store, time_stamper(tools.tsa_url))
        return bundle.made(session, row, tools.store)
    except judging.NotYetError:
        return "not_yet"
    except NoStampError:
        return "no_stamp"
    except StoreError:
        return "no_store"


def settle(session: Session, order: Order, made: bytes | str, tools: Tools, now: datetime) -> bool:
    """Note what became of an order: made and journalled, tried again later, or given up."""
    row = session.scalars(
        select(Paper)
        .where(and_(Paper.id == order.id, Paper.attempts == order.attempt, Paper.state == PaperState.WAITING))
        .with_for_update()
    ).one_or_none()
    if row is None:
        return False
    row.leased_until = None
    if isinstance(made, str):
        row.failure = made
        if made == "not_yet":
            row.attempts, row.next_at = row.attempts - 1, now + WAIT
        elif row.attempts >= TRIES:
            row.state = PaperState.FAILED
        else:
            row.next_at = now + timedelta(minutes=2 ** (row.attempts - 1))
        return False
    digest = hashlib.sha256(made).hexdigest()
    name = f"{row.tenant_id.hex}/{row.id.hex}/{digest[:32]}"
    storage.keep(session, tools.store, row.complaint_id, name, made)
    row.state, row.made_at, row.size, row.digest, row.stored, row.failure = (
        PaperState.MADE,
        now,
        len(made),
        digest,
        name,
        "",
    )
    if row.kind is not PaperKind.DOSSIER:  # an export is journalled when it is asked for
        detail = {"paper": row.id.hex, "kind": row.kind.value, "digest": digest, "revision": row.revision}
        note(session, Line(row.complaint_id, "system", "paper_made", now, detail))
    return True


def fetch(session: Session, row: Paper, store: Store) -> bytes:
    """Read a paper that was made."""
    return storage.fetch(session, store, row.complaint_id, row.stored)
