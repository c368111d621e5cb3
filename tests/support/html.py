"""Reads a page the way a careful reviewer does, and says all that is wrong with it at once."""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as PARSE_ERRORS

from tests.support.untraced import untraced

UNLABELLED_INPUTS = {"hidden", "submit", "button", "reset", "image"}
ADDRESSES = ("href", "src", "action", "formaction")
REFERENCES = ("for", "aria-describedby", "aria-labelledby")


TOKEN = re.compile(r'(<input[^>]*name="(?:csrf_token|key)"[^>]*value=")[\w.-]+"')
MADE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}")
FAULTLESS: set[int] = set()
"""The pages that were read and had no fault, by their text. Most pages are opened often and by many tests."""


def check_page(html: str, *, path: str) -> None:
    """Raise an AssertionError that lists every fault of the page at `path`."""
    text = hash(lasting(html))
    if text in FAULTLESS:
        return
    with untraced():
        faults = list(faults_of(html))
    assert not faults, "\n".join([f"{path}: {len(faults)} fault(s)", *(f"- {fault}" for fault in faults)])
    FAULTLESS.add(text)


def lasting(html: str) -> str:
    """Tell what stays of a page when it is drawn anew: tokens are left out, and each id and code gets a number.

    Two that differ keep different numbers, so that an id that is there twice is there twice.
    """
    made: dict[str, str] = {}
    return MADE.sub(lambda one: made.setdefault(one.group(), f"\0{len(made)}\0"), TOKEN.sub(r'\1"', html))


def faults_of(html: str) -> Iterator[str]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page = parser.parse(html)
    for (line, column), code, values in parser.errors:
        yield f"line {line}, column {column}: {PARSE_ERRORS[code] % values}"
    elements = [element for element in page.iter() if isinstance(element.tag, str)]
    yield from _heading_and_title(page)
    yield from _references(elements)
    yield from _labels(page, elements)
    yield from _scripts_and_styles(elements)
    yield from _forms(page)


def _heading_and_title(page: Element) -> Iterator[str]:
    if not page.get("lang"):
        yield "html has no lang"
    headings = list(page.iter("h1"))
    if len(headings) != 1:
        yield f"{len(headings)} h1 elements instead of one"
        return
    heading, title = _text(headings[0]), _text(page.find("head/title"))
    if not heading:
        yield "the h1 is empty"
    if not title.startswith(heading):
        yield f"the title “{title}” does not start with the h1 “{heading}”"


def _references(elements: list[Element]) -> Iterator[str]:
    ids = Counter(element.attrib["id"] for element in elements if "id" in element.attrib)
    for name, times in ids.items():
        if times > 1:
            yield f"the id “{name}” is there {times} times"
    for element in elements:
        for attribute in REFERENCES:
            for name in element.get(attribute, "").split():
                if name not in ids:
                    yield f"{_tag(element)} has {attribute}=“{name}”, an id that is not there"


def _labels(page: Element, elements: list[Element]) -> Iterator[str]:
    labels = [label for label in page.iter("label") if _text(label)]
    labelled = {label.get("for") for label in labels} - {None}
    wrapped = {field for label in labels for field in label.iter()}
    for field in elements:
        if not _is_field(field) or field in wrapped or field.get("id") in labelled:
            continue
        if not (field.get("aria-label", "").strip() or field.get("aria-labelledby", "").strip()):
            yield f"{_tag(field)} has no label"


def _is_field(element: Element) -> bool:
    if element.tag == "input":
        return element.get("type", "text").lower() not in UNLABELLED_INPUTS
    return element.tag in {"select", "textarea"}


def _scripts_and_styles(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag == "script" and not element.get("src"):
            yield "script without src"
        if element.tag in {"style", "{http://www.w3.org/2000/svg}style"}:
            yield "style element"
        if element.tag == "img" and "alt" not in element.attrib:
            yield f"{_tag(element)} has no alt"
        for name, value in element.attrib.items():
            if name == "style" or name.startswith("on"):
                yield f"{_tag(element)} has the attribute {name}"
            if name.endswith(ADDRESSES) and re.sub(r"[\x00-\x20]", "", value).lower().startswith("javascript:"):
                yield f"{_tag(element)} has a javascript: address"


def _forms(page: Element) -> Iterator[str]:
    for form in page.iter("form"):
        fields = form.iterfind(".//input[@name='csrf_token']")
        if form.get("method", "").lower() == "post" and not any(field.get("type") == "hidden" for field in fields):
            yield f"{_tag(form)} posts without a csrf_token"


def _text(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _tag(element: Element) -> str:
    """Name an element so that it can be found: <input id=name>, <form action=/inloggen>."""
    known = (f" {name}={element.get(name)}" for name in ("id", "name", "action", "src", "href") if element.get(name))
    return f"<{element.tag.rpartition('}')[2]}{next(known, '')}>"
