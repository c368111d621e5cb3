"""Each rule of the procedure: what lets an act pass, what refuses it and with which word, and what it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from datetime import date
from typing import Any

import pytest

from portal.domain.acts import Act
from portal.domain.errors import Gone, Refused
from portal.domain.facts import (
    Accepted,
    Allegation,
    Ending,
    Facts,
    Finding,
    Mark,
    Moments,
    Party,
    Reply,
    ReportShown,
    Side,
    Silence,
    Stage,
    Talk,
    TalkAnswer,
)
from portal.domain.guards import both_had_their_say, extension_allowed, had_their_say, reply_awaited
from portal.domain.procedure import FOUND, RULES, check, perform, wanting
from portal.domain.regulation import PRESETS, Extensions, Regime
from portal.domain.talks import seen_by
from portal.domain.term import Deadline, Term, Unit
from tests.domain.cases import (
    M1,
    M2,
    OPDRACHT,
    START,
    Case,
    F,
    K,
    W,
    agreed,
    asked,
    day,
    filed,
    findings,
    handled,
    heard,
    intake,
    judged,
    proposal,
    signing,
)

# ---- each act once, and each thing that can stand in its way ---------------------------------------------------------


@dataclass(frozen=True)
class Try:
    """An act that somebody is about to do."""

    case: Case
    by: str
    on: int = 0
    given: dict[str, Any] = field(default_factory=dict)

    def refusal(self, act: Act) -> str | None:
        return self.case.refusal(act, self.by, self.on, **self.given)

    def but(self, **given: Any) -> Try:
        """The same, with something else handed in."""
        return replace(self, given={**self.given, **given})

    def where(self, **facts: Any) -> Try:
        """The same in a case in which this is otherwise."""
        return replace(self, case=self.case.change(**facts))


def to(case: Case, by: str, on: int = 0, **given: Any) -> Try:
    return Try(case, by, on, given)


def named_later() -> Case:
    """A case in handling in which a second employee was named on day 1."""
    parts = intake(M1, M2).facts.allegations
    return handled(M1).do(Act.ADD_EMPLOYEE, F, 1, subject=M2).do(Act.SET_ALLEGATIONS, F, 1, allegations=parts)


def tabled() -> Case:
    """A case in which the complainant made a proposal to the employee on day 6."""
    return handled(M1).do(Act.PROPOSE, K, 6, subject="p", to=(M1,))


def by_post() -> Case:
    """A judgment of day 20 that goes to the complainant by post."""
    return judged(M1).change(to_post=True)


def invited(*refs: str) -> Case:
    """A case in which these were invited on day 3 to a talk on day 8."""
    return handled(M1, M2).do(Act.PLAN_TALK, F, 3, subject="t", to=refs or (K, M1), until=day(8))


def reported() -> Case:
    """A case in which a report of a talk was shared with the complainant on day 6."""
    return heard(M1).do(Act.RELEASE, F, 6, to=(K,), subject="r")


def unsatisfied() -> Case:
    return judged(M1).do(Act.ANSWER_SATISFACTION, K, 22, yes=False)


PASSES: dict[Act, Callable[[], Try]] = {
    Act.CONFIRM_RECORD: lambda: to(Case(filed(unconfirmed_record=True)), K),
    Act.CONFIRM_MANDATE: lambda: to(Case(filed(mandate_missing=True, conflict_free=True)), F),
    Act.REFUSE_MANDATE: lambda: to(Case(filed(mandate_missing=True)), K),
    Act.DECLARE_NO_CONFLICT: lambda: to(Case(filed()), F, 1),
    Act.DECLARE_CONFLICT: lambda: to(Case(filed(conflict_free=True)), F, 1, subject=W),
    Act.HAND_OVER: lambda: to(intake(M1), F, 2, subject=W),
    Act.ASSIGN: lambda: to(Case(filed(handler=None)), "", 3, subject=W),
    Act.OPEN_FILE: lambda: to(Case(filed(conflict_free=True)), F),
    Act.CORRECT_RECEIPT: lambda: to(intake(M1), F, 1, until=day(-3)),
    Act.CATEGORISE: lambda: to(Case(filed(conflict_free=True)), F, count=2),
    Act.ADD_EMPLOYEE: lambda: to(Case(filed(conflict_free=True)), F, subject=M1),
    Act.REMOVE_EMPLOYEE: lambda: to(intake(M1, M2), F, subject=M1),
    Act.SET_ALLEGATIONS: lambda: to(Case(filed(conflict_free=True)), F, allegations=(Allegation("part"),)),
    Act.OPEN_HEARING: lambda: to(intake(M1), F, 2, to=(M1,), until=day(12)),
    Act.INFORM_EMPLOYEE: lambda: to(named_later(), F, 3, to=(M2,), until=day(13)),
    Act.DECLINE: lambda: to(intake(M1), F, 4),
    Act.REFER: lambda: to(intake(M1), F, 4),
    Act.ADD_TO_COMPLAINT: lambda: to(intake(M1), K),
    Act.REQUEST_REPLY: lambda: to(heard(M1), F, 6, to=(K,), until=day(9)),
    Act.GIVE_STANDPOINT: lambda: to(handled(M1), M1, 5),
    Act.WAIVE_STANDPOINT: lambda: to(handled(M1), M1, 5),
    Act.RELEASE: lambda: to(heard(M1), F, 6, to=(K,), until=day(11)),
    Act.SEND_MESSAGE: lambda: to(handled(M1), F, 6, to=(K,)),
    Act.RECTIFY: lambda: to(handled(M1), M1, 6),
    Act.LOG_CONTACT: lambda: to(handled(M1), M1, 6),
    Act.PROPOSE: lambda: to(handled(M1), K, 6, subject="p", to=(M1,)),
    Act.ACCEPT_PROPOSAL: lambda: to(tabled(), M1, 7, subject="p"),
    Act.REFUSE_PROPOSAL: lambda: to(tabled(), M1, 7, subject="p"),
    Act.WITHDRAW_PROPOSAL: lambda: to(tabled(), K, 7, subject="p"),
    Act.MEDIATE: lambda: to(handled(M1), F, 6, to=(K, M1)),
    Act.PLAN_TALK: lambda: to(handled(M1, M2), F, 6, subject="t", to=(K, M1), until=day(8)),
    Act.CHANGE_TALK: lambda: to(invited(), F, 6, subject="t", to=(K, M1), until=day(9)),
    Act.CANCEL_TALK: lambda: to(invited(), F, 6, subject="t", to=(K, M1)),
    Act.ANSWER_TALK: lambda: to(invited(), M1, 6, subject="t", yes=True),
    Act.REPORT_TALK: lambda: to(handled(M1), F, 6),
    Act.COMMENT_TALK: lambda: to(reported(), K, 11, subject="r"),
    Act.WRITE_NOTE: lambda: to(Case(filed()), F),
    Act.NAME_SUPPORT: lambda: to(handled(M1), M1, 2),
    Act.END_SUPPORT: lambda: to(handled(M1), M1, 2),
    Act.NAME_REPRESENTATIVE: lambda: to(handled(M1), K, 2),
    Act.END_MANDATE: lambda: to(handled(M1), K, 2),
    Act.INVITE: lambda: to(handled(M1), F, 2),
    Act.ACCEPT_NOTICE: lambda: to(handled(M1), M1, 2),
    Act.REMIND: lambda: to(handled(M1), "", 7, subject=M1),
    Act.EXTEND: lambda: to(heard(M1), F, 20, until=day(42)),
    Act.WITHDRAW: lambda: to(heard(M1), K, 6),
    Act.ISSUE_JUDGMENT: lambda: to(heard(M1), F, 20, findings=findings(heard(M1))),
    Act.ISSUE_SETTLEMENT: lambda: to(agreed(M1), F, 8),
    Act.CORRECT_JUDGMENT: lambda: to(judged(M1), F, 25),
    Act.POST_JUDGMENT: lambda: to(by_post(), F, 22, until=day(21)),
    Act.ASK_JUDGMENT: lambda: to(agreed(M1).do(Act.ISSUE_SETTLEMENT, F, 8), K, 9),
    Act.ANSWER_SATISFACTION: lambda: to(judged(M1), K, 22, yes=True),
    Act.SIGN: lambda: to(signing(M1), M1, 23),
    Act.DECLINE_SIGNING: lambda: to(signing(M1), M1, 23),
    Act.RECORD_PAPER_SIGNATURE: lambda: to(signing(M1), F, 23, subject=K, until=day(23)),
    Act.CLOSE_NOT_SATISFIED: lambda: to(unsatisfied(), F, 23),
    Act.CLOSE_UNSIGNED: lambda: to(signing(M1).do(Act.DECLINE_SIGNING, M1, 23), F, 24),
    Act.RECORD_FOR_PARTY: lambda: to(heard(M1), F, 20, to=(K,)),
    Act.RECORD_CAUSE: lambda: to(heard(M1), F, 20),
    Act.RECOMMEND: lambda: to(heard(M1), F, 20),
    Act.MARK_EXTERNAL: lambda: to(heard(M1), F, 20),
    Act.GRANT_INSIGHT: lambda: to(heard(M1), F, 20),
}

DECLARING = frozenset(
    {
        Act.DECLARE_NO_CONFLICT,
        Act.DECLARE_CONFLICT,
        Act.HAND_OVER,
        Act.WRITE_NOTE,
        Act.ACCEPT_NOTICE,
        Act.END_SUPPORT,
        Act.CLOSE_UNSIGNED,
    }
)
"""What is open to a functionaris who has not yet declared: the declaration itself and what it needs, giving the case
away, ending a support that is not wanted, and what the clock does as well."""

UNDECLARED = tuple(
    act for act, rule in RULES.items() if Side.FUNCTIONARIS in rule.sides and act not in DECLARING | FOUND
)
"""What the functionaris does only after declaring not to be involved: everything else."""

UNINFORMED = (
    Act.GIVE_STANDPOINT,
    Act.WAIVE_STANDPOINT,
    Act.SEND_MESSAGE,
    Act.RECTIFY,
    Act.LOG_CONTACT,
    Act.PROPOSE,
    Act.ANSWER_TALK,
    Act.COMMENT_TALK,
    Act.NAME_SUPPORT,
    Act.END_SUPPORT,
    Act.ACCEPT_NOTICE,
)
"""What an employee does only after having been informed."""

Spoil = Callable[[Try], Try]

DATED = {Act.OPEN_HEARING, Act.INFORM_EMPLOYEE, Act.REQUEST_REPLY, Act.RELEASE, Act.EXTEND}
DATED |= {Act.PLAN_TALK, Act.CHANGE_TALK}
"""The acts of which a date lies ahead."""

SPOILS: dict[tuple[Act, str], Spoil] = {
    **{(act, "no_conflict"): lambda one: replace(one.where(conflict_free=False), by=F) for act in UNDECLARED},
    (Act.HAND_OVER, "handles_the_case"): lambda one: replace(one, by=W),
    **{(act, "date_in_reach"): lambda one: one.but(until=date(9999, 12, 31)) for act in DATED},
    (Act.CORRECT_RECEIPT, "date_in_reach"): lambda one: one.but(until=date(206, 11, 1)),
    **{(act, "is_informed"): lambda one: replace(one, case=named_later(), by=M2) for act in UNINFORMED},
    (Act.CONFIRM_RECORD, "record_unconfirmed"): lambda one: one.where(unconfirmed_record=False),
    (Act.CONFIRM_MANDATE, "mandate_missing"): lambda one: one.where(mandate_missing=False),
    (Act.REFUSE_MANDATE, "mandate_undecided"): lambda one: one.where(mandate_missing=False),
    (Act.DECLARE_NO_CONFLICT, "conflict_undeclared"): lambda one: one.where(conflict_free=True),
    (Act.OPEN_FILE, "not_yet_opened"): lambda one: one.where(opened=True),
    (Act.CORRECT_RECEIPT, "received_before_registered"): lambda one: one.but(until=day(1)),
    (Act.REMOVE_EMPLOYEE, "employee_uninformed"): lambda one: replace(one, case=handled(M1)),
    (Act.REMOVE_EMPLOYEE, "subject_uninformed"): lambda one: replace(one, case=named_later()),
    (Act.SET_ALLEGATIONS, "informed_stay_linked"): lambda one: replace(one, case=handled(M1)),
    **{
        (act, "mandate_in_order"): lambda one: one.where(mandate_missing=True)
        for act in (Act.OPEN_HEARING, Act.NAME_REPRESENTATIVE, Act.END_MANDATE)
    },
    (Act.OPEN_HEARING, "has_category"): lambda one: one.where(categories=0),
    (Act.OPEN_HEARING, "has_allegation"): lambda one: one.where(allegations=()),
    (Act.OPEN_HEARING, "employees_linked"): lambda one: one.where(allegations=(Allegation("part"),)),
    (Act.OPEN_HEARING, "every_employee_gets_an_edition"): lambda one: one.but(to=()),
    (Act.OPEN_HEARING, "reply_date_given"): lambda one: one.but(until=None),
    (Act.OPEN_HEARING, "time_to_react"): lambda one: one.but(until=day(4)),
    (Act.INFORM_EMPLOYEE, "employee_uninformed"): lambda one: replace(one, case=handled(M1)),
    (Act.INFORM_EMPLOYEE, "employees_linked"): lambda one: one.where(allegations=(Allegation("part", (M1,)),)),
    (Act.INFORM_EMPLOYEE, "every_employee_gets_an_edition"): lambda one: one.but(to=(M1, M2)),
    (Act.INFORM_EMPLOYEE, "reply_date_given"): lambda one: one.but(until=None),
    (Act.INFORM_EMPLOYEE, "time_to_react"): lambda one: one.but(until=day(5)),
    (Act.REQUEST_REPLY, "recipients_are_parties"): lambda one: one.but(to=()),
    (Act.REQUEST_REPLY, "reply_date_given"): lambda one: one.but(until=None),
    (Act.REQUEST_REPLY, "time_to_react"): lambda one: one.but(until=day(8)),
    (Act.WAIVE_STANDPOINT, "reply_awaited"): lambda one: replace(one, case=heard(M1)),
    (Act.RELEASE, "recipients_are_parties"): lambda one: one.but(to=(K, "somebody")),
    (Act.RELEASE, "time_to_react"): lambda one: one.but(until=day(8)),
    (Act.PROPOSE, "no_agreement"): lambda one: replace(one, case=agreed(M1)),
    (Act.PROPOSE, "proposal_reaches_the_other_side"): lambda one: one.but(to=()),
    (Act.ACCEPT_PROPOSAL, "proposal_to_answer"): lambda one: one.where(proposals=()),
    (Act.ACCEPT_PROPOSAL, "subject_awaits_this_party"): lambda one: one.but(subject="another"),
    (Act.REFUSE_PROPOSAL, "proposal_to_answer"): lambda one: one.where(proposals=()),
    (Act.REFUSE_PROPOSAL, "subject_awaits_this_party"): lambda one: one.but(subject="another"),
    (Act.WITHDRAW_PROPOSAL, "own_proposal_open"): lambda one: replace(one, by=M1),
    (Act.WITHDRAW_PROPOSAL, "subject_is_own"): lambda one: one.but(subject="another"),
    (Act.EXTEND, "new_date_is_later"): lambda one: one.but(until=day(28)),
    (Act.EXTEND, "extension_allowed"): lambda one: replace(
        one, case=Case(one.case.facts, replace(OPDRACHT, extensions=Extensions(most=0)))
    ),
    (Act.EXTEND, "consent_where_needed"): lambda one: one.where(extensions=2),
    (Act.ISSUE_JUDGMENT, "has_category"): lambda one: one.where(categories=0),
    (Act.ISSUE_JUDGMENT, "has_allegation"): lambda one: one.where(allegations=()),
    (Act.ISSUE_JUDGMENT, "all_informed"): lambda one: one.where(parties=(*one.case.facts.parties, new(M2))),
    (Act.ISSUE_JUDGMENT, "employees_linked"): lambda one: one.where(allegations=(Allegation("part"),)),
    (Act.ISSUE_JUDGMENT, "no_agreement"): lambda one: replace(one, case=agreed(M1)),
    (Act.ISSUE_JUDGMENT, "heard_on_every_part"): lambda one: one.where(
        allegations=(Allegation("part", (M1,), unheard=(M1,)),)
    ),
    (Act.ISSUE_JUDGMENT, "both_had_their_say"): lambda one: replace(one, case=handled(M1), on=5),
    (Act.ISSUE_JUDGMENT, "every_allegation_judged"): lambda one: one.but(findings=()),
    (Act.ISSUE_JUDGMENT, "only_shared_pieces_cited"): lambda one: one.but(
        findings=findings(one.case, cited={"piece": frozenset({K})})
    ),
    (Act.ISSUE_JUDGMENT, "cited_reports_settled"): lambda one: one.where(
        reports=(ReportShown("piece", K, day(20)),)
    ).but(findings=findings(one.case, cited={"piece": frozenset({K, M1})})),
    (Act.PLAN_TALK, "recipients_are_parties"): lambda one: one.but(to=(K, "somebody")),
    (Act.PLAN_TALK, "one_employee_at_a_talk"): lambda one: one.but(to=(M1, M2)),
    (Act.PLAN_TALK, "talk_lies_ahead"): lambda one: one.but(until=day(5)),
    (Act.CHANGE_TALK, "talk_planned"): lambda one: one.where(talks=()),
    (Act.CHANGE_TALK, "subject_is_planned"): lambda one: one.but(subject="another"),
    (Act.CHANGE_TALK, "talk_lies_ahead"): lambda one: one.but(until=None),
    (Act.CANCEL_TALK, "talk_planned"): lambda one: replace(one, on=9),
    (Act.CANCEL_TALK, "subject_is_planned"): lambda one: one.but(subject="another"),
    (Act.ANSWER_TALK, "invited_to_talk"): lambda one: replace(one, by=M2),
    (Act.ANSWER_TALK, "subject_invites_party"): lambda one: one.but(subject="another"),
    (Act.COMMENT_TALK, "report_to_comment"): lambda one: replace(one, on=12),
    (Act.COMMENT_TALK, "subject_to_comment"): lambda one: one.but(subject="another"),
    (Act.ISSUE_SETTLEMENT, "has_category"): lambda one: one.where(categories=0),
    (Act.ISSUE_SETTLEMENT, "all_informed"): lambda one: one.where(parties=(*one.case.facts.parties, new(M2))),
    (Act.ISSUE_SETTLEMENT, "solution_accepted"): lambda one: replace(one, case=heard(M1)),
    (Act.ISSUE_SETTLEMENT, "no_full_judgment_asked"): lambda one: one.where(judgment_asked=True),
    (Act.ASK_JUDGMENT, "settled_without_finding"): lambda one: replace(one, case=judged(M1)),
    (Act.ASK_JUDGMENT, "not_answered"): lambda one: one.where(satisfied=False),
    (Act.ANSWER_SATISFACTION, "not_answered"): lambda one: one.where(satisfied=False),
    (Act.ANSWER_SATISFACTION, "answer_given"): lambda one: one.but(yes=None),
    (Act.SIGN, "signature_awaited"): lambda one: replace(one, case=signing(M1).do(Act.SIGN, M1, 23)),
    (Act.DECLINE_SIGNING, "signature_awaited"): lambda one: replace(one, case=signing(M1).do(Act.SIGN, M1, 23)),
    (Act.RECORD_PAPER_SIGNATURE, "somebody_still_signs"): lambda one: replace(
        one, case=signing(M1).do(Act.SIGN, M1, 23).do(Act.SIGN, K, 23)
    ),
    (Act.RECORD_PAPER_SIGNATURE, "day_since_the_judgment"): lambda one: one.but(until=day(19)),
    (Act.CORRECT_JUDGMENT, "judgment_there"): lambda one: replace(one, case=intake(M1).do(Act.DECLINE, F, 4)),
    (Act.CORRECT_JUDGMENT, "nobody_signed"): lambda one: replace(one, case=signing(M1).do(Act.SIGN, M1, 23)),
    (Act.CORRECT_JUDGMENT, "still_correctable"): lambda one: replace(
        one, case=unsatisfied().do(Act.CLOSE_NOT_SATISFIED, F, 23), on=23 + 29
    ),
    (Act.POST_JUDGMENT, "judgment_to_post"): lambda one: one.where(to_post=False),
    (Act.POST_JUDGMENT, "day_since_the_judgment"): lambda one: one.but(until=day(23)),
    (Act.RECORD_PAPER_SIGNATURE, "subject_signs"): lambda one: replace(one, case=signing(M1).do(Act.SIGN, K, 23)),
    (Act.CLOSE_NOT_SATISFIED, "not_satisfied_or_silent"): lambda one: replace(one, case=judged(M1)),
    (Act.CLOSE_UNSIGNED, "refused_or_late"): lambda one: replace(one, case=signing(M1)),
    (Act.MARK_EXTERNAL, "not_in_court"): lambda one: one.where(external=True),
}


def new(ref: str) -> Party:
    """An employee who was named and knows of nothing yet."""
    return Party(ref, Side.EMPLOYEE)


def test_each_act_is_tried() -> None:
    assert set(PASSES) == set(Act) - FOUND


def test_each_guard_of_each_act_is_tried_and_no_act_lacks_one() -> None:
    written = {(act, guard.__name__) for act, rule in RULES.items() for guard in (*rule.guards, *rule.content)}
    assert set(SPOILS) == written


@pytest.mark.parametrize("act", PASSES)
def test_it_passes(act: Act) -> None:
    one = PASSES[act]()
    assert one.refusal(act) is None
    check(one.case.facts, one.case.deed(act, one.by, one.on, **one.given), one.case.regulation)


@pytest.mark.parametrize(("act", "reason"), SPOILS)
def test_it_is_refused_with_its_reason(act: Act, reason: str) -> None:
    one = SPOILS[act, reason](PASSES[act]())
    before = one.case.facts
    deed = one.case.deed(act, one.by, one.on, **one.given)
    with pytest.raises(Refused) as refused:
        check(before, deed, one.case.regulation)
    assert refused.value.reason == reason
    assert one.refusal(act) == reason
    assert one.case.facts is before


# ---- what each act changes -------------------------------------------------------------------------------------------

K_ASKED = Party(K, Side.COMPLAINANT, replies=(asked(10),))
K_HEARD = Party(K, Side.COMPLAINANT, replies=(asked(10, answered_on=5),))
M1_ASKED = Party(M1, Side.EMPLOYEE, START, (asked(10),))
M1_HEARD = Party(M1, Side.EMPLOYEE, START, (asked(10, answered_on=5),))
CLOSED = Stage.CLOSED

CHANGES: dict[Act, dict[str, Any]] = {
    Act.CONFIRM_RECORD: {"unconfirmed_record": False},
    Act.CONFIRM_MANDATE: {"mandate_missing": False},
    Act.REFUSE_MANDATE: {},
    Act.DECLARE_NO_CONFLICT: {"conflict_free": True, "heard_from_us_on": day(1)},
    Act.DECLARE_CONFLICT: {"handler": W, "conflict_free": False, "heard_from_us_on": day(1)},
    Act.HAND_OVER: {"handler": W, "conflict_free": False, "heard_from_us_on": day(2)},
    Act.ASSIGN: {"handler": W, "heard_from_us_on": day(3)},
    Act.OPEN_FILE: {"opened": True},
    Act.CORRECT_RECEIPT: {
        "received_on": day(-3),
        "first_due_on": day(25),
        "deadline": Deadline(day(25), day(25), day(25)),
    },
    Act.CATEGORISE: {"categories": 2, "opened": True},
    Act.ADD_EMPLOYEE: {"parties": (Party(K, Side.COMPLAINANT), new(M1)), "opened": True},
    Act.REMOVE_EMPLOYEE: {
        "parties": (Party(K, Side.COMPLAINANT), new(M2)),
        "allegations": (Allegation("part-m1"), Allegation("part-m2", (M2,))),
    },
    Act.SET_ALLEGATIONS: {"allegations": (Allegation("part"),), "opened": True},
    Act.OPEN_HEARING: {
        "stage": Stage.HANDLING,
        "parties": (
            Party(K, Side.COMPLAINANT, replies=(asked(12, 2),)),
            Party(M1, Side.EMPLOYEE, day(2), (asked(12, 2),)),
        ),
        "heard_from_us_on": day(2),
    },
    Act.INFORM_EMPLOYEE: {
        "parties": (K_ASKED, M1_ASKED, Party(M2, Side.EMPLOYEE, day(3), (asked(13, 3),))),
        "allegations": (Allegation("part-m1", (M1,)), Allegation("part-m2", (M2,))),
    },
    Act.DECLINE: {"stage": CLOSED, "ending": Ending.DECLINED, "closed_on": day(4)},
    Act.REFER: {"stage": CLOSED, "ending": Ending.REFERRED, "closed_on": day(4)},
    Act.ADD_TO_COMPLAINT: {},
    Act.REQUEST_REPLY: {
        "parties": (replace(K_HEARD, replies=(*K_HEARD.replies, asked(9, 6))), M1_HEARD),
        "heard_from_us_on": day(6),
    },
    Act.GIVE_STANDPOINT: {"parties": (K_ASKED, M1_HEARD)},
    Act.WAIVE_STANDPOINT: {"parties": (K_ASKED, replace(M1_ASKED, replies=(asked(10, waived_on=5),)))},
    Act.RELEASE: {
        "parties": (replace(K_HEARD, replies=(*K_HEARD.replies, asked(11, 6, minor=True))), M1_HEARD),
        "heard_from_us_on": day(6),
    },
    Act.SEND_MESSAGE: {"heard_from_us_on": day(6)},
    Act.RECTIFY: {},
    Act.LOG_CONTACT: {},
    Act.PROPOSE: {"proposals": (proposal(),)},
    Act.ACCEPT_PROPOSAL: {"proposals": (proposal(accepted=(M1,)),)},
    Act.REFUSE_PROPOSAL: {"proposals": (proposal(refused=(M1,)),)},
    Act.WITHDRAW_PROPOSAL: {"proposals": (proposal(withdrawn=True),)},
    Act.MEDIATE: {"heard_from_us_on": day(6)},
    Act.PLAN_TALK: {"talks": (Talk("t", (K, M1), day(8)),), "heard_from_us_on": day(6)},
    Act.CHANGE_TALK: {"talks": (Talk("t", (K, M1), day(9)),), "heard_from_us_on": day(6)},
    Act.CANCEL_TALK: {"talks": (Talk("t", (K, M1), day(8), cancelled=True),), "heard_from_us_on": day(6)},
    Act.ANSWER_TALK: {"talks": (Talk("t", (K, M1), day(8), (TalkAnswer(M1, coming=True, on=day(6)),)),)},
    Act.REPORT_TALK: {},
    Act.COMMENT_TALK: {"reports": (ReportShown("r", K, day(11), day(11)),)},
    Act.WRITE_NOTE: {},
    Act.NAME_SUPPORT: {},
    Act.END_SUPPORT: {},
    Act.NAME_REPRESENTATIVE: {},
    Act.END_MANDATE: {},
    Act.INVITE: {},
    Act.ACCEPT_NOTICE: {"notices": (Accepted(M1, day(2)),)},
    Act.REMIND: {"parties": (K_ASKED, replace(M1_ASKED, replies=(asked(10, reminded_on=7),)))},
    Act.EXTEND: {
        "deadline": Deadline(day(42), day(42), day(42)),
        "extensions": 1,
        "heard_from_us_on": day(20),
        "silence": Silence(day(10), day(20)),
    },
    Act.WITHDRAW: {"stage": CLOSED, "ending": Ending.WITHDRAWN, "closed_on": day(6)},
    Act.CORRECT_JUDGMENT: {"heard_from_us_on": day(25), "answer_until": day(39)},
    Act.POST_JUDGMENT: {"posted_on": day(21), "answer_until": day(35)},
    Act.ISSUE_JUDGMENT: {
        "stage": Stage.JUDGED,
        "issued_on": day(20),
        "answer_until": day(34),
        "heard_from_us_on": day(20),
        "silence": Silence(day(10), day(20)),
    },
    Act.ISSUE_SETTLEMENT: {
        "stage": Stage.JUDGED,
        "issued_on": day(8),
        "answer_until": day(22),
        "heard_from_us_on": day(8),
        "settlement": True,
    },
    Act.ASK_JUDGMENT: {
        "stage": Stage.HANDLING,
        "judgment_asked": True,
        "settlement": False,
        "issued_on": None,
        "answer_until": None,
        "proposals": (proposal(accepted=(M1,), withdrawn=True),),
    },
    Act.ANSWER_SATISFACTION: {"stage": Stage.SIGNING, "satisfied": True, "sign_until": day(36)},
    Act.SIGN: {"marks": (Mark("", M1, signed=True, on=day(23)),)},
    Act.DECLINE_SIGNING: {"marks": (Mark("", M1, signed=False, on=day(23)),)},
    Act.RECORD_PAPER_SIGNATURE: {"marks": (Mark("", K, signed=True, on=day(23)),)},
    Act.CLOSE_NOT_SATISFIED: {"stage": CLOSED, "ending": Ending.NOT_SATISFIED, "closed_on": day(23)},
    Act.CLOSE_UNSIGNED: {"stage": CLOSED, "ending": Ending.UNSIGNED, "closed_on": day(24)},
    Act.RECORD_FOR_PARTY: {},
    Act.RECORD_CAUSE: {"cause": True},
    Act.RECOMMEND: {},
    Act.MARK_EXTERNAL: {"external": True},
    Act.GRANT_INSIGHT: {},
}


def changed(before: Facts, after: Facts) -> dict[str, Any]:
    """What is otherwise after an act, apart from the memory of the act itself."""
    pairs = {one.name: (getattr(before, one.name), getattr(after, one.name)) for one in fields(Facts)}
    return {name: new for name, (old, new) in pairs.items() if old != new and name != "acts"}


@pytest.mark.parametrize("act", PASSES)
def test_it_changes_this_and_nothing_else(act: Act) -> None:
    one = PASSES[act]()
    before = one.case.facts
    after = one.case.do(act, one.by, one.on, **one.given).facts
    assert changed(before, after) == CHANGES[act]
    first = before.acts[act].first if act in before.acts else day(one.on)
    count = before.acts[act].count if act in before.acts else 0
    assert after.acts == {**before.acts, act: Moments(first, day(one.on), count + 1)}


def test_an_act_is_remembered_from_the_first_day_to_the_last() -> None:
    case = Case(filed())
    assert not case.facts.done(Act.WRITE_NOTE)
    for number in (3, 5, 9):
        case.do(Act.WRITE_NOTE, F, number)
    assert case.facts.acts[Act.WRITE_NOTE] == Moments(day(3), day(9), 3)
    assert case.facts.done(Act.WRITE_NOTE)


def test_refusing_does_not_touch_what_was() -> None:
    case = heard(M1)
    before = replace(case.facts, acts=dict(case.facts.acts))
    with pytest.raises(Refused):
        perform(case.facts, case.deed(Act.ISSUE_JUDGMENT, F, 20), OPDRACHT)
    assert case.facts == before


def test_a_refusal_names_its_reason_and_the_field_that_can_mend_it() -> None:
    assert (Refused("why").reason, Refused("why").field, str(Refused("why"))) == ("why", None, "why")
    assert Refused("why", "until").field == "until"
    assert issubclass(Gone, Refused)


# ---- T02b, T04: what was written down, and a mandate -----------------------------------------------------------------


def test_nothing_is_handled_before_the_mandate_is_in_order() -> None:
    case = intake(M1).change(mandate_missing=True)
    given = {"to": (M1,), "until": day(10)}
    assert case.refusal(Act.OPEN_HEARING, F, **given) == "mandate_in_order"
    case.do(Act.REFUSE_MANDATE, F)
    assert case.refusal(Act.OPEN_HEARING, F, **given) == "mandate_in_order"
    assert case.refusal(Act.CONFIRM_MANDATE, F) == "mandate_missing"
    assert case.refusal(Act.REFUSE_MANDATE, F) == case.refusal(Act.REFUSE_MANDATE, K) == "mandate_undecided"
    case.do(Act.CONFIRM_MANDATE, K)
    assert case.refusal(Act.OPEN_HEARING, F, **given) is None


# ---- T05, T26: who handles it ----------------------------------------------------------------------------------------


def test_who_takes_over_declares_anew_and_no_date_moves() -> None:
    case = handled(M1).do(Act.HAND_OVER, F, 3, subject=W)
    assert case.facts.deadline.due_on == day(28)
    assert case.refusal(Act.REQUEST_REPLY, W, 3, to=(K,), until=day(9)) == "no_conflict"
    case.do(Act.DECLARE_NO_CONFLICT, W, 3)
    assert case.refusal(Act.REQUEST_REPLY, W, 3, to=(K,), until=day(9)) is None


def test_who_does_not_handle_the_case_leaves_it_where_it_is() -> None:
    case = handled(M1).do(Act.HAND_OVER, F, 2, subject=W).do(Act.DECLARE_NO_CONFLICT, W, 2)
    before = case.facts
    case.do(Act.DECLARE_CONFLICT, F, 3, subject=F)
    assert replace(case.facts, acts=before.acts) == before
    assert case.refusal(Act.HAND_OVER, F, 3, subject=W) == "handles_the_case"


@pytest.mark.parametrize("taker", [W, ""])
def test_what_was_proposed_to_the_organisation_is_answered_by_who_handles_it_now(taker: str) -> None:
    case = handled().do(Act.PROPOSE, K, 3, subject="p", to=(F,)).do(Act.DECLARE_CONFLICT, F, 4, subject=taker)
    case.do(Act.ASSIGN, "", 5, subject=W).do(Act.DECLARE_NO_CONFLICT, W, 5)
    assert case.refusal(Act.ACCEPT_PROPOSAL, W, 5, subject="p") is None
    assert case.facts.proposals[0].by == K


def test_what_the_organisation_proposed_is_taken_back_by_who_handles_it_now() -> None:
    case = handled(M1).do(Act.PROPOSE, F, 3, subject="p", to=(K, M1)).do(Act.HAND_OVER, F, 4, subject=W)
    case.do(Act.DECLARE_NO_CONFLICT, W, 4)
    assert case.facts.proposals[0].to == (K, M1)
    assert case.refusal(Act.WITHDRAW_PROPOSAL, W, 5, subject="p") is None


# ---- E16: the day of receipt -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("until", "reason"), [(-10, None), (0, None), (1, "received_before_registered")])
def test_no_complaint_comes_in_after_it_was_registered(until: int, reason: str | None) -> None:
    assert intake(M1).refusal(Act.CORRECT_RECEIPT, F, 1, until=day(until)) == reason


def test_a_receipt_needs_a_day() -> None:
    assert intake(M1).refusal(Act.CORRECT_RECEIPT, F, 1) == "received_before_registered"


def test_a_corrected_receipt_leaves_an_extended_term_alone() -> None:
    case = heard(M1).do(Act.EXTEND, F, 20, until=day(42)).do(Act.CORRECT_RECEIPT, F, 21, until=day(-7))
    assert case.facts.deadline.due_on == day(42)
    assert case.facts.first_due_on == day(21)
    assert case.facts.received_on == day(-7)


def test_what_was_told_in_an_extension_is_never_earlier_than_the_first_date() -> None:
    late = Case(filed(received_on=day(-7), registered_on=day(9), deadline=Deadline(day(21), day(21), day(21))))
    late = late.change(conflict_free=True, first_due_on=day(21)).do(Act.EXTEND, F, 10, until=day(30))
    late.do(Act.CORRECT_RECEIPT, F, 10, until=day(9))
    assert (late.facts.first_due_on, late.facts.deadline.due_on) == (day(30), day(30))


# ---- T07: taking it into handling ------------------------------------------------------------------------------------


def test_an_employee_without_a_part_has_nothing_to_answer() -> None:
    case = intake(M1).do(Act.ADD_EMPLOYEE, F, subject=M2)
    assert case.refusal(Act.OPEN_HEARING, F, to=(M1, M2), until=day(10)) == "employees_linked"


@pytest.mark.parametrize("receivers", [(), (M1,), (M2,), (M1, M2, K)])
def test_each_employee_gets_an_edition_and_nobody_else(receivers: tuple[str, ...]) -> None:
    case = intake(M1, M2)
    assert case.refusal(Act.OPEN_HEARING, F, to=receivers, until=day(10)) == "every_employee_gets_an_edition"
    assert case.refusal(Act.OPEN_HEARING, F, to=(M2, M1), until=day(10)) is None


def test_a_complaint_about_the_organisation_is_handled_without_an_employee() -> None:
    case = handled()
    assert case.facts.stage is Stage.HANDLING
    assert case.facts.employees == case.facts.informed == ()


@pytest.mark.parametrize(("until", "reason"), [(3, None), (2, "time_to_react"), (-1, "time_to_react")])
def test_a_reply_date_leaves_three_days(until: int, reason: str | None) -> None:
    assert intake(M1).refusal(Act.OPEN_HEARING, F, to=(M1,), until=day(until)) == reason


def test_informing_one_more_employee_asks_the_others_nothing_and_is_no_news_to_the_complainant() -> None:
    case = named_later().do(Act.INFORM_EMPLOYEE, F, 3, to=(M2,), until=day(13))
    assert [len(one.replies) for one in case.facts.parties] == [1, 1, 1]
    assert case.facts.heard_from_us_on == START
    assert [one.ref for one in case.facts.informed] == [M1, M2]


def test_an_employee_who_was_informed_stays() -> None:
    case = named_later()
    assert case.refusal(Act.REMOVE_EMPLOYEE, F, 2, subject=M1) == "subject_uninformed"
    assert case.refusal(Act.REMOVE_EMPLOYEE, F, 2, subject=K) == "subject_uninformed"
    assert case.refusal(Act.REMOVE_EMPLOYEE, F, 2, subject="somebody") == "subject_uninformed"
    assert case.do(Act.REMOVE_EMPLOYEE, F, 2, subject=M2).facts.party(M2) is None
    assert case.facts.allegations == (Allegation("part-m1", (M1,)), Allegation("part-m2"))


# ---- T10, T11: asking, answering, sharing ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("receivers", "reason"),
    [
        ((K,), None),
        ((M1,), None),
        ((K, M1), None),
        ((), "recipients_are_parties"),
        ((M2,), "recipients_are_parties"),
        ((K, M2), "recipients_are_parties"),
        ((F,), "recipients_are_parties"),
    ],
)
@pytest.mark.parametrize("act", [Act.REQUEST_REPLY, Act.RELEASE])
def test_pieces_and_questions_go_to_parties_who_know(act: Act, receivers: tuple[str, ...], reason: str | None) -> None:
    assert named_later().refusal(act, F, 6, to=receivers, until=day(9)) == reason


def test_a_piece_may_be_shared_without_a_reply_date() -> None:
    case = heard(M1).do(Act.RELEASE, F, 6, to=(K,))
    assert case.facts.parties == (K_HEARD, M1_HEARD)
    assert case.facts.heard_from_us_on == day(6)


def test_a_standpoint_answers_every_open_question_of_that_party_and_no_other() -> None:
    case = handled(M1).do(Act.REQUEST_REPLY, F, 2, to=(K, M1), until=day(8))
    case.do(Act.RELEASE, F, 3, to=(M1,), until=day(9)).do(Act.GIVE_STANDPOINT, M1, 4)
    complainant, employee = case.facts.parties
    assert [reply.answered_on for reply in employee.replies] == [day(4)] * 3
    assert [reply.answered_on for reply in complainant.replies] == [None] * 2


def test_nothing_is_awaited_from_who_is_no_party() -> None:
    assert reply_awaited(handled(M1).facts, K, day(1))
    assert not reply_awaited(handled(M1).facts, "somebody", day(1))


def test_what_was_answered_is_not_waived_afterwards() -> None:
    case = heard(M1).do(Act.REQUEST_REPLY, F, 6, to=(K,), until=day(9)).do(Act.WAIVE_STANDPOINT, K, 7)
    assert case.facts.parties[0].replies == (asked(10, answered_on=5), asked(9, 6, waived_on=7))


def test_a_standpoint_may_be_given_unasked_and_late() -> None:
    assert heard(M1).refusal(Act.GIVE_STANDPOINT, M1, 27) is None
    assert handled(M1).refusal(Act.GIVE_STANDPOINT, K, 27) is None


def test_a_reminder_marks_what_is_near_and_open() -> None:
    case = handled(M1).do(Act.REQUEST_REPLY, F, 1, to=(M1,), until=day(20)).do(Act.REMIND, "", 7, subject=M1)
    complainant, employee = case.facts.parties
    assert [reply.reminded_on for reply in employee.replies] == [day(7), None]
    assert complainant.replies[0].reminded_on is None
    case.do(Act.REMIND, "", 17, subject=M1)
    assert [reply.reminded_on for reply in case.facts.parties[1].replies] == [day(7), day(17)]


def replies(case: Case, place: int) -> list[date]:
    return [reply.until for reply in case.facts.parties[place].replies]


def test_a_new_question_takes_the_place_of_a_later_date_that_was_mistyped() -> None:
    case = handled(M1, until=500).do(Act.REQUEST_REPLY, F, 2, to=(M1,), until=day(12))
    assert replies(case, 1) == [day(12), day(12)]
    assert replies(case, 0) == [day(500)]
    case.do(Act.REMIND, "", 9, subject=M1)
    assert had_their_say(case.facts.parties[1], day(13))


def test_a_new_question_leaves_each_party_the_term_of_the_regulation() -> None:
    case = handled(M1, until=20).do(Act.REQUEST_REPLY, F, 2, to=(M1,), until=day(5))
    assert replies(case, 1) == [day(10), day(5)]
    short = handled(M1, until=6).do(Act.REQUEST_REPLY, F, 2, to=(M1,), until=day(5))
    assert replies(short, 1) == [day(6), day(5)]
    released = heard(M1).do(Act.RELEASE, F, 6, to=(K,), until=day(400))
    assert replies(released.do(Act.REQUEST_REPLY, F, 7, to=(K,), until=day(10)), 0) == [day(10), day(11), day(10)]


def test_a_later_question_moves_no_earlier_date_and_nothing_that_was_answered() -> None:
    case = handled(M1).do(Act.REQUEST_REPLY, F, 2, to=(M1,), until=day(15))
    assert replies(case, 1) == [day(10), day(15)]
    answered = handled(M1, until=30).do(Act.GIVE_STANDPOINT, M1, 5)
    assert replies(answered.do(Act.REQUEST_REPLY, F, 6, to=(M1,), until=day(12)), 1) == [day(30), day(12)]


def test_what_was_answered_is_not_recalled() -> None:
    case = heard(M1).do(Act.REMIND, "", 8, subject=M1)
    assert case.facts.parties == (K_HEARD, M1_HEARD)


@pytest.mark.parametrize(
    ("act", "given", "told"),
    [
        (Act.SEND_MESSAGE, {"to": (K,)}, True),
        (Act.SEND_MESSAGE, {"to": (M1,)}, False),
        (Act.SEND_MESSAGE, {"to": (M1, K)}, True),
        (Act.REQUEST_REPLY, {"to": (M1,), "until": day(9)}, False),
        (Act.RELEASE, {"to": (M1,)}, False),
        (Act.RELEASE, {"to": (M1,), "until": day(9)}, False),
        (Act.MEDIATE, {}, True),
        (Act.PROPOSE, {"to": (K, M1), "subject": "p"}, True),
        (Act.WRITE_NOTE, {}, False),
    ],
)
def test_the_complainant_heard_from_the_functionaris(act: Act, given: dict[str, Any], told: bool) -> None:
    case = heard(M1).do(act, F, 6, **given)
    assert case.facts.heard_from_us_on == (day(6) if told else START)


@pytest.mark.parametrize("by", [K, M1])
def test_what_a_party_writes_is_no_word_from_the_functionaris(by: str) -> None:
    assert heard(M1).do(Act.SEND_MESSAGE, by, 6).facts.heard_from_us_on == START


# ---- talks -----------------------------------------------------------------------------------------------------------


def test_a_talk_is_answered_again_and_anew_once_it_was_moved() -> None:
    case = invited(K, M1).do(Act.ANSWER_TALK, K, 4, subject="t", yes=True)
    case.do(Act.ANSWER_TALK, M1, 4, subject="t", yes=False).do(Act.ANSWER_TALK, K, 5, subject="t", yes=None)
    talk = case.facts.talks[0]
    assert talk.awaiting == ()
    assert talk.moment_asked
    assert talk.answer(K) == TalkAnswer(K, None, day(5))
    case.do(Act.CHANGE_TALK, F, 6, subject="t", to=(K, M1), until=day(9))
    assert case.facts.talks[0].awaiting == (K, M1)
    assert not case.facts.talks[0].moment_asked


def test_one_talk_leaves_another_alone() -> None:
    case = invited(K).do(Act.PLAN_TALK, F, 3, subject="u", to=(M1,), until=day(8))
    case.do(Act.CANCEL_TALK, F, 4, subject="u", to=(M1,))
    assert [one.cancelled for one in case.facts.talks] == [False, True]
    assert case.refusal(Act.CHANGE_TALK, F, 4, subject="u", until=day(9)) == "subject_is_planned"
    assert case.refusal(Act.ANSWER_TALK, M1, 4, subject="u", yes=True) == "invited_to_talk"
    assert case.refusal(Act.ANSWER_TALK, M1, 4, subject="t", yes=True) == "invited_to_talk"


def test_a_talk_with_an_employee_is_no_word_to_the_complainant() -> None:
    assert invited(M1).facts.heard_from_us_on == START
    assert invited(K).facts.heard_from_us_on == day(3)


def test_a_party_knows_its_own_invitations_answers_and_reports_alone() -> None:
    case = invited(K, M1).do(Act.PLAN_TALK, F, 3, subject="u", to=(M2,), until=day(8))
    case.do(Act.ANSWER_TALK, M1, 4, subject="t", yes=None).do(Act.RELEASE, F, 4, to=(K, M1), subject="r")
    seen = seen_by(case.facts, K)
    assert seen.talks == (Talk("t", (K,), day(8)),)
    assert [one.party for one in seen.reports] == [K]
    assert seen_by(case.facts, M1).talks[0].answers == (TalkAnswer(M1, None, day(4)),)
    assert [one.ref for one in seen_by(case.facts, M2).talks] == ["u"]
    assert (seen_by(case.facts, "").talks, seen_by(case.facts, "").reports) == ((), ())


@pytest.mark.parametrize(("until", "last"), [(None, 11), (9, 11), (20, 20)])
def test_a_report_leaves_five_days_to_comment_or_longer(until: int | None, last: int) -> None:
    given = {} if until is None else {"until": day(until)}
    case = heard(M1).do(Act.RELEASE, F, 6, to=(K,), subject="r", **given)
    assert case.facts.reports == (ReportShown("r", K, day(last)),)
    assert case.refusal(Act.COMMENT_TALK, K, last, subject="r") is None
    assert case.refusal(Act.COMMENT_TALK, K, last + 1, subject="r") == "report_to_comment"
    assert case.refusal(Act.COMMENT_TALK, M1, last, subject="r") == "report_to_comment"


def test_a_report_that_is_shared_again_opens_the_days_again() -> None:
    case = reported().do(Act.COMMENT_TALK, K, 7, subject="r").do(Act.RELEASE, F, 8, to=(M1,), subject="r")
    assert [(one.party, one.commented_on) for one in case.facts.reports] == [(K, day(7)), (M1, None)]
    case.do(Act.RELEASE, F, 9, to=(K,), subject="r")
    assert [(one.party, one.until, one.commented_on) for one in case.facts.reports] == [
        (M1, day(13), None),
        (K, day(14), None),
    ]
    case.do(Act.COMMENT_TALK, M1, 10, subject="r")
    assert [one.commented_on for one in case.facts.reports] == [day(10), None]


def test_another_piece_that_is_shared_opens_no_days_to_comment() -> None:
    assert heard(M1).do(Act.RELEASE, F, 6, to=(K,)).facts.reports == ()


def test_a_judgment_may_rest_on_a_report_after_its_days_or_by_exception() -> None:
    case = heard(M1).do(Act.RELEASE, F, 6, to=(K, M1), subject="r")
    cited = {"cited": {"r": frozenset({K, M1})}}
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 11, findings=findings(case, **cited)) == "cited_reports_settled"
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 12, findings=findings(case, **cited)) is None
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 11, findings=findings(case, exception=True, **cited)) is None
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 11, findings=findings(case)) is None
    case.do(Act.COMMENT_TALK, K, 7, subject="r").do(Act.COMMENT_TALK, M1, 7, subject="r")
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 8, findings=findings(case, **cited)) is None


# ---- T14: had their say ----------------------------------------------------------------------------------------------

SAY: list[tuple[str, tuple[Reply, ...], int, bool]] = [
    ("was asked nothing", (), 99, False),
    ("still has time", (asked(10),), 5, False),
    ("has time to the end of the last day", (asked(10, reminded_on=7),), 10, False),
    ("answered before the date", (asked(10, answered_on=5),), 5, True),
    ("waived before the date", (asked(10, waived_on=5),), 5, True),
    ("let the date pass after a reminder", (asked(10, reminded_on=7),), 11, True),
    ("let the date pass without a reminder", (asked(10),), 11, False),
    ("let a term of three days pass, too short for a reminder", (asked(3),), 4, True),
    ("has a term of three days that runs", (asked(3),), 3, False),
    ("let a term of four days pass without a reminder", (asked(4),), 5, False),
    ("answered late, without a reminder", (asked(10, answered_on=15),), 15, True),
    ("answered, and then got a new question", (asked(10, answered_on=5), asked(20, 8)), 9, False),
    ("answered, and let a new question pass", (asked(10, answered_on=5), asked(20, 8, reminded_on=17)), 21, True),
    ("answered, and a new question passed unrecalled", (asked(10, answered_on=5), asked(20, 8)), 21, False),
    ("answered, and let a short new question pass", (asked(10, answered_on=5), asked(11, 8)), 12, True),
    ("let the date pass, then got a new question", (asked(10, reminded_on=7), asked(20, 12)), 13, False),
    ("answered the new question as well", (asked(10, answered_on=5), asked(20, 8, answered_on=9)), 9, True),
    ("answered, and received a piece", (asked(10, answered_on=5), asked(12, 7, minor=True)), 8, False),
    ("has that piece's whole last day", (asked(10, answered_on=5), asked(12, 7, minor=True)), 12, False),
    ("let that piece's date pass", (asked(10, answered_on=5), asked(12, 7, minor=True)), 13, True),
    ("answered that piece", (asked(10, answered_on=5), asked(12, 7, minor=True, answered_on=8)), 8, True),
    ("waived that piece", (asked(10, answered_on=5), asked(12, 7, minor=True, waived_on=8)), 8, True),
    ("let all pass but a piece runs", (asked(10, reminded_on=7), asked(15, 9, minor=True)), 12, False),
    ("got a piece but no invitation", (asked(12, 7, minor=True, answered_on=8),), 13, False),
    ("let a piece's date pass but was never invited", (asked(12, 7, minor=True),), 13, False),
]


@pytest.mark.parametrize(("replies", "today", "said"), [one[1:] for one in SAY], ids=[one[0] for one in SAY])
def test_had_their_say(replies: tuple[Reply, ...], today: int, said: bool) -> None:
    assert had_their_say(Party(K, Side.COMPLAINANT, replies=replies), day(today)) is said


@pytest.mark.parametrize("silent", [K, M1, M2])
def test_no_judgment_before_each_of_them_had_their_say(silent: str) -> None:
    case = handled(M1, M2)
    for one in {K, M1, M2} - {silent}:
        case.do(Act.GIVE_STANDPOINT, one, 5)
    given = {"findings": findings(case)}
    assert not both_had_their_say(case.facts, F, day(8))
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 8, **given) == "both_had_their_say"
    case.do(Act.REMIND, "", 8, subject=silent)
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 10, **given) == "both_had_their_say"
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 11, **given) is None


def test_a_new_question_goes_back_to_hearing() -> None:
    case = heard(M1).do(Act.REQUEST_REPLY, F, 6, to=(M1,), until=day(12))
    given = {"findings": findings(case)}
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 7, **given) == "both_had_their_say"
    case.do(Act.GIVE_STANDPOINT, M1, 7)
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 7, **given) is None


def test_the_reply_date_of_a_released_piece_keeps_the_door_open() -> None:
    case = heard(M1).do(Act.RELEASE, F, 6, to=(K,), until=day(11))
    given = {"findings": findings(case)}
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 11, **given) == "both_had_their_say"
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 12, **given) is None


# ---- T12, T13: a solution --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("employees", "by", "receivers", "allowed"),
    [
        ((M1,), K, (M1,), True),
        ((M1,), K, (F,), False),
        ((M1,), K, (M1, F), False),
        ((M1,), K, (K,), False),
        ((M1, M2), K, (M1,), True),
        ((M1, M2), K, (M1, M2), True),
        ((M1, M2), K, (M1, "somebody"), False),
        ((), K, (F,), True),
        ((), K, (M1,), False),
        ((), K, (), False),
        ((M1, M2), M1, (K,), True),
        ((M1, M2), M1, (K, M2), False),
        ((M1, M2), M1, (M2,), False),
        ((M1, M2), M1, (F,), False),
        ((M1, M2), M1, (), False),
        ((M1, M2), F, (K, M1, M2), True),
        ((M1, M2), F, (K, M1), True),
        ((M1, M2), F, (K,), True),
        ((M1, M2), F, (M1, M2), False),
        ((M1, M2), F, (K, F), False),
        ((M1, M2), F, (), False),
        ((), F, (K,), True),
    ],
)
def test_a_proposal_joins_both_sides(
    employees: tuple[str, ...], by: str, receivers: tuple[str, ...], allowed: bool
) -> None:
    reason = handled(*employees).refusal(Act.PROPOSE, by, 6, subject="p", to=receivers)
    assert reason == (None if allowed else "proposal_reaches_the_other_side")


def test_nobody_answers_for_the_organisation_while_nobody_handles_it() -> None:
    case = handled().change(handler=None)
    assert case.refusal(Act.PROPOSE, K, 6, subject="p", to=(F,)) == "proposal_reaches_the_other_side"


def test_an_employee_who_was_not_informed_gets_no_proposal() -> None:
    assert named_later().refusal(Act.PROPOSE, K, 6, subject="p", to=(M1, M2)) == "proposal_reaches_the_other_side"


def test_both_accept_and_it_is_settled() -> None:
    case = handled(M1).do(Act.PROPOSE, M1, 6, subject="p", to=(K,))
    assert case.facts.agreement is None
    assert case.refusal(Act.ISSUE_SETTLEMENT, F, 7) == "solution_accepted"
    case.do(Act.ACCEPT_PROPOSAL, K, 7, subject="p")
    assert case.facts.agreement is case.facts.proposals[0]
    case.do(Act.ISSUE_SETTLEMENT, F, 8)
    assert (case.facts.stage, case.facts.settlement, case.facts.issued_on) == (Stage.JUDGED, True, day(8))


def test_a_settlement_needs_no_opportunity_to_explain_and_no_outcome() -> None:
    case = handled(M1).do(Act.PROPOSE, K, 1, subject="p", to=(M1,)).do(Act.ACCEPT_PROPOSAL, M1, 2, subject="p")
    assert not both_had_their_say(case.facts, F, day(2))
    assert case.change(allegations=()).refusal(Act.ISSUE_SETTLEMENT, F, 2) is None


def test_a_proposal_to_several_is_agreed_when_all_of_them_accept() -> None:
    case = handled(M1, M2).do(Act.PROPOSE, K, 6, subject="p", to=(M1, M2))
    case.do(Act.ACCEPT_PROPOSAL, M1, 7, subject="p")
    assert case.facts.proposals[0].awaiting == (M2,)
    assert case.refusal(Act.ISSUE_SETTLEMENT, F, 7) == "solution_accepted"
    assert case.refusal(Act.ACCEPT_PROPOSAL, M1, 7, subject="p") == "proposal_to_answer"
    case.do(Act.ACCEPT_PROPOSAL, M2, 8, subject="p")
    assert case.facts.proposals[0].accepted == (M1, M2)
    assert case.refusal(Act.ISSUE_SETTLEMENT, F, 8) is None


def test_one_refusal_ends_a_proposal() -> None:
    case = handled(M1, M2).do(Act.PROPOSE, K, 6, subject="p", to=(M1, M2)).do(Act.REFUSE_PROPOSAL, M1, 7, subject="p")
    assert not case.facts.proposals[0].open
    assert not case.facts.proposals[0].agreed
    assert case.refusal(Act.ACCEPT_PROPOSAL, M2, 8, subject="p") == "proposal_to_answer"
    assert case.refusal(Act.ISSUE_SETTLEMENT, F, 8) == "solution_accepted"


def test_who_refuses_or_withdraws_touches_no_other_proposal() -> None:
    case = handled(M1).do(Act.PROPOSE, K, 6, subject="p", to=(M1,)).do(Act.PROPOSE, K, 6, subject="q", to=(M1,))
    assert case.change().do(Act.REFUSE_PROPOSAL, M1, 7, subject="q").facts.proposals == (
        proposal("p"),
        proposal("q", refused=(M1,)),
    )
    assert case.change().do(Act.WITHDRAW_PROPOSAL, K, 7, subject="p").facts.proposals == (
        proposal("p", withdrawn=True),
        proposal("q"),
    )
    assert case.do(Act.ACCEPT_PROPOSAL, M1, 7, subject="p").facts.agreement == proposal("p", accepted=(M1,))


@pytest.mark.parametrize(
    ("one", "is_open", "is_agreed", "awaiting"),
    [
        (proposal(), True, False, (M1,)),
        (proposal(to=(M1, M2), accepted=(M1,)), True, False, (M2,)),
        (proposal(accepted=(M1,)), False, True, ()),
        (proposal(refused=(M1,)), False, False, ()),
        (proposal(to=(M1, M2), refused=(M1,)), False, False, (M2,)),
        (proposal(to=(M1, M2), accepted=(M1,), refused=(M2,)), False, False, ()),
        (proposal(withdrawn=True), False, False, (M1,)),
        (proposal(accepted=(M1,), withdrawn=True), False, False, ()),
    ],
)
def test_how_a_proposal_stands(one: Any, is_open: bool, is_agreed: bool, awaiting: tuple[str, ...]) -> None:
    assert (one.open, one.agreed, one.awaiting) == (is_open, is_agreed, awaiting)


def test_only_who_made_a_proposal_takes_it_back() -> None:
    case = handled(M1).do(Act.PROPOSE, K, 6, subject="p", to=(M1,)).do(Act.PROPOSE, M1, 6, subject="q", to=(K,))
    assert case.refusal(Act.WITHDRAW_PROPOSAL, M1, 7, subject="p") == "subject_is_own"
    assert case.refusal(Act.WITHDRAW_PROPOSAL, M1, 7, subject="q") is None
    assert case.refusal(Act.ACCEPT_PROPOSAL, M1, 7, subject="q") == "subject_awaits_this_party"


def test_what_was_withdrawn_cannot_be_answered_nor_withdrawn_again() -> None:
    case = handled(M1).do(Act.PROPOSE, K, 6, subject="p", to=(M1,)).do(Act.PROPOSE, K, 6, subject="q", to=(M1,))
    case.do(Act.WITHDRAW_PROPOSAL, K, 7, subject="p")
    assert case.refusal(Act.WITHDRAW_PROPOSAL, K, 7, subject="p") == "subject_is_own"
    assert case.refusal(Act.ACCEPT_PROPOSAL, M1, 7, subject="p") == "subject_awaits_this_party"


def test_who_has_nothing_on_the_table_takes_nothing_back() -> None:
    case = handled(M1).do(Act.PROPOSE, K, 6, subject="p", to=(M1,)).do(Act.WITHDRAW_PROPOSAL, K, 7, subject="p")
    assert case.refusal(Act.WITHDRAW_PROPOSAL, K, 7, subject="p") == "own_proposal_open"
    assert handled(M1).refusal(Act.WITHDRAW_PROPOSAL, K, 7, subject="p") == "own_proposal_open"


def test_the_functionaris_answers_for_the_organisation() -> None:
    case = handled().do(Act.PROPOSE, K, 6, subject="p", to=(F,))
    assert case.do(Act.ACCEPT_PROPOSAL, F, 7, subject="p").refusal(Act.ISSUE_SETTLEMENT, F, 7) is None


def test_the_word_of_the_employee_alone_is_not_enough() -> None:
    silent = proposal(by=F, to=(M1,), accepted=(M1,))
    assert heard(M1).change(proposals=(silent,)).refusal(Act.ISSUE_SETTLEMENT, F, 8) == "solution_accepted"
    told = proposal(by=F, to=(K, M1), accepted=(M1, K))
    assert heard(M1).change(proposals=(told,)).refusal(Act.ISSUE_SETTLEMENT, F, 8) is None


def test_the_newest_agreement_counts() -> None:
    first, second = proposal("p", accepted=(M1,)), proposal("q", accepted=(M1,))
    assert filed(proposals=(first, second, proposal("r"))).agreement is second


# ---- T13: a settlement, and a full judgment after all ----------------------------------------------------------------


def test_the_complainant_may_ask_for_a_full_judgment_before_the_settlement() -> None:
    case = agreed(M1).do(Act.ASK_JUDGMENT, K, 8)
    assert case.facts.stage is Stage.HANDLING
    assert case.refusal(Act.ISSUE_SETTLEMENT, F, 8) == "solution_accepted"
    assert case.refusal(Act.ASK_JUDGMENT, K, 8) == "settled_without_finding"
    case.do(Act.ISSUE_JUDGMENT, F, 9, findings=findings(case))
    assert (case.facts.issued_on, case.facts.settlement) == (day(9), False)


def test_the_complainant_may_ask_for_a_full_judgment_after_the_settlement() -> None:
    case = agreed(M1).do(Act.ISSUE_SETTLEMENT, F, 8).do(Act.ASK_JUDGMENT, K, 9)
    assert case.facts.deadline.due_on == day(28)
    case.do(Act.ISSUE_JUDGMENT, F, 20, findings=findings(case))
    assert (case.facts.issued_on, case.facts.settlement, case.facts.answer_until) == (day(20), False, day(34))
    assert case.refusal(Act.ASK_JUDGMENT, K, 21) == "settled_without_finding"


def test_without_a_solution_there_is_nothing_that_a_full_judgment_could_replace() -> None:
    assert heard(M1).refusal(Act.ASK_JUDGMENT, K, 8) == "settled_without_finding"
    assert agreed(M1).change(judgment_asked=True).refusal(Act.ASK_JUDGMENT, K, 8) == "settled_without_finding"


def test_what_was_agreed_is_overruled_only_when_the_complainant_asks() -> None:
    case = agreed(M1)
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 20, findings=findings(case)) == "no_agreement"
    case.do(Act.ASK_JUDGMENT, K, 9)
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 20, findings=findings(case)) != "no_agreement"


def test_nobody_is_late_to_answer_a_judgment_that_lies_here_still() -> None:
    case = heard(M1)
    case.do(Act.ISSUE_JUDGMENT, F, 20, findings=findings(case), by_post=True)
    assert case.facts.answer_until is None
    assert case.refusal(Act.CLOSE_NOT_SATISFIED, F, 80) == "not_satisfied_or_silent"
    case.do(Act.POST_JUDGMENT, F, 81, until=day(81))
    assert case.refusal(Act.CLOSE_NOT_SATISFIED, F, 95) == "not_satisfied_or_silent"
    assert case.refusal(Act.CLOSE_NOT_SATISFIED, F, 96) is None


def test_a_part_that_is_worded_anew_is_asked_about_anew() -> None:
    case = heard(M1)
    case.do(Act.SET_ALLEGATIONS, F, 6, allegations=(Allegation("part-m1", (M1,), unheard=(M1,)),))
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 20, findings=findings(case)) == "heard_on_every_part"
    case.do(Act.REQUEST_REPLY, F, 6, to=(M1,), until=day(9)).do(Act.GIVE_STANDPOINT, M1, 7)
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 20, findings=findings(case)) is None


def test_what_was_agreed_before_binds_nobody_after_a_full_judgment_was_asked() -> None:
    case = handled(M1, M2).do(Act.PROPOSE, K, 5, subject="o", to=(M1, M2)).do(Act.ACCEPT_PROPOSAL, M1, 5, subject="o")
    case.do(Act.PROPOSE, F, 6, subject="p", to=(K,)).do(Act.ACCEPT_PROPOSAL, K, 7, subject="p")
    case.do(Act.ASK_JUDGMENT, K, 8)
    assert case.refusal(Act.ACCEPT_PROPOSAL, M2, 8, subject="o") == "proposal_to_answer"
    case.do(Act.PROPOSE, F, 9, subject="q", to=(K, M1)).do(Act.ACCEPT_PROPOSAL, M1, 9, subject="q")
    assert case.facts.judgment_asked
    assert case.facts.agreement is None
    assert case.refusal(Act.ISSUE_SETTLEMENT, F, 9) == "solution_accepted"
    case.do(Act.ACCEPT_PROPOSAL, K, 10, subject="q")
    assert not case.facts.judgment_asked
    assert case.refusal(Act.ISSUE_SETTLEMENT, F, 10) is None


def test_nobody_settles_the_part_of_a_colleague() -> None:
    case = handled(M1, M2).do(Act.PROPOSE, M1, 6, subject="p", to=(K,)).do(Act.ACCEPT_PROPOSAL, K, 7, subject="p")
    assert [one.ref for one in case.facts.agreements] == ["p"]
    assert case.facts.agreement is None
    assert case.refusal(Act.ISSUE_SETTLEMENT, F, 7) == "solution_accepted"
    case.do(Act.PROPOSE, K, 8, subject="q", to=(M2,)).do(Act.ACCEPT_PROPOSAL, M2, 8, subject="q")
    assert [one.ref for one in case.facts.agreements] == ["q", "p"]
    assert case.facts.agreement is case.facts.agreements[0]
    assert case.refusal(Act.ISSUE_SETTLEMENT, F, 8) is None


def test_the_organisation_may_settle_for_all_its_employees() -> None:
    case = handled(M1, M2).do(Act.PROPOSE, F, 6, subject="p", to=(K,)).do(Act.ACCEPT_PROPOSAL, K, 7, subject="p")
    assert case.refusal(Act.ISSUE_SETTLEMENT, F, 7) is None


def test_after_asking_for_a_full_judgment_a_new_proposal_may_be_made() -> None:
    case = agreed(M1)
    assert case.refusal(Act.PROPOSE, M1, 8, subject="q", to=(K,)) == "no_agreement"
    assert case.change(judgment_asked=True).refusal(Act.PROPOSE, M1, 8, subject="q", to=(K,)) is None
    assert case.do(Act.ASK_JUDGMENT, K, 8).refusal(Act.PROPOSE, M1, 8, subject="q", to=(K,)) is None


def test_an_answer_on_satisfaction_is_the_last_word_on_a_settlement() -> None:
    case = agreed(M1).do(Act.ISSUE_SETTLEMENT, F, 8).do(Act.ANSWER_SATISFACTION, K, 9, yes=False)
    assert case.refusal(Act.ASK_JUDGMENT, K, 9) == "not_answered"


# ---- T16: an extension -----------------------------------------------------------------------------------------------


def test_the_first_and_second_extension_need_no_consent_the_third_does() -> None:
    case = heard(M1)
    for number, until in enumerate((35, 42), 1):
        case.do(Act.EXTEND, F, 20, until=day(until), yes=False)
        assert (case.facts.extensions, case.facts.deadline.due_on) == (number, day(until))
    assert case.refusal(Act.EXTEND, F, 20, until=day(49)) == "consent_where_needed"
    assert case.refusal(Act.EXTEND, F, 20, until=day(49), yes=False) == "consent_where_needed"
    case.do(Act.EXTEND, F, 20, until=day(400), yes=True)
    assert case.refusal(Act.EXTEND, F, 20, until=day(500)) == "consent_where_needed"
    assert (case.facts.extensions, case.facts.late_extensions) == (3, 0)
    assert case.facts.first_due_on == day(28)


@pytest.mark.parametrize(("on", "late"), [(27, 0), (28, 0), (29, 1), (60, 1)])
def test_an_extension_after_the_due_date_is_marked_late(on: int, late: int) -> None:
    case = heard(M1).do(Act.EXTEND, F, on, until=day(70))
    assert case.facts.late_extensions == late


def test_lateness_is_counted_against_the_term_as_it_was_extended() -> None:
    case = heard(M1).do(Act.EXTEND, F, 28, until=day(35)).do(Act.EXTEND, F, 34, until=day(42))
    assert case.facts.late_extensions == 0
    case.do(Act.EXTEND, F, 43, until=day(56), yes=True).do(Act.EXTEND, F, 57, until=day(70), yes=True)
    assert case.facts.late_extensions == 2


@pytest.mark.parametrize(
    ("on", "until", "reason"),
    [
        (20, 29, None),
        (20, 28, "new_date_is_later"),
        (20, 21, "new_date_is_later"),
        (35, 34, "new_date_is_later"),
        (35, 35, None),
    ],
)
def test_an_extension_moves_the_date_forward_and_not_into_the_past(on: int, until: int, reason: str | None) -> None:
    assert heard(M1).refusal(Act.EXTEND, F, on, until=day(until)) == reason


def test_an_extension_needs_a_date() -> None:
    assert heard(M1).refusal(Act.EXTEND, F, 20) == "new_date_is_later"


def test_a_case_may_be_extended_before_it_is_taken_into_handling() -> None:
    assert intake(M1).do(Act.EXTEND, F, 20, until=day(42)).facts.stage is Stage.RECEIVED


def statutory(regime: Regime, received: date) -> Case:
    return handled(M1, regulation=PRESETS[regime], received=received)


@pytest.mark.parametrize("regime", [Regime.WKKGZ, Regime.AWB])
def test_by_law_one_extension_then_only_with_consent(regime: Regime) -> None:
    case = statutory(regime, START)
    assert case.facts.deadline.due_on == day(42)
    case.do(Act.EXTEND, F, 40, until=day(70))
    assert case.refusal(Act.EXTEND, F, 60, until=day(98)) == "consent_where_needed"
    assert case.refusal(Act.EXTEND, F, 60, until=day(98), yes=False) == "consent_where_needed"
    assert case.refusal(Act.EXTEND, F, 60, until=day(98), yes=True) is None


@pytest.mark.parametrize("regime", [Regime.WKKGZ, Regime.AWB])
@pytest.mark.parametrize(
    ("received", "due", "last"),
    [
        pytest.param("2026-03-02", "2026-04-13", "2026-05-11", id="all working days"),
        pytest.param("2026-04-03", "2026-05-18", "2026-06-12", id="from the last day as counted, not as shifted"),
        pytest.param("2026-03-07", "2026-04-20", "2026-05-18", id="the fourth week ends on a Saturday"),
        pytest.param("2026-02-23", "2026-04-07", "2026-05-04", id="Tweede Paasdag"),
    ],
)
def test_by_law_an_extension_is_at_most_four_weeks(regime: Regime, received: str, due: str, last: str) -> None:
    case = statutory(regime, date.fromisoformat(received))
    assert case.facts.deadline.due_on == date.fromisoformat(due)
    at_most = date.fromisoformat(last)
    assert case.refusal(Act.EXTEND, F, 30, until=at_most) is None
    assert case.refusal(Act.EXTEND, F, 30, until=date.fromordinal(at_most.toordinal() + 1)) == "extension_allowed"


@pytest.mark.parametrize("regime", [Regime.WKKGZ, Regime.AWB])
def test_by_law_an_extension_ends_after_the_day_to_which_the_term_was_shifted(regime: Regime) -> None:
    case = statutory(regime, date(2026, 4, 3))
    assert case.refusal(Act.EXTEND, F, 30, until=date(2026, 5, 18)) == "new_date_is_later"
    assert case.refusal(Act.EXTEND, F, 30, until=date(2026, 5, 19)) is None
    assert extension_allowed(case.facts, case.deed(Act.EXTEND, F, 30), case.regulation), "a date is another guard's"


@pytest.mark.parametrize(("told", "late"), [(date(2026, 5, 18), 0), (date(2026, 5, 19), 1)])
def test_by_law_an_extension_is_late_after_the_day_to_which_the_term_was_shifted(told: date, late: int) -> None:
    case = statutory(Regime.AWB, date(2026, 4, 3))
    case.do(Act.EXTEND, F, (told - START).days, until=date(2026, 6, 12))
    assert case.facts.late_extensions == late


@pytest.mark.parametrize("regime", [Regime.OPDRACHT, Regime.ADVOCATUUR])
def test_by_contract_an_extension_may_be_as_long_as_is_necessary(regime: Regime) -> None:
    assert statutory(regime, START).refusal(Act.EXTEND, F, 20, until=day(300)) is None


@pytest.mark.parametrize(("before", "reason"), [(0, None), (1, None), (2, "extension_allowed")])
def test_a_regulation_may_limit_their_number(before: int, reason: str | None) -> None:
    rule = Extensions(most=2, consent_from=None)
    case = Case(replace(heard(M1).facts, extensions=before), replace(OPDRACHT, extensions=rule))
    assert case.refusal(Act.EXTEND, F, 20, until=day(42)) == reason


def test_a_regulation_may_ask_no_consent_at_all() -> None:
    rule = Extensions(consent_from=None)
    case = Case(replace(heard(M1).facts, extensions=9), replace(OPDRACHT, extensions=rule))
    assert case.refusal(Act.EXTEND, F, 20, until=day(42)) is None


# ---- T17: the judgment -----------------------------------------------------------------------------------------------

GOOD = Finding("part-m1", "upheld", reasoned=True)
OTHER = Finding("part-m2", "not_upheld", reasoned=True)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ((GOOD, OTHER), None),
        ((OTHER, GOOD), None),
        ((GOOD,), "every_allegation_judged"),
        ((), "every_allegation_judged"),
        ((GOOD, replace(OTHER, outcome="")), "every_allegation_judged"),
        ((GOOD, replace(OTHER, reasoned=False)), "every_allegation_judged"),
        ((GOOD, OTHER, Finding("part-x", "upheld", reasoned=True)), "every_allegation_judged"),
        ((GOOD, OTHER, Finding("part-x", "", reasoned=False)), "every_allegation_judged"),
        ((GOOD, OTHER, replace(GOOD, outcome="not_upheld")), "every_allegation_judged"),
    ],
)
def test_every_part_gets_one_outcome_with_reasons(found: tuple[Finding, ...], reason: str | None) -> None:
    assert heard(M1, M2).refusal(Act.ISSUE_JUDGMENT, F, 20, findings=found) == reason


@pytest.mark.parametrize(
    ("cited", "shared"),
    [
        ({}, True),
        ({"a": {K, M1, M2}}, True),
        ({"a": {K, M1, M2}, "b": {K, M1, M2, F}}, True),
        ({"a": {K, M1}}, False),
        ({"a": {M1, M2}}, False),
        ({"a": {K}}, False),
        ({"a": set()}, False),
        ({"a": {K, M1, M2}, "b": {K, M1}}, False),
    ],
)
def test_reasons_rest_on_what_everybody_concerned_could_read(cited: dict[str, set[str]], shared: bool) -> None:
    case = heard(M1, M2).change(allegations=(Allegation("part", (M1, M2)),))
    found = Finding("part", "upheld", reasoned=True, cited={ref: frozenset(who) for ref, who in cited.items()})
    reason = None if shared else "only_shared_pieces_cited"
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 20, findings=(found,)) == reason
    reasoned = replace(found, exception=True)
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 20, findings=(reasoned,)) is None


def test_a_part_needs_no_sharing_with_an_employee_whom_it_does_not_concern() -> None:
    case = heard(M1, M2)
    own = replace(GOOD, cited={"a": frozenset({K, M1})})
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 20, findings=(own, OTHER)) is None
    other = replace(OTHER, cited={"a": frozenset({K, M1})})
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 20, findings=(GOOD, other)) == "only_shared_pieces_cited"


def test_one_exception_excuses_no_other_part() -> None:
    unshared = {"a": frozenset({M1})}
    found = (replace(GOOD, cited=unshared, exception=True), replace(OTHER, cited=unshared))
    assert heard(M1, M2).refusal(Act.ISSUE_JUDGMENT, F, 20, findings=found) == "only_shared_pieces_cited"


def test_a_part_about_the_organisation_is_shared_with_the_complainant() -> None:
    case = heard()
    found = Finding("part", "upheld", reasoned=True, cited={"a": frozenset({K})})
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 20, findings=(found,)) is None
    unshared = replace(found, cited={"a": frozenset({F})})
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 20, findings=(unshared,)) == "only_shared_pieces_cited"


def test_a_judgment_after_the_due_date_is_possible() -> None:
    assert heard(M1).refusal(Act.ISSUE_JUDGMENT, F, 60, findings=findings(heard(M1))) is None


# ---- T18–T21: satisfied, signed, closed ------------------------------------------------------------------------------


def test_three_signatures_close_the_case() -> None:
    case = signing(M1)
    for number, one in enumerate((K, M1), 23):
        case.do(Act.SIGN, one, number)
        assert case.facts.stage is Stage.SIGNING
    case.do(Act.SIGN, F, 25)
    assert (case.facts.stage, case.facts.ending, case.facts.closed_on) == (CLOSED, Ending.SIGNED, day(25))
    assert {mark.party for mark in case.facts.marks} == {K, M1, F}


@pytest.mark.parametrize("last", [Act.SIGN, Act.DECLINE_SIGNING])
def test_one_who_declines_makes_it_unsigned_once_all_have_answered(last: Act) -> None:
    first = Act.DECLINE_SIGNING if last is Act.SIGN else Act.SIGN
    case = signing(M1).do(first, K, 23).do(Act.SIGN, M1, 23).do(last, F, 24)
    assert (case.facts.stage, case.facts.ending, case.facts.closed_on) == (CLOSED, Ending.UNSIGNED, day(24))


def test_after_a_refusal_it_may_be_closed_at_once() -> None:
    case = signing(M1).do(Act.DECLINE_SIGNING, K, 23)
    assert case.refusal(Act.CLOSE_UNSIGNED, "", 23) is None
    assert case.refusal(Act.CLOSE_UNSIGNED, F, 23) is None
    assert signing(M1).do(Act.SIGN, K, 23).refusal(Act.CLOSE_UNSIGNED, F, 23) == "refused_or_late"


@pytest.mark.parametrize(("on", "reason"), [(36, "refused_or_late"), (37, None)])
@pytest.mark.parametrize("by", [F, ""])
def test_signing_may_take_until_the_end_of_its_last_day(by: str, on: int, reason: str | None) -> None:
    assert signing(M1).refusal(Act.CLOSE_UNSIGNED, by, on) == reason


@pytest.mark.parametrize(("on", "reason"), [(34, "not_satisfied_or_silent"), (35, None)])
def test_without_an_answer_it_is_closed_after_fourteen_days(on: int, reason: str | None) -> None:
    assert judged(M1).refusal(Act.CLOSE_NOT_SATISFIED, F, on) == reason


def test_a_case_without_a_date_to_answer_or_sign_waits() -> None:
    assert judged(M1).change(answer_until=None).refusal(Act.CLOSE_NOT_SATISFIED, F, 99) == "not_satisfied_or_silent"
    assert signing(M1).change(sign_until=None).refusal(Act.CLOSE_UNSIGNED, F, 99) == "refused_or_late"


def test_who_is_not_satisfied_asks_nobody_to_sign() -> None:
    case = unsatisfied()
    assert (case.facts.stage, case.facts.satisfied, case.facts.sign_until) == (Stage.JUDGED, False, None)
    assert case.refusal(Act.SIGN, K, 23) == "not_in_this_stage"
    assert case.refusal(Act.ANSWER_SATISFACTION, K, 23, yes=True) == "not_answered"
    assert case.do(Act.CLOSE_NOT_SATISFIED, F, 22).facts.ending is Ending.NOT_SATISFIED


@pytest.mark.parametrize("regime", [Regime.WKKGZ, Regime.AWB])
def test_where_nobody_signs_a_satisfied_complainant_changes_no_stage(regime: Regime) -> None:
    case = judged(M1, regulation=PRESETS[regime]).do(Act.ANSWER_SATISFACTION, K, 22, yes=True)
    assert (case.facts.stage, case.facts.satisfied, case.facts.sign_until) == (Stage.JUDGED, True, None)


def test_the_last_day_to_sign_follows_from_the_regulation() -> None:
    case = judged(M1, regulation=replace(OPDRACHT, signing=Term(2, Unit.DAY), answer=Term(1, Unit.WEEK)))
    assert case.facts.answer_until == day(27)
    assert case.do(Act.ANSWER_SATISFACTION, K, 22, yes=True).facts.sign_until == day(24)


# ---- several employees: a document each ------------------------------------------------------------------------------


def test_one_document_for_all_when_one_employee_or_none_is_concerned() -> None:
    for case, signers in ((signing(M1), (K, F, M1)), (signing(), (K, F))):
        assert case.facts.documents == ("",)
        assert case.facts.signers("") == signers


def test_several_employees_sign_a_document_each() -> None:
    facts = signing(M1, M2).facts
    assert facts.documents == (M1, M2)
    assert [facts.signers(one) for one in facts.documents] == [(K, F, M1), (K, F, M2)]
    assert [facts.awaited(one) for one in (K, F, M1, M2, "somebody")] == [(M1, M2), (M1, M2), (M1,), (M2,), ()]


def test_an_employee_whom_no_part_concerns_signs_nothing() -> None:
    facts = signing(M1, M2).change(allegations=(Allegation("part-m1", (M1,)), Allegation("part"))).facts
    assert facts.documents == ("",)
    assert facts.signers("") == (K, F, M1)
    assert facts.linked(M2) == ()


def test_without_a_functionaris_the_parties_sign() -> None:
    assert filed(handler=None).signers("") == (K,)


def test_who_signs_several_documents_does_so_at_once() -> None:
    case = signing(M1, M2).do(Act.SIGN, K, 23)
    assert case.facts.marks == (Mark(M1, K, signed=True, on=day(23)), Mark(M2, K, signed=True, on=day(23)))
    case.do(Act.SIGN, M1, 23).do(Act.SIGN, F, 24)
    assert case.facts.stage is Stage.SIGNING
    case.do(Act.SIGN, M2, 25)
    assert (case.facts.ending, len(case.facts.marks)) == (Ending.SIGNED, 6)


def test_one_employee_who_declines_leaves_the_others_theirs() -> None:
    case = signing(M1, M2).do(Act.DECLINE_SIGNING, M1, 23)
    assert case.facts.marks == (Mark(M1, M1, signed=False, on=day(23)),)
    assert case.facts.awaited(M2) == (M2,)


# ---- E23: on paper ---------------------------------------------------------------------------------------------------


def test_a_signature_on_paper_is_recorded_for_whose_it_is() -> None:
    case = signing(M1, M2).do(Act.RECORD_PAPER_SIGNATURE, F, 23, subject=K, until=day(23))
    assert case.facts.awaited(K) == ()
    assert [mark.party for mark in case.facts.marks] == [K, K]
    assert case.refusal(Act.RECORD_PAPER_SIGNATURE, F, 23, subject=K, until=day(23)) == "subject_signs"
    assert case.refusal(Act.RECORD_PAPER_SIGNATURE, F, 23, subject="somebody", until=day(23)) == "subject_signs"


def test_the_last_signature_may_be_on_paper() -> None:
    case = (
        signing(M1)
        .do(Act.SIGN, F, 23)
        .do(Act.SIGN, M1, 23)
        .do(Act.RECORD_PAPER_SIGNATURE, F, 24, subject=K, until=day(24))
    )
    assert (case.facts.ending, case.facts.closed_on) == (Ending.SIGNED, day(24))


# ---- facts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "on", "short"),
    [(3, 0, True), (4, 0, False), (9, 6, True), (10, 6, False), (0, 0, True)],
)
def test_a_term_without_room_for_a_reminder(until: int, on: int, short: bool) -> None:
    assert asked(until, on).short is short


def test_what_is_no_longer_awaited() -> None:
    assert not asked(10).settled
    assert asked(10, answered_on=1).settled
    assert asked(10, waived_on=1).settled


def test_the_complainant_knows_and_an_employee_from_the_day_of_being_informed() -> None:
    assert Party(K, Side.COMPLAINANT).informed
    assert not new(M1).informed
    assert replace(new(M1), informed_on=day(1)).informed


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (filed(), "stage"),
        (filed(), "acts"),
        (new(M1), "informed_on"),
        (asked(10), "until"),
        (proposal(), "accepted"),
        (Allegation("part"), "employees"),
        (Mark("", K, signed=True, on=START), "signed"),
        (Moments(START, START), "count"),
        (GOOD, "outcome"),
        (OPDRACHT, "judgment"),
        (OPDRACHT.extensions, "most"),
    ],
)
def test_what_was_is_never_written_over(record: object, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(record, name, getattr(record, name))


def test_a_judgment_by_post_keeps_the_term_on_the_day_of_posting() -> None:
    case = judged(M1).change(to_post=True)
    assert (case.facts.issued_on, case.facts.given_on) == (day(20), None)
    case.do(Act.POST_JUDGMENT, F, 22, until=day(21))
    assert case.facts.given_on == day(21)
    assert case.refusal(Act.POST_JUDGMENT, F, 22, until=day(21)) == "judgment_to_post"


def test_a_signature_on_paper_has_its_own_day() -> None:
    case = signing(M1).do(Act.RECORD_PAPER_SIGNATURE, F, 24, subject=K, until=day(23))
    assert [(mark.party, mark.on) for mark in case.facts.marks] == [(K, day(23))]


# ---- T17: a corrected judgment ---------------------------------------------------------------------------------------


def test_an_error_is_mended_while_nobody_signed() -> None:
    case = signing(M1)
    assert case.refusal(Act.CORRECT_JUDGMENT, F, 23) is None
    assert case.do(Act.SIGN, K, 23).refusal(Act.CORRECT_JUDGMENT, F, 23) == "nobody_signed"
    on_paper = signing(M1).do(Act.RECORD_PAPER_SIGNATURE, F, 23, subject=K, until=day(23))
    assert on_paper.refusal(Act.CORRECT_JUDGMENT, F, 23) == "nobody_signed"


def test_who_declined_the_first_version_is_asked_about_the_second() -> None:
    case = signing(M1).do(Act.DECLINE_SIGNING, M1, 23)
    assert case.refusal(Act.DECLINE_SIGNING, M1, 24) == "signature_awaited"
    case.do(Act.CORRECT_JUDGMENT, F, 25)
    assert (case.facts.marks, case.facts.sign_until, case.facts.stage) == ((), day(39), Stage.SIGNING)
    assert case.refusal(Act.SIGN, M1, 26) is None
    assert case.refusal(Act.CLOSE_UNSIGNED, F, 26) == "refused_or_late"


def test_a_correction_moves_no_term_and_no_day_of_issue() -> None:
    before = by_post().facts
    after = Case(before).do(Act.CORRECT_JUDGMENT, F, 25).facts
    assert (after.issued_on, after.given_on, after.deadline) == (before.issued_on, before.given_on, before.deadline)
    assert after.stage is before.stage


def test_who_answered_or_awaits_the_post_is_asked_nothing_anew() -> None:
    answered = unsatisfied()
    assert answered.facts.answer_until == day(34)
    assert answered.do(Act.CORRECT_JUDGMENT, F, 25).facts.answer_until == day(34)
    waiting = judged(M1).change(to_post=True, answer_until=None)
    assert waiting.do(Act.CORRECT_JUDGMENT, F, 25).facts.answer_until is None


def test_a_closed_case_can_be_corrected_for_four_weeks() -> None:
    case = unsatisfied().do(Act.CLOSE_NOT_SATISFIED, F, 23)
    assert case.refusal(Act.CORRECT_JUDGMENT, F, 23 + 28) is None
    assert case.refusal(Act.CORRECT_JUDGMENT, F, 23 + 29) == "still_correctable"
    case.do(Act.CORRECT_JUDGMENT, F, 30)
    assert (case.facts.stage, case.facts.closed_on, case.facts.answer_until) == (CLOSED, day(23), day(34))


def test_all_that_is_wanting_is_named_and_the_first_is_why_it_is_refused() -> None:
    case = handled(M1).change(categories=0)
    deed = case.deed(Act.ISSUE_JUDGMENT, F, 5)
    wanted = wanting(case.facts, deed, OPDRACHT)
    assert wanted == ("has_category", "both_had_their_say", "every_allegation_judged")
    assert case.refusal(Act.ISSUE_JUDGMENT, F, 5) == wanted[0]
    done = heard(M1)
    assert wanting(done.facts, done.deed(Act.ISSUE_JUDGMENT, F, 20, findings=findings(done)), OPDRACHT) == ()
