"""The form with which the functionaris registers a complaint that came otherwise than through the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms.validators import ValidationError

from portal.accounts.entrance import normal_email
from portal.casework.filing import Arrival, Contact, Filing
from portal.domain.regulation import Capacity, Channel, Ground
from portal.web import words
from portal.web.forms import (
    Choice,
    PortalForm,
    boxes_field,
    chosen,
    day_field,
    email_field,
    given,
    line_field,
    text_field,
    tick_field,
)
from portal.web.lazy import _

if TYPE_CHECKING:
    from wtforms import Field

CHANNELS = (Channel.LETTER, Channel.MAIL, Channel.PHONE)


class RegistrationForm(PortalForm):
    """A complaint typed over."""

    channel = Choice(_("Hoe kwam de klacht binnen?"), validators=[chosen()])
    received_on = day_field(
        _("Op welke dag kwam de klacht binnen?"),
        hint=_("De dag waarop de klacht de organisatie bereikte, niet de dag waarop iemand die opende."),
        ahead=0,
    )
    original_place = line_field(
        _("Waar wordt het origineel bewaard?"),
        hint=_("Bij een gesprek mag dit leeg, bij een brief of e-mail niet."),
        optional=True,
    )
    text = text_field(_("De klacht"), hint=_("Typ de tekst over zoals die er staat. Bij een gesprek: uw samenvatting."))
    wish = text_field(_("Wat hoopt de klager te bereiken?"), optional=True)
    happened_when = line_field(_("Wanneer is het gebeurd?"), optional=True)
    about_whom = line_field(_("Over wie of wat gaat de klacht?"))
    about_functionaris = tick_field(_("De klacht gaat (ook) over de klachtenfunctionaris"))
    grounds = boxes_field(_("Waar gaat de klacht over?"))
    capacity = Choice(
        _("In welke rol klaagt deze persoon?"),
        description=_("Kies wat de klager zelf zou zeggen."),
        validators=[chosen()],
    )
    name = line_field(_("Naam van de klager"))
    email = email_field(_("E-mailadres"), optional=True)
    phone = line_field(_("Telefoonnummer"), optional=True, most=40)
    address = text_field(_("Postadres"), optional=True, most=500)
    language = Choice(_("Taal van de brieven"), choices=[("nl", "Nederlands"), ("en", "English")])
    representative = line_field(_("Naam van de vertegenwoordiger, als die namens de klager schrijft"), optional=True)
    representative_email = email_field(_("E-mailadres van de vertegenwoordiger"), optional=True)
    relation = line_field(_("Relatie tot de klager"), optional=True)

    def validate_name(self, _field: Field) -> None:
        """Ask for at least one way to reach the complainant."""
        if not any((one.data or "").strip() for one in (self.email, self.phone, self.address)):
            raise ValidationError(
                str(_("Vul een e-mailadres, telefoonnummer of postadres in, zodat u de klager kunt bereiken."))
            )

    def validate_representative_email(self, field: Field) -> None:
        """Ask for another address than the complainant's: the complainant confirms the mandate."""
        if normal_email(field.data or "") == normal_email(self.email.data or ""):
            raise ValidationError(words.reason("own_address_needed"))


def registration() -> RegistrationForm:
    """Make the form with its choices."""
    form = RegistrationForm()
    form.channel.offer([(one.value, words.WORDS[one]) for one in CHANNELS])
    form.grounds.offer([(one.value, words.WORDS[one]) for one in Ground])
    form.capacity.offer([("", str(_("Maak een keuze"))), *((one.value, words.WORDS[one]) for one in Capacity)])
    return form


def filing_of(form: RegistrationForm) -> tuple[Filing, Arrival]:
    """Make of the form what the use case wants."""
    agent = None
    if form.representative.data:
        agent = Contact(form.representative.data, form.representative_email.data or "")
    filing = Filing(
        text=form.text.data or "",
        wish=form.wish.data or "",
        about_whom=form.about_whom.data or "",
        grounds=tuple(Ground(one) for one in form.grounds.data or ()),
        capacity=Capacity(form.capacity.data),
        happened_when=form.happened_when.data or "",
        about_functionaris=form.about_functionaris.data,
        complainant=Contact(
            form.name.data or "", form.email.data or "", form.phone.data or "", form.address.data or ""
        ),
        representative=agent,
        relation=form.relation.data or "",
        language=form.language.data or "nl",
    )
    return filing, Arrival(Channel(form.channel.data), given(form.received_on), form.original_place.data or "")
