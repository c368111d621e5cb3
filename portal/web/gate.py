"""The gate before each portal: signed in, in this role, and with a seat in the case of the address.

No view needs a decorator, and none can forget one: a route without a declared door stops the start, and a route with
a reference never reaches its view without a seat. Not yours and not there are the same 404.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import unquote, urlsplit

from flask import abort, g, jsonify, redirect, request, url_for
from flask import session as cookie
from flask_wtf.csrf import CSRFError

from portal.accounts import sessions
from portal.casework import reading
from portal.domain.acts import Act
from portal.models.journal import Line, note
from portal.sight import rows
from portal.sight.actor import Door
from portal.web import state
from portal.web.keeping import keep_form
from portal.web.transaction import SAFE

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Blueprint, Flask
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from portal.sight.actor import Actor
    from portal.sight.insight import Reading
    from portal.sight.rows import Seat

SEEN_EVERY = timedelta(minutes=1)
OPEN_BLUEPRINTS = frozenset({"public", "auth", "health", "platform", "demo"})
REPORTS = "health.csp"
"""What a browser itself sends, with no form and for no session."""
STRONG = frozenset({Door.FUNCTIONARIS, Door.MANAGEMENT, Door.ADMIN})
"""Portals behind which a password alone is not enough; in a demo it is."""
CONFIRMED_ACTS = frozenset(
    {
        Act.OPEN_HEARING,
        Act.INFORM_EMPLOYEE,
        Act.RELEASE,
        Act.GRANT_INSIGHT,
        Act.ISSUE_JUDGMENT,
        Act.ISSUE_SETTLEMENT,
        Act.CORRECT_JUDGMENT,
        Act.SIGN,
        Act.RECORD_PAPER_SIGNATURE,
    }
)
"""What releases, judges or signs."""
CONFIRMED_PAGES = frozenset(
    {
        "admin.invite",
        "admin.member",
        "admin.close",
        "admin.appointments",
        "admin.end_appointment",
        "admin.mend",
        "admin.reopen",
        "management.appoint",
        "management.mend",
        "management.deviation",
        "management.keeping",
        "functionaris.access_request",
        "functionaris.keeping_case",
        "auth.password",
        "auth.address",
        "auth.code_app",
        "auth.remove_code_app",
        "auth.recovery_codes",
        "auth.ask_new_key",
        "auth.new_key",
        "auth.remove_key",
        "auth.end_session",
        "auth.end_sessions",
        "auth.link_provider",
        "auth.unlink_provider",
        "admin.provider",
    }
)
"""What changes an address, a way to sign in, a role or an office."""
STANDS_ON = {
    "auth.ask_new_key": "auth.add_key",
    "auth.new_key": "auth.add_key",
    "auth.end_session": "auth.own_sessions",
    "auth.end_sessions": "auth.own_sessions",
}
"""What a script or a button hands in, and the page that it stands on."""
OWN_SITE = frozenset({"same-origin", "none"})


def load_actor() -> None:
    """Find who is signed in, for every page of an organisation."""
    g.actor = None
    if not state.has_organisation():
        return
    secret = cookie.get("sid")
    if secret:
        g.actor = sessions.find(state.session(), str(secret), state.now())
        if g.actor is not None:
            _touch(g.actor)


def refuse_foreign() -> None:
    """Take no form from a page elsewhere, whatever token it carries: a browser says which page it comes from.

    A browser that says nothing is judged by the token alone.

    Raises:
        CSRFError: another site, another scheme, host or port, or a page that hides where it is (`null`).

    """
    if request.method in SAFE or request.endpoint == REPORTS:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    here = f"{request.scheme}://{request.host}".lower()
    if (site is not None and site not in OWN_SITE) or (origin is not None and origin.lower() != here):
        raise CSRFError("foreign")


def _touch(actor: Actor) -> None:
    moment = state.now()

    def job(session: Session) -> None:
        sessions.touch(session, actor.session_id, moment)

    if moment - actor.seen_at >= SEEN_EVERY:
        state.later(job)


def guard(blueprint: Blueprint, door: Door) -> None:
    """Put the gate before a portal."""

    def gate() -> ResponseReturnValue | None:
        actor = state.actor()
        if actor is None:
            return to_sign_in()
        if not actor.opens(door):
            return _denied(actor)
        if door in STRONG and not actor.strong and not state.organisation().demo:
            return redirect(url_for("auth.account"))
        g.door = door
        reference = (request.view_args or {}).get("reference")
        if reference is not None:
            found = rows.find(state.session(), actor, door, str(reference))
            if found is None:
                return _denied(actor)
            g.seat = found
            return _to_notice(blueprint.name, found)
        return confirmation()

    blueprint.before_request(gate)


def confirmation() -> ResponseReturnValue | None:
    """Ask who somebody is once more before what cannot be undone, at most five minutes old; keep what was typed."""
    actor = state.actor()
    if request.method in SAFE or actor is None or actor.confirmed_by is not None or not confirmed(request.endpoint):
        return None
    stands_on = STANDS_ON.get(request.endpoint or "")
    onward = url_for(stands_on) if stands_on else f"{request.script_root}{keep_form()}"
    g.undone = True
    where = url_for("auth.confirm", next=onward)
    return jsonify(to=where) if request.is_json else redirect(where)


def confirmed(endpoint: str | None) -> bool:
    """Whether handing in a form here takes showing once more who one is."""
    portal, _, name = (endpoint or "").partition(".")
    return endpoint in CONFIRMED_PAGES or (portal in {door.value for door in Door} and name in CONFIRMED_ACTS)


def _to_notice(portal: str, seat: Seat) -> ResponseReturnValue | None:
    """Ask to accept the confidentiality notice before a case is opened for the first time (art. 6.1)."""
    if seat.notice_accepted_at is not None or request.endpoint == f"{portal}.notice":
        return None
    return redirect(url_for(f"{portal}.notice", reference=seat.reference))


def to_sign_in() -> ResponseReturnValue:
    """Ask to sign in; what was typed in a form is kept for the same person."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else keep_form()
    return redirect(url_for("auth.sign_in", next=f"{request.script_root}{wanted}"))


