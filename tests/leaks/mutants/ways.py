"""Locks of the ways in: second steps, showing once more, mending by two, mandates with an end."""

from __future__ import annotations

from tests.leaks.mutants.mutant import without

GATE = "portal/web/gate.py"
SECOND = "portal/accounts/second.py"
FACTORS = "portal/accounts/factors.py"
PASSKEYS = "portal/accounts/passkeys.py"
MENDING = "portal/accounts/mending.py"
SESSIONS = "portal/accounts/sessions.py"
ENTRANCE = "portal/accounts/entrance.py"
OF_CODES = "tests/auth/test_codes.py::test_"
OF_PASSKEYS = "tests/auth/test_passkeys.py::test_"
OF_CONFIRMING = "tests/auth/test_confirming.py::test_"
OF_ACCOUNT = "tests/auth/test_account.py::test_"
OF_MANDATES = "tests/journeys/test_mandates.py::test_"

WAYS = (
    without(
        "way-strong-door",
        "a password alone opens the portal of who reads cases",
        (GATE, "if door in STRONG and not actor.strong and not", "if door in STRONG and not actor and not"),
        f"{OF_CODES}some_roles_take_more_than_a_password",
    ),
    without(
        "way-second-step",
        "an account with a passkey is not asked for it after the password",
        (ENTRANCE, "    if has.second and not strong:", "    if has.second and strong is None:"),
        f"{OF_CODES}an_app_is_set_up_and_asked_for_from_then_on",
    ),
    without(
        "way-code-again",
        "a one-time code works twice",
        (FACTORS, "        if step > row.last_step and", "        if step > 0 and"),
        f"{OF_CODES}a_code_works_once",
    ),
    without(
        "way-recovery-again",
        "a recovery code works twice",
        (
            FACTORS,
            "            RecoveryCode.used_at.is_(None),\n        )\n        .values",
            "        )\n        .values",
        ),
        f"{OF_CODES}a_recovery_code_opens_once_and_its_holder_is_told",
    ),
    without(
        "way-mail-guesses",
        "a code by mail is guessed without end",
        (SECOND, "    if throttle.wait(session, throttle.MAIL_CODE, now, link.id.hex):", "    if link.used_at:"),
        f"{OF_CODES}a_code_by_mail_works_once_for_ten_minutes_and_five_guesses",
    ),
    without(
        "way-challenge-again",
        "the answer of a passkey works twice",
        (PASSKEYS, "    link.used_at = now\n    return raw", "    return raw"),
        f"{OF_PASSKEYS}a_challenge_works_once_and_for_five_minutes",
    ),
    without(
        "way-challenge-whose",
        "a passkey answers what somebody else was asked",
        (PASSKEYS, "    if link.expires_at <= now or link.person_id != person_id:", "    if link.expires_at <= now:"),
        f"{OF_PASSKEYS}a_challenge_of_another_person_or_of_nobody_does_not_fit",
    ),
    without(
        "way-fresh",
        "what was shown this morning is enough to sign this evening",
        (SESSIONS, "if first.confirmed_at and now - first.confirmed_at <= FRESH else", "if first.confirmed_at else"),
        f"{OF_CONFIRMING}five_minutes_and_not_a_second_more",
    ),
    without(
        "way-shown-for-acts",
        "nobody is asked who they are before they sign",
        ("portal/web/acts.py", "            answer = confirmation()\n", "            answer = None\n"),
        f"{OF_CONFIRMING}what_was_typed_comes_back_and_is_done_after_it",
    ),
    without(
        "way-code-whose",
        "a code that was mailed to one session confirms another",
        (SECOND, '(row.values or {}).get("session") == actor.session_id.hex', '"session" in (row.values or {})'),
        f"{OF_CONFIRMING}a_code_of_one_session_does_not_confirm_another",
    ),
    without(
        "way-two-people",
        "one person mends the account of who reads cases",
        (MENDING, "    if by in {row.asked_by_id, row.person_id}:", "    if by in {row.person_id}:"),
        f"{OF_ACCOUNT}one_person_is_not_two",
    ),
    without(
        "way-a-day",
        "the holder has no day to refuse",
        (MENDING, "WAIT = timedelta(hours=24)", "WAIT = timedelta(0)"),
        f"{OF_ACCOUNT}two_people_and_a_day_mend_an_account_that_reads_cases",
    ),
    without(
        "way-mandate-over",
        "a mandate goes on after its last day",
        (
            "portal/sight/rows.py",
            "seat.until_on.is_(None), seat.until_on >= _TODAY",
            "seat.until_on.is_(None), seat.until_on <= _TODAY",
        ),
        f"{OF_MANDATES}a_mandate_holds_until_its_last_day_and_not_a_day_longer",
    ),
    without(
        "way-mandate-measure",
        "who may not decide for the complainant does",
        ("portal/sight/rows.py", "self.acts and (self.may_decide or act not in DECISIONS)", "self.acts"),
        f"{OF_MANDATES}who_may_not_decide_reads_and_writes_and_decides_nothing",
    ),
)
