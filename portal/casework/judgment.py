"""Articles 5.4 and 5.5: the judgment within four weeks, in writing, or extended with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from portal.casework.desk import Desk, Input, NewPiece, digest, step
from portal.domain.acts import Act
from portal.domain.calendar import local_date
from portal.domain.disclosure import CITABLE, Kind
from portal.domain.errors import Refused
from portal.domain.facts import Finding
from portal.domain.judgment import JudgmentDraft, JudgmentKind, Outcome, PartText, composed, overall
from portal.models.base import new_id
from portal.models.complaint import Allegation, Part
from portal.models.dossier import Entry, Release
from portal.models.judgment import Citation, Judgment, JudgmentPart
from portal.models.organisation import Organisation
from portal.papers.words import JUDGMENT, OUTCOMES, TITLES
from portal.post.writing import day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class PartFinding:
    """What the functionaris finds of one allegation, why, and on which pieces."""

    allegation: str
    outcome: Outcome
    reasons: str
    cited: tuple[str, ...] = ()


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


def issue_judgment(
    desk: Desk,
    *,
    considerations: str,
    parts: Iterable[PartFinding],
    recommendations: str,
    route: str,
    exception: str = "",
) -> None:
    """Issue the judgment: frozen, readable from the commit on, which stops the clock (T17).

    Args:
        desk: the case.
        considerations: what was weighed, in general.
        parts: a finding for each allegation.
        recommendations: what the parties are advised, may be empty.
        route: where the case can be brought (art. 4.2).
        exception: why a piece is cited that not everybody could read; empty as a rule.

    Raises:
        Refused: the regulation says no, or `route_missing`.

    """
    found = list(parts)
    if not route.strip():
        raise Refused("route_missing", "route")
    texts = _allegations(desk)
    entries = _entries(desk)
    readers = _readers(desk, entries)
    findings = tuple(
        Finding(
            one.allegation,
            one.outcome.value,
            bool(one.reasons.strip()),
            {ref: readers.get(ref, frozenset()) for ref in one.cited},
            exception=bool(exception.strip()),
        )
        for one in found
    )
    whole = overall([one.outcome for one in found])
    extra = f"{considerations.strip()}\n\n{exception.strip()}".strip()
    editions = {}
    for ref, language in _languages(desk).items():
        mine = [one for one in found if ref is None or one.allegation in desk.facts.linked(ref)]
        draft = _draft(desk, mine, texts, whole, language)
        full = _filled(draft, extra, recommendations, route, _cited(desk, found, entries, language))
        editions[ref] = composed(full, JUDGMENT[language])
    _issue(desk, Act.ISSUE_JUDGMENT, JudgmentKind.JUDGMENT, whole, editions, findings, found)


def issue_settlement(
    desk: Desk, *, agreements: str, route: str, recommendations: str = "", own: Mapping[str, str] | None = None
) -> None:
    """Issue the short judgment on a solution: resolved, no finding on well-foundedness, the agreements (art. 5.3).

    `own`: what each of several employees reads of the agreements, by their reference; colleagues do not read one
    another. One employee reads the whole.

    Raises:
        Refused: the regulation says no, `agreements_missing` or `route_missing`.

    """
    if not agreements.strip():
        raise Refused("agreements_missing", "agreements")
    if not route.strip():
        raise Refused("route_missing", "route")
    texts = own or {}
    missing = next((ref for ref in desk.facts.documents if ref and not texts.get(ref, "").strip()), None)
    if missing is not None:
        raise Refused("agreements_missing", f"own_{missing}")
    editions = {
        ref: _settlement(desk, texts.get(ref or "", agreements), recommendations, route, language)
        for ref, language in _languages(desk).items()
    }
    _issue(desk, Act.ISSUE_SETTLEMENT, JudgmentKind.SETTLEMENT, Outcome.NO_FINDING, editions, (), [])


def _settlement(desk: Desk, agreements: str, recommendations: str, route: str, language: str) -> str:
    draft = JudgmentDraft(
        title=TITLES[language][JudgmentKind.SETTLEMENT].format(reference=desk.complaint.reference),
        intro=_intro(desk, language),
        whole=OUTCOMES[language]["settled"],
        agreements=agreements,
        recommendations=recommendations,
        route=route,
        terms=_terms(desk, language),
    )
    return composed(draft, JUDGMENT[language])


def _languages(desk: Desk) -> dict[str | None, str]:
    """Say in which language each edition is written: None is the whole text.

    An employee with a document of their own reads, and signs, it in their own language; one text for all is in that
    of the case.
    """
    facts, common = desk.facts, desk.complaint.language
    own = {ref: desk.someone(ref).language for ref in facts.documents if ref}
    return {None: common, **{one.ref: own.get(one.ref, common) for one in facts.informed}}


def _issue(
    desk: Desk,
    act: Act,
    kind: JudgmentKind,
    whole: Outcome,
    editions: dict[str | None, str],
    findings: tuple[Finding, ...],
    parts: list[PartFinding],
) -> None:
    text = editions[None]
    key = new_id()
    own = {desk.someone(ref).id: words for ref, words in editions.items() if ref is not None}
    step(
        desk,
        act,
        Input(findings=findings, by_post=_by_post(desk)),
        [NewPiece(Kind.JUDGMENT, text, id=key, editions=own)],
    )
    judgment = Judgment(
        complaint_id=desk.complaint.id,
        entry_id=key,
        edition=1 + _issued_before(desk),
        kind=kind,
        outcome=whole,
        digest=digest(text),
        issued_at=desk.now,
    )
    desk.session.add(judgment)
    for one in parts:
        row = JudgmentPart(
            owner_id=desk.complaint.id,
            judgment_id=judgment.id,
            allegation_id=UUID(one.allegation),
            outcome=one.outcome,
            reasons=one.reasons,
        )
        desk.session.add(row)
        desk.session.add_all(Citation(part_id=row.id, entry_id=UUID(ref)) for ref in dict.fromkeys(one.cited))


def _by_post(desk: Desk) -> bool:
    """Whether the complainant's side can only be reached by post: then the day of posting counts (art. 5.5)."""
    side = [one for one in desk.people if str(one.side_id) == desk.facts.complainant and one.left_at is None]
    return not any(one.email or one.person_id for one in side if one.part in {Part.COMPLAINANT, Part.REPRESENTATIVE})


