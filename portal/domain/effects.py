"""What an act changes in the facts of a case. Pure functions; the stage itself is moved by the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from portal.domain.facts import Accepted, Allegation, Ending, Mark, Party, Proposal, Reply, Side, Stage
from portal.domain.regulation import SigningWhen
from portal.domain.term import deadline
from portal.domain.term import extended as moved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from portal.domain.facts import Deed, Facts
    from portal.domain.regulation import Regulation

    Effect = Callable[[Facts, Deed, Regulation], Facts]


def nothing(facts: Facts, _deed: Deed, _regulation: Regulation) -> Facts:
    """Leave the facts: the event itself is what counts."""
    return facts


def record_confirmed(facts: Facts, _deed: Deed, _regulation: Regulation) -> Facts:
    """Note that the complainant found the written record of an oral complaint right."""
    return replace(facts, unconfirmed_record=False)


def mandate_confirmed(facts: Facts, _deed: Deed, _regulation: Regulation) -> Facts:
    """Let the representative stand on the complainant's side."""
    return replace(facts, mandate_missing=False)


def conflict_excluded(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Note the declaration; the complainant hears who handles the case (N03)."""
    return replace(facts, conflict_free=True, heard_from_us_on=deed.on)


def handed_over(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Give the case to another functionaris, who declares anew, or to nobody yet (E01). No date moves (E29).

    What was proposed to the organisation, or by it, is then for whoever answers for it.
    """
    taker = deed.subject or None
    proposals = tuple(_passed(facts, one, taker) if one.open and taker else one for one in facts.proposals)
    return replace(facts, handler=taker, proposals=proposals, conflict_free=False, heard_from_us_on=deed.on)


def _passed(facts: Facts, proposal: Proposal, taker: str) -> Proposal:
    def mine(ref: str) -> str:
        return ref if facts.party(ref) else taker

    return replace(proposal, by=mine(proposal.by), to=tuple(mine(ref) for ref in proposal.to))


def conflict_declared(facts: Facts, deed: Deed, regulation: Regulation) -> Facts:
    """Take the case from who is involved in it. Who does not handle it only loses their own seat."""
    return handed_over(facts, deed, regulation) if deed.party == facts.handler else facts


def opened(facts: Facts, _deed: Deed, _regulation: Regulation) -> Facts:
    """Begin the assessment."""
    return replace(facts, opened=True)


def receipt_corrected(facts: Facts, deed: Deed, regulation: Regulation) -> Facts:
    """Count anew from the right day. A date that was told in an extension stays, and no earlier one lies after it."""
    received = deed.until or facts.received_on
    counted = deadline(received, regulation.judgment, regulation.weekend)
    return replace(
        facts,
        received_on=received,
        first_due_on=min(counted.due_on, facts.deadline.due_on) if facts.extensions else counted.due_on,
        deadline=facts.deadline if facts.extensions else counted,
    )


def categorised(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Count the categories (art. 8.1, 8.2)."""
    return replace(facts, categories=deed.count, opened=True)


def cause_recorded(facts: Facts, _deed: Deed, _regulation: Regulation) -> Facts:
    """Note that a cause stands in the register (art. 3 b)."""
    return replace(facts, cause=True)


def employee_added(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Add an employee concerned, who knows nothing of it yet."""
    return replace(facts, parties=(*facts.parties, Party(deed.subject, Side.EMPLOYEE)), opened=True)


def employee_removed(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Take off an employee who was named wrongly and never informed (E35)."""
    facts = _heard(facts, (deed.subject,))
    return replace(
        facts,
        parties=tuple(one for one in facts.parties if one.ref != deed.subject),
        allegations=tuple(
            replace(one, employees=tuple(ref for ref in one.employees if ref != deed.subject))
            for one in facts.allegations
        ),
    )


def allegations_set(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Set what is judged separately, and whom it concerns; what is new to somebody asks for their say (art. 5.2)."""
    before = {one.ref: one for one in facts.allegations}

    def one(part: Allegation) -> Allegation:
        known = before.get(part.ref, Allegation(part.ref))
        laid = (
            {*(set(part.employees) - set(known.employees)), *part.unheard} if facts.stage is Stage.HANDLING else set()
        )
        return replace(part, unheard=tuple(ref for ref in part.employees if ref in laid or ref in known.unheard))

    return replace(facts, allegations=tuple(one(part) for part in deed.allegations), opened=True)


def _asked(party: Party, deed: Deed, *, minor: bool) -> Party:
    reply = Reply(until=deed.until or deed.on, asked_on=deed.on, minor=minor)
    return replace(party, replies=(*party.replies, reply))


def _told(facts: Facts, deed: Deed, *, complainant_too: bool) -> Facts:
    def one(party: Party) -> Party:
        if party.ref in deed.to:
            return _asked(replace(party, informed_on=deed.on), deed, minor=False)
        return _asked(party, deed, minor=False) if complainant_too and party.ref == facts.complainant else party

    return _heard(replace(facts, parties=tuple(one(party) for party in facts.parties)), deed.to)


def _heard(facts: Facts, refs: Iterable[str]) -> Facts:
    """Note that who is asked now is asked about every part that lies with them."""
    gone = set(refs)
    parts = (replace(one, unheard=tuple(ref for ref in one.unheard if ref not in gone)) for one in facts.allegations)
    return replace(facts, allegations=tuple(parts))


def hearing_opened(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Inform the employees and invite both sides to explain."""
    return replace(_told(facts, deed, complainant_too=True), heard_from_us_on=deed.on)


def employees_informed(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Inform employees who were added later."""
    return _told(facts, deed, complainant_too=False)


def _each_asked(facts: Facts, deed: Deed, *, minor: bool) -> Facts:
    parties = tuple(_asked(one, deed, minor=minor) if one.ref in deed.to else one for one in facts.parties)
    return spoken(replace(facts, parties=parties), deed, None)


def replies_asked(facts: Facts, deed: Deed, regulation: Regulation) -> Facts:
    """Ask for a reaction by a date, which also takes the place of a later one that still runs for this party."""
    parties = tuple(
        replace(one, replies=tuple(_sooner(reply, deed, regulation) for reply in one.replies))
        if one.ref in deed.to
        else one
        for one in facts.parties
    )
    return _heard(_each_asked(replace(facts, parties=parties), deed, minor=False), deed.to)


def _sooner(reply: Reply, deed: Deed, regulation: Regulation) -> Reply:
    """Move an open date to the new one when that is sooner, but leave each party the term of the regulation."""
    if reply.settled:
        return reply
    term = regulation.counter_reply if reply.minor else regulation.reply
    return replace(reply, until=min(reply.until, max(deed.until or reply.until, term.after(reply.asked_on))))


def released(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Share a piece; a reply date, if one was set, runs for who receives it."""
    return _each_asked(facts, deed, minor=True) if deed.until else spoken(facts, deed, None)


def _settle(facts: Facts, ref: str, answered: date | None, waived_on: date | None) -> Facts:
    def done(reply: Reply) -> Reply:
        return reply if reply.settled else replace(reply, answered_on=answered, waived_on=waived_on)

    parties = tuple(
        replace(one, replies=tuple(done(reply) for reply in one.replies)) if one.ref == ref else one
        for one in facts.parties
    )
    return replace(facts, parties=parties)


def answered(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """A standpoint answers every request that was open for this party."""
    return _settle(facts, deed.party, deed.on, None)


def waived(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Say that no reaction will come."""
    return _settle(facts, deed.party, None, deed.on)


def reminded(facts: Facts, deed: Deed, regulation: Regulation) -> Facts:
    """Mark that this party's open requests were recalled (N09): those whose date is near or today, others later."""
    near = deed.on + timedelta(days=regulation.remind_before)

    def later(reply: Reply) -> bool:
        return reply.until > near or (reply.reminded_on is not None and reply.until != deed.on)

    parties = tuple(
        replace(
            one,
            replies=tuple(
                reply if reply.settled or later(reply) else replace(reply, reminded_on=deed.on) for reply in one.replies
            ),
        )
        if one.ref == deed.subject
        else one
        for one in facts.parties
    )
    return replace(facts, parties=parties)


def notice_accepted(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Note who accepted the confidentiality notice (art. 6.1)."""
    return replace(facts, notices=(*facts.notices, Accepted(deed.party, deed.on)))


def spoken(facts: Facts, deed: Deed, _regulation: Regulation | None) -> Facts:
    """Note the day on which the complainant last heard from the functionaris (art. 7.3)."""
    told = deed.side is Side.FUNCTIONARIS and (facts.complainant in deed.to or not deed.to)
    return replace(facts, heard_from_us_on=deed.on) if told else facts


def proposed(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Put a proposal on the table."""
    proposal = Proposal(deed.subject, deed.party, deed.to, deed.on)
    return spoken(replace(facts, proposals=(*facts.proposals, proposal)), deed, None)


def _answer(facts: Facts, deed: Deed, change: Callable[[Proposal], Proposal]) -> Facts:
    return replace(facts, proposals=tuple(change(one) if one.ref == deed.subject else one for one in facts.proposals))


def accepted(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Accept a proposal, each for himself."""
    after = _answer(facts, deed, lambda one: replace(one, accepted=(*one.accepted, deed.party)))
    return replace(after, judgment_asked=facts.judgment_asked and after.agreement is None)


def refused(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Refuse a proposal: handling just goes on."""
    return _answer(facts, deed, lambda one: replace(one, refused=(deed.party,)))


def proposal_withdrawn(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Take a proposal back before everybody answered."""
    return _answer(facts, deed, lambda one: replace(one, withdrawn=True))


def extended(facts: Facts, deed: Deed, regulation: Regulation) -> Facts:
    """Move the due date. Past the old one it stays marked as told too late (E20)."""
    late = deed.on > facts.deadline.due_on
    return replace(
        facts,
        deadline=moved(facts.deadline, deed.until or facts.deadline.due_on, regulation.weekend),
        extensions=facts.extensions + 1,
        late_extensions=facts.late_extensions + late,
        heard_from_us_on=deed.on,
    )


def issued(facts: Facts, deed: Deed, regulation: Regulation) -> Facts:
    """Stop the clock: the judgment can be read from now on."""
    return replace(
        facts,
        issued_on=deed.on,
        to_post=deed.by_post,
        posted_on=None,
        settlement=False,
        satisfied=None,
        answer_until=None if deed.by_post else regulation.answer.after(deed.on),
        heard_from_us_on=deed.on,
    )


def judgment_posted(facts: Facts, deed: Deed, regulation: Regulation) -> Facts:
    """Note the day on which the judgment went by post: for who gets it so, that day counts, and starts the answer."""
    on = deed.until or deed.on
    return replace(facts, posted_on=on, answer_until=regulation.answer.after(on))


def settled(facts: Facts, deed: Deed, regulation: Regulation) -> Facts:
    """Issue the short judgment on a solution: no finding, the agreements (art. 5.3)."""
    return replace(issued(facts, deed, regulation), settlement=True)


def corrected(facts: Facts, deed: Deed, regulation: Regulation) -> Facts:
    """Put a corrected judgment in the place of the first, on whose day the clock stopped and stays stopped.

    Everybody has time for the new text: who was asked for an answer or a signature is asked anew, and a refusal to
    sign the first says nothing of the second.
    """
    after = replace(facts, heard_from_us_on=deed.on)
    if facts.stage is Stage.SIGNING:
        return replace(after, marks=(), sign_until=regulation.signing.after(deed.on))
    asked = facts.stage is Stage.JUDGED and facts.answer_until is not None and facts.satisfied is None
    return replace(after, answer_until=regulation.answer.after(deed.on)) if asked else after


def judgment_asked(facts: Facts, _deed: Deed, _regulation: Regulation) -> Facts:
    """Ask for a full judgment in the place of a settlement: the same term goes on, and no earlier proposal binds."""
    proposals = tuple(replace(one, withdrawn=True) for one in facts.proposals)
    after = replace(facts, judgment_asked=True, settlement=False, issued_on=None, to_post=False, posted_on=None)
    return replace(after, answer_until=None, proposals=proposals)


def satisfaction_answered(facts: Facts, deed: Deed, regulation: Regulation) -> Facts:
    """Satisfied: the three are asked to sign (art. 5.6). Not satisfied: nobody is."""
    after = replace(facts, satisfied=deed.yes)
    if not deed.yes or regulation.signing_when is SigningWhen.NEVER:
        return after
    return replace(after, stage=Stage.SIGNING, sign_until=regulation.signing.after(deed.on))


def _marked(facts: Facts, deed: Deed, ref: str, *, yes: bool) -> Facts:
    on = deed.until or deed.on
    marks = tuple(Mark(document, ref, yes, on) for document in facts.awaited(ref))
    after = replace(facts, marks=(*facts.marks, *marks))
    if any(after.awaited(one) for document in after.documents for one in after.signers(document)):
        return after
    ending = Ending.SIGNED if all(mark.signed for mark in after.marks) else Ending.UNSIGNED
    return replace(after, stage=Stage.CLOSED, ending=ending, closed_on=deed.on)


def signed(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Sign; the last signature closes the case."""
    return _marked(facts, deed, deed.party, yes=True)


def signing_declined(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Decline; the judgment stays what it is (E22)."""
    return _marked(facts, deed, deed.party, yes=False)


def signed_on_paper(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Record a signature that was set on paper, on its own day (E23)."""
    return _marked(facts, deed, deed.subject, yes=True)


def in_court(facts: Facts, _deed: Deed, _regulation: Regulation) -> Facts:
    """Flag that a court or committee has it too (art. 4.2)."""
    return replace(facts, external=True)
