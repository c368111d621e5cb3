"""The words that people read for the closed lists of the domain. A test sees to it that no member is without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.domain.acts import Act
from portal.domain.disclosure import Kind
from portal.domain.duties import Light
from portal.domain.facts import Ending, Side, Stage
from portal.domain.judgment import Outcome
from portal.domain.recommendation import Move, State
from portal.domain.regulation import Capacity, Channel, Ground, Regime
from portal.domain.status import Badge, Status
from portal.models.complaint import Part
from portal.models.organisation import Post
from portal.models.person import RoleName
from portal.sight.actor import Door
from portal.web.lazy import _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import StrEnum


class Words:
    """Words by member. Members of two lists can have the same value, so the list counts too."""

    def __init__(self, pairs: Iterable[tuple[StrEnum, str]]) -> None:
        self._words = {(type(member), member.value): text for member, text in pairs}

    def __getitem__(self, member: StrEnum) -> str:
        """Give the words of a member."""
        return self._words[type(member), member.value]

    def __contains__(self, member: StrEnum) -> bool:
        """Say whether there are words for a member."""
        return (type(member), member.value) in self._words


WORDS = Words(
    [
        (Status.SUBMITTED, _("Ingediend")),
        (Status.AWAITING_MANDATE, _("Wacht op machtiging")),
        (Status.ACKNOWLEDGED, _("Ontvangst bevestigd")),
        (Status.INTAKE, _("Beoordeling of wij de klacht kunnen behandelen")),
        (Status.DECLINED, _("Niet in behandeling")),
        (Status.REFERRED, _("Doorverwezen")),
        (Status.HEARING, _("In behandeling – reacties verzamelen")),
        (Status.RESOLUTION, _("In behandeling – samen naar een oplossing")),
        (Status.RESOLVED, _("Opgelost")),
        (Status.JUDGING, _("In behandeling – oordeel wordt voorbereid")),
        (Status.ISSUED, _("Oordeel uitgebracht")),
        (Status.SIGNING, _("Wacht op ondertekening")),
        (Status.WITHDRAWN, _("Ingetrokken")),
        (Status.CLOSED, _("Afgesloten")),
        (Badge.RUNNING, _("Binnen de termijn")),
        (Badge.EXTENDED, _("Verlengd")),
        (Badge.OVERDUE, _("Termijn overschreden")),
        (Badge.KEPT, _("Op tijd")),
        (Badge.MISSED, _("Te laat")),
        (Badge.STOPPED, _("Termijn gestopt")),
        (Stage.RECEIVED, _("Ontvangen")),
        (Stage.HANDLING, _("In behandeling")),
        (Stage.JUDGED, _("Oordeel uitgebracht")),
        (Stage.SIGNING, _("Ondertekening")),
        (Stage.CLOSED, _("Afgesloten")),
        (Ending.SIGNED, _("Ondertekend")),
        (Ending.UNSIGNED, _("Afgesloten zonder alle handtekeningen")),
        (Ending.NOT_SATISFIED, _("Afgesloten, klager niet tevreden")),
        (Ending.DECLINED, _("Niet in behandeling genomen")),
        (Ending.REFERRED, _("Doorverwezen")),
        (Ending.WITHDRAWN, _("Ingetrokken")),
        (Side.COMPLAINANT, _("de klager")),
        (Side.EMPLOYEE, _("de betrokken medewerker")),
        (Side.FUNCTIONARIS, _("de klachtenfunctionaris")),
        (Side.SYSTEM, _("het portaal")),
        (Part.COMPLAINANT, _("klager")),
        (Part.REPRESENTATIVE, _("vertegenwoordiger")),
        (Part.SUPPORT, _("steunpersoon")),
        (Part.EMPLOYEE, _("betrokken medewerker")),
        (Part.FUNCTIONARIS, _("klachtenfunctionaris")),
        (Part.MANAGER, _("directie")),
        (Part.OUTSIDER, _("buiten de zaak")),
        (Kind.COMPLAINT, _("De klacht")),
        (Kind.WISH, _("Wat de klager hoopt te bereiken")),
        (Kind.ADDITION, _("Aanvulling op de klacht")),
        (Kind.STANDPOINT, _("Standpunt")),
        (Kind.CONTACT, _("Contact")),
        (Kind.REMARK, _("Uitkomst en opmerkingen bij een contact")),
        (Kind.PROPOSAL, _("Voorstel voor een oplossing")),
        (Kind.ANSWER, _("Antwoord op een voorstel")),
        (Kind.MESSAGE, _("Bericht")),
        (Kind.NOTE, _("Interne notitie")),
        (Kind.DECISION, _("Beslissing over de behandeling")),
        (Kind.EXTENSION, _("Verlenging van de termijn")),
        (Kind.MEDIATION, _("Bericht van de klachtenfunctionaris aan beide kanten")),
        (Kind.TALK, _("Verslag van een gesprek")),
        (Kind.JUDGMENT, _("Oordeel")),
        (Kind.WITHDRAWAL, _("Reden van intrekking")),
        (Kind.SIGNING_REFUSAL, _("Reden om niet te tekenen")),
        (Kind.EXTERNAL, _("Voorgelegd aan rechter of commissie")),
        (Kind.ANALYSIS, _("Analyse van de oorzaak")),
        (Outcome.UPHELD, _("Gegrond")),
        (Outcome.PARTLY_UPHELD, _("Deels gegrond")),
        (Outcome.NOT_UPHELD, _("Ongegrond")),
        (Outcome.NO_FINDING, _("Geen oordeel")),
        (Ground.FORMATION, _("Hoe de overeenkomst tot stand kwam")),
        (Ground.PERFORMANCE, _("Hoe de overeenkomst wordt uitgevoerd")),
        (Ground.QUALITY, _("De kwaliteit van de dienstverlening")),
        (Ground.INVOICE, _("De hoogte van een rekening")),
        (Capacity.CANDIDATE, _("Ik krijg begeleiding (kandidaat of cliënt)")),
        (Capacity.PRIVATE_CLIENT, _("Ik heb zelf opdracht gegeven en betaal zelf")),
        (Capacity.COMMISSIONING_PARTY, _("Ik ben werkgever of opdrachtgever")),
        (Capacity.THIRD_PARTY, _("Iets anders")),
        (Channel.PORTAL, _("Via dit portaal")),
        (Channel.LETTER, _("Per brief")),
        (Channel.MAIL, _("Per e-mail")),
        (Channel.PHONE, _("Per telefoon of in een gesprek")),
        (Regime.OPDRACHT, _("Overeenkomst van opdracht")),
        (Regime.ADVOCATUUR, _("Kantoorklachtenregeling advocatuur")),
        (Regime.WKKGZ, _("Zorg (Wkkgz)")),
        (Regime.AWB, _("Overheid (Awb)")),
        (Light.MET, _("Gedaan")),
        (Light.LATE, _("Te laat gedaan")),
        (Light.OPEN, _("Nog te doen")),
        (Light.OVERDUE, _("Over de datum")),
        (Light.MISSING, _("Niet vastgelegd")),
        (Light.NOT_NEEDED, _("Niet nodig in deze zaak")),
        (Post.FUNCTIONARIS, _("Klachtenfunctionaris")),
        (Post.DEPUTY, _("Waarnemend klachtenfunctionaris")),
        (RoleName.CLIENT, _("Klager")),
        (RoleName.GUEST, _("Betrokkene in één zaak")),
        (RoleName.EMPLOYEE, _("Medewerker")),
        (RoleName.FUNCTIONARIS, _("Klachtenfunctionaris")),
        (RoleName.MANAGEMENT, _("Directie")),
        (RoleName.ADMIN, _("Beheerder")),
        (Door.CLIENT, _("Mijn klachten")),
        (Door.EMPLOYEE, _("Medewerker")),
        (Door.FUNCTIONARIS, _("Klachtenfunctionaris")),
        (Door.MANAGEMENT, _("Directie")),
        (Door.ADMIN, _("Beheer")),
        (State.PROPOSED, _("Wacht op een besluit")),
        (State.ADOPTED, _("Overgenomen, in uitvoering")),
        (State.PARTLY_ADOPTED, _("Deels overgenomen, in uitvoering")),
        (State.REJECTED, _("Niet overgenomen")),
        (State.DEFERRED, _("Aangehouden")),
        (State.DONE, _("Uitgevoerd, effect nog te controleren")),
        (State.EFFECTIVE, _("Uitgevoerd, effect bevestigd")),
        (State.WITHOUT_EFFECT, _("Uitgevoerd, zonder effect")),
        (State.LAPSED, _("Vervallen")),
        (Move.ADOPT, _("Overnemen")),
        (Move.ADOPT_IN_PART, _("Deels overnemen")),
        (Move.REJECT, _("Niet overnemen")),
        (Move.DEFER, _("Aanhouden")),
        (Move.REPORT_DONE, _("Als uitgevoerd melden")),
        (Move.CONFIRM_EFFECT, _("Effect bevestigen")),
        (Move.DENY_EFFECT, _("Geen effect vaststellen")),
        (Move.LAPSE, _("Laten vervallen")),
    ],
)

ACTS: dict[Act, str] = {
    Act.FILE: _("Klacht ingediend"),
    Act.REGISTER: _("Klacht geregistreerd"),
    Act.CONFIRM_RECORD: _("Samenvatting van de klacht bevestigd"),
    Act.CONFIRM_MANDATE: _("Machtiging in orde bevonden"),
    Act.REFUSE_MANDATE: _("Machtiging niet gegeven"),
    Act.DECLARE_NO_CONFLICT: _("Ontvangst bevestigd; de functionaris is niet bij de zaak betrokken"),
    Act.DECLARE_CONFLICT: _("Een andere functionaris behandelt de klacht"),
    Act.HAND_OVER: _("Overgedragen aan een andere functionaris"),
    Act.ASSIGN: _("Functionaris aangewezen"),
    Act.OPEN_FILE: _("Beoordeling begonnen"),
    Act.CORRECT_RECEIPT: _("Datum van ontvangst verbeterd"),
    Act.CATEGORISE: _("Onderwerpen vastgelegd"),
    Act.ADD_EMPLOYEE: _("Betrokken medewerker toegevoegd"),
    Act.REMOVE_EMPLOYEE: _("Medewerker van de zaak gehaald"),
    Act.SET_ALLEGATIONS: _("Klachtonderdelen vastgelegd"),
    Act.OPEN_HEARING: _("Klacht in behandeling genomen"),
    Act.INFORM_EMPLOYEE: _("Nog een medewerker geïnformeerd"),
    Act.DECLINE: _("Klacht niet in behandeling genomen"),
    Act.REFER: _("Doorverwezen"),
    Act.ADD_TO_COMPLAINT: _("Klacht aangevuld"),
    Act.REQUEST_REPLY: _("Om een reactie gevraagd"),
    Act.GIVE_STANDPOINT: _("Standpunt gegeven"),
    Act.WAIVE_STANDPOINT: _("Van een reactie afgezien"),
    Act.RELEASE: _("Stuk gedeeld"),
    Act.SEND_MESSAGE: _("Bericht gestuurd"),
    Act.LOG_CONTACT: _("Contact vastgelegd"),
    Act.PROPOSE: _("Oplossing voorgesteld"),
    Act.ACCEPT_PROPOSAL: _("Voorstel aanvaard"),
    Act.REFUSE_PROPOSAL: _("Voorstel niet aanvaard"),
    Act.WITHDRAW_PROPOSAL: _("Voorstel ingetrokken"),
    Act.MEDIATE: _("De functionaris bemiddelt"),
    Act.REPORT_TALK: _("Verslag van een gesprek gemaakt"),
    Act.WRITE_NOTE: _("Notitie gemaakt"),
    Act.NAME_SUPPORT: _("Steunpersoon genoemd"),
    Act.END_SUPPORT: _("Steunpersoon beëindigd"),
    Act.INVITE: _("Uitnodiging gestuurd"),
    Act.ACCEPT_NOTICE: _("Vertrouwelijkheid aanvaard"),
    Act.REMIND: _("Herinnering gestuurd"),
    Act.EXTEND: _("Termijn verlengd"),
    Act.WITHDRAW: _("Klacht ingetrokken"),
    Act.ISSUE_JUDGMENT: _("Oordeel uitgebracht"),
    Act.ISSUE_SETTLEMENT: _("Oplossing vastgelegd in een afdoeningsoordeel"),
    Act.ASK_JUDGMENT: _("Om een volledig oordeel gevraagd"),
    Act.ANSWER_SATISFACTION: _("Laten weten of de afhandeling tevreden stemt"),
    Act.SIGN: _("Oordeel ondertekend"),
    Act.DECLINE_SIGNING: _("Niet ondertekend"),
    Act.RECORD_PAPER_SIGNATURE: _("Handtekening op papier vastgelegd"),
    Act.CLOSE_NOT_SATISFIED: _("Zaak afgesloten"),
    Act.CLOSE_UNSIGNED: _("Zaak afgesloten zonder alle handtekeningen"),
    Act.RECORD_CAUSE: _("Oorzaak vastgelegd"),
    Act.RECOMMEND: _("Aanbeveling gedaan"),
    Act.MARK_EXTERNAL: _("Vastgelegd dat de zaak ook elders ligt"),
    Act.GRANT_INSIGHT: _("Eén stuk gedeeld met de directie"),
}

TASKS: dict[Act, str] = {
    Act.DECLARE_NO_CONFLICT: _("Verklaar of u bij de zaak betrokken bent"),
    Act.OPEN_FILE: _("Begin met de beoordeling"),
    Act.CATEGORISE: _("Leg de onderwerpen vast"),
    Act.SET_ALLEGATIONS: _("Leg de klachtonderdelen vast"),
    Act.OPEN_HEARING: _("Neem de klacht in behandeling en informeer de medewerker"),
    Act.DECLINE: _("Beslis over de behandeling: de machtiging is niet gegeven"),
    Act.CONFIRM_MANDATE: _("Bevestig of weiger de machtiging"),
    Act.GIVE_STANDPOINT: _("Geef uw reactie"),
    Act.ACCEPT_PROPOSAL: _("Beantwoord het voorstel voor een oplossing"),
    Act.ISSUE_SETTLEMENT: _("Leg de oplossing vast in een kort oordeel"),
    Act.ISSUE_JUDGMENT: _("Breng het oordeel uit"),
    Act.ANSWER_SATISFACTION: _("Laat weten of u tevreden bent met de afhandeling"),
    Act.CLOSE_NOT_SATISFIED: _("Sluit de zaak af"),
    Act.SIGN: _("Teken het oordeel, of laat weten dat u niet tekent"),
}
"""What is to be done, said to who is to do it."""

WAITS: dict[Act, str] = {
    Act.DECLARE_NO_CONFLICT: _("De klachtenfunctionaris leest uw klacht en bevestigt wie die behandelt."),
    Act.OPEN_FILE: _("De klachtenfunctionaris beoordeelt of de klacht behandeld kan worden."),
    Act.CATEGORISE: _("De klachtenfunctionaris beoordeelt of de klacht behandeld kan worden."),
    Act.SET_ALLEGATIONS: _("De klachtenfunctionaris beoordeelt of de klacht behandeld kan worden."),
    Act.OPEN_HEARING: _("De klachtenfunctionaris informeert de betrokken medewerker."),
    Act.DECLINE: _("De klachtenfunctionaris beslist over de behandeling."),
    Act.CONFIRM_MANDATE: _("De klager bevestigt of de machtiging klopt."),
    Act.GIVE_STANDPOINT: _("Wij wachten op een reactie."),
    Act.ACCEPT_PROPOSAL: _("Wij wachten op antwoord op een voorstel voor een oplossing."),
    Act.ISSUE_SETTLEMENT: _("De klachtenfunctionaris legt de oplossing vast in een kort oordeel."),
    Act.ISSUE_JUDGMENT: _("De klachtenfunctionaris bereidt het oordeel voor."),
    Act.ANSWER_SATISFACTION: _("De klager laat weten of de afhandeling tevreden stemt."),
    Act.CLOSE_NOT_SATISFIED: _("De klachtenfunctionaris sluit de zaak af."),
    Act.SIGN: _("Wij wachten op de handtekeningen."),
}
"""What is awaited, said to who has nothing to do now."""

TOPICS: dict[str, str] = {
    "conduct": _("Bejegening"),
    "reachability": _("Bereikbaarheid en reactietijd"),
    "agreements_not_kept": _("Afspraken niet nagekomen"),
    "information": _("Informatie en voorlichting"),
    "quality": _("Kwaliteit van begeleiding of advies"),
    "reporting": _("Rapportage of dossier"),
    "privacy": _("Privacy en vertrouwelijkheid"),
    "planning": _("Planning en doorlooptijd"),
    "expertise": _("Deskundigheid"),
    "change_of_counsellor": _("Wisseling van begeleider"),
    "contract": _("Overeenkomst en aanvang"),
    "invoice": _("Factuur en kosten"),
    "location": _("Locatie en toegankelijkheid"),
    "cooperation": _("Samenwerking met opdrachtgever of UWV"),
    "discrimination": _("Discriminatie of ongewenst gedrag"),
    "complaint_handling": _("De klachtbehandeling zelf"),
    "other": _("Overig"),
}

CAUSES: dict[str, str] = {
    "communication": _("Communicatie"),
    "expectation": _("Verwachting niet besproken"),
    "procedure_missing": _("Procedure ontbreekt of is onduidelijk"),
    "procedure_not_followed": _("Procedure niet gevolgd"),
    "capacity": _("Capaciteit of bezetting"),
    "expertise": _("Deskundigheid"),
    "system": _("Systeem of administratie"),
    "behaviour": _("Gedrag"),
    "chain": _("Keten of opdrachtgever"),
    "external": _("Extern"),
    "no_shortcoming": _("Geen tekortkoming"),
}

MEDIA: dict[str, str] = {
    "phone": _("Telefoon"),
    "mail": _("E-mail"),
    "meeting": _("Gesprek"),
    "letter": _("Brief"),
    "other": _("Anders"),
}

DUTY_WORDS: dict[str, str] = {
    "R1.1": _("De klacht is schriftelijk vastgelegd"),
    "R1.2": _("De machtiging van de vertegenwoordiger is gecontroleerd"),
    "R1.3": _("De functionaris heeft verklaard niet betrokken te zijn"),
    "R2.1": _("Beoordeeld of de regeling geldt"),
    "R2.2": _("De zaak volgt de versie van de regeling die bij ontvangst gold"),
    "R3.b": _("De oorzaak is vastgelegd"),
    "R3.c": _("Gevraagd of de afhandeling tevreden stemt"),
    "R4.2": _("Verteld waar de klager verder terecht kan"),
    "R5.1": _("De klacht is bij de functionaris terechtgekomen"),
    "R5.2a": _("De medewerker is geïnformeerd"),
    "R5.2b": _("Beide kanten konden hun standpunt toelichten"),
    "R5.3": _("Samen naar een oplossing gezocht"),
    "R5.4a": _("Oordeel binnen de termijn"),
    "R5.4b": _("Verlenging op tijd gemeld, met reden en nieuwe datum"),
    "R5.5": _("Klager en medewerker hebben het oordeel schriftelijk"),
    "R5.6": _("Het oordeel is ter ondertekening voorgelegd"),
    "R6.1": _("Vertrouwelijkheid is bevestigd"),
    "R6.2": _("Geen kosten voor de klager"),
    "R7.1": _("De voortgang is bewaakt tot het einde"),
    "R7.2": _("Contacten met de klager zijn vastgelegd"),
    "R7.3": _("De klager is op de hoogte gehouden"),
    "R7.4": _("Het dossier is bijgehouden"),
    "R8.1": _("De klacht is geregistreerd en ingedeeld"),
    "R8.2": _("Ingedeeld onder meer dan één onderwerp"),
    "R8.3": _("Een aanbeveling voor verbetering gedaan"),
}

REASONS: dict[str, str] = {
    "about_functionaris_registered_by_deputy": _("Een klacht over de functionaris registreert de waarnemer."),
    "agreements_missing": _("Schrijf op wat er is afgesproken."),
    "all_informed": _("Nog niet elke betrokken medewerker is geïnformeerd."),
    "already_party": _("Deze persoon doet al mee in deze zaak."),
    "answer_given": _("Kies ja of nee."),
    "both_had_their_say": _("Nog niet beide kanten hebben de gelegenheid gehad om te reageren."),
    "case_changed": _(
        "De zaak is intussen veranderd. Wat u typte staat er nog. Bekijk de zaak en verstuur het opnieuw."
    ),
    "category_exists": _("Dit onderwerp staat al in de lijst."),
    "cause_missing": _("Kies een oorzaak."),
    "conflict_undeclared": _("U heeft dit al verklaard."),
    "consent_where_needed": _("Voor deze verlenging is instemming van de klager nodig."),
    "contact_in_future": _("Deze datum ligt in de toekomst."),
    "date_before_start": _("Deze datum ligt voor het begin."),
    "date_lies_ahead": _("Kies een datum vanaf vandaag."),
    "due_on_missing": _("Kies een datum."),
    "employee_uninformed": _("Alle betrokken medewerkers zijn al geïnformeerd."),
    "employees_linked": _("Koppel elke betrokken medewerker aan een klachtonderdeel."),
    "every_allegation_judged": _("Geef voor elk klachtonderdeel een oordeel met motivering."),
    "every_employee_gets_an_edition": _("Elke betrokken medewerker krijgt een tekst van de klacht te lezen."),
    "extension_allowed": _("De regeling staat deze verlenging niet toe."),
    "functionaris_in_office": _("Beëindig eerst de benoeming van deze persoon."),
    "functionaris_is_party": _("Wie de klacht behandelt, kan geen betrokkene zijn. Draag de zaak eerst over."),
    "has_allegation": _("Leg eerst minstens één klachtonderdeel vast."),
    "has_category": _("Kies eerst minstens één onderwerp."),
    "is_informed": _("U bent nog niet over deze klacht geïnformeerd."),
    "link_dead": _("Deze link werkt niet meer."),
    "mandate_in_order": _("De machtiging is nog niet in orde."),
    "mandate_missing": _("Er is geen machtiging om over te beslissen."),
    "mixed_roles": _("Een klachtenfunctionaris kan niet ook directie of beheerder zijn."),
    "name_missing": _("Vul een naam in."),
    "new_date_is_later": _("Kies een datum na de huidige einddatum, en niet in het verleden."),
    "no_agreement": _("Er is al overeenstemming over een oplossing."),
    "no_conflict": _("Verklaar eerst dat u niet bij de zaak betrokken bent."),
    "no_full_judgment_asked": _("De klager heeft om een volledig oordeel gevraagd."),
    "no_other_functionaris": _("Er is geen andere functionaris benoemd. Vraag de directie om een waarnemer."),
    "no_regulation": _("Er is nog geen klachtenregeling gepubliceerd."),
    "no_such_piece": _("Dit stuk is er niet."),
    "nobody_here": _("Deze persoon is niet gevonden in deze zaak."),
    "not_a_manager": _("Deze persoon is geen directie."),
    "not_answered": _("Deze vraag is al beantwoord."),
    "not_for_you": _("De regeling is niet bedoeld voor deze groep. Bel ons, dan kijken we wat wel kan."),
    "not_in_court": _("Dit is al vastgelegd."),
    "not_in_this_stage": _("Dit kan niet meer, of nog niet, in deze fase van de zaak."),
    "not_releasable": _("Dit stuk kan niet met deze persoon worden gedeeld."),
    "not_satisfied_or_silent": _("De klager kan nog antwoorden."),
    "not_there": _("Dit is er niet meer."),
    "not_yet_opened": _("De beoordeling is al begonnen."),
    "not_yours": _("Dit kunt u in deze zaak niet doen."),
    "only_shared_pieces_cited": _(
        "Een aangehaald stuk is niet met iedereen gedeeld die het aangaat. Deel het eerst, of geef een reden."
    ),
    "original_place_missing": _("Schrijf op waar het origineel wordt bewaard."),
    "own_account": _("Uw eigen account kunt u niet sluiten."),
    "own_proposal_open": _("U heeft geen open voorstel."),
    "own_roles": _("Uw eigen rollen kunt u niet wijzigen."),
    "owner_missing": _("Noem wie dit uitvoert."),
    "password_guessable": _("Dit wachtwoord is makkelijk te raden. Kies bijvoorbeeld vier willekeurige woorden."),
    "password_long": _("Dit wachtwoord is te lang. Gebruik hoogstens 256 tekens."),
    "password_short": _("Gebruik minstens 12 tekens."),
    "period_wrong": _("Deze periode klopt niet."),
    "proposal_reaches_the_other_side": _("Kies aan wie u het voorstel doet."),
    "proposal_to_answer": _("Er is geen voorstel dat op uw antwoord wacht."),
    "reason_missing": _("Geef een reden."),
    "receipt_in_future": _("De dag van ontvangst ligt in de toekomst."),
    "receipt_not_in_future": _("De dag van ontvangst ligt in de toekomst."),
    "recipients_are_parties": _("Kies met wie u dit deelt. Dat kan alleen met wie van de klacht weet."),
    "recommendation_not_open": _("Dit kan in deze fase van de aanbeveling niet."),
    "record_unconfirmed": _("Er is niets te bevestigen."),
    "refused_or_late": _("Er kan nog getekend worden."),
    "reply_awaited": _("Er wordt geen reactie van u gevraagd."),
    "reply_date_given": _("Kies een datum om te reageren."),
    "role_missing": _("Kies minstens één rol."),
    "route_missing": _("Schrijf op waar de klager verder terecht kan."),
    "settled_without_finding": _("Er is geen afgesproken oplossing."),
    "signature_awaited": _("Uw handtekening wordt niet (meer) gevraagd."),
    "signed_in_future": _("Deze datum ligt in de toekomst."),
    "solution_accepted": _("De klager heeft nog geen oplossing aanvaard."),
    "somebody_still_signs": _("Iedereen heeft al getekend of laten weten niet te tekenen."),
    "subject_awaits_this_party": _("Dit voorstel wacht niet op uw antwoord."),
    "subject_is_own": _("Dit is niet uw voorstel, of het is al beantwoord."),
    "subject_signs": _("Van deze persoon wordt geen handtekening gevraagd."),
    "subject_uninformed": _("Deze medewerker is al geïnformeerd."),
    "sign_in": _("Deze combinatie van e-mailadres en wachtwoord kennen wij niet."),
    "password_wrong": _("Dit is niet uw wachtwoord."),
    "too_fast": _("Dit ging sneller dan iemand kan lezen. Wacht een paar tellen en verstuur opnieuw."),
    "code_unknown": _("Dit zaaknummer en deze code horen niet bij elkaar. Kijk op uw ontvangstbewijs."),
    "too_often": _("Te veel pogingen. Probeer het later opnieuw."),
}


def topic(code: str, label: str = "") -> str:
    """Name a category: the organisation's own label, else the standard words."""
    return label or str(TOPICS.get(code, code))


