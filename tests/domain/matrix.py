"""Who may do what, and when: typed out by hand from the procedure, apart from the code.

K the complainant (or whoever represents them), M each employee concerned, F the functionaris who handles the case or
the deputy, S the system itself. A cell names everybody who may do the act in that stage, and nobody else may; a dot
means nobody. T is the step of the procedure that says so, art. the article of the regulation that it serves.
A `!` marks what cannot be undone: it closes something, binds somebody, or puts something before another's eyes.
"""

from __future__ import annotations

from portal.domain.acts import Act
from portal.domain.facts import Side, Stage

TABLE = """
act                       art. received handling judged signing closed | step and why

file                      5.1  .        .        .      .       .      | T02  makes the case
register                  8.1  .        .        .      .       .      | T02b makes the case
confirm_record            1    K        K        .      .       .      | T02b what was said by phone, as written down
confirm_mandate           1    KF       .        .      .       .      | T04  verified by F or confirmed by K
refuse_mandate            1    KF       .        .      .       .      | T04b nothing is handled without a mandate
declare_no_conflict       5.1  F        F        F      F       .      | T05  and again after T26
declare_conflict        ! 5.1  F        F        F      F       .      | T26  conflict closes the case to F
hand_over               ! 7.1  F        F        F      F       .      | T26  absence; no date moves
assign                    5.1  S        S        S      S       .      | T26  a case that waits for a functionaris, or whose functionaris left office
open_file                 5.1  F        .        .      .       .      | T06
correct_receipt           5.4  F        F        .      .       .      | E16  while the clock runs
categorise                8.1  F        F        F      F       F      | T07, T22
add_employee              5.2  F        F        .      .       .      | T07
remove_employee           5.2  F        F        .      .       .      | E35
set_allegations           5.2  F        F        .      .       .      | T07
open_hearing            ! 5.2  F        .        .      .       .      | T07
inform_employee         ! 5.2  .        F        .      .       .      | T07  for who was named later
decline                 ! 4.2  F        .        .      .       .      | T08, T04b
refer                   ! 4.2  F        .        .      .       .      | T09
add_to_complaint          1    K        K        .      .       .      | T02  additions are new items
request_reply             5.2  .        F        .      .       .      | T10, T15
give_standpoint           5.2  .        KM       .      .       .      | T10
waive_standpoint          5.2  .        KM       .      .       .      | T10
release                 ! 5.2  .        F        F      F       .      | T11  after the judgment: analysis, refusals
send_message              7.3  KF       KMF      KMF    KMF     KMF    | the channel between F and each party
rectify                   6.1  K        KM       KM     KM      KM     | AVG 16: a statement beside a piece, whenever; the piece stays
log_contact               7.2  .        MF       MF     MF      .      | art. 7.2
propose                 ! 5.3  .        KMF      .      .       .      | T12  any party; F may step in
accept_proposal         ! 5.3  .        KMF      .      .       .      | T13  F for the organisation
refuse_proposal           5.3  .        KMF      .      .       .      | T12
withdraw_proposal         5.3  .        KMF      .      .       .      | T12
mediate                   5.3  .        F        .      .       .      | T12  F may step in
plan_talk                 5.2  .        F        .      .       .      | T10  K or M explains in a talk
change_talk               5.2  .        F        .      .       .      | T10
cancel_talk               5.2  .        F        F      F       F      | a talk that was planned is called off whenever
answer_talk               5.2  .        KM       .      .       .      | T10  coming, not coming, another moment
report_talk               5.2  .        F        .      .       .      | T10  a statement in a talk
comment_talk              5.2  .        KM       KM     KM      .      | hearing report: who received it, for 5 days
write_note                7.4  F        F        F      F       F      | art. 7.4
name_support              6.1  K        KM       KM     KM      .      | each party may name one, reads one side
end_support               6.1  KF       KMF      KMF    KMF     KMF    | stops at once, whenever
name_representative       1    KF       KF       KF     KF      .      | E04  comes in later; none while a mandate is awaited
end_mandate             ! 1    KF       KF       KF     KF      KF     | E04  stops at once, whenever
invite                    6.1  F        F        F      F       F      | one-case access; after closing the judgment is still to be read
accept_notice             6.1  KF       KMF      KMF    KMF     KMF    | at first access, whenever that is
remind                    5.2  .        S        .      .       .      | T10
extend                  ! 5.4  F        F        .      .       .      | T16
withdraw                ! 1    K        K        .      .       .      | T23  before it is issued
issue_judgment          ! 5.4  .        F        .      .       .      | T17
issue_settlement        ! 5.3  .        F        .      .       .      | T13
correct_judgment        ! 5.5  .        .        F      F       F      | T17  an obvious error, while nobody signed; version 2, both kept
post_judgment             5.5  .        .        F      F       F      | for who gets it by post the day of posting counts
ask_judgment            ! 5.4  .        K        K      .       .      | T13
answer_satisfaction     ! 5.6  .        .        K      .       .      | T18, T21
sign                    ! 5.6  .        .        .      KMF     .      | T18, T19
decline_signing         ! 5.6  .        .        .      KMF     .      | T20
record_paper_signature  ! 5.6  .        .        .      F       .      | E23
close_not_satisfied     ! 4.2  .        .        F      .       .      | T21
close_unsigned          ! 5.6  .        .        .      FS      .      | T20
record_for_party        ! 7.4  F        F        F      F       F      | E14  who has no account: letter, phone, talk
record_cause              3    F        F        F      F       F      | T22
recommend                 8.3  F        F        F      F       F      | art. 8.3
mark_external             4.2  F        F        F      F       F      | T25
grant_insight           ! 6.1  F        F        F      F       F      | one piece for one manager
"""

