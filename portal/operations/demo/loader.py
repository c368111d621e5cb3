"""Filling an empty database: organisations with their people, then every case in the order in which they came in."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from portal import tenancy
from portal.accounts import filings, members, offices, organisations, people
from portal.casework import register, review
from portal.casework.register import standard_lists
from portal.domain.calendar import local_date, next_working_day
from portal.domain.regulation import PRESETS, Regime
from portal.models.base import new_id
from portal.models.journal import seal
from portal.models.organisation import Organisation, Post
from portal.models.person import Person, RoleName
from portal.operations.demo.play import Play
from portal.operations.demo.values import at_work
from portal.sight.actor import Actor
from portal.vault.keys import unlock
from portal.vault.sealing import Ring

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask import Flask

    from config import Config

HERE = Path(__file__).resolve().parent
REGULATIONS = HERE.parents[2] / "templates" / "regulation"
ORGANISATIONS = ("nexxtep", "noorderhaven")
ROLES = {
    "functionaris": RoleName.FUNCTIONARIS,
    "waarnemer": RoleName.FUNCTIONARIS,
    "directie": RoleName.MANAGEMENT,
    "beheer": RoleName.ADMIN,
    "medewerker": RoleName.EMPLOYEE,
}
POSTS = {"functionaris": Post.FUNCTIONARIS, "waarnemer": Post.DEPUTY}
ROUTE = (
    "Bent u het niet eens met dit oordeel? Dan kunt u de zaak voorleggen aan de bevoegde rechtbank. "
    "Daarvoor kan een korte termijn gelden: vraag op tijd na hoeveel tijd u heeft. "
    "Het Juridisch Loket geeft gratis uitleg over wat dat inhoudt."
)
FOUNDED_DAYS = 700


class NotEmptyError(Exception):
    """The database holds something already."""


@dataclass(slots=True)
class House:
    """One organisation of the demo while it is being filled: its key, its people, and the way to do something in it."""

    config: Config
    tenant: UUID
    today: date
    people: dict[str, UUID] = field(default_factory=dict)
    password_hash: str = ""

    def do(self, job: Callable[[Session], Any]) -> Any:
        """Do one thing in one transaction, as the pages do."""
        engine = _engine(self.config)
        with tenancy.entered(self.tenant, write=True), Session(engine, expire_on_commit=False) as session:
            tenancy.fence(session)
            made = job(session)
            seal(session, self.tenant)
            session.commit()
        return made

    def actor(self, name: str, *roles: RoleName) -> Actor:
        """Act as somebody of the staff."""
        posts = frozenset(Post) if RoleName.FUNCTIONARIS in roles else frozenset()
        return Actor(self.tenant, self.people[name], new_id(), name, "", "nl", frozenset(roles), posts)


_engines: dict[str, Any] = {}


def _engine(config: Config) -> Any:
    if config.owner_url not in _engines:
        engine = _engines[config.owner_url] = create_engine(config.owner_url)
        tenancy.guard(engine)
        unlock(engine, Ring(config.master_keys))
    return _engines[config.owner_url]


def empty(config: Config) -> bool:
    """Say whether the database holds no organisation at all."""
    with tenancy.entered(None, everywhere=True), Session(_engine(config)) as session:
        return session.scalars(select(Organisation.slug).limit(1)).first() is None


def load(app: Flask, config: Config) -> int:
    """Fill the database and return how many cases there are.

    Raises:
        NotEmptyError: it holds something already.

    """
    if not empty(config):
        raise NotEmptyError
    kept = app.extensions["hasher"].hash(config.demo_password)
    count = 0
    for slug in ORGANISATIONS:
        told = tomllib.loads((HERE / f"{slug}.toml").read_text())
        house = House(config, new_id(), local_date(datetime.now(UTC)), password_hash=kept)
        house.do(partial(_found, house=house, told=told))
        count += _cases(house, [*told["cases"], *told.get("copies", [])], config.secret_keys[0])
        house.do(partial(_leave, house=house, staff=told["staff"]))
        house.do(partial(_begin_drafts, drafts=told.get("drafts", [])))
        _learn(house, told)
    for engine in _engines.values():
        engine.dispose()
    _engines.clear()
    return count


def _found(session: Session, house: House, told: dict[str, Any]) -> None:
    """Add the organisation, its regulation, its lists and its staff."""
    here, moment = told["organisation"], datetime.now(UTC) - timedelta(days=FOUNDED_DAYS)
    organisations.add(
        session,
        slug=here["slug"],
        name=here["name"],
        now=moment,
        demo=True,
        address=here["address"],
        phone=here["phone"],
        email=here["email"],
        route=ROUTE,
    )
    organisations.publish_regulation(
        session,
        parameters=PRESETS[Regime(here["preset"])],
        text=(REGULATIONS / f"{here['preset']}.nl.txt").read_text(),
        valid_from=local_date(moment),
        now=moment,
    )
    standard_lists(session)
    for one in told["staff"]:
        _employ(session, house, one, moment)


def _employ(session: Session, house: House, one: dict[str, Any], moment: datetime) -> None:
    person = account(session, house, one["name"], one["email"], moment, function=one["function"])
    people.give_role(session, person, ROLES[one["role"]], moment, None)
    if one["role"] in POSTS:
        offices.appoint(
            session,
            person.id,
            POSTS[one["role"]],
            local_date(moment),
            moment,
            None,
            external=one.get("external", False),
        )


def account(session: Session, house: House, name: str, email: str, moment: datetime, *, function: str = "") -> Person:
    """Find or make an account with the password of the demo."""
    person = people.by_email(session, email) or people.new_person(session, email, name, moment, function=function)
    person.password_hash, person.email_proved_at = house.password_hash, moment
    house.people[name] = person.id
    return person


def _cases(house: House, cases: list[dict[str, Any]], key: str) -> int:
    """File every case, the oldest first, so that numbers follow receipt; then play each to where it stands."""
    plays = [Play(house, told, key) for told in sorted(cases, key=lambda told: -told["offset_days"])]
    for play in plays:
        play.file(account)
    for play in plays:
        play.on()
    return len(plays)


def _leave(session: Session, house: House, staff: list[dict[str, Any]]) -> None:
    """Close the account of who does not work there any more, as the admin does."""
    admin = next(house.people[one["name"]] for one in staff if one["role"] == "beheer")
    for one in staff:
        if days := one.get("left_days"):
            day = next_working_day(house.today - timedelta(days=days))
            members.close_account(session, house.people[one["name"]], _noon(day), admin)


def _begin_drafts(session: Session, drafts: list[dict[str, Any]]) -> None:
    """Begin complaints that are not sent yet; the link to go on with one was mailed."""
    for one in drafts:
        moment = datetime.now(UTC) - timedelta(days=one["days_ago"])
        draft = filings.start(session, moment)
        filings.keep(session, draft, one["answers"], moment)
        filings.mail_link(session, draft, one["email"], "nl", moment)


def _noon(day: date) -> datetime:
    return min(datetime.combine(day, time(12), UTC), datetime.now(UTC))


def _learn(house: House, told: dict[str, Any]) -> None:
    """Record the last yearly meeting, and publish a report over the quarter that ended last."""
    by_role = {one["role"]: one["name"] for one in told["staff"]}
    until = house.today.replace(day=1, month=3 * ((house.today.month - 1) // 3) + 1) - timedelta(days=1)
    start = until.replace(day=1, month=until.month - 2)
    functionaris = house.actor(by_role["functionaris"], RoleName.FUNCTIONARIS)
    management = house.actor(by_role["directie"], RoleName.MANAGEMENT)
    meeting = told["review"]
    held_on = next_working_day(house.today - timedelta(days=meeting["days_ago"]))
    house.do(
        lambda session: review.record(
            session,
            management,
            held_on=held_on,
            present=meeting["present"],
            minutes=meeting["minutes"].strip(),
            now=_noon(held_on),
        ),
    )
    house.do(
        lambda session: register.publish_report(
            session,
            functionaris,
            from_on=start,
            until_on=until,
            remarks=told["report"]["remarks"],
            now=_noon(at_work(house.today, until, house.today)),
        ),
    )


def introduce(config: Config) -> None:
    """Say where the demo is, and who can sign in."""
    click.echo(f"\nWederhoor: {config.base_url}")
    if not _is_demo(config):
        return
    click.echo(f"Demonstration, all people are invented. Password of every account: {config.demo_password}")
    for slug in ORGANISATIONS:
        click.echo(f"  {config.base_url}/{slug}/  with <role>@{slug}.example")
    click.echo("  roles: klager medewerker functionaris waarnemer directie beheer")
    click.echo("Ctrl-C stops everything.\n")


def _is_demo(config: Config) -> bool:
    with tenancy.entered(None, everywhere=True), Session(_engine(config)) as session:
        return bool(session.scalars(select(Organisation.demo).limit(1)).first())
