"""What the regulation wants to be true before an act. A guard's name is the reason that a person is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.domain.acts import Act
from portal.domain.calendar import reach
from portal.domain.facts import Side
from portal.domain.term import Term, Unit, shifted

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from portal.domain.facts import Deed, Facts, Finding, Party
    from portal.domain.regulation import Regulation

    Guard = Callable[[Facts, str, date], bool]
    """(facts, the acting party, today) → may it be done now?"""

    ContentGuard = Callable[[Facts, Deed, Regulation], bool]
    """(facts, the deed, the regulation) → is what was handed in enough?"""

CORRECTED_WITHIN = Term(4, Unit.WEEK)
"""How long after a case was closed an obvious error in its judgment can still be corrected."""


def _speaks(facts: Facts, ref: str) -> Party | None:
    return facts.party(ref)


def is_informed(facts: Facts, ref: str, _today: date) -> bool:
    """An employee acts from the moment he was informed (art. 5.2)."""
    party = _speaks(facts, ref)
    return party is None or party.informed


def no_conflict(facts: Facts, ref: str, _today: date) -> bool:
    """The functionaris declared not to be involved, before doing anything with the case. Of a party it is not asked."""
    return facts.conflict_free or facts.party(ref) is not None


def conflict_undeclared(facts: Facts, ref: str, _today: date) -> bool:
    """The declaration is asked once of each functionaris who handles the case, and of nobody in their place."""
    return not facts.conflict_free and ref == (facts.handler or "")


def handles_the_case(facts: Facts, ref: str, _today: date) -> bool:
    """Only who handles a case hands it over: in absence another may act in it, and does not give it away."""
    return ref == facts.handler


def not_yet_opened(facts: Facts, _ref: str, _today: date) -> bool:
    """Opening the file is done once."""
    return not facts.opened


def mandate_undecided(facts: Facts, _ref: str, _today: date) -> bool:
    """There is a mandate to decide on: one that was refused stays refused."""
    return facts.mandate_missing and not facts.done(Act.REFUSE_MANDATE)


def mandate_missing(facts: Facts, ref: str, _today: date) -> bool:
    """There is a mandate to accept. After a refusal only the complainant can still say that the complaint is theirs."""
    return facts.mandate_missing and (ref == facts.complainant or not facts.done(Act.REFUSE_MANDATE))


def mandate_in_order(facts: Facts, _ref: str, _today: date) -> bool:
    """Whoever files for another must have shown the mandate (art. 1)."""
    return not facts.mandate_missing


def record_unconfirmed(facts: Facts, _ref: str, _today: date) -> bool:
    """A complaint by phone was written down and the complainant has not yet said that it is right."""
    return facts.unconfirmed_record


def has_category(facts: Facts, _ref: str, _today: date) -> bool:
    """At least one category (art. 8.1)."""
    return facts.categories > 0


def has_allegation(facts: Facts, _ref: str, _today: date) -> bool:
    """At least one allegation to judge; one without an employee concerns the organisation itself."""
    return bool(facts.allegations)


def employees_linked(facts: Facts, _ref: str, _today: date) -> bool:
    """Each employee concerned is concerned by an allegation, else he has nothing to answer."""
    return all(facts.linked(one.ref) for one in facts.employees)


def heard_on_every_part(facts: Facts, _ref: str, _today: date) -> bool:
    """Whoever got a part to answer for during the hearing was asked about it since (art. 5.2)."""
    return not any(part.unheard for part in facts.allegations)


def employee_uninformed(facts: Facts, _ref: str, _today: date) -> bool:
    """Some employee concerned has not been informed."""
    return any(not one.informed for one in facts.employees)


def reply_awaited(facts: Facts, ref: str, _today: date) -> bool:
    """A reaction of this party is awaited."""
    party = _speaks(facts, ref)
    return party is not None and any(not reply.settled for reply in party.replies)


def proposal_to_answer(facts: Facts, ref: str, _today: date) -> bool:
    """A proposal waits for this party's answer. The functionaris answers for the organisation itself."""
    return any(proposal.open and ref in proposal.awaiting for proposal in facts.proposals)


def own_proposal_open(facts: Facts, ref: str, _today: date) -> bool:
    """This party has a proposal on the table."""
    return any(proposal.open and proposal.by == ref for proposal in facts.proposals)


def no_agreement(facts: Facts, _ref: str, _today: date) -> bool:
    """Nothing was agreed yet."""
    return facts.agreement is None or facts.judgment_asked


def had_their_say(party: Party, today: date) -> bool:
    """Art. 5.2 gives an opportunity: answered, waived, or invited and let the date pass after a reminder.

    A reminder is wanted only where the term left room for one. A new question opens the opportunity again. A reply
    date of a released piece that still runs keeps the door open for who has neither answered nor waived it.
    """
    if any(not reply.settled and reply.until >= today for reply in party.replies):
        return False
    main = [reply for reply in party.replies if not reply.minor]
    return bool(main) and all(reply.settled or reply.short or reply.reminded_on is not None for reply in main)


