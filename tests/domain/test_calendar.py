"""The calendar: closed days against an own computus, working days against an oracle, clocks around midnight."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.calendar import (
    AMSTERDAM,
    DECREED,
    DECREED_THROUGH,
    KNOWN_YEARS,
    add_working_days,
    closed_days,
    end_of_day,
    is_working_day,
    local_date,
    next_working_day,
    previous_working_day,
    reach,
)

FIRST, LAST = date(2010, 1, 1), date(2040, 12, 31)
days = st.dates(FIRST, LAST)


def every_day() -> Iterator[date]:
    """Walk through thirty years of days."""
    return (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))


def easter(year: int) -> date:
    """Compute Easter Sunday by the anonymous Gregorian algorithm, independent of the library under test."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    el = (32 + 2 * e + 2 * i - h - k) % 7
    month, day = divmod(h + el - 7 * ((a + 11 * h + 22 * el) // 451) + 114, 31)
    return date(year, month, day + 1)


def royal_birthday(year: int) -> date:
    """Give Koninginnedag up to 2013, Koningsdag after it; neither is kept on a Sunday."""
    queen = year < 2014
    day = date(year, 4, 30) if queen else date(year, 4, 27)
    return day - timedelta(days=1) if day.weekday() == 6 else day


def expected_closed_days(year: int) -> set[date]:
    """Work out the days of the Act from the calendar alone."""
    sunday = easter(year)
    moving = {sunday + timedelta(days=n) for n in (-2, 1, 39, 50)}
    fixed = {date(year, 1, 1), date(year, 5, 5), date(year, 12, 25), date(year, 12, 26), royal_birthday(year)}
    return moving | fixed | {day for day in DECREED if day.year == year}


def works(day: date) -> bool:
    """Tell whether that day is a working day, by the oracle."""
    return day.isoweekday() <= 5 and day not in expected_closed_days(day.year)


@pytest.mark.parametrize("year", range(1990, 2101))
def test_closed_days_are_those_of_the_act(year: int) -> None:
    assert set(closed_days(year)) == expected_closed_days(year)


def test_closed_days_have_the_names_people_use() -> None:
    assert dict(closed_days(2026)) == {
        date(2026, 1, 1): "Nieuwjaarsdag",
        date(2026, 1, 2): "Vrijdag na Nieuwjaarsdag",
        date(2026, 4, 3): "Goede Vrijdag",
        date(2026, 4, 6): "Tweede Paasdag",
        date(2026, 4, 27): "Koningsdag",
        date(2026, 5, 5): "Bevrijdingsdag",
        date(2026, 5, 14): "Hemelvaartsdag",
        date(2026, 5, 15): "Vrijdag na Hemelvaartsdag",
        date(2026, 5, 25): "Tweede Pinksterdag",
        date(2026, 12, 25): "Eerste Kerstdag",
        date(2026, 12, 26): "Tweede Kerstdag",
    }


def test_two_closed_days_on_one_date_keep_both_names() -> None:
    assert closed_days(2016)[date(2016, 5, 5)] == "Bevrijdingsdag, Hemelvaartsdag"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 4, 26), "Koningsdag"),
        (date(2026, 4, 27), "Koningsdag"),
        (date(2031, 4, 26), "Koningsdag"),
        (date(2013, 4, 30), "Koninginnedag"),
    ],
)
def test_royal_birthday_avoids_sunday(day: date, name: str) -> None:
    assert closed_days(day.year)[day] == name


@pytest.mark.parametrize("year", range(2010, 2041))
def test_liberation_day_is_closed_every_year(year: int) -> None:
    assert "Bevrijdingsdag" in closed_days(year)[date(year, 5, 5)]


def test_decreed_days_are_ordinary_weekdays_next_to_a_holiday() -> None:
    for day in DECREED:
        assert day.isoweekday() == 5
        assert day - timedelta(days=1) in closed_days(day.year)


def test_decreed_through_is_the_last_year_with_a_decree() -> None:
    assert max(day.year for day in DECREED) == DECREED_THROUGH


def test_closed_days_cannot_be_changed_by_a_caller() -> None:
    with pytest.raises(TypeError):
        cast("dict[date, str]", closed_days(2026))[date(2026, 3, 3)] = "Brugdag"


@pytest.mark.parametrize("year", [1800, 2101])
def test_a_year_nobody_knows_is_refused(year: int) -> None:
    with pytest.raises(ValueError, match=str(year)):
        closed_days(year)


@pytest.mark.parametrize("day", [date.min, date(206, 11, 3), date(1950, 1, 3), date(2101, 1, 3), date.max])
def test_outside_the_years_that_are_known_only_weekends_are_closed(day: date) -> None:
    assert is_working_day(day)
    assert next_working_day(day) == previous_working_day(day) == day
    assert not is_working_day(date(1950, 1, 1))


