"""Which letters follow from an act, to whom they go, and what they may say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.domain.acts import Act
from portal.domain.facts import Ending, Facts, Side, Stage
from portal.domain.retention import due_on
from portal.models.complaint import Part, Participant
from portal.models.person import LinkPurpose
from portal.post import letters
from portal.post.notices import AGREED, CLOSED, MOVED, NOTICES, PASSED, TO_SIGN, Audience

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.post.notices import Notice


from portal.casework.opened import Desk


def announce(desk: Desk, act: Act, before: Facts, to: tuple[str, ...], values: Mapping[str, str | int]) -> None:
    for notice in (*NOTICES.get(act, ()), *_outcome(before, desk.facts)):
        if notice.name == "n03" and _disowned(desk.facts):
            continue
        for reader in readers(desk, notice.to, to):
            send(desk, notice.name, reader, values)


def _disowned(facts: Facts) -> bool:
    """Say whether somebody complained in the name of a person who denied it: that person awaits no judgment."""
    return facts.mandate_missing and facts.done(Act.REFUSE_MANDATE)


def _outcome(before: Facts, after: Facts) -> tuple[Notice, ...]:
    """Say which letters follow from what an act led to, rather than from the act itself."""
    if after.stage is Stage.CLOSED and before.stage is not Stage.CLOSED:
        quiet = after.ending in {Ending.DECLINED, Ending.REFERRED, Ending.WITHDRAWN}
        return () if quiet else CLOSED
    if after.handler != before.handler:
        return PASSED
    if after.deadline.due_on > before.deadline.due_on and after.extensions == before.extensions:
        return MOVED
    if after.stage is Stage.SIGNING and before.stage is not Stage.SIGNING:
        return TO_SIGN
    if after.agreement is not None and before.agreement is None:
        return AGREED
    return ()


def readers(desk: Desk, audience: Audience, to: tuple[str, ...]) -> list[Participant]:
    """Name who gets a notice. A representative whose mandate was accepted reads along with the complainant."""
    facts = desk.facts
    if audience is Audience.HANDLER:
        return [desk.someone(facts.handler)] if facts.handler else []
    refs = {
        Audience.COMPLAINANT: (facts.complainant,),
        Audience.INFORMED: tuple(one.ref for one in facts.informed),
        Audience.ADDRESSEES: to,
    }[audience]
    return [
        one
        for one in desk.people
        if one.left_at is None
        and one.part in {Part.COMPLAINANT, Part.REPRESENTATIVE, Part.EMPLOYEE}
        and one.side_id is not None
        and str(one.side_id) in refs
    ]


TELLS = frozenset({"n10b", "n17", "n19", "n19b", "n22"})
"""Letters that say all there is to know. Every other asks to read or to do something in the portal."""
FOLDERS = {Side.COMPLAINANT: "klager", Side.EMPLOYEE: "medewerker", Side.FUNCTIONARIS: "functionaris"}


def send(desk: Desk, notice: str, to: Participant, values: Mapping[str, str | int]) -> None:
    """Write one notice to one participant.

    Whoever has mail but no account gets a private link of their own with it, to join and to read what is asked. Links
    in earlier letters keep their use.
    """
    folder = FOLDERS.get(to.side)
    path = (
        f"{folder}/zaak/{desk.complaint.reference}"
        if folder and (to.person_id or to.side is Side.EMPLOYEE)
        else "klacht/status"
    )
    reader = letters.Reader(to.language, to.email, participant_id=to.id, person_id=to.person_id, path=path)
    link = None
    if to.email and to.person_id is None and notice not in TELLS:
        link = letters.private_link(desk.session, LinkPurpose.CLAIM, desk.now, participant_id=to.id)
    said = {**standard(desk), **values}
    letters.write(desk.session, notice, reader, said, desk.now, complaint_id=desk.complaint.id, link=link)


def standard(desk: Desk) -> dict[str, str | int]:
    """Give the values that any notice may use."""
    facts = desk.facts
    values: dict[str, str | int] = {
        "reference": desk.complaint.reference,
        "received_on": facts.received_on.isoformat(),
        "due_on": facts.deadline.due_on.isoformat(),
        "informed": len(facts.informed),
    }
    kept = due_on(facts, desk.complaint.keep_years)
    if facts.closed_on is not None and kept is not None:
        values |= {"date": facts.closed_on.isoformat(), "period": kept.isoformat()}
        values["judged"] = int(facts.issued_on is not None)
    return values
