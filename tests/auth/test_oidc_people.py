"""Who comes in by the organisation's own sign-in, as what, to where, and what of it is kept and shown."""

from __future__ import annotations

import json
import logging
import zlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from itsdangerous.encoding import base64_decode
from sqlalchemy import select

from portal.accounts import claims, people
from portal.models.identity import OutsideIdentity, Provider
from portal.models.journal import JournalRow
from portal.models.person import Link, LinkPurpose, Person, PersonSession, RoleName
from tests.conftest import NOW, make_app
from tests.support.provider import (
    CLIENT,
    SECRET,
    asked_for,
    brought,
    come_back,
    fetch,
    inside,
    onward,
    set_out,
    tied,
    token_of,
    use,
)
from tests.support.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.provider import Fake
    from tests.support.world import Browser

HOUSE = "noorderhaven"


def visit(
    world: World, fake: Fake, who: str = "bram", *, expect: int = 302, page: str = "/inloggen", **more: Any
) -> Browser:
    """Come by the provider as somebody, with what it says of them."""
    browser = world.visitor()
    path = "/inloggen/oidc" + page.removeprefix("/inloggen")
    told(world, fake, set_out(browser, path, page), who, **more)
    browser.last = come_back(browser, brought(fake.address), expect=expect)
    return browser


def told(world: World, fake: Fake, address: str, who: str = "bram", **more: Any) -> None:
    now = int(world.now.timestamp())
    usual = {"iss": fake.issuer, "sub": who, "aud": CLIENT, "iat": now, "exp": now + 600}
    fake.address = address
    fake.me = fake.me or {"sub": who}
    fake.token = fake.sign({**usual, "nonce": asked_for(address)["nonce"], **more})


def roles(world: World, who: str) -> set[str]:
    with world.owner(world.tenants[HOUSE]) as session:
        person = people.by_email(session, f"{who}@{HOUSE}.example")
        return {one.value for one in people.roles_of(session, person.id)} if person else set()


def journal(world: World, act: str) -> list[dict[str, Any]]:
    with world.owner(world.tenants[HOUSE]) as session:
        return list(session.scalars(select(JournalRow.detail).where(JournalRow.act == act).order_by(JournalRow.seq)))


@pytest.fixture(scope="module")
def house(one_world: World, _fake: Fake) -> World:
    tied(one_world, "medewerker", _fake.issuer, "bram")
    return one_world


@pytest.fixture
def shared(house: World) -> World:
    """A house that several tests share, so much later that nobody has to wait."""
    house.now += timedelta(minutes=11)
    return house


# ---- a second step ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "strong"),
    [
        ({}, False),
        ({"amr": ["pwd"]}, False),
        ({"amr": ["mfa"]}, True),
        ({"amr": ["pwd", "mfa"]}, True),
        ({"amr": ["pwd", "otp"]}, True),
        ({"amr": ["hwk", "fpt"]}, True),
        ({"amr": ["otp"]}, False),
        ({"amr": ["hwk", "otp"]}, False),
        ({"amr": ["pwd", "sms"]}, False),
        ({"amr": "mfa"}, False),
        ({"amr": [7, None]}, False),
        ({"acr": "phr"}, True),
        ({"acr": "http://eidas.europa.eu/LoA/substantial"}, True),
        ({"acr": "http://eidas.europa.eu/LoA/low"}, False),
        ({"acr": "0"}, False),
        ({"acr": ["phr"]}, False),
    ],
)
def test_what_counts_as_a_second_step(said: dict[str, Any], strong: bool) -> None:
    assert claims.strong(said) is strong


