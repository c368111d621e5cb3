"""The client portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from portal.casework import closing, hearing, intake, mandates, resolution, signing
from portal.client import forms
from portal.domain.acts import Act
from portal.sight import lists
from portal.sight.actor import Door, Part
from portal.web import partyacts, partyforms, state
from portal.web.acts import ActPage, add_acts, menu
from portal.web.caseviews import add_case_pages, read_case
from portal.web.gate import guard
from portal.web.lazy import _
from portal.web.page import page
from portal.web.partyforms import PlainFinalForm, PlainForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("client", __name__, url_prefix="/klager")
guard(blueprint, Door.CLIENT)

ACTS = (
    ActPage(
        Act.CONFIRM_RECORD,
        "samenvatting-bevestigen",
        _("Klopt wat er is opgeschreven?"),
        lambda _case: PlainForm(),
        intake.confirm_record,
        _("Ja, dit klopt"),
        explain=_(
            "U diende uw klacht mondeling in. Lees in het dossier hoe die is opgeschreven. Klopt het niet, vul dan aan."
        ),
        menu=_("Bevestigen wat er is opgeschreven"),
    ),
    ActPage(
        Act.CONFIRM_MANDATE,
        "machtiging-bevestigen",
        _("Uw vertegenwoordiger machtigen"),
        lambda _case: PlainFinalForm(),
        intake.confirm_mandate,
        _("Machtiging bevestigen"),
        explain=_("Iemand heeft namens u een klacht ingediend. Bevestig dat deze persoon u mag vertegenwoordigen."),
        consequence=_("Uw vertegenwoordiger leest vanaf nu wat u leest en kan namens u handelen."),
    ),
    ActPage(
        Act.REFUSE_MANDATE,
        "machtiging-weigeren",
        _("De machtiging weigeren"),
        lambda _case: PlainFinalForm(),
        intake.refuse_mandate,
        _("Machtiging weigeren"),
        explain=_("De ander krijgt dan geen toegang (meer) tot de zaak."),
        danger=True,
    ),
    ActPage(
        Act.ADD_TO_COMPLAINT,
        "aanvullen",
        _("Uw klacht aanvullen"),
        lambda _case: forms.AdditionForm(),
        hearing.add_to_complaint,
        _("Aanvulling versturen"),
        consequence=_("De klachtenfunctionaris leest dit en bepaalt of het met de medewerker wordt gedeeld."),
        files=True,
        drafts=True,
    ),
    *partyacts.BOTH[:6],
    ActPage(
        Act.ASK_JUDGMENT,
        "volledig-oordeel",
        _("Toch om een volledig oordeel vragen"),
        lambda _case: PlainFinalForm(),
        resolution.ask_judgment,
        _("Om een oordeel vragen"),
        explain=_("Er is een oplossing afgesproken. Wilt u toch een oordeel over uw klacht, dan kan dat."),
        consequence=_("De behandeling gaat dan verder. De termijn verandert niet."),
    ),
    ActPage(
        Act.ANSWER_SATISFACTION,
        "tevreden",
        _("Bent u tevreden met de afhandeling?"),
        lambda _case: forms.SatisfactionForm(),
        signing.answer_satisfaction,
        _("Antwoord versturen"),
        explain=_("Lees eerst het oordeel. Daarin staat ook wat u kunt doen als u het er niet mee eens bent."),
        consequence=_(
            "Zegt u ja, dan vragen wij u, de medewerker en de functionaris om het oordeel te ondertekenen. Zegt u nee, "
            "dan sluiten wij de zaak, en kunt u naar de bevoegde rechtbank. Is er een oplossing afgesproken en wilt u "
            "toch een oordeel over uw klacht, vraag dat dan eerst: na uw antwoord kan het niet meer."
        ),
    ),
    *partyacts.BOTH[6:],
    ActPage(
        Act.NAME_REPRESENTATIVE,
        "vertegenwoordiger",
        _("Iemand machtigen om namens u op te treden"),
        lambda _case: partyforms.RepresentativeForm(),
        mandates.name_representative,
        _("Machtigen"),
        explain=_("Deze persoon leest wat u leest en handelt namens u. U kunt de machtiging altijd intrekken."),
        consequence=_("De klachtenfunctionaris stuurt de uitnodiging."),
        when=lambda case: case.part is Part.COMPLAINANT and case.representative is None,
    ),
    ActPage(
        Act.END_MANDATE,
        "machtiging-intrekken",
        _("De machtiging beëindigen"),
        lambda _case: PlainFinalForm(),
        mandates.end_mandate,
        _("Machtiging beëindigen"),
        explain=_("De toegang van de vertegenwoordiger stopt meteen. Wat al gedaan is, blijft staan."),
        danger=True,
        when=lambda case: case.representative,
    ),
    ActPage(
        Act.WITHDRAW,
        "intrekken",
        _("Uw klacht intrekken"),
        lambda _case: forms.WithdrawForm(),
        closing.withdraw,
        _("Klacht intrekken"),
        explain=_("De behandeling stopt. U mag later opnieuw een klacht indienen."),
        consequence=_("De klachtenfunctionaris en de medewerker, als die al van de klacht weet, krijgen bericht."),
        danger=True,
    ),
)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """List my cases."""
    return page("client/home.html", cases=lists.mine(state.session(), state.me(), Door.CLIENT, state.today()))


@blueprint.get("/zaak/<reference>/")
def case(reference: str) -> ResponseReturnValue:
    """Show where my complaint stands, what is mine to do, and every piece I may see."""
    del reference
    dossier = read_case()
    return page("case/party.html", case=dossier, menu=menu(ACTS, dossier))


add_acts(blueprint, ACTS)
add_case_pages(blueprint)
