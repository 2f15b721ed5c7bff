// Runners on one PostgreSQL server: who waits for whom, what is said meanwhile, and that the lock
// is let go whatever happens.
#include "core/lock/migration_lock.hpp"

#include "core/async/alongside.hpp"
#include "core/async/cancellation.hpp"
#include "core/async/cleanup.hpp"
#include "core/async/timeout.hpp"
#include "tests/runtime/postgresql_project.hpp"

#include <chrono>
#include <functional>
#include <gmock/gmock.h>
#include <string>
#include <utility>

namespace fz {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

constexpr const char* held_locks =
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database())";

/// A project whose first revision waits at the gate.
struct gated_project : postgresql_project {
  gated_project() {
    write("a", "",
          "-- fz:upgrade\nSELECT * FROM gate;\nCREATE TABLE a (x int);\n-- fz:downgrade\n"
          "DROP TABLE a;\n");
    write("b", "a", "-- fz:upgrade\nCREATE TABLE b (x int);\n-- fz:downgrade\nDROP TABLE b;\n");
  }

  task<> until_at_the_gate() { return until(somebody_at_the_gate); }
};

/// Two runs of the same upgrade; the second begins while the first is inside its first step.
task<> two_runners_apply_each_revision_once(server_lock how) {
  gated_project p;
  p.how_locked = how;
  closed_gate gate = co_await closed_gate::close(p);
  run_report first;
  run_report second;
  const auto run_first = [&]() -> task<> { first = co_await p.upgrade(); };
  const auto run_second = [&]() -> task<> {
    co_await p.until_at_the_gate();
    second = co_await p.upgrade();
  };
  const auto open = [&]() -> task<> {
    co_await p.until_logged("Waiting for the migration lock, which is held by ");
    co_await gate.open();
  };
  co_await all(run_first(), run_second(), open());
  EXPECT_EQ(first.steps.size(), 2u);
  EXPECT_THAT(second.steps, IsEmpty());
  EXPECT_EQ(second.rows_after, std::vector<std::string>{"b"});
  EXPECT_EQ(co_await p.value(held_locks), "0");
}

POSTGRESQL_TEST(PostgresqlLock, TwoRunnersApplyEachRevisionOnce) {
  co_await two_runners_apply_each_revision_once(server_lock::automatic);
}

POSTGRESQL_TEST(PostgresqlLock, TwoRunnersWithALeaseApplyEachRevisionOnce) {
  co_await two_runners_apply_each_revision_once(server_lock::lease);
}

POSTGRESQL_TEST(PostgresqlLock, ManyRunnersAtOnceOnAFreshDatabase) {
  for (const server_lock how : {server_lock::advisory, server_lock::lease}) {
    postgresql_project p;
    p.how_locked = how;
    p.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x int);\n");
    p.write("b", "a", "-- fz:upgrade transaction=off\nCREATE INDEX CONCURRENTLY a_x ON a (x);\n");
    p.write("c", "b", "-- fz:upgrade\nINSERT INTO a VALUES (1);\n");
    std::size_t steps = 0;
    const auto run = [&]() -> task<> {
      engine own(postgresql::connector_for(p.db.options, p.db.pool, p.db.reporter), 2,
                 engine::sharing::exclusive);
      const run_report done = co_await p.run(direction::upgrade, "head", nullptr, &own);
      steps += done.steps.size();
    };
    co_await all(run(), run(), run(), run(), run(), run(), run(), run());
    EXPECT_EQ(steps, 3u);
    EXPECT_EQ(co_await p.value("SELECT count(*) FROM a"), "1");
    EXPECT_EQ(co_await p.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), "0");
  }
}

constexpr auto sparing = [](run_request& s) { s.spares_sessions = true; };

POSTGRESQL_TEST(PostgresqlLock, ManyRunnersWithOneSessionAndWithTwo) {
  postgresql_project p;
  p.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x int);\n");
  p.write("b", "a", "-- fz:upgrade\nINSERT INTO a VALUES (1);\n");
  p.write("c", "b", "-- fz:upgrade\nINSERT INTO a VALUES (2);\n");
  std::size_t steps = 0;
  const auto run = [&](postgresql_project::adaptation how) -> task<> {
    engine own(postgresql::connector_for(p.db.options, p.db.pool, p.db.reporter), 2,
               engine::sharing::exclusive);
    const run_report done = co_await p.run(direction::upgrade, "head", how, &own);
    steps += done.steps.size();
  };
  co_await all(run(sparing), run(nullptr), run(sparing), run(nullptr), run(sparing), run(nullptr));
  EXPECT_EQ(steps, 3u);
  EXPECT_EQ(co_await p.value("SELECT string_agg(x::text, ' ' ORDER BY x) FROM a"), "1 2");
  EXPECT_EQ(co_await p.value(held_locks), "0");
}

