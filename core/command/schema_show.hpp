#pragma once

#include "core/command/context.hpp"
#include "core/command/schema_source.hpp"
#include "core/schema/relation.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fz::command {

struct schema_show_request {
  schema_source source;
  std::optional<database_url> scratch = {};  ///< where files are loaded; see schema_reader
  std::string table = {};                    ///< "": every table
  bool count_rows = false;                   ///< only of a database
  bool measure_size = false;                 ///< only of a database
};

/// How much is in a table.
struct table_amount {
  std::optional<std::int64_t> rows = {};
  bool is_estimate = false;                ///< `rows` are the server's guess
  std::optional<std::int64_t> bytes = {};  ///< with its indexes
};

struct schema_show_report {
  database_schema schema;
  std::vector<relation> relations;
  std::vector<table_amount> amounts = {};  ///< of each relation; empty unless asked for
};

/// Tables (and views, where one is named) of a schema. Throws error(usage) for a table that is not
/// there, naming one that is meant, and for amounts of what is not a database.
task<schema_show_report> show_schema(const context& ctx, schema_show_request request);

}  // namespace fz::command
