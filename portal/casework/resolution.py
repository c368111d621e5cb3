"""Article 5.3: looking for a solution together."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from portal.casework.desk import Desk, Input, NewPiece, step
from portal.domain.acts import Act
from portal.domain.disclosure import Kind
from portal.domain.errors import Refused
from portal.domain.facts import Proposal, Side
from portal.models.base import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence


def propose(desk: Desk, *, text: str, to: Sequence[str] = ()) -> None:
    """Make a proposal; sending it shares it with the other side and opens the phase (N11)."""
    readers = tuple(to) or _other_side(desk)
    key = new_id()
    step(desk, Act.PROPOSE, Input(to=readers, subject=str(key)), [NewPiece(Kind.PROPOSAL, text, id=key)])


def _other_side(desk: Desk) -> tuple[str, ...]:
    """Name whom a proposal goes to when nobody was chosen: the complainant, or the informed employees."""
    facts = desk.facts
    if desk.side is Side.EMPLOYEE:
        return (facts.complainant,)
    informed = tuple(one.ref for one in facts.informed)
    if desk.side is Side.FUNCTIONARIS:
        return (facts.complainant, *informed)
    return informed or ((facts.handler,) if facts.handler else ())


def _proposal(desk: Desk, ref: str) -> Proposal:
    found = next((one for one in desk.facts.proposals if one.ref == ref), None)
    if found is None:
        raise Refused("no_such_piece", "proposal")
    return found


def _answer(desk: Desk, act: Act, proposal: str, text: str) -> None:
    found = _proposal(desk, proposal)
    readers = tuple(ref for ref in (found.by, *found.to) if ref != desk.party and _shares(desk, found, ref))
    pieces = [NewPiece(Kind.ANSWER, text, answers_id=UUID(proposal))] if text.strip() else []
    step(desk, act, Input(to=readers, subject=proposal), pieces)


def _shares(desk: Desk, proposal: Proposal, ref: str) -> bool:
    """Say whether an answer reaches this party: colleagues do not read one another."""
    party = desk.facts.party(ref)
    return ref == proposal.by or desk.side is not Side.EMPLOYEE or party is None or party.side is not Side.EMPLOYEE


def accept_proposal(desk: Desk, *, proposal: str, text: str = "") -> None:
    """Accept a proposal, for oneself (E21)."""
    _answer(desk, Act.ACCEPT_PROPOSAL, proposal, text)


def refuse_proposal(desk: Desk, *, proposal: str, text: str = "") -> None:
    """Refuse a proposal; the handling goes on."""
    _answer(desk, Act.REFUSE_PROPOSAL, proposal, text)


def withdraw_proposal(desk: Desk, *, proposal: str) -> None:
    """Take back one's own proposal."""
    step(desk, Act.WITHDRAW_PROPOSAL, Input(subject=proposal))


def ask_judgment(desk: Desk) -> None:
    """Ask for a full judgment after all."""
    step(desk, Act.ASK_JUDGMENT)