constexpr const char* locking_sessions =
    "SELECT count(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory' AND database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database())";

/// How many sessions of a run that spares them have the lock while it is at the gate.
task<std::string> sessions_of_a_sparing_run(gated_project& p) {
  closed_gate gate = co_await closed_gate::close(p);
  std::string sessions;
  const auto run = [&]() -> task<> { co_await p.run(direction::upgrade, "head", sparing); };
  const auto look = [&]() -> task<> {
    co_await p.until_at_the_gate();
    sessions = co_await p.value(locking_sessions);
    co_await gate.open();
  };
  co_await all(run(), look());
  co_return sessions;
}

POSTGRESQL_TEST(PostgresqlLock, OneSessionIsEnoughForTransactions) {
  gated_project p;
  EXPECT_EQ(co_await sessions_of_a_sparing_run(p), "1");
  EXPECT_EQ(co_await p.value(held_locks), "0");
}

POSTGRESQL_TEST(PostgresqlLock, OneSessionIsNotEnoughOutsideOfThemNorWhereAStepChangesIt) {
  for (const char* section :
       {"-- fz:upgrade transaction=off\nCREATE INDEX CONCURRENTLY a_x ON a (x);\n",
        "-- fz:upgrade\nDISCARD PLANS;\nSET work_mem = '8MB';\n"}) {
    gated_project p;
    p.write("c", "b", section);
    EXPECT_EQ(co_await sessions_of_a_sparing_run(p), "2") << section;
  }
}

POSTGRESQL_TEST(PostgresqlLock, OneSessionKeepsOthersOutAndWaitsForThem) {
  using adaptation = postgresql_project::adaptation;
  const std::pair<adaptation, adaptation> pairs[] = {
      {sparing, nullptr}, {nullptr, sparing}, {sparing, sparing}};
  for (const auto& [first, second] : pairs) {
    gated_project p;
    closed_gate gate = co_await closed_gate::close(p);
    outcome<run_report> refused;
    const auto run_first = [&, how = first]() -> task<> {
      co_await p.run(direction::upgrade, "head", how);
    };
    const auto run_second = [&, how = second]() -> task<> {
      co_await p.until_at_the_gate();
      const auto impatient = [&](run_request& s) {
        if (how) how(s);
        s.lock_timeout = 300ms;
      };
      co_await refused.capture(p.run(direction::upgrade, "head", impatient));
      co_await gate.open();
    };
    co_await all(run_first(), run_second());
    const error said = failure_in(refused);
    EXPECT_EQ(said.kind(), error_kind::lock);
    EXPECT_THAT(said.what(), HasSubstr("it is held by process "));
    EXPECT_THAT(said.what(), HasSubstr("(fz migrate a, "));
    EXPECT_EQ(co_await p.value(held_locks), "0");
  }
}

/// What a run says that gives up waiting while another is at the gate.
task<error> failure_behind_another(gated_project& p, engine* through = nullptr) {
  closed_gate gate = co_await closed_gate::close(p);
  outcome<run_report> second;
  const auto run_first = [&]() -> task<> { co_await p.upgrade(); };
  const auto run_second = [&]() -> task<> {
    co_await p.until_at_the_gate();
    const auto impatient = [](run_request& s) { s.lock_timeout = 300ms; };
    co_await second.capture(p.run(direction::upgrade, "head", impatient, through));
    co_await gate.open();
  };
  co_await all(run_first(), run_second());
  co_return failure_in(second);
}

POSTGRESQL_TEST(PostgresqlLock, ARunThatWaitsTooLongLearnsWhoHoldsIt) {
  gated_project p;
  const error said = co_await failure_behind_another(p);
  EXPECT_EQ(said.kind(), error_kind::lock);
  EXPECT_THAT(said.what(),
              MatchesRegex("The migration lock was not free within 300 ms; it is held by process "
                           "[0-9]+ \\(fz migrate a, fz@local, connected for [0-9]+ m?s\\)\\. "
                           "Nothing was run\\."));
  EXPECT_EQ(said.remedy().what, remedy::action::wait_longer_for_lock);
  EXPECT_EQ(co_await p.value(held_locks), "0");
}

