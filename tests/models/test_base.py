"""Keys that grow with time, instants that know their zone, and documents that come back as they went in."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, create_engine, insert, select
from sqlalchemy.exc import StatementError

from portal import tenancy
from portal.domain.acts import Act
from portal.domain.facts import Allegation, Ending, Facts, Mark, Moments, Party, Proposal, Side, Stage
from portal.domain.regulation import PRESETS, Regime, Regulation
from portal.domain.term import deadline
from portal.models.base import Typed, UtcDateTime, new_id
from portal.models.complaint import Complaint
from portal.models.person import Attempt
from tests.support.rows import NOW, Rows, tables, value_for

TODAY = date(2026, 3, 2)


# ---- ids -------------------------------------------------------------------------------------------------------------


def test_an_id_is_a_uuid_of_version_7():
    made = [new_id() for _ in range(1000)]
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {"specified in RFC 4122"}
    assert len(set(made)) == len(made)


def test_an_id_tells_its_millisecond_and_sorts_by_it(monkeypatch):
    stamps = [1_772_442_000_000, 1_772_442_000_001, 1_772_442_060_000, 2**48 - 1]
    made = []
    for stamp in stamps:
        monkeypatch.setattr(time, "time_ns", lambda stamp=stamp: stamp * 1_000_000 + 999_999)
        made.append(new_id())
    assert [one.int >> 80 for one in made] == stamps
    assert sorted(made) == made
    assert sorted(made, key=str) == made
    assert sorted(made, key=lambda one: one.bytes) == made


@pytest.mark.parametrize("noise", [b"\x00" * 8, b"\xff" * 8])
def test_all_62_random_bits_are_used_and_none_touches_the_version(monkeypatch, noise):
    monkeypatch.setattr(os, "urandom", lambda size: noise[:size])
    one = new_id()
    assert (one.version, one.variant) == (7, "specified in RFC 4122")
    assert (one.int & ((1 << 62) - 1)).bit_count() == (0 if noise[0] == 0 else 62)


def test_ids_of_one_millisecond_keep_the_order_in_which_they_were_made(monkeypatch):
    monkeypatch.setattr(time, "time_ns", lambda: 1_772_442_000_457_000_000)  # at which no other test stands still
    made = [new_id() for _ in range(4096)]
    assert sorted(made) == made
    monkeypatch.setattr(time, "time_ns", lambda: 1_772_442_000_456_000_000)
    assert new_id() < made[0]


def test_no_two_threads_get_the_same_id():
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: new_id(), range(4000)))
    assert len(set(made)) == len(made)


# ---- instants --------------------------------------------------------------------------------------------------------

MOMENTS = Table("moment", MetaData(), Column("at", UtcDateTime))
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture(scope="module")
def memory():
    engine = create_engine("sqlite://")
    MOMENTS.metadata.create_all(engine)
    yield engine
    engine.dispose()


def test_a_naive_instant_is_refused(memory):
    with memory.connect() as connection, pytest.raises(StatementError, match="time zone"):
        connection.execute(insert(MOMENTS).values(at=datetime(2026, 3, 2, 9, 0)))  # noqa: DTZ001  that is the point


def test_a_naive_instant_is_refused_in_a_condition_too(memory):
    with memory.connect() as connection, pytest.raises(StatementError, match="time zone"):
        connection.execute(select(MOMENTS).where(MOMENTS.c.at < datetime(2026, 3, 2, 9, 0)))  # noqa: DTZ001


@given(st.datetimes(timezones=st.timezones() | st.just(timezone(timedelta(hours=5, minutes=45)))))
def test_an_instant_comes_back_as_the_same_instant_in_utc(memory, moment):
    try:
        same = moment.astimezone(UTC)
    except OverflowError:
        return
    with memory.connect() as connection:
        connection.execute(insert(MOMENTS).values(at=moment))
        back = connection.execute(select(MOMENTS.c.at)).scalar_one()
        connection.rollback()
    assert back == same
    assert back.utcoffset() == timedelta()


def test_both_databases_keep_the_microsecond_and_the_order_of_the_clock_going_back(two):
    before = datetime(2026, 10, 25, 2, 30, 0, 1, tzinfo=AMSTERDAM)
    after = before.replace(fold=1)
    with tenancy.entered(two.a.tenant, write=True), two.sessions() as session:
        for key, moment in (("before", before), ("after", after)):
            session.add(Attempt(key=key, count=1, since=moment, last_at=moment))
        session.commit()
        asked = select(Attempt.key, Attempt.since).where(Attempt.key.in_(["before", "after"])).order_by(Attempt.since)
        rows = session.execute(asked).all()
    assert [row.key for row in rows] == ["before", "after"]
    assert [row.since for row in rows] == [datetime(2026, 10, 25, hour, 30, 0, 1, tzinfo=UTC) for hour in (0, 1)]


# ---- documents -------------------------------------------------------------------------------------------------------


def full_facts() -> Facts:
    regulation = PRESETS[Regime.ADVOCATUUR]
    counted = deadline(TODAY, regulation.judgment, regulation.weekend)
    return Facts(
        stage=Stage.CLOSED,
        received_on=TODAY,
        registered_on=TODAY,
        deadline=counted,
        first_due_on=counted.due_on,
        complainant="c",
        handler="h",
        ending=Ending.DECLINED,
        allegations=(Allegation("a1", ("m1", "m2")), Allegation("a2")),
        parties=(Party("c", Side.COMPLAINANT), Party("m1", Side.EMPLOYEE)),
        proposals=(Proposal("p", "c", ("m1",), TODAY, accepted=("m1",)),),
        satisfied=False,
        marks=(Mark("", "c", signed=True, on=TODAY), Mark("m1", "m1", signed=False, on=TODAY)),
        acts={act: Moments(TODAY, TODAY, place) for place, act in enumerate(Act, 1)},
    )


@pytest.mark.parametrize("document", [*PRESETS.values(), full_facts()], ids=lambda one: type(one).__name__)
def test_a_document_comes_back_equal(document):
    typed = Typed(type(document))
    kept = typed.process_bind_param(document, None)
    assert isinstance(kept, str)
    assert typed.process_result_value(kept, None) == document
    assert typed.process_bind_param(None, None) is None
    assert typed.process_result_value(None, None) is None


@pytest.mark.parametrize("kept", ["{}", "null", "[]", "not json", '{"stage": "elsewhere"}'])
def test_a_document_that_does_not_fit_raises(kept):
    with pytest.raises(ValueError, match=r".+"):
        Typed(Facts).process_result_value(kept, None)


def test_a_document_lies_in_both_databases_and_a_changed_one_replaces_it(two):
    with tenancy.entered(two.a.tenant, write=True), two.sessions() as session:
        session.scalars(select(Complaint)).one().facts = full_facts()
        session.commit()
    with tenancy.entered(two.a.tenant), two.sessions() as session:
        assert session.scalars(select(Complaint.facts)).one() == full_facts()


# ---- every column ----------------------------------------------------------------------------------------------------


def test_every_row_comes_back_as_it_went_in(two):
    for table in tables():
        with tenancy.entered(two.a.tenant), two.engine.connect() as connection:
            row = connection.execute(select(table).where(table.c.tenant_id == two.a.tenant)).one()
        assert dict(row._mapping) == two.a.all[table.name], table


def test_rows_are_made_for_every_kind_of_column():
    rows = Rows()
    assert all(value is not None for row in rows.all.values() for value in row.values())
    assert value_for(Column("at", UtcDateTime), 3) == NOW + timedelta(seconds=3)
    with pytest.raises(NotImplementedError):
        value_for(Column("regulation", Typed(int)), 1)
    assert isinstance(value_for(Column("regulation", Typed(Regulation)), 1), Regulation)
