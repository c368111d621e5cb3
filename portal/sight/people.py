"""Who takes part in a case, as one reader may know them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import case, literal, select

from portal.domain.facts import Side
from portal.models.complaint import Part, Participant

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from portal.sight.rows import Seat


@dataclass(frozen=True, slots=True)
class Someone:
    """A person in the case, as this reader may know them; contact details are the functionaris's, and one's own."""

    id: UUID
    part: Part
    side: Side
    side_id: UUID | None
    name: str
    function: str
    here: bool
    informed: bool
    account: bool
    of_id: UUID | None = None
    relation: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""


_CONTACT = (Participant.email, Participant.phone, Participant.address)


def may_know(seat: Seat, one: Someone) -> bool:
    """Say whether this reader may know that this person takes part at all."""
    if seat.competent or one.id == seat.participant_id or one.part is Part.FUNCTIONARIS:
        return True
    if seat.side_id is None:
        return False
    if one.side_id == seat.side_id:
        return True
    if one.part is Part.COMPLAINANT:
        return True
    if seat.side is Side.EMPLOYEE:
        return one.part is Part.REPRESENTATIVE and one.here
    return one.part is Part.EMPLOYEE and one.informed


def people_of(session: Session, seat: Seat) -> tuple[Someone, ...]:
    rows = session.execute(
        select(
            Participant.id,
            Participant.part,
            Participant.side,
            Participant.side_id,
            Participant.of_id,
            Participant.name,
            Participant.function,
            case((_tie_visible(seat), Participant.relation), else_=literal("")).label("relation"),
            Participant.person_id,
            Participant.informed_at,
            Participant.left_at,
            *(case((_contact_visible(seat), column), else_=literal("")).label(column.key) for column in _CONTACT),
        ).where(Participant.complaint_id == seat.complaint_id)
    )
    return tuple(
        Someone(
            id=row.id,
            part=row.part,
            side=row.side,
            side_id=row.side_id,
            name=row.name,
            function=row.function,
            here=row.left_at is None,
            informed=row.informed_at is not None,
            account=row.person_id is not None,
            of_id=row.of_id,
            relation=row.relation,
            email=row.email,
            phone=row.phone,
            address=row.address,
        )
        for row in sorted(rows, key=lambda row: row.id)
    )


def _contact_visible(seat: Seat) -> ColumnElement[bool]:
    return literal(value=True) if seat.competent else Participant.id == seat.participant_id


def _tie_visible(seat: Seat) -> ColumnElement[bool]:
    """What somebody is to a party is for their own side: of a mandate the other side knows that it exists."""
    return literal(value=True) if seat.competent else Participant.side_id == (seat.side_id or seat.participant_id)
