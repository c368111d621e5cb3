"""Drawing a page: the frame around it, and the promise that nothing but frozen values reaches a template."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import before_render_template, g, make_response, render_template, request, url_for

from portal.models import Base
from portal.papers.words import written_in
from portal.sight import house as houses
from portal.sight.actor import Door
from portal.web import accountwords, filewords, sentences, state, talkwords, turnwords, words
from portal.web.lazy import _
from portal.web.typed import query

if TYPE_CHECKING:
    from flask import Flask, Response
    from jinja2 import Template
    from wtforms import Form

    from portal.sight.house import House

STATIC = Path(__file__).resolve().parents[1] / "static"


@cache
def asset(path: str) -> str:
    """Give the address of a static file, with its fingerprint, the same for every organisation."""
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
    return f"/static/{path}?v={digest}"


def house() -> House:
    """Read the organisation of this page once."""
    if "house" not in g:
        g.house = houses.house(state.session())
    found: House = g.house
    return found


UNPROCESSABLE = 422


def page(template: str, status: int | None = None, /, **context: Any) -> Response:
    """Draw a page of an organisation. One that says what was wrong with a form that was handed in is a 422."""
    frame = {
        "house": house(),
        "actor": state.actor(),
        "door": g.get("door"),
        "nav": _nav(),
        "here": _here(),
        "done": query("gedaan") or ("kept" if g.get("kept") else ""),
        "today": state.today(),
        "numbers": g.get("numbers", False),
    }
    response = make_response(render_template(template, **(frame | context)), status or _status(context.get("form")))
    response.headers["Cache-Control"] = "no-store"
    return response


def _status(form: Form | None) -> int:
    return UNPROCESSABLE if request.method == "POST" and form is not None and form.errors else 200


def _here() -> str:
    return f"{request.script_root}{request.path}"


NAV: dict[Door, tuple[tuple[str, str], ...]] = {
    Door.CLIENT: (("client.home", _("Mijn klachten")),),
    Door.EMPLOYEE: (("employee.home", _("Zaken die mij aangaan")),),
    Door.FUNCTIONARIS: (
        ("functionaris.home", _("Te doen")),
        ("functionaris.register", _("Register")),
        ("functionaris.register_complaint", _("Klacht registreren")),
        ("functionaris.recommendations", _("Aanbevelingen")),
        ("functionaris.reports", _("Verslagen")),
        ("functionaris.letters", _("Brieven")),
        ("functionaris.keeping", _("Bewaren")),
    ),
    Door.MANAGEMENT: (
        ("management.home", _("Cijfers")),
        ("management.recommendations", _("Aanbevelingen")),
        ("management.reports", _("Verslagen en besprekingen")),
        ("management.insights", _("Met u gedeeld")),
        ("management.cover", _("Bezetting")),
        ("management.keeping", _("Bewaren")),
    ),
    Door.ADMIN: (
        ("admin.home", _("Overzicht")),
        ("admin.staff", _("Medewerkers")),
        ("admin.appointments", _("Benoemingen")),
        ("admin.categories", _("Onderwerpen")),
        ("admin.organisation", _("Organisatie")),
        ("admin.provider", _("Eigen inlog")),
        ("admin.start_notices", _("Informatie vooraf")),
        ("admin.letters", _("Brieven")),
    ),
}


def _nav() -> tuple[tuple[str, str, bool], ...]:
    """List the pages of this portal, and whether one is this page."""
    door = g.get("door")

    items = NAV.get(door, ()) if door else ()
    return tuple((str(text), url_for(endpoint), request.endpoint == endpoint) for endpoint, text in items)


def prepare(app: Flask) -> None:
    """Give every template what it may use besides its own values."""
    app.jinja_env.globals.update(
        asset=asset,
        words=words.WORDS,
        act_words=words.ACTS,
        task_words=turnwords.TASKS,
        awaited=turnwords.awaited,
        coming_told=talkwords.told,
        you_told=talkwords.you_told,
        read_words=talkwords.read,
        medium_words=words.MEDIA,
        duty_words=sentences.DUTY_WORDS,
        cause_words=words.CAUSES,
        topic=words.topic,
        done_words=words.done,
        stripped_words=filewords.stripped,
        file_kinds=filewords.KINDS,
        side_words=words.side,
        letter_words=words.letter,
        way_words=accountwords.WAYS,
        shown_with=accountwords.shown_with,
        outcome_words=words.outcome,
        ending_words=words.ending,
        state_words=words.letter_state,
        written_in=written_in,
        demo_on=lambda: state.has_organisation() and state.organisation().demo,
    )
    if app.testing:
        before_render_template.connect(_only_frozen, app)


def _only_frozen(_sender: Flask, template: Template, context: dict[str, Any], **_more: Any) -> None:
    """Find a row of the record in what a template gets, however deep."""
    for name, value in context.items():
        if name not in _FLASK:
            _walk(f"{template.name}: {name}", value, 0)


_FLASK = frozenset({"g", "request", "session", "config", "csrf_token", "get_flashed_messages", "url_for"})
_DEEP = 8


def _walk(path: str, value: object, depth: int) -> None:
    if isinstance(value, Base):
        raise TypeError(f"a row of the record reached a template: {path}")
    if depth > _DEEP or isinstance(value, str | bytes | int | float | type(None)):
        return
    if isinstance(value, Mapping):
        for key, one in value.items():
            _walk(f"{path}[{key}]", one, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for place, one in enumerate(value):
            _walk(f"{path}[{place}]", one, depth + 1)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for one in dataclasses.fields(value):
            _walk(f"{path}.{one.name}", getattr(value, one.name), depth + 1)
    elif hasattr(value, "object_data"):
        _walk(f"{path}.object_data", value.object_data, depth + 1)
