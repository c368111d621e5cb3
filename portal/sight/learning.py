"""What the organisation learns, as management and functionaris may read it: nothing points at a case."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from portal.domain.recommendation import State
from portal.models.complaint import Complaint, ComplaintCategory
from portal.models.organisation import StartNotice
from portal.models.person import Person
from portal.models.register import Category, Cause, Decision, PeriodicReport, Recommendation, Review

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.domain.recommendation import Move
    from portal.sight.rows import Seat

OPEN = (State.PROPOSED, State.DEFERRED)
NUMBER = re.compile(r"\d+|[^\W\d]+")
"""A number in digits, or a word, which may be one: `3`, `drie`."""
WRITTEN = {
    word: number
    for number, words in enumerate(
        (
            "één eén one",
            "twee two",
            "drie three",
            "vier four",
            "vijf five",
            "zes six",
            "zeven seven",
            "acht eight",
            "negen nine",
        ),
        1,
    )
    for word in words.split()
}
"""Numbers below ten in words."""
A_CASE = re.compile(r"\b(?:een|a|enkele|single)\s+(?=klacht|klager|zaak|melding|cli[eë]nt|complain|case|client)")
"""An article that counts: `een klacht` is one complaint."""


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One move in the life of a recommendation."""

    move: Move
    state: State
    reason: str
    owner: str
    due_on: date | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """A recommendation, with everything that was decided on it."""

    id: UUID
    number: str
    text: str
    evidence: str
    category: str
    category_label: str
    state: State
    owner: str
    due_on: date | None
    proposed_at: datetime
    version: int
    decisions: tuple[DecisionLine, ...] = ()
    evidence_small: bool = False

    def without_small(self, threshold: int) -> RecommendationView:
        """Give it as management reads it: without evidence that names a number so small that it points at somebody."""
        if not small_number(self.evidence, threshold):
            return self
        return replace(self, evidence="", evidence_small=True)


def small_number(text: str, threshold: int) -> bool:
    """Say whether a number above nought and below the threshold stands in a text, in digits or in words."""
    words = NUMBER.findall(A_CASE.sub("1 ", text.casefold()))
    found = (int(one) if one.isdecimal() else WRITTEN.get(one, 0) for one in words)
    return any(0 < one < threshold for one in found)


@dataclass(frozen=True, slots=True)
class Topic:
    """A category or a cause to choose from."""

    id: UUID
    code: str
    label: str
    active: bool


