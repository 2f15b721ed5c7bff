#pragma once

#include "core/autogenerate/schema_plan.hpp"
#include "core/schema/sqlite/table_text.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz::sqlite {

/// A table in both schemas, under the same name.
struct changed_table {
  std::string name;
  std::string from_sql;
  std::string to_sql;
  table_text from;
  table_text to;
  std::vector<std::string> words_of_indexes = {};  ///< on it; in lower case, sorted
  /// To drop a column, SQLite reads every view and trigger, and fails if one of them is broken.
  bool views_or_triggers_stay = false;
};

/// What SQLite can do itself with ALTER TABLE, if that leads to the wanted text: columns added
/// behind the others, or one column dropped, within the limits of SQLite's documentation. Nothing:
/// the table has to be made anew.
std::optional<schema_plan> native_change(const changed_table& table);

}  // namespace fz::sqlite
