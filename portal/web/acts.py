"""The page of one act: a form with its consequences written out, and the use case behind it.

A portal lists its acts; route, gate, early refusal, drafts, confirmation, errors and the way back are the same for
all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import g, redirect, request, url_for
from werkzeug.datastructures import MultiDict

from portal.casework import drafts
from portal.casework.desk import Desk, take
from portal.domain.errors import Gone, Refused
from portal.domain.procedure import RULES, obstacle
from portal.sight import rows
from portal.sight.dossier import Dossier
from portal.web import keeping, state, words
from portal.web.errors import draw
from portal.web.forms import whole_number
from portal.web.page import page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask import Blueprint
    from flask.typing import ResponseReturnValue

    from portal.domain.acts import Act
    from portal.web.forms import ActForm

CONFLICT = 409
NEVER = -1
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class ActPage:
    """One act in one portal.

    `make` builds the form for what this person may see; `do` is the use case, which gets the desk and the values.
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
    danger: bool = False
    menu: str = ""
    when: Callable[[Dossier], object] = bool

    @property
    def final(self) -> bool:
        """Whether this cannot be undone."""
        return RULES[self.act].final


def add_acts(blueprint: Blueprint, pages: Iterable[ActPage]) -> None:
    """Give each act its page below the case, and its draft when it has a long text."""
    for one in pages:
        blueprint.add_url_rule(f"/zaak/<reference>/{one.slug}", one.act.value, _view(one), methods=["GET", "POST"])
        if one.drafts:
            blueprint.add_url_rule(
                f"/zaak/<reference>/{one.slug}/concept", f"{one.act.value}_draft", _draft_view(one), methods=["POST"]
            )


def _view(one: ActPage) -> Callable[..., ResponseReturnValue]:
    def view(reference: str) -> ResponseReturnValue:
        dossier = Dossier.of(state.session(), state.seat(), state.now())
        if not dossier.open(one.act):
            return _closed(one)
        form = one.make(dossier)
        if request.method == "GET":
            _prefill(one, form)
            return _draw(one, form, dossier)
        if one.drafts and request.form.get("action") == "save":
            drafts.keep(state.session(), state.seat(), one.act, _typed(form), state.now())
            return redirect(url_for(request.endpoint or "", reference=reference, gedaan="draft"))
        return _handed_in(one, form, dossier, reference)

    return view


def _draft_view(one: ActPage) -> Callable[..., ResponseReturnValue]:
    def view(reference: str) -> ResponseReturnValue:
        del reference
        dossier = Dossier.of(state.session(), state.seat(), state.now())
        if not dossier.open(one.act):
            return "", CONFLICT
        drafts.keep(state.session(), state.seat(), one.act, _typed(one.make(dossier)), state.now())
        return "", 204

    return view


def _handed_in(one: ActPage, form: ActForm, dossier: Dossier, reference: str) -> ResponseReturnValue:
    if not form.validate_on_submit():
        return _draw(one, form, dossier, UNPROCESSABLE)
    try:
        one.do(_desk(one, form), **form.values())
    except Gone as error:
        dossier = _again(reference)
        form.refuse(None, words.reason(error.reason))
        form.version.raw_data, form.version.data = None, str(dossier.version)
        return _draw(one, form, dossier, CONFLICT)
    except Refused as error:
        form.refuse(error.field, words.reason(error.reason))
        return _draw(one, form, dossier, UNPROCESSABLE)
    keeping.forget_kept(state.me().person_id, request.path)
    return redirect(url_for(f"{request.blueprint}.case", reference=reference, gedaan=one.act.value))


def _again(reference: str) -> Dossier:
    """Look again at a case that somebody else changed, perhaps while this person stood in the queue for it."""
    g.seat = rows.find(state.session(), state.me(), g.door, reference) or state.seat()
    return Dossier.of(state.session(), state.seat(), state.now())


def _desk(one: ActPage, form: ActForm) -> Desk:
    """Take the case to the desk. Who only adds to it need not have seen its newest state; who decides on it must."""
    decides = one.final or state.seat().competent
    seen = (whole_number(form.version.data) or NEVER) if decides else None
    return take(state.session(), state.seat(), state.now(), seen=seen)


def _typed(form: ActForm) -> dict[str, Any]:
    """Give what was typed, as it was typed."""
    return {name: request.form.getlist(name) for name in request.form if name not in {*form.OWN, "action"}}


def _prefill(one: ActPage, form: ActForm) -> None:
    """Put back what was kept: a form handed in after the session ended, else a draft."""
    kept = keeping.kept_form(state.me().person_id, request.path)
    if kept is None and one.drafts:
        kept = drafts.find(state.session(), state.seat(), one.act)
    if kept:
        form.process(MultiDict([(name, value) for name, values in kept.items() for value in values]))
        g.kept = True
    form.version.data = str(state.seat().version)


def _draw(one: ActPage, form: ActForm, dossier: Dossier, status: int = 200) -> ResponseReturnValue:
    return page(one.template, status, one=_Shown.of(one), form=form, case=dossier, kept=bool(g.get("kept")))


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
            one.danger,
            one.final,
        )


def _closed(one: ActPage) -> ResponseReturnValue:
    """Say, before anything is typed, that this act is not open to this person now, and why."""
    seat = state.seat()
    why = obstacle(seat.facts, one.act, seat.side, seat.party, state.today()) if seat.acts else "not_yours"
    return draw(CONFLICT, str(one.title), words.reason(why or "not_yours"))


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
