#pragma once

#include "core/command/users_database.hpp"

namespace fz::command {

/// The named account. Throws error(users) if it does not exist, or if several match. Writes
/// nothing.
task<account> show_user(const context& ctx, user_reference wanted);

}  // namespace fz::command
