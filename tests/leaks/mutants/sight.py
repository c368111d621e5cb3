"""Locks of sight: who has a seat in a case, and what that seat shows of it."""

from __future__ import annotations

from tests.leaks.mutants.mutant import GAPS, READERS, ROADS, ROUTES, Edit, Mutant, without

ROWS = "portal/sight/rows.py"
TIMELINE = "portal/sight/timeline.py"
KNOWING = "portal/sight/knowing.py"
DOSSIER = "portal/sight/dossier.py"
PEOPLE = "portal/sight/people.py"
ACTOR = "portal/sight/actor.py"
LETTERS = "portal/sight/letters.py"
FIGURES = "portal/sight/figures.py"
INSIGHT = "portal/sight/insight.py"
OF_FIGURES = "tests/casework/test_subtraction.py::test_"
OF_ADVICE = "tests/journeys/test_advice.py::test_"

SEATS = (
    without(
        "seat-person",
        "a case is opened from the seat of somebody else",
        (ROWS, "seat.person_id == _PERSON,", "seat.person_id.is_not(None),"),
        f"{ROUTES}[kees]",
    ),
    without(
        "seat-part",
        "any part opens a case through the portal of the functionaris and of management",
        (ROWS, "seat.part.in_(PARTS[door]),", "seat.part.is_not(None),"),
        f"{GAPS}a_seat_opens_its_own_door_and_no_other",
    ),
    without(
        "seat-left",
        "who left a case still opens it",
        (ROWS, "        seat.left_at.is_(None),\n", ""),
        f"{ROUTES}[stefan]",
    ),
    without(
        "seat-client-side",
        "a support person of an employee opens the case as a client",
        (ROWS, "return (seat.side == Side.COMPLAINANT,)", "return ()"),
        f"{GAPS}a_seat_opens_its_own_door_and_no_other",
    ),
    without(
        "seat-employee-side",
        "a support person of the complainant opens the case as an employee",
        (ROWS, "(seat.side == Side.EMPLOYEE, seat", "(seat.joined_at.is_not(None), seat"),
        f"{GAPS}a_seat_opens_its_own_door_and_no_other",
    ),
    without(
        "seat-informed",
        "an employee who was not informed opens the case",
        (ROWS, "seat.informed_at.is_not(None)", "seat.joined_at.is_not(None)"),
        f"{ROUTES}[ursula]",
    ),
    without(
        "seat-no-party",
        "a functionaris who is a party handles the case as well",
        (ROWS, "return (no_party(seat),)", "return ()"),
        f"{GAPS}being_a_party_takes_away_every_other_role",
    ),
    without(
        "seat-number",
        "what is no case number reaches the database",
        (ROWS, " or REFERENCE.fullmatch(reference) is None:", ":"),
        "tests/leaks/test_routes.py::test_nor_on_postgresql[kees]",
    ),
    without(
        "seat-role",
        "a case is found by somebody without the role",
        (ROWS, "if not actor.opens(door) or REFERENCE", "if REFERENCE"),
        f"{GAPS}nobody_sees_a_case_without_a_role",
    ),
    without(
        "seat-list",
        "cases are listed to somebody without the role",
        ("portal/sight/lists.py", "    if not actor.opens(door):\n        return ()\n", ""),
        f"{GAPS}nobody_sees_a_case_without_a_role",
    ),
    without(
        "register-name",
        "the register names who complained to who has not yet promised to keep the case confidential",
        (
            "portal/sight/lists.py",
            "Participant.notice_accepted_at.is_not(None), client",
            "Participant.id.is_not(None), client",
        ),
        "tests/web/test_told.py::test_the_register_says_who_complained_and_about_what",
    ),
    without(
        "seat-competent",
        "a support person reads the whole file",
        (ROWS, "return self.part is Part.FUNCTIONARIS", "return self.part in {Part.FUNCTIONARIS, Part.SUPPORT}"),
        f"{READERS}[sanne]",
    ),
    without(
        "seat-support",
        "a support person writes",
        (ROWS, "{Part.SUPPORT, Part.MANAGER", "{Part.MANAGER"),
        f"{ROADS}who_only_reads_never_writes",
    ),
    Mutant(
        "seat-mandate",
        "a representative acts before the mandate",
        (
            Edit(ROWS, " and self.side_id is not None", ""),
            Edit("portal/domain/procedure.py", "return side not in {K, M} or any(", "return bool(side) or any("),
        ),
        (f"{READERS}[ruud]",),
    ),
    without(
        "code",
        "the number of a case is enough to follow it",
        ("portal/sight/standing.py", ", Complaint.receipt_digest == digest)", ")"),
        f"{ROADS}a_code_shows_where_its_own_case_stands",
    ),
    without(
        "role-of-door",
        "any role opens any portal",
        (ACTOR, "bool(self.roles & OPENS[door])", "bool(self.roles)"),
        f"{ROUTES}[petra]",
    ),
    without(
        "post-of-door",
        "a functionaris whose appointment ended still handles cases",
        (ACTOR, " and (door is not Door.FUNCTIONARIS or bool(self.posts))", ""),
        f"{GAPS}an_appointment_that_ended_shuts_the_portal",
    ),
)

