#include "core/async/cancellation.hpp"
#include "core/async/gather.hpp"
#include "core/async/sleep.hpp"
#include "core/async/timeout.hpp"
#include "core/database/database_error.hpp"
#include "core/database/sqlite/connection.hpp"
#include "tests/database/added_statement.hpp"
#include "tests/support/co_test.hpp"
#include "tests/support/failure_of.hpp"
#include "tests/support/temporary_database.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace fz {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// Counts for minutes unless it is interrupted.
const std::string endless =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000000) "
    "SELECT count(*) FROM n";

task<std::int64_t> count(connection& c, std::string table) {
  const auto rows = co_await c.query("SELECT count(*) AS n FROM " + table);
  co_return rows.at(0).integer("n");
}

CO_TEST(Sqlite, GivesBackTheValuesThatWereBound) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await c->execute("CREATE TABLE t (a, b, c, d, e, f)");
  const blob bytes{std::byte{0}, std::byte{255}};
  const parameters given{null, std::int64_t{-5}, 1.5, std::string("a'b\0c", 5), bytes, blob{}};
  EXPECT_EQ(co_await c->execute("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", given), 1u);
  const auto rows = co_await c->query("SELECT * FROM t");
  CO_ASSERT(rows.size() == 1);
  for (std::size_t i = 0; i < given.size(); ++i) EXPECT_EQ(rows[0][i], given[i]) << i;
  EXPECT_EQ(rows[0].integer("b"), -5);
  EXPECT_THROW(rows[0].text("b"), error);
  EXPECT_THROW(rows[0]["z"], std::out_of_range);
}

/// As many numbers as there are rows to be fetched in several parts.
const std::string numbers =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) "
    "SELECT i FROM n WHERE i % ? = 0";

CO_TEST(Sqlite, HandsOverRowsOneAfterTheOther) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  const std::vector<std::int64_t> steps = {1, 2, 5000};
  for (const std::int64_t every : steps) {
    std::int64_t seen = 0;
    const parameters given = {every};
    const row_sink take = [&](const row& r) { EXPECT_EQ(r.integer("i"), ++seen * every); };
    co_await c->query_rows(statement(numbers, given), take);
    EXPECT_EQ(seen, 2500 / every);
  }
}

CO_TEST(Sqlite, AFailureWhileRowsAreTakenEndsTheQuery) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await c->execute("CREATE TABLE t (a)");
  outcome<void> ended;
  const row_sink take = [](const row&) { throw error(error_kind::file, "the pipe is closed"); };
  const parameters every = {std::int64_t{1}};
  co_await ended.capture(c->query_rows(statement(numbers, every), take));
  EXPECT_THROW(ended.take(), error);
  co_await c->execute("DROP TABLE t");  // would be refused while the query goes on
}

CO_TEST(Sqlite, AQueryOfRowsThatFailsNamesItsPlace) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  statement in_a_file("SELECT x FROM nowhere");
  in_a_file.position = {"a.sql", 3, 1};
  const row_sink take = [](const row&) {};
  const auto failed = co_await refusal_of(c->query_rows(in_a_file, take));
  EXPECT_EQ(failed.condition, database_condition::undefined_table);
  EXPECT_EQ(failed.position.line, 3u);
}

CO_TEST(Sqlite, AStatementWithoutValuesForItsParametersIsRefused) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  const auto failed = co_await refusal_of(c->query("SELECT :name"));
  EXPECT_THAT(failed.message, HasSubstr("1 parameter, and 0 values given"));
  statement in_a_file("SELECT :name");
  in_a_file.position = {"versions/a.sql", 3, 1};
  const auto refused = co_await refusal_of(c->query(in_a_file));
  EXPECT_THAT(refused.message, HasSubstr("a revision file has no value for it"));
}

CO_TEST(Sqlite, CountsTheRowsThatAStatementChanged) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await c->execute("CREATE TABLE t (a)");
  EXPECT_EQ(co_await c->execute("INSERT INTO t VALUES (1), (2), (3)"), 3u);
  EXPECT_EQ(co_await c->execute("CREATE TABLE u (a)"), 0u);
  EXPECT_EQ(co_await c->execute("DELETE FROM t WHERE a > 1"), 2u);
}