def _denied(actor: Actor) -> NoReturn:
    """Answer as for something that does not exist, and journal that it was tried."""
    moment = state.now()
    endpoint = request.endpoint or ""

    def job(session: Session) -> None:
        note(session, Line(actor.tenant_id, actor.person_id.hex, "denied", moment, {"endpoint": endpoint}))

    state.later(job)
    abort(404)


def note_miss(moment: datetime) -> None:
    """Journal that a receipt code was tried that is not there; never what was typed."""
    here = state.organisation().tenant_id
    state.later(lambda session: note(session, Line(here, "visitor", "receipt_code_missed", moment)))


def note_seen(seat: Seat, moment: datetime) -> None:
    """Remember that this person opened the case, after the page is drawn: the page shows what was new until then."""
    state.later(lambda session: reading.seen(session, seat, moment))


def note_read(seat: Seat | Reading, what: str, moment: datetime) -> None:
    """Journal that a dossier or a paper was read, after the page is drawn."""

    def job(session: Session) -> None:
        note(session, Line(seat.complaint_id, seat.ref, "read", moment, {"what": what}))

    state.later(job)


def safe_next(target: str | None, fallback: str) -> str:
    """Give where to go after signing in: only a path within this organisation."""
    root = f"{request.script_root}/"
    if not target or "\\" in target or not target.isprintable() or not target.startswith(root):
        return fallback
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or target.startswith("//") or "//" in parts.path:
        return fallback
    if any(unquote(step) in {".", ".."} for step in parts.path.split("/")):
        return fallback
    return target


def check_declared(app: Flask) -> None:
    """Refuse to start with a route that nobody declared a door for."""
    guarded = {door.value for door in Door}
    for rule in app.url_map.iter_rules():
        blueprint = rule.endpoint.partition(".")[0]
        if rule.endpoint != "static" and blueprint not in guarded | OPEN_BLUEPRINTS:
            raise RuntimeError(f"no door is declared for {rule.rule}")
        if "reference" in rule.arguments and blueprint not in guarded:
            raise RuntimeError(f"a case is reached without a gate at {rule.rule}")
