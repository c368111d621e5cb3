"""Bringing a database to a revision, as its owner."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def settings(owner_url: str, app_url: str = "") -> AlembicConfig:
    """Tell Alembic which database, and which role web and worker use there."""
    from alembic.config import Config as AlembicConfig

    config = AlembicConfig(str(FOLDER / "alembic.ini"))
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = owner_url
    role = make_url(app_url).username if app_url else None
    config.attributes["app_role"] = role if app_url != owner_url else None
    return config


def upgrade(owner_url: str, app_url: str = "", revision: str = "head") -> None:
    """Bring the database up to a revision, locks included."""
    from alembic import command

    command.upgrade(settings(owner_url, app_url), revision)


def downgrade(owner_url: str, app_url: str = "", revision: str = "base") -> None:
    """Take the database back to a revision."""
    from alembic import command

    command.downgrade(settings(owner_url, app_url), revision)


def newest() -> str | None:
    """Name the newest revision that this code knows."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(FOLDER)).get_current_head()
