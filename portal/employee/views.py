"""The employee portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from portal.casework import hearing
from portal.domain.acts import Act
from portal.sight import lists
from portal.sight.actor import Door
from portal.web import partyacts, state
from portal.web.acts import ActPage, add_acts, menu
from portal.web.caseviews import add_case_pages, read_case
from portal.web.gate import guard
from portal.web.lazy import _
from portal.web.page import page
from portal.web.partyforms import ContactForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("employee", __name__, url_prefix="/medewerker")
guard(blueprint, Door.EMPLOYEE)

ACTS = (
    *partyacts.BOTH[:2],
    ActPage(
        Act.LOG_CONTACT,
        "contact",
        _("Contact met de klager vastleggen"),
        lambda _case: ContactForm(),
        hearing.log_contact,
        _("Contact vastleggen"),
        explain=_("Leg elk contact met de klager vast, liefst dezelfde dag."),
        consequence=_("De klager ziet datum, manier en onderwerp. De functionaris leest alles."),
        files=True,
    ),
    *partyacts.BOTH[2:],
)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """List the cases that concern me, since I was informed."""
    return page("employee/home.html", cases=lists.mine(state.session(), state.me(), Door.EMPLOYEE, state.today()))


@blueprint.get("/zaak/<reference>/")
def case(reference: str) -> ResponseReturnValue:
    """Show what was said, my standpoint, contacts and proposals."""
    del reference
    dossier = read_case()
    return page("case/party.html", case=dossier, menu=menu(ACTS, dossier))


add_acts(blueprint, ACTS)
add_case_pages(blueprint)
