"""One's own account: what there is to sign in with, the address, and where one is signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import abort, jsonify, redirect, request, url_for
from flask import session as cookie

from portal.accounts import addresses, entrance, factors, mending, passkeys, providers, sessions
from portal.auth import forms
from portal.auth.base import blueprint, carry, enter
from portal.domain.errors import Refused
from portal.sight.actor import Way
from portal.web import state, words
from portal.web.forms import PortalForm
from portal.web.page import house, page
from portal.web.qr import qr

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.accounts.entrance import Person

UNPROCESSABLE = 422
SHOWN = timedelta(days=90)
"""How far back one's own sign-ins are shown."""


def _mine() -> Person:
    return entrance.own(state.session(), state.me())


@blueprint.get("/account")
def account() -> ResponseReturnValue:
    """Show what one can sign in with, and what is asked of one's roles."""
    me, session = state.me(), state.session()
    missing = bool(me.roles & factors.REQUIRED) and not me.strong and not state.organisation().demo
    return page(
        "auth/account.html",
        held=factors.held(session, _mine()),
        keys=passkeys.passkeys(session, me.person_id),
        missing=missing,
        alone=addresses.alone(session, me.person_id),
        mend=mending.open_for(session, me.person_id),
        provider=providers.mine(session, me.person_id),
    )


@blueprint.route("/account/wachtwoord", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """Choose another password, or a first one."""
    form = forms.PasswordForm()
    if form.validate_on_submit():
        given, now = form.password.data or "", state.now()
        try:
            enter(entrance.change_password(state.session(), state.hasher(), state.me(), given, now, state.came_from()))
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".account", gedaan="password"))
    return page("auth/password.html", form=form, first=not factors.held(state.session(), _mine()).password)


@blueprint.route("/account/adres", methods=["GET", "POST"])
def address() -> ResponseReturnValue:
    """Ask for another mail address."""
    form = forms.AddressForm()
    if form.validate_on_submit():
        try:
            addresses.ask(state.session(), state.me(), form.email.data or "", state.now())
        except entrance.TooOften:
            raise
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".account", gedaan="address_asked"))
    return page("auth/address.html", form=form, alone=addresses.alone(state.session(), state.me().person_id))


@blueprint.route("/account/code", methods=["GET", "POST"])
def code_app() -> ResponseReturnValue:
    """Set up an app that shows one-time codes."""
    session, ring, mine = state.session(), state.secrets().ring, _mine()
    form = forms.CodeForm()
    if request.method == "POST" and request.form.get("action") == "start":
        factors.start_code_app(session, mine, ring, state.now())
        return redirect(url_for(".code_app"))
    asked = factors.enrolment(session, mine, ring, house().name)
    if asked is not None and form.validate_on_submit():
        try:
            factors.prove_code_app(session, mine, ring, form.code.data or "", state.now())
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(_added(Way.CODE))
    shown = qr(asked.uri) if asked else None
    return page("auth/code_app.html", form=form, start=PortalForm(), asked=asked, qr=shown)


def _added(way: Way) -> str:
    """Go on with a session that this way of signing in was shown in, and give recovery codes with the first."""
    carry(sessions.confirm(state.session(), state.me(), way, state.now()))
    if factors.held(state.session(), _mine()).recovery:
        return url_for(".account", gedaan="factor_added")
    factors.make_recovery_codes(state.session(), _mine(), state.config().secret_keys, state.now())
    return url_for(".recovery_codes", gedaan="factor_added")


@blueprint.route("/account/code/verwijderen", methods=["GET", "POST"])
def remove_code_app() -> ResponseReturnValue:
    """Take the app out of use."""
    form = PortalForm()
    if form.validate_on_submit():
        try:
            factors.remove_code_app(state.session(), _mine(), state.now())
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".account", gedaan="factor_removed"))
    return page("auth/remove.html", form=form, name="")


@blueprint.route("/account/herstelcodes", methods=["GET", "POST"])
def recovery_codes() -> ResponseReturnValue:
    """Show new recovery codes once, and make others."""
    session, me, keys = state.session(), state.me(), state.config().secret_keys
    form = PortalForm()
    if form.validate_on_submit():
        factors.make_recovery_codes(session, _mine(), keys, state.now())
        return redirect(url_for(".recovery_codes"))
    codes = factors.new_codes(session, me.person_id, keys, state.now()) if me.confirmed_by else ()
    left = factors.held(session, _mine()).recovery
    return page("auth/recovery_codes.html", form=form, codes=codes, left=left)


@blueprint.get("/account/sleutels/nieuw")
def add_key() -> ResponseReturnValue:
    """Add a passkey; the browser does the rest."""
    return page("auth/add_key.html", form=forms.KeyForm())


@blueprint.post("/account/sleutels/vraag")
def ask_new_key() -> ResponseReturnValue:
    """Say what the browser needs to make a passkey."""
    return jsonify(passkeys.ask_new(state.session(), _mine(), state.site(), state.now()))


@blueprint.post("/account/sleutels")
def new_key() -> ResponseReturnValue:
    """Keep the passkey that the browser made."""
    given = request.get_json(silent=True) or {}
    name = str(given.pop("name", "")) if isinstance(given, dict) else ""
    try:
        passkeys.add(state.session(), _mine(), state.site(), given, name, state.now())
    except Refused as error:
        return jsonify(error=words.reason(error.reason)), UNPROCESSABLE
    state.session().flush()
    return jsonify(to=_added(Way.PASSKEY))


@blueprint.route("/account/sleutels/<item>/verwijderen", methods=["GET", "POST"])
def remove_key(item: str) -> ResponseReturnValue:
    """Let go of a passkey."""
    found = next((one for one in passkeys.passkeys(state.session(), state.me().person_id) if str(one.id) == item), None)
    if found is None:
        abort(404)
    form = PortalForm()
    if form.validate_on_submit():
        try:
            passkeys.remove(state.session(), _mine(), found.id, state.now())
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".account", gedaan="factor_removed"))
    return page("auth/remove.html", form=form, name=found.name)


@blueprint.get("/account/sessies")
def own_sessions() -> ResponseReturnValue:
    """Show where one is signed in, and when one signed in lately."""
    session, me, now = state.session(), state.me(), state.now()
    return page(
        "auth/sessions.html",
        items=sessions.open_sessions(session, me, now),
        recent=sessions.recent(session, me.person_id, now - SHOWN),
    )


@blueprint.post("/account/sessies/<item>")
def end_session(item: str) -> ResponseReturnValue:
    """End one session of one's own."""
    session, me, now = state.session(), state.me(), state.now()
    found = next((one for one in sessions.open_sessions(session, me, now) if str(one.id) == item), None)
    if found is None or not sessions.end_one(session, me, found.id, now):
        abort(404)
    return redirect(url_for(".own_sessions", gedaan="session_ended"))


@blueprint.post("/account/sessies/alle")
def end_sessions() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    sessions.end_all(state.session(), state.me().person_id, state.now())
    cookie.clear()
    return redirect(url_for("public.home", gedaan="signed_out"))


@blueprint.post("/account/herstel/stoppen")
def stop_mend() -> ResponseReturnValue:
    """Refuse, as the holder, that others mend this account."""
    found = mending.open_for(state.session(), state.me().person_id)
    if found is None:
        abort(404)
    mending.stop(state.session(), found.id, state.now(), state.me().person_id)
    return redirect(url_for(".account", gedaan="mend_refused"))
