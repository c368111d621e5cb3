"""What people type is text, wherever it comes back: in a real browser nothing of it runs, loads or is reckoned."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from portal.models.person import LinkPurpose
from tests.support.journey import Officer, employee, officer, option
from tests.support.world import PASSWORD, World

if TYPE_CHECKING:
    from tests.browser.person import Person
    from tests.support.world import Browser

pytestmark = pytest.mark.browser

SUM = str(1337 * 1337)
REFERENCE = "javascript:alert(1)"
SHORT = '"><svg onload=alert(1)>{{1337*1337}}'
TYPED = (
    f"""'-- "><img src=x onerror=alert(1)><svg onload=alert(1)> {REFERENCE} {{{{7*7}}}} {{{{1337*1337}}}} ${{1337*1337}} """
    "' onmouseover=alert(1) x='"
)
LONG = f"</textarea></title></style><script>alert(1)</script> {TYPED} <a href='{REFERENCE}'>x</a> {{% raise %}} <!--"
"""What is typed where a text, a line, or a short line belongs. 7 × 7 is looked for as a word of its own."""
BROUGHT = """
() => {
  const ours = (one) => one.tagName === "SCRIPT" && one.src && new URL(one.src).origin === location.origin;
  const handler = (one) => [...one.attributes].some(({ name }) => name.startsWith("on"));
  const leads = (one) => /^\\s*(javascript|data|vbscript):/i.test(one.getAttribute("href") || one.getAttribute("action") || "");
  return [...document.querySelectorAll("*")].filter(
    (one) => handler(one) || leads(one) || (one.tagName === "SCRIPT" && !ours(one)) || one.matches("img[src=x]"),
  ).map((one) => one.outerHTML.slice(0, 200));
}
"""
ROLES = {
    "klager": "marloes@post.example",
    "gemachtigde": "tineke@bond.example",
    "steun": "steun@post.example",
    "medewerker": "medewerker@noorderhaven.example",
    "genodigde": "genodigd@noorderhaven.example",
    "functionaris": "functionaris@noorderhaven.example",
    "directie": "directie@noorderhaven.example",
    "beheer": "beheer@noorderhaven.example",
    "bezoeker": "",
}
SAME = 2
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|K-\d{4}-\d{4}")


def accepted(world: World, purpose: LinkPurpose = LinkPurpose.CLAIM) -> Browser:
    browser = world.visitor()
    browser.get(world.link(purpose), expect=302)
    browser.post("/uitnodiging", {"password": PASSWORD})
    return browser


def of_the_organisation(world: World) -> None:
    """Everything that the admin types."""
    admin = world.sign_in("beheer")
    filled = {"name": f"Haven {SHORT}", "address": LONG[:400], "phone": "010 123", "email": "haven@post.example"}
    version = admin.form("/beheer/organisatie")["version"]
    admin.post("/beheer/organisatie", {**filled, "route": LONG, "accent": "#154273", "version": version})
    admin.post("/beheer/onderwerpen", {"label": f"Thema {SHORT}"})
    known = {"client_reference": SHORT, "told_on": world.today.isoformat(), "channel": "contract"}
    admin.post("/beheer/informatie-vooraf", known)
    asked = {"name": f"Genodigd {TYPED}"[:200], "email": ROLES["genodigde"], "function": TYPED, "roles": ["employee"]}
    admin.post("/beheer/medewerkers/uitnodigen", asked)
    accepted(world, LinkPurpose.INVITE)


