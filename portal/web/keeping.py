"""A form that was posted after the session ended is not lost: it is kept a day for the same person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import request
from flask import session as cookie
from sqlalchemy import select

from portal.accounts import sessions
from portal.models.person import KeptForm
from portal.web import state

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

KEPT = timedelta(hours=24)
NOT_KEPT = frozenset({"csrf_token", "password", "key", "version"})


def keep_form() -> str:
    """Keep the posted form for whoever was signed in before, and return the page to come back to."""
    secret = str(cookie.get("sid", ""))
    person_id = sessions.whose(state.session(), secret) if secret else None
    if person_id is not None:
        path, moment = request.path, state.now()
        fields = {
            name: request.form.getlist(name) for name in request.form if name not in NOT_KEPT and "password" not in name
        }

        def job(session: Session) -> None:
            row = KeptForm(person_id=person_id, path=path, fields=fields, until=moment + KEPT)
            session.add(row)

        state.later(job)
    return request.path


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
    return None if row is None else dict(row.fields)


def forget_kept(person_id: UUID, path: str) -> None:
    """Let go of a kept form once it was handed in."""
    for row in state.session().scalars(select(KeptForm).where(KeptForm.person_id == person_id, KeptForm.path == path)):
        state.session().delete(row)
