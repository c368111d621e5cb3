"""What the use cases of a mandate and of cover refuse when somebody gets round the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from portal.casework import closing, cover, intake, mandates
from portal.domain.errors import Refused
from portal.models.complaint import Part
from portal.models.person import RoleName
from tests.casework.test_refusals import desk
from tests.journeys.test_intake import BEHALF
from tests.support.journey import officer

if TYPE_CHECKING:
    from tests.support.world import World

LOTTE: dict[str, Any] = {
    "name": "Lotte", "email": "lotte@post.example", "relation": "dochter", "decides": True, "until_on": None,
}  # fmt: skip


def test_naming_a_representative_is_refused_by_its_word(world: World) -> None:
    number = world.file()
    officer(world, number).begin()
    with desk(world, number, Part.COMPLAINANT) as here:
        for wrong, reason in (
            ({"email": "marloes@post.example"}, "own_address_needed"),
            ({"until_on": world.today - timedelta(days=1)}, "date_over"),
        ):
            with pytest.raises(Refused, match=reason):
                mandates.name_representative(here, **{**LOTTE, **wrong})
        with pytest.raises(Refused, match="nobody_here"):
            mandates.end_mandate(here)
    with desk(world, number) as here, pytest.raises(Refused, match="proof_missing"):
        mandates.name_representative(here, **LOTTE)


def test_a_mandate_that_is_over_is_not_accepted(world: World) -> None:
    number = world.file("Said Boutaleb", "said@post.example", **BEHALF)
    officer(world, number).begin()
    with desk(world, number) as here, pytest.raises(Refused, match="date_over"):
        intake.confirm_mandate(here, proof="brief", until_on=world.today - timedelta(days=1))


def test_who_may_not_decide_is_refused_behind_the_page_too(world: World) -> None:
    number = world.file()
    with desk(world, number, Part.COMPLAINANT) as here:
        here.author.may_decide = False
        with pytest.raises(Refused, match="left_to_complainant"):
            closing.withdraw(here, reason="")


def test_who_manages_and_administers_hears_once_that_nobody_is_there(world: World) -> None:
    from portal.accounts import people
    from portal.models.organisation import Appointment
    from portal.models.person import Person

    world.file()
    tenant, petra = world.tenants["noorderhaven"], world.person("beheer@noorderhaven.example").id
    with world.owner(tenant) as session:
        people.give_role(session, session.get_one(Person, (tenant, petra)), RoleName.MANAGEMENT, world.now, None)
        for row in session.query(Appointment):
            row.until_on = world.today - timedelta(days=1)
        session.flush()
        cover.alarm(session, world.now)
    told = [one.to_address for one in world.letters("cover_missing")]
    assert sorted(told) == ["beheer@noorderhaven.example", "directie@noorderhaven.example"]
    with world.owner(tenant) as session:
        cover.alarm(session, world.now)
    assert len(world.letters("cover_missing")) == 2


def test_an_account_behind_a_case_that_nobody_handles_is_let_go_of_too(world: World) -> None:
    number = world.file()
    one = officer(world, number)
    one.begin()
    one.name("Bram Terhorst")
    bram = world.person("medewerker@noorderhaven.example").id
    with desk(world, number) as here:
        from dataclasses import replace

        here.complaint.facts = replace(here.facts, handler=None)
        here.session.flush()
        cover.left(here.session, bram, world.now)
        assert next(one for one in here.people if one.part is Part.EMPLOYEE).person_id is None
    assert world.letters("party_left") == []
