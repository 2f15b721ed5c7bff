#include "core/autogenerate/compare.hpp"
#include "core/autogenerate/sqlite/altered_text.hpp"
#include "core/autogenerate/sqlite/plan.hpp"
#include "core/database/database_error.hpp"
#include "core/schema/sqlite/dump.hpp"
#include "tests/database/loaded_schema.hpp"
#include "tests/support/co_test.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace fz {
namespace {

/// Every text of sqlite_schema, in the form that the plan is to lead to.
task<std::vector<std::string>> texts(connection& c) {
  std::vector<std::string> found;
  for (const row& r : co_await c.query("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")) {
    found.push_back(sqlite::text_form(std::get<std::string>(r[0])));
  }
  std::sort(found.begin(), found.end());
  co_return found;
}

task<std::string> plan_script(connection& c, const std::string& wanted) {
  const database_schema from = co_await sqlite::reflect(c, {});
  const database_schema to = co_await loaded_schema(wanted);
  const auto renames = sqlite::applicable(sqlite::renames_in(to), from);
  co_return sqlite::script_of(sqlite::plan_changes(from, to, renames));
}

/// Brings the database to the wanted schema by the plan's script, and gives the script.
task<std::string> bring_to(connection& c, std::string wanted) {
  std::string script = co_await plan_script(c, wanted);
  co_await load(c, script);
  memory_database other;
  const auto o = co_await other.engine.connect();
  co_await load(*o, wanted);
  EXPECT_EQ(co_await texts(c), co_await texts(*o)) << script;
  const auto left = co_await c.query("SELECT name FROM sqlite_temp_schema");
  EXPECT_TRUE(left.empty());
  co_return script;
}

/// The rows of a question, "1|x|NULL" each, with a comma between them.
task<std::string> rows(connection& c, std::string question) {
  std::vector<std::string> lines;
  for (const row& r : co_await c.query(std::move(question))) {
    std::vector<std::string> values;
    for (std::size_t i = 0; i < r.size(); ++i) values.push_back(to_string(r[i]));
    lines.push_back(join(values, "|"));
  }
  co_return join(lines, ", ");
}

bool is_native(const std::string& script) { return script.find("fz_guard") == std::string::npos; }

CO_TEST(SqlitePlan, AColumnAtTheEndIsAddedByAlterTable) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  co_await load(*c, "CREATE TABLE t (a INT -- the a\n, UNIQUE (a)); INSERT INTO t VALUES (1);");
  EXPECT_EQ(co_await bring_to(
                *c, "create table t (a int -- the a\n, b TEXT NOT NULL DEFAULT 'x', c, UNIQUE(a))"),
            "BEGIN IMMEDIATE;\n"
            "ALTER TABLE \"t\" ADD COLUMN b TEXT NOT NULL DEFAULT 'x';\n"
            "ALTER TABLE \"t\" ADD COLUMN c;\n"
            "COMMIT;\n");
  EXPECT_EQ(co_await rows(*c, "SELECT * FROM t"), "1|x|NULL");
}

CO_TEST(SqlitePlan, WhatAlterTableCannotAddIsARebuild) {
  for (const char* wanted :
       {"CREATE TABLE t (a INT, b INTEGER PRIMARY KEY)", "CREATE TABLE t (a INT, b INT UNIQUE)",
        "CREATE TABLE t (a INT, b DEFAULT CURRENT_TIMESTAMP)",
        "CREATE TABLE t (a INT, b DEFAULT (1+1))", "CREATE TABLE t (a INT, b AS (a) STORED)",
        "CREATE TABLE t (b, a INT)",
        "CREATE TABLE t (a INT, b REFERENCES t DEFAULT NULL, c DEFAULT (random()))",
        "CREATE TABLE t (a INT, b -- with a comment\n)"}) {
    memory_database db;
    const auto c = co_await db.engine.connect();
    co_await load(*c, "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2);");
    EXPECT_FALSE(is_native(co_await bring_to(*c, wanted))) << wanted;
    EXPECT_EQ(co_await rows(*c, "SELECT a FROM t ORDER BY a"), "1, 2") << wanted;
  }
}

