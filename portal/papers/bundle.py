"""The dossier of one reader as a ZIP: index, chronology, terms, pieces, judgment, signatures, and proof (art. 7.4).

It holds what that reader may see and nothing more: it is made from the same `Dossier` as the page. The same state of
the case gives the same bytes.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from babel.dates import format_date, format_datetime
from sqlalchemy import select

from portal.domain.calendar import AMSTERDAM, local_date
from portal.domain.disclosure import Kind
from portal.models.dossier import Release
from portal.models.journal import JournalRow
from portal.models.organisation import Organisation
from portal.models.paper import Paper, PaperKind, PaperState
from portal.papers.judging import NotYetError
from portal.papers.record import RecordMoment, RecordPaper, RecordPiece, record_pdf
from portal.sight import files as seen
from portal.sight.dossier import Dossier
from portal.sight.papers import of_seat
from portal.sight.rows import Seat, seat_of
from portal.vault import storage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.sight.timeline import Piece
    from portal.vault.storage import Store

VERIFY = Path(__file__).resolve().parent / "verify.py"
LOOKING = frozenset({"read", "exported", "paper_made"})
"""Lines of a chain that are no act: what comes after the last act does not change a dossier."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language for what happens in a case."""

    acts: Mapping[str, str]
    kinds: Mapping[str, str]
    sides: Mapping[str, str]


VOCABULARIES: dict[str, Vocabulary] = {}
"""By language; the words of pages are those of papers, and whoever starts the press brings them."""

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "nl": {
            "made_from": "Dit dossier gaat tot en met de laatste handeling, op {moment}.",
            "received": "Ontvangen op",
            "handler": "Klachtenfunctionaris",
            "complainant": "Klager",
            "employees": "Betrokken medewerker(s)",
            "issued": "Oordeel uitgebracht op",
            "closed": "Afgesloten op",
            "first_due": "Oordeel eerst uiterlijk",
            "due": "Oordeel uiterlijk",
            "extended": "Verlengd",
            "from_to": "van {old} naar {new}",
            "kept": "gehaald",
            "missed": "niet gehaald",
            "running": "loopt nog",
            "cut": "Delen van dit stuk zijn onleesbaar gemaakt.",
            "late": "Na de gevraagde datum ontvangen.",
            "signed": "getekend",
            "declined": "niet getekend",
            "open": "nog niet getekend",
            "paper": "op papier",
            "portal": "in het portaal",
            "readme": "Dit is het dossier van een klacht zoals u het mag zien.\n\n"
            "dossier.pdf      wat er gebeurde, de termijnen en alle stukken\n"
            "oordeel/         het oordeel, en het document met de handtekeningen\n"
            "bijlagen/        de bestanden bij de stukken\n"
            "journaal.json    het logboek; wat u niet mag zien staat er als controlegetal\n"
            "termijnen.json   de termijnen\n"
            "manifest.json    alle bestanden met hun controlegetal\n"
            "verify.py        controleert dit alles: python3 verify.py\n\n"
            "De handtekeningen in de PDF's controleert u met een PDF-lezer of met pdfsig.\n"
            "Dit dossier is vertrouwelijk (artikel 6 lid 1 van de klachtenregeling).\n",
        },
        "en": {
            "made_from": "This file goes up to the last act, on {moment}.",
            "received": "Received on",
            "handler": "Complaints officer",
            "complainant": "Complainant",
            "employees": "Employee(s) concerned",
            "issued": "Judgment issued on",
            "closed": "Closed on",
            "first_due": "Judgment first due by",
            "due": "Judgment due by",
            "extended": "Extended",
            "from_to": "from {old} to {new}",
            "kept": "met",
            "missed": "not met",
            "running": "still running",
            "cut": "Parts of this piece were made unreadable.",
            "late": "Received after the date that was asked for.",
            "signed": "signed",
            "declined": "not signed",
            "open": "not signed yet",
            "paper": "on paper",
            "portal": "in the portal",
            "readme": "This is the file of a complaint as you may see it.\n\n"
            "dossier.pdf      what happened, the terms and every piece\n"
            "oordeel/         the judgment, and the document with the signatures\n"
            "bijlagen/        the files that came with the pieces\n"
            "journaal.json    the journal; what you may not see stands there as its digest\n"
            "termijnen.json   the terms\n"
            "manifest.json    every file with its digest\n"
            "verify.py        checks all of this: python3 verify.py\n\n"
            "The signatures in the PDFs are checked by a PDF reader or by pdfsig.\n"
            "This file is confidential (article 6.1 of the complaints regulation).\n",
        },
    }
)


