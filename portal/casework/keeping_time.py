"""Telling, once a week, who decides that cases fall due, and who confirms that something waits (N23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.accounts.people import with_role
from portal.casework.holding import held
from portal.casework.retention import Step, falling_due, here, waiting
from portal.domain.calendar import local_date
from portal.domain.retention import AGAIN
from portal.models.letter import Letter
from portal.models.person import Person, RoleName
from portal.post.letters import Reader, write
from portal.tenancy import tenant

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

PATH, PATH_MANAGEMENT = "functionaris/bewaren", "directie/bewaren"


def tell(session: Session, now: datetime) -> None:
    """Tell once a week who decides what falls due, and who confirms that something waits (N23). Numbers alone."""
    today = local_date(now)
    cases = falling_due(session, today)
    for person in (session.get_one(Person, (tenant(), one)) for one in here(session, today)):
        mine = [one.shown for one in cases if one.awaits(person.id)]
        decides = [one for one in mine if one.step is Step.TO_DECIDE]
        reviews = sum(one.due for one in held(session, person.id, today))
        if decides or reviews:
            first = min((one.due_on for one in decides), default=today)
            past = sum(one.due_on < today for one in decides)
            said: dict[str, str | int] = {
                "count": len(decides),
                "date": first.isoformat(),
                "past": past,
                "reviews": reviews,
            }
            _write(session, "n23", person, PATH, said, now)
        if len(mine) > len(decides):
            _write(session, "n23c", person, PATH, {"count": len(mine) - len(decides)}, now)
    for person in with_role(session, RoleName.MANAGEMENT):
        count = len(waiting(session, person.id, today))
        if count:
            _write(session, "n23c", person, PATH_MANAGEMENT, {"count": count}, now)


def _write(session: Session, notice: str, to: Person, path: str, said: dict[str, str | int], now: datetime) -> None:
    told = select(Letter.id).where(Letter.notice == notice, Letter.person_id == to.id, Letter.written_at > now - AGAIN)
    if session.scalars(told.limit(1)).first() is None:
        write(session, notice, Reader(to.language, to.email, person_id=to.id, path=path), said, now)
