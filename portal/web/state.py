"""What one request knows: the organisation, who acts, when, and the notes to write once the page is drawn."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app, g, request

from portal.accounts.entrance import From
from portal.accounts.passkeys import Site
from portal.accounts.secrets import Secrets
from portal.accounts.sessions import network
from portal.domain.calendar import local_date
from portal.papers.certificates import certificates_in
from portal.post.links import Links
from portal.vault.sealing import Ring
from portal.vault.storage import Store
from portal.web.extensions import db
from portal.web.organisation import KEY, host_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from config import Config
    from portal.accounts.passwords import Hasher
    from portal.models.lookup import Address
    from portal.sight.actor import Actor
    from portal.sight.rows import Seat


def config() -> Config:
    """Give the settings."""
    found: Config = current_app.config["WEDERHOOR"]
    return found


def hasher() -> Hasher:
    """Give the password hasher of this process."""
    found: Hasher = current_app.extensions["hasher"]
    return found


def secrets() -> Secrets:
    """Give the keys that proving who somebody is takes."""
    settings = config()
    return Secrets(hasher(), settings.secret_keys, Ring(settings.master_keys))


def store() -> Store:
    """Give the place where files and papers lie."""
    return Store(config().store_url)


def stampers() -> tuple[bytes, ...]:
    """Give the certificate of the authority that sets time stamps, where the setting names one."""
    named = config().tsa_certificate
    return certificates_in(Path(named).read_bytes()) if named else ()


def site() -> Site:
    """Give this address as the browser sees it, for passkeys: its host was checked, and belongs to the organisation."""
    name = host_of(request.host)
    return Site(name, f"{request.scheme}://{request.host}", organisation().slug, config().secret_keys)


def came_from() -> From:
    """Give the network of this request, and what the browser calls itself."""
    agent = " ".join("".join(sign for sign in request.user_agent.string if sign.isprintable()).split())
    return From(network(request.remote_addr), device(agent))


BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrom", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device(agent: str) -> str:
    """Name a device as its holder would: browser and system, without versions, which change every month."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return ", ".join(one for one in (browser, system) if one) or agent[:80]


def organisation() -> Address:
    """Give the organisation of this request."""
    found: Address = request.environ[KEY]
    return found


def has_organisation() -> bool:
    """Whether the request is for an organisation at all."""
    return request.environ.get(KEY) is not None


def session() -> Session:
    """Give the database session of this request."""
    return db.session()


def pause() -> None:
    """End what was read so far, so that nobody waits for us while we ask somebody else; nothing was written yet."""
    db.session.rollback()


def now() -> datetime:
    """Give the moment of this request: one for all that it does."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    moment: datetime = g.now
    return moment


def today() -> date:
    """Give the Dutch day of this request."""
    return local_date(now())


def actor() -> Actor | None:
    """Give who is signed in, if anybody."""
    found: Actor | None = g.get("actor")
    return found


def me() -> Actor:
    """Give who is signed in; the gate has seen to it that somebody is."""
    found: Actor = g.actor
    return found


def seat() -> Seat:
    """Give the seat of this person in the case of the address; the gate found it, or answered 404."""
    found: Seat = g.seat
    return found


def links() -> Links:
    """Make addresses of this organisation."""
    here = organisation()
    settings = config()
    return Links(settings.base_url, here.slug, here.host, settings.secret_keys)


def later(job: Callable[[Session], None]) -> None:
    """Write something down after the page is drawn, in a short transaction of its own."""
    g.setdefault("notes", []).append(job)
