"""The public page of an organisation, and the way in for who complains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask import session as cookie

from portal.accounts import entrance, filings, second, throttle
from portal.casework.receipts import code_digest, receipt_code
from portal.domain.errors import Refused
from portal.domain.regulation_text import filled, parse
from portal.papers.regulation import regulation_pdf
from portal.post.links import read_token
from portal.public import filing, forms
from portal.sight import house as houses
from portal.sight import standing
from portal.web import state, uploads, words
from portal.web.gate import note_miss
from portal.web.i18n import LANGUAGES, cookie_name, language
from portal.web.numbers import pointed_out
from portal.web.page import UNPROCESSABLE, house, page
from portal.web.typed import query

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("public", __name__)
YEAR = 31_536_000


def _functionaris() -> str:
    return houses.functionaris_name(state.session(), state.today())


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Open three doors: file, follow, read the regulation."""
    current = houses.regulation(state.session(), state.today())
    return page("public/home.html", functionaris=_functionaris(), regulation=current)


@blueprint.get("/regeling")
def regulation() -> ResponseReturnValue:
    """Show the regulation, each version as it was (art. 4.1)."""
    versions = houses.regulations(state.session(), state.today())
    asked = query("versie")
    wanted = next((one for one in versions if str(one.number) == asked), None)
    shown = wanted or next((one for one in versions if one.current), None)
    articles = parse(shown.text) if shown else ()
    fill = {"organisation": house().name, "functionaris": _functionaris()}
    return page("public/regulation.html", versions=versions, shown=shown, articles=articles, fill=fill, filled=filled)


