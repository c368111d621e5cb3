"""What the tests of papers share: whether a PDF is valid, what stands on it, and text that would rather be code."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import page
import pikepdf

STANDARDS = [page.ValidationProfile.PDF_A_2A, page.ValidationProfile.PDF_UA_1]

PAYLOADS = [
    '#read("/etc/passwd")',
    '#image("/etc/passwd")',
    '#include "regulation.typ"',
    '#import "@preview/cetz:0.3.0": *',
    '#eval("1 + 1")',
    "#sys.inputs.data",
    '#panic("uit")',
    "#while true {}",
    "]#[",
    '#""',
    "*vet* _schuin_ `code`",
    "$ x^2 $",
    "@artikel <artikel>",
    "= Kop",
    "+ punt",
    "/ Woord: betekenis",
    "// weg",
    "/* weg */",
    "--- ... ~ -?",
    r"\ \u{41} \#",
    "'enkel' \"dubbel\"",
    "https://example.org/?a=b&c=d",
    "{{ 7 * 7 }} {% raw %}",
    "{0} {organisation!r} %s",
    '{"titel": "x"}',
    "<script>alert(1)</script>",
    "(haakje\\) <</JS>> endobj",
    "%PDF-1.7",
    "=HYPERLINK(1)",
    "& < > &amp; \\n",
]

MORE = [
    '#link("https://example.org")[x]',
    '```typ #read("/etc/passwd")```',
    "]" * 50 + "[" * 50,
    "a\\b \\\\ \\n \\u{1F600}",
    "<label> @label #ref(<label>) #context 1",
    "#set page(width: 1pt)",
    "w" * 3000,
    "Een zin die blijft duren, tot het einde toe. " * 450,
]

ODD = [
    ("Ğözde Şahin, Łódź, Œuvre, Ωmega, Жук", "Ğözde Şahin, Łódź, Œuvre, Ωmega, Жук"),
    ("blij 😀 en 日本", "blij � en ��"),
    ("nul\x00 esc\x1b bel\x07", "nul esc bel"),
    ("om\u202egekeerd \ufeffbom \ue000eigen \ufdd0geen", "omgekeerd bom eigen geen"),
    ("half \ud83d heel", "half heel"),
    ("klein\u200bwit en ver\u00adborgen", "kleinwit en verborgen"),
]
"""What a person may write beside what of it can be printed."""


def assert_valid(pdf: bytes) -> None:
    for standard in STANDARDS:
        report = page.validate_pdf_bytes(pdf, profile=standard)
        assert report.is_compliant, (standard, [failure.message for failure in report.failures])


def printed(pdf: bytes, *, frame: bool = True) -> str:
    """Read the characters on the pages of a PDF, without white space, through the maps that its fonts carry.

    Without its frame, heads and feet are left out, which a screen reader does not read either.
    """
    shown: list[str] = []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for sheet in opened.pages:
            fonts = {name: characters(font) for name, font in sheet.Resources.Font.items()}
            current: dict[int, str] = {}
            marks: list[str] = []
            for step in pikepdf.parse_content_stream(sheet):
                operator, operands = str(step.operator), list(step.operands)
                if operator in {"BMC", "BDC"}:
                    marks.append(str(operands[0]))
                elif operator == "EMC":
                    marks.pop()
                elif operator == "Tf":
                    current = fonts[str(operands[0])]
                elif operator in {"Tj", "TJ"} and (frame or "/Artifact" not in marks):
                    parts = list(operands[0]) if operator == "TJ" else operands
                    codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                    shown += [current[int.from_bytes(codes[n : n + 2])] for n in range(0, len(codes), 2)]
    return bare("".join(shown))


def characters(font: pikepdf.Object) -> dict[int, str]:
    """Read which glyph of a font stands for which characters."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    found: dict[int, str] = {}
    for low, high, start in re.findall(r"<([0-9A-F]{4})> <([0-9A-F]{4})> <([0-9A-F]{4})>", table, re.IGNORECASE):
        for n, code in enumerate(range(int(low, 16), int(high, 16) + 1)):
            found[code] = chr(int(start, 16) + n)
    for code, text in re.findall(r"^<([0-9A-F]{4})> <([0-9A-F]+)>$", table, re.IGNORECASE | re.MULTILINE):
        found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    return found


def bare(text: str) -> str:
    """Drop white space, which a PDF keeps as distance."""
    return "".join(text.split())


def tags(pdf: bytes) -> list[str]:
    """List the structure that a screen reader follows, as paths from the document down."""

    def walk(element: pikepdf.Object, above: str) -> Iterator[str]:
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            path = f"{above}{element.S}"
            yield path
            inner = element.get("/K", pikepdf.Array())
            for child in inner if isinstance(inner, pikepdf.Array) else pikepdf.Array([inner]):
                yield from walk(child, path)

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return list(walk(opened.Root.StructTreeRoot.K[0], ""))


def pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def drawn(pdf: bytes, number: int) -> list[tuple[float, float, float, float]]:
    """List the rectangles that are stroked on a page, in points from its lower left corner."""
    found: list[tuple[float, float, float, float]] = []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        here, kept = pikepdf.Matrix(), []
        path: list[tuple[float, float]] = []
        for step in pikepdf.parse_content_stream(opened.pages[number]):
            operator = str(step.operator)
            values = [float(one) for one in step.operands] if operator in {"cm", "m", "l", "re"} else []
            if operator == "q":
                kept.append(here)
            elif operator == "Q":
                here = kept.pop()
            elif operator == "cm":
                here = pikepdf.Matrix(*values) @ here
            elif operator in {"m", "l"}:
                path.append(here.transform(values))
            elif operator == "re":
                x, y, width, height = values
                path += [here.transform((x, y)), here.transform((x + width, y + height))]
            elif operator in {"S", "s"} and path:
                across, up = zip(*path, strict=True)
                found.append((min(across), min(up), max(across), max(up)))
            if operator in {"S", "s", "f", "f*", "n", "B"}:
                path = []
    return [one for one in found if one[2] - one[0] > 1 and one[3] - one[1] > 1]
