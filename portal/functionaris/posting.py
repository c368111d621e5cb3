"""A letter that goes by post: what goes with it, and recording that it went or that its reader was called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.web.forms import PortalForm, day_field
from portal.web.lazy import _

if TYPE_CHECKING:
    from portal.sight.letters import LetterSheet

_DECISION, _JUDGMENT, _AGREEMENTS = _("de beslissing"), _("het oordeel"), _("de afspraken")
ENCLOSED: dict[str, str] = {
    "n03": _("de klachtenregeling"),
    "n05": _("de klacht, zoals u die met deze medewerker heeft gedeeld"),
    "n06": _DECISION,
    "n07": _DECISION,
    "n08": _("de vraag om een reactie"),
    "n10": _("het nieuwste stuk dat u met deze persoon heeft gedeeld"),
    "n11": _("het voorstel"),
    "n12": _AGREEMENTS,
    "n12b": _AGREEMENTS,
    "n13": _("de reden van de verlenging"),
    "n14": _JUDGMENT,
    "n15": _("het oordeel, alleen wat deze medewerker mag lezen"),
    "n16": _JUDGMENT,
    "n18": _("de drie vragen"),
    "n20": _("de reden om de zaak te heropenen"),
    "n20b": _("de reden om de zaak niet te heropenen"),
    "n21": _("het stuk dat zegt wat dit betekent voor de behandeling"),
}
"""Which piece a letter on paper says is with it."""

WRITTEN = frozenset({"n14", "n15"})
"""Letters with a judgment, which is given in writing (art. 5.5): whoever has no address is asked for one."""


class PostedForm(PortalForm):
    """A letter that was posted."""

    posted_on = day_field(_("Gepost op"), ahead=0)


class PhonedForm(PostedForm):
    """A letter whose reader has no known address, and was told by phone what it says."""

    posted_on = day_field(_("Telefonisch doorgegeven op"), ahead=0)


def by_phone(line: LetterSheet) -> bool:
    """Whether its reader can only be told by phone what the letter says, and may be."""
    return not line.address and line.notice not in WRITTEN


def posting(line: LetterSheet) -> PostedForm:
    """Make the form that records what was done with a letter."""
    return PhonedForm() if by_phone(line) else PostedForm()
