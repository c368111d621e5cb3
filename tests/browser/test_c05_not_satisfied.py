"""C05: an angry e-mail about an expert's report. Not well-founded, not satisfied, and on to the court."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from portal.models.person import LinkPurpose

pytestmark = pytest.mark.browser

COMPLAINT = (
    "In het arbeidsdeskundig rapport staat dat ik geschikt zou zijn voor kantoorwerk van 24 uur. De onderzoeker heeft "
    "mij één keer drie kwartier gesproken en heeft mijn huidige werkplek niet bezocht, terwijl dat wel in de opdracht "
    "stond. Ook noemt hij functies waarvoor ik de diploma’s niet heb. Door dit rapport wil mijn werkgever nu een "
    "tweede spoor starten. Ik vind het onderzoek onzorgvuldig en de conclusie onjuist."
)
WISH = (
    "Ik eis een nieuw onderzoek door iemand anders, op kosten van Noorderhaven, en ik houd jullie aansprakelijk voor "
    "de schade."
)
STANDPOINT = "Ik heb de werkplek op 12 februari bezocht; het verslag zit bij het rapport. Eén functie heb ik verbeterd."
ANGRY = "Jullie beschermen elkaar. Ik stap naar de rechter."


def test_who_is_not_satisfied_goes_to_court(meet, world):
    officer, client, employee = meet("functionaris"), meet("klager"), meet("medewerker")
    number = registers(officer)
    assert [letter.notice for letter in world.letters()] == ["claim_case"]
    client.open_invitation(world.link(LinkPurpose.CLAIM))
    client.promise()
    informs(officer)
    defends(employee, world)
    answers(client, number)
    judges(officer, number)
    is_angry(client, number)
    closes(officer, number)
    ends(client, employee, number)


def registers(officer):
    officer.sign_in("functionaris")
    officer.reads("Er is nu geen lopende klacht.")
    officer.follow("Klacht registreren")
    officer.press("Klacht registreren", status=422)
    officer.reads(
        "Dit klopt nog niet", "Naam van de klager: Vul dit in.", "Waar gaat de klacht over? Kies er minstens één."
    )
    officer.select("Hoe kwam de klacht binnen?", "Per e-mail")
    officer.fill("Op welke dag kwam de klacht binnen?", officer.world.today.isoformat())
    officer.fill("Waar wordt het origineel bewaard?", "Postbus klachten, map 2026")
    officer.fill("De klacht", COMPLAINT)
    officer.fill("Wat hoopt de klager te bereiken?", WISH)
    officer.fill("Over wie of wat gaat de klacht?", "Koen Wiersinga, arbeidsdeskundige")
    officer.choose("Waar gaat de klacht over?", "De kwaliteit van de dienstverlening")
    officer.select("In welke rol klaagt deze persoon?", "Ik krijg begeleiding")
    officer.fill("Naam van de klager", "Evert-Jan Roosma")
    officer.fill("E-mailadres", "evert-jan.roosma@post.example")
    officer.press("Klacht registreren")
    officer.promise()
    return re.search(r"K-\d{4}-\d{4}", officer.page.locator("h1").inner_text()).group()


def informs(officer):
    officer.act("Verklaren dat u niet betrokken bent", "Ik ben niet betrokken")
    officer.follow("Onderwerpen vastleggen")
    officer.choose("Onderwerpen", "Kwaliteit van begeleiding of advies", "Deskundigheid")
    officer.done("Onderwerpen vastleggen")
    officer.follow("Betrokken medewerker toevoegen")
    officer.fill("Naam", "Koen Wiersinga")
    officer.fill("E-mailadres", "koen.wiersinga@buiten.example")
    officer.fill("Functie", "arbeidsdeskundige")
    officer.done("Medewerker toevoegen")
    officer.follow("Klachtonderdelen vastleggen")
    officer.fill("Klachtonderdeel 1", "Het onderzoek was onzorgvuldig.")
    officer.choose("Over wie gaat onderdeel 1?", "Koen Wiersinga")
    officer.done("Onderdelen vastleggen")
    officer.follow("In behandeling nemen")
    officer.done("In behandeling nemen en informeren", sure=True)


def defends(employee, world):
    """Who does not work here gets a link, and sees this one case."""
    employee.open_invitation(world.link(LinkPurpose.CLAIM))
    employee.promise()
    employee.reads(COMPLAINT[:80])
    employee.act("Uw standpunt geven", "Standpunt versturen", **{"Uw standpunt": STANDPOINT})


def answers(client, number):
    client.open(f"/klager/zaak/{number}/")
    client.act("Afzien van een reactie", "Ik geef geen reactie")


def judges(officer, number):
    officer.open(f"/functionaris/zaak/{number}/")
    officer.follow(re.compile("Dit stuk delen.*Standpunt"))
    officer.choose("Met wie deelt u dit?", "Evert-Jan Roosma")
    officer.fill("Reageren tot en met", "")
    officer.done("Delen", sure=True)
    officer.follow("Het oordeel uitbrengen")
    officer.fill("Overwegingen", "Ik beoordeel de zorgvuldigheid van het werk, niet de inhoud van het advies.")
    officer.select("Oordeel over onderdeel 1", "Ongegrond")
    officer.fill("Motivering bij onderdeel 1", "De werkplek is bezocht en het verslag is verbeterd.")
    officer.choose("Stukken waarop onderdeel 1 rust", "Standpunt – Koen Wiersinga", "De klacht")
    officer.done("Oordeel uitbrengen", sure=True)


def is_angry(client, number):
    client.open(f"/klager/zaak/{number}/")
    client.follow("Lees eerst het oordeel")
    client.reads("ongegrond", "bevoegde rechtbank")
    client.follow("Terug naar de zaak")
    client.follow("Bent u tevreden met de afhandeling?")
    client.press("Antwoord versturen", status=422)
    client.reads("Maak een keuze.", "Zet een vinkje om te bevestigen.")
    client.choose("Bent u tevreden met de afhandeling van uw klacht?", "Nee, ik ben niet tevreden")
    client.fill("Toelichting", ANGRY)
    client.done("Antwoord versturen", sure=True)
    client.reads("voorleggen aan de bevoegde rechtbank")
    expect(client.page.get_by_role("link", name="Het oordeel ondertekenen")).to_have_count(0)


def closes(officer, number):
    officer.open(f"/functionaris/zaak/{number}/")
    officer.reads(ANGRY, "Sluit de zaak af")
    expect(officer.page.get_by_role("link", name="Het oordeel ondertekenen")).to_have_count(0)
    officer.act("De zaak afsluiten", "Zaak afsluiten", sure=True)
    officer.follow("Vastleggen dat de zaak elders ligt")
    officer.fill("Welke rechtbank of commissie?", "Rechtbank Noord-Nederland")
    officer.fill("Sinds wanneer?", officer.world.today.isoformat())
    officer.fill("Wat betekent dit voor de behandeling?", "De zaak hier is afgesloten. Het dossier blijft bewaard.")
    officer.done("Vastleggen")
    officer.reads("Voorgelegd aan rechter of commissie", "Afgesloten")
    officer.reads_nowhere("Termijn verlengd")


def ends(client, employee, number):
    for person, portal in ((client, "klager"), (employee, "medewerker")):
        person.open(f"/{portal}/zaak/{number}/")
        person.reads("De zaak is afgesloten op", "Voorgelegd aan rechter of commissie", "Rechtbank Noord-Nederland")
        expect(person.page.get_by_text("Handtekeningen", exact=True)).to_have_count(0)
    employee.reads_nowhere(ANGRY)
