"""Locks behind other locks: each tried with the one before it open, and what no planted word can show."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
import time_machine
from itsdangerous import BadSignature
from sqlalchemy import create_engine

from portal import tenancy
from portal.accounts import sessions
from portal.casework import hearing
from portal.casework.desk import take
from portal.domain.errors import Refused
from portal.domain.facts import Side
from portal.models import Base
from portal.models.complaint import Part
from portal.models.locks import UNCHANGEABLE, UNDELETABLE
from portal.models.lookup import Address
from portal.post.links import Links
from portal.sight import insight, letters, lists, rows
from portal.sight.actor import Actor, Door, Post, RoleName
from portal.sight.dossier import Dossier, readers_of
from portal.sight.figures import figures, partition
from portal.web.extensions import db
from portal.web.organisation import KEY
from tests.domain.access_matrix import KNOWS
from tests.leaks.cast import CASES, DOOR_OF_PART, DOORS, HERE, PEOPLE, THERE, seats
from tests.leaks.reader import Reader
from tests.leaks.reader import rows as stored
from tests.leaks.test_silence import filed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from portal.sight.rows import Seat
    from tests.leaks.reader import Record
    from tests.leaks.scenario import Built

ACCOUNTS = tuple(person for person in PEOPLE if not person.startswith("anonymous"))
READING = tuple(person for person in ACCOUNTS if seats(person))
ALL_ROLES = frozenset(RoleName)
TODAY = date(2026, 3, 2)


def table(app: Flask, name: str) -> list[dict[str, Any]]:
    """Every row of a table, as the owner sees it."""
    names = Base.metadata.tables[name].columns.keys()
    return [dict(zip(names, row, strict=True)) for row in stored(app, name)]


def change(app: Flask, name: str, row: dict[str, Any], **values: Any) -> None:
    """Change a row past the program, as if another lock had let it through."""
    one = Base.metadata.tables[name]
    engine = create_engine(app.config["WEDERHOOR"].owner_url)
    with engine.begin() as connection:
        key = (one.c.tenant_id == row["tenant_id"], one.c.id == row["id"])
        assert connection.execute(one.update().where(*key).values(**values)).rowcount == 1
    engine.dispose()


def person_row(app: Flask, built: Built, person: str) -> dict[str, Any]:
    here = built.tenants[PEOPLE[person].org]
    return next(row for row in table(app, "person") if (row["tenant_id"], row["email"]) == (here, built.emails[person]))


def complaint_id(app: Flask, built: Built, key: str) -> UUID:
    here = built.tenants[CASES[key].org]
    found = table(app, "complaint")
    return next(row["id"] for row in found if (row["tenant_id"], row["reference"]) == (here, built.numbers[key]))


def acting(app: Flask, built: Built, person: str, roles: frozenset[RoleName]) -> Actor:
    row = person_row(app, built, person)
    return Actor(row["tenant_id"], row["id"], UUID(int=1), "", "", "nl", roles, frozenset({Post.FUNCTIONARIS}))


@pytest.fixture
def there(own_app: Flask, record: Record) -> Callable[[str], Reader]:
    """Somebody at an application that this test alone may change."""
    return lambda person: Reader(own_app, record, person)


# ---- seats and doors -------------------------------------------------------------------------------------------------


def behind(person: str, door: Door) -> set[str]:
    """The cases that somebody sees through a door if they have every role there is."""
    org = PEOPLE[person].org
    parts = {key: {part for part, who in case.parts.items() if who == person} for key, case in CASES.items()}
    if door is Door.MANAGEMENT:
        return {key for key, held in parts.items() if "D" in held and CASES[key].org == org}
    folder = next(folder for folder, (name, _) in DOORS.items() if name == door.value)
    return {key for key, held in parts.items() if folder in {DOOR_OF_PART.get(one) for one in held}}


@pytest.mark.parametrize("person", ACCOUNTS)
def test_a_seat_opens_its_own_door_and_no_other(person: str, shared_app: Flask, built: Built) -> None:
    """With every role at once: the portal through which a case is seen follows from the part alone."""
    actor = acting(shared_app, built, person, ALL_ROLES)
    here = [key for key, case in CASES.items() if case.org == PEOPLE[person].org]
    with shared_app.app_context(), tenancy.entered(actor.tenant_id):
        for door in Door:
            wanted = behind(person, door)
            found = {key for key in here if rows.find(db.session(), actor, door, built.numbers[key])}
            assert found == wanted, door
            numbers = {built.numbers[key] for key in wanted}
            if door is Door.FUNCTIONARIS:
                assert {one.reference for one in lists.register(db.session(), actor, lists.Wanted(), TODAY)} == numbers
                assert {one.reference for one in lists.inbox(db.session(), actor, TODAY)} <= numbers
            else:
                assert {one.reference for one in lists.mine(db.session(), actor, door, TODAY)} == numbers
        db.session.rollback()


@pytest.mark.parametrize("person", ["kees", "bram", "hanneke", "dirk", "ilse"])
def test_nobody_sees_a_case_without_a_role(person: str, shared_app: Flask, built: Built) -> None:
    """A seat in a case is not enough: whose role was taken sees nothing of it."""
    actor = acting(shared_app, built, person, frozenset())
    with shared_app.app_context(), tenancy.entered(actor.tenant_id):
        for door in Door:
            assert not [key for key in seats(person) if rows.find(db.session(), actor, door, built.numbers[key])]
            assert lists.mine(db.session(), actor, door, TODAY) == ()
        assert (
            lists.inbox(db.session(), actor, TODAY) == lists.register(db.session(), actor, lists.Wanted(), TODAY) == ()
        )
        assert insight.pieces(db.session(), actor) == ()
        db.session.rollback()


def test_being_a_party_takes_away_every_other_role(shared_app: Flask, record: Record) -> None:
    """He was functionaris here before he was named: that seat stands, and opens nothing while he is a party."""
    built = record.built
    case, person = complaint_id(shared_app, built, "party"), person_row(shared_app, built, "hanneke")
    held = {
        row["side"]: row["left_at"]
        for row in table(shared_app, "participant")
        if (row["complaint_id"], row["person_id"]) == (case, person["id"])
    }
    assert held == {Side.FUNCTIONARIS: None, Side.EMPLOYEE: None}
    number = built.numbers["party"]
    posted = next(row["id"] for row in table(shared_app, "letter") if row["complaint_id"] == case)
    with shared_app.app_context(), tenancy.entered(person["tenant_id"]):
        for who, sees in (("hanneke", False), ("rutger", True)):
            actor = acting(shared_app, built, who, ALL_ROLES)
            assert bool(rows.find(db.session(), actor, Door.FUNCTIONARIS, number)) is sees
            assert bool(letters.mine(db.session(), actor, str(posted))) is sees
            assert (number in {one.reference for one in lists.inbox(db.session(), actor, TODAY)}) is sees
        db.session.rollback()


def test_an_appointment_that_ended_shuts_the_portal(
    own_app: Flask, record: Record, there: Callable[[str], Reader]
) -> None:
    """Also for a session that was open, and for who has the role (art. 5.1)."""
    one = there("hanneke")
    assert one.get("/functionaris/").status_code == 200
    person = person_row(own_app, record.built, "hanneke")
    for row in table(own_app, "appointment"):
        if row["person_id"] == person["id"]:
            change(own_app, "appointment", row, until_on=TODAY - timedelta(days=1))
    for path in ("", f"zaak/{record.built.numbers['hearing']}/", "register", "brieven"):
        assert one.get(f"/functionaris/{path}").status_code == 404, path


def test_a_closed_account_is_out_whatever_its_session_says(
    own_app: Flask, record: Record, there: Callable[[str], Reader]
) -> None:
    one = there("bram")
    assert one.get("/medewerker/").status_code == 200
    change(own_app, "person", person_row(own_app, record.built, "bram"), disabled_at=record.built.now)
    assert one.get("/medewerker/").status_code == 302


def test_a_role_that_was_taken_does_not_come_back(
    own_app: Flask, record: Record, there: Callable[[str], Reader]
) -> None:
    petra = there("petra")
    path = f"/beheer/medewerkers/{person_row(own_app, record.built, 'bram')['id']}"
    version = re.search(r'name="version"[^>]*value="(\d+)"', petra.get(path).text)
    assert petra.post(path, {"roles": [], "version": version.group(1) if version else ""}).status_code == 302
    bram = there("bram")
    for page in ("", f"zaak/{record.built.numbers['hearing']}/"):
        assert bram.get(f"/medewerker/{page}").status_code == 404


# ---- what a seat shows, word or no word ------------------------------------------------------------------------------


def opened(app: Flask, built: Built, person: str) -> Iterator[tuple[str, str, Seat, Dossier]]:
    """Each case of somebody, with the part and the file as they may see it."""
    actor = acting(app, built, person, ALL_ROLES)
    with app.app_context(), tenancy.entered(actor.tenant_id):
        for key, part in seats(person).items():
            folder = DOOR_OF_PART[part]
            seat = rows.find(db.session(), actor, Door(DOORS[folder][0]), built.numbers[key])
            assert seat is not None, (key, part)
            yield key, part, seat, Dossier.of(db.session(), seat, built.now)
        db.session.rollback()


@pytest.fixture(scope="session")
def record_of_events(shared_app: Flask) -> dict[str, list[dict[str, Any]]]:
    return {name: table(shared_app, name) for name in ("case_event", "participant", "entry", "release")}


@pytest.mark.parametrize("person", READING)
def test_everybody_knows_of_these_events_and_no_others(
    person: str, shared_app: Flask, built: Built, record_of_events: dict[str, list[dict[str, Any]]]
) -> None:
    """That something happened tells as much as a name: only what one's side did, was told, or reads a piece of."""
    for key, part, seat, dossier in opened(shared_app, built, person):
        found = {moment.id for moment in dossier.moments}
        wanted = {row["id"] for row in record_of_events["case_event"] if row["complaint_id"] == seat.complaint_id}
        if part not in "FW":
            wanted &= known(seat, record_of_events)
            assert all("system" not in piece.readers for piece in dossier.pieces), "management is nobody's to know"
        assert found == wanted, (key, part)


