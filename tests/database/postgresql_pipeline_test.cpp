#include "tests/database/added_statement.hpp"
#include "tests/support/failure_of.hpp"
#include "tests/support/postgresql_server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Batches after the model of a run: each takes the one row of `version` from its number to the
/// next and leaves a row in `done`.
batch step(std::int64_t number) {
  batch b;
  b.expected = {statement("SELECT n FROM version ORDER BY n"), {std::to_string(number)}};
  add(b, statement(fmt::format("INSERT INTO done VALUES ({})", number)));
  b.changes.push_back(
      {statement("UPDATE version SET n = $1 WHERE n = $2", {number + 1, number}), 1});
  return b;
}

std::vector<batch> steps(std::int64_t count) {
  std::vector<batch> batches;
  for (std::int64_t i = 0; i < count; ++i) batches.push_back(step(i));
  return batches;
}

struct stepping_database : temporary_postgresql {
  std::vector<std::size_t> ended;
  std::function<void(std::size_t)> note = [this](std::size_t i) { ended.push_back(i); };

  task<pooled_connection> connect() {
    auto c = co_await engine.connect();
    co_await c->execute("CREATE TABLE version (n int)");
    co_await c->execute("INSERT INTO version VALUES (0)");
    co_await c->execute("CREATE TABLE done (n int)");
    co_return c;
  }
};

/// "version: rows of done", as the database has them.
task<std::string> state(connection& c) {
  return value_of(c,
                  "SELECT (SELECT string_agg(n::text, ',') FROM version) || ': ' || "
                  "coalesce((SELECT string_agg(n::text, ',' ORDER BY n) FROM done), '')");
}

/// Twenty steps, of which the eleventh also executes `sql`, all end once and in order.
task<> twenty_steps_with(std::string sql) {
  stepping_database db;
  auto c = co_await db.connect();
  co_await c->execute(
      "CREATE FUNCTION forget() RETURNS void LANGUAGE plpgsql AS "
      "$$BEGIN EXECUTE 'DEALLOCATE ALL'; END$$");
  std::vector<batch> batches = steps(20);
  add(batches[10], statement(std::move(sql)));
  const batch_result result = co_await c->execute(std::move(batches), db.note);
  EXPECT_TRUE(result.done);
  EXPECT_EQ(db.ended.size(), 20u);
  EXPECT_TRUE(std::is_sorted(db.ended.begin(), db.ended.end()));
  EXPECT_EQ(db.ended.back(), 19u);
  EXPECT_EQ(c->statements_done(), 21u);
  EXPECT_EQ(co_await state(*c), "20: 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19");
}

POSTGRESQL_TEST(PostgresqlPipeline, WhatManyBatchesRepeatIsKeptByTheServer) {
  stepping_database db;
  auto c = co_await db.connect();
  std::vector<batch> batches = steps(40);
  add(batches[30],
      statement("CREATE TABLE seen AS SELECT count(*) AS n FROM pg_prepared_statements"));
  co_await c->execute(std::move(batches), db.note);
  EXPECT_EQ(db.ended.size(), 40u);
  EXPECT_EQ(co_await value_of(*c, "SELECT n FROM seen"), "2");
}

POSTGRESQL_TEST(PostgresqlPipeline, AStepMayMakeTheServerForgetWhatItKeeps) {
  co_await twenty_steps_with("DEALLOCATE ALL");
  co_await twenty_steps_with("SELECT forget()");
}

POSTGRESQL_TEST(PostgresqlPipeline, AStepMayChangeTheTableThatIsLookedAt) {
  co_await twenty_steps_with("ALTER TABLE version ALTER COLUMN n TYPE bigint");
}

POSTGRESQL_TEST(PostgresqlPipeline, BatchesAreTransactionsOfTheirOwn) {
  stepping_database db;
  auto c = co_await db.connect();
  co_await c->execute("ALTER TABLE done ADD COLUMN x text DEFAULT txid_current()::text");
  const batch_result result = co_await c->execute(steps(200), db.note);
  EXPECT_TRUE(result.done);
  EXPECT_EQ(db.ended.size(), 200u);
  EXPECT_EQ(c->statements_done(), 200u);
  EXPECT_FALSE(c->in_transaction());
  EXPECT_EQ(co_await value_of(*c, "SELECT count(DISTINCT x) FROM done"), "200");
}

POSTGRESQL_TEST(PostgresqlPipeline, NothingAfterAFailureIsCarriedOut) {
  stepping_database db;
  auto c = co_await db.connect();
  auto batches = steps(6);
  add(batches[3], statement("INSERT INTO nowhere VALUES (1)"), {"d.sql", 7, 1});
  const auto failed = co_await refusal_of(c->execute(batches, db.note));
  EXPECT_EQ(failed.condition, database_condition::undefined_table);
  EXPECT_EQ(failed.position, (source_position{"d.sql", 7, 13}));
  EXPECT_THAT(db.ended, ElementsAre(0, 1, 2));
  EXPECT_EQ(c->statements_done(), 4u);
  EXPECT_FALSE(c->in_transaction());
  EXPECT_EQ(co_await state(*c), "3: 0,1,2");
}

