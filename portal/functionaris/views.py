"""The functionaris portal: what first, the case with its duties, the register, learning."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect, request, url_for

from portal.casework import filing, mailing
from portal.casework import register as registering
from portal.domain import duties
from portal.domain.calendar import local_date
from portal.domain.errors import Gone, Refused
from portal.domain.facts import Stage
from portal.domain.recommendation import Move, Role, open_moves
from portal.domain.regulation import Regulation
from portal.functionaris import forms, learningforms, posting
from portal.functionaris.acts import ACTS, GROUPS
from portal.functionaris.registering import filing_of, registration
from portal.functionaris.searching import search
from portal.sight import learning, letters, lists
from portal.sight.actor import Door
from portal.sight.figures import figures
from portal.sight.house import regulation
from portal.web import state, words
from portal.web.acts import CONFLICT, add_acts, menu
from portal.web.caseviews import add_case_pages, read_case, read_letter
from portal.web.covering import add_cover_pages
from portal.web.forms import given
from portal.web.gate import guard
from portal.web.handing import download
from portal.web.page import page
from portal.web.typed import query, whole_number

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("functionaris", __name__, url_prefix="/functionaris")
guard(blueprint, Door.FUNCTIONARIS)
add_cover_pages(blueprint)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Say what comes first: open cases by the date of the next step of each."""
    cases = lists.inbox(state.session(), state.me(), state.today(), _mark("na"))
    post = letters.count_to_handle(state.session(), state.me())
    return page("functionaris/home.html", cases=cases[: lists.PAGE], more=_after(cases, "next_on"), post=post)


def _mark(name: str) -> tuple[date, str] | None:
    """Read where a page begins: a date and a number."""
    day, _, reference = query(name).partition("_")
    try:
        return (date.fromisoformat(day), reference) if reference else None
    except ValueError:
        return None


def _after(cases: tuple[lists.Line, ...], field: str) -> str | None:
    if len(cases) <= lists.PAGE:
        return None
    last = cases[lists.PAGE - 1]
    return f"{getattr(last, field).isoformat()}_{last.reference}"


@blueprint.get("/register")
def register() -> ResponseReturnValue:
    """Show the register of complaints, with filters (art. 8.1)."""
    topics = learning.categories(state.session(), active=False)
    asked = search(topics, _mark("voor"))
    cases = lists.register(state.session(), state.me(), asked.wanted, state.today())
    return page(
        "functionaris/register.html",
        cases=cases[: lists.PAGE],
        more=_after(cases, "received_on"),
        wanted=asked.wanted,
        typed=asked.typed,
        wrong=asked.wrong,
        topics=topics,
        names={one.id: words.topic(one.code, one.label) for one in topics},
        stages=tuple(Stage),
    )


@blueprint.route("/registreren", methods=["GET", "POST"])
def register_complaint() -> ResponseReturnValue:
    """Register a complaint that came by letter, mail or phone."""
    form = registration()
    if form.validate_on_submit():
        try:
            receipt = filing.register(
                state.session(), state.me(), *filing_of(form), state.now(), key=state.config().secret_keys[0]
            )
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".case", reference=receipt.reference, gedaan="register"))
    return page("functionaris/registering.html", form=form)


@blueprint.get("/zaak/<reference>/")
def case(reference: str) -> ResponseReturnValue:
    """Show a case on one screen: what is next, the dossier, the duties article by article."""
    del reference
    dossier = read_case()
    seat = state.seat()
    happened = [duties.Done(one.act, local_date(one.at), one.told) for one in dossier.moments]
    owed = duties.shown(seat.facts, seat.regulation, state.today())
    groups = [(str(name), items) for name, acts in GROUPS if (items := menu(acts, dossier))]
    return page(
        "functionaris/case.html",
        case=dossier,
        groups=groups,
        duties=[(one, duties.proof(one, happened)) for one in owed],
        releasable={piece.id for piece in forms.releasable(dossier)},
    )


@blueprint.get("/aanbevelingen")
def recommendations() -> ResponseReturnValue:
    """List the improvements that were proposed, and what became of them."""
    return page("functionaris/recommendations.html", items=learning.recommendations(state.session()))


@blueprint.route("/aanbevelingen/nieuw", methods=["GET", "POST"])
def new_recommendation() -> ResponseReturnValue:
    """Propose an improvement that follows from no single case."""
    form = learningforms.recommend()
    if form.validate_on_submit():
        registering.propose(
            state.session(),
            state.me(),
            text=form.text.data or "",
            evidence=form.evidence.data or "",
            category=form.category.data or "",
            now=state.now(),
        )
        return redirect(url_for(".recommendations", gedaan="recommend"))
    return page("functionaris/recommend.html", form=form)


