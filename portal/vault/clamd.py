"""Asking clamd about a file. Only a clear answer is one: all else is unknown, and what that means is the caller's."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic

PATIENCE = 30.0
PIECE = 65_536
LONGEST_ANSWER = 4096


class Verdict(StrEnum):
    """What clamd says of a file."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"
    """It did not say: it is down, too slow, or the file is more than it takes."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """A clamd that listens: at `unix:/run/clamd.ctl`, or at `host:port`."""

    where: str
    patience: float = PATIENCE

    def scan(self, content: bytes) -> Verdict:
        """Have one file looked at."""
        try:
            answer = self._answer(content)
        except (OSError, ValueError):
            return Verdict.UNKNOWN
        if answer == b"stream: OK":
            return Verdict.CLEAN
        if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
            return Verdict.INFECTED
        return Verdict.UNKNOWN

    def _answer(self, content: bytes) -> bytes:
        until = monotonic() + self.patience
        with self._connected() as connection:
            connection.sendall(b"zINSTREAM\0")
            for at in range(0, len(content), PIECE):
                piece = content[at : at + PIECE]
                connection.settimeout(_left(until))
                connection.sendall(len(piece).to_bytes(4) + piece)
            connection.sendall(bytes(4))
            answer = b""
            # All of it within the time: one byte a second is not an answer.
            while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
                connection.settimeout(_left(until))
                part = connection.recv(LONGEST_ANSWER)
                if not part:
                    break
                answer += part
        # One that breaks off is no answer: "OK" may have been about to become something else.
        found, end, _ = answer.partition(b"\0")
        return found if end else b""

    def _connected(self) -> socket.socket:
        if self.where.startswith("unix:"):
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.settimeout(self.patience)
                connection.connect(self.where.removeprefix("unix:"))
            except OSError:
                connection.close()
                raise
            return connection
        host, _, port = self.where.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), self.patience)


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError("clamd took too long")
    return left
