"""Tenants apart: the fence of the session, and the locks of the database below it, each tried without the other."""

# ruff: noqa: S608  the statements are made of the names of our own tables
from __future__ import annotations

import ast
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import (
    create_engine,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    text,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session, aliased

from portal import tenancy
from portal.models.base import Base, TenantOwned, new_id
from portal.models.files import Attachment, FileState
from portal.models.journal import JournalRow
from portal.models.letter import Letter, LetterState
from portal.models.lookup import organisation_at, organisations_due
from portal.models.organisation import Organisation
from portal.models.paper import Paper, PaperState
from portal.models.person import Attempt, KeptForm, Person
from tests.support.rows import NOW, TODAY, foreign_keys, pointers, tables

PORTAL = Path(__file__).parents[2] / "portal"
Other = aliased(Person)


def person_ids(session, statement):
    return set(session.scalars(statement))


def person_row(**given):
    return Person(**{"name": "n", "email": f"{new_id()}@x.example", "created_at": NOW, **given})


# ---- no organisation entered -----------------------------------------------------------------------------------------


ACTS = {
    "select": lambda session, two: session.scalars(select(Person)).all(),
    "get": lambda session, two: session.get(Person, (two.a.tenant, two.a.ids["person"])),
    "count": lambda session, two: session.scalar(select(func.count(Person.id))),
    "update": lambda session, two: session.execute(update(Person).values(name="x")),
    "delete": lambda session, two: session.execute(delete(KeptForm)),
    "insert": lambda session, two: (session.add(person_row(tenant_id=two.a.tenant)), session.flush()),
    "insert unstamped": lambda session, two: (session.add(person_row()), session.flush()),
}


def test_without_an_organisation_a_session_refuses(two):
    for act in ACTS.values():
        for write in (False, True):
            refusal = pytest.raises(tenancy.NoOrganisationError)
            with tenancy.entered(None, write=write), two.sessions() as session, refusal:
                act(session, two)


def test_the_tenant_is_asked_for_and_refused():
    with pytest.raises(tenancy.NoOrganisationError):
        tenancy.tenant()
    here = new_id()
    with tenancy.entered(here):
        assert tenancy.tenant() == here
    token = tenancy.enter(tenancy.Scope(here))
    assert tenancy.current().tenant == here
    tenancy.leave(token)
    assert tenancy.current() == tenancy.Scope()


def test_leaving_after_an_error_leaves(two):
    def fail():
        with tenancy.entered(two.a.tenant):
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert tenancy.current() == tenancy.Scope()


# ---- reads -----------------------------------------------------------------------------------------------------------

READS = {
    "entity": select(Person),
    "column": select(Person.tenant_id),
    "aliased": select(Other.tenant_id),
    "joined to itself": select(Other.tenant_id).select_from(Person).join(Other, Other.tenant_id != Person.tenant_id),
    "outer joined": select(Other.tenant_id).select_from(KeptForm).outerjoin(Other, Other.id == Other.id),
    "joined entity": select(KeptForm.tenant_id).join(Person, Person.id == KeptForm.person_id),
    "cross join": select(Other.tenant_id).where(Other.id <= Person.id),
    "scalar subquery": select(select(Person.tenant_id).limit(1).scalar_subquery()).select_from(KeptForm),
    "correlated": select(Person.tenant_id).where(exists().where(KeptForm.person_id == Person.id)),
    "in subquery": select(Person.tenant_id).where(Person.id.in_(select(Other.id))),
    "not in subquery": select(Person.tenant_id).where(Person.id.not_in(select(Other.id).where(Other.name == ""))),
    "from subquery": select(select(Person.tenant_id).subquery().c.tenant_id),
    "entity from subquery": select(aliased(Person, select(Person).subquery()).tenant_id),
    "cte": select(select(Person.tenant_id).cte().c.tenant_id),
    "union": union_all(select(Person.tenant_id), select(Other.tenant_id)),
    "lateral": select(Person.tenant_id, Other.tenant_id).where(
        tuple_(Person.id, Other.id) != tuple_(Other.id, Person.id)
    ),
    "or true": select(Person.tenant_id).where((Person.name == "") | (Person.name != "")),
    "group": select(Person.tenant_id).group_by(Person.tenant_id),
}


def seen(session, statement) -> set[UUID]:
    """The organisations in what a statement gives; a refusal gives none."""
    try:
        rows = session.execute(statement).all()
    except tenancy.UnfencedError:
        return set()
    found = {value for row in rows for value in row}
    plain = {value.tenant_id if isinstance(value, TenantOwned) else value for value in found}
    return {one for one in plain if isinstance(one, UUID)}


def test_no_form_of_select_reads_beyond_the_organisation(two):
    for here in (two.a, two.b):
        for name, statement in READS.items():
            with tenancy.entered(here.tenant), two.sessions() as session:
                assert seen(session, statement) <= {here.tenant}, name


def test_what_is_fenced_still_reads_its_own(two):
    """The other half: a fence that lets nothing through would pass the test above."""
    names = ("entity", "column", "aliased", "joined entity", "correlated", "in subquery", "not in subquery", "group")
    with tenancy.entered(two.a.tenant), two.sessions() as session:
        assert {name: seen(session, READS[name]) for name in names} == {name: {two.a.tenant} for name in names}


def test_get_count_and_exists_stay_within(two):
    theirs = two.b.ids["person"]
    with tenancy.entered(two.a.tenant), two.sessions() as session:
        assert session.get(Person, (two.b.tenant, theirs)) is None
        assert session.get(Person, (two.a.tenant, theirs)) is None
        assert session.get(Person, (two.a.tenant, two.a.ids["person"])) is not None
        assert session.scalar(select(func.count(Person.id))) == 1
        assert session.scalar(select(func.count()).select_from(Person)) == 1
        assert session.query(Person).count() == 1
        assert session.scalars(select(Person.id).where(Person.id == theirs)).all() == []


def test_every_model_is_fenced(two):
    with tenancy.entered(two.a.tenant), two.sessions() as session:
        for mapper in Base.registry.mappers:
            found = session.scalars(select(mapper.class_)).all()
            assert [row.tenant_id for row in found] == [two.a.tenant], mapper


class Own(Session):
    """Sessions of a test alone."""


def test_the_fence_stands_once_however_often_it_is_put_up():
    """Each application puts it up on the sessions that all applications of a process share."""
    for _ in range(2):
        tenancy.fence(Own)
    heard = Own().dispatch
    assert (len(heard.do_orm_execute), len(heard.before_flush)) == (1, 2)  # the other one seals


def test_every_table_belongs_to_an_organisation():
    models = {mapper.class_ for mapper in Base.registry.mappers}
    assert {table.name for table in tables()} == {model.__tablename__ for model in models}
    assert all(issubclass(model, TenantOwned) for model in models)
    assert all(table.primary_key.columns.keys()[0] == "tenant_id" for table in tables())


# ---- what the fence cannot see through -------------------------------------------------------------------------------

PERSON = Person.__table__
UNSEEN = {
    "table": select(PERSON),
    "table column": select(PERSON.c.name),
    "table count": select(func.count()).select_from(PERSON),
    "table insert": insert(PERSON).values(tenant_id=new_id(), id=new_id()),
    "table update": update(PERSON).values(name="x"),
    "table delete": delete(PERSON),
    "text": text("select name from person"),
    "text update": text("update person set name = 'x'"),
    "literal": select(literal_column("(select count(*) from person)")),
    "model from text": select(Person).from_statement(text("select * from person")),
    "columns of text": text("select name from person").columns(Person.name),
}


def test_a_session_refuses_what_it_cannot_fence(two):
    for statement in UNSEEN.values():
        refusal = pytest.raises(tenancy.UnfencedError)
        with tenancy.entered(two.a.tenant, write=True), two.sessions() as session, refusal:
            session.execute(statement)


BELOW = {"models", "tenancy.py", "operations"}
RAW = {"exec_driver_sql", "from_statement", "connection", "bulk_insert_mappings", "bulk_update_mappings", "__table__"}
RAW_NAMES = {"text", "literal_column", "table", "column", "insert"}


def raw_sql(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in RAW:
            yield node.attr
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            yield from (one.name for one in node.names if one.name in RAW_NAMES)


def test_above_the_record_nobody_writes_sql():
    """A text within a model's own statement would escape the fence, so the words for it are not there at all."""
    found = {
        str(path.relative_to(PORTAL)): names
        for path in PORTAL.rglob("*.py")
        if path.relative_to(PORTAL).parts[0] not in BELOW and (names := sorted(raw_sql(ast.parse(path.read_text()))))
    }
    assert found == {}
    assert set(raw_sql(ast.parse((PORTAL / "models" / "lookup.py").read_text()))) == {"exec_driver_sql"}


def test_sql_in_the_record_is_never_made_of_values():
    """Only table names of our own stand in what is pieced together; values are always bound."""
    for name in ("lookup.py", "journal.py"):
        tree = ast.parse((PORTAL / "models" / name).read_text())
        called = [
            n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "attr", "") == "exec_driver_sql"
        ]
        assert all(isinstance(one.args[0], ast.Name | ast.Constant) for one in called), name


# ---- writes ----------------------------------------------------------------------------------------------------------


def test_a_new_row_is_stamped(two):
    with tenancy.entered(two.a.tenant, write=True), two.sessions() as session:
        row = person_row()
        session.add(row)
        session.commit()
        assert row.tenant_id == two.a.tenant
    assert two.rows(PERSON, two.a) == 2
    assert two.rows(PERSON, two.b) == 1


def foreign(two):
    """A row of b, held by somebody who has entered a."""
    with tenancy.entered(two.b.tenant), two.sessions() as session:
        row = session.get(Person, (two.b.tenant, two.b.ids["person"]))
        session.expunge(row)
    return row


def test_a_foreign_row_is_not_added(two):
    with tenancy.entered(two.a.tenant, write=True), two.sessions() as session:
        session.add(person_row())
        session.add(person_row(tenant_id=two.b.tenant))
        with pytest.raises(tenancy.ForeignRowError):
            session.commit()
    assert (two.rows(PERSON, two.a), two.rows(PERSON, two.b)) == (1, 1)


def test_a_foreign_row_is_not_changed(two):
    row = foreign(two)
    with tenancy.entered(two.a.tenant, write=True), two.sessions() as session:
        session.add(row)
        row.name = "changed by a"
        with pytest.raises(tenancy.ForeignRowError):
            session.commit()
    assert foreign(two).name == two.b.all["person"]["name"]


def test_a_foreign_row_is_not_deleted(two):
    row = foreign(two)
    with tenancy.entered(two.a.tenant, write=True), two.sessions() as session:
        session.add(row)
        session.delete(row)
        with pytest.raises(tenancy.ForeignRowError):
            session.commit()
    assert foreign(two)


def test_a_row_does_not_move_to_another_organisation(two):
    with tenancy.entered(two.a.tenant, write=True), two.sessions() as session:
        row = session.scalars(select(KeptForm)).one()
        row.tenant_id = two.b.tenant
        with pytest.raises(tenancy.ForeignRowError):
            session.commit()
    assert two.rows(KeptForm.__table__, two.a) == 1


def test_a_foreign_row_is_not_merged(two):
    row = foreign(two)
    row.name = "changed by a"
    with tenancy.entered(two.a.tenant, write=True), two.sessions() as session:
        session.merge(row)
        with pytest.raises(tenancy.ForeignRowError):
            session.commit()
    assert foreign(two).name == two.b.all["person"]["name"]


def test_update_and_delete_reach_no_further_than_the_organisation(two):
    with tenancy.entered(two.a.tenant, write=True), two.sessions() as session:
        for quiet in (False, "fetch", "evaluate"):
            done = session.execute(update(Person).values(name="all"), execution_options={"synchronize_session": quiet})
            assert done.rowcount == 1
        assert session.execute(update(Person).where(Person.id == two.b.ids["person"]).values(name="x")).rowcount == 0
        assert session.execute(delete(KeptForm).where(KeptForm.id == two.b.ids["kept_form"])).rowcount == 0
        assert session.execute(delete(KeptForm)).rowcount == 1
        assert session.query(Attempt).delete() == 1
        session.commit()
    assert foreign(two).name == two.b.all["person"]["name"]
    assert [two.rows(KeptForm.__table__, one) for one in (two.a, two.b)] == [0, 1]
    assert [two.rows(Attempt.__table__, one) for one in (two.a, two.b)] == [0, 1]


def test_what_the_stamp_does_not_see_the_database_refuses(two):
    for statement in (
        insert(Attempt).values(tenant_id=two.b.tenant, key="k", count=1, since=NOW, last_at=NOW),
        update(Attempt).values(tenant_id=two.b.tenant),
    ):
        with tenancy.entered(two.a.tenant, write=True), two.sessions() as session:
            with pytest.raises(DBAPIError, match=r"tenant guard|row-level security"):
                session.execute(statement)
            session.rollback()
    assert two.rows(Attempt.__table__, two.b) == 1


def test_the_scope_survives_commit_and_rollback(two):
    with tenancy.entered(two.a.tenant, write=True), two.sessions() as session:
        for end in (session.commit, session.rollback, session.commit):
            assert session.scalars(select(Person.tenant_id)).all() == [two.a.tenant]
            session.execute(update(Person).values(function="again"))
            end()
        session.add(person_row())
        session.commit()
        assert session.scalar(select(func.count(Person.id))) == 2


def test_one_connection_after_another_organisation_sees_only_the_second(two):
    for rows in (two.a, two.b, two.a):
        with tenancy.entered(rows.tenant), two.engine.connect() as connection:
            found = connection.execute(select(PERSON.c.tenant_id)).scalars().all()
            assert found == [rows.tenant] if not two.lite else set(found) == {two.a.tenant, two.b.tenant}


def test_everywhere_is_for_the_operator_alone(two):
    """On PostgreSQL the role of web and worker sees nothing that way; on SQLite all of it, and no portal asks."""
    with tenancy.entered(None, everywhere=True), two.sessions() as session:
        found = set(session.scalars(select(Organisation.tenant_id)))
    assert found == ({two.a.tenant, two.b.tenant} if two.lite else set())
    users = {
        path.relative_to(PORTAL).parts[0]
        for path in PORTAL.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.keyword) and node.arg == "everywhere"
    }
    assert users <= {"operations", "web"}


