#include "core/async/both.hpp"
#include "core/async/cancellation.hpp"
#include "core/async/gather.hpp"
#include "core/async/sleep.hpp"
#include "core/database/database_error.hpp"
#include "core/runtime/run.hpp"
#include "core/util/error.hpp"
#include "tests/runtime/project.hpp"
#include "tests/support/co_test.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace fz {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

CO_TEST(Runner, BringsADatabaseUpAndDownStepByStep) {
  test_project p;
  p.write_three();
  const run_report up = co_await p.upgrade();
  EXPECT_EQ(up.steps.size(), 3u);
  EXPECT_THAT(up.rows_before, IsEmpty());
  EXPECT_THAT(up.rows_after, ElementsAre("c"));
  EXPECT_THAT(p.log.lines, ElementsAre("Running upgrade  -> a, a", "Running upgrade a -> b, b",
                                       "Running upgrade b -> c, c"));
  EXPECT_THAT(co_await p.tables(), ElementsAre("a", "b", "c"));

  const run_report down = co_await p.downgrade("a");
  EXPECT_EQ(down.steps.size(), 2u);
  EXPECT_THAT(co_await p.rows(), ElementsAre("a"));
  EXPECT_THAT(co_await p.tables(), ElementsAre("a"));
  co_await p.downgrade("base");
  EXPECT_THAT(co_await p.rows(), IsEmpty());
}

CO_TEST(Runner, TheVersionTableIsToTheLetterWhatAlembicMakes) {
  test_project p;
  p.write_three();
  co_await p.upgrade("a");
  const auto c = co_await p.db.engine.connect();
  const auto rows =
      co_await c->query("SELECT sql FROM sqlite_schema WHERE name = 'alembic_version'");
  EXPECT_EQ(rows.at(0).text("sql"),
            "CREATE TABLE alembic_version (\n\tversion_num VARCHAR(32) NOT NULL, \n"
            "\tCONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n)");
}

CO_TEST(Runner, TheVersionTableMayHaveASchema) {
  temporary_database db;
  const auto c = co_await db.engine.connect();
  const version_table table("alembic_version", "main");
  co_await c->execute(table.creation());
  EXPECT_EQ(table.qualified_name(), "main.alembic_version");
  const auto rows = co_await table.read(*c);
  EXPECT_TRUE(rows.has_value());
}

CO_TEST(Runner, AFailingStatementLeavesNothingOfItsRevision) {
  test_project p;
  p.write_three();
  p.write("b", "a",
          "-- fz:upgrade\nCREATE TABLE b (x);\nINSERT INTO a VALUES (1);\nINSERT INTO gone "
          "VALUES (1);\n");
  const run_outcome ended = co_await p.try_upgrade();
  const run_failure failed = failure_in(ended);
  const auto refused = find_database_error(failed.what);
  CO_ASSERT(refused.has_value());
  EXPECT_EQ(refused->kind(), error_kind::database);
  EXPECT_THAT(refused->what(), HasSubstr("b.sql:9:1: SQLite: no such table: gone"));
  EXPECT_EQ(refused->what_happened().condition, database_condition::undefined_table);
  EXPECT_EQ(refused->what_happened().position.line, 9u);
  EXPECT_EQ(failed.revision, "b");
  EXPECT_EQ(failed.fate, step_fate::rolled_back);
  EXPECT_THAT(revisions_of(ended.report), ElementsAre("a"));
  EXPECT_TRUE(ended.boundary.is_known);
  EXPECT_THAT(ended.boundary.rows, ElementsAre("a"));
  EXPECT_THAT(co_await p.rows(), ElementsAre("a"));
  EXPECT_THAT(co_await p.tables(), ElementsAre("a"));

  p.write_three();
  co_await p.upgrade();
  EXPECT_THAT(co_await p.rows(), ElementsAre("c"));
}

CO_TEST(Runner, FailAtEachStatementTheDatabaseIsAlwaysAtABoundary) {
  const std::vector<std::string> statements = {"CREATE TABLE b (x)", "INSERT INTO b VALUES (1)",
                                               "ALTER TABLE b ADD COLUMN y",
                                               "CREATE INDEX i ON b (y)"};
  for (std::size_t bad = 0; bad <= statements.size(); ++bad) {
    test_project p;
    p.write_three();
    std::string body = "-- fz:upgrade\n";
    for (std::size_t i = 0; i < statements.size(); ++i) {
      if (i == bad) body += "INSERT INTO gone VALUES (1);\n";
      body += statements[i] + ";\n";
    }
    if (bad == statements.size()) body += "INSERT INTO gone VALUES (1);\n";
    p.write("b", "a", body);
    co_await failure_of(p.upgrade());
    EXPECT_THAT(co_await p.rows(), ElementsAre("a")) << bad;
    EXPECT_THAT(co_await p.tables(), ElementsAre("a")) << bad;
  }
}