def reason(word: str) -> str:
    """Say why something was refused."""
    return str(REASONS.get(word, REASONS["not_yours"]))


DONE: dict[str, str] = {
    "draft": _("Uw concept is bewaard."),
    "draft_link": _("De link is onderweg. Kijk in uw e-mail."),
    "reset": _("Als dit adres bij een account hoort, is er een link onderweg."),
    "password": _("Uw wachtwoord is gewijzigd."),
    "signed_out": _("U bent uitgelogd."),
    "mandate_yes": _("De machtiging is bevestigd."),
    "mandate_no": _("De machtiging is geweigerd. Deze persoon krijgt niets te zien."),
    "register": _("De klacht is geregistreerd."),
    "recommend": _("De aanbeveling staat klaar voor de directie."),
    "moved": _("Het besluit is vastgelegd."),
    "report": _("Het verslag is vastgelegd en staat klaar voor de directie."),
    "review": _("De bespreking is vastgelegd."),
    "posted": _("De datum van verzending is vastgelegd."),
    "invite_staff": _("De uitnodiging is onderweg."),
    "roles": _("De rollen zijn gewijzigd."),
    "closed": _("Het account is gesloten."),
    "appointed": _("De benoeming is vastgelegd."),
    "appointment_ended": _("De benoeming eindigt op de gekozen dag."),
    "category": _("De lijst met onderwerpen is bijgewerkt."),
    "organisation": _("De gegevens zijn bewaard."),
    "told": _("Dit is vastgelegd."),
}

