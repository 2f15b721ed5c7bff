#include "core/runtime/run_progress.hpp"

#include "tests/runtime/recording_observer.hpp"

#include <gmock/gmock.h>
#include <stdexcept>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct RunProgress : testing::Test {
  recording_reporter log;
  recording_observer heard{log};
  revision a = named("a");
  revision b = named("b");
  step to_a{direction::upgrade, &a, {}, {"a"}, {insertion("a")}};
  step to_b{direction::upgrade, &b, {"a"}, {"b"}, {{row_change::kind::update, "a", "b"}}};
  std::exception_ptr failure = std::make_exception_ptr(std::runtime_error("failed"));

  static revision named(const std::string& id) {
    revision r;
    r.id = id;
    r.message = "make " + id;
    return r;
  }
  static row_change insertion(const std::string& id) { return {row_change::kind::insert, {}, id}; }

  run_progress progress(transaction_scope scope = transaction_scope::each) {
    return {"db", scope, heard, log};
  }
};

TEST_F(RunProgress, BeforeTheDatabaseWasSeenNothingIsKnown) {
  const run_outcome ended = progress().failed(failure, /*is_known=*/true);
  EXPECT_FALSE(ended.boundary.was_seen);
  EXPECT_FALSE(ended.boundary.is_known);
  EXPECT_EQ(ended.failure->fate, step_fate::none_ran);
  EXPECT_EQ(ended.failure->what, failure);
}

TEST_F(RunProgress, FollowsTheRowsOfTheVersionTableStepByStep) {
  run_progress p = progress();
  p.found({});
  p.start(to_a);
  EXPECT_EQ(p.current(), &to_a);
  p.done(to_a);
  EXPECT_EQ(p.current(), nullptr);
  EXPECT_THAT(p.rows(), ElementsAre("a"));
  p.start(to_b);
  p.done(to_b);
  const run_outcome ended = p.finished();
  EXPECT_FALSE(ended.failure);
  EXPECT_THAT(ended.report.rows_before, IsEmpty());
  EXPECT_THAT(ended.report.rows_after, ElementsAre("b"));
  EXPECT_THAT(revisions_of(ended.report), ElementsAre("a", "b"));
  EXPECT_TRUE(ended.boundary.is_known);
  EXPECT_THAT(log.lines,
              ElementsAre("Running upgrade  -> a, make a", "Running upgrade a -> b, make b"));
}

TEST_F(RunProgress, WhatAnotherRunnerLeftTakesThePlaceOfTheRows) {
  run_progress p = progress();
  p.found({"x"});
  p.start(to_a);
  p.found({"a", "x"});
  EXPECT_EQ(p.current(), nullptr);
  const run_outcome ended = p.finished();
  EXPECT_THAT(ended.report.rows_before, ElementsAre("x"));
  EXPECT_THAT(ended.report.rows_after, ElementsAre("a", "x"));
}

TEST_F(RunProgress, AStepThatFailsWasRolledBackAndNamed) {
  run_progress p = progress();
  p.found({});
  p.start(to_a);
  p.done(to_a);
  p.start(to_b);
  const run_outcome ended = p.failed(failure, /*is_known=*/true);
  EXPECT_EQ(ended.failure->revision, "b");
  EXPECT_EQ(ended.failure->fate, step_fate::rolled_back);
  EXPECT_THAT(ended.boundary.rows, ElementsAre("a"));
  EXPECT_TRUE(ended.boundary.is_known);
}

TEST_F(RunProgress, InOneTransactionTheWholeRunWasRolledBack) {
  run_progress p = progress(transaction_scope::all);
  p.found({});
  p.start(to_a);
  EXPECT_EQ(p.failed(failure, /*is_known=*/true).failure->fate, step_fate::run_rolled_back);
}

TEST_F(RunProgress, StatementsThatAreKeptAreCountedPerStep) {
  run_progress p = progress();
  p.found({});
  p.start(to_a);
  p.statement_started(3);
  p.statements_kept(3);
  EXPECT_EQ(p.statement(), 3u);
  const run_outcome ended = p.failed(failure, /*is_known=*/true);
  EXPECT_EQ(ended.failure->fate, step_fate::partly_kept);
  EXPECT_EQ(ended.failure->kept_statements, 3u);
  p.done(to_a);
  p.start(to_b);
  EXPECT_EQ(p.statement(), 0u);
  EXPECT_EQ(p.failed(failure, /*is_known=*/true).failure->fate, step_fate::rolled_back);
}

TEST_F(RunProgress, AStepOfWhichNothingIsKnownHasNoFate) {
  run_progress p = progress();
  p.found({});
  p.start(to_a);
  const run_outcome ended = p.failed(failure, /*is_known=*/false);
  EXPECT_EQ(ended.failure->fate, step_fate::unknown);
  EXPECT_FALSE(ended.boundary.is_known);
  EXPECT_TRUE(ended.boundary.was_seen);
}

TEST_F(RunProgress, BetweenTwoStepsTheRowsAreKnownWhateverHappens) {
  run_progress p = progress();
  p.found({});
  p.start(to_a);
  p.done(to_a);
  const run_outcome ended = p.failed(failure, /*is_known=*/false);
  EXPECT_EQ(ended.failure->fate, step_fate::none_ran);
  EXPECT_TRUE(ended.boundary.is_known);
}

TEST_F(RunProgress, ARetryTellsWhatWasRolledBack) {
  run_progress p = progress();
  p.found({});
  EXPECT_EQ(p.retry_of(failure).revision, "");
  p.start(to_a);
  const run_observer::retry why = p.retry_of(failure);
  EXPECT_EQ(why.revision, "a");
  EXPECT_EQ(why.fate, step_fate::rolled_back);
  EXPECT_EQ(why.failure, failure);
}

}  // namespace
}  // namespace fz
