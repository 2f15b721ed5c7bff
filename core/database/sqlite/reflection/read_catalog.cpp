#include "core/database/sqlite/reflection/read_catalog.hpp"

#include "core/async/outcome.hpp"
#include "core/database/sqlite/reflection/catalog_rows.hpp"

#include <utility>

namespace fz::sqlite {
namespace {

task<catalog_rows> ask(connection& c) {
  catalog_rows rows;
  rows.schema = co_await c.query(schema_question);
  rows.columns = co_await c.query(columns_question);
  rows.indexes = co_await c.query(indexes_question);
  rows.foreign_keys = co_await c.query(foreign_keys_question);
  co_return rows;
}

/// A read transaction takes no lock that keeps a writer away for longer than this.
task<catalog_rows> ask_at_one_moment(connection& c) {
  if (c.in_transaction()) co_return co_await ask(c);
  co_await c.execute("BEGIN");
  outcome<catalog_rows> rows;
  co_await rows.capture(ask(c));
  outcome<std::uint64_t> ended;
  co_await ended.capture(c.execute("COMMIT"));
  catalog_rows found = rows.take();
  ended.take();
  co_return found;
}

}  // namespace

task<catalog> read_catalog(connection& c) { co_return catalog_of(co_await ask_at_one_moment(c)); }

task<database_schema> reflect(connection& c, std::vector<std::string> left_out) {
  const catalog entries = co_await read_catalog(c);
  co_return describe_catalog(entries, left_out);
}

}  // namespace fz::sqlite
