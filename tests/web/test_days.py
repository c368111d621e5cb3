"""A date that cannot be meant is refused in words, on every page that asks for one, and binds nobody."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.calendar import YEARS_AHEAD, YEARS_BACK
from portal.models.complaint import Complaint
from portal.web.forms import Day
from tests.journeys.test_intake import registration
from tests.support.journey import informed, officer, option

SENTENCE = "Kies een datum van 2 maart 2021 tot en met 2 maart 2028."
PAST = "Kies een datum van 2 maart 2021 tot en met 2 maart 2026."
AHEAD = "Deze datum ligt in de toekomst. Kies een datum tot en met vandaag."
MISTYPED = ["0001-01-01", "0206-11-01", "1950-01-01", "2021-03-01", "2028-03-03", "2100-01-01", "9999-12-31"]


def told(day: str) -> str:
    """Say what is said of a day that should be over."""
    return AHEAD if day > "2026-03-02" else PAST


def case(world) -> Complaint:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return session.scalars(select(Complaint)).one()


@pytest.mark.parametrize("day", MISTYPED)
def test_no_act_of_a_case_takes_a_date_that_cannot_be_meant(world, day):
    _client, number = world.client()
    one = informed(world, number)
    before = case(world)
    marloes = option(one.page("reactie-vragen"), "Marloes")
    external = {"body": "Rechtbank", "since": day, "text": "x"}
    for slug, values, sentence in (
        ("verlengen", {"until": day, "reason": "De tolk is ziek."}, SENTENCE),
        ("ontvangst-verbeteren", {"received_on": day, "reason": "Stempel."}, told(day)),
        ("reactie-vragen", {"to": [marloes], "text": "Klopt dit?", "until": day}, SENTENCE),
        ("gespreksverslag", {"happened_on": day, "text": "Gesproken."}, told(day)),
        ("elders", external, told(day)),
    ):
        assert sentence in one.act(slug, values, expect=422), slug
    assert (case(world).facts, case(world).version) == (before.facts, before.version)


@pytest.mark.parametrize("day", MISTYPED)
def test_nor_does_the_register(world, day):
    page = world.sign_in("functionaris").post("/functionaris/registreren", registration(received_on=day), expect=422)
    assert told(day) in page.text
    assert "Klacht per brief." in page.text


@pytest.mark.parametrize("day", ["2021-03-02", "2026-03-02"])
def test_the_first_day_can_be_chosen_and_today(world, day):
    world.sign_in("functionaris").post("/functionaris/registreren", registration(received_on=day))
    assert case(world).received_on == date.fromisoformat(day)


def test_the_last_day_can_be_chosen(world):
    _client, number = world.client()
    one = officer(world, number)
    one.begin()
    one.act("verlengen", {"until": "2028-03-02", "reason": "De tolk is ziek."})
    assert case(world).due_on == date(2028, 3, 2)


def test_what_is_no_date_is_said_once(world):
    _client, number = world.client()
    one = officer(world, number)
    one.begin()
    page = one.act("verlengen", {"until": "31-02-2026x", "reason": "x"}, expect=422)
    assert "Dit is geen datum" in page
    assert "Kies een datum van" not in page


def test_a_judgment_is_not_held_up_by_a_reply_year_that_was_mistyped(world):
    """A date that can be meant but was not: the next question mends it, and leaves everybody their ten days."""
    _client, number = world.client()
    one = informed(world, number)
    people = [option(one.page("reactie-vragen"), name) for name in ("Marloes", "Bram")]
    one.act("reactie-vragen", {"to": people, "text": "Klopt dit?", "until": "2027-03-12"})
    one.act("reactie-vragen", {"to": people, "text": "De datum klopte niet.", "until": "2026-03-13"})
    untils = {reply.until for party in case(world).facts.parties for reply in party.replies}
    assert untils == {date(2026, 3, 12), date(2026, 3, 13)}


def test_every_date_of_a_form_is_bounded(app):
    """A field for a date is made by `day_field`, which bounds it."""
    from pathlib import Path

    from portal.web import forms

    root = Path(forms.__file__).parents[1]
    made = [path for path in root.rglob("*.py") if "DateField(" in path.read_text() or " Day(" in path.read_text()]
    assert made == [root / "web" / "forms.py"]
    assert issubclass(Day, forms.DateField)
    assert (YEARS_BACK, YEARS_AHEAD) == (5, 2)
