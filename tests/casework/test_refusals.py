"""What use cases refuse when somebody gets round the pages: every refusal by its word, and nothing written."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.accounts import entrance, people
from portal.casework import (
    closing,
    filing,
    hearing,
    intake,
    judgment,
    mailing,
    recording,
    register,
    resolution,
    signing,
)
from portal.casework.desk import Desk, everybody, take
from portal.domain.acts import Act
from portal.domain.errors import Gone, Refused
from portal.domain.judgment import Outcome
from portal.domain.recommendation import Move, Role
from portal.domain.regulation import Capacity, Channel, Standing
from portal.models.base import new_id
from portal.models.complaint import Complaint, Part
from portal.models.dossier import Entry
from portal.models.letter import Letter, LetterState
from portal.models.organisation import RegulationVersion
from portal.models.person import Person
from portal.sight import insight, judged, lists, rows
from portal.sight.actor import Actor, Door, RoleName
from portal.sight.letters import LetterLine
from tests.support.filings import handed_in
from tests.support.journey import employee, informed, officer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.sight.rows import Seat
    from tests.support.world import World

NOBODY = str(new_id())


@contextmanager
def desk(world: World, number: str, part: Part = Part.FUNCTIONARIS) -> Iterator[Desk]:
    """The case on the desk of somebody in it; nothing is kept."""
    with world.owner(world.tenants["noorderhaven"]) as session:
        complaint = session.scalars(select(Complaint).where(Complaint.reference == number)).one()
        one = next(one for one in everybody(session, complaint.id) if one.part is part)
        seat = rows.seat_of(session, complaint.id, one.id)
        assert seat is not None
        yield take(session, seat, world.now)
        session.rollback()


@contextmanager
def refused(reason: str) -> Iterator[None]:
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.reason == reason


@pytest.fixture
def case(world: World) -> str:
    _client, number = world.client()
    informed(world, number)
    bram = employee(world, number)
    bram.act("medewerker", number, "standpunt", {"text": "Zo ging het."})
    return number


def piece(one: Desk, kind: str) -> Entry:
    found = one.session.scalars(select(Entry).where(Entry.complaint_id == one.complaint.id, Entry.kind == kind))
    return found.first() or pytest.fail(kind)


def test_what_is_not_of_this_case_is_refused(world: World, case: str) -> None:
    with desk(world, case) as one:
        with refused("nobody_here"):
            one.someone(NOBODY)
        with refused("no_such_piece"):
            one.entry(NOBODY)
        with refused("cause_missing"):
            closing.record_cause(one, cause=NOBODY)
        with refused("contact_in_future"):
            closing.mark_external(one, body="Rechtbank", since=date(2027, 1, 1), text="x")
        with refused("nobody_here"):
            intake.add_employee(one, person_id=NOBODY)
        with refused("nobody_here"):
            intake.set_allegations(one, allegations=[intake.AllegationText("x", (NOBODY,))])
        with refused("has_category"):
            intake.categorise(one, categories=[])
        with refused("mandate_missing"):
            intake.confirm_mandate(one)
        with refused("no_such_piece"):
            resolution.accept_proposal(one, proposal=NOBODY)
        with refused("nobody_here"):
            hearing.end_support(one, person=one.facts.complainant)
        with refused("nobody_here"):
            hearing.invite(one, person=one.facts.handler or "")


def test_no_day_that_is_yet_to_come_was_a_day_of_anything(world: World, case: str) -> None:
    after = world.today + timedelta(days=1)
    with desk(world, case) as one:
        me = one.facts.complainant
        with refused("contact_in_future"):
            hearing.log_contact(one, happened_on=after, medium="phone", gist="x", remarks="")
        with refused("contact_in_future"):
            hearing.report_talk(one, happened_on=after, text="x")
        with refused("contact_in_future"):
            intake.confirm_mandate(one, seen_on=after, proof="map 12")
        with refused("signed_in_future"):
            signing.record_paper_signature(one, person=me, signed_on=after, place="map 12")
        line = LetterLine(new_id(), "n01", "x", case, LetterState.TO_PRINT, world.now, None, 0, "nl")
        with refused("contact_in_future"):
            mailing.posted(one.session, line, posted_on=after, now=world.now, by=one.complaint.id)
        one.someone(me).person_id = None
        said = recording.Said(me, Act.GIVE_STANDPOINT, "")
        with refused("contact_in_future"):
            recording.record_for_party(one, said=said, text="x", happened_on=after, medium="letter", place="map 12")
    actor = Actor(world.tenants["noorderhaven"], new_id(), new_id(), "x", "", "nl", frozenset())
    with world.owner(actor.tenant_id) as session, refused("receipt_in_future"):
        filing.register(session, actor, handed_in(), filing.Arrival(Channel.PHONE, after), world.now, key="key")


def test_no_letter_was_posted_before_it_was_written(world: World, case: str) -> None:
    with desk(world, case) as one:
        letter = one.session.scalars(select(Letter).where(Letter.complaint_id == one.complaint.id)).first()
        assert letter is not None
        letter.state = LetterState.TO_PRINT
        line = LetterLine(letter.id, letter.notice, "x", case, letter.state, world.now, None, 0, "nl")
        day, now, me = world.today - timedelta(days=1), world.now, one.complaint.id
        with refused("posted_before_written"):
            mailing.posted(one.session, line, posted_on=day, now=now, by=me)


def test_nothing_happened_before_the_complaint_came_in(world: World, case: str) -> None:
    before = world.today - timedelta(days=1)
    with desk(world, case) as one:
        with refused("before_receipt"):
            hearing.report_talk(one, happened_on=before, text="x")
        with refused("nothing_changed"):
            intake.correct_receipt(one, received_on=world.today, reason="x")
        one.someone(one.facts.complainant).person_id = None
        said = recording.Said(one.facts.complainant, Act.GIVE_STANDPOINT)
        with refused("said_before_asked"):
            recording.record_for_party(one, said=said, text="x", happened_on=before, medium="letter", place="map 12")


def test_a_note_is_for_nobody_else(world: World, case: str) -> None:
    with desk(world, case) as one:
        hearing.write_note(one, text="Nagedacht.")
        one.session.flush()
        with refused("no_such_piece"):
            hearing.grant_insight(one, piece=str(piece(one, "note").id), manager=NOBODY, ground="x")


def test_nobody_acts_without_being_somebody(world: World, case: str) -> None:
    with desk(world, case) as one:
        one.me = None
        with refused("not_yours"):
            hearing.accept_notice(one)
        assert one.party == ""


def test_sharing_keeps_to_the_table(world: World, case: str) -> None:
    with desk(world, case) as one:
        standpoint, bram = piece(one, "standpoint"), one.facts.informed[0].ref
        with refused("recipients_are_parties"):
            hearing.release(one, piece=str(standpoint.id), to=[], text="x", until=None)
        with refused("not_releasable"):
            hearing.release(one, piece=str(standpoint.id), to=[bram], text="x", until=None)
        closing.record_cause(one, cause=str(one.session.scalars(select(register.Cause.id)).first()), analysis="Waarom.")
        one.session.flush()
        with refused("not_releasable"):
            hearing.release(one, piece=str(piece(one, "analysis").id), to=[bram], text="x", until=None)
        with refused("recipients_are_parties"):
            hearing.send_message(one, text="x", to=[])
        with refused("recipients_are_parties"):
            hearing.send_message(one, text="x", to=[one.facts.handler or ""])


def test_a_message_waits_until_the_employee_knows(world: World) -> None:
    _client, number = world.client()

    one = officer(world, number)
    one.begin()
    refs = one.name("Bram Terhorst")
    with desk(world, number) as here, refused("recipients_are_parties"):
        hearing.send_message(here, text="x", to=refs)


def test_insight_is_for_managers_who_are_no_party(world: World, case: str) -> None:
    with desk(world, case) as one:
        first = str(piece(one, "complaint").id)
        bram = one.someone(one.facts.informed[0].ref)
        with refused("not_a_manager"):
            hearing.grant_insight(one, piece=first, manager=str(bram.person_id), ground="x")
        person = one.session.get_one(Person, (one.complaint.tenant_id, bram.person_id))
        people.give_role(one.session, person, RoleName.MANAGEMENT, world.now, None)
        with refused("already_party"):
            hearing.grant_insight(one, piece=first, manager=str(bram.person_id), ground="x")


def test_a_judgment_needs_its_route_and_real_pieces(world: World, case: str) -> None:
    with desk(world, case) as one:
        part = judgment.PartFinding(one.facts.allegations[0].ref, Outcome.UPHELD, "x", (NOBODY,))
        written = judgment.Judging("x", (part,), "", "De rechtbank.")
        for gap in ("route", "considerations"):
            with refused(f"{gap}_missing"):
                judgment.issue_judgment(one, written=replace(written, **{gap: " "}))
        with refused("whole_reason_missing"):
            judgment.issue_judgment(one, written=replace(written, whole=Outcome.NOT_UPHELD))
        with refused("no_such_piece"):
            judgment.issue_judgment(one, written=written)
        with refused("agreements_missing"):
            judgment.issue_settlement(one, written=judgment.Settling(" ", "", "x"))
        with refused("route_missing"):
            judgment.issue_settlement(one, written=judgment.Settling("x", "", " "))
        with refused("judgment_there"):
            judgment.correct_judgment(one, written=judgment.Mending("x", "x"))


def test_a_corrected_judgment_has_reasons_for_each_part(world: World, case: str) -> None:
    with desk(world, case) as one:
        assert judged.given(one.session, seat_in(one)) is None
        parts = tuple(judgment.PartFinding(part.ref, Outcome.UPHELD, "x") for part in one.facts.allegations)
        for party in one.facts.parties:
            replies = tuple(replace(reply, waived_on=one.today) for reply in party.replies)
            parties = tuple(replace(each, replies=replies) if each is party else each for each in one.facts.parties)
            one.complaint.facts = replace(one.facts, parties=parties)
        judgment.issue_judgment(one, written=judgment.Judging("x", parts, "", "De rechtbank."))
        one.session.flush()
        assert judged.given(one.session, seat_in(one)) is not None
        assert judged.given(one.session, seat_in(one, Part.COMPLAINANT)) is None
        mended = judgment.Mending("x", "De rechtbank.", considerations="y", reasons={parts[0].allegation: "x"})
        with refused("reasons_missing"):
            judgment.correct_judgment(one, written=mended)


def seat_in(one: Desk, part: Part = Part.FUNCTIONARIS) -> Seat:
    who = next(each for each in one.people if each.part is part)
    return rows.seat_of(one.session, one.complaint.id, who.id) or pytest.fail("no seat")


def test_a_settlement_has_words_for_each_of_several_employees(world: World) -> None:
    _client, number = world.client()
    informed(world, number, "Bram Terhorst", "Yasmina Aydin")
    with desk(world, number) as one, refused("agreements_missing"):
        own = {one.facts.informed[0].ref: "Bram biedt excuses aan."}
        judgment.issue_settlement(one, written=judgment.Settling("Alles.", "", "De rechtbank.", own))


def test_nobody_is_supported_any_more_in_a_closed_case(world: World) -> None:
    client, number = world.client()
    client.act("klager", number, "steunpersoon", {"name": "Zus", "email": "zus@post.example", "relation": "zus"})
    client.act("klager", number, "intrekken", {"reason": ""})
    with desk(world, number) as one:
        supporter = next(row for row in one.people if row.part is Part.SUPPORT)
        one.complaint.facts = replace(one.facts, conflict_free=True)
        with refused("not_in_this_stage"):
            hearing.invite(one, person=str(supporter.id))


def test_a_case_that_changed_or_went_is_gone(world: World, case: str) -> None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        complaint = session.scalars(select(Complaint).where(Complaint.reference == case)).one()
        one = next(one for one in everybody(session, complaint.id) if one.part is Part.FUNCTIONARIS)
        seat = rows.seat_of(session, complaint.id, one.id)
        assert seat is not None
        with pytest.raises(Gone):
            take(session, seat, world.now, seen=0)
        assert rows.seat_of(session, complaint.id, UUID(NOBODY)) is None
        session.rollback()


def test_filing_needs_a_regulation_that_is_open_to_one(world: World) -> None:
    import dataclasses

    with world.owner(world.tenants["noorderhaven"]) as session:
        version = session.scalars(select(RegulationVersion)).one()
        closed = dict.fromkeys(Capacity, Standing.NO)
        parameters = dataclasses.replace(version.parameters, standing=closed)
        session.add(
            RegulationVersion(
                number=2, parameters=parameters, text="x", valid_from=date(2026, 1, 1), published_at=world.now
            )
        )
        session.flush()
        with refused("not_for_you"):
            filing.file(session, handed_in(), world.now, "key")
        actor = Actor(
            session.get_bind() and world.tenants["noorderhaven"], new_id(), new_id(), "x", "", "nl", frozenset()
        )
        arrival = filing.Arrival(Channel.PHONE, date(2001, 1, 1))
        with refused("no_regulation"):
            filing.register(session, actor, handed_in(), arrival, world.now, key="key")
        session.rollback()


def test_a_case_is_joined_once_and_by_one(world: World, case: str) -> None:
    with desk(world, case) as one:
        client = one.someone(one.facts.complainant)
        other = one.session.scalars(select(Person).where(Person.email.like("collega@%"))).one()
        with refused("link_dead"):
            entrance.join(one.session, client.id, other, world.now)
        with refused("link_dead"):
            entrance.join(one.session, UUID(NOBODY), other, world.now)


def test_nothing_waits_for_a_functionaris_that_has_one(world: World, case: str) -> None:
    with desk(world, case) as one:
        assert intake.assign_waiting(one.session, world.now, one.today) == 0


def test_a_waiting_case_keeps_waiting_while_nobody_is_competent(world: World) -> None:
    admin = world.sign_in("beheer")
    page = admin.get("/beheer/benoemingen").text
    for end in [part.split('"')[0] for part in page.split("/beheer/benoemingen/")[1:]]:
        admin.post(f"/beheer/benoemingen/{end}", {"until_on": "2026-03-01"})
    world.file()
    with world.owner(world.tenants["noorderhaven"]) as session:
        assert intake.assign_waiting(session, world.now, world.today) == 1
        assert (
            lists.inbox(
                session,
                Actor(world.tenants["noorderhaven"], new_id(), new_id(), "x", "", "nl", frozenset()),
                world.today,
            )
            == ()
        )


def test_doors_stay_shut_below_the_gate(world: World, case: str) -> None:
    stranger = Actor(world.tenants["noorderhaven"], new_id(), new_id(), "x", "", "nl", frozenset())
    with world.owner(world.tenants["noorderhaven"]) as session:
        for door in Door:
            assert rows.find(session, stranger, door, case) is None
            assert lists.mine(session, stranger, door, world.today) == ()
        assert lists.register(session, stranger, lists.Wanted(), world.today) == ()
        assert insight.pieces(session, stranger) == ()
        boss = people.by_email(session, "directie@noorderhaven.example")
        assert boss is not None
        manager = Actor(
            world.tenants["noorderhaven"],
            boss.id,
            new_id(),
            "x",
            "",
            "nl",
            frozenset({RoleName.MANAGEMENT, RoleName.ADMIN}),
        )
        assert rows.find(session, manager, Door.MANAGEMENT, case) is None
        assert rows.find(session, manager, Door.ADMIN, case) is None


def test_a_letter_that_is_not_there_is_not_printed(world: World, case: str) -> None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        letter = session.scalars(select(Letter)).first()
        assert letter is not None
        gone = LetterLine(UUID(NOBODY), "n01", "x", case, letter.state, world.now, None, 0, "nl")
        with refused("not_there"):
            mailing.text_of(session, gone, None)
        there = LetterLine(letter.id, "n01", "x", case, letter.state, world.now, None, 0, "nl")
        with refused("not_there"):
            mailing.posted(session, there, posted_on=date(2026, 3, 2), now=world.now, by=UUID(NOBODY))


def test_a_letter_is_posted_by_who_has_a_seat_in_its_case(world: World, case: str) -> None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        letter = session.scalars(select(Letter).where(Letter.complaint_id.is_not(None))).first()
        assert letter is not None
        letter.state = LetterState.TO_PRINT
        line = LetterLine(letter.id, letter.notice, "x", case, letter.state, world.now, None, 0, "nl")
        with refused("not_there"):
            mailing.posted(session, line, posted_on=date(2026, 3, 2), now=world.now, by=UUID(NOBODY))
        assert letter.state is LetterState.TO_PRINT


def test_a_topic_that_is_not_there_is_not_switched(world: World) -> None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        with refused("not_there"):
            register.switch_category(session, category=NOBODY, now=world.now, by=new_id())
        actor = Actor(world.tenants["noorderhaven"], new_id(), new_id(), "x", "", "nl", frozenset())
        with pytest.raises(Gone):
            register.move(
                session, actor, recommendation=NOBODY, kind=Move.ADOPT, who=Role.MANAGEMENT, seen=1,
                reason="", owner="", due_on=None, now=world.now,
            )  # fmt: skip


def test_the_functionaris_proposes_to_everybody_when_nobody_is_chosen(world: World, case: str) -> None:
    with desk(world, case) as one:
        resolution.propose(one, text="Zullen we praten?")
        assert set(one.facts.proposals[-1].to) == {party.ref for party in one.facts.parties}
