"""What a complainant hands in, where it does not matter what."""

from __future__ import annotations

from typing import Any

from portal.casework.filing import Contact, Filing
from portal.domain.regulation import Capacity, Ground


def handed_in(**more: Any) -> Filing:
    """Make a filing that can be taken; `more` is what matters to the test."""
    given: dict[str, Any] = {
        "text": "x",
        "wish": "",
        "about_whom": "Bram",
        "grounds": (Ground.QUALITY,),
        "capacity": Capacity.CANDIDATE,
        "happened_when": "toen",
        "about_functionaris": False,
        "complainant": Contact("Said", "said@post.example"),
    }
    return Filing(**given | more)
