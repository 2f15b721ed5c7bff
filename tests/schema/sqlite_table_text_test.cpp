#include "core/schema/sqlite/table_text.hpp"
#include "core/util/error.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace fz::sqlite {
namespace {

TEST(SqliteTableText, ReadsColumnsWithTheirTypes) {
  const table_text t =
      read_table("CREATE TABLE t (a, b INTEGER, c VARCHAR ( 10 ), d DOUBLE  PRECISION)");
  ASSERT_EQ(t.columns.size(), 4u);
  EXPECT_EQ(t.name, "t");
  EXPECT_EQ(t.columns[0].type.text, "");
  EXPECT_EQ(t.columns[1].type.text, "INTEGER");
  EXPECT_EQ(t.columns[2].type.form, "varchar(10)");
  EXPECT_EQ(t.columns[3].type.form, "double precision");
}

TEST(SqliteTableText, TakesNamesInEveryKindOfQuotes) {
  const table_text t = read_table(R"(create table "a""b" ('c', [d e], `f``g`, "h", i))");
  EXPECT_EQ(t.name, "a\"b");
  std::vector<std::string> names;
  for (const column_text& c : t.columns) names.push_back(c.name);
  EXPECT_EQ(names, (std::vector<std::string>{"c", "d e", "f`g", "h", "i"}));
}

TEST(SqliteTableText, WordsThatAreKeywordsElsewhereBelongToAType) {
  const table_text t =
      read_table("CREATE TABLE t (a KEY ASC temp 'x' \"y\"(1, -2) NOT NULL, b \"my type\")");
  EXPECT_EQ(t.columns[0].type.form, "key asc temp 'x' y(1, - 2)");
  EXPECT_TRUE(t.columns[0].not_null());
  EXPECT_EQ(t.columns[1].type.text, "my type");
}

TEST(SqliteTableText, GeneratedAlwaysEndsAType) {
  const table_text t = read_table(
      "CREATE TABLE t (a, b INT GENERATED ALWAYS AS (a + 1) STORED, c AS (a || ')'), d generated)");
  ASSERT_TRUE(t.columns[1].generated);
  EXPECT_EQ(t.columns[1].type.form, "int");
  EXPECT_EQ(t.columns[1].generated->expression.form, "(a + 1)");
  EXPECT_EQ(t.columns[1].generated->storage, "stored");
  ASSERT_TRUE(t.columns[2].generated);
  EXPECT_EQ(t.columns[2].generated->expression.form, "(a || ')')");
  EXPECT_EQ(t.columns[2].generated->storage, "");
  EXPECT_FALSE(t.columns[3].generated);
}

TEST(SqliteTableText, ReadsEveryFormOfDefault) {
  const table_text t = read_table(
      "CREATE TABLE t (a DEFAULT 1, b DEFAULT -1.5e-3, c DEFAULT +.5, d DEFAULT 'it''s', e DEFAULT "
      "(a + (1)), f DEFAULT current_timestamp NOT NULL, g DEFAULT x'0AFF', h DEFAULT \"z\", i "
      "DEFAULT "
      "hello, j DEFAULT NULL, k DEFAULT TRUE COLLATE nocase)");
  std::vector<std::string> defaults;
  for (const column_text& c : t.columns) defaults.push_back(c.default_value->form);
  EXPECT_EQ(defaults, (std::vector<std::string>{"1", "- 1.5e-3", "+ .5", "'it''s'", "(a + (1))",
                                                "current_timestamp", "x'0aff'", "z", "hello",
                                                "null", "true"}));
  EXPECT_TRUE(t.columns[5].not_null());
  EXPECT_EQ(t.columns[10].collation, "nocase");
}

TEST(SqliteTableText, ReadsTheConstraintsOfAColumn) {
  const table_text t = read_table(
      "CREATE TABLE t (a INTEGER CONSTRAINT pk PRIMARY KEY DESC ON CONFLICT IGNORE AUTOINCREMENT "
      "CONSTRAINT nn NOT NULL ON CONFLICT FAIL CONSTRAINT u UNIQUE ON CONFLICT REPLACE CONSTRAINT "
      "k "
      "CHECK (a > 0) CONSTRAINT loose COLLATE rtrim CONSTRAINT last)");
  ASSERT_EQ(t.keys.size(), 2u);
  EXPECT_EQ(t.keys[0].name, "pk");
  EXPECT_TRUE(t.keys[0].primary && t.keys[0].autoincrement && t.keys[0].parts[0].descending);
  EXPECT_EQ(t.keys[0].on_conflict, "ignore");
  EXPECT_EQ(t.keys[1].name, "u");
  EXPECT_EQ(t.keys[1].on_conflict, "replace");
  EXPECT_EQ(t.columns[0].nullability, "not null on conflict fail");
  EXPECT_EQ(t.columns[0].null_name, "nn");
  ASSERT_EQ(t.checks.size(), 1u);
  EXPECT_EQ(t.checks[0].name, "k");
  EXPECT_EQ(t.columns[0].collation, "rtrim");
  EXPECT_EQ(t.columns[0].loose_names, (std::vector<std::string>{"loose", "last"}));
}

TEST(SqliteTableText, TheCommaBetweenConstraintsOfATableMayBeMissing) {
  const table_text t = read_table(
      "CREATE TABLE t (a, b, CONSTRAINT pk PRIMARY KEY (a COLLATE nocase DESC, b ASC) ON CONFLICT "
      "ABORT "
      "UNIQUE (b) CHECK (a <> b) ON CONFLICT FAIL CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES p, "
      "CONSTRAINT nothing)");
  ASSERT_EQ(t.keys.size(), 2u);
  EXPECT_EQ(t.keys[0].parts[0].collation, "nocase");
  EXPECT_TRUE(t.keys[0].parts[0].descending);
  EXPECT_EQ(t.keys[1].name, "");
  EXPECT_EQ(t.checks[0].on_conflict, "fail");
  EXPECT_EQ(t.foreign_keys[0].name, "fk");
  EXPECT_TRUE(t.foreign_keys[0].referenced.empty());
}

TEST(SqliteTableText, ReadsForeignKeysWithAllTheirWords) {
  const table_text t = read_table(
      "CREATE TABLE t (a REFERENCES p (x) MATCH FULL ON DELETE SET NULL ON UPDATE NO ACTION "
      "DEFERRABLE INITIALLY DEFERRED NOT NULL, b REFERENCES p ON DELETE CASCADE NOT DEFERRABLE, "
      "FOREIGN KEY (a) REFERENCES q (y COLLATE nocase DESC) ON UPDATE SET DEFAULT NOT DEFERRABLE "
      "INITIALLY IMMEDIATE)");
  ASSERT_EQ(t.foreign_keys.size(), 3u);
  EXPECT_EQ(t.foreign_keys[0].match, "full");
  EXPECT_EQ(t.foreign_keys[0].on_delete, "set null");
  EXPECT_EQ(t.foreign_keys[0].on_update, "no action");
  EXPECT_EQ(t.foreign_keys[0].deferrable, "deferrable initially deferred");
  EXPECT_TRUE(t.columns[0].not_null());
  EXPECT_EQ(t.foreign_keys[1].deferrable, "not deferrable");
  EXPECT_EQ(t.foreign_keys[2].referenced, std::vector<std::string>{"y"});
  EXPECT_EQ(t.foreign_keys[2].deferrable, "not deferrable initially immediate");
}

TEST(SqliteTableText, ReadsTheOptions) {
  const table_text t = read_table("CREATE TABLE t (a PRIMARY KEY) STRICT, WITHOUT ROWID");
  EXPECT_TRUE(t.strict);
  EXPECT_TRUE(t.without_rowid);
}

TEST(SqliteTableText, KnowsWhichColumnIsTheRowid) {
  const auto rowid = [](const char* columns) {
    const table_text t = read_table(std::string("CREATE TABLE t ") + columns);
    return t.rowid_column() == nullptr ? std::string() : t.rowid_column()->name;
  };
  EXPECT_EQ(rowid("(a INTEGER PRIMARY KEY)"), "a");
  EXPECT_EQ(rowid("(a integer, PRIMARY KEY (A DESC))"), "a");
  EXPECT_EQ(rowid("(a INTEGER PRIMARY KEY DESC)"), "");
  EXPECT_EQ(rowid("(a INT PRIMARY KEY)"), "");
  EXPECT_EQ(rowid("(a INTEGER, b, PRIMARY KEY (a, b))"), "");
  EXPECT_EQ(rowid("(a INTEGER PRIMARY KEY) WITHOUT ROWID"), "");
}

TEST(SqliteTableText, CommentsAreNoPartOfIt) {
  const table_text t = read_table(
      "CREATE TABLE t ( -- the table, with (\n a /* , b */ INT -- ) \n , c TEXT DEFAULT '--' )");
  ASSERT_EQ(t.columns.size(), 2u);
  EXPECT_EQ(t.columns[1].default_value->form, "'--'");
}

TEST(SqliteTableText, SaysWhatItDoesNotUnderstand) {
  const auto failure = [](const char* sql) -> std::string {
    try {
      read_table(sql);
    } catch (const error& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_EQ(failure("CREATE TABLE t AS SELECT 1"),
            "CREATE TABLE … AS SELECT does not say which columns it has.");
  EXPECT_EQ(failure("CREATE TABLE t (a"), "')' was expected at the end of the text.");
  EXPECT_EQ(failure("CREATE TABLE t (a) x"), "'strict' was expected before 'x' (byte 20).");
  EXPECT_EQ(failure("CREATE TABLE t (a, FOREIGN x)"),
            "a constraint was expected before 'FOREIGN' (byte 20).");
  EXPECT_EQ(failure("CREATE TABLE t (a DEFAULT (1)"), "')' was expected at the end of the text.");
}

}  // namespace
}  // namespace fz::sqlite
