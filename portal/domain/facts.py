"""What the procedure knows of one case: stage plus facts, without a name or a word of text.

`Facts` is the whole state of the procedure. Only `procedure.perform` makes a new one, and in the end
`retention.erased`; the record keeps it beside the case, so that a list can say who is at turn without reading the
file. People stand in it as references of that case.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from portal.domain.acts import Act
from portal.domain.term import Deadline

SHORT_DAYS = 3
"""A reminder leaves three days before a reply date; a term of no more than that has none."""


class Side(StrEnum):
    """On whose side a person stands in a case. Each employee is a side of their own."""

    COMPLAINANT = "complainant"
    EMPLOYEE = "employee"
    FUNCTIONARIS = "functionaris"
    SYSTEM = "system"


class Stage(StrEnum):
    """A stage exists only where the set of open acts changes."""

    RECEIVED = "received"
    HANDLING = "handling"
    JUDGED = "judged"
    SIGNING = "signing"
    CLOSED = "closed"


class Ending(StrEnum):
    """How a closed case ended."""

    SIGNED = "signed"
    UNSIGNED = "unsigned"
    NOT_SATISFIED = "not_satisfied"
    DECLINED = "declined"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Reply:
    """One invitation to react (art. 5.2), or one reply date set with a released piece.

    `until` is the last day, in Dutch local time. `minor` marks the short reply to a released piece.
    """

    until: date
    asked_on: date
    minor: bool = False
    answered_on: date | None = None
    waived_on: date | None = None
    reminded_on: date | None = None

    @property
    def settled(self) -> bool:
        """Answered or waived: nothing is awaited any more."""
        return self.answered_on is not None or self.waived_on is not None

    @property
    def short(self) -> bool:
        """Too short a term to leave room for a reminder."""
        return (self.until - self.asked_on).days <= SHORT_DAYS


@dataclass(frozen=True, slots=True)
class Party:
    """The complainant, or one employee concerned."""

    ref: str
    side: Side
    informed_on: date | None = None
    replies: tuple[Reply, ...] = ()

    @property
    def informed(self) -> bool:
        """The complainant always is; an employee from art. 5.2 on."""
        return self.side is Side.COMPLAINANT or self.informed_on is not None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal of art. 5.3. Whoever makes it accepts it by sending it."""

    ref: str
    by: str
    to: tuple[str, ...]
    on: date
    accepted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    withdrawn: bool = False

    @property
    def open(self) -> bool:
        """Somebody still has to answer, nobody said no."""
        return not self.withdrawn and not self.refused and bool(self.awaiting)

    @property
    def awaiting(self) -> tuple[str, ...]:
        """The references of those who have not answered."""
        return tuple(ref for ref in self.to if ref not in self.accepted and ref not in self.refused)

    @property
    def joined(self) -> tuple[str, ...]:
        """Who made it and who accepted it."""
        return (self.by, *self.accepted)

    @property
    def agreed(self) -> bool:
        """Everybody who was asked accepted it."""
        return not self.withdrawn and not self.refused and not self.awaiting


