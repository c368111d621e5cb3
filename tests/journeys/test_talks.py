"""Article 5.2 in a talk: who is invited knows of it and nobody else, who comes, a calendar, and comments on the report."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar
from sqlalchemy import create_engine, select

from portal.casework import talks
from portal.casework.desk import take
from portal.domain.errors import Refused
from portal.domain.talks import Coming
from portal.models.complaint import Complaint, Part, Participant
from portal.models.journal import JournalRow
from portal.models.letter import LetterState
from portal.models.talk import Talk, TalkGuest
from portal.operations import worker
from portal.sight import rows
from portal.sight.talks import planned
from tests.support.journey import employee, informed, officer, option
from tests.support.world import Browser, World

if TYPE_CHECKING:
    from tests.support.journey import Officer

PLACE, WORD, LINK = "Kanariepad 12", "kanarie in het bericht", "https://video.example/kanariekamer"
MOMENT: dict[str, Any] = {
    "day": "2026-03-10",
    "at": "14:30",
    "minutes": "45",
    "how": "on_site",
    "place": PLACE,
    "text": WORD,
}


def invite(one: Officer, *names: str, expect: int = 302, **more: Any) -> str:
    page = one.page("gesprek")
    return one.act("gesprek", {"to": [option(page, name) for name in names], **MOMENT, **more}, expect)


def ref_of(world: World, number: str) -> str:
    """The newest talk of a case."""
    with world.owner(world.tenants["noorderhaven"]) as session:
        case = session.scalars(select(Complaint).where(Complaint.reference == number)).one()
        return case.facts.talks[-1].ref


def page_of(browser: Browser, number: str, portal: str = "klager") -> str:
    return unescape(browser.get(f"/{portal}/zaak/{number}/").text)


def pages(browser: Browser, portal: str, number: str, ref: str) -> str:
    """All that this person can see of a case: its pages, its lists and what is open in it."""
    found = [
        browser.get(path).text
        for path in (f"/{portal}/", f"/{portal}/zaak/{number}/", f"/{portal}/zaak/{number}/gelezen")
    ]
    found.append(browser.get(f"/{portal}/zaak/{number}/gesprek/{ref}.ics", expect=404).text)
    return unescape("".join(found))


def test_who_is_invited_knows_of_the_talk_and_nobody_else_does(world: World) -> None:
    client, number = world.client()
    one = informed(world, number, "Bram Terhorst", "Yasmina Aydin")
    bram, yasmina = employee(world, number), employee(world, number, "collega")
    before = page_of(bram, number, "medewerker")
    invite(one, "Marloes")
    mine, ref = page_of(client, number), ref_of(world, number)
    assert "Dinsdag 10 maart 2026, 14.30 uur. Het gesprek duurt ongeveer 45 minuten.\nWaar: Kanariepad 12" in mine
    assert WORD in mine
    assert "Laat weten of u komt op het gesprek" in mine
    assert "U heeft nog niet laten weten of u komt." in mine
    for browser in (bram, yasmina):
        seen = pages(browser, "medewerker", number, ref)
        for word in (PLACE, WORD, "Uitgenodigd", "gesprek voor", "10 maart", "gesprek-antwoord", "Afspraak", ref):
            assert word not in seen, word
        browser.get(f"/medewerker/zaak/{number}/gesprek-antwoord", expect=409)
    aside = re.compile(r"csrf_token.*?>|\d\d:\d\d")
    assert (
        aside.sub("", before).split("<main")[1] == aside.sub("", page_of(bram, number, "medewerker")).split("<main")[1]
    )
    told = one.case()
    assert "Marloes Veenstra: heeft nog niet geantwoord" in told
    assert "Laat weten of u komt" not in told.split('id="aan-zet"')[0]
    visitor = world.visitor()
    visitor.post("/klacht/status", {"reference": number, "code": world.filed.code}, expect=200)
    assert len(world.letters("talk")) == 1


def test_the_one_who_is_invited_alone_is_not_known_to_the_complainant(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    for browser, portal in ((client, "klager"), (bram, "medewerker")):
        browser.act(portal, number, "standpunt", {"text": "Zo was het."})
    before = page_of(client, number)
    invite(one, "Bram")
    ref = ref_of(world, number)
    seen = pages(client, "klager", number, ref)
    assert PLACE not in seen
    assert WORD not in seen
    assert "gesprek" not in seen.replace("Verslag van een gesprek", "").lower().replace(before.lower(), "")
    assert "De klachtenfunctionaris bereidt het oordeel voor." in page_of(client, number)
    assert "Wij wachten op bericht van de betrokken medewerker over het gesprek." in unescape(one.case())
    page = world.visitor().post("/klacht/status", {"reference": number, "code": world.filed.code}, expect=200).text
    assert "gesprek" not in page.split("<main")[1].split("</main")[0].lower()
    assert PLACE in page_of(bram, number, "medewerker")


def test_together_they_know_of_one_another_and_colleagues_are_never_invited_together(world: World) -> None:
    client, number = world.client()
    one = informed(world, number, "Bram Terhorst", "Yasmina Aydin")
    bram, yasmina = employee(world, number), employee(world, number, "collega")
    refused = invite(one, "Bram", "Yasmina", expect=422)
    assert "niet meer dan één medewerker" in refused
    invite(one, "Marloes", "Bram")
    mine, his = page_of(client, number), page_of(bram, number, "medewerker")
    assert "u, de betrokken medewerker en de klachtenfunctionaris" in mine or "Bram Terhorst" in mine
    assert "de klager" in his.split("Afspraak voor een gesprek")[2].split("</article")[0]
    assert PLACE not in page_of(yasmina, number, "medewerker")
    bram.act("medewerker", number, "gesprek-antwoord", {
        "talk": ref_of(world, number), "answer": "no", "text": "Ik ben dan vrij, kanarie.",
    })  # fmt: skip
    told = unescape(one.case())
    assert "Bram Terhorst: komt niet" in told
    assert "Marloes Veenstra: heeft nog niet geantwoord" in told
    assert "Ik ben dan vrij" in told
    assert "U liet weten dat u niet komt." in page_of(bram, number, "medewerker")
    mine = page_of(client, number)
    assert "Ik ben dan vrij" not in mine
    assert "komt niet" not in mine


def test_another_moment_is_asked_and_everybody_is_asked_anew(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    for browser, portal in ((client, "klager"), (bram, "medewerker")):
        browser.act(portal, number, "standpunt", {"text": "Zo was het."})
    invite(one, "Marloes", "Bram")
    ref = ref_of(world, number)
    answer = {"talk": ref, "answer": "another_moment", "text": ""}
    assert "Vul in wat er is geschreven" in client.act("klager", number, "gesprek-antwoord", answer, expect=422).text
    client.act("klager", number, "gesprek-antwoord", {**answer, "text": "Liever woensdag."})
    bram.act("medewerker", number, "gesprek-antwoord", {**answer, "answer": "yes"})
    assert "Kies een ander moment voor het gesprek" in unescape(one.case())
    assert "U vroeg om een ander moment." in page_of(client, number)
    assert "De klachtenfunctionaris kiest een ander moment" in page_of(client, number)
    assert "ander moment" not in page_of(bram, number, "medewerker").split("Stukken")[0]
    filled = one.page(f"gesprek-wijzigen?gesprek={ref}")
    assert 'value="2026-03-10"' in filled
    assert 'value="14:30"' in filled
    assert PLACE in filled
    one.act("gesprek-wijzigen", {**MOMENT, "talk": ref, "day": "2026-03-11", "how": "video", "place": LINK, "text": ""})
    mine = page_of(client, number)
    assert (
        f"Woensdag 11 maart 2026, 14.30 uur. Het gesprek duurt ongeveer 45 minuten.\nVia een videogesprek: {LINK}"
        in mine
    )
    assert "U heeft nog niet laten weten of u komt." in mine
    assert len(world.letters("talk_changed")) == 2
    with world.owner(world.tenants["noorderhaven"]) as session:
        talk = session.scalars(select(Talk)).one()
        assert (talk.sequence, talk.place) == (1, LINK)
        assert [(one.answer, one.answered_at) for one in session.scalars(select(TalkGuest))] == [(None, None)] * 2
    client.act("klager", number, "gesprek-antwoord", {"talk": ref, "answer": "yes", "text": ""})
    one.act("gesprek-afzeggen", {"talk": ref, "text": "Ik ben ziek."})
    mine = page_of(client, number)
    assert "Het gesprek van woensdag 11 maart 2026, 14.30 uur, gaat niet door.\n\nIk ben ziek." in mine
    assert "U liet weten dat u komt." not in mine
    assert len(world.letters("talk_cancelled")) == 2
    client.get(f"/klager/zaak/{number}/gesprek-antwoord", expect=409)
    one.browser.get(f"/functionaris/zaak/{number}/gesprek-wijzigen", expect=409)
    event = calendar(client, "klager", number, ref)
    assert (event["STATUS"], int(event["SEQUENCE"])) == ("CANCELLED", 2)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"day": "2026-03-01"}, "Kies een datum vanaf vandaag."),
        ({"day": "2026-03-02", "at": "07:00"}, "Dit tijdstip is al voorbij."),
        ({"day": "2026-03-08"}, "Dit is een zondag."),
        ({"day": "2029-03-08"}, "Kies een datum van"),
        ({"at": "25:70"}, "Dit is geen tijd."),
        ({"at": ""}, "Vul een tijd in"),
        ({"place": ""}, "Vul dit in."),
        ({"minutes": "7"}, "geldige"),
        ({"how": "telepathy"}, "geldige"),
    ],
)
def test_a_talk_lies_ahead_and_not_on_a_sunday_unless_that_is_meant(
    world: World, given: dict[str, str], said: str
) -> None:
    number = world.file()
    one = informed(world, number)
    assert said.lower() in unescape(invite(one, "Marloes", expect=422, **given)).lower()
    if "zondag" in said:
        invite(one, "Marloes", sunday="y", **given)


# ---- calendars -------------------------------------------------------------------------------------------------------


def calendar(browser: Browser, portal: str, number: str, ref: str) -> Any:
    """The one event in the file, once everything around it is what it should be."""
    response = browser.get(f"/{portal}/zaak/{number}/gesprek/{ref}.ics")
    assert response.headers["Content-Type"].startswith("text/calendar")
    assert response.headers["Content-Disposition"] == 'attachment; filename="afspraak.ics"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    whole = Calendar.from_ical(response.data)
    assert set(whole) == {"PRODID", "VERSION"}
    [event] = whole.subcomponents
    assert set(event) <= {
        "UID", "DTSTAMP", "DTSTART", "DURATION", "SEQUENCE", "SUMMARY", "CLASS", "STATUS", "LOCATION",
    }  # fmt: skip
    assert event["SUMMARY"] == "Gesprek"
    told = response.text.lower()
    names = ("marloes", "veenstra", "bram", "terhorst", "hanneke", "oudeveld", "noorderhaven", "klacht", "wederhoor")
    for word in (*names, number.lower(), WORD, ref, ref.replace("-", ""), "attendee", "organizer", "kanariekamer"):
        assert word not in told, word
    return event


@pytest.mark.parametrize(
    ("given", "stands"),
    [
        ({}, None),
        ({"in_calendar": "y"}, PLACE),
        ({"in_calendar": "y", "how": "video", "place": LINK}, None),
        ({"in_calendar": "y", "how": "phone", "place": "06 kanarie"}, None),
        ({"in_calendar": "y", "place": f"Kade 1 of {LINK}"}, None),
        ({"in_calendar": "y", "place": "Kade 1 of www.video.example/kanariekamer"}, None),
    ],
)
def test_a_calendar_gets_a_time_and_a_place_only_where_that_was_ticked(
    world: World, given: dict[str, str], stands: str | None
) -> None:
    client, number = world.client()
    one = informed(world, number)
    invite(one, "Marloes", **given)
    ref = ref_of(world, number)
    for browser, portal in ((client, "klager"), (one.browser, "functionaris")):
        event = calendar(browser, portal, number, ref)
        assert event.get("LOCATION") == stands
        assert event["DTSTART"].dt.isoformat() == "2026-03-10T13:30:00+00:00"
        assert event["DURATION"].dt.total_seconds() == 45 * 60
    with world.owner(world.tenants["noorderhaven"]) as session:
        assert str(event["UID"]) == session.scalars(select(Talk.uid)).one()
    for wrong in ("x", "00000000-0000-7000-8000-000000000000"):
        client.get(f"/klager/zaak/{number}/gesprek/{wrong}.ics", expect=404)


def test_a_case_in_english_has_english_words(world: World) -> None:
    client, number = world.client(gegevens={"language": "en"})
    one = informed(world, number)
    invite(one, "Marloes")
    ref = ref_of(world, number)
    response = client.get(f"/klager/zaak/{number}/gesprek/{ref}.ics")
    assert "SUMMARY:Appointment" in response.text
    assert response.headers["Content-Disposition"] == 'attachment; filename="appointment.ics"'
    assert "Tuesday 10 March 2026, 14:30." in page_of(client, number)
    one.act("gesprek-afzeggen", {"talk": ref, "text": ""})
    assert "The talk of Tuesday 10 March 2026, 14:30, is cancelled." in page_of(client, number)


def test_the_place_of_a_talk_is_sealed(world: World) -> None:
    number = world.file()
    invite(informed(world, number), "Marloes")
    engine = create_engine(world.app.config["WEDERHOOR"].owner_url)
    with engine.connect() as connection:
        for table in ("talk", "entry", "release", "letter", "complaint"):
            stored = repr(connection.exec_driver_sql(f"SELECT * FROM {table}").all())  # noqa: S608  a fixed list
            assert PLACE not in stored, table
            assert WORD not in stored, table
    engine.dispose()


# ---- letters ---------------------------------------------------------------------------------------------------------


def test_on_paper_the_letter_says_when_and_where(world: World) -> None:
    number = world.file(email="", gegevens={"email": "", "address": "Dorpsstraat 1"})
    one = informed(world, number)
    invite(one, "Marloes")
    [letter] = world.letters("talk")
    assert letter.state is LetterState.TO_PRINT
    assert PLACE not in repr(letter.values)
    shown = unescape(one.browser.get(f"/functionaris/brieven/{letter.id}").text)
    assert "Dinsdag 10 maart 2026, 14.30 uur." in shown
    assert PLACE in shown
    assert "portaal" not in shown.split("<article")[1].split("</article")[0]
    page = one.page("namens-iemand-vastleggen")
    said = {"text": "", "happened_on": "2026-03-02", "medium": "phone", "place": "Aantekening."}
    one.act("namens-iemand-vastleggen", {"said": option(page, "komt niet op het gesprek"), **said})
    assert "Marloes Veenstra: komt niet" in unescape(one.case())
    one.act("gespreksverslag", {"happened_on": "2026-03-02", "text": "Wij spraken over de wachttijd."})
    one.share("Verslag van een gesprek", "Marloes")
    page = one.page("namens-iemand-vastleggen")
    values = {**said, "said": option(page, "reageert op het verslag"), "text": "Het was een maand, geen week."}
    one.act("namens-iemand-vastleggen", values)
    assert "Het was een maand" in unescape(one.case())


def test_by_mail_the_letter_says_nothing_and_who_is_silent_is_asked_the_day_before(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    employee(world, number)
    invite(one, "Marloes", "Bram")
    invite(one, "Marloes", day="2026-03-20")
    paper = world.file("Piet Papier", email="", gegevens={"email": "", "address": "Dorpsstraat 2"})
    other = informed(world, paper)
    invite(other, "Piet")
    client.act("klager", number, "gesprek-antwoord", {"talk": _first(world, number), "answer": "yes", "text": ""})
    config = world.app.config["WEDERHOOR"]
    for days in range(1, 8):
        worker.sweep(world.app, config, world.now.replace(day=2 + days))
    found = world.letters("talk_reminder")
    assert [letter.to_address for letter in found] == ["medewerker@noorderhaven.example"]
    assert all(PLACE not in repr(vars(letter)) for letter in world.letters())


def _first(world: World, number: str) -> str:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return session.scalars(select(Complaint).where(Complaint.reference == number)).one().facts.talks[0].ref


def test_of_a_closed_case_nobody_is_asked_and_the_talk_can_still_be_called_off(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    invite(one, "Marloes", day="2026-03-04")
    client.act("klager", number, "intrekken", {"reason": ""})
    worker.sweep(world.app, world.app.config["WEDERHOOR"], world.now.replace(day=3))
    assert world.letters("talk_reminder") == []
    client.get(f"/klager/zaak/{number}/gesprek-antwoord", expect=409)
    assert "woensdag 4 maart 2026" in page_of(client, number)
    one.act("gesprek-afzeggen", {"talk": ref_of(world, number), "text": ""})
    assert "gaat niet door" in page_of(client, number)


def test_of_a_case_that_was_judged_no_talk_is_recalled(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    for browser, portal in ((client, "klager"), (bram, "medewerker")):
        browser.act(portal, number, "standpunt", {"text": "Zo was het."})
    invite(one, "Marloes", day="2026-03-04")
    one.judge("upheld", "upheld")
    worker.sweep(world.app, world.app.config["WEDERHOOR"], world.now.replace(day=3))
    assert world.letters("talk_reminder") == []
    one.act("gesprek-afzeggen", {"talk": ref_of(world, number), "text": ""})


# ---- the report ------------------------------------------------------------------------------------------------------


def test_a_report_is_commented_on_for_five_days_by_whom_it_was_shared_with(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    for browser, portal in ((client, "klager"), (bram, "medewerker")):
        browser.act(portal, number, "standpunt", {"text": "Zo was het."})
    one.act("gespreksverslag", {"happened_on": "2026-03-02", "text": "Wij spraken over de wachttijd."})
    client.get(f"/klager/zaak/{number}/verslag-reactie", expect=409)
    one.share("Verslag van een gesprek", "Marloes")
    assert "Reageer tot en met zaterdag 7 maart 2026." in page_of(client, number)
    assert "Marloes Veenstra kan reageren tot en met zaterdag 7 maart 2026." in unescape(one.case())
    bram.get(f"/medewerker/zaak/{number}/verslag-reactie", expect=409)
    client.act(
        "klager", number, "verslag-reactie", {"text": "Kanarie: het was een maand.", "report": _report(client, number)}
    )
    told = unescape(one.case())
    assert "Kanarie: het was een maand." in told
    assert "Marloes Veenstra reageerde op maandag 2 maart 2026." in told
    assert "Kanarie" in page_of(client, number)
    his = page_of(bram, number, "medewerker")
    assert "Kanarie" not in his
    assert "verslag" not in his.split("Stukken")[0].lower()
    one.share("Reactie op het verslag", "Bram")
    assert "Kanarie: het was een maand." in page_of(bram, number, "medewerker")
    one.share("Verslag van een gesprek", "Bram", until="2026-03-12")
    his = page_of(bram, number, "medewerker")
    assert "Reageer tot en met donderdag 12 maart 2026." in his
    beneath = his.split("Wij spraken over de wachttijd.")[1].split("</article")[0]
    assert "Kanarie: het was een maand." in beneath
    world.later(days=6)
    client = world.sign_in("marloes@post.example")
    client.get(f"/klager/zaak/{number}/verslag-reactie", expect=409)
    assert "U kon op dit verslag reageren tot en met zaterdag 7 maart 2026." in page_of(client, number)
    bram = world.sign_in("medewerker")
    bram.get(f"/medewerker/zaak/{number}/verslag-reactie")


def _report(browser: Browser, number: str, portal: str = "klager") -> str:
    return option(browser.get(f"/{portal}/zaak/{number}/verslag-reactie").text, "Wij spraken")


def test_a_judgment_waits_for_comments_on_a_report_that_it_rests_on(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    bram = employee(world, number)
    for browser, portal in ((client, "klager"), (bram, "medewerker")):
        browser.act(portal, number, "standpunt", {"text": "Zo was het."})
    one.act("gespreksverslag", {"happened_on": "2026-03-02", "text": "Wij spraken over de wachttijd."})
    one.share("Verslag van een gesprek", "Marloes", "Bram")
    refused = one.judge("upheld", "upheld", cite="Verslag van een gesprek", expect=422)
    assert "Op een aangehaald gespreksverslag kan nog worden gereageerd." in unescape(refused)
    client.act("klager", number, "verslag-reactie", {"text": "Geen opmerkingen.", "report": _report(client, number)})
    one.judge("upheld", "upheld", cite="Verslag van een gesprek", expect=422)
    told = {"text": "Geen opmerkingen.", "report": _report(bram, number, "medewerker")}
    bram.act("medewerker", number, "verslag-reactie", told)
    one.judge("upheld", "upheld", cite="Verslag van een gesprek")


# ---- below the pages -------------------------------------------------------------------------------------------------


def test_below_the_pages_nobody_answers_or_changes_what_is_not_there(world: World) -> None:
    number = world.file()
    one = informed(world, number)
    invite(one, "Marloes")
    ref = ref_of(world, number)
    with world.owner(world.tenants["noorderhaven"]) as session:
        case = session.scalars(select(Complaint).where(Complaint.reference == number)).one()
        people = {seat.part: seat for seat in session.scalars(select(Participant))}
        mine = rows.seat_of(session, case.id, people[Part.COMPLAINANT].id)
        his = rows.seat_of(session, case.id, people[Part.EMPLOYEE].id)
        assert mine
        assert his
        assert planned(session, mine) == ()
        with pytest.raises(Refused, match="subject_is_planned"):
            talks.answer_talk(take(session, mine, world.now), talk="x", answer=Coming.YES)
        with pytest.raises(Refused, match="invited_to_talk"):
            talks.answer_talk(take(session, his, world.now), talk=ref, answer=Coming.YES)
        with pytest.raises(Refused, match="no_such_piece"):
            talks.comment_talk(take(session, mine, world.now), report="x", text="Nee.")
        session.rollback()


def test_opening_an_appointment_for_a_calendar_stands_in_the_journal(world: World) -> None:
    client, number = world.client()
    one = informed(world, number)
    invite(one, "Marloes")
    client.get(f"/klager/zaak/{number}/gesprek/{ref_of(world, number)}.ics")
    with world.owner(world.tenants["noorderhaven"]) as session:
        read = session.scalars(select(JournalRow.detail).where(JournalRow.act == "read")).all()
    assert {"what": "calendar"} in list(read)
    assert "agenda" in unescape(officer(world, number).browser.get(f"/functionaris/zaak/{number}/gelezen").text)
