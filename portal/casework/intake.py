"""Articles 1, 2.1, 5.1, 5.2 and 8.1: who handles it, can it be handled, what is judged, whom does it concern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import delete, select

from portal.accounts import people
from portal.accounts.entrance import normal_email
from portal.accounts.offices import functionaris_since, in_office
from portal.casework.desk import Desk, Input, NewPiece, everybody, participant, step
from portal.casework.filing import competent, functionaris
from portal.domain.acts import Act
from portal.domain.disclosure import Kind
from portal.domain.errors import Refused
from portal.domain.facts import Allegation as AllegationFact
from portal.domain.facts import Side, Stage
from portal.domain.regulation import Channel
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

    Where there is no other, the case waits until one is appointed; management sees how many do.
    """
    other = _other(desk)
    if other is None:
        step(desk, Act.DECLARE_CONFLICT, pieces=[NewPiece(Kind.NOTE, reason)], values=_passed("", desk.today))
    else:
        _pass_on(desk, Act.DECLARE_CONFLICT, other, reason)
    desk.author.left_at = desk.now


def hand_over(desk: Desk, *, reason: str) -> None:
    """Hand the case to the other functionaris, for instance in absence; no date moves (E29).

    Raises:
        Refused: `no_other_functionaris`.

    """
    other = _other(desk)
    if other is None:
        raise Refused("no_other_functionaris")
    _pass_on(desk, Act.HAND_OVER, other, reason)


def _other(desk: Desk) -> Person | None:
    """Find another functionaris in office who is not conflicted or a party here: the deputy before others."""
    barred = _barred(desk.session, desk.complaint, desk.people) | {desk.author.person_id}
    return _competent(desk.session, desk.today, barred)


def _competent(session: Session, today: date, barred: set[UUID | None]) -> Person | None:
    offices = [person for post in (Post.DEPUTY, Post.FUNCTIONARIS) for person in in_office(session, post, today)]
    return next((person for person in offices if person.id not in barred), None)


def _barred(session: Session, complaint: Complaint, people: Iterable[Participant]) -> set[UUID | None]:
    """Name who may not handle a case: parties, who left it, and with one about the functionaris who was that (E01)."""
    barred = {one.person_id for one in people if one.left_at is not None or one.side is not Side.FUNCTIONARIS}
    held = functionaris_since(session, complaint.received_on) if complaint.about_functionaris else frozenset()
    return barred | held


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
        _passed(taker.name, desk.today),
    )


def _passed(name: str, today: date) -> dict[str, str | int]:
    """Give what N22 says: who handles it, from when. Without a name it says that somebody is being sought."""
    return {"name": name, "date": today.isoformat()}


def assign_waiting(session: Session, now: datetime, today: date) -> int:
    """Give cases that nobody can handle to whoever is competent now; return how many there were (E01, E29, E30).

    Nobody handles them yet, or who did left office or is away. The successor gets a seat in the closed cases too: the
    register is kept by whoever is in office (art. 8.1).
    """
    here = {person.id for post in Post for person in in_office(session, post, today)}
    held = {person.id for post in Post for person in in_office(session, post, today, present=False)}
    waiting = 0
    for complaint in session.scalars(select(Complaint).order_by(Complaint.due_on)):
        people = everybody(session, complaint.id)
        fit = held if complaint.stage is Stage.CLOSED else here
        if any(_handles(one, complaint) and one.person_id in fit for one in people):
            continue
        waiting += complaint.stage is not Stage.CLOSED
        person = _first_choice(session, complaint, people, today)
        if person is not None:
            _seat(session, complaint, people, person, now)
    return waiting


def _handles(one: Participant, complaint: Complaint) -> bool:
    seated = one.part is Part.FUNCTIONARIS and one.left_at is None
    return seated and (complaint.stage is Stage.CLOSED or str(one.id) == complaint.facts.handler)


