"""How much the leak tests asked, told once at the end: by this process, or by all that shared the work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Asked:
    """Requests that were made, and words that were planted: each process has the same words."""

    requests: int = 0
    planted: int = 0

    def __add__(self, other: Asked) -> Asked:
        """Count what two processes asked."""
        return Asked(self.requests + other.requests, max(self.planted, other.planted))


ASKED = pytest.StashKey[Asked]()
OUTPUT = "leaks"


def add(config: pytest.Config, more: Asked) -> None:
    """Count what was asked here, or by a worker, with what was counted before."""
    config.stash[ASKED] = config.stash.get(ASKED, Asked()) + more


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send what a worker asked to the process that shares out the work."""
    output = getattr(session.config, "workeroutput", None)
    mine = session.config.stash.get(ASKED, Asked())
    if output is not None:
        output[OUTPUT] = (mine.requests, mine.planted)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add what a worker asked."""
    add(node.config, Asked(*getattr(node, "workeroutput", {}).get(OUTPUT, (0, 0))))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was asked, above the closing line."""
    told = terminalreporter.config.stash.get(ASKED, Asked())
    if told.requests:
        terminalreporter.write_line(f"leaks: {told.requests} requests, {told.planted} planted words")
