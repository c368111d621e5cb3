"""Filing a complaint without an account: one question a screen, kept on the server as one goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import request
from flask import session as cookie
from werkzeug.datastructures import MultiDict

from portal.accounts import entrance, filings, sessions, throttle
from portal.casework import filing as casework
from portal.casework.files import Tray
from portal.domain.regulation import Capacity, Ground
from portal.public import forms
from portal.web import state, words
from portal.web.i18n import spoken
from portal.web.typed import tidy

if TYPE_CHECKING:
    from portal.accounts.filings import Draft
    from portal.web.forms import PortalForm

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One screen: its address, its form."""

    slug: str
    form: type[PortalForm]


STEPS = (
    Step("voor-wie", forms.ForWhomForm),
    Step("gebeurd", forms.WhatForm),
    Step("met-wie", forms.WithWhomForm),
    Step("waarover", forms.GroundsForm),
    Step("wens", forms.WishForm),
    Step("gegevens", forms.ContactForm),
)
SLUGS = tuple(step.slug for step in STEPS)
REVIEW = "controle"
SENT = "sent-"
"""Before the id of the draft in the cookie: this browser sent it."""


def current() -> Draft | None:
    """Find the draft of this browser. A form that is handed in waits for another one of the same draft."""
    wanted = str(cookie.get("draft", "")).removeprefix(SENT)
    if not wanted:
        return None
    return filings.find(state.session(), UUID(wanted), state.now(), lock=request.method == "POST")


def answers() -> dict[str, Any]:
    """Give what was answered so far."""
    draft = current()
    return dict(draft.answers) if draft is not None and not draft.sent else {}


def form_of(slug: str, given: dict[str, Any]) -> PortalForm:
    """Make the form of a step, with what was answered before."""
    return _offered(_kind(slug, given)(data={"language": spoken(), **given}))


def _kind(slug: str, given: dict[str, Any]) -> type[PortalForm]:
    if slug == "gegevens" and given.get("on_behalf") == "yes":
        return forms.BehalfForm
    return next(step.form for step in STEPS if step.slug == slug)


def _offered(form: PortalForm) -> PortalForm:
    if isinstance(form, forms.GroundsForm):
        form.grounds.offer(forms.ground_choices())
    return form


def _checked(slug: str, given: dict[str, Any]) -> PortalForm:
    """Check the kept answers of a step as if they were handed in now."""
    lists = {name: value if isinstance(value, list) else [value] for name, value in given.items()}
    typed = MultiDict([(name, one) for name, values in lists.items() for one in values if one is not None])
    form = _offered(_kind(slug, given)(formdata=typed, meta={"csrf": False}))
    form.validate()
    return form


def point_out(form: PortalForm, slug: str, given: dict[str, Any]) -> None:
    """Say in the form of a step what is wrong with its kept answers, if it was answered at all."""
    checked = _checked(slug, given)
    for name, messages in checked.errors.items() if _answered(checked, given) else ():
        for message in messages:
            form.refuse(name, tidy(str(message)))  # one may quote a choice that was made up


def _answered(form: PortalForm, given: dict[str, Any]) -> bool:
    return any(name in given for name in form.values())


def remember(form: PortalForm) -> None:
    """Keep the answers of a step on the server; the browser keeps an id only."""
    draft = current()
    if draft is None or draft.sent:
        made = filings.start(state.session(), state.now())
        cookie["draft"] = made.hex
        draft = filings.find(state.session(), made, state.now())
    if draft is not None:
        filings.keep(state.session(), draft.id, form.values(), state.now())


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A step that cannot be sent as it is: it was not answered yet, or what was kept of it is not right."""

    slug: str
    answered: bool


def unfinished(given: dict[str, Any]) -> Unfinished | None:
    """Name the first step to go to before sending. Who stops half-way may keep anything, so all of it is checked."""
    for slug in SLUGS:
        form = _checked(slug, given)
        answered = _answered(form, given)
        if form.errors or not answered:
            return Unfinished(slug, answered)
    return None


def filing_of(given: dict[str, Any]) -> casework.Filing:
    """Make of the answers what the use case wants."""
    agent = None
    if given["on_behalf"] == "yes":
        agent = casework.Contact(given["agent_name"], given["agent_email"])
    return casework.Filing(
        text=given["text"],
        wish=given.get("wish") or "",
        about_whom=given["about_whom"],
        grounds=tuple(Ground(one) for one in given["grounds"]),
        capacity=Capacity(given["capacity"]),
        happened_when=given["happened_when"],
        about_functionaris=given["about_functionaris"] == "yes",
        complainant=casework.Contact(
            given["name"], given.get("email") or "", given.get("phone") or "", given.get("address") or ""
        ),
        representative=agent,
        relation=given.get("relation") or "",
        language=given.get("language") or "nl",
    )


def capacity_words(given: casework.Filing) -> str:
    """Say the capacity of who complains: to themselves, or to who files on their behalf."""
    return str(words.WORDS[given.capacity] if given.representative is None else forms.OF_ANOTHER[given.capacity])


def handled(given: casework.Filing) -> bool:
    """Whether somebody is in office who would handle this complaint."""
    return casework.competent(state.session(), state.today(), about_functionaris=given.about_functionaris) is not None


def mark_own(draft: Draft) -> None:
    """Remember in this browser that it sent the draft."""
    cookie["draft"] = SENT + draft.id.hex
    cookie.pop("sent", None)


def come_back(draft: Draft) -> None:
    """Remember in this browser whose private link was opened. A draft that was sent can be read, and not sent again."""
    if is_own(draft):
        return
    cookie.pop("draft", None)
    cookie.pop("sent", None)
    cookie["sent" if draft.sent else "draft"] = draft.id.hex


def sent() -> Draft | None:
    """Find the draft that was sent from this browser, or whose private link was opened in it."""
    held = cookie.get("sent")
    found = filings.find(state.session(), UUID(str(held)), state.now()) if held else current()
    return found if found is not None and found.sent else None


def is_own(draft: Draft) -> bool:
    """Whether this browser sent the draft, so that its receipt with the code is for it."""
    return cookie.get("draft") == SENT + draft.id.hex


def tray(draft: Draft) -> Tray:
    """Name where the files of a draft lie until it is sent."""
    return Tray(draft.id, draft_id=draft.id)


def too_fast(draft: Draft) -> bool:
    """Whether nobody could have read the questions in this time."""
    return state.now() - draft.started_at < timedelta(seconds=state.config().filing_seconds)


def send(draft: Draft, where: str) -> None:
    """File the complaint.

    Raises:
        TooOften: this network filed too many in an hour.
        Refused: the regulation does not take it.

    """
    delay = throttle.wait(state.session(), throttle.FILING, state.now(), where)
    if delay:
        raise entrance.TooOften(int(delay.total_seconds()) + 1)
    throttle.count(state.session(), throttle.FILING, state.now(), where)
    given = replace(filing_of(dict(draft.answers)), draft_id=draft.id)
    receipt = casework.file(state.session(), given, state.now(), state.config().secret_keys[0])
    filings.sent(state.session(), draft.id, receipt.complaint_id, state.now())


def network() -> str:
    """Give the network of this visitor, no finer."""
    return sessions.network(request.remote_addr)
