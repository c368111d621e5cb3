"""Articles 4.1, 8.1 – 8.4 and the admin: figures, reports, recommendations, staff, lists. Nobody here sees a case."""

from __future__ import annotations

import re

from portal.models.person import LinkPurpose
from tests.support.journey import informed, officer, option
from tests.support.world import PASSWORD, World


def path_of(page: str, start: str) -> str:
    """The first link on a page that begins so and goes on with an id."""
    found = re.search(re.escape(start) + r"[0-9a-f-]{36}", page)
    assert found, start
    return found.group()


def test_a_recommendation_from_proposal_to_effect(world: World) -> None:
    clerk, boss = world.sign_in("functionaris"), world.sign_in("directie")
    page = clerk.get("/functionaris/aanbevelingen/nieuw").text
    clerk.post("/functionaris/aanbevelingen/nieuw", {"text": ""}, expect=422)
    values = {"text": "Bel terug binnen een dag.", "evidence": "5 klachten", "category": option(page, "Bereikbaarheid")}
    clerk.post("/functionaris/aanbevelingen/nieuw", values)
    mine = path_of(clerk.get("/functionaris/aanbevelingen").text, "/functionaris/aanbevelingen/")
    theirs = mine.replace("functionaris", "directie")
    assert "Geef een reden" in boss.post(theirs, {"move": "reject"}, expect=422).text
    boss.post(theirs, {"move": "defer", "reason": "Eerst cijfers.", "due_on": "2026-05-01"})
    assert (
        "vanaf vandaag" in boss.post(theirs, {"move": "adopt", "owner": "A", "due_on": "2026-01-01"}, expect=422).text
    )
    hidden = boss.form(theirs)
    boss.post(theirs, {"move": "adopt", "owner": "Teamleider", "due_on": "2026-05-01"})
    stale = boss.post(theirs, {"move": "report_done", "reason": "Klaar.", "version": hidden["version"]}, expect=409)
    assert "intussen gewijzigd" in stale.text
    assert "Klaar." in stale.text
    boss.post(theirs, {"move": "report_done", "reason": "Klaar."})
    clerk.get(mine.replace(mine[-36:], "nothing"), expect=404)
    boss.get(theirs.replace(theirs[-36:], "nothing"), expect=404)
    clerk.post(mine, {"move": "", "reason": ""}, expect=422)
    clerk.post(mine, {"move": "confirm_effect", "reason": "Tien dossiers bekeken."})
    assert "effect bevestigd" in clerk.get(mine).text
    clerk.get("/functionaris/aanbevelingen")


def test_a_report_is_frozen_and_discussed(world: World) -> None:
    clerk, boss = world.sign_in("functionaris"), world.sign_in("directie")
    world.file()
    clerk.get("/functionaris/verslagen/nieuw")
    wrong = {"from_on": "2026-02-01", "until_on": "2026-01-01", "remarks": ""}
    assert "periode" in clerk.post("/functionaris/verslagen/nieuw", wrong, expect=422).text
    for days in (
        {"from_on": "2026-01-02", "until_on": "2026-01-31"},
        {"from_on": "2026-01-01", "until_on": "2026-02-27"},
    ):
        assert "hele maanden" in clerk.post("/functionaris/verslagen/nieuw", {**wrong, **days}, expect=422).text
    clerk.post(
        "/functionaris/verslagen/nieuw", {"from_on": "2026-01-01", "until_on": "2026-02-28", "remarks": "Rustig."}
    )
    path = path_of(boss.get("/directie/verslagen").text, "/directie/verslagen/")
    assert "Rustig." in boss.get(path).text
    assert "Rustig." in clerk.get(path.replace("directie", "functionaris")).text
    boss.get("/directie/verslagen/nothing", expect=404)
    clerk.get("/functionaris/verslagen/nothing", expect=404)
    review = {"held_on": "2026-05-01", "present": "Directie", "minutes": "Alles besproken."}
    assert "toekomst" in boss.post("/directie/bespreking", review, expect=422).text
    boss.post("/directie/bespreking", {**review, "held_on": "2026-03-02"})
    assert "Alles besproken." in boss.get("/directie/verslagen").text
    boss.get("/directie/?jaar=2025")


def test_figures_hide_small_cells(world: World) -> None:
    for place in range(6):
        world.file(f"Klager {place}", f"k{place}@post.example")
        world.later(hours=2)
    boss = world.sign_in("directie")
    page = boss.get("/directie/").text
    assert re.search(r">\s*6\s*<", page)
    assert "Klager" not in page.replace("klagers", "")


