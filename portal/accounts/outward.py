"""Asking something of an organisation's own sign-in: the one way in which the portal opens an address that was typed.

An address must be https and lead outside; what its name stands for is looked up once, checked, and connected to, so
that it cannot turn into another between the two. Nothing redirects, nothing takes longer than some seconds or is larger
than a megabyte, and no proxy, password file or setting of the machine has a say in it.
"""

from __future__ import annotations

import io
import ipaddress
import socket
import time
from contextlib import contextmanager, suppress
from threading import Timer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import SSLError
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from requests import PreparedRequest, Response

CONNECT, READ, WHOLE = 3.0, 5.0, 10.0
"""Seconds to find the other side, to wait for a next piece, and for all of one question."""
MOST = 1_000_000
LONGEST = 2000
PIECE = 65_536
PORTS = {"http": 80, "https": 443}
GOOD, BROKEN = 200, 500
TRANSLATED = tuple(ipaddress.ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
"""Where an address of the sixth version hides one of the fourth."""


class OutsideError(Exception):
    """The organisation's own sign-in cannot be used now. `reason` is a stable word that has a text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def fit(url: str, *, local: bool) -> str:
    """See that an address may be opened: https, with a name, without a password or a fragment.

    Plain http only where this installation is on the machine itself, and so is the provider; that is seen when its name
    is looked up.

    Raises:
        OutsideError: `provider_address`.

    """
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        named = False
    if not named or len(url) > LONGEST or not (url.isascii() and url.isprintable()) or set(url) & set(' "<>\\^`{|}'):
        raise OutsideError("provider_address")
    if parts.scheme not in ({"https", "http"} if local else {"https"}) or "@" in parts.netloc or "#" in url:
        raise OutsideError("provider_address")
    return url


def outside(address: str) -> bool:
    """Whether a network address is one of the internet, and not of this machine, its network or a special use."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return outside(str(ip.ipv4_mapped))
        if any(ip in one for one in TRANSLATED):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def loopback(address: str) -> bool:
    """Whether a network address is this machine."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return (mapped or ip).is_loopback


def found_at(scheme: str, host: str, port: int, *, local: bool) -> str:
    """Look a name up, and give the address to connect to.

    Raises:
        OutsideError: `provider_down` for a name that is not there, `provider_address` for one that leads inside.

    """
    try:
        found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise OutsideError("provider_down") from error
    own = local and all(loopback(one) for one in found)
    if not found or not (own or (scheme == "https" and all(outside(one) for one in found))):
        raise OutsideError("provider_address")
    return found[0]


def _clock(sock: socket.socket | None) -> Timer:
    """Cut a connection off after a while, however slowly the other side keeps talking."""

    def cut() -> None:
        with suppress(OSError):
            if sock is not None:
                sock.shutdown(socket.SHUT_RDWR)

    clock = Timer(WHOLE, cut)
    clock.daemon = True
    clock.start()
    return clock


class _Plain(HTTPConnection):
    clock: Timer | None = None

    def connect(self) -> None:
        super().connect()
        self.clock = _clock(self.sock)

    def close(self) -> None:
        if self.clock is not None:
            self.clock.cancel()
        super().close()


class _Sealed(HTTPSConnection):
    clock: Timer | None = None

    def connect(self) -> None:
        super().connect()
        self.clock = _clock(self.sock)

    def close(self) -> None:
        if self.clock is not None:
            self.clock.cancel()
        super().close()


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SealedPool(HTTPSConnectionPool):
    ConnectionCls = _Sealed


class Guard(HTTPAdapter):
    """Stands round every question: where it may go, for how long, and how much may come back."""

    def __init__(self, *, local: bool) -> None:
        self.local = local
        super().__init__(max_retries=0)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SealedPool}

    def build_connection_pool_key_attributes(self, request: PreparedRequest, *more: Any, **named: Any) -> Any:
        """Connect to the address that was checked, and expect the certificate of the name that was asked for."""
        where, how = super().build_connection_pool_key_attributes(request, *more, **named)
        scheme, host = str(where["scheme"]), str(where["host"])
        port = where["port"] or PORTS[scheme]
        address = found_at(scheme, host, port, local=self.local)
        sealed = {"server_hostname": host} if scheme == "https" else {}
        return {**where, "host": address, "port": port}, {**how, **sealed}

    def send(self, request: PreparedRequest, *_: Any, **more: Any) -> Response:
        """Ask, and read what comes back as far as it goes.

        Raises:
            OutsideError: `provider_address` for an address that is not allowed, `provider_answer` for an answer that
                redirects, is too large or takes too long.

        """
        url = fit(str(request.url), local=self.local)
        request.headers["Host"] = urlsplit(url).netloc
        response = super().send(request, stream=True, timeout=(CONNECT, READ), verify=more.get("verify", True))
        raw = response.raw
        try:
            if "Location" in response.headers:
                raise OutsideError("provider_answer")
            response.raw = io.BytesIO(_read(raw))
        finally:
            raw.close()
        return response


def _read(raw: Any) -> bytes:
    until, found = time.monotonic() + WHOLE, bytearray()
    while piece := raw.read1(PIECE, decode_content=True):
        found += piece
        if len(found) > MOST or time.monotonic() > until:
            raise OutsideError("provider_answer")
    return bytes(found)


def guard(session: requests.Session, *, local: bool) -> None:
    """Put the guard round a session. `local`: this installation is on the machine itself, and so may the other be."""
    session.trust_env = False
    session.headers.update({"User-Agent": "Wederhoor", "Accept": "application/json", "Accept-Encoding": "identity"})
    for scheme in ("https://", "http://"):
        session.mount(scheme, Guard(local=local))


@contextmanager
def talking() -> Iterator[None]:
    """Say in our own words that the other side could not be reached.

    Raises:
        OutsideError: `provider_down`, or `provider_certificate` when the other side is not who it says.

    """
    try:
        yield
    except SSLError as error:
        raise OutsideError("provider_certificate") from error
    except (HTTPError, OSError) as error:  # what requests raises is an OSError
        raise OutsideError("provider_down") from error


def ask(url: str, *, local: bool, bearer: str = "") -> dict[str, Any]:
    """Ask for a JSON object.

    Raises:
        OutsideError: `provider_address`, `provider_down`, `provider_certificate` or `provider_answer`.

    """
    with talking(), requests.Session() as session:
        guard(session, local=local)
        response = session.get(url, headers={"Authorization": f"Bearer {bearer}"} if bearer else {})
    if response.status_code >= BROKEN:
        raise OutsideError("provider_down")
    try:
        found = response.json() if response.status_code == GOOD else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise OutsideError("provider_answer")
    return found
