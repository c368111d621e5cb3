"""Emptying an account of somebody who had one case, once that was erased; letting go of old post of no case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from portal.accounts.factors import let_go
from portal.domain.retention import CLASSES, Kept
from portal.models.complaint import Participant
from portal.models.identity import AccountMend, OutsideIdentity
from portal.models.journal import Line, note
from portal.models.letter import Letter
from portal.models.person import STAFF, KeptForm, Link, Person, PersonSession, Role
from portal.tenancy import tenant

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

ROUTINE: dict[str, Any] = {"synchronize_session": False}
"""For statements over rows that nobody holds."""
_POST = CLASSES[Kept.POST].term
POST = timedelta(days=_POST.count if _POST else 0)
"""How long letters of no case stay: a link to a draft, a code, news of an account."""


def only_a_party(session: Session, person_id: UUID) -> bool:
    """Whether an account has no case any more and never had a role of the staff."""
    seat = session.scalars(select(Participant.id).where(Participant.person_id == person_id).limit(1)).first()
    staff = session.scalars(select(Role.id).where(Role.person_id == person_id, Role.name.in_(STAFF)).limit(1)).first()
    return seat is None and staff is None


def empty(session: Session, person: Person, now: datetime) -> bool:
    """Leave nothing of an account but its id: no name, no address, no way in."""
    let_go(session, person.id)
    for table in (OutsideIdentity, KeptForm, PersonSession):
        session.execute(delete(table).where(table.person_id == person.id).execution_options(**ROUTINE))
    links = select(Link.id).where(Link.person_id == person.id)
    session.execute(
        delete(Letter)
        .where(Letter.complaint_id.is_(None), (Letter.person_id == person.id) | Letter.link_id.in_(links))
        .execution_options(**ROUTINE)
    )
    session.execute(update(Letter).where(Letter.link_id.in_(links)).values(link_id=None).execution_options(**ROUTINE))
    session.execute(delete(Link).where(Link.person_id == person.id).execution_options(**ROUTINE))
    session.execute(
        update(AccountMend).where(AccountMend.person_id == person.id).values(email="").execution_options(**ROUTINE)
    )
    session.execute(
        update(Role)
        .where(Role.person_id == person.id, Role.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(**ROUTINE)
    )
    person.email, person.name, person.function = f"{person.id.hex}@erased.invalid", "", ""
    person.own_name = person.own_function = person.listed_as = person.password_hash = person.handle = None
    person.disabled_at = now
    note(session, Line(tenant(), "system", "account_emptied", now, {"person": person.id.hex}))
    return True


def let_go_of_post(session: Session, now: datetime) -> None:
    """Delete letters and private links of no case that nobody needs any more."""
    old = now - POST
    session.execute(
        delete(Letter)
        .where(Letter.complaint_id.is_(None), Letter.participant_id.is_(None), Letter.written_at < old)
        .execution_options(**ROUTINE)
    )
    stale = select(Link.id).where(Link.participant_id.is_(None), Link.expires_at < old)
    session.execute(update(Letter).where(Letter.link_id.in_(stale)).values(link_id=None).execution_options(**ROUTINE))
    session.execute(
        delete(Link).where(Link.participant_id.is_(None), Link.expires_at < old).execution_options(**ROUTINE)
    )