def test_the_register_is_searched_and_paged(world: World) -> None:
    for place in range(27):
        world.file(f"Klager {place}", f"k{place}@post.example")
        world.later(hours=1)
    clerk = world.sign_in("functionaris")
    first = clerk.get("/functionaris/register").text
    assert "K-2026-0027" in first
    assert "K-2026-0001<" not in first
    after = re.search(r"voor=([\w-]+)", first)
    assert after
    assert "K-2026-0001" in clerk.get(f"/functionaris/register?voor={after.group(1)}").text
    after = re.search(r"[?&]na=([\w-]+)", clerk.get("/functionaris/").text)
    assert after
    clerk.get(f"/functionaris/?na={after.group(1)}")
    clerk.get("/functionaris/?na=nonsense_x")
    assert "K-2026-0003" in clerk.get("/functionaris/register?nummer=k-2026-0003&fase=received&jaar=2026").text
    one = officer(world, "K-2026-0005")
    one.begin()
    one.categorise("Bejegening")
    topic = option(clerk.get("/functionaris/register").text, "Bejegening")
    assert "K-2026-0005" in clerk.get(f"/functionaris/register?onderwerp={topic}&fase=wrong&jaar=x").text


def test_staff_is_invited_given_roles_and_leaves(world: World) -> None:
    admin = world.sign_in("beheer")
    admin.get("/beheer/")
    values = {"name": "Lotte Brinkman", "email": "lotte@noorderhaven.example", "function": "coach"}
    assert "minstens één" in admin.post("/beheer/medewerkers/uitnodigen", values, expect=422).text
    mixed = {**values, "roles": ["functionaris", "admin"]}
    assert "niet ook directie" in admin.post("/beheer/medewerkers/uitnodigen", mixed, expect=422).text
    admin.post("/beheer/medewerkers/uitnodigen", {**values, "roles": ["employee"]})
    link = world.link(LinkPurpose.INVITE)
    member = re.findall(r"(/beheer/medewerkers/[0-9a-f-]{36})\"[^>]*>\s*Lotte", admin.get("/beheer/medewerkers").text)[
        0
    ]
    admin.post(f"{member}/opnieuw-uitnodigen", {}, page=member)
    lotte = world.visitor()
    lotte.get(link, expect=302)
    assert "12 tekens" in lotte.post("/uitnodiging", {"password": "kort"}, expect=422).text
    assert "makkelijk te raden" in lotte.post("/uitnodiging", {"password": "wachtwoord123"}, expect=422).text
    lotte.post("/uitnodiging", {"password": PASSWORD})
    lotte.get("/medewerker/")
    lotte.get("/beheer/", expect=404)
    admin.post(member, {"roles": ["employee", "management"]})
    lotte.get("/medewerker/", expect=302)
    assert "niet ook directie" in admin.post(member, {"roles": ["functionaris", "management"]}, expect=422).text
    own = re.findall(r"(/beheer/medewerkers/[0-9a-f-]{36})\"[^>]*>\s*Petra", admin.get("/beheer/medewerkers").text)[0]
    assert "eigen account" in admin.post(f"{own}/sluiten", {}, expect=422).text
    hanneke = re.findall(
        r"(/beheer/medewerkers/[0-9a-f-]{36})\"[^>]*>\s*Hanneke", admin.get("/beheer/medewerkers").text
    )[0]
    assert "benoeming" in admin.post(f"{hanneke}/sluiten", {}, expect=422).text
    admin.post(f"{member}/sluiten", {})
    lotte.post("/inloggen", {"email": "lotte@noorderhaven.example", "password": PASSWORD}, expect=422)
    admin.get("/beheer/medewerkers/nothing", expect=404)
    assert "Lotte" in admin.get("/beheer/brieven").text


def test_lists_and_data_of_the_organisation(world: World) -> None:
    admin = world.sign_in("beheer")
    admin.post("/beheer/onderwerpen", {"label": "Parkeren"})
    assert "al in de lijst" in admin.post("/beheer/onderwerpen", {"label": "parkeren"}, expect=422).text
    page = admin.get("/beheer/onderwerpen").text
    switch = path_of(page, "/beheer/onderwerpen/")
    admin.post(switch, {}, page="/beheer/onderwerpen")
    admin.post("/beheer/onderwerpen/nothing", {}, page="/beheer/onderwerpen", expect=404)
    given = {
        "name": "Noorderhaven", "address": "Kade 2", "phone": "010 123", "email": "a@b.example", "route": "De rechtbank.",
        "accent": "#ffff00",
    }  # fmt: skip
    assert "te licht" in admin.post("/beheer/organisatie", given, expect=422).text
    old = admin.form("/beheer/organisatie")
    admin.post("/beheer/organisatie", {**given, "accent": "#123456"})
    assert "#123456" in admin.get("/huisstijl.css").text
    stale = admin.post("/beheer/organisatie", {**given, "accent": "#111111", "version": old["version"]}, expect=422)
    assert "intussen gewijzigd" in stale.text
    told = {"client_reference": "T-100", "told_on": "2026-05-01", "channel": "contract"}
    assert "toekomst" in admin.post("/beheer/informatie-vooraf", told, expect=422).text
    admin.post("/beheer/informatie-vooraf", {**told, "told_on": "2026-03-01"})
    assert "T-100" in admin.get("/beheer/informatie-vooraf").text
    page = admin.get("/beheer/benoemingen").text
    petra = option(page, "Petra Lubbers")
    wrong = {"person": petra, "post": "deputy", "from_on": "2026-03-02"}
    assert "niet ook directie" in admin.post("/beheer/benoemingen", wrong, expect=422).text
    end = re.findall(r"/beheer/benoemingen/[0-9a-f-]{36}/beeindigen", page)[0]
    assert "voor het begin" in admin.post(end, {"until_on": "2019-01-01"}, expect=422).text
    admin.get("/beheer/benoemingen/nothing/beeindigen", expect=404)


