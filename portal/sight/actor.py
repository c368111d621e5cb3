"""Who acts: one person in one organisation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.models.complaint import Part
from portal.models.identity import Way
from portal.models.organisation import Post
from portal.models.person import RoleName

if TYPE_CHECKING:
    from uuid import UUID

__all__ = ["OPENS", "PARTS", "Actor", "Door", "Part", "Post", "RoleName", "Way"]


class Door(StrEnum):
    """A portal through which cases are seen."""

    CLIENT = "client"
    EMPLOYEE = "employee"
    FUNCTIONARIS = "functionaris"
    MANAGEMENT = "management"
    ADMIN = "admin"


OPENS: dict[Door, frozenset[RoleName]] = {
    Door.CLIENT: frozenset({RoleName.CLIENT}),
    Door.EMPLOYEE: frozenset({RoleName.EMPLOYEE, RoleName.GUEST}),
    Door.FUNCTIONARIS: frozenset({RoleName.FUNCTIONARIS}),
    Door.MANAGEMENT: frozenset({RoleName.MANAGEMENT}),
    Door.ADMIN: frozenset({RoleName.ADMIN}),
}
"""Which roles open which portal."""

PARTS: dict[Door, frozenset[Part]] = {
    Door.CLIENT: frozenset({Part.COMPLAINANT, Part.REPRESENTATIVE, Part.SUPPORT}),
    Door.EMPLOYEE: frozenset({Part.EMPLOYEE, Part.SUPPORT}),
    Door.FUNCTIONARIS: frozenset({Part.FUNCTIONARIS}),
    Door.MANAGEMENT: frozenset({Part.MANAGER}),
    Door.ADMIN: frozenset(),
}
"""Which parts in a case are seen through which portal; the side of the seat decides for a support person."""


NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person.

    `strong`: it took more than a password or a mailbox to come in. `confirmed_by`: with what this person showed, in the
    last five minutes, who they are: the strongest thing that the account has, or None.
    """

    tenant_id: UUID
    person_id: UUID
    session_id: UUID
    name: str
    email: str = field(repr=False)
    language: str
    roles: frozenset[RoleName]
    posts: frozenset[Post] = frozenset()
    strong: bool = False
    confirmed_by: Way | None = None
    today: date = date.min
    seen_at: datetime = NEVER

    def opens(self, door: Door) -> bool:
        """Whether a role of this person opens that portal. To be competent takes an appointment besides (art. 5.1)."""
        return bool(self.roles & OPENS[door]) and (door is not Door.FUNCTIONARIS or bool(self.posts))

    @property
    def doors(self) -> tuple[Door, ...]:
        """The portals of this person, in their usual order."""
        return tuple(door for door in Door if self.opens(door))
