#include "core/fleet/shared_run.hpp"

#include "core/async/sleep.hpp"
#include "core/fleet/shared_desk.hpp"
#include "tests/fleet/targets.hpp"
#include "tests/support/failure_of.hpp"
#include "tests/support/postgresql_server.hpp"

#include <gmock/gmock.h>

namespace fz {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// A run over SQLite files with a canary of one and a wave of the others.
struct shared_fleet {
  explicit shared_fleet(std::size_t count, std::string canary = "")
      : targets(sqlite_targets(count)), waves(plan_waves(targets, canary, "")), outcomes(count) {
    terms.goal = "upgrade to head";
  }

  shared_run worker(milliseconds lease = std::chrono::seconds(30)) { return {where, lease}; }

  task<> join(shared_run& run) {
    shared_run_terms own = terms;
    co_await run.join(std::move(own), targets, waves);
  }

  task<std::vector<std::size_t>> claim(shared_run& run, std::size_t most, std::size_t wave = 0) {
    const free_room room{most, {{"", most}}};
    co_return co_await run.claim(wave, room);
  }

  task<> end(shared_run& run, std::size_t target, target_phase phase, bool is_canary = false) {
    std::vector<shared_end> ends(1);
    ends[0].target = target;
    ends[0].state.phase = phase;
    ends[0].state.error = phase == target_phase::failed ? "so it was written" : "";
    ends[0].outcome.after = {"aaaa"};
    co_await run.keep(ends, is_canary);
  }

