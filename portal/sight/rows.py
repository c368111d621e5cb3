"""Which cases a person may know of: one SELECT per question, and a seat in the case as the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, case, exists, or_, select
from sqlalchemy.orm import aliased

from portal.domain.acts import Act
from portal.domain.facts import Facts, Side, Stage
from portal.domain.procedure import obstacle
from portal.domain.status import badge, silence, silent, status, turns
from portal.models.complaint import Complaint, ComplaintCategory, Part, Participant
from portal.models.organisation import RegulationVersion
from portal.models.register import Category
from portal.sight.actor import PARTS, Door
from portal.sight.knowing import news, to_invite

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import BindParameter, ColumnElement, Row, Select, UnaryExpression
    from sqlalchemy.orm import Session

    from portal.domain.regulation import Channel, Regulation
    from portal.domain.status import Badge, Status, Turn
    from portal.sight.actor import Actor

PAGE = 25
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
    Participant.seen_at,
)


# Statements are built once; the person and what is looked for are bound when they are asked.

_PERSON: BindParameter[Any] = bindparam("person")
_DAY: BindParameter[Any] = bindparam("day")
_LAST: BindParameter[Any] = bindparam("last")
_CLOSED: BindParameter[Any] = bindparam("closed", Stage.CLOSED, literal_execute=True)
"""Written into the statement, so that the index of the open cases is known to fit."""


@cache
def _seats(door: Door) -> Select[*tuple[Any, ...]]:
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
        .where(*_open(Participant, door))
    )


def _lines(door: Door) -> Select[*tuple[Any, ...]]:
    """Every such seat, with what a list shows besides."""
    return _seats(door).add_columns(Complaint.next_on, news(door).label("new"), to_invite(door).label("to_invite"))


def _open(seat: type[Participant], door: Door) -> tuple[ColumnElement[bool], ...]:
    """Say that a seat is this person's, behind this door, and open now."""
    return (
        seat.person_id == _PERSON,
        seat.part.in_(PARTS[door]),
        seat.left_at.is_(None),
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
        seen_at=row.seen_at,
    )


def find(session: Session, actor: Actor, door: Door, reference: str) -> Seat | None:
    """Find this person's seat in the case with this reference, or None: not theirs and not there are one answer."""
    if not actor.opens(door) or REFERENCE.fullmatch(reference) is None:
        return None
    row = session.execute(_found(door), {"person": actor.person_id, "reference": reference}).first()
    return None if row is None else _seat(row)


@cache
def _found(door: Door) -> Select[*tuple[Any, ...]]:
    return _seats(door).where(Complaint.reference == bindparam("reference")).order_by(Participant.joined_at).limit(1)


@dataclass(frozen=True, slots=True)
class Line:
    """A case in a list. `next_on` is by when its next step was due as it last stood.

    `new`: others did something that this reader may know of since last looking. `to_invite`: a support person waits.
    `complainant` and `topics`, the main one first, stand in the register only.
    """

    reference: str
    status: Status
    badge: Badge
    received_on: date
    due_on: date
    next_on: date
    days_left: int
    turns: tuple[Turn, ...]
    mine: Turn | None
    silent_days: int
    silent: bool
    part: Part
    stage: Stage
    new: bool
    to_invite: bool
    title: str = ""
    complainant: str = ""
    topics: tuple[UUID, ...] = ()


