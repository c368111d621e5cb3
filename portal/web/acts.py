"""The page of one act: a form with its consequences written out, and the use case behind it.

A portal lists its acts; route, gate, early refusal, drafts, confirmation, errors and the way back are the same for
all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import g, redirect, request, url_for

from portal.casework import drafts, files
from portal.casework.desk import take
from portal.domain.errors import Gone, Refused
from portal.domain.procedure import RULES, obstacle
from portal.sight import rows
from portal.sight.dossier import Dossier
from portal.web import keeping, state, uploads, words
from portal.web.conflict import Conflict
from portal.web.errors import draw
from portal.web.forms import untouched
from portal.web.gate import confirmation, note_read
from portal.web.numbers import pointed_out
from portal.web.page import UNPROCESSABLE, page
from portal.web.typed import tidy, whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask import Blueprint
    from flask.typing import ResponseReturnValue

    from portal.casework.composing import Edition
    from portal.domain.acts import Act
    from portal.web.forms import ActForm
    from portal.web.writing import Check

CONFLICT = 409
NEVER = -1


@dataclass(frozen=True, slots=True)
class ActPage:
    """One act in one portal.

    `make` builds the form for what this person may see; `do` is the use case, which gets the desk and the values. Who
    `leaves` the case with it goes back to the list. `preview` gets what `do` gets, and shows each edition; `check`
    says what is still missing in what was typed.
    """

    act: Act
    slug: str
    title: str
    make: Callable[[Dossier], ActForm]
    do: Callable[..., None]
    button: str
    explain: str = ""
    consequence: str = ""
    template: str = "acts/form.html"
    drafts: bool = False
    files: bool = False
    preview: Callable[..., tuple[Edition, ...]] | None = None
    check: Callable[[Dossier, ActForm], Check] | None = None
    danger: bool = False
    menu: str = ""
    leaves: bool = False
    when: Callable[[Dossier], object] = bool

    @property
    def final(self) -> bool:
        """Whether this cannot be undone."""
        return RULES[self.act].final


def add_acts(blueprint: Blueprint, pages: Iterable[ActPage]) -> None:
    """Give each act its page below the case, and its draft when it has a long text."""
    for one in pages:
        blueprint.add_url_rule(f"/zaak/<reference>/{one.slug}", one.act.value, _view(one), methods=["GET", "POST"])
        if one.files:
            uploads.ENDPOINTS.add(f"{blueprint.name}.{one.act.value}")
        if one.drafts:
            blueprint.add_url_rule(
                f"/zaak/<reference>/{one.slug}/concept", f"{one.act.value}_draft", _draft_view(one), methods=["POST"]
            )


def _view(one: ActPage) -> Callable[..., ResponseReturnValue]:
    def view(reference: str) -> ResponseReturnValue:
        dossier = Dossier.of(state.session(), state.seat(), state.now())
        if not dossier.open(one.act):
            return _closed(one)
        if request.method == "GET":
            return _opened(one, dossier)
        answer = _put_by(one, dossier)
        if answer is None:
            answer = confirmation()
        return _handed_in(one, one.make(dossier), dossier, reference) if answer is None else answer

    return view


def _put_by(one: ActPage, dossier: Dossier) -> ResponseReturnValue | None:
    """Keep what was typed, take a file in, or show how others will read it, for which nobody shows who they are.

    A page that does not do this goes on, whatever its form asks.
    """
    if one.files and uploads.asked():
        return _with_files(one, one.make(dossier), dossier)
    action = request.form.get("action")
    if one.preview is not None and action == keeping.PREVIEW:
        return _looked_at(one, one.preview, dossier)
    if one.drafts and action == keeping.SAVE:
        drafts.keep(state.session(), state.seat(), one.act, keeping.typed_fields(), state.now())
        return redirect(url_for(request.endpoint or "", reference=dossier.reference, gedaan="draft"))
    return None


def _looked_at(one: ActPage, preview: Callable[..., tuple[Edition, ...]], dossier: Dossier) -> ResponseReturnValue:
    """Keep the draft, and show each edition as it would be frozen."""
    drafts.keep(state.session(), state.seat(), one.act, keeping.typed_fields(), state.now())
    keeping.forget_kept()
    form = one.make(dossier)
    try:
        editions = preview(take(state.session(), state.seat(), state.now()), **form.values())
    except Refused as error:
        form.refuse(error.field, words.reason(error.reason))
        return _draw(one, form, dossier)
    form_url = url_for(request.endpoint or "", reference=dossier.reference)
    shown = {"one": _Shown.of(one), "case": dossier, "editions": editions, "form_url": form_url}
    return page("acts/preview.html", **shown, check=_checked(one, form, dossier))


def _checked(one: ActPage, form: ActForm, dossier: Dossier) -> Check | None:
    return one.check(dossier, form) if one.check is not None else None


def _opened(one: ActPage, dossier: Dossier) -> ResponseReturnValue:
    """Show the form, with what was kept of it: handed in after the session ended, else a draft."""
    seat = state.seat()
    note_read(seat, one.act.value, state.now())
    kept = keeping.kept_form(state.me().person_id, request.path)
    if kept is None and (one.drafts or one.files):
        kept = drafts.find(state.session(), seat, one.act)
    keeping.bring_back(kept)
    form = one.make(dossier)
    if form.fresh or not seat.competent or not (one.final or form.STORED):  # else it is as old as what was typed
        form.version.data = str(seat.version)
    return _draw(one, form, dossier)


def _draft_view(one: ActPage) -> Callable[..., ResponseReturnValue]:
    def view(reference: str) -> ResponseReturnValue:
        del reference
        dossier = Dossier.of(state.session(), state.seat(), state.now())
        if not dossier.open(one.act):
            return "", CONFLICT
        drafts.keep(state.session(), state.seat(), one.act, keeping.typed_fields(), state.now())
        return "", 204

    return view


def _with_files(one: ActPage, form: ActForm, dossier: Dossier) -> ResponseReturnValue:
    """Take files in, or one away; what was typed is kept with them. A script gets the list, a person the page."""
    taken = uploads.take_in(uploads.tray(state.seat(), one.act), staff=state.seat().competent)
    if "partial" in request.form:
        return page("acts/files.html", None if taken.kept else UNPROCESSABLE, **_lying(one), problems=taken.problems)
    if not taken.kept:
        return _draw(one, form, dossier, UNPROCESSABLE, problems=taken.problems)
    uploads.remember(taken.problems)
    drafts.keep(state.session(), state.seat(), one.act, keeping.typed_fields(), state.now())
    return redirect(url_for(request.endpoint or "", reference=dossier.reference, _anchor="bestanden"))


def _lying(one: ActPage) -> dict[str, Any]:
    if not one.files:
        return {"files": None, "limits": None}
    limits = files.limits(state.session())
    return {"files": uploads.lying(uploads.tray(state.seat(), one.act)), "limits": limits}


def _handed_in(one: ActPage, form: ActForm, dossier: Dossier, reference: str) -> ResponseReturnValue:
    try:
        desk = take(state.session(), state.seat(), state.now(), seen=_seen(one, form))
        if not form.validate_on_submit() or pointed_out(form):
            return _draw(one, form, dossier)
        one.do(desk, **form.values())
    except Gone:
        return _overtaken(one, reference)
    except Refused as error:
        form.refuse(error.field, words.reason(error.reason))
        return _draw(one, form, dossier)
    if one.leaves:
        return redirect(url_for(f"{request.blueprint}.home", gedaan=one.act.value))
    return redirect(url_for(f"{request.blueprint}.case", reference=reference, gedaan=one.act.value))


def _seen(one: ActPage, form: ActForm) -> int | None:
    """Read what of the case was seen. Who only adds to it need not have its newest state; who decides on it must."""
    decides = one.final or state.seat().competent
    return (whole_number(form.version.data) or NEVER) if decides else None


def _overtaken(one: ActPage, reference: str) -> ResponseReturnValue:
    """Look again at a case that somebody else changed, and let this person choose: what stands there, or theirs."""
    g.seat = rows.find(state.session(), state.me(), g.door, reference) or state.seat()
    dossier = Dossier.of(state.session(), state.seat(), state.now())
    if not dossier.open(one.act):
        return _closed(one)
    form = one.make(dossier)
    form.refuse(None, words.reason("case_changed"))
    form.version.raw_data, form.version.data = None, str(dossier.version)
    with untouched():
        now = one.make(dossier) if form.STORED else None
    return _draw(one, form, dossier, CONFLICT, Conflict.between(form, now, dossier))


def _draw(
    one: ActPage,
    form: ActForm,
    dossier: Dossier,
    status: int | None = None,
    conflict: Conflict | None = None,
    problems: tuple[str, ...] = (),
) -> ResponseReturnValue:
    old = state.seat().competent and form.version.data != str(dossier.version)
    return page(
        one.template,
        status,
        one=_Shown.of(one),
        form=form,
        case=dossier,
        conflict=conflict,
        old=old,
        problems=problems or (uploads.remembered() if one.files else ()),
        check=_checked(one, form, dossier),
        **_lying(one),
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a template needs to know of an act's page."""

    act: Act
    slug: str
    article: str
    title: str
    explain: str
    consequence: str
    button: str
    drafts: bool
    files: bool
    preview: bool
    danger: bool
    final: bool

    @classmethod
    def of(cls, one: ActPage) -> _Shown:
        return cls(
            one.act,
            one.slug,
            RULES[one.act].article,
            str(one.title),
            str(one.explain),
            str(one.consequence),
            str(one.button),
            one.drafts,
            one.files,
            one.preview is not None,
            one.danger,
            one.final,
        )


def _closed(one: ActPage) -> ResponseReturnValue:
    """Say, before anything is typed, that this act is not open to this person now, and why."""
    seat = state.seat()
    why = obstacle(seat.facts, one.act, seat.side, seat.party, state.today()) if seat.acts else "not_yours"
    return draw(CONFLICT, str(one.title), words.reason(why or "not_yours"), typed=_texts())


def _texts() -> tuple[str, ...]:
    """Give the texts in what was handed in, for a page that has no form to put them back in."""
    texts = (value for values in keeping.typed_fields().values() for value in values)
    return tuple(tidy(text) for text in texts if " " in text.strip())


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link to an act that is open now."""

    act: Act
    href: str
    text: str
    danger: bool


def menu(pages: Iterable[ActPage], dossier: Dossier) -> tuple[MenuItem, ...]:
    """List the acts that are open to this person now."""
    return tuple(
        MenuItem(
            one.act,
            url_for(f"{request.blueprint}.{one.act.value}", reference=dossier.reference),
            str(one.menu or one.title),
            one.danger,
        )
        for one in pages
        if dossier.open(one.act) and one.when(dossier)
    )
