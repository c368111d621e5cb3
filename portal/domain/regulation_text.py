"""The text of a regulation, as people read it: articles with numbered, lettered and plain clauses.

An organisation writes its regulation as plain text, one clause a line, and both the public page and the printed
regulation are drawn from what `parse` makes of it:

    # Artikel 3 – Doelstellingen      the heading of an article
    Deze regeling heeft tot doel:     a paragraph
    1. …                              a numbered paragraph
    a. …                              a lettered one
    - Klacht: …                       a definition

Article 5.1 names the functionaris through a placeholder, so that a new appointment needs no new regulation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_HEADING: Final = re.compile(r"#(?:\s+(?P<text>\S.*))?")
_CLAUSE: Final = re.compile(r"(?P<mark>[0-9]{1,3}\.|[a-z]\.|-)\s+(?P<text>\S.*)")
_PLACEHOLDER: Final = re.compile(r"\{(organisation|functionaris)\}")


@dataclass(frozen=True, slots=True)
class Clause:
    """One paragraph of an article. `mark` is what stands before it ("1.", "a.", "-"), or empty."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its heading with number and name ("Artikel 1 – Begripsbepalingen"), and its clauses in order."""

    heading: str
    clauses: tuple[Clause, ...]


def parse(text: str) -> tuple[Article, ...]:
    """Read the articles of a regulation (article 4.1: it is public); empty lines mean nothing.

    Raises ValueError, with the number of the line, for text before the first heading and for an empty heading.
    """
    articles: list[tuple[str, list[Clause]]] = []
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        if not line:
            continue
        if headed := _HEADING.fullmatch(line):
            if headed["text"] is None:
                raise ValueError(f"line {number}: an article needs a heading after the '#'")
            articles.append((headed["text"], []))
        elif articles:
            articles[-1][1].append(_clause(line))
        else:
            raise ValueError(f"line {number}: text stands before the first heading ('# …')")
    return tuple(Article(heading, tuple(clauses)) for heading, clauses in articles)


def filled(text: str, *, organisation: str, functionaris: str) -> str:
    """Put the names into the placeholders `{organisation}` and `{functionaris}` (articles 1 and 5.1).

    A name goes in as it is, on one line, and is never read again: a name that looks like a placeholder stays a name.
    Other braces are left alone. Fill the parsed clauses rather than the whole text where a name could start a line.
    """
    names = {"organisation": " ".join(organisation.split()), "functionaris": " ".join(functionaris.split())}
    return _PLACEHOLDER.sub(lambda found: names[found[1]], text)


def _clause(line: str) -> Clause:
    """Split a line into its mark, if it has one, and its text."""
    marked = _CLAUSE.fullmatch(line)
    return Clause(marked["mark"], marked["text"]) if marked else Clause("", line)
