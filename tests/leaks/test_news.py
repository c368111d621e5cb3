"""That something is new tells that it happened: nobody is told so of what they may not know of."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_intake import represented
from tests.support.journey import employee, informed, officer, option

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.world import Browser, World

NEW = "<span>Nieuw</span>"
HOME = {"klager": "/klager/", "bram": "/medewerker/", "yasmina": "/medewerker/", "functionaris": "/functionaris/"}


@pytest.fixture(autouse=True)
def at_that_moment():
    """In place of that of the leak tests: this world is built here, and its clock moves."""


def told(browsers: dict[str, Browser], number: str, act: Callable[[], object]) -> set[str]:
    """Let everybody look, then something happens: who is told that there is something new."""
    world = next(iter(browsers.values())).world
    for who, browser in browsers.items():
        world.now += timedelta(seconds=1)
        browser.get(f"{HOME[who]}zaak/{number}/")
        assert NEW not in browser.get(HOME[who]).text, who
    world.now += timedelta(seconds=1)
    act()
    return {who for who, browser in browsers.items() if NEW in browser.get(HOME[who]).text}


def test_nobody_is_told_of_what_they_may_not_know(both_world: World) -> None:
    world = both_world
    client, number = world.client()
    one = informed(world, number, "Bram Terhorst", "Yasmina Aydin")
    bram, yasmina = employee(world, number), employee(world, number, "collega")
    browsers = {"klager": client, "bram": bram, "yasmina": yasmina, "functionaris": one.browser}

    def by(browser: Browser, portal: str, slug: str, **values: object) -> Callable[[], object]:
        return lambda: browser.act(portal, number, slug, values)

    def to(name: str) -> Callable[[], object]:
        return lambda: one.act("bericht", {"to": [option(one.page("bericht"), name)], "text": "Hoe gaat het?"})

    phoned = {"happened_on": "2026-03-02", "medium": "phone", "gist": "Gebeld.", "remarks": "Liep stroef."}
    named = {"name": "Zus", "email": "zus@post.example", "relation": "zus"}
    steps: list[tuple[Callable[[], object], set[str]]] = [
        (by(bram, "medewerker", "standpunt", text="Wat ik ervan vind."), {"functionaris"}),
        (by(client, "klager", "bericht", text="Een vraag."), {"functionaris"}),
        (by(client, "klager", "steunpersoon", **named), {"functionaris"}),
        (by(bram, "medewerker", "contact", **phoned), {"klager", "functionaris"}),
        (by(yasmina, "medewerker", "geen-standpunt"), {"functionaris"}),
        (lambda: one.act("notitie", {"text": "Alleen voor mij."}), set()),
        (lambda: one.share("Standpunt", "Marloes"), {"klager"}),
        (to("Bram"), {"bram"}),
        (lambda: one.act("bemiddelen", {"text": "Zullen we praten?"}), {"klager", "bram", "yasmina"}),
        (by(client, "klager", "intrekken", text="Laat maar."), {"bram", "yasmina"}),
    ]
    for place, (act, wanted) in enumerate(steps):
        assert told(browsers, number, act) == wanted, place


def test_a_colleague_who_signs_is_no_news_to_an_employee(world: World) -> None:
    client, number = world.client()
    one = informed(world, number, "Bram Terhorst", "Yasmina Aydin")
    bram, yasmina = employee(world, number), employee(world, number, "collega")
    for browser, portal in ((client, "klager"), (bram, "medewerker"), (yasmina, "medewerker")):
        browser.act(portal, number, "standpunt", {"text": "Zo was het."})
    one.judge("upheld", "not_upheld", "not_upheld")
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    browsers = {"klager": client, "bram": bram, "yasmina": yasmina, "functionaris": one.browser}

    def sign() -> None:
        bram.act("medewerker", number, "ondertekenen")

    assert told(browsers, number, sign) == {"klager", "functionaris"}


def test_without_a_mandate_nothing_of_the_complainant_is_news(world: World) -> None:
    agent, number = represented(world)
    one = officer(world, number)
    one.browser.accept("functionaris", number)
    browsers = {"klager": agent}
    assert told(browsers, number, lambda: one.act("niet-betrokken")) == set()
