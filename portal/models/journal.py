"""The journal: a hash chain per case and one per organisation, with numbers and idempotency keys beside it.

A row's digest covers all it says; its hash covers the hash before it and that digest. So a row can later be shown as
its digest alone, and a changed, removed, reordered or cut-off row is found. Rows are never updated or deleted: the
database refuses it. People stand in a case's chain as that case's own references.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import JSON, Index, String, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as lite_insert
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, TenantOwned, of_organisation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

GENESIS = "0" * 64
HEADS = "heads_listed"


class JournalRow(TenantOwned, Base):
    """One row of a chain. `chain` is a case's id, or the organisation's own."""

    __tablename__ = "journal"
    __table_args__ = (of_organisation(), Index("ix_journal_tenant_id_at", "tenant_id", "at"))

    chain: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))
    act: Mapped[str] = mapped_column(String(60))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class ChainHead(TenantOwned, Base):
    """Where a chain ends now: locked last, so that two writers queue and never fork."""

    __tablename__ = "chain_head"
    __table_args__ = (of_organisation(),)

    chain: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    moved_on: Mapped[date]


class Counter(TenantOwned, Base):
    """The last number given out in a series of a year."""

    __tablename__ = "counter"
    __table_args__ = (of_organisation(),)

    series: Mapped[str] = mapped_column(String(8), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int]


class Submission(TenantOwned, Base):
    """A form that was handed in: the same key from the same person gives the same answer, once."""

    __tablename__ = "submission"
    __table_args__ = (of_organisation(),)

    who: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    result: Mapped[str] = mapped_column(String(400), default="")
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Line:
    """Something to be journalled. `detail` holds ids, digests and plain facts: no name, no text."""

    chain: UUID
    actor: str
    act: str
    at: datetime
    detail: dict[str, Any] = field(default_factory=dict)


def digest_of(tenant_id: UUID, chain: UUID, seq: int, line: Line) -> str:
    """Digest everything a row says (sha-256, hexadecimal)."""
    said = [
        tenant_id.hex,
        chain.hex,
        seq,
        line.at.isoformat(),
        line.actor,
        line.act,
        json.dumps(line.detail, sort_keys=True, separators=(",", ":")),
    ]
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def link_of(before: str, digest: str) -> str:
    """Hash a row onto the one before it."""
    return hashlib.sha256(f"{before}{digest}".encode()).hexdigest()


def note(session: Session, line: Line) -> None:
    """Collect a line; it is written as the last thing before the commit."""
    session.info.setdefault("journal", []).append(line)


def seal(session: Session, tenant_id: UUID) -> int:
    """Write the collected lines onto their chains and return how many. Call it last, just before the commit.

    Chains are taken in one order, so that two writers never wait for each other crosswise.
    """
    lines: list[Line] = session.info.pop("journal", [])
    by_chain: dict[UUID, list[Line]] = {}
    for line in lines:
        by_chain.setdefault(line.chain, []).append(line)
    for chain in sorted(by_chain):
        _append(session, tenant_id, chain, by_chain[chain])
    return len(lines)


def list_heads(session: Session, tenant_id: UUID, since: date, at: datetime, key: str) -> None:
    """Note in the organisation's chain, signed, where each case's chain that moved since a day ends now.

    Who rewrites a whole chain, its head included, has to rewrite this row too, and cannot without the key.
    """
    rows = session.execute(
        select(ChainHead.chain, ChainHead.seq, ChainHead.hash)
        .where(ChainHead.moved_on >= since, ChainHead.chain != tenant_id)
        .order_by(ChainHead.chain),
    )
    heads = {row.chain.hex: [row.seq, row.hash] for row in rows}
    if heads:
        detail = {"heads": heads, "signature": _signature(tenant_id, heads, key)}
        note(session, Line(tenant_id, "system", HEADS, at, detail))


def _signature(tenant_id: UUID, heads: Any, key: str) -> str:
    said = json.dumps([tenant_id.hex, heads], sort_keys=True, separators=(",", ":"))
    return hmac.digest(key.encode(), f"heads{said}".encode(), hashlib.sha256).hex()


def _append(session: Session, tenant_id: UUID, chain: UUID, lines: Iterable[Line]) -> None:
    session.flush()
    head = session.execute(
        select(ChainHead.seq, ChainHead.hash)
        .where(ChainHead.tenant_id == tenant_id, ChainHead.chain == chain)
        .with_for_update(),
    ).one_or_none()
    seq, last = (head.seq, head.hash) if head else (0, GENESIS)
    moved = None
    for line in lines:
        seq += 1
        digest = digest_of(tenant_id, chain, seq, line)
        last = link_of(last, digest)
        moved = line.at.date()
        session.add(
            JournalRow(
                tenant_id=tenant_id,
                chain=chain,
                seq=seq,
                at=line.at,
                actor=line.actor,
                act=line.act,
                detail=line.detail,
                digest=digest,
                hash=last,
            ),
        )
    if head is None:
        session.add(ChainHead(tenant_id=tenant_id, chain=chain, seq=seq, hash=last, moved_on=moved))
    else:
        session.execute(
            update(ChainHead)
            .where(ChainHead.tenant_id == tenant_id, ChainHead.chain == chain)
            .values(seq=seq, hash=last, moved_on=moved)
            .execution_options(synchronize_session=False),
        )
    session.flush()


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a chain does not hold."""

    chain: UUID
    seq: int
    what: str


