"""Which acts are open in each case of the built world, to each who takes part: only these. Written by hand.

An act between brackets is open, but no page offers it: there is nobody to end the support of, nobody to invite, nobody
without an account, or the piece to share is chosen first.
"""

from __future__ import annotations

from dataclasses import dataclass

EVERY: dict[str, tuple[str, ...]] = {
    "klager": (
        "samenvatting-bevestigen", "machtiging-bevestigen", "machtiging-weigeren", "aanvullen", "standpunt",
        "geen-standpunt", "voorstel", "voorstel-aanvaarden", "voorstel-afwijzen", "voorstel-intrekken",
        "volledig-oordeel", "tevreden", "ondertekenen", "niet-ondertekenen", "bericht", "steunpersoon",
        "steunpersoon-beeindigen", "intrekken", "vertegenwoordiger", "machtiging-intrekken", "gesprek-antwoord",
        "verslag-reactie", "aanvullende-verklaring",
    ),
    "medewerker": (
        "standpunt", "geen-standpunt", "contact", "voorstel", "voorstel-aanvaarden", "voorstel-afwijzen",
        "voorstel-intrekken", "ondertekenen", "niet-ondertekenen", "bericht", "steunpersoon", "steunpersoon-beeindigen",
        "gesprek-antwoord", "verslag-reactie", "aanvullende-verklaring",
    ),
    "functionaris": (
        "niet-betrokken", "wel-betrokken", "beoordelen", "machtiging", "machtiging-weigeren", "onderwerpen", "medewerker",
        "medewerker-weghalen", "onderdelen", "in-behandeling", "niet-behandelen", "doorverwijzen", "ontvangst-verbeteren",
        "overdragen", "informeren", "delen", "reactie-vragen", "bericht", "bemiddelen", "voorstel", "voorstel-aanvaarden",
        "voorstel-afwijzen", "voorstel-intrekken", "contact", "gespreksverslag", "notitie", "verlengen", "afdoening",
        "oordeel-geven", "ondertekenen", "niet-ondertekenen", "handtekening-op-papier", "afsluiten",
        "afsluiten-zonder-handtekening", "oorzaak", "aanbeveling", "elders", "uitnodigen", "steunpersoon-beeindigen",
        "directie-inzage", "namens-iemand-vastleggen", "oordeel-gepost", "oordeel-herstellen", "vertegenwoordiger", "machtiging-intrekken",
        "gesprek", "gesprek-wijzigen", "gesprek-afzeggen",
    ),
}  # fmt: skip
"""Every act that a portal knows."""


@dataclass(frozen=True)
class Ways:
    """What a page offers, and what is open."""

    offered: frozenset[str]
    open: frozenset[str]


def _ways(words: str) -> Ways:
    found = words.split()
    return Ways(frozenset(one for one in found if not one.startswith("(")), frozenset(one.strip("()") for one in found))


# ---- a party ---------------------------------------------------------------------------------------------------------

ANY = "bericht aanvullende-verklaring steunpersoon (steunpersoon-beeindigen)"
"""Writing to the functionaris, beside a piece too, and naming a support person, as long as the case runs."""
OVER = "bericht aanvullende-verklaring (steunpersoon-beeindigen)"
SUPPORTED = "bericht aanvullende-verklaring steunpersoon steunpersoon-beeindigen"
ADDING = "aanvullen intrekken"
SPEAKING = "standpunt voorstel"
ASKED = "geen-standpunt"
TO_ANSWER = "voorstel-aanvaarden voorstel-afwijzen"
TO_SIGN = "ondertekenen niet-ondertekenen"
INVITED = "gesprek-antwoord verslag-reactie"
"""To a talk, and shown the report of another."""

# ---- the functionaris ------------------------------------------------------------------------------------------------

