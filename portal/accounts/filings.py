"""Complaints that are being written by who has no account: answers kept on the server for thirty days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from portal.domain.calendar import local_date
from portal.models.base import new_id
from portal.models.person import FilingDraft, Link, LinkPurpose
from portal.post.letters import LIFETIMES, Reader, private_link, write
from portal.tenancy import tenant
from portal.vault.keys import new_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

KEPT = timedelta(days=30)
RECEIPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as its writer may see it. `complaint_id` is set once it was sent."""

    id: UUID
    started_at: datetime
    sent: bool
    complaint_id: UUID | None
    answers: dict[str, Any] = field(repr=False)


def start(session: Session, now: datetime) -> UUID:
    """Begin a draft."""
    row = FilingDraft(id=new_id(), answers={}, started_at=now, saved_at=now)
    new_key(session, row.id)
    session.add(row)
    session.flush()
    return row.id


def _row(session: Session, draft_id: UUID, *, lock: bool) -> FilingDraft | None:
    """Read a draft once in a session, which would forget a row that nobody holds.

    Who will change it locks it until the commit: of two that send one draft, the second sees that it was sent.
    """
    held: FilingDraft | None
    held, locked = session.info.get(FilingDraft, (None, False))
    if held is None or held.id != draft_id or held not in session or (lock and not locked):
        held = session.get(FilingDraft, (tenant(), draft_id), with_for_update=lock, populate_existing=lock)
        session.info[FilingDraft] = (held, lock)
    return held


def find(session: Session, draft_id: UUID, now: datetime, *, lock: bool = False) -> Draft | None:
    """Find a draft that is not too old; a sent one for an hour more, for its receipt."""
    row = _row(session, draft_id, lock=lock)
    if row is None or now - row.saved_at > KEPT:
        return None
    if row.sent_at is not None and now - row.sent_at > RECEIPT:
        return None
    made = row.answers.get("complaint_id")
    return Draft(row.id, row.started_at, row.sent_at is not None, UUID(made) if made else None, row.answers)


def keep(session: Session, draft_id: UUID, answers: dict[str, Any], now: datetime) -> None:
    """Add answers to a draft."""
    row = _row(session, draft_id, lock=True)
    if row is not None and row.sent_at is None:
        row.answers, row.saved_at = {**row.answers, **answers}, now


def sent(session: Session, draft_id: UUID, complaint_id: UUID, now: datetime) -> None:
    """Empty a draft that was sent; only which case it became stays, for its receipt."""
    row = _row(session, draft_id, lock=True)
    if row is not None:
        row.answers, row.sent_at, row.saved_at = {"complaint_id": complaint_id.hex}, now, now


def mail_link(session: Session, draft_id: UUID, email: str, language: str, now: datetime) -> None:
    """Mail the private link to a draft. It works again and again, until the draft is sent or 30 days old."""
    link = private_link(session, LinkPurpose.DRAFT, now, draft_id=draft_id)
    until = local_date(now + LIFETIMES[LinkPurpose.DRAFT]).isoformat()
    write(session, "draft_link", Reader(language, email.strip().lower()), {"date": until}, now, link=link)


def by_link(session: Session, link_id: UUID | None, now: datetime) -> UUID | None:
    """Find which draft a private link opens."""
    link = session.get(Link, (tenant(), link_id)) if link_id else None
    if link is None or link.purpose is not LinkPurpose.DRAFT or link.expires_at <= now:
        return None
    return link.draft_id
