"""Duties: article by article, what must be shown to have been done, and by when.

Every row R1.1 – R8.4 that one case can show. A duty never blocks; it tells the truth afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.domain.acts import Act
from portal.domain.facts import Ending, Facts, Stage
from portal.domain.guards import had_their_say
from portal.domain.term import Term, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from portal.domain.regulation import Regulation


PASSED_ON = Term(1, Unit.WORKDAY)
"""Whoever receives a complaint passes it on the same day or the next working day."""


class Light(StrEnum):
    """How a duty stands."""

    MET = "met"
    LATE = "late"
    OPEN = "open"
    OVERDUE = "overdue"
    MISSING = "missing"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Shown:
    """One duty in one case: due by, met on, the light that follows, and the acts that show it was met."""

    key: str
    article: str
    due_on: date | None
    met_on: date | None
    light: Light
    proofs: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty. `due` and `met` read the facts; `needed` says whether this case must show it.

    `over` says that it can no longer be met. `proofs` are the acts that show it was met. Where none was done on that
    day (somebody let a date go by), the first of them shows it.
    """

    key: str
    article: str
    due: Callable[[Facts, Regulation], date | None]
    met: Callable[[Facts, date], date | None]
    needed: Callable[[Facts], bool]
    proofs: tuple[Act, ...]
    over: Callable[[Facts], bool] = lambda facts: facts.stage is Stage.CLOSED


RECEIVED = (Act.FILE, Act.REGISTER)
MANDATE = (Act.CONFIRM_MANDATE,)
NO_CONFLICT = (Act.DECLARE_NO_CONFLICT,)
ADMITTED = (Act.OPEN_HEARING, Act.DECLINE, Act.REFER)
INFORMED = (Act.OPEN_HEARING, Act.INFORM_EMPLOYEE)
HEARD = (Act.OPEN_HEARING, Act.INFORM_EMPLOYEE, Act.REQUEST_REPLY, Act.GIVE_STANDPOINT, Act.WAIVE_STANDPOINT)
ISSUED = (Act.ISSUE_JUDGMENT, Act.ISSUE_SETTLEMENT)
SETTLED = (Act.PROPOSE, Act.MEDIATE)
SIGNED = (Act.SIGN, Act.DECLINE_SIGNING, Act.RECORD_PAPER_SIGNATURE, Act.CLOSE_UNSIGNED)
ENDED = (Act.DECLINE, Act.REFER, Act.WITHDRAW, Act.CLOSE_NOT_SATISFIED, Act.CLOSE_UNSIGNED)
TOLD = (
    *RECEIVED,
    *NO_CONFLICT,
    Act.DECLARE_CONFLICT,
    Act.HAND_OVER,
    Act.ASSIGN,
    Act.OPEN_HEARING,
    Act.SEND_MESSAGE,
    Act.MEDIATE,
    Act.EXTEND,
    *ISSUED,
    Act.CORRECT_JUDGMENT,
)
"""Groups of acts that prove a duty. `TOLD`: whatever lets the complainant hear from the organisation (art. 7.3)."""


def _first(*acts: Act) -> Callable[[Facts, date], date | None]:
    def met(facts: Facts, _today: date) -> date | None:
        days = [facts.acts[act].first for act in acts if act in facts.acts]
        return min(days) if days else None

    return met


def _registered(facts: Facts, _today: date) -> date | None:
    return facts.registered_on


def _no_date(_facts: Facts, _regulation: Regulation) -> date | None:
    return None


def _always(_facts: Facts) -> bool:
    return True


def _handled(facts: Facts) -> bool:
    return facts.ending not in {Ending.DECLINED, Ending.REFERRED, Ending.WITHDRAWN} or facts.done(Act.OPEN_HEARING)


def _judged_or_running(facts: Facts) -> bool:
    return facts.ending not in {Ending.DECLINED, Ending.REFERRED, Ending.WITHDRAWN}


def _no_more_talk(facts: Facts) -> bool:
    return facts.stage is Stage.CLOSED or facts.issued_on is not None


