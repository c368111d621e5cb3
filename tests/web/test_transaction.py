"""One request is one transaction: all of it, or nothing but a note."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import make_response, template_rendered
from sqlalchemy import create_engine, event, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import NullPool

from portal.accounts import organisations
from portal.models.base import new_id
from portal.models.complaint import CaseEvent, Complaint
from portal.models.dossier import Draft
from portal.models.journal import JournalRow, Submission, faults
from portal.models.letter import Letter
from portal.models.organisation import Organisation
from portal.models.person import Attempt, FilingDraft, KeptForm
from portal.web import state, transaction
from portal.web.extensions import db
from tests.support.world import ATTRIBUTE, FIELD, World

MANY = 100
START = {"on_behalf": "no", "capacity": "candidate"}


def rows(world: World, *columns, **conditions):
    with world.owner(world.tenants["noorderhaven"]) as session:
        return session.execute(select(*columns).filter_by(**conditions)).all()


def whole(world: World) -> bool:
    tenant = world.tenants["noorderhaven"]
    with world.owner(tenant) as session:
        return list(faults(session, tenant)) == []


def transactions(world: World):
    """Listen to what the application's transactions are for: reading or writing."""
    begun: list[str] = []
    with world.app.app_context():
        engine = db.engine
    lite = engine.dialect.name == "sqlite"
    question = "PRAGMA query_only" if lite else "SHOW transaction_read_only"

    def listen(connection):
        told = connection.exec_driver_sql(question).scalar_one()
        begun.append("read" if told in {1, "on"} else "write")

    event.listen(engine, "begin", listen)
    return begun


def in_handling(world: World):
    """A complaint on the desk of the functionaris, ready for topics."""
    number = world.file()
    officer = world.sign_in("functionaris")
    officer.accept("functionaris", number)
    officer.act("functionaris", number, "niet-betrokken")
    officer.act("functionaris", number, "beoordelen")
    return officer, number


def instead(world: World, endpoint: str, view):
    """Put a view of our own in the place of another, inside the transaction."""
    world.app.view_functions[endpoint] = transaction._transacted(view)


# ---- reading ---------------------------------------------------------------------------------------------------------


def test_a_get_reads_in_a_reading_transaction_and_notes_afterwards(both_world):
    officer, number = in_handling(both_world)
    begun = transactions(both_world)
    seen = []

    def drawn(_sender, **_more):
        seen.append(list(begun))

    before = len(rows(both_world, JournalRow.seq, act="read"))
    with template_rendered.connected_to(drawn, both_world.app):
        officer.get(f"/functionaris/zaak/{number}/")
    assert set(begun[: len(seen[0])]) == {"read"}
    assert begun[len(seen[0]) :] == ["write"]
    assert len(rows(both_world, JournalRow.seq, act="read")) == before + 1
    assert whole(both_world)


def test_a_page_for_nobody_in_particular_writes_nothing(both_world, grown):
    told, begun = grown(both_world), transactions(both_world)
    for path in ("/", "/regeling", "/hoe-het-werkt", "/klacht", "/klacht/voor-wie", "/inloggen", "/klacht/status"):
        both_world.visitor().get(path)
    assert set(begun) == {"read"}
    assert told() == {}


def test_a_get_that_tries_to_write_fails(both_world, grown):
    def view():
        state.session().add(KeptForm(person_id=new_id(), path="", fields={}, until=both_world.now))
        state.session().flush()
        return "written"

    instead(both_world, "public.how", view)
    told = grown(both_world)
    with pytest.raises(DBAPIError, match=r"readonly database|read-only transaction"):
        both_world.visitor().get("/hoe-het-werkt")
    assert told() == {}


def test_a_get_that_changes_a_row_changes_nothing(both_world):
    """Not even without a flush: reading ends with a rollback."""

    def view():
        state.session().scalars(select(Organisation)).one().name = "changed"
        return "drawn"

    instead(both_world, "public.how", view)
    with time_machine.travel(both_world.now, tick=False):
        assert both_world.app.test_client().get("/noorderhaven/hoe-het-werkt").text == "drawn"
    assert rows(both_world, Organisation.name) == [("Noorderhaven (fictief)",)]


