"""What the admin does to an account of the staff: change its roles, and close it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.accounts import sessions
from portal.accounts.factors import let_go
from portal.accounts.offices import deviates, holds_office
from portal.accounts.people import (
    give_role,
    invite,
    mixed,
    roles_of,
    roles_version,
    take_role,
    withdraw,
)
from portal.domain.calendar import local_date
from portal.domain.errors import Gone, Refused
from portal.models.journal import Line, note
from portal.models.person import STAFF, Person, Role, RoleName
from portal.tenancy import tenant

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session


def set_roles(session: Session, person_id: UUID, roles: Iterable[RoleName], seen: str, now: datetime, by: UUID) -> None:
    """Give and take staff roles until they are as wanted. `seen` is the version that the admin had before them.

    Raises:
        Gone: somebody else changed them meanwhile.
        Refused: `own_roles` for one's own account, `mixed_roles` for functionaris together with management or admin,
            or `functionaris_in_office` for taking the role of a functionaris while an appointment runs.

    """
    wanted = frozenset(roles) & STAFF
    if person_id == by:
        raise Refused("own_roles", "roles")
    if mixed(wanted) and not (RoleName.ADMIN not in wanted and deviates(session, person_id)):
        raise Refused("mixed_roles", "roles")
    person = session.get(Person, (tenant(), person_id), with_for_update=True, populate_existing=True)
    if person is None:
        raise Refused("not_there")
    if seen != str(roles_version(session, person_id)):
        raise Gone("changed_meanwhile")
    held = roles_of(session, person_id) & STAFF
    if RoleName.FUNCTIONARIS in held - wanted and holds_office(session, person_id, local_date(now)):
        raise Refused("functionaris_in_office", "roles")
    for role in sorted(wanted - held):
        give_role(session, person, role, now, by)
    for role in sorted(held - wanted):
        take_role(session, person, role, now, by)
    if not wanted and person.invited_at is not None:
        withdraw(session, person, now)
    if wanted != held:
        sessions.end_all(session, person_id, now)


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody has or had: since when, until when, and who gave it."""

    role: RoleName
    since: datetime
    ended_at: datetime | None
    by: str


def history(session: Session, person_id: UUID) -> tuple[Held, ...]:
    """List the staff roles of somebody, the newest first. Of other parts in this organisation nothing is told."""
    giver = aliased(Person)
    rows = session.execute(
        select(Role.name, Role.since, Role.ended_at, giver.name.label("by"))
        .outerjoin(giver, giver.id == Role.by_person_id)
        .where(Role.person_id == person_id, Role.name.in_(STAFF))
        .order_by(Role.since.desc(), Role.id.desc())
    )
    return tuple(Held(row.name, row.since, row.ended_at, row.by or "") for row in rows)


def open_again(session: Session, person_id: UUID, now: datetime, by: UUID) -> None:
    """Open a closed account for who came back: with an invitation, as if it were new, and its roles of before.

    Raises:
        Refused: `not_there` for one that is open.

    """
    person = session.get(Person, (tenant(), person_id), with_for_update=True)
    if person is None or person.disabled_at is None:
        raise Refused("not_there")
    person.disabled_at, person.password_hash = None, None
    let_go(session, person_id)
    invite(session, person, now, staff=True)
    note(session, Line(tenant(), by.hex, "account_opened", now, {"person": person_id.hex}))


def close_account(session: Session, person_id: UUID, now: datetime, by: UUID) -> None:
    """Close an account of the staff: no sign-in, every session over. An invitation is taken back instead.

    Raises:
        Refused: `own_account`, or `functionaris_in_office` while an appointment runs.

    """
    person = session.get(Person, (tenant(), person_id))
    if person is None or person_id == by:
        raise Refused("own_account")
    if holds_office(session, person_id, local_date(now)):
        raise Refused("functionaris_in_office")
    if person.invited_at is None:
        person.disabled_at = now
    else:  # somebody else's doing may have made the account: it is not the admin's to close
        for role in sorted(roles_of(session, person_id) & STAFF):
            take_role(session, person, role, now, by)
        withdraw(session, person, now)
    sessions.end_all(session, person_id, now)
    note(session, Line(tenant(), by.hex, "account_closed", now, {"person": person_id.hex}))
