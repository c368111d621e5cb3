"""Addresses: none holds who or what it is about, and a token leaves it at once and is used up by a form alone."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
import time_machine

from portal.models.person import LinkPurpose
from tests.support.journey import informed
from tests.support.world import PASSWORD
from tests.web.conftest import counts

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
WRITTEN = re.compile(r'(?:href|action|src|data-[a-z]+)="(/[^"]*)"')
WHO = {"name": "Canarina Kanariepiet", "email": "canarina@canary.example", "phone": "0612340987"}
SAID = {
    "gebeurd": {"text": "CNRYTEXT de kanarie zong.", "happened_when": "CNRYWHEN"},
    "met-wie": {"about_whom": "Bram CNRYWHOM", "about_functionaris": "no"},
    "gegevens": {**WHO, "address": "CNRYSTREET 7", "language": "nl"},
}
SECRET = ("CNRY", "Canarina", "canary", "0612340987", PASSWORD)


@pytest.fixture
def asked(world):
    """Every address that a browser asked for, was sent to, or was shown."""
    found: set[str] = set()

    def seen(response):
        from flask import request

        found.add(request.full_path)
        found.add(response.headers.get("Location", ""))
        if response.mimetype == "text/html" and not response.direct_passthrough:
            found.update(WRITTEN.findall(response.get_data(as_text=True)))
        return response

    world.app.after_request(seen)
    return found


def test_no_address_of_a_journey_holds_a_name_a_secret_or_a_word_of_the_case(world, asked):
    client, number = world.client(WHO["name"], WHO["email"], **SAID)
    code = world.filed.code
    informed(world, number)
    client.act("klager", number, "aanvullen", {"text": "CNRYADDED"})
    visitor = world.visitor()
    visitor.post("/wachtwoord", {"email": WHO["email"]})
    visitor.post("/klacht/status", {"reference": number, "code": code}, expect=200)
    visitor.post("/inloggen", {"email": WHO["email"], "password": "CNRYWRONG"}, expect=422)
    assert len(asked) > 60
    for path in map(unquote, asked):
        for word in (*SECRET, code, code.replace("-", "")):
            assert word.lower() not in path.lower(), path


OPENED = {
    LinkPurpose.CLAIM: "/uitnodiging",
    LinkPurpose.INVITE: "/uitnodiging",
    LinkPurpose.RESET: "/uitnodiging",
    LinkPurpose.DRAFT: "/klacht/controle",
    LinkPurpose.MANDATE: "/machtiging",
}


@pytest.fixture
def sent(world):
    """A private link of each kind that goes by mail."""
    world.file(
        **{
            "voor-wie": {"on_behalf": "yes", "capacity": "candidate"},
            "gegevens": {"agent_name": "Tineke", "agent_email": "tineke@bond.example", "relation": "vakbond"},
        }
    )
    world.sign_in("beheer").post(
        "/beheer/medewerkers/uitnodigen",
        {"name": "Lotte", "email": "lotte@post.example", "function": "", "roles": ["employee"]},
    )
    visitor = world.visitor()
    visitor.post("/wachtwoord", {"email": "medewerker@noorderhaven.example"})
    visitor.post("/klacht/voor-wie", {"on_behalf": "no", "capacity": "candidate"})
    visitor.post("/klacht/bewaren", {"save_email": "ada@post.example"})
    return {purpose: world.link(purpose) for purpose in OPENED}


def test_a_token_leaves_the_address_at_once_and_opening_it_uses_nothing_up(world, sent):
    before = counts(world)
    for purpose, path in sent.items():
        token = path.rpartition("/")[2]
        for method in ("HEAD", "GET", "GET"):
            visitor = world.visitor()
            with time_machine.travel(world.now, tick=False):
                answer = visitor.client.open(f"/noorderhaven{path}", method=method)
                assert answer.status_code == 302, (purpose, method)
                assert answer.headers["Location"].startswith("/noorderhaven/"), purpose
                assert token not in answer.headers["Location"] + answer.text
                assert answer.headers["Referrer-Policy"] == "same-origin"
                assert answer.headers["Cache-Control"] == "no-store"
                page = visitor.client.get(answer.headers["Location"])
            assert token not in page.text
        assert world.link(purpose) == path, "it was used up by being opened"
    assert counts(world) == before


def test_every_address_with_a_token_is_one_of_these(app):
    rules = {rule.rule for rule in app.url_map.iter_rules() if "token" in rule.arguments}
    assert rules == {
        f"/{folder}/<token>"
        for folder in ("uitnodiging", "wachtwoord", "machtiging", "klacht/verder", "adres", "bezwaar")
    }
    for rule in app.url_map.iter_rules():
        if "token" in rule.arguments:
            assert rule.methods == {"GET", "HEAD", "OPTIONS"}


ASKED_BY_ADDRESS = {"functionaris/register.html"}
"""Forms that are sent by GET: what is looked for in the register, and how somebody calls a passkey of theirs."""


def test_no_form_puts_what_is_typed_in_the_address_but_a_search():
    found = {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        for form in re.findall(r"<form\b[^>]*>", re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL))
        if 'method="post"' not in form
    }
    assert found == ASKED_BY_ADDRESS