def _first_choice(session: Session, complaint: Complaint, people: list[Participant], today: date) -> Person | None:
    barred = _barred(session, complaint, people)
    first = competent(session, today, about_functionaris=complaint.about_functionaris)
    return first if first is not None and first.id not in barred else _competent(session, today, barred)


def _seat(session: Session, complaint: Complaint, people: list[Participant], person: Person, now: datetime) -> None:
    taker = next((one for one in people if one.person_id == person.id and one.part is Part.FUNCTIONARIS), None)
    if taker is None:
        taker = functionaris(complaint, person, now)
        session.add(taker)
        people.append(taker)
        session.flush()
    if complaint.stage is not Stage.CLOSED:
        version = session.get_one(RegulationVersion, (tenant(), complaint.regulation_version_id))
        desk = Desk(session, complaint, version.parameters, people, now)
        step(desk, Act.ASSIGN, Input(subject=str(taker.id)), values=_passed(taker.name, desk.today))


def open_file(desk: Desk) -> None:
    """Begin the assessment (T06)."""
    step(desk, Act.OPEN_FILE)


def correct_receipt(desk: Desk, *, received_on: date, reason: str) -> None:
    """Correct the day of receipt; the old one stays in the journal and the event (E16).

    What came through the portal came when the portal says. A term that moves back is an extension to who waits: both
    sides are told, and read why (art. 5.4).

    Raises:
        Refused: `receipt_is_known`, or `nothing_changed` for the day that stands already.

    """
    if received_on == desk.facts.received_on:
        raise Refused("nothing_changed", "received_on")
    if desk.complaint.channel is Channel.PORTAL and received_on > desk.facts.received_on:
        raise Refused("receipt_is_known", "received_on")
    later = received_on > desk.facts.received_on and not desk.facts.extensions
    kind = Kind.EXTENSION if later else Kind.NOTE
    old = desk.facts.deadline.due_on.isoformat()
    step(desk, Act.CORRECT_RECEIPT, Input(until=received_on), [NewPiece(kind, reason)], {"old_due_on": old})


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
    # by account alone: a party who typed this person's address does not keep them out
    _see_who_is_here(desk, [one for one in desk.people if one.person_id == person.id])
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
    _name_employee(desk, one)


def add_outside_employee(desk: Desk, *, name: str, email: str, function: str) -> None:
    """Name somebody without a staff account (former employee, freelancer): a guest of this case alone (E07, E08).

    The address was written down, not proved: the case is joined to an account when they open the link that is mailed
    once they are informed.

    Raises:
        Refused: `already_party`, `functionaris_is_party`, or `on_staff_list` for the address of somebody on that list.

    """
    address = normal_email(email)
    _see_who_is_here(desk, [one for one in desk.people if one.email == address])
    if any(person.active and person.email == address for person in people.staff(desk.session)):
        raise Refused("on_staff_list", "person_id")
    one = participant(
        desk.complaint,
        Part.EMPLOYEE,
        Side.EMPLOYEE,
        name.strip(),
        desk.now,
        function=function.strip(),
        email=address,
    )
    _name_employee(desk, one)


def _see_who_is_here(desk: Desk, found: Iterable[Participant]) -> None:
    here = [one for one in found if one.left_at is None]
    if any(one.side is not Side.FUNCTIONARIS for one in here):
        raise Refused("already_party", "person_id")
    if any(str(one.id) == desk.facts.handler for one in here):
        raise Refused("functionaris_is_party", "person_id")


def _name_employee(desk: Desk, one: Participant) -> None:
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


REPLACED = "De oude tekst van een klachtonderdeel:"


