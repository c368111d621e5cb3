"""The table of the procedure against the one typed out by hand, in both directions and for every combination."""

from __future__ import annotations

from itertools import product

import pytest

from portal.domain.acts import Act
from portal.domain.facts import Facts, ReportShown, Side, Stage, Talk
from portal.domain.guards import is_informed
from portal.domain.procedure import FOUND, RULES, obstacle, open_acts
from tests.domain.cases import (
    M1,
    M2,
    SIDES,
    Case,
    F,
    K,
    W,
    agreed,
    day,
    filed,
    handled,
    heard,
    intake,
    judged,
    signing,
)
from tests.domain.matrix import ARTICLES, FINAL, LEADS, MAY, may

ACTORS = (K, M1, M2, F, "")
ANY_DAY = (1, 8, 24, 80)


def cases() -> list[Facts]:
    """Cases that can come about, with at least one in which each act that ever is open is open."""
    two = handled(M1).do(Act.ADD_EMPLOYEE, F, 1, subject=M2)
    both = two.change(allegations=tuple(part for part in intake(M1, M2).facts.allegations))
    tabled = [
        handled(M1).do(Act.PROPOSE, K, 2, subject="p", to=(M1,)),
        handled(M1).do(Act.PROPOSE, M1, 2, subject="p", to=(K,)),
        handled(M1).do(Act.PROPOSE, F, 2, subject="p", to=(K, M1)),
        handled().do(Act.PROPOSE, K, 2, subject="p", to=(F,)),
    ]
    settled = agreed(M1).do(Act.ISSUE_SETTLEMENT, F, 8)
    unsatisfied = judged(M1).do(Act.ANSWER_SATISFACTION, K, 22, yes=False)
    refused = signing(M1).do(Act.DECLINE_SIGNING, M1, 23)
    closed = [
        intake(M1).do(Act.DECLINE, F, 1),
        intake(M1).do(Act.REFER, F, 1),
        heard(M1).do(Act.WITHDRAW, K, 6),
        unsatisfied.change().do(Act.CLOSE_NOT_SATISFIED, F, 23),
        refused.change().do(Act.CLOSE_UNSIGNED, F, 23),
        signing(M1).do(Act.SIGN, K, 23).do(Act.SIGN, M1, 23).do(Act.SIGN, F, 23),
    ]
    invited = (Talk("t", (K, M1), day(90)),)
    shown = (ReportShown("r", K, day(90)), ReportShown("r", M1, day(90)))
    found = [
        *(one.change(talks=invited, reports=shown) for one in (handled(M1), judged(M1), signing(M1), closed[0])),
        Case(filed()),
        Case(filed(handler=None)),
        Case(filed(mandate_missing=True)),
        Case(filed(mandate_missing=True, conflict_free=True)),
        Case(filed(unconfirmed_record=True)),
        Case(filed(conflict_free=True)),
        intake(M1),
        intake(),
        handled(M1),
        handled(M1).change(unconfirmed_record=True),
        handled(M1).do(Act.HAND_OVER, F, 1, subject=W),
        both,
        heard(M1),
        agreed(M1),
        *tabled,
        judged(M1),
        judged(M1).do(Act.HAND_OVER, F, 21, subject=W),
        settled,
        unsatisfied,
        signing(M1),
        signing(M1).do(Act.HAND_OVER, F, 23, subject=W),
        *(one.change(to_post=True) for one in (judged(M1), signing(M1), closed[3])),
        refused,
        *closed,
    ]
    return [one.facts for one in found]


def party(facts: Facts, actor: str) -> str:
    return (facts.handler or "") if actor == F else actor


def opened() -> set[tuple[Side, Act, Stage]]:
    return {
        (SIDES[actor], act, facts.stage)
        for facts, actor, number in product(cases(), ACTORS, ANY_DAY)
        for act in open_acts(facts, SIDES[actor], party(facts, actor), day(number))
    }


def test_every_act_stands_in_both_tables() -> None:
    assert set(MAY) == set(RULES) == set(Act)


def test_what_is_open_in_some_case_is_what_the_table_says() -> None:
    expected = {cell for cell in product(Side, Act, Stage) if may(*cell)}
    assert opened() == expected


