"""Articles 5.2, 6.1, 7.2 and 7.3: informing, both sides heard, what is shared, and staying in touch."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from portal.accounts import invitations, people
from portal.accounts.entrance import normal_email
from portal.casework.desk import Desk, Input, NewPiece, edition, participant, step
from portal.casework.files import of_piece, share
from portal.domain.acts import Act
from portal.domain.disclosure import Kind, may_release
from portal.domain.errors import Refused
from portal.domain.facts import Side, Stage
from portal.models.complaint import Part, Participant
from portal.models.dossier import Entry, Release
from portal.models.journal import Line, note
from portal.models.person import Person, RoleName

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


def open_hearing(desk: Desk, *, until: date, editions: Mapping[str, str]) -> None:
    """Take the complaint into handling: inform each employee with an edition of it, invite both sides (art. 5.2).

    Args:
        desk: the case.
        until: the last day to react.
        editions: for each employee concerned, the text of the complaint that this employee reads.

    """
    _inform(desk, Act.OPEN_HEARING, until, editions)


def inform_employee(desk: Desk, *, until: date, editions: Mapping[str, str]) -> None:
    """Inform employees who were named after the handling began."""
    _inform(desk, Act.INFORM_EMPLOYEE, until, editions)


def _inform(desk: Desk, act: Act, until: date, editions: Mapping[str, str]) -> None:
    step(desk, act, Input(to=tuple(editions), until=until), values={"date": until.isoformat()})
    original = desk.session.scalars(
        select(Entry).where(Entry.complaint_id == desk.complaint.id, Entry.kind == Kind.COMPLAINT),
    ).one()
    by = desk.author.id
    for ref, text in editions.items():
        employee = desk.someone(ref)
        employee.informed_at = desk.now
        edition(desk, original, employee.id, text, by)
        _let_in(desk, employee)


def _let_in(desk: Desk, one: Participant) -> None:
    """Open the portal to who was informed, and not before: a new door would tell of a case too early (E07, E08).

    Who stands on the staff list was known before. Of anybody else there is an address that nobody proved yet.
    """
    if one.person_id is None:
        invitations.to_case(desk.session, one, desk.now)
        return
    person = desk.session.get_one(Person, (desk.complaint.tenant_id, one.person_id))
    if not people.roles_of(desk.session, person.id) & {RoleName.EMPLOYEE, RoleName.GUEST}:
        people.give_role(desk.session, person, RoleName.GUEST, desk.now, desk.author.person_id)
    if person.password_hash is None:
        people.invite(desk.session, person, desk.now, staff=False)


def request_reply(desk: Desk, *, to: Sequence[str], text: str, until: date) -> None:
    """Ask for a reaction by a date; the question goes to who is asked."""
    step(
        desk,
        Act.REQUEST_REPLY,
        Input(to=tuple(to), until=until),
        [NewPiece(Kind.MESSAGE, text)],
        {"date": until.isoformat()},
    )


def give_standpoint(desk: Desk, *, text: str) -> None:
    """State one's side. It is read by the functionaris alone until released (art. 5.2; late: E17)."""
    party = desk.facts.party(desk.party)
    asked = [reply.until for reply in party.replies if not reply.settled] if party else []
    late = bool(asked) and max(asked) < (desk.said_on or desk.today)
    step(desk, Act.GIVE_STANDPOINT, pieces=[NewPiece(Kind.STANDPOINT, text, late=late)])


def waive_standpoint(desk: Desk) -> None:
    """Say that no reaction will come (E18)."""
    step(desk, Act.WAIVE_STANDPOINT)


def add_to_complaint(desk: Desk, *, text: str) -> None:
    """Add to the complaint; the original stays as it was."""
    step(desk, Act.ADD_TO_COMPLAINT, pieces=[NewPiece(Kind.ADDITION, text)])


def rectify(desk: Desk, *, piece: str, text: str) -> None:
    """Say what should stand in a piece; the piece stays as it is. The functionaris reads it, others when released.

    Raises:
        Refused: `no_such_piece`, or what the procedure says.

    """
    step(desk, Act.RECTIFY, pieces=[NewPiece(Kind.RECTIFICATION, text, answers_id=desk.entry(piece).id)])


