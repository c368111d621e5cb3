"""The acts of the functionaris before both sides are heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.accounts import people
from portal.casework import hearing, intake
from portal.domain.acts import Act
from portal.domain.errors import Refused
from portal.functionaris import forms
from portal.web import state
from portal.web.acts import ActPage
from portal.web.lazy import _
from portal.web.partyforms import PlainFinalForm, PlainForm

if TYPE_CHECKING:
    from portal.casework.desk import Desk
    from portal.sight.dossier import Dossier


def _add_employee(case: Dossier) -> forms.AddEmployeeForm:
    form = forms.AddEmployeeForm()
    here = {one.name for one in case.employees}
    staff = people.staff(state.session())
    form.person_id.offer(
        [
            ("", str(_("Kies een medewerker"))),
            *((str(one.id), f"{one.name}, {one.function}") for one in staff if one.active and one.name not in here),
        ]
    )
    return form


def _name_employee(desk: Desk, *, person_id: str, name: str, email: str, function: str) -> None:
    if person_id:
        intake.add_employee(desk, person_id=person_id)
    elif name and email:
        intake.add_outside_employee(desk, name=name, email=email, function=function or "")
    else:
        raise Refused("name_missing", "person_id")


INTAKE = (
    ActPage(
        Act.DECLARE_NO_CONFLICT,
        "niet-betrokken",
        _("Verklaren dat u niet betrokken bent"),
        lambda _case: PlainForm(),
        intake.declare_no_conflict,
        _("Ik ben niet betrokken"),
        explain=_(
            "Bent u bij deze zaak betrokken (geweest), bent u familie of geeft u leiding aan de medewerker? "
            "Draag de zaak dan over."
        ),
        consequence=_("De klager krijgt bericht dat u de klacht behandelt."),
    ),
    ActPage(
        Act.DECLARE_CONFLICT,
        "wel-betrokken",
        _("Verklaren dat u wel betrokken bent"),
        lambda _case: forms.ReasonForm(),
        intake.declare_conflict,
        _("Zaak overdragen"),
        consequence=_("Een andere functionaris neemt de zaak over. U ziet deze zaak daarna niet meer."),
        danger=True,
        leaves=True,
    ),
    ActPage(
        Act.OPEN_FILE,
        "beoordelen",
        _("De beoordeling beginnen"),
        lambda _case: PlainForm(),
        intake.open_file,
        _("Beginnen"),
        explain=_("De klager ziet dat u de klacht beoordeelt."),
    ),
    ActPage(
        Act.CONFIRM_MANDATE,
        "machtiging",
        _("Machtiging vastleggen"),
        lambda _case: forms.MandateForm(),
        intake.confirm_mandate,
        _("Machtiging is in orde"),
        consequence=_("De vertegenwoordiger leest vanaf nu wat de klager leest."),
    ),
    ActPage(
        Act.REFUSE_MANDATE,
        "machtiging-weigeren",
        _("Machtiging niet aanvaarden"),
        lambda _case: PlainFinalForm(),
        intake.refuse_mandate,
        _("Machtiging niet aanvaarden"),
        consequence=_("De vertegenwoordiger heeft geen toegang meer."),
        danger=True,
    ),
    ActPage(
        Act.CATEGORISE,
        "onderwerpen",
        _("Onderwerpen vastleggen"),
        forms.categories,
        intake.categorise,
        _("Onderwerpen vastleggen"),
    ),
    ActPage(
        Act.ADD_EMPLOYEE,
        "medewerker",
        _("Betrokken medewerker toevoegen"),
        _add_employee,
        _name_employee,
        _("Medewerker toevoegen"),
        explain=_(
            "Kies een medewerker. Werkt deze persoon hier niet meer of niet in dienst, vul dan naam en e-mail in."
        ),
        consequence=_("De medewerker hoort hier nog niets van."),
    ),
    ActPage(
        Act.REMOVE_EMPLOYEE,
        "medewerker-weghalen",
        _("Medewerker van de zaak halen"),
        forms.remove_employee,
        intake.remove_employee,
        _("Weghalen"),
        explain=_("Dat kan zolang de medewerker niet is geïnformeerd."),
    ),
    ActPage(
        Act.SET_ALLEGATIONS,
        "onderdelen",
        _("Klachtonderdelen vastleggen"),
        forms.allegations,
        intake.set_allegations,
        _("Onderdelen vastleggen"),
        explain=_("Over elk onderdeel geeft u straks apart een oordeel. Een leeg vak telt niet mee."),
        drafts=True,
    ),
    ActPage(
        Act.OPEN_HEARING,
        "in-behandeling",
        _("In behandeling nemen"),
        forms.inform,
        hearing.open_hearing,
        _("In behandeling nemen en informeren"),
        explain=_(
            "Een betrokken medewerker leest de klacht in de tekst hieronder. Staat er geen tekst, dan gaat de klacht "
            "alleen over de organisatie. Beide kanten kunnen reageren."
        ),
        consequence=_("De klager krijgt hiervan bericht, en elke betrokken medewerker ook."),
        drafts=True,
    ),
    ActPage(
        Act.DECLINE,
        "niet-behandelen",
        _("Niet in behandeling nemen"),
        lambda _case: forms.ReasonForm(),
        intake.decline,
        _("Niet in behandeling nemen"),
        explain=_("Geef de reden, en zeg waar de klager verder terecht kan, zoals de bevoegde rechtbank."),
        consequence=_("De klager krijgt bericht en leest uw reden. De zaak wordt gesloten."),
        danger=True,
        drafts=True,
        files=True,
    ),
    ActPage(
        Act.REFER,
        "doorverwijzen",
        _("Doorverwijzen"),
        lambda _case: forms.ReasonForm(),
        intake.refer,
        _("Doorverwijzen"),
        explain=_(
            "Schrijf waar de klager terecht kan. Gaat het om bezwaar tegen een besluit, "
            "waarschuw dan voor de korte termijn."
        ),
        consequence=_("De klager krijgt bericht en leest uw tekst. De zaak wordt gesloten."),
        danger=True,
        drafts=True,
        files=True,
    ),
    ActPage(
        Act.CORRECT_RECEIPT,
        "ontvangst-verbeteren",
        _("Datum van ontvangst verbeteren"),
        forms.receipt,
        intake.correct_receipt,
        _("Datum verbeteren"),
        explain=_("De oude datum blijft in het dossier zichtbaar."),
    ),
    ActPage(
        Act.HAND_OVER,
        "overdragen",
        _("Overdragen aan de andere functionaris"),
        lambda _case: forms.ReasonForm(),
        intake.hand_over,
        _("Overdragen"),
        consequence=_("De klager en de medewerker horen wie de klacht nu behandelt. De termijn verandert niet."),
    ),
)
