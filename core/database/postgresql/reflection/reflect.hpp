#pragma once

#include "core/async/task.hpp"
#include "core/database/connection.hpp"
#include "core/database/postgresql/reflection/catalog.hpp"
#include "core/schema/database_schema.hpp"

#include <vector>

namespace fz::postgresql {

/// How often a session is asked for its schema.
enum class reflections {
  single,
  /// Again and again: it keeps the questions as prepared statements, which saves most of the time.
  /// For scratch databases: behind a pooler they would stay in a session that others get.
  repeated,
};

/// Reads the schema of the database in one snapshot, with a fixed number of questions in two round
/// trips. What belongs to extensions and the tables named in `left_out` (and what belongs to them)
/// is not in it; nor are owners, databases' settings, roles and tablespaces. In a transaction of
/// the caller's it sets the search path and how values are printed until the end of that; else
/// changes nothing. Throws database_error.
task<database_schema> reflect(connection& database, std::vector<table_name> left_out,
                              reflections how = reflections::single);

}  // namespace fz::postgresql