def test_reading_does_not_write(two):
    with tenancy.entered(two.a.tenant), two.sessions() as session:
        session.add(person_row())
        with pytest.raises(DBAPIError, match=r"readonly database|read-only transaction"):
            session.commit()
    with tenancy.entered(two.a.tenant), two.engine.connect() as connection:
        with pytest.raises(DBAPIError, match=r"readonly database|read-only transaction"):
            connection.execute(update(PERSON).values(name="x"))
        connection.rollback()
    assert two.rows(PERSON, two.a) == 1


# ---- the keys --------------------------------------------------------------------------------------------------------

LOOSE = {
    "judgment_part.owner_id",
    "attachment.owner_id",
    "appointment.by_person_id",
    "role.by_person_id",
    "participant.side_id",
    "participant.of_id",
    "person.listed_as",
    "recovery_code.batch",
}
CHAINS = {"journal.chain", "chain_head.chain"}


def test_every_pointer_carries_its_organisation():
    for table, key in foreign_keys():
        own = ["tenant_id"] if key.referred_table.name == "organisation" else ["tenant_id", key.column_keys[-1]]
        assert key.column_keys == own, key
        assert key.elements[0].target_fullname == f"{key.referred_table.name}.tenant_id", table
        assert key.deferrable, key
        assert key.initially == "DEFERRED", key
        assert (key.ondelete, key.onupdate) == (None, None), key


