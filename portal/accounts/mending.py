"""Mending an account whose holder cannot: the second step is lost, or the address no longer works.

One asks it. Where the account can read cases in office, and for another address of any account, another agrees and a
day passes in which the holder can refuse: who gives an address gives the account, and its side of every case. The
holder is told at the old address, of an office the other functionaris too. Recovery codes come before all this.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.accounts import addresses, factors, sessions
from portal.accounts.entrance import live_link, normal_email
from portal.accounts.people import by_email, roles_of, with_role
from portal.domain.calendar import local_date
from portal.domain.errors import Refused
from portal.models.identity import AccountMend, Mend
from portal.models.journal import Line, note
from portal.models.person import Link, LinkPurpose, Person, RoleName
from portal.post.letters import LIFETIMES, Reader, private_link, write
from portal.tenancy import tenant

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

__all__ = ["Mend", "Mending", "agree", "ask", "carry_out", "object_to", "objectable", "open_for", "waiting"]
WAIT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Mending:
    """A mending as those who see to it read it."""

    id: UUID
    person_id: UUID
    name: str
    what: Mend
    asked_by: str
    asked_by_id: UUID
    asked_at: datetime
    agreed_by: str
    from_at: datetime | None

    @property
    def agreed(self) -> bool:
        """Whether both agreed, so that only the day must pass."""
        return self.from_at is not None


def in_office(session: Session, person_id: UUID) -> bool:
    """Whether an account can read cases in office."""
    return RoleName.FUNCTIONARIS in roles_of(session, person_id)


def ask(session: Session, person_id: UUID, what: Mend, email: str, now: datetime, by: UUID) -> None:
    """Ask for an account to be mended. A second step without cases in office behind it is let go at once, and told.

    Raises:
        Refused: `not_there`, `own_account`, `mend_busy` when one is under way, or `address_taken`.

    """
    person = session.get(Person, (tenant(), person_id), with_for_update=True)
    if person is None or person.disabled_at is not None:
        raise Refused("not_there")
    if person_id == by:
        raise Refused("own_account")
    if open_for(session, person_id) is not None:
        raise Refused("mend_busy")
    wanted = normal_email(email) if what is Mend.ADDRESS else ""
    if wanted and by_email(session, wanted) is not None:
        raise Refused("address_taken", "email")
    row = AccountMend(person_id=person_id, what=what, email=wanted, asked_by_id=by, asked_at=now)
    session.add(row)
    session.flush()
    note(session, Line(tenant(), by.hex, "mend_asked", now, {"person": person_id.hex, "what": what.value}))
    if what is Mend.ADDRESS or in_office(session, person_id):
        for one in with_role(session, RoleName.MANAGEMENT):
            if one.id not in {by, person_id}:
                write(
                    session,
                    "mend_to_agree",
                    Reader(one.language, one.email, person_id=one.id, path="directie/bezetting"),
                    {},
                    now,
                )
    else:
        _do(session, row, person, now)


def agree(session: Session, mend_id: UUID, now: datetime, by: UUID) -> None:
    """Agree that an account is mended: its holder has a day to refuse, and the other functionaris hears of it.

    Raises:
        Refused: `not_there`, or `second_person` for who asked it or whose account it is.

    """
    row = session.get(AccountMend, (tenant(), mend_id), with_for_update=True)
    if row is None or row.agreed_at is not None or row.refused_at is not None or row.done_at is not None:
        raise Refused("not_there")
    if by in {row.asked_by_id, row.person_id}:
        raise Refused("second_person")
    row.agreed_by_id, row.agreed_at, row.from_at = by, now, now + WAIT
    person = session.get_one(Person, (tenant(), row.person_id))
    link = private_link(session, LinkPurpose.OBJECT, now, person_id=person.id, mend_id=row.id)
    day = {"date": local_date(row.from_at).isoformat()}
    write(session, "mend_notice", Reader(person.language, person.email, person_id=person.id), day, now, link=link)
    for one in with_role(session, RoleName.FUNCTIONARIS) if in_office(session, person.id) else ():
        if one.id != person.id:
            reader = Reader(one.language, one.email, person_id=one.id, path="contact")
            write(session, "mend_other", reader, day, now)
    note(session, Line(tenant(), by.hex, "mend_agreed", now, {"person": person.id.hex, "what": row.what.value}))


def stop(session: Session, mend_id: UUID, now: datetime, by: UUID) -> None:
    """Stop a mending that was asked: by who asked it, who would agree, or the holder.

    Raises:
        Refused: `not_there`.

    """
    row = session.get(AccountMend, (tenant(), mend_id), with_for_update=True)
    if row is None or row.refused_at is not None or row.done_at is not None:
        raise Refused("not_there")
    row.refused_at = now
    note(session, Line(tenant(), by.hex, "mend_refused", now, {"person": row.person_id.hex, "what": row.what.value}))


def objectable(session: Session, link_id: UUID | None, now: datetime) -> Mending | None:
    """Read which mending the holder can still refuse with this link."""
    link = live_link(session, link_id, now, LinkPurpose.OBJECT)
    return None if link is None else next((one for one in waiting(session) if one.id == link.mend_id), None)


def object_to(session: Session, link_id: UUID, now: datetime) -> None:
    """Refuse, as the holder: nothing is changed, and the account is as it was.

    Raises:
        Refused: `not_there`.

    """
    link = session.get_one(Link, (tenant(), link_id))
    if link.mend_id is None or link.person_id is None:
        raise Refused("not_there")
    stop(session, link.mend_id, now, link.person_id)
    link.used_at = now


def open_for(session: Session, person_id: UUID) -> Mending | None:
    """Find the mending of an account that is under way."""
    return next((one for one in waiting(session) if one.person_id == person_id), None)


def waiting(session: Session) -> tuple[Mending, ...]:
    """List every mending under way, the oldest first."""
    rows = session.scalars(
        select(AccountMend)
        .where(AccountMend.refused_at.is_(None), AccountMend.done_at.is_(None))
        .order_by(AccountMend.asked_at, AccountMend.id)
    ).all()
    ids = {one for row in rows for one in (row.person_id, row.asked_by_id, row.agreed_by_id) if one}
    names = {one.id: one.name for one in session.scalars(select(Person).where(Person.id.in_(ids)))} if ids else {}
    return tuple(
        Mending(
            row.id,
            row.person_id,
            names[row.person_id],
            row.what,
            names[row.asked_by_id],
            row.asked_by_id,
            row.asked_at,
            names[row.agreed_by_id] if row.agreed_by_id else "",
            row.from_at,
        )
        for row in rows
    )


def carry_out(session: Session, now: datetime) -> int:
    """Do what two people agreed to and whose day has passed; return how many."""
    rows = session.scalars(
        select(AccountMend).where(
            AccountMend.from_at <= now, AccountMend.refused_at.is_(None), AccountMend.done_at.is_(None)
        )
    ).all()
    for row in rows:
        _do(session, row, session.get_one(Person, (tenant(), row.person_id)), now)
    return len(rows)


def _do(session: Session, row: AccountMend, person: Person, now: datetime) -> None:
    """Mend: what was lost is let go, and its holder sets it up anew from a mail to the address that stands then."""
    row.done_at = now
    sessions.end_all(session, person.id, now)
    if row.what is Mend.ADDRESS:
        if by_email(session, row.email) is not None:
            row.refused_at, row.done_at = now, None
            return
        addresses.change(session, person, row.email, now)
        person.password_hash = None
    else:
        factors.let_go(session, person.id)
    link = private_link(session, LinkPurpose.INVITE, now, person_id=person.id)
    until = local_date(now + LIFETIMES[LinkPurpose.INVITE]).isoformat()
    write(
        session,
        "account_mended",
        Reader(person.language, person.email, person_id=person.id),
        {"date": until},
        now,
        link=link,
    )
    note(
        session,
        Line(tenant(), row.asked_by_id.hex, "account_mended", now, {"person": person.id.hex, "what": row.what.value}),
    )
