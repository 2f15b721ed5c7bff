#pragma once

#include "core/command/create_user.hpp"
#include "core/command/users_database.hpp"

namespace fz::command {

/// Gives an account another password. Throws error(usage) if the secret cannot be one, error(users)
/// if there is no such account.
task<account> set_password(const context& ctx, user_reference user, new_secret secret);

}  // namespace fz::command
