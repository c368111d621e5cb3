"""The page of one act: a form with its consequences written out, and the use case behind it.

A portal lists its acts; route, gate, early refusal, drafts, confirmation, errors and the way back are the same for
all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import g, redirect, request, url_for

from portal.casework import drafts
from portal.casework.desk import take
from portal.domain.errors import Gone, Refused
from portal.domain.procedure import RULES, obstacle
from portal.sight import rows
from portal.sight.dossier import Dossier
from portal.web import keeping, state, words
from portal.web.conflict import Conflict
from portal.web.errors import draw
from portal.web.forms import untouched
from portal.web.gate import confirmation, note_read
from portal.web.page import page
from portal.web.typed import tidy, whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask import Blueprint
    from flask.typing import ResponseReturnValue

    from portal.domain.acts import Act
    from portal.web.forms import ActForm

CONFLICT = 409
NEVER = -1


@dataclass(frozen=True, slots=True)
class ActPage:
    """One act in one portal.

    `make` builds the form for what this person may see; `do` is the use case, which gets the desk and the values. Who
    `leaves` the case with it goes back to the list.
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
        asked = confirmation()
        if asked is not None:
            return asked
        form = one.make(dossier)
        if one.drafts and request.form.get("action") == "save":
            drafts.keep(state.session(), state.seat(), one.act, keeping.typed_fields(), state.now())
            return redirect(url_for(request.endpoint or "", reference=reference, gedaan="draft"))
        return _handed_in(one, form, dossier, reference)

    return view


def _opened(one: ActPage, dossier: Dossier) -> ResponseReturnValue:
    """Show the form, with what was kept of it: handed in after the session ended, else a draft."""
    seat = state.seat()
    note_read(seat, one.slug, state.now())
    kept = keeping.kept_form(state.me().person_id, request.path)
    if kept is None and one.drafts:
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


def _handed_in(one: ActPage, form: ActForm, dossier: Dossier, reference: str) -> ResponseReturnValue:
    try:
        desk = take(state.session(), state.seat(), state.now(), seen=_seen(one, form))
        if not form.validate_on_submit():
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
    one: ActPage, form: ActForm, dossier: Dossier, status: int | None = None, conflict: Conflict | None = None
) -> ResponseReturnValue:
    old = state.seat().competent and form.version.data != str(dossier.version)
    return page(one.template, status, one=_Shown.of(one), form=form, case=dossier, conflict=conflict, old=old)


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
