"""The parameters of one version of one organisation's regulation, and the presets to start from.

A case keeps the version under which it was received (art. 2.2); publishing a version freezes it.
Terms are calendar or working days, weeks or months in Dutch local time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from portal.domain.term import Term, Unit, WeekendRule

if TYPE_CHECKING:
    from collections.abc import Mapping


class Regime(StrEnum):
    """A kind of regulation that the engine can run."""

    OPDRACHT = "opdracht"
    ADVOCATUUR = "advocatuur"
    WKKGZ = "wkkgz"
    AWB = "awb"


class Capacity(StrEnum):
    """In what capacity somebody complains (art. 1 speaks of the client)."""

    CANDIDATE = "candidate"
    PRIVATE_CLIENT = "private_client"
    COMMISSIONING_PARTY = "commissioning_party"
    THIRD_PARTY = "third_party"


class Standing(StrEnum):
    """Whether that capacity may complain under the regulation."""

    YES = "yes"
    COURTESY = "courtesy"
    NO = "no"


class Ground(StrEnum):
    """What a complaint is about, in the words of article 1."""

    FORMATION = "formation"
    PERFORMANCE = "performance"
    QUALITY = "quality"
    INVOICE = "invoice"


class Channel(StrEnum):
    """How a complaint reached the organisation."""

    PORTAL = "portal"
    LETTER = "letter"
    MAIL = "mail"
    PHONE = "phone"


class SigningWhen(StrEnum):
    """When the judgment is offered for signature (art. 5.6)."""

    IF_SATISFIED = "if_satisfied"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Extensions:
    """The rule on extension (art. 5.4). `consent_from`: the nth one needs the complainant's consent."""

    most: int | None = None
    each: Term | None = None
    warn_from: int | None = 2
    consent_from: int | None = 3


@dataclass(frozen=True, slots=True)
class Regulation:
    """The numbers and switches of a regulation."""

    regime: Regime = Regime.OPDRACHT
    judgment: Term = Term(4, Unit.WEEK)
    weekend: WeekendRule = WeekendRule.STRICT
    extensions: Extensions = field(default_factory=Extensions)
    acknowledge: Term = Term(5, Unit.WORKDAY)
    inform_employee: Term = Term(5, Unit.WORKDAY)
    not_handled: Term = Term(4, Unit.WEEK)
    reply: Term = Term(10, Unit.DAY)
    counter_reply: Term = Term(5, Unit.DAY)
    reply_least: Term = Term(3, Unit.DAY)
    remind_before: int = 3
    silence: Term = Term(10, Unit.DAY)
    answer: Term = Term(14, Unit.DAY)
    signing: Term = Term(14, Unit.DAY)
    sign_reminder: Term = Term(7, Unit.DAY)
    signing_when: SigningWhen = SigningWhen.IF_SATISFIED
    facts_age_warning: Term = Term(12, Unit.MONTH)
    small_cell: int = 5
    review_within: Term = Term(12, Unit.MONTH)
    standing: dict[Capacity, Standing] = field(
        default_factory=lambda: {
            Capacity.CANDIDATE: Standing.YES,
            Capacity.PRIVATE_CLIENT: Standing.YES,
            Capacity.COMMISSIONING_PARTY: Standing.YES,
            Capacity.THIRD_PARTY: Standing.COURTESY,
        },
    )


_ONCE_FOUR_WEEKS = Extensions(each=Term(4, Unit.WEEK), warn_from=None, consent_from=2)

PRESETS: Mapping[Regime, Regulation] = MappingProxyType(
    {
        Regime.OPDRACHT: Regulation(),
        Regime.ADVOCATUUR: Regulation(regime=Regime.ADVOCATUUR),
        Regime.WKKGZ: Regulation(
            regime=Regime.WKKGZ,
            judgment=Term(6, Unit.WEEK),
            weekend=WeekendRule.FORWARD,
            extensions=_ONCE_FOUR_WEEKS,
            signing_when=SigningWhen.NEVER,
        ),
        Regime.AWB: Regulation(
            regime=Regime.AWB,
            judgment=Term(6, Unit.WEEK),
            weekend=WeekendRule.FORWARD,
            extensions=_ONCE_FOUR_WEEKS,
            signing_when=SigningWhen.NEVER,
        ),
    },
)

CHOOSABLE = frozenset({Regime.OPDRACHT, Regime.ADVOCATUUR})
"""Regimes an organisation may choose now: in the others the decider is not the handler, and that is not built."""
