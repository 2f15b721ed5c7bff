#pragma once

#include "core/autogenerate/compare.hpp"
#include "core/command/context.hpp"
#include "core/command/schema_source.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz::command {

struct schema_diff_request {
  schema_source from;
  schema_source to;
  std::optional<database_url> scratch = {};  ///< where files are loaded; see schema_reader
  bool with_sql = false;                     ///< also say how to get from one to the other
};

struct schema_diff_report {
  std::vector<difference> differences;
  std::vector<not_compared> from_rest;
  std::vector<not_compared> to_rest;
  std::string sql = {};  ///< with_sql: a script for psql or sqlite3
};

/// Compares two schemas. Both must be of one kind of database. Throws error(usage) if they are not,
/// what the databases refuse, and error(database) where no SQL can be given.
task<schema_diff_report> diff_schemas(const context& ctx, schema_diff_request request);

/// The schema as SQL that makes it in a new database, in the order of its dependencies.
struct schema_dump {
  database_schema schema;
  std::string sql;
};

task<schema_dump> dump_schema(const context& ctx, schema_source source,
                              std::optional<database_url> scratch);

}  // namespace fz::command
