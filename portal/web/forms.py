"""What every form shares: shape only, no rules. What cannot be kept is said in words; what was typed stays."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from babel.dates import format_date
from flask import g
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import choices as fields_with_choices
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.domain.calendar import YEARS_AHEAD, YEARS_BACK, reach
from portal.web import extra, keeping, state
from portal.web.i18n import spoken
from portal.web.lazy import _
from portal.web.typed import UNSEEN, stripped, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from wtforms import Field, Form

    from portal.web.placing import Rows

SHORT = 200
LONG = 20_000


def keepable(_form: Form, field: Field) -> None:
    """Refuse signs that no text holds, such as control characters."""
    if UNSEEN in (field.data or ""):
        raise ValidationError(str(_("Hier staat een teken in dat wij niet kunnen bewaren. Typ de tekst opnieuw.")))


def needed(message: str | None = None) -> DataRequired:
    """Something must be filled in."""
    return DataRequired(message or _("Vul dit in."))


def chosen(message: str | None = None) -> InputRequired:
    """Something must be chosen."""
    return InputRequired(message or _("Maak een keuze."))


def text_field(
    label: str, *, hint: str = "", optional: bool = False, most: int = LONG, default: str = ""
) -> TextAreaField:
    """Make a field for a longer text."""
    return TextAreaField(
        label,
        default=default,
        description=hint,
        validators=[
            Optional() if optional else needed(),
            keepable,
            Length(max=most, message=_("Deze tekst is te lang. Gebruik hoogstens %(max)d tekens.")),
        ],
    )


def line_field(label: str, *, hint: str = "", optional: bool = False, most: int = SHORT) -> StringField:
    """Make a field of one line."""
    return StringField(
        label,
        description=hint,
        filters=[stripped],
        validators=[
            Optional() if optional else needed(),
            keepable,
            Length(max=most, message=_("Dit is te lang. Gebruik hoogstens %(max)d tekens.")),
        ],
    )


def email_field(label: str, *, hint: str = "", optional: bool = False) -> EmailField:
    """Make a field for a mail address."""
    return EmailField(
        label,
        description=hint,
        filters=[stripped],
        validators=[
            Optional() if optional else needed(),
            keepable,
            Length(max=254, message=_("Dit is te lang. Gebruik hoogstens %(max)d tekens.")),
            Email(_("Dit is geen volledig e-mailadres. Een voorbeeld: naam@voorbeeld.nl.")),
        ],
    )


def day_field(
    label: str,
    *,
    hint: str = "",
    optional: bool = False,
    default: date | None = None,
    back: int = YEARS_BACK,
    ahead: int = YEARS_AHEAD,
) -> DateField:
    """Make a field for a date within so many years of today: what lies beyond was mistyped.

    None `back` is from today, none `ahead` until today.
    """
    return Day(
        label,
        default=default,
        description=hint,
        validators=[
            Optional() if optional else chosen(_("Vul een datum in, dag maand jaar.")),
            Within(back, ahead),
        ],
    )


class Within:
    """The years that a date may lie from today."""

    def __init__(self, back: int, ahead: int) -> None:
        self.back, self.ahead = back, ahead

    def __call__(self, _form: Form, field: Field) -> None:
        """Refuse a day outside them, and say which days can be chosen."""
        first, last = reach(state.today(), self.back, self.ahead)
        if field.data is not None and field.data > last and not self.ahead:
            raise ValidationError(str(_("Deze datum ligt in de toekomst. Kies een datum tot en met vandaag.")))
        if field.data is not None and field.data < first and not self.back:
            raise ValidationError(str(_("Kies een datum vanaf vandaag.")))
        if field.data is not None and not first <= field.data <= last:
            written = {key: format_date(day, "d MMMM y", locale=spoken()) for key, day in (("f", first), ("l", last))}
            raise ValidationError(
                str(_("Kies een datum van %(first)s tot en met %(last)s.", first=written["f"], last=written["l"])),
            )


class Day(DateField):
    """A date, with our own words for what is no date."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(str(_("Dit is geen datum. Een voorbeeld: 30-03-2026."))) from None


def tick_field(label: str, *, hint: str = "", must: str | None = None) -> BooleanField:
    """Make a box to tick; `must` is said when it has to be ticked and was not."""
    return BooleanField(label, description=hint, validators=[DataRequired(must)] if must else [])


SelectChoice: Any = getattr(fields_with_choices, "SelectChoice")  # noqa: B009  its published types lag behind
Pair = tuple[str, str]


def made(pairs: Iterable[Pair] | None) -> list[Any]:
    """Make choices of pairs of value and label; a lazy label stays lazy."""
    return [SelectChoice(value, label) for value, label in pairs or ()]


class Choice(SelectField):
    """One of a list, its choices given as pairs."""

    def __init__(self, label: str, *, choices: Iterable[Pair] | None = None, **more: Any) -> None:
        super().__init__(label, choices=made(choices), **more)

    def offer(self, pairs: Iterable[Pair]) -> None:
        """Set the choices."""
        self.choices = made(pairs)


