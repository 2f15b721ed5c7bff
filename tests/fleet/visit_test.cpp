#include "core/fleet/visit.hpp"

#include "core/async/both.hpp"
#include "core/async/cancellation.hpp"
#include "core/async/sleep.hpp"
#include "tests/fleet/targets.hpp"
#include "tests/support/co_test.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <map>

namespace fz {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using kind = visit_end::kind;

/// A fleet whose targets end as a test says.
struct rehearsal : visit_observer {
  explicit rehearsal(std::size_t count) : targets(sqlite_targets(count)), states(count) {
    options.waves = plan_waves(targets, "", "");
    options.jobs = 3;
  }

  void target_started(std::size_t target, const target_state&) override {
    started.push_back(target);
  }
  void target_waits(std::size_t target, const target_state&, milliseconds) override {
    put_aside.push_back(target);
  }

  task<visit_end> work_on(std::size_t target) {
    most_at_once = std::max(most_at_once, ++at_once);
    co_await sleep(milliseconds(1));
    --at_once;
    visit_end end;
    auto& left = script[target];
    if (!left.empty()) {
      end.what = left.front();
      if (end.what != kind::done) end.error = "so it was written";
      left.erase(left.begin());
    }
    co_return end;
  }

  task<visit_summary> go() {
    const target_work work = [this](std::size_t target) { return work_on(target); };
    co_return co_await visit(targets, states, options, work, *this);
  }

  std::vector<target_phase> phases() const {
    std::vector<target_phase> all;
    for (const target_state& each : states) all.push_back(each.phase);
    return all;
  }

  std::vector<fleet_target> targets;
  std::vector<target_state> states;
  visit_options options;
  std::map<std::size_t, std::vector<kind>> script;  // how each attempt ends; then: done
  std::vector<std::size_t> started;
  std::vector<std::size_t> put_aside;
  std::size_t at_once = 0;
  std::size_t most_at_once = 0;
};

CO_TEST(Visit, WorksOnEveryTargetOnceAndOnNoMoreThanTheJobsAtOnce) {
  rehearsal fleet(20);
  const visit_summary end = co_await fleet.go();
  EXPECT_THAT(end.stopped, IsEmpty());
  EXPECT_THAT(fleet.phases(), testing::Each(target_phase::done));
  EXPECT_EQ(fleet.started.size(), 20u);
  EXPECT_EQ(fleet.most_at_once, 3u);
}

CO_TEST(Visit, AFailureStopsNoOtherTarget) {
  rehearsal fleet(4);
  fleet.script[1] = {kind::failed};
  co_await fleet.go();
  using enum target_phase;
  EXPECT_THAT(fleet.phases(), ElementsAre(done, failed, done, done));
  EXPECT_EQ(fleet.states[1].error, "so it was written");
}

CO_TEST(Visit, BusyTargetsGiveTheirPlaceToOthersAndAreTriedAgain) {
  rehearsal fleet(10);
  fleet.options.jobs = 1;
  for (const std::size_t locked : {0u, 1u, 2u, 3u}) {
    fleet.script[locked] = {kind::busy, kind::busy};
  }
  co_await fleet.go();
  EXPECT_THAT(fleet.phases(), testing::Each(target_phase::done));
  EXPECT_EQ(fleet.states[0].attempts, 3u);
  EXPECT_EQ(fleet.put_aside.size(), 8u);
  EXPECT_EQ(fleet.started[1], 1u);  // not the first again
}

CO_TEST(Visit, ABusyTargetFailsWhenPatienceIsOver) {
  rehearsal fleet(1);
  fleet.options.busy_patience = milliseconds(60);
  fleet.script[0].assign(1000, kind::busy);
  co_await fleet.go();
  EXPECT_EQ(fleet.states[0].phase, target_phase::failed);
  EXPECT_EQ(fleet.states[0].error, "so it was written");
}

CO_TEST(Visit, WhatCannotBeReachedIsTriedAgainSoOften) {
  rehearsal fleet(2);
  fleet.options.connect_retries = 1;
  fleet.script[0] = {kind::unreachable, kind::done};
  fleet.script[1] = {kind::unreachable, kind::unreachable, kind::done};
  co_await fleet.go();
  EXPECT_EQ(fleet.states[0].phase, target_phase::done);
  EXPECT_EQ(fleet.states[1].phase, target_phase::failed);
  EXPECT_EQ(fleet.states[1].attempts, 2u);
}

CO_TEST(Visit, OneFailureMoreThanIsAllowedStopsTheRun) {
  rehearsal fleet(20);
  fleet.options.jobs = 1;
  fleet.options.failures_allowed = 2;
  for (const std::size_t bad : {1u, 4u, 6u, 9u}) fleet.script[bad] = {kind::failed};
  const visit_summary end = co_await fleet.go();
  EXPECT_EQ(end.stopped, "3 targets failed, and the run allows 2.");
  EXPECT_EQ(fleet.started, (std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6}));
}

