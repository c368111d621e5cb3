"""What is sent is taken in before anything else is done with it: who sends slowly holds some threads and no more.

A proxy that buffers does this too, and better; without one, pages go on being drawn while bodies trickle in.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

AT_ONCE = 2
"""Of the four threads of a web process, how many take in a body at one moment."""
PATIENCE = 0.25
"""Seconds that the next one waits: a body that is there already is taken in within a millisecond."""


@dataclass(slots=True)
class Bodies:
    """WSGI middleware that takes in a whole body of up to `most` bytes; a larger one is refused further in, unread."""

    app: Callable[..., Iterable[bytes]]
    most: int
    _turns: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Take the body in, if there is one."""
        if environ.get("HTTP_TRANSFER_ENCODING"):
            return _refused(start_response, "411 Length Required")
        length = str(environ.get("CONTENT_LENGTH") or "")
        if not length.isdecimal() or not 0 < int(length) <= self.most:
            return self.app(environ, start_response)
        if not self._turns.acquire(timeout=PATIENCE):
            return _refused(start_response, "503 Service Unavailable", ("Retry-After", "1"))
        try:
            body = environ["wsgi.input"].read(int(length))
        except OSError:
            return _refused(start_response, "400 Bad Request")
        finally:
            self._turns.release()
        environ["wsgi.input"] = BytesIO(body)
        return self.app(environ, start_response)


def _refused(start_response: Callable[..., Any], status: str, *headers: tuple[str, str]) -> Iterable[bytes]:
    text = f"{status[4:]}.\n".encode()
    told = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(text))), *headers]
    start_response(status, [*told, ("Cache-Control", "no-store")])
    return [text]
