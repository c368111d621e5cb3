"""Made-up cases for the tests of the procedure: days counted from one Monday, a handful of people, a case that walks.

People are references: `K` complains, `M1` and `M2` are employees, `F` handles the case, `W` is the deputy.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from portal.domain.acts import Act
from portal.domain.errors import Refused
from portal.domain.facts import Allegation, Deed, Facts, Finding, Moments, Party, Proposal, Reply, Side, Stage
from portal.domain.procedure import perform
from portal.domain.regulation import PRESETS, Regime, Regulation
from portal.domain.term import deadline

K, M1, M2, F, W = "k", "m1", "m2", "f", "w"
SIDES = {
    K: Side.COMPLAINANT,
    M1: Side.EMPLOYEE,
    M2: Side.EMPLOYEE,
    F: Side.FUNCTIONARIS,
    W: Side.FUNCTIONARIS,
    "": Side.SYSTEM,
}
OPDRACHT = PRESETS[Regime.OPDRACHT]
START = date(2026, 3, 2)


def day(number: int) -> date:
    """That many days after the Monday on which the complaint came in; the four weeks end on day 28."""
    return START + timedelta(days=number)


def filed(regulation: Regulation = OPDRACHT, received: date = START, **changes: Any) -> Facts:
    """A complaint that came in through the portal, and of which nothing has been done yet."""
    counted = deadline(received, regulation.judgment, regulation.weekend)
    facts = Facts(
        stage=Stage.RECEIVED,
        received_on=received,
        registered_on=received,
        deadline=counted,
        first_due_on=counted.due_on,
        complainant=K,
        handler=F,
        parties=(Party(K, Side.COMPLAINANT),),
        heard_from_us_on=received,
        acts={Act.FILE: Moments(received, received)},
    )
    return replace(facts, **changes)


@dataclass
class Case:
    """A case that people act in. Whoever acts for the functionaris does so in the name of who handles it now."""

    facts: Facts
    regulation: Regulation = OPDRACHT

    def deed(self, act: Act, by: str, on: int = 0, **given: Any) -> Deed:
        return Deed(act=act, side=SIDES[by], party=by, on=day(on), **given)

    def do(self, act: Act, by: str, on: int = 0, **given: Any) -> Case:
        """Do an act, on a day after receipt."""
        self.facts = perform(self.facts, self.deed(act, by, on, **given), self.regulation)
        return self

    def refusal(self, act: Act, by: str, on: int = 0, **given: Any) -> str | None:
        """Why this act would be refused, or None if it would not; the case stays as it is."""
        try:
            perform(self.facts, self.deed(act, by, on, **given), self.regulation)
        except Refused as refused:
            return refused.reason
        return None

    def change(self, **facts: Any) -> Case:
        """Another case, in which this is otherwise."""
        return Case(replace(self.facts, **facts), self.regulation)


def intake(*employees: str, regulation: Regulation = OPDRACHT, received: date = START) -> Case:
    """A case that is ready to be taken into handling: no conflict, a category, one part about these employees.

    Without an employee the part concerns the organisation itself.
    """
    case = Case(filed(regulation, received), regulation)
    case.do(Act.DECLARE_NO_CONFLICT, F).do(Act.OPEN_FILE, F).do(Act.CATEGORISE, F, count=1)
    for one in employees:
        case.do(Act.ADD_EMPLOYEE, F, subject=one)
    parts = tuple(Allegation(f"part-{one}", (one,)) for one in employees) or (Allegation("part", ()),)
    return case.do(Act.SET_ALLEGATIONS, F, allegations=parts)


def handled(*employees: str, until: int = 10, regulation: Regulation = OPDRACHT, received: date = START) -> Case:
    """A case in handling: both sides were asked on day 0 to react by this day."""
    case = intake(*employees, regulation=regulation, received=received)
    return case.do(Act.OPEN_HEARING, F, to=employees, until=day(until))


def heard(*employees: str, regulation: Regulation = OPDRACHT) -> Case:
    """A case in which everybody gave a standpoint on day 5."""
    case = handled(*employees, regulation=regulation)
    for one in (K, *employees):
        case.do(Act.GIVE_STANDPOINT, one, 5)
    return case


def findings(case: Case, **changes: Any) -> tuple[Finding, ...]:
    """A finding with reasons on every part."""
    return tuple(
        replace(Finding(allegation=one.ref, outcome="upheld", reasoned=True), **changes)
        for one in case.facts.allegations
    )


def judged(*employees: str, regulation: Regulation = OPDRACHT) -> Case:
    """A case with a judgment, issued on day 20."""
    case = heard(*employees, regulation=regulation)
    return case.do(Act.ISSUE_JUDGMENT, F, 20, findings=findings(case))


def agreed(*employees: str) -> Case:
    """A case in which the complainant's proposal of day 6 was accepted on day 7."""
    case = heard(*employees)
    others = employees or (F,)
    case.do(Act.PROPOSE, K, 6, subject="p", to=others)
    for one in others:
        case.do(Act.ACCEPT_PROPOSAL, one, 7, subject="p")
    return case


def signing(*employees: str) -> Case:
    """A case in which the complainant was satisfied on day 22, so that everybody is asked to sign."""
    return judged(*employees).do(Act.ANSWER_SATISFACTION, K, 22, yes=True)


def asked(until: int, on: int = 0, **changes: Any) -> Reply:
    """An invitation to react by that day."""
    more = {key: day(value) if key.endswith("_on") else value for key, value in changes.items()}
    return Reply(until=day(until), asked_on=day(on), **more)


def proposal(ref: str = "p", by: str = K, to: tuple[str, ...] = (M1,), **changes: Any) -> Proposal:
    """A proposal of day 6."""
    return Proposal(ref, by, to, day(6), **changes)
