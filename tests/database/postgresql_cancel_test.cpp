#include "core/async/cancellation.hpp"
#include "core/async/gather.hpp"
#include "core/async/sleep.hpp"
#include "core/async/timeout.hpp"
#include "tests/database/added_statement.hpp"
#include "tests/support/failure_of.hpp"
#include "tests/support/postgresql_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <gmock/gmock.h>
#include <memory>
#include <string>
#include <vector>

namespace fz {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// True while another session of this database runs pg_sleep().
const std::string somebody_sleeps =
    "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND state = 'active' AND wait_event = 'PgSleep'";

const std::string somebody_waits_for_a_lock =
    "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() "
    "AND wait_event_type = 'Lock'";

task<> wait_until(temporary_postgresql& db, std::string sign) {
  auto c = co_await db.engine.connect();
  while (co_await value_of(*c, sign) != "1") co_await sleep(1ms);
}

/// Cancels `work` once the sign is true; gives what it failed with, if it did.
template <class T>
task<std::exception_ptr> cancelled_when(temporary_postgresql& db, std::string sign, task<T> work) {
  cancel_source source;
  outcome<T> ended;
  const auto cancel = [&]() -> task<> {
    co_await wait_until(db, sign);
    source.cancel();
  };
  std::vector<task<>> both;
  both.push_back(ended.capture(with_cancellation(std::move(work), source)));
  both.push_back(cancel());
  co_await gather(std::move(both));
  co_return ended.failure();
}

POSTGRESQL_TEST(PostgresqlCancel, AStatementIsStoppedInTheServer) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  const auto failure =
      co_await cancelled_when(db, somebody_sleeps, c->query("SELECT pg_sleep(60)"));
  EXPECT_TRUE(is_cancellation(failure));
  EXPECT_TRUE(c->is_open());
  EXPECT_FALSE(c->in_transaction());
  EXPECT_EQ(co_await value_of(*c, "SELECT 7"), "7");
  EXPECT_EQ(co_await value_of(*c, somebody_sleeps), "0");
}

POSTGRESQL_TEST(PostgresqlCancel, AgainAndAgainStillEndsTheTransaction) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  batch b;
  b.script = script_of({statement("CREATE TABLE t (a int)"), statement("SELECT pg_sleep(60)")});
  cancel_source source;
  outcome<batch_result> ended;
  bool over = false;
  const auto work = [&]() -> task<> {
    co_await ended.capture(with_cancellation(c->execute(std::move(b)), source));
    over = true;
  };
  const auto press = [&]() -> task<> {
    co_await wait_until(db, somebody_sleeps);
    while (!over) {
      source.cancel();
      co_await sleep(100us);
    }
  };
  std::vector<task<>> both;
  both.push_back(work());
  both.push_back(press());
  co_await gather(std::move(both));
  EXPECT_TRUE(is_cancellation(ended.failure()));
  EXPECT_TRUE(c->is_open());
  EXPECT_FALSE(c->in_transaction());
  EXPECT_EQ(co_await value_of(*c, "SELECT to_regclass('t') IS NULL"), "1");
}

POSTGRESQL_TEST(PostgresqlCancel, AWaitForALockIsStopped) {
  temporary_postgresql db;
  auto holder = co_await db.engine.connect();
  co_await holder->execute("CREATE TABLE t (a int)");
  co_await holder->transaction([&]() -> task<> {
    co_await holder->execute("LOCK TABLE t");
    auto c = co_await db.engine.connect();
    const auto failure = co_await cancelled_when(db, somebody_waits_for_a_lock,
                                                 c->execute("INSERT INTO t VALUES (1)"));
    EXPECT_TRUE(is_cancellation(failure));
    EXPECT_EQ(co_await value_of(*c, "SELECT 7"), "7");
  });
}

POSTGRESQL_TEST(PostgresqlCancel, ATransactionIsRolledBack) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  co_await c->execute("CREATE TABLE t (a int)");
  const auto work = [&]() -> task<> {
    co_await c->execute("INSERT INTO t VALUES (1)");
    co_await c->execute("SELECT pg_sleep(60)");
  };
  const auto failure = co_await cancelled_when(db, somebody_sleeps, c->transaction(work));
  EXPECT_TRUE(is_cancellation(failure));
  EXPECT_FALSE(c->in_transaction());
  EXPECT_EQ(co_await value_of(*c, "SELECT count(*) FROM t"), "0");
}

