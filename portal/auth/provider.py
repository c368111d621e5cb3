"""Signing in at the organisation's own provider: setting out, coming back, tying an account to it, and leaving.

A form only ever leads to a page of our own: the policy of the browser lets no form go elsewhere. That page goes on to
the provider by itself. Who comes back lands on a page that hands in what was brought, since a GET changes nothing here.
Nothing of all this is in the cookie but the id of the errand's private link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog
from flask import abort, redirect, request, url_for
from flask import session as cookie

from portal.accounts import discovery, providers
from portal.accounts.outward import OutsideError
from portal.auth import oidc
from portal.auth.base import admit, blueprint, pending_link, wanted
from portal.domain.errors import Refused
from portal.post.links import derived, read_token
from portal.web import state, words
from portal.web.forms import PortalForm
from portal.web.gate import safe_next
from portal.web.page import page
from portal.web.typed import queries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue
    from werkzeug.datastructures import MultiDict

    from portal.accounts.providers import Sent

log = structlog.get_logger()
CALLBACK = "inloggen/oidc/terug"
BAD, FORBIDDEN, GONE, WRONG, AWAY = 400, 403, 404, 502, 503
STATUS = {"provider_unknown": FORBIDDEN, "provider_domain": FORBIDDEN, "provider_taken": FORBIDDEN}
LONGEST = 4096
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
BROUGHT = ("state", "code", "iss")


def local() -> bool:
    """Whether this installation is on the machine itself, so that a provider may be too."""
    return (urlsplit(state.config().base_url).hostname or "") in LOCAL


def _errand(found: Sent) -> oidc.Errand:
    links, key = state.links(), state.config().secret_keys[0]
    return oidc.Errand(
        links.to(CALLBACK),
        links.token(found.link_id),
        derived(found.link_id, "nonce", key),
        derived(found.link_id, "verifier", key),
        local(),
    )


def _sent() -> Sent | None:
    return providers.sent(state.session(), state.secrets().ring, pending_link(), state.now())


def _set_out(**values: str) -> ResponseReturnValue:
    try:
        link_id = providers.set_out(state.session(), state.now(), state.came_from().where, values)
    except Refused as error:
        if error.reason == "not_there":
            abort(404)
        raise
    cookie["link"] = link_id.hex
    return redirect(url_for(".to_provider"))


@blueprint.post("/uitnodiging/oidc")
def open_outside() -> ResponseReturnValue:
    """Set out to open an invitation."""
    link_id = pending_link()
    if link_id is None or not providers.invited(state.session(), link_id, state.now()):
        abort(404)
    return _set_out(invite=link_id.hex)


@blueprint.route("/account/inlog", methods=["GET", "POST"])
def link_provider() -> ResponseReturnValue:
    """Set out to tie one's own account to the provider."""
    me, form = state.me(), PortalForm()
    found = providers.mine(state.session(), me.person_id)
    if found is None or not found.offered or found.tied:
        abort(404)
    if form.validate_on_submit():
        return _set_out(person=me.person_id.hex, session=me.session_id.hex)
    return page("auth/provider_link.html", form=form, name=found.name)


@blueprint.route("/account/inlog/ontkoppelen", methods=["GET", "POST"])
def unlink_provider() -> ResponseReturnValue:
    """Untie one's own account from the provider."""
    found = providers.mine(state.session(), state.me().person_id)
    if found is None or not found.tied:
        abort(404)
    form = PortalForm()
    if form.validate_on_submit():
        try:
            providers.untie(state.session(), state.me(), state.now())
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".account", gedaan="provider_untied"))
    return page("auth/provider_unlink.html", form=form, name=found.name)


@blueprint.route("/inloggen/oidc", methods=["GET", "POST"])
def to_provider() -> ResponseReturnValue:
    """Set out to sign in; then, whatever one set out for, go on to the provider.

    Going on writes nothing down, and no transaction stays open while the provider is asked.
    """
    if request.method == "POST":
        return _set_out(next=wanted())
    found = _sent()
    if found is None:
        return redirect(url_for(".sign_in"))
    state.pause()
    try:
        meta = discovery.read(found.outside.issuer, state.now(), local=local())
        address = oidc.address(found.outside, meta, _errand(found))
    except OutsideError as error:
        return _failed(error.reason, found)
    return _onward("auth/provider_onward.html", found.outside.name, address)


