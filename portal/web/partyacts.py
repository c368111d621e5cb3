"""Acts that complainant and employee do alike, each from their own portal."""

from __future__ import annotations

from portal.casework import hearing, resolution, signing, talks
from portal.domain.acts import Act
from portal.web import partyforms as forms
from portal.web.acts import ActPage
from portal.web.lazy import _

STANDPOINT = ActPage(
    Act.GIVE_STANDPOINT,
    "standpunt",
    _("Uw standpunt geven"),
    lambda _case: forms.StandpointForm(),
    hearing.give_standpoint,
    _("Standpunt versturen"),
    explain=_("Vertel hoe het volgens u is gegaan. U mag zich ook later nog uitspreken."),
    consequence=_("De klachtenfunctionaris leest dit. De andere kant leest het pas als de functionaris het deelt."),
    drafts=True,
    files=True,
)
WAIVE = ActPage(
    Act.WAIVE_STANDPOINT,
    "geen-standpunt",
    _("Afzien van een reactie"),
    lambda _case: forms.PlainForm(),
    hearing.waive_standpoint,
    _("Ik geef geen reactie"),
    explain=_("U hoeft niet te reageren. De klacht wordt dan behandeld met de gegevens die er zijn."),
)
MESSAGE = ActPage(
    Act.SEND_MESSAGE,
    "bericht",
    _("Bericht aan de klachtenfunctionaris"),
    lambda _case: forms.MessageForm(),
    hearing.send_message,
    _("Bericht versturen"),
    explain=_("Stel een vraag of vertel iets. De andere kant leest dit niet, wie met u meeleest wel."),
    menu=_("Bericht sturen"),
    files=True,
)
PROPOSE = ActPage(
    Act.PROPOSE,
    "voorstel",
    _("Een oplossing voorstellen"),
    lambda _case: forms.ProposalForm(),
    resolution.propose,
    _("Voorstel versturen"),
    explain=_("U kunt samen naar een oplossing zoeken. De klachtenfunctionaris leest mee en kan helpen."),
    consequence=_("Uw voorstel gaat meteen naar de andere kant en naar de klachtenfunctionaris."),
    drafts=True,
    files=True,
)
ACCEPT = ActPage(
    Act.ACCEPT_PROPOSAL,
    "voorstel-aanvaarden",
    _("Een voorstel aanvaarden"),
    forms.final_answer,
    resolution.accept_proposal,
    _("Voorstel aanvaarden"),
    consequence=_(
        "Als iedereen het voorstel aanvaardt, is de klacht opgelost. De functionaris legt de afspraken dan vast."
    ),
)
REFUSE = ActPage(
    Act.REFUSE_PROPOSAL,
    "voorstel-afwijzen",
    _("Een voorstel niet aanvaarden"),
    forms.answer,
    resolution.refuse_proposal,
    _("Voorstel niet aanvaarden"),
    explain=_("De behandeling gaat gewoon door. U of de ander kan een nieuw voorstel doen."),
    consequence=_("De andere kant hoort meteen dat u het niet aanvaardt."),
)
TAKE_BACK = ActPage(
    Act.WITHDRAW_PROPOSAL,
    "voorstel-intrekken",
    _("Uw voorstel intrekken"),
    forms.own_proposal,
    resolution.withdraw_proposal,
    _("Voorstel intrekken"),
)
SUPPORT = ActPage(
    Act.NAME_SUPPORT,
    "steunpersoon",
    _("Een steunpersoon noemen"),
    lambda _case: forms.SupportForm(),
    hearing.name_support,
    _("Steunpersoon noemen"),
    explain=_("Iemand die u vertrouwt kan met u meelezen. Deze persoon leest wat u leest en schrijft niets."),
    consequence=_("De klachtenfunctionaris stuurt de uitnodiging. U kunt de toegang altijd beëindigen."),
)
END_SUPPORT = ActPage(
    Act.END_SUPPORT,
    "steunpersoon-beeindigen",
    _("Een steunpersoon beëindigen"),
    forms.end_support,
    hearing.end_support,
    _("Toegang beëindigen"),
    explain=_("De toegang stopt meteen."),
    when=lambda case: case.supporters,
)
SIGN = ActPage(
    Act.SIGN,
    "ondertekenen",
    _("Het oordeel ondertekenen"),
    lambda _case: forms.SignForm(),
    signing.sign,
    _("Ondertekenen"),
    explain=_("Met uw handtekening geeft u aan dat de klacht naar tevredenheid is afgehandeld."),
    consequence=_("U bent niet verplicht te tekenen en u verliest er geen rechten mee."),
    template="acts/sign.html",
)
DECLINE_SIGNING = ActPage(
    Act.DECLINE_SIGNING,
    "niet-ondertekenen",
    _("Niet ondertekenen"),
    lambda _case: forms.DeclineSigningForm(),
    signing.decline_signing,
    _("Ik teken niet"),
    explain=_("Het oordeel blijft geldig. U verliest er geen rechten mee."),
)

ANSWER_TALK = ActPage(
    Act.ANSWER_TALK,
    "gesprek-antwoord",
    _("Laten weten of u komt op een gesprek"),
    forms.answer_talk,
    talks.answer_talk,
    _("Antwoord versturen"),
    explain=_("U hoeft niet te komen. U kunt ook schriftelijk reageren, of om een ander moment vragen."),
    consequence=_("Alleen de klachtenfunctionaris leest uw antwoord."),
)
COMMENT_TALK = ActPage(
    Act.COMMENT_TALK,
    "verslag-reactie",
    _("Reageren op het verslag van een gesprek"),
    forms.comment_talk,
    talks.comment_talk,
    _("Reactie versturen"),
    explain=_("Lees het verslag eerst. Schrijf op wat niet klopt of ontbreekt. Het verslag zelf blijft staan."),
    consequence=_("De klachtenfunctionaris leest dit. De andere kant leest het pas als de functionaris het deelt."),
    drafts=True,
)

RECTIFY = ActPage(
    Act.RECTIFY,
    "aanvullende-verklaring",
    _("Een aanvullende verklaring geven"),
    forms.rectification,
    hearing.rectify,
    _("Verklaring versturen"),
    explain=_("Klopt iets niet wat over u is geschreven? Schrijf wat er hoort te staan. Het stuk zelf blijft staan."),
    consequence=_("De klachtenfunctionaris leest dit. De andere kant leest het pas als de functionaris het deelt."),
    drafts=True,
    when=lambda case: case.pieces,
)

BOTH = (
    *(STANDPOINT, WAIVE, PROPOSE, ACCEPT, REFUSE, TAKE_BACK),
    *(ANSWER_TALK, COMMENT_TALK, SIGN, DECLINE_SIGNING, MESSAGE, RECTIFY, SUPPORT, END_SUPPORT),
)
