// Steps that fail because of what others do: rolled back, said, and tried again.
#include "core/async/cancellation.hpp"
#include "core/runtime/run.hpp"
#include "tests/runtime/postgresql_project.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <string>

namespace fz {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

TEST(Retry, PausesGrowAndAreLeftToChance) {
  std::chrono::milliseconds usual = 1s;
  for (std::size_t number = 1; number <= 12; ++number) {
    for (int i = 0; i < 50; ++i) {
      EXPECT_GE(pause_before(number), usual / 2);
      EXPECT_LT(pause_before(number), usual * 3 / 2);
    }
    usual = std::min<std::chrono::milliseconds>(usual * 2, 32s);
  }
  const auto first = pause_before(12);
  int others = 0;
  for (int i = 0; i < 20; ++i) others += pause_before(12) == first ? 0 : 1;
  EXPECT_GT(others, 0);
}

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

  task<run_report> upgrade_with(std::size_t retries) {
    const auto set = [retries](run_request& s) { s.retries = retries; };
    return run(direction::upgrade, "head", set, &impatient);
  }
};

task<> until_open(impatient_project& p, closed_gate& gate) {
  co_await p.until_logged("; trying again in ");
  co_await gate.open();
}

POSTGRESQL_TEST(PostgresqlRetry, AStepThatWaitsTooLongIsRolledBackAndTriedAgain) {
  impatient_project p;
  p.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x int);\n");
  p.write("b", "a", "-- fz:upgrade\nCREATE TABLE b (x int);\nSELECT * FROM gate;\n");
  closed_gate gate = co_await closed_gate::close(p);
  const auto run_it = [&]() -> task<> {
    const run_report done = co_await p.upgrade_with(5);
    EXPECT_EQ(done.steps.size(), 2u);
  };
  co_await all(run_it(), until_open(p, gate));
  EXPECT_TRUE(p.was_logged("b.sql:8:15: canceling statement due to lock timeout (SQLSTATE 55P03)"));
  EXPECT_TRUE(p.was_logged("Revision b was rolled back; trying again in "));
  EXPECT_TRUE(p.was_logged("(attempt 2 of 6)"));
}

POSTGRESQL_TEST(PostgresqlRetry, AStatementOutsideOfATransactionIsTriedAgainAlone) {
  impatient_project p;
  p.write("a", "", "-- fz:upgrade transaction=off\nCREATE TABLE a (x int);\nSELECT * FROM gate;\n");
  closed_gate gate = co_await closed_gate::close(p);
  const auto run_it = [&]() -> task<> { co_await p.upgrade_with(5); };
  co_await all(run_it(), until_open(p, gate));
  EXPECT_TRUE(p.was_logged("A statement of revision a was rolled back; trying again in "));
  EXPECT_EQ(co_await p.value("SELECT (to_regclass('alembic_version_journal') IS NULL)::int"), "1");
}

POSTGRESQL_TEST(PostgresqlRetry, WhoeverGivesUpSaysWhereTheDatabaseStands) {
  impatient_project p;
  p.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x int);\n");
  p.write("b", "a", "-- fz:upgrade\nSELECT * FROM gate;\n");
  closed_gate gate = co_await closed_gate::close(p);
  outcome<run_report> ended;
  co_await ended.hold(p.upgrade_with(1));
  const error said = error_in(ended);
  EXPECT_EQ(said.kind(), error_kind::lock);
  EXPECT_THAT(said.what(), AllOf(HasSubstr("b.sql:7:15: canceling statement due to lock timeout"),
                                 HasSubstr("Revision b was rolled back; nothing of it stays."),
                                 HasSubstr("The database stands at a.")));
  EXPECT_TRUE(p.was_logged("(attempt 2 of 2)"));
  co_await gate.open();
}

POSTGRESQL_TEST(PostgresqlRetry, APauseEndsWithACancellation) {
  impatient_project p;
  p.write("a", "", "-- fz:upgrade\nSELECT * FROM gate;\n");
  closed_gate gate = co_await closed_gate::close(p);
  outcome<run_report> ended;
  cancel_source interrupt;
  const auto run_it = [&]() -> task<> {
    co_await ended.hold(with_cancellation(p.upgrade_with(1000), interrupt));
  };
  const auto cancel = [&]() -> task<> {
    co_await p.until_logged("; trying again in ");
    interrupt.cancel();
  };
  co_await all(run_it(), cancel());
  EXPECT_EQ(error_in(ended).kind(), error_kind::interrupted);
  co_await gate.open();
}

// The server ends the one that closes the circle: here the step, which is held up until the other
// session waits for it.
POSTGRESQL_TEST(PostgresqlRetry, WhoeverLosesADeadlockIsTriedAgain) {
  impatient_project p;
  co_await p.execute("CREATE TABLE first (x int)");
  p.write("a", "",
          "-- fz:upgrade\nSET LOCAL lock_timeout = 0;\nLOCK TABLE first;\n"
          "SELECT pg_advisory_xact_lock(1);\nSELECT * FROM gate;\n");
  closed_gate gate = co_await closed_gate::close(p);
  const auto barrier = co_await p.db.engine.connect();
  co_await barrier->execute("SELECT pg_advisory_lock(1)");
  const auto run_it = [&]() -> task<> { co_await p.upgrade_with(5); };
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
  EXPECT_TRUE(p.was_logged("Revision a was rolled back; trying again in "));
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
    EXPECT_TRUE(p.was_logged(scope == transaction_scope::all
                                 ? "The whole run was rolled back; trying again in "
                                 : "Revision a was rolled back; trying again in "));
  }
}

POSTGRESQL_TEST(PostgresqlRetry, AnotherFailureIsNotTriedAgain) {
  impatient_project p;
  p.write("a", "", "-- fz:upgrade\nSELECT 1 / 0;\n");
  outcome<run_report> ended;
  co_await ended.hold(p.upgrade_with(5));
  EXPECT_EQ(error_in(ended).kind(), error_kind::database);
  EXPECT_FALSE(p.was_logged("trying again"));
}

}  // namespace
}  // namespace fz