def both_had_their_say(facts: Facts, _ref: str, today: date) -> bool:
    """Hoor en wederhoor (art. 5.2): every party had the opportunity."""
    return all(had_their_say(party, today) for party in facts.parties)


def solution_accepted(facts: Facts, _ref: str, _today: date) -> bool:
    """The complainant's own acceptance, and that of every employee concerned or of the organisation (art. 5.3)."""
    return facts.agreement is not None


def all_informed(facts: Facts, _ref: str, _today: date) -> bool:
    """Every employee concerned was informed (art. 5.2)."""
    return not employee_uninformed(facts, _ref, _today)


def no_full_judgment_asked(facts: Facts, _ref: str, _today: date) -> bool:
    """Whoever asked for a full judgment does not get a settlement in its place."""
    return not facts.judgment_asked


def settled_without_finding(facts: Facts, _ref: str, _today: date) -> bool:
    """There is a settlement, accepted or issued, which a full judgment can replace."""
    if facts.issued_on is not None:
        return facts.settlement
    return facts.agreement is not None and not facts.judgment_asked


def not_answered(facts: Facts, _ref: str, _today: date) -> bool:
    """The question on satisfaction is answered once."""
    return facts.satisfied is None


def not_satisfied_or_silent(facts: Facts, _ref: str, today: date) -> bool:
    """The complainant said no, or the date to answer passed. A judgment that was not posted yet asks nothing."""
    return facts.satisfied is False or (facts.answer_until is not None and facts.answer_until < today)


def signature_awaited(facts: Facts, ref: str, _today: date) -> bool:
    """This person's signature is asked and not yet given or declined."""
    return bool(facts.awaited(ref))


def somebody_still_signs(facts: Facts, _ref: str, _today: date) -> bool:
    """Some party has not yet signed or declined."""
    return any(facts.awaited(party.ref) for party in facts.parties)


def refused_or_late(facts: Facts, _ref: str, today: date) -> bool:
    """Somebody declined to sign, or the date to sign passed."""
    return any(not mark.signed for mark in facts.marks) or (facts.sign_until is not None and facts.sign_until < today)


def not_in_court(facts: Facts, _ref: str, _today: date) -> bool:
    """Recorded once."""
    return not facts.external


