"""Talks (art. 5.2): who is invited, what they let know, and until when a party may comment on the report.

What one party is invited to, and what that party answers, is nothing to the other, unless both are at the same talk.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.domain import effects
from portal.domain.facts import ReportShown, Talk, TalkAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.domain.facts import Deed, Facts
    from portal.domain.regulation import Regulation


class Where(StrEnum):
    """How a talk is held."""

    ON_SITE = "on_site"
    PHONE = "phone"
    VIDEO = "video"


class Coming(StrEnum):
    """What a guest lets know."""

    YES = "yes"
    NO = "no"
    ANOTHER_MOMENT = "another_moment"

    @property
    def told(self) -> bool | None:
        """The same as the procedure keeps it."""
        return None if self is Coming.ANOTHER_MOMENT else self is Coming.YES


def seen_by(facts: Facts, party: str) -> Facts:
    """Leave of the talks and reports what this party may know: its own invitations and answers, and nobody else's."""
    talks = tuple(
        replace(one, to=(party,), answers=tuple(answer for answer in one.answers if answer.party == party))
        for one in facts.talks
        if party in one.to
    )
    return replace(facts, talks=talks, reports=tuple(one for one in facts.reports if one.party == party))


def talk_made(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Make an appointment for a talk."""
    talk = Talk(deed.subject, deed.to, deed.until or deed.on)
    return effects.spoken(replace(facts, talks=(*facts.talks, talk)), deed, None)


def talk_moved(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Hold it at another moment or place; everybody answers anew."""
    changed = _talk(facts, deed, lambda one: replace(one, on=deed.until or one.on, answers=()))
    return effects.spoken(changed, deed, None)


def talk_called_off(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Hold it not at all."""
    return effects.spoken(_talk(facts, deed, lambda one: replace(one, cancelled=True)), deed, None)


def talk_answered(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Note what a guest lets know; the newest counts."""
    told = TalkAnswer(deed.party, deed.yes, deed.on)

    def one(talk: Talk) -> Talk:
        return replace(talk, answers=(*(had for had in talk.answers if had.party != deed.party), told))

    return _talk(facts, deed, one)


def _talk(facts: Facts, deed: Deed, change: Callable[[Talk], Talk]) -> Facts:
    return replace(facts, talks=tuple(change(one) if one.ref == deed.subject else one for one in facts.talks))


def released(facts: Facts, deed: Deed, regulation: Regulation) -> Facts:
    """Share a piece; of a report of a talk (the subject), who receives it may comment within the short reply term."""
    after = effects.released(facts, deed, regulation)
    if not deed.subject:
        return after
    until = max(deed.until or deed.on, regulation.counter_reply.after(deed.on))
    kept = (one for one in facts.reports if one.ref != deed.subject or one.party not in deed.to)
    return replace(after, reports=(*kept, *(ReportShown(deed.subject, ref, until) for ref in deed.to)))


def report_commented(facts: Facts, deed: Deed, _regulation: Regulation) -> Facts:
    """Note that a party commented on a report."""
    reports = (
        replace(one, commented_on=deed.on) if one.ref == deed.subject and one.party == deed.party else one
        for one in facts.reports
    )
    return replace(facts, reports=tuple(reports))
