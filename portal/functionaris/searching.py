"""What is looked for in the register, and what was typed that is nothing to look for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.domain.facts import Stage
from portal.sight.lists import Wanted
from portal.web.lazy import _
from portal.web.typed import query

if TYPE_CHECKING:
    from datetime import date

    from portal.sight.learning import Topic

NAMES = ("fase", "onderwerp", "jaar", "nummer")
LONGEST = 60
YEAR = re.compile(r"[1-9][0-9]{3}")
WRONG = {
    "jaar": _("Dit is geen jaar. Vul vier cijfers in, bijvoorbeeld 2026. Hieronder is niet op jaar gezocht."),
    "fase": _("Dit is geen fase. Kies er een uit de lijst. Hieronder is niet op fase gezocht."),
    "onderwerp": _("Dit is geen onderwerp. Kies er een uit de lijst. Hieronder is niet op onderwerp gezocht."),
}


@dataclass(frozen=True, slots=True)
class Search:
    """A search of the register: what is looked for, what was typed, and which of it is wrong and why."""

    wanted: Wanted
    typed: dict[str, str]
    wrong: dict[str, str]


def search(topics: tuple[Topic, ...], before: tuple[date, str] | None) -> Search:
    """Read a search; what cannot be looked for is kept as it was typed, and said to be wrong."""
    given = {name: query(name).strip()[:LONGEST] for name in NAMES}
    typed = {name: text for name, text in given.items() if text}
    stage = next((one for one in Stage if one.value == given["fase"]), None)
    category_id = next((one.id for one in topics if str(one.id) == given["onderwerp"]), None)
    year = int(given["jaar"]) if YEAR.fullmatch(given["jaar"]) else None
    wanted = Wanted(stage, year, given["nummer"].upper(), category_id, before)
    found = {"fase": stage, "onderwerp": category_id, "jaar": year}
    return Search(wanted, typed, {name: str(WRONG[name]) for name in found if name in typed and found[name] is None})
