// Sections outside of a transaction whose run was stopped: whatever the database was left in, the
// next run finds out how the statement ended and finishes the work.
#include "core/ledger/journal.hpp"

#include "core/async/both.hpp"
#include "core/async/cancellation.hpp"
#include "core/async/timeout.hpp"
#include "core/database/postgresql/catalog.hpp"
#include "core/database/postgresql/statement_recovery.hpp"
#include "core/ledger/section_digests.hpp"
#include "core/revision/plan.hpp"
#include "tests/runtime/postgresql_project.hpp"

#include <gmock/gmock.h>
#include <string>
#include <variant>

namespace fz {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A project of one revision `a`, which runs outside of a transaction.
struct stopped_project : postgresql_project {
  void outside(const std::string& statements) const {
    write("a", "", "-- fz:upgrade transaction=off\n" + statements + "\n");
  }

  /// Leaves the journal of a run that was stopped in this statement (from 1).
  task<> stopped_in(std::int64_t number) {
    const migrations loaded = scripts();
    const plan whole = make_plan(loaded.map(), {}, direction::upgrade, "head", "alembic_version");
    const step_body body = loaded.load(whole.steps.at(0), dialect::postgresql);
    const auto script = statements_of(std::get<script_ptr>(body.work));
    journal_entry entry;
    entry.revision = "a";
    entry.direction = "upgrade";
    entry.done = number - 1;
    entry.started = number;
    const auto begun = static_cast<std::size_t>(number);
    entry.digest = section_digests(script).of(begun - 1, begun);
    const journal notes(version_table("alembic_version"), dialect::postgresql);
    batch whole_note;
    whole_note.preparation.push_back(notes.creation());
    whole_note.changes.push_back(notes.beginning(entry));
    const auto c = co_await db.engine.connect();
    co_await c->execute(std::move(whole_note));
  }

  /// Cancels a run, as Ctrl-C does, once the query gives true.
  task<> run_until(std::string sign) {
    cancel_source interrupt;
    const auto cancel = [&]() -> task<> {
      co_await until(sign);
      interrupt.cancel();
    };
    const run_outcome cut = co_await both(with_cancellation(try_upgrade(), interrupt), cancel());
    EXPECT_TRUE(is_cancellation(failure_in(cut).what));
  }

  /// Runs again; nothing is left of the journal, and the section was finished.
  task<> finish(interrupted_statement was = interrupted_statement::ask) {
    const auto say = [was](run_request& s) { s.interrupted = was; };
    const run_report done = co_await upgrade("head", say);
    EXPECT_EQ(done.steps.size(), 1u);
    EXPECT_EQ(co_await value("SELECT version_num FROM alembic_version"), "a");
    EXPECT_EQ(co_await value("SELECT (to_regclass('alembic_version_journal') IS NULL)::int"), "1");
  }

  task<error> failure() { return failure_of(upgrade()); }

  /// The same, with that many statements kept.
  task<error> failure_after(std::size_t statements) {
    const run_outcome ended = co_await try_upgrade();
    const run_failure failed = fz::failure_in(ended);
    EXPECT_EQ(failed.fate, step_fate::partly_kept);
    EXPECT_EQ(failed.kept_statements, statements);
    outcome<run_report> kept;
    kept.hold_call([&] { return report_of(ended); });
    co_return fz::failure_in(kept);
  }

  /// "done/started".
  task<std::string> noted() {
    return value("SELECT done || '/' || started FROM alembic_version_journal");
  }

  /// How often a statement `INSERT INTO log VALUES (…)` was carried out.
  task<std::string> logged(std::string what) {
    return value("SELECT count(*) FROM log WHERE what = '" + what + "'");
  }

  task<> make_log() { return execute("CREATE TABLE log (what text)"); }

