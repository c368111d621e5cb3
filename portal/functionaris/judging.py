"""Forms with which the functionaris extends, judges and records the cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import HiddenField

from portal.casework.judgment import Judging, Mending, PartFinding, Settling
from portal.domain.acts import Act
from portal.domain.calendar import local_date
from portal.domain.disclosure import Kind
from portal.domain.facts import Finding
from portal.domain.judgment import JudgmentKind, Outcome
from portal.sight import judged, learning
from portal.sight.dossier import citable, readers_of
from portal.web import state, words
from portal.web.forms import (
    ActForm,
    Boxes,
    Choice,
    FinalForm,
    chosen,
    day_field,
    text_field,
    tick_field,
)
from portal.web.i18n import full, short
from portal.web.lazy import _
from portal.web.page import house
from portal.web.placing import Rows
from portal.web.writing import Check, Draft, check

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wtforms import TextAreaField

    from portal.domain.facts import Proposal
    from portal.sight.dossier import Dossier
    from portal.sight.timeline import Piece


OWN, REASONS = "own_", "reasons_"
"""Before the reference of an employee, and of an allegation, in the name of a field."""
ASKED = frozenset({"considerations", "agreements", "whole_reason", "correction", "route"})
READ = frozenset({"considerations", "recommendations", "exception", "whole_reason", "agreements", "correction"})
"""Texts that a judgment has where its form asks for them; and those that somebody reads for their words."""


class ExtendForm(FinalForm):
    """An extension."""

    until = day_field(_("Nieuwe datum voor het oordeel"))
    reason = text_field(_("Reden"), hint=_("De klager en de medewerker lezen deze reden."), most=4000)
    consent = tick_field(_("De klager heeft met deze verlenging ingestemd"))


def extension(case: Dossier) -> ExtendForm:
    """Make the form of an extension; it warns of what another one asks (§ 1.1)."""
    form, place = ExtendForm(), case.extensions + 1
    now = _("De datum is nu %(day)s.", day=full(case.due_on))
    late = _("Die is voorbij. In het dossier komt te staan dat dit te laat is aangezegd.") if case.days_left < 0 else ""
    form.until.description = f"{now} {late}".strip()
    rule = case.regulation.extensions
    if rule.consent_from and place >= rule.consent_from:
        form.consent.description = _("Voor verlenging %(n)s is de instemming van de klager nodig.", n=place)
    elif rule.warn_from and place >= rule.warn_from:
        said = _("Dit is verlenging %(n)s. Voor nog een is de instemming van de klager nodig.", n=place)
        form.consent.description = said
    return form


def settlement(case: Dossier) -> FinalForm:
    """Make the form of a settlement, with the proposals that were accepted in it.

    Each of several employees reads the agreements in words of their own: at first what they agreed to.
    """
    agreed = case.facts.agreements if case.facts else ()
    own = tuple(ref for ref in case.facts.documents if ref) if case.facts else ()
    names = {str(one.id): one.name for one in case.employees}
    fields: dict[str, Any] = {
        "agreements": text_field(_("Wat is er afgesproken?"), default=_texts(case, agreed)),
        **{
            f"own_{ref}": text_field(
                _("Wat %(name)s leest van de afspraken", name=names[ref]),
                hint=_("Collega's lezen elkaars afspraken niet."),
                default=_texts(case, [one for one in agreed if ref in one.joined]),
            )
            for ref in own
        },
        "recommendations": text_field(_("Aanbevelingen aan de betrokkenen"), optional=True),
        "route": _route(case),
        "values": _settlement,
    }
    made: FinalForm = type("SettlementForm", (FinalForm,), fields)()
    return made


def _route(case: Dossier, stands: str = "") -> TextAreaField:
    """Ask where the case can be brought, with the organisation's own text, which is Dutch."""
    hint = _("De klager leest Engels: zet deze tekst in het Engels.") if case.language != "nl" else ""
    return text_field(_("Waar kan de klager verder terecht?"), hint=hint, most=4000, default=stands or house().route)