def test_every_table_names_its_organisation_and_every_id_has_a_key():
    loose = set()
    for table in tables():
        to = {key.referred_table.name for key in table.foreign_key_constraints}
        assert "organisation" in to or table.name == "organisation"
        ids = {c.name for c in table.columns if c.type.python_type is UUID} - {"tenant_id", "id"}
        loose |= {f"{table.name}.{name}" for name in ids - pointers(table).keys()}
    assert loose == LOOSE | CHAINS


def test_there_are_no_relationships():
    """A plain relationship over two columns would move a child into another organisation without a word."""
    assert [mapper for mapper in Base.registry.mappers if mapper.relationships] == []


def test_no_row_points_into_another_organisation(two):
    """Each foreign key in turn: the insert is taken, the commit is not."""
    tried = 0
    for table, key in foreign_keys():
        if key.referred_table.name == "organisation":
            continue
        column, target = key.column_keys[1], key.referred_table.name
        row = two.a.another(table, **{column: two.b.ids[target]})
        with tenancy.entered(two.a.tenant, write=True), two.engine.connect() as connection:
            connection.execute(insert(table), row)
            with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
                connection.commit()
        assert two.rows(table, two.a) == 1, f"{table}.{column}"
        tried += 1
    assert tried == sum(len(pointers(table)) for table in tables()) > 40


