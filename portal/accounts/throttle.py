"""Slowing down who tries too often. Delays grow and end; nobody can lock another out for good."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete

from portal.models.person import Attempt
from portal.models.upsert import count_attempt
from portal.tenancy import tenant

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

FREE = 5
LONGEST = timedelta(minutes=15)
FORGET = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """`most` tries within `window`, then a wait; `growing` doubles the wait with every further try."""

    name: str
    most: int
    window: timedelta
    growing: bool = False


SIGN_IN = Limit("sign_in", FREE, FORGET, growing=True)
SIGN_IN_NETWORK = Limit("sign_in_network", 60, timedelta(minutes=10))
SIGN_IN_ACCOUNT = Limit("sign_in_account", 50, FORGET)
"""Tries at one account from everywhere; it holds only where the account was never signed in to."""
SIGN_IN_HOUSE = Limit("sign_in_house", 600, timedelta(minutes=10))
"""Tries at a whole organisation, likewise."""
SECOND = Limit("second", FREE, FORGET, growing=True)
SECOND_ACCOUNT = Limit("second_account", 50, FORGET)
"""Codes tried at one account from everywhere, by who knows its password; it holds where the account was never open."""
MAIL_CODE = Limit("mail_code", FREE, timedelta(minutes=15))
"""Tries at one code by mail: after these it is over, and another must be asked."""
CODES_SENT = Limit("codes_sent", 6, timedelta(minutes=30))
FILING = Limit("filing", 8, timedelta(hours=1))
STATUS = Limit("status", 10, timedelta(minutes=15), growing=True)
STATUS_NETWORK = Limit("status_network", 60, timedelta(minutes=15))
RESET = Limit("reset", 5, timedelta(hours=1))
DRAFTS = Limit("drafts", 30, timedelta(hours=1))


def key(limit: Limit, *who: str) -> str:
    """Digest who tries what: no address is kept."""
    return hashlib.sha256("|".join((limit.name, *who)).encode()).hexdigest()


def wait(session: Session, limit: Limit, now: datetime, *who: str) -> timedelta:
    """Tell how long this one must wait before the next try; zero when it may go on.

    Where guessing is slowed down, tries at the same moment wait for one another: each sees what the last one counted.
    """
    row = session.get(Attempt, (tenant(), key(limit, *who)), with_for_update=limit.growing or None)
    if row is None or now - row.since >= limit.window or row.count < limit.most:
        return timedelta()
    if limit.growing:
        delay = min(LONGEST, timedelta(seconds=2 ** min(row.count - limit.most + 1, 20)))
        return max(timedelta(), row.last_at + delay - now)
    return row.since + limit.window - now


def count(session: Session, limit: Limit, now: datetime, *who: str) -> None:
    """Count one try."""
    count_attempt(session, tenant(), key(limit, *who), now, limit.window)


def forget(session: Session, limit: Limit, *who: str) -> None:
    """Forget the tries after a success."""
    session.execute(
        delete(Attempt).where(Attempt.key == key(limit, *who)).execution_options(synchronize_session=False),
    )