UNINFORMED = {Act.SEND_MESSAGE, Act.RECTIFY, Act.NAME_SUPPORT, Act.END_SUPPORT, Act.ACCEPT_NOTICE}
"""Acts of an employee whose rule names the stage in which employees know of nothing yet; a guard stands there."""


@pytest.mark.parametrize("act", Act)
def test_each_rule_names_exactly_these_sides_and_stages(act: Act) -> None:
    rule = RULES[act]
    named = set(product(rule.sides, rule.stages))
    expected = {(side, stage) for side, stage in product(Side, Stage) if may(side, act, stage)}
    if act in UNINFORMED:
        assert is_informed in rule.guards
        expected.add((Side.EMPLOYEE, Stage.RECEIVED))
    if act in FOUND:
        assert not expected
        assert rule.to is Stage.RECEIVED
    assert named == expected


@pytest.mark.parametrize("act", Act)
def test_each_cell_that_is_closed_says_why(act: Act) -> None:
    ever = {side for sides in MAY[act].values() for side in sides} or RULES[act].sides
    for facts, actor in product(cases(), ACTORS):
        side = SIDES[actor]
        if may(side, act, facts.stage) or (act in UNINFORMED and side is Side.EMPLOYEE):
            continue
        here = side in ever and (actor != M2 or facts.party(M2) is not None)
        here = here and (actor != M1 or facts.party(M1) is not None)
        why = "not_in_this_stage" if here else "not_yours"
        assert obstacle(facts, act, side, party(facts, actor), day(1)) == why, (act, side, facts.stage)


def test_who_is_no_party_to_the_case_does_nothing_in_it() -> None:
    stranger = "somebody"
    for facts in cases():
        for side, ref in ((Side.COMPLAINANT, stranger), (Side.COMPLAINANT, ""), (Side.COMPLAINANT, M1)):
            assert open_acts(facts, side, ref, day(24)) == ()
        for ref in (stranger, "", K):
            assert open_acts(facts, Side.EMPLOYEE, ref, day(24)) == ()


def test_an_employee_who_was_not_informed_can_do_nothing() -> None:
    facts = handled(M1).do(Act.ADD_EMPLOYEE, F, 1, subject=M2).facts
    assert open_acts(facts, Side.EMPLOYEE, M2, day(2)) == ()
    assert open_acts(intake(M1).facts, Side.EMPLOYEE, M1, day(2)) == ()
    assert Act.GIVE_STANDPOINT in open_acts(facts, Side.EMPLOYEE, M1, day(2))


def test_acts_are_named_in_the_order_of_the_table() -> None:
    order = list(RULES)
    for facts in cases():
        found = open_acts(facts, Side.FUNCTIONARIS, facts.handler or "", day(24))
        assert list(found) == sorted(found, key=order.index)


def test_an_act_that_no_rule_knows_is_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.domain.procedure.RULES", {act: rule for act, rule in RULES.items() if act != Act.SIGN})
    assert obstacle(signing(M1).facts, Act.SIGN, Side.COMPLAINANT, K, day(23)) == "not_yours"


@pytest.mark.parametrize("act", Act)
def test_each_rule_serves_its_article(act: Act) -> None:
    assert RULES[act].article == ARTICLES[act]


@pytest.mark.parametrize("act", Act)
def test_what_cannot_be_undone_is_asked_twice(act: Act) -> None:
    assert RULES[act].final is (act in FINAL)


def test_acts_that_make_a_case() -> None:
    assert frozenset({Act.FILE, Act.REGISTER}) == FOUND
    assert RULES[Act.FILE].sides == {Side.COMPLAINANT}
    assert RULES[Act.REGISTER].sides == {Side.FUNCTIONARIS}


def test_a_rule_leads_where_the_table_says() -> None:
    by_rule = {
        (act, before, rule.to)
        for act, rule in RULES.items()
        for before in rule.stages
        if rule.to is not None and before is not rule.to
    }
    by_effect = {Act.ANSWER_SATISFACTION, Act.SIGN, Act.DECLINE_SIGNING, Act.RECORD_PAPER_SIGNATURE}
    assert by_rule == {move for move in LEADS if move[0] not in by_effect}
