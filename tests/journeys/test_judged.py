"""C02 and C05: a judgment for each allegation, signed; and one that does not satisfy."""

from __future__ import annotations

from portal.models.journal import faults
from tests.support.journey import employee, informed, officer, option
from tests.support.world import World


def heard(world: World, number: str, client) -> tuple:
    one = informed(world, number)
    bram = employee(world, number)
    bram.act("medewerker", number, "standpunt", {"text": "Ik zei het anders."})
    client.act("klager", number, "standpunt", {"text": "Zo kwam het op mij over."})
    return one, bram


def test_partly_upheld_and_signed_by_three(both_world: World) -> None:
    world = both_world
    client, number = world.client("Ricardo Monsanto")
    one = informed(world, number)
    refused = one.browser.get(f"/functionaris/zaak/{number}/oordeel-geven", expect=409).text
    assert "gelegenheid gehad om te reageren" in refused
    bram = employee(world, number)
    bram.act("medewerker", number, "standpunt", {"text": "Ik zei het anders."})
    client.act("klager", number, "standpunt", {"text": "Zo kwam het op mij over."})
    unshared = one.judge("upheld", "not_upheld", expect=422, cite="Standpunt")
    assert "niet met iedereen gedeeld" in unshared
    assert "Beide kanten zijn gehoord." in unshared
    one.judge("upheld", "not_upheld")
    text = client.get(f"/klager/zaak/{number}/oordeel").text
    assert "deels gegrond" in text
    assert "deels gegrond" in bram.get(f"/medewerker/zaak/{number}/oordeel").text
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    bram.act("medewerker", number, "ondertekenen")
    one.act("ondertekenen")
    client.act("klager", number, "ondertekenen")
    assert "Op tijd" in one.case()
    with world.owner(world.tenants["noorderhaven"]) as session:
        assert list(faults(session, world.tenants["noorderhaven"])) == []


def test_not_satisfied_is_closed_without_signatures(world: World) -> None:
    clerk = world.sign_in("functionaris")
    clerk.post(
        "/functionaris/registreren",
        {
            "channel": "mail", "received_on": "2026-02-27", "original_place": "map 2026", "text": "Onzorgvuldig onderzoek.",
            "wish": "Een nieuw onderzoek.", "happened_when": "februari", "about_whom": "Bram Terhorst",
            "grounds": ["quality"], "capacity": "candidate", "name": "Evert-Jan Roosma",
            "email": "evertjan@post.example", "phone": "", "address": "", "language": "nl",
            "representative": "", "representative_email": "", "relation": "",
        },
    )  # fmt: skip
    number = "K-2026-0001"
    assert [letter.notice for letter in world.letters("claim_case")] == ["claim_case"]
    client = world.visitor()
    from portal.models.person import LinkPurpose
    from tests.support.world import PASSWORD

    client.get(world.link(LinkPurpose.CLAIM), expect=302)
    client.post("/uitnodiging", {"password": PASSWORD})
    client.accept("klager", number)
    one, bram = heard(world, number, client)
    one.judge("not_upheld", "not_upheld")
    one.browser.get(f"/functionaris/zaak/{number}/afsluiten", expect=409)
    client.act("klager", number, "tevreden", {"satisfied": "no", "text": "Ik ga naar de rechter."})
    assert world.letters("n16") == []
    one.act("afsluiten")
    one.act("elders", {"body": "Rechtbank", "since": "2026-03-02", "text": "Wij wachten de uitspraak af."})
    assert "Rechtbank" in bram.get(f"/medewerker/zaak/{number}/").text
    assert "niet tevreden" in client.get(f"/klager/zaak/{number}/").text.lower()
    assert len(world.letters("n17")) == 2


def test_an_exception_names_its_reason_in_the_judgment(world: World) -> None:
    client, number = world.client()
    one, _bram = heard(world, number, client)
    page = one.page("oordeel-geven")
    values: dict[str, object] = {
        "considerations": "Gewogen.", "exception": "De medewerker stemde hiermee in.", "recommendations": "",
    }  # fmt: skip
    for place in (0, 1):
        block = page[page.index(f'name="cited_{place}"') - 400 :]
        values |= {f"outcome_{place}": "upheld", f"reasons_{place}": "Zie stuk."}
        values[f"cited_{place}"] = [option(block, "Standpunt")]
    one.act("oordeel-geven", values)
    assert "De medewerker stemde hiermee in." in client.get(f"/klager/zaak/{number}/oordeel").text