CO_TEST(SqlitePlan, AColumnIsDroppedByAlterTableWithinItsLimits) {
  const auto dropped = [](std::string from, std::string to) -> task<std::string> {
    memory_database db;
    const auto c = co_await db.engine.connect();
    co_await load(*c, std::move(from));
    co_return co_await bring_to(*c, std::move(to));
  };
  EXPECT_TRUE(is_native(
      co_await dropped("CREATE TABLE t (a, b CHECK (b > 1), c)", "CREATE TABLE t (a, c)")));
  EXPECT_TRUE(
      is_native(co_await dropped("CREATE TABLE t (a, b REFERENCES t)", "CREATE TABLE t (a)")));
  EXPECT_FALSE(is_native(co_await dropped("CREATE TABLE t (a, b UNIQUE)", "CREATE TABLE t (a)")));
  EXPECT_FALSE(is_native(co_await dropped("CREATE TABLE t (a, b, c)", "CREATE TABLE t (a)")));
  // The index goes first.
  EXPECT_TRUE(is_native(
      co_await dropped("CREATE TABLE t (a, b); CREATE INDEX i ON t (b)", "CREATE TABLE t (a)")));
  // Views that are broken before or by the change do not stop it.
  EXPECT_FALSE(
      is_native(co_await dropped("CREATE TABLE t (a, b); CREATE VIEW v AS SELECT x FROM gone",
                                 "CREATE TABLE t (a); CREATE VIEW v AS SELECT x FROM gone")));
  EXPECT_FALSE(is_native(co_await dropped("CREATE TABLE t (a, b); CREATE VIEW v AS SELECT b FROM t",
                                          "CREATE TABLE t (a); CREATE VIEW v AS SELECT b FROM t")));
}

CO_TEST(SqlitePlan, EqualSchemasNeedNothing) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  co_await load(*c, "CREATE TABLE t (a INT, \"b\" TEXT); CREATE INDEX i ON t (a)");
  EXPECT_EQ(
      co_await plan_script(*c, "create table [T] (b text, A int) /* */; create index I on t(a)"),
      "");
}

/// A table with everything that copies of tables are known to lose.
constexpr const char* rich = R"(
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t ( -- the table
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- the number
  a {0},
  n TEXT COLLATE NOCASE NOT NULL ON CONFLICT IGNORE DEFAULT "x",
  u UUID DEFAULT CURRENT_TIMESTAMP,
  typeless,
  g AS (a + 1), s AS (a + 2) STORED,
  p REFERENCES p (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  up REFERENCES t ON DELETE SET NULL MATCH FULL,
  CHECK (id > 0), CONSTRAINT named CHECK (a <> 77), CONSTRAINT one UNIQUE (n, a) ON CONFLICT FAIL
);
CREATE INDEX partial ON t (a) WHERE a > 1;
CREATE INDEX expr ON t (lower(n) COLLATE NOCASE DESC, a DESC);
CREATE TABLE child (t REFERENCES t ON DELETE CASCADE, n REFERENCES t (id));
CREATE TABLE log (what);
CREATE VIEW v AS SELECT a, g FROM t;
CREATE VIEW broken AS SELECT z FROM nowhere;
CREATE TRIGGER own AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('own'); END;
CREATE TRIGGER del AFTER DELETE ON t BEGIN INSERT INTO log VALUES ('deleted'); END;
CREATE TRIGGER other AFTER INSERT ON p BEGIN INSERT INTO t (a) VALUES (new.id); END;
CREATE TRIGGER instead INSTEAD OF INSERT ON v BEGIN INSERT INTO t (a) VALUES (new.a); END;
)";

constexpr const char* rich_rows = R"(
INSERT INTO p VALUES (1), (2);
INSERT INTO t (id, a, n, p, up) VALUES (5, 50, 'n', 1, NULL), (6, 60, 'N', 1, 5), (9, 90, 'x', 2, 6);
DELETE FROM t WHERE id = 9;
INSERT INTO child VALUES (5, 5), (6, NULL);
)";

