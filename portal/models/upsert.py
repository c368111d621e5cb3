"""Rows that two may make at once: one statement makes the row or changes it, so that neither runs into the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, literal
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as lite_insert

from portal.models.dossier import Draft
from portal.models.person import Attempt
from portal.models.sealed import sealed

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.domain.acts import Act


def count_attempt(session: Session, tenant_id: UUID, key: str, at: datetime, window: timedelta) -> None:
    """Count one try: the first of a window that is over begins a new one."""
    make = pg_insert if session.get_bind().dialect.name == "postgresql" else lite_insert
    over = Attempt.since <= at - window
    since = case((over, literal(at, Attempt.since.type)), else_=Attempt.since)
    session.execute(
        make(Attempt)
        .values(tenant_id=tenant_id, key=key, count=1, since=at, last_at=at)
        .on_conflict_do_update(
            index_elements=["tenant_id", "key"],
            set_={"count": case((over, 1), else_=Attempt.count + 1), "since": since, "last_at": at},
        ),
    )


def keep_draft(
    session: Session,
    tenant_id: UUID,
    case_id: UUID,
    participant_id: UUID,
    act: Act,
    fields: dict[str, Any],
    at: datetime,
) -> None:
    """Keep what somebody typed in the form of an act, in the place of what was kept before."""
    make = pg_insert if session.get_bind().dialect.name == "postgresql" else lite_insert
    whose = {"tenant_id": tenant_id, "complaint_id": case_id, "participant_id": participant_id, "act": act}
    kept = {"fields": sealed(session, Draft.fields, case_id, whose, fields), "saved_at": at}
    session.execute(
        make(Draft).values(**whose, **kept).on_conflict_do_update(index_elements=list(whose), set_=kept),
    )
