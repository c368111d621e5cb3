"""Who is in office: a case never waits for somebody who is gone, and nothing moves in silence."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from portal.operations import worker
from tests.journeys.test_intake import registration
from tests.support.journey import Officer, employee, informed, officer, option
from tests.support.world import World


def end(world: World, name: str, last: str) -> None:
    """The admin ends an appointment."""
    admin = world.sign_in("beheer")
    page = admin.get("/beheer/benoemingen").text
    row = next(part for part in page.split("<tr")[1:] if name in part and "beeindigen" in part)
    path = re.search(r"/beheer/benoemingen/[0-9a-f-]{36}/beeindigen", row)
    assert path
    admin.post(path.group(), {"until_on": last})


def sweep(world: World) -> None:
    worker.sweep(world.app, world.app.config["WEDERHOOR"], world.now)


def test_cases_of_who_left_office_go_to_who_is_there(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    closed = world.file()
    two = officer(world, closed)
    two.begin()
    two.act("niet-behandelen", {"reason": "Dit gaat niet over ons."})
    end(world, "Hanneke", (world.today - timedelta(days=1)).isoformat())
    one = officer(world, number, "waarnemer")
    one.browser.accept("functionaris", number)
    one.act("niet-betrokken")
    assert "Rutger Smeenk" in client.get(f"/klager/zaak/{number}/").text
    assert [letter.notice for letter in world.letters("n22")] == ["n22", "n22"]
    assert closed in one.browser.get("/functionaris/register").text
    world.sign_in("functionaris").get(f"/functionaris/zaak/{number}/", expect=404)


def test_a_case_goes_back_to_who_had_it_before(world: World) -> None:
    _client, number = world.client()
    one = officer(world, number)
    one.begin()
    one.act("overdragen", {"reason": "Vakantie."})
    end(world, "Rutger", (world.today - timedelta(days=1)).isoformat())
    one.act("niet-betrokken")
    one.categorise()


def test_an_appointment_that_ends_later_passes_the_cases_on_that_day(world: World) -> None:
    number = world.file()
    officer(world, number).begin()
    sweep(world)
    end(world, "Hanneke", world.today.isoformat())
    assert number not in world.sign_in("waarnemer").get("/functionaris/").text
    world.later(days=1)
    sweep(world)
    assert number in world.sign_in("waarnemer").get("/functionaris/").text


def test_what_came_through_the_portal_came_that_day(world: World) -> None:
    number = world.file()
    world.later(days=3)
    one = officer(world, number)
    one.begin()
    late = (world.today - timedelta(days=1)).isoformat()
    refused = one.act("ontvangst-verbeteren", {"received_on": late, "reason": "Later."}, expect=422)
    assert "staat vast" in refused


def test_a_day_of_receipt_that_moves_back_is_told_to_both(world: World) -> None:
    clerk = world.sign_in("functionaris")
    clerk.post("/functionaris/registreren", registration(received_on="2026-02-20"))
    one = informed(world, "K-2026-0001")
    bram = employee(world, "K-2026-0001")
    one.act("ontvangst-verbeteren", {"received_on": "2026-02-27", "reason": "De brief lag een week bij de buren."})
    assert "De brief lag een week bij de buren." in bram.get("/medewerker/zaak/K-2026-0001/").text
    assert len(world.letters("n13")) == 2
    one.act("ontvangst-verbeteren", {"received_on": "2026-02-20", "reason": "Toch niet."})
    assert "Toch niet." not in bram.get("/medewerker/zaak/K-2026-0001/").text
    assert len(world.letters("n13")) == 2


def parts(one: Officer) -> dict[str, object]:
    """What the form of the allegations shows."""
    page = one.page("onderdelen")
    found: dict[str, object] = {
        name: unescape(text).strip()
        for name, text in re.findall(r'<textarea[^>]*name="(text_\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    }
    found |= dict(re.findall(r'<input[^>]*name="(id_\w+)"[^>]*value="([^"]*)"', page))
    for name in {name.replace("text_", "about_") for name in found if name.startswith("text_")}:
        boxes = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
        found[name] = [box.split('value="')[1].split('"')[0] for box in boxes if "checked" in box]
    return found


def test_a_part_that_comes_later_is_heard_before_it_is_judged(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    client.act("klager", number, "standpunt", {"text": "Zo ging het."})
    bram.act("medewerker", number, "standpunt", {"text": "Zo niet."})
    assert "Oordeel" in one.page("oordeel-geven")
    shown = parts(one)
    free = next(name for name, value in shown.items() if name.startswith("text_") and not value)
    about = option(one.page("onderdelen"), "Bram Terhorst")
    one.act("onderdelen", {**shown, free: "Een nieuw onderdeel", free.replace("text_", "about_"): [about]})
    closed = one.browser.get(f"/functionaris/zaak/{number}/oordeel-geven", expect=409).text
    assert "Vraag die medewerker eerst om een reactie" in unescape(closed)
    until = (world.today + timedelta(days=10)).isoformat()
    page = one.page("reactie-vragen")
    asked = {"to": [option(page, "Bram Terhorst")], "text": "Wat vindt u hiervan?", "until": until}
    one.act("reactie-vragen", asked)
    bram.act("medewerker", number, "standpunt", {"text": "Ook dat klopt niet."})
    one.browser.get(f"/functionaris/zaak/{number}/oordeel-geven")


def test_who_was_informed_keeps_a_part(world: World) -> None:
    _client, number = world.client()
    one = informed(world, number, "Bram Terhorst", "Yasmina Aydin")
    yasmina = option(one.page("onderdelen"), "Yasmina Aydin")
    shown = {
        name: [ref for ref in value if ref != yasmina] if isinstance(value, list) else value
        for name, value in parts(one).items()
    }
    assert "houdt minstens één klachtonderdeel" in unescape(one.act("onderdelen", shown, expect=422))
