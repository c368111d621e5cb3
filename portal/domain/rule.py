"""One line of the procedure: the words in which the table is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.domain import effects as e
from portal.domain.facts import Ending, Stage

if TYPE_CHECKING:
    from portal.domain.effects import Effect
    from portal.domain.facts import Side
    from portal.domain.guards import ContentGuard, Guard


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the procedure.

    `article` of the regulation that it serves; `sides` who may; `stages` when; `to` the stage it leads to;
    `guards` what must be true before the act is open; `content` what must hold of what is handed in; `final` whether
    one is asked to confirm, because it cannot be undone.
    """

    article: str
    sides: frozenset[Side]
    stages: frozenset[Stage]
    to: Stage | None = None
    ending: Ending | None = None
    guards: tuple[Guard, ...] = ()
    content: tuple[ContentGuard, ...] = ()
    effect: Effect = e.nothing
    final: bool = False


def line(
    article: str,
    sides: set[Side],
    stages: frozenset[Stage] | set[Stage],
    to: Stage | Ending | None = None,
    *,
    guards: tuple[Guard, ...] = (),
    content: tuple[ContentGuard, ...] = (),
    effect: Effect = e.nothing,
    final: bool = False,
) -> Rule:
    """Write one line."""
    stage = Stage.CLOSED if isinstance(to, Ending) else to
    ending = to if isinstance(to, Ending) else None
    return Rule(article, frozenset(sides), frozenset(stages), stage, ending, guards, content, effect, final)
