"""A case that somebody has before them, with everybody in it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.domain.calendar import local_date
from portal.domain.errors import Gone, Refused
from portal.domain.facts import Facts, Side
from portal.models.complaint import Complaint, Part, Participant
from portal.models.dossier import Entry

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.domain.regulation import Regulation
    from portal.sight.rows import Seat


@dataclass(slots=True)
class Desk:
    """A case that somebody is working on, with everybody in it.

    `scribe`, `medium` and `said_on` are there when the functionaris writes down what `me` said on paper or in a talk.
    """

    session: Session
    complaint: Complaint
    regulation: Regulation
    people: list[Participant]
    now: datetime
    me: Participant | None = None
    scribe: Participant | None = None
    medium: str = ""
    said_on: date | None = None

    @property
    def hand(self) -> str:
        """The reference of whose hand it was: who acts, or who wrote down what they let us know otherwise."""
        someone = self.scribe or self.me
        return someone.ref if someone is not None else "system"

    def speaking_for(self, party: Participant, medium: str, said_on: date) -> Desk:
        """Take the case up as a party who let us know something outside the portal, by the hand of who acts."""
        return replace(self, me=party, scribe=self.author, medium=medium, said_on=said_on)

    @property
    def today(self) -> date:
        """The Dutch local date."""
        return local_date(self.now)

    @property
    def facts(self) -> Facts:
        """The state of the procedure."""
        return self.complaint.facts

    @property
    def side(self) -> Side:
        """The side on which the person at this desk stands."""
        return self.me.side if self.me is not None else Side.SYSTEM

    @property
    def party(self) -> str:
        """The reference of the party on whose side the person acts."""
        if self.me is None:
            return ""
        if self.me.side is Side.FUNCTIONARIS:
            return str(self.me.id)
        return str(self.me.side_id) if self.me.side_id else ""

    @property
    def author(self) -> Participant:
        """The participant who acts; the system has none.

        Raises:
            Refused: `not_yours`.

        """
        if self.me is None:
            raise Refused("not_yours")
        return self.me

    def someone(self, ref: str | UUID) -> Participant:
        """Find a participant of this case.

        Raises:
            Refused: `nobody_here`.

        """
        found = next((one for one in self.people if str(one.id) == str(ref)), None)
        if found is None:
            raise Refused("nobody_here")
        return found

    def entry(self, entry_id: str | UUID) -> Entry:
        """Find a piece of this case.

        Raises:
            Refused: `no_such_piece`.

        """
        found = self.session.scalars(
            select(Entry).where(Entry.complaint_id == self.complaint.id).order_by(Entry.at, Entry.id),
        ).all()
        wanted = next((one for one in found if str(one.id) == str(entry_id)), None)
        if wanted is None:
            raise Refused("no_such_piece")
        return wanted


def take(session: Session, seat: Seat, now: datetime, *, seen: int | None = None) -> Desk:
    """Take a case to the desk. `seen` is the version that the person had before them.

    Raises:
        Gone: the case changed since.

    """
    complaint = session.get(
        Complaint, (seat.tenant_id, seat.complaint_id), with_for_update=True, populate_existing=True
    )
    if complaint is None or (seen is not None and complaint.version != seen):
        raise Gone("case_changed")
    people = everybody(session, complaint.id)
    me = next((one for one in people if one.id == seat.participant_id), None)
    return Desk(session, complaint, seat.regulation, people, now, me)


def everybody(session: Session, complaint_id: UUID) -> list[Participant]:
    """Load the participants of a case."""
    return list(
        session.scalars(
            select(Participant).where(Participant.complaint_id == complaint_id).order_by(Participant.id),
        ),
    )


def participant(complaint: Complaint, part: Part, side: Side, name: str, now: datetime, **more: object) -> Participant:
    """Make a participant with a reference of this case alone."""
    return Participant(
        complaint_id=complaint.id, part=part, side=side, name=name, ref=secrets.token_hex(6), joined_at=now, **more
    )
