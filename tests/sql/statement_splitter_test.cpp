#include "core/sql/statement_splitter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto sqlite = dialect::sqlite;
constexpr auto postgresql = dialect::postgresql;
const source_position start{"a.sql", 1, 1};

std::vector<std::string> split(dialect d, std::string_view sql) {
  std::vector<std::string> texts;
  for (const statement& s : split_statements(sql, d, start)) texts.push_back(s.sql);
  return texts;
}

std::string refusal(dialect d, std::string_view sql) {
  try {
    split_statements(sql, d, start);
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::script);
    return e.what();
  }
  ADD_FAILURE() << sql << " was taken";
  return "";
}

/// One statement, whatever semicolons are in it.
void expect_whole(dialect d, const std::string& sql) {
  EXPECT_THAT(split(d, sql + "; SELECT 2"), ElementsAre(sql, "SELECT 2")) << sql;
  EXPECT_THAT(split(d, sql), ElementsAre(sql)) << sql;
}

TEST(StatementSplitter, BothDialectsSplitAtSemicolons) {
  for (const dialect d : {sqlite, postgresql}) {
    EXPECT_THAT(split(d, "SELECT 1; SELECT\n 2;\n"), ElementsAre("SELECT 1", "SELECT\n 2"));
    EXPECT_THAT(split(d, "SELECT 1"), ElementsAre("SELECT 1"));
    EXPECT_THAT(split(d, ""), IsEmpty());
    EXPECT_THAT(split(d, " ;; -- a;\n /* b; */ ; \r\n"), IsEmpty());
  }
}

TEST(StatementSplitter, CommentsAroundAStatementAreLeftOutInsideOnesStay) {
  for (const dialect d : {sqlite, postgresql}) {
    EXPECT_THAT(split(d, "-- one;\n/* two; */ SELECT /* in; */ 1 -- in;\n + 2 -- after;\n;"),
                ElementsAre("SELECT /* in; */ 1 -- in;\n + 2"));
    EXPECT_THAT(split(d, "SELECT 1 -- no line end;"), ElementsAre("SELECT 1"));
    EXPECT_THAT(split(d, "SELECT 4 - - 2 / 1"), ElementsAre("SELECT 4 - - 2 / 1"));
  }
}

TEST(StatementSplitter, PositionsAreThoseOfTheFirstCharacter) {
  const auto statements = split_statements(
      "-- é\n  SELECT 1;SELECT 2;\r\n\t;SELECT 'é\n'; SELECT 4", sqlite, {"dir/a.sql", 10, 5});
  std::vector<std::string> positions;
  for (const statement& s : statements) positions.push_back(to_string(s.position));
  EXPECT_THAT(positions,
              ElementsAre("dir/a.sql:11:3", "dir/a.sql:11:12", "dir/a.sql:12:3", "dir/a.sql:13:4"));
  EXPECT_EQ(to_string(split_statements(" SELECT 1", sqlite, {"a.sql", 10, 5})[0].position),
            "a.sql:10:6");
  EXPECT_EQ(to_string(split_statements("SELECT 1", sqlite, {"a.sql"})[0].position), "a.sql:1:1");
}

TEST(StatementSplitter, BothDialectsKeepStringsAndQuotedNamesWhole) {
  for (const dialect d : {sqlite, postgresql}) {
    expect_whole(d, "SELECT ';', 'it''s;', '', ''';'");
    expect_whole(d, "SELECT \";\", \"a\"\";\"");
    expect_whole(d, "SELECT '\\'");
    expect_whole(d, "SELECT '--', '/*', \"--\"");
    expect_whole(d, "SELECT /* ' */ 1");
  }
}

TEST(StatementSplitter, SqliteQuotesNamesInThreeMoreWays) {
  expect_whole(sqlite, "SELECT `;`, `a``;`, [;'], x'00'");
  expect_whole(sqlite, "SELECT $a::b, @a, :a, ?1, 1e5");
}

TEST(StatementSplitter, SqliteCommentsDoNotNestAndMayStayOpen) {
  EXPECT_THAT(split(sqlite, "SELECT 1 /* a /* b */; SELECT 2 /* c; "),
              ElementsAre("SELECT 1 /* a /* b */", "SELECT 2"));
}