def every_employee_gets_an_edition(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """Who is informed reads the complaint, in an edition made for that employee (art. 5.2)."""
    return {one.ref for one in facts.employees if not one.informed} == set(deed.to)


def recipients_are_parties(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """A piece goes to parties who know of the case."""
    return bool(deed.to) and all((party := facts.party(ref)) is not None and party.informed for ref in deed.to)


def proposal_reaches_the_other_side(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """A proposal joins both sides: one of them always is the complainant, and colleagues do not read one another.

    Without an employee the functionaris answers for the organisation.
    """
    to, employees = set(deed.to), {one.ref for one in facts.informed}
    if deed.side is Side.COMPLAINANT:
        answering = {facts.handler} if facts.handler else set()
        return bool(to) and to <= (employees or answering)
    if deed.side is Side.EMPLOYEE:
        return to == {facts.complainant}
    return facts.complainant in to and to <= {facts.complainant, *employees}


def time_to_react(_facts: Facts, deed: Deed, regulation: Regulation) -> bool:
    """A date to react by leaves some days: an opportunity that nobody can take is none (art. 5.2)."""
    return deed.until is None or deed.until >= regulation.reply_least.after(deed.on)


def date_in_reach(_facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """A date lies within some years of today; one beyond that was mistyped."""
    first, last = reach(deed.on)
    return deed.until is None or first <= deed.until <= last


def reply_date_given(_facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """A request for a reaction names its date."""
    return deed.until is not None


def new_date_is_later(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """An extension moves the date forward, and past today (art. 5.4)."""
    return deed.until is not None and deed.until > facts.deadline.due_on and deed.until >= deed.on


def extension_allowed(facts: Facts, deed: Deed, regulation: Regulation) -> bool:
    """The number and length that the regulation allows."""
    rule = regulation.extensions
    if rule.most is not None and facts.extensions >= rule.most:
        return False
    if rule.each is None or deed.until is None:
        return True
    return deed.until <= shifted(rule.each.after(facts.deadline.counted_on), regulation.weekend)


def consent_where_needed(facts: Facts, deed: Deed, regulation: Regulation) -> bool:
    """From the nth extension on the complainant must agree."""
    start = regulation.extensions.consent_from
    return start is None or facts.extensions + 1 < start or deed.yes is True


def every_allegation_judged(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """One outcome with reasons for every allegation, and for nothing else."""
    judged = sorted(finding.allegation for finding in deed.findings)
    complete = all(finding.outcome and finding.reasoned for finding in deed.findings)
    return complete and judged == sorted(one.ref for one in facts.allegations)


def only_shared_pieces_cited(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """A judgment rests on what the complainant and every employee concerned by that part could read (art. 5.2)."""
    return all(shares_its_pieces(facts, finding) for finding in deed.findings)


def shares_its_pieces(facts: Facts, finding: Finding) -> bool:
    """Whether all that one finding rests on could be read by whom it concerns, or a reason was given."""
    linked = next((one.employees for one in facts.allegations if one.ref == finding.allegation), ())
    readers = {facts.complainant, *linked}
    return finding.exception or all(readers <= who for who in finding.cited.values())


def answer_given(_facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """Yes or no."""
    return deed.yes is not None


def subject_awaits_this_party(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """The proposal that is answered is open and was made to this party."""
    return any(one.ref == deed.subject and one.open and deed.party in one.awaiting for one in facts.proposals)


def subject_is_own(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """Only who made a proposal takes it back."""
    return any(one.ref == deed.subject and one.open and one.by == deed.party for one in facts.proposals)


def subject_signs(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """A signature on paper is recorded for a party whose signature is awaited."""
    return bool(facts.awaited(deed.subject))


def informed_stay_linked(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """An employee who was informed keeps a part to answer for."""
    return all(any(one.ref in part.employees for part in deed.allegations) for one in facts.informed)


def judgment_there(facts: Facts, _ref: str, _today: date) -> bool:
    """A judgment was issued: a closed case need not have one."""
    return facts.issued_on is not None


def nobody_signed(facts: Facts, _ref: str, _today: date) -> bool:
    """A signature stands under one text: once somebody signed, that text stays the judgment (art. 5.6)."""
    return not any(mark.signed for mark in facts.marks)


def still_correctable(facts: Facts, _ref: str, today: date) -> bool:
    """A closed case is left alone after some time: from then on an error is a reason to open it again (E25)."""
    return facts.closed_on is None or today <= CORRECTED_WITHIN.after(facts.closed_on)


def judgment_to_post(facts: Facts, _ref: str, _today: date) -> bool:
    """The judgment goes by post, and was not posted yet."""
    return facts.to_post and facts.posted_on is None


def day_since_the_judgment(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """What follows the judgment on paper has a day from its issue on, and not in the future."""
    return deed.until is not None and facts.issued_on is not None and facts.issued_on <= deed.until <= deed.on


def subject_uninformed(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """An employee who was informed stays a party; a wrong one is taken off before (E35)."""
    party = facts.party(deed.subject)
    return party is not None and party.side is Side.EMPLOYEE and not party.informed


def received_before_registered(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """No complaint comes in after it was registered: the day of receipt is that day or earlier (E16)."""
    return deed.until is not None and deed.until <= facts.registered_on


def one_employee_at_a_talk(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """Colleagues do not hear one another: each employee is invited alone, or with the complainant."""
    return len({one.ref for one in facts.employees} & set(deed.to)) <= 1


def talk_lies_ahead(_facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """A talk is planned for today or a day after it."""
    return deed.until is not None and deed.until >= deed.on


def talk_planned(facts: Facts, _ref: str, today: date) -> bool:
    """Some talk is still to be held."""
    return any(one.ahead(today) for one in facts.talks)


def subject_is_planned(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """The talk that it is about is still to be held."""
    return any(one.ref == deed.subject and one.ahead(deed.on) for one in facts.talks)


def invited_to_talk(facts: Facts, ref: str, today: date) -> bool:
    """This party is invited to a talk that is still to be held."""
    return any(ref in one.to and one.ahead(today) for one in facts.talks)


def subject_invites_party(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """Who answers is invited to that very talk."""
    return any(one.ref == deed.subject and deed.party in one.to and one.ahead(deed.on) for one in facts.talks)


def report_to_comment(facts: Facts, ref: str, today: date) -> bool:
    """A report of a talk was released to this party, and the days to comment on it still run."""
    return any(one.party == ref and one.until >= today for one in facts.reports)


def subject_to_comment(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """The comment is on a report that this party may comment on now."""
    mine = (one for one in facts.reports if one.party == deed.party and one.until >= deed.on)
    return any(one.ref == deed.subject for one in mine)


def cited_reports_settled(facts: Facts, deed: Deed, _regulation: Regulation) -> bool:
    """A judgment rests on a report of a talk only after whoever received it could comment on it."""
    cited = {ref for finding in deed.findings if not finding.exception for ref in finding.cited}
    running = (one for one in facts.reports if one.commented_on is None and one.until >= deed.on)
    return not any(one.ref in cited for one in running)
