"""Binding the extensions and the hooks of every request, in the order in which they must run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Response, g
from jinja2 import StrictUndefined
from sqlalchemy.engine import Engine
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from portal import tenancy
from portal.models.lookup import Address, organisation_at
from portal.vault.keys import unlock
from portal.vault.sealing import Ring
from portal.web import extra, gate, i18n, state, transaction, uploads
from portal.web.bodies import Bodies
from portal.web.extensions import babel, csrf, db, login
from portal.web.headers import sealed_static_headers, static_headers
from portal.web.organisation import Addresses, OrganisationMiddleware, OrganisationSession
from portal.web.page import STATIC

if TYPE_CHECKING:
    from flask import Flask

    from config import Config


def bind(app: Flask) -> None:
    """Bind the extensions, fence the session, and put the hooks in order."""
    app.session_interface = OrganisationSession()
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    with app.app_context():
        tenancy.guard(db.engine)
        unlock(db.engine, Ring(app.config["WEDERHOOR"].master_keys))
    tenancy.fence(db.session.session_factory)
    login.init_app(app, add_context_processor=False)
    login.request_loader(_visitor)
    babel.init_app(app, locale_selector=i18n.language)
    app.before_request(uploads.allow)
    app.before_request(transaction.open_scope)
    app.before_request(gate.load_actor)
    app.before_request(gate.refuse_foreign)
    csrf.init_app(app)
    app.after_request(_settle)
    extra.prepare(app)
    app.teardown_request(transaction.close_scope)


class _Visitor:
    """What Flask-Login wants to know of somebody who is signed in."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, key: str) -> None:
        self.key = key

    def get_id(self) -> str:
        """Give the opaque key of the session row."""
        return self.key


def _visitor(_request: Any) -> _Visitor | None:
    actor = state.actor()
    return None if actor is None else _Visitor(actor.session_id.hex)


def _settle(response: Response) -> Response:
    """Write what the gate noted when no view ran, such as a refusal."""
    if g.get("notes"):
        db.session.rollback()
        transaction.settle()
    return response


def wrap(app: Flask, config: Config) -> None:
    """Put the transaction round every view, and the middleware round the application."""
    transaction.wrap_views(app)

    def find(slug: str, host: str) -> Address | None:
        with app.app_context(), tenancy.entered(None, everywhere=True), _engine(app).connect() as connection:
            return organisation_at(connection, slug, host)

    addresses = Addresses(find)
    app.extensions["addresses"] = addresses
    inner: Any = WhiteNoise(
        Bodies(app.wsgi_app, app.config["MAX_CONTENT_LENGTH"], uploads.MOST, partial(uploads.taken_at, app)),
        root=str(STATIC),
        prefix="static/",
        max_age=31_536_000,
        allow_all_origins=False,
        add_headers_function=sealed_static_headers if config.secure else static_headers,
        autorefresh=config.testing,
    )
    outer: Any = OrganisationMiddleware(inner, addresses, frozenset(config.trusted_hosts))
    if config.proxies:
        outer = ProxyFix(outer, x_for=config.proxies, x_proto=config.proxies, x_host=0)
    setattr(app, "wsgi_app", outer)  # noqa: B010  the attribute that Flask documents for this


def _engine(app: Flask) -> Engine:
    del app
    return db.engine
