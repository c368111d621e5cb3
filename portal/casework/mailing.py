"""Article 5.5 on paper: letters that are printed and posted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from portal.domain.calendar import local_date
from portal.domain.errors import Refused
from portal.models.journal import Line, note
from portal.models.letter import Letter, LetterState
from portal.models.organisation import Organisation
from portal.models.person import Link
from portal.post.writing import Written, written
from portal.tenancy import tenant

if TYPE_CHECKING:
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
    return written(letter, link, links, organisation.name, organisation.phone)


def posted(session: Session, line: LetterLine, *, posted_on: date, now: datetime) -> None:
    """Record that a printed letter was posted on a day.

    Raises:
        Refused: `not_there`, `contact_in_future`.

    """
    if posted_on > local_date(now):
        raise Refused("contact_in_future", "posted_on")
    letter = session.get(Letter, (tenant(), line.id))
    if letter is None or letter.state not in {LetterState.TO_PRINT, LetterState.GIVEN_UP}:
        raise Refused("not_there")
    letter.state, letter.sent_at = LetterState.POSTED, now
    letter.values = {**letter.values, "posted_on": posted_on.isoformat()}
    chain = UUID(str(letter.complaint_id)) if letter.complaint_id else tenant()
    note(session, Line(chain, "functionaris", "posted", now, {"letter": letter.id.hex, "on": posted_on.isoformat()}))
