#pragma once

#include "core/database/value.hpp"
#include "core/util/error.hpp"

#include <string>

namespace fz {

/// One SQL statement with the values of its parameters (`?` on SQLite, `$1` on PostgreSQL).
struct statement {
  std::string sql;
  fz::parameters parameters = {};
  /// Where its first character stands in a revision file; an empty file name: made in code.
  source_position position = {};
};

}  // namespace fz