def release(
    desk: Desk, *, piece: str, to: Sequence[str], text: str, until: date | None, files: Sequence[str] = ()
) -> None:
    """Share an edition of a piece, possibly redacted, with chosen parties (T11), and of its files those that are named.

    Raises:
        Refused: `not_releasable` for a kind or a side that the table does not allow.

    """
    entry = desk.entry(piece)
    readers = [desk.someone(ref) for ref in to]
    if not readers:
        raise Refused("recipients_are_parties", "to")
    if any(one.id == entry.side_id or not may_release(entry.kind, one.side) for one in readers):
        raise Refused("not_releasable", "to")
    if entry.kind is Kind.ANALYSIS and desk.facts.issued_on is None:
        raise Refused("not_releasable", "to")
    date_value = {"date": until.isoformat()} if until else {"date": ""}
    report = str(entry.id) if entry.kind is Kind.TALK else ""
    step(desk, Act.RELEASE, Input(to=tuple(to), until=until, subject=report), values=date_value)
    by, along = desk.author.id, of_piece(desk.session, entry, files)
    for one in readers:
        made = edition(desk, entry, one.id, text, by, number=_editions(desk, entry, one) + 1, files=along)
        share(desk.session, [made], along)


def _editions(desk: Desk, entry: Entry, one: Participant) -> int:
    found = desk.session.scalar(
        select(func.max(Release.edition)).where(Release.entry_id == entry.id, Release.recipient_id == one.id),
    )
    return found or 0


def grant_insight(desk: Desk, *, piece: str, manager: str, ground: str) -> None:
    """Let one named manager read one piece, with its ground; both parties see that it happened.

    Raises:
        Refused: `not_a_manager`, `no_such_piece` also for a note, which is the functionaris's alone.

    """
    entry = desk.entry(piece)
    if entry.kind is Kind.NOTE:
        raise Refused("no_such_piece", "piece")
    person = desk.session.get(Person, (desk.complaint.tenant_id, UUID(manager)))
    if person is None or RoleName.MANAGEMENT not in people.roles_of(desk.session, person.id):
        raise Refused("not_a_manager", "manager")
    if any(one.person_id == person.id and one.side is not Side.SYSTEM for one in desk.people):
        raise Refused("already_party", "manager")
    reader = next((one for one in desk.people if one.person_id == person.id), None)
    if reader is None:
        reader = participant(
            desk.complaint, Part.MANAGER, Side.SYSTEM, person.name, desk.now, person_id=person.id, email=person.email
        )
        reader.side_id = reader.id
        desk.session.add(reader)
        desk.people.append(reader)
    step(desk, Act.GRANT_INSIGHT)
    by = desk.author.id
    edition(desk, entry, reader.id, entry.body, by, number=_editions(desk, entry, reader) + 1, ground=ground)


def send_message(desk: Desk, *, text: str, to: Sequence[str] = ()) -> None:
    """Write to the functionaris, or as the functionaris to a party: a channel of its own for each side (art. 7.3)."""
    if desk.side is Side.FUNCTIONARIS:
        if not to or any(desk.facts.party(ref) is None for ref in to):
            raise Refused("recipients_are_parties", "to")
        if any(not party.informed for ref in to if (party := desk.facts.party(ref)) is not None):
            raise Refused("recipients_are_parties", "to")
        step(desk, Act.SEND_MESSAGE, Input(to=tuple(to)), [NewPiece(Kind.MESSAGE, text)])
        return
    step(desk, Act.SEND_MESSAGE, pieces=[NewPiece(Kind.MESSAGE, text)])


def log_contact(desk: Desk, *, happened_on: date, medium: str, gist: str, remarks: str) -> None:
    """Log a contact with the complainant: date, medium and gist reach the complainant, the remarks do not (art. 7.2).

    Raises:
        Refused: `contact_in_future`.

    """
    if happened_on > desk.today:
        raise Refused("contact_in_future", "happened_on")
    pieces = [NewPiece(Kind.CONTACT, gist, happened_on=happened_on, medium=medium)]
    if remarks.strip():
        pieces.append(NewPiece(Kind.REMARK, remarks, happened_on=happened_on, medium=medium))
    step(desk, Act.LOG_CONTACT, pieces=pieces)


