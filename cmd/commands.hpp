#pragma once

#include "cmd/command_line.hpp"

namespace fz::cmd {

/// Declares every command of the program.
void add_commands(command& top);

// One function a command, in the file of its name or of its kind.
void add_init(command& top);
void add_upgrade(command& to);
void add_downgrade(command& to);
void add_resume(command& to);
void add_current(command& to);
void add_history(command& to);
void add_heads(command& to);
void add_branches(command& to);
void add_show(command& to);
void add_status(command& to);
void add_check(command& to);
void add_log(command& to);
void add_revision(command& to);
void add_merge(command& to);
void add_edit(command& to);
void add_stamp(command& to);
void add_ensure_version(command& to);
void add_create_user(command& top);
void add_list_users(command& top);
void add_show_user(command& top);
void add_update_user(command& top);
void add_set_password(command& top);
void add_check_password(command& top);
void add_delete_user(command& top);
void add_import_users(command& top);
void add_export_users(command& top);
void add_schema(command& top);
void add_schema_show(command& to);  // within schema
void add_serve(command& top);

}  // namespace fz::cmd
