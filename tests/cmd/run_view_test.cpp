#include "cmd/run_view.hpp"

#include "core/async/cancellation.hpp"
#include "core/database/database_error.hpp"
#include "core/util/error.hpp"
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

/// A run that ended in the step of `b`, with `a` carried out before it.
run_outcome broken(std::exception_ptr what, step_fate fate) {
  run_outcome ended;
  ended.report.steps = {step_of("a", "")};
  ended.boundary = {{"a"}, true, true};
  run_failure failure;
  failure.what = std::move(what);
  failure.revision = "b";
  failure.fate = fate;
  ended.failure = std::move(failure);
  return ended;
}

std::exception_ptr refused_by_database() {
  database_error::details what;
  what.message = "no such table: gone";
  return std::make_exception_ptr(database_error(what));
}

error thrown_for(const run_outcome& ended) {
  try {
    throw_failure(ended);
  } catch (const error& e) {
    return e;
  }
  ADD_FAILURE() << "nothing was thrown";
  return error(error_kind::check, "");
}

TEST(ThrowFailure, OfARunThatReachedItsGoalThrowsNothing) { throw_failure(run_outcome()); }

TEST(ThrowFailure, SaysWhatWasRolledBackWhatWasDoneAndWhereTheDatabaseIs) {
  const error said = thrown_for(broken(refused_by_database(), step_fate::rolled_back));
  EXPECT_EQ(said.kind(), error_kind::database);
  EXPECT_STREQ(said.what(),
               "no such table: gone\n"
               "Revision b was rolled back; nothing of it remains.\n"
               "Carried out before it: a.\n"
               "The database is at a.\n"
               "Fix it and run the same command again to continue.");
}

TEST(ThrowFailure, OfOneTransactionTheWholeRunWasRolledBack) {
  run_outcome ended = broken(refused_by_database(), step_fate::run_rolled_back);
  ended.report.steps.clear();
  ended.boundary.rows.clear();
  EXPECT_STREQ(thrown_for(ended).what(),
               "no such table: gone\n"
               "The whole run was rolled back; nothing of it remains.\n"
               "The database is at base (no revision applied).\n"
               "Fix it and run the same command again to continue.");
}

TEST(ThrowFailure, CountsTheStatementsThatAreKept) {
  run_outcome ended = broken(refused_by_database(), step_fate::partly_kept);
  ended.failure->kept_statements = 1;
  EXPECT_STREQ(thrown_for(ended).what(),
               "no such table: gone\n"
               "Revision b runs outside of a transaction: its first 1 statement is kept, and it "
               "does not count as applied. The next run continues after it.\n"
               "Carried out before it: a.\n"
               "The database is at a.\n"
               "Fix it and run the same command again to continue.");
  ended.failure->kept_statements = 4;
  ended.failure->direction = direction::downgrade;
  EXPECT_THAT(thrown_for(ended).what(),
              testing::HasSubstr("its first 4 statements are kept, and it does not count as "
                                 "undone. The next run continues after them.\n"));
}

TEST(ThrowFailure, ALostCommitLeavesTheOutcomeOpen) {
  run_outcome ended = broken(refused_by_database(), step_fate::unknown);
  ended.boundary.is_known = false;
  EXPECT_STREQ(thrown_for(ended).what(),
               "no such table: gone\n"
               "The connection was lost during COMMIT; its outcome is unknown.\n"
               "Carried out before it: a.\n"
               "The database was at a.\n"
               "Look where the database is, then run the same command again.");
}

TEST(ThrowFailure, AnInterruptedRunIsCalledThat) {
  std::exception_ptr cancelled;
  try {
    throw_cancelled();
  } catch (...) {
    cancelled = std::current_exception();
  }
  const error said = thrown_for(broken(cancelled, step_fate::rolled_back));
  EXPECT_EQ(said.kind(), error_kind::interrupted);
  EXPECT_STREQ(said.what(),
               "Interrupted.\n"
               "Revision b was rolled back; nothing of it remains.\n"
               "Carried out before it: a.\n"
               "The database is at a.");
}

TEST(ThrowFailure, BeforeTheDatabaseWasSeenNothingWasRun) {
  std::exception_ptr cancelled;
  try {
    throw_cancelled();
  } catch (...) {
    cancelled = std::current_exception();
  }
  run_outcome ended;
  ended.failure.emplace().what = cancelled;
  EXPECT_STREQ(thrown_for(ended).what(), "Interrupted.\nNothing was run.");
}

TEST(ThrowFailure, WhatEndedTheRunBeforeItsFirstStepIsThrownAsItWas) {
  run_outcome ended;
  ended.boundary = {{"a"}, true, true};
  ended.failure.emplace().what = std::make_exception_ptr(
      error(error_kind::lock, "Not free.", {remedy::action::wait_longer_for_lock}));
  const error said = thrown_for(ended);
  EXPECT_STREQ(said.what(), "Not free.");
  EXPECT_EQ(said.remedy().what, remedy::action::wait_longer_for_lock);
}

TEST(ThrowFailure, AnExceptionOfARevisionInCodeNamesIt) {
  const auto thrown = std::make_exception_ptr(std::runtime_error("not today"));
  const error said = thrown_for(broken(thrown, step_fate::rolled_back));
  EXPECT_EQ(said.kind(), error_kind::script);
  EXPECT_THAT(said.what(), testing::StartsWith("Revision b: not today\nRevision b was rolled"));
}

TEST(ThrowFailure, OfManyStepsTheLastOnesAreNamed) {
  run_outcome ended = broken(refused_by_database(), step_fate::rolled_back);
  ended.report.steps.clear();
  for (int i = 1; i <= 9; ++i) ended.report.steps.push_back(step_of(std::to_string(i), ""));
  EXPECT_THAT(thrown_for(ended).what(),
              testing::HasSubstr("Carried out before it: 4 more, 5, 6, 7, 8 and 9.\n"));
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
