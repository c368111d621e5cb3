"""Articles 8.3 and 8.4: what management reads of a recommendation, and what it must say when it decides."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from portal.accounts import people
from portal.casework import register, review
from portal.domain.errors import Refused
from portal.domain.recommendation import Move, Role
from portal.models.base import new_id
from portal.sight import learning
from portal.sight.actor import Actor

if TYPE_CHECKING:
    from tests.support.world import World

BASIS = "Dit rust op"
SMALL = "er staat een klein aantal in"


def advised(world: World, evidence: str) -> str:
    """A recommendation, and where management decides on it."""
    clerk = world.sign_in("functionaris")
    clerk.post("/functionaris/aanbevelingen/nieuw", {"text": "Bel terug.", "evidence": evidence, "category": ""})
    found = re.findall(r"/functionaris/aanbevelingen/[0-9a-f-]{36}", clerk.get("/functionaris/aanbevelingen").text)
    assert evidence in unescape(clerk.get(found[0]).text)
    return found[0].replace("functionaris", "directie")


@pytest.mark.parametrize(
    ("evidence", "small"),
    [
        ("1 klacht", True),
        ("3 klachten, Rapportage", True),
        ("12 klachten, waarvan vier over Rapportage", True),
        ("Een klacht over rapportage", True),
        ("One complaint in 2026", True),
        ("5 klachten", False),
        ("Een patroon in zes klachten in 2026", False),
        ("0 klachten in dit kwartaal", False),
    ],
)
def test_management_reads_no_small_number_as_evidence(world: World, evidence: str, small: bool) -> None:
    page = unescape(world.sign_in("directie").get(advised(world, evidence)).text)
    assert (BASIS in page, evidence in page, SMALL in page) == (not small, not small, small)


def test_the_field_says_that_small_numbers_are_not_shown(world: World) -> None:
    page = world.sign_in("functionaris").get("/functionaris/aanbevelingen/nieuw").text
    assert "Staat er een klein aantal in, dan ziet de directie deze regel niet." in page


@pytest.mark.parametrize(
    ("move", "given", "missing"),
    [
        ("adopt", {}, ("Noem wie dit uitvoert.", "Kies een datum.")),
        ("adopt_in_part", {"owner": "  "}, ("Geef een reden.", "Noem wie dit uitvoert.", "Kies een datum.")),
        ("defer", {"reason": "Eerst cijfers."}, ("Kies een datum.",)),
        ("reject", {}, ("Geef een reden.",)),
    ],
)
def test_each_field_that_a_decision_lacks_is_named(
    world: World, move: str, given: dict[str, str], missing: tuple[str, ...]
) -> None:
    path = advised(world, "")
    page = unescape(world.sign_in("directie").post(path, {"move": move, **given}, expect=422).text)
    beside = dict(re.findall(r'id="(\w+)-error">.*?</span>([^<]+)</div>', page, re.DOTALL))
    said = {"Noem wie dit uitvoert.": "owner", "Kies een datum.": "due_on", "Geef een reden.": "reason"}
    assert beside == {said[sentence]: sentence for sentence in missing}


def test_a_decision_on_a_page_of_before_is_a_conflict(world: World) -> None:
    path, boss = advised(world, ""), world.sign_in("directie")
    old = boss.form(path)["version"]
    soon = (world.today + timedelta(days=30)).isoformat()
    boss.post(path, {"move": "defer", "reason": "Eerst cijfers.", "due_on": soon})
    assert (
        "intussen gewijzigd" in boss.post(path, {"move": "reject", "reason": "Nee.", "version": old}, expect=409).text
    )


def test_a_day_on_the_wrong_side_of_today_is_said_so(world: World) -> None:
    boss, admin = world.sign_in("directie"), world.sign_in("beheer")
    yesterday, tomorrow = ((world.today + timedelta(days=days)).isoformat() for days in (-1, 1))
    late = boss.post(advised(world, ""), {"move": "adopt", "owner": "A", "due_on": yesterday}, expect=422).text
    assert "Kies een datum vanaf vandaag." in late
    ahead = "Deze datum ligt in de toekomst. Kies een datum tot en met vandaag."
    held = {"held_on": tomorrow, "present": "Directie", "minutes": "Alles."}
    assert ahead in boss.post("/directie/bespreking", held, expect=422).text
    told = {"client_reference": "T-1", "told_on": tomorrow, "channel": "contract"}
    assert ahead in admin.post("/beheer/informatie-vooraf", told, expect=422).text


def test_the_same_days_are_refused_past_the_page(world: World) -> None:
    tenant = world.tenants["noorderhaven"]
    path = advised(world, "")
    with world.owner(tenant) as session:
        boss = people.by_email(session, "directie@noorderhaven.example")
        assert boss is not None
        actor = Actor(tenant, boss.id, new_id(), boss.name, boss.email, "nl", frozenset())
        tomorrow, yesterday = world.today + timedelta(days=1), world.today - timedelta(days=1)
        told = {"client_reference": "T-1", "told_on": tomorrow, "channel": "contract", "now": world.now}
        for reason, deed in {
            "contact_in_future": lambda: review.record(
                session, actor, held_on=tomorrow, present="x", minutes="x", now=world.now
            ),
            "contact_in_future ": lambda: register.told_at_start(session, actor, **told),
            "date_lies_ahead": lambda: register.move(
                session,
                actor,
                recommendation=path[-36:],
                kind=Move.ADOPT,
                who=Role.MANAGEMENT,
                seen=1,
                reason="",
                owner="A",
                due_on=yesterday,
                now=world.now,
            ),
        }.items():
            with pytest.raises(Refused) as caught:
                deed()
            assert caught.value.reason == reason.strip()


def test_numbers_are_found_in_digits_and_in_words() -> None:
    assert learning.small_number("vier", 5)
    assert learning.small_number("K4", 5)
    assert not learning.small_number("vier", 4)
    assert not learning.small_number("vierhonderd, 40 en 2026", 5)
