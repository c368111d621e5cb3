"""The regulation of an organisation on paper (article 4.1: it is public and available on request)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, Literal

from babel.dates import format_date

from portal.domain.regulation_text import Article, Clause, filled, parse

_TEMPLATES: Final = Path(__file__).parents[2] / "templates" / "papers"
_UNKNOWN: Final = "\N{REPLACEMENT CHARACTER}"
_LONGEST_TERM: Final = 40
_IN_THE_FONTS: Final = (
    range(0x500),  # Latin, Greek and Cyrillic
    range(0x1E00, 0x2000),  # more Latin and Greek
    range(0x2010, 0x2028),  # dashes, quotes and the like
    range(0x20A0, 0x20AD),  # signs of money
    range(0x2190, 0x2194),  # arrows
)

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
) -> bytes:
    """Print one version of a regulation as PDF/A-2a and PDF/UA-1, in Dutch; the same input gives the same bytes.

    `text` is in the format of `regulation_text`, its placeholders still in it. Names and text are data to the
    typesetter, never markup. A character that its fonts lack is printed as a replacement sign.
    Raises ValueError for a text that cannot be parsed.
    """
    names = {"organisation": organisation, "functionaris": functionaris}
    data = {
        "title": "Klachtenregeling",
        "organisation": _one_line(organisation),
        "address": [line for raw in address.splitlines() if (line := _one_line(raw))],
        "edition": f"Versie {version}, geldig vanaf {format_date(valid_from, 'd MMMM y', locale='nl')}",
        "running": f"klachtenregeling versie {version}",
        "page": "Pagina",
        "of": "van",
        "date": {"year": valid_from.year, "month": valid_from.month, "day": valid_from.day},
        "articles": [
            {
                "heading": _one_line(filled(article.heading, **names)),
                "blocks": [asdict(block) for block in _blocks(article, names)],
            }
            for article in parse(text)
        ],
    }
    return _typeset("regulation.typ", json.dumps(data, ensure_ascii=False))


def _blocks(article: Article, names: dict[str, str]) -> list[_Block]:
    """Gather the clauses of an article into lists; letters after a numbered clause belong to it."""
    blocks: list[_Block] = []
    for clause in article.clauses:
        kind = _kind(clause)
        item = _item(clause, kind, _one_line(filled(clause.text, **names)))
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


def _one_line(text: str) -> str:
    """Keep what can be seen, on one line. Control characters and the like have no place in PDF/A."""
    spaced = " ".join(text.split())
    return "".join(char for char in spaced if char.isprintable())


def _typeset(template: str, data: str) -> bytes:
    """Run the typesetter on a template and its data, with its own fonts and nothing to read but the templates."""
    import typst

    def run(data: str) -> bytes:
        return typst.compile(
            _TEMPLATES / template,
            root=_TEMPLATES,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": data},
            pdf_standards=["a-2a", "ua-1"],
        )

    try:
        return run(data)
    except typst.TypstError:
        # PDF/A refuses a character that no font has. A paper must be made all the same: fall back on what surely is.
        return run("".join(char if _surely_in_the_fonts(char) else _UNKNOWN for char in data))


def _surely_in_the_fonts(char: str) -> bool:
    """Tell whether a character is one that the bundled fonts are known to have."""
    return any(ord(char) in known for known in _IN_THE_FONTS)
