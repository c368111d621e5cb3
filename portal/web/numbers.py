"""A burgerservicenummer in a text: pointed out before it is sent, never kept apart (privacy, art. 6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, request

from portal.vault.checking import numbers
from portal.web import keeping
from portal.web.lazy import _

if TYPE_CHECKING:
    from portal.web.forms import PortalForm

SEEN = "numbers_seen"


def pointed_out(form: PortalForm) -> bool:
    """Say once that there seems to be such a number in what was typed. Whoever sends it again meant it."""
    if SEEN in request.form:
        return False
    typed = "\n".join(value for values in keeping.typed_fields().values() for value in values)
    found = numbers(typed)
    if found:
        g.numbers = True
        said = _(
            "In uw tekst lijkt een burgerservicenummer te staan (%(found)s). Haal het weg als het niet nodig is. "
            "Wilt u het toch versturen, doe dat dan nog een keer.",
            found=", ".join(found),
        )
        form.refuse(None, str(said))
    return bool(found)