@blueprint.route("/aanbevelingen/<item>", methods=["GET", "POST"])
def recommendation(item: str) -> ResponseReturnValue:
    """Show one improvement; check its effect once it was carried out."""
    found = learning.recommendation(state.session(), item)
    if found is None:
        abort(404)
    form = learningforms.MoveForm()
    form.move.offer([(one.value, words.WORDS[one]) for one in open_moves(found.state, Role.FUNCTIONARIS)])
    if not form.validate_on_submit():
        form.version.data = form.version.data or str(found.version)
        return page("learning/recommendation.html", item=found, form=form)
    try:
        _move(item, form)
    except (Gone, Refused) as error:
        form.refuse(error.field, words.reason(error.reason))
        form.version.data = str(found.version)
        return page("learning/recommendation.html", CONFLICT, item=found, form=form)
    return redirect(url_for(".recommendation", item=item, gedaan="moved"))


def _move(item: str, form: learningforms.MoveForm) -> None:
    registering.move(
        state.session(),
        state.me(),
        recommendation=item,
        kind=Move(form.move.data),
        who=Role.FUNCTIONARIS,
        seen=whole_number(form.version.data) or 0,
        reason=form.reason.data or "",
        owner="",
        due_on=None,
        now=state.now(),
    )


@blueprint.get("/verslagen")
def reports() -> ResponseReturnValue:
    """List the periodic reports (art. 8.3)."""
    return page(
        "learning/reports.html", items=learning.reports(state.session()), reviews=learning.reviews(state.session())
    )


@blueprint.route("/verslagen/nieuw", methods=["GET", "POST"])
def new_report() -> ResponseReturnValue:
    """Show the figures of a period and publish them with remarks."""
    form = learningforms.report()
    if form.validate_on_submit() and request.form.get("action") != "save":
        try:
            registering.publish_report(
                state.session(),
                state.me(),
                from_on=given(form.from_on),
                until_on=given(form.until_on),
                remarks=form.remarks.data or "",
                now=state.now(),
            )
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
            return page("functionaris/report.html", form=form, figures=None)
        return redirect(url_for(".reports", gedaan="report"))
    counted = None
    if form.from_on.data and form.until_on.data and not form.errors:
        counted = figures(
            state.session(), form.from_on.data, form.until_on.data, state.today(), _threshold(), whole=False
        )
    return page("functionaris/report.html", form=form, figures=counted)


def _threshold() -> int:
    current = regulation(state.session(), state.today())
    return current.parameters.small_cell if current else Regulation().small_cell


@blueprint.get("/verslagen/<item>")
def report(item: str) -> ResponseReturnValue:
    """Show a report as it was frozen."""
    found = learning.report(state.session(), item)
    if found is None:
        abort(404)
    return page("learning/report.html", item=found)


@blueprint.get("/brieven", endpoint="letters")
def letters_list() -> ResponseReturnValue:
    """List letters to print and post, and mail that could not be delivered."""
    return page("functionaris/letters.html", items=letters.to_handle(state.session(), state.me()))


@blueprint.route("/brieven/<item>", methods=["GET", "POST"])
def letter(item: str) -> ResponseReturnValue:
    """Show a letter to print it, and record when it was posted."""
    line = letters.mine(state.session(), state.me(), item)
    if line is None:
        abort(404)
    if request.method == "GET":
        read_letter(line.reference)
    form = posting.posting(line)
    more = {"by_phone": posting.by_phone(line), "enclosed": posting.ENCLOSED.get(line.notice)}
    text = mailing.text_of(state.session(), line, state.links())
    if form.validate_on_submit():
        try:
            mailing.posted(
                state.session(), line, posted_on=given(form.posted_on), now=state.now(), by=state.me().person_id
            )
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".letters", gedaan="posted"))
    return page("functionaris/letter.html", letter=text, line=line, form=form, **more)


@blueprint.get("/brieven/<item>/pdf")
def letter_paper(item: str) -> ResponseReturnValue:
    """Hand over a letter as PDF, to print and post."""
    line = letters.mine(state.session(), state.me(), item)
    if line is None:
        abort(404)
    read_letter(line.reference)
    return download(posting.printed(line), "application/pdf", f"brief-{line.notice}-{line.id.hex[-6:]}.pdf")


add_acts(blueprint, ACTS)
add_case_pages(blueprint)
