"""Somebody who does anything at all in a case: which acts, and what is handed in with them.

`pick` chooses one of some options: by chance in a walk, or by what is being searched for in a state machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.domain.acts import Act
from portal.domain.facts import Allegation, Facts, Finding, Side
from portal.domain.procedure import FOUND
from tests.domain.cases import M1, M2, SIDES, START, F, K, W

Pick = Callable[[Sequence[Any]], Any]
Given = dict[str, Any]

ACTORS = (K, M1, M2, F, "")
ACTS = sorted(set(Act) - FOUND)

FORWARD = {
    Act.OPEN_HEARING,
    Act.ISSUE_JUDGMENT,
    Act.ISSUE_SETTLEMENT,
    Act.ASK_JUDGMENT,
    Act.ANSWER_SATISFACTION,
    Act.SIGN,
    Act.DECLINE_SIGNING,
    Act.RECORD_PAPER_SIGNATURE,
    Act.CLOSE_NOT_SATISFIED,
    Act.CLOSE_UNSIGNED,
}
"""Acts that bring a case to another stage, or help it there."""

READY = {
    Act.CONFIRM_RECORD,
    Act.OPEN_FILE,
    Act.DECLARE_NO_CONFLICT,
    Act.CONFIRM_MANDATE,
    Act.REFUSE_MANDATE,
    Act.CATEGORISE,
    Act.ADD_EMPLOYEE,
    Act.SET_ALLEGATIONS,
    Act.INFORM_EMPLOYEE,
    Act.GIVE_STANDPOINT,
    Act.WAIVE_STANDPOINT,
    Act.PLAN_TALK,
    Act.CHANGE_TALK,
    Act.CANCEL_TALK,
    Act.ANSWER_TALK,
    Act.COMMENT_TALK,
    Act.REMIND,
    Act.PROPOSE,
    Act.ACCEPT_PROPOSAL,
    Act.REFUSE_PROPOSAL,
    Act.WITHDRAW_PROPOSAL,
}
"""Acts that make a case ready for it, or not."""

RASH = (
    (Act.ISSUE_JUDGMENT, F),
    (Act.ISSUE_SETTLEMENT, F),
    (Act.CORRECT_JUDGMENT, F),
    (Act.EXTEND, F),
    (Act.ASK_JUDGMENT, K),
)
"""What is tried whether or not its time has come."""

KINDS = ("anything", "rash", "open", "ready", "ready", "forward", "forward")

BEGINNINGS: tuple[Given, ...] = ({}, {"mandate_missing": True}, {"unconfirmed_record": True}, {"handler": None})

EMPLOYEES = ((), (M1,), (M1, M2))

ROADS = ("", "intake", "hearing", "named later", "heard", "proposed", "agreed", "settled", "judged", "signing")
"""How far a case was brought the usual way before anything can happen."""


def absent(facts: Facts) -> list[str]:
    """The employees who are not named in the case."""
    return [ref for ref in (M1, M2) if facts.party(ref) is None]


# ---- the usual way ---------------------------------------------------------------------------------------------------


def road(name: str, employees: tuple[str, ...]) -> list[tuple[Act, str, Given]]:
    """The acts of the usual way up to this point."""
    parts = tuple(Allegation(f"part-{one}", (one,)) for one in employees) or (Allegation("part"),)
    others = employees or (F,)
    intake: list[tuple[Act, str, Given]] = [
        (Act.DECLARE_NO_CONFLICT, F, {}),
        (Act.CATEGORISE, F, {"count": 1}),
        *((Act.ADD_EMPLOYEE, F, {"subject": one}) for one in employees),
        (Act.SET_ALLEGATIONS, F, {"allegations": parts}),
    ]
    hearing = [*intake, (Act.OPEN_HEARING, F, {"to": employees, "until": START + timedelta(days=10)})]
    others_too = tuple(Allegation(f"part-{one}", (one,)) for one in (M1, M2))
    later = [(Act.ADD_EMPLOYEE, F, {"subject": one}) for one in (M1, M2) if one not in employees]
    heard = [*hearing, *((Act.GIVE_STANDPOINT, one, {}) for one in (K, *employees))]
    accepting = [(Act.ACCEPT_PROPOSAL, one, {"subject": "p"}) for one in others]
    proposed = [*hearing, (Act.PROPOSE, K, {"subject": "p", "to": others})]
    agreed = [*proposed, *accepting]
    found = tuple(Finding(one.ref, "upheld", reasoned=True) for one in parts)
    judged = [*heard, (Act.ISSUE_JUDGMENT, F, {"findings": found})]
    return {
        "": [],
        "intake": intake,
        "hearing": hearing,
        "named later": [*hearing, *later, (Act.SET_ALLEGATIONS, F, {"allegations": others_too})],
        "heard": heard,
        "proposed": proposed,
        "agreed": agreed,
        "settled": [*agreed, (Act.ISSUE_SETTLEMENT, F, {})],
        "judged": judged,
        "signing": [*judged, (Act.ANSWER_SATISFACTION, K, {"yes": True})],
    }[name]


# ---- what is handed in: right more often than not --------------------------------------------------------------------


@dataclass(frozen=True)
class Scene:
    """Who is about to do something in which case, when; `number` makes names that are new."""

    facts: Facts
    party: str
    today: date
    number: int
    pick: Pick

    @property
    def known(self) -> list[str]:
        return [one.ref for one in self.facts.parties if one.informed]

    @property
    def ahead(self) -> date:
        return self.today + timedelta(days=self.pick((2, 3, 5, 10, 10, -1)))

    def other_functionaris(self) -> Given:
        return {"subject": W if self.facts.handler == F else F}

    def receipt(self) -> Given:
        return {"until": self.today + timedelta(days=self.pick((-30, -7, -1, 0, 1)))}

    def parts(self) -> Given:
        refs = tuple(one.ref for one in self.facts.employees)
        each = tuple(Allegation(f"part-{ref}", (ref,)) for ref in refs)
        together = (Allegation("part", refs),)
        return {"allegations": self.pick((each or together, each or together, together, ()))}

    def editions(self) -> Given:
        new = tuple(one.ref for one in self.facts.employees if not one.informed)
        return {"to": self.pick((new, new, new, (K,))), "until": self.ahead}

    def some_parties(self) -> Given:
        return {"to": tuple(self.pick(([self.pick(self.known)], self.known))), "until": self.ahead}

    def proposal(self) -> Given:
        facts = self.facts
        employees = tuple(one.ref for one in facts.informed)
        others = {Side.COMPLAINANT: employees or (facts.handler or "",), Side.EMPLOYEE: (facts.complainant,)}
        right = others.get(SIDES[self.party], (facts.complainant, *employees))
        return {"subject": f"p{self.number}", "to": self.pick((right, right, right, (M1, M2), ()))}

    def some_proposal(self) -> Given:
        return {"subject": self.pick([one.ref for one in reversed(self.facts.proposals)] or ["p"])}

    def talk(self) -> Given:
        employees = [one.ref for one in self.facts.informed]
        guests = [(K,), *((one,) for one in employees), *((K, one) for one in employees), tuple(employees)]
        return {"subject": f"t{self.number}", "to": self.pick(guests), "until": self.ahead}

    def some_talk(self) -> Given:
        found = [one for one in self.facts.talks if one.ahead(self.today)] or [None]
        one = self.pick(found)
        given = {"subject": "t"} if one is None else {"subject": one.ref, "to": one.to}
        return {**given, "until": self.ahead, "yes": self.pick((True, False, None))}

    def release(self) -> Given:
        return {**self.some_parties(), "subject": self.pick(("", f"r{self.number}", "r"))}

    def some_report(self) -> Given:
        mine = [one.ref for one in self.facts.reports if one.party == self.party]
        return {"subject": self.pick(mine or ["r"])}

    def extension(self) -> Given:
        days = self.pick((1, 7, 14, 28, 60, -3))
        return {"until": self.facts.deadline.due_on + timedelta(days=days), "yes": self.pick((True, None))}

    def judgment(self) -> Given:
        readers = frozenset(one.ref for one in self.facts.parties)
        found = tuple(
            Finding(one.ref, "upheld", reasoned=True, cited={"piece": self.pick((readers, readers, frozenset({K})))})
            for one in self.facts.allegations
        )
        return {"findings": self.pick((found, found, found[1:])), "by_post": self.pick((True, False))}

    def some_party(self) -> Given:
        return {"subject": self.pick(self.known)}

    def signer(self) -> Given:
        who = self.pick([ref for ref in self.known if self.facts.awaited(ref)] or self.known)
        return {"subject": who, "until": self.today}


HANDED_IN: dict[Act, Callable[[Scene], Given]] = {
    Act.DECLARE_CONFLICT: Scene.other_functionaris,
    Act.HAND_OVER: Scene.other_functionaris,
    Act.ASSIGN: Scene.other_functionaris,
    Act.CORRECT_RECEIPT: Scene.receipt,
    Act.CATEGORISE: lambda scene: {"count": scene.pick((1, 2, 3))},
    Act.ADD_EMPLOYEE: lambda scene: {"subject": scene.pick(absent(scene.facts))},
    Act.REMOVE_EMPLOYEE: lambda scene: {"subject": scene.pick((M1, M2))},
    Act.SET_ALLEGATIONS: Scene.parts,
    Act.OPEN_HEARING: Scene.editions,
    Act.INFORM_EMPLOYEE: Scene.editions,
    Act.REQUEST_REPLY: Scene.some_parties,
    Act.RELEASE: Scene.release,
    Act.PLAN_TALK: Scene.talk,
    Act.CHANGE_TALK: Scene.some_talk,
    Act.CANCEL_TALK: Scene.some_talk,
    Act.ANSWER_TALK: Scene.some_talk,
    Act.COMMENT_TALK: Scene.some_report,
    Act.SEND_MESSAGE: Scene.some_parties,
    Act.MEDIATE: Scene.some_parties,
    Act.PROPOSE: Scene.proposal,
    Act.ACCEPT_PROPOSAL: Scene.some_proposal,
    Act.REFUSE_PROPOSAL: Scene.some_proposal,
    Act.WITHDRAW_PROPOSAL: Scene.some_proposal,
    Act.REMIND: Scene.some_party,
    Act.EXTEND: Scene.extension,
    Act.ISSUE_JUDGMENT: Scene.judgment,
    Act.ANSWER_SATISFACTION: lambda scene: {"yes": scene.pick((True, True, False, None))},
    Act.RECORD_PAPER_SIGNATURE: Scene.signer,
    Act.POST_JUDGMENT: lambda scene: {"until": scene.today},
}


def handed_in(act: Act, scene: Scene) -> Given:
    """What somebody might hand in with an act."""
    make = HANDED_IN.get(act)
    return {} if make is None else make(scene)