def test_a_head_request_is_a_reading_one(both_world):
    begun = transactions(both_world)
    answer = both_world.app.test_client().head("/noorderhaven/")
    assert (answer.status_code, answer.data) == (200, b"")
    assert set(begun) == {"read"}


# ---- writing ---------------------------------------------------------------------------------------------------------


def test_a_post_is_one_writing_transaction_and_its_notes_another(both_world):
    officer, number = in_handling(both_world)
    hidden = officer.form(f"/functionaris/zaak/{number}/notitie")
    both_world.now += timedelta(minutes=2)  # so that it is noted that the session was used
    begun = transactions(both_world)
    with time_machine.travel(both_world.now, tick=False):
        path = f"/noorderhaven/functionaris/zaak/{number}/notitie"
        assert officer.client.post(path, data={**hidden, "text": "Een notitie."}).status_code == 302
    assert begun == ["write", "write"]
    assert whole(both_world)


WAYS = {
    "key": lambda session, world: session.add(
        KeptForm(person_id=new_id(), path="", fields={}, until=world.now)
    ),  # points nowhere: noticed at the commit itself
    "stale": lambda _session, _world: (_ for _ in ()).throw(StaleDataError("overtaken")),
    "fault": lambda _session, _world: (_ for _ in ()).throw(ZeroDivisionError("CANARY-7319")),
}


@pytest.mark.parametrize(("way", "status"), [("key", 500), ("stale", 409), ("fault", 500)])
def test_a_commit_that_fails_gives_a_page_and_no_row(live, monkeypatch, grown, way, status):
    visitor = live.visitor()
    hidden = visitor.form("/klacht/voor-wie")
    told = grown(live)
    calls = Counter()
    real, commit = transaction.seal, db.session.commit

    def seal(session, tenant):
        calls["seal"] += 1
        WAYS[way](session, live)
        return real(session, tenant)

    def counted():
        calls["commit"] += 1
        commit()

    monkeypatch.setattr(transaction, "seal", seal)
    monkeypatch.setattr(db.session, "commit", counted)
    with time_machine.travel(live.now, tick=False):
        answer = visitor.client.post("/noorderhaven/klacht/voor-wie", data={**hidden, **START})
    assert answer.status_code == status
    assert told() == {}
    assert "<h1" in answer.text
    for leak in ("Traceback", "sqlalchemy", "INSERT", "IntegrityError", "CANARY", "kept_form"):
        assert leak not in answer.text
    assert calls["seal"] == 1
    assert calls["commit"] <= 1
    monkeypatch.undo()
    visitor.post("/klacht/voor-wie", START)
    assert told() == {"filing_draft": 1, "sealing_key": 1, "submission": 1}


def test_after_a_fault_the_incident_can_be_named(live, monkeypatch, capsys):
    monkeypatch.setattr(transaction, "seal", lambda *_: 1 / 0)
    visitor = live.visitor()
    hidden = visitor.form("/klacht/voor-wie")
    with time_machine.travel(live.now, tick=False):
        answer = visitor.client.post("/noorderhaven/klacht/voor-wie", data={**hidden, **START})
    shown = re.search(r"\b[0-9a-f]{8}\b", re.sub(r"<[^>]+>", " ", answer.text)).group()
    assert f'"incident": "{shown}"' in capsys.readouterr().out


@pytest.mark.postgres
def test_who_is_overtaken_within_the_request_is_told_so(postgres_live, monkeypatch):
    """A row is changed by somebody else between reading and writing: the version in the row notices."""
    world = postgres_live
    admin = world.sign_in("beheer")
    hidden = admin.form("/beheer/organisatie")
    engine = create_engine(world.app.config["WEDERHOOR"].owner_url, poolclass=NullPool)
    real = organisations.change

    def change(session, *arguments):
        held = session.scalars(select(Organisation)).one()
        with engine.begin() as other:
            other.exec_driver_sql("UPDATE organisation SET version = version + 1, name = 'Iemand anders was eerst'")
        real(session, *arguments)
        assert held in session

    monkeypatch.setattr(organisations, "change", change)
    with time_machine.travel(world.now, tick=False):
        answer = admin.client.post("/noorderhaven/beheer/organisatie", data={**hidden, **HOUSE})
    assert answer.status_code == 409, answer.text
    assert rows(world, Organisation.name) == [("Iemand anders was eerst",)]


