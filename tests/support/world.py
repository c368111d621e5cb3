"""A small world: organisations with their people, and browsers that walk the real pages as one of them."""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import time_machine
from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from portal import tenancy
from portal.accounts import offices, organisations, people
from portal.accounts.factors import REQUIRED
from portal.casework.register import standard_lists
from portal.domain.regulation import PRESETS, Regime
from portal.models.base import new_id
from portal.models.complaint import Complaint, Part, Participant
from portal.models.journal import seal
from portal.models.letter import Letter
from portal.models.organisation import Post
from portal.models.person import Link, LinkPurpose, Person, RoleName
from portal.operations import worker
from portal.post.links import Links
from portal.vault.keys import unlock
from portal.vault.sealing import Ring
from tests.support import authenticator
from tests.support.html import check_page
from tests.support.untraced import untraced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy import Engine
    from werkzeug.test import TestResponse

PASSWORD = "vier-losse-woorden-samen"
TEXT = Path(__file__).resolve().parents[2] / "templates" / "regulation" / "opdracht.nl.txt"
STAFF = (
    ("functionaris", "Hanneke Oudeveld", "klachtenfunctionaris", (RoleName.FUNCTIONARIS,)),
    ("waarnemer", "Rutger Smeenk", "waarnemer", (RoleName.FUNCTIONARIS,)),
    ("medewerker", "Bram Terhorst", "jobcoach", (RoleName.EMPLOYEE,)),
    ("collega", "Yasmina Aydin", "re-integratieconsultant", (RoleName.EMPLOYEE,)),
    ("directie", "Ilse van Dalfsen", "directeur", (RoleName.MANAGEMENT,)),
    ("beheer", "Petra Lubbers", "beheerder", (RoleName.ADMIN,)),
)
CODE = re.compile(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}")
FIELD = re.compile(r'<input[^>]*type="hidden"[^>]*>')
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def careless(engine: Engine) -> None:
    """Nothing in the database of a test has to survive a power cut. To be called after the engine is guarded."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))


class World:
    """Organisations on one application, at a moment that can be moved."""

    def __init__(self, app: Flask, now: datetime) -> None:
        self.app = app
        self.now = now
        self.tenants: dict[str, UUID] = {}
        self.keys: set[tuple[str, str]] = set()
        with untraced():
            self.add("noorderhaven", "Noorderhaven (fictief)")

    @property
    def today(self) -> date:
        return self.now.date()

    def later(self, days: int = 0, hours: int = 0) -> None:
        self.now += timedelta(days=days, hours=hours)

    @contextmanager
    def owner(self, tenant: UUID) -> Iterator[Session]:
        """A session as the owner of the database, as the operator's commands have it."""
        config = self.app.config["WEDERHOOR"]
        engine = create_engine(config.owner_url)
        tenancy.guard(engine)
        unlock(engine, Ring(config.master_keys))
        careless(engine)
        with tenancy.entered(tenant, write=True), Session(engine, expire_on_commit=False) as session:
            tenancy.fence(session)
            yield session
            seal(session, tenant)
            session.commit()
        engine.dispose()

    def add(self, slug: str, name: str, *, demo: bool = False) -> UUID:
        """Add an organisation with staff, everybody with the same password."""
        tenant = self.tenants[slug] = new_id()
        hasher = self.app.extensions["hasher"]
        with self.owner(tenant) as session:
            organisations.add(
                session,
                slug=slug,
                name=name,
                now=self.now,
                demo=demo,
                phone="010 000 00 00",
                email=f"klachten@{slug}.example",
                address="Kade 1, 0000 AA Haven",
                route="U kunt de zaak voorleggen aan de bevoegde rechtbank.",
            )
            organisations.publish_regulation(
                session,
                parameters=PRESETS[Regime.OPDRACHT],
                text=TEXT.read_text(),
                valid_from=date(2020, 1, 1),
                now=self.now,
            )
            standard_lists(session)
            for key, full, function, roles in STAFF:
                person = people.new_person(session, f"{key}@{slug}.example", full, self.now, function=function)
                person.password_hash = hasher.hash(PASSWORD)
                for role in roles:
                    people.give_role(session, person, role, self.now, None)
                if REQUIRED.intersection(roles):
                    authenticator.equip(session, person, slug, self.now)
                    self.keys.add((slug, person.email))
                if RoleName.FUNCTIONARIS in roles:
                    post = Post.FUNCTIONARIS if key == "functionaris" else Post.DEPUTY
                    offices.appoint(session, person.id, post, date(2020, 1, 1), self.now, None)
        return tenant

    def visitor(self, slug: str = "noorderhaven") -> Browser:
        return Browser(self, slug)

    def sign_in(self, who: str, slug: str = "noorderhaven") -> Browser:
        """A browser that is signed in: a role of the staff, or a full address. Who has a passkey uses it."""
        browser = Browser(self, slug)
        email = who if "@" in who else f"{who}@{slug}.example"
        if (slug, email) in self.keys:
            browser.show_key(email)
        else:
            browser.post("/inloggen", {"email": email, "password": PASSWORD}, expect=302)
        return browser

    def equip(self, email: str, slug: str = "noorderhaven") -> Browser:
        """Give an account a passkey, and return a browser that came in with it."""
        with self.owner(self.tenants[slug]) as session:
            person = session.scalars(select(Person).where(Person.email == email)).one()
            authenticator.equip(session, person, slug, self.now)
        self.keys.add((slug, email))
        return self.sign_in(email, slug)

    def mail_code(self, slug: str = "noorderhaven") -> str:
        """The code in the newest mail with one."""
        with self.owner(self.tenants[slug]) as session:
            found = select(Link).where(Link.purpose == LinkPurpose.CODE, Link.used_at.is_(None))
            row = session.scalars(found.order_by(Link.made_at.desc(), Link.id.desc()).limit(1)).one()
        return Links("", slug, None, self.app.config["WEDERHOOR"].secret_keys).code(row.id)

    def person(self, email: str, slug: str = "noorderhaven") -> Person:
        with self.owner(self.tenants[slug]) as session:
            return session.scalars(select(Person).where(Person.email == email)).one()

    def work(self) -> None:
        """Let the worker look once: papers are made, letters wait where there is no mail server."""
        worker.sweep(self.app, self.app.config["WEDERHOOR"], self.now)

    def letters(self, notice: str | None = None, slug: str = "noorderhaven") -> list[Letter]:
        with self.owner(self.tenants[slug]) as session:
            rows = session.scalars(select(Letter).order_by(Letter.written_at, Letter.id)).all()
            return [row for row in rows if notice is None or row.notice == notice]

    def link(self, purpose: LinkPurpose, slug: str = "noorderhaven", case: str = "") -> str:
        """The path of the newest private link of a kind; of those in a case, that of the complainant."""
        found = select(Link).where(Link.purpose == purpose, Link.used_at.is_(None))
        if case:
            mine = select(Participant.id).where(Participant.part == Part.COMPLAINANT)
            here = select(Complaint.id).where(Complaint.reference == case)
            found = found.where(Link.participant_id.in_(mine.where(Participant.complaint_id.in_(here))))
        with self.owner(self.tenants[slug]) as session:
            row = session.scalars(found.order_by(Link.made_at.desc(), Link.id.desc()).limit(1)).one()
        return self.path(row, slug)

    def path(self, row: Link, slug: str = "noorderhaven") -> str:
        """The path of a private link."""
        folders = {"invite": "uitnodiging", "claim": "uitnodiging", "reset": "wachtwoord", "mandate": "machtiging"}
        token = Links("", slug, None, self.app.config["WEDERHOOR"].secret_keys).token(row.id)
        return f"/{folders.get(row.purpose.value, 'klacht/verder')}/{token}"

    def file(self, name: str = "Marloes Veenstra", email: str = "marloes@post.example", **answers: Any) -> str:
        """File a complaint through the pages and return its number."""
        browser = self.visitor(answers.pop("slug", "noorderhaven"))
        given: dict[str, dict[str, Any]] = {
            "voor-wie": {"on_behalf": "no", "capacity": "candidate"},
            "gebeurd": {"text": "Sinds november bel ik mijn jobcoach.", "happened_when": "sinds november"},
            "met-wie": {"about_whom": "Bram Terhorst", "about_functionaris": "no"},
            "waarover": {"grounds": ["performance"]},
            "wens": {"wish": "Een vaste contactdag."},
            "gegevens": {"name": name, "email": email, "phone": "", "address": "", "language": "nl"},
        }
        for slug, values in list(given.items()):
            browser.post(f"/klacht/{slug}", {**values, **answers.get(slug, {})}, expect=302)
        browser.post("/klacht/controle", {"truth": "y"}, expect=302)
        page = browser.get("/klacht/ontvangst").text
        found = re.search(r"KW?-\d{4}-\d{4}", page)
        assert found, page
        browser.code = CODE.findall(page)[0]
        self.filed = browser
        return found.group()

    def client(
        self, name: str = "Marloes Veenstra", email: str = "marloes@post.example", **answers: Any
    ) -> tuple[Browser, str]:
        """File a complaint, open the invitation, and return the signed-in complainant with the number."""
        reference = self.file(name, email, **answers)
        browser = self.visitor(answers.get("slug", "noorderhaven"))
        browser.get(self.link(LinkPurpose.CLAIM, browser.slug, reference), expect=302)
        browser.post("/uitnodiging", {"password": PASSWORD}, expect=302)
        browser.accept("klager", reference)
        return browser, reference


