"""The printed regulation: archivable, accessible, the same each time, and never anything but text."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from portal.domain.regulation_text import parse
from portal.papers.regulation import regulation_pdf
from portal.papers.typesetting import _surely_in_the_fonts
from tests.papers.reading import PAYLOADS, assert_valid, bare, printed, tags

TEXTS = sorted((Path(__file__).parents[2] / "templates" / "regulation").glob("*.nl.txt"))


def made(
    *,
    organisation: str = "Veer & Zonen Loopbaanadvies",
    address: str = "Stationsplein 12\n3511 ED Utrecht",
    text: str = TEXTS[-1].read_text(encoding="utf-8"),
    functionaris: str = "Noor Abbink",
    language: str = "nl",
) -> bytes:
    """Print a regulation that is ordinary but for what is given."""
    return regulation_pdf(
        organisation=organisation,
        address=address,
        version=3,
        valid_from=date(2026, 3, 1),
        text=text,
        functionaris=functionaris,
        language=language,
    )


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_it_can_be_archived_and_read_by_everybody(path: Path) -> None:
    assert_valid(made(text=path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_all_of_the_text_is_printed_with_its_marks(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("{organisation}", "Veer").replace("{functionaris}", "Noor")
    found = printed(made(text=text))
    for article in parse(text):
        assert bare(article.heading) in found
        for clause in article.clauses:
            assert bare(clause.mark.replace("-", "–") + clause.text) in found


def test_it_says_whose_which_and_since_when() -> None:
    found = printed(made())
    assert found.startswith("Veer&ZonenLoopbaanadviesStationsplein123511EDUtrechtKlachtenregeling")
    assert "Versie3,geldigvanaf1maart2026" in found
    assert "Pagina1van2" in found
    assert "Pagina2van2" in found
    assert bare("1. Een klacht wordt ingediend bij Noor Abbink, die optreedt als klachtenfunctionaris.") in found


def test_it_describes_itself() -> None:
    with pikepdf.open(io.BytesIO(made())) as opened:
        info = {key: str(value) for key, value in opened.docinfo.items()}
        assert info["/Title"] == "Klachtenregeling Veer & Zonen Loopbaanadvies"
        assert info["/Author"] == "Veer & Zonen Loopbaanadvies"
        assert info["/Subject"] == "Versie 3, geldig vanaf 1 maart 2026"
        assert info["/CreationDate"].startswith("D:20260301")
        assert str(opened.Root.Lang) == "nl-NL"
        with opened.open_outline() as outline:
            assert [entry.title.split(" – ")[0] for entry in outline.root] == [f"Artikel {n}" for n in range(1, 9)]


def test_the_frame_is_in_the_language_of_the_reader_and_the_text_is_dutch() -> None:
    pdf = made(language="en")
    assert_valid(pdf)
    found = printed(pdf)
    assert "Version3,validfrom1March2026" in found
    assert "complaintsregulationversion3Page1of2" in found
    assert bare("1. Een klacht wordt ingediend bij Noor Abbink") in found
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == "en-GB"
        assert str(opened.docinfo["/Title"]).startswith("Complaints regulation ")
        spoken = {str(one.Lang) for one in opened.objects if isinstance(one, pikepdf.Dictionary) and "/Lang" in one}
    assert "nl-NL" in spoken


def test_it_carries_fonts_of_its_own() -> None:
    """The fonts of the machine must not matter, or the same regulation would look different elsewhere."""
    with pikepdf.open(io.BytesIO(made())) as opened:
        names = {str(font.BaseFont) for sheet in opened.pages for font in sheet.Resources.Font.values()}
    assert names
    assert all("LibertinusSerif" in name for name in names)


def test_clauses_are_lists_to_a_screen_reader() -> None:
    structure = tags(made())
    articles = parse(TEXTS[-1].read_text(encoding="utf-8"))
    assert structure.count("/Document/Title") == 1
    assert structure.count("/Document/H1") == len(articles)
    assert structure.count("/Document/L") == len(articles)
    marked = [clause for article in articles for clause in article.clauses if clause.mark]
    assert structure.count("/Document/L/LI/LBody") == structure.count("/Document/L/LI/Lbl") == len(marked)


def test_letters_after_a_numbered_clause_belong_to_it() -> None:
    text = "# Kop\n1. Het gaat om:\na. dit;\nb. dat.\n3. En verder.\nTot slot.\nb. los\n- Zo\n- Woord: betekenis"
    pdf = made(text=text)
    assert_valid(pdf)
    structure = tags(pdf)
    assert structure.count("/Document/L/LI") == 2 + 1 + 2
    assert structure.count("/Document/L/L/LI") == 2
    assert "1.Hetgaatom:a.dit;b.dat.3.Enverder.Totslot.b.los–Zo–Woord:betekenis" in printed(pdf)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_stays_text(payload: str) -> None:
    pdf = made(
        organisation=f"O {payload}",
        address=f"A {payload}",
        text=f"# Kop {payload}\n{{organisation}}\n{{functionaris}}\n1. Lid {payload}\n- Woord: {payload}\nx {payload}",
        functionaris=f"F {payload}",
    )
    found = printed(pdf)
    for text in (f"O {payload}", f"A {payload}", f"Kop {payload}", f"F {payload}", f"1. Lid {payload}", f"x {payload}"):
        assert bare(text) in found
    assert_valid(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert not any("/Annots" in sheet for sheet in opened.pages)


def test_a_name_cannot_start_an_article() -> None:
    pdf = made(organisation="Veer\n# Artikel 9", text="# Artikel 1\n{organisation}")
    assert tags(pdf).count("/Document/H1") == 1
    assert "Veer#Artikel9" in printed(pdf)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = made()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert made() == first
    assert made(functionaris="Noor Abbinck") != first


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Ğözde Şahin, Łódź, Œuvre, Ωmega, Жук", "Ğözde Şahin, Łódź, Œuvre, Ωmega, Жук"),
        ("é en ê", "é en ê"),
        ("blij 😀 en 日本", "blij � en ��"),
        ("nul\x00 esc\x1b bel\x07", "nul esc bel"),
        ("om\u202egekeerd \ufeffbom \ue000eigen \ufdd0geen", "omgekeerd bom eigen geen"),
        ("een\u2028regel\u00a0vast\tin", "een regel vast in"),
        ("half \ud83d", "half "),
    ],
)
def test_any_character_can_be_printed(written: str, shown: str) -> None:
    pdf = made(organisation=written, text=f"# Kop\nx {written}")
    assert_valid(pdf)
    assert bare(f"x {shown}") in printed(pdf)


def test_the_characters_to_fall_back_on_are_all_in_the_fonts() -> None:
    sure = [chr(code) for code in range(0x21, 0x2E00) if chr(code).isprintable() and _surely_in_the_fonts(chr(code))]
    assert len(sure) > 1500
    lines = [" ".join(sure[n : n + 40]) for n in range(0, len(sure), 40)]
    pdf = made(text="# Kop\n" + "\n".join(f"x {line}" for line in lines))
    assert_valid(pdf)
    assert "�" not in printed(pdf)


def test_a_regulation_without_text_is_still_a_paper() -> None:
    assert_valid(made(text="", address=""))


def test_a_text_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="line 1"):
        made(text="Zomaar tekst")