@pytest.mark.parametrize("person", READING)
def test_readers_of_a_piece_are_named_to_who_may_know_them(person: str, shared_app: Flask, built: Built) -> None:
    """The complainant knows the employees who were informed; an employee never learns that a colleague reads."""
    for key, part, seat, dossier in opened(shared_app, built, person):
        named = {name for piece in dossier.pieces for name in piece.employees}
        known = [one for one in dossier.people if one.part is Part.EMPLOYEE]
        assert named <= ({one.name for one in known} if len(known) > 1 else set()), (key, part)
        if seat.side is Side.EMPLOYEE:
            assert not named, (key, part)
        elif part in "FW":
            owners = {one.name for one in known for piece in dossier.pieces if str(one.id) in readers_of(piece)}
            assert named == (owners if len(known) > 1 else set()), (key, part)


def known(seat: Seat, record: dict[str, list[dict[str, Any]]]) -> set[UUID]:
    """The events that one side may know of, by the table of happenings that was written by hand."""
    side = seat.side_id or seat.participant_id
    people = {row["id"]: row for row in record["participant"]}
    shared = {row["entry_id"] for row in record["release"] if row["recipient_id"] == side}
    read = {
        row["event_id"]
        for row in record["entry"]
        if row["id"] in shared or row["side_id"] == side or row["author_id"] == seat.participant_id
    }
    found = set(read)
    for row in record["case_event"]:
        by = people.get(row["participant_id"])
        if by is not None and (by["id"] == seat.participant_id or by["side_id"] == seat.side_id is not None):
            found.add(row["id"])
        elif seat.side_id is not None and seat.side in KNOWS[row["act"]]:
            colleague = by is not None and by["side"] is Side.EMPLOYEE is seat.side
            found |= set() if colleague else {row["id"]}
    return found


