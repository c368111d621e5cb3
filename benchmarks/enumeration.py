"""Whether the time of an answer tells who has an account: known and unknown by turns, beside two that are unknown."""

from __future__ import annotations

import statistics
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch

from benchmarks.generator import MAIN
from benchmarks.scenarios import Visitor
from portal.accounts import throttle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.scenarios import Site

TRIES = 200
BEFORE = 20
"""Tries that are not counted: statements are compiled and files are read in them."""
NEVER = 10**9
CODE = "AAAA-BBBB-CCCC-DDDD"


class Question(NamedTuple):
    """A form that is handed in with one of these in a field: who is there, and two that are not."""

    name: str
    path: str
    field: str
    known: str
    unknown: tuple[str, str]
    more: dict[str, str]


class Answer(NamedTuple):
    """Median times of the CPU in seconds: of who is known, and of the two that are not."""

    known: float
    unknown: float
    also_unknown: float

    @property
    def ratio(self) -> float:
        """How the time of who is known compares with that of who is not."""
        return self.known / self.unknown

    @property
    def noise(self) -> float:
        """How the times of two who are not there compare."""
        return self.also_unknown / self.unknown


def questions(site: Site) -> list[Question]:
    """List what a stranger can ask about somebody."""
    filled = site.filled[MAIN]
    name, _, host = filled.employee.partition("@")
    strangers = (f"{name[:-1]}_@{host}", f"{name[:-1]}~@{host}")
    number = filled.running
    nowhere = (f"{number[:-5]}99998", f"{number[:-5]}99999")
    return [
        Question("sign-in", "/inloggen", "email", filled.employee, strangers, {"password": "a wrong password"}),
        Question("forgotten password", "/wachtwoord", "email", filled.employee, strangers, {}),
        Question("number and receipt code", "/klacht/status", "reference", number, nowhere, {"code": CODE}),
    ]


def asked(site: Site, question: Question) -> Answer:
    """Ask it in turn, each time from a network of its own."""
    visitor = Visitor(site, MAIN)
    hidden, every = visitor.fields(question.path), (question.known, *question.unknown)
    taken: list[list[float]] = [[] for _ in every]
    statuses = set()
    with without_waiting():
        for turn in range(BEFORE + TRIES):
            for place in (turn % 3, (turn + 1) % 3, (turn + 2) % 3):  # nobody always comes after the same one
                one = every[place]
                data = {**hidden, **question.more, question.field: one, "key": f"{question.name}{turn}-{place}"}
                where = {"REMOTE_ADDR": f"10.{place}.{turn}.1"}
                began = time.process_time()
                answer = visitor.client.post(f"/{MAIN}{question.path}", data=data, environ_overrides=where)
                taken[place].append(time.process_time() - began)
                statuses.add(answer.status_code)
    if len(statuses) != 1:
        raise RuntimeError(f"{question.path} answered {statuses}")
    return Answer(*(statistics.median(times[BEFORE:]) for times in taken))


@contextmanager
def without_waiting() -> Iterator[None]:
    """Let tries be counted as ever, and nobody be made to wait for another."""
    names = ("SIGN_IN_ACCOUNT", "SIGN_IN_HOUSE")
    with ExitStack() as patched:
        for name in names:
            limit: throttle.Limit = getattr(throttle, name)
            free = throttle.Limit(limit.name, NEVER, limit.window, limit.growing)
            patched.enter_context(patch.object(throttle, name, free))
        yield
