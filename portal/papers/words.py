"""The fixed words of papers, in both languages. A paper is frozen, so these are not taken from the page's catalogue."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from portal.domain.judgment import JudgmentKind, JudgmentWords

if TYPE_CHECKING:
    from collections.abc import Mapping

JUDGMENT: Mapping[str, JudgmentWords] = MappingProxyType(
    {
        "nl": JudgmentWords(
            allegation="Klachtonderdeel",
            finding="Oordeel",
            reasons="Motivering",
            based_on="Gebaseerd op",
            agreements="Afspraken",
            considerations="Overwegingen",
            whole="Oordeel over de klacht als geheel",
            recommendations="Aanbevelingen",
            route="Niet eens met dit oordeel?",
            terms="Termijn",
            departs="Waarom dit anders is dan uit de onderdelen volgt",
            corrected="Hersteld oordeel",
        ),
        "en": JudgmentWords(
            allegation="Part of the complaint",
            finding="Finding",
            reasons="Reasons",
            based_on="Based on",
            agreements="What was agreed",
            considerations="Considerations",
            whole="Judgment on the complaint as a whole",
            recommendations="Recommendations",
            route="If you do not agree",
            terms="Time taken",
            departs="Why this is not what follows from the parts",
            corrected="Corrected judgment",
        ),
    },
)

TITLES: Mapping[str, Mapping[JudgmentKind, str]] = MappingProxyType(
    {
        "nl": {
            JudgmentKind.JUDGMENT: "Oordeel op klacht {reference}",
            JudgmentKind.SETTLEMENT: "Afdoeningsoordeel op klacht {reference}",
        },
        "en": {
            JudgmentKind.JUDGMENT: "Judgment on complaint {reference}",
            JudgmentKind.SETTLEMENT: "Judgment on the settlement of complaint {reference}",
        },
    },
)

OUTCOMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "nl": {
            "upheld": "gegrond",
            "partly_upheld": "deels gegrond",
            "not_upheld": "ongegrond",
            "no_finding": "geen oordeel",
            "whole_upheld": "De klacht is gegrond.",
            "whole_partly_upheld": "De klacht is deels gegrond.",
            "whole_not_upheld": "De klacht is ongegrond.",
            "whole_no_finding": "Over de gegrondheid van de klacht wordt geen oordeel gegeven.",
            "settled": "De klacht is opgelost. Er is geen oordeel gegeven over de gegrondheid.",
            "intro": "Op {received} ontving {organisation} een klacht van {complainant} over {employee}. "
            "Klachtenfunctionaris {functionaris} {heard} en geeft op {issued} dit oordeel.",
            "intro_organisation": "Op {received} ontving {organisation} een klacht van {complainant}. "
            "Klachtenfunctionaris {functionaris} {heard} en geeft op {issued} dit oordeel.",
            "heard": "heeft beide kanten gehoord",
            "asked": "heeft beide kanten de gelegenheid gegeven om te reageren",
            "heard_organisation": "heeft de betrokkenen gehoord",
            "asked_organisation": "heeft de betrokkenen de gelegenheid gegeven om te reageren",
            "terms_post": "Het oordeel moest uiterlijk op {due} worden gegeven. Het is op {issued} vastgesteld "
            "en gaat per post naar de klager.",
            "terms_kept": "Het oordeel moest uiterlijk op {due} worden gegeven. Die termijn is gehaald.",
            "terms_missed": "Het oordeel moest uiterlijk op {due} worden gegeven. Die termijn is niet gehaald.",
            "terms_extended": "De eerste termijn liep tot en met {first}; er is {n} keer verlengd.",
            "corrects": "Dit is versie {version}, van {day}. Deze versie komt in de plaats van versie {before}. "
            "De uitkomst is dezelfde. Hieronder staat wat is hersteld en waarom.",
            "unwritten": "[hier staat nog niets]",
            "kind_complaint": "de klacht",
            "kind_wish": "wat de klager hoopt te bereiken",
            "kind_addition": "aanvulling op de klacht",
            "kind_standpoint": "standpunt",
            "kind_contact": "vastgelegd contact",
            "kind_remark": "opmerkingen bij een contact",
            "kind_proposal": "voorstel voor een oplossing",
            "kind_talk": "verslag van een gesprek",
            "kind_mediation": "bericht aan beide kanten",
        },
        "en": {
            "upheld": "upheld",
            "partly_upheld": "partly upheld",
            "not_upheld": "not upheld",
            "no_finding": "no finding",
            "whole_upheld": "The complaint is upheld.",
            "whole_partly_upheld": "The complaint is partly upheld.",
            "whole_not_upheld": "The complaint is not upheld.",
            "whole_no_finding": "No finding is made on whether the complaint was justified.",
            "settled": "The complaint has been resolved. No finding was made on whether it was justified.",
            "intro": "On {received} {organisation} received a complaint from {complainant} about {employee}. "
            "Complaints officer {functionaris} {heard} and gives this judgment on {issued}.",
            "intro_organisation": "On {received} {organisation} received a complaint from {complainant}. "
            "Complaints officer {functionaris} {heard} and gives this judgment on {issued}.",
            "heard": "has heard both sides",
            "asked": "has given both sides the opportunity to respond",
            "heard_organisation": "has heard those concerned",
            "asked_organisation": "has given those concerned the opportunity to respond",
            "terms_post": "The judgment was due by {due}. It was made on {issued} and goes to the complainant by post.",
            "terms_kept": "The judgment was due by {due}. That date was met.",
            "terms_missed": "The judgment was due by {due}. That date was not met.",
            "terms_extended": "The first due date was {first}; the number of extensions is {n}.",
            "corrects": "This is version {version}, of {day}. It takes the place of version {before}. The outcome is "
            "the same. Below is what was corrected, and why.",
            "unwritten": "[nothing stands here yet]",
            "kind_complaint": "the complaint",
            "kind_wish": "what the complainant hopes to achieve",
            "kind_addition": "addition to the complaint",
            "kind_standpoint": "statement",
            "kind_contact": "recorded contact",
            "kind_remark": "remarks on a contact",
            "kind_proposal": "proposal for a solution",
            "kind_talk": "report of a conversation",
            "kind_mediation": "message to both sides",
        },
    },
)

PAPERS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "nl": {
            "page": "Pagina",
            "of": "van",
            "confidential": "Vertrouwelijk",
            "reference": "Kenmerk",
            "regulation": "Klachtenregeling",
            "regulation_edition": "Versie {version}, geldig vanaf {date}",
            "regulation_running": "klachtenregeling versie {version}",
            "date": "Datum",
            "subject": "Onderwerp",
            "letter": "brief van {date}",
            "annex": "Bijlage bij deze brief",
            "judgment": "Oordeel",
            "judgment_running": "oordeel, uitgave {edition}",
            "issued": "Vastgesteld op",
            "edition": "Uitgave",
            "for_whom": "Exemplaar voor",
            "proof": "Om na te gaan of de tekst klopt",
            "digest": "Controlegetal (SHA-256)",
            "digest_use": "Het controlegetal is berekend uit de tekst van dit oordeel en staat ook in het logboek van "
            "de zaak. Wie het opnieuw berekent en iets anders vindt, heeft een tekst die is gewijzigd.",
            "journal": "Stand van het logboek bij het vaststellen",
            "signing": "Ondertekening",
            "signing_intro": "Ondertekening van het oordeel met kenmerk {reference}, vastgesteld op {date}.",
            "signing_boxes": "Elk vak is voor de handtekening van wie ervoor staat.",
            "record": "Dossier van klacht {reference}",
            "record_running": "dossier {reference}",
            "contents": "Inhoud",
            "chronology": "Verloop",
            "when": "Wanneer",
            "what": "Wat",
            "by": "Door",
            "article": "Artikel",
            "terms": "Termijnen",
            "term": "Termijn",
            "term_met": "Hoe die is verlopen",
            "pieces": "Stukken",
            "no_pieces": "Er zijn geen stukken.",
            "piece": "Stuk {number}: {kind}",
            "readers": "Te lezen door",
            "note": "Let op",
            "files": "Bestanden",
            "signatures": "Handtekeningen",
            "signer": "Wie",
            "signed_how": "Hoe",
            "items": "Per onderdeel",
            "item": "{number}. {what}",
            "decision": "Besluit",
            "ground": "Grond",
        },
        "en": {
            "page": "Page",
            "of": "of",
            "confidential": "Confidential",
            "reference": "Reference",
            "regulation": "Complaints regulation",
            "regulation_edition": "Version {version}, valid from {date}",
            "regulation_running": "complaints regulation version {version}",
            "date": "Date",
            "subject": "Subject",
            "letter": "letter of {date}",
            "annex": "Annex to this letter",
            "judgment": "Judgment",
            "judgment_running": "judgment, edition {edition}",
            "issued": "Made on",
            "edition": "Edition",
            "for_whom": "Copy for",
            "proof": "To check that the text is unchanged",
            "digest": "Check value (SHA-256)",
            "digest_use": "The check value is computed from the text of this judgment and also stands in the journal "
            "of the case. Whoever computes it again and finds another value has a text that was changed.",
            "journal": "State of the journal when the judgment was made",
            "signing": "Signatures",
            "signing_intro": "Signing of the judgment with reference {reference}, made on {date}.",
            "signing_boxes": "Each box is for the signature of the person named beside it.",
            "record": "File of complaint {reference}",
            "record_running": "file {reference}",
            "contents": "Contents",
            "chronology": "Course of events",
            "when": "When",
            "what": "What",
            "by": "By",
            "article": "Article",
            "terms": "Terms",
            "term": "Term",
            "term_met": "How it went",
            "pieces": "Pieces",
            "no_pieces": "There are no pieces.",
            "piece": "Piece {number}: {kind}",
            "readers": "To be read by",
            "note": "Please note",
            "files": "Files",
            "signatures": "Signatures",
            "signer": "Who",
            "signed_how": "How",
            "items": "Item by item",
            "item": "{number}. {what}",
            "decision": "Decision",
            "ground": "Ground",
        },
    },
)


def written_in(text: str, language: str) -> str:
    """Say in which language a judgment is written; the one given where its title does not tell."""
    title = text.partition("\n")[0].removeprefix("# ")
    starts = ((spoken, line.partition("{")[0]) for spoken, titles in TITLES.items() for line in titles.values())
    return next((spoken for spoken, start in starts if title.startswith(start)), language)
