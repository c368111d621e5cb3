"""A text that waits for its language is text in a page, whatever name stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import render_template_string

from portal.web.lazy import _
from tests.support.journey import officer, option

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.world import World

NAME = 'Sander "><img src=x onerror=alert(1)>'


def test_a_name_in_a_label_is_escaped(world: World) -> None:
    """What the functionaris writes for each employee stands under a label with the name of that employee."""
    one = officer(world, world.file())
    one.begin()
    one.categorise("Bejegening")
    named = {"person_id": "", "name": NAME, "email": "sander@weg.example", "function": NAME}
    one.act("medewerker", named)
    one.allege(("Niet gebeld.", [option(one.page("onderdelen"), "Sander")]))
    for slug in ("in-behandeling", "onderdelen", "uitnodigen", "bericht"):
        page = one.browser.get(f"/functionaris/zaak/{one.number}/{slug}").text  # a page with markup in it stops here
        assert "<img src=x" not in page


@pytest.mark.parametrize("text", ["<b>%(name)s</b>", "%(name)s"])
def test_neither_a_text_nor_what_stands_in_it_is_markup(app: Flask, text: str) -> None:
    with app.test_request_context("/_/"):
        shown = render_template_string("{{ one }}|{{ one ~ two }}", one=_(text, name="<i>&"), two="<u>")
    assert "<" not in shown
    assert "&lt;i&gt;&amp;" in shown
