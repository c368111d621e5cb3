"""Which cases a person may know of: one SELECT per question, and a seat in the case as the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from portal.domain.facts import Facts, Side, Stage
from portal.domain.status import badge, silence, status, turns
from portal.models.complaint import Complaint, ComplaintCategory, Part, Participant, Series
from portal.models.organisation import RegulationVersion
from portal.sight.actor import PARTS, Door

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.orm import Session

    from portal.domain.regulation import Channel, Regulation
    from portal.domain.status import Badge, Status, Turn
    from portal.sight.actor import Actor

PAGE = 25


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
    joined_at: datetime
    notice_accepted_at: datetime | None

    @property
    def party(self) -> str:
        """The reference of the party on whose side this person acts."""
        if self.side is Side.FUNCTIONARIS:
            return self.facts.handler or ""
        return "" if self.side_id is None else str(self.side_id)

    @property
    def acts(self) -> bool:
        """A support person reads and never writes; a representative acts once the mandate is accepted."""
        return self.part not in {Part.SUPPORT, Part.MANAGER, Part.OUTSIDER} and self.side_id is not None

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
    Participant.joined_at,
    Participant.notice_accepted_at,
)


def _seats(person_id: UUID, door: Door) -> Select[*tuple[Any, ...]]:
    """Every seat of this person behind this door that is open now."""
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
        .where(
            Participant.person_id == person_id,
            Participant.part.in_(PARTS[door]),
            Participant.left_at.is_(None),
            *_of_door(door),
        )
    )


def _of_door(door: Door) -> tuple[ColumnElement[bool], ...]:
    if door is Door.CLIENT:
        return (Participant.side == Side.COMPLAINANT,)
    if door is Door.EMPLOYEE:
        return (Participant.side == Side.EMPLOYEE, Participant.informed_at.is_not(None))
    if door is Door.FUNCTIONARIS:
        return (_no_party(),)
    return ()


def _no_party() -> ColumnElement[bool]:
    """Being a party takes away every other role on that case."""
    other = aliased(Participant)
    return ~exists().where(
        other.tenant_id == Participant.tenant_id,
        other.complaint_id == Participant.complaint_id,
        other.person_id == Participant.person_id,
        other.side != Side.FUNCTIONARIS,
        other.part != Part.MANAGER,
    )


def _seat(row: Row[*tuple[Any, ...]]) -> Seat:
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
        joined_at=row.joined_at,
        notice_accepted_at=row.notice_accepted_at,
    )


def find(session: Session, actor: Actor, door: Door, reference: str) -> Seat | None:
    """Find this person's seat in the case with this reference, or None: not theirs and not there are one answer."""
    if not actor.opens(door):
        return None
    statement = _seats(actor.person_id, door).where(Complaint.reference == reference).order_by(Participant.joined_at)
    row = session.execute(statement.limit(1)).first()
    return None if row is None else _seat(row)


@dataclass(frozen=True, slots=True)
class Line:
    """A case in a list."""

    reference: str
    status: Status
    badge: Badge
    received_on: date
    due_on: date
    days_left: int
    turns: tuple[Turn, ...]
    mine: Turn | None
    silent_days: int
    part: Part
    stage: Stage
    title: str = ""


def line(seat: Seat, today: date) -> Line:
    """Make a line of a list out of a seat."""
    facts = seat.facts
    at_turn = turns(facts, seat.regulation, today)
    return Line(
        reference=seat.reference,
        status=status(facts, today),
        badge=badge(facts, today),
        received_on=facts.received_on,
        due_on=facts.deadline.due_on,
        days_left=(facts.deadline.due_on - today).days,
        turns=at_turn,
        mine=my_turn(seat, at_turn),
        silent_days=silence(facts, today),
        part=seat.part,
        stage=facts.stage,
    )


def my_turn(seat: Seat, at_turn: tuple[Turn, ...]) -> Turn | None:
    """The step that this person is to take, if it is theirs."""
    if not seat.acts:
        return None
    return next((turn for turn in at_turn if turn.side is seat.side and turn.party in {seat.party, ""}), None)


def mine(session: Session, actor: Actor, door: Door, today: date) -> tuple[Line, ...]:
    """List a party's own cases: the open ones first, then by receipt, newest first."""
    if not actor.opens(door):
        return ()
    statement = _seats(actor.person_id, door).order_by(
        (Complaint.stage == Stage.CLOSED).asc(), Complaint.received_on.desc(), Complaint.reference.desc()
    )
    found = [line(_seat(row), today) for row in session.execute(statement.limit(100))]
    return tuple(found)


