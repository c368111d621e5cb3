"""The dossier: the file as one person may see it, frozen. All that a template ever gets of a case.

A piece is visible if and only if the person's side wrote it, or an edition was released to that side, or the person
is the functionaris of the case. The database is asked for nothing else: the text of an original that was released
in a redacted edition never leaves it for the reader of that edition.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import and_, case, exists, literal, or_, select
from sqlalchemy.orm import aliased

from portal.domain.calendar import local_date
from portal.domain.disclosure import CITABLE, HAPPENINGS, Kind
from portal.domain.facts import Side, Stage
from portal.domain.procedure import open_acts
from portal.domain.status import badge, silence, status, turns
from portal.models.complaint import Allegation, CaseEvent, Part, Participant
from portal.models.dossier import Entry, Release
from portal.sight.rows import my_turn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from typing import Any

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.orm import Session

    from portal.domain.acts import Act
    from portal.domain.facts import Facts
    from portal.domain.regulation import Regulation
    from portal.domain.status import Badge, Status, Turn
    from portal.sight.rows import Seat


@dataclass(frozen=True, slots=True)
class Someone:
    """A person in the case, as this reader may know them; contact details are the functionaris's, and one's own."""

    id: UUID
    part: Part
    side: Side
    side_id: UUID | None
    name: str
    function: str
    here: bool
    informed: bool
    account: bool
    of_id: UUID | None = None
    relation: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """That an edition of a piece went to somebody."""

    recipient_id: UUID
    name: str
    side: Side
    at: datetime
    redacted: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece as this reader may read it."""

    id: UUID
    kind: Kind
    by: str
    by_side: Side
    own: bool
    at: datetime
    text: str
    redacted: bool
    late: bool
    happened_on: date | None
    medium: str
    answers_id: UUID | None
    readers: tuple[str, ...]
    shared: tuple[Shared, ...] = ()
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened, with the pieces that came of it."""

    id: UUID
    act: Act
    article: str
    at: datetime
    by: str
    by_side: Side
    own: bool
    old_on: date | None
    new_on: date | None
    late: bool
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class AllegationText:
    """An allegation that concerns this reader."""

    id: UUID
    position: int
    text: str
    employees: tuple[str, ...]
    employee_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Who has signed or declined, or is still asked."""

    name: str
    side: Side
    signed: bool | None
    on: date | None


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
    signatures: tuple[SignatureLine, ...] = ()
    open_proposals: frozenset[UUID] = frozenset()
    regulation_number: int = 1
    language: str = "nl"
    silent_days: int = 0
    version: int = 1
    facts: Facts | None = field(default=None, repr=False)
    regulation: Regulation | None = field(default=None, repr=False)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Every piece, oldest first."""
        return tuple(piece for moment in self.moments for piece in moment.pieces)

    @property
    def judgment(self) -> Piece | None:
        """The newest judgment that this person may read."""
        return next((one for one in reversed(self.pieces) if one.kind is Kind.JUDGMENT), None)

    @property
    def supporters(self) -> tuple[Someone, ...]:
        """Who supports this reader's side now, or any side for the functionaris."""
        return tuple(one for one in self.people if one.part is Part.SUPPORT and one.here)

    @property
    def parties(self) -> tuple[Someone, ...]:
        """The complainant and the employees who know of the case."""
        return tuple(
            one
            for one in self.people
            if one.here and (one.part is Part.COMPLAINANT or (one.part is Part.EMPLOYEE and one.informed))
        )

    @property
    def employees(self) -> tuple[Someone, ...]:
        """The employees concerned that this reader may know of."""
        return tuple(one for one in self.people if one.part is Part.EMPLOYEE and one.here)

    def piece(self, wanted: str) -> Piece | None:
        """Find a visible piece by its id."""
        return next((one for one in self.pieces if str(one.id) == wanted), None)

    def open(self, act: Act) -> bool:
        """Whether this act is open to this person now."""
        return act in self.open_acts

    @classmethod
    def of(cls, session: Session, seat: Seat, now: datetime) -> Dossier:
        """Read the file as the holder of this seat may see it. Three SELECTs, whatever the size of the case."""
        today = local_date(now)
        facts = seat.facts
        people = _people(session, seat)
        names = {one.id: one for one in people}
        at_turn = turns(facts, seat.regulation, today)
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
            open_acts=open_acts(facts, seat.side, seat.party, today) if seat.acts else (),
            notice_accepted=seat.notice_accepted_at is not None,
            handler=_handler(seat, people),
            complainant=next((one.name for one in people if one.part is Part.COMPLAINANT), ""),
            people=tuple(one for one in people if _may_know(seat, one)),
            allegations=_allegations(session, seat, names),
            moments=_moments(session, seat, names),
            signatures=_signatures(seat, names),
            open_proposals=_open_proposals(seat),
            regulation_number=seat.regulation_number,
            language=seat.language,
            silent_days=silence(facts, today),
            version=seat.version,
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


