#include "core/schema/sqlite/catalog.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace fz::sqlite {
namespace {

using kind = catalog_entry::kind;

catalog_entry table(std::string name, std::string sql, std::vector<catalog_column> columns) {
  catalog_entry entry{kind::table, std::move(name), "", std::move(sql)};
  entry.columns = std::move(columns);
  return entry;
}

TEST(SqliteCatalog, ATableWhoseTextSaysOtherwiseThanThePragmasIsNamed) {
  const catalog entries = {table("t", "CREATE TABLE t (a INT)", {{"a", "TEXT"}}),
                           {kind::index, "i", "t", "CREATE INDEX i ON t (a)"}};
  const database_schema s = describe_catalog(entries, {});
  EXPECT_TRUE(s.objects().empty());
  EXPECT_EQ(
      describe(s.rest()),
      "not compared: 2 objects (i: nor is its table t and t: its text and SQLite's PRAGMAs do "
      "not agree on the type of its column 'a')");
}

TEST(SqliteCatalog, ATextThatCannotBeReadIsNamed) {
  const database_schema s =
      describe_catalog({table("t", "CREATE TABLE t (a INT) ODD", {{"a", "INT"}})}, {});
  EXPECT_EQ(
      describe(s.rest()),
      "not compared: 1 object (t: its text cannot be read: 'strict' was expected before 'ODD' "
      "(byte 24).)");
}

TEST(SqliteCatalog, VirtualTablesAreNamedAndWhatIsLeftOutIsNot) {
  const catalog entries = {{kind::virtual_table, "f", "", "CREATE VIRTUAL TABLE f USING fts5(a)"},
                           {kind::shadow_table, "f_data", "", "CREATE TABLE f_data (a)"},
                           table("ours", "CREATE TABLE ours (a)", {{"a", ""}}),
                           {kind::index, "i", "ours", "CREATE INDEX i ON ours (a)"},
                           table("sqlite_stat1", "CREATE TABLE sqlite_stat1(tbl,idx,stat)", {})};
  const database_schema s = describe_catalog(entries, {"Ours"});
  EXPECT_TRUE(s.objects().empty());
  EXPECT_EQ(describe(s.rest()),
            "not compared: 1 shadow table (f_data)\nnot compared: 1 virtual table (f)");
}

TEST(SqliteCatalog, AConstraintIsTheSameWhereverItIsWritten) {
  const auto described = [](const char* sql) {
    catalog_entry t = table("t", sql, {{"a", "INT"}, {"b", "INT"}});
    t.columns[0].key_position = 1;
    t.indexes = {{"x", true, "pk", false, {"a"}, {false}}, {"y", true, "u", false, {"b"}, {false}}};
    t.foreign_keys = {{"p", {"b"}, {}}};
    std::vector<std::string> keys;
    const database_schema schema = describe_catalog({t}, {});
    for (const schema_object& o : schema.objects()) keys.push_back(to_string(o.key));
    return keys;
  };
  EXPECT_EQ(
      described("CREATE TABLE t (a INT PRIMARY KEY, b INT UNIQUE REFERENCES p CHECK (b > 1))"),
      described("CREATE TABLE t (a INT, b INT, CHECK (b > 1), FOREIGN KEY (b) REFERENCES p, "
                "UNIQUE (b), PRIMARY KEY (a))"));
}

}  // namespace
}  // namespace fz::sqlite
