#pragma once

#include "core/async/thread_pool.hpp"
#include "core/database/engine.hpp"
#include "core/database/sqlite/connection.hpp"
#include "core/database/sqlite/reflection/read_catalog.hpp"
#include "core/sql/statement_splitter.hpp"
#include "core/util/text.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fz {

/// An SQLite database in memory.
struct memory_database {
  thread_pool pool{1};
  fz::engine engine{sqlite::connector_for({}, pool), 1, engine::sharing::shared};
};

/// Runs the statements of a script.
inline task<> load(connection& c, std::string script) {
  for (statement& s : split_statements(script, dialect::sqlite, {})) {
    co_await c.execute(std::move(s));
  }
}

/// The schema that a script makes in an empty database.
inline task<database_schema> loaded_schema(std::string script) {
  memory_database db;
  const auto c = co_await db.engine.connect();
  co_await load(*c, std::move(script));
  co_return co_await sqlite::reflect(*c, {});
}

}  // namespace fz
