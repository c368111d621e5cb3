"""Requests for access (AVG, article 15): who asked, what is decided on each item, and the answer as PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, redirect, url_for
from wtforms.validators import Optional

from portal.casework import access
from portal.casework.access import Choice as Chosen
from portal.domain.access import Decision, Ground
from portal.domain.errors import Refused
from portal.functionaris.views import blueprint
from portal.papers.certificate import certificate_pdf
from portal.sight import access as seen
from portal.sight.people import people_of
from portal.web import accesswords, state, words
from portal.web.caseviews import read_case
from portal.web.forms import Choice, PortalForm, Radios, chosen, day_field, given, line_field, text_field
from portal.web.gate import confirmation, note_read
from portal.web.handing import download
from portal.web.lazy import _
from portal.web.page import house, page
from portal.web.typed import whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from portal.casework.access import Thing
    from portal.sight.access import Decided, Request

EACH = 10
"""Items on one page: what one saves at a time."""
LONGEST = 60_000
READ = "access"


class StartForm(PortalForm):
    """Who asked, and when: the term runs from that day."""

    about = Radios(_("Wie vraagt om inzage?"), validators=[chosen()])
    asked_on = day_field(_("Op welke dag is het gevraagd?"), ahead=0)


class FinishForm(PortalForm):
    """Finishing the answer."""


@blueprint.route("/zaak/<reference>/inzage", methods=["GET", "POST"], endpoint="access")
def overview(reference: str) -> ResponseReturnValue:
    """List the requests in this case, and begin with one."""
    session, seat, now = state.session(), state.seat(), state.now()
    form = StartForm()
    people = [one for one in people_of(session, seat) if one.part in seen.ASKERS]
    form.about.offer([(str(one.id), f"{one.name} ({words.WORDS[one.part]})") for one in people])
    if form.validate_on_submit():
        about, day = form.about.data, given(form.asked_on)
        try:
            made = access.start(session, seat, state.me().person_id, about=about, asked_on=day, now=now)
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".access_request", reference=reference, item=made))
    found = seen.requests(session, seat)
    return page("functionaris/access.html", form=form, reference=reference, requests=found)


def _found(item: str) -> Request:
    found = seen.find(state.session(), state.seat(), item)
    if found is None:
        abort(404)
    return found


def _things(found: Request) -> tuple[Thing, ...]:
    looks = seen.looks(state.session(), state.seat(), found.participant_id)
    return accesswords.things(read_case(), found.participant_id, looks)


def _decided(found: Request) -> dict[str, Decided]:
    return {one.place: one for one in seen.decided(state.session(), state.seat(), found.id)}


@blueprint.route("/zaak/<reference>/inzage/<item>", methods=["GET", "POST"])
def access_request(reference: str, item: str) -> ResponseReturnValue:
    """Show how far a request is, and finish the answer: from then on it stays as it is."""
    found, form = _found(item), FinishForm()
    things = () if found.finished_at else _things(found)
    if form.validate_on_submit():
        answer = confirmation()
        if answer is not None:
            return answer
        places = [one.place for one in things]
        try:
            access.finish(state.session(), state.seat(), state.me().person_id, found.id, places, state.now())
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".access_request", reference=reference, item=item, gedaan="access_finished"))
    decided = _decided(found)
    left = [number // EACH + 1 for number, one in enumerate(things) if one.place not in decided]
    items = [(one, accesswords.DECIDED[one.decision]) for one in decided.values()]
    told = {"found": found, "items": items, "left": left, "total": len(things)}
    return page("functionaris/access_request.html", form=form, reference=reference, **told)


@blueprint.route("/zaak/<reference>/inzage/<item>/<part>", methods=["GET", "POST"])
def access_items(reference: str, item: str, part: str) -> ResponseReturnValue:
    """Show some of the items about who asked, and keep what is decided on those."""
    found, number = _found(item), whole_number(part) or 0
    things, decided = _things(found), _decided(found)
    pages = -(-len(things) // EACH)
    if found.finished_at is not None or not 0 < number <= pages:
        abort(404)
    here = things[(number - 1) * EACH : number * EACH]
    form = _items_form(here, decided)
    if form.validate_on_submit() and _kept(form, found.id, here):
        return redirect(_onward(reference, item, number + 1 if number < pages else 0))
    done = sum(one.place in decided for one in things)
    told = {"number": number, "pages": pages, "done": done, "total": len(things), "before": (number - 1) * EACH}
    return page("functionaris/access_items.html", form=form, reference=reference, found=found, things=here, **told)


def _onward(reference: str, item: str, part: int) -> str:
    if not part:
        return url_for(".access_request", reference=reference, item=item, gedaan="access")
    return url_for(".access_items", reference=reference, item=item, part=part, gedaan="access")


def _items_form(things: Sequence[Thing], decided: Mapping[str, Decided]) -> PortalForm:
    """Make a form with a decision for each item, filled in as it was decided."""
    fields: dict[str, Any] = {}
    decisions = [(one.value, text) for one, text in accesswords.DECISIONS.items()]
    grounds = [("", _("Maak een keuze")), *((one.value, text) for one, text in accesswords.GROUNDS.items())]
    for one in things:
        was = decided.get(one.place)
        cut = was is not None and was.decision is Decision.BLACKEN
        fields |= {
            f"decision_{one.place}": Radios(
                _("Wat doet u met dit onderdeel?"),
                choices=decisions,
                default=was.decision.value if was else None,
                validators=[Optional()],
            ),
            f"text_{one.place}": text_field(
                _("Wat de ander leest, als u een deel onleesbaar maakt"),
                hint=_("Vervang wat de ander niet mag lezen door ▇▇▇. Het origineel blijft zoals het is."),
                optional=True, most=LONGEST, default=was.text if was and cut else one.text,
            ),
            f"ground_{one.place}": Choice(
                _("Grond"), choices=grounds, default=was.ground.value if was and was.ground else ""
            ),
            f"reason_{one.place}": line_field(_("Toelichting, die de ander leest"), optional=True, most=500),
        }  # fmt: skip
    made: PortalForm = type("ItemsForm", (PortalForm,), fields)()
    for one in things if made.fresh else ():
        made[f"reason_{one.place}"].data = decided[one.place].reason if one.place in decided else ""
    return made


def _kept(form: PortalForm, request: UUID, things: Sequence[Thing]) -> bool:
    data, now = form.data, state.now()
    choices = [
        Chosen(
            one,
            Decision(decision),
            data[f"text_{one.place}"] or "",
            Ground(data[f"ground_{one.place}"]) if data[f"ground_{one.place}"] else None,
            data[f"reason_{one.place}"] or "",
        )
        for one in things
        if (decision := data[f"decision_{one.place}"])
    ]
    try:
        access.decide(state.session(), state.seat(), state.me().person_id, request, choices, now)
    except Refused as error:
        form.refuse(error.field, words.reason(error.reason))
        return False
    return True


@blueprint.get("/zaak/<reference>/inzage/<item>/antwoord")
def access_paper(reference: str, item: str) -> ResponseReturnValue:
    """Hand over the answer as PDF: as it was finished, or before that as a draft to read through."""
    del reference
    found, seat = _found(item), state.seat()
    decided = tuple(_decided(found).values())
    note_read(seat, READ, state.now())
    paper = accesswords.answer(seat.reference, house().name, found, decided, state.today())
    return download(certificate_pdf(paper), "application/pdf", f"inzage-{found.id.hex[-8:]}.pdf")
