#pragma once

#include "core/command/environment.hpp"
#include "core/users/account.hpp"

#include <string>

namespace fz::command {

struct create_user_options {
  std::string username;
  std::string email;
  std::string password;
};

/// Adds an account to the configured users table and gives it back as the database has it. Throws
/// error(usage) if the name, email or password cannot be one, error(users) if the name or email is
/// taken or there is no such table, database_error for the rest. Never makes a database.
task<account> create_user(const environment& env, create_user_options options);

}  // namespace fz::command
