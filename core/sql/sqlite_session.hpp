#pragma once

#include "core/sql/statement.hpp"

#include <string>
#include <vector>

namespace fz {

/// Undoes one thing that a script of SQLite did to its connection.
struct undoing_statement {
  std::string sql;
  bool after_commit = false;  ///< cannot be part of a transaction
};

/// What undoes the script on a connection that had nothing of its own, as far as its text shows,
/// the last first: temporary objects, attached databases, and pragmas, which go back to SQLite's
/// defaults.
std::vector<undoing_statement> undoing_statements(const std::vector<statement>& script);

}  // namespace fz
