"""The term clock: every counted example the regulation must meet, and its properties over thirty years of days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.calendar import closed_days, is_working_day, local_date
from portal.domain.regulation import PRESETS, Regime
from portal.domain.term import Deadline, Term, Unit, WeekendRule, deadline, extended, shifted

FOUR_WEEKS = Term(4, Unit.WEEK)
SIX_WEEKS = Term(6, Unit.WEEK)
STRICT, FORWARD, BACKWARD = WeekendRule
FIRST, LAST = date(2010, 1, 1), date(2040, 12, 31)
THIRTY_YEARS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]

days = st.dates(FIRST, LAST)
rules = st.sampled_from(WeekendRule)
terms = st.builds(Term, st.integers(1, 100), st.sampled_from(Unit))

FOUR_WEEKS_AFTER = [
    # received, due as counted, due under the Algemene termijnenwet, internal target
    pytest.param("2026-03-02", "2026-03-30", "2026-03-30", "2026-03-30", id="plain, over the start of summer time"),
    pytest.param("2026-03-06", "2026-04-03", "2026-04-07", "2026-04-02", id="Goede Vrijdag, so over Easter"),
    pytest.param("2026-03-07", "2026-04-04", "2026-04-07", "2026-04-02", id="a Saturday before Easter"),
    pytest.param("2026-04-07", "2026-05-05", "2026-05-06", "2026-05-04", id="Bevrijdingsdag in a year without leave"),
    pytest.param("2026-04-16", "2026-05-14", "2026-05-18", "2026-05-13", id="Hemelvaart and its decreed Friday"),
    pytest.param("2026-11-27", "2026-12-25", "2026-12-28", "2026-12-24", id="Christmas on Friday and Saturday"),
    pytest.param("2026-12-04", "2027-01-01", "2027-01-04", "2026-12-31", id="turn of the year"),
    pytest.param("2025-12-05", "2026-01-02", "2026-01-05", "2025-12-31", id="2 January by decree"),
    pytest.param("2027-04-08", "2027-05-06", "2027-05-10", "2027-05-04", id="5, 6 and 7 May all closed"),
    pytest.param("2028-03-31", "2028-04-28", "2028-05-01", "2028-04-26", id="Koningsdag and its decreed Friday"),
]


@pytest.mark.parametrize(("received", "counted", "by_law", "target"), FOUR_WEEKS_AFTER)
def test_four_weeks_after_receipt(received: str, counted: str, by_law: str, target: str) -> None:
    day, end, later, earlier = map(date.fromisoformat, (received, counted, by_law, target))
    assert deadline(day, FOUR_WEEKS, STRICT) == Deadline(end, end, earlier)
    assert deadline(day, FOUR_WEEKS, FORWARD) == Deadline(end, later, earlier)
    assert deadline(day, FOUR_WEEKS, BACKWARD) == Deadline(end, earlier, earlier)


@pytest.mark.parametrize(
    ("instant", "due"),
    [
        pytest.param("2026-06-29T22:30+00:00", date(2026, 7, 28), id="half past midnight in Amsterdam"),
        pytest.param("2026-12-31T23:15+00:00", date(2027, 1, 29), id="already the new year in Amsterdam"),
        pytest.param("2026-10-25T00:30+00:00", date(2026, 11, 22), id="half past two, in summer time"),
        pytest.param("2026-10-25T01:30+00:00", date(2026, 11, 22), id="half past two again, in winter time"),
    ],
)
def test_four_weeks_after_the_local_day_of_an_instant(instant: str, due: date) -> None:
    assert deadline(local_date(datetime.fromisoformat(instant)), FOUR_WEEKS, STRICT).due_on == due


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        pytest.param(date(2026, 1, 31), Term(1, Unit.MONTH), date(2026, 2, 28), id="a month too short"),
        pytest.param(date(2028, 1, 31), Term(1, Unit.MONTH), date(2028, 2, 29), id="a leap day"),
        pytest.param(date(2028, 2, 29), Term(12, Unit.MONTH), date(2029, 2, 28), id="a year from a leap day"),
        pytest.param(date(2028, 2, 29), Term(48, Unit.MONTH), date(2032, 2, 29), id="to the next leap day"),
        pytest.param(date(2026, 11, 30), Term(1, Unit.MONTH), date(2026, 12, 30), id="into December"),
        pytest.param(date(2026, 12, 31), Term(2, Unit.MONTH), date(2027, 2, 28), id="into another year"),
        pytest.param(date(2026, 4, 1), Term(5, Unit.WORKDAY), date(2026, 4, 10), id="working days over Easter"),
        pytest.param(date(2026, 4, 24), Term(5, Unit.WORKDAY), date(2026, 5, 4), id="working days over Koningsdag"),
        pytest.param(date(2026, 12, 23), Term(5, Unit.WORKDAY), date(2026, 12, 31), id="working days over Christmas"),
        pytest.param(date(2026, 3, 24), Term(10, Unit.DAY), date(2026, 4, 3), id="days over the start of summer time"),
    ],
)
def test_counting(start: date, term: Term, end: date) -> None:
    assert term.after(start) == end


def test_an_extension_counts_from_the_day_before_shifting() -> None:
    first = deadline(date(2026, 4, 3), SIX_WEEKS, FORWARD)
    assert (first.counted_on, first.due_on) == (date(2026, 5, 15), date(2026, 5, 18))
    assert extended(first, FOUR_WEEKS, FORWARD).due_on == date(2026, 6, 12)


def test_every_four_weeks_ends_on_the_same_weekday_and_is_shifted_as_told() -> None:
    for day in THIRTY_YEARS:
        strict = deadline(day, FOUR_WEEKS, STRICT)
        assert strict.due_on == strict.counted_on == day + timedelta(days=28)
        assert strict.due_on.weekday() == day.weekday()

        forward = deadline(day, FOUR_WEEKS, FORWARD)
        assert forward.counted_on == strict.counted_on <= forward.due_on
        assert is_working_day(forward.due_on)

        backward = deadline(day, FOUR_WEEKS, BACKWARD)
        assert day < backward.due_on <= strict.counted_on
        assert is_working_day(backward.due_on)
        assert strict.target_on == forward.target_on == backward.target_on == backward.due_on


def test_every_month_keeps_the_day_or_ends_with_the_month() -> None:
    for day in THIRTY_YEARS:
        end = Term(1, Unit.MONTH).after(day)
        assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == 1
        assert end.day == min(day.day, monthrange(end.year, end.month)[1])


def test_a_week_always_holds_two_working_days() -> None:
    """So article 2 of the Algemene termijnenwet has nothing to add to a term of a week or more."""
    working = [is_working_day(day) for day in THIRTY_YEARS]
    assert min(sum(working[n : n + 7]) for n in range(len(working) - 7)) >= 2


@given(day=days, rule=rules)
def test_shifting_goes_the_way_of_the_rule(day: date, rule: WeekendRule) -> None:
    moved = shifted(day, rule)
    assert shifted(moved, rule) == moved
    if rule is STRICT or is_working_day(day):
        assert moved == day
    else:
        assert is_working_day(moved)
        assert (moved > day) is (rule is FORWARD)


@given(day=days, term=terms, rule=rules)
def test_a_deadline_never_lies_before_its_receipt(day: date, term: Term, rule: WeekendRule) -> None:
    due = deadline(day, term, rule)
    assert due.counted_on == term.after(day) > day
    assert day <= due.target_on <= due.counted_on
    assert due.due_on >= due.target_on
    assert due.target_on == day or is_working_day(due.target_on)


@given(day=days, first=terms, second=terms)
def test_a_strict_extension_counts_on(day: date, first: Term, second: Term) -> None:
    old = deadline(day, first, STRICT)
    new = extended(old, second, STRICT)
    assert new.counted_on == new.due_on == second.after(old.counted_on)
    assert old.due_on < new.due_on
    assert old.target_on <= new.target_on


@given(unit=st.sampled_from([Unit.DAY, Unit.WEEK]), n=st.integers(1, 100), day=days)
def test_days_and_weeks_add_up(unit: Unit, n: int, day: date) -> None:
    one = Term(1, unit)
    stepped = day
    for _ in range(n):
        stepped = one.after(stepped)
    assert Term(n, unit).after(day) == stepped


@pytest.mark.parametrize(
    ("term", "is_moved"),
    [
        (Term(90, Unit.DAY), True),
        (Term(91, Unit.DAY), False),
        (Term(12, Unit.WEEK), True),
        (Term(13, Unit.WEEK), False),
        (Term(3, Unit.MONTH), True),
        (Term(4, Unit.MONTH), False),
    ],
)
def test_the_act_leaves_long_terms_alone(term: Term, *, is_moved: bool) -> None:
    ending_on_saturday = next(day for day in THIRTY_YEARS if term.after(day).isoweekday() == 6)
    due = deadline(ending_on_saturday, term, FORWARD)
    assert (due.due_on > due.counted_on) is is_moved
    assert deadline(ending_on_saturday, term, BACKWARD).due_on < due.counted_on


@given(day=days, n=st.integers(1, 200))
def test_a_term_in_working_days_ends_on_one_whatever_the_rule(day: date, n: int) -> None:
    dues = {deadline(day, Term(n, Unit.WORKDAY), rule) for rule in WeekendRule}
    assert len(dues) == 1
    assert is_working_day(dues.pop().due_on)


def test_a_short_term_over_a_weekend_is_not_due_before_it_began() -> None:
    saturday = date(2026, 4, 4)
    due = deadline(saturday, Term(1, Unit.DAY), BACKWARD)
    assert due == Deadline(date(2026, 4, 5), saturday, saturday)
    later = extended(deadline(saturday, Term(1, Unit.DAY), STRICT), Term(1, Unit.DAY), STRICT)
    assert later == Deadline(date(2026, 4, 6), date(2026, 4, 6), saturday)
    assert extended(deadline(saturday, Term(1, Unit.DAY), STRICT), date(2026, 4, 6), STRICT) == later


def test_an_extension_to_a_fixed_date_stands_as_promised() -> None:
    first = deadline(date(2026, 3, 2), FOUR_WEEKS, STRICT)
    easter_monday = date(2026, 4, 6)
    for rule in WeekendRule:
        assert extended(first, easter_monday, rule) == Deadline(easter_monday, easter_monday, date(2026, 4, 2))
    again = extended(extended(first, easter_monday, FORWARD), FOUR_WEEKS, FORWARD)
    assert again.counted_on == date(2026, 5, 4)


@pytest.mark.parametrize("day", [date(2026, 5, 15), date(2026, 5, 17), date(2026, 5, 18)])
def test_a_fixed_date_that_is_no_later_is_refused(day: date) -> None:
    first = deadline(date(2026, 4, 3), SIX_WEEKS, FORWARD)
    with pytest.raises(ValueError, match="2026-05-18"):
        extended(first, day, FORWARD)


def test_an_extension_that_wins_no_time_is_refused() -> None:
    saturday = deadline(date(2026, 4, 10), Term(1, Unit.DAY), FORWARD)
    assert saturday.due_on == date(2026, 4, 13)
    with pytest.raises(ValueError, match="2026-04-13"):
        extended(saturday, Term(1, Unit.DAY), FORWARD)


@pytest.mark.parametrize("count", [0, -1])
@pytest.mark.parametrize("unit", Unit)
def test_a_term_of_nothing_is_refused(count: int, unit: Unit) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Term(count, unit)


def test_the_stored_words_are_stable() -> None:
    assert [str(unit) for unit in Unit] == ["day", "workday", "week", "month"]
    assert [str(rule) for rule in WeekendRule] == ["strict", "forward", "backward"]


def test_liberation_day_counts_in_a_year_without_a_fifth() -> None:
    """Most employers give the day off once in five years; the Act closes it every year."""
    assert date(2026, 5, 5) in closed_days(2026)
    assert shifted(date(2026, 5, 5), FORWARD) == date(2026, 5, 6)


# ---- two worked cases, of a law firm and of a day nursery --------------------------------------------------------------

LAW_FIRM, NURSERY = PRESETS[Regime.ADVOCATUUR], PRESETS[Regime.WKKGZ]
ONE_MONTH = Term(1, Unit.MONTH)


@pytest.mark.parametrize("rule", WeekendRule)
def test_an_invoice_of_a_law_firm_is_judged_in_four_weeks_or_in_one_month(rule: WeekendRule) -> None:
    """Received on Monday 7 September 2026; both ends are working days, so that no weekend rule matters."""
    received = date(2026, 9, 7)
    assert (LAW_FIRM.judgment, LAW_FIRM.weekend) == (FOUR_WEEKS, STRICT)
    monday, wednesday = date(2026, 10, 5), date(2026, 10, 7)
    assert deadline(received, LAW_FIRM.judgment, rule) == Deadline(monday, monday, monday)
    assert deadline(received, ONE_MONTH, rule) == Deadline(wednesday, wednesday, wednesday)


def test_the_law_firm_extends_from_the_day_counted() -> None:
    """A further four weeks end on 2 November, a further month on Saturday 7 November, which is kept as it stands."""
    received = date(2026, 9, 7)
    first = deadline(received, LAW_FIRM.judgment, LAW_FIRM.weekend)
    again = date(2026, 11, 2)
    assert extended(first, FOUR_WEEKS, LAW_FIRM.weekend) == Deadline(again, again, again)
    month = deadline(received, ONE_MONTH, LAW_FIRM.weekend)
    saturday, friday, monday = date(2026, 11, 7), date(2026, 11, 6), date(2026, 11, 9)
    assert extended(month, ONE_MONTH, STRICT) == Deadline(saturday, saturday, friday)
    assert extended(month, ONE_MONTH, FORWARD) == Deadline(saturday, monday, friday)
    assert extended(month, ONE_MONTH, BACKWARD) == Deadline(saturday, friday, friday)


def test_the_law_firm_says_who_handles_it_and_informs_within_working_days() -> None:
    received = date(2026, 9, 7)
    assert LAW_FIRM.acknowledge.after(received) == date(2026, 9, 14)
    assert LAW_FIRM.inform_employee.after(received) == date(2026, 9, 14)


def test_a_child_left_outside_is_judged_in_six_weeks() -> None:
    """Received on Monday 19 October 2026: the clocks go back meanwhile, and the term ends on Monday 30 November."""
    received, due = date(2026, 10, 19), date(2026, 11, 30)
    assert (NURSERY.judgment, NURSERY.weekend) == (SIX_WEEKS, FORWARD)
    assert deadline(received, NURSERY.judgment, NURSERY.weekend) == Deadline(due, due, due)
    assert deadline(received, SIX_WEEKS, STRICT).due_on == due


def test_the_nursery_extends_once_past_christmas() -> None:
    """Four weeks more end on Monday 28 December, the first working day after Christmas and its weekend."""
    first = deadline(date(2026, 10, 19), NURSERY.judgment, NURSERY.weekend)
    each = NURSERY.extensions.each
    assert each == FOUR_WEEKS
    monday = date(2026, 12, 28)
    assert extended(first, each, NURSERY.weekend) == Deadline(monday, monday, monday)
    assert NURSERY.extensions.consent_from == 2
    christmas = date(2026, 12, 25)
    assert extended(first, christmas, NURSERY.weekend) == Deadline(christmas, christmas, date(2026, 12, 24))


def test_the_incident_lay_in_the_week_before_and_the_report_has_five_months() -> None:
    """The child was left on Monday 12 October; the yearly report over 2026 is due before Tuesday 1 June 2027."""
    received = date(2026, 10, 19)
    assert Term(1, Unit.WEEK).after(date(2026, 10, 12)) == received
    last_day = Term(5, Unit.MONTH).after(date(2026, 12, 31))
    assert last_day == date(2027, 5, 31)
    assert is_working_day(last_day)
    assert Term(1, Unit.DAY).after(last_day) == date(2027, 6, 1)