TEST(StatementSplitter, SqliteTriggersEndWithEnd) {
  for (const char* head : {"CREATE TRIGGER", "create temp trigger", "CREATE TEMPORARY TRIGGER",
                           "CREATE /* c */ TRIGGER IF NOT EXISTS", "EXPLAIN CREATE TRIGGER",
                           "EXPLAIN QUERY PLAN CREATE TRIGGER"}) {
    expect_whole(sqlite, std::string(head) +
                             " t AFTER UPDATE ON a WHEN CASE WHEN new.b THEN 1 ELSE 0 END BEGIN\n"
                             "  UPDATE a SET b = CASE WHEN c THEN ';' ELSE 2 END;\n"
                             "  SELECT CASE 1 WHEN 1 THEN 2 END; -- END;\n"
                             "  ;\n"
                             "END");
  }
}

TEST(StatementSplitter, SqliteTablesAndViewsAreNotTriggers) {
  EXPECT_THAT(split(sqlite, "CREATE TABLE trigger_log (a); SELECT 1"),
              ElementsAre("CREATE TABLE trigger_log (a)", "SELECT 1"));
  EXPECT_THAT(
      split(sqlite, "DROP TRIGGER t; CREATE VIEW v AS SELECT 1; EXPLAIN SELECT 1; END"),
      ElementsAre("DROP TRIGGER t", "CREATE VIEW v AS SELECT 1", "EXPLAIN SELECT 1", "END"));
}

TEST(StatementSplitter, SqliteTriggerWithoutEndIsRefused) {
  EXPECT_THAT(refusal(sqlite, "SELECT 1;\n CREATE TRIGGER t BEGIN SELECT 1;\nSELECT 2;\n"),
              HasSubstr("a.sql:2:2: The trigger that begins here is never closed: it ends with "
                        "'END;' after the semicolon of its last statement."));
  EXPECT_THAT(split(sqlite, "CREATE TRIGGER t"), ElementsAre("CREATE TRIGGER t"));
}

TEST(StatementSplitter, PostgresqlEscapeStrings) {
  expect_whole(postgresql, "SELECT E'\\';', e'a\\\\', E'it''s;'");
  expect_whole(postgresql, "SELECT E'a'\n  '\\';'");
  expect_whole(postgresql, "SELECT E'a' -- first\n, 1");
  expect_whole(postgresql, "SELECT E'a'\n -- ' between\n '\\';'");
  expect_whole(postgresql, "SELECT type'\\', U&'\\', N'\\', U&\"\\\"");
  EXPECT_THAT(split(postgresql, "SELECT E'a' '\\'; SELECT 2"),
              ElementsAre("SELECT E'a' '\\'", "SELECT 2"));
}

TEST(StatementSplitter, PostgresqlDollarQuotes) {
  expect_whole(postgresql, "SELECT $$;'$$, $a$;$$;$b$;$a$, $ä1$;$ä1$, $_$;$_$");
  expect_whole(postgresql, "DO $$ BEGIN PERFORM 1; END $$");
  EXPECT_THAT(split(postgresql, "SELECT $1; SELECT a$b$; SELECT $2"),
              ElementsAre("SELECT $1", "SELECT a$b$", "SELECT $2"));
  EXPECT_THAT(split(postgresql, "SELECT $1a$; SELECT $"), ElementsAre("SELECT $1a$", "SELECT $"));
}

TEST(StatementSplitter, PostgresqlCommentsNest) {
  EXPECT_THAT(split(postgresql, "SELECT 1 /* a; /* b; */ c; */; SELECT 2"),
              ElementsAre("SELECT 1", "SELECT 2"));
  EXPECT_THAT(split(postgresql, "SELECT /*/* */*/ 1"), ElementsAre("SELECT /*/* */*/ 1"));
}

