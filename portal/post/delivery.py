"""Delivering the outbox: a leased row is sent once, tried again on failure, and given up loudly."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote, urlsplit

from sqlalchemy import exists, or_, select, update

from portal.models.letter import Letter, LetterState
from portal.models.organisation import Organisation
from portal.models.paper import Paper, PaperState
from portal.models.person import Link
from portal.post.writing import written

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.post.links import Links

LEASE = timedelta(minutes=5)
TRIES = 8
BATCH = 20
TIMEOUT = 20


class Carrier(Protocol):
    """Takes a message away, or raises OSError / smtplib.SMTPException."""

    def send(self, message: EmailMessage) -> None:
        """Hand over one message."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server: smtp://user:password@host:port, or smtps:// for TLS from the first byte."""

    url: str

    def send(self, message: EmailMessage) -> None:
        """Hand the message to the server."""
        parts = urlsplit(self.url)
        secure = parts.scheme == "smtps"
        host, port = parts.hostname or "localhost", parts.port or (465 if secure else 25)
        trusted = ssl.create_default_context()
        with (
            smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=trusted)
            if secure
            else smtplib.SMTP(host, port, timeout=TIMEOUT)
        ) as server:
            server.ehlo()
            if not secure and server.has_extn("starttls"):
                server.starttls(context=trusted)
                secure = True
            if parts.username:
                if not secure:
                    raise smtplib.SMTPNotSupportedError("no password goes over a line that is not sealed")
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)


def due(session: Session, now: datetime) -> list[UUID]:
    """Lease the letters that are to go now and return their ids, oldest first. Commit before sending."""
    free = or_(Letter.leased_until.is_(None), Letter.leased_until < now)
    making = exists().where(
        Paper.tenant_id == Letter.tenant_id, Paper.id == Letter.paper_id, Paper.state == PaperState.WAITING
    )
    ready = or_(Letter.paper_id.is_(None), ~making)  # a paper that cannot be made stops no letter
    ids = session.scalars(
        select(Letter.id)
        .where(Letter.state == LetterState.WAITING, Letter.next_at <= now, free, ready)
        .order_by(Letter.written_at, Letter.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True),
    ).all()
    if ids:
        session.execute(
            update(Letter)
            .where(Letter.id.in_(ids))
            .values(leased_until=now + LEASE, attempts=Letter.attempts + 1)
            .execution_options(synchronize_session=False),
        )
    return list(ids)


def message(session: Session, letter: Letter, links: Links) -> EmailMessage:
    """Make the mail of a letter: no name but the organisation's, no word of the case."""
    organisation = session.scalars(select(Organisation)).one()
    link = session.get(Link, (letter.tenant_id, letter.link_id)) if letter.link_id else None
    text = written(letter, link, links, organisation.name, organisation.phone)
    mail = EmailMessage(policy=SMTP)
    sender = organisation.email or "noreply@localhost.example"
    user, _, domain = sender.partition("@")
    mail["From"] = Address(organisation.name, user, domain)
    mail["To"] = Address(addr_spec=letter.to_address)
    mail["Subject"] = text.subject
    mail["Date"] = letter.written_at
    mail["Message-ID"] = make_msgid(idstring=letter.id.hex, domain=domain)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(text.body)
    mail["Content-Language"] = letter.language
    return mail


def settle(letter: Letter, now: datetime, failure: str | None) -> None:
    """Note what became of an attempt: sent, tried again later (each time twice as late), or given up."""
    letter.leased_until = None
    if failure is None:
        letter.state, letter.sent_at, letter.failure = LetterState.SENT, now, ""
        return
    letter.failure = failure[:80]
    if letter.attempts >= TRIES:
        letter.state = LetterState.GIVEN_UP
    else:
        letter.next_at = now + timedelta(minutes=2 ** (letter.attempts - 1))
