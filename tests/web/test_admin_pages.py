"""The pages of the admin: what cannot be kept is said in words, and nobody's change is undone unseen."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.world import Browser, World

HOUSE = {
    "name": "Noorderhaven",
    "address": "Kade 2",
    "phone": "+31 (0)10 - 123 / 45",
    "email": "a@b.example",
    "route": "De rechtbank.",
    "accent": "#123456",
}


@pytest.mark.parametrize("colour", ["red", "#12345", "#gggggg", "123456", "#1234567", "", "#123456\n"])
def test_a_colour_that_is_none_is_refused_in_words(world: World, colour: str) -> None:
    admin = world.sign_in("beheer")
    page = admin.post("/beheer/organisatie", {**HOUSE, "accent": colour, "name": "Getypt"}, expect=422).text
    assert "Getypt" in page
    assert "Schrijf de kleur als # met zes tekens." in page or "Vul dit in." in page


@pytest.mark.parametrize("phone", ["<script>", "010", "bel ons 010 123 45 67", "++--", "١٢٣٤"])
def test_what_nobody_can_dial_is_no_telephone_number(world: World, phone: str) -> None:
    admin = world.sign_in("beheer")
    page = admin.post("/beheer/organisatie", {**HOUSE, "phone": phone}, expect=422).text
    assert "Dit is geen telefoonnummer." in unescape(page)
    assert "Dit is geen" not in admin.get("/beheer/organisatie").text


def test_a_telephone_number_is_taken_as_it_is_written(world: World) -> None:
    world.sign_in("beheer").post("/beheer/organisatie", HOUSE)
    assert HOUSE["phone"] in unescape(world.visitor().get("/contact").text)


@pytest.mark.parametrize("label", ["Bejegening", " bejegening ", "OVERIG"])
def test_a_standard_topic_is_not_added_again(world: World, label: str) -> None:
    admin = world.sign_in("beheer")
    page = admin.post("/beheer/onderwerpen", {"label": label}, expect=422).text
    assert "Dit onderwerp staat al in de lijst." in page


def english(admin: Browser) -> str:
    """The name of the first standard topic in English."""
    admin.post("/taal/en", {}, page="/account/wachtwoord")
    page = admin.get("/beheer/onderwerpen").text
    admin.post("/taal/nl", {}, page="/account/wachtwoord")
    return unescape(page.partition("<tbody")[2].partition('<th scope="row"')[2].partition(">")[2].partition("<")[0])


def test_nor_by_its_name_in_the_other_language(world: World) -> None:
    admin = world.sign_in("beheer")
    name = english(admin).strip()
    assert name
    assert name not in admin.get("/beheer/onderwerpen").text
    page = admin.post("/beheer/onderwerpen", {"label": name}, expect=422).text
    assert "Dit onderwerp staat al in de lijst." in page
    assert "Bejegening" in page


def test_of_two_admins_the_last_one_sees_what_stands_now(both_world: World) -> None:
    admin = both_world.sign_in("beheer")
    old = admin.form("/beheer/organisatie")["version"]
    admin.post("/beheer/organisatie", {**HOUSE, "address": "Plein 9\r\n0000 BB Haven"})
    mine = {**HOUSE, "phone": "010 999 99 99", "version": old}
    page = unescape(admin.post("/beheer/organisatie", mine, expect=422).text)
    now = page.partition("Wat er nu staat</h2>")[2].partition("</section>")[0]
    assert "Plein 9" in now
    assert HOUSE["phone"] in now
    assert "Kleur" not in now
    assert "010 999 99 99" in page.partition("</section>")[2]
    admin.post("/beheer/organisatie", {**mine, "version": str(int(old) + 1)})
    assert "010 999 99 99" in both_world.visitor().get("/contact").text


def test_an_address_of_the_staff_is_not_invited_again(world: World) -> None:
    admin = world.sign_in("beheer")
    before = admin.get("/beheer/medewerkers").text
    given = {"name": "Bram", "email": "medewerker@noorderhaven.example", "function": "", "roles": ["management"]}
    page = unescape(admin.post("/beheer/medewerkers/uitnodigen", given, expect=422).text)
    assert "Dit e-mailadres hoort al bij een medewerker." in page
    assert admin.get("/beheer/medewerkers").text.count("Directie") == before.count("Directie")
    assert not world.letters("invite_staff")
    fresh = {**given, "email": "nieuw@post.example"}
    admin.post("/beheer/medewerkers/uitnodigen", fresh)
    admin.post("/beheer/medewerkers/uitnodigen", fresh, expect=422)
    assert len(world.letters("invite_staff")) == 1
