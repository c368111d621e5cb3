"""The management portal: figures, recommendations to decide, reviews. No case."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect, url_for

from portal.casework import confiding, register, review
from portal.domain.errors import Gone, Refused
from portal.domain.recommendation import Move, Role, State, open_moves
from portal.domain.regulation import Regulation
from portal.management.forms import CarriedOutForm, DecisionForm, ReviewForm
from portal.sight import insight as insights_of
from portal.sight import learning
from portal.sight.actor import Door
from portal.sight.figures import figures
from portal.sight.house import regulation
from portal.web import state, words
from portal.web.acts import CONFLICT
from portal.web.forms import PortalForm, given
from portal.web.gate import guard, note_read
from portal.web.page import page
from portal.web.typed import query, whole_number

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.sight.house import RegulationView
    from portal.sight.insight import Opened

blueprint = Blueprint("management", __name__, url_prefix="/directie")
guard(blueprint, Door.MANAGEMENT)

RUNNING = frozenset({State.ADOPTED, State.PARTLY_ADOPTED})
"""Adopted, and being carried out."""


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Show the figures of a year, without names and without small cells."""
    today = state.today()
    asked = whole_number(query("jaar")) or 0
    year = asked if 2000 <= asked <= today.year else today.year  # noqa: PLR2004
    current = regulation(state.session(), today)
    last_day = min(date(year, 12, 31), today)
    counted = figures(state.session(), date(year, 1, 1), last_day, today, _threshold(current), whole=True)
    waiting = learning.recommendations(state.session(), State.PROPOSED, State.DEFERRED)
    reviews = learning.reviews(state.session())
    last = reviews[0] if reviews else None
    due = current.parameters.review_within.after(last.held_on) if current and last else None
    return page("management/home.html", figures=counted, year=year, waiting=waiting, last=last, review_due=due)


def _threshold(current: RegulationView | None) -> int:
    return current.parameters.small_cell if current else Regulation().small_cell


@blueprint.get("/aanbevelingen")
def recommendations() -> ResponseReturnValue:
    """List the recommendations: those to decide first."""
    items = learning.recommendations(state.session())
    return page("management/recommendations.html", items=items)


@blueprint.route("/aanbevelingen/<item>", methods=["GET", "POST"])
def recommendation(item: str) -> ResponseReturnValue:
    """Decide on a recommendation, or report that it was carried out (art. 8.4)."""
    found = learning.recommendation(state.session(), item)
    if found is None:
        abort(404)
    found = found.without_small(_threshold(regulation(state.session(), state.today())))
    form = CarriedOutForm() if found.state in RUNNING else DecisionForm()
    form.move.offer([(one.value, words.WORDS[one]) for one in open_moves(found.state, Role.MANAGEMENT)])
    if not form.validate_on_submit():
        form.version.data = form.version.data or str(found.version)
        return page("learning/recommendation.html", item=found, form=form)
    try:
        _move(item, form)
    except (Gone, Refused) as error:
        form.refuse(error.field, words.reason(error.reason))
        form.version.data = str(found.version)
        return page("learning/recommendation.html", None if error.field else CONFLICT, item=found, form=form)
    return redirect(url_for(".recommendation", item=item, gedaan="moved"))


def _move(item: str, form: DecisionForm) -> None:
    register.move(
        state.session(),
        state.me(),
        recommendation=item,
        kind=Move(form.move.data),
        who=Role.MANAGEMENT,
        seen=whole_number(form.version.data) or 0,
        reason=form.reason.data or "",
        owner=form.owner.data or "",
        due_on=form.due_on.data,
        now=state.now(),
    )


@blueprint.get("/verslagen")
def reports() -> ResponseReturnValue:
    """List reports and meetings."""
    session = state.session()
    return page("learning/reports.html", items=learning.reports(session), reviews=learning.reviews(session))


@blueprint.get("/verslagen/<item>")
def report(item: str) -> ResponseReturnValue:
    """Show a report as it was frozen."""
    found = learning.report(state.session(), item)
    if found is None:
        abort(404)
    return page("learning/report.html", item=found)


@blueprint.route("/bespreking", methods=["GET", "POST"])
def new_review() -> ResponseReturnValue:
    """Record a meeting (art. 8.4)."""
    form = ReviewForm()
    if form.validate_on_submit():
        try:
            review.record(
                state.session(),
                state.me(),
                held_on=given(form.held_on),
                present=form.present.data or "",
                minutes=form.minutes.data or "",
                now=state.now(),
            )
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
            return page("management/review.html", form=form)
        return redirect(url_for(".reports", gedaan="review"))
    return page("management/review.html", form=form)


@blueprint.get("/gedeeld")
def insights() -> ResponseReturnValue:
    """List the single pieces that the functionaris shared, each with its ground."""
    return page("management/insights.html", items=insights_of.pieces(state.session(), state.me()))


@blueprint.get("/gedeeld/<item>")
def insight(item: str) -> ResponseReturnValue:
    """Show one shared piece, and note that it was read."""
    found = _shared(item)
    if not confiding.accepted(state.session(), found.seat):
        return redirect(url_for(".insight_notice", item=item))
    note_read(found.seat, "insight", state.now())
    return page("management/insight.html", item=found.shown)


@blueprint.route("/gedeeld/<item>/vertrouwelijk", methods=["GET", "POST"])
def insight_notice(item: str) -> ResponseReturnValue:
    """Show the confidentiality notice before the first shared piece of a case, and accept it (art. 6.1)."""
    found = _shared(item)
    form = PortalForm()
    if form.validate_on_submit():
        confiding.accept(state.session(), found.seat, state.now())
        return redirect(url_for(".insight", item=item))
    return page("management/insight_notice.html", form=form)


def _shared(item: str) -> Opened:
    """Find a piece that was shared with this manager; any other is not there."""
    found = insights_of.piece(state.session(), state.me(), item)
    if found is None:
        abort(404)
    return found