TEST(StatementSplitter, PostgresqlParenthesesHoldTogether) {
  expect_whole(postgresql, "CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM a; SELECT (1); )");
  EXPECT_THAT(split(postgresql, "SELECT 1); SELECT 2"), ElementsAre("SELECT 1)", "SELECT 2"));
  EXPECT_THAT(split(sqlite, "SELECT (1; SELECT 2"), ElementsAre("SELECT (1", "SELECT 2"));
}

TEST(StatementSplitter, PostgresqlSqlBodiesEndWithEnd) {
  for (const char* head : {"CREATE FUNCTION f(begin int)", "CREATE OR REPLACE FUNCTION begin()",
                           "create procedure p()", "CREATE OR REPLACE PROCEDURE p()"}) {
    expect_whole(postgresql, std::string(head) +
                                 " LANGUAGE SQL BEGIN /* c */ ATOMIC\n"
                                 "  SELECT CASE WHEN a THEN CASE 1 WHEN 1 THEN 2 END END;\n"
                                 "  SELECT (CASE 1 WHEN 1 THEN 2 END);\n"
                                 "END");
  }
  EXPECT_THAT(
      split(postgresql, "CREATE FUNCTION begin() RETURNS int AS 'x'; BEGIN; SELECT 1; END"),
      ElementsAre("CREATE FUNCTION begin() RETURNS int AS 'x'", "BEGIN", "SELECT 1", "END"));
  EXPECT_THAT(split(postgresql, "BEGIN ATOMIC; SELECT 1"), ElementsAre("BEGIN ATOMIC", "SELECT 1"));
}

TEST(StatementSplitter, WhatIsNeverClosedIsNamedWithItsPlace) {
  const std::tuple<dialect, const char*, const char*> cases[] = {
      {sqlite, "SELECT 1;\nSELECT 'a;\n",
       "a.sql:2:8: The string that begins here is never closed."},
      {sqlite, "SELECT \"a", "a.sql:1:8: The quoted name that begins here is never closed."},
      {sqlite, "SELECT `a``", "a.sql:1:8: The quoted name that begins"},
      {sqlite, "SELECT [a", "a.sql:1:8: The quoted name that begins"},
      {postgresql, "SELECT 'a''", "a.sql:1:8: The string that begins"},
      {postgresql, "SELECT E'a\\'", "a.sql:1:8: The string that begins"},
      {postgresql, "SELECT E'a\\", "a.sql:1:8: The string that begins"},
      {postgresql, "SELECT E'a'\n'", "a.sql:1:8: The string that begins"},
      {postgresql, "SELECT $a$ $b$ $a",
       "a.sql:1:8: The dollar-quoted string that begins here is never closed."},
      {postgresql, "SELECT 1 /* a /* b */",
       "a.sql:1:10: The comment that begins here is never closed."},
  };
  for (const auto& [d, sql, sentence] : cases) EXPECT_THAT(refusal(d, sql), HasSubstr(sentence));
}

TEST(StatementSplitter, ACommandOfPsqlIsNamedBeforeAnApostropheAfterIt) {
  const std::tuple<const char*, const char*> cases[] = {
      {"SELECT 1;\n  \\echo it's\nSELECT 'a';", "a.sql:2:3: \\echo is a psql command, not SQL."},
      {"\\set x 1\n", "a.sql:1:1: \\set is a psql command, not SQL."},
      {"\\i other's.sql", "\\i is a psql command, not SQL. Put the statements of that file here."},
      {"SELECT 1 \\gset it's", "a.sql:1:10: \\gset is a psql command, not SQL. End the"},
      {"\\copy t from 'x'", "INSERT the rows"},
      {"SELECT 1\n\\restrict abc\n;", "a.sql:2:1: \\restrict is a psql command"},
  };
  for (const auto& [sql, sentence] : cases) {
    EXPECT_THAT(refusal(postgresql, sql), HasSubstr(sentence));
  }
}