def in_a_case(world: World) -> str:
    """A case in which everybody typed it wherever they could, up to the judgment."""
    told = {
        "gebeurd": {"text": LONG, "happened_when": TYPED},
        "met-wie": {"about_whom": TYPED, "about_functionaris": "no"},
        "wens": {"wish": LONG},
    }
    more = {"phone": SHORT[:40], "address": LONG[:400], "language": "nl"}
    name = f"Marloes {TYPED}"[:200]
    client, number = world.client(name, **told, gegevens={"name": name, "email": ROLES["klager"], **more})
    one = officer(world, number)
    one.begin()
    one.categorise("Thema")
    refs = [*one.name("Bram Terhorst"), *one.name("Genodigd")]
    one.allege((f"Een {LONG}", refs), (f"Twee {LONG}", refs))
    one.inform(refs, text=LONG, until=(world.today + timedelta(days=8)).isoformat())
    helper = {"name": f"Steun {TYPED}"[:200], "email": ROLES["steun"], "relation": TYPED}
    client.act("klager", number, "steunpersoon", helper)
    one.act("uitnodigen", {"person": option(one.page("uitnodigen"), "Steun")})
    accepted(world).accept("klager", number)
    bram, other = employee(world, number), employee(world, number, ROLES["genodigde"])
    for browser, folder in ((client, "klager"), (bram, "medewerker"), (other, "medewerker")):
        browser.act(folder, number, "standpunt", {"text": LONG})
        browser.act(folder, number, "bericht", {"text": LONG})
        browser.act(folder, number, "voorstel", {"text": LONG})
    client.act("klager", number, "aanvullen", {"text": LONG})
    of_the_functionaris(one, world)
    return number


def of_the_functionaris(one: Officer, world: World) -> None:
    """Notes, messages, talks, what is shared, and a recommendation."""
    one.act("notitie", {"text": LONG})
    one.act("bericht", {"to": [option(one.page("bericht"), "Marloes")], "text": LONG})
    one.act("gespreksverslag", {"happened_on": world.today.isoformat(), "text": LONG})
    one.share("Standpunt", "Marloes", text=LONG)
    one.act("elders", {"body": TYPED, "since": world.today.isoformat(), "text": LONG[:3000]})
    clerk = one.browser
    category = option(clerk.get("/functionaris/aanbevelingen/nieuw").text, "Thema")
    clerk.post("/functionaris/aanbevelingen/nieuw", {"text": LONG, "evidence": TYPED, "category": category})
    boss = world.sign_in("directie")
    path = re.findall(r"/directie/aanbevelingen/[0-9a-f-]{36}", boss.get("/directie/aanbevelingen").text)[0]
    due = (world.today + timedelta(days=60)).isoformat()
    boss.post(path, {"move": "adopt", "owner": TYPED, "reason": LONG[:3000], "due_on": due})
    minutes = {"held_on": world.today.isoformat(), "present": LONG[:1500], "minutes": LONG}
    boss.post("/directie/bespreking", minutes)


def by_another(world: World) -> None:
    """A complaint that somebody handed in for somebody else."""
    world.file(
        **{
            "voor-wie": {"on_behalf": "yes", "capacity": "candidate"},
            "gebeurd": {"text": LONG, "happened_when": TYPED},
            "gegevens": {
                "name": f"Said {TYPED}"[:200],
                "email": "said@post.example",
                "agent_name": f"Tineke {TYPED}"[:200],
                "agent_email": ROLES["gemachtigde"],
                "relation": TYPED,
            },
        }
    )
    with world.owner(world.tenants["noorderhaven"]) as session:
        link = invitation(session)
    browser = world.visitor()
    browser.get(world.path(link), expect=302)
    browser.post("/uitnodiging", {"password": PASSWORD})


def invitation(session):
    from sqlalchemy import select

    from portal.models.complaint import Participant
    from portal.models.person import Link

    return session.scalars(
        select(Link)
        .join(Participant, Participant.id == Link.participant_id)
        .where(Participant.email == ROLES["gemachtigde"], Link.purpose == LinkPurpose.CLAIM)
    ).one()


HANDED_OVER = ("/taal/", ".pdf", "/pdf", "/papier/", "/bestand/", "/origineel/", ".ics", "/antwoord", "/verklaring")
"""A change of language, and what is kept by the browser instead of shown."""


