"""Fills a database with made-up organisations and complaints: the same rows for the same size, seed and day.

One organisation holds half of all complaints, the others share the rest evenly. Every organisation has one case with
fifty events, so that a case page can be compared between a small and a large database. Rows go in under the ORM:
what it would have filled in is filled in here, and its column types write the values.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import create_engine

from portal.accounts.factors import REQUIRED
from portal.accounts.passwords import Hasher
from portal.casework.register import CATEGORIES, CAUSES
from portal.domain.acts import Act
from portal.domain.disclosure import Kind
from portal.domain.facts import Allegation, Ending, Facts, Mark, Moments, Party, Reply, Side, Stage
from portal.domain.judgment import JudgmentKind, Outcome
from portal.domain.procedure import RULES
from portal.domain.recommendation import Move, State
from portal.domain.regulation import PRESETS, Capacity, Channel, Regime
from portal.domain.status import next_on
from portal.domain.term import Deadline, deadline
from portal.models import Base
from portal.models.complaint import Part, Series
from portal.models.journal import GENESIS, Line, digest_of, link_of
from portal.models.letter import LetterState
from portal.models.organisation import Post
from portal.models.person import RoleName
from portal.operations import migrations
from tests.support.authenticator import credential_id, public_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Table

PASSWORD = "four loose words together"  # noqa: S105  of people who do not exist
HASH_KIB = 64
DAYS = 730
RUNNING_DAYS = 45
PER_ORGANISATION = 1_000
STAFF = 12
OF_FIRST_EMPLOYEE = 50
PER_CLIENT = 4
EVENTS = 50
TO_PRINT = 12
BATCH = 5_000
MAIN, OTHER = "groot", "huis-0001"
NOBODY = UUID(int=0)
TEXT = Path(__file__).resolve().parents[1] / "templates" / "regulation" / "opdracht.nl.txt"
SPOKEN = (
    "afspraak bereikbaar jobcoach trainer verslag begeleiding weken gebeld antwoord gesprek rapport werkgever "
    "plan vervanger donderdag locatie factuur gegevens toestemming uitleg overleg kandidaat traject vragen bevestiging"
)
WORDS = SPOKEN.split()
NAMES = ("Marloes Veenstra", "Sadik Öztürk", "Joke van der Wal", "Henk Dijkgraaf", "Aya Benali", "Ties Mulder")


@dataclass(frozen=True)
class Size:
    """How many complaints, over how many organisations."""

    complaints: int

    @property
    def organisations(self) -> int:
        """One organisation for every thousand complaints, and never fewer than two."""
        return max(2, self.complaints // PER_ORGANISATION)

    def of(self, number: int) -> int:
        """How many complaints one organisation has."""
        first = self.complaints // 2
        rest, more = divmod(self.complaints - first, self.organisations - 1)
        return first if number == 0 else rest + (number <= more)


@dataclass
class Filled:
    """What a scenario needs to know of one organisation."""

    slug: str
    cases: int
    running: str = ""
    judged: str = ""
    client: str = ""
    employee: str = ""
    items: dict[str, str] = field(default_factory=dict)


# ---- rows ------------------------------------------------------------------------------------------------------------


class Sink:
    """Takes rows of any table and hands them to the database in batches."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)
        self.postgresql = self.engine.dialect.name == "postgresql"
        connection: Any = self.engine.raw_connection()
        self.raw = connection.driver_connection
        if self.postgresql:
            self.raw.execute("SET session_replication_role = replica")
        else:
            for pragma in ("foreign_keys=OFF", "synchronous=OFF", "journal_mode=OFF", "cache_size=-262144"):
                self.raw.execute(f"PRAGMA {pragma}")
        self.makers = {table.name: self._maker(table) for table in Base.metadata.sorted_tables}
        self.waiting: dict[str, list[tuple[Any, ...]]] = {name: [] for name in self.makers}
        self.count = 0

    def _maker(self, table: Table) -> tuple[str, tuple[tuple[str, Any, Callable[[Any], Any] | None], ...]]:
        columns = []
        for column in table.columns:
            kind: Any = column.type.dialect_impl(self.engine.dialect)
            default = getattr(column.default, "arg", None) if getattr(column.default, "is_scalar", False) else None
            columns.append((column.name, default, kind.bind_processor(self.engine.dialect)))
        names = ", ".join(f'"{name}"' for name, _, _ in columns)
        if self.postgresql:
            return f"COPY {table.name} ({names}) FROM STDIN", tuple(columns)
        marks = ", ".join("?" * len(columns))
        return f"INSERT INTO {table.name} ({names}) VALUES ({marks})", tuple(columns)  # noqa: S608  names of our own

    def add(self, table: str, **values: Any) -> None:
        """Add a row."""
        columns = self.makers[table][1]
        row = []
        for name, default, write in columns:
            value = values.get(name, default)
            row.append(value if write is None or value is None else write(value))
        waiting = self.waiting[table]
        waiting.append(tuple(row))
        if len(waiting) >= BATCH:
            self._flush(table)

    def _flush(self, table: str) -> None:
        rows, statement = self.waiting[table], self.makers[table][0]
        if self.postgresql:
            with self.raw.cursor() as cursor, cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            self.raw.executemany(statement, rows)
        self.count += len(rows)
        self.waiting[table] = []

    def close(self) -> None:
        """Write what is waiting, and let the database know its own size where it would by itself."""
        for table in self.makers:
            self._flush(table)
        self.raw.commit()
        if self.postgresql:
            self.raw.execute("ANALYZE")
            self.raw.commit()
        else:
            self.raw.execute("PRAGMA journal_mode=WAL")
        self.engine.dispose()