CO_TEST(Runner, InOneTransactionEverythingHappensOrNothing) {
  test_project p;
  p.scope = transaction_scope::all;
  p.write_three();
  p.write("c", "b", "-- fz:upgrade\nCREATE TABLE c (x);\nINSERT INTO gone VALUES (1);\n");
  const run_outcome ended = co_await p.try_upgrade();
  EXPECT_EQ(failure_in(ended).fate, step_fate::run_rolled_back);
  EXPECT_THAT(ended.report.steps, IsEmpty());
  EXPECT_TRUE(ended.boundary.is_known);
  EXPECT_THAT(ended.boundary.rows, IsEmpty());
  EXPECT_THAT(co_await p.rows(), ElementsAre("none"));
  EXPECT_THAT(co_await p.tables(), IsEmpty());

  p.write_three();
  co_await p.upgrade();
  EXPECT_THAT(co_await p.rows(), ElementsAre("c"));
}

CO_TEST(Runner, ASectionOutsideATransactionCannotJoinOne) {
  test_project p;
  p.scope = transaction_scope::all;
  p.write("a", "", "-- fz:upgrade transaction=off\nVACUUM;\n");
  const error failed = co_await failure_of(p.upgrade());
  EXPECT_THAT(failed.what(), HasSubstr("transaction=off"));
  EXPECT_THAT(co_await p.rows(), ElementsAre("none"));
}

CO_TEST(Runner, ASectionOutsideATransactionRunsStatementByStatement) {
  test_project p;
  p.write("a", "", "-- fz:upgrade transaction=off\nCREATE TABLE a (x);\nVACUUM;\n");
  co_await p.upgrade();
  EXPECT_THAT(co_await p.rows(), ElementsAre("a"));

  p.write("b", "a",
          "-- fz:upgrade transaction=off\nCREATE TABLE b (x);\nINSERT INTO gone VALUES (1);\n");
  const run_outcome ended = co_await p.try_upgrade();
  EXPECT_EQ(failure_in(ended).fate, step_fate::partly_kept);
  EXPECT_EQ(failure_in(ended).kept_statements, 1u);
  EXPECT_THAT(co_await p.rows(), ElementsAre("a"));
  EXPECT_THAT(co_await p.tables(), ElementsAre("a", "alembic_version_journal", "b"));
}

CO_TEST(Runner, AnUnfinishedSectionContinuesAfterItsLastStatement) {
  test_project p;
  p.write("a", "",
          "-- fz:upgrade transaction=off\nCREATE TABLE a (x);\nINSERT INTO gone VALUES (1);\n");
  co_await failure_of(p.upgrade());
  p.write("a", "",
          "-- fz:upgrade transaction=off\nCREATE TABLE a (x);\nINSERT INTO a VALUES (1);\n");
  co_await p.upgrade();
  EXPECT_THAT(co_await p.rows(), ElementsAre("a"));
  EXPECT_THAT(co_await p.tables(), ElementsAre("a"));
}

CO_TEST(Runner, AnUnfinishedSectionWhoseBeginningChangedIsRefused) {
  test_project p;
  p.write("a", "",
          "-- fz:upgrade transaction=off\nCREATE TABLE a (x);\nINSERT INTO gone VALUES (1);\n");
  co_await failure_of(p.upgrade());
  p.write("a", "",
          "-- fz:upgrade transaction=off\nCREATE TABLE b (x);\nINSERT INTO b VALUES (1);\n");
  const error refused = co_await failure_of(p.upgrade());
  EXPECT_THAT(refused.what(), HasSubstr("is half-way: its first statement was carried"));
}

CO_TEST(Runner, AnUnfinishedSectionComesBeforeAnythingElse) {
  test_project p;
  p.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x);\n-- fz:downgrade\nDROP TABLE a;\n");
  p.write("b", "a",
          "-- fz:upgrade transaction=off\nCREATE TABLE b (x);\nINSERT INTO gone VALUES (1);\n");
  co_await failure_of(p.upgrade());
  const error refused = co_await failure_of(p.downgrade("base"));
  EXPECT_THAT(refused.what(), HasSubstr("It must be finished first."));
  EXPECT_EQ(refused.remedy().what, remedy::action::finish_revision);
  EXPECT_THAT(co_await p.rows(), ElementsAre("a"));
}

CO_TEST(Runner, ATransactionThatASectionLeavesOpenIsRolledBack) {
  test_project p;
  p.write("a", "", "-- fz:upgrade transaction=off\nBEGIN;\nCREATE TABLE a (x);\n");
  const error failed = co_await failure_of(p.upgrade());
  EXPECT_THAT(failed.what(), HasSubstr("begins a transaction and does not end it"));
  EXPECT_THAT(co_await p.tables(), ElementsAre("alembic_version_journal"));
}

