"""A certificate, and the answer to who asked for their data."""

from __future__ import annotations

from dataclasses import replace

from portal.papers.certificate import certificate_pdf
from tests.papers import samples
from tests.papers.reading import bare, printed, tags


def test_it_states_what_it_was_told_to() -> None:
    found = printed(certificate_pdf(samples.certificate()))
    assert bare("Antwoord op uw verzoek om inzage U vroeg welke gegevens wij van u hebben. Hieronder") in found
    assert bare("Kenmerk VEER-2026-0042 Datum 30 maart 2026 Gevraagd op 2 maart 2026 Per onderdeel") in found
    assert bare("1. Uw klacht Besluit U krijgt dit. Grond artikel 15 AVG Geen antwoord. Drie keer.") in found
    assert bare("2. Aantekening Besluit U krijgt dit niet. Grond artikel 41 UAVG") in found


def test_items_are_headings_below_their_own() -> None:
    structure = tags(certificate_pdf(samples.certificate()))
    assert structure.count("/Document/H1") == 1
    assert structure.count("/Document/H2") == 2


def test_without_items_nothing_is_said_of_them() -> None:
    pdf = certificate_pdf(replace(samples.certificate("en"), items=()))
    assert "Itembyitem" not in printed(pdf)
    assert "Confidential" in printed(pdf)
