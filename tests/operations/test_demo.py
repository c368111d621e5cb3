"""The demo: every case played through the real use cases, in words that stay true whatever day it is."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.pool import NullPool

from portal.models.complaint import Complaint
from portal.operations.demo.loader import HERE, ORGANISATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS = re.compile(
    r"\b(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\b", re.IGNORECASE
)
CASES = {
    slug: [*told["cases"], *told.get("copies", [])]
    for slug in ORGANISATIONS
    for told in [tomllib.loads((HERE / f"{slug}.toml").read_text())]
}


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


@pytest.mark.parametrize("slug", ORGANISATIONS)
def test_no_text_names_a_month_while_the_dates_move_with_today(slug):
    assert [text for text in texts(CASES[slug]) if MONTHS.search(text)] == []


def test_the_cases_stand_where_the_demo_says(bare, run):
    run(bare, "init")
    total = sum(len(cases) for cases in CASES.values())
    assert f"Loaded the demo with {total} cases." in run(bare, "demo").output
    engine = create_engine(bare.config["WEDERHOOR"].owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        ended = Counter(connection.execute(select(Complaint.ending)).scalars())
    assert sum(ended.values()) == total
    told = Counter(one.get("ending", one.get("stands_at")) for cases in CASES.values() for one in cases)
    for ending in ("declined", "referred", "withdrawn", "not_satisfied", "unsigned", "signed"):
        assert ended[ending] == told[ending] > 0, ending