def test_no_row_belongs_to_an_organisation_that_is_not_there(two):
    nowhere = new_id()
    for table in tables():
        if table.name == "organisation":
            continue
        row = {**two.a.another(table), "tenant_id": nowhere}
        with tenancy.entered(nowhere, write=True), two.engine.connect() as connection:
            connection.execute(insert(table), row)
            with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
                connection.commit()


# ---- SQLite: the triggers of each connection -------------------------------------------------------------------------


CHANGE = "UPDATE person SET name = 'x' WHERE tenant_id = current_tenant()"


def refused(two, tenant, statement, values=()):
    """Run raw SQL in an organisation, and give what the database says against it."""
    with tenancy.entered(tenant, write=True), two.engine.connect() as connection:
        try:
            return f"{connection.exec_driver_sql(statement, values).rowcount} rows"
        except DBAPIError as error:
            return str(error.orig)
        finally:
            connection.rollback()


def test_sqlite_refuses_raw_writes_for_another_organisation(lite):
    here, a, b = lite.a.tenant, lite.a.tenant.hex, lite.b.tenant.hex
    for table in (table.name for table in tables()):
        for name in (table, f"main.{table}", f'"{table}"'):
            move = f"UPDATE {name} SET tenant_id = ? WHERE tenant_id = ?"
            for said in (refused(lite, here, move, (b, a)), refused(lite, here, move, (a, b))):
                assert "tenant guard" in said or "never changed" in said, table
            copy = f"INSERT INTO {name} SELECT * FROM {name} WHERE tenant_id = ?"
            for statement in (copy, f"DELETE FROM {name} WHERE tenant_id = ?"):
                assert "tenant guard" in refused(lite, here, statement, (b,)), table