CO_TEST(SqlitePlan, ARebuildKeepsAllThatBelongsToTheTable) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  co_await load(*c, fmt::format(rich, "INT") + rich_rows);
  co_await c->execute("DELETE FROM log");
  co_await c->execute("PRAGMA foreign_keys = ON");
  const std::string children = co_await rows(*c, "SELECT * FROM child");
  const std::string before = co_await rows(*c, "SELECT id, a, n, u, g, s, p, up FROM t");
  const std::string script = co_await bring_to(*c, fmt::format(rich, "INT NOT NULL"));
  EXPECT_FALSE(is_native(script));
  EXPECT_EQ(co_await rows(*c, "SELECT id, a, n, u, g, s, p, up FROM t"), before);
  EXPECT_EQ(co_await rows(*c, "SELECT * FROM child"), children);
  EXPECT_EQ(co_await rows(*c, "SELECT * FROM sqlite_sequence"), "t|9");
  EXPECT_EQ(co_await rows(*c, "SELECT * FROM log"), "");
  EXPECT_EQ(co_await rows(*c, "PRAGMA integrity_check"), "ok");
  co_await c->execute("INSERT INTO p VALUES (3)");
  EXPECT_EQ(co_await rows(*c, "SELECT id, a FROM t WHERE a = 3"), "10|3");
}

CO_TEST(SqlitePlan, ATableThatNamesItselfInACheckIsRebuiltTheSameWay) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  const std::string table =
      "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a {} CHECK (T.a > 0), g AS (a + 1));"
      "CREATE INDEX i ON t (a) WHERE t.a > 1; CREATE TABLE k (t REFERENCES t ON DELETE CASCADE)";
  co_await load(*c, fmt::format(fmt::runtime(table), "INT"));
  co_await load(
      *c,
      "INSERT INTO t VALUES (3, 4), (8, 9); DELETE FROM t WHERE id = 8; INSERT INTO k VALUES (3)");
  co_await c->execute("PRAGMA foreign_keys = ON");
  co_await bring_to(*c, fmt::format(fmt::runtime(table), "TEXT"));
  EXPECT_EQ(co_await rows(*c, "SELECT id, a, g, typeof(a) FROM t"), "3|4|5|text");
  EXPECT_EQ(co_await rows(*c, "SELECT * FROM k"), "3");
  EXPECT_EQ(co_await rows(*c, "SELECT * FROM sqlite_sequence"), "t|8");
}

CO_TEST(SqlitePlan, SeveralChangesOfATableAreOneRebuild) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  co_await load(*c, "CREATE TABLE t (a, b, c, d, e); INSERT INTO t VALUES (1, 2, 3, 4, 5)");
  const std::string script = co_await bring_to(
      *c, "CREATE TABLE t (e TEXT, b INT NOT NULL DEFAULT 0, f DEFAULT (1 + 1), CHECK (b > 1))");
  EXPECT_EQ(script.find("CREATE TABLE t"), script.rfind("CREATE TABLE t"));
  EXPECT_EQ(co_await rows(*c, "SELECT * FROM t"), "5|2|2");
}

CO_TEST(SqlitePlan, RowidsSurvive) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  co_await load(*c,
                "CREATE TABLE t (a); INSERT INTO t (rowid, a) VALUES (3, 'x'), (70, 'y');"
                "CREATE TABLE r (rowid, oid, a); INSERT INTO r (_rowid_, a) VALUES (8, 'z');"
                "CREATE TABLE n (rowid, oid, _rowid_); INSERT INTO n VALUES (1, 2, 3);"
                "CREATE TABLE i (a); INSERT INTO i (rowid, a) VALUES (9, 'w');");
  co_await bring_to(*c,
                    "CREATE TABLE t (a TEXT); CREATE TABLE r (rowid, oid, a TEXT);"
                    "CREATE TABLE n (rowid INT, oid, _rowid_);"
                    "CREATE TABLE i (a, id INTEGER PRIMARY KEY);");
  EXPECT_EQ(co_await rows(*c, "SELECT rowid, a FROM t"), "3|x, 70|y");
  EXPECT_EQ(co_await rows(*c, "SELECT _rowid_, a FROM r"), "8|z");
  EXPECT_EQ(co_await rows(*c, "SELECT * FROM n"), "1|2|3");
  EXPECT_EQ(co_await rows(*c, "SELECT * FROM i"), "w|9");
}

CO_TEST(SqlitePlan, ATextThatDoesNotFitANumberStaysAsItIs) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  co_await load(*c, "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('abc'), ('12')");
  co_await bring_to(*c, "CREATE TABLE t (a INTEGER)");
  EXPECT_EQ(co_await rows(*c, "SELECT a, typeof(a) FROM t"), "abc|text, 12|integer");
}

