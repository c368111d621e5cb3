"""The journal: what is written once stays, and what was touched is found, with its place."""

# ruff: noqa: S608  the statements are made here, of nothing from outside
from __future__ import annotations

import json
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import create_engine, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from portal import tenancy
from portal.models import locks
from portal.models.base import new_id
from portal.models.journal import (
    GENESIS,
    HEADS,
    ChainHead,
    Fault,
    JournalRow,
    Line,
    claim,
    digest_of,
    faults,
    link_of,
    list_heads,
    note,
    seal,
    settle_claim,
)
from tests.support.rows import NOW, tables

WHERE = "WHERE chain = ? AND seq = ?"
CHAINS, LENGTH = 100, 10  # a log of 1000 rows


def write(two, rows, *lines):
    with tenancy.entered(rows.tenant, write=True), two.sessions() as session:
        for line in lines:
            note(session, line)
        made = seal(session, rows.tenant)
        session.commit()
    return made


def line(chain, place=0, **detail):
    return Line(chain, f"ref{place}", "read", NOW + timedelta(seconds=place), {"n": place, **detail})


def found(two, rows):
    with tenancy.entered(rows.tenant), two.sessions() as session:
        return list(faults(session, rows.tenant))


@pytest.fixture
def log(two):
    """Both organisations with an empty journal: as the owner of the file or of the server would have it."""
    _unlocked(two, lambda run: [run(f"DELETE FROM {table}") for table in ("journal", "chain_head")])
    return two


def _unlocked(two, work):
    """Work on the tables as somebody who has the database itself, without any lock of ours."""
    if two.lite:
        with closing(sqlite3.connect(two.engine.url.database)) as raw:
            for name in locks.trigger_names():
                raw.execute(f"DROP TRIGGER IF EXISTS {name}")
            work(lambda statement, values=(): raw.execute(statement, values))
            raw.commit()
        return
    with psycopg.connect(two.owner_url.replace("+psycopg", "")) as raw:
        raw.execute("SET session_replication_role = replica")
        work(lambda statement, values=(): raw.execute(statement.replace("?", "%s"), values))


def key(two, value: UUID):
    return value.hex if two.lite else value


# ---- writing ---------------------------------------------------------------------------------------------------------


def test_nothing_noted_is_nothing_written(log):
    assert write(log, log.a) == 0
    assert found(log, log.a) == []


def test_each_chain_counts_for_itself_and_hangs_together(log):
    case, other = new_id(), new_id()
    assert write(log, log.a, line(case, 1), line(log.a.tenant, 2), line(case, 3)) == 3
    assert write(log, log.a, line(case, 4), line(other, 5)) == 2
    with tenancy.entered(log.a.tenant), log.sessions() as session:
        rows = session.scalars(select(JournalRow).where(JournalRow.chain == case).order_by(JournalRow.seq)).all()
        heads = {head.chain: (head.seq, head.hash) for head in session.scalars(select(ChainHead))}
    assert [(row.seq, row.detail["n"]) for row in rows] == [(1, 1), (2, 3), (3, 4)]
    assert {chain: seq for chain, (seq, _) in heads.items()} == {case: 3, other: 1, log.a.tenant: 1}
    assert heads[case][1] == rows[-1].hash
    assert found(log, log.a) == []


def test_the_hash_is_what_the_threat_model_says_it_is(log):
    """Computed here by hand: sha-256 over the hash before it and the digest of all that the row says."""
    case = new_id()
    write(log, log.a, line(case, 1, b=2, a=1), line(case, 2))
    with tenancy.entered(log.a.tenant), log.sessions() as session:
        rows = session.scalars(select(JournalRow).where(JournalRow.chain == case).order_by(JournalRow.seq)).all()
    before = "0" * 64
    for row in rows:
        detail = json.dumps(row.detail, sort_keys=True, separators=(",", ":"))
        said = [log.a.tenant.hex, case.hex, row.seq, row.at.isoformat(), row.actor, row.act, detail]
        digest = sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()
        before = sha256(f"{before}{digest}".encode()).hexdigest()
        assert (row.digest, row.hash) == (digest, before)


