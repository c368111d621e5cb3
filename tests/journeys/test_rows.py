"""Rows of the allegations: no text that was typed in one gets lost, whatever its hidden id says."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import select

from portal.models.complaint import Allegation
from tests.support.journey import Officer, employee, informed, officer
from tests.support.world import World

NOT_THERE = "Een tekst hoort bij een onderdeel dat er niet is."


def begun(world: World) -> Officer:
    one = officer(world, world.file())
    one.begin()
    one.categorise()
    one.name("Bram Terhorst")
    return one


def allegations(world: World) -> list[str]:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return list(session.scalars(select(Allegation.text).order_by(Allegation.position)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("Hallo", "Hallo", id="short"),
        pytest.param("Hal\x07lo", "Hal\N{REPLACEMENT CHARACTER}lo", id="a sign that cannot be kept"),
        pytest.param("a" * 50_000, "a" * 50_000, id="too long"),
    ],
)
def test_a_text_with_an_id_that_is_not_there_is_refused_and_kept(both_world: World, text: str, shown: str) -> None:
    one = begun(both_world)
    rows = {"id_0": "nope", "text_0": text, "id_1": "", "text_1": "Niet gebeld."}
    page = unescape(one.act("onderdelen", rows, expect=422))
    assert NOT_THERE in page
    assert shown in page.partition("over-titel")[2].partition("</section>")[0]
    assert "Niet gebeld." in page.rpartition("<form")[2]
    assert allegations(both_world) == []


def test_two_texts_for_one_allegation_are_not_both_done(world: World) -> None:
    one = begun(world)
    one.allege(("Niet gebeld.", []))
    page = one.page("onderdelen")
    kept = page.partition('name="id_0"')[2].partition('value="')[2].partition('"')[0]
    twice = {"id_0": kept, "text_0": "Nooit gebeld.", "id_1": kept, "text_1": "Zelden gebeld."}
    shown = one.act("onderdelen", twice, expect=422)
    assert "Nooit gebeld." in shown
    assert "Zelden gebeld." in shown
    assert allegations(world) == ["Niet gebeld."]


def test_more_texts_than_rows_are_refused_together(world: World) -> None:
    one = begun(world)
    many = {f"text_{place}": f"Onderdeel {place}." for place in range(9)}
    shown = one.act("onderdelen", many, expect=422)
    assert all(text in shown for text in many.values())
    assert allegations(world) == []


def test_an_empty_row_with_an_id_that_is_not_there_stops_nobody(world: World) -> None:
    one = begun(world)
    one.act("onderdelen", {"id_0": "nope", "text_0": " ", "id_1": "", "text_1": "Niet gebeld."})
    assert allegations(world) == ["Niet gebeld."]


def test_reasons_for_an_allegation_that_is_not_there_are_refused_and_kept(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    employee(world, number).act("medewerker", number, "geen-standpunt")
    client.act("klager", number, "geen-standpunt")
    page = one.page("oordeel-geven")
    kept = page.partition('name="allegation_0"')[2].partition('value="')[2].partition('"')[0]
    rows = {
        "considerations": "Beide kanten zijn gehoord.",
        "allegation_0": kept, "reasons_0": "Dat blijkt uit de stukken.", "outcome_0": "upheld",
        "allegation_1": "nope", "reasons_1": "Dit hoort nergens bij.", "outcome_1": "upheld",
    }  # fmt: skip
    shown = one.act("oordeel-geven", rows, expect=422)
    assert NOT_THERE in shown
    assert "Dit hoort nergens bij." in shown.partition("over-titel")[2].partition("</section>")[0]
    assert "Dat blijkt uit de stukken." in shown.rpartition("<form")[2]
