"""From data to a paper: PDF/A-2a and PDF/UA-1 in one file, and the same bytes for the same data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from babel.dates import format_date

from portal.papers.words import PAPERS

_TEMPLATES: Final = Path(__file__).parents[2] / "templates" / "papers"
_UNKNOWN: Final = "\N{REPLACEMENT CHARACTER}"
_MAY_BREAK: Final = "\N{ZERO WIDTH SPACE}"
"""Where a line may be broken inside a word. The templates make an opportunity of it; it is never printed."""
_LONGEST_WORD: Final = 40
_LONGEST_IN_A_COLUMN: Final = 22
_PIECE: Final = 8
_LONGEST_HEAD: Final = 60
_LONGEST_FOOT: Final = 90
_LONGEST_MENTION: Final = 300
"""What a PDF says of itself; PDF/A has a limit for it."""
_REGIONS: Final = {"nl": "NL", "en": "GB"}
_IN_THE_FONTS: Final = (
    range(0x500),  # Latin, Greek and Cyrillic
    range(0x1E00, 0x2000),  # more Latin and Greek
    range(0x200B, 0x200C),  # the mark for the templates
    range(0x2010, 0x2028),  # dashes, quotes and the like
    range(0x20A0, 0x20AD),  # signs of money
    range(0x2190, 0x2194),  # arrows
)


def typeset(template: str, data: Mapping[str, object]) -> bytes:
    """Print data with a template of the folder of papers.

    Text is data to the typesetter, never markup, and nothing but the templates and its own fonts can be read. What
    PDF/A cannot hold is left out, and a character that no font has is printed as a replacement sign. Strings may hold
    line ends.
    """
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

    written = json.dumps(_printable(data), ensure_ascii=False)
    try:
        return _plainly_ended(run(written))
    except typst.TypstError:
        # PDF/A refuses a character that no font has. A paper must be made all the same: fall back on what surely is.
        return _plainly_ended(run("".join(char if _surely_in_the_fonts(char) else _UNKNOWN for char in written)))


def frame(
    *,
    language: str,
    title: str,
    organisation: str,
    running: str,
    day: date,
    about: str = "",
    head: tuple[str, str] | None = None,
) -> dict[str, object]:
    """Gather what every paper has: what it says of itself, its head from the second page on, and its foot.

    A paper has a day, for PDF/A wants one; the clock is not asked, so that the same data give the same bytes.
    """
    words = PAPERS[language]
    return {
        "language": language,
        "region": _REGIONS[language],
        "title": one_line(title),
        "organisation": one_line(organisation),
        "about": one_line(about),
        "described": [shortened(text, _LONGEST_MENTION) for text in (f"{title} {organisation}", organisation, about)],
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "head": [shortened(text, _LONGEST_HEAD) for text in head] if head else None,
        "running": shortened(running, _LONGEST_FOOT),
        "page": words["page"],
        "of": words["of"],
    }


def in_full(day: date, language: str) -> str:
    """Write a date as it stands on paper: 30 maart 2026."""
    return format_date(day, "d MMMM y", locale=language)


def one_line(text: str) -> str:
    """Keep what can be seen, on one line. Control characters and the like have no place in PDF/A."""
    spaced = " ".join(text.split())
    if spaced.isprintable():
        return spaced
    return " ".join("".join(char for char in text if char.isprintable() or char.isspace()).split())


def shortened(text: str, longest: int) -> str:
    """Put text on one line that is no longer than this."""
    line = one_line(text)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def lines(texts: tuple[str, ...]) -> list[str]:
    """Keep the lines in which something can be seen."""
    return [line for text in texts for raw in text.splitlines() if (line := one_line(raw))]


def paragraphs(text: str) -> list[str]:
    """Split on empty lines; a paragraph keeps its line ends."""
    found: list[list[str]] = [[]]
    for raw in text.splitlines():
        line = one_line(raw)
        if line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return ["\n".join(paragraph) for paragraph in found if paragraph]


def narrow(text: str, longest: int = _LONGEST_IN_A_COLUMN) -> str:
    """Put text on one line of which the words fit in a narrow column."""
    return _breakable(one_line(text), longest)


def _printable(value: object) -> object:
    """Clean all strings in data, and let words that are longer than a line be broken."""
    if isinstance(value, str):
        return "\n".join(_breakable(_seen(line), _LONGEST_WORD) for line in value.split("\n"))
    if isinstance(value, Mapping):
        return {str(key): _printable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(one) for one in value]
    return value


def _seen(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(char for char in line if char.isprintable() or char == _MAY_BREAK)


def _breakable(line: str, longest: int) -> str:
    """Mark where words may be broken that are longer than this: after the signs in an address, else anywhere."""
    if len(line) <= longest:
        return line
    return re.sub(rf"[^ {_MAY_BREAK}]{{{longest + 1},}}", _marked, line)


def _marked(word: re.Match[str]) -> str:
    pieces = re.findall(rf"[^/?&=_.,;:#-]{{1,{_PIECE}}}[/?&=_.,;:#-]*|[/?&=_.,;:#-]{{1,{_PIECE}}}", word[0])
    return _MAY_BREAK.join(pieces)


def _plainly_ended(pdf: bytes) -> bytes:
    """End streams so that their length can be counted in one way.

    A stream whose data happen to end in CR is followed by LF, and some take the two for one end of line: then the data
    are a byte shorter than they should be, which PDF/A forbids. A CR is as good an end of line.
    """
    return pdf.replace(b"\r\nendstream", b"\r\rendstream")


def _surely_in_the_fonts(char: str) -> bool:
    """Tell whether a character is one that the bundled fonts are known to have."""
    return any(ord(char) in known for known in _IN_THE_FONTS)
