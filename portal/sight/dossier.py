"""The dossier: the file as one person may see it, frozen. All that a template ever gets of a case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, select

from portal.domain.calendar import local_date
from portal.domain.disclosure import CITABLE, Kind
from portal.domain.facts import Side, Stage
from portal.domain.procedure import open_acts
from portal.domain.regulation import Ground
from portal.domain.status import badge, silence, silent, status
from portal.domain.talks import seen_by
from portal.models.complaint import Allegation, Complaint, Part
from portal.models.judgment import Signature
from portal.sight.rows import my_turn, turns_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from portal.domain.acts import Act
    from portal.domain.facts import Facts, ReportShown, Talk
    from portal.domain.regulation import Capacity, Channel, Regulation
    from portal.domain.status import Badge, Status, Turn
    from portal.sight.letters import LetterLine
    from portal.sight.rows import Seat


from portal.sight.people import CASE, Someone, may_know, people_of
from portal.sight.retention import NOT_KEPT, Kept, kept_of, with_hold
from portal.sight.timeline import Moment, Piece, moments_of


@dataclass(frozen=True, slots=True)
class AllegationText:
    """An allegation that concerns this reader."""

    id: UUID
    position: int
    text: str
    employees: tuple[str, ...]
    employee_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """What was filled in when the complaint came in, beside its text: for the complainant's side and the functionaris.

    `original_place` is where the original lies; that is the functionaris's.
    """

    channel: Channel
    capacity: Capacity
    grounds: tuple[Ground, ...]
    happened_when: str
    about_whom: str
    original_place: str


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Who has signed or declined, or is still asked. `proof` is with what the signer showed who they are, or paper."""

    name: str
    side: Side
    signed: bool | None
    on: date | None
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case as one person may see it."""

    reference: str
    part: Part
    side: Side
    acts: bool
    stage: Stage
    status: Status
    badge: Badge
    received_on: date
    due_on: date
    first_due_on: date
    target_on: date
    days_left: int
    issued_on: date | None
    closed_on: date | None
    satisfied: bool | None
    settlement: bool
    external: bool
    extensions: int
    turns: tuple[Turn, ...]
    mine: Turn | None
    open_acts: tuple[Act, ...]
    notice_accepted: bool
    handler: str
    complainant: str
    people: tuple[Someone, ...]
    allegations: tuple[AllegationText, ...]
    moments: tuple[Moment, ...]
    regulation: Regulation = field(repr=False)
    filed: Filed | None = None
    kept: Kept = NOT_KEPT
    signatures: tuple[SignatureLine, ...] = ()
    open_proposals: frozenset[UUID] = frozenset()
    regulation_number: int = 1
    language: str = "nl"
    silent_days: int = 0
    silent: bool = False
    version: int = 1
    talks: tuple[Talk, ...] = ()
    reports: tuple[ReportShown, ...] = ()
    facts: Facts | None = field(default=None, repr=False)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Every piece, oldest first."""
        return tuple(piece for moment in self.moments for piece in moment.pieces)

    def changed_since(self, moment: datetime) -> bool:
        """Whether anything that this person may see is newer than that moment."""
        return max((one.at for moments in (self.moments, self.pieces) for one in moments), default=moment) > moment

    @property
    def judgment(self) -> Piece | None:
        """The newest judgment that this person may read."""
        return self.judgments[-1] if self.judgments else None

    @property
    def judgments(self) -> tuple[Piece, ...]:
        """Every version of the judgment that this person may read, the first one first."""
        return tuple(one for one in self.pieces if one.kind is Kind.JUDGMENT)

    @property
    def supporters(self) -> tuple[Someone, ...]:
        """Who supports this reader's side now, or any side for the functionaris."""
        return tuple(one for one in self.people if one.part is Part.SUPPORT and one.here)

    @property
    def representative(self) -> Someone | None:
        """Who stands for the complainant now, as far as this reader may know."""
        return next((one for one in self.people if one.part is Part.REPRESENTATIVE and one.here), None)

    @property
    def parties(self) -> tuple[Someone, ...]:
        """The complainant and the employees who know of the case."""
        return tuple(
            one
            for one in self.people
            if one.here and (one.part is Part.COMPLAINANT or (one.part is Part.EMPLOYEE and one.informed))
        )

    @property
    def letters(self) -> tuple[LetterLine, ...]:
        """Every letter of the case, newest first, for the functionaris."""
        found = (letter for one in self.people for letter in one.letters)
        return tuple(sorted(found, key=lambda letter: (letter.written_at, letter.id), reverse=True))

    @property
    def employees(self) -> tuple[Someone, ...]:
        """The employees concerned that this reader may know of."""
        return tuple(one for one in self.people if one.part is Part.EMPLOYEE and one.here)

    def piece(self, wanted: str) -> Piece | None:
        """Find a visible piece by its id."""
        return next((one for one in self.pieces if str(one.id) == wanted), None)

    def invitation(self, talk: Talk) -> Piece | None:
        """The piece that told of a talk last."""
        told = (one for one in reversed(self.pieces) if one.kind is Kind.APPOINTMENT)
        return next((one for one in told if talk.ref in {str(one.id), str(one.answers_id)}), None)

    def comment_until(self, piece: Piece) -> date | None:
        """Until when this reader may comment on a report."""
        return next((one.until for one in self.reports if one.ref == str(piece.id)), None)

    def comments(self, piece: Piece) -> tuple[Piece, ...]:
        """What was said of a report, as far as this reader may read it."""
        return tuple(one for one in self.pieces if one.kind is Kind.COMMENT and one.answers_id == piece.id)

    def open(self, act: Act) -> bool:
        """Whether this act is open to this person now."""
        return act in self.open_acts

    @classmethod
    def of(cls, session: Session, seat: Seat, now: datetime) -> Dossier:
        """Read the file as the holder of this seat may see it. Three SELECTs, whatever the size of the case."""
        today = local_date(now)
        facts = seat.facts
        people = people_of(session, seat)
        names = {one.id: one for one in people}
        at_turn = turns_of(seat, today)
        filed, allegations, proofs, kept = _filed(session, seat, names)
        known = facts if seat.competent else seen_by(facts, seat.party)
        return cls(
            reference=seat.reference,
            part=seat.part,
            side=seat.side,
            acts=seat.acts,
            stage=facts.stage,
            status=status(facts, today),
            badge=badge(facts, today),
            received_on=facts.received_on,
            due_on=facts.deadline.due_on,
            first_due_on=facts.first_due_on,
            target_on=facts.deadline.target_on,
            days_left=(facts.deadline.due_on - today).days,
            issued_on=facts.issued_on,
            closed_on=facts.closed_on,
            satisfied=facts.satisfied,
            settlement=facts.settlement,
            external=facts.external,
            extensions=facts.extensions,
            turns=at_turn,
            mine=my_turn(seat, at_turn),
            open_acts=tuple(act for act in open_acts(facts, seat.side, seat.party, today) if seat.may(act)),
            notice_accepted=seat.notice_accepted_at is not None,
            handler=_handler(seat, people),
            complainant=next((one.name for one in people if one.part is Part.COMPLAINANT), ""),
            people=tuple(one for one in people if may_know(seat, one)),
            filed=filed,
            kept=kept,
            allegations=allegations,
            moments=moments_of(session, seat, names),
            signatures=_signatures(seat, names, proofs),
            open_proposals=_open_proposals(seat),
            regulation_number=seat.regulation_number,
            language=seat.language,
            silent_days=silence(facts, today),
            silent=silent(facts, seat.regulation, today),
            version=seat.version,
            talks=known.talks,
            reports=known.reports,
            facts=facts if seat.competent else None,
            regulation=seat.regulation,
        )


