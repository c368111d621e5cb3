"""What time itself brings (art. 5.4, 5.6, 7.1, 7.3): reminders, warnings, closing, and letters that go out."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portal import tenancy
from portal.casework import clockwork
from portal.models.complaint import Complaint, Part, Participant
from portal.models.journal import Submission, seal
from portal.models.letter import Letter, LetterState
from portal.models.person import Attempt, FilingDraft, KeptForm, Link, Person
from portal.operations import worker
from portal.web.extensions import db
from tests.journeys.test_intake import BEHALF
from tests.support.journey import employee, informed

if TYPE_CHECKING:
    from email.message import EmailMessage

    from tests.support.world import World


class Post:
    """A mail server that takes everything, or nothing."""

    def __init__(self, fails: bool = False) -> None:
        self.sent: list[EmailMessage] = []
        self.fails = fails

    def send(self, message: EmailMessage) -> None:
        if self.fails:
            raise smtplib.SMTPServerDisconnected("gone")
        self.sent.append(message)


def sweep(world: World, post: Post | None = None) -> int:
    return worker.sweep(world.app, world.app.config["WEDERHOOR"], world.now, post)


def keep_time(world: World) -> int:
    tenant = world.tenants["noorderhaven"]
    with world.app.app_context(), tenancy.entered(tenant, write=True):
        found = clockwork.sweep(db.session(), world.now, "key")
        seal(db.session(), tenant)
        db.session.commit()
    return found


def test_letters_go_once_to_whom_they_are_for(both_world: World) -> None:
    world = both_world
    world.file()
    post = Post()
    assert sweep(world, post) == 1
    assert sweep(world, post) == 0
    (mail,) = post.sent
    assert mail["To"] == "marloes@post.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "Marloes" not in mail.as_string()
    assert "Sinds november" not in mail.as_string()
    assert "http://localhost/noorderhaven/uitnodiging/" in mail.get_content()
    assert [letter.state for letter in world.letters("claim_case")] == [LetterState.SENT]


def test_without_a_mail_server_letters_wait(world: World) -> None:
    world.file()
    assert sweep(world) == 0
    assert world.letters("claim_case")[0].state is LetterState.WAITING


def test_a_letter_is_tried_again_each_time_later_and_given_up_loudly(world: World) -> None:
    world.file()
    for place in range(8):
        sweep(world, Post(fails=True))
        letter = world.letters("claim_case")[0]
        assert letter.attempts == place + 1
        assert letter.failure == "SMTPServerDisconnected"
        world.now = max(world.now, letter.next_at)
    assert letter.state is LetterState.GIVEN_UP
    clerk = world.sign_in("functionaris")
    clerk.accept("functionaris", "K-2026-0001")
    assert "K-2026-0001" in clerk.get("/functionaris/brieven").text


def test_a_reaction_is_recalled_before_its_date_and_then_a_judgment_is_possible(world: World) -> None:
    _client, number = world.client()
    one = informed(world, number)
    assert keep_time(world) == 1
    assert keep_time(world) == 0
    assert world.letters("n09") == []
    world.later(days=7)
    keep_time(world)
    assert len(world.letters("n09")) == 2
    world.later(days=1)
    keep_time(world)
    assert len(world.letters("n09")) == 2
    world.later(days=4)
    one.browser = world.sign_in("functionaris")
    one.judge("no_finding", "no_finding", cite="")


def test_silence_and_lateness_are_told_and_management_hears_a_number(world: World) -> None:
    _client, number = world.client()
    informed(world, number)
    world.later(days=11)
    keep_time(world)
    assert [letter.values["count"] for letter in world.letters("n25")] == [11]
    world.later(days=1)
    keep_time(world)
    assert len(world.letters("n25")) == 1
    world.later(days=20)
    keep_time(world)
    assert [letter.to_address for letter in world.letters("n24")] == ["functionaris@noorderhaven.example"]
    (told, other) = world.letters("n24d")
    assert (told.to_address, told.path) == ("directie@noorderhaven.example", "directie/")
    assert told.values == {"count": 1}
    assert told.complaint_id is None
    assert (other.to_address, other.path) == ("waarnemer@noorderhaven.example", "functionaris/verslagen/nieuw")
    assert other.values == {"count": 1}
    assert (other.complaint_id, other.participant_id) == (None, None)
    world.sign_in("waarnemer").get(f"/{other.path}", expect=200)


def numbers(world: World) -> list[tuple[str, int]]:
    """Who was told how many cases are late, oldest first."""
    return [(one.to_address.partition("@")[0], one.values["count"]) for one in world.letters("n24d")]


def joins(world: World, number: str, who: str, part: Part) -> None:
    """Let a member of the staff turn out to be a party of a case."""
    with world.owner(world.tenants["noorderhaven"]) as session:
        person = session.scalars(select(Person).where(Person.email == f"{who}@noorderhaven.example")).one()
        wanted = select(Participant).join(Complaint, Complaint.id == Participant.complaint_id)
        seat = session.scalars(wanted.where(Complaint.reference == number, Participant.part == part)).one()
        seat.person_id = person.id


def test_a_manager_is_not_told_of_the_managers_own_case(world: World) -> None:
    first, second = world.file(), world.file("Ilse van Dalfsen", "ilse@post.example")
    joins(world, second, "directie", Part.COMPLAINANT)
    world.later(days=29)
    keep_time(world)
    assert ("directie", 1) in numbers(world)
    joins(world, first, "directie", Part.COMPLAINANT)
    world.later(days=1)
    keep_time(world)
    assert [one for one in numbers(world) if one[0] == "directie"] == [("directie", 1)]


def test_a_functionaris_without_a_seat_hears_a_number_once_a_week(world: World) -> None:
    world.file()
    world.file("Ander", "ander@post.example")
    world.later(days=29)
    keep_time(world)
    assert ("waarnemer", 2) in numbers(world)
    for _day in range(6):
        world.later(days=1)
        keep_time(world)
    assert numbers(world).count(("waarnemer", 2)) == 1
    world.later(days=1)
    keep_time(world)
    assert numbers(world).count(("waarnemer", 2)) == 2
    assert not [one for one in numbers(world) if one[0] == "functionaris"]


def test_a_functionaris_hears_nothing_of_a_case_that_is_not_for_this_one(world: World) -> None:
    own, left = world.file(), world.file("Ander", "ander@post.example")
    about = world.file("Derde", "derde@post.example", **{"met-wie": {"about_whom": "x", "about_functionaris": "yes"}})
    assert about.startswith("KW")
    joins(world, own, "waarnemer", Part.COMPLAINANT)
    clerk = world.sign_in("functionaris")
    clerk.accept("functionaris", left)
    clerk.act("functionaris", left, "wel-betrokken", {"reason": "Mijn zus werkt daar."})
    world.later(days=29)
    keep_time(world)
    assert {who for who, _count in numbers(world)} == {"directie"}
    assert {(one.to_address.partition("@")[0], one.values["reference"]) for one in world.letters("n24")} == {
        ("functionaris", own),
        ("waarnemer", left),
        ("waarnemer", about),
    }


def test_signing_is_recalled_once_and_closed_by_its_date(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    for browser, portal in ((client, "klager"), (bram, "medewerker")):
        browser.act(portal, number, "standpunt", {"text": "Zo was het."})
    one.judge("upheld", "upheld")
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    client.act("klager", number, "ondertekenen")
    asked = len(world.letters("n16"))
    world.later(days=6)
    keep_time(world)
    assert len(world.letters("n16")) == asked
    world.later(days=1)
    keep_time(world)
    assert len(world.letters("n16")) == asked + 2
    world.later(days=8)
    keep_time(world)
    assert len(world.letters("n17")) == 2
    client = world.sign_in("marloes@post.example")
    assert "Afgesloten" in client.get(f"/klager/zaak/{number}/").text


def test_what_has_had_its_time_is_deleted(world: World) -> None:
    visitor = world.visitor()
    visitor.post("/klacht/voor-wie", {"on_behalf": "no", "capacity": "candidate"})
    visitor.post("/klacht/bewaren", {"save_email": "ik@post.example"})
    world.later(days=31)
    keep_time(world)
    with world.owner(world.tenants["noorderhaven"]) as session:
        for model in (FilingDraft, Attempt, Link):
            assert session.scalar(select(func.count()).select_from(model)) == 0
        assert session.scalar(select(func.count(Letter.id))) == 1


def kept(world: World, model: type = KeptForm, slug: str = "noorderhaven") -> int:
    with world.owner(world.tenants[slug]) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_kept_form_goes_with_the_first_look_after_its_day(both_world: World) -> None:
    world = both_world
    world.add("tweede", "Tweede")
    sweep(world)
    for slug, hours in (("noorderhaven", 2), ("tweede", 3)):
        with world.owner(world.tenants[slug]) as session:
            person = session.scalars(select(Person).limit(1)).one()
            until = world.now + timedelta(hours=hours)
            session.add(KeptForm(person_id=person.id, path="/klager/", fields={"text": "x"}, until=until))
    found = []
    for _look in range(4):
        sweep(world)
        found.append((kept(world), kept(world, slug="tweede")))
        world.later(hours=1)
    assert found == [(1, 1), (1, 1), (0, 1), (0, 0)]


def test_keys_of_forms_that_were_handed_in_go_after_a_month(world: World) -> None:
    tenant = world.tenants["noorderhaven"]
    with world.owner(tenant) as session:
        for key, days in (("old", 31), ("new", 29)):
            session.add(Submission(who="w", key=key, result="/", at=world.now - timedelta(days=days)))
    keep_time(world)
    with world.owner(tenant) as session:
        assert session.scalars(select(Submission.key)).all() == ["new"]


def test_one_organisation_that_fails_does_not_stop_the_others(world: World, monkeypatch) -> None:
    world.add("tweede", "Tweede")
    world.file(slug="tweede")
    first = world.tenants["noorderhaven"]
    whole = worker._keep_time

    def broken(app, tenant_id, now):
        if tenant_id == first:
            raise RuntimeError("broken")
        whole(app, tenant_id, now)

    monkeypatch.setattr(worker, "_keep_time", broken)
    assert sweep(world, Post()) == 1


def test_a_mandate_is_asked_twice_with_a_date_and_then_decided_on(world: World) -> None:
    number = world.file("Said Boutaleb", "said@post.example", **BEHALF)
    boss = world.sign_in("functionaris")
    boss.accept("functionaris", number)
    page = boss.get(f"/functionaris/zaak/{number}/").text
    assert "Verklaar of u bij de zaak betrokken bent" in page
    boss.act("functionaris", number, "niet-betrokken")
    asked = world.letters("n02") + world.letters("n02b")
    assert [letter.values["date"] for letter in asked] == ["2026-03-12", "2026-03-12"]
    for days, letters in ((6, 1), (1, 2), (1, 2)):
        world.later(days=days)
        keep_time(world)
        assert [len(world.letters(one)) for one in ("n02", "n02b")] == [letters, letters]
    world.later(days=3)
    keep_time(world)
    assert [len(world.letters(one)) for one in ("n02", "n02b")] == [2, 2]
    page = world.sign_in("functionaris").get(f"/functionaris/zaak/{number}/").text
    assert "de machtiging is niet gegeven" in page


def test_a_reaction_is_recalled_once_more_on_its_day(world: World) -> None:
    _client, number = world.client()
    informed(world, number)
    bram = employee(world, number)
    bram.act("medewerker", number, "standpunt", {"text": "Gezegd."})
    told = []
    for _day in range(12):
        world.later(days=1)
        keep_time(world)
        told.append(len(world.letters("n09")))
    assert told == [0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2]
