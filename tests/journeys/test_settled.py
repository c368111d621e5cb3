"""C01: resolved together, recorded, and signed by three."""

from __future__ import annotations

from tests.support.journey import employee, informed, option
from tests.support.world import World


def test_a_complaint_is_resolved_and_signed_by_three(both_world: World) -> None:
    world = both_world
    client, number = world.client()
    client.get(f"/klager/zaak/{number}/")
    client.get("/klager/")
    officer = informed(world, number)
    officer.browser.get("/functionaris/")
    bram = employee(world, number)
    bram.get("/medewerker/")
    bram.act("medewerker", number, "standpunt", {"text": "Ik had een dubbele caseload."})
    bram.act("medewerker", number, "contact", {
        "happened_on": "2026-03-02", "medium": "phone", "gist": "Gebeld", "remarks": "Goed gesprek",
    })  # fmt: skip
    assert "Gebeld" in client.get(f"/klager/zaak/{number}/").text
    assert "Goed gesprek" not in client.get(f"/klager/zaak/{number}/").text
    bram.act("medewerker", number, "voorstel", {"text": "Vaste donderdag, vervanger, gesprek."})
    page = client.get(f"/klager/zaak/{number}/voorstel-aanvaarden").text
    client.act("klager", number, "voorstel-aanvaarden", {"proposal": option(page, "Bram Terhorst"), "text": "Graag."})
    assert [letter.notice for letter in world.letters("n12")] == ["n12"]
    assert "Opgelost" in officer.case()
    officer.act("afdoening", {"agreements": "Vaste donderdag.", "route": "De rechtbank."})
    assert "geen oordeel gegeven" in client.get(f"/klager/zaak/{number}/oordeel").text
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": "Dank u."})
    client.act("klager", number, "ondertekenen")
    bram.act("medewerker", number, "ondertekenen")
    officer.act("ondertekenen")
    assert "Afgesloten" in client.get(f"/klager/zaak/{number}/").text
    officer.act("oorzaak", {"cause": option(officer.page("oorzaak"), "Capaciteit"), "analysis": "Dubbele caseload."})
    officer.act("aanbeveling", {"text": "Maak een vervangingsrooster.", "evidence": "1 klacht", "category": ""})
    boss = world.sign_in("directie")
    boss.get("/directie/")
    page = boss.get("/directie/aanbevelingen").text
    path = page[page.index("/directie/aanbevelingen/") :].split('"')[0]
    assert number not in boss.get(path).text
    boss.post(path, {"move": "adopt", "owner": "Teamleider", "due_on": "2026-06-01", "reason": ""})
    assert "Overgenomen" in boss.get(path).text


def test_the_complainant_can_ask_a_full_judgment_after_all(world: World) -> None:
    client, number = world.client()
    officer = informed(world, number)
    bram = employee(world, number)
    bram.act("medewerker", number, "voorstel", {"text": "Een vaste dag."})
    page = client.get(f"/klager/zaak/{number}/voorstel-aanvaarden").text
    client.act("klager", number, "voorstel-aanvaarden", {"proposal": option(page, "Bram Terhorst"), "text": ""})
    client.act("klager", number, "volledig-oordeel")
    officer.browser.get(f"/functionaris/zaak/{number}/afdoening", expect=409)