CO_TEST(Visit, TargetsThatRunWhenTheRunStopsEndAsTheyEnd) {
  rehearsal fleet(20);
  fleet.options.failures_allowed = 0;
  fleet.script[0] = {kind::failed};
  co_await fleet.go();
  using enum target_phase;
  EXPECT_EQ(fleet.states[0].phase, failed);
  EXPECT_EQ(fleet.states[1].phase, done);
  EXPECT_EQ(fleet.states[2].phase, done);
  EXPECT_EQ(std::count(fleet.started.begin(), fleet.started.end(), 3u), 0);
}

CO_TEST(Visit, AFailureInTheCanaryKeepsAllOthersFromBeingBegun) {
  rehearsal fleet(10);
  fleet.options.waves = plan_waves(fleet.targets, "3", "");
  fleet.options.jobs = 1;
  fleet.script[1] = {kind::failed};
  const visit_summary end = co_await fleet.go();
  EXPECT_EQ(end.stopped, "A target of the canary failed.");
  EXPECT_THAT(fleet.started, ElementsAre(0, 1));
}

CO_TEST(Visit, AWaveBeginsWhenTheOneBeforeHasEndedAndTheGateOpens) {
  rehearsal fleet(6);
  fleet.options.waves = plan_waves(fleet.targets, "", "2,2,rest");
  std::vector<std::string> asked;
  fleet.options.gate = [&](const wave& before, const wave& next) -> task<bool> {
    asked.push_back(before.name + " > " + next.name);
    co_return asked.size() == 1;
  };
  const visit_summary end = co_await fleet.go();
  EXPECT_THAT(asked, ElementsAre("wave 1 > wave 2", "wave 2 > wave 3"));
  EXPECT_EQ(end.stopped, "The gate after wave 2 did not open.");
  EXPECT_THAT(fleet.started, UnorderedElementsAre(0, 1, 2, 3));
}

CO_TEST(Visit, WhatIsDoneAlreadyIsNotDoneAgain) {
  rehearsal fleet(3);
  fleet.states[1].phase = target_phase::done;
  co_await fleet.go();
  EXPECT_THAT(fleet.started, UnorderedElementsAre(0, 2));
}

CO_TEST(Visit, AServerIsAskedOnceAndGetsNoMoreThanItHasRoomFor) {
  rehearsal fleet(12);
  for (fleet_target& each : fleet.targets) each.url = "postgresql://db1/" + each.name;
  fleet.options.jobs = 8;
  std::size_t asked = 0;
  fleet.options.room_for = [&](std::size_t) -> task<std::size_t> {
    ++asked;
    co_return 2;
  };
  co_await fleet.go();
  EXPECT_THAT(fleet.phases(), testing::Each(target_phase::done));
  EXPECT_EQ(asked, 1u);
  EXPECT_EQ(fleet.most_at_once, 2u);
}

