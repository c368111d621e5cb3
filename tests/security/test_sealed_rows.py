"""Sealed columns: what stands in another place does not open, nothing is written in clear, and no copy tells a word.

The columns are found in the record itself, so that a new one is tried as well.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import LargeBinary, MetaData, Table, create_engine, insert, inspect, select, type_coerce, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType, Text

from portal import tenancy
from portal.models import Base
from portal.models.base import new_id
from portal.models.complaint import Mandate, Participant
from portal.models.dossier import Draft, Entry, Release
from portal.models.files import Attachment
from portal.models.judgment import Judgment
from portal.models.paper import SignerCertificate
from portal.models.person import FilingDraft
from portal.models.retention import LegalHold
from portal.models.sealed import (
    Ciphertext,
    OrganisationKey,
    Sealed,
    SealedFields,
    SealingKey,
    UnsealedError,
    sealed_columns,
)
from portal.models.talk import Talk
from portal.vault import keys
from portal.vault.sealing import SealError
from tests.journeys.test_files import put
from tests.journeys.test_mandates import LOTTE
from tests.journeys.test_retention import CANARIES, sung
from tests.journeys.test_talks import MOMENT
from tests.models.conftest import Two, two
from tests.support.journey import Officer, informed, officer, option
from tests.support.rows import KEY, RING, tables

__all__ = ["two"]

MODELS = {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}
OTHER_KEY = b"o" * keys.LENGTH


class Place(NamedTuple):
    """A sealed column."""

    table: Table
    column: str
    kind: Sealed

    @property
    def said(self) -> Any:
        return self.table.c[self.column]

    @property
    def raw(self) -> Any:
        return type_coerce(self.said, Text)


PLACES = [
    Place(table, one.name, one.type) for table in tables() for one in table.columns if isinstance(one.type, Sealed)
]
EACH = pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.table.name}.{place.column}")


# ---- the columns -----------------------------------------------------------------------------------------------------


TOLD = frozenset(
    {
        "allegation.text", "attachment.name", "complaint.about_whom", "complaint.happened_when",
        "complaint.original_place", "draft.fields", "entry.body", "filing_draft.answers", "judgment.correction",
        "judgment.outcome_reason", "judgment.written", "judgment_part.reasons", "legal_hold.reason", "mandate.proof",
        "participant.address", "participant.phone", "participant.relation", "release.body", "release.ground",
        "signer_certificate.key", "talk.place",
    }
)  # fmt: skip


def test_there_are_the_columns_that_hold_what_people_tell():
    assert {f"{place.table.name}.{place.column}" for place in PLACES} >= TOLD


@EACH
def test_a_column_is_sealed_for_where_it_stands(place):
    """The words that are bound in are its own, and its row and case are named by what makes them so."""
    assert (place.kind.table, place.kind.column) == (place.table.name, place.column)
    own = {column.name for column in place.table.primary_key} - {"tenant_id"}
    assert set(place.kind.row) <= own
    assert {*place.kind.row, "complaint_id"} >= own
    assert {place.column} <= {name for name, _ in sealed_columns(MODELS[place.table.name])}
    if place.kind.owner == "id":
        assert place.table.name in {"complaint", "filing_draft"}
    else:
        assert place.kind.owner in {"complaint_id", "owner_id"}
        assert not place.table.c[place.kind.owner].nullable


# ---- moved -----------------------------------------------------------------------------------------------------------


@contextmanager
def inside(two: Two, rows):
    """The tables of one organisation as web and worker reach them; nothing of it stays."""
    with tenancy.entered(rows.tenant, write=True), two.engine.connect() as connection:
        yield connection
        connection.rollback()


def here(place: Place, row: dict[str, Any]):
    return [column == row[column.name] for column in place.table.primary_key]


def kept(connection, place: Place, row) -> str:
    """What stands in the database."""
    return str(connection.execute(select(place.raw).where(*here(place, row))).scalar_one())


def read(connection, place: Place, row) -> Any:
    return connection.execute(select(place.said).where(*here(place, row))).scalar_one()


def lay(connection, place: Place, row, ciphertext: str) -> None:
    done = connection.execute(
        update(place.table).where(*here(place, row)).values({place.column: Ciphertext(ciphertext)})
    )
    assert done.rowcount == 1


def shut(connection, place: Place, row, ciphertext: str) -> bool:
    """Whether this does not open here."""
    lay(connection, place, row, ciphertext)
    with pytest.raises(SealError):
        read(connection, place, row)
    return True


def with_key(connection, rows, case, key: bytes = KEY) -> None:
    """Make the key of one more case."""
    wrapped = keys.wrap_case(RING, rows.organisation_key, rows.tenant, case, key)
    connection.execute(insert(SealingKey.__table__), {"tenant_id": rows.tenant, "id": case, "wrapped": wrapped})


def fresh(rows, place: Place, key) -> dict[str, Any]:
    """One more row of a table, under a key that is not taken, pointing at rows of its own where that must be."""
    apart = {"judgment_part": "allegation_id", "signer_certificate": "participant_id"}
    more = {apart[place.table.name]: new_id()} if place.table.name in apart else {}
    return rows.row(place.table, **{place.kind.row[0]: key}, **more)


@pytest.fixture
def unlocked(two: Two):
    """As a thief of the database has it: its owner, with the locks off that keep what is written once."""
    engine = create_engine(two.owner_url)
    with engine.begin() as owner:
        for name in [table.name for table in tables()]:
            if two.lite:
                found = owner.exec_driver_sql(
                    "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (name,)
                ).scalars()
                for trigger in found.all():
                    owner.exec_driver_sql(f'DROP TRIGGER "{trigger}"')
            else:
                owner.exec_driver_sql(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
    tenancy.guard(engine)
    keys.unlock(engine, RING)
    yield replace(two, engine=engine)
    engine.dispose()


def test_what_was_moved_to_another_row_or_column_does_not_open(unlocked):
    for place in PLACES:
        with inside(unlocked, unlocked.a) as connection:
            row = unlocked.a.all[place.table.name]
            mine = kept(connection, place, row)
            other = fresh(unlocked.a, place, new_id())
            if place.kind.owner == "id":
                with_key(connection, unlocked.a, other["id"])
            connection.execute(insert(place.table), other)
            assert read(connection, place, other), "it opens where it stands"
            assert shut(connection, place, other, mine)
            for elsewhere in PLACES:
                if elsewhere[:2] != place[:2]:
                    there = unlocked.a.all[elsewhere.table.name]
                    assert shut(connection, elsewhere, there, mine), elsewhere
            assert read(connection, place, row) == unlocked.a.all[place.table.name][place.column]


def test_what_was_moved_to_another_case_does_not_open(unlocked):
    """Neither the text by itself, nor the whole row with it, nor the row with the key of its case."""
    for place in PLACES:
        with inside(unlocked, unlocked.a) as connection:
            row, case = unlocked.a.all[place.table.name], new_id()
            with_key(connection, unlocked.a, case, OTHER_KEY)
            moved = {**row, place.kind.owner: case}
            if place.kind.owner in {"id", *place.kind.row} or place.table.name == "draft":
                connection.execute(insert(place.table), unlocked.a.row(place.table, **{place.kind.owner: case}))
            else:
                connection.execute(update(place.table).where(*here(place, row)).values({place.kind.owner: case}))
            assert shut(connection, place, moved, kept(connection, place, row))
            mine = select(SealingKey.wrapped).where(SealingKey.id == unlocked.a.ids["complaint"])
            theirs = update(SealingKey).where(SealingKey.id == case).values(wrapped=mine.scalar_subquery())
            connection.execute(theirs)
            with pytest.raises(SealError):
                read(connection, place, moved)


def test_what_was_moved_to_another_organisation_does_not_open(unlocked):
    """Not even where both have the same keys, and the row has the same id."""
    for place in PLACES:
        with inside(unlocked, unlocked.a) as connection:
            row = unlocked.a.all[place.table.name]
            mine, key = kept(connection, place, row), unlocked.a.all["sealing_key"]["wrapped"]
        with inside(unlocked, unlocked.b) as connection:
            theirs = unlocked.b.all[place.table.name]
            same = fresh(unlocked.b, place, row[place.kind.row[0]])
            if place.kind.owner == "id":
                with_key(connection, unlocked.b, row["id"])
            connection.execute(insert(place.table), same)
            assert read(connection, place, same)
            assert shut(connection, place, same, mine)
            assert shut(connection, place, theirs, mine)
            connection.execute(update(SealingKey).values(wrapped=key))
            with pytest.raises(SealError):
                read(connection, place, same)
            connection.execute(update(OrganisationKey).values(wrapped=unlocked.a.organisation_key))
            with pytest.raises(SealError):
                read(connection, place, same)


def test_what_was_changed_by_a_byte_or_cut_does_not_open(unlocked):
    for place in PLACES:
        with inside(unlocked, unlocked.a) as connection:
            row = unlocked.a.all[place.table.name]
            whole = keys.as_bytes(kept(connection, place, row))
            for at in {0, 11, 12, len(whole) // 2, len(whole) - 17, len(whole) - 16, len(whole) - 1}:
                changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
                assert shut(connection, place, row, keys.as_text(changed))
            for text in (keys.as_text(whole[:-1]), keys.as_text(whole[:20]), "zomaar een tekst", "é", "."):
                assert shut(connection, place, row, text)


def test_every_byte_of_one_counts(unlocked):
    place = next(one for one in PLACES if one.table.name == "entry")
    with inside(unlocked, unlocked.a) as connection:
        row = unlocked.a.all["entry"]
        whole = keys.as_bytes(kept(connection, place, row))
        for at in range(len(whole)):
            changed = whole[:at] + bytes([whole[at] ^ 0x80]) + whole[at + 1 :]
            assert shut(connection, place, row, keys.as_text(changed))


def test_with_its_key_destroyed_nothing_of_a_case_opens(unlocked):
    with inside(unlocked, unlocked.a) as connection:
        connection.execute(SealingKey.__table__.delete())
        for place in PLACES:
            with pytest.raises(keys.ErasedError):
                read(connection, place, unlocked.a.all[place.table.name])


def test_an_engine_without_keys_reads_and_writes_nothing_sealed(two):
    engine = create_engine(two.engine.url)
    tenancy.guard(engine)
    with tenancy.entered(two.a.tenant, write=True), engine.connect() as connection:
        for place in PLACES:
            with pytest.raises(UnsealedError):
                read(connection, place, two.a.all[place.table.name])
    with tenancy.entered(two.a.tenant, write=True), Session(engine) as session:
        session.add(Draft(**{**two.a.all["draft"], "participant_id": new_id(), "fields": {"text": "x"}}))
        with pytest.raises(UnsealedError):
            session.flush()
    engine.dispose()


# ---- in clear --------------------------------------------------------------------------------------------------------

CLEAR = "in gewone letters"


@contextmanager
def refused():
    with pytest.raises(StatementError) as told:
        yield
    assert isinstance(told.value.orig, UnsealedError)
    assert CLEAR not in str(told.value.orig)


@EACH
def test_nothing_is_written_in_clear(two, place):
    """By no way round the flush of a row: not for one, not for many, not made, not changed."""
    model, row = MODELS[place.table.name], two.a.all[place.table.name]
    value: Any = {"text": CLEAR} if place.kind.fields else CLEAR
    mine = [getattr(model, column.key) == row[column.key] for column in inspect(model).primary_key]
    with tenancy.entered(two.a.tenant, write=True), two.sessions() as session:
        key = {column.key: row[column.key] for column in inspect(model).primary_key}
        version = {"version": row["version"]} if "version" in row else {}
        made = {**fresh(two.a, place, new_id()), place.column: value}
        for statement, given in (
            (update(model).where(*mine).values({place.column: value}), None),
            (update(model).values({place.column: value}), None),
            (update(model), [{**key, **version, place.column: value}]),
            (insert(model).values(made), None),
            (insert(model), [made, made]),
        ):
            with refused():
                session.execute(
                    statement, given, execution_options={"synchronize_session": False}
                ) if given is None else (session.execute(statement, given))
            session.rollback()
        with refused():
            session.bulk_update_mappings(inspect(model), [{**key, **version, place.column: value}])
        session.rollback()
        with refused():
            session.bulk_insert_mappings(inspect(model), [made])
        session.rollback()
        with refused():
            session.connection().execute(update(place.table).values({place.column: value}))
        session.rollback()


def test_a_row_that_is_flushed_seals_itself_when_it_is_made_and_each_time_it_changes(unlocked):
    two = unlocked
    with tenancy.entered(two.a.tenant, write=True), two.sessions() as session:
        row = Entry(**{**two.a.all["entry"], "id": new_id(), "body": CLEAR})
        session.add(row)
        session.flush()
        raw = select(type_coerce(Entry.__table__.c.body, Text)).where(Entry.__table__.c.id == row.id)
        first = session.connection().execute(raw).scalar_one()
        row.body = CLEAR + "!"
        session.flush()
        second = session.connection().execute(raw).scalar_one()
        session.expire(row)
        assert row.body == CLEAR + "!"
        assert CLEAR not in first + second
        assert first != second
        draft = Draft(**{**two.a.all["draft"], "participant_id": new_id(), "fields": {}})
        session.add(draft)
        session.flush()
        draft.fields = {"text": CLEAR}
        session.flush()
        assert isinstance(draft.fields, SealedFields)
        session.expire(draft)
        assert draft.fields == {"text": CLEAR}
        session.rollback()


# ---- a copy of the database ------------------------------------------------------------------------------------------

MORE = {
    "insight": "Grond van de kwikstaart.",
    "proof": "Brief van de pauw, gezien.",
    "tie": "achternicht van de gaai",
    "hold": "Rechtszaak van de havik.",
    "file": "Foto van de roodborst.txt",
    "content": "Inhoud van de winterkoning",
    "waiting": "Concept van de ijsvogel",
    "unsent": "Nooit ingediend, zei de fuut.",
    "shared": "Editie van de wielewaal.",
    "talk": "Kade van de meerkoet 3",
    "declined": "Niet in behandeling, zei de specht.",
    "correction": "Hersteld door de nachtegaal.",
    "reaction": "Niet tevreden, zei de boomklever.",
}


def whole(world) -> str:
    """A case, and a second and third beside it, with a word of its own in every text that somebody can give."""
    number = sung(world)
    one = Officer(world.sign_in("functionaris"), number)
    page = one.page("directie-inzage")
    shown = {"piece": option(page, "De klacht"), "manager": option(page, "Ilse"), "ground": MORE["insight"]}
    one.act("directie-inzage", shown)
    hold = {"reason": MORE["hold"], "review_on": "2027-02-01"}
    one.browser.post(f"/functionaris/zaak/{number}/bewaarblokkade", hold)
    world.later(hours=2)
    _second(world)
    third = world.file("Kees Kool", "kees@kool.example")
    other = officer(world, third)
    other.begin()
    agent = {**LOTTE, "relation": MORE["tie"], "proof": MORE["proof"]}
    other.act("vertegenwoordiger", agent)
    other.act("niet-behandelen", {"reason": MORE["declined"]})
    visitor = world.visitor()
    visitor.post("/klacht/voor-wie", {"on_behalf": "no", "capacity": "candidate"})
    visitor.post("/klacht/gebeurd", {"text": MORE["unsent"], "happened_when": "gisteren"})
    return number


def _second(world) -> None:
    client, number = world.client("Piet Paal", "piet@paal.example")
    one = informed(world, number)
    page = f"/klager/zaak/{number}/standpunt"
    put(client, page, (MORE["file"], MORE["content"].encode()), text=MORE["waiting"])
    put(client, page, ("twee.txt", MORE["content"].encode()), text=MORE["waiting"])
    client.act("klager", number, "standpunt", {"text": "Zo was het."})
    one.share("Standpunt", "Bram", text=MORE["shared"])
    one.act("gesprek", {"to": [option(one.page("gesprek"), "Piet")], **MOMENT, "place": MORE["talk"]})
    put(client, f"/klager/zaak/{number}/bericht", ("drie.txt", b"x"), text=MORE["waiting"])
    world.sign_in("medewerker").accept("medewerker", number)
    world.sign_in("medewerker").act("medewerker", number, "geen-standpunt")
    one.judge("upheld", "upheld", cite="De klacht")
    world.later(hours=1)
    one = Officer(world.sign_in("functionaris"), number)
    typed = {"correction": MORE["correction"], "considerations": "Beide kanten zijn echt gehoord."}
    one.act("oordeel-herstellen", typed)
    client.act("klager", number, "tevreden", {"satisfied": "no", "text": MORE["reaction"]})


ASKED = {
    MORE["insight"]: Release.ground,
    MORE["hold"]: LegalHold.reason,
    MORE["proof"]: Mandate.proof,
    MORE["tie"]: Participant.relation,
    MORE["file"]: Attachment.name,
    MORE["shared"]: Release.body,
    MORE["talk"]: Talk.place,
    MORE["declined"]: Entry.body,
    MORE["correction"]: Judgment.correction,
    CANARIES["text"]: Entry.body,
    CANARIES["phone"]: Participant.phone,
    CANARIES["address"]: Participant.address,
    CANARIES["note"]: Entry.body,
    CANARIES["refusal"]: Entry.body,
}
"""Where a word stands, sealed: it was planted, and whoever may read it does."""


def planted(world) -> None:
    """Every word arrived: else a copy without it proves nothing."""
    with world.owner(world.tenants["noorderhaven"]) as session:
        for word, column in ASKED.items():
            assert any(word in str(one) for one in session.scalars(select(column))), word
        drafts = str(session.scalars(select(Draft.fields)).all()) + str(
            session.scalars(select(FilingDraft.answers)).all()
        )
        assert session.scalars(select(SignerCertificate.key)).all()
    for word in (CANARIES["draft"], MORE["waiting"], MORE["unsent"]):
        assert word in drafts, word


IN_CLEAR = {"name", "email", "support", "support_email"}
"""What the program has to find somebody by, and stands in clear (docs/privacy.md)."""
SECRET = {**{name: word for name, word in CANARIES.items() if name not in IN_CLEAR}, **MORE}


def told(found: bytes) -> list[str]:
    """The words that stand in some bytes, as they are written or as JSON writes them."""
    return [name for name, word in SECRET.items() if word.encode() in found or ascii(word)[1:-1].encode() in found]


def raw(column):
    """A column as it stands in the file, whatever its type."""
    return column if isinstance(column.type, LargeBinary) else type_coerce(column, NullType())


def test_a_copy_of_the_database_and_of_the_store_tells_no_word_of_a_case(both_world):
    """Every column of every table is read as the owner of the database does, who has no keys."""
    world = both_world
    whole(world)
    world.now += timedelta(minutes=1)
    world.work()
    planted(world)
    config = world.app.config["WEDERHOOR"]
    engine = create_engine(config.owner_url)
    with engine.connect() as connection:
        found = MetaData()
        found.reflect(connection)
        rows = {name: connection.execute(select(*map(raw, table.c))).all() for name, table in found.tables.items()}
    engine.dispose()
    assert {table.name for table in tables()} <= set(rows)
    assert {name for name in TOLD if not rows[name.partition(".")[0]]} == set()
    dump = repr(
        [[bytes(one) if isinstance(one, memoryview) else one for one in row] for part in rows.values() for row in part]
    )
    assert b"Kanarina Zangersma" in dump.encode(), "what stands in clear is found, so the search works"
    assert told(dump.encode()) == []
    files = [one for one in Path(config.instance).rglob("*") if one.is_file()]
    assert len([one for one in files if "files" in one.parts]) > 8
    assert told(b"\n".join(one.read_bytes() for one in files)) == []
