"""Locks of what is written: who may be shown a piece, who is written to, who may do an act."""

from __future__ import annotations

from tests.leaks.mutants.mutant import GAPS, READERS, ROADS, ROUTES, Mutant, without

DISCLOSURE = "portal/domain/disclosure.py"
HEARING = "portal/casework/hearing.py"
TELLING = "portal/casework/announcing.py"
FILING = "portal/casework/filing.py"
OF_DISCLOSURE = "tests/domain/test_disclosure.py"
LETTERS = "tests/leaks/test_letters.py::test_letters_of_the_built_world"
OF_OFFICES = "tests/journeys/test_two_posts.py::test_"
REFUSALS = "tests/casework/test_refusals.py::test_"

TABLES = (
    without(
        "kind-addition",
        "every employee reads what the complainant adds",
        (DISCLOSURE, "Kind.ADDITION: _kind({K}, releasable={M})", "Kind.ADDITION: _kind({K}, {Reader.INFORMED}, {M})"),
        f"{READERS}[bram]",
        grown=True,
    ),
    without(
        "kind-standpoint",
        "a standpoint is read by the other side at once",
        (
            DISCLOSURE,
            "Kind.STANDPOINT: _kind({K, M}, releasable=",
            "Kind.STANDPOINT: _kind({K, M}, {Reader.COMPLAINANT, Reader.INFORMED}, ",
        ),
        f"{READERS}[bram]",
        grown=True,
    ),
    without(
        "kind-remark",
        "the remarks on a contact are read by the complainant at once",
        (DISCLOSURE, "Kind.REMARK: _kind({M, F}, releasable=", "Kind.REMARK: _kind({M, F}, {Reader.COMPLAINANT}, "),
        f"{READERS}[kees]",
        grown=True,
    ),
    without(
        "kind-decision",
        "an employee reads why a complaint is not handled",
        (
            DISCLOSURE,
            "Kind.DECISION: _kind({F}, {Reader.COMPLAINANT})",
            "Kind.DECISION: _kind({F}, {Reader.COMPLAINANT, Reader.INFORMED})",
        ),
        f"{OF_DISCLOSURE}::test_who_reads_it_at_once",
    ),
    without(
        "kind-withdrawal",
        "an employee reads why a complaint was withdrawn",
        (DISCLOSURE, "Kind.WITHDRAWAL: _kind({K})", "Kind.WITHDRAWAL: _kind({K}, {Reader.INFORMED})"),
        f"{READERS}[bram]",
        grown=True,
    ),
    without(
        "kind-note",
        "a note of the functionaris can be shared",
        (DISCLOSURE, "Kind.NOTE: _kind({F})", "Kind.NOTE: _kind({F}, releasable={K, M})"),
        f"{ROADS}the_functionaris_shares_with_who_may_have_it",
    ),
    without(
        "kind-message",
        "what one side wrote in confidence can be shared",
        (
            DISCLOSURE,
            "Kind.MESSAGE: _kind({K, M, F}, {Reader.ADDRESSEES})",
            "Kind.MESSAGE: _kind({K, M, F}, {Reader.ADDRESSEES}, {K, M})",
        ),
        f"{ROADS}the_functionaris_shares_with_who_may_have_it",
    ),
    without(
        "happening-informed",
        "an employee learns that a colleague was informed",
        (DISCLOSURE, "Act.INFORM_EMPLOYEE: frozenset({K})", "Act.INFORM_EMPLOYEE: BOTH"),
        f"{OF_DISCLOSURE}::test_who_may_know_that_it_happened",
    ),
    without(
        "cited-message",
        "a judgment rests on what one side wrote in confidence",
        (DISCLOSURE, "        Kind.MEDIATION,\n    },\n)", "        Kind.MEDIATION,\n        Kind.MESSAGE,\n    },\n)"),
        f"{OF_DISCLOSURE}::test_what_a_judgment_may_rest_on",
    ),
)

