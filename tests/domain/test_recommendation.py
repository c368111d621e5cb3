"""The life of a recommendation for improvement: every move from every state by everybody."""

from __future__ import annotations

from itertools import product

import pytest

from portal.domain.errors import Refused
from portal.domain.recommendation import MOVES, Move, Role, State, moved, open_moves

TABLE = """
move            who           from               to               needs

adopt           management    proposed,deferred  adopted          owner,due_on
adopt_in_part   management    proposed,deferred  partly_adopted   reason,owner,due_on
reject          management    proposed,deferred  rejected         reason
defer           management    proposed,deferred  deferred         reason,due_on
report_done     management    adopted,partly_adopted  done        reason
confirm_effect  functionaris  done               effective        reason
deny_effect     functionaris  done               without_effect   reason
lapse           functionaris  proposed,deferred  lapsed           reason
"""
"""Management decides, names who does it by when, and reports; the functionaris proposes and looks at the effect.
Whatever is not simply adopted has its reason; what is put off has the day on which it comes back."""

EXPECTED = {
    (Move(move), Role(who), State(before)): (State(after), frozenset(needs.split(",")))
    for move, who, states, after, needs in (line.split() for line in TABLE.strip().splitlines()[2:])
    for before in states.split(",")
}
EVERYTHING = frozenset({"owner", "due_on", "reason"})


def test_every_move_stands_in_both_tables() -> None:
    assert {move for move, _, _ in EXPECTED} == set(MOVES) == set(Move)


@pytest.mark.parametrize(("move", "who", "state"), list(product(Move, Role, State)))
def test_a_move_leads_where_it_should_or_nowhere(move: Move, who: Role, state: State) -> None:
    if (move, who, state) in EXPECTED:
        after, needs = EXPECTED[move, who, state]
        assert moved(state, move, who, needs) is after
        assert moved(state, move, who, EVERYTHING) is after
        return
    with pytest.raises(Refused) as refused:
        moved(state, move, who, EVERYTHING)
    assert (refused.value.reason, refused.value.field) == ("recommendation_not_open", None)


@pytest.mark.parametrize(("state", "who"), list(product(State, Role)))
def test_what_is_open(state: State, who: Role) -> None:
    expected = [move for move in MOVES if (move, who, state) in EXPECTED]
    assert list(open_moves(state, who)) == expected


@pytest.mark.parametrize(
    ("move", "who", "state", "missing"),
    [(*key, one) for key, (_, needs) in EXPECTED.items() for one in sorted(needs)],
)
def test_what_is_missing_is_named(move: Move, who: Role, state: State, missing: str) -> None:
    with pytest.raises(Refused) as refused:
        moved(state, move, who, EXPECTED[move, who, state][1] - {missing})
    assert (refused.value.reason, refused.value.field) == (f"{missing}_missing", missing)


def test_the_first_thing_missing_is_named() -> None:
    with pytest.raises(Refused) as refused:
        moved(State.PROPOSED, Move.ADOPT_IN_PART, Role.MANAGEMENT, frozenset())
    assert refused.value.field == "due_on"


def test_a_life_from_proposal_to_effect() -> None:
    state = State.PROPOSED
    for move, who in (
        (Move.DEFER, Role.MANAGEMENT),
        (Move.DEFER, Role.MANAGEMENT),
        (Move.ADOPT, Role.MANAGEMENT),
        (Move.REPORT_DONE, Role.MANAGEMENT),
        (Move.CONFIRM_EFFECT, Role.FUNCTIONARIS),
    ):
        state = moved(state, move, who, EVERYTHING)
    assert state is State.EFFECTIVE


def test_what_ended_stays_ended() -> None:
    ended = {state for state in State if not any(open_moves(state, who) for who in Role)}
    assert ended == {State.REJECTED, State.EFFECTIVE, State.WITHOUT_EFFECT, State.LAPSED}