  /// A second session that keeps what runs CONCURRENTLY from coming to its end.
  task<pooled_connection> old_snapshot(std::string query) {
    pooled_connection c = co_await db.engine.connect();
    co_await c->execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
    co_await c->execute(std::move(query));
    co_return c;
  }
};

constexpr const char* one_waits_for_a_transaction =
    "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND locktype = 'virtualxid' AND pid IN"
    " (SELECT pid FROM pg_stat_activity WHERE datname = current_database())";

constexpr const char* valid_indexes =
    "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = indexrelid"
    " WHERE indisvalid AND relname LIKE '%x_' AND relname !~ '_cc(new|old)'";

constexpr const char* broken_indexes = "SELECT count(*) FROM pg_index WHERE NOT indisvalid";

constexpr const char* build_index =
    "CREATE INDEX CONCURRENTLY x_ ON t (x);\nINSERT INTO log VALUES ('behind');";

POSTGRESQL_TEST(PostgresqlJournal, AnIndexThatWasBuiltIsNotBuiltAgain) {
  stopped_project p;
  p.outside(build_index);
  co_await p.make_log();
  co_await p.execute("CREATE TABLE t (x int)");
  co_await p.execute("CREATE INDEX x_ ON t (x)");
  co_await p.stopped_in(1);
  co_await p.finish();
  EXPECT_EQ(co_await p.value(valid_indexes), "1");
  EXPECT_EQ(co_await p.logged("behind"), "1");
}

POSTGRESQL_TEST(PostgresqlJournal, AnIndexThatWasNotBegunIsBuilt) {
  stopped_project p;
  p.outside(build_index);
  co_await p.make_log();
  co_await p.execute("CREATE TABLE t (x int)");
  co_await p.stopped_in(1);
  co_await p.finish();
  EXPECT_EQ(co_await p.value(valid_indexes), "1");
}

/// A build that is cancelled while it waits for older transactions leaves an invalid index.
task<> interrupted_build_is_finished(const char* table, const char* section) {
  stopped_project p;
  p.outside(section);
  co_await p.execute("CREATE SCHEMA \"My Schema\"");
  co_await p.execute(fmt::format("CREATE TABLE {} (x int)", table));
  const auto reader = co_await p.old_snapshot(fmt::format("SELECT * FROM {}", table));
  co_await p.run_until(one_waits_for_a_transaction);
  EXPECT_EQ(co_await p.noted(), "0/1");
  EXPECT_EQ(co_await p.value(broken_indexes), "1");
  co_await reader->execute("COMMIT");
  co_await p.finish();
  EXPECT_TRUE(p.was_logged("Dropping the invalid index "));
  EXPECT_EQ(co_await p.value(broken_indexes), "0");
  EXPECT_EQ(co_await p.value(valid_indexes), "1");
}

POSTGRESQL_TEST(PostgresqlJournal, AnIndexThatWasBrokenOffIsDroppedAndBuilt) {
  co_await interrupted_build_is_finished("t", "CREATE INDEX CONCURRENTLY x_ ON t (x);");
  co_await interrupted_build_is_finished(
      "t", "/* a */ create unique index concurrently -- b\n if not exists x_ on only t (x);");
}

POSTGRESQL_TEST(PostgresqlJournal, NamesAreReadAsTheServerReadsThem) {
  co_await interrupted_build_is_finished(
      R"("My Schema"."A ""Table""")",
      R"(CREATE INDEX CONCURRENTLY "The.Index x_" ON "My Schema"."A ""Table""" (x);)");
  co_await interrupted_build_is_finished("Public.Table1",
                                         "CREATE INDEX CONCURRENTLY X_ ON PUBLIC.table1 (x);");
  const std::string cut = "a_name_that_is_longer_than_a_name_may_be_for_PostgreSQL_cuts_x_it";
  co_await interrupted_build_is_finished(
      "t", fmt::format("CREATE INDEX CONCURRENTLY {} ON t (x);", cut).c_str());
}

POSTGRESQL_TEST(PostgresqlJournal, AnIndexIsDroppedOnce) {
  const char* drop = "DROP INDEX CONCURRENTLY x_;\nINSERT INTO log VALUES ('behind');";
  for (const bool was_dropped : {true, false}) {
    stopped_project p;
    p.outside(drop);
    co_await p.make_log();
    co_await p.execute("CREATE TABLE t (x int)");
    if (!was_dropped) co_await p.execute("CREATE INDEX x_ ON t (x)");
    co_await p.stopped_in(1);
    co_await p.finish();
    EXPECT_EQ(co_await p.value(valid_indexes), "0");
    EXPECT_EQ(co_await p.logged("behind"), "1");
  }
}

POSTGRESQL_TEST(PostgresqlJournal, AnIndexWhoseDroppingWasBrokenOffIsDropped) {
  stopped_project p;
  p.outside("DROP INDEX CONCURRENTLY IF EXISTS public.x_;");
  co_await p.execute("CREATE TABLE t (x int)");
  co_await p.execute("CREATE INDEX x_ ON t (x)");
  const auto reader = co_await p.old_snapshot("SELECT * FROM t");
  co_await p.run_until(one_waits_for_a_transaction);
  EXPECT_EQ(co_await p.value(broken_indexes), "1");
  co_await reader->execute("COMMIT");
  co_await p.finish();
  EXPECT_EQ(co_await p.value(broken_indexes), "0");
}

/// A table with a partition, which the section detaches.
task<> make_partitions(stopped_project& p) {
  p.outside("ALTER TABLE t DETACH PARTITION \"T 1\" CONCURRENTLY;");
  co_await p.execute("CREATE TABLE t (x int) PARTITION BY LIST (x)");
  co_await p.execute("CREATE TABLE \"T 1\" PARTITION OF t FOR VALUES IN (1)");
}

constexpr const char* partitions = "SELECT count(*) FROM pg_inherits";

POSTGRESQL_TEST(PostgresqlJournal, APartitionWhoseDetachingIsPendingIsDetached) {
  stopped_project p;
  co_await make_partitions(p);
  const auto reader = co_await p.old_snapshot("SELECT * FROM t");
  co_await p.run_until(one_waits_for_a_transaction);
  EXPECT_EQ(co_await p.value("SELECT count(*) FROM pg_inherits WHERE inhdetachpending"), "1");
  co_await reader->execute("COMMIT");
  co_await p.finish();
  EXPECT_TRUE(p.was_logged("Finishing the detachment of \"T 1\", begun by an interrupted attempt"));
  EXPECT_EQ(co_await p.value(partitions), "0");
}

POSTGRESQL_TEST(PostgresqlJournal, APartitionIsDetachedOnce) {
  for (const bool was_detached : {true, false}) {
    stopped_project p;
    co_await make_partitions(p);
    if (was_detached) co_await p.execute("ALTER TABLE t DETACH PARTITION \"T 1\"");
    co_await p.stopped_in(1);
    co_await p.finish();
    EXPECT_EQ(co_await p.value(partitions), "0");
  }
}

/// A rebuild that is cancelled leaves new indexes; those of other tables are not touched.
task<> interrupted_rebuild_is_finished(const char* section) {
  stopped_project p;
  p.outside(section);
  co_await p.execute("CREATE TABLE t (x int PRIMARY KEY, long text)");
  co_await p.execute("CREATE TABLE other (x int)");
  co_await p.execute("INSERT INTO other VALUES (1), (1)");
  co_await p.execute("CREATE INDEX x_ ON t (x)");
  outcome<void> ignored;
  co_await ignored.capture(p.execute("CREATE UNIQUE INDEX CONCURRENTLY mine_ccnew ON other (x)"));
  const auto reader = co_await p.old_snapshot("SELECT * FROM t");
  co_await p.run_until(one_waits_for_a_transaction);
  const std::string left_over =
      "SELECT count(*) FROM pg_class WHERE relname ~ '_cc(new|old)[0-9]*$'";
  EXPECT_NE(co_await p.value(left_over), "1");
  co_await reader->execute("COMMIT");
  co_await p.finish();
  EXPECT_EQ(co_await p.value(left_over), "1");
  EXPECT_EQ(co_await p.value(valid_indexes), "1");
}

POSTGRESQL_TEST(PostgresqlJournal, ARebuildLeavesNothingBehind) {
  co_await interrupted_rebuild_is_finished("REINDEX TABLE CONCURRENTLY t;");
  co_await interrupted_rebuild_is_finished("REINDEX (VERBOSE, CONCURRENTLY) TABLE public.t;");
  co_await interrupted_rebuild_is_finished("REINDEX INDEX CONCURRENTLY x_;");
}

POSTGRESQL_TEST(PostgresqlJournal, ADatabaseIsMadeAndDroppedOnce) {
  for (const bool was_carried_out : {true, false}) {
    stopped_project p;
    p.outside("CREATE DATABASE \"Made by a\";\nDROP DATABASE \"Made by a\";");
    if (was_carried_out) co_await p.execute("CREATE DATABASE \"Made by a\"");
    co_await p.stopped_in(1);
    co_await p.finish();
    stopped_project q;
    q.outside("SELECT 1;\nDROP DATABASE \"Made by a\";");
    if (!was_carried_out) co_await q.execute("CREATE DATABASE \"Made by a\"");
    co_await q.stopped_in(2);
    co_await q.finish();
    EXPECT_EQ(co_await q.value("SELECT count(*) FROM pg_database WHERE datname = 'Made by a'"),
              "0");
  }
}

POSTGRESQL_TEST(PostgresqlJournal, WhatDoesNoHarmIsDoneAgain) {
  for (const char* section :
       {"VACUUM log;", "VACUUM (FULL, ANALYZE) log;", "REINDEX SCHEMA public;",
        "ALTER SYSTEM RESET work_mem;", "DISCARD ALL;", "CLUSTER;"}) {
    stopped_project p;
    p.outside(section);
    co_await p.make_log();
    co_await p.stopped_in(1);
    co_await p.finish();
  }
}

/// A section with a call of a procedure that commits in its middle.
task<> make_procedure(stopped_project& p) {
  co_await p.make_log();
  co_await p.execute(
      "CREATE PROCEDURE work() LANGUAGE plpgsql AS $$BEGIN INSERT INTO log VALUES ('called');"
      " COMMIT; END$$");
}

constexpr const char* do_block = "DO $$BEGIN INSERT INTO log VALUES ('called'); COMMIT; END$$;";

POSTGRESQL_TEST(PostgresqlJournal, WhatTheDatabaseDoesNotShowAPersonDecides) {
  for (const char* section : {"CALL work();", do_block}) {
    stopped_project p;
    p.outside(section);
    co_await make_procedure(p);
    co_await p.stopped_in(1);
    const error said = co_await p.failure();
    EXPECT_EQ(said.kind(), error_kind::script);
    EXPECT_THAT(said.what(),
                HasSubstr("a.sql:7:1: A run was stopped while this statement was at work"));
    EXPECT_EQ(said.remedy().what, remedy::action::say_what_a_statement_did);
    EXPECT_EQ(co_await p.noted(), "0/1");
    co_await p.finish(interrupted_statement::done);
    EXPECT_EQ(co_await p.logged("called"), "0");
    co_await p.execute("DELETE FROM alembic_version");
    co_await p.stopped_in(1);
    co_await p.finish(interrupted_statement::redo);
    EXPECT_EQ(co_await p.logged("called"), "1");
  }
}

POSTGRESQL_TEST(PostgresqlJournal, TheFileMayChangeOnlyAfterTheBoundary) {
  stopped_project p;
  co_await p.make_log();
  p.outside("INSERT INTO log VALUES ('1');\nSELECT 1 / 0;");
  co_await p.failure_after(1);
  EXPECT_EQ(co_await p.noted(), "1/0");

  p.outside("INSERT INTO log VALUES ('another');\nSELECT 1;");
  const error said = co_await p.failure();
  EXPECT_EQ(said.kind(), error_kind::script);
  EXPECT_THAT(said.what(),
              HasSubstr("Revision a is half-way: its first statement was carried out outside"));
  p.outside("");
  EXPECT_THAT((co_await p.failure()).what(), HasSubstr("Revision a is half-way"));

  p.outside("INSERT INTO log VALUES ('1');\nSELECT 1;\nINSERT INTO log VALUES ('3');");
  co_await p.finish();
  EXPECT_EQ(co_await p.logged("1"), "1");
  EXPECT_EQ(co_await p.logged("3"), "1");
  EXPECT_EQ(co_await p.logged("another"), "0");
}

// What the server itself refused was not carried out: its text may be mended, and nothing is left.
POSTGRESQL_TEST(PostgresqlJournal, AStatementThatWasRefusedMayBeMended) {
  stopped_project p;
  co_await p.execute("CREATE TABLE t (x int)");
  co_await p.execute("INSERT INTO t VALUES (1), (1)");
  p.outside("CREATE UNIQUE INDEX CONCURRENTLY x_ ON t (x);");
  EXPECT_THAT((co_await p.failure()).what(), HasSubstr("could not create unique index"));
  EXPECT_EQ(co_await p.value(broken_indexes), "0");
  EXPECT_EQ(co_await p.noted(), "0/0");
  p.outside("CREATE INDEX CONCURRENTLY x_ ON t (y);");
  EXPECT_THAT((co_await p.failure()).what(), HasSubstr("column \"y\" does not exist"));
  p.outside("CREATE INDEX CONCURRENTLY x_ ON t (x);");
  co_await p.finish();
  EXPECT_EQ(co_await p.value(valid_indexes), "1");
}

// What was there before is not taken for what the statement made.
POSTGRESQL_TEST(PostgresqlJournal, AStatementThatFailsFailsAgain) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"CREATE INDEX CONCURRENTLY x_ ON t (x);", "relation \"x_\" already exists"},
      {"DROP INDEX CONCURRENTLY none;", "index \"none\" does not exist"},
      {"CREATE DATABASE postgres;", "database \"postgres\" already exists"},
      {"DROP DATABASE none;", "database \"none\" does not exist"},
      {"ALTER TABLE parted DETACH PARTITION t CONCURRENTLY;", "is not a partition of"},
  };
  for (const auto& [section, words] : cases) {
    stopped_project p;
    co_await p.execute("CREATE TABLE t (x int)");
    co_await p.execute("CREATE TABLE parted (x int) PARTITION BY LIST (x)");
    co_await p.execute("CREATE INDEX x_ ON t ((x + 1))");
    p.outside(section);
    for (int i = 0; i < 2; ++i) EXPECT_THAT((co_await p.failure()).what(), HasSubstr(words));
  }
}

