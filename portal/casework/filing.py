"""Articles 1, 5.1 and 8.1: a complaint comes in, by the portal or by the functionaris's hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.accounts.entrance import normal_email
from portal.accounts.offices import functionaris_since, in_office
from portal.casework import files
from portal.casework.desk import Desk, Made, NewPiece, digest, participant, write_entry
from portal.casework.receipts import code_digest, receipt_code
from portal.domain import procedure
from portal.domain.acts import Act
from portal.domain.calendar import local_date
from portal.domain.disclosure import Kind
from portal.domain.errors import Refused
from portal.domain.facts import Facts, Moments, Party, Side, Stage
from portal.domain.regulation import Channel, Regulation, Standing
from portal.domain.status import next_on
from portal.domain.term import deadline
from portal.models.complaint import CaseEvent, Complaint, Mandate, Part, Participant, Series
from portal.models.journal import Line, next_number, note
from portal.models.organisation import Post, RegulationVersion
from portal.models.person import LinkPurpose, Person
from portal.post import letters
from portal.tenancy import tenant
from portal.vault.keys import new_key

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.domain.regulation import Capacity, Ground
    from portal.sight.actor import Actor


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach somebody: at least one of the three."""

    name: str
    email: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """What is asked of who files a complaint. `representative` is set when it is filed on behalf of the client.

    `draft_id` is the draft that it was, with whose key and files the case goes on.
    """

    text: str
    wish: str
    about_whom: str
    grounds: tuple[Ground, ...]
    capacity: Capacity
    happened_when: str
    about_functionaris: bool
    complainant: Contact
    representative: Contact | None = None
    relation: str = ""
    language: str = "nl"
    draft_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a complaint reached the organisation, when the functionaris registers it (E14)."""

    channel: Channel
    received_on: date
    original_place: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What who filed gets to keep. The code is shown once and kept as a digest only."""

    complaint_id: UUID
    reference: str
    received_on: date
    due_on: date
    code: str
    to_confirm: bool


def regulation_on(session: Session, day: date) -> RegulationVersion:
    """Find the version of the regulation that was valid on a day (art. 2.2).

    Raises:
        Refused: `no_regulation`.

    """
    found = session.scalars(
        select(RegulationVersion)
        .where(RegulationVersion.valid_from <= day)
        .order_by(RegulationVersion.number.desc())
        .limit(1),
    ).one_or_none()
    if found is None:
        raise Refused("no_regulation")
    return found


def competent(session: Session, today: date, *, about_functionaris: bool) -> Person | None:
    """Name who handles a new complaint: the functionaris; a deputy who is not that when it is about that (E01)."""
    posts = (Post.DEPUTY,) if about_functionaris else (Post.FUNCTIONARIS, Post.DEPUTY)
    barred = functionaris_since(session, today) if about_functionaris else frozenset()
    return next((one for post in posts for one in in_office(session, post, today) if one.id not in barred), None)


def file(session: Session, filing: Filing, now: datetime, key: str) -> Receipt:
    """File a complaint through the public form.

    Raises:
        Refused: `no_regulation`, `own_address_needed`, or `not_for_you` when the regulation is closed to this
            capacity.

    """
    today = local_date(now)
    _see_two_addresses(filing, "agent_email")
    version = regulation_on(session, today)
    if version.parameters.standing[filing.capacity] is Standing.NO:
        raise Refused("not_for_you", "capacity")
    handler = competent(session, today, about_functionaris=filing.about_functionaris)
    case = _Opening(session, now, version, filing, Channel.PORTAL, today, "", key)
    desk = case.begin(handler)
    filer = next((one for one in desk.people if one.part is Part.REPRESENTATIVE), None)
    desk.me = filer or desk.someone(desk.facts.complainant)
    return case.finish(desk, Act.FILE)


def register(session: Session, actor: Actor, filing: Filing, arrival: Arrival, now: datetime, *, key: str) -> Receipt:
    """Register a complaint that came by letter, mail or phone (art. 8.1; E14, E15).

    Raises:
        Refused: `receipt_in_future`, `original_place_missing`, `about_functionaris_registered_by_deputy`, or
            `own_address_needed`.

    """
    today = local_date(now)
    if arrival.received_on > today:
        raise Refused("receipt_in_future", "received_on")
    if arrival.channel is not Channel.PHONE and not arrival.original_place.strip():
        raise Refused("original_place_missing", "original_place")
    if filing.about_functionaris and not _only_deputy(session, actor, arrival.received_on):
        raise Refused("about_functionaris_registered_by_deputy", "about_functionaris")
    _see_two_addresses(filing, "representative_email")
    version = regulation_on(session, arrival.received_on)
    case = _Opening(session, now, version, filing, arrival.channel, arrival.received_on, arrival.original_place, key)
    desk = case.begin(session.get(Person, (tenant(), actor.person_id)))
    desk.me = desk.someone(desk.facts.handler or "")
    return case.finish(desk, Act.REGISTER)