@pytest.mark.parametrize("person", READING)
def test_a_party_gets_no_state_and_no_ids_of_others(person: str, shared_app: Flask, built: Built) -> None:
    """What only the functionaris needs never comes near the template of another."""
    for key, part, _seat, dossier in opened(shared_app, built, person):
        officer = part in "FW"
        assert (dossier.facts is not None) is officer, key
        if not officer:
            assert not any(one.employee_ids for one in dossier.allegations), key
            assert not any(one.shared or one.owner for one in dossier.pieces), key


def test_a_piece_of_a_colleague_comes_without_the_name(
    own_app: Flask, record: Record, there: Callable[[str], Reader]
) -> None:
    """The functionaris shares what one employee said with another: the text is read, who said it is not told."""
    built, base = record.built, f"/functionaris/zaak/{record.built.numbers['hearing']}"
    officer = there("hanneke")
    said = next(one.word for one in built.canaries if (one.case, one.kind, one.by) == ("hearing", "standpoint", "A"))
    page = officer.get(f"{base}/").text
    piece = next(part[:36] for part in page.split('id="stuk-')[1:] if said in part.partition("</article>")[0])
    form = officer.get(f"{base}/delen?stuk={piece}").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', form)
    assert version
    case, yasmina = complaint_id(own_app, built, "hearing"), person_row(own_app, built, "yasmina")
    seat = next(
        row for row in table(own_app, "participant") if (row["complaint_id"], row["person_id"]) == (case, yasmina["id"])
    )
    given = {"piece": piece, "to": [str(seat["id"])], "text": "Zonder naam.", "until": "", "sure": "y"}
    assert officer.post(f"{base}/delen?stuk={piece}", {**given, "version": version.group(1)}).status_code == 302
    one = there("yasmina")
    with one.behind_the_page():
        assert "Zonder naam." in one.get(f"/medewerker/zaak/{built.numbers['hearing']}/").text


