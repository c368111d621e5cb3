"""Languages: Dutch first, English second; dates in full."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import request
from flask_babel import get_locale
from markupsafe import Markup

from portal.domain.calendar import AMSTERDAM, local_date
from portal.web import state
from portal.web.lazy import catalogue

if TYPE_CHECKING:
    from flask import Flask

LANGUAGES = ("nl", "en")
COOKIE = "taal"


def cookie_name() -> str:
    """Name the cookie of the language: bound to path or host where a browser can enforce it, as that of the session."""
    if not request.is_secure:
        return COOKIE
    return f"__Secure-{COOKIE}" if request.script_root else f"__Host-{COOKIE}"


def language() -> str:
    """Choose: own setting, else the choice made here, else the browser's, else Dutch."""
    person = state.actor()
    chosen = person.language if person is not None else request.cookies.get(cookie_name(), "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES) or "nl"


def spoken() -> str:
    """Give the language of this page."""
    locale = get_locale()
    return locale.language if locale is not None else "nl"


def full(value: date | None) -> str:
    """Write a date in full: maandag 30 maart 2026."""
    return "" if value is None else _written(value, "EEEE d MMMM y", spoken())


def short(value: date | None) -> str:
    """Write a date for a table: 30 mrt 2026."""
    return "" if value is None else _written(value, "d MMM y", spoken())


@lru_cache(maxsize=4096)
def _written(day: date, pattern: str, language: str) -> str:
    """Write a day. A list names the same days over and over."""
    return format_date(day, pattern, locale=language)


def at(value: datetime | None) -> str:
    """Write a moment in Dutch local time: maandag 30 maart 2026, 14:05."""
    if value is None:
        return ""
    local = value.astimezone(AMSTERDAM)
    return f"{full(local.date())}, {local:%H:%M}"


def on(value: datetime | None) -> str:
    """Write the day of a moment in full."""
    return "" if value is None else full(local_date(value))


KILO = 1024


def size(count: int) -> str:
    """Write how large a file is."""
    if count < KILO * KILO:
        return f"{max(1, round(count / KILO))} kB"
    return f"{format_decimal(count / KILO / KILO, format='#,##0.0', locale=spoken())} MB"


def prepare(app: Flask) -> None:
    """Give templates their filters."""
    templates: Any = app.jinja_env
    templates.install_gettext_callables(
        lambda text: catalogue().ugettext(text), lambda one, more, n: catalogue().ungettext(one, more, n), newstyle=True
    )
    app.jinja_env.filters.update(full=full, short=short, at=at, on=on, size=size)
    app.jinja_env.globals.update(_=marked, spoken=spoken)


def marked(text: str, /, **values: object) -> Markup:
    """Translate a text in a template, as Jinja's own does, without a new context for each text in a loop."""
    return Markup(catalogue().ugettext(text)) % values  # noqa: S704  a text of ours; values are escaped by `%`
