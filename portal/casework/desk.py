"""The desk: where a case lies while somebody works on it. Every use case passes through `take` and `step`.

A step asks the domain, writes the event, the pieces with their editions, and the letters, and notes it in the
journal. The transaction around it is the caller's: the step, its event, its releases and its letters are there
together, or not at all.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.domain import procedure
from portal.domain.calendar import local_date
from portal.domain.disclosure import KINDS, Reader
from portal.domain.errors import Gone, Refused
from portal.domain.facts import Deed, Ending, Facts, Side, Stage
from portal.models.complaint import CaseEvent, Complaint, Part, Participant
from portal.models.dossier import Draft, Entry, Release
from portal.models.journal import Line, note
from portal.post import letters
from portal.post.notices import AGREED, CLOSED, NOTICES, TO_SIGN, Audience
from portal.tenancy import tenant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.domain.acts import Act
    from portal.domain.disclosure import Kind
    from portal.domain.facts import Allegation, Finding
    from portal.domain.regulation import Regulation
    from portal.post.notices import Notice
    from portal.sight.rows import Seat


@dataclass(slots=True)
class Desk:
    """A case that somebody is working on, with everybody in it."""

    session: Session
    complaint: Complaint
    regulation: Regulation
    people: list[Participant]
    now: datetime
    me: Participant | None = None

    @property
    def today(self) -> date:
        """The Dutch local date."""
        return local_date(self.now)

    @property
    def facts(self) -> Facts:
        """The state of the procedure."""
        return self.complaint.facts

    @property
    def side(self) -> Side:
        """The side on which the person at this desk stands."""
        return self.me.side if self.me is not None else Side.SYSTEM

    @property
    def party(self) -> str:
        """The reference of the party on whose side the person acts."""
        if self.me is None:
            return ""
        if self.me.side is Side.FUNCTIONARIS:
            return self.facts.handler or ""
        return str(self.me.side_id) if self.me.side_id else ""

    @property
    def author(self) -> Participant:
        """The participant who acts; the system has none.

        Raises:
            Refused: `not_yours`.

        """
        if self.me is None:
            raise Refused("not_yours")
        return self.me

    def someone(self, ref: str | UUID) -> Participant:
        """Find a participant of this case.

        Raises:
            Refused: `nobody_here`.

        """
        found = next((one for one in self.people if str(one.id) == str(ref)), None)
        if found is None:
            raise Refused("nobody_here")
        return found

    def entry(self, entry_id: str | UUID) -> Entry:
        """Find a piece of this case.

        Raises:
            Refused: `no_such_piece`.

        """
        found = self.session.scalars(
            select(Entry).where(Entry.complaint_id == self.complaint.id).order_by(Entry.at, Entry.id),
        ).all()
        wanted = next((one for one in found if str(one.id) == str(entry_id)), None)
        if wanted is None:
            raise Refused("no_such_piece")
        return wanted


@dataclass(frozen=True, slots=True)
class NewPiece:
    """A piece that an act makes. `editions`: other words for some readers; the rest read the piece as it stands."""

    kind: Kind
    body: str
    side_id: UUID | None = None
    happened_on: date | None = None
    medium: str = ""
    answers_id: UUID | None = None
    late: bool = False
    editions: Mapping[UUID, str] = field(default_factory=dict)
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a step, for who needs to build on it."""

    event: CaseEvent
    entries: tuple[Entry, ...]


def take(session: Session, seat: Seat, now: datetime, *, seen: int | None = None) -> Desk:
    """Take a case to the desk. `seen` is the version that the person had before them.

    Raises:
        Gone: the case changed since.

    """
    complaint = session.get(
        Complaint, (seat.tenant_id, seat.complaint_id), with_for_update=True, populate_existing=True
    )
    if complaint is None or (seen is not None and complaint.version != seen):
        raise Gone("case_changed")
    people = everybody(session, complaint.id)
    me = next((one for one in people if one.id == seat.participant_id), None)
    return Desk(session, complaint, seat.regulation, people, now, me)


def everybody(session: Session, complaint_id: UUID) -> list[Participant]:
    """Load the participants of a case."""
    return list(
        session.scalars(
            select(Participant).where(Participant.complaint_id == complaint_id).order_by(Participant.id),
        ),
    )


def participant(complaint: Complaint, part: Part, side: Side, name: str, now: datetime, **more: object) -> Participant:
    """Make a participant with a reference of this case alone."""
    return Participant(
        complaint_id=complaint.id, part=part, side=side, name=name, ref=secrets.token_hex(6), joined_at=now, **more
    )


