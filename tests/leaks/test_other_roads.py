"""Other roads to a case than its page: links, codes, forms, keys, sessions, roles. Each is closed to who it is not for."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID

import pytest
import time_machine

from portal.domain.facts import Ending
from portal.domain.judgment import Outcome
from portal.models import Base
from portal.post.links import Links
from portal.web import words
from tests.leaks.cast import CASES, HERE
from tests.leaks.reader import Reader, rows, unchanged

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.leaks.reader import Record

VERSION = re.compile(r'name="version"[^>]*value="(\d+)"')


@pytest.fixture
def there(own_app: Flask, record: Record) -> Callable[[str], Reader]:
    """Somebody at an application that this test alone may change."""
    return lambda person: Reader(own_app, record, person)


# ---- private links ---------------------------------------------------------------------------------------------------


def links(app: Flask, record: Record, purpose: str) -> list[tuple[UUID, str]]:
    """Every private link of a kind that was not used, with its token."""
    made = Links("", HERE, None, app.config["WEDERHOOR"].secret_keys)
    names = list(Base.metadata.tables["link"].columns.keys())
    found = [dict(zip(names, row, strict=True)) for row in rows(app, "link")]
    here = record.built.tenants[HERE]
    wanted = [
        row for row in found if row["purpose"].value == purpose and not row["used_at"] and row["tenant_id"] == here
    ]
    return [(row["id"], made.token(row["id"])) for row in wanted]


def test_a_link_works_as_it_was_signed_and_no_other_way(
    own_app: Flask, record: Record, there: Callable[[str], Reader]
) -> None:
    [(_, token), *_] = links(own_app, record, "mandate")
    visitor = there("anonymous here")
    for wrong in (
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        "B" + token[1:],
        token[:30] + "A" * 13,
        token[:22] + token[:21],
    ):
        assert visitor.get(f"/machtiging/{wrong}").status_code == 404, wrong
        assert visitor.get("/machtiging").status_code == 404
    stranger = Reader(own_app, record, "anonymous there")
    stranger.get(f"/machtiging/{token}")
    assert stranger.get("/machtiging").status_code == 404


def test_a_link_works_once_and_not_too_late(own_app: Flask, record: Record) -> None:
    [(_, token), *_] = links(own_app, record, "mandate")
    visitor = Reader(own_app, record, "anonymous here")
    visitor.trusted = True
    assert visitor.get(f"/machtiging/{token}").status_code == 302
    for page in ("/uitnodiging", "/klacht/controle"):
        assert visitor.get(page).status_code in {302, 404}, "a link is for one purpose"
    with time_machine.travel(record.built.now + timedelta(days=31), tick=False):
        assert visitor.get("/machtiging").status_code == 404
    assert visitor.get("/machtiging").status_code == 200
    visitor.fetch_token("/machtiging")
    assert visitor.post("/machtiging", {"answer": "yes"}).status_code == 302
    assert visitor.get(f"/machtiging/{token}").status_code in {302, 404}
    assert visitor.get("/machtiging").status_code == 404


def test_nobody_is_shown_a_link_that_works(shared_app: Flask, record: Record, reader: Callable[[str], Reader]) -> None:
    """A letter that was mailed shows its link to its reader only, never to the functionaris who looks it up."""
    made = Links("", HERE, None, shared_app.config["WEDERHOOR"].secret_keys)
    tokens = {made.token(row[1]) for row in rows(shared_app, "link")}
    one = reader("hanneke")
    seen = 0
    for row in rows(shared_app, "letter"):
        page = one.client.get(f"/{HERE}/functionaris/brieven/{row[1]}").text
        seen += "<article" in page
        assert not any(token in page for token in tokens)
    assert seen > 50


def test_what_was_not_sent_is_found_by_its_link_only(
    own_app: Flask, record: Record, there: Callable[[str], Reader]
) -> None:
    visitor = there("anonymous here")
    assert visitor.get("/klacht/controle").headers["Location"].endswith("/klacht/voor-wie")
    assert visitor.get("/klacht/gebeurd").status_code == 200


# ---- number and code -------------------------------------------------------------------------------------------------


def test_a_code_shows_where_its_own_case_stands(own_app: Flask, record: Record, there: Callable[[str], Reader]) -> None:
    built = record.built
    visitor = there("anonymous here")
    visitor.told = {built.numbers["code"]}
    right = {"reference": built.numbers["code"], "code": built.codes["code"]}
    assert built.numbers["code"] in visitor.post("/klacht/status", right).text
    other = [key for key in ("kw", "hearing", "received") if key in built.codes]
    wrong = [
        {"reference": built.numbers[other[0]], "code": built.codes["code"]},
        {"reference": built.numbers["code"], "code": built.codes[other[1]]},
        {"reference": built.numbers["code"], "code": ""},
        {"reference": "%", "code": built.codes["code"]},
        {"reference": "K-2026-9999", "code": built.codes["code"]},
    ]
    for values in wrong:
        visitor.told = {values["reference"]}
        page = visitor.post("/klacht/status", values)
        assert page.status_code == 422, values
        assert "Oordeel uiterlijk" not in page.text
    stranger = there("anonymous there")
    stranger.told = {right["reference"]}
    assert stranger.post("/klacht/status", right).status_code == 422


# ---- sessions and roles ----------------------------------------------------------------------------------------------


def test_a_session_of_one_organisation_is_nothing_in_another(reader: Callable[[str], Reader]) -> None:
    one = reader("xander")
    carried = one.app.test_client()
    for slug, status in ((one.slug, 200), (HERE, 302)):
        carried.set_cookie("s", session_cookie(one), domain="localhost", path=f"/{slug}/")
        for path in ("/klager/", "/account"):
            answer = carried.get(f"/{slug}{path}")
            assert answer.status_code == status, path
            assert status == 200 or "/inloggen" in answer.headers["Location"]


def session_cookie(one: Reader) -> str:
    """What the browser of somebody who is signed in holds."""
    found = one.client.get_cookie("s", domain="localhost", path=f"/{one.slug}/")
    assert found
    return found.value


def test_who_left_is_out_at_once(own_app: Flask, record: Record, there: Callable[[str], Reader]) -> None:
    """The support person is reading when the party ends it: the next page is not there."""
    numbers = record.built.numbers
    sanne, kees = there("sanne"), there("kees")
    path = f"/klager/zaak/{numbers['hearing']}/"
    assert sanne.get(path).status_code == 200
    page = kees.get(f"{path}steunpersoon-beeindigen").text
    person = re.search(r'<option[^>]*value="([0-9a-f-]{36})"', page)
    assert person
    assert kees.post(f"{path}steunpersoon-beeindigen", {"person": person.group(1)}).status_code == 302
    assert sanne.get(path).status_code == 404
    assert sanne.get(f"/klager/zaak/{numbers['judged']}/").status_code == 200


def test_a_role_that_is_taken_ends_the_session(own_app: Flask, record: Record, there: Callable[[str], Reader]) -> None:
    bram, petra = there("bram"), there("petra")
    assert bram.get("/medewerker/").status_code == 200
    key = next(str(row[1]) for row in rows(own_app, "person") if row[2] == record.built.emails["bram"])
    page = petra.get(f"/beheer/medewerkers/{key}").text
    version = VERSION.search(page)
    given = {"roles": [], "version": version.group(1) if version else ""}
    assert petra.post(f"/beheer/medewerkers/{key}", given).status_code == 302
    assert bram.get("/medewerker/").status_code == 302
    assert "/inloggen" in bram.get("/medewerker/").headers["Location"]


AWAY = (
    "//kwaad.example/", "/\\kwaad.example/", "https://kwaad.example/", "\\\\kwaad.example", "/noorderhaven//kwaad.example",
    "/noorderhaven\\kwaad", "javascript:alert(1)", "/veenland/klager/", "noorderhaven/klager/", "/noorderhavenkwaad/",
    "/noorderhaven/\r\nSet-Cookie: x=1", "/noorderhaven/\tkwaad", "", "   ", "/", "http:/noorderhaven/", "@kwaad.example",
    "/noorderhaven", "//", "///kwaad.example/noorderhaven/", "%2f%2fkwaad.example", "/%2f/kwaad.example",
)  # fmt: skip


def test_signing_in_leads_nowhere_else(reader: Callable[[str], Reader]) -> None:
    one = reader("kees")
    for target in AWAY:
        answer = one.get(f"/inloggen?next={quote(target, safe='')}")
        assert answer.status_code == 302, target
        assert answer.headers["Location"].startswith("/noorderhaven/klager/"), (target, answer.headers["Location"])
    kept = "/noorderhaven/account"
    assert one.get(f"/inloggen?next={quote(kept, safe='')}").headers["Location"] == kept


# ---- forms -----------------------------------------------------------------------------------------------------------


def test_the_key_of_a_form_is_its_writers_alone(own_app: Flask, record: Record, there: Callable[[str], Reader]) -> None:
    """Two people hand in the same key at the same address: both are heard, and neither is answered for the other."""
    number = record.built.numbers["hearing"]
    path = f"/medewerker/zaak/{number}/bericht"
    one, other = there("bram"), there("yasmina")
    before = len(rows(own_app, "entry"))
    for person, text in ((one, "Van Bram."), (other, "Van Yasmina."), (one, "Van Bram.")):
        assert person.post(path, {"key": "dezelfde", "text": text, "version": "1"}).status_code == 302
    assert len(rows(own_app, "entry")) == before + 2


def test_the_key_of_a_form_belongs_to_one_address(
    own_app: Flask, record: Record, there: Callable[[str], Reader]
) -> None:
    one = there("bram")
    before = len(rows(own_app, "entry"))
    for case in ("hearing", "represented"):
        path = f"/medewerker/zaak/{record.built.numbers[case]}/bericht"
        answer = one.post(path, {"key": "dezelfde", "text": "Tekst.", "version": "1"})
        assert record.built.numbers[case] in answer.headers["Location"]
    assert len(rows(own_app, "entry")) == before + 2


def test_who_decides_on_what_has_changed_is_stopped(
    own_app: Flask, record: Record, there: Callable[[str], Reader]
) -> None:
    """The functionaris has a page open, the employee writes; what is then decided is not decided on the old page."""
    number = record.built.numbers["hearing"]
    officer, employee = there("hanneke"), there("bram")
    path = f"/functionaris/zaak/{number}/notitie"
    version = VERSION.search(officer.get(path).text)
    assert version
    assert employee.post(f"/medewerker/zaak/{number}/bericht", {"text": "Nog iets.", "version": "1"}).status_code == 302
    for seen in (version.group(1), "0", "", "x"):
        with unchanged(own_app):
            answer = officer.post(path, {"text": "Een notitie.", "version": seen})
            assert answer.status_code == 409, seen
            assert "Een notitie." in answer.text, "what was typed is lost"
    newest = VERSION.search(officer.get(path).text)
    assert newest
    assert officer.post(path, {"text": "Een notitie.", "version": newest.group(1)}).status_code == 302


def test_no_form_says_who_signs_or_whose_it_is(own_app: Flask, record: Record, there: Callable[[str], Reader]) -> None:
    """Fields that no page asks for are not taken: a person cannot write as another, or to whom it should not go."""
    number = record.built.numbers["hearing"]
    kees = there("kees")
    extra = {
        "author_id": "x",
        "side_id": "x",
        "to": [_participant(own_app, record, "hearing", "employee")],
        "kind": "note",
    }
    before = rows(own_app, "entry")
    assert kees.post(f"/klager/zaak/{number}/bericht", {"text": "Alleen voor u.", **extra}).status_code == 302
    new = [row for row in rows(own_app, "entry") if row not in before]
    assert len(new) == 1
    names = Base.metadata.tables["release"].columns.keys()
    released = [dict(zip(names, row, strict=True)) for row in rows(own_app, "release")]
    assert not [row for row in released if row["entry_id"] == new[0][1]]


def _participant(app: Flask, record: Record, key: str, part: str) -> str:
    """The id of somebody in a case."""
    here = record.built.tenants[CASES[key].org]
    case = next(row[1] for row in rows(app, "complaint") if row[0] == here and row[2] == record.built.numbers[key])
    names = list(Base.metadata.tables["participant"].columns.keys())
    found = [dict(zip(names, row, strict=True)) for row in rows(app, "participant")]
    return str(next(row["id"] for row in found if row["complaint_id"] == case and row["part"].value == part))


@pytest.mark.parametrize(
    ("part", "seat", "slug"),
    [
        ("R", "mandate", "standpunt"),
        ("R", "mandate", "intrekken"),
        ("S", "hearing", "bericht"),
        ("T", "hearing", "bericht"),
    ],
)
def test_who_only_reads_never_writes(
    part: str, seat: str, slug: str, there: Callable[[str], Reader], own_app: Flask
) -> None:
    """A representative before the mandate, and a support person, hand in a form that others may."""
    one = there(CASES[seat].parts[part])
    folder = "medewerker" if part == "T" else "klager"
    path = f"/{folder}/zaak/{one.built.numbers[seat]}/{slug}"
    with unchanged(own_app):
        assert one.post(path, {"text": "Tekst.", "reason": "", "sure": "y", "version": "1"}).status_code == 409
    if slug == "standpunt":
        with unchanged(own_app):
            assert one.post(f"{path}/concept", {"text": "Tekst."}).status_code == 409


def test_the_functionaris_shares_with_who_may_have_it(
    own_app: Flask, record: Record, there: Callable[[str], Reader]
) -> None:
    """A note, a message and a withdrawal stay where they are; nothing goes to an employee who was not informed."""
    number = record.built.numbers["hearing"]
    officer = there("hanneke")
    case = officer.get(f"/functionaris/zaak/{number}/").text
    version = VERSION.search(officer.get(f"/functionaris/zaak/{number}/notitie").text)
    assert version
    uninformed = _uninformed(own_app, record)
    for kind, by in (("note", "F"), ("message", "K"), ("message", "A"), ("standpoint", "A")):
        word = next(one.word for one in record.built.canaries if (one.case, one.kind, one.by) == ("hearing", kind, by))
        piece = next(part[:36] for part in case.split('id="stuk-')[1:] if word in part.partition("</article>")[0])
        to = [uninformed] if kind == "standpoint" else [_participant(own_app, record, "hearing", "employee")]
        with unchanged(own_app):
            given = {
                "piece": piece,
                "to": to,
                "text": "Gedeeld.",
                "until": "",
                "sure": "y",
                "version": version.group(1),
            }
            assert officer.post(f"/functionaris/zaak/{number}/delen?stuk={piece}", given).status_code in {409, 422}, (
                kind
            )


def _uninformed(app: Flask, record: Record) -> str:
    names = list(Base.metadata.tables["participant"].columns.keys())
    found = [dict(zip(names, row, strict=True)) for row in rows(app, "participant")]
    word = next(one.word for one in record.built.canaries if one.by == "ursula" and one.kind == "staff")
    return str(next(row["id"] for row in found if word in row["name"]))


# ---- figures ---------------------------------------------------------------------------------------------------------


WAITING = re.compile(r"<dt>aanbeveling(en)? wacht(en)? op u</dt><dd>\d+</dd>")
"""A number of recommendations counts no complaint."""
CELL = re.compile(r"<(?:dt|th)[^>]*>\s*([^<]+?)\s*</(?:dt|th)>\s*<(?:dd|td)[^>]*>\s*([^<]*?)\s*<")
"""A name and what stands beside it."""
PARTS = {
    str(one)
    for some in (words.TOPICS, {code: words.WORDS[code] for code in (*Outcome, *Ending)})
    for one in some.values()
}
"""What a figure is broken down into: a name alone says that it happened."""


def test_no_figure_points_at_somebody(shared_app: Flask, record: Record, reader: Callable[[str], Reader]) -> None:
    """A number above nought and below the threshold is never shown; with one part hidden, a second hides with it."""
    stages = [row for row in rows(shared_app, "complaint") if row[0] == record.built.tenants[HERE]]
    column = list(Base.metadata.tables["complaint"].columns.keys()).index("ending")
    endings = [row[column] for row in stages if row[column] is not None]
    assert 0 < len(endings) < 5, "nothing to hide"
    for person, paths in (
        ("ilse", ("/directie/", "/directie/?jaar=2025")),
        ("hanneke", ("/functionaris/verslagen/nieuw", _report(shared_app, record, "functionaris"))),
        ("dirk", (_report(shared_app, record, "directie"),)),
    ):
        one = reader(person)
        for path in paths:
            page = one.get(path).text
            shown = re.search(r"<main.*?</main>", page, re.DOTALL)
            assert shown
            counted = WAITING.sub("", shown.group())
            small = re.findall(r"<d[dt][^>]*>\s*([1-4])\s*</d[dt]>|<td[^>]*>\s*([1-4])\s*</td>", counted)
            assert not small, (person, path, small)
            told = [(name, count) for name, count in CELL.findall(counted) if name in PARTS]
            assert not told, (person, path, told, "too few were closed to name how, or what about")
    assert "minder dan 5" in reader("ilse").get("/directie/").text


def _report(app: Flask, record: Record, folder: str) -> str:
    found = next(str(row[1]) for row in rows(app, "periodic_report") if row[0] == record.built.tenants[HERE])
    return f"/{folder}/verslagen/{found}"


def test_signing_out_ends_it(there: Callable[[str], Reader]) -> None:
    one = there("kees")
    carried = one.app.test_client()
    carried.set_cookie("s", session_cookie(one), domain="localhost", path=f"/{HERE}/")
    assert carried.get(f"/{HERE}/klager/").status_code == 200
    assert one.post("/uitloggen").status_code == 302
    assert one.get("/klager/").status_code == 302
    assert carried.get(f"/{HERE}/klager/").status_code == 302, "the session was only forgotten by the browser"