# ---- domains ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "good"),
    [
        ({"email": "bram@noorderhaven.example", "email_verified": True}, True),
        ({"email": "Bram@NOORDERHAVEN.example", "email_verified": True}, True),
        ({"email": "bram@noorderhaven.example"}, False),
        ({"email": "bram@noorderhaven.example", "email_verified": False}, False),
        ({"email": "bram@noorderhaven.example", "email_verified": "true"}, False),
        ({"email": "bram@elders.example", "email_verified": True}, False),
        ({"email": "bram@sub.noorderhaven.example", "email_verified": True}, False),
        ({"email": "bram@elders.example@noorderhaven.example.", "email_verified": True}, False),
        ({"email": "noorderhaven.example", "email_verified": True}, False),
        ({"email": "@noorderhaven.example", "email_verified": True}, False),
        ({"email": ["bram@noorderhaven.example"], "email_verified": True}, False),
        ({"email_verified": True}, False),
        ({}, False),
    ],
)
def test_the_domains_of_an_organisation(said: dict[str, Any], good: bool, shared: World, fake: Fake) -> None:
    world = shared
    use(world, fake.issuer, domains=("noorderhaven.example",))
    browser = visit(world, fake, expect=302 if good else 403, **said)
    assert inside(browser) is good
    assert asked_for(fake.address)["scope"] == "openid email"


def test_an_address_may_be_asked_for_apart(world: World, fake: Fake) -> None:
    use(world, fake.issuer, domains=("noorderhaven.example",))
    tied(world, "medewerker", fake.issuer, "bram")
    fake.me = {"sub": "bram", "email": "bram@noorderhaven.example", "email_verified": True}
    assert inside(visit(world, fake))
    assert inside(visit(world, fake, email="x@elders.example"))  # the two are taken from one answer
    fake.me["sub"] = "somebody else"
    assert not inside(visit(world, fake, expect=400))
    fake.answers["/me"] = (500, {}, b"")
    assert not inside(visit(world, fake, expect=503))


# ---- roles -----------------------------------------------------------------------------------------------------------

MAP = (("zorg", RoleName.EMPLOYEE), ("klachten", RoleName.FUNCTIONARIS), ("top", RoleName.MANAGEMENT))


def mapped(world: World, fake: Fake, *pairs: tuple[str, RoleName]) -> None:
    fake.metadata["scopes_supported"] = ["openid", "groups"]
    use(world, fake.issuer, role_claim="groups", role_map=pairs or MAP)


def test_roles_follow_the_provider(world: World, fake: Fake) -> None:
    mapped(world, fake)
    tied(world, "medewerker", fake.issuer, "bram")
    visit(world, fake, groups=["zorg", "top", "unknown", 7])
    assert asked_for(fake.address)["scope"] == "openid groups"
    assert roles(world, "medewerker") == {"employee", "management"}
    elsewhere = world.sign_in("medewerker")
    visit(world, fake, groups="zorg")
    assert roles(world, "medewerker") == {"employee"}
    assert not inside(elsewhere)
    visit(world, fake)
    assert roles(world, "medewerker") == set()
    assert [one["given"] for one in journal(world, "provider_roles")] == [["management"], [], []]
    assert [one["taken"] for one in journal(world, "provider_roles")] == [[], ["management"], ["employee"]]
    assert len(journal(world, "role_taken")) == 2


def test_a_role_outside_the_map_stays(world: World, fake: Fake) -> None:
    mapped(world, fake, ("zorg", RoleName.EMPLOYEE))
    tied(world, "directie", fake.issuer, "ilse")
    browser = visit(world, fake, "ilse", groups=["zorg"], amr=["mfa"])
    assert roles(world, "directie") == {"management", "employee"}
    assert browser.get("/directie/").status_code == 200


def test_nobody_is_given_what_excludes_what_they_have(world: World, fake: Fake) -> None:
    mapped(world, fake)
    tied(world, "functionaris", fake.issuer, "hanneke")
    tied(world, "medewerker", fake.issuer, "bram")
    visit(world, fake, "hanneke", groups=["top"], amr=["mfa"])  # in office: that role stays, the other is not given
    assert roles(world, "functionaris") == {"functionaris"}
    visit(world, fake, groups=["klachten", "top"])
    assert roles(world, "medewerker") == set()
    assert [one["roles"] for one in journal(world, "provider_roles_mixed")] == [
        ["management"],
        ["functionaris", "management"],
    ]


def test_the_last_admin_stays_admin(world: World, fake: Fake) -> None:
    mapped(world, fake, ("it", RoleName.ADMIN))
    tied(world, "beheer", fake.issuer, "petra")
    visit(world, fake, "petra", amr=["mfa"])
    assert roles(world, "beheer") == {"admin"}
    with world.owner(world.tenants[HOUSE]) as session:
        bram = people.by_email(session, "medewerker@noorderhaven.example")
        people.give_role(session, bram, RoleName.ADMIN, world.now, None)
    visit(world, fake, "petra", amr=["mfa"])
    assert roles(world, "beheer") == set()


