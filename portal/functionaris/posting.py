"""A letter that goes by post: what goes with it, and recording that it went or that its reader was called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.casework import mailing
from portal.domain.calendar import local_date
from portal.domain.disclosure import Kind
from portal.papers.letter import LetterPaper, letter_pdf
from portal.sight import rows
from portal.sight.actor import Door
from portal.sight.dossier import Dossier
from portal.web import state
from portal.web.forms import PortalForm, day_field
from portal.web.lazy import _
from portal.web.page import house

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


WITH_IT = {"n06": Kind.DECISION, "n07": Kind.DECISION, "n13": Kind.EXTENSION}
"""Letters with which the newest piece of a kind is printed; other pieces have a paper or a page of their own."""


def printed(line: LetterSheet) -> bytes:
    """Print a letter as PDF, with its reason where it tells of a decision."""
    text, here = mailing.text_of(state.session(), line, state.links()), house()
    return letter_pdf(
        LetterPaper(
            organisation=here.name,
            sender=(*here.address.splitlines(), here.phone),
            to=(line.to, *line.address.splitlines()),
            day=local_date(line.written_at),
            subject=text.subject,
            body=text.body,
            closing=text.closing,
            language=line.language,
            signed_by=here.name,
            reference=line.reference,
            attachment=_reason(line),
        )
    )


def _reason(line: LetterSheet) -> str:
    kind = WITH_IT.get(line.notice)
    seat = rows.find(state.session(), state.me(), Door.FUNCTIONARIS, line.reference) if kind else None
    if seat is None:
        return ""
    case = Dossier.of(state.session(), seat, state.now())
    return next((piece.text for piece in reversed(case.pieces) if piece.kind is kind), "")


def by_phone(line: LetterSheet) -> bool:
    """Whether its reader can only be told by phone what the letter says, and may be."""
    return not line.address and line.notice not in WRITTEN


def posting(line: LetterSheet) -> PostedForm:
    """Make the form that records what was done with a letter."""
    return PhonedForm() if by_phone(line) else PostedForm()
