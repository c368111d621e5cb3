"""Where files and papers lie: a folder by default, an object store by setting. What lies there was sealed first.

A name tells nothing but ids. What is written under a name is never written over with something else: names of papers
hold the digest of what they name, and files are written once.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from portal.vault.keys import keys_of, opened, sealed

FOLDER = 0o700
NAME = re.compile(r"[A-Za-z0-9_-]{1,100}(?:/[A-Za-z0-9_-]{1,100}){0,5}")
"""What a name is made of: stores read dots, slashes and percent signs each in their own way."""
LAID = "laid_down"


class StoreError(Exception):
    """The store does not give or take something: it is not there, or cannot be reached."""


@dataclass(frozen=True, slots=True)
class Store:
    """One store. `url` is a folder (file:///…) or a bucket (s3://bucket/prefix, its settings in the query)."""

    url: str = field(repr=False)

    def put(self, name: str, content: bytes) -> None:
        """Write something under a name.

        Raises:
            StoreError: it cannot be written.

        """
        import obstore

        try:
            obstore.put(_opened(self.url), _sound(name), content)
        except Exception as error:
            raise StoreError(type(error).__name__) from error

    def get(self, name: str) -> bytes:
        """Read what stands under a name.

        Raises:
            StoreError: it is not there, or cannot be read.

        """
        import obstore

        try:
            return bytes(obstore.get(_opened(self.url), _sound(name)).bytes())
        except Exception as error:
            raise StoreError(type(error).__name__) from error

    def delete(self, name: str) -> None:
        """Delete what stands under a name; that it was not there is fine.

        Raises:
            StoreError: it cannot be deleted.

        """
        import obstore

        try:
            obstore.delete(_opened(self.url), _sound(name))
        except FileNotFoundError:
            return
        except Exception as error:
            raise StoreError(type(error).__name__) from error

    def names(self, prefix: str) -> list[str]:
        """List the names that begin with a prefix, which is a folder.

        Raises:
            StoreError: the store cannot be read.

        """
        import obstore

        try:
            where = _sound(prefix) if prefix else None
            return sorted(str(one["path"]) for page in obstore.list(_opened(self.url), where) for one in page)
        except Exception as error:
            raise StoreError(type(error).__name__) from error


def _sound(name: str) -> str:
    """See that a name is one of ours, so that it leads nowhere else.

    Raises:
        ValueError: it is not.

    """
    if NAME.fullmatch(name) is None:
        raise ValueError("this is no name in a store")
    return name


@lru_cache(maxsize=8)
def _opened(url: str) -> Any:
    """Open a store once in a process."""
    from obstore.store import LocalStore, S3Store

    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = Path(parts.path)
        folder.mkdir(parents=True, exist_ok=True, mode=FOLDER)
        return LocalStore(prefix=folder, automatic_cleanup=True)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    plain = asked.get("endpoint", "").startswith("http://")
    options: Any = {"allow_http": True} if plain else None
    settings: Any = asked
    return S3Store(parts.netloc, prefix=parts.path.strip("/") or None, client_options=options, **settings)


def keep(session: Session, store: Store, owner: UUID, name: str, content: bytes) -> None:
    """Seal something under the key of its case, for its name, and write it.

    Raises:
        StoreError: it cannot be written.

    """
    tenant, key = keys_of(session).held(session, owner)
    store.put(name, sealed(key, content, _place(tenant, name)))


def keep_with(session: Session, store: Store, owner: UUID, name: str, content: bytes) -> None:
    """Keep something under a name that is new in this transaction: when that fails, it goes from the store again.

    Raises:
        StoreError: it cannot be written.

    """
    if not session.in_transaction():
        session.begin()
    session.info.setdefault(LAID, []).append((store, name))
    keep(session, store, owner, name, content)


def _stays(session: Session) -> None:
    session.info.pop(LAID, None)


def _goes(session: Session, ended: SessionTransaction) -> None:
    if ended.nested:
        return
    for store, name in session.info.pop(LAID, ()):
        with contextlib.suppress(StoreError):
            store.delete(name)


event.listen(Session, "after_commit", _stays)
event.listen(Session, "after_soft_rollback", _goes)


def fetch(session: Session, store: Store, owner: UUID, name: str) -> bytes:
    """Read something and open it.

    Raises:
        StoreError: it is not there.
        SealError: it was changed, stands elsewhere than where it was put, or its case was erased.

    """
    tenant, key = keys_of(session).held(session, owner)
    return opened(key, store.get(name), _place(tenant, name))


def digest(content: bytes) -> str:
    """Digest bytes (sha-256, hexadecimal)."""
    return hashlib.sha256(content).hexdigest()


def _place(tenant: UUID, name: str) -> bytes:
    return f"{tenant.hex}|store|{name}".encode()
