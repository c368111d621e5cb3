"""Headers on every answer, error pages and files included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.headers import Headers

    from flask import Flask, Response

POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self'; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; "
    "frame-ancestors 'none'; "
    "base-uri 'none'"
)

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Robots-Tag": "noindex",
}
SEALED = "max-age=31536000; includeSubDomains"


def add_headers(response: Response) -> Response:
    """Add what every answer of a page carries."""
    response.headers.setdefault("Content-Security-Policy", f"{POLICY}; report-uri {request.script_root}/csp")
    if response.mimetype == "text/plain":
        response.content_type = "text/plain; charset=utf-8"
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def completed(environ: dict[str, Any], start_response: Callable[..., Any]) -> Callable[..., Any]:
    """Begin an answer with all that it must carry, whoever gives it: also a file that is not changed or not there."""
    needed = {"Content-Security-Policy": POLICY, **ALWAYS}
    if environ.get("wsgi.url_scheme") == "https":
        needed["Strict-Transport-Security"] = SEALED

    def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        there = {name.lower() for name, _ in headers}
        missing = [(name, value) for name, value in needed.items() if name.lower() not in there]
        return start_response(status, [*headers, *missing], *more)

    return begin


def static_headers(headers: Headers, _path: str, _url: str) -> None:
    """Give static files the same protection."""
    headers["Content-Security-Policy"] = POLICY
    for name, value in ALWAYS.items():
        headers[name] = value


def sealed_static_headers(headers: Headers, path: str, url: str) -> None:
    """Do so where everything goes over https."""
    static_headers(headers, path, url)
    headers["Strict-Transport-Security"] = SEALED


def prepare(app: Flask) -> None:
    """Put the headers on everything."""
    app.after_request(add_headers)