LETTERS: dict[str, str] = {
    "n01": _("Ontvangst van de klacht"),
    "n02": _("Machtiging nodig"),
    "n03": _("Ontvangstbevestiging en vervolg"),
    "n04": _("In behandeling genomen"),
    "n05": _("Vertrouwelijk bericht aan de medewerker"),
    "n06": _("Niet in behandeling"),
    "n07": _("Doorverwijzing"),
    "n08": _("Vraag om een reactie"),
    "n09": _("Herinnering"),
    "n10": _("Nieuw stuk of bericht"),
    "n11": _("Voorstel voor een oplossing"),
    "n12": _("Klacht opgelost"),
    "n12b": _("Klacht opgelost"),
    "n13": _("Verlenging"),
    "n14": _("Oordeel"),
    "n15": _("Oordeel"),
    "n16": _("Vraag om te ondertekenen"),
    "n17": _("Zaak afgesloten"),
    "n18": _("Vraag over de afhandeling"),
    "n19": _("Klacht ingetrokken"),
    "n19b": _("Klacht ingetrokken"),
    "n20": _("Zaak heropend"),
    "n20b": _("Zaak niet heropend"),
    "n21": _("Elders voorgelegd"),
    "n22": _("Andere behandelaar"),
    "n23": _("Dossiers die binnenkort worden verwijderd"),
    "n24": _("Termijn overschreden"),
    "n24d": _("Aantal zaken over de termijn"),
    "n25": _("Klager lang niets gehoord"),
    "n26": _("Verslag en aanbevelingen om te bespreken"),
    "n27": _("Actie uit een aanbeveling moet bijna klaar zijn"),
    "claim_case": _("Ontvangst van de klacht, met bevestiging van het adres"),
    "invite_staff": _("Uitnodiging"),
    "invite_party": _("Uitnodiging voor het portaal"),
    "reset_password": _("Nieuw wachtwoord"),
    "password_changed": _("Wachtwoord gewijzigd"),
    "draft_link": _("Link naar een concept"),
    "signin_unusual": _("Inloggen op een nieuw apparaat"),
}

LETTER_STATES: dict[str, str] = {
    "waiting": _("wacht op verzending"),
    "sent": _("verzonden"),
    "given_up": _("niet bezorgd"),
    "to_print": _("te printen en te posten"),
    "posted": _("gepost"),
}

YOU: dict[str, str] = {side.value: _("u") for side in (Side.COMPLAINANT, Side.EMPLOYEE, Side.FUNCTIONARIS)}


def done(word: str) -> str:
    """Say what was just done: an act, or something else that has words."""
    if word in DONE:
        return str(DONE[word])
    return f"{ACTS[Act(word)]}." if word in set(Act) else ""


def side(name: str, here: str) -> str:
    """Name a side as a reader of that side would."""
    return str(YOU[name]) if name == here and name in YOU else str(WORDS[Side(name)])


def letter(notice: str) -> str:
    """Name a letter."""
    return str(LETTERS.get(notice, notice))


def letter_state(state: str) -> str:
    """Say what became of a letter."""
    return str(LETTER_STATES[state])
