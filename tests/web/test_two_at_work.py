"""Two at work in one case: a draft that is older than it, a page that is, and a clear choice. No text is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import time_machine
from sqlalchemy import select

from portal.models.complaint import Allegation, Complaint
from portal.models.journal import JournalRow
from portal.models.person import KeptForm
from tests.support.html import check_page
from tests.support.journey import Officer, employee, informed, officer, option
from tests.support.world import ATTRIBUTE, FIELD, PASSWORD, Browser, World

OLD = "Sinds uw concept is de zaak veranderd."


def fields(page: str) -> dict[str, str]:
    """The hidden fields of a page."""
    tags = [dict(ATTRIBUTE.findall(tag)) for tag in FIELD.findall(page.partition("<main")[2])]
    return {one["name"]: one.get("value", "") for one in tags}


def box(page: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    assert found, name
    return unescape(found.group(1))


def send(one: Officer, slug: str, values: dict[str, object], expect: int) -> str:
    """Hand in a form that was opened before, as it stands on that page."""
    world = one.browser.world
    path = f"/noorderhaven/functionaris/zaak/{one.number}/{slug}"
    with time_machine.travel(world.now, tick=False):
        answer = one.browser.client.post(path, data=values)
    assert answer.status_code == expect, answer.text[-3000:]
    if answer.mimetype == "text/html" and expect != 302:
        check_page(answer.text, path=path)
    return answer.text


def allegations(world: World) -> list[str]:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return list(session.scalars(select(Allegation.text).order_by(Allegation.position)))


def ready(world: World) -> tuple[Officer, Officer]:
    """A case on the desks of two functionarissen, before both sides are heard, with two allegations."""
    number = world.file()
    one = officer(world, number)
    one.begin()
    one.categorise()
    bram = one.name("Bram Terhorst")
    one.allege(("EEN", bram), ("TWEE", []))
    one.act("overdragen", {"reason": "Ik ben er even niet."})
    two = officer(world, number, "waarnemer")
    two.browser.accept("functionaris", number)
    two.act("niet-betrokken")
    return one, two


def rows_of(page: str) -> dict[str, object]:
    """The rows of the allegations as they stand on a page, with the hidden fields."""
    kept: dict[str, object] = dict(fields(page))
    for place in range(page.count('name="text_')):
        kept[f"text_{place}"] = box(page, f"text_{place}")
        kept[f"about_{place}"] = re.findall(rf'name="about_{place}" value="([^"]+)" checked', page)
    return kept


# ---- a draft of the judgment -----------------------------------------------------------------------------------------


def test_a_draft_of_the_judgment_keeps_its_reasons_with_their_own_allegation(both_world: World) -> None:
    """One allegation is taken off after the draft was kept: the judgment can still be given, on the other."""
    client, number = both_world.client()
    one = informed(both_world, number)
    client.act("klager", number, "geen-standpunt")
    employee(both_world, number).act("medewerker", number, "geen-standpunt")
    page = one.page("oordeel-geven")
    draft = {**fields(page), "considerations": "Gewogen.", "action": "save"}
    draft |= {"outcome_0": "upheld", "reasons_0": "Reden EEN.", "outcome_1": "not_upheld", "reasons_1": "Reden TWEE."}
    send(one, "oordeel-geven", draft, 302)
    page = one.page("oordeel-geven")
    assert (box(page, "reasons_0"), box(page, "reasons_1")) == ("Reden EEN.", "Reden TWEE.")
    assert OLD not in page
    rows = rows_of(one.page("onderdelen"))
    send(one, "onderdelen", {**rows, "text_0": ""}, 302)
    page = one.page("oordeel-geven")
    assert box(page, "reasons_0") == "Reden TWEE."
    assert '<option selected value="not_upheld">' in page
    assert OLD in page
    assert "Dit typte u ook" in page
    assert "Reden EEN." in page
    assert "reasons_1" not in page
    again = {
        **fields(page),
        "considerations": "Gewogen.",
        "outcome_0": "not_upheld",
        "sure": "y",
        "route": "Rechtbank.",
    }
    shown = send(one, "oordeel-geven", {**again, "reasons_0": box(page, "reasons_0")}, 409)
    assert "Klachtonderdelen vastgelegd" in shown
    assert "Wat er nu staat laten staan" in shown
    send(one, "oordeel-geven", {**again, **fields(shown), "reasons_0": box(shown, "reasons_0")}, 302)
    assert "Reden TWEE." in one.page("oordeel")


# ---- a draft of the allegations --------------------------------------------------------------------------------------


def test_an_old_draft_of_allegations_takes_nothing_of_a_colleague_off(both_world: World) -> None:
    one, two = ready(both_world)
    rows = rows_of(one.page("onderdelen"))
    send(one, "onderdelen", {**rows, "text_0": "EEN, in mijn concept", "action": "save"}, 302)
    rows = rows_of(two.page("onderdelen"))
    send(two, "onderdelen", {**rows, "text_2": "VAN DE COLLEGA"}, 302)
    page = one.page("onderdelen")
    assert OLD in page
    assert [box(page, f"text_{place}") for place in (0, 1, 2)] == ["EEN, in mijn concept", "TWEE", "VAN DE COLLEGA"]
    shown = send(one, "onderdelen", rows_of(page), 409)
    assert allegations(both_world) == ["EEN", "TWEE", "VAN DE COLLEGA"]
    send(one, "onderdelen", rows_of(shown), 302)
    assert allegations(both_world) == ["EEN, in mijn concept", "TWEE", "VAN DE COLLEGA"]


def test_a_draft_of_who_only_adds_is_never_too_old(world: World) -> None:
    """A party hears nothing of what others did, and sends."""
    client, number = world.client()
    one = informed(world, number)
    path = f"/klager/zaak/{number}/standpunt"
    client.post(path, {"text": "Mijn verhaal.", "action": "save"})
    one.act("notitie", {"text": "Alleen voor mij."})
    page = client.get(path).text
    assert OLD not in page
    assert box(page, "text") == "Mijn verhaal."
    client.act("klager", number, "standpunt", {"text": "Mijn verhaal."})
    one.act("notitie", {"text": "Half.", "action": "save"})
    client.act("klager", number, "bericht", {"text": "Nog iets."})
    assert OLD not in one.page("notitie")
    one.act("notitie", {"text": "Heel."})


# ---- overtaken -------------------------------------------------------------------------------------------------------


def test_who_is_overtaken_reads_what_the_other_saved_and_chooses(both_world: World) -> None:
    one, two = ready(both_world)
    mine, theirs = rows_of(one.page("onderdelen")), rows_of(two.page("onderdelen"))
    bram = mine["about_0"]
    send(
        two, "onderdelen", {**theirs, "text_0": "EEN van de ander", "about_1": bram, "text_2": "DRIE van de ander"}, 302
    )
    shown = send(one, "onderdelen", {**mine, "text_0": "EEN van mij", "text_2": "NIEUW van mij"}, 409)
    above = shown.partition("nu-titel")[2].partition("</section>")[0]
    below = shown.rpartition("</section>")[2]
    assert "EEN van de ander" in above
    assert "DRIE van de ander" in above
    assert "Bram Terhorst" in above
    assert "EEN van mij" not in above
    assert f'href="/noorderhaven/functionaris/zaak/{one.number}/"' in above
    assert "Wat er nu staat laten staan" in above
    assert box(below, "text_0") == "EEN van mij"
    assert box(below, "text_2") == "DRIE van de ander"
    assert box(below, "text_3") == "NIEUW van mij"
    assert fields(shown)["version"] != mine["version"]
    assert allegations(both_world) == ["EEN van de ander", "TWEE", "DRIE van de ander"]
    send(one, "onderdelen", rows_of(shown), 302)
    assert allegations(both_world) == ["EEN van mij", "TWEE", "DRIE van de ander", "NIEUW van mij"]


def test_what_was_typed_for_an_allegation_that_is_gone_is_shown(world: World) -> None:
    one, two = ready(world)
    mine, theirs = rows_of(one.page("onderdelen")), rows_of(two.page("onderdelen"))
    send(two, "onderdelen", {**theirs, "text_1": "", "about_1": []}, 302)
    shown = send(one, "onderdelen", {**mine, "text_1": "TWEE, door mij herschreven"}, 409)
    assert "TWEE, door mij herschreven" in shown.partition("over-titel")[2].partition("</section>")[0]
    send(one, "onderdelen", rows_of(shown), 302)
    assert allegations(world) == ["EEN"]


def test_the_topics_that_another_chose_stand_above_those_that_were_ticked(world: World) -> None:
    one, two = ready(world)
    page = one.page("onderwerpen")
    ticked = [option(page, "Informatie")]
    two.categorise("Privacy", "Bejegening")
    shown = send(one, "onderwerpen", {**fields(page), "categories": ticked}, 409)
    above = shown.partition("nu-titel")[2].partition("</section>")[0]
    assert "Bejegening" in above
    assert "Privacy" in above
    assert re.findall(r'value="([^"]+)" checked', shown) == ticked


def test_where_nothing_is_stored_the_last_thing_that_happened_is_told(world: World) -> None:
    one, two = ready(world)
    page = one.page("niet-behandelen")
    two.act("notitie", {"text": "Eerst dit."})
    shown = send(one, "niet-behandelen", {**fields(page), "reason": "Wat ik typte.", "sure": "y"}, 409)
    assert "Dit gebeurde het laatst in deze zaak:" in shown
    assert "Notitie gemaakt" in shown
    assert box(shown, "reason") == "Wat ik typte."
    assert "in een nieuw venster" in shown


def test_what_cannot_be_done_any_more_gives_back_what_was_typed(world: World) -> None:
    """The colleague closed the case meanwhile: no form is left, but the text is."""
    one, two = ready(world)
    page = one.page("niet-behandelen")
    two.act("doorverwijzen", {"reason": "Dit hoort bij de gemeente."})
    shown = send(one, "niet-behandelen", {**fields(page), "reason": "Een <b>lang</b> verhaal.", "sure": "y"}, 409)
    assert "Een &lt;b&gt;lang&lt;/b&gt; verhaal." in shown
    assert f'href="/noorderhaven/functionaris/zaak/{one.number}/"' in shown
    assert "Terug naar zaak" in shown


def test_a_page_that_says_no_leads_back_to_the_case(world: World) -> None:
    client, number = world.client()
    for browser, portal in ((client, "klager"), (informed(world, number).browser, "functionaris")):
        shown = browser.get(f"/{portal}/zaak/{number}/ondertekenen", expect=409).text
        assert f'href="/noorderhaven/{portal}/zaak/{number}/"' in shown
    elsewhere = client.get("/klager/zaak/K-2026-0999/ondertekenen", expect=404).text
    assert "Terug naar het begin" in elsewhere
    assert "K-2026-0999" not in elsewhere


# ---- kept after the session ended ------------------------------------------------------------------------------------

BACK = "Wat u eerder typte staat hieronder."


def too_late(
    world: World, who: str, path: str, values: dict[str, object], to: str = "", query: str = ""
) -> tuple[Browser, str]:
    """Write in a form, send it after the session ended, and sign in again."""
    browser = world.sign_in(who)
    hidden = browser.form(f"{path}?stuk={query}" if query else path)
    world.now += timedelta(minutes=31)
    with time_machine.travel(world.now, tick=False):
        answer = browser.client.post(f"/noorderhaven{path}{to}", data={**hidden, **values})
    assert answer.status_code == 302
    where = answer.headers["Location"].removeprefix("/noorderhaven")
    email = f"{who}@noorderhaven.example"
    if (browser.slug, email) in world.keys:
        return browser, browser.show_key(email, query=f"?{where.partition('?')[2]}").removeprefix("/noorderhaven")
    back = browser.post(where, {"email": email, "password": PASSWORD})
    return browser, back.headers["Location"].removeprefix("/noorderhaven")


def kept(world: World) -> int:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return len(session.scalars(select(KeptForm.id)).all())


def test_a_registration_comes_back_after_signing_in(both_world: World) -> None:
    typed = {"channel": "letter", "text": "Een lange brief, overgetypt.", "grounds": ["performance"], "name": "Aad"}
    browser, path = too_late(both_world, "functionaris", "/functionaris/registreren", typed)
    page = browser.get(path).text
    assert BACK in page
    assert box(page, "text") == "Een lange brief, overgetypt."
    assert 'value="performance" checked' in page
    assert kept(both_world) == 1
    whole = {
        **typed,
        "received_on": "2026-03-02",
        "original_place": "Kast",
        "about_whom": "Bram",
        "capacity": "candidate",
    }
    whole |= {"language": "nl", "email": "", "address": "Kade 2"}
    browser.post(path, {**whole, "name": ""}, expect=422)
    assert kept(both_world) == 1
    browser.post(path, whole)
    assert kept(both_world) == 0
    assert BACK not in browser.get(path).text


def test_minutes_of_a_meeting_come_back_after_signing_in(world: World) -> None:
    typed = {"held_on": "2026-03-02", "present": "Ilse en Hanneke", "minutes": "Wij spraken lang."}
    browser, path = too_late(world, "directie", "/directie/bespreking", typed)
    page = browser.get(path).text
    assert BACK in page
    assert box(page, "minutes") == "Wij spraken lang."
    browser.post(path, typed)
    assert kept(world) == 0
    assert BACK not in browser.get("/directie/verslagen").text


def test_a_form_that_was_sent_to_the_draft_comes_back_on_its_page(world: World) -> None:
    """What the script sends while one types goes to an address of its own, that no page stands at."""
    number = officer(world, world.file()).number
    world.sign_in("functionaris").accept("functionaris", number)
    path = f"/functionaris/zaak/{number}/notitie"
    browser, back = too_late(world, "functionaris", path, {"text": "Al half af."}, to="/concept")
    assert back == path
    assert box(browser.get(back).text, "text") == "Al half af."
    browser.post(path, {"text": "Nu een concept.", "action": "save"})
    assert kept(world) == 0
    assert box(browser.get(path).text, "text") == "Nu een concept."


def test_a_piece_that_was_being_shared_comes_back_with_its_words(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    client.act("klager", number, "standpunt", {"text": "Het hele verhaal."})
    found = re.findall(r"stuk=([0-9a-f-]{36})", one.case())
    typed = {"piece": found[-1], "text": "Het ▇▇▇ verhaal.", "sure": "y", "until": ""}
    browser, path = too_late(world, "functionaris", f"/functionaris/zaak/{number}/delen", typed, query=found[-1])
    page = browser.get(path).text
    assert BACK in page
    assert box(page, "text") == "Het ▇▇▇ verhaal."
    assert fields(page)["piece"] == found[-1]
    assert "checked" not in page.partition('name="sure"')[2].partition(">")[0]


def test_a_kept_form_is_as_old_as_what_was_before_the_person(world: World) -> None:
    """The colleague changed the allegations while nobody was signed in here."""
    one, _two = ready(world)
    rows = rows_of(one.page("onderdelen"))
    world.now += timedelta(minutes=31)
    path = f"/functionaris/zaak/{one.number}/onderdelen"
    with time_machine.travel(world.now, tick=False):
        answer = one.browser.client.post(f"/noorderhaven{path}", data={**rows, "text_0": "EEN, laat"})
    assert answer.status_code == 302
    two = officer(world, one.number, "waarnemer")
    theirs = rows_of(two.page("onderdelen"))
    send(two, "onderdelen", {**theirs, "text_2": "DRIE"}, 302)
    back = officer(world, one.number)
    page = back.page("onderdelen")
    assert OLD in page
    assert BACK in page
    shown = send(back, "onderdelen", rows_of(page), 409)
    send(back, "onderdelen", rows_of(shown), 302)
    assert allegations(world) == ["EEN, laat", "TWEE", "DRIE"]


# ---- read ------------------------------------------------------------------------------------------------------------


def reads(world: World) -> list[str]:
    with world.owner(world.tenants["noorderhaven"]) as session:
        found = session.scalars(select(JournalRow.detail).where(JournalRow.act == "read").order_by(JournalRow.at))
        return [one["what"] for one in found]


def test_each_page_that_shows_text_of_a_case_leaves_a_line(both_world: World) -> None:
    _client, number = both_world.client()
    one = informed(both_world, number)
    found = re.findall(r"stuk=([0-9a-f-]{36})", one.case())
    before = len(reads(both_world))
    one.page(f"delen?stuk={found[0]}")
    one.page("notitie")
    letter = re.search(r"/functionaris/brieven/[0-9a-f-]{36}", one.case())
    assert letter
    one.browser.get(letter.group())
    assert sorted(reads(both_world)[before:]) == sorted(["release", "write_note", "dossier", "letter"])
    one.browser.get(f"/functionaris/zaak/{number}/ondertekenen", expect=409)
    assert len(reads(both_world)) == before + 4


# ---- what was stored before ------------------------------------------------------------------------------------------


def chosen(world: World) -> Complaint:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return session.scalars(select(Complaint)).one()


def test_topics_open_as_they_were_chosen_with_a_main_one(both_world: World) -> None:
    one, _two = ready(both_world)
    page = one.page("onderwerpen")
    assert re.findall(r'value="([^"]+)" checked', page) == [option(page, "Bejegening")]
    assert f'<option selected value="{option(page, "Bejegening")}">' in page
    privacy, manners = option(page, "Privacy"), option(page, "Bejegening")
    refused = one.act("onderwerpen", {"categories": [manners], "main": privacy}, 422)
    assert "Kies een onderwerp dat u hierboven heeft aangekruist." in refused
    one.act("onderwerpen", {"categories": sorted([privacy, manners]), "main": privacy})
    page = one.page("onderwerpen")
    assert set(re.findall(r'value="([^"]+)" checked', page)) == {privacy, manners}
    assert f'<option selected value="{privacy}">' in page
    admin = both_world.sign_in("beheer")
    admin.post(f"/beheer/onderwerpen/{privacy}", page="/beheer/onderwerpen")
    page = one.page("onderwerpen")
    assert f'value="{privacy}" checked' in page, "a topic that is out of use stays with the cases that have it"


def test_the_cause_opens_as_it_was_recorded_and_is_written_once(world: World) -> None:
    _client, number = world.client()
    one = informed(world, number)
    page = one.page("oorzaak")
    values = re.findall(r'<option value="([^"]{36})">', page)
    one.act("oorzaak", {"cause": values[1], "analysis": "Niemand nam op."})
    page = one.page("oorzaak")
    assert f'<option selected value="{values[1]}">' in page
    assert box(page, "analysis") == "Niemand nam op."
    one.act("oorzaak", {"cause": values[0], "analysis": "Niemand nam op."})
    assert one.case().count("Niemand nam op.") == 1
    one.act("oorzaak", {"cause": values[0], "analysis": "Niemand nam op, ook later niet."})
    assert "ook later niet" in one.case()
