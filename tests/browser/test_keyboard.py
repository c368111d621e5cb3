"""A complaint filed with nothing but the Tab key, the space bar and Enter."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_complaint_is_filed_with_the_keyboard(meet):
    client = meet("toetsenbord")
    client.open("/")
    skips(client)
    enter(client, client.page.get_by_role("main").get_by_role("link", name="Klacht indienen"))
    enter(client, client.page.get_by_role("link", name="Beginnen"))
    meets_an_error(client)
    space(client, client.page.get_by_role("group", name="Wat past het best?").get_by_role("radio").first)
    enter(client, client.page.get_by_role("button", name="Volgende"))
    write(client, "Wat is er gebeurd?", "Mijn afspraak ging twee keer niet door.")
    write(client, "Wanneer was dat?", "in mei")
    enter(client, client.page.get_by_role("button", name="Volgende"))
    write(client, "Met wie of wat heeft u dit meegemaakt?", "De planning")
    space(client, client.page.get_by_label("Nee", exact=True))
    enter(client, client.page.get_by_role("button", name="Volgende"))
    space(client, client.page.get_by_label("Hoe de overeenkomst wordt uitgevoerd"))
    enter(client, client.page.get_by_role("button", name="Volgende"))
    write(client, "Wat hoopt u te bereiken?", "Een nieuwe afspraak.")
    enter(client, client.page.get_by_role("button", name="Volgende"))
    write(client, "Uw naam", "Pieter Oostinga")
    write(client, "E-mailadres", "pieter.oostinga@post.example")
    enter(client, client.page.get_by_role("button", name="Volgende"))
    space(client, client.page.get_by_label("Wat ik heb ingevuld is naar mijn beste weten waar."))
    enter(client, client.page.get_by_role("button", name="Klacht versturen"))
    client.reads("Wij hebben uw klacht ontvangen")


def skips(client):
    """The first thing is a way past the menu."""
    skip = client.page.get_by_role("link", name="Naar de inhoud")
    client.tab()
    expect(skip).to_be_focused()
    assert skip.bounding_box()["height"] >= 24
    client.page.keyboard.press("Enter")
    expect(client.page.locator("#inhoud")).to_be_focused()


def meets_an_error(client):
    """What is wrong is said where one is, and leads to where it can be mended."""
    enter(client, client.page.get_by_role("button", name="Volgende"), status=422)
    expect(client.page.locator("[data-errors]")).to_be_focused()
    client.tab()
    expect(client.page.get_by_role("link", name="Maak een keuze.").first).to_be_focused()
    client.page.keyboard.press("Enter")
    expect(client.page.get_by_label("Voor mezelf")).to_be_focused()
    client.page.keyboard.press("Space")
    expect(client.page.get_by_label("Voor mezelf")).to_be_checked()


def enter(client, target, status=200):
    client.tab_to(target)
    with client.page.expect_navigation():
        client.page.keyboard.press("Enter")
    client.look(status=status)


def space(client, target):
    client.tab_to(target)
    client.page.keyboard.press("Space")
    expect(target).to_be_checked()


def write(client, label, text):
    client.tab_to(client.field(label))
    client.page.keyboard.type(text)
