"""Whatever people do, in whatever order, over whatever days: what always holds of a case.

A walker does acts of all kinds with what is mostly, but not always, handed in right. A ledger of the deeds that were
done, kept beside the facts, says on its own account whether a judgment was allowed.
"""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from portal.domain.acts import Act
from portal.domain.errors import Refused
from portal.domain.facts import Deed, Ending, Facts, Stage
from portal.domain.procedure import open_acts, perform
from portal.domain.regulation import PRESETS, Regime, Regulation
from tests.domain.cases import SIDES, START, F, K, filed
from tests.domain.matrix import LEADS, may
from tests.domain.walker import (
    ACTORS,
    ACTS,
    BEGINNINGS,
    EMPLOYEES,
    FORWARD,
    KINDS,
    RASH,
    READY,
    ROADS,
    Pick,
    Scene,
    absent,
    handed_in,
    road,
)

ASKING = {Act.OPEN_HEARING, Act.INFORM_EMPLOYEE, Act.REQUEST_REPLY, Act.RELEASE}
UNISSUED = {Ending.DECLINED, Ending.REFERRED, Ending.WITHDRAWN}


def encoded(facts: Facts) -> bytes:
    return msgspec.json.encode(facts)


# ---- what was done, on another account -------------------------------------------------------------------------------


@dataclass
class Asked:
    """One question to one party."""

    until: date
    on: date
    of_a_piece: bool
    done: bool = False
    recalled: bool = False

    def opportunity(self, today: date) -> bool:
        if self.done:
            return True
        room_for_a_reminder = (self.until - self.on).days > 3
        return today > self.until and (self.of_a_piece or self.recalled or not room_for_a_reminder)


@dataclass
class Ledger:
    """The deeds as they were done, and what follows from them without reading the facts."""

    remind_before: int
    deeds: list[Deed] = field(default_factory=list)
    asked: dict[str, list[Asked]] = field(default_factory=lambda: {K: []})

    def write(self, deed: Deed) -> None:
        self.deeds.append(deed)
        if deed.act is Act.ADD_EMPLOYEE:
            self.asked[deed.subject] = []
        if deed.act is Act.REMOVE_EMPLOYEE:
            del self.asked[deed.subject]
        if deed.act in ASKING and deed.until is not None:
            to = {*deed.to, K} if deed.act is Act.OPEN_HEARING else {*deed.to}
            for ref in to:
                if deed.act is Act.REQUEST_REPLY:
                    self.sooner(ref, deed.until)
                self.asked[ref].append(Asked(deed.until, deed.on, deed.act is Act.RELEASE))
        if deed.act in {Act.GIVE_STANDPOINT, Act.WAIVE_STANDPOINT}:
            for one in self.asked[deed.party]:
                one.done = True
        if deed.act is Act.REMIND:
            for one in self.asked[deed.subject]:
                near = one.until <= deed.on + timedelta(days=self.remind_before)
                one.recalled = one.recalled or (near and not one.done)

    def sooner(self, ref: str, until: date) -> None:
        """A new question with a nearer date moves an open one, but leaves ten days, or five for a shared piece."""
        for one in self.asked[ref]:
            if not one.done:
                least = one.on + timedelta(days=5 if one.of_a_piece else 10)
                one.until = min(one.until, max(until, least))

    def both_sides_heard(self, today: date) -> bool:
        return all(
            any(not one.of_a_piece for one in questions) and all(one.opportunity(today) for one in questions)
            for questions in self.asked.values()
        )

    def accepted(self, *, by_complainant: bool) -> set[str]:
        """The proposals made or accepted by the complainant, or by the others.

        Only since the complainant last asked for a full judgment, and not what was refused or taken back.
        """
        found: set[str] = set()
        for deed in self.deeds:
            if deed.act is Act.ASK_JUDGMENT:
                found.clear()
            if deed.act in {Act.PROPOSE, Act.ACCEPT_PROPOSAL} and (deed.party == K) is by_complainant:
                found.add(deed.subject)
            if deed.act in {Act.REFUSE_PROPOSAL, Act.WITHDRAW_PROPOSAL}:
                found.discard(deed.subject)
        return found


# ---- the walk --------------------------------------------------------------------------------------------------------