def inbox(session: Session, actor: Actor, today: date, after: tuple[date, str] | None = None) -> tuple[Line, ...]:
    """List the functionaris's open cases, first due first, one page and one more."""
    if not actor.opens(Door.FUNCTIONARIS):
        return ()
    statement = _seats(actor.person_id, Door.FUNCTIONARIS).where(Complaint.stage != Stage.CLOSED)
    if after is not None:
        due, reference = after
        later = or_(Complaint.due_on > due, and_(Complaint.due_on == due, Complaint.reference > reference))
        statement = statement.where(later)
    statement = statement.order_by(Complaint.due_on, Complaint.reference).limit(PAGE + 1)
    return tuple(line(_seat(row), today) for row in session.execute(statement))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for in the register. `before` is where the last page ended."""

    stage: Stage | None = None
    year: int | None = None
    reference: str = ""
    category_id: UUID | None = None
    before: tuple[date, str] | None = None


def register(session: Session, actor: Actor, wanted: Wanted, today: date) -> tuple[Line, ...]:
    """List the register of the cases this functionaris may know of (art. 8.1), newest first, one page and one more."""
    if not actor.opens(Door.FUNCTIONARIS):
        return ()
    statement = _seats(actor.person_id, Door.FUNCTIONARIS)
    if wanted.stage is not None:
        statement = statement.where(Complaint.stage == wanted.stage)
    if wanted.year is not None:
        statement = statement.where(Complaint.year == wanted.year)
    if wanted.reference:
        statement = statement.where(Complaint.reference == wanted.reference)
    if wanted.category_id is not None:
        hit = exists().where(
            ComplaintCategory.tenant_id == Complaint.tenant_id,
            ComplaintCategory.complaint_id == Complaint.id,
            ComplaintCategory.category_id == wanted.category_id,
        )
        statement = statement.where(hit)
    if wanted.before is not None:
        day, reference = wanted.before
        earlier = or_(Complaint.received_on < day, and_(Complaint.received_on == day, Complaint.reference < reference))
        statement = statement.where(earlier)
    statement = statement.order_by(Complaint.received_on.desc(), Complaint.reference.desc()).limit(PAGE + 1)
    return tuple(line(_seat(row), today) for row in session.execute(statement))


@dataclass(frozen=True, slots=True)
class Standing:
    """What a receipt code shows: stage, dates and who acts next; no piece, no name."""

    reference: str
    status: Status
    badge: Badge
    received_on: date
    due_on: date
    first_due_on: date
    turns: tuple[Turn, ...]
    closed_on: date | None


def by_receipt(session: Session, reference: str, digest: str, today: date) -> Standing | None:
    """Find a case by its number and receipt code."""
    row = session.execute(
        select(Complaint.reference, Complaint.facts, RegulationVersion.parameters)
        .join(
            RegulationVersion,
            and_(
                RegulationVersion.tenant_id == Complaint.tenant_id,
                RegulationVersion.id == Complaint.regulation_version_id,
            ),
        )
        .where(Complaint.reference == reference, Complaint.receipt_digest == digest),
    ).one_or_none()
    if row is None:
        return None
    facts: Facts = row.facts
    return Standing(
        reference=row.reference,
        status=status(facts, today),
        badge=badge(facts, today),
        received_on=facts.received_on,
        due_on=facts.deadline.due_on,
        first_due_on=facts.first_due_on,
        turns=turns(facts, row.parameters, today),
        closed_on=facts.closed_on,
    )


HIDDEN_SERIES = Series.KW
"""Cases about the functionaris have a series of their own, so that a gap in his own series tells him nothing (E01)."""


@dataclass(frozen=True, slots=True)
class Received:
    """What a receipt says."""

    complaint_id: UUID
    reference: str
    received_on: date
    due_on: date


def received(session: Session, complaint_id: UUID) -> Received | None:
    """Read what the receipt of a case says, for who has just filed it."""
    row = session.execute(
        select(Complaint.id, Complaint.reference, Complaint.received_on, Complaint.due_on).where(
            Complaint.id == complaint_id
        ),
    ).one_or_none()
    return None if row is None else Received(*row)


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
        .where(Complaint.id == complaint_id, Participant.id == participant_id, Participant.left_at.is_(None)),
    ).one_or_none()
    return None if row is None else _seat(row)