def set_allegations(desk: Desk, *, allegations: Iterable[AllegationText]) -> None:
    """Set what is judged separately. Those that stay keep their id (E24).

    Only what is named here with an empty text is taken off. What is not named was not seen, and stays, after the rest.
    While both sides are being heard, a part that is worded anew asks for the say of whom it concerns once more.

    Raises:
        Refused: `has_allegation` without one, `nobody_here` for somebody who is no employee concerned.

    """
    given = list(allegations)
    known = {one.ref for one in desk.facts.employees}
    if any(not set(one.employees) <= known for one in given if one.text.strip()):
        raise Refused("nobody_here", "allegations")
    rows = {
        str(row.id): row
        for row in desk.session.scalars(
            select(Allegation).where(Allegation.complaint_id == desk.complaint.id).order_by(Allegation.position),
        )
    }
    about = {one.ref: one.employees for one in desk.facts.allegations}
    unseen = rows.keys() - {one.id for one in given}
    given += [AllegationText(row.text, about[ref], ref) for ref, row in rows.items() if ref in unseen]
    wanted = [one for one in given if one.text.strip()]
    if not wanted:
        raise Refused("has_allegation", "allegations")
    texts = {ref: row.text for ref, row in rows.items()}
    kept: list[AllegationFact] = []
    for place, one in enumerate(wanted, 1):
        row = rows.pop(one.id, None)
        if row is None:
            row = Allegation(id=new_id(), complaint_id=desk.complaint.id, position=place, text=one.text)
            desk.session.add(row)
        row.position, row.text = place, one.text.strip()
        anew = row.text != texts.get(one.id, row.text)
        kept.append(AllegationFact(str(row.id), tuple(one.employees), tuple(one.employees) if anew else ()))
        if not anew:
            texts.pop(one.id, None)
    for gone in rows.values():
        desk.session.delete(gone)
    step(desk, Act.SET_ALLEGATIONS, Input(allegations=tuple(kept)), _replaced(desk, texts.values()))


def _replaced(desk: Desk, texts: Iterable[str]) -> list[NewPiece]:
    """Keep what a part said that both sides are being heard about: whoever answered it answered those words."""
    if desk.facts.stage is not Stage.HANDLING:
        return []
    return [NewPiece(Kind.NOTE, f"{REPLACED}\n\n{text}") for text in texts]


def _mandate(desk: Desk) -> tuple[Mandate, Participant]:
    row = desk.session.scalars(
        select(Mandate).where(Mandate.complaint_id == desk.complaint.id, Mandate.accepted_at.is_(None)),
    ).first()
    if row is None:
        raise Refused("mandate_missing")
    return row, desk.someone(row.participant_id)


def confirm_mandate(
    desk: Desk,
    *,
    seen_on: date | None = None,
    proof: str = "",
    decides: bool = True,
    until_on: date | None = None,
) -> None:
    """Accept a mandate: the functionaris saw the paper on a day, or the complainant confirms (art. 1, E04).

    A complainant who refused the representative says with it that the complaint is their own, and goes on without.

    Raises:
        Refused: `contact_in_future` for a paper that was seen on a day to come, `date_over` for a mandate that is over.

    """
    if seen_on is not None and seen_on > desk.today:
        raise Refused("contact_in_future", "seen_on")
    if until_on is not None and until_on < desk.today:
        raise Refused("date_over", "until_on")
    row, agent = _mandate(desk)
    seen = NewPiece(Kind.NOTE, proof, happened_on=seen_on, medium="other")
    step(desk, Act.CONFIRM_MANDATE, pieces=[seen] if proof.strip() else [])
    if row.refused_at is not None:
        return
    row.accepted_at, row.seen_on, row.proof = desk.now, seen_on or desk.today, proof
    row.decided_by_id = desk.author.id
    agent.side_id = agent.of_id
    agent.may_decide, agent.until_on, row.ends_on = decides, until_on, until_on


def refuse_mandate(desk: Desk) -> None:
    """Refuse a mandate: the representative's access stops at once, also that by the receipt code (E04)."""
    row, agent = _mandate(desk)
    step(desk, Act.REFUSE_MANDATE)
    desk.complaint.receipt_digest = ""
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
