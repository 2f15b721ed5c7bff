// Random pairs of schemas with rows: the plan leads from one to the other and back, and every value
// of a column that both have is kept. FZ_RANDOM_PAIRS sets how many.
#include "core/autogenerate/compare.hpp"
#include "core/autogenerate/sqlite/plan.hpp"
#include "tests/database/loaded_schema.hpp"
#include "tests/database/random_sqlite_schema.hpp"
#include "tests/support/co_test.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace fz {
namespace {

using values = std::map<std::string, std::string>;  // of each column, by "table.column"

std::vector<const schema_object*> stored_columns(const database_schema& schema) {
  std::vector<const schema_object*> columns;
  for (const schema_object& o : schema.objects()) {
    const bool is_stored = o.key.kind == object_kind::column && !o.attributes.has("generated");
    if (is_stored) columns.push_back(&o);
  }
  return columns;
}

task<> add_rows(connection& c, const database_schema& schema) {
  std::map<std::string, std::vector<std::string>> tables;
  for (const schema_object* column : stored_columns(schema)) {
    tables[column->key.parent].push_back(column->key.name);
  }
  co_await c.execute("PRAGMA foreign_keys = OFF");
  for (const auto& [table, columns] : tables) {
    const int count = table == "t0" ? 9 : 5;  // defaults refer to rows 7 to 9 of t0
    for (int i = 1; i <= count; ++i) {
      const std::string row =
          join(std::vector<std::string>(columns.size(), std::to_string(i)), ", ");
      co_await c.execute(
          fmt::format("INSERT INTO {} ({}) VALUES ({})", table, join(columns, ", "), row));
    }
  }
  co_await c.execute("PRAGMA foreign_keys = ON");
}

task<values> values_in(connection& c, const database_schema& schema) {
  values found;
  for (const schema_object* column : stored_columns(schema)) {
    const std::string& table = column->key.parent;
    std::string all;
    for (const row& r : co_await c.query(
             fmt::format("SELECT id || '=' || coalesce({}, 'null') FROM {} ORDER BY id",
                         column->key.name, table))) {
      all += to_string(r[0]) + " ";
    }
    found.emplace(table + "." + column->key.name, std::move(all));
  }
  co_return found;
}

void expect_kept(const values& before, const values& after, const std::string& script) {
  for (const auto& [column, all] : before) {
    const auto found = after.find(column);
    if (found != after.end()) {
      EXPECT_EQ(all, found->second) << column << "\n" << script;
    }
  }
}

/// Brings the database to the schema of the other one; nothing is left to do.
task<> bring_to(connection& c, connection& wanted) {
  const database_schema from = co_await sqlite::reflect(c, {});
  const database_schema to = co_await sqlite::reflect(wanted, {});
  const std::string script = sqlite::script_of(sqlite::plan_changes(from, to, {}));
  const values before = co_await values_in(c, from);
  outcome<void> ended;
  co_await ended.capture(load(c, script));
  try {
    ended.take();
  } catch (const error& e) {
    ADD_FAILURE() << e.what() << "\n" << script;
    co_return;
  }
  const database_schema now = co_await sqlite::reflect(c, {});
  EXPECT_EQ(describe(compare(now, to)), "") << script;
  expect_kept(before, co_await values_in(c, now), script);
  const auto checked = co_await c.query("PRAGMA integrity_check");
  EXPECT_EQ(to_string(checked.at(0)[0]), "ok") << script;
}

task<> check_pair(std::string a, std::string b) {
  memory_database from_database;
  memory_database to_database;
  const auto from = co_await from_database.engine.connect();
  const auto to = co_await to_database.engine.connect();
  co_await load(*from, a);
  co_await load(*to, b);
  co_await add_rows(*from, co_await sqlite::reflect(*from, {}));
  co_await bring_to(*from, *to);
  memory_database back_database;
  const auto back = co_await back_database.engine.connect();
  co_await load(*back, a);
  co_await bring_to(*from, *back);
}

int number_of_pairs() {
  const char* wanted = std::getenv("FZ_RANDOM_PAIRS");
  return wanted == nullptr ? 60 : std::atoi(wanted);
}

CO_TEST(SqliteRandomPairs, ThePlanLeadsThereAndBackAndKeepsTheRows) {
  random_sqlite_schema random(1126);
  for (int i = 0; i < number_of_pairs() && !testing::Test::HasFailure(); ++i) {
    std::string a = random.text();
    std::string b = random.text();
    co_await check_pair(a, b);
    if (testing::Test::HasFailure()) ADD_FAILURE() << "from:\n" << a << "to:\n" << b;
  }
}

}  // namespace
}  // namespace fz