TEST(StatementSplitter, ACommandOfSqlite3IsNamed) {
  EXPECT_THAT(refusal(sqlite, "SELECT 1;\n.read other's.sql\n"),
              HasSubstr("a.sql:2:1: .read is a sqlite3 command, not SQL. Put the statements"));
  EXPECT_THAT(refusal(sqlite, "# it's\nSELECT 1;"),
              HasSubstr("a.sql:1:1: Only the sqlite3 shell takes a line that begins with #"));
  EXPECT_THAT(split(sqlite, "SELECT 1\n.5;\nSELECT\n#"), ElementsAre("SELECT 1\n.5", "SELECT\n#"));
  EXPECT_THAT(split(sqlite, "SELECT 1; .5"), ElementsAre("SELECT 1", ".5"));
}

TEST(StatementSplitter, ACommandForTheOtherDatabasesShellIsNamedToo) {
  EXPECT_THAT(refusal(sqlite, "SELECT 1;\n\\echo it's done\n"),
              HasSubstr("a.sql:2:1: \\echo is a psql command, not SQL."));
  EXPECT_THAT(refusal(sqlite, "SELECT 1; \\q"), HasSubstr("a.sql:1:11: \\q is a psql command"));
  EXPECT_THAT(refusal(postgresql, "  .read other's.sql\n"),
              HasSubstr("a.sql:1:3: .read is a sqlite3 command"));
  EXPECT_THAT(refusal(postgresql, "SELECT 1;\n# it's\n"), HasSubstr("a.sql:2:1: Only the sqlite3"));
  EXPECT_THAT(split(postgresql, "SELECT 5 \n# 3;\nSELECT 1\n.5"),
              ElementsAre("SELECT 5 \n# 3", "SELECT 1\n.5"));
}

/// CREATE INDEX keeps what stands before its semicolon, as the sqlite3 shell shows.
TEST(StatementSplitter, SqliteIsGivenWhatComesBeforeTheSemicolon) {
  EXPECT_THAT(
      split(sqlite, "CREATE INDEX i ON t(a) ;\nCREATE INDEX j ON t(a) -- c\n;\n ; ;\nEND\n"),
      ElementsAre("CREATE INDEX i ON t(a) ", "CREATE INDEX j ON t(a) -- c\n", "END"));
  EXPECT_THAT(split(postgresql, "SELECT 1 ;"), ElementsAre("SELECT 1"));
}

/// All mistakes of a script can be told at once.
TEST(StatementSplitter, WhatIsRefusedMayBeObserved) {
  statement_splitter splitter("\\set v it's\nSELECT 1;\n-- migrate:down\n\\q\nSELECT 2", postgresql,
                              {"a.sql", 1, 1});
  std::vector<std::string> refused;
  splitter.observe_refusals([&](const error& e) { refused.emplace_back(e.what()); });
  std::vector<std::string> seen;
  while (const statement* s = splitter.next()) seen.push_back(s->sql);
  EXPECT_THAT(seen, ElementsAre("SELECT 1", "SELECT 2"));
  EXPECT_THAT(refused,
              ElementsAre(HasSubstr("a.sql:1:1: \\set"), HasSubstr("a.sql:3:1: '-- migrate"),
                          HasSubstr("a.sql:4:1: \\q")));
}

/// pg_dump 15.14 and later put their dumps between them.
TEST(StatementSplitter, RestrictIsPassedOverBetweenStatements) {
  EXPECT_THAT(split(postgresql, "\\restrict aB3\n\nSELECT 1;\n\\unrestrict aB3\n"),
              ElementsAre("SELECT 1"));
}

TEST(StatementSplitter, CopyDataWithAnApostropheIsCopyData) {
  EXPECT_THAT(refusal(postgresql, "SELECT 1;\nCOPY t (a) FROM STDIN;\nit's\n\\.\n"),
              HasSubstr("a.sql:2:1: COPY FROM STDIN cannot be used in a migration"));
}

