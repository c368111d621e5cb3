"""What a judgment that is being written still lacks, and where it is hard to read.

What it lacks is what the procedure would refuse it for: nothing here decides that a second time. A hint refuses
nothing: whoever judges writes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.domain.formal_words import DUTCH, ENGLISH
from portal.domain.guards import shares_its_pieces
from portal.domain.procedure import wanting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from portal.domain.facts import Deed, Facts
    from portal.domain.regulation import Regulation


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is missing: the reason that one would be told, the field that mends it, and in which part."""

    reason: str
    field: str = ""
    part: int | None = None


WANTED: Mapping[str, str] = {
    "considerations": "considerations_missing",
    "agreements": "agreements_missing",
    "whole_reason": "whole_reason_missing",
    "correction": "correction_missing",
    "route": "route_missing",
}
"""Texts that a judgment has, where it is asked for them, and why it is refused without."""
OWN = "own_"
"""Before the reference of an employee: what of several reads of the agreements."""


def unwritten(texts: Mapping[str, str]) -> tuple[Lack, ...]:
    """Name the texts that are asked for and are not there."""
    return tuple(
        Lack(WANTED["agreements" if name.startswith(OWN) else name], name)
        for name, text in texts.items()
        if not text.strip()
    )


def lacks(facts: Facts, deed: Deed, regulation: Regulation, texts: Mapping[str, str]) -> tuple[Lack, ...]:
    """Name all that is missing before this can be issued: what the procedure wants of it, then texts."""
    found = [one for reason in wanting(facts, deed, regulation) for one in _where(reason, facts, deed)]
    return (*found, *unwritten(texts))


def _where(reason: str, facts: Facts, deed: Deed) -> list[Lack]:
    """Say in which part it lies, where that is one."""
    places = _PLACES.get(reason)
    found = list(places(facts, deed)) if places else []
    return found or [Lack(reason)]


def _unjudged(_facts: Facts, deed: Deed) -> Iterator[Lack]:
    for place, finding in enumerate(deed.findings):
        if not finding.outcome:
            yield Lack("outcome_missing", f"outcome_{place}", place + 1)
        if not finding.reasoned:
            yield Lack("reasons_missing", f"reasons_{place}", place + 1)


def _unshared(facts: Facts, deed: Deed) -> Iterator[Lack]:
    for place, finding in enumerate(deed.findings):
        if not shares_its_pieces(facts, finding):
            yield Lack("only_shared_pieces_cited", f"cited_{place}", place + 1)


_PLACES: Mapping[str, Callable[[Facts, Deed], Iterator[Lack]]] = {
    "every_allegation_judged": _unjudged,
    "only_shared_pieces_cited": _unshared,
}


# ---- hints -----------------------------------------------------------------------------------------------------------


class Hardness(StrEnum):
    """What makes a text hard to read."""

    LONG_SENTENCE = "long_sentence"
    LONG_PARAGRAPH = "long_paragraph"
    FORMAL_WORD = "formal_word"
    PASSIVE = "passive"


@dataclass(frozen=True, slots=True)
class Hint:
    """One place that is hard to read: where, the words, how many there are, and what could stand there."""

    kind: Hardness
    field: str
    found: str
    count: int = 0
    instead: str = ""


SENTENCE_WORDS = 25
PARAGRAPH_WORDS = 100
PASSIVES = 2
SHOWN_WORDS = 8
_WORD = re.compile(r"\w[\w'’-]*")
_PARAGRAPHS = re.compile(r"\n\s*\n")
_SENTENCES = re.compile(r"(?<=[.!?…])[\"”’')]*\s+(?=[\"“‘'(]*[A-ZÀ-ÖØ-Þ])|\n")
_PASSIVE = {
    "nl": re.compile(r"\b(?:wordt|worden|werd|werden|geworden)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?\w+(?:ed|en)\b", re.IGNORECASE),
}
_FORMAL = {"nl": DUTCH, "en": ENGLISH}


def hints(texts: Mapping[str, str], language: str) -> tuple[Hint, ...]:
    """Say where texts are hard to read: what is written in a language that is not known gets no hints."""
    known = texts.items() if language in _FORMAL else ()
    return tuple(one for field, text in known for one in _hints(field, text, language))


def _hints(field: str, text: str, language: str) -> Iterator[Hint]:
    for paragraph in _PARAGRAPHS.split(text):
        said = _WORD.findall(paragraph)
        if len(said) > PARAGRAPH_WORDS:
            yield Hint(Hardness.LONG_PARAGRAPH, field, _start(paragraph), len(said))
        for sentence in _SENTENCES.split(paragraph):
            count = len(_WORD.findall(sentence))
            if count > SENTENCE_WORDS:
                yield Hint(Hardness.LONG_SENTENCE, field, _start(sentence), count)
            passives = _PASSIVE[language].findall(sentence)
            if len(passives) >= PASSIVES:
                yield Hint(Hardness.PASSIVE, field, _start(sentence), len(passives))
    flat = " ".join(text.casefold().split())
    for formal, simple in _FORMAL[language].items():
        count = len(re.findall(rf"\b{re.escape(formal)}\b", flat))
        if count:
            yield Hint(Hardness.FORMAL_WORD, field, formal, count, simple)


def _start(text: str) -> str:
    """Show how it begins, for whoever looks for it."""
    said = text.split()
    return " ".join(said[:SHOWN_WORDS]) + (" …" if len(said) > SHOWN_WORDS else "")