@dataclass
class Walk:
    """A case that anybody does anything with; each step is checked against all that must hold."""

    regulation: Regulation
    beginning: dict[str, Any]
    today: date = START
    facts: Facts = field(init=False)
    ledger: Ledger = field(init=False)
    seen: set[object] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.facts = filed(self.regulation, **self.beginning)
        self.ledger = Ledger(self.regulation.remind_before)

    def come(self, name: str, employees: tuple[str, ...]) -> None:
        """Bring the case some way before anything can happen in it."""
        for act, actor, given in road(name, employees):
            self.attempt(self.deed(act, actor, given))

    def party(self, actor: str) -> str:
        return (self.facts.handler or "") if actor == F else actor

    def deed(self, act: Act, actor: str, given: dict[str, Any]) -> Deed:
        return Deed(act=act, side=SIDES[actor], party=self.party(actor), on=self.today, **given)

    def possible(self, act: Act) -> bool:
        """Somebody who is named already is not named again: the use case sees to that."""
        return act is not Act.ADD_EMPLOYEE or bool(absent(self.facts))

    def step(self, act: Act, actor: str, pick: Pick) -> None:
        scene = Scene(self.facts, actor, self.today, len(self.ledger.deeds), pick)
        self.attempt(self.deed(act, actor, handed_in(act, scene)))

    def somebody_acts(self, kind: str, pick: Pick) -> None:
        if kind == "anything":
            self.step(pick([act for act in ACTS if self.possible(act)]), pick(ACTORS), pick)
        elif kind == "rash":
            self.step(*pick(RASH), pick)
        else:
            self.something_open(pick, {"open": ACTS, "ready": READY, "forward": FORWARD}[kind])

    def something_open(self, pick: Pick, among: Collection[Act]) -> None:
        """Do something that is open now to somebody, if anything of this kind is."""
        found: dict[Act, list[str]] = {}
        for actor in ACTORS:
            for act in open_acts(self.facts, SIDES[actor], self.party(actor), self.today):
                if act in among and self.possible(act):
                    found.setdefault(act, []).append(actor)
        if found:
            act = pick(list(found))
            self.step(act, pick(found[act]), pick)

    def attempt(self, deed: Deed) -> None:
        before, frozen = self.facts, encoded(self.facts)
        try:
            after = perform(before, deed, self.regulation)
        except Refused as refused:
            self.seen.add(refused.reason)
            after = before
        else:
            self.examine(before, deed, after)
            self.ledger.write(deed)
            self.seen |= {deed.act, after.stage, after.ending}
            if before.stage is not after.stage:
                self.seen.add((deed.act, before.stage, after.stage))
        assert encoded(before) == frozen, "done or refused, an act leaves the old facts as they were"
        self.facts = after

    def examine(self, before: Facts, deed: Deed, after: Facts) -> None:
        """What must have come before an act that was done, and what it must leave as it was."""
        assert may(deed.side, deed.act, before.stage)
        assert before.stage is after.stage or (deed.act, before.stage, after.stage) in LEADS
        if deed.act is Act.ISSUE_JUDGMENT:
            self.examine_judgment(before, deed)
        if deed.act is Act.ISSUE_SETTLEMENT:
            assert self.ledger.accepted(by_complainant=True) & self.ledger.accepted(by_complainant=False)
        if deed.act in {Act.ISSUE_JUDGMENT, Act.ISSUE_SETTLEMENT}:
            assert after.issued_on == deed.on
        elif deed.act is Act.ASK_JUDGMENT:
            assert before.issued_on is None or before.settlement
        else:
            assert after.issued_on == before.issued_on
        self.examine_term(before, deed, after)
        if before.closed_on is not None:
            assert (after.stage, after.ending, after.closed_on) == (before.stage, before.ending, before.closed_on)
        if deed.act is Act.CORRECT_JUDGMENT:
            assert not any(one.signed for one in before.marks), "no signature stands under another text"
            assert not after.marks or before.stage is Stage.CLOSED
        else:
            assert after.marks[: len(before.marks)] == before.marks
        told = {one.ref: one.informed_on for one in before.informed}
        assert told.items() <= {one.ref: one.informed_on for one in after.informed}.items()

    def examine_judgment(self, before: Facts, deed: Deed) -> None:
        assert self.ledger.both_sides_heard(deed.on)
        concerned = {one.ref: {K, *one.employees} for one in before.allegations}
        assert sorted(one.allegation for one in deed.findings) == sorted(concerned)
        for one in deed.findings:
            assert all(concerned[one.allegation] <= readers for readers in one.cited.values())

    def examine_term(self, before: Facts, deed: Deed, after: Facts) -> None:
        """No silent extension."""
        assert after.extensions == before.extensions + (deed.act is Act.EXTEND)
        if deed.act is Act.EXTEND:
            assert after.deadline.due_on == deed.until
            assert after.deadline.due_on > before.deadline.due_on
            assert after.late_extensions == before.late_extensions + (deed.on > before.deadline.due_on)
        elif deed.act is not Act.CORRECT_RECEIPT:
            assert after.deadline == before.deadline
            assert (after.received_on, after.first_due_on) == (before.received_on, before.first_due_on)

    def holds(self) -> None:
        """What is true of a case on any day."""
        facts = self.facts
        assert sum(one.count for one in facts.acts.values()) == len(self.ledger.deeds) + 1
        assert all(START <= one.first <= one.last <= self.today for one in facts.acts.values())
        assert msgspec.json.decode(encoded(facts), type=Facts) == facts
        assert (facts.closed_on is not None) is (facts.stage is Stage.CLOSED) is (facts.ending is not None)
        assert (facts.given_on is not None) is (facts.answer_until is not None)
        finished = facts.stage is Stage.CLOSED and facts.ending not in UNISSUED
        assert (facts.issued_on is not None) is (finished or facts.stage in {Stage.JUDGED, Stage.SIGNING})
        assert set(self.ledger.asked) == {one.ref for one in facts.parties}
        assert facts.stage is not Stage.RECEIVED or not facts.informed
        if facts.ending is Ending.SIGNED:
            assert all(mark.signed for mark in facts.marks)
            assert not any(facts.awaited(one) for doc in facts.documents for one in facts.signers(doc))


