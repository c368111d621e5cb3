"""How many questions each page asks the database: the same however much there is, and never a whole organisation."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest
import time_machine
from sqlalchemy import event, select

from portal.accounts import people
from portal.casework import filing, hearing, intake
from portal.casework.desk import Desk, everybody, participant
from portal.casework.filing import Contact, Filing
from portal.domain.facts import Side
from portal.domain.regulation import Capacity, Ground
from portal.models.complaint import Complaint, Part
from portal.models.organisation import Appointment, RegulationVersion
from portal.models.person import RoleName
from portal.sight.actor import Door
from portal.web import transaction
from portal.web.extensions import db

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.routing import Rule

    from tests.support.world import Browser, World

FEW, MANY = 3, 60
FEW_EVENTS, MANY_EVENTS = 5, 60
OPEN = {"public", "auth"}
ONCE = frozenset({"public.regulation_paper"})
"""The paper is made by a program of its own, and its text is the regulation alone."""
NOBODY = "00000000-0000-7000-8000-000000000000"
LISTS = {"functionaris.home", "functionaris.register", "client.home", "employee.home"}
CASES = {"functionaris.case": 4, "client.case": 4, "employee.case": 4}
ANSWERS: dict[str, dict[str, object]] = {
    "voor-wie": {"on_behalf": "no", "capacity": "candidate"},
    "gebeurd": {"text": "Ik bel al weken.", "happened_when": "deze maand"},
    "met-wie": {"about_whom": "Bram Terhorst", "about_functionaris": "no"},
    "waarover": {"grounds": ["performance"]},
    "wens": {"wish": "Een vaste dag."},
    "gegevens": {"name": "Joke van der Wal", "email": "joke@post.example", "language": "nl"},
}
LARGE = re.compile(
    r"(?:SEARCH|SCAN) (complaint|participant|case_event|entry|release|letter|journal|allegation)(_\d+)?\b"
)
WHOLE = re.compile(r"\(tenant_id=\?\)$")
ALONG = ("ix_complaint_open", "ix_complaint_tenant_id_received_on_reference")
"""Indexes in the order of a list, along which a page is filled and left."""


class Asked(NamedTuple):
    """A statement, what was bound in it, and whether it belongs to the notes that follow a page."""

    text: str
    values: object
    later: bool


class Listener:
    """Listens to what the application asks its database."""

    def __init__(self, world: World) -> None:
        self.world, self.heard, self.later = world, [], False
        with world.app.app_context():
            self.engine = db.engine
        event.listen(self.engine, "before_cursor_execute", self._hear)

    def _hear(self, _connection, _cursor, statement, values, *_more):
        if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            self.heard.append(Asked(statement, values, self.later))

    def get(self, browser: Browser, path: str) -> tuple[int, list[Asked]]:
        self.heard.clear()
        with time_machine.travel(self.world.now, tick=False):
            answer = browser.client.get(f"/noorderhaven{path}")
        return answer.status_code, list(self.heard)


@pytest.fixture
def listener(world: World, monkeypatch) -> Iterator[Listener]:
    made = Listener(world)
    settle = transaction.settle

    def settled() -> None:
        made.later = True
        try:
            settle()
        finally:
            made.later = False

    monkeypatch.setattr(transaction, "settle", settled)
    yield made
    event.remove(made.engine, "before_cursor_execute", made._hear)


# ---- a small world that grows ----------------------------------------------------------------------------------------


@pytest.fixture
def case(world: World) -> str:
    """A case in which three sides take part, each with an account and the notice accepted."""
    kept = world.person("functionaris@noorderhaven.example").password_hash
    with world.owner(world.tenants["noorderhaven"]) as session:
        client = people.new_person(session, "aya@post.example", "Aya Benali", world.now)
        client.password_hash = kept
        people.give_role(session, client, RoleName.CLIENT, world.now, None)
    return file(world, 1)[0]


def file(world: World, count: int) -> list[str]:
    """File complaints of the same client, about the same employee."""
    client, employee = (world.person(one) for one in ("aya@post.example", "medewerker@noorderhaven.example"))
    made = []
    with world.owner(world.tenants["noorderhaven"]) as session:
        for _ in range(count):
            told = Filing(
                text="Ik bel al weken.",
                wish="Een vaste dag.",
                about_whom="Bram Terhorst",
                grounds=(Ground.PERFORMANCE,),
                capacity=Capacity.CANDIDATE,
                happened_when="deze maand",
                about_functionaris=False,
                complainant=Contact(client.name, client.email),
            )
            receipt = filing.file(session, told, world.now, "key")
            session.flush()
            complaint = session.get_one(Complaint, (world.tenants["noorderhaven"], receipt.complaint_id))
            bram = participant(complaint, Part.EMPLOYEE, Side.EMPLOYEE, employee.name, world.now)
            bram.person_id, bram.side_id, bram.informed_at = employee.id, bram.id, world.now
            session.add(bram)
            session.flush()
            for one in everybody(session, complaint.id):
                one.person_id = client.id if one.part is Part.COMPLAINANT else one.person_id
                one.notice_accepted_at = world.now
            made.append(receipt.reference)
    return made


def talk(world: World, reference: str, count: int) -> None:
    """Let the functionaris write until the case has so many events more."""
    tenant = world.tenants["noorderhaven"]
    with world.owner(tenant) as session:
        complaint = session.scalars(select(Complaint).where(Complaint.reference == reference)).one()
        version = session.get_one(RegulationVersion, (tenant, complaint.regulation_version_id))
        seats = everybody(session, complaint.id)
        officer = next(one for one in seats if one.part is Part.FUNCTIONARIS)
        for step in range(count):
            desk = Desk(session, complaint, version.parameters, seats, world.now + timedelta(minutes=step), officer)
            if not desk.facts.conflict_free:
                intake.declare_no_conflict(desk)
            else:
                hearing.send_message(desk, text="Wij zijn bezig.", to=[desk.facts.complainant])
            session.flush()


def addresses(world: World, reference: str) -> dict[str, tuple[str, str]]:
    """Every page of an organisation: who opens it, and where."""
    with world.owner(world.tenants["noorderhaven"]) as session:
        office = str(session.scalars(select(Appointment.id).order_by(Appointment.id)).first())
    person = str(world.person("medewerker@noorderhaven.example").id)
    letter = next(str(one.id) for one in world.letters() if one.complaint_id is not None)
    items = {"member": person, "close": person, "end_appointment": office, "letter": letter}
    found = {}
    for rule in world.app.url_map.iter_rules():
        door, _, name = rule.endpoint.partition(".")
        if "GET" in rule.methods and door in {*Door, *OPEN} and rule.endpoint not in ONCE:
            item = items.get(name, NOBODY)
            given = {"reference": reference, "item": item, "slug": "gebeurd", "wanted": "nl", "token": NOBODY}
            given |= {"part": "1", "version": "1", "file": NOBODY, "paper": NOBODY, "original": "yes"}
            found[rule.endpoint] = (door, _filled(rule, given))
    return found


def _filled(rule: Rule, given: dict[str, str]) -> str:
    return re.sub(r"<(?:[^:<>]+(?:\([^)]*\))?:)?(\w+)>", lambda match: given[match[1]], rule.rule)


def everyone(world: World) -> dict[str, Browser]:
    emails = {"client": "aya@post.example", "employee": "medewerker", "functionaris": "functionaris"}
    emails |= {"management": "directie", "admin": "beheer"}
    return {door: world.sign_in(who) for door, who in emails.items()} | {one: world.visitor() for one in OPEN}


def asked(world: World, listener: Listener, reference: str) -> dict[str, tuple[int, list[Asked]]]:
    """What every page asks, by endpoint."""
    browsers = everyone(world)
    return {
        endpoint: listener.get(browsers[door], path) for endpoint, (door, path) in addresses(world, reference).items()
    }


def page_of(statements: list[Asked]) -> list[str]:
    return [one.text for one in statements if not one.later]


def notes_of(statements: list[Asked]) -> list[str]:
    return [one.text for one in statements if one.later]


# ---- what must hold --------------------------------------------------------------------------------------------------


def test_a_page_asks_as_much_of_sixty_cases_as_of_three(world: World, listener: Listener, case: str) -> None:
    file(world, FEW - 1)
    few = asked(world, listener, case)
    file(world, MANY - FEW)
    many = asked(world, listener, case)
    assert [status for status, _ in few.values()] == [status for status, _ in many.values()]
    assert {name: len(page_of(one)) for name, (_, one) in few.items()} == {
        name: len(page_of(one)) for name, (_, one) in many.items()
    }


def test_a_page_asks_as_much_of_sixty_events_as_of_five(world: World, listener: Listener, case: str) -> None:
    talk(world, case, FEW_EVENTS - 1)
    few = asked(world, listener, case)
    talk(world, case, MANY_EVENTS - FEW_EVENTS)
    many = asked(world, listener, case)
    assert few["functionaris.case"][0] == 200
    assert {name: len(page_of(one)) for name, (_, one) in few.items()} == {
        name: len(page_of(one)) for name, (_, one) in many.items()
    }


def test_a_list_takes_four_questions_and_a_case_four_beside_who_and_where(
    world: World, listener: Listener, case: str
) -> None:
    file(world, FEW - 1)
    found = asked(world, listener, case)
    for endpoint, (_, statements) in found.items():
        assert all(one.startswith("SELECT") for one in page_of(statements)), endpoint
    for endpoint, most in {**dict.fromkeys(LISTS, 2), **CASES}.items():
        status, statements = found[endpoint]
        texts = page_of(statements)
        about = [
            one
            for one in texts
            if "FROM person_session" not in one and "FROM organisation" not in one.replace("\n", "")
        ]
        assert status == 200, endpoint
        assert len(texts) - len(about) == 2, (endpoint, texts)
        assert len(about) <= most, (endpoint, about)


def test_the_notes_that_follow_a_case_take_three_statements_one_more_for_news_and_one_a_minute(
    world: World, listener: Listener, case: str
) -> None:
    browser, path = world.sign_in("functionaris"), f"/functionaris/zaak/{case}/"
    notes = notes_of(listener.get(browser, path)[1])
    assert len(notes) == 4
    assert sum(one.startswith("SELECT") for one in notes) == 1
    assert sum(one.startswith("UPDATE participant SET seen_at") for one in notes) == 1
    assert notes_of(listener.get(browser, "/functionaris/")[1]) == []
    world.now += timedelta(seconds=2)
    assert len(notes_of(listener.get(browser, path)[1])) == 3
    world.now += timedelta(minutes=2)
    notes = notes_of(listener.get(browser, path)[1])
    assert len(notes) == 4
    assert sum(one.startswith("UPDATE person_session") for one in notes) == 1


def test_filing_a_complaint_takes_as_many_statements_whatever_there_is(
    world: World, listener: Listener, case: str
) -> None:
    world.file()
    before = filed(world, listener)
    file(world, MANY)
    after = filed(world, listener)
    assert len(after) == len(before)
    assert sum(one.startswith("SELECT") for one in after) <= 8, after


def filed(world: World, listener: Listener) -> list[str]:
    """The statements of the last step of filing a complaint."""
    browser = world.visitor()
    for slug, values in ANSWERS.items():
        browser.post(f"/klacht/{slug}", values)
    hidden = browser.form("/klacht/controle")
    listener.heard.clear()
    with time_machine.travel(world.now, tick=False):
        answer = browser.client.post("/noorderhaven/klacht/controle", data={**hidden, "truth": "y"})
    assert answer.status_code == 302
    return [one.text for one in listener.heard]


def test_no_page_looks_through_a_whole_organisation(world: World, listener: Listener, case: str) -> None:
    talk(world, case, FEW_EVENTS)
    found = asked(world, listener, case)
    wide = {}
    with listener.engine.connect() as connection:
        raw = connection.connection.driver_connection
        for endpoint, (_, statements) in found.items():
            for one in statements:
                if one.text.startswith("SELECT"):
                    plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {one.text}", one.values)]
                    steps = [step for step in plan if LARGE.match(step) and not narrow(step)]
                    wide |= {endpoint: (steps, one.text)} if steps else {}
    assert not wide


def narrow(step: str) -> bool:
    """Whether a step of a plan looks for more than the organisation, or walks along the order of a list."""
    return not WHOLE.search(step) or any(name in step for name in ALONG)
