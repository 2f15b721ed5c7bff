#include "core/offline/shell_statement.hpp"

#include "core/util/error.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fz {
namespace {

std::string in_sqlite3(const std::string& sql) { return shell_statement(sql, dialect::sqlite); }
std::string in_psql(const std::string& sql) { return shell_statement(sql, dialect::postgresql); }

std::string refusal(const std::string& sql, dialect d) {
  statement s(sql);
  s.position = {"a.sql", 3, 1};
  try {
    return "taken: " + shell_statement(s, d);
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::script);
    return e.what();
  }
}

TEST(ShellStatement, KeepsTheTextOfSqliteByteForByte) {
  for (const std::string sql :
       {"SELECT '\t:now ?1 $x @y \\ ;', \"?\", [:x], `@`", "SELECT 1 -- why?\n, 2 /* @ */",
        "SELECT x$y FROM t", "SELECT 8\n/ 4", "SELECT '\n/\ngo\n'", "SELECT 1 /\n2",
        "SELECT going\nFROM t", "SELECT 'a\rb'", "SELECT j ->> '$.a'"}) {
    EXPECT_EQ(in_sqlite3(sql), sql);
  }
}

TEST(ShellStatement, WritesTheCarriageReturnThatSqlite3TakesAway) {
  EXPECT_EQ(in_sqlite3("SELECT\r\n'a\r\n\r\r\nb\rc'"), "SELECT\r\r\n'a\r\r\n\r\r\r\nb\rc'");
}

TEST(ShellStatement, RefusesParametersOnSqlite) {
  for (const std::string parameter : {"?", "?1", ":name", "@name", "$name"}) {
    EXPECT_TRUE(refusal("SELECT 1,\n  " + parameter, dialect::sqlite)
                    .starts_with("a.sql:4:3: A parameter stands here"))
        << parameter;
  }
}

TEST(ShellStatement, RefusesCommandsOfSqlite3) {
  for (const std::string command : {".quit", ".5", "# comment"}) {
    const std::string why = refusal(command, dialect::sqlite);
    EXPECT_TRUE(why.starts_with("a.sql:3:1: ")) << why;
    EXPECT_NE(why.find("sqlite3"), std::string::npos) << why;
  }
}

TEST(ShellStatement, RefusesLinesThatEndAStatementInSqlite3) {
  for (const std::string line : {"/", " / \r", "go", "GO -- on", "\t/ /* x */", "/ -- x"}) {
    EXPECT_TRUE(refusal("SELECT 4\n" + line + "\n2", dialect::sqlite).starts_with("a.sql:4:"))
        << line;
  }
}

TEST(ShellStatement, KeepsTheTextOfPostgresqlByteForByte) {
  for (const std::string sql :
       {"SELECT '\t:now \\ ;', \":x\", 1::text, a[1:2], f(x := 1)", "SELECT $$ :x \\. $$, $1",
        "SELECT E'it\\'s :x \\\\'", "SELECT 1 -- \\ :x\n, 2 /* :x \\ */", "SELECT\r\n'a\r\n'",
        "COPY t TO '/tmp/t'", "SELECT 'x' FROM stdin"}) {
    EXPECT_EQ(in_psql(sql), sql);
  }
}

TEST(ShellStatement, KeepsAColonFromTheVariablesOfPsql) {
  EXPECT_EQ(in_psql("SELECT a[1:n], a[:\"n\"], a[x::int:HOST::int]"),
            "SELECT a[1: n], a[: \"n\"], a[x::int: HOST::int]");
}

TEST(ShellStatement, RefusesCommandsOfPsql) {
  EXPECT_TRUE(refusal("SELECT 1 \\! ls", dialect::postgresql)
                  .starts_with("a.sql:3:10: \\! is a psql command, not SQL."));
  EXPECT_TRUE(refusal("SELECT 1 \\; SELECT 2", dialect::postgresql).starts_with("a.sql:3:10: "));
}

TEST(ShellStatement, ReadsStringsAsPsqlDoesWithoutStandardConformingStrings) {
  EXPECT_EQ(shell_statement(statement("SELECT 'it\\'s', :x"), dialect::postgresql, true),
            "SELECT 'it\\'s', : x");
}

TEST(ShellStatement, RefusesDataThatPsqlWouldReadFromTheScript) {
  for (const std::string copy : {"COPY t FROM STDIN", "copy s.t (a, b) from /* */ stdin CSV"}) {
    EXPECT_NE(refusal(copy, dialect::postgresql).find("COPY FROM STDIN"), std::string::npos);
    EXPECT_TRUE(refusal(copy, dialect::postgresql).starts_with("a.sql:3:")) << copy;
  }
}

}  // namespace
}  // namespace fz
