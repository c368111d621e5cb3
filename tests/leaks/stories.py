"""What happened in each case of the built world, told act by act through the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.models.person import LinkPurpose
from tests.leaks.cast import CASES, HERE, PEOPLE
from tests.leaks.scenario import UNTIL, Builder, Built, Hand, option, replaced

if TYPE_CHECKING:
    from flask import Flask

TODAY = "2026-03-02"


def build(app: Flask) -> Built:
    """Build everything, in the order in which it could have happened."""
    with replaced(Browser=Hand, check_page=lambda *_, **__: None):
        return told(Builder(app))


def told(one: Builder) -> Built:
    accounts(one)
    filed(one)
    for story in (
        mandates,
        represented,
        hearing,
        resolution,
        resolved,
        judged,
        signing,
        signed,
        unsatisfied,
        short_ones,
        by_phone,
        ended,
        about_the_functionaris,
        handed_on,
        boss,
        learning,
        theirs,
        late,
    ):
        story(one)
    one.built.now = one.world.now
    one.owner.dispose()
    return one.built


def accounts(one: Builder) -> None:
    """The admin invites more staff, who choose a password."""
    wanted = (("ursula", "staff", "employee"), ("otto", "staff", "employee"), ("dirk", "manager", "management"))
    for person, kind, role in wanted:
        local = f"{person}.{one.word('staffmail', '', person).lower()}"
        one.built.emails[person] = f"{local}@{HERE}.example"
        given = {
            "name": f"{person.title()} {one.word(kind, '', person)}",
            "email": one.built.emails[person],
            "function": f"werk {one.word('staffwork' if kind == 'staff' else kind, '', person)}",
            "roles": [role],
        }
        one.as_("petra").post("/beheer/medewerkers/uitnodigen", given)
        one.join(person, LinkPurpose.INVITE)
        if role == "management":
            one.equip(person)


def filed(one: Builder) -> None:
    """Complaints come in; who gave an address opens the link, gets an account and accepts the notice."""
    agents = {"mandate": "ruud", "represented": "riet", "refused": "ruud"}
    for case in CASES:
        if case in {"phone", "elsewhere"}:
            continue
        account = CASES[case].parts["K"] in PEOPLE
        about = case in {"kw", "kwheard"}
        one.file(case, agent=agents.get(case, ""), about_functionaris=about, email=account)
        if account:
            one.join(CASES[case].parts["K"])
            if "K" not in CASES[case].unread:
                one.accept(case, "K")
        if case in agents:
            one.join(agents[case])
            one.accept(case, "R" if case in {"mandate", "refused"} else "G")
    one.accept("received", "F")
    browser = one.world.visitor()
    browser.post("/klacht/voor-wie", {"on_behalf": "no", "capacity": "candidate"})
    browser.post("/klacht/gebeurd", {"text": one.text("unsent", "", ""), "happened_when": one.word("unsent", "", "")})


def mandates(one: Builder) -> None:
    one.accept("mandate", "F")
    one.act("mandate", "F", "niet-betrokken")
    one.accept("refused", "F")
    one.act("refused", "F", "niet-betrokken")
    one.act("refused", "F", "machtiging-weigeren")


def represented(one: Builder) -> None:
    one.accept("represented", "F")
    one.act("represented", "F", "niet-betrokken")
    proof = {"seen_on": TODAY, "proof": one.text("mandate", "represented", "F"), "decides": "yes"}
    one.act("represented", "F", "machtiging", proof)
    one.act("represented", "F", "beoordelen")
    one.sort("represented")
    one.name("represented", "bram")
    one.allege("represented", [("A", "bram")])
    one.inform("represented", "bram")
    one.accept("represented", "A")
    one.say("represented", "G")
    one.act("represented", "K", "bericht", {"text": one.text("message", "represented", "K")})
    one.act("represented", "F", "bericht", to_all(one, "represented", "KA", "message"))


def to_all(one: Builder, case: str, parts: str, kind: str, slug: str = "bericht", by: str = "F") -> dict[str, object]:
    """The fields of a message to these parties."""
    page = one.page(case, by, slug)
    chosen = [option(page, name_of(one, case, part)) for part in parts]
    return {"to": chosen, "text": one.text(kind, case, by, tuple(parts))}


def name_of(one: Builder, case: str, part: str) -> str:
    """The word in the name of a party."""
    return one.last("name", case) if part == "K" else one.person_word(case, CASES[case].parts[part])


def hearing(one: Builder) -> None:
    """The fullest case: three employees, supporters on both sides, everything said, shared and noted."""
    case = "hearing"
    one.open(case)
    one.sort(case)
    one.name(case, "bram")
    one.name(case, "yasmina")
    mail = one.email("gerda")
    guest = {"name": f"Gerda {one.word('guest', case, 'C')}", "function": one.word("guestwork", case, "C")}
    one.act(case, "F", "medewerker", {"person_id": "", "email": mail, **guest})
    about = [("A", "bram"), ("B", "yasmina"), ("C", "gerda"), ("AB", "bram yasmina"), ("", "")]
    one.allege(case, about)
    one.inform(case, "bram yasmina gerda")
    one.join("gerda")
    one.accept(case, "A", "B", "C")
    one.name(case, "ursula")
    one.allege(case, [("U", "ursula")])
    parties_speak(one, case)
    functionaris_works(one, case)
    shared(one, case)
    talked(one, case)
    one.act(case, "F", "verlengen", {"until": "2026-04-13", "reason": one.text("extension", case, "F")})
    one.act(case, "F", "elders", {"body": "De rechtbank", "since": TODAY, "text": one.text("external", case, "F")})
    kept_for_later(one, case)


def parties_speak(one: Builder, case: str) -> None:
    one.act(case, "K", "aanvullen", {"text": one.text("addition", case, "K")})
    for part in "KAB":
        one.say(case, part)
    for part in "KAC":
        one.act(case, part, "bericht", {"text": one.text("message", case, part)})
    for part in "AB":
        logged(one, case, part)
    one.support(case, "K", "sanne")
    one.support(case, "A", "sjoerd")


def logged(one: Builder, case: str, part: str) -> None:
    """Log a contact: a gist for the complainant, remarks for the functionaris."""
    given = {"happened_on": TODAY, "medium": "phone"}
    gist, remarks = one.text("gist", case, part), one.text("remark", case, part)
    one.act(case, part, "contact", {**given, "gist": gist, "remarks": remarks})


def functionaris_works(one: Builder, case: str) -> None:
    one.act(case, "F", "reactie-vragen", {**to_all(one, case, "A", "request", "reactie-vragen"), "until": UNTIL})
    one.act(case, "F", "bericht", to_all(one, case, "K", "message"))
    one.act(case, "F", "bericht", to_all(one, case, "B", "message"))
    one.act(case, "F", "bemiddelen", {"text": one.text("mediation", case, "F")})
    one.act(case, "F", "gespreksverslag", {"happened_on": TODAY, "text": one.text("talk", case, "F")})
    one.act(case, "F", "notitie", {"text": one.text("note", case, "F")})
    logged(one, case, "F")
    one.act(case, "F", "ontvangst-verbeteren", {"received_on": "2026-03-01", "reason": one.text("note", case, "F")})
    cause = option(one.page(case, "F", "oorzaak"), "Communicatie")
    one.act(case, "F", "oorzaak", {"cause": cause, "analysis": one.text("analysis", case, "F")})
    advice = {"text": one.text("recommendation", "", "hanneke"), "evidence": one.word("evidence", "", "hanneke")}
    one.act(case, "F", "aanbeveling", {**advice, "category": ""})


def shared(one: Builder, case: str) -> None:
    """Editions go to chosen parties; one piece goes to one manager, in its own words."""
    words = {(canary.kind, canary.by): canary.word for canary in one.built.canaries if canary.case == case}
    for kind, by, to in (("standpoint", "A", "K"), ("wish", "K", "B"), ("talk", "F", "KB"), ("remark", "A", "K")):
        piece = one.piece(case, words[kind, by])
        text = one.text("edition", case, "F", tuple(to))
        one.release(case, piece, text, [name_of(one, case, part) for part in to])
    granted = one.text("standpoint", case, "K", granted=True)
    one.act(case, "K", "standpunt", {"text": granted})
    page = one.page(case, "F", "directie-inzage")
    given = {"piece": one.piece(case, one.last("standpoint", case)), "manager": option(page, one.staffword("dirk"))}
    one.act(case, "F", "directie-inzage", {**given, "ground": one.text("ground", case, "F", granted=True)})
    accepted(one, "dirk")


def talked(one: Builder, case: str) -> None:
    """Two are invited to a talk, each alone; one asks for another moment, and one comments on a report."""
    for part in "KB":
        to = [option(one.page(case, "F", "gesprek"), name_of(one, case, part))]
        place, text = one.word("appointment", case, "F", (part,)), one.text("appointment", case, "F", (part,))
        moment = {"day": UNTIL, "at": "14:30", "minutes": "60", "how": "on_site"}
        one.act(case, "F", "gesprek", {"to": to, **moment, "place": place, "text": text, "in_calendar": "y"})
    asked = {"talk": picked(one.page(case, "B", "gesprek-antwoord"), "talk"), "answer": "another_moment"}
    one.act(case, "B", "gesprek-antwoord", {**asked, "text": one.text("answertalk", case, "B")})
    report = picked(one.page(case, "K", "verslag-reactie"), "report")
    one.act(case, "K", "verslag-reactie", {"report": report, "text": one.text("comment", case, "K")})
    piece = one.page(case, "K").split('id="stuk-')[1][:36]
    one.act(case, "K", "aanvullende-verklaring", {"piece": piece, "text": one.text("rectification", case, "K")})


def picked(page: str, name: str) -> str:
    """The first choice of a field."""
    return page.split(f'name="{name}" value="')[1].partition('"')[0]


def accepted(one: Builder, manager: str) -> None:
    """A manager accepts the confidentiality notice before reading what was shared."""
    page = one.as_(manager).get("/directie/gedeeld").text
    path = page[page.index("/directie/gedeeld/") :].split('"')[0]
    one.as_(manager).post(f"{path}/vertrouwelijk", {})


def kept_for_later(one: Builder, case: str) -> None:
    """Three people leave a draft, and one hands in a form after the session ended."""
    for part, slug in (("K", "aanvullen"), ("A", "voorstel"), ("F", "notitie")):
        draft = {"text": one.text("draft", case, part), "action": "save"}
        one.act(case, part, slug, draft)
    browser = one.as_("yasmina")
    path = f"/medewerker/zaak/{one.built.numbers[case]}/standpunt"
    one.refuse(browser, path, {"text": one.text("kept", case, "B")})
    one.signed_in.clear()


def resolution(one: Builder) -> None:
    case = "resolution"
    one.handle(case, [("A", "bram"), ("B", "yasmina")])
    one.act(case, "A", "voorstel", {"text": one.text("proposal", case, "A", "K")})
    one.act(case, "K", "voorstel", {"text": one.text("proposal", case, "K", "AB")})
    mine = one.last("proposal", case)
    page = one.page(case, "B", "voorstel-afwijzen")
    refused = {"proposal": option(page, mine), "text": one.text("answer", case, "B", "K")}
    one.act(case, "B", "voorstel-afwijzen", refused)
    one.act(case, "F", "voorstel", to_all(one, case, "KAB", "proposal", "voorstel"))
    theirs_word = one.last("proposal", case)
    page = one.page(case, "A", "voorstel-aanvaarden")
    given = {"proposal": option(page, theirs_word), "text": one.text("answer", case, "A", "K")}
    one.act(case, "A", "voorstel-aanvaarden", given)


def agreed(one: Builder, case: str) -> None:
    """An employee proposes, the complainant accepts."""
    one.handle(case, [("A", "bram")])
    one.act(case, "A", "voorstel", {"text": one.text("proposal", case, "A", "K")})
    page = one.page(case, "K", "voorstel-aanvaarden")
    given = {"proposal": option(page, one.last("proposal", case)), "text": one.text("answer", case, "K", "A")}
    one.act(case, "K", "voorstel-aanvaarden", given)


def resolved(one: Builder) -> None:
    agreed(one, "resolved")


TWO = [("A", "bram"), ("B", "yasmina"), ("", "")]


def found(one: Builder, case: str) -> None:
    """Both employees and the complainant were heard, and judgment was given."""
    one.handle(case, TWO)
    one.say(case, "K")
    one.say(case, "A")
    one.say(case, "B", waive=True)
    one.judge(case, TWO)


def judged(one: Builder) -> None:
    found(one, "judged")
    one.support("judged", "K", "sanne")


def signing(one: Builder) -> None:
    case = "signing"
    found(one, case)
    one.act(case, "K", "tevreden", {"satisfied": "yes", "text": one.text("satisfaction", case, "K")})
    one.act(case, "K", "ondertekenen")
    one.act(case, "A", "niet-ondertekenen", {"reason": one.text("refusal", case, "A")})


def signed(one: Builder) -> None:
    case = "signed"
    agreed(one, case)
    agreement = {name: one.text("settlement", case, "F") for name in ("agreements", "recommendations", "route")}
    one.act(case, "F", "afdoening", agreement)
    one.act(case, "K", "tevreden", {"satisfied": "yes", "text": ""})
    one.act(case, "K", "ondertekenen")
    one.act(case, "A", "ondertekenen")
    one.act(case, "F", "ondertekenen")


def unsatisfied(one: Builder) -> None:
    case = "unsatisfied"
    one.handle(case, [("A", "yasmina")])
    one.say(case, "K", waive=True)
    one.say(case, "A", waive=True)
    one.judge(case, [("A", "yasmina")])
    one.act(case, "K", "tevreden", {"satisfied": "no", "text": one.text("satisfaction", case, "K")})
    one.act(case, "F", "afsluiten")


def short_ones(one: Builder) -> None:
    one.handle("withdrawn", [("A", "bram")])
    one.act("withdrawn", "K", "intrekken", {"reason": one.text("withdrawal", "withdrawn", "K")})
    one.accept("declined", "F")
    one.act("declined", "F", "niet-betrokken")
    one.act("declined", "F", "niet-behandelen", {"reason": one.text("decision", "declined", "F")})
    one.accept("code", "F")
    one.act("code", "F", "niet-betrokken")


def by_phone(one: Builder) -> None:
    """The functionaris writes a complaint down; letters go on paper."""
    registered(one, "phone", "phone", TODAY)
    one.accept("phone", "F")
    one.act("phone", "F", "niet-betrokken")


def registered(one: Builder, case: str, channel: str, received: str) -> None:
    """Type over a complaint that came otherwise."""
    handler = one.as_(CASES[case].parts["F"])
    given = {
        "channel": channel,
        "received_on": received,
        "original_place": one.word("place", case, "F"),
        "text": one.text("complaint", case, "K"),
        "wish": one.text("wish", case, "K"),
        "happened_when": one.word("when", case, "K"),
        "about_whom": one.word("aboutwhom", case, "K"),
        "grounds": ["quality"],
        "capacity": "candidate",
        "name": one.word("name", case, "K"),
        "phone": one.word("phone", case, "K"),
        "address": one.text("address", case, "K"),
        "language": "nl",
    }
    response = handler.post("/functionaris/registreren", given)
    one.built.numbers[case] = response.headers["Location"].split("/zaak/")[1].partition("/")[0]


def ended(one: Builder) -> None:
    """A support person and a wrongly named employee lost what they had."""
    case = "ended"
    one.open(case)
    one.sort(case)
    one.name(case, "otto")
    page = one.page(case, "F", "medewerker-weghalen")
    one.act(case, "F", "medewerker-weghalen", {"employee": option(page, one.staffword("otto"))})
    one.name(case, "yasmina")
    one.allege(case, [("A", "yasmina")])
    one.inform(case, "yasmina")
    one.accept(case, "A")
    one.support(case, "K", "stefan")
    page = one.page(case, "K", "steunpersoon-beeindigen")
    one.act(case, "K", "steunpersoon-beeindigen", {"person": option(page, one.last("supporter", case))})


def about_the_functionaris(one: Builder) -> None:
    one.open("kw", "W")
    one.act("kw", "W", "notitie", {"text": one.text("note", "kw", "W")})
    one.name("kw", "hanneke", "W")
    one.handle("kwheard", [("A", "hanneke")], "W")
    one.say("kwheard", "A")
    one.act("kwheard", "W", "notitie", {"text": one.text("note", "kwheard", "W")})


def handed_on(one: Builder) -> None:
    """Three cases left the functionaris: by a conflict, in absence, and to become a party."""
    for case, slug in (("conflict", "wel-betrokken"), ("handover", "overdragen"), ("party", "overdragen")):
        one.accept(case, "F")
        if case != "conflict":
            one.act(case, "F", "niet-betrokken")
        one.act(case, "F", "notitie", {"text": one.text("note", case, "F")})
        one.act(case, "F", slug, {"reason": one.text("note", case, "F")})
        one.open(case, "W")
        one.act(case, "W", "notitie", {"text": one.text("note", case, "W")})
    one.name("party", "hanneke", "W")


def boss(one: Builder) -> None:
    one.handle("boss", [("A", "ilse")])
    one.say("boss", "A")


def learning(one: Builder) -> None:
    officer, manager, admin = one.as_("hanneke"), one.as_("ilse"), one.as_("petra")
    advice = {"text": one.text("recommendation", "", "hanneke"), "evidence": one.word("evidence", "", "hanneke")}
    officer.post("/functionaris/aanbevelingen/nieuw", {**advice, "category": ""})
    page = manager.get("/directie/aanbevelingen").text
    newest = next(part for part in page.split("/directie/aanbevelingen/")[1:] if one.built.canaries[-2].word in part)
    decision = {
        "move": "adopt_in_part",
        "reason": one.text("decided", "", "ilse"),
        "owner": one.word("owner", "", "ilse"),
        "due_on": "2026-05-01",
        "version": "1",
    }
    manager.post(f"/directie/aanbevelingen/{newest[:36]}", decision)
    minutes = {"present": one.text("review", "", "ilse"), "minutes": one.text("review", "", "ilse")}
    manager.post("/directie/bespreking", {"held_on": TODAY, **minutes})
    remarks = {"from_on": "2026-01-01", "until_on": "2026-02-28", "remarks": one.text("report", "", "hanneke")}
    officer.post("/functionaris/verslagen/nieuw", remarks)
    admin.post("/beheer/onderwerpen", {"label": one.word("topic", "", "petra")})
    told = {"client_reference": one.word("started", "", "petra"), "told_on": TODAY, "channel": "contract"}
    admin.post("/beheer/informatie-vooraf", told)
    contact = {"name": "Noorderhaven (fictief)", "address": "Kade 1", "phone": "010 123", "email": "post@haven.example"}
    route = {"route": one.text("route", "", "petra"), "accent": "#154273", "version": "1"}
    admin.post("/beheer/organisatie", {**contact, **route})


def theirs(one: Builder) -> None:
    """The other organisation has cases of its own, one with a number that exists nowhere else."""
    case = "theirs"
    one.handle(case, [("A", "vera")])
    one.say(case, "K")
    one.say(case, "A")
    one.act(case, "F", "notitie", {"text": one.text("note", case, "F")})
    one.act(case, "A", "bericht", {"text": one.text("message", case, "A")})
    page = one.page(case, "F", "directie-inzage")
    granted = one.text("standpoint", case, "K", granted=True)
    one.act(case, "K", "standpunt", {"text": granted})
    given = {"piece": one.piece(case, one.last("standpoint", case)), "manager": option(page, one.staffword("vincent"))}
    one.act(case, "F", "directie-inzage", {**given, "ground": one.text("ground", case, "F", granted=True)})
    accepted(one, "vincent")
    registered(one, "elsewhere", "letter", "2025-12-30")
    one.accept("elsewhere", "F")
    there = CASES[case].org
    advice = {
        "text": one.text("recommendation", "", "victor", org=there),
        "evidence": one.word("evidence", "", "victor", org=there),
    }
    one.as_("victor").post("/functionaris/aanbevelingen/nieuw", {**advice, "category": ""})
    remarks = {
        "from_on": "2026-01-01",
        "until_on": "2026-02-28",
        "remarks": one.text("report", "", "victor", org=there),
    }
    one.as_("victor").post("/functionaris/verslagen/nieuw", remarks)
    admin = one.as_("ada")
    admin.post("/beheer/onderwerpen", {"label": one.word("topic", "", "ada", org=there)})
    told = {"client_reference": one.word("started", "", "ada", org=there), "told_on": TODAY, "channel": "contract"}
    admin.post("/beheer/informatie-vooraf", told)


def late(one: Builder) -> None:
    """An hour passes, so that whoever reads now signed in anew."""
    one.world.later(hours=1)