def test_no_two_rows_share_a_digest_by_the_way_they_are_written_down():
    one, other = new_id(), new_id()
    told = [
        digest_of(one, other, 1, Line(other, "a", "b", NOW)),
        digest_of(one, other, 1, Line(other, "ab", "", NOW)),
        digest_of(one, other, 1, Line(other, "", "ab", NOW)),
        digest_of(one, other, 1, Line(other, 'a","b', "", NOW)),
        digest_of(one, other, 11, Line(other, "a", "b", NOW)),
        digest_of(other, one, 1, Line(one, "a", "b", NOW)),
        digest_of(one, other, 1, Line(other, "a", "b", NOW, {"x": "1"})),
        digest_of(one, other, 1, Line(other, "a", "b", NOW, {"x": 1})),
        digest_of(one, other, 1, Line(other, "a", "b", NOW + timedelta(microseconds=1))),
    ]
    assert len(set(told)) == len(told)
    assert link_of(GENESIS, told[0]) != link_of(told[0], GENESIS)


def test_what_is_taken_back_leaves_no_gap(log):
    case = new_id()
    write(log, log.a, line(case, 1))
    with tenancy.entered(log.a.tenant, write=True), log.sessions() as session:
        note(session, line(case, 2))
        seal(session, log.a.tenant)
        session.rollback()
    write(log, log.a, line(case, 3))
    assert found(log, log.a) == []
    with tenancy.entered(log.a.tenant), log.sessions() as session:
        assert session.scalars(select(JournalRow.seq).order_by(JournalRow.seq)).all() == [1, 2]


def test_two_writers_never_fork_a_chain(log):
    """Eight threads, two chains named in opposite order, in two organisations: all get in, one after another."""
    cases = {rows.tenant: [new_id(), new_id()] for rows in (log.a, log.b)}
    for rows in (log.a, log.b):
        write(log, rows, *(line(case) for case in cases[rows.tenant]))
    start = threading.Barrier(8)

    def work(place):
        rows = (log.a, log.b)[place % 2]
        chains = cases[rows.tenant][:: 1 if place % 4 < 2 else -1]
        start.wait()
        for turn in range(6):
            write(log, rows, *(line(chain, 100 * place + turn) for chain in chains))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    for rows in (log.a, log.b):
        assert found(log, rows) == []
        with tenancy.entered(rows.tenant), log.sessions() as session:
            for case in cases[rows.tenant]:
                seqs = session.scalars(
                    select(JournalRow.seq).where(JournalRow.chain == case).order_by(JournalRow.seq)
                ).all()
                assert seqs == list(range(1, 1 + 1 + 4 * 6))


def test_a_chain_that_two_begin_at_once_does_not_fork(log):
    """There is no head to queue for yet: one of them may have to try again, but there is one first row."""
    start = threading.Barrier(4)

    def work(_place):
        start.wait()
        return [begun(chain) for chain in chains]

    def begun(chain):
        try:
            write(log, log.a, line(chain, 1))
        except IntegrityError:
            return 0
        return 1

    chains = [new_id() for _ in range(6)]
    with ThreadPoolExecutor(4) as pool:
        done = [sum(one) for one in zip(*pool.map(work, range(4)), strict=True)]
    assert found(log, log.a) == []
    assert all(one >= 1 for one in done)
    with tenancy.entered(log.a.tenant), log.sessions() as session:
        kept = [len(session.scalars(select(JournalRow.seq).where(JournalRow.chain == chain)).all()) for chain in chains]
    assert kept == done


# ---- written once ----------------------------------------------------------------------------------------------------


def test_what_is_written_once_is_neither_changed_nor_removed(two):
    """As web and worker; on PostgreSQL also as the owner, whom no grant holds back."""
    verbs = [(name, "update") for name in locks.UNCHANGEABLE] + [(name, "delete") for name in locks.UNDELETABLE]
    by_name = {table.name: table for table in tables()}
    for name, verb in verbs:
        table = by_name[name]
        statement = update(table).values(tenant_id=two.a.tenant) if verb == "update" else table.delete()
        with tenancy.entered(two.a.tenant, write=True), two.engine.connect() as connection:
            with pytest.raises(DBAPIError, match=r"never changed|permission denied"):
                connection.execute(statement.where(table.c.tenant_id == two.a.tenant))
            connection.rollback()
        assert two.rows(table, two.a) == 1


@pytest.mark.postgres
def test_the_owner_neither_changes_nor_removes_what_is_written_once(post):
    with psycopg.connect(post.owner_url.replace("+psycopg", ""), autocommit=True) as raw:
        for name in locks.UNCHANGEABLE:
            with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match=f"never changed: {name}"):
                raw.execute(f"UPDATE {name} SET tenant_id = tenant_id")
        for name in locks.UNDELETABLE:
            with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match=f"never changed: {name}"):
                raw.execute(f"DELETE FROM {name}")


