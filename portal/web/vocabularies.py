"""The words of pages for papers: in a dossier an act and a piece are called what they are called on the screen."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from flask_babel import force_locale

from portal.domain.acts import Act
from portal.domain.disclosure import Kind
from portal.domain.facts import Side
from portal.papers.bundle import Vocabulary
from portal.web import words
from portal.web.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def both() -> Mapping[str, Vocabulary]:
    """Give the words of every language; needs an application."""
    found = {}
    for language in LANGUAGES:
        with force_locale(language):
            found[language] = Vocabulary(
                acts={act.value: str(words.ACTS[act]) for act in Act},
                kinds={kind.value: str(words.WORDS[kind]) for kind in Kind},
                sides={side.value: str(words.WORDS[side]) for side in Side},
            )
    return found