PIECES = (
    Mutant(
        "piece-visible",
        "every piece of a case is visible to every side",
        (
            Edit(TIMELINE, "return or_(_own(), released)", "return or_(literal(value=True), released)"),
            Edit(TIMELINE, "whole = literal(value=True) if competent else _own()", "whole = literal(value=True)"),
        ),
        (f"{READERS}[sanne]",),
    ),
    without(
        "piece-original",
        "who was given an edition reads the original",
        (TIMELINE, "whole = literal(value=True) if competent else _own()", "whole = literal(value=True)"),
        f"{READERS}[yasmina]",
    ),
    without(
        "piece-edition",
        "who was given an edition reads the edition of another",
        (TIMELINE, "mine = Release.recipient_id == MINE", "mine = Release.body != ''"),
        f"{READERS}[yasmina]",
        f"{READERS}[bram]",
        f"{READERS}[gerda]",
    ),
    without(
        "piece-side",
        "a piece of any side counts as one's own",
        (TIMELINE, "Entry.side_id == MINE)", "Entry.side_id.is_not(None))"),
        f"{READERS}[bram]",
    ),
    without(
        "piece-author",
        "the name of an unknown colleague stands above a shared piece",
        (TIMELINE, '(one.name if may_know(seat, one) else "")', "one.name"),
        f"{GAPS}a_piece_of_a_colleague_comes_without_the_name",
    ),
    without(
        "piece-shared",
        "a reader is told to whom else a piece went",
        (TIMELINE, "_shared(rows, names) if seat.competent else ()", "_shared(rows, names)"),
        f"{READERS}[yasmina]",
    ),
    without(
        "piece-readers",
        "a party learns that management reads a piece",
        (TIMELINE, "if one in names and may_know(seat, names[one]))", "if one in names)"),
        f"{GAPS}everybody_knows_of_these_events_and_no_others",
    ),
    without(
        "piece-names",
        "a reader is told by name which employees read a piece",
        (TIMELINE, "if one.part is Part.EMPLOYEE and may_know(seat, one)}", "if one.part is Part.EMPLOYEE}"),
        f"{GAPS}readers_of_a_piece_are_named_to_who_may_know_them",
    ),
    without(
        "event-mandate",
        "a representative without a mandate follows what happens",
        (TIMELINE, "    if not seated:\n        return own\n", ""),
        f"{GAPS}everybody_knows_of_these_events_and_no_others",
    ),
    without(
        "event-colleague",
        "an employee learns what a colleague did",
        (KNOWING, "told = and_(told, ~colleague.correlate(CaseEvent, Participant))", "told = and_(told)"),
        f"{GAPS}everybody_knows_of_these_events_and_no_others",
    ),
    without(
        "event-side",
        "an employee learns what only the complainant is told",
        (KNOWING, " if side in sides])", " if sides])"),
        f"{GAPS}everybody_knows_of_these_events_and_no_others",
    ),
    without(
        "event-all",
        "everybody in a case learns everything that happened in it",
        (TIMELINE, ".where(or_(Entry.id.is_not(None), _knows(side, seated=seated)))", ".where(CaseEvent.seq > 0)"),
        f"{GAPS}everybody_knows_of_these_events_and_no_others",
    ),
)

FILE = (
    without(
        "file-people",
        "everybody in a case is named to everybody",
        (DOSSIER, "people=tuple(one for one in people if may_know(seat, one)),", "people=tuple(people),"),
        f"{READERS}[yasmina]",
    ),
    without(
        "file-allegations",
        "an employee reads the parts about colleagues",
        (DOSSIER, "if seat.side is not Side.EMPLOYEE or mine in about]", "]"),
        f"{READERS}[yasmina]",
    ),
    without(
        "file-about",
        "a part of the complaint names an unknown colleague",
        (DOSSIER, "for one in names.values() if may_know(seat, one)}", "for one in names.values()}"),
        f"{READERS}[yasmina]",
    ),
    without(
        "file-signatures",
        "an employee sees who signs the document of a colleague",
        (DOSSIER, "if seat.side is Side.EMPLOYEE:\n        documents", "if seat.competent:\n        documents"),
        f"{READERS}[yasmina]",
    ),
    without(
        "file-facts",
        "a template is given the whole state of a case",
        (DOSSIER, "facts=facts if seat.competent else None,", "facts=facts,"),
        f"{GAPS}a_party_gets_no_state_and_no_ids_of_others",
    ),
    without(
        "file-ids",
        "a template is given the ids of unknown colleagues",
        (DOSSIER, "employee_ids=links[str(row.id)] if seat.competent else (),", "employee_ids=links[str(row.id)],"),
        f"{GAPS}a_party_gets_no_state_and_no_ids_of_others",
    ),
    without(
        "file-acts",
        "a support person is offered acts",
        (DOSSIER, "today) if seat.may(act)),", "today)),"),
        f"{READERS}[sanne]",
    ),
    without(
        "people-contact",
        "the other side reads address, phone and mail",
        (
            PEOPLE,
            "contact = everything if competent else Participant.id == ME",
            "contact = everything",
        ),
        f"{READERS}[bram]",
    ),
    without(
        "people-tie",
        "the other side reads what somebody is to a party",
        (PEOPLE, "tie = everything if competent else Participant.side_id == MINE", "tie = everything"),
        f"{READERS}[bram]",
    ),
    without(
        "people-informed",
        "the complainant learns which employee is yet to be informed",
        (PEOPLE, "return one.part is Part.EMPLOYEE and one.informed", "return one.part is Part.EMPLOYEE"),
        f"{READERS}[kees]",
    ),
    without(
        "people-colleague",
        "one employee learns of another",
        (PEOPLE, "one.part is Part.REPRESENTATIVE and one.here", "one.part in {Part.REPRESENTATIVE, Part.EMPLOYEE}"),
        f"{READERS}[yasmina]",
    ),
    without(
        "people-supporter",
        "an employee learns who supports the complainant",
        (PEOPLE, "one.part is Part.REPRESENTATIVE and one.here", "one.part in {Part.REPRESENTATIVE, Part.SUPPORT}"),
        f"{READERS}[bram]",
    ),
)

