"""Copies of the database grow old: those that were made here are deleted after 35 days."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from portal.domain.retention import CLASSES, Kept

if TYPE_CHECKING:
    from pathlib import Path

MINE = re.compile(r"wederhoor-(\d{4}-\d{2}-\d{2})[\w.-]*\.copy")
"""What a copy is called that may be deleted: nothing else in the folder is touched."""


def tidied(target: Path, today: date) -> str:
    """Delete the copies beside a new one whose day is over, and say so."""
    term = CLASSES[Kept.COPIES].term
    days = term.count if term else 0
    if MINE.fullmatch(target.name) is None:
        return f"Delete it yourself after {days} days: only a copy called wederhoor-YYYY-MM-DD.copy is deleted here."
    gone = 0
    for one in sorted(target.parent.iterdir()):
        made = _made_on(one)
        if one != target and made is not None and made + timedelta(days=days) < today:
            one.unlink()
            gone += 1
    return f"Deleted {gone} copies older than {days} days."


def _made_on(path: Path) -> date | None:
    """Read from its name when a copy was made, if that is what it is."""
    found = MINE.fullmatch(path.name)
    if found is None or path.is_symlink() or not path.is_file():
        return None
    try:
        return date.fromisoformat(found[1])
    except ValueError:
        return None
