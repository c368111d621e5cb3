"""What an account has to show who it is: an app with one-time codes, recovery codes, and what else there is."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyotp
from sqlalchemy import delete, exists, func, select, update

from portal.accounts.people import roles_of
from portal.domain.calendar import local_date
from portal.domain.errors import Refused
from portal.models.base import new_id
from portal.models.identity import CodeApp, OutsideIdentity, Passkey, RecoveryCode
from portal.models.journal import Line, note
from portal.models.organisation import Organisation
from portal.models.person import STAFF, Person, RoleName
from portal.post.letters import Reader, write
from portal.tenancy import tenant
from portal.vault.sealing import place

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.vault.sealing import Ring

STEP = 30
"""Seconds that a one-time code is shown; one step early or late is accepted."""
DRIFT = (0, -1, 1)
CODES = 10
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
SIGNS = 24
"""Of a recovery code: more than a hundred and twelve bits, so that a plain digest keeps it."""
SHOWN_MINUTES = 10
"""How long new recovery codes can be read again, while the page is still there."""

REQUIRED = STAFF - {RoleName.EMPLOYEE}
"""Roles that take more than a password."""


@dataclass(frozen=True, slots=True)
class Held:
    """What an account has. `second`: something that only its holder has, besides a password or a mailbox."""

    password: bool
    passkeys: int
    code_app: bool
    recovery: int
    provider: bool
    demo: bool

    @property
    def second(self) -> bool:
        """Whether signing in takes a second step."""
        return self.passkeys > 0 or self.code_app


def held(session: Session, person: Person) -> Held:
    """Tell what an account has, in one question."""
    keys = select(func.count(Passkey.id)).where(Passkey.person_id == person.id)
    linked = exists().where(OutsideIdentity.person_id == person.id)
    app = exists().where(CodeApp.person_id == person.id, CodeApp.proved_at.is_not(None))
    left = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None)
    )
    row = session.execute(select(Organisation.demo, keys.scalar_subquery(), linked, app, left.scalar_subquery())).one()
    demo, passkeys, provider, code_app, recovery = row
    return Held(person.password_hash is not None, passkeys, code_app, recovery, provider, demo)


# ---- an app with codes -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an app needs to know: an address for its camera, and the same as text."""

    uri: str
    seed: str


def start_code_app(session: Session, person: Person, ring: Ring, now: datetime) -> None:
    """Make a new seed, which counts once a code of it was typed."""
    session.execute(
        delete(CodeApp)
        .where(CodeApp.person_id == person.id, CodeApp.proved_at.is_(None))
        .execution_options(synchronize_session=False)
    )
    row_id = new_id()
    seed = ring.seal(pyotp.random_base32().encode(), place(tenant(), "code_app", "seed", row_id))
    session.add(CodeApp(id=row_id, person_id=person.id, seed=seed, last_step=0, added_at=now))
    session.flush()


def enrolment(session: Session, person: Person, ring: Ring, issuer: str) -> Enrolment | None:
    """Show the seed that waits for its first code."""
    row = _app(session, person.id, proved=False)
    if row is None:
        return None
    seed = _seed(row, ring)
    return Enrolment(pyotp.TOTP(seed).provisioning_uri(name=person.email, issuer_name=issuer), seed)


def prove_code_app(session: Session, person: Person, ring: Ring, code: str, now: datetime) -> None:
    """Take an app into use with its first code; the one before it is let go.

    Raises:
        Refused: `code_wrong`, or `link_dead` when nothing waits for a code.

    """
    row = _app(session, person.id, proved=False)
    if row is None:
        raise Refused("link_dead")
    if not _right(row, ring, code, now):
        raise Refused("code_wrong", "code")
    session.execute(
        delete(CodeApp)
        .where(CodeApp.person_id == person.id, CodeApp.id != row.id)
        .execution_options(synchronize_session=False)
    )
    row.proved_at = now
    told(session, person, "factor_added", now)


def check_code(session: Session, person_id: UUID, ring: Ring, code: str, now: datetime) -> bool:
    """Check a one-time code; each works once."""
    row = _app(session, person_id, proved=True, lock=True)
    return row is not None and _right(row, ring, code, now)


