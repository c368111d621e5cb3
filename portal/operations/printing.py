"""Two pages of the documentation, printed from the code: the procedure, and who sees what.

Whatever the tables of the domain say stands in them, so that a reader who knows no Python reads the same rules as the
program. A test fails when a page is stale.
"""

from __future__ import annotations

import dataclasses
import inspect
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID

import click

from portal.domain import disclosure
from portal.domain.acts import Act
from portal.domain.disclosure import CITABLE, HAPPENINGS, KINDS, Kind, Reader
from portal.domain.facts import Side, Stage
from portal.domain.procedure import RULES
from portal.domain.regulation import CHOOSABLE, PRESETS
from portal.domain.term import Term
from portal.post.notices import AGREED, CLOSED, NOTICES, PASSED, TO_SIGN
from portal.sight.actor import OPENS, PARTS, Actor, Door, Part, RoleName

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from portal.domain.regulation import Regulation
    from portal.domain.rule import Rule
    from portal.post.notices import Notice

FOLDER = Path(__file__).resolve().parents[2] / "docs"
HOW = "Printed from the code by `flask --app wsgi docs`. Change the code, not this page; a test fails when it is stale."
NOTHING = "–"


# ---- markdown --------------------------------------------------------------------------------------------------------


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell or NOTHING for cell in line)} |" for line in lines)


def _page(title: str, *blocks: str) -> str:
    return "\n\n".join((f"# {title}", HOW, *blocks)) + "\n"


def _code(name: str) -> str:
    return f"`{name}`"


def _codes(names: Iterable[str]) -> str:
    return " ".join(_code(name) for name in names)


def _listed(kind: type[StrEnum], members: Collection[StrEnum]) -> str:
    """Name the members of a set in the order of their list."""
    return ", ".join(one.value for one in kind if one in members)


def _sentence(documented: object) -> str:
    """Give the first line of what the code says of itself."""
    return (inspect.getdoc(documented) or "").partition("\n")[0]


def _sentences(functions: Iterable[Callable[..., object]]) -> str:
    """Explain every function once, by name."""
    found = {one.__name__: _sentence(one) for one in functions}
    return _table(("name", "what it says"), ((_code(name), found[name]) for name in sorted(found)))


# ---- the procedure ---------------------------------------------------------------------------------------------------


def procedure_table() -> str:
    """Print who may do what, when, under which article, what it needs and what it leads to."""
    rules = RULES.values()
    return _page(
        "The procedure",
        "One row per act of `portal/domain/acts.py`, in the order of `RULES` in `portal/domain/procedure.py`. An act "
        "is open to a person when that person stands on one of its sides, the case is in one of its stages, and every "
        "condition holds. *Final* acts cannot be undone, and ask for a confirmation.",
        "## Acts",
        _table(
            ("article", "act", "by", "in stage", "leads to", "final", "letters"),
            ((rule.article, _code(act), *_line(act, rule)) for act, rule in RULES.items()),
        ),
        "The letters that a complaint's arrival sends, and those that time sends, are no act's own: see "
        "`portal/casework/filing.py` and `portal/casework/clockwork.py`.",
        "## What an act needs, and what it changes",
        _table(
            ("act", "before it is open", "of what is handed in", "effect on the facts"),
            (
                (
                    _code(act),
                    _codes(guard.__name__ for guard in rule.guards),
                    _codes(guard.__name__ for guard in rule.content),
                    _code(rule.effect.__name__),
                )
                for act, rule in RULES.items()
            ),
        ),
        "### Before it is open",
        _sentences(guard for rule in rules for guard in rule.guards),
        "### Of what is handed in",
        _sentences(guard for rule in rules for guard in rule.content),
        "### Effects",
        "An effect can move the stage too: the last signature closes the case.",
        _sentences(rule.effect for rule in rules),
        "## Letters that follow from what an act led to",
        _table(
            ("when", "letters"),
            (
                ("another handles the case, or nobody yet", _letters(PASSED)),
                ("everybody accepted a proposal", _letters(AGREED)),
                ("the case came to signing", _letters(TO_SIGN)),
                ("the case was closed, other than declined, referred or withdrawn", _letters(CLOSED)),
            ),
        ),
        "## Regulations to start from",
        "The parameters of each preset in `portal/domain/regulation.py`. An organisation can choose "
        f"{_listed_regimes()} now.",
        _table(("parameter", *(regime.value for regime in PRESETS)), _parameters()),
    )