@dataclass(frozen=True, slots=True)
class ReportView:
    """A frozen report."""

    id: UUID
    from_on: date
    until_on: date
    figures: dict[str, Any]
    remarks: str
    by: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A meeting in which reports and recommendations were discussed."""

    id: UUID
    held_on: date
    present: str
    minutes: str
    by: str


def categories(session: Session, *, active: bool = True) -> tuple[Topic, ...]:
    """List the categories in their order."""
    rows = session.execute(
        select(Category.id, Category.code, Category.label, Category.active).order_by(Category.position, Category.code),
    )
    return tuple(Topic(row.id, row.code, row.label, row.active) for row in rows if row.active or not active)


def causes(session: Session, *, active: bool = True) -> tuple[Topic, ...]:
    """List the causes."""
    rows = session.execute(select(Cause.id, Cause.code, Cause.label, Cause.active).order_by(Cause.code))
    return tuple(Topic(row.id, row.code, row.label, row.active) for row in rows if row.active or not active)


def topics_of(session: Session, seat: Seat) -> tuple[UUID, ...]:
    """Name the topics of a case for who handles it, the main one first."""
    if not seat.competent:
        return ()
    rows = session.scalars(
        select(ComplaintCategory.category_id)
        .join(
            Category,
            and_(Category.tenant_id == ComplaintCategory.tenant_id, Category.id == ComplaintCategory.category_id),
        )
        .where(ComplaintCategory.complaint_id == seat.complaint_id)
        .order_by(ComplaintCategory.main.desc(), Category.position, Category.code),
    )
    return tuple(rows)


def cause_of(session: Session, seat: Seat) -> UUID | None:
    """Name the cause of a case, if one was recorded, for who handles it."""
    if not seat.competent:
        return None
    return session.scalars(select(Complaint.cause_id).where(Complaint.id == seat.complaint_id)).one()


def recommendations(session: Session, *states: State) -> tuple[RecommendationView, ...]:
    """List recommendations, newest first; all of them when no state is named."""
    statement = (
        select(
            Recommendation.id,
            Recommendation.year,
            Recommendation.number,
            Recommendation.text,
            Recommendation.evidence,
            Recommendation.state,
            Recommendation.owner,
            Recommendation.due_on,
            Recommendation.proposed_at,
            Recommendation.version,
            Category.code,
            Category.label,
        )
        .outerjoin(
            Category,
            and_(Category.tenant_id == Recommendation.tenant_id, Category.id == Recommendation.category_id),
        )
        .order_by(Recommendation.proposed_at.desc(), Recommendation.id.desc())
        .limit(200)
    )
    if states:
        statement = statement.where(Recommendation.state.in_(states))
    return tuple(
        RecommendationView(
            id=row.id,
            number=f"A-{row.year}-{row.number:03d}",
            text=row.text,
            evidence=row.evidence,
            category=row.code or "",
            category_label=row.label or "",
            state=row.state,
            owner=row.owner,
            due_on=row.due_on,
            proposed_at=row.proposed_at,
            version=row.version,
        )
        for row in session.execute(statement)
    )


def recommendation(session: Session, wanted: str) -> RecommendationView | None:
    """Find one recommendation with its decisions."""
    found = next((one for one in recommendations(session) if str(one.id) == wanted), None)
    if found is None:
        return None
    rows = session.execute(
        select(Decision, Person.name)
        .join(Person, and_(Person.tenant_id == Decision.tenant_id, Person.id == Decision.by_person_id))
        .where(Decision.recommendation_id == found.id)
        .order_by(Decision.at),
    )
    lines = tuple(
        DecisionLine(row.move, row.state, row.reason, row.owner, row.due_on, name, row.at) for row, name in rows
    )
    return RecommendationView(
        found.id,
        found.number,
        found.text,
        found.evidence,
        found.category,
        found.category_label,
        found.state,
        found.owner,
        found.due_on,
        found.proposed_at,
        found.version,
        lines,
    )


def reports(session: Session) -> tuple[ReportView, ...]:
    """List the published reports, newest first."""
    rows = session.execute(
        select(PeriodicReport, Person.name)
        .join(Person, and_(Person.tenant_id == PeriodicReport.tenant_id, Person.id == PeriodicReport.by_person_id))
        .order_by(PeriodicReport.published_at.desc())
        .limit(100),
    )
    return tuple(
        ReportView(row.id, row.from_on, row.until_on, row.figures, row.remarks, name, row.published_at)
        for row, name in rows
    )


def report(session: Session, wanted: str) -> ReportView | None:
    """Find one report."""
    return next((one for one in reports(session) if str(one.id) == wanted), None)


def reviews(session: Session) -> tuple[ReviewView, ...]:
    """List the meetings, newest first."""
    rows = session.execute(
        select(Review, Person.name)
        .join(Person, and_(Person.tenant_id == Review.tenant_id, Person.id == Review.by_person_id))
        .order_by(Review.held_on.desc(), Review.id.desc())
        .limit(50),
    )
    return tuple(ReviewView(row.id, row.held_on, row.present, row.minutes, name) for row, name in rows)


@dataclass(frozen=True, slots=True)
class StartNoticeLine:
    """Proof that one client was told of the regulation."""

    client_reference: str
    told_on: date
    channel: str


def start_notices(session: Session) -> tuple[StartNoticeLine, ...]:
    """List the newest proofs (art. 4.1)."""
    rows = session.execute(
        select(StartNotice.client_reference, StartNotice.told_on, StartNotice.channel)
        .order_by(StartNotice.told_on.desc(), StartNotice.id.desc())
        .limit(100),
    )
    return tuple(StartNoticeLine(row.client_reference, row.told_on, row.channel) for row in rows)
