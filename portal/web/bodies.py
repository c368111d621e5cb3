"""What is sent is taken in before anything else is done with it: who sends slowly holds some threads and no more.

A proxy that buffers does this too, and better; without one, pages go on being drawn while bodies trickle in.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

AT_ONCE = 2
"""Of the four threads of a web process, how many take in a body at one moment."""
IN_MEMORY = 1_000_000
PIECE = 65_536
PATIENCE = 0.25
"""Seconds that the next one waits: a body that is there already is taken in within a millisecond."""


@dataclass(slots=True)
class Bodies:
    """WSGI middleware that takes in a whole body of up to `most` bytes; a larger one is refused further in, unread.

    At an address that takes files a form may be larger; it lies on disk meanwhile, in a file without a name.
    """

    app: Callable[..., Iterable[bytes]]
    most: int
    most_files: int
    takes_files: Callable[[dict[str, Any]], bool]
    _turns: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Take the body in, if there is one."""
        if environ.get("HTTP_TRANSFER_ENCODING"):
            return _refused(start_response, "411 Length Required")
        length = str(environ.get("CONTENT_LENGTH") or "")
        if not length.isdecimal() or not 0 < int(length) <= self._most(environ, int(length)):
            return self.app(environ, start_response)
        if not self._turns.acquire(timeout=PATIENCE):
            return _refused(start_response, "503 Service Unavailable", ("Retry-After", "1"))
        try:
            body = _taken_in(environ["wsgi.input"], int(length))
        except OSError:
            return _refused(start_response, "400 Bad Request")
        finally:
            self._turns.release()
        environ["wsgi.input"] = body
        return ClosingIterator(self.app(environ, start_response), body.close)

    def _most(self, environ: dict[str, Any], length: int) -> int:
        files = str(environ.get("CONTENT_TYPE") or "").startswith("multipart/form-data")
        return self.most_files if length > self.most and files and self.takes_files(environ) else self.most


def _taken_in(stream: Any, length: int) -> IO[bytes]:
    """Read it piece by piece.

    Raises:
        OSError: it broke off.

    """
    body: IO[bytes] = BytesIO() if length <= IN_MEMORY else TemporaryFile()  # noqa: SIM115  closed with the answer
    while length:
        piece = stream.read(min(length, PIECE))
        if not piece:
            body.close()
            raise OSError("it broke off")
        body.write(piece)
        length -= len(piece)
    body.seek(0)
    return body


def _refused(start_response: Callable[..., Any], status: str, *headers: tuple[str, str]) -> Iterable[bytes]:
    text = f"{status[4:]}.\n".encode()
    told = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(text))), *headers]
    start_response(status, [*told, ("Cache-Control", "no-store")])
    return [text]
