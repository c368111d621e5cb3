"""Playing one case of the demo: each step by the person whose step it is, on the day on which they did it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.accounts import entrance, people
from portal.casework import closing, filing, hearing, intake, judgment, register, resolution, signing
from portal.casework.desk import Desk, everybody, take
from portal.domain.acts import Act
from portal.domain.calendar import local_date
from portal.domain.disclosure import Kind
from portal.domain.facts import Side
from portal.domain.guards import had_their_say
from portal.domain.judgment import Outcome
from portal.domain.recommendation import Move, Role
from portal.domain.regulation import Capacity, Channel, Ground
from portal.models.complaint import Part
from portal.models.dossier import Entry
from portal.models.person import RoleName
from portal.models.register import Category, Recommendation
from portal.operations.demo.values import BASIS, at_work, cause, close_if_open, reply_until, route
from portal.sight import rows
from portal.sight.dossier import Dossier, citable

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.operations.demo.loader import House
    from portal.operations.demo.values import MakesAccount

HIDDEN = "▇▇▇"
CHANNELS = {one.value: one for one in Channel}
TERM_DAYS = 28


@dataclass(slots=True)
class Play:
    """One case. A step is kept with its day, its place, and whether it keeps office hours; and played in that order."""

    house: House
    told: dict[str, Any]
    key: str
    complaint_id: UUID | None = None
    steps: list[tuple[int, int, bool, Callable[..., None]]] = field(default_factory=list)
    minute: int = 0
    reached: int = 0

    @property
    def received_on(self) -> date:
        """The day of receipt."""
        return self.house.today - timedelta(days=self.told["offset_days"])

    def moment(self, day: int) -> datetime:
        """A moment on a day of the case, each a few minutes after the one before, never in the future."""
        self.minute += 7
        wanted = datetime.combine(self.received_on + timedelta(days=day), time(8), UTC)
        now = datetime.now(UTC)
        wanted += timedelta(minutes=self.minute % 500)
        return min(wanted, now - timedelta(minutes=60) + timedelta(seconds=self.minute))

    def go_to(self, day: int, *, office: bool) -> datetime:
        """Go on to a day, never back. Who works in office hours does so on a working day, if the term allows it."""
        bound = day <= self.told.get("judgment", {}).get("day", TERM_DAYS)
        day = max(day, self.reached)
        if office:
            last = local_date(datetime.now(UTC) - timedelta(hours=1))
            last = min(last, self._on(TERM_DAYS)) if bound else last
            day = (at_work(self._on(day), self._on(self.reached), last) - self.received_on).days
        self.reached = day
        return self.moment(day)

    def _on(self, day: int) -> date:
        return self.received_on + timedelta(days=day)

    # ---- coming in ---------------------------------------------------------------------------------------------------

    def file(self, account: MakesAccount) -> None:
        """File or register the complaint, and give the complainant an account."""
        moment = self.go_to(0, office=CHANNELS[self.told["channel"]] is not Channel.PORTAL)
        receipt = self.house.do(lambda session: self._file(session, moment))
        self.complaint_id = receipt.complaint_id
        self.house.do(lambda session: self._join(session, moment, account))

    def _file(self, session: Session, moment: datetime) -> filing.Receipt:
        told = self.told
        agent = told.get("representative")
        given = filing.Filing(
            text=told["complaint"].strip(),
            wish=told["wish"].strip(),
            about_whom=", ".join(told["employees"]) or "de organisatie",
            grounds=tuple(Ground(one) for one in told["grounds"]),
            capacity=Capacity(told["capacity"]),
            happened_when="de afgelopen weken",
            about_functionaris=told.get("about_functionaris", False),
            complainant=filing.Contact(told["complainant"], told["email"]),
            representative=filing.Contact(agent["name"], agent["email"]) if agent else None,
            relation=agent["relation"] if agent else "",
        )
        channel = CHANNELS[told["channel"]]
        if channel is Channel.PORTAL:
            return filing.file(session, given, moment, self.key)
        arrival = filing.Arrival(channel, self.received_on, "Kast klachten, map van dit jaar")
        actor = self.house.actor(self._functionaris(), RoleName.FUNCTIONARIS)
        return filing.register(session, actor, given, arrival, moment, key=self.key)

    def _functionaris(self) -> str:
        return next(name for name in self.house.people if self.told.get("handled_by", name) == name)

    def _join(self, session: Session, moment: datetime, account: MakesAccount) -> None:
        for one in everybody(session, self._case()):
            if one.part in {Part.COMPLAINANT, Part.REPRESENTATIVE}:
                person = account(session, self.house, one.name, one.email, moment)
                people.give_role(session, person, RoleName.CLIENT, moment, None)
                entrance.join(session, one.id, person, moment)

    def _case(self) -> UUID:
        if self.complaint_id is None:
            raise RuntimeError("the case was not filed yet")
        return self.complaint_id

    # ---- doing something ---------------------------------------------------------------------------------------------

    def on(self) -> None:
        """Play the case to where it stands."""
        self._plan()
        for day, _place, office, step in sorted(self.steps, key=lambda one: one[:2]):
            self.house.do(partial(step, moment=self.go_to(day, office=office)))

    def at(self, day: int | None, who: str, act: Callable[..., None], **values: Any) -> None:
        """Plan an act by somebody on a day; values may be functions of the desk."""
        if day is None:
            return

        def step(session: Session, moment: datetime) -> None:
            desk = self.desk(session, who, moment)
            hearing.accept_notice(desk)
            given = {name: value(desk) if callable(value) else value for name, value in values.items()}
            act(desk, **given)

        self.steps.append((day, len(self.steps), who == "functionaris", step))

    def desk(self, session: Session, who: str, moment: datetime) -> Desk:
        """Take the case to the desk of somebody in it."""
        people = everybody(session, self._case())
        if who == "functionaris":
            one = next(one for one in people if one.part is Part.FUNCTIONARIS and one.left_at is None)
        elif who == "complainant":
            one = next(one for one in people if one.part is Part.COMPLAINANT)
        else:
            one = next(one for one in people if one.name == who)
        seat = rows.seat_of(session, self._case(), one.id)
        if seat is None:
            raise RuntimeError(f"{who} has no seat")
        return take(session, seat, moment)

    @staticmethod
    def ref(desk: Desk, who: str) -> str:
        """The reference of a party of the case."""
        if who == "complainant":
            return desk.facts.complainant
        if who == "functionaris":
            return desk.facts.handler or ""
        return next(str(one.id) for one in desk.people if one.name == who)

    # ---- the plan ----------------------------------------------------------------------------------------------------

    def _plan(self) -> None:
        days = self.told.get("days", {})
        self.at(days.get("acknowledged"), "functionaris", intake.declare_no_conflict)
        self.at(days.get("opened"), "functionaris", intake.open_file)
        if self.told.get("allegations") and "informed" in days:
            self._plan_handling(days["informed"])
        elif "opened" in days:
            self.at(days["opened"], "functionaris", intake.categorise, categories=self._categories)
        self._plan_end()

    def _plan_handling(self, informed: int) -> None:
        self.at(informed, "functionaris", intake.categorise, categories=self._categories)
        for name in self.told["employees"]:
            self.at(informed, "functionaris", intake.add_employee, person_id=str(self.house.people[name]))
        self.at(informed, "functionaris", intake.set_allegations, allegations=self._allegations)
        self.at(informed, "functionaris", hearing.open_hearing, until=reply_until, editions=self._editions)
        for one in self.told.get("messages", []):
            to = (lambda desk, one=one: [self.ref(desk, one["to"])]) if one["by"] == "functionaris" else ()
            self.at(max(one["day"], informed), one["by"], hearing.send_message, text=one["text"].strip(), to=to)
        for one in self.told.get("standpoints", []):
            self.at(max(one["day"], informed), one["by"], hearing.give_standpoint, text=one["text"].strip())
            self._plan_release(one)
        for one in self.told.get("contacts", []):
            self._plan_contact(one, informed)
        for one in self.told.get("proposals", []):
            self._plan_proposal(one)

    def _plan_release(self, one: dict[str, Any]) -> None:
        text = one["text"].strip()
        shown = text
        for passage in one.get("redact", []):
            shown = shown.replace(passage, HIDDEN)

        def piece(desk: Desk) -> str:
            found = desk.session.scalars(
                select(Entry).where(Entry.complaint_id == desk.complaint.id, Entry.kind == Kind.STANDPOINT),
            )
            return next(str(entry.id) for entry in found if entry.body == text)

        def others(desk: Desk) -> list[str]:
            if one["by"] == "complainant":
                return [party.ref for party in desk.facts.informed]
            return [desk.facts.complainant]

        self.at(
            one.get("released_day"), "functionaris", hearing.release, piece=piece, to=others, text=shown, until=None
        )

    def _plan_contact(self, one: dict[str, Any], informed: int) -> None:
        happened = self._on(one["day"])
        self.at(
            max(one["day"], informed),
            one["by"],
            hearing.log_contact,
            happened_on=happened,
            medium=one["medium"],
            gist=one["gist"].strip(),
            remarks=one.get("outcome", "").strip(),
        )

    def _plan_proposal(self, one: dict[str, Any]) -> None:
        self.at(one["day"], one["by"], resolution.propose, text=one["text"].strip())
        if one["answer"] == "open":
            return
        answer = resolution.accept_proposal if one["answer"] == "accepted" else resolution.refuse_proposal
        day, text = one.get("answered_day", one["day"]), one.get("answer_text", "").strip()

        def newest(desk: Desk) -> str:
            return desk.facts.proposals[-1].ref

        answering = ["complainant", *(self.told["employees"] if one["by"] == "functionaris" else [])]
        if one["by"] == "complainant":
            answering = self.told["employees"]
        for who in answering:
            self.at(day, who, answer, proposal=newest, text=text if who == answering[0] else "")

    def _plan_end(self) -> None:
        told = self.told
        if extension := told.get("extension"):
            until = self._on(extension["new_due_day"])
            self.at(extension["day"], "functionaris", judgment.extend, until=until, reason=extension["reason"].strip())
        if judged := told.get("judgment"):
            self._plan_judgment(judged)
        if answer := told.get("satisfaction"):
            self.at(
                answer["day"],
                "complainant",
                signing.answer_satisfaction,
                satisfied=answer["satisfied"],
                text=answer["text"],
            )
        for one in told.get("signatures", []):
            if one["answer"] == "signed":
                self.at(one["day"], one["by"], signing.sign)
            else:
                self.at(one["day"], one["by"], signing.decline_signing, reason=one.get("reason", ""))
        if withdrawal := told.get("withdrawal"):
            self.at(withdrawal["day"], "complainant", closing.withdraw, reason=withdrawal.get("reason", ""))
        for key, act in (("referral", intake.refer), ("decline", intake.decline)):
            if turned := told.get(key):
                text = "\n\n".join(turned[one] for one in ("reason", "to", "urgent", "help") if one in turned)
                self.at(turned["day"], "functionaris", act, reason=text)
        self._plan_after()

    def _plan_after(self) -> None:
        told, days = self.told, self.told.get("days", {})
        if told.get("ending") == "not_satisfied":
            self.at(days["closed"], "functionaris", signing.close_not_satisfied)
        if told.get("stands_at") == "unsigned":
            self.at(days["closed"], "functionaris", close_if_open)
        if external := told.get("external"):
            since = self._on(external["day"])
            self.at(
                external["day"], "functionaris", closing.mark_external,
                body=external["body"], since=since, text=external["note"],
            )  # fmt: skip
        for one in told.get("improvements", []):
            self._plan_improvement(one, days.get("closed", 0))

    def _plan_judgment(self, judged: dict[str, Any]) -> None:
        day = judged["day"]
        self.at(day, "functionaris", _hear_everybody, play=lambda _desk: self)
        advice = "\n\n".join(judged.get("recommendations", []))
        if judged["kind"] == "settlement":
            agreed = "\n".join(f"– {one}" for one in judged["agreements"])
            text = f"{judged['considerations'].strip()}\n\n{agreed}"
            self.at(
                day, "functionaris", judgment.issue_settlement,
                written=lambda desk: judgment.Settling(text, advice, route(desk)),
            )  # fmt: skip
        else:
            self.at(
                day, "functionaris", judgment.issue_judgment,
                written=lambda desk: judgment.Judging(
                    judged["considerations"].strip(), tuple(self._parts(desk)), advice, route(desk)
                ),
            )  # fmt: skip
        self.at(
            day, "functionaris", closing.record_cause,
            cause=cause(judged["cause"]), analysis=judged["cause_analysis"].strip(),
        )  # fmt: skip

    def _plan_improvement(self, one: dict[str, Any], closed: int) -> None:
        text = one["text"].strip()
        self.at(
            closed, "functionaris", register.recommend,
            text=text, evidence="1 klacht", category=lambda desk: self._category(desk.session, one["topic"]),
        )  # fmt: skip
        owner, reason = one.get("owner", ""), one.get("decision_reason", "").strip()
        due = self._on(one.get("due_day", 0))
        if one.get("decision"):
            move = Move.ADOPT if one["decision"] == "adopted" else Move.ADOPT_IN_PART
            reason = f"{reason}\n\n{one.get('measure', '')}".strip()
            self._decide(one["decided_day"], text, move, Role.MANAGEMENT, reason, owner=owner, due=due)
        if one.get("done_day"):
            self._decide(one["done_day"], text, Move.REPORT_DONE, Role.MANAGEMENT, one["evidence"])
        if one.get("effect_day"):
            self._decide(one["effect_day"], text, Move.CONFIRM_EFFECT, Role.FUNCTIONARIS, one["effect"])

    def _decide(
        self, day: int, text: str, move: Move, who: Role, reason: str, *, owner: str = "", due: date | None = None
    ) -> None:
        def step(session: Session, moment: datetime) -> None:
            row = session.scalars(select(Recommendation).where(Recommendation.text == text)).one()
            role = RoleName.MANAGEMENT if who is Role.MANAGEMENT else RoleName.FUNCTIONARIS
            actor = self.house.actor(self._staff(role), role)
            register.move(
                session, actor, recommendation=str(row.id), kind=move, who=who, seen=row.version,
                reason=reason, owner=owner, due_on=due, now=moment,
            )  # fmt: skip

        self.steps.append((day, len(self.steps), True, step))

    def _staff(self, role: RoleName) -> str:
        names = list(self.house.people)
        return names[2] if role is RoleName.MANAGEMENT else names[0]

    # ---- values ------------------------------------------------------------------------------------------------------

    def _category(self, session: Session, code: str) -> str:
        return str(session.scalars(select(Category.id).where(Category.code == code)).one())

    def _categories(self, desk: Desk) -> list[str]:
        return [self._category(desk.session, code) for code in self.told["categories"]]

    def _allegations(self, desk: Desk) -> list[intake.AllegationText]:
        return [
            intake.AllegationText(one["text"].strip(), tuple(self.ref(desk, name) for name in one["employees"]))
            for one in self.told["allegations"]
        ]

    def _editions(self, desk: Desk) -> dict[str, str]:
        text = self.told["complaint"].strip()
        for passage in self.told.get("redact", []):
            text = text.replace(passage, HIDDEN)
        return {one.ref: text for one in desk.facts.employees}

    def _parts(self, desk: Desk) -> list[judgment.PartFinding]:
        seat = rows.seat_of(desk.session, self._case(), desk.someone(desk.facts.handler or "").id)
        if seat is None:
            return []
        case = Dossier.of(desk.session, seat, desk.now)
        parts = {one["allegation"]: one for one in self.told["judgment"]["parts"]}
        keys = [one["key"] for one in self.told["allegations"]]
        return [
            judgment.PartFinding(
                str(allegation.id),
                Outcome(parts[key]["outcome"]),
                parts[key]["reasons"].strip(),
                tuple(str(piece.id) for piece, shared in citable(case, allegation) if shared and piece.kind in BASIS),
            )
            for key, allegation in zip(keys, case.allegations, strict=True)
        ]


def _hear_everybody(desk: Desk, play: Play) -> None:
    """Let a party who said nothing waive the reaction, so that nobody is judged unheard."""
    for party in desk.facts.parties:
        if had_their_say(party, local_date(desk.now)) or not party.informed:
            continue
        who = "complainant" if party.side is Side.COMPLAINANT else desk.someone(party.ref).name
        other = play.desk(desk.session, who, desk.now)
        if Act.OPEN_HEARING in other.facts.acts:
            hearing.waive_standpoint(other)
