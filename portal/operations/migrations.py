"""Bringing a database to a revision, as its owner."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def settings(owner_url: str, app_url: str = "", master_keys: tuple[str, ...] = ()) -> AlembicConfig:
    """Tell Alembic which database, which role web and worker use there, and the keys to seal with."""
    from alembic.config import Config as AlembicConfig

    config = AlembicConfig(str(FOLDER / "alembic.ini"))
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = owner_url
    config.attributes["master_keys"] = master_keys
    role = make_url(app_url).username if app_url else None
    config.attributes["app_role"] = role if app_url != owner_url else None
    return config


def upgrade(owner_url: str, app_url: str = "", revision: str = "head", *, master_keys: tuple[str, ...] = ()) -> None:
    """Bring the database up to a revision, locks included. The keys seal what older revisions kept in clear."""
    from alembic import command

    command.upgrade(settings(owner_url, app_url, master_keys), revision)


def downgrade(owner_url: str, app_url: str = "", revision: str = "base", *, master_keys: tuple[str, ...] = ()) -> None:
    """Take the database back to a revision."""
    from alembic import command

    command.downgrade(settings(owner_url, app_url, master_keys), revision)


def newest() -> str | None:
    """Name the newest revision that this code knows."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(FOLDER)).get_current_head()
