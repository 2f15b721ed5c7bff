#pragma once

#include "core/command/create_user.hpp"
#include "core/command/users_database.hpp"

namespace fz::command {

/// Sets an account's password. Throws error(usage) if the secret is not valid, error(users)
/// if the account does not exist.
task<account> set_password(const context& ctx, user_reference user, new_secret secret);

}  // namespace fz::command
