"""A letter for the post: one sheet of A4, from whom and to whom, and nothing of the page around it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_print import COLOURED, NEVER
from tests.journeys.test_intake import registration

pytestmark = pytest.mark.browser


def test_a_letter_fits_one_sheet(meet, world):
    clerk = world.sign_in("functionaris")
    told = {"representative": "Tineke Rozeboom", "address": "Dorpsstraat 12\n1234 AB Haven"}
    clerk.post("/functionaris/registreren", registration(**told))
    person = meet("papier-brief")
    person.sign_in("functionaris@noorderhaven.example")
    for letter in world.letters():
        if letter.to_address:
            continue
        person.open(f"/functionaris/brieven/{letter.id}")
        person.page.emulate_media(media="print")
        for one in person.page.locator(NEVER).all():
            expect(one).to_be_hidden()
        expect(person.page.locator(".w-printhead")).to_be_hidden()
        sheet = person.page.locator("article")
        expect(sheet).to_contain_text("Noorderhaven (fictief)")
        expect(sheet).to_contain_text("Met vriendelijke groet,")
        assert person.page.evaluate(COLOURED) == []
        pages = re.findall(rb"/Type\s*/Page\b(?!s)", person.page.pdf(format="A4", prefer_css_page_size=True))
        assert len(pages) == 1, letter.notice
        person.page.emulate_media(media="screen")
