"""C01: a jobcoach who could not be reached. Solved together, written down, and signed by three."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal.models.person import LinkPurpose
from tests.support.world import CODE

pytestmark = pytest.mark.browser

COMPLAINT = (
    "Sinds half november probeer ik mijn jobcoach te bereiken. Ik heb vier keer gebeld en drie mails gestuurd. "
    "Twee afspraken zijn op het laatste moment afgezegd en een nieuwe datum kreeg ik niet. Ondertussen verwacht mijn "
    "werkgever dat ik per 1 februari weer meer uren ga werken en ik weet niet hoe ik dat gesprek moet voeren. Ik voel "
    "me aan mijn lot overgelaten."
)
WISH = (
    "Ik wil graag een vaste contactdag, iemand die opneemt als hij er niet is, en uitleg waarom dit zo is gelopen. "
    "Ik wil wel verder met het traject, want de eerste gesprekken waren juist heel prettig."
)
HIDDEN = "dat ik per 1 februari weer meer uren ga werken en ik weet niet hoe ik dat gesprek moet voeren"
STANDPOINT = (
    "Ik had van half november tot januari een dubbele caseload, omdat een collega ziek was. Ik heb mevrouw Veenstra "
    "daardoor niet teruggebeld. Dat had ik wel moeten doen."
)
PROPOSAL = (
    "Ik bel u elke donderdag om 10 uur. Ben ik er niet, dan neemt Yasmina Aydin op. Het gesprek met uw werkgever "
    "voeren we samen, in de week van 26 januari."
)
ADVICE = "Maak voor elke begeleider een vervangingsrooster, zodat een kandidaat altijd iemand kan bereiken."
EMAIL = "marloes.veenstra@post.example"


def test_a_complaint_is_solved_and_signed_by_three(meet, world):
    client, officer, employee = meet("klager"), meet("functionaris"), meet("medewerker")
    number, code = files(client)
    follows(client, number, code)
    client.open_invitation(world.link(LinkPurpose.CLAIM))
    client.promise()
    client.reads("Uw klacht", "U hoeft nu niets te doen", "Vertrouwelijk")
    takes_on(officer, number)
    answers(employee, number)
    agrees(client, number)
    settles(officer, number)
    signs(client, officer, employee, number)
    learns(officer, meet("directie"), number)
    sees_no_case(meet("beheerder"), number)


def files(client):
    client.open("/")
    client.follow("Klacht indienen")
    client.follow("Beginnen")
    client.reads("Stap 1 van 7")
    client.choose("Voor wie dient u de klacht in?", "Voor mezelf")
    client.choose("Wat past het best?", "Ik krijg begeleiding")
    client.press("Volgende")
    client.fill("Wat is er gebeurd?", COMPLAINT)
    client.fill("Wanneer was dat?", "sinds half november")
    client.press("Volgende")
    client.fill("Met wie of wat heeft u dit meegemaakt?", "Bram Terhorst, mijn jobcoach")
    client.choose("Gaat uw klacht (ook) over de klachtenfunctionaris?", "Nee")
    client.press("Volgende")
    goes_back_and_forth(client)
    client.choose("Waar gaat uw klacht over?", "Hoe de overeenkomst wordt uitgevoerd")
    client.press("Volgende")
    client.fill("Wat hoopt u te bereiken?", WISH)
    client.press("Volgende")
    client.fill("Uw naam", "Marloes Veenstra")
    client.fill("E-mailadres", EMAIL)
    client.press("Volgende")
    client.reads(COMPLAINT, WISH, "Bram Terhorst, mijn jobcoach", "Marloes Veenstra", EMAIL)
    client.follow(re.compile("Wijzigen.*Wat er is gebeurd"))
    client.fill("Wanneer was dat?", "sinds half november, tot nu toe")
    client.press("Volgende")
    client.reads("Controleer en verstuur", "sinds half november, tot nu toe")
    client.tick("Wat ik heb ingevuld is naar mijn beste weten waar.")
    client.press("Klacht versturen")
    client.reads("Wij hebben uw klacht ontvangen")
    words = client.page.locator("main").inner_text()
    return re.search(r"K-\d{4}-\d{4}", words).group(), CODE.search(words).group()


def goes_back_and_forth(client):
    client.follow("Terug")
    client.holds("Met wie of wat heeft u dit meegemaakt?", "Bram Terhorst, mijn jobcoach")
    client.follow("Terug")
    client.holds("Wat is er gebeurd?", COMPLAINT)
    client.press("Volgende")
    client.press("Volgende")


def follows(client, number, code):
    client.follow("Uw klacht volgen")
    client.fill("Zaaknummer", number)
    client.fill("Ontvangstcode", code)
    client.press("Stand bekijken")
    client.reads(number, "Ingediend", "Verwacht uiterlijk")
    client.reads_nowhere(COMPLAINT[:40], "Bram Terhorst")


def takes_on(officer, number):
    officer.sign_in("functionaris")
    officer.follow(f"Naar klacht {number}")
    officer.promise()
    officer.reads(COMPLAINT, WISH)
    officer.act("Verklaren dat u niet betrokken bent", "Ik ben niet betrokken")
    officer.act("De beoordeling beginnen", "Beginnen")
    officer.follow("Onderwerpen vastleggen")
    officer.choose("Onderwerpen", "Bereikbaarheid en reactietijd", "Afspraken niet nagekomen")
    officer.done("Onderwerpen vastleggen")
    officer.follow("Betrokken medewerker toevoegen")
    officer.select("Medewerker", "Bram Terhorst")
    officer.done("Medewerker toevoegen")
    officer.follow("Klachtonderdelen vastleggen")
    officer.fill("Klachtonderdeel 1", "De jobcoach was sinds half november niet bereikbaar.")
    officer.choose("Over wie gaat onderdeel 1?", "Bram Terhorst")
    officer.fill("Klachtonderdeel 2", "Twee afspraken zijn op het laatste moment afgezegd, zonder nieuwe datum.")
    officer.choose("Over wie gaat onderdeel 2?", "Bram Terhorst")
    officer.done("Onderdelen vastleggen")
    officer.follow("In behandeling nemen")
    officer.holds("Wat Bram Terhorst leest van de klacht", COMPLAINT)
    officer.fill("Wat Bram Terhorst leest van de klacht", COMPLAINT.replace(HIDDEN, "▇▇▇"))
    officer.done("In behandeling nemen en informeren", sure=True)
    officer.reads("In behandeling – reacties verzamelen", "deels onleesbaar")


def answers(employee, number):
    employee.sign_in("medewerker")
    employee.reads("U bent aan zet", "Geef uw reactie")
    employee.follow(f"Klacht {number}")
    employee.promise()
    employee.reads("Een klacht is geen oordeel over u", "▇▇▇", "Deels onleesbaar gemaakt")
    employee.reads_nowhere(HIDDEN[:20], EMAIL)
    employee.follow("Uw standpunt geven")
    drafts(employee)
    employee.done("Standpunt versturen")
    employee.reads("Standpunt gegeven", STANDPOINT)
    employee.follow("Uw standpunt geven")
    employee.holds("Uw standpunt", "")
    employee.follow("Terug zonder iets te doen")
    employee.follow("Contact met de klager vastleggen")
    employee.fill("Wanneer was het contact?", employee.world.today.isoformat())
    employee.select("Hoe?", "Telefoon")
    employee.fill("Waar ging het over?", "Een afspraak voor een gesprek met zijn drieën.")
    employee.fill("Uitkomst en opmerkingen", "Zij was opgelucht dat ik belde.")
    employee.done("Contact vastleggen")
    employee.act("Een oplossing voorstellen", "Voorstel versturen", sure=True, **{"Uw voorstel": PROPOSAL})


def drafts(employee):
    """What is typed is kept, by the button and without it."""
    half = STANDPOINT[:60]
    employee.fill("Uw standpunt", half)
    employee.press("Concept bewaren")
    employee.reads("Uw concept is bewaard.")
    employee.holds("Uw standpunt", half)
    employee.fill("Uw standpunt", STANDPOINT)
    with employee.page.expect_response(re.compile("/standpunt/concept$")) as kept:
        employee.page.keyboard.press("Tab")
    assert kept.value.status == 204
    expect(employee.page.locator("[data-draft-status]")).to_have_text(re.compile(r"Concept bewaard om \d\d:\d\d"))
    employee.open(employee.page.url.partition("/noorderhaven")[2])
    employee.holds("Uw standpunt", STANDPOINT)


def agrees(client, number):
    client.open(f"/klager/zaak/{number}/")
    client.reads(
        "U bent aan zet", "Beantwoord het voorstel", PROPOSAL, "Een afspraak voor een gesprek met zijn drieën."
    )
    client.reads_nowhere(STANDPOINT[:40], "opgelucht")
    client.follow("Een voorstel aanvaarden")
    client.fill("Toelichting", "Graag. Fijn dat u met mij meegaat naar mijn werkgever.")
    client.done("Voorstel aanvaarden", sure=True)
    client.reads("Opgelost")


def settles(officer, number):
    officer.open("/functionaris/")
    officer.reads("Leg de oplossing vast in een kort oordeel")
    officer.follow(f"Naar klacht {number}")
    officer.follow("De oplossing vastleggen")
    officer.holds("Wat is er afgesproken?", PROPOSAL)
    officer.done("Afdoeningsoordeel uitbrengen", sure=True)
    officer.reads("Oordeel uitgebracht")


def signs(client, officer, employee, number):
    client.open(f"/klager/zaak/{number}/")
    client.reads("Laat weten of u tevreden bent")
    client.follow("Lees eerst het oordeel")
    client.reads(PROPOSAL, "bevoegde rechtbank")
    client.follow("Terug naar de zaak")
    client.follow("Bent u tevreden met de afhandeling?")
    client.choose("Bent u tevreden met de afhandeling van uw klacht?", "Ja, ik ben tevreden")
    client.done("Antwoord versturen", sure=True)
    for person, portal in ((client, "klager"), (employee, "medewerker"), (officer, "functionaris")):
        person.open(f"/{portal}/zaak/{number}/")
        person.follow("Het oordeel ondertekenen")
        person.reads(PROPOSAL)
        person.done("Ondertekenen", sure=True)
    officer.reads("Afgesloten", "getekend op")
    client.open(f"/klager/zaak/{number}/")
    client.reads("De zaak is afgesloten op", "Het oordeel blijft hier te lezen.")
    expect(client.page.get_by_text("Getekend op")).to_have_count(3)


def learns(officer, manager, number):
    officer.follow("De oorzaak vastleggen")
    officer.select("Oorzaak", "Capaciteit of bezetting")
    officer.fill("Analyse", "Bij ziekte van een collega was er geen vervanging geregeld.")
    officer.done("Oorzaak vastleggen")
    officer.follow("Een verbetering aanbevelen")
    officer.fill("Aanbeveling", ADVICE)
    officer.select("Onderwerp", "Bereikbaarheid")
    officer.done("Aanbevelen")
    manager.sign_in("directie")
    manager.reads("aanbeveling wacht op u")
    manager.reads_nowhere(number, "Veenstra", "Terhorst")
    manager.follow(ADVICE)
    manager.choose("Uw besluit", "Overnemen")
    manager.press("Vastleggen", status=422)
    manager.reads("Dit klopt nog niet", "wanneer bespreekt u het opnieuw? Kies een datum.")
    manager.fill("Wie voert dit uit?", "Hoofd begeleiding")
    manager.fill("Wanneer is het klaar", (manager.world.today + timedelta(days=60)).isoformat())
    manager.press("Vastleggen")
    manager.reads("Overgenomen, in uitvoering", "Hoofd begeleiding")
    manager.reads_nowhere(number, "Veenstra", "Terhorst")
    manager.open(f"/functionaris/zaak/{number}/", status=404)


def sees_no_case(admin, number):
    admin.sign_in("beheer")
    admin.reads_nowhere(number)
    for page in ("Medewerkers", "Brieven"):
        admin.follow(page)
        admin.reads_nowhere(number, "Veenstra", EMAIL)
    for portal in ("klager", "medewerker", "functionaris"):
        admin.open(f"/{portal}/zaak/{number}/", status=404)
        admin.reads_nowhere(number, "Veenstra")
