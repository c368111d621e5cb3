"""By when the next step is due, which open cases are sorted by, and when a silence is too long."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from portal.domain.acts import Act
from portal.domain.status import next_on, silent
from portal.domain.term import Term, Unit
from tests.domain.cases import M1, OPDRACHT, Case, F, K, agreed, day, filed, handled, heard, intake, judged, signing

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.domain.facts import Facts

NEXT: list[tuple[str, Callable[[], Facts], int, int]] = [
    ("filed: to be acknowledged", filed, 0, 7),
    ("to be handled", lambda: intake(M1).facts, 1, 7),
    ("that day has passed", lambda: intake(M1).facts, 12, 7),
    ("both are asked", lambda: handled(M1).facts, 1, 10),
    ("asked once more, by an earlier day", lambda: asked_again().facts, 6, 9),
    ("nobody reacted", lambda: handled(M1).facts, 11, 28),
    ("both answered", lambda: heard(M1).facts, 6, 28),
    ("a proposal has no date", lambda: heard(M1).do(Act.PROPOSE, K, 6, subject="p", to=(M1,)).facts, 6, 28),
    ("agreed", lambda: agreed(M1).facts, 8, 28),
    ("extended", lambda: heard(M1).do(Act.EXTEND, F, 20, until=day(42)).facts, 20, 42),
    ("judged: an answer is awaited", lambda: judged(M1).facts, 21, 34),
    ("no answer came: to be closed", lambda: judged(M1).facts, 40, 40),
    ("not satisfied: to be closed", lambda: judged(M1).do(Act.ANSWER_SATISFACTION, K, 22, yes=False).facts, 22, 22),
    ("judged without a date to answer by", lambda: judged(M1).change(answer_until=None).facts, 40, 28),
    ("to be signed", lambda: signing(M1).facts, 22, 36),
    ("withdrawn", lambda: heard(M1).do(Act.WITHDRAW, K, 6).facts, 6, 28),
]


def asked_again() -> Case:
    return heard(M1).do(Act.REQUEST_REPLY, F, 6, to=(M1,), until=day(9))


@pytest.mark.parametrize(
    ("facts", "today", "expected"), [one[1:] for one in NEXT], ids=[one[0].replace(" ", "_") for one in NEXT]
)
def test_by_when_the_next_step_is_due(facts: Callable[[], Facts], today: int, expected: int) -> None:
    assert next_on(facts(), OPDRACHT, day(today)) == day(expected)


@pytest.mark.parametrize(
    ("facts", "today", "expected"),
    [
        (lambda: handled(M1).facts, 10, False),
        (filed, 11, True),
        (lambda: handled(M1).do(Act.SEND_MESSAGE, F, 9, to=(K,)).facts, 19, False),
        (lambda: handled(M1).do(Act.SEND_MESSAGE, F, 9, to=(K,)).facts, 20, True),
        (lambda: filed(heard_from_us_on=None, registered_on=day(2)), 12, False),
        (lambda: filed(heard_from_us_on=None, registered_on=day(2)), 13, True),
        (lambda: judged(M1).facts, 60, False),
        (lambda: heard(M1).do(Act.WITHDRAW, K, 6).facts, 60, False),
    ],
)
def test_a_silence_is_too_long(facts: Callable[[], Facts], today: int, *, expected: bool) -> None:
    assert silent(facts(), OPDRACHT, day(today)) is expected


def test_how_long_is_too_long_is_for_the_regulation_to_say() -> None:
    strict = replace(OPDRACHT, silence=Term(3, Unit.DAY))
    assert not silent(filed(), strict, day(3))
    assert silent(filed(), strict, day(4))
