"""What all of signing in shares: the blueprint, beginning a session in a browser, and where to go from there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask import session as cookie

from portal.accounts import entrance, sessions
from portal.accounts.entrance import Awaited
from portal.sight.actor import Door
from portal.web import state
from portal.web.gate import confirmation, safe_next, to_sign_in
from portal.web.typed import query

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.accounts.entrance import Came

blueprint = Blueprint("auth", __name__)
OWN = ("/account", "/bevestigen")
"""Pages of somebody who is signed in, whatever the role."""
PORTALS = {
    Door.CLIENT: "client.home",
    Door.EMPLOYEE: "employee.home",
    Door.FUNCTIONARIS: "functionaris.home",
    Door.MANAGEMENT: "management.home",
    Door.ADMIN: "admin.home",
}


@blueprint.before_request
def gate() -> ResponseReturnValue | None:
    """Ask who comes to their own account to sign in, and to show once more who they are before changing it."""
    if not request.path.startswith(OWN):
        return None
    return to_sign_in() if state.actor() is None else confirmation()


def enter(came: Came) -> None:
    """Give the browser a new session; whatever it held before is gone, here and on the server."""
    before = state.actor()
    if before is not None:
        sessions.end(state.session(), before, state.now())
    carry(came.secret)
    state.session().flush()


def carry(secret: str) -> None:
    """Put the secret of a session in the cookie, and nothing else but the token of its forms."""
    token = cookie.get("csrf_token")
    cookie.clear()
    cookie["sid"] = secret
    if token:
        cookie["csrf_token"] = token


def admit(found: Came | Awaited, onward: str) -> str:
    """Let in whoever showed enough, or ask for the second step; return where to go."""
    if isinstance(found, Awaited):
        cookie["link"] = found.link_id.hex
        return url_for("auth.second", next=onward or None)
    enter(found)
    return onward or home()


def home() -> str:
    """Give the first portal of who just came in."""
    actor = sessions.find(state.session(), str(cookie["sid"]), state.now())
    door = actor.doors[0] if actor and actor.doors else None
    return url_for(PORTALS[door]) if door else url_for("public.home")


def wanted() -> str:
    """Give where somebody wanted to go before being asked who they are, if that is a page here."""
    return safe_next(query("next"), "")


def pending_link() -> UUID | None:
    """Read which private link this browser opened."""
    held = cookie.get("link")
    return UUID(str(held)) if held else None


def case(joined: entrance.Joined) -> str:
    """Give the page of a case that was joined."""
    return url_for(f"{joined.door.value}.case", reference=joined.reference)


def joined(claim: UUID | None, came: Came, onward: str) -> ResponseReturnValue:
    """Let in, join the case that an invitation named, and go there."""
    joining = entrance.join_case(state.session(), claim, came.person_id, state.now()) if claim else None
    enter(came)
    return redirect(case(joining) if joining else onward or home())
