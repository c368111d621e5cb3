"""The text of a regulation: its line format, its placeholders, and the two texts an organisation can start from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.domain.regulation_text import Article, Clause, filled, parse

TEXTS = sorted((Path(__file__).parents[2] / "templates" / "regulation").glob("*.nl.txt"))
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


def test_every_kind_of_line() -> None:
    text = (
        "# Artikel 1 – Woorden\nHieronder is:\n- Klacht: ongenoegen;\n\n"
        "  # Artikel 2 – Doel \r\n1. Een doel.\r\n12. Nog een.\na.  een letter\n"
    )
    assert parse(text) == (
        Article("Artikel 1 – Woorden", (Clause("", "Hieronder is:"), Clause("-", "Klacht: ongenoegen;"))),
        Article("Artikel 2 – Doel", (Clause("1.", "Een doel."), Clause("12.", "Nog een."), Clause("a.", "een letter"))),
    )


@pytest.mark.parametrize(
    "line",
    ["1.", "-", "a)", "A. hoofdletter", "ab. twee", "1,5 uur", "2026. is een jaar", "-niets", "#klacht", "* ster"],
)
def test_a_line_without_a_known_mark_is_a_paragraph(line: str) -> None:
    assert parse(f"# Kop\n{line}") == (Article("Kop", (Clause("", line),)),)


def test_an_article_may_be_empty() -> None:
    assert parse("# Artikel 9 – Vervallen") == (Article("Artikel 9 – Vervallen", ()),)


def test_no_text_no_articles() -> None:
    assert parse(" \n\n") == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Klachtenregeling\n# Artikel 1", "line 1"),
        ("\n\n1. Eerst dit\n# Kop", "line 3"),
        ("# Kop\ntekst\n#  ", "line 3"),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, line: str) -> None:
    with pytest.raises(ValueError, match=line):
        parse(text)


@given(st.lists(st.tuples(NAMES, st.lists(NAMES, max_size=4)), max_size=4))
def test_nothing_of_a_text_is_lost(articles: list[tuple[str, list[str]]]) -> None:
    def spaced(text: str) -> str:
        return "x" + " ".join(text.split())

    text = "\n".join("\n".join([f"# {spaced(heading)}", *map(spaced, lines)]) for heading, lines in articles)
    read = parse(text)
    assert [article.heading for article in read] == [spaced(heading) for heading, _ in articles]
    written = [" ".join(filter(None, (clause.mark, clause.text))) for article in read for clause in article.clauses]
    assert written == [spaced(line) for _, lines in articles for line in lines]


def test_names_go_into_their_places() -> None:
    text = "{organisation} en {functionaris}, {organisation}"
    assert filled(text, organisation="Veer & Zn.", functionaris="M. Bos") == "Veer & Zn. en M. Bos, Veer & Zn."


@given(organisation=NAMES, functionaris=NAMES)
@example(organisation="{functionaris}", functionaris="{organisation}")
@example(organisation=r"\1 \g<0>", functionaris="%s {0} {}")
@example(organisation="Veer\n# Artikel 9", functionaris="M.\u2028Bos")
def test_a_name_is_never_read_again(organisation: str, functionaris: str) -> None:
    found = filled("<{organisation}|{functionaris}>", organisation=organisation, functionaris=functionaris)
    assert found == f"<{' '.join(organisation.split())}|{' '.join(functionaris.split())}>"
    assert len(found.splitlines()) == 1


@pytest.mark.parametrize("braces", ["{}", "{0}", "{ organisation }", "{organisation!r}", "{Organisation}", "{"])
def test_other_braces_are_left_alone(braces: str) -> None:
    assert filled(braces, organisation="Veer", functionaris="Bos") == braces


def test_there_are_two_texts_to_start_from() -> None:
    assert [path.name for path in TEXTS] == ["advocatuur.nl.txt", "opdracht.nl.txt"]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_text_to_start_from_has_eight_articles_and_both_names(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    articles = parse(text)
    assert [article.heading.split(" – ")[0] for article in articles] == [f"Artikel {n}" for n in range(1, 9)]
    assert "{organisation}" in text
    assert "{functionaris}" in articles[4].clauses[0].text
    assert not re.search(r"[{}]", filled(text, organisation="Veer", functionaris="Bos"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_the_marks_of_a_text_to_start_from_run_on(path: Path) -> None:
    for article in parse(path.read_text(encoding="utf-8")):
        marks = [clause.mark for clause in article.clauses if clause.mark not in {"", "-"}]
        letters = [f"{letter}." for letter in "abcdefgh"]
        assert marks in ([f"{n}." for n in range(1, len(marks) + 1)], letters[: len(marks)])


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_text_to_start_from_promises_what_the_portal_keeps(path: Path) -> None:
    procedure = parse(path.read_text(encoding="utf-8"))[4].clauses
    assert "vier weken na ontvangst" in procedure[3].text
    assert "reden" in procedure[3].text
    assert "aanbevelingen" in procedure[4].text
    assert len(procedure) == 6


def test_a_law_firm_tells_both_parties_of_an_extension() -> None:
    procedure = parse(TEXTS[0].read_text(encoding="utf-8"))[4].clauses
    assert "aan de klager en aan de betrokkene" in procedure[3].text