task<std::string> failure_of(connection& c, std::string script) {
  outcome<void> ended;
  co_await ended.capture(load(c, std::move(script)));
  try {
    ended.take();
  } catch (const database_error& e) {
    co_return e.what();
  }
  co_return "";
}

/// Like the sqlite3 shell without -bail: what fails is passed over.
task<> go_on_whatever_fails(connection& c, std::string script) {
  for (statement& s : split_statements(script, dialect::sqlite, {})) {
    outcome<std::uint64_t> ended;
    co_await ended.capture(c.execute(std::move(s)));
  }
}

CO_TEST(SqlitePlan, ASectionRunsWithinATransactionWhileForeignKeysAreOff) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  co_await load(*c, fmt::format(rich, "INT") + rich_rows);
  const database_schema from = co_await sqlite::reflect(*c, {});
  const database_schema to = co_await loaded_schema(fmt::format(rich, "INT NOT NULL"));
  const std::string section = sqlite::section_of(sqlite::plan_changes(from, to, {}));
  const std::string children = co_await rows(*c, "SELECT * FROM child");
  co_await c->execute("PRAGMA foreign_keys = ON");
  co_await c->execute("BEGIN");
  EXPECT_NE((co_await failure_of(*c, section)).find("PRAGMA foreign_keys is on"),
            std::string::npos);
  EXPECT_FALSE(c->in_transaction());
  co_await c->execute("PRAGMA foreign_keys = OFF");
  co_await c->execute("BEGIN");
  co_await load(*c, section);
  co_await c->execute("COMMIT");
  EXPECT_TRUE(compare(co_await sqlite::reflect(*c, {}), to).empty());
  EXPECT_EQ(co_await rows(*c, "SELECT * FROM child"), children);
  EXPECT_EQ(co_await rows(*c, "PRAGMA legacy_alter_table"), "0");
}

CO_TEST(SqlitePlan, RowsThatDoNotFitLoseNothingEvenIfTheScriptContinues) {
  for (const char* wanted :
       {"CREATE TABLE t (a NOT NULL, b)", "CREATE TABLE t (a UNIQUE, b)",
        "CREATE TABLE t (a INT, b INT) STRICT", "CREATE TABLE t (a INTEGER PRIMARY KEY, b)",
        "CREATE TABLE t (a, b CHECK (b > 5))", "CREATE TABLE t (a, b, c NOT NULL)"}) {
    memory_database db;
    const auto c = co_await db.engine.connect();
    co_await load(*c, "CREATE TABLE t (a, b); INSERT INTO t VALUES ('x', 1), ('x', 2), (NULL, 3)");
    const std::string script = co_await plan_script(*c, wanted);
    co_await go_on_whatever_fails(*c, script);
    if (c->in_transaction()) co_await c->execute("ROLLBACK");
    EXPECT_EQ(co_await rows(*c, "SELECT * FROM t"), "x|1, x|2, NULL|3") << script;
    EXPECT_EQ(co_await rows(*c, "SELECT sql FROM sqlite_schema"), "CREATE TABLE t (a, b)");
  }
}

CO_TEST(SqlitePlan, AScriptThatEndsAnywhereChangesNothing) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  co_await load(*c, fmt::format(rich, "INT") + rich_rows);
  const std::string script = co_await plan_script(*c, fmt::format(rich, "INT NOT NULL"));
  const std::string schema = co_await rows(*c, "SELECT sql FROM sqlite_schema");
  const std::string content = co_await rows(*c, "SELECT * FROM t");
  const std::vector<statement> statements = split_statements(script, dialect::sqlite, {});
  const auto is_commit = [](const statement& s) { return s.sql == "COMMIT"; };
  const auto commit = std::find_if(statements.begin(), statements.end(), is_commit);
  for (auto end = statements.begin(); end != commit; ++end) {
    for (auto each = statements.begin(); each != end; ++each) co_await c->execute(*each);
    if (c->in_transaction()) co_await c->execute("ROLLBACK");
    EXPECT_EQ(co_await rows(*c, "SELECT sql FROM sqlite_schema"), schema) << end->sql;
    EXPECT_EQ(co_await rows(*c, "SELECT * FROM t"), content) << end->sql;
    EXPECT_EQ(co_await rows(*c, "SELECT name FROM sqlite_temp_schema"), "") << end->sql;
  }
}

