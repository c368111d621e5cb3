"""Steps that many journeys share."""

from __future__ import annotations

import re
from html import unescape

from tests.support.world import Browser, World


def option(text: str, label: str) -> str:
    """The value of the choice with this label."""
    for value, words in re.findall(r'value="([^"]+)"[^>]*>\s*(?:</?\w+[^>]*>\s*)*([^<]+)', text):
        if label in unescape(words):
            return str(value)
    raise AssertionError(label)


class Officer:
    """A functionaris at work in one case."""

    def __init__(self, browser: Browser, number: str) -> None:
        self.browser, self.number = browser, number

    def page(self, slug: str) -> str:
        """The page of an act."""
        return self.browser.get(f"/functionaris/zaak/{self.number}/{slug}").text

    def act(self, slug: str, values: dict[str, object] | None = None, expect: int = 302) -> str:
        """Do an act."""
        return self.browser.act("functionaris", self.number, slug, values, expect).text

    def case(self) -> str:
        """The case page."""
        return self.browser.get(f"/functionaris/zaak/{self.number}/").text

    def begin(self) -> None:
        """Accept the notice, declare no conflict and begin the assessment."""
        self.browser.accept("functionaris", self.number)
        self.act("niet-betrokken")
        self.act("beoordelen")

    def categorise(self, *labels: str) -> None:
        """Choose topics."""
        page = self.page("onderwerpen")
        self.act("onderwerpen", {"categories": [option(page, label) for label in labels or ("Bejegening",)]})

    def name(self, *employees: str) -> list[str]:
        """Name employees concerned and return their references."""
        for one in employees:
            self.act("medewerker", {"person_id": option(self.page("medewerker"), one)})
        page = self.page("onderdelen")
        return [option(page, one) for one in employees]

    def allege(self, *parts: tuple[str, list[str]]) -> None:
        """Set the allegations."""
        values: dict[str, object] = {}
        for place, (text, about) in enumerate(parts):
            values |= {f"text_{place}": text, f"about_{place}": about}
        self.act("onderdelen", values)

    def inform(
        self, refs: list[str], text: str = "Ik bel al weken en krijg geen antwoord.", until: str = "2026-03-12"
    ) -> None:
        """Take into handling, with the same edition for everybody."""
        self.act("in-behandeling", {"until": until, **{f"edition_{ref}": text for ref in refs}})

    def share(self, label: str, *to: str, text: str | None = None, until: str = "") -> None:
        """Share the newest piece of a kind."""
        blocks = [one for one in self.case().split('id="stuk-')[1:] if label in unescape(one.split("</h")[0])]
        found = re.search(r"stuk=([0-9a-f-]{36})", blocks[0] if blocks else "")
        assert found, label
        path = f"/functionaris/zaak/{self.number}/delen?stuk={found.group(1)}"
        form = self.browser.get(path).text
        shown = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", form, re.DOTALL)
        assert shown
        values = {
            "to": [option(form, one) for one in to],
            "text": text or unescape(shown.group(1)),
            "until": until,
            "sure": "y",
        }
        self.browser.post(path, {"piece": found.group(1), **values})

    def judge(self, *outcomes: str, expect: int = 302, cite: str = "De klacht") -> str:
        """Issue a judgment with these outcomes, one for each allegation."""
        page = self.page("oordeel-geven")
        values: dict[str, object] = {
            "considerations": "Beide kanten zijn gehoord.",
            "recommendations": "Spreek een vaste dag af.",
        }
        for place, outcome in enumerate(outcomes):
            block = page[page.index(f'name="cited_{place}"') - 400 :]
            values |= {f"outcome_{place}": outcome, f"reasons_{place}": "Dat blijkt uit de stukken."}
            values[f"cited_{place}"] = [option(block, cite)] if cite else []
        return self.act("oordeel-geven", values, expect)


def officer(world: World, number: str, who: str = "functionaris") -> Officer:
    """Sign in as a functionaris who opens a case."""
    return Officer(world.sign_in(who), number)


def informed(world: World, number: str, *employees: str) -> Officer:
    """Take a case into handling about these employees, one allegation each and one more for the first."""
    one = officer(world, number)
    one.begin()
    one.categorise("Bejegening", "Informatie")
    refs = one.name(*(employees or ("Bram Terhorst",)))
    one.allege(*((f"Onderdeel over {ref[-4:]}", [ref]) for ref in refs), ("Nog een onderdeel", refs[:1]))
    one.inform(refs)
    return one


def employee(world: World, number: str, who: str = "medewerker") -> Browser:
    """Sign in as an employee who opens the case."""
    browser = world.sign_in(who)
    browser.accept("medewerker", number)
    browser.get(f"/medewerker/zaak/{number}/")
    return browser
