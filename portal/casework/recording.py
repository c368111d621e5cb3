"""Articles 7.4 and 8.1: what a party without an account let us know by letter or in a talk, written down by hand (E14).

The act is the party's own: it is done as that party, under the rules of that side, and read like any other of its
acts. Beside it stands who wrote it down, how it came, and where the proof lies; the party reads that, and is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.casework import closing, hearing, intake, resolution, signing, talks
from portal.casework.desk import Desk, Input, NewPiece, step
from portal.domain.acts import Act
from portal.domain.disclosure import Kind
from portal.domain.errors import Refused
from portal.domain.procedure import open_acts
from portal.domain.talks import Coming

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from portal.domain.facts import Facts

YES, NO, OWN = "yes", "no", "own"


@dataclass(frozen=True, slots=True)
class Said:
    """What a party let us know.

    `answer`: the proposal or report that it is about, yes or no, that a complaint is one's own whose mandate was
    refused, or of a talk which one and the answer.
    """

    party: str
    act: Act
    answer: str = ""


_DO: Mapping[Act, Callable[[Desk, str, str], None]] = {
    Act.CONFIRM_RECORD: lambda desk, _answer, _text: intake.confirm_record(desk),
    Act.CONFIRM_MANDATE: lambda desk, _answer, _text: intake.confirm_mandate(desk),
    Act.REFUSE_MANDATE: lambda desk, _answer, _text: intake.refuse_mandate(desk),
    Act.ADD_TO_COMPLAINT: lambda desk, _answer, text: hearing.add_to_complaint(desk, text=text),
    Act.GIVE_STANDPOINT: lambda desk, _answer, text: hearing.give_standpoint(desk, text=text),
    Act.WAIVE_STANDPOINT: lambda desk, _answer, _text: hearing.waive_standpoint(desk),
    Act.SEND_MESSAGE: lambda desk, _answer, text: hearing.send_message(desk, text=text),
    Act.PROPOSE: lambda desk, _answer, text: resolution.propose(desk, text=text),
    Act.ACCEPT_PROPOSAL: lambda desk, answer, text: resolution.accept_proposal(desk, proposal=answer, text=text),
    Act.REFUSE_PROPOSAL: lambda desk, answer, text: resolution.refuse_proposal(desk, proposal=answer, text=text),
    Act.ANSWER_TALK: lambda desk, answer, text: talks.answer_talk(
        desk, talk=answer.partition("/")[0], answer=Coming(answer.partition("/")[2]), text=text
    ),
    Act.COMMENT_TALK: lambda desk, answer, text: talks.comment_talk(desk, report=answer, text=text),
    Act.ASK_JUDGMENT: lambda desk, _answer, _text: resolution.ask_judgment(desk),
    Act.ANSWER_SATISFACTION: lambda desk, answer, text: signing.answer_satisfaction(
        desk, satisfied=answer == YES, text=text
    ),
    Act.DECLINE_SIGNING: lambda desk, _answer, text: signing.decline_signing(desk, reason=text),
    Act.ACCEPT_NOTICE: lambda desk, _answer, _text: hearing.accept_notice(desk),
    Act.WITHDRAW: lambda desk, _answer, text: closing.withdraw(desk, reason=text),
}
WORDED = frozenset({Act.ADD_TO_COMPLAINT, Act.GIVE_STANDPOINT, Act.SEND_MESSAGE, Act.PROPOSE, Act.COMMENT_TALK})
"""Acts that are nothing without a text."""


def recordable(facts: Facts, party: str, today: date) -> tuple[Said, ...]:
    """List what this party could let us know now, in the order of the procedure."""
    accepted = any(one.party == party for one in facts.notices)
    return tuple(
        Said(party, act, answer)
        for one in facts.parties
        if one.ref == party
        for act in open_acts(facts, one.side, party, today)
        if act in _DO and not (act is Act.ACCEPT_NOTICE and accepted)
        for answer in _answers(facts, act, party, today)
    )


def _answers(facts: Facts, act: Act, party: str, today: date) -> tuple[str, ...]:
    if act in {Act.ACCEPT_PROPOSAL, Act.REFUSE_PROPOSAL}:
        return tuple(one.ref for one in facts.proposals if one.open and party in one.awaiting)
    if act is Act.CONFIRM_MANDATE and facts.done(Act.REFUSE_MANDATE):
        return (OWN,)
    if act is Act.ANSWER_TALK:
        mine = (one for one in facts.talks if party in one.to and one.ahead(today))
        return tuple(f"{one.ref}/{word.value}" for one in mine for word in Coming)
    if act is Act.COMMENT_TALK:
        return tuple(one.ref for one in facts.reports if one.party == party and one.until >= today)
    return (YES, NO) if act is Act.ANSWER_SATISFACTION else ("",)


def since(facts: Facts, said: Said) -> date:
    """Give the first day on which a party can have let us know something: nobody answers what was not asked yet."""
    party = facts.party(said.party)
    if said.act in {Act.GIVE_STANDPOINT, Act.WAIVE_STANDPOINT} and party is not None:
        asked = [reply.asked_on for reply in party.replies if not reply.settled]
        return min(asked, default=facts.received_on)
    if said.act in {Act.ANSWER_SATISFACTION, Act.ASK_JUDGMENT, Act.DECLINE_SIGNING}:
        return facts.given_on or facts.received_on
    proposal = next((one for one in facts.proposals if one.ref == said.answer), None)
    return proposal.on if proposal else facts.received_on


def record_for_party(desk: Desk, *, said: Said, text: str, happened_on: date, medium: str, place: str) -> None:
    """Write down what a party without an account let us know, and do it as that party.

    Args:
        desk: the case, before the functionaris.
        said: whose act, and which.
        text: what was said, word for word or as it was told; needed for the acts in `WORDED`.
        happened_on: the day on which it reached us; a standpoint of that day is in time.
        medium: letter, phone or talk.
        place: where the proof lies, or who was there.

    Raises:
        Refused: `acts_alone` for a party with an account, `contact_in_future`, `said_before_asked`, `text_missing`, or
            what the procedure says of the act itself.

    """
    party = desk.someone(said.party)
    if party.person_id is not None or said.act not in _DO or desk.facts.party(said.party) is None:
        raise Refused("acts_alone", "said")
    if happened_on > desk.today:
        raise Refused("contact_in_future", "happened_on")
    if happened_on < since(desk.facts, said):
        raise Refused("said_before_asked", "happened_on")
    if said.act in WORDED and not text.strip():
        raise Refused("text_missing", "text")
    piece = NewPiece(Kind.RECORD, place, happened_on=happened_on, medium=medium)
    values = {"date": desk.today.isoformat()}
    step(desk, Act.RECORD_FOR_PARTY, Input(to=(said.party,)), [piece], values)
    _DO[said.act](desk.speaking_for(party, medium, happened_on), said.answer, text)
