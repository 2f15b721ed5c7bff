#pragma once

#include "core/command/schema_reader.hpp"
#include "core/command/schema_source.hpp"
#include "core/schema/database_schema.hpp"

#include <string>
#include <vector>

namespace fz::command {

/// A schema of PostgreSQL after what the comments `-- fz:renamed` in the wanted SQL ask for.
struct renamed_schema {
  database_schema schema;               ///< its texts as comparable with the wanted ones
  std::vector<std::string> statements;  ///< ALTER … RENAME, in their order; empty: none applies
  std::vector<std::string> undo;        ///< those that undo them, in their order
};

/// Follows the comments in the SQL that `source` stands for, whose schema is `wanted`. A database
/// and revisions have no such comments, and on SQLite the planner follows them itself. Throws what
/// the server refuses.
task<renamed_schema> follow_renames(const context& ctx, schema_reader& reader, schema_source source,
                                    database_schema from, database_schema wanted);

/// SQL for PostgreSQL that makes the schema as it is after the statements.
std::string after_statements(const database_schema& schema,
                             const std::vector<std::string>& statements);

}  // namespace fz::command
