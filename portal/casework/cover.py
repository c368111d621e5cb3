"""Whether somebody can handle what is open, and the alarm when nobody can (E29, E30). Numbers only."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import exists, func, select

from portal.accounts.offices import in_office
from portal.accounts.people import with_role
from portal.domain.calendar import local_date
from portal.domain.facts import Stage
from portal.models.complaint import Complaint, Part, Participant
from portal.models.journal import Line, note
from portal.models.letter import Letter
from portal.models.organisation import Post
from portal.models.person import RoleName
from portal.post.letters import Reader, write
from portal.tenancy import tenant

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

AGAIN = timedelta(days=1)
TOLD = ((RoleName.MANAGEMENT, "directie/bezetting"), (RoleName.ADMIN, "beheer/benoemingen"))
"""Who can see to it, and where."""


def uncovered(session: Session, today: date) -> int:
    """Count the open cases in which nobody who is in office and here has a seat."""
    here = {person.id for post in Post for person in in_office(session, post, today)}
    seated = exists().where(
        Participant.tenant_id == Complaint.tenant_id,
        Participant.complaint_id == Complaint.id,
        Participant.part == Part.FUNCTIONARIS,
        Participant.left_at.is_(None),
        Participant.person_id.in_(here),
    )
    count = select(func.count(Complaint.id)).where(Complaint.stage != Stage.CLOSED, ~seated)
    return session.scalars(count).one()


def alarm(session: Session, now: datetime) -> None:
    """Tell management and admin, at most once a day, how many cases nobody can handle."""
    count = uncovered(session, local_date(now))
    if not count:
        return
    told = set(
        session.scalars(
            select(Letter.person_id).where(Letter.notice == "cover_missing", Letter.written_at > now - AGAIN)
        )
    )
    for role, path in TOLD:
        for person in with_role(session, role):
            if person.id not in told:
                told.add(person.id)
                reader = Reader(person.language, person.email, person_id=person.id, path=path)
                write(session, "cover_missing", reader, {"count": count}, now)


def left(session: Session, person_id: UUID, now: datetime) -> None:
    """Let go of the account of a party whose account was closed, in open cases: who handles it invites them anew (E07).

    The admin who closes it does not learn whether there is a case.
    """
    rows = session.execute(
        select(Participant, Complaint)
        .join(Complaint, Complaint.id == Participant.complaint_id)
        .where(
            Participant.person_id == person_id,
            Participant.part == Part.EMPLOYEE,
            Participant.left_at.is_(None),
            Complaint.stage != Stage.CLOSED,
        )
    ).all()
    for one, complaint in rows:
        one.person_id, one.notice_accepted_at = None, None
        note(session, Line(complaint.id, one.ref, "account_closed", now))
        handler = complaint.facts.handler
        seat = session.get(Participant, (tenant(), UUID(handler))) if handler else None
        if seat is not None:
            path = f"functionaris/zaak/{complaint.reference}/"
            reader = Reader(seat.language, seat.email, participant_id=seat.id, path=path)
            write(session, "party_left", reader, {"reference": complaint.reference}, now, complaint_id=complaint.id)
