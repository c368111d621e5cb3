"""Anybody can check a signed paper or a dossier of this organisation (art. 5.6, 7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from portal.papers.inspecting import inspect
from portal.public.views import blueprint
from portal.sight import papers
from portal.web import state, uploads
from portal.web.forms import PortalForm
from portal.web.lazy import _
from portal.web.page import page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

MOST = 64 * 1024 * 1024


class CheckForm(PortalForm):
    """A file to check."""


@blueprint.route("/controle", methods=["GET", "POST"])
def check() -> ResponseReturnValue:
    """Say of a file whether this organisation made or signed it, and whether it was changed."""
    form = CheckForm()
    if not form.validate_on_submit():
        return page("public/check.html", form=form, found=None)
    sent = request.files.get("file")
    content = sent.stream.read(MOST + 1) if sent and sent.filename else b""
    if not content or len(content) > MOST:
        form.refuse(None, str(_("Kies een PDF of een ZIP van hoogstens 64 MB.")))
        return page("public/check.html", form=form, found=None)
    session = state.session()
    authorities, stampers = papers.authority(session), state.stampers()
    found = inspect(str(_("Het bestand")), content, authorities, stampers, lambda one: papers.known(session, one))
    response = page("public/check.html", 200, form=form, found=found)
    response.headers["Cache-Control"] = "no-store"
    return response


uploads.ENDPOINTS.add("public.check")