ALWAYS = "bericht notitie (steunpersoon-beeindigen)"
LEARNING = "onderwerpen oorzaak aanbeveling directie-inzage elders (namens-iemand-vastleggen)"
PASSING = "wel-betrokken overdragen"
SORTING = "medewerker onderdelen ontvangst-verbeteren verlengen (uitnodigen)"
TURNING_AWAY = "niet-behandelen doorverwijzen"
HEARING = "bemiddelen contact gesprek gespreksverslag reactie-vragen (delen)"
AFTER = "contact (delen) (uitnodigen)"
NEW = f"notitie (steunpersoon-beeindigen) {PASSING} niet-betrokken"
INTAKE = f"{ALWAYS} {PASSING} {LEARNING} {SORTING} {TURNING_AWAY}"
HANDLING = f"{ALWAYS} {PASSING} {LEARNING} {SORTING} {HEARING}"
JUDGED = f"{ALWAYS} {PASSING} {LEARNING} {AFTER}"
SIGNING = f"{JUDGED} {TO_SIGN} handtekening-op-papier"
CLOSED = f"{ALWAYS} {LEARNING} (uitnodigen)"

TABLE: dict[tuple[str, str], str] = {
    ("received", "K"): f"{ANY} {ADDING}",
    ("received", "F"): NEW,
    ("mandate", "K"): f"{ANY} {ADDING} machtiging-bevestigen machtiging-weigeren",
    ("mandate", "R"): "",
    ("mandate", "F"): f"{INTAKE} beoordelen machtiging machtiging-weigeren",
    ("represented", "K"): f"{ANY} {ADDING} {SPEAKING}",
    ("represented", "G"): f"{ANY} {ADDING} {SPEAKING}",
    ("represented", "A"): f"{ANY} {SPEAKING} {ASKED} contact",
    ("represented", "F"): f"{HANDLING} voorstel",
    ("hearing", "K"): f"{SUPPORTED} {ADDING} {SPEAKING} {INVITED}",
    ("hearing", "S"): "",
    ("hearing", "A"): f"{SUPPORTED} {SPEAKING} {ASKED} contact",
    ("hearing", "T"): "",
    ("hearing", "B"): f"{ANY} {SPEAKING} contact {INVITED}",
    ("hearing", "C"): f"{ANY} {SPEAKING} {ASKED} contact",
    ("hearing", "F"): f"{HANDLING} voorstel informeren medewerker-weghalen gesprek-wijzigen gesprek-afzeggen",
    ("resolution", "K"): f"{ANY} {ADDING} {SPEAKING} {ASKED} {TO_ANSWER}",
    ("resolution", "A"): f"{ANY} {SPEAKING} {ASKED} contact voorstel-intrekken",
    ("resolution", "B"): f"{ANY} {SPEAKING} {ASKED} contact {TO_ANSWER}",
    ("resolution", "F"): f"{HANDLING} voorstel voorstel-intrekken",
    ("resolved", "K"): f"{ANY} {ADDING} standpunt {ASKED} volledig-oordeel",
    ("resolved", "A"): f"{ANY} standpunt {ASKED} contact",
    ("resolved", "F"): f"{HANDLING} afdoening",
    ("judged", "K"): f"{SUPPORTED} tevreden",
    ("judged", "S"): "",
    ("judged", "A"): f"{ANY} contact",
    ("judged", "B"): f"{ANY} contact",
    ("judged", "F"): f"{JUDGED} oordeel-herstellen",
    ("signing", "K"): ANY,
    ("signing", "A"): f"{ANY} contact",
    ("signing", "B"): f"{ANY} contact {TO_SIGN}",
    ("signing", "F"): f"{SIGNING} afsluiten-zonder-handtekening",
    ("signed", "K"): OVER,
    ("signed", "A"): OVER,
    ("signed", "F"): CLOSED,
    ("unsatisfied", "K"): OVER,
    ("unsatisfied", "A"): OVER,
    ("unsatisfied", "F"): f"{CLOSED} oordeel-herstellen",
    ("withdrawn", "K"): OVER,
    ("withdrawn", "A"): OVER,
    ("withdrawn", "F"): CLOSED,
    ("declined", "K"): OVER,
    ("declined", "F"): CLOSED,
    ("phone", "F"): f"{INTAKE} beoordelen namens-iemand-vastleggen",
    ("code", "F"): f"{INTAKE} beoordelen namens-iemand-vastleggen",
    ("ended", "K"): f"{ANY} {ADDING} {SPEAKING} {ASKED}",
    ("ended", "A"): f"{ANY} {SPEAKING} {ASKED} contact",
    ("ended", "F"): f"{HANDLING} voorstel",
    ("refused", "K"): f"{ANY} {ADDING} machtiging-bevestigen",
    ("refused", "F"): f"{INTAKE} beoordelen",
    ("kw", "K"): f"{ANY} {ADDING}",
    ("kw", "W"): f"{INTAKE} medewerker-weghalen",
    ("kwheard", "K"): f"{ANY} {ADDING} {SPEAKING} {ASKED}",
    ("kwheard", "A"): f"{ANY} {SPEAKING} contact",
    ("kwheard", "W"): f"{HANDLING} voorstel",
    ("conflict", "K"): f"{ANY} {ADDING}",
    ("conflict", "W"): INTAKE,
    ("handover", "K"): f"{ANY} {ADDING}",
    ("handover", "F"): INTAKE,
    ("handover", "W"): INTAKE,
    ("party", "W"): f"{INTAKE} medewerker-weghalen namens-iemand-vastleggen",
    ("boss", "K"): f"{ANY} {ADDING} {SPEAKING} {ASKED}",
    ("boss", "A"): f"{ANY} {SPEAKING} contact",
    ("boss", "F"): f"{HANDLING} voorstel",
    ("theirs", "K"): f"{ANY} {ADDING} {SPEAKING}",
    ("theirs", "A"): f"{ANY} {SPEAKING} contact",
    ("theirs", "F"): f"{HANDLING} voorstel oordeel-geven",
    ("elsewhere", "F"): NEW,
}
"""(case, part) → the acts, and no other."""