@dataclass(frozen=True, slots=True)
class Input:
    """What of an act matters to the procedure (see `Deed`)."""

    to: tuple[str, ...] = ()
    until: date | None = None
    subject: str = ""
    yes: bool | None = None
    count: int = 0
    allegations: tuple[Allegation, ...] = ()
    findings: tuple[Finding, ...] = ()


def step(
    desk: Desk,
    act: Act,
    given: Input | None = None,
    pieces: Iterable[NewPiece] = (),
    values: Mapping[str, str | int] | None = None,
) -> Made:
    """Do one act: the rule, the event, its pieces and editions, its letters, its journal line.

    Raises:
        Refused: the regulation says no; nothing was written.

    """
    given = given or Input()
    before = desk.facts
    deed = Deed(
        act=act,
        side=desk.side,
        party=desk.party,
        on=desk.today,
        to=given.to,
        until=given.until,
        subject=given.subject,
        yes=given.yes,
        count=given.count,
        allegations=given.allegations,
        findings=given.findings,
    )
    after = procedure.perform(before, deed, desk.regulation)
    _carry(desk.complaint, after)
    event = _event(desk, act, before, after)
    entries = [write_entry(desk, event, piece, given.to) for piece in pieces]
    _announce(desk, act, before, given.to, values or {})
    _forget_draft(desk, act)
    _journal(desk, event, entries)
    return Made(event, tuple(entry for entry, _ in entries))


def _carry(complaint: Complaint, facts: Facts) -> None:
    """Keep the columns that lists are sorted by in step with the facts."""
    complaint.facts = facts
    complaint.stage = facts.stage
    complaint.ending = facts.ending
    complaint.due_on = facts.deadline.due_on
    complaint.received_on = facts.received_on
    complaint.issued_on = facts.issued_on
    complaint.closed_on = facts.closed_on


def _event(desk: Desk, act: Act, before: Facts, after: Facts) -> CaseEvent:
    moved = before.deadline.due_on != after.deadline.due_on
    event = CaseEvent(
        complaint_id=desk.complaint.id,
        seq=sum(moments.count for moments in after.acts.values()),
        act=act,
        article=procedure.RULES[act].article,
        participant_id=desk.me.id if desk.me else None,
        for_id=desk.me.of_id if desk.me and desk.me.of_id else None,
        stage_from=before.stage,
        stage_to=after.stage,
        old_on=before.deadline.due_on if moved else None,
        new_on=after.deadline.due_on if moved else None,
        late=after.late_extensions > before.late_extensions,
        at=desk.now,
    )
    desk.session.add(event)
    return event


def write_entry(desk: Desk, event: CaseEvent, piece: NewPiece, to: tuple[str, ...]) -> tuple[Entry, list[Release]]:
    author = desk.me or desk.someone(desk.facts.handler or "")
    side_id = piece.side_id or author.side_id or author.id
    more = {"id": piece.id} if piece.id else {}
    entry = Entry(
        complaint_id=desk.complaint.id,
        event_id=event.id,
        author_id=author.id,
        side_id=side_id,
        kind=piece.kind,
        body=piece.body,
        answers_id=piece.answers_id,
        happened_on=piece.happened_on,
        medium=piece.medium,
        late=piece.late,
        at=desk.now,
        **more,
    )
    desk.session.add(entry)
    shared = [
        edition(desk, entry, reader, piece.editions.get(reader, piece.body), author.id)
        for reader in _at_once(desk, piece.kind, to)
        if reader != side_id
    ]
    return entry, shared


def _at_once(desk: Desk, kind: Kind, to: tuple[str, ...]) -> list[UUID]:
    """Name the parties who get a piece of this kind in the same step."""
    readers: dict[UUID, None] = {}
    for reader in KINDS[kind].at_once:
        if reader is Reader.COMPLAINANT:
            readers[desk.someone(desk.facts.complainant).id] = None
        elif reader is Reader.INFORMED:
            readers.update(dict.fromkeys(desk.someone(one.ref).id for one in desk.facts.informed))
        else:
            readers.update(dict.fromkeys(desk.someone(ref).id for ref in to))
    return [one for one in readers if desk.someone(one).side is not Side.FUNCTIONARIS]


