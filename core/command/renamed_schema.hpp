#pragma once

#include "core/autogenerate/possible_renames.hpp"
#include "core/autogenerate/revision_sections.hpp"
#include "core/command/schema_reader.hpp"
#include "core/command/schema_source.hpp"
#include "core/schema/database_schema.hpp"

#include <functional>
#include <string>
#include <vector>

namespace fz::command {

/// Asks whether both are the same object; a name for it before co_await, see core/async/task.hpp.
using rename_question = std::function<task<bool>(possible_rename)>;

/// A schema after what has another name in the wanted one was renamed, on PostgreSQL; on SQLite the
/// planner renames.
struct renamed_schema {
  database_schema schema;  ///< its texts as comparable with the wanted ones
  known_renames renames;
  /// Possible renames about which nobody was asked: each is a drop and a create.
  std::vector<possible_rename> unasked = {};
};

/// Follows the comments `-- fz:renamed` in the SQL that `source` stands for, whose schema is
/// `wanted`; a database and revisions have no such comments. What could be renamed besides is asked
/// of `is_rename`, unless that is empty. Throws what the server refuses.
task<renamed_schema> follow_renames(const context& ctx, schema_reader& reader, schema_source source,
                                    database_schema from, database_schema wanted,
                                    rename_question is_rename = nullptr);

/// SQL for PostgreSQL that makes the schema as it is after the statements.
std::string after_statements(const database_schema& schema,
                             const std::vector<std::string>& statements);

}  // namespace fz::command