def _may_know(seat: Seat, one: Someone) -> bool:
    """Say whether this reader may know that this person takes part at all."""
    if seat.competent or one.id == seat.participant_id or one.part is Part.FUNCTIONARIS:
        return True
    if seat.side_id is None:
        return False
    if one.side_id == seat.side_id:
        return True
    if one.part is Part.COMPLAINANT:
        return True
    if seat.side is Side.EMPLOYEE:
        return one.part is Part.REPRESENTATIVE and one.here
    return one.part is Part.EMPLOYEE and one.informed


def _people(session: Session, seat: Seat) -> tuple[Someone, ...]:
    rows = session.execute(
        select(
            Participant.id,
            Participant.part,
            Participant.side,
            Participant.side_id,
            Participant.of_id,
            Participant.name,
            Participant.function,
            case((_tie_visible(seat), Participant.relation), else_=literal("")).label("relation"),
            Participant.person_id,
            Participant.informed_at,
            Participant.left_at,
            *(case((_contact_visible(seat), column), else_=literal("")).label(column.key) for column in _CONTACT),
        )
        .where(Participant.complaint_id == seat.complaint_id)
        .order_by(Participant.id),
    )
    return tuple(
        Someone(
            id=row.id,
            part=row.part,
            side=row.side,
            side_id=row.side_id,
            name=row.name,
            function=row.function,
            here=row.left_at is None,
            informed=row.informed_at is not None,
            account=row.person_id is not None,
            of_id=row.of_id,
            relation=row.relation,
            email=row.email,
            phone=row.phone,
            address=row.address,
        )
        for row in rows
    )


_CONTACT = (Participant.email, Participant.phone, Participant.address)


def _contact_visible(seat: Seat) -> ColumnElement[bool]:
    return literal(value=True) if seat.competent else Participant.id == seat.participant_id


def _tie_visible(seat: Seat) -> ColumnElement[bool]:
    """What somebody is to a party is for their own side: of a mandate the other side knows that it exists."""
    return literal(value=True) if seat.competent else Participant.side_id == (seat.side_id or seat.participant_id)


def _allegations(session: Session, seat: Seat, names: dict[UUID, Someone]) -> tuple[AllegationText, ...]:
    """Read the allegations: the functionaris and the complainant's side all, an employee only those about them."""
    if seat.side_id is None or (not seat.competent and seat.facts.stage is Stage.RECEIVED):
        return ()
    links = {one.ref: one.employees for one in seat.facts.allegations}
    mine = seat.party
    visible = [ref for ref, about in links.items() if seat.side is not Side.EMPLOYEE or mine in about]
    rows = session.execute(
        select(Allegation.id, Allegation.position, Allegation.text)
        .where(Allegation.complaint_id == seat.complaint_id)
        .order_by(Allegation.position),
    )
    who = {str(one.id): one.name for one in names.values() if _may_know(seat, one)}
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


def _own(seat: Seat) -> ColumnElement[bool]:
    return or_(Entry.author_id == seat.participant_id, Entry.side_id == (seat.side_id or seat.participant_id))


def _visible(seat: Seat) -> ColumnElement[bool]:
    """The one sentence of this file."""
    if seat.competent:
        return literal(value=True)
    edition = aliased(Release)
    released = exists().where(
        edition.tenant_id == Entry.tenant_id,
        edition.entry_id == Entry.id,
        edition.recipient_id == (seat.side_id or seat.participant_id),
    )
    return or_(_own(seat), released)


def _timeline(seat: Seat) -> Select[*tuple[Any, ...]]:
    mine = Release.recipient_id == (seat.side_id or seat.participant_id)
    whole = literal(value=True) if seat.competent else _own(seat)
    statement = (
        select(
            CaseEvent.id,
            CaseEvent.act,
            CaseEvent.article,
            CaseEvent.at,
            CaseEvent.participant_id,
            CaseEvent.old_on,
            CaseEvent.new_on,
            CaseEvent.late,
            Entry.id.label("entry_id"),
            Entry.kind,
            Entry.author_id,
            Entry.side_id,
            Entry.at.label("entry_at"),
            Entry.happened_on,
            Entry.medium,
            Entry.answers_id,
            Entry.late.label("entry_late"),
            case((whole, Entry.body)).label("body"),
            Release.recipient_id,
            Release.at.label("released_at"),
            Release.redacted,
            Release.edition,
            case((mine, Release.body)).label("edition_body"),
        )
        .select_from(CaseEvent)
        .outerjoin(
            Entry,
            and_(Entry.tenant_id == CaseEvent.tenant_id, Entry.event_id == CaseEvent.id, _visible(seat)),
        )
        .outerjoin(Release, and_(Release.tenant_id == Entry.tenant_id, Release.entry_id == Entry.id))
        .where(CaseEvent.complaint_id == seat.complaint_id)
    )
    if not seat.competent:
        statement = statement.where(or_(Entry.id.is_not(None), _knows(seat)))
    return statement.order_by(CaseEvent.seq, Entry.at, Entry.id, Release.at)


