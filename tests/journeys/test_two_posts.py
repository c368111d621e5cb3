"""Articles 1 and 5.1: who handles a complaint about the functionaris is somebody else, and the register says who was."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.models.journal import JournalRow
from portal.models.organisation import Appointment, Post
from tests.journeys.test_intake import registration
from tests.support.journey import officer, option

if TYPE_CHECKING:
    from tests.support.world import Browser, World

ABOUT = {"met-wie": {"about_whom": "de functionaris", "about_functionaris": "yes"}}


def ends(admin: Browser, name: str) -> str:
    """Where the appointment of somebody is ended."""
    rows = admin.get("/beheer/benoemingen").text.split("<tr")
    found = re.search(r"/beheer/benoemingen/[0-9a-f-]{36}/beeindigen", next(row for row in rows if name in row))
    assert found
    return found.group()


def appointed(world: World, name: str, post: str, from_on: date, expect: int = 302) -> str:
    admin = world.sign_in("beheer")
    who = option(admin.get("/beheer/benoemingen").text, name)
    chosen = {"person": who, "post": post, "from_on": from_on.isoformat()}
    return unescape(admin.post("/beheer/benoemingen", chosen, expect=expect).text)


def ended(world: World, name: str, last: date) -> None:
    admin = world.sign_in("beheer")
    admin.post(ends(admin, name), {"until_on": last.isoformat()})


def deputy_too(world: World) -> None:
    """Make the functionaris deputy as well, past the page, and longer than anybody."""
    hanneke = world.person("functionaris@noorderhaven.example").id
    with world.owner(world.tenants["noorderhaven"]) as session:
        row = Appointment(person_id=hanneke, post=Post.DEPUTY, from_on=date(2019, 1, 1), at=world.now)
        session.add(row)


def test_nobody_holds_both_posts_at_once(both_world: World) -> None:
    world = both_world
    yesterday = world.today - timedelta(days=1)
    for name, post in (("Hanneke", "deputy"), ("Rutger", "functionaris")):
        assert "al de andere benoeming" in appointed(world, name, post, world.today, expect=422)
    appointed(world, "Hanneke", "functionaris", world.today)  # the same post once more is nobody else's
    ended(world, "Rutger", yesterday)
    assert "al de andere benoeming" in appointed(world, "Rutger", "functionaris", yesterday, expect=422)
    appointed(world, "Rutger", "functionaris", world.today)


def test_who_is_functionaris_too_is_not_given_the_complaint_about_that(world: World) -> None:
    deputy_too(world)
    number = world.file(**ABOUT)
    world.sign_in("functionaris").get(f"/functionaris/zaak/{number}/", expect=404)
    officer(world, number, "waarnemer").begin()
    refused = world.sign_in("functionaris").post(
        "/functionaris/registreren", registration(about_functionaris="y"), expect=422
    )
    assert "registreert de waarnemer" in refused.text


def test_a_deputy_who_is_the_functionaris_is_no_deputy_to_the_admin(world: World) -> None:
    assert "Alles is geregeld" in world.sign_in("beheer").get("/beheer/").text
    deputy_too(world)
    ended(world, "Rutger", world.today - timedelta(days=1))
    page = world.sign_in("beheer").get("/beheer/").text
    assert "De waarnemer is dezelfde persoon als de klachtenfunctionaris" in page
    assert "Alles is geregeld" not in page
    number = world.file(**ABOUT)
    world.sign_in("functionaris").get(f"/functionaris/zaak/{number}/", expect=404)


def test_who_was_functionaris_does_not_register_the_complaint_about_that(world: World) -> None:
    ended(world, "Hanneke", world.today - timedelta(days=1))
    appointed(world, "Hanneke", "deputy", world.today)
    hanneke = world.sign_in("functionaris")
    about = registration(about_functionaris="y", received_on=(world.today - timedelta(days=1)).isoformat())
    assert "registreert de waarnemer" in hanneke.post("/functionaris/registreren", about, expect=422).text
    world.sign_in("waarnemer").post("/functionaris/registreren", about)
    hanneke.post("/functionaris/registreren", {**about, "received_on": world.today.isoformat()})


def test_an_appointment_is_not_made_or_ended_long_ago(both_world: World) -> None:
    world = both_world
    page = appointed(world, "Bram", "deputy", world.today - timedelta(days=32), expect=422)
    assert "hoogstens 31 dagen terug" in page
    appointed(world, "Bram", "deputy", world.today - timedelta(days=31))
    admin = world.sign_in("beheer")
    path = ends(admin, "Bram")
    early = {"until_on": (world.today - timedelta(days=2)).isoformat()}
    assert "op zijn vroegst gisteren" in admin.post(path, early, expect=422).text
    last = world.today - timedelta(days=1)
    admin.post(path, {"until_on": last.isoformat()})
    again = admin.post(path, {"until_on": (world.today + timedelta(days=9)).isoformat()}, expect=422)
    assert "al voorbij" in again.text
    with world.owner(world.tenants["noorderhaven"]) as session:
        bram = world.person("medewerker@noorderhaven.example").id.hex
        acts = ("appointed", "appointment_ended")
        lines = session.scalars(select(JournalRow).where(JournalRow.act.in_(acts))).all()
        told = {line.act: line.detail for line in lines if line.detail["person"] == bram}
    since = {"person": bram, "post": "deputy", "from_on": (world.today - timedelta(days=31)).isoformat()}
    assert told == {"appointed": since, "appointment_ended": {**since, "until_on": last.isoformat()}}


def test_a_planned_end_may_still_move(world: World) -> None:
    admin = world.sign_in("beheer")
    path = ends(admin, "Rutger")
    for days in (30, 60, 10):
        admin.post(path, {"until_on": (world.today + timedelta(days=days)).isoformat()})