def _open_proposals(seat: Seat) -> frozenset[UUID]:
    """Name the proposals on which this reader can still act: to answer, or to take back."""
    return frozenset(
        UUID(one.ref)
        for one in seat.facts.proposals
        if one.open and (seat.party == one.by or seat.party in one.awaiting)
    )


def _handler(seat: Seat, people: Sequence[Someone]) -> str:
    return next((one.name for one in people if str(one.id) == seat.facts.handler), "")


Proofs = dict[tuple[str, str], str]
"""What showed who signed, by document and signer."""


def _filed(
    session: Session, seat: Seat, names: dict[UUID, Someone]
) -> tuple[Filed | None, tuple[AllegationText, ...], Proofs, Kept]:
    """Read what was filled in, the allegations, what is known of the signatures, and a hold, in one question."""
    if seat.side_id is None or (seat.side is Side.EMPLOYEE and seat.facts.stage is Stage.RECEIVED):
        return None, (), {}, NOT_KEPT
    asked = _ASKED[seat.facts.satisfied is True, seat.competent]
    found = session.execute(asked, {"case": seat.complaint_id}).all()
    rows = tuple({row.id: row for row in found}.values())
    first = rows[0]
    filed = Filed(
        channel=first.channel,
        capacity=first.capacity,
        grounds=tuple(Ground(one) for one in first.grounds),
        happened_when=first.happened_when,
        about_whom=first.about_whom,
        original_place=first.original_place if seat.competent else "",
    )
    kept = kept_of(first, seat.facts) if seat.competent else NOT_KEPT
    return None if seat.side is Side.EMPLOYEE else filed, _allegations(rows, seat, names), _proofs(found, seat), kept


