"""Article 1: a representative who comes in later, and the end of a mandate (E04)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.accounts import invitations
from portal.accounts.entrance import normal_email
from portal.casework.desk import Desk, NewPiece, participant, step
from portal.domain.acts import Act
from portal.domain.disclosure import Kind
from portal.domain.errors import Refused
from portal.domain.facts import Side
from portal.models.complaint import Mandate, Part

if TYPE_CHECKING:
    from datetime import date

    from portal.models.complaint import Participant


def _agent(desk: Desk) -> Participant | None:
    """Find the representative who stands on the complainant's side now."""
    here = (one for one in desk.people if one.part is Part.REPRESENTATIVE and one.left_at is None)
    return next((one for one in here if one.until_on is None or one.until_on >= desk.today), None)


def name_representative(
    desk: Desk, *, name: str, email: str, relation: str, decides: bool, until_on: date | None, proof: str = ""
) -> None:
    """Let somebody represent the complainant from now on: as the complainant says, or as a paper shows that was seen.

    The functionaris sends the invitation, and sees to it that nobody stands on both sides.

    Raises:
        Refused: `not_mandated` for a representative or supporter, `already_represented`, `own_address_needed` for the
            complainant's own address, `date_over` for a mandate that is over, or `proof_missing` where the
            functionaris saw no paper.

    """
    me, address = desk.author, normal_email(email)
    if me.part not in {Part.COMPLAINANT, Part.FUNCTIONARIS}:
        raise Refused("not_mandated")
    client = desk.someone(desk.facts.complainant)
    before = _agent(desk)
    if before is not None:
        raise Refused("already_represented")
    if address == client.email:
        raise Refused("own_address_needed", "email")
    if until_on is not None and until_on < desk.today:
        raise Refused("date_over", "until_on")
    if me.part is Part.FUNCTIONARIS and not proof.strip():
        raise Refused("proof_missing", "proof")
    seen = [NewPiece(Kind.NOTE, proof)] if proof.strip() else []
    step(desk, Act.NAME_REPRESENTATIVE, pieces=seen)
    one = participant(
        desk.complaint,
        Part.REPRESENTATIVE,
        Side.COMPLAINANT,
        name.strip(),
        desk.now,
        email=address,
        relation=relation,
        language=client.language,
        side_id=client.id,
        of_id=client.id,
        informed_at=desk.now,
        until_on=until_on,
        may_decide=decides,
    )
    desk.session.add(one)
    desk.people.append(one)
    desk.session.add(
        Mandate(
            complaint_id=desk.complaint.id,
            participant_id=one.id,
            asked_at=desk.now,
            accepted_at=desk.now,
            decided_by_id=me.id,
            seen_on=desk.today if seen else None,
            proof=proof,
            ends_on=until_on,
        )
    )


def end_mandate(desk: Desk) -> None:
    """End a mandate: the representative's access stops at once, also that by the receipt code; what was done stays.

    The complainant does it, or the functionaris at their word, or the representative who lays it down. A complainant
    who never came in gets an invitation.

    Raises:
        Refused: `nobody_here` where nobody represents the complainant.

    """
    agent = _agent(desk)
    if agent is None or agent.side_id is None:
        raise Refused("nobody_here")
    step(desk, Act.END_MANDATE)
    agent.left_at = desk.now
    rows = desk.session.scalars(select(Mandate).where(Mandate.participant_id == agent.id))
    for row in rows:
        row.ends_on = desk.today
    if desk.complaint.on_behalf:
        desk.complaint.receipt_digest = ""
    client = desk.someone(desk.facts.complainant)
    if client.person_id is None and client.email:
        invitations.to_case(desk.session, client, desk.now)
