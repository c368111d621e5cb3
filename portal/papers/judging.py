"""The judgment on paper: editions to read, and the document that the three sign (art. 5.5, 5.6)."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID

from babel.dates import format_datetime
from sqlalchemy import func, select

from portal.domain.calendar import AMSTERDAM, local_date
from portal.domain.facts import Side
from portal.models.complaint import Complaint, Participant
from portal.models.dossier import Entry, Release
from portal.models.journal import JournalRow
from portal.models.judgment import Judgment, Means, Signature
from portal.models.organisation import Organisation
from portal.models.paper import Paper, PaperKind, PaperState, SignerCertificate, SigningAuthority
from portal.papers import certificates
from portal.papers.certificates import Authority, Identity
from portal.papers.judgment import JudgmentPaper, Signer, Typeset, judgment_pdf
from portal.papers.signing import Field, prepared, sign
from portal.vault import storage
from portal.vault.keys import open_for_organisation, seal_for_organisation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pyhanko.sign.timestamps import TimeStamper
    from sqlalchemy.orm import Session

    from portal.vault.storage import Store

ROLES: Mapping[str, Mapping[Side, str]] = MappingProxyType(
    {
        "nl": {Side.COMPLAINANT: "Klager", Side.FUNCTIONARIS: "Klachtenfunctionaris", Side.EMPLOYEE: "Medewerker"},
        "en": {Side.COMPLAINANT: "Complainant", Side.FUNCTIONARIS: "Complaints officer", Side.EMPLOYEE: "Employee"},
    }
)
SIGNED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "nl": {
            "by": "Getekend door {name}",
            "at": "op {moment}",
            "with": "bevestigd met {way}",
            "reason": "De klacht is naar tevredenheid afgehandeld (artikel 5 lid 6)",
            "field": "Handtekening {role} {name}",
            "passkey": "een passkey",
            "code": "een code uit een app",
            "recovery": "een herstelcode",
            "provider": "het account van de organisatie",
            "password_mail": "een wachtwoord en een code per e-mail",
            "mail": "een code per e-mail",
            "password": "een wachtwoord",
        },
        "en": {
            "by": "Signed by {name}",
            "at": "on {moment}",
            "with": "confirmed with {way}",
            "reason": "The complaint was handled to satisfaction (article 5.6)",
            "field": "Signature {role} {name}",
            "passkey": "a passkey",
            "code": "a code from an app",
            "recovery": "a recovery code",
            "provider": "the organisation's account",
            "password_mail": "a password and a code by mail",
            "mail": "a code by mail",
            "password": "a password",
        },
    }
)


class NotYetError(Exception):
    """What this paper is made from is not there yet."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A judgment and what stands around it."""

    organisation: Organisation
    complaint: Complaint
    judgment: Judgment
    entry: Entry
    people: dict[str, Participant]


def _source(session: Session, row: Paper) -> _Source:
    complaint = session.scalars(select(Complaint).where(Complaint.id == row.complaint_id)).one()
    judgment = session.scalars(select(Judgment).where(Judgment.id == row.judgment_id)).one()
    return _Source(
        session.scalars(select(Organisation)).one(),
        complaint,
        judgment,
        session.scalars(select(Entry).where(Entry.id == judgment.entry_id)).one(),
        {
            str(one.id): one
            for one in session.scalars(select(Participant).where(Participant.complaint_id == row.complaint_id))
        },
    )


def _text(session: Session, source: _Source, recipient: UUID | None) -> str:
    """Give the text as it was frozen: whole, or the edition of a recipient."""
    if recipient is None:
        return source.entry.body
    found = session.scalars(
        select(Release.body)
        .where(Release.entry_id == source.entry.id, Release.recipient_id == recipient)
        .order_by(Release.edition.desc())
        .limit(1)
    ).first()
    if found is None:
        raise NotYetError
    return str(found)


def _head(session: Session, source: _Source) -> str:
    """Find where the journal of the case stood when the judgment was made: the row of the act that made it."""
    rows = session.execute(
        select(JournalRow.detail, JournalRow.hash)
        .where(JournalRow.chain == source.complaint.id, JournalRow.at == source.judgment.issued_at)
        .order_by(JournalRow.seq)
    )
    wanted = source.entry.id.hex
    return next((row.hash for row in rows if wanted in row.detail.get("entries", {})), "")


def _sender(organisation: Organisation) -> tuple[str, ...]:
    lines = [*organisation.address.splitlines(), organisation.phone, organisation.email]
    return tuple(line for line in lines if line.strip())


def _paper(source: _Source, text: str, head: str, row: Paper, signers: tuple[Signer, ...], digest: str) -> Typeset:
    recipient = source.people.get(str(row.recipient_id))
    return judgment_pdf(
        JudgmentPaper(
            organisation=source.organisation.name,
            sender=_sender(source.organisation),
            reference=source.complaint.reference,
            text=text,
            for_whom=recipient.name if recipient else "",
            edition=source.judgment.edition,
            digest=digest,
            journal_head=head,
            issued=local_date(source.judgment.issued_at),
            language=row.language,
            signers=signers,
        )
    )


def reading(session: Session, row: Paper) -> bytes:
    """Print an edition to read: the same frozen text gives the same bytes."""
    source = _source(session, row)
    text = _text(session, source, row.recipient_id)
    return _paper(source, text, _head(session, source), row, (), _digest(text)).pdf


def _digest(text: str) -> str:
    return storage.digest(text.encode())


# ---- signing ---------------------------------------------------------------------------------------------------------