def _has_employees(facts: Facts) -> bool:
    return _handled(facts) and bool(facts.employees)


def _heard(facts: Facts, today: date) -> date | None:
    if not facts.parties or not all(had_their_say(party, today) for party in facts.parties):
        return None
    days = [
        reply.answered_on or reply.waived_on or reply.until
        for party in facts.parties
        for reply in party.replies
        if not reply.minor
    ]
    return max(days, default=None)


def _all_informed(facts: Facts, _today: date) -> date | None:
    days = [one.informed_on for one in facts.employees]
    return max((day for day in days if day is not None), default=None) if None not in days else None


def _extended(facts: Facts, _today: date) -> date | None:
    """The first notice; but the last one when any of them came too late (E20)."""
    told = facts.acts.get(Act.EXTEND)
    if told is None:
        return None
    return told.last if facts.late_extensions else told.first


def _kept_informed(facts: Facts, today: date) -> date | None:
    """The last news; but the end of the longest silence when any lasted too long."""
    if facts.silence is not None:
        return facts.silence.ended_on
    last = facts.last_heard_on
    return last if _no_more_talk(facts) or last >= today else None


def _signed(facts: Facts, _today: date) -> date | None:
    done = facts.stage is Stage.CLOSED and facts.ending in {Ending.SIGNED, Ending.UNSIGNED}
    return facts.closed_on if done else None


def _told_route(facts: Facts, _today: date) -> date | None:
    if facts.ending in {Ending.DECLINED, Ending.REFERRED}:
        return facts.closed_on
    return facts.issued_on


def _confidential(facts: Facts, today: date) -> date | None:
    """The day on which the last party accepted it. Of acceptances noted without a name only the first day is known."""
    told = facts.acts.get(Act.ACCEPT_NOTICE)
    if told is None or told.count > len(facts.notices):
        return _first(Act.ACCEPT_NOTICE)(facts, today)
    days = {one.party: one.on for one in facts.notices}
    wanted = [days.get(one.ref) for one in facts.parties if one.informed]
    return max((day for day in wanted if day is not None), default=None) if None not in wanted else None


def _mandate_involved(facts: Facts) -> bool:
    return facts.mandate_missing or facts.done(Act.CONFIRM_MANDATE) or facts.done(Act.REFUSE_MANDATE)


def _silence_due(facts: Facts, regulation: Regulation) -> date | None:
    if facts.silence is not None:
        return facts.silence.due_on
    return None if _no_more_talk(facts) else regulation.silence.after(facts.last_heard_on)


