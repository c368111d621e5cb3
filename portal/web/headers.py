"""Headers on every answer, error pages and files included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from portal.web import state

if TYPE_CHECKING:
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
    """Add what every answer carries."""
    report = f"{request.script_root}/csp" if state.has_organisation() else "/csp"
    response.headers["Content-Security-Policy"] = f"{POLICY}; report-uri {report}"
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = SEALED
    if state.has_organisation() and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


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
