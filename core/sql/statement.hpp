#pragma once

#include "core/sql/value.hpp"
#include "core/util/error.hpp"

#include <string>
#include <utility>

namespace fz {

/// One SQL statement with the values of its parameters (`?` on SQLite, `$1`, … on PostgreSQL).
struct statement {
  // Constructors, although it is a plain value: see the trap in core/async/task.hpp.
  statement(std::string text) : sql(std::move(text)) {}
  statement(std::string text, parameters given) : sql(std::move(text)), values(std::move(given)) {}

  std::string sql;
  parameters values;
  /// Where its first character is in a revision file; an empty file name: made in code.
  source_position position;
};

}  // namespace fz
