"""Forms with which the functionaris writes down what came on paper or in a talk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.casework.recording import NO, OWN, YES, Said, recordable
from portal.domain.acts import Act
from portal.web import state
from portal.web.forms import ActForm, Choice, FinalForm, Radios, chosen, day_field, line_field, text_field
from portal.web.lazy import _
from portal.web.partyforms import excerpt, recipients
from portal.web.words import MEDIA

if TYPE_CHECKING:
    from portal.sight.dossier import Dossier


class JudgmentPostedForm(ActForm):
    """The judgment went by post."""

    posted_on = day_field(_("Op welke dag is het oordeel gepost?"), ahead=0)


class PaperForm(FinalForm):
    """A signature on paper."""

    person = Choice(_("Wie heeft getekend?"), validators=[chosen()])
    signed_on = day_field(_("Wanneer?"), ahead=0)
    place = line_field(_("Waar wordt het papier bewaard?"))


def paper(case: Dossier) -> PaperForm:
    """Make the form for a signature on paper."""
    form = PaperForm()
    facts = case.facts
    form.person.offer([ref_label for ref_label in recipients(case) if facts and facts.awaited(ref_label[0])])
    return form


SAID = {
    (Act.CONFIRM_RECORD, ""): _("wat er is opgeschreven klopt"),
    (Act.CONFIRM_MANDATE, ""): _("bevestigt de machtiging"),
    (Act.CONFIRM_MANDATE, OWN): _("wil zelf verder met de klacht, zonder vertegenwoordiger"),
    (Act.REFUSE_MANDATE, ""): _("heeft niemand gemachtigd"),
    (Act.ADD_TO_COMPLAINT, ""): _("vult de klacht aan"),
    (Act.GIVE_STANDPOINT, ""): _("geeft een standpunt"),
    (Act.WAIVE_STANDPOINT, ""): _("ziet af van een reactie"),
    (Act.SEND_MESSAGE, ""): _("stuurt u een bericht"),
    (Act.PROPOSE, ""): _("stelt een oplossing voor"),
    (Act.ACCEPT_PROPOSAL, ""): _("aanvaardt een voorstel"),
    (Act.REFUSE_PROPOSAL, ""): _("aanvaardt een voorstel niet"),
    (Act.ANSWER_TALK, "yes"): _("komt op het gesprek"),
    (Act.ANSWER_TALK, "no"): _("komt niet op het gesprek"),
    (Act.ANSWER_TALK, "another_moment"): _("vraagt een ander moment voor het gesprek"),
    (Act.COMMENT_TALK, ""): _("reageert op het verslag van een gesprek"),
    (Act.ASK_JUDGMENT, ""): _("wil toch een volledig oordeel"),
    (Act.ANSWER_SATISFACTION, YES): _("is tevreden met de afhandeling"),
    (Act.ANSWER_SATISFACTION, NO): _("is niet tevreden met de afhandeling"),
    (Act.DECLINE_SIGNING, ""): _("ondertekent niet"),
    (Act.ACCEPT_NOTICE, ""): _("houdt de zaak vertrouwelijk"),
    (Act.WITHDRAW, ""): _("trekt de klacht in"),
}


class RecordForm(FinalForm):
    """What a party without an account let us know."""

    said = Radios(_("Wie liet u wat weten?"), validators=[chosen()])
    text = text_field(
        _("Wat stond er in de brief, of wat zei deze persoon?"),
        hint=_("Typ een brief over zoals die er staat. Bij een ja of nee mag dit leeg blijven."),
        optional=True,
    )
    happened_on = day_field(
        _("Op welke dag?"), hint=_("De dag waarop de brief binnenkwam of het gesprek was. Die dag telt."), ahead=0
    )
    medium = Choice(_("Hoe?"), choices=list(MEDIA.items()), validators=[chosen()])
    place = line_field(
        _("Waar is dat terug te vinden?"), hint=_("Bijvoorbeeld: brief in map 12, of wie bij het gesprek was.")
    )

    def values(self) -> dict[str, Any]:
        """Give what was said as a choice of the record."""
        party, act, answer = self.said.data.split("|")
        return {**super().values(), "said": Said(party, Act(act), answer), "text": self.text.data or ""}


def on_paper(case: Dossier) -> list[tuple[str, str]]:
    """List what each party without an account could let the functionaris know now."""
    if case.facts is None:
        return []
    return [
        (f"{one.party}|{one.act.value}|{one.answer}", f"{someone.name}: {_said(case, one)}")
        for someone in case.parties
        if not someone.account
        for one in recordable(case.facts, str(someone.id), state.today())
    ]


def _said(case: Dossier, one: Said) -> str:
    ref, _slash, word = one.answer.partition("/")
    talk = next((talk for talk in case.talks if talk.ref == ref), None)
    piece = case.piece(ref) if talk is None else case.invitation(talk)
    if piece is None:
        return str(SAID[one.act, one.answer])
    return f"{SAID[one.act, word]} ({piece.by}: {excerpt(piece.text)})"


def record(case: Dossier) -> RecordForm:
    """Make the form with what can be recorded now."""
    form = RecordForm()
    form.said.offer(on_paper(case))
    return form
