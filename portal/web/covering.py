"""Who is away: the same page for whoever sees to it that somebody handles complaints, and for one's own days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, request, url_for

from portal.accounts import offices
from portal.casework import intake
from portal.domain.errors import Refused
from portal.sight.actor import Door
from portal.web import state, words
from portal.web.forms import Choice, PortalForm, chosen, day_field, given
from portal.web.lazy import _
from portal.web.page import page

if TYPE_CHECKING:
    from flask import Blueprint
    from flask.typing import ResponseReturnValue

    from portal.accounts.offices import Away


class AwayForm(PortalForm):
    """Days on which somebody is away."""

    person = Choice(_("Wie is er afwezig?"), validators=[chosen()])
    from_on = day_field(_("Eerste dag"), back=1, ahead=2)
    until_on = day_field(_("Laatste dag"), back=0, ahead=2)


def add_cover_pages(blueprint: Blueprint) -> None:
    """Give a portal the page on which absence is recorded."""
    blueprint.add_url_rule("/afwezig", "away", away, methods=["GET", "POST"])
    blueprint.add_url_rule("/afwezig/<item>", "back", back, methods=["POST"])


def _holders() -> list[tuple[str, str]]:
    """List who holds an office now: oneself alone in one's own portal."""
    found = {one.person_id: one.name for one in offices.offices(state.session(), state.today()) if one.now}
    own = request.blueprint == Door.FUNCTIONARIS.value
    me = state.me().person_id
    return [(str(key), name) for key, name in found.items() if not own or key == me]


def _shown() -> list[Away]:
    keys = {key for key, _name in _holders()}
    return [one for one in offices.away(state.session(), state.today()) if str(one.person_id) in keys]


def away() -> ResponseReturnValue:
    """Record that somebody is away; the deputy handles the cases meanwhile (E29)."""
    form = AwayForm()
    holders = _holders()
    form.person.offer(holders if len(holders) == 1 else [("", str(_("Maak een keuze"))), *holders])
    if form.validate_on_submit():
        try:
            _go(form)
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".away", gedaan="away"))
    return page("offices/away.html", form=form, items=_shown(), holders=holders, back=PortalForm())


def _go(form: AwayForm) -> None:
    session, now, me = state.session(), state.now(), state.me()
    person = next(
        one.person_id for one in offices.offices(session, state.today()) if str(one.person_id) == form.person.data
    )
    offices.go_away(session, person, given(form.from_on), given(form.until_on), now, me.person_id)
    intake.assign_waiting(session, now, state.today())


def back(item: str) -> ResponseReturnValue:
    """End an absence."""
    found = next((one for one in offices.away(state.session(), state.today()) if str(one.id) == item), None)
    if found is None or found not in _shown():
        abort(404)
    offices.come_back(state.session(), found.id, state.now(), state.me().person_id)
    intake.assign_waiting(state.session(), state.now(), state.today())
    return redirect(url_for(".away", gedaan="back"))
