// Steps that fail because of what others do: rolled back, said, and tried again.
#include "core/async/both.hpp"
#include "core/async/cancellation.hpp"
#include "core/database/database_error.hpp"
#include "core/runtime/run.hpp"
#include "tests/runtime/postgresql_project.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <string>

namespace fz {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Runs whose statements do not wait for long.
struct impatient_project : postgresql_project {
  postgresql::options options = with_lock_timeout(db.options);
  engine impatient{postgresql::connector_for(options, db.pool, db.reporter), 4,
                   engine::sharing::exclusive};

  static postgresql::options with_lock_timeout(postgresql::options options) {
    using need = postgresql::options::setting::need;
    options.settings = {{"lock_timeout", "100ms", need::usual},
                        {"deadlock_timeout", "50ms", need::usual}};
    return options;
  }

  task<run_outcome> upgrade_with(std::size_t retries) {
    const auto set = [retries](run_request& s) { s.retries = retries; };
    return try_upgrade("head", set, &impatient);
  }
};

task<> until_open(impatient_project& p, closed_gate& gate) {
  co_await p.until_logged("is tried again");
  co_await gate.open();
}

POSTGRESQL_TEST(PostgresqlRetry, AStepThatWaitsTooLongIsRolledBackAndTriedAgain) {
  impatient_project p;
  p.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x int);\n");
  p.write("b", "a", "-- fz:upgrade\nCREATE TABLE b (x int);\nSELECT * FROM gate;\n");
  closed_gate gate = co_await closed_gate::close(p);
  const auto run_it = [&]() -> task<> {
    const run_outcome ended = co_await p.upgrade_with(5);
    EXPECT_THAT(revisions_of(report_of(ended)), ElementsAre("a", "b"));
  };
  co_await all(run_it(), until_open(p, gate));
  EXPECT_TRUE(p.was_logged("b.sql:8:15: canceling statement due to lock timeout (SQLSTATE 55P03)"));
  CO_ASSERT(!p.observer.retries.empty());
  const run_observer::retry& again = p.observer.retries.front();
  EXPECT_EQ(again.revision, "b");
  EXPECT_EQ(again.fate, step_fate::rolled_back);
  EXPECT_GE(again.pause, 500ms);
  EXPECT_EQ(again.attempt, 2u);
  EXPECT_EQ(again.attempts, 6u);
}

POSTGRESQL_TEST(PostgresqlRetry, AStatementOutsideOfATransactionIsTriedAgainAlone) {
  impatient_project p;
  p.write("a", "", "-- fz:upgrade transaction=off\nCREATE TABLE a (x int);\nSELECT * FROM gate;\n");
  closed_gate gate = co_await closed_gate::close(p);
  const run_outcome ended = co_await both(p.upgrade_with(5), until_open(p, gate));
  EXPECT_THAT(revisions_of(report_of(ended)), ElementsAre("a"));
  CO_ASSERT(!p.observer.retries.empty());
  EXPECT_EQ(p.observer.retries.front().revision, "a");
  EXPECT_EQ(p.observer.retries.front().fate, step_fate::partly_kept);
  EXPECT_EQ(co_await p.value("SELECT (to_regclass('alembic_version_journal') IS NULL)::int"), "1");
}

POSTGRESQL_TEST(PostgresqlRetry, ARunThatGivesUpReportsWhereTheDatabaseIs) {
  impatient_project p;
  p.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x int);\n");
  p.write("b", "a", "-- fz:upgrade\nSELECT * FROM gate;\n");
  closed_gate gate = co_await closed_gate::close(p);
  const run_outcome ended = co_await p.upgrade_with(1);
  const run_failure failed = failure_in(ended);
  const auto refused = find_database_error(failed.what);
  CO_ASSERT(refused.has_value());
  EXPECT_EQ(refused->kind(), error_kind::database);
  EXPECT_THAT(refused->what(), HasSubstr("b.sql:7:15: canceling statement due to lock timeout"));
  EXPECT_EQ(failed.revision, "b");
  EXPECT_EQ(failed.fate, step_fate::rolled_back);
  EXPECT_THAT(ended.boundary.rows, ElementsAre("a"));
  CO_ASSERT(p.observer.retries.size() == 1);
  EXPECT_EQ(p.observer.retries.front().attempts, 2u);
  co_await gate.open();
}