def test_below_the_page_nothing_is_shared_that_may_not_be(own_app: Flask, record: Record) -> None:
    """The form offers only what may be shared; behind it stands the table, and that an employee must be informed."""
    built = record.built
    actor, number = acting(own_app, built, "hanneke", ALL_ROLES), record.built.numbers["hearing"]
    case = complaint_id(own_app, built, "hearing")
    people = {row["name"]: str(row["id"]) for row in table(own_app, "participant") if row["complaint_id"] == case}
    bram, ursula = (next(ref for name, ref in people.items() if name.startswith(first)) for first in ("Bram", "Ursula"))
    pieces = [row for row in table(own_app, "entry") if row["complaint_id"] == case]
    with own_app.app_context(), tenancy.entered(actor.tenant_id, write=True):
        for kind, to, reason in (("note", bram, "not_releasable"), ("wish", ursula, "recipients_are_parties")):
            seat = rows.find(db.session(), actor, Door.FUNCTIONARIS, number)
            assert seat is not None
            piece = next(str(row["id"]) for row in pieces if row["kind"].value == kind)
            with pytest.raises(Refused) as refusal:
                hearing.release(take(db.session(), seat, built.now), piece=piece, to=[to], text="x", until=None)
            assert refusal.value.reason == reason
            db.session.rollback()


# ---- figures ---------------------------------------------------------------------------------------------------------


def test_one_hidden_part_takes_a_second_with_it() -> None:
    """The whole is known: what alone is hidden could be told from the rest."""
    for counts, hidden in (((12, 7, 2, 0), {7, 2}), ((12, 3, 2), {3, 2}), ((12, 5), set())):
        cells = partition({str(count): count for count in counts}, 5)
        assert {one.code: one.count for one in cells} == {str(one): None if one in hidden else one for one in counts}


def test_cases_about_the_functionaris_stand_apart_from_every_other_figure(shared_app: Flask, built: Built) -> None:
    numbers = list(built.by_number[HERE])
    about = {number for number in numbers if number.startswith("KW-")}
    assert about
    with shared_app.app_context(), tenancy.entered(built.tenants[HERE]):
        wanted = len(numbers) - len(about)
        for whole, apart in ((True, len(about)), (False, 0)):
            counted = figures(db.session(), date(2025, 1, 1), date(2026, 12, 31), TODAY, 1, whole=whole)
            assert counted.about_functionaris == apart
            assert counted.received == wanted
            assert (counted.running or 0) + (counted.handled or 0) == wanted
        db.session.rollback()