def test_without_a_map_roles_stay(world: World, fake: Fake) -> None:
    use(world, fake.issuer, role_claim="groups")
    tied(world, "medewerker", fake.issuer, "bram")
    visit(world, fake, groups=["top"])
    assert roles(world, "medewerker") == {"employee"}


# ---- accounts --------------------------------------------------------------------------------------------------------


def test_a_closed_account_is_unknown(world: World, fake: Fake) -> None:
    use(world, fake.issuer)
    tied(world, "medewerker", fake.issuer, "bram")
    closed = f"/beheer/medewerkers/{world.person('medewerker@noorderhaven.example').id}/sluiten"
    world.sign_in("beheer").post(closed)
    known = visit(world, fake, expect=403).last.text
    assert plain(known) == plain(visit(world, fake, "nobody", expect=403).last.text)


def plain(text: str) -> str:
    return text.partition("<main")[2].partition("</main")[0]


def test_an_address_alone_ties_nothing(world: World, fake: Fake) -> None:
    use(world, fake.issuer)
    visit(world, fake, "x", expect=403, email="medewerker@noorderhaven.example", email_verified=True)


def test_a_provider_out_of_use_lets_nobody_in(world: World, fake: Fake) -> None:
    use(world, fake.issuer)
    tied(world, "medewerker", fake.issuer, "bram")
    browser = world.visitor()
    told(world, fake, set_out(browser))
    page = f"/inloggen/oidc/terug?state={brought(fake.address)['state']}&code=a"
    browser.get(page)
    use(world, fake.issuer, enabled=False)
    browser.get(page, expect=404)
    assert "Haven-ID" not in browser.get("/inloggen").text
    fetch(browser, "POST", "/inloggen/oidc", 404, data={"csrf_token": token_of(browser.get("/inloggen").text)})
    assert browser.get("/inloggen/oidc/uit", expect=302).location == "/noorderhaven/?gedaan=signed_out"


def holder(world: World, who: str = "medewerker") -> Browser:
    browser = world.sign_in(who)
    browser.email = f"{who}@noorderhaven.example"
    return browser


def test_one_account_and_one_name_at_the_provider(world: World, fake: Fake) -> None:
    use(world, fake.issuer)
    tied(world, "medewerker", fake.issuer, "bram")
    browser = holder(world, "collega")
    browser.post("/account/inlog")
    told(world, fake, onward(browser))
    page = come_back(browser, brought(fake.address), expect=403).text
    assert "al gekoppeld" in page
    assert inside(browser)
    holder(world).get("/account/inlog", expect=404)


def test_an_account_is_untied(world: World, fake: Fake) -> None:
    use(world, fake.issuer)
    tied(world, "medewerker", fake.issuer, "bram")
    there, browser = visit(world, fake), holder(world)
    assert "U kunt hier inloggen met Haven-ID." in browser.get("/account").text
    browser.post("/account/inlog/ontkoppelen")
    assert inside(browser)
    assert not inside(there)
    visit(world, fake, expect=403)
    assert len(world.letters("provider_untied")) == len(journal(world, "provider_untied")) == 1
    browser.get("/account/inlog/ontkoppelen", expect=404)


def test_the_only_way_in_stays(world: World, fake: Fake) -> None:
    use(world, fake.issuer)
    tied(world, "medewerker", fake.issuer, "bram")
    browser = holder(world)
    with world.owner(world.tenants[HOUSE]) as session:
        session.get_one(Person, (world.tenants[HOUSE], world.person(browser.email).id)).password_hash = None
    hidden = browser.form("/account/inlog/ontkoppelen")
    browser.post("/bevestigen/code", page="/bevestigen")
    browser.post("/bevestigen", {"code": world.mail_code()})
    page = browser.post("/account/inlog/ontkoppelen", hidden, expect=422).text
    assert "Kies eerst een wachtwoord" in page
    assert inside(visit(world, fake))


