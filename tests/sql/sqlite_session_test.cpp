#include "core/sql/sqlite_session.hpp"

#include <gtest/gtest.h>

namespace fz {
namespace {

std::vector<std::string> undoing(const std::vector<statement>& script) {
  std::vector<std::string> texts;
  for (const undoing_statement& each : undoing_statements(script)) {
    texts.push_back(each.sql + (each.after_commit ? " (after COMMIT)" : ""));
  }
  return texts;
}

using texts = std::vector<std::string>;

TEST(SqliteSession, PragmasGoBackToTheirDefaults) {
  EXPECT_EQ(undoing({statement("PRAGMA recursive_triggers = ON")}),
            texts{"PRAGMA recursive_triggers = 0"});
  EXPECT_EQ(undoing({statement("PRAGMA trusted_schema(off)")}), texts{"PRAGMA trusted_schema = 1"});
  EXPECT_EQ(undoing({statement("PRAGMA user_version = 3")}), texts{});
}

TEST(SqliteSession, TemporaryObjectsAreDropped) {
  EXPECT_EQ(undoing({statement("CREATE TEMP TABLE IF NOT EXISTS \"a b\" (i)")}),
            texts{"DROP TABLE IF EXISTS temp.\"a b\""});
  EXPECT_EQ(undoing({statement("create temporary view v as select 1")}),
            texts{"DROP view IF EXISTS temp.\"v\""});
  EXPECT_EQ(undoing({statement("CREATE VIRTUAL TABLE temp.f USING fts5(t)")}),
            texts{"DROP TABLE IF EXISTS temp.\"f\""});
}

TEST(SqliteSession, DatabasesAreDetachedAfterTheTransaction) {
  EXPECT_EQ(undoing({statement("ATTACH DATABASE 'x.db' AS side")}),
            texts{"DETACH \"side\" (after COMMIT)"});
  EXPECT_EQ(undoing({statement("ATTACH 'x.db' AS side"), statement("DETACH side")}), texts{});
}

TEST(SqliteSession, TheLastChangeIsUndoneFirstAndNothingTwice) {
  EXPECT_EQ(
      undoing({statement("PRAGMA legacy_alter_table = 1"), statement("CREATE TEMP TABLE t (i)"),
               statement("PRAGMA legacy_alter_table = 0")}),
      (texts{"PRAGMA legacy_alter_table = 0", "DROP TABLE IF EXISTS temp.\"t\""}));
}

}  // namespace
}  // namespace fz
