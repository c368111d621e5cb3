"""What an organisation's own sign-in says of itself: its addresses and its keys (OpenID Connect Discovery).

What was read is kept for some minutes in this process. Keys are read once more when a token names one that is not among
them: that is how a provider changes its keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from portal.accounts.outward import OutsideError, ask, fit

if TYPE_CHECKING:
    from datetime import datetime

KEPT = timedelta(minutes=5)
WELL_KNOWN = "/.well-known/openid-configuration"
BASIC, POST = "client_secret_basic", "client_secret_post"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a provider says of itself, as far as the portal uses it.

    `names_itself`: it says in its answer which provider it is, so that an answer without that is not its own.
    """

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str
    end_session: str
    secret_in: str
    names_itself: bool
    scopes: frozenset[str]


@dataclass(slots=True)
class Shelf:
    """What was read, with when. Bounded: it forgets all when there is too much of it."""

    most: int = 500
    kept: dict[str, tuple[datetime, Any]] = field(default_factory=dict)

    def find(self, name: str, now: datetime) -> Any:
        """Give what was kept and is not too old."""
        at, value = self.kept.get(name, (now, None))
        return value if abs(now - at) < KEPT else None

    def keep(self, name: str, now: datetime, value: Any) -> None:
        """Keep it."""
        if len(self.kept) >= self.most:
            self.kept.clear()
        self.kept[name] = (now, value)


_metadata = Shelf()
_keys = Shelf()


def forget() -> None:
    """Ask anew from now on."""
    _metadata.kept.clear()
    _keys.kept.clear()


def read(issuer: str, now: datetime, *, local: bool, fresh: bool = False) -> Metadata:
    """Read what a provider says of itself.

    Raises:
        OutsideError: `provider_down`, `provider_certificate`, `provider_address`, `provider_answer`, `provider_issuer`
            when it says to be another, `provider_metadata` when something is missing.

    """
    found = None if fresh else _metadata.find(issuer, now)
    if not isinstance(found, Metadata):
        fit(issuer, local=local)
        found = _understood(issuer, ask(f"{issuer.rstrip('/')}{WELL_KNOWN}", local=local), local=local)
        _metadata.keep(issuer, now, found)
    return found


def _understood(issuer: str, told: dict[str, Any], *, local: bool) -> Metadata:
    if told.get("issuer") != issuer:
        raise OutsideError("provider_issuer")
    pkce = told.get("code_challenge_methods_supported")
    if pkce is not None and "S256" not in _words(pkce):
        raise OutsideError("provider_metadata")
    methods = _words(told.get("token_endpoint_auth_methods_supported", [BASIC]))
    if not methods & {BASIC, POST}:
        raise OutsideError("provider_metadata")
    needed = {name: told.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    more = {name: told.get(name) or "" for name in ("userinfo_endpoint", "end_session_endpoint")}
    if not all(isinstance(one, str) and one for one in needed.values()):
        raise OutsideError("provider_metadata")
    every = {name: str(one) for name, one in {**needed, **more}.items()}
    for one in every.values():
        if one:
            fit(one, local=local)
    return Metadata(
        issuer,
        every["authorization_endpoint"],
        every["token_endpoint"],
        every["jwks_uri"],
        every["userinfo_endpoint"],
        every["end_session_endpoint"],
        BASIC if BASIC in methods else POST,
        told.get("authorization_response_iss_parameter_supported") is True,
        _words(told.get("scopes_supported", [])),
    )


def _words(value: object) -> frozenset[str]:
    return frozenset(one for one in value if isinstance(one, str)) if isinstance(value, list) else frozenset()


def keys(meta: Metadata, now: datetime, *, local: bool, fresh: bool = False) -> list[dict[str, Any]]:
    """Read the public keys that a provider signs with; a secret key among them is none.

    Raises:
        OutsideError: as `read`.

    """
    found = None if fresh else _keys.find(meta.keys, now)
    if not isinstance(found, list):
        told = ask(meta.keys, local=local).get("keys")
        found = [one for one in told if _public(one)] if isinstance(told, list) else []
        if not found:
            raise OutsideError("provider_metadata")
        _keys.keep(meta.keys, now, found)
    return found


def _public(key: object) -> bool:
    return (
        isinstance(key, dict) and key.get("kty") in {"RSA", "EC"} and key.get("use", "sig") == "sig" and "d" not in key
    )
