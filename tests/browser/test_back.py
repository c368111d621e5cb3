"""After signing out, the back button leads to no case, on a computer that others use too."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_the_back_button_shows_no_case(meet, world):
    _, number = world.client()
    client = meet("klager")
    client.sign_in("marloes@post.example")
    client.follow(f"Klacht {number}")
    client.reads("Uw klacht", "Sinds november bel ik mijn jobcoach.")
    client.press("Uitloggen")
    client.reads("U bent uitgelogd.")
    for _ in range(2):
        client.page.go_back()
        client.look()
        client.reads("Inloggen", "E-mailadres")
        client.reads_nowhere(number, "Sinds november", "Marloes")
    client.open(f"/klager/zaak/{number}/")
    client.reads("Inloggen")
