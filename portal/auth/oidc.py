"""Speaking OpenID Connect: where a browser is sent, what comes back for a code, and whether that is to be believed."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64decode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from portal.accounts import discovery
from portal.accounts.discovery import BASIC
from portal.accounts.outward import OutsideError, ask, guard, talking
from portal.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from portal.accounts.discovery import Metadata
    from portal.accounts.providers import Outside

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""How a token may be signed: with a key that only the provider has."""
LEEWAY = 60
"""Seconds that two clocks may differ."""
BITS = 2048
LONGEST = 255


@dataclass(frozen=True, slots=True)
class Errand:
    """One way to the provider and back: where it comes back to, and what only this browser's errand knows."""

    callback: str
    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    local: bool


def _client(outside: Outside, meta: Metadata, errand: Errand) -> Any:
    from authlib.integrations.requests_client import OAuth2Session

    client = OAuth2Session(
        client_id=outside.client_id,
        client_secret=outside.secret,
        token_endpoint_auth_method=meta.secret_in,
        redirect_uri=errand.callback,
        scope=_scope(outside, meta),
        code_challenge_method="S256",
    )
    client.register_client_auth_method((BASIC, _basic))
    guard(client, local=errand.local)
    return client


def _scope(outside: Outside, meta: Metadata) -> str:
    """Ask for no more than is used: an address where domains are looked at, roles where those are taken from it."""
    more = ["email"] if outside.domains else []
    if outside.role_claim and outside.role_claim in meta.scopes:
        more.append(outside.role_claim)
    return " ".join(["openid", *more])


def _basic(client: Any, _method: str, uri: str, headers: dict[str, str], body: str) -> tuple[str, dict[str, str], str]:
    """Write client and secret in a header the way RFC 6749 (2.3.1) has it: encoded first."""
    pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
    return uri, {**headers, "Authorization": f"Basic {b64encode(pair.encode()).decode()}"}, body


def address(outside: Outside, meta: Metadata, errand: Errand) -> str:
    """Give the address where somebody shows who they are."""
    with _client(outside, meta, errand) as client:
        made, _state = client.create_authorization_url(
            meta.authorization, state=errand.state, code_verifier=errand.verifier, nonce=errand.nonce
        )
    return str(made)


def leaving(client_id: str, meta: Metadata, back: str) -> str:
    """Give the address where somebody leaves the provider too; empty when it has none."""
    from authlib.common.urls import add_params_to_uri

    if not meta.end_session:
        return ""
    return str(add_params_to_uri(meta.end_session, [("client_id", client_id), ("post_logout_redirect_uri", back)]))


def claims(outside: Outside, meta: Metadata, errand: Errand, code: str, now: datetime) -> dict[str, Any]:
    """Hand in a code, and give what the provider says of who came with it.

    Raises:
        Refused: `provider_refused` for a code or a token that is not good.
        OutsideError: the provider cannot be asked.

    """
    told = _exchange(outside, meta, errand, code)
    token, access = told.get("id_token"), told.get("access_token")
    if not isinstance(token, str) or not isinstance(access, str):
        raise Refused("provider_refused")
    header, found = _opened(token, meta, now, local=errand.local)
    _believed(found, header, outside, errand, access, now)
    return {**found, **_more(outside, meta, found, access, local=errand.local)}


def _exchange(outside: Outside, meta: Metadata, errand: Errand, code: str) -> Mapping[str, Any]:
    from authlib.integrations.base_client import OAuthError

    with talking(), _client(outside, meta, errand) as client:
        try:
            told: Mapping[str, Any] = client.fetch_token(
                meta.token, grant_type="authorization_code", code=code, code_verifier=errand.verifier
            )
        except OAuthError as error:
            raise Refused("provider_refused") from error
        except OSError:  # what requests raises; some of it is a ValueError as well
            raise
        except ValueError as error:  # no JSON
            raise OutsideError("provider_answer") from error
    return told


def _opened(token: str, meta: Metadata, now: datetime, *, local: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """Open a token with the key that it names, if the provider has that; look once more at its keys if not."""
    from joserfc import jws, jwt
    from joserfc.errors import JoseError

    try:
        header = jws.extract_compact(token.encode()).headers()
        if header.get("alg") not in ALGORITHMS or str(header.get("typ", "JWT")).upper() != "JWT":
            raise Refused("provider_refused")
        if header.keys() & {"jwk", "jku", "x5u", "x5c", "crit"}:  # a token never brings its own key
            raise Refused("provider_refused")
        key = _key(header, discovery.keys(meta, now, local=local))
        key = key or _key(header, discovery.keys(meta, now, local=local, fresh=True))
        if key is None:
            raise Refused("provider_refused")
        found = jwt.decode(token, key, algorithms=[str(header["alg"])])
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Refused("provider_refused") from error
    return dict(found.header), dict(found.claims)


def _key(header: Mapping[str, Any], held: list[dict[str, Any]]) -> Any:
    """Find the one key that a token was signed with, by its name, or because there is but one that could be."""
    from joserfc.jwk import JWKRegistry

    algorithm = str(header["alg"])
    kind = "EC" if algorithm.startswith("ES") else "RSA"
    fitting = [one for one in held if one["kty"] == kind and one.get("alg", algorithm) == algorithm]
    if "kid" in header:
        fitting = [one for one in fitting if one.get("kid") == header["kid"]]
    if len(fitting) != 1 or (kind == "RSA" and _bits(fitting[0]) < BITS):
        return None
    return JWKRegistry.import_key(fitting[0])


def _bits(key: Mapping[str, Any]) -> int:
    return int.from_bytes(urlsafe_b64decode(f"{key['n']}=="), "big").bit_length()


def _believed(
    found: dict[str, Any], header: dict[str, Any], outside: Outside, errand: Errand, access: str, now: datetime
) -> None:
    """Check what a token says (OpenID Connect Core 3.1.3.7): whose it is, for whom, when, and for which errand."""
    from authlib.oidc.core import CodeIDToken
    from joserfc.errors import JoseError

    asked = {"client_id": outside.client_id, "nonce": errand.nonce, "access_token": access}
    options: dict[str, Any] = {
        "iss": {"essential": True, "value": outside.issuer},
        "aud": {"essential": True, "value": outside.client_id},
        "sub": {"essential": True},
    }
    try:
        CodeIDToken(found, header, options, asked).validate(int(now.timestamp()), LEEWAY)
    except (JoseError, ValueError, TypeError, AttributeError) as error:
        raise Refused("provider_refused") from error
    several = isinstance(found["aud"], list) and len(found["aud"]) > 1
    subject = found["sub"]
    if (several and "azp" not in found) or ("azp" in found and found["azp"] != outside.client_id):
        raise Refused("provider_refused")
    if not isinstance(subject, str) or not (
        0 < len(subject) <= LONGEST and subject.isascii() and subject.isprintable()
    ):
        raise Refused("provider_refused")
    if found.get("nonce") != errand.nonce or ("at_hash" in found and not found["at_hash"]):
        raise Refused("provider_refused")


def _more(outside: Outside, meta: Metadata, found: Mapping[str, Any], access: str, *, local: bool) -> dict[str, Any]:
    """Ask for what is looked at here and does not stand in the token; it counts for the same person alone."""
    address = {"email", "email_verified"} if outside.domains else set()
    missing = (address if address - found.keys() else set()) | ({outside.role_claim} - {""} - found.keys())
    if not missing or not meta.userinfo:
        return {}

    told = ask(meta.userinfo, local=local, bearer=access)
    if told.get("sub") != found["sub"]:
        raise Refused("provider_refused")
    return {name: told.get(name) for name in missing}
