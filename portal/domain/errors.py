"""Refusals that a person can be told."""

from __future__ import annotations


class Refused(Exception):
    """The regulation says no.

    `reason` is a stable word (the name of the guard that stood in the way); its text stands in the catalogue.
    `field` names the part of the form that can mend it, when there is one.
    """

    def __init__(self, reason: str, field: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


class Gone(Refused):
    """The case changed while the person was busy: what was typed is kept, nothing is saved."""
