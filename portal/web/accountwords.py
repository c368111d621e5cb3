"""The words of signing in."""

from __future__ import annotations

from portal.sight.actor import Way
from portal.web.lazy import _
from portal.web.words import Words


def shown_with(word: str) -> str:
    """Say with what a signer showed who they are."""
    return str(WAYS[Way(word)])


WAYS = Words(
    [
        (Way.PASSKEY, _("een passkey")),
        (Way.CODE, _("een code uit een app")),
        (Way.RECOVERY, _("een herstelcode")),
        (Way.PROVIDER, _("het account van de organisatie")),
        (Way.PASSWORD_MAIL, _("een wachtwoord en een code per e-mail")),
        (Way.MAIL, _("een code per e-mail")),
        (Way.PASSWORD, _("een wachtwoord")),
    ],
)