HOUSE = {
    "name": "Mijn naam",
    "email": "a@b.example",
    "accent": "#154273",
    "phone": "010 123",
    "address": "Kade 1",
    "route": "De rechtbank.",
}


def test_the_commit_stands_nowhere_else():
    portal = Path(transaction.__file__).parents[1]
    found = {
        str(path.relative_to(portal)): path.read_text().count(".commit()")
        for path in portal.rglob("*.py")
        if ".commit()" in path.read_text()
    }
    allowed = {"web/transaction.py", *(f"operations/{one}.py" for one in ("worker", "commands", "erased", "keys"))}
    assert {name for name in found if not name.startswith("operations/demo")} == allowed
    assert found["web/transaction.py"] == 2


# ---- refused ---------------------------------------------------------------------------------------------------------


def test_a_form_that_is_refused_leaves_no_row(both_world, grown):
    officer, number = in_handling(both_world)
    told = grown(both_world)
    base = f"/functionaris/zaak/{number}"
    officer.post(f"{base}/notitie", {"text": ""}, expect=422)
    officer.post(f"{base}/ontvangst-verbeteren", {"received_on": "2026-12-31", "reason": "Later."}, expect=422)
    officer.post(f"{base}/niet-behandelen", {"reason": "Zonder vinkje."}, expect=422)
    officer.post(f"{base}/oordeel-geven", {}, expect=409, page=f"{base}/notitie")
    officer.post(f"{base}/notitie", {"text": "Klaar."}, expect=302)
    read = 5  # each post above read the page of its form first
    assert told() == {"case_event": 1, "entry": 1, "journal": 1 + read, "submission": 1}


def test_a_refused_form_can_be_handed_in_again_with_the_same_key(both_world):
    officer, number = in_handling(both_world)
    path = f"/functionaris/zaak/{number}/notitie"
    hidden = officer.form(path)
    with time_machine.travel(both_world.now, tick=False):
        first = officer.client.post(f"/noorderhaven{path}", data={**hidden, "text": ""})
        second = officer.client.post(f"/noorderhaven{path}", data={**hidden, "text": "Nu wel."})
        third = officer.client.post(f"/noorderhaven{path}", data={**hidden, "text": "Nu wel."})
    assert [one.status_code for one in (first, second, third)] == [422, 302, 302]
    assert second.headers["Location"] == third.headers["Location"]
    assert len(rows(both_world, CaseEvent.id, act="write_note")) == 1


def test_a_failed_sign_in_leaves_its_note_and_its_count(both_world, grown):
    told = grown(both_world)
    both_world.visitor().post("/inloggen", {"email": "nobody@x.example", "password": "x" * 12}, expect=422)
    assert told() == {"attempt": 4, "journal": 1}
    assert rows(both_world, JournalRow.actor, JournalRow.act)[-1] == ("nobody", "sign_in_failed")


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_door_that_stays_shut_leaves_its_note(both_world, grown, method):
    client, number = both_world.client()
    path = f"/noorderhaven/functionaris/zaak/{number}/"
    fields = client.form(f"/klager/zaak/{number}/aanvullen")
    told = grown(both_world)
    with time_machine.travel(both_world.now, tick=False):
        if method == "get":
            answer = client.client.get(path)
        else:
            answer = client.client.post(f"{path}notitie", data={**fields, "text": "Ik ben het niet."})
    assert answer.status_code == 404
    assert told() == {"journal": 1}
    [(act, detail)] = rows(both_world, JournalRow.act, JournalRow.detail, act="denied")
    assert (act, set(detail)) == ("denied", {"endpoint"})


def test_without_its_note_the_page_is_not_sent(live, monkeypatch):
    officer, number = in_handling(live)
    shown = officer.get(f"/functionaris/zaak/{number}/").text
    assert "Sinds november bel ik mijn jobcoach." in shown
    monkeypatch.setattr(transaction, "settle", lambda: 1 / 0)
    with time_machine.travel(live.now, tick=False):
        answer = officer.client.get(f"/noorderhaven/functionaris/zaak/{number}/")
    assert answer.status_code == 500
    assert "jobcoach" not in answer.text


