"""Following every link and every form that asks, from page to page, as one person."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

from tests.leaks.cast import DOORS, opens
from tests.leaks.reader import TOKEN_PATHS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from werkzeug.test import TestResponse

    from tests.leaks.reader import Reader

LINK = re.compile(r'\s(?:href|src|action|formaction)="([^"]*)"')
FORM = re.compile(r'<form method="get"[^>]*action="([^"]*)"[^>]*>(.*?)</form>', re.DOTALL)
SELECT = re.compile(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
OPTION = re.compile(r'<option value="([^"]*)"')
ACT = re.compile(r"^/(klager|medewerker|functionaris)/zaak/(KW?-\d{4}-\d{4})/([a-z-]+)(?:\?.*)?$")
CASE = re.compile(r"^/(?:klager|medewerker|functionaris)/zaak/(KW?-\d{4}-\d{4})/(?:\?.*)?$")
MOST = 3000
METHOD = 405


NO_ACTS = frozenset({"oordeel", "gelezen", "papieren", "bewaarblokkade", "inzage"})
"""Pages of a case that do nothing in the procedure."""


@dataclass
class Walk:
    """Where somebody came, what they were answered, and which acts each case page offered."""

    status: dict[str, int] = field(default_factory=dict)
    offered: dict[str, set[str]] = field(default_factory=dict)
    pages: dict[str, TestResponse] = field(default_factory=dict, repr=False)

    @property
    def dead(self) -> list[str]:
        """Links that lead nowhere."""
        return sorted(path for path, status in self.status.items() if status >= 400 and status != METHOD)


def crawl(one: Reader, *, leaving_out: Callable[[str], object] | None = None) -> Walk:
    """Open every page that can be reached, each once."""
    walk = Walk()
    waiting = deque(["/", "/account", *(f"/{folder}/" for folder in DOORS if opens(one.person, folder))])
    seen = set(waiting)
    while waiting:
        path = waiting.popleft()
        response = one.get(path)
        walk.status[path] = response.status_code
        walk.pages[path] = response
        assert len(walk.status) < MOST, "the pages do not end"
        if response.status_code in {301, 302, 308}:
            found = [response.headers["Location"]]
        elif response.mimetype == "text/html":
            found = list(links(response.text))
            _acts(path, response.text, walk, one.slug)
        else:
            found = []
        for target in found:
            inside = within(target, f"/{one.slug}{path}", one.slug)
            if inside is not None and inside not in seen and not (leaving_out and leaving_out(inside)):
                seen.add(inside)
                waiting.append(inside)
    return walk


def links(text: str) -> Iterator[str]:
    """Every address of a page, and for a form that asks every choice it gives."""
    for target in LINK.findall(text):
        yield unescape(target)
    for action, body in FORM.findall(text):
        yield unescape(action)
        for name, options in SELECT.findall(body):
            for value in OPTION.findall(options):
                yield f"{unescape(action)}?{urlencode({name: unescape(value)})}"


def within(target: str, base: str, slug: str) -> str | None:
    """The path inside the organisation, or None for what a reader does not follow."""
    parts = urlsplit(urljoin(base, target))
    path = parts.path.removeprefix(f"/{slug}")
    if parts.netloc not in {"", "localhost"} or path == parts.path or not path.startswith("/"):
        return None
    if path.startswith(TOKEN_PATHS) or path == "/uitloggen" or path.endswith("/concept"):
        return None
    return f"{path}?{parts.query}" if parts.query else path


def _acts(path: str, text: str, walk: Walk, slug: str) -> None:
    page = CASE.match(path)
    if page is None:
        return
    offered = walk.offered.setdefault(page.group(1), set())
    for target in LINK.findall(text):
        act = ACT.match(unescape(target).removeprefix(f"/{slug}"))
        if act and act.group(2) == page.group(1) and "?" not in target and act.group(3) not in NO_ACTS:
            offered.add(act.group(3))