def test_sqlite_refuses_every_raw_write_without_an_organisation(lite):
    for table in (table.name for table in tables()):
        for statement in (
            f"DELETE FROM {table}",
            f"UPDATE {table} SET tenant_id = tenant_id",
            f"INSERT INTO {table} SELECT * FROM {table}",
        ):
            said = refused(lite, None, statement)
            assert "tenant guard" in said or "never changed" in said, (table, statement, said)


def test_sqlite_takes_raw_writes_of_its_own(lite):
    """The other half: the locks stop the foreign, not the own."""
    assert (
        refused(lite, lite.a.tenant, "UPDATE person SET name = 'x' WHERE tenant_id = ?", (lite.a.tenant.hex,))
        == "1 rows"
    )
    own = "DELETE FROM kept_form WHERE tenant_id = ?"
    assert refused(lite, lite.a.tenant, own, (lite.a.tenant.hex,)) == "1 rows"


def test_sqlite_replaces_nothing_of_another_organisation(lite):
    """A slug and a host are unique over all organisations: REPLACE would remove the other's row without a DELETE."""
    names = [column.name for column in Organisation.__table__.columns]
    columns = ", ".join(names)
    taken = f"INSERT OR REPLACE INTO organisation ({columns}) SELECT {columns} FROM organisation WHERE tenant_id = ?"
    values = ", ".join("?" if name in {"tenant_id", "slug"} else name for name in names)
    stolen = f"INSERT OR REPLACE INTO organisation ({columns}) SELECT {values} FROM organisation WHERE tenant_id = ?"
    a, b = lite.a.tenant, lite.b.tenant
    slug = lite.b.all["organisation"]["slug"]
    assert "tenant guard" in refused(lite, a, taken, (b.hex,))
    assert "tenant guard" in refused(lite, a, stolen, (a.hex, slug, a.hex))


