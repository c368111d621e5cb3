"""Everybody opens all they can reach: nothing that is not theirs, everything that is, and only these acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.leaks.access import knows_number
from tests.leaks.acts import EVERY, WAYS_IN
from tests.leaks.cast import CASES, DOOR_OF_PART, PEOPLE, seats
from tests.leaks.crawl import Walk, crawl
from tests.leaks.reader import Reader, unchanged

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask


@pytest.mark.parametrize("person", PEOPLE)
def test_nobody_reads_what_is_not_theirs(
    person: str, reader: Callable[[str], Reader], shared_app: Flask, capfd: pytest.CaptureFixture[str]
) -> None:
    one = reader(person)
    with unchanged(shared_app), one.behind_the_page():
        walk = crawl(one)
        _acts(one, walk)
    assert not walk.dead, "links that lead nowhere"
    missing = sorted(one.record.told(number) for number in one.record.must[person] - one.found)
    assert not missing, f"{person} cannot find: {', '.join(missing)}"
    unknown = sorted(key for key in CASES if person in knows_number(key) and one.built.numbers[key] not in one.numbers)
    assert not unknown, f"{person} finds no number of: {', '.join(unknown)}"
    logged = capfd.readouterr()
    assert "cnry" not in (logged.out + logged.err).lower()


def _acts(one: Reader, walk: Walk) -> None:
    """Each case offers the acts of the table and no other; the others answer 409 to who types their address."""
    for key, part in seats(one.person).items():
        if part in CASES[key].unread:
            continue
        number, folder = one.built.numbers[key], DOOR_OF_PART[part]
        wanted = WAYS_IN[key, part]
        assert walk.offered.get(number, set()) == wanted.offered, f"{key}: offered to {one.person} as {part}"
        for slug in EVERY[folder]:
            path = f"/{folder}/zaak/{number}/{slug}"
            status = walk.status.get(path) or one.get(path).status_code
            assert status == (200 if slug in wanted.open else 409), f"{key}: {slug} for {one.person} as {part}"