class Browser:
    """One person's browser: it keeps cookies, fills in hidden fields, and checks every page it opens."""

    def __init__(self, world: World, slug: str) -> None:
        self.world, self.slug = world, slug
        self.client = world.app.test_client()
        self.code = ""
        self.email = ""
        self.token = ""

    def get(self, path: str, expect: int = 200, **more: Any) -> TestResponse:
        with time_machine.travel(self.world.now, tick=False):
            response = self.client.get(f"/{self.slug}{path}", **more)
        assert response.status_code == expect, (path, response.status_code, response.text[:2000])
        if response.mimetype == "text/html" and response.status_code not in {204, 302}:
            check_page(response.text, path=path)
        return response

    def form(self, path: str) -> dict[str, str]:
        """The hidden fields of the last form on a page."""
        main = self.get(path).text.partition("<main")[2]
        forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", main, re.DOTALL)
        text = next((one for one in reversed(forms) if 'name="key"' in one), forms[-1] if forms else "")
        found = {}
        for tag in FIELD.findall(text):
            attributes = dict(ATTRIBUTE.findall(tag))
            found[attributes.get("name", "")] = attributes.get("value", "")
        return found

    def post(self, path: str, values: dict[str, Any] | None = None, expect: int = 302, **more: Any) -> TestResponse:
        """Fill in a form and hand it in."""
        hidden = self.form(more.pop("page", path))
        with time_machine.travel(self.world.now, tick=False):
            response = self.client.post(f"/{self.slug}{path}", data={**hidden, **(values or {})}, **more)
        if "/bevestigen?" in response.headers.get("Location", "") and not path.startswith("/bevestigen"):
            self.confirm()
            with time_machine.travel(self.world.now, tick=False):
                response = self.client.post(f"/{self.slug}{path}", data={**hidden, **(values or {})}, **more)
        assert response.status_code == expect, (path, response.status_code, errors(response.text))
        if response.mimetype == "text/html" and response.status_code not in {204, 302}:
            check_page(response.text, path=path)
        return response

    def put(self, path: str, *files: tuple[str, bytes], expect: int = 302, **values: str) -> TestResponse:
        """Add files to the form of a page, as without a script."""
        hidden = {**self.form(path), "action": "files", **values}
        sent = [FileStorage(io.BytesIO(content), name) for name, content in files]
        boundary, body = encode_multipart({**hidden, "files": sent})
        kind = f"multipart/form-data; boundary={boundary}"
        with time_machine.travel(self.world.now, tick=False):
            response = self.client.post(f"/{self.slug}{path}", data=body, content_type=kind, buffered=True)
        assert response.status_code == expect, (path, response.status_code, errors(response.text))
        if response.mimetype == "text/html" and expect not in {204, 302} and "partial" not in values:
            check_page(response.text, path=path)
        return response

    def show_key(self, email: str, path: str = "/inloggen", query: str = "", **more: Any) -> str:
        """Show the passkey of an account, and return where that leads."""
        self.email = email
        asked = self.send_json(f"{path}/sleutel/vraag", {})
        told = self.send_json(f"{path}/sleutel{query}", authenticator.answer(asked, email, self.slug, **more))
        return str(told["to"])

    def send_json(self, path: str, values: dict[str, Any], expect: int = 200) -> dict[str, Any]:
        """Hand in what a script of a page hands in."""
        with time_machine.travel(self.world.now, tick=False):
            page = self.client.get(f"/{self.slug}/inloggen?next=/{self.slug}/contact", follow_redirects=True).text
            found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
            self.token = found.group(1) if found else ""
            headers = {"X-CSRFToken": self.token}
            response = self.client.post(f"/{self.slug}{path}", json=values, headers=headers)
        assert response.status_code == expect, (path, response.status_code, response.text[:500])
        told: dict[str, Any] = response.json or {}
        return told

    def confirm(self) -> None:
        """Show once more who this is, with the strongest thing that the account has."""
        if (self.slug, self.email) in self.world.keys:
            self.show_key(self.email, "/bevestigen")
            return
        self.post("/bevestigen/code", page="/bevestigen")
        self.post("/bevestigen", {"code": self.world.mail_code(self.slug), "password": PASSWORD})

    def accept(self, portal: str, reference: str) -> None:
        """Accept the confidentiality notice of a case."""
        self.post(f"/{portal}/zaak/{reference}/vertrouwelijk", {})

    def act(
        self, portal: str, reference: str, slug: str, values: dict[str, Any] | None = None, expect: int = 302
    ) -> TestResponse:
        """Do an act in a case through its page."""
        return self.post(f"/{portal}/zaak/{reference}/{slug}", {"sure": "y", **(values or {})}, expect=expect)


def errors(text: str) -> str:
    """The part of a page that says what is wrong, for a readable failure."""
    start = text.find('class="w-errors"')
    return text[start : start + 1500] if start >= 0 else re.sub(r"<[^>]+>", " ", text)[-1500:]
