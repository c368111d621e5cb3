"""Every text that people read is there in both languages, and whoever reads English meets no Dutch."""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import time_machine
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask_babel import force_locale
from jinja2 import Environment, meta
from sqlalchemy import update

from portal.casework.register import CATEGORIES
from portal.casework.register import CAUSES as STANDARD_CAUSES
from portal.domain import guards, status, writing
from portal.domain.acts import Act
from portal.domain.disclosure import Kind
from portal.domain.duties import DUTIES, Light
from portal.domain.facts import Ending, Side, Stage
from portal.domain.judgment import Outcome
from portal.domain.procedure import RULES, obstacle
from portal.domain.recommendation import MOVES, Move, State
from portal.domain.regulation import Capacity, Channel, Ground, Regime
from portal.domain.status import Badge, Status
from portal.models.complaint import Part
from portal.models.letter import LetterState
from portal.models.organisation import Organisation, Post
from portal.models.person import Person, RoleName
from portal.post.notices import AGREED, CLOSED, NOTICES, TO_SIGN
from portal.sight.actor import Door
from portal.web import sentences, turnwords, words
from portal.web.page import NAV
from tests.support import world as worlds
from tests.support.journey import Officer, option
from tests.support.world import Browser, World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FunctionType

    from babel.messages.catalog import Catalog, Message
    from flask import Flask
    from werkzeug.test import TestResponse

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "portal" / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "messages.po"
LETTERS = ROOT / "templates" / "letters"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")


# ---- the catalogue ---------------------------------------------------------------------------------------------------


@cache
def catalogue() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def messages() -> list[Message]:
    return [message for message in catalogue() if message.id]


