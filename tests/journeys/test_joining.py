"""Who opens the link has proved the address; nothing else joins a case to an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from portal.accounts import entrance, invitations, people
from portal.casework import hearing, intake
from portal.models.complaint import Mandate, Participant
from portal.models.person import Link, LinkPurpose, Person, RoleName
from tests.casework.test_refusals import desk, refused
from tests.journeys.test_intake import represented
from tests.support import authenticator
from tests.support.journey import Officer, employee, informed, officer, option
from tests.support.world import PASSWORD

if TYPE_CHECKING:
    from tests.support import authenticator
from tests.support.world import Browser, World

COLLEAGUE = "collega@noorderhaven.example"
OUTSIDE = {"person_id": "", "name": "Sander Vlieger", "function": "coach"}


def seat(world: World, email: str) -> Participant:
    """The newest part in a case with this address."""
    with world.owner(world.tenants["noorderhaven"]) as session:
        rows = session.scalars(
            select(Participant).where(Participant.email == email).order_by(Participant.joined_at.desc())
        )
        return rows.all()[0]


def mailed(world: World, email: str) -> str:
    """The newest link to a case that went to an address."""
    with world.owner(world.tenants["noorderhaven"]) as session:
        found = session.scalars(
            select(Link)
            .join(Participant, Participant.id == Link.participant_id)
            .where(Participant.email == email, Link.purpose == LinkPurpose.CLAIM, Link.used_at.is_(None))
            .order_by(Link.made_at.desc(), Link.id.desc())
        ).all()
    return world.path(found[0])


def roles(world: World, email: str) -> set[RoleName]:
    with world.owner(world.tenants["noorderhaven"]) as session:
        person = people.by_email(session, email)
        return set(people.roles_of(session, person.id)) if person else set()


def supported(world: World, email: str) -> tuple[Browser, Officer, str]:
    """The complainant names a support person, whom the functionaris invites."""
    client, number = world.client()
    one = informed(world, number)
    named = {"name": "Steun Punt", "email": email, "relation": "vriend"}
    client.act("klager", number, "steunpersoon", named)
    one.act("uitnodigen", {"person": option(one.page("uitnodigen"), "Steun")})
    return client, one, number


def open_link(world: World, email: str) -> Browser:
    browser = world.visitor()
    browser.get(mailed(world, email), expect=302)
    return browser


def test_an_address_that_has_an_account_is_asked_and_not_taken(both_world: World) -> None:
    """A party typed the address of a colleague: nothing is hers until she opens the letter and signs in."""
    world = both_world
    _client, _one, number = supported(world, COLLEAGUE)
    assert [letter.to_address for letter in world.letters("invite_party")] == [COLLEAGUE]
    assert seat(world, COLLEAGUE).person_id is None
    assert roles(world, COLLEAGUE) == {RoleName.EMPLOYEE}
    colleague = world.sign_in("collega")
    colleague.get(f"/klager/zaak/{number}/", expect=404)
    browser = open_link(world, COLLEAGUE)
    asked = browser.get("/uitnodiging").text
    assert COLLEAGUE in asked
    assert number not in asked
    assert "klacht" not in asked[asked.index("<h1") : asked.index("</form>")].lower()
    browser.post("/uitnodiging", {"password": "iets heel anders dan dat"}, expect=422)
    assert seat(world, COLLEAGUE).person_id is None
    answer = browser.post("/uitnodiging", {"password": PASSWORD})
    assert answer.headers["Location"] == f"/noorderhaven/klager/zaak/{number}/"
    browser.accept("klager", number)
    assert seat(world, COLLEAGUE).person_id == world.person(COLLEAGUE).id
    assert roles(world, COLLEAGUE) == {RoleName.EMPLOYEE, RoleName.CLIENT}


def test_who_supports_an_employee_gets_a_guests_account(world: World) -> None:
    _client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    bram.act("medewerker", number, "steunpersoon", {"name": "Maat", "email": "maat@post.example", "relation": ""})
    for _twice in range(2):  # a letter that was lost is sent again
        one.act("uitnodigen", {"person": option(one.page("uitnodigen"), "Maat")})
    browser = open_link(world, "maat@post.example")
    page = browser.get("/uitnodiging").text
    assert "Daarna bent u ingelogd." in page
    assert "ontvangstcode" not in page
    answer = browser.post("/uitnodiging", {"password": PASSWORD})
    assert answer.headers["Location"] == f"/noorderhaven/medewerker/zaak/{number}/"
    browser.accept("medewerker", number)
    assert roles(world, "maat@post.example") == {RoleName.GUEST}
    assert "Maat" not in one.page("uitnodigen")


def named_outside(world: World, email: str) -> tuple[Officer, str]:
    """An employee concerned whose address was typed by hand."""
    _client, number = world.client()
    one = officer(world, number)
    one.begin()
    one.categorise()
    one.act("medewerker", {**OUTSIDE, "email": email})
    return one, number


def told(one: Officer, name: str = "Sander") -> None:
    ref = option(one.page("onderdelen"), name)
    one.allege(("Het onderdeel.", [ref]))
    one.inform([ref])


def test_an_employee_from_outside_joins_by_the_link_alone(world: World) -> None:
    one, number = named_outside(world, "sander@weg.example")
    assert roles(world, "sander@weg.example") == set()
    assert world.letters("invite_party") == []
    told(one)
    assert seat(world, "sander@weg.example").person_id is None
    browser = open_link(world, "sander@weg.example")
    browser.post("/uitnodiging", {"password": PASSWORD})
    browser.accept("medewerker", number)
    assert roles(world, "sander@weg.example") == {RoleName.GUEST}
    again, second = named_outside(world, "sander@weg.example")
    told(again)
    browser.get(f"/medewerker/zaak/{second}/", expect=404)
    other = open_link(world, "sander@weg.example")
    other.post("/uitnodiging", {"password": PASSWORD})
    other.accept("medewerker", second)
    assert roles(world, "sander@weg.example") == {RoleName.GUEST}


def test_nobody_is_invited_to_a_case_before_they_are_informed_of_it(world: World) -> None:
    one, number = named_outside(world, "sander@weg.example")
    sander = str(seat(world, "sander@weg.example").id)
    with desk(world, number) as here, refused("not_informed_yet"):
        hearing.invite(here, person=sander)
    assert world.letters("invite_party") == []
    told(one)
    assert len(world.letters("invite_party")) == 1


def test_who_is_on_the_staff_list_is_chosen_there(world: World) -> None:
    one = named_outside(world, "sander@weg.example")[0]
    page = one.act("medewerker", {**OUTSIDE, "email": " Collega@noorderhaven.example"}, expect=422)
    assert "Kies deze persoon in de lijst" in page
    again = one.act("medewerker", {**OUTSIDE, "email": "SANDER@weg.example"}, expect=422)
    assert "doet al mee" in again
    handler = one.act("medewerker", {**OUTSIDE, "email": "functionaris@noorderhaven.example"}, expect=422)
    assert "geen betrokkene" in handler


def test_staff_from_the_list_is_linked_at_once_with_a_role_that_opens_the_door(world: World) -> None:
    admin = world.sign_in("beheer")
    new = {"name": "Nieuwe Kracht", "email": "nieuw@noorderhaven.example", "function": "", "roles": ["employee"]}
    admin.post("/beheer/medewerkers/uitnodigen", new)
    _client, number = world.client()
    one = informed(world, number, "Ilse van Dalfsen", "Nieuwe Kracht")
    assert seat(world, "directie@noorderhaven.example").person_id is not None
    employee(world, number, "directie")
    assert roles(world, "directie@noorderhaven.example") == {RoleName.MANAGEMENT, RoleName.GUEST}
    assert [letter.to_address for letter in world.letters("invite_party")] == ["nieuw@noorderhaven.example"]
    browser = world.visitor()
    browser.get(world.link(LinkPurpose.INVITE), expect=302)
    browser.post("/uitnodiging", {"password": PASSWORD})
    browser.accept("medewerker", number)
    twice = str(seat(world, "directie@noorderhaven.example").person_id)
    with desk(world, number) as here, refused("already_party"):
        intake.add_employee(here, person_id=twice)
    assert one.browser.get(f"/functionaris/zaak/{number}/").status_code == 200


def test_an_address_that_a_complainant_typed_keeps_nobody_out(world: World) -> None:
    """Bram's address as one's own: he is named all the same, and his case is his own."""
    number = world.file(email="medewerker@noorderhaven.example")
    one = officer(world, number)
    one.begin()
    one.act("medewerker", {"person_id": option(one.page("medewerker"), "Bram Terhorst")})


@pytest.mark.parametrize("first", [True, False])
def test_a_closed_account_joins_nothing(world: World, first: bool) -> None:
    """Closed before the letter is opened, or while the page is before them."""
    _client, _one, _number = supported(world, COLLEAGUE)
    browser = open_link(world, COLLEAGUE)
    hidden = {} if first else browser.form("/uitnodiging")
    item = world.person(COLLEAGUE).id
    world.sign_in("beheer").post(f"/beheer/medewerkers/{item}/sluiten", {})
    if first:
        assert "werkt niet meer" in browser.get("/uitnodiging", expect=404).text
    else:
        with time_machine.travel(world.now, tick=False):
            answer = browser.client.post("/noorderhaven/uitnodiging", data={**hidden, "password": PASSWORD})
        assert answer.status_code == 404
    assert seat(world, COLLEAGUE).person_id is None
    assert roles(world, COLLEAGUE) == {RoleName.EMPLOYEE}


def test_a_closed_account_without_a_password_is_not_opened_by_a_case(world: World) -> None:
    admin = world.sign_in("beheer")
    new = {"name": "Weer Weg", "email": "weg@noorderhaven.example", "function": "", "roles": ["employee"]}
    admin.post("/beheer/medewerkers/uitnodigen", new)
    supported(world, "weg@noorderhaven.example")
    one = seat(world, "weg@noorderhaven.example")
    with world.owner(world.tenants["noorderhaven"]) as session:
        person = session.scalars(select(Person).where(Person.email == one.email)).one()
        person.disabled_at = world.now
        link = session.scalars(select(Link).where(Link.participant_id == one.id)).one()
        with refused("link_dead"):
            invitations.open_account(session, world.app.extensions["hasher"], link.id, PASSWORD, world.now)
        with refused("link_dead"):
            entrance.join(session, one.id, person, world.now)
        assert person.password_hash is None


def test_what_is_no_side_of_a_party_is_not_joined(world: World) -> None:
    number = world.file()
    officer(world, number).begin()
    one = seat(world, "functionaris@noorderhaven.example")
    with world.owner(world.tenants["noorderhaven"]) as session, refused("link_dead"):
        person = session.scalars(select(Person).where(Person.id == one.person_id)).one()
        entrance.join(session, one.id, person, world.now)


def test_who_handles_the_case_does_not_become_a_party_to_it(world: World) -> None:
    number = world.file(email="functionaris@noorderhaven.example")
    browser = open_link(world, "functionaris@noorderhaven.example")
    answer = browser.post("/uitnodiging", {"password": PASSWORD})
    assert answer.headers["Location"].endswith("/inloggen/stap-2")
    email = "functionaris@noorderhaven.example"
    asked = browser.send_json("/inloggen/sleutel/vraag", {})
    told = browser.send_json("/inloggen/sleutel", authenticator.answer(asked, email, browser.slug), expect=422)
    assert "geen betrokkene zijn" in told["error"]
    world.sign_in("functionaris").accept("functionaris", number)


# ---- a mandate -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [None, "", "ja", "Yes"])
def test_a_mandate_is_decided_by_yes_or_no_alone(both_world: World, answer: str | None) -> None:
    agent, number = represented(both_world)
    client = both_world.visitor()
    client.get(both_world.link(LinkPurpose.MANDATE), expect=302)
    page = client.post("/machtiging", {} if answer is None else {"answer": answer}, expect=422).text
    assert "Kies ja of nee." in page
    with both_world.owner(both_world.tenants["noorderhaven"]) as session:
        row = session.scalars(select(Mandate)).one()
        assert (row.accepted_at, row.refused_at) == (None, None)
    agent.get(f"/klager/zaak/{number}/")
    client.post("/machtiging", {"answer": "yes"})
    agent.get(f"/klager/zaak/{number}/aanvullen")