def test_the_journal_stays_when_a_new_row_pushes_it_aside(two):
    row = {**two.a.all["journal"], "act": "forged"}
    with tenancy.entered(two.a.tenant, write=True), two.engine.connect() as connection:
        with pytest.raises(IntegrityError):
            connection.execute(insert(JournalRow.__table__), row)
        connection.rollback()


# ---- what was touched is found ---------------------------------------------------------------------------------------


@pytest.fixture
def thousand(log):
    """1000 rows in 100 chains of 10, so that one walk looks for a hundred mutations, each in a chain of its own."""
    chains = sorted(new_id() for _ in range(CHAINS))
    with tenancy.entered(log.a.tenant, write=True), log.sessions() as session:
        for chain in chains:
            for place in range(1, LENGTH + 1):
                note(session, line(chain, place))
        seal(session, log.a.tenant)
        session.commit()
    assert found(log, log.a) == []
    return log, chains


@contextmanager
def touched(two):
    """Touch the tables with `run`, look what is found, and leave them as they were."""
    engine = create_engine(two.owner_url)
    with engine.connect() as connection:
        if not two.lite:
            connection.exec_driver_sql("SET session_replication_role = replica")

        def run(statement, *values):
            connection.exec_driver_sql(statement if two.lite else statement.replace("?", "%s"), values)

        def look(rows):
            with tenancy.entered(rows.tenant), two.session_on(connection) as session:
                return list(faults(session, rows.tenant))

        yield run, look
        connection.rollback()
    engine.dispose()


def first_of_each(all_faults):
    seen = {}
    for fault in all_faults:
        seen.setdefault(fault.chain, fault)
    return seen


def mutations(two):
    """For each column: how it is changed, what is found, and how far from the row that was touched."""
    other = two.b.tenant.hex
    renamed = "'f' || substr(chain, 2)" if two.lite else "('f' || substr(chain::text, 2))::uuid"
    swapped = "CASE WHEN {0} LIKE '0%%' THEN '1' ELSE '0' END || substr({0}, 2)"
    swapped = swapped.replace("%%", "%") if two.lite else swapped
    return {
        "at": ("at = '2020-01-01 00:00:00'", "changed", 0),
        "actor": ("actor = actor || 'x'", "changed", 0),
        "act": ("act = 'reae'", "changed", 0),
        "detail": ("detail = '{\"n\": 0}'", "changed", 0),
        "digest": (f"digest = {swapped.format('digest')}", "changed", 0),
        "hash": (f"hash = {swapped.format('hash')}", "unlinked", 0),
        "chain": (f"chain = {renamed}", "gap", 1),
        "tenant_id": (f"tenant_id = '{other}'", "gap", 1),
    }


def test_every_column_of_a_row_is_covered(two):
    """A column that is added to the journal must come into its digest, and into the table above."""
    assert set(mutations(two)) | {"seq"} == {column.name for column in JournalRow.__table__.columns}


def test_each_single_mutation_of_a_thousand_rows_is_found_at_its_place(thousand):
    """1000 rows × 8 columns changed and the row removed: 9000 mutations, each alone in its chain."""
    two, chains = thousand
    tried = {name: (f"UPDATE journal SET {how}", what, shift) for name, (how, what, shift) in mutations(two).items()}
    tried["removed"] = ("DELETE FROM journal", "gap", 1)
    for name, (statement, what, shift) in tried.items():
        for place in range(1, LENGTH + 1):
            with touched(two) as (run, look):
                run(f"{statement} WHERE seq = ? AND tenant_id = ?", place, key(two, two.a.tenant))
                seen = first_of_each(look(two.a))
            cut = shift and place == LENGTH
            wanted = {chain: Fault(chain, *((LENGTH, "cut_off") if cut else (place + shift, what))) for chain in chains}
            assert {chain: seen.get(chain) for chain in chains} == wanted, (name, place)
    assert found(two, two.a) == []


def test_what_was_moved_into_another_chain_or_organisation_is_found_there_too(thousand):
    two, _ = thousand
    for name, rows in (("chain", two.a), ("tenant_id", two.b)):
        with touched(two) as (run, look):
            run(f"UPDATE journal SET {mutations(two)[name][0]} WHERE seq = 1 AND tenant_id = ?", key(two, two.a.tenant))
            there = [one for one in look(rows) if one.what == "headless"]
        assert len(there) == CHAINS, name


