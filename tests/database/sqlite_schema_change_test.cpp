// Three runners start at once, one is killed, and another one says: "SQLite: no such table:
// alembic_version_journal". It had asked whether there is such a table, while the others made and
// dropped it: SQLite, whose picture of the schema was out of date twice in a row, says so with the
// code SQLITE_SCHEMA, not with that for a table which is missing.
#include "core/async/gather.hpp"
#include "core/database/database_error.hpp"
#include "tests/support/co_test.hpp"
#include "tests/support/temporary_database.hpp"

#include <string>
#include <vector>

namespace fz {
namespace {

constexpr int times = 5000;

task<> make_and_drop(temporary_database& db, std::string table, const bool& finished) {
  const auto c = co_await db.engine.connect();
  while (!finished) {
    co_await c->execute("CREATE TABLE " + table + " (a)");
    co_await c->execute("DROP TABLE " + table);
  }
}

task<> look_for(temporary_database& db, std::string table, bool& finished) {
  const auto c = co_await db.engine.connect();
  for (int i = 0; i < times; ++i) {
    outcome<std::vector<row>> found;
    co_await found.capture(c->query("SELECT a FROM " + table));
    try {
      found.take();
    } catch (const database_error& e) {
      EXPECT_EQ(e.condition(), database_condition::undefined_table) << e.what();
    }
  }
  finished = true;
}

CO_TEST(SqliteSchemaChange, ATableThatComesAndGoesIsThereOrMissing) {
  temporary_database db;
  bool finished = false;
  const auto setting = co_await db.engine.connect();
  co_await setting->execute("PRAGMA journal_mode = wal");
  std::vector<task<>> work;
  work.push_back(make_and_drop(db, "t", finished));
  work.push_back(make_and_drop(db, "u", finished));
  work.push_back(look_for(db, "t", finished));
  co_await gather(std::move(work), 3);
}

}  // namespace
}  // namespace fz
