"""Following a complaint without a password: the receipt code, and a code by mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, url_for

from portal.accounts import second as steps
from portal.auth import forms
from portal.auth.base import admit, blueprint, pending_link
from portal.domain.errors import Refused
from portal.web import state, words
from portal.web.page import page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.route("/klacht/code", methods=["GET", "POST"])
def mail_code() -> ResponseReturnValue:
    """Ask for the code that was mailed to who knew the receipt code."""
    link_id = pending_link()
    if link_id is None:
        return redirect(url_for("public.status"))
    form = forms.MailCodeForm()
    if form.validate_on_submit():
        now = state.now()
        try:
            found = steps.pass_mail(
                state.session(), state.secrets(), link_id, form.code.data or "", now, state.came_from()
            )
        except Refused as error:
            form.refuse("code", words.reason(error.reason))
            return page("auth/mail_code.html", form=form)
        if found is not None:
            came, reference = found
            return redirect(admit(came, url_for("client.case", reference=reference)))
        state.later(lambda session: steps.count_mail_failure(session, link_id, now))
        form.refuse("code", words.reason("code_wrong"))
    return page("auth/mail_code.html", form=form)
