"""Forms with rows, of which no text gets lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.web.forms import ActForm, tidy
from portal.web.lazy import _

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict


class RowsForm(ActForm):
    """A form with rows that does not take a text whose row is not there, or for which there is no row."""

    def taken(self, typed: MultiDict[str, str] | None) -> MultiDict[str, str] | None:
        """Take what was typed; what found no place is shown, and so made fit to be shown."""
        found = super().taken(typed)
        self.left_over = tuple(tidy(text) or "" for text in self.left_over)
        return found

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse what found no place. It stands on the page again, for the person to copy."""
        valid = super().validate(extra_validators)
        if self.left_over:
            self.refuse(None, str(_("Een tekst hoort bij een onderdeel dat er niet is. Er is niets vastgelegd.")))
        return valid and not self.left_over