def correction(case: Dossier) -> FinalForm:
    """Make the form of a corrected judgment: its texts as they stand. No outcome can be chosen."""
    stands = judged.given(state.session(), state.seat())
    full = stands is None or stands.kind is JudgmentKind.JUDGMENT
    fields: dict[str, Any] = {
        "correction": text_field(
            _("Wat is hersteld, en waarom?"),
            hint=_("Dit staat bovenaan het herstelde oordeel. Ieder die het oordeel leest, leest dit."),
            most=4000,
        ),
        "values": _correction,
    }
    if stands is not None and full:
        fields["considerations"] = text_field(_("Overwegingen"), default=stands.considerations)
        numbers = {str(one.id): place for place, one in enumerate(case.allegations, 1)}
        for one in stands.parts:
            said = {"n": numbers[one.allegation], "outcome": words.WORDS[one.outcome]}
            label = _("Motivering bij onderdeel %(n)s (oordeel: %(outcome)s)", **said)
            fields[f"reasons_{one.allegation}"] = text_field(label, default=one.reasons)
        if stands.outcome_reason:
            label = _("Waarom oordeelt u over het geheel anders?")
            fields["whole_reason"] = text_field(label, default=stands.outcome_reason, most=2000)
    elif stands is not None:
        names = {str(one.id): one.name for one in case.employees}
        fields["agreements"] = text_field(_("Wat is er afgesproken?"), default=stands.agreements)
        for ref, text in stands.own:
            label = _("Wat %(name)s leest van de afspraken", name=names[ref])
            fields[f"own_{ref}"] = text_field(label, default=text)
    fields["recommendations"] = text_field(
        _("Aanbevelingen aan de betrokkenen"), optional=True, default=stands.recommendations if stands else ""
    )
    fields["route"] = _route(case, stands.route if stands else "")
    made: FinalForm = type("CorrectionForm", (FinalForm,), fields)()
    return made


def _correction(form: ActForm) -> dict[str, Any]:
    data = form.data
    reasons = {name.removeprefix(REASONS): text or "" for name, text in data.items() if name.startswith(REASONS)}
    texts = {name: _said(data, name) for name in ("considerations", "whole_reason", "agreements", "recommendations")}
    written = Mending(_said(data, "correction"), _said(data, "route"), reasons=reasons, own=_own(data), **texts)
    return {"written": written}


def correction_check(case: Dossier, form: ActForm) -> Check:
    """Say what the corrected judgment still lacks."""
    data = form.data
    asked = {name: _said(data, name) for name in data if name in ASKED or name.startswith(OWN)}
    read = {name: _said(data, name) for name in data if name in READ or name.startswith((OWN, REASONS))}
    return check(Act.CORRECT_JUDGMENT, form, Draft((), asked, read, case.language))


def _texts(case: Dossier, agreed: Sequence[Proposal]) -> str:
    """Put what was agreed together, the oldest first."""
    found = (case.piece(one.ref) for one in reversed(agreed))
    return "\n\n".join(piece.text for piece in found if piece)


def _settlement(form: ActForm) -> dict[str, Any]:
    data = form.data
    return {
        "written": Settling(_said(data, "agreements"), _said(data, "recommendations"), _said(data, "route"), _own(data))
    }


def _said(data: Mapping[str, Any], name: str) -> str:
    """Read a text of a form that may not be filled in yet, or has no such field."""
    return data.get(name) or ""


def _own(data: Mapping[str, Any]) -> dict[str, str]:
    return {name.removeprefix(OWN): text or "" for name, text in data.items() if name.startswith(OWN)}


def settlement_check(case: Dossier, form: ActForm) -> Check:
    """Say what the settlement still lacks."""
    data = form.data
    asked = {name: _said(data, name) for name in data if name in {"agreements", "route"} or name.startswith(OWN)}
    read = {name: text for name, text in asked.items() if name != "route"}
    read["recommendations"] = _said(data, "recommendations")
    return check(Act.ISSUE_SETTLEMENT, form, Draft((), asked, read, case.language))