@blueprint.get("/regeling.pdf")
def regulation_paper() -> ResponseReturnValue:
    """Give the regulation as a paper to keep."""
    versions = houses.regulations(state.session(), state.today())
    asked = query("versie")
    shown = next((one for one in versions if (str(one.number) == asked if asked else one.current)), None)
    if shown is None:
        abort(404)
    here = house()
    paper = regulation_pdf(
        organisation=here.name,
        address=here.address,
        version=shown.number,
        valid_from=shown.valid_from,
        text=shown.text,
        functionaris=_functionaris(),
        language=language(),
    )
    name = f"klachtenregeling-{here.slug}-v{shown.number}.pdf"
    return Response(paper, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


@blueprint.get("/hoe-het-werkt")
def how() -> ResponseReturnValue:
    """Explain the regulation in plain words."""
    return page("public/how.html", functionaris=_functionaris())


@blueprint.get("/privacy")
def privacy() -> ResponseReturnValue:
    """Show the privacy statement."""
    return page("public/privacy.html", functionaris=_functionaris())


@blueprint.get("/toegankelijkheid")
def accessibility() -> ResponseReturnValue:
    """Show the accessibility statement."""
    return page("public/accessibility.html", functionaris=_functionaris())


@blueprint.get("/contact")
def contact() -> ResponseReturnValue:
    """Say how to reach the functionaris."""
    return page("public/contact.html", functionaris=_functionaris(), alone=houses.one_for_all(state.session()))


@blueprint.get("/huisstijl.css")
def style() -> ResponseReturnValue:
    """Give the organisation's colour."""
    sheet = f".wederhoor-theme {{ --w-accent: {house().accent}; --w-on-accent: #ffffff; }}\n"
    return Response(sheet, mimetype="text/css", headers={"Cache-Control": "max-age=300"})


@blueprint.route("/taal/<wanted>", methods=["GET", "POST"])
def speak(wanted: str) -> ResponseReturnValue:
    """Choose a language: for this browser, and for one's own account when signed in."""
    if wanted not in LANGUAGES:
        abort(404)
    person = state.actor()
    if request.method == "POST" and person is not None:
        entrance.speak(state.session(), person.person_id, wanted)
    back = request.referrer or ""
    root = f"{request.host_url.rstrip('/')}{request.script_root}/"
    response = redirect(back if back.startswith(root) else url_for(".home"))
    response.set_cookie(
        cookie_name(),
        wanted,
        max_age=YEAR,
        path=f"{request.script_root}/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


# ---- filing ----------------------------------------------------------------------------------------------------------


@blueprint.get("/klacht")
def start() -> ResponseReturnValue:
    """Tell what filing a complaint is, and begin."""
    draft = filing.current()
    busy = draft is not None and not draft.sent
    alone = houses.one_for_all(state.session())
    return page("public/start.html", functionaris=_functionaris(), busy=busy, alone=alone)


@blueprint.route(
    "/klacht/<any('voor-wie','gebeurd','met-wie','waarover','wens','gegevens'):slug>", methods=["GET", "POST"]
)
def step(slug: str) -> ResponseReturnValue:
    """Ask one question, and keep the answer."""
    given = filing.answers()
    form = filing.form_of(slug, given)
    place = filing.SLUGS.index(slug)
    saving = request.form.get("action") == "save"
    if request.method == "POST" and (saving or (form.validate() and not pointed_out(form))):
        filing.remember(form)
        return redirect(url_for(".save") if saving else _next(slug))
    if request.method != "POST" and query("terug"):
        filing.point_out(form, slug, given)
    back = url_for(".step", slug=filing.SLUGS[place - 1]) if place else url_for(".start")
    return page("public/step.html", form=form, slug=slug, place=place + 1, total=len(filing.SLUGS) + 1, back=back)


def _next(slug: str) -> str:
    place = filing.SLUGS.index(slug) + 1
    if query("terug") or place == len(filing.SLUGS):
        return url_for(".review")
    return url_for(".step", slug=filing.SLUGS[place])


@blueprint.route("/klacht/controle", methods=["GET", "POST"])
def review() -> ResponseReturnValue:
    """Show everything before it is sent, and send it."""
    draft = filing.current()
    if draft is not None and draft.sent:
        return _sent(draft)
    wrong = filing.unfinished(filing.answers())
    if draft is None or wrong:
        return redirect(_mend(wrong))
    form = forms.ReviewForm()
    if uploads.asked():
        return _with_files(form, draft)
    if request.method == "POST":
        refusal = _send(form, draft)
        if refusal is None:
            return _sent(draft)
        form.refuse(None, refusal)
    return _reviewed(form, draft)


def _with_files(form: forms.ReviewForm, draft: filings.Draft) -> ResponseReturnValue:
    """Take files in, or one away. A script gets the list, a person the page."""
    taken = uploads.take_in(filing.tray(draft), staff=False)
    if "partial" in request.form:
        status = None if taken.kept else UNPROCESSABLE
        return page("acts/files.html", status, files=uploads.lying(filing.tray(draft)), problems=taken.problems)
    if not taken.kept:
        return _reviewed(form, draft, taken.problems, UNPROCESSABLE)
    uploads.remember(taken.problems)
    return redirect(url_for(".review", _anchor="bestanden"))


def _sent(draft: filings.Draft) -> ResponseReturnValue:
    """Go to the receipt. Who hands in a form twice sent it too: the first answer may never have arrived."""
    if request.method == "POST":
        filing.mark_own(draft)
    return redirect(url_for(".receipt"))


def _reviewed(
    form: forms.ReviewForm, draft: filings.Draft, problems: tuple[str, ...] = (), status: int | None = None
) -> ResponseReturnValue:
    given = filing.filing_of(filing.answers())
    return page(
        "public/review.html",
        status,
        form=form,
        files=uploads.lying(filing.tray(draft)),
        limits=uploads.most(),
        problems=problems or uploads.remembered(),
        given=given,
        capacity=filing.capacity_words(given),
        handled=filing.handled(given),
        total=len(filing.SLUGS) + 1,
    )


def _mend(wrong: filing.Unfinished | None) -> str:
    """Go to a step that is not right; one that was answered says what is wrong and leads back here."""
    if wrong is None or not wrong.answered:
        return url_for(".step", slug=wrong.slug if wrong else filing.SLUGS[0])
    return url_for(".step", slug=wrong.slug, terug=1)


def _send(form: forms.ReviewForm, draft: filings.Draft) -> str | None:
    """Send the complaint; or say why not."""
    if not form.validate():
        return ""
    if form.website.data or filing.too_fast(draft):
        return words.reason("too_fast")
    try:
        filing.send(draft, filing.network())
    except Refused as error:
        if isinstance(error, entrance.TooOften):
            raise
        return words.reason(error.reason)
    return None


@blueprint.get("/klacht/ontvangst")
def receipt() -> ResponseReturnValue:
    """Show that a complaint was sent; the code to follow it only in the browser that sent it, for an hour."""
    draft = filing.sent()
    if draft is None or draft.complaint_id is None:
        return redirect(url_for(".start"))
    made = standing.received(state.session(), draft.complaint_id)
    if made is None:
        abort(404)
    code = receipt_code(state.config().secret_keys[0], made.complaint_id) if filing.is_own(draft) else ""
    return page("public/receipt.html", receipt=made, code=code, functionaris=_functionaris())


@blueprint.route("/klacht/bewaren", methods=["GET", "POST"])
def save() -> ResponseReturnValue:
    """Mail a private link to the draft."""
    draft = filing.current()
    if draft is None or draft.sent:
        return redirect(url_for(".start"))
    form = forms.SaveForm()
    if form.validate_on_submit():
        delay = throttle.wait(state.session(), throttle.DRAFTS, state.now(), filing.network())
        if delay:
            raise entrance.TooOften(int(delay.total_seconds()) + 1)
        throttle.count(state.session(), throttle.DRAFTS, state.now(), filing.network())
        filings.mail_link(state.session(), draft.id, form.save_email.data or "", language(), state.now())
        return redirect(url_for(".save", gedaan="draft_link"))
    return page("public/save.html", form=form)


@blueprint.get("/klacht/verder/<token>")
def resume(token: str) -> ResponseReturnValue:
    """Go on with a saved draft; the token leaves the address at once. A sent one is only said to be sent."""
    link = read_token(token, state.config().secret_keys)
    draft_id = filings.by_link(state.session(), link, state.now())
    draft = filings.find(state.session(), draft_id, state.now()) if draft_id else None
    if draft is None:
        return page("public/dead.html", 404)
    filing.come_back(draft)
    return redirect(url_for(".receipt" if draft.sent else ".review"))


@blueprint.route("/klacht/status", methods=["GET", "POST"])
def status() -> ResponseReturnValue:
    """Show stage, dates and who acts next, by number and receipt code; no piece."""
    form = forms.StatusForm()
    found = None
    if form.validate_on_submit():
        reference, where = (form.reference.data or "").upper(), filing.network()
        _slow_down(reference, where)
        digest = code_digest(reference, form.code.data or "")
        found = standing.by_receipt(state.session(), reference, digest, state.today())
        if found is None:
            _count_miss(reference, where)
            form.refuse("code", words.reason("code_unknown"))
        elif request.form.get("action") == "follow":
            return _follow(form, reference, digest)
    return page("public/status.html", form=form, found=found)


def _follow(form: forms.StatusForm, reference: str, digest: str) -> ResponseReturnValue:
    """Mail a code to whoever holds the receipt code: with both, the case opens without a password."""
    try:
        link_id = second.follow(state.session(), reference, digest, state.now())
    except entrance.TooOften:
        raise
    except Refused as error:
        form.refuse(None, words.reason(error.reason))
        return page("public/status.html", form=form, found=None)
    cookie["link"] = link_id.hex
    return redirect(url_for("auth.mail_code"))


def _slow_down(reference: str, where: str) -> None:
    now = state.now()
    delay = max(
        throttle.wait(state.session(), throttle.STATUS, now, reference, where),
        throttle.wait(state.session(), throttle.STATUS_NETWORK, now, where),
    )
    if delay:
        raise entrance.TooOften(int(delay.total_seconds()) + 1)


def _count_miss(reference: str, where: str) -> None:
    now = state.now()
    state.later(lambda session: throttle.count(session, throttle.STATUS, now, reference, where))
    state.later(lambda session: throttle.count(session, throttle.STATUS_NETWORK, now, where))
    note_miss(now)


uploads.ENDPOINTS.add("public.review")
