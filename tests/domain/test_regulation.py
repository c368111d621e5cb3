"""The parameters of a regulation: what each preset says, and which an organisation may choose."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import msgspec
import pytest

from portal.domain.regulation import (
    CHOOSABLE,
    PRESETS,
    Capacity,
    Channel,
    Extensions,
    Ground,
    Regime,
    Regulation,
    SigningWhen,
    Standing,
)
from portal.domain.term import Term, Unit, WeekendRule, deadline

FOUR_WEEKS, SIX_WEEKS = Term(4, Unit.WEEK), Term(6, Unit.WEEK)


def days(number: int) -> Term:
    return Term(number, Unit.DAY)


def workdays(number: int) -> Term:
    return Term(number, Unit.WORKDAY)


def months(number: int) -> Term:
    return Term(number, Unit.MONTH)


OPDRACHT = {
    "regime": Regime.OPDRACHT,
    "judgment": FOUR_WEEKS,
    "weekend": WeekendRule.STRICT,
    "extensions": Extensions(most=None, each=None, warn_from=2, consent_from=3),
    "acknowledge": workdays(5),
    "inform_employee": workdays(5),
    "not_handled": FOUR_WEEKS,
    "reply": days(10),
    "counter_reply": days(5),
    "reply_least": days(3),
    "remind_before": 3,
    "silence": days(10),
    "answer": days(14),
    "signing": days(14),
    "sign_reminder": days(7),
    "signing_when": SigningWhen.IF_SATISFIED,
    "facts_age_warning": months(12),
    "small_cell": 5,
    "review_within": months(12),
    "standing": {
        Capacity.CANDIDATE: Standing.YES,
        Capacity.PRIVATE_CLIENT: Standing.YES,
        Capacity.COMMISSIONING_PARTY: Standing.YES,
        Capacity.THIRD_PARTY: Standing.COURTESY,
    },
}
STATUTORY = {
    "judgment": SIX_WEEKS,
    "weekend": WeekendRule.FORWARD,
    "extensions": Extensions(most=None, each=FOUR_WEEKS, warn_from=None, consent_from=2),
    "signing_when": SigningWhen.NEVER,
}
EXPECTED = {
    Regime.OPDRACHT: OPDRACHT,
    Regime.ADVOCATUUR: OPDRACHT | {"regime": Regime.ADVOCATUUR},
    Regime.WKKGZ: OPDRACHT | STATUTORY | {"regime": Regime.WKKGZ},
    Regime.AWB: OPDRACHT | STATUTORY | {"regime": Regime.AWB},
}


def test_every_regime_has_a_preset() -> None:
    assert set(PRESETS) == set(EXPECTED) == set(Regime)


@pytest.mark.parametrize("regime", Regime)
def test_what_a_preset_says(regime: Regime) -> None:
    preset = PRESETS[regime]
    assert {one.name: getattr(preset, one.name) for one in fields(Regulation)} == EXPECTED[regime]


def test_an_organisation_chooses_where_who_handles_it_also_judges() -> None:
    assert {Regime.OPDRACHT, Regime.ADVOCATUUR} == CHOOSABLE


def test_where_a_judgment_is_not_signed_the_regime_cannot_be_chosen() -> None:
    assert {one for one in Regime if PRESETS[one].signing_when is SigningWhen.NEVER} == set(Regime) - CHOOSABLE


@pytest.mark.parametrize(
    ("regime", "received", "due"),
    [
        (Regime.OPDRACHT, date(2026, 3, 6), date(2026, 4, 3)),
        (Regime.ADVOCATUUR, date(2026, 3, 6), date(2026, 4, 3)),
        (Regime.WKKGZ, date(2026, 4, 3), date(2026, 5, 18)),
        (Regime.AWB, date(2026, 4, 3), date(2026, 5, 18)),
    ],
)
def test_what_a_preset_makes_of_a_receipt(regime: Regime, received: date, due: date) -> None:
    preset = PRESETS[regime]
    assert deadline(received, preset.judgment, preset.weekend).due_on == due


@pytest.mark.parametrize("regime", Regime)
def test_a_version_reads_back_as_it_was_written(regime: Regime) -> None:
    version = replace(PRESETS[regime], extensions=Extensions(most=3, each=days(9), warn_from=1, consent_from=None))
    assert msgspec.json.decode(msgspec.json.encode(version), type=Regulation) == version


def test_the_standing_of_one_version_is_not_that_of_another() -> None:
    one, other = Regulation(), Regulation()
    one.standing[Capacity.THIRD_PARTY] = Standing.NO
    assert other.standing[Capacity.THIRD_PARTY] is Standing.COURTESY


def test_the_grounds_of_article_1() -> None:
    assert [one.value for one in Ground] == ["formation", "performance", "quality", "invoice"]


def test_the_ways_a_complaint_arrives() -> None:
    assert [one.value for one in Channel] == ["portal", "letter", "mail", "phone"]
