"""What an organisation's own sign-in says of somebody: a second step, an address, roles. And what that leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.accounts import people
from portal.accounts.offices import deviates, holds_office
from portal.domain.calendar import local_date
from portal.domain.errors import Refused
from portal.models.journal import Line, note
from portal.models.person import STAFF, RoleName
from portal.tenancy import tenant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.models.identity import Provider
    from portal.models.person import Person

KNOWN = frozenset({"pwd", "pin", "face", "fpt", "iris", "retina", "vbm"})
"""What somebody knows or is, as `amr` has it (RFC 8176)."""
HELD = frozenset({"hwk", "otp"})
"""What somebody has."""
STRONG_ACR = frozenset(
    {
        "phr",
        "phrh",
        "https://refeds.org/profile/mfa",
        "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
        "http://eidas.europa.eu/LoA/substantial",
        "http://eidas.europa.eu/LoA/high",
        "urn:etoegang:core:assurance-class:loa3",
        "urn:etoegang:core:assurance-class:loa4",
    }
)
"""Levels (`acr`) that take two different things; a level that is not here counts for nothing."""


def strong(claims: Mapping[str, Any]) -> bool:
    """Whether the provider says that it took a second step."""
    said = claims.get("amr")
    ways = {one for one in said if isinstance(one, str)} if isinstance(said, list) else set()
    return "mfa" in ways or bool(ways & KNOWN and ways & HELD) or str(claims.get("acr")) in STRONG_ACR


def see_domain(domains: tuple[str, ...], claims: Mapping[str, Any]) -> None:
    """See that the provider speaks for an address of the organisation, where its domains were set.

    Raises:
        Refused: `provider_domain`, also without an address, or with one that the provider did not verify.

    """
    if not domains:
        return
    email = claims.get("email")
    name, at, domain = email.strip().lower().rpartition("@") if isinstance(email, str) else ("", "", "")
    if not (name and at and domain in domains and claims.get("email_verified") is True):
        raise Refused("provider_domain")


def follow_roles(session: Session, row: Provider, person: Person, claims: Mapping[str, Any], now: datetime) -> None:
    """Give and take staff roles as the provider says, as far as the organisation has it so.

    Only roles that the map can give are taken. The rules of the admin hold here too: who holds an office keeps the role
    of it, the last admin stays admin, and nobody is given what excludes what they have.
    """
    if not row.role_claim or not row.role_map:
        return
    roles = {value: RoleName(role) for value, role in row.role_map.items()}
    said = claims.get(row.role_claim)
    values = said if isinstance(said, list) else [said]
    wanted = frozenset(roles[one] for one in values if isinstance(one, str) and one in roles) & STAFF
    held = people.roles_of(session, person.id) & STAFF
    taken = (held & frozenset(roles.values())) - wanted
    if RoleName.FUNCTIONARIS in taken and holds_office(session, person.id, local_date(now)):
        taken -= {RoleName.FUNCTIONARIS}
    if RoleName.ADMIN in taken and len(people.with_role(session, RoleName.ADMIN)) == 1:
        taken -= {RoleName.ADMIN}
    given, left = wanted - held, held - taken
    if excludes(session, person.id, left | given):
        note(session, Line(tenant(), person.id.hex, "provider_roles_mixed", now, {"roles": sorted(given)}))
        given = frozenset()
    for role in sorted(taken):
        people.take_role(session, person, role, now, person.id)
    for role in sorted(given):
        people.give_role(session, person, role, now, person.id)
    if taken or given:
        detail = {"person": person.id.hex, "given": sorted(given), "taken": sorted(taken)}
        note(session, Line(tenant(), person.id.hex, "provider_roles", now, detail))


def excludes(session: Session, person_id: UUID, roles: frozenset[RoleName]) -> bool:
    """Whether these roles cannot be one person's, as where an admin gives them."""
    return people.mixed(roles) and not (RoleName.ADMIN not in roles and deviates(session, person_id))
