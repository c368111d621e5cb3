"""The built world: two organisations, a case at every stage through the real pages, a word planted in every field."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import UUID

import time_machine
from sqlalchemy import create_engine, select

from portal.models.complaint import Complaint, Participant
from portal.models.person import Link, LinkPurpose, Person
from portal.post.links import Links
from tests.leaks.access import Canary
from tests.leaks.cast import CASES, DOOR_OF_PART, HERE, PEOPLE, THERE
from tests.support import world as worlds
from tests.support.world import PASSWORD, Browser, World, errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask import Flask

    from portal.models.person import RoleName

PROBE = "<q-q>&\"'"
"""Stands behind every planted word in a text, so that a page that does not escape is found as well."""

START = datetime.fromisoformat("2026-03-02T07:00:00+00:00")
UNTIL = "2026-03-20"
FOLDERS = {
    LinkPurpose.INVITE: "uitnodiging",
    LinkPurpose.CLAIM: "uitnodiging",
    LinkPurpose.RESET: "wachtwoord",
    LinkPurpose.MANDATE: "machtiging",
    LinkPurpose.DRAFT: "klacht/verder",
}


@dataclass
class Built:
    """What the tests need to know of the world once it stands."""

    now: datetime
    tenants: dict[str, UUID]
    canaries: list[Canary] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    keys: set[tuple[str, str]] = field(default_factory=set)
    requests: int = 0

    @property
    def by_number(self) -> dict[str, dict[str, str]]:
        """For each organisation, which case has which number."""
        found: dict[str, dict[str, str]] = {HERE: {}, THERE: {}}
        for key, number in self.numbers.items():
            found[CASES[key].org][number] = key
        return found


@contextmanager
def replaced(**values: Any) -> Iterator[None]:
    """Have the small world of the other tests use something else for a while."""
    usual = {name: getattr(worlds, name) for name in values}
    try:
        for name, value in values.items():
            setattr(worlds, name, value)
        yield
    finally:
        for name, value in usual.items():
            setattr(worlds, name, value)


def option(text: str, label: str) -> str:
    """The value of the choice with this label."""
    for value, words in re.findall(r'value="([^"]+)"[^>]*>\s*(?:</?\w+[^>]*>\s*)*([^<]+)', text):
        if label.lower() in unescape(words).lower():
            return str(value)
    raise AssertionError(label)


class Hand(Browser):
    """A browser in a hurry: it hands in forms without opening their pages first, and checks no page."""

    token = ""

    def form(self, path: str) -> dict[str, str]:
        """Only the token: without a key, a form is not answered from memory."""
        if not self.token:
            found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get("/inloggen").text)
            assert found, path
            self.token = found.group(1)
        return {"csrf_token": self.token}


class Builder:
    """Hands, eyes and a list of what was planted where."""

    def __init__(self, app: Flask) -> None:
        self.built = Built(START, {})
        self.signed_in: dict[str, tuple[datetime, Browser]] = {}
        self.filings = 0
        self.rows: dict[str, list[tuple[str, list[str]]]] = {}
        with replaced(STAFF=tuple(self.staff(HERE))):
            self.world = World(app, START)
        with replaced(STAFF=tuple(self.staff(THERE))):
            self.world.add(THERE, "Veenland (fictief)")
        self.built.tenants, self.built.keys = self.world.tenants, self.world.keys
        self.owner = create_engine(app.config["WEDERHOOR"].owner_url)

    # ---- planting ----------------------------------------------------------------------------------------------------

    def word(
        self, kind: str, case: str, by: str, to: Iterable[str] = (), *, org: str = "", granted: bool = False
    ) -> str:
        """Make a word that occurs nowhere else, and note whose it is."""
        place = org or (CASES[case].org if case else HERE)
        role = by if case else "X"
        word = f"CNRY{role}{kind}{len(self.built.canaries):04d}"
        self.built.canaries.append(Canary(word, kind, case, by, place, tuple(to), granted))
        return word

    def text(self, kind: str, case: str, by: str, to: Iterable[str] = (), **more: Any) -> str:
        """A sentence with such a word in it."""
        return f"Over {self.word(kind, case, by, to, **more)} {PROBE} gaat dit."

    def staff(self, org: str) -> list[tuple[str, str, str, tuple[RoleName, ...]]]:
        """The staff of one organisation. Who is functionaris is public, so is known by that name."""
        from portal.models.person import RoleName as Role

        roles: dict[str, tuple[str, tuple[RoleName, ...]]] = {
            HERE: {
                "hanneke": ("officer", (Role.FUNCTIONARIS,)),
                "rutger": ("officer", (Role.FUNCTIONARIS,)),
                "bram": ("staff", (Role.EMPLOYEE,)),
                "yasmina": ("staff", (Role.EMPLOYEE,)),
                "ilse": ("manager", (Role.MANAGEMENT,)),
                "petra": ("staff", (Role.ADMIN,)),
            },
            THERE: {
                "victor": ("officer", (Role.FUNCTIONARIS,)),
                "vera": ("staff", (Role.EMPLOYEE,)),
                "vincent": ("manager", (Role.MANAGEMENT,)),
                "ada": ("staff", (Role.ADMIN,)),
            },
        }[org]
        found = []
        for key, (kind, held) in roles.items():
            name = f"{key.title()} {self.word(kind, '', key, org=org)}"
            work = f"werk {self.word('staffwork' if kind == 'staff' else kind, '', key, org=org)}"
            first = key in {"hanneke", "victor"}
            local = "functionaris" if first else f"{key}.{self.word('staffmail', '', key, org=org).lower()}"
            self.built.emails[key] = f"{local}@{org}.example"
            found.append((local, name, work, held))
        return found

    # ---- hands -------------------------------------------------------------------------------------------------------

    def as_(self, person: str) -> Browser:
        """The browser of somebody who signed in not too long ago."""
        kept = self.signed_in.get(person)
        if kept and self.world.now - kept[0] < timedelta(minutes=20):
            return kept[1]
        org = PEOPLE[person].org
        browser = self.world.sign_in(self.built.emails[person], org)
        self.signed_in[person] = (self.world.now, browser)
        return browser

    def equip(self, person: str) -> None:
        """Give somebody the passkey that the role takes."""
        self.signed_in[person] = (self.world.now, self.world.equip(self.built.emails[person], PEOPLE[person].org))

    def act(self, case: str, part: str, slug: str, values: dict[str, Any] | None = None, *, query: str = "") -> None:
        """Do an act as the person who has this part in the case."""
        browser = self.as_(CASES[case].parts.get(part) or CASES[case].gone[part])
        path = f"/{DOOR_OF_PART[part]}/zaak/{self.built.numbers[case]}/{slug}"
        browser.post(path, {"sure": "y", "version": self.version(case), **(values or {})}, page=path + query)

    def version(self, case: str) -> str:
        """The version of a case that its newest page would carry."""
        table = Complaint.__table__
        here = (table.c.tenant_id == self.world.tenants[CASES[case].org], table.c.reference == self.built.numbers[case])
        with self.owner.connect() as connection:
            return str(connection.execute(select(table.c.version).where(*here)).scalar_one())

    def page(self, case: str, part: str, slug: str = "") -> str:
        browser = self.as_(CASES[case].parts.get(part) or CASES[case].gone[part])
        return str(browser.get(f"/{DOOR_OF_PART[part]}/zaak/{self.built.numbers[case]}/{slug}").text)

    def accept(self, case: str, *parts: str) -> None:
        """Accept the confidentiality notice."""
        for part in parts:
            who = CASES[case].parts.get(part) or CASES[case].gone[part]
            self.as_(who).accept(DOOR_OF_PART[part], self.built.numbers[case])

    def piece(self, case: str, word: str, part: str = "F") -> str:
        """The id of the piece in which a word stands, as the functionaris sees it."""
        for chunk in self.page(case, part).split('id="stuk-')[1:]:
            if word in chunk.partition("</article>")[0]:
                return chunk[:36]
        raise AssertionError(word)

    def release(self, case: str, piece: str, text: str, to: Iterable[str], part: str = "F") -> None:
        """Share an edition of a piece with these people."""
        query = f"?stuk={piece}"
        page = self.page(case, part, f"delen{query}")
        chosen = [option(page, name) for name in to]
        self.act(case, part, "delen", {"piece": piece, "to": chosen, "text": text, "until": ""}, query=query)

    def last(self, kind: str, case: str) -> str:
        """The last word planted of a kind in a case."""
        return next(one.word for one in reversed(self.built.canaries) if one.kind == kind and one.case == case)

    def staffword(self, person: str) -> str:
        """The word in the name of a member of the staff."""
        kinds = {"staff", "officer", "manager"}
        return next(one.word for one in self.built.canaries if one.by == person and one.kind in kinds)

    # ---- coming in ---------------------------------------------------------------------------------------------------

    def file(self, case: str, *, agent: str = "", about_functionaris: bool = False, email: bool = True) -> None:
        """File a complaint through the public pages, every field filled."""
        self.filings += 1
        if self.filings % 7 == 0:
            self.world.later(hours=2)
        everybody = CASES[case].gone | CASES[case].parts
        who, seat = everybody["K"], next((part for part in "GR" if part in everybody), "K")
        writer = seat if seat in CASES[case].parts else "K"
        contact = {
            "name": f"{who.title()} {self.word('name', case, 'K')}",
            "email": self.email(who) if email else "",
            "phone": f"06 {self.word('phone', case, 'K')}",
            "address": self.text("address", case, "K"),
        }
        if agent:
            contact |= {
                "agent_name": f"{agent.title()} {self.word('agent', case, seat)}",
                "agent_email": self.email(agent),
                "relation": f"tante {self.word('relation', case, writer)}",
            }
        answers: dict[str, dict[str, Any]] = {
            "voor-wie": {"on_behalf": "yes" if agent else "no"},
            "gebeurd": {
                "text": self.text("complaint", case, writer),
                "happened_when": f"in {self.word('when', case, writer)}",
            },
            "met-wie": {
                "about_whom": self.word("aboutwhom", case, writer),
                "about_functionaris": "yes" if about_functionaris else "no",
            },
            "wens": {"wish": self.text("wish", case, writer)},
            "gegevens": contact,
        }
        self.built.numbers[case] = self.world.file(slug=CASES[case].org, **answers)
        self.built.codes[case] = self.world.filed.code

    def email(self, person: str) -> str:
        """The address of somebody who is not on the staff, with a word in it."""
        if person not in self.built.emails:
            org = PEOPLE[person].org if person in PEOPLE else HERE
            word = self.word("mail", "", person, org=org)
            self.built.emails[person] = f"{person}.{word.lower()}@post.example"
        return self.built.emails[person]

    def link(self, purpose: LinkPurpose, email: str, org: str) -> str:
        """The address of the newest private link that was mailed to somebody."""
        with self.world.owner(self.world.tenants[org]) as session:
            people = select(Person.id).where(Person.email == email)
            seats = select(Participant.id).where(Participant.email == email)
            row = session.scalars(
                select(Link)
                .where(Link.purpose == purpose, Link.used_at.is_(None))
                .where(Link.person_id.in_(people) | Link.participant_id.in_(seats))
                .order_by(Link.made_at.desc(), Link.id.desc())
                .limit(1)
            ).one()
        keys = self.world.app.config["WEDERHOOR"].secret_keys
        return f"/{FOLDERS[purpose]}/{Links('', org, None, keys).token(row.id)}"

    def join(self, person: str, purpose: LinkPurpose = LinkPurpose.CLAIM) -> None:
        """Open the link that was mailed, and choose a password or give the one there is."""
        org = PEOPLE[person].org
        browser = self.world.visitor(org)
        browser.get(self.link(purpose, self.built.emails[person], org), expect=302)
        browser.post("/uitnodiging", {"password": PASSWORD})
        self.signed_in[person] = (self.world.now, browser)

    # ---- steps that many cases share ---------------------------------------------------------------------------------

    def open(self, case: str, part: str = "F") -> None:
        """Have somebody competent open a case."""
        self.accept(case, part)
        self.act(case, part, "niet-betrokken")
        self.act(case, part, "beoordelen")

    def sort(self, case: str, part: str = "F") -> None:
        page = self.page(case, part, "onderwerpen")
        topics = [option(page, "Bereikbaarheid"), option(page, "Afspraken niet")]
        self.act(case, part, "onderwerpen", {"categories": topics})

    def name(self, case: str, who: str, part: str = "F") -> None:
        """Name a member of the staff as employee concerned."""
        page = self.page(case, part, "medewerker")
        self.act(case, part, "medewerker", {"person_id": option(page, self.staffword(who))})

    def allege(self, case: str, about: list[tuple[str, str]], part: str = "F") -> None:
        """Add allegations: for each the parts it is about, and the names of those."""
        rows = self.rows.setdefault(case, [])
        known = len(rows)
        rows += [(self.text("allegation", case, part, tuple(parts)), names.split()) for parts, names in about]
        for end in range(max(known + 1, min(3, len(rows))), len(rows) + 1):
            self.set_allegations(case, rows[:end], part)

    def set_allegations(self, case: str, rows: list[tuple[str, list[str]]], part: str) -> None:
        page = self.page(case, part, "onderdelen")
        values: dict[str, Any] = dict(re.findall(r'name="(id_\d)"[^>]*value="([^"]+)"', page))
        values |= {f"text_{place}": "" for place in range(len(rows), 8)}
        for place, (text, names) in enumerate(rows):
            values[f"text_{place}"] = text
            values[f"about_{place}"] = [option(page, self.person_word(case, name)) for name in names]
        self.act(case, part, "onderdelen", values)

    def person_word(self, case: str, name: str) -> str:
        if name == "gerda":
            return self.last("guest", case)
        return self.staffword(name)

    def inform(self, case: str, names: str, part: str = "F") -> None:
        """Take the complaint into handling, with an edition of its own for each employee."""
        page = self.page(case, part, "onderdelen")
        values: dict[str, Any] = {"until": UNTIL}
        for seat, name in zip("ABC", names.split(), strict=False):
            ref = option(page, self.person_word(case, name))
            values[f"edition_{ref}"] = self.text("edition", case, part, (seat,))
        self.act(case, part, "in-behandeling", values)

    def handle(self, case: str, about: list[tuple[str, str]], part: str = "F") -> None:
        """Bring a complaint to the hearing of both sides; every employee concerned accepts the notice."""
        self.open(case, part)
        self.sort(case, part)
        employees = [seat for seat in "ABC" if CASES[case].person(seat) not in {None, "gerda"}]
        for seat in employees:
            self.name(case, CASES[case].parts[seat], part)
        self.allege(case, about, part)
        self.inform(case, " ".join(CASES[case].parts[seat] for seat in employees), part)
        self.accept(case, *employees)

    def say(self, case: str, part: str, *, waive: bool = False) -> None:
        """Give a standpoint, or let it be."""
        if waive:
            self.act(case, part, "geen-standpunt")
        else:
            self.act(case, part, "standpunt", {"text": self.text("standpoint", case, part)})

    def support(self, case: str, part: str, person: str) -> None:
        """Name a support person; the functionaris invites, the support person comes in."""
        seat = "S" if part == "K" else "T"
        name = f"{person.title()} {self.word('supporter', case, seat)}"
        given = {"name": name, "email": self.email(person), "relation": f"vriend {self.word('tie', case, seat)}"}
        self.act(case, part, "steunpersoon", given)
        page = self.page(case, "F", "uitnodigen")
        self.act(case, "F", "uitnodigen", {"person": option(page, self.last("supporter", case))})
        self.join(person)
        self.accept(case, seat)

    def judge(self, case: str, about: list[tuple[str, str]]) -> None:
        """Issue a judgment: reasons for each allegation, the complaint cited where everybody could read it."""
        page = self.page(case, "F", "oordeel-geven")
        complaint = self.piece(case, self.last("complaint", case))
        values: dict[str, Any] = {
            "considerations": self.text("judgment", case, "F"),
            "recommendations": self.text("judgment", case, "F"),
            "route": self.text("judgment", case, "F"),
            "exception": self.text("judgment", case, "F"),
        }
        for place, (parts, _) in enumerate(about):
            values[f"outcome_{place}"] = "upheld" if place else "partly_upheld"
            values[f"reasons_{place}"] = self.text("reasons", case, "F", tuple(parts))
            values[f"cited_{place}"] = [complaint] if f'value="{complaint}"' in page else []
        self.act(case, "F", "oordeel-geven", values)

    def refuse(self, browser: Browser, path: str, values: dict[str, Any]) -> None:
        """Hand in a form whose session is over: it is kept, and one is asked to sign in."""
        hidden = browser.form(path)
        self.world.later(hours=1)
        with time_machine.travel(self.world.now, tick=False):
            response = browser.client.post(f"/{browser.slug}{path}", data={**hidden, **values})
        assert response.status_code == 302, errors(response.text)
        assert "/inloggen" in response.headers["Location"]