def test_public_pages_and_languages(world: World) -> None:
    visitor = world.visitor()
    for path in ("/", "/regeling", "/regeling?versie=1", "/hoe-het-werkt", "/privacy", "/toegankelijkheid", "/contact"):
        visitor.get(path)
    assert visitor.get("/regeling.pdf").data.startswith(b"%PDF")
    visitor.get("/regeling.pdf?versie=9", expect=404)
    visitor.get("/taal/fr", expect=404)
    visitor.get("/taal/en", expect=302, headers={"Referer": "http://localhost/noorderhaven/contact"})
    assert 'lang="en"' in visitor.get("/").text
    for path in ("/", "/regeling", "/hoe-het-werkt", "/privacy", "/toegankelijkheid", "/contact", "/klacht"):
        visitor.get(path)
    clerk = world.sign_in("functionaris")
    clerk.post("/taal/en", {}, page="/account/wachtwoord")
    assert 'lang="en"' in clerk.get("/functionaris/").text


def test_a_draft_is_saved_mailed_and_taken_up_elsewhere(world: World) -> None:
    visitor = world.visitor()
    visitor.get("/klacht/bewaren", expect=302)
    visitor.post("/klacht/voor-wie", {"on_behalf": "no", "capacity": "candidate"})
    visitor.post("/klacht/gebeurd", {"text": "Half verhaal", "happened_when": "", "action": "save"})
    visitor.post("/klacht/bewaren", {"save_email": "geen adres"}, expect=422)
    visitor.post("/klacht/bewaren", {"save_email": "ik@post.example"})
    other = world.visitor()
    other.get(world.link(LinkPurpose.DRAFT), expect=302)
    assert "Half verhaal" in other.get("/klacht/gebeurd").text
    other.get("/klacht/controle", expect=302)
    world.visitor().get("/klacht/verder/" + "x" * 43, expect=404)


def test_the_receipt_code_shows_where_it_stands(world: World) -> None:
    number = world.file()
    code = world.filed.code
    visitor = world.visitor()
    wrong = visitor.post("/klacht/status", {"reference": number, "code": "AAAA-BBBB-CCCC-DDDD"}, expect=422)
    assert "horen niet bij elkaar" in wrong.text
    shown = visitor.post("/klacht/status", {"reference": number.lower(), "code": code.lower()}, expect=200).text
    assert "Ingediend" in shown
    assert "Sinds november" not in shown
    for _ in range(9):
        visitor.post("/klacht/status", {"reference": number, "code": "AAAA"}, expect=422)
    response = visitor.post("/klacht/status", {"reference": number, "code": "AAAA"}, expect=429)
    assert response.headers["Retry-After"]


def test_passwords_are_forgotten_set_and_changed(world: World) -> None:
    visitor = world.visitor()
    for email in ("nobody@noorderhaven.example", "medewerker@noorderhaven.example"):
        visitor.post("/wachtwoord", {"email": email})
    assert len(world.letters("reset_password")) == 1
    link = world.link(LinkPurpose.RESET)
    visitor.get(link, expect=302)
    visitor.post("/uitnodiging", {"password": "een heel ander wachtwoord 7"})
    visitor.get("/account")
    visitor.post("/account/wachtwoord", {"password": "kort"}, expect=422)
    visitor.post("/account/wachtwoord", {"password": PASSWORD})
    visitor.get("/account")
    visitor.get(link, expect=302)
    visitor.get("/uitnodiging", expect=404)
    visitor.post("/uitloggen", {}, page="/account/wachtwoord")
    visitor.get("/account", expect=302)
    world.later(hours=1)
    visitor.get("/uitnodiging/" + "x" * 43, expect=404)


def test_the_demo_mailbox_is_for_the_demo_alone(world: World) -> None:
    world.visitor().get("/demo/postvak", expect=404)
    world.add("demohuis", "Demohuis", demo=True)
    world.file(slug="demohuis")
    visitor = world.visitor("demohuis")
    page = visitor.get("/demo/postvak?aan=marloes@post.example").text
    assert "Bevestig" in page
    visitor.get("/demo/postvak")


def test_an_employee_cannot_see_what_is_not_released(world: World) -> None:
    _client, number = world.client()
    informed(world, number)
    world.sign_in("collega").get(f"/medewerker/zaak/{number}/", expect=404)