def test_rows_that_changed_places_are_found(thousand):
    two, chains = thousand
    pairs = [(1, 2), (1, LENGTH), (3, 7), (LENGTH - 1, LENGTH)]
    with touched(two) as (run, look):
        for chain, (one, other) in zip(chains, pairs, strict=False):
            for new, old in ((0, one), (one, other), (other, 0)):
                run(f"UPDATE journal SET seq = ? {WHERE}", new, key(two, chain), old)
        seen = first_of_each(look(two.a))
    wanted = {chain: Fault(chain, one, "changed") for chain, (one, _) in zip(chains, pairs, strict=False)}
    assert seen == wanted


def test_a_number_that_was_changed_is_found(thousand):
    two, chains = thousand
    with touched(two) as (run, look):
        for chain, place in zip(chains, (1, 5, LENGTH), strict=False):
            run(f"UPDATE journal SET seq = ? {WHERE}", LENGTH + 5, key(two, chain), place)
        seen = first_of_each(look(two.a))
    wanted = zip(chains, (2, 6, LENGTH + 5), strict=False)
    assert seen == {chain: Fault(chain, place, "gap") for chain, place in wanted}


def test_a_tail_that_was_cut_off_is_found(thousand):
    two, chains = thousand
    with touched(two) as (run, look):
        for chain, left in zip(chains, range(LENGTH), strict=False):
            run("DELETE FROM journal WHERE chain = ? AND seq > ?", key(two, chain), left)
        seen = look(two.a)
    assert sorted(seen, key=lambda one: one.chain) == [Fault(chain, LENGTH, "cut_off") for chain in chains[:LENGTH]]


def test_a_head_that_was_touched_is_found(thousand):
    two, chains = thousand
    with touched(two) as (run, look):
        run("UPDATE chain_head SET seq = 3 WHERE chain = ?", key(two, chains[0]))
        run("UPDATE chain_head SET hash = 'x' WHERE chain = ?", key(two, chains[1]))
        run("DELETE FROM chain_head WHERE chain = ?", key(two, chains[2]))
        seen = set(look(two.a))
    assert seen == {
        Fault(chains[0], 3, "cut_off"),
        Fault(chains[1], LENGTH, "cut_off"),
        Fault(chains[2], LENGTH, "headless"),
    }


def test_a_forger_who_mends_the_row_is_found_at_the_next(thousand):
    """Digest and hash of the changed row are made to fit; the row after it still tells, and after the last the head."""
    two, chains = thousand
    wanted = set()
    with touched(two) as (run, look), tenancy.entered(two.a.tenant), two.sessions() as session:
        for chain, place in zip(chains, range(1, LENGTH + 1), strict=False):
            rows = session.scalars(select(JournalRow).where(JournalRow.chain == chain).order_by(JournalRow.seq)).all()
            row = rows[place - 1]
            before = rows[place - 2].hash if place > 1 else GENESIS
            digest = digest_of(two.a.tenant, chain, place, Line(chain, row.actor, "forged", row.at, row.detail))
            statement = f"UPDATE journal SET act = 'forged', digest = ?, hash = ? {WHERE}"
            run(statement, digest, link_of(before, digest), key(two, chain), place)
            last = place == LENGTH
            wanted.add(Fault(chain, LENGTH, "cut_off") if last else Fault(chain, place + 1, "unlinked"))
        seen = look(two.a)
    assert set(seen) == wanted
    assert len(seen) == LENGTH


def test_a_row_that_was_put_in_is_found(thousand):
    two, chains = thousand
    forged = Line(chains[0], "ref", "forged", NOW)
    digest = digest_of(two.a.tenant, chains[0], LENGTH + 1, forged)
    row = two.a.row(JournalRow.__table__, chain=chains[0], seq=LENGTH + 1, at=NOW, actor="ref", act="forged", detail={})
    with tenancy.entered(two.a.tenant, write=True), two.engine.begin() as connection:
        connection.execute(insert(JournalRow.__table__), row | {"digest": digest, "hash": digest})
    assert found(two, two.a)[0] == Fault(chains[0], LENGTH + 1, "unlinked")


def test_a_whole_case_that_went_is_missed_by_the_chain_of_the_organisation(log):
    case, other = new_id(), new_id()
    told = [Line(log.a.tenant, "system", "case_opened", NOW, {"case": one.hex}) for one in (case, other)]
    write(log, log.a, *told, line(case), line(other))
    assert found(log, log.a) == []
    with touched(log) as (run, look):
        for table in ("journal", "chain_head"):
            run(f"DELETE FROM {table} WHERE chain = ?", key(log, case))
        assert look(log.a) == [Fault(case, 0, "missing")]


