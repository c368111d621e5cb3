"""Organisations themselves: adding one, and changing its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.domain.errors import Gone, Refused
from portal.models.journal import Line, note
from portal.models.organisation import Organisation, RegulationVersion
from portal.tenancy import tenant
from portal.vault.keys import found_organisation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.domain.regulation import Regulation

CHANGEABLE = ("name", "address", "phone", "email", "route", "accent", "keep_years", "file_mb", "piece_files", "case_mb")


def add(session: Session, *, slug: str, name: str, now: datetime, demo: bool = False, **more: str) -> Organisation:
    """Add the entered organisation itself."""
    row = Organisation(tenant_id=tenant(), slug=slug, name=name, demo=demo, created_at=now, **more)
    session.add(row)
    found_organisation(session, tenant())
    note(session, Line(tenant(), "operator", "organisation_added", now))
    return row


def publish_regulation(
    session: Session, *, parameters: Regulation, text: str, valid_from: date, now: datetime
) -> RegulationVersion:
    """Publish a version of the regulation: frozen from then on (art. 2.2, 4.1)."""
    numbers = session.scalars(select(RegulationVersion.number)).all()
    row = RegulationVersion(
        number=max(numbers, default=0) + 1, parameters=parameters, text=text, valid_from=valid_from, published_at=now
    )
    session.add(row)
    note(session, Line(tenant(), "operator", "regulation_published", now, {"number": row.number}))
    return row


def change(session: Session, values: Mapping[str, Any], seen: str, now: datetime, by: UUID) -> None:
    """Change the organisation's data.

    Raises:
        Gone: somebody else changed it meanwhile.
        Refused: `not_there`.

    """
    row = session.scalars(select(Organisation)).one_or_none()
    if row is None:
        raise Refused("not_there")
    if seen != str(row.version):
        raise Gone("changed_meanwhile")
    changed = [name for name in CHANGEABLE if values.get(name) is not None and values[name] != getattr(row, name)]
    for name in changed:
        setattr(row, name, values[name])
    note(session, Line(tenant(), by.hex, "organisation_changed", now, {"fields": changed}))
