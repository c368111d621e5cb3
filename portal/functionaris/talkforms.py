"""Planning a talk: the forms and their pages."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from wtforms import TimeField

from portal.casework import talks
from portal.casework.talks import Plan
from portal.domain.acts import Act
from portal.domain.talks import Where
from portal.sight.talks import planned
from portal.web import state
from portal.web.acts import ActPage
from portal.web.forms import (
    ActForm,
    Choice,
    Radios,
    boxes_field,
    chosen,
    day_field,
    given,
    line_field,
    text_field,
    tick_field,
)
from portal.web.lazy import _
from portal.web.partyforms import recipients, talks_ahead
from portal.web.talkwords import WHERE
from portal.web.typed import query

if TYPE_CHECKING:
    from portal.sight.dossier import Dossier

LENGTHS = ("30", "45", "60", "90", "120")


class Clock(TimeField):
    """A time of day, with our own words for what is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(str(_("Dit is geen tijd. Een voorbeeld: 14:30."))) from None


class MomentForm(ActForm):
    """When and where."""

    day = day_field(_("Op welke dag?"), back=0)
    at = Clock(_("Hoe laat?"), validators=[chosen(_("Vul een tijd in, zoals 14:30."))])
    sunday = tick_field(_("Het is op een zondag, en dat is de bedoeling"))
    minutes = Choice(_("Hoe lang?"), choices=[(one, _("%(n)s minuten", n=one)) for one in LENGTHS], default="60")
    how = Radios(
        _("Hoe?"), choices=[(one.value, text) for one, text in WHERE.items()], default="on_site", validators=[chosen()]
    )
    place = line_field(
        _("Waar precies?"),
        hint=_(
            "Het adres, het nummer waarop u belt, of de link van het videogesprek. Alleen wie u uitnodigt leest dit."
        ),
    )
    in_calendar = tick_field(
        _("Het adres mag in een agenda staan"),
        hint=_("Anderen kijken soms mee in een agenda. Een telefoonnummer of link komt er nooit in."),
    )
    text = text_field(_("Wat wilt u er nog bij zeggen?"), optional=True, most=4000)

    def plan(self) -> Plan:
        """Give what was filled in as a plan."""
        return Plan(
            day=given(self.day),
            at=self.at.data or time.min,
            minutes=int(self.minutes.data),
            how=Where(self.how.data),
            place=self.place.data or "",
            text=self.text.data or "",
            in_calendar=bool(self.in_calendar.data),
            sunday=bool(self.sunday.data),
        )


class PlanForm(MomentForm):
    """A new talk."""

    to = boxes_field(
        _("Wie nodigt u uit?"),
        hint=_("Nodigt u de klager en een medewerker samen uit, dan weten zij van elkaar dat de ander is uitgenodigd."),
    )

    def values(self) -> dict[str, Any]:
        """Give whom, and when and where."""
        return {"to": self.to.data, "plan": self.plan()}


class ChangeForm(MomentForm):
    """Another moment or place for a talk."""

    talk = Radios(_("Welk gesprek?"), validators=[chosen()])

    def values(self) -> dict[str, Any]:
        """Give which, and when and where."""
        return {"talk": self.talk.data, "plan": self.plan()}


class CancelForm(ActForm):
    """A talk that is not held."""

    talk = Radios(_("Welk gesprek?"), validators=[chosen()])
    text = text_field(
        _("Waarom gaat het niet door?"), hint=_("Wie was uitgenodigd leest dit."), optional=True, most=4000
    )

    def values(self) -> dict[str, Any]:
        """Give which, and why."""
        return {"talk": self.talk.data, "text": self.text.data or ""}


def plan(case: Dossier) -> PlanForm:
    """Make the form to plan a talk."""
    form = PlanForm()
    form.to.offer(recipients(case))
    return form


def change(case: Dossier) -> ChangeForm:
    """Make the form to change a talk, filled in as it stands."""
    form = ChangeForm()
    _which(form.talk, case)
    stands = next((one for one in planned(state.session(), state.seat()) if one.ref == form.talk.data), None)
    if form.fresh and stands is not None:
        form.day.data, form.at.data = stands.starts_at.date(), stands.starts_at.time()
        form.minutes.data, form.how.data = str(stands.minutes), stands.how.value
        form.place.data, form.in_calendar.data = stands.place, stands.in_calendar
    return form


def cancel(case: Dossier) -> CancelForm:
    """Make the form to call a talk off."""
    form = CancelForm()
    _which(form.talk, case)
    return form


def _which(field: Radios, case: Dossier) -> None:
    """Offer the talks that are ahead; the one that the address names is chosen, or the only one."""
    offered = talks_ahead(case)
    field.offer(offered)
    named = query("gesprek")
    if not field.data and offered:
        field.data = named if named in dict(offered) else (offered[0][0] if len(offered) == 1 else None)


TALKS = (
    ActPage(
        Act.PLAN_TALK,
        "gesprek",
        _("Uitnodigen voor een gesprek"),
        plan,
        talks.plan_talk,
        _("Uitnodigen"),
        explain=_("Iemand mag zijn standpunt ook in een gesprek toelichten. Maak er daarna een verslag van."),
        consequence=_("Wie u uitnodigt krijgt bericht. Wanneer en waar staat niet in de e-mail, maar in het portaal."),
    ),
    ActPage(
        Act.CHANGE_TALK,
        "gesprek-wijzigen",
        _("Een gesprek verzetten"),
        change,
        talks.change_talk,
        _("Wijziging versturen"),
        consequence=_("Wie was uitgenodigd krijgt bericht en laat opnieuw weten of hij of zij komt."),
    ),
    ActPage(
        Act.CANCEL_TALK,
        "gesprek-afzeggen",
        _("Een gesprek afzeggen"),
        cancel,
        talks.cancel_talk,
        _("Afzeggen"),
        consequence=_("Wie was uitgenodigd krijgt bericht."),
        danger=True,
    ),
)
