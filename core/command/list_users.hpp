#pragma once

#include "core/command/environment.hpp"
#include "core/users/account.hpp"
#include "core/users/user_table.hpp"

#include <vector>

namespace fz::command {

/// The accounts of the configured users table in the order of their ids. Throws error(users) if
/// there is no such table or database, database_error for the rest. Writes nothing.
task<std::vector<account>> list_users(const environment& env, page wanted);

}  // namespace fz::command
