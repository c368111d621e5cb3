"""The demo: every case played through the real use cases, in words that stay true whatever day it is."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import create_engine, func, select
from sqlalchemy.pool import NullPool

from portal.domain.calendar import is_working_day, local_date
from portal.models.complaint import CaseEvent, Complaint, Part, Participant
from portal.models.letter import Letter
from portal.models.person import FilingDraft, Person
from portal.models.register import PeriodicReport, Review
from portal.operations.demo.loader import HERE, ORGANISATIONS
from portal.vault.keys import unlock
from portal.vault.sealing import Ring

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy import Connection

MONTHS = re.compile(
    r"\b(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\b", re.IGNORECASE
)
TOLD = {slug: tomllib.loads((HERE / f"{slug}.toml").read_text()) for slug in ORGANISATIONS}
CASES = {slug: [*told["cases"], *told.get("copies", [])] for slug, told in TOLD.items()}


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


@pytest.mark.parametrize("slug", ORGANISATIONS)
def test_no_text_names_a_month_while_the_dates_move_with_today(slug):
    assert [text for text in texts(TOLD[slug]) if MONTHS.search(text)] == []


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param("2026-11-23T10:00+00:00", id="Monday"),
        pytest.param("2026-11-28T10:00+00:00", id="Saturday"),
        pytest.param("2026-04-08T10:00+00:00", id="just after Easter"),
    ],
)
def test_what_the_demo_holds_does_not_depend_on_the_day_it_is_loaded(bare, run, moment):
    """One load for all of it: this is the slowest command there is."""
    total = sum(len(cases) for cases in CASES.values())
    today = datetime.fromisoformat(moment)
    with time_machine.travel(today):
        run(bare, "init")
        assert f"Loaded the demo with {total} cases." in run(bare, "demo").output
    engine = create_engine(bare.config["WEDERHOOR"].owner_url, poolclass=NullPool)
    unlock(engine, Ring(bare.config["WEDERHOOR"].master_keys))
    with engine.connect() as record:
        the_cases_stand_where_the_demo_says(record, total)
        who_handles_a_case_works_on_working_days(record, today.date())
        each_organisation_met_on_a_working_day_after_its_first_complaint(record, today.date())
        who_left_has_no_open_account(record)
        a_complaint_was_begun_and_not_sent(record)


def the_cases_stand_where_the_demo_says(record: Connection, total: int) -> None:
    ended = Counter(record.execute(select(Complaint.ending)).scalars())
    assert sum(ended.values()) == total
    told = Counter(one.get("ending", one.get("stands_at")) for cases in CASES.values() for one in cases)
    for ending in ("declined", "referred", "withdrawn", "not_satisfied", "unsigned", "signed"):
        assert ended[ending] == told[ending] > 0, ending


def who_handles_a_case_works_on_working_days(record: Connection, today: date) -> None:
    found = record.execute(
        select(CaseEvent.at, CaseEvent.act)
        .join(Participant, Participant.id == CaseEvent.participant_id)
        .where(Participant.part == Part.FUNCTIONARIS)
    ).all()
    assert len(found) > 100
    assert [(at, act) for at, act in found if not is_working_day(local_date(at)) or local_date(at) > today] == []
    judged = record.execute(select(Complaint.issued_on, Complaint.due_on).where(Complaint.issued_on.is_not(None))).all()
    assert judged
    assert [pair for pair in judged if pair[0] > pair[1]] == []


def each_organisation_met_on_a_working_day_after_its_first_complaint(record: Connection, today: date) -> None:
    met = record.execute(select(Review.tenant_id, Review.held_on, Review.minutes)).all()
    assert len({minutes for _, _, minutes in met}) == len({tenant for tenant, _, _ in met}) == len(ORGANISATIONS)
    for tenant, held_on, _ in met:
        first = record.scalar(select(func.min(Complaint.received_on)).where(Complaint.tenant_id == tenant))
        assert first < held_on <= today
        assert is_working_day(held_on)
    remarks = record.scalars(select(PeriodicReport.remarks)).all()
    assert len(set(remarks)) == len(remarks) == len(ORGANISATIONS)


def who_left_has_no_open_account(record: Connection) -> None:
    left = [one["email"] for told in TOLD.values() for one in told["staff"] if "uit dienst" in one["function"]]
    closed = record.scalars(select(Person.email).where(Person.disabled_at.is_not(None))).all()
    assert closed == left != []


def a_complaint_was_begun_and_not_sent(record: Connection) -> None:
    drafts = record.execute(select(FilingDraft.answers, FilingDraft.sent_at)).all()
    assert [sent for _, sent in drafts] == [None]
    assert set(drafts[0].answers) == {"on_behalf", "capacity", "text", "happened_when"}
    to = record.scalars(select(Letter.to_address).where(Letter.notice == "draft_link")).all()
    assert to == ["mirjam.tuinstra@noorderhaven.example"]