def test_a_note_that_does_not_get_in_stops_the_page_too(live, monkeypatch, grown):
    """The micro-transaction itself fails: no page, and nothing of it stays; the next request is a good one."""
    officer, number = in_handling(live)
    told = grown(live)
    real = transaction.seal

    def seal(session, tenant):
        session.add(KeptForm(person_id=new_id(), path="", fields={}, until=live.now))
        return real(session, tenant)

    monkeypatch.setattr(transaction, "seal", seal)
    with time_machine.travel(live.now, tick=False):
        answer = officer.client.get(f"/noorderhaven/functionaris/zaak/{number}/")
    assert answer.status_code == 500
    assert "jobcoach" not in answer.text
    assert told() == {}
    monkeypatch.undo()
    officer.get(f"/functionaris/zaak/{number}/")
    assert told() == {"journal": 1}


# ---- handed in twice -------------------------------------------------------------------------------------------------


def cookies_of(browser) -> str:
    return "; ".join(f"{one.key}={one.value}" for one in browser.client._cookies.values())


def at_once(world: World, browser, path: str, forms):
    """Post each of these forms at the same time, with the cookies of one browser."""
    cookies = cookies_of(browser)
    client = world.app.test_client(use_cookies=False)

    def post(data):
        return client.post(f"/noorderhaven{path}", data=data, headers={"Cookie": cookies})

    with time_machine.travel(world.now, tick=True), ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(post, forms))


def test_a_hundred_posts_of_one_complaint_make_one_case(both_world, grown):
    """Each with the same cookies and the same hidden fields; every one of them is led to the same receipt."""
    visitor = both_world.visitor()
    for slug, values in FILING.items():
        visitor.post(f"/klacht/{slug}", values)
    told = grown(both_world)
    form = {**visitor.form("/klacht/controle"), "truth": "y"}
    answers = at_once(both_world, visitor, "/klacht/controle", [form] * MANY)
    assert Counter((one.status_code, one.headers.get("Location")) for one in answers) == {
        (302, "/noorderhaven/klacht/ontvangst"): MANY
    }
    new = told()
    assert new["complaint"] == 1
    assert new == {
        "attempt": 1,
        "case_event": 1,
        "chain_head": 1,
        "complaint": 1,
        "counter": 1,
        "entry": 2,
        "journal": 2,
        "letter": new["letter"],
        "link": 1,
        "participant": 2,
        "sealing_key": 1,
        "submission": 1,
    }
    assert rows(both_world, Complaint.reference) == [("K-2026-0001",)]
    assert "K-2026-0001" in visitor.get("/klacht/ontvangst").text
    assert whole(both_world)


def test_a_hundred_pages_of_one_draft_make_one_case(both_world, grown):
    """Each page has a key of its own: it is the draft itself that is sent once."""
    visitor = both_world.visitor()
    for slug, values in FILING.items():
        visitor.post(f"/klacht/{slug}", values)
    told = grown(both_world)
    form = {**visitor.form("/klacht/controle"), "truth": "y"}
    answers = at_once(both_world, visitor, "/klacht/controle", [{**form, "key": f"key-{one}"} for one in range(MANY)])
    assert Counter((one.status_code, one.headers.get("Location")) for one in answers) == {
        (302, "/noorderhaven/klacht/ontvangst"): MANY
    }
    new = told()
    assert (new["complaint"], new["attempt"], new["entry"], new["counter"]) == (1, 1, 2, 1)
    assert rows(both_world, Complaint.reference) == [("K-2026-0001",)]
    assert "K-2026-0001" in visitor.get("/klacht/ontvangst").text
    assert whole(both_world)


