#include "core/script/table_rebuilds.hpp"

#include "core/script/section_marker.hpp"
#include "core/util/error.hpp"

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::HasSubstr;

std::string refusal(const char* sql, const char* table, bool transactional = true,
                    dialect d = dialect::sqlite) {
  statement s{std::string(sql)};
  s.position = {"a.sql", 6, 1};
  try {
    check_rebuild({table, {"a.sql", 5, 1}}, s, {transactional, direction::upgrade, d});
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::script);
    return e.what();
  }
  return "";
}

TEST(TableRebuilds, NameTheirTableAsSqliteWouldReadIt) {
  EXPECT_EQ(table_in_rebuild_marker("-- fz:rebuild t"), "t");
  EXPECT_EQ(table_in_rebuild_marker("--FZ:Rebuild  \"a b\" "), "a b");
  EXPECT_EQ(table_in_rebuild_marker("-- fz:rebuild"), "");
  EXPECT_EQ(table_in_rebuild_marker("-- fz:todo t"), std::nullopt);
}

TEST(TableRebuilds, NeedTheCreateTableOfTheirTable) {
  EXPECT_EQ(refusal("CREATE TABLE \"T\" (a INT)", "t"), "");
  EXPECT_THAT(refusal("CREATE TABLE u (a INT)", "t"), HasSubstr("a.sql:6:1: This makes the table"));
  EXPECT_THAT(refusal("CREATE TEMP TABLE t (a INT)", "t"), HasSubstr("temporary table 't'"));
  EXPECT_THAT(refusal("CREATE TABLE t AS SELECT 1", "t"), HasSubstr("comes the CREATE TABLE"));
  EXPECT_THAT(refusal("DELETE FROM t", "t"), HasSubstr("comes the CREATE TABLE"));
  EXPECT_THAT(refusal("CREATE TABLE t (a INT)", ""), HasSubstr("names no table"));
}

TEST(TableRebuilds, AreForTransactionsOnSqlite) {
  EXPECT_THAT(refusal("CREATE TABLE t (a INT)", "t", false), HasSubstr("a.sql:5:1: A table is"));
  EXPECT_THAT(refusal("CREATE TABLE t (a INT)", "t", true, dialect::postgresql),
              HasSubstr("for SQLite only"));
}

}  // namespace
}  // namespace fz