POSTGRESQL_TEST(PostgresqlLock, ARunThatWaitsTooLongForALeaseLearnsWhoHoldsIt) {
  gated_project p;
  p.how_locked = server_lock::lease;
  const error said = co_await failure_behind_another(p);
  EXPECT_EQ(said.kind(), error_kind::lock);
  EXPECT_THAT(said.what(),
              MatchesRegex("The migration lock was not free within 300 ms; it is held by .+ on .+, "
                           "process [0-9]+, for [0-9]+ m?s\\. Nothing was run\\..*"));
  EXPECT_EQ(co_await p.value("SELECT count(*) FROM alembic_version_lock"), "0");
}

// To a role without privileges pg_stat_activity shows hardly more than a process.
POSTGRESQL_TEST(PostgresqlLock, AnotherRoleLearnsWhatItMayKnow) {
  gated_project p;
  co_await p.execute("DROP ROLE IF EXISTS stranger");
  co_await p.execute("CREATE ROLE stranger LOGIN");
  co_await p.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)");
  co_await p.execute("GRANT ALL ON alembic_version TO stranger");
  postgresql::options options = p.db.options;
  options.parameters.emplace_back("user", "stranger");
  engine as_stranger(postgresql::connector_for(options, p.db.pool, p.db.reporter), 2,
                     engine::sharing::exclusive);
  const error said = co_await failure_behind_another(p, &as_stranger);
  EXPECT_EQ(said.kind(), error_kind::lock);
  EXPECT_THAT(said.what(), MatchesRegex(".*it is held by process [0-9]+ \\(.*, fz\\)\\. .*"));
  co_await p.execute("DROP OWNED BY stranger");
}

/// A run with other settings does not wait for one that is at the gate.
task<> does_not_wait(std::function<void(alembic_config&)> configure, const char* target) {
  gated_project p;
  co_await p.execute("CREATE SCHEMA other");
  closed_gate gate = co_await closed_gate::close(p);
  p.write("z", "", "-- fz:upgrade\nCREATE TABLE z (x int);\n");
  const auto run_first = [&]() -> task<> { co_await p.upgrade("b"); };
  const auto run_second = [&]() -> task<> {
    co_await p.until_at_the_gate();
    configure(p.settings.alembic);
    co_await p.upgrade(target);
    co_await gate.open();
  };
  co_await all(run_first(), run_second());
  EXPECT_FALSE(p.was_logged("Waiting for"));
}

POSTGRESQL_TEST(PostgresqlLock, AnotherVersionTableIsAnotherLock) {
  const auto other = [](alembic_config& c) { c.version_table = "other_version"; };
  co_await does_not_wait(other, "z");
}

POSTGRESQL_TEST(PostgresqlLock, AnotherSchemaIsAnotherLock) {
  const auto other = [](alembic_config& c) { c.version_table_schema = "other"; };
  co_await does_not_wait(other, "z");
}

POSTGRESQL_TEST(PostgresqlLock, IsNotTakenWhereThereIsNothingToDo) {
  gated_project p;
  co_await p.execute("CREATE TABLE gate (x int)");
  co_await p.upgrade("a");
  p.write("b", "a", "-- fz:upgrade\nSELECT * FROM gate;\n");
  closed_gate gate = co_await closed_gate::close(p);
  const auto run_first = [&]() -> task<> { co_await p.upgrade("b"); };
  const auto run_second = [&]() -> task<> {
    co_await p.until_at_the_gate();
    const run_report nothing = co_await p.upgrade("a");
    EXPECT_THAT(nothing.steps, IsEmpty());
    co_await gate.open();
  };
  co_await all(run_first(), run_second());
  EXPECT_FALSE(p.was_logged("Waiting for"));
}

POSTGRESQL_TEST(PostgresqlLock, AnotherDatabaseIsAnotherLock) {
  gated_project p;
  gated_project other;
  other.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x int);\n");
  closed_gate gate = co_await closed_gate::close(p);
  const auto run_first = [&]() -> task<> { co_await p.upgrade(); };
  const auto run_second = [&]() -> task<> {
    co_await p.until_at_the_gate();
    co_await other.upgrade();
    co_await gate.open();
  };
  co_await all(run_first(), run_second());
  EXPECT_FALSE(other.was_logged("Waiting for"));
}

// The engine lives on, and so do its connections: nothing but the run itself lets go.
task<> is_let_go_after_a_failure(server_lock how, const char* held) {
  postgresql_project p;
  p.how_locked = how;
  p.write("a", "", "-- fz:upgrade\nSELECT 1 / 0;\n");
  const error failed = co_await failure_of(p.upgrade());
  EXPECT_THAT(failed.what(), HasSubstr("division by zero"));
  EXPECT_EQ(co_await p.value(held), "0");
}

