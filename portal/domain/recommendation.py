"""The life of an improvement recommendation (art. 8.3, 8.4): proposed → decided → done → effect checked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from portal.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """Where a recommendation stands."""

    PROPOSED = "proposed"
    ADOPTED = "adopted"
    PARTLY_ADOPTED = "partly_adopted"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    DONE = "done"
    EFFECTIVE = "effective"
    WITHOUT_EFFECT = "without_effect"
    LAPSED = "lapsed"


class Role(StrEnum):
    """Who moves a recommendation."""

    MANAGEMENT = "management"
    FUNCTIONARIS = "functionaris"


class Move(StrEnum):
    """What can be done with a recommendation."""

    ADOPT = "adopt"
    ADOPT_IN_PART = "adopt_in_part"
    REJECT = "reject"
    DEFER = "defer"
    REPORT_DONE = "report_done"
    CONFIRM_EFFECT = "confirm_effect"
    DENY_EFFECT = "deny_effect"
    LAPSE = "lapse"


@dataclass(frozen=True, slots=True)
class Step:
    """Who may make this move, from which states, where it leads, and what must be given with it."""

    who: Role
    before: frozenset[State]
    to: State
    needs: frozenset[str]


_OPEN = frozenset({State.PROPOSED, State.DEFERRED})
_RUNNING = frozenset({State.ADOPTED, State.PARTLY_ADOPTED})

MOVES: Mapping[Move, Step] = MappingProxyType(
    {
        Move.ADOPT: Step(Role.MANAGEMENT, _OPEN, State.ADOPTED, frozenset({"owner", "due_on"})),
        Move.ADOPT_IN_PART: Step(
            Role.MANAGEMENT, _OPEN, State.PARTLY_ADOPTED, frozenset({"reason", "owner", "due_on"})
        ),
        Move.REJECT: Step(Role.MANAGEMENT, _OPEN, State.REJECTED, frozenset({"reason"})),
        Move.DEFER: Step(Role.MANAGEMENT, _OPEN, State.DEFERRED, frozenset({"reason", "due_on"})),
        Move.REPORT_DONE: Step(Role.MANAGEMENT, _RUNNING, State.DONE, frozenset({"reason"})),
        Move.CONFIRM_EFFECT: Step(Role.FUNCTIONARIS, frozenset({State.DONE}), State.EFFECTIVE, frozenset({"reason"})),
        Move.DENY_EFFECT: Step(Role.FUNCTIONARIS, frozenset({State.DONE}), State.WITHOUT_EFFECT, frozenset({"reason"})),
        Move.LAPSE: Step(Role.FUNCTIONARIS, _OPEN, State.LAPSED, frozenset({"reason"})),
    },
)


def open_moves(state: State, who: Role) -> tuple[Move, ...]:
    """Name what this role can do with a recommendation in this state."""
    return tuple(move for move, step in MOVES.items() if step.who is who and state in step.before)


def moved(state: State, move: Move, who: Role, given: frozenset[str]) -> State:
    """Return the state after this move.

    Raises:
        Refused: not this role's, not from this state, or something is missing (`field` says what).

    """
    step = MOVES[move]
    if step.who is not who or state not in step.before:
        raise Refused("recommendation_not_open")
    missing = sorted(step.needs - given)
    if missing:
        raise Refused(f"{missing[0]}_missing", missing[0])
    return step.to
