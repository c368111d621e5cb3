"""E01, E29: who takes a case over is told, declares first, and everybody hears who it is."""

from __future__ import annotations

from tests.support.journey import employee, informed, officer, option
from tests.support.world import World


def test_who_is_conflicted_goes_back_to_the_list_and_the_next_one_declares_first(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    done = one.browser.act("functionaris", number, "wel-betrokken", {"reason": "Familie."})
    assert done.headers["Location"].endswith("/functionaris/?gedaan=declare_conflict")
    one.browser.get("/functionaris/?gedaan=declare_conflict")
    (told,) = world.letters("n22f")
    assert told.to_address == "waarnemer@noorderhaven.example"
    two = officer(world, number, "waarnemer")
    two.browser.accept("functionaris", number)
    page = two.case()
    assert "Verklaar of u bij de zaak betrokken bent" in page
    two.act("niet-betrokken")
    assert "Verklaar of u bij de zaak betrokken bent" not in two.case()
    assert "Rutger Smeenk" in client.get(f"/klager/zaak/{number}/").text


def test_a_mandate_that_was_seen_leaves_its_proof_in_the_file(world: World) -> None:
    from tests.journeys.test_intake import BEHALF

    number = world.file("Said Boutaleb", "said@post.example", **BEHALF)
    one = officer(world, number)
    one.begin()
    one.act("machtiging", {"seen_on": "2026-03-01", "proof": "Ondertekende brief, kast 3.", "decides": "yes"})
    page = one.case()
    assert "Ondertekende brief, kast 3." in page
    assert "1 maart 2026" in page


def test_naming_a_support_person_tells_nobody_who_else_takes_part(world: World) -> None:
    client, number = world.client()
    one = informed(world, number, "Bram Terhorst", "Yasmina Aydin")
    bram = employee(world, number)
    for place, address in enumerate(("collega@noorderhaven.example", "marloes@post.example", "niemand@post.example")):
        named = {"name": f"Steun {place}", "email": address, "relation": ""}
        bram.act("medewerker", number, "steunpersoon", named)
    refused = bram.act("medewerker", number, "steunpersoon", named, 422)
    assert "doet al mee" in refused.text
    client.act("klager", number, "steunpersoon", {"name": "Zus", "email": "niemand@post.example", "relation": ""})
    page = one.page("uitnodigen")
    for name in ("Steun 0", "Steun 1", "Steun 2"):
        assert "doet al mee" in one.act("uitnodigen", {"person": option(page, name)}, 422)
