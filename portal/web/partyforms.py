"""Forms that complainant and employee share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.domain.facts import Side
from portal.domain.talks import Coming
from portal.web import state
from portal.web.forms import ActForm, Choice, FinalForm, Radios, chosen, day_field, email_field, line_field, text_field
from portal.web.i18n import full, on
from portal.web.lazy import _
from portal.web.talkwords import COMING
from portal.web.words import MEDIA, WORDS

if TYPE_CHECKING:
    from uuid import UUID

    from wtforms import DateField

    from portal.sight.dossier import Dossier
    from portal.sight.people import Someone


class TextForm(ActForm):
    """One text."""

    text = text_field(_("Uw tekst"))


class StandpointForm(ActForm):
    """A party's account."""

    text = text_field(
        _("Uw standpunt"),
        hint=_("Noem alleen wat nodig is. Gegevens over gezondheid zijn gevoelig: laat ze weg als het kan."),
    )


class MessageForm(ActForm):
    """A message to the functionaris."""

    text = text_field(_("Uw bericht"), hint=_("De andere kant leest dit niet."))


class ProposalForm(FinalForm):
    """A proposal for a solution."""

    text = text_field(_("Uw voorstel"), hint=_("Wat doet u, wat vraagt u, en wanneer?"))


ANSWERED = _(
    "De andere kant leest dit meteen. Wilt u alleen de klachtenfunctionaris iets zeggen, stuur dan een bericht."
)


class AnswerForm(ActForm):
    """An answer to a proposal."""

    proposal = Radios(_("Welk voorstel?"), validators=[chosen()])
    text = text_field(_("Toelichting"), hint=ANSWERED, optional=True, most=4000)


class FinalAnswerForm(FinalForm):
    """An answer to a proposal that binds."""

    proposal = Radios(_("Welk voorstel?"), validators=[chosen()])
    text = text_field(_("Toelichting"), hint=ANSWERED, optional=True, most=4000)


class OwnProposalForm(ActForm):
    """One of one's own proposals."""

    proposal = Radios(_("Welk voorstel?"), validators=[chosen()])


PROOF = _(
    "Bijvoorbeeld: een ondertekende brief. Bij een wettelijk vertegenwoordiger: de beschikking. Een advocaat hoeft "
    "geen machtiging te laten zien: schrijf op dat u de inschrijving heeft nagezien."
)


class SupportForm(ActForm):
    """Somebody who supports a party."""

    name = line_field(_("Naam van uw steunpersoon"))
    email = email_field(_("E-mailadres van uw steunpersoon"))
    relation = line_field(_("Wie is dit voor u?"), hint=_("Bijvoorbeeld: zus, collega, vakbond."), optional=True)


class TalkAnswerForm(ActForm):
    """Whether one comes to a talk."""

    talk = Radios(_("Welk gesprek?"), validators=[chosen()])
    answer = Radios(_("Komt u?"), choices=[(one.value, text) for one, text in COMING.items()], validators=[chosen()])
    text = text_field(
        _("Toelichting"),
        hint=_("Vraagt u een ander moment? Schrijf dan wanneer u wel kunt. De andere kant leest dit niet."),
        optional=True,
        most=2000,
    )

    def values(self) -> dict[str, Any]:
        """Give the answer as a word of the procedure."""
        return {"talk": self.talk.data, "answer": Coming(self.answer.data), "text": self.text.data or ""}


class TalkCommentForm(ActForm):
    """A comment on a report of a talk."""

    report = Radios(_("Welk verslag?"), validators=[chosen()])
    text = text_field(
        _("Wat klopt er niet, of wat ontbreekt er?"),
        hint=_("Klopt alles? Schrijf dan dat u geen opmerkingen heeft."),
    )


class RectificationForm(ActForm):
    """A statement beside a piece."""

    piece = Choice(_("Bij welk stuk?"), validators=[chosen()])
    text = text_field(_("Wat hoort er volgens u te staan?"), hint=_("U kunt dit altijd doen, ook na het oordeel."))


class EndSupportForm(ActForm):
    """Which support person."""

    person = Choice(_("Steunpersoon"), validators=[chosen()])


class ContactForm(ActForm):
    """A contact with the complainant (art. 7.2)."""

    happened_on = day_field(_("Wanneer was het contact?"), ahead=0)
    medium = Choice(_("Hoe?"), choices=list(MEDIA.items()), validators=[chosen()])
    gist = text_field(_("Waar ging het over?"), hint=_("De klager leest dit ook."), most=4000)
    remarks = text_field(
        _("Uitkomst en opmerkingen"),
        hint=_("De klager leest dit alleen als het met de klager wordt gedeeld."),
        optional=True,
        most=4000,
    )


class SignForm(FinalForm):
    """Signing. With what the signer showed who they are, just now, stands beside the signature."""

    def values(self) -> dict[str, Any]:
        """Say what was shown; the gate saw to it that something was."""
        way = state.me().confirmed_by
        return {"assurance": way.value if way else ""}


def decides_field() -> Radios:
    """Ask whether a representative may take decisions."""
    return Radios(
        _("Wat mag de vertegenwoordiger?"),
        choices=[
            ("yes", _("Alles wat de klager mag")),
            ("no", _("Lezen, reageren en overleggen; beslissen en tekenen doet de klager zelf")),
        ],
        default="yes",
        validators=[chosen()],
    )


def until_field() -> DateField:
    """Ask until when a mandate holds."""
    return day_field(
        _("Tot en met welke dag?"), hint=_("Leeg betekent: tot de klager het intrekt."), optional=True, back=0
    )


