"""One request that changes something is one transaction. The commit stands round the view, here and nowhere else.

A GET reads in a read-only transaction. What the gate writes down (a dossier read, a refusal, last seen) goes into a
short transaction of its own after the page is drawn and before it is sent; if that fails, the page is not sent.
"""

from __future__ import annotations

import functools
import hashlib
from typing import TYPE_CHECKING, Any, cast

from flask import current_app, g, make_response, redirect, request
from flask import session as cookie
from sqlalchemy.orm import Session

from portal import tenancy
from portal.models.journal import claim, seal, settle_claim
from portal.web import keeping, state, uploads
from portal.web.extensions import db

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
REFUSED = 400
DRAWN = 200


def open_scope() -> None:
    """Enter the organisation of the address, for reading or writing as the method says."""
    if state.has_organisation():
        scope = tenancy.Scope(state.organisation().tenant_id, write=request.method not in SAFE)
        g.scope = tenancy.enter(scope)


def close_scope(_error: BaseException | None = None) -> None:
    """Leave it, whatever happened."""
    token = g.pop("scope", None)
    if token is not None:
        tenancy.leave(token)


def wrap_views(app: Flask) -> None:
    """Put the transaction round every view."""
    for name, view in app.view_functions.items():
        if name != "static":
            app.view_functions[name] = _transacted(cast("Callable[..., ResponseReturnValue]", view))


def _transacted(view: Callable[..., ResponseReturnValue]) -> Callable[..., Response]:
    @functools.wraps(view)
    def run(**arguments: Any) -> Response:
        try:
            response = _answer(view, arguments)
        except BaseException:
            db.session.rollback()
            settle()
            raise
        settle()
        return response

    return run


def _answer(view: Callable[..., ResponseReturnValue], arguments: dict[str, Any]) -> Response:
    if request.method in SAFE or not state.has_organisation():
        response = make_response(view(**arguments))
        db.session.rollback()
        return response
    key = _form_key()
    before = _claimed(key)
    if before is not None:
        db.session.rollback()
        return before
    response = make_response(view(**arguments))
    if response.status_code >= REFUSED or g.get("undone"):  # first show who one is: the form is handed in again
        db.session.rollback()
        return response
    if response.status_code != DRAWN:
        keeping.forget_kept()
    if key:
        settle_claim(state.session(), _who(), key, response.headers.get("Location", "")[:400])
    seal(state.session(), state.organisation().tenant_id)
    db.session.commit()
    if state.session().info.pop("letters", False):
        current_app.extensions["hint"]()
    return response


def _form_key() -> str:
    aside = request.form.get("action") in {keeping.SAVE, keeping.PREVIEW} or uploads.asked()
    if aside or (request.endpoint or "").endswith("_draft"):
        return ""
    key = request.form.get("key", "")
    return hashlib.sha256(f"{request.path}|{key}".encode()).hexdigest() if key else ""


def _who() -> str:
    actor = state.actor()
    token = str(cookie.get("csrf_token", "")) if actor is None else actor.person_id.hex
    return hashlib.sha256(token.encode()).hexdigest()


def _claimed(key: str) -> Response | None:
    """Answer a form that was already handed in with what the first one led to."""
    if not key:
        return None
    result = claim(state.session(), state.organisation().tenant_id, _who(), key, state.now())
    return None if result is None else make_response(redirect(result))


def settle() -> None:
    """Write the notes of this request. Called outside the main transaction, which would otherwise wait for itself."""
    notes = g.pop("notes", [])
    if not notes or not state.has_organisation():
        return
    here = state.organisation().tenant_id
    with tenancy.entered(here, write=True), NotesSession(db.engine, expire_on_commit=False) as session:
        for job in notes:
            job(session)
        seal(session, here)
        session.commit()


class NotesSession(Session):
    """The session of the short transaction; fenced like the other one."""


tenancy.fence(NotesSession)
