"""Article 5.5 on paper: letters that are printed and posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.casework.filing import code_digest, receipt_code
from portal.domain.calendar import local_date
from portal.domain.errors import Refused
from portal.models.complaint import Complaint, Part, Participant
from portal.models.journal import Line, note
from portal.models.letter import Letter, LetterState
from portal.models.organisation import Organisation
from portal.models.person import Link
from portal.post.writing import Written, written
from portal.tenancy import tenant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.post.links import Links
    from portal.sight.letters import LetterLine


def text_of(session: Session, line: LetterLine, links: Links) -> Written:
    """Write the letter for printing. A private link goes on paper only; a mailed one is for its reader's eyes."""
    letter = session.get(Letter, (tenant(), line.id))
    if letter is None:
        raise Refused("not_there")
    organisation = session.scalars(select(Organisation)).one()
    link = session.get(Link, (tenant(), letter.link_id)) if letter.link_id and not letter.to_address else None
    code = _receipt(session, letter, links.keys)
    return written(letter, link, links, organisation.name, organisation.phone, code=code)


def _receipt(session: Session, letter: Letter, keys: Sequence[str]) -> str:
    """Make the receipt code again for who gets the confirmation on paper; by mail it never goes (T01)."""
    if letter.notice != "n01" or letter.to_address or letter.complaint_id is None:
        return ""
    complaint = session.get_one(Complaint, (tenant(), letter.complaint_id))
    codes = (receipt_code(key, complaint.id) for key in keys)
    return next((code for code in codes if code_digest(complaint.reference, code) == complaint.receipt_digest), "")


def posted(session: Session, line: LetterLine, *, posted_on: date, now: datetime, by: UUID) -> None:
    """Record that a printed letter was posted on a day, by a person with a seat in its case.

    Raises:
        Refused: `not_there`, `contact_in_future`.

    """
    if posted_on > local_date(now):
        raise Refused("contact_in_future", "posted_on")
    letter = session.get(Letter, (tenant(), line.id))
    if letter is None or letter.state not in {LetterState.TO_PRINT, LetterState.GIVEN_UP}:
        raise Refused("not_there")
    seat = session.scalars(
        select(Participant).where(
            Participant.complaint_id == letter.complaint_id,
            Participant.person_id == by,
            Participant.part == Part.FUNCTIONARIS,
            Participant.left_at.is_(None),
        ),
    ).one_or_none()
    if seat is None:
        raise Refused("not_there")
    letter.state, letter.sent_at = LetterState.POSTED, now
    letter.values = {**letter.values, "posted_on": posted_on.isoformat()}
    detail = {"letter": letter.id.hex, "on": posted_on.isoformat()}
    note(session, Line(seat.complaint_id, seat.ref, "posted", now, detail))
