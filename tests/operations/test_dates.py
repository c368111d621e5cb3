"""The day on which each warning goes and each case is closed, and the day before on which it does not."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.models.complaint import Complaint
from portal.models.organisation import Organisation
from tests.operations.conftest import Server, sweep
from tests.support.journey import employee, informed

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def on(world, day: date, hour: int = 9) -> None:
    """Let the worker look on a day."""
    world.now = datetime.combine(day, time(hour), AMSTERDAM)
    sweep(world, Server())


def sent(world, notice: str) -> list[tuple[str, str]]:
    return [
        (letter.to_address, letter.written_at.astimezone(AMSTERDAM).date().isoformat())
        for letter in world.letters(notice)
    ]


def case(world) -> Complaint:
    with world.owner(world.tenants["noorderhaven"]) as session:
        from sqlalchemy import select

        return session.scalars(select(Complaint)).one()


@pytest.fixture
def heard(world):
    """A case that was taken into handling on 2 March; reactions are awaited until 12 March."""
    _client, number = world.client()
    informed(world, number)
    return world


def test_a_reaction_is_recalled_three_days_before_its_date_and_once(heard):
    on(heard, date(2026, 3, 8))
    assert sent(heard, "n09") == []
    on(heard, date(2026, 3, 9))
    assert {day for _, day in sent(heard, "n09")} == {"2026-03-09"}
    assert {to for to, _ in sent(heard, "n09")} == {"marloes@post.example", "medewerker@noorderhaven.example"}
    on(heard, date(2026, 3, 10))
    assert len(sent(heard, "n09")) == 2


def test_silence_is_told_on_the_eleventh_day_and_once_a_week(heard):
    on(heard, date(2026, 3, 12))
    assert sent(heard, "n25") == []
    on(heard, date(2026, 3, 13))
    assert sent(heard, "n25") == [("functionaris@noorderhaven.example", "2026-03-13")]
    for day in (14, 17, 19):
        on(heard, date(2026, 3, day))
    assert len(sent(heard, "n25")) == 1
    on(heard, date(2026, 3, 20))
    assert [day for _, day in sent(heard, "n25")] == ["2026-03-13", "2026-03-20"]


def test_lateness_is_told_the_day_after_the_term_and_once_a_week(heard):
    due = case(heard).due_on
    assert due == date(2026, 3, 30)
    on(heard, due)
    assert sent(heard, "n24") == []
    on(heard, due + timedelta(days=1))
    assert sent(heard, "n24") == [("functionaris@noorderhaven.example", "2026-03-31")]
    on(heard, due + timedelta(days=7))
    assert len(sent(heard, "n24")) == 1
    on(heard, due + timedelta(days=8))
    assert len(sent(heard, "n24")) == 2
    told = sent(heard, "n24d")
    assert {to for to, _ in told} == {"directie@noorderhaven.example", "waarnemer@noorderhaven.example"}
    assert [day for to, day in told if to.startswith("waarnemer")] == ["2026-03-31", "2026-04-07"]


def test_the_day_is_a_dutch_day(heard):
    """At 23:30 in Amsterdam the term has not passed, though elsewhere it is the next day already; at 0:30 it has."""
    due = case(heard).due_on
    heard.now = datetime.combine(due, time(23, 30), AMSTERDAM)
    sweep(heard, Server())
    assert sent(heard, "n24") == []
    heard.now = datetime.combine(due + timedelta(days=1), time(0, 30), AMSTERDAM)
    sweep(heard, Server())
    assert len(sent(heard, "n24")) == 1


def test_a_day_is_kept_once_however_often_one_looks(heard):
    due = case(heard).due_on
    for hour in range(1, 24):
        on(heard, due + timedelta(days=1), hour)
    assert len(sent(heard, "n24")) == 1
    with heard.owner(heard.tenants["noorderhaven"]) as session:
        from sqlalchemy import select

        assert session.scalars(select(Organisation.swept_on)).one() == due + timedelta(days=1)


def test_days_that_were_missed_are_caught_up(heard):
    """The worker was down for five weeks: one look does all that those weeks should have brought, once."""
    on(heard, date(2026, 4, 6))
    assert len(sent(heard, "n09")) == 2
    assert len(sent(heard, "n24")) == 1
    assert len(sent(heard, "n25")) == 1
    on(heard, date(2026, 4, 7))
    assert [len(sent(heard, notice)) for notice in ("n09", "n24", "n25")] == [2, 1, 1]


@pytest.fixture
def signing(world):
    """A case that is to be signed by 16 March, by the complainant as the first."""
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    for browser, portal in ((client, "klager"), (bram, "medewerker")):
        browser.act(portal, number, "standpunt", {"text": "Zo was het."})
    one.judge("upheld", "upheld")
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    client.act("klager", number, "ondertekenen")
    return world


def test_signing_is_recalled_after_a_week_to_who_has_not(signing):
    asked = len(sent(signing, "n16"))
    on(signing, date(2026, 3, 8))
    assert len(sent(signing, "n16")) == asked
    on(signing, date(2026, 3, 9))
    assert sorted(to for to, day in sent(signing, "n16") if day == "2026-03-09") == [
        "functionaris@noorderhaven.example",
        "medewerker@noorderhaven.example",
    ]
    on(signing, date(2026, 3, 10))
    assert len(sent(signing, "n16")) == asked + 2


def test_signing_is_recalled_a_day_late_when_nobody_looked_that_day(signing):
    asked = len(sent(signing, "n16"))
    on(signing, date(2026, 3, 8))
    on(signing, date(2026, 3, 10))
    assert len(sent(signing, "n16")) == asked + 2
    on(signing, date(2026, 3, 11))
    assert len(sent(signing, "n16")) == asked + 2


def test_a_case_is_closed_the_day_after_the_date_to_sign(signing):
    until = case(signing).facts.sign_until
    on(signing, until)
    assert case(signing).stage.value == "signing"
    on(signing, until + timedelta(days=1))
    closed = case(signing)
    assert (closed.stage.value, closed.closed_on) == ("closed", until + timedelta(days=1))
    assert {to for to, _ in sent(signing, "n17")} == {"marloes@post.example", "medewerker@noorderhaven.example"}
    on(signing, until + timedelta(days=2))
    assert len(sent(signing, "n17")) == 2
