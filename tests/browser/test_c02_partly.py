"""C02: hurt by a remark, watched by a stranger, surprised by an end date. Partly well-founded, and signed by three."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from portal.models.person import LinkPurpose

pytestmark = pytest.mark.browser

COMPLAINT = (
    "In het voortgangsgesprek van 20 januari zei mijn consultant dat ik “wel wat meer mijn best mocht doen” en dat "
    "anderen met dezelfde klachten gewoon werken. Dat vond ik kwetsend, zeker omdat er een stagiaire bij zat die ik "
    "niet kende en aan wie niet was gevraagd of ik dat goed vond. Daarnaast heb ik nooit te horen gekregen dat het "
    "traject na zes maanden stopt als ik geen stageplek vind. Dat hoorde ik pas in dit gesprek."
)
WISH = "Ik wil excuses, en ik wil zwart op wit wat de regels van mijn traject zijn."
PARTS = (
    "De opmerking dat de klager wel wat meer zijn best mocht doen.",
    "De aanwezigheid van een stagiaire, zonder dat de klager was gevraagd of hij dat goed vond.",
    "De informatie over de einddatum van het traject.",
)
HIS_SIDE = "Ik heb het gesprek dezelfde avond opgeschreven. Niemand heeft mij voorgesteld aan de stagiaire."
HER_SIDE = (
    "Ik wilde de heer Monsanto aanmoedigen. Ik zie nu dat het anders overkwam en dat spijt me. De einddatum staat op "
    "bladzijde 3 van het trajectplan dat hij heeft getekend."
)
CONSIDERED = "Ik heb beide kanten gehoord en het getekende trajectplan gelezen."
FOUND = (
    ("Gegrond", "De opmerking is gemaakt en was kwetsend. De medewerker heeft dat erkend."),
    ("Gegrond", "De stagiaire zat erbij zonder dat de klager daarmee had ingestemd."),
    ("Ongegrond", "De einddatum staat op bladzijde 3 van het trajectplan, dat de klager heeft getekend."),
)


def test_each_part_gets_its_own_judgment(meet, world):
    client, officer, employee = meet("klager"), meet("functionaris"), meet("medewerker")
    number = world.file(
        "Ricardo Monsanto",
        "ricardo.monsanto@post.example",
        gebeurd={"text": COMPLAINT},
        wens={"wish": WISH},
        **{"met-wie": {"about_whom": "Yasmina Aydin"}},
    )
    client.open_invitation(world.link(LinkPurpose.CLAIM))
    client.promise()
    informs(officer, number)
    is_too_early(officer, number)
    give_their_side(client, employee, number)
    cannot_use_what_is_not_shared(officer, number)
    shares(officer, client, number)
    reacts(employee, number)
    judges(officer, number)
    read_and_sign(client, employee, officer, number)
    improves(officer)


def informs(officer, number):
    officer.sign_in("functionaris")
    officer.follow(f"Naar klacht {number}")
    officer.promise()
    officer.act("Verklaren dat u niet betrokken bent", "Ik ben niet betrokken")
    officer.follow("Onderwerpen vastleggen")
    officer.choose("Onderwerpen", "Bejegening", "Informatie en voorlichting")
    officer.done("Onderwerpen vastleggen")
    officer.follow("Betrokken medewerker toevoegen")
    officer.select("Medewerker", "Yasmina Aydin")
    officer.done("Medewerker toevoegen")
    officer.follow("Klachtonderdelen vastleggen")
    for place, text in enumerate(PARTS, 1):
        officer.fill(f"Klachtonderdeel {place}", text)
        officer.choose(f"Over wie gaat onderdeel {place}?", "Yasmina Aydin")
    officer.done("Onderdelen vastleggen")
    officer.follow("In behandeling nemen")
    officer.done("In behandeling nemen en informeren", sure=True)


def is_too_early(officer, number):
    """Nobody has spoken yet: the act is not offered, and who asks for it anyway is told why not."""
    expect(officer.page.get_by_text("Het oordeel uitbrengen")).to_have_count(0)
    officer.open(f"/functionaris/zaak/{number}/oordeel-geven", status=409)
    officer.reads("Het oordeel uitbrengen", "Nog niet beide kanten hebben de gelegenheid gehad om te reageren.")


def give_their_side(client, employee, number):
    client.open(f"/klager/zaak/{number}/")
    client.act("Uw standpunt geven", "Standpunt versturen", **{"Uw standpunt": HIS_SIDE})
    employee.sign_in("collega")
    employee.follow(f"Klacht {number}")
    employee.promise()
    employee.reads(COMPLAINT, *PARTS)
    employee.reads_nowhere(HIS_SIDE, "ricardo.monsanto@post.example")
    employee.act("Uw standpunt geven", "Standpunt versturen", **{"Uw standpunt": HER_SIDE})


def cannot_use_what_is_not_shared(officer, number):
    """A judgment rests on what both sides know. What was typed is kept as a draft meanwhile."""
    officer.open(f"/functionaris/zaak/{number}/")
    officer.follow("Het oordeel uitbrengen")
    officer.fill("Overwegingen", CONSIDERED)
    for place, (outcome, reasons) in enumerate(FOUND, 1):
        officer.select(f"Oordeel over onderdeel {place}", outcome)
        officer.fill(f"Motivering bij onderdeel {place}", reasons)
        officer.choose(f"Stukken waarop onderdeel {place} rust", "Standpunt – Yasmina Aydin")
    officer.reads("niet met iedereen gedeeld")
    officer.tick("Ik heb dit gelezen en wil doorgaan")
    officer.press("Oordeel uitbrengen", status=422)
    officer.reads("Dit klopt nog niet", "Een aangehaald stuk is niet met iedereen gedeeld die het aangaat.")
    officer.holds("Overwegingen", CONSIDERED)
    officer.press("Concept bewaren")


def shares(officer, client, number):
    officer.open(f"/functionaris/zaak/{number}/")
    officer.follow(re.compile("Dit stuk delen.*Standpunt"))  # the newest is hers
    officer.holds("De tekst die zij lezen", HER_SIDE)
    officer.choose("Met wie deelt u dit?", "Ricardo Monsanto")
    officer.fill("Reageren tot en met", "")
    officer.done("Delen", sure=True)
    client.open(f"/klager/zaak/{number}/")
    client.reads(HER_SIDE)
    his = officer.page.locator("article", has_text=HIS_SIDE).get_by_role("link", name="Dit stuk delen")
    officer.follow_this(his)
    officer.choose("Met wie deelt u dit?", "Yasmina Aydin")
    officer.done("Delen", sure=True)


def reacts(employee, number):
    """She was given a date to react, and has nothing to add."""
    employee.open(f"/medewerker/zaak/{number}/")
    employee.reads(HIS_SIDE, "Geef uw reactie")
    employee.act("Afzien van een reactie", "Ik geef geen reactie")


def judges(officer, number):
    officer.open(f"/functionaris/zaak/{number}/")
    officer.reads("Breng het oordeel uit")
    officer.follow("Het oordeel uitbrengen")
    officer.reads("Wat u eerder typte staat hieronder.")
    officer.holds("Overwegingen", CONSIDERED)
    for place, (_, reasons) in enumerate(FOUND, 1):
        officer.holds(f"Motivering bij onderdeel {place}", reasons)
    officer.choose("Stukken waarop onderdeel 2 rust", "Standpunt – Ricardo Monsanto", "De klacht")
    officer.reads("Sinds uw concept is de zaak veranderd")
    officer.tick("Ik heb dit gelezen en wil doorgaan")
    officer.press("Oordeel uitbrengen", status=409)
    officer.reads("Wat er nu staat", "Van een reactie afgezien")
    officer.holds("Overwegingen", CONSIDERED)
    officer.done("Oordeel uitbrengen", sure=True)
    officer.follow("Oordeel lezen of afdrukken")
    officer.reads("De klacht is deels gegrond.")


def read_and_sign(client, employee, officer, number):
    for person, portal in ((client, "klager"), (employee, "medewerker")):
        person.open(f"/{portal}/zaak/{number}/oordeel")
        person.reads("deels gegrond", CONSIDERED, *PARTS, *(reasons for _, reasons in FOUND), "bevoegde rechtbank")
    client.follow("Terug naar de zaak")
    client.follow("Bent u tevreden met de afhandeling?")
    client.choose("Bent u tevreden met de afhandeling van uw klacht?", "Ja, ik ben tevreden")
    client.done("Antwoord versturen", sure=True)
    for person, portal in ((employee, "medewerker"), (officer, "functionaris"), (client, "klager")):
        person.open(f"/{portal}/zaak/{number}/")
        person.follow("Het oordeel ondertekenen")
        person.done("Ondertekenen", sure=True)
    client.reads("De zaak is afgesloten op")


def improves(officer):
    officer.page.reload()
    officer.reads("Afgesloten")
    officer.follow("Een verbetering aanbevelen")
    officer.fill("Aanbeveling", "Vraag een kandidaat vooraf of een stagiair mag meekijken, en leg het antwoord vast.")
    officer.done("Aanbevelen")
    officer.follow("Aanbevelingen")
    officer.reads("Vraag een kandidaat vooraf of een stagiair mag meekijken", "Wacht op een besluit")
