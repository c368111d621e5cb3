"""Signing in and out, invitations, forgotten passwords, mandates by link.

One-time codes, passkeys, codes by mail and an organisation's own sign-in each prove a person; `base.admit` begins the
session for whoever was proved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, request, url_for
from flask import session as cookie

from portal.accounts import addresses, entrance, invitations, mending, providers, sessions
from portal.accounts.entrance import Awaited
from portal.auth import account, confirming, forms, provider, receipt, second
from portal.auth.base import admit, blueprint, case, home, joined, pending_link, wanted
from portal.casework import intake
from portal.casework.desk import take
from portal.domain.errors import Refused
from portal.post.links import read_token
from portal.sight import rows
from portal.sight.actor import Way
from portal.web import state, words
from portal.web.forms import PortalForm
from portal.web.i18n import language
from portal.web.page import page

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

__all__ = ["account", "blueprint", "confirming", "provider", "receipt", "second"]
ANSWERS = {"yes": intake.confirm_mandate, "no": intake.refuse_mandate}


@blueprint.route("/inloggen", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in with address and password."""
    if state.actor() is not None and request.method == "GET":
        return redirect(wanted() or home())
    form = forms.SignInForm()
    if form.validate_on_submit():
        email = form.email.data or ""
        origin, now = state.came_from(), state.now()
        found = entrance.sign_in(state.session(), state.hasher(), email, form.password.data or "", now, origin)
        if found is not None:
            return redirect(admit(found, wanted()))
        state.later(lambda session: entrance.count_failure(session, email, origin.where, now))
        form.refuse(None, words.reason("sign_in"))
    return page("auth/sign_in.html", form=form, onward=wanted(), provider=providers.offered(state.session()))


@blueprint.post("/uitloggen")
def sign_out() -> ResponseReturnValue:
    """Sign out: the session ends on the server, and the browser forgets."""
    actor, onward = state.actor(), url_for("public.home", gedaan="signed_out")
    if actor is not None:
        onward = url_for(".leave_provider") if providers.came_by(state.session(), actor) else onward
        sessions.end(state.session(), actor, state.now())
    cookie.clear()
    response = redirect(onward)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.get("/uitnodiging/<token>")
def open_invitation(token: str) -> ResponseReturnValue:
    """Take the token out of the address."""
    return _pending(token, "auth.invitation")


@blueprint.get("/wachtwoord/<token>")
def open_reset(token: str) -> ResponseReturnValue:
    """Take the token out of the address."""
    return _pending(token, "auth.invitation")


@blueprint.get("/adres/<token>")
def open_address(token: str) -> ResponseReturnValue:
    """Take the token out of the address."""
    return _pending(token, "auth.prove_address")


@blueprint.get("/bezwaar/<token>")
def open_objection(token: str) -> ResponseReturnValue:
    """Take the token out of the address."""
    return _pending(token, "auth.objection")


@blueprint.get("/machtiging/<token>")
def open_mandate(token: str) -> ResponseReturnValue:
    """Take the token out of the address."""
    return _pending(token, "auth.mandate")


def _pending(token: str, target: str) -> ResponseReturnValue:
    link_id = read_token(token, state.config().secret_keys)
    if link_id is None:
        abort(404)
    cookie["link"] = link_id.hex
    return redirect(url_for(target))


@blueprint.route("/uitnodiging", methods=["GET", "POST"])
def invitation() -> ResponseReturnValue:
    """Open an account, set another password, or join a case to an account one already has."""
    found = invitations.invitation(state.session(), pending_link(), state.now())
    if found is None:
        return page("auth/dead.html", 404)
    if found.known:
        return _join(found)
    form = forms.PasswordForm()
    if form.validate_on_submit():
        try:
            return redirect(_opened(found.link_id, form.password.data or ""))
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
    session, now = state.session(), state.now()
    offered = providers.offered(session) if providers.invited(session, found.link_id, now) else ""
    return page("auth/invitation.html", form=form, email=found.email, claims=found.claims, provider=offered)


