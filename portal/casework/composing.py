"""The text of a judgment, one edition for each who reads it. It reads and writes nothing: to look is not to issue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.domain.calendar import local_date
from portal.domain.disclosure import CITABLE
from portal.domain.errors import Refused
from portal.domain.facts import Finding
from portal.domain.judgment import JudgmentDraft, JudgmentKind, Outcome, PartText, composed, departs, outcome_of
from portal.models.complaint import Allegation, Part
from portal.models.dossier import Entry, Release
from portal.models.organisation import Organisation
from portal.papers.words import JUDGMENT, OUTCOMES, TITLES
from portal.post.writing import day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from portal.casework.opened import Desk
    from portal.domain.facts import Side


@dataclass(frozen=True, slots=True)
class PartFinding:
    """What the functionaris finds of one allegation, why, and on which pieces; no outcome while it is a draft."""

    allegation: str
    outcome: Outcome | None
    reasons: str
    cited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judging:
    """What was written of a judgment. `whole`: another outcome than follows from the parts, with its reason."""

    considerations: str
    parts: tuple[PartFinding, ...]
    recommendations: str
    route: str
    exception: str = ""
    whole: Outcome | None = None
    whole_reason: str = ""

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes that were chosen."""
        return tuple(one.outcome for one in self.parts if one.outcome is not None)

    @property
    def weighed(self) -> str:
        """The considerations, with why a piece was used that not everybody could read."""
        return f"{self.considerations.strip()}\n\n{self.exception.strip()}".strip()

    @property
    def kept(self) -> dict[str, Any]:
        """What is kept of it beside its parts, for whoever must correct it."""
        return {"considerations": self.weighed, "recommendations": self.recommendations, "route": self.route}

    @property
    def texts(self) -> dict[str, str]:
        """The texts that this judgment must have."""
        asked = {"considerations": self.considerations, "route": self.route}
        return asked | ({"whole_reason": self.whole_reason} if departs(self.outcomes, self.whole) else {})


@dataclass(frozen=True, slots=True)
class Settling:
    """What was written of a settlement. `own`: what each of several employees reads of the agreements."""

    agreements: str
    recommendations: str
    route: str
    own: Mapping[str, str] = field(default_factory=dict)

    @property
    def kept(self) -> dict[str, Any]:
        """What is kept of it, for whoever must correct it."""
        said = {"agreements": self.agreements, "recommendations": self.recommendations, "route": self.route}
        return said | {"own": dict(self.own)}

    def texts(self, desk: Desk) -> dict[str, str]:
        """The texts that this settlement must have: of several employees each reads one."""
        own = {f"own_{ref}": self.own.get(ref, "") for ref in desk.facts.documents if ref}
        return {"agreements": self.agreements, "route": self.route, **own}


@dataclass(frozen=True, slots=True)
class Occasion:
    """By whom a judgment is given, and on which day; of a corrected one, also which version it is and what was mended.

    A corrected judgment keeps the day and the name of the first: those are when and by whom it was judged.
    """

    by: str
    on: date
    by_post: bool
    version: int = 1
    corrected_on: date | None = None
    correction: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """A judgment as one person will read it; `unread` are the pieces in it that this person could not read."""

    name: str
    side: Side
    language: str
    text: str
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Composed:
    """A judgment as it would be frozen: its outcome, a text for each employee and one for all others (None)."""

    whole: Outcome
    texts: dict[str | None, str]
    findings: tuple[Finding, ...] = ()


def today(desk: Desk) -> Occasion:
    """Judge now, as whoever sits at this desk."""
    return Occasion(desk.author.name, desk.today, by_post(desk))


def compose_judgment(desk: Desk, written: Judging, occasion: Occasion) -> Composed:
    """Write each edition of a full judgment.

    Raises:
        Refused: `no_such_piece`.

    """
    texts, entries = _allegations(desk), _entries(desk)
    readers = _readers(desk, entries)
    labels = _Labels(desk, entries, written)
    findings = tuple(
        Finding(
            one.allegation,
            one.outcome.value if one.outcome else "",
            bool(one.reasons.strip()),
            {ref: readers.get(ref, frozenset()) for ref in one.cited},
            exception=bool(written.exception.strip()),
        )
        for one in written.parts
    )
    editions = {
        ref: _judgment(desk, written, _part(desk, ref, written), texts, labels.told(language), language, occasion)
        for ref, language in languages(desk).items()
    }
    return Composed(outcome_of(written.outcomes, written.whole), editions, findings)


def compose_settlement(desk: Desk, written: Settling, occasion: Occasion) -> Composed:
    """Write each edition of the short judgment on a solution."""
    editions = {
        ref: _settlement(desk, written, written.own.get(ref or "", written.agreements), language, occasion)
        for ref, language in languages(desk).items()
    }
    return Composed(Outcome.NO_FINDING, editions)


def editions_of(desk: Desk, made: Composed, written: Judging | None = None) -> tuple[Edition, ...]:
    """Show each edition as its reader will read it, with what of its pieces that reader could not read."""
    spoken = languages(desk)
    entries = _entries(desk) if written else {}
    readers = _readers(desk, entries)
    labels = _Labels(desk, entries, written)

    def unread(ref: str | None, reader: str) -> tuple[str, ...]:
        cited = dict.fromkeys(piece for one in _part(desk, ref, written) for piece in one.cited)
        told = labels.told(spoken[ref])
        return tuple(told[piece] for piece in cited if reader not in readers[piece])

    return tuple(
        Edition(
            (someone := desk.someone(ref or desk.facts.complainant)).name,
            someone.side,
            spoken[ref],
            text,
            unread(ref, str(someone.id)),
        )
        for ref, text in made.texts.items()
    )


