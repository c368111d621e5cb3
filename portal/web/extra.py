"""What was handed in beside the fields of a form: nothing reads it, and the log is told how much there was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from flask import g, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask, Response

log = structlog.get_logger()
BUTTONS = frozenset({"action", "answer", "csrf_token"})
"""What a button or the frame of a page sends along with a form."""


def compare(asks: Callable[[str], bool]) -> None:
    """Find what one form does not ask for; what no form of this request asks for is told in the end."""
    found = {name for name in request.form if name not in BUTTONS and not asks(name)}
    g.extra = found & g.extra if "extra" in g else found


def tell(response: Response) -> Response:
    """Log that a form came with more than it asks for: where and how much, for names and values may be of a person."""
    count = len(g.get("extra", ()))
    if count:
        log.warning("unknown_fields", kind="security", endpoint=request.endpoint, count=count)
    return response


def prepare(app: Flask) -> None:
    """Look at every form that was handed in."""
    app.after_request(tell)
