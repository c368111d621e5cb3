"""Articles 3, 4.2 and 8: withdrawing, the cause, what is elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from portal.casework.desk import Desk, NewPiece, step
from portal.domain.acts import Act
from portal.domain.disclosure import Kind
from portal.domain.errors import Refused
from portal.models.register import Cause
from portal.tenancy import tenant

if TYPE_CHECKING:
    from datetime import date


def withdraw(desk: Desk, *, reason: str = "") -> None:
    """Withdraw the complaint; a reason is not asked for, and is read by the functionaris alone (E09)."""
    pieces = [NewPiece(Kind.WITHDRAWAL, reason)] if reason.strip() else []
    step(desk, Act.WITHDRAW, pieces=pieces)


def record_cause(desk: Desk, *, cause: str, analysis: str = "") -> None:
    """Record the root cause, apart from the topic (art. 3 b).

    Raises:
        Refused: `cause_missing`.

    """
    row = desk.session.get(Cause, (tenant(), UUID(cause)))
    if row is None:
        raise Refused("cause_missing", "cause")
    pieces = [NewPiece(Kind.ANALYSIS, analysis)] if analysis.strip() else []
    step(desk, Act.RECORD_CAUSE, pieces=pieces)
    desk.complaint.cause_id = row.id


def mark_external(desk: Desk, *, body: str, since: date, text: str) -> None:
    """Record that a court or committee has the case too, and tell both sides what that means (art. 4.2, N21)."""
    if since > desk.today:
        raise Refused("contact_in_future", "since")
    step(desk, Act.MARK_EXTERNAL, pieces=[NewPiece(Kind.EXTERNAL, f"{body}\n\n{text}".strip(), happened_on=since)])
