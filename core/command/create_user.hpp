#pragma once

#include "core/command/context.hpp"
#include "core/users/account.hpp"

#include <string>

namespace fz::command {

/// A password, or the hash of one that is kept elsewhere; one of the two is empty.
struct new_secret {
  std::string password = {};
  std::string hash = {};
};

/// What create_user() does if there is an account of that name.
enum class existing_user { refuse, keep, update };

struct create_user_options {
  std::string username;
  std::string email;
  new_secret secret;
  existing_user existing = existing_user::refuse;
};

/// What was done, and the account as the database has it.
struct created_user {
  enum class what { created, unchanged, updated };

  what done = what::created;
  account user;
};

/// Adds an account to the configured users table; the address is stored in its normalized form. An
/// account of that name is kept or gets the address and password, as the options say. Throws
/// error(usage) if the name, address or secret cannot be one, user_exists, users_table_missing,
/// error(users) for a table that does not fit, database_error. Never makes a database.
task<created_user> create_user(const context& ctx, create_user_options options);

/// Throws error(usage) if a password or hash cannot be one.
void check_secret(const new_secret& secret, const config& settings);

/// The hash of a secret that was checked.
task<std::string> hash_of(new_secret secret);

}  // namespace fz::command
