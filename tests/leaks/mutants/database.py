"""Locks of the record: the fence, the stamp, the locks of both databases, the journal."""

from __future__ import annotations

from tests.leaks.mutants.mutant import GAPS, LOCKS, Mutant, without

TENANCY = "portal/tenancy.py"
DATABASE = "portal/models/locks.py"
JOURNAL = "portal/models/journal.py"
OF_TENANCY = "tests/models/test_tenancy.py::test_"
OF_JOURNAL = "tests/models/test_journal.py::test_"
OF_LOCKS = "tests/models/test_locks.py::test_"

FENCE = (
    without(
        "fence-reads",
        "a session reads every organisation",
        (TENANCY, "model.tenant_id == here", "model.tenant_id.is_not(None)"),
        f"{OF_TENANCY}no_form_of_select_reads_beyond_the_organisation[sqlite]",
    ),
    without(
        "fence-aliases",
        "a table read under another name is not fenced",
        (TENANCY, "include_aliases=True", "include_aliases=False"),
        f"{OF_TENANCY}no_form_of_select_reads_beyond_the_organisation[sqlite]",
    ),
    without(
        "fence-tables",
        "a statement over a table goes past the fence",
        (TENANCY, "if not state.is_orm_statement or state.is_from_statement:", "if state.is_from_statement:"),
        f"{OF_TENANCY}a_session_refuses_what_it_cannot_fence[sqlite]",
    ),
    without(
        "fence-text",
        "a model read from a text goes past the fence",
        (TENANCY, " or state.is_from_statement:", ":"),
        f"{OF_TENANCY}a_session_refuses_what_it_cannot_fence[sqlite]",
    ),
    without(
        "fence-nowhere",
        "without an organisation a session reads on",
        (
            TENANCY,
            "    here = tenant()\n    if not state.is_insert:",
            "    here = scope.tenant\n    if here is not None:",
        ),
        f"{OF_TENANCY}without_an_organisation_a_session_refuses[sqlite]",
    ),
    without(
        "stamp-foreign",
        "a session writes a row of another organisation",
        (TENANCY, "row.tenant_id != here", "row.tenant_id is None"),
        f"{OF_TENANCY}a_foreign_row_is_not_changed[sqlite]",
    ),
)

SQLITE = (
    without(
        "sqlite-insert",
        "SQLite takes a row for another organisation",
        (TENANCY, '("INSERT", ("new",)), ', ""),
        f"{OF_TENANCY}sqlite_refuses_raw_writes_for_another_organisation",
    ),
    without(
        "sqlite-update",
        "SQLite changes a row of another organisation",
        (TENANCY, '("UPDATE", ("old", "new"))', '("UPDATE", ("new",))'),
        f"{OF_TENANCY}sqlite_refuses_raw_writes_for_another_organisation",
    ),
    without(
        "sqlite-move",
        "SQLite moves a row to another organisation",
        (TENANCY, '("UPDATE", ("old", "new"))', '("UPDATE", ("old",))'),
        f"{OF_TENANCY}what_the_stamp_does_not_see_the_database_refuses[sqlite]",
    ),
    without(
        "sqlite-delete",
        "SQLite deletes a row of another organisation",
        (TENANCY, ', ("DELETE", ("old",))', ""),
        f"{OF_TENANCY}sqlite_refuses_raw_writes_for_another_organisation",
    ),
    without(
        "sqlite-read-only",
        "a page that only reads can write (SQLite)",
        (TENANCY, "query_only={int(not scope.write)}", "query_only=0"),
        f"{OF_TENANCY}reading_does_not_write[sqlite]",
    ),
    without(
        "sqlite-replace",
        "REPLACE deletes a row past its lock",
        (TENANCY, '"recursive_triggers=ON"', '"recursive_triggers=OFF"'),
        f"{OF_TENANCY}sqlite_replaces_nothing_of_another_organisation",
    ),
    without(
        "sqlite-keys",
        "a row points into another organisation",
        (TENANCY, '"foreign_keys=ON"', '"foreign_keys=OFF"'),
        f"{OF_TENANCY}no_row_points_into_another_organisation[sqlite]",
    ),
)

POSTGRESQL = (
    without(
        "rls-off",
        "PostgreSQL shows every organisation",
        (DATABASE, "ALTER TABLE {table} ENABLE ROW", "ALTER TABLE {table} DISABLE ROW"),
        f"{OF_TENANCY}postgresql_shows_raw_sql_its_own_rows_only",
    ),
    without(
        "rls-not-forced",
        "the owner of the tables is above the policy",
        (DATABASE, "{table} FORCE ROW", "{table} NO FORCE ROW"),
        f"{OF_LOCKS}every_table_is_fenced_for_everybody",
    ),
    without(
        "rls-reads",
        "the policy lets every row be read",
        (DATABASE, "USING ({mine})", "USING (true)"),
        f"{OF_TENANCY}postgresql_shows_raw_sql_its_own_rows_only",
    ),
    without(
        "rls-writes",
        "the policy lets every row be written",
        (DATABASE, "WITH CHECK ({mine})", "WITH CHECK (true)"),
        f"{OF_TENANCY}postgresql_refuses_raw_writes_for_another_organisation",
    ),
    without(
        "rls-read-only",
        "a page that only reads can write (PostgreSQL)",
        (TENANCY, '"off" if scope.write else "on"', '"off"'),
        f"{OF_TENANCY}reading_does_not_write[postgres]",
    ),
    without(
        "grants",
        "web and worker may change and delete what is written once",
        (DATABASE, '"SELECT, INSERT" if table', '"SELECT, INSERT, UPDATE, DELETE" if table'),
        f"{OF_LOCKS}the_role_of_web_and_worker_was_granted_what_it_needs_and_no_more",
    ),
    without(
        "functions-for-everybody",
        "any role may ask who the customers are",
        (DATABASE, "REVOKE ALL ON FUNCTION {signature} FROM PUBLIC", "GRANT ALL ON FUNCTION {signature} TO PUBLIC"),
        f"{OF_TENANCY}the_functions_of_the_owner_tell_no_more_than_that",
    ),
    without(
        "functions-path",
        "a table of the caller stands in for the real one, with the owner's rights",
        (
            DATABASE,
            "host text, demo boolean)\nLANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp",
            "host text, demo boolean)\nLANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_temp, pg_catalog, public",
        ),
        f"{OF_TENANCY}a_table_of_ones_own_does_not_stand_in_for_the_real_one",
    ),
)

