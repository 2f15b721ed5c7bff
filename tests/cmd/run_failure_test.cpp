#include "cmd/run_failure.hpp"

#include "core/async/cancellation.hpp"
#include "core/database/database_error.hpp"
#include "core/util/error.hpp"

#include <gmock/gmock.h>
#include <stdexcept>
#include <string>
#include <utility>

namespace fz::cmd {
namespace {

using testing::HasSubstr;

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
               "Revision b runs outside of a transaction: its first statement is kept, and it "
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

TEST(ThrowFailure, SaysWhatIsLeftOfAStatementThatCommitsByItself) {
  run_outcome ended = broken(refused_by_database(), step_fate::partly_kept);
  ended.failure->unfinished = {1, false, {{leftover::kind::part_of_its_work}}};
  EXPECT_THAT(thrown_for(ended).what(),
              HasSubstr("Revision b runs outside of a transaction: it does not count as applied.\n"
                        "Statement 1 commits by itself: part of its work may have been committed. "
                        "The next run runs it again, and it may be changed in the file.\n"));
  ended.failure->unfinished.is_in_doubt = true;
  EXPECT_THAT(
      thrown_for(ended).what(),
      HasSubstr("part of its work, or all of it, may have been committed. The next run asks "
                "you which.\n"));
}

TEST(ThrowFailure, NamesWhatWasBuiltOrDetachedByHalf) {
  run_outcome ended = broken(refused_by_database(), step_fate::partly_kept);
  ended.failure->kept_statements = 1;
  ended.failure->unfinished = {
      2,
      false,
      {{leftover::kind::invalid_index, "app.x_"}, {leftover::kind::half_detached_partition, "p1"}},
      {1}};
  EXPECT_THAT(
      thrown_for(ended).what(),
      HasSubstr(
          "The next run continues after it.\n"
          "Statement 2 has left the invalid index app.x_; the next run drops it and runs the "
          "statement again.\n"
          "Statement 2 has begun to detach p1; the next run finishes it.\n"
          "The temporary objects of statement 1 ended with their session, and the next run does "
          "not make them again. If what follows needs them, make them again in the file, ahead of "
          "it.\n"));
}

TEST(ThrowFailure, ALockThatAStatementNeededIsNotTheMigrationLock) {
  database_error::details what;
  what.condition = database_condition::locked;
  what.message = "canceling statement due to lock timeout";
  what.sqlstate = "55P03";
  const error server =
      thrown_for(broken(std::make_exception_ptr(database_error(what)), step_fate::rolled_back));
  EXPECT_EQ(server.kind(), error_kind::database);
  EXPECT_EQ(server.remedy().what, remedy::action::wait_longer_in_statements);
  what.sqlstate.clear();
  const error file =
      thrown_for(broken(std::make_exception_ptr(database_error(what)), step_fate::rolled_back));
  EXPECT_EQ(file.remedy().what, remedy::action::wait_longer_for_lock);
}

}  // namespace
}  // namespace fz::cmd