POSTGRESQL_TEST(PostgresqlCancel, ATimeLimitOfTheServerIsNotACancellation) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  co_await c->execute("SET statement_timeout = 5");
  const auto failed = co_await refusal_of(c->execute("SELECT pg_sleep(60)"));
  EXPECT_EQ(failed.sqlstate, "57014");
  EXPECT_THAT(failed.message, HasSubstr("statement timeout"));
}

/// Takes the one row of `version` from its number to the next.
batch step(std::int64_t number) {
  batch b;
  b.expected = {statement("SELECT n FROM version"), {std::to_string(number)}};
  add(b, statement("SELECT 1"));
  b.changes.push_back(
      {statement("UPDATE version SET n = $1 WHERE n = $2", {number + 1, number}), 1});
  return b;
}

/// A database on which steps run, and how many have ended.
struct stepping_database : temporary_postgresql {
  std::size_t ended = 0;
  std::function<void(std::size_t)> count = [this](std::size_t) { ++ended; };

  task<pooled_connection> connect() {
    auto c = co_await engine.connect();
    co_await c->execute("CREATE TABLE version (n int)");
    co_await c->execute("INSERT INTO version VALUES (0)");
    co_return c;
  }
};

/// Five steps, the third of which does not end by itself.
std::vector<batch> steps_that_sleep() {
  std::vector<batch> batches;
  for (int i = 0; i < 5; ++i) batches.push_back(step(i));
  add(batches[2], statement("SELECT pg_sleep(60)"), {"c.sql", 9, 1});
  return batches;
}

POSTGRESQL_TEST(PostgresqlCancel, APipelineStopsAtABoundary) {
  stepping_database db;
  auto c = co_await db.connect();
  std::vector<batch> batches;
  for (int i = 0; i < 20'000; ++i) batches.push_back(step(i));
  const auto failure =
      co_await cancelled_when(db, "SELECT n > 20 FROM version", c->execute(batches, db.count));
  EXPECT_TRUE(is_cancellation(failure));
  EXPECT_LT(db.ended, batches.size());
  EXPECT_FALSE(c->in_transaction());
  EXPECT_EQ(co_await value_of(*c, "SELECT n FROM version"), std::to_string(db.ended));
}

POSTGRESQL_TEST(PostgresqlCancel, AStatementInAPipelineIsStoppedAndItsTransactionRolledBack) {
  stepping_database db;
  auto c = co_await db.connect();
  const auto failure =
      co_await cancelled_when(db, somebody_sleeps, c->execute(steps_that_sleep(), db.count));
  EXPECT_TRUE(is_cancellation(failure));
  EXPECT_EQ(db.ended, 2u);
  EXPECT_FALSE(c->in_transaction());
  EXPECT_EQ(co_await value_of(*c, "SELECT n FROM version"), "2");
}

POSTGRESQL_TEST(PostgresqlCancel, HowManyStatementsHaveEndedIsKnownMeanwhile) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  batch b;
  b.script = script_of({statement("SELECT 1"), statement("SELECT 2"),
                        statement("SELECT pg_sleep(60)"), statement("SELECT 3")});
  cancel_source source;
  outcome<batch_result> ended;
  const auto watch = [&]() -> task<> {
    while (c->statements_done() < 2) co_await sleep(1ms);
    co_await wait_until(db, somebody_sleeps);
    EXPECT_EQ(c->statements_done(), 2u);
    source.cancel();
  };
  std::vector<task<>> both;
  both.push_back(ended.capture(with_cancellation(c->execute(b), source)));
  both.push_back(watch());
  co_await gather(std::move(both));
  EXPECT_TRUE(is_cancellation(ended.failure()));
}

