"""Erasing a case once two people decided on it (T28): what stays is its number, dates, categories, outcome and chain.

The key goes, and with it every text and file that was sealed with it; what stood in clear is emptied. First a
tombstone is laid into the store: should a copy of the database be put back, the case is erased again before anybody
reads it. A case that was laid to rest so but is still there, because something failed after it, is erased at the next
try: erasing twice is erasing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update

from portal.accounts.emptying import ROUTINE, empty, only_a_party
from portal.casework.retention import periods, reported
from portal.domain import retention as rules
from portal.domain.calendar import local_date
from portal.domain.retention import Office
from portal.models.access import AccessItem, AccessRequest
from portal.models.complaint import Complaint, Mandate, Part, Participant
from portal.models.dossier import Draft, Entry
from portal.models.files import Attachment, ReleaseFile
from portal.models.journal import GENESIS, ChainHead, Line, note
from portal.models.letter import Letter
from portal.models.paper import Paper, SignerCertificate
from portal.models.person import KeptForm, Link, Person
from portal.models.retention import Erasure, LegalHold, Tombstone
from portal.models.sealed import SealingKey
from portal.tenancy import tenant
from portal.vault.keys import destroy

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TOMBSTONES = "tombstones"


class Store(Protocol):
    """Where files, papers and tombstones lie."""

    def put(self, name: str, content: bytes) -> None:
        """Write something under a name."""

    def get(self, name: str) -> bytes:
        """Read what stands under a name."""

    def delete(self, name: str) -> None:
        """Delete it; that it was not there is fine."""

    def names(self, prefix: str) -> list[str]:
        """List the names in a folder."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Which offices decided, and on which days."""

    decided_as: Office
    decided_on: date
    confirmed_as: Office
    confirmed_on: date


def ready(session: Session, now: datetime) -> tuple[UUID, ...]:
    """Name the cases that two people decided on, and whose day has come."""
    today, known = local_date(now), periods(session)
    held = select(LegalHold.complaint_id).where(LegalHold.lifted_at.is_(None))
    rows = session.scalars(
        select(Complaint)
        .join(Erasure, Erasure.complaint_id == Complaint.id)
        .where(Erasure.confirmed_at.is_not(None), Complaint.erased_on.is_(None), Complaint.id.not_in(held))
        .order_by(Complaint.closed_on, Complaint.reference)
    )
    return tuple(
        one.id
        for one in rows
        if rules.obstacle(
            one.facts,
            one.keep_years,
            today,
            held=False,
            reported=one.closed_on is not None and reported(known, one.closed_on),
        )
        is None
    )


def carry_out(session: Session, store: Store, item: UUID, now: datetime) -> None:
    """Erase a case that two people decided on.

    Raises:
        StoreError: the store cannot be written; nothing was erased.

    """
    row = session.scalars(select(Erasure).where(Erasure.complaint_id == item)).one()
    second, on = row.confirmed_as or row.decided_as, row.confirmed_at or now  # one that is `ready` has both
    said = Approval(row.decided_as, local_date(row.decided_at), second, local_date(on))
    _erase(session, store, item, now, said)


def name_of(item: UUID) -> str:
    """Name the tombstone of a case in the store."""
    return f"{TOMBSTONES}/{tenant().hex}/{item.hex}"


def unburied(session: Session, items: list[UUID]) -> tuple[UUID, ...]:
    """Name those of these cases that have a tombstone and still a key: a copy of before was put back."""
    return tuple(session.scalars(select(SealingKey.id).where(SealingKey.id.in_(items)).order_by(SealingKey.id)))


def replay(session: Session, store: Store, item: UUID, now: datetime) -> None:
    """Erase a case again, by the tombstone that lies in the store."""
    told = json.loads(store.get(name_of(item)))
    said = Approval(
        Office(told["decided_as"]),
        date.fromisoformat(told["decided_on"]),
        Office(told["confirmed_as"]),
        date.fromisoformat(told["confirmed_on"]),
    )
    _erase(session, store, item, now, said, again=True)


def _erase(session: Session, store: Store, item: UUID, now: datetime, said: Approval, *, again: bool = False) -> None:
    complaint = session.get_one(Complaint, (tenant(), item), with_for_update=True)
    head = session.scalars(select(ChainHead.hash).where(ChainHead.chain == item)).first() or GENESIS
    if not again:
        store.put(name_of(item), _told(complaint, head, now, said))
    files = _blobs(session, store, item)
    for name in files:
        store.delete(name)
    counts = {**_counts(session, item), "files": len(files)}
    seats = list(session.scalars(select(Participant.id).where(Participant.complaint_id == item)))
    _forget_post(session, complaint, seats)
    _forget_rows(session, item)
    people = _forget_people(session, item)
    destroy(session, item)
    counts["accounts"] = sum(empty(session, one, now) for one in people if only_a_party(session, one.id))
    today = local_date(now)
    complaint.facts, complaint.erased_on = rules.erased(complaint.facts, today), today
    complaint.receipt_digest = None
    session.add(
        Tombstone(
            complaint_id=item,
            reference=complaint.reference,
            closed_on=complaint.closed_on or today,
            erased_at=now,
            head=head,
            counts=counts,
            decided_as=said.decided_as,
            decided_on=said.decided_on,
            confirmed_as=said.confirmed_as,
            confirmed_on=said.confirmed_on,
        )
    )
    session.flush()
    detail = {"decided": said.decided_as.value, "confirmed": said.confirmed_as.value, "again": again}
    note(session, Line(item, "system", "erased", now, detail))
    note(session, Line(tenant(), "system", "erased", now, {**detail, "case": item.hex}))