STAYING = (
    without(
        "stays-journal",
        "a row of the journal can be changed",
        (DATABASE, 'UNCHANGEABLE = (\n    "journal",', "UNCHANGEABLE = ("),
        f"{OF_LOCKS}what_stays_is_also_never_changed",
    ),
    without(
        "stays-entry",
        "a piece can be rewritten after it was read",
        (DATABASE, '    "entry",\n', ""),
        f"{GAPS}what_is_written_once_is_on_the_list",
    ),
    without(
        "stays-release",
        "an edition can be rewritten after it was shared",
        (DATABASE, '    "release",\n', ""),
        f"{GAPS}what_is_written_once_is_on_the_list",
    ),
    without(
        "stays-event",
        "an event can be deleted",
        (DATABASE, '    "case_event",\n    "signature",\n', '    "signature",\n'),
        f"{GAPS}what_is_written_once_is_on_the_list",
    ),
    without(
        "stays-sqlite",
        "the triggers of SQLite let every change through",
        (DATABASE, "BEGIN SELECT RAISE(ABORT, 'this row is never changed: {table}'); END", "BEGIN SELECT 1; END"),
        f"{OF_JOURNAL}what_is_written_once_is_neither_changed_nor_removed[sqlite]",
    ),
    without(
        "stays-postgresql",
        "the triggers of PostgreSQL let every change through",
        (
            DATABASE,
            (
                "  RAISE EXCEPTION USING MESSAGE = 'this row is never changed: ' || TG_TABLE_NAME,\n"
                "    ERRCODE = 'integrity_constraint_violation';"
            ),
            "  RETURN COALESCE(NEW, OLD);",
        ),
        f"{OF_JOURNAL}the_owner_neither_changes_nor_removes_what_is_written_once",
    ),
)

CHAIN = (
    without(
        "chain-changed",
        "a changed row of the journal is not found",
        (JOURNAL, "elif digest_of(tenant_id, row.chain, row.seq, line) != row.digest:", "elif not row.digest:"),
        f"{LOCKS}the_journal_holds_and_shows_any_change",
    ),
    without(
        "chain-linked",
        "a row that was made anew is not found",
        (JOURNAL, "elif link_of(last, row.digest) != row.hash:", "elif not row.hash:"),
        f"{LOCKS}the_journal_holds_and_shows_any_change",
    ),
    without(
        "chain-cut-off",
        "a cut-off end is not found",
        (JOURNAL, "if ends.get(chain, (0, GENESIS)) != end)", "if chain not in ends)"),
        f"{OF_JOURNAL}a_tail_that_was_cut_off_is_found[sqlite]",
    ),
    without(
        "chain-missing",
        "a whole case can go without being missed",
        (JOURNAL, "_opened(session, tenant_id) - ends.keys()", "set[UUID]() - ends.keys()"),
        f"{OF_JOURNAL}a_whole_case_that_went_is_missed_by_the_chain_of_the_organisation[sqlite]",
    ),
    without(
        "chain-rewritten",
        "a whole chain can be made anew",
        (
            JOURNAL,
            "return self.ends.pop((chain, seq), last) != last",
            "return self.ends.pop((chain, seq), last) is None",
        ),
        f"{OF_JOURNAL}a_chain_that_was_written_anew_is_found_where_its_end_was_listed[sqlite]",
    ),
    without(
        "chain-shortened",
        "a chain can be made anew and shorter",
        (JOURNAL, "for chain, seq in listed.ends)", "for chain, seq in listed.ends if not seq)"),
        f"{OF_JOURNAL}a_chain_that_was_written_anew_is_found_where_its_end_was_listed[sqlite]",
    ),
    without(
        "chain-signed",
        "who has no key lists the ends of chains",
        (JOURNAL, "listed.unsigned.append(row.seq)", "listed.unsigned.clear()"),
        f"{OF_JOURNAL}a_list_that_was_not_signed_here_is_found[sqlite]",
    ),
    without(
        "chain-says-who",
        "who did it can be changed without being seen",
        (JOURNAL, "        line.actor,\n        line.act,\n        json", "        line.act,\n        json"),
        f"{LOCKS}the_journal_holds_and_shows_any_change",
    ),
)

DATABASES: tuple[Mutant, ...] = (*FENCE, *SQLITE, *POSTGRESQL, *STAYING, *CHAIN)
