"""Article 5.5 on paper: letters that are printed and posted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from portal.casework.desk import Desk, Input, step, take
from portal.casework.receipts import code_digest, receipt_code
from portal.domain.acts import Act
from portal.domain.calendar import local_date
from portal.domain.errors import Refused
from portal.domain.guards import judgment_to_post
from portal.models.complaint import Complaint, Part, Participant
from portal.models.dossier import Release
from portal.models.journal import Line, note
from portal.models.letter import Letter, LetterState
from portal.models.organisation import Organisation
from portal.models.person import Link
from portal.post.writing import Written, written
from portal.sight.rows import seat_of
from portal.tenancy import tenant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

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
    code, told = _receipt(session, letter, links.keys), _appointment(session, letter)
    return written(letter, link, links, organisation.name, organisation.phone, code=code, told=told)


def _appointment(session: Session, letter: Letter) -> str:
    """Give what the letter's reader was told of an appointment: on paper it stands in the letter itself."""
    piece = letter.values.get("piece")
    if not isinstance(piece, str):
        return ""
    reader = select(Participant.side_id).where(Participant.id == letter.participant_id).scalar_subquery()
    mine = Release.entry_id == UUID(piece), Release.recipient_id == reader
    return session.scalars(select(Release.body).where(*mine)).one_or_none() or ""


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
        Refused: `not_there`, `contact_in_future`, `posted_before_written`, or for the judgment
            `day_since_the_judgment`.

    """
    if posted_on > local_date(now):
        raise Refused("contact_in_future", "posted_on")
    letter = session.get(Letter, (tenant(), line.id))
    if letter is None or letter.state not in {LetterState.TO_PRINT, LetterState.GIVEN_UP}:
        raise Refused("not_there")
    if posted_on < local_date(letter.written_at):
        raise Refused("posted_before_written", "posted_on")
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
    _post(session, letter, seat, posted_on, now)
    if letter.notice == "n14":
        place = seat_of(session, seat.complaint_id, seat.id)
        desk = take(session, place, now) if place else None
        if desk is not None and judgment_to_post(desk.facts, "", desk.today):
            step(desk, Act.POST_JUDGMENT, Input(until=posted_on))


def post_judgment(desk: Desk, *, posted_on: date) -> None:
    """Record that the judgment went by post, with the letter that goes with it: that day keeps the term (art. 5.5).

    Raises:
        Refused: it does not go by post, it did already, or `day_since_the_judgment`.

    """
    step(desk, Act.POST_JUDGMENT, Input(until=posted_on))
    waiting = select(Letter).where(
        Letter.complaint_id == desk.complaint.id,
        Letter.notice == "n14",
        Letter.participant_id == UUID(desk.facts.complainant),
        Letter.state == LetterState.TO_PRINT,
    )
    for letter in desk.session.scalars(waiting):
        _post(desk.session, letter, desk.author, posted_on, desk.now)


def _post(session: Session, letter: Letter, by: Participant, posted_on: date, now: datetime) -> None:
    letter.state, letter.sent_at = LetterState.POSTED, now
    letter.values = {**letter.values, "posted_on": posted_on.isoformat()}
    detail = {"letter": letter.id.hex, "on": posted_on.isoformat()}
    note(session, Line(by.complaint_id, by.ref, "posted", now, detail))