def _opened(link_id: UUID, password: str) -> str:
    """Set the password and go on: the link came by mail, so that both are shown; a second step is still asked."""
    session, now = state.session(), state.now()
    person, link = invitations.open_account(session, state.hasher(), link_id, password, now)
    joining = entrance.join(session, link.participant_id, person, now) if link.participant_id else None
    session.flush()
    cookie.pop("link", None)
    found = entrance.proceed(session, person, Way.PASSWORD_MAIL, now, state.came_from())
    return admit(found, case(joining) if joining else "")


def _join(found: invitations.Invitation) -> ResponseReturnValue:
    """Ask the password of the account that this address already has, and join the case to it."""
    form = forms.JoinForm()
    session, now, origin = state.session(), state.now(), state.came_from()
    if form.validate_on_submit():
        password, claim = form.password.data or "", found.link_id
        came = entrance.sign_in(session, state.hasher(), found.email, password, now, origin, claim=claim.hex)
        if isinstance(came, Awaited):
            return redirect(admit(came, ""))
        if came is not None:
            return joined(claim, came, "")
        state.later(lambda notes: entrance.count_failure(notes, found.email, origin.where, now))
        form.refuse("password", words.reason("sign_in"))
    return page("auth/join.html", form=form, email=found.email, claims=found.claims)


@blueprint.route("/wachtwoord", methods=["GET", "POST"])
def forgotten() -> ResponseReturnValue:
    """Ask for a link to set another password; the answer is the same for every address."""
    form = forms.ForgottenForm()
    if form.validate_on_submit():
        entrance.ask_reset(state.session(), form.email.data or "", state.now(), state.came_from().where, language())
        return redirect(url_for(".forgotten", gedaan="reset"))
    return page("auth/forgotten.html", form=form)


@blueprint.route("/machtiging", methods=["GET", "POST"])
def mandate() -> ResponseReturnValue:
    """Confirm or refuse a representative (art. 1, E04)."""
    link_id, now = pending_link(), state.now()
    found = invitations.mandate_question(state.session(), link_id, now)
    if found is None or link_id is None:
        return page("auth/dead.html", 404)
    form = PortalForm()
    answer = request.form.get("answer", "")
    if form.validate_on_submit() and answer not in ANSWERS:
        form.refuse(None, words.reason("answer_given"))
    elif form.validate_on_submit():
        seat = rows.seat_of(state.session(), found.complaint_id, found.participant_id)
        if seat is None:
            abort(404)
        ANSWERS[answer](take(state.session(), seat, now))
        invitations.use_link(state.session(), link_id, now)
        cookie.pop("link", None)
        return redirect(url_for("public.home", gedaan=f"mandate_{answer}"))
    return page("auth/mandate.html", form=form, question=found)


@blueprint.route("/adres", methods=["GET", "POST"])
def prove_address() -> ResponseReturnValue:
    """Confirm another address for one's account, by the link that was mailed to it."""
    found = addresses.question(state.session(), pending_link(), state.now())
    if found is None:
        return page("auth/dead.html", 404)
    form = PortalForm()
    if form.validate_on_submit():
        addresses.move(state.session(), found.link_id, state.now())
        cookie.clear()
        return redirect(url_for("auth.sign_in", gedaan="address"))
    return page("auth/prove_address.html", form=form, email=found.email)


@blueprint.route("/bezwaar", methods=["GET", "POST"])
def objection() -> ResponseReturnValue:
    """Refuse that one's account is mended by others: nothing of it is changed then."""
    link_id = pending_link()
    found = mending.objectable(state.session(), link_id, state.now())
    if found is None or link_id is None:
        return page("auth/dead.html", 404)
    form = PortalForm()
    if form.validate_on_submit():
        mending.object_to(state.session(), link_id, state.now())
        cookie.pop("link", None)
        return redirect(url_for("public.home", gedaan="mend_refused"))
    return page("auth/objection.html", form=form, mend=found)
