"""Articles 1, 2, 4.2 and 5.1: who handles it, for whom it is filed, and what is not handled."""

from __future__ import annotations

from sqlalchemy import select

from portal.models.complaint import Part, Participant
from portal.models.journal import JournalRow
from portal.models.person import Link, LinkPurpose
from tests.support.journey import employee, informed, officer, option
from tests.support.world import PASSWORD, Browser, World

BEHALF = {
    "voor-wie": {"on_behalf": "yes", "capacity": "candidate"},
    "gegevens": {"agent_name": "Tineke Rozeboom", "agent_email": "tineke@bond.example", "relation": "vakbond"},
}


def agents_link(world: World) -> str:
    """The newest invitation of the representative."""
    with world.owner(world.tenants["noorderhaven"]) as session:
        link = session.scalars(
            select(Link)
            .join(Participant, Participant.id == Link.participant_id)
            .where(
                Participant.email == "tineke@bond.example", Link.purpose == LinkPurpose.CLAIM, Link.used_at.is_(None)
            )
            .order_by(Participant.id.desc())
            .limit(1)
        ).one()
    return world.path(link)


def represented(world: World) -> tuple[Browser, str]:
    """File on behalf of somebody; return the representative's browser."""
    number = world.file("Said Boutaleb", "said@post.example", **BEHALF)
    browser = world.visitor()
    browser.get(agents_link(world), expect=302)
    browser.post("/uitnodiging", {"password": PASSWORD})
    browser.accept("klager", number)
    return browser, number


def test_a_representative_waits_for_the_mandate_and_then_acts(world: World) -> None:
    agent, number = represented(world)
    assert "Zorg voor een machtiging" in agent.get(f"/klager/zaak/{number}/").text
    agent.get(f"/klager/zaak/{number}/aanvullen", expect=409)
    assert [len(world.letters(one)) for one in ("n02", "n02b")] == [1, 1]
    client = world.visitor()
    client.get(world.link(LinkPurpose.MANDATE), expect=302)
    assert "Tineke Rozeboom" in client.get("/machtiging").text
    client.post("/machtiging", {"answer": "yes"})
    client.get("/machtiging", expect=404)
    agent.act("klager", number, "aanvullen", {"text": "Cliënt meldde zich tweemaal af."})
    one = officer(world, number)
    one.begin()
    assert "Cliënt meldde zich tweemaal af." in one.case()


def test_a_refused_mandate_stops_access_at_once(world: World) -> None:
    agent, number = represented(world)
    client = world.visitor()
    client.get(world.link(LinkPurpose.MANDATE), expect=302)
    client.post("/machtiging", {"answer": "no"})
    agent.get(f"/klager/zaak/{number}/", expect=404)
    one = officer(world, number)
    one.begin()
    assert "de machtiging is niet gegeven" in one.case()
    one.browser.get(f"/functionaris/zaak/{number}/machtiging", expect=409)
    one.browser.get(f"/functionaris/zaak/{number}/machtiging-weigeren", expect=409)
    one.act("niet-behandelen", {"reason": "Er is geen machtiging. U kunt zelf een klacht indienen."})


def test_who_refuses_the_representative_can_go_on_alone(world: World) -> None:
    agent, number = represented(world)
    client = world.visitor()
    client.get(claim_of(world, "said@post.example"), expect=302)
    client.post("/uitnodiging", {"password": PASSWORD})
    client.accept("klager", number)
    client.act("klager", number, "machtiging-weigeren")
    client.get(f"/klager/zaak/{number}/machtiging-weigeren", expect=409)
    client.act("klager", number, "machtiging-bevestigen")
    agent.get(f"/klager/zaak/{number}/", expect=404)
    officer(world, number).begin()


def claim_of(world: World, email: str) -> str:
    """The invitation to a case that went to an address."""
    with world.owner(world.tenants["noorderhaven"]) as session:
        link = session.scalars(
            select(Link)
            .join(Participant, Participant.id == Link.participant_id)
            .where(Participant.email == email, Link.purpose == LinkPurpose.CLAIM, Link.used_at.is_(None))
        ).one()
    return world.path(link)


def test_the_functionaris_records_or_refuses_a_mandate(world: World) -> None:
    _agent, number = represented(world)
    one = officer(world, number)
    one.begin()
    one.act("machtiging", {"seen_on": "2026-03-02", "proof": "Brief in de kast", "decides": "yes"})
    one.browser.get(f"/functionaris/zaak/{number}/machtiging", expect=409)
    agent, number = represented_again(world)
    two = officer(world, number)
    two.begin()
    two.act("machtiging-weigeren")
    agent.get(f"/klager/zaak/{number}/", expect=404)