def remove_code_app(session: Session, person: Person, now: datetime) -> None:
    """Take the app out of use.

    Raises:
        Refused: `last_factor` when the roles of this account take a second step and nothing else is there.

    """
    if held(session, person).passkeys == 0:
        see_not_last(session, person)
    session.execute(
        delete(CodeApp).where(CodeApp.person_id == person.id).execution_options(synchronize_session=False),
    )
    told(session, person, "factor_removed", now)


def see_not_last(session: Session, person: Person) -> None:
    """Refuse to take away the last second step of an account whose roles take one.

    Raises:
        Refused: `last_factor`.

    """
    if roles_of(session, person.id) & REQUIRED:
        raise Refused("last_factor")


def _app(session: Session, person_id: UUID, *, proved: bool, lock: bool = False) -> CodeApp | None:
    wanted = CodeApp.proved_at.is_not(None) if proved else CodeApp.proved_at.is_(None)
    found = select(CodeApp).where(CodeApp.person_id == person_id, wanted).order_by(CodeApp.added_at.desc()).limit(1)
    return session.scalars(found.with_for_update() if lock else found).one_or_none()


def _seed(row: CodeApp, ring: Ring) -> str:
    return ring.open(row.seed, place(row.tenant_id, "code_app", "seed", row.id)).decode()


def _right(row: CodeApp, ring: Ring, code: str, now: datetime) -> bool:
    typed = "".join(sign for sign in code if sign.isdigit())
    totp = pyotp.TOTP(_seed(row, ring))
    here = int(now.timestamp()) // STEP
    for step in (here + drift for drift in DRIFT):
        if step > row.last_step and hmac.compare_digest(totp.at(step * STEP), typed):
            row.last_step = step
            return True
    return False


# ---- recovery codes --------------------------------------------------------------------------------------------------


def make_recovery_codes(session: Session, person: Person, keys: tuple[str, ...], now: datetime) -> None:
    """Make new recovery codes; the old ones stop working."""
    session.execute(
        delete(RecoveryCode).where(RecoveryCode.person_id == person.id).execution_options(synchronize_session=False),
    )
    batch = new_id()
    for code in _codes(batch, keys[0]):
        session.add(
            RecoveryCode(person_id=person.id, batch=batch, digest=_digest(person.id, code), made_at=now),
        )
    note(session, Line(tenant(), person.id.hex, "recovery_codes_made", now))


def new_codes(session: Session, person_id: UUID, keys: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """Show codes that were made just now; later nobody can."""
    row = session.scalars(select(RecoveryCode).where(RecoveryCode.person_id == person_id).limit(1)).first()
    if row is None or (now - row.made_at).total_seconds() > SHOWN_MINUTES * 60:
        return ()
    return _codes(row.batch, keys[0])


def use_recovery_code(session: Session, person: Person, code: str, now: datetime) -> bool:
    """Use up a recovery code; the holder is told that it was used."""
    used = session.scalars(
        update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person.id,
            RecoveryCode.digest == _digest(person.id, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False),
    ).all()
    if used:
        told(session, person, "recovery_used", now)
    return bool(used)


def _codes(batch: UUID, key: str) -> tuple[str, ...]:
    return tuple(
        _code(hmac.digest(key.encode(), b"recovery%d" % turn + batch.bytes, "sha256")) for turn in range(CODES)
    )


def _code(raw: bytes) -> str:
    number = int.from_bytes(raw, "big")
    signs = []
    for _ in range(SIGNS):
        number, at = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[at])
    return "-".join("".join(signs[at : at + 4]) for at in range(0, SIGNS, 4))


def _digest(person_id: UUID, code: str) -> str:
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(f"{person_id.hex}|{typed}".encode()).hexdigest()


# ---- all of it -------------------------------------------------------------------------------------------------------


def told(session: Session, person: Person, what: str, now: datetime) -> None:
    """Journal a change of what an account has, and tell its holder."""
    note(session, Line(tenant(), person.id.hex, what, now))
    reader = Reader(person.language, person.email, person_id=person.id, path="account")
    write(session, what, reader, {"date": local_date(now).isoformat()}, now)


def let_go(session: Session, person_id: UUID) -> None:
    """Take every second step of an account away: it was lost, and is set up anew."""
    for table in (Passkey, CodeApp, RecoveryCode):
        session.execute(delete(table).where(table.person_id == person_id).execution_options(synchronize_session=False))


def handle_of(person: Person) -> bytes:
    """Give the random name under which passkeys know an account."""
    if person.handle is None:
        person.handle = secrets.token_bytes(32)
    return person.handle
