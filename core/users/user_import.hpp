#pragma once

#include "core/users/account_rules.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// One account of a file.
struct import_row {
  std::size_t line = 0;  ///< in the file, from 1
  std::string username = {};
  std::string email = {};
  std::string password = {};       ///< plain; empty if not given
  std::string password_hash = {};  ///< empty if not given
};

/// Why a row of a file is not a valid account.
struct row_problem {
  std::size_t line = 0;
  std::string reason = {};

  bool operator==(const row_problem&) const = default;
};

/// A file of accounts as it was read: the rows that can be used, and what is wrong with the others.
struct user_file {
  std::vector<import_row> rows = {};
  std::vector<row_problem> problems = {};
};

/// The columns that a file of accounts may have: username, email, password, password_hash, and
/// those of an export that are passed over: id, created_at, updated_at.
enum class import_column { username, email, password, password_hash, ignored, unknown };
import_column import_column_of(std::string_view name);

/// Puts a value into the row.
void set_column(import_row& row, import_column column, std::string value);

/// Reads comma-separated values; the first record names the columns. Throws error(file) if that one
/// is missing, or names a column that is unknown, twice, or not there though it is needed.
user_file read_csv_users(std::string_view text);

/// Whether every row must bring a password.
enum class passwords { needed, optional };

/// Checks every row against the rules and the others: names and addresses once each, addresses
/// normalized. Bad rows move from `rows` to `problems`, which are in the order of lines afterwards.
void check_user_file(user_file& file, const account_rules& rules, passwords which);

}  // namespace fz
