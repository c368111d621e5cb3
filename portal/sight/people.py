"""Who takes part in a case, as one reader may know them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import and_, bindparam, case, literal, select

from portal.domain.facts import Side
from portal.models.complaint import Part, Participant
from portal.models.letter import Letter
from portal.models.sealed import opened
from portal.sight.letters import COLUMNS, LetterLine, letter_line

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import BindParameter, Row, Select
    from sqlalchemy.orm import Session

    from portal.sight.rows import Seat

CASE: BindParameter[UUID] = bindparam("case")
ME: BindParameter[UUID] = bindparam("me")
MINE: BindParameter[UUID] = bindparam("mine")
"""The party on whose side this person reads, or the person where there is none."""


def bound(seat: Seat) -> dict[str, UUID]:
    """Bind what a statement over a case is asked for."""
    return {"case": seat.complaint_id, "me": seat.participant_id, "mine": seat.side_id or seat.participant_id}


@dataclass(frozen=True, slots=True)
class Someone:
    """A person in the case, as this reader may know them.

    Contact details are the functionaris's, and one's own; the letters to this person are the functionaris's.
    """

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
    letters: tuple[LetterLine, ...] = ()


_CONTACT = (
    ("email", Participant.email),
    ("phone", opened(Participant.phone)),
    ("address", opened(Participant.address)),
)


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
    """Read everybody in a case; who of them this reader may know is for `may_know`."""
    found: dict[UUID, list[Row[*tuple[Any, ...]]]] = {}
    for row in session.execute(_people(competent=seat.competent), bound(seat)):
        found.setdefault(row.participant_id, []).append(row)
    return tuple(_someone(found[key], seat) for key in sorted(found))


@cache
def _people(*, competent: bool) -> Select[*tuple[Any, ...]]:
    """Read people, and for the functionaris the letters to each of them in the same question."""
    everything = literal(value=True)
    contact = everything if competent else Participant.id == ME
    # What somebody is to a party is for their own side: of a mandate the other side knows that it exists.
    tie = everything if competent else Participant.side_id == MINE
    statement = select(
        Participant.id.label("participant_id"),
        Participant.part,
        Participant.side,
        Participant.side_id,
        Participant.of_id,
        Participant.name,
        Participant.function,
        case((tie, opened(Participant.relation)), else_=literal("")).label("relation"),
        Participant.person_id,
        Participant.informed_at,
        Participant.left_at,
        *(case((contact, column), else_=literal("")).label(name) for name, column in _CONTACT),
        *(COLUMNS if competent else ()),
    ).where(Participant.complaint_id == CASE)
    if competent:
        to_them = and_(
            Letter.tenant_id == Participant.tenant_id,
            Letter.complaint_id == Participant.complaint_id,
            Letter.participant_id == Participant.id,
        )
        statement = statement.outerjoin(Letter, to_them).order_by(Letter.written_at.desc(), Letter.id.desc())
    return statement


def _someone(rows: list[Row[*tuple[Any, ...]]], seat: Seat) -> Someone:
    row = rows[0]
    return Someone(
        id=row.participant_id,
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
        letters=tuple(letter_line(one, row.name, seat.reference) for one in rows if seat.competent and one.id),
    )
