"""Without JavaScript every page works: filing, an act with a draft, and following."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

TEXT = "Ik wacht nu al zeven weken op mijn intake. Elke keer hoor ik dat er bijna plek is."


def test_a_complaint_is_filed_without_script(meet):
    client = meet("zonder-script", scripted=False)
    client.open("/klacht")
    client.follow("Beginnen")
    client.press("Volgende", status=422)
    client.reads("Dit klopt nog niet", "Maak een keuze.")
    client.choose("Voor wie dient u de klacht in?", "Voor mezelf")
    client.choose("Wat past het best?", "Ik krijg begeleiding")
    client.press("Volgende")
    client.fill("Wat is er gebeurd?", TEXT)
    client.fill("Wanneer was dat?", "sinds april")
    client.press("Bewaren en later verdergaan")
    client.follow("Terug")
    client.follow("Verdergaan met mijn klacht")
    client.press("Volgende")
    client.holds("Wat is er gebeurd?", TEXT)
    client.press("Volgende")
    client.fill("Met wie of wat heeft u dit meegemaakt?", "De planning")
    client.choose("Gaat uw klacht (ook) over de klachtenfunctionaris?", "Nee")
    client.press("Volgende")
    client.choose("Waar gaat uw klacht over?", "Hoe de overeenkomst tot stand kwam")
    client.press("Volgende")
    client.press("Volgende")
    client.fill("Uw naam", "Pieter Oostinga")
    client.fill("Telefoonnummer", "06 00000000")
    client.press("Volgende")
    client.tick("Wat ik heb ingevuld is naar mijn beste weten waar.")
    client.press("Klacht versturen")
    client.reads("Wij hebben uw klacht ontvangen")
    expect(client.page.get_by_role("button", name=re.compile("afdrukken"))).to_have_count(0)  # that would need script


def test_an_act_is_done_without_script(meet, world):
    _, number = world.client()
    client = meet("klager-zonder-script", scripted=False)
    client.sign_in("marloes@post.example")
    client.follow(f"Klacht {number}")
    client.follow("Uw klacht aanvullen")
    client.fill("Uw aanvulling", "Ik heb de data van de")
    client.press("Concept bewaren")
    client.reads("Uw concept is bewaard.")
    client.holds("Uw aanvulling", "Ik heb de data van de")
    client.fill("Uw aanvulling", "Ik heb de data van de telefoontjes opgezocht.")
    client.done("Aanvulling versturen")
    client.reads("Klacht aangevuld", "Ik heb de data van de telefoontjes opgezocht.")
