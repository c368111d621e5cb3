"""Rows that two make at once: both are there, nobody runs into the other."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from portal import tenancy
from portal.models.person import Attempt
from portal.models.upsert import count_attempt

THREADS, TIMES = 8, 5
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def count(two, rows, at=AT, key="k"):
    with tenancy.entered(rows.tenant, write=True), two.sessions() as session:
        count_attempt(session, rows.tenant, key, at, HOUR)
        session.commit()


def counted(two, rows, key="k"):
    with tenancy.entered(rows.tenant), two.sessions() as session:
        found = session.execute(
            select(Attempt.count, Attempt.since, Attempt.last_at).where(Attempt.key == key)
        ).one_or_none()
        return found and tuple(found)


def test_tries_are_counted_within_their_window_and_begin_anew_after_it(two):
    assert counted(two, two.a) is None
    count(two, two.a)
    assert counted(two, two.a) == (1, AT, AT)
    soon = AT + timedelta(minutes=59, seconds=59)
    count(two, two.a, soon)
    assert counted(two, two.a) == (2, AT, soon)
    over = AT + HOUR
    count(two, two.a, over)
    assert counted(two, two.a) == (1, over, over)
    assert counted(two, two.b) is None


def test_every_try_counts_though_all_come_at_once(two):
    start = threading.Barrier(THREADS)

    def work(place):
        start.wait()
        for _ in range(TIMES):
            count(two, (two.a, two.b)[place % 2])

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    for rows in (two.a, two.b):
        assert counted(two, rows) == (THREADS * TIMES // 2, AT, AT)
