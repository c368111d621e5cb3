"""Sealing: what is sealed opens in its own place, with a key of the ring, as it was; or not at all."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.vault.sealing import Ring, SealError, place

KEYS = tuple(f"a key for sealing that is long enough {turn}" for turn in range(3))
HERE, THERE = UUID(int=1), UUID(int=2)
PLACE = place(HERE, "kept_form", "fields", HERE)
ELSEWHERE = (
    place(THERE, "kept_form", "fields", HERE),
    place(HERE, "code_app", "fields", HERE),
    place(HERE, "kept_form", "path", HERE),
    place(HERE, "kept_form", "fields", THERE),
)


@settings(deadline=None)
@given(plain=st.binary(max_size=200))
def test_what_was_sealed_opens_and_shows_nothing_before(plain):
    ring = Ring(KEYS[:1])
    sealed = ring.seal(plain, PLACE)
    assert ring.open(sealed, PLACE) == plain
    assert sealed != ring.seal(plain, PLACE), "each time with a number of its own"
    assert len(sealed) == len(plain) + 4 + 12 + 16
    if len(plain) > 3:
        assert plain not in sealed


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_it_does_not_open_in_another_place(elsewhere):
    with pytest.raises(SealError):
        Ring(KEYS).open(Ring(KEYS).seal(b"text", PLACE), elsewhere)


def test_it_does_not_open_when_one_bit_of_it_is_another():
    sealed = Ring(KEYS).seal(b"text", PLACE)
    for at in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(SealError):
            Ring(KEYS).open(bytes(changed), PLACE)
    for length in range(len(sealed)):
        with pytest.raises(SealError):
            Ring(KEYS).open(sealed[:length], PLACE)


def test_a_new_key_seals_and_an_old_one_still_opens_until_it_is_dropped():
    old, both, new = Ring(KEYS[1:2]), Ring(KEYS[:2]), Ring(KEYS[:1])
    sealed = old.seal(b"text", PLACE)
    assert both.open(sealed, PLACE) == b"text"
    assert new.open(both.seal(b"text", PLACE), PLACE) == b"text"
    with pytest.raises(SealError):
        new.open(sealed, PLACE)


def test_a_ring_is_not_shown_with_its_keys():
    assert KEYS[0] not in repr(Ring(KEYS))
