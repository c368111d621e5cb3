"""Settings, read once from the environment and checked at start. A wrong one stops with one sentence."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent
LEAST_SECRET = 32
LEVELS = frozenset({"DEBUG", "INFO", "WARNING", "ERROR"})


class SettingError(Exception):
    """A setting is wrong; the text says which and what it wants."""


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of one installation. Addresses are URLs; an empty one means the embedded default.

    Those that may hold a password are not shown.
    """

    database_url: str = field(repr=False)
    secret_keys: tuple[str, ...] = field(repr=False)
    master_keys: tuple[str, ...] = field(repr=False, default=())
    migration_database_url: str = field(default="", repr=False)
    instance: Path = ROOT / "instance"
    mail_url: str = field(default="", repr=False)
    queue_url: str = field(default="", repr=False)
    storage_url: str = field(default="", repr=False)
    clamd: str = ""
    tsa_url: str = ""
    tsa_certificate: str = ""
    base_url: str = "http://localhost:8000"
    trusted_hosts: tuple[str, ...] = ("localhost", "127.0.0.1")
    proxies: int = 0
    metrics_token: str = field(default="", repr=False)
    log_level: str = "INFO"
    testing: bool = False
    demo_password: str = field(default="wederhoor-demo", repr=False)
    hash_memory_kib: int = 19456
    filing_seconds: int = 3

    @property
    def owner_url(self) -> str:
        """The database as its owner, for migrations and the operator."""
        return self.migration_database_url or self.database_url

    @property
    def store_url(self) -> str:
        """Where files and papers lie: by default a folder beside the database."""
        return self.storage_url or (self.instance / "files").absolute().as_uri()

    @property
    def secure(self) -> bool:
        """Whether links are https."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Config:
        """Read the environment.

        Raises:
            SettingError: a setting is missing or wrong.

        """
        instance = Path(env.get("INSTANCE_PATH", ROOT / "instance"))
        base_url = env.get("BASE_URL") or f"http://localhost:{env.get('PORT') or '8000'}"
        config = cls(
            database_url=_database(env.get("DATABASE_URL") or f"sqlite:///{instance / 'wederhoor.db'}"),
            secret_keys=_ring("SECRET_KEY", env.get("SECRET_KEY", ""), instance),
            master_keys=_ring("MASTER_KEYS", env.get("MASTER_KEYS", ""), instance),
            migration_database_url=_database(env.get("MIGRATION_DATABASE_URL", "")),
            instance=instance,
            mail_url=_url("MAIL_URL", env.get("MAIL_URL", ""), {"smtp", "smtps"}),
            queue_url=_url("QUEUE_URL", env.get("QUEUE_URL", ""), {"sqlite", "postgresql", "redis"}),
            storage_url=_storage(env.get("STORAGE_URL", "")),
            clamd=_clamd(env.get("CLAMD", "")),
            tsa_url=_url("TSA_URL", env.get("TSA_URL", ""), {"http", "https"}),
            tsa_certificate=_readable("TSA_CERTIFICATE", env.get("TSA_CERTIFICATE", "")),
            base_url=_url("BASE_URL", base_url, {"http", "https"}).rstrip("/"),
            trusted_hosts=_hosts(env.get("TRUSTED_HOSTS", ""), base_url),
            proxies=_number("TRUSTED_PROXIES", env.get("TRUSTED_PROXIES", "0")),
            metrics_token=env.get("METRICS_TOKEN", ""),
            log_level=_level(env.get("LOG_LEVEL", "INFO")),
            demo_password=env.get("DEMO_PASSWORD", "wederhoor-demo"),
        )
        _check(config)
        return config


def _check(config: Config) -> None:
    if config.migration_database_url and not config.database_url.startswith("postgresql"):
        raise SettingError("MIGRATION_DATABASE_URL belongs to PostgreSQL; leave it out with SQLite.")
    host = urlsplit(config.base_url).hostname or ""
    if not config.secure and host not in {"localhost", "127.0.0.1", "::1"}:
        raise SettingError("BASE_URL must start with https:// unless it is this machine itself.")


def _database(url: str) -> str:
    if url and not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise SettingError("DATABASE_URL must start with sqlite:/// or postgresql://.")
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _url(name: str, value: str, schemes: set[str]) -> str:
    if value and urlsplit(value).scheme not in schemes:
        raise SettingError(f"{name} must start with {' or '.join(f'{one}://' for one in sorted(schemes))}.")
    return value


def _storage(value: str) -> str:
    if value and (urlsplit(value).scheme not in {"file", "s3"} or not (urlsplit(value).path or urlsplit(value).netloc)):
        raise SettingError("STORAGE_URL must start with file:/// or s3://bucket.")
    return value


def _clamd(value: str) -> str:
    if value and not re.fullmatch(r"unix:/.+|[A-Za-z0-9.-]+:[0-9]{1,5}", value):
        raise SettingError("CLAMD is unix:/path/to/its/socket or host:port.")
    return value


def _readable(name: str, value: str) -> str:
    if value and not Path(value).is_file():
        raise SettingError(f"{name} names a file that is not there.")
    return value


def _hosts(value: str, base_url: str) -> tuple[str, ...]:
    named = tuple(one.strip() for one in value.split(",") if one.strip())
    if any(not re.fullmatch(r"\.?[A-Za-z0-9.-]+", one) for one in named):
        raise SettingError("TRUSTED_HOSTS is a list of host names with commas between them.")
    own = urlsplit(base_url).hostname or "localhost"
    local = ("localhost", "127.0.0.1") if own in {"localhost", "127.0.0.1"} else ()
    return tuple(dict.fromkeys((own, *local, *named)))


def _number(name: str, value: str) -> int:
    if not value.isdigit():
        raise SettingError(f"{name} must be a whole number, 0 or more.")
    return int(value)


def _level(value: str) -> str:
    if value.upper() not in LEVELS:
        raise SettingError(f"LOG_LEVEL must be one of {', '.join(sorted(LEVELS))}.")
    return value.upper()


KEPT_IN = {"SECRET_KEY": "secret_key", "MASTER_KEYS": "master_keys"}


def _ring(name: str, value: str, instance: Path) -> tuple[str, ...]:
    """Read a ring of keys, newest first; without a setting a generated one is kept beside the database."""
    if value:
        ring = tuple(one.strip() for one in value.split(",") if one.strip())
        if any(len(one) < LEAST_SECRET or len(set(one)) < LEAST_SECRET // 4 for one in ring):
            raise SettingError(f"{name} must be at least {LEAST_SECRET} random characters.")
        return ring
    kept = instance / KEPT_IN[name]
    if not kept.exists():
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        print(f"A key was made and kept in {kept} (only you can read it).")  # noqa: T201  said once, at the first start
    return (kept.read_text().strip(),)
