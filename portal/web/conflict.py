"""Two at work in one case: what stands there now, beside what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wtforms import HiddenField

if TYPE_CHECKING:
    from wtforms import Field

    from portal.sight.dossier import Dossier
    from portal.sight.timeline import Moment
    from portal.web.forms import ActForm


@dataclass(frozen=True, slots=True)
class Conflict:
    """What differs from what was typed, by the label of its field, and what happened last."""

    stands: tuple[tuple[str, str], ...]
    last: Moment | None

    @classmethod
    def between(cls, typed: ActForm, now: ActForm | None, case: Dossier) -> Conflict:
        """Compare what was typed with the form as the case has it now, if the case has it."""
        last = case.moments[-1] if case.moments else None
        return cls(tuple(_differing(typed, now)) if now is not None else (), last)


def _differing(typed: ActForm, now: ActForm) -> list[tuple[str, str]]:
    spare = now.ROWS.spare if now.ROWS is not None else frozenset()
    return [
        (str(field.label.text), shown(field))
        for field in now
        if field.name not in typed.OWN | spare
        and not isinstance(field, HiddenField)
        and (field.name in typed.filled or shown(field) != shown(typed[field.name]))
    ]


def shown(field: Field) -> str:
    """Write what is in a field as a reader would say it: the words of a choice, not its value."""
    if hasattr(field, "iter_choices"):
        return ", ".join(str(choice[1]) for choice in field.iter_choices() if choice[2] and choice[0])
    return str(field.data or "").strip()
