// What is said while a statement runs.
#include "core/runtime/step_watch.hpp"

#include "tests/runtime/postgresql_project.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <string>

namespace fz {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::MatchesRegex;

POSTGRESQL_TEST(PostgresqlWatch, SaysForWhichLockAStatementWaitsAndWhoHoldsIt) {
  postgresql_project p;
  p.write("a", "", "-- fz:upgrade\nSELECT 1;\nALTER TABLE gate ADD COLUMN y int;\n");
  closed_gate gate = co_await closed_gate::close(p);
  const auto run_it = [&]() -> task<> { co_await p.upgrade(); };
  const auto queue = [&]() -> task<> {
    co_await p.until(somebody_at_the_gate);
    co_await p.execute("SELECT count(*) FROM gate");
  };
  const auto open = [&]() -> task<> {
    co_await p.until_logged("waits for a lock on gate");
    co_await gate.open();
  };
  co_await all(run_it(), queue(), open());
  CO_ASSERT(!p.observer.works.empty());
  const run_observer::progress& at = p.observer.works.back();
  EXPECT_EQ(at.step.revision, "a");
  EXPECT_EQ(at.statement, 2u);
  EXPECT_EQ(at.statements, 2u);
  EXPECT_THAT(at.activity.waits,
              MatchesRegex("waits for a lock on gate \\(AccessExclusiveLock\\), held by process "
                           "[0-9]+ \\(gatekeeper, fz, idle in transaction for [0-9]+ m?s\\)"
                           "(; 1 session behind it)?"));
}

POSTGRESQL_TEST(PostgresqlWatch, CountsTheSessionsThatWaitForIt) {
  postgresql_project p;
  p.log.watched = true;
  p.write("a", "", "-- fz:upgrade\nALTER TABLE gate ADD COLUMN y int;\n");
  closed_gate gate = co_await closed_gate::close(p);
  const auto seen = [&](const std::string& part) {
    return std::any_of(p.observer.works.begin(), p.observer.works.end(), [&](const auto& at) {
      return at.activity.waits.find(part) != std::string::npos;
    });
  };
  const auto run_it = [&]() -> task<> { co_await p.upgrade(); };
  const auto queue = [&]() -> task<> {
    co_await p.until(somebody_at_the_gate);
    co_await p.execute("SELECT count(*) FROM gate");
  };
  const auto open = [&]() -> task<> {
    for (int i = 0; i < 3000 && !seen("; 2 sessions behind it"); ++i) {
      co_await sleep(std::chrono::milliseconds(20));
    }
    co_await gate.open();
  };
  co_await all(run_it(), queue(), queue(), open());
  EXPECT_TRUE(seen("; 2 sessions behind it"));
  const run_observer::progress& last = p.observer.works.back();
  EXPECT_EQ(last.statements, 1u);
  EXPECT_GT(last.taken.count(), 0);
}

POSTGRESQL_TEST(PostgresqlWatch, SaysWhichTransactionIsWaitedFor) {
  postgresql_project p;
  co_await p.execute("CREATE TABLE t (x int PRIMARY KEY)");
  p.write("a", "", "-- fz:upgrade\nINSERT INTO t VALUES (1);\n");
  const auto other = co_await p.db.engine.connect();
  co_await other->execute("BEGIN");
  co_await other->execute("INSERT INTO t VALUES (1)");
  const auto run_it = [&]() -> task<> { co_await p.upgrade(); };
  const auto let_it = [&]() -> task<> {
    co_await p.until_logged("waits for the end of a transaction of process ");
    co_await other->execute("ROLLBACK");
  };
  co_await all(run_it(), let_it());
}

POSTGRESQL_TEST(PostgresqlWatch, APreparedTransactionHasNoProcess) {
  postgresql_project p;
  co_await p.execute("CREATE TABLE gate (x int)");
  {
    const auto other = co_await p.db.engine.connect();
    co_await other->execute("BEGIN");
    co_await other->execute("LOCK TABLE gate");
    co_await other->execute("PREPARE TRANSACTION 'kept'");
  }
  p.write("a", "", "-- fz:upgrade\nSELECT * FROM gate;\n");
  const auto run_it = [&]() -> task<> { co_await p.upgrade(); };
  const auto let_it = [&]() -> task<> {
    co_await p.until_logged("held by a prepared transaction");
    co_await p.execute("ROLLBACK PREPARED 'kept'");
  };
  co_await all(run_it(), let_it());
}

POSTGRESQL_TEST(PostgresqlWatch, ShowsHowFarTheServerIs) {
  postgresql_project p;
  p.log.watched = true;
  co_await p.execute("CREATE TABLE t (x int)");
  p.write("a", "",
          "-- fz:upgrade transaction=off\nSELECT 1;\nCREATE INDEX CONCURRENTLY i ON t (x);\n");
  const auto writer = co_await p.db.engine.connect();
  co_await writer->execute("BEGIN");
  co_await writer->execute("INSERT INTO t VALUES (1)");
  const auto seen = [&] {
    return std::any_of(p.observer.works.begin(), p.observer.works.end(), [](const auto& at) {
      return at.activity.progress.find("waiting for writers before build") != std::string::npos;
    });
  };
  const auto run_it = [&]() -> task<> { co_await p.upgrade(); };
  const auto let_it = [&]() -> task<> {
    for (int i = 0; i < 3000 && !seen(); ++i) co_await sleep(std::chrono::milliseconds(20));
    co_await writer->execute("COMMIT");
  };
  co_await all(run_it(), let_it());
  EXPECT_TRUE(seen());
  EXPECT_EQ(p.observer.works.back().statement, 2u);
  EXPECT_THAT(p.observer.works, Contains(testing::Truly([](const auto& at) {
                return at.activity.waits.find("waits for the end of a transaction of process ") !=
                       std::string::npos;
              })));
}

}  // namespace
}  // namespace fz