CO_TEST(SqlitePlan, SeveralTablesLoseNothingIfTheScriptContinues) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  const std::string script_of_a =
      "CREATE TABLE a (x); INSERT INTO a VALUES (NULL); CREATE TABLE b (x CHECK (b.x > 1));"
      "INSERT INTO b VALUES (2); CREATE TABLE c (x); INSERT INTO c VALUES ('y'); CREATE TABLE d "
      "(x)";
  co_await load(*c, script_of_a);
  const std::string before = co_await rows(*c, "SELECT sql FROM sqlite_schema");
  for (const char* failing : {"CREATE TABLE a (x NOT NULL)", "CREATE TABLE a (x INT, y INT)"}) {
    const std::string script = co_await plan_script(
        *c, std::string(failing) +
                ";CREATE TABLE b (x CHECK (b.x > 2)); CREATE TABLE c (x INT CHECK (x < 'a'));"
                "CREATE TABLE e (x)");
    co_await go_on_whatever_fails(*c, script);
    if (c->in_transaction()) co_await c->execute("ROLLBACK");
    EXPECT_EQ(co_await rows(*c, "SELECT * FROM a"), "NULL") << script;
    EXPECT_EQ(co_await rows(*c, "SELECT * FROM b"), "2") << script;
    EXPECT_EQ(co_await rows(*c, "SELECT * FROM c"), "y") << script;
    EXPECT_EQ(co_await rows(*c, "SELECT sql FROM sqlite_schema"), before) << script;
  }
}

CO_TEST(SqlitePlan, AnIndexMayMoveToAnotherTable) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  co_await load(*c,
                "CREATE TABLE a (x); CREATE TABLE b (x); CREATE INDEX i ON a (x);"
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END");
  co_await bring_to(*c,
                    "CREATE TABLE a (x INT); CREATE TABLE b (x); CREATE INDEX i ON b (x);"
                    "CREATE TRIGGER t AFTER INSERT ON b BEGIN SELECT 1; END");
}

CO_TEST(SqlitePlan, AForeignKeyThatIsViolatedFailsOnlyIfItWasNotBefore) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  co_await load(*c,
                "CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1);"
                "CREATE TABLE t (a REFERENCES p, b); INSERT INTO t VALUES (1, 1), (77, 8)");
  co_await bring_to(
      *c, "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a REFERENCES p, b TEXT)");
  const std::string script = co_await plan_script(
      *c,
      "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a REFERENCES p, b REFERENCES p)");
  EXPECT_NE((co_await failure_of(*c, script)).find("rows violate a foreign key that they did not"),
            std::string::npos);
  EXPECT_FALSE(c->in_transaction());
  EXPECT_EQ(co_await rows(*c, "SELECT a, b FROM t"), "1|1, 77|8");
}

CO_TEST(SqlitePlan, AForeignKeyWithoutAKeyOnTheOtherSideIsNotLookedAt) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  co_await load(
      *c,
      "CREATE TABLE p (x); CREATE TABLE t (a REFERENCES p (x), b); INSERT INTO t VALUES (1, 2)");
  co_await bring_to(*c, "CREATE TABLE p (x); CREATE TABLE t (a REFERENCES p (x), b TEXT)");
  EXPECT_EQ(co_await rows(*c, "SELECT * FROM t"), "1|2");
}

CO_TEST(SqlitePlan, AParentThatIsDroppedLeavesTheRowsOfItsChildren) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  co_await load(
      *c,
      "CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1);"
      "CREATE TABLE t (a REFERENCES p ON DELETE CASCADE, b); INSERT INTO t VALUES (1, 2)");
  co_await c->execute("PRAGMA foreign_keys = ON");
  co_await bring_to(*c, "CREATE TABLE t (a, b)");
  EXPECT_EQ(co_await rows(*c, "SELECT * FROM t"), "1|2");
}