POSTGRESQL_TEST(PostgresqlCancel, StatementsOutsideOfATransactionStopBetweenTwoOfThem) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  co_await c->execute("CREATE TABLE t (a int)");
  batch b;
  b.how = batch::mode::in_current_transaction;
  b.script = script_of(std::vector<statement>(100'000, statement("INSERT INTO t VALUES (1)")));
  const auto failure =
      co_await cancelled_when(db, "SELECT count(*) > 20 FROM t", c->execute(std::move(b)));
  EXPECT_TRUE(is_cancellation(failure));
  EXPECT_LT(c->statements_done(), 100'000u);
  EXPECT_EQ(co_await value_of(*c, "SELECT count(*) FROM t"), std::to_string(c->statements_done()));
}

// The settings go ahead of the first command. A request that hit one of them was taken for a server
// that refuses it.
POSTGRESQL_TEST(PostgresqlCancel, AWaitWhileTheSessionIsSetUpIsStopped) {
  using need = postgresql::options::setting::need;
  temporary_postgresql db;
  auto holder = co_await db.engine.connect();
  std::vector<std::unique_ptr<connection>> sessions;
  for (const need how : {need::optional, need::usual, need::asked_for}) {
    postgresql::options options = db.options;
    options.settings = {{"default_tablespace", "pg_default", how}};
    const connector open = postgresql::connector_for(options, db.pool, db.reporter);
    sessions.push_back(co_await open());
  }
  {
    auto watcher = co_await db.engine.connect();  // it has planned this once: no need to look it up
    co_await value_of(*watcher, somebody_waits_for_a_lock);
  }
  co_await holder->transaction([&]() -> task<> {
    co_await holder->execute("LOCK TABLE pg_tablespace");  // to look the setting's value up
    for (const auto& c : sessions) {
      const auto failure =
          co_await cancelled_when(db, somebody_waits_for_a_lock, c->query("SELECT 7"));
      EXPECT_TRUE(is_cancellation(failure));
      EXPECT_TRUE(c->is_open());
    }
  });
}

POSTGRESQL_TEST(PostgresqlCancel, ALateRequestNeverHitsTheNextStatement) {
  temporary_postgresql db;
  const auto cancel_again_and_again = [&](int offset) -> task<> {
    auto c = co_await db.engine.connect();
    for (int i = 0; i < 150; ++i) {
      const auto limit = std::chrono::microseconds((i * 37 + offset) % 2000);
      outcome<std::vector<row>> first;  // cancelled, or just not
      co_await first.capture(with_timeout(c->query("SELECT pg_sleep(0.001)"), limit));
      EXPECT_EQ((co_await c->query("SELECT pg_sleep(0.001)")).size(), 1u);
    }
  };
  std::vector<task<>> sides;
  for (int i = 0; i < 4; ++i) sides.push_back(cancel_again_and_again(i * 500));
  co_await gather(std::move(sides));
}

POSTGRESQL_TEST(PostgresqlCancel, ACoroutineThatIsDestroyedWhileItWaitsLeavesNothing) {
  temporary_postgresql db;
  db.options.settings = {{"client_connection_check_interval", "50ms"}};
  thread_pool pool(2);
  recording_reporter reporter;
  const auto work = [&]() -> task<> {
    engine own(postgresql::connector_for(db.options, pool, reporter), 1,
               engine::sharing::exclusive);
    auto c = co_await own.connect();
    const auto sleep_in_a_transaction = [&]() -> task<> {
      co_await c->execute("SELECT pg_sleep(60)");
    };
    co_await c->transaction(sleep_in_a_transaction);
  };
  auto watcher = co_await db.engine.connect();
  {
    boost::asio::io_context loop(1);
    boost::asio::co_spawn(loop, work(), boost::asio::detached);
    while (co_await value_of(*watcher, somebody_sleeps) != "1") loop.run_for(5ms);
  }
  while (co_await value_of(*watcher, somebody_sleeps) == "1") co_await sleep(5ms);
}

/// Ends every other session of the database.
task<> terminate_others(temporary_postgresql& db) {
  auto c = co_await db.engine.connect();
  const std::string others =
      "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
  co_await c->query("SELECT pg_terminate_backend(pid) " + others);
  while (co_await value_of(*c, "SELECT count(*) " + others) != "0") co_await sleep(1ms);
}

/// What `work` fails with when its session is ended once the sign is true.
template <class T>
task<database_error::details> terminated_when(temporary_postgresql& db, std::string sign,
                                              task<T> work) {
  outcome<T> ended;
  const auto terminate = [&]() -> task<> {
    co_await wait_until(db, sign);
    co_await terminate_others(db);
  };
  std::vector<task<>> both;
  both.push_back(ended.capture(std::move(work)));
  both.push_back(terminate());
  co_await gather(std::move(both));
  const auto give = [&]() -> task<T> { co_return ended.take(); };
  co_return co_await refusal_of(give());
}

POSTGRESQL_TEST(PostgresqlLost, AStatementNamesItsPlaceAndTheServersReason) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  statement s("SELECT pg_sleep(60)");
  s.position = {"a.sql", 4, 1};
  const auto failed = co_await terminated_when(db, somebody_sleeps, c->execute(s));
  EXPECT_EQ(failed.condition, database_condition::connection_lost);
  EXPECT_EQ(failed.sqlstate, "57P01");
  EXPECT_THAT(failed.message, HasSubstr("The connection to the server was lost: terminating"));
  EXPECT_EQ(failed.position.line, 4u);
  EXPECT_FALSE(c->is_open());
  EXPECT_FALSE(c->in_transaction());
  const auto later = co_await refusal_of(c->execute("SELECT 1"));
  EXPECT_EQ(later.condition, database_condition::connection_lost);
}

POSTGRESQL_TEST(PostgresqlLost, APipelineEndsWithIt) {
  stepping_database db;
  auto c = co_await db.connect();
  const auto failed =
      co_await terminated_when(db, somebody_sleeps, c->execute(steps_that_sleep(), db.count));
  EXPECT_EQ(failed.condition, database_condition::connection_lost);
  EXPECT_EQ(failed.position.file, "c.sql");
  EXPECT_EQ(db.ended, 2u);
  EXPECT_FALSE(c->is_open());
  auto other = co_await db.engine.connect();
  EXPECT_EQ(co_await value_of(*other, "SELECT n FROM version"), "2");
}

POSTGRESQL_TEST(PostgresqlLost, ATransactionSaysWhyAndNotThatItCouldNotBeRolledBack) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  const auto sleep_in_it = [&]() -> task<> { co_await c->execute("SELECT pg_sleep(60)"); };
  const auto failed = co_await terminated_when(db, somebody_sleeps, c->transaction(sleep_in_it));
  EXPECT_EQ(failed.sqlstate, "57P01");
}

