#pragma once

#include "core/command/users_database.hpp"

#include <optional>
#include <string>

namespace fz::command {

struct update_user_options {
  user_reference user;
  std::optional<std::string> username = {};  ///< the new one; nothing: stays
  std::optional<std::string> email = {};     ///< the same
};

/// Changes the name or address of an account, and returns it as the database has it then. Throws
/// error(usage) if a value cannot be one, user_exists, error(users) if the account does not exist.
task<account> update_user(const context& ctx, update_user_options options);

/// Changes the account with that id; throws error(users) if it has gone meanwhile.
task<account> change_user(const users_database& users, const account& found, user_change change);

}  // namespace fz::command
