#pragma once

#include "cmd/command_line.hpp"

namespace fz::cmd {

/// Declares every command of the program.
void add_commands(command& top);

// One function a command, each in the file of its name.
void add_init(command& top);
void add_upgrade(command& to);
void add_downgrade(command& to);
void add_current(command& to);
void add_history(command& to);
void add_heads(command& to);
void add_stamp(command& to);
void add_create_user(command& top);
void add_list_users(command& top);

}  // namespace fz::cmd