def test_sqlite_replaces_no_row_that_is_written_once(lite):
    columns = ", ".join("'forged'" if one.name == "act" else one.name for one in JournalRow.__table__.columns)
    forged = f"INSERT OR REPLACE INTO journal SELECT {columns} FROM journal WHERE tenant_id = ?"
    assert "never changed" in refused(lite, lite.a.tenant, forged, (lite.a.tenant.hex,))


def test_sqlite_lets_go_of_the_database_after_a_commit_that_failed(lite):
    """A key that is checked at the commit leaves the transaction open; nobody else could write until it ended."""
    with tenancy.entered(lite.a.tenant, write=True):
        session = lite.sessions()
        session.add(KeptForm(person_id=new_id(), path="", fields={}, until=NOW))
        with pytest.raises(IntegrityError):
            session.commit()
        session.close()
        assert refused(lite, lite.a.tenant, CHANGE) == "1 rows"
        with closing(sqlite3.connect(lite.engine.url.database, timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")


def test_sqlite_keeps_every_promise_in_its_settings(lite):
    with tenancy.entered(lite.a.tenant, write=True), lite.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "recursive_triggers",
                "trusted_schema",
                "query_only",
            )
        }
        locks = set(connection.exec_driver_sql("SELECT name FROM temp.sqlite_master WHERE type = 'trigger'").scalars())
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "query_only": 0,
    }
    assert locks == {f"fence_{table.name}_{verb}" for table in tables() for verb in ("insert", "update", "delete")}


# ---- PostgreSQL: row-level security ----------------------------------------------------------------------------------


@pytest.mark.postgres
def test_postgresql_shows_raw_sql_its_own_rows_only(post):
    for table in (table.name for table in tables()):
        for here, there in ((post.a, post.b), (post.b, post.a)):
            with tenancy.entered(here.tenant), post.engine.connect() as connection:
                found = connection.exec_driver_sql(f"SELECT tenant_id FROM {table}").scalars().all()
                named = connection.exec_driver_sql(
                    f"SELECT count(*) FROM {table} WHERE tenant_id = %s", (there.tenant,)
                ).scalar_one()
            assert found == [here.tenant], table
            assert named == 0, table
        with tenancy.entered(None), post.engine.connect() as connection:
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0, table


@pytest.mark.postgres
def test_postgresql_refuses_raw_writes_for_another_organisation(post):
    here, there = post.a.tenant, post.b.tenant
    for table in tables():
        of_theirs = f"{table.name} SET tenant_id = tenant_id WHERE tenant_id = %s"
        for statement in (f"DELETE FROM {table.name} WHERE tenant_id = %s", f"UPDATE {of_theirs}"):
            said = refused(post, here, statement, (there,))
            assert said == "0 rows" or "permission denied" in said, (table, said)
        said = refused(post, here, f"UPDATE {table.name} SET tenant_id = %s", (there,))
        assert any(words in said for words in ("row-level security", "permission denied", "never changed")), (
            table,
            said,
        )
        for tenant in (here, None):
            with tenancy.entered(tenant, write=True), post.engine.connect() as connection:
                with pytest.raises(DBAPIError, match="row-level security"):
                    connection.execute(insert(table), post.b.another(table))
                connection.rollback()


@pytest.mark.postgres
def test_postgresql_takes_raw_writes_of_its_own(post):
    assert refused(post, post.a.tenant, "UPDATE person SET name = 'x'") == "1 rows"
    assert refused(post, post.a.tenant, "DELETE FROM kept_form") == "1 rows"


