"""What was typed and not handed in comes back: a form posted after the session ended is kept a day for the person."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import g, request
from flask import session as cookie
from sqlalchemy import delete, select
from werkzeug.datastructures import MultiDict

from portal.accounts import sessions
from portal.models.base import new_id
from portal.models.person import KeptForm
from portal.vault.sealing import SealError, place
from portal.web import state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from portal.vault.sealing import Ring

KEPT = timedelta(hours=24)
SEALED = "sealed"
"""Under what the sealed text stands: whoever has the database alone cannot read what was typed."""
NOT_KEPT = frozenset({"csrf_token", "password", "key", "sure", "action", "remove", "partial", "numbers_seen"})
DRAFT = "/concept"
SAVE, PREVIEW = "save", "preview"
"""What a button says that hands nothing in: keep this, or show how others would read it."""


def page_path() -> str:
    """Give the page that a form stands on: a draft is sent to an address below it."""
    return request.path.removesuffix(DRAFT)


def typed_fields() -> dict[str, list[str]]:
    """Give what was typed, as it was typed, with the version of the case that was before the person."""
    return {
        name: request.form.getlist(name) for name in request.form if name not in NOT_KEPT and "password" not in name
    }


def keep_form() -> str:
    """Keep the posted form for whoever was signed in before, and return the page to come back to."""
    secret = str(cookie.get("sid", ""))
    person_id = sessions.whose(state.session(), secret) if secret else None
    if person_id is not None:
        path, moment, row_id = page_path(), state.now(), new_id()
        sealed = _ring().seal(json.dumps(typed_fields()).encode(), _place(row_id))

        def job(session: Session) -> None:
            fields = {SEALED: base64.b64encode(sealed).decode()}
            session.add(KeptForm(id=row_id, person_id=person_id, path=path, fields=fields, until=moment + KEPT))

        state.later(job)
    return page_path()


def kept_form(person_id: UUID, path: str) -> dict[str, Any] | None:
    """Give back what this person had typed on this page, if it was kept."""
    row = (
        state.session()
        .scalars(
            select(KeptForm)
            .where(KeptForm.person_id == person_id, KeptForm.path == path, KeptForm.until > state.now())
            .order_by(KeptForm.until.desc())
            .limit(1),
        )
        .one_or_none()
    )
    if row is None or SEALED not in row.fields:
        return None
    try:
        opened = _ring().open(base64.b64decode(row.fields[SEALED]), _place(row.id))
    except SealError:
        return None
    found: dict[str, Any] = json.loads(opened)
    return found


def _ring() -> Ring:
    return state.secrets().ring


def _place(row_id: UUID) -> bytes:
    return place(state.organisation().tenant_id, "kept_form", "fields", row_id)


def bring_back(fields: Mapping[str, Any] | None) -> None:
    """Put this in the form of the page that is drawn now, and say so there."""
    pairs = [(name, value) for name, values in (fields or {}).items() for value in values]
    g.brought = MultiDict(pairs) if pairs else None
    g.kept = any(value.strip() for name, value in pairs if name != "version")


def brought_back() -> MultiDict[str, str] | None:
    """Give what belongs in the form of the page that is drawn now. Looked up once, behind a gate alone."""
    if "brought" not in g:
        behind = g.get("door") is not None and request.method == "GET"
        bring_back(kept_form(state.me().person_id, request.path) if behind else None)
    found: MultiDict[str, str] | None = g.brought
    return found


def forget_kept() -> None:
    """Let go of what was kept of this page, now that it was handed in or is kept as a draft."""
    if g.get("door") is not None:
        mine = delete(KeptForm).where(KeptForm.person_id == state.me().person_id, KeptForm.path == page_path())
        state.session().execute(mine.execution_options(synchronize_session=False))