def test_tying_takes_showing_who_one_is(world: World, fake: Fake) -> None:
    use(world, fake.issuer)
    browser = world.sign_in("medewerker")
    with world.owner(world.tenants[HOUSE]) as session:
        for row in session.scalars(select(PersonSession)):
            row.confirmed_at = row.confirmed_by = None
    token = token_of(browser.get("/account/wachtwoord").text)
    for path in ("/account/inlog", "/account/inlog/ontkoppelen"):
        response = fetch(browser, "POST", path, 302, data={"csrf_token": token})
        assert response.location.startswith("/noorderhaven/bevestigen?"), path
    with world.owner(world.tenants[HOUSE]) as session:
        assert not session.scalars(select(Link).where(Link.purpose == LinkPurpose.PROVIDER)).all()


def test_an_invitation_that_failed_can_still_be_opened(world: World, fake: Fake) -> None:
    use(world, fake.issuer, domains=("elders.example",))
    values = {"name": "Sem Vos", "email": "sem@noorderhaven.example", "function": "", "roles": "employee"}
    world.sign_in("beheer").post("/beheer/medewerkers/uitnodigen", values)
    browser = world.visitor()
    browser.get(world.link(LinkPurpose.INVITE), expect=302)
    told(world, fake, set_out(browser, "/uitnodiging/oidc", "/uitnodiging"))
    fake.me = {"sub": "bram"}
    assert "Terug naar de uitnodiging" in come_back(browser, brought(fake.address), expect=403).text
    browser.post("/uitnodiging", {"password": "vier-heel-andere-woorden"})
    assert inside(browser)
    with world.owner(world.tenants[HOUSE]) as session:
        assert not session.scalars(select(OutsideIdentity)).all()


def test_a_reset_is_no_invitation(world: World, fake: Fake) -> None:
    use(world, fake.issuer)
    browser = world.visitor()
    browser.post("/wachtwoord", {"email": "medewerker@noorderhaven.example"})
    browser.get(world.link(LinkPurpose.RESET), expect=302)
    assert "Haven-ID" not in browser.get("/uitnodiging").text
    fetch(browser, "POST", "/uitnodiging/oidc", 404, data={"csrf_token": token_of(browser.get("/uitnodiging").text)})


# ---- where to, and what is kept --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "onward_to"),
    [
        ("/noorderhaven/contact", "/noorderhaven/contact"),
        ("https://elders.example/", "/noorderhaven/medewerker/"),
        ("//elders.example", "/noorderhaven/medewerker/"),
        ("/noorderhaven//elders.example", "/noorderhaven/medewerker/"),
        ("/noorderhaven/../zuidhaven/", "/noorderhaven/medewerker/"),
        ("/noorderhaven/%2e%2e/x", "/noorderhaven/medewerker/"),
        ("/\\elders.example", "/noorderhaven/medewerker/"),
        ("/zuidhaven/contact", "/noorderhaven/medewerker/"),
        ("javascript:alert(1)", "/noorderhaven/medewerker/"),
    ],
)
def test_one_goes_on_within_the_organisation(wanted: str, onward_to: str, shared: World, fake: Fake) -> None:
    use(shared, fake.issuer)
    browser = visit(shared, fake, page=f"/inloggen?next={quote(wanted, safe='')}")
    assert browser.last.location == onward_to


def test_the_second_step_keeps_where_one_wanted_to_go(world: World, fake: Fake) -> None:
    use(world, fake.issuer)
    tied(world, "directie", fake.issuer, "ilse")
    browser = visit(world, fake, "ilse", page="/inloggen?next=/noorderhaven/contact")
    assert browser.last.location == "/noorderhaven/inloggen/stap-2?next=/noorderhaven/contact"


def cookie(browser: Browser) -> dict[str, Any]:
    found = browser.client.get_cookie("s", path=f"/{HOUSE}/")
    raw = found.value if found else ""
    if not raw:
        return {}
    text = base64_decode(raw.lstrip(".").partition(".")[0])
    held: dict[str, Any] = json.loads(zlib.decompress(text) if raw.startswith(".") else text)
    return held


