"""A representative and the complainant have an address each: nobody confirms a mandate to themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.casework import filing
from portal.domain.errors import Refused
from portal.domain.regulation import Channel
from portal.models.base import new_id
from portal.sight.actor import Actor
from tests.support.filings import handed_in

if TYPE_CHECKING:
    from tests.support.world import World


def told(client: str, agent: str | None) -> filing.Filing:
    representative = None if agent is None else filing.Contact("Tineke", agent)
    return handed_in(complainant=filing.Contact("Said", client, address="Kade 2"), representative=representative)


@pytest.mark.parametrize("agent", ["said@post.example", " Said@POST.example"])
def test_one_address_for_both_is_refused(world: World, agent: str) -> None:
    tenant = world.tenants["noorderhaven"]
    actor = Actor(tenant, new_id(), new_id(), "x", "", "nl", frozenset())
    arrival = filing.Arrival(Channel.PHONE, world.today)
    given = told("said@post.example ", agent)
    with world.owner(tenant) as session:
        for field, way in {
            "agent_email": lambda: filing.file(session, given, world.now, "key"),
            "representative_email": lambda: filing.register(session, actor, given, arrival, world.now, key="key"),
        }.items():
            with pytest.raises(Refused) as caught:
                way()
            assert (caught.value.reason, caught.value.field) == ("own_address_needed", field)
        session.rollback()


@pytest.mark.parametrize(("client", "agent"), [("", ""), ("said@post.example", "tineke@bond.example"), ("", None)])
def test_two_addresses_or_none_are_taken(world: World, client: str, agent: str | None) -> None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        given = told(client, agent)
        assert filing.file(session, given, world.now, "key").reference == "K-2026-0001"
