"""Somebody is there to handle complaints, and it is told when nobody is (E03, E29, E30)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.accounts import offices, people
from portal.casework.clockwork import sweep
from portal.models.complaint import Complaint, Participant
from portal.models.organisation import Appointment
from portal.models.person import LinkPurpose, Person, RoleName
from tests.support.journey import informed, officer, option
from tests.support.world import PASSWORD

if TYPE_CHECKING:
    from tests.support.world import Browser, World

HANNEKE, RUTGER = "functionaris@noorderhaven.example", "waarnemer@noorderhaven.example"


def handler(world: World, number: str) -> str:
    with world.owner(world.tenants["noorderhaven"]) as session:
        row = session.scalars(select(Complaint).where(Complaint.reference == number)).one()
        seat = next((one for one in session.scalars(select(Participant)) if str(one.id) == row.facts.handler), None)
        return seat.name if seat else ""


def swept(world: World) -> None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        sweep(session, world.now, world.app.config["WEDERHOOR"].secret_keys[0])


def away(world: World, who: str, portal: str, days: int = 5, *, person: str = "", start: int = 0) -> Browser:
    browser = world.sign_in(who)
    page = browser.get(f"/{portal}/afwezig").text
    browser.post(
        f"/{portal}/afwezig",
        {
            "person": (person and option(page, person)) or str(world.person(f"{who}@noorderhaven.example").id),
            "from_on": (world.today + timedelta(days=start)).isoformat(),
            "until_on": (world.today + timedelta(days=start + days)).isoformat(),
        },
    )
    return browser


@pytest.mark.parametrize(
    ("who", "portal"), [("functionaris", "functionaris"), ("beheer", "beheer"), ("directie", "directie")]
)
def test_who_is_away_gets_nothing_new_and_the_deputy_goes_on(both_world: World, who: str, portal: str) -> None:
    number = both_world.file()
    assert handler(both_world, number) == "Hanneke Oudeveld"
    browser = away(both_world, who, portal, person="" if who == "functionaris" else "Hanneke Oudeveld")
    assert "Hanneke Oudeveld" in browser.get(f"/{portal}/afwezig").text
    assert handler(both_world, number) == "Rutger Smeenk"
    assert handler(both_world, both_world.file("Ander", "ander@post.example")) == "Rutger Smeenk"
    both_world.sign_in("functionaris").get(f"/functionaris/zaak/{number}/", expect=302)  # in absence both have a seat


def test_an_absence_begins_and_ends_on_its_days(world: World) -> None:
    away(world, "functionaris", "functionaris", days=2, start=2)
    assert handler(world, world.file()) == "Hanneke Oudeveld"
    world.later(days=2)
    swept(world)
    assert handler(world, "K-2026-0001") == "Rutger Smeenk"
    assert handler(world, world.file("Ander", "ander@post.example")) == "Rutger Smeenk"
    world.later(days=3)
    swept(world)
    assert handler(world, world.file("Derde", "derde@post.example")) == "Hanneke Oudeveld"
    assert handler(world, "K-2026-0001") == "Rutger Smeenk"  # it does not come back by itself


def test_one_comes_back_early(world: World) -> None:
    browser = away(world, "functionaris", "functionaris")
    path = re.findall(
        r'action="/noorderhaven(/functionaris/afwezig/[^"]+)"', browser.get("/functionaris/afwezig").text
    )[0]
    other = world.sign_in("waarnemer")
    other.post(path, page="/functionaris/afwezig", expect=404)
    browser.post(path, page="/functionaris/afwezig")
    assert handler(world, world.file()) == "Hanneke Oudeveld"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"until_on": "2026-03-01"}, ""),
        ({"from_on": "2026-03-09", "until_on": "2026-03-05"}, ""),
        ({"from_on": ""}, "Vul een datum in"),
    ],
)
def test_days_that_do_not_fit_are_refused(world: World, values: dict[str, str], words: str) -> None:
    browser = world.sign_in("functionaris")
    given = {"person": str(world.person(HANNEKE).id), "from_on": "2026-03-03", "until_on": "2026-03-06"}
    page = browser.post("/functionaris/afwezig", {**given, **values}, expect=422).text
    assert words in page


def test_nobody_is_away_twice_or_for_another(world: World) -> None:
    away(world, "functionaris", "functionaris")
    given = {"from_on": "2026-03-04", "until_on": "2026-03-05"}
    browser = world.sign_in("functionaris")
    browser.post("/functionaris/afwezig", {**given, "person": str(world.person(HANNEKE).id)}, expect=422)
    browser.post("/functionaris/afwezig", {**given, "person": str(world.person(RUTGER).id)}, expect=422)


# ---- nobody ----------------------------------------------------------------------------------------------------------


def test_when_nobody_is_there_management_and_admin_hear_a_number(both_world: World) -> None:
    away(both_world, "beheer", "beheer", person="Hanneke Oudeveld")
    away(both_world, "beheer", "beheer", person="Rutger Smeenk")
    both_world.file()
    both_world.file("Ander", "ander@post.example")
    swept(both_world)
    told = both_world.letters("cover_missing")
    assert {one.to_address for one in told} == {"directie@noorderhaven.example", "beheer@noorderhaven.example"}
    assert {one.values["count"] for one in told} == {2}
    assert all(one.complaint_id is None for one in told)
    boss = both_world.sign_in("directie")
    page = boss.get("/directie/bezetting").text
    assert "2 klachten hebben niemand die mag behandelen" in page
    assert "K-2026" not in page
    both_world.later(hours=2)
    swept(both_world)
    assert len(both_world.letters("cover_missing")) == 2
    boss = both_world.sign_in("directie")
    page = boss.get("/directie/bezetting/benoemen").text
    values = {
        "person": option(page, "Yasmina"),
        "post": "deputy",
        "from_on": both_world.today.isoformat(),
        "external": "y",
    }
    boss.post("/directie/bezetting/benoemen", values)
    assert handler(both_world, "K-2026-0001") == "Yasmina Aydin"
    assert "hebben niemand" not in boss.get("/directie/bezetting").text
    wrong = {**values, "person": option(page, "Ilse")}
    boss.post("/directie/bezetting/benoemen", wrong, expect=422)


def test_management_sees_nothing_of_a_case_in_all_this(world: World) -> None:
    number = world.file()
    boss = world.sign_in("directie")
    for path in (
        "/directie/bezetting",
        "/directie/bezetting/benoemen",
        "/directie/afwezig",
        "/directie/bezetting/afwijking",
    ):
        page = boss.get(path).text
        assert number not in page
        assert "Veenstra" not in page


# ---- an organisation of one ------------------------------------------------------------------------------------------


def alone(world: World) -> None:
    """Everybody in office leaves."""
    with world.owner(world.tenants["noorderhaven"]) as session:
        for row in session.scalars(select(Appointment)):
            row.until_on = world.today - timedelta(days=1)


def test_who_is_alone_records_it_handles_and_says_so(both_world: World) -> None:
    boss = both_world.sign_in("directie")
    reason = {"reason": "Ik ben de enige coach van dit bureau."}
    assert "Er is al een klachtenfunctionaris" in boss.post("/directie/bezetting/afwijking", reason, expect=422).text
    alone(both_world)
    boss.post("/directie/bezetting/afwijking", {"reason": ""}, expect=422)
    boss.post("/directie/bezetting/afwijking", reason)
    number = both_world.file()
    assert handler(both_world, number) == "Ilse van Dalfsen"
    ilse = both_world.sign_in("directie")
    officer_of = ilse.get("/functionaris/").text
    assert number in officer_of
    page = both_world.visitor().get("/contact").text
    assert "ook de directie" in page
    assert "Ik ben de enige coach van dit bureau." in page
    assert number not in ilse.get("/directie/").text
    ilse.post("/directie/bezetting/afwijking")
    ilse = both_world.sign_in("directie")
    ilse.get("/functionaris/", expect=404)
    assert "ook de directie" not in both_world.visitor().get("/contact").text


def test_the_exception_is_for_management_alone(world: World) -> None:
    alone(world)
    tenant, hanneke = world.tenants["noorderhaven"], world.person(HANNEKE).id
    ilse = world.person("directie@noorderhaven.example").id
    with world.owner(tenant) as session:
        boss = session.get_one(Person, (tenant, ilse))
        people.give_role(session, boss, RoleName.ADMIN, world.now, None)
        with pytest.raises(offices.Refused):
            offices.deviate(session, boss.id, "reden", world.now)
        with pytest.raises(offices.Refused):
            offices.deviate(session, hanneke, "reden", world.now)


def test_the_functionaris_of_a_case_is_one_whoever_is_away(world: World) -> None:
    number = world.file()
    one = officer(world, number)
    one.begin()
    assert handler(world, number) == "Hanneke Oudeveld"


# ---- who leaves while a case runs ------------------------------------------------------------------------------------


def test_an_employee_who_leaves_is_heard_at_an_address_of_their_own(both_world: World) -> None:
    client, number = both_world.client()
    one = informed(both_world, number, "Bram Terhorst")
    bram = both_world.sign_in("medewerker")
    bram.accept("medewerker", number)
    admin = both_world.sign_in("beheer")
    person = both_world.person("medewerker@noorderhaven.example")
    page = admin.post(f"/beheer/medewerkers/{person.listed_as or person.id}/sluiten")
    assert number not in page.text
    [letter] = both_world.letters("party_left")
    assert letter.to_address == HANNEKE
    bram.get(f"/medewerker/zaak/{number}/", expect=302)
    page = one.page("uitnodigen")
    one.act("uitnodigen", {"person": option(page, "Bram"), "email": "bram@thuis.example"})
    guest = both_world.visitor()
    guest.get(both_world.link(LinkPurpose.CLAIM), expect=302)
    guest.post("/uitnodiging", {"password": PASSWORD})
    guest.accept("medewerker", number)
    guest.act("medewerker", number, "standpunt", {"text": "Ik werk er niet meer, maar zo ging het."})
    assert "Ik werk er niet meer" in one.case()
    del client
