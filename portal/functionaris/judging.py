"""Forms with which the functionaris extends, judges and records the cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import HiddenField

from portal.casework.judgment import PartFinding
from portal.domain.calendar import local_date
from portal.domain.disclosure import Kind
from portal.domain.judgment import Outcome
from portal.sight import learning
from portal.sight.dossier import citable
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

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms import TextAreaField

    from portal.domain.facts import Proposal
    from portal.sight.dossier import Dossier
    from portal.sight.timeline import Piece


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


def _route(case: Dossier) -> TextAreaField:
    """Ask where the case can be brought, with the organisation's own text, which is Dutch."""
    hint = _("De klager leest Engels: zet deze tekst in het Engels.") if case.language != "nl" else ""
    return text_field(_("Waar kan de klager verder terecht?"), hint=hint, most=4000, default=house().route)


def _texts(case: Dossier, agreed: Sequence[Proposal]) -> str:
    """Put what was agreed together, the oldest first."""
    found = (case.piece(one.ref) for one in reversed(agreed))
    return "\n\n".join(piece.text for piece in found if piece)


def _settlement(form: ActForm) -> dict[str, Any]:
    data = form.data
    return {
        "agreements": data["agreements"],
        "own": {name.removeprefix("own_"): text for name, text in data.items() if name.startswith("own_")},
        "recommendations": data["recommendations"] or "",
        "route": data["route"],
    }


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
    return {
        "considerations": data["considerations"],
        "parts": [
            PartFinding(
                data[f"allegation_{place}"],
                Outcome(data[f"outcome_{place}"]),
                data[f"reasons_{place}"],
                tuple(data[f"cited_{place}"] or ()),
            )
            for place in places
        ],
        "recommendations": data["recommendations"] or "",
        "route": data["route"],
        "exception": data["exception"] or "",
    }


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