POSTGRESQL_TEST(PostgresqlJournal, ATransactionOfTheSectionsOwnIsWholeOrNothing) {
  stopped_project p;
  co_await p.make_log();
  const std::string before = "INSERT INTO log VALUES ('before');\nBEGIN;\n";
  const std::string inside = "INSERT INTO log VALUES ('inside');\n";
  p.outside(before + inside + "SELECT 1 / 0;\nCOMMIT;");
  co_await p.failure_after(1);
  EXPECT_EQ(co_await p.noted(), "1/0");
  EXPECT_EQ(co_await p.logged("inside"), "0");
  p.outside(before + inside + "COMMIT;\nSELECT 1 / 0;");
  co_await p.failure_after(4);
  EXPECT_EQ(co_await p.noted(), "4/0");
  p.outside(before + inside + "COMMIT;\nSELECT 1;");
  co_await p.finish();
  EXPECT_EQ(co_await p.logged("before"), "1");
  EXPECT_EQ(co_await p.logged("inside"), "1");
}

POSTGRESQL_TEST(PostgresqlJournal, TransactionsOfTheSectionsOwnMayDoWhatTransactionsDo) {
  stopped_project p;
  co_await p.make_log();
  p.outside(
      "BEGIN;\nSET TRANSACTION ISOLATION LEVEL SERIALIZABLE;\nINSERT INTO log VALUES ('1');\n"
      "SAVEPOINT s;\nINSERT INTO log VALUES ('taken back');\nROLLBACK TO SAVEPOINT s;\n"
      "INSERT INTO log VALUES ('2');\nEND;\n"
      "START TRANSACTION;\nINSERT INTO log VALUES ('taken back');\nABORT;\n"
      "BEGIN;\nINSERT INTO log VALUES ('3');\nCOMMIT AND CHAIN;\nINSERT INTO log VALUES ('4');\n"
      "COMMIT;\nVACUUM log;\nROLLBACK;\nSELECT 1;");
  co_await p.finish();
  EXPECT_EQ(co_await p.value("SELECT string_agg(what, ' ' ORDER BY what) FROM log"), "1 2 3 4");
}