def _told(complaint: Complaint, head: str, now: datetime, said: Approval) -> bytes:
    told = {
        "reference": complaint.reference,
        "erased_at": now.isoformat(),
        "head": head,
        "decided_as": said.decided_as.value,
        "decided_on": said.decided_on.isoformat(),
        "confirmed_as": said.confirmed_as.value,
        "confirmed_on": said.confirmed_on.isoformat(),
    }
    return json.dumps(told, sort_keys=True).encode()


def _blobs(session: Session, store: Store, item: UUID) -> list[str]:
    """Name what lies in the store of this case: its files with their copies, and its papers."""
    here = tenant().hex
    files = session.scalars(select(Attachment.id).where(Attachment.complaint_id == item).order_by(Attachment.id))
    found = [name for one in files for name in store.names(f"{here}/{one.hex}")]
    papers = session.scalars(select(Paper.stored).where(Paper.complaint_id == item, Paper.stored != ""))
    return [*found, *papers]


def _counts(session: Session, item: UUID) -> dict[str, int]:
    """Count what goes, for the statement that it went."""
    tables: dict[str, Any] = {"people": Participant, "pieces": Entry, "letters": Letter, "papers": Paper}
    return {
        name: session.scalar(select(func.count(table.id)).where(table.complaint_id == item)) or 0
        for name, table in tables.items()
    }


def _forget_post(session: Session, complaint: Complaint, seats: list[UUID]) -> None:
    """Delete the letters of the case and the private links of the people in it."""
    theirs = select(Link.id).where(Link.participant_id.in_(seats))
    mine = or_(
        Letter.complaint_id == complaint.id,
        Letter.participant_id.in_(seats),
        Letter.link_id.in_(theirs.scalar_subquery()),
    )
    session.execute(delete(Letter).where(mine).execution_options(**ROUTINE))
    session.execute(delete(Link).where(Link.participant_id.in_(seats)).execution_options(**ROUTINE))
    kept = KeptForm.path.contains(f"/{complaint.reference}/", autoescape=True)
    session.execute(delete(KeptForm).where(kept).execution_options(**ROUTINE))


def _forget_rows(session: Session, item: UUID) -> None:
    """Delete or empty what stands beside the texts. What is sealed and stays is noise that nothing opens."""
    files = select(Attachment.id).where(Attachment.complaint_id == item)
    deleted: tuple[Any, ...] = (AccessItem, AccessRequest, Attachment, Paper, SignerCertificate, Draft)
    emptied: tuple[tuple[Any, dict[str, str]], ...] = ((Mandate, {"proof": ""}), (LegalHold, {"reason": ""}))
    session.execute(delete(ReleaseFile).where(ReleaseFile.attachment_id.in_(files)).execution_options(**ROUTINE))
    for table in deleted:
        session.execute(delete(table).where(table.complaint_id == item).execution_options(**ROUTINE))
    for other, values in emptied:
        session.execute(update(other).where(other.complaint_id == item).values(values).execution_options(**ROUTINE))
    clear = {"original_place": "", "happened_when": "", "about_whom": ""}
    session.execute(update(Complaint).where(Complaint.id == item).values(clear).execution_options(**ROUTINE))


EMPTIED = ("name", "function", "email", "phone", "address", "relation")


def _forget_people(session: Session, item: UUID) -> list[Person]:
    """Empty who took part, and return whose accounts may have had this case alone.

    Row, reference and part stay, for the chain; a functionaris keeps the seat, for the register.
    """
    seat = (Participant.complaint_id == item, Participant.part != Part.FUNCTIONARIS)
    whose = select(Participant.person_id).where(*seat, Participant.person_id.is_not(None))
    people = list(session.scalars(select(Person).where(Person.id.in_(whose)).order_by(Person.id)))
    session.execute(update(Participant).where(*seat).values(person_id=None).execution_options(**ROUTINE))
    session.execute(
        update(Participant)
        .where(Participant.complaint_id == item)
        .values(dict.fromkeys(EMPTIED, ""))
        .execution_options(**ROUTINE)
    )
    return people
