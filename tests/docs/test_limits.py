"""The limits on paper are those of the code: each number is compared with what it describes."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from portal.accounts import entrance, factors, passwords, sessions, throttle
from portal.models.identity import Way
from portal.models.person import LinkPurpose
from portal.post.letters import LIFETIMES
from portal.web import forms

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "limits.md").read_text()
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("|")]
COUNTED = {
    ("signing in", "an account, from one network"): throttle.SIGN_IN,
    ("signing in", "a network"): throttle.SIGN_IN_NETWORK,
    ("signing in", "an account, from everywhere"): throttle.SIGN_IN_ACCOUNT,
    ("signing in", "an organisation"): throttle.SIGN_IN_HOUSE,
    ("the second step, and showing once more who one is", "an account, from one network"): throttle.SECOND,
    ("the second step", "an account, from everywhere"): throttle.SECOND_ACCOUNT,
    ("a code by mail", "one code"): throttle.MAIL_CODE,
    ("asking for codes by mail", "an account or a part in a case"): throttle.CODES_SENT,
    ("number and receipt code", "a case, from one network"): throttle.STATUS,
    ("number and receipt code", "a network"): throttle.STATUS_NETWORK,
    ("asking for another password", "a network"): throttle.RESET,
    ("filing a complaint", "a network"): throttle.FILING,
    ("mailing a link to a draft", "a network"): throttle.DRAFTS,
}
LASTS = {
    "a session of staff, without use": timedelta(minutes=sessions.IDLE_STAFF),
    "a session of anybody else, without use": timedelta(minutes=sessions.IDLE_CLIENT),
    "a session, however it is used": sessions.ABSOLUTE,
    "having shown who one is, before what cannot be undone": sessions.FRESH,
    "invitation to the staff": LIFETIMES[LinkPurpose.INVITE],
    "link to set another password": LIFETIMES[LinkPurpose.RESET],
    "link to confirm another address": LIFETIMES[LinkPurpose.ADDRESS],
    "link to refuse that an account is mended": LIFETIMES[LinkPurpose.OBJECT],
    "question to a passkey": LIFETIMES[LinkPurpose.CEREMONY],
    "a code by mail": LIFETIMES[LinkPurpose.CODE],
    "new recovery codes on the page that made them": timedelta(minutes=factors.SHOWN_MINUTES),
}
TOGETHER = {
    "invitation to a case, question about a mandate, link to a draft": (
        LinkPurpose.CLAIM, LinkPurpose.MANDATE, LinkPurpose.DRAFT,
    ),
    "waiting for the second step; being at the organisation's own sign-in": (LinkPurpose.SECOND, LinkPurpose.PROVIDER),
}  # fmt: skip


def lasting(words: str) -> timedelta:
    number, unit = words.split()
    return timedelta(**{unit: int(number)})


def test_every_limit_of_tries_stands_there_as_it_is():
    told = {(row[0], row[1]): (row[2], row[3]) for row in ROWS if len(row) == 4 and row[2].isdigit()}
    wanted = {
        key: (str(one.most), f"{one.window // timedelta(minutes=1)} minutes{', growing' if one.growing else ''}")
        for key, one in COUNTED.items()
    }
    assert told == wanted
    every = {one.name for one in vars(throttle).values() if isinstance(one, throttle.Limit)}
    assert {one.name for one in COUNTED.values()} == every


def test_every_private_link_and_session_lasts_as_long_as_it_says():
    told = {
        row[0]: lasting(row[1]) for row in ROWS if len(row) == 2 and re.fullmatch(r"\d+ (minutes|hours|days)", row[1])
    }
    for what, purposes in TOGETHER.items():
        assert {LIFETIMES[one] for one in purposes} == {told.pop(what)}
    assert told == LASTS
    assert {one for purposes in TOGETHER.values() for one in purposes} | {
        LinkPurpose.INVITE, LinkPurpose.RESET, LinkPurpose.ADDRESS, LinkPurpose.OBJECT, LinkPurpose.CEREMONY,
        LinkPurpose.CODE,
    } == set(LIFETIMES)  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        (r"at most (\d+) signs, often fewer", forms.LONG),
        (r"the same, at most (\d+) signs", forms.SHORT),
        (r"at most (\d+) years back", forms.YEARS_BACK),
        (r"years back and (\d+) ahead", forms.YEARS_AHEAD),
        (r"(\d+) to \d+ signs of any kind", passwords.LEAST),
        (r"\d+ to (\d+) signs of any kind", passwords.MOST),
        (r"takes (\d+) KiB", passwords.Hasher().memory_kib),
        (r"most (\d+) more wait", passwords.QUEUE),
        (r"must score (\d) of", passwords.GUESSABLE),
        (r"must hold (\d+) letters or figures still", passwords.OF_ONES_OWN),
        (r"one of (\d+) recovery codes", factors.CODES),
        (r"recovery codes of (\d+) signs", factors.SIGNS),
        (r"within the last (\d+) days", entrance.KNOWN.days),
        (r"15 minutes\s+at most|(\d+) minutes\s+at most", throttle.LONGEST // timedelta(minutes=1)),
    ],
)
def test_every_other_number_is_that_of_the_code(sentence, number):
    found = re.search(sentence, PAGE)
    assert found, sentence
    assert int(found[1] or 15) == number


def test_every_way_in_stands_there_with_what_it_opens():
    told = {row[0].strip("`"): row[2] for row in ROWS if len(row) == 3 and row[0].startswith("`")}
    assert set(told) == {way.value for way in Way}
    assert {way for way, opens in told.items() if opens in {told["passkey"], "the same"}} == sessions.STRONG


def test_a_request_is_as_large_as_it_says(app):
    [row] = [row for row in ROWS if row[0] == "a whole request"]
    assert f"{app.config['MAX_CONTENT_LENGTH']} bytes" in row[1]
    assert f"{app.config['MAX_FORM_PARTS']} parts" in row[1]
