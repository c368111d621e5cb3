"""Every route, every method, every person, every kind of id: what is not yours is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from tests.leaks.cast import CASES, DOORS, HERE, PEOPLE, opens, seats
from tests.leaks.reader import Reader, normal, rows, statements, unchanged
from tests.leaks.routes import ARGUMENTS, CONFIRMED, OPEN, OPEN_POSTS, PAGES, STEPS, case_paths, rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

NOWHERE = "K-2026-9999"
ELSEWHERE = "elsewhere"
MALFORMED = ("x", "K-2026", "k-2026-0001", "K-2026-0001%00", "%27 OR 1=1 --", "..%5c..", "K" * 400, "№-2026-0001")
STRANGE = ("x", "0", "019caed9-4300-7b2e-b8f9-470d570c7c5", "%27--", "☂")
AT_EVERY_DOOR = frozenset({"kees", "gerda", "otto", "rutger", "dirk", "petra", "xander", "anonymous here"})
"""One for each set of roles: they try every route of the portals that are not theirs; the others try some."""
NOBODY = "019caed9-4300-7b2e-b8f9-470d570c7c5c"
PRESSED = frozenset({"geen-standpunt", "samenvatting-bevestigen"})
"""What a party only presses a button for: it adds to a case and decides nothing over what others wrote meanwhile."""
TOKENS = ("x", "A" * 43, "..", "%2e%2e", "☂", "A" * 5000)


def test_every_route_is_in_the_table(shared_app: Flask) -> None:
    found = {rule.rule: frozenset(rule.methods - {"HEAD", "OPTIONS"}) for rule in shared_app.url_map.iter_rules()}
    assert found == rules()
    arguments = {name for rule in shared_app.url_map.iter_rules() for name in rule.arguments}
    assert arguments == ARGUMENTS


# ---- what is not yours -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_not_yours_is_not_there(person: str, reader: Callable[[str], Reader], shared_app: Flask) -> None:
    sweep(reader(person), shared_app)


@pytest.mark.postgres
@pytest.mark.parametrize("person", ["kees", "ruud", "bram", "hanneke", "dirk", "petra", "xander", "anonymous here"])
def test_nor_on_postgresql(person: str, postgres_reader: Callable[[str], Reader], postgres_app: Flask) -> None:
    sweep(postgres_reader(person), postgres_app)


def sweep(one: Reader, app: Flask) -> None:
    with unchanged(app):
        nothing = one.get(f"/klager/zaak/{NOWHERE}/")
        gone = one.person.startswith("anonymous")
        if gone:
            one.fetch_token()
        assert nothing.status_code == (302 if gone else 404)
        for method, path in not_theirs(one, app):
            response = one.ask(method, path, data={"csrf_token": one.token, "sure": "y"} if method == "POST" else None)
            where = f"{method} {path[:120]} for {one.person}"
            if gone:
                assert response.status_code == 302, where
                assert response.headers["Location"].startswith(f"/{one.slug}/inloggen?next="), where
            elif method == "HEAD":
                assert response.status_code == 404, where
            else:
                assert normal(response) == normal(nothing), where


def not_theirs(one: Reader, app: Flask) -> Iterator[tuple[str, str]]:
    """Every address that this person must not get through."""
    for folder in DOORS:
        mine = opens(one.person, folder)
        for page, what in PAGES[folder].items():
            table, kind = what.split()[0], what.split()[-1]
            methods = {"page": ("GET",), "form": ("GET", "POST"), "button": ("POST",)}[kind]
            ids = list(strange_items(one, app, folder, table)) if "<item>" in page else [""]
            for method in methods if "<item>" in page or not mine else ():
                yield from ((method, f"/{folder}{page.replace('<item>', item)}") for item in (ids if mine else ids[:1]))
        if folder in {"klager", "medewerker", "functionaris"}:
            yield from strange_cases(one, folder, mine=mine)


def strange_cases(one: Reader, folder: str, *, mine: bool) -> Iterator[tuple[str, str]]:
    """Cases that are not theirs through this door: another's, another organisation's, none, and no number at all."""
    own = seats(one.person)
    through = {key for key, part in own.items() if folder == _door(part)}
    theirs = [key for key, case in CASES.items() if key not in through and case.org == PEOPLE[one.person].org]
    other = "received" if one.slug != HERE else ELSEWHERE
    foreign = one.built.numbers[other] if other == ELSEWHERE else "KW-2026-0001"
    for key in theirs:
        yield "GET", f"/{folder}/zaak/{one.built.numbers[key]}/"
        yield "HEAD", f"/{folder}/zaak/{one.built.numbers[key]}/"
    most_telling = [key for key in ("kwheard", "party", "hearing", "theirs") if key in theirs][: 1 + mine]
    numbers = [*(one.built.numbers[key] for key in most_telling), *((foreign, NOWHERE) if mine else ())]
    for number in numbers if mine or one.person in AT_EVERY_DOOR else ():
        yield from ((method, f"/{folder}/zaak/{number}{rest}") for method, rest in case_paths(folder))
    if mine:
        yield from (("GET", f"/{folder}/zaak/{number}/") for number in MALFORMED)


def _door(part: str) -> str:
    from tests.leaks.cast import DOOR_OF_PART

    return DOOR_OF_PART[part]


def strange_items(one: Reader, app: Flask, folder: str, table: str) -> Iterator[str]:
    """Ids that are not theirs: of a row they may not see, of another organisation, of another kind, none, no id."""
    everything = items(app, "person" if table in {"mendable", "closed"} else table)
    here = one.built.tenants[one.slug]
    mine = theirs_to_see(one, app, folder, table)
    yield from (key for key, tenant in everything.items() if tenant == here and key not in mine)
    yield from [key for key, tenant in everything.items() if tenant != here][:4]
    yield from [*items(app, "entry")][:1]
    yield NOBODY
    yield from STRANGE


def items(app: Flask, table: str) -> dict[str, UUID]:
    """Each id of a table with its organisation."""
    return {str(row[1]): row[0] for row in rows(app, table)}


def theirs_to_see(one: Reader, app: Flask, folder: str, table: str) -> set[str]:
    """Which rows of a table this person may open through this door, by the cast and not by the portal's own rules."""
    if not opens(one.person, folder):
        return set()
    here = one.built.tenants[one.slug]
    if table == "letter":
        handled = {one.built.numbers[key] for key, part in seats(one.person).items() if part in "FW"}
        numbers = {str(row[1]): row[2] for row in rows(app, "complaint") if row[0] == here}
        return {str(row[1]) for row in rows(app, "letter") if row[0] == here and numbers.get(str(row[4])) in handled}
    if table == "release":
        grants = {"dirk": "hearing", "vincent": "theirs"}
        key = grants.get(one.person)
        word = next(
            (c.word for c in one.built.canaries if c.case == key and c.kind == "standpoint" and c.granted), None
        )
        return {str(row[1]) for row in rows(app, "release") if word and word in repr(row) and row[0] == here}
    if table == "absence" and folder == "functionaris":
        return set()
    if table in {"mendable", "closed"}:
        others = {key for key in PEOPLE if key != one.person}
        staff = {one.built.emails[key] for key in others if PEOPLE[key].roles - {"client", "guest"}}
        found = {str(row[1]) for row in rows(app, "person") if row[0] == here and row[2] in staff}
        return found if table == "mendable" else set()
    if table == "person":
        staff = {one.built.emails[key] for key, who in PEOPLE.items() if who.roles - {"client", "guest"}}
        return {str(row[1]) for row in rows(app, "person") if row[0] == here and row[2] in staff}
    return {key for key, tenant in items(app, table).items() if tenant == here}