class Radios(RadioField):
    """One of a few, all in view, its choices given as pairs."""

    def __init__(self, label: str, *, choices: Iterable[Pair] | None = None, **more: Any) -> None:
        super().__init__(label, choices=made(choices), **more)

    def offer(self, pairs: Iterable[Pair]) -> None:
        """Set the choices."""
        self.choices = made(pairs)


class Boxes(SelectMultipleField):
    """Several choices as boxes to tick, given as pairs."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, *, choices: Iterable[Pair] | None = None, **more: Any) -> None:
        super().__init__(label, choices=made(choices), **more)

    def offer(self, pairs: Iterable[Pair]) -> None:
        """Set the choices."""
        self.choices = made(pairs)


def boxes_field(
    label: str,
    *,
    hint: str = "",
    optional: bool = False,
    choices: list[tuple[str, str]] | None = None,
    default: list[str] | None = None,
) -> Boxes:
    """Make a field of boxes; the choices are set when the form is made."""
    checks = [] if optional else [chosen(_("Kies er minstens één."))]
    return Boxes(label, description=hint, choices=choices or [], default=default or [], validators=checks)


@contextmanager
def untouched() -> Iterator[None]:
    """Make forms as the case has them, without what was typed."""
    g.untouched = True
    try:
        yield
    finally:
        g.untouched = False


class PortalForm(FlaskForm):
    """A form that is handed in once: its key gives the same answer to the same form.

    What was typed in it before, and could not be taken, stands in it again. `fresh` is a form that nobody typed in.
    """

    key = HiddenField(default=lambda: secrets.token_urlsafe(16))

    OWN = frozenset({"csrf_token", "key", "version", "sure"})
    ROWS: ClassVar[Rows | None] = None
    fresh = True
    filled: frozenset[str] = frozenset()
    left_over: tuple[str, ...] = ()

    def process(self, formdata: Any = None, *more: Any, **values: Any) -> None:
        """Fill the fields."""
        extra.compare(self.asks)
        super().process(self.taken(self.meta.wrap_formdata(self, formdata)), *more, **values)

    def asks(self, name: str) -> bool:
        """Say whether a name is of this form: one of its fields, or of a row that it has or had."""
        return name in self._fields or (self.ROWS is not None and self.ROWS.has(name))

    def taken(self, typed: MultiDict[str, str] | None) -> MultiDict[str, str] | None:
        """Take what was handed in, or else what was kept of this page, each row in its place of today."""
        if g.get("untouched"):
            return None
        typed = keeping.brought_back() if typed is None else typed
        self.fresh = not typed
        typed = self._tidied(typed) if typed else typed
        if not typed or self.ROWS is None:
            return typed
        placed = self.ROWS.place(typed)
        self.filled = placed.filled
        self.left_over = placed.left_over
        return placed.typed

    def _tidied(self, typed: MultiDict[str, str]) -> MultiDict[str, str]:
        """Make what was typed fit to be kept and shown. A password is compared sign by sign, and never shown."""
        secret = {name for name, field in self._fields.items() if isinstance(field, PasswordField)}
        pairs = typed.items(multi=True)
        return MultiDict(
            [(name, value if name in secret and isinstance(value, str) else tidy(value)) for name, value in pairs]
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse a text whose row is not there. It stands on the page again, for the person to copy."""
        valid: bool = super().validate(extra_validators)
        if self.left_over:
            self.refuse(None, str(_("Een tekst hoort bij een onderdeel dat er niet is. Er is niets vastgelegd.")))
        return valid and not self.left_over

    def values(self) -> dict[str, Any]:
        """Give what was filled in, without what is the form's own."""
        return {name: value for name, value in self.data.items() if name not in self.OWN}

    def refuse(self, field: str | None, message: str) -> None:
        """Say why what was handed in is refused, beside the field that can mend it when there is one."""
        target = self._fields.get(field or "")
        if target is not None and isinstance(target.errors, list | tuple):
            target.errors = [*target.errors, message]
        else:
            self.form_errors.append(message)


class ActForm(PortalForm):
    """The form of one act in a case. `version` is what of the case the person had before them.

    `STORED` says that an untouched form shows what the case holds, so that the two can be compared.
    """

    STORED = False

    version = HiddenField()


class FinalForm(ActForm):
    """The form of an act that cannot be undone: one is asked to say so."""

    sure = BooleanField(
        _("Ik heb dit gelezen en wil doorgaan. Dit kan niet worden teruggedraaid."),
        validators=[DataRequired(_("Zet een vinkje om te bevestigen."))],
    )


def given(field: DateField) -> date:
    """Give the date of a field that was checked to have one."""
    value: date | None = field.data
    if value is None:
        raise ValueError(f"{field.name} was not checked")
    return value
