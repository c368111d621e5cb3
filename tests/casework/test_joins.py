"""Who left a case does not come back into it by an old invitation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.accounts import entrance
from portal.models.person import Person
from tests.casework.test_refusals import desk, refused
from tests.support.journey import informed

if TYPE_CHECKING:
    from tests.support.world import World


def test_a_part_that_ended_is_not_joined(world: World) -> None:
    _client, number = world.client()
    informed(world, number)
    with desk(world, number) as one:
        client = one.someone(one.facts.complainant)
        person = one.session.scalars(select(Person).where(Person.id == client.person_id)).one()
        assert entrance.join(one.session, client.id, person, world.now).reference == number
        client.left_at = world.now
        with refused("link_dead"):
            entrance.join(one.session, client.id, person, world.now)
