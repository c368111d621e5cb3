"""Articles 5.4 and 5.5: the judgment within four weeks, in writing, extended with a reason, or corrected."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from portal.casework.composing import (
    Composed,
    Edition,
    Judging,
    Occasion,
    PartFinding,
    Settling,
    by_post,
    compose_judgment,
    compose_settlement,
    editions_of,
    today,
)
from portal.casework.desk import Desk, Input, NewPiece, digest, step
from portal.domain.acts import Act
from portal.domain.disclosure import Kind
from portal.domain.errors import Refused
from portal.domain.facts import Side
from portal.domain.judgment import JudgmentKind, Outcome, departs
from portal.domain.writing import unwritten
from portal.models.base import new_id
from portal.models.dossier import Entry
from portal.models.judgment import Citation, Judgment, JudgmentPart
from portal.papers import orders

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = [
    "Judging",
    "Mending",
    "PartFinding",
    "Settling",
    "correct_judgment",
    "extend",
    "issue_judgment",
    "issue_settlement",
    "preview_correction",
    "preview_judgment",
    "preview_settlement",
]

TOLD = ("n14", "n15")
"""The letters that tell of a judgment."""
CONSENT = "De klager heeft met deze verlenging ingestemd."


def extend(desk: Desk, *, until: date, reason: str, consent: bool = False) -> None:
    """Extend the term with a reason and a new date; complainant and employees are told (art. 5.4, N13).

    That the complainant agreed is kept as a note, and so in the journal.
    """
    agreed = [NewPiece(Kind.NOTE, CONSENT)] if consent else []
    step(
        desk,
        Act.EXTEND,
        Input(until=until, yes=consent),
        [NewPiece(Kind.EXTENSION, reason), *agreed],
        {"old_due_on": desk.facts.deadline.due_on.isoformat(), "due_on": until.isoformat()},
    )


def issue_judgment(desk: Desk, *, written: Judging) -> None:
    """Issue the judgment: frozen, readable from the commit on, which stops the clock (T17).

    Raises:
        Refused: the regulation says no, or a text that it must have is missing.

    """
    _refuse_gaps(written.texts)
    _issue(desk, Act.ISSUE_JUDGMENT, compose_judgment(desk, written, today(desk)), written)


def issue_settlement(desk: Desk, *, written: Settling) -> None:
    """Issue the short judgment on a solution: resolved, no finding on well-foundedness, the agreements (art. 5.3).

    Colleagues do not read one another: each of several employees reads the agreements in words of their own.

    Raises:
        Refused: the regulation says no, or a text that it must have is missing.

    """
    _refuse_gaps(written.texts(desk))
    _issue(desk, Act.ISSUE_SETTLEMENT, compose_settlement(desk, written, today(desk)), written)


def preview_judgment(desk: Desk, *, written: Judging) -> tuple[Edition, ...]:
    """Show what each would read if the judgment were issued now."""
    return editions_of(desk, compose_judgment(desk, written, today(desk)), written)


def preview_settlement(desk: Desk, *, written: Settling) -> tuple[Edition, ...]:
    """Show what each would read if the settlement were issued now."""
    return editions_of(desk, compose_settlement(desk, written, today(desk)))


@dataclass(frozen=True, slots=True)
class Mending:
    """A judgment with its errors mended: what was mended and why, and its texts as they should have been.

    The outcomes stay, and so do the pieces that it rests on. `reasons`: by the reference of the allegation; `own`: by
    that of the employee.
    """

    correction: str
    route: str
    recommendations: str = ""
    considerations: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    whole_reason: str = ""
    agreements: str = ""
    own: Mapping[str, str] = field(default_factory=dict)


def correct_judgment(desk: Desk, *, written: Mending) -> None:
    """Issue a corrected judgment to the same readers; the first stays, and the clock stopped with it (art. 5.5).

    Raises:
        Refused: the regulation says no, a text that it must have is missing, or `nothing_changed`.

    """
    before = _newest(desk)
    after = _mended(desk, before, written)
    _refuse_gaps(
        (after.texts if isinstance(after, Judging) else after.texts(desk)) | {"correction": written.correction}
    )
    for one in after.parts if isinstance(after, Judging) else ():
        if not one.reasons.strip():
            raise Refused("reasons_missing", f"reasons_{one.allegation}")
    if after == _mended(desk, before, None):
        raise Refused("nothing_changed")
    _issue(desk, Act.CORRECT_JUDGMENT, _recomposed(desk, after, written), after, written.correction)


def preview_correction(desk: Desk, *, written: Mending) -> tuple[Edition, ...]:
    """Show what each would read if the judgment were corrected so."""
    after = _mended(desk, _newest(desk), written)
    return editions_of(desk, _recomposed(desk, after, written), after if isinstance(after, Judging) else None)


def _refuse_gaps(texts: Mapping[str, str]) -> None:
    for lack in unwritten(texts):
        raise Refused(lack.reason, lack.field)


def _issue(desk: Desk, act: Act, made: Composed, written: Judging | Settling, correction: str = "") -> None:
    """Freeze a judgment with its editions: every one passes here, the first and what comes in its place."""
    text = made.texts[None]
    key = new_id()
    own = {desk.someone(ref).id: words for ref, words in made.texts.items() if ref is not None}
    step(
        desk,
        act,
        Input(findings=made.findings, by_post=by_post(desk)),
        [NewPiece(Kind.JUDGMENT, text, id=key, editions=own)],
    )
    judging = written if isinstance(written, Judging) else None
    judgment = Judgment(
        complaint_id=desk.complaint.id,
        entry_id=key,
        edition=1 + len(_judgments(desk)),
        kind=JudgmentKind.JUDGMENT if judging else JudgmentKind.SETTLEMENT,
        outcome=made.whole,
        outcome_reason=judging.whole_reason if judging and departs(judging.outcomes, judging.whole) else "",
        written=written.kept,
        correction=correction,
        digest=digest(text),
        issued_at=desk.now,
    )
    desk.session.add(judgment)
    _order_papers(desk, judgment.id)
    for one, finding in zip(judging.parts if judging else (), made.findings, strict=True):
        row = JudgmentPart(
            owner_id=desk.complaint.id,
            judgment_id=judgment.id,
            allegation_id=UUID(one.allegation),
            outcome=Outcome(finding.outcome),
            reasons=one.reasons,
        )
        desk.session.add(row)
        desk.session.add_all(Citation(part_id=row.id, entry_id=UUID(ref)) for ref in dict.fromkeys(one.cited))


def _order_papers(desk: Desk, judgment_id: UUID) -> None:
    """Order every edition on paper; who is told of the judgment is told when theirs is there (T17)."""
    parties = [desk.someone(one.ref) for one in desk.facts.parties if one.informed or one.side is Side.COMPLAINANT]
    editions = [orders.Edition(None, desk.complaint.language)]
    editions += [orders.Edition(one.id, paper_language(desk, str(one.id))) for one in parties]
    made = orders.judgment(desk.session, desk.complaint.id, judgment_id, editions, desk.now)
    of_people = {one.id: made[one.side_id] for one in desk.people if one.side_id is not None and one.side_id in made}
    orders.hold_letters(desk.session, desk.complaint.id, TOLD, of_people, desk.now)


def paper_language(desk: Desk, ref: str) -> str:
    """An employee with a document of their own reads it in their own language, like the text itself."""
    return desk.someone(ref).language if ref and ref in desk.facts.documents else desk.complaint.language


def _judgments(desk: Desk) -> list[Judgment]:
    """List the judgments of this case, the first one first."""
    found = select(Judgment).where(Judgment.complaint_id == desk.complaint.id).order_by(Judgment.edition)
    return list(desk.session.scalars(found))


def _newest(desk: Desk) -> Judgment:
    found = _judgments(desk)
    if not found:
        raise Refused("judgment_there")
    return found[-1]


def _mended(desk: Desk, before: Judgment, written: Mending | None) -> Judging | Settling:
    """Put mended texts in the place of the old ones; with none, give the judgment as it stands."""
    old = before.written or {}
    if before.kind is JudgmentKind.SETTLEMENT:
        kept = Settling(
            old.get("agreements", ""), old.get("recommendations", ""), old.get("route", ""), old.get("own", {})
        )
        return (
            kept
            if written is None
            else Settling(written.agreements, written.recommendations, written.route, written.own)
        )
    parts = tuple(
        PartFinding(str(row.allegation_id), row.outcome, row.reasons, _cited(desk, row)) for row in _parts(desk, before)
    )
    stood = Judging(
        old.get("considerations", ""),
        parts,
        old.get("recommendations", ""),
        old.get("route", ""),
        whole=before.outcome,
        whole_reason=before.outcome_reason,
    )
    if written is None:
        return stood
    return replace(
        stood,
        considerations=written.considerations,
        parts=tuple(replace(one, reasons=written.reasons.get(one.allegation, "")) for one in parts),
        recommendations=written.recommendations,
        route=written.route,
        whole_reason=written.whole_reason,
    )


def _parts(desk: Desk, judgment: Judgment) -> list[JudgmentPart]:
    """List the parts of a judgment in the order of the allegations."""
    order = {one.ref: place for place, one in enumerate(desk.facts.allegations)}
    rows = desk.session.scalars(select(JudgmentPart).where(JudgmentPart.judgment_id == judgment.id))
    return sorted(rows, key=lambda row: order[str(row.allegation_id)])


def _cited(desk: Desk, part: JudgmentPart) -> tuple[str, ...]:
    rows = desk.session.scalars(select(Citation.entry_id).where(Citation.part_id == part.id))
    return tuple(sorted(str(one) for one in rows))


def _recomposed(desk: Desk, after: Judging | Settling, written: Mending) -> Composed:
    """Write a corrected judgment: the day and the name are those of the one that was first given."""
    known = _judgments(desk)
    first = next(one for one in reversed(known) if not one.correction)
    author = desk.session.get_one(Entry, (first.tenant_id, first.entry_id)).author_id
    occasion = Occasion(
        desk.someone(author).name,
        desk.facts.issued_on or desk.today,
        desk.facts.to_post,
        version=1 + len(known),
        corrected_on=desk.today,
        correction=written.correction,
    )
    if isinstance(after, Judging):
        return compose_judgment(desk, after, occasion)
    return compose_settlement(desk, after, occasion)