def test_an_answer_that_comes_while_the_draft_is_sent_changes_neither_receipt_nor_case(both_world):
    visitor = both_world.visitor()
    for slug, values in FILING.items():
        visitor.post(f"/klacht/{slug}", values)
    step = {**visitor.form("/klacht/gebeurd"), **FILING["gebeurd"], "text": "Iets anders."}
    send = {**visitor.form("/klacht/controle"), "truth": "y"}
    cookies = cookies_of(visitor)

    def post(place):
        path, form = ("controle", send) if place % 2 else ("gebeurd", step)
        client = both_world.app.test_client(use_cookies=False)
        data = {**form, "key": f"key-{place}"}
        return client.post(f"/noorderhaven/klacht/{path}", data=data, headers={"Cookie": cookies})

    with time_machine.travel(both_world.now, tick=True), ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(post, range(20)))
    assert {one.status_code for one in answers} == {302}
    assert len(rows(both_world, Complaint.id)) == 1
    [made] = rows(both_world, Complaint.id)
    sent = [row.answers for row in rows(both_world, FilingDraft.answers, FilingDraft.sent_at) if row.sent_at]
    assert sent == [{"complaint_id": made.id.hex}]


def test_the_first_tries_of_one_network_are_all_counted(live):
    """Four visitors who file and three who sign in wrongly, at the same time and for the first time."""
    forms = []
    for _ in range(4):
        visitor = live.visitor()
        for slug, values in FILING.items():
            visitor.post(f"/klacht/{slug}", values)
        forms.append((cookies_of(visitor), "/klacht/controle", {**visitor.form("/klacht/controle"), "truth": "y"}))
    for _ in range(3):
        visitor = live.visitor()
        wrong = {**visitor.form("/inloggen"), "email": "functionaris@noorderhaven.example", "password": "x" * 12}
        forms.append((cookies_of(visitor), "/inloggen", wrong))

    def post(one):
        cookies, path, form = one
        client = live.app.test_client(use_cookies=False)
        return client.post(f"/noorderhaven{path}", data=form, headers={"Cookie": cookies})

    with time_machine.travel(live.now, tick=True), ThreadPoolExecutor(len(forms)) as pool:
        answers = list(pool.map(post, forms))
    assert [one.status_code for one in answers] == [302] * 4 + [422] * 3
    assert Counter(count for (count,) in rows(live, Attempt.count)) == {3: 4, 4: 1}
    assert len(rows(live, Complaint.id)) == 4
    assert whole(live)


def test_the_first_drafts_of_one_form_are_kept_without_a_collision(live):
    officer, number = in_handling(live)
    path = f"/functionaris/zaak/{number}/niet-behandelen"
    form = officer.form(path)
    forms = [{**form, "reason": f"Een begin {place}."} for place in range(8)]
    answers = at_once(live, officer, f"{path}/concept", forms)
    assert [one.status_code for one in answers] == [204] * 8
    [(fields,)] = rows(live, Draft.fields)
    assert fields["reason"] in [[one["reason"]] for one in forms]


FILING = {
    "voor-wie": START,
    "gebeurd": {"text": "Sinds november bel ik mijn jobcoach.", "happened_when": "sinds november"},
    "met-wie": {"about_whom": "Bram Terhorst", "about_functionaris": "no"},
    "waarover": {"grounds": ["performance"]},
    "wens": {"wish": "Een vaste contactdag."},
    "gegevens": {"name": "Marloes", "email": "m@post.example", "phone": "", "address": "", "language": "nl"},
}


def topics(page: str, count: int) -> list[str]:
    return re.findall(r'name="categories" value="([^"]+)"', page)[:count]


def field(page: str, name: str) -> str:
    tags = [dict(ATTRIBUTE.findall(tag)) for tag in FIELD.findall(page)]
    return next(one.get("value", "") for one in tags if one.get("name") == name)


def test_of_a_hundred_edits_of_one_version_one_succeeds_and_the_others_hear_why(both_world):
    """One person with a hundred pages of one case before them: each page its own key, all the same version."""
    officer, number = in_handling(both_world)
    path = f"/functionaris/zaak/{number}/onderwerpen"
    page = officer.get(path).text
    hidden = officer.form(path)
    forms = [{**hidden, "key": f"key-{place}", "categories": topics(page, 2)} for place in range(MANY)]
    answers = at_once(both_world, officer, path, forms)
    assert Counter(one.status_code for one in answers) == {302: 1, 409: MANY - 1}
    assert len(rows(both_world, CaseEvent.id, act="categorise")) == 1
    assert (
        len(rows(both_world, Submission.key, result=f"/noorderhaven/functionaris/zaak/{number}/?gedaan=categorise"))
        == 1
    )
    now = str(rows(both_world, Complaint.version)[0][0])
    for one in answers:
        if one.status_code == 409:
            assert field(one.text, "version") == now
            assert topics(page, 2) == re.findall(r'value="([^"]+)" checked', one.text)
            assert 'class="w-errors"' in one.text
    assert whole(both_world)


