"""Locks of the doors: gate, addresses, cookies, sessions, links, forms, headers, logs."""

from __future__ import annotations

from tests.leaks.mutants.mutant import GAPS, LOCKS, READERS, ROADS, ROUTES, Edit, Mutant, without

GATE = "portal/web/gate.py"
PLACE = "portal/web/organisation.py"
TRANSACTION = "portal/web/transaction.py"
LOGS = "portal/web/logs.py"
HEADERS = "portal/web/headers.py"
SESSIONS = "portal/accounts/sessions.py"
ENTRANCE = "portal/accounts/entrance.py"
ACCOUNTS = "portal/accounts/people.py"
MEMBERS = "portal/accounts/members.py"
LINKS = "portal/post/links.py"
OF_SESSIONS = "tests/web/test_sessions.py::test_"
OF_PLACES = "tests/web/test_organisation.py::test_"
OF_NEXT = "tests/web/test_next.py::test_anything_else_leads_home"
OF_HEADERS = "tests/web/test_headers.py::test_"
OF_LOGS = "tests/web/test_logs.py::test_"
OF_ACCOUNTS = "tests/web/test_accounts.py::test_"
OF_INVITED = "tests/web/test_invited.py::test_"
OF_JOINING = "tests/journeys/test_joining.py::test_"
LEARNING = "tests/journeys/test_learning.py::test_"

GATES = (
    without(
        "gate-role",
        "who is signed in enters every portal",
        (GATE, "if not actor.opens(door):\n            return _denied(actor)", "g.portal = door"),
        f"{ROUTES}[petra]",
    ),
    without(
        "gate-notice",
        "a case is read before the confidentiality notice was accepted",
        (GATE, "if seat.notice_accepted_at is not None or", "if seat.joined_at is not None or"),
        f"{READERS}[kees]",
    ),
    without(
        "gate-same-answer",
        "a case that is not yours is answered otherwise than one that is not there",
        (GATE, "    state.later(job)\n    abort(404)", "    state.later(job)\n    abort(403)"),
        f"{ROUTES}[petra]",
    ),
    without(
        "gate-denied-noted",
        "nobody hears that somebody tried",
        (GATE, "    state.later(job)\n    abort(404)", "    abort(404)"),
        f"{LOCKS}who_read_or_tried_stands_in_the_journal",
    ),
    without(
        "gate-read-noted",
        "nobody hears that a case was read",
        (GATE, "    state.later(job)\n\n\ndef safe_next", "    del job\n\n\ndef safe_next"),
        f"{LOCKS}who_read_or_tried_stands_in_the_journal",
    ),
    without(
        "next-root",
        "signing in leads to another organisation",
        (GATE, " or not target.startswith(root):", ":"),
        OF_NEXT,
    ),
    without(
        "next-host",
        "signing in leads to another site",
        (GATE, ' or "//" in parts.path:', ":"),
        OF_NEXT,
    ),
    without(
        "next-dots",
        "signing in climbs out of the organisation",
        (GATE, 'unquote(step) in {".", ".."}', 'step == "..."'),
        OF_NEXT,
    ),
)

PLACES = (
    without(
        "place-host",
        "any host serves every organisation",
        (PLACE, "elif not self._own(host):", "elif not host:"),
        f"{OF_PLACES}any_other_host_serves_nothing",
    ),
    without(
        "place-platform",
        "pages of the platform are served below an organisation",
        (PLACE, 'environ["PATH_INFO"].startswith(PLATFORM + "/"):', 'environ["PATH_INFO"] == PLATFORM:'),
        f"{OF_PLACES}a_path_names_one_organisation_or_nothing",
    ),
    without(
        "place-suspended",
        "a suspended organisation is served",
        ("portal/models/lookup.py", "WHERE suspended_at IS NULL AND (slug = ?", "WHERE (slug = ?"),
        f"{OF_PLACES}a_suspended_organisation_is_not_there",
    ),
    without(
        "cookie-signature",
        "the cookie of one organisation is read in another",
        (PLACE, "session|{found.tenant_id.hex if found else ''}", "session|"),
        f"{GAPS}a_cookie_says_nothing_in_another_organisation",
    ),
    without(
        "cookie-path",
        "the browser sends the cookie to every organisation",
        (PLACE, 'return f"{request.script_root}/"', 'return "/"'),
        f"{OF_SESSIONS}over_plain_http_on_this_machine_the_cookie_is_plain",
    ),
)

