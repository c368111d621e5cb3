"""Who may read what: the access table, written a second time by hand, so that the portal is not its own judge.

Read a row as: this kind of text, written by somebody in a case, may be read by these people; the same people must be
able to find it, unless `finds` says otherwise. The words:

    writer       the party who wrote it, with whoever stands on that side (a representative, a support person)
    self         that one person, nobody of their side
    complainant  the complainant's side: representative with an accepted mandate and support person included
    informed     every employee concerned who was informed, each with their support person
    addressees   the parties to whom it was addressed or released
    filer        the representative who filed it, also before the mandate is accepted: they wrote it down themselves
    handlers     the functionaris or deputy who is competent in this case now
    shared       the one manager to whom the functionaris granted insight in this very piece
    officers     functionaris and deputy of the organisation, whatever the case
    managers     the management of the organisation
    admins       the admin of the organisation
    everybody    whoever visits the organisation's pages
    nobody       no page shows it

Two rules stand above the table. Whoever did not yet accept the confidentiality notice of a case reads nothing of it.
And nothing of one organisation is ever read in another.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.leaks.cast import ANONYMOUS, CASES, PEOPLE, SIDE_OF, SIDES, Case


@dataclass(frozen=True)
class Rule:
    """One row: who may read it, who must find it, and where that is written."""

    reads: str
    finds: str
    why: str


def _rule(reads: str, why: str, finds: str | None = None) -> Rule:
    return Rule(reads, reads if finds is None else finds, why)


RULES: dict[str, Rule] = {
    # the complaint
    "complaint": _rule(
        "writer, complainant, handlers, shared", "the source is the complainant's; employees get an edition"
    ),
    "wish": _rule("writer, complainant, handlers, shared", "as the complaint"),
    "when": _rule("writer, complainant, handlers", "as the complaint", finds="complainant, handlers"),
    "aboutwhom": _rule("writer, complainant, handlers", "as the complaint", finds="complainant, handlers"),
    "place": _rule("handlers", "where the original is kept: the register's"),
    "addition": _rule("writer, handlers", "a new item of the complainant"),
    "unsent": _rule("nobody", "a complaint that was never sent belongs to one browser"),
    # who they are
    "name": _rule("self, filer, complainant, informed, handlers", "an employee needs the name to answer, and no more"),
    "mail": _rule("self, handlers", "no address, phone or e-mail of the complainant for anybody else"),
    "phone": _rule("self, handlers", "as the e-mail address", finds="handlers"),
    "address": _rule("self, handlers", "as the e-mail address", finds="handlers"),
    "agent": _rule(
        "self, complainant, informed, handlers",
        "of a mandate the other side knows that it exists",
        finds="handlers",
    ),
    "relation": _rule("self, complainant, handlers", "who the representative is to the client", finds="handlers"),
    "supporter": _rule("self, writer, handlers", "a support person is known on the side that named them"),
    "tie": _rule("self, writer, handlers", "who the support person is to the party", finds="handlers"),
    "guest": _rule("self, complainant, handlers", "an employee from outside: colleagues and the admin do not know"),
    "guestwork": _rule(
        "self, complainant, handlers", "name and function, as of any employee", finds="complainant, handlers"
    ),
    "mandate": _rule("handlers", "what proof was seen", finds="nobody"),
    # hearing both sides
    "allegation": _rule("complainant, addressees, handlers", "an employee reads only the parts about themselves"),
    "edition": _rule(
        "addressees",
        "the text as released, to whom it was released; the functionaris keeps the original",
        finds="addressees",
    ),
    "standpoint": _rule("writer, handlers, shared", "the other side reads it by the functionaris's hand only"),
    "message": _rule("writer, addressees, handlers", "a channel of its own for each side"),
    "request": _rule("addressees, handlers", "the question goes to who is asked"),
    "mediation": _rule("complainant, informed, handlers", "written to both sides"),
    "talk": _rule("handlers", "a report is the functionaris's until released"),
    "appointment": _rule("addressees, handlers", "who is invited to a talk, and nobody else"),
    "answertalk": _rule("writer, handlers", "whether somebody comes is between that side and the functionaris"),
    "comment": _rule("writer, handlers", "what is said of a report is read by others when released"),
    "rectification": _rule("writer, handlers", "a statement beside a piece is read by others when released"),
    "note": _rule("handlers", "free thinking"),
    "gist": _rule("writer, complainant, handlers", "the complainant may correct the picture of a contact"),
    "remark": _rule("writer, handlers", "the outcome is not the complainant's until released"),
    "proposal": _rule("writer, addressees, handlers", "sending it shares it"),
    "answer": _rule("writer, addressees, handlers", "an answer goes to who proposed, and never to a colleague"),
    "draft": _rule("self", "nobody reads over a shoulder, not even one's own side"),
    "kept": _rule("self", "a form that came too late is its writer's"),
    # decisions
    "decision": _rule("complainant, handlers", "the reason not to handle it is the complainant's"),
    "extension": _rule("complainant, informed, handlers", "both are told why it takes longer"),
    "external": _rule("complainant, informed, handlers", "both are told what a court means for the handling"),
    "judgment": _rule("complainant, informed, handlers", "complainant and employee each have it in writing"),
    "reasons": _rule("complainant, addressees, handlers", "an employee reads the findings about themselves"),
    "settlement": _rule("complainant, informed, handlers", "what was agreed"),
    "satisfaction": _rule("writer, handlers", "the functionaris alone reads why"),
    "refusal": _rule("writer, handlers", "why somebody does not sign is the functionaris's to know"),
    "withdrawal": _rule("writer, handlers", "no reason is owed; the employee does not read one"),
    "paper": _rule("handlers", "where a signed paper lies"),
    "analysis": _rule("handlers", "not a second judgment"),
    "ground": _rule("shared, handlers", "why management reads one piece", finds="shared"),
    # what the organisation learns
    "recommendation": _rule("officers, managers", "written without anybody in it"),
    "evidence": _rule("officers, managers", "as the recommendation"),
    "decided": _rule("officers, managers", "the decision on it, with its reason"),
    "owner": _rule("officers, managers", "who carries it out"),
    "report": _rule("officers, managers", "remarks in a report without names"),
    "review": _rule("officers, managers", "the minutes of management"),
    # the organisation
    "staff": _rule("self, officers, managers, admins", "the staff list; management appoints from it", finds="admins"),
    "staffmail": _rule(
        "self, officers, admins",
        "an account is the admin's, an address in a case the functionaris's",
        finds="self, admins",
    ),
    "staffwork": _rule("self, officers, admins", "as the name", finds="admins"),
    "manager": _rule("self, officers, managers, admins", "management is known to whom it decides with", finds="admins"),
    "officer": _rule("everybody", "who handles complaints is public", finds="nobody"),
    "topic": _rule("everybody", "a topic of the list is nobody's secret", finds="admins"),
    "route": _rule("everybody", "where to go next is public", finds="admins"),
    "started": _rule("officers, admins", "proof that a client was told of the regulation", finds="admins"),
}
"""kind of text → who reads it."""


@dataclass(frozen=True)
class Canary:
    """A string that occurs nowhere else: what kind of text it stands in, in which case, by whom and to whom.

    `by` and `to` are parts of the case, or people where there is no case. `granted`: shared with one manager.
    """

    word: str
    kind: str
    case: str
    by: str
    org: str
    to: tuple[str, ...] = ()
    granted: bool = False


def may_read(canary: Canary) -> frozenset[str]:
    """Name the people who may read it. A letter to post says to whom it goes, also before the case was opened."""
    return _people(canary, RULES[canary.kind].reads, opened=canary.kind == "name") | _known(canary)


def must_find(canary: Canary) -> frozenset[str]:
    """Name the people who must find it, or the portal is shut rather than safe."""
    if canary.kind == "name" and canary.case in CASES and CASES[canary.case].unread:
        return frozenset()  # a case that nobody opened shows its names nowhere but on a letter to post
    return _people(canary, RULES[canary.kind].finds)


def _people(canary: Canary, words: str, *, opened: bool = False) -> frozenset[str]:
    case = CASES.get(canary.case)
    found: set[str] = set()
    for word in words.split(", "):
        found |= _in_case(canary, case, word, frozenset() if opened else case.unread) if case else set()
        found |= _in_organisation(canary, word)
    return frozenset(one for one in found if one in PEOPLE and PEOPLE[one].org == canary.org)


def _in_case(canary: Canary, case: Case, word: str, unread: frozenset[str]) -> set[str]:
    sides = {
        "writer": (canary.by,),
        "complainant": ("K",),
        "filer": ("R",),
        "informed": ("A", "B", "C"),
        "addressees": canary.to,
        "handlers": ("F",),
        "shared": ("D",) if canary.granted else (),
    }.get(word, ())
    parts = {part for side in sides for part in SIDES[SIDE_OF[side]]}
    found = {who for part, who in case.parts.items() if part in parts and part not in unread}
    return found | {case.parts.get(canary.by) or case.gone[canary.by]} if word == "self" else found


def _in_organisation(canary: Canary, word: str) -> set[str]:
    role = {"officers": "functionaris", "managers": "management", "admins": "admin"}.get(word)
    if role is not None:
        return {key for key, one in PEOPLE.items() if role in one.roles and one.org == canary.org}
    if word == "everybody":
        return {key for key, one in PEOPLE.items() if one.org == canary.org}
    return {canary.by} if word == "self" and not canary.case else set()


def _known(canary: Canary) -> frozenset[str]:
    """Name who knows a member of the staff because they are in a case together.

    The complainant's side knows an employee who was informed; an employee's support person knows that employee. One
    employee does not know of another, and nobody knows of an employee who was not informed yet.
    """
    found: set[str] = set()
    if canary.kind in {"staff", "staffwork", "manager"}:
        for case in CASES.values():
            for part in "ABC":
                if case.person(part) == canary.by:
                    found |= {who for seat, who in case.parts.items() if seat in SIDES["K"] | SIDES[part]}
    if canary.kind == "mail":
        for case in CASES.values():
            if canary.by in {case.person(part) for part in "KGRSTC"} | set(case.gone.values()):
                found |= {who for seat, who in case.parts.items() if seat in "FW"}
    return frozenset(one for one in found if one in PEOPLE)


def knows_number(key: str) -> frozenset[str]:
    """Name who may know that a case exists, by its number: who takes part in it and was told. Never management."""
    return frozenset(who for part, who in CASES[key].parts.items() if part in set("KGRSABCTFW") and who in PEOPLE)


def is_anonymous(person: str) -> bool:
    return person.startswith(ANONYMOUS)