TEST(StatementSplitter, AMarkerOfAnotherToolIsRefused) {
  const std::tuple<const char*, const char*> cases[] = {
      {"-- +goose Down\nDROP TABLE t;",
       "a.sql:1:1: '-- +goose Down' is a marker of goose, which means nothing here. What undoes "
       "the "
       "revision goes below '-- fz:downgrade'."},
      {"SELECT 1;\n--+goose  StatementBegin\n",
       "a.sql:2:1: '--+goose  StatementBegin' is a marker"},
      {"-- +migrate Up notransaction", "marker of sql-migrate"},
      {"-- migrate:up transaction:false", "marker of dbmate"},
      {"SELECT 1\n -- migrate:down\n", "a.sql:2:2: '-- migrate:down' is a marker of dbmate"},
      {"SELECT 1;\n---- create above / drop below ----\n", "a.sql:2:1: '---- create above"},
      {"-- Down Migration", "marker of node-pg-migrate"},
      {"--//@UNDO", "marker of MyBatis Migrations"},
      {"-- no-transaction",
       "marker of sqlx, which means nothing here. To run the section outside of"},
  };
  for (const dialect d : {sqlite, postgresql}) {
    for (const auto& [sql, sentence] : cases) EXPECT_THAT(refusal(d, sql), HasSubstr(sentence));
    EXPECT_THAT(split(d,
                      "-- no transactions here\n-- migrate:upwards\n/* +goose Down */\n"
                      "SELECT '-- +goose Down'; --\n-- \f\n--\v"),
                ElementsAre("SELECT '-- +goose Down'"));
  }
}

TEST(StatementSplitter, AByteOrderMarkBetweenJoinedFilesIsFound) {
  for (const dialect d : {sqlite, postgresql}) {
    EXPECT_THAT(refusal(d, "SELECT 1;\n\xEF\xBB\xBFSELECT 2;"),
                HasSubstr("a.sql:2:1: There is a byte order mark (U+FEFF) here"));
    expect_whole(d, "SELECT '\xEF\xBB\xBF'");
  }
}

/// An old dump switches them off and writes 'it\'s'; psql follows it, and so must the splitter.
TEST(StatementSplitter, BackslashesEscapeWhereTheScriptSaysSo) {
  const std::string escaped = "SELECT 'it\\'s;'";
  EXPECT_THAT(split(postgresql, "SET standard_conforming_strings = off;" + escaped +
                                    ";\nset standard_conforming_strings to on; SELECT '\\';"),
              ElementsAre("SET standard_conforming_strings = off", escaped,
                          "set standard_conforming_strings to on", "SELECT '\\'"));
  for (const char* back : {"RESET standard_conforming_strings", "RESET ALL", "DISCARD ALL",
                           "SET standard_conforming_strings TO DEFAULT",
                           "SELECT set_config('standard_conforming_strings', 'on', false)"}) {
    EXPECT_THAT(
        split(postgresql, "SELECT set_config('standard_conforming_strings', 'off', false);" +
                              escaped + ";" + back + ";SELECT '\\'"),
        ElementsAre(testing::_, escaped, back, "SELECT '\\'"));
  }
  EXPECT_THAT(split(sqlite, "SET standard_conforming_strings = off; SELECT '\\'"),
              ElementsAre(testing::_, "SELECT '\\'"));
}

/// How much memory this program has in use.
std::size_t resident_bytes() {
  std::size_t whole = 0;
  std::size_t resident = 0;
  std::ifstream("/proc/self/statm") >> whole >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

TEST(StatementSplitter, ALongScriptInPiecesNeedsNoMoreMemoryThanAPiece) {
  const std::string row = "INSERT INTO t (a, b) VALUES (1, 'some text');\n";
  std::string piece;
  while (piece.size() < 256 * 1024) piece += row;
  int left = 128;  // 32 MiB
  const text_pieces pieces = [&] {
    return left-- > 0 ? std::string_view(piece) : std::string_view();
  };
  const std::size_t before = resident_bytes();
  std::size_t most = 0;
  for (const dialect d : {sqlite, postgresql}) {
    left = 128;
    statement_splitter splitter(pieces, d, {"a.sql", 1, 1});
    std::size_t count = 0;
    while (splitter.next() != nullptr) {
      if (++count % 10'000 == 0) most = std::max(most, resident_bytes());
    }
    EXPECT_EQ(count, 128 * piece.size() / row.size());
  }
  EXPECT_LT(most, before + 8 * 1024 * 1024);
}

}  // namespace
}  // namespace fz