def _only_deputy(session: Session, actor: Actor, since: date) -> bool:
    return Post.DEPUTY in actor.posts and actor.person_id not in functionaris_since(session, since)


def _see_two_addresses(filing: Filing, field: str) -> None:
    """Refuse a representative with the complainant's own address: nobody confirms a mandate to themselves."""
    agent = filing.representative
    if agent is not None and agent.email and normal_email(agent.email) == normal_email(filing.complainant.email):
        raise Refused("own_address_needed", field)


@dataclass(slots=True)
class _Opening:
    """The making of a case, from nothing to the first event."""

    session: Session
    now: datetime
    version: RegulationVersion
    filing: Filing
    channel: Channel
    received_on: date
    original_place: str
    key: str

    @property
    def regulation(self) -> Regulation:
        return self.version.parameters

    def begin(self, handler: Person | None) -> Desk:
        """Make the rows of the case and the people in it."""
        filing, today = self.filing, local_date(self.now)
        counted = deadline(self.received_on, self.regulation.judgment, self.regulation.weekend)
        complaint = Complaint(
            reference="",
            series=Series.KW if filing.about_functionaris else Series.K,
            year=self.received_on.year,
            number=0,
            stage=Stage.RECEIVED,
            due_on=counted.due_on,
            received_at=self.now,
            received_on=self.received_on,
            registered_at=self.now,
            channel=self.channel,
            original_place=self.original_place,
            language=filing.language,
            grounds=[ground.value for ground in filing.grounds],
            capacity=filing.capacity,
            happened_when=filing.happened_when,
            about_whom=filing.about_whom,
            about_functionaris=filing.about_functionaris,
            on_behalf=filing.representative is not None,
            regulation_version_id=self.version.id,
            tenant_id=tenant(),
        )
        people = self._people(complaint, handler)
        act = Act.FILE if self.channel is Channel.PORTAL else Act.REGISTER
        functionaris = next((one for one in people if one.part is Part.FUNCTIONARIS), None)
        complaint.facts = Facts(
            stage=Stage.RECEIVED,
            received_on=self.received_on,
            registered_on=today,
            deadline=counted,
            first_due_on=counted.due_on,
            complainant=str(people[0].id),
            handler=str(functionaris.id) if functionaris else None,
            mandate_missing=filing.representative is not None,
            mandate_until=self.regulation.reply.after(today) if filing.representative else None,
            unconfirmed_record=self.channel is Channel.PHONE,
            parties=(Party(str(people[0].id), Side.COMPLAINANT),),
            heard_from_us_on=today,
            acts={act: Moments(today, today)},
        )
        complaint.next_on = next_on(complaint.facts, self.regulation, today)
        new_key(self.session, complaint.id, like=filing.draft_id)
        self.session.add(complaint)
        self.session.add_all(people)
        return Desk(self.session, complaint, self.regulation, people, self.now)

    def _people(self, complaint: Complaint, handler: Person | None) -> list[Participant]:
        filing = self.filing
        client = self._someone(complaint, Part.COMPLAINANT, filing.complainant)
        client.side_id = client.id
        people = [client]
        if filing.representative is not None:
            agent = self._someone(complaint, Part.REPRESENTATIVE, filing.representative)
            agent.of_id, agent.relation = client.id, filing.relation
            people.append(agent)
        if handler is not None:
            people.append(functionaris(complaint, handler, self.now))
        return people

    def _someone(self, complaint: Complaint, part: Part, contact: Contact) -> Participant:
        return participant(
            complaint,
            part,
            Side.COMPLAINANT,
            contact.name,
            self.now,
            email=normal_email(contact.email),
            phone=contact.phone,
            address=contact.address,
            language=self.filing.language,
        )

    def finish(self, desk: Desk, act: Act) -> Receipt:
        """Write event, pieces, number and letters. The number is taken as late as can be."""
        complaint = desk.complaint
        client = desk.someone(desk.facts.complainant)
        series = complaint.series.value
        complaint.number = next_number(self.session, tenant(), series, complaint.year)
        complaint.reference = f"{series}-{complaint.year}-{complaint.number:04d}"
        code = receipt_code(self.key, complaint.id)
        complaint.receipt_digest = code_digest(complaint.reference, code)
        event = self._event(desk, act)
        pieces = [NewPiece(Kind.COMPLAINT, self.filing.text, side_id=client.id)]
        if self.filing.wish.strip():
            pieces.append(NewPiece(Kind.WISH, self.filing.wish, side_id=client.id))
        entries = [write_entry(desk, event, piece, ())[0] for piece in pieces]
        along = {}
        if self.filing.draft_id is not None:
            along = files.move(self.session, self.filing.draft_id, complaint.id, client.id, entries[0])
        self._tell(desk, client)
        self._journal(desk, act, event, Made(event, tuple(entries)), along)
        return Receipt(
            complaint.id,
            complaint.reference,
            complaint.received_on,
            complaint.due_on,
            code,
            to_confirm=bool(client.email),
        )

    def _event(self, desk: Desk, act: Act) -> CaseEvent:
        event = CaseEvent(
            complaint_id=desk.complaint.id,
            seq=1,
            act=act,
            article=procedure.RULES[act].article,
            participant_id=desk.me.id if desk.me else None,
            for_id=desk.me.of_id if desk.me else None,
            stage_to=Stage.RECEIVED,
            at=self.now,
        )
        self.session.add(event)
        return event

    def _tell(self, desk: Desk, client: Participant) -> None:
        agent = next((one for one in desk.people if one.part is Part.REPRESENTATIVE), None)
        if agent is not None:
            self._ask_mandate(desk, client, agent)
        for one in (client, agent):
            if one is not None and (one is client or one.email):
                acknowledge(desk, one)

    def _ask_mandate(self, desk: Desk, client: Participant, agent: Participant) -> None:
        self.session.add(
            Mandate(complaint_id=desk.complaint.id, participant_id=agent.id, asked_at=self.now),
        )
        ask_mandate(desk, client, agent)

    def _journal(self, desk: Desk, act: Act, event: CaseEvent, made: Made, along: dict[str, str]) -> None:
        detail: dict[str, object] = {
            "event": event.id.hex,
            "reference": desk.complaint.reference,
            "received": desk.complaint.received_on.isoformat(),
            "due": desk.complaint.due_on.isoformat(),
            "regulation": self.version.number,
            "entries": {entry.id.hex: digest(entry.body) for entry in made.entries},
        }
        if along:
            detail["files"] = along
        actor = desk.me.ref if desk.me else "system"
        note(self.session, Line(desk.complaint.id, actor, act.value, self.now, detail))
        opened = {"case": desk.complaint.id.hex, "reference": desk.complaint.reference}
        note(self.session, Line(tenant(), "case", "case_opened", self.now, opened))


