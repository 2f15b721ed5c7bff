#include "core/command/check.hpp"

#include "tests/command/database_project.hpp"
#include "tests/support/co_test.hpp"

#include <filesystem>
#include <gmock/gmock.h>

namespace fz {
namespace {

using kind = command::finding::kind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

CO_TEST(CheckCommand, FindsNothingWhereEverythingIsApplied) {
  database_project p;
  p.write_two();
  co_await p.upgrade();
  const command::check_report report = co_await p.check();
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.rows, ElementsAre("b"));
  EXPECT_FALSE(report.compared_files);
}

CO_TEST(CheckCommand, OfAMissingDatabaseEverythingIsPendingAndItStaysMissing) {
  database_project p;
  p.write_two();
  const command::check_report report = co_await p.check();
  CO_ASSERT(report.findings.size() == 1);
  EXPECT_EQ(report.findings[0].what, kind::pending);
  EXPECT_THAT(report.findings[0].revisions, ElementsAre("a", "b"));
  EXPECT_EQ(report.findings[0].remedy.what, remedy::action::apply_revisions);
  EXPECT_THAT(report.findings[0].remedy.subjects, ElementsAre("head"));
  EXPECT_FALSE(std::filesystem::exists(p.file));
}

CO_TEST(CheckCommand, SeveralHeadsAreAppliedTogether) {
  database_project p;
  p.write_two();
  p.files.write("c", "a", "-- fz:upgrade\n");
  const command::check_report report = co_await p.check();
  CO_ASSERT(report.findings.size() == 1);
  EXPECT_THAT(report.findings[0].remedy.subjects, ElementsAre("heads"));
}

CO_TEST(CheckCommand, FindsALineThatSomethingIsLeftToDo) {
  database_project p;
  p.write_two();
  co_await p.upgrade();
  p.files.write("b", "a", "-- fz:upgrade\n-- fz:downgrade\n-- fz:todo save the rows\n");
  const command::check_report report = co_await p.check_revisions();
  CO_ASSERT(report.findings.size() == 1);
  EXPECT_EQ(report.findings[0].what, kind::open_todo);
  EXPECT_THAT(report.findings[0].revisions, ElementsAre("b"));
  EXPECT_THAT(report.findings[0].sentence, HasSubstr("This is still to be done: save the rows."));
}

CO_TEST(CheckCommand, FindsARowThatNoFileExplains) {
  database_project p;
  p.write_two();
  co_await p.upgrade();
  co_await p.execute("UPDATE alembic_version SET version_num = 'lost'");
  const command::check_report report = co_await p.check();
  CO_ASSERT(!report.findings.empty());
  EXPECT_EQ(report.findings[0].what, kind::unknown_row);
  EXPECT_THAT(report.findings[0].revisions, ElementsAre("lost"));
  EXPECT_EQ(report.findings[0].remedy.what, remedy::action::correct_version_table);
}

CO_TEST(CheckCommand, FindsARevisionThatWasStoppedHalfWay) {
  database_project p;
  p.files.write(
      "a", "",
      "-- fz:upgrade transaction=off\nCREATE TABLE a (x);\nINSERT INTO gone VALUES (1);\n");
  const error failed = co_await failure_of(p.upgrade());
  EXPECT_THAT(failed.what(), HasSubstr("gone"));
  const command::check_report report = co_await p.check();
  EXPECT_THAT(report.findings, SizeIs(2));
  EXPECT_EQ(report.findings.at(0).what, kind::half_way);
  EXPECT_THAT(report.findings.at(0).sentence, HasSubstr("1 statement carried out"));
  EXPECT_EQ(report.findings.at(0).remedy.what, remedy::action::finish_revision);
  EXPECT_EQ(report.findings.at(1).what, kind::pending);
}

CO_TEST(CheckCommand, FindsAFileThatChangedSinceItWasApplied) {
  database_project p;
  p.ctx.config.alembic.audit_table = "fz_audit";
  p.write_two();
  co_await p.upgrade();
  p.files.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x, y);\n");
  const command::check_report report = co_await p.check_revisions();
  EXPECT_TRUE(report.compared_files);
  CO_ASSERT(report.findings.size() == 1);
  EXPECT_EQ(report.findings[0].what, kind::changed_file);
  EXPECT_THAT(report.findings[0].revisions, ElementsAre("a"));
}

CO_TEST(CheckCommand, FindsATableThatNoRevisionMakes) {
  database_project p;
  p.write_two();
  co_await p.upgrade();
  co_await p.execute("CREATE TABLE by_hand (x)");
  const command::check_report report = co_await p.check();
  EXPECT_TRUE(report.compared_drift);
  CO_ASSERT(report.findings.size() == 1);
  EXPECT_EQ(report.findings[0].what, kind::drift);
  EXPECT_THAT(report.findings[0].sentence, HasSubstr("+ table by_hand"));
}

CO_TEST(CheckCommand, ARevisionThatNeedsRowsIsNamedInsteadOfADrift) {
  database_project p;
  p.files.write("a", "",
                "-- fz:upgrade\nCREATE TABLE a (x);\nCREATE TABLE b AS SELECT * FROM c;\n");
  co_await p.execute("CREATE TABLE c (x)");
  co_await p.upgrade();
  const command::check_report report = co_await p.check();
  EXPECT_FALSE(report.compared_drift);
  CO_ASSERT(report.findings.size() == 1);
  EXPECT_EQ(report.findings[0].what, kind::broken);
  EXPECT_THAT(report.findings[0].revisions, ElementsAre("a"));
}

CO_TEST(CheckCommand, WhatIsLeftUnsaidIsSaid) {
  database_project p;
  p.write_two();
  co_await p.upgrade();
  co_await p.execute("INSERT INTO alembic_version VALUES ('lost')");
  const command::check_report report = co_await p.check();
  EXPECT_FALSE(report.compared_drift);
  EXPECT_THAT(report.drift_not_compared, HasSubstr("no revision declares"));
}

}  // namespace
}  // namespace fz
