"""Article 5.6: satisfied or not, and the three who sign."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from portal.casework.desk import Desk, Input, NewPiece, digest, step
from portal.casework.judgment import paper_language
from portal.domain.acts import Act
from portal.domain.disclosure import Kind
from portal.domain.errors import Refused
from portal.models.dossier import Release
from portal.models.journal import Line, note
from portal.models.judgment import Judgment, Means, Signature
from portal.papers import orders

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.models.complaint import Participant


def answer_satisfaction(desk: Desk, *, satisfied: bool, text: str = "") -> None:
    """Say whether the handling satisfied. Yes asks the three to sign; no asks nobody (T18, T21)."""
    pieces = [NewPiece(Kind.MESSAGE, text)] if text.strip() else []
    step(desk, Act.ANSWER_SATISFACTION, Input(yes=satisfied), pieces)


def sign(desk: Desk, *, assurance: str = "password") -> None:
    """Sign the judgment. `assurance` says what proved who signed."""
    me = desk.author
    documents = desk.facts.awaited(desk.party)
    step(desk, Act.SIGN)
    _rows(desk, me, documents, signed=True, means=Means.PORTAL, assurance=assurance)


def decline_signing(desk: Desk, *, reason: str = "") -> None:
    """Decline to sign; the reason is the functionaris's to read. The judgment stays valid (E22)."""
    me = desk.author
    documents = desk.facts.awaited(desk.party)
    pieces = [NewPiece(Kind.SIGNING_REFUSAL, reason)] if reason.strip() else []
    step(desk, Act.DECLINE_SIGNING, pieces=pieces)
    means = Means.PORTAL if desk.scribe is None else Means.PAPER
    _rows(desk, me, documents, signed=False, means=means, assurance="", recorded_by=desk.scribe)


def record_paper_signature(desk: Desk, *, person: str, signed_on: date, place: str) -> None:
    """Record a signature that was set on paper: when, and where the paper is kept (E23).

    Raises:
        Refused: `signed_in_future`, `day_since_the_judgment`, or the party's signature is not awaited.

    """
    if signed_on > desk.today:
        raise Refused("signed_in_future", "signed_on")
    signer = desk.someone(person)
    documents = desk.facts.awaited(str(signer.id))
    ref = str(signer.id)
    given = Input(to=(ref,), subject=ref, until=signed_on)
    note_of_it = NewPiece(Kind.NOTE, f"{signer.name}: {place}", happened_on=signed_on, medium="letter")
    step(desk, Act.RECORD_PAPER_SIGNATURE, given, [note_of_it], {"date": desk.today.isoformat()})
    _rows(desk, signer, documents, signed=True, means=Means.PAPER, assurance="paper", recorded_by=desk.author)


def _rows(
    desk: Desk,
    signer: Participant,
    documents: Sequence[str],
    *,
    signed: bool,
    means: Means,
    assurance: str,
    recorded_by: Participant | None = None,
) -> None:
    judgment = desk.session.scalars(
        select(Judgment).where(Judgment.complaint_id == desk.complaint.id).order_by(Judgment.edition.desc()).limit(1),
    ).one()
    for document in documents:
        text_digest = _digest(desk, judgment, document)
        desk.session.add(
            Signature(
                complaint_id=desk.complaint.id,
                judgment_id=judgment.id,
                participant_id=signer.id,
                about_id=UUID(document) if document else None,
                signed=signed,
                means=means,
                recorded_by_id=recorded_by.id if recorded_by else None,
                assurance=assurance,
                digest=text_digest,
                at=desk.now,
            ),
        )
        if signed and means is Means.PORTAL:
            _order_paper(desk, judgment, document)
        day = next(mark.on for mark in desk.facts.marks if (mark.party, mark.document) == (str(signer.id), document))
        detail = {
            "document": document or "whole",
            "digest": text_digest,
            "signed": signed,
            "means": means.value,
            "on": day.isoformat(),
        }
        note(desk.session, Line(desk.complaint.id, signer.ref, "signature", desk.now, detail))


def _order_paper(desk: Desk, judgment: Judgment, document: str) -> None:
    """Order the document with this signature in it: the worker sets it over all that came before."""
    about = UUID(document) if document else None
    before = desk.session.scalar(
        select(func.count(Signature.id)).where(
            Signature.judgment_id == judgment.id,
            Signature.about_id == about if about else Signature.about_id.is_(None),
            Signature.signed.is_(True),
            Signature.means == Means.PORTAL,
        )
    )
    language = paper_language(desk, document)
    orders.signing(desk.session, desk.complaint.id, judgment.id, about, before or 1, language, desk.now)


def _digest(desk: Desk, judgment: Judgment, document: str) -> str:
    """Digest what is signed: the whole judgment, or the edition of the employee it is about."""
    if not document:
        return judgment.digest
    body = desk.session.scalars(
        select(Release.body)
        .where(Release.entry_id == judgment.entry_id, Release.recipient_id == UUID(document))
        .order_by(Release.edition.desc())
        .limit(1),
    ).one()
    return digest(body)


def close_not_satisfied(desk: Desk) -> None:
    """Close without signatures: the complainant is not satisfied, or did not answer in time (T21)."""
    step(desk, Act.CLOSE_NOT_SATISFIED)


def close_unsigned(desk: Desk) -> None:
    """Close while signatures are missing: somebody declined, or the date passed (T20)."""
    step(desk, Act.CLOSE_UNSIGNED)
