"""Forms of the client portal."""

from __future__ import annotations

from portal.web.forms import ActForm, FinalForm, Radios, chosen, text_field
from portal.web.lazy import _


class AdditionForm(ActForm):
    """An addition to the complaint."""

    text = text_field(_("Uw aanvulling"), hint=_("Uw eerste tekst blijft zoals die was. Dit komt erbij."))


class SatisfactionForm(FinalForm):
    """Satisfied or not."""

    satisfied = Radios(
        _("Bent u tevreden met de afhandeling van uw klacht?"),
        choices=[("yes", _("Ja, ik ben tevreden")), ("no", _("Nee, ik ben niet tevreden"))],
        validators=[chosen()],
    )
    text = text_field(_("Toelichting"), hint=_("De medewerker leest dit niet."), optional=True, most=4000)

    def values(self) -> dict[str, object]:
        """Give the answer as yes or no."""
        return {"satisfied": self.satisfied.data == "yes", "text": self.text.data or ""}


class WithdrawForm(FinalForm):
    """Withdrawing."""

    reason = text_field(
        _("Reden"),
        hint=_("U hoeft geen reden te geven. De medewerker leest die niet."),
        optional=True,
        most=4000,
    )