  temporary_postgresql server;
  database where{server.engine, dialect::postgresql, "coordinating", server.reporter};
  shared_run_terms terms;
  std::vector<fleet_target> targets;
  std::vector<wave> waves;
  std::vector<target_outcome> outcomes;
};

POSTGRESQL_TEST(PostgresqlSharedRun, NoTargetIsClaimedTwice) {
  shared_fleet fleet(5);
  shared_run a = fleet.worker();
  shared_run b = fleet.worker();
  co_await fleet.join(a);
  co_await fleet.join(b);
  const auto taken = co_await fleet.claim(a, 3);
  EXPECT_THAT(taken, ElementsAre(0, 1, 2));
  const auto taken_then = co_await fleet.claim(b, 3);
  EXPECT_THAT(taken_then, ElementsAre(3, 4));
  const auto taken_last = co_await fleet.claim(a, 3);
  EXPECT_THAT(taken_last, IsEmpty());
  const auto kept = co_await a.claimed();
  EXPECT_THAT(kept, ElementsAre(0, 1, 2));
}

POSTGRESQL_TEST(PostgresqlSharedRun, AServerThatHasNothingLeftTakesNoRoomFromOthers) {
  shared_fleet fleet(4);
  fleet.targets[3].url = "postgresql://db1/t";
  shared_run a = fleet.worker();
  co_await fleet.join(a);
  co_await fleet.claim(a, 3);
  const free_room room{2, {{"", 2}, {"db1:5432", 1}}};
  const auto taken = co_await a.claim(0, room);
  EXPECT_THAT(taken, ElementsAre(3));
}

POSTGRESQL_TEST(PostgresqlSharedRun, AWaveIsClaimedWhenItsGateHasOpened) {
  shared_fleet fleet(4, "2");
  shared_run a = fleet.worker();
  shared_run b = fleet.worker();
  co_await fleet.join(a);
  co_await fleet.join(b);
  const auto taken = co_await fleet.claim(a, 8);
  EXPECT_THAT(taken, ElementsAre(0, 1));
  const auto taken_then = co_await fleet.claim(b, 8, 1);
  EXPECT_THAT(taken_then, IsEmpty());
  const auto is_at_gate = co_await a.claim_gate(0);
  EXPECT_TRUE(is_at_gate);
  const auto is_at_gate_then = co_await b.claim_gate(0);
  EXPECT_FALSE(is_at_gate_then);
  co_await a.open_gate(0);
  co_await a.open_gate(0);  // the answer to the first may have been lost
  const shared_run_state state = co_await b.state(1);
  EXPECT_EQ(state.wave, 1u);
  EXPECT_EQ(state.open, 2u);
  const auto taken_last = co_await fleet.claim(b, 8, 1);
  EXPECT_THAT(taken_last, ElementsAre(2, 3));
}

POSTGRESQL_TEST(PostgresqlSharedRun, OneFailureTooManyStopsEveryWorker) {
  shared_fleet fleet(6);
  fleet.terms.failures_allowed = 1;
  shared_run a = fleet.worker();
  shared_run b = fleet.worker();
  co_await fleet.join(a);
  co_await fleet.join(b);
  co_await fleet.claim(a, 2);
  co_await fleet.claim(b, 1);
  co_await fleet.end(a, 0, target_phase::failed);
  const auto state = co_await b.state(0);
  EXPECT_THAT(state.stopped, IsEmpty());
  co_await fleet.end(b, 2, target_phase::failed);
  co_await fleet.end(b, 2, target_phase::failed);  // said again, it counts once
  const auto state_then = co_await a.state(0);
  EXPECT_EQ(state_then.stopped, "2 targets failed, and the run allows 1.");
  const auto taken = co_await fleet.claim(a, 1);
  EXPECT_THAT(taken, IsEmpty());
  co_await fleet.end(a, 1, target_phase::done);
  const std::vector<shared_result> results = co_await a.finish();
  EXPECT_EQ(results[0].phase, target_phase::failed);
  EXPECT_EQ(results[0].state.error, "so it was written");
  EXPECT_EQ(results[1].phase, target_phase::done);
  EXPECT_THAT(results[1].outcome.after, ElementsAre("aaaa"));
  EXPECT_EQ(results[3].phase, target_phase::waiting);
}

POSTGRESQL_TEST(PostgresqlSharedRun, AFailureInTheCanaryStopsTheRun) {
  shared_fleet fleet(3, "1");
  shared_run a = fleet.worker();
  co_await fleet.join(a);
  co_await fleet.claim(a, 1);
  co_await fleet.end(a, 0, target_phase::failed, true);
  const auto state = co_await a.state(0);
  EXPECT_EQ(state.stopped, "A target of the canary failed.");
  const auto is_at_gate = co_await a.claim_gate(0);
  EXPECT_FALSE(is_at_gate);
}

POSTGRESQL_TEST(PostgresqlSharedRun, TargetsOfAWorkerWithoutALeaseAreFree) {
  shared_fleet fleet(2);
  shared_run dead = fleet.worker(milliseconds(50));
  shared_run alive = fleet.worker();
  co_await fleet.join(dead);
  co_await fleet.join(alive);
  co_await fleet.claim(dead, 2);
  const auto freed = co_await alive.renew();
  EXPECT_EQ(freed, 0u);
  co_await sleep(milliseconds(80));
  const auto freed_then = co_await alive.renew();
  EXPECT_EQ(freed_then, 2u);
  const auto taken = co_await fleet.claim(alive, 2);
  EXPECT_THAT(taken, ElementsAre(0, 1));
  co_await fleet.end(dead, 0, target_phase::failed);  // it was only slow: what it says is too late
  const auto state = co_await alive.state(0);
  EXPECT_EQ(state.failed, 0u);
}

POSTGRESQL_TEST(PostgresqlSharedRun, WhoLeavesGivesItsTargetsBack) {
  shared_fleet fleet(2);
  shared_run a = fleet.worker();
  shared_run b = fleet.worker();
  co_await fleet.join(a);
  co_await fleet.join(b);
  co_await fleet.claim(a, 2);
  co_await a.leave();
  const auto taken = co_await fleet.claim(b, 2);
  EXPECT_THAT(taken, ElementsAre(0, 1));
}

POSTGRESQL_TEST(PostgresqlSharedRun, AnotherRunIsRefusedWhileOneIsUnderWay) {
  shared_fleet fleet(2);
  shared_run a = fleet.worker();
  co_await fleet.join(a);
  shared_run b = fleet.worker();
  fleet.terms.revisions = "others";
  outcome<void> joined;
  co_await joined.capture(fleet.join(b));
  EXPECT_THAT(sentence_of(joined.failure()), HasSubstr("this one has other revisions"));
  co_await a.leave();
  co_await fleet.join(b);
  const auto taken = co_await fleet.claim(b, 2);
  EXPECT_THAT(taken, SizeIs(2));
}

POSTGRESQL_TEST(PostgresqlSharedRun, ARunThatAllHaveLeftIsGoneOnWith) {
  shared_fleet fleet(3);
  shared_run a = fleet.worker();
  co_await fleet.join(a);
  co_await fleet.claim(a, 1);
  co_await fleet.end(a, 0, target_phase::done);
  co_await a.leave();
  shared_run b = fleet.worker();
  co_await fleet.join(b);
  const auto taken = co_await fleet.claim(b, 3);
  EXPECT_THAT(taken, ElementsAre(1, 2));
  co_await b.leave();
  shared_run c = fleet.worker();
  fleet.terms.begins_anew = true;
  co_await fleet.join(c);
  const auto taken_then = co_await fleet.claim(c, 3);
  EXPECT_THAT(taken_then, SizeIs(3));
}

POSTGRESQL_TEST(PostgresqlSharedRun, OnlyANamedRunIsJoinedAfterItsEnd) {
  shared_fleet fleet(1);
  fleet.terms.name = "release 7";
  shared_run a = fleet.worker();
  co_await fleet.join(a);
  co_await fleet.claim(a, 1);
  co_await fleet.end(a, 0, target_phase::done);
  co_await a.finish();
  co_await a.leave();
  shared_run late = fleet.worker();
  co_await fleet.join(late);
  const auto state = co_await late.state(0);
  EXPECT_EQ(state.done, 1u);
  co_await late.leave();
  fleet.terms.name = "";
  shared_run next = fleet.worker();
  co_await fleet.join(next);
  const auto state_then = co_await next.state(0);
  EXPECT_EQ(state_then.done, 0u);
}

POSTGRESQL_TEST(PostgresqlSharedRun, ADeskTellsEndsBeforeItAsksForMore) {
  shared_fleet fleet(3);
  shared_run a = fleet.worker();
  co_await fleet.join(a);
  shared_desk desk(a, fleet.waves, fleet.outcomes, milliseconds(500), nullptr);
  const std::function<free_room()> room = [] { return free_room{2, {{"", 2}}}; };
  const target_desk::order first = co_await desk.next(0, room);
  EXPECT_THAT(first.targets, ElementsAre(0, 1));
  target_state state;
  state.phase = target_phase::done;
  desk.ended(0, state);
  desk.ended(1, state);
  const target_desk::order second = co_await desk.next(0, room);
  EXPECT_THAT(second.targets, ElementsAre(2));
  const auto told = co_await a.state(0);
  EXPECT_EQ(told.done, 2u);
  desk.ended(2, state);
  const target_desk::order last = co_await desk.next(0, room);
  EXPECT_TRUE(last.is_wave_over);
  const auto results = co_await desk.wait_for_end();
  EXPECT_THAT(results, SizeIs(3));
}

}  // namespace
}  // namespace fz
