"""Nobody learns who has an account: known and unknown get the same answer, at the cost of the same statements."""

from __future__ import annotations

import re
from contextlib import contextmanager

import pytest
import time_machine
from sqlalchemy import event, func, select

from portal.models.letter import Letter
from portal.models.person import LinkPurpose, Person
from portal.web.extensions import db
from tests.support.world import PASSWORD

UNKNOWN = "medewerkes@noorderhaven.example"
"""As long as an address that is known."""
MADE = re.compile(r'(name="(?:csrf_token|key)"[^>]*value|data-token)="[^"]*"')
WHEN = {"Set-Cookie", "Date"}


@pytest.fixture
def known(world):
    """Addresses with something behind them, of every kind: each as long as the one that is unknown."""
    with world.owner(world.tenants["noorderhaven"]) as session:
        kinds = {"closed": "collega@", "keyless": "waarnemer@"}
        for kind, start in kinds.items():
            person = session.scalars(select(Person).where(Person.email.startswith(start))).one()
            person.email = f"{kind:x<10}@noorderhaven.example"
            if kind == "closed":
                person.disabled_at = world.now
            else:
                person.password_hash = None
        passkey = session.scalars(select(Person).where(Person.email.startswith("functionaris@"))).one()
        passkey.email = "hanneke.ou@noorderhaven.example"
    return ("medewerker@noorderhaven.example", *(f"{kind:x<10}@noorderhaven.example" for kind in kinds), passkey.email)


@contextmanager
def statements(world):
    """What is asked of the database meanwhile."""
    found: list[str] = []

    def asked(_connection, _cursor, statement, *_more):
        found.append(statement)

    with world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", asked)
    yield found
    event.remove(engine, "before_cursor_execute", asked)


def answered(world, path: str, where: str, **values: str):
    """All that can be told from an answer: its status, headers and words, and what it took."""
    visitor = world.visitor()
    hidden = visitor.form(path)
    with time_machine.travel(world.now, tick=False), statements(world) as found:
        answer = visitor.client.post(
            f"/noorderhaven{path}", data={**hidden, **values}, environ_overrides={"REMOTE_ADDR": where}
        )
    text = MADE.sub("", answer.text)
    for one in values.values():
        text = text.replace(one, "…")
    headers = sorted((name, value) for name, value in answer.headers if name not in WHEN)
    return (answer.status_code, headers, text), len(found)


def test_a_wrong_password_tells_nothing_of_the_address(world, known):
    answers = {
        email: answered(world, "/inloggen", f"203.0.{turn}.9", email=email, password="fout wachtwoord")
        for turn, email in enumerate((*known, UNKNOWN))
    }
    (status, headers, text), taken = answers[UNKNOWN]
    assert status == 422
    assert "Deze combinatie van e-mailadres en wachtwoord kennen wij niet." in text
    for email, answer in answers.items():
        assert answer == ((status, headers, text), taken), email
    assert letters(world) == 0


def test_nor_does_the_right_one_of_an_account_that_is_closed(world, known):
    closed, unknown = (
        answered(world, "/inloggen", f"203.0.{turn}.9", email=email, password=PASSWORD)[0]
        for turn, email in enumerate((known[1], UNKNOWN))
    )
    assert closed == unknown


def test_who_must_wait_waits_as_long_for_an_address_that_is_unknown(world, known):
    answers = []
    for turn, email in enumerate((known[0], UNKNOWN)):
        for _ in range(6):
            answer = answered(world, "/inloggen", f"203.0.{turn}.9", email=email, password="fout wachtwoord")[0]
        answers.append(answer)
    assert answers[0][0] == 429
    assert answers[0] == answers[1]


def test_a_forgotten_password_costs_and_tells_the_same_whoever_asks(world, known):
    """One letter, so many statements and one page for each address: with a password, closed, without one, unknown."""
    answers = {}
    for turn, email in enumerate((*known, UNKNOWN)):
        answers[email] = answered(world, "/wachtwoord", f"203.0.{turn}.9", email=email)
        assert letters(world) == turn + 1, email
    assert answers[UNKNOWN][0][0] == 302
    for email, answer in answers.items():
        assert answer == answers[UNKNOWN], email
    sent = {letter.to_address: letter.notice for letter in world.letters()}
    assert sent == {
        email: "reset_nobody" if "xxx" in email or email == UNKNOWN else "reset_password" for email in answers
    }


def test_what_is_made_for_who_is_not_there_opens_nothing(world):
    """For the same work a link is made as well; it is nobody's."""
    answered(world, "/wachtwoord", "203.0.113.9", email=UNKNOWN)
    [letter] = world.letters("reset_nobody")
    assert letter.person_id is None
    visitor = world.visitor()
    visitor.get(world.link(LinkPurpose.RESET), expect=302)
    visitor.get("/uitnodiging", expect=404)


def test_a_number_that_is_not_there_is_answered_as_a_code_that_is_wrong(world):
    number = world.file()
    for action in ({}, {"action": "follow"}):
        tries = [
            answered(
                world,
                "/klacht/status",
                f"203.{len(action)}.{turn}.9",
                reference=one,
                code="AAAA-BBBB-CCCC-DDDD",
                **action,
            )
            for turn, one in enumerate((number, "K-2026-8888"))
        ]
        assert tries[0][0][0] == 422
        assert tries[0] == tries[1]


def test_who_asks_for_a_code_by_mail_does_not_learn_who_has_a_password(world):
    """The page is the same; what the mail says reads its owner alone."""
    pages = []
    for email in ("medewerker@noorderhaven.example", UNKNOWN):
        number = world.file(email=email)
        code = world.filed.code
        visitor = world.visitor()
        answer = visitor.post("/klacht/status", {"reference": number, "code": code, "action": "follow"})
        page = visitor.get(answer.headers["Location"].removeprefix("/noorderhaven"))
        pages.append((answer.headers["Location"], MADE.sub("", page.text)))
    assert pages[0] == pages[1]


def test_a_complaint_is_taken_in_alike_whoever_files_it(world):
    pages = []
    for email in ("medewerker@noorderhaven.example", UNKNOWN):
        number = world.file(email=email)
        page = world.filed.get("/klacht/ontvangst").text.replace(world.filed.code, "…").replace(number, "…")
        pages.append(MADE.sub("", page.replace(email, "…")))
    assert pages[0] == pages[1]


def letters(world) -> int:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return session.scalar(select(func.count(Letter.id)))
