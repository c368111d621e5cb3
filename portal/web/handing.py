"""Handing over a file: to be kept by the browser, never to be shown, run or guessed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import make_response

if TYPE_CHECKING:
    from flask import Response

PLAIN = frozenset({"text/plain", "message/rfc822"})
"""What a browser would rather show than keep."""
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def download(content: bytes, media_type: str, name: str) -> Response:
    """Answer with a file under a name that tells nothing of anybody: plain letters, made by us."""
    response = make_response(content)
    kind = media_type.partition(";")[0]
    response.headers["Content-Type"] = "application/octet-stream" if kind in PLAIN else kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