CO_TEST(Runner, NothingRunsIfAFileOfThePlanCannotBeUsed) {
  test_project p;
  p.write_three();
  p.write("c", "b", "-- fz:upgrade\nBEGIN;\nCREATE TABLE c (x);\nCOMMIT;\n");
  const error refused = co_await failure_of(p.upgrade());
  EXPECT_THAT(refused.what(), HasSubstr("c.sql:7:1: BEGIN cannot be used here"));
  p.write("c", "b", "-- fz:upgrade\nVACUUM;\n");
  const error outside = co_await failure_of(p.upgrade());
  EXPECT_THAT(outside.what(), HasSubstr("`-- fz:upgrade transaction=off`"));
  EXPECT_THAT(co_await p.rows(), ElementsAre("none"));
  EXPECT_THAT(co_await p.tables(), IsEmpty());
}

CO_TEST(Runner, WhatIsWrongInAnyFileOfThePlanIsReportedAtOnce) {
  test_project p;
  p.write_three();
  p.write("b", "a", "-- fz:upgrade\nVACUUM;\nCREATE TABLE b (x);\nCOMMIT;\n");
  p.write("c", "b", "-- fz:upgrade\nSELECT 'never closed;\n");
  const error refused = co_await failure_of(p.upgrade());
  EXPECT_EQ(refused.kind(), error_kind::script);
  const std::string words = refused.what();
  const std::size_t vacuum = words.find("b.sql:7:1: VACUUM");
  const std::size_t commit = words.find("b.sql:9:1: COMMIT");
  const std::size_t string = words.find("c.sql:7:8: The string");
  CO_ASSERT(string != std::string::npos);
  EXPECT_LT(vacuum, commit);
  EXPECT_LT(commit, string);
  EXPECT_THAT(co_await p.tables(), IsEmpty());
}

CO_TEST(Runner, AFileThatChangesDuringTheRunStopsItBeforeItsStep) {
  test_project p;
  p.write_three();
  code_migration rewrites;
  rewrites.revision.id = "d";
  rewrites.revision.down_revisions.emplace_back("a");
  rewrites.upgrade = [&p](sync_connection&) {
    p.write("b", "d", "-- fz:upgrade\nCREATE TABLE b (x, y);\n");
  };
  p.coded.push_back(rewrites);
  p.write("b", "d", "-- fz:upgrade\nCREATE TABLE b (x);\n");
  const error stopped = co_await failure_of(p.upgrade());
  EXPECT_THAT(stopped.what(), HasSubstr("b.sql: The file was changed after it had been checked."));
  EXPECT_THAT(co_await p.rows(), ElementsAre("d"));
  EXPECT_THAT(co_await p.tables(), ElementsAre("a"));
  co_await p.upgrade();
  EXPECT_THAT(co_await p.rows(), ElementsAre("c"));
}

CO_TEST(Runner, AMissingDowngradeIsRefusedBeforeAnythingRuns) {
  test_project p;
  p.write_three();
  p.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x);\n");
  co_await p.upgrade();
  const error refused = co_await failure_of(p.downgrade("base"));
  EXPECT_THAT(refused.what(), HasSubstr("a.sql: Revision a has no `-- fz:downgrade` section"));
  EXPECT_THAT(co_await p.rows(), ElementsAre("c"));
  EXPECT_THAT(co_await p.tables(), ElementsAre("a", "b", "c"));
}

CO_TEST(Runner, ManyAtOnceApplyEachRevisionOnce) {
  test_project p;
  p.write("a", "", "-- fz:upgrade\nCREATE TABLE log (x);\nINSERT INTO log VALUES ('a');\n");
  p.write("b", "a", "-- fz:upgrade\nINSERT INTO log VALUES ('b');\n");
  p.write("c", "b", "-- fz:upgrade\nINSERT INTO log VALUES ('c');\n");
  std::vector<task<run_report>> runners;
  for (int i = 0; i < 4; ++i) runners.push_back(p.upgrade());
  std::size_t steps = 0;
  for (const run_report& report : co_await gather(std::move(runners))) {
    steps += report.steps.size();
    EXPECT_THAT(report.rows_after, ElementsAre("c"));
  }
  EXPECT_EQ(steps, 3u);
  const auto c = co_await p.db.engine.connect();
  EXPECT_EQ((co_await c->query("SELECT * FROM log")).size(), 3u);
}