POSTGRESQL_TEST(PostgresqlLost, AnIdleConnectionIsNotLentAgain) {
  temporary_postgresql db;
  std::string first;
  {
    auto c = co_await db.engine.connect();
    first = co_await value_of(*c, "SELECT pg_backend_pid()");
  }
  {
    engine other(postgresql::connector_for(db.options, db.pool, db.reporter), 1,
                 engine::sharing::exclusive);
    auto c = co_await other.connect();
    co_await c->query("SELECT pg_terminate_backend(" + first + ")");
    const std::string gone = "SELECT count(*) FROM pg_stat_activity WHERE pid = " + first;
    while (co_await value_of(*c, gone) != "0") co_await sleep(1ms);
  }
  auto c = co_await db.engine.connect();
  EXPECT_NE(co_await value_of(*c, "SELECT pg_backend_pid()"), first);
}

POSTGRESQL_TEST(PostgresqlLost, AnIdleConnectionKnowsThatItIsNotOpen) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  EXPECT_TRUE(c->is_open());
  co_await terminate_others(db);
  EXPECT_FALSE(c->is_open());
}

// libpq closes its socket at once, and the next connection gets the same number: what the loop
// watches must not be mixed up with it.
POSTGRESQL_TEST(PostgresqlLost, TheOldSocketIsNotMistakenForTheNewOne) {
  temporary_postgresql db;
  auto lost = std::make_unique<pooled_connection>(co_await db.engine.connect());
  co_await terminate_others(db);
  co_await refusal_of((*lost)->execute("SELECT 1"));
  auto fresh = co_await db.engine.connect();
  lost.reset();
  EXPECT_EQ(co_await value_of(*fresh, "SELECT 7"), "7");
}

}  // namespace
}  // namespace fz
