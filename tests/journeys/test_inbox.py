"""What the functionaris sees first: the next step that is due, what is new, and who waits to be invited."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from portal.models.person import LinkPurpose
from tests.journeys.test_judged import heard
from tests.support.journey import employee, informed, officer, option
from tests.support.world import PASSWORD

if TYPE_CHECKING:
    from tests.support.world import Browser, World

NEW = "<span>Nieuw</span>"
SUPPORT = {"name": "Zus Veenstra", "email": "zus@post.example", "relation": "zus"}


def lines(browser: Browser, mark: str = "") -> list[str]:
    """The rows of the inbox, from the top."""
    page = browser.get(f"/functionaris/{mark}").text
    return page.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]


def numbers(browser: Browser, mark: str = "") -> list[str]:
    return [re.findall(r"K-2026-\d{4}", one)[0] for one in lines(browser, mark)]


def first_cell(row: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", row.partition("<td")[2].partition(">")[2].partition("</td>")[0]).split())


def test_the_next_step_that_is_due_stands_on_top(both_world: World) -> None:
    world = both_world
    _, first = world.client()
    one = informed(world, first)
    world.later(days=1)
    second = world.file("Ricardo Monsanto", "ricardo@post.example")
    one = officer(world, second)
    assert numbers(one.browser) == [second, first]
    rows = lines(one.browser)
    assert first_cell(rows[0]).startswith("10 mrt")
    assert first_cell(rows[1]).startswith("12 mrt")
    head = one.browser.get("/functionaris/").text.partition("<thead>")[2].partition("</thead>")[0]
    assert re.findall(r"<th[^>]*>([^<]+)<", head)[:2] == ["Volgende stap", "Oordeel uiterlijk"]
    assert numbers(one.browser, f"?na=2026-03-10_{second}") == [first]
    assert numbers(one.browser, f"?na=2026-03-12_{first}") == []
    one.begin()
    one.categorise()
    one.allege(("Het hele onderdeel", []))
    one.inform([], until="2026-03-20")
    assert numbers(one.browser) == [first, second]


def test_a_day_that_passed_says_so(world: World) -> None:
    _, number = world.client()
    informed(world, number)
    assert "die datum is voorbij" not in lines(world.sign_in("functionaris"))[0]
    world.later(days=11)
    cell = first_cell(lines(world.sign_in("functionaris"))[0])
    assert cell.startswith("12 mrt 2026 die datum is voorbij")
    assert cell.endswith("uiterlijk maandag 30 maart 2026")


def test_what_others_did_is_new_until_one_looks(both_world: World) -> None:
    world = both_world
    client, number = world.client()
    boss = world.sign_in("functionaris")
    assert NEW in lines(boss)[0], "a case that was never opened"
    assert NEW in client.get("/klager/").text
    client.get(f"/klager/zaak/{number}/")
    assert NEW not in client.get("/klager/").text
    one = informed(world, number)
    bram = employee(world, number)
    one.case()
    assert NEW not in one.browser.get("/functionaris/").text + one.browser.get("/functionaris/register").text
    assert NEW not in bram.get("/medewerker/").text
    client.get(f"/klager/zaak/{number}/")
    world.later(hours=1)
    one, client = officer(world, number), world.sign_in("marloes@post.example")
    world.sign_in("medewerker").act("medewerker", number, "standpunt", {"text": "Ik zei het anders."})
    for page in ("", "register"):
        assert NEW in one.browser.get(f"/functionaris/{page}").text, page
    text = one.case()
    assert text.count(NEW) == 1
    assert NEW in text[text.index("Ik zei het anders.") - 200 : text.index("Ik zei het anders.")]
    assert NEW not in one.case() + one.browser.get("/functionaris/").text
    world.now = world.now.replace(minute=5)
    one.share("Standpunt", "Marloes", text="Hij zei het anders.")
    assert NEW in client.get("/klager/").text
    page = client.get(f"/klager/zaak/{number}/").text
    assert page.count(NEW) >= 1
    assert NEW in page[page.index("Hij zei het anders.") - 200 : page.index("Hij zei het anders.")]
    assert NEW not in client.get(f"/klager/zaak/{number}/").text + client.get("/klager/").text


def test_a_support_person_waits_to_be_invited(both_world: World) -> None:
    world = both_world
    client, number = world.client()
    one = informed(world, number)
    link = f'href="/noorderhaven/functionaris/zaak/{number}/uitnodigen">Uitnodigen<'
    assert link not in one.case()
    client.act("klager", number, "steunpersoon", SUPPORT)
    assert "Steunpersoon uitnodigen" in lines(one.browser)[0]
    assert "Steunpersoon uitnodigen" not in client.get("/klager/").text
    assert link in one.case()
    one.act("uitnodigen", {"person": option(one.page("uitnodigen"), "Zus")})
    assert "Steunpersoon uitnodigen" not in lines(one.browser)[0]
    assert link in one.case(), "the link may be lost"
    support = world.visitor()
    support.get(world.link(LinkPurpose.CLAIM), expect=302)
    support.post("/uitnodiging", {"password": PASSWORD})
    assert link not in one.case()


def test_who_may_not_invite_yet_is_not_asked_to(world: World) -> None:
    client, number = world.client()
    client.act("klager", number, "steunpersoon", SUPPORT)
    boss = world.sign_in("functionaris")
    assert "Steunpersoon uitnodigen" not in lines(boss)[0]
    boss.accept("functionaris", number)
    assert ">Uitnodigen<" not in boss.get(f"/functionaris/zaak/{number}/").text


def test_a_silence_counts_until_the_judgment(world: World) -> None:
    client, number = world.client()
    one, _ = heard(world, number, client)
    world.later(days=10)
    boss = world.sign_in("functionaris")
    assert "niets gehoord" not in lines(boss)[0] + boss.get(f"/functionaris/zaak/{number}/").text
    world.later(days=1)
    one = officer(world, number)
    for page in (lines(one.browser)[0], one.case()):
        assert "Klager al 11 dagen niets gehoord" in page
    one.judge("upheld", "not_upheld")
    world.later(days=12)
    boss = world.sign_in("functionaris")
    assert "niets gehoord" not in lines(boss)[0] + boss.get(f"/functionaris/zaak/{number}/").text
