"""The written finding: outcomes per allegation, the whole, and the text that is frozen (art. 5.4, 5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Outcome(StrEnum):
    """The finding on one allegation, or on the whole."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    NO_FINDING = "no_finding"


class JudgmentKind(StrEnum):
    """A full judgment, or the short one that records a solution."""

    JUDGMENT = "judgment"
    SETTLEMENT = "settlement"


def overall(outcomes: Sequence[Outcome]) -> Outcome:
    """Compute the outcome of the whole from its parts (E24).

    All alike gives that; anything upheld among others gives partly upheld; parts without a finding do not count
    beside parts with one.
    """
    found = {one for one in outcomes if one is not Outcome.NO_FINDING}
    if not found:
        return Outcome.NO_FINDING
    if len(found) == 1:
        return found.pop()
    return Outcome.PARTLY_UPHELD


@dataclass(frozen=True, slots=True)
class PartText:
    """One allegation with its finding, in words."""

    allegation: str
    outcome: str
    reasons: str
    cited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgmentWords:
    """The fixed words of a judgment, in the language of the document."""

    allegation: str
    finding: str
    reasons: str
    based_on: str
    agreements: str
    considerations: str
    whole: str
    recommendations: str
    route: str
    terms: str


@dataclass(frozen=True, slots=True)
class JudgmentDraft:
    """Everything a judgment says; texts are plain, paragraphs separated by an empty line."""

    title: str
    intro: str
    considerations: str = ""
    parts: tuple[PartText, ...] = ()
    whole: str = ""
    agreements: str = ""
    recommendations: str = ""
    route: str = ""
    terms: str = ""


def composed(draft: JudgmentDraft, words: JudgmentWords) -> str:
    """Write the judgment as one plain text: a line that starts with '# ' is a heading.

    This is the text that is frozen and whose digest is journalled; the same draft gives the same text.
    """
    blocks: list[str] = [f"# {draft.title}", draft.intro]

    def section(heading: str, text: str) -> None:
        if text.strip():
            blocks.extend((f"# {heading}", text.strip()))

    section(words.considerations, draft.considerations)
    for number, part in enumerate(draft.parts, 1):
        blocks.append(f"# {words.allegation} {number}")
        blocks.append(part.allegation.strip())
        blocks.append(f"{words.finding}: {part.outcome}.")
        blocks.append(f"{words.reasons}: {part.reasons.strip()}")
        if part.cited:
            blocks.append(f"{words.based_on}: {'; '.join(part.cited)}.")
    section(words.whole, draft.whole)
    section(words.agreements, draft.agreements)
    section(words.recommendations, draft.recommendations)
    section(words.terms, draft.terms)
    section(words.route, draft.route)
    return "\n\n".join(block for block in blocks if block.strip()) + "\n"
