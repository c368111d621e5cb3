"""Forms of the admin portal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask import g
from flask_babel import force_locale
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import NumberRange, Optional, Regexp, ValidationError

from portal.accounts import organisations
from portal.accounts.mending import Mend
from portal.domain.retention import YEARS
from portal.sight.actor import Post, RoleName
from portal.web import words
from portal.web.forms import (
    Choice,
    PortalForm,
    Radios,
    boxes_field,
    chosen,
    day_field,
    email_field,
    line_field,
    needed,
    text_field,
    tick_field,
)
from portal.web.i18n import LANGUAGES
from portal.web.lazy import _, catalogue

if TYPE_CHECKING:
    from wtforms import Field

    from portal.sight.house import House

COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
TELEPHONE = re.compile(r"[0-9 +()/-]*")
FEWEST_DIGITS = 4

STAFF_ROLES = (RoleName.EMPLOYEE, RoleName.FUNCTIONARIS, RoleName.MANAGEMENT, RoleName.ADMIN)


class InvitationForm(PortalForm):
    """An invitation of a member of the staff."""

    name = line_field(_("Naam"))
    email = email_field(_("E-mailadres"))
    function = line_field(_("Functie"), optional=True)
    roles = boxes_field(_("Rollen"))


class RolesForm(PortalForm):
    """The roles of a member of the staff. `version` is which roles the admin had before them."""

    roles = boxes_field(_("Rollen"), optional=True)
    version = HiddenField()


def role_choices() -> list[tuple[str, str]]:
    """List the roles that an admin gives."""
    return [(one.value, str(words.WORDS[one])) for one in STAFF_ROLES]


class AppointmentForm(PortalForm):
    """An appointment."""

    person = Choice(_("Wie?"), validators=[chosen()])
    post = Radios(_("Benoemd tot"), choices=[(one.value, words.WORDS[one]) for one in Post], validators=[chosen()])
    from_on = day_field(_("Vanaf"), back=40, ahead=5)
    external = tick_field(_("Deze persoon is van buiten de organisatie"))


class MendForm(PortalForm):
    """What an account lost."""

    what = Radios(
        _("Wat is er aan de hand?"),
        choices=[
            (Mend.FACTORS.value, _("De telefoon of passkey is kwijt, en de herstelcodes ook")),
            (Mend.ADDRESS.value, _("Het e-mailadres werkt niet meer")),
        ],
        validators=[chosen()],
    )
    email = email_field(_("Nieuw e-mailadres"), hint=_("Alleen als het e-mailadres niet meer werkt."), optional=True)

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the address where it is the address that must change."""
        found = super().validate(extra_validators)
        missing = self.what.data == Mend.ADDRESS.value and not self.email.data and not self.email.errors
        if missing:
            self.refuse("email", str(_("Vul dit in.")))
        return found and not missing


class EndForm(PortalForm):
    """The end of an appointment."""

    appointment = HiddenField()
    until_on = day_field(_("Laatste dag"), back=40, ahead=10)


class CategoryForm(PortalForm):
    """A category of the organisation's own."""

    label = line_field(_("Nieuw onderwerp"), most=80)


def standard_topics() -> frozenset[str]:
    """Name the standard topics in every language: what stands in the list by one name is not added by another."""
    found: set[str] = set()
    of_the_page = g.pop("catalogue", None)
    for language in LANGUAGES:
        with force_locale(language):
            found |= {str(one) for one in words.TOPICS.values()}
        g.pop("catalogue", None)  # a text looks up its language once for a page
    g.catalogue = of_the_page or catalogue()
    return frozenset(found)


class SwitchForm(PortalForm):
    """A category in or out of use."""

    category = HiddenField()


def count_field(label: str, least: int, most: int) -> IntegerField:
    """Make a field for a whole number."""
    message = _("Vul een getal in van %(min)s tot en met %(max)s.")
    return IntegerField(
        label,
        description=_("Van %(min)s tot en met %(max)s.", min=least, max=most),
        validators=[Optional(), NumberRange(least, most, message)],
    )


class OrganisationForm(PortalForm):
    """The data of the organisation."""

    name = line_field(_("Naam van de organisatie"))
    address = text_field(_("Postadres"), most=500)
    phone = line_field(_("Telefoonnummer"), most=40)
    email = email_field(_("E-mailadres voor vragen"))
    route = text_field(
        _("Waar kan een klager verder terecht?"),
        hint=_(
            "Deze tekst staat voorgesteld in elk oordeel, bijvoorbeeld: de bevoegde rechtbank. Schrijf erbij binnen "
            "welke termijn dat moet, of dat die kort kan zijn."
        ),
        most=4000,
    )
    accent = StringField(
        _("Kleur van de organisatie"),
        description=_("Een donkere kleur, zoals #154273. Witte letters moeten erop leesbaar zijn."),
        validators=[needed(), Regexp(r"^#[0-9A-Fa-f]{6}\Z", message=_("Schrijf de kleur als # met zes tekens."))],
    )
    keep_years = Choice(
        _("Hoeveel jaar bewaart u het dossier van een behandelde klacht?"),
        description=_(
            "Geldt voor zaken die vanaf nu worden afgesloten. Wat niet is behandeld, bewaart u altijd een jaar."
        ),
        choices=[(str(one), str(one)) for one in YEARS],
        coerce=int,
    )
    file_mb = count_field(_("Hoe groot mag een bestand zijn, in MB?"), 1, 50)
    piece_files = count_field(_("Hoeveel bestanden mogen er bij één stuk?"), 1, 20)
    case_mb = count_field(_("Hoeveel MB aan bestanden past er in één zaak?"), 20, 2000)
    version = HiddenField()

    def validate_accent(self, field: StringField) -> None:
        """Refuse a colour on which white letters cannot be read (4.5 : 1)."""
        if COLOUR.fullmatch(field.data or "") and contrast(field.data or "") < READABLE:
            raise ValidationError(str(_("Deze kleur is te licht. Kies een donkerder kleur.")))

    def validate_phone(self, field: Field) -> None:
        """Refuse what nobody can dial: it stands on the public pages."""
        digits = sum(sign.isdigit() for sign in field.data or "")
        if not TELEPHONE.fullmatch(field.data or "") or digits < FEWEST_DIGITS:
            raise ValidationError(
                str(_("Dit is geen telefoonnummer. Gebruik cijfers, spaties en + - ( ) /, met minstens vier cijfers.")),
            )

    def differing(self, stands: House) -> tuple[tuple[str, str], ...]:
        """Name each field that was typed otherwise than it stands now, with what stands there."""
        typed = {name: " ".join(str(self[name].data or "").split()) for name in organisations.CHANGEABLE}
        now = {name: str(getattr(stands, name)) for name in typed}
        return tuple(
            (str(self[name].label.text), now[name]) for name in typed if typed[name] != " ".join(now[name].split())
        )


READABLE = 4.5


def contrast(colour: str) -> float:
    """Compute the contrast of a colour with white (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]  # noqa: PLR2004
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (light + 0.05)


class StartNoticeForm(PortalForm):
    """Proof that a client was told of the regulation (art. 4.1)."""

    client_reference = line_field(
        _("Kenmerk van de cliënt"), hint=_("Uw eigen nummer van het traject of contract, geen naam."), most=80
    )
    told_on = day_field(_("Wanneer is de cliënt geïnformeerd?"), back=20, ahead=0)
    channel = Choice(
        _("Hoe?"),
        choices=[
            ("contract", _("In de overeenkomst")),
            ("letter", _("Per brief")),
            ("mail", _("Per e-mail")),
            ("talk", _("In het eerste gesprek")),
        ],
    )
