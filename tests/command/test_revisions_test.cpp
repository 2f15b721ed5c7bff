#include "core/command/test_revisions.hpp"

#include "tests/command/database_project.hpp"
#include "tests/support/co_test.hpp"

#include <filesystem>
#include <gmock/gmock.h>

namespace fz {
namespace {

using command::test_report;
using finding = command::test_finding::kind;
using result = command::revision_test::result;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct tested_project : database_project {
  task<test_report> test(std::string from = "") {
    command::test_request request;
    request.from = std::move(from);
    co_return co_await command::test_revisions(ctx, std::move(request));
  }
};

std::vector<result> results(const test_report& report) {
  std::vector<result> all;
  for (const auto& each : report.revisions) all.push_back(each.ended);
  return all;
}

std::vector<finding> findings(const test_report& report) {
  std::vector<finding> all;
  for (const auto& each : report.findings) all.push_back(each.what);
  return all;
}

CO_TEST(TestRevisions, GoUpDownAndUpAndTheDatabaseIsNotTouched) {
  tested_project p;
  p.write_two();
  const test_report report = co_await p.test();
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(results(report), ElementsAre(result::passed, result::passed));
  EXPECT_TRUE(report.revisions.at(0).upgrade_again.has_value());
  EXPECT_FALSE(std::filesystem::exists(p.file));
}

CO_TEST(TestRevisions, WhatADowngradeLeavesIsNamed) {
  tested_project p;
  p.files.write("a", "",
                "-- fz:upgrade\nCREATE TABLE a (x);\nCREATE VIEW IF NOT EXISTS v AS SELECT 1;\n"
                "-- fz:downgrade\nDROP TABLE a;\n");
  const test_report report = co_await p.test();
  EXPECT_THAT(findings(report), ElementsAre(finding::leaves_traces));
  EXPECT_THAT(report.findings.at(0).sentence, HasSubstr("+ view v"));
  EXPECT_EQ(report.findings.at(0).differences.size(), 1u);
  EXPECT_THAT(results(report), ElementsAre(result::failed));
}

CO_TEST(TestRevisions, WhatADowngradeTakesTooMuchIsNamed) {
  tested_project p;
  p.files.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x);\n-- fz:downgrade\nDROP TABLE a;\n");
  p.files.write("b", "a",
                "-- fz:upgrade\nCREATE TABLE IF NOT EXISTS a (x);\n"
                "-- fz:downgrade\nDROP TABLE a;\n");
  const test_report report = co_await p.test();
  EXPECT_THAT(findings(report), ElementsAre(finding::leaves_traces));
  EXPECT_THAT(report.findings.at(0).sentence, HasSubstr("- table a"));
}

CO_TEST(TestRevisions, AfterOneThatCannotBeUndoneTheNextOnesAreTested) {
  tested_project p;
  p.files.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x);\n-- fz:downgrade\nDROP TABLE no;\n");
  p.files.write("b", "a", "-- fz:upgrade\nCREATE TABLE b (x);\n");
  p.files.write("c", "b", "-- fz:upgrade\nCREATE TABLE c (x);\n-- fz:downgrade\n");
  p.files.write("d", "c", "-- fz:upgrade\nCREATE TABLE d (x);\n-- fz:downgrade\nDROP TABLE d;\n");
  const test_report report = co_await p.test();
  EXPECT_THAT(findings(report), ElementsAre(finding::downgrade_failed, finding::leaves_traces,
                                            finding::second_upgrade_failed));
  EXPECT_THAT(results(report),
              ElementsAre(result::failed, result::not_reversible, result::failed, result::passed));
  EXPECT_EQ(report.not_reversible, 1u);
}

CO_TEST(TestRevisions, AfterOneThatCannotBeAppliedNothingIsRun) {
  tested_project p;
  p.files.write("a", "", "-- fz:upgrade\nDROP TABLE no;\n-- fz:downgrade\n");
  p.files.write("b", "a", "-- fz:upgrade\n-- fz:downgrade\n");
  const test_report report = co_await p.test();
  EXPECT_THAT(findings(report), ElementsAre(finding::upgrade_failed));
  EXPECT_THAT(results(report), ElementsAre(result::failed, result::not_run));
}

CO_TEST(TestRevisions, OnlyWhatComesAfterTheFirstOneIsTested) {
  tested_project p;
  p.write_two();
  const test_report report = co_await p.test("a");
  EXPECT_EQ(report.revisions.size(), 1u);
  EXPECT_EQ(report.revisions.at(0).revision, "b");
  EXPECT_THAT(report.findings, IsEmpty());
}

CO_TEST(TestRevisions, SeveralHeadsAreAFinding) {
  tested_project p;
  p.write_two();
  p.files.write("c", "a", "-- fz:upgrade\nCREATE TABLE c (x);\n-- fz:downgrade\nDROP TABLE c;\n");
  const test_report report = co_await p.test();
  EXPECT_THAT(findings(report), ElementsAre(finding::several_heads));
  EXPECT_THAT(results(report), ElementsAre(result::passed, result::passed, result::passed));
}

}  // namespace
}  // namespace fz
