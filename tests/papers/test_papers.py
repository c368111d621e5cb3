"""What holds for every paper: archivable, accessible, the same each time, and never anything but text."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from portal.papers.certificate import certificate_pdf
from portal.papers.judgment import judgment_pdf
from portal.papers.letter import letter_pdf
from portal.papers.record import record_pdf
from portal.papers.words import PAPERS
from tests.papers import samples
from tests.papers.reading import MORE, ODD, PAYLOADS, assert_valid, bare, pages, printed, tags

TEMPLATES = Path(__file__).parents[2] / "templates" / "papers"
EVERY = pytest.mark.parametrize("kind", samples.ALL)
FILLED = pytest.mark.parametrize("kind", samples.FILLED)


@EVERY
@pytest.mark.parametrize("language", PAPERS)
def test_it_can_be_archived_and_read_by_everybody(kind: str, language: str) -> None:
    pdf = samples.ALL[kind](language)
    assert_valid(pdf)
    words = PAPERS[language]
    assert f"{words['page']}1{words['of']}{pages(pdf)}" in printed(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == {"nl": "nl-NL", "en": "en-GB"}[language]
        assert str(opened.docinfo["/Author"]) == "Veer & Zonen"
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20260330")


@EVERY
def test_the_same_input_gives_the_same_bytes(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = samples.ALL[kind]("nl")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert samples.ALL[kind]("nl") == first
    assert samples.ALL[kind]("en") != first


@FILLED
@pytest.mark.parametrize("payload", [*PAYLOADS, *MORE], ids=lambda text: text[:20])
def test_text_stays_text(kind: str, payload: str) -> None:
    pdf = samples.FILLED[kind](payload)
    found = printed(pdf, frame=False)
    assert found.count(bare(payload)) >= samples.PLACES[kind]
    assert_valid(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        links = [one for sheet in opened.pages for one in sheet.get("/Annots", [])]
        assert all("/URI" not in one.get("/A", {}) for one in links)
        assert not links or kind == "record"


@FILLED
@pytest.mark.parametrize(("written", "shown"), ODD)
def test_any_character_can_be_printed(kind: str, written: str, shown: str) -> None:
    pdf = samples.FILLED[kind](written)
    assert_valid(pdf)
    assert printed(pdf).count(bare(shown)) >= samples.PLACES[kind]


@FILLED
def test_a_long_word_does_not_run_off_the_page(kind: str) -> None:
    """It is broken, so it takes many lines; unbroken it would take one and lose what stands beyond the edge."""
    assert pages(samples.FILLED[kind]("w" * 9000)) > pages(samples.FILLED[kind]("w")) + 4


def test_what_is_empty_is_left_out() -> None:
    for pdf in (
        letter_pdf(
            replace(samples.letter(), sender=(), to=(), subject="", body="", signed_by="", reference="", attachment="")
        ),
        judgment_pdf(
            replace(samples.judgment(), text="", for_whom="", digest="", journal_head="", sender=(), signers=())
        ).pdf,
        record_pdf(replace(samples.record(), facts=(), terms=(), moments=(), pieces=(), signatures=(), made_from="")),
        certificate_pdf(replace(samples.certificate(), title="", sentences=(), rows=(), items=(), reference="")),
    ):
        assert_valid(pdf)
        assert pages(pdf) <= 2


@pytest.mark.parametrize("kind", ["judgment to sign", "record", "certificate"])
def test_it_has_one_title(kind: str) -> None:
    assert tags(samples.ALL[kind]("nl")).count("/Document/Title") == 1


def test_templates_read_nothing_but_one_another() -> None:
    for path in TEMPLATES.glob("*.typ"):
        source = path.read_text(encoding="utf-8")
        for word in ("read(", "image(", "eval(", "include ", "plugin(", "link(", "@preview", "csv(", "yaml(", "xml("):
            assert word not in source, (path.name, word)
        assert source.count("json(") == (path.name == "frame.typ")
        assert source.count("#import") == (path.name != "frame.typ")
