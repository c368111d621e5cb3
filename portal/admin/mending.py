"""The admin mends accounts of the staff and opens closed ones again: with another where cases can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, url_for

from portal.accounts import members, mending, people
from portal.accounts.mending import Mend
from portal.admin import forms
from portal.admin.views import blueprint
from portal.domain.errors import Refused
from portal.web import state, words
from portal.web.covering import add_cover_pages
from portal.web.forms import PortalForm
from portal.web.page import page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.accounts.people import StaffMember

add_cover_pages(blueprint)


def _member(item: str) -> StaffMember:
    found = people.staff_member(state.session(), item)
    if found is None:
        abort(404)
    return found


@blueprint.route("/medewerkers/<item>/herstellen", methods=["GET", "POST"])
def mend(item: str) -> ResponseReturnValue:
    """Mend an account whose holder lost the second step or the address."""
    member, session = _member(item), state.session()
    if not member.active or member.invited or member.id == state.me().person_id:
        abort(404)
    form = forms.MendForm()
    if form.validate_on_submit():
        what, email = Mend(form.what.data), form.email.data or ""
        try:
            mending.ask(session, member.id, what, email, state.now(), state.me().person_id)
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            waits = mending.open_for(session, member.id) is not None
            return redirect(url_for(".staff", gedaan="mend_asked" if waits else "mended"))
    two, busy = mending.in_office(session, member.id), mending.open_for(session, member.id)
    return page("admin/mend.html", form=form, item=member, two=two, busy=busy)


@blueprint.route("/medewerkers/<item>/openen", methods=["GET", "POST"])
def reopen(item: str) -> ResponseReturnValue:
    """Open a closed account again for who came back."""
    member = _member(item)
    if member.active:
        abort(404)
    form = PortalForm()
    if form.validate_on_submit():
        members.open_again(state.session(), member.id, state.now(), state.me().person_id)
        return redirect(url_for(".staff", gedaan="reopened"))
    return page("admin/reopen.html", form=form, item=member)
