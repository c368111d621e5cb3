"""Texts that are translated when they are shown, not when the program starts."""

from __future__ import annotations

from typing import cast

from flask_babel import lazy_gettext


def _(text: str, **values: object) -> str:
    """Mark a text; what comes back behaves as a string in the language of the page."""
    return cast("str", lazy_gettext(text, **values))
