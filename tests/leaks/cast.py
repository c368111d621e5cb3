"""Who is who in the built world, drawn up by hand, as a lawyer draws up a list of parties.

A letter stands for a part in one case:

    K  the complainant                       A, B, C  the employees concerned, each informed
    G  a representative, mandate accepted    U        an employee who was named and not yet informed
    R  a representative, mandate awaited     T        the support person of A
    S  a support person of the complainant   F, W     functionaris and deputy, competent in this case
    V  somebody with a receipt code only     D        a manager with whom one piece was shared

`gone` names people who once had a part and lost it: what they knew stays in their heads, the portal shows nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

HERE, THERE = "noorderhaven", "veenland"
ANONYMOUS = "anonymous"

SIDES: dict[str, frozenset[str]] = {
    "K": frozenset("KGS"),
    "R": frozenset("R"),
    "A": frozenset("AT"),
    "B": frozenset("B"),
    "C": frozenset("C"),
    "U": frozenset(),
    "F": frozenset("FW"),
    "D": frozenset("D"),
    "V": frozenset(),
}
"""Who stands on one side. The first letter names the party; the functionarissen of a case are one."""

SIDE_OF = {part: side for side, parts in SIDES.items() for part in parts} | {"U": "U", "V": "V"}


@dataclass(frozen=True)
class Case:
    """The parties of one case. `started`: taken into handling; `unread`: who did not accept the notice."""

    parts: dict[str, str]
    started: bool = True
    unread: frozenset[str] = frozenset()
    gone: dict[str, str] = field(default_factory=dict)
    org: str = HERE

    def person(self, part: str) -> str | None:
        return self.parts.get(part)


CASES: dict[str, Case] = {
    "received": Case({"K": "marloes", "F": "hanneke"}, started=False),
    "unopened": Case({"K": "kees", "F": "hanneke"}, started=False, unread=frozenset("KF")),
    "mandate": Case({"K": "kees", "R": "ruud", "F": "hanneke"}, started=False),
    "represented": Case({"K": "marloes", "G": "riet", "A": "bram", "F": "hanneke"}),
    "hearing": Case(
        {
            "K": "kees",
            "S": "sanne",
            "A": "bram",
            "T": "sjoerd",
            "B": "yasmina",
            "C": "gerda",
            "U": "ursula",
            "F": "hanneke",
            "D": "dirk",
        },
    ),
    "resolution": Case({"K": "marloes", "A": "bram", "B": "yasmina", "F": "hanneke"}),
    "resolved": Case({"K": "kees", "A": "bram", "F": "hanneke"}),
    "judged": Case({"K": "marloes", "S": "sanne", "A": "bram", "B": "yasmina", "F": "hanneke"}),
    "signing": Case({"K": "kees", "A": "bram", "B": "yasmina", "F": "hanneke"}),
    "signed": Case({"K": "kees", "A": "bram", "F": "hanneke"}),
    "unsatisfied": Case({"K": "marloes", "A": "yasmina", "F": "hanneke"}),
    "withdrawn": Case({"K": "marloes", "A": "bram", "F": "hanneke"}),
    "declined": Case({"K": "kees", "F": "hanneke"}, started=False),
    "phone": Case({"K": "truus", "F": "hanneke"}, started=False),
    "code": Case({"K": "verna", "V": "verna", "F": "hanneke"}, started=False),
    "ended": Case({"K": "marloes", "A": "yasmina", "F": "hanneke"}, gone={"S": "stefan", "U": "otto"}),
    "refused": Case({"K": "kees", "F": "hanneke"}, started=False, gone={"R": "ruud"}),
    # about the functionaris: the deputy handles it, and the functionaris does not find it
    "kw": Case({"K": "marloes", "U": "hanneke", "W": "rutger"}, started=False),
    "kwheard": Case({"K": "kees", "A": "hanneke", "W": "rutger"}),
    "conflict": Case({"K": "marloes", "W": "rutger"}, started=False, gone={"F": "hanneke"}),
    "handover": Case({"K": "kees", "F": "hanneke", "W": "rutger"}, started=False),
    "party": Case({"K": "toon", "U": "hanneke", "W": "rutger"}, started=False, gone={"F": "hanneke"}),
    # a manager who is a party gets that party's view and nothing more
    "boss": Case({"K": "marloes", "A": "ilse", "F": "hanneke"}),
    "theirs": Case({"K": "xander", "A": "vera", "F": "victor", "D": "vincent"}, org=THERE),
    "elsewhere": Case({"K": "ximena", "F": "victor"}, started=False, org=THERE),
}


@dataclass(frozen=True)
class Person:
    """Somebody who reads: in which organisation, and the roles there."""

    org: str
    roles: frozenset[str]


def _person(org: str, *roles: str) -> Person:
    return Person(org, frozenset(roles))


PEOPLE: dict[str, Person] = {
    "marloes": _person(HERE, "client"),
    "kees": _person(HERE, "client"),
    "riet": _person(HERE, "client"),
    "ruud": _person(HERE, "client"),
    "sanne": _person(HERE, "client"),
    "stefan": _person(HERE, "client"),
    "sjoerd": _person(HERE, "guest"),
    "gerda": _person(HERE, "guest"),
    "bram": _person(HERE, "employee"),
    "yasmina": _person(HERE, "employee"),
    "ursula": _person(HERE, "employee"),
    "otto": _person(HERE, "employee"),
    "hanneke": _person(HERE, "functionaris", "guest"),
    "rutger": _person(HERE, "functionaris"),
    "ilse": _person(HERE, "management", "guest"),
    "dirk": _person(HERE, "management"),
    "petra": _person(HERE, "admin"),
    "xander": _person(THERE, "client"),
    "vera": _person(THERE, "employee"),
    "victor": _person(THERE, "functionaris"),
    "vincent": _person(THERE, "management"),
    "ada": _person(THERE, "admin"),
    f"{ANONYMOUS} here": _person(HERE),
    f"{ANONYMOUS} there": _person(THERE),
}
"""Everybody who opens pages: those without an account (Truus, Verna, Toon, Ximena) read nothing by signing in."""

DOORS: dict[str, tuple[str, frozenset[str]]] = {
    "klager": ("client", frozenset({"client"})),
    "medewerker": ("employee", frozenset({"employee", "guest"})),
    "functionaris": ("functionaris", frozenset({"functionaris"})),
    "directie": ("management", frozenset({"management"})),
    "beheer": ("admin", frozenset({"admin"})),
}
"""Each portal: its folder in the address, its name in code, and the roles that open it."""

DOOR_OF_PART = (
    dict.fromkeys("KGRS", "klager") | dict.fromkeys("ABCT", "medewerker") | dict.fromkeys("FW", "functionaris")
)
"""Through which portal a part opens the case. A manager with one shared piece opens no case; U and V have no way in."""


def seats(person: str) -> dict[str, str]:
    """The cases that this person opens, each with the part."""
    return {
        key: part
        for key, case in CASES.items()
        for part, who in case.parts.items()
        if who == person and part in DOOR_OF_PART and case.org == PEOPLE[person].org
    }


def opens(person: str, folder: str) -> bool:
    return bool(PEOPLE[person].roles & DOORS[folder][1])
