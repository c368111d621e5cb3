"""The mailbox of the demo: every letter as its reader would get it. Not there in any other installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort
from sqlalchemy import select

from portal.models.letter import Letter
from portal.models.person import Link
from portal.post.writing import written
from portal.tenancy import tenant
from portal.web import state
from portal.web.page import house, page
from portal.web.typed import query

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("demo", __name__)
SHOWN = 60


@blueprint.get("/demo/postvak")
def mailbox() -> ResponseReturnValue:
    """Show the newest letters of the demo, or those to one address."""
    if not state.organisation().demo:
        abort(404)
    session, here = state.session(), house()
    to = query("aan")
    statement = select(Letter).order_by(Letter.written_at.desc(), Letter.id.desc()).limit(SHOWN)
    if to:
        statement = statement.where(Letter.to_address == to)
    shown = []
    for letter in session.scalars(statement):
        link = session.get(Link, (tenant(), letter.link_id)) if letter.link_id else None
        text = written(letter, link, state.links(), here.name, here.phone)
        shown.append((letter.to_address, letter.written_at, text.subject, text.body, str(letter.id), letter.language))
    return page("demo/mailbox.html", letters=tuple(shown), to=to)
