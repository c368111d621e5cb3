"""The regulation of an organisation on paper (article 4.1: it is public and available on request)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Final, Literal

from portal.domain.regulation_text import Article, Clause, filled, parse
from portal.papers.typesetting import frame, in_full, lines, one_line, typeset
from portal.papers.words import PAPERS

_LONGEST_TERM: Final = 40

Kind = Literal["paragraph", "number", "letter", "definition"]


@dataclass(slots=True)
class _Item:
    """One clause as the template draws it."""

    text: str
    number: int = 0
    term: str = ""
    letters: list[_Item] = field(default_factory=list)


@dataclass(slots=True)
class _Block:
    """Clauses of one kind that follow one another: together they are one list to a screen reader."""

    kind: Kind
    items: list[_Item]


def regulation_pdf(
    *,
    organisation: str,
    address: str,
    version: int,
    valid_from: date,
    text: str,
    functionaris: str,
    language: str = "nl",
) -> bytes:
    """Print one version of a regulation as PDF/A-2a and PDF/UA-1; the same input gives the same bytes.

    `language` is that of the frame: title, edition and foot. The text is Dutch, as the organisation wrote it.
    `text` is in the format of `regulation_text`, its placeholders still in it. Names and text are data to the
    typesetter, never markup. A character that its fonts lack is printed as a replacement sign.
    Raises ValueError for a text that cannot be parsed.
    """
    names = {"organisation": organisation, "functionaris": functionaris}
    words = PAPERS[language]
    edition = words["regulation_edition"].format(version=version, date=in_full(valid_from, language))
    running = words["regulation_running"].format(version=version)
    data = {
        "frame": frame(
            language=language,
            title=words["regulation"],
            organisation=organisation,
            about=edition,
            running=f"{organisation}, {running}",
            day=valid_from,
        ),
        "sender": lines((address,)),
        "articles": [
            {
                "heading": one_line(filled(article.heading, **names)),
                "blocks": [asdict(block) for block in _blocks(article, names)],
            }
            for article in parse(text)
        ],
    }
    return typeset("regulation.typ", data)


def _blocks(article: Article, names: dict[str, str]) -> list[_Block]:
    """Gather the clauses of an article into lists; letters after a numbered clause belong to it."""
    blocks: list[_Block] = []
    for clause in article.clauses:
        kind = _kind(clause)
        item = _item(clause, kind, one_line(filled(clause.text, **names)))
        last = blocks[-1] if blocks else None
        if last and kind == "letter" and last.kind == "number":
            last.items[-1].letters.append(item)
        elif last and kind == last.kind:
            last.items.append(item)
        else:
            blocks.append(_Block(kind, [item]))
    return blocks


def _kind(clause: Clause) -> Kind:
    """Tell from its mark what kind of clause it is."""
    if not clause.mark:
        return "paragraph"
    if clause.mark == "-":
        return "definition"
    return "number" if clause.mark[0].isdigit() else "letter"


def _item(clause: Clause, kind: Kind, text: str) -> _Item:
    """Give a clause its number, or set apart the word that it defines."""
    if kind == "number":
        return _Item(text, number=int(clause.mark[:-1]))
    if kind == "letter":
        return _Item(text, number=ord(clause.mark[0]) - ord("a") + 1)
    term, colon, meaning = text.partition(": ")
    if kind == "definition" and colon and len(term) <= _LONGEST_TERM:
        return _Item(colon + meaning, term=term)
    return _Item(text)
