"""Forms of coming in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import PasswordField
from wtforms.validators import Length

from portal.web.forms import PortalForm, email_field, line_field, needed
from portal.web.lazy import _

if TYPE_CHECKING:
    from portal.accounts.second import Question


def _password(label: str) -> PasswordField:
    return PasswordField(
        label,
        validators=[needed(), Length(max=1024, message=_("Dit wachtwoord is te lang."))],
    )


class SignInForm(PortalForm):
    """Address and password."""

    email = email_field(_("E-mailadres"))
    password = _password(_("Wachtwoord"))


class PasswordForm(PortalForm):
    """A new password."""

    password = PasswordField(
        _("Kies een wachtwoord"),
        description=_("Minstens 12 tekens. Vier willekeurige woorden zijn sterk en goed te onthouden."),
        validators=[needed(), Length(max=1024, message=_("Dit wachtwoord is te lang."))],
    )


class JoinForm(PortalForm):
    """The password of the account that one has."""

    password = _password(_("Uw wachtwoord"))


class ForgottenForm(PortalForm):
    """The address of an account."""

    email = email_field(_("E-mailadres"))


CODE = _("Code")


class CodeForm(PortalForm):
    """A one-time code of an app, or a recovery code."""

    code = line_field(CODE, most=40)


class MailCodeForm(PortalForm):
    """A code that came by mail."""

    code = line_field(_("Code uit de e-mail"), hint=_("Acht cijfers. Spaties maken niet uit."), most=40)


class KeyForm(PortalForm):
    """A name for a passkey."""

    name = line_field(
        _("Naam"), hint=_("Waaraan u deze passkey herkent. Bijvoorbeeld: telefoon."), optional=True, most=60
    )


class AddressForm(PortalForm):
    """Another mail address."""

    email = email_field(_("Nieuw e-mailadres"))


class ConfirmForm(PortalForm):
    """What is asked of somebody before what cannot be undone; what is not asked has no field."""

    password = _password(_("Uw wachtwoord"))
    code = line_field(CODE, most=40)

    @classmethod
    def asking(cls, asked: Question) -> ConfirmForm:
        """Make the form for what this account has."""
        form = cls()
        if not asked.password:
            del form.password
        if not (asked.code or asked.mail):
            del form.code
        elif asked.mail:
            form.code.label.text = _("Code uit de e-mail")
        return form

    def given(self, name: str) -> str:
        """Give what was typed in a field that may not be asked."""
        return str(self[name].data or "") if name in self else ""
