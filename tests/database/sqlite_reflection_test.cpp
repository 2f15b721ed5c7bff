#include "core/autogenerate/compare.hpp"
#include "core/database/database_error.hpp"
#include "core/database/sqlite/reflection/read_catalog.hpp"
#include "tests/database/loaded_schema.hpp"
#include "tests/database/random_create_table.hpp"
#include "tests/support/co_test.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace fz {
namespace {

std::string listed(const database_schema& schema) {
  std::string text;
  for (const schema_object& o : schema.objects()) {
    text += to_string(o.key) + "\n";
    for (const auto& [name, value] : o.attributes) text += fmt::format("    {}: {}\n", name, value);
  }
  return text;
}

CO_TEST(SqliteReflection, ReadsEveryKindOfObject) {
  const database_schema s = co_await loaded_schema(
      "CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT, Name TEXT NOT NULL COLLATE NOCASE"
      " DEFAULT 'x', up TEXT AS (upper(name)) STORED);"
      "CREATE TABLE c (p REFERENCES p ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, n INT,"
      " CONSTRAINT positive CHECK (n > 0), UNIQUE (p, n)) ;"
      "CREATE UNIQUE INDEX i ON c (n DESC, lower(p)) WHERE n > 1;"
      "CREATE VIEW v AS SELECT * FROM p JOIN c ON c.p = p.id;"
      "CREATE TRIGGER t AFTER INSERT ON c BEGIN DELETE FROM p; END;");
  EXPECT_EQ(listed(s),
            "table c\n"
            "table p\n"
            "column c.p\n"
            "column c.n\n"
            "    type: int\n"
            "column p.id\n"
            "    type: integer\n"
            "column p.name\n"
            "    collation: nocase\n"
            "    default: 'x'\n"
            "    not_null: yes\n"
            "    type: text\n"
            "column p.up\n"
            "    generated: (upper(name)) stored\n"
            "    type: text\n"
            "view v\n"
            "    query: select * from p join c on c.p = p.id\n"
            "constraint c unique (p, n)\n"
            "    definition: unique (p, n)\n"
            "constraint c.positive\n"
            "    definition: check (n > 0)\n"
            "constraint p primary key (id) autoincrement\n"
            "    definition: primary key (id) autoincrement\n"
            "index c.i\n"
            "    columns: (n desc, lower(p))\n"
            "    unique: yes\n"
            "    where: n > 1\n"
            "foreign key c (p) references p on delete cascade deferrable initially deferred\n"
            "    definition: (p) references p on delete cascade deferrable initially deferred\n"
            "trigger c.t\n"
            "    action: begin delete from p ; end\n"
            "    event: after insert\n");
  EXPECT_TRUE(s.rest().empty());
}

CO_TEST(SqliteReflection, VirtualAndShadowTablesAreNamed) {
  const database_schema s = co_await loaded_schema(
      "CREATE VIRTUAL TABLE words USING fts5(a); CREATE TABLE t (a); CREATE VIEW v AS SELECT * "
      "FROM words");
  EXPECT_EQ(describe(s.rest()),
            "not compared: 5 shadow tables (words_config, words_content, words_data, words_docsize "
            "and words_idx)\nnot compared: 1 virtual table (words)");
  EXPECT_EQ(listed(s), "table t\ncolumn t.a\nview v\n    query: select * from words\n");
}

CO_TEST(SqliteReflection, AViewOnATableThatIsGoneIsReadAllTheSame) {
  const database_schema s = co_await loaded_schema("CREATE VIEW v AS SELECT a FROM nowhere");
  EXPECT_EQ(s.objects().size(), 1u);
}

CO_TEST(SqliteReflection, ReadsWithinATransaction) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  co_await c->execute("BEGIN");
  co_await c->execute("CREATE TABLE t (a)");
  const database_schema s = co_await sqlite::reflect(*c, {});
  EXPECT_EQ(s.objects().size(), 2u);
  EXPECT_TRUE(c->in_transaction());
  co_await c->execute("ROLLBACK");
}

