"""Error pages, written by a person. They query nothing, so that they work when the database does not."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import structlog
from flask import g, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

from portal.accounts.entrance import TooOften
from portal.accounts.passwords import BusyError
from portal.domain.errors import Refused
from portal.web import state, words
from portal.web.organisation import FAULT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask, Response

log = structlog.get_logger()


def draw(status: int, title: str, text: str, *, incident: str = "", typed: Sequence[str] = ()) -> Response:
    """Draw an error page, with what was typed where no form can hold it any more."""
    root = request.script_root if state.has_organisation() else ""
    body = render_template(
        "errors/error.html", title=title, text=text, incident=incident, root=root, case=_case(), typed=typed
    )
    response = make_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _case() -> tuple[str, str] | None:
    """Give the number and the address of the case of this page, if the gate found a seat in one."""
    seat, door = g.get("seat"), g.get("door")
    if seat is None or door is None or "reference" not in (request.view_args or {}):
        return None
    return seat.reference, url_for(f"{door.value}.case", reference=seat.reference)


def known(error: HTTPException) -> Response:
    """Answer an error of the protocol in words."""
    texts = {
        400: (_("Dit verzoek klopt niet"), _("Ga terug, laad de pagina opnieuw en probeer het nog een keer.")),
        403: (_("Dit mag niet"), _("Ga terug naar het begin en probeer het van daaruit.")),
        404: (_("Deze pagina is er niet"), _("Het adres klopt niet, of de pagina is niet (meer) voor u te zien.")),
        405: (_("Dit kan niet op deze pagina"), _("Ga terug en gebruik de knop op de pagina.")),
        413: (_("Dit is te groot"), _("Wat u stuurt is te groot. Maak de tekst korter en probeer het opnieuw.")),
        421: (_("Dit adres kennen wij niet"), _("Controleer het adres.")),
        429: (_("Even wachten"), _("Er is te vaak geprobeerd. Wacht een paar minuten en probeer het opnieuw.")),
    }
    code = error.code or 500
    title, text = texts.get(code, (_("Dit gaat niet"), _("Ga terug en probeer het opnieuw.")))
    response = draw(code, title, text)
    for name, value in error.get_headers():
        if name in {"Retry-After", "Allow"}:
            response.headers[name] = value
    return response


def expired(_error: CSRFError) -> Response:
    """Answer a form whose token is gone."""
    return draw(
        400,
        _("De pagina was verlopen"),
        _("Ga terug met de knop van uw browser. Wat u typte staat er meestal nog. Laad de pagina opnieuw en verstuur."),
    )


def refused(error: Refused) -> Response:
    """Answer what the regulation does not allow."""
    return draw(409, _("Dit kan nu niet"), words.reason(error.reason))


def stale(_error: StaleDataError) -> Response:
    """Answer who was overtaken by somebody else at the same moment."""
    return draw(409, _("Iemand was u net voor"), words.reason("case_changed"))


def too_often(error: TooOften) -> Response:
    """Answer who tried too often, and say until when."""
    minutes = max(1, round(error.seconds / 60))
    response = draw(
        429,
        _("Even wachten"),
        _("Er is te vaak geprobeerd. Probeer het over een minuut opnieuw.")
        if minutes == 1
        else _("Er is te vaak geprobeerd. Probeer het over %(minutes)s minuten opnieuw.", minutes=minutes),
    )
    response.headers["Retry-After"] = str(error.seconds)
    return response


def busy(_error: BusyError) -> Response:
    """Answer when too many passwords are being checked at once."""
    response = draw(429, _("Het is even druk"), _("Probeer het over een paar tellen opnieuw."))
    response.headers["Retry-After"] = "3"
    return response


def broken(error: Exception) -> Response:
    """Answer a fault of ours: an incident number, nothing of what went wrong."""
    incident = secrets.token_hex(4)
    log.error("incident", incident=incident, kind=type(error).__name__, endpoint=request.endpoint, exc_info=error)
    return draw(
        500,
        _("Er ging bij ons iets mis"),
        _("Er is niets opgeslagen. Probeer het opnieuw. Blijft het misgaan, noem ons dan dit nummer."),
        incident=incident,
    )


def broken_outside(error: InternalServerError) -> Response:
    """Answer a fault of ours that came before or after the view."""
    return broken(error.original_exception if isinstance(error.original_exception, Exception) else error)


def at_the_door(*_: object) -> None:
    """Raise what went wrong before there was a request: it could not be looked up whose address this is."""
    fault = request.environ.get(FAULT)
    if isinstance(fault, Exception):
        raise fault


def prepare(app: Flask) -> None:
    """Answer every kind of error with a page of our own."""
    app.url_value_preprocessor(at_the_door)  # before anything else of a request
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(HTTPException, known)
    app.register_error_handler(TooOften, too_often)
    app.register_error_handler(BusyError, busy)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(StaleDataError, stale)
    if not app.testing:
        app.register_error_handler(Exception, broken)
        app.register_error_handler(InternalServerError, broken_outside)
        app.logger.disabled = True  # it would quote the error; `broken` says where it came from