@pytest.mark.parametrize("detail", ["{}", '{"case": "x"}', '{"case": 7}', "[]", "null", '"x"'])
def test_what_says_that_a_case_was_opened_is_itself_checked(log, detail):
    case = new_id()
    write(log, log.a, Line(log.a.tenant, "system", "case_opened", NOW, {"case": case.hex}), line(case))
    with touched(log) as (run, look):
        run("UPDATE journal SET detail = ? WHERE act = 'case_opened'", detail)
        assert look(log.a) == [Fault(log.a.tenant, 1, "changed")]


def test_one_organisation_is_verified_without_the_other(thousand):
    two, chains = thousand
    write(two, two.b, line(chains[0], 1))
    _unlocked(two, lambda run: run("UPDATE journal SET act = 'x' WHERE tenant_id = ?", (key(two, two.b.tenant),)))
    assert found(two, two.a) == []
    assert found(two, two.b) == [Fault(chains[0], 1, "changed")]


# ---- forms that are handed in once -----------------------------------------------------------------------------------


def test_a_key_is_claimed_once_for_each_person_and_organisation(two):
    def claimed(rows, who, key_, result=None):
        with tenancy.entered(rows.tenant, write=True), two.sessions() as session:
            told = claim(session, rows.tenant, who, key_, NOW)
            if result is not None:
                settle_claim(session, who, key_, result)
            session.commit()
        return told

    assert claimed(two.a, "w", "k", "/led/to") is None
    assert claimed(two.a, "w", "k") == "/led/to"
    assert claimed(two.a, "somebody else", "k") is None
    assert claimed(two.a, "w", "another") is None
    assert claimed(two.b, "w", "k") is None


def test_a_claim_that_was_taken_back_can_be_made_again(two):
    for _ in range(2):
        with tenancy.entered(two.a.tenant, write=True), two.sessions() as session:
            assert claim(session, two.a.tenant, "w", "k", NOW) is None
            session.rollback()


def test_of_many_at_once_one_claims_and_the_others_hear_its_result(two):
    start = threading.Barrier(8)

    def work(place):
        start.wait()
        with tenancy.entered(two.a.tenant, write=True), two.sessions() as session:
            told = claim(session, two.a.tenant, "w", "k", NOW)
            if told is None:
                settle_claim(session, "w", "k", f"/{place}")
            session.commit()
        return place, told

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(work, range(8)))
    first = [place for place, told in done if told is None]
    assert len(first) == 1
    assert {told for _, told in done} == {None, f"/{first[0]}"}


# ---- the ends of the cases' chains, listed in the organisation's own --------------------------------------------------


def listed(log, rows, who="key", since=date(2020, 1, 1)):
    with tenancy.entered(rows.tenant, write=True), log.sessions() as session:
        list_heads(session, rows.tenant, since, NOW, who)
        made = seal(session, rows.tenant)
        session.commit()
    return made


def signed(log, rows, *secrets):
    with tenancy.entered(rows.tenant), log.sessions() as session:
        return [(fault.chain, fault.seq, fault.what) for fault in faults(session, rows.tenant, secrets)]


def forget(log, *chains):
    """Take whole chains away, ends included, as if they had never been."""

    def work(run):
        for chain in chains:
            for table in ("journal", "chain_head"):
                run(f"DELETE FROM {table} WHERE chain = ?", (key(log, chain),))

    _unlocked(log, work)


def test_a_chain_that_was_written_anew_is_found_where_its_end_was_listed(log):
    case, other = new_id(), new_id()
    write(log, log.a, line(case, 1), line(case, 2), line(other, 3))
    assert listed(log, log.a) == 1
    assert signed(log, log.a, "key") == []
    forget(log, case)
    write(log, log.a, line(case, 1), line(case, 9))
    assert signed(log, log.a, "key") == [(case, 2, "rewritten")]
    forget(log, case)
    write(log, log.a, line(case, 1))
    assert signed(log, log.a, "key") == [(case, 2, "shortened")]


def test_an_honest_chain_goes_on_after_its_end_was_listed(log):
    case = new_id()
    write(log, log.a, line(case, 1))
    listed(log, log.a)
    write(log, log.a, line(case, 2))
    listed(log, log.a)
    assert signed(log, log.a, "key") == []


