#include "core/script/sql_file.hpp"

#include "core/util/error.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto sqlite = dialect::sqlite;
constexpr auto postgresql = dialect::postgresql;

/// Three lines, so that a body begins in line 4.
const std::string front = "-- +++\n-- revision = \"a\"\n-- +++\n";

sql_script parse(dialect d, const std::string& body) {
  return parse_sql_file(front + body, "a.sql", d);
}

std::string refusal(dialect d, const std::string& body) {
  try {
    parse(d, body);
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::script);
    return e.what();
  }
  ADD_FAILURE() << body << " was taken";
  return "";
}

std::vector<std::string> texts(const std::optional<script_section>& section) {
  std::vector<std::string> result;
  for (const statement& s : section.value().statements) result.push_back(s.sql);
  return result;
}

TEST(SqlFile, HasAnUpgradeAndADowngrade) {
  const sql_script script = parse(sqlite,
                                  "\n-- what it is for\n/* and why */\n"
                                  "-- fz:upgrade\nCREATE TABLE a (b);\n  CREATE TABLE c (d);\n\n"
                                  "-- fz:downgrade\nDROP TABLE c;\nDROP TABLE a");
  EXPECT_THAT(texts(script.upgrade), ElementsAre("CREATE TABLE a (b)", "CREATE TABLE c (d)"));
  EXPECT_THAT(texts(script.downgrade), ElementsAre("DROP TABLE c", "DROP TABLE a"));
  EXPECT_TRUE(script.upgrade->transactional);
  EXPECT_EQ(to_string(script.upgrade->statements[1].position), "a.sql:9:3");
  EXPECT_EQ(to_string(script.downgrade->statements[0].position), "a.sql:12:1");
}

TEST(SqlFile, ADowngradeMayBeMissingAndSectionsMayBeEmpty) {
  const sql_script script = parse(sqlite, "-- fz:upgrade\n-- nothing\n");
  EXPECT_THAT(texts(script.upgrade), IsEmpty());
  EXPECT_FALSE(script.downgrade.has_value());
  EXPECT_THAT(texts(parse(sqlite, "-- fz:downgrade\n-- fz:upgrade").downgrade), IsEmpty());
}

TEST(SqlFile, ASectionMayRunOutsideATransaction) {
  const sql_script script = parse(
      postgresql,
      "--fz:upgrade transaction=off\r\nSELECT 1;\r\n\t-- fz: downgrade  transaction=off  \nX");
  EXPECT_FALSE(script.upgrade->transactional);
  EXPECT_FALSE(script.downgrade->transactional);
  EXPECT_THAT(texts(script.upgrade), ElementsAre("SELECT 1"));
  EXPECT_THAT(texts(script.downgrade), ElementsAre("X"));
}

TEST(SqlFile, ADialectsOwnSectionWinsOverThePlainOne) {
  for (const char* body : {"-- fz:upgrade\nPLAIN\n-- fz:upgrade postgresql\nOWN",
                           "-- fz:upgrade postgresql\nOWN\n-- fz:upgrade\nPLAIN"}) {
    EXPECT_THAT(texts(parse(sqlite, body).upgrade), ElementsAre("PLAIN"));
    EXPECT_THAT(texts(parse(postgresql, body).upgrade), ElementsAre("OWN"));
  }
  const char* shared = "-- fz:upgrade sqlite postgresql transaction=off\nBOTH";
  EXPECT_THAT(texts(parse(sqlite, shared).upgrade), ElementsAre("BOTH"));
  EXPECT_THAT(texts(parse(postgresql, shared).upgrade), ElementsAre("BOTH"));
  EXPECT_FALSE(parse(sqlite, "-- fz:upgrade\n-- fz:downgrade postgresql\nX").downgrade.has_value());
}

TEST(SqlFile, EachSectionIsReadInItsOwnLanguage) {
  const char* body =
      "-- fz:upgrade sqlite\nSELECT [it's];\n"
      "-- fz:upgrade postgresql\nDO $$ '\n-- fz:downgrade\n$$;\n"
      "-- fz:downgrade\nSELECT [it's];\n"
      "-- fz:downgrade postgresql\nSELECT $$'$$;\n";
  EXPECT_THAT(texts(parse(sqlite, body).upgrade), ElementsAre("SELECT [it's]"));
  EXPECT_THAT(texts(parse(sqlite, body).downgrade), ElementsAre("SELECT [it's]"));
  EXPECT_THAT(texts(parse(postgresql, body).upgrade), ElementsAre("DO $$ '\n-- fz:downgrade\n$$"));
  EXPECT_THAT(texts(parse(postgresql, body).downgrade), ElementsAre("SELECT $$'$$"));
}

TEST(SqlFile, MarkersInStringsAndCommentsAreNone) {
  const char* body =
      "-- fz:upgrade\nINSERT INTO a VALUES ('\n-- fz:downgrade\n');\n/*\n-- fz:downgrade\n*/\n"
      "SELECT 1 -- fz:downgrade\n; -- about fz:downgrade\n-- fz is a tool\n";
  EXPECT_THAT(texts(parse(sqlite, body).upgrade),
              ElementsAre("INSERT INTO a VALUES ('\n-- fz:downgrade\n')", "SELECT 1"));
  EXPECT_FALSE(parse(sqlite, body).downgrade.has_value());
}