DUTIES: tuple[Duty, ...] = (
    Duty("R1.1", "1", _no_date, _registered, _always, RECEIVED),
    Duty("R1.2", "1", lambda f, r: r.not_handled.after(f.received_on), _first(*MANDATE), _mandate_involved, MANDATE),
    Duty("R1.3", "1", lambda f, r: r.acknowledge.after(f.received_on), _first(*NO_CONFLICT), _always, NO_CONFLICT),
    Duty(
        "R2.1",
        "2.1",
        lambda f, r: r.not_handled.after(f.received_on),
        _first(*ADMITTED),
        lambda f: f.ending is not Ending.WITHDRAWN or f.done(Act.OPEN_HEARING),
        ADMITTED,
    ),
    Duty("R2.2", "2.2", _no_date, _registered, _always, RECEIVED),
    Duty("R3.b", "3", _no_date, _first(Act.RECORD_CAUSE), _handled, (Act.RECORD_CAUSE,)),
    Duty(
        "R3.c",
        "3",
        lambda f, _r: f.answer_until,
        _first(Act.ANSWER_SATISFACTION),
        lambda f: f.issued_on is not None,
        (Act.ANSWER_SATISFACTION,),
    ),
    Duty(
        "R4.2",
        "4.2",
        _no_date,
        _told_route,
        lambda f: f.ending is not Ending.WITHDRAWN,
        (*ISSUED, Act.DECLINE, Act.REFER),
    ),
    Duty("R5.1", "5.1", lambda f, _r: PASSED_ON.after(f.received_on), _registered, _always, RECEIVED),
    Duty("R5.2a", "5.2", lambda f, r: r.inform_employee.after(f.received_on), _all_informed, _has_employees, INFORMED),
    Duty("R5.2b", "5.2", lambda f, _r: f.deadline.due_on, _heard, _judged_or_running, HEARD),
    Duty("R5.3", "5.3", lambda f, _r: f.deadline.due_on, _first(*SETTLED), _handled, SETTLED, _no_more_talk),
    Duty("R5.4a", "5.4", lambda f, _r: f.deadline.due_on, lambda f, _t: f.given_on, _judged_or_running, ISSUED),
    Duty("R5.4b", "5.4", lambda f, _r: f.first_due_on, _extended, lambda f: f.extensions > 0, (Act.EXTEND,)),
    Duty("R5.5", "5.5", lambda f, _r: f.deadline.due_on, lambda f, _t: f.given_on, _judged_or_running, ISSUED),
    Duty("R5.6", "5.6", lambda f, _r: f.sign_until, _signed, lambda f: f.satisfied is True, SIGNED),
    Duty("R6.1", "6.1", _no_date, _confidential, _handled, (Act.ACCEPT_NOTICE,)),
    Duty("R6.2", "6.2", _no_date, _registered, _always, RECEIVED),
    Duty(
        "R7.1",
        "7.1",
        lambda f, _r: f.deadline.due_on,
        lambda f, _t: f.given_on or (None if f.to_post else f.closed_on),
        _always,
        (*ISSUED, *ENDED),
    ),
    Duty("R7.2", "7.2", _no_date, _first(Act.LOG_CONTACT), lambda f: f.done(Act.LOG_CONTACT), (Act.LOG_CONTACT,)),
    Duty("R7.3", "7.3", _silence_due, _kept_informed, _always, TOLD),
    Duty("R7.4", "7.4", _no_date, _registered, _always, RECEIVED),
    Duty("R8.1", "8.1", _no_date, _first(Act.CATEGORISE), _always, (Act.CATEGORISE,)),
    Duty("R8.2", "8.2", _no_date, _first(Act.CATEGORISE), lambda f: f.categories > 1, (Act.CATEGORISE,)),
    Duty("R8.3", "8.3", _no_date, _first(Act.RECOMMEND), lambda f: f.done(Act.RECOMMEND), (Act.RECOMMEND,)),
)


def shown(facts: Facts, regulation: Regulation, today: date) -> tuple[Shown, ...]:
    """Show each duty of this case with its light, article by article."""
    return tuple(_shown(duty, facts, regulation, today) for duty in DUTIES)


def _shown(duty: Duty, facts: Facts, regulation: Regulation, today: date) -> Shown:
    due, met = duty.due(facts, regulation), duty.met(facts, today)
    if not duty.needed(facts):
        return Shown(duty.key, duty.article, None, None, Light.NOT_NEEDED)
    return Shown(duty.key, duty.article, due, met, _light(duty, facts, due, met, today), duty.proofs)


def _light(duty: Duty, facts: Facts, due: date | None, met: date | None, today: date) -> Light:
    if met is not None:
        return Light.LATE if due is not None and met > due else Light.MET
    if duty.over(facts):
        return Light.MISSING
    return Light.OVERDUE if due is not None and today > due else Light.OPEN


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done in a case, and whether the complainant got a piece of it."""

    act: Act
    on: date
    told: bool = False


def proof(one: Shown, done: Sequence[Done]) -> int | None:
    """Find the moment that shows that a duty was met, by its place among what was done, oldest first.

    The last of its proofs on the day on which it was met; else the first of them, for a duty that time itself met.
    A message proves only that the complainant was told, so one between others does not count.
    """
    if one.met_on is None:
        return None
    proofs = [
        place
        for place, deed in enumerate(done)
        if deed.act in one.proofs and (deed.told or deed.act is not Act.SEND_MESSAGE)
    ]
    that_day = [place for place in proofs if done[place].on == one.met_on]
    return that_day[-1] if that_day else next(iter(proofs), None)
