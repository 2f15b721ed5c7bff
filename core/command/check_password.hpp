#pragma once

#include "core/command/users_database.hpp"

#include <string>

namespace fz::command {

/// True if the account exists and the password is right. Takes as long if it does not exist. Throws
/// error(users) if several accounts are meant, or if the stored hash is not of Argon2. Writes
/// nothing.
task<bool> check_password(const context& ctx, user_reference user, std::string password);

}  // namespace fz::command