POSTGRESQL_TEST(PostgresqlJournal, ATransactionThatIsLeftOpenIsRolledBack) {
  stopped_project p;
  co_await p.make_log();
  p.outside("SELECT 1;\nBEGIN;\nINSERT INTO log VALUES ('x');");
  const error failed = co_await p.failure_after(1);
  EXPECT_THAT(failed.what(), HasSubstr("Revision a begins a transaction and does not end it"));
  EXPECT_EQ(co_await p.logged("x"), "0");
}

POSTGRESQL_TEST(PostgresqlJournal, WhatSetsUpTheSessionIsDoneAgain) {
  stopped_project p;
  co_await p.make_log();
  const std::string set_up =
      "SET test.x = 'set';\nSET LOCAL lock_timeout = '1s';\nINSERT INTO log VALUES ('once');\n";
  p.outside(set_up + "SELECT 1 / 0;");
  co_await p.failure();
  p.db.reporter.lines.clear();
  p.outside(set_up + "INSERT INTO log VALUES (current_setting('test.x'));");
  engine fresh(postgresql::connector_for(p.db.options, p.db.pool, p.db.reporter), 2,
               engine::sharing::exclusive);
  co_await p.run(direction::upgrade, "head", nullptr, &fresh);
  EXPECT_EQ(co_await p.logged("set"), "1");
  EXPECT_EQ(co_await p.logged("once"), "1");
  EXPECT_THAT(p.db.reporter.lines, IsEmpty());  // SET LOCAL would warn
}