# ---- searched, and walked --------------------------------------------------------------------------------------------


class AnyCase(RuleBasedStateMachine):
    """Random acts by random parties over random days."""

    @initialize(
        regime=st.sampled_from(Regime),
        beginning=st.sampled_from(BEGINNINGS),
        name=st.sampled_from(ROADS),
        employees=st.sampled_from(EMPLOYEES),
    )
    def begin(self, regime: Regime, beginning: dict[str, Any], name: str, employees: tuple[str, ...]) -> None:
        self.walk = Walk(PRESETS[regime], beginning)
        self.walk.come(name, employees)

    @rule(data=st.data(), kind=st.sampled_from(KINDS))
    def somebody_acts(self, data: st.DataObject, kind: str) -> None:
        self.walk.somebody_acts(kind, lambda options: data.draw(st.sampled_from(options)))

    @rule(days=st.integers(1, 12))
    def time_passes(self, days: int) -> None:
        self.walk.today += timedelta(days=days)

    @invariant()
    def holds(self) -> None:
        self.walk.holds()


TestAnyCase = AnyCase.TestCase
TestAnyCase.settings = settings(
    max_examples=400, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

WALKS, STEPS = 400, 30


@pytest.fixture(scope="module")
def reached() -> set[object]:
    """Everything that a number of walks came across, the same ones every time."""
    found: set[object] = set()
    for seed in range(WALKS):
        chance = random.Random(seed)
        walk = Walk(PRESETS[chance.choice(list(Regime))], chance.choice(BEGINNINGS))
        walk.come(chance.choice(ROADS), chance.choice(EMPLOYEES))
        for _ in range(STEPS):
            walk.somebody_acts(chance.choice(KINDS), chance.choice)
            walk.today += timedelta(days=chance.choice((0, 0, 0, 0, 0, 1, 4)))
            walk.holds()
        found |= walk.seen
    return found


def test_the_walks_get_everywhere(reached: set[object]) -> None:
    assert set(ACTS) - reached == set()
    assert set(Stage) - reached == set()
    assert set(Ending) - reached == set()


def test_the_walks_make_every_move_of_the_table_and_no_other(reached: set[object]) -> None:
    assert {one for one in reached if isinstance(one, tuple)} == LEADS


def test_the_walks_are_refused_now_and_then(reached: set[object]) -> None:
    assert {"both_had_their_say", "solution_accepted", "consent_where_needed", "not_yours"} <= reached
