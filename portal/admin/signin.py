"""The organisation's own sign-in: set by the admin, and tried."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import abort, redirect, url_for
from wtforms import HiddenField, PasswordField
from wtforms.validators import Length, ValidationError

from portal.accounts import discovery, providers
from portal.accounts.outward import OutsideError, fit
from portal.accounts.providers import Settings
from portal.admin.views import blueprint
from portal.domain.errors import Gone, Refused
from portal.sight.actor import RoleName
from portal.web import state, words
from portal.web.acts import CONFLICT
from portal.web.forms import PortalForm, line_field, text_field, tick_field, untouched
from portal.web.lazy import _
from portal.web.page import page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from wtforms import Field

DOMAIN = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
MOST = 50
LONGEST = 200
ROLES = {
    "medewerker": RoleName.EMPLOYEE,
    "klachtenfunctionaris": RoleName.FUNCTIONARIS,
    "directie": RoleName.MANAGEMENT,
    "beheerder": RoleName.ADMIN,
}
"""What an admin types for a role, in every language of the page."""
NAMES = {role: name for name, role in ROLES.items()}


def _local() -> bool:
    return (urlsplit(state.config().base_url).hostname or "") in LOCAL


def _lines(text: str | None) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in (text or "").splitlines() if line.strip()))


def _domains(field: Field) -> list[str]:
    return _lines((field.data or "").lower())


class ProviderForm(PortalForm):
    """The organisation's own sign-in. The secret is typed and never shown."""

    name = line_field(_("Naam op de knop"), most=60)
    issuer = line_field(_("Adres van de inlogdienst (issuer)"), most=255)
    client_id = line_field(_("Naam van dit portaal bij de inlogdienst (client-id)"), most=255)
    client_password = PasswordField(
        _("Geheim van dit portaal (client secret)"),
        validators=[Length(max=1024, message=_("Dit is te lang. Gebruik hoogstens %(max)d tekens."))],
    )
    domains = text_field(_("E-maildomeinen van uw organisatie"), optional=True, most=4000)
    role_claim = line_field(_("Gegeven met rollen (claim)"), optional=True, most=60)
    role_map = text_field(_("Welke waarde welke rol geeft"), optional=True, most=8000)
    enabled = tick_field(_("In gebruik: de knop staat bij het inloggen"))
    version = HiddenField()

    def validate_issuer(self, field: Field) -> None:
        """Refuse what is no address of a provider."""
        try:
            fit(str(field.data or ""), local=_local())
        except OutsideError:
            raise ValidationError(words.reason("provider_address")) from None
        if "?" in str(field.data):
            raise ValidationError(words.reason("provider_address"))

    def validate_client_password(self, field: Field) -> None:
        """Refuse what no secret holds."""
        if not str(field.data or "").strip().isprintable():
            raise ValidationError(str(_("Hier staat een teken in dat wij niet kunnen bewaren. Typ de tekst opnieuw.")))

    def validate_domains(self, field: Field) -> None:
        """Refuse what is no domain."""
        found = _domains(field)
        if len(found) > MOST or not all(DOMAIN.fullmatch(one) for one in found):
            raise ValidationError(str(_("Dit zijn geen domeinen. Een voorbeeld: noorderhaven.nl.")))

    def validate_role_map(self, field: Field) -> None:
        """Refuse a line that gives no role."""
        lines = _lines(field.data)
        pairs = [_pair(line) for line in lines]
        if len(lines) > MOST or None in pairs or len({one[0] for one in pairs if one}) != len(lines):
            raise ValidationError(
                str(_("Schrijf op elke regel één waarde en één rol, zoals: klachten = klachtenfunctionaris."))
            )
        if lines and not self.role_claim.data:
            raise ValidationError(str(_("Vul ook in in welk gegeven de rollen staan.")))

    def wanted(self) -> Settings:
        """Give what was filled in."""
        roles = tuple(pair for line in _lines(self.role_map.data) if (pair := _pair(line)) is not None)
        return Settings(
            self.name.data or "",
            self.issuer.data or "",
            self.client_id.data or "",
            tuple(_domains(self.domains)),
            self.role_claim.data or "",
            roles,
            bool(self.enabled.data),
            0,
        )


def _pair(line: str) -> tuple[str, RoleName] | None:
    value, found, role = (part.strip() for part in line.rpartition("="))
    known = ROLES.get(role.lower())
    return (value, known) if found and 0 < len(value) <= LONGEST and known is not None else None


def _form(stands: Settings | None) -> ProviderForm:
    if stands is None:
        return ProviderForm(data={"version": "0"})
    return ProviderForm(
        data={
            "name": stands.name,
            "issuer": stands.issuer,
            "client_id": stands.client_id,
            "domains": "\n".join(stands.domains),
            "role_claim": stands.role_claim,
            "role_map": "\n".join(f"{value} = {NAMES[role]}" for value, role in stands.role_map),
            "enabled": stands.enabled,
            "version": str(stands.version),
        }
    )


def _page(
    form: ProviderForm, stands: Settings | None, status: int | None = None, *, tested: bool = False, problem: str = ""
) -> ResponseReturnValue:
    links = state.links()
    return page(
        "admin/provider.html",
        status,
        form=form,
        stands=stands is not None,
        tested=tested,
        problem=problem,
        callback=links.to("inloggen/oidc/terug"),
        out=links.to(""),
    )


@blueprint.route("/inloggen", methods=["GET", "POST"])
def provider() -> ResponseReturnValue:
    """Set the organisation's own sign-in."""
    stands = providers.settings(state.session())
    form = _form(stands)
    if not form.validate_on_submit():
        return _page(form, stands)
    secret = (form.client_password.data or "").strip()
    by, seen = state.me().person_id, form.version.data or ""
    try:
        providers.change(state.session(), state.secrets().ring, form.wanted(), secret, seen, state.now(), by)
    except Refused as error:
        form.refuse(error.field, words.reason(error.reason))
        form.version.data = str(stands.version if stands else 0)
        return _page(form, stands, CONFLICT if isinstance(error, Gone) else None)
    return redirect(url_for(".provider", gedaan="provider"))


@blueprint.post("/inloggen/testen")
def test_provider() -> ResponseReturnValue:
    """Read what the provider says of itself, and say what is wrong with it."""
    session, now = state.session(), state.now()
    stands = providers.settings(session)
    if stands is None:
        abort(404)
    problem, by = "", state.me().person_id
    providers.may_test(session, now, by)
    state.pause()  # the network is asked with no transaction open
    try:
        meta = discovery.read(stands.issuer, now, local=_local(), fresh=True)
        discovery.keys(meta, now, local=_local(), fresh=True)
    except OutsideError as error:
        problem = words.reason(error.reason)
    providers.count_test(session, now, by)
    with untouched():
        form = _form(stands)
    return _page(form, stands, tested=True, problem=problem)