/// The texts of SQLite's own documentation of CREATE TABLE, and what its grammar allows beside.
const std::vector<std::string>& documented_tables() {
  static const std::vector<std::string> texts = {
      "CREATE TABLE t (a)",
      "CREATE TABLE IF NOT EXISTS main.t (a INTEGER)",
      "CREATE TABLE t AS SELECT 1 AS a, 'x' AS \"b c\", 1.5",
      "CREATE TABLE t(x INTEGER PRIMARY KEY ASC, y, z)",
      "CREATE TABLE t(x INTEGER, y, z, PRIMARY KEY(x ASC))",
      "CREATE TABLE t(x INTEGER, y, z, PRIMARY KEY(x DESC))",
      "CREATE TABLE t(x INTEGER PRIMARY KEY DESC, y, z)",
      "CREATE TABLE t(x INTEGER PRIMARY KEY AUTOINCREMENT)",
      "CREATE TABLE t(x INTEGER, PRIMARY KEY(x AUTOINCREMENT))",
      "CREATE TABLE t(x INTEGER PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT)",
      "CREATE TABLE wordcount(word TEXT PRIMARY KEY, cnt INTEGER) WITHOUT ROWID",
      "CREATE TABLE t(a INT PRIMARY KEY, b TEXT, c REAL, d BLOB, e ANY, f INTEGER) STRICT",
      "CREATE TABLE t(a ANY, PRIMARY KEY (a)) WITHOUT ROWID, STRICT",
      "CREATE TABLE t(a INTEGER PRIMARY KEY, b INT, c TEXT, d INT GENERATED ALWAYS AS (a*abs(b)) "
      "VIRTUAL, e TEXT GENERATED ALWAYS AS (substr(c,b,b+1)) STORED)",
      "CREATE TABLE t(a INTEGER PRIMARY KEY, b INT, c TEXT, d INT AS (a*abs(b)), e TEXT AS "
      "(substr(c,b,b+1)) STORED)",
      "CREATE TABLE t(a NOT NULL ON CONFLICT ROLLBACK UNIQUE ON CONFLICT IGNORE CHECK (a > 0))",
      "CREATE TABLE t(a, b, UNIQUE (a, b) ON CONFLICT FAIL CHECK (a < b) CONSTRAINT x CHECK (1))",
      "CREATE TABLE t(a TEXT COLLATE NOCASE, b COLLATE \"rtrim\", PRIMARY KEY (a COLLATE BINARY "
      "DESC))",
      "CREATE TABLE t(a DEFAULT CURRENT_TIME, b DEFAULT CURRENT_DATE, c DEFAULT CURRENT_TIMESTAMP)",
      "CREATE TABLE t(a DEFAULT (random()), b DEFAULT (datetime('now', 'localtime')), c DEFAULT "
      "((1)))",
      "CREATE TABLE t(a DEFAULT +1, b DEFAULT -1, c DEFAULT 'x', d DEFAULT \"x\", e DEFAULT x'01', "
      "f "
      "DEFAULT NULL, g DEFAULT TRUE, h DEFAULT false, i DEFAULT hello, j DEFAULT 1e5, k DEFAULT "
      "0x1f)",
      "CREATE TABLE track(id INTEGER, artist INTEGER DEFAULT 0 REFERENCES artist(id) ON DELETE SET "
      "DEFAULT, FOREIGN KEY(artist) REFERENCES artist(id))",
      "CREATE TABLE t(a REFERENCES p MATCH SIMPLE ON INSERT CASCADE ON DELETE RESTRICT DEFERRABLE "
      "INITIALLY DEFERRED, b REFERENCES p NOT DEFERRABLE INITIALLY IMMEDIATE)",
      "CREATE TABLE t(a, b, FOREIGN KEY (a, b) REFERENCES p(x, y) ON UPDATE CASCADE DEFERRABLE)",
      "CREATE TABLE t(a VARCHAR(255), b NUMERIC(10, -5), c DOUBLE PRECISION, d UNSIGNED BIG INT, e "
      "NATIVE CHARACTER(70), f VARYING CHARACTER(255), g \"a type\"(5), h 'str', i [br])",
      "CREATE TABLE \"a\"\"b\" ([c d] INT, `e``f` TEXT, 'g' BLOB, \"\" INT, \"h'i\" INT)",
      "CREATE TABLE t(abort, action, after, begin, by, cascade, cast, conflict, database, desc, "
      "each, "
      "end, fail, for, glob, if, ignore, instead, key, like, match, no, of, offset, plan, pragma, "
      "query, row, rows, temp, trigger, vacuum, view, virtual, with, without, first, last, always, "
      "generated, materialized, over, filter, window, left, natural, cross)",
      "CREATE TABLE t(a INT, -- a comment, with (\n b /* ) */ TEXT /* the end */)",
      "CREATE TABLE t(a INT CONSTRAINT one CONSTRAINT two NOT NULL CONSTRAINT three, CONSTRAINT "
      "four)",
      "CREATE TABLE t(a INT NULL, b INT NOT NULL NULL, c INT DEFAULT 1 DEFAULT 2)",
      "CREATE TABLE t(a, b, PRIMARY KEY (a, a), UNIQUE (b), UNIQUE (b), UNIQUE (b DESC))",
      "CREATE TABLE t(a CHECK (t.a > 0), b CHECK (b IN (1, 2)) CHECK (b NOT LIKE ')%'))",
  };
  return texts;
}

CO_TEST(SqliteReflection, TextsOfSqlitesDocumentationAreReadAndAgreeWithThePragmas) {
  for (const std::string& text : documented_tables()) {
    const database_schema s = co_await loaded_schema(text);
    EXPECT_TRUE(s.rest().empty()) << text << "\n" << describe(s.rest());
    EXPECT_FALSE(s.objects().empty()) << text;
  }
}

task<bool> is_accepted(connection& c, const std::string& text) {
  outcome<std::uint64_t> made;
  co_await made.capture(c.execute(text));
  co_return !made.failure();
}

/// FZ_RANDOM_TEXTS sets how many, for long runs.
int number_of_texts() {
  const char* wanted = std::getenv("FZ_RANDOM_TEXTS");
  return wanted == nullptr ? 2000 : std::atoi(wanted);
}

CO_TEST(SqliteReflection, RandomTextsThatSqliteAcceptsAreReadAndAgreeWithThePragmas) {
  const int tries = number_of_texts();
  memory_database db;
  const auto c = co_await db.engine.connect();
  random_create_table random(20261126);
  int accepted = 0;
  for (int i = 0; i < tries; ++i) {
    const std::string text = random.text();
    if (!co_await is_accepted(*c, text)) continue;
    ++accepted;
    const database_schema s = co_await sqlite::reflect(*c, {});
    EXPECT_TRUE(s.rest().empty()) << text << "\n" << describe(s.rest());
    co_await c->execute("DROP TABLE t");
  }
  EXPECT_GT(accepted, tries / 4);
}

}  // namespace
}  // namespace fz