def test_a_hundred_times_the_same_edit_is_one_edit(both_world):
    officer, number = in_handling(both_world)
    path = f"/functionaris/zaak/{number}/onderwerpen"
    form = {**officer.form(path), "categories": topics(officer.get(path).text, 1)}
    answers = at_once(both_world, officer, path, [form] * MANY)
    assert Counter((one.status_code, one.headers["Location"]) for one in answers) == {
        (302, f"/noorderhaven/functionaris/zaak/{number}/?gedaan=categorise"): MANY
    }
    assert len(rows(both_world, CaseEvent.id, act="categorise")) == 1


def test_two_at_work_in_one_case_get_a_choice_and_lose_no_text(both_world):
    first, number = in_handling(both_world)
    second = both_world.sign_in("functionaris")
    path = f"/functionaris/zaak/{number}/niet-behandelen"
    hidden = second.form(path)
    first.act("functionaris", number, "notitie", {"text": "Eerst dit."})
    typed = {"reason": "Wat ik typte: <b>één</b> & “twee”.", "sure": "y"}
    with time_machine.travel(both_world.now, tick=False):
        answer = second.client.post(f"/noorderhaven{path}", data={**hidden, **typed})
    assert answer.status_code == 409
    assert "Wat ik typte: &lt;b&gt;één&lt;/b&gt; &amp; “twee”." in answer.text
    assert 'class="w-errors"' in answer.text
    again = {name: field(answer.text, name) for name in ("csrf_token", "key", "version")}
    assert again["version"] != hidden["version"]
    with time_machine.travel(both_world.now, tick=False):
        done = second.client.post(f"/noorderhaven{path}", data={**again, **typed})
    assert done.status_code == 302
    assert rows(both_world, Complaint.stage)[0][0].value == "closed"


@pytest.mark.parametrize("version", ["", "abc", "²", "-1", "1.0", "9" * 5000, "0"])
def test_a_version_that_is_none_is_answered_not_crashed_on(world, version):
    officer, number = in_handling(world)
    path = f"/functionaris/zaak/{number}/notitie"
    form = {**officer.form(path), "text": "Een notitie.", "version": version}
    with time_machine.travel(world.now, tick=False):
        assert officer.client.post(f"/noorderhaven{path}", data=form).status_code in {302, 409, 422}


def test_the_key_of_one_person_tells_another_nothing(both_world):
    one, other = both_world.visitor(), both_world.visitor()
    for browser in (one, other):
        browser.post("/klacht/voor-wie", {**START, "key": "the same key"})
    assert len(rows(both_world, Submission.key)) == 2
    one.post("/klacht/voor-wie", {**START, "key": "the same key"})
    assert len(rows(both_world, Submission.key)) == 2


