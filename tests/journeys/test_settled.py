"""C01: resolved together, recorded, and signed by three."""

from __future__ import annotations

import re

from tests.support.world import Browser, World


def option(text: str, label: str) -> str:
    """The value of the choice with this label."""
    for value, words in re.findall(r'value="([^"]+)"[^>]*>\s*(?:</?\w+[^>]*>\s*)*([^<]+)', text):
        if label in words:
            return value
    raise AssertionError(label)


def handled(world: World, number: str) -> tuple[Browser, Browser]:
    """Take a case into handling, and return functionaris and employee."""
    officer = world.sign_in("functionaris")
    # officer.get("/functionaris/")
    officer.accept("functionaris", number)
    officer.get(f"/functionaris/zaak/{number}/")
    act = lambda slug, values=None: officer.act("functionaris", number, slug, values)  # noqa: E731
    act("niet-betrokken")
    act("beoordelen")
    page = officer.get(f"/functionaris/zaak/{number}/onderwerpen").text
    act("onderwerpen", {"categories": [option(page, "Bereikbaarheid"), option(page, "Afspraken niet")]})
    page = officer.get(f"/functionaris/zaak/{number}/medewerker").text
    act("medewerker", {"person_id": option(page, "Bram Terhorst")})
    page = officer.get(f"/functionaris/zaak/{number}/onderdelen").text
    bram = option(page, "Bram Terhorst")
    act(
        "onderdelen",
        {"text_0": "Niet bereikbaar", "about_0": [bram], "text_1": "Afspraken afgezegd", "about_1": [bram]},
    )
    act("in-behandeling", {f"edition_{bram}": "Ik bel al weken en krijg geen antwoord.", "until": "2026-03-12"})
    employee = world.sign_in("medewerker")
    employee.get("/medewerker/")
    employee.accept("medewerker", number)
    employee.get(f"/medewerker/zaak/{number}/")
    return officer, employee


def test_a_complaint_is_resolved_and_signed_by_three(world: World) -> None:
    client, number = world.client()
    client.get(f"/klager/zaak/{number}/")
    client.get("/klager/")
    officer, employee = handled(world, number)
    employee.act("medewerker", number, "standpunt", {"text": "Ik had een dubbele caseload."})
    employee.act("medewerker", number, "voorstel", {"text": "Vaste donderdag, vervanger, gesprek."})
    page = client.get(f"/klager/zaak/{number}/voorstel-aanvaarden").text
    client.act("klager", number, "voorstel-aanvaarden", {"proposal": option(page, "Bram Terhorst"), "text": "Graag."})
    # officer.get("/functionaris/")
    officer.act("functionaris", number, "afdoening", {"agreements": "Vaste donderdag.", "route": "De rechtbank."})
    client.get(f"/klager/zaak/{number}/oordeel")
    client.act("klager", number, "tevreden", {"satisfied": "yes"})
    client.act("klager", number, "ondertekenen")
    employee.act("medewerker", number, "ondertekenen")
    officer.act("functionaris", number, "ondertekenen")
    assert "Afgesloten" in client.get(f"/klager/zaak/{number}/").text
