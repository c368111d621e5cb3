"""The second step of signing in, and signing in with a passkey alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, redirect, request, url_for

from portal.accounts import entrance, passkeys
from portal.accounts import second as steps
from portal.auth import forms
from portal.auth.base import blueprint, case, enter, home, joined, pending_link, wanted
from portal.domain.errors import Refused
from portal.web import state, words
from portal.web.page import page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.accounts.second import Pending

UNPROCESSABLE = 422


@blueprint.route("/inloggen/stap-2", methods=["GET", "POST"])
def second() -> ResponseReturnValue:
    """Ask for the second step: a code of the app, a recovery code, or a passkey."""
    found = _pending()
    if found is None:
        return redirect(url_for(".sign_in", next=wanted() or None))
    form = forms.CodeForm()
    origin, now = state.came_from(), state.now()
    if form.validate_on_submit():
        typed = form.code.data or ""
        came = steps.pass_code(state.session(), state.secrets(), found, typed, now, origin)
        if came is not None:
            return joined(found.claim, came, wanted())
        state.later(lambda session: steps.count_failure(session, found.person_id, origin.where, now))
        form.refuse("code", words.reason("code_wrong"))
    return page("auth/second.html", form=form, found=found, onward=wanted())


def _pending() -> Pending | None:
    return steps.pending(state.session(), pending_link(), state.now())


@blueprint.post("/inloggen/sleutel/vraag")
def ask_key() -> ResponseReturnValue:
    """Say what the browser needs to show a passkey: of the account that waits for its second step, or of any."""
    found = _pending()
    asked = passkeys.ask(state.session(), state.site(), state.now(), found.person_id if found else None)
    return jsonify(asked)


@blueprint.post("/inloggen/sleutel")
def show_key() -> ResponseReturnValue:
    """Come in with a passkey."""
    try:
        return jsonify(to=_entered(request.get_json(silent=True), _pending()))
    except Refused as error:
        return jsonify(error=words.reason(error.reason)), UNPROCESSABLE


def _entered(answer: object, found: Pending | None) -> str:
    session, now, origin = state.session(), state.now(), state.came_from()
    if found is None:
        enter(steps.key_alone(session, state.site(), answer, now, origin))
        return wanted() or home()
    came = steps.pass_key(session, state.site(), found, answer, now, origin)
    joining = entrance.join_case(session, found.claim, came.person_id, now) if found.claim else None
    enter(came)
    return case(joining) if joining else wanted() or home()
