"""Articles 8.1 – 8.3: categories, recommendations without anybody in them, and the periodic report."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from portal.accounts import people
from portal.casework.desk import Desk, step
from portal.casework.filing import regulation_on
from portal.domain import recommendation as life
from portal.domain.acts import Act
from portal.domain.calendar import local_date
from portal.domain.errors import Gone, Refused
from portal.domain.recommendation import Move, Role, State
from portal.models.journal import Line, next_number, note
from portal.models.organisation import StartNotice
from portal.models.person import RoleName
from portal.models.register import (
    Category,
    Cause,
    Decision,
    PeriodicReport,
    Recommendation,
    RecommendationOrigin,
    Review,
)
from portal.post import letters
from portal.sight.figures import figures
from portal.tenancy import tenant

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from portal.sight.actor import Actor

CATEGORIES = (
    "conduct",
    "reachability",
    "agreements_not_kept",
    "information",
    "quality",
    "reporting",
    "privacy",
    "planning",
    "expertise",
    "change_of_counsellor",
    "contract",
    "invoice",
    "location",
    "cooperation",
    "discrimination",
    "complaint_handling",
    "other",
)
CAUSES = (
    "communication",
    "expectation",
    "procedure_missing",
    "procedure_not_followed",
    "capacity",
    "expertise",
    "system",
    "behaviour",
    "chain",
    "external",
    "no_shortcoming",
)


def standard_lists(session: Session) -> None:
    """Give a new organisation the standard categories and causes."""
    session.add_all(Category(code=code, position=place) for place, code in enumerate(CATEGORIES))
    session.add_all(Cause(code=code) for code in CAUSES)


def add_category(session: Session, *, label: str, standard: Collection[str], now: datetime, by: UUID) -> None:
    """Add a category of the organisation's own. `standard` are the names that the standard ones go by.

    Raises:
        Refused: `category_exists`.

    """
    wanted = " ".join(label.split())
    taken = session.scalars(select(Category.label)).all()
    if wanted.casefold() in {one.casefold() for one in (*taken, *standard)}:
        raise Refused("category_exists", "label")
    last = session.scalar(select(func.max(Category.position))) or 0
    row = Category(code="", label=wanted, position=last + 1)
    row.code = f"own_{row.id.hex[-12:]}"
    session.add(row)
    note(session, Line(tenant(), by.hex, "category_added", now, {"category": row.id.hex}))


def switch_category(session: Session, *, category: str, now: datetime, by: UUID) -> None:
    """Put a category out of use, or back; what was filed under it stays."""
    row = session.get(Category, (tenant(), UUID(category)))
    if row is None:
        raise Refused("not_there")
    row.active = not row.active
    note(session, Line(tenant(), by.hex, "category_switched", now, {"category": row.id.hex, "active": row.active}))


def recommend(desk: Desk, *, text: str, evidence: str = "", category: str = "") -> None:
    """Propose an improvement that follows from a case; what management reads does not say from which (art. 8.3)."""
    step(desk, Act.RECOMMEND)
    row = _new(desk.session, text, evidence, category, desk.now)
    desk.session.add(RecommendationOrigin(recommendation_id=row.id, complaint_id=desk.complaint.id))


def propose(session: Session, actor: Actor, *, text: str, evidence: str, category: str, now: datetime) -> None:
    """Propose an improvement that follows from no single case."""
    row = _new(session, text, evidence, category, now)
    note(session, Line(tenant(), actor.person_id.hex, "recommended", now, {"recommendation": row.id.hex}))


def _new(session: Session, text: str, evidence: str, category: str, now: datetime) -> Recommendation:
    year = local_date(now).year
    row = Recommendation(
        year=year,
        number=next_number(session, tenant(), "A", year),
        text=text.strip(),
        evidence=evidence.strip(),
        category_id=UUID(category) if category else None,
        state=State.PROPOSED,
        proposed_at=now,
    )
    session.add(row)
    session.flush()
    return row


def move(
    session: Session,
    actor: Actor,
    *,
    recommendation: str,
    kind: Move,
    who: Role,
    seen: int,
    reason: str,
    owner: str,
    due_on: date | None,
    now: datetime,
) -> None:
    """Move a recommendation in its life: decide, report done, check the effect (art. 8.4).

    Raises:
        Gone: somebody else moved it meanwhile.
        Refused: not open to this role, or something is missing.

    """
    row = session.get(Recommendation, (tenant(), UUID(recommendation)), with_for_update=True)
    if row is None or row.version != seen:
        raise Gone("changed_meanwhile")
    if due_on is not None and due_on < local_date(now):
        raise Refused("date_lies_ahead", "due_on")
    named = {"reason": reason.strip(), "owner": owner.strip(), "due_on": due_on}
    given = frozenset(name for name, value in named.items() if value)
    row.state = life.moved(row.state, kind, who, given)
    row.owner = owner.strip() or row.owner
    row.due_on = due_on or row.due_on
    session.add(
        Decision(
            recommendation_id=row.id,
            move=kind,
            state=row.state,
            reason=reason.strip(),
            owner=owner.strip(),
            due_on=due_on,
            by_person_id=actor.person_id,
            at=now,
        ),
    )
    detail = {"recommendation": row.id.hex, "move": kind.value}
    note(session, Line(tenant(), actor.person_id.hex, "recommendation_moved", now, detail))


def publish_report(
    session: Session, actor: Actor, *, from_on: date, until_on: date, remarks: str, now: datetime
) -> PeriodicReport:
    """Freeze the figures of a period with the functionaris's remarks, for management to discuss (art. 8.3).

    A period is of whole months: two that differ by a day would tell of one case what each of them hides.

    Raises:
        Refused: `period_wrong`, `period_of_months`.

    """
    today = local_date(now)
    if from_on > until_on or until_on > today:
        raise Refused("period_wrong", "until_on")
    if from_on.day != 1 or (until_on + timedelta(days=1)).day != 1:
        raise Refused("period_of_months", "until_on")
    threshold = regulation_on(session, today).parameters.small_cell
    counted = figures(session, from_on, until_on, today, threshold, whole=False)
    row = PeriodicReport(
        from_on=from_on,
        until_on=until_on,
        figures=_plain(dataclasses.asdict(counted)),
        remarks=remarks.strip(),
        by_person_id=actor.person_id,
        published_at=now,
    )
    session.add(row)
    _tell_management(session, row, now)
    note(session, Line(tenant(), actor.person_id.hex, "report_published", now, {"report": row.id.hex}))
    return row


def _tell_management(session: Session, report: PeriodicReport, now: datetime) -> None:
    """Tell management that a report is ready, how much waits for a decision, and when the last review was (N26)."""
    waiting = session.scalar(
        select(func.count(Recommendation.id)).where(Recommendation.state.in_((State.PROPOSED, State.DEFERRED))),
    )
    last = session.scalar(select(func.max(Review.held_on)))
    values: dict[str, str | int] = {
        "period": f"{report.from_on.isoformat()} – {report.until_on.isoformat()}",
        "count": waiting or 0,
        "last_review_on": last.isoformat() if last else "",
    }
    for person in people.with_role(session, RoleName.MANAGEMENT):
        reader = letters.Reader(person.language, person.email, person_id=person.id, path="directie/verslagen")
        letters.write(session, "n26", reader, values, now)


def _plain(value: dict[str, object]) -> dict[str, object]:
    return {key: one.isoformat() if hasattr(one, "isoformat") else one for key, one in value.items()}


def told_at_start(
    session: Session, actor: Actor, *, client_reference: str, told_on: date, channel: str, now: datetime
) -> None:
    """Record that a client was told of the regulation at the start of the service (art. 4.1).

    Raises:
        Refused: `contact_in_future`, `no_regulation`.

    """
    if told_on > local_date(now):
        raise Refused("contact_in_future", "told_on")
    row = StartNotice(
        client_reference=client_reference.strip(),
        told_on=told_on,
        channel=channel,
        regulation_version_id=regulation_on(session, told_on).id,
        at=now,
    )
    session.add(row)
    note(session, Line(tenant(), actor.person_id.hex, "told_at_start", now, {"notice": row.id.hex}))