def edition(
    desk: Desk, entry: Entry, reader: UUID, text: str, by: UUID, *, number: int = 1, ground: str = ""
) -> Release:
    """Freeze an edition of a piece for one party."""
    release = Release(
        complaint_id=desk.complaint.id,
        entry_id=entry.id,
        recipient_id=reader,
        released_by_id=by,
        edition=number,
        body=text,
        redacted=text != entry.body,
        ground=ground,
        at=desk.now,
    )
    desk.session.add(release)
    note(
        desk.session,
        Line(
            desk.complaint.id,
            desk.me.ref if desk.me else "system",
            "released",
            desk.now,
            {"release": release.id.hex, "entry": entry.id.hex, "digest": digest(text)},
        ),
    )
    return release


def digest(text: str) -> str:
    """Digest a text (sha-256, hexadecimal)."""
    return hashlib.sha256(text.encode()).hexdigest()


def _journal(desk: Desk, event: CaseEvent, entries: list[tuple[Entry, list[Release]]]) -> None:
    detail: dict[str, object] = {
        "event": event.id.hex,
        "stage": desk.facts.stage.value,
        "due": desk.facts.deadline.due_on.isoformat(),
        "entries": {entry.id.hex: digest(entry.body) for entry, _ in entries},
    }
    actor = desk.me.ref if desk.me else "system"
    note(desk.session, Line(desk.complaint.id, actor, event.act.value, desk.now, detail))


def _forget_draft(desk: Desk, act: Act) -> None:
    if desk.me is not None:
        draft = desk.session.get(Draft, (tenant(), desk.complaint.id, desk.me.id, act))
        if draft is not None:
            desk.session.delete(draft)


# ---- letters ---------------------------------------------------------------------------------------------------------


def _announce(desk: Desk, act: Act, before: Facts, to: tuple[str, ...], values: Mapping[str, str | int]) -> None:
    for notice in (*NOTICES.get(act, ()), *_outcome(before, desk.facts)):
        for reader in readers(desk, notice.to, to):
            send(desk, notice.name, reader, values)


def _outcome(before: Facts, after: Facts) -> tuple[Notice, ...]:
    """Say which letters follow from what an act led to, rather than from the act itself."""
    if after.stage is Stage.CLOSED and before.stage is not Stage.CLOSED:
        quiet = after.ending in {Ending.DECLINED, Ending.REFERRED, Ending.WITHDRAWN}
        return () if quiet else CLOSED
    if after.stage is Stage.SIGNING and before.stage is not Stage.SIGNING:
        return TO_SIGN
    if after.agreement is not None and before.agreement is None:
        return AGREED
    return ()


def readers(desk: Desk, audience: Audience, to: tuple[str, ...]) -> list[Participant]:
    """Name who gets a notice. A representative whose mandate was accepted reads along with the complainant."""
    facts = desk.facts
    if audience is Audience.HANDLER:
        return [desk.someone(facts.handler)] if facts.handler else []
    refs = {
        Audience.COMPLAINANT: (facts.complainant,),
        Audience.INFORMED: tuple(one.ref for one in facts.informed),
        Audience.ADDRESSEES: to,
    }[audience]
    return [
        one
        for one in desk.people
        if one.left_at is None
        and one.part in {Part.COMPLAINANT, Part.REPRESENTATIVE, Part.EMPLOYEE}
        and one.side_id is not None
        and str(one.side_id) in refs
    ]


FOLDERS = {Side.COMPLAINANT: "klager", Side.EMPLOYEE: "medewerker", Side.FUNCTIONARIS: "functionaris"}


def send(desk: Desk, notice: str, to: Participant, values: Mapping[str, str | int]) -> None:
    """Write one notice to one participant."""
    folder = FOLDERS.get(to.side)
    path = f"{folder}/zaak/{desk.complaint.reference}" if folder and to.person_id else "klacht/status"
    reader = letters.Reader(to.language, to.email, participant_id=to.id, person_id=to.person_id, path=path)
    letters.write(desk.session, notice, reader, {**standard(desk), **values}, desk.now, complaint_id=desk.complaint.id)


def standard(desk: Desk) -> dict[str, str | int]:
    """Give the values that any notice may use."""
    facts = desk.facts
    values: dict[str, str | int] = {
        "reference": desk.complaint.reference,
        "received_on": facts.received_on.isoformat(),
        "due_on": facts.deadline.due_on.isoformat(),
    }
    if facts.closed_on is not None:
        keep = desk.regulation.keep_closed if facts.issued_on else desk.regulation.keep_unhandled
        values |= {"date": facts.closed_on.isoformat(), "period": keep.after(facts.closed_on).isoformat()}
    return values