def test_the_cookie_holds_no_more_than_it_may(world: World, fake: Fake) -> None:
    use(world, fake.issuer)
    tied(world, "medewerker", fake.issuer, "bram")
    browser = world.visitor()
    told(world, fake, set_out(browser))
    assert set(cookie(browser)) == {"csrf_token", "link"}
    browser.get(f"/inloggen/oidc/terug?state={brought(fake.address)['state']}&code=a")
    assert set(cookie(browser)) == {"csrf_token", "link"}
    come_back(browser, brought(fake.address))
    assert set(cookie(browser)) == {"csrf_token", "sid"}
    browser.post("/uitloggen", page="/account/sessies")
    assert set(cookie(browser)) <= {"csrf_token"}


def test_the_host_of_a_request_decides_nothing(world: World, fake: Fake) -> None:
    use(world, fake.issuer)
    browser = world.visitor()
    browser.form("/inloggen")
    set_out(browser)
    again = browser.get("/inloggen/oidc", headers={"X-Forwarded-Host": "elders.example"})
    assert asked_for(again.headers["Refresh"].partition("url=")[2])["redirect_uri"].startswith("http://localhost/")


def test_a_page_says_where_it_goes_and_asks_nothing_of_the_address_itself(world: World, fake: Fake) -> None:
    """A GET changes nothing: it neither sets out nor comes in."""
    use(world, fake.issuer)
    browser = world.visitor()
    browser.get("/uitnodiging/oidc", expect=404)  # it may only be pressed
    assert browser.get("/inloggen/oidc", expect=302).location == "/noorderhaven/inloggen"
    with world.owner(world.tenants[HOUSE]) as session:
        assert not session.scalars(select(Link).where(Link.purpose == LinkPurpose.PROVIDER)).all()


# ---- canaries --------------------------------------------------------------------------------------------------------


@pytest.fixture
def watched(sqlite_database: tuple[str, str], tmp_path: Any, capfd: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """A world at DEBUG, and all that came out of it: both streams and every logger."""
    app = make_app(*sqlite_database, tmp_path, log_level="DEBUG")
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(logging.Formatter().format(record))

    handler, root = Kept(logging.NOTSET), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)

    def everything() -> str:
        return "\n".join([*lines, *capfd.readouterr()])

    yield World(app, NOW), everything
    root.removeHandler(handler)
    root.setLevel(before)


def test_nothing_of_it_is_logged_or_shown(watched: Any, fake: Fake) -> None:
    world, everything = watched
    use(world, fake.issuer, domains=("canary.example",))
    tied(world, "medewerker", fake.issuer, "CNRYSUB")
    fake.metadata["end_session_endpoint"] = f"{fake.issuer}/out"
    seen: list[str] = []
    for email, expect in (("CNRYMAIL@canary.example", 302), ("CNRYMAIL@elders.example", 403)):
        browser = visit(world, fake, "CNRYSUB", expect=expect, email=email, email_verified=True, CNRYCLAIM="CNRYVALUE")
        seen += [browser.last.text, browser.get("/inloggen" if expect == 403 else "/account").text]
    for answer in ((500, {}, b"CNRYBODY"), (200, {}, b'{"error": "CNRYERROR"}'), (200, {}, b"CNRYPAGE")):
        fake.answers["/token"] = answer
        browser = world.visitor()
        told(world, fake, set_out(browser), "CNRYSUB")
        status = {500: 503}.get(answer[0], 400 if b"error" in answer[2] else 502)
        seen.append(come_back(browser, brought(fake.address, "CNRYCODE"), expect=status).text)
    admin = world.sign_in("beheer")
    seen.append(admin.get("/beheer/inloggen").text)
    text = everything()
    assert "CNRY" not in "".join(seen)
    for word in ("CNRY", SECRET, fake.token, "canary.example"):
        assert word not in text
    with world.owner(world.tenants[HOUSE]) as session:
        kept = [repr(row.detail) for row in session.scalars(select(JournalRow))]
        kept += [repr(row.values) for row in session.scalars(select(Link))]
        sealed = session.scalars(select(Provider)).one().secret
    assert "CNRY" not in "".join(kept)
    assert SECRET.encode() not in sealed
