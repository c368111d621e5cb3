"""Forms of the functionaris portal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import HiddenField
from wtforms.validators import Optional, ValidationError

from portal.casework.intake import AllegationText
from portal.domain.disclosure import KINDS, may_release
from portal.domain.facts import Side
from portal.sight import learning
from portal.sight.actor import Part
from portal.web import state, words
from portal.web.forms import (
    ActForm,
    Choice,
    FinalForm,
    boxes_field,
    chosen,
    day_field,
    email_field,
    line_field,
    text_field,
)
from portal.web.i18n import full
from portal.web.lazy import _
from portal.web.partyforms import PROOF, decides_field, mandate_values, recipients, until_field
from portal.web.placing import Rows
from portal.web.typed import query

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from portal.domain.term import Term
    from portal.sight.dossier import Dossier
    from portal.sight.people import Someone
    from portal.sight.timeline import Piece

MOST_ALLEGATIONS = 8


class ReasonForm(FinalForm):
    """A reason, with an act that cannot be undone."""

    reason = text_field(_("Reden"))


class NoteForm(ActForm):
    """An internal note."""

    text = text_field(
        _("Notitie"),
        hint=_("Alleen voor de behandelaar. Bij een verzoek om inzage kan deze tekst toch gedeeld moeten worden."),
    )


class ReceiptForm(ActForm):
    """Another day of receipt."""

    received_on = day_field(_("Op welke dag kwam de klacht binnen?"), ahead=0)
    reason = text_field(_("Reden van de verbetering"), most=2000)


def receipt(case: Dossier) -> ReceiptForm:
    """Make the form with the day that stands now."""
    form = ReceiptForm()
    form.received_on.description = _("Nu staat er %(day)s.", day=full(case.received_on))
    return form


class CategoriesForm(ActForm):
    """The topics."""

    STORED = True

    categories = boxes_field(_("Onderwerpen"), hint=_("Kies alles wat past."))
    main = Choice(
        _("Hoofdonderwerp"),
        description=_("Kies een van de onderwerpen die u aankruiste. Anders is het eerste het hoofdonderwerp."),
        default="",
        validators=[Optional()],
    )

    def validate_main(self, field: Choice) -> None:
        """Take as main topic only one that was ticked."""
        if field.data and field.data not in (self.categories.data or ()):
            raise ValidationError(str(_("Kies een onderwerp dat u hierboven heeft aangekruist.")))

    def values(self) -> dict[str, Any]:
        """Give the topics, the main one first."""
        main, chosen_ones = self.main.data, list(self.categories.data or ())
        return {"categories": sorted(chosen_ones, key=lambda one: one != main)}


def categories(_case: Dossier) -> CategoriesForm:
    """Make the form of the topics, with those that were chosen before."""
    form = CategoriesForm()
    stands = learning.topics_of(state.session(), state.seat())
    found = topics(*stands)
    form.categories.offer(found)
    form.main.offer([("", str(_("Het eerste dat u aankruist"))), *found])
    if form.fresh:
        form.categories.data = [str(one) for one in stands]
        form.main.data = str(stands[0]) if stands else ""
    return form


def topics(*stands: UUID) -> list[tuple[str, str]]:
    """List the topics to choose from; `stands` are those that were chosen before, in use or not."""
    return [
        (str(one.id), words.topic(one.code, one.label))
        for one in learning.categories(state.session(), active=False)
        if one.active or one.id in stands
    ]


class AddEmployeeForm(ActForm):
    """A member of the staff as employee concerned."""

    person_id = Choice(_("Medewerker"), validators=[Optional()])
    name = line_field(_("Naam"), optional=True)
    email = email_field(_("E-mailadres"), optional=True)
    function = line_field(_("Functie"), optional=True)


class PersonForm(ActForm):
    """Somebody in the case."""

    person = Choice(_("Wie?"), validators=[chosen()])


class InviteForm(PersonForm):
    """Somebody in the case, and the address for who can no longer be reached at the one that is known."""

    email = email_field(
        _("Ander e-mailadres"),
        hint=_("Alleen als het adres dat wij kennen niet meer klopt, bijvoorbeeld na een vertrek."),
        optional=True,
    )


class EmployeeForm(ActForm):
    """An employee who was not informed yet."""

    employee = Choice(_("Medewerker"), validators=[chosen()])


def remove_employee(case: Dossier) -> EmployeeForm:
    """Make the form to take off an employee."""
    form = EmployeeForm()
    form.employee.offer([(str(one.id), one.name) for one in case.employees if not one.informed])
    return form


def uninvited(case: Dossier) -> list[Someone]:
    """List who takes part by name and address but has no account yet, and may know of the case."""
    known = (one for one in case.people if one.part is not Part.EMPLOYEE or one.informed)
    over = Part.SUPPORT if case.closed_on else None  # a party still comes to read; nobody comes to support one
    return [one for one in known if one.here and not one.account and one.email and one.part is not over]


def invite(case: Dossier) -> InviteForm:
    """Make the form to invite somebody to the portal."""
    form = InviteForm()
    form.person.offer([(str(one.id), f"{one.name} ({words.WORDS[one.part]})") for one in uninvited(case)])
    return form


def allegations(case: Dossier) -> ActForm:
    """Make a form with a row for each allegation and some to spare."""
    employees = [(str(one.id), one.name) for one in case.employees]
    places = max(len(case.allegations), min(MOST_ALLEGATIONS, max(3, len(case.allegations) + 1)))
    fields: dict[str, Any] = {"STORED": True, "values": _allegations}
    ids: list[str] = []
    stands: dict[str, list[str]] = {}
    for place in range(places):
        known = case.allegations[place] if place < len(case.allegations) else None
        text, about = (known.text, list(known.employee_ids)) if known else ("", [])
        ids.append(str(known.id) if known else "")
        stands |= {f"text_{place}": [text], f"about_{place}": about}
        fields[f"id_{place}"] = HiddenField(default=ids[place])
        fields[f"text_{place}"] = text_field(
            _("Klachtonderdeel %(n)s", n=place + 1), optional=True, most=4000, default=text
        )
        fields[f"about_{place}"] = boxes_field(
            _("Over wie gaat onderdeel %(n)s?", n=place + 1),
            hint=_("Kiest u niemand, dan gaat het over de organisatie."),
            optional=True,
            choices=employees,
            default=about,
        )
    fields["ROWS"] = Rows("id", "text", ("about",), tuple(ids), stands)
    made_form: ActForm = type("AllegationsForm", (ActForm,), fields)()
    return made_form


def _allegations(form: ActForm) -> dict[str, Any]:
    rows = []
    for name in form.data:
        if name.startswith("text_"):
            place = name.removeprefix("text_")
            rows.append(
                AllegationText(
                    form.data[name] or "", tuple(form.data[f"about_{place}"] or ()), form.data[f"id_{place}"] or ""
                )
            )
    return {"allegations": rows}


def inform(case: Dossier) -> FinalForm:
    """Make a form with, for each employee who is not informed, the text of the complaint they will read."""
    original = next((piece.text for piece in case.pieces if piece.kind.value == "complaint"), "")
    until = _reply_date(case, case.regulation.reply)
    fields: dict[str, Any] = {
        "until": day_field(_("Reageren tot en met"), default=until, hint=_before(case)),
        "values": _editions,
    }
    for one in case.employees:
        if not one.informed:
            fields[f"edition_{one.id}"] = text_field(
                _("Wat %(name)s leest van de klacht", name=one.name),
                hint=_("Haal weg wat deze medewerker niet hoeft te weten, zoals gegevens over gezondheid."),
                default=original,
            )
    made_form: FinalForm = type("InformForm", (FinalForm,), fields)()
    return made_form


def _reply_date(case: Dossier, term: Term) -> date:
    """Propose a date to react by: the term of the regulation, but before the judgment is due where that can be."""
    today, rule = state.today(), case.regulation
    least = rule.reply_least.after(today)
    return max(least, min(term.after(today), case.due_on))


def _before(case: Dossier) -> str:
    return str(
        _(
            "Het oordeel moet uiterlijk %(day)s klaar zijn. Kies een dag daarvoor, of verleng eerst.",
            day=full(case.due_on),
        )
    )


def _editions(form: ActForm) -> dict[str, Any]:
    found = {name.removeprefix("edition_"): value for name, value in form.data.items() if name.startswith("edition_")}
    return {"until": form.data["until"], "editions": found}


class MandateForm(ActForm):
    """A mandate that was seen."""

    seen_on = day_field(_("Wanneer heeft u de machtiging gezien?"), ahead=0)
    proof = text_field(
        _("Wat heeft u gezien?"),
        hint=PROOF,
        most=1000,
    )
    decides = decides_field()
    until_on = until_field()

    def values(self) -> dict[str, Any]:
        """Say yes or no to deciding."""
        return mandate_values(super().values())


class RequestForm(ActForm):
    """A request for a reaction."""

    to = boxes_field(_("Aan wie vraagt u een reactie?"))
    text = text_field(_("Uw vraag"))
    until = day_field(_("Reageren tot en met"))


def request_reply(case: Dossier) -> RequestForm:
    """Make the form to ask for a reaction."""
    form = RequestForm()
    form.to.offer(recipients(case))
    form.until.description = _before(case)
    if not form.until.data:
        form.until.data = _reply_date(case, case.regulation.reply)
    return form


class FunctionarisMessageForm(ActForm):
    """A message to a party."""

    to = boxes_field(_("Aan wie?"), hint=_("Elk krijgt het apart. De andere kant ziet dit bericht niet."))
    text = text_field(_("Uw bericht"))


def message(case: Dossier) -> FunctionarisMessageForm:
    """Make the form of a message."""
    form = FunctionarisMessageForm()
    form.to.offer(recipients(case))
    return form


class FunctionarisProposalForm(FinalForm):
    """A proposal by the functionaris."""

    to = boxes_field(_("Aan wie stelt u dit voor?"))
    text = text_field(_("Uw voorstel"))


def propose(case: Dossier) -> FunctionarisProposalForm:
    """Make the form of a proposal."""
    form = FunctionarisProposalForm()
    form.to.offer(recipients(case))
    return form


class MediateForm(ActForm):
    """A message to both sides."""

    text = text_field(_("Uw bericht aan beide kanten"), hint=_("Bijvoorbeeld een uitnodiging voor een gesprek."))


class TalkForm(ActForm):
    """A report of a talk."""

    happened_on = day_field(_("Wanneer was het gesprek?"), ahead=0)
    text = text_field(_("Verslag"), hint=_("Wie waren erbij en wat is er gezegd? U deelt het verslag daarna zelf."))


class ReleaseForm(FinalForm):
    """An edition of a piece for chosen parties."""

    piece = HiddenField()
    to = boxes_field(_("Met wie deelt u dit?"))
    text = text_field(
        _("De tekst die zij lezen"),
        hint=_("Vervang wat zij niet mogen lezen door ▇▇▇. Het origineel blijft zoals het is."),
    )
    files = boxes_field(
        _("Welke bestanden gaan mee?"),
        hint=_("Wat u niet aankruist, blijft bij u. Anderen krijgen een kopie zonder verborgen gegevens."),
        optional=True,
    )
    until = day_field(_("Reageren tot en met"), optional=True, hint=_("Laat leeg als u geen reactie vraagt."))

    def values(self) -> dict[str, Any]:
        """Give what was filled in; no file need go along."""
        values = super().values()
        return values | {"files": values["files"] or ()}


def release(case: Dossier) -> ReleaseForm:
    """Make the form to share the piece that the address or the form names."""
    form = ReleaseForm()
    wanted = form.piece.data or query("stuk")
    piece = case.piece(wanted)
    form.piece.data = wanted if piece else ""
    form.to.offer(_may_get(case, piece) if piece else [])
    form.files.offer([(str(one.id), one.name) for one in piece.files] if piece else [])
    if piece and form.fresh:
        form.text.data = piece.text
        form.until.data = _reply_date(case, case.regulation.counter_reply)
    return form


def _may_get(case: Dossier, piece: Piece) -> list[tuple[str, str]]:
    sides = frozenset(side for side in Side if may_release(piece.kind, side))
    return [(ref, label) for ref, label in recipients(case, sides=sides) if ref != piece.owner]


def releasable(case: Dossier) -> list[Piece]:
    """List the pieces that can be shared with somebody."""
    return [piece for piece in case.pieces if KINDS[piece.kind].releasable and _may_get(case, piece)]


class InsightForm(FinalForm):
    """One piece for one manager."""

    piece = Choice(_("Welk stuk?"), validators=[chosen()])
    manager = Choice(_("Welke persoon van de directie?"), validators=[chosen()])
    ground = text_field(_("Waarom is dit nodig?"), hint=_("Beide kanten zien dat u dit heeft gedaan."), most=2000)


class ExternalForm(ActForm):
    """A court or committee has it too."""

    body = line_field(_("Welke rechtbank of commissie?"))
    since = day_field(_("Sinds wanneer?"), ahead=0)
    text = text_field(_("Wat betekent dit voor de behandeling?"), hint=_("Beide kanten lezen dit."), most=4000)
