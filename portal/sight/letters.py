"""Letters as the functionaris and the admin may see them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.models.complaint import Complaint, Part, Participant
from portal.models.letter import Letter, LetterState
from portal.models.person import STAFF, Person, Role
from portal.sight.rows import no_party

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Exists, Row, Select
    from sqlalchemy.orm import Session

    from portal.sight.actor import Actor


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter in a list: to whom, which notice, what became of it. Never its address."""

    id: UUID
    notice: str
    to: str
    reference: str
    state: LetterState
    written_at: datetime
    sent_at: datetime | None
    attempts: int
    language: str


@dataclass(frozen=True, slots=True)
class LetterSheet(LetterLine):
    """One letter of the functionaris's own cases, as it goes by post: with where, and whom to call if nobody knows."""

    address: str
    phone: str


TO_HANDLE = (LetterState.TO_PRINT, LetterState.GIVEN_UP)
COLUMNS = (
    Letter.id,
    Letter.notice,
    Letter.state,
    Letter.written_at,
    Letter.sent_at,
    Letter.attempts,
    Letter.language,
)


def _mine(actor: Actor) -> Exists:
    seat = aliased(Participant)
    return exists().where(
        seat.tenant_id == Letter.tenant_id,
        seat.complaint_id == Letter.complaint_id,
        seat.person_id == actor.person_id,
        seat.part == Part.FUNCTIONARIS,
        seat.left_at.is_(None),
        no_party(seat),
    )


def _of_cases(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(*COLUMNS, Participant.name, Participant.address, Participant.phone, Complaint.reference)
        .join(Complaint, and_(Complaint.tenant_id == Letter.tenant_id, Complaint.id == Letter.complaint_id))
        .join(Participant, and_(Participant.tenant_id == Letter.tenant_id, Participant.id == Letter.participant_id))
        .where(_mine(actor), Complaint.erased_on.is_(None))
    )


def _lines(session: Session, statement: Select[*tuple[Any, ...]]) -> tuple[LetterLine, ...]:
    rows = session.execute(statement.order_by(Letter.written_at.desc(), Letter.id.desc()).limit(100))
    return tuple(letter_line(row, row.name, row.reference or "") for row in rows)


def letter_line(row: Row[*tuple[Any, ...]], to: str, reference: str) -> LetterLine:
    """Make a line of a list out of `COLUMNS`."""
    return LetterLine(
        id=row.id,
        notice=row.notice,
        to=to,
        reference=reference,
        state=row.state,
        written_at=row.written_at,
        sent_at=row.sent_at,
        attempts=row.attempts,
        language=row.language,
    )


def to_handle(session: Session, actor: Actor) -> tuple[LetterLine, ...]:
    """List what the functionaris must print and post, or what could not be delivered."""
    return _lines(session, _of_cases(actor).where(Letter.state.in_(TO_HANDLE)))


def count_to_handle(session: Session, actor: Actor) -> int:
    """Count what `to_handle` lists."""
    return session.scalar(select(func.count(Letter.id)).where(Letter.state.in_(TO_HANDLE), _mine(actor))) or 0


def mine(session: Session, actor: Actor, wanted: str) -> LetterSheet | None:
    """Find one letter of the functionaris's own cases."""
    try:
        letter_id = UUID(wanted)
    except ValueError:
        return None
    row = session.execute(_of_cases(actor).where(Letter.id == letter_id)).one_or_none()
    if row is None:
        return None
    return LetterSheet(**asdict(letter_line(row, row.name, row.reference)), address=row.address, phone=row.phone)


def of_staff(session: Session) -> tuple[LetterLine, ...]:
    """List letters to staff about their account: nothing of a case, nobody who is only a party.

    Of an account that somebody had before the invitation only what came after they accepted it.
    """
    staff = select(Role.person_id).where(Role.name.in_(STAFF), Role.ended_at.is_(None))
    theirs = and_(
        Person.invited_at.is_(None), or_(Person.accepted_at.is_(None), Letter.written_at > Person.accepted_at)
    )
    statement = (
        select(*COLUMNS, Person.name, Letter.path.label("reference"))
        .join(Person, and_(Person.tenant_id == Letter.tenant_id, Person.id == Letter.person_id))
        .where(
            Letter.complaint_id.is_(None),
            Letter.person_id.in_(staff),
            or_(
                Letter.notice == "invite_staff",
                and_(Letter.notice.in_(("reset_password", "password_changed", "signin_unusual")), theirs),
            ),
        )
    )
    return _lines(session, statement)
