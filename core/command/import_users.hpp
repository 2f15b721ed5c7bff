#pragma once

#include "core/command/context.hpp"
#include "core/command/create_user.hpp"
#include "core/users/user_import.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace fz::command {

struct import_users_options {
  user_file file;
  existing_user existing = existing_user::refuse;  ///< of accounts whose name is there already
  bool generate = false;  ///< make a password for each new account without one
  bool dry_run = false;
  /// Leave out the rows that cannot be imported; else nothing is imported if there is one.
  bool continue_on_error = false;
};

struct import_report {
  struct made_password {
    std::string username;
    std::string password;
  };

  /// False: because of the problems, or because it was a dry run, nothing was written. The numbers
  /// are then what would have been done.
  bool written = false;
  std::size_t created = 0;
  std::size_t updated = 0;
  std::size_t skipped = 0;
  std::vector<row_problem> problems = {};     ///< in the order of lines
  std::vector<made_password> passwords = {};  ///< those that were made here
};

/// Brings the accounts of a file into the configured users table: all that can be checked is
/// checked first; then passwords are hashed on every processor; then all is written in one
/// transaction. Cancelled before its end, it leaves nothing. Throws what create_user() throws for
/// the table and the database.
task<import_report> import_users(const context& ctx, import_users_options options);

}  // namespace fz::command