SIGNED_IN = (
    without(
        "session-secret",
        "any secret signs somebody in",
        (SESSIONS, 'PersonSession.digest == bindparam("digest"),', 'PersonSession.digest != "",'),
        f"{GAPS}a_secret_that_is_none_is_nobody_s",
    ),
    without(
        "session-ended",
        "a session goes on after signing out",
        (SESSIONS, "PersonSession.ended_at.is_(None),\n        PersonSession.ends_at", "PersonSession.ends_at"),
        f"{OF_SESSIONS}signing_out_ends_the_session_and_not_only_the_cookie",
    ),
    without(
        "session-twelve-hours",
        "a session never ends",
        (SESSIONS, 'PersonSession.ends_at > bindparam("now"),', "PersonSession.ends_at.is_not(None),"),
        f"{OF_SESSIONS}after_twelve_hours_a_session_ends_however_it_is_used",
    ),
    without(
        "session-idle",
        "a screen that was left stays signed in",
        (SESSIONS, " or now - rows[0].seen_at > timedelta(minutes=rows[0].idle_minutes):", ":"),
        f"{OF_SESSIONS}staff_is_signed_out_after_thirty_idle_minutes",
    ),
    without(
        "session-closed",
        "a session of a closed account goes on",
        (SESSIONS, "Person.disabled_at.is_(None),", "Person.id.is_not(None),"),
        f"{GAPS}a_closed_account_is_out_whatever_its_session_says",
    ),
    without(
        "session-role",
        "a role that was taken comes back at the next sign-in",
        (SESSIONS, "Role.person_id == Person.id, Role.ended_at.is_(None)),", "Role.person_id == Person.id),"),
        f"{GAPS}a_role_that_was_taken_does_not_come_back",
    ),
    without(
        "session-appointment",
        "an appointment that ended still counts",
        (
            SESSIONS,
            "or_(Appointment.until_on.is_(None), Appointment.until_on >= _TODAY),",
            "Appointment.id.is_not(None),",
        ),
        f"{GAPS}an_appointment_that_ended_shuts_the_portal",
    ),
    Mutant(
        "session-other-role",
        "a role that was taken leaves its session open",
        (
            Edit(ACCOUNTS, "    if rows:\n        sessions.end_all(session, person.id, now)\n", "    if rows:\n"),
            Edit(MEMBERS, "    if wanted != held:\n", "    if wanted < frozenset():\n"),
        ),
        (f"{ROADS}a_role_that_is_taken_ends_the_session",),
    ),
    without(
        "session-other-password",
        "another password leaves the other sessions open",
        (ENTRANCE, "    sessions.end_all(session, person.id, now)\n", ""),
        f"{OF_SESSIONS}another_password_ends_every_session_but_the_new_one",
    ),
    without(
        "account-closed",
        "who left signs in again",
        (ENTRANCE, "or not good or person.disabled_at is not None:", "or not good:"),
        f"{LEARNING}staff_is_invited_given_roles_and_leaves",
    ),
    without(
        "account-mixed",
        "a manager or admin is made functionaris",
        (ACCOUNTS, "return RoleName.FUNCTIONARIS in roles and bool(", "return not roles and bool("),
        f"{LEARNING}staff_is_invited_given_roles_and_leaves",
    ),
    without(
        "account-staff",
        "the admin sees who complains",
        (ACCOUNTS, ".where(Role.ended_at.is_(None), Role.name.in_(STAFF))", ".where(Role.ended_at.is_(None))"),
        f"{READERS}[petra]",
    ),
    without(
        "account-office",
        "who is in office loses the role, and cases have nobody",
        (
            MEMBERS,
            "if RoleName.FUNCTIONARIS in held - wanted and holds",
            "if RoleName.FUNCTIONARIS in STAFF - STAFF and holds",
        ),
        f"{OF_ACCOUNTS}who_is_in_office_keeps_the_role",
    ),
    without(
        "account-version",
        "of two admins the last one undoes what the first did, unseen",
        (
            MEMBERS,
            "if seen != str(roles_version(session, person_id)):",
            "if not str(roles_version(session, person_id)):",
        ),
        f"{OF_ACCOUNTS}of_two_admins_the_last_one_is_told",
    ),
    without(
        "invited-name",
        "who invites a client to the staff reads the client's name",
        (ACCOUNTS, "person = _listed(session, known, name, function, now)", "person = known"),
        f"{OF_INVITED}an_address_of_a_party_answers_as_any_other",
    ),
    without(
        "invited-key",
        "the address of a page tells that an account is older than its invitation",
        (ACCOUNTS, "person.listed_as or person.id,", "person.id,"),
        f"{OF_INVITED}no_address_tells_when_the_account_was_made",
    ),
    without(
        "invited-letters",
        "who invites a client to the staff reads that the client once forgot a password",
        (
            "portal/sight/letters.py",
            '"signin_unusual")), theirs),',
            '"signin_unusual"))),',
        ),
        f"{OF_INVITED}before_and_after_they_accept_the_admin_reads_what_the_admin_typed",
    ),
    without(
        "throttle-inside",
        "who sits down at an open screen guesses the password without end",
        (
            "portal/accounts/second.py",
            "        throttle.count(session, limit, now, who, where)\n",
            "        del limit, who\n",
        ),
        f"{OF_ACCOUNTS}the_password_of_an_account_that_is_open_is_not_guessed_without_end",
    ),
    without(
        "throttle",
        "passwords and codes can be guessed without end",
        ("portal/accounts/throttle.py", "or row.count < limit.most:", "or row.count:"),
        f"{LEARNING}the_receipt_code_shows_where_it_stands",
    ),
)