def represented_again(world: World) -> tuple[Browser, str]:
    """A second case by the same representative, who has an account by now."""
    number = world.file("Said Boutaleb", "said@post.example", **BEHALF)
    browser = world.visitor()
    browser.get(agents_link(world), expect=302)
    wrong = browser.post("/uitnodiging", {"password": "iets heel anders dan dat"}, expect=422)
    assert "kennen wij niet" in wrong.text
    browser.post("/uitnodiging", {"password": PASSWORD})
    browser.accept("klager", number)
    return browser, number


def test_a_complaint_about_the_functionaris_goes_to_the_deputy(world: World) -> None:
    number = world.file(**{"met-wie": {"about_whom": "Hanneke", "about_functionaris": "yes"}})
    assert number == "KW-2026-0001"
    boss = world.sign_in("functionaris")
    assert number not in boss.get("/functionaris/").text
    assert number not in boss.get("/functionaris/register").text
    boss.get(f"/functionaris/zaak/{number}/", expect=404)
    one = officer(world, number, "waarnemer")
    one.begin()
    assert world.file() == "K-2026-0001"
    assert "niemand anders die deze klacht mag behandelen" in one.act("overdragen", {"reason": "Vakantie."}, expect=422)
    refused = boss.post("/functionaris/registreren", registration(about_functionaris="y"), expect=422)
    assert "registreert de waarnemer" in refused.text
    world.sign_in("waarnemer").post("/functionaris/registreren", registration(about_functionaris="y"))


def registration(**changes: str) -> dict[str, object]:
    """A complaint by letter."""
    return {
        "channel": "letter", "received_on": "2026-03-02", "original_place": "map", "text": "Klacht per brief.",
        "wish": "", "happened_when": "", "about_whom": "Hanneke", "grounds": ["quality"], "capacity": "candidate",
        "name": "Ada Jansen", "email": "", "phone": "", "address": "Straat 1", "language": "nl",
        "representative": "", "representative_email": "", "relation": "", **changes,
    }  # fmt: skip


def test_registration_says_what_is_wrong_and_keeps_what_was_typed(world: World) -> None:
    clerk = world.sign_in("functionaris")
    late = clerk.post("/functionaris/registreren", registration(received_on="2026-03-05"), expect=422).text
    assert "toekomst" in late
    assert "Klacht per brief." in late
    assert "origineel" in clerk.post("/functionaris/registreren", registration(original_place=""), expect=422).text
    clerk.post("/functionaris/registreren", registration(representative="Tineke Rozeboom"))
    clerk.post("/functionaris/registreren", registration(channel="phone", original_place="", email="ada@post.example"))
    client = world.visitor()
    client.get(world.link(LinkPurpose.CLAIM), expect=302)
    client.post("/uitnodiging", {"password": PASSWORD})
    client.accept("klager", "K-2026-0002")
    client.act("klager", "K-2026-0002", "samenvatting-bevestigen")
    client.get("/klager/zaak/K-2026-0002/samenvatting-bevestigen", expect=409)


def test_letters_on_paper_are_printed_and_posted(world: World) -> None:
    clerk = world.sign_in("functionaris")
    clerk.post("/functionaris/registreren", registration())
    page = clerk.get("/functionaris/brieven").text
    path = page[page.index("/functionaris/brieven/") :].split('"')[0]
    assert "Wij hebben uw klacht ontvangen" in clerk.get(path).text
    assert "toekomst" in clerk.post(path, {"posted_on": "2026-05-01"}, expect=422).text
    clerk.post(path, {"posted_on": "2026-03-02"})
    clerk.get("/functionaris/brieven/nothing", expect=404)
    with world.owner(world.tenants["noorderhaven"]) as session:
        seat = session.scalars(select(Participant).where(Participant.part == Part.FUNCTIONARIS)).one()
        posted = session.scalars(select(JournalRow).where(JournalRow.act == "posted")).one()
        assert (posted.actor, posted.chain) == (seat.ref, seat.complaint_id)


def test_a_conflict_or_absence_hands_the_case_over(world: World) -> None:
    client, number = world.client()
    one = officer(world, number)
    one.browser.accept("functionaris", number)
    one.act("wel-betrokken", {"reason": "Bram is mijn broer."})
    one.browser.get(f"/functionaris/zaak/{number}/", expect=404)
    two = officer(world, number, "waarnemer")
    two.begin()
    assert "Bram is mijn broer." in two.case()
    assert "Rutger Smeenk" in client.get(f"/klager/zaak/{number}/").text
    refused = two.act("overdragen", {"reason": "Ik wil niet."}, expect=422)
    assert "niemand anders die deze klacht mag behandelen" in refused
    two.act("wel-betrokken", {"reason": "Ik ook."})
    two.browser.get(f"/functionaris/zaak/{number}/", expect=404)
    assert "wijst eerst iemand aan" in client.get(f"/klager/zaak/{number}/").text
    assert "1 klacht wacht op een waarnemer" in world.sign_in("directie").get("/directie/").text
    other = world.file()
    three = officer(world, other)
    three.begin()
    three.act("overdragen", {"reason": "Vakantie."})
    assert "Rutger Smeenk" in three.case()
    world.sign_in("waarnemer").get("/functionaris/")


