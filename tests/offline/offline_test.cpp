#include "core/offline/offline.hpp"

#include "core/runtime/step_bodies.hpp"
#include "tests/runtime/project.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string script(const test_project& p, transaction_scope scope, dialect d = dialect::sqlite,
                   const std::string& table = "alembic_version",
                   const std::vector<std::string>& rows = {}) {
  const migrations loaded = p.scripts();
  const plan whole = make_plan(loaded.map(), rows, direction::upgrade, "head");
  return offline_script(whole, load_bodies(loaded, whole, d, scope),
                        {version_table(table), d, scope});
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::script);
    return e.what();
  }
  return "taken";
}

TEST(OfflineScript, HasATransactionForEachStepOrOneForAll) {
  test_project p;
  p.write_three();
  const std::string each = script(p, transaction_scope::each);
  EXPECT_EQ(count(each, "BEGIN IMMEDIATE;\n"), 3u);
  EXPECT_EQ(count(each, "COMMIT;\n"), 3u);
  EXPECT_EQ(count(each, "INSERT INTO temp.fz_version_guard"), 3u);
  const std::string all = script(p, transaction_scope::all);
  EXPECT_EQ(count(all, "BEGIN IMMEDIATE;\n"), 1u);
  EXPECT_EQ(count(all, "COMMIT;\n"), 1u);
  EXPECT_EQ(count(all, "INSERT INTO temp.fz_version_guard"), 1u);
  EXPECT_EQ(count(all, "-- Running upgrade"), 3u);
}

TEST(OfflineScript, MakesTheVersionTableOnlyWhereThereMayBeNone) {
  test_project p;
  p.write_three();
  EXPECT_EQ(count(script(p, transaction_scope::each), "CREATE TABLE IF NOT EXISTS"), 1u);
  EXPECT_THAT(script(p, transaction_scope::each, dialect::sqlite, "alembic_version", {"a"}),
              Not(HasSubstr("CREATE TABLE IF NOT EXISTS")));
}

TEST(OfflineScript, QuotesTheVersionTableAndItsRows) {
  test_project p;
  p.write("it's", "", "-- fz:upgrade\nSELECT 1;");
  p.write("b$fz$", "it's", "-- fz:upgrade\nSELECT 1;");
  const std::string text =
      script(p, transaction_scope::each, dialect::postgresql, "my \"$zfz$\" table");
  EXPECT_THAT(text, HasSubstr("INSERT INTO \"my \"\"$zfz$\"\" table\" (version_num) "
                              "VALUES ('it''s');\n"));
  EXPECT_THAT(text, HasSubstr("SET version_num='b$fz$' WHERE version_num = 'it''s';\n"));
  EXPECT_THAT(text, HasSubstr("'the database is not at it''s, where this step starts'"));
  EXPECT_THAT(text, Not(HasSubstr("DO $zfz$")));
  EXPECT_THAT(text, HasSubstr("$fz$;\n"));
}

TEST(OfflineScript, KeepsAMessageWithinItsComment) {
  test_project p;
  write_file(p.versions / "a.sql",
             "-- +++\n-- revision = \"a\"\n-- message = \"first\\nDROP TABLE t; \\u001b[31m\"\n"
             "-- +++\n-- fz:upgrade\nSELECT 1;",
             existing_file::replace);
  EXPECT_THAT(script(p, transaction_scope::each), HasSubstr("\n-- Running upgrade  -> a, first\n"));
}

TEST(OfflineScript, CannotSayWhatARevisionInCodeDoes) {
  test_project p;
  p.write_three();
  code_migration coded;
  coded.revision.id = "d";
  coded.revision.down_revisions = {"c"};
  coded.upgrade = [](sync_connection&) {};
  p.coded.push_back(coded);
  EXPECT_EQ(refusal([&] { script(p, transaction_scope::each); }),
            "Revision d is written in C++, so it cannot be part of an SQL script.");
}

TEST(OfflineScript, NeedsEachTransactionOutsideOfOneToEnd) {
  test_project p;
  const auto begins = [&](const std::string& body) {
    p.write("a", "", "-- fz:upgrade transaction=off\n" + body);
    return refusal([&] { script(p, transaction_scope::each, dialect::postgresql); });
  };
  EXPECT_EQ(begins("BEGIN; SELECT 1; COMMIT;"), "taken");
  EXPECT_EQ(begins("START TRANSACTION; SELECT 1; ROLLBACK; SELECT 2;"), "taken");
  EXPECT_THAT(begins("BEGIN; END;\nSTART TRANSACTION; SELECT 1;"),
              HasSubstr("a.sql:8:1: Revision a begins a transaction here and does not end it."));
}

}  // namespace
}  // namespace fz