def line(row: Row[*tuple[Any, ...]], today: date) -> Line:
    """Make a line of a list out of a seat and what the list asks besides."""
    seat = _seat(row)
    facts = seat.facts
    at_turn = turns(facts, seat.regulation, today)
    return Line(
        reference=seat.reference,
        status=status(facts, today),
        badge=badge(facts, today),
        received_on=facts.received_on,
        due_on=facts.deadline.due_on,
        next_on=row.next_on,
        days_left=(facts.deadline.due_on - today).days,
        turns=at_turn,
        mine=my_turn(seat, at_turn),
        silent_days=silence(facts, today),
        silent=silent(facts, seat.regulation, today),
        part=seat.part,
        stage=facts.stage,
        new=row.new,
        to_invite=row.to_invite and obstacle(facts, Act.INVITE, seat.side, seat.party, today) is None,
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
    rows = session.execute(_mine(door), {"person": actor.person_id})
    return tuple(line(row, today) for row in rows)


@cache
def _mine(door: Door) -> Select[*tuple[Any, ...]]:
    newest = (Complaint.received_on.desc(), Complaint.reference.desc())
    return _lines(door).order_by((Complaint.stage == Stage.CLOSED).asc(), *newest).limit(100)


def inbox(session: Session, actor: Actor, today: date, after: tuple[date, str] | None = None) -> tuple[Line, ...]:
    """List the functionaris's open cases, the next step that is due first, one page and one more."""
    if not actor.opens(Door.FUNCTIONARIS):
        return ()
    day, reference = after or (None, "")
    values = {"person": actor.person_id, "day": day, "last": reference}
    rows = session.execute(_inbox(later=after is not None), values)
    return tuple(line(row, today) for row in rows)


@cache
def _inbox(*, later: bool) -> Select[*tuple[Any, ...]]:
    after = or_(Complaint.next_on > _DAY, and_(Complaint.next_on == _DAY, Complaint.reference > _LAST))
    where = (Complaint.stage != _CLOSED, *((after,) if later else ()))
    return _one_page(where, (Complaint.next_on.asc(), Complaint.reference.asc()))


def _one_page(
    where: tuple[ColumnElement[bool], ...], order: tuple[UnaryExpression[Any], ...]
) -> Select[*tuple[Any, ...]]:
    """Choose the cases of one page and one more along the index of their order, and only then read them.

    However many cases there are, no more are looked at than it takes to fill the page.
    """
    seat = aliased(Participant)
    mine = exists().where(
        seat.tenant_id == Complaint.tenant_id, seat.complaint_id == Complaint.id, *_open(seat, Door.FUNCTIONARIS)
    )
    chosen = select(Complaint.id).where(*where, mine.correlate(Complaint)).order_by(*order).limit(PAGE + 1)
    return _lines(Door.FUNCTIONARIS).where(Complaint.id.in_(chosen.correlate(None))).order_by(*order)


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
    day, last = wanted.before or (None, "")
    asked = {"stage": wanted.stage, "year": wanted.year, "reference": wanted.reference, "category": wanted.category_id}
    given = tuple(name for name, value in {**asked, "before": wanted.before}.items() if value)
    rows = session.execute(_register(given), {**asked, "person": actor.person_id, "day": day, "last": last})
    return tuple(_registered(list(group), today) for _, group in groupby(rows, attrgetter("participant_id")))


def _registered(found: list[Row[*tuple[Any, ...]]], today: date) -> Line:
    """Make a line of the register: a row for each topic of the case, or one where it has none."""
    topics = tuple(row.category_id for row in found if row.category_id is not None)
    return replace(line(found[0], today), complainant=found[0].complainant, topics=topics)


@cache
def _register(given: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    hit = exists().where(
        ComplaintCategory.tenant_id == Complaint.tenant_id,
        ComplaintCategory.complaint_id == Complaint.id,
        ComplaintCategory.category_id == bindparam("category"),
    )
    earlier = or_(Complaint.received_on < _DAY, and_(Complaint.received_on == _DAY, Complaint.reference < _LAST))
    filters: dict[str, ColumnElement[bool]] = {
        "stage": Complaint.stage == bindparam("stage"),
        "year": Complaint.year == bindparam("year"),
        "reference": Complaint.reference == bindparam("reference"),
        "category": hit.correlate(Complaint),
        "before": earlier,
    }
    newest = (Complaint.received_on.desc(), Complaint.reference.desc())
    return _entered(_one_page(tuple(filters[name] for name in given), newest))


def _entered(page: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Read with a page of cases who complained and about which topics (art. 8.1), in the same question.

    The name is for who accepted the confidentiality notice of the case (art. 6.1).
    """
    client, tied = aliased(Participant), ComplaintCategory
    name = case((Participant.notice_accepted_at.is_not(None), client.name), else_="")
    return (
        page.add_columns(name.label("complainant"), tied.category_id)
        .join(
            client,
            and_(
                client.tenant_id == Complaint.tenant_id,
                client.complaint_id == Complaint.id,
                client.part == Part.COMPLAINANT,
            ),
        )
        .outerjoin(tied, and_(tied.tenant_id == Complaint.tenant_id, tied.complaint_id == Complaint.id))
        .outerjoin(Category, and_(Category.tenant_id == tied.tenant_id, Category.id == tied.category_id))
        .order_by(Participant.id, tied.main.desc(), Category.position, Category.code)
    )


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
