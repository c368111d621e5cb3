"""Forms of the management portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import HiddenField

from portal.domain.recommendation import MOVES, Move
from portal.sight.actor import Post
from portal.web import words
from portal.web.forms import Choice, PortalForm, Radios, chosen, day_field, line_field, text_field, tick_field
from portal.web.lazy import _

if TYPE_CHECKING:
    from typing import Any


class DecisionForm(PortalForm):
    """A decision on a recommendation (art. 8.4)."""

    move = Radios(_("Uw besluit"), validators=[chosen()])
    reason = text_field(_("Reden"), hint=_("Nodig als u niet, deels of later overneemt."), optional=True, most=4000)
    owner = line_field(_("Wie voert dit uit?"), hint=_("Nodig als u (deels) overneemt."), optional=True)
    due_on = day_field(_("Wanneer is het klaar, of wanneer bespreekt u het opnieuw?"), optional=True, back=0)
    version = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for everything that this decision needs, each beside its own field."""
        found = super().validate(extra_validators)
        needs = MOVES[Move(self.move.data)].needs if not self.move.errors else frozenset()
        empty = [name for name in sorted(needs) if not str(self[name].data or "").strip() and not self[name].errors]
        for name in empty:
            self.refuse(name, words.reason(f"{name}_missing"))
        return found and not empty


class CarriedOutForm(DecisionForm):
    """What became of a recommendation that was adopted: nothing is left to decide."""

    move = Radios(_("Wat wilt u melden?"), validators=[chosen()])
    reason = text_field(_("Wat is er gedaan?"), hint=_("Noem ook waar dat uit blijkt."), most=4000)


class AppointForm(PortalForm):
    """An appointment."""

    person = Choice(_("Wie?"), validators=[chosen()])
    post = Radios(_("Benoemd tot"), choices=[(one.value, words.WORDS[one]) for one in Post], validators=[chosen()])
    from_on = day_field(_("Vanaf"), back=40, ahead=5)
    external = tick_field(_("Deze persoon is van buiten de organisatie"))


class DeviationForm(PortalForm):
    """Why one person manages and handles complaints (E03)."""

    reason = text_field(
        _("Waarom kan niemand anders dit doen?"), hint=_("Wie een klacht indient, kan dit lezen."), most=2000
    )


class ReviewForm(PortalForm):
    """A meeting in which reports and recommendations were discussed."""

    held_on = day_field(_("Wanneer was de bespreking?"), ahead=0)
    present = text_field(_("Wie waren erbij?"), most=2000)
    minutes = text_field(
        _("Verslag van de bespreking"), hint=_("Schrijf zonder dat een klager of medewerker te herkennen is.")
    )