CO_TEST(Sqlite, ErrorsNameThePlaceInTheFileAndSqlitesWords) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  statement s{"CREATE TABLE t (\n  a INTEGER,\n  b INTEGR PRIMARY KEYS\n)"};
  s.position = {"versions/a.sql", 10, 3};
  const auto failed = co_await refusal_of(c->execute(s));
  EXPECT_EQ(failed.position, (source_position{"versions/a.sql", 12, 20}));
  EXPECT_THAT(failed.message, HasSubstr("near \"KEYS\": syntax error"));

  statement first_line{"SELECT * FROM missing"};
  first_line.position = {"versions/a.sql", 10, 3};
  const auto missing = co_await refusal_of(c->execute(first_line));
  EXPECT_EQ(missing.condition, database_condition::undefined_table);
  EXPECT_EQ(missing.position.line, 10u);
}

CO_TEST(Sqlite, UniqueViolationsAreDistinguishedFromOtherErrors) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await c->execute("CREATE TABLE t (a UNIQUE, b NOT NULL)");
  co_await c->execute("INSERT INTO t VALUES (1, 1)");
  const auto taken = co_await refusal_of(c->execute("INSERT INTO t VALUES (1, 1)"));
  EXPECT_EQ(taken.condition, database_condition::unique_violation);
  const auto missing = co_await refusal_of(c->execute("INSERT INTO t VALUES (2, NULL)"));
  EXPECT_EQ(missing.condition, database_condition::other);
}

CO_TEST(Sqlite, ATransactionIsCommittedOrRolledBackWhole) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await c->execute("CREATE TABLE t (a)");
  const int value = co_await c->transaction([&]() -> task<int> {
    co_await c->execute("INSERT INTO t VALUES (1)");
    co_return 7;
  });
  EXPECT_EQ(value, 7);

  outcome<void> failed;
  co_await failed.capture(c->transaction([&]() -> task<> {
    co_await c->execute("CREATE TABLE u (a)");
    co_await c->execute("INSERT INTO t VALUES (2)");
    co_await c->execute("INSERT INTO missing VALUES (1)");
  }));
  EXPECT_THROW(failed.take(), database_error);
  EXPECT_FALSE(c->in_transaction());
  EXPECT_EQ(co_await count(*c, "t"), 1);
  EXPECT_EQ(co_await count(*c, "sqlite_schema"), 1);
}

CO_TEST(Sqlite, ACancelledTransactionIsRolledBack) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await c->execute("CREATE TABLE t (a)");
  const auto work = [&]() -> task<> {
    co_await c->execute("INSERT INTO t VALUES (1)");
    co_await sleep(1h);
  };
  outcome<void> result;
  co_await result.capture(with_timeout(c->transaction(work), 5ms));
  EXPECT_THROW(result.take(), error);
  EXPECT_FALSE(c->in_transaction());
  EXPECT_EQ(co_await count(*c, "t"), 0);
}

CO_TEST(Sqlite, SynchronousCodeQueriesAndChangesThroughTheBridge) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  const auto total = co_await c->run_sync([](sync_connection& sync) {
    return sync.transaction([&] {
      sync.execute("CREATE TABLE t (a)");
      for (std::int64_t i = 1; i <= 3; ++i) sync.execute("INSERT INTO t VALUES (?)", {i});
      return sync.query("SELECT sum(a) AS total FROM t").at(0).integer("total");
    });
  });
  EXPECT_EQ(total, 6);

  outcome<void> failed;
  co_await failed.capture(c->run_sync([](sync_connection& sync) {
    sync.transaction([&] {
      sync.execute("DELETE FROM t");
      throw std::runtime_error("changed my mind");
    });
  }));
  EXPECT_THROW(failed.take(), std::runtime_error);
  EXPECT_EQ(co_await count(*c, "t"), 3);
}

CO_TEST(Sqlite, ALongStatementIsInterruptedWhenItIsCancelled) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  outcome<std::vector<row>> result;
  co_await result.capture(with_timeout(c->query(endless), 20ms));
  EXPECT_THROW(result.take(), error);
  EXPECT_EQ((co_await c->query("SELECT 1")).size(), 1u);  // the connection is as good as before
}

