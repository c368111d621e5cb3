"""Ordering papers: a row that waits, in the same transaction as the act that asks for it. The worker makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.models.letter import Letter
from portal.models.paper import Paper, PaperKind, PaperState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Edition:
    """Whose edition of a judgment is printed, in which language; nobody's is the whole one."""

    recipient_id: UUID | None
    language: str


def judgment(
    session: Session, complaint_id: UUID, judgment_id: UUID, editions: Iterable[Edition], now: datetime
) -> dict[UUID | None, UUID]:
    """Order the editions of a judgment to read, and give the paper of each recipient."""
    made: dict[UUID | None, UUID] = {}
    for one in editions:
        whose = one.recipient_id.hex if one.recipient_id else WHOLE
        row = _order(
            session,
            f"judgment-{judgment_id.hex}-{whose}",
            now,
            complaint_id=complaint_id,
            kind=PaperKind.JUDGMENT,
            judgment_id=judgment_id,
            recipient_id=one.recipient_id,
            language=one.language,
        )
        made[one.recipient_id] = row.id
    return made


def signing(
    session: Session,
    complaint_id: UUID,
    judgment_id: UUID,
    about_id: UUID | None,
    revision: int,
    language: str,
    now: datetime,
) -> None:
    """Order the signing document with one signature more in it."""
    about = about_id.hex if about_id else WHOLE
    _order(
        session,
        f"signing-{judgment_id.hex}-{about}-{revision}",
        now,
        complaint_id=complaint_id,
        kind=PaperKind.SIGNING,
        judgment_id=judgment_id,
        about_id=about_id,
        revision=revision,
        language=language,
    )


def dossier(
    session: Session, complaint_id: UUID, participant_id: UUID, language: str, source: str, now: datetime
) -> UUID:
    """Order the dossier of one reader as it stands; the same state is made once."""
    name = f"dossier-{participant_id.hex}-{language}-{source}"
    row = session.scalars(select(Paper).where(Paper.name == name)).one_or_none()
    if row is None:
        row = _order(
            session,
            name,
            now,
            complaint_id=complaint_id,
            kind=PaperKind.DOSSIER,
            recipient_id=participant_id,
            language=language,
            source=source,
        )
    elif row.state is PaperState.FAILED:
        row.state, row.attempts, row.next_at = PaperState.WAITING, 0, now
        session.info["letters"] = True
    return row.id


def _order(session: Session, name: str, now: datetime, **more: object) -> Paper:
    row = Paper(name=name, state=PaperState.WAITING, next_at=now, asked_at=now, **more)
    session.add(row)
    session.info["letters"] = True
    return row


def hold_letters(
    session: Session, complaint_id: UUID, notices: Iterable[str], papers: dict[UUID, UUID], now: datetime
) -> None:
    """Let the letters that tell of a paper wait until it is there (T17). `papers`: of each participant."""
    session.flush()
    rows = session.scalars(
        select(Letter).where(
            Letter.complaint_id == complaint_id, Letter.notice.in_(tuple(notices)), Letter.written_at == now
        )
    )
    for row in rows:
        if row.participant_id in papers:
            row.paper_id = papers[row.participant_id]
