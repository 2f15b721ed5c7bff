#pragma once

#include "core/command/users_database.hpp"

namespace fz::command {

/// The account that is named. Throws error(users) if there is none, or if several are meant. Writes
/// nothing.
task<account> show_user(const context& ctx, user_reference wanted);

}  // namespace fz::command
