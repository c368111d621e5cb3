"""Who reads what: a second copy of the access matrix, typed out by hand and apart from the code.

K is the complainant with whoever represents them, M each employee concerned on their own side, F the functionaris who
handles the case. F reads every piece and stands in a cell only where F writes. Management, the admin and the operator
read no piece, so they stand nowhere; a single piece that is granted to a manager is an act, not a cell.
"""

from __future__ import annotations

from portal.domain.acts import Act
from portal.domain.disclosure import Kind, Reader
from portal.domain.facts import Side

PIECES = """
piece             writes  at once         released  | row of the matrix

complaint         KF      .               M         | original: K, F when registering; M by a released edition only
wish              KF      .               M         | part of the complaint
addition          K       .               M         | additions are new items
standpoint        KM      .               KM        | the other side by release; colleagues likewise, never at once
contact           MF      complainant     KM        | date, medium and gist: K at once
remark            MF      .               KM        | outcome and remarks of a contact: K by release
proposal          KMF     addressees      .         | who it is made to reads it when it is sent
answer            KMF     addressees      .         | as the proposal it answers
message           KMF     addressees      .         | a confidential channel for each side with F
note              F       .               .         | internal: nobody
decision          F       complainant     .         | admissibility: M knows of nothing yet
extension         F       complainant+M   .         | reason and date: K and M at sending
mediation         F       complainant+M   .         | F between the two: both
appointment       F       addressees      .         | who is invited, and nobody else
talk              F       .               KM        | hearing report: both by release, to comment on
comment           KM      .               KM        | on a hearing report: the other side by release
rectification     KM      .               KM        | a statement beside a piece: the other side by release
judgment          F       complainant+M   .         | each an edition of their own, at issue
withdrawal        K       .               .         | the reason is F's alone
signing_refusal   KMF     .               KM        | that, everybody; why, F unless released
external          F       complainant+M   .         | what it means for the handling: both
analysis          F       .               M         | cause: M their own part, to learn from; never K
record            F       addressees      .         | how it was let know without an account: whose it is reads it
"""

CITABLE = """
complaint wish addition standpoint contact remark proposal talk mediation
"""
"""What a judgment may rest on: what can be put before both sides. Not a message to one side, a note, an analysis; not
what somebody answered on a proposal, refused to sign for, or gave as reason to withdraw."""

HAPPENINGS = """
act                      knows

file                     KM
register                 KM
confirm_mandate          K
refuse_mandate           K
declare_no_conflict      KM
declare_conflict         KM
hand_over                KM
assign                   KM
open_file                K
correct_receipt          KM
open_hearing             KM
inform_employee          K
decline                  K
refer                    K
extend                   KM
withdraw                 KM
issue_judgment           KM
issue_settlement         KM
correct_judgment         KM
post_judgment            K
ask_judgment             KM
answer_satisfaction      KM
sign                     KM
decline_signing          KM
record_paper_signature   K
close_not_satisfied      KM
close_unsigned           KM
mark_external            KM
grant_insight            KM
confirm_record           .
categorise               .
add_employee             .
remove_employee          .
set_allegations          .
add_to_complaint         .
request_reply            .
give_standpoint          .
waive_standpoint         .
release                  .
send_message             .
rectify                  .
log_contact              .
propose                  .
accept_proposal          .
refuse_proposal          .
withdraw_proposal        .
mediate                  .
plan_talk                .
change_talk              .
cancel_talk              .
answer_talk              .
report_talk              .
comment_talk             .
write_note               .
name_support             .
end_support              .
name_representative      K
end_mandate              K
invite                   .
accept_notice            .
remind                   .
record_for_party         .
record_cause             .
recommend                .
"""
"""Which side may know that something happened, beside who did it and F. A dot: it shows only through the pieces that it
shared, and what shared none is between that side and F. That one side spoke or kept silent, whom it names to support
it, who was wrongly named, and what F thinks of, is nothing to the other."""

LETTERS = {"K": Side.COMPLAINANT, "M": Side.EMPLOYEE, "F": Side.FUNCTIONARIS}
AT_ONCE = {
    ".": frozenset(),
    "complainant": frozenset({Reader.COMPLAINANT}),
    "complainant+M": frozenset({Reader.COMPLAINANT, Reader.INFORMED}),
    "addressees": frozenset({Reader.ADDRESSEES}),
}


def _lines(table: str) -> list[list[str]]:
    return [line.partition("|")[0].split() for line in table.strip().splitlines() if line][1:]


def _sides(cell: str) -> frozenset[Side]:
    return frozenset(LETTERS[one] for one in cell if one != ".")


WRITES: dict[Kind, frozenset[Side]] = {Kind(kind): _sides(cell) for kind, cell, _, _ in _lines(PIECES)}
READS_AT_ONCE: dict[Kind, frozenset[Reader]] = {Kind(kind): AT_ONCE[cell] for kind, _, cell, _ in _lines(PIECES)}
RELEASED_TO: dict[Kind, frozenset[Side]] = {Kind(kind): _sides(cell) for kind, _, _, cell in _lines(PIECES)}
CITED: frozenset[Kind] = frozenset(map(Kind, CITABLE.split()))
KNOWS: dict[Act, frozenset[Side]] = {Act(act): _sides(cell) for act, cell in _lines(HAPPENINGS)}
