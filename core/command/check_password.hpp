#pragma once

#include "core/command/users_database.hpp"

#include <string>

namespace fz::command {

/// True if there is such an account and the password is its. Takes as long if there is none. Throws
/// error(users) if several accounts are meant, or if the stored hash is not of Argon2. Writes
/// nothing.
task<bool> check_password(const context& ctx, user_reference user, std::string password);

}  // namespace fz::command