@pytest.mark.parametrize("person", ["kees", "bram", "hanneke", "dirk", "petra"])
def test_what_is_yours_is_there(person: str, reader: Callable[[str], Reader], shared_app: Flask) -> None:
    one = reader(person)
    with unchanged(shared_app):
        for folder in (folder for folder in DOORS if opens(person, folder)):
            for page, what in PAGES[folder].items():
                if what.endswith("button"):
                    continue
                ids = sorted(theirs_to_see(one, shared_app, folder, what.split()[0])) if "<item>" in page else [""]
                assert ids or folder == "directie" or what in {"closed form", "erasure form", "tombstone page"}, (
                    f"{folder}{page}: nothing to see"
                )
                for item in ids[:40]:
                    path = f"/{folder}{page.replace('<item>', item)}"
                    assert one.get(path).status_code == 200, path


@pytest.mark.parametrize("person", ["kees", "bram", "hanneke"])
def test_not_there_costs_as_much_as_not_yours(person: str, reader: Callable[[str], Reader], shared_app: Flask) -> None:
    one = reader(person)
    folder = {"kees": "klager", "bram": "medewerker", "hanneke": "functionaris"}[person]
    asked = {}
    for number in (one.built.numbers["kw"], one.built.numbers["kwheard"], "K-2025-0001", NOWHERE):
        if number == one.built.numbers["kwheard"] and person == "kees":
            continue
        with statements(shared_app) as found:
            one.get(f"/{folder}/zaak/{number}/")
        asked[number] = found
    assert len({tuple(found) for found in asked.values()}) == 1, {number: len(found) for number, found in asked.items()}


