"""Signing in and out, invitations, forgotten passwords, mandates by link, one's own account.

One-time codes, passkeys and an organisation's own provider enter here: each proves a person, and `_enter` begins
the session for whoever was proved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from flask import session as cookie

from portal.accounts import entrance, invitations, sessions
from portal.auth import forms
from portal.casework import intake
from portal.casework.desk import take
from portal.domain.errors import Refused
from portal.post.links import read_token
from portal.sight import rows
from portal.sight.actor import Door
from portal.web import state, words
from portal.web.forms import PortalForm
from portal.web.gate import safe_next
from portal.web.page import page
from portal.web.typed import query

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.accounts.entrance import Came
    from portal.sight.actor import Actor

blueprint = Blueprint("auth", __name__)
ANSWERS = {"yes": intake.confirm_mandate, "no": intake.refuse_mandate}
PORTALS = {
    Door.CLIENT: "client.home",
    Door.EMPLOYEE: "employee.home",
    Door.FUNCTIONARIS: "functionaris.home",
    Door.MANAGEMENT: "management.home",
    Door.ADMIN: "admin.home",
}


def _where() -> str:
    return sessions.network(request.remote_addr)


def _device() -> str:
    agent = request.user_agent.string
    return " ".join("".join(sign for sign in agent if sign.isprintable()).split())[:80]


def _enter(came: Came) -> None:
    """Give the browser a new session; whatever it held before is gone, here and on the server."""
    before = state.actor()
    if before is not None:
        sessions.end(state.session(), before, state.now())
    token = cookie.get("csrf_token")
    cookie.clear()
    cookie["sid"] = came.secret
    if token:
        cookie["csrf_token"] = token


def _home() -> str:
    """Give the first portal of who just came in."""
    actor = sessions.find(state.session(), str(cookie["sid"]), state.now())
    door = actor.doors[0] if actor and actor.doors else None
    return url_for(PORTALS[door]) if door else url_for("public.home")


@blueprint.route("/inloggen", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in with address and password."""
    if state.actor() is not None and request.method == "GET":
        return redirect(safe_next(query("next"), _home()))
    form = forms.SignInForm()
    if form.validate_on_submit():
        email = form.email.data or ""
        came = entrance.sign_in(
            state.session(),
            state.hasher(),
            email,
            form.password.data or "",
            state.now(),
            where=_where(),
            device=_device(),
        )
        if came is not None:
            _enter(came)
            state.session().flush()
            return redirect(safe_next(query("next"), _home()))
        where, now = _where(), state.now()
        state.later(lambda session: entrance.count_failure(session, email, where, now))
        form.refuse(None, words.reason("sign_in"))
    return page("auth/sign_in.html", form=form)


@blueprint.post("/uitloggen")
def sign_out() -> ResponseReturnValue:
    """Sign out: the session ends on the server, and the browser forgets."""
    actor = state.actor()
    if actor is not None:
        sessions.end(state.session(), actor, state.now())
    cookie.clear()
    response = redirect(url_for("public.home", gedaan="signed_out"))
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


def _link() -> UUID | None:
    held = cookie.get("link")
    return UUID(str(held)) if held else None


@blueprint.route("/uitnodiging", methods=["GET", "POST"])
def invitation() -> ResponseReturnValue:
    """Open an account, set another password, or join a case to an account one already has."""
    found = invitations.invitation(state.session(), _link(), state.now())
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
    return page("auth/invitation.html", form=form, email=found.email, claims=found.claims)


def _opened(link_id: UUID, password: str) -> str:
    session, now = state.session(), state.now()
    person, link = invitations.open_account(session, state.hasher(), link_id, password, now)
    joined = entrance.join(session, link.participant_id, person, now) if link.participant_id else None
    session.flush()
    _enter(entrance.come_in(session, person, now, where=_where(), device=_device()))
    session.flush()
    return _case(joined) if joined else _home()


def _case(joined: entrance.Joined) -> str:
    return url_for(f"{joined.door.value}.case", reference=joined.reference)


def _join(found: invitations.Invitation) -> ResponseReturnValue:
    """Ask the password of the account that this address already has, and join the case to it."""
    form = forms.JoinForm()
    session, now = state.session(), state.now()
    if form.validate_on_submit():
        came = entrance.sign_in(
            session, state.hasher(), found.email, form.password.data or "", now, where=_where(), device=_device()
        )
        if came is not None:
            joined = entrance.join_case(session, found.link_id, came.person_id, now)
            _enter(came)
            return redirect(_case(joined))
        where = _where()
        state.later(lambda notes: entrance.count_failure(notes, found.email, where, now))
        form.refuse("password", words.reason("sign_in"))
    return page("auth/join.html", form=form, email=found.email, claims=found.claims)


@blueprint.route("/wachtwoord", methods=["GET", "POST"])
def forgotten() -> ResponseReturnValue:
    """Ask for a link to set another password; the answer is the same for every address."""
    form = forms.ForgottenForm()
    if form.validate_on_submit():
        entrance.ask_reset(state.session(), form.email.data or "", state.now(), _where())
        return redirect(url_for(".forgotten", gedaan="reset"))
    return page("auth/forgotten.html", form=form)


@blueprint.route("/machtiging", methods=["GET", "POST"])
def mandate() -> ResponseReturnValue:
    """Confirm or refuse a representative (art. 1, E04)."""
    link_id, now = _link(), state.now()
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


def _count_wrong(actor: Actor, error: Refused) -> None:
    where, now = _where(), state.now()
    if error.reason == "password_wrong":
        state.later(lambda session: entrance.count_wrong_password(session, actor, where, now))


@blueprint.route("/account", methods=["GET", "POST"])
def account() -> ResponseReturnValue:
    """Change one's own password."""
    actor = state.actor()
    if actor is None:
        return redirect(url_for(".sign_in", next=f"{request.script_root}/account"))
    form = forms.ChangeForm()
    if form.validate_on_submit():
        try:
            _enter(_changed(actor, form.current.data or "", form.password.data or ""))
        except entrance.TooOften:
            raise
        except Refused as error:
            _count_wrong(actor, error)
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".account", gedaan="password"))
    return page("auth/account.html", form=form)


def _changed(actor: Actor, current: str, password: str) -> Came:
    session, now = state.session(), state.now()
    return entrance.change_password(
        session, state.hasher(), actor, current, password, now, where=_where(), device=_device()
    )
