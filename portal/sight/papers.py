"""The papers of a case that one person may have: editions of the judgment, the signed document, their dossier."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from portal.domain.facts import Side
from portal.models.complaint import Participant
from portal.models.paper import Paper, PaperKind, PaperState, SigningAuthority

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.sight.rows import Seat

WHOLE = "heel"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper, made or being made. `revision` counts the signatures in it."""

    id: UUID
    kind: PaperKind
    state: PaperState
    file_name: str
    language: str
    revision: int
    edition: int
    asked_at: datetime
    made_at: datetime | None
    size: int
    digest: str
    stored: str
    source: str = ""
    whose: str = ""


def of_seat(session: Session, seat: Seat) -> tuple[PaperLine, ...]:
    """List the papers that the holder of this seat may have: of a document that is signed only the newest."""
    rows = session.scalars(
        select(Paper).where(Paper.complaint_id == seat.complaint_id).order_by(Paper.asked_at, Paper.revision, Paper.id)
    ).all()
    judged = list(dict.fromkeys(row.judgment_id for row in rows if row.judgment_id))
    newest: dict[tuple[UUID | None, UUID | None], Paper] = {}
    found = []
    for row in rows:
        if not _may_have(seat, row):
            continue
        if row.kind is PaperKind.SIGNING:
            newest[row.judgment_id, row.about_id] = row
        else:
            found.append(row)
    lines = [*found, *newest.values()]
    names = _names(session, seat) if seat.competent else {}
    return tuple(_line(row, judged, names) for row in lines)


def _names(session: Session, seat: Seat) -> dict[UUID, str]:
    rows = session.execute(
        select(Participant.id, Participant.name).where(Participant.complaint_id == seat.complaint_id)
    )
    return {row.id: row.name for row in rows}


def _may_have(seat: Seat, row: Paper) -> bool:
    """A dossier is its reader's alone; of a judgment the functionaris has every edition, a party its own."""
    mine = seat.side_id or seat.participant_id
    if row.kind is PaperKind.DOSSIER:
        return row.recipient_id == seat.participant_id
    if seat.competent:
        return True
    signs = seat.side is Side.COMPLAINANT or row.about_id in {None, mine}
    theirs = row.recipient_id == mine if row.kind is PaperKind.JUDGMENT else signs
    return seat.side_id is not None and theirs


def _line(row: Paper, judged: Sequence[UUID | None], people: Mapping[UUID, str]) -> PaperLine:
    edition = judged.index(row.judgment_id) + 1 if row.judgment_id else 0
    whose = f"-{(row.recipient_id or row.about_id or row.id).hex[-6:]}" if (row.recipient_id or row.about_id) else ""
    names = {
        PaperKind.JUDGMENT: f"oordeel-{edition}{whose}.pdf",
        PaperKind.SIGNING: f"oordeel-{edition}-ondertekend{whose}.pdf",
        PaperKind.DOSSIER: "dossier.zip",
    }
    return PaperLine(
        id=row.id,
        kind=row.kind,
        state=row.state,
        file_name=names[row.kind],
        language=row.language,
        revision=row.revision,
        edition=edition,
        asked_at=row.asked_at,
        made_at=row.made_at,
        size=row.size,
        digest=row.digest,
        stored=row.stored,
        source=row.source,
        whose=people.get(row.recipient_id or row.about_id or row.id, ""),
    )


def authority(session: Session) -> tuple[bytes, ...]:
    """Give the certificate of the authority that certifies this organisation's signers, if there is one yet."""
    found = session.scalars(select(SigningAuthority.certificate)).all()
    return tuple(base64.b64decode(one) for one in found)


def known(session: Session, digest: str) -> bool:
    """Say whether this organisation made a paper with this digest: whoever has the paper may know."""
    return session.scalars(select(Paper.id).where(Paper.digest == digest).limit(1)).first() is not None


def find(session: Session, seat: Seat, wanted: str) -> PaperLine | None:
    """Find a paper that the holder of this seat may have; not theirs and not there are one answer."""
    return next((one for one in of_seat(session, seat) if str(one.id) == wanted), None)
