"""Article 5.2: explaining oneself in a talk. Appointments, who comes, and comments on what was reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import select

from portal.casework.desk import Desk, Input, NewPiece, step
from portal.domain.acts import Act
from portal.domain.calendar import AMSTERDAM
from portal.domain.disclosure import Kind
from portal.domain.errors import Refused
from portal.domain.facts import Stage
from portal.domain.talks import Coming, Where
from portal.models.base import new_id
from portal.models.talk import Talk, TalkGuest
from portal.papers.appointment import cancellation, invitation

if TYPE_CHECKING:
    from collections.abc import Sequence

SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Plan:
    """When, how and where a talk is, in Dutch local time.

    `in_calendar`: the place may stand in the calendars of who comes. `sunday`: it was meant to be on a Sunday.
    """

    day: date
    at: time
    minutes: int
    how: Where
    place: str
    text: str = ""
    in_calendar: bool = False
    sunday: bool = False


def _starts(desk: Desk, plan: Plan) -> datetime:
    """Give the moment at which it starts.

    Raises:
        Refused: `talk_in_past`, or `talk_on_sunday` where nobody said that this is meant.

    """
    starts = datetime.combine(plan.day, plan.at, tzinfo=AMSTERDAM).astimezone(UTC)
    if starts <= desk.now:
        raise Refused("talk_in_past", "at" if plan.day == desk.today else "day")
    if plan.day.weekday() == SUNDAY and not plan.sunday:
        raise Refused("talk_on_sunday", "sunday")
    return starts


def _told(desk: Desk, plan: Plan, starts: datetime) -> str:
    return invitation(desk.complaint.language, starts, plan.minutes, plan.how, plan.place, plan.text)


def plan_talk(desk: Desk, *, to: Sequence[str], plan: Plan) -> None:
    """Invite the complainant, an employee, or the two of them together. Who is not invited knows nothing of it.

    Raises:
        Refused: `talk_in_past`, `talk_on_sunday`, or what the procedure says.

    """
    starts, key = _starts(desk, plan), new_id()
    piece = NewPiece(Kind.APPOINTMENT, _told(desk, plan, starts), id=key)
    given = Input(to=tuple(to), until=plan.day, subject=str(key))
    step(desk, Act.PLAN_TALK, given, [piece], {"piece": key.hex})
    talk = Talk(id=key, complaint_id=desk.complaint.id, uid=str(uuid4()))
    _set(talk, desk, plan, starts)
    desk.session.add(talk)
    guests = (desk.someone(ref).id for ref in to)
    desk.session.add_all(TalkGuest(talk_id=key, participant_id=one) for one in guests)


def _set(talk: Talk, desk: Desk, plan: Plan, starts: datetime) -> None:
    talk.starts_at, talk.minutes, talk.changed_at = starts, plan.minutes, desk.now
    talk.how, talk.place, talk.in_calendar = plan.how, plan.place, plan.in_calendar


def change_talk(desk: Desk, *, talk: str, plan: Plan) -> None:
    """Hold a talk at another moment or place; who was invited answers anew.

    Raises:
        Refused: `talk_in_past`, `talk_on_sunday`, `subject_is_planned`, or what the procedure says.

    """
    row, starts, key = _row(desk, talk), _starts(desk, plan), new_id()
    piece = NewPiece(Kind.APPOINTMENT, _told(desk, plan, starts), answers_id=row.id, id=key)
    given = Input(to=_guests(desk, talk), until=plan.day, subject=talk)
    step(desk, Act.CHANGE_TALK, given, [piece], {"piece": key.hex})
    _set(row, desk, plan, starts)
    row.sequence += 1
    for guest in desk.session.scalars(select(TalkGuest).where(TalkGuest.talk_id == row.id)):
        guest.answer = guest.answered_at = None


def cancel_talk(desk: Desk, *, talk: str, text: str = "") -> None:
    """Call a talk off.

    Raises:
        Refused: `subject_is_planned`, or what the procedure says.

    """
    row, key = _row(desk, talk), new_id()
    body = cancellation(desk.complaint.language, row.starts_at, text)
    piece = NewPiece(Kind.APPOINTMENT, body, answers_id=row.id, id=key)
    step(desk, Act.CANCEL_TALK, Input(to=_guests(desk, talk), subject=talk), [piece], {"piece": key.hex})
    row.cancelled_at = row.changed_at = desk.now
    row.sequence += 1


def answer_talk(desk: Desk, *, talk: str, answer: Coming, text: str = "") -> None:
    """Let the functionaris alone know whether one comes, or which other moment one asks for.

    Raises:
        Refused: `text_missing` for another moment without a word on which, `subject_is_planned`, or what the procedure
            says.

    """
    row = _row(desk, talk)
    if answer is Coming.ANOTHER_MOMENT and not text.strip():
        raise Refused("text_missing", "text")
    pieces = [NewPiece(Kind.MESSAGE, text, answers_id=row.id)] if text.strip() else []
    step(desk, Act.ANSWER_TALK, Input(subject=talk, yes=answer.told), pieces)
    mine = TalkGuest.participant_id == desk.author.side_id
    guest = desk.session.scalars(select(TalkGuest).where(TalkGuest.talk_id == row.id, mine)).one()
    guest.answer, guest.answered_at = answer, desk.now


def comment_talk(desk: Desk, *, report: str, text: str) -> None:
    """Say what is not right in a report of a talk. The functionaris reads it at once, others when it is released.

    Raises:
        Refused: `no_such_piece`, or what the procedure says.

    """
    piece = NewPiece(Kind.COMMENT, text, answers_id=desk.entry(report).id)
    step(desk, Act.COMMENT_TALK, Input(subject=report), [piece])


def _row(desk: Desk, talk: str) -> Talk:
    rows = desk.session.scalars(select(Talk).where(Talk.complaint_id == desk.complaint.id))
    found = next((one for one in rows if str(one.id) == talk), None)
    if found is None:
        raise Refused("subject_is_planned", "talk")
    return found


def _guests(desk: Desk, talk: str) -> tuple[str, ...]:
    return next(one.to for one in desk.facts.talks if one.ref == talk)


def to_recall(desk: Desk) -> tuple[tuple[str, ...], ...]:
    """Name, for each talk of tomorrow, the guests who let nothing know yet."""
    if desk.facts.stage is not Stage.HANDLING:
        return ()
    tomorrow = [one for one in desk.facts.talks if not one.cancelled and (one.on - desk.today).days == 1]
    return tuple(one.awaiting for one in tomorrow if one.awaiting)
