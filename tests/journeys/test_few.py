"""What management and functionaris read where there are few complaints: a sentence, and no name of a part."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from tests.support.journey import officer

if TYPE_CHECKING:
    from tests.support.world import World

FEW = "Te weinig klachten om uit te splitsen zonder dat iemand te herkennen is."
TOPICS = ("Bejegening", "Informatie en voorlichting")


def declined(world: World, count: int) -> None:
    """Complaints that ended alike, about two topics by turns."""
    for place in range(count):
        one = officer(world, world.file(f"Klager {place}", f"k{place}@post.example"))
        one.begin()
        one.categorise(TOPICS[place % 2])
        one.act("niet-behandelen", {"reason": "Dit gaat niet over ons."})
        world.later(hours=2)


def body(page: str) -> str:
    return unescape(page).partition("<main")[2].partition("</main>")[0]


def published(world: World) -> list[str]:
    """The page of the figures, and the report as both read it."""
    world.later(days=31)
    clerk, boss = world.sign_in("functionaris"), world.sign_in("directie")
    period = {"from_on": "2026-03-01", "until_on": "2026-03-31", "remarks": ""}
    looked = clerk.post("/functionaris/verslagen/nieuw", {**period, "action": "save"}, expect=200).text
    clerk.post("/functionaris/verslagen/nieuw", period)
    found = re.search(r"/directie/verslagen/[0-9a-f-]{36}", boss.get("/directie/verslagen").text)
    assert found
    return [body(one) for one in (boss.get("/directie/").text, looked, boss.get(found.group()).text)]


def test_when_every_topic_is_small_one_sentence_says_so(world: World) -> None:
    declined(world, 6)
    for page in published(world):
        assert page.count(FEW) == 1
        assert "Niet in behandeling genomen" in page
        assert not any(topic in page for topic in TOPICS)
        assert "Een aantal van minder dan 5 noemen wij niet" in page


def test_when_few_were_closed_nothing_says_how(world: World) -> None:
    declined(world, 1)
    for page in published(world):
        assert page.count(FEW) == 2  # what they were about, and how they ended; no judgment was given
        assert "Niet in behandeling genomen" not in page
        assert not any(topic in page for topic in TOPICS)


def test_a_past_year_says_nothing_of_today(world: World) -> None:
    world.file()
    boss = world.sign_in("directie")
    assert "Nu in behandeling" in boss.get("/directie/").text
    past = body(boss.get("/directie/?jaar=2025").text)
    assert "in behandeling" not in past.lower()
    assert "over de termijn" not in past
