"""Management sees to it that somebody handles complaints, without seeing one (E03, E29, E30)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, request, url_for

from portal.accounts import mending, offices, people
from portal.casework import cover, intake
from portal.domain.errors import Refused
from portal.management import forms
from portal.management.views import blueprint
from portal.sight.actor import Post
from portal.web import state, words
from portal.web.covering import add_cover_pages
from portal.web.forms import PortalForm, given
from portal.web.lazy import _
from portal.web.page import page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

add_cover_pages(blueprint)


@blueprint.get("/bezetting", endpoint="cover")
def show() -> ResponseReturnValue:
    """Show who handles complaints, who is away, and what waits for a decision on an account."""
    session, today, me = state.session(), state.today(), state.me()
    return page(
        "management/cover.html",
        items=[one for one in offices.offices(session, today) if one.now or one.from_on > today],
        away=offices.away(session, today),
        uncovered=cover.uncovered(session, today),
        mends=mending.waiting(session),
        exceptions=offices.deviations(session),
        mine=offices.deviates(session, me.person_id),
    )


@blueprint.route("/bezetting/benoemen", methods=["GET", "POST"])
def appoint() -> ResponseReturnValue:
    """Appoint a functionaris or deputy (art. 1, 5.1)."""
    session = state.session()
    form = forms.AppointForm()
    staff = [one for one in people.staff(session) if one.active]
    form.person.offer([("", str(_("Maak een keuze"))), *((str(one.key), one.name) for one in staff)])
    if form.validate_on_submit():
        person = next(one.id for one in staff if str(one.key) == form.person.data)
        post, external, now = Post(form.post.data), form.external.data, state.now()
        try:
            offices.appoint(session, person, post, given(form.from_on), now, state.me().person_id, external=external)
            intake.assign_waiting(session, now, state.today())
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".cover", gedaan="appointed"))
    return page("management/appoint.html", form=form)


@blueprint.route("/bezetting/herstel/<item>", methods=["GET", "POST"])
def mend(item: str) -> ResponseReturnValue:
    """Agree that an account is mended, or stop it."""
    session, me, now = state.session(), state.me(), state.now()
    found = next((one for one in mending.waiting(session) if str(one.id) == item), None)
    if found is None:
        abort(404)
    form = PortalForm()
    if form.validate_on_submit():
        agreed = request.form.get("answer") == "yes"
        try:
            (mending.agree if agreed else mending.stop)(session, found.id, now, me.person_id)
        except Refused as error:
            form.refuse(None, words.reason(error.reason))
        else:
            return redirect(url_for(".cover", gedaan="mend_agreed" if agreed else "mend_refused"))
    return page("management/mend.html", form=form, mend=found, own=me.person_id in {found.asked_by_id, found.person_id})


@blueprint.route("/bezetting/afwijking", methods=["GET", "POST"])
def deviation() -> ResponseReturnValue:
    """Record that one handles complaints oneself for lack of another, or end that (E03)."""
    session, me, now = state.session(), state.me().person_id, state.now()
    mine = offices.deviates(session, me)
    form = PortalForm() if mine else forms.DeviationForm()
    if form.validate_on_submit():
        try:
            if isinstance(form, forms.DeviationForm):
                offices.deviate(session, me, form.reason.data or "", now)
            else:
                offices.end_deviation(session, me, now)
            intake.assign_waiting(session, now, state.today())
        except Refused as error:
            form.refuse(None, words.reason(error.reason))
        else:
            return redirect(url_for(".cover", gedaan="deviation_ended" if mine else "deviation"))
    return page("management/deviation.html", form=form, mine=mine)
