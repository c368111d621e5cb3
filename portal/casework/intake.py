"""Articles 1, 2.1, 5.1, 5.2 and 8.1: who handles it, can it be handled, what is judged, whom does it concern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import delete, select

from portal.accounts import people
from portal.accounts.people import in_office
from portal.casework.desk import Desk, Input, NewPiece, everybody, participant, step
from portal.casework.filing import competent, functionaris
from portal.domain.acts import Act
from portal.domain.disclosure import Kind
from portal.domain.errors import Refused
from portal.domain.facts import Allegation as AllegationFact
from portal.domain.facts import Side, Stage
from portal.models.base import new_id
from portal.models.complaint import Allegation, Complaint, ComplaintCategory, Mandate, Part, Participant
from portal.models.organisation import Post, RegulationVersion
from portal.models.person import Person
from portal.tenancy import tenant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session


def declare_no_conflict(desk: Desk) -> None:
    """Declare not to be involved; the complainant hears who handles the case (N03)."""
    step(desk, Act.DECLARE_NO_CONFLICT, values={"name": desk.author.name})


def declare_conflict(desk: Desk, *, reason: str) -> None:
    """Declare to be involved: another functionaris takes over, and this one loses the case (E01, E36).

    Raises:
        Refused: `no_other_functionaris`.

    """
    other = _other(desk)
    _pass_on(desk, Act.DECLARE_CONFLICT, other, reason)
    desk.author.left_at = desk.now


def hand_over(desk: Desk, *, reason: str) -> None:
    """Hand the case to the other functionaris, for instance in absence; no date moves (E29).

    Raises:
        Refused: `no_other_functionaris`.

    """
    _pass_on(desk, Act.HAND_OVER, _other(desk), reason)


def _other(desk: Desk) -> Person:
    """Find another functionaris in office who is not conflicted or a party here: the deputy before others."""
    barred = {one.person_id for one in desk.people if one.left_at is not None or one.side is not Side.FUNCTIONARIS}
    barred.add(desk.author.person_id)
    for post in (Post.DEPUTY, Post.FUNCTIONARIS):
        for person in in_office(desk.session, post, desk.today):
            if person.id not in barred:
                return person
    raise Refused("no_other_functionaris")


def _pass_on(desk: Desk, act: Act, person: Person, reason: str) -> None:
    taker = next((one for one in desk.people if one.person_id == person.id and one.part is Part.FUNCTIONARIS), None)
    if taker is None:
        taker = functionaris(desk.complaint, person, desk.now)
        desk.session.add(taker)
        desk.people.append(taker)
    step(
        desk,
        act,
        Input(subject=str(taker.id)),
        [NewPiece(Kind.NOTE, reason)],
        {"name": taker.name, "date": desk.today.isoformat()},
    )


def assign_waiting(session: Session, now: datetime, today: date) -> int:
    """Give cases that nobody could handle to whoever is competent now; return how many (E01, E30)."""
    rows = session.scalars(select(Complaint).where(Complaint.stage != Stage.CLOSED)).all()
    waiting = [row for row in rows if row.facts.handler is None]
    for complaint in waiting:
        person = competent(session, today, about_functionaris=complaint.about_functionaris)
        version = session.get(RegulationVersion, (tenant(), complaint.regulation_version_id))
        if person is None or version is None:
            continue
        taker = functionaris(complaint, person, now)
        session.add(taker)
        session.flush()
        desk = Desk(session, complaint, version.parameters, everybody(session, complaint.id), now)
        step(desk, Act.ASSIGN, Input(subject=str(taker.id)), values={"name": taker.name, "date": today.isoformat()})
    return len(waiting)


def open_file(desk: Desk) -> None:
    """Begin the assessment (T06)."""
    step(desk, Act.OPEN_FILE)


def correct_receipt(desk: Desk, *, received_on: date, reason: str) -> None:
    """Correct the day of receipt; the old one stays in the journal and the event (E16)."""
    step(desk, Act.CORRECT_RECEIPT, Input(until=received_on), [NewPiece(Kind.NOTE, reason)])


def categorise(desk: Desk, *, categories: Sequence[str]) -> None:
    """Set the categories; the first is the main one, for charts only (art. 8.1, 8.2).

    Raises:
        Refused: `has_category` without one.

    """
    if not categories:
        raise Refused("has_category", "categories")
    step(desk, Act.CATEGORISE, Input(count=len(categories)))
    desk.session.execute(
        delete(ComplaintCategory)
        .where(ComplaintCategory.complaint_id == desk.complaint.id)
        .execution_options(synchronize_session=False),
    )
    for place, category in enumerate(dict.fromkeys(categories)):
        desk.session.add(ComplaintCategory(complaint_id=desk.complaint.id, category_id=UUID(category), main=place == 0))


def add_employee(desk: Desk, *, person_id: str) -> None:
    """Name a member of the staff as employee concerned; nothing reaches them yet.

    Raises:
        Refused: `nobody_here`, `already_party`.

    """
    person = desk.session.get(Person, (tenant(), UUID(person_id)))
    if person is None:
        raise Refused("nobody_here", "person_id")
    _join_employee(desk, person)


def add_outside_employee(desk: Desk, *, name: str, email: str, function: str) -> None:
    """Name somebody without a staff account (former employee, freelancer): a guest of this case alone (E07, E08)."""
    person = people.by_email(desk.session, email) or people.new_person(
        desk.session, email, name, desk.now, function=function
    )
    _join_employee(desk, person)


def _join_employee(desk: Desk, person: Person) -> None:
    here = [one for one in desk.people if one.person_id == person.id and one.left_at is None]
    if any(one.side is not Side.FUNCTIONARIS for one in here):
        raise Refused("already_party", "person_id")
    if any(str(one.id) == desk.facts.handler for one in here):
        raise Refused("functionaris_is_party", "person_id")
    one = participant(
        desk.complaint,
        Part.EMPLOYEE,
        Side.EMPLOYEE,
        person.name,
        desk.now,
        person_id=person.id,
        function=person.function,
        email=person.email,
        language=person.language,
    )
    one.side_id = one.id
    desk.session.add(one)
    desk.people.append(one)
    step(desk, Act.ADD_EMPLOYEE, Input(subject=str(one.id)))


def remove_employee(desk: Desk, *, employee: str) -> None:
    """Take off an employee who was named wrongly, before they were informed (E35)."""
    one = desk.someone(employee)
    step(desk, Act.REMOVE_EMPLOYEE, Input(subject=str(one.id)))
    one.left_at = desk.now


@dataclass(frozen=True, slots=True)
class AllegationText:
    """An allegation as the functionaris wrote it, and whom it concerns."""

    text: str
    employees: tuple[str, ...]
    id: str = ""


def set_allegations(desk: Desk, *, allegations: Iterable[AllegationText]) -> None:
    """Set what is judged separately. Those that stay keep their id (E24).

    Raises:
        Refused: `has_allegation` without one, `nobody_here` for somebody who is no employee concerned.

    """
    wanted = [one for one in allegations if one.text.strip()]
    if not wanted:
        raise Refused("has_allegation", "allegations")
    known = {one.ref for one in desk.facts.employees}
    if any(not set(one.employees) <= known for one in wanted):
        raise Refused("nobody_here", "allegations")
    rows = {
        str(row.id): row
        for row in desk.session.scalars(select(Allegation).where(Allegation.complaint_id == desk.complaint.id))
    }
    kept: list[tuple[UUID, AllegationText]] = []
    for place, one in enumerate(wanted, 1):
        row = rows.pop(one.id, None)
        if row is None:
            row = Allegation(id=new_id(), complaint_id=desk.complaint.id, position=place, text=one.text)
            desk.session.add(row)
        row.position, row.text = place, one.text.strip()
        kept.append((row.id, one))
    for gone in rows.values():
        desk.session.delete(gone)
    facts = tuple(AllegationFact(str(key), tuple(one.employees)) for key, one in kept)
    step(desk, Act.SET_ALLEGATIONS, Input(allegations=facts))


def _mandate(desk: Desk) -> tuple[Mandate, Participant]:
    row = desk.session.scalars(
        select(Mandate).where(Mandate.complaint_id == desk.complaint.id, Mandate.accepted_at.is_(None)),
    ).first()
    if row is None:
        raise Refused("mandate_missing")
    return row, desk.someone(row.participant_id)


def confirm_mandate(desk: Desk, *, seen_on: date | None = None, proof: str = "") -> None:
    """Accept a mandate: the functionaris saw the paper on a day, or the complainant confirms (art. 1, E04)."""
    row, agent = _mandate(desk)
    step(desk, Act.CONFIRM_MANDATE)
    row.accepted_at, row.seen_on, row.proof = desk.now, seen_on or desk.today, proof
    row.decided_by_id = desk.author.id
    agent.side_id = agent.of_id


def refuse_mandate(desk: Desk) -> None:
    """Refuse a mandate: the representative's access stops at once."""
    row, agent = _mandate(desk)
    step(desk, Act.REFUSE_MANDATE)
    row.refused_at = desk.now
    row.decided_by_id = desk.author.id
    agent.left_at = desk.now


def confirm_record(desk: Desk) -> None:
    """Confirm that what was written down of a talk is right (E14)."""
    step(desk, Act.CONFIRM_RECORD)


def decline(desk: Desk, *, reason: str) -> None:
    """Do not handle the complaint, with the reason and where to go instead (art. 4.2)."""
    step(desk, Act.DECLINE, pieces=[NewPiece(Kind.DECISION, reason)])


def refer(desk: Desk, *, reason: str) -> None:
    """Refer to the right address, with a warning on its terms (E10)."""
    step(desk, Act.REFER, pieces=[NewPiece(Kind.DECISION, reason)])
