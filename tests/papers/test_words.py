"""The fixed words of a judgment, and what they tell of its language."""

from __future__ import annotations

import pytest

from portal.domain.judgment import JudgmentKind
from portal.papers.words import TITLES, written_in


@pytest.mark.parametrize("kind", JudgmentKind)
@pytest.mark.parametrize("language", TITLES)
def test_the_title_tells_the_language(language: str, kind: JudgmentKind) -> None:
    title = TITLES[language][kind].format(reference="K-2026-0001")
    other = next(one for one in TITLES if one != language)
    assert written_in(f"# {title}\n\nTekst.\n", other) == language


def test_a_title_that_tells_nothing_leaves_the_language_of_the_case() -> None:
    assert written_in("# Iets anders\n\nTekst.\n", "en") == "en"
