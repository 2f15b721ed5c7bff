#pragma once

#include "core/async/task.hpp"
#include "core/database/connection.hpp"
#include "core/schema/database_schema.hpp"
#include "core/schema/sqlite/catalog.hpp"

#include <string>
#include <vector>

namespace fz::sqlite {

/// Everything that sqlite_schema and the PRAGMAs tell of the main database, in four questions, in
/// one read transaction unless the connection is in a transaction already.
task<catalog> read_catalog(connection& c);

/// The schema of the main database; see describe_catalog() for what is left out or not compared.
task<database_schema> reflect(connection& c, std::vector<std::string> left_out);

}  // namespace fz::sqlite
