"""A judgment as it was given, for whoever must correct it: its texts apart, and what it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from portal.models.judgment import Judgment, JudgmentPart

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.domain.judgment import JudgmentKind, Outcome
    from portal.sight.rows import Seat


@dataclass(frozen=True, slots=True)
class GivenPart:
    """What was found of one allegation, and why."""

    allegation: str
    outcome: Outcome
    reasons: str


@dataclass(frozen=True, slots=True)
class Given:
    """The newest judgment of a case. What was not kept apart (of a judgment of before) is empty."""

    kind: JudgmentKind
    version: int
    outcome: Outcome
    outcome_reason: str
    parts: tuple[GivenPart, ...]
    considerations: str
    agreements: str
    own: tuple[tuple[str, str], ...]
    recommendations: str
    route: str


def given(session: Session, seat: Seat) -> Given | None:
    """Read the newest judgment of a case, for the functionaris alone: it holds what each employee reads."""
    if not seat.competent:
        return None
    found = session.execute(
        select(Judgment, JudgmentPart)
        .outerjoin(
            JudgmentPart,
            and_(JudgmentPart.tenant_id == Judgment.tenant_id, JudgmentPart.judgment_id == Judgment.id),
        )
        .where(Judgment.complaint_id == seat.complaint_id)
        .order_by(Judgment.edition.desc()),
    ).all()
    if not found:
        return None
    newest = found[0][0]
    order = {one.ref: place for place, one in enumerate(seat.facts.allegations)}
    parts = [part for judgment, part in found if judgment.id == newest.id and part is not None]
    parts.sort(key=lambda part: order[str(part.allegation_id)])
    written = newest.written or {}
    return Given(
        kind=newest.kind,
        version=newest.edition,
        outcome=newest.outcome,
        outcome_reason=newest.outcome_reason,
        parts=tuple(GivenPart(str(one.allegation_id), one.outcome, one.reasons) for one in parts),
        considerations=written.get("considerations", ""),
        agreements=written.get("agreements", ""),
        own=tuple(written.get("own", {}).items()),
        recommendations=written.get("recommendations", ""),
        route=written.get("route", ""),
    )