def _line(act: Act, rule: Rule) -> tuple[str, ...]:
    stages = "any" if rule.stages == frozenset(Stage) else _listed(Stage, rule.stages)
    ending = f" ({rule.ending.value})" if rule.ending else ""
    return (
        _listed(Side, rule.sides),
        stages or "none yet: it makes the case",
        f"{rule.to.value}{ending}" if rule.to else "",
        "yes" if rule.final else "",
        _letters(NOTICES.get(act, ())),
    )


def _letters(notices: Iterable[Notice]) -> str:
    return ", ".join(f"{one.name} to {one.to.value}" for one in notices)


def _listed_regimes() -> str:
    return " and ".join(_code(regime) for regime in PRESETS if regime in CHOOSABLE)


def _parameters() -> list[tuple[str, ...]]:
    columns = [_flat(preset) for preset in PRESETS.values()]
    return [(_code(name), *(column[name] for column in columns)) for name in columns[0]]


def _flat(regulation: Regulation) -> dict[str, str]:
    """Give every parameter in words, those within another under both names."""
    found: dict[str, str] = {}
    for one in dataclasses.fields(regulation):
        value = getattr(regulation, one.name)
        if isinstance(value, dict):
            found |= {f"{one.name}.{key}": _said(inner) for key, inner in value.items()}
        elif dataclasses.is_dataclass(value) and not isinstance(value, Term):
            found |= {f"{one.name}.{key.name}": _said(getattr(value, key.name)) for key in dataclasses.fields(value)}
        else:
            found[one.name] = _said(value)
    return found


def _said(value: object) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, Term):
        return f"{value.count} {value.unit.value}{'' if value.count == 1 else 's'}"
    return str(value)


# ---- who sees what ---------------------------------------------------------------------------------------------------


def access_table() -> str:
    """Print who writes and reads which piece, who may know of which event, and who comes through which door."""
    return _page(
        "Who sees what",
        (inspect.getdoc(disclosure) or "").partition("\n\n")[2].replace("\n", " "),
        "## Pieces",
        "*At once* means in the step that makes the piece. *May be released to* means by the functionaris, as a frozen "
        "and possibly redacted edition. A judgment may rest on a piece that is *citable*.",
        _table(
            ("piece", "written by", "read at once by", "may be released to", "citable"),
            (
                (
                    _code(kind),
                    _listed(Side, told.writers),
                    _listed(Reader, told.at_once),
                    _listed(Side, told.releasable),
                    "yes" if kind in CITABLE else "",
                )
                for kind, told in ((kind, KINDS[kind]) for kind in Kind)
            ),
        ),
        "## Events",
        "Which sides may know that an act happened. The side that did it always may, the functionaris too. An act "
        "without a mark shows only through the pieces that it shared. What one employee did is never told to another.",
        _table(
            ("act", "complainant", "employee, once informed"),
            (
                (_code(act), _mark(Side.COMPLAINANT, told), _mark(Side.EMPLOYEE, told))
                for act, told in ((act, HAPPENINGS.get(act, frozenset())) for act in Act)
            ),
        ),
        "## Doors",
        "A role opens a portal, in one of them with an appointment besides. A case is opened in it by a seat in that "
        "case with one of the parts named here; for a support person the side of the seat decides which portal.",
        _table(
            ("portal", "opened by the role", "and an appointment", "cases of who is"),
            (
                (_code(door), _listed(RoleName, OPENS[door]), _appointed(door), _listed(Part, PARTS[door]) or "no case")
                for door in Door
            ),
        ),
    )


def _appointed(door: Door) -> str:
    """Ask somebody with the roles but without an appointment whether this door opens."""
    nobody = UUID(int=0)
    return "" if Actor(nobody, nobody, nobody, "", "", "nl", OPENS[door]).opens(door) else "yes"


def _mark(side: Side, told: Collection[Side]) -> str:
    return "yes" if side in told else ""


# ---- the command -----------------------------------------------------------------------------------------------------

PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {"procedure.md": procedure_table, "access.md": access_table},
)
"""Each page that is printed, by the name of its file in `docs/`."""


@click.command("docs")
def docs() -> None:
    """Print the pages of the documentation that come from the code."""
    for name, printed in PAGES.items():
        (FOLDER / name).write_text(printed())
        click.echo(f"Printed {name}.")