/// A batch that fails at one of its entries, and what is expected to be said about it.
struct failing_entry {
  const char* name;
  std::function<void(batch&)> spoil;
  const char* words;
};

std::vector<failing_entry> failing_entries() {
  const statement bad("SELECT * FROM nowhere");
  return {
      {"preparation", [bad](batch& b) { b.preparation.push_back(bad); }, "\"nowhere\""},
      {"precondition", [bad](batch& b) { b.expected->query = bad; }, "\"nowhere\""},
      {"first statement", [bad](batch& b) { add_first(b, bad); }, "\"nowhere\""},
      {"last statement", [bad](batch& b) { add(b, bad); }, "\"nowhere\""},
      {"change that fails", [](batch& b) { b.changes[0].sql = statement("DELETE FROM nowhere"); },
       "\"nowhere\""},
      {"change of another number", [](batch& b) { b.changes[0].rows = 2; },
       "was to change 2 rows and changed another number"},
      {"deferred constraint at COMMIT",
       [](batch& b) { add(b, statement("INSERT INTO child VALUES (7)")); },
       "violates foreign key constraint"},
      {"transaction that the statements broke and COMMIT rolls back",
       [](batch& b) {
         b.script = script_of({statement("ROLLBACK"), statement("SELECT 1/0")});
       },
       "division by zero"},
  };
}

POSTGRESQL_TEST(PostgresqlPipeline, FailAtEachEntryTheDatabaseIsAtABoundary) {
  for (const failing_entry& each : failing_entries()) {
    stepping_database db;
    auto c = co_await db.connect();
    co_await c->execute("CREATE TABLE parent (n int PRIMARY KEY)");
    co_await c->execute(
        "CREATE TABLE child (n int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)");
    auto batches = steps(5);
    each.spoil(batches[2]);
    const auto failed = co_await refusal_of(c->execute(batches, db.note));
    EXPECT_THAT(failed.message, HasSubstr(each.words)) << each.name;
    EXPECT_THAT(db.ended, ElementsAre(0, 1)) << each.name;
    EXPECT_FALSE(c->in_transaction()) << each.name;
    EXPECT_EQ(co_await state(*c), "2: 0,1") << each.name;
    EXPECT_TRUE((co_await c->execute(step(2))).done) << each.name;
  }
}

POSTGRESQL_TEST(PostgresqlPipeline, APreconditionThatDoesNotHoldIsReported) {
  stepping_database db;
  auto c = co_await db.connect();
  auto batches = steps(4);
  batches[2].expected->texts = {"7", "it's \"quoted\" \\ here"};
  batches[2].preparation.emplace_back("CREATE TABLE prepared (n int)");
  const batch_result result = co_await c->execute(batches, db.note);
  EXPECT_FALSE(result.done);
  EXPECT_THAT(result.found, ElementsAre("2"));
  EXPECT_THAT(db.ended, ElementsAre(0, 1));
  EXPECT_EQ(co_await state(*c), "2: 0,1");
  EXPECT_EQ(co_await value_of(*c, "SELECT to_regclass('prepared')"), "NULL");
}

POSTGRESQL_TEST(PostgresqlPipeline, APreconditionComparesEveryRowAndItsOrder) {
  stepping_database db;
  auto c = co_await db.connect();
  co_await c->execute("CREATE TABLE v (t text)");
  co_await c->execute("INSERT INTO v VALUES ('b'), ('a,\"'), ('\\{}')");
  batch b;
  b.expected = {statement("SELECT t FROM v ORDER BY t COLLATE \"C\""), {"\\{}", "a,\"", "b"}};
  EXPECT_TRUE((co_await c->execute(b)).done);
  b.expected->texts = {"\\{}", "a,\""};
  EXPECT_FALSE((co_await c->execute(b)).done);
  b.expected->texts = {};
  EXPECT_FALSE((co_await c->execute(b)).done);
  co_await c->execute("DELETE FROM v");
  EXPECT_TRUE((co_await c->execute(b)).done);
}

