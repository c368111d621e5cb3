"""A request for access: its month, and what a decision on an item must have (AVG, articles 12.3 and 15)."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.access import Decision, Ground, due_on, lacks, overdue

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (DAY, date(2026, 4, 2)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 30), date(2028, 2, 29)),
        (date(2026, 2, 28), date(2026, 3, 28)),
        (date(2026, 5, 31), date(2026, 6, 30)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_it_is_answered_within_a_month_also_where_that_ends_on_a_day_off(asked, due):
    assert due_on(asked) == due


@pytest.mark.parametrize(
    ("finished", "today", "late"),
    [
        (None, date(2026, 4, 2), False),
        (None, date(2026, 4, 3), True),
        (date(2026, 4, 2), date(2026, 5, 1), False),
        (date(2026, 4, 3), date(2026, 5, 1), True),
    ],
)
def test_it_is_late_the_day_after(finished, today, late):
    assert overdue(due_on(DAY), finished, today) is late


@pytest.mark.parametrize(
    ("decision", "text", "ground", "reason", "found"),
    [
        (Decision.GIVE, "", None, "", None),
        (Decision.BLACKEN, "Ik ▇.", Ground.OTHERS, "", None),
        (Decision.BLACKEN, " Ik belde.\n", Ground.OTHERS, "", "text"),
        (Decision.BLACKEN, " ", Ground.OTHERS, "", "text"),
        (Decision.BLACKEN, "Ik ▇.", None, "Daarom.", "ground"),
        (Decision.WITHHOLD, "", Ground.DELIBERATION, "Daarom.", None),
        (Decision.WITHHOLD, "", None, "Daarom.", "ground"),
        (Decision.WITHHOLD, "", Ground.LEGAL_CLAIMS, " ", "reason"),
    ],
)
def test_what_is_not_given_whole_has_a_ground(decision, text, ground, reason, found):
    assert lacks(decision, "Ik belde.", text, ground, reason) == found