def signed(session: Session, row: Paper, store: Store, tsa: TimeStamper | None) -> bytes:
    """Set the signature that this revision adds, over all that came before it.

    Raises:
        NotYetError: the revision before it is not there yet.
        NoStampError: the time stamp authority gave nothing.
        StoreError: the store gave nothing.

    """
    source = _source(session, row)
    signatures = session.scalars(
        select(Signature)
        .where(
            Signature.judgment_id == row.judgment_id,
            Signature.about_id == row.about_id if row.about_id else Signature.about_id.is_(None),
            Signature.signed.is_(True),
            Signature.means == Means.PORTAL,
        )
        .order_by(Signature.at, Signature.id)
    ).all()
    one = signatures[row.revision - 1]
    signer = source.people[str(one.participant_id)]
    before = _unsigned(session, source, row) if row.revision == 1 else _before(session, row, store)
    words, authority = SIGNED[row.language], _authority(session)
    moment = format_datetime(one.at.astimezone(AMSTERDAM), "d MMMM y HH:mm", locale=row.language)
    lines = [words["by"].format(name=signer.name), words["at"].format(moment=moment)]
    if one.assurance in words:
        lines.append(words["with"].format(way=words[one.assurance]))
    return sign(
        before,
        _field(signer),
        _identity(session, signer),
        authority,
        name=signer.name,
        reason=words["reason"],
        stamp=lines,
        at=one.at,
        tsa=tsa,
    )


def _field(signer: Participant) -> str:
    return f"{signer.side.value}-{signer.ref}"


def _unsigned(session: Session, source: _Source, row: Paper) -> bytes:
    document = str(row.about_id) if row.about_id else ""
    people = [source.people[ref] for ref in source.complaint.facts.signers(document)]
    roles, words = ROLES[row.language], SIGNED[row.language]
    signers = tuple(Signer(_field(one), roles[one.side], one.name) for one in people)
    text = _text(session, source, row.about_id)
    made = _paper(source, text, _head(session, source), row, signers, _digest(text))
    readable = {_field(one): words["field"].format(role=roles[one.side].lower(), name=one.name) for one in people}
    fields = [Field(box.field, readable[box.field], box.page, (box.x0, box.y0, box.x1, box.y1)) for box in made.boxes]
    return prepared(made.pdf, fields)


def _before(session: Session, row: Paper, store: Store) -> bytes:
    found = session.scalars(
        select(Paper).where(
            Paper.kind == PaperKind.SIGNING,
            Paper.judgment_id == row.judgment_id,
            Paper.about_id == row.about_id if row.about_id else Paper.about_id.is_(None),
            Paper.revision == row.revision - 1,
            Paper.state == PaperState.MADE,
        )
    ).one_or_none()
    if found is None:
        raise NotYetError
    return storage.fetch(session, store, found.complaint_id, found.stored)


def _authority(session: Session) -> Authority:
    """Find the organisation's authority; it is made before its first signature."""
    row = session.scalars(select(SigningAuthority)).one_or_none()
    if row is not None:
        return Authority(
            base64.b64decode(row.certificate), open_for_organisation(session, "signing_authority", row.key)
        )
    raise NotYetError


def certify(session: Session, now: datetime) -> None:
    """Make the authority of this organisation and the certificates of who signed, where there are none yet.

    It is done in a transaction of its own before the press runs, so that a signature that is tried again is set with
    the same certificate.
    """
    organisation = session.scalars(select(Organisation)).one()
    row = session.scalars(select(SigningAuthority)).one_or_none()
    waiting = session.scalars(
        select(Paper).where(Paper.kind == PaperKind.SIGNING, Paper.state == PaperState.WAITING)
    ).all()
    if not waiting:
        return
    if row is None:
        made = certificates.make_authority(organisation.name, _first(session, now))
        session.add(
            SigningAuthority(
                certificate=base64.b64encode(made.certificate).decode(),
                key=seal_for_organisation(session, "signing_authority", made.key),
                made_at=now,
            )
        )
        session.flush()
    authority = _authority(session)
    for paper in waiting:
        _certify_signers(session, paper, organisation, authority, now)


def _first(session: Session, now: datetime, signer: UUID | None = None) -> datetime:
    """Find the first signature: a certificate holds from then, also when the worker stood still for a while."""
    statement = select(func.min(Signature.at)).where(Signature.signed.is_(True), Signature.means == Means.PORTAL)
    if signer is not None:
        statement = statement.where(Signature.participant_id == signer)
    return session.scalar(statement) or now


def _certify_signers(
    session: Session, paper: Paper, organisation: Organisation, authority: Authority, now: datetime
) -> None:
    signers = session.execute(
        select(Participant.id, Participant.name, Participant.side)
        .join(Signature, Signature.participant_id == Participant.id)
        .where(Signature.judgment_id == paper.judgment_id, Signature.signed.is_(True), Signature.means == Means.PORTAL)
        .distinct()
    )
    for one in signers:
        there = select(func.count(SignerCertificate.id)).where(SignerCertificate.participant_id == one.id)
        if session.scalar(there):
            continue
        role = ROLES[paper.language][one.side]
        made = certificates.make_identity(authority, one.name, role, organisation.name, _first(session, now, one.id))
        session.add(
            SignerCertificate(
                complaint_id=paper.complaint_id,
                participant_id=one.id,
                certificate=base64.b64encode(made.certificate).decode(),
                key=base64.b64encode(made.key).decode(),
                made_at=now,
            )
        )
        session.flush()


def _identity(session: Session, signer: Participant) -> Identity:
    row = session.scalars(select(SignerCertificate).where(SignerCertificate.participant_id == signer.id)).one_or_none()
    if row is None:
        raise NotYetError
    return Identity(base64.b64decode(row.certificate), base64.b64decode(row.key))