LESS: dict[tuple[str, str], str] = {
    ("hearing", "F"): "elders (steunpersoon-beeindigen)",
    ("handover", "F"): "overdragen",
}
"""What is done already is not open a second time."""
MORE: dict[tuple[str, str], str] = {
    ("hearing", "F"): "steunpersoon-beeindigen",
    ("judged", "F"): "steunpersoon-beeindigen",
}


OF_A_MANDATE: dict[str, str] = {
    "running": "vertegenwoordiger (machtiging-intrekken)",
    "represented": "(vertegenwoordiger) machtiging-intrekken",
    "closed": "(machtiging-intrekken)",
    "none": "",
}
"""Naming somebody who represents the complainant, and ending that: the complainant's side and the functionaris."""

SHUT = frozenset({"signed", "unsatisfied", "withdrawn", "declined"})
AWAITED = frozenset({"mandate", "refused"})
"""A mandate is asked here, or was refused: that is decided first."""


def _mandate(key: tuple[str, str]) -> str:
    case, part = key
    if part not in "KGFW" or case in AWAITED or TABLE[key] in {"", NEW}:
        return OF_A_MANDATE["none"]
    if case in SHUT:
        return OF_A_MANDATE["closed"]
    return OF_A_MANDATE["represented" if case == "represented" else "running"]


def _entry(key: tuple[str, str]) -> Ways:
    words = [one for one in TABLE[key].split() if one not in LESS.get(key, "").split()]
    words += _mandate(key).split()
    more = MORE.get(key, "").split()
    return _ways(" ".join([*(one for one in words if one.strip("()") not in more), *more]))


WAYS_IN: dict[tuple[str, str], Ways] = {key: _entry(key) for key in TABLE}