def source_of(session: Session, complaint_id: UUID) -> tuple[int, str]:
    """Say up to where a dossier goes: the last act in the journal of the case, and its hash."""
    rows = session.execute(
        select(JournalRow.seq, JournalRow.hash)
        .where(JournalRow.chain == complaint_id, JournalRow.act.not_in(LOOKING))
        .order_by(JournalRow.seq.desc())
        .limit(1)
    )
    found = rows.one_or_none()
    return (found.seq, found.hash) if found else (0, "")


def made(session: Session, row: Paper, store: Store) -> bytes:
    """Make the dossier that was ordered.

    Raises:
        NotYetError: a paper of the judgment is still being made.
        StoreError: the store gave nothing.

    """
    seat = seat_of(session, row.complaint_id, row.recipient_id) if row.recipient_id else None
    if seat is None:
        raise NotYetError
    rows = _journal(session, row)
    at = rows[-1].at
    dossier = Dossier.of(session, seat, at)
    organisation = session.scalars(select(Organisation.name)).one()
    names: dict[UUID, str] = {}
    found: dict[str, bytes] = {}
    for number, (key, name, content) in enumerate(_files(session, seat, dossier, store), 1):
        names[key] = f"bijlagen/bijlage-{number:03d}.{name.rpartition('.')[2]}"
        found[names[key]] = content
    for name, content in _papers(session, seat, store):
        found[f"oordeel/{name}"] = content
    found["dossier.pdf"] = record_pdf(_record(dossier, organisation, row.language, at, names))
    found["LEESMIJ.txt" if row.language == "nl" else "README.txt"] = WORDS[row.language]["readme"].encode()
    found["verify.py"] = VERIFY.read_bytes()
    found["termijnen.json"] = _json(_terms(dossier))
    found["journaal.json"] = _json(_extract(session, seat, dossier, rows))
    return _zipped(found, rows[-1].hash, dossier.reference, at)


def _journal(session: Session, row: Paper) -> list[JournalRow]:
    last, _ = source_of(session, row.complaint_id)  # what happened since it was ordered is in it
    rows = session.scalars(
        select(JournalRow).where(JournalRow.chain == row.complaint_id, JournalRow.seq <= last).order_by(JournalRow.seq)
    ).all()
    return list(rows)


def _files(session: Session, seat: Seat, dossier: Dossier, store: Store) -> Iterable[tuple[UUID, str, bytes]]:
    for piece in dossier.pieces:
        for one in piece.files:
            found = seen.find(session, seat, str(one.id), original=False)
            if found is not None and one.ready:
                yield one.id, found.file_name, storage.fetch(session, store, found.owner_id, found.blob)


def _papers(session: Session, seat: Seat, store: Store) -> Iterable[tuple[str, bytes]]:
    for one in of_seat(session, seat):
        if one.kind is PaperKind.DOSSIER:
            continue
        if one.state is PaperState.WAITING:
            raise NotYetError
        if one.state is PaperState.MADE:
            yield one.file_name, storage.fetch(session, store, seat.complaint_id, one.stored)


# ---- the parts -------------------------------------------------------------------------------------------------------


def _record(dossier: Dossier, organisation: str, language: str, at: datetime, names: Mapping[UUID, str]) -> RecordPaper:
    words, vocabulary = WORDS[language], VOCABULARIES[language]
    me = next((one.name for one in dossier.people if one.side is dossier.side and one.part is dossier.part), "")

    def moment(when: datetime) -> str:
        return format_datetime(when.astimezone(AMSTERDAM), "d MMMM y HH:mm", locale=language)

    def day(when: date | None) -> str:
        return format_date(when, "d MMMM y", locale=language) if when else ""

    facts = (
        (words["received"], day(dossier.received_on)),
        (words["complainant"], dossier.complainant),
        (words["employees"], ", ".join(one.name for one in dossier.employees)),
        (words["handler"], dossier.handler),
        (words["issued"], day(dossier.issued_on)),
        (words["closed"], day(dossier.closed_on)),
    )
    return RecordPaper(
        organisation=organisation,
        reference=dossier.reference,
        for_whom=me,
        day=local_date(at),
        language=language,
        made_from=words["made_from"].format(moment=moment(at)),
        facts=tuple((label, value) for label, value in facts if value),
        terms=_told_terms(dossier, words, day),
        moments=tuple(
            RecordMoment(
                moment(one.at),
                vocabulary.acts[one.act.value],
                one.by or vocabulary.sides[one.by_side.value],
                one.article,
            )
            for one in dossier.moments
        ),
        pieces=tuple(
            _piece(number, one, vocabulary, words, moment, names) for number, one in enumerate(dossier.pieces, 1)
        ),
        signatures=tuple(
            (
                one.name,
                day(one.on),
                words["open" if one.signed is None else "signed" if one.signed else "declined"]
                + (f", {words['paper' if one.proof == 'paper' else 'portal']}" if one.signed else ""),
            )
            for one in dossier.signatures
        ),
    )