def test_a_list_that_was_not_signed_here_is_found(log):
    write(log, log.a, line(new_id(), 1))
    listed(log, log.a, "somebody else's")
    assert signed(log, log.a, "key") == [(log.a.tenant, 1, "not_signed")]
    assert signed(log, log.a, "key", "somebody else's") == []
    assert signed(log, log.a) == []


@pytest.mark.parametrize("detail", [{}, {"heads": 1, "signature": "x"}, {"heads": {"x": [1, "y"]}, "signature": ""}])
def test_a_list_that_is_none_is_found(log, detail):
    write(log, log.a, Line(log.a.tenant, "system", HEADS, NOW, detail))
    assert signed(log, log.a, "key") == [(log.a.tenant, 1, "not_signed")]


def test_only_what_moved_is_listed(log):
    case = new_id()
    write(log, log.a, line(case, 1))
    assert listed(log, log.a, since=NOW.date() + timedelta(days=1)) == 0
    assert listed(log, log.a, since=NOW.date()) == 1
    with tenancy.entered(log.a.tenant), log.sessions() as session:
        [row] = session.scalars(select(JournalRow).where(JournalRow.act == HEADS)).all()
    assert set(row.detail["heads"]) == {case.hex}


# ---- one long chain: every byte, every row -----------------------------------------------------------------------------

LONG = CHAINS * LENGTH


@pytest.fixture
def long(log):
    """One chain of 1000 rows, its end listed and signed, as the worker does once a day."""
    chain = new_id()
    write(log, log.a, *(line(chain, place) for place in range(1, LONG + 1)))
    listed(log, log.a)
    assert signed(log, log.a, "key") == []
    return log, chain


def one_byte(two, name):
    """SQL for what stands in a column, with one byte of it otherwise."""
    last = f"substr({name}, length({name}))"
    flipped = f"substr({name}, 1, length({name}) - 1) || CASE WHEN {last} = '0' THEN '1' ELSE '0' END"
    if two.lite:
        other = {"detail": "replace(detail, 'n', 'm')", "at": "replace(at, '.000000', '.000001')"}
    else:
        other = {"detail": "replace(detail::text, 'n', 'm')::json", "at": "at + interval '1 microsecond'"}
    return other.get(name, flipped)


@pytest.mark.parametrize("name", ["at", "actor", "act", "detail", "digest", "hash"])
def test_one_byte_of_any_row_is_found(long, name):
    """In all thousand rows at once: each is a fault of its own. A row that leaves its place was tried above."""
    two, chain = long
    with touched(two) as (run, look):
        run(f"UPDATE journal SET {name} = {one_byte(two, name)} WHERE chain = ?", key(two, chain))
        seen = {one.seq for one in look(two.a) if one.chain == chain and one.what in {"changed", "unlinked"}}
    assert len(seen) == LONG


def test_any_two_neighbours_that_changed_places_are_found(long):
    """999 pairs, every other one at a time, so that no row stands in two of them."""
    two, chain = long
    for start in (1, 2):
        pairs = list(range(start, LONG, 2))
        with touched(two) as (run, look):
            for one in pairs:
                for new, old in ((0, one), (one, one + 1), (one + 1, 0)):
                    run(f"UPDATE journal SET seq = ? {WHERE}", new, key(two, chain), old)
            seen = {one.seq for one in look(two.a) if one.what == "changed"}
        assert set(pairs) <= seen


@pytest.mark.parametrize("along", [False, True])
def test_a_tail_that_was_cut_off_is_found_also_with_its_head_changed_along(long, along):
    """From the last row to the first. With the head mended too the signed list of ends still tells."""
    two, chain = long
    with tenancy.entered(two.a.tenant), two.sessions() as session:
        hashes = dict(session.execute(select(JournalRow.seq, JournalRow.hash).where(JournalRow.chain == chain)).all())
    for left in (0, 1, 2, *range(50, LONG, 100), LONG - 2, LONG - 1):
        with touched(two) as (run, look):
            run("DELETE FROM journal WHERE chain = ? AND seq > ?", key(two, chain), left)
            if along:
                last = hashes.get(left, GENESIS)
                run("UPDATE chain_head SET seq = ?, hash = ? WHERE chain = ?", left, last, key(two, chain))
            seen = {one for one in look(two.a) if one.chain == chain}
        cut = set() if along else {Fault(chain, LONG, "cut_off")}
        assert seen == cut | {Fault(chain, LONG, "shortened")}, left
