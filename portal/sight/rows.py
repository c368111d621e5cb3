"""Which cases a person may know of: one question, and a seat in the case as the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Date, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from portal.domain.acts import DECISIONS
from portal.domain.facts import Facts, Side
from portal.domain.status import turns
from portal.domain.talks import seen_by
from portal.models.complaint import Complaint, Part, Participant
from portal.models.organisation import RegulationVersion
from portal.sight.actor import PARTS, Door

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import BindParameter, ColumnElement, Row, Select
    from sqlalchemy.orm import Session

    from portal.domain.acts import Act
    from portal.domain.regulation import Channel, Regulation
    from portal.domain.status import Turn
    from portal.sight.actor import Actor

REFERENCE = re.compile(r"KW?-[0-9]{4}-[0-9]{4,9}")


@dataclass(frozen=True, slots=True)
class Seat:
    """The place of one person in one case: what the procedure and the dossier need to know of both."""

    tenant_id: UUID
    complaint_id: UUID
    reference: str
    facts: Facts
    regulation: Regulation
    regulation_number: int
    version: int
    language: str
    channel: Channel
    participant_id: UUID
    ref: str
    part: Part
    side: Side
    side_id: UUID | None
    may_decide: bool
    joined_at: datetime
    notice_accepted_at: datetime | None
    seen_at: datetime | None

    @property
    def party(self) -> str:
        """The reference of the party on whose side this person acts. A functionaris is a party in person.

        In absence two of them may act, but only who handles the case declares no conflict and signs.
        """
        if self.side is Side.FUNCTIONARIS:
            return str(self.participant_id)
        return "" if self.side_id is None else str(self.side_id)

    @property
    def acts(self) -> bool:
        """A support person reads and never writes; a representative acts once the mandate is accepted."""
        return self.part not in {Part.SUPPORT, Part.MANAGER, Part.OUTSIDER} and self.side_id is not None

    def may(self, act: Act) -> bool:
        """Whether this person does such acts for the party at all: some mandates leave decisions to the complainant."""
        return self.acts and (self.may_decide or act not in DECISIONS)

    @property
    def competent(self) -> bool:
        """Whether this person reads the whole file."""
        return self.part is Part.FUNCTIONARIS


_COLUMNS = (
    Complaint.tenant_id,
    Complaint.id,
    Complaint.reference,
    Complaint.facts,
    Complaint.version,
    Complaint.language,
    Complaint.channel,
    RegulationVersion.parameters,
    RegulationVersion.number,
    Participant.id.label("participant_id"),
    Participant.ref,
    Participant.part,
    Participant.side,
    Participant.side_id,
    Participant.may_decide,
    Participant.joined_at,
    Participant.notice_accepted_at,
    Participant.seen_at,
)


# Statements are built once; the person is bound when they are asked.

_PERSON: BindParameter[Any] = bindparam("person")
_TODAY: BindParameter[Any] = bindparam("today", type_=Date)


def asking(actor: Actor) -> dict[str, Any]:
    """Bind who asks, and on which day: a seat may have been given for a time."""
    return {"person": actor.person_id, "today": actor.today}


@cache
def seats(door: Door) -> Select[*tuple[Any, ...]]:
    """Every seat of the person behind this door that is open now."""
    return (
        select(*_COLUMNS)
        .join(
            Complaint,
            and_(Complaint.tenant_id == Participant.tenant_id, Complaint.id == Participant.complaint_id),
        )
        .join(
            RegulationVersion,
            and_(
                RegulationVersion.tenant_id == Complaint.tenant_id,
                RegulationVersion.id == Complaint.regulation_version_id,
            ),
        )
        .where(*open_seat(Participant, door))
    )


def open_seat(seat: type[Participant], door: Door) -> tuple[ColumnElement[bool], ...]:
    """Say that a seat is this person's, behind this door, and open now."""
    return (
        seat.person_id == _PERSON,
        seat.part.in_(PARTS[door]),
        seat.left_at.is_(None),
        or_(seat.until_on.is_(None), seat.until_on >= _TODAY),
        *_of_door(seat, door),
    )


