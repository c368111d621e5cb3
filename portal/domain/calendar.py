"""The Dutch calendar of the term clock: local dates, closed days and working days.

A closed day is a day of the Algemene termijnenwet (article 3): its public holidays, Goede Vrijdag, which it equates
with them, and the days that a royal decree equates. Weekends are no closed days, but no working days either.
Dates are calendar days in Europe/Amsterdam; instants are aware datetimes. The time zone comes from the system or,
where that has none, from the package `tzdata`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")

DECREED: Final[Mapping[date, str]] = MappingProxyType(
    {
        date(2023, 4, 28): "Vrijdag na Koningsdag",
        date(2023, 5, 19): "Vrijdag na Hemelvaartsdag",
        date(2024, 5, 10): "Vrijdag na Hemelvaartsdag",
        date(2024, 12, 27): "Vrijdag na Kerstmis",
        date(2025, 5, 30): "Vrijdag na Hemelvaartsdag",
        date(2026, 1, 2): "Vrijdag na Nieuwjaarsdag",
        date(2026, 5, 15): "Vrijdag na Hemelvaartsdag",
        date(2027, 5, 7): "Vrijdag na Hemelvaartsdag",
        date(2028, 4, 28): "Vrijdag na Koningsdag",
        date(2028, 5, 26): "Vrijdag na Hemelvaartsdag",
    },
)
"""Days that a royal decree equates with a public holiday (Algemene termijnenwet, article 3, third paragraph)."""

DECREED_THROUGH: Final = 2028
"""The last year whose decree is in `DECREED`. A new decree comes about every three years; later years lack its days."""

# The library also knows Easter Sunday and Whit Sunday, which the Act does not name, and may learn other days.
# So the days of the Act are picked out by their name there (left), and are shown under the name on the right.
_DAYS_OF_THE_ACT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "nieuwjaarsdag": "Nieuwjaarsdag",
        "goede vrijdag": "Goede Vrijdag",
        "tweede paasdag": "Tweede Paasdag",
        "koninginnedag": "Koninginnedag",
        "koningsdag": "Koningsdag",
        "bevrijdingsdag": "Bevrijdingsdag",
        "hemelvaartsdag": "Hemelvaartsdag",
        "tweede pinksterdag": "Tweede Pinksterdag",
        "eerste kerstdag": "Eerste Kerstdag",
        "tweede kerstdag": "Tweede Kerstdag",
    },
)
_DAYS_PER_YEAR: Final = 9  # two of the names above are one day: that of the queen became that of the king in 2014
_SATURDAY: Final = 5
KNOWN_YEARS: Final = range(1990, 2101)
"""The years whose closed days can all be known. No date of a case comes near either end."""

YEARS_BACK: Final = 5
YEARS_AHEAD: Final = 2
"""How far from today a date in a case may lie; one beyond that was mistyped."""


def local_date(instant: datetime) -> date:
    """Give the date on Dutch clocks and calendars at that instant.

    Raises ValueError for a naive datetime: nobody can tell which day that is.
    """
    if instant.utcoffset() is None:
        raise ValueError("a local date needs an aware datetime")
    return instant.astimezone(AMSTERDAM).date()


def reach(today: date, back: int = YEARS_BACK, ahead: int = YEARS_AHEAD) -> tuple[date, date]:
    """Give the first and the last day that lie within so many years of today."""
    return _years_on(today, -back), _years_on(today, ahead)


def _years_on(day: date, years: int) -> date:
    """Move a day by whole years; 29 February ends on the 28th of a year that is too short for it."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def end_of_day(day: date) -> datetime:
    """Give the UTC instant at which that Dutch day is over: the start of the next one, itself not part of the day."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=AMSTERDAM).astimezone(UTC)


@cache
def closed_days(year: int) -> Mapping[date, str]:
    """List the closed days of that year with their Dutch names (Algemene termijnenwet, article 3).

    5 May and Goede Vrijdag are among them every year; Koningsdag is 26 April when the 27th is a Sunday.
    Raises ValueError for a year whose days are not all known, because a day left out would silently shift a term.
    """
    from holidays import country_holidays

    known = country_holidays("NL", categories=("public", "optional"), language="nl", years=year)
    found: dict[date, list[str]] = {}
    for day in sorted(known):
        for name in known.get_list(day):
            if label := _DAYS_OF_THE_ACT.get(name.casefold()):
                found.setdefault(day, []).append(label)
    if sum(map(len, found.values())) != _DAYS_PER_YEAR:
        raise ValueError(f"the closed days of {year} are not all known")
    for day, label in DECREED.items():
        if day.year == year:
            found.setdefault(day, []).append(label)
    return MappingProxyType({day: ", ".join(found[day]) for day in sorted(found)})


def is_working_day(day: date) -> bool:
    """Tell whether that day is neither a Saturday, a Sunday nor a closed day.

    Outside `KNOWN_YEARS` only weekends are closed: no term of a case runs there, and a wrong date must not stop us.
    Raises TypeError for a datetime, which is a date to Python but never equals one, so that no holiday would be found;
    ValueError for a year in between whose closed days are not all known.
    """
    if isinstance(day, datetime):
        raise TypeError("a working day is a date; local_date() makes one of an instant")
    return day.weekday() < _SATURDAY and (day.year not in KNOWN_YEARS or day not in closed_days(day.year))


def next_working_day(day: date) -> date:
    """Give the first working day on or after that day."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def previous_working_day(day: date) -> date:
    """Give the last working day on or before that day."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def add_working_days(day: date, n: int) -> date:
    """Count n working days from that day, which itself does not count; backwards when n is negative.

    The result is a working day, except that counting zero days gives the day itself, whatever it is.
    """
    step = timedelta(days=1 if n > 0 else -1)
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day)
    return day