def _onward(template: str, name: str, address: str) -> ResponseReturnValue:
    """Draw a page that goes on to an address of the provider by itself, with a link for who would rather press."""
    response = page(template, name=name, address=address)
    if address:
        response.headers["Refresh"] = f"0; url={address}"
    return response


def _brought(given: MultiDict[str, str]) -> Mapping[str, str] | None:
    """Read what somebody brought back, if it has the shape of an answer to what this browser asked."""
    if any(len(given.getlist(name)) > 1 for name in BROUGHT):
        return None
    found = {name: given.get(name, "") for name in BROUGHT}
    link_id = read_token(found["state"], state.config().secret_keys)
    if link_id is None or link_id != pending_link() or not found["code"]:
        return None
    shaped = all(len(one) <= LONGEST and one.isascii() and one.isprintable() for one in found.values())
    return found if shaped else None


@blueprint.route("/inloggen/oidc/terug", methods=["GET", "POST"])
def come_back() -> ResponseReturnValue:
    """Take what somebody brought back from the provider, to be handed in by the page that is drawn."""
    found = _sent()
    brought = _brought(queries() if request.method == "GET" else request.form)
    if found is None or brought is None:
        return _failed("provider_refused", found)
    if request.method == "GET":
        return page("auth/provider_back.html", name=found.outside.name, brought=brought)
    return _come_in(found, brought)


def _come_in(found: Sent, brought: Mapping[str, str]) -> ResponseReturnValue:
    """Ask the provider who came back, and let them in."""
    state.pause()  # the network is asked with no transaction open; nothing was written yet
    try:
        claims = _claims(found, brought)
        onward = _settled(found, claims)
    except OutsideError as error:
        return _over(error.reason, found)
    except Refused as error:
        return _over(error.reason, found)
    return redirect(onward)


def _claims(found: Sent, brought: Mapping[str, str]) -> Mapping[str, Any]:
    meta = discovery.read(found.outside.issuer, state.now(), local=local())
    if brought["iss"] != meta.issuer and (brought["iss"] or meta.names_itself):  # RFC 9207
        raise Refused("provider_refused")
    return oidc.claims(found.outside, meta, _errand(found), brought["code"], state.now())


def _settled(found: Sent, claims: Mapping[str, Any]) -> str:
    """Do what somebody set out for, and give where to go."""
    session, now, origin = state.session(), state.now(), state.came_from()
    if found.person_id is not None:
        providers.tie(session, found, claims, state.actor(), now)
        cookie.pop("link", None)
        return url_for(".account", gedaan="provider_tied")
    if found.invite_id is not None:
        return admit(providers.open_invitation(session, found, claims, now, origin), "")
    return admit(providers.sign_in(session, found, claims, now, origin), safe_next(found.onward, ""))


def _over(reason: str, found: Sent | None) -> ResponseReturnValue:
    """End an errand that failed; who was opening an invitation can go on with a password."""
    if found is not None:
        cookie.pop("link", None)
        if found.invite_id is not None:
            cookie["link"] = found.invite_id.hex
    return _failed(reason, found)


def _failed(reason: str, found: Sent | None) -> ResponseReturnValue:
    """Say that it did not work and what else can be done. What went wrong is journalled, never what was said."""
    where, now = state.came_from().where, state.now()
    state.pause()
    if found is not None:
        state.later(lambda session: providers.count_refusal(session, reason, where, now))
        log.warning("provider_failed", kind=reason)
    down = reason in {"provider_down", "provider_certificate"}
    status = AWAY if down else STATUS.get(reason, BAD if reason in REFUSALS else WRONG)
    status = GONE if found is None else status
    name = found.outside.name if found is not None else ""
    invited = found is not None and found.invite_id is not None
    return page("auth/provider_failed.html", status, reason=reason, name=name, away=status >= WRONG, invited=invited)


REFUSALS = frozenset({"provider_refused", "link_dead", *STATUS})


@blueprint.get("/inloggen/oidc/uit")
def leave_provider() -> ResponseReturnValue:
    """Go on to the provider to leave it too, for who was signed out here."""
    found = providers.outside(state.session(), state.secrets().ring)
    if found is None:
        return redirect(url_for("public.home", gedaan="signed_out"))
    state.pause()
    try:
        meta = discovery.read(found.issuer, state.now(), local=local())
        address = oidc.leaving(found.client_id, meta, state.links().to(""))
    except OutsideError:
        address = ""
    return _onward("auth/provider_out.html", found.name, address)
