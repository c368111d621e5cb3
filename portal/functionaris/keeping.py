"""Keeping and erasing: what falls due, deciding on it, why a case is kept for longer, what was erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, request, url_for

from portal.casework import holding, retention
from portal.casework.retention import Step
from portal.domain.errors import Refused
from portal.domain.retention import Choice, Office
from portal.functionaris.views import blueprint
from portal.papers.certificate import certificate_pdf
from portal.sight.actor import Post
from portal.sight.dossier import Dossier
from portal.sight.retention import erased
from portal.web import state, words
from portal.web.forms import PortalForm, Radios, chosen, day_field, given, text_field
from portal.web.handing import download
from portal.web.lazy import _
from portal.web.page import house, page
from portal.web.retentionwords import certificate

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from portal.casework.retention import Keeping

HOLD = "hold"


class KeepForm(PortalForm):
    """What becomes of one case that falls due."""

    choice = Radios(
        _("Wat gebeurt er met dit dossier?"),
        choices=[
            (Choice.ERASE.value, _("Wissen")),
            (HOLD, _("Langer bewaren, met een reden (bewaarblokkade)")),
            (Choice.LATER.value, _("Later beslissen")),
        ],
        validators=[chosen()],
    )
    reason = text_field(_("Waarom langer bewaren?"), optional=True, most=2000)
    review_on = day_field(_("Wanneer kijkt u er opnieuw naar?"), optional=True, back=0)

    def validate(self, extra_validators: object = None) -> bool:
        """Ask for reason and day where it is kept for longer."""
        found = super().validate(extra_validators)
        if self.choice.data != HOLD:
            return found
        for field in (self.reason, self.review_on):
            if not field.data and not field.errors:
                self.refuse(field.name, str(_("Vul dit in.")))
        return not self.errors


class HoldForm(PortalForm):
    """Why a case is kept for longer."""

    reason = text_field(_("Waarom langer bewaren?"), most=2000)
    review_on = day_field(_("Wanneer kijkt u er opnieuw naar?"), back=0)


def _office() -> Office:
    return Office.FUNCTIONARIS if Post.FUNCTIONARIS in state.me().posts else Office.DEPUTY


@blueprint.get("/bewaren", endpoint="keeping")
def listed() -> ResponseReturnValue:
    """List what falls due, what is kept for longer, and what was erased."""
    session, me, today = state.session(), state.me(), state.today()
    items = retention.of(session, me.person_id, today)
    holds, gone = holding.held(session, me.person_id, today), erased(session, me)
    return page("functionaris/keeping.html", items=items, holds=holds, gone=gone)


def _found(item: str) -> Keeping:
    me, today = state.me().person_id, state.today()
    found = next((one for one in retention.of(state.session(), me, today) if str(one.id) == item), None)
    if found is None:
        abort(404)
    return found


@blueprint.route("/bewaren/<item>", methods=["GET", "POST"])
def keeping_case(item: str) -> ResponseReturnValue:
    """Decide on one case, or confirm what the other decided."""
    found = _found(item)
    confirms = found.mine and found.step is Step.TO_CONFIRM
    form = PortalForm() if confirms else KeepForm()
    if form.validate_on_submit():
        try:
            _settle(form, found.id)
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".keeping", gedaan="keeping"))
    return page("functionaris/keeping_case.html", form=form, item=found, confirms=confirms)


def _settle(form: PortalForm, item: UUID) -> None:
    session, me, now = state.session(), state.me().person_id, state.now()
    if not isinstance(form, KeepForm):
        retention.confirm(session, me, _office(), item, now, agreed=request.form.get("answer") == "yes")
    elif form.choice.data == HOLD:
        reason, review_on = form.reason.data or "", given(form.review_on)
        holding.hold(session, me, item, reason=reason, review_on=review_on, now=now)
    else:
        retention.decide(session, me, _office(), item, Choice(form.choice.data), now)


@blueprint.get("/bewaren/<item>/verklaring")
def erased_case(item: str) -> ResponseReturnValue:
    """Give the statement that a case was erased."""
    found = next((one for one in erased(state.session(), state.me()) if str(one.id) == item), None)
    if found is None:
        abort(404)
    return download(certificate_pdf(certificate(found, house().name)), "application/pdf", f"{found.reference}.pdf")


@blueprint.route("/zaak/<reference>/bewaarblokkade", methods=["GET", "POST"])
def hold(reference: str) -> ResponseReturnValue:
    """Keep a case for longer, or no longer."""
    session, me, now = state.session(), state.me().person_id, state.now()
    case = Dossier.of(session, state.seat(), now)
    form = PortalForm() if case.kept.hold else HoldForm()
    if form.validate_on_submit():
        try:
            if isinstance(form, HoldForm):
                reason, review_on = form.reason.data or "", given(form.review_on)
                holding.hold(session, me, state.seat().complaint_id, reason=reason, review_on=review_on, now=now)
            else:
                holding.lift(session, me, state.seat().complaint_id, now)
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".case", reference=reference, gedaan="hold_lifted" if case.kept.hold else "held"))
    return page("functionaris/hold.html", form=form, case=case)
