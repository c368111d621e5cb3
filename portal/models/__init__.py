"""The shared record: one model for every portal. SQLAlchemy only; it knows no Flask, no clock and no key."""

from portal.models import (
    access,
    complaint,
    dossier,
    files,
    identity,
    journal,
    judgment,
    letter,
    organisation,
    paper,
    person,
    register,
    retention,
    sealed,
    talk,
)
from portal.models.base import Base, TenantOwned

__all__ = [
    "Base",
    "TenantOwned",
    "access",
    "complaint",
    "dossier",
    "files",
    "identity",
    "journal",
    "judgment",
    "letter",
    "organisation",
    "paper",
    "person",
    "register",
    "retention",
    "sealed",
    "talk",
]
