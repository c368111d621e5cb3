"""No figure tells a small number: not by itself, not by what is left, not by adding and subtracting what is shown."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from itertools import combinations, product
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.casework import filing
from portal.domain.facts import Ending, Stage
from portal.domain.judgment import Outcome
from portal.models.complaint import Complaint, ComplaintCategory, Series
from portal.models.dossier import Entry
from portal.models.judgment import Judgment, JudgmentKind
from portal.models.register import Category
from portal.sight.figures import Cell, Figures, breakdown, figures, totals
from tests.support.filings import handed_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy.orm import Session

    from tests.support.world import World

FIRST, LAST, TODAY = date(2026, 1, 1), date(2026, 12, 31), date(2026, 9, 1)
BEFORE = date(2025, 11, 20)
NAMES = ("received", "running", "handled", "overdue", "judged", "in_four_weeks")
SMALL = range(1, 5)


def filed(world: World, count: int) -> None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        for _ in range(count):
            filing.file(session, handed_in(), world.now, "key")
            session.flush()


def shuffled(session: Session, chance: random.Random) -> None:
    """Give each complaint a life: some came before the year, some are closed, some judged, each about a topic or two.

    Luck differs from round to round: often everything is alike but for one or two, as in a small firm.
    """
    topics = session.scalars(select(Category).order_by(Category.position).limit(4)).all()
    early, closing, judging, slow = (chance.choice((0, 0, 0.1, 0.5, 0.9, 1)) for _ in range(4))
    there = chance.randint(1, 22)
    for place, one in enumerate(session.scalars(select(Complaint).order_by(Complaint.reference)).all()):
        one.received_on = BEFORE if chance.random() < early else date(2026, chance.randint(1, 6), 3)
        one.due_on = one.received_on + timedelta(days=chance.choice((28, 300)))
        one.series = Series.K if place < there else Series.KW
        if chance.random() < closing:
            one.stage, one.closed_on = Stage.CLOSED, date(2026, 8, 1)
            one.ending = chance.choice((Ending.SIGNED, Ending.SIGNED, Ending.SIGNED, Ending.DECLINED, Ending.WITHDRAWN))
        for topic in chance.sample(topics, chance.choice((1, 1, 2))) if chance.random() < 0.7 else topics[:1]:
            session.add(ComplaintCategory(complaint_id=one.id, category_id=topic.id))
        if chance.random() < judging:
            one.issued_on = one.received_on + timedelta(
                days=50 if one.received_on == BEFORE or chance.random() < slow else 9
            )
            entry = session.scalars(select(Entry).where(Entry.complaint_id == one.id)).first()
            assert entry
            outcome = chance.choice((Outcome.UPHELD, Outcome.UPHELD, Outcome.NOT_UPHELD, Outcome.NO_FINDING))
            values = {
                "kind": next(iter(JudgmentKind)),
                "outcome": outcome,
                "digest": "0" * 64,
                "issued_at": one.received_at,
            }
            session.add(Judgment(complaint_id=one.id, entry_id=entry.id, **values))
            if chance.random() < 0.3:  # a settlement that was reopened is judged once more
                again = {**values, "outcome": Outcome.PARTLY_UPHELD, "edition": 2}
                session.add(Judgment(complaint_id=one.id, entry_id=entry.id, **again))
    session.flush()


def members(session: Session) -> dict[str, set[UUID]]:
    """Which complaint belongs to which total, found out one by one."""
    found: dict[str, set[UUID]] = {name: set() for name in NAMES}
    for one in session.scalars(select(Complaint).where(Complaint.series != Series.KW)):
        judged = one.issued_on is not None and FIRST <= one.issued_on <= LAST
        belongs = {
            "received": FIRST <= one.received_on <= LAST,
            "running": one.closed_on is None,
            "handled": one.closed_on is not None and FIRST <= one.closed_on <= LAST,
            "overdue": one.closed_on is None and one.due_on < TODAY and one.issued_on is None,
            "judged": judged,
            "in_four_weeks": judged and (one.issued_on or LAST) - one.received_on <= timedelta(days=28),
        }
        for name, here in belongs.items():
            found[name] |= {one.id} if here else set()
    return found


def tell_tales(counted: Figures, sets: dict[str, set[UUID]]) -> Iterable[str]:
    """Every small number that the totals tell: each by itself, and each sum and difference that counts complaints."""
    shown = {name: getattr(counted, name) for name in NAMES if getattr(counted, name) is not None}
    for name, number in shown.items():
        assert number == len(sets[name])
    everyone = set().union(*sets.values())
    for signs in product((-1, 0, 1), repeat=len(shown)):
        sums = dict(zip(shown, signs, strict=True))
        times = [sum(sign for name, sign in sums.items() if one in sets[name]) for one in everyone]
        if set(times) <= {0, 1} and sum(times) in SMALL:
            yield f"{sums}: {sum(times)}"


def tell_parts(cells: tuple[Cell, ...], whole: int | None, truth: dict[str, int], *, apart: bool) -> Iterable[str]:
    """Every small number that a breakdown tells, and every name of a part whose number is not told."""
    named = {cell.code: cell.count for cell in cells if cell.code}
    if whole is None or whole in SMALL:
        yield from named
        return
    for code, count in named.items():
        assert count == truth[code]
    if None in named.values():
        yield "a name without its number"
    sizes = range(1, len(named) + 1) if apart else {1, len(named)}  # some topics together may count a complaint twice
    for size in sizes:
        for some in combinations(named.values(), size):
            left = whole - sum(number or 0 for number in some)
            if left in SMALL:
                yield f"{named} of {whole} leaves {left}"
    for code, count in named.items():
        if count in SMALL:
            yield f"{code}: {count}"
    assert len([cell for cell in cells if not cell.code]) == (
        bool(named) and set(named) != {one for one in truth if truth[one]}
    )


def truth(session: Session, sets: dict[str, set[UUID]]) -> dict[str, dict[str, int]]:
    """Count the parts one by one."""
    codes = {one.id: one.code for one in session.scalars(select(Category))}
    endings = [
        one.ending.value for one in session.scalars(select(Complaint)) if one.id in sets["handled"] and one.ending
    ]
    rows = session.scalars(select(Judgment).order_by(Judgment.edition))
    last = {one.complaint_id: one.outcome.value for one in rows}
    outcomes = [last[one] for one in sets["judged"]]
    topics = [
        codes[one.category_id]
        for one in session.scalars(select(ComplaintCategory))
        if one.complaint_id in sets["handled"]
    ]
    return {
        "endings": dict(Counter(endings)),
        "outcomes": dict(Counter(outcomes)),
        "categories": dict(Counter(topics)),
    }


def test_nothing_that_is_shown_tells_a_small_number(both_world: World) -> None:
    world, seen = both_world, set()
    filed(world, 22)
    for seed in range(60):
        with world.owner(world.tenants["noorderhaven"]) as session:
            shuffled(session, random.Random(seed))
            sets = members(session)
            counted = figures(session, FIRST, LAST, TODAY, 5, whole=True)
            assert list(tell_tales(counted, sets)) == [], seed
            parts = truth(session, sets)
            for name, whole in (
                ("endings", counted.handled),
                ("outcomes", counted.judged),
                ("categories", counted.handled),
            ):
                cells = getattr(counted, name)
                assert list(tell_parts(cells, whole, parts[name], apart=name != "categories")) == [], (seed, name)
                seen.add((name, bool(cells), any(cell.count is None for cell in cells)))
            seen |= {(name, getattr(counted, name) is None) for name in NAMES}
            session.rollback()
    assert {(name, hidden) for name in NAMES for hidden in (True, False)} <= seen, "never hidden, or always"
    assert {(name, True, True) for name in ("endings", "outcomes", "categories")} <= seen


def test_six_received_and_five_running_do_not_tell_of_the_one_that_was_handled() -> None:
    shows = totals({frozenset({"received", "running"}): 5, frozenset({"received", "handled", "judged"}): 1}, 5)
    assert shows == {
        "received": 6, "running": None, "handled": None, "judged": None, "overdue": 0, "in_four_weeks": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "whole", "told"),
    [
        ({"a": 3}, None, {}),
        ({"a": 6}, None, {}),
        ({"a": 3}, 3, {}),
        ({"a": 12}, 12, {"a": 12}),
        ({"a": 12, "b": 2}, 14, {}),
        ({"a": 12, "b": 6, "c": 1}, 19, {"a": 12, "": None}),
        ({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}, 5, {}),
        ({"a": 9}, 12, {}),
        ({"a": 9, "b": 8, "c": 3}, 20, {"a": 9, "": None}),
    ],
)
def test_a_part_that_is_not_told_has_no_name(counts: dict[str, int], whole: int | None, told: dict[str, int]) -> None:
    assert {cell.code: cell.count for cell in breakdown(counts, 5, whole)} == told
