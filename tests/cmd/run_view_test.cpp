#include "cmd/run_view.hpp"

#include "tests/support/recording_reporter.hpp"

#include <gmock/gmock.h>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace fz::cmd {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

step_report step_of(const std::string& id, const std::string& from) {
  return {direction::upgrade, id, "make " + id, {}, {from}, {id}};
}

struct RunView : testing::Test {
  recording_reporter log;
  run_view view{log};
  run_observer::progress at{step_of("b", "a"), 2, 3, 1500ms, {}};
};

TEST_F(RunView, NamesAStepAsAlembicDoes) {
  view.step_started("db", step_of("b", "a"));
  EXPECT_THAT(log.lines, ElementsAre("Running upgrade a -> b, make b"));
}

TEST_F(RunView, ANameOnATerminalHasNoControlCharacters) {
  step_report step = step_of("b", "a");
  step.message = "red \x1b[31m";
  view.step_started("db", step);
  EXPECT_EQ(log.lines.front().find('\x1b'), std::string::npos);
}

TEST_F(RunView, SaysWhatADowngradeUndoesAndNothingOfAnUpgrade) {
  run_report up;
  up.steps = {step_of("a", "")};
  view.planned("db", up);
  EXPECT_THAT(log.lines, IsEmpty());
  run_report down;
  down.steps = {step_of("b", "a"), step_of("a", "")};
  for (step_report& each : down.steps) each.direction = direction::downgrade;
  down.steps[0].labels = {"shop"};
  view.planned("db", down);
  EXPECT_THAT(log.lines, ElementsAre("The downgrade undoes 2 revisions: b (shop) and a"));
}

TEST_F(RunView, ShowsOnATerminalWhatRunsAndHowFarItIs) {
  log.watched = true;
  at.activity.progress = "building index: scanning table, 45 %";
  view.working("db", at);
  EXPECT_THAT(log.statuses, ElementsAre("Running upgrade a -> b, make b: statement 2 of 3, 1 s, "
                                        "building index: scanning table, 45 %"));
}

TEST_F(RunView, SaysOnceInTenSecondsWhatAStatementWaitsFor) {
  at.activity.waits = "waits for a lock on t";
  view.working("db", at);
  view.working("db", at);
  EXPECT_THAT(log.lines, ElementsAre("Running upgrade a -> b, make b: statement 2 of 3 waits for "
                                     "a lock on t"));
  EXPECT_THAT(log.statuses, IsEmpty());
}

TEST_F(RunView, SaysWhyAndWhenAStepIsTriedAgain) {
  run_observer::retry why;
  why.failure = std::make_exception_ptr(std::runtime_error("lock timeout\n  in: SELECT 1"));
  why.revision = "b";
  why.pause = 1200ms;
  why.attempt = 2;
  why.attempts = 6;
  view.retrying("db", why);
  why.fate = step_fate::run_rolled_back;
  view.retrying("db", why);
  why.fate = step_fate::partly_kept;
  view.retrying("db", why);
  EXPECT_THAT(
      log.lines,
      ElementsAre(
          "lock timeout", "Revision b was rolled back; trying again in 1 s (attempt 2 of 6)",
          "lock timeout", "The whole run was rolled back; trying again in 1 s (attempt 2 of 6)",
          "lock timeout",
          "A statement of revision b was rolled back; trying again in 1 s (attempt 2 of 6)"));
}

TEST(RunViewEnd, TakesTheLineOfStatusAway) {
  recording_reporter log;
  { const run_view view(log); }
  EXPECT_THAT(log.statuses, ElementsAre(""));
}

}  // namespace
}  // namespace fz::cmd
