"""Writing letters into the outbox, in the same transaction as the act they tell of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from portal.models.letter import Letter, LetterState
from portal.models.person import Link, LinkPurpose

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

LIFETIMES = {
    LinkPurpose.INVITE: timedelta(days=14),
    LinkPurpose.CLAIM: timedelta(days=30),
    LinkPurpose.RESET: timedelta(minutes=30),
    LinkPurpose.MANDATE: timedelta(days=30),
    LinkPurpose.DRAFT: timedelta(days=30),
    LinkPurpose.ADDRESS: timedelta(hours=24),
    LinkPurpose.OBJECT: timedelta(days=14),
    LinkPurpose.SECOND: timedelta(minutes=15),
    LinkPurpose.CODE: timedelta(minutes=10),
    LinkPurpose.CEREMONY: timedelta(minutes=5),
    LinkPurpose.PROVIDER: timedelta(minutes=15),
}
"""How long a private link works."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a letter goes to: an address, or paper where there is none."""

    language: str
    email: str = ""
    participant_id: UUID | None = None
    person_id: UUID | None = None
    path: str = ""


def write(
    session: Session,
    notice: str,
    reader: Reader,
    values: Mapping[str, str | int],
    now: datetime,
    *,
    complaint_id: UUID | None = None,
    link: Link | None = None,
) -> Letter:
    """Put one letter in the outbox. Without an address it waits to be printed and posted."""
    letter = Letter(
        notice=notice,
        language=reader.language,
        complaint_id=complaint_id,
        participant_id=reader.participant_id,
        person_id=reader.person_id,
        link_id=link.id if link else None,
        to_address=reader.email,
        values=dict(values),
        path=reader.path,
        state=LetterState.WAITING if reader.email else LetterState.TO_PRINT,
        next_at=now,
        written_at=now,
    )
    session.add(letter)
    session.info["letters"] = True
    return letter


def private_link(
    session: Session,
    purpose: LinkPurpose,
    now: datetime,
    *,
    person_id: UUID | None = None,
    participant_id: UUID | None = None,
    draft_id: UUID | None = None,
    mend_id: UUID | None = None,
    values: Mapping[str, str] | None = None,
) -> Link:
    """Make a private link of the lifetime that its purpose has."""
    link = Link(
        purpose=purpose,
        person_id=person_id,
        participant_id=participant_id,
        draft_id=draft_id,
        mend_id=mend_id,
        values=dict(values) if values else None,
        made_at=now,
        expires_at=now + LIFETIMES[purpose],
    )
    session.add(link)
    return link
