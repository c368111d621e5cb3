"""Values that an act of the demo looks up when it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.domain.disclosure import Kind
from portal.models.organisation import Organisation
from portal.models.register import Cause

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.casework.desk import Desk

BASIS = frozenset({Kind.COMPLAINT, Kind.STANDPOINT})


def route(desk: Desk) -> str:
    return desk.session.scalars(select(Organisation.route)).one()


def cause(code: str) -> Callable[[Desk], str]:
    return lambda desk: str(desk.session.scalars(select(Cause.id).where(Cause.code == code)).one())
