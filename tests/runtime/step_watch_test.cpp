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
  EXPECT_THAT(p.log.lines,
              Contains(MatchesRegex("Running upgrade  -> a, a: statement 2 of 2 waits for a lock "
                                    "on gate \\(AccessExclusiveLock\\), held by process [0-9]+ "
                                    "\\(gatekeeper, fz, idle in transaction for [0-9]+ m?s\\)"
                                    "(; 1 session behind it)?")));
}

POSTGRESQL_TEST(PostgresqlWatch, CountsThoseWhoQueueBehind) {
  postgresql_project p;
  p.log.watched = true;
  p.write("a", "", "-- fz:upgrade\nALTER TABLE gate ADD COLUMN y int;\n");
  closed_gate gate = co_await closed_gate::close(p);
  const auto seen = [&](const std::string& part) {
    return std::any_of(p.log.statuses.begin(), p.log.statuses.end(), [&](const std::string& line) {
      return line.find(part) != std::string::npos;
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
  EXPECT_THAT(p.log.statuses, Contains(MatchesRegex("Running upgrade  -> a, a, [0-9]+ m?s, waits "
                                                    "for a lock on gate .*")));
  EXPECT_EQ(p.log.statuses.back(), "");
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
    return std::any_of(p.log.statuses.begin(), p.log.statuses.end(), [](const std::string& line) {
      return line.find("waiting for writers before build") != std::string::npos;
    });
  };
  const auto run_it = [&]() -> task<> { co_await p.upgrade(); };
  const auto let_it = [&]() -> task<> {
    for (int i = 0; i < 3000 && !seen(); ++i) co_await sleep(std::chrono::milliseconds(20));
    co_await writer->execute("COMMIT");
  };
  co_await all(run_it(), let_it());
  EXPECT_THAT(p.log.statuses,
              Contains(MatchesRegex("Running upgrade  -> a, a: statement 2 of 2, [0-9]+ m?s, "
                                    "waiting for writers before build.*, waits for the end of a "
                                    "transaction of process .*")));
}

}  // namespace
}  // namespace fz