def languages(desk: Desk) -> dict[str | None, str]:
    """Say in which language each edition is written: None is the whole text.

    An employee with a document of their own reads, and signs, it in their own language; one text for all is in that
    of the case.
    """
    facts, common = desk.facts, desk.complaint.language
    own = {ref: desk.someone(ref).language for ref in facts.documents if ref}
    return {None: common, **{one.ref: own.get(one.ref, common) for one in facts.informed}}


def by_post(desk: Desk) -> bool:
    """Whether the complainant's side can only be reached by post: then the day of posting counts (art. 5.5)."""
    side = [one for one in desk.people if str(one.side_id) == desk.facts.complainant and one.left_at is None]
    return not any(one.email or one.person_id for one in side if one.part in {Part.COMPLAINANT, Part.REPRESENTATIVE})


def _part(desk: Desk, ref: str | None, written: Judging | None) -> tuple[PartFinding, ...]:
    """Give what an employee reads of the findings: those about them. Everybody else reads all."""
    found = written.parts if written else ()
    return found if ref is None else tuple(one for one in found if one.allegation in desk.facts.linked(ref))


def _judgment(
    desk: Desk,
    written: Judging,
    mine: tuple[PartFinding, ...],
    texts: dict[str, str],
    labels: dict[str, str],
    language: str,
    occasion: Occasion,
) -> str:
    words = OUTCOMES[language]
    nothing = words["unwritten"]
    known = [one for one in mine if one.allegation in texts]
    whole, reason = _whole(written, mine)
    draft = JudgmentDraft(
        title=TITLES[language][JudgmentKind.JUDGMENT].format(reference=desk.complaint.reference),
        intro=_intro(desk, language, occasion),
        corrects=_corrects(language, occasion),
        correction=occasion.correction,
        considerations=written.weighed,
        parts=tuple(
            PartText(
                texts[one.allegation],
                words[one.outcome.value] if one.outcome else nothing,
                one.reasons.strip() or nothing,
                tuple(labels[ref] for ref in one.cited),
            )
            for one in known
        ),
        whole=words[f"whole_{whole.value}"] if whole else nothing,
        whole_reason=reason,
        recommendations=written.recommendations,
        route=written.route,
        terms=_terms(desk, language, occasion),
    )
    return composed(draft, JUDGMENT[language])


def _whole(written: Judging, mine: tuple[PartFinding, ...]) -> tuple[Outcome | None, str]:
    """Say how the whole is judged for who reads these parts.

    Another outcome than follows from the parts, and why, is for who reads all of them: it weighs them against each
    other. Whoever reads some reads what follows from those.
    """
    found = [one.outcome for one in mine if one.outcome is not None]
    every = len(mine) in {0, len(written.parts)}
    if every and written.whole is not None:
        outcomes = written.outcomes
        return written.whole, written.whole_reason if mine and departs(outcomes, written.whole) else ""
    if len(found) < len(mine):
        return None, ""
    return outcome_of(found or written.outcomes, None), ""


def _settlement(desk: Desk, written: Settling, agreements: str, language: str, occasion: Occasion) -> str:
    draft = JudgmentDraft(
        title=TITLES[language][JudgmentKind.SETTLEMENT].format(reference=desk.complaint.reference),
        intro=_intro(desk, language, occasion),
        corrects=_corrects(language, occasion),
        correction=occasion.correction,
        whole=OUTCOMES[language]["settled"],
        agreements=agreements,
        recommendations=written.recommendations,
        route=written.route,
        terms=_terms(desk, language, occasion),
    )
    return composed(draft, JUDGMENT[language])


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


class _Labels:
    """How a judgment names the pieces that it cites."""

    def __init__(self, desk: Desk, entries: dict[str, Entry], written: Judging | None) -> None:
        self.desk = desk
        refs = dict.fromkeys(ref for one in (written.parts if written else ()) for ref in one.cited)
        if any(ref not in entries for ref in refs):
            raise Refused("no_such_piece", "parts")
        self.cited = {ref: entries[ref] for ref in refs}

    def told(self, language: str) -> dict[str, str]:
        """Label each cited piece: kind, whose, and the day."""
        labels = {}
        for ref, entry in self.cited.items():
            author = self.desk.someone(entry.side_id)
            kind = OUTCOMES[language][f"kind_{entry.kind.value}"]
            labels[ref] = f"{kind} ({author.name}, {day(entry.happened_on or local_date(entry.at), language)})"
        return labels


def _intro(desk: Desk, language: str, occasion: Occasion) -> str:
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
        functionaris=occasion.by,
        received=day(facts.received_on, language),
        issued=day(occasion.on, language),
    )


def _terms(desk: Desk, language: str, occasion: Occasion) -> str:
    facts, words = desk.facts, OUTCOMES[language]
    kept = "terms_kept" if occasion.on <= facts.deadline.due_on else "terms_missed"
    told = "terms_post" if occasion.by_post else kept
    line = words[told].format(due=day(facts.deadline.due_on, language), issued=day(occasion.on, language))
    if facts.extensions:
        line += " " + words["terms_extended"].format(first=day(facts.first_due_on, language), n=facts.extensions)
    return line


def _corrects(language: str, occasion: Occasion) -> str:
    if occasion.corrected_on is None:
        return ""
    told, version = day(occasion.corrected_on, language), occasion.version
    return OUTCOMES[language]["corrects"].format(version=version, before=version - 1, day=told)
