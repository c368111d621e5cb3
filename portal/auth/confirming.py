"""Showing once more who one is, before what cannot be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, redirect, request, url_for

from portal.accounts import passkeys
from portal.accounts import second as steps
from portal.auth import forms
from portal.auth.base import blueprint, carry, wanted
from portal.domain.errors import Refused
from portal.web import state, words
from portal.web.page import page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

UNPROCESSABLE = 422


def _onward() -> str:
    return wanted() or url_for(".account")


@blueprint.route("/bevestigen", methods=["GET", "POST"])
def confirm() -> ResponseReturnValue:
    """Ask for the strongest thing that this account has."""
    actor, now = state.me(), state.now()
    asked = steps.question(state.session(), actor, now)
    form = forms.ConfirmForm.asking(asked)
    if form.validate_on_submit():
        where = state.came_from().where
        secret = steps.confirm(
            state.session(), state.secrets(), actor, form.given("password"), form.given("code"), now, where
        )
        if secret is not None:
            carry(secret)
            return redirect(_onward())
        state.later(lambda session: steps.count_confirm_failure(session, actor, where, now))
        form.refuse(None, words.reason("confirm_wrong"))
    return page("auth/confirm.html", form=form, asked=asked, onward=_onward())


@blueprint.post("/bevestigen/code")
def send_code() -> ResponseReturnValue:
    """Mail a code."""
    steps.send_code(state.session(), state.me(), state.now())
    return redirect(url_for(".confirm", next=_onward(), gedaan="code_sent"))


@blueprint.post("/bevestigen/sleutel/vraag")
def ask_confirm_key() -> ResponseReturnValue:
    """Say what the browser needs to show one of one's own passkeys."""
    return jsonify(passkeys.ask(state.session(), state.site(), state.now(), state.me().person_id))


@blueprint.post("/bevestigen/sleutel")
def confirm_key() -> ResponseReturnValue:
    """Show a passkey of one's own."""
    answer = request.get_json(silent=True)
    try:
        carry(steps.confirm_by_key(state.session(), state.site(), state.me(), answer, state.now()))
    except Refused as error:
        return jsonify(error=words.reason(error.reason)), UNPROCESSABLE
    return jsonify(to=_onward())
