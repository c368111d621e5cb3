"""The desk: where a case lies while somebody works on it. Every use case passes through `take` and `step`.

A step asks the domain, writes the event, the pieces with their editions, and the letters, and notes it in the
journal. The transaction around it is the caller's: the step, its event, its releases and its letters are there
together, or not at all.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.domain import procedure
from portal.domain.acts import DECISIONS
from portal.domain.disclosure import KINDS, Reader
from portal.domain.errors import Refused
from portal.domain.facts import Deed, Facts, Side, Stage
from portal.domain.status import next_on
from portal.models.complaint import CaseEvent
from portal.models.dossier import Draft, Entry, Release
from portal.models.journal import Line, note
from portal.models.organisation import Organisation
from portal.tenancy import tenant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from portal.domain.acts import Act
    from portal.domain.disclosure import Kind
    from portal.domain.facts import Allegation, Finding
    from portal.models.files import Attachment


from portal.casework.announcing import announce
from portal.casework.files import Tray, hand_in
from portal.casework.opened import Desk, everybody, participant, take

__all__ = [
    "Desk",
    "Input",
    "Made",
    "NewPiece",
    "digest",
    "edition",
    "everybody",
    "participant",
    "step",
    "take",
    "write_entry",
]


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
    by_post: bool = False


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
    if desk.me is not None and desk.me.may_decide is False and act in DECISIONS:
        raise Refused("left_to_complainant")
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
        by_post=given.by_post,
    )
    after = procedure.perform(before, deed, desk.regulation)
    _carry(desk, after)
    event = _event(desk, act, before, after)
    entries = [write_entry(desk, event, piece, given.to) for piece in pieces]
    files = _files(desk, act, entries)
    announce(desk, act, before, given.to, values or {})
    _forget_draft(desk, act)
    _journal(desk, event, entries, files)
    return Made(event, tuple(entry for entry, _ in entries))


def _carry(desk: Desk, facts: Facts) -> None:
    """Keep the columns that lists are sorted by in step with the facts."""
    complaint = desk.complaint
    if facts.stage is Stage.CLOSED and complaint.stage is not Stage.CLOSED:
        complaint.keep_years = desk.session.scalars(select(Organisation.keep_years)).one()
    complaint.facts = facts
    complaint.stage = facts.stage
    complaint.ending = facts.ending
    complaint.due_on = facts.deadline.due_on
    complaint.next_on = next_on(facts, desk.regulation, desk.today)
    complaint.received_on = facts.received_on
    complaint.issued_on = facts.given_on
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
        happened_on=piece.happened_on or desk.said_on,
        medium=piece.medium or desk.medium,
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
    desk: Desk,
    entry: Entry,
    reader: UUID,
    text: str,
    by: UUID,
    *,
    number: int = 1,
    ground: str = "",
    files: Iterable[Attachment] = (),
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
    detail: dict[str, object] = {"release": release.id.hex, "entry": entry.id.hex, "digest": digest(text)}
    along = [one.id.hex for one in files]
    if along:
        detail["files"] = along
    note(
        desk.session,
        Line(
            desk.complaint.id,
            desk.hand,
            "released",
            desk.now,
            detail,
        ),
    )
    return release


def digest(text: str) -> str:
    """Digest a text (sha-256, hexadecimal)."""
    return hashlib.sha256(text.encode()).hexdigest()


def _files(desk: Desk, act: Act, entries: list[tuple[Entry, list[Release]]]) -> dict[str, str]:
    """Let what was put down with the form of this act go along with its first piece."""
    hand = desk.scribe or desk.me
    if not entries or hand is None:
        return {}
    tray = Tray(desk.complaint.id, desk.complaint.id, hand.id, act)
    return hand_in(desk.session, tray, *entries[0])


def _journal(
    desk: Desk, event: CaseEvent, entries: list[tuple[Entry, list[Release]]], files: Mapping[str, str]
) -> None:
    detail: dict[str, object] = {
        "event": event.id.hex,
        "stage": desk.facts.stage.value,
        "due": desk.facts.deadline.due_on.isoformat(),
        "entries": {entry.id.hex: digest(entry.body) for entry, _ in entries},
    }
    if files:
        detail["files"] = dict(files)
    if desk.scribe is not None:
        detail["for"] = desk.author.ref
    note(desk.session, Line(desk.complaint.id, desk.hand, event.act.value, desk.now, detail))


def _forget_draft(desk: Desk, act: Act) -> None:
    if desk.me is not None:
        draft = desk.session.get(Draft, (tenant(), desk.complaint.id, desk.me.id, act))
        if draft is not None:
            desk.session.delete(draft)
