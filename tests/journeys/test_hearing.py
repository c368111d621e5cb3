"""Articles 5.2, 5.3, 6.1, 7.2 and 7.3: hearing, sharing, looking for a solution, staying in touch."""

from __future__ import annotations

from sqlalchemy import select

from portal.models.complaint import Part, Participant
from portal.models.journal import JournalRow
from tests.journeys.test_intake import claim_of
from tests.support.journey import employee, informed, officer, option
from tests.support.world import PASSWORD, World


def test_pieces_reach_the_other_side_only_when_shared(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    bram.act("medewerker", number, "standpunt", {"text": "Geheim van Bram: de wachtlijst."})
    assert "Geheim van Bram" not in client.get(f"/klager/zaak/{number}/").text
    one.share("Standpunt", "Marloes", text="▇▇▇: de wachtlijst.", until="2026-03-09")
    page = client.get(f"/klager/zaak/{number}/").text
    assert "de wachtlijst" in page
    assert "Geheim van Bram" not in page
    assert "Deels onleesbaar" in page
    one.share("Standpunt", "Marloes", text="Tweede tekst.")
    assert "Tweede tekst." in client.get(f"/klager/zaak/{number}/").text
    client.act("klager", number, "standpunt", {"text": "Mijn antwoord."})
    without = one.page("delen")
    assert "Kies eerst in de zaak welk stuk u wilt delen." in without
    assert "Terug naar de zaak" in without
    assert "<textarea" not in without


def test_messages_stay_between_two(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    client.act("klager", number, "bericht", {"text": "Vraag van Marloes."})
    bram.act("medewerker", number, "bericht", {"text": "Vraag van Bram."})
    page = one.page("bericht")
    one.act("bericht", {"to": [option(page, "Marloes")], "text": "Antwoord aan Marloes."})
    one.act("bemiddelen", {"text": "Zullen we praten?"})
    one.act("gespreksverslag", {"happened_on": "2026-03-02", "text": "Verslag van het gesprek."})
    late = one.act("gespreksverslag", {"happened_on": "2026-05-02", "text": "Later."}, expect=422)
    assert "toekomst" in late
    one.act("contact", {"happened_on": "2026-03-02", "medium": "phone", "gist": "Gebeld.", "remarks": ""})
    wrong = {"happened_on": "2026-09-02", "medium": "phone", "gist": "Gebeld.", "remarks": ""}
    one.act("contact", wrong, expect=422)
    one.act("notitie", {"text": "Alleen voor mij."})
    mine, his = client.get(f"/klager/zaak/{number}/").text, bram.get(f"/medewerker/zaak/{number}/").text
    assert "Antwoord aan Marloes." in mine
    assert "Antwoord aan Marloes." not in his
    assert "Zullen we praten?" in mine
    assert "Zullen we praten?" in his
    assert "Verslag van het gesprek." not in mine + his
    assert "Alleen voor mij." not in mine + his
    assert "Vraag van Bram." not in mine
    one.share("Verslag van een gesprek", "Marloes", "Bram")
    assert "Verslag van het gesprek." in bram.get(f"/medewerker/zaak/{number}/").text


def test_reactions_are_asked_waived_and_late(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    client.act("klager", number, "geen-standpunt")
    client.get(f"/klager/zaak/{number}/geen-standpunt", expect=409)
    page = one.page("reactie-vragen")
    past = one.act("reactie-vragen", {"to": [option(page, "Bram")], "text": "Hoe zit dat?", "until": "2026-02-01"}, 422)
    assert "ten minste drie dagen" in past
    one.act("reactie-vragen", {"to": [option(page, "Bram")], "text": "Hoe zit dat?", "until": "2026-03-05"})
    assert "Hoe zit dat?" in bram.get(f"/medewerker/zaak/{number}/").text
    world.later(days=20)
    bram = world.sign_in("medewerker")
    bram.act("medewerker", number, "standpunt", {"text": "Sorry, laat."})
    assert "Na de gevraagde datum" in officer(world, number).case()


def test_proposals_are_answered_taken_back_and_refused(world: World) -> None:
    client, number = world.client()
    one = informed(world, number, "Bram Terhorst", "Yasmina Aydin")
    bram, yasmina = employee(world, number), employee(world, number, "collega")
    client.act("klager", number, "voorstel", {"text": "Excuses en een vaste dag."})
    client.act("klager", number, "voorstel-intrekken", {
        "proposal": option(client.get(f"/klager/zaak/{number}/voorstel-intrekken").text, "Marloes"),
    })  # fmt: skip
    client.act("klager", number, "voorstel", {"text": "Een nieuw begin."})
    page = bram.get(f"/medewerker/zaak/{number}/voorstel-aanvaarden").text
    bram.act(
        "medewerker", number, "voorstel-aanvaarden", {"proposal": option(page, "Marloes"), "text": "Akkoord, Bram."}
    )
    assert "Akkoord, Bram." in client.get(f"/klager/zaak/{number}/").text
    assert "Akkoord, Bram." not in yasmina.get(f"/medewerker/zaak/{number}/").text
    page = yasmina.get(f"/medewerker/zaak/{number}/voorstel-afwijzen").text
    yasmina.act("medewerker", number, "voorstel-afwijzen", {"proposal": option(page, "Marloes"), "text": ""})
    page = one.page("voorstel")
    everybody = [option(page, who) for who in ("Marloes", "Bram", "Yasmina")]
    one.act("voorstel", {"to": everybody, "text": "Voorstel van de functionaris."})
    one.act("voorstel-intrekken", {"proposal": option(one.page("voorstel-intrekken"), "Hanneke")})
    one.act("voorstel", {"to": everybody, "text": "Nog een voorstel."})
    for browser, portal in ((client, "klager"), (bram, "medewerker"), (yasmina, "medewerker")):
        page = browser.get(f"/{portal}/zaak/{number}/voorstel-aanvaarden").text
        browser.act(portal, number, "voorstel-aanvaarden", {"proposal": option(page, "Nog een"), "text": ""})
    one.act(
        "afdoening", {"agreements": "Zo doen we het.", "route": "De rechtbank.", "recommendations": "Blijf bellen."}
    )


def test_the_organisation_itself_answers_where_no_employee_is_concerned(world: World) -> None:
    client, number = world.client()
    one = officer(world, number)
    one.begin()
    one.categorise()
    one.allege(("De wachttijd.", []))
    one.inform([])
    client.act("klager", number, "voorstel", {"text": "Bel mij deze week."})
    page = one.page("voorstel-aanvaarden")
    one.act("voorstel-aanvaarden", {"proposal": option(page, "Marloes"), "text": "Dat doen we."})
    one.act("afdoening", {"agreements": " ", "route": "x"}, expect=422)
    one.act("afdoening", {"agreements": "Wij bellen.", "route": "De rechtbank."})
    assert (
        "heeft de betrokkenen de gelegenheid gegeven om te reageren"
        in client.get(f"/klager/zaak/{number}/oordeel").text
    )
    client.act("klager", number, "tevreden", {"satisfied": "yes", "text": ""})
    client.act("klager", number, "ondertekenen")
    one.act("ondertekenen")
    assert "Afgesloten" in one.case()


def test_a_support_person_reads_one_side_until_it_ends(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    client.act("klager", number, "steunpersoon", {"name": "Zus", "email": "zus@post.example", "relation": "zus"})
    again = {"name": "Zus", "email": "zus@post.example", "relation": ""}
    assert "doet al mee" in client.act("klager", number, "steunpersoon", again, expect=422).text
    bram.act("medewerker", number, "steunpersoon", {"name": "Maat", "email": "maat@post.example", "relation": ""})
    one.act("uitnodigen", {"person": option(one.page("uitnodigen"), "Maat")})
    from portal.models.person import LinkPurpose

    support = world.visitor()
    support.get(world.link(LinkPurpose.CLAIM), expect=302)
    support.post("/uitnodiging", {"password": PASSWORD})
    support.accept("medewerker", number)
    one.act("uitnodigen", {"person": option(one.page("uitnodigen"), "Zus")})
    assert "steunpersoon" in support.get(f"/medewerker/zaak/{number}/").text
    support.get(f"/medewerker/zaak/{number}/standpunt", expect=409)
    bram.act("medewerker", number, "steunpersoon-beeindigen", {
        "person": option(bram.get(f"/medewerker/zaak/{number}/steunpersoon-beeindigen").text, "Maat"),
    })  # fmt: skip
    support.get(f"/medewerker/zaak/{number}/", expect=404)
    bram.act("medewerker", number, "steunpersoon", {
        "name": "Yasmina", "email": "collega@noorderhaven.example", "relation": "collega",
    })  # fmt: skip
    one.act("uitnodigen", {"person": option(one.page("uitnodigen"), "Yasmina")})
    world.sign_in("collega").get(f"/medewerker/zaak/{number}/", expect=404)
    colleague = world.visitor()
    colleague.get(claim_of(world, "collega@noorderhaven.example"), expect=302)
    colleague.post("/uitnodiging", {"password": PASSWORD})
    colleague.accept("medewerker", number)
    one.act("steunpersoon-beeindigen", {"person": option(one.page("steunpersoon-beeindigen"), "Zus")})


def test_one_piece_for_one_manager_with_its_ground(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    page = one.page("directie-inzage")
    values = {
        "piece": option(page, "De klacht"),
        "manager": option(page, "Ilse"),
        "ground": "Schade boven het mandaat.",
    }
    one.act("directie-inzage", values)
    one.act("directie-inzage", values)
    boss = world.sign_in("directie")
    page = boss.get("/directie/gedeeld").text
    path = page[page.index("/directie/gedeeld/") :].split('"')[0]
    asked = boss.get(path, expect=302)
    assert asked.headers["Location"].endswith(f"{path}/vertrouwelijk")
    assert "Sinds november" not in boss.get(f"{path}/vertrouwelijk").text
    assert number not in boss.get(f"{path}/vertrouwelijk").text
    for _twice in range(2):
        answer = boss.post(f"{path}/vertrouwelijk", {})
        assert answer.headers["Location"].endswith(path)
    shown = boss.get(path).text
    assert "Sinds november bel ik" in shown
    assert "Schade boven het mandaat." in shown
    assert number not in shown
    boss.get("/directie/gedeeld/nothing", expect=404)
    boss.get("/directie/gedeeld/nothing/vertrouwelijk", expect=404)
    assert "gedeeld met de directie" in client.get(f"/klager/zaak/{number}/").text
    second = page.split("/directie/gedeeld/")[2].split('"')[0]
    assert "Sinds november bel ik" in boss.get(f"/directie/gedeeld/{second}").text
    with world.owner(world.tenants["noorderhaven"]) as session:
        reader = session.scalars(select(Participant).where(Participant.part == Part.MANAGER)).one()
        assert reader.notice_accepted_at == world.now
        lines = session.scalars(select(JournalRow.act).where(JournalRow.actor == reader.ref).order_by(JournalRow.seq))
        assert list(lines) == ["accept_notice", "read", "read"]


def test_drafts_are_kept_for_who_writes(world: World) -> None:
    client, number = world.client()
    path = f"/klager/zaak/{number}/aanvullen"
    hidden = client.form(path)
    client.post(path, {"text": "Half af", "action": "save"})
    assert "Half af" in client.get(path).text
    client.post(f"{path}/concept", {**hidden, "text": "Verder"}, expect=204, page=path)
    assert "Verder" in client.get(path).text
    client.act("klager", number, "aanvullen", {"text": "Af."})
    assert "Half af" not in client.get(path).text