def test_a_replayed_answer_stays_within_the_organisation(world):
    """A form that answered on the spot leads nowhere: handed in again it is simply answered again."""
    number = world.file()
    browser = world.visitor()
    form = {**browser.form("/klacht/status"), "reference": number, "code": world.filed.code}
    with time_machine.travel(world.now, tick=False):
        answers = [browser.client.post("/noorderhaven/klacht/status", data=form) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert number in answers[1].text


def test_each_draft_that_is_kept_while_typing_is_the_newest(world):
    """The script sends the whole form, its key included, every few seconds."""
    officer, number = in_handling(world)
    path = f"/functionaris/zaak/{number}/niet-behandelen"
    form = officer.form(path)
    with time_machine.travel(world.now, tick=False):
        for text in ("eerste", "tweede", "derde"):
            kept = officer.client.post(f"/noorderhaven{path}/concept", data={**form, "reason": text})
            assert kept.status_code == 204
    assert [row.fields["reason"] for (row,) in rows(world, Draft)] == [["derde"]]


def test_a_form_that_comes_back_filled_in_has_a_key_of_its_own(world):
    officer, number = in_handling(world)
    path = f"/functionaris/zaak/{number}/niet-behandelen"
    officer.post(path, {"reason": "Een begin.", "action": "save"})
    page = officer.get(path).text
    assert "Een begin." in page
    assert len(field(page, "key")) > 16
    assert field(page, "key") != field(officer.get(path).text, "key")


def test_a_report_that_was_looked_at_first_is_still_published(world):
    officer = world.sign_in("functionaris")
    path = "/noorderhaven/functionaris/verslagen/nieuw"
    form = officer.form("/functionaris/verslagen/nieuw")
    period = {"from_on": "2026-01-01", "until_on": "2026-02-28", "remarks": "Geen."}
    with time_machine.travel(world.now, tick=False):
        looked = officer.client.post(path, data={**form, **period, "action": "save"})
        again = {name: field(looked.text, name) for name in ("csrf_token", "key")}
        done = officer.client.post(path, data={**again, **period})
    assert (looked.status_code, done.status_code) == (200, 302)
    assert "gedaan=report" in done.headers["Location"]


# ---- after the commit ------------------------------------------------------------------------------------------------


def test_the_worker_is_asked_to_look_once_the_letters_are_there(both_world):
    asked = []

    def hint():
        engine = create_engine(both_world.app.config["WEDERHOOR"].owner_url, poolclass=NullPool)
        with engine.connect() as other:
            asked.append(len(other.execute(select(Letter.__table__.c.id)).all()))

    both_world.app.extensions["hint"] = hint
    visitor = both_world.visitor()
    for slug, values in FILING.items():
        visitor.post(f"/klacht/{slug}", values)
    assert asked == []
    visitor.post("/klacht/controle", {}, expect=422)
    assert asked == []
    form = {**visitor.form("/klacht/controle"), "truth": "y"}
    with time_machine.travel(both_world.now, tick=False):
        for _ in range(2):
            assert visitor.client.post("/noorderhaven/klacht/controle", data=form).status_code == 302
    assert len(asked) == 1
    assert asked[0] >= 1


def test_a_hint_that_fails_does_not_fail_the_act(lite_live, monkeypatch):
    from portal.operations import worker

    monkeypatch.setattr(worker, "Worker", lambda *_: 1 / 0)
    lite_live.app.extensions["hint"] = lambda: worker.hint(lite_live.app, lite_live.app.config["WEDERHOOR"])
    assert lite_live.file() == "K-2026-0001"


def test_every_view_has_the_transaction_round_it(app):
    open_to_all = {"static"}
    for name, view in app.view_functions.items():
        if name not in open_to_all:
            assert hasattr(view, "__wrapped__"), name
            assert view.__code__.co_filename == transaction.__file__, name


def test_a_location_is_a_path_of_ours(both_world):
    visitor = both_world.visitor()
    answer = visitor.post("/klacht/voor-wie", START)
    where = urlsplit(answer.headers["Location"])
    assert (where.scheme, where.netloc) == ("", "")
    assert where.path.startswith("/noorderhaven/")


def test_a_view_may_answer_with_anything_flask_takes(world):
    for answer in ("text", ("text", 201), ({"a": 1}, 200), make_response):
        instead(world, "public.how", lambda answer=answer: answer("made") if callable(answer) else answer)
        with time_machine.travel(world.now, tick=False):
            assert world.app.test_client().get("/noorderhaven/hoe-het-werkt").status_code in {200, 201}


def test_a_fault_in_a_test_is_seen(both_world, grown):
    """Where no page of ours stands between, the fault itself comes out, and nothing stays."""

    def view():
        state.session().add(KeptForm(person_id=new_id(), path="", fields={}, until=both_world.now))
        return "done"

    instead(both_world, "public.step", lambda slug: view())
    visitor = both_world.visitor()
    hidden = visitor.form("/klacht/status")
    told = grown(both_world)
    with time_machine.travel(both_world.now, tick=False), pytest.raises(IntegrityError):
        visitor.client.post("/noorderhaven/klacht/voor-wie", data=hidden)
    assert told() == {}
