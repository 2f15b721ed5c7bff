#pragma once

#include "core/schema/database_schema.hpp"

#include <string>
#include <vector>

namespace fz::sqlite {

/// A table or a column that has another name in the schema as it is. Names in lower case.
struct schema_rename {
  std::string table;   ///< its wanted name
  std::string column;  ///< its wanted name; "": the table itself is renamed
  std::string from;

  bool operator==(const schema_rename&) const = default;
};

/// What the comments `-- fz:renamed from=old` in the wanted CREATE TABLEs say: on a column's line,
/// or on a line of its own in front of one, for that column; before the first column on the line
/// of the table's name for the table.
std::vector<schema_rename> renames_in(const database_schema& wanted);

/// The renames whose old name is there and whose new one is not.
std::vector<schema_rename> applicable(const std::vector<schema_rename>& renames,
                                      const database_schema& from);

/// The renames that undo these.
std::vector<schema_rename> reversed(const std::vector<schema_rename>& renames);

/// The schema with the texts of its tables without those comments, which have been read.
database_schema without_rename_comments(const database_schema& wanted);

/// The schema after these renames of tables, with the texts that SQLite makes of all that names
/// them.
database_schema with_tables_renamed(const database_schema& from,
                                    const std::vector<schema_rename>& renames);

}  // namespace fz::sqlite