CO_TEST(Runner, TwoRelativeUpgradesAtOnceMakeTheSameStepOnce) {
  test_project p;
  p.write_three();
  int planned = 0;
  p.confirm = [&planned](const run_report&) -> task<bool> {
    ++planned;
    while (planned < 2) co_await sleep(1ms);  // neither runs before both have planned
    co_return true;
  };
  std::vector<task<run_report>> runners;
  runners.push_back(p.upgrade("+1"));
  runners.push_back(p.upgrade("+1"));
  std::size_t steps = 0;
  for (const run_report& r : co_await gather(std::move(runners))) steps += r.steps.size();
  EXPECT_EQ(steps, 1u);
  EXPECT_THAT(co_await p.rows(), ElementsAre("a"));
}

CO_TEST(Runner, NothingRunsWithoutTheConsentThatIsAskedFor) {
  test_project p;
  p.write_three();
  p.confirm = [](const run_report& planned) -> task<bool> {
    EXPECT_EQ(planned.steps.size(), 3u);
    co_return false;
  };
  const error refused = co_await failure_of(p.upgrade());
  EXPECT_THAT(refused.what(), HasSubstr("nothing was run"));
  EXPECT_THAT(co_await p.tables(), IsEmpty());
}

CO_TEST(Runner, ACancelledRunReportsWhereTheDatabaseIs) {
  test_project p;
  p.write_three();
  p.write("b", "a",
          "-- fz:upgrade\nCREATE TABLE b (x);\nWITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT "
          "i + 1 FROM n) SELECT count(*) FROM n;\n");
  cancel_source interrupt;
  const auto press = [&]() -> task<> {
    while (p.log.lines.size() < 2) co_await sleep(1ms);  // b runs
    co_await sleep(10ms);
    interrupt.cancel();
  };
  const run_outcome ended = co_await both(with_cancellation(p.try_upgrade(), interrupt), press());
  const run_failure failed = failure_in(ended);
  EXPECT_TRUE(is_cancellation(failed.what));
  EXPECT_EQ(failed.revision, "b");
  EXPECT_EQ(failed.fate, step_fate::rolled_back);
  EXPECT_THAT(revisions_of(ended.report), ElementsAre("a"));
  EXPECT_THAT(ended.boundary.rows, ElementsAre("a"));
  EXPECT_THAT(co_await p.rows(), ElementsAre("a"));
  EXPECT_THAT(co_await p.tables(), ElementsAre("a"));
}

CO_TEST(Runner, RevisionsInCodeQueryAndChangeDataInTheStepsTransaction) {
  test_project p;
  p.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x);\nINSERT INTO a VALUES (1), (2);\n");
  code_migration doubles;
  doubles.revision.id = "code";
  doubles.revision.down_revisions = {"a"};
  doubles.upgrade = [](sync_connection& c) {
    for (const row& r : c.query("SELECT x FROM a")) {
      c.execute("UPDATE a SET x = ? WHERE x = ?", {r.integer("x") * 10, r[0]});
    }
  };
  p.coded.push_back(doubles);
  co_await p.upgrade();
  EXPECT_THAT(co_await p.rows(), ElementsAre("code"));
  const auto c = co_await p.db.engine.connect();
  const auto sum = co_await c->query("SELECT sum(x) AS s FROM a");
  EXPECT_EQ(sum.at(0).integer("s"), 30);

  const error refused = co_await failure_of(p.downgrade("-1"));
  EXPECT_THAT(refused.what(), HasSubstr("has no downgrade function"));
}

CO_TEST(Runner, ARevisionInCodeThatThrowsIsRolledBackAndNamed) {
  test_project p;
  code_migration bad;
  bad.revision.id = "code";
  bad.upgrade = [](sync_connection& c) {
    c.execute("CREATE TABLE t (x)");
    throw std::runtime_error("not today");
  };
  p.coded.push_back(bad);
  const run_failure failed = failure_in(co_await p.try_upgrade());
  EXPECT_EQ(sentence_of(failed.what), "not today");
  EXPECT_EQ(failed.revision, "code");
  EXPECT_EQ(failed.fate, step_fate::rolled_back);
  EXPECT_THAT(co_await p.tables(), IsEmpty());
}

CO_TEST(Runner, ARevisionInCodeMayNotEndTheTransaction) {
  test_project p;
  code_migration bad;
  bad.revision.id = "code";
  bad.upgrade = [](sync_connection& c) { c.execute("COMMIT"); };
  p.coded.push_back(bad);
  const error failed = co_await failure_of(p.upgrade());
  EXPECT_THAT(failed.what(), HasSubstr("ended the transaction"));
}

CO_TEST(Runner, ARowThatNoFileKnowsIsReported) {
  test_project p;
  p.write_three();
  co_await p.upgrade();
  std::filesystem::remove(p.versions / "c.sql");
  const error failed = co_await failure_of(p.upgrade());
  EXPECT_EQ(failed.kind(), error_kind::revision);
  EXPECT_THAT(failed.what(), HasSubstr("'c'"));
  EXPECT_THAT(failed.what(), HasSubstr("alembic_version"));
}

}  // namespace
}  // namespace fz