@dataclass(slots=True)
class _Listed:
    """The ends of chains as the organisation's own chain lists them, to be met while the chains are walked."""

    ends: dict[tuple[UUID, int], str] = field(default_factory=dict)
    unsigned: list[int] = field(default_factory=list)

    @classmethod
    def read(cls, session: Session, tenant_id: UUID, keys: tuple[str, ...]) -> _Listed:
        listed = cls()
        rows = session.execute(
            select(JournalRow.seq, JournalRow.detail).where(JournalRow.chain == tenant_id, JournalRow.act == HEADS)
        )
        for row in rows:
            try:
                heads, given = row.detail["heads"], str(row.detail["signature"])
                listed.ends |= {(UUID(chain), int(seq)): str(last) for chain, (seq, last) in heads.items()}
            except (AttributeError, KeyError, TypeError, ValueError):  # one that was tampered with
                heads, given = None, ""
            if keys and not any(
                hmac.compare_digest(given.encode(), _signature(tenant_id, heads, key).encode()) for key in keys
            ):
                listed.unsigned.append(row.seq)
        return listed

    def contradicts(self, chain: UUID, seq: int, last: str) -> bool:
        return self.ends.pop((chain, seq), last) != last


def faults(session: Session, tenant_id: UUID, keys: tuple[str, ...] = ()) -> Iterator[Fault]:
    """Walk every chain of the entered organisation and yield each place where it does not hold.

    With the key ring the lists of heads must be signed, too.
    """
    listed = _Listed.read(session, tenant_id, keys)
    yield from (Fault(tenant_id, seq, "not_signed") for seq in listed.unsigned)
    heads = {
        row.chain: (row.seq, row.hash)
        for row in session.execute(select(ChainHead.chain, ChainHead.seq, ChainHead.hash))
    }
    rows = session.execute(
        select(
            JournalRow.chain,
            JournalRow.seq,
            JournalRow.at,
            JournalRow.actor,
            JournalRow.act,
            JournalRow.detail,
            JournalRow.digest,
            JournalRow.hash,
        ).order_by(JournalRow.chain, JournalRow.seq),
    )
    ends: dict[UUID, tuple[int, str]] = {}
    for row in rows:
        seq, last = ends.get(row.chain, (0, GENESIS))
        line = Line(row.chain, row.actor, row.act, row.at, row.detail)
        if row.seq != seq + 1:
            yield Fault(row.chain, row.seq, "gap")
        elif digest_of(tenant_id, row.chain, row.seq, line) != row.digest:
            yield Fault(row.chain, row.seq, "changed")
        elif link_of(last, row.digest) != row.hash:
            yield Fault(row.chain, row.seq, "unlinked")
        if listed.contradicts(row.chain, row.seq, row.hash):
            yield Fault(row.chain, row.seq, "rewritten")
        ends[row.chain] = (row.seq, row.hash)
    yield from (Fault(chain, end[0], "cut_off") for chain, end in heads.items() if ends.get(chain, (0, GENESIS)) != end)
    yield from (Fault(chain, ends[chain][0], "headless") for chain in ends.keys() - heads.keys())
    yield from (Fault(chain, seq, "shortened") for chain, seq in listed.ends)
    yield from (Fault(chain, 0, "missing") for chain in _opened(session, tenant_id) - ends.keys())


def _opened(session: Session, tenant_id: UUID) -> set[UUID]:
    """Name the cases that the organisation's own chain says were opened: a chain that went whole is missed there."""
    rows = session.scalars(
        select(JournalRow.detail).where(JournalRow.chain == tenant_id, JournalRow.act == "case_opened"),
    )
    found = set()
    for detail in rows:
        with contextlib.suppress(KeyError, TypeError, ValueError, AttributeError):  # one that was tampered with
            found.add(UUID(detail["case"]))
    return found


def next_number(session: Session, tenant_id: UUID, series: str, year: int) -> int:
    """Take the next number of a series: gapless, whatever rolls back. Take it as late as you can."""
    make = pg_insert if session.get_bind().dialect.name == "postgresql" else lite_insert
    row = make(Counter).values(tenant_id=bindparam("t"), series=bindparam("s"), year=bindparam("y"), n=1)
    statement = row.on_conflict_do_update(
        index_elements=["tenant_id", "series", "year"], set_={"n": Counter.n + 1}
    ).returning(Counter.n)
    return session.execute(statement, {"t": tenant_id, "s": series, "y": year}).scalar_one()


def claim(session: Session, tenant_id: UUID, who: str, key: str, at: datetime) -> str | None:
    """Claim a form's key for this person: None when it is new, else what the first one led to.

    On PostgreSQL the second of two waits here for the first, and then sees its result.
    """
    make = pg_insert if session.get_bind().dialect.name == "postgresql" else lite_insert
    made = session.execute(
        make(Submission)
        .values(tenant_id=tenant_id, who=who, key=key, result="", at=at)
        .on_conflict_do_nothing()
        .returning(Submission.key),
    ).one_or_none()
    if made is not None:
        return None
    return session.execute(
        select(Submission.result).where(Submission.who == who, Submission.key == key),
    ).scalar_one()


def settle_claim(session: Session, who: str, key: str, result: str) -> None:
    """Remember what the form led to. One that led nowhere, being answered on the spot, may be handed in again."""
    if not result:
        session.execute(
            delete(Submission)
            .where(Submission.who == who, Submission.key == key)
            .execution_options(synchronize_session=False),
        )
        return
    session.execute(
        update(Submission)
        .where(Submission.who == who, Submission.key == key)
        .values(result=result)
        .execution_options(synchronize_session=False),
    )
