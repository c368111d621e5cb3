"""The admin sets the organisation's own sign-in, tries it, and never sees its secret again."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select

from portal.models.identity import Provider
from portal.models.journal import JournalRow
from portal.models.person import KeptForm, PersonSession
from portal.vault.sealing import Ring, SealError, place
from tests.support.provider import CLIENT, SECRET, use

if TYPE_CHECKING:
    from tests.support.provider import Fake
    from tests.support.world import Browser, World

PAGE = "/beheer/inloggen"
FILLED = {
    "name": "Haven-ID",
    "issuer": "https://inloggen.noorderhaven.example",
    "client_id": CLIENT,
    "client_password": SECRET,
    "domains": "Noorderhaven.example\n\n noorderhaven.example\nhaven.example",
    "role_claim": "groups",
    "role_map": "cn=klachten = klachtenfunctionaris\nit = Beheerder\n",
    "enabled": "y",
}


def row(world: World) -> Provider | None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return session.scalars(select(Provider)).one_or_none()


def journal(world: World, act: str) -> list[dict[str, Any]]:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return list(session.scalars(select(JournalRow.detail).where(JournalRow.act == act).order_by(JournalRow.seq)))


def admin(world: World) -> Browser:
    return world.sign_in("beheer")


def test_it_is_set_and_its_secret_is_sealed(both_world: World) -> None:
    browser = admin(both_world)
    assert "http://localhost/noorderhaven/inloggen/oidc/terug" in browser.get(PAGE).text
    browser.post(PAGE, FILLED)
    found = row(both_world)
    assert found is not None
    assert found.domains == ["noorderhaven.example", "haven.example"]
    assert found.role_map == {"cn=klachten": "functionaris", "it": "admin"}
    ring = Ring(both_world.app.config["WEDERHOOR"].master_keys)
    assert ring.open(found.secret, place(found.tenant_id, "provider", "secret", found.id)).decode() == SECRET
    with pytest.raises(SealError):
        ring.open(found.secret, place(found.id, "provider", "secret", found.id))
    page = browser.get(PAGE).text
    assert "cn=klachten = klachtenfunctionaris" in page
    assert SECRET not in page
    assert "CNRY" not in page
    every = ["client_id", "domains", "enabled", "issuer", "name", "role_claim", "role_map", "secret"]
    assert journal(both_world, "provider_changed") == [{"fields": every}]
    browser.post(PAGE, {**FILLED, "client_password": "", "name": "Anders"})
    again = row(both_world)
    assert again is not None
    assert (again.name, again.secret) == ("Anders", found.secret)
    assert journal(both_world, "provider_changed")[1] == {"fields": ["name"]}
    assert "Inloggen met Anders" in both_world.visitor().get("/inloggen").text


@pytest.mark.parametrize("name", ["issuer", "client_id"])
def test_a_secret_goes_to_no_other_than_it_was_given_for(name: str, world: World) -> None:
    browser = admin(world)
    browser.post(PAGE, FILLED)
    values = {**FILLED, name: "https://elders.example", "client_password": ""}
    assert "Vul het geheim in." in browser.post(PAGE, values, expect=422).text
    found = row(world)
    assert found is not None
    assert found.issuer == FILLED["issuer"]
    browser.post(PAGE, {**values, "client_password": "another"})


def test_a_secret_is_needed_the_first_time(world: World) -> None:
    admin(world).post(PAGE, {**FILLED, "client_password": "  "}, expect=422)
    assert row(world) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 61),
        ("issuer", "inloggen.noorderhaven.example"),
        ("issuer", "ftp://inloggen.noorderhaven.example"),
        ("issuer", "https://inloggen.noorderhaven.example?x=1"),
        ("issuer", "https://a:b@inloggen.noorderhaven.example"),
        ("client_id", ""),
        ("client_password", "a\x00b"),
        ("domains", "geen domein"),
        ("domains", "noorderhaven"),
        ("domains", "*.noorderhaven.example"),
        ("role_map", "klachten"),
        ("role_map", "klachten = baas"),
        ("role_map", "= beheerder"),
        ("role_map", "a = beheerder\na = directie"),
        ("role_map", "x" * 201 + " = beheerder"),
        ("role_claim", ""),
    ],
)
def test_what_will_not_do_is_said(field: str, value: str, one_world: World) -> None:
    one_world.now += timedelta(minutes=11)
    admin(one_world).post(PAGE, {**FILLED, field: value}, expect=422)
    assert row(one_world) is None


def test_who_was_overtaken_is_told(world: World) -> None:
    first, second = admin(world), admin(world)
    first.post(PAGE, FILLED)
    hidden = second.form(PAGE)
    first.post(PAGE, {**FILLED, "name": "Anders"})
    page = second.post(PAGE, {**FILLED, "name": "Nog anders", "version": hidden["version"]}, expect=409).text
    assert "Iemand anders heeft dit intussen gewijzigd." in page
    assert "Nog anders" in page
    found = row(world)
    assert found is not None
    assert found.name == "Anders"


def test_it_takes_showing_who_one_is_and_keeps_no_secret_meanwhile(world: World) -> None:
    browser = admin(world)
    hidden = browser.form(PAGE)
    with world.owner(world.tenants["noorderhaven"]) as session:
        for one in session.scalars(select(PersonSession)):
            one.confirmed_at = one.confirmed_by = None
    with time_machine.travel(world.now, tick=False):
        asked = browser.client.post(f"/noorderhaven{PAGE}", data={**hidden, **FILLED})
    assert asked.location == "/noorderhaven/bevestigen?next=/noorderhaven/beheer/inloggen"
    assert row(world) is None
    ring = Ring(world.app.config["WEDERHOOR"].master_keys)
    with world.owner(world.tenants["noorderhaven"]) as session:
        (kept,) = session.scalars(select(KeptForm))
        sealed = base64.b64decode(kept.fields["sealed"])
        assert b"CNRY" not in ring.open(sealed, place(kept.tenant_id, "kept_form", "fields", kept.id))
    browser.confirm()
    page = browser.get(PAGE).text
    assert "Het geheim bewaren wij niet tussendoor." in page
    assert FILLED["issuer"] in page


def test_it_is_tried(world: World, fake: Fake) -> None:
    browser = admin(world)
    use(world, fake.issuer, enabled=False)
    assert "De inlogdienst antwoordt" in browser.post(f"{PAGE}/testen", page=PAGE, expect=200).text
    fake.metadata["issuer"] = "https://elders.example"
    page = browser.post(f"{PAGE}/testen", page=PAGE, expect=200).text
    assert "De inlogdienst noemt zichzelf anders." in page
    fake.answers["/.well-known/openid-configuration"] = (302, {"Location": "http://127.0.0.1/"}, b"CNRY")
    page = browser.post(f"{PAGE}/testen", page=PAGE, expect=200).text
    assert "een antwoord dat wij niet begrijpen" in page
    assert "CNRY" not in page
    assert len(journal(world, "provider_tested")) == 3
    for _ in range(17):
        browser.post(f"{PAGE}/testen", page=PAGE, expect=200)
    asked = len(fake.asked)
    browser.post(f"{PAGE}/testen", page=PAGE, expect=429)
    assert len(fake.asked) == asked


def test_there_is_nothing_to_try_before_it_is_set(world: World) -> None:
    browser = admin(world)
    assert "Testen" not in browser.get(PAGE).text
    browser.post(f"{PAGE}/testen", page=PAGE, expect=404)


def test_nobody_else_sets_it(world: World) -> None:
    for who in ("directie", "functionaris", "medewerker"):
        browser = world.sign_in(who)
        browser.get(PAGE, expect=404)
        browser.post(PAGE, FILLED, expect=404, page="/account/wachtwoord")
    world.visitor().get(PAGE, expect=302)
    assert row(world) is None
