"""What is at turn, in words: what is to be done, and what is awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.domain.acts import Act
from portal.domain.facts import Side
from portal.web.lazy import _

if TYPE_CHECKING:
    from portal.domain.status import Turn

TASKS: dict[Act, str] = {
    Act.DECLARE_NO_CONFLICT: _("Verklaar of u bij de zaak betrokken bent"),
    Act.OPEN_FILE: _("Begin met de beoordeling"),
    Act.CATEGORISE: _("Leg de onderwerpen vast"),
    Act.ADD_EMPLOYEE: _("Noem de betrokken medewerker, of leg vast dat het alleen over de organisatie gaat"),
    Act.SET_ALLEGATIONS: _("Leg de klachtonderdelen vast, en over wie elk gaat"),
    Act.OPEN_HEARING: _("Neem de klacht in behandeling en informeer de medewerker"),
    Act.DECLINE: _("Beslis over de behandeling: de machtiging is niet gegeven"),
    Act.CONFIRM_MANDATE: _("Bevestig of weiger de machtiging"),
    Act.GIVE_STANDPOINT: _("Geef uw reactie"),
    Act.ACCEPT_PROPOSAL: _("Beantwoord het voorstel voor een oplossing"),
    Act.ANSWER_TALK: _("Laat weten of u komt op het gesprek"),
    Act.CHANGE_TALK: _("Kies een ander moment voor het gesprek"),
    Act.ISSUE_SETTLEMENT: _("Leg de oplossing vast in een kort oordeel"),
    Act.REQUEST_REPLY: _("Vraag een reactie op het nieuwe klachtonderdeel"),
    Act.ISSUE_JUDGMENT: _("Breng het oordeel uit"),
    Act.POST_JUDGMENT: _("Doe het oordeel op de post"),
    Act.ANSWER_SATISFACTION: _("Laat weten of u tevreden bent met de afhandeling"),
    Act.CLOSE_NOT_SATISFIED: _("Sluit de zaak af"),
    Act.SIGN: _("Teken het oordeel, of laat weten dat u niet tekent"),
}
"""What is to be done, said to who is to do it."""

WAITS: dict[Act, str] = {
    Act.DECLARE_NO_CONFLICT: _("De behandelaar gaat eerst na of hij of zij zelf bij de klacht betrokken is."),
    Act.OPEN_FILE: _("De klachtenfunctionaris beoordeelt of de klacht behandeld kan worden."),
    Act.CATEGORISE: _("De klachtenfunctionaris beoordeelt of de klacht behandeld kan worden."),
    Act.ADD_EMPLOYEE: _("De klachtenfunctionaris beoordeelt of de klacht behandeld kan worden."),
    Act.SET_ALLEGATIONS: _("De klachtenfunctionaris beoordeelt of de klacht behandeld kan worden."),
    Act.OPEN_HEARING: _("De klachtenfunctionaris informeert de betrokken medewerker."),
    Act.DECLINE: _("De klachtenfunctionaris beslist over de behandeling."),
    Act.CONFIRM_MANDATE: _("De klager bevestigt of de machtiging klopt."),
    Act.CHANGE_TALK: _("De klachtenfunctionaris kiest een ander moment voor het gesprek."),
    Act.ISSUE_SETTLEMENT: _("De klachtenfunctionaris legt de oplossing vast in een kort oordeel."),
    Act.REQUEST_REPLY: _("De klachtenfunctionaris vraagt om een reactie op een nieuw klachtonderdeel."),
    Act.ISSUE_JUDGMENT: _("De klachtenfunctionaris bereidt het oordeel voor."),
    Act.POST_JUDGMENT: _("Het oordeel gaat per post naar de klager."),
    Act.ANSWER_SATISFACTION: _("De klager laat weten of de afhandeling tevreden stemt."),
    Act.CLOSE_NOT_SATISFIED: _("De klachtenfunctionaris sluit de zaak af."),
}
"""What is awaited, said to who has nothing to do now."""

WAITS_OF: dict[tuple[Act, Side], str] = {
    (Act.GIVE_STANDPOINT, Side.COMPLAINANT): _("Wij wachten op de reactie van de klager."),
    (Act.GIVE_STANDPOINT, Side.EMPLOYEE): _("Wij wachten op de reactie van de betrokken medewerker."),
    (Act.ACCEPT_PROPOSAL, Side.COMPLAINANT): _("Wij wachten op het antwoord van de klager op een voorstel."),
    (Act.ACCEPT_PROPOSAL, Side.EMPLOYEE): _("Wij wachten op het antwoord van de betrokken medewerker op een voorstel."),
    (Act.ACCEPT_PROPOSAL, Side.FUNCTIONARIS): _("De klachtenfunctionaris antwoordt op een voorstel."),
    (Act.ANSWER_TALK, Side.COMPLAINANT): _("Wij wachten op bericht van de klager over het gesprek."),
    (Act.ANSWER_TALK, Side.EMPLOYEE): _("Wij wachten op bericht van de betrokken medewerker over het gesprek."),
    (Act.SIGN, Side.COMPLAINANT): _("Wij wachten op de handtekening van de klager."),
    (Act.SIGN, Side.EMPLOYEE): _("Wij wachten op de handtekening van de betrokken medewerker."),
    (Act.SIGN, Side.FUNCTIONARIS): _("Wij wachten op de handtekening van de klachtenfunctionaris."),
}
"""The same for what more than one side can be asked."""


def awaited(turn: Turn) -> str:
    """Say what is awaited, and of whom."""
    return WAITS_OF.get((turn.act, turn.side)) or WAITS[turn.act]
