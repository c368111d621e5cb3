"""On paper: the number, the date and the text, and nothing that one could press."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.support.journey import employee, officer, option

pytestmark = pytest.mark.browser

NEVER = "nav, button, form, .w-header, .w-footer, .w-crumbs, .w-actions, .utrecht-skip-link, [role=status]"
COLOURED = """
() => [...document.querySelectorAll("main, main *")].filter(
  (one) => one.checkVisibility() && !["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"].includes(getComputedStyle(one).backgroundColor)
).map((one) => one.outerHTML.slice(0, 100))
"""


def on_paper(person, number):
    person.page.emulate_media(media="print")
    person.look("afdruk")
    for one in person.page.locator(NEVER).all():
        expect(one).to_be_hidden()
    expect(person.page.locator(".w-printhead")).to_contain_text("Noorderhaven (fictief)")
    expect(person.page.locator(".w-printhead")).to_contain_text(number)
    expect(person.page.locator(".w-printhead")).to_contain_text(str(person.world.today.year))
    assert person.page.evaluate(COLOURED) == []
    if person.shots:
        person.page.pdf(path=str(person.shots / f"{person.name}.pdf"), format="A4")


def test_the_receipt(meet, world):
    client = meet("papier-ontvangst")
    number = world.file()
    client.context.add_cookies(
        [{"name": one.key, "value": one.value, "url": f"{client.server}/noorderhaven/"} for one in cookies(world.filed)]
    )
    client.open("/klacht/ontvangst")
    on_paper(client, number)
    expect(client.page.locator(".w-code")).to_have_text(re.compile(world.filed.code))


def cookies(browser):
    found = browser.client.get_cookie("s", path="/noorderhaven/")
    return [found] if found else []


def test_the_judgment(meet, world):
    number = judged(world)
    client = meet("papier-oordeel")
    client.sign_in("marloes@post.example")
    client.open(f"/klager/zaak/{number}/oordeel")
    on_paper(client, number)
    expect(client.page.locator("main")).to_contain_text("Elke donderdag om 10 uur.")


def judged(world):
    """Solve a complaint, and write that down."""
    client, number = world.client()
    one = officer(world, number)
    one.begin()
    one.categorise("Bereikbaarheid")
    refs = one.name("Bram Terhorst")
    one.allege(("Niet bereikbaar.", refs))
    one.inform(refs, until=(world.today + timedelta(days=10)).isoformat())
    bram = employee(world, number)
    bram.act("medewerker", number, "voorstel", {"text": "Elke donderdag om 10 uur."})
    page = client.get(f"/klager/zaak/{number}/voorstel-aanvaarden").text
    client.act("klager", number, "voorstel-aanvaarden", {"proposal": option(page, "Bram Terhorst")})
    one.act("afdoening", {"agreements": "Elke donderdag om 10 uur.", "route": "De bevoegde rechtbank."})
    return number
