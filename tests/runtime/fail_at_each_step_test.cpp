// Every statement of a run fails once: whichever it is, the database stands at a revision's
// boundary, and the same command finishes the work.
#include "tests/async/co_test.hpp"
#include "tests/database/failing_connection.hpp"
#include "tests/runtime/project.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <gmock/gmock.h>
#include <string>

namespace fz {
namespace {

constexpr std::size_t most_statements = 300;

/// A revision in a file: makes a table of its name and leaves a line in the log.
std::string body_of(const std::string& id) {
  return fmt::format(
      "-- fz:upgrade\nCREATE TABLE {0} (x INTEGER);\nINSERT INTO log VALUES ('{0}');\n"
      "ALTER TABLE {0} ADD COLUMN y INTEGER;\nCREATE INDEX i_{0} ON {0} (y);\n"
      "-- fz:downgrade\nDROP INDEX i_{0};\nDELETE FROM log WHERE what = '{0}';\nDROP TABLE {0};\n",
      id);
}

/// The same in code.
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

void write_revisions(project& p) {
  p.write("a", "", body_of("a"));
  p.write("b", "a", body_of("b"));
  p.coded = {coded_revision("c", "b")};
  p.write("d", "c", body_of("d"));
}

task<> make_log(project& p) {
  const auto c = co_await p.db.engine.connect();
  co_await c->execute("CREATE TABLE log (what TEXT NOT NULL)");
}

/// The rows of the version table, then the tables of the revisions, then their lines in the log.
task<std::string> look(project& p) {
  std::string seen;
  for (const std::string& row : co_await p.rows()) seen += row == "none" ? "" : row;
  const auto c = co_await p.db.engine.connect();
  const auto tables = co_await c->query(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND length(name) = 1 ORDER BY name");
  const auto lines = co_await c->query("SELECT what FROM log ORDER BY what");
  seen += ':';
  for (const row& r : tables) seen += r.text("name");
  seen += ':';
  for (const row& r : lines) seen += r.text("what");
  co_return seen;
}

struct run_to_break {
  direction way;
  transaction_scope scope;
  std::string target;
  std::vector<std::string> boundaries;  ///< as look() sees them
  std::string end;
};

/// One run whose statement number `at` fails; gives false if there is none.
task<bool> fail_once(const run_to_break& what, std::size_t at) {
  project p;
  write_revisions(p);
  co_await make_log(p);
  if (what.way == direction::downgrade) co_await p.upgrade();
  p.scope = what.scope;

  statement_failure failure{at};
  engine failing(failing_connector(sqlite_connector({p.db.file}, p.db.pool), failure), 4,
                 engine::sharing::exclusive);
  p.through = &failing;
  outcome<run_report> ended;
  co_await ended.hold(p.run(what.way, what.target));
  p.through = nullptr;
  if (!failure.has_struck()) {
    ended.take();
    co_return false;
  }
  EXPECT_TRUE(ended.failure()) << "statement " << at;
  const std::string left = co_await look(p);
  EXPECT_THAT(what.boundaries, testing::Contains(left)) << "statement " << at;

  co_await p.run(what.way, what.target);
  const std::string end = co_await look(p);
  EXPECT_EQ(end, what.end) << "statement " << at;
  co_return true;
}

task<> fail_at_each_step(run_to_break what) {
  std::size_t at = 1;
  while (at < most_statements && co_await fail_once(what, at)) ++at;
  EXPECT_GT(at, 10u);
  EXPECT_LT(at, most_statements);
}

const std::vector<std::string> every_revision = {"::", "a:a:a", "b:ab:ab", "c:abc:abc",
                                                 "d:abcd:abcd"};

CO_TEST(FailAtEachStep, OfAnUpgrade) {
  run_to_break up{direction::upgrade, transaction_scope::each, "head", every_revision,
                  "d:abcd:abcd"};
  co_await fail_at_each_step(up);
}

CO_TEST(FailAtEachStep, OfADowngrade) {
  run_to_break down{direction::downgrade, transaction_scope::each, "base", every_revision, "::"};
  co_await fail_at_each_step(down);
}

CO_TEST(FailAtEachStep, OfARunInOneTransaction) {
  run_to_break up{
      direction::upgrade, transaction_scope::all, "head", {"::", "d:abcd:abcd"}, "d:abcd:abcd"};
  co_await fail_at_each_step(up);
}

}  // namespace
}  // namespace fz