def _told_terms(dossier: Dossier, words: Mapping[str, str], day: Any) -> tuple[tuple[str, str], ...]:
    moved = [
        (words["extended"], words["from_to"].format(old=day(one.old_on), new=day(one.new_on)))
        for one in dossier.moments
        if one.old_on and one.new_on
    ]
    how = words["running"]
    if dossier.issued_on:
        how = words["kept" if dossier.issued_on <= dossier.due_on else "missed"]
    return (
        (words["first_due"], day(dossier.first_due_on)),
        *moved,
        (words["due"], f"{day(dossier.due_on)}: {how}"),
    )


def _piece(
    number: int, piece: Piece, vocabulary: Vocabulary, words: Mapping[str, str], moment: Any, names: Mapping[UUID, str]
) -> RecordPiece:
    notes = [words["cut"] if piece.redacted else "", words["late"] if piece.late else ""]
    text = piece.text.replace("\n# ", "\n").removeprefix("# ") if piece.kind is Kind.JUDGMENT else piece.text
    return RecordPiece(
        number=number,
        kind=vocabulary.kinds[piece.kind.value],
        by=piece.by or vocabulary.sides[piece.by_side.value],
        when=moment(piece.at),
        readers=", ".join(vocabulary.sides[one] for one in piece.readers),
        text=text,
        note=" ".join(note for note in notes if note),
        files=tuple(f"{names[one.id]}: {one.name}" for one in piece.files if one.id in names),
    )


def _terms(dossier: Dossier) -> dict[str, Any]:
    issued = dossier.issued_on
    return {
        "received_on": dossier.received_on.isoformat(),
        "first_due_on": dossier.first_due_on.isoformat(),
        "extensions": [
            {"from": one.old_on.isoformat(), "to": one.new_on.isoformat()}
            for one in dossier.moments
            if one.old_on and one.new_on
        ],
        "due_on": dossier.due_on.isoformat(),
        "issued_on": issued.isoformat() if issued else None,
        "kept": issued <= dossier.due_on if issued else None,
    }


def _extract(session: Session, seat: Seat, dossier: Dossier, rows: list[JournalRow]) -> dict[str, Any]:
    """Show the rows that this reader may see, and of the others the digest, so that the chain closes for everybody."""
    events = {one.id.hex for one in dossier.moments}
    pieces = {one.id.hex for one in dossier.pieces}
    mine = seat.side_id or seat.participant_id
    releases = {
        one.hex
        for one in session.scalars(
            select(Release.id).where(Release.complaint_id == seat.complaint_id, Release.recipient_id == mine)
        )
    }

    def may_see(row: JournalRow) -> bool:
        if seat.competent or row.actor == seat.ref:
            return row.act not in LOOKING
        if "release" in row.detail:
            return row.detail["release"] in releases
        return (
            row.detail.get("event") in events
            and set(row.detail.get("entries", {})) <= pieces
            and "files" not in row.detail
        )

    def shown(row: JournalRow) -> dict[str, Any]:
        told = {"seq": row.seq, "digest": row.digest, "hash": row.hash}
        if may_see(row):
            told["line"] = {"at": row.at.isoformat(), "actor": row.actor, "act": row.act, "detail": row.detail}
        return told

    return {
        "tenant": seat.tenant_id.hex,
        "chain": seat.complaint_id.hex,
        "head": rows[-1].hash,
        "rows": [shown(row) for row in rows],
    }


# ---- packing ---------------------------------------------------------------------------------------------------------


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _zipped(found: Mapping[str, bytes], head: str, reference: str, at: datetime) -> bytes:
    listed = [{"name": name, "size": len(found[name]), "sha256": storage.digest(found[name])} for name in sorted(found)]
    manifest = _json({"reference": reference, "made_from": at.isoformat(), "head": head, "files": listed})
    stamp = at.astimezone(AMSTERDAM).timetuple()[:6]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for name, content in (*((one, found[one]) for one in sorted(found)), ("manifest.json", manifest)):
            entry = zipfile.ZipInfo(name, date_time=stamp)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return packed.getvalue()
