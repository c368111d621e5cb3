"""Pages of a case that are the same in every portal: the notice, the judgment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, g, redirect, request, url_for

from portal.casework import hearing
from portal.casework.desk import take
from portal.models.files import FileState
from portal.papers.appointment import FILE_NAME, calendar_file
from portal.sight import files, rows, talks
from portal.sight.dossier import Dossier
from portal.sight.readings import readings
from portal.vault.storage import fetch
from portal.web import state, words
from portal.web.errors import draw
from portal.web.forms import PortalForm
from portal.web.gate import note_read, note_seen
from portal.web.handing import download
from portal.web.i18n import spoken
from portal.web.lazy import _
from portal.web.page import page
from portal.web.paperviews import add_paper_pages
from portal.web.typed import query, whole_number

if TYPE_CHECKING:
    from flask import Blueprint
    from flask.typing import ResponseReturnValue


CONFLICT = 409


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


def judgment(reference: str, version: str | None = None) -> ResponseReturnValue:
    """Show the judgment as this person may read it, or a version of before; it prints as a letter (art. 5.5)."""
    del reference
    case = read_case()
    known = case.judgments
    place = len(known) if version is None else whole_number(version) or 0
    if not 0 < place <= len(known):
        abort(404)
    return page("case/judgment.html", case=case, judgment=known[place - 1], version=place, versions=len(known))


def file(reference: str, file: str, original: str = "") -> ResponseReturnValue:
    """Hand over a file, to be kept and never to be opened here; it may come from somebody who means harm."""
    del reference
    seat = state.seat()
    found = files.find(state.session(), seat, file, original=bool(original))
    if found is None:
        abort(404)
    if found.state is not FileState.READY:
        return draw(CONFLICT, str(_("Dit bestand is er nog niet")), words.held(found.state))
    content = fetch(state.session(), state.store(), found.owner_id, found.blob)
    note_read(seat, "file", state.now())
    return download(content, found.media_type, found.file_name)


def calendar(reference: str, item: str) -> ResponseReturnValue:
    """Hand over a talk for a calendar, which others may look into: nothing in it says that there is a complaint."""
    del reference
    seat, language = state.seat(), spoken()
    slot = talks.slot(state.session(), seat, item)
    if slot is None:
        abort(404)
    note_read(seat, "calendar", state.now())
    return download(calendar_file(slot, language), "text/calendar", FILE_NAME[language])


def read_by(reference: str) -> ResponseReturnValue:
    """Show who looked at this case: all of it to the functionaris, to a party what of their own side was looked at."""
    seat, number = state.seat(), whole_number(query("bladzijde")) or 1
    found = readings(state.session(), seat, number)
    note_read(seat, "readings", state.now())
    return page("case/readings.html", reference=reference, found=found, seat_part=seat.part)


def add_case_pages(blueprint: Blueprint) -> None:
    """Give a portal the pages of a case that all portals have."""
    blueprint.add_url_rule("/zaak/<reference>/vertrouwelijk", "notice", notice, methods=["GET", "POST"])
    blueprint.add_url_rule("/zaak/<reference>/oordeel", "judgment", judgment)
    blueprint.add_url_rule("/zaak/<reference>/oordeel/<version>", "judgment_version", judgment)
    blueprint.add_url_rule("/zaak/<reference>/gelezen", "read_by", read_by)
    blueprint.add_url_rule("/zaak/<reference>/gesprek/<item>.ics", "calendar", calendar)
    blueprint.add_url_rule("/zaak/<reference>/bestand/<file>", "file", file)
    add_paper_pages(blueprint)
    blueprint.add_url_rule("/zaak/<reference>/origineel/<file>", "original", file, defaults={"original": "yes"})
