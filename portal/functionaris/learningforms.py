"""Forms with which the functionaris helps the organisation learn: recommendations, their life, and reports (art. 8)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wtforms import HiddenField
from wtforms.validators import Optional

from portal.functionaris.forms import topics
from portal.web import state
from portal.web.forms import ActForm, Choice, PortalForm, chosen, day_field, line_field, text_field
from portal.web.lazy import _

if TYPE_CHECKING:
    from portal.sight.dossier import Dossier


class RecommendForm(ActForm):
    """An improvement."""

    text = text_field(
        _("Aanbeveling"),
        hint=_("Schrijf zonder namen en zonder dat iemand te herkennen is. De directie leest precies deze tekst."),
        most=4000,
    )
    evidence = line_field(
        _("Waarop rust deze aanbeveling?"),
        hint=_(
            "Bijvoorbeeld: 6 klachten, Rapportage. Staat er een klein aantal in, dan ziet de directie deze regel niet."
        ),
        optional=True,
    )
    category = Choice(_("Onderwerp"), validators=[Optional()])


def recommend(_case: Dossier | None = None) -> RecommendForm:
    """Make the form of a recommendation."""
    form = RecommendForm()
    form.category.offer([("", str(_("Geen"))), *topics()])
    return form


class MoveForm(PortalForm):
    """A move in the life of a recommendation."""

    move = Choice(_("Wat is er besloten?"), validators=[chosen()])
    reason = text_field(_("Toelichting"), most=4000)
    version = HiddenField()


class ReportForm(PortalForm):
    """A report over a period."""

    from_on = day_field(_("Vanaf"))
    until_on = day_field(_("Tot en met"))
    remarks = text_field(
        _("Opmerkingen"),
        hint=_("Schrijf zonder namen en zonder dat iemand te herkennen is."),
        optional=True,
    )


def report() -> ReportForm:
    """Make the form of a report, over the quarter that ended last."""
    form = ReportForm()
    if form.fresh:
        until = state.today().replace(day=1, month=3 * ((state.today().month - 1) // 3) + 1) - timedelta(days=1)
        form.until_on.data = until
        form.from_on.data = until.replace(day=1, month=until.month - 2)
    return form
