"""What a judgment on the screen still lacks, what is in order, and where it is hard to read: all in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.domain.facts import Deed
from portal.domain.procedure import RULES, wanting
from portal.domain.writing import Hardness, hints, lacks
from portal.web import state, words
from portal.web.lazy import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wtforms import Form

    from portal.domain.acts import Act
    from portal.domain.facts import Finding
    from portal.domain.writing import Hint, Lack


MET: dict[str, str] = {
    "all_informed": _("Elke betrokken medewerker is geïnformeerd."),
    "both_had_their_say": _("Beide kanten hebben de gelegenheid gehad om te reageren."),
    "every_allegation_judged": _("Elk klachtonderdeel heeft een oordeel met motivering."),
    "has_category": _("De klacht heeft een onderwerp."),
    "heard_on_every_part": _("Iedereen is over elk onderdeel gehoord."),
    "nobody_signed": _("Er heeft nog niemand getekend."),
    "no_conflict": _("U heeft verklaard dat u niet bij de zaak betrokken bent."),
    "only_shared_pieces_cited": _("Wie een onderdeel aangaat, kon alle stukken lezen waarop het rust."),
    "solution_accepted": _("De klager heeft de oplossing aanvaard."),
}
"""What stands in order, of what the procedure asks. What is not here, says itself."""


@dataclass(frozen=True, slots=True)
class Line:
    """One remark, and the field that it is about, if it is about one."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What there is to say of what was written so far."""

    lacks: tuple[Line, ...]
    met: tuple[str, ...]
    hints: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What was written: its findings, the texts that must be there, and those to read for their words."""

    findings: tuple[Finding, ...]
    asked: Mapping[str, str]
    read: Mapping[str, str]
    language: str


def check(act: Act, form: Form, draft: Draft) -> Check:
    """Ask the domain about it: it refuses what is missing here, and nothing else."""
    seat = state.seat()
    facts = seat.facts
    deed = Deed(act, seat.side, seat.party, state.today(), findings=draft.findings)
    rule, wanted = RULES[act], set(wanting(facts, deed, seat.regulation))
    names = [guard.__name__ for guard in (*rule.guards, *rule.content)]
    return Check(
        tuple(_lack(one) for one in lacks(facts, deed, seat.regulation, draft.asked)),
        tuple(str(MET[name]) for name in names if name in MET and name not in wanted),
        tuple(_hint(one, form) for one in hints(draft.read, draft.language)),
    )


def _lack(one: Lack) -> Line:
    said = str(words.reason(one.reason))
    return Line(str(_("Onderdeel %(n)s: %(what)s", n=one.part, what=said)) if one.part else said, one.field)


def _hint(one: Hint, form: Form) -> Line:
    label = str(form[one.field].label.text) if one.field in form else ""
    said = {
        Hardness.LONG_SENTENCE: _("een zin van %(n)s woorden: “%(found)s”", n=one.count, found=one.found),
        Hardness.LONG_PARAGRAPH: _("een alinea van %(n)s woorden: “%(found)s”", n=one.count, found=one.found),
        Hardness.FORMAL_WORD: _("“%(found)s”: schrijf liever “%(instead)s”", found=one.found, instead=one.instead),
        Hardness.PASSIVE: _("schrijf wie wat doet: “%(found)s”", found=one.found),
    }[one.kind]
    return Line(f"{label}: {said}" if label else str(said), one.field)
