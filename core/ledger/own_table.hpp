#pragma once

#include "core/database/row.hpp"
#include "core/sql/dialect.hpp"
#include "core/sql/statement.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace fz {

/// The name of one of fz's own tables. `schema` may be empty: where the connection looks by itself.
struct own_table {
  std::string name;
  std::string schema = {};

  /// As it is written in SQL, quoted where it must be, with its schema.
  std::string qualified_name() const;
};

/// Asks which of these are there. A query of a table that is not would tell as well, but a server
/// writes every error into its log.
statement existence_of(const std::vector<own_table>& tables, dialect d);

/// Whether the table at `index` is there, by the row that existence_of() gave.
bool is_there(const row& given, std::size_t index);

}  // namespace fz
