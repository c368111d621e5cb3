"""Tokens that are not good: each is refused, nobody is signed in, and nothing is written but the journal."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwe
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import create_engine, func, select

from portal.accounts import discovery
from portal.models import Base
from portal.models.journal import JournalRow
from portal.models.person import PersonSession
from tests.support.provider import CLIENT, SECRET, asked_for, b64, brought, come_back, inside, press, set_out, tied, use

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.provider import Fake
    from tests.support.world import Browser, World

Claims = dict[str, Any]
STRANGER = RSAKey.import_key(rsa.generate_private_key(65537, 2048), {"kid": "k1"})
SMALL = rsa.generate_private_key(65537, 1024)  # noqa: S505  it is to be refused
MINUTE = 60


@pytest.fixture(scope="module")
def house(one_world: World, _fake: Fake) -> World:
    use(one_world, _fake.issuer)
    tied(one_world, "medewerker", _fake.issuer, "bram")
    tied(one_world, "collega", _fake.issuer, "x" * 256)
    return one_world


@pytest.fixture
def world(house: World) -> World:
    """The same house, so much later that nobody has to wait."""
    house.now += timedelta(minutes=11)
    return house


def said(world: World, fake: Fake, address: str, **changes: Any) -> Claims:
    """What a good token says, with changes; None takes a claim away."""
    now = int(world.now.timestamp())
    nonce = asked_for(address)["nonce"]
    usual = {"iss": fake.issuer, "sub": "bram", "aud": CLIENT, "iat": now, "exp": now + 600, "nonce": nonce}
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def half(access: str) -> str:
    return b64(hashlib.sha256(access.encode()).digest()[:16])


def contents(world: World) -> dict[str, list[str]]:
    engine = create_engine(world.app.config["WEDERHOOR"].owner_url)
    with engine.connect() as connection:
        found = {
            name: sorted(map(repr, connection.execute(table.select())))
            for name, table in Base.metadata.tables.items()
            if name not in {"journal", "chain_head"}
        }
    engine.dispose()
    return found


def count(world: World, table: type[Base]) -> int:
    with world.owner(world.tenants["noorderhaven"]) as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def plain(header: Claims, claims: Claims, signature: str = "") -> str:
    return ".".join((b64(json.dumps(header).encode()), b64(json.dumps(claims).encode()), signature))


def hs256(claims: Claims, secret: bytes) -> str:
    text = plain({"alg": "HS256", "kid": "k1", "typ": "JWT"}, claims)[:-1]
    return f"{text}.{b64(hmac.digest(secret, text.encode(), 'sha256'))}"


def tampered(fake: Fake, claims: Claims) -> str:
    head, _, signature = fake.sign(claims).split(".")
    return f"{head}.{b64(json.dumps({**claims, 'sub': 'hanneke'}).encode())}.{signature}"


def sealed(fake: Fake, claims: Claims) -> str:
    inner = fake.sign(claims).encode()
    return jwe.encrypt_compact({"alg": "RSA-OAEP", "enc": "A256GCM"}, inner, STRANGER)


def small(fake: Fake, claims: Claims) -> str:
    numbers = SMALL.public_key().public_numbers()
    pair = {name: b64(value.to_bytes((value.bit_length() + 7) // 8, "big")) for name, value in _numbers(numbers)}
    fake.keys = [{"kty": "RSA", "kid": "small", "use": "sig", "alg": "RS256", **pair}]
    return raw_rs256({"alg": "RS256", "kid": "small"}, claims, SMALL)


def _numbers(numbers: rsa.RSAPublicNumbers) -> Iterator[tuple[str, int]]:
    yield "n", numbers.n
    yield "e", numbers.e


def raw_rs256(header: Claims, claims: Claims, key: rsa.RSAPrivateKey) -> str:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    text = plain(header, claims)[:-1]
    return f"{text}.{b64(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def twice(fake: Fake, claims: Claims) -> str:
    fake.keys = [*fake.keys, {**STRANGER.as_dict(private=False), "kid": "k1"}]
    return fake.sign(claims)


def secret_among_keys(fake: Fake, claims: Claims) -> str:
    key = OctKey.import_key(b"0123456789abcdef0123456789abcdef", {"kid": "oct", "use": "sig", "alg": "HS256"})
    fake.keys = [*fake.keys, dict(key.as_dict(private=True))]
    return fake.sign(claims, {"alg": "HS256", "kid": "oct"}, key)


def own_key(name: str, value: object) -> Callable[[Fake, Claims], str]:
    return lambda fake, claims: fake.sign(claims, {name: value}, STRANGER)


CHANGED: dict[str, Claims] = {
    "another issuer": {"iss": "https://elders.example"},
    "the issuer with a stroke": {"iss": "http://127.0.0.1/"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "another"},
    "several audiences and no azp": {"aud": [CLIENT, "another"]},
    "several audiences and the azp of another": {"aud": [CLIENT, "another"], "azp": "another"},
    "the azp of another": {"azp": "another"},
    "an empty azp": {"azp": ""},
    "no audience in a list": {"aud": []},
    "an audience that is a number": {"aud": 7},
    "no audience": {"aud": None},
    "no end": {"exp": None},
    "an end in words": {"exp": "tomorrow"},
    "an end that is no number": {"exp": float("nan")},
    "no beginning": {"iat": None},
    "another nonce": {"nonce": "n" * 43},
    "no nonce": {"nonce": None},
    "an empty nonce": {"nonce": ""},
    "the half hash of another": {"at_hash": half("another")},
    "an empty half hash": {"at_hash": ""},
    "a half hash that is a number": {"at_hash": 7},
    "nobody": {"sub": None},
    "an empty name": {"sub": ""},
    "a name that is a number": {"sub": 7},
    "a name that is too long": {"sub": "x" * 256},
    "a name with a line end": {"sub": "bram\n"},
}
TIMES = {
    "over": ("exp", -2 * MINUTE),
    "not begun": ("nbf", 2 * MINUTE),
    "made later": ("iat", 2 * MINUTE),
}
MADE: dict[str, Callable[[Fake, Claims], str]] = {
    "no signature": lambda _fake, claims: plain({"alg": "none"}, claims),
    "no signature, otherwise written": lambda _fake, claims: plain({"alg": "None", "kid": "k1"}, claims),
    "no signature under a good name": lambda _fake, claims: plain({"alg": "RS256", "kid": "k1"}, claims),
    "a shared secret made of the public key": lambda fake, claims: hs256(claims, fake.KEY.as_pem(private=False)),
    "the client's own secret": lambda _fake, claims: hs256(claims, SECRET.encode()),
    "a secret among the keys": secret_among_keys,
    "a key that is not there": lambda fake, claims: fake.sign(claims, {"kid": "k9"}),
    "another key by the same name": lambda fake, claims: fake.sign(claims, key=STRANGER),
    "two keys by one name": twice,
    "a key that is too small": small,
    "a key in the token": own_key("jwk", dict(STRANGER.as_dict(private=False))),
    "a key elsewhere": own_key("jku", "https://elders.example/keys"),
    "a certificate elsewhere": own_key("x5u", "https://elders.example/cert"),
    "a certificate in the token": own_key("x5c", ["MIIB"]),
    "an extension that must be known": lambda fake, claims: raw_rs256(
        {"alg": "RS256", "kid": "k1", "crit": ["exp"], "exp": 1}, claims, fake.KEY.private_key
    ),
    "another way to sign with the same key": lambda fake, claims: fake.sign(
        claims, {"alg": "PS256"}, RSAKey.import_key(fake.KEY.private_key)
    ),
    "the name of a key of another kind": lambda fake, claims: fake.sign(claims, {"kid": "e1"}),
    "another kind of token": lambda fake, claims: fake.sign(claims, {"typ": "at+jwt"}),
    "a token to leave": lambda fake, claims: fake.sign(claims, {"typ": "logout+jwt"}),
    "changed afterwards": tampered,
    "a dot more": lambda fake, claims: fake.sign(claims) + ".x",
    "a part less": lambda fake, claims: fake.sign(claims).rpartition(".")[0],
    "sealed": sealed,
    "no words": lambda _fake, _claims: "CNRYTOKEN",
    "nothing": lambda _fake, _claims: "",
    "a list": lambda fake, claims: fake.sign([claims]),
}


def refused(world: World, browser: Browser, given: Claims, status: int = 400) -> None:
    before, lines, signed = contents(world), count(world, JournalRow), count(world, PersonSession)
    page = come_back(browser, given, expect=status)
    assert not inside(browser)
    assert contents(world) == before
    assert count(world, PersonSession) == signed
    assert count(world, JournalRow) == lines + 1
    assert "Inloggen is niet gelukt" in page.text
    assert "CNRY" not in page.text


@pytest.mark.parametrize("name", CHANGED)
def test_a_token_that_says_something_else_is_refused(name: str, world: World, fake: Fake) -> None:
    browser = world.visitor()
    address = set_out(browser)
    fake.token = fake.sign(said(world, fake, address, **CHANGED[name]))
    refused(world, browser, brought(address))


@pytest.mark.parametrize("name", TIMES)
def test_a_token_of_another_time_is_refused(name: str, world: World, fake: Fake) -> None:
    claim, seconds = TIMES[name]
    browser = world.visitor()
    address = set_out(browser)
    fake.token = fake.sign(said(world, fake, address, **{claim: int(world.now.timestamp()) + seconds}))
    refused(world, browser, brought(address))


@pytest.mark.parametrize("name", MADE)
def test_a_token_made_otherwise_is_refused(name: str, world: World, fake: Fake) -> None:
    browser = world.visitor()
    address = set_out(browser)
    fake.token = MADE[name](fake, said(world, fake, address))
    refused(world, browser, brought(address))


ANSWERS: dict[str, tuple[int, dict[str, str], bytes, int]] = {
    "a refusal": (400, {}, b'{"error": "invalid_grant", "error_description": "CNRY"}', 400),
    "another refusal": (401, {}, b'{"error": "invalid_client"}', 400),
    "a fault": (500, {}, b"CNRY", 503),
    "a page": (200, {"Content-Type": "text/html"}, b"<h1>CNRY</h1>", 502),
    "a list": (200, {}, b"[]", 502),
    "no identity": (200, {}, b'{"access_token": "CNRY", "token_type": "Bearer"}', 400),
    "another address": (302, {"Location": "http://127.0.0.1/"}, b"", 502),
    "the same question elsewhere": (307, {"Location": "http://127.0.0.1/"}, b"", 502),
    "too much": (200, {}, b" " * 1_000_001, 502),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_is_none_is_refused(name: str, world: World, fake: Fake) -> None:
    *answer, status = ANSWERS[name]
    browser = world.visitor()
    address = set_out(browser)
    fake.answers["/token"] = (answer[0], answer[1], answer[2])
    refused(world, browser, brought(address), status)
    assert not [path for path, _, _ in fake.asked if path not in {"/.well-known/openid-configuration", "/token"}]


# ---- what is good ----------------------------------------------------------------------------------------------------

GOOD: dict[str, tuple[Claims, Claims, bool]] = {
    "as most do": ({}, {}, False),
    "on a curve": ({}, {"alg": "ES256", "kid": "e1"}, True),
    "with no name of a key, where one could be": ({}, {"kid": None}, False),
    "with no kind of token": ({}, {"typ": None}, False),
    "for several, and for us": ({"aud": [CLIENT, "another"], "azp": CLIENT}, {}, False),
    "for us in a list": ({"aud": [CLIENT]}, {}, False),
    "with the half hash": ({"at_hash": half("CNRYACCESS")}, {}, False),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_token_is_taken(name: str, world: World, fake: Fake) -> None:
    claims, header, curve = GOOD[name]
    browser = world.visitor()
    address = set_out(browser)
    fake.token = fake.sign(said(world, fake, address, **claims), header, fake.CURVE if curve else None)
    come_back(browser, brought(address))
    assert "Bram Terhorst" in browser.get("/account").text


def test_what_is_asked_for_a_code(world: World, fake: Fake) -> None:
    """The code goes with the verifier, the address to come back to, and the secret in its own header."""
    browser = world.visitor()
    address = set_out(browser)
    asked = asked_for(address)
    assert {name: asked[name] for name in ("response_type", "client_id", "scope", "code_challenge_method")} == {
        "response_type": "code",
        "client_id": CLIENT,
        "scope": "openid",
        "code_challenge_method": "S256",
    }
    fake.token = fake.sign(said(world, fake, address))
    come_back(browser, brought(address))
    ((headers, given),) = [(headers, given) for path, headers, given in fake.asked if path == "/token"]
    assert b64(hashlib.sha256(given["code_verifier"].encode()).digest()) == asked["code_challenge"]
    assert given["redirect_uri"] == asked["redirect_uri"] == "http://localhost/noorderhaven/inloggen/oidc/terug"
    assert headers["Authorization"].startswith("Basic ")
    assert "client_secret" not in given
    assert set(asked) == {
        "response_type", "client_id", "scope", "state", "nonce", "redirect_uri", "code_challenge",
        "code_challenge_method",
    }  # fmt: skip


def test_the_keys_are_read_once_more_for_a_key_that_is_not_known(world: World, fake: Fake) -> None:
    def times() -> int:
        return sum(path == "/keys" for path, _, _ in fake.asked)

    def come(token_key: RSAKey, kid: str, status: int) -> None:
        browser = world.visitor()
        address = set_out(browser)
        fake.token = fake.sign(said(world, fake, address), {"kid": kid}, token_key)
        come_back(browser, brought(address), expect=status)

    come(fake.KEY, "k1", 302)
    come(fake.KEY, "k1", 302)
    assert times() == 1
    fake.keys = [{**STRANGER.as_dict(private=False), "kid": "k2", "alg": "RS256"}]
    come(STRANGER, "k2", 302)
    assert times() == 2
    come(fake.KEY, "k1", 400)
    assert times() == 3
    discovery.forget()


def test_who_says_which_provider_it_is_must_say_so(world: World, fake: Fake) -> None:
    """RFC 9207."""
    fake.metadata["authorization_response_iss_parameter_supported"] = True
    for iss, status in (({}, 400), ({"iss": "https://elders.example"}, 400), ({"iss": fake.issuer}, 302)):
        browser = world.visitor()
        address = set_out(browser)
        fake.token = fake.sign(said(world, fake, address))
        come_back(browser, brought(address, **iss), expect=status)


def test_the_page_to_come_back_to_takes_one_answer_of_the_right_shape(world: World, fake: Fake) -> None:
    browser = world.visitor()
    state = brought(set_out(browser))["state"]
    for query in (
        "",
        "state=x&code=y",
        f"state={state}",
        f"state={state}&code=",
        f"state={state}&code=a&code=b",
        f"state={state}&code={'a' * 4097}",
        f"state={state}&code=%00",
        f"state={state[:-1]}&code=a",
        f"state={state}&state={state}&code=a",
        f"state={state}&error=access_denied&error_description=CNRY",
    ):
        page = browser.get(f"/inloggen/oidc/terug?{query}", expect=400)
        assert "CNRY" not in page.text
    assert fake.asked == [fake.asked[0]]
    browser.get(f"/inloggen/oidc/terug?state={state}&code=a")


def test_an_errand_ends_after_a_quarter_of_an_hour(world: World, fake: Fake) -> None:
    browser = world.visitor()
    address = set_out(browser)
    moment = world.now
    world.now += timedelta(minutes=15)
    given = brought(address)
    browser.get(f"/inloggen/oidc/terug?state={given['state']}&code=a", expect=404)
    assert browser.get("/inloggen/oidc", expect=302).location == "/noorderhaven/inloggen"
    world.now = moment
    assert [path for path, _, _ in fake.asked] == ["/.well-known/openid-configuration"]


def test_who_is_sent_there_again_and_again_waits(world: World, fake: Fake) -> None:
    browser = world.visitor()
    for _ in range(60):
        press(browser)
    assert press(browser, expect=429).headers["Retry-After"]
    assert fake.asked == []
