"""Words for talks and for who read what."""

from __future__ import annotations

from portal.domain.acts import Act
from portal.domain.talks import Coming, Where
from portal.web import words
from portal.web.lazy import _

WHERE: dict[Where, str] = {
    Where.ON_SITE: _("Op een adres"),
    Where.PHONE: _("Per telefoon"),
    Where.VIDEO: _("Via een videogesprek"),
}

COMING: dict[Coming, str] = {
    Coming.YES: _("Ik kom"),
    Coming.NO: _("Ik kom niet"),
    Coming.ANOTHER_MOMENT: _("Graag een ander moment"),
}
"""What a guest can let know, in the guest's own words."""

_TOLD = {True: _("komt"), False: _("komt niet"), None: _("vraagt een ander moment")}
_YOU_TOLD = {
    True: _("U liet weten dat u komt."),
    False: _("U liet weten dat u niet komt."),
    None: _("U vroeg om een ander moment."),
}


def told(coming: bool | None) -> str:  # noqa: FBT001  what was let know
    """Say of a guest what was let know."""
    return str(_TOLD[coming])


def you_told(coming: bool | None) -> str:  # noqa: FBT001  what was let know
    """Say the same to the guest."""
    return str(_YOU_TOLD[coming])


_READ = {
    "dossier": _("Het hele dossier"),
    "judgment": _("Het oordeel"),
    "letter": _("Een brief"),
    "file": _("Een bestand"),
    "paper": _("Een papier of het dossier"),
    "calendar": _("Een afspraak voor de agenda"),
    "insight": _("Eén stuk, met de directie gedeeld"),
    "readings": _("Deze lijst"),
    "access": _("Het antwoord op een verzoek om inzage"),
}


_ACTS = {act.value: act for act in Act}


def read(what: str) -> str:
    """Name what was opened: the form of an act goes by what the act is called once it was done."""
    if what in _READ:
        return str(_READ[what])
    if what in _ACTS:
        return str(_("Het formulier “%(name)s”", name=words.ACTS[_ACTS[what]]))
    return str(_("Een formulier"))
