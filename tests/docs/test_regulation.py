"""docs/regulation.md against the regulation, the code and the files it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from portal.accounts import organisations
from portal.domain.acts import Act
from portal.domain.duties import DUTIES
from portal.domain.procedure import RULES
from portal.domain.regulation import PRESETS, Regime
from portal.domain.regulation_text import parse
from portal.models import Base
from portal.models.complaint import Complaint
from portal.models.organisation import RegulationVersion

ROOT = Path(__file__).parents[2]
TEXT = ROOT / "templates" / "regulation" / "opdracht.nl.txt"
TABLE = ROOT / "docs" / "regulation.md"
CODE = re.compile(r"`([^`]+)`")


def paragraphs() -> list[str]:
    """Name every paragraph of the text: 5.4, 3.a, and in article 1 each word that is defined."""
    found = []
    for article in parse(TEXT.read_text()):
        number = article.heading.split()[1]
        for clause in article.clauses:
            if clause.mark == "-":
                found.append(f"{number} {clause.text.partition(':')[0].lower()}")
            elif clause.mark:
                found.append(f"{number}.{clause.mark.rstrip('.')}")
    return found


def rows() -> dict[str, list[str]]:
    """Read the table: the other cells of each row, by paragraph."""
    lines = [line for line in TABLE.read_text().splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {first: rest for first, *rest in cells[1:]}


def named(column: int) -> list[tuple[str, str]]:
    """Name what stands in a column, with its paragraph."""
    return [(paragraph, one) for paragraph, cells in rows().items() for one in CODE.findall(cells[column])]


def serves(paragraph: str, article: str) -> bool:
    """Whether a rule of this article belongs in the row of this paragraph."""
    return paragraph == article or paragraph.startswith((f"{article}.", f"{article} "))


def test_every_paragraph_has_its_row_and_there_are_no_others():
    assert list(rows()) == paragraphs()


def test_every_act_stands_in_the_row_of_its_article():
    assert {one for _, one in named(1)} == {act.value for act in Act}
    told = set(named(1))
    lost = [
        act
        for act, rule in RULES.items()
        if not any(serves(p, rule.article) and (p, act.value) in told for p in rows())
    ]
    assert lost == []


def test_every_duty_stands_in_the_row_of_its_article():
    told = {
        (paragraph, key) for paragraph, cells in rows().items() for key in re.findall(r"\*\*(R[\w.]+)\*\*", cells[0])
    }
    assert {key for _, key in told} == {duty.key for duty in DUTIES}
    lost = [duty.key for duty in DUTIES if not any(serves(p, duty.article) and (p, duty.key) in told for p in rows())]
    assert lost == []


@pytest.mark.parametrize("paragraph", paragraphs())
def test_every_row_names_a_rule_and_a_screen_and_a_test(paragraph):
    rule, _, screens, tests, _ = rows()[paragraph]
    assert re.search(r"R\d\.", rule)
    assert CODE.findall(screens)
    assert CODE.findall(tests)


def test_every_address_is_there(app):
    addresses = app.url_map.bind("localhost")
    lost = []
    for paragraph, address in named(2):
        try:
            addresses.match(re.sub(r"<\w+>", "x", address))
        except MethodNotAllowed:
            pass
        except HTTPException:
            lost.append((paragraph, address))
    assert lost == []


def test_every_test_is_there():
    lost = []
    for paragraph, node in named(3):
        file, _, test = node.partition("::")
        there = (ROOT / file).is_file() and (not test or f"def {test}(" in (ROOT / file).read_text())
        if not there:
            lost.append((paragraph, node))
    assert lost == []


# ---- two promises of the text that no other test holds ---------------------------------------------------------------


def test_a_case_keeps_the_version_it_was_received_under(world):
    """Article 2.2: a version that is published later does not touch a case that is there."""
    reference = world.file()
    with world.owner(world.tenants["noorderhaven"]) as session:
        organisations.publish_regulation(
            session, parameters=PRESETS[Regime.ADVOCATUUR], text="# Artikel 1", valid_from=world.today, now=world.now
        )
    later = world.file("Ricardo Monsanto", "ricardo@post.example")
    with world.owner(world.tenants["noorderhaven"]) as session:
        numbers = dict(
            session.execute(
                select(Complaint.reference, RegulationVersion.number).join(
                    RegulationVersion, RegulationVersion.id == Complaint.regulation_version_id
                )
            ).all()
        )
    assert numbers == {reference: 1, later: 2}


@pytest.mark.parametrize("letter", ["n01", "claim_case"])
def test_whoever_complains_reads_at_once_that_it_costs_nothing(letter):
    """Article 6.2, in both languages of the first letter."""
    folder = ROOT / "templates" / "letters" / letter
    assert "geen kosten" in (folder / "nl.txt").read_text()
    assert "no charge" in (folder / "en.txt").read_text()


def test_there_is_no_place_for_a_charge():
    """Article 6.2: nothing in the record could hold an amount."""
    columns = {column.name for table in Base.metadata.tables.values() for column in table.columns}
    assert not [name for name in columns if re.search(r"fee|price|amount|cost|charge|hours", name)]
