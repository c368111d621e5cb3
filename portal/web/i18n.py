"""Languages: Dutch first, English second; dates in full."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from babel.dates import format_date, format_datetime
from flask import request
from flask_babel import get_locale

from portal.domain.calendar import AMSTERDAM, local_date
from portal.web import state

if TYPE_CHECKING:
    from flask import Flask

LANGUAGES = ("nl", "en")
COOKIE = "taal"


def language() -> str:
    """Choose: own setting, else the choice made here, else the browser's, else Dutch."""
    person = state.actor()
    chosen = person.language if person is not None else request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES) or "nl"


def spoken() -> str:
    """Give the language of this page."""
    locale = get_locale()
    return locale.language if locale is not None else "nl"


def full(value: date | None) -> str:
    """Write a date in full: maandag 30 maart 2026."""
    return "" if value is None else format_date(value, "EEEE d MMMM y", locale=spoken())


def short(value: date | None) -> str:
    """Write a date for a table: 30 mrt 2026."""
    return "" if value is None else format_date(value, "d MMM y", locale=spoken())


def at(value: datetime | None) -> str:
    """Write a moment in Dutch local time: maandag 30 maart 2026, 14:05."""
    if value is None:
        return ""
    return format_datetime(value.astimezone(AMSTERDAM), "EEEE d MMMM y, HH:mm", locale=spoken())


def on(value: datetime | None) -> str:
    """Write the day of a moment in full."""
    return "" if value is None else full(local_date(value))


def prepare(app: Flask) -> None:
    """Give templates their filters."""
    app.jinja_env.filters.update(full=full, short=short, at=at, on=on)
    app.jinja_env.globals["spoken"] = spoken
