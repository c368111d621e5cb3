"""For each kind of piece: who writes it, who reads it at once, to whom the functionaris may release it.

A piece is visible to a person if and only if their side wrote it, or an edition of it was released to their side,
or they are the functionaris who handles the case. Everything here follows from that one sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from portal.domain.acts import Act
from portal.domain.facts import Side

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """What a piece of the dossier is."""

    COMPLAINT = "complaint"
    WISH = "wish"
    ADDITION = "addition"
    STANDPOINT = "standpoint"
    CONTACT = "contact"
    PROPOSAL = "proposal"
    ANSWER = "answer"
    MESSAGE = "message"
    NOTE = "note"
    DECISION = "decision"
    EXTENSION = "extension"
    MEDIATION = "mediation"
    APPOINTMENT = "appointment"
    TALK = "talk"
    COMMENT = "comment"
    RECTIFICATION = "rectification"
    JUDGMENT = "judgment"
    WITHDRAWAL = "withdrawal"
    SIGNING_REFUSAL = "signing_refusal"
    EXTERNAL = "external"
    ANALYSIS = "analysis"
    REMARK = "remark"
    RECORD = "record"


class Reader(StrEnum):
    """Who gets a piece in the same step in which it is made."""

    COMPLAINANT = "complainant"
    INFORMED = "informed"
    ADDRESSEES = "addressees"


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Who writes, who reads at once, and to which sides an edition may be released."""

    writers: frozenset[Side]
    at_once: frozenset[Reader] = frozenset()
    releasable: frozenset[Side] = frozenset()


K, M, F = Side.COMPLAINANT, Side.EMPLOYEE, Side.FUNCTIONARIS
BOTH = frozenset({K, M})


def _kind(writers: set[Side], at_once: set[Reader] | None = None, releasable: set[Side] | None = None) -> Disclosure:
    return Disclosure(frozenset(writers), frozenset(at_once or ()), frozenset(releasable or ()))


KINDS: Mapping[Kind, Disclosure] = MappingProxyType(
    {
        Kind.COMPLAINT: _kind({K, F}, releasable={M}),
        Kind.WISH: _kind({K, F}, releasable={M}),
        Kind.ADDITION: _kind({K}, releasable={M}),
        Kind.STANDPOINT: _kind({K, M}, releasable={K, M}),
        Kind.CONTACT: _kind({M, F}, {Reader.COMPLAINANT}, {K, M}),
        Kind.PROPOSAL: _kind({K, M, F}, {Reader.ADDRESSEES}),
        Kind.ANSWER: _kind({K, M, F}, {Reader.ADDRESSEES}),
        Kind.MESSAGE: _kind({K, M, F}, {Reader.ADDRESSEES}),
        Kind.NOTE: _kind({F}),
        Kind.DECISION: _kind({F}, {Reader.COMPLAINANT}),
        Kind.EXTENSION: _kind({F}, {Reader.COMPLAINANT, Reader.INFORMED}),
        Kind.MEDIATION: _kind({F}, {Reader.COMPLAINANT, Reader.INFORMED}),
        Kind.APPOINTMENT: _kind({F}, {Reader.ADDRESSEES}),
        Kind.TALK: _kind({F}, releasable={K, M}),
        Kind.COMMENT: _kind({K, M}, releasable={K, M}),
        Kind.RECTIFICATION: _kind({K, M}, releasable={K, M}),
        Kind.JUDGMENT: _kind({F}, {Reader.COMPLAINANT, Reader.INFORMED}),
        Kind.WITHDRAWAL: _kind({K}),
        Kind.SIGNING_REFUSAL: _kind({K, M, F}, releasable={K, M}),
        Kind.EXTERNAL: _kind({F}, {Reader.COMPLAINANT, Reader.INFORMED}),
        Kind.ANALYSIS: _kind({F}, releasable={M}),
        Kind.REMARK: _kind({M, F}, releasable={K, M}),
        Kind.RECORD: _kind({F}, {Reader.ADDRESSEES}),
    },
)
"""RECORD says how a party without an account let the functionaris know something, and where the proof of it lies.

REMARK is the outcome and the remarks of a logged contact: the complainant reads date, medium and gist at once,
this only when released (`CONTACT` and `REMARK` are made in one step)."""

CITABLE = frozenset(
    {
        Kind.COMPLAINT,
        Kind.WISH,
        Kind.ADDITION,
        Kind.STANDPOINT,
        Kind.CONTACT,
        Kind.REMARK,
        Kind.PROPOSAL,
        Kind.TALK,
        Kind.MEDIATION,
    },
)
"""Kinds that the reasons of a judgment may rest on: never a message to one side, a note or a draft."""


def may_release(kind: Kind, to: Side) -> bool:
    """Whether the functionaris may release an edition of this kind to that side (art. 5.2)."""
    return to in KINDS[kind].releasable


HAPPENINGS: Mapping[Act, frozenset[Side]] = MappingProxyType(
    {
        Act.FILE: BOTH,
        Act.REGISTER: BOTH,
        Act.CONFIRM_MANDATE: frozenset({K}),
        Act.NAME_REPRESENTATIVE: frozenset({K}),
        Act.END_MANDATE: frozenset({K}),
        Act.REFUSE_MANDATE: frozenset({K}),
        Act.DECLARE_NO_CONFLICT: BOTH,
        Act.DECLARE_CONFLICT: BOTH,
        Act.HAND_OVER: BOTH,
        Act.ASSIGN: BOTH,
        Act.OPEN_FILE: frozenset({K}),
        Act.CORRECT_RECEIPT: BOTH,
        Act.OPEN_HEARING: BOTH,
        Act.INFORM_EMPLOYEE: frozenset({K}),
        Act.DECLINE: frozenset({K}),
        Act.REFER: frozenset({K}),
        Act.EXTEND: BOTH,
        Act.WITHDRAW: BOTH,
        Act.ISSUE_JUDGMENT: BOTH,
        Act.ISSUE_SETTLEMENT: BOTH,
        Act.CORRECT_JUDGMENT: BOTH,
        Act.POST_JUDGMENT: frozenset({K}),
        Act.ASK_JUDGMENT: BOTH,
        Act.ANSWER_SATISFACTION: BOTH,
        Act.SIGN: BOTH,
        Act.DECLINE_SIGNING: BOTH,
        Act.RECORD_PAPER_SIGNATURE: frozenset({K}),
        Act.CLOSE_NOT_SATISFIED: BOTH,
        Act.CLOSE_UNSIGNED: BOTH,
        Act.MARK_EXTERNAL: BOTH,
        Act.GRANT_INSIGHT: BOTH,
    },
)
"""Which sides may know that an act happened. The side that did it always may, the functionaris too; every other act
shows only through the pieces that it shared. What one employee did is never told to another."""
