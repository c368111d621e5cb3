"""The functionaris's list, with every badge that it can have, on a narrow screen and a wide one."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_the_list_with_its_badges_fits(meet, world):
    client, number = world.client()
    client.act("klager", number, "steunpersoon", {"name": "Zus", "email": "zus@post.example", "relation": "zus"})
    boss = world.sign_in("functionaris")
    boss.accept("functionaris", number)
    boss.act("functionaris", number, "niet-betrokken")
    one = meet("functionaris")
    one.sign_in("functionaris")
    one.open("/functionaris/")
    one.reads("Nieuw", "Steunpersoon uitnodigen", number)
    one.open(f"/functionaris/zaak/{number}/")
    one.reads("Uitnodigen")
    one.open("/functionaris/")
    one.reads_nowhere("Nieuw")