@cache
def collected() -> dict[str, str]:
    """Every message in code and templates, with a place where it stands."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {**DEFAULT_KEYWORDS, "lazy_gettext": None}
    found = extract_from_dir(ROOT, methods, options, keywords)
    return {message: f"{name}:{line}" for name, line, message, _comments, _context in found}


def test_every_message_is_in_the_english_catalogue_and_no_other() -> None:
    known = {message.id for message in messages()}
    new = [f"{place}  {text}" for text, place in collected().items() if text not in known]
    assert not new, "\n".join(["make texts, and translate:", *new])
    old = sorted(known - set(collected()))
    assert not old, "\n".join(["make texts: nobody says these any more:", *old])


def test_every_message_in_code_can_be_collected() -> None:
    """A message inside an f-string, or made up as it goes, is one that `make texts` does not see."""
    for name, tree in sources().items():
        for call in calls(tree, "_", "gettext", "lazy_gettext"):
            if name != "portal/web/lazy.py":
                assert isinstance(call.args[0], ast.Constant), (name, ast.unparse(call))
                assert call.args[0].value in collected(), (name, ast.unparse(call))


def test_every_message_is_translated_with_the_same_placeholders() -> None:
    wrong = []
    for message in messages():
        said = str(message.string or "")
        if not said.strip():
            wrong.append(f"not translated: {message.id}")
        elif message.fuzzy:
            wrong.append(f"only guessed: {message.id}")
        elif sorted(PLACEHOLDER.findall(message.id)) != sorted(PLACEHOLDER.findall(said)):
            wrong.append(f"other placeholders: {message.id} | {said}")
        elif "!" in said:
            wrong.append(f"shouts: {said}")
        wrong += [f"{error}: {message.id}" for error in message.check(catalogue())]
    assert not wrong, "\n".join(wrong)


def test_the_compiled_catalogue_is_fresh() -> None:
    with ENGLISH.with_suffix(".mo").open("rb") as file:
        compiled = {message.id: message.string for message in read_mo(file) if message.id}
    assert compiled == {message.id: message.string for message in messages()}, "make texts"


def test_the_dutch_catalogue_is_empty_because_messages_are_dutch() -> None:
    with (LOCALE / "nl" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        assert not [message for message in read_po(file) if message.id]


# ---- words for the closed lists --------------------------------------------------------------------------------------

LISTS = (
    Status, Badge, Stage, Ending, Side, Part, Kind, Outcome, Ground, Capacity, Channel, Regime, Light, Post, RoleName,
    Door, State, Move,
)  # fmt: skip
OTHERS = (
    (words, "ACTS"), (turnwords, "TASKS"), (turnwords, "WAITS"), (turnwords, "WAITS_OF"), (words, "TOPICS"), (words, "CAUSES"), (words, "MEDIA"),
    (words, "LETTERS"), (words, "LETTER_STATES"), (words, "YOU"),
    (sentences, "REASONS"), (sentences, "DONE"), (sentences, "DUTY_WORDS"),
)  # fmt: skip


def both(app: Flask, text: str) -> tuple[str, str]:
    with app.test_request_context(), force_locale("nl"):
        dutch = str(text)
    with app.test_request_context(), force_locale("en"):
        return dutch, str(text)


def translated(app: Flask, texts: Iterable[str]) -> None:
    for text in texts:
        dutch, english = both(app, text)
        known = catalogue().get(dutch)
        assert known is not None, dutch
        assert english == known.string, dutch


@pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.__name__)
def test_every_member_of_a_list_has_words_in_both_languages(app: Flask, kind: Any) -> None:
    assert not [member for member in kind if member not in words.WORDS]
    translated(app, [words.WORDS[member] for member in kind])


@pytest.mark.parametrize(("place", "name"), OTHERS, ids=[name for _place, name in OTHERS])
def test_the_other_words_are_there_in_both_languages(app: Flask, place: Any, name: str) -> None:
    translated(app, getattr(place, name).values())


def test_the_menu_is_there_in_both_languages(app: Flask) -> None:
    assert set(NAV) == set(Door)
    translated(app, [text for items in NAV.values() for _endpoint, text in items])


def test_every_act_topic_cause_duty_and_letter_has_words() -> None:
    assert set(words.ACTS) == set(Act)
    assert set(words.TOPICS) == set(CATEGORIES)
    assert set(words.CAUSES) == set(STANDARD_CAUSES)
    assert set(sentences.DUTY_WORDS) == {duty.key for duty in DUTIES}
    assert set(words.LETTER_STATES) == {state.value for state in LetterState}
    assert set(words.LETTERS) == {folder.name for folder in LETTERS.iterdir() if folder.is_dir()}


def test_whoever_is_at_turn_is_told_what_to_do_and_others_what_is_awaited() -> None:
    turns = {
        call.args[1].attr
        for call in calls(ast.parse(inspect.getsource(status)), "Turn")
        if len(call.args) > 1 and isinstance(call.args[1], ast.Attribute)
    }
    assert turns
    assert {Act[name] for name in turns} == set(turnwords.TASKS)
    of_one_side = {act for act, _side in turnwords.WAITS_OF}
    assert set(turnwords.TASKS) == set(turnwords.WAITS) | of_one_side
    assert not of_one_side & set(turnwords.WAITS)


# ---- words for what the code says ------------------------------------------------------------------------------------


@cache
def sources() -> dict[str, ast.Module]:
    return {
        str(file.relative_to(ROOT)): ast.parse(file.read_text()) for file in sorted((ROOT / "portal").rglob("*.py"))
    }


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in names:
                yield node


def literals(node: ast.AST) -> set[str]:
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def raised() -> tuple[set[str], set[str]]:
    """The reasons that code gives by name, and the code that makes up a reason as it goes."""
    given, made_up = set(), set()
    for name, tree in sources().items():
        for call in calls(tree, "Refused", "Gone", "OutsideError", "reason"):
            if call.args and isinstance(call.args[0], ast.Constant):
                given.add(str(call.args[0].value))
            elif call.args and not isinstance(call.args[0], ast.Attribute):
                made_up.add(f"{name}: {ast.unparse(call.args[0])}")
        for one in ast.walk(tree):
            bases = [getattr(base, "id", "") for base in one.bases] if isinstance(one, ast.ClassDef) else []
            if "Refused" in bases:
                given |= {text for call in calls(one, "__init__") for arg in call.args for text in literals(arg)}
    return given, made_up


def every_reason() -> set[str]:
    given, made_up = raised()
    # A reason that is no literal is a guard's name, a missing field of a move, or what `obstacle` returned.
    assert made_up == {
        "portal/domain/procedure.py: reason",
        "portal/domain/recommendation.py: f'{missing[0]}_missing'",
        "portal/management/forms.py: f'{name}_missing'",
        "portal/vault/checking.py: reason",
        "portal/vault/cleaning_office.py: 'file_encrypted' if PACKED in content else 'file_not_what_it_says'",
        "portal/web/acts.py: why or 'not_yours'",
    }
    named = {name for name, guard in inspect.getmembers(guards, inspect.isfunction) if _is_guard(guard)}
    used = {guard.__name__ for rule in RULES.values() for guard in (*rule.guards, *rule.content)}
    assert used <= named
    missing = {f"{need}_missing" for step in MOVES.values() for need in step.needs}
    answers = {
        text
        for node in ast.walk(ast.parse(inspect.getsource(obstacle)))
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant)
        for text in literals(node)
    }
    assert answers == {"not_yours", "not_in_this_stage"}
    wanted = {*writing.WANTED.values(), "reason_missing", "reasons_missing", "outcome_missing"}
    return given | named | missing | answers | wanted


def _is_guard(made: FunctionType) -> bool:
    """A guard asks three things of a case; what the module keeps for itself, or was lent, is none."""
    own = made.__module__ == guards.__name__ and not made.__name__.startswith("_")
    return own and len(inspect.signature(made).parameters) == 3


def test_every_reason_to_refuse_is_told_in_a_sentence() -> None:
    assert sorted(every_reason() - set(sentences.REASONS)) == []


def test_no_sentence_is_kept_for_a_reason_that_nobody_gives() -> None:
    assert sorted(set(sentences.REASONS) - every_reason()) == []


def test_every_message_after_an_act_has_words() -> None:
    said = {
        keyword.value.value
        for tree in sources().values()
        for call in calls(tree, "url_for")
        for keyword in call.keywords
        if keyword.arg == "gedaan"
        for keyword in (keyword, *_branches(keyword))
        if isinstance(keyword.value, ast.Constant)
    }
    assert said
    assert said - set(Act) <= set(sentences.DONE)


def _branches(keyword: ast.keyword) -> list[ast.keyword]:
    value = keyword.value
    return [ast.keyword("gedaan", one) for one in (value.body, value.orelse)] if isinstance(value, ast.IfExp) else []


# ---- letters ---------------------------------------------------------------------------------------------------------


def test_every_letter_is_there_in_both_languages_with_the_same_values() -> None:
    environment = Environment(autoescape=True)
    folders = [folder for folder in sorted(LETTERS.iterdir()) if folder.is_dir()]
    assert folders
    for folder in folders:
        assert {file.name for file in folder.iterdir()} == {"nl.txt", "en.txt"}, folder.name
        texts = [(folder / f"{language}.txt").read_text() for language in ("nl", "en")]
        for text in texts:
            subject, empty, body = text.split("\n", 2)
            assert subject, folder.name
            assert not empty, folder.name
            assert body.strip(), folder.name
        dutch, english = [meta.find_undeclared_variables(environment.parse(text)) for text in texts]
        assert dutch == english, folder.name


def test_every_letter_that_is_written_has_its_folder() -> None:
    written = {notice.name for notices in (*NOTICES.values(), CLOSED, AGREED, TO_SIGN) for notice in notices}
    for tree in sources().values():
        for call in calls(tree, "write", "send"):
            notice = call.args[1] if len(call.args) > 1 else None
            written |= literals(notice) if isinstance(notice, ast.Constant | ast.IfExp) else set()
    assert "invite_staff" in written
    assert written <= set(words.LETTERS)


# ---- pages -----------------------------------------------------------------------------------------------------------

LONG_ENOUGH = 12
DUTCH = re.compile(r"\b(?:de|een|en|het|is er|klacht|naar|niet|oordeel|ons|uw|voor|wij|wordt|zaak)\b")
VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
READ_TOO = ("aria-label", "title", "alt", "placeholder", "data-label", "data-saving", "data-saved", "data-failed")
COMPANY = (
    ("functionaris", "Hanneke Oudeveld", "complaints officer", (RoleName.FUNCTIONARIS,)),
    ("waarnemer", "Rutger Smeenk", "deputy", (RoleName.FUNCTIONARIS,)),
    ("medewerker", "Bram Terhorst", "job coach", (RoleName.EMPLOYEE,)),
    ("directie", "Ilse van Dalfsen", "director", (RoleName.MANAGEMENT,)),
    ("beheer", "Petra Lubbers", "administrator", (RoleName.ADMIN,)),
)
ANSWERS: dict[str, dict[str, Any]] = {
    "gebeurd": {"text": "I have been calling my job coach since November.", "happened_when": "since November"},
    "wens": {"wish": "A fixed day for contact."},
    "gegevens": {"language": "en"},
}


@cache
def dutch() -> tuple[str, ...]:
    """The Dutch of every message, cut at its placeholders, that cannot be mistaken for English."""
    english = "\n".join(str(message.string) for message in messages())
    parts = {part.strip(" .,:;()–") for message in messages() for part in PLACEHOLDER.split(message.id)}
    return tuple(sorted(part for part in parts if len(part) > LONG_ENOUGH and part not in english))


class Reader(HTMLParser):
    """Reads what is read or heard on a page, without what is marked as Dutch."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.said: list[str] = []
        self.inside: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        quiet = given.get("lang") == "nl" or (bool(self.inside) and self.inside[-1][1])
        if not quiet:
            self.said += [given[name] or "" for name in READ_TOO if name in given]
        if tag not in VOID:
            self.inside.append((tag, quiet))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A drawing says nothing."""

    def handle_endtag(self, tag: str) -> None:
        while self.inside and tag in {name for name, _ in self.inside} and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.inside and not self.inside[-1][1]:
            self.said.append(data)


def check_english(html: str, path: str) -> None:
    page = Reader()
    page.feed(html)
    assert page.language == "en", path
    text = re.sub(r"https?://\S+", "", " ".join(" ".join(page.said).split()))
    faults = [part for part in dutch() if part in text]
    faults += [text[max(0, hit.start() - 40) : hit.end() + 40] for hit in DUTCH.finditer(text)]
    assert not faults, "\n".join([f"{path} is not all English:", *faults])


class EnglishBrowser(Browser):
    """A browser that prefers English, and finds English on every page."""

    def __init__(self, world: World, slug: str) -> None:
        super().__init__(world, slug)
        self.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en-GB,en;q=0.8"
        self.opened: set[str] = set()

    def get(self, path: str, expect: int = 200, **more: Any) -> TestResponse:
        return self._read(super().get(path, expect, **more), path)

    def post(self, path: str, values: dict[str, Any] | None = None, expect: int = 302, **more: Any) -> TestResponse:
        return self._read(super().post(path, values, expect, **more), path)

    def _read(self, response: TestResponse, path: str) -> TestResponse:
        if response.mimetype == "text/html" and response.status_code not in {301, 302}:
            self.opened.add(path.partition("?")[0])
            check_english(response.text, path)
        return response

    def roam(self, start: str) -> None:
        """Open every page of this portal that can be reached from here."""
        portal = f"/{self.slug}/{start.split('/')[1]}"
        seen, todo = {start}, [start]
        while todo:
            path = todo.pop()
            with time_machine.travel(self.world.now, tick=False):
                response = self.client.get(f"/{self.slug}{path}")
            assert response.status_code < 500, path
            if response.mimetype != "text/html" or response.status_code in {301, 302}:
                continue
            self._read(response, path)
            for href in re.findall(r'href="([^"#]+)', response.text):
                place = urlsplit(href.replace("&amp;", "&"))
                found = place.path.removeprefix(f"/{self.slug}") + (f"?{place.query}" if place.query else "")
                if place.path.startswith(portal) and "/taal/" not in place.path and found not in seen:
                    seen.add(found)
                    todo.append(found)


@pytest.fixture
def english(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    """An organisation where everybody reads and writes English; only the regulation is Dutch."""
    from tests.conftest import NOW

    monkeypatch.setattr(worlds, "STAFF", COMPANY)
    monkeypatch.setattr(worlds, "Browser", EnglishBrowser)
    made = World(app, NOW)
    with made.owner(made.tenants["noorderhaven"]) as session:
        session.execute(update(Person).values(language="en"))
        session.execute(update(Organisation).values(route="You can take the case to the competent court."))
    return made


def test_a_visitor_with_an_english_browser_reads_english(english: World) -> None:
    visitor = english.visitor()
    visitor.roam("/")
    assert {"/", "/klacht", "/klacht/status", "/inloggen", "/hoe-het-werkt", "/privacy", "/contact"} <= visitor.opened
    visitor.get("/bestaat-niet", expect=404)
    visitor.post("/inloggen", {"email": "nobody@post.example", "password": "wrong"}, expect=422)
    visitor.post("/klacht/status", {"reference": "K-2026-0001", "code": "x"}, expect=422)
    visitor.post("/wachtwoord", {"email": "no address"}, expect=422)
    for step in ("voor-wie", "gebeurd", "met-wie", "waarover", "gegevens"):
        visitor.post(f"/klacht/{step}", expect=422)
    visitor.post("/klacht/voor-wie", {"on_behalf": "yes", "capacity": "candidate"})
    visitor.get("/klacht/gegevens")
    visitor.get("/klacht/bewaren")
    number = english.file(**ANSWERS)
    english.filed.roam("/klacht/ontvangst")
    visitor.post("/klacht/status", {"reference": number, "code": english.filed.code}, expect=200)


def test_a_visitor_who_chose_english_reads_english(english: World) -> None:
    visitor = english.visitor()
    del visitor.client.environ_base["HTTP_ACCEPT_LANGUAGE"]
    with pytest.raises(AssertionError):
        visitor.get("/")
    Browser.get(visitor, "/taal/en", expect=302)
    visitor.get("/")
    visitor.get("/klacht/gebeurd")


def test_the_platform_s_own_page_is_english(english: World) -> None:
    html = english.app.test_client().get("/", headers={"Accept-Language": "en"}).text
    check_english(html, "/")


def about(officer: Officer, number: str) -> list[str]:
    """Begin a case, and name the employee concerned."""
    officer.browser.accept("functionaris", number)
    officer.act("niet-betrokken")
    officer.browser.roam("/functionaris/")
    officer.act("beoordelen")
    officer.categorise("How people were treated", "Information")
    return officer.name("Bram Terhorst")


def test_a_case_is_english_for_everybody_from_filing_to_signing(english: World) -> None:
    client, number = english.client(**ANSWERS)
    client.roam(f"/klager/zaak/{number}/")
    officer = Officer(english.sign_in("functionaris"), number)
    refs = about(officer, number)
    officer.act("onderdelen", expect=422)
    officer.allege(("Not reachable", refs), ("Appointments cancelled", refs))
    officer.browser.roam("/functionaris/")
    officer.inform(refs, "I have been calling for weeks.")
    coach = english.sign_in("medewerker")
    coach.roam("/medewerker/")
    coach.accept("medewerker", number)
    coach.roam("/medewerker/")
    coach.act("medewerker", number, "standpunt", expect=422)
    coach.act("medewerker", number, "standpunt", {"text": "I had a double caseload."})
    contact = {"happened_on": "2026-03-02", "medium": "phone", "gist": "I called back.", "remarks": "No answer."}
    coach.act("medewerker", number, "contact", contact)
    coach.act("medewerker", number, "voorstel", {"text": "A fixed Thursday."})
    client.act("klager", number, "steunpersoon", {"name": "Ria", "email": "ria@post.example", "relation": "aunt"})
    officer.share("Statement", "Marloes Veenstra", text="I had a double caseload.")
    client.act("klager", number, "standpunt", {"text": "It went on for months."})
    officer.act("verlengen", {"until": "2026-04-10", "reason": "We need another conversation."})
    roam(officer, client, coach)
    english.later(days=40)
    officer, client, coach = again(english, number)
    roam(officer, client, coach)
    page = client.get(f"/klager/zaak/{number}/voorstel-afwijzen").text
    client.act("klager", number, "voorstel-afwijzen", {"proposal": option(page, "Bram Terhorst"), "text": "No."})
    officer.act("oordeel-geven", judgment("upheld", "not_upheld"))
    roam(officer, client, coach)
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    roam(officer, client, coach)
    coach.act("medewerker", number, "niet-ondertekenen", {"reason": "I see it differently."})
    client.act("klager", number, "ondertekenen")
    officer.act("ondertekenen")
    roam(officer, client, coach)


def judgment(*outcomes: str) -> dict[str, object]:
    """A judgment with these outcomes, one for each part of the complaint."""
    values: dict[str, object] = {"considerations": "Both sides were heard.", "recommendations": "Agree on a fixed day."}
    for place, outcome in enumerate(outcomes):
        values |= {f"outcome_{place}": outcome, f"reasons_{place}": "The documents show this."}
    return values


def again(world: World, number: str) -> tuple[Officer, EnglishBrowser, EnglishBrowser]:
    """Everybody signs in once more, after a while."""
    return (
        Officer(world.sign_in("functionaris"), number),
        world.sign_in("marloes@post.example"),
        world.sign_in("medewerker"),
    )


def roam(officer: Officer, client: EnglishBrowser, coach: EnglishBrowser) -> None:
    officer.browser.roam("/functionaris/")
    client.roam("/klager/")
    coach.roam("/medewerker/")


def test_a_settled_case_and_one_that_is_declined_are_english(english: World) -> None:
    client, number = english.client(**ANSWERS)
    officer = Officer(english.sign_in("functionaris"), number)
    refs = about(officer, number)
    officer.allege(("Not reachable", refs))
    officer.inform(refs, "I have been calling for weeks.")
    coach = english.sign_in("medewerker")
    coach.accept("medewerker", number)
    coach.act("medewerker", number, "voorstel", {"text": "A fixed Thursday."})
    page = client.get(f"/klager/zaak/{number}/voorstel-aanvaarden").text
    client.act("klager", number, "voorstel-aanvaarden", {"proposal": option(page, "Bram Terhorst"), "text": ""})
    roam(officer, client, coach)
    officer.act("afdoening", {"agreements": "A fixed Thursday.", "route": "The competent court."})
    client.act("klager", number, "tevreden", {"satisfied": "no", "text": ""})
    officer.act("afsluiten")
    roam(officer, client, coach)
    other = english.file("Ada Blom", "", **{**ANSWERS, "gegevens": {"language": "en", "phone": "06 0000 0000"}})
    second = Officer(officer.browser, other)
    second.browser.accept("functionaris", other)
    second.act("niet-betrokken")
    second.act("niet-behandelen", {"reason": "This is not about our service."})
    second.browser.roam("/functionaris/")


def test_a_representative_and_the_authorisation_are_english(english: World) -> None:
    from portal.models.person import LinkPurpose

    agent = {"agent_name": "Ria Blom", "agent_email": "ria@post.example", "relation": "aunt", "language": "en"}
    number = english.file(**{**ANSWERS, "voor-wie": {"on_behalf": "yes"}, "gegevens": agent})
    visitor = english.visitor()
    visitor.get(english.link(LinkPurpose.MANDATE), expect=302)
    visitor.get("/machtiging")
    visitor.get("/uitnodiging", expect=404)
    officer = Officer(english.sign_in("functionaris"), number)
    officer.browser.accept("functionaris", number)
    officer.act("niet-betrokken")
    officer.browser.roam("/functionaris/")


def test_management_and_administration_are_english(english: World) -> None:
    officer = english.sign_in("functionaris")
    given = {"text": "Agree on a fixed day.", "evidence": "3 complaints", "category": ""}
    officer.post("/functionaris/aanbevelingen/nieuw", given)
    report = {"from_on": "2026-01-01", "until_on": "2026-02-28", "remarks": "Nothing special."}
    officer.post("/functionaris/verslagen/nieuw", report)
    officer.post("/functionaris/registreren", expect=422)
    officer.roam("/functionaris/")
    manager = english.sign_in("directie")
    manager.roam("/directie/")
    meeting = {"held_on": "2026-03-01", "present": "Everybody", "minutes": "We discussed it."}
    manager.post("/directie/bespreking", meeting)
    item = next(path for path in manager.opened if path.startswith("/directie/aanbevelingen/"))
    manager.post(item, {"move": "adopt", "reason": "", "owner": "", "due_on": ""}, expect=422)
    manager.post(item, {"move": "adopt", "reason": "", "owner": "Team leader", "due_on": "2026-04-01"})
    manager.roam("/directie/")
    manager.post(item, {"move": "report_done", "reason": "Done."})
    officer.roam("/functionaris/aanbevelingen")
    admin = english.sign_in("beheer")
    admin.post("/beheer/medewerkers/uitnodigen", expect=422)
    invited = {"name": "Noor", "email": "noor@noorderhaven.example", "function": "coach", "roles": ["employee"]}
    admin.post("/beheer/medewerkers/uitnodigen", invited)
    told = {"client_reference": "T-1", "told_on": "2026-03-01", "channel": "contract"}
    admin.post("/beheer/informatie-vooraf", told)
    admin.roam("/beheer/")
    admin.roam("/account")
