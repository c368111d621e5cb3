"""The written finding: outcomes per allegation, the whole, and the text that is frozen (art. 5.4, 5.5)."""

from __future__ import annotations

import re
import unicodedata
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


def outcome_of(outcomes: Sequence[Outcome], chosen: Outcome | None) -> Outcome:
    """Give the outcome of the whole: what the functionaris chose with a reason, else what follows from the parts."""
    return overall(outcomes) if chosen is None else chosen


def departs(outcomes: Sequence[Outcome], chosen: Outcome | None) -> bool:
    """Whether what was chosen is another outcome than follows from the parts, so that it takes a reason."""
    return outcome_of(outcomes, chosen) is not overall(outcomes)


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
    departs: str
    corrected: str

    @property
    def labels(self) -> tuple[str, ...]:
        """The words that say, at the start of a line and before a colon, what follows."""
        return (self.finding, self.reasons, self.based_on, self.departs)


@dataclass(frozen=True, slots=True)
class JudgmentDraft:
    """Everything a judgment says; texts are plain, paragraphs separated by an empty line.

    `correction`: what was mended in it and why, below `corrects`, which says of which version this is the next.
    `whole_reason`: why the whole is judged otherwise than follows from its parts.
    """

    title: str
    intro: str
    corrects: str = ""
    correction: str = ""
    considerations: str = ""
    parts: tuple[PartText, ...] = ()
    whole: str = ""
    whole_reason: str = ""
    agreements: str = ""
    recommendations: str = ""
    route: str = ""
    terms: str = ""


THEIRS = "> "
"""Stands before a line that somebody typed and that would look like one of ours."""
_HEADING = re.compile(r"#+(?:\s|$)")
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Me", "Mn"})


def quoted(text: str, words: JudgmentWords) -> str:
    """Mark each line that would look like a heading or a finding of ours as somebody's own words.

    Any other text stays as it is.
    """
    looks = re.compile("|".join(rf"{re.escape(_bare(one))}\s*:" for one in words.labels))
    return "".join(
        f"{THEIRS}{line}" if _HEADING.match(bare := _bare(line)) or looks.match(bare) else line
        for line in text.strip().splitlines(keepends=True)
    )


def _bare(line: str) -> str:
    """Write a line as the eye reads it: without what cannot be seen, and signs that look alike as one."""
    alike = (" " if sign.isspace() else sign for sign in unicodedata.normalize("NFKC", line).casefold())
    return "".join(sign for sign in alike if unicodedata.category(sign) not in _UNSEEN).strip()


def _line(text: str) -> str:
    """Put a text on one line, so that what stands in it (a name) begins none of its own."""
    return " ".join(text.split())


def composed(draft: JudgmentDraft, words: JudgmentWords) -> str:
    """Write the judgment as one plain text: a line that starts with '# ' is a heading, and only ours are.

    This is the text that is frozen and whose digest is journalled; the same draft gives the same text.
    """

    def theirs(text: str) -> str:
        return quoted(text, words)

    def ours(text: str) -> str:
        return theirs(_line(text))

    blocks: list[str] = [f"# {_line(draft.title)}", ours(draft.intro)]

    def section(heading: str, *texts: str) -> None:
        said = [text for text in texts if text.strip()]
        blocks.extend((f"# {heading}", *said) if said else ())

    section(words.corrected, ours(draft.corrects), theirs(draft.correction))
    section(words.considerations, theirs(draft.considerations))
    for number, part in enumerate(draft.parts, 1):
        blocks.append(f"# {words.allegation} {number}")
        blocks.append(theirs(part.allegation))
        blocks.append(f"{words.finding}: {_line(part.outcome)}.")
        blocks.append(f"{words.reasons}: {theirs(part.reasons)}")
        if part.cited:
            blocks.append(f"{words.based_on}: {'; '.join(_line(one) for one in part.cited)}.")
    reason = f"{words.departs}: {theirs(draft.whole_reason)}" if draft.whole_reason.strip() else ""
    section(words.whole, ours(draft.whole), reason)
    section(words.agreements, theirs(draft.agreements))
    section(words.recommendations, theirs(draft.recommendations))
    section(words.terms, ours(draft.terms))
    section(words.route, theirs(draft.route))
    return "\n\n".join(block for block in blocks if block.strip()) + "\n"