POSTGRESQL_TEST(PostgresqlLock, IsLetGoAfterAFailure) {
  co_await is_let_go_after_a_failure(server_lock::advisory, held_locks);
  co_await is_let_go_after_a_failure(server_lock::lease,
                                     "SELECT count(*) FROM alembic_version_lock");
}

POSTGRESQL_TEST(PostgresqlLock, IsLetGoWhereverARunIsCancelled) {
  gated_project p;
  p.write("b", "a", "-- fz:upgrade transaction=off\nVACUUM a;\n-- fz:downgrade\n");
  co_await p.execute("CREATE TABLE gate (x int)");
  std::chrono::nanoseconds needed = 1s;
  for (int i = 0; i < 60; ++i) {
    const auto began = std::chrono::steady_clock::now();
    outcome<run_report> cut;
    co_await cut.capture(with_timeout(p.upgrade(), needed * i / 50));
    if (!cut.failure()) needed = std::chrono::steady_clock::now() - began;
    EXPECT_EQ(co_await p.value(held_locks), "0") << i;
    co_await p.upgrade();
    co_await p.run(direction::downgrade, "base");
  }
}

POSTGRESQL_TEST(PostgresqlLock, IsLetGoByOneThatIsCancelledWhileItWaits) {
  gated_project p;
  closed_gate gate = co_await closed_gate::close(p);
  run_outcome second;
  cancel_source interrupt;
  const auto run_first = [&]() -> task<> { co_await p.upgrade(); };
  const auto run_second = [&]() -> task<> {
    co_await p.until_at_the_gate();
    second = co_await with_cancellation(p.try_upgrade(), interrupt);
    co_await gate.open();
  };
  const auto cancel = [&]() -> task<> {
    co_await p.until_logged("Waiting for the migration lock");
    interrupt.cancel();
  };
  co_await all(run_first(), run_second(), cancel());
  EXPECT_TRUE(is_cancellation(failure_in(second).what));
  EXPECT_EQ(failure_in(second).fate, step_fate::none_ran);
  EXPECT_EQ(co_await p.value(held_locks), "0");
}

// Without the lock's own connection the working one still holds its half.
POSTGRESQL_TEST(PostgresqlLock, OutlivesTheConnectionThatTookIt) {
  gated_project p;
  closed_gate gate = co_await closed_gate::close(p);
  run_report second;
  const auto run_first = [&]() -> task<> { co_await p.upgrade(); };
  const auto run_second = [&]() -> task<> {
    co_await p.until_at_the_gate();
    co_await p.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = "
        "'fz migrate' AND datname = current_database()");
    second = co_await p.upgrade();
  };
  const auto open = [&]() -> task<> {
    co_await p.until_logged("Waiting for the migration lock, which is held by ");
    co_await gate.open();
  };
  co_await all(run_first(), run_second(), open());
  EXPECT_THAT(second.steps, IsEmpty());
}

POSTGRESQL_TEST(PostgresqlLease, OneThatHasRunOutIsTakenOver) {
  postgresql_project p;
  p.how_locked = server_lock::lease;
  p.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x int);\n");
  p.write("b", "a", "-- fz:upgrade\nCREATE TABLE b (x int);\n");
  co_await p.upgrade("a");
  co_await p.execute(
      "INSERT INTO alembic_version_lock VALUES (1, 'x', 'one that was killed', now() - interval "
      "'1 h', now() - interval '1 s')");
  const run_report done = co_await p.upgrade();
  EXPECT_EQ(done.steps.size(), 1u);
  EXPECT_EQ(co_await p.value("SELECT count(*) FROM alembic_version_lock"), "0");
}

/// How a run in that scope ends that loses its lease while it is at the gate.
task<run_failure> failure_without_lease(gated_project& p, transaction_scope scope) {
  p.how_locked = server_lock::lease;
  closed_gate gate = co_await closed_gate::close(p);
  run_outcome first;
  const auto run_first = [&]() -> task<> {
    const auto in_scope = [&](run_request& s) { s.scope = scope; };
    first = co_await p.try_upgrade("head", in_scope);
  };
  const auto take_over = [&]() -> task<> {
    co_await p.until_at_the_gate();
    co_await p.execute("UPDATE alembic_version_lock SET owner = 'another'");
    co_await gate.open();
  };
  co_await all(run_first(), take_over());
  co_return failure_in(first);
}

