"""Setting the allegations: what is not named was not seen, and stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.casework import intake
from portal.casework.desk import everybody, take
from portal.casework.intake import AllegationText
from portal.models.complaint import Allegation, Complaint, Part
from portal.sight import learning, rows
from tests.support.journey import officer

if TYPE_CHECKING:
    from tests.support.world import World


def test_an_allegation_that_is_not_named_stays_and_one_without_text_goes(both_world: World) -> None:
    one = officer(both_world, both_world.file())
    one.begin()
    one.categorise()
    bram = one.name("Bram Terhorst")
    one.allege(("Eerste", bram), ("Tweede", bram), ("Derde", []))
    with both_world.owner(both_world.tenants["noorderhaven"]) as session:
        complaint = session.scalars(select(Complaint)).one()
        me = next(one for one in everybody(session, complaint.id) if one.part is Part.FUNCTIONARIS)
        seat = rows.seat_of(session, complaint.id, me.id)
        assert seat is not None
        desk = take(session, seat, both_world.now)
        ids = session.scalars(select(Allegation.id).order_by(Allegation.position)).all()
        given = [AllegationText(" ", (), str(ids[0])), AllegationText("Derde, beter", (), str(ids[2]))]
        intake.set_allegations(desk, allegations=given)
        session.flush()
        found = session.execute(select(Allegation.id, Allegation.text).order_by(Allegation.position)).all()
        assert [tuple(row) for row in found] == [(ids[2], "Derde, beter"), (ids[1], "Tweede")]
        assert {one.ref: one.employees for one in desk.facts.allegations} == {str(ids[2]): (), str(ids[1]): tuple(bram)}


def test_only_who_handles_a_case_reads_its_topics_and_cause(world: World) -> None:
    _client, number = world.client()
    one = officer(world, number)
    one.begin()
    one.categorise("Bejegening", "Privacy")
    with world.owner(world.tenants["noorderhaven"]) as session:
        complaint = session.scalars(select(Complaint)).one()
        seats = {one.part: rows.seat_of(session, complaint.id, one.id) for one in everybody(session, complaint.id)}
        mine, theirs = seats[Part.FUNCTIONARIS], seats[Part.COMPLAINANT]
        assert mine is not None
        assert theirs is not None
        assert len(learning.topics_of(session, mine)) == 2
        assert learning.cause_of(session, mine) is None
        assert learning.topics_of(session, theirs) == ()
        assert learning.cause_of(session, theirs) is None