SHARING = (
    without(
        "share-table",
        "the functionaris shares what may not be shared",
        (HEARING, "one.id == entry.side_id or not may_release(entry.kind, one.side)", "one.id == entry.side_id"),
        f"{GAPS}below_the_page_nothing_is_shared_that_may_not_be",
    ),
    without(
        "share-uninformed",
        "a piece goes to an employee who does not know of the case",
        (
            "portal/domain/guards.py",
            ") is not None and party.informed for ref in deed.to)",
            ") is not None for ref in deed.to)",
        ),
        f"{GAPS}below_the_page_nothing_is_shared_that_may_not_be",
    ),
    without(
        "share-manager",
        "a piece is shared with somebody who is no manager",
        (
            HEARING,
            "if person is None or RoleName.MANAGEMENT not in people.roles_of(desk.session, person.id):",
            "if person is None:",
        ),
        f"{REFUSALS}insight_is_for_managers_who_are_no_party",
    ),
    without(
        "share-manager-party",
        "a manager who is a party reads a piece of the other side",
        (
            HEARING,
            "one.person_id == person.id and one.side is not Side.SYSTEM for",
            "one.person_id is None and one.side is Side.SYSTEM for",
        ),
        f"{REFUSALS}insight_is_for_managers_who_are_no_party",
    ),
    without(
        "share-message",
        "a message tells an employee of a case before he is informed",
        (HEARING, "if any(not party.informed for ref in to", "if any(party is None for ref in to"),
        f"{REFUSALS}a_message_waits_until_the_employee_knows",
    ),
    without(
        "share-answer",
        "a colleague reads the answer to a proposal",
        (
            "portal/casework/resolution.py",
            "return ref == proposal.by or desk.side is not Side.EMPLOYEE or party is None or party.side is not Side.EMPLOYEE",
            "return party is None or party.ref == ref",
        ),
        f"{READERS}[yasmina]",
        grown=True,
    ),
    without(
        "conflict-leaves",
        "a functionaris who declared a conflict keeps the file",
        ("portal/casework/intake.py", "    desk.author.left_at = desk.now\n", ""),
        f"{ROUTES}[hanneke]",
        grown=True,
    ),
    without(
        "mandate-leaves",
        "a representative who was refused keeps the file",
        ("portal/casework/intake.py", "    agent.left_at = desk.now\n", ""),
        "tests/journeys/test_intake.py::test_a_refused_mandate_stops_access_at_once",
    ),
    without(
        "support-leaves",
        "a support person whose support ended keeps the file",
        (HEARING, "    one.left_at = desk.now\n", ""),
        f"{ROADS}who_left_is_out_at_once",
    ),
    without(
        "about-functionaris",
        "a complaint about the functionaris is numbered in his own series",
        (FILING, "series=Series.KW if filing.about_functionaris else Series.K,", "series=Series.K,"),
        "tests/leaks/test_silence.py::test_a_complaint_about_the_functionaris_is_silent",
    ),
    without(
        "about-functionaris-barred",
        "a complaint about the functionaris is handed to the functionaris",
        (
            "portal/casework/intake.py",
            "complaint.received_on) if complaint.about_functionaris else",
            "complaint.received_on) if complaint.about_functionaris is None else",
        ),
        "tests/journeys/test_intake.py::test_a_complaint_about_the_functionaris_goes_to_the_deputy",
    ),
    without(
        "about-functionaris-both",
        "who is deputy and functionaris at once is given the complaint about himself",
        (FILING, "today) if one.id not in barred), None)", "today)), None)"),
        f"{OF_OFFICES}who_is_functionaris_too_is_not_given_the_complaint_about_that",
    ),
    without(
        "about-functionaris-typed",
        "a deputy who was functionaris registers the complaint about that",
        (FILING, " and actor.person_id not in functionaris_since(session, since)", ""),
        f"{OF_OFFICES}who_was_functionaris_does_not_register_the_complaint_about_that",
    ),
    without(
        "about-functionaris-posts",
        "one person is appointed functionaris and deputy at once",
        ("portal/accounts/offices.py", "if any(until is None or until >= from_on for", "if any(until is False for"),
        f"{OF_OFFICES}nobody_holds_both_posts_at_once",
    ),
    without(
        "two-addresses",
        "a representative confirms the mandate to himself",
        (
            FILING,
            "    if agent is not None and agent.email and normal_email",
            "    if agent is not None and not agent and normal_email",
        ),
        "tests/casework/test_two_addresses.py::test_one_address_for_both_is_refused",
    ),
)

POST = (
    without(
        "letter-supporter",
        "a support person is written to",
        (
            TELLING,
            "and one.part in {Part.COMPLAINANT, Part.REPRESENTATIVE, Part.EMPLOYEE}",
            "and one.part is not Part.OUTSIDER",
        ),
        LETTERS,
        grown=True,
    ),
    without(
        "letter-uninformed",
        "a letter tells an employee of a case before he is informed",
        (TELLING, "tuple(one.ref for one in facts.informed)", "tuple(one.ref for one in facts.parties)"),
        LETTERS,
        grown=True,
    ),
    without(
        "letter-addressees",
        "a letter about a message goes to everybody",
        (TELLING, "Audience.ADDRESSEES: to,", "Audience.ADDRESSEES: tuple(one.ref for one in facts.parties),"),
        LETTERS,
        grown=True,
    ),
    without(
        "letter-address",
        "a letter goes to the wrong address",
        (TELLING, "letters.Reader(to.language, to.email,", "letters.Reader(to.language, desk.people[0].email,"),
        LETTERS,
        grown=True,
    ),
    without(
        "letter-names",
        "a letter tells the name of whoever acts",
        (
            TELLING,
            '        "reference": desk.complaint.reference,\n',
            '        "reference": f"{desk.complaint.reference} {desk.people[0].name}",\n',
        ),
        LETTERS,
        grown=True,
    ),
)

ACTS: tuple[Mutant, ...] = (*TABLES, *SHARING, *POST)
