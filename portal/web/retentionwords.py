"""The words of erasing: offices, and the statement that a case was erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.domain.calendar import local_date
from portal.domain.retention import Office
from portal.papers.certificate import CertificatePaper
from portal.web.i18n import full, spoken
from portal.web.lazy import _

if TYPE_CHECKING:
    from portal.sight.retention import Erased

OFFICES: dict[Office, str] = {
    Office.FUNCTIONARIS: _("de klachtenfunctionaris"),
    Office.DEPUTY: _("de waarnemend klachtenfunctionaris"),
    Office.MANAGEMENT: _("de directie"),
}
COUNTED: dict[str, str] = {
    "people": _("Personen"),
    "pieces": _("Stukken"),
    "letters": _("Brieven"),
    "files": _("Bestanden"),
    "papers": _("Documenten"),
    "accounts": _("Accounts"),
}


def certificate(found: Erased, organisation: str) -> CertificatePaper:
    """Word the statement that a case was erased."""
    decided, confirmed = OFFICES[found.decided_as], OFFICES[found.confirmed_as]
    said = _("%(office)s, op %(day)s", office=decided, day=full(found.decided_on))
    agreed = _("%(office)s, op %(day)s", office=confirmed, day=full(found.confirmed_on))
    rows = [
        (_("Zaak afgesloten op"), full(found.closed_on)),
        (_("Gewist op"), full(local_date(found.erased_at))),
        (_("Besloten door"), said),
        (_("Bevestigd door"), agreed),
        *((label, str(found.counts.get(name, 0))) for name, label in COUNTED.items()),
        (_("Laatste controlegetal van het logboek"), found.head),
    ]
    return CertificatePaper(
        organisation=organisation,
        reference=found.reference,
        day=local_date(found.erased_at),
        language=spoken(),
        title=str(_("Verklaring van wissen")),
        sentences=(
            str(_("Van deze zaak zijn de teksten, bestanden, brieven en persoonsgegevens gewist.")),
            str(_("De sleutel waarmee de teksten en bestanden waren versleuteld, is vernietigd.")),
            str(_("Bewaard blijven het nummer, de data, de onderwerpen, de oorzaak en de uitkomst.")),
            str(
                _(
                    "In reservekopieën kan het dossier nog hoogstens 35 dagen staan. Wie zo’n kopie terugzet, wist de "
                    "zaak opnieuw voordat iemand die kan lezen."
                )
            ),
        ),
        rows=tuple((str(label), str(value)) for label, value in rows),
    )
