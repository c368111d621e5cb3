"""Filing without an account: what was kept half-way is looked at again before it is shown or sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from portal.models.complaint import Complaint
from portal.models.person import FilingDraft, LinkPurpose
from tests.web.test_bad_input import filled

if TYPE_CHECKING:
    from tests.support.world import Browser, World

BEHALF = {
    "name": "Said Boutaleb", "email": "said@post.example", "phone": "", "address": "", "language": "nl",
    "agent_name": "Tineke Rozeboom", "agent_email": "tineke@bond.example", "relation": "vakbond",
}  # fmt: skip
ADA = {"name": "Ada", "email": "", "phone": "06", "address": "", "language": "nl"}
REGISTERED: dict[str, object] = {
    "channel": "letter", "received_on": "2026-03-02", "original_place": "map", "text": "Klacht per brief.",
    "wish": "", "happened_when": "", "about_whom": "Hanneke", "grounds": ["quality"], "capacity": "candidate",
    "name": "Ada Jansen", "email": "", "phone": "", "address": "Straat 1", "language": "nl",
    "representative": "", "representative_email": "", "relation": "",
}  # fmt: skip


def references(world: World) -> list[str]:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return list(session.scalars(select(Complaint.reference)))


def half_way(visitor: Browser, slug: str, values: dict[str, object]) -> None:
    """Keep answers as they are, right or wrong, and stop."""
    answer = visitor.post(f"/klacht/{slug}", {**values, "action": "save"})
    assert answer.headers["Location"] == "/noorderhaven/klacht/bewaren"


WRONG: dict[str, tuple[str, dict[str, object], str, str]] = {
    "nobody to reach": ("gegevens", {**ADA, "phone": ""}, "zodat wij u bereiken", 'value="Ada"'),
    "a blank address": ("gegevens", {**ADA, "phone": " ", "address": " \n"}, "zodat wij u bereiken", 'value="Ada"'),
    "half an address": ("gegevens", {**ADA, "email": "ada@"}, "geen volledig e-mailadres", 'value="ada@"'),
    "a long name": ("gegevens", {**ADA, "name": "x" * 300}, "te lang", "x" * 300),
    "an unknown language": ("gegevens", {**ADA, "language": "zzz"}, "w-errors", 'value="Ada"'),
    "a long text": ("gebeurd", {"text": "y" * 30_000, "happened_when": "toen"}, "te lang", "y" * 30_000),
    "a sign that no text holds": ("gebeurd", {"text": "a\0b", "happened_when": "toen"}, "niet kunnen bewaren", "toen"),
    "no answer": ("gebeurd", {"text": "Half verhaal", "happened_when": ""}, "Vul dit in.", "Half verhaal"),
    "an unknown capacity": ("voor-wie", {"on_behalf": "no", "capacity": "zzz"}, "w-errors", "checked"),
    "nul in a choice": ("voor-wie", {"on_behalf": "no\0", "capacity": "candidate"}, "w-errors", "checked"),
    "an unknown ground": ("waarover", {"grounds": ["bogus"]}, "w-errors", "w-choices"),
    "no ground": ("waarover", {"grounds": []}, "Kies er minstens één.", "w-choices"),
    "a long name of somebody else": (
        "met-wie", {"about_whom": "z" * 900, "about_functionaris": "no"}, "te lang", "z" * 900,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_was_kept_half_way_is_put_right_before_it_is_sent(live: World, case: str) -> None:
    slug, values, sentence, typed = WRONG[case]
    visitor = filled(live)
    old = visitor.form("/klacht/controle")
    half_way(visitor, slug, values)
    step = f"/noorderhaven/klacht/{slug}?terug=1"
    assert visitor.get("/klacht/controle", expect=302).headers["Location"] == step
    with time_machine.travel(live.now, tick=False):
        sent = visitor.client.post("/noorderhaven/klacht/controle", data={**old, "truth": "y"})
    assert (sent.status_code, sent.headers["Location"]) == (302, step)
    assert references(live) == []
    page = visitor.get(f"/klacht/{slug}?terug=1").text
    assert sentence in page
    assert typed in page
    assert 'class="w-errors"' in page
    good = {
        "gegevens": ADA,
        "gebeurd": {"text": "Iets.", "happened_when": "toen"},
        "voor-wie": {"on_behalf": "no", "capacity": "candidate"},
        "waarover": {"grounds": ["quality"]},
        "met-wie": {"about_whom": "Bram", "about_functionaris": "no"},
    }
    done = visitor.post(f"/klacht/{slug}?terug=1", good[slug])
    assert done.headers["Location"] == "/noorderhaven/klacht/controle"
    visitor.post("/klacht/controle", {"truth": "y"})
    assert references(live) == ["K-2026-0001"]


def test_who_stopped_half_way_goes_on_where_nothing_was_asked_yet(world: World) -> None:
    """A question that was not put before is not held against anybody, not even the one that may stay empty."""
    visitor = world.visitor()
    assert visitor.get("/klacht/controle", expect=302).headers["Location"] == "/noorderhaven/klacht/voor-wie"
    assert 'class="w-errors"' not in visitor.get("/klacht/voor-wie?terug=1").text
    visitor.post("/klacht/voor-wie", {"on_behalf": "no", "capacity": "candidate"})
    visitor.post("/klacht/gebeurd", {"text": "Iets.", "happened_when": "toen"})
    visitor.post("/klacht/met-wie", {"about_whom": "Bram", "about_functionaris": "no"})
    visitor.post("/klacht/waarover", {"grounds": ["quality"]})
    where = visitor.get("/klacht/controle", expect=302).headers["Location"]
    assert where == "/noorderhaven/klacht/wens"
    visitor.post("/klacht/wens", {"wish": ""})
    assert visitor.get("/klacht/controle", expect=302).headers["Location"] == "/noorderhaven/klacht/gegevens"


def test_a_right_answer_that_is_changed_shows_no_fault(world: World) -> None:
    visitor = filled(world)
    for slug in ("voor-wie", "gebeurd", "met-wie", "waarover", "wens", "gegevens"):
        assert 'class="w-errors"' not in visitor.get(f"/klacht/{slug}?terug=1").text


def test_who_files_for_another_after_all_is_asked_who_they_are(world: World) -> None:
    visitor = filled(world)
    visitor.post("/klacht/voor-wie?terug=1", {"on_behalf": "yes", "capacity": "candidate"})
    where = visitor.get("/klacht/controle", expect=302).headers["Location"]
    assert where == "/noorderhaven/klacht/gegevens?terug=1"
    assert "Uw eigen naam: Vul dit in." in visitor.get("/klacht/gegevens?terug=1").text


def test_whatever_is_kept_can_be_kept(live: World) -> None:
    """Far too much, and signs that no column holds, on either database."""
    visitor = live.visitor()
    half_way(visitor, "voor-wie", {"on_behalf": "\0", "capacity": "\0" * 300})
    half_way(visitor, "waarover", {"grounds": ["\0", "x" * 9_000]})
    half_way(visitor, "gegevens", {**ADA, "name": "\0" * 9_000, "phone": "9" * 9_000, "address": "\ufffe\0"})
    visitor.post("/klacht/bewaren", {"save_email": "ada@post.example"})
    other = live.visitor()
    other.get(live.link(LinkPurpose.DRAFT), expect=302)
    for slug in ("voor-wie", "waarover", "gegevens"):
        other.get(f"/klacht/{slug}")
        other.get(f"/klacht/{slug}?terug=1")
    where = other.get("/klacht/controle", expect=302).headers["Location"]
    assert where == "/noorderhaven/klacht/voor-wie?terug=1"
    with live.owner(live.tenants["noorderhaven"]) as session:
        assert len(session.scalars(select(FilingDraft)).all()) == 1


# ---- on behalf of somebody -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["said@post.example", " Said@POST.example "])
def test_nobody_confirms_a_mandate_to_themselves(world: World, email: str) -> None:
    visitor = filled(world)
    visitor.post("/klacht/voor-wie", {"on_behalf": "yes", "capacity": "candidate"})
    page = visitor.post("/klacht/gegevens", {**BEHALF, "agent_email": email}, expect=422).text
    assert "Uw eigen e-mailadres: Dit is ook het e-mailadres van de cliënt" in page
    half_way(visitor, "gegevens", {**BEHALF, "agent_email": email})
    where = visitor.get("/klacht/controle", expect=302).headers["Location"]
    assert where == "/noorderhaven/klacht/gegevens?terug=1"
    visitor.post("/klacht/gegevens", BEHALF)
    visitor.post("/klacht/controle", {"truth": "y"})
    assert references(world) == ["K-2026-0001"]


def test_a_client_without_an_address_is_written_to_on_paper(world: World) -> None:
    visitor = filled(world)
    visitor.post("/klacht/voor-wie", {"on_behalf": "yes", "capacity": "candidate"})
    visitor.post("/klacht/gegevens", {**BEHALF, "email": "", "address": "Kade 2"})
    visitor.post("/klacht/controle", {"truth": "y"})
    assert references(world) == ["K-2026-0001"]


@pytest.mark.parametrize("email", ["ada@post.example", " ADA@post.example"])
def test_a_representative_who_is_registered_has_an_address_of_their_own(world: World, email: str) -> None:
    clerk = world.sign_in("functionaris")
    given = {**REGISTERED, "email": "ada@post.example", "representative": "Tineke", "representative_email": email}
    page = clerk.post("/functionaris/registreren", given, expect=422).text
    assert "E-mailadres van de vertegenwoordiger: De vertegenwoordiger heeft een eigen e-mailadres nodig" in page
    assert references(world) == []
    clerk.post("/functionaris/registreren", {**given, "representative_email": "tineke@bond.example"})
    assert references(world) == ["K-2026-0001"]


def test_who_is_registered_can_be_reached(world: World) -> None:
    clerk = world.sign_in("functionaris")
    page = clerk.post("/functionaris/registreren", {**REGISTERED, "address": " "}, expect=422).text
    assert "Naam van de klager: Vul een e-mailadres, telefoonnummer of postadres in" in page
    assert references(world) == []
    clerk.post("/functionaris/registreren", {**REGISTERED, "address": "", "phone": "06"})
    assert references(world) == ["K-2026-0001"]