def test_several_employees_read_and_sign_their_own_part(world: World) -> None:
    client, number = world.client()
    one = informed(world, number, "Bram Terhorst", "Yasmina Aydin")
    bram, yasmina = employee(world, number), employee(world, number, "collega")
    for browser, text in ((bram, "Bram schrijft dit."), (yasmina, "Yasmina schrijft dat.")):
        browser.act("medewerker", number, "standpunt", {"text": text})
    client.act("klager", number, "standpunt", {"text": "Ik blijf erbij."})
    assert "Yasmina" not in bram.get(f"/medewerker/zaak/{number}/").text
    one.judge("upheld", "not_upheld", "no_finding", cite="")
    mine = bram.get(f"/medewerker/zaak/{number}/oordeel").text
    theirs = yasmina.get(f"/medewerker/zaak/{number}/oordeel").text
    assert mine != theirs
    assert "deels gegrond" in client.get(f"/klager/zaak/{number}/oordeel").text
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    client.act("klager", number, "ondertekenen")
    one.act("ondertekenen")
    bram.act("medewerker", number, "ondertekenen")
    assert "Yasmina" not in bram.get(f"/medewerker/zaak/{number}/").text
    yasmina.act("medewerker", number, "niet-ondertekenen", {"reason": "Ik herken het niet."})
    assert "Afgesloten" in one.case()
    assert "Ik herken het niet." in one.case()
    assert "Ik herken het niet." not in client.get(f"/klager/zaak/{number}/").text


def test_a_signature_on_paper_and_closing_without_all(world: World) -> None:
    client, number = world.client()
    one, _bram = heard(world, number, client)
    one.judge("upheld", "upheld")
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    page = one.page("handtekening-op-papier")
    late = {"person": option(page, "Marloes"), "signed_on": "2027-01-01", "place": "kast"}
    one.act("handtekening-op-papier", late, expect=422)
    one.act("handtekening-op-papier", {**late, "signed_on": "2026-03-02"})
    one.browser.get(f"/functionaris/zaak/{number}/afsluiten-zonder-handtekening", expect=409)
    one.act("niet-ondertekenen", {"reason": ""})
    one.act("afsluiten-zonder-handtekening")
    assert "Afgesloten" in client.get(f"/klager/zaak/{number}/").text


def test_a_judgment_after_an_extension_says_so(world: World) -> None:
    client, number = world.client()
    one, _bram = heard(world, number, client)
    client.accept("klager", number)
    one.act("bemiddelen", {"text": "Zullen we praten?"})
    one.act("verlengen", {"until": "2026-04-06", "reason": "De tolk is ziek."})
    one.act("overdragen", {"reason": "Vakantie."})
    two = officer(world, number, "waarnemer")
    two.browser.accept("functionaris", number)
    two.act("niet-betrokken")
    two.act("overdragen", {"reason": "Terug van vakantie."})
    one.act("niet-betrokken")
    one.judge("upheld", "upheld")
    assert "1 keer verlengd" in client.get(f"/klager/zaak/{number}/oordeel").text


def test_in_absence_two_may_act_and_one_signs(world: World) -> None:
    """Who is away still reads and writes, but declares nothing and signs nothing in the other's place."""
    client, number = world.client()
    one, _bram = heard(world, number, client)
    one.judge("upheld", "upheld")
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    one.act("overdragen", {"reason": "Vakantie."})
    one.browser.get(f"/functionaris/zaak/{number}/niet-betrokken", expect=409)
    two = officer(world, number, "waarnemer")
    two.browser.accept("functionaris", number)
    two.act("niet-betrokken")
    one.browser.get(f"/functionaris/zaak/{number}/ondertekenen", expect=409)
    one.act("notitie", {"text": "Nog voor de vakantie."})
    two.act("ondertekenen", {"read": "y"})
    assert "Nog voor de vakantie." in two.case()


def test_extensions_tell_both_and_mark_what_is_late(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    wrong = one.act("verlengen", {"until": "2026-03-20", "reason": "Drukte"}, expect=422)
    assert "Kies een datum na de huidige einddatum" in wrong
    one.act("verlengen", {"until": "2026-04-06", "reason": "De tolk is ziek."})
    assert "De tolk is ziek." in client.get(f"/klager/zaak/{number}/").text
    assert "De tolk is ziek." in bram.get(f"/medewerker/zaak/{number}/").text
    assert len(world.letters("n13")) == 2
    assert "instemming van de klager nodig" not in one.case()
    assert "Dit is verlenging 2." in one.page("verlengen")
    one.act("verlengen", {"until": "2026-04-10", "reason": "Nog een stuk."})
    assert "Voor verlenging 3 is de instemming van de klager nodig." in one.page("verlengen")
    refused = one.act("verlengen", {"until": "2026-04-20", "reason": "Derde keer."}, expect=422)
    assert "instemming van de klager" in refused
    one.act("verlengen", {"until": "2026-04-20", "reason": "Derde keer.", "consent": "y"})
    world.later(days=60)
    again = officer(world, number)
    again.act("verlengen", {"until": "2026-06-01", "reason": "Te laat.", "consent": "y"})
    assert "te laat aangezegd" in again.case()