CO_TEST(Sqlite, ABatchIsInterruptedAndRolledBackWhenItIsCancelled) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  batch b;
  b.script = script_of({statement{"CREATE TABLE t (a)"}, statement{endless}});
  outcome<batch_result> result;
  co_await result.capture(with_timeout(c->execute(b), 20ms));
  EXPECT_THROW(result.take(), error);
  EXPECT_FALSE(c->in_transaction());
  EXPECT_EQ(co_await count(*c, "sqlite_schema"), 0);
}

CO_TEST(Sqlite, ABatchLeavesNothingBehindWhenAStatementFails) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  batch b;
  b.script = script_of({statement{"CREATE TABLE t (a)"}, statement{"INSERT INTO t VALUES (1)"},
                        statement{"INSERT INTO missing VALUES (1)"}});
  co_await refusal_of(c->execute(b));
  EXPECT_FALSE(c->in_transaction());
  EXPECT_EQ(co_await count(*c, "sqlite_schema"), 0);
}

CO_TEST(Sqlite, ABatchWhosePreconditionDoesNotHoldDoesNothing) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await c->execute("CREATE TABLE v (a)");
  co_await c->execute("INSERT INTO v VALUES ('2'), ('1')");
  batch b;
  b.preparation = {statement{"CREATE TABLE IF NOT EXISTS w (a)"}};
  b.expected = {statement{"SELECT a FROM v ORDER BY a"}, {"1"}};
  b.script = script_of({statement{"CREATE TABLE t (a)"}});
  const batch_result refused = co_await c->execute(b);
  EXPECT_FALSE(refused.done);
  EXPECT_THAT(refused.found, testing::ElementsAre("1", "2"));
  EXPECT_EQ(co_await count(*c, "sqlite_schema"), 1);

  b.expected->texts = {"1", "2"};
  EXPECT_TRUE((co_await c->execute(b)).done);
  EXPECT_EQ(co_await count(*c, "sqlite_schema"), 3);
}

CO_TEST(Sqlite, ABatchWhoseChangeDoesNotMatchIsRolledBack) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await c->execute("CREATE TABLE v (a)");
  batch b;
  b.script = script_of({statement{"CREATE TABLE t (a)"}});
  b.changes = {{statement{"UPDATE v SET a = 1"}, 1}};
  const auto failed = co_await refusal_of(c->execute(b));
  EXPECT_THAT(failed.message, HasSubstr("was to change 1 rows and changed another number"));
  EXPECT_EQ(co_await count(*c, "sqlite_schema"), 1);
}

/// A batch of one statement.
batch batch_of(std::string sql) {
  batch b;
  add(b, statement(std::move(sql)));
  return b;
}

CO_TEST(Sqlite, BatchesInOneHopAreTransactionsOfTheirOwnUntilOneFails) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  std::vector<batch> batches;
  batches.push_back(batch_of("CREATE TABLE t (a)"));
  batches.push_back(batch_of("CREATE TABLE u (a)"));
  batches.push_back(batch_of("INSERT INTO gone VALUES (1)"));
  batches.push_back(batch_of("CREATE TABLE v (a)"));
  std::vector<std::size_t> done;
  const std::function<void(std::size_t)> ended = [&done](std::size_t i) { done.push_back(i); };
  const auto failed = co_await refusal_of(c->execute(batches, ended));
  EXPECT_EQ(failed.condition, database_condition::undefined_table);
  EXPECT_THAT(done, testing::ElementsAre(0, 1));
  EXPECT_EQ(co_await count(*c, "sqlite_schema"), 2);
}

/// Four transactions that fill a table; the last one ends with `last`.
std::vector<batch> four_that_fill(const std::string& last) {
  std::vector<batch> batches;
  for (int i = 0; i < 4; ++i) batches.push_back(batch_of("INSERT INTO t VALUES (1)"));
  add(batches.back(), statement(last));
  return batches;
}