def _issued_before(desk: Desk) -> int:
    return len(desk.session.scalars(select(Judgment.id).where(Judgment.complaint_id == desk.complaint.id)).all())


def _allegations(desk: Desk) -> dict[str, str]:
    rows = desk.session.execute(
        select(Allegation.id, Allegation.text)
        .where(Allegation.complaint_id == desk.complaint.id)
        .order_by(Allegation.position),
    )
    return {str(row.id): row.text for row in rows}


def _entries(desk: Desk) -> dict[str, Entry]:
    rows = desk.session.scalars(
        select(Entry).where(Entry.complaint_id == desk.complaint.id, Entry.kind.in_(CITABLE)).order_by(Entry.at),
    )
    return {str(row.id): row for row in rows}


def _readers(desk: Desk, entries: dict[str, Entry]) -> dict[str, frozenset[str]]:
    """Say, for each piece, which parties can read it."""
    rows = desk.session.execute(
        select(Release.entry_id, Release.recipient_id).where(Release.complaint_id == desk.complaint.id),
    )
    found = {ref: {str(entry.side_id)} for ref, entry in entries.items()}
    for row in rows:
        if str(row.entry_id) in found:
            found[str(row.entry_id)].add(str(row.recipient_id))
    return {ref: frozenset(who) for ref, who in found.items()}


def _draft(desk: Desk, found: list[PartFinding], texts: dict[str, str], whole: Outcome, language: str) -> JudgmentDraft:
    seen = overall([one.outcome for one in found]) if found else whole
    return JudgmentDraft(
        title=TITLES[language][JudgmentKind.JUDGMENT].format(reference=desk.complaint.reference),
        intro=_intro(desk, language),
        parts=tuple(
            PartText(texts[one.allegation], OUTCOMES[language][one.outcome.value], one.reasons, one.cited)
            for one in found
            if one.allegation in texts
        ),
        whole=OUTCOMES[language][f"whole_{seen.value}"],
        terms=_terms(desk, language),
    )


def _filled(
    draft: JudgmentDraft, considerations: str, recommendations: str, route: str, labels: dict[str, str]
) -> JudgmentDraft:
    return replace(
        draft,
        considerations=considerations,
        recommendations=recommendations,
        route=route,
        parts=tuple(
            replace(part, cited=tuple(labels[ref] for ref in part.cited if ref in labels)) for part in draft.parts
        ),
    )


def _cited(desk: Desk, found: list[PartFinding], entries: dict[str, Entry], language: str) -> dict[str, str]:
    """Label each cited piece as the judgment names it: kind, whose, and the day."""
    labels = {}
    for ref in dict.fromkeys(ref for one in found for ref in one.cited):
        entry = entries.get(ref)
        if entry is None:
            raise Refused("no_such_piece", "parts")
        author = desk.someone(entry.side_id)
        kind = OUTCOMES[language][f"kind_{entry.kind.value}"]
        labels[ref] = f"{kind} ({author.name}, {day(entry.happened_on or local_date(entry.at), language)})"
    return labels


def _intro(desk: Desk, language: str) -> str:
    facts = desk.facts
    organisation = desk.session.scalars(select(Organisation.name)).one()
    employees = ", ".join(desk.someone(one.ref).name for one in facts.informed) if len(facts.informed) == 1 else ""
    words, kind = OUTCOMES[language], "" if employees else "_organisation"
    spoken = all(any(reply.answered_on for reply in party.replies) for party in facts.parties)
    return words[f"intro{kind}"].format(
        heard=words[f"{'heard' if spoken else 'asked'}{kind}"],
        organisation=organisation,
        complainant=desk.someone(facts.complainant).name,
        employee=employees,
        functionaris=desk.author.name,
        received=day(facts.received_on, language),
        issued=day(desk.today, language),
    )


def _terms(desk: Desk, language: str) -> str:
    facts, words = desk.facts, OUTCOMES[language]
    kept = "terms_kept" if desk.today <= facts.deadline.due_on else "terms_missed"
    told = "terms_post" if _by_post(desk) else kept
    line = words[told].format(due=day(facts.deadline.due_on, language), issued=day(desk.today, language))
    if facts.extensions:
        line += " " + words["terms_extended"].format(first=day(facts.first_due_on, language), n=facts.extensions)
    return line