def _of_door(seat: type[Participant], door: Door) -> tuple[ColumnElement[bool], ...]:
    if door is Door.CLIENT:
        return (seat.side == Side.COMPLAINANT,)
    if door is Door.EMPLOYEE:
        return (seat.side == Side.EMPLOYEE, seat.informed_at.is_not(None))
    if door is Door.FUNCTIONARIS:
        return (no_party(seat),)
    return ()


def no_party(seat: type[Participant] = Participant) -> ColumnElement[bool]:
    """Being a party takes away every other role on that case."""
    other = aliased(Participant)
    return ~exists().where(
        other.tenant_id == seat.tenant_id,
        other.complaint_id == seat.complaint_id,
        other.person_id == seat.person_id,
        other.side != Side.FUNCTIONARIS,
        other.part != Part.MANAGER,
    )


def seat(row: Row[*tuple[Any, ...]]) -> Seat:
    """Make a seat of what `seats` selects."""
    return Seat(
        tenant_id=row.tenant_id,
        complaint_id=row.id,
        reference=row.reference,
        facts=row.facts,
        regulation=row.parameters,
        regulation_number=row.number,
        version=row.version,
        language=row.language,
        channel=row.channel,
        participant_id=row.participant_id,
        ref=row.ref,
        part=row.part,
        side=row.side,
        side_id=row.side_id,
        may_decide=row.may_decide,
        joined_at=row.joined_at,
        notice_accepted_at=row.notice_accepted_at,
        seen_at=row.seen_at,
    )


def find(session: Session, actor: Actor, door: Door, reference: str) -> Seat | None:
    """Find this person's seat in the case with this reference, or None: not theirs and not there are one answer."""
    if not actor.opens(door) or REFERENCE.fullmatch(reference) is None:
        return None
    row = session.execute(_found(door), {**asking(actor), "reference": reference}).first()
    return None if row is None else seat(row)


@cache
def _found(door: Door) -> Select[*tuple[Any, ...]]:
    mine = (Complaint.reference == bindparam("reference"), Complaint.erased_on.is_(None))
    return seats(door).where(*mine).order_by(Participant.joined_at).limit(1)


def turns_of(seat: Seat, today: date) -> tuple[Turn, ...]:
    """Say who is at turn, as the holder of this seat may know: what awaits a colleague is not told to an employee."""
    facts = seat.facts if seat.competent else seen_by(seat.facts, seat.party)
    every = turns(facts, seat.regulation, today)
    mine = {seat.party, ""}
    return tuple(
        one for one in every if seat.side is not Side.EMPLOYEE or one.side is not seat.side or one.party in mine
    )


def my_turn(seat: Seat, at_turn: tuple[Turn, ...]) -> Turn | None:
    """The step that this person is to take, if it is theirs."""
    mine = (turn for turn in at_turn if turn.side is seat.side and turn.party in {seat.party, ""})
    return next((turn for turn in mine if seat.may(turn.act)), None)


def seat_of(session: Session, complaint_id: UUID, participant_id: UUID) -> Seat | None:
    """Find the seat of a participant who proved who they are by a private link, without an account."""
    row = session.execute(
        select(*_COLUMNS)
        .join(Complaint, and_(Complaint.tenant_id == Participant.tenant_id, Complaint.id == Participant.complaint_id))
        .join(
            RegulationVersion,
            and_(
                RegulationVersion.tenant_id == Complaint.tenant_id,
                RegulationVersion.id == Complaint.regulation_version_id,
            ),
        )
        .where(
            Complaint.id == complaint_id,
            Complaint.erased_on.is_(None),
            Participant.id == participant_id,
            Participant.left_at.is_(None),
        ),
    ).one_or_none()
    return None if row is None else seat(row)