class Ids:
    """Keys as the portal makes them, growing with time, but the same at every run."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.stamp = 1_700_000_000_000

    def new(self) -> UUID:
        """Make the next key."""
        self.stamp += 1
        noise = self.random.getrandbits(74)
        value = (self.stamp << 80) | (0x7 << 76) | ((noise >> 62) << 64) | (0b10 << 62) | (noise & ((1 << 62) - 1))
        return UUID(int=value)


@cache
def counted_from(day: date) -> Deadline:
    """Count the term of a complaint received on a day."""
    regulation = PRESETS[Regime.OPDRACHT]
    return deadline(day, regulation.judgment, regulation.weekend)


def at(day: date, hour: int = 10) -> datetime:
    """Make a moment of a day."""
    return datetime.combine(day, time(hour), tzinfo=UTC)


def handle_of(credential: bytes) -> bytes:
    """Give the random name under which a passkey knows its holder, as the authenticator of the tests answers it."""
    return hashlib.sha256(b"handle" + credential).digest()


def words(source: random.Random, count: int) -> str:
    """Write a text of so many words."""
    return " ".join(source.choices(WORDS, k=count)).capitalize() + "."


# ---- an organisation -------------------------------------------------------------------------------------------------


@dataclass
class House:
    """One organisation while it is being filled."""

    sink: Sink
    ids: Ids
    slug: str
    cases: int
    today: date
    tenant: UUID
    password: str
    regulation: UUID = NOBODY
    letter: UUID = NOBODY
    office: UUID = NOBODY
    staff: dict[str, UUID] = field(default_factory=dict)
    employees: list[UUID] = field(default_factory=list)
    clients: list[UUID] = field(default_factory=list)
    categories: list[UUID] = field(default_factory=list)
    numbers: dict[tuple[Series, int], int] = field(default_factory=dict)

    def add(self, table: str, **values: Any) -> UUID:
        """Add a row of this organisation and return its key."""
        key: UUID = values.pop("id", None) or self.ids.new()
        self.sink.add(table, tenant_id=self.tenant, id=key, **values)
        return key

    def person(self, email: str, name: str, role: RoleName, function: str = "") -> UUID:
        """Add somebody with an account, and a passkey where the role takes one."""
        long_ago = at(self.today - timedelta(days=DAYS + 30))
        credential = credential_id(email, self.slug) if role in REQUIRED else None
        key = self.add(
            "person",
            email=email,
            name=name,
            function=function,
            password_hash=self.password,
            handle=handle_of(credential) if credential else None,
            email_proved_at=long_ago,
            created_at=long_ago,
        )
        self.add("role", person_id=key, name=role, since=long_ago)
        if credential:
            self.add(
                "passkey",
                person_id=key,
                credential_id=credential,
                public_key=public_key(),
                sign_count=0,
                name="telefoon",
                added_at=long_ago,
            )
        return key

    def found(self) -> None:
        """Add the organisation itself, its regulation, its lists and its people."""
        began = self.today - timedelta(days=DAYS + 30)
        self.sink.add(
            "organisation",
            tenant_id=self.tenant,
            slug=self.slug,
            name=f"Organisatie {self.slug}",
            address="Kade 1, 0000 AA Haven",
            phone="010 000 00 00",
            email=f"klachten@{self.slug}.example",
            swept_on=self.today + timedelta(days=1),
            created_at=at(began),
        )
        self.regulation = self.add(
            "regulation_version",
            number=1,
            parameters=PRESETS[Regime.OPDRACHT],
            text=TEXT.read_text(),
            valid_from=began,
            published_at=at(began),
        )
        self.categories = [self.add("category", code=code, position=n) for n, code in enumerate(CATEGORIES)]
        for code in CAUSES:
            self.add("cause", code=code)
        for key, name, role in (
            ("functionaris", "Hanneke Oudeveld", RoleName.FUNCTIONARIS),
            ("waarnemer", "Rutger Smeenk", RoleName.FUNCTIONARIS),
            ("directie", "Ilse van Dalfsen", RoleName.MANAGEMENT),
            ("beheer", "Petra Lubbers", RoleName.ADMIN),
        ):
            self.staff[key] = self.person(f"{key}@{self.slug}.example", name, role, key)
        for key, post in (("functionaris", Post.FUNCTIONARIS), ("waarnemer", Post.DEPUTY)):
            self.office = self.add("appointment", person_id=self.staff[key], post=post, from_on=began, at=at(began))
        for n in range(STAFF):
            email = f"medewerker{n}@{self.slug}.example"
            self.employees.append(self.person(email, f"Medewerker {n}", RoleName.EMPLOYEE, "jobcoach"))
        for n in range(max(1, self.cases // PER_CLIENT)):
            email = f"klager{n}@post.example"
            self.clients.append(self.person(email, NAMES[n % len(NAMES)], RoleName.CLIENT))

    def learn(self) -> dict[str, str]:
        """Add what the organisation learned: as much in every organisation."""
        by, made = self.staff["functionaris"], {}
        for n in range(20):
            day = self.today - timedelta(days=30 * n)
            state = State.PROPOSED if n % 4 == 0 else State.ADOPTED
            key = self.add(
                "recommendation",
                year=day.year,
                number=500 - n,
                text=words(self.ids.random, 30),
                category_id=self.categories[n % len(self.categories)],
                state=state,
                proposed_at=at(day),
            )
            if state is State.ADOPTED:
                boss = self.staff["directie"]
                self.add("decision", recommendation_id=key, move=Move.ADOPT, state=state, by_person_id=boss, at=at(day))
            made["recommendation"] = str(key)
        for n in range(8):
            day = self.today - timedelta(days=90 * n)
            figures: dict[str, Any] = {
                "from_on": day.isoformat(),
                "until_on": day.isoformat(),
                "outcomes": [],
                "endings": [],
            }
            figures |= {"categories": [], "threshold": 5, "received": 12, "running": 6, "handled": 7, "overdue": 0}
            figures |= {"judged": 6, "in_four_weeks": 5, "share_in_four_weeks": 83, "waiting_for_deputy": 0}
            key = self.add(
                "periodic_report", from_on=day, until_on=day, figures=figures, by_person_id=by, published_at=at(day)
            )
            made["report"] = str(key)
            self.add("review", held_on=day, present="allen", minutes="besproken", by_person_id=by, at=at(day))
        for n in range(40):
            day = self.today - timedelta(days=n)
            self.add(
                "start_notice",
                client_reference=f"C-{n}",
                told_on=day,
                channel="mail",
                regulation_version_id=self.regulation,
                at=at(day),
            )
        made["person"] = str(self.employees[0])
        return made


# ---- a case ----------------------------------------------------------------------------------------------------------


@dataclass
class Case:
    """One case while it is being filled."""

    house: House
    n: int
    received: date
    complaint: UUID
    client: UUID = NOBODY
    handler: UUID = NOBODY
    employee: UUID = NOBODY
    ref: str = ""
    events: int = 0
    acts: dict[Act, Moments] = field(default_factory=dict)

    @property
    def ids(self) -> Ids:
        """The maker of keys."""
        return self.house.ids

    def day(self, after: int) -> date:
        """Give the day so many days after receipt, and never one that lies ahead."""
        return min(self.received + timedelta(days=after), self.house.today)

    def seat(self, person: UUID | None, part: Part, side: Side, name: str) -> UUID:
        """Add somebody to the case."""
        key, began = self.ids.new(), at(self.received)
        self.ref = key.hex[-12:]
        return self.house.add(
            "participant",
            id=key,
            complaint_id=self.complaint,
            person_id=person,
            ref=self.ref,
            part=part,
            side=side,
            side_id=key,
            name=name,
            function="jobcoach" if part is Part.EMPLOYEE else "",
            joined_at=began,
            informed_at=began if part is Part.EMPLOYEE else None,
            notice_accepted_at=began,
            seen_at=began,
            may_decide=True,
        )

    def event(self, act: Act, by: UUID, after: int, stage: Stage) -> UUID:
        """Add something that happened."""
        self.events += 1
        day = self.day(after)
        before = self.acts.get(act)
        self.acts[act] = Moments(day, day) if before is None else Moments(before.first, day, before.count + 1)
        return self.house.add(
            "case_event",
            complaint_id=self.complaint,
            seq=self.events,
            act=act,
            article=RULES[act].article,
            participant_id=by,
            stage_to=stage,
            at=at(day, 9) + timedelta(minutes=self.events),
        )

    def piece(self, event: UUID, by: UUID, kind: Kind, after: int, *to: UUID, length: int = 20) -> UUID:
        """Add a piece, and an edition for each reader."""
        body = words(self.ids.random, length)
        moment = at(self.day(after), 9)
        key = self.house.add(
            "entry",
            complaint_id=self.complaint,
            event_id=event,
            author_id=by,
            side_id=by,
            kind=kind,
            body=body,
            at=moment,
        )
        for reader in to:
            self.house.add(
                "release",
                complaint_id=self.complaint,
                entry_id=key,
                recipient_id=reader,
                released_by_id=by,
                body=body,
                at=moment,
            )
        return key

    def letter(self, *, to_print: bool) -> UUID:
        """Add the acknowledgement: sent long ago, or waiting to be printed."""
        return self.house.add(
            "letter",
            notice="n01",
            language="nl",
            complaint_id=self.complaint,
            participant_id=self.client,
            to_address="" if to_print else "iemand@post.example",
            values={"reference": "K", "received_on": self.received.isoformat(), "due_on": self.received.isoformat()},
            state=LetterState.TO_PRINT if to_print else LetterState.SENT,
            next_at=at(self.received),
            written_at=at(self.received),
            sent_at=None if to_print else at(self.received),
        )

    def journal(self, reference: str) -> None:
        """Begin the chain of this case."""
        line = Line(self.complaint, self.ref, Act.FILE.value, at(self.received), {"reference": reference})
        digest = digest_of(self.house.tenant, self.complaint, 1, line)
        link = link_of(GENESIS, digest)
        self.house.sink.add(
            "journal",
            tenant_id=self.house.tenant,
            chain=self.complaint,
            seq=1,
            at=line.at,
            actor=line.actor,
            act=line.act,
            detail=line.detail,
            digest=digest,
            hash=link,
        )
        self.house.sink.add(
            "chain_head", tenant_id=self.house.tenant, chain=self.complaint, seq=1, hash=link, moved_on=self.received
        )


def stage_of(age: int, n: int) -> Stage:
    """Say where a case of that age stands."""
    if age > RUNNING_DAYS:
        return Stage.CLOSED
    if age <= 7:  # noqa: PLR2004  a week
        return Stage.RECEIVED
    return (Stage.HANDLING, Stage.HANDLING, Stage.JUDGED, Stage.SIGNING)[n % 4] if age > 21 else Stage.HANDLING  # noqa: PLR2004  three weeks


def add_case(house: House, n: int, *, stage: Stage | None = None, special: bool = False) -> str:
    """Add case number `n` of an organisation, and return its reference. A special one is measured."""
    age = max(0, DAYS - n * (DAYS + 1) // house.cases) if stage is None else 20
    case = Case(house, n, house.today - timedelta(days=age), house.ids.new())
    stage = stage or stage_of(age, n)
    about_functionaris = n % 40 == 39  # noqa: PLR2004  now and then
    handler = "waarnemer" if n % 8 == 7 or about_functionaris else "functionaris"  # noqa: PLR2004  one in eight
    series = Series.KW if about_functionaris else Series.K
    number = house.numbers[series, case.received.year] = house.numbers.get((series, case.received.year), 0) + 1
    reference = f"{series.value}-{case.received.year}-{number:04d}"
    case.handler = case.seat(house.staff[handler], Part.FUNCTIONARIS, Side.FUNCTIONARIS, "Hanneke Oudeveld")
    account = house.clients[n // 2] if n % 2 == 0 and n // 2 < len(house.clients) else None
    case.client = case.seat(account, Part.COMPLAINANT, Side.COMPLAINANT, NAMES[n % len(NAMES)])
    facts = _begin(case)
    if stage is not Stage.RECEIVED:
        facts = _hear(case, facts, special=special)
    if special and stage is Stage.HANDLING:
        _talk(case)
    if stage in {Stage.JUDGED, Stage.SIGNING, Stage.CLOSED}:
        facts = _finish(case, facts, stage, judged=n % 5 > 0)
    facts = replace(facts, acts=case.acts)
    _complaint(case, facts, reference, series, number)
    letter = case.letter(to_print=n >= house.cases - TO_PRINT)
    if special:
        house.letter = letter
    case.journal(reference)
    house.sink.add(
        "complaint_category",
        tenant_id=house.tenant,
        complaint_id=case.complaint,
        category_id=house.categories[n * 7 % len(house.categories)],
        main=True,
    )
    return reference


def _begin(case: Case) -> Facts:
    event = case.event(Act.FILE, case.client, 0, Stage.RECEIVED)
    case.piece(event, case.client, Kind.COMPLAINT, 0)
    counted = counted_from(case.received)
    return Facts(
        stage=Stage.RECEIVED,
        received_on=case.received,
        registered_on=case.received,
        deadline=counted,
        first_due_on=counted.due_on,
        complainant=str(case.client),
        handler=str(case.handler),
        parties=(Party(str(case.client), Side.COMPLAINANT),),
        heard_from_us_on=case.day(1),
    )


def _hear(case: Case, facts: Facts, *, special: bool) -> Facts:
    house = case.house
    first = special or case.n % max(1, house.cases // OF_FIRST_EMPLOYEE) == 0
    person = house.employees[0 if first else 1 + case.n % (STAFF - 1)]
    case.employee = case.seat(person, Part.EMPLOYEE, Side.EMPLOYEE, "Bram Terhorst")
    opened = case.event(Act.OPEN_HEARING, case.handler, 3, Stage.HANDLING)
    case.piece(opened, case.handler, Kind.DECISION, 3, case.client, case.employee, length=10)
    answered = not special and case.n % 3 != 0
    if answered:
        said = case.event(Act.GIVE_STANDPOINT, case.employee, 8, Stage.HANDLING)
        case.piece(said, case.employee, Kind.STANDPOINT, 8, case.client)
    asked = Reply(case.day(3) + timedelta(days=10), case.day(3), answered_on=case.day(8) if answered else None)
    allegation = house.add("allegation", complaint_id=case.complaint, position=1, text=words(case.ids.random, 8))
    return replace(
        facts,
        stage=Stage.HANDLING,
        conflict_free=True,
        opened=True,
        categories=1,
        allegations=(Allegation(str(allegation), (str(case.employee),)),),
        parties=(
            replace(facts.parties[0], replies=(replace(asked, answered_on=case.day(5)),)),
            Party(str(case.employee), Side.EMPLOYEE, informed_on=case.day(3), replies=(asked,)),
        ),
    )


def _talk(case: Case) -> None:
    """Let everybody write until the case has its fifty events."""
    turns = (
        (Act.SEND_MESSAGE, Kind.MESSAGE, case.handler, (case.client,)),
        (Act.LOG_CONTACT, Kind.CONTACT, case.employee, (case.client,)),
        (Act.WRITE_NOTE, Kind.NOTE, case.handler, ()),
        (Act.ADD_TO_COMPLAINT, Kind.ADDITION, case.client, (case.employee,)),
        (Act.MEDIATE, Kind.MEDIATION, case.handler, (case.client, case.employee)),
    )
    while case.events < EVENTS:
        act, kind, by, to = turns[case.events % len(turns)]
        event = case.event(act, by, 4 + case.events // 4, Stage.HANDLING)
        case.piece(event, by, kind, 4 + case.events // 4, *to)


def _finish(case: Case, facts: Facts, stage: Stage, *, judged: bool) -> Facts:
    if stage is Stage.CLOSED and not judged:
        case.event(Act.WITHDRAW, case.client, 15, Stage.CLOSED)
        return replace(facts, stage=Stage.CLOSED, ending=Ending.WITHDRAWN, closed_on=case.day(15))
    facts = _judge(case, facts)
    if stage is Stage.JUDGED:
        return facts
    case.event(Act.ANSWER_SATISFACTION, case.client, 30, Stage.SIGNING)
    facts = replace(facts, stage=Stage.SIGNING, satisfied=True, sign_until=case.day(30) + timedelta(days=14))
    if stage is Stage.SIGNING:
        return facts
    case.event(Act.SIGN, case.client, 32, Stage.CLOSED)
    signers = (case.client, case.employee, case.handler)
    marks = tuple(Mark(document="", party=str(one), signed=True, on=case.day(32)) for one in signers)
    return replace(facts, stage=Stage.CLOSED, ending=Ending.SIGNED, closed_on=case.day(32), marks=marks)


def _judge(case: Case, facts: Facts) -> Facts:
    late = 24 + case.n % 7
    event = case.event(Act.ISSUE_JUDGMENT, case.handler, late, Stage.JUDGED)
    entry = case.piece(event, case.handler, Kind.JUDGMENT, late, case.client, case.employee, length=60)
    outcome = tuple(Outcome)[case.n % len(Outcome)]
    key = case.house.add(
        "judgment",
        complaint_id=case.complaint,
        entry_id=entry,
        kind=JudgmentKind.JUDGMENT,
        outcome=outcome,
        digest=hashlib.sha256(entry.bytes).hexdigest(),
        issued_at=at(case.day(late)),
    )
    allegation = UUID(facts.allegations[0].ref)
    case.house.add(
        "judgment_part", judgment_id=key, allegation_id=allegation, outcome=outcome, reasons=words(case.ids.random, 15)
    )
    until = case.day(late) + timedelta(days=14)
    return replace(facts, stage=Stage.JUDGED, issued_on=case.day(late), answer_until=until)


def _complaint(case: Case, facts: Facts, reference: str, series: Series, number: int) -> None:
    case.house.add(
        "complaint",
        id=case.complaint,
        reference=reference,
        series=series,
        year=case.received.year,
        number=number,
        stage=facts.stage,
        ending=facts.ending,
        due_on=facts.deadline.due_on,
        next_on=next_on(facts, PRESETS[Regime.OPDRACHT], case.received),
        issued_on=facts.issued_on,
        closed_on=facts.closed_on,
        received_at=at(case.received),
        received_on=case.received,
        registered_at=at(case.received),
        channel=Channel.PORTAL,
        grounds=["performance"],
        capacity=Capacity.CANDIDATE,
        happened_when="vorige maand",
        about_whom="Bram Terhorst",
        about_functionaris=series is Series.KW,
        receipt_digest=hashlib.sha256(case.complaint.bytes).hexdigest(),
        regulation_version_id=case.house.regulation,
        facts=facts,
    )


# ---- a database ------------------------------------------------------------------------------------------------------


def fill(owner_url: str, size: Size, today: date, *, app_url: str = "", seed: int = 1) -> dict[str, Filled]:
    """Make the tables, fill them, and tell of the two organisations that are measured."""
    migrations.upgrade(owner_url, app_url)
    sink, ids = Sink(owner_url), Ids(seed)
    password = Hasher(HASH_KIB).hash(PASSWORD)
    told = {}
    for number in range(size.organisations):
        slug = MAIN if number == 0 else f"huis-{number:04d}"
        house = House(sink, ids, slug, size.of(number), today, ids.new(), password)
        filled = _organisation(house)
        if slug in {MAIN, OTHER}:
            told[slug] = filled
    sink.close()
    return told


def _organisation(house: House) -> Filled:
    house.found()
    items = house.learn()
    cases = house.cases - 2
    for n in range(cases):
        add_case(house, n)
    last = 2 * (len(house.clients) - 1)
    running = add_case(house, last, stage=Stage.HANDLING, special=True)
    judged = add_case(house, last, stage=Stage.SIGNING, special=True)
    for (series, year), n in house.numbers.items():
        house.sink.add("counter", tenant_id=house.tenant, series=series.value, year=year, n=n)
    return Filled(
        house.slug,
        house.cases,
        running,
        judged,
        f"klager{len(house.clients) - 1}@post.example",
        f"medewerker0@{house.slug}.example",
        items | {"letter": str(house.letter), "appointment": str(house.office)},
    )