CO_TEST(Visit, AServerWithoutRoomDoesNotHoldUpFiles) {
  rehearsal fleet(9);
  for (std::size_t i = 0; i < 6; ++i) fleet.targets[i].url = "postgresql://db1/t";
  fleet.options.jobs_per_server = 1;
  co_await fleet.go();
  EXPECT_THAT(fleet.phases(), testing::Each(target_phase::done));
  const auto file = std::find(fleet.started.begin(), fleet.started.end(), 6u);
  EXPECT_LT(file - fleet.started.begin(), 3);
}

/// Gives out the targets of `mine`, as there is room; the others are worked on elsewhere.
struct half_a_desk : target_desk {
  task<order> next(std::size_t wave, std::function<free_room()> room) override {
    co_await sleep(milliseconds(1));
    order given;
    most_room = std::max(most_room, room().targets);
    if (mine[wave].empty()) {
      given.is_wave_over = all_ended;
      given.stopped = stopped;
      co_return given;
    }
    given.targets.push_back(mine[wave].back());
    mine[wave].pop_back();
    co_return given;
  }
  void wake() override { ++woken; }

  std::map<std::size_t, std::vector<std::size_t>> mine;
  std::string stopped;
  bool all_ended = true;
  std::size_t most_room = 0;
  std::size_t woken = 0;
};

CO_TEST(Visit, ADeskSaysWhichTargetsAreWorkedOnHere) {
  rehearsal fleet(6);
  fleet.options.waves = plan_waves(fleet.targets, "", "4,rest");
  half_a_desk desk;
  desk.mine[0] = {1, 3};
  desk.mine[1] = {4};
  fleet.options.desk = &desk;
  const visit_summary end = co_await fleet.go();
  EXPECT_THAT(end.stopped, IsEmpty());
  EXPECT_THAT(fleet.started, ElementsAre(3, 1, 4));
  EXPECT_EQ(desk.most_room, 3u);
  EXPECT_GT(desk.woken, 0u);
}

CO_TEST(Visit, ADeskThatStopsKeepsFurtherTargetsFromBeingBegun) {
  rehearsal fleet(4);
  half_a_desk desk;
  desk.mine[0] = {2};
  desk.all_ended = false;
  desk.stopped = "Too many failed elsewhere.";
  fleet.options.desk = &desk;
  const visit_summary end = co_await fleet.go();
  EXPECT_EQ(end.stopped, "Too many failed elsewhere.");
  using enum target_phase;
  EXPECT_THAT(fleet.phases(), ElementsAre(waiting, waiting, done, waiting));
}

CO_TEST(Visit, ACancellationEndsAllThatRunAndIsInTheSummary) {
  rehearsal fleet(10);
  const target_work endless = [&fleet](std::size_t target) -> task<visit_end> {
    if (target == 0) co_return visit_end();
    co_await sleep(std::chrono::hours(1));
    co_return visit_end();
  };
  cancel_source source;
  visit_summary end;
  const auto go = [&]() -> task<> {
    end = co_await visit(fleet.targets, fleet.states, fleet.options, endless, fleet);
  };
  const auto press = [&]() -> task<> {
    co_await sleep(milliseconds(20));
    source.cancel();
  };
  co_await both(with_cancellation(go(), source), press());
  EXPECT_TRUE(end.interrupted);
  using enum target_phase;
  EXPECT_THAT(fleet.phases(), ElementsAre(done, interrupted, interrupted, interrupted, waiting,
                                          waiting, waiting, waiting, waiting, waiting));
}

CO_TEST(Visit, ACancellationOfTheLastTargetsIsInTheSummaryToo) {
  rehearsal fleet(2);
  const target_work endless = [](std::size_t) -> task<visit_end> {
    co_await sleep(std::chrono::hours(1));
    co_return visit_end();
  };
  cancel_source source;
  visit_summary end;
  const auto go = [&]() -> task<> {
    end = co_await visit(fleet.targets, fleet.states, fleet.options, endless, fleet);
  };
  const auto press = [&]() -> task<> {
    co_await sleep(milliseconds(20));
    source.cancel();
  };
  co_await both(with_cancellation(go(), source), press());
  EXPECT_TRUE(end.interrupted);
}

}  // namespace
}  // namespace fz
