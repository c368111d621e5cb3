"""Passwords: argon2id, a bounded number at a time, and a check against what is easily guessed."""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from portal.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LEAST = 12
MOST = 256
GUESSABLE = 3
EXAMINED = 72
QUEUE = 2
OF_ONES_OWN = 6
"""Signs that a password must hold besides words that belong to its holder or the organisation."""
SHORT_WORD = 2


class BusyError(Exception):
    """More passwords are being checked than this machine should do at once: ask to try again."""


@dataclass(slots=True)
class Hasher:
    """Hashes one password at a time in this process, with a short queue, so that a flood starves no case page."""

    memory_kib: int = 19456
    _one: threading.Lock = field(default_factory=threading.Lock)
    _waiting: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(QUEUE + 1))
    _argon: PasswordHasher = field(init=False)
    _dummy: str = field(init=False)

    def __post_init__(self) -> None:
        self._argon = PasswordHasher(time_cost=2, memory_cost=self.memory_kib, parallelism=1)
        self._dummy = self._argon.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """Hash a password.

        Raises:
            BusyError: too many at once.

        """
        with self._turn():
            return self._argon.hash(normal(password))

    def verify(self, kept: str | None, password: str) -> bool:
        """Check a password; without a kept hash the same work is done and the answer is no.

        Raises:
            BusyError: too many at once.

        """
        typed = normal(password)
        fits = len(typed) <= MOST
        with self._turn():
            try:
                self._argon.verify(kept or self._dummy, typed if fits else typed[:MOST])
            except (Argon2Error, InvalidHashError):
                return False
        return kept is not None and fits

    def outdated(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than today's."""
        return self._argon.check_needs_rehash(kept)

    def _turn(self) -> _Turn:
        return _Turn(self._waiting, self._one)


@dataclass(slots=True)
class _Turn:
    waiting: threading.BoundedSemaphore
    one: threading.Lock

    def __enter__(self) -> None:
        if not self.waiting.acquire(blocking=False):
            raise BusyError
        self.one.acquire()

    def __exit__(self, *_: object) -> None:
        self.one.release()
        self.waiting.release()


def normal(password: str) -> str:
    """Bring a password to one form, so that the same keys on another machine give the same password."""
    return unicodedata.normalize("NFKC", password)


def check_new(password: str, *, about: Iterable[str]) -> None:
    """Refuse a password that is too short, too long or easily guessed. `about`: words that belong to the person.

    Raises:
        Refused: `password_short`, `password_long` or `password_guessable`.

    """
    if len(password) < LEAST:
        raise Refused("password_short", "password")
    if len(normal(password)) > MOST:
        raise Refused("password_long", "password")
    from zxcvbn import zxcvbn

    words = list(_words(about))
    found = zxcvbn(normal(password)[:EXAMINED], user_inputs=words, max_length=EXAMINED)
    if found["score"] < GUESSABLE or len(_own(password, words)) < OF_ONES_OWN:
        raise Refused("password_guessable", "password")


def _own(password: str, words: Iterable[str]) -> str:
    """Give what is left of a password without the words that everybody knows of its holder, and without signs."""
    left = _plain(password)
    for word in sorted({_plain(one) for one in words}, key=len, reverse=True):
        left = left.replace(word, "") if len(word) > SHORT_WORD else left
    return left


def _plain(text: str) -> str:
    return "".join(sign for sign in normal(text).casefold() if sign.isalnum())


def _words(about: Iterable[str]) -> Iterator[str]:
    for text in about:
        yield text
        yield from text.replace("@", " ").replace(".", " ").replace("-", " ").split()