// They keep the journal's file among them, but nothing of that stays.
CO_TEST(Sqlite, ManyBatchesLeaveTheJournalAsItWas) {
  const std::function<void(std::size_t)> nothing = [](std::size_t) {};
  for (const std::string mode : {"delete", "truncate", "wal"}) {
    temporary_database db;
    auto c = co_await db.engine.connect();
    co_await c->execute("PRAGMA journal_mode = " + mode);
    co_await c->execute("CREATE TABLE t (a)");
    co_await c->execute(four_that_fill("INSERT INTO t VALUES (2)"), nothing);
    const auto failed = co_await refusal_of(c->execute(four_that_fill("INSERT INTO no"), nothing));
    EXPECT_THAT(failed.message, HasSubstr("incomplete input"));
    EXPECT_EQ(co_await count(*c, "t"), 8);
    const auto rows = co_await c->query("PRAGMA journal_mode");
    EXPECT_EQ(rows.at(0).text("journal_mode"), mode);
    EXPECT_EQ(std::filesystem::exists(db.file.string() + "-journal"), mode == "truncate");
  }
}

CO_TEST(Sqlite, WaitsForAnothersLockAndSaysSoWhenTimeIsUp) {
  temporary_database db;
  auto holder = co_await db.engine.connect();
  co_await holder->execute("CREATE TABLE t (a)");
  engine hasty(sqlite::connector_for({db.file, sqlite::options::access::create, 10ms}, db.pool), 1,
               engine::sharing::exclusive);
  co_await holder->transaction([&]() -> task<> {
    auto c = co_await hasty.connect();
    const auto failed = co_await refusal_of(c->execute("INSERT INTO t VALUES (1)"));
    EXPECT_EQ(failed.condition, database_condition::locked);
    EXPECT_THAT(failed.message, HasSubstr("did not let it go in time"));
  });
  auto c = co_await hasty.connect();
  EXPECT_EQ(co_await c->execute("INSERT INTO t VALUES (1)"), 1u);
}

CO_TEST(Sqlite, AWaitForALockIsCancelledAtOnce) {
  temporary_database db;
  auto holder = co_await db.engine.connect();
  co_await holder->execute("CREATE TABLE t (a)");
  co_await holder->transaction([&]() -> task<> {
    auto c = co_await db.engine.connect();  // would wait for a minute
    outcome<std::uint64_t> result;
    co_await result.capture(with_timeout(c->execute("INSERT INTO t VALUES (1)"), 5ms));
    EXPECT_THROW(result.take(), error);
  });
}

CO_TEST(Sqlite, AMissingFileIsMadeOnlyWhenAskedFor) {
  temporary_folder folder;
  thread_pool pool(1);
  const auto file = folder.path() / "new.db";
  engine looking(sqlite::connector_for({file, sqlite::options::access::read_only}, pool), 1,
                 engine::sharing::exclusive);
  const auto failed = co_await refusal_of(looking.connect());
  EXPECT_EQ(failed.condition, database_condition::no_database);
  EXPECT_FALSE(std::filesystem::exists(file));
}

CO_TEST(Sqlite, AReadOnlyConnectionRefusesToWrite) {
  temporary_database db;
  co_await (co_await db.engine.connect())->execute("CREATE TABLE t (a)");
  engine looking(sqlite::connector_for({db.file, sqlite::options::access::read_only}, db.pool), 1,
                 engine::sharing::exclusive);
  auto c = co_await looking.connect();
  EXPECT_EQ(co_await count(*c, "t"), 0);
  const auto failed = co_await refusal_of(c->execute("INSERT INTO t VALUES (1)"));
  EXPECT_THAT(failed.message, HasSubstr("readonly"));
}

CO_TEST(Sqlite, WhatCannotBeOpenedIsSaidInWords) {
  temporary_folder folder;
  thread_pool pool(1);
  const auto try_to_open = [&](std::filesystem::path path) -> task<std::string> {
    engine e(sqlite::connector_for({path}, pool), 1, engine::sharing::exclusive);
    const auto open_and_read = [&]() -> task<> {
      auto c = co_await e.connect();
      co_await c->query("SELECT * FROM sqlite_schema");
    };
    co_return (co_await refusal_of(open_and_read())).message;
  };
  EXPECT_THAT(co_await try_to_open(folder.path() / "no" / "a.db"),
              HasSubstr("the folder '" + (folder.path() / "no").string() + "' does not exist"));
  EXPECT_THAT(co_await try_to_open(folder.path()), HasSubstr("it is a folder"));
  std::ofstream(folder.path() / "text.db") << std::string(2000, 'x');
  EXPECT_THAT(co_await try_to_open(folder.path() / "text.db"),
              HasSubstr("text.db': the file is not an SQLite database"));
}

}  // namespace
}  // namespace fz
