"""Pages of a case that are the same in every portal: the notice, the judgment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, g, redirect, request, url_for

from portal.casework import hearing
from portal.casework.desk import take
from portal.sight import rows
from portal.sight.dossier import Dossier
from portal.web import state
from portal.web.forms import PortalForm
from portal.web.gate import note_read, note_seen
from portal.web.page import page

if TYPE_CHECKING:
    from flask import Blueprint
    from flask.typing import ResponseReturnValue


class NoticeForm(PortalForm):
    """Accepting the confidentiality notice."""


def read_case() -> Dossier:
    """Read the dossier, note in the journal that it was read, and remember when: what comes later is new."""
    seat = state.seat()
    note_read(seat, "dossier", state.now())
    dossier = Dossier.of(state.session(), seat, state.now())
    if seat.seen_at is None or dossier.changed_since(seat.seen_at):
        note_seen(seat, state.now())
    return dossier


def read_letter(reference: str) -> None:
    """Note in the journal of this case that one of its letters was read."""
    seat = rows.find(state.session(), state.me(), g.door, reference)
    if seat is not None:
        note_read(seat, "letter", state.now())


def notice(reference: str) -> ResponseReturnValue:
    """Show the confidentiality notice once in each case, and accept it (art. 6.1)."""
    form = NoticeForm()
    case_url = url_for(f"{request.blueprint}.case", reference=reference)
    if form.validate_on_submit():
        hearing.accept_notice(take(state.session(), state.seat(), state.now()))
        return redirect(case_url)
    return page("case/notice.html", form=form, reference=reference, side=state.seat().side, part=state.seat().part)


def judgment(reference: str) -> ResponseReturnValue:
    """Show the judgment as this person may read it; it prints as a letter (art. 5.5)."""
    del reference
    case = read_case()
    if case.judgment is None:
        abort(404)
    return page("case/judgment.html", case=case, judgment=case.judgment)


def add_case_pages(blueprint: Blueprint) -> None:
    """Give a portal the pages of a case that all portals have."""
    blueprint.add_url_rule("/zaak/<reference>/vertrouwelijk", "notice", notice, methods=["GET", "POST"])
    blueprint.add_url_rule("/zaak/<reference>/oordeel", "judgment", judgment)
