"""Numbers without a gap, whoever asks at the same time and whatever is taken back."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from portal import tenancy
from portal.models.journal import Counter, next_number

THREADS = 8


def take(two, rows, series, year, *, keep=True):
    """Take one number in a transaction of its own, and keep it or take it all back."""
    with tenancy.entered(rows.tenant, write=True), two.sessions() as session:
        number = next_number(session, rows.tenant, series, year)
        (session.commit if keep else session.rollback)()
    return number


def test_the_first_of_a_year_is_one_and_the_next_follows(two):
    assert [take(two, two.a, "K", 2026) for _ in range(3)] == [1, 2, 3]
    assert take(two, two.a, "K", 2027) == 1
    assert take(two, two.a, "K", 2026) == 4
    assert take(two, two.a, "KW", 2026) == 1


def test_what_is_taken_back_is_given_again(two):
    assert take(two, two.a, "K", 2026, keep=False) == 1
    assert take(two, two.a, "K", 2026) == 1
    assert take(two, two.a, "K", 2026, keep=False) == 2
    assert take(two, two.a, "K", 2026) == 2


def test_organisations_count_for_themselves(two):
    assert [take(two, rows, "K", 2026) for rows in (two.a, two.b, two.a, two.b, two.b)] == [1, 1, 2, 2, 3]


def test_nobody_counts_for_another_organisation(two):
    with (
        tenancy.entered(two.a.tenant, write=True),
        two.sessions() as session,
        pytest.raises(Exception, match=r"tenant guard|row-level"),
    ):
        next_number(session, two.b.tenant, "K", 2026)


def test_threads_in_two_organisations_with_rollbacks_leave_no_gap(two):
    """Everybody starts at once, so that the first of the year is fought over as well; one in five is taken back."""
    start = threading.Barrier(THREADS)

    def work(place):
        chance = random.Random(place)
        start.wait()
        kept = []
        for _ in range(12):
            rows = (two.a, two.b)[chance.random() < 0.5]
            keep = chance.random() > 0.2
            number = take(two, rows, "K", 2026, keep=keep)
            if keep:
                kept.append((rows.tenant, number))
        return kept

    with ThreadPoolExecutor(THREADS) as pool:
        given = [one for found in pool.map(work, range(THREADS)) for one in found]
    for rows in (two.a, two.b):
        numbers = sorted(number for tenant, number in given if tenant == rows.tenant)
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) > THREADS
        with tenancy.entered(rows.tenant), two.sessions() as session:
            wanted = select(Counter.n).where(Counter.series == "K", Counter.year == 2026)
            assert session.scalars(wanted).one() == len(numbers)