OF_LINKS = (
    without(
        "link-signature",
        "an id from the database opens a private link",
        (LINKS, "return link_id if good else None", "return link_id if keys else None"),
        f"{ROADS}a_link_works_as_it_was_signed_and_no_other_way",
    ),
    without(
        "link-purpose",
        "a link to an account confirms a mandate",
        (ENTRANCE, "link is None or link.purpose not in purposes or", "link is None or"),
        f"{GAPS}a_representative_does_not_confirm_the_mandate",
    ),
    without(
        "link-late",
        "a link works after its time",
        (ENTRANCE, " or link.expires_at <= now:", ":"),
        f"{ROADS}a_link_works_once_and_not_too_late",
    ),
    without(
        "link-once",
        "an invitation sets the password a second time",
        (ENTRANCE, "return None if link.used_at is not None and", "return None if link.expires_at <= now and"),
        f"{LEARNING}passwords_are_forgotten_set_and_changed",
    ),
    without(
        "link-shown",
        "the functionaris reads the private link that was mailed to a party",
        (
            "portal/casework/mailing.py",
            "if letter.link_id and not letter.to_address else None",
            "if letter.link_id else None",
        ),
        f"{ROADS}nobody_is_shown_a_link_that_works",
    ),
    without(
        "link-claimed",
        "a case that somebody has joined is joined by another",
        (ENTRANCE, " or one.person_id not in {None, person.id}:", ":"),
        "tests/casework/test_refusals.py::test_a_case_is_joined_once_and_by_one",
    ),
    without(
        "join-left",
        "who left a case comes back by an old invitation",
        (ENTRANCE, "if one is None or one.left_at is not None or one.person_id", "if one is None or one.person_id"),
        "tests/casework/test_joins.py::test_a_part_that_ended_is_not_joined",
    ),
    without(
        "join-closed",
        "a closed account joins a case",
        (ENTRANCE, "if person.disabled_at is not None or one.side not in DOORS:", "if one.side not in DOORS:"),
        f"{OF_JOINING}a_closed_account_without_a_password_is_not_opened_by_a_case",
    ),
    Mutant(
        "join-side",
        "the seat of whoever handles a case is joined as if it were of a party",
        (
            Edit(
                ENTRANCE, "person.disabled_at is not None or one.side not in DOORS:", "person.disabled_at is not None:"
            ),
            Edit(ENTRANCE, "door = DOORS[one.side]", "door = DOORS.get(one.side, Door.EMPLOYEE)"),
        ),
        (f"{OF_JOINING}what_is_no_side_of_a_party_is_not_joined",),
    ),
    without(
        "join-handler",
        "who handles a case becomes a party to it",
        (ENTRANCE, "    if _handles(session, complaint, person):\n", "    if not complaint.reference:\n"),
        f"{OF_JOINING}who_handles_the_case_does_not_become_a_party_to_it",
    ),
    without(
        "receipt",
        "who uses the browser next reads the receipt and its code",
        (
            "portal/accounts/filings.py",
            "if row.sent_at is not None and now - row.sent_at > RECEIPT:",
            "if row.sent_at is None and now - row.saved_at > KEPT:",
        ),
        f"{GAPS}a_receipt_is_gone_after_an_hour",
    ),
)

