"""The acts of the functionaris, in the order of the procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.accounts import people
from portal.casework import closing, hearing, intake, judgment, register, resolution, signing
from portal.domain.acts import Act
from portal.domain.errors import Refused
from portal.functionaris import forms
from portal.sight.actor import RoleName
from portal.web import partyacts, partyforms, state, words
from portal.web.acts import ActPage
from portal.web.lazy import _
from portal.web.partyforms import ContactForm, PlainFinalForm, PlainForm

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


def _insight(case: Dossier) -> forms.InsightForm:
    form = forms.InsightForm()
    form.piece.offer([(str(piece.id), f"{words.WORDS[piece.kind]} – {piece.by}") for piece in case.pieces])
    form.manager.offer(
        [(str(one.id), one.name) for one in people.staff(state.session()) if RoleName.MANAGEMENT in one.roles]
    )
    return form


def _recommend(desk: Desk, **values: Any) -> None:
    register.recommend(desk, text=values["text"], evidence=values["evidence"] or "", category=values["category"] or "")


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
        consequence=_("De waarnemer neemt de zaak over. U ziet deze zaak daarna niet meer."),
        danger=True,
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
        explain=_("De medewerker leest de klacht in de tekst hieronder. Beide kanten kunnen reageren."),
        consequence=_("De klager en de medewerker krijgen hiervan bericht."),
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
    ),
    ActPage(
        Act.CORRECT_RECEIPT,
        "ontvangst-verbeteren",
        _("Datum van ontvangst verbeteren"),
        lambda _case: forms.ReceiptForm(),
        intake.correct_receipt,
        _("Datum verbeteren"),
        explain=_("De oude datum blijft in het dossier zichtbaar."),
    ),
    ActPage(
        Act.HAND_OVER,
        "overdragen",
        _("Overdragen aan de waarnemer"),
        lambda _case: forms.ReasonForm(),
        intake.hand_over,
        _("Overdragen"),
        consequence=_("De klager en de medewerker horen wie de klacht nu behandelt. De termijn verandert niet."),
    ),
)

HANDLING = (
    ActPage(
        Act.INFORM_EMPLOYEE,
        "informeren",
        _("Nog een medewerker informeren"),
        forms.inform,
        hearing.inform_employee,
        _("Informeren"),
        consequence=_("De medewerker krijgt bericht."),
        drafts=True,
    ),
    ActPage(
        Act.RELEASE,
        "delen",
        _("Een stuk delen"),
        forms.release,
        hearing.release,
        _("Delen"),
        consequence=_("Wie u kiest krijgt bericht en leest precies deze tekst. Dat kan niet worden teruggedraaid."),
        template="acts/release.html",
        when=lambda _case: False,
    ),
    ActPage(
        Act.REQUEST_REPLY,
        "reactie-vragen",
        _("Om een reactie vragen"),
        forms.request_reply,
        hearing.request_reply,
        _("Vraag versturen"),
        consequence=_("Wie u kiest krijgt bericht met de datum."),
        drafts=True,
    ),
    ActPage(
        Act.SEND_MESSAGE,
        "bericht",
        _("Bericht sturen"),
        forms.message,
        hearing.send_message,
        _("Bericht versturen"),
        explain=_("Houd de klager minstens elke tien dagen op de hoogte (artikel 7 lid 3)."),
        drafts=True,
    ),
    ActPage(
        Act.MEDIATE,
        "bemiddelen",
        _("Bemiddelen"),
        lambda _case: forms.MediateForm(),
        hearing.mediate,
        _("Aan beide kanten versturen"),
        consequence=_("De klager en de medewerker lezen dit en krijgen bericht."),
        drafts=True,
    ),
    ActPage(
        Act.PROPOSE,
        "voorstel",
        _("Een oplossing voorstellen"),
        forms.propose,
        resolution.propose,
        _("Voorstel versturen"),
        consequence=_("Het voorstel gaat meteen naar wie u kiest."),
        drafts=True,
    ),
    partyacts.ACCEPT,
    partyacts.REFUSE,
    partyacts.TAKE_BACK,
    ActPage(
        Act.LOG_CONTACT,
        "contact",
        _("Contact met de klager vastleggen"),
        lambda _case: ContactForm(),
        hearing.log_contact,
        _("Contact vastleggen"),
    ),
    ActPage(
        Act.REPORT_TALK,
        "gespreksverslag",
        _("Verslag van een gesprek"),
        lambda _case: forms.TalkForm(),
        hearing.report_talk,
        _("Verslag bewaren"),
        explain=_("Het verslag staat eerst alleen in uw dossier. Deel het daarna met wie erbij was."),
        drafts=True,
    ),
    ActPage(
        Act.WRITE_NOTE,
        "notitie",
        _("Interne notitie"),
        lambda _case: forms.NoteForm(),
        hearing.write_note,
        _("Notitie bewaren"),
        drafts=True,
    ),
    ActPage(
        Act.EXTEND,
        "verlengen",
        _("De termijn verlengen"),
        lambda _case: forms.ExtendForm(),
        judgment.extend,
        _("Termijn verlengen"),
        explain=_("Verlengen mag alleen als het nodig is (artikel 5 lid 4). Doe het vóór de einddatum."),
        consequence=_("De klager en de medewerker krijgen bericht met de reden en de nieuwe datum."),
    ),
)

JUDGING = (
    ActPage(
        Act.ISSUE_SETTLEMENT,
        "afdoening",
        _("De oplossing vastleggen"),
        forms.settlement,
        judgment.issue_settlement,
        _("Afdoeningsoordeel uitbrengen"),
        explain=_("De klacht is opgelost. Leg de afspraken vast. Over de gegrondheid geeft u geen oordeel."),
        consequence=_("De klager en de medewerker lezen dit en krijgen bericht. De termijn stopt."),
        drafts=True,
    ),
    ActPage(
        Act.ISSUE_JUDGMENT,
        "oordeel-geven",
        _("Het oordeel uitbrengen"),
        forms.judgment,
        judgment.issue_judgment,
        _("Oordeel uitbrengen"),
        explain=_(
            "Geef over elk onderdeel een oordeel met motivering. Gebruik alleen stukken die beide kanten kennen."
        ),
        consequence=_("De klager en de medewerker lezen het oordeel en krijgen bericht. De tekst ligt dan vast."),
        template="acts/judgment.html",
        drafts=True,
    ),
    partyacts.SIGN,
    partyacts.DECLINE_SIGNING,
    ActPage(
        Act.RECORD_PAPER_SIGNATURE,
        "handtekening-op-papier",
        _("Handtekening op papier vastleggen"),
        forms.paper,
        signing.record_paper_signature,
        _("Vastleggen"),
    ),
    ActPage(
        Act.CLOSE_NOT_SATISFIED,
        "afsluiten",
        _("De zaak afsluiten"),
        lambda _case: PlainFinalForm(),
        signing.close_not_satisfied,
        _("Zaak afsluiten"),
        consequence=_("De klager en de medewerker krijgen bericht."),
    ),
    ActPage(
        Act.CLOSE_UNSIGNED,
        "afsluiten-zonder-handtekening",
        _("Afsluiten zonder alle handtekeningen"),
        lambda _case: PlainFinalForm(),
        signing.close_unsigned,
        _("Zaak afsluiten"),
        consequence=_("De klager en de medewerker krijgen bericht. Het oordeel blijft geldig."),
    ),
)

LEARNING = (
    ActPage(
        Act.RECORD_CAUSE,
        "oorzaak",
        _("De oorzaak vastleggen"),
        forms.cause,
        closing.record_cause,
        _("Oorzaak vastleggen"),
    ),
    ActPage(
        Act.RECOMMEND,
        "aanbeveling",
        _("Een verbetering aanbevelen"),
        forms.recommend,
        _recommend,
        _("Aanbevelen"),
        consequence=_("De directie leest deze tekst en beslist. Zij ziet niet uit welke zaak die komt."),
    ),
    ActPage(
        Act.MARK_EXTERNAL,
        "elders",
        _("Vastleggen dat de zaak elders ligt"),
        lambda _case: forms.ExternalForm(),
        closing.mark_external,
        _("Vastleggen"),
    ),
    ActPage(
        Act.INVITE,
        "uitnodigen",
        _("Iemand uitnodigen voor het portaal"),
        forms.invite,
        hearing.invite,
        _("Uitnodigen"),
        explain=_("Deze persoon krijgt een link om een wachtwoord te kiezen."),
        when=forms.uninvited,
    ),
    ActPage(
        Act.END_SUPPORT,
        "steunpersoon-beeindigen",
        _("Een steunpersoon beëindigen"),
        partyforms.end_support,
        hearing.end_support,
        _("Toegang beëindigen"),
        when=lambda case: case.supporters,
    ),
    ActPage(
        Act.GRANT_INSIGHT,
        "directie-inzage",
        _("Eén stuk delen met de directie"),
        _insight,
        hearing.grant_insight,
        _("Delen met de directie"),
        explain=_("De directie ziet geen zaken. Alleen als het echt nodig is deelt u één stuk, met de reden."),
        consequence=_("De klager en de medewerker zien dat u dit heeft gedaan."),
        danger=True,
    ),
)

ACTS = (*INTAKE, *HANDLING, *JUDGING, *LEARNING)
GROUPS = (
    (_("Beoordelen"), INTAKE),
    (_("Horen en oplossen"), HANDLING),
    (_("Oordelen en afsluiten"), JUDGING),
    (_("Vastleggen en leren"), LEARNING),
)
