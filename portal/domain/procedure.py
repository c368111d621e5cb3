"""The procedure is a table: who may do which act, in which stage, under which article, and what it changes.

Buttons, guards, timeline, duties, printed docs and the test matrix are all read from `RULES`.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from portal.domain import effects as e
from portal.domain import guards as g
from portal.domain import talks as t
from portal.domain.acts import Act
from portal.domain.errors import Refused
from portal.domain.facts import Ending, Facts, Moments, Side, Silence, Stage
from portal.domain.rule import line as _rule
from portal.domain.status import silent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from portal.domain.facts import Deed
    from portal.domain.regulation import Regulation
    from portal.domain.rule import Rule

K, M, F, S = Side.COMPLAINANT, Side.EMPLOYEE, Side.FUNCTIONARIS, Side.SYSTEM
RECEIVED, HANDLING, JUDGED, SIGNING, CLOSED = Stage
UNJUDGED = frozenset({RECEIVED, HANDLING})
RUNNING = frozenset({RECEIVED, HANDLING, JUDGED, SIGNING})
HEARD = frozenset({HANDLING, JUDGED, SIGNING, CLOSED})
ALWAYS = frozenset(Stage)


RULES: Mapping[Act, Rule] = MappingProxyType(
    {
        Act.FILE: _rule("5.1", {K}, set(), RECEIVED),
        Act.REGISTER: _rule("8.1", {F}, set(), RECEIVED),
        Act.CONFIRM_RECORD: _rule("1", {K}, UNJUDGED, guards=(g.record_unconfirmed,), effect=e.record_confirmed),
        Act.CONFIRM_MANDATE: _rule(
            "1", {K, F}, {RECEIVED}, guards=(g.no_conflict, g.mandate_missing), effect=e.mandate_confirmed
        ),
        Act.REFUSE_MANDATE: _rule("1", {K, F}, {RECEIVED}, guards=(g.no_conflict, g.mandate_undecided)),
        Act.DECLARE_NO_CONFLICT: _rule(
            "5.1", {F}, RUNNING, guards=(g.conflict_undeclared,), effect=e.conflict_excluded
        ),
        Act.DECLARE_CONFLICT: _rule("5.1", {F}, RUNNING, effect=e.conflict_declared, final=True),
        Act.HAND_OVER: _rule("7.1", {F}, RUNNING, guards=(g.handles_the_case,), effect=e.handed_over, final=True),
        Act.ASSIGN: _rule("5.1", {S}, RUNNING, effect=e.handed_over),
        Act.OPEN_FILE: _rule("5.1", {F}, {RECEIVED}, guards=(g.no_conflict, g.not_yet_opened), effect=e.opened),
        Act.CORRECT_RECEIPT: _rule(
            "5.4",
            {F},
            UNJUDGED,
            guards=(g.no_conflict,),
            content=(g.received_before_registered, g.date_in_reach),
            effect=e.receipt_corrected,
        ),
        Act.CATEGORISE: _rule("8.1", {F}, ALWAYS, guards=(g.no_conflict,), effect=e.categorised),
        Act.ADD_EMPLOYEE: _rule("5.2", {F}, UNJUDGED, guards=(g.no_conflict,), effect=e.employee_added),
        Act.REMOVE_EMPLOYEE: _rule(
            "5.2",
            {F},
            UNJUDGED,
            guards=(g.no_conflict, g.employee_uninformed),
            content=(g.subject_uninformed,),
            effect=e.employee_removed,
        ),
        Act.SET_ALLEGATIONS: _rule(
            "5.2",
            {F},
            UNJUDGED,
            guards=(g.no_conflict,),
            content=(g.informed_stay_linked,),
            effect=e.allegations_set,
        ),
        Act.OPEN_HEARING: _rule(
            "5.2",
            {F},
            {RECEIVED},
            HANDLING,
            guards=(g.no_conflict, g.mandate_in_order, g.has_category, g.has_allegation, g.employees_linked),
            content=(g.every_employee_gets_an_edition, g.reply_date_given, g.time_to_react, g.date_in_reach),
            effect=e.hearing_opened,
            final=True,
        ),
        Act.INFORM_EMPLOYEE: _rule(
            "5.2",
            {F},
            {HANDLING},
            guards=(g.no_conflict, g.employee_uninformed, g.employees_linked),
            content=(g.every_employee_gets_an_edition, g.reply_date_given, g.time_to_react, g.date_in_reach),
            effect=e.employees_informed,
            final=True,
        ),
        Act.DECLINE: _rule("4.2", {F}, {RECEIVED}, Ending.DECLINED, guards=(g.no_conflict,), final=True),
        Act.REFER: _rule("4.2", {F}, {RECEIVED}, Ending.REFERRED, guards=(g.no_conflict,), final=True),
        Act.ADD_TO_COMPLAINT: _rule("1", {K}, UNJUDGED),
        Act.REQUEST_REPLY: _rule(
            "5.2",
            {F},
            {HANDLING},
            guards=(g.no_conflict,),
            content=(g.recipients_are_parties, g.reply_date_given, g.time_to_react, g.date_in_reach),
            effect=e.replies_asked,
        ),
        Act.GIVE_STANDPOINT: _rule("5.2", {K, M}, {HANDLING}, guards=(g.is_informed,), effect=e.answered),
        Act.WAIVE_STANDPOINT: _rule(
            "5.2", {K, M}, {HANDLING}, guards=(g.is_informed, g.reply_awaited), effect=e.waived
        ),
        Act.RELEASE: _rule(
            "5.2",
            {F},
            {HANDLING, JUDGED, SIGNING},
            guards=(g.no_conflict,),
            content=(g.recipients_are_parties, g.time_to_react, g.date_in_reach),
            effect=t.released,
            final=True,
        ),
        Act.SEND_MESSAGE: _rule("7.3", {K, M, F}, ALWAYS, guards=(g.no_conflict, g.is_informed), effect=e.spoken),
        Act.RECTIFY: _rule("6.1", {K, M}, ALWAYS, guards=(g.is_informed,)),
        Act.LOG_CONTACT: _rule("7.2", {M, F}, {HANDLING, JUDGED, SIGNING}, guards=(g.no_conflict, g.is_informed)),
        Act.PROPOSE: _rule(
            "5.3",
            {K, M, F},
            {HANDLING},
            guards=(g.no_conflict, g.is_informed, g.no_agreement),
            content=(g.proposal_reaches_the_other_side,),
            effect=e.proposed,
            final=True,
        ),
        Act.ACCEPT_PROPOSAL: _rule(
            "5.3",
            {K, M, F},
            {HANDLING},
            guards=(g.no_conflict, g.proposal_to_answer),
            content=(g.subject_awaits_this_party,),
            effect=e.accepted,
            final=True,
        ),
        Act.REFUSE_PROPOSAL: _rule(
            "5.3",
            {K, M, F},
            {HANDLING},
            guards=(g.no_conflict, g.proposal_to_answer),
            content=(g.subject_awaits_this_party,),
            effect=e.refused,
        ),
        Act.WITHDRAW_PROPOSAL: _rule(
            "5.3",
            {K, M, F},
            {HANDLING},
            guards=(g.no_conflict, g.own_proposal_open),
            content=(g.subject_is_own,),
            effect=e.proposal_withdrawn,
        ),
        Act.MEDIATE: _rule("5.3", {F}, {HANDLING}, guards=(g.no_conflict,), effect=e.spoken),
        Act.PLAN_TALK: _rule(
            "5.2",
            {F},
            {HANDLING},
            guards=(g.no_conflict,),
            content=(g.recipients_are_parties, g.one_employee_at_a_talk, g.talk_lies_ahead, g.date_in_reach),
            effect=t.talk_made,
        ),
        Act.CHANGE_TALK: _rule(
            "5.2",
            {F},
            {HANDLING},
            guards=(g.no_conflict, g.talk_planned),
            content=(g.subject_is_planned, g.talk_lies_ahead, g.date_in_reach),
            effect=t.talk_moved,
        ),
        Act.CANCEL_TALK: _rule(
            "5.2",
            {F},
            HEARD,
            guards=(g.no_conflict, g.talk_planned),
            content=(g.subject_is_planned,),
            effect=t.talk_called_off,
        ),
        Act.ANSWER_TALK: _rule(
            "5.2",
            {K, M},
            {HANDLING},
            guards=(g.is_informed, g.invited_to_talk),
            content=(g.subject_invites_party,),
            effect=t.talk_answered,
        ),
        Act.REPORT_TALK: _rule("5.2", {F}, {HANDLING}, guards=(g.no_conflict,)),
        Act.COMMENT_TALK: _rule(
            "5.2",
            {K, M},
            {HANDLING, JUDGED, SIGNING},
            guards=(g.is_informed, g.report_to_comment),
            content=(g.subject_to_comment,),
            effect=t.report_commented,
        ),
        Act.WRITE_NOTE: _rule("7.4", {F}, ALWAYS),
        Act.NAME_SUPPORT: _rule("6.1", {K, M}, RUNNING, guards=(g.is_informed,)),
        Act.END_SUPPORT: _rule("6.1", {K, M, F}, ALWAYS, guards=(g.is_informed,)),
        Act.NAME_REPRESENTATIVE: _rule("1", {K, F}, RUNNING, guards=(g.no_conflict, g.mandate_in_order)),
        Act.END_MANDATE: _rule("1", {K, F}, ALWAYS, guards=(g.no_conflict, g.mandate_in_order), final=True),
        Act.INVITE: _rule("6.1", {F}, ALWAYS, guards=(g.no_conflict,)),
        Act.ACCEPT_NOTICE: _rule("6.1", {K, M, F}, ALWAYS, guards=(g.is_informed,), effect=e.notice_accepted),
        Act.REMIND: _rule("5.2", {S}, {HANDLING}, effect=e.reminded),
        Act.EXTEND: _rule(
            "5.4",
            {F},
            UNJUDGED,
            guards=(g.no_conflict,),
            content=(g.new_date_is_later, g.date_in_reach, g.extension_allowed, g.consent_where_needed),
            effect=e.extended,
            final=True,
        ),
        Act.WITHDRAW: _rule("1", {K}, UNJUDGED, Ending.WITHDRAWN, final=True),
        Act.ISSUE_JUDGMENT: _rule(
            "5.4",
            {F},
            {HANDLING},
            JUDGED,
            guards=(
                g.no_conflict,
                g.has_category,
                g.has_allegation,
                g.all_informed,
                g.employees_linked,
                g.no_agreement,
                g.heard_on_every_part,
                g.both_had_their_say,
            ),
            content=(g.every_allegation_judged, g.only_shared_pieces_cited, g.cited_reports_settled),
            effect=e.issued,
            final=True,
        ),
        Act.ISSUE_SETTLEMENT: _rule(
            "5.3",
            {F},
            {HANDLING},
            JUDGED,
            guards=(g.no_conflict, g.has_category, g.all_informed, g.solution_accepted, g.no_full_judgment_asked),
            effect=e.settled,
            final=True,
        ),
        Act.CORRECT_JUDGMENT: _rule(
            "5.5",
            {F},
            {JUDGED, SIGNING, CLOSED},
            guards=(g.no_conflict, g.judgment_there, g.nobody_signed, g.still_correctable),
            effect=e.corrected,
            final=True,
        ),
        Act.POST_JUDGMENT: _rule(
            "5.5",
            {F},
            {JUDGED, SIGNING, CLOSED},
            guards=(g.no_conflict, g.judgment_to_post),
            content=(g.day_since_the_judgment,),
            effect=e.judgment_posted,
        ),
        Act.ASK_JUDGMENT: _rule(
            "5.4",
            {K},
            {HANDLING, JUDGED},
            HANDLING,
            guards=(g.settled_without_finding, g.not_answered),
            effect=e.judgment_asked,
            final=True,
        ),
        Act.ANSWER_SATISFACTION: _rule(
            "5.6",
            {K},
            {JUDGED},
            guards=(g.not_answered,),
            content=(g.answer_given,),
            effect=e.satisfaction_answered,
            final=True,
        ),
        Act.SIGN: _rule(
            "5.6", {K, M, F}, {SIGNING}, guards=(g.no_conflict, g.signature_awaited), effect=e.signed, final=True
        ),
        Act.DECLINE_SIGNING: _rule(
            "5.6",
            {K, M, F},
            {SIGNING},
            guards=(g.no_conflict, g.signature_awaited),
            effect=e.signing_declined,
            final=True,
        ),
        Act.RECORD_PAPER_SIGNATURE: _rule(
            "5.6",
            {F},
            {SIGNING},
            guards=(g.no_conflict, g.somebody_still_signs),
            content=(g.subject_signs, g.day_since_the_judgment),
            effect=e.signed_on_paper,
            final=True,
        ),
        Act.CLOSE_NOT_SATISFIED: _rule(
            "4.2",
            {F},
            {JUDGED},
            Ending.NOT_SATISFIED,
            guards=(g.no_conflict, g.not_satisfied_or_silent),
            final=True,
        ),
        Act.CLOSE_UNSIGNED: _rule("5.6", {F, S}, {SIGNING}, Ending.UNSIGNED, guards=(g.refused_or_late,), final=True),
        Act.RECORD_FOR_PARTY: _rule("7.4", {F}, ALWAYS, guards=(g.no_conflict,), final=True),
        Act.RECORD_CAUSE: _rule("3", {F}, ALWAYS, guards=(g.no_conflict,), effect=e.cause_recorded),
        Act.RECOMMEND: _rule("8.3", {F}, ALWAYS, guards=(g.no_conflict,)),
        Act.GRANT_INSIGHT: _rule("6.1", {F}, ALWAYS, guards=(g.no_conflict,), final=True),
        Act.MARK_EXTERNAL: _rule("4.2", {F}, ALWAYS, guards=(g.no_conflict, g.not_in_court), effect=e.in_court),
    },
)

FOUND: frozenset[Act] = frozenset({Act.FILE, Act.REGISTER})
"""Acts that make a case, so that no stage precedes them."""


def obstacle(facts: Facts, act: Act, side: Side, party: str, today: date) -> str | None:
    """Say what stands in the way of this act for this person now: a stable word, or None.

    Args:
        facts: the state of the case.
        act: what the person wants to do.
        side: on whose side the person stands.
        party: the reference of the party whose side it is (the handler for the functionaris).
        today: the Dutch local date.

    """
    rule = RULES.get(act)
    if rule is None or side not in rule.sides or not _stands_there(facts, side, party):
        return "not_yours"
    if facts.stage not in rule.stages or facts.erased_on is not None:
        return "not_in_this_stage"
    return next((guard.__name__ for guard in rule.guards if not guard(facts, party, today)), None)


def _stands_there(facts: Facts, side: Side, ref: str) -> bool:
    """Complainant and employee act as a party to this case, which a representative without a mandate is not."""
    return side not in {K, M} or any(one.ref == ref and one.side is side for one in facts.parties)


def open_acts(facts: Facts, side: Side, party: str, today: date) -> tuple[Act, ...]:
    """Name the acts that are open to this person now, in the order of the table."""
    return tuple(act for act in RULES if obstacle(facts, act, side, party, today) is None)


def check(facts: Facts, deed: Deed, regulation: Regulation) -> None:
    """Raise `Refused` with the first obstacle or the first thing missing from what was handed in."""
    reason = obstacle(facts, deed.act, deed.side, deed.party, deed.on)
    if reason is None:
        content = RULES[deed.act].content
        reason = next((guard.__name__ for guard in content if not guard(facts, deed, regulation)), None)
    if reason is not None:
        raise Refused(reason)


def wanting(facts: Facts, deed: Deed, regulation: Regulation) -> tuple[str, ...]:
    """Name each guard of the act that does not hold yet; `check` refuses with the first of them."""
    rule = RULES[deed.act]
    before = [guard.__name__ for guard in rule.guards if not guard(facts, deed.party, deed.on)]
    return (*before, *(guard.__name__ for guard in rule.content if not guard(facts, deed, regulation)))


def perform(facts: Facts, deed: Deed, regulation: Regulation) -> Facts:
    """Do the act: the only code that moves the stage.

    Raises:
        Refused: the act is not open to this person now, or what was handed in falls short.

    """
    check(facts, deed, regulation)
    rule = RULES[deed.act]
    after = replace(facts, stage=rule.to or facts.stage, acts=remembered(facts, deed))
    if rule.ending is not None:
        after = replace(after, ending=rule.ending, closed_on=deed.on)
    return _silence_kept(facts, rule.effect(after, deed, regulation), deed.on, regulation)


def _silence_kept(before: Facts, after: Facts, today: date, regulation: Regulation) -> Facts:
    """Remember the longest time in which a complainant who waits heard nothing for too long (art. 7.3)."""
    told = after.heard_from_us_on != before.heard_from_us_on or after.stage is CLOSED
    if not told or not silent(before, regulation, today):
        return after
    ended = Silence(regulation.silence.after(before.last_heard_on), today)
    longest = max((one for one in (before.silence, ended) if one), key=lambda one: one.days)
    return replace(after, silence=longest)


def remembered(facts: Facts, deed: Deed) -> dict[Act, Moments]:
    """Return the acts with this one added: first day, last day, how often."""
    before = facts.acts.get(deed.act)
    now = Moments(before.first, deed.on, before.count + 1) if before else Moments(deed.on, deed.on)
    return {**facts.acts, deed.act: now}
