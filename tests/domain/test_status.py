"""The words for where a case stands, how its term stands, and who is at turn."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.domain.acts import Act
from portal.domain.facts import Ending, Facts, Side, Stage
from portal.domain.procedure import obstacle
from portal.domain.regulation import PRESETS, Regime
from portal.domain.status import Badge, Status, Turn, badge, silence, status, turns
from portal.domain.talks import seen_by
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
    day,
    filed,
    findings,
    handled,
    heard,
    intake,
    judged,
    signing,
)


def settled() -> Case:
    return agreed(M1).do(Act.ISSUE_SETTLEMENT, F, 8)


def unsatisfied() -> Case:
    return judged(M1).do(Act.ANSWER_SATISFACTION, K, 22, yes=False)


def signed() -> Case:
    return signing(M1).do(Act.SIGN, K, 23).do(Act.SIGN, M1, 23).do(Act.SIGN, F, 23)


def tabled(by: str, *to: str) -> Case:
    return heard(M1).do(Act.PROPOSE, by, 6, subject="p", to=to)


# ---- where it stands: the stage table --------------------------------------------------------------------------------

STATUSES: list[tuple[str, Callable[[], Case], int, Status]] = [
    ("filed", lambda: Case(filed()), 0, Status.SUBMITTED),
    ("by somebody without a mandate", lambda: Case(filed(mandate_missing=True)), 0, Status.AWAITING_MANDATE),
    ("that stays first", lambda: intake(M1).change(mandate_missing=True), 0, Status.AWAITING_MANDATE),
    ("acknowledged", lambda: Case(filed()).do(Act.DECLARE_NO_CONFLICT, F), 1, Status.ACKNOWLEDGED),
    ("opened", lambda: Case(filed(conflict_free=True)).do(Act.OPEN_FILE, F), 1, Status.INTAKE),
    ("handed over while assessed", lambda: intake(M1).do(Act.HAND_OVER, F, subject=W), 1, Status.INTAKE),
    ("declined", lambda: intake(M1).do(Act.DECLINE, F), 1, Status.DECLINED),
    ("referred", lambda: intake(M1).do(Act.REFER, F), 1, Status.REFERRED),
    ("reactions are awaited", lambda: handled(M1), 1, Status.HEARING),
    ("one reaction came", lambda: handled(M1).do(Act.GIVE_STANDPOINT, K), 1, Status.HEARING),
    ("the date passed unrecalled", lambda: handled(M1), 11, Status.HEARING),
    ("both reactions came", lambda: heard(M1), 6, Status.JUDGING),
    ("a short term passed", lambda: handled(M1, until=3), 4, Status.JUDGING),
    (
        "a new question was asked",
        lambda: heard(M1).do(Act.REQUEST_REPLY, F, 6, to=(M1,), until=day(9)),
        6,
        Status.HEARING,
    ),
    (
        "a released piece waits for a reaction",
        lambda: heard(M1).do(Act.RELEASE, F, 6, to=(K,), until=day(9)),
        6,
        Status.HEARING,
    ),
    ("a proposal is open", lambda: tabled(K, M1), 6, Status.RESOLUTION),
    (
        "a proposal was refused",
        lambda: tabled(K, M1).do(Act.REFUSE_PROPOSAL, M1, 7, subject="p"),
        7,
        Status.JUDGING,
    ),
    ("a proposal was accepted", lambda: agreed(M1), 8, Status.RESOLVED),
    ("but a full judgment was asked", lambda: agreed(M1).do(Act.ASK_JUDGMENT, K, 8), 8, Status.JUDGING),
    ("agreed on, yet a full judgment was asked", lambda: agreed(M1).change(judgment_asked=True), 8, Status.JUDGING),
    ("judged", lambda: judged(M1), 21, Status.ISSUED),
    ("settled", settled, 9, Status.ISSUED),
    ("a full judgment after the settlement", lambda: settled().do(Act.ASK_JUDGMENT, K, 9), 9, Status.JUDGING),
    ("not satisfied", unsatisfied, 22, Status.ISSUED),
    ("to be signed", lambda: signing(M1), 22, Status.SIGNING),
    ("signed", signed, 23, Status.CLOSED),
    ("closed unsatisfied", lambda: unsatisfied().do(Act.CLOSE_NOT_SATISFIED, F, 23), 23, Status.CLOSED),
    ("closed unsigned", lambda: signing(M1).do(Act.CLOSE_UNSIGNED, F, 40), 40, Status.CLOSED),
    ("withdrawn", lambda: heard(M1).do(Act.WITHDRAW, K, 6), 6, Status.WITHDRAWN),
    ("closed without an ending", lambda: heard(M1).change(stage=Stage.CLOSED), 6, Status.CLOSED),
]


@pytest.mark.parametrize(
    ("case", "today", "word"), [one[1:] for one in STATUSES], ids=[one[0].replace(" ", "_") for one in STATUSES]
)
def test_where_it_stands(case: Callable[[], Case], today: int, word: Status) -> None:
    assert status(case().facts, day(today)) is word


def test_each_word_and_each_ending_is_among_them() -> None:
    assert {one[3] for one in STATUSES} == set(Status) - {Status.ERASED}  # that stands in test_retention.py
    assert {one[1]().facts.ending for one in STATUSES} == {None, *Ending}


# ---- how the term stands ---------------------------------------------------------------------------------------------

BADGES: list[tuple[str, Callable[[], Case], int, Badge]] = [
    ("running", lambda: heard(M1), 27, Badge.RUNNING),
    ("on its last day", lambda: heard(M1), 28, Badge.RUNNING),
    ("over", lambda: heard(M1), 29, Badge.OVERDUE),
    ("extended", lambda: heard(M1).do(Act.EXTEND, F, 20, until=day(42)), 42, Badge.EXTENDED),
    ("extended and over", lambda: heard(M1).do(Act.EXTEND, F, 20, until=day(42)), 43, Badge.OVERDUE),
    ("kept, whatever day it is", lambda: judged(M1), 300, Badge.KEPT),
    ("kept on the last day", lambda: issued(28), 28, Badge.KEPT),
    ("missed by a day", lambda: issued(29), 29, Badge.MISSED),
    ("kept by the extended term", lambda: issued(42, extended=42), 50, Badge.KEPT),
    ("kept though not satisfied", lambda: unsatisfied().do(Act.CLOSE_NOT_SATISFIED, F, 40), 90, Badge.KEPT),
    ("stopped by withdrawing", lambda: heard(M1).do(Act.WITHDRAW, K, 6), 90, Badge.STOPPED),
    ("stopped by declining", lambda: intake(M1).do(Act.DECLINE, F, 6), 6, Badge.STOPPED),
    ("running again for a full judgment", lambda: settled().do(Act.ASK_JUDGMENT, K, 9), 9, Badge.RUNNING),
    ("over while a full judgment was asked", lambda: settled().do(Act.ASK_JUDGMENT, K, 9), 29, Badge.OVERDUE),
]


def issued(on: int, extended: int | None = None) -> Case:
    case = heard(M1)
    if extended is not None:
        case.do(Act.EXTEND, F, 20, until=day(extended))
    return case.do(Act.ISSUE_JUDGMENT, F, on, findings=findings(case))


@pytest.mark.parametrize(
    ("case", "today", "word"), [one[1:] for one in BADGES], ids=[one[0].replace(" ", "_") for one in BADGES]
)
def test_how_the_term_stands(case: Callable[[], Case], today: int, word: Badge) -> None:
    assert badge(case().facts, day(today)) is word


def test_each_badge_is_among_them() -> None:
    assert {one[3] for one in BADGES} == set(Badge)


def test_a_day_is_over_at_its_end_by_law_as_by_contract() -> None:
    case = heard(M1, regulation=PRESETS[Regime.AWB])
    assert [badge(case.facts, day(number)) for number in (42, 43)] == [Badge.RUNNING, Badge.OVERDUE]


# ---- who is at turn --------------------------------------------------------------------------------------------------

COMPLAINANT, EMPLOYEE, FUNCTIONARIS = Side.COMPLAINANT, Side.EMPLOYEE, Side.FUNCTIONARIS

TURNS: list[tuple[str, Callable[[], Case], int, list[Turn]]] = [
    ("filed", lambda: Case(filed()), 0, [Turn(FUNCTIONARIS, Act.DECLARE_NO_CONFLICT, day(7), F)]),
    (
        "filed while nobody can handle it",
        lambda: Case(filed(handler=None)),
        0,
        [Turn(FUNCTIONARIS, Act.DECLARE_NO_CONFLICT, day(7))],
    ),
    (
        "the mandate is missing",
        lambda: intake(M1).change(mandate_missing=True),
        0,
        [Turn(COMPLAINANT, Act.CONFIRM_MANDATE, None, K)],
    ),
    (
        "the mandate was refused",
        lambda: Case(filed(mandate_missing=True)).do(Act.REFUSE_MANDATE, K),
        0,
        [Turn(FUNCTIONARIS, Act.DECLINE, day(28), F)],
    ),
    (
        "the mandate was not confirmed in time",
        lambda: intake(M1).change(mandate_missing=True, mandate_until=day(14)),
        15,
        [Turn(FUNCTIONARIS, Act.DECLINE, day(28), F)],
    ),
    (
        "the mandate can be confirmed until today",
        lambda: intake(M1).change(mandate_missing=True, mandate_until=day(14)),
        14,
        [Turn(COMPLAINANT, Act.CONFIRM_MANDATE, day(14), K)],
    ),
    (
        "no conflict",
        lambda: Case(filed()).do(Act.DECLARE_NO_CONFLICT, F),
        0,
        [Turn(FUNCTIONARIS, Act.OPEN_FILE, day(7), F)],
    ),
    (
        "opened",
        lambda: Case(filed(conflict_free=True, opened=True)),
        0,
        [Turn(FUNCTIONARIS, Act.CATEGORISE, day(7), F)],
    ),
    ("categorised", lambda: intake().change(allegations=()), 0, [Turn(FUNCTIONARIS, Act.ADD_EMPLOYEE, day(7), F)]),
    ("named", lambda: intake(M1).change(allegations=()), 0, [Turn(FUNCTIONARIS, Act.SET_ALLEGATIONS, day(7), F)]),
    (
        "named for nothing",
        lambda: intake(M1).do(Act.ADD_EMPLOYEE, F, 0, subject=M2),
        0,
        [Turn(FUNCTIONARIS, Act.SET_ALLEGATIONS, day(7), F)],
    ),
    (
        "asked twice",
        lambda: handled(M1).do(Act.RELEASE, F, 1, to=(K,), until=day(6)),
        2,
        [Turn(COMPLAINANT, Act.GIVE_STANDPOINT, day(6), K), Turn(EMPLOYEE, Act.GIVE_STANDPOINT, day(10), M1)],
    ),
    ("ready to be handled", lambda: intake(M1), 0, [Turn(FUNCTIONARIS, Act.OPEN_HEARING, day(7), F)]),
    (
        "both are asked",
        lambda: handled(M1),
        10,
        [Turn(COMPLAINANT, Act.GIVE_STANDPOINT, day(10), K), Turn(EMPLOYEE, Act.GIVE_STANDPOINT, day(10), M1)],
    ),
    (
        "one answered",
        lambda: handled(M1).do(Act.GIVE_STANDPOINT, K, 2),
        2,
        [Turn(EMPLOYEE, Act.GIVE_STANDPOINT, day(10), M1)],
    ),
    ("the date passed", lambda: handled(M1), 11, [Turn(FUNCTIONARIS, Act.ISSUE_JUDGMENT, day(28), F)]),
    ("both answered", lambda: heard(M1), 6, [Turn(FUNCTIONARIS, Act.ISSUE_JUDGMENT, day(28), F)]),
    (
        "extended",
        lambda: heard(M1).do(Act.EXTEND, F, 20, until=day(42)),
        20,
        [Turn(FUNCTIONARIS, Act.ISSUE_JUDGMENT, day(42), F)],
    ),
    ("proposed to the employee", lambda: tabled(K, M1), 6, [Turn(EMPLOYEE, Act.ACCEPT_PROPOSAL, None, M1)]),
    (
        "proposed to both",
        lambda: tabled(F, K, M1),
        6,
        [Turn(COMPLAINANT, Act.ACCEPT_PROPOSAL, None, K), Turn(EMPLOYEE, Act.ACCEPT_PROPOSAL, None, M1)],
    ),
    (
        "proposed to the organisation, which was not asked to explain",
        lambda: handled().do(Act.PROPOSE, K, 2, subject="p", to=(F,)),
        2,
        [Turn(FUNCTIONARIS, Act.ACCEPT_PROPOSAL, None, F), Turn(COMPLAINANT, Act.GIVE_STANDPOINT, day(10), K)],
    ),
    (
        "refused",
        lambda: tabled(K, M1).do(Act.REFUSE_PROPOSAL, M1, 7, subject="p"),
        7,
        [Turn(FUNCTIONARIS, Act.ISSUE_JUDGMENT, day(28), F)],
    ),
    ("agreed", lambda: agreed(M1), 8, [Turn(FUNCTIONARIS, Act.ISSUE_SETTLEMENT, day(28), F)]),
    (
        "a full judgment was asked",
        lambda: agreed(M1).change(judgment_asked=True),
        8,
        [Turn(FUNCTIONARIS, Act.ISSUE_JUDGMENT, day(28), F)],
    ),
    ("judged", lambda: judged(M1), 34, [Turn(COMPLAINANT, Act.ANSWER_SATISFACTION, day(34), K)]),
    ("no answer came", lambda: judged(M1), 35, [Turn(FUNCTIONARIS, Act.CLOSE_NOT_SATISFIED, None, F)]),
    ("not satisfied", unsatisfied, 22, [Turn(FUNCTIONARIS, Act.CLOSE_NOT_SATISFIED, None, F)]),
    (
        "no date to answer by",
        lambda: judged(M1).change(answer_until=None),
        99,
        [Turn(COMPLAINANT, Act.ANSWER_SATISFACTION, None, K)],
    ),
    (
        "all are to sign",
        lambda: signing(M1, M2),
        22,
        [
            Turn(COMPLAINANT, Act.SIGN, day(36), K),
            Turn(FUNCTIONARIS, Act.SIGN, day(36), F),
            Turn(EMPLOYEE, Act.SIGN, day(36), M1),
            Turn(EMPLOYEE, Act.SIGN, day(36), M2),
        ],
    ),
    (
        "some have signed",
        lambda: signing(M1, M2).do(Act.SIGN, K, 23).do(Act.DECLINE_SIGNING, M1, 23),
        23,
        [Turn(FUNCTIONARIS, Act.SIGN, day(36), F), Turn(EMPLOYEE, Act.SIGN, day(36), M2)],
    ),
    ("closed", signed, 23, []),
    ("withdrawn with a question open", lambda: handled(M1).do(Act.WITHDRAW, K, 6), 6, []),
]


@pytest.mark.parametrize(
    ("case", "today", "expected"), [one[1:] for one in TURNS], ids=[one[0].replace(" ", "_") for one in TURNS]
)
def test_who_is_at_turn(case: Callable[[], Case], today: int, expected: list[Turn]) -> None:
    assert list(turns(case().facts, OPDRACHT, day(today))) == expected


AHEAD = {"the mandate was refused", "the date passed"}
"""Turns that wait for one thing more: the declaration of no conflict, and a reminder that the system sends."""


@pytest.mark.parametrize(
    ("case", "today"),
    [one[1:3] for one in TURNS if one[0] not in AHEAD],
    ids=[one[0].replace(" ", "_") for one in TURNS if one[0] not in AHEAD],
)
def test_who_is_at_turn_can_do_it(case: Callable[[], Case], today: int) -> None:
    facts = case().facts
    for turn in turns(facts, OPDRACHT, day(today)):
        assert obstacle(facts, turn.act, turn.side, turn.party, day(today)) is None


def test_the_days_of_a_turn_follow_from_the_regulation() -> None:
    received = filed(PRESETS[Regime.AWB])
    assert turns(received, PRESETS[Regime.AWB], START)[0].until == day(7)
    over_easter = filed(received=day(30))
    assert turns(over_easter, OPDRACHT, day(30))[0].until == day(39)


# ---- how long it was silent ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "today", "days"),
    [
        (filed(), 0, 0),
        (filed(), 12, 12),
        (filed(heard_from_us_on=day(5)), 12, 7),
        (filed(heard_from_us_on=None, registered_on=day(2)), 12, 10),
        (handled(M1).do(Act.SEND_MESSAGE, F, 9, to=(K,)).facts, 9, 0),
        (handled(M1).do(Act.SEND_MESSAGE, K, 9).facts, 9, 9),
    ],
)
def test_how_long_the_complainant_heard_nothing(facts: Facts, today: int, days: int) -> None:
    assert silence(facts, day(today)) == days


# ---- talks -----------------------------------------------------------------------------------------------------------


def test_who_is_invited_is_at_turn_until_they_answer_and_the_functionaris_when_another_moment_is_asked() -> None:
    case = heard(M1).do(Act.PLAN_TALK, F, 6, subject="t", to=(K, M1), until=day(9))
    both = (Turn(Side.COMPLAINANT, Act.ANSWER_TALK, day(9), K), Turn(Side.EMPLOYEE, Act.ANSWER_TALK, day(9), M1))
    assert turns(case.facts, OPDRACHT, day(6)) == both
    assert turns(case.facts, OPDRACHT, day(10))[0].act is Act.ISSUE_JUDGMENT
    assert turns(seen_by(case.facts, M1), OPDRACHT, day(6)) == both[1:]
    case.do(Act.ANSWER_TALK, K, 7, subject="t", yes=None)
    assert turns(case.facts, OPDRACHT, day(7)) == (both[1], Turn(Side.FUNCTIONARIS, Act.CHANGE_TALK, day(9), F))
    assert turns(seen_by(case.facts, M1), OPDRACHT, day(7)) == both[1:]
    case.do(Act.CANCEL_TALK, F, 7, subject="t", to=(K, M1))
    assert turns(case.facts, OPDRACHT, day(7))[0].act is Act.ISSUE_JUDGMENT
