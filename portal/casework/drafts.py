"""Drafts: what somebody is writing in the form of one act, kept by the server for them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.models.dossier import Draft
from portal.models.upsert import keep_draft
from portal.tenancy import tenant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.domain.acts import Act
    from portal.sight.rows import Seat


def keep(session: Session, seat: Seat, act: Act, fields: Mapping[str, Any], now: datetime) -> None:
    """Keep what was typed so far."""
    keep_draft(session, tenant(), seat.complaint_id, seat.participant_id, act, dict(fields), now)


def find(session: Session, seat: Seat, act: Act) -> dict[str, Any] | None:
    """Give back what was kept, if anything was."""
    row = session.get(Draft, (tenant(), seat.complaint_id, seat.participant_id, act))
    return None if row is None else dict(row.fields)