CO_TEST(SqlitePlan, RenamesAreThoseThatTheTargetSays) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  co_await load(
      *c,
      "CREATE TABLE old (id INTEGER PRIMARY KEY, title TEXT); INSERT INTO old VALUES (1, 'x');"
      "CREATE INDEX i ON old (title); CREATE TABLE k (o REFERENCES old (id));"
      "CREATE VIEW v AS SELECT title FROM old;"
      "CREATE TABLE w (a, b); INSERT INTO w VALUES (1, 2)");
  const std::string wanted =
      "CREATE TABLE \"new\" ( -- fz:renamed from=old\n  id INTEGER PRIMARY KEY,\n"
      "  name TEXT -- fz:renamed from=title\n);"
      "CREATE INDEX i ON new (name); CREATE TABLE k (o REFERENCES new (id));"
      "CREATE VIEW v AS SELECT name FROM new;"
      "CREATE TABLE w (a,\n -- fz:renamed from=b\n c INT NOT NULL)";
  const std::string script = co_await bring_to(*c, wanted);
  EXPECT_NE(script.find("ALTER TABLE \"old\" RENAME TO \"new\""), std::string::npos) << script;
  EXPECT_NE(script.find("RENAME COLUMN \"title\" TO \"name\""), std::string::npos) << script;
  EXPECT_EQ(co_await rows(*c, "SELECT * FROM new"), "1|x");
  EXPECT_EQ(co_await rows(*c, "SELECT * FROM w"), "1|2");
  EXPECT_EQ(co_await plan_script(*c, wanted), "");
}

CO_TEST(SqlitePlan, OptionsAndKeysOfATableSurvive) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  const std::string tables =
      "CREATE TABLE w (a TEXT COLLATE RTRIM, b {0}, PRIMARY KEY (a DESC, b)) WITHOUT ROWID;"
      "CREATE TABLE s (id INTEGER PRIMARY KEY DESC, a {0}, b ANY) STRICT;";
  co_await load(*c, fmt::format(fmt::runtime(tables), "INT"));
  co_await load(*c, "INSERT INTO w VALUES ('x', 1), ('y', 2); INSERT INTO s VALUES (5, 1, 'z')");
  co_await bring_to(*c, fmt::format(fmt::runtime(tables), "TEXT"));
  EXPECT_EQ(co_await rows(*c, "SELECT * FROM w ORDER BY b"), "x|1, y|2");
  EXPECT_EQ(co_await rows(*c, "SELECT id, a, b, typeof(a) FROM s"), "5|1|z|text");
}

CO_TEST(SqlitePlan, AColumnInACheckAndAPartialIndexIsRenamed) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  co_await load(*c,
                "CREATE TABLE t (a INT CHECK (a > 0), b); CREATE INDEX i ON t (b) WHERE a > 1;"
                "INSERT INTO t VALUES (3, 4)");
  const std::string script =
      co_await bring_to(*c,
                        "CREATE TABLE t (n INT CHECK (n > 0), -- fz:renamed from=a\n b);"
                        "CREATE INDEX i ON t (b) WHERE n > 1");
  EXPECT_TRUE(is_native(script)) << script;
  EXPECT_EQ(co_await rows(*c, "SELECT n, b FROM t"), "3|4");
}

CO_TEST(SqlitePlan, NamesOfAnyKindAreQuoted) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  co_await load(
      *c,
      "CREATE TABLE \"a \"\"b\" (\"x y\", 'it''s', \"select\" UNIQUE);"
      "INSERT INTO \"a \"\"b\" VALUES (1, 2, 3); CREATE INDEX \"i x\" ON \"a \"\"b\" (\"x y\")");
  co_await bring_to(*c, "CREATE TABLE \"a \"\"b\" (\"x y\" INT, 'it''s' INT, \"select\")");
  EXPECT_EQ(co_await rows(*c, "SELECT * FROM \"a \"\"b\""), "1|2|3");
}

CO_TEST(SqlitePlan, ADumpMakesTheSameSchema) {
  const database_schema schema = co_await loaded_schema(fmt::format(rich, "INT"));
  const std::string sql = sqlite::dump(schema);
  const database_schema again = co_await loaded_schema(sql);
  EXPECT_TRUE(compare(schema, again).empty());
  EXPECT_EQ(sqlite::dump(again), sql);
}

}  // namespace
}  // namespace fz