def ask_mandate(desk: Desk, client: Participant, agent: Participant) -> None:
    """Ask both: the complainant's link confirms (N02), the representative sends a signed authorisation (N02b).

    On paper there is no link to type over: there the authorisation is signed, or the functionaris is called.
    """
    until = desk.facts.mandate_until or desk.today
    values = {"reference": desk.complaint.reference, "date": until.isoformat()}
    link = None
    if client.email:
        link = letters.private_link(desk.session, LinkPurpose.MANDATE, desk.now, participant_id=agent.id)
    to_client = letters.Reader(client.language, client.email, participant_id=client.id, path="contact")
    letters.write(desk.session, "n02", to_client, values, desk.now, complaint_id=desk.complaint.id, link=link)
    to_agent = letters.Reader(agent.language, agent.email, participant_id=agent.id, path="contact")
    letters.write(desk.session, "n02b", to_agent, values, desk.now, complaint_id=desk.complaint.id)


def acknowledge(desk: Desk, to: Participant) -> None:
    """Send N01: by mail as an invitation that proves the address, on paper as a plain confirmation."""
    values = {
        "reference": desk.complaint.reference,
        "received_on": desk.complaint.received_on.isoformat(),
        "due_on": desk.complaint.due_on.isoformat(),
    }
    if not to.email:
        reader = letters.Reader(to.language, participant_id=to.id, path="klacht/status")
        letters.write(desk.session, "n01", reader, values, desk.now, complaint_id=desk.complaint.id)
        return
    link = letters.private_link(desk.session, LinkPurpose.CLAIM, desk.now, participant_id=to.id)
    values["date"] = local_date(desk.now + letters.LIFETIMES[LinkPurpose.CLAIM]).isoformat()
    reader = letters.Reader(to.language, to.email, participant_id=to.id)
    letters.write(desk.session, "claim_case", reader, values, desk.now, complaint_id=desk.complaint.id, link=link)


def functionaris(complaint: Complaint, person: Person, now: datetime) -> Participant:
    """Make the participant through whom a functionaris handles this case."""
    one = participant(
        complaint,
        Part.FUNCTIONARIS,
        Side.FUNCTIONARIS,
        person.name,
        now,
        person_id=person.id,
        function=person.function,
        email=person.email,
        language=person.language,
    )
    one.side_id = one.id
    return one