POSTGRESQL_TEST(PostgresqlJournal, AStepThatIsHalfWayComesFirst) {
  stopped_project p;
  p.outside("SELECT 1;\nSELECT 1 / 0;");
  p.write("b", "", "-- fz:upgrade\nSELECT 1;\n");
  outcome<run_report> ended;
  co_await ended.capture(p.upgrade("a"));
  const error other = co_await failure_of(p.upgrade("b"));
  EXPECT_THAT(
      other.what(),
      HasSubstr("The upgrade of revision a was stopped half-way, outside of a transaction: 1 "
                "statement carried out. It must be finished first."));
  EXPECT_EQ(other.remedy().what, remedy::action::finish_revision);
}

POSTGRESQL_TEST(PostgresqlJournal, TheStatementThatRunsAloneWaitsWithoutALimit) {
  stopped_project p;
  p.db.options.settings.push_back({"lock_timeout", "50ms"});
  engine impatient(postgresql::connector_for(p.db.options, p.db.pool, p.db.reporter), 4,
                   engine::sharing::exclusive);
  p.outside(
      "CREATE INDEX CONCURRENTLY x_ ON t (x);\n"
      "INSERT INTO log VALUES (current_setting('lock_timeout'));");
  co_await p.make_log();
  co_await p.execute("CREATE TABLE t (x int)");
  const auto writer = co_await p.old_snapshot("INSERT INTO t VALUES (1)");
  const auto run_it = [&]() -> task<> {
    co_await p.run(direction::upgrade, "head", nullptr, &impatient);
  };
  const auto let_it = [&]() -> task<> {
    co_await p.until(one_waits_for_a_transaction);
    co_await sleep(std::chrono::milliseconds(200));
    co_await writer->execute("COMMIT");
  };
  co_await all(run_it(), let_it());
  EXPECT_EQ(co_await p.logged("50ms"), "1");
}

