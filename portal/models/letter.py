"""The outbox: what was to be sent to whom, when, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Row, of_organisation, points_to, words


class LetterState(StrEnum):
    """What became of a letter."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"
    TO_PRINT = "to_print"
    POSTED = "posted"


class Letter(Row, Base):
    """One letter to one person, written in the same transaction as the act it tells of.

    `values` holds dates, a number and the like: nothing of the case. `link_id` is a private link, whose address is
    made when the letter is. A letter waits until the paper it tells of is there. Staff letters have no complaint, so
    that the admin can be shown those alone.
    """

    __tablename__ = "letter"
    __table_args__ = (
        of_organisation(),
        points_to("complaint_id", "complaint"),
        points_to("participant_id", "participant"),
        points_to("person_id", "person"),
        points_to("link_id", "link"),
        points_to("paper_id", "paper"),
        Index("ix_letter_state_next_at", "state", "next_at"),
        Index("ix_letter_tenant_id_complaint_id", "tenant_id", "complaint_id"),
        Index("ix_letter_tenant_id_state_written_at", "tenant_id", "state", "written_at"),
    )

    notice: Mapped[str] = mapped_column(String(30))
    language: Mapped[str] = mapped_column(String(2))
    complaint_id: Mapped[UUID | None]
    participant_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    link_id: Mapped[UUID | None]
    paper_id: Mapped[UUID | None]
    to_address: Mapped[str] = mapped_column(String(254), default="")
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    path: Mapped[str] = mapped_column(default="")
    state: Mapped[LetterState] = mapped_column(words(LetterState, checked="letter_state"))
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(String(80), default="")
