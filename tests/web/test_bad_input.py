"""Bad input: a clear sentence, what was typed is kept, nothing half saved."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.models.complaint import Complaint
from portal.models.dossier import Entry
from tests.support.journey import informed, officer, option

if TYPE_CHECKING:
    from tests.support.world import Browser, World

ROOT = Path(__file__).resolve().parents[2]


def counts(world: World) -> tuple[int, int]:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return (
            session.scalar(select(func.count(Complaint.id))) or 0,
            session.scalar(select(func.count(Entry.id))) or 0,
        )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Vul dit in."),
        ("   \n ", "Vul dit in."),
        ("x" * 20_001, "te lang"),
        ("bel\x07 mij\x00", "niet kunnen bewaren"),
    ],
)
def test_a_text_that_cannot_be_kept_is_said_in_words(world: World, text: str, sentence: str) -> None:
    client, number = world.client()
    before = counts(world)
    page = client.post(f"/klager/zaak/{number}/aanvullen", {"text": text}, expect=422).text
    assert sentence in page
    assert counts(world) == before


def test_what_was_typed_is_still_there(world: World) -> None:
    world.client()
    one = officer(world, "K-2026-0001")
    one.begin()
    page = one.act("verlengen", {"until": "geen datum", "reason": "De tolk is ziek."}, expect=422)
    assert "Dit is geen datum" in page
    assert "De tolk is ziek." in page
    assert "geen datum" in page


def test_letters_of_every_script_and_markup_come_out_as_typed(world: World) -> None:
    client, number = world.client()
    text = '<script>alert(1)</script> {{ 7*7 }} #read("/etc/passwd") ’; DROP TABLE entry;-- ﷽ 👩‍⚕️ ẞ'
    client.act("klager", number, "aanvullen", {"text": text})
    page = client.get(f"/klager/zaak/{number}/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in page
    assert "👩‍⚕️ ẞ" in page


def test_ids_of_elsewhere_are_refused(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    _other, second = world.client("Ander", "ander@post.example")
    two = informed(world, second)
    foreign = option(two.page("bericht"), "Ander")
    before = counts(world)
    one.act("bericht", {"to": [foreign], "text": "x"}, expect=422)
    one.act("onderwerpen", {"categories": ["nothing"]}, expect=422)
    client.get("/klager/zaak/K-2026-9999/", expect=404)
    client.get("/klager/zaak/%00/", expect=404)
    assert counts(world) == before


def test_extra_fields_and_files_change_nothing(world: World) -> None:
    client, number = world.client()
    path = f"/klager/zaak/{number}/aanvullen"
    hidden = client.form(path)
    with time_machine.travel(world.now, tick=False):
        response = client.client.post(
            f"/noorderhaven{path}",
            data={
                **hidden,
                "text": (io.BytesIO(b"%PDF"), "a.pdf"),
                "stage": "closed",
                "tenant_id": "x",
                "side_id": "y",
            },
            content_type="multipart/form-data",
        )
    assert response.status_code == 422
    client.act("klager", number, "aanvullen", {"text": "Goed.", "stage": "closed", "kind": "note"})
    with world.owner(world.tenants["noorderhaven"]) as session:
        assert session.scalars(select(Complaint)).one().stage.value == "received"


def test_forged_tokens_are_refused(world: World) -> None:
    client, number = world.client()
    path = f"/klager/zaak/{number}/aanvullen"
    for token in ("", "forged", "x" * 4000):
        assert "verlopen" in client.post(path, {"text": "x", "csrf_token": token}, expect=400).text
    with time_machine.travel(world.now, tick=False):
        too_big = client.client.post(f"/noorderhaven{path}", data={"text": "x" * 1_100_000})
    assert too_big.status_code == 413
    for method in ("put", "delete", "patch", "trace"):
        assert getattr(client.client, method)(f"/noorderhaven{path}").status_code == 405


def test_robots_are_kept_out_without_a_captcha(world: World) -> None:
    visitor = filled(world)
    assert "sneller dan" in visitor.post("/klacht/controle", {"truth": "y", "website": "http://spam"}, expect=422).text
    assert counts(world) == (0, 0)
    assert "klopt" in visitor.post("/klacht/controle", {}, expect=422).text
    visitor.post("/klacht/controle", {"truth": "y"})
    visitor.get("/klacht/controle", expect=302)
    for _ in range(7):
        world.file()
    last = filled(world)
    last.post("/klacht/controle", {"truth": "y"}, expect=429)
    assert counts(world)[0] == 8


def filled(world: World) -> Browser:
    visitor = world.visitor()
    steps = {
        "voor-wie": {"on_behalf": "no", "capacity": "candidate"},
        "gebeurd": {"text": "Iets.", "happened_when": "gisteren"},
        "met-wie": {"about_whom": "Bram", "about_functionaris": "no"},
        "waarover": {"grounds": ["quality"]},
        "wens": {"wish": ""},
        "gegevens": {"name": "Ada", "email": "", "phone": "06", "address": "", "language": "nl"},
    }
    for slug, values in steps.items():
        visitor.post(f"/klacht/{slug}", values)
    return visitor


def test_a_way_to_reach_somebody_is_asked(world: World) -> None:
    visitor = filled(world)
    empty = {"name": "Ada", "email": "", "phone": "", "address": "", "language": "nl"}
    assert "zodat wij u bereiken" in visitor.post("/klacht/gegevens", empty, expect=422).text
    wrong = {**empty, "email": "ada@"}
    assert "geen volledig e-mailadres" in visitor.post("/klacht/gegevens", wrong, expect=422).text


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=300))
def test_any_text_is_kept_or_refused_in_words(world: World, text: str) -> None:
    visitor = world.visitor()
    hidden = visitor.form("/klacht/gebeurd")
    with time_machine.travel(world.now, tick=False):
        response = visitor.client.post(
            "/noorderhaven/klacht/gebeurd",
            data={**hidden, "text": text.encode("utf-8", "ignore").decode(), "happened_when": "toen"},
        )
    assert response.status_code in {302, 422}


def test_no_template_lets_markup_through_and_no_statement_is_raw() -> None:
    for template in (ROOT / "templates").rglob("*.html"):
        assert "|safe" not in template.read_text().replace(" ", ""), template
    for module in (ROOT / "portal").rglob("*.py"):
        text = module.read_text()
        assert "Markup(" not in text or module.name == "i18n.py", module  # our own texts, with values escaped
        if "models" not in module.parts:
            assert "import text" not in text.replace("text_field", ""), module
            for raw in ("insert(", "exec_driver_sql("):
                allowed = {"tenancy.py", "health.py", "commands.py"} if raw != "insert(" else set()
                assert raw not in text or module.name in allowed, (module, raw)