# ---- outside the portals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["anonymous here", "kees", "hanneke"])
def test_what_is_open_to_everybody(person: str, reader: Callable[[str], Reader], shared_app: Flask) -> None:
    one = reader(person)
    known = int(not person.startswith("anonymous"))
    with unchanged(shared_app):
        for path, answers in OPEN.items():
            assert one.get(path).status_code == answers[known], path
        for token in TOKENS:
            for folder in ("uitnodiging", "wachtwoord", "machtiging", "klacht/verder", "adres", "bezwaar"):
                assert one.get(f"/{folder}/{token}").status_code == 404, (folder, token)
        one.fetch_token("/wachtwoord")
        for path, answers in OPEN_POSTS.items():
            assert one.post(path).status_code == answers[known], path


@pytest.mark.parametrize("person", ["anonymous here", "kees", "hanneke"])
def test_what_takes_showing_who_one_is(person: str, copied: Callable[[], Flask], record: object) -> None:
    """Hanneke came in with a passkey just now; kees had a password alone, and a visitor has nothing."""
    one = Reader(copied(), record, person)
    known = int(not person.startswith("anonymous"))
    for path, answer in CONFIRMED.items():
        assert one.post(path).status_code == (answer if person == "hanneke" else 302), path
    for path, answers in STEPS.items():
        assert one.post(path).status_code == answers[known], path


@pytest.mark.parametrize("person", ["anonymous here", "kees", "bram", "hanneke", "ilse", "petra"])
def test_no_form_is_taken_without_its_token(person: str, reader: Callable[[str], Reader], shared_app: Flask) -> None:
    one = reader(person)
    key, _part = next(iter(seats(person).items()), ("received", "K"))
    with unchanged(shared_app):
        for rule, methods in rules().items():
            path = (
                rule.replace("<reference>", one.built.numbers[key]).replace("<item>", NOBODY).replace("<wanted>", "nl")
            )
            path = path if "<any" not in path else "/klacht/voor-wie"
            if "POST" in methods and rule != "/csp":
                assert one.post(path, {"sure": "y"}, token=False).status_code == 400, path
                assert one.post(path, {"csrf_token": "x", "sure": "y"}, token=False).status_code == 400, path
            for method in {"PUT", "DELETE", "PATCH", "TRACE"} if not rule.startswith("/_") else ():
                assert one.ask(method, path.replace("<token>", "x")).status_code in {400, 405}, (method, path)


@pytest.mark.parametrize("person", ["kees", "bram", "hanneke", "rutger"])
def test_nothing_happens_to_a_case_that_has_moved_on(person: str, copied: Callable[[], Flask], record: object) -> None:
    """Every act of every case, handed in empty and with an old version: refused, and nothing is changed by it."""
    from tests.leaks.acts import EVERY, WAYS_IN
    from tests.leaks.cast import DOOR_OF_PART

    app = copied()
    one = Reader(app, record, person)
    chosen = {"received", "mandate", "hearing", "resolution", "judged", "signing", "signed", "declined", "kwheard"}
    with unchanged(app):
        for key, part in seats(person).items():
            if key not in chosen or part in CASES[key].unread:
                continue
            folder = DOOR_OF_PART[part]
            for slug in set(EVERY[folder]) - (PRESSED if folder != "functionaris" else set()):
                path = f"/{folder}/zaak/{one.built.numbers[key]}/{slug}"
                response = one.post(path, {"version": "0"})
                wanted = {409, 422} if slug in WAYS_IN[key, part].open else {409}
                if slug == "ondertekenen" and wanted != {409} and folder != "functionaris":
                    wanted = {302}  # first they show once more who they are
                assert response.status_code in wanted, (path, response.status_code)