POSTGRESQL_TEST(PostgresqlLease, ARunThatLosesItCommitsNothing) {
  for (const transaction_scope scope : {transaction_scope::each, transaction_scope::all}) {
    gated_project p;
    const run_failure failed = co_await failure_without_lease(p, scope);
    EXPECT_THAT(sentence_of(failed.what),
                HasSubstr("This run has lost the migration lock: its lease in "
                          "alembic_version_lock was not renewed within 30 s, and "
                          "another runner took it over or somebody removed it"));
    EXPECT_EQ(failed.fate, scope == transaction_scope::all ? step_fate::run_rolled_back
                                                           : step_fate::rolled_back);
    EXPECT_EQ(co_await p.value("SELECT (to_regclass('a') IS NULL)::int"), "1");
    EXPECT_EQ(co_await p.value("SELECT owner FROM alembic_version_lock"), "another");
  }
}

POSTGRESQL_TEST(PostgresqlLease, ARunThatLosesItStopsASectionOutsideOfTransactions) {
  gated_project p;
  p.write("a", "", "-- fz:upgrade transaction=off\nSELECT * FROM gate;\nCREATE TABLE a (x int);\n");
  const run_failure failed = co_await failure_without_lease(p, transaction_scope::each);
  EXPECT_THAT(sentence_of(failed.what), HasSubstr("This run has lost the migration lock"));
  EXPECT_EQ(co_await p.value("SELECT (to_regclass('a') IS NULL)::int"), "1");
}

/// Keeps what it hears.
struct recording_lock_observer final : lock_observer {
  explicit recording_lock_observer(recording_reporter& to) : log(to) {}
  void lock_lost(const std::string& sentence) override { log.lines.push_back(sentence); }

  recording_reporter& log;
};

/// A project with a lock that is not a run's.
struct leased_project : postgresql_project {
  version_table table{"alembic_version"};
  recording_lock_observer heard{log};

  /// A lease of that time on a connection of its own.
  task<std::unique_ptr<migration_lock>> take_lease(connection& work,
                                                   std::chrono::milliseconds time) {
    lock_request wanted{work, &db.engine, table, heard, 1s};
    wanted.lease = time;
    pooled_connection own = co_await db.engine.connect();
    std::unique_ptr<migration_lock> lock = make_lease_lock(wanted, std::move(own));
    const cleanup_function let_go = [&lock](const std::exception_ptr& failure) -> task<> {
      if (failure) co_await lock->release();
    };
    co_await with_cleanup(lock->wait(), let_go);
    co_return lock;
  }
};

POSTGRESQL_TEST(PostgresqlLease, IsRenewedWhileTheRunLasts) {
  leased_project p;
  const auto work = co_await p.db.engine.connect();
  auto lock = co_await p.take_lease(*work, 600ms);
  const std::string expires = "SELECT expires FROM alembic_version_lock";
  const std::string at_first = co_await p.value(expires);
  const auto wait = [&]() -> task<> {
    co_await p.until(fmt::format("({}) > '{}'::timestamptz + interval '2 s'", expires, at_first));
  };
  // Its connection is lost meanwhile.
  co_await p.execute(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'INSERT INTO "
      "%alembic_version_lock%' AND pid <> pg_backend_pid() AND state = 'idle'");
  co_await run_alongside(wait(), lock->keep());
  co_await lock->release();
  EXPECT_EQ(co_await p.value("SELECT count(*) FROM alembic_version_lock"), "0");
  EXPECT_THAT(p.log.lines, IsEmpty());
}

POSTGRESQL_TEST(PostgresqlLease, ItsKeeperReportsThatItIsGone) {
  leased_project p;
  const auto work = co_await p.db.engine.connect();
  auto lock = co_await p.take_lease(*work, 300ms);
  co_await p.execute("DELETE FROM alembic_version_lock");
  const auto wait = [&]() -> task<> {
    co_await p.until_logged("This run has lost the migration lock");
  };
  co_await run_alongside(wait(), lock->keep());
}

POSTGRESQL_TEST(PostgresqlLease, IsLetGoByOneThatIsCancelledWhileItTakesIt) {
  leased_project p;
  const auto work = co_await p.db.engine.connect();
  {
    const auto made = co_await p.take_lease(*work, 30s);  // and the table with it
    co_await made->release();
  }
  for (int i = 0; i < 40; ++i) {
    outcome<std::unique_ptr<migration_lock>> cut;
    co_await cut.capture(with_timeout(p.take_lease(*work, 30s), 250us * i));
    if (!cut.failure()) {
      const auto taken = cut.take();
      co_await taken->release();
    }
    EXPECT_EQ(co_await p.value("SELECT count(*) FROM alembic_version_lock"), "0") << i;
  }
}

}  // namespace
}  // namespace fz