POSTGRESQL_TEST(PostgresqlRetry, APauseEndsWithACancellation) {
  impatient_project p;
  p.write("a", "", "-- fz:upgrade\nSELECT * FROM gate;\n");
  closed_gate gate = co_await closed_gate::close(p);
  cancel_source interrupt;
  const auto cancel = [&]() -> task<> {
    co_await p.until_logged("is tried again");
    interrupt.cancel();
  };
  const run_outcome ended =
      co_await both(with_cancellation(p.upgrade_with(1000), interrupt), cancel());
  EXPECT_TRUE(is_cancellation(failure_in(ended).what));
  co_await gate.open();
}

// The server ends the one that closes the circle: here the step, which is held up until the other
// session waits for it.
POSTGRESQL_TEST(PostgresqlRetry, AStepThatLosesADeadlockIsTriedAgain) {
  impatient_project p;
  co_await p.execute("CREATE TABLE first (x int)");
  p.write("a", "",
          "-- fz:upgrade\nSET LOCAL lock_timeout = 0;\nLOCK TABLE first;\n"
          "SELECT pg_advisory_xact_lock(1);\nSELECT * FROM gate;\n");
  closed_gate gate = co_await closed_gate::close(p);
  const auto barrier = co_await p.db.engine.connect();
  co_await barrier->execute("SELECT pg_advisory_lock(1)");
  const auto run_it = [&]() -> task<> {
    const run_outcome ended = co_await p.upgrade_with(5);
    EXPECT_FALSE(ended.failure);
  };
  const auto cross = [&]() -> task<> {
    co_await p.until(
        "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
    co_await gate.connection().execute("SET deadlock_timeout = '1h'");
    co_await gate.connection().execute("LOCK TABLE first");  // granted once the step has lost
    co_await gate.open();
  };
  const auto let_step_go_on = [&]() -> task<> {
    co_await p.until(
        "SELECT count(*) > 0 FROM pg_locks WHERE relation = 'first'::regclass AND NOT granted");
    co_await barrier->execute("SELECT pg_advisory_unlock(1)");
  };
  co_await all(run_it(), cross(), let_step_go_on());
  EXPECT_TRUE(p.was_logged("deadlock detected (SQLSTATE 40P01)"));
  CO_ASSERT(!p.observer.retries.empty());
  EXPECT_EQ(p.observer.retries.front().fate, step_fate::rolled_back);
}

POSTGRESQL_TEST(PostgresqlRetry, WhatCannotBeSerializedIsTriedAgain) {
  for (const transaction_scope scope : {transaction_scope::each, transaction_scope::all}) {
    impatient_project p;
    co_await p.execute("CREATE SEQUENCE attempts");
    p.write(
        "a", "",
        "-- fz:upgrade\nDO $$BEGIN IF nextval('attempts') < 2 THEN RAISE EXCEPTION 'again' USING "
        "ERRCODE = '40001'; END IF; END$$;\n");
    co_await p.upgrade("head", [&](run_request& s) {
      s.retries = 1;
      s.scope = scope;
    });
    EXPECT_EQ(co_await p.value("SELECT last_value FROM attempts"), "2");
    CO_ASSERT(p.observer.retries.size() == 1);
    EXPECT_EQ(p.observer.retries.front().fate, scope == transaction_scope::all
                                                   ? step_fate::run_rolled_back
                                                   : step_fate::rolled_back);
  }
}

POSTGRESQL_TEST(PostgresqlRetry, AnotherFailureIsNotTriedAgain) {
  impatient_project p;
  p.write("a", "", "-- fz:upgrade\nSELECT 1 / 0;\n");
  const run_failure failed = failure_in(co_await p.upgrade_with(5));
  EXPECT_TRUE(find_database_error(failed.what).has_value());
  EXPECT_THAT(p.observer.retries, IsEmpty());
}

}  // namespace
}  // namespace fz