LISTS = (
    without(
        "letters-person",
        "a functionaris reads the letters of cases that are another's",
        (LETTERS, "        seat.person_id == actor.person_id,\n", ""),
        f"{ROUTES}[hanneke]",
    ),
    without(
        "letters-left",
        "a functionaris reads the letters of a case that left him",
        (LETTERS, "        seat.left_at.is_(None),\n", ""),
        f"{ROUTES}[hanneke]",
    ),
    without(
        "letters-no-party",
        "a functionaris who is a party reads the letters of the case",
        (LETTERS, "        no_party(seat),\n", ""),
        f"{GAPS}being_a_party_takes_away_every_other_role",
    ),
    without(
        "letters-staff",
        "the admin reads the letters to clients",
        (LETTERS, "            Letter.person_id.in_(staff),\n", ""),
        f"{GAPS}the_admin_is_not_told_who_forgot_a_password",
    ),
    Mutant(
        "insight-person",
        "a manager reads what was shared with another",
        (
            Edit(INSIGHT, ".where(Participant.person_id == actor.person_id, Part", ".where(Part"),
            Edit(INSIGHT, "            Participant.person_id == actor.person_id,\n", ""),
        ),
        (f"{ROUTES}[ilse]",),
    ),
    without(
        "insight-role",
        "who is no manager any more reads what was shared",
        (INSIGHT, "    if not actor.opens(Door.MANAGEMENT):\n        return ()\n", ""),
        f"{GAPS}nobody_sees_a_case_without_a_role",
    ),
    without(
        "figures-small",
        "a small number is shown and points at somebody",
        (FIGURES, "return None if 0 < count < threshold else count", "return count"),
        f"{ROADS}no_figure_points_at_somebody",
    ),
    without(
        "figures-second",
        "a hidden number can be told from the rest",
        (FIGURES, "if 0 < total - sum(", "if 0 > total - sum("),
        f"{GAPS}one_hidden_part_takes_a_second_with_it",
    ),
    without(
        "figures-categories",
        "a small number of a topic is shown",
        (FIGURES, "return breakdown(counts, threshold, whole, labels)", "return breakdown(counts, 0, whole, labels)"),
        f"{OF_FIGURES}nothing_that_is_shown_tells_a_small_number",
    ),
    without(
        "figures-whole",
        "the parts tell of a whole that is not shown",
        (FIGURES, "    if whole is None:\n        return ()\n", ""),
        f"{OF_FIGURES}a_part_that_is_not_told_has_no_name",
    ),
    without(
        "figures-names",
        "the name of a part whose number is hidden says that it happened",
        (FIGURES, " for one in cells if one.count)\n", " for one in cells)\n"),
        f"{OF_FIGURES}a_part_that_is_not_told_has_no_name",
    ),
    without(
        "figures-totals",
        "what was received less what is running is the one that was handled",
        (FIGURES, "while (told := _telling(sets, counts, open_, threshold)) is not None:", "for told in ():"),
        f"{OF_FIGURES}six_received_and_five_running_do_not_tell_of_the_one_that_was_handled",
    ),
    without(
        "evidence-small",
        "management reads that a recommendation rests on one complaint",
        ("portal/management/views.py", "found.without_small(", "found.without_small(0 * "),
        f"{OF_ADVICE}management_reads_no_small_number_as_evidence",
    ),
    without(
        "figures-functionaris",
        "the functionaris counts the cases about himself",
        (FIGURES, "mine = (Complaint.series != Series.KW,)", "mine = ()"),
        f"{GAPS}cases_about_the_functionaris_stand_apart_from_every_other_figure",
    ),
)

SIGHT: tuple[Mutant, ...] = (*SEATS, *PIECES, *FILE, *LISTS)
