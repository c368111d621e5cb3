"""Sessions: begun with a new key, ended on the server, bound to one organisation, and nothing in the cookie."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from portal.accounts import sessions
from portal.models.journal import JournalRow
from portal.models.lookup import Address
from portal.models.organisation import Organisation
from portal.models.person import KeptForm, LinkPurpose, PersonSession
from portal.vault import sealing
from portal.web.organisation import KEY
from tests.support.world import PASSWORD, Browser, World

OTHER = "heel-ander-geheim-woord"
SHOWN = {"functionaris": "/functionaris/", "medewerker": "/medewerker/", "directie": "/directie/", "beheer": "/beheer/"}


def session_cookie(browser: Browser, name: str = "s"):
    [found] = [one for one in browser.client._cookies.values() if one.key == name]
    return found


def held(value: str) -> dict:
    """What a cookie says to anybody who takes it apart; the signature is no seal."""
    return URLSafeTimedSerializer("any").loads_unsafe(value)[1]


def carrying(world: World, value: str, slug: str = "noorderhaven") -> Browser:
    """Another browser, with a cookie that was carried there."""
    browser = world.visitor(slug)
    browser.client.set_cookie("s", value, domain="localhost", path=f"/{slug}/")
    return browser


def signed_in(browser: Browser, path: str) -> bool:
    with time_machine.travel(browser.world.now, tick=False):
        answer = browser.client.get(f"/{browser.slug}{path}")
    assert answer.status_code in {200, 302}
    if answer.status_code == 302:
        assert answer.headers["Location"].startswith(f"/{browser.slug}/inloggen?next=")
    return answer.status_code == 200


def session_rows(world: World, slug: str = "noorderhaven") -> list[PersonSession]:
    with world.owner(world.tenants[slug]) as session:
        return list(session.scalars(select(PersonSession).order_by(PersonSession.started_at, PersonSession.id)))


# ---- how long --------------------------------------------------------------------------------------------------------


def test_staff_is_signed_out_after_thirty_idle_minutes(world):
    for who, path in SHOWN.items():
        for seconds, still in ((1800, True), (1801, False)):
            browser = world.sign_in(who)
            world.now += timedelta(seconds=seconds)
            assert signed_in(browser, path) is still, who


def test_a_client_is_signed_out_after_sixty_idle_minutes(world):
    for place, (seconds, still) in enumerate(((3600, True), (3601, False))):
        browser, _ = world.client(f"Klager {place}", f"klager{place}@post.example")
        world.now += timedelta(seconds=seconds)
        assert signed_in(browser, "/klager/") is still


def test_use_keeps_a_session_alive(world):
    browser = world.sign_in("medewerker")
    for _ in range(5):
        world.now += timedelta(seconds=1800)
        assert signed_in(browser, "/medewerker/")
    world.now += timedelta(seconds=1801)
    assert not signed_in(browser, "/medewerker/")


def test_use_is_noted_no_more_than_once_a_minute(world):
    browser = world.sign_in("medewerker")
    begun = world.now
    for seconds, seen in ((59, 0), (60, 60), (119, 60), (120, 120)):
        world.now = begun + timedelta(seconds=seconds)
        assert signed_in(browser, "/medewerker/")
        assert session_rows(world)[0].seen_at == begun + timedelta(seconds=seen)


def test_after_twelve_hours_a_session_ends_however_it_is_used(world):
    browser = world.sign_in("functionaris")
    begun = world.now
    for minutes in range(25, 12 * 60, 25):
        world.now = begun + timedelta(minutes=minutes)
        assert signed_in(browser, "/functionaris/")
    world.now = begun + timedelta(hours=12, seconds=-1)
    assert signed_in(browser, "/functionaris/")
    world.now = begun + timedelta(hours=12)
    assert not signed_in(browser, "/functionaris/")


def test_the_clock_going_back_in_october_gives_no_hour_extra(world):
    world.now = datetime(2026, 10, 25, 0, 15, tzinfo=UTC)
    browser = world.sign_in("medewerker")
    world.now += timedelta(seconds=1801)
    assert not signed_in(browser, "/medewerker/")


# ---- ended on the server ---------------------------------------------------------------------------------------------


def test_signing_out_ends_the_session_and_not_only_the_cookie(world):
    browser = world.sign_in("functionaris")
    kept = session_cookie(browser).value
    answer = browser.post("/uitloggen", page="/account/wachtwoord")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert re.search(r"^s=;.*Path=/noorderhaven/", answer.headers["Set-Cookie"])
    assert not signed_in(carrying(world, kept), "/functionaris/")
    assert session_rows(world)[0].ended_at == world.now


def test_signing_out_takes_a_form_of_ours(world):
    browser = world.sign_in("functionaris")
    with time_machine.travel(world.now, tick=False):
        assert browser.client.get("/noorderhaven/uitloggen").status_code == 405
        assert browser.client.post("/noorderhaven/uitloggen").status_code == 400
    assert signed_in(browser, "/functionaris/")


def test_another_password_ends_every_session_but_the_new_one(world):
    here, there = world.sign_in("medewerker"), world.sign_in("medewerker")
    somebody = world.sign_in("collega")
    before = session_cookie(here).value
    here.post("/account/wachtwoord", {"password": OTHER})
    assert signed_in(here, "/medewerker/")
    assert not signed_in(there, "/medewerker/")
    assert not signed_in(carrying(world, before), "/medewerker/")
    assert signed_in(somebody, "/medewerker/")


def test_a_forgotten_password_that_was_set_anew_ends_every_session(world):
    there = world.sign_in("medewerker")
    visitor = world.visitor()
    visitor.post("/wachtwoord", {"email": "medewerker@noorderhaven.example"})
    visitor.get(world.link(LinkPurpose.RESET), expect=302)
    assert signed_in(there, "/medewerker/")
    visitor.post("/uitnodiging", {"password": OTHER})
    assert not signed_in(there, "/medewerker/")
    assert signed_in(visitor, "/medewerker/")


def test_a_role_that_changed_and_an_account_that_closed_end_every_session(world):
    admin = world.sign_in("beheer")
    for who, path in (("medewerker", ""), ("collega", "/sluiten")):
        browser = world.sign_in(who)
        item = world.person(f"{who}@noorderhaven.example").id
        admin.post(f"/beheer/medewerkers/{item}{path}", {} if path else {"roles": ["employee", "management"]})
        assert not signed_in(browser, "/medewerker/"), who
    assert signed_in(admin, "/beheer/")


# ---- begun with a new key --------------------------------------------------------------------------------------------


def test_what_a_browser_held_before_signing_in_opens_nothing_afterwards(world):
    """Session fixation: the cookie of the visitor, planted or not, is not the cookie of who signed in."""
    browser = world.visitor()
    browser.get("/inloggen")
    planted = session_cookie(browser).value
    browser.post("/inloggen", {"email": "medewerker@noorderhaven.example", "password": PASSWORD})
    assert signed_in(browser, "/medewerker/")
    assert not signed_in(carrying(world, planted), "/medewerker/")
    assert "sid" not in held(planted)


def test_signing_in_again_ends_the_session_of_before(world):
    browser = world.sign_in("medewerker")
    before = session_cookie(browser).value
    hidden = browser.form("/account/wachtwoord")
    with time_machine.travel(world.now, tick=False):
        data = {**hidden, "key": "", "email": "collega@noorderhaven.example", "password": PASSWORD}
        assert browser.client.post("/noorderhaven/inloggen", data=data).status_code == 302
    after = session_cookie(browser).value
    assert held(before)["sid"] != held(after)["sid"]
    assert not signed_in(carrying(world, before), "/medewerker/")
    assert signed_in(browser, "/medewerker/")


def test_the_secret_is_random_and_only_its_digest_is_kept(world):
    secrets = [held(session_cookie(world.sign_in("medewerker")).value)["sid"] for _ in range(3)]
    assert len(set(secrets)) == 3
    assert all(len(one) == 43 for one in secrets)  # 256 bits
    kept = {row.digest for row in session_rows(world)}
    assert kept == {sessions.digest(one) for one in secrets}
    assert not kept & set(secrets)


def test_a_network_is_all_that_is_kept_of_an_address(world):
    browser = world.visitor()
    hidden = browser.form("/inloggen")
    data = {**hidden, "email": "medewerker@noorderhaven.example", "password": PASSWORD}
    with time_machine.travel(world.now, tick=False):
        browser.client.post(
            "/noorderhaven/inloggen",
            data=data,
            environ_base={"REMOTE_ADDR": "203.0.113.77"},
            headers={"User-Agent": "Mozilla\t5.0 \x7f" + "x" * 300},
        )
    [row] = session_rows(world)
    assert row.network == "203.0.113.0/24"
    assert row.device.startswith("Mozilla")
    assert len(row.device) <= 80
    assert row.device.isprintable()


# ---- one organisation ------------------------------------------------------------------------------------------------


@pytest.fixture
def neighbours(world):
    world.add("nexxtep", "Nexxtep (fictief)")
    return world


def test_a_cookie_carried_to_another_organisation_is_nothing_there(neighbours):
    value = session_cookie(neighbours.sign_in("functionaris")).value
    assert signed_in(carrying(neighbours, value), "/functionaris/")
    assert not signed_in(carrying(neighbours, value, "nexxtep"), "/functionaris/")


def test_one_browser_holds_two_organisations_apart(neighbours):
    browser = neighbours.sign_in("functionaris")
    other = Browser(neighbours, "nexxtep")
    other.client = browser.client
    assert not signed_in(other, "/functionaris/")
    other.show_key("functionaris@nexxtep.example")
    assert signed_in(other, "/functionaris/")
    assert signed_in(browser, "/functionaris/")
    assert {one.path for one in browser.client._cookies.values()} == {"/noorderhaven/", "/nexxtep/"}
    other.post("/uitloggen", page="/account/wachtwoord")
    assert signed_in(browser, "/functionaris/")


def forged(world: World, slug: str, content: dict) -> str:
    """A cookie that is signed well, for one organisation, by whoever has the key."""
    found = Address(world.tenants[slug], slug, None, demo=False)
    with world.app.test_request_context(environ_overrides={KEY: found}), time_machine.travel(world.now, tick=False):
        return world.app.session_interface.get_signing_serializer(world.app).dumps(content)


def test_even_a_cookie_that_is_signed_for_it_opens_no_session_of_another_organisation(neighbours):
    secret = held(session_cookie(neighbours.sign_in("functionaris")).value)["sid"]
    assert signed_in(carrying(neighbours, forged(neighbours, "noorderhaven", {"sid": secret})), "/functionaris/")
    there = carrying(neighbours, forged(neighbours, "nexxtep", {"sid": secret}), "nexxtep")
    assert not signed_in(there, "/functionaris/")


def test_a_secret_that_is_none_signs_nobody_in(world):
    world.sign_in("functionaris")  # there is a session to be let into
    for sid in ("", "x", "' OR 1=1 --", "é☂", 7, None, ["a"], {"a": 1}, "x" * 3000):
        assert not signed_in(carrying(world, forged(world, "noorderhaven", {"sid": sid})), "/functionaris/"), sid


def test_a_cookie_that_was_touched_signs_nobody_in(world):
    value = session_cookie(world.sign_in("functionaris")).value
    payload, _, rest = value.partition(".")
    for touched in (payload, f"{payload}.", f"x{value}", f"{value}x", f"{payload}.{rest[::-1]}", value.upper(), "."):
        assert not signed_in(carrying(world, touched), "/functionaris/")


# ---- the cookie ------------------------------------------------------------------------------------------------------

ALLOWED = {"sid", "csrf_token", "draft", "link"}


def test_the_cookie_holds_an_opaque_key_and_the_csrf_secret_and_no_more(world):
    """Over a whole way in: filing, claiming, signing in and out."""
    seen: list[dict] = []
    real = world.app.session_interface.save_session

    def saved(app, session, response):
        seen.append(dict(session))
        return real(app, session, response)

    world.app.session_interface.save_session = saved
    client, number = world.client()
    client.get(f"/klager/zaak/{number}/")
    client.post("/uitloggen", page="/account/wachtwoord")
    world.sign_in("functionaris")
    keys = set().union(*seen)
    assert keys == ALLOWED
    for one in seen:
        assert not ("sid" in one and {"draft", "link"} & set(one)), "who is signed in needs neither draft nor link"
        text = json.dumps(one)
        for word in ("Marloes", "marloes", "jobcoach", number, "noorderhaven"):
            assert word not in text


def cookie_of(answer, name: str) -> dict[str, str]:
    [line] = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith(f"{name}=")]
    parts = [part.strip().partition("=") for part in line.split(";")]
    return {key: value for key, _, value in parts[1:]} | {"size": str(len(line))}


def test_over_plain_http_on_this_machine_the_cookie_is_plain(world):
    answer = world.app.test_client().get("/noorderhaven/inloggen")
    found = cookie_of(answer, "s")
    assert found == {"HttpOnly": "", "Path": "/noorderhaven/", "SameSite": "Lax", "size": found["size"]}
    assert int(found["size"]) < 4096


def test_over_https_the_cookie_is_bound_by_its_name(world):
    answer = world.app.test_client().get("/noorderhaven/inloggen", base_url="https://localhost")
    found = cookie_of(answer, "__Secure-s")
    assert found.items() >= {"Secure": "", "HttpOnly": "", "Path": "/noorderhaven/", "SameSite": "Lax"}.items()
    assert "Domain" not in found
    assert "Expires" not in found


def test_on_a_host_of_its_own_the_cookie_is_bound_to_that_host(world):
    with world.owner(world.tenants["noorderhaven"]) as session:
        session.scalars(select(Organisation)).one().host = "klachten.haven.example"
    world.app.extensions["addresses"].forget()
    answer = world.app.test_client().get("/inloggen", base_url="https://klachten.haven.example")
    found = cookie_of(answer, "__Host-s")
    assert found.items() >= {"Secure": "", "HttpOnly": "", "Path": "/", "SameSite": "Lax"}.items()
    assert "Domain" not in found


def test_signing_in_works_over_https_and_the_plain_cookie_opens_nothing_there(world):
    client = world.app.test_client()
    secure = {"base_url": "https://localhost", "headers": {"Referer": "https://localhost/noorderhaven/inloggen"}}
    with time_machine.travel(world.now, tick=False):
        page = client.get("/noorderhaven/inloggen", base_url="https://localhost").text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)
        data = {"csrf_token": token, "email": "medewerker@noorderhaven.example", "password": PASSWORD}
        assert client.post("/noorderhaven/inloggen", data=data, **secure).status_code == 302
        assert client.get("/noorderhaven/medewerker/", base_url="https://localhost").status_code == 200
        assert client.get("/noorderhaven/medewerker/", base_url="http://localhost").status_code == 302
        plain = session_cookie(world.sign_in("medewerker")).value
        other = world.app.test_client()
        other.set_cookie("s", plain, domain="localhost", path="/noorderhaven/")
        assert other.get("/noorderhaven/medewerker/", base_url="https://localhost").status_code == 302


def test_over_https_a_form_must_come_from_here(world):
    client = world.app.test_client()
    page = client.get("/noorderhaven/inloggen", base_url="https://localhost").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)
    data = {"csrf_token": token, "email": "beheer@noorderhaven.example", "password": PASSWORD}
    for referer in ("", "https://evil.example/", "http://localhost/", "https://localhost.evil.example/"):
        headers = {"Referer": referer} if referer else {}
        answer = client.post("/noorderhaven/inloggen", data=data, base_url="https://localhost", headers=headers)
        assert answer.status_code == 400, referer


def test_a_csrf_token_of_another_session_or_organisation_is_refused(neighbours):
    browser, other = neighbours.sign_in("medewerker"), neighbours.sign_in("collega")
    foreign = neighbours.sign_in("medewerker", "nexxtep")
    for token in (other.form("/account/wachtwoord")["csrf_token"], foreign.form("/account/wachtwoord")["csrf_token"]):
        browser.post("/account/wachtwoord", {"csrf_token": token, "password": OTHER}, expect=400)


# ---- a form that came too late ---------------------------------------------------------------------------------------

TYPED = "Wat ik typte: <i>één</i> & “twee”."


def too_late(world: World, *, wait: timedelta = timedelta(minutes=31)):
    """A functionaris writes a note, is called away, and sends it after the session ended."""
    number = world.file()
    browser = world.sign_in("functionaris")
    browser.accept("functionaris", number)
    path = f"/functionaris/zaak/{number}/notitie"
    hidden = browser.form(path)
    world.now += wait
    with time_machine.travel(world.now, tick=False):
        answer = browser.client.post(f"/noorderhaven{path}", data={**hidden, "text": TYPED})
    return browser, path, answer


def kept(world: World) -> list[KeptForm]:
    """What is kept, opened with the keys of the installation."""
    ring = sealing.Ring(world.app.config["WEDERHOOR"].master_keys)
    with world.owner(world.tenants["noorderhaven"]) as session:
        rows = list(session.scalars(select(KeptForm)))
        session.expunge_all()
    for row in rows:
        assert TYPED not in str(row.fields)
        sealed = base64.b64decode(row.fields["sealed"])
        row.fields = json.loads(ring.open(sealed, sealing.place(row.tenant_id, "kept_form", "fields", row.id)))
    return rows


def come_back(browser: Browser, where: str, who: str = "functionaris"):
    """Sign in where one was sent, and follow."""
    email = f"{who}@noorderhaven.example"
    if (browser.slug, email) in browser.world.keys:
        return browser.show_key(email, query=f"?{where.partition('?')[2]}")
    answer = browser.post(where.removeprefix("/noorderhaven"), {"email": email, "password": PASSWORD})
    return answer.headers["Location"]


def test_a_form_sent_after_the_end_comes_back_after_signing_in(world):
    browser, path, answer = too_late(world)
    assert answer.status_code == 302
    where = answer.headers["Location"]
    assert where == f"/noorderhaven/inloggen?next=/noorderhaven{path}"
    [row] = kept(world)
    assert row.fields == {"text": [TYPED], "version": ["3"]}  # the version that was before them
    assert row.until == world.now + timedelta(hours=24)
    assert come_back(browser, where) == f"/noorderhaven{path}"
    page = browser.get(path).text
    assert "Wat ik typte: &lt;i&gt;één&lt;/i&gt; &amp; “twee”." in page
    browser.post(path, {"text": TYPED})
    assert kept(world) == []
    assert TYPED not in browser.get(path).text


def test_a_kept_form_lasts_a_day(world):
    browser, path, answer = too_late(world)
    begun = world.now
    world.now = begun + timedelta(hours=24, seconds=-1)
    come_back(browser, answer.headers["Location"])
    assert "Wat ik typte" in browser.get(path).text
    world.now = begun + timedelta(hours=24)
    assert "Wat ik typte" not in browser.get(path).text


def test_a_kept_form_comes_back_to_the_same_person_only(world):
    _, path, answer = too_late(world)
    number = path.split("/")[3]
    first = world.sign_in("functionaris")
    first.act("functionaris", number, "wel-betrokken", {"reason": "Mijn zus."})
    other = world.visitor()
    come_back(other, answer.headers["Location"], "waarnemer")
    other.accept("functionaris", number)
    assert "Wat ik typte" not in other.get(path).text


def test_a_form_sent_after_signing_out_elsewhere_is_kept_too(world):
    number = world.file()
    here, there = world.sign_in("functionaris"), world.sign_in("functionaris")
    here.accept("functionaris", number)
    path = f"/functionaris/zaak/{number}/notitie"
    hidden = here.form(path)
    there.post("/account/wachtwoord", {"password": OTHER})
    with time_machine.travel(world.now, tick=False):
        answer = here.client.post(f"/noorderhaven{path}", data={**hidden, "text": TYPED})
    assert answer.status_code == 302
    assert [row.fields for row in kept(world)] == [{"text": [TYPED], "version": [hidden["version"]]}]


def test_nothing_is_kept_of_somebody_unknown(world):
    number = world.file()
    visitor = world.visitor()
    hidden = visitor.form("/klacht/status")
    with time_machine.travel(world.now, tick=False):
        path = f"/noorderhaven/functionaris/zaak/{number}/notitie"
        answer = visitor.client.post(path, data={**hidden, "text": TYPED})
    assert answer.status_code == 302
    assert kept(world) == []


def test_no_password_is_ever_kept(world):
    browser = world.sign_in("beheer")
    hidden = browser.form("/beheer/medewerkers/uitnodigen")
    world.now += timedelta(minutes=31)
    secret = {"password": "geheim-1", "current_password": "geheim-2", "csrf_token": hidden["csrf_token"], "name": "Ada"}
    with time_machine.travel(world.now, tick=False):
        browser.client.post("/noorderhaven/beheer/medewerkers/uitnodigen", data={**hidden, **secret})
    [row] = kept(world)
    assert set(row.fields) <= {"name", "email", "function", "roles"}
    assert "geheim" not in json.dumps(row.fields)


def test_a_page_asked_for_after_the_end_comes_back_with_what_was_asked(world):
    browser = world.sign_in("functionaris")
    world.now += timedelta(minutes=31)
    where = browser.get("/functionaris/register?fase=received&jaar=2026", expect=302).headers["Location"]
    assert come_back(browser, where) == "/noorderhaven/functionaris/register?fase=received&jaar=2026"


# ---- written down ----------------------------------------------------------------------------------------------------


def test_coming_in_and_going_out_are_journalled(world):
    browser = world.sign_in("medewerker")
    browser.post("/uitloggen", page="/account/wachtwoord")
    person = world.person("medewerker@noorderhaven.example").id.hex
    with world.owner(world.tenants["noorderhaven"]) as session:
        found = session.execute(select(JournalRow.act, JournalRow.actor).order_by(JournalRow.seq)).all()
    assert [tuple(row) for row in found[-2:]] == [("signed_in", person), ("signed_out", person)]