@pytest.mark.postgres
def test_the_role_of_web_and_worker_has_no_way_round(post):
    with tenancy.entered(post.a.tenant, write=True), post.engine.connect() as connection:
        one = connection.exec_driver_sql(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles "
            "WHERE rolname = current_user"
        ).one()
        assert tuple(one) == (False,) * 5
        owned = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
        ).scalar_one()
        assert owned == 0
        member = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE rolname = current_user"
        ).scalar_one()
        assert member == 0
    for statement in (
        "ALTER TABLE person DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE person NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY tenant ON person",
        "ALTER TABLE journal DISABLE TRIGGER ALL",
        "DROP TRIGGER journal_no_update ON journal",
        "SET session_replication_role = replica",
        "SET ROLE postgres",
        "TRUNCATE person",
        "TRUNCATE journal",
        "CREATE TABLE mine (n int)",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'select 1'",
        "UPDATE alembic_version SET version_num = 'x'",
        "DROP TABLE person",
        "COPY person TO PROGRAM 'cat'",
    ):
        said = refused(post, post.a.tenant, statement)
        assert any(words in said for words in ("permission denied", "must be owner")), (statement, said)
    with tenancy.entered(post.a.tenant), post.engine.connect() as connection:
        connection.exec_driver_sql("SET LOCAL row_security = off")
        with pytest.raises(DBAPIError, match="row-level security"):
            connection.exec_driver_sql("SELECT * FROM person")
        connection.rollback()


@pytest.mark.postgres
def test_the_role_of_web_and_worker_only_adds_to_the_journal(post):
    for table in (
        "journal",
        "case_event",
        "signature",
        "judgment",
        "decision",
        "regulation_version",
        "periodic_report",
    ):
        assert "permission denied" in refused(post, post.a.tenant, f"UPDATE {table} SET tenant_id = tenant_id"), table
        assert "permission denied" in refused(post, post.a.tenant, f"DELETE FROM {table}"), table


@pytest.mark.postgres
def test_a_reading_transaction_does_not_turn_into_a_writing_one(post):
    for statement in ("SET TRANSACTION READ WRITE", "SELECT set_config('transaction_read_only', 'off', true)"):
        with tenancy.entered(post.a.tenant), post.engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
            with pytest.raises(DBAPIError, match="transaction read-write mode"):
                connection.exec_driver_sql(statement)
            connection.rollback()


# ---- the two questions that are asked from outside -------------------------------------------------------------------


def named(two, **values):
    with tenancy.entered(two.a.tenant, write=True), two.sessions() as session:
        one = session.scalars(select(Organisation)).one()
        for name, value in values.items():
            setattr(one, name, value)
        session.commit()


def found_at(two, *asked):
    with tenancy.entered(None), two.engine.connect() as connection:
        return organisation_at(connection, *asked)


def test_an_address_is_answered_exactly_or_not_at_all(two):
    named(two, slug="een", host="klachten.een.example", demo=False, suspended_at=None)
    found = found_at(two, "een")
    assert (found.tenant_id, found.slug, found.host, found.demo) == (two.a.tenant, "een", "klachten.een.example", False)
    assert found_at(two, "", "klachten.een.example") == found
    for asked in (
        ("",),
        ("", ""),
        ("EEN",),
        ("een%",),
        ("%",),
        ("_en",),
        (" een",),
        ("een' OR '1'='1",),
        ("", "%"),
        ("", "klachten.een"),
    ):
        assert found_at(two, *asked) is None, asked
    named(two, suspended_at=NOW)
    assert found_at(two, "een") is None
    assert found_at(two, "", "klachten.een.example") is None


def due(two, at=NOW, today=TODAY):
    with tenancy.entered(None), two.engine.connect() as connection:
        return set(organisations_due(connection, at, today))


