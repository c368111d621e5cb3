"""Wederhoor: one confidential case, several portals. `create_app` is the only place where the parts are joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

    from config import Config

MORE = {
    "public": ("checking",),
    "functionaris": ("access", "keeping"),
    "management": ("cover", "keeping"),
    "admin": ("mending", "signin"),
}
"""Pages of a portal that stand beside its views."""
ALL = ("public", "auth", "client", "employee", "functionaris", "management", "admin")


def create_app(config: Config, portals: Iterable[str] = ALL) -> Flask:
    """Join the parts into an application."""
    from flask import Flask

    from config import ROOT
    from portal.accounts.passwords import Hasher
    from portal.operations import commands, demo_pages, health, worker
    from portal.web import errors, extensions, gate, headers, i18n, logs, page, wiring

    app = Flask(__name__, static_folder=None, template_folder=str(ROOT / "templates"))
    app.config.update(_settings(config))
    app.extensions["hasher"] = Hasher(config.hash_memory_kib)
    app.extensions["hint"] = (lambda: None) if config.testing else lambda: worker.hint(app, config)
    logs.prepare(config.log_level)
    wiring.bind(app)
    for name in portals:
        app.register_blueprint(_blueprint(name))
    app.register_blueprint(health.blueprint)
    app.register_blueprint(demo_pages.blueprint)
    app.cli.add_command(commands.group)
    for command in commands.ALL:
        app.cli.add_command(command)
    i18n.prepare(app)
    page.prepare(app)
    errors.prepare(app)
    headers.prepare(app)
    extensions.csrf.exempt("portal.operations.health.csp")
    gate.check_declared(app)
    wiring.wrap(app, config)
    return app


def _settings(config: Config) -> dict[str, Any]:
    return {
        "WEDERHOOR": config,
        "TESTING": config.testing,
        "SECRET_KEY": config.secret_keys[0],
        "SECRET_KEY_FALLBACKS": list(config.secret_keys[1:]),
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": 1_000_000,
        "MAX_FORM_MEMORY_SIZE": 1_000_000,
        "MAX_FORM_PARTS": 400,
        "TRUSTED_HOSTS": None,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "nl",
        "BABEL_TRANSLATION_DIRECTORIES": "locale",
    }


def _blueprint(name: str) -> Any:
    """Find the blueprint of a portal, with the pages that stand in modules of their own."""
    from importlib import import_module

    found = import_module(f"portal.{name}.views").blueprint
    for module in MORE.get(name, ()):
        import_module(f"portal.{name}.{module}")
    return found