MOVES = """
act                      from      to

decline                  received  closed
refer                    received  closed
withdraw                 received  closed
open_hearing             received  handling
withdraw                 handling  closed
issue_judgment           handling  judged
issue_settlement         handling  judged
ask_judgment             judged    handling
answer_satisfaction      judged    signing
close_not_satisfied      judged    closed
sign                     signing   closed
decline_signing          signing   closed
record_paper_signature   signing   closed
close_unsigned           signing   closed
"""
"""Every way in which a case goes from one stage to another. Any other act leaves it where it is; so do the answer
"no" and a signature while others are still awaited."""

LETTERS = {"K": Side.COMPLAINANT, "M": Side.EMPLOYEE, "F": Side.FUNCTIONARIS, "S": Side.SYSTEM}


def _lines(table: str) -> list[list[str]]:
    return [line.partition("|")[0].split() for line in table.strip().splitlines() if line]


def _acts() -> dict[Act, tuple[bool, str, dict[Stage, frozenset[Side]]]]:
    (_, _, *heads), *lines = _lines(TABLE)
    stages = [Stage(head) for head in heads]
    found = {}
    for name, *cells in lines:
        final = cells[0] == "!"
        article, *who = cells[final:]
        assert Act(name) not in found, f"{name} stands twice in the table"
        sides = [frozenset(LETTERS[one] for one in cell if one != ".") for cell in who]
        found[Act(name)] = (final, article, dict(zip(stages, sides, strict=True)))
    return found


_ACTS = _acts()
MAY: dict[Act, dict[Stage, frozenset[Side]]] = {act: cells for act, (_, _, cells) in _ACTS.items()}
ARTICLES: dict[Act, str] = {act: article for act, (_, article, _) in _ACTS.items()}
FINAL: frozenset[Act] = frozenset(act for act, (final, _, _) in _ACTS.items() if final)
LEADS: frozenset[tuple[Act, Stage, Stage]] = frozenset(
    (Act(act), Stage(before), Stage(after)) for act, before, after in _lines(MOVES)[1:]
)


def may(side: Side, act: Act, stage: Stage) -> bool:
    """Whether this side may do this act in this stage."""
    return side in MAY[act][stage]
