"""Signing in at a provider that is not ours: npm's oidc-provider, as an organisation would have one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import requests
from sqlalchemy import select

from portal.accounts import discovery
from portal.models.identity import OutsideIdentity, Way
from portal.models.journal import JournalRow
from portal.models.person import LinkPurpose, PersonSession
from tests.support.provider import (
    asked_for,
    brought,
    come_back,
    fetch,
    inside,
    onward,
    press,
    set_out,
    shown,
    tied,
    token_of,
    use,
)

if TYPE_CHECKING:
    from tests.support.provider import Real
    from tests.support.world import Browser, World

HERE, THERE = "noorderhaven", "zuidhaven"


def sessions(world: World, slug: str = HERE) -> list[tuple[Way, bool]]:
    with world.owner(world.tenants[slug]) as session:
        rows = session.scalars(select(PersonSession).order_by(PersonSession.started_at, PersonSession.id))
        return [(row.came_by, row.strong) for row in rows]


def journal(world: World, act: str, slug: str = HERE) -> list[dict[str, object]]:
    with world.owner(world.tenants[slug]) as session:
        return list(session.scalars(select(JournalRow.detail).where(JournalRow.act == act).order_by(JournalRow.seq)))


def identities(world: World, slug: str = HERE) -> list[tuple[str, str]]:
    with world.owner(world.tenants[slug]) as session:
        return [(row.issuer, row.subject) for row in session.scalars(select(OutsideIdentity))]


def signed_in(world: World, who: str, slug: str = HERE) -> Browser:
    browser = world.visitor(slug)
    come_back(browser, shown(set_out(browser), who), look=True)
    return browser


# ---- in --------------------------------------------------------------------------------------------------------------


def test_an_account_is_tied_by_its_holder_and_then_signs_in(today: World, real: Real) -> None:
    use(today, real.issuer)
    holder = today.sign_in("medewerker")
    holder.email = "medewerker@noorderhaven.example"
    assert "Haven-ID koppelen" in holder.get("/account").text
    holder.post("/account/inlog")  # shows once more who it is
    back = come_back(holder, shown(onward(holder), "bram"))
    assert back.location == "/noorderhaven/account?gedaan=provider_tied"
    assert identities(today) == [(real.issuer, "bram")]
    assert [one.to_address for one in today.letters("provider_tied")] == ["medewerker@noorderhaven.example"]
    assert len(journal(today, "provider_tied")) == 1
    browser = signed_in(today, "bram")
    assert "Bram Terhorst" in browser.get("/account").text
    assert sessions(today)[-1] == (Way.PROVIDER, False)


def test_an_invitation_is_opened_without_a_password(today: World, real: Real) -> None:
    use(today, real.issuer)
    values = {"name": "Sem Vos", "email": "sem@noorderhaven.example", "function": "jobcoach", "roles": "employee"}
    today.sign_in("beheer").post("/beheer/medewerkers/uitnodigen", values)
    browser = today.visitor()
    browser.get(today.link(LinkPurpose.INVITE), expect=302)
    assert "Verder met Haven-ID" in browser.get("/uitnodiging").text
    address = set_out(browser, "/uitnodiging/oidc", "/uitnodiging")
    come_back(browser, shown(address, "sem"))
    assert "Sem Vos" in browser.get("/account").text
    person = today.person("sem@noorderhaven.example")
    assert (person.password_hash, person.invited_at) == (None, None)
    assert person.email_proved_at is not None
    assert person.accepted_at is not None
    staff = today.sign_in("beheer").get("/beheer/medewerkers").text
    assert "Uitgenodigd" not in staff
    assert "Sem Vos" in signed_in(today, "sem").get("/account").text


def test_a_second_step_at_the_provider_counts_and_none_does_not(today: World, real: Real) -> None:
    use(today, real.issuer)
    tied(today, "directie", real.issuer, "ilse+mfa")
    tied(today, "beheer", real.issuer, "petra")
    assert signed_in(today, "ilse+mfa").get("/directie/").status_code == 200
    assert sessions(today)[-1] == (Way.PROVIDER, True)
    petra = today.visitor()
    come_back(petra, shown(set_out(petra), "petra"))  # petra has a passkey: that is asked
    assert not inside(petra)
    assert petra.get("/inloggen/stap-2").status_code == 200


def test_a_role_that_takes_a_second_step_does_not_pass_without_one(today: World, real: Real) -> None:
    use(today, real.issuer)
    today.sign_in("beheer").post(
        "/beheer/medewerkers/uitnodigen",
        {"name": "Sem Vos", "email": "sem@noorderhaven.example", "function": "", "roles": "management"},
    )
    browser = today.visitor()
    browser.get(today.link(LinkPurpose.INVITE), expect=302)
    come_back(browser, shown(set_out(browser, "/uitnodiging/oidc", "/uitnodiging"), "sem"))
    assert inside(browser)
    assert browser.get("/directie/", expect=302).location == "/noorderhaven/account"


def test_nobody_gets_an_account_by_coming_by(today: World, real: Real) -> None:
    use(today, real.issuer)
    browser = today.visitor()
    page = come_back(browser, shown(set_out(browser), "medewerker"), expect=403, look=True).text
    assert "Wie u bij Haven-ID bent, is hier nog niet bekend." in page
    assert "@" not in page.partition("<main")[2].partition("</main")[0]
    assert not inside(browser)
    assert identities(today) == []
    assert journal(today, "provider_failed") == [{"why": "provider_unknown", "network": "127.0.0.0/24"}]


# ---- what is not good ------------------------------------------------------------------------------------------------


def test_another_nonce_is_refused(today: World, real: Real) -> None:
    use(today, real.issuer)
    tied(today, "medewerker", real.issuer, "bram")
    browser = today.visitor()
    address = set_out(browser)
    nonce = asked_for(address)["nonce"]
    come_back(browser, shown(address.replace(nonce, "n" * 43), "bram"), expect=400)
    assert not inside(browser)
    assert sessions(today) == []


def test_a_verifier_of_another_errand_is_refused(today: World, real: Real) -> None:
    use(today, real.issuer)
    tied(today, "medewerker", real.issuer, "bram")
    first, second = today.visitor(), today.visitor()
    told = shown(set_out(first), "bram")
    state = brought(set_out(second))["state"]
    come_back(second, {**told, "state": state}, expect=400)
    assert sessions(today) == []


def test_a_code_works_once(today: World, real: Real) -> None:
    use(today, real.issuer)
    tied(today, "medewerker", real.issuer, "bram")
    browser = today.visitor()
    told = shown(set_out(browser), "bram")
    come_back(browser, told)
    fetch(browser, "GET", "/inloggen/oidc/terug", 404, query_string=told)
    again = today.visitor()
    come_back(again, {**told, "state": brought(set_out(again))["state"]}, expect=400)
    assert len(sessions(today)) == 1


def test_what_another_browser_was_sent_for_does_nothing_here(today: World, real: Real) -> None:
    """An attacker cannot sign a victim in as the attacker."""
    use(today, real.issuer)
    tied(today, "medewerker", real.issuer, "bram")
    attacker, victim = today.visitor(), today.visitor()
    told = shown(set_out(attacker), "bram")
    for status in (404, 400):  # without an errand of one's own, and with one
        fetch(victim, "GET", "/inloggen/oidc/terug", status, query_string=told)
        token = token_of(victim.get("/inloggen").text)
        fetch(victim, "POST", "/inloggen/oidc/terug", status, data={**told, "csrf_token": token})
        assert not inside(victim)
        set_out(victim)
    come_back(attacker, told)  # it was good all the time


def test_an_account_is_tied_in_the_session_that_asked_for_it_alone(today: World, real: Real) -> None:
    use(today, real.issuer)
    holder = today.sign_in("medewerker")
    holder.email = "medewerker@noorderhaven.example"
    holder.post("/account/inlog")
    told = shown(onward(holder), "bram")
    holder.post("/account/sessies/alle", page="/account/sessies")
    fetch(holder, "GET", "/inloggen/oidc/terug", 404, query_string=told)
    assert identities(today) == []


# ---- whose provider --------------------------------------------------------------------------------------------------


def test_the_provider_of_one_organisation_signs_nobody_in_at_another(today: World, real: Real, other: Real) -> None:
    """The same client, the same name at both, the same address of mail: only issuer and subject count, per house."""
    today.add(THERE, "Zuidhaven (fictief)")
    use(today, real.issuer)
    use(today, other.issuer, THERE)
    tied(today, "medewerker", real.issuer, "bram")
    tied(today, "collega", other.issuer, "bram", THERE)
    assert "Bram Terhorst" in signed_in(today, "bram").get("/account").text
    assert "Yasmina Aydin" in signed_in(today, "bram", THERE).get("/account").text
    for slug, mine, theirs in ((HERE, real, other), (THERE, other, real)):
        away = THERE if slug == HERE else HERE
        browser, stranger = today.visitor(slug), today.visitor(away)
        address, foreign = set_out(browser), set_out(stranger)
        assert address.startswith(f"{mine.issuer}/")
        assert asked_for(address)["redirect_uri"] == f"http://localhost/{slug}/inloggen/oidc/terug"
        told = shown(foreign, "bram")
        state = brought(address)["state"]
        browser.get(f"/inloggen/oidc/terug?state={told['state']}&code={told['code']}&iss={told['iss']}", expect=400)
        come_back(browser, {**told, "state": state}, expect=400)  # it says that it is the other
        state = brought(set_out(browser))["state"]
        come_back(browser, {**told, "state": state, "iss": mine.issuer}, expect=400)  # its code is the other's
        state = brought(set_out(browser))["state"]
        come_back(browser, {"code": told["code"], "state": state}, expect=400)  # it does not say who it is
        assert not inside(browser)
        assert theirs.issuer not in address


def test_one_provider_of_two_organisations_keeps_their_people_apart(today: World, real: Real) -> None:
    today.add(THERE, "Zuidhaven (fictief)")
    use(today, real.issuer)
    use(today, real.issuer, THERE)
    tied(today, "medewerker", real.issuer, "bram")
    browser = today.visitor(THERE)
    come_back(browser, shown(set_out(browser), "bram"), expect=403)
    assert not inside(browser)
    assert sessions(today, THERE) == []


# ---- time, keys, silence ---------------------------------------------------------------------------------------------


def test_clocks_may_differ_by_a_minute(today: World, real: Real) -> None:
    use(today, real.issuer)
    tied(today, "medewerker", real.issuer, "bram")
    moment = today.now
    for seconds, good in ((-40, True), (-180, False), (40, True), (3600 + 180, False)):
        today.now = moment + timedelta(seconds=seconds)
        browser = today.visitor()
        come_back(browser, shown(set_out(browser), "bram"), expect=302 if good else 400)
        assert inside(browser) is good or seconds > 0


def test_a_provider_may_change_its_keys(today: World, real: Real) -> None:
    use(today, real.issuer)
    tied(today, "medewerker", real.issuer, "bram")
    assert inside(signed_in(today, "bram"))
    real.renew()
    assert inside(signed_in(today, "bram"))


def test_without_the_provider_other_ways_stay(today: World, real: Real) -> None:
    use(today, real.issuer)
    tied(today, "medewerker", real.issuer, "bram")
    browser, waiting = today.visitor(), today.visitor()
    told = shown(set_out(waiting), "bram")
    real.stop()
    discovery.forget()
    press(browser)
    page = browser.get("/inloggen/oidc", expect=503).text
    assert "Haven-ID geeft nu geen goed antwoord." in page
    assert "/noorderhaven/inloggen" in page
    assert "127.0.0.1" not in page
    come_back(waiting, told, expect=503)
    assert journal(today, "provider_failed") == [{"why": "provider_down", "network": "127.0.0.0/24"}] * 2
    assert "Inloggen met Haven-ID" in browser.get("/inloggen").text
    assert inside(today.sign_in("medewerker"))


# ---- out -------------------------------------------------------------------------------------------------------------


def test_who_came_by_the_provider_leaves_it_too(today: World, real: Real) -> None:
    use(today, real.issuer)
    tied(today, "medewerker", real.issuer, "bram")
    browser = signed_in(today, "bram")
    out = browser.post("/uitloggen", page="/account/sessies")
    assert out.location == "/noorderhaven/inloggen/oidc/uit"
    assert not inside(browser)
    address = browser.get("/inloggen/oidc/uit").headers["Refresh"].partition("url=")[2]
    assert asked_for(address) == {"client_id": "portal", "post_logout_redirect_uri": "http://localhost/noorderhaven/"}
    assert requests.get(address, timeout=10).status_code == 200  # it knows us, and where to come back
    assert requests.get(address.replace("noorderhaven", "elders"), timeout=10).status_code == 400


def test_who_came_with_a_password_just_leaves(today: World, real: Real) -> None:
    use(today, real.issuer)
    out = today.sign_in("medewerker").post("/uitloggen", page="/account/sessies")
    assert out.location == "/noorderhaven/?gedaan=signed_out"


def test_leaving_works_without_the_provider(today: World, real: Real) -> None:
    use(today, real.issuer)
    tied(today, "medewerker", real.issuer, "bram")
    browser = signed_in(today, "bram")
    real.stop()
    discovery.forget()
    browser.post("/uitloggen", page="/account/sessies")
    page = browser.get("/inloggen/oidc/uit")
    assert "Refresh" not in page.headers
    assert "misschien nog wel ingelogd" in page.text
