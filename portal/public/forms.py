"""The questions of filing a complaint: one a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import StringField
from wtforms.validators import ValidationError

from portal.accounts.entrance import normal_email
from portal.domain.regulation import Capacity, Ground
from portal.web import words
from portal.web.forms import PortalForm, Radios, boxes_field, chosen, email_field, line_field, text_field, tick_field
from portal.web.lazy import _

if TYPE_CHECKING:
    from wtforms import Field


OF_ANOTHER = {
    Capacity.CANDIDATE: _("Deze persoon krijgt begeleiding (kandidaat of cliënt)"),
    Capacity.PRIVATE_CLIENT: _("Deze persoon heeft zelf opdracht gegeven en betaalt zelf"),
    Capacity.COMMISSIONING_PARTY: _("Deze persoon is werkgever of opdrachtgever"),
    Capacity.THIRD_PARTY: _("Iets anders"),
}
"""The capacity of who complains, said to who files on their behalf."""


class ForWhomForm(PortalForm):
    """In what capacity, and for whom."""

    on_behalf = Radios(
        _("Voor wie dient u de klacht in?"),
        choices=[("no", _("Voor mezelf")), ("yes", _("Namens iemand anders"))],
        validators=[chosen()],
    )
    capacity = Radios(
        _("Wat past het best?"),
        description=_("Dient u namens iemand anders in, kies dan wat bij die persoon past."),
        choices=[(one.value, words.WORDS[one]) for one in Capacity],
        validators=[chosen()],
    )


class WhatForm(PortalForm):
    """What happened, and when."""

    text = text_field(
        _("Wat is er gebeurd?"),
        hint=_("Vertel het in uw eigen woorden. Noem gegevens over gezondheid alleen als ze nodig zijn."),
    )
    happened_when = line_field(
        _("Wanneer was dat?"), hint=_("Een datum of een periode. Weet u het niet precies, dan is ongeveer goed.")
    )


class WithWhomForm(PortalForm):
    """With whom, and whether it is about the functionaris himself."""

    about_whom = line_field(
        _("Met wie of wat heeft u dit meegemaakt?"), hint=_("Een naam, een functie of een afdeling.")
    )
    about_functionaris = Radios(
        _("Gaat uw klacht (ook) over de klachtenfunctionaris?"),
        description=_(
            "Dan behandelt iemand anders uw klacht. De functionaris leest die nu niet. Later leest zij of hij wel wat "
            "nodig is om te reageren."
        ),
        choices=[("no", _("Nee")), ("yes", _("Ja"))],
        validators=[chosen()],
    )


class GroundsForm(PortalForm):
    """The grounds of article 1."""

    grounds = boxes_field(_("Waar gaat uw klacht over?"), hint=_("U mag meer dan één antwoord kiezen."))


class WishForm(PortalForm):
    """What is hoped for."""

    wish = text_field(
        _("Wat hoopt u te bereiken?"),
        hint=_("Bijvoorbeeld uitleg, excuses, een andere afspraak. Weet u het nog niet, laat het dan leeg."),
        optional=True,
    )


class ContactForm(PortalForm):
    """Who complains, and how to reach them."""

    name = line_field(_("Uw naam"))
    email = email_field(_("E-mailadres"), optional=True)
    phone = line_field(_("Telefoonnummer"), optional=True, most=40)
    address = text_field(_("Postadres"), optional=True, most=500)
    language = Radios(
        _("In welke taal wilt u bericht?"), choices=[("nl", "Nederlands"), ("en", "English")], default="nl"
    )

    def validate_name(self, _field: Field) -> None:
        """Ask for at least one way to reach somebody."""
        if not any((one.data or "").strip() for one in (self.email, self.phone, self.address)):
            raise ValidationError(str(_("Vul een e-mailadres, telefoonnummer of postadres in, zodat wij u bereiken.")))


class BehalfForm(ContactForm):
    """The client, and who files for the client."""

    name = line_field(_("Naam van de cliënt"))
    email = email_field(_("E-mailadres van de cliënt"), optional=True)
    phone = line_field(_("Telefoonnummer van de cliënt"), optional=True, most=40)
    address = text_field(_("Postadres van de cliënt"), optional=True, most=500)
    agent_name = line_field(_("Uw eigen naam"))
    agent_email = email_field(_("Uw eigen e-mailadres"))
    relation = line_field(_("Wie bent u voor de cliënt?"), hint=_("Bijvoorbeeld: moeder, advocaat, bewindvoerder."))

    def validate_agent_email(self, field: Field) -> None:
        """Ask for another address than the client's: the client confirms the mandate."""
        if normal_email(field.data or "") == normal_email(self.email.data or ""):
            raise ValidationError(
                str(
                    _(
                        "Dit is ook het e-mailadres van de cliënt, die zelf de machtiging bevestigt. "
                        "Vul uw eigen adres in. Heeft de cliënt geen e-mail? Laat dat adres dan leeg."
                    )
                )
            )


class ReviewForm(PortalForm):
    """The declaration, and a field that only robots fill in."""

    truth = tick_field(
        _("Wat ik heb ingevuld is naar mijn beste weten waar."),
        must=_("Zet een vinkje als wat u heeft ingevuld klopt."),
    )
    website = StringField(_("Website"))


class SaveForm(PortalForm):
    """Where to send the private link to a saved draft."""

    save_email = email_field(_("E-mailadres"), hint=_("Wij sturen u een link. Die werkt 30 dagen."))


class StatusForm(PortalForm):
    """Number and receipt code."""

    reference = line_field(_("Zaaknummer"), hint=_("Bijvoorbeeld K-2026-0014."), most=20)
    code = line_field(_("Ontvangstcode"), hint=_("De code op uw ontvangstbewijs."), most=40)


def ground_choices() -> list[tuple[str, str]]:
    """List the grounds."""
    return [(one.value, str(words.WORDS[one])) for one in Ground]
