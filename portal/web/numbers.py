"""A burgerservicenummer in a text: pointed out before it is sent, never kept apart (privacy, art. 6.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import g, request

from portal.vault.checking import numbers
from portal.web import keeping
from portal.web.lazy import _

if TYPE_CHECKING:
    from portal.web.forms import PortalForm

SEEN = "numbers_seen"
REFERENCE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""What a page itself puts in a form, such as who was chosen: nobody typed that."""


def pointed_out(form: PortalForm) -> bool:
    """Say once that there seems to be such a number in what was typed. Whoever sends it again meant it."""
    if SEEN in request.form:
        return False
    said = (value for values in keeping.typed_fields().values() for value in values)
    typed = "\n".join(value for value in said if not REFERENCE.fullmatch(value))
    found = numbers(typed)
    if found:
        g.numbers = True
        warning = _(
            "In uw tekst lijkt een burgerservicenummer te staan (%(found)s). Haal het weg als het niet nodig is. "
            "Wilt u het toch versturen, doe dat dan nog een keer.",
            found=", ".join(found),
        )
        form.refuse(None, str(warning))
    return bool(found)
