"""Values that an act of the demo looks up when it is done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import select

from portal.casework import signing
from portal.domain.calendar import next_working_day, previous_working_day
from portal.domain.disclosure import Kind
from portal.domain.facts import Stage
from portal.models.organisation import Organisation
from portal.models.register import Cause

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from portal.casework.desk import Desk
    from portal.models.person import Person
    from portal.operations.demo.loader import House

BASIS = frozenset({Kind.COMPLAINT, Kind.STANDPOINT})


class MakesAccount(Protocol):
    """Finds or makes an account of the demo."""

    def __call__(self, session: Session, house: House, name: str, email: str, moment: datetime) -> Person:
        """Give the account."""


def at_work(wanted: date, first: date, last: date) -> date:
    """Move a day to the next working day, or else to the one before it; where neither fits between, it stays."""
    days = (next_working_day(wanted), previous_working_day(wanted))
    return next((day for day in days if first <= day <= last), wanted)


def reply_until(desk: Desk) -> date:
    return desk.today + timedelta(days=10)


def route(desk: Desk) -> str:
    return desk.session.scalars(select(Organisation.route)).one()


def cause(code: str) -> Callable[[Desk], str]:
    return lambda desk: str(desk.session.scalars(select(Cause.id).where(Cause.code == code)).one())


def close_if_open(desk: Desk) -> None:
    """Close without all signatures, unless the last answer did so already."""
    if desk.facts.stage is Stage.SIGNING:
        signing.close_unsigned(desk)
