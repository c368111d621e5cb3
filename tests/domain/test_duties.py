"""The duties of the regulation, article by article: which a case shows, by when, and with which light."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.acts import Act
from portal.domain.duties import DUTIES, Done, Light, Shown, proof, shown
from portal.domain.facts import Stage
from portal.domain.regulation import PRESETS, Regime
from tests.domain.cases import (
    M1,
    M2,
    OPDRACHT,
    Case,
    F,
    K,
    agreed,
    day,
    filed,
    findings,
    handled,
    heard,
    intake,
    judged,
    signing,
)

IN_A_CASE = """
R1.1   1    a complaint in writing, with where it came from
R1.2   1    a representative shows a mandate
R1.3   1    a competent functionaris, who declares not to be involved
R2.1   2.1  whether the regulation applies was decided
R2.2   2.2  the case is bound to the version of the day of receipt
R3.b   3    a cause, apart from the topic
R3.c   3    satisfaction was asked
R4.2   4.2  the complainant was told where to go
R5.1   5.1  whoever received it passed it on
R5.2a  5.2  the employees were informed
R5.2b  5.2  both sides had the opportunity to explain
R5.3   5.3  a solution was tried
R5.4a  5.4  a judgment within the term
R5.4b  5.4  or an extension, told in time with its reason
R5.5   5.5  both received the judgment in writing
R5.6   5.6  on satisfactory handling all signed, or it is recorded who did not
R6.1   6.1  confidentiality was accepted
R6.2   6.2  no costs
R7.1   7.1  progress and handling were guarded
R7.2   7.2  contacts were logged
R7.3   7.3  the complainant was kept informed
R7.4   7.4  a file was kept
R8.1   8.1  registered and categorised
R8.2   8.2  under several categories, if that applies
R8.3   8.3  recommendations that came of it
"""

NOT_IN_A_CASE = {
    "R3.a": "a clear procedure is a public page of the organisation, the same for every case",
    "R3.d": "training employees is kept in a register of its own and must not follow from a case",
    "R3.e": "quality improves, or not, over many cases: the chain of recommendations shows it",
    "R4.1a": "that the regulation is public and available is a fact of the organisation",
    "R4.1b": "the client is informed at the start of the service, when there is no complaint yet",
    "R8.4": "reports and recommendations are discussed once a year, without any case",
}
"""What the regulation also asks and no single case can show."""

EVERY = """
R1.1 R1.2 R1.3 R2.1 R2.2 R3.a R3.b R3.c R3.d R3.e R4.1a R4.1b R4.2 R5.1 R5.2a R5.2b R5.3 R5.4a R5.4b R5.5 R5.6
R6.1 R6.2 R7.1 R7.2 R7.3 R7.4 R8.1 R8.2 R8.3 R8.4
"""

LINES = [line.split(maxsplit=2) for line in IN_A_CASE.strip().splitlines()]


def lights(case: Case, today: int) -> dict[str, Shown]:
    return {one.key: one for one in shown(case.facts, case.regulation, day(today))}


def light(case: Case, key: str, today: int) -> tuple[Light, date | None, date | None]:
    one = lights(case, today)[key]
    return one.light, one.due_on, one.met_on


def closed(case: Case, by: int = 24) -> Case:
    """Satisfied on day 22 and signed by everybody."""
    case.do(Act.ANSWER_SATISFACTION, K, 22, yes=True)
    for one in (K, *(party.ref for party in case.facts.informed), F):
        case.do(Act.SIGN, one, by)
    return case


MET, LATE, OPEN, OVERDUE, MISSING = Light.MET, Light.LATE, Light.OPEN, Light.OVERDUE, Light.MISSING
NOT_NEEDED = (Light.NOT_NEEDED, None, None)


# ---- the list --------------------------------------------------------------------------------------------------------


def test_every_duty_that_a_case_can_show_stands_in_both_in_order() -> None:
    assert [(duty.key, duty.article) for duty in DUTIES] == [(key, article) for key, article, _ in LINES]


def test_every_other_duty_is_one_of_the_organisation() -> None:
    assert not set(NOT_IN_A_CASE) & {duty.key for duty in DUTIES}
    assert {key for key, _, _ in LINES} | set(NOT_IN_A_CASE) == set(EVERY.split())


def test_they_are_shown_in_their_order_with_their_article() -> None:
    found = shown(heard(M1).facts, OPDRACHT, day(6))
    assert [(one.key, one.article) for one in found] == [(key, article) for key, article, _ in LINES]


def test_each_light_is_shown_in_some_case() -> None:
    cases = ((heard(M1), 6), (heard(M1), 60), (closed(judged(M1)), 60), (intake(M1).do(Act.DECLINE, F, 40), 41))
    found = {one.light for case, today in cases for one in lights(case, today).values()}
    assert found == set(Light)


# ---- a whole case ----------------------------------------------------------------------------------------------------


def exemplary() -> Case:
    """A case in which everything was done in time."""
    case = intake(M1)
    for who in (F, K):
        case.do(Act.ACCEPT_NOTICE, who)
    case.do(Act.OPEN_HEARING, F, 1, to=(M1,), until=day(11)).do(Act.ACCEPT_NOTICE, M1, 2).do(Act.LOG_CONTACT, M1, 2).do(
        Act.MEDIATE, F, 3
    )
    for who in (K, M1):
        case.do(Act.GIVE_STANDPOINT, who, 5)
    case.do(Act.SEND_MESSAGE, F, 12, to=(K,))
    case.do(Act.CATEGORISE, F, 12, count=2).do(Act.RECORD_CAUSE, F, 19).do(Act.RECOMMEND, F, 19)
    return closed(case.do(Act.ISSUE_JUDGMENT, F, 20, findings=findings(case)))


def test_an_exemplary_case_shows_everything_that_applies() -> None:
    found = lights(exemplary(), 400)
    assert {key for key, one in found.items() if one.light is Light.NOT_NEEDED} == {"R1.2", "R5.4b"}
    assert {one.light for key, one in found.items() if key not in {"R1.2", "R5.4b"}} == {MET}


def test_a_case_that_was_only_filed_shows_what_it_can() -> None:
    found = lights(Case(filed()), 0)
    met = {key for key, one in found.items() if one.light is MET}
    assert met == {"R1.1", "R2.2", "R5.1", "R6.2", "R7.3", "R7.4"}
    needless = {key for key, one in found.items() if one.light is Light.NOT_NEEDED}
    assert needless == {"R1.2", "R3.c", "R5.2a", "R5.4b", "R5.6", "R7.2", "R8.2", "R8.3"}
    assert {one.light for key, one in found.items() if key not in met | needless} == {OPEN}


@pytest.mark.parametrize("act", [Act.DECLINE, Act.REFER])
def test_a_case_that_is_not_handled_owes_no_hearing_and_no_judgment(act: Act) -> None:
    found = lights(intake(M1).do(act, F, 4), 90)
    needless = {key for key, one in found.items() if one.light is Light.NOT_NEEDED}
    assert needless == {
        "R1.2",
        "R3.b",
        "R3.c",
        "R5.2a",
        "R5.2b",
        "R5.3",
        "R5.4a",
        "R5.4b",
        "R5.5",
        "R5.6",
        "R6.1",
        "R7.2",
        "R8.2",
        "R8.3",
    }
    assert {one.light for key, one in found.items() if key not in needless} == {MET}


def test_a_case_withdrawn_early_owes_nothing_on_applicability_and_route() -> None:
    found = lights(Case(filed()).do(Act.WITHDRAW, K, 2), 90)
    for key in ("R2.1", "R3.b", "R4.2", "R5.2b", "R5.3", "R5.4a", "R5.5", "R6.1"):
        assert found[key].light is Light.NOT_NEEDED, key
    assert found["R8.1"].light is MISSING
    assert found["R1.3"].light is MISSING


def test_a_case_withdrawn_while_it_was_handled_still_owes_what_had_begun() -> None:
    found = lights(heard(M1).do(Act.WITHDRAW, K, 6), 90)
    assert {key: found[key].light for key in ("R2.1", "R3.b", "R5.2a", "R5.3", "R6.1")} == {
        "R2.1": MET,
        "R3.b": MISSING,
        "R5.2a": MET,
        "R5.3": MISSING,
        "R6.1": MISSING,
    }
    for key in ("R4.2", "R5.2b", "R5.4a", "R5.5"):
        assert found[key].light is Light.NOT_NEEDED, key


# ---- one by one ------------------------------------------------------------------------------------------------------


def test_r1_2_a_mandate() -> None:
    case = Case(filed(mandate_missing=True)).do(Act.DECLARE_NO_CONFLICT, F, 9)
    assert light(case, "R1.2", 28) == (OPEN, day(28), None)
    assert light(case, "R1.2", 29) == (OVERDUE, day(28), None)
    assert light(case.change().do(Act.CONFIRM_MANDATE, F, 9), "R1.2", 40) == (MET, day(28), day(9))
    assert light(case.change().do(Act.CONFIRM_MANDATE, F, 29), "R1.2", 40) == (LATE, day(28), day(29))
    refused = case.do(Act.REFUSE_MANDATE, F, 9).do(Act.DECLINE, F, 20)
    assert light(refused, "R1.2", 40) == (MISSING, day(28), None)
    assert light(refused.change(mandate_missing=False), "R1.2", 40) == (MISSING, day(28), None)


def test_r1_3_who_handles_it_within_five_working_days() -> None:
    case = Case(filed())
    assert light(case, "R1.3", 7) == (OPEN, day(7), None)
    assert light(case, "R1.3", 8) == (OVERDUE, day(7), None)
    assert light(case.change().do(Act.DECLARE_NO_CONFLICT, F, 7), "R1.3", 30) == (MET, day(7), day(7))
    assert light(case.do(Act.DECLARE_NO_CONFLICT, F, 8), "R1.3", 30) == (LATE, day(7), day(8))


def test_r2_1_whether_it_applies_within_four_weeks() -> None:
    assert light(intake(M1), "R2.1", 28) == (OPEN, day(28), None)
    assert light(intake(M1), "R2.1", 29) == (OVERDUE, day(28), None)
    assert light(handled(M1), "R2.1", 29) == (MET, day(28), day(0))
    for act in (Act.DECLINE, Act.REFER):
        assert light(intake(M1).do(act, F, 28), "R2.1", 90) == (MET, day(28), day(28))
        assert light(intake(M1).do(act, F, 29), "R2.1", 90) == (LATE, day(28), day(29))


def test_r3_b_a_cause() -> None:
    assert light(heard(M1), "R3.b", 90) == (OPEN, None, None)
    assert light(heard(M1).do(Act.RECORD_CAUSE, F, 9), "R3.b", 90) == (MET, None, day(9))
    assert light(closed(judged(M1)), "R3.b", 90) == (MISSING, None, None)
    assert light(closed(judged(M1)).do(Act.RECORD_CAUSE, F, 60), "R3.b", 90) == (MET, None, day(60))


def test_r3_c_satisfaction_was_asked() -> None:
    assert light(heard(M1), "R3.c", 6) == NOT_NEEDED
    assert light(judged(M1), "R3.c", 34) == (OPEN, day(34), None)
    assert light(judged(M1), "R3.c", 35) == (OVERDUE, day(34), None)
    answered = judged(M1).do(Act.ANSWER_SATISFACTION, K, 22, yes=False)
    assert light(answered, "R3.c", 90) == (MET, day(34), day(22))
    assert light(judged(M1).do(Act.CLOSE_NOT_SATISFIED, F, 35), "R3.c", 90) == (MISSING, day(34), None)


def test_r4_2_where_to_go() -> None:
    assert light(heard(M1), "R4.2", 90) == (OPEN, None, None)
    assert light(judged(M1), "R4.2", 90) == (MET, None, day(20))
    assert light(intake(M1).do(Act.DECLINE, F, 4), "R4.2", 90) == (MET, None, day(4))
    assert light(heard(M1).do(Act.WITHDRAW, K, 6), "R4.2", 90) == NOT_NEEDED


@pytest.mark.parametrize(("registered", "word"), [(4, MET), (7, MET), (8, LATE)])
def test_r5_1_passed_on_by_the_next_working_day(registered: int, word: Light) -> None:
    friday = day(4)
    case = Case(filed(received=friday, registered_on=day(registered)))
    assert light(case, "R5.1", 30) == (word, day(7), day(registered))


def test_r5_2a_the_employees_were_informed() -> None:
    assert light(handled(), "R5.2a", 9) == NOT_NEEDED
    assert light(intake(M1), "R5.2a", 7) == (OPEN, day(7), None)
    assert light(intake(M1), "R5.2a", 8) == (OVERDUE, day(7), None)
    for on, word in ((7, MET), (8, LATE)):
        case = intake(M1).do(Act.OPEN_HEARING, F, on, to=(M1,), until=day(20))
        assert light(case, "R5.2a", 30) == (word, day(7), day(on))


def test_r5_2a_counts_the_last_employee() -> None:
    case = handled(M1).do(Act.ADD_EMPLOYEE, F, 2, subject=M2)
    assert light(case, "R5.2a", 7) == (OPEN, day(7), None)
    assert light(case, "R5.2a", 8) == (OVERDUE, day(7), None)
    case.do(Act.SET_ALLEGATIONS, F, 2, allegations=intake(M1, M2).facts.allegations)
    case.do(Act.INFORM_EMPLOYEE, F, 3, to=(M2,), until=day(13))
    assert light(case, "R5.2a", 30) == (MET, day(7), day(3))


def test_r5_2b_both_had_the_opportunity() -> None:
    assert light(handled(M1), "R5.2b", 28) == (OPEN, day(28), None)
    assert light(handled(M1), "R5.2b", 29) == (OVERDUE, day(28), None)
    assert light(heard(M1), "R5.2b", 30) == (MET, day(28), day(5))
    one_late = handled(M1).do(Act.WAIVE_STANDPOINT, K, 2).do(Act.GIVE_STANDPOINT, M1, 29)
    assert light(one_late, "R5.2b", 30) == (LATE, day(28), day(29))
    silent = handled(M1).do(Act.WAIVE_STANDPOINT, K, 2).do(Act.REMIND, "", 8, subject=M1)
    assert light(silent, "R5.2b", 10) == (OPEN, day(28), None)
    assert light(silent, "R5.2b", 11) == (MET, day(28), day(10))


def test_r5_2b_a_released_piece_is_no_invitation() -> None:
    case = heard(M1).do(Act.RELEASE, F, 6, to=(K,), until=day(11)).do(Act.GIVE_STANDPOINT, K, 7)
    assert light(case, "R5.2b", 12) == (MET, day(28), day(5))


def test_r5_2b_is_open_while_nobody_is_a_party() -> None:
    assert light(Case(filed(parties=())), "R5.2b", 1) == (OPEN, day(28), None)


@pytest.mark.parametrize("act", [Act.PROPOSE, Act.MEDIATE])
def test_r5_3_a_solution_was_tried(act: Act) -> None:
    assert light(heard(M1), "R5.3", 28) == (OPEN, day(28), None)
    assert light(heard(M1), "R5.3", 29) == (OVERDUE, day(28), None)
    case = heard(M1).do(act, F, 9, subject="p", to=(K, M1)).do(Act.MEDIATE, F, 12)
    assert light(case, "R5.3", 90) == (MET, day(28), day(9))
    assert light(heard(M1).do(act, F, 29, subject="p", to=(K, M1)), "R5.3", 90) == (LATE, day(28), day(29))


@pytest.mark.parametrize("key", ["R5.4a", "R5.5"])
def test_r5_4a_a_judgment_in_time(key: str) -> None:
    assert light(heard(M1), key, 28) == (OPEN, day(28), None)
    assert light(heard(M1), key, 29) == (OVERDUE, day(28), None)
    for on, word in ((28, MET), (29, LATE)):
        case = heard(M1)
        case.do(Act.ISSUE_JUDGMENT, F, on, findings=findings(case))
        assert light(case, key, 90) == (word, day(28), day(on))
    extended = heard(M1).do(Act.EXTEND, F, 20, until=day(42))
    assert light(extended, key, 42) == (OPEN, day(42), None)
    assert light(agreed(M1).do(Act.ISSUE_SETTLEMENT, F, 8), key, 90) == (MET, day(28), day(8))


@pytest.mark.parametrize(("on", "word"), [(20, MET), (28, MET), (29, LATE)])
def test_r5_4b_an_extension_was_told_in_time(on: int, word: Light) -> None:
    assert light(heard(M1), "R5.4b", 60) == NOT_NEEDED
    case = heard(M1).do(Act.EXTEND, F, on, until=day(60))
    assert light(case, "R5.4b", 90) == (word, day(28), day(on))


def test_r5_4b_one_late_notice_among_several_shows() -> None:
    case = heard(M1).do(Act.EXTEND, F, 20, until=day(42))
    assert light(case.change().do(Act.EXTEND, F, 40, until=day(56)), "R5.4b", 90) == (MET, day(28), day(20))
    assert light(case.do(Act.EXTEND, F, 43, until=day(56)), "R5.4b", 90) == (LATE, day(28), day(43))


def test_r5_6_signed_or_recorded_who_did_not() -> None:
    assert light(judged(M1), "R5.6", 21) == NOT_NEEDED
    assert light(judged(M1).do(Act.ANSWER_SATISFACTION, K, 22, yes=False), "R5.6", 90) == NOT_NEEDED
    assert light(signing(M1), "R5.6", 36) == (OPEN, day(36), None)
    assert light(signing(M1), "R5.6", 37) == (OVERDUE, day(36), None)
    assert light(closed(judged(M1)), "R5.6", 90) == (MET, day(36), day(24))
    refused = signing(M1).do(Act.DECLINE_SIGNING, K, 23).do(Act.CLOSE_UNSIGNED, F, 24)
    assert light(refused, "R5.6", 90) == (MET, day(36), day(24))
    assert light(signing(M1).do(Act.CLOSE_UNSIGNED, F, 37), "R5.6", 90) == (LATE, day(36), day(37))


def test_r6_1_the_notice_was_accepted() -> None:
    assert light(handled(M1), "R6.1", 9) == (OPEN, None, None)
    case = handled(M1).do(Act.ACCEPT_NOTICE, M1, 3).do(Act.ACCEPT_NOTICE, K, 5)
    assert light(case, "R6.1", 9) == (MET, None, day(5))


def test_r6_1_is_not_met_by_some_of_those_who_know() -> None:
    case = intake(M1, M2).do(Act.ACCEPT_NOTICE, F)
    assert light(case, "R6.1", 1) == (OPEN, None, None)
    case.do(Act.ACCEPT_NOTICE, K, 1)
    assert light(case, "R6.1", 1) == (MET, None, day(1))
    case.do(Act.OPEN_HEARING, F, 2, to=(M1, M2), until=day(12)).do(Act.ACCEPT_NOTICE, M2, 3)
    assert light(case, "R6.1", 3) == (OPEN, None, None)
    assert light(case.do(Act.ACCEPT_NOTICE, M1, 4), "R6.1", 4) == (MET, None, day(4))


def test_r6_1_acceptances_of_before_their_names_were_kept_still_count() -> None:
    case = handled(M1).do(Act.ACCEPT_NOTICE, F, 1).do(Act.ACCEPT_NOTICE, K, 2).change(notices=())
    assert light(case, "R6.1", 9) == (MET, None, day(1))


def test_r7_1_guarded_until_it_is_judged_or_otherwise_done() -> None:
    assert light(heard(M1), "R7.1", 28) == (OPEN, day(28), None)
    assert light(heard(M1), "R7.1", 29) == (OVERDUE, day(28), None)
    assert light(judged(M1), "R7.1", 90) == (MET, day(28), day(20))
    assert light(closed(judged(M1), 36), "R7.1", 90) == (MET, day(28), day(20))
    assert light(intake(M1).do(Act.DECLINE, F, 4), "R7.1", 90) == (MET, day(28), day(4))
    assert light(intake(M1).do(Act.DECLINE, F, 29), "R7.1", 90) == (LATE, day(28), day(29))


def test_r7_2_contacts_were_logged() -> None:
    assert light(heard(M1), "R7.2", 9) == NOT_NEEDED
    assert light(heard(M1).do(Act.LOG_CONTACT, M1, 6), "R7.2", 9) == (MET, None, day(6))


def test_r7_3_no_more_than_ten_days_of_silence() -> None:
    case = handled(M1).do(Act.SEND_MESSAGE, F, 3, to=(K,))
    assert light(case, "R7.3", 3) == (MET, day(13), day(3))
    assert light(case, "R7.3", 4) == (OPEN, day(13), None)
    assert light(case, "R7.3", 13) == (OPEN, day(13), None)
    assert light(case, "R7.3", 14) == (OVERDUE, day(13), None)
    assert light(case.do(Act.WITHDRAW, K, 13), "R7.3", 90) == (MET, None, day(3))


def test_r7_3_a_silence_that_was_broken_too_late_stays_one() -> None:
    case = handled(M1).do(Act.SEND_MESSAGE, F, 3, to=(K,)).do(Act.SEND_MESSAGE, F, 16, to=(K,))
    assert light(case, "R7.3", 16) == (LATE, day(13), day(16))
    case.do(Act.SEND_MESSAGE, F, 28, to=(K,))
    assert light(case, "R7.3", 28) == (LATE, day(13), day(16))
    case.do(Act.SEND_MESSAGE, F, 48, to=(K,))
    assert light(case, "R7.3", 49) == (LATE, day(38), day(48))
    assert light(case.do(Act.WITHDRAW, K, 50), "R7.3", 90) == (LATE, day(38), day(48))


def test_r7_3_a_case_that_ends_in_silence_was_silent() -> None:
    case = handled(M1).do(Act.SEND_MESSAGE, F, 3, to=(K,))
    assert light(case.do(Act.WITHDRAW, K, 20), "R7.3", 90) == (LATE, day(13), day(20))


def test_r7_3_counts_from_the_registration_when_nothing_was_said() -> None:
    case = Case(filed(heard_from_us_on=None, registered_on=day(2)))
    assert light(case, "R7.3", 2) == (MET, day(12), day(2))
    assert light(case, "R7.3", 13) == (OVERDUE, day(12), None)


def test_r8_1_and_r8_2_categories() -> None:
    assert light(Case(filed()), "R8.1", 90) == (OPEN, None, None)
    assert light(Case(filed(conflict_free=True)).do(Act.DECLINE, F, 4), "R8.1", 90) == (MISSING, None, None)
    one = Case(filed(conflict_free=True)).do(Act.CATEGORISE, F, 2, count=1)
    assert light(one, "R8.1", 90) == (MET, None, day(2))
    assert light(one, "R8.2", 90) == NOT_NEEDED
    assert light(one.do(Act.CATEGORISE, F, 5, count=2), "R8.2", 90) == (MET, None, day(2))


def test_r8_3_a_recommendation_if_there_is_one() -> None:
    assert light(heard(M1), "R8.3", 90) == NOT_NEEDED
    assert light(heard(M1).do(Act.RECOMMEND, F, 9), "R8.3", 90) == (MET, None, day(9))


@pytest.mark.parametrize("key", ["R1.1", "R2.2", "R6.2", "R7.4"])
def test_what_holds_from_the_registration_on(key: str) -> None:
    assert light(Case(filed(registered_on=day(1))), key, 90) == (MET, None, day(1))


# ---- properties ------------------------------------------------------------------------------------------------------


def test_a_closed_case_shows_the_same_for_ever() -> None:
    cases = (
        exemplary(),
        closed(judged(M1)),
        judged(M1).do(Act.CLOSE_NOT_SATISFIED, F, 35),
        signing(M1).do(Act.CLOSE_UNSIGNED, F, 37),
        heard(M1).do(Act.WITHDRAW, K, 6),
        intake(M1).do(Act.DECLINE, F, 40),
    )
    for case in cases:
        assert case.facts.stage is Stage.CLOSED
        then = lights(case, 60)
        assert lights(case, 4000) == then
        assert not {one.light for one in then.values()} & {OPEN, OVERDUE}


def test_the_days_follow_from_the_regulation_of_the_case() -> None:
    case = heard(M1, regulation=PRESETS[Regime.AWB])
    assert light(case, "R5.4a", 29) == (OPEN, day(42), None)


# ---- what shows that a duty was met ----------------------------------------------------------------------------------


def test_every_duty_names_the_acts_that_prove_it() -> None:
    assert [duty.key for duty in DUTIES if not duty.proofs] == []


def shows(case: Case, key: str, today: int, *done: tuple[Act, int]) -> int | None:
    """The place of the moment that shows this duty, among what was done on these days."""
    told = tuple(Done(act, day(on), told=True) for act, on in done)
    return proof(lights(case, today)[key], told)


def test_a_duty_is_shown_by_the_last_of_its_proofs_on_the_day_it_was_met() -> None:
    done = ((Act.FILE, 0), (Act.OPEN_HEARING, 0), (Act.GIVE_STANDPOINT, 3), *((Act.GIVE_STANDPOINT, 5),) * 2)
    assert shows(heard(M1), "R1.1", 6, *done) == 0
    assert shows(heard(M1), "R5.2a", 6, *done) == 1
    assert shows(heard(M1), "R5.2b", 6, *done) == 4


def test_a_duty_that_time_met_is_shown_by_what_gave_the_time() -> None:
    case = handled(M1).do(Act.WAIVE_STANDPOINT, K, 2).do(Act.REMIND, "", 8, subject=M1)
    assert light(case, "R5.2b", 11) == (MET, day(28), day(10))
    assert shows(case, "R5.2b", 11, (Act.FILE, 0), (Act.OPEN_HEARING, 0), (Act.WAIVE_STANDPOINT, 2)) == 1


def test_nothing_shows_a_duty_that_was_not_met_or_left_no_moment() -> None:
    assert shows(heard(M1), "R5.4a", 6, (Act.OPEN_HEARING, 0)) is None
    assert shows(judged(M1), "R5.4a", 21, (Act.OPEN_HEARING, 0)) is None
    assert shows(heard(), "R5.2a", 6, (Act.OPEN_HEARING, 0)) is None, "not needed"


def test_a_message_between_others_does_not_show_that_the_complainant_was_told() -> None:
    case = heard(M1).do(Act.SEND_MESSAGE, F, 6, to=(K,))
    done = [Done(Act.SEND_MESSAGE, day(6), told=True), Done(Act.SEND_MESSAGE, day(6))]
    assert proof(lights(case, 6)["R7.3"], done) == 0
    assert proof(lights(case, 6)["R7.3"], done[1:]) is None
