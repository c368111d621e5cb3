"""The procedure cannot be broken: random acts by random people over random days, on the record itself.

A walk starts from each stage in turn, to which the first case is led as people usually go. `make test` takes the same
few walks every time. `WALKS=200` takes that many instead, others every time; `SEED` takes those of an earlier run.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from portal import tenancy
from portal.accounts import offices, organisations, people
from portal.casework import closing, filing, hearing, intake, judgment, resolution, signing
from portal.casework.desk import Desk, everybody, take
from portal.casework.register import standard_lists
from portal.domain.disclosure import Kind
from portal.domain.errors import Refused
from portal.domain.facts import Facts, Side, Stage
from portal.domain.guards import had_their_say
from portal.domain.judgment import Outcome
from portal.domain.regulation import PRESETS, Regime
from portal.models.base import new_id
from portal.models.complaint import CaseEvent, Complaint, Part, Participant
from portal.models.dossier import Entry, Release
from portal.models.journal import faults, seal
from portal.models.organisation import Post
from portal.models.person import RoleName
from portal.models.register import Category
from portal.sight import rows
from portal.sight.dossier import Dossier
from portal.vault.keys import unlock
from portal.vault.sealing import Ring
from tests.support.filings import handed_in
from tests.support.world import careless

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
JUDGE = 18
FEW, STEPS = 3, 40
MOST_LED = 30
"""More acts than the longest way to the end takes."""
TEMPLATE: dict[str, Path] = {}


@pytest.fixture(autouse=True)
def template(sqlite_template: Path) -> None:
    TEMPLATE["file"] = sqlite_template


class Case(RuleBasedStateMachine):
    """One organisation, cases that come in, and everybody doing whatever they may think of."""

    WHO: ClassVar = ("klager", "bram", "yasmina", "functionaris", "waarnemer")
    BEGIN: ClassVar = Stage.RECEIVED

    @initialize()
    def house(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        file = self.folder / "w.db"
        shutil.copyfile(TEMPLATE["file"], file)
        self.engine = create_engine(f"sqlite:///{file}")
        tenancy.guard(self.engine)
        unlock(self.engine, Ring(("m" * 40,)))
        careless(self.engine)
        self.tenant, self.now, self.count = new_id(), START, 0
        self.issued: dict[Any, str] = {}
        self.doing(self._found)
        self.file_one()
        self.lead()

    def lead(self) -> None:
        """Lead the first case to the stage from which this walk starts."""
        for _ in range(MOST_LED):
            if self.stage() is self.BEGIN:
                return
            self.the_next_step(0, yes=True)
        raise AssertionError(f"the way to {self.BEGIN} is not {MOST_LED} acts long, but stops at {self.stage()}")

    def stage(self) -> Stage:
        found: Stage = self.doing(lambda session: session.scalars(select(Complaint.stage)).first(), keep=False)
        return found

    def _found(self, session: Session) -> None:
        organisations.add(session, slug="huis", name="Huis", now=self.now)
        organisations.publish_regulation(
            session, parameters=PRESETS[Regime.OPDRACHT], text="x", valid_from=self.now.date(), now=self.now
        )
        standard_lists(session)
        for name in self.WHO[1:]:
            person = people.new_person(session, f"{name}@huis.example", name, self.now)
            people.give_role(session, person, RoleName.EMPLOYEE, self.now, None)
            if name in {"functionaris", "waarnemer"}:
                post = Post.FUNCTIONARIS if name == "functionaris" else Post.DEPUTY
                offices.appoint(session, person.id, post, self.now.date(), self.now, None)

    def doing(self, job: Any, *, keep: bool = True) -> Any:
        with tenancy.entered(self.tenant, write=True), Session(self.engine, expire_on_commit=False) as session:
            tenancy.fence(session)
            made = job(session)
            seal(session, self.tenant)
            if keep:
                session.commit()
            return made

    @precondition(lambda self: self.count < 3)
    @rule()
    def file_one(self) -> None:
        client = filing.Contact("klager", "klager@post.example")
        given = handed_in(text=f"tekst {self.count}", complainant=client)
        self.doing(lambda session: filing.file(session, given, self.now, "key"))
        self.count += 1

    @rule(days=st.integers(1, 12))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(
        which=st.integers(0, 2), who=st.sampled_from(WHO), act=st.integers(0, 28),
        pick=st.integers(0, 5), yes=st.booleans(), days=st.integers(0, 20),
    )  # fmt: skip
    def somebody_tries(self, which: int, who: str, act: int, pick: int, yes: bool, days: int) -> None:
        def job(session: Session) -> None:
            desk = self.desk(session, which, who)
            if desk is not None:
                self.act(desk, act, pick, yes, days)

        try:
            self.doing(job)
        except (Refused, StopIteration):
            return

    @rule(which=st.integers(0, 2), yes=st.booleans())
    def the_next_step(self, which: int, yes: bool) -> None:
        """Go on as people usually do, so that every stage is reached."""

        def job(session: Session) -> None:
            cases = session.scalars(select(Complaint).order_by(Complaint.number)).all()
            facts = cases[which % len(cases)].facts
            handler = session.get_one(Participant, (self.tenant, UUID(str(facts.handler)))).name
            who, act = self.usual(facts, handler)
            desk = self.desk(session, which, who)
            if desk is not None:
                self.act(desk, act, 0, act != JUDGE and yes, 5)

        try:
            self.doing(job)
        except (Refused, StopIteration):
            return

    def usual(self, facts: Facts, handler: str) -> tuple[str, int]:
        """Whose step it is, and which."""
        if facts.stage is Stage.RECEIVED:
            done = (facts.conflict_free, facts.opened, facts.categories, facts.employees, facts.allegations, False)
            return handler, done.index(next(one for one in done if not one))
        if facts.stage is Stage.HANDLING:
            silent = [party for party in facts.parties if not had_their_say(party, self.now.date())]
            if silent:
                return ("klager" if silent[0].side is Side.COMPLAINANT else "bram"), 7
            return handler, JUDGE
        if facts.stage is Stage.JUDGED:
            return "klager", 20
        signers = {
            "klager": facts.complainant,
            "bram": facts.informed[0].ref if facts.informed else "",
            handler: facts.handler,
        }
        return next((who for who, ref in signers.items() if ref and facts.awaited(ref)), handler), 21

    def desk(self, session: Session, which: int, who: str) -> Desk | None:
        cases = session.scalars(select(Complaint).order_by(Complaint.number)).all()
        complaint = cases[which % len(cases)]
        one = next((one for one in everybody(session, complaint.id) if one.name == who and one.left_at is None), None)
        seat = rows.seat_of(session, complaint.id, one.id) if one else None
        return take(session, seat, self.now) if seat else None

    def act(self, desk: Desk, act: int, pick: int, yes: bool, days: int) -> None:
        refs = [party.ref for party in desk.facts.parties]
        to = refs[: 1 + pick % max(1, len(refs))]
        until = desk.today + timedelta(days=days)
        entries = desk.session.scalars(select(Entry).where(Entry.complaint_id == desk.complaint.id)).all()
        entry = str(entries[pick % len(entries)].id)
        proposal = desk.facts.proposals[-1].ref if desk.facts.proposals else str(new_id())
        deeds: list[Any] = [
            lambda: intake.declare_no_conflict(desk),
            lambda: intake.open_file(desk),
            lambda: intake.categorise(desk, categories=[str(desk.session.scalars(select(Category.id)).first())]),
            lambda: intake.add_employee(desk, person_id=str(self.person(desk, ("bram", "yasmina")[pick % 2]))),
            lambda: intake.set_allegations(desk, allegations=[intake.AllegationText("a", tuple(refs[1:])), intake.AllegationText("b", ())]),
            lambda: hearing.open_hearing(desk, until=until, editions=dict.fromkeys([p.ref for p in desk.facts.employees if not p.informed], "gelakt")),
            lambda: hearing.inform_employee(desk, until=until, editions=dict.fromkeys([p.ref for p in desk.facts.employees if not p.informed], "gelakt")),
            lambda: hearing.give_standpoint(desk, text=f"standpunt {pick}"),
            lambda: hearing.waive_standpoint(desk),
            lambda: hearing.release(desk, piece=entry, to=to, text=f"editie {pick}", until=until if yes else None),
            lambda: hearing.send_message(desk, text="bericht", to=to if desk.side is Side.FUNCTIONARIS else ()),
            lambda: hearing.log_contact(desk, happened_on=desk.today, medium="phone", gist="gist", remarks="remarks"),
            lambda: resolution.propose(desk, text="voorstel"),
            lambda: resolution.accept_proposal(desk, proposal=proposal, text="ja"),
            lambda: resolution.refuse_proposal(desk, proposal=proposal, text="nee"),
            lambda: resolution.withdraw_proposal(desk, proposal=proposal),
            lambda: judgment.extend(desk, until=desk.facts.deadline.due_on + timedelta(days=days), reason="r", consent=yes),
            lambda: judgment.issue_settlement(desk, written=judgment.Settling("a", "", "r")),
            lambda: judgment.issue_judgment(
                desk,
                written=judgment.Judging("c", tuple(
                    judgment.PartFinding(one.ref, Outcome.UPHELD, "r", (entry,) if yes else ()) for one in desk.facts.allegations
                ), "", "r"),
            ),
            lambda: resolution.ask_judgment(desk),
            lambda: signing.answer_satisfaction(desk, satisfied=yes),
            lambda: signing.sign(desk),
            lambda: signing.decline_signing(desk, reason="nee"),
            lambda: signing.close_not_satisfied(desk),
            lambda: closing.withdraw(desk, reason="weg") if pick == 0 else None,
            lambda: intake.hand_over(desk, reason="vakantie"),
            lambda: intake.declare_conflict(desk, reason="broer") if pick == 0 else None,
            lambda: hearing.accept_notice(desk),
            lambda: judgment.correct_judgment(
                desk,
                written=judgment.Mending(
                    f"hersteld {pick}", "r", "", f"c {pick}", {one.ref: "r" for one in desk.facts.allegations}, agreements=f"a {pick}"
                ),
            ),
        ]  # fmt: skip
        before = desk.facts
        deeds[act % len(deeds)]()
        after = desk.facts
        if after.issued_on and not before.issued_on and not after.settlement:
            assert all(had_their_say(party, desk.today) for party in before.parties)
        if after.settlement and not before.settlement:
            agreed = before.agreement
            assert agreed is not None
            assert before.complainant in (agreed.by, *agreed.accepted)
        if after.deadline != before.deadline:
            assert after.extensions == before.extensions + 1

    def person(self, desk: Desk, name: str) -> Any:
        found = people.by_email(desk.session, f"{name}@huis.example")
        assert found is not None
        return found.id

    # ---- what always holds -------------------------------------------------------------------------------------------

    @invariant()
    def the_journal_verifies_and_numbers_have_no_gap(self) -> None:
        def job(session: Session) -> None:
            assert list(faults(session, self.tenant)) == []
            numbers = session.scalars(select(Complaint.number).order_by(Complaint.number)).all()
            assert list(numbers) == list(range(1, len(numbers) + 1))

        self.doing(job, keep=False)

    @invariant()
    def a_judgment_never_changes(self) -> None:
        def job(session: Session) -> None:
            found = {
                row.id: row.body
                for kind in (Entry, Release)
                for row in session.scalars(select(kind))
                if kind is Release or row.kind is Kind.JUDGMENT
            }
            for key, text in self.issued.items():
                assert found[key] == text
            self.issued |= found

        self.doing(job, keep=False)

    @invariant()
    def everybody_sees_exactly_own_and_released(self) -> None:
        def job(session: Session) -> None:
            for complaint in session.scalars(select(Complaint)):
                entries = session.scalars(select(Entry).where(Entry.complaint_id == complaint.id)).all()
                releases = session.scalars(select(Release).where(Release.complaint_id == complaint.id)).all()
                for one in session.scalars(select(Participant).where(Participant.complaint_id == complaint.id)):
                    self._sees(session, complaint, one, entries, releases)

        self.doing(job, keep=False)

    def _sees(self, session: Session, complaint: Complaint, one: Participant, entries: Any, releases: Any) -> None:
        seat = rows.seat_of(session, complaint.id, one.id)
        if seat is None:
            assert one.left_at is not None
            return
        shown = {piece.id: piece.text for piece in Dossier.of(session, seat, self.now).pieces}
        if one.part is Part.FUNCTIONARIS:
            assert shown == {entry.id: entry.body for entry in entries}
            return
        own = {entry.id: entry.body for entry in entries if entry.side_id == one.side_id}
        shared: dict[Any, tuple[int, str]] = {}
        for row in releases:
            if row.recipient_id == one.side_id and row.edition > shared.get(row.entry_id, (0, ""))[0]:
                shared[row.entry_id] = (row.edition, row.body)
        assert shown == {key: text for key, (_, text) in shared.items()} | own

    @invariant()
    def events_follow_one_another(self) -> None:
        def job(session: Session) -> None:
            for complaint in session.scalars(select(Complaint)):
                events = session.scalars(
                    select(CaseEvent).where(CaseEvent.complaint_id == complaint.id).order_by(CaseEvent.seq)
                ).all()
                assert [event.seq for event in events] == list(range(1, len(events) + 1))
                assert events[-1].stage_to is complaint.facts.stage
                assert (complaint.stage is Stage.CLOSED) == (complaint.closed_on is not None)

        self.doing(job, keep=False)

    def teardown(self) -> None:
        if hasattr(self, "engine"):
            self.engine.dispose()
            shutil.rmtree(self.folder, ignore_errors=True)


@pytest.mark.parametrize("stage", Stage, ids=str)
def test_the_procedure_cannot_be_broken(stage: Stage) -> None:
    """Each walk starts from its stage, or `lead` fails: so all stages are reached, whatever is drawn."""
    walks = int(os.environ.get("WALKS", "0"))
    case = type(f"From{stage.value.title()}", (Case,), {"BEGIN": stage})
    start = int(os.environ.get("SEED", "0")) or random.randrange(1, 2**32)
    rules = settings(
        max_examples=-(-walks // len(Stage)) or FEW,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=not walks,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(seed(start)(case) if walks else case, settings=rules)
    except Exception as error:
        chosen = f"WALKS={walks} SEED={start} " if walks else ""
        error.add_note(f"To repeat it: {chosen}.venv/bin/python -m pytest tests/casework/test_machine.py -k {stage}")
        raise