def _proofs(found: Sequence[Row[*tuple[Any, ...]]], seat: Seat) -> Proofs:
    if not seat.facts.marks:
        return {}
    return {
        ("" if row.about_id is None else str(row.about_id), str(row.participant_id)): row.assurance for row in found
    }


_FILED = (
    select(
        Complaint.channel,
        Complaint.capacity,
        Complaint.grounds,
        Complaint.happened_when,
        Complaint.about_whom,
        Complaint.original_place,
        Allegation.id,
        Allegation.position,
        Allegation.text,
    )
    .select_from(Complaint)
    .outerjoin(Allegation, and_(Allegation.tenant_id == Complaint.tenant_id, Allegation.complaint_id == Complaint.id))
    .where(Complaint.id == CASE)
    .order_by(Allegation.position)
)

_SIGNED = (
    _FILED.add_columns(Signature.about_id, Signature.participant_id, Signature.assurance)
    .outerjoin(Signature, and_(Signature.tenant_id == Complaint.tenant_id, Signature.complaint_id == Complaint.id))
    .order_by(Signature.at)
)
"""The same once signatures are asked: each line comes once for every signature, so that they take no question more."""

_ASKED = {
    (signed, competent): with_hold(statement) if competent else statement
    for signed, statement in ((False, _FILED), (True, _SIGNED))
    for competent in (False, True)
}
"""By whether signatures are asked, and whether the reader has the whole file: to those alone a hold is told."""


def _allegations(
    rows: Sequence[Row[*tuple[Any, ...]]], seat: Seat, names: dict[UUID, Someone]
) -> tuple[AllegationText, ...]:
    """Give the allegations: the functionaris and the complainant's side all, an employee only those about them."""
    if not seat.competent and seat.facts.stage is Stage.RECEIVED:
        return ()
    links = {one.ref: one.employees for one in seat.facts.allegations}
    mine = seat.party
    visible = [ref for ref, about in links.items() if seat.side is not Side.EMPLOYEE or mine in about]
    who = {str(one.id): one.name for one in names.values() if may_know(seat, one)}
    return tuple(
        AllegationText(
            id=row.id,
            position=row.position,
            text=row.text,
            employees=tuple(who[ref] for ref in links[str(row.id)] if ref in who),
            employee_ids=links[str(row.id)] if seat.competent else (),
        )
        for row in rows
        if str(row.id) in visible
    )


def _signatures(seat: Seat, names: dict[UUID, Someone], proofs: Proofs) -> tuple[SignatureLine, ...]:
    """List who was asked to sign: an employee sees their own document, the others see all."""
    facts = seat.facts
    if facts.satisfied is not True or seat.side_id is None:
        return ()
    documents = facts.documents
    if seat.side is Side.EMPLOYEE:
        documents = tuple(one for one in documents if seat.party in facts.signers(one))
    refs = dict.fromkeys(ref for document in documents for ref in facts.signers(document))
    by_id = {str(key): one for key, one in names.items()}
    marks = {mark.party: mark for mark in facts.marks if mark.document in documents}
    return tuple(
        SignatureLine(
            by_id[ref].name,
            by_id[ref].side,
            marks[ref].signed if ref in marks else None,
            marks[ref].on if ref in marks else None,
            proofs.get((marks[ref].document, ref), "") if ref in marks else "",
        )
        for ref in refs
    )


def citable(dossier: Dossier, allegation: AllegationText) -> tuple[tuple[Piece, bool], ...]:
    """List the pieces the reasons on an allegation may rest on, each with whether everybody concerned could read it.

    For the functionaris only: it needs the whole file.
    """
    return tuple(
        (piece, readers_of(piece) >= {_complainant(dossier), *allegation.employee_ids})
        for piece in dossier.pieces
        if piece.kind in CITABLE
    )


def readers_of(piece: Piece) -> frozenset[str]:
    """Name, by reference, the parties that can read a piece: its own side and those it was released to."""
    found = {piece.owner, *(str(one.recipient_id) for one in piece.shared)}
    return frozenset(found)


def _complainant(dossier: Dossier) -> str:
    return "" if dossier.facts is None else dossier.facts.complainant