TEST(SqlFile, AByteOrderMarkIsPassedOver) {
  const sql_script script =
      parse_sql_file("\xEF\xBB\xBF" + front + "-- fz:upgrade\nX", "a.sql", sqlite);
  EXPECT_EQ(to_string(script.upgrade->statements[0].position), "a.sql:5:1");
}

TEST(SqlFile, ErrorsNameThePlace) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "a.sql: The file has no upgrade section; it begins with '-- fz:upgrade'."},
      {"-- fz:downgrade\n", "a.sql: The file has no upgrade section; it begins with"},
      {"-- fz:upgrade postgresql\n",
       "a.sql: The file has no upgrade section for sqlite; '-- fz:upgrade' alone serves every "
       "dialect."},
      {"-- x\n  SELECT 1;\n-- fz:upgrade\n",
       "a.sql:5:3: Only comments may stand before the first section; a section begins with '-- "
       "fz:upgrade' or '-- fz:downgrade'."},
      {";\n-- fz:upgrade\n", "a.sql:4:1: Only comments may stand before"},
      {"-- fz:upgarde\n", "a.sql:4:7: Unknown marker 'fz:upgarde'. Did you mean 'fz:upgrade'?"},
      {"-- fz:Upgrade\n", "a.sql:4:7: Unknown marker 'fz:Upgrade'. Did you mean 'fz:upgrade'?"},
      {"-- fz:seed\n",
       "a.sql:4:7: Unknown marker 'fz:seed'. Expected fz:upgrade, fz:downgrade, fz:todo and "
       "fz:rebuild."},
      {"-- fz:\n", "a.sql:4:7: Unknown marker 'fz:'. Expected"},
      {"-- fz:upgrade\n  -- fz:downgrad\n",
       "a.sql:5:9: Unknown marker 'fz:downgrad'. Did you mean"},
      {"-- fz:upgrade postgres\n",
       "a.sql:4:15: Unknown option 'postgres'. Did you mean 'postgresql'?"},
      {"-- fz:upgrade  transaction=on\n",
       "a.sql:4:16: Unknown option 'transaction=on'. Did you mean 'transaction=off'?"},
      {"-- fz:upgrade -- x\n",
       "Unknown option '--'. Expected sqlite, postgresql and transaction=off."},
      {"-- fz:upgrade sqlite sqlite\n", "a.sql:4:22: The option 'sqlite' is given twice."},
      {"-- fz:upgrade transaction=off transaction=off\n",
       "The option 'transaction=off' is given twice."},
      {"-- fz:upgrade\n-- fz:upgrade\n",
       "a.sql:5:1: Another upgrade section for the same dialect begins in line 4."},
      {"-- fz:upgrade\n-- fz:downgrade sqlite\n-- fz:downgrade postgresql sqlite\n",
       "a.sql:6:1: Another downgrade section for the same dialect begins in line 5."},
      {"-- fz:upgrade\nSELECT 'a\n-- fz:downgrade\n",
       "a.sql:5:8: The string that begins here is never closed."},
      {"-- fz:upgrade\nSELECT 1 /* a\n-- fz:downgrade\n",
       "a.sql:5:10: The comment that begins here is never closed."},
      {"-- fz:upgrade\nSELECT 1 /*/", "a.sql:5:10: The comment that begins here is never closed."},
      {"-- fz:upgrade\nCREATE TRIGGER t BEGIN SELECT 1;\n-- fz:downgrade\n",
       "a.sql:5:1: The trigger that begins here is never closed"},
      {std::string("-- fz:upgrade\nab\0", 17),
       "a.sql:5:3: There is a NUL character here; a revision file must be text."},
      {"-- fz:upgrade\né\xff", "a.sql:5:3: The bytes here are not UTF-8; save the file in this"},
  };
  for (const auto& [body, sentence] : cases)
    EXPECT_THAT(refusal(sqlite, body), HasSubstr(sentence));
}

/// An apostrophe in what is not SQL, and a marker below it: the message is about what is not SQL.
TEST(SqlFile, WhatIsNotSqlIsNamedAsSuch) {
  const std::pair<std::string, const char*> cases[] = {
      {"-- fz:upgrade\n\\echo it's\n-- fz:downgrade\n",
       "a.sql:5:1: \\echo is a psql command, not SQL."},
      {"-- fz:upgrade\nCOPY t FROM STDIN;\nit's\n\\.\n-- fz:downgrade\n",
       "a.sql:5:1: COPY FROM STDIN cannot be used in a migration"},
      {"-- fz:upgrade\nSELECT 1;\n-- +goose Down\nDROP TABLE t;\n",
       "a.sql:6:1: '-- +goose Down' is a marker of goose"},
  };
  for (const auto& [body, sentence] : cases)
    EXPECT_THAT(refusal(postgresql, body), HasSubstr(sentence));
}

/// A marker is found behind a string that only standard_conforming_strings = off can close there.
TEST(SqlFile, BackslashesEscapeToTheEndOfTheSection) {
  const sql_script script = parse(postgresql,
                                  "-- fz:upgrade\nSET standard_conforming_strings = off;\n"
                                  "SELECT 'it\\'s';\n-- fz:downgrade\nSELECT '\\';\n");
  EXPECT_THAT(texts(script.upgrade),
              ElementsAre("SET standard_conforming_strings = off", "SELECT 'it\\'s'"));
  EXPECT_THAT(texts(script.downgrade), ElementsAre("SELECT '\\'"));
}

}  // namespace
}  // namespace fz