def _knows(seat: Seat) -> ColumnElement[bool]:
    """Say which events this side may know of, apart from the pieces they made."""
    own = CaseEvent.participant_id == seat.participant_id
    if seat.side_id is None:
        return own
    actor = aliased(Participant)
    colleague = exists().where(
        actor.tenant_id == CaseEvent.tenant_id,
        actor.id == CaseEvent.participant_id,
        actor.side == Side.EMPLOYEE,
        actor.side_id != seat.side_id,
    )
    same_side = exists().where(
        actor.tenant_id == CaseEvent.tenant_id,
        actor.id == CaseEvent.participant_id,
        actor.side_id == seat.side_id,
    )
    told: ColumnElement[bool] = CaseEvent.act.in_([act for act, sides in HAPPENINGS.items() if seat.side in sides])
    if seat.side is Side.EMPLOYEE:
        told = and_(told, ~colleague)
    return or_(own, same_side, told)


def _moments(session: Session, seat: Seat, names: dict[UUID, Someone]) -> tuple[Moment, ...]:
    events: dict[UUID, list[Row[*tuple[Any, ...]]]] = {}
    for row in session.execute(_timeline(seat)):
        events.setdefault(row.id, []).append(row)
    return tuple(_moment(seat, rows, names) for rows in events.values())


def _moment(seat: Seat, rows: list[Row[*tuple[Any, ...]]], names: dict[UUID, Someone]) -> Moment:
    first = rows[0]
    entries: dict[UUID, list[Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        if row.entry_id is not None:
            entries.setdefault(row.entry_id, []).append(row)
    by, side = _named(seat, names.get(first.participant_id))
    return Moment(
        id=first.id,
        act=first.act,
        article=first.article,
        at=first.at,
        by=by,
        by_side=side,
        own=first.participant_id == seat.participant_id,
        old_on=first.old_on,
        new_on=first.new_on,
        late=first.late,
        pieces=tuple(_piece(seat, group, names) for group in entries.values()),
    )


def _named(seat: Seat, one: Someone | None) -> tuple[str, Side]:
    if one is None:
        return "", Side.SYSTEM
    return (one.name if _may_know(seat, one) else ""), one.side


def _piece(seat: Seat, rows: list[Row[*tuple[Any, ...]]], names: dict[UUID, Someone]) -> Piece:
    first = rows[0]
    mine = [row for row in rows if row.edition_body is not None]
    text, redacted, at = first.body, False, first.entry_at
    if text is None:
        newest = max(mine, key=lambda row: row.edition)
        text, redacted, at = newest.edition_body, newest.redacted, newest.released_at
    by, side = _named(seat, names.get(first.author_id))
    return Piece(
        id=first.entry_id,
        kind=first.kind,
        by=by,
        by_side=side,
        own=first.author_id == seat.participant_id or first.side_id == seat.side_id,
        at=at,
        text=text,
        redacted=redacted,
        late=first.entry_late,
        happened_on=first.happened_on,
        medium=first.medium,
        answers_id=first.answers_id,
        readers=_readers(seat, first, rows, names),
        shared=_shared(rows, names) if seat.competent else (),
        owner=str(first.side_id) if seat.competent else "",
    )


def _readers(
    seat: Seat, first: Row[*tuple[Any, ...]], rows: list[Row[*tuple[Any, ...]]], names: dict[UUID, Someone]
) -> tuple[str, ...]:
    """Name who can see this piece, in sides where a name is not this reader's to know."""
    ids = [first.side_id, *(row.recipient_id for row in rows if row.recipient_id is not None)]
    sides = dict.fromkeys(names[one].side.value for one in ids if one in names and _may_know(seat, names[one]))
    if seat.side_id is not None and not seat.competent:
        sides.setdefault(seat.side.value)
    sides.setdefault(Side.FUNCTIONARIS.value)
    return tuple(sides)


def _shared(rows: list[Row[*tuple[Any, ...]]], names: dict[UUID, Someone]) -> tuple[Shared, ...]:
    return tuple(
        Shared(
            row.recipient_id, names[row.recipient_id].name, names[row.recipient_id].side, row.released_at, row.redacted
        )
        for row in rows
        if row.recipient_id is not None
    )


def _signatures(seat: Seat, names: dict[UUID, Someone]) -> tuple[SignatureLine, ...]:
    """List who was asked to sign: an employee sees their own document, the others see all."""
    facts = seat.facts
    if facts.satisfied is not True or seat.side_id is None:
        return ()
    documents = facts.documents
    if seat.side is Side.EMPLOYEE:
        documents = tuple(one for one in documents if seat.party in facts.signers(one))
    refs = dict.fromkeys(ref for document in documents for ref in facts.signers(document))
    by_id = {str(key): one for key, one in names.items()}
    lines = []
    for ref in refs:
        marks = [mark for mark in facts.marks if mark.party == ref and mark.document in documents]
        one = by_id.get(ref)
        if one is not None:
            signed = marks[-1].signed if marks else None
            lines.append(SignatureLine(one.name, one.side, signed, marks[-1].on if marks else None))
    return tuple(lines)


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
