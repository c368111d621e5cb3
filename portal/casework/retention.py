"""What falls due to be erased, and what two people decide on it (T28): one who handles, and one who does not.

Nothing here is a step of the procedure, which ended when the case was closed; the journal holds every decision. Who
may not know of a case is told a number.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from portal.accounts.offices import functionaris_since, in_office
from portal.domain import retention as rules
from portal.domain.calendar import local_date
from portal.domain.errors import Gone, Refused
from portal.domain.facts import Ending, Facts, Side, Stage
from portal.domain.retention import Choice, Office
from portal.models.complaint import Complaint, Part, Participant
from portal.models.journal import Line, note
from portal.models.organisation import Post
from portal.models.register import PeriodicReport
from portal.models.retention import Erasure, LegalHold
from portal.tenancy import tenant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

SOONEST = timedelta(days=330)
"""No case falls due, or is listed, earlier than so long after it was closed."""


class Step(StrEnum):
    """What a case that falls due waits for."""

    TO_DECIDE = "to_decide"
    TO_CONFIRM = "to_confirm"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Keeping:
    """A case that falls due: what the register says of it, and how far the decision is.

    `refused`: the second person did not agree. `later`: who decides looked at it, and left it. `mine`: it waits for who
    reads this.
    """

    id: UUID
    reference: str
    received_on: date
    closed_on: date
    ending: Ending
    due_on: date
    step: Step
    red: bool
    reported: bool
    refused: bool
    later: bool
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Whose place in a case it is: what decides on keeping it."""

    id: UUID
    person_id: UUID | None
    part: Part
    side: Side
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """A case that falls due, with who decides and who may confirm that. Nobody who may confirm: management does."""

    shown: Keeping
    decider: UUID | None
    decided_by: UUID | None
    confirmers: tuple[UUID, ...]
    parties: frozenset[UUID | None]

    def awaits(self, person_id: UUID) -> bool:
        """Whether this person is to decide, or to confirm."""
        if self.shown.step is Step.TO_DECIDE:
            return self.decider == person_id
        return self.shown.step is Step.TO_CONFIRM and person_id in self.confirmers


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for management: a number, how many of it for too long, and which set of cases that is, untold."""

    count: int
    red: int
    seen: str


# ---- reading ---------------------------------------------------------------------------------------------------------


def reported(periods: Iterable[tuple[date, date]], closed_on: date) -> bool:
    """Whether one of these periods covers the day on which a case was closed."""
    return any(first <= closed_on <= last for first, last in periods)


def periods(session: Session) -> list[tuple[date, date]]:
    """List the periods of which there is a report."""
    return [(row[0], row[1]) for row in session.execute(select(PeriodicReport.from_on, PeriodicReport.until_on))]


def falling_due(session: Session, today: date) -> tuple[Case, ...]:
    """List every case that falls due within a month, the first day first. One on hold does not."""
    where = (Complaint.stage == Stage.CLOSED, Complaint.erased_on.is_(None), Complaint.closed_on <= today - SOONEST)
    held = set(session.scalars(select(LegalHold.complaint_id).where(LegalHold.lifted_at.is_(None))))
    rows = session.execute(
        select(Complaint, Erasure).outerjoin(Erasure, Erasure.complaint_id == Complaint.id).where(*where)
    ).all()
    seats = places(session, select(Complaint.id).where(*where))
    around = _Around(session, today)
    found = [around.case(row[0], row[1], seats[row[0].id]) for row in rows if row[0].id not in held]
    return tuple(sorted((one for one in found if one), key=lambda one: (one.shown.due_on, one.shown.reference)))


def places(session: Session, cases: Select[UUID]) -> dict[UUID, list[Place]]:
    """Read who has or had a place in these cases."""
    found: dict[UUID, list[Place]] = {}
    columns = (Participant.id, Participant.person_id, Participant.part, Participant.side, Participant.left_at)
    rows = session.execute(
        select(Participant.complaint_id, *columns)
        .where(Participant.complaint_id.in_(cases))
        .order_by(Participant.complaint_id, Participant.id)
    )
    for row in rows:
        found.setdefault(row.complaint_id, []).append(Place(*row[1:]))
    return found


class _Around:
    """What is the same for every case of an organisation on a day."""

    def __init__(self, session: Session, today: date) -> None:
        self.session, self.today = session, today
        self.periods = periods(session)
        self.here = here(session, today)

    def case(self, complaint: Complaint, row: Erasure | None, people: Sequence[Place]) -> Case | None:
        facts = complaint.facts
        due = rules.due_on(facts, complaint.keep_years)
        if due is None or facts.closed_on is None or facts.ending is None or not rules.listed(due, self.today):
            return None
        step = _step(row)
        shown = Keeping(
            id=complaint.id,
            reference=complaint.reference,
            received_on=facts.received_on,
            closed_on=facts.closed_on,
            ending=facts.ending,
            due_on=due,
            step=step,
            red=step is not Step.DECIDED and rules.red(due, self.today),
            reported=reported(self.periods, facts.closed_on),
            refused=row is not None and row.refused_at is not None,
            later=row is not None and row.choice is Choice.LATER and row.refused_at is None,
        )
        by = row.decided_by_id if row is not None else None
        barred = frozenset(
            one.person_id
            for one in people
            if one.person_id is not None and (one.left_at or one.side is not Side.FUNCTIONARIS)
        )
        if complaint.about_functionaris:
            barred |= functionaris_since(self.session, complaint.received_on)
        return Case(
            shown,
            decider(facts, people, frozenset(self.here)),
            by,
            rules.confirmers(self.here, by, barred),
            frozenset(one.person_id for one in people if one.side in {Side.COMPLAINANT, Side.EMPLOYEE}),
        )


def here(session: Session, today: date) -> tuple[UUID, ...]:
    """Name who holds an office today, away or not."""
    return tuple(one.id for post in Post for one in in_office(session, post, today, present=False))


def decider(facts: Facts, people: Sequence[Place], here: frozenset[UUID]) -> UUID | None:
    """Name who decides on this case: who handles it, or else whoever in office has a seat in it."""
    seats = [one for one in people if one.part is Part.FUNCTIONARIS and one.left_at is None]
    handler = next((one.person_id for one in seats if str(one.id) == facts.handler), None)
    return rules.decider(handler, (one.person_id for one in seats if one.person_id), here)


def _step(row: Erasure | None) -> Step:
    if row is None or row.choice is Choice.LATER:
        return Step.TO_DECIDE
    return Step.TO_CONFIRM if row.confirmed_at is None else Step.DECIDED


def of(session: Session, person_id: UUID, today: date) -> tuple[Keeping, ...]:
    """List what this functionaris is to decide or to confirm, and what they decided and waits for its day."""
    return tuple(
        replace(one.shown, mine=one.awaits(person_id))
        for one in falling_due(session, today)
        if one.awaits(person_id)
        or (one.shown.step is not Step.TO_DECIDE and person_id in {one.decider, one.decided_by})
    )


def waiting(session: Session, person_id: UUID, today: date) -> tuple[Case, ...]:
    """List what waits for this manager: nobody in office may confirm it, and the manager is no party to it."""
    return tuple(
        one
        for one in falling_due(session, today)
        if one.shown.step is Step.TO_CONFIRM and not one.confirmers and person_id not in {*one.parties, one.decided_by}
    )


def counted(cases: tuple[Case, ...]) -> Waiting:
    """Give a number in the place of cases."""
    ids = "".join(sorted(one.shown.id.hex for one in cases))
    return Waiting(len(cases), sum(one.shown.red for one in cases), hashlib.sha256(ids.encode()).hexdigest()[:16])


# ---- deciding --------------------------------------------------------------------------------------------------------


def decide(session: Session, person_id: UUID, office: Office, item: UUID, choice: Choice, now: datetime) -> None:
    """Decide on a case, as who handles it. What was decided before and not yet confirmed can be taken back.

    Raises:
        Refused: `not_there`, or `not_reported` while no report covers the case.

    """
    case = _one(session, item, now)
    if case.decider != person_id or case.shown.step is Step.DECIDED:
        raise Refused("not_there")
    if choice is Choice.ERASE and not case.shown.reported:
        raise Refused("not_reported", "choice")
    row = _row(session, item)
    if row is None:
        row = Erasure(complaint_id=item)
        session.add(row)
    row.choice, row.decided_by_id, row.decided_as, row.decided_at = choice, person_id, office, now
    row.refused_at = None
    session.flush()
    due = case.shown.due_on.isoformat()
    note(session, Line(item, office.value, "erasing_decided", now, {"choice": choice.value, "due": due}))


def confirm(session: Session, person_id: UUID, office: Office, item: UUID, now: datetime, *, agreed: bool) -> None:
    """Confirm that a case is erased, or not, as another than who decided it.

    Raises:
        Refused: `not_there`.

    """
    case = _one(session, item, now)
    if case.shown.step is not Step.TO_CONFIRM or not case.awaits(person_id):
        raise Refused("not_there")
    _settle(session, item, person_id, office, now, agreed=agreed)


def confirm_all(session: Session, person_id: UUID, seen: str, now: datetime, *, agreed: bool) -> None:
    """Confirm as management what nobody in office may confirm, without seeing which cases.

    Raises:
        Gone: it was another number, or were other cases.

    """
    cases = waiting(session, person_id, local_date(now))
    if not cases or counted(cases).seen != seen:
        raise Gone("changed_meanwhile")
    for one in cases:
        _settle(session, one.shown.id, person_id, Office.MANAGEMENT, now, agreed=agreed)


def _settle(session: Session, item: UUID, person_id: UUID, office: Office, now: datetime, *, agreed: bool) -> None:
    row = session.scalars(select(Erasure).where(Erasure.complaint_id == item)).one()
    if agreed:
        row.confirmed_by_id, row.confirmed_as, row.confirmed_at = person_id, office, now
    else:
        row.choice, row.refused_at = Choice.LATER, now
    note(session, Line(item, office.value, "erasing_confirmed" if agreed else "erasing_refused", now))


def _row(session: Session, item: UUID) -> Erasure | None:
    return session.scalars(select(Erasure).where(Erasure.complaint_id == item)).one_or_none()


def _one(session: Session, item: UUID, now: datetime) -> Case:
    """Find a case that falls due, and let nobody else decide on it meanwhile."""
    session.get(Complaint, (tenant(), item), with_for_update=True, populate_existing=True)
    found = next((one for one in falling_due(session, local_date(now)) if one.shown.id == item), None)
    if found is None:
        raise Refused("not_there")
    return found