// A note may reach the disk late where a crash that loses it loses the statement too, or where the
// catalog tells what it did.
TEST(Journal, ANoteMayBeLateWhereTheServersLogKeepsTheOrder) {
  const auto may = [](const char* sql) { return postgresql::may_note_late(statement(sql)); };
  EXPECT_TRUE(may("CREATE INDEX CONCURRENTLY i ON t (x)"));
  EXPECT_TRUE(may("DROP INDEX CONCURRENTLY i"));
  EXPECT_TRUE(may("REINDEX TABLE CONCURRENTLY t"));
  EXPECT_TRUE(may("ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY"));
  EXPECT_TRUE(may("VACUUM t"));
  EXPECT_FALSE(may("CREATE DATABASE d"));
  EXPECT_FALSE(may("CREATE TABLESPACE s LOCATION '/srv/s'"));
  EXPECT_FALSE(may("CALL work()"));
  EXPECT_FALSE(may("DO $$ BEGIN COMMIT; END $$"));
  EXPECT_FALSE(may("INSERT INTO t VALUES (1)"));
}

TEST(Journal, AnIndexThatIsBuiltConcurrentlyNeedsAName) {
  statement s("CREATE UNIQUE INDEX CONCURRENTLY ON t (x)");
  s.position = {"b.sql", 9, 3};
  try {
    postgresql::server_catalog().check_recoverable(s);
    FAIL();
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::script);
    EXPECT_THAT(e.what(),
                HasSubstr("b.sql:9:3: CREATE INDEX CONCURRENTLY needs a name for the index here"));
  }
  s.sql = "CREATE INDEX CONCURRENTLY x ON t (x)";
  postgresql::server_catalog().check_recoverable(s);
  s.sql = "CREATE INDEX ON t (x)";
  postgresql::server_catalog().check_recoverable(s);
}

}  // namespace
}  // namespace fz