RELATIONS = _("Bijvoorbeeld: moeder, advocaat, bewindvoerder.")


class RepresentativeForm(ActForm):
    """Somebody who will represent the complainant, as the complainant says."""

    name = line_field(_("Naam van de vertegenwoordiger"))
    email = email_field(_("E-mailadres van de vertegenwoordiger"))
    relation = line_field(_("Wie is dit voor u?"), hint=RELATIONS)
    decides = Radios(
        _("Wat mag de vertegenwoordiger?"),
        choices=[
            ("yes", _("Alles wat u zelf mag")),
            ("no", _("Lezen, reageren en overleggen; u beslist en tekent zelf")),
        ],
        default="yes",
        validators=[chosen()],
    )
    until_on = day_field(_("Tot en met welke dag?"), hint=_("Leeg betekent: tot u het intrekt."), optional=True, back=0)

    def values(self) -> dict[str, Any]:
        """Say yes or no to deciding."""
        return mandate_values(super().values())


class SeenRepresentativeForm(RepresentativeForm):
    """The same, as a paper shows that was seen."""

    relation = line_field(_("Wie is dit voor de klager?"), hint=RELATIONS)
    decides = decides_field()
    until_on = until_field()
    proof = text_field(_("Waaruit blijkt de machtiging?"), hint=PROOF, most=1000)


def mandate_values(found: dict[str, Any]) -> dict[str, Any]:
    """Read whether a representative decides."""
    return {**found, "decides": found["decides"] == "yes"}


class DeclineSigningForm(FinalForm):
    """Not signing."""

    reason = text_field(
        _("Reden"), hint=_("U hoeft geen reden te geven. De andere kant leest die niet."), optional=True
    )


class PlainForm(ActForm):
    """No more than a button."""


class PlainFinalForm(FinalForm):
    """A button that cannot be undone."""


def excerpt(words: str) -> str:
    """Cut a text to what fits on a line or two."""
    flat = " ".join(words.split())
    return flat if len(flat) <= 140 else f"{flat[:137]}…"  # noqa: PLR2004  what fits on a line or two


def proposals_to_answer(case: Dossier) -> list[tuple[str, str]]:
    """List the proposals that wait for this reader's answer."""
    return [(str(key), words) for key, words, mine in _proposals(case) if not mine]


def own_proposals(case: Dossier) -> list[tuple[str, str]]:
    """List this reader's own open proposals."""
    return [(str(key), words) for key, words, mine in _proposals(case) if mine]


def _proposals(case: Dossier) -> list[tuple[UUID, str, bool]]:
    return [
        (piece.id, f"{piece.by}: {excerpt(piece.text)}", piece.own)
        for piece in case.pieces
        if piece.id in case.open_proposals
    ]


def answer(case: Dossier) -> AnswerForm:
    """Make the form to refuse a proposal."""
    form = AnswerForm()
    _fill(form.proposal, proposals_to_answer(case))
    return form


def final_answer(case: Dossier) -> FinalAnswerForm:
    """Make the form to accept a proposal."""
    form = FinalAnswerForm()
    _fill(form.proposal, proposals_to_answer(case))
    return form


def own_proposal(case: Dossier) -> OwnProposalForm:
    """Make the form to take back a proposal."""
    form = OwnProposalForm()
    _fill(form.proposal, own_proposals(case))
    return form


def _fill(field: Radios, choices: list[tuple[str, str]]) -> None:
    field.offer(choices)
    if len(choices) == 1 and not field.data:
        field.data = choices[0][0]


def talks_ahead(case: Dossier) -> list[tuple[str, str]]:
    """List the talks that are still to be held, as they were told of last."""
    ahead = (one for one in case.talks if one.ahead(state.today()))
    return [(one.ref, excerpt(told.text)) for one in ahead if (told := case.invitation(one)) is not None]


def answer_talk(case: Dossier) -> TalkAnswerForm:
    """Make the form to say whether one comes."""
    form = TalkAnswerForm()
    _fill(form.talk, talks_ahead(case))
    return form


def comment_talk(case: Dossier) -> TalkCommentForm:
    """Make the form to comment on a report that was shared."""
    form = TalkCommentForm()
    shown = ((case.piece(one.ref), one) for one in case.reports if one.until >= state.today())
    _fill(
        form.report,
        [
            (one.ref, f"{excerpt(piece.text)} ({_('tot en met %(day)s', day=full(one.until))})")
            for piece, one in shown
            if piece is not None
        ],
    )
    return form


def rectification(case: Dossier) -> RectificationForm:
    """Make the form for a statement beside a piece that one can read, the newest first."""
    form = RectificationForm()
    found = reversed(case.pieces)
    form.piece.offer([(str(one.id), f"{WORDS[one.kind]}, {on(one.at)}: {excerpt(one.text)}") for one in found])
    return form


def end_support(case: Dossier) -> EndSupportForm:
    """Make the form to end a support person's access."""
    form = EndSupportForm()
    form.person.offer([(str(one.id), one.name) for one in case.supporters])
    return form


def recipients(
    case: Dossier, *, sides: frozenset[Side] = frozenset({Side.COMPLAINANT, Side.EMPLOYEE})
) -> list[tuple[str, str]]:
    """List the parties a piece can go to, with their part in words."""
    return [(str(one.id), _labelled(one)) for one in case.parties if one.side in sides]


def _labelled(one: Someone) -> str:
    return f"{one.name} ({WORDS[one.part]})"
