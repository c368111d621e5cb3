"""Forms of coming in."""

from __future__ import annotations

from wtforms import PasswordField
from wtforms.validators import Length

from portal.web.forms import PortalForm, email_field, needed
from portal.web.lazy import _


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


class ChangeForm(PortalForm):
    """Another password for one's own account."""

    current = _password(_("Uw wachtwoord nu"))
    password = PasswordField(
        _("Nieuw wachtwoord"),
        description=_("Minstens 12 tekens. Vier willekeurige woorden zijn sterk en goed te onthouden."),
        validators=[needed(), Length(max=1024, message=_("Dit wachtwoord is te lang."))],
    )
