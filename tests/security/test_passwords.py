"""Passwords: any signs, long ones too, kept as argon2id, and none that is easily guessed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from portal.accounts.passwords import LEAST, MOST, Hasher, check_new
from portal.domain.errors import Refused
from tests.support.world import PASSWORD

STRONG = "zeewier lantaarn kwartel mos"
COMMON = list(FREQUENCY_LISTS["passwords"])


def refused(password: str, *about: str) -> str:
    """Why a password is refused; nothing when it is taken."""
    try:
        check_new(password, about=about)
    except Refused as error:
        return error.reason
    return ""


@pytest.fixture(scope="module")
def hasher():
    return Hasher(64)


# ---- what may be chosen ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("zeewier mos", "password_short"),
        ("zeewier mos!", ""),
        ("", "password_short"),
        (STRONG, ""),
        (STRONG * 2, ""),
        ((STRONG * 10)[:64], ""),
        ((STRONG * 10)[:MOST], ""),
        ((STRONG * 10)[: MOST + 1], "password_long"),
        ((STRONG * 10)[: MOST - 1] + "\ufb03", "password_long"),  # one sign that becomes three
    ],
)
def test_length_is_asked_for_and_nothing_else(password, why):
    assert LEAST == 12
    assert refused(password) == why


@pytest.mark.parametrize(
    "password",
    [
        "zeewierlantaarnkwartel",
        "ZEEWIERLANTAARNKWARTEL",
        "918273 645018 273640 58",
        "⛵ žluťoučký kůň ☂ ∮",
        "密码很长而且没有人能够猜到它呢",
        "  spaties   vooraf en erna  ",
        "\"'<>;--%00\\{{7*7}}&amp;",
    ],
)
def test_any_signs_make_a_password(hasher, password):
    assert refused(password) == ""
    assert hasher.verify(hasher.hash(password), password)


@settings(max_examples=60, deadline=None)
@given(password=st.text(st.characters(exclude_categories=["Cs"]), min_size=12, max_size=40))
def test_what_was_set_is_what_signs_in(password):
    one = Hasher(64)
    kept = one.hash(password)
    assert one.verify(kept, password)
    for other in (f"{password} ", f" {password}", password[:-1], f"{password}{password}"):
        assert not one.verify(kept, other)
    if password.upper() != password:
        assert not one.verify(kept, password.upper())


def test_the_same_keys_on_another_machine_give_the_same_password(hasher):
    assert hasher.verify(hasher.hash("cafe\u0301 zeewier"), "caf\u00e9 zeewier")


def test_of_what_is_typed_everything_counts_however_long(hasher):
    longest = (STRONG * 10)[:MOST]
    for kept in (longest, longest[:-1]):
        digest = hasher.hash(kept)
        assert hasher.verify(digest, kept)
        for other in (f"{kept}x", f"{kept}{STRONG}", kept[:-1], f"{kept[:-1]}X", f"{kept[:-1]}\ufb03"):
            assert not hasher.verify(digest, other)


@pytest.mark.parametrize("typed", [f"{PASSWORD} ", f" {PASSWORD}", PASSWORD.upper(), PASSWORD[:-1], PASSWORD * 20])
def test_a_page_hands_on_what_was_typed_and_changes_nothing(lite_live, typed):
    values = {"email": "medewerker@noorderhaven.example", "password": typed}
    lite_live.visitor().post("/inloggen", values, expect=422)


# ---- what is easily guessed ------------------------------------------------------------------------------------------


def test_every_password_of_the_list_that_is_long_enough_is_refused():
    long = [one for one in COMMON if len(one) >= LEAST]
    assert len(COMMON) == 30_000
    assert len(long) > 200
    assert {refused(one) for one in long} == {"password_guessable"}


@pytest.mark.parametrize(
    "longer",
    [lambda one: (one * 12)[: max(LEAST, 2 * len(one))], lambda one: f"{one}123456789"],
    ids=["twice", "figures"],
)
def test_nor_does_a_common_one_help_that_was_made_longer(longer):
    some = [longer(one) for one in COMMON[:3_000:6]]
    assert all(len(one) >= LEAST for one in some)
    assert {refused(one) for one in some} == {"password_guessable"}


@pytest.mark.parametrize(
    "password",
    [
        "noorderhaven",
        "Noorderhaven2026",
        "noorderhavennoorderhaven",
        "petra.lubbers@noorderhaven.example",
        "Petra Lubbers",
        "petralubbers",
        "lubberspetra",
        "klachtklacht",
        "wederhoorklacht",
        "wederhoor1234",
        "petra-2026-klacht!",
        "lubbers 1 klacht 2 wederhoor",
        "Petra!Klacht!Lubbers!2026",
        "petra-noorderhaven-2026",
        "Lubbers & Noorderhaven & Wederhoor",
        "wederhoor . klacht . noorderhaven . x7q",
    ],
)
def test_a_word_of_ones_own_or_of_the_house_is_refused(password):
    about = ("petra.lubbers@noorderhaven.example", "Petra Lubbers", "Noorderhaven (fictief)", "noorderhaven")
    assert refused(password, *about, "klacht", "wederhoor") == "password_guessable"


@pytest.mark.parametrize(
    "password", ["wederhoor zeewier mos", "zeewier lubbers lantaarn", "noorderhaven kwartel 81 mos"]
)
def test_such_a_word_may_stand_in_a_password_that_holds_enough_besides(password):
    about = ("petra.lubbers@noorderhaven.example", "Petra Lubbers", "Noorderhaven (fictief)", "noorderhaven")
    assert refused(password, *about, "klacht", "wederhoor") == ""


def test_such_words_are_refused_on_the_page_itself_and_not_repeated(world):
    browser = world.sign_in("medewerker")
    for password in ("noorderhaven", "bramterhorst", "Bram! Klacht! Terhorst! 26", "password1234", "kort"):
        page = browser.post("/account/wachtwoord", {"password": password}, expect=422)
        assert f'value="{password}"' not in page.text


# ---- how it is kept --------------------------------------------------------------------------------------------------


def test_a_password_is_kept_as_argon2id_with_what_is_advised_today():
    kept = Hasher().hash(STRONG)
    found = re.fullmatch(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$[\w+/]{22,}\$[\w+/]{43}", kept)
    assert found
    assert int(found[1]) >= 19_456
    assert int(found[2]) >= 2
    assert kept != Hasher().hash(STRONG)


def test_an_older_hash_is_renewed_when_its_holder_comes_in(world):
    old = Hasher(32).hash(PASSWORD)
    person = world.person("medewerker@noorderhaven.example")
    with world.owner(world.tenants["noorderhaven"]) as session:
        session.merge(person).password_hash = old
    world.sign_in("medewerker")
    new = world.person("medewerker@noorderhaven.example").password_hash
    assert new != old
    assert "m=64," in new
    world.sign_in("medewerker")
    assert world.person("medewerker@noorderhaven.example").password_hash == new


# ---- the field -------------------------------------------------------------------------------------------------------


def test_a_password_is_typed_unseen_pasted_and_filled_in_by_a_keeper_of_passwords(world):
    browser = world.sign_in("medewerker")
    for page, kind in (("/inloggen", "current-password"), ("/account/wachtwoord", "new-password")):
        text = (browser if "account" in page else world.visitor()).get(page).text
        [field] = [one for one in re.findall(r"<input[^>]*>", text) if 'name="password"' in one]
        assert 'type="password"' in field
        assert f'autocomplete="{kind}"' in field
        assert not re.search(r'onpaste|readonly|value="[^"]|pattern', field)
        longest = re.search(r'maxlength="(\d+)"', field)
        assert longest is None or int(longest[1]) > MOST


def test_nobody_is_asked_a_secret_question_or_given_a_hint_and_no_password_grows_old(world):
    browser = world.sign_in("medewerker")
    for page in ("/account/wachtwoord", "/account", "/inloggen", "/wachtwoord"):
        text = (browser if "account" in page else world.visitor()).get(page).text
        assert not re.search(r"(?i)geheime vraag|geheugensteun|meisjesnaam", text)
    world.later(days=4_000)
    assert world.sign_in("medewerker").get("/medewerker/").status_code == 200
