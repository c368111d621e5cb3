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
from portal.models.files import FileState
from portal.models.organisation import Post
from portal.models.person import RoleName
from portal.sight.actor import Door
from portal.web import state
from portal.web.lazy import _
from portal.web.letterwords import LETTERS
from portal.web.sentences import DONE, REASONS

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
        (Status.ERASED, _("Opgeschoond")),
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
        (Kind.APPOINTMENT, _("Afspraak voor een gesprek")),
        (Kind.TALK, _("Verslag van een gesprek")),
        (Kind.COMMENT, _("Reactie op het verslag van een gesprek")),
        (Kind.RECTIFICATION, _("Aanvullende verklaring")),
        (Kind.JUDGMENT, _("Oordeel")),
        (Kind.WITHDRAWAL, _("Reden van intrekking")),
        (Kind.SIGNING_REFUSAL, _("Reden om niet te tekenen")),
        (Kind.EXTERNAL, _("Voorgelegd aan rechter of commissie")),
        (Kind.ANALYSIS, _("Analyse van de oorzaak")),
        (Kind.RECORD, _("Vastgelegd door de klachtenfunctionaris")),
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
    Act.DECLARE_NO_CONFLICT: _("Ontvangst bevestigd; wie de klacht behandelt, is niet bij de zaak betrokken"),
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
    Act.RECTIFY: _("Aanvullende verklaring gegeven"),
    Act.LOG_CONTACT: _("Contact vastgelegd"),
    Act.PROPOSE: _("Oplossing voorgesteld"),
    Act.ACCEPT_PROPOSAL: _("Voorstel aanvaard"),
    Act.REFUSE_PROPOSAL: _("Voorstel niet aanvaard"),
    Act.WITHDRAW_PROPOSAL: _("Voorstel ingetrokken"),
    Act.MEDIATE: _("De functionaris bemiddelt"),
    Act.PLAN_TALK: _("Uitgenodigd voor een gesprek"),
    Act.CHANGE_TALK: _("Afspraak voor een gesprek gewijzigd"),
    Act.CANCEL_TALK: _("Gesprek afgezegd"),
    Act.ANSWER_TALK: _("Op een uitnodiging voor een gesprek geantwoord"),
    Act.REPORT_TALK: _("Verslag van een gesprek gemaakt"),
    Act.COMMENT_TALK: _("Op het verslag van een gesprek gereageerd"),
    Act.WRITE_NOTE: _("Notitie gemaakt"),
    Act.NAME_SUPPORT: _("Steunpersoon genoemd"),
    Act.END_SUPPORT: _("Steunpersoon beëindigd"),
    Act.NAME_REPRESENTATIVE: _("Vertegenwoordiger gemachtigd"),
    Act.END_MANDATE: _("Machtiging beëindigd"),
    Act.INVITE: _("Uitnodiging gestuurd"),
    Act.ACCEPT_NOTICE: _("Vertrouwelijkheid aanvaard"),
    Act.REMIND: _("Herinnering gestuurd"),
    Act.EXTEND: _("Termijn verlengd"),
    Act.WITHDRAW: _("Klacht ingetrokken"),
    Act.ISSUE_JUDGMENT: _("Oordeel uitgebracht"),
    Act.ISSUE_SETTLEMENT: _("Oplossing vastgelegd in een afdoeningsoordeel"),
    Act.CORRECT_JUDGMENT: _("Oordeel hersteld"),
    Act.POST_JUDGMENT: _("Oordeel per post verstuurd"),
    Act.ASK_JUDGMENT: _("Om een volledig oordeel gevraagd"),
    Act.ANSWER_SATISFACTION: _("Geantwoord op de vraag of de afhandeling tevreden stemt"),
    Act.SIGN: _("Oordeel ondertekend"),
    Act.DECLINE_SIGNING: _("Niet ondertekend"),
    Act.RECORD_PAPER_SIGNATURE: _("Handtekening op papier vastgelegd"),
    Act.CLOSE_NOT_SATISFIED: _("Zaak afgesloten"),
    Act.CLOSE_UNSIGNED: _("Zaak afgesloten zonder alle handtekeningen"),
    Act.RECORD_FOR_PARTY: _("Vastgelegd wat iemand zonder account liet weten"),
    Act.RECORD_CAUSE: _("Oorzaak vastgelegd"),
    Act.RECOMMEND: _("Aanbeveling gedaan"),
    Act.MARK_EXTERNAL: _("Vastgelegd dat de zaak ook elders ligt"),
    Act.GRANT_INSIGHT: _("Eén stuk gedeeld met de directie"),
}

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


def topic(code: str, label: str = "") -> str:
    """Name a category: the organisation's own label, else the standard words."""
    return label or str(TOPICS.get(code, code))


def held(state: FileState) -> str:
    """Say why a file cannot be had."""
    if state is FileState.REFUSED:
        return str(_("In dit bestand is een virus gevonden. Niemand kan het openen. Vraag om een schone versie."))
    return str(_("Wij controleren dit bestand nog op virussen. Probeer het over een paar minuten opnieuw."))


def reason(word: str) -> str:
    """Say why something was refused."""
    return str(REASONS.get(word, REASONS["not_yours"]))


LETTER_STATES: dict[str, str] = {
    "waiting": _("wacht op verzending"),
    "sent": _("verzonden"),
    "given_up": _("niet bezorgd"),
    "to_print": _("te printen en te posten"),
    "posted": _("gepost of telefonisch doorgegeven"),
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


def outcome(code: str) -> str:
    """Name the outcome of a judgment, for a figure."""
    return str(WORDS[Outcome(code)])


def ending(code: str) -> str:
    """Name how a case ended, for a figure."""
    return str(WORDS[Ending(code)])


def letter(notice: str) -> str:
    """Name a letter."""
    return str(LETTERS.get(notice, notice))


def letter_state(name: str) -> str:
    """Say what became of a letter. In a demo mail goes nowhere but to the demo's own mailbox."""
    if name == "waiting" and state.has_organisation() and state.organisation().demo:
        return str(_("staat in het postvak van de demo"))
    return str(LETTER_STATES[name])