# ---- links, cookies, pages -------------------------------------------------------------------------------------------


def test_a_representative_does_not_confirm_the_mandate(own_app: Flask, record: Record) -> None:
    """The link that opens the account of the representative is not the one in which the complainant decides."""
    built = record.built
    case = complaint_id(own_app, built, "mandate")
    agent = next(
        row
        for row in table(own_app, "participant")
        if row["complaint_id"] == case and row["part"].value == "representative"
    )
    made = Links("", HERE, None, own_app.config["WEDERHOOR"].secret_keys)
    for purpose, status in (("claim", 404), ("mandate", 200)):
        row = next(
            row
            for row in table(own_app, "link")
            if row["participant_id"] == agent["id"] and row["purpose"].value == purpose
        )
        change(own_app, "link", row, used_at=None)
        visitor = Reader(own_app, record, "anonymous here")
        visitor.trusted = True
        assert visitor.get(f"/machtiging/{made.token(row['id'])}").status_code == 302
        assert visitor.get("/machtiging").status_code == status, purpose


def test_a_receipt_is_gone_after_an_hour(record: Record, there: Callable[[str], Reader]) -> None:
    """Who uses the browser next finds neither number nor code."""
    visitor = there("anonymous here")
    filed(visitor)
    assert visitor.get("/klacht/ontvangst").status_code == 200
    with time_machine.travel(record.built.now + timedelta(minutes=61), tick=False):
        assert visitor.get("/klacht/ontvangst").status_code == 302


def test_the_admin_is_not_told_who_forgot_a_password(record: Record, there: Callable[[str], Reader]) -> None:
    visitor, petra = there("anonymous here"), there("petra")
    for person in ("bram", "kees"):
        assert visitor.post("/wachtwoord", {"email": record.built.emails[person]}).status_code == 302
    page = petra.get("/beheer/brieven").text  # the name of a client on it would stop here
    assert next(one.word for one in record.built.canaries if (one.kind, one.by) == ("staff", "bram")) in page


def test_a_cookie_says_nothing_in_another_organisation(shared_app: Flask, built: Built) -> None:
    def signer(slug: str) -> Any:
        found = Address(built.tenants[slug], slug, None, demo=False)
        with shared_app.test_request_context(environ_overrides={KEY: found}):
            return shared_app.session_interface.get_signing_serializer(shared_app)

    signed = signer(HERE).dumps({"sid": "x", "draft": "y"})
    assert signer(HERE).loads(signed) == {"sid": "x", "draft": "y"}
    with pytest.raises(BadSignature):
        signer(THERE).loads(signed)


def test_a_secret_that_is_none_is_nobody_s(own_app: Flask, record: Record, there: Callable[[str], Reader]) -> None:
    there("bram")
    with own_app.app_context(), tenancy.entered(record.built.tenants[HERE]):
        for secret in ("", "x", "x" * 43):
            assert sessions.find(db.session(), secret, record.built.now) is None
        db.session.rollback()


def test_a_page_that_is_read_cannot_write(own_app: Flask, record: Record) -> None:
    told: list[bool] = []
    own_app.before_request(lambda: told.append(tenancy.current().write))
    visitor = Reader(own_app, record, "anonymous here")
    assert told == [False]
    visitor.post("/wachtwoord", {"email": "niemand@post.example"})
    assert told == [False, True]


# ---- what is written once --------------------------------------------------------------------------------------------


def test_what_is_written_once_is_on_the_list() -> None:
    """By hand, a second time: a table that falls off the list falls out of every test that reads it."""
    stay = {"journal", "case_event", "signature", "judgment", "decision", "regulation_version", "periodic_report"}
    stay |= {"tombstone"}
    assert set(UNDELETABLE) == stay
    assert set(UNCHANGEABLE) == stay | {"entry", "release", "judgment_part", "citation", "release_file"}