def mediate(desk: Desk, *, text: str) -> None:
    """Step in between the two: an invitation or a suggestion that both read (art. 5.3)."""
    to = tuple(one.ref for one in desk.facts.parties if one.informed)
    step(desk, Act.MEDIATE, Input(to=to), [NewPiece(Kind.MEDIATION, text)])


def report_talk(desk: Desk, *, happened_on: date, text: str) -> None:
    """Report a talk with a party; it is shared by releasing it (art. 5.2)."""
    if happened_on > desk.today:
        raise Refused("contact_in_future", "happened_on")
    if happened_on < desk.facts.received_on:
        raise Refused("before_receipt", "happened_on")
    step(desk, Act.REPORT_TALK, pieces=[NewPiece(Kind.TALK, text, happened_on=happened_on)])


def write_note(desk: Desk, *, text: str) -> None:
    """Write an internal note: free thinking, but it can fall under a request for access."""
    step(desk, Act.WRITE_NOTE, pieces=[NewPiece(Kind.NOTE, text)])


def accept_notice(desk: Desk) -> None:
    """Accept the confidentiality notice, once in each case (art. 6.1). It is no step of the procedure."""
    me = desk.author
    if me.notice_accepted_at is not None:
        return
    if me.side_id is not None and me.part in {Part.COMPLAINANT, Part.EMPLOYEE, Part.FUNCTIONARIS}:
        step(desk, Act.ACCEPT_NOTICE)
    else:
        note(desk.session, Line(desk.complaint.id, me.ref, Act.ACCEPT_NOTICE.value, desk.now))
    me.notice_accepted_at = desk.now


def name_support(desk: Desk, *, name: str, email: str, relation: str) -> None:
    """Name somebody who supports one: reads that side, writes nothing. The functionaris sends the invitation.

    An address is compared with this side's own only: any other answer would tell who else takes part. Who stands
    elsewhere in the case is found out by the functionaris, at the invitation.

    Raises:
        Refused: `already_party` for somebody on this side.

    """
    address, me = normal_email(email), desk.author
    if any(one.email == address and one.left_at is None and one.side_id == me.side_id for one in desk.people):
        raise Refused("already_party", "email")
    step(desk, Act.NAME_SUPPORT)
    one = participant(
        desk.complaint,
        Part.SUPPORT,
        me.side,
        name,
        desk.now,
        email=address,
        relation=relation,
        language=me.language,
        side_id=me.side_id,
        of_id=me.side_id,
        informed_at=desk.now,
    )
    desk.session.add(one)
    desk.people.append(one)


def end_support(desk: Desk, *, person: str) -> None:
    """End a support person's access, by the party who named them or by the functionaris: it stops at once."""
    one = desk.someone(person)
    own = desk.side is Side.FUNCTIONARIS or one.of_id == desk.author.side_id
    if one.part is not Part.SUPPORT or not own:
        raise Refused("nobody_here", "person")
    step(desk, Act.END_SUPPORT)
    one.left_at = desk.now


def invite(desk: Desk, *, person: str, email: str = "") -> None:
    """Send a party or support person who did not join yet a link to do so (never through the admin).

    Who left the organisation is invited at an address of their own, and sees this case alone (E07).

    Raises:
        Refused: `nobody_here`, `not_informed_yet` for an employee who may not know of the case, `already_party` for a
            support person who stands elsewhere in the case, or `not_in_this_stage` for one of a closed case, in which
            nobody is supported any more.

    """
    one = desk.someone(person)
    if email and one.person_id is None:
        one.email = normal_email(email)
    if one.left_at is not None or not one.email or one.side not in {Side.COMPLAINANT, Side.EMPLOYEE}:
        raise Refused("nobody_here", "person")
    if one.part is Part.EMPLOYEE and one.informed_at is None:
        raise Refused("not_informed_yet", "person")
    if one.part is Part.SUPPORT and desk.facts.stage is Stage.CLOSED:
        raise Refused("not_in_this_stage", "person")
    others = (other for other in desk.people if other.left_at is None and other.side_id != one.side_id)
    if one.part in {Part.SUPPORT, Part.REPRESENTATIVE} and any(other.email == one.email for other in others):
        raise Refused("already_party", "person")
    step(desk, Act.INVITE)
    invitations.to_case(desk.session, one, desk.now)
