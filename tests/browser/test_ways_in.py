"""The ways in, as people walk them: a passkey, an app with codes, a code by mail, and showing once more who one is."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pyotp
import pytest
from playwright.sync_api import expect

from tests.support.world import PASSWORD

if TYPE_CHECKING:
    from tests.browser.conftest import Meet
    from tests.browser.person import Person
    from tests.support.world import World

BRAM = "medewerker@noorderhaven.example"


def by_mail(one: Person) -> None:
    """Show who one is with a password and a code by mail."""
    assert "/bevestigen" in one.page.url
    one.press("Stuur mij een code")
    one.fill("Code uit de e-mail", one.world.mail_code())
    one.fill("Uw wachtwoord", PASSWORD)
    one.press("Bevestigen")


@pytest.mark.browser
def test_somebody_makes_a_passkey_and_comes_in_with_it(meet: Meet) -> None:
    bram = meet("bram")
    bram.sign_in(BRAM)
    bram.authenticator = bram.context.new_cdp_session(bram.page)
    bram.authenticator.send("WebAuthn.enable")
    from tests.browser.person import AUTHENTICATOR

    bram.authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    bram.open("/account")
    bram.follow("Passkey toevoegen")
    bram.fill("Naam", "Mijn telefoon")
    bram.show_key("Passkey maken")
    by_mail(bram)
    bram.fill("Naam", "Mijn telefoon")
    bram.show_key("Passkey maken")
    bram.reads("Bewaar deze codes op papier")
    bram.follow("Ik heb ze bewaard")
    bram.reads("Mijn telefoon")
    bram.press("Uitloggen")
    bram.open("/inloggen")
    bram.show_key("Inloggen met een passkey")
    assert bram.page.url.endswith("/medewerker/")
    bram.open("/account/sessies")
    bram.reads("een passkey", "Dit apparaat")
    bram.press("Uitloggen")
    bram.fill_sign_in(BRAM)
    bram.reads("Nog één stap")
    bram.show_key("Passkey gebruiken")
    assert bram.page.url.endswith("/medewerker/")


@pytest.mark.browser
def test_a_passkey_that_nobody_knows_says_so_and_leaves_the_other_ways(meet: Meet) -> None:
    one = meet("somebody")
    one.open("/inloggen")
    one.hold_key("niemand@noorderhaven.example")
    one.page.get_by_role("button", name="Inloggen met een passkey").click()
    expect(one.page.locator("[data-passkey-status]")).to_contain_text("Deze passkey kennen wij hier niet")
    one.faults = [fault for fault in one.faults if not fault.startswith("422:")]
    one.fill_sign_in(BRAM)
    assert one.page.url.endswith("/medewerker/")


@pytest.mark.browser
@pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "without script"])
def test_an_app_with_codes_is_set_up_and_asked_for(meet: Meet, scripted: bool) -> None:
    bram = meet("bram", scripted=scripted)
    bram.fill_sign_in(BRAM)
    bram.open("/account/code")
    bram.press("Beginnen")
    by_mail(bram)
    bram.press("Beginnen")
    seed = bram.page.locator("code.w-code").inner_text()
    assert re.fullmatch(r"[A-Z2-7]{32}", seed)
    app = pyotp.TOTP(seed)
    bram.fill("Code", "000000")
    bram.press("App in gebruik nemen", status=422)
    bram.fill("Code", app.now())
    bram.press("App in gebruik nemen")
    codes = bram.page.locator("code.w-code").all_inner_texts()
    assert len(codes) == 10
    bram.press("Uitloggen")
    bram.fill_sign_in(BRAM)
    bram.fill("Code", app.at(time.time() + 30))  # the one of now took the app into use
    bram.press("Verder")
    assert bram.page.url.endswith("/medewerker/")
    bram.press("Uitloggen")
    bram.fill_sign_in(BRAM)
    bram.fill("Code", codes[0])
    bram.press("Verder")
    bram.open("/account")
    bram.reads("U heeft er nog 9")


@pytest.mark.browser
@pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "without script"])
def test_a_case_opens_with_a_receipt_code_and_a_code_by_mail(meet: Meet, world: World, scripted: bool) -> None:
    number = world.file()
    ada = meet("ada", scripted=scripted)
    ada.open("/klacht/status")
    ada.fill("Zaaknummer", number)
    ada.fill("Ontvangstcode", world.filed.code)
    ada.press("Stand bekijken")
    ada.press("Stuur mij een code")
    ada.reads("Kijk in uw e-mail")
    ada.fill("Code uit de e-mail", "11111111")
    ada.press("Klacht openen", status=422)
    ada.fill("Code uit de e-mail", world.mail_code())
    ada.press("Klacht openen")
    ada.promise()
    ada.reads(number)
    ada.open("/account")
    ada.reads("U heeft geen wachtwoord.")


@pytest.mark.browser
def test_all_of_it_is_there_in_english(meet: Meet) -> None:
    one = meet("petra")
    one.sign_in("beheer")
    one.press("English")
    for path, words in (
        ("/account", "Your account"),
        ("/account/sessies", "Where you are signed in"),
        ("/account/sleutels/nieuw", "Add a passkey"),
        ("/account/code", "Set up an app with codes"),
        ("/account/herstelcodes", "Recovery codes"),
        ("/account/wachtwoord", "Change password"),
        ("/account/adres", "Change email address"),
        ("/bevestigen", "Show that it is you"),
        ("/beheer/afwezig", "Absence"),
        ("/beheer/inloggen", "OpenID Connect"),
    ):
        one.open(path)
        one.reads(words)
