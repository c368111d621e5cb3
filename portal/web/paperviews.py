"""The papers of a case, the same in every portal: what there is, ordering the dossier, and handing them over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, request, url_for

from portal.casework import exporting
from portal.sight import papers
from portal.vault.storage import fetch
from portal.web import state
from portal.web.forms import PortalForm
from portal.web.gate import note_read
from portal.web.handing import download
from portal.web.i18n import spoken
from portal.web.page import page

if TYPE_CHECKING:
    from flask import Blueprint
    from flask.typing import ResponseReturnValue

AGAIN = 4
"""Seconds after which a page that waits for a paper is looked at again."""


class DossierForm(PortalForm):
    """Asking for the dossier."""


def overview(reference: str) -> ResponseReturnValue:
    """List the papers of this case, and order the dossier as it stands now."""
    form = DossierForm()
    seat = state.seat()
    if form.validate_on_submit():
        exporting.order_dossier(state.session(), seat, spoken(), state.now())
        return redirect(url_for(request.endpoint or "", reference=reference))
    lines = papers.of_seat(state.session(), seat)
    waiting = any(one.state.value == "waiting" for one in lines)
    fresh = exporting.name_of(state.session(), seat, spoken())
    shown = page("case/papers.html", form=form, reference=reference, papers=lines, waiting=waiting, fresh=fresh)
    if waiting:
        shown.headers["Refresh"] = str(AGAIN)
    return shown


def paper(reference: str, paper: str) -> ResponseReturnValue:
    """Hand over a paper."""
    del reference
    seat = state.seat()
    found = papers.find(state.session(), seat, paper)
    if found is None or not found.stored:
        abort(404)
    content = fetch(state.session(), state.store(), seat.complaint_id, found.stored)
    note_read(seat, "paper", state.now())
    media_type = "application/zip" if found.file_name.endswith(".zip") else "application/pdf"
    return download(content, media_type, found.file_name)


def add_paper_pages(blueprint: Blueprint) -> None:
    """Give a portal the pages of the papers of a case."""
    blueprint.add_url_rule("/zaak/<reference>/papieren", "papers", overview, methods=["GET", "POST"])
    blueprint.add_url_rule("/zaak/<reference>/papier/<paper>", "paper", paper)