@dataclass(frozen=True, slots=True)
class Allegation:
    """A klachtonderdeel: judged separately. Without employees it concerns the organisation itself.

    `unheard`: with whom it was laid while the case was already being heard, and who was not asked about it since.
    """

    ref: str
    employees: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A signature (or refusal) of one person under one document. `document` is the employee it is about, or ''."""

    document: str
    party: str
    signed: bool
    on: date


@dataclass(frozen=True, slots=True)
class TalkAnswer:
    """What one guest let know of a talk: coming, not coming, or (None) at another moment please."""

    party: str
    coming: bool | None
    on: date


@dataclass(frozen=True, slots=True)
class Talk:
    """An appointment for a talk (art. 5.2). When it is moved, everybody is asked anew."""

    ref: str
    to: tuple[str, ...]
    on: date
    answers: tuple[TalkAnswer, ...] = ()
    cancelled: bool = False

    def ahead(self, today: date) -> bool:
        """Whether it is still to be held, today or later."""
        return not self.cancelled and self.on >= today

    def answer(self, ref: str) -> TalkAnswer | None:
        """What this guest let know last."""
        return next((one for one in self.answers if one.party == ref), None)

    @property
    def awaiting(self) -> tuple[str, ...]:
        """The guests who let nothing know."""
        return tuple(ref for ref in self.to if self.answer(ref) is None)

    @property
    def moment_asked(self) -> bool:
        """Whether a guest asked for another moment."""
        return any(one.coming is None for one in self.answers)


@dataclass(frozen=True, slots=True)
class ReportShown:
    """A report of a talk, and one party to whom it was released: may comment on it through `until`."""

    ref: str
    party: str
    until: date
    commented_on: date | None = None


@dataclass(frozen=True, slots=True)
class Moments:
    """First and last day on which an act was done, and how often."""

    first: date
    last: date
    count: int = 1


@dataclass(frozen=True, slots=True)
class Accepted:
    """The confidentiality notice (art. 6.1), accepted by one party or functionaris."""

    party: str
    on: date


@dataclass(frozen=True, slots=True)
class Silence:
    """A time in which the complainant heard nothing for too long (art. 7.3): by when it should have ended."""

    due_on: date
    ended_on: date

    @property
    def days(self) -> int:
        """How much too long it was."""
        return (self.ended_on - self.due_on).days


@dataclass(frozen=True, slots=True)
class Facts:
    """The state of one case. Dates are Dutch local days."""

    stage: Stage
    received_on: date
    registered_on: date
    deadline: Deadline
    first_due_on: date
    complainant: str
    handler: str | None = None
    ending: Ending | None = None
    mandate_missing: bool = False
    mandate_until: date | None = None
    unconfirmed_record: bool = False
    conflict_free: bool = False
    opened: bool = False
    categories: int = 0
    cause: bool = False
    allegations: tuple[Allegation, ...] = ()
    parties: tuple[Party, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    extensions: int = 0
    late_extensions: int = 0
    judgment_asked: bool = False
    issued_on: date | None = None
    to_post: bool = False
    posted_on: date | None = None
    settlement: bool = False
    satisfied: bool | None = None
    answer_until: date | None = None
    sign_until: date | None = None
    marks: tuple[Mark, ...] = ()
    external: bool = False
    closed_on: date | None = None
    erased_on: date | None = None
    heard_from_us_on: date | None = None
    silence: Silence | None = None
    notices: tuple[Accepted, ...] = ()
    talks: tuple[Talk, ...] = ()
    reports: tuple[ReportShown, ...] = ()
    acts: dict[Act, Moments] = field(default_factory=dict)

    def party(self, ref: str) -> Party | None:
        """The party with this reference, if it is one."""
        return next((one for one in self.parties if one.ref == ref), None)

    @property
    def employees(self) -> tuple[Party, ...]:
        """All employees concerned, informed or not."""
        return tuple(one for one in self.parties if one.side is Side.EMPLOYEE)

    @property
    def informed(self) -> tuple[Party, ...]:
        """The employees who know of the case."""
        return tuple(one for one in self.employees if one.informed)

    def linked(self, employee: str) -> tuple[str, ...]:
        """References of the parts that concern this employee."""
        return tuple(part.ref for part in self.allegations if employee in part.employees)

    @property
    def last_heard_on(self) -> date:
        """The day on which the complainant last heard from us; the registration is the first time."""
        return self.heard_from_us_on or self.registered_on

    def done(self, act: Act) -> bool:
        """Whether this act was ever done in this case."""
        return act in self.acts

    @property
    def given_on(self) -> date | None:
        """The day on which the judgment was given: when it could be read, or when it was posted (art. 5.4, 5.5)."""
        return self.posted_on if self.to_post else self.issued_on

    @property
    def agreements(self) -> tuple[Proposal, ...]:
        """The proposals that the complainant and whoever else was asked agreed on, the newest first."""
        agreed = (one for one in reversed(self.proposals) if one.agreed)
        return tuple(one for one in agreed if self.complainant in one.joined)

    @property
    def agreement(self) -> Proposal | None:
        """The newest of them, once they settle the whole case (art. 5.3).

        Nobody settles a part that a colleague answers for: each employee concerned agreed, or the organisation did
        by the functionaris, who is a party to no case.
        """
        joined = {ref for one in self.agreements for ref in one.joined}
        concerned = {one.ref for one in self.informed if self.linked(one.ref)}
        organisation = any(self.party(ref) is None for ref in joined)
        return self.agreements[0] if joined and (organisation or concerned <= joined) else None

    @property
    def documents(self) -> tuple[str, ...]:
        """The signing documents: one text for all, or one for each employee concerned (art. 5.6)."""
        refs = tuple(one.ref for one in self.informed if self.linked(one.ref))
        return refs if len(refs) > 1 else ("",)

    def signers(self, document: str) -> tuple[str, ...]:
        """Who must sign this document: complainant, functionaris and the employee(s) it is about."""
        about = (document,) if document else tuple(one.ref for one in self.informed if self.linked(one.ref))
        return (self.complainant, *((self.handler,) if self.handler else ()), *about)

    def awaited(self, ref: str) -> tuple[str, ...]:
        """The documents that this person has neither signed nor declined."""
        marked = {mark.document for mark in self.marks if mark.party == ref}
        return tuple(doc for doc in self.documents if ref in self.signers(doc) and doc not in marked)


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one allegation, and the pieces its reasons rest on (reference → who can read it)."""

    allegation: str
    outcome: str
    reasoned: bool
    cited: dict[str, frozenset[str]] = field(default_factory=dict)
    exception: bool = False


@dataclass(frozen=True, slots=True)
class Deed:
    """One act by one person on one day, with what of it matters to the procedure."""

    act: Act
    side: Side
    party: str
    on: date
    to: tuple[str, ...] = ()
    until: date | None = None
    subject: str = ""
    yes: bool | None = None
    count: int = 0
    allegations: tuple[Allegation, ...] = ()
    findings: tuple[Finding, ...] = ()
    by_post: bool = False
