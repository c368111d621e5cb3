"""Lists of the cases a person may know of: a party's own, what the functionaris has to do, and the register."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, case, exists, or_, select
from sqlalchemy.orm import aliased

from portal.domain.acts import Act
from portal.domain.facts import Stage
from portal.domain.procedure import obstacle
from portal.domain.status import badge, silence, silent, status
from portal.models.complaint import Complaint, ComplaintCategory, Part, Participant
from portal.models.judgment import Judgment
from portal.models.register import Category
from portal.sight.actor import Door
from portal.sight.knowing import news, to_invite
from portal.sight.rows import asking, my_turn, open_seat, seat, seats, turns_of

if TYPE_CHECKING:
    from datetime import date
    from typing import Any
    from uuid import UUID

    from sqlalchemy import BindParameter, ColumnElement, Row, Select, UnaryExpression
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from portal.domain.facts import Ending
    from portal.domain.judgment import Outcome
    from portal.domain.status import Badge, Status, Turn
    from portal.sight.actor import Actor

PAGE = 25

# Statements are built once; the person and what is looked for are bound when they are asked.

_DAY: BindParameter[Any] = bindparam("day")
_LAST: BindParameter[Any] = bindparam("last")
_CLOSED: BindParameter[Any] = bindparam("closed", Stage.CLOSED, literal_execute=True)
"""Written into the statement, so that the index of the open cases is known to fit."""


@dataclass(frozen=True, slots=True)
class Line:
    """A case in a list. `next_on` is by when its next step was due as it last stood.

    `new`: others did something that this reader may know of since last looking. `to_invite`: a support person waits.
    `complainant` and `topics`, the main one first, stand in the register only; `ending` and `outcome` there for a case
    that was erased: they are what is left of it.
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
    ending: Ending | None = None
    outcome: Outcome | None = None


def line(row: Row[*tuple[Any, ...]], today: date) -> Line:
    """Make a line of a list out of a seat and what the list asks besides."""
    found = seat(row)
    facts = found.facts
    at_turn = turns_of(found, today)
    return Line(
        reference=found.reference,
        status=status(facts, today),
        badge=badge(facts, today),
        received_on=facts.received_on,
        due_on=facts.deadline.due_on,
        next_on=row.next_on,
        days_left=(facts.deadline.due_on - today).days,
        turns=at_turn,
        mine=my_turn(found, at_turn),
        silent_days=silence(facts, today),
        silent=silent(facts, found.regulation, today),
        part=found.part,
        stage=facts.stage,
        new=row.new,
        to_invite=row.to_invite and obstacle(facts, Act.INVITE, found.side, found.party, today) is None,
    )


def _lines(door: Door) -> Select[*tuple[Any, ...]]:
    """Every such seat, with what a list shows besides."""
    return seats(door).add_columns(Complaint.next_on, news(door).label("new"), to_invite(door).label("to_invite"))


def mine(session: Session, actor: Actor, door: Door, today: date) -> tuple[Line, ...]:
    """List a party's own cases: the open ones first, then by receipt, newest first."""
    if not actor.opens(door):
        return ()
    rows = session.execute(_mine(door), asking(actor))
    return tuple(line(row, today) for row in rows)


@cache
def _mine(door: Door) -> Select[*tuple[Any, ...]]:
    newest = (Complaint.received_on.desc(), Complaint.reference.desc())
    there = _lines(door).where(Complaint.erased_on.is_(None))
    return there.order_by((Complaint.stage == Stage.CLOSED).asc(), *newest).limit(100)


def inbox(session: Session, actor: Actor, today: date, after: tuple[date, str] | None = None) -> tuple[Line, ...]:
    """List the functionaris's open cases, the next step that is due first, one page and one more."""
    if not actor.opens(Door.FUNCTIONARIS):
        return ()
    day, reference = after or (None, "")
    values = {**asking(actor), "day": day, "last": reference}
    rows = session.execute(_inbox(later=after is not None), values)
    return tuple(line(row, today) for row in rows)


@cache
def _inbox(*, later: bool) -> Select[*tuple[Any, ...]]:
    after = or_(Complaint.next_on > _DAY, and_(Complaint.next_on == _DAY, Complaint.reference > _LAST))
    where = (Complaint.stage != _CLOSED, *((after,) if later else ()))
    return _one_page(where, Complaint.next_on, newest=False)


def _one_page(
    where: tuple[ColumnElement[bool], ...], day: InstrumentedAttribute[date], *, newest: bool
) -> Select[*tuple[Any, ...]]:
    """Choose the cases of one page and one more along the index of their order, and only then read them.

    However many cases there are, no more are looked at than it takes to fill the page. What is read is put in the
    order of what was chosen: named by their own columns, SQLite would walk through all cases a second time.
    """
    place = aliased(Participant)
    mine = exists().where(
        place.tenant_id == Complaint.tenant_id, place.complaint_id == Complaint.id, *open_seat(place, Door.FUNCTIONARIS)
    )
    chosen = (
        select(Complaint.id, day.label("day"), Complaint.reference)
        .where(*where, mine.correlate(Complaint))
        .order_by(*(_way(one, newest=newest) for one in (day, Complaint.reference)))
        .limit(PAGE + 1)
        .subquery("chosen")
    )
    order = (_way(one, newest=newest) for one in (chosen.c.day, chosen.c.reference))
    return _lines(Door.FUNCTIONARIS).join(chosen, chosen.c.id == Complaint.id).order_by(*order)


def _way(column: ColumnElement[Any] | InstrumentedAttribute[Any], *, newest: bool) -> UnaryExpression[Any]:
    return column.desc() if newest else column.asc()


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
    rows = session.execute(_register(given), {**asked, **asking(actor), "day": day, "last": last})
    return tuple(_registered(list(group), today) for _, group in groupby(rows, attrgetter("participant_id")))


def _registered(found: list[Row[*tuple[Any, ...]]], today: date) -> Line:
    """Make a line of the register: a row for each topic of the case, or one where it has none."""
    topics = tuple(row.category_id for row in found if row.category_id is not None)
    there = replace(line(found[0], today), complainant=found[0].complainant, topics=topics)
    facts = found[0].facts
    return (
        there if facts.erased_on is None else replace(there, new=False, ending=facts.ending, outcome=found[0].outcome)
    )


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
    return _entered(_one_page(tuple(filters[name] for name in given), Complaint.received_on, newest=True))


def _entered(page: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Read with a page of cases who complained and about which topics (art. 8.1), in the same question.

    The name is for who accepted the confidentiality notice of the case (art. 6.1).
    """
    client, tied = aliased(Participant), ComplaintCategory
    name = case((Participant.notice_accepted_at.is_not(None), client.name), else_="")
    judged = (
        select(Judgment.outcome)
        .where(Judgment.tenant_id == Complaint.tenant_id, Judgment.complaint_id == Complaint.id)
        .order_by(Judgment.edition.desc())
        .limit(1)
        .correlate(Complaint)
        .scalar_subquery()
    )
    return (
        page.add_columns(
            name.label("complainant"),
            tied.category_id,
            case((Complaint.erased_on.is_not(None), judged)).label("outcome"),
        )
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
