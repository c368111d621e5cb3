"""Papers that are ordinary but for what is given, and one of each kind with the same text in all its places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from portal.domain.judgment import JudgmentDraft, JudgmentKind, PartText, composed
from portal.papers.certificate import AccessItem, CertificatePaper, certificate_pdf
from portal.papers.judgment import JudgmentPaper, Signer, judgment_pdf
from portal.papers.letter import LetterPaper, letter_pdf
from portal.papers.record import RecordMoment, RecordPaper, RecordPiece, record_pdf
from portal.papers.words import JUDGMENT, TITLES

DAY = date(2026, 3, 30)
LINK = "https://klachten.veer.example/veer/uitnodiging/ZXhhbXBsZS10b2tlbi1vZi1hLWxldHRlci10aGF0LWlzLWxvbmc?taal=nl"
SIGNERS = (
    Signer("complainant", "Klager", "mevrouw S. de Wit"),
    Signer("functionaris", "Klachtenfunctionaris", "Noor Abbink"),
    Signer("employee", "Betrokken medewerker", "de heer J. Bakker"),
)


def letter(language: str = "nl") -> LetterPaper:
    return LetterPaper(
        organisation="Veer & Zonen",
        sender=("Stationsplein 12", "3511 ED Utrecht", "030 123 45 67"),
        to=("Mevrouw S. de Wit", "Oudegracht 112 bis", "3511 AW  UTRECHT"),
        day=DAY,
        subject="Uw klacht is ontvangen",
        body=f"Beste mevrouw De Wit,\n\nU volgt uw zaak hier: {LINK}.\n\nU kunt:\n- een stuk toevoegen\n- bellen",
        closing="Met vriendelijke groet,",
        signed_by="Noor Abbink",
        reference="VEER-2026-0042",
        language=language,
        attachment="De termijn is verlengd.\n\nDe reden is ziekte.",
    )


def judgment(language: str = "nl", signers: tuple[Signer, ...] = SIGNERS) -> JudgmentPaper:
    draft = JudgmentDraft(
        title=TITLES[language][JudgmentKind.JUDGMENT].format(reference="VEER-2026-0042"),
        intro="Op 3 maart 2026 ontving Veer & Zonen een klacht.",
        considerations="Beide kanten zijn gehoord.\n\nVast staat het volgende.",
        parts=(
            PartText("Er is niet geantwoord.", "gegrond", "Dat had gemoeten.\nOok bij ziekte.", ("stuk 1", "stuk 4")),
            PartText("De rekening klopt niet.", "ongegrond", "Zij klopt."),
        ),
        whole="De klacht is deels gegrond.",
        route="Ga naar de geschillencommissie.",
    )
    return JudgmentPaper(
        organisation="Veer & Zonen",
        sender=("Stationsplein 12", "3511 ED Utrecht"),
        reference="VEER-2026-0042",
        text=composed(draft, JUDGMENT[language]),
        for_whom="mevrouw S. de Wit",
        edition=2,
        digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        journal_head="60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
        issued=DAY,
        language=language,
        signers=signers,
    )


def record(language: str = "nl") -> RecordPaper:
    return RecordPaper(
        organisation="Veer & Zonen",
        reference="VEER-2026-0042",
        for_whom="mevrouw S. de Wit",
        day=DAY,
        language=language,
        made_from="Gemaakt tot en met handeling 41.",
        facts=(("Klager", "mevrouw S. de Wit"), ("Ontvangen op", "3 maart 2026")),
        terms=(("Oordeel binnen vier weken", "Gehaald op 30 maart 2026."),),
        moments=(
            RecordMoment("3 maart 2026, 10:02", "De klacht is ingediend.", "mevrouw S. de Wit", "5.1"),
            RecordMoment("30 maart 2026, 16:00", "Het oordeel is gegeven.", "Noor Abbink", "5.4"),
        ),
        pieces=(
            RecordPiece(1, "Klacht", "mevrouw S. de Wit", "3 maart 2026", "iedereen", "Geen antwoord.\n\nDrie keer."),
            RecordPiece(
                2,
                "Standpunt",
                "J. Bakker",
                "9 maart 2026",
                "iedereen",
                "Ik was ziek.",
                "Een deel is weg.",
                ("brief.pdf", "foto.jpg"),
            ),
        ),
        signatures=(("Noor Abbink", "30 maart 2026", "Digitaal"),),
    )


def certificate(language: str = "nl") -> CertificatePaper:
    return CertificatePaper(
        organisation="Veer & Zonen",
        reference="VEER-2026-0042",
        day=DAY,
        language=language,
        title="Antwoord op uw verzoek om inzage",
        sentences=("U vroeg welke gegevens wij van u hebben.", "Hieronder staat wat u krijgt."),
        rows=(("Gevraagd op", "2 maart 2026"),),
        items=(
            AccessItem(1, "Uw klacht", "U krijgt dit.", "artikel 15 AVG", "Geen antwoord.\n\nDrie keer."),
            AccessItem(2, "Aantekening", "U krijgt dit niet.", "artikel 41 UAVG", ""),
        ),
    )


ALL: dict[str, Callable[[str], bytes]] = {
    "letter": lambda language: letter_pdf(letter(language)),
    "judgment to sign": lambda language: judgment_pdf(judgment(language)).pdf,
    "judgment to read": lambda language: judgment_pdf(judgment(language, ())).pdf,
    "record": lambda language: record_pdf(record(language)),
    "certificate": lambda language: certificate_pdf(certificate(language)),
}

# The text stands in each place where a person or an organisation may have written it.
FILLED: dict[str, Callable[[str], bytes]] = {
    "letter": lambda text: letter_pdf(
        replace(
            letter(),
            organisation=text,
            sender=(text,),
            to=(text,),
            subject=text,
            body=f"{text}\n\n{text}\n{LINK}",
            closing=text,
            signed_by=text,
            reference=text,
            attachment=text,
        )
    ),
    "judgment": lambda text: (
        judgment_pdf(
            replace(
                judgment(),
                organisation=text,
                sender=(text,),
                reference=text,
                text=f"# {text}\n\n{text}\n\n# {text}\n\nOordeel: {text}",
                for_whom=text,
                digest=text,
                journal_head=text,
                signers=(Signer("one", text, text),),
            )
        ).pdf
    ),
    "record": lambda text: record_pdf(
        replace(
            record(),
            organisation=text,
            reference=text,
            for_whom=text,
            made_from=text,
            facts=((text, text),),
            terms=((text, text),),
            moments=(RecordMoment(text[:300], text[:300], text[:300], text[:300]),),
            pieces=(RecordPiece(1, text, text, text, text, text, text, (text,)),),
            signatures=((text[:300], text[:300], text[:300]),),
        )
    ),
    "certificate": lambda text: certificate_pdf(
        replace(
            certificate(),
            organisation=text,
            reference=text,
            title=text,
            sentences=(text,),
            rows=((text, text),),
            items=(AccessItem(1, text, text, text, text),),
        )
    ),
}
PLACES = {"letter": 10, "judgment": 8, "record": 11, "certificate": 8}
"""In how many places the text of a filled paper stands whole."""
