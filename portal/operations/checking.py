"""Checking a paper by hand: what the page /controle does, for every organisation of this installation."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from config import Config
from portal import tenancy
from portal.papers.certificates import certificates_in
from portal.papers.inspecting import Inspected, inspect
from portal.sight import papers
from portal.vault.storage import digest


@click.command("check")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@with_appcontext
def check(file: Path) -> None:
    """Check a signed paper or a dossier: who signed it, and whether it was changed."""
    config: Config = current_app.config["WEDERHOOR"]
    content = file.read_bytes()
    authorities, made = _known(config, digest(content))
    stampers = certificates_in(Path(config.tsa_certificate).read_bytes()) if config.tsa_certificate else ()
    found = inspect(file.name, content, authorities, stampers, lambda one: made and one == digest(content))
    for one in found:
        _tell(one)
    sys.exit(0 if all(one.whole or one.known or one.kind == "unsigned" for one in found) and _any(found) else 1)


def _any(found: tuple[Inspected, ...]) -> bool:
    return any(one.whole or one.known for one in found)


def _tell(one: Inspected) -> None:
    said = "holds" if one.whole else "made here" if one.known else "nothing to hold on to"
    click.echo(f"{one.name}: {one.kind}, {said}")
    for signature in one.signatures:
        state = "intact" if signature.intact and signature.covers_all else "broken"
        whose = "" if signature.ours else ", not issued here"
        at = signature.at.isoformat() if signature.at else "no time"
        click.echo(f"  {signature.signer} ({signature.role}), {at}: {state}{whose}")
    for fault in one.faults:
        click.echo(f"  {fault}")


def _known(config: Config, wanted: str) -> tuple[tuple[bytes, ...], bool]:
    """Gather the authorities of every organisation, and whether one of them made exactly this file."""
    engine = create_engine(config.owner_url, poolclass=NullPool)
    tenancy.guard(engine)
    with tenancy.entered(None, everywhere=True), Session(engine) as session:
        tenancy.fence(session)
        return papers.authority(session), papers.known(session, wanted)
