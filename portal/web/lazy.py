"""Texts that are translated when they are shown, not when the program starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import g, has_app_context
from flask_babel import get_translations
from flask_babel.speaklater import LazyString
from markupsafe import escape

if TYPE_CHECKING:
    from babel.support import NullTranslations


class Text(LazyString):
    """A text for later. It is text, also where it holds a name that somebody typed: in a page it is escaped."""

    def __html__(self) -> str:
        """Escape it: the library's own says that it is markup."""
        return str(escape(str(self)))


def _(text: str, **values: object) -> str:
    """Mark a text; what comes back behaves as a string in the language of the page."""
    return cast("str", Text(translated, text, **values))


def translated(text: str, **values: object) -> str:
    """Translate a text into the language of the page."""
    found = catalogue().ugettext(text)
    return found % values if values else found


def catalogue() -> NullTranslations:
    """Give the translations of this page, looked up once: a page asks for hundreds of texts."""
    if not has_app_context():
        return get_translations()
    found: NullTranslations | None = g.get("catalogue")
    if found is None:
        found = g.catalogue = get_translations()
    return found
