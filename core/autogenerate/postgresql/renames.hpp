#pragma once

#include "core/schema/database_schema.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fz::postgresql {

/// What a comment `-- fz:renamed from=old` in the wanted SQL says. Names as the catalog has them.
struct written_rename {
  std::string word;    ///< "TABLE", "VIEW", "INDEX", …: what CREATE makes; "COLUMN"
  std::string schema;  ///< "": not written
  std::string name;    ///< of the object; of a column, of its table
  std::string column;  ///< the wanted name; "": the object itself is renamed
  std::string from;

  bool operator==(const written_rename&) const = default;
};

/// A statement that renames something, and the one that undoes it.
struct rename_statement {
  std::string sql;
  std::string undo;

  bool operator==(const rename_statement&) const = default;
};

/// The comments in a text of SQL. In a CREATE TABLE one is about the column that begins on its
/// line, else about the next one; before the first column on the line of the table's name, or
/// before the statement, about the object that the statement creates. Others are passed over.
std::vector<written_rename> renames_in(std::string_view sql);

/// The ALTER … RENAME statements for those whose old name is in `from` and not in `to`, and whose
/// new one is in `to` and not in `from`.
std::vector<rename_statement> rename_statements(const std::vector<written_rename>& renames,
                                                const database_schema& from,
                                                const database_schema& to);

/// Where tables and columns have their wanted names: the statements that rename constraints and
/// indexes which are the same as wanted ones on the same table but for the name.
std::vector<rename_statement> follow_up_renames(const database_schema& from,
                                                const database_schema& to);

}  // namespace fz::postgresql
