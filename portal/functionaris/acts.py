"""The acts of the functionaris, in the order of the procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.accounts import people
from portal.casework import (
    closing,
    hearing,
    judgment,
    mailing,
    mandates,
    recording,
    register,
    resolution,
    signing,
)
from portal.domain.acts import Act
from portal.domain.disclosure import Kind
from portal.functionaris import forms, judging, learningforms, on_paper, talkforms
from portal.functionaris.intake_acts import INTAKE
from portal.sight.actor import RoleName
from portal.web import partyacts, partyforms, state, words
from portal.web.acts import ActPage
from portal.web.i18n import at
from portal.web.lazy import _
from portal.web.partyforms import ContactForm, PlainFinalForm

if TYPE_CHECKING:
    from portal.casework.desk import Desk
    from portal.sight.dossier import Dossier


def _insight(case: Dossier) -> forms.InsightForm:
    form = forms.InsightForm()
    pieces = [
        (str(piece.id), f"{words.WORDS[piece.kind]} – {piece.by}, {at(piece.at)}")
        for piece in case.pieces
        if piece.kind is not Kind.NOTE
    ]
    form.piece.offer([("", str(_("Maak een keuze"))), *pieces])
    form.manager.offer(
        [(str(one.id), one.name) for one in people.staff(state.session()) if RoleName.MANAGEMENT in one.roles]
    )
    return form


def _recommend(desk: Desk, **values: Any) -> None:
    register.recommend(desk, text=values["text"], evidence=values["evidence"] or "", category=values["category"] or "")


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
        files=True,
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
        files=True,
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
        files=True,
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
        files=True,
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
        files=True,
    ),
    *talkforms.TALKS,
    ActPage(
        Act.REPORT_TALK,
        "gespreksverslag",
        _("Verslag van een gesprek"),
        lambda _case: forms.TalkForm(),
        hearing.report_talk,
        _("Verslag bewaren"),
        explain=_("Het verslag staat eerst alleen in uw dossier. Deel het daarna met wie erbij was."),
        drafts=True,
        files=True,
    ),
    ActPage(
        Act.WRITE_NOTE,
        "notitie",
        _("Interne notitie"),
        lambda _case: forms.NoteForm(),
        hearing.write_note,
        _("Notitie bewaren"),
        drafts=True,
        files=True,
    ),
    ActPage(
        Act.EXTEND,
        "verlengen",
        _("De termijn verlengen"),
        judging.extension,
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
        judging.settlement,
        judgment.issue_settlement,
        _("Afdoeningsoordeel uitbrengen"),
        explain=_("De klacht is opgelost. Leg de afspraken vast. Over de gegrondheid geeft u geen oordeel."),
        consequence=_("De klager en de medewerker lezen dit en krijgen bericht. De termijn stopt."),
        template="acts/written.html",
        drafts=True,
        preview=judgment.preview_settlement,
        check=judging.settlement_check,
    ),
    ActPage(
        Act.ISSUE_JUDGMENT,
        "oordeel-geven",
        _("Het oordeel uitbrengen"),
        judging.judgment,
        judgment.issue_judgment,
        _("Oordeel uitbrengen"),
        explain=_(
            "Geef over elk onderdeel een oordeel met motivering. Gebruik alleen stukken die beide kanten kennen."
        ),
        consequence=_("De klager en de medewerker lezen het oordeel en krijgen bericht. De tekst ligt dan vast."),
        template="acts/judgment.html",
        drafts=True,
        preview=judgment.preview_judgment,
        check=judging.judgment_check,
    ),
    ActPage(
        Act.CORRECT_JUDGMENT,
        "oordeel-herstellen",
        _("Een fout in het oordeel herstellen"),
        judging.correction,
        judgment.correct_judgment,
        _("Hersteld oordeel uitbrengen"),
        explain=_("U brengt een nieuwe versie uit, met wat is hersteld en waarom."),
        consequence=_("Wie het oordeel las, leest ook deze versie en krijgt bericht. Wie moet tekenen, tekent deze."),
        template="acts/correct.html",
        drafts=True,
        preview=judgment.preview_correction,
        check=judging.correction_check,
    ),
    ActPage(
        Act.POST_JUDGMENT,
        "oordeel-gepost",
        _("Vastleggen dat het oordeel is gepost"),
        lambda _case: on_paper.JudgmentPostedForm(),
        mailing.post_judgment,
        _("Vastleggen"),
        explain=_(
            "De klager heeft geen e-mail en geen account. Druk het oordeel af, doe het met de brief op de post, "
            "en leg de dag vast. Die dag telt voor de termijn."
        ),
    ),
    partyacts.SIGN,
    partyacts.DECLINE_SIGNING,
    ActPage(
        Act.RECORD_PAPER_SIGNATURE,
        "handtekening-op-papier",
        _("Handtekening op papier vastleggen"),
        on_paper.paper,
        signing.record_paper_signature,
        _("Vastleggen"),
        files=True,
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
        Act.RECORD_FOR_PARTY,
        "namens-iemand-vastleggen",
        _("Vastleggen wat iemand u liet weten"),
        on_paper.record,
        recording.record_for_party,
        _("Vastleggen"),
        explain=_(
            "Voor wie geen account heeft en u een brief schreef of u sprak. "
            "Wie een account heeft, doet dit zelf in het portaal."
        ),
        consequence=_(
            "Het geldt alsof deze persoon het zelf deed. Die krijgt bericht dat u dit vastlegde, en kan het nakijken."
        ),
        when=on_paper.on_paper,
        files=True,
    ),
    ActPage(
        Act.RECORD_CAUSE,
        "oorzaak",
        _("De oorzaak vastleggen"),
        judging.cause,
        closing.record_cause,
        _("Oorzaak vastleggen"),
    ),
    ActPage(
        Act.RECOMMEND,
        "aanbeveling",
        _("Een verbetering aanbevelen"),
        learningforms.recommend,
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
        files=True,
    ),
    ActPage(
        Act.NAME_REPRESENTATIVE,
        "vertegenwoordiger",
        _("Een vertegenwoordiger vastleggen"),
        lambda _case: partyforms.SeenRepresentativeForm(),
        mandates.name_representative,
        _("Vastleggen"),
        explain=_("Als de klager iemand schriftelijk machtigt, of als iemand dat volgens de wet al is."),
        consequence=_("Deze persoon leest na uw uitnodiging wat de klager leest."),
        when=lambda case: case.representative is None,
    ),
    ActPage(
        Act.END_MANDATE,
        "machtiging-intrekken",
        _("De machtiging beëindigen"),
        lambda _case: PlainFinalForm(),
        mandates.end_mandate,
        _("Machtiging beëindigen"),
        explain=_("Op verzoek van de klager of de vertegenwoordiger. De toegang stopt meteen."),
        danger=True,
        when=lambda case: case.representative,
    ),
    ActPage(
        Act.INVITE,
        "uitnodigen",
        _("Iemand uitnodigen voor het portaal"),
        forms.invite,
        hearing.invite,
        _("Uitnodigen"),
        explain=_("Deze persoon krijgt een link waarmee die toegang krijgt."),
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
