"""Is it alive, is it ready, what does it count; the platform's own page; what the browser refused."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, generate_latest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal import tenancy
from portal.models.lookup import organisation_at
from portal.models.organisation import Organisation
from portal.operations import erased, migrations
from portal.operations.worker import arriving, beating
from portal.web import state
from portal.web.extensions import db

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("health", __name__)
REGISTRY = CollectorRegistry()
REFUSED = Counter("wederhoor_csp_reports", "What a browser refused to load", registry=REGISTRY)
DEMO = ("noorderhaven", "nexxtep")
log = structlog.get_logger()


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """Say that the process answers."""
    return "ok\n", 200, {"Content-Type": "text/plain"}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Say whether database, migrations, keys, mail and worker are there, letters arrive, what was erased is gone."""
    settings = state.config()
    found = {
        "database": _database(),
        "keys": bool(settings.secret_keys),
        "mail": "configured" if settings.mail_url else "letters wait in the outbox: MAIL_URL is not set",
        "letters": arriving(settings),
        "worker": beating(settings),
    }
    found["erased"] = found["database"] is True and erased.buried(current_app, settings)
    return jsonify(found), 200 if found["database"] is True and found["erased"] is True else 503


def _database() -> bool | str:
    try:
        with tenancy.entered(None, everywhere=True), db.engine.connect() as connection:
            row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    except SQLAlchemyError:
        return "not there"
    return True if row is not None and row[0] == migrations.newest() else "migrations are behind"


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Give counts to who shows the token."""
    wanted = state.config().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not wanted or not hmac.compare_digest(wanted.encode(), given.encode()):
        abort(404)
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


@blueprint.post("/csp")
def csp() -> ResponseReturnValue:
    """Count what a browser refused to load; nothing of the report is kept."""
    REFUSED.inc()
    log.warning("csp_report")
    return "", 204


@blueprint.get("/_/")
def platform() -> ResponseReturnValue:
    """Show the platform's own page. It never lists customers, but those of the demo, which are looked up by name."""
    with tenancy.entered(None, everywhere=True), db.engine.connect() as connection:
        found = [organisation_at(connection, slug) for slug in DEMO]
    shown = tuple((one.slug, _name(one.tenant_id)) for one in found if one is not None and one.demo)
    return render_template("platform/home.html", organisations=shown)


def _name(tenant_id: UUID) -> str:
    with tenancy.entered(tenant_id):
        name = db.session.scalars(select(Organisation.name)).one()
        db.session.rollback()
    return name
