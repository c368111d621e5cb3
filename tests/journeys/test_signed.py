"""What the page of the judgment says of the signatures: who, when, how, and what that is worth."""

from __future__ import annotations

import re
from html import unescape

from tests.journeys.test_judged import heard
from tests.support.journey import employee, informed, option
from tests.support.world import Browser, World

PORTAL = "getekend op maandag 2 maart 2026, in het portaal, bevestigd met"
MAILED, KEYED = f"{PORTAL} een wachtwoord en een code per e-mail", f"{PORTAL} een passkey"
PAPER = "getekend op maandag 2 maart 2026, op papier; het papier ligt bij de klachtenfunctionaris"


def signatures(browser: Browser, portal: str, number: str) -> list[str]:
    """The lines below the judgment, as they are read and printed."""
    page = browser.get(f"/{portal}/zaak/{number}/oordeel").text
    below = page.partition("handtekeningen-titel")[2].partition("</section>")[0]
    items = re.findall(r"<li>(.*?)</li>", below, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", one)).split()) for one in items]


def test_the_judgment_says_who_signed_when_and_how(both_world: World) -> None:
    client, number = both_world.client()
    one, bram = heard(both_world, number, client)
    one.judge("upheld", "upheld")
    assert signatures(client, "klager", number) == []
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    assert {line.partition(": ")[2] for line in signatures(client, "klager", number)} == {"nog niet getekend"}
    page = one.page("handtekening-op-papier")
    paper = {"person": option(page, "Marloes"), "signed_on": "2026-03-02", "place": "kast"}
    one.act("handtekening-op-papier", paper)
    one.act("ondertekenen")
    bram.act("medewerker", number, "niet-ondertekenen", {"reason": "Ik herken het niet."})
    told = [
        f"Marloes Veenstra (de klager): {PAPER}",
        f"Hanneke Oudeveld (de klachtenfunctionaris): {KEYED}",
        "Bram Terhorst (de betrokken medewerker): niet getekend",
    ]
    for browser, portal in ((client, "klager"), (bram, "medewerker"), (one.browser, "functionaris")):
        assert signatures(browser, portal, number) == told
        page = browser.get(f"/{portal}/zaak/{number}/oordeel").text
        assert "waarmee de ondertekenaar kort daarvoor liet zien wie het was" in page
        assert "Ik herken het niet." not in page


def test_who_never_answered_did_not_sign_once_the_case_is_closed(world: World) -> None:
    client, number = world.client()
    one, _bram = heard(world, number, client)
    one.judge("upheld", "upheld")
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    client.act("klager", number, "ondertekenen")
    one.act("niet-ondertekenen", {"reason": ""})
    one.act("afsluiten-zonder-handtekening")
    assert [line.partition(": ")[2] for line in signatures(client, "klager", number)] == [
        MAILED, "niet getekend", "niet getekend",
    ]  # fmt: skip


def test_of_several_employees_each_reads_the_signatures_below_their_own_part(world: World) -> None:
    client, number = world.client()
    one = informed(world, number, "Bram Terhorst", "Yasmina Aydin")
    bram, yasmina = employee(world, number), employee(world, number, "collega")
    for browser in (bram, yasmina):
        browser.act("medewerker", number, "standpunt", {"text": "Ik schrijf dit."})
    client.act("klager", number, "standpunt", {"text": "Ik blijf erbij."})
    one.judge("upheld", "not_upheld", "no_finding", cite="")
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    for browser, portal in ((client, "klager"), (bram, "medewerker"), (yasmina, "medewerker")):
        browser.act(portal, number, "ondertekenen")
    names = {
        who: [line.partition(" (")[0] for line in signatures(browser, portal, number)]
        for who, browser, portal in (
            ("client", client, "klager"), ("bram", bram, "medewerker"), ("yasmina", yasmina, "medewerker"),
        )
    }  # fmt: skip
    assert names == {
        "client": ["Marloes Veenstra", "Hanneke Oudeveld", "Bram Terhorst", "Yasmina Aydin"],
        "bram": ["Marloes Veenstra", "Hanneke Oudeveld", "Bram Terhorst"],
        "yasmina": ["Marloes Veenstra", "Hanneke Oudeveld", "Yasmina Aydin"],
    }
    assert len([line for line in signatures(one.browser, "functionaris", number) if PORTAL in line]) == 3
