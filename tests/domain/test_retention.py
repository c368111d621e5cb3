"""How long what is kept stays, when a case falls due, what stands in the way, and who decides (T28)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from portal.domain import retention
from portal.domain.acts import Act
from portal.domain.facts import Ending, Facts, Side, Stage
from portal.domain.procedure import obstacle as closed_to
from portal.domain.regulation import PRESETS, Regime
from portal.domain.retention import CLASSES, Kept, Then
from portal.domain.status import Status, status
from portal.domain.term import Term, Unit, deadline

DAY = date(2026, 3, 2)
REGULATION = PRESETS[Regime.OPDRACHT]
OPEN = Facts(
    Stage.HANDLING, DAY, DAY, deadline(DAY, REGULATION.judgment, REGULATION.weekend), DAY, complainant="k", handler="f"
)
PRIVACY = Path(__file__).parents[2] / "docs" / "privacy.md"


def closed(ending: Ending, on: date = DAY) -> Facts:
    return replace(OPEN, stage=Stage.CLOSED, ending=ending, closed_on=on)


@pytest.mark.parametrize(
    ("ending", "on", "years", "due"),
    [
        (Ending.SIGNED, DAY, None, date(2028, 3, 2)),
        (Ending.SIGNED, DAY, 1, date(2027, 3, 2)),
        (Ending.UNSIGNED, DAY, 7, date(2033, 3, 2)),
        (Ending.NOT_SATISFIED, date(2028, 2, 29), 1, date(2029, 2, 28)),
        (Ending.NOT_SATISFIED, date(2028, 2, 29), 4, date(2032, 2, 29)),
        (Ending.DECLINED, DAY, 7, date(2027, 3, 2)),
        (Ending.REFERRED, DAY, None, date(2027, 3, 2)),
        (Ending.WITHDRAWN, date(2028, 2, 29), 3, date(2029, 2, 28)),
    ],
)
def test_a_case_falls_due_its_term_after_the_last_closing(ending, on, years, due):
    assert retention.due_on(closed(ending, on), years) == due


def test_an_open_or_erased_case_never_does():
    assert retention.due_on(OPEN, 2) is None
    assert retention.due_on(replace(OPEN, closed_on=DAY), 2) is None
    assert retention.due_on(retention.erased(closed(Ending.SIGNED), DAY), 2) is None


@pytest.mark.parametrize(
    ("today", "held", "reported", "found"),
    [
        (date(2028, 3, 1), False, True, "still_kept"),
        (date(2028, 3, 2), False, True, None),
        (date(2028, 3, 2), True, True, "on_hold"),
        (date(2028, 3, 2), False, False, "not_reported"),
        (date(2040, 1, 1), True, False, "on_hold"),
    ],
)
def test_what_stands_in_the_way(today, held, reported, found):
    assert retention.obstacle(closed(Ending.SIGNED), 2, today, held=held, reported=reported) == found


def test_an_open_case_is_kept():
    assert retention.obstacle(OPEN, 2, date(2040, 1, 1), held=False, reported=True) == "still_kept"


def test_it_is_listed_a_month_before_and_red_sixty_days_after():
    due = date(2028, 3, 2)
    assert [retention.listed(due, date(2028, 2, day)) for day in (1, 2, 3)] == [True, True, True]
    assert [retention.listed(due, date(2028, 1, day)) for day in (31, 30)] == [False, False]
    assert [retention.red(due, date(2028, 5, day)) for day in (1, 2)] == [False, True]


@pytest.mark.parametrize(
    ("handler", "seated", "here", "who"),
    [
        ("f", ("f",), {"f", "w"}, "f"),
        ("f", ("f", "w"), {"w"}, "w"),
        (None, ("w",), {"f", "w"}, "w"),
        ("f", ("f",), {"w"}, None),
        (None, (), set(), None),
    ],
)
def test_who_handles_it_decides_as_far_as_in_office(handler, seated, here, who):
    assert retention.decider(handler, seated, frozenset(here)) == who


@pytest.mark.parametrize(
    ("here", "decided", "barred", "who"),
    [
        (("f", "w"), "f", set(), ("w",)),
        (("f", "w"), "w", set(), ("f",)),
        (("f", "w", "x"), "f", {"w"}, ("x",)),
        (("f",), "f", set(), ()),
        (("f", "w"), "w", {"f"}, ()),
    ],
)
def test_another_confirms_and_where_there_is_none_nobody_in_office(here, decided, barred, who):
    assert retention.confirmers(here, decided, frozenset(barred)) == who


def test_what_was_erased_says_so_and_takes_no_act():
    gone = retention.erased(closed(Ending.SIGNED), DAY)
    assert status(gone, DAY) is Status.ERASED
    assert closed_to(closed(Ending.SIGNED), Act.WRITE_NOTE, Side.FUNCTIONARIS, "f", DAY) is None
    assert closed_to(gone, Act.WRITE_NOTE, Side.FUNCTIONARIS, "f", DAY) == "not_in_this_stage"


def test_the_classes_are_those_of_the_privacy_rules():
    months, days = Unit.MONTH, Unit.DAY
    assert {one: (held.term, held.then) for one, held in CLASSES.items()} == {
        Kept.DRAFT: (Term(30, days), Then.DELETED),
        Kept.HANDLED: (Term(24, months), Then.ERASED),
        Kept.UNHANDLED: (Term(12, months), Then.ERASED),
        Kept.KERNEL: (None, Then.STAYS),
        Kept.REPORTS: (Term(84, months), Then.DELETED),
        Kept.LOG: (Term(60, months), Then.DELETED),
        Kept.START_NOTICE: (Term(24, months), Then.DELETED),
        Kept.POST: (Term(90, days), Then.DELETED),
        Kept.COPIES: (Term(35, days), Then.DELETED),
    }
    assert list(retention.YEARS) == [1, 2, 3, 4, 5, 6, 7]


def test_the_terms_on_paper_are_those_of_the_code():
    told = dict(re.findall(r"^\| `(\w+)` \|[^|]*\| (\d+ (?:days|months)|unlimited)", PRIVACY.read_text(), re.MULTILINE))
    terms = {one.value: held.term for one, held in CLASSES.items()}
    assert told == {name: f"{term.count} {term.unit.value}s" if term else "unlimited" for name, term in terms.items()}