def test_declined_and_referred(world: World) -> None:
    client, number = world.client()
    one = officer(world, number)
    one.begin()
    one.act("doorverwijzen", {"reason": "Maak bezwaar bij het UWV. Let op de termijn."})
    assert "Let op de termijn." in client.get(f"/klager/zaak/{number}/").text
    assert [letter.notice for letter in world.letters("n07")] == ["n07"]
    one.browser.get(f"/functionaris/zaak/{number}/in-behandeling", expect=409)


def test_employees_are_named_corrected_and_never_the_handler(world: World) -> None:
    _client, number = world.client()
    one = officer(world, number)
    one.begin()
    one.categorise()
    assert "Vul een naam in" in one.act("medewerker", {"person_id": "", "name": ""}, expect=422)
    yasmina = option(one.page("medewerker"), "Yasmina")
    one.act("medewerker", {"person_id": yasmina})
    assert "doet al mee" in one.act(
        "medewerker", {"person_id": "", "name": "Yasmina", "email": "collega@noorderhaven.example"}, expect=422
    )
    handler = {"person_id": "", "name": "H", "email": "functionaris@noorderhaven.example"}
    assert "geen betrokkene" in one.act("medewerker", handler, expect=422)
    one.act("medewerker-weghalen", {"employee": option(one.page("medewerker-weghalen"), "Yasmina")})
    one.act("medewerker", {"person_id": "", "name": "Sander Vlieger", "email": "sander@weg.example", "function": ""})
    page = one.page("onderdelen")
    sander = option(page, "Sander")
    assert "minstens één klachtonderdeel" in one.act("onderdelen", {"text_0": ""}, expect=422)
    one.allege(("Eerste", [sander]), ("Tweede", []))
    page = one.page("onderdelen")
    kept = page[page.index('name="id_0"') :].split('value="')[1].split('"')[0]
    one.act("onderdelen", {"id_0": kept, "text_0": "Eerste, beter", "about_0": [sander], "text_1": "", "id_1": ""})
    one.act("ontvangst-verbeteren", {"received_on": "2026-02-27", "reason": "Zaterdag bezorgd."})
    assert "27 maart 2026" in one.case()
    one.inform([sander])
    guest = world.visitor()
    guest.get(world.link(LinkPurpose.CLAIM), expect=302)
    guest.post("/uitnodiging", {"password": PASSWORD})
    guest.accept("medewerker", number)
    guest.get("/medewerker/")


def test_an_employee_named_later_is_informed_later(world: World) -> None:
    _client, number = world.client()
    one = informed(world, number)
    one.act("medewerker", {"person_id": option(one.page("medewerker"), "Yasmina")})
    page = one.page("onderdelen")
    ids = [page[page.index(f'name="id_{n}"') :].split('value="')[1].split('"')[0] for n in (0, 1)]
    bram, yasmina = option(page, "Bram"), option(page, "Yasmina")
    one.act("onderdelen", {
        "id_0": ids[0], "text_0": "Bereik", "about_0": [bram], "id_1": ids[1], "text_1": "Meer", "about_1": [yasmina],
    })  # fmt: skip
    one.act("informeren", {"until": "2026-03-12", f"edition_{yasmina}": "Alleen uw deel."})
    browser = employee(world, number, "collega")
    assert "Alleen uw deel." in browser.get(f"/medewerker/zaak/{number}/").text
    assert "Bereik" not in browser.get(f"/medewerker/zaak/{number}/").text


def test_withdrawn_before_and_after_the_employee_knows(world: World) -> None:
    client, number = world.client()
    client.act("klager", number, "intrekken", {"reason": ""})
    assert world.letters("n19b") == []
    other, second = world.client("Pieter Oostinga", "pieter@post.example")
    informed(world, second)
    other.act("klager", second, "intrekken", {"reason": "Het is goed zo."})
    assert len(world.letters("n19b")) == 1


def test_nobody_to_handle_it_waits_until_somebody_is_appointed(world: World) -> None:
    admin = world.sign_in("beheer")
    page = admin.get("/beheer/benoemingen").text
    ends = [part.split('"')[0] for part in page.split("/beheer/benoemingen/")[1:]]
    for end in ends:
        admin.post(f"/beheer/benoemingen/{end}", {"until_on": "2026-03-01"})
    number = world.file()
    assert "wijst eerst iemand aan" in world.filed.get("/klacht/ontvangst").text
    person = option(admin.get("/beheer/benoemingen").text, "Rutger Smeenk")
    admin.post("/beheer/benoemingen", {"person": person, "post": "functionaris", "from_on": "2026-03-02"})
    one = officer(world, number, "waarnemer")
    one.begin()
    assert len(world.letters("n22")) == 1