class Walk:
    """One person who opens every page there is to open for them, and hears whether anything of it ran."""

    def __init__(self, person: Person) -> None:
        self.person, self.dialogs, self.opened = person, [], []
        person.page.on("dialog", self._dialog)

    def _dialog(self, dialog) -> None:
        self.dialogs.append((self.person.page.url, dialog.message))
        dialog.dismiss()

    def enter(self, email: str) -> None:
        page = self.person.page
        page.goto(f"{self.person.server}/noorderhaven/inloggen")
        if ("noorderhaven", email) in self.person.world.keys:
            self.person.hold_key(email)
            with page.expect_navigation():
                page.get_by_role("button", name="Inloggen met een passkey").click()
            return
        page.locator("input[name=email]").fill(email)
        page.locator("input[name=password]").fill(PASSWORD)
        with page.expect_navigation():
            page.locator("main button[type=submit]").click()
        assert "/inloggen" not in page.url

    def everywhere(self, *first: str) -> None:
        """Open these pages, and whatever they lead to below the first; of pages that differ in an id alone, two."""
        home = f"{self.person.server}/noorderhaven"
        waiting = [f"{home}{path}" for path in first]
        seen, shapes = set(waiting), Counter()
        while waiting:
            for found in self.look(waiting.pop(0)):
                path = found.partition("#")[0]
                shape = ID.sub("", path)
                below = path.startswith(f"{home}{first[0]}") and not any(word in path for word in HANDED_OVER)
                if below and path not in seen and shapes[shape] < SAME:
                    seen.add(path)
                    shapes[shape] += 1
                    waiting.append(path)

    def look(self, address: str) -> list[str]:
        page = self.person.page
        answer = page.goto(address, wait_until="load")
        assert answer is not None
        assert answer.status == 200, (address, answer.status)
        self.opened.append(address)
        words = page.locator("body").inner_text()
        assert SUM not in page.content(), address
        assert not re.search(r"\}\} 49 |\b49 \{\{", words), address
        assert page.evaluate(BROUGHT) == [], address
        self.person.without_fault()
        assert self.dialogs == []
        return page.evaluate("() => [...document.querySelectorAll('a[href]')].map((one) => one.href)")


def test_nothing_that_was_typed_runs(meet, world):
    of_the_organisation(world)
    number = in_a_case(world)
    by_another(world)
    told = {}
    for role, email in ROLES.items():
        walk = Walk(meet(f"script-{role}"))
        if email:
            walk.enter(email)
        own = {"gemachtigde": "/klager/", "steun": "/klager/", "genodigde": "/medewerker/"}.get(role, f"/{role}/")
        walk.everywhere(*((own, "/account") if email else ("/", "/inloggen", "/wachtwoord")))
        told[role] = walk
    assert {role: len(walk.opened) > 2 for role, walk in told.items()} == dict.fromkeys(ROLES, True)
    assert len(told["functionaris"].opened) > 30
    assert any(number in one for one in told["klager"].opened)


def test_a_case_that_is_handled_and_a_register_show_it_as_text(meet, world):
    """That the walk would see it: the words stand on the page, as words."""
    number = world.file(f"Marloes {TYPED}"[:200], gebeurd={"text": LONG, "happened_when": TYPED})
    officer(world, number).begin()
    person = meet("script-woorden")
    walk = Walk(person)
    walk.enter(ROLES["functionaris"])
    walk.look(f"{person.server}/noorderhaven/functionaris/zaak/{number}/")
    text = person.page.locator("main").inner_text()
    assert "<img src=x onerror=alert(1)>" in text
    assert "{{7*7}}" in text
    person.page.evaluate(
        "() => { document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x onerror=1>') }"
    )
    assert len(person.page.evaluate(BROUGHT)) == 1
    person.page.wait_for_timeout(200)
    assert any("content security policy" in one.lower() for one in person.faults)
    person.faults.clear()