FORMS = (
    without(
        "form-read-only",
        "a page that is only read writes",
        (TRANSACTION, "write=request.method not in SAFE)", "write=bool(request.method))"),
        f"{GAPS}a_page_that_is_read_cannot_write",
    ),
    without(
        "form-writer",
        "a form is answered with what another handed in",
        (
            TRANSACTION,
            "return hashlib.sha256(token.encode()).hexdigest()",
            "return hashlib.sha256(token[:0].encode()).hexdigest()",
        ),
        f"{ROADS}the_key_of_a_form_is_its_writers_alone",
    ),
    without(
        "form-address",
        "a form is answered with what was handed in elsewhere",
        (TRANSACTION, "{request.path}|{key}", "{key}"),
        f"{ROADS}the_key_of_a_form_belongs_to_one_address",
    ),
    without(
        "form-version",
        "a decision is taken on an old page",
        (
            "portal/casework/opened.py",
            "or (seen is not None and complaint.version != seen)",
            "or (seen is not None and not complaint.version)",
        ),
        f"{ROADS}who_decides_on_what_has_changed_is_stopped",
    ),
    without(
        "form-kept",
        "who signs in next reads what another typed",
        (
            "portal/web/keeping.py",
            ".where(KeptForm.person_id == person_id, KeptForm.path == path, KeptForm.until",
            ".where(KeptForm.path == path, KeptForm.until",
        ),
        f"{READERS}[bram]",
    ),
    without(
        "form-password",
        "a password that was typed is kept",
        ("portal/web/keeping.py", 'if name not in NOT_KEPT and "password" not in name', 'if name != "csrf_token"'),
        f"{OF_SESSIONS}no_password_is_ever_kept",
    ),
    without(
        "form-token",
        "another site hands in forms",
        ("portal/web/wiring.py", "    csrf.init_app(app)\n", '    app.jinja_env.globals["csrf_token"] = str\n'),
        "tests/leaks/test_routes.py::test_no_form_is_taken_without_its_token",
    ),
    without(
        "form-site",
        "a form is taken that a page of another site handed in",
        (GATE, "(site is not None and site not in OWN_SITE) or ", ""),
        f"{OF_HEADERS}a_form_from_a_page_elsewhere_is_not_taken_whatever_its_token",
    ),
    without(
        "form-origin",
        "a form is taken from another scheme, host or port",
        (GATE, " or (origin is not None and origin.lower() != here):", ":"),
        f"{OF_HEADERS}a_form_from_a_page_elsewhere_is_not_taken_whatever_its_token",
    ),
)

TOLD = (
    without(
        "log-keys",
        "a log line holds whatever it was given",
        (LOGS, 'if key in SAFE_KEYS or key == "trace"}', "if key}"),
        f"{OF_LOGS}what_is_not_known_to_be_harmless_is_left_out",
    ),
    without(
        "log-mail",
        "a mail address gets into the log",
        (LOGS, 'MAIL.sub("…", value)', "value"),
        f"{OF_LOGS}a_text_is_cleaned",
    ),
    without(
        "log-token",
        "a private link gets into the log",
        (LOGS, 'TOKEN.sub("…", MAIL.sub("…", value))', 'MAIL.sub("…", value)'),
        f"{OF_LOGS}a_text_is_cleaned",
    ),
    without(
        "log-error",
        "the words of an error, and with them a case, get into the log",
        (LOGS, 'event["kind"] = type(error).__name__', 'event["kind"] = repr(error)'),
        f"{OF_LOGS}an_error_gives_its_kind_and_its_steps",
    ),
    without(
        "head-cache",
        "a page stays behind in the browser",
        (HEADERS, '= "no-store"', '= "private"'),
        f"{OF_HEADERS}every_page_for_every_role",
    ),
    without(
        "head-script",
        "a page may run what others put in it",
        (HEADERS, "\"script-src 'self'; \"", "\"script-src 'self' 'unsafe-inline'; \""),
        f"{OF_HEADERS}a_page_over_https",
    ),
    without(
        "text-escaped",
        "a name that somebody typed is markup in a label",
        ("portal/web/lazy.py", "return str(escape(str(self)))", "return str(self)"),
        "tests/web/test_lazy.py::test_a_name_in_a_label_is_escaped",
    ),
    without(
        "head-frame",
        "a page is shown inside another site",
        (HEADERS, "\"frame-ancestors 'none'; \"", '"frame-ancestors *; "'),
        f"{OF_HEADERS}a_page_over_https",
    ),
    without(
        "metrics-token",
        "counts are for everybody",
        ("portal/operations/health.py", "not hmac.compare_digest(wanted.encode(), given.encode())", "not given.encode"),
        "tests/operations/test_health.py::test_counts_are_for_who_shows_the_token",
    ),
    without(
        "platform-list",
        "the page of the platform lists its customers",
        ("portal/operations/health.py", "if one is not None and one.demo)", "if one is not None)"),
        "tests/operations/test_health.py::test_the_platform_lists_no_customers_but_those_of_the_demo[sqlite]",
    ),
)

DOORS: tuple[Mutant, ...] = (*GATES, *PLACES, *SIGNED_IN, *OF_LINKS, *FORMS, *TOLD)
