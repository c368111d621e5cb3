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


def written_in(text: str, language: str) -> str:
    """Say in which language a judgment is written; the one given where its title does not tell."""
    title = text.partition("\n")[0].removeprefix("# ")
    starts = ((spoken, line.partition("{")[0]) for spoken, titles in TITLES.items() for line in titles.values())
    return next((spoken for spoken, start in starts if title.startswith(start)), language)