def judgment(case: Dossier) -> FinalForm:
    """Make the form of the judgment: a finding with reasons and pieces for each allegation."""
    outcomes = [("", _("Maak een keuze")), *((one.value, words.WORDS[one]) for one in Outcome)]
    fields: dict[str, Any] = {
        "values": _judgment,
        "considerations": text_field(_("Overwegingen"), hint=_("Wat heeft u gelezen en gehoord, en hoe weegt u dat?")),
    }
    known = tuple(str(one.id) for one in case.allegations)
    fields["ROWS"] = Rows("allegation", "reasons", ("outcome", "cited"), known)
    for place, one in enumerate(case.allegations):
        fields[f"allegation_{place}"] = HiddenField(default=str(one.id))
        fields[f"outcome_{place}"] = Choice(
            _("Oordeel over onderdeel %(n)s", n=place + 1),
            choices=outcomes,
            validators=[chosen()],
            description=one.text,
        )
        fields[f"reasons_{place}"] = text_field(_("Motivering bij onderdeel %(n)s", n=place + 1))
        fields[f"cited_{place}"] = Boxes(
            _("Stukken waarop onderdeel %(n)s rust", n=place + 1),
            choices=[(str(piece.id), _cite(piece, shared)) for piece, shared in citable(case, one)],
        )
    fields |= {
        "whole": Choice(
            _("Oordeel over de klacht als geheel"),
            choices=[("", _("Wat uit de onderdelen volgt")), *outcomes[1:]],
            default="",
            description=_(
                "Dit volgt vanzelf uit de onderdelen. Kies alleen iets anders als u daar een reden voor heeft."
            ),
        ),
        "whole_reason": text_field(
            _("Waarom oordeelt u over het geheel anders?"),
            hint=_(
                "Alleen nodig als u een ander oordeel koos dan uit de onderdelen volgt. De reden komt in het oordeel."
            ),
            optional=True,
            most=2000,
        ),
        "recommendations": text_field(_("Aanbevelingen aan de betrokkenen"), optional=True),
        "route": _route(case),
        "exception": text_field(
            _("Reden om een niet gedeeld stuk toch te gebruiken"),
            hint=_("Laat dit leeg. Alleen in een uitzonderlijk geval; de reden komt in het oordeel."),
            optional=True,
            most=2000,
        ),
    }
    made: FinalForm = type("JudgmentForm", (FinalForm,), fields)()
    return made


def _cite(piece: Piece, shared: bool) -> str:  # noqa: FBT001  a pair that comes together
    label = f"{words.WORDS[piece.kind]} – {piece.by}, {short(piece.happened_on or local_date(piece.at))}"
    return label if shared else str(_("%(piece)s (niet met iedereen gedeeld)", piece=label))


def _judgment(form: ActForm) -> dict[str, Any]:
    data = form.data
    places = [name.removeprefix("allegation_") for name in data if name.startswith("allegation_")]
    parts = tuple(
        PartFinding(
            data[f"allegation_{place}"],
            _outcome(data[f"outcome_{place}"]),
            _said(data, f"reasons_{place}"),
            tuple(data[f"cited_{place}"] or ()),
        )
        for place in places
    )
    written = Judging(
        _said(data, "considerations"),
        parts,
        _said(data, "recommendations"),
        _said(data, "route"),
        _said(data, "exception"),
        _outcome(data["whole"]),
        _said(data, "whole_reason"),
    )
    return {"written": written}


def _outcome(value: str | None) -> Outcome | None:
    return Outcome(value) if value in set(Outcome) else None


def judgment_check(case: Dossier, form: ActForm) -> Check:
    """Say what the judgment still lacks."""
    written: Judging = form.values()["written"]
    readers = {str(piece.id): readers_of(piece) for piece in case.pieces}
    findings = tuple(
        Finding(
            one.allegation,
            one.outcome.value if one.outcome else "",
            bool(one.reasons.strip()),
            {ref: readers.get(ref, frozenset()) for ref in one.cited},
            exception=bool(written.exception.strip()),
        )
        for one in written.parts
    )
    read = {f"reasons_{place}": one.reasons for place, one in enumerate(written.parts)}
    read |= {name: _said(form.data, name) for name in form.data if name in READ}
    return check(Act.ISSUE_JUDGMENT, form, Draft(findings, written.texts, read, case.language))


class CauseForm(ActForm):
    """The root cause."""

    STORED = True
    written = ""

    cause = Choice(_("Oorzaak"), validators=[chosen()])
    analysis = text_field(_("Analyse"), hint=_("Hoe kon dit gebeuren? Dit is geen tweede oordeel."), optional=True)

    def values(self) -> dict[str, Any]:
        """Give what was filled in; an analysis that stands there already is not written once more."""
        values = super().values()
        return values | {"analysis": "" if values["analysis"] == self.written else values["analysis"] or ""}


def cause(case: Dossier) -> CauseForm:
    """Make the form of the cause, with what was recorded before."""
    form = CauseForm()
    form.written = next((one.text for one in reversed(case.pieces) if one.kind is Kind.ANALYSIS), "")
    stands = learning.cause_of(state.session(), state.seat())
    order = {code: place for place, code in enumerate(words.CAUSES)}
    causes = sorted(
        (one for one in learning.causes(state.session(), active=False) if one.active or one.id == stands),
        key=lambda one: order.get(one.code, len(order)),
    )
    named = [(str(one.id), one.label or str(words.CAUSES.get(one.code, one.code))) for one in causes]
    form.cause.offer([("", str(_("Maak een keuze"))), *named])
    if form.fresh:
        form.cause.data, form.analysis.data = str(stands or ""), form.written
    return form
