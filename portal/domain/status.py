"""The words for where a case stands and who is at turn, derived from stage and facts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.domain.acts import Act
from portal.domain.facts import Ending, Side, Stage
from portal.domain.guards import employees_linked, had_their_say, heard_on_every_part, judgment_to_post

if TYPE_CHECKING:
    from datetime import date

    from portal.domain.facts import Facts
    from portal.domain.regulation import Regulation


class Status(StrEnum):
    """What a person reads: the words of the stage table."""

    SUBMITTED = "submitted"
    AWAITING_MANDATE = "awaiting_mandate"
    ACKNOWLEDGED = "acknowledged"
    INTAKE = "intake"
    DECLINED = "declined"
    REFERRED = "referred"
    HEARING = "hearing"
    RESOLUTION = "resolution"
    RESOLVED = "resolved"
    JUDGING = "judging"
    ISSUED = "issued"
    SIGNING = "signing"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    ERASED = "erased"


_ENDINGS = {
    Ending.DECLINED: Status.DECLINED,
    Ending.REFERRED: Status.REFERRED,
    Ending.WITHDRAWN: Status.WITHDRAWN,
}


def status(facts: Facts, today: date) -> Status:
    """Say where the case stands."""
    if facts.erased_on is not None:
        return Status.ERASED
    if facts.stage is Stage.RECEIVED:
        return _received(facts)
    if facts.stage is Stage.HANDLING:
        return _handling(facts, today)
    if facts.stage is Stage.CLOSED and facts.ending is not None:
        return _ENDINGS.get(facts.ending, Status.CLOSED)
    return {Stage.JUDGED: Status.ISSUED, Stage.SIGNING: Status.SIGNING}.get(facts.stage, Status.CLOSED)


def _received(facts: Facts) -> Status:
    if facts.mandate_missing:
        return Status.AWAITING_MANDATE
    if facts.opened:
        return Status.INTAKE
    return Status.ACKNOWLEDGED if facts.conflict_free else Status.SUBMITTED


def _handling(facts: Facts, today: date) -> Status:
    if facts.agreement is not None and not facts.judgment_asked:
        return Status.RESOLVED
    if any(proposal.open for proposal in facts.proposals):
        return Status.RESOLUTION
    awaited = any(not had_their_say(party, today) for party in facts.parties)
    return Status.HEARING if awaited else Status.JUDGING


class Badge(StrEnum):
    """The state of the term."""

    RUNNING = "running"
    EXTENDED = "extended"
    OVERDUE = "overdue"
    KEPT = "kept"
    MISSED = "missed"
    STOPPED = "stopped"


def badge(facts: Facts, today: date) -> Badge:
    """Say how the four weeks stand (art. 5.4)."""
    given = facts.given_on
    if given is not None:
        return Badge.KEPT if given <= facts.deadline.due_on else Badge.MISSED
    if facts.stage is Stage.CLOSED and facts.issued_on is None:
        return Badge.STOPPED
    if today > facts.deadline.due_on:
        return Badge.OVERDUE
    return Badge.EXTENDED if facts.extensions else Badge.RUNNING


@dataclass(frozen=True, slots=True)
class Turn:
    """The next step: who, which act, until when."""

    side: Side
    act: Act
    until: date | None
    party: str = ""


def _replies(facts: Facts, today: date) -> list[Turn]:
    """Whose reaction is awaited, each once: by the first of the dates that still run."""
    running = {
        party: [reply.until for reply in party.replies if not reply.settled and reply.until >= today]
        for party in facts.parties
    }
    return [Turn(party.side, Act.GIVE_STANDPOINT, min(days), party.ref) for party, days in running.items() if days]


def _proposals(facts: Facts) -> list[Turn]:
    sides = {party.ref: party.side for party in facts.parties}
    return [
        Turn(sides.get(ref, Side.FUNCTIONARIS), Act.ACCEPT_PROPOSAL, None, ref)
        for proposal in facts.proposals
        if proposal.open
        for ref in proposal.awaiting
    ]


def _talks(facts: Facts, today: date) -> list[Turn]:
    """Who still lets know whether they come to a talk; the functionaris, where another moment was asked."""
    sides = {party.ref: party.side for party in facts.parties}
    ahead = [one for one in facts.talks if one.ahead(today)]
    found = [Turn(sides[ref], Act.ANSWER_TALK, one.on, ref) for one in ahead for ref in one.awaiting]
    handler = facts.handler or ""
    return found + [Turn(Side.FUNCTIONARIS, Act.CHANGE_TALK, one.on, handler) for one in ahead if one.moment_asked]


def _signatures(facts: Facts) -> list[Turn]:
    sides = {party.ref: party.side for party in facts.parties}
    return [
        Turn(sides.get(ref, Side.FUNCTIONARIS), Act.SIGN, facts.sign_until, ref)
        for ref in dict.fromkeys(ref for document in facts.documents for ref in facts.signers(document))
        if facts.awaited(ref)
    ]


def _functionaris_receives(facts: Facts, regulation: Regulation) -> Turn:
    f, handler = Side.FUNCTIONARIS, facts.handler or ""
    acknowledge = regulation.acknowledge.after(facts.received_on)
    inform = regulation.inform_employee.after(facts.received_on)
    if not facts.conflict_free:
        return Turn(f, Act.DECLARE_NO_CONFLICT, acknowledge, handler)
    if not facts.opened:
        return Turn(f, Act.OPEN_FILE, inform, handler)
    if not facts.categories:
        return Turn(f, Act.CATEGORISE, inform, handler)
    if not facts.employees and not facts.allegations:
        return Turn(f, Act.ADD_EMPLOYEE, inform, handler)
    if not facts.allegations or not employees_linked(facts, handler, facts.received_on):
        return Turn(f, Act.SET_ALLEGATIONS, inform, handler)
    return Turn(f, Act.OPEN_HEARING, inform, handler)


def _functionaris_decides(facts: Facts, regulation: Regulation) -> Turn:
    due = regulation.not_handled.after(facts.received_on)
    return Turn(Side.FUNCTIONARIS, Act.DECLINE, due, facts.handler or "")


def _at_intake(facts: Facts, regulation: Regulation, today: date) -> tuple[Turn, ...]:
    if not facts.mandate_missing:
        return (_functionaris_receives(facts, regulation),)
    if facts.done(Act.REFUSE_MANDATE):
        return (_functionaris_decides(facts, regulation),)
    return _mandate_awaited(facts, regulation, today)


def _mandate_awaited(facts: Facts, regulation: Regulation, today: date) -> tuple[Turn, ...]:
    """The complainant confirms by the date that was stated; after it the functionaris decides (T04, T04b)."""
    if facts.mandate_until is not None and facts.mandate_until < today:
        return (_functionaris_decides(facts, regulation),)
    confirm = Turn(Side.COMPLAINANT, Act.CONFIRM_MANDATE, facts.mandate_until, facts.complainant)
    return (confirm,) if facts.conflict_free else (confirm, _functionaris_receives(facts, regulation))


def turns(facts: Facts, regulation: Regulation, today: date) -> tuple[Turn, ...]:
    """Everybody who is at turn, the most telling first."""
    found = _at_stage(facts, regulation, today)
    if facts.stage in {Stage.RECEIVED, Stage.CLOSED} or facts.conflict_free:
        return found
    until = regulation.acknowledge.after(facts.last_heard_on)
    declare = Turn(Side.FUNCTIONARIS, Act.DECLARE_NO_CONFLICT, until, facts.handler or "")
    return (declare, *(one for one in found if one.side is not Side.FUNCTIONARIS))


def _at_stage(facts: Facts, regulation: Regulation, today: date) -> tuple[Turn, ...]:
    f, handler, due = Side.FUNCTIONARIS, facts.handler or "", facts.deadline.due_on
    if judgment_to_post(facts, handler, today):
        return (Turn(f, Act.POST_JUDGMENT, due, handler),)
    if facts.stage is Stage.RECEIVED:
        return _at_intake(facts, regulation, today)
    if facts.stage is Stage.HANDLING:
        if facts.agreement is not None and not facts.judgment_asked:
            return (Turn(f, Act.ISSUE_SETTLEMENT, due, handler),)
        found = [*_proposals(facts), *_replies(facts, today), *_talks(facts, today)]
        judge, ask = Turn(f, Act.ISSUE_JUDGMENT, due, handler), Turn(f, Act.REQUEST_REPLY, due, handler)
        return tuple(found) or (judge if heard_on_every_part(facts, handler, today) else ask,)
    if facts.stage is Stage.JUDGED:
        late = facts.answer_until is not None and facts.answer_until < today
        if facts.satisfied is False or late:
            return (Turn(f, Act.CLOSE_NOT_SATISFIED, None, handler),)
        return (Turn(Side.COMPLAINANT, Act.ANSWER_SATISFACTION, facts.answer_until, facts.complainant),)
    if facts.stage is Stage.SIGNING:
        return tuple(_signatures(facts))
    return ()


def next_on(facts: Facts, regulation: Regulation, today: date) -> date:
    """Say by when the next step is to be taken, as the case stands today: what open cases are sorted by.

    Where no step has a date, closing the case can be done at once; anything else waits for the judgment at most.
    """
    found = turns(facts, regulation, today)
    dated = [turn.until for turn in found if turn.until is not None]
    at_once = any(turn.act is Act.CLOSE_NOT_SATISFIED for turn in found)
    return min(dated, default=today if at_once else facts.deadline.due_on)


def silence(facts: Facts, today: date) -> int:
    """Count the days since the complainant last heard from the functionaris (art. 7.3)."""
    return (today - facts.last_heard_on).days


def silent(facts: Facts, regulation: Regulation, today: date) -> bool:
    """Say whether that is longer than the regulation allows, while the complainant waits for a judgment."""
    if facts.issued_on is not None or facts.stage is Stage.CLOSED:
        return False
    return today > regulation.silence.after(facts.last_heard_on)
