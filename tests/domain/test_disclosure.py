"""Who reads what: the code against the copy typed out by hand, in both directions, and what must never be."""

from __future__ import annotations

from itertools import product

import pytest

from portal.domain.acts import Act
from portal.domain.disclosure import CITABLE, HAPPENINGS, KINDS, Kind, Reader, may_release
from portal.domain.facts import Side
from portal.domain.procedure import RULES
from tests.domain.access_matrix import CITED, KNOWS, PIECES, READS_AT_ONCE, RELEASED_TO, WRITES
from tests.domain.access_matrix import HAPPENINGS as TABLE

K, M, F = Side.COMPLAINANT, Side.EMPLOYEE, Side.FUNCTIONARIS
PARTIES = (K, M)


def test_every_kind_stands_in_both_once() -> None:
    assert set(KINDS) == set(WRITES) == set(Kind)
    assert len(PIECES.strip().splitlines()) - 2 == len(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_who_writes_it(kind: Kind) -> None:
    assert KINDS[kind].writers == WRITES[kind]


@pytest.mark.parametrize("kind", Kind)
def test_who_reads_it_at_once(kind: Kind) -> None:
    assert KINDS[kind].at_once == READS_AT_ONCE[kind]


@pytest.mark.parametrize(("kind", "side"), list(product(Kind, Side)))
def test_to_whom_it_may_be_released(kind: Kind, side: Side) -> None:
    assert may_release(kind, side) is (side in RELEASED_TO[kind])


def test_what_a_judgment_may_rest_on() -> None:
    assert CITABLE == CITED


def test_every_act_stands_in_the_table_of_happenings_once() -> None:
    assert set(KNOWS) == set(Act)
    assert len(TABLE.strip().splitlines()) - 2 == len(Act)


@pytest.mark.parametrize("act", Act)
def test_who_may_know_that_it_happened(act: Act) -> None:
    assert HAPPENINGS.get(act, frozenset()) == KNOWS[act]


# ---- what must never be, whatever the tables say ---------------------------------------------------------------------


def test_no_statement_of_a_party_reaches_the_other_side_by_itself() -> None:
    for kind in (Kind.COMPLAINT, Kind.WISH, Kind.ADDITION, Kind.STANDPOINT, Kind.SIGNING_REFUSAL, Kind.WITHDRAWAL):
        assert not KINDS[kind].at_once, kind


def test_what_only_the_functionaris_reads() -> None:
    closed = {kind for kind in Kind if not KINDS[kind].at_once and not KINDS[kind].releasable}
    assert closed == {Kind.NOTE, Kind.WITHDRAWAL}


def test_a_piece_is_released_to_parties_only() -> None:
    for kind, side in product(Kind, (F, Side.SYSTEM)):
        assert not may_release(kind, side), (kind, side)


def test_what_a_judgment_rests_on_can_be_put_before_both_sides() -> None:
    """Otherwise a finding could only be reasoned by exception."""
    for kind in CITABLE:
        rule = KINDS[kind]
        at_once = {K} if Reader.COMPLAINANT in rule.at_once else set()
        at_once |= {M} if Reader.INFORMED in rule.at_once else set()
        at_once |= {K, M} if Reader.ADDRESSEES in rule.at_once else set()
        assert set(PARTIES) <= rule.writers | at_once | rule.releasable, kind


def test_a_channel_of_one_side_is_never_released_nor_cited() -> None:
    for kind in (Kind.MESSAGE, Kind.NOTE, Kind.ANSWER):
        assert not KINDS[kind].releasable
        assert kind not in CITABLE


def test_nobody_is_told_of_what_a_party_did_in_confidence() -> None:
    for act in (Act.GIVE_STANDPOINT, Act.WAIVE_STANDPOINT, Act.SEND_MESSAGE, Act.NAME_SUPPORT, Act.WRITE_NOTE):
        assert act not in HAPPENINGS


def test_only_parties_are_told() -> None:
    assert all(sides and sides <= set(PARTIES) for sides in HAPPENINGS.values())
    assert set(HAPPENINGS) <= set(RULES)
