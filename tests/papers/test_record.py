"""The file of a case: everything in it, in tables that can be read out, quickly enough."""

from __future__ import annotations

import io
import time
from dataclasses import replace

import pikepdf

from portal.papers.record import RecordPiece, record_pdf
from tests.papers import samples
from tests.papers.reading import bare, pages, printed, tags


def test_everything_is_there_in_order() -> None:
    found = printed(record_pdf(samples.record()))
    at = 0
    for text in (
        "Dossier van klacht VEER-2026-0042 Gemaakt tot en met handeling 41.",
        "Exemplaar voor mevrouw S. de Wit Klager mevrouw S. de Wit Ontvangen op 3 maart 2026",
        "Inhoud Verloop",
        "Stuk 1: Klacht",
        "Stuk 2: Standpunt",
        "Verloop Wanneer Wat Door Artikel",
        "3 maart 2026, 10:02 De klacht is ingediend. mevrouw S. de Wit 5.1",
        "30 maart 2026, 16:00 Het oordeel is gegeven. Noor Abbink 5.4",
        "Termijnen Termijn Hoe die is verlopen Oordeel binnen vier weken Gehaald op 30 maart 2026.",
        "Stukken Stuk 1: Klacht Door mevrouw S. de Wit Wanneer 3 maart 2026 Te lezen door iedereen",
        "Geen antwoord. Drie keer.",
        "Bestanden brief.pdf foto.jpg Let op: Een deel is weg. Ik was ziek.",
        "Handtekeningen Wie Wanneer Hoe Noor Abbink 30 maart 2026 Digitaal",
    ):
        at = found.index(bare(text), at)


def test_tables_have_a_head() -> None:
    structure = tags(record_pdf(samples.record()))
    assert structure.count("/Document/Table") == 3
    assert structure.count("/Document/Table/THead/TR/TH") == 4 + 2 + 3
    assert structure.count("/Document/Table/TBody/TR") == 2 + 1 + 1


def test_each_piece_is_found_from_the_contents_and_from_the_bookmarks() -> None:
    pdf = record_pdf(samples.record())
    assert tags(pdf).count("/Document/H2") == 2
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        with opened.open_outline() as outline:
            pieces = next(entry for entry in outline.root if entry.title == "Stukken")
            assert [entry.title for entry in pieces.children] == ["Stuk 1: Klacht", "Stuk 2: Standpunt"]
        assert len(opened.pages[0].Annots) == 6


def test_a_file_without_pieces_says_so() -> None:
    assert "Stukkenerzijngeenstukken." in printed(record_pdf(replace(samples.record(), pieces=()))).replace("Er", "er")


def test_a_large_file_is_made_in_time() -> None:
    text = "Een zin over wat er is gebeurd, met genoeg woorden voor een regel of twee op papier.\n\n" * 45
    piece = samples.record().pieces[0]
    pieces = tuple(replace(piece, number=n, text=text) for n in range(1, 61))
    start = time.process_time()
    pdf = record_pdf(replace(samples.record(), pieces=pieces))
    assert time.process_time() - start < 15
    assert pages(pdf) > 80
    assert isinstance(pieces[0], RecordPiece)