def test_only_organisations_with_something_due_are_named(two):
    later = NOW + timedelta(minutes=1)
    for rows in (two.a, two.b):
        with tenancy.entered(rows.tenant, write=True), two.sessions() as session:
            one = session.scalars(select(Organisation)).one()
            one.suspended_at, one.swept_on = None, TODAY
            letter = session.scalars(select(Letter)).one()
            letter.state, letter.next_at, letter.leased_until = LetterState.WAITING, later, None
            session.scalars(select(KeptForm)).one().until = later + timedelta(days=2)
            session.scalars(select(Paper)).one().state = PaperState.MADE
            session.scalars(select(Attachment)).one().state = FileState.READY
            session.commit()
    assert due(two) == set()
    assert due(two, later) == {two.a.tenant, two.b.tenant}
    assert due(two, NOW, TODAY + timedelta(days=1)) == {two.a.tenant, two.b.tenant}
    with tenancy.entered(two.a.tenant, write=True), two.sessions() as session:
        session.scalars(select(Letter)).one().leased_until = later + timedelta(minutes=5)
        session.commit()
    assert due(two, later) == {two.b.tenant}
    assert due(two, later + timedelta(minutes=6)) == {two.a.tenant, two.b.tenant}
    with tenancy.entered(two.b.tenant, write=True), two.sessions() as session:
        session.scalars(select(Letter)).one().state = LetterState.SENT
        session.commit()
    assert due(two, later) == set()
    with tenancy.entered(two.b.tenant, write=True), two.sessions() as session:
        session.scalars(select(KeptForm)).one().until = NOW
        session.commit()
    assert due(two, later) == {two.b.tenant}
    with tenancy.entered(two.b.tenant, write=True), two.sessions() as session:
        session.execute(delete(KeptForm))
        paper = session.scalars(select(Paper)).one()
        paper.state, paper.next_at, paper.leased_until = PaperState.WAITING, NOW, None
        session.commit()
    assert due(two, NOW - timedelta(minutes=1)) == set()
    assert due(two, NOW) == {two.b.tenant}
    with tenancy.entered(two.b.tenant, write=True), two.sessions() as session:
        session.scalars(select(Paper)).one().leased_until = later
        session.scalars(select(Attachment)).one().state = FileState.HELD
        session.commit()
    assert due(two, NOW) == {two.b.tenant}
    with tenancy.entered(two.b.tenant, write=True), two.sessions() as session:
        session.scalars(select(Attachment)).one().state = FileState.REFUSED
        session.commit()
    assert due(two, NOW) == set()
    with tenancy.entered(two.b.tenant, write=True), two.sessions() as session:
        session.scalars(select(Paper)).one().state = PaperState.MADE
        session.commit()
    named(two, suspended_at=NOW, swept_on=None)
    assert due(two, NOW + timedelta(days=1), TODAY) == set()


PATH = ["search_path=pg_catalog, public, pg_temp"]


@pytest.mark.postgres
def test_the_functions_of_the_owner_tell_no_more_than_that(post):
    owner = create_engine(post.owner_url)
    with owner.connect() as connection:
        defined = connection.exec_driver_sql(
            "SELECT p.proname, pg_get_function_result(p.oid), p.proconfig FROM pg_proc p "
            "JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.prosecdef AND n.nspname = 'public' ORDER BY 1"
        ).all()
        connection.exec_driver_sql("DROP ROLE IF EXISTS stranger")
        connection.exec_driver_sql("CREATE ROLE stranger")
        connection.exec_driver_sql("SET ROLE stranger")
        for call in ("organisation_at('een', '')", "organisations_due(now(), current_date)"):
            nested = connection.begin_nested()
            with pytest.raises(DBAPIError, match="permission denied for function"):
                connection.exec_driver_sql(f"SELECT * FROM {call}")
            nested.rollback()
        connection.rollback()
    owner.dispose()
    assert [tuple(one) for one in defined] == [
        ("organisation_at", "TABLE(tenant_id uuid, slug text, host text, demo boolean)", PATH),
        ("organisations_due", "TABLE(tenant_id uuid)", PATH),
    ]


@pytest.mark.postgres
def test_a_table_of_ones_own_does_not_stand_in_for_the_real_one(post):
    """The functions run as the owner: what they read must not be chosen by who calls them."""
    with tenancy.entered(post.a.tenant, write=True), post.engine.connect() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION pg_temp.whoami() RETURNS text LANGUAGE sql VOLATILE AS 'select current_user::text'"
        )
        connection.exec_driver_sql(
            "CREATE TEMP VIEW organisation AS SELECT gen_random_uuid() AS tenant_id, pg_temp.whoami() AS slug, "
            "'x'::text AS host, true AS demo, null::timestamptz AS suspended_at, null::date AS swept_on"
        )
        found = connection.exec_driver_sql("SELECT slug FROM organisation_at('postgres', '')").scalars().all()
        connection.rollback()
    assert found == []
