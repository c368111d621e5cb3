"""Accounts cannot be broken: random people who come, enrol, lose, recover, change roles, leave and come back.

Beside the record walks a second one of a few lines: what each account must be able to do now. `make test` takes the same
walks every time; `WALKS=200` takes that many instead, others every time.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from portal import tenancy
from portal.accounts import entrance, factors, invitations, members, mending, offices, organisations, people, sessions
from portal.accounts import second as steps
from portal.accounts.entrance import Awaited, Came, From
from portal.accounts.factors import REQUIRED
from portal.accounts.passwords import Hasher
from portal.accounts.secrets import Secrets
from portal.domain.errors import Gone, Refused
from portal.models.base import new_id
from portal.models.identity import Mend, Way
from portal.models.journal import faults, seal
from portal.models.person import Link, LinkPurpose, Person, RoleName
from portal.sight.actor import Door
from portal.vault.keys import unlock
from portal.vault.sealing import Ring
from portal.web.gate import STRONG
from tests.support import authenticator
from tests.support.world import PASSWORD, careless

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEYS = ("k" * 20 + "machine-of-accounts-0123456789",)
NAMES = ("ada", "bram")
ROLES = (RoleName.EMPLOYEE, RoleName.FUNCTIONARIS, RoleName.MANAGEMENT)
HERE = From("10.0.0.0/24", "a browser")
TEMPLATE: dict[str, Path] = {}
SECRETS = Secrets(Hasher(memory_kib=64), KEYS, Ring(KEYS))


@pytest.fixture(autouse=True)
def template(sqlite_template: Path) -> None:
    TEMPLATE["file"] = sqlite_template


@dataclass
class Known:
    """What must be true of an account now."""

    open: bool = False
    closed: bool = False
    password: bool = False
    key: bool = False
    codes: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    held: list[tuple[str, bool]] = field(default_factory=list)
    """Secrets of its sessions that were not ended, each with whether a second step was shown in it."""


class Accounts(RuleBasedStateMachine):
    """One organisation with an admin, and people whose accounts live."""

    @initialize()
    def house(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copyfile(TEMPLATE["file"], self.folder / "w.db")
        self.engine = create_engine(f"sqlite:///{self.folder / 'w.db'}")
        tenancy.guard(self.engine)
        unlock(self.engine, Ring(("m" * 40,)))
        careless(self.engine)
        self.tenant, self.now = new_id(), START
        self.known = {name: Known() for name in NAMES}
        self.dead: list[str] = []
        self.admin, self.boss = self.doing(self._found)
        for name, role in zip(NAMES, (RoleName.FUNCTIONARIS, RoleName.EMPLOYEE), strict=True):
            self.doing(self._invited(name, role))
            self.opens(name)
            self.enrol(name)

    def _found(self, session: Session) -> tuple[UUID, UUID]:
        organisations.add(session, slug="huis", name="Huis", now=self.now)
        made = []
        for name, role in (("petra", RoleName.ADMIN), ("ilse", RoleName.MANAGEMENT)):
            person = people.new_person(session, f"{name}@huis.example", name, self.now)
            people.give_role(session, person, role, self.now, None)
            made.append(person.id)
        return made[0], made[1]

    def doing(self, job: Any) -> Any:
        with tenancy.entered(self.tenant, write=True), Session(self.engine, expire_on_commit=False) as session:
            tenancy.fence(session)
            made = job(session)
            seal(session, self.tenant)
            session.commit()
            return made

    def tried(self, job: Any) -> Any:
        """Do what may be refused; then nothing of it stands."""
        try:
            return self.doing(job)
        except (Refused, Gone):
            return None

    def person(self, session: Session, name: str) -> Person | None:
        return people.by_email(session, f"{name}@huis.example")

    def ended(self, name: str) -> None:
        one = self.known[name]
        self.dead += [secret for secret, _ in one.held]
        one.held.clear()

    # ---- what people do ----------------------------------------------------------------------------------------------

    @rule(name=st.sampled_from(NAMES), role=st.sampled_from(ROLES))
    def invited(self, name: str, role: RoleName) -> None:
        self.tried(self._invited(name, role))

    def _invited(self, name: str, role: RoleName) -> Any:
        def job(session: Session) -> None:
            email = f"{name}@huis.example"
            people.invite_staff(session, email, name, "werk", [role], self.now, self.admin)

        return job

    @rule(name=st.sampled_from(NAMES), twice=st.booleans())
    def opens_the_invitation(self, name: str, twice: bool) -> None:
        self.opens(name, twice=twice)

    def opens(self, name: str, *, twice: bool = False) -> None:
        def job(session: Session) -> tuple[UUID, str] | None:
            person = self.person(session, name)
            found = select(Link).where(Link.purpose == LinkPurpose.INVITE, Link.person_id == (person and person.id))
            link = session.scalars(found.order_by(Link.made_at.desc(), Link.id.desc())).first()
            if person is None or link is None:
                return None
            was_used = link.used_at is not None
            invitations.open_account(session, SECRETS.hasher, link.id, PASSWORD, self.now)
            assert not was_used, "an invitation works once"
            came = entrance.proceed(session, person, Way.PASSWORD_MAIL, self.now, HERE)
            return link.id, came.secret if isinstance(came, Came) else ""

        made = self.tried(job)
        if made is None:
            return
        self.ended(name)
        self.known[name].open = self.known[name].password = True
        if made[1]:
            self.known[name].held.append((made[1], False))
        if twice:
            with pytest.raises(Refused):
                self.doing(lambda s: invitations.open_account(s, SECRETS.hasher, made[0], PASSWORD, self.now))

    @rule(name=st.sampled_from(NAMES), second=st.sampled_from(["code", "code", "used code", "nothing"]))
    def signs_in(self, name: str, second: str) -> None:
        one = self.known[name]

        def job(session: Session) -> Came | Awaited | None:
            return entrance.sign_in(session, SECRETS.hasher, f"{name}@huis.example", PASSWORD, self.now, HERE)

        found = self.tried(job)
        assert (found is not None) == (one.open and one.password and not one.closed)
        if isinstance(found, Came):
            assert not one.key, "an account with a passkey is asked for it"
            one.held.append((found.secret, False))
        if not isinstance(found, Awaited):
            return
        assert one.key
        typed = {"code": one.codes[-1:], "used code": sorted(one.used)[:1]}.get(second, [])

        def go_on(session: Session) -> Came | None:
            waits = steps.pending(session, found.link_id, self.now)
            assert waits is not None
            return steps.pass_code(session, SECRETS, waits, typed[0], self.now, HERE) if typed else None

        came = self.tried(go_on)
        assert (came is not None) == (second == "code" and bool(typed))
        if came is not None:
            one.used.add(one.codes.pop())
            one.held.append((came.secret, True))

    @rule(name=st.sampled_from(NAMES))
    def enrols(self, name: str) -> None:
        self.enrol(name)

    def enrol(self, name: str) -> None:
        one = self.known[name]
        if not one.held or one.key:
            return

        def job(session: Session) -> str:
            person = self.person(session, name)
            assert person is not None
            authenticator.equip(session, person, f"{self.now:%s}", self.now)
            factors.make_recovery_codes(session, person, KEYS, self.now)
            session.flush()
            one.codes = list(factors.new_codes(session, person.id, KEYS, self.now))
            actor = sessions.find(session, one.held[-1][0], self.now)
            return sessions.confirm(session, actor, Way.PASSKEY, self.now) if actor else ""

        fresh = self.doing(job)
        one.key, one.used = True, set()
        if fresh:
            self.dead.append(one.held.pop()[0])
            one.held.append((fresh, True))

    @rule(name=st.sampled_from(NAMES), agree=st.booleans(), refuse=st.booleans())
    def loses_everything(self, name: str, agree: bool, refuse: bool) -> None:
        """The admin asks; where cases can be read another agrees, and a day passes in which the holder may refuse."""
        one = self.known[name]

        def asked(session: Session) -> tuple[UUID, bool] | None:
            person = self.person(session, name)
            if person is None or not one.open:
                return None
            two = mending.in_office(session, person.id)
            mending.ask(session, person.id, Mend.FACTORS, "", self.now, self.admin)
            found = mending.open_for(session, person.id)
            return (found.id if found else person.id), two

        made = self.tried(asked)
        if made is None:
            return
        mend, two = made
        if not two:
            self.mended(name)
            return
        with pytest.raises(Refused):
            self.doing(lambda s: mending.agree(s, mend, self.now, self.admin))
        if agree:
            self.doing(lambda s: mending.agree(s, mend, self.now, self.boss))
        self.now += timedelta(hours=23)
        assert self.doing(lambda s: mending.carry_out(s, self.now)) == 0
        if refuse or not agree:
            self.doing(lambda s: mending.stop(s, mend, self.now, self.admin))
        self.now += timedelta(hours=2)
        if self.doing(lambda s: mending.carry_out(s, self.now)):
            assert agree
            assert not refuse
            self.mended(name)

    def mended(self, name: str) -> None:
        one = self.known[name]
        self.ended(name)
        one.key, one.codes = False, []

    @rule(name=st.sampled_from(NAMES), roles=st.sets(st.sampled_from(ROLES)))
    def roles_change(self, name: str, roles: set[RoleName]) -> None:
        def job(session: Session) -> bool:
            person = self.person(session, name)
            if person is None:
                return False
            before = people.roles_of(session, person.id)
            seen = str(people.roles_version(session, person.id))
            members.set_roles(session, person.id, roles, seen, self.now, self.admin)
            return people.roles_of(session, person.id) != before

        if self.tried(job):
            self.ended(name)

    @rule(name=st.sampled_from(NAMES))
    def leaves(self, name: str) -> None:
        def job(session: Session) -> bool:
            person = self.person(session, name)
            if person is None or not self.known[name].open:
                return False
            members.close_account(session, person.id, self.now, self.admin)
            return person.disabled_at is not None

        if self.tried(job):
            self.ended(name)
            self.known[name].closed = True

    @rule(name=st.sampled_from(NAMES))
    def comes_back(self, name: str) -> None:
        def job(session: Session) -> bool:
            person = self.person(session, name)
            if person is None:
                return False
            members.open_again(session, person.id, self.now, self.admin)
            return True

        if self.tried(job):
            self.known[name] = Known()

    @rule(name=st.sampled_from(NAMES))
    def signs_out_everywhere(self, name: str) -> None:
        def job(session: Session) -> None:
            person = self.person(session, name)
            if person is not None:
                sessions.end_all(session, person.id, self.now)

        self.doing(job)
        self.ended(name)

    @rule(minutes=st.sampled_from([1, 6, 29, 61, 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    # ---- what must hold ----------------------------------------------------------------------------------------------

    @invariant()
    def what_ended_opens_nothing(self) -> None:
        if not hasattr(self, "tenant"):
            return
        found = self.doing(lambda s: [sessions.find(s, secret, self.now) for secret in self.dead])
        assert found == [None] * len(self.dead)

    @invariant()
    def nobody_comes_through_a_strong_door_with_a_password(self) -> None:
        for name, one in getattr(self, "known", {}).items():
            for secret, strong in one.held:
                actor = self.doing(lambda s, secret=secret: sessions.find(s, secret, self.now))
                assert actor is None or (actor.strong == strong and not one.closed)
                assert actor is None or actor.email == f"{name}@huis.example"
                if actor is not None and actor.roles & REQUIRED and not actor.strong:
                    assert {door for door in Door if door in STRONG} >= set(actor.doors) - {Door.CLIENT, Door.EMPLOYEE}
                assert actor is None or actor.confirmed_by is None or actor.confirmed_by in set(Way)

    @invariant()
    def nobody_handles_and_manages(self) -> None:
        if not hasattr(self, "tenant"):
            return

        def job(session: Session) -> list[frozenset[RoleName]]:
            return [people.roles_of(session, person.id) for person in session.scalars(select(Person))]

        assert not [roles for roles in self.doing(job) if people.mixed(roles)]

    @invariant()
    def the_journal_holds(self) -> None:
        if hasattr(self, "tenant"):
            assert self.doing(lambda s: list(faults(s, self.tenant, KEYS))) == []

    def teardown(self) -> None:
        if hasattr(self, "engine"):
            self.engine.dispose()
            shutil.rmtree(self.folder)


def test_random_lives_of_accounts_keep_their_rules() -> None:
    walks = int(os.environ.get("WALKS", "0"))
    rules = settings(
        max_examples=walks or 20,
        stateful_step_count=25,
        deadline=None,
        derandomize=not walks,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Accounts, settings=rules)


def test_somebody_in_office_is_not_closed_and_keeps_the_role(world: Any) -> None:
    with world.owner(world.tenants["noorderhaven"]) as session:
        today = date(2026, 3, 2)
        held = {one.person_id for one in offices.offices(session, today) if one.now}
        for person in held:
            with pytest.raises(Refused):
                members.close_account(session, person, world.now, new_id())
