"""Which events a side may know of, apart from the pieces that came of them: one rule for the file and for the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, false, or_
from sqlalchemy.orm import aliased

from portal.domain.disclosure import HAPPENINGS
from portal.domain.facts import Side
from portal.models.complaint import CaseEvent, Complaint, Part, Participant
from portal.models.dossier import Release
from portal.models.person import Link, LinkPurpose
from portal.sight.actor import Door

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute

    Who = ColumnElement[UUID] | InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None]

SIDES = {Door.CLIENT: Side.COMPLAINANT, Door.EMPLOYEE: Side.EMPLOYEE}


def knows(side: Side, me: Who, mine: Who) -> ColumnElement[bool]:
    """Say which events somebody on this side may know of. `mine` is the party on whose side this person reads."""
    actor = aliased(Participant)
    colleague = exists().where(
        actor.tenant_id == CaseEvent.tenant_id,
        actor.id == CaseEvent.participant_id,
        actor.side == Side.EMPLOYEE,
        actor.side_id != mine,
    )
    same_side = exists().where(
        actor.tenant_id == CaseEvent.tenant_id,
        actor.id == CaseEvent.participant_id,
        actor.side_id == mine,
    )
    told: ColumnElement[bool] = CaseEvent.act.in_([act for act, sides in HAPPENINGS.items() if side in sides])
    if side is Side.EMPLOYEE:
        told = and_(told, ~colleague.correlate(CaseEvent, Participant))
    return or_(CaseEvent.participant_id == me, same_side.correlate(CaseEvent, Participant), told)


def news(door: Door) -> ColumnElement[bool]:
    """Say whether others did something since this person last opened the case; a case never opened is new.

    What somebody may not know of is no news to them: else the mark alone would tell that it happened.
    """
    happened = exists().where(
        CaseEvent.tenant_id == Complaint.tenant_id,
        CaseEvent.complaint_id == Complaint.id,
        CaseEvent.at > Participant.seen_at,
    )
    if door not in SIDES:
        others = happened.where(CaseEvent.participant_id != Participant.id)
        return or_(Participant.seen_at.is_(None), others.correlate(Complaint, Participant))
    told = happened.where(
        CaseEvent.participant_id.is_distinct_from(Participant.id),
        Participant.side_id.is_not(None),
        knows(SIDES[door], Participant.id, Participant.side_id),
    )
    shared = exists().where(
        Release.tenant_id == Participant.tenant_id,
        Release.recipient_id == Participant.side_id,
        Release.at > Participant.seen_at,
    )
    return or_(
        Participant.seen_at.is_(None),
        told.correlate(Complaint, Participant),
        shared.correlate(Participant),
    )


def to_invite(door: Door) -> ColumnElement[bool]:
    """Say whether a support person was named whom nobody sent an invitation yet: the functionaris does that."""
    if door is not Door.FUNCTIONARIS:
        return false()
    named = aliased(Participant)
    invited = exists().where(
        Link.tenant_id == named.tenant_id, Link.participant_id == named.id, Link.purpose == LinkPurpose.CLAIM
    )
    return (
        exists()
        .where(
            named.tenant_id == Complaint.tenant_id,
            named.complaint_id == Complaint.id,
            named.part == Part.SUPPORT,
            named.person_id.is_(None),
            named.left_at.is_(None),
            named.email != "",
            ~invited.correlate(named),
        )
        .correlate(Complaint)
    )
