#pragma once

#include "core/async/task.hpp"
#include "core/database/connection.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// What the users table and its columns are called ([users] in alembic.toml). The table may be
/// qualified: "schema.users".
struct user_table_names {
  std::string table = "users";
  std::string id = "id";
  std::string username = "username";
  std::string email = "email";
  std::string password = "password";
  std::string created_at = "created_at";
  std::string updated_at = "updated_at";
};

/// One column as the database describes it.
struct user_column {
  std::string name;
  std::string type;       ///< as the database writes it, in lower case
  bool required = false;  ///< must not be NULL, and nothing fills it in
};

/// The columns of the users table in their order. Throws users_table_missing; database_error.
task<std::vector<user_column>> read_user_columns(connection& c, const user_table_names& names);

/// A unique index or constraint of the users table.
struct unique_index {
  std::string name;
  std::string definition;  ///< the columns or expressions as SQL, in lower case
};

/// Those of the table. Read only after one was violated.
task<std::vector<unique_index>> read_unique_indexes(connection& c, const user_table_names& names);

/// "schema" and "table" of a name that may be qualified; the schema is empty if it is not.
struct qualified_table {
  std::string schema;
  std::string table;
};
qualified_table split_qualified_name(std::string_view name);

}  // namespace fz
