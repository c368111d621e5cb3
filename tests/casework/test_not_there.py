"""What is asked for and is not there: nothing, and no fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.models.base import new_id
from portal.sight import letters, standing
from portal.sight.actor import Actor, RoleName

if TYPE_CHECKING:
    from tests.support.world import World


def test_a_letter_or_a_receipt_that_is_not_there_is_none(world: World) -> None:
    clerk = world.person("functionaris@noorderhaven.example")
    with world.owner(clerk.tenant_id) as session:
        actor = Actor(
            clerk.tenant_id, clerk.id, new_id(), clerk.name, clerk.email, "nl", frozenset({RoleName.FUNCTIONARIS})
        )
        assert letters.mine(session, actor, str(new_id())) is None
        assert letters.mine(session, actor, "geen nummer") is None
        assert standing.received(session, new_id()) is None