def test_every_year_in_between_is_known() -> None:
    assert all(closed_days(year) for year in KNOWN_YEARS)


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 3, 2), date(2021, 3, 2), date(2028, 3, 2)),
        (date(2028, 2, 29), date(2023, 2, 28), date(2030, 2, 28)),
        (date(2022, 2, 28), date(2017, 2, 28), date(2024, 2, 28)),
    ],
)
def test_how_far_a_date_may_lie_from_today(today: date, first: date, last: date) -> None:
    assert reach(today) == (first, last)
    assert reach(today, back=0, ahead=0)[0] == today


def test_thirty_years_of_working_days() -> None:
    for day in every_day():
        assert is_working_day(day) is works(day), day
        after, before = next_working_day(day), previous_working_day(day)
        assert before <= day <= after
        assert works(before)
        assert works(after)
        assert not any(works(before + timedelta(days=n)) for n in range(1, (after - before).days))
        assert (before == after == day) is works(day)


def test_an_instant_is_no_working_day() -> None:
    with pytest.raises(TypeError, match="local_date"):
        is_working_day(datetime(2026, 12, 25, tzinfo=UTC))


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 4, 1), 5, date(2026, 4, 10)),
        (date(2026, 4, 24), 5, date(2026, 5, 4)),
        (date(2026, 12, 23), 5, date(2026, 12, 31)),
        (date(2026, 4, 10), -5, date(2026, 4, 1)),
        (date(2026, 4, 4), 0, date(2026, 4, 4)),
        (date(2026, 4, 4), 1, date(2026, 4, 7)),
        (date(2026, 4, 4), -1, date(2026, 4, 2)),
    ],
)
def test_working_days_around_holidays(start: date, n: int, end: date) -> None:
    assert add_working_days(start, n) == end


@given(start=days, n=st.integers(1, 60), direction=st.sampled_from([1, -1]))
def test_working_days_against_the_oracle(start: date, n: int, direction: int) -> None:
    walk = (start + timedelta(days=direction * step) for step in range(1, 400))
    assert add_working_days(start, direction * n) == [day for day in walk if works(day)][n - 1]


@given(start=days, n=st.integers(1, 30), m=st.integers(1, 30))
def test_counting_on_is_counting_the_sum(start: date, n: int, m: int) -> None:
    assert add_working_days(add_working_days(start, n), m) == add_working_days(start, n + m)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-06-29T22:30+00:00", date(2026, 6, 30)),  # summer: two hours ahead of UTC
        ("2026-06-29T21:59+00:00", date(2026, 6, 29)),
        ("2026-12-31T23:15+00:00", date(2027, 1, 1)),  # winter: one hour ahead, and another year
        ("2026-12-31T22:59+00:00", date(2026, 12, 31)),
        ("2026-10-25T00:30+00:00", date(2026, 10, 25)),  # 02:30 on local clocks, the first time
        ("2026-10-25T01:30+00:00", date(2026, 10, 25)),  # 02:30 on local clocks, again
        ("2026-03-29T00:59+00:00", date(2026, 3, 29)),
        ("2026-03-29T01:00+00:00", date(2026, 3, 29)),  # 03:00 on local clocks; 02:30 does not exist
        ("2028-02-28T23:30+00:00", date(2028, 2, 29)),
        ("2026-07-01T00:00+14:00", date(2026, 6, 30)),
    ],
)
def test_the_date_on_dutch_clocks(instant: str, day: date) -> None:
    assert local_date(datetime.fromisoformat(instant)) == day


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        local_date(datetime(2026, 6, 29, 22, 30))  # noqa: DTZ001  what is being refused


@pytest.mark.parametrize(
    ("day", "instant", "hours"),
    [
        (date(2026, 3, 28), "2026-03-28T23:00+00:00", 24),
        (date(2026, 3, 29), "2026-03-29T22:00+00:00", 23),
        (date(2026, 10, 24), "2026-10-24T22:00+00:00", 24),
        (date(2026, 10, 25), "2026-10-25T23:00+00:00", 25),
        (date(2028, 2, 28), "2028-02-28T23:00+00:00", 24),
        (date(2026, 12, 31), "2026-12-31T23:00+00:00", 24),
    ],
)
def test_the_end_of_a_day(day: date, instant: str, hours: int) -> None:
    assert end_of_day(day) == datetime.fromisoformat(instant)
    assert end_of_day(day) - end_of_day(day - timedelta(days=1)) == timedelta(hours=hours)


def test_every_day_ends_where_the_next_begins() -> None:
    for day in every_day():
        end = end_of_day(day)
        assert end.tzinfo is UTC
        assert local_date(end - timedelta(microseconds=1)) == day
        assert local_date(end) == day + timedelta(days=1)


@given(
    instant=st.datetimes(
        datetime(2010, 1, 2),  # noqa: DTZ001  the strategy adds the zone
        datetime(2040, 12, 30),  # noqa: DTZ001
        timezones=st.sampled_from([UTC, AMSTERDAM, timezone(timedelta(hours=-11))]),
    ),
)
def test_an_instant_lies_within_its_day(instant: datetime) -> None:
    day = local_date(instant)
    assert end_of_day(day - timedelta(days=1)) <= instant < end_of_day(day)
