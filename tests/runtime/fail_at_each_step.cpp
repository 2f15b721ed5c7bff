#include "tests/runtime/fail_at_each_step.hpp"

#include <fmt/format.h>

#include <utility>

namespace fz {
namespace {

constexpr std::size_t most_statements = 300;

code_migration coded_revision(const std::string& id, const std::string& down) {
  code_migration m;
  m.revision.id = id;
  m.revision.down_revisions = {down};
  m.upgrade = [id](sync_connection& c) {
    c.execute("CREATE TABLE " + id + " (x INTEGER)");
    c.query("SELECT what FROM log");
    c.execute("INSERT INTO log VALUES ('" + id + "')");
  };
  m.downgrade = [id](sync_connection& c) {
    c.execute("DELETE FROM log WHERE what = '" + id + "'");
    c.execute("DROP TABLE " + id);
  };
  return m;
}

task<std::string> joined(connection& c, std::string query) {
  std::string all;
  for (const row& r : co_await c.query(std::move(query))) all += to_string(r[0]);
  co_return all;
}

const char* tables_of(dialect d) {
  return d == dialect::sqlite ? "SELECT name FROM sqlite_schema WHERE type = 'table'"
                              : "SELECT relname AS name FROM pg_class WHERE relkind = 'r'";
}

/// Everything that is there from the beginning.
task<> prepare(test_project& p, engine& usual, const run_to_break& what) {
  {
    const auto c = co_await usual.connect();
    p.kind = c->dialect();
    co_await c->execute("CREATE TABLE log (what TEXT NOT NULL)");
  }
  p.through = &usual;
  if (what.way == direction::downgrade) co_await p.upgrade();
}

/// One run whose statement number `at` fails; gives false if there is none.
task<bool> fail_once(const run_to_break& what, breakable_database& database, test_project& p,
                     std::size_t at) {
  engine usual(database.open(), 4, engine::sharing::exclusive);
  co_await prepare(p, usual, what);

  statement_failure failure{at};
  outcome<run_report> ended;
  {
    engine failing(failing_connector(database.open(), failure), 4, engine::sharing::exclusive);
    p.through = &failing;
    co_await ended.capture(p.run(what.way, what.target));
  }
  p.through = &usual;
  if (!failure.has_struck()) ended.take();
  const std::string left = co_await look_at_revisions(usual);
  EXPECT_THAT(boundaries_of_revisions(), testing::Contains(left)) << "statement " << at;
  if (!ended.failure()) {
    EXPECT_EQ(left, what.end) << "statement " << at;
  }

  co_await p.run(what.way, what.target);
  const std::string end = co_await look_at_revisions(usual);
  EXPECT_EQ(end, what.end) << "statement " << at;
  const auto c = co_await usual.connect();
  const std::string own = std::string(tables_of(c->dialect())) + " AND ";
  const std::string name = c->dialect() == dialect::sqlite ? "name" : "relname";
  const std::string left_over =
      co_await joined(*c, own + name + " LIKE 'alembic%' AND " + name + " <> 'alembic_version'");
  EXPECT_EQ(left_over, "") << "statement " << at;
  co_return failure.has_struck();
}

}  // namespace

void write_breakable_revisions(test_project& p, const std::string& lonely_up,
                               const std::string& lonely_down) {
  p.write("a", "",
          "-- fz:upgrade\nCREATE TABLE a (x INTEGER);\nINSERT INTO log VALUES ('a');\n"
          "CREATE INDEX i_a ON a (x);\n"
          "-- fz:downgrade\nDROP INDEX i_a;\nDELETE FROM log WHERE what = 'a';\nDROP TABLE a;\n");
  p.coded = {coded_revision("b", "a")};
  p.write("c", "b",
          fmt::format("-- fz:upgrade transaction=off\nCREATE TABLE c (x INTEGER);\n{};\n"
                      "INSERT INTO log VALUES ('c');\n"
                      "-- fz:downgrade transaction=off\nDELETE FROM log WHERE what = 'c';\n{};\n"
                      "DROP TABLE c;\n",
                      lonely_up, lonely_down));
}

task<std::string> look_at_revisions(engine& e) {
  const auto c = co_await e.connect();
  const version_table table("alembic_version");
  const auto rows = co_await table.read(*c);
  std::string seen;
  for (const std::string& each : rows.value_or(std::vector<std::string>())) seen += each;
  const std::string tables = fmt::format(
      "SELECT name FROM ({}) t WHERE length(name) = 1 ORDER BY name", tables_of(c->dialect()));
  seen += ':' + co_await joined(*c, tables);
  seen += ':' + co_await joined(*c, "SELECT what FROM log ORDER BY what");
  co_return seen;
}

std::vector<std::string> boundaries_of_revisions() {
  // Those after b, and those before the last, lie inside of c, which runs outside of a transaction.
  return {"::", "a:a:a", "b:ab:ab", "b:abc:ab", "b:abc:abc", "c:ab:ab", "c:abc:ab", "c:abc:abc"};
}

task<> fail_at_each_step(run_to_break what,
                         std::function<std::unique_ptr<breakable_database>()> make,
                         std::function<void(test_project&)> write) {
  bool struck = true;
  std::size_t at = 0;
  while (struck && at < most_statements) {
    ++at;
    test_project p;
    write(p);
    const auto database = make();
    struck = co_await fail_once(what, *database, p, at);
  }
  EXPECT_GT(at, 10u);
  EXPECT_LT(at, most_statements);
}

}  // namespace fz