POSTGRESQL_TEST(PostgresqlPipeline, WithoutAPreconditionABatchDoesNotGoAhead) {
  stepping_database db;
  auto c = co_await db.connect();
  co_await c->execute("CREATE TABLE parent (n int PRIMARY KEY)");
  co_await c->execute("CREATE TABLE child (n int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)");
  std::vector<batch> batches(2);
  add(batches[0], statement("INSERT INTO child VALUES (1)"));
  add(batches[1], statement("INSERT INTO done VALUES (1)"));
  const auto failed = co_await refusal_of(c->execute(batches, db.note));
  EXPECT_THAT(failed.message, HasSubstr("violates foreign key constraint"));
  EXPECT_EQ(co_await state(*c), "0: ");
  // The same where both ask for the same rows.
  batches[0].expected = batches[1].expected = step(0).expected;
  co_await refusal_of(c->execute(batches, db.note));
  EXPECT_EQ(co_await state(*c), "0: ");
  EXPECT_THAT(db.ended, ElementsAre());
}

POSTGRESQL_TEST(PostgresqlPipeline, WithinAnOpenTransactionItStaysOpen) {
  stepping_database db;
  auto c = co_await db.connect();
  std::vector<batch> batches = steps(3);
  for (batch& b : batches) {
    b.how = batch::mode::in_current_transaction;
    b.expected.reset();
  }
  co_await c->transaction([&]() -> task<> {
    co_await c->execute(batches, db.note);
    EXPECT_TRUE(c->in_transaction());
  });
  EXPECT_EQ(co_await state(*c), "3: 0,1,2");

  co_await c->execute("UPDATE version SET n = 0");
  add(batches[1], statement("SELECT 1/0"));
  const auto failed = co_await refusal_of(
      c->transaction([&]() -> task<> { co_await c->execute(batches, db.note); }));
  EXPECT_EQ(failed.sqlstate, "22012");
  EXPECT_FALSE(c->in_transaction());
  EXPECT_EQ(co_await state(*c), "0: 0,1,2");
}

POSTGRESQL_TEST(PostgresqlPipeline, OutsideOfATransactionEachStatementIsOnItsOwn) {
  stepping_database db;
  auto c = co_await db.connect();
  std::vector<batch> batches = steps(2);
  batches[0].how = batch::mode::in_current_transaction;
  add(batches[0], statement("CREATE INDEX CONCURRENTLY i ON done (n)"));
  add(batches[1], statement("SELECT 1/0"));
  const auto failed = co_await refusal_of(c->execute(batches, db.note));
  EXPECT_EQ(failed.sqlstate, "22012");
  EXPECT_THAT(db.ended, ElementsAre(0));
  EXPECT_EQ(co_await state(*c), "1: 0");  // the second one was a transaction all the same

  batches[0].script =
      script_of({statement("INSERT INTO done VALUES (8)"), statement("SELECT 1/0")});
  batches[0].expected->texts = {"1"};
  co_await refusal_of(c->execute(batches[0]));
  EXPECT_EQ(co_await state(*c), "1: 0,8");
  batches[0].expected->texts = {"5"};
  const batch_result refused = co_await c->execute(batches[0]);
  EXPECT_FALSE(refused.done);
  EXPECT_THAT(refused.found, ElementsAre("1"));
}

POSTGRESQL_TEST(PostgresqlPipeline, ACommitThatRollsBackIsAFailure) {
  stepping_database db;
  auto c = co_await db.connect();
  outcome<void> ended;
  co_await ended.capture(c->transaction([&]() -> task<> {
    co_await c->execute("INSERT INTO done VALUES (1)");
    co_await refusal_of(c->execute("SELECT 1/0"));  // and goes on as if nothing had happened
  }));
  EXPECT_THROW(ended.take(), database_error);
  EXPECT_EQ(co_await state(*c), "0: ");
}

POSTGRESQL_TEST(PostgresqlPipeline, LargeStatementsAndLargeAnswersDoNotBlockEachOther) {
  stepping_database db;
  auto c = co_await db.connect();
  // The server stops reading when its answers are not taken; each is larger than any buffer.
  const std::string ballast(3'000'000, 'x');
  std::vector<batch> batches = steps(3);
  for (batch& b : batches) {
    for (int i = 0; i < 3; ++i) {
      add(b, statement("SELECT repeat('y', 3000000) -- " + ballast));
    }
  }
  EXPECT_TRUE((co_await c->execute(batches, db.note)).done);
  EXPECT_EQ((co_await value_of(*c, "SELECT '" + ballast + "'")).size(), ballast.size());
}

POSTGRESQL_TEST(PostgresqlPipeline, ALongTransactionIsSentWhileItRuns) {
  stepping_database db;
  auto c = co_await db.connect();
  batch b = step(0);
  std::vector<statement> script;
  for (int i = 0; i < 10'000; ++i) {
    script.emplace_back(fmt::format("INSERT INTO done VALUES ({}) -- a comment", i));
  }
  b.script = script_of(std::move(script));
  EXPECT_TRUE((co_await c->execute(b)).done);
  EXPECT_EQ(c->statements_done(), 10'000u);
}

}  // namespace
}  // namespace fz
