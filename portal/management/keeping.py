"""Management confirms that cases are erased where nobody in office may: a number, and no case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request, url_for
from wtforms import HiddenField

from portal.casework import retention
from portal.domain.errors import Gone
from portal.management.views import blueprint
from portal.web import state, words
from portal.web.forms import PortalForm
from portal.web.page import page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


class CountForm(PortalForm):
    """Confirming. `seen` is which set of cases the number stood for."""

    seen = HiddenField()


@blueprint.route("/bewaren", methods=["GET", "POST"])
def keeping() -> ResponseReturnValue:
    """Show how many cases wait for a second person, and confirm or refuse that they are erased."""
    session, me, now = state.session(), state.me().person_id, state.now()
    waits = retention.counted(retention.waiting(session, me, state.today()))
    form = CountForm()
    if form.validate_on_submit():
        agreed = request.form.get("answer") == "yes"
        try:
            retention.confirm_all(session, me, form.seen.data or "", now, agreed=agreed)
        except Gone as error:
            form.refuse(None, words.reason(error.reason))
        else:
            return redirect(url_for(".keeping", gedaan="keeping"))
    form.seen.data = waits.seen
    return page("management/keeping.html", form=form, waits=waits)
