"""What is kept about one party of a case, in words: item by item for who decides, and as the answer on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.casework.access import Thing
from portal.domain.access import Decision, Ground, What
from portal.domain.calendar import local_date
from portal.papers.certificate import AccessItem, CertificatePaper
from portal.sight.access import rank
from portal.web import words
from portal.web.filewords import KINDS
from portal.web.i18n import at, full, on, size, spoken
from portal.web.lazy import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from uuid import UUID

    from portal.sight.access import Decided, Request
    from portal.sight.dossier import Dossier
    from portal.sight.people import Someone
    from portal.sight.readings import Look
    from portal.sight.timeline import Piece

DECISIONS: dict[Decision, str] = {
    Decision.GIVE: _("Geven"),
    Decision.BLACKEN: _("Deels onleesbaar maken"),
    Decision.WITHHOLD: _("Niet geven"),
}
DECIDED: dict[Decision, str] = {
    Decision.GIVE: _("gegeven"),
    Decision.BLACKEN: _("deels onleesbaar gemaakt"),
    Decision.WITHHOLD: _("niet gegeven"),
}
GROUNDS: dict[Ground, str] = {
    Ground.OTHERS: _("De rechten van anderen (artikel 15, vierde lid, AVG)"),
    Ground.DELIBERATION: _("Intern overleg: het is alleen bedoeld om tot een oordeel te komen"),
    Ground.LEGAL_CLAIMS: _("Een rechtsvordering instellen of zich daartegen verdedigen (artikel 41 UAVG)"),
}


def things(case: Dossier, asker: UUID, looks: Sequence[Look]) -> tuple[Thing, ...]:
    """List every item about a party: what is kept of them, and every piece of the dossier, notes too."""
    who = next(one for one in case.people if one.id == asker)
    found = [
        *_of_person(case, who),
        *(_of_piece(one, asker) for one in case.pieces),
        *(thing for one in case.pieces for thing in _of_files(one, asker)),
        *_of_letters(who),
        _events(case),
        *_readings(looks),
    ]
    return tuple(sorted(found, key=lambda one: rank(one.what, one.place)))


def _thing(
    what: What, key: str, title: object, text: str, *, known: bool = False, entry_id: UUID | None = None
) -> Thing:
    return Thing(f"{what.value}_{key}", what, str(title), text, known, entry_id)


def _lines(rows: Sequence[tuple[str, object]]) -> str:
    return "\n".join(f"{label}: {said}" for label, value in rows if (said := str(value)))


def _of_person(case: Dossier, who: Someone) -> Iterator[Thing]:
    kept = (
        (_("Naam"), who.name),
        (_("Rol"), words.WORDS[who.part]),
        (_("Functie"), who.function),
        (_("E-mailadres"), who.email),
        (_("Telefoonnummer"), who.phone),
        (_("Adres"), who.address),
        (_("Relatie"), who.relation),
    )
    yield _thing(What.PERSON, "0", _("Wie u bent en hoe wij u bereiken"), _lines(kept), known=True)
    if case.filed:
        given = case.filed
        said = (
            (_("Over wie of wat"), given.about_whom),
            (_("Wanneer"), given.happened_when),
            (_("Waarover"), ", ".join(str(words.WORDS[one]) for one in given.grounds)),
            (_("In welke rol"), words.WORDS[given.capacity]),
            (_("Binnengekomen via"), words.WORDS[given.channel]),
            (_("Het origineel ligt"), given.original_place),
        )
        yield _thing(What.FILED, "0", _("Wat bij de klacht is opgegeven"), _lines(said))
    for number, one in enumerate(case.allegations, 1):
        title = _("Klachtonderdeel %(n)s", n=number)
        yield _thing(What.ALLEGATION, one.id.hex, title, one.text, known=str(who.id) in one.employee_ids)


def _of_piece(piece: Piece, asker: UUID) -> Thing:
    """Name a piece by what it is and its day: by whom it is may be for nobody else to know."""
    title = f"{words.WORDS[piece.kind]}, {on(piece.at)}"
    whole = piece.owner == str(asker) or any(one.recipient_id == asker and not one.redacted for one in piece.shared)
    return _thing(What.PIECE, piece.id.hex, title, piece.text, known=whole, entry_id=piece.id)


def _of_files(piece: Piece, asker: UUID) -> Iterator[Thing]:
    for one in piece.files:
        title = _("Bestand bij: %(what)s", what=f"{words.WORDS[piece.kind]}, {on(piece.at)}")
        said = _("%(name)s (%(kind)s, %(size)s). U krijgt dit bestand apart.", name=one.name, kind=KINDS[one.kind],
                 size=size(one.size))  # fmt: skip
        known = piece.owner == str(asker) or asker in one.went_to
        yield _thing(What.FILE, one.id.hex, title, str(said), known=known, entry_id=piece.id)


def _of_letters(who: Someone) -> Iterator[Thing]:
    """Letters hold nothing of the case: which, when and what became of them is all there is."""
    for one in who.letters:
        title = _("Brief aan u, %(day)s", day=on(one.written_at))
        said = f"{words.letter(one.notice)}: {words.letter_state(one.state.value)}"
        yield _thing(What.LETTER, one.id.hex, title, f"{said} ({at(one.sent_at)})" if one.sent_at else said, known=True)


def _events(case: Dossier) -> Thing:
    said = [f"{at(one.at)}: {words.ACTS[one.act]} – {one.by or words.WORDS[one.by_side]}" for one in case.moments]
    return _thing(What.EVENTS, "0", _("Wat er in de zaak gebeurde"), "\n".join(said))


def _readings(looks: Sequence[Look]) -> Iterator[Thing]:
    def told(one: Look) -> str:
        who = one.name or (words.WORDS[one.part] if one.part else words.WORDS[one.side])
        return f"{full(one.on)}: {who} – {', '.join(str(words.WORDS[piece.kind]) for piece in one.pieces)}"

    if looks:
        said = "\n".join(told(one) for one in looks)
        yield _thing(What.READINGS, "0", _("Wie naar uw stukken keek"), said, known=True)


def answer(
    reference: str, organisation: str, request: Request, found: Sequence[Decided], today: date
) -> CertificatePaper:
    """Word the answer. What was blackened or withheld is not in what this is made of."""
    day = today if request.finished_at is None else local_date(request.finished_at)
    sentences = [
        _("U vroeg welke gegevens van u in deze zaak staan. Dit is het antwoord, onderdeel voor onderdeel."),
        _("Waar ▇▇▇ staat, is tekst onleesbaar gemaakt. Waarom iets ontbreekt, staat bij het onderdeel."),
        _(
            "Waarvoor de organisatie deze gegevens gebruikt, wie ze krijgt, hoe lang ze blijven en welke rechten u "
            "heeft, staat in de privacyverklaring."
        ),
        _("Bent u het niet eens met dit antwoord? U kunt een klacht indienen bij de Autoriteit Persoonsgegevens."),
    ]
    if request.finished_at is None:
        sentences = [_("Dit is een concept. Er kan nog iets veranderen."), *sentences]
    rows = (
        (_("Over wie"), request.name),
        (_("Gevraagd op"), full(request.asked_on)),
        (_("Uiterlijk beantwoord op"), full(request.due_on)),
        *((label, str(sum(one.decision is kind for one in found))) for kind, label in COUNTED.items()),
    )
    return CertificatePaper(
        organisation=organisation,
        reference=reference,
        day=day,
        language=spoken(),
        title=str(_("Antwoord op een verzoek om inzage")),
        sentences=tuple(str(one) for one in sentences),
        rows=tuple((str(label), value) for label, value in rows),
        items=tuple(_printed(number, one) for number, one in enumerate(found, 1)),
    )


COUNTED: dict[Decision, str] = {
    Decision.GIVE: _("Onderdelen gegeven"),
    Decision.BLACKEN: _("Onderdelen deels onleesbaar"),
    Decision.WITHHOLD: _("Onderdelen niet gegeven"),
}


def _printed(number: int, one: Decided) -> AccessItem:
    ground = "" if one.ground is None else str(GROUNDS[one.ground])
    said = f"{ground}. {one.reason}" if ground and one.reason else ground
    return AccessItem(number, one.title, str(DECIDED[one.decision]), said, one.text)
