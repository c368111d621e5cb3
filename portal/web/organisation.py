"""From address to organisation: /<org>/… moves into SCRIPT_NAME, a host of its own stands for /<org>.

The middleware only parses; who stands behind a slug or a host comes from a function that is asked once in a while.
Pages of the platform itself live below `/_`, where no outside address can reach.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import request
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy.exc import SQLAlchemyError

from portal.web.headers import completed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask import Flask
    from itsdangerous import URLSafeTimedSerializer

    from portal.models.lookup import Address

RESERVED = frozenset({"static", "healthz", "readyz", "metrics", "api", "demo", "csp"})
OPEN = frozenset({"healthz", "readyz", "metrics", "static", "csp"})
SLUG = re.compile(r"[a-z0-9-]{2,40}")
PLATFORM = "/_"
KEY = "wederhoor.organisation"
FAULT = "wederhoor.fault"
"""Under what stands why it could not be looked up whose address it is; `errors` draws its page."""
FRESH_SECONDS = 30.0


def allowed_slug(slug: str) -> bool:
    """Whether an organisation may have this slug."""
    return bool(SLUG.fullmatch(slug)) and slug not in RESERVED


@dataclass(slots=True)
class Addresses:
    """Who stands behind an address, remembered for half a minute."""

    find: Callable[[str, str], Address | None]
    _known: dict[tuple[str, str], tuple[float, Address | None]] = field(default_factory=dict)

    def at(self, slug: str, host: str) -> Address | None:
        """Find the organisation of a slug, or of a host when the slug is empty."""
        now = time.monotonic()
        kept = self._known.get((slug, host))
        if kept is not None and now - kept[0] < FRESH_SECONDS and kept[1] is not None:
            return kept[1]
        found = self.find(slug, host)
        if len(self._known) > 10_000:  # noqa: PLR2004  a bound on memory, nothing more
            self._known.clear()
        self._known[slug, host] = (now, found)
        return found

    def forget(self) -> None:
        """Ask anew from now on."""
        self._known.clear()


@dataclass(slots=True)
class OrganisationMiddleware:
    """WSGI middleware that turns an address into organisation plus path."""

    app: Callable[..., Iterable[bytes]]
    addresses: Addresses
    own_hosts: frozenset[str]

    def _own(self, host: str) -> bool:
        """Whether a host is the platform's: named, or below a name that begins with a dot."""
        return any(host == one or (one.startswith(".") and host.endswith(one)) for one in self.own_hosts)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Move the organisation out of the path."""
        environ.pop(KEY, None)
        environ.pop(FAULT, None)
        try:
            self._enter(environ)
        except SQLAlchemyError as fault:
            environ[FAULT], environ["PATH_INFO"] = fault, f"{PLATFORM}/nowhere"
        return self.app(environ, completed(environ, start_response))

    def _enter(self, environ: dict[str, Any]) -> None:
        path = str(environ.get("PATH_INFO", "")) or "/"
        head, _, rest = path.lstrip("/").partition("/")
        host = host_of(str(environ.get("HTTP_HOST", "")))
        if head in OPEN and path.startswith("/"):
            return
        if path == PLATFORM or path.startswith(f"{PLATFORM}/"):
            environ["PATH_INFO"] = f"{PLATFORM}/nowhere"
        elif not self._own(host):
            found = self.addresses.at("", host)
            environ[KEY] = found
            environ["PATH_INFO"] = f"{PLATFORM}/nowhere" if found is None else path
        elif SLUG.fullmatch(head) and head not in RESERVED and (found := self.addresses.at(head, "")) is not None:
            environ[KEY] = found
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{head}"
            environ["PATH_INFO"] = f"/{rest}" if path.lstrip("/") != head else ""
        else:
            environ["PATH_INFO"] = f"{PLATFORM}{path}"
        if environ.get(KEY) is not None and environ["PATH_INFO"].startswith(PLATFORM + "/"):
            environ["PATH_INFO"] = "/nowhere"


def host_of(header: str) -> str:
    """Read the name out of a Host header, which may hold a port and, in brackets, an address with colons."""
    inside, bracket, rest = header.removeprefix("[").partition("]")
    if header.startswith("[") and bracket and not rest.partition(":")[0]:
        return inside.lower()
    return header.partition(":")[0].lower()


class OrganisationSession(SecureCookieSessionInterface):
    """A cookie for each organisation: its path, its name and its signature are the organisation's own."""

    def get_cookie_path(self, app: Flask) -> str:
        """Keep the cookie within the organisation."""
        del app
        return f"{request.script_root}/"

    def get_cookie_secure(self, app: Flask) -> bool:
        """Demand https wherever the request came by it; plain http is for this machine alone."""
        del app
        return request.is_secure

    def get_cookie_name(self, app: Flask) -> str:
        """Bind the name to path or host where the browser can enforce it."""
        del app
        if not request.is_secure:
            return "s"
        return "__Secure-s" if request.script_root else "__Host-s"

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Sign for one organisation: a cookie carried to another is nothing there."""
        made = super().get_signing_serializer(app)
        if made is not None:
            found = request.environ.get(KEY)
            made.salt = f"session|{found.tenant_id.hex if found else ''}".encode()
        return made
