"""The fixed words of an appointment for a talk, and the file that puts it into a calendar.

What is told stands in the file of the case, in its language. A calendar is often shared, and read by who provides it:
it gets a time, a length and, if ticked, a place. Nothing in it says that there is a complaint.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from babel.dates import format_date

from portal.domain.calendar import AMSTERDAM
from portal.domain.talks import Where

if TYPE_CHECKING:
    from datetime import datetime

    from portal.sight.talks import Slot

WHEN = {
    "nl": "{day}, {at:%H.%M} uur. Het gesprek duurt ongeveer {minutes} minuten.",
    "en": "{day}, {at:%H:%M}. The talk takes about {minutes} minutes.",
}
OFF = {
    "nl": "Het gesprek van {day}, {at:%H.%M} uur, gaat niet door.",
    "en": "The talk of {day}, {at:%H:%M}, is cancelled.",
}
HOW = {
    "nl": {Where.ON_SITE: "Waar", Where.PHONE: "Telefonisch", Where.VIDEO: "Via een videogesprek"},
    "en": {Where.ON_SITE: "Where", Where.PHONE: "By phone", Where.VIDEO: "By video call"},
}
SUMMARY = {"nl": "Gesprek", "en": "Appointment"}
FILE_NAME = {"nl": "afspraak.ics", "en": "appointment.ics"}
MAKER = "-//Agenda//NL"
"""A calendar names the program that made an entry: the name of this one would tell what the talk is about."""


def invitation(language: str, starts_at: datetime, minutes: int, how: Where, place: str, text: str) -> str:
    """Say when and where a talk is, and what the functionaris adds to it."""
    day, local = _local(language, starts_at)
    first = WHEN[language].format(day=day[:1].upper() + day[1:], at=local, minutes=minutes)
    return _with(f"{first}\n{HOW[language][how]}: {place}", text)


def cancellation(language: str, starts_at: datetime, text: str) -> str:
    """Say that a talk is not held, and why where that was said."""
    day, local = _local(language, starts_at)
    return _with(OFF[language].format(day=day, at=local), text)


def _local(language: str, moment: datetime) -> tuple[str, datetime]:
    local = moment.astimezone(AMSTERDAM)
    return format_date(local.date(), "EEEE d MMMM y", locale=language), local


def _with(said: str, text: str) -> str:
    return f"{said}\n\n{text.strip()}" if text.strip() else said


def calendar_file(slot: Slot, language: str) -> bytes:
    """Make the file for a calendar: no organiser, no guests, no description, no number and no name."""
    from icalendar import Calendar, Event

    entry = Event()
    entry.add("uid", slot.uid)
    entry.add("dtstamp", slot.changed_at.astimezone(UTC).replace(microsecond=0))
    entry.add("dtstart", slot.starts_at.astimezone(UTC))
    entry.add("duration", timedelta(minutes=slot.minutes))
    entry.add("sequence", slot.sequence)
    entry.add("summary", SUMMARY[language])
    entry.add("class", "PRIVATE")
    if slot.cancelled:
        entry.add("status", "CANCELLED")
    if slot.place:
        entry.add("location", slot.place)
    made = Calendar()
    made.add("prodid", MAKER)
    made.add("version", "2.0")
    made.add_component(entry)
    return bytes(made.to_ical())
